/* The forecast: what it must give, whatever the figures, and against truths that
 * are known. How well it does on thousands of pipelines: bench/growth. */
#include "testkit/testkit.h"

#include <math.h>

#include "growth/growth_forecast.h"
#include "growth/test/growth_world.h"

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

static struct growth_ask ask_of(const struct growth_ways *ways, int stages,
				int units)
{
	return (struct growth_ask){ .ways = ways,
				    .n_stages = stages,
				    .n_units = units,
				    .today = d("2025-03-31"),
				    .until = d("2025-12-31"),
				    .runs = 400,
				    .seed = 7 };
}

static struct growth_way way(int unit, const char *const *days, int n)
{
	struct growth_way w = { .unit = unit, .left = DAY_NONE };

	for (int i = 0; i <= GROWTH_STAGES_MOST; i++)
		w.entered[i] = i < n && *days[i] ? d(days[i]) : DAY_NONE;
	return w;
}

static void nobody(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(256 << 20);
	struct growth_ways none = { 0 };
	struct growth_ask ask = ask_of(&none, 3, 2);
	struct growth_forecast f;

	growth_forecast(a, &ask, &f);
	assert_int_equal(f.n_months, 10);
	assert_int_equal(f.all.high, 0);
	assert_true(f.all.mean < 0.001);
	assert_int_equal(f.stage[0].median, -1);
	assert_int_equal(f.stage[0].waiting, 0);
	assert_true(growth_if(a, &f, NULL) < 0.001);
	/* the year is over */
	ask.today = ask.until;
	growth_forecast(a, &ask, &f);
	assert_int_equal(f.n_months, 0);
	assert_int_equal(f.all.high, 0);
}

/* Who comes, goes on or leaves behind today changes nothing. */
static void the_future_is_not_read(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(512 << 20);
	struct growth_world world = growth_world_small;
	struct growth_ways all = growth_world(a, &world, 3), cut = { 0 };
	struct growth_ask ask = ask_of(&all, GROWTH_WORLD_STAGES, world.units);
	struct growth_forecast f, g;

	growth_forecast(a, &ask, &f);
	for (ptrdiff_t i = 0; i < all.n; i++) {
		struct growth_way w = all.p[i];

		if (w.entered[0] > ask.today)
			continue;
		for (int s = 0; s <= GROWTH_WORLD_STAGES; s++)
			if (w.entered[s] > ask.today)
				w.entered[s] = DAY_NONE;
		if (w.left > ask.today)
			w.left = DAY_NONE;
		*vec_push(a, &cut) = w;
	}
	assert_true(cut.n < all.n);
	ask.ways = &cut;
	growth_forecast(a, &ask, &g);
	assert_int_equal(f.all.low, g.all.low);
	assert_int_equal(f.all.high, g.all.high);
	for (int k = 0; k < f.n_months; k++)
		assert_true(f.month[k].mean == g.month[k].mean);
	assert_int_equal(f.stage[2].waiting, g.stage[2].waiting);
}

/* The same seed, the same figures; another seed, nearly the same. */
static void chance_by_the_seed(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(512 << 20);
	struct growth_world world = growth_world_small;
	struct growth_ways ways = growth_world(a, &world, 5);
	struct growth_ask ask = ask_of(&ways, GROWTH_WORLD_STAGES, world.units);
	struct growth_forecast f, g;

	growth_forecast(a, &ask, &f);
	growth_forecast(a, &ask, &g);
	assert_true(f.all.mean == g.all.mean);
	assert_int_equal(f.all.low, g.all.low);
	ask.seed = 8;
	growth_forecast(a, &ask, &g);
	assert_true(f.all.mean != g.all.mean);
	assert_true(fabs(f.all.mean - g.all.mean) < 3);
}

/* Months add up, units add up, a range holds its mean. */
static void parts_add_up(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(512 << 20);
	struct growth_world world = growth_world_small;
	struct growth_ways ways = growth_world(a, &world, 11);
	struct growth_ask ask = ask_of(&ways, GROWTH_WORLD_STAGES, world.units);
	struct growth_forecast f;
	double units = 0, before = 0;

	growth_forecast(a, &ask, &f);
	for (int u = 0; u < world.units; u++) {
		units += f.unit[u].mean;
		assert_true(f.unit[u].low <= f.unit[u].high);
	}
	assert_true(fabs(units - f.all.mean) < 1e-6);
	assert_int_equal(f.today, ask.today);
	assert_int_equal(f.n_stages, GROWTH_WORLD_STAGES);
	for (int k = 0; k < f.n_months; k++) {
		assert_true(f.month[k].mean >= before);
		before = f.month[k].mean;
	}
	assert_true(before == f.all.mean);
	assert_true(f.all.low < f.all.mean && f.all.mean < f.all.high);
	for (int s = 0; s < GROWTH_WORLD_STAGES; s++)
		assert_int_equal(f.stage[s].entered,
				 f.stage[s].passed + f.stage[s].left +
					 f.stage[s].waiting);
}

