/*
 * How well and how fast the forecast of admissions foretells, on pipelines by
 * chance whose end is known (doc/forecast.md). No part of the product.
 *
 *	bench-growth truth [WORLDS [RUNS [SEED [REGIME]]]]
 *	bench-growth units [WORLDS [RUNS [SEED]]]
 *	bench-growth time
 *
 * truth: so many worlds of each regime, each forecast on four days of its year:
 * how many outcomes lay within the range, how far off the mean was and how far
 * the pace so far; by regime, by day, and by what could be known of a change.
 * units: the same for the ranges of single units.
 * time: a forecast of 10,000 runs with 20,000 people on their way and 120,000 who
 * came before, and the back-test of a year of a pipeline of 2,000, beside two
 * ceilings of the same run: each way's days read once, and as many random
 * numbers drawn as there are units and months in all runs.
 */
#include "base/std.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "growth/growth_forecast_priv.h"
#include "growth/test/growth_world.h"

static void row(const char *name, const struct growth_score *s)
{
	double n = s->n;

	if (!s->n)
		return;
	printf("| %s | %d | %.0f %% | %.0f %% | %.0f %% | %.1f | %.1f | %.2f | "
	       "%+.1f | %.1f | %.0f |\n",
	       name, s->n, 100 * s->within / n, 100 * s->below / n,
	       100 * s->above / n, s->off / n, s->naive_off / n,
	       s->off / s->naive_off, s->bias / n, s->width / n,
	       s->outcome / n);
}

static void head(const char *what)
{
	printf("\n| %s | forecasts | within | below | above | error | naive | "
	       "ratio | bias | width | outcome |\n"
	       "|---|---|---|---|---|---|---|---|---|---|---|\n",
	       what);
}

enum { DAYS = N_GROWTH_WORLD_DAYS, SINCES = N_GROWTH_SINCE };
static struct growth_score scores[N_GROWTH_REGIME][DAYS][SINCES];

/* Rows of what is chosen; -1: all. */
static struct growth_score sum(int regime, int day, int since)
{
	struct growth_score s = { 0 };

	for (int r = 0; r < N_GROWTH_REGIME; r++)
		for (int d = 0; d < DAYS; d++)
			for (int k = 0; k < SINCES; k++)
				if ((regime < 0 || regime == r) &&
				    (day < 0 || day == d) &&
				    (since < 0 || since == k))
					growth_score_add(&s, &scores[r][d][k]);
	return s;
}

/* How many lay within, by regime and day, and error to naive error. */
static void by_day(void)
{
	printf("\n| within (error / naive) | 30/1 | 31/3 | 30/6 | 30/9 |\n"
	       "|---|---|---|---|---|\n");
	for (int r = 0; r < N_GROWTH_REGIME; r++) {
		printf("| %s |", growth_regimes[r]);
		for (int d = 0; d < DAYS; d++) {
			struct growth_score s = sum(r, d, -1);

			if (s.n)
				printf(" %.0f %% (%.2f) |",
				       100.0 * s.within / s.n,
				       s.off / s.naive_off);
		}
		printf("\n");
	}
}

/* Of the regimes with a change, what could be known of it. */
static void by_since(void)
{
	printf("\n| within (forecasts) | before the change | in its first 60 "
	       "days | later |\n"
	       "|---|---|---|---|\n");
	for (int r = GROWTH_SLOWER; r <= GROWTH_MORE_LEAVE; r++) {
		printf("| %s |", growth_regimes[r]);
		for (int k = 0; k < SINCES; k++) {
			struct growth_score s = sum(r, -1, k);

			if (s.n)
				printf(" %.0f %% (%d) |",
				       100.0 * s.within / s.n, s.n);
			else
				printf(" |");
		}
		printf("\n");
	}
}

