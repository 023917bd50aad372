/* The parts of the forecast against closed forms: chance, levels, and how people
 * move on. */
#include "testkit/testkit.h"

#include <math.h>
#include <string.h>

#include "growth/growth_forecast_priv.h"

static void near_(double is, double want, double by, int line)
{
	if (!(fabs(is - want) <= by))
		fail_msg("line %d: %.9f, not %.9f", line, is, want);
}
#define near(is, want, by) near_((is), (want), (by), __LINE__)

/* ---- chance -------------------------------------------------------------------- */

enum { DRAWS = 40000 };

struct moments {
	double mean, var;
};

static struct moments moments_of(const double *x, int n)
{
	struct moments m = { 0 };

	for (int i = 0; i < n; i++)
		m.mean += x[i] / n;
	for (int i = 0; i < n; i++)
		m.var += (x[i] - m.mean) * (x[i] - m.mean) / n;
	return m;
}

/* xoshiro256++ from the state 1, 2, 3, 4 begins with these numbers (the
 * authors' program); in (0, 1) they are their upper 53 bits. */
static void known_numbers(void **state UNUSED)
{
	struct chance c = { { 1, 2, 3, 4 } };

	near(chance_uniform(&c), (double)(41943041u >> 11) * 0x1p-53, 0x1p-52);
	near(chance_uniform(&c), (double)(58720359u >> 11) * 0x1p-53, 0x1p-52);
	near(chance_uniform(&c), (double)(3588806011781223u >> 11) * 0x1p-53,
	     0x1p-52);
}

static void same_seed_same_chance(void **state UNUSED)
{
	struct chance a = chance_from(7), b = chance_from(7),
		      c = chance_from(8);

	for (int i = 0; i < 100; i++) {
		double x = chance_uniform(&a);

		assert_true(x > 0 && x < 1);
		assert_true(x == chance_uniform(&b));
		assert_true(x != chance_uniform(&c));
	}
}

/* Mean and variance of each distribution. */
static void distributions(void **state UNUSED)
{
	static const double shapes[] = { 0.3, 1, 4, 250 };
	static const struct {
		int n;
		double p;
	} counts[] = { { 1, 0.3 },  { 12, 0.04 },  { 12, 0.9 },
		       { 50, 0.5 }, { 4000, 0.4 }, { 100000, 0.0001 } };
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 24);
	double *x = arena_new(a, double, DRAWS);
	struct chance c = chance_from(11);
	struct moments m;

	for (int i = 0; i < DRAWS; i++)
		x[i] = chance_normal(&c);
	m = moments_of(x, DRAWS);
	near(m.mean, 0, 0.02);
	near(m.var, 1, 0.03);
	for (int k = 0; k < 4; k++) {
		for (int i = 0; i < DRAWS; i++)
			x[i] = chance_gamma(&c, shapes[k]);
		m = moments_of(x, DRAWS);
		near(m.mean, shapes[k], 0.04 * sqrt(shapes[k]));
		near(m.var, shapes[k], 0.1 * shapes[k]);
	}
	for (int k = 0; k < 6; k++) {
		double mean = counts[k].n * counts[k].p;
		double var = mean * (1 - counts[k].p);

		for (int i = 0; i < DRAWS; i++) {
			x[i] = chance_binomial(&c, counts[k].n, counts[k].p);
			assert_true(x[i] >= 0 && x[i] <= counts[k].n);
		}
		m = moments_of(x, DRAWS);
		near(m.mean, mean, 0.03 * sqrt(var));
		near(m.var, var, 0.06 * var);
	}
	assert_int_equal(chance_binomial(&c, 9, 0), 0);
	assert_int_equal(chance_binomial(&c, 9, 1), 9);
	assert_int_equal(chance_binomial(&c, 0, 0.5), 0);
	assert_true(chance_gamma(&c, 0) == 0);
}

