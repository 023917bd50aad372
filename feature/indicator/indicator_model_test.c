/* Values of four kinds, roll-up, allotment, numbers as they are typed. */
#include "testkit/testkit.h"

#include "indicator/indicator_model.h"

#define GIVEN(v, w)                                                            \
	{                                                                      \
		INDICATOR_GIVEN, (v), (w)                                      \
	}
#define ABSENT_VALUE                                                           \
	{                                                                      \
		INDICATOR_ABSENT, 0, 0                                         \
	}
#define NOT_APPLICABLE_ONE                                                     \
	{                                                                      \
		INDICATOR_NOT_APPLICABLE, 0, 0                                 \
	}
#define NOT_DUE_YET                                                            \
	{                                                                      \
		INDICATOR_NOT_DUE, 0, 0                                        \
	}

static const struct {
	enum indicator_rollup how;
	struct indicator_value part[4];
	int n;
	enum indicator_is is;
	int64_t value, read;
	int absent;
} rolls[] = {
	{ ROLLUP_SUM,
	  { GIVEN(3, 0), GIVEN(0, 0), GIVEN(4, 0) },
	  3,
	  INDICATOR_GIVEN,
	  7,
	  7,
	  0 },
	{ ROLLUP_SUM, { GIVEN(0, 0) }, 1, INDICATOR_GIVEN, 0, 0, 0 },
	{ ROLLUP_SUM,
	  { GIVEN(3, 0), ABSENT_VALUE, NOT_DUE_YET },
	  3,
	  INDICATOR_GIVEN,
	  3,
	  3,
	  1 },
	{ ROLLUP_SUM,
	  { ABSENT_VALUE, NOT_APPLICABLE_ONE },
	  2,
	  INDICATOR_ABSENT,
	  0,
	  -1,
	  1 },
	{ ROLLUP_SUM,
	  { NOT_APPLICABLE_ONE, NOT_APPLICABLE_ONE },
	  2,
	  INDICATOR_NOT_APPLICABLE,
	  0,
	  -1,
	  0 },
	{ ROLLUP_SUM,
	  { NOT_DUE_YET, NOT_APPLICABLE_ONE },
	  2,
	  INDICATOR_NOT_DUE,
	  0,
	  -1,
	  0 },
	{ ROLLUP_SUM,
	  { NOT_DUE_YET, ABSENT_VALUE },
	  2,
	  INDICATOR_NOT_DUE,
	  0,
	  -1,
	  1 },
	{ ROLLUP_SUM, { ABSENT_VALUE }, 0, INDICATOR_ABSENT, 0, -1, 0 },
	{ ROLLUP_MEAN,
	  { GIVEN(80, 3), GIVEN(50, 1) },
	  2,
	  INDICATOR_GIVEN,
	  73,
	  73,
	  0 },
	{ ROLLUP_MEAN,
	  { GIVEN(80, 1), GIVEN(51, 1) },
	  2,
	  INDICATOR_GIVEN,
	  66,
	  66,
	  0 },
	{ ROLLUP_MEAN, { GIVEN(80, 0) }, 1, INDICATOR_ABSENT, 0, -1, 0 },
	{ ROLLUP_RATIO,
	  { GIVEN(52, 186), GIVEN(0, 0) },
	  2,
	  INDICATOR_GIVEN,
	  52,
	  2796,
	  0 },
	{ ROLLUP_RATIO,
	  { GIVEN(1, 3), GIVEN(1, 3) },
	  2,
	  INDICATOR_GIVEN,
	  2,
	  3333,
	  0 },
	{ ROLLUP_RATIO, { GIVEN(0, 0) }, 1, INDICATOR_GIVEN, 0, -1, 0 },
};

static void rolled(void **state UNUSED)
{
	for (int i = 0; i < N_ELEMENTS(rolls); i++) {
		struct indicator_whole w =
			indicator_roll(rolls[i].how, rolls[i].part, rolls[i].n);
		int64_t read = -1;
		bool good = indicator_read(rolls[i].how, w.value, &read);

		if (w.value.is != rolls[i].is || w.absent != rolls[i].absent ||
		    good != (rolls[i].read >= 0) || read != rolls[i].read ||
		    (good && w.value.n != rolls[i].value))
			fail_msg("row %d: is %d, value %lld, read %lld, absent "
				 "%d",
				 i, w.value.is, (long long)w.value.n,
				 (long long)read, w.absent);
	}
}

/* A sum of sums is the sum of all; so are ratios and weighted means. */
static void rolled_twice(void **state UNUSED)
{
	uint64_t x = 7;

	for (int round = 0; round < 1000; round++) {
		struct indicator_value all[12], half[2];

		for (int i = 0; i < 12; i++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			all[i] = (struct indicator_value){
				INDICATOR_GIVEN, (int64_t)(x >> 40) % 1000,
				(int64_t)(x >> 20) % 1000
			};
		}
		half[0] = indicator_roll(ROLLUP_RATIO, all, 5).value;
		half[1] = indicator_roll(ROLLUP_RATIO, all + 5, 7).value;
		half[0] = indicator_roll(ROLLUP_RATIO, half, 2).value;
		half[1] = indicator_roll(ROLLUP_RATIO, all, 12).value;
		assert_int_equal(half[0].n, half[1].n);
		assert_int_equal(half[0].of, half[1].of);
	}
}

