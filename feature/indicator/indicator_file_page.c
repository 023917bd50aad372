/* A divided target as a workbook and as csv: the figures of its page. */
#include "indicator/indicator_page_priv.h"

#include "doc/doc.h"
#include "i18n/i18n.h"

enum { COLUMNS = GOAL_NUMS + 1 };
static const char *const heads[COLUMNS] = {
	N_("Organisation"), N_("Target before"), N_("Result before"),
	N_("Baseline"),	    N_("In force"),	 N_("Upper end, of a span"),
	N_("Reached"),
};

struct file {
	struct cx *cx;
	struct reply *rp;
	struct goal_ask ask;
	struct goal_one x;
};

/* Numbers stay numbers where the indicator has no decimals. */
static struct str num_text(const struct file *f, int64_t n)
{
	if (n == DB_NULL)
		return STR("");
	return f->ask.i.digits
		       ? indicator_text(f->cx->arena, f->cx->lang, &f->ask.i, n)
		       : str_fmt(f->cx->arena, "%lld", (long long)n);
}

static void csv_row(struct file *f, struct str name,
		    const int64_t num[GOAL_NUMS])
{
	struct buf *b = &f->rp->body;

	csv_cell(b, name, true);
	for (int k = 0; k < GOAL_NUMS; k++) {
		if (f->ask.i.digits && num[k] != DB_NULL) {
			csv_cell(b, num_text(f, num[k]), false);
			continue;
		}
		buf_char(b, ',');
		buf_str(b, num_text(f, num[k]));
	}
	csv_end(b);
}

static void csv_line(struct file *f, struct str text)
{
	csv_cell(&f->rp->body, text, true);
	csv_end(&f->rp->body);
}

static void csv_write(struct file *f)
{
	struct buf *b = &f->rp->body;
	struct cx *cx = f->cx;

	f->rp->type = "text/csv; charset=utf-8";
	buf_lit(b, "\xef\xbb\xbf"); /* so that Excel reads UTF-8 */
	csv_line(f, f->x.heading);
	csv_line(f, f->x.lead);
	for (int k = 0; k < COLUMNS; k++)
		csv_cell(b, tr(cx->lang, heads[k]), !k);
	csv_end(b);
	for (ptrdiff_t i = 0; i < f->x.parts.n; i++)
		csv_row(f, f->x.parts.p[i].name, f->x.parts.p[i].num);
	csv_row(f, f->x.own_name, f->x.own);
	if (f->x.gap_words.n)
		csv_line(f, f->x.gap_words);
}

static struct err *xlsx_cells(struct file *f, struct xlsx *w, struct str name,
			      const int64_t num[GOAL_NUMS])
{
	struct sheet_val val[COLUMNS] = {
		{ .text = name, .n = DB_NULL, .day = DAY_NONE }
	};

	for (int k = 0; k < GOAL_NUMS; k++)
		val[k + 1] = (struct sheet_val){ .text = num_text(f, num[k]),
						 .n = num[k],
						 .day = DAY_NONE };
	return xlsx_row(w, val);
}

static struct err *xlsx_rows(struct file *f, struct xlsx *w)
{
	struct err *e = NULL;

	for (ptrdiff_t i = 0; !e && i < f->x.parts.n; i++)
		e = xlsx_cells(f, w, f->x.parts.p[i].name, f->x.parts.p[i].num);
	if (!e)
		e = xlsx_cells(f, w, f->x.own_name, f->x.own);
	if (!e)
		e = xlsx_note(w, f->x.lead);
	if (!e && f->x.gap_words.n)
		e = xlsx_note(w, f->x.gap_words);
	return e;
}

static struct err *xlsx_write(struct file *f)
{
	struct xlsx *w CLEANUP(xlsx_dropp) = NULL;
	struct sheet_col col[COLUMNS];
	struct str bytes;
	struct cx *cx = f->cx;
	struct err *e = xlsx_begin(cx->arena, &w);

	for (int k = 0; k < COLUMNS; k++)
		col[k] = (struct sheet_col){ .title = tr(cx->lang, heads[k]),
					     .width = k ? 16 : 44,
					     .kind = k && !f->ask.i.digits
							     ? COL_INT
							     : COL_TEXT };
	if (!e)
		e = xlsx_sheet(w, tr(cx->lang, N_("Targets")), f->x.heading,
			       col, COLUMNS);
	if (!e)
		e = xlsx_rows(f, w);
	if (!e)
		e = xlsx_end(w, &bytes);
	if (e)
		return e;
	f->rp->type = "application/vnd.openxmlformats-officedocument."
		      "spreadsheetml.sheet";
	buf_str(&f->rp->body, bytes);
	return NULL;
}

static struct err *file_fill(struct file *f, struct req *rq, const char *kind)
{
	struct cx *cx = f->cx;
	struct err *e = goal_look_read(cx, rq, &f->ask);

	if (!e)
		e = goal_fill(cx, rq, &f->ask,
			      &(struct goal_typed){ .form = GOAL_NO_FORM },
			      &f->x);
	if (!e)
		f->rp->download =
			tr_fmt(cx->arena, cx->lang, N_("targets {0} {1}.{2}"),
			       f->ask.i.code, f->ask.period, str_c(kind));
	return e;
}

struct err *goal_csv(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct file f = { .cx = cx, .rp = rp };
	struct err *e = file_fill(&f, rq, "csv");

	if (!e)
		csv_write(&f);
	return e;
}

struct err *goal_xlsx(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct file f = { .cx = cx, .rp = rp };
	struct err *e = file_fill(&f, rq, "xlsx");

	return e ? e : xlsx_write(&f);
}
