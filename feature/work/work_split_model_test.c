/* Rules of splitting, every branch. */
#include "testkit/testkit.h"

#include "work/work_split_model.h"

static struct arena *a;

enum { TODAY = 20000 };

static int setup(void **state)
{
	(void)state;
	a = arena_open(1 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_close(a);
	return 0;
}

static void refused(struct err *err, enum err_code code, const char *field)
{
	assert_non_null(err);
	assert_int_equal(err->code, code);
	assert_true(str_eq(err->field, str_c(field)));
}

/* ---- the roll-up ------------------------------------------------------------- */

static void rolls_up(void **state)
{
	static const struct {
		struct work_part part[4];
		int64_t sum, whole, percent, open;
		bool counts;
	} rows[] = {
		/* the sum of weight × percent over the sum of weights */
		{ { { 100, 50, false, false }, { 100, 80, false, false } },
		  13000,
		  200,
		  65,
		  2,
		  true },
		/* done is 100 whatever was reported */
		{ { { 1, 40, true, false }, { 3, 0, false, false } },
		  100,
		  4,
		  25,
		  1,
		  true },
		/* withdrawn is neither above nor below the line */
		{ { { 1, 30, false, false }, { 9, 100, false, true } },
		  30,
		  1,
		  30,
		  1,
		  true },
		/* rounded half up: 0.5 and 33.3 */
		{ { { 1, 1, false, false }, { 1, 0, false, false } },
		  1,
		  2,
		  1,
		  2,
		  true },
		{ { { 1, 100, false, false },
		    { 1, 0, false, false },
		    { 1, 0, false, false } },
		  100,
		  3,
		  33,
		  3,
		  true },
		/* nothing to share */
		{ { { 5, 50, false, true } }, 0, 0, 0, 0, false },
		{ { { 0, 50, false, false } }, 0, 0, 0, 1, false },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct work_rollup r;
		ptrdiff_t n = 0;

		while (n < 4 &&
		       (rows[i].part[n].weight || rows[i].part[n].percent))
			n++;
		assert_int_equal(work_rollup(rows[i].part, n, &r),
				 rows[i].counts);
		assert_int_equal(r.part, rows[i].sum);
		assert_int_equal(r.whole, rows[i].whole);
		assert_int_equal(r.percent, rows[i].percent);
		assert_int_equal(r.open, rows[i].open);
	}
}

static void rolls_up_nothing(void **state)
{
	struct work_rollup r;

	(void)state;
	assert_false(work_rollup(NULL, 0, &r));
	assert_int_equal(r.percent, 0);
}

/* ---- who may be split ----------------------------------------------------------- */

static struct work_split_frame frame(void)
{
	return (struct work_split_frame){ .facts = { .issued = TODAY - 9,
						     .accepted = TODAY - 8,
						     .submitted = DAY_NONE,
						     .done = DAY_NONE,
						     .closed = DAY_NONE,
						     .paused = DAY_NONE,
						     .withdrawn = DAY_NONE,
						     .due = TODAY + 30,
						     .start = DAY_NONE },
					  .end = TODAY + 30,
					  .depth_most = 4 };
}

static void may_be_split(void **state)
{
	struct work_split_frame f = frame();

	(void)state;
	assert_null(work_split_check(a, &f, 1));
	assert_null(work_split_check(a, &f, WORK_PARTS_MOST));
	refused(work_split_check(a, &f, 0), ERR_INVALID, "work.1");
	refused(work_split_check(a, &f, WORK_PARTS_MOST + 1), ERR_LIMIT, "");
	f.have = WORK_PARTS_MOST - 1;
	assert_null(work_split_check(a, &f, 1));
	refused(work_split_check(a, &f, 2), ERR_LIMIT, "");
	f = frame();
	f.depth = 3;
	assert_null(work_split_check(a, &f, 1));
	f.depth = 4;
	refused(work_split_check(a, &f, 1), ERR_CONFLICT, "");
}

static void states_say_no(void **state)
{
	struct work_split_frame f = frame();

	(void)state;
	f.programme_closed = true;
	refused(work_split_check(a, &f, 1), ERR_CONFLICT, "");
	f = frame();
	f.facts.issued = DAY_NONE;
	refused(work_split_check(a, &f, 1), ERR_CONFLICT, "");
	f = frame();
	f.facts.accepted = DAY_NONE;
	refused(work_split_check(a, &f, 1), ERR_CONFLICT, "");
	for (int i = 0; i < 4; i++) {
		f = frame();
		*(day_t *[]){ &f.facts.submitted, &f.facts.done,
			      &f.facts.paused, &f.facts.withdrawn }[i] = TODAY;
		refused(work_split_check(a, &f, 1), ERR_CONFLICT, "");
	}
}

/* ---- deadlines, weights, reasons ---------------------------------------------------- */

static void parts_end_before_the_whole(void **state)
{
	struct work_split_frame f = frame();

	(void)state;
	assert_null(work_part_due_check(a, &f, TODAY + 30, false));
	assert_null(work_part_due_check(a, &f, DAY_NONE, false));
	refused(work_part_due_check(a, &f, TODAY + 31, false), ERR_INVALID,
		"deadline");
	refused(work_part_due_check(a, &f, DAY_NONE, true), ERR_INVALID,
		"deadline");
	f.comes_back = true;
	assert_null(work_part_due_check(a, &f, DAY_NONE, true));
	refused(work_part_due_check(a, &f, TODAY + 31, false), ERR_INVALID,
		"deadline");
	f.end = DAY_NONE;
	assert_null(work_part_due_check(a, &f, TODAY + 400, false));
}

static void weights(void **state)
{
	(void)state;
	assert_null(work_weight_check(a, 1));
	assert_null(work_weight_check(a, WORK_WEIGHT_MOST));
	refused(work_weight_check(a, 0), ERR_INVALID, "weight");
	refused(work_weight_check(a, -1), ERR_INVALID, "weight");
	refused(work_weight_check(a, INT64_MIN), ERR_INVALID, "weight");
	refused(work_weight_check(a, WORK_WEIGHT_MOST + 1), ERR_INVALID,
		"weight");
}

static void over_open_parts(void **state)
{
	(void)state;
	for (int d = 0; d < N_WORK_DO; d++) {
		bool asks = d == WORK_DO_SUBMIT || d == WORK_DO_VERIFY ||
			    d == WORK_DO_CLOSE;
		struct err *err =
			work_over_parts_check(a, (enum work_do)d, 2, STR(""));

		assert_int_equal(work_do_over_parts((enum work_do)d), asks);
		if (asks)
			refused(err, ERR_INVALID, "reason");
		else
			assert_null(err);
		assert_null(
			work_over_parts_check(a, (enum work_do)d, 0, STR("")));
		assert_null(work_over_parts_check(a, (enum work_do)d, 2,
						  STR("vì")));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rolls_up),
		cmocka_unit_test(rolls_up_nothing),
		cmocka_unit_test(may_be_split),
		cmocka_unit_test(states_say_no),
		cmocka_unit_test(parts_end_before_the_whole),
		cmocka_unit_test(weights),
		cmocka_unit_test(over_open_parts),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
