/* An annex as JSON for programs and as text for people. */
#include "i18n/i18n.h"
#include "work/work_annex.h"

/* ---- JSON ------------------------------------------------------------------- */
static void put_names(struct buf *b, struct strs v)
{
	buf_char(b, '[');
	for (ptrdiff_t i = 0; i < v.n; i++) {
		if (i)
			buf_char(b, ',');
		buf_json_str(b, v.p[i]);
	}
	buf_char(b, ']');
}

static void put_day(struct buf *b, day_t day)
{
	struct ymd t;

	if (day == DAY_NONE) {
		buf_lit(b, "null");
		return;
	}
	t = day_ymd(day);
	buf_fmt(b, "\"%04d-%02d-%02d\"", t.y, t.m, t.d);
}

static void put_quantity(struct buf *b, int64_t q)
{
	if (q == WORK_NO_QUANTITY) {
		buf_lit(b, "null");
		return;
	}
	buf_i64(b, q / 1000);
	if (q % 1000 % 100)
		buf_fmt(b, ".%03d", (int)(q % 1000));
	else if (q % 1000)
		buf_fmt(b, ".%d", (int)(q % 1000 / 100));
}

static void put_missing(struct buf *b, const struct work_clarity *c)
{
	bool any = false;

	buf_char(b, '[');
	for (int k = 0; k < N_NEED; k++) {
		if (!c->missing[k])
			continue;
		buf_fmt(b, "%s\"%s\"", any ? "," : "",
			work_need_code((enum work_need)k));
		any = true;
	}
	buf_char(b, ']');
}

static void put_row(struct buf *b, const struct work_annex_row *r)
{
	buf_fmt(b, "{\"n\":%d,\"group\":", r->n);
	buf_json_str(b, r->group);
	buf_lit(b, ",\"number\":");
	buf_json_str(b, r->number);
	buf_lit(b, ",\"work\":");
	buf_json_str(b, r->work);
	buf_lit(b, ",\"lead\":");
	put_names(b, r->lead);
	buf_lit(b, ",\"with\":");
	put_names(b, r->with);
	buf_lit(b, ",\"deadline\":{\"text\":");
	buf_json_str(b, r->due.text);
	buf_fmt(b, ",\"kind\":\"%s\",\"due\":", work_due_code(r->due.kind));
	put_day(b, r->due.due);
	buf_lit(b, ",\"start\":");
	put_day(b, r->due.start);
	buf_lit(b, "},\"product\":{\"text\":");
	buf_json_str(b, r->product);
	buf_lit(b, ",\"quantity\":");
	put_quantity(b, r->quantity);
	buf_lit(b, "},\"missing\":");
	put_missing(b, &r->clarity);
	buf_char(b, '}');
}

void work_annex_json(struct buf *b, const struct work_annex *x)
{
	buf_fmt(b, "{\"total\":%td,\"clear\":%d,\"rows\":[", x->rows.n,
		x->n_clear);
	for (ptrdiff_t i = 0; i < x->rows.n; i++) {
		buf_str(b, i ? STR(",\n") : STR("\n"));
		put_row(b, &x->rows.p[i]);
	}
	buf_lit(b, "]}\n");
}

/* ---- text --------------------------------------------------------------------- */
static void put_row_text(struct arena *a, struct buf *b, enum lang lang,
			 const struct work_annex_row *r)
{
	const struct work_clarity *c = &r->clarity;

	buf_fmt(b, "%d. ", r->n);
	if (r->number.n)
		buf_fmt(b, "[%.*s] ", STR_ARG(r->number));
	buf_str(b, r->work);
	buf_char(b, '\n');
	for (int k = 0; k < N_NEED; k++) {
		if (!c->missing[k])
			continue;
		buf_lit(b, "   ✗ ");
		buf_str(b, tr(lang, work_need_title((enum work_need)k)));
		buf_lit(b, ": ");
		buf_str(b, tr(lang, c->why[k]));
		if (k == NEED_PROGRESS && r->due.fault) {
			buf_char(b, ' ');
			buf_str(b, tr_fmt(a, lang, r->due.fault, r->due.text));
		}
		buf_char(b, ' ');
		buf_str(b, tr(lang, c->hint[k]));
		buf_char(b, '\n');
	}
}

static void put_hidden(struct arena *a, struct buf *b, enum lang lang,
		       const struct work_annex *x)
{
	if (x->hidden_rows) {
		buf_str(b,
			tr_fmt(a, lang, N_("Hidden rows were not read: {0}."),
			       fmt_int(a, lang, x->hidden_rows)));
		buf_char(b, '\n');
	}
	if (x->hidden_cols) {
		buf_str(b, tr_fmt(a, lang,
				  N_("Hidden columns were not read: {0}."),
				  fmt_int(a, lang, x->hidden_cols)));
		buf_char(b, '\n');
	}
}

void work_annex_text(struct arena *a, struct buf *b, enum lang lang,
		     const struct work_annex *x)
{
	struct str group = STR("");

	buf_str(b, tr_fmt(a, lang, N_("{0} of {1} tasks are clear."),
			  fmt_int(a, lang, x->n_clear),
			  fmt_int(a, lang, x->rows.n)));
	buf_char(b, '\n');
	put_hidden(a, b, lang, x);
	for (ptrdiff_t i = 0; i < x->rows.n; i++) {
		const struct work_annex_row *r = &x->rows.p[i];

		if (r->clarity.n_missing == 0)
			continue;
		if (r->group.n && !str_eq(group, r->group)) {
			buf_char(b, '\n');
			buf_str(b, r->group);
			buf_char(b, '\n');
			group = r->group;
		}
		put_row_text(a, b, lang, r);
	}
}