static void picks(void **state UNUSED)
{
	static const double weight[] = { 1, 0, 3 };
	struct chance c = chance_from(3);
	int n[3] = { 0 };

	for (int i = 0; i < DRAWS; i++)
		n[chance_pick(&c, weight, 3)]++;
	assert_int_equal(n[1], 0);
	near(n[0], 0.25 * DRAWS, 0.01 * DRAWS);
}

/* ---- levels ---------------------------------------------------------------------- */

static struct growth_series series(double e, double before, double now, int n)
{
	struct growth_series x = { 0 };

	for (int m = 0; m < PERIODS; m++) {
		x.e[m] = e;
		x.o[m] = e * (m < n ? now : before);
	}
	return x;
}

/* One period, one series: Bayes' rule by hand. */
static void one_period(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 22);
	struct growth_levels *l = arena_new(a, struct growth_levels, 1);
	struct growth_series x = { .o = { 6 }, .e = { 3 } };
	double sum = 0, mean = 0;

	growth_levels(&x, 1, l);
	for (int g = -48; g <= 48; g++) {
		double v = exp(0.05 * g);
		double p = exp(-0.5 * pow(0.05 * g / 0.7, 2)) * pow(v, 6) *
			   exp(-3 * v);

		sum += p;
		mean += p * v;
	}
	near(l->mean[0], mean / sum, 1e-9);
	for (int k = 0; k < TEMPERS; k++)
		near(l->weight[k], 1.0 / TEMPERS, 1e-9);
}

static double sum_of(const double *p, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += p[i];
	return sum;
}

/* Where nothing ever changes, calm is believed and the level known well; where
 * everything does, the restless. */
static void calm_and_restless(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 22);
	struct growth_levels *l = arena_new(a, struct growth_levels, 1);
	struct growth_series x[2] = { series(20, 1.5, 1.5, 0),
				      series(20, 0.5, 0.5, 0) };
	double calm;

	growth_levels(x, 2, l);
	near(l->mean[0], 1.5, 0.05);
	near(l->mean[1], 0.5, 0.03);
	near(sum_of(l->weight, TEMPERS), 1, 1e-9);
	for (int k = 0; k < TEMPERS; k++)
		near(sum_of(l->p[1][k], LEVELS), 1, 1e-9);
	calm = sum_of(l->weight, 3);
	assert_true(calm > 0.6);
	for (int m = 0; m < PERIODS; m++)
		x[0].o[m] = x[1].o[m] = 20 * exp(0.5 * sin(m));
	growth_levels(x, 2, l);
	assert_true(sum_of(l->weight, 3) < 0.2);
}

/* A stage that goes at four tenths for two months is known to, although it had
 * gone evenly for two years. */
static void a_jump_is_found(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 22);
	struct growth_levels *l = arena_new(a, struct growth_levels, 1);
	struct growth_series x = series(15, 1, 0.4, 4);

	growth_levels(&x, 1, l);
	near(l->mean[0], 0.4, 0.06);
	/* an even half more in one period alone isn't yet a new level */
	x = series(6, 1, 1.5, 1);
	growth_levels(&x, 1, l);
	assert_true(l->mean[0] > 1 && l->mean[0] < 1.25);
}

/* doc/forecast.md: the level of one of five stages that has become half as fast
 * so many periods ago, when so many are expected to pass in each. */
static double half_as_fast(struct arena *a, double e, int periods)
{
	struct growth_levels *l = arena_new(a, struct growth_levels, 1);
	struct growth_series x[5];

	for (int s = 0; s < 5; s++)
		x[s] = series(e, 1, s ? 1 : 0.5, periods);
	growth_levels(x, 5, l);
	near(l->mean[1], 1, 0.1);
	return l->mean[0];
}

