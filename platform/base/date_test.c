/* Calendar arithmetic, working days, instants at UTC+7. */
#include "testkit/testkit.h"

#include "base/date.h"

static day_t on(int y, int m, int d)
{
	day_t day = DAY_NONE;

	assert_true(day_from_ymd(y, m, d, &day));
	return day;
}

static void days_count_from_1970(void **state)
{
	(void)state;
	assert_int_equal(on(1970, 1, 1), 0);
	assert_int_equal(on(1969, 12, 31), -1);
	assert_int_equal(on(2000, 3, 1), 11017);
	assert_int_equal(on(1583, 1, 1), -141349);
	assert_int_equal(on(9999, 12, 31), 2932896);
}

static void impossible_days_are_refused(void **state)
{
	static const struct ymd bad[] = {
		{ 2026, 6, 31 },  { 2026, 2, 29 },  { 1900, 2, 29 },
		{ 2026, 0, 1 },	  { 2026, 13, 1 },  { 2026, 1, 0 },
		{ 2026, 1, -1 },  { 1582, 12, 31 }, { 10000, 1, 1 },
		{ 2026, 12, 32 },
	};
	day_t day = 7;

	(void)state;
	for (int i = 0; i < N_ELEMENTS(bad); i++)
		assert_false(day_from_ymd(bad[i].y, bad[i].m, bad[i].d, &day));
	assert_int_equal(day, 7);
	assert_int_equal(on(2000, 2, 29) + 1, on(2000, 3, 1));
	assert_int_equal(on(2024, 2, 29) + 1, on(2024, 3, 1));
}

/* Walks the calendar a day at a time against a counter of its own. */
static void every_day_goes_there_and_back(void **state)
{
	struct ymd before = { 1899, 12, 31 };

	(void)state;
	for (day_t day = on(1900, 1, 1); day <= on(2104, 12, 31); day++) {
		struct ymd now = day_ymd(day);

		assert_int_equal(on(now.y, now.m, now.d), day);
		assert_int_equal(day_weekday(day),
				 day_weekday(day - 1) % 7 + 1);
		if (now.d == 1) {
			assert_int_equal(day_month_end(before.y, before.m),
					 day - 1);
			assert_int_equal(now.m, before.m % 12 + 1);
		} else {
			assert_int_equal(now.d, before.d + 1);
			assert_int_equal(now.m, before.m);
		}
		before = now;
	}
}

static void weekdays_and_quarters(void **state)
{
	(void)state;
	assert_int_equal(day_weekday(0), 4);
	assert_int_equal(day_weekday(on(2026, 10, 14)), 3);
	assert_int_equal(day_weekday(on(1583, 1, 1)), 6);
	assert_int_equal(day_quarter(on(2026, 3, 31)), 1);
	assert_int_equal(day_quarter(on(2026, 4, 1)), 2);
	assert_int_equal(day_quarter(on(2026, 12, 31)), 4);
}

static void months_are_added(void **state)
{
	(void)state;
	assert_int_equal(day_add_months(on(2026, 1, 31), 1), on(2026, 2, 28));
	assert_int_equal(day_add_months(on(2024, 1, 31), 1), on(2024, 2, 29));
	assert_int_equal(day_add_months(on(2025, 11, 30), 3), on(2026, 2, 28));
	assert_int_equal(day_add_months(on(2026, 3, 15), -3), on(2025, 12, 15));
	assert_int_equal(day_add_months(on(2026, 3, 15), 0), on(2026, 3, 15));
	assert_int_equal(day_add_months(on(9999, 12, 1), 1), DAY_NONE);
	assert_int_equal(day_add_months(on(1583, 1, 1), -1), DAY_NONE);
	assert_int_equal(day_add_months(0, INT32_MAX), DAY_NONE);
	assert_int_equal(day_add_months(0, INT32_MIN), DAY_NONE);
	assert_int_equal(day_add_months(DAY_NONE, 1), DAY_NONE);
}

