/*
 * A report as a workbook: a sheet for each table of the page, with charts
 * that the spreadsheet draws from the cells beside them.
 */
#include "work/work_report_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_effect.h"

enum { INK = 0x1b1c1e, GREY = 0x79756c, RED = 0xa81c1c, BLUE = 0x164a8c };
enum { COLS_MOST = 12 };

struct head {
	const char *title; /* N_("…"), or NULL: the report's own */
	double width;
	enum doc_col_kind kind;
};

static struct err *sheet(struct cx *cx, struct xlsx *x, const char *name,
			 const struct head *head, int n)
{
	struct sheet_col col[COLS_MOST];

	assert(n <= COLS_MOST);
	for (int i = 0; i < n; i++)
		col[i] = (struct sheet_col){ .title = tr(cx->lang,
							 head[i].title),
					     .width = head[i].width,
					     .kind = head[i].kind };
	return xlsx_sheet(x, tr(cx->lang, name), tr(cx->lang, name), col, n);
}

static struct sheet_val text(struct str s)
{
	return (struct sheet_val){ .text = s, .n = DB_NULL, .day = DAY_NONE };
}

static struct sheet_val num(int64_t n)
{
	return (struct sheet_val){ .n = n, .day = DAY_NONE };
}

/* A share in tenths of a per cent; -1: nothing to say. */
static struct sheet_val share(int64_t tenths)
{
	return num(tenths < 0 ? DB_NULL : tenths);
}

/* ---- in general ------------------------------------------------------------- */

struct figure {
	const char *title;
	int64_t n, share; /* -1: none */
};

static struct err *figures_put(struct cx *cx, const struct report *r,
			       struct xlsx *x)
{
	const struct tally_sum *s = &r->all;
	const struct figure f[] = {
		{ N_("Issued tasks"), s->issued, -1 },
		{ N_("Verified as done"), s->done,
		  s->issued ? work_share(s->done, s->issued) : -1 },
		{ N_("Open and overdue"), s->state[WORK_OVERDUE], -1 },
		{ N_("Approved deadline kept"), s->kept[TALLY_APPROVED],
		  tally_share(s, TALLY_APPROVED) },
		{ N_("Approved deadline missed"), s->missed[TALLY_APPROVED],
		  -1 },
		{ N_("Original deadline kept"), s->kept[TALLY_ORIGINAL],
		  tally_share(s, TALLY_ORIGINAL) },
		{ N_("Original deadline missed"), s->missed[TALLY_ORIGINAL],
		  -1 },
		{ N_("Tasks extended"), s->extended, -1 },
		{ N_("Extensions"), s->extensions, -1 },
		{ N_("With an outcome measure"), r->effects.n, -1 },
		{ N_("Measured"), r->measured, -1 },
		{ N_("Target reached"), r->reached, -1 },
	};
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(f) && !err; i++)
		err = xlsx_row(x, (struct sheet_val[]){
					  text(tr(cx->lang, f[i].title)),
					  num(f[i].n), share(f[i].share) });
	return err;
}

static struct err *general_sheet(struct cx *cx, const struct report *r,
				 struct xlsx *x)
{
	const struct sheet_col col[] = {
		{ .title = tr(cx->lang, N_("Figure")),
		  .width = 44,
		  .kind = COL_TEXT },
		{ .title = tr(cx->lang, N_("Number")),
		  .width = 12,
		  .kind = COL_INT },
		{ .title = tr(cx->lang, N_("Per cent")),
		  .width = 12,
		  .kind = COL_TENTHS },
	};
	struct report_says say = report_say(cx, r);
	struct str heading =
		tr_fmt(cx->arena, cx->lang, N_("Report {0}, as at {1}"),
		       report_title(cx, r), fmt_day(cx->arena, cx->today));
	struct err *err;

	if (r->structure.n)
		heading = str_fmt(cx->arena, "%.*s. %.*s", STR_ARG(heading),
				  STR_ARG(r->structure));
	err = xlsx_sheet(x, tr(cx->lang, N_("In general")), heading, col,
			 (int)N_ELEMENTS(col));

	if (!err)
		err = figures_put(cx, r, x);
	if (!err)
		err = xlsx_note(x, str_fmt(cx->arena, "%.*s %.*s %.*s",
					   STR_ARG(say.done), STR_ARG(say.red),
					   STR_ARG(say.rest)));
	return err;
}