/* One stage whose people go with one chance of 1 in 100 a step, and as many come
 * each day for two years. */
static struct growth_ways even_stage(struct arena *a, day_t today)
{
	struct growth_ways ways = { 0 };
	uint64_t x = 3;

	for (int i = 0; i < 6000; i++) {
		struct growth_way w = { .unit = 0, .left = DAY_NONE };
		int steps = 0;

		for (int k = 0; k <= GROWTH_STAGES_MOST; k++)
			w.entered[k] = DAY_NONE;
		w.entered[0] = today - i % 730;
		do
			x = x * 6364136223846793005u + 1442695040888963407u;
		while (++steps < 400 && x >> 11 > (uint64_t)(0.01 * 0x1p53));
		w.entered[1] = w.entered[0] + 5 * steps;
		*vec_push(a, &ways) = w;
	}
	return ways;
}

static void near_(double is, double want, double by, int line)
{
	if (!(fabs(is - want) <= by))
		fail_msg("line %d: %.6f, not %.6f", line, is, want);
}
#define near(is, want, by) near_((is), (want), (by), __LINE__)

/* The closed form of an even stage: who is there has passed after t steps with
 * the chance 1 - 0.99^t; who comes in a step has those that are left. */
static double even_want(double waiting, double chance)
{
	double want = waiting * (1 - pow(1 - chance, 55));

	for (int t = 1; t < 55; t++)
		want += 6000 / 146.0 * (1 - pow(1 - chance, 55 - t));
	return want;
}

static void one_even_stage(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(512 << 20);
	struct growth_ask ask = ask_of(NULL, 1, 1);
	struct growth_ways ways = even_stage(a, ask.today);
	double twice[] = { 2 }, waiting;
	struct growth_forecast f;

	ask.ways = &ways;
	ask.runs = 2000;
	growth_forecast(a, &ask, &f);
	waiting = f.stage[0].waiting;
	near(f.all.mean, even_want(waiting, 0.01), 0.06 * f.all.mean);
	/* half of those who pass within the two years that are known */
	near(f.stage[0].median,
	     5 * log(1 - (1 - pow(0.99, 146)) / 2) / log(0.99), 20);
	near(f.stage[0].level, 1, 0.12);
	assert_true(f.stage[0].entered ==
		    f.stage[0].waiting + f.stage[0].passed);
	/* twice the chance */
	near(growth_if(a, &f, twice) / f.all.mean,
	     even_want(waiting, 0.02) / even_want(waiting, 0.01), 0.06);
	/* the median of an even stage goes with its chance */
	near(growth_pace_for(&f, 0, 0.5), 2, 0.15);
	near(growth_pace_for(&f, 0, 1), 1, 0.01);
	near(growth_pace_for(&f, 0, 2), 0.5, 0.05);
	for (int t = 0; t <= f.n_steps; t += 11)
		near(growth_chance(&f, 0, ask.today + 5 * t),
		     1 - pow(0.99, 55 - t), 0.06);
}

/* What a target takes follows from the chances. */
static void what_a_target_takes(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(512 << 20);
	struct growth_ask ask =
		ask_of(NULL, GROWTH_WORLD_STAGES, growth_world_small.units);
	struct growth_ways ways = growth_world(a, &growth_world_small, 17);
	struct growth_need need, later;
	struct growth_forecast f;
	double target;
	day_t last = 0;

	ask.ways = &ways;
	growth_forecast(a, &ask, &f);
	target = f.all.mean + 10;
	for (int s = 0; s <= GROWTH_WORLD_STAGES; s++) {
		growth_need(&f, s, ask.today, target, &need);
		assert_true(need.people * need.chance >= 10 - 1e-6);
		assert_true((need.people - 1) * need.chance < 10);
		growth_need(&f, s, ask.today + 30, target, &later);
		assert_true(later.people >= need.people);
		/* a later stage leaves more time */
		assert_true(growth_last_day(&f, s, 0.1) >= last);
		last = growth_last_day(&f, s, 0.1);
		assert_true(last != DAY_NONE);
		assert_true(growth_chance(&f, s, last) >= 0.1);
		assert_true(growth_chance(&f, s, last + 1) < 0.1);
	}
	/* admission itself: ten, until the last day */
	growth_need(&f, GROWTH_WORLD_STAGES, ask.until, target, &need);
	assert_int_equal(need.people, 10);
	assert_int_equal(last, ask.until);
	growth_need(&f, GROWTH_WORLD_STAGES, ask.until + 1, target, &need);
	assert_int_equal(need.people, -1);
	growth_need(&f, 0, ask.until, target, &need);
	assert_int_equal(need.people, -1);
	growth_need(&f, 0, ask.until, f.all.mean, &need);
	assert_int_equal(need.people, 0);
	assert_int_equal(growth_last_day(&f, 0, 0.999), DAY_NONE);
	near(growth_chance(&f, 0, ask.today - 1), 0, 0);
}

