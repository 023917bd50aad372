/* Rules of a list that comes back as a workbook. */
#include "work/work_sheet_model.h"

#include "base/utf8.h"
#include "i18n/i18n.h"

/* ---- keys -------------------------------------------------------------- */

struct str work_sheet_key(struct arena *a, struct str realm,
			  const struct work_line *t,
			  const struct sheet_val val[N_LINE_COL])
{
	struct sheet_digest was[N_LINE_COL];

	for (int c = 0; c < N_LINE_COL; c++)
		was[c] = sheet_digest(
			work_line_plain(a, (enum line_col)c, &val[c]));
	return sheet_key_write(a, realm,
			       &(struct sheet_key){ .id = t->task,
						    .rev = t->rev,
						    .was = was,
						    .n = N_LINE_COL });
}

/* ---- columns ----------------------------------------------------------- */

void work_sheet_columns(struct arena *a, enum lang lang,
			struct sheet_columns *ret)
{
	struct str total =
		tr(lang, N_("Rows: {0}; sum of the column Percent: {1}"));

	/* "Rows: " of "Rows: {0}; sum …" */
	*ret = (struct sheet_columns){
		.main = WCOL_WORK,
		.total = str_sub(total, 0, MAX(str_find_char(total, '{'), 1))
	};
	for (int c = 0; c < N_LINE_COL; c++) {
		enum line_col k = (enum line_col)c;

		*vec_push(a, ret) = (struct sheet_column){
			.key = line_col_key(k),
			.title = tr(lang, line_col_title(k)),
			.width = line_col_width(k),
			.kind = line_col_kind(k),
			.takes_number = k == WCOL_NUMBER,
			.takes_day = k == WCOL_DEADLINE,
			.lines = k == WCOL_RESULT || k == WCOL_DIFFICULTY,
			.drifts = k == WCOL_STATE,
		};
	}
}

/* ---- what may be taken ----------------------------------------------------- */

enum kind { ONLY_READ, WORDS, KEPT_WORDS, REPORT };

static const struct {
	enum kind kind;	   /* KEPT_WORDS: the ledger's, once issued */
	const char *fixed; /* ONLY_READ: why */
} rules[N_LINE_COL] = {
	[WCOL_CODE] = { ONLY_READ, N_("A task stays in its programme.") },
	[WCOL_SECTION] = { WORDS, NULL },
	[WCOL_NUMBER] = { WORDS, NULL },
	[WCOL_WORK] = { KEPT_WORDS, NULL },
	[WCOL_LEAD] = { KEPT_WORDS, NULL },
	[WCOL_WITH] = { ONLY_READ,
			N_("Supporting units are changed on the task's "
			   "page.") },
	[WCOL_DEADLINE] = { KEPT_WORDS, NULL },
	[WCOL_DUE] = { KEPT_WORDS, NULL },
	[WCOL_PRODUCT] = { KEPT_WORDS, NULL },
	[WCOL_STATE] = { REPORT, NULL },
	[WCOL_PERCENT] = { REPORT, NULL },
	[WCOL_REPORTED] = { ONLY_READ,
			    N_("The day of a report is the day on which it is "
			       "sent.") },
	[WCOL_SUBMITTED] = { ONLY_READ,
			     N_("The day of submission is the day on which "
				"the task is submitted.") },
	[WCOL_DONE] = { ONLY_READ,
			N_("A task is verified on its page, in sight of the "
			   "evidence.") },
	[WCOL_MISSING] = { ONLY_READ,
			   N_("What isn't clear follows from the words of the "
			      "task.") },
	[WCOL_RESULT] = { REPORT, NULL },
	[WCOL_DIFFICULTY] = { REPORT, NULL },
	[WCOL_CAUSE] = { REPORT, NULL },
};

bool line_col_is_report(enum line_col c)
{
	return rules[c].kind == REPORT;
}

const char *line_col_note(enum line_col c)
{
	if (c == WCOL_STATE)
		return N_("The lead unit may choose “Waiting for "
			  "verification”: the task is then submitted as done. "
			  "Other states follow from days and acts.");
	if (c == WCOL_DUE)
		return N_("The office may put a real day here while the task "
			  "isn't issued; it becomes the deadline as written.");
	switch (rules[c].kind) {
	case WORDS:
		return N_("The office may change this until the task is "
			  "submitted.");
	case KEPT_WORDS:
		return N_("The office may change this while the task isn't "
			  "issued; afterwards ask for an adjustment on the "
			  "task's page.");
	case REPORT:
		return N_("The lead unit may change this: the change becomes "
			  "a report of today.");
	case ONLY_READ:
		break;
	}
	return N_("Only for reading: a change here is shown, but not taken.");
}

static struct err *words_gate(struct arena *a, enum kind kind,
			      const struct work_facts *f,
			      const struct work_sheet_who *who)
{
	struct err *err;

	if (!who->office)
		return err_new(a, ERR_DENIED,
			       N_("Only the committee's office changes the "
				  "words of a task."));
	err = work_do_check(a, WORK_DO_EDIT, f, 0);
	if (!err && kind == KEPT_WORDS && f->issued != DAY_NONE)
		err = err_new(a, ERR_CONFLICT,
			      N_("The task is issued: ask for an adjustment on "
				 "the task's page."));
	return err;
}

struct err *work_sheet_gate(struct arena *a, enum line_col col,
			    const struct work_facts *f,
			    const struct work_sheet_who *who)
{
	switch (rules[col].kind) {
	case ONLY_READ:
		return err_new(a, ERR_CONFLICT, rules[col].fixed);
	case WORDS:
	case KEPT_WORDS:
		return words_gate(a, rules[col].kind, f, who);
	case REPORT:
		break;
	}
	if (who->supports)
		return err_new(a, ERR_DENIED,
			       N_("Only the lead unit reports this; your unit "
				  "supports the task and delivers its share on "
				  "the task's page."));
	if (!who->reports)
		return err_new(a, ERR_DENIED,
			       N_("Only the lead unit reports this."));
	return work_do_check(
		a, col == WCOL_STATE ? WORK_DO_SUBMIT : WORK_DO_REPORT, f, 0);
}