/* ---- sections and organisations ----------------------------------------------- */

enum { L_TITLE, L_ISSUED, L_DONE, L_LATE, L_OVERDUE, L_OTHER };

static struct err *lines_put(const struct report_lines *list, struct xlsx *x)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; i < list->n && !err; i++) {
		const struct tally_sum *s = &list->p[i].sum;
		int64_t overdue = s->state[WORK_OVERDUE];

		err = xlsx_row(x,
			       (struct sheet_val[]){
				       text(list->p[i].title), num(s->issued),
				       num(s->state[WORK_DONE]),
				       num(s->state[WORK_DONE_LATE]),
				       num(overdue), num(s->open - overdue),
				       share(tally_share(s, TALLY_APPROVED)),
				       share(tally_share(s, TALLY_ORIGINAL)),
				       num(s->extended), num(s->extensions) });
	}
	return err;
}

static struct err *lines_sheet(struct cx *cx, const char *name,
			       const char *first,
			       const struct report_lines *list, struct xlsx *x)
{
	const struct head head[] = {
		{ first, 44, COL_TEXT },
		{ N_("Issued tasks"), 10, COL_INT },
		{ N_("Done on time"), 21, COL_INT },
		{ N_("Done late"), 17, COL_INT },
		{ N_("Overdue"), 10, COL_INT },
		{ N_("Open in time"), 17, COL_INT },
		{ N_("On time, approved"), 19, COL_TENTHS },
		{ N_("On time, original"), 14, COL_TENTHS },
		{ N_("Tasks extended"), 23, COL_INT },
		{ N_("Extensions"), 15, COL_INT },
	};
	static const struct sheet_series series[] = {
		{ L_DONE, INK, false },
		{ L_LATE, GREY, false },
		{ L_OVERDUE, RED, false },
		{ L_OTHER, BLUE, false },
	};
	struct err *err = sheet(cx, x, name, head, (int)N_ELEMENTS(head));

	if (!err)
		err = lines_put(list, x);
	if (err)
		return err;
	return xlsx_chart(x, &(struct sheet_chart){
				     .kind = CHART_STACKED,
				     .title = tr(cx->lang, name),
				     .label_col = L_TITLE,
				     .series = series,
				     .n_series = (int)N_ELEMENTS(series) });
}

/* ---- clarities, causes ---------------------------------------------------------- */

static struct err *clear_sheet(struct cx *cx, const struct report *r,
			       struct xlsx *x)
{
	static const struct head head[] = {
		{ N_("Clarity"), 30, COL_TEXT },
		{ N_("Clear tasks"), 12, COL_INT },
		{ N_("Not clear"), 12, COL_INT },
	};
	struct err *err = sheet(cx, x, N_("By clarity"), head, 3);

	for (int i = 0; i < 4 && !err; i++)
		err = xlsx_row(x, (struct sheet_val[]){
					  text(tr(cx->lang, report_clarity(i))),
					  num(r->all.n - r->all.missing[i]),
					  num(r->all.missing[i]) });
	return err;
}

static struct err *causes_sheet(struct cx *cx, const struct report *r,
				struct xlsx *x)
{
	static const struct head head[] = {
		{ N_("Cause"), 30, COL_TEXT },
		{ N_("Overdue"), 10, COL_INT },
		{ N_("Done late"), 17, COL_INT },
		{ N_("Tasks extended"), 23, COL_INT },
		{ N_("Extensions"), 15, COL_INT },
	};
	static const struct sheet_series series[] = { { 1, RED, false },
						      { 2, GREY, false },
						      { 4, BLUE, false } };
	struct err *err = sheet(cx, x, N_("By cause of delay"), head, 5);

	for (ptrdiff_t i = 0; i < r->causes.n && !err; i++) {
		const struct tally_cause *c = &r->causes.p[i].sum;

		err = xlsx_row(x,
			       (struct sheet_val[]){
				       text(r->causes.p[i].title),
				       num(c->overdue), num(c->late),
				       num(c->extended), num(c->extensions) });
	}
	if (err)
		return err;
	return xlsx_chart(
		x, &(struct sheet_chart){
			   .kind = CHART_COLUMN,
			   .title = tr(cx->lang, N_("By cause of delay")),
			   .series = series,
			   .n_series = (int)N_ELEMENTS(series) });
}

