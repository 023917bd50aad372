/* How many will be admitted: see growth_forecast.h. */
#include "growth/growth_forecast.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "growth/growth_curve.h"
#include "growth/growth_forecast_priv.h"

/* Draws of levels and paces; each is used for at least so many runs. */
enum { PATHS = 400, RUNS_LEAST = 5 };

struct sim {
	struct growth_model *m;
	const struct growth_ask *ask;
	struct chance chance;
	int month_of[STEPS_MOST]; /* calendar month of each step */
	int n_months, n_paths;
	double (*want)[PACES]; /* [unit]: expected if it had that pace */
	double *spread;	       /* [unit] */
	double *unit;	       /* [path * n_units + unit]: expected */
	double (*month)[GROWTH_MONTHS_MOST]; /* [path] */
	int *runs;	/* [run * n_months + month]: by all that are counted */
	int *unit_runs; /* [unit * runs + run] */
};

/* ---- what is expected -------------------------------------------------------------- */

/* How many of a unit's people are expected; *ret_spread: how much their number
 * varies by chance alone, as a part of its mean, less than 1 where many are
 * nearly certain. */
static double unit_expect(const struct growth_model *m, int unit,
			  double (*v)[BINS], double arriving,
			  double *ret_spread)
{
	double mean = arriving * m->share[unit], var = mean;

	for (int s = 0; s < m->n_stages; s++)
		for (int q = 0; q < BINS; q++) {
			double n = m->waiting[unit * m->n_stages + s][q];

			mean += n * v[s][q];
			var += n * v[s][q] * (1 - v[s][q]);
		}
	if (ret_spread)
		*ret_spread = mean > 0 ? var / mean : 1;
	return mean;
}

/* ---- paths ------------------------------------------------------------------------- */

/* Units of all paces, divided among the paces for which people are moved. */
static void crowds_make(const struct growth_model *m, double (*part)[PACES],
			struct growth_crowd *ret)
{
	memset(ret, 0, sizeof(*ret) * PACES);
	for (int u = 0; u < m->n_units; u++)
		for (int k = 0; k < PACES; k++) {
			double w = part[u][k];

			if (w <= 0)
				continue;
			ret[k].share += w * m->share[u];
			for (int s = 0; s < m->n_stages; s++) {
				const double *at =
					m->waiting[u * m->n_stages + s];

				for (int q = 0; q < BINS; q++)
					ret[k].at[s][q] += w * at[q];
			}
		}
}

/* What each month brings on one path, and each unit's part of it: as its
 * people's chances are to those of the others of its pace. */
static void path_months(struct sim *x, int i, struct growth_crowd *crowd,
			double (*part)[PACES])
{
	const struct growth_model *m = x->m;
	struct growth_path path;

	growth_path_draw(&x->chance, m, &path);
	for (int u = 0; u < m->n_units; u++) {
		struct gamma g = m->pace[u];

		growth_pace_parts(chance_gamma(&x->chance, g.a) / g.b, part[u]);
	}
	crowds_make(m, part, crowd);
	for (int k = 0; k < PACES; k++) {
		double step[STEPS_MOST], all = 0, want = 0;

		growth_crowd_run(m, &path, growth_pace(k), &crowd[k], step);
		for (int t = 0; t < m->n_steps; t++) {
			x->month[i][x->month_of[t]] += step[t];
			all += step[t];
		}
		for (int u = 0; u < m->n_units; u++)
			want += part[u][k] * x->want[u][k];
		for (int u = 0; want > 0 && u < m->n_units; u++)
			x->unit[(ptrdiff_t)i * m->n_units + u] +=
				all * part[u][k] * x->want[u][k] / want;
	}
}

/* ---- runs --------------------------------------------------------------------------- */

/* A number with this mean and this part of it as variance. */
static int count_draw(struct chance *c, double mean, double spread)
{
	double n;

	if (mean <= 0)
		return 0;
	spread = spread < 0.02 ? 0.02 : spread > 0.98 ? 0.98 : spread;
	n = ceil(mean / (1 - spread));
	return chance_binomial(c, (int)n, mean / n);
}

/* How many of each unit, and in which months. */
static void run_draw(struct sim *x, int run)
{
	int path = run % x->n_paths, n = 0;
	const double *unit = &x->unit[(ptrdiff_t)path * x->m->n_units];
	const double *month = x->month[path];
	double all = 0;

	for (int u = 0; u < x->m->n_units; u++) {
		int of = count_draw(&x->chance, unit[u], x->spread[u]);

		x->unit_runs[(ptrdiff_t)u * x->ask->runs + run] = of;
		n += u < x->m->n_counted ? of : 0;
	}
	for (int k = 0; k < x->n_months; k++)
		all += month[k];
	for (int k = 0; k < x->n_months && n > 0; k++) {
		bool last = k == x->n_months - 1;
		int of = last ? n
			      : chance_binomial(&x->chance, n, month[k] / all);

		x->runs[(ptrdiff_t)run * x->n_months + k] = of;
		n -= of;
		all -= month[k];
	}
}