/* Faster stages bring more, slower ones less. */
static void what_if(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(512 << 20);
	struct growth_world world = growth_world_small;
	struct growth_ways ways = growth_world(a, &world, 13);
	struct growth_ask ask = ask_of(&ways, GROWTH_WORLD_STAGES, world.units);
	double pace[GROWTH_WORLD_STAGES], as_now;
	struct growth_forecast f;

	growth_forecast(a, &ask, &f);
	as_now = growth_if(a, &f, NULL);
	near(as_now, f.all.mean, 1e-9);
	for (int s = 0; s < GROWTH_WORLD_STAGES; s++)
		pace[s] = 1;
	assert_true(fabs(growth_if(a, &f, pace) - as_now) < 1e-9);
	pace[2] = 94.0 / 60;
	assert_true(growth_if(a, &f, pace) > as_now + 1);
	pace[2] = 0.5;
	assert_true(growth_if(a, &f, pace) < as_now - 1);
	/* who enters a stage later has less of a chance, a later stage more */
	for (int s = 0; s < GROWTH_WORLD_STAGES; s++)
		for (int t = 0; t < f.n_steps; t++) {
			double now = f.chance[s * (f.n_steps + 1) + t];

			assert_true(now >=
				    f.chance[s * (f.n_steps + 1) + t + 1]);
			assert_true(now >= 0 && now <= 1);
		}
	assert_true(f.chance[4 * (f.n_steps + 1)] > f.chance[0]);
}

/* Skipped stages, days out of order, people who left: nothing breaks. */
static void odd_ways(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(256 << 20);
	static const char *const skips[] = { "2024-05-01", "", "2024-06-01" };
	static const char *const old[] = { "2024-05-01", "2024-04-01",
					   "2024-06-01", "2024-07-01" };
	static const char *const none[] = { "" };
	struct growth_ways ways = { 0 };
	struct growth_ask ask = ask_of(&ways, 3, 2);
	struct growth_forecast f;
	struct growth_way left = way(1, skips, 3);

	left.left = d("2024-07-01");
	*vec_push(a, &ways) = way(0, skips, 3);
	*vec_push(a, &ways) = way(1, old, 4);
	*vec_push(a, &ways) = way(0, none, 1);
	*vec_push(a, &ways) = left;
	growth_forecast(a, &ask, &f);
	assert_int_equal(f.stage[0].passed, 3);
	assert_int_equal(f.stage[1].entered, 1);
	assert_int_equal(f.stage[2].waiting, 1);
	assert_int_equal(f.stage[2].left, 1);
	assert_int_equal(f.stage[2].passed, 1);
	assert_true(f.all.high <= 2);
}

/* One unit's people have always needed half the time of the others': of those
 * who wait there, more are expected to go on. */
static void units_have_paces(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(512 << 20);
	struct growth_ask ask = ask_of(NULL, 1, 4);
	struct growth_ways ways = { 0 };
	struct growth_forecast f;
	int waiting[4] = { 0 };

	for (int i = 0; i < 2800; i++) {
		struct growth_way w = { .unit = i % 4, .left = DAY_NONE };

		for (int k = 0; k <= GROWTH_STAGES_MOST; k++)
			w.entered[k] = DAY_NONE;
		w.entered[0] = ask.today - i / 4;
		/* waits of 20 to 420 days, evenly; unit 0: 10 to 210 */
		w.entered[1] =
			w.entered[0] + (20 + i * 37 % 400) / (w.unit ? 1 : 2);
		waiting[w.unit] += w.entered[1] > ask.today;
		*vec_push(a, &ways) = w;
	}
	ask.ways = &ways;
	ask.until = ask.today + 60;
	ask.runs = 2000;
	growth_forecast(a, &ask, &f);
	for (int u = 1; u < 4; u++) {
		double ratio = f.unit[0].mean / waiting[0] /
			       (f.unit[u].mean / waiting[u]);

		if (ratio < 1.3 || ratio > 2.2)
			fail_msg("%f times as many", ratio);
	}
}

