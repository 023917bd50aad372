/* /growth.xlsx and /growth.docx: the overview as a workbook with charts, and as
 * a section that goes into a report. */
#include "growth/growth_page_priv.h"

#include <math.h>

#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"

enum { INK = 0x1b1c1e, GREY = 0x79756c, BLUE = 0x164a8c, COLS_MOST = 8 };

struct col {
	const char *title; /* N_("…") */
	double width;
	enum doc_col_kind kind;
};

static struct sheet_val text(struct str s)
{
	return (struct sheet_val){ .text = s, .n = DB_NULL, .day = DAY_NONE };
}

static struct sheet_val num(int64_t n)
{
	return (struct sheet_val){ .n = n, .day = DAY_NONE };
}

static struct err *sheet_begin(struct cx *cx, struct xlsx *x, const char *name,
			       const struct col *cols, int n)
{
	struct sheet_col col[COLS_MOST];

	assert(n <= COLS_MOST);
	for (int i = 0; i < n; i++)
		col[i] = (struct sheet_col){ .title = tr(cx->lang,
							 cols[i].title),
					     .width = cols[i].width,
					     .kind = cols[i].kind };
	return xlsx_sheet(x, tr(cx->lang, name), tr(cx->lang, name), col, n);
}

/* All the sentences, one below the other. */
static int sentences(struct cx *cx, const struct growth_shown *s,
		     struct str *ret)
{
	struct str all[] = {
		growth_say_reached(cx, &s->f, &s->target),
		growth_say_ahead(cx, &s->f, &s->target),
		growth_say_neck(cx, &s->f),
		growth_say_instead(cx, &s->f),
		growth_say_need(cx, &s->f, &s->target),
	};
	int n = 0;

	for (size_t i = 0; i < N_ELEMENTS(all); i++)
		if (all[i].n)
			ret[n++] = all[i];
	return n;
}

enum { SENTENCES_MOST = 5 };

/* ---- the workbook ------------------------------------------------------------------ */

static int64_t target_by(const struct growth_shown *s, int64_t target,
			 int month)
{
	return s->target.there ? (target * (month + 1) * 2 + GROWTH_YEAR) /
					 (2 * GROWTH_YEAR)
			       : DB_NULL;
}

static int64_t ahead_by(const struct growth_figures *f, int month)
{
	int k = month - (f->n_months - 1);

	return k >= 0 && k < f->n_ahead ? f->so_far + llround(f->ahead[k].mean)
					: DB_NULL;
}

static struct err *months_put(struct cx *cx, const struct growth_shown *s,
			      struct xlsx *x)
{
	static const struct col cols[] = {
		{ N_("By the end of"), 14, COL_DAY },
		{ N_("Admitted"), 12, COL_INT },
		{ N_("Forecast"), 12, COL_INT },
		{ N_("Target"), 12, COL_INT },
		{ N_("Upper target"), 14, COL_INT },
		{ N_("Year before"), 14, COL_INT },
	};
	static const struct sheet_series series[] = { { 1, INK, false },
						      { 2, INK, true },
						      { 3, BLUE, false },
						      { 5, GREY, false } };
	const struct growth_figures *f = &s->f;
	struct err *err =
		sheet_begin(cx, x, N_("By month"), cols, (int)N_ELEMENTS(cols));

	for (int k = 0; k < GROWTH_YEAR && !err; k++)
		err = xlsx_row(
			x,
			(struct sheet_val[]){
				{ .n = DB_NULL,
				  .day = day_month_end(f->year, k + 1) },
				num(k < f->n_months ? f->admitted[k] : DB_NULL),
				num(ahead_by(f, k)),
				num(target_by(s, s->target.low, k)),
				num(target_by(s, s->target.high, k)),
				num(f->before[k]) });
	if (err)
		return err;
	return xlsx_chart(
		x, &(struct sheet_chart){
			   .kind = CHART_LINE,
			   .title = tr(cx->lang, N_("Progress and forecast")),
			   .label_col = 0,
			   .series = series,
			   .n_series = (int)N_ELEMENTS(series) });
}