static void how_soon_a_half_is_seen(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 24);

	assert_true(half_as_fast(a, 60, 2) < 0.6);
	assert_true(half_as_fast(a, 13, 4) < 0.75);
	assert_true(half_as_fast(a, 6.5, 8) < 0.7);
	/* what can't be known isn't */
	assert_true(half_as_fast(a, 13, 1) > 0.8);
	assert_true(half_as_fast(a, 2, 11) > 0.75);
}

/* What lay before anybody came says nothing, and without anybody all is as
 * assumed. */
static void before_the_register(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 22);
	struct growth_levels *l = arena_new(a, struct growth_levels, 1);
	struct growth_series x = series(10, 2, 2, 0), none = { 0 };

	for (int m = 10; m < PERIODS; m++)
		x.e[m] = x.o[m] = 0;
	growth_levels(&x, 1, l);
	near(l->mean[0], 2, 0.1);
	growth_levels(&none, 1, l);
	for (int k = 0; k < TEMPERS; k++)
		near(l->weight[k], 1.0 / TEMPERS, 1e-9);
	near(l->mean[0], exp(0.7 * 0.7 / 2), 0.02);
}

/* What is drawn is what is known, and what lies ahead is known less. */
static void draws_of_levels(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 24);
	struct growth_levels *l = arena_new(a, struct growth_levels, 1);
	struct growth_series x = series(15, 0.8, 0.8, 0);
	struct chance c = chance_from(5);
	enum { N = 4000 };
	double *now = arena_new(a, double, N), *then = arena_new(a, double, N);
	struct moments at, end;

	growth_levels(&x, 1, l);
	for (int i = 0; i < N; i++) {
		double way[AHEAD];
		int temper = growth_temper_draw(&c, l);

		growth_level_draw(&c, l, (int[]){ 0, temper }, way);
		now[i] = way[0];
		then[i] = way[AHEAD - 1];
		assert_true(way[0] > 0.08 && way[AHEAD - 1] < 12);
	}
	at = moments_of(now, N);
	end = moments_of(then, N);
	near(at.mean, l->mean[0], 0.02);
	assert_true(end.var > 2 * at.var);
}

/* ---- how people move on ------------------------------------------------------------ */

struct line {
	struct arena *a;
	struct growth_model m;
	struct growth_path path;
	struct growth_crowd crowd;
};

/* Three stages, uneven chances and levels. */
static struct line line_of(struct arena *a, double leave)
{
	struct line x = {
		.a = a,
		.m = { .n_stages = 3, .n_units = 1, .n_steps = 50, .last = 1 }
	};
	double(*odds)[BINS] =
		(double(*)[BINS])arena_new(a, double, (ptrdiff_t)6 * BINS);

	x.m.pass = odds;
	x.m.leave = odds + 3;
	for (int s = 0; s < 3; s++) {
		for (int q = 0; q < BINS; q++) {
			x.m.pass[s][q] = 0.02 + 0.03 * (q % 5);
			x.m.leave[s][q] = leave;
			x.crowd.at[s][q] = q % 7 ? 0 : 3 - s;
		}
		for (int k = 0; k < AHEAD; k++) {
			x.path.pass[s][k] = 0.3 + 0.25 * ((k + s) % 5);
			x.path.leave[s][k] = 1;
		}
	}
	return x;
}

static double people(const struct growth_crowd *c)
{
	double sum = 0;

	for (int s = 0; s < 3; s++)
		sum += sum_of(c->at[s], BINS);
	return sum;
}

/* Nobody comes out of nothing, and nobody is lost. */
static void nobody_is_lost(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 22);
	struct line x = line_of(a, 0);
	double step[STEPS_MOST], before;

	x.crowd.share = 1;
	for (int k = 0; k < AHEAD; k++)
		x.path.arrive[k] = 6;
	before = people(&x.crowd);
	growth_crowd_run(&x.m, &x.path, 1.3, &x.crowd, step);
	near(sum_of(step, 50) + people(&x.crowd),
	     before + 50 * 6.0 * STEP / PERIOD, 1e-8);
	assert_true(sum_of(step, 50) > 10);
	/* of those who leave nobody is admitted */
	x = line_of(a, 1);
	growth_crowd_run(&x.m, &x.path, 1, &x.crowd, step);
	assert_true(sum_of(step, 50) < 0.2 * before);
	assert_true(people(&x.crowd) < 1e-9);
}