/* A back-test is what was forecast, and what came. */
static void back_tests(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(512 << 20);
	struct growth_ways ways = growth_world(a, &growth_world_small, 19);
	struct growth_ask ask =
		ask_of(&ways, GROWTH_WORLD_STAGES, growth_world_small.units);
	struct growth_forecast f;
	struct growth_back b;
	int within = 0;
	double off = 0;

	ask.runs = 100;
	growth_back(a, &ask, &b);
	assert_int_equal(b.n, 0); /* the year isn't over */
	ask.today = ask.until;
	growth_back(a, &ask, &b);
	assert_int_equal(b.n, 12);
	assert_int_equal(b.row[0].on, d("2024-12-31"));
	assert_int_equal(b.row[0].so_far, 0);
	assert_false(b.row[0].has_naive);
	assert_int_equal(b.row[2].on, d("2025-02-28"));
	assert_int_equal(b.row[11].on, d("2025-11-30"));
	for (int i = 0; i < 12; i++) {
		const struct growth_back_row *r = &b.row[i];

		assert_int_equal(r->so_far + r->more, b.row[0].more);
		assert_true(r->within == (r->more >= r->range.low &&
					  r->more <= r->range.high));
		within += r->within;
		near(r->error, r->range.mean - r->more, 1e-9);
		off += i ? fabs(r->error) / 11 : 0;
	}
	assert_int_equal(b.within, within);
	near(b.off, off, 1e-9);
	near(b.row[11].naive_error,
	     b.row[11].so_far * 365.0 / 334 - b.row[0].more, 1e-9);
	assert_true(b.naive_off > 0);
	ask.today = d("2025-03-31");
	growth_forecast(a, &ask, &f);
	assert_int_equal(b.row[3].range.low, f.all.low);
	assert_true(b.row[3].range.mean == f.all.mean);
}

/* On pipelines of every regime the range holds about four of five outcomes, and
 * the pace so far foretells worse. */
static void against_the_truth(void **state UNUSED)
{
	struct growth_score all = { 0 }, known = { 0 };

	for (int r = 0; r < N_GROWTH_REGIME; r++)
		for (uint64_t seed = 1; r != GROWTH_LARGE && seed <= 1;
		     seed++) {
			struct growth_world w =
				growth_world_of((enum growth_regime)r,
						77000 + seed);
			struct growth_score s[N_GROWTH_WORLD_DAYS];

			growth_world_score(&w, seed, 200, s);
			for (int k = 0; k < N_GROWTH_WORLD_DAYS; k++) {
				int day = growth_world_days[k];

				growth_score_add(&all, &s[k]);
				if (growth_world_since(&w, day) == GROWTH_KNOWN)
					growth_score_add(&known, &s[k]);
			}
		}
	assert_int_equal(all.n, 12 * N_GROWTH_WORLD_DAYS);
	if (all.within * 100 < all.n * 65 || all.within * 100 > all.n * 95)
		fail_msg("%d of %d within the range", all.within, all.n);
	if (known.within * 100 < known.n * 70)
		fail_msg("%d of %d within the range where what changed could "
			 "be known",
			 known.within, known.n);
	if (all.off > 0.75 * all.naive_off)
		fail_msg("off by %.1f, the pace so far by %.1f",
			 all.off / all.n, all.naive_off / all.n);
	assert_int_equal(all.within + all.below + all.above, all.n);
}

/* Two months behind a slow-down to 0.45 of the longest stage most outcomes lie
 * in the range again: the old filter's fault. */
static void behind_a_change(void **state UNUSED)
{
	struct growth_score all = { 0 };
	struct growth_world w = growth_world_small;

	w.per_month = 40;
	w.change_stage = 2;
	w.change_on = 29;
	w.change_until = 10000;
	w.change = 0.45;
	w.change_leave = 1;
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct growth_score s[N_GROWTH_WORLD_DAYS];

		growth_world_score(&w, 500 + seed, 200, s);
		for (int k = 1; k < N_GROWTH_WORLD_DAYS; k++)
			growth_score_add(&all, &s[k]);
	}
	assert_int_equal(all.n, 9);
	if (all.within < 6)
		fail_msg("%d of %d within the range", all.within, all.n);
	if (all.off > 0.9 * all.naive_off)
		fail_msg("off by %.1f, the pace so far by %.1f",
			 all.off / all.n, all.naive_off / all.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody),
		cmocka_unit_test(the_future_is_not_read),
		cmocka_unit_test(chance_by_the_seed),
		cmocka_unit_test(parts_add_up),
		cmocka_unit_test(one_even_stage),
		cmocka_unit_test(what_a_target_takes),
		cmocka_unit_test(what_if),
		cmocka_unit_test(odd_ways),
		cmocka_unit_test(units_have_paces),
		cmocka_unit_test(back_tests),
		cmocka_unit_test(against_the_truth),
		cmocka_unit_test(behind_a_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
