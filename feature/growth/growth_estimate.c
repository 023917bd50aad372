/* What the history of the pipeline says of its stages, units and sources. */
#include <string.h>

#include "growth/growth_forecast_priv.h"

/* Where the waiting of people is divided: within a band the chance of a step
 * is one. */
static const int bands[] = { 0,	 1,  2,	 3,  4,	 6,  8,	  11,
			     15, 20, 27, 36, 48, 64, BINS };

int growth_steps(int days)
{
	return days > 0 ? (days + STEP / 2) / STEP : 0;
}

bool growth_stop(const struct growth_way *w, const struct growth_ask *ask,
		 int stage, struct growth_stop *ret)
{
	struct growth_stop s = { .on = ask->today, .next = -1 };

	if (w->entered[stage] == DAY_NONE || w->entered[stage] > ask->today)
		return false;
	for (int k = stage + 1; k <= ask->n_stages && s.next < 0; k++)
		if (w->entered[k] != DAY_NONE && w->entered[k] <= ask->today)
			s.next = k;
	if (s.next >= 0) {
		s.on = w->entered[s.next];
	} else if (w->left != DAY_NONE && w->left <= ask->today) {
		s.on = w->left;
		s.left = true;
	}
	*ret = s;
	return true;
}

/* ---- counting the window ----------------------------------------------------- */

/* Steps under watch and how they ended, by steps waited and periods ago. */
struct seen {
	double under[BINS][PERIODS], passed[BINS][PERIODS], left[BINS][PERIODS];
};

static int period_ago(const struct growth_ask *ask, day_t on)
{
	int m = (ask->today - on) / PERIOD;

	return m < 0 ? 0 : m;
}

/* One stay: each step of it that ended within the window. */
static void stay_count(const struct growth_ask *ask, day_t from,
		       const struct growth_stop *s, struct seen *to)
{
	bool gone = s->left || s->next >= 0;
	int n = growth_steps(s->on - from);

	if (gone && n < 1)
		n = 1;
	for (int q = 0; q < n; q++) {
		bool last = q == n - 1;
		int bin = q < BINS ? q : BINS - 1;
		int m = period_ago(ask, last && gone ? s->on
						     : from + STEP * (q + 1));

		if (m >= PERIODS)
			continue;
		to->under[bin][m]++;
		if (last && s->left)
			to->left[bin][m]++;
		else if (last && gone)
			to->passed[bin][m]++;
	}
}

static double sum_of(double (*cell)[PERIODS], int from, int to)
{
	double sum = 0;

	for (int q = from; q < to; q++)
		for (int m = 0; m < PERIODS; m++)
			sum += cell[q][m];
	return sum;
}

/* The chance of a step, band by band; one event's worth of the whole stage is
 * mixed into each band. */
static void shape(double (*event)[PERIODS], double (*under)[PERIODS],
		  double *ret)
{
	double all =
		(sum_of(event, 0, BINS) + 0.5) / (sum_of(under, 0, BINS) + 25);

	for (size_t i = 0; i + 1 < sizeof(bands) / sizeof(bands[0]); i++) {
		double o = sum_of(event, bands[i], bands[i + 1]);
		double n = sum_of(under, bands[i], bands[i + 1]);
		double p = (o + 1) / (n + 1 / all);

		for (int q = bands[i]; q < bands[i + 1]; q++)
			ret[q] = p < 0.9 ? p : 0.9;
	}
}

/* ---- levels ------------------------------------------------------------------ */

/* Events of each period and those that the shape would give. */
static void series_of(const struct seen *x, double (*event)[PERIODS],
		      const double *p, struct growth_series *ret)
{
	memset(ret, 0, sizeof(*ret));
	for (int q = 0; q < BINS; q++)
		for (int m = 0; m < PERIODS; m++) {
			ret->o[m] += event[q][m];
			ret->e[m] += x->under[q][m] * p[q];
		}
}

/* ---- units ------------------------------------------------------------------------ */

/* Passes of each unit in the last year, and those expected of it if it were as
 * fast as all of them. */
static void units_count(struct arena *a, const struct growth_ask *ask,
			int stage, const struct growth_model *m)
{
	struct gamma *own = arena_new(a, struct gamma, m->n_units);
	double o = 0, e = 0;

	for (ptrdiff_t i = 0; i < ask->ways->n; i++) {
		const struct growth_way *w = &ask->ways->p[i];
		struct growth_stop s;
		int n;

		if (!growth_stop(w, ask, stage, &s))
			continue;
		n = growth_steps(s.on - w->entered[stage]);
		n = n < 1 && s.next >= 0 ? 1 : n;
		for (int q = 0; q < n; q++) {
			day_t on = w->entered[stage] + STEP * (q + 1);

			if (period_ago(ask, on) < YEAR)
				own[w->unit].b +=
					m->pass[stage][q < BINS ? q : BINS - 1];
		}
		if (s.next >= 0 && period_ago(ask, s.on) < YEAR)
			own[w->unit].a++;
	}
	for (int u = 0; u < m->n_units; u++) {
		o += own[u].a;
		e += own[u].b;
	}
	for (int u = 0; u < m->n_units; u++) {
		m->pace[u].a += own[u].a;
		m->pace[u].b += e > 0 ? own[u].b * o / e : 0;
	}
}

