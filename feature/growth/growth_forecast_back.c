/* How forecasts would have fared, and what a target takes: see
 * growth_forecast.h. */
#include <math.h>

#include "growth/growth_forecast.h"

/* ---- back-tests -------------------------------------------------------------------- */

void growth_back_one(struct arena *a, const struct growth_ask *ask,
		     struct growth_back_row *ret)
{
	struct growth_back_row r = { .on = ask->today };
	struct growth_forecast f;
	int counted = ask->n_counted ? ask->n_counted : ask->n_units;
	day_t first;
	int days = 0;

	if (day_from_ymd(day_ymd(ask->until).y, 1, 1, &first))
		days = ask->today - first + 1;
	growth_forecast(a, ask, &f);
	r.range = f.all;
	for (ptrdiff_t i = 0; i < ask->ways->n; i++) {
		const struct growth_way *w = &ask->ways->p[i];
		day_t on = w->entered[ask->n_stages];

		if (w->unit >= counted || on == DAY_NONE || on > ask->until)
			continue;
		r.so_far += on <= ask->today && on > ask->today - days;
		r.more += on > ask->today;
	}
	r.within = r.more >= r.range.low && r.more <= r.range.high;
	r.error = r.range.mean - r.more;
	r.has_naive = days > 0;
	if (r.has_naive)
		r.naive_error =
			(double)r.so_far / days * (ask->until - first + 1) -
			(r.so_far + r.more);
	*ret = r;
}

void growth_back(struct arena *a, const struct growth_ask *ask,
		 struct growth_back *ret)
{
	int year = day_ymd(ask->until).y, compared = 0;
	struct growth_ask then = *ask;
	struct growth_back b = { 0 };

	for (int month = 0; month < 12 && ask->today >= ask->until; month++) {
		struct arena_mark mark = arena_mark(a);
		struct growth_back_row *r = &b.row[b.n];

		then.today = month ? day_month_end(year, month)
				   : day_month_end(year - 1, 12);
		if (then.today >= ask->until)
			break;
		growth_back_one(a, &then, r);
		arena_rewind(a, mark);
		b.n++;
		b.within += r->within;
		if (!r->has_naive)
			continue;
		compared++;
		b.off += fabs(r->error);
		b.naive_off += fabs(r->naive_error);
	}
	if (compared) {
		b.off /= compared;
		b.naive_off /= compared;
	}
	*ret = b;
}

/* ---- what a target takes -------------------------------------------------------------- */

double growth_chance(const struct growth_forecast *f, int stage, day_t on)
{
	const double *c = &f->chance[stage * (f->n_steps + 1)];
	double steps = (double)(on - f->today) / f->step_days, part;
	int t = (int)steps;

	if (on < f->today || on > f->until || !f->n_steps)
		return 0;
	if (stage == f->n_stages)
		return 1;
	if (t >= f->n_steps)
		return c[f->n_steps];
	part = steps - t;
	return c[t] * (1 - part) + c[t + 1] * part;
}

void growth_need(const struct growth_forecast *f, int stage, day_t on,
		 double target, struct growth_need *ret)
{
	struct growth_need n = { .chance = growth_chance(f, stage, on) };
	double more = target - f->all.mean;

	if (more <= 0)
		n.people = 0;
	else if (n.chance * GROWTH_NEED_MOST < more)
		n.people = -1;
	else
		n.people = (int)ceil(more / n.chance - 1e-9);
	*ret = n;
}

day_t growth_last_day(const struct growth_forecast *f, int stage, double chance)
{
	for (day_t on = f->until; f->n_steps && on >= f->today; on--)
		if (growth_chance(f, stage, on) >= chance)
			return on;
	return DAY_NONE;
}
