/* From a report to its page: links, bars, the chart. */
#include "work/work_report_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/chart.h"
#include "work/work_effect.h"
#include "work/work_overview_model.h"
#include "work/work_past.h"
#include "work/work_report_view.h"

enum { BAR = 1000, LEADS_ROWS = 50, EFFECT_ROWS = 20 };

/* ---- links to the lists ----------------------------------------------------- */

/* The list of this report with a further condition, on the report's day. */
static struct str list_on(struct cx *cx, const struct report *r,
			  const char *query)
{
	if (r->programme)
		return str_fmt(cx->arena, "/programme/%ld?%s",
			       (long)r->programme, query);
	return str_fmt(cx->arena, "/tasks?year=%ld&%s", (long)r->year, query);
}

static struct str list(struct cx *cx, const struct report *r, const char *query)
{
	return work_past_href(cx, list_on(cx, r, query));
}

static struct report_count count(struct cx *cx, const struct report *r,
				 int64_t n, const char *query)
{
	struct report_count c = { .n = n };

	if (n)
		c.href = list(cx, r, query);
	return c;
}

/* ---- on time ------------------------------------------------------------------ */

/* 805 → "80.5", as SVG wants it. */
static struct str svg(struct cx *cx, int64_t tenths)
{
	return str_fmt(cx->arena, "%s%ld.%ld", tenths < 0 ? "-" : "",
		       labs((long)tenths) / 10, labs((long)tenths) % 10);
}

static struct report_rate rate(struct cx *cx, const struct report *r,
			       int64_t share)
{
	enum overview_verdict v = overview_judge(share, r->level, share + 1);

	return (struct report_rate){ .text = report_percent(cx, share),
				     .red = v == VERDICT_RED,
				     .risk = v == VERDICT_RISK };
}

static struct status verdict(struct cx *cx, const struct report *r,
			     int64_t share)
{
	static const struct {
		enum mark mark;
		const char *text;
	} say[] = {
		[VERDICT_NONE] = { MARK_NONE, N_("Nothing to judge yet") },
		[VERDICT_GOOD] = { MARK_GREEN, N_("On track") },
		[VERDICT_RISK] = { MARK_AMBER, N_("At risk") },
		[VERDICT_RED] = { MARK_RED, N_("Below the level") },
	};
	enum overview_verdict v = overview_judge(share, r->level, share + 1);

	return (struct status){ .mark = say[v].mark,
				.text = tr(cx->lang, say[v].text) };
}

static void kept_fill(struct cx *cx, const struct report *r,
		      struct report_view *x)
{
	static const struct {
		const char *title, *note, *kept, *missed;
	} say[N_TALLY_AGAINST] = {
		[TALLY_APPROVED] = { N_("Approved deadline"),
				     N_("with the extensions that were agreed"),
				     "rated=1&state=done",
				     "rated=1&state=late" },
		[TALLY_ORIGINAL] = { N_("Original deadline"),
				     N_("as it was at the first issue"),
				     "rated=1&base=kept",
				     "rated=1&base=missed" },
	};

	for (int i = 0; i < N_TALLY_AGAINST; i++) {
		struct report_kept *k = &x->kept[i];
		int64_t share = tally_share(&r->all, (enum tally_against)i);

		*k = (struct report_kept){
			.title = tr(cx->lang, say[i].title),
			.note = tr(cx->lang, say[i].note),
			.share = rate(cx, r, share),
			.kept = count(cx, r, r->all.kept[i], say[i].kept),
			.missed = count(cx, r, r->all.missed[i], say[i].missed),
			.verdict = verdict(cx, r, share)
		};
		k->share.href = k->kept.href;
		if (share < 0)
			continue;
		k->bar = svg(cx, share);
		k->tick = svg(cx, r->level);
		k->level = tr_fmt(cx->arena, cx->lang, N_("required {0}"),
				  report_percent(cx, r->level));
	}
	x->extensions = tr_fmt(cx->arena, cx->lang,
			       N_("Approved extensions: {0}, of {1} tasks."),
			       fmt_int(cx->arena, cx->lang, r->all.extensions),
			       fmt_int(cx->arena, cx->lang, r->all.extended));
	if (r->all.extended)
		x->extensions_href = list(cx, r, "extended=any");
}