/* Draws each unit towards the whole: what units differ by beyond chance says
 * how much of their own is believed (Clayton and Kaldor 1987). */
static void units_shrink(struct gamma *pace, int n)
{
	double more = 0, square = 0, weight;

	for (int u = 0; u < n; u++) {
		double off = pace[u].a - pace[u].b;

		more += off * off - pace[u].b;
		square += pace[u].b * pace[u].b;
	}
	weight = more > 0 ? square / more : 1000;
	weight = weight < 3 ? 3 : weight > 1000 ? 1000 : weight;
	for (int u = 0; u < n; u++) {
		pace[u].a += weight;
		pace[u].b += weight;
	}
}

/* ---- who comes new --------------------------------------------------------------- */

/* New people of each period, and of each unit in the last year; returns the
 * periods since the first. */
static int arrivals_count(const struct growth_ask *ask, double *period,
			  double *unit)
{
	int all = 0;

	for (ptrdiff_t i = 0; i < ask->ways->n; i++) {
		const struct growth_way *w = &ask->ways->p[i];
		int ago;

		if (w->entered[0] == DAY_NONE || w->entered[0] > ask->today)
			continue;
		ago = period_ago(ask, w->entered[0]);
		if (ago < PERIODS)
			period[ago]++;
		if (ago < YEAR)
			unit[w->unit]++;
		all = ago + 1 > all ? ago + 1 : all;
	}
	return all < PERIODS ? all : PERIODS;
}

/* Periods before anybody was recorded say nothing. */
static void arrivals(struct arena *a, const struct growth_ask *ask,
		     struct growth_model *m)
{
	double *unit = arena_new(a, double, ask->n_units), all = 0;
	struct growth_series x = { 0 };
	int n = arrivals_count(ask, x.o, unit);

	for (int k = 0; k < n; k++)
		all += x.o[k];
	m->arrival = n ? all / n : 0;
	for (int k = 0; k < n; k++)
		x.e[k] = m->arrival;
	growth_levels(&x, 1, m->arrives);
	all = 0;
	for (int u = 0; u < ask->n_units; u++)
		all += unit[u];
	for (int u = 0; u < ask->n_units; u++)
		m->share[u] = (unit[u] + 0.2) / (all + 0.2 * ask->n_units);
}

/* ---- all ----------------------------------------------------------------------------- */

static void stage_count(const struct growth_ask *ask, int stage,
			struct growth_model *m, struct seen *x)
{
	memset(x, 0, sizeof(*x));
	for (ptrdiff_t i = 0; i < ask->ways->n; i++) {
		const struct growth_way *w = &ask->ways->p[i];
		struct growth_stop s;
		int q;

		if (!growth_stop(w, ask, stage, &s))
			continue;
		stay_count(ask, w->entered[stage], &s, x);
		if (s.left || s.next >= 0)
			continue;
		q = growth_steps(s.on - w->entered[stage]);
		m->waiting[w->unit * ask->n_stages + stage]
			  [q < BINS ? q : BINS - 1]++;
	}
}

static struct growth_model model_new(struct arena *a,
				     const struct growth_ask *ask)
{
	ptrdiff_t n = ask->n_stages, units = ask->n_units;
	int days = ask->until > ask->today ? ask->until - ask->today : 0;
	int steps = (days + STEP - 1) / STEP;
	struct growth_model m = { .n_stages = ask->n_stages,
				  .n_units = ask->n_units };

	m.pass = (double(*)[BINS])arena_new(a, double, n *BINS);
	m.leave = (double(*)[BINS])arena_new(a, double, n *BINS);
	m.waiting = (double(*)[BINS])arena_new(a, double, n *units *BINS);
	m.passes = arena_new(a, struct growth_levels, 1);
	m.leaves = arena_new(a, struct growth_levels, 1);
	m.arrives = arena_new(a, struct growth_levels, 1);
	m.pace = arena_new(a, struct gamma, units);
	m.share = arena_new(a, double, units);
	m.n_steps = steps < STEPS_MOST ? steps : STEPS_MOST;
	m.last = steps ? 1 - (double)(steps * STEP - days) / STEP : 0;
	return m;
}

void growth_estimate(struct arena *a, const struct growth_ask *ask,
		     struct growth_model *ret)
{
	int n = ask->n_stages;
	struct growth_model m = model_new(a, ask);
	struct growth_series *pass = arena_new(a, struct growth_series, n);
	struct growth_series *leave = arena_new(a, struct growth_series, n);
	struct seen *x = arena_new(a, struct seen, 1);

	for (int s = 0; s < n; s++) {
		stage_count(ask, s, &m, x);
		shape(x->passed, x->under, m.pass[s]);
		shape(x->left, x->under, m.leave[s]);
		series_of(x, x->passed, m.pass[s], &pass[s]);
		series_of(x, x->left, m.leave[s], &leave[s]);
		units_count(a, ask, s, &m);
	}
	growth_levels(pass, n, m.passes);
	growth_levels(leave, n, m.leaves);
	units_shrink(m.pace, m.n_units);
	arrivals(a, ask, &m);
	*ret = m;
}