/* ---- months ------------------------------------------------------------------------ */

static struct err *months_sheet(struct cx *cx, const struct report *r,
				struct xlsx *x)
{
	static const struct head head[] = {
		{ N_("End of"), 16, COL_DAY },
		{ N_("Issued tasks"), 12, COL_INT },
		{ N_("Done on time"), 21, COL_INT },
		{ N_("Done late"), 17, COL_INT },
		{ N_("Overdue"), 12, COL_INT },
	};
	static const struct sheet_series series[] = { { 1, BLUE, false },
						      { 2, INK, false },
						      { 3, GREY, true },
						      { 4, RED, false } };
	struct err *err = sheet(cx, x, N_("By month"), head, 5);

	for (ptrdiff_t i = 0; i < r->months.n && !err; i++) {
		const struct report_month *m = &r->months.p[i];

		err = xlsx_row(x, (struct sheet_val[]){ { .day = m->on },
							num(m->issued),
							num(m->done),
							num(m->late),
							num(m->overdue) });
	}
	if (err)
		return err;
	return xlsx_chart(x, &(struct sheet_chart){
				     .kind = CHART_LINE,
				     .title = tr(cx->lang, N_("By month")),
				     .series = series,
				     .n_series = (int)N_ELEMENTS(series) });
}

/* ---- effect ------------------------------------------------------------------------- */

static struct err *effects_sheet(struct cx *cx, const struct report *r,
				 struct xlsx *x)
{
	static const struct head head[] = {
		{ N_("No"), 8, COL_TEXT },
		{ N_("Work"), 44, COL_TEXT },
		{ N_("Lead unit"), 24, COL_TEXT },
		{ N_("Measure"), 36, COL_TEXT },
		{ N_("Unit of measure"), 13, COL_TEXT },
		{ N_("Baseline"), 13, COL_THOUSANDTHS },
		{ N_("Target"), 12, COL_THOUSANDTHS },
		{ N_("Newest value"), 18, COL_THOUSANDTHS },
		{ N_("Measured on"), 12, COL_DAY },
		{ N_("Of the target, per cent"), 19, COL_TENTHS },
	};
	struct err *err =
		sheet(cx, x, N_("Effect"), head, (int)N_ELEMENTS(head));

	for (ptrdiff_t i = 0; i < r->effects.n && !err; i++) {
		const struct effect_report_row *e = r->effects.p[i].row;

		err = xlsx_row(x, (struct sheet_val[]){
					  text(e->number),
					  text(e->work),
					  text(e->lead_name),
					  text(e->name),
					  text(e->unit),
					  num(e->baseline),
					  num(e->target),
					  num(e->value),
					  { .day = e->measured_on },
					  num(r->effects.p[i].share) });
	}
	return err;
}

/* ---- all ------------------------------------------------------------------------------ */

static struct err *sheets_write(struct cx *cx, const struct report *r,
				struct xlsx *x)
{
	struct err *err = general_sheet(cx, r, x);

	if (!err)
		err = months_sheet(cx, r, x);
	if (!err && r->programme)
		err = lines_sheet(cx, N_("By section"), N_("Section"),
				  &r->groups, x);
	else if (!err)
		err = lines_sheet(cx, N_("By programme"), N_("Programme"),
				  &r->groups, x);
	if (!err)
		err = lines_sheet(cx, N_("By organisation"), N_("Organisation"),
				  &r->leads, x);
	if (!err)
		err = clear_sheet(cx, r, x);
	if (!err)
		err = causes_sheet(cx, r, x);
	return err ? err : effects_sheet(cx, r, x);
}

struct err *report_xlsx(struct cx *cx, const struct report *r, struct reply *rp)
{
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str bytes;
	struct err *err = xlsx_begin(cx->arena, &x);

	if (!err)
		err = sheets_write(cx, r, x);
	if (!err)
		err = xlsx_end(x, &bytes);
	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "spreadsheetml.sheet";
	rp->download =
		tr_fmt(cx->arena, cx->lang, N_("report {0} {1}.xlsx"),
		       r->programme ? r->code
				    : str_fmt(cx->arena, "%ld", (long)r->year),
		       day_iso(cx->arena, cx->today));
	buf_str(&rp->body, bytes);
	return NULL;
}