/* ---- rows of sections and organisations ---------------------------------------- */

/* Done, on track, at risk, overdue, not due: as on a programme's strip. As
 * long as its tasks are many: `most` is a whole row. */
static void bar_fill(const struct tally_sum *s, int64_t most,
		     struct report_row *row)
{
	static const enum work_mark mark[REPORT_PIECES] = {
		WORK_MARK_DONE, WORK_MARK_GREEN, WORK_MARK_AMBER, WORK_MARK_RED,
		WORK_MARK_NOT_YET
	};
	static const char *const css[REPORT_PIECES] = { "s1", "s2", "s3", "s4",
							"s5" };
	int64_t part[REPORT_PIECES] = { 0 };
	int width[REPORT_PIECES], x = 0;

	for (int st = 0; st < N_WORK_STATE; st++)
		for (int k = 0; k < REPORT_PIECES; k++)
			if (work_mark_of((enum work_state)st) == mark[k] &&
			    st != WORK_DRAFT)
				part[k] += s->state[st];
	if (!most)
		return;
	chart_fill(part, REPORT_PIECES, (int)(BAR * s->issued / most), width);
	for (int k = 0; k < REPORT_PIECES; k++) {
		if (part[k])
			row->bar[row->n_bar++] =
				(struct report_piece){ x, MAX(width[k] - 6, 2),
						       css[k] };
		x += width[k];
	}
}

/* "state=done&lead=7", or no condition about the line: the total. */
static struct report_count line_count(struct cx *cx, const struct report *r,
				      int64_t n, const char *query,
				      const char *of)
{
	return count(cx, r, n,
		     str_fmt(cx->arena, "%s%s%s", query, *of ? "&" : "", of).p);
}

static int64_t most_of(const struct report_lines *list)
{
	int64_t most = 0;

	for (ptrdiff_t i = 0; i < list->n; i++)
		most = MAX(most, list->p[i].sum.issued);
	return most;
}

/* `most`: tasks of the longest row; 0: no bar. */
static struct report_row row_of(struct cx *cx, const struct report *r,
				const struct report_line *l, const char *of,
				int64_t most)
{
	const struct tally_sum *s = &l->sum;
	struct report_row row = {
		.title = l->title,
		.issued = line_count(cx, r, s->issued, "state=issued", of),
		.done = line_count(cx, r, s->done, "state=finished", of),
		.late = line_count(cx, r, s->state[WORK_DONE_LATE],
				   "state=done_late", of),
		.overdue = line_count(cx, r, s->state[WORK_OVERDUE],
				      "state=overdue", of),
		.extended = line_count(cx, r, s->extended, "extended=any", of),
		/* not judged here: red is for what is overdue */
		.approved.text =
			report_percent(cx, tally_share(s, TALLY_APPROVED)),
		.original.text =
			report_percent(cx, tally_share(s, TALLY_ORIGINAL)),
	};

	row.overdue.red = s->state[WORK_OVERDUE] > 0;
	row.approved.href =
		line_count(cx, r, s->kept[TALLY_APPROVED], "state=done", of)
			.href;
	row.original.href =
		line_count(cx, r, s->kept[TALLY_ORIGINAL], "base=kept", of)
			.href;
	bar_fill(s, most, &row);
	return row;
}

/* A year's report names programmes: their lists and reports are their own. */
static void programme_rows(struct cx *cx, const struct report *r,
			   struct report_view *x)
{
	for (ptrdiff_t i = 0; i < r->groups.n; i++) {
		const struct report_line *l = &r->groups.p[i];
		struct report own = { .programme = l->id, .level = r->level };
		struct report_row row =
			row_of(cx, &own, l, "", most_of(&r->groups));

		row.href = work_past_href(cx, str_fmt(cx->arena,
						      "/programme/%ld/report",
						      (long)l->id));
		*vec_push(cx->arena, &x->groups) = row;
	}
}

