/* A task as a line of an exported list. */
#include "work/work_line.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "profile/profile.h"

static const struct {
	const char *key, *title;
	double width;
	enum doc_col_kind kind;
} columns[N_LINE_COL] = {
	[WCOL_CODE] = { "code", N_("Programme"), 12, COL_TEXT },
	[WCOL_SECTION] = { "section", N_("Section"), 24, COL_TEXT },
	[WCOL_NUMBER] = { "number", N_("No"), 6, COL_TEXT },
	[WCOL_WORK] = { "work", N_("Work"), 48, COL_TEXT },
	[WCOL_LEAD] = { "lead", N_("Lead unit"), 24, COL_TEXT },
	[WCOL_WITH] = { "with", N_("Supporting units"), 24, COL_TEXT },
	[WCOL_DEADLINE] = { "deadline", N_("Deadline as written"), 20,
			    COL_TEXT },
	[WCOL_DUE] = { "due", N_("Due"), 11, COL_DAY },
	[WCOL_PRODUCT] = { "product", N_("Product"), 28, COL_TEXT },
	[WCOL_STATE] = { "state", N_("State"), 18, COL_TEXT },
	[WCOL_PERCENT] = { "percent", N_("Percent"), 9, COL_INT },
	[WCOL_REPORTED] = { "reported", N_("Last report"), 11, COL_DAY },
	[WCOL_SUBMITTED] = { "submitted", N_("Submitted"), 11, COL_DAY },
	[WCOL_DONE] = { "done", N_("Verified"), 11, COL_DAY },
	[WCOL_MISSING] = { "missing", N_("Not clear"), 20, COL_TEXT },
	[WCOL_RESULT] = { "result", N_("Result"), 36, COL_TEXT },
	[WCOL_DIFFICULTY] = { "difficulty", N_("Difficulty"), 28, COL_TEXT },
	[WCOL_CAUSE] = { "cause", N_("Cause"), 16, COL_TEXT },
};

const char *line_col_title(enum line_col c)
{
	return columns[c].title;
}

const char *line_col_key(enum line_col c)
{
	return columns[c].key;
}

bool line_col_from_key(struct str key, enum line_col *ret_col)
{
	for (int c = 0; c < N_LINE_COL; c++) {
		if (str_eq(key, str_c(columns[c].key))) {
			*ret_col = (enum line_col)c;
			return true;
		}
	}
	return false;
}

double line_col_width(enum line_col c)
{
	return columns[c].width;
}

enum doc_col_kind line_col_kind(enum line_col c)
{
	return columns[c].kind;
}

static struct str missing_words(struct arena *a, enum lang lang, unsigned bits)
{
	static const char *const what[WORK_CLARITIES] = {
		N_("work"), N_("person"), N_("progress"), N_("product")
	};
	struct buf b = buf_init(a, 256);

	for (unsigned i = 0; i < WORK_CLARITIES; i++) {
		if (!(bits >> i & 1))
			continue;
		if (b.n)
			buf_lit(&b, ", ");
		buf_str(&b, tr(lang, what[i]));
	}
	return buf_view(&b);
}

void work_line_words(struct arena *a, const struct profile *p, enum lang lang,
		     struct work_line_words *ret)
{
	ret->profile = p;
	ret->lang = lang;
	for (int s = 0; s < N_WORK_STATE; s++)
		ret->state[s] = tr(lang, work_state_title((enum work_state)s));
	for (unsigned m = 0; m < 1u << WORK_CLARITIES; m++)
		ret->missing[m] = missing_words(a, lang, m);
}

void work_line_cells(const struct work_line_words *w, const struct work_line *t,
		     struct sheet_val val[N_LINE_COL])
{
	val[WCOL_CODE].text = t->code;
	val[WCOL_SECTION].text = t->section;
	val[WCOL_NUMBER].text = t->number;
	val[WCOL_WORK].text = t->work;
	val[WCOL_LEAD].text = t->lead;
	val[WCOL_WITH].text = t->with;
	val[WCOL_DEADLINE].text = t->deadline;
	val[WCOL_DUE].day = t->due;
	val[WCOL_PRODUCT].text = t->product;
	val[WCOL_STATE].text = w->state[t->state];
	val[WCOL_PERCENT].n = t->percent;
	val[WCOL_REPORTED].day = t->reported;
	val[WCOL_SUBMITTED].day = t->submitted;
	val[WCOL_DONE].day = t->done;
	val[WCOL_MISSING].text = w->missing[t->missing & WORK_MISS_ALL];
	val[WCOL_RESULT].text = t->result;
	val[WCOL_DIFFICULTY].text = t->difficulty;
	val[WCOL_CAUSE].text =
		t->cause.n ? profile_cause_title(w->profile, t->cause, w->lang)
			   : STR("");
}

struct str work_line_plain(struct arena *a, enum line_col c,
			   const struct sheet_val *v)
{
	switch (columns[c].kind) {
	case COL_DAY:
		return v->day == DAY_NONE ? STR("") : day_iso(a, v->day);
	case COL_INT:
	case COL_TENTHS:
	case COL_THOUSANDTHS:
		return str_fmt(a, "%ld", (long)v->n);
	case COL_TEXT:
		break;
	}
	return v->text.n ? text_clean(a, v->text) : STR("");
}
