/* Rules of a list that comes back as a workbook. */
#include "work/work_sheet_model.h"

#include "base/utf8.h"
#include "i18n/i18n.h"

/* ---- keys -------------------------------------------------------------- */

enum { CHECK = 6, KEY_MOST = 200 };

static void digits64(uint64_t h, char *c, int n)
{
	static const char digit[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz+~";

	h ^= h >> 32; /* the upper half mixes better */
	for (int i = 0; i < n; i++, h >>= 6)
		c[i] = digit[h & 63];
}

struct work_digest work_digest(struct str plain)
{
	struct work_digest d;

	digits64(str_hash(plain), d.c, WORK_DIGEST);
	return d;
}

bool work_digest_eq(struct work_digest a, struct work_digest b)
{
	return memcmp(a.c, b.c, WORK_DIGEST) == 0;
}

struct str work_digest_str(struct arena *a, struct work_digest d)
{
	return str_dup(a, (struct str){ d.c, WORK_DIGEST });
}

static void check_of(struct str realm, struct str body, char check[CHECK])
{
	uint64_t h = str_hash(body);

	digits64(h * 31 + str_hash(realm), check, CHECK);
}

struct str work_key_write(struct arena *a, struct str realm,
			  const struct work_key *k)
{
	struct buf b = buf_init(a, KEY_MOST);
	char check[CHECK];

	buf_fmt(&b, "%ld.%ld.", (long)k->task, (long)k->rev);
	for (int c = 0; c < N_LINE_COL; c++)
		buf_mem(&b, k->was[c].c, WORK_DIGEST);
	check_of(realm, buf_view(&b), check);
	buf_char(&b, '.');
	buf_mem(&b, check, CHECK);
	return buf_view(&b);
}

bool work_key_read(struct str realm, struct str text, struct work_key *ret_key)
{
	struct str rest = text, task = str_cut(&rest, '.'),
		   rev = str_cut(&rest, '.'), was = str_cut(&rest, '.');
	struct work_key k;
	char check[CHECK];

	if (!rest.p || rest.n != CHECK || was.n != N_LINE_COL * WORK_DIGEST ||
	    !str_to_i64(task, &k.task) || !str_to_i64(rev, &k.rev))
		return false;
	check_of(realm, str_sub(text, 0, text.n - CHECK - 1), check);
	if (memcmp(check, rest.p, CHECK) != 0)
		return false;
	for (int c = 0; c < N_LINE_COL; c++)
		memcpy(k.was[c].c, was.p + c * WORK_DIGEST, WORK_DIGEST);
	*ret_key = k;
	return true;
}

struct work_key work_key_of(struct arena *a, const struct work_line *t,
			    const struct sheet_val val[N_LINE_COL])
{
	struct work_key k = { .task = t->task, .rev = t->rev };

	for (int c = 0; c < N_LINE_COL; c++)
		k.was[c] = work_digest(
			work_line_plain(a, (enum line_col)c, &val[c]));
	return k;
}

/* ---- cells ------------------------------------------------------------- */

static const struct {
	const char *key, *why;
} faults[N_CELL_FAULT] = {
	[CELL_GOOD] = { "", "" },
	[CELL_FORMULA] = { "formula",
			   N_("The cell computes its value with a formula; "
			      "paste the value itself.") },
	[CELL_MERGED] = { "merged", N_("The cell is merged with others; undo "
				       "the merging and fill each cell.") },
	[CELL_NUMBER_FOR_WORDS] = { "number",
				    N_("The cell holds the number {0} where "
				       "words belong; write it as text.") },
	[CELL_DAY_FOR_WORDS] = { "day", N_("Excel made the day {0} of the "
					   "cell; set its format to text and "
					   "type it again.") },
	[CELL_NOT_NUMBER] = { "no_number",
			      N_("“{0}” isn't a whole number from 0 to 100.") },
	[CELL_NUMBER_FOR_DAY] = { "number_day",
				  N_("The cell holds the number {0} where a "
				     "day belongs, such as 30/06/2026.") },
	[CELL_NOT_DAY] = { "no_day",
			   N_("“{0}” isn't a day such as 30/06/2026.") },
	[CELL_NO_SUCH_DAY] = { "bad_day", N_("No calendar has the day {0}.") },
};

const char *work_cell_why(enum work_cell_fault f)
{
	return faults[f].why;
}

const char *work_cell_key(enum work_cell_fault f)
{
	return faults[f].key;
}

enum work_cell_fault work_cell_from_key(struct str key)
{
	for (int f = CELL_GOOD + 1; f < N_CELL_FAULT; f++)
		if (str_eq(key, str_c(faults[f].key)))
			return (enum work_cell_fault)f;
	return CELL_GOOD;
}

/* "45", "45%", "45,0": people write a share in many ways. */
static enum work_cell_fault number_read(struct arena *a, struct str *text)
{
	struct str s = *text;
	ptrdiff_t point;
	int64_t n;

	if (str_ends(s, STR("%")))
		s = str_trim(str_sub(s, 0, s.n - 1));
	point = MAX(str_find_char(s, '.'), str_find_char(s, ','));
	if (point > 0 && str_eq(str_sub(s, point + 1, s.n), STR("0")))
		s = str_sub(s, 0, point);
	if (!str_to_i64(s, &n) || n < 0 || n > 100)
		return CELL_NOT_NUMBER;
	*text = str_fmt(a, "%ld", (long)n);
	return CELL_GOOD;
}

/* Three numbers around / - or . ; the year is the one of four digits. */
static enum work_cell_fault day_read(struct arena *a, struct str *text)
{
	struct str rest = *text;
	char sep = str_find_char(rest, '/') >= 0   ? '/'
		   : str_find_char(rest, '-') >= 0 ? '-'
						   : '.';
	bool year_first = str_find_char(rest, sep) == 4;
	int64_t n[3];
	day_t day;

	for (int i = 0; i < 3; i++) {
		struct str part = str_trim(str_cut(&rest, sep));
		bool year = i == (year_first ? 0 : 2);

		if (!str_to_i64(part, &n[i]) || n[i] < 0 ||
		    part.n > (year ? 4 : 2) || (year && part.n != 4))
			return CELL_NOT_DAY;
	}
	if (rest.p)
		return CELL_NOT_DAY;
	if (!day_from_ymd((int)n[year_first ? 0 : 2], (int)n[1],
			  (int)n[year_first ? 2 : 0], &day))
		return CELL_NO_SUCH_DAY;
	*text = day_iso(a, day);
	return CELL_GOOD;
}

static enum work_cell_fault words_read(struct arena *a, enum line_col col,
				       const struct doc_cell *c,
				       struct str *text)
{
	day_t day;

	/* "2.4" becomes a number, a typed deadline a day: both are meant */
	if (c->is_number && col != WCOL_NUMBER)
		return CELL_NUMBER_FOR_WORDS;
	if (!c->is_date)
		return CELL_GOOD;
	if (col != WCOL_DEADLINE)
		return CELL_DAY_FOR_WORDS;
	if (day_from_iso(*text, &day))
		*text = fmt_day(a, day);
	return CELL_GOOD;
}

struct work_typed work_typed_read(struct arena *a, enum line_col col,
				  const struct doc_cell *c)
{
	struct work_typed r = { .plain = c ? text_clean(a, c->text) : STR(""),
				.text = STR("") };

	if (!c)
		return r;
	switch (line_col_kind(col)) {
	case COL_DAY:
		if (c->is_number)
			r.fault = CELL_NUMBER_FOR_DAY;
		else if (r.plain.n)
			r.fault = day_read(a, &r.plain);
		break;
	case COL_INT:
	case COL_TENTHS:
	case COL_THOUSANDTHS:
		if (r.plain.n)
			r.fault = number_read(a, &r.plain);
		break;
	case COL_TEXT:
		r.fault = words_read(a, col, c, &r.plain);
		break;
	}
	r.text = col == WCOL_RESULT || col == WCOL_DIFFICULTY ? c->text
							      : r.plain;
	if (c->is_formula)
		r.fault = CELL_FORMULA;
	if (c->span > 1 || c->merged_up)
		r.fault = CELL_MERGED;
	return r;
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