/* Money, in single đồng, weighed by money. */
static void large_ones(void **state UNUSED)
{
	const int64_t most = INDICATOR_VALUE_MOST;
	struct indicator_value v[] = { { INDICATOR_GIVEN, most, most },
				       { INDICATOR_GIVEN, most - 2, most } };
	struct indicator_part part[] = {
		{ .weight = most, .fixed = INDICATOR_OPEN },
		{ .weight = most - 1, .fixed = INDICATOR_OPEN },
		{ .weight = most, .fixed = INDICATOR_OPEN }
	};
	int64_t over, read;

	assert_int_equal(indicator_roll(ROLLUP_MEAN, v, 2).value.n, most - 1);
	assert_true(indicator_read(ROLLUP_RATIO, v[0], &read));
	assert_int_equal(read, 10000);
	indicator_allot(most, part, 3, &over);
	assert_int_equal(over, 0);
	assert_int_equal(part[0].gets + part[1].gets + part[2].gets, most);
	assert_true(part[1].gets <= part[0].gets && part[1].gets > most / 4);
}

static void reached(void **state UNUSED)
{
	static const day_t year[2] = { 0, 364 };

	assert_true(indicator_reached(true, 186, 186));
	assert_false(indicator_reached(true, 185, 186));
	assert_true(indicator_reached(false, 3, 3));
	assert_false(indicator_reached(false, 4, 3));
	/* evenly: never less than the share of the days, at the end all */
	assert_int_equal(indicator_due(true, 365, year, -1), 0);
	assert_int_equal(indicator_due(true, 365, year, 0), 1);
	assert_int_equal(indicator_due(true, 186, year, 286), 147);
	assert_int_equal(indicator_due(false, 186, year, 286), 146);
	assert_int_equal(indicator_due(true, 186, year, 364), 186);
	assert_int_equal(indicator_due(true, 186, year, 999), 186);
}

static void divided_up(void **state UNUSED)
{
	static const struct {
		int64_t total;
		struct indicator_part part[4];
		int n;
		int64_t gets[4], over;
	} is[] = {
		{ 10,
		  { { 1, INDICATOR_OPEN, 0 },
		    { 1, INDICATOR_OPEN, 0 },
		    { 1, INDICATOR_OPEN, 0 } },
		  3,
		  { 4, 3, 3 },
		  0 },
		/* 2,51 2,49 and 5: the largest remainder */
		{ 10,
		  { { 249, INDICATOR_OPEN, 0 },
		    { 251, INDICATOR_OPEN, 0 },
		    { 500, INDICATOR_OPEN, 0 } },
		  3,
		  { 2, 3, 5 },
		  0 },
		{ 10,
		  { { 5, 4, 0 },
		    { 1, INDICATOR_OPEN, 0 },
		    { 2, INDICATOR_OPEN, 0 } },
		  3,
		  { 4, 2, 4 },
		  0 },
		{ 10,
		  { { 5, 12, 0 }, { 1, INDICATOR_OPEN, 0 } },
		  2,
		  { 12, 0 },
		  2 },
		{ 10,
		  { { 0, INDICATOR_OPEN, 0 }, { 0, INDICATOR_OPEN, 0 } },
		  2,
		  { 0, 0 },
		  -10 },
		{ 10, { { 1, 4, 0 }, { 1, 5, 0 } }, 2, { 4, 5 }, -1 },
		{ 10, { { 1, 4, 0 }, { 1, 6, 0 } }, 2, { 4, 6 }, 0 },
		{ 0,
		  { { 3, INDICATOR_OPEN, 0 }, { 1, INDICATOR_OPEN, 0 } },
		  2,
		  { 0, 0 },
		  0 },
		{ 3,
		  { { 1, 3, 0 }, { 1, INDICATOR_OPEN, 0 } },
		  2,
		  { 3, 0 },
		  0 },
	};

	for (int i = 0; i < N_ELEMENTS(is); i++) {
		struct indicator_part part[4];
		int64_t over = 99;

		for (int k = 0; k < 4; k++)
			part[k] = is[i].part[k];
		indicator_allot(is[i].total, part, is[i].n, &over);
		assert_int_equal(over, is[i].over);
		for (int k = 0; k < is[i].n; k++)
			if (part[k].gets != is[i].gets[k])
				fail_msg("row %d, part %d gets %lld", i, k,
					 (long long)part[k].gets);
	}
}

/* Whatever the weights, the parts add up, and nobody is off by one or more. */
static void divided_by_chance(void **state UNUSED)
{
	uint64_t x = 11;

	for (int round = 0; round < 2000; round++) {
		struct indicator_part part[40];
		int64_t total, over, sum = 0, weight = 0;
		int n = round % 40 + 1;

		for (int i = 0; i < n; i++) {
			x = x * 6364136223846793005u + 1442695040888963407u;
			part[i] = (struct indicator_part){
				(int64_t)(x >> 33) % 400 + 1, INDICATOR_OPEN, 0
			};
			weight += part[i].weight;
		}
		total = (int64_t)(x >> 45) % 3000;
		indicator_allot(total, part, n, &over);
		assert_int_equal(over, 0);
		for (int i = 0; i < n; i++) {
			int64_t off =
				part[i].gets * weight - total * part[i].weight;

			assert_true(off < weight && off > -weight);
			sum += part[i].gets;
		}
		assert_int_equal(sum, total);
	}
}