/* ---- reading the runs ---------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static struct growth_range range_of(int *n, int runs)
{
	struct growth_range r = { 0 };

	if (runs <= 0)
		return r;
	for (int i = 0; i < runs; i++)
		r.mean += n[i];
	r.mean /= runs;
	qsort(n, (size_t)runs, sizeof(*n), by_number);
	r.low = n[(runs - 1) / 10];
	r.high = n[runs - 1 - (runs - 1) / 10];
	return r;
}

static void ranges(struct arena *a, struct sim *x, struct growth_forecast *f)
{
	int runs = x->ask->runs;
	int *sum = arena_new(a, int, runs + 1),
	    *n = arena_new(a, int, runs + 1);

	for (int k = 0; k < x->n_months; k++) {
		for (int r = 0; r < runs; r++) {
			sum[r] += x->runs[(ptrdiff_t)r * x->n_months + k];
			n[r] = sum[r];
		}
		f->month[k] = range_of(n, runs);
	}
	f->all = x->n_months ? f->month[x->n_months - 1]
			     : (struct growth_range){ 0 };
	f->n_months = x->n_months;
	for (int u = 0; u < x->m->n_units; u++)
		f->unit[u] = range_of(&x->unit_runs[(ptrdiff_t)u * runs], runs);
}

/* ---- stages as people see them -------------------------------------------------------- */

/* People see what a stage takes now: stays of the last year, or of the last two
 * while they are few; what was waited before isn't looked at. */
enum { RECENT = 365, RECENT_LEAST = 20 };

static void stays_find(struct arena *a, const struct growth_ask *ask, int s,
		       day_t after, struct growth_stays *ret)
{
	ret->n = 0;
	for (ptrdiff_t i = 0; i < ask->ways->n; i++) {
		const struct growth_way *w = &ask->ways->p[i];
		struct growth_stop stop;

		if (!growth_stop(w, ask, s, &stop) || stop.on <= after)
			continue;
		*vec_push(a, ret) = (struct growth_stay){
			.days = stop.on - w->entered[s],
			.end = stop.left	? GROWTH_LEFT
			       : stop.next >= 0 ? GROWTH_PASSED
						: GROWTH_WAITS,
			.from = MAX(after + 1 - w->entered[s], 0),
		};
	}
}

static void stages_tell(struct arena *a, const struct growth_ask *ask,
			const struct growth_model *m, struct growth_forecast *f)
{
	for (int s = 0; s < ask->n_stages; s++) {
		struct growth_stage *g = &f->stage[s];
		struct growth_stays stays = { 0 };
		struct growth_curve curve;

		for (ptrdiff_t i = 0; i < ask->ways->n; i++) {
			const struct growth_way *w = &ask->ways->p[i];
			struct growth_stop stop;

			if (!growth_stop(w, ask, s, &stop))
				continue;
			g->entered++;
			g->left += stop.left;
			g->passed += stop.next >= 0;
			g->waiting += !stop.left && stop.next < 0;
		}
		stays_find(a, ask, s, ask->today - RECENT, &stays);
		if (stays.n < RECENT_LEAST)
			stays_find(a, ask, s, ask->today - 2 * RECENT, &stays);
		growth_curve(a, &stays, &curve);
		g->median = growth_curve_days(&curve, 0.5);
		g->share = growth_curve_share(&curve);
		g->level = m->passes->mean[s];
	}
}

/* ---- all ------------------------------------------------------------------------------------ */

static void months_find(struct sim *x)
{
	struct ymd from = day_ymd(x->ask->today);

	x->n_months = x->m->n_steps ? 1 : 0;
	for (int t = 0; t < x->m->n_steps; t++) {
		day_t on = x->ask->today + STEP * t + STEP / 2 + 1;
		struct ymd is =
			day_ymd(on < x->ask->until ? on : x->ask->until);
		int k = (is.y - from.y) * 12 + is.m - from.m;

		x->month_of[t] =
			k < GROWTH_MONTHS_MOST ? k : GROWTH_MONTHS_MOST - 1;
		if (x->month_of[t] >= x->n_months)
			x->n_months = x->month_of[t] + 1;
	}
}

/* What is expected of each unit at each pace, how much it varies by chance
 * alone, and what a new person's chances are. */
static void expect(struct arena *a, struct sim *x, struct growth_forecast *f)
{
	struct growth_model *m = x->m;
	double(*v)[BINS] =
		(double(*)[BINS])arena_new(a, double,
					   (ptrdiff_t)m->n_stages *BINS);
	double *entering =
		arena_new(a, double, (ptrdiff_t)m->n_stages *(m->n_steps + 1));
	struct growth_path path;

	growth_path_mean(m, NULL, &path);
	for (int k = 0; k < PACES; k++) {
		bool middle = k == PACES / 2;
		double new = 0;

		growth_chances(m, &path, growth_pace(k), v,
			       middle ? f->chance : entering);
		for (int t = 1; t <= m->n_steps; t++)
			new += (middle ? f->chance : entering)[t] *
			       path.arrive[0] * STEP / PERIOD;
		for (int u = 0; u < m->n_units; u++)
			x->want[u][k] =
				unit_expect(m, u, v, new,
					    middle ? &x->spread[u] : NULL);
	}
}