/* Forwards the people, backwards the chances: the same admissions. */
static void chances_are_dual(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 22);
	struct line x = line_of(a, 0.01);
	double(*v)[BINS] =
		(double(*)[BINS])arena_new(a, double, (ptrdiff_t)3 * BINS);
	double *entering = arena_new(a, double, (ptrdiff_t)3 * 51);
	double step[STEPS_MOST], want = 0;

	x.m.last = 0.4;
	growth_chances(&x.m, &x.path, 0.8, v, entering);
	for (int s = 0; s < 3; s++)
		for (int q = 0; q < BINS; q++)
			want += x.crowd.at[s][q] * v[s][q];
	growth_crowd_run(&x.m, &x.path, 0.8, &x.crowd, step);
	near(sum_of(step, 50), want, 1e-8);
	for (int s = 0; s < 3; s++) {
		near(entering[s * 51], v[s][0], 0);
		near(entering[s * 51 + 50], 0, 0);
	}
}

/* A stage at twice its level: twice the chance of each step, but never all. */
static void one_person(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 22);
	struct line x = line_of(a, 0);
	double step[STEPS_MOST], stay = 1;

	memset(&x.crowd, 0, sizeof(x.crowd));
	x.crowd.at[2][0] = 1;
	x.m.n_steps = 6;
	for (int k = 0; k < AHEAD; k++)
		x.path.pass[2][k] = 2;
	growth_crowd_run(&x.m, &x.path, 1, &x.crowd, step);
	for (int t = 0; t < 6; t++) {
		double p = 2 * x.m.pass[2][t];

		near(step[t], stay * p, 1e-12);
		stay *= 1 - p;
	}
	near(x.crowd.at[2][6], stay, 1e-12);
	for (int k = 0; k < AHEAD; k++)
		x.path.pass[2][k] = 1000;
	growth_crowd_run(&x.m, &x.path, 1, &x.crowd, step);
	near(people(&x.crowd), stay * pow(0.05, 6), 1e-12);
	/* in the last bin they stay in it */
	memset(&x.crowd, 0, sizeof(x.crowd));
	x.crowd.at[2][BINS - 2] = 1;
	growth_crowd_run(&x.m, &x.path, 0, &x.crowd, step);
	near(x.crowd.at[2][BINS - 1], 1, 1e-12);
}

static void paces(void **state UNUSED)
{
	double part[PACES];

	for (double pace = 0.2; pace < 4; pace *= 1.1) {
		double sum = 0, mean = 0;

		growth_pace_parts(pace, part);
		for (int k = 0; k < PACES; k++) {
			assert_true(part[k] >= 0);
			sum += part[k];
			mean += part[k] * growth_pace(k);
		}
		near(sum, 1, 1e-12);
		if (pace > growth_pace(0) && pace < growth_pace(PACES - 1))
			near(mean, pace, 1e-9);
	}
	near(growth_pace(PACES / 2), 1, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_numbers),
		cmocka_unit_test(same_seed_same_chance),
		cmocka_unit_test(distributions),
		cmocka_unit_test(picks),
		cmocka_unit_test(one_period),
		cmocka_unit_test(calm_and_restless),
		cmocka_unit_test(a_jump_is_found),
		cmocka_unit_test(how_soon_a_half_is_seen),
		cmocka_unit_test(before_the_register),
		cmocka_unit_test(draws_of_levels),
		cmocka_unit_test(nobody_is_lost),
		cmocka_unit_test(chances_are_dual),
		cmocka_unit_test(one_person),
		cmocka_unit_test(paces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
