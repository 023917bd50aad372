/* Axes, labels, bars. */
#include "testkit/testkit.h"

#include "view/chart.h"

static void steps(void **state)
{
	static const struct {
		int64_t most, step, top;
	} c[] = {
		{ 0, 1, 1 },	   { 1, 1, 1 },
		{ 5, 1, 5 },	   { 6, 2, 6 },
		{ 7, 2, 8 },	   { 10, 2, 10 },
		{ 11, 5, 15 },	   { 25, 5, 25 },
		{ 26, 10, 30 },	   { 51, 20, 60 },
		{ 101, 50, 150 },  { 251, 100, 300 },
		{ 501, 200, 600 }, { 100000, 20000, 100000 },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(c); i++) {
		assert_int_equal(chart_step(c[i].most), c[i].step);
		assert_int_equal(chart_top(c[i].most), c[i].top);
	}
}

static void places(int a, int b, int c, int d)
{
	int p[4] = { a, b, c, d }, was[4] = { a, b, c, d };

	chart_spread(p, 4, 20, 10, 250);
	for (int i = 0; i < 4; i++) {
		assert_in_range(p[i], 10, 250);
		for (int k = 0; k < 4; k++) {
			if (i == k)
				continue;
			assert_true(p[i] - p[k] >= 20 || p[k] - p[i] >= 20);
			/* who stood above stands above */
			if (was[i] < was[k] || (was[i] == was[k] && i < k))
				assert_true(p[i] < p[k]);
		}
	}
}

static void labels_stay_apart(void **state)
{
	int one = 77;

	(void)state;
	for (int a = 0; a <= 260; a += 20)
		for (int b = 0; b <= 260; b += 20)
			for (int c = 5; c <= 255; c += 25)
				for (int d = 0; d <= 260; d += 52)
					places(a, b, c, d);
	chart_spread(&one, 1, 20, 10, 250);
	assert_int_equal(one, 77); /* what is free stays */
}

static void bars(void **state)
{
	int w[3];

	(void)state;
	chart_fill((int64_t[]){ 1, 1, 1 }, 3, 1000, w);
	assert_int_equal(w[0], 333);
	assert_int_equal(w[1], 333);
	assert_int_equal(w[2], 334);
	chart_fill((int64_t[]){ 0, 7, 0 }, 3, 1000, w);
	assert_int_equal(w[0], 0);
	assert_int_equal(w[1], 1000);
	assert_int_equal(w[2], 0);
	chart_fill((int64_t[]){ 0, 0, 0 }, 3, 1000, w);
	assert_int_equal(w[0] + w[1] + w[2], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps),
		cmocka_unit_test(labels_stay_apart),
		cmocka_unit_test(bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