static void periods(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 16);
	static const struct {
		enum indicator_period p;
		const char *text, *first, *last; /* first NULL: none */
	} is[] = {
		{ PERIOD_YEAR, "2026", "2026-01-01", "2026-12-31" },
		{ PERIOD_HALF, "2026-H2", "2026-07-01", "2026-12-31" },
		{ PERIOD_QUARTER, "2024-Q1", "2024-01-01", "2024-03-31" },
		{ PERIOD_MONTH, "2024-02", "2024-02-01", "2024-02-29" },
		{ PERIOD_YEAR, "2026-Q1", NULL, NULL },
		{ PERIOD_YEAR, "26", NULL, NULL },
		{ PERIOD_YEAR, "1899", NULL, NULL },
		{ PERIOD_YEAR, "abcd", NULL, NULL },
		{ PERIOD_HALF, "2026-H3", NULL, NULL },
		{ PERIOD_HALF, "2026-Q1", NULL, NULL },
		{ PERIOD_QUARTER, "2026-Q", NULL, NULL },
		{ PERIOD_QUARTER, "2026-", NULL, NULL },
		{ PERIOD_QUARTER, "2026Q1", NULL, NULL },
		{ PERIOD_QUARTER, "2026-Q01", NULL, NULL },
		{ PERIOD_MONTH, "2026-3", NULL, NULL },
		{ PERIOD_MONTH, "2026-13", NULL, NULL },
		{ PERIOD_MONTH, "2026-00", NULL, NULL },
	};

	for (int i = 0; i < N_ELEMENTS(is); i++) {
		day_t days[2];
		bool good =
			indicator_period_days(is[i].p, str_c(is[i].text), days);

		if (good != (is[i].first != NULL))
			fail_msg("“%s”", is[i].text);
		if (!good)
			continue;
		same(day_iso(a, days[0]), is[i].first);
		same(day_iso(a, days[1]), is[i].last);
		same(indicator_period_name(a, is[i].p, day_ymd(days[0]).y,
					   indicator_period_part(is[i].p,
								 days[1])),
		     is[i].text);
	}
	for (int p = 0; p < N_PERIOD; p++) {
		enum indicator_period q;

		assert_true(indicator_period_from_key(
			str_c(indicator_period_key((enum indicator_period)p)),
			&q));
		assert_int_equal(p, q);
	}
}

static void numbers(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 20);
	static const struct {
		const char *text;
		int digits;
		bool comma;
		int64_t n; /* -1: refused */
	} is[] = {
		{ "186", 0, true, 186 },
		{ " 186 ", 0, true, 186 },
		{ "0", 0, true, 0 },
		{ "6.200", 0, true, 6200 },
		{ "6 200", 0, true, 6200 },
		{ "6,200", 0, false, 6200 },
		{ "1.234.567", 0, true, 1234567 },
		{ "28,5", 2, true, 2850 },
		{ "28.5", 2, false, 2850 },
		{ "28,57", 2, true, 2857 },
		{ "1.200,5", 1, true, 12005 },
		{ "1000000000000", 0, true, 1000000000000 },
		{ "", 0, true, -1 },
		{ "-1", 0, true, -1 },
		{ "28,5", 0, true, -1 },
		{ "28,", 2, true, -1 },
		{ "28,577", 2, true, -1 },
		{ ",5", 1, true, -1 },
		{ "12.34", 0, true, -1 },
		{ "1.2345", 0, true, -1 },
		{ ".200", 0, true, -1 },
		{ "1..200", 0, true, -1 },
		{ "1200.", 0, true, -1 },
		{ "x", 0, true, -1 },
		{ "1,x", 1, true, -1 },
		{ "1e5", 0, true, -1 },
		{ "10000000000000000000", 0, true, -1 },
		{ "1000000000001", 0, true, -1 },
		{ "1000000000000", 1, true, -1 },
		{ "1200.000", 0, true, -1 },
	};

	for (int i = 0; i < N_ELEMENTS(is); i++) {
		int64_t n = -1;
		struct err *e = indicator_number(a, str_c(is[i].text),
						 is[i].digits, is[i].comma, &n);

		if (!e != (is[i].n >= 0) || (!e && n != is[i].n))
			fail_msg("“%s”: %lld", is[i].text, (long long)n);
		if (e)
			assert_int_equal(e->code, ERR_INVALID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rolled),
		cmocka_unit_test(rolled_twice),
		cmocka_unit_test(large_ones),
		cmocka_unit_test(reached),
		cmocka_unit_test(divided_up),
		cmocka_unit_test(divided_by_chance),
		cmocka_unit_test(periods),
		cmocka_unit_test(numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
