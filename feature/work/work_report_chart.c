/*
 * The chart of a report: four lines over the months of a programme, each
 * named at its end. Two of them, since text keeps its size on a phone.
 */
#include "work/work_report_priv.h"

#include "i18n/i18n.h"
#include "work/work_chart.h"
#include "work/work_report_view.h"

enum { SERIES = 4, LABEL_GAP = 20, AXIS_CHARS = 8 };

/* Edges of the plot inside its box, in the box's units. */
struct size {
	const char *box;
	int left, right, top, bottom;
	int month_step; /* every so many months have a name */
};

struct plot {
	struct cx *cx;
	const struct report *r;
	const struct size *z;
	int first, months; /* month number (year * 12 + month) and how many */
	int64_t highest;   /* of the axis */
};

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

static int month_number(day_t day)
{
	struct ymd d = day_ymd(day);

	return d.y * 12 + d.m - 1;
}

/* In tenths, so that whole numbers are exact enough. */
static int x_of(const struct plot *p, day_t on)
{
	struct ymd d = day_ymd(on);
	int days = day_ymd(day_month_end(d.y, d.m)).d;
	int wide = (p->z->right - p->z->left) * 10;
	int at = (month_number(on) - p->first) * days + d.d;

	return p->z->left * 10 + (int)((int64_t)wide * at / (p->months * days));
}

static int y_of(const struct plot *p, int64_t v)
{
	int high = (p->z->bottom - p->z->top) * 10;

	return p->z->bottom * 10 - (int)(high * v / p->highest);
}

static struct str place(struct cx *cx, int tenths)
{
	return str_fmt(cx->arena, "%d.%d", tenths / 10, tenths % 10);
}

static struct chart_text text_at(struct cx *cx, int x, int y, struct str text)
{
	return (struct chart_text){
		.x = place(cx, x), .y = place(cx, y), .text = text, .css = ""
	};
}

static void axis_fill(const struct plot *p, struct report_chart *c)
{
	int64_t step = chart_step(p->highest);

	for (int64_t v = 0; v <= p->highest; v += step) {
		int y = y_of(p, v);

		*vec_push(p->cx->arena, &c->lines) = (struct chart_line){
			.d = str_fmt(p->cx->arena, "M%d %.*sH%d", p->z->left,
				     STR_ARG(place(p->cx, y)), p->z->right),
			.css = "ax"
		};
		*vec_push(p->cx->arena, &c->ticks) =
			text_at(p->cx, (p->z->left - AXIS_CHARS) * 10, y + 50,
				fmt_int(p->cx->arena, p->cx->lang, v));
	}
	for (int m = 0; m < p->months; m += p->z->month_step) {
		int wide = (p->z->right - p->z->left) * 10;
		int at = p->first + m;
		day_t day;

		if (day_from_ymd(at / 12, at % 12 + 1, 1, &day))
			*vec_push(p->cx->arena, &c->months) = text_at(
				p->cx,
				p->z->left * 10 +
					wide * (2 * m + 1) / (2 * p->months),
				(p->z->bottom + 28) * 10,
				report_month_name(p->cx, day));
	}
}

static void series_fill(const struct plot *p, int k, struct report_chart *c)
{
	const struct report *r = p->r;
	struct buf b = buf_init(p->cx->arena, 4096);
	int x = 0, y = 0;

	for (ptrdiff_t i = 0; i < r->months.n; i++) {
		x = x_of(p, r->months.p[i].on);
		y = y_of(p, value_of(&r->months.p[i], k));
		buf_char(&b, i ? 'L' : 'M');
		buf_str(&b, place(p->cx, x));
		buf_char(&b, ' ');
		buf_str(&b, place(p->cx, y));
	}
	*vec_push(p->cx->arena, &c->lines) =
		(struct chart_line){ buf_view(&b), series[k].css };
	*vec_push(p->cx->arena, &c->dots) = text_at(p->cx, x, y, STR(""));
	c->dots.p[c->dots.n - 1].css = series[k].css;
}

/* Names at the lines' ends, none on another. */
static void labels_fill(const struct plot *p, struct report_chart *c)
{
	const struct report_month *last = &p->r->months.p[p->r->months.n - 1];
	int x = x_of(p, last->on) + 100, at[SERIES];

	for (int k = 0; k < SERIES; k++)
		at[k] = y_of(p, value_of(last, k)) / 10 + 5;
	chart_spread(at, SERIES, LABEL_GAP, p->z->top, p->z->bottom + 5);
	for (int k = 0; k < SERIES; k++) {
		struct str n =
			fmt_int(p->cx->arena, p->cx->lang, value_of(last, k));
		struct chart_text t = text_at(
			p->cx, x, at[k] * 10,
			tr_format(p->cx->arena,
				  tr(p->cx->lang, series[k].label), &n, 1));

		t.css = series[k].label_css;
		*vec_push(p->cx->arena, &c->labels) = t;
	}
}

static struct report_chart chart_make(struct cx *cx, const struct report *r,
				      const struct size *z)
{
	struct report_chart c = { .box = str_c(z->box) };
	struct plot p = { .cx = cx,
			  .r = r,
			  .z = z,
			  .first = month_number(r->months.p[0].on) };
	int end = month_number(r->to);
	int64_t most = 0;

	for (ptrdiff_t i = 0; i < r->months.n; i++)
		for (int k = 0; k < SERIES; k++)
			most = MAX(most, value_of(&r->months.p[i], k));
	p.highest = chart_top(most);
	p.months = MIN(end - p.first + 1, REPORT_MONTHS_MOST);
	axis_fill(&p, &c);
	for (int k = 0; k < SERIES; k++)
		series_fill(&p, k, &c);
	labels_fill(&p, &c);
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
	static const struct size wide = { "0 0 984 290", 44, 800, 12, 250, 1 };
	static const struct size small = { "0 0 380 272", 34, 262, 12, 232, 3 };

	if (!r->months.n)
		return;
	x->wide = chart_make(cx, r, &wide);
	x->small = chart_make(cx, r, &small);
	x->says = says(cx, r);
}
