/*
 * The chart of a report: four lines over the months of a programme, each
 * named at its end. Two of them, since text keeps its size on a phone.
 */
#include "work/work_report_priv.h"

#include "i18n/i18n.h"
#include "view/chart.h"
#include "work/work_report_view.h"

enum { SERIES = 4 };

static const struct {
	const char *css, *label_css, *label;
} series[SERIES] = {
	{ "tg", "", N_("Issued {0}") },
	{ "act", "hi", N_("Done on time {0}") },
	{ "lt", "", N_("Done late {0}") },
	{ "od", "rd", N_("Overdue {0}") },
};

static int64_t value_of(const struct report_month *m, int k)
{
	const int64_t v[SERIES] = { m->issued, m->done, m->late, m->overdue };

	return v[k];
}

static void series_fill(const struct chart_plot *p, const struct report *r,
			int k, struct chart *c)
{
	struct chart_point *point =
		arena_new(p->cx->arena, struct chart_point, r->months.n);

	for (ptrdiff_t i = 0; i < r->months.n; i++)
		point[i] = (struct chart_point){ r->months.p[i].on,
						 value_of(&r->months.p[i], k) };
	chart_line_add(p, c, series[k].css, point, (int)r->months.n);
	chart_dot_add(p, c, series[k].css, point[r->months.n - 1]);
}

static struct chart chart_make(struct cx *cx, const struct report *r,
			       const struct chart_size *z)
{
	const struct report_month *last = &r->months.p[r->months.n - 1];
	struct chart c = { .box = str_c(z->box) };
	struct chart_plot p = { .cx = cx,
				.size = z,
				.first = chart_month(r->months.p[0].on) };
	struct chart_name name[SERIES];
	int64_t most = 0;

	for (ptrdiff_t i = 0; i < r->months.n; i++)
		for (int k = 0; k < SERIES; k++)
			most = MAX(most, value_of(&r->months.p[i], k));
	p.highest = chart_top(most);
	p.months = MIN(chart_month(r->to) - p.first + 1, REPORT_MONTHS_MOST);
	chart_axis(&p, &c);
	for (int k = 0; k < SERIES; k++) {
		struct str n = fmt_int(cx->arena, cx->lang, value_of(last, k));

		series_fill(&p, r, k, &c);
		name[k] = (struct chart_name){
			.text = tr_format(cx->arena,
					  tr(cx->lang, series[k].label), &n, 1),
			.css = series[k].label_css,
			.value = value_of(last, k),
		};
	}
	chart_names_add(&p, &c, last->on, name, SERIES);
	return c;
}

/* "By 14/10/2026 …; on 30/09/2026 …" */
static struct str says(struct cx *cx, const struct report *r)
{
	const struct report_month *m = &r->months.p[r->months.n - 1];
	struct str now = tr_fmt(
		cx->arena, cx->lang,
		N_("By {0}: {1} tasks issued, {2} done on time, {3} done late"),
		fmt_day(cx->arena, m->on),
		fmt_int(cx->arena, cx->lang, m->issued),
		fmt_int(cx->arena, cx->lang, m->done),
		fmt_int(cx->arena, cx->lang, m->late));
	struct str red = fmt_int(cx->arena, cx->lang, m->overdue);

	if (r->months.n < 2)
		return tr_fmt(cx->arena, cx->lang,
			      N_("{0}; {1} open and overdue."), now, red);
	return tr_fmt(cx->arena, cx->lang,
		      N_("{0}; {1} open and overdue, against {2} on {3}."), now,
		      red, fmt_int(cx->arena, cx->lang, m[-1].overdue),
		      fmt_day(cx->arena, m[-1].on));
}

void report_chart_fill(struct cx *cx, const struct report *r,
		       struct report_view *x)
{
	static const struct chart_size wide = { "0 0 984 290", 44, 800, 12,
						250,	       1 };
	static const struct chart_size small = { "0 0 380 272", 34, 262, 12,
						 232,		3 };

	if (!r->months.n)
		return;
	x->wide = chart_make(cx, r, &wide);
	x->small = chart_make(cx, r, &small);
	x->says = says(cx, r);
}