static void sim_new(struct arena *a, const struct growth_ask *ask,
		    struct growth_model *m, struct sim *ret)
{
	struct sim x = { .m = m, .ask = ask, .chance = chance_from(ask->seed) };
	ptrdiff_t units = m->n_units, runs = ask->runs;

	months_find(&x);
	x.n_paths = ask->runs / RUNS_LEAST;
	x.n_paths = x.n_paths < PATHS ? x.n_paths : PATHS;
	x.want = (double(*)[PACES])arena_new(a, double, units *PACES);
	x.spread = arena_new(a, double, units);
	x.unit = arena_new(a, double, x.n_paths *units + 1);
	x.month = (double(*)[GROWTH_MONTHS_MOST])arena_new(
		a, double, x.n_paths *GROWTH_MONTHS_MOST + 1);
	x.runs = arena_new(a, int, runs *x.n_months + 1);
	x.unit_runs = arena_new(a, int, runs *units + 1);
	*ret = x;
}

void growth_forecast(struct arena *a, const struct growth_ask *ask,
		     struct growth_forecast *ret)
{
	struct growth_forecast f = { .today = ask->today,
				     .until = ask->until,
				     .n_stages = ask->n_stages,
				     .step_days = STEP };
	struct growth_model *m = arena_new(a, struct growth_model, 1);
	struct growth_crowd *crowd = arena_new(a, struct growth_crowd, PACES);
	double(*part)[PACES] =
		(double(*)[PACES])arena_new(a, double,
					    (ptrdiff_t)ask->n_units *PACES);
	struct sim x;

	assert(ask->n_stages > 0 && ask->n_stages <= GROWTH_STAGES_MOST);
	assert(ask->runs >= 0 && ask->runs <= GROWTH_RUNS_MOST);
	growth_estimate(a, ask, m);
	m->n_counted = ask->n_counted ? ask->n_counted : ask->n_units;
	f.model = m;
	f.n_steps = m->n_steps;
	f.unit = arena_new(a, struct growth_range, ask->n_units);
	f.chance =
		arena_new(a, double, (ptrdiff_t)m->n_stages *(m->n_steps + 1));
	sim_new(a, ask, m, &x);
	expect(a, &x, &f);
	for (int i = 0; i < x.n_paths; i++)
		path_months(&x, i, crowd, part);
	for (int r = 0; x.n_paths && r < ask->runs; r++)
		run_draw(&x, r);
	ranges(a, &x, &f);
	stages_tell(a, ask, m, &f);
	*ret = f;
}

/* Admissions if everything stays as it is now, of the units that are counted. */
static double as_now(struct arena *a, const struct growth_model *m,
		     const double *pace)
{
	struct growth_crowd *crowd = arena_new(a, struct growth_crowd, PACES);
	double(*part)[PACES] =
		(double(*)[PACES])arena_new(a, double,
					    (ptrdiff_t)m->n_units *PACES);
	double step[STEPS_MOST], sum = 0;
	struct growth_path path;

	growth_path_mean(m, pace, &path);
	for (int u = 0; u < m->n_counted; u++)
		growth_pace_parts(m->pace[u].a / m->pace[u].b, part[u]);
	crowds_make(m, part, crowd);
	for (int k = 0; k < PACES; k++) {
		growth_crowd_run(m, &path, growth_pace(k), &crowd[k], step);
		for (int t = 0; t < m->n_steps; t++)
			sum += step[t];
	}
	return sum;
}

double growth_if(struct arena *a, const struct growth_forecast *f,
		 const double *pace)
{
	double now = as_now(a, f->model, NULL);

	return now > 0 ? f->all.mean * as_now(a, f->model, pace) / now : 0;
}

/* The days after which half of those who pass a stage have, in steps, when it
 * goes so many times as fast as now. */
static double half_passed(const struct growth_model *m, int stage, double pace)
{
	double waits = 1, passed = 0, by[16 * BINS];
	int n = (int)(sizeof(by) / sizeof(by[0])), k = 0;

	for (int t = 0; t < n; t++) {
		int q = t < BINS ? t : BINS - 1;
		double p = m->pass[stage][q] * m->passes->mean[stage] * pace;
		double l = m->leave[stage][q] * m->leaves->mean[stage];

		p = p < 0.95 ? p : 0.95;
		l = p + l < 1 ? l : 1 - p;
		by[t] = passed += waits * p;
		waits *= 1 - p - l;
	}
	while (k < n - 1 && by[k] < passed / 2)
		k++;
	return k + (passed / 2 - (k ? by[k - 1] : 0)) /
			   (by[k] - (k ? by[k - 1] : 0));
}

double growth_pace_for(const struct growth_forecast *f, int stage, double share)
{
	double want = half_passed(f->model, stage, 1) * share;
	double low = 0.05, high = 20;

	for (int i = 0; i < 40; i++) {
		double middle = sqrt(low * high);

		if (half_passed(f->model, stage, middle) > want)
			low = middle;
		else
			high = middle;
	}
	return sqrt(low * high);
}