static void tables(void)
{
	static const char *const days[] = { "30/1", "31/3", "30/6", "30/9" };
	static const char *const since[] = { "before a change",
					     "in its first 60 days",
					     "later, or without one" };
	struct growth_score s;

	head("regime");
	for (int r = 0; r < N_GROWTH_REGIME; r++) {
		s = sum(r, -1, -1);
		row(growth_regimes[r], &s);
	}
	s = sum(-1, -1, -1);
	row("all", &s);
	head("made on");
	for (int d = 0; d < DAYS; d++) {
		s = sum(-1, d, -1);
		row(days[d], &s);
	}
	head("made");
	for (int k = 0; k < SINCES; k++) {
		s = sum(-1, -1, k);
		row(since[k], &s);
	}
	by_day();
	by_since();
	head("regime, day and what could be known");
	for (int r = 0; r < N_GROWTH_REGIME; r++)
		for (int d = 0; d < DAYS; d++)
			for (int k = 0; k < SINCES; k++) {
				char name[100];

				(void)snprintf(name, sizeof(name), "%s, %s, %s",
					       growth_regimes[r], days[d],
					       since[k]);
				row(name, &scores[r][d][k]);
			}
}

static void truth(int worlds, int runs, uint64_t seed, int only)
{
	for (int i = 0; i < worlds; i++)
		for (int r = 0; r < N_GROWTH_REGIME; r++) {
			uint64_t by = seed * 1000003 + (uint64_t)i;
			struct growth_world w =
				growth_world_of((enum growth_regime)r, by);
			struct growth_score s[DAYS];

			if (only >= 0 && only != r)
				continue;
			growth_world_score(&w, by, runs, s);
			for (int d = 0; d < DAYS; d++)
				growth_score_add(
					&scores[r][d][growth_world_since(
						&w, growth_world_days[d])],
					&s[d]);
		}
	printf("%d pipelines, %d forecasts of %d runs, seed %" PRIu64 "\n",
	       sum(-1, 0, -1).n, sum(-1, -1, -1).n, runs, seed);
	tables();
}

/* ---- units ------------------------------------------------------------------------ */

/* What one world's units brought on a day, of the range of each. */
static void units_score(struct arena *a, const struct growth_ask *ask,
			int *within, int *all)
{
	int *came = arena_new(a, int, ask->n_units);
	struct growth_forecast f;

	growth_forecast(a, ask, &f);
	for (ptrdiff_t i = 0; i < ask->ways->n; i++) {
		const struct growth_way *w = &ask->ways->p[i];
		day_t on = w->entered[GROWTH_WORLD_STAGES];

		came[w->unit] +=
			on != DAY_NONE && on > ask->today && on <= ask->until;
	}
	for (int u = 0; u < ask->n_units; u++)
		*within +=
			came[u] >= f.unit[u].low && came[u] <= f.unit[u].high;
	*all += ask->n_units;
}

static void units(int worlds, int runs, uint64_t seed)
{
	printf("\n| units within their range | 30/1 | 31/3 | 30/6 | 30/9 |\n"
	       "|---|---|---|---|---|\n");
	for (int r = 0; r < N_GROWTH_REGIME; r++) {
		int within[DAYS] = { 0 }, all[DAYS] = { 0 };

		for (int i = 0; i < worlds; i++) {
			CLEANUP(arena_closep)
			struct arena *a = arena_open(1 << 30);
			uint64_t by = seed * 1000003 + (uint64_t)i;
			struct growth_world w =
				growth_world_of((enum growth_regime)r, by);
			struct growth_ways ways = growth_world(a, &w, by);
			struct growth_ask ask = {
				.ways = &ways,
				.n_stages = GROWTH_WORLD_STAGES,
				.n_units = w.units,
				.runs = runs,
				.seed = by,
			};

			if (!day_from_ymd(2025, 12, 31, &ask.until))
				return;
			for (int d = 0; d < DAYS; d++) {
				ask.today =
					ask.until - 364 + growth_world_days[d];
				units_score(a, &ask, &within[d], &all[d]);
			}
		}
		printf("| %s |", growth_regimes[r]);
		for (int d = 0; d < DAYS; d++)
			printf(" %.0f %% (%d) |", 100.0 * within[d] / all[d],
			       all[d]);
		printf("\n");
	}
}

/* ---- time ------------------------------------------------------------------------ */

enum { TIMES = 5, RUNS = 10000, UNITS = 60 };

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct timed {
	struct arena *a;
	struct growth_ask ask;
	int waiting;
	double sum; /* so that nothing is left out */
};