static struct err *steps_put(struct cx *cx, const struct growth_shown *s,
			     struct xlsx *x)
{
	static const struct col cols[] = {
		{ N_("Step"), 40, COL_TEXT },
		{ N_("Reached it"), 12, COL_INT },
		{ N_("Wait for it"), 12, COL_INT },
		{ N_("Median, days"), 14, COL_INT },
		{ N_("Usual, days"), 14, COL_INT },
	};
	static const struct sheet_series series[] = { { 1, INK, false } };
	const struct growth_figures *f = &s->f;
	struct err *err = sheet_begin(cx, x, N_("How far people are"), cols,
				      (int)N_ELEMENTS(cols));

	for (int k = 0; k < f->n_rows && !err; k++) {
		const struct growth_row *r = &f->row[k];

		err = xlsx_row(
			x,
			(struct sheet_val[]){
				text(growth_step_title(cx, r->code)),
				num(r->reached), num(k ? r->waiting : DB_NULL),
				num(r->median >= 0 ? r->median : DB_NULL),
				num(r->usual ? r->usual : DB_NULL) });
	}
	if (err)
		return err;
	return xlsx_chart(
		x, &(struct sheet_chart){
			   .kind = CHART_STACKED,
			   .title = tr(cx->lang, N_("How far people are")),
			   .label_col = 0,
			   .series = series,
			   .n_series = 1 });
}

static struct err *unit_put(const struct growth_shown *s, int unit,
			    struct xlsx *x)
{
	const struct growth_unit *u = &s->f.unit[unit];
	bool there = s->unit[unit].there;

	return xlsx_row(x,
			(struct sheet_val[]){
				text(u->name),
				num(there ? s->unit[unit].low : DB_NULL),
				num(u->admitted),
				num(u->admitted + llround(u->more.mean)),
				num(growth_unit_diff(s, unit)), num(u->open) });
}

static struct err *units_put(struct cx *cx, const struct growth_shown *s,
			     struct xlsx *x)
{
	static const struct col cols[] = {
		{ N_("Unit"), 40, COL_TEXT },
		{ N_("Target"), 10, COL_INT },
		{ N_("Admitted"), 12, COL_INT },
		{ N_("Forecast"), 10, COL_INT },
		{ N_("More, less"), 12, COL_INT },
		{ N_("On the way"), 18, COL_INT },
	};
	const struct growth_figures *f = &s->f;
	int *order = growth_units_sorted(cx, s);
	struct str say[SENTENCES_MOST];
	int n = sentences(cx, s, say);
	struct err *err =
		sheet_begin(cx, x, N_("By unit"), cols, (int)N_ELEMENTS(cols));

	for (int i = 0; i < f->n_units && !err; i++)
		if (f->unit[order[i]].org != f->org || f->unit[order[i]].open ||
		    f->unit[order[i]].admitted)
			err = unit_put(s, order[i], x);
	for (int i = 0; i < n && !err; i++)
		err = xlsx_note(x, say[i]);
	return err;
}

static struct str title_of(struct cx *cx, const struct growth_shown *s)
{
	return tr_fmt(cx->arena, cx->lang,
		      N_("Growth of the membership in {0}"),
		      str_fmt(cx->arena, "%d", s->f.year));
}

static struct err *xlsx_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	CLEANUP(xlsx_dropp) struct xlsx *x = NULL;
	struct growth_asked is = { 0 };
	struct growth_shown s;
	struct err *err = growth_asked_read(cx, rq, &is);

	if (!err)
		err = growth_shown_read(cx, &is, &s);
	if (!err)
		err = xlsx_begin(cx->arena, &x);
	if (!err)
		err = months_put(cx, &s, x);
	if (!err)
		err = steps_put(cx, &s, x);
	if (!err)
		err = units_put(cx, &s, x);
	return err ? err : growth_xlsx_send(cx, rp, title_of(cx, &s), x);
}

/* ---- the section --------------------------------------------------------------------- */

static struct str number(struct cx *cx, int64_t n)
{
	return n == DB_NULL ? STR("") : fmt_int(cx->arena, cx->lang, n);
}

static void steps_table(struct cx *cx, const struct growth_shown *s,
			struct docx *d)
{
	static const int width[] = { 46, 14, 14, 13, 13 };
	static const bool right[] = { false, true, true, true, true };
	const struct growth_figures *f = &s->f;
	const struct str head[] = {
		tr(cx->lang, N_("Step")),
		tr(cx->lang, N_("Reached it")),
		tr(cx->lang, N_("Wait for it")),
		tr(cx->lang, N_("Median, days")),
		tr(cx->lang, N_("Usual, days")),
	};