static void groups_fill(struct cx *cx, const struct report *r,
			struct report_view *x)
{
	x->groups_title = tr(cx->lang, r->programme ? N_("By section")
						    : N_("By programme"));
	x->groups_head =
		tr(cx->lang, r->programme ? N_("Section") : N_("Programme"));
	if (!r->programme) {
		programme_rows(cx, r, x);
		return;
	}
	for (ptrdiff_t i = 0; i < r->groups.n; i++) {
		const struct report_line *l = &r->groups.p[i];
		const char *of =
			l->id == DB_NULL
				? "none=section"
				: str_fmt(cx->arena, "section=%ld", (long)l->id)
					  .p;

		*vec_push(cx->arena, &x->groups) =
			row_of(cx, r, l, of, most_of(&r->groups));
	}
}

static void leads_fill(struct cx *cx, const struct report *r, int64_t page,
		       struct report_view *x)
{
	struct report_line total = { .title = tr(cx->lang, N_("All together")),
				     .sum = r->all };

	x->pager = pager_make(cx->arena,
			      r->programme ? STR("")
					   : str_fmt(cx->arena, "year=%ld",
						     (long)r->year),
			      page, LEADS_ROWS, r->leads.n);
	for (int64_t i = MAX(x->pager.from, 1) - 1; i < x->pager.to; i++) {
		const struct report_line *l = &r->leads.p[i];
		const char *of =
			l->id == DB_NULL
				? "none=lead"
				: str_fmt(cx->arena, "lead=%ld&none=below",
					  (long)l->id)
					  .p;

		*vec_push(cx->arena, &x->leads) =
			row_of(cx, r, l, of, most_of(&r->leads));
	}
	x->total = row_of(cx, r, &total, "", 0);
}

/* ---- clarity, causes, effect --------------------------------------------------- */

static void clear_fill(struct cx *cx, const struct report *r,
		       struct report_view *x)
{
	static const char *const query[4] = { "missing=work", "missing=person",
					      "missing=progress",
					      "missing=product" };

	for (int i = 0; i < 4; i++) {
		int64_t clear = r->all.n - r->all.missing[i];

		x->clear[i] = (struct report_clear){
			.title = tr(cx->lang, report_clarity(i)),
			.clear = clear,
			.missing = count(cx, r, r->all.missing[i], query[i]),
			.share = report_percent(
				cx, r->all.n ? work_share(clear, r->all.n) : -1)
		};
	}
}

static void causes_fill(struct cx *cx, const struct report *r,
			struct report_view *x)
{
	for (ptrdiff_t i = 0; i < r->causes.n; i++) {
		const struct tally_cause *c = &r->causes.p[i].sum;
		struct str code = c->code.n ? c->code : STR("none");
		const char *of =
			str_fmt(cx->arena, "cause=%.*s", STR_ARG(code)).p;
		const char *extended =
			str_fmt(cx->arena, "extended=%.*s", STR_ARG(code)).p;
		struct report_cause_row row = {
			.title = r->causes.p[i].title,
			.overdue = line_count(cx, r, c->overdue,
					      "state=overdue", of),
			.late = line_count(cx, r, c->late, "state=done_late",
					   of),
			.extended = count(cx, r, c->extended, extended),
			.extensions = count(cx, r, c->extensions, extended)
		};

		row.overdue.red = c->overdue > 0;
		*vec_push(cx->arena, &x->causes) = row;
	}
}