static void forecast_do(struct timed *x)
{
	struct growth_forecast f;

	growth_forecast(x->a, &x->ask, &f);
	x->sum += f.all.mean;
	x->waiting = 0;
	for (int s = 0; s < GROWTH_WORLD_STAGES; s++)
		x->waiting += f.stage[s].waiting;
}

static void back_do(struct timed *x)
{
	struct growth_back b;

	growth_back(x->a, &x->ask, &b);
	x->sum += b.off;
}

static void read_do(struct timed *x)
{
	for (ptrdiff_t i = 0; i < x->ask.ways->n; i++)
		for (int s = 0; s <= GROWTH_WORLD_STAGES; s++)
			x->sum += x->ask.ways->p[i].entered[s] <= x->ask.today;
}

static void draw_do(struct timed *x)
{
	struct chance c = chance_from(7);

	for (int i = 0; i < RUNS * (UNITS + 12); i++)
		x->sum += chance_uniform(&c);
}

/* The shortest of several. */
static double time_of(struct timed *x, void (*f)(struct timed *))
{
	double least = 0;

	for (int i = 0; i < TIMES; i++) {
		struct arena_mark mark = arena_mark(x->a);
		double begin = cpu_ms(), ms;

		f(x);
		ms = cpu_ms() - begin;
		least = i && least < ms ? least : ms;
		arena_rewind(x->a, mark);
	}
	return least;
}

static struct timed timed_of(double per_month, int units, int runs)
{
	struct timed x = { .a = arena_open((ptrdiff_t)4 << 30) };
	struct growth_world w = growth_world_small;
	struct growth_ways *ways = arena_new(x.a, struct growth_ways, 1);

	w.per_month = per_month;
	w.units = units;
	*ways = growth_world(x.a, &w, 1);
	x.ask = (struct growth_ask){ .ways = ways,
				     .n_stages = GROWTH_WORLD_STAGES,
				     .n_units = units,
				     .runs = runs,
				     .seed = 7 };
	if (!day_from_ymd(2025, 12, 31, &x.ask.until))
		exit(1);
	x.ask.today = x.ask.until - 364;
	return x;
}

static void time_all(void)
{
	struct timed many = timed_of(4200, UNITS, RUNS);
	struct timed few = timed_of(50, 19, 2000);
	double ms = time_of(&many, forecast_do);
	double reading = time_of(&many, read_do);
	double drawing = time_of(&many, draw_do);
	double back;

	few.ask.today = few.ask.until;
	back = time_of(&few, back_do);
	printf("%td ways, %d people on their way, %d units, %d runs; CPU, the "
	       "shortest of %d\n",
	       many.ask.ways->n, many.waiting, UNITS, RUNS, TIMES);
	printf("forecast                          %8.1f ms  (goal 1,000)\n",
	       ms);
	printf("ceiling: ways read once           %8.1f ms  ratio %.0f\n",
	       reading, ms / reading);
	printf("ceiling: %d numbers drawn     %8.1f ms  ratio %.0f\n",
	       RUNS * (UNITS + 12), drawing, ms / drawing);
	printf("back-test, 12 x 2,000 runs, %td ways %6.1f ms  (goal 1,000)\n",
	       few.ask.ways->n, back);
	arena_close(many.a);
	arena_close(few.a);
}

static int number(char **v, int i, int n, int else_)
{
	return i < n ? (int)strtol(v[i], NULL, 10) : else_;
}

int main(int n, char **v)
{
	if (n > 1 && !strcmp(v[1], "truth")) {
		truth(number(v, 2, n, 50), number(v, 3, n, 400),
		      (uint64_t)number(v, 4, n, 1), number(v, 5, n, -1));
		return 0;
	}
	if (n > 1 && !strcmp(v[1], "units")) {
		units(number(v, 2, n, 50), number(v, 3, n, 400),
		      (uint64_t)number(v, 4, n, 1));
		return 0;
	}
	if (n > 1 && !strcmp(v[1], "time")) {
		time_all();
		return 0;
	}
	fprintf(stderr,
		"usage: bench-growth truth [WORLDS [RUNS [SEED [REGIME]]]]\n"
		"       bench-growth units [WORLDS [RUNS [SEED]]]\n"
		"       bench-growth time\n");
	return 2;
}