	docx_table_begin(d, head, width, right, (int)N_ELEMENTS(head));
	for (int k = 0; k < f->n_rows; k++) {
		const struct growth_row *r = &f->row[k];
		const struct str cell[] = {
			growth_step_title(cx, r->code),
			number(cx, r->reached),
			number(cx, k ? r->waiting : DB_NULL),
			number(cx, r->median >= 0 ? r->median : DB_NULL),
			number(cx, r->usual ? r->usual : DB_NULL),
		};

		docx_table_row(d, cell, false);
	}
	docx_table_end(d);
}

static void units_table(struct cx *cx, const struct growth_shown *s,
			struct docx *d)
{
	static const int width[] = { 44, 14, 14, 14, 14 };
	static const bool right[] = { false, true, true, true, true };
	const struct growth_figures *f = &s->f;
	int *order = growth_units_sorted(cx, s);
	const struct str head[] = {
		tr(cx->lang, N_("Unit")),	tr(cx->lang, N_("Target")),
		tr(cx->lang, N_("Admitted")),	tr(cx->lang, N_("Forecast")),
		tr(cx->lang, N_("More, less")),
	};

	docx_table_begin(d, head, width, right, (int)N_ELEMENTS(head));
	for (int i = 0; i < f->n_units; i++) {
		const struct growth_unit *u = &f->unit[order[i]];
		const struct growth_target *t = &s->unit[order[i]];
		const struct str cell[] = {
			u->name,
			number(cx, t->there ? t->low : DB_NULL),
			number(cx, u->admitted),
			number(cx, u->admitted + llround(u->more.mean)),
			number(cx, growth_unit_diff(s, order[i])),
		};

		if (u->org != f->org || u->open || u->admitted)
			docx_table_row(d, cell, false);
	}
	docx_table_row(
		d,
		(struct str[]){
			s->is.org.short_name,
			number(cx, s->target.there ? s->target.low : DB_NULL),
			number(cx, f->so_far), number(cx, growth_say_end(f)),
			number(cx, s->target.there
					   ? growth_say_end(f) - s->target.low
					   : DB_NULL) },
		true);
	docx_table_end(d);
}

static struct err *docx_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct growth_asked is = { 0 };
	struct growth_shown s;
	struct str say[SENTENCES_MOST], bytes;
	struct docx *d;
	int n;
	struct err *err = growth_asked_read(cx, rq, &is);

	if (!err)
		err = growth_shown_read(cx, &is, &s);
	if (!err)
		err = docx_begin(cx->arena, false, &d);
	if (err)
		return err;
	docx_para(d, DOCX_HEADING, true, title_of(cx, &s));
	n = sentences(cx, &s, say);
	for (int i = 0; i < n; i++)
		docx_para(d, DOCX_BODY, false, say[i]);
	docx_para(d, DOCX_HEADING, true,
		  tr(cx->lang, N_("How far people are")));
	steps_table(cx, &s, d);
	docx_para(d, DOCX_HEADING, true, tr(cx->lang, N_("By unit")));
	units_table(cx, &s, d);
	docx_para(d, DOCX_NOTE, false,
		  tr_fmt(cx->arena, cx->lang,
			 N_("Figures of {0}; the range of the forecast holds "
			    "four of five outcomes."),
			 fmt_day(cx->arena, s.f.day)));
	err = docx_end(d, &bytes);
	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "wordprocessingml.document";
	growth_download(cx, rp, title_of(cx, &s), "docx");
	buf_str(&rp->body, bytes);
	return NULL;
}

static const struct field fields[] = { GROWTH_ORG_FIELD, GROWTH_DAY_FIELD };
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/growth.xlsx",
	  .perm = PERM_GROWTH_VIEW,
	  .page = xlsx_get,
	  ROUTE_FIELDS(fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/growth.docx",
	  .perm = PERM_GROWTH_VIEW,
	  .page = docx_get,
	  ROUTE_FIELDS(fields),
	  .slow = true },
};
const struct route_table growth_file_routes = { routes,
						(int)N_ELEMENTS(routes) };