static void effects_fill(struct cx *cx, const struct report *r,
			 struct report_view *x)
{
	for (ptrdiff_t i = 0; i < MIN(r->effects.n, EFFECT_ROWS); i++) {
		const struct report_effect *e = &r->effects.p[i];
		const struct effect_report_row *t = e->row;
		struct report_effect_row row = {
			.task = t->task,
			.number = t->number,
			.work = t->work,
			.lead = t->lead_name,
			.name = t->name,
			.aim = report_aim(cx, t),
			.value = report_value(cx, t),
			.day = fmt_day(cx->arena, t->measured_on),
			.share = report_share(cx, e),
		};

		row.status.mark = e->reached ? MARK_DONE : MARK_NONE;
		row.status.text =
			tr(cx->lang, e->reached	   ? N_("Target reached")
				     : row.value.n ? N_("Not reached yet")
						   : N_("Not measured yet"));
		if (e->share != EFFECT_NONE)
			row.bar = svg(cx, MIN(MAX(e->share, 0), 1000));
		*vec_push(cx->arena, &x->effects) = row;
	}
	x->more_effects = r->effects.n - x->effects.n;
	x->effect_text = tr_fmt(
		cx->arena, cx->lang,
		N_("Tasks with an outcome measure: {0}; measured: {1}; target "
		   "reached: {2}."),
		fmt_int(cx->arena, cx->lang, r->effects.n),
		fmt_int(cx->arena, cx->lang, r->measured),
		fmt_int(cx->arena, cx->lang, r->reached));
}

/* ---- the table of months --------------------------------------------------------- */

static struct report_count month_count(struct cx *cx, const struct report *r,
				       const struct report_month *m, int64_t n,
				       const char *query)
{
	struct report_count c = { .n = n };

	if (n && m->on == cx->today)
		c.href = list(cx, r, query);
	else if (n)
		c.href = str_fmt(cx->arena, "%.*s&as_at=%.*s",
				 STR_ARG(list_on(cx, r, query)),
				 STR_ARG(day_iso(cx->arena, m->on)));
	return c;
}

static void months_fill(struct cx *cx, const struct report *r,
			struct report_view *x)
{
	for (ptrdiff_t i = 0; i < r->months.n; i++) {
		const struct report_month *m = &r->months.p[i];
		struct report_month_row row = {
			.day = fmt_day(cx->arena, m->on),
			.issued = month_count(cx, r, m, m->issued,
					      "state=issued"),
			.done = month_count(cx, r, m, m->done, "state=done"),
			.late = month_count(cx, r, m, m->late,
					    "state=done_late"),
			.overdue = month_count(cx, r, m, m->overdue,
					       "state=overdue")
		};

		row.overdue.red = m->overdue > 0;
		*vec_push(cx->arena, &x->months) = row;
	}
}

/* ---- all --------------------------------------------------------------------------- */

static void head_fill(struct cx *cx, const struct report *r,
		      struct report_view *x)
{
	struct str day = fmt_day(cx->arena, cx->today);
	struct report_says say = report_say(cx, r);

	x->heading = tr_fmt(cx->arena, cx->lang, N_("Report {0}"),
			    report_title(cx, r));
	x->sub = tr_fmt(cx->arena, cx->lang,
			N_("{0}; as at {1}. Every figure opens its list."),
			r->owner, day);
	x->done = say.done;
	x->red = say.red;
	x->rest = say.rest;
	if (r->programme) {
		x->xlsx = str_fmt(cx->arena, "/programme/%ld/report.xlsx",
				  (long)r->programme);
		x->docx = str_fmt(cx->arena, "/programme/%ld/state.docx",
				  (long)r->programme);
	} else {
		x->xlsx = str_fmt(cx->arena, "/report.xlsx?year=%ld",
				  (long)r->year);
		x->docx = str_fmt(cx->arena, "/report.docx?year=%ld",
				  (long)r->year);
	}
	x->xlsx = work_past_href(cx, x->xlsx);
	x->docx = work_past_href(cx, x->docx);
}

void report_fill(struct cx *cx, const struct report *r, int64_t page,
		 struct report_view *x)
{
	head_fill(cx, r, x);
	kept_fill(cx, r, x);
	groups_fill(cx, r, x);
	leads_fill(cx, r, page, x);
	clear_fill(cx, r, x);
	causes_fill(cx, r, x);
	effects_fill(cx, r, x);
	months_fill(cx, r, x);
	report_chart_fill(cx, r, x);
}
