/* The year as lines: admitted, forecast with its range, target, year before. */
#include "growth/growth_page_priv.h"

#include <math.h>

#include "i18n/i18n.h"

static const struct chart_size wide = { "0 0 984 380", 38, 779, 12, 346, 1 };
static const struct chart_size tight = { "0 0 380 330", 34, 272, 12, 296, 3 };

struct drawn {
	struct cx *cx;
	const struct growth_shown *s;
	struct chart_plot plot;
	struct chart c;
	bool small;
	struct chart_name name[CHART_NAMES_MOST];
	int n_names;
};

static day_t month_end(const struct growth_figures *f, int month)
{
	day_t end = day_month_end(f->year, month + 1);

	return end < f->until ? end : f->until;
}

static struct str number(const struct drawn *d, int64_t n)
{
	return fmt_int(d->cx->arena, d->cx->lang, n);
}

static void name_add(struct drawn *d, struct str text, const char *css,
		     int64_t value)
{
	d->name[d->n_names++] =
		(struct chart_name){ .text = text, .css = css, .value = value };
}

static void months_add(struct drawn *d, const char *css, const int *by_month,
		       int n)
{
	const struct growth_figures *f = &d->s->f;
	struct chart_point point[GROWTH_YEAR + 1] = { { DAY_NONE, 0 } };

	for (int k = 0; k < n; k++) {
		day_t on = month_end(f, k);

		point[k + 1] = (struct chart_point){
			n < GROWTH_YEAR && on > f->day ? f->day : on,
			by_month[k]
		};
	}
	chart_line_add(&d->plot, &d->c, css, point, n + 1);
}

/* The field goes up along the high ends and back along the low ones. */
static void ahead_add(struct drawn *d)
{
	const struct growth_figures *f = &d->s->f;
	struct chart_point fan[2 * GROWTH_MONTHS_MOST + 1],
		line[GROWTH_MONTHS_MOST + 1];
	struct chart_point now = { f->day, f->so_far };
	int first = day_ymd(f->day).m - 1, n = 0;

	fan[n++] = now;
	line[0] = now;
	for (int k = 0; k < f->n_ahead; k++) {
		line[k + 1] = (struct chart_point){
			month_end(f, first + k),
			f->so_far + llround(f->ahead[k].mean)
		};
		fan[n++] = (struct chart_point){ line[k + 1].on,
						 f->so_far + f->ahead[k].high };
	}
	for (int k = f->n_ahead - 1; k >= 0; k--)
		fan[n++] = (struct chart_point){ line[k + 1].on,
						 f->so_far + f->ahead[k].low };
	chart_area_add(&d->plot, &d->c, "fan", fan, n);
	chart_line_add(&d->plot, &d->c, "fc", line, f->n_ahead + 1);
}

static void target_add(struct drawn *d, int64_t value)
{
	const struct growth_figures *f = &d->s->f;
	const struct chart_point line[] = { { DAY_NONE, 0 },
					    { f->until, value } };
	struct str name = growth_target_name(d->cx, &d->s->target, value);

	chart_line_add(&d->plot, &d->c, "tg", line, 2);
	name_add(d,
		 tr_fmt(d->cx->arena, d->cx->lang,
			d->small ? N_("{0}: {1}")
				 : N_("Target {0}: {1} people"),
			name, number(d, value)),
		 "", value);
}

static void year_before_add(struct drawn *d)
{
	const struct growth_figures *f = &d->s->f;

	months_add(d, "old", f->before, GROWTH_YEAR);
	name_add(d,
		 tr_fmt(d->cx->arena, d->cx->lang,
			d->small ? N_("{0}: {1}") : N_("In {0}: {1}"),
			str_fmt(d->cx->arena, "%d", f->year - 1),
			number(d, f->year_before)),
		 "", f->year_before);
}

static void now_add(struct drawn *d)
{
	const struct growth_figures *f = &d->s->f;
	struct chart_point now = { f->day, f->so_far };
	struct chart_text text = {
		.text = d->small
				? number(d, f->so_far)
				: tr_fmt(d->cx->arena, d->cx->lang,
					 N_("{0} by {1}"), number(d, f->so_far),
					 fmt_day(d->cx->arena, f->day)),
		.css = "hi"
	};

	months_add(d, "act", f->admitted, f->n_months);
	chart_dot_add(&d->plot, &d->c, "", now);
	if (f->n_ahead)
		chart_text_add(&d->plot, &d->c, text, now, (int[]){ 40, 260 });
	else
		name_add(d, text.text, "hi", f->so_far);
}

static int64_t highest(const struct growth_shown *s)
{
	const struct growth_figures *f = &s->f;
	int64_t most = MAX(f->so_far + f->all.high, f->year_before);

	return MAX(most, s->target.there ? s->target.high : 0);
}

struct chart growth_chart(struct cx *cx, const struct growth_shown *s,
			  bool small)
{
	const struct growth_figures *f = &s->f;
	struct drawn d = { .cx = cx,
			   .s = s,
			   .small = small,
			   .plot = { .cx = cx,
				     .size = small ? &tight : &wide,
				     .first = chart_month(f->from),
				     .months = GROWTH_YEAR,
				     .highest = chart_top(highest(s)) } };

	d.c.box = str_c(d.plot.size->box);
	chart_axis(&d.plot, &d.c);
	if (f->n_ahead)
		ahead_add(&d);
	if (s->target.there && s->target.high > s->target.low)
		target_add(&d, s->target.high);
	if (s->target.there)
		target_add(&d, s->target.low);
	year_before_add(&d);
	now_add(&d);
	if (f->n_ahead)
		name_add(&d,
			 tr_fmt(cx->arena, cx->lang,
				small ? N_("Forecast {0}")
				      : N_("Forecast {0} ({1}–{2})"),
				number(&d, growth_say_end(f)),
				number(&d, f->so_far + f->all.low),
				number(&d, f->so_far + f->all.high)),
			 "hi", growth_say_end(f));
	chart_names_add(&d.plot, &d.c, f->until, d.name, d.n_names);
	return d.c;
}