static void iso_days_are_read_and_written(void **state)
{
	static const char *const bad[] = {
		"",	      "2026-6-30",  "2026-06-31", "2026/06/30",
		"2026-06/30", "2026-06-3x", "x026-06-30", "2026-06-300",
		"+026-06-30", "0000-00-00",
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	day_t day = 7;

	(void)state;
	for (int i = 0; i < N_ELEMENTS(bad); i++)
		assert_false(day_from_iso(str_c(bad[i]), &day));
	assert_int_equal(day, 7);
	assert_true(day_from_iso(STR("2026-06-30"), &day));
	assert_int_equal(day, on(2026, 6, 30));
	same(day_iso(a, day), "2026-06-30");
	same(day_iso(a, DAY_NONE), NULL);
}

static void instants_are_local_days(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	int64_t day = INT64_C(86400000), hour = INT64_C(3600000);

	(void)state;
	assert_int_equal(day_of_instant(0), 0);
	assert_int_equal(day_of_instant(17 * hour - 1), 0);
	assert_int_equal(day_of_instant(17 * hour), 1);
	assert_int_equal(day_of_instant(-7 * hour), 0);
	assert_int_equal(day_of_instant(-7 * hour - 1), -1);
	assert_int_equal(day_of_instant(on(2026, 10, 14) * day + hour),
			 on(2026, 10, 14));
	assert_int_equal(day_of_instant(INT64_MAX), DAY_NONE);
	assert_int_equal(day_of_instant(INT64_MIN), DAY_NONE);
	same(instant_iso(a, on(2026, 6, 30) * day + 8 * hour + 900999),
	     "2026-06-30T08:15:00Z");
	same(instant_iso(a, -1), "1969-12-31T23:59:59Z");
	same(instant_iso(a, INT64_MAX), NULL);
	same(instant_iso(a, INT64_MIN), NULL);
}

/* The days around 2 May 2025, which was worked on Saturday 26 April. */
static void a_day_off_is_worked_on_another(void **state)
{
	day_t off[] = { on(2025, 4, 30), on(2025, 5, 1), on(2025, 5, 2) };
	day_t worked[] = { on(2025, 4, 26) };
	struct holidays h = { off, N_ELEMENTS(off), worked, 1 };

	(void)state;
	assert_true(day_is_working(on(2025, 4, 26), h));
	assert_false(day_is_working(on(2025, 4, 27), h));
	assert_false(day_is_working(on(2025, 5, 2), h));
	assert_int_equal(day_next_working(on(2025, 4, 26), h), on(2025, 4, 26));
	assert_int_equal(day_add_working(on(2025, 4, 25), 1, h),
			 on(2025, 4, 26));
	assert_int_equal(day_add_working(on(2025, 4, 25), 4, h),
			 on(2025, 5, 5));
	assert_int_equal(
		day_working_between(on(2025, 4, 25), on(2025, 5, 5), h), 4);
}

/* Tết 2026: Monday 16 to Friday 20 February; a Sunday holiday, a duplicate */
static void working_days_skip_weekends_and_holidays(void **state)
{
	day_t off[] = { on(2026, 2, 15), on(2026, 2, 16), on(2026, 2, 17),
			on(2026, 2, 17), on(2026, 2, 18), on(2026, 2, 19),
			on(2026, 2, 20), on(2026, 4, 30), on(2026, 5, 1) };
	struct holidays h = { off, N_ELEMENTS(off), NULL, 0 }, none = { 0 };

	(void)state;
	assert_true(day_is_working(on(2026, 2, 13), h));
	assert_false(day_is_working(on(2026, 2, 14), h));
	assert_false(day_is_working(on(2026, 2, 16), h));
	assert_true(day_is_working(on(2026, 2, 16), none));
	assert_int_equal(day_next_working(on(2026, 2, 14), h), on(2026, 2, 23));
	assert_int_equal(day_next_working(on(2026, 2, 23), h), on(2026, 2, 23));
	assert_int_equal(day_add_working(on(2026, 2, 13), 1, h),
			 on(2026, 2, 23));
	assert_int_equal(day_add_working(on(2026, 2, 14), 0, h),
			 on(2026, 2, 14));
	assert_int_equal(day_add_working(on(2026, 4, 29), 3, h),
			 on(2026, 5, 6));
	assert_int_equal(day_add_working(DAY_NONE, 3, h), DAY_NONE);
	assert_int_equal(day_add_working(on(9999, 12, 30), 9, h), DAY_NONE);
	assert_int_equal(day_next_working(DAY_NONE, h), DAY_NONE);
}

static void working_days_are_counted(void **state)
{
	day_t off[] = { on(2026, 2, 15), on(2026, 2, 16), on(2026, 2, 17),
			on(2026, 2, 17), on(2026, 4, 30) };
	/* a Saturday, a Sunday, and a day that is worked anyhow */
	day_t worked[] = { on(2026, 1, 24), on(2026, 2, 7), on(2026, 3, 8),
			   on(2026, 3, 10) };
	struct holidays h = { off, N_ELEMENTS(off), worked,
			      N_ELEMENTS(worked) };
	day_t from = on(2026, 2, 1);

	(void)state;
	for (day_t to = from - 10; to < from + 120; to++) {
		int n = 0;

		for (day_t day = from + 1; day <= to; day++)
			n += day_is_working(day, h);
		assert_int_equal(day_working_between(from, to, h), n);
	}
	assert_int_equal(day_working_between(DAY_NONE, from, h), 0);
	assert_int_equal(day_working_between(from, INT32_MAX, h), 0);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(days_count_from_1970),
		cmocka_unit_test(impossible_days_are_refused),
		cmocka_unit_test(every_day_goes_there_and_back),
		cmocka_unit_test(weekdays_and_quarters),
		cmocka_unit_test(months_are_added),
		cmocka_unit_test(iso_days_are_read_and_written),
		cmocka_unit_test(instants_are_local_days),
		cmocka_unit_test(working_days_skip_weekends_and_holidays),
		cmocka_unit_test(a_day_off_is_worked_on_another),
		cmocka_unit_test(working_days_are_counted),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
