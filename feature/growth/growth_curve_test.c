/* Waiting times with two ways out, against figures worked out by hand. */
#include "testkit/testkit.h"

#include <math.h>

#include "growth/growth_curve.h"

static void near_(double is, double want, int line)
{
	if (fabs(is - want) > 1e-9)
		fail_msg("line %d: %.12f, not %.12f", line, is, want);
}
#define near(is, want) near_((is), (want), __LINE__)

static struct growth_curve curve(struct arena *a, const struct growth_stay *s,
				 ptrdiff_t n)
{
	struct growth_stays stays = { 0 };
	struct growth_curve c;

	for (ptrdiff_t i = 0; i < n; i++)
		*vec_push(a, &stays) = s[i];
	growth_curve(a, &stays, &c);
	return c;
}

static void nobody(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 20);
	static const struct growth_stay waits[] = { { 9, GROWTH_WAITS, 0 } };
	struct growth_curve c = curve(a, waits, 0);

	assert_int_equal(c.n, 0);
	assert_int_equal(growth_curve_days(&c, 0.5), -1);
	near(growth_curve_share(&c), 0);
	c = curve(a, waits, 1);
	assert_int_equal(c.n, 0);
	assert_int_equal(growth_curve_days(&c, 0.5), -1);
}

/* One way out, nobody censored: the median of the days. */
static void all_pass(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 20);
	static const struct growth_stay s[] = { { 40, GROWTH_PASSED, 0 },
						{ 10, GROWTH_PASSED, 0 },
						{ 30, GROWTH_PASSED, 0 },
						{ 20, GROWTH_PASSED, 0 } };
	struct growth_curve c = curve(a, s, 4);

	assert_int_equal(c.n, 4);
	near(c.p[0].waits, 0.75);
	near(c.p[3].waits, 0);
	assert_int_equal(growth_curve_days(&c, 0.5), 20);
	assert_int_equal(growth_curve_days(&c, 1), 40);
	near(growth_curve_share(&c), 1);
}

/* Kaplan and Meier's own example of losses: who is lost on the day of a death
 * counts as seen through it. 8 people: deaths at 0.8, 3.1, 5.4, 9.2; lost at
 * 1.0, 2.7, 7.0, 12.1 (in tenths). */
static void product_limit(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 20);
	static const struct growth_stay s[] = {
		{ 8, GROWTH_PASSED, 0 },  { 10, GROWTH_WAITS, 0 },
		{ 27, GROWTH_WAITS, 0 },  { 31, GROWTH_PASSED, 0 },
		{ 54, GROWTH_PASSED, 0 }, { 70, GROWTH_WAITS, 0 },
		{ 92, GROWTH_PASSED, 0 }, { 121, GROWTH_WAITS, 0 }
	};
	struct growth_curve c = curve(a, s, 8);

	assert_int_equal(c.n, 4);
	near(c.p[0].waits, 7.0 / 8);
	near(c.p[1].waits, 7.0 / 8 * 4 / 5);
	near(c.p[2].waits, 7.0 / 8 * 4 / 5 * 3 / 4);
	near(c.p[3].waits, 7.0 / 8 * 4 / 5 * 3 / 4 * 1 / 2);
}

/* Two ways out (Aalen and Johansen): each day's share of who is still there. */
static void two_ways(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 20);
	static const struct growth_stay s[] = {
		{ 10, GROWTH_PASSED, 0 }, { 10, GROWTH_LEFT, 0 },
		{ 15, GROWTH_WAITS, 0 },  { 20, GROWTH_PASSED, 0 },
		{ 30, GROWTH_LEFT, 0 },
	};
	struct growth_curve c = curve(a, s, 5);

	assert_int_equal(c.n, 3);
	near(c.p[0].passed, 0.2);
	near(c.p[0].left, 0.2);
	/* three of five are there, one of them is lost before 20 */
	near(c.p[1].passed, 0.2 + 0.6 / 2);
	near(c.p[2].left, 0.2 + 0.3);
	near(c.p[2].waits, 0);
	near(growth_curve_share(&c), 0.5);
	assert_int_equal(growth_curve_days(&c, 0.3), 10);
	assert_int_equal(growth_curve_days(&c, 0.5), 20);
}

/* Three are seen from their 30th day on: of whoever waits so long, those three and
 * the one who did so before everybody's eyes; the first days are the others'. */
static void delayed_entry(void **state UNUSED)
{
	static const struct growth_stay s[] = {
		{ 10, GROWTH_PASSED, 0 }, { 20, GROWTH_PASSED, 0 },
		{ 40, GROWTH_PASSED, 0 }, { 40, GROWTH_PASSED, 30 },
		{ 50, GROWTH_WAITS, 30 }, { 60, GROWTH_LEFT, 30 },
	};
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 20);
	struct growth_curve c = curve(a, s, N_ELEMENTS(s));

	assert_int_equal(c.n, 4);
	assert_true(fabs(c.p[0].waits - 2.0 / 3) < 1e-9);
	assert_true(fabs(c.p[1].waits - 1.0 / 3) < 1e-9);
	/* half of the four who are looked at go on the 40th day */
	assert_true(fabs(c.p[2].waits - 1.0 / 6) < 1e-9);
	assert_true(fabs(c.p[3].left - 1.0 / 6) < 1e-9);
	assert_true(c.p[3].waits < 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody),	 cmocka_unit_test(all_pass),
		cmocka_unit_test(product_limit), cmocka_unit_test(two_ways),
		cmocka_unit_test(delayed_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
