/* Which words the overview chooses, and how it sorts. */
#include "testkit/testkit.h"

#include "work/work_overview_model.h"

static void words_up_to_ten(void **state)
{
	(void)state;
	assert_string_equal(overview_number_word(1, true), "One");
	assert_string_equal(overview_number_word(5, false), "five");
	assert_string_equal(overview_number_word(10, false), "ten");
	assert_null(overview_number_word(0, true));
	assert_null(overview_number_word(11, true));
	assert_null(overview_number_word(-1, false));
}

static void tone(void **state)
{
	static const struct {
		struct overview_facts f;
		enum overview_tone want;
	} c[] = {
		{ { 0, 0, 0, 0, 0 }, TONE_NO_TASKS },
		{ { 4, 0, 0, 0, 0 }, TONE_NOT_ISSUED },
		{ { 4, 3, 0, 0, 0 }, TONE_CALM },
		{ { 4, 3, 0, 1, 0 }, TONE_NEED },
		{ { 4, 3, 0, 0, 1 }, TONE_NEED },
		{ { 4, 3, 2, 0, 0 }, TONE_RED },
		{ { 4, 3, 2, 1, 0 }, TONE_RED_NEED },
		{ { 4, 3, 2, 0, 1 }, TONE_RED_NEED },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(c); i++)
		assert_int_equal(overview_tone_of(&c[i].f), c[i].want);
}

static void why(void **state)
{
	struct overview_red_facts f = { .accepted = DAY_NONE,
					.reported = DAY_NONE,
					.submitted = DAY_NONE };

	(void)state;
	assert_int_equal(overview_why_of(&f), WHY_NOT_ACCEPTED);
	f.accepted = 10;
	assert_int_equal(overview_why_of(&f), WHY_NOT_REPORTED);
	f.reported = 11;
	assert_int_equal(overview_why_of(&f), WHY_TEXT);
	f.cause = STR("kinh_phi");
	assert_int_equal(overview_why_of(&f), WHY_CAUSE);
	f.difficulty = STR("chưa có máy quét");
	assert_int_equal(overview_why_of(&f), WHY_DIFFICULTY);
}

static void ask(void **state)
{
	struct overview_red_facts f = { .submitted = DAY_NONE };

	(void)state;
	assert_int_equal(overview_ask_of(&f), ASK_NONE);
	f.ask = STR("none");
	assert_int_equal(overview_ask_of(&f), ASK_NONE);
	f.ask = STR("help");
	assert_int_equal(overview_ask_of(&f), ASK_HELP);
	f.submitted = 5;
	assert_int_equal(overview_ask_of(&f), ASK_VERIFY);
}

static void judge(void **state)
{
	(void)state;
	assert_int_equal(overview_judge(1000, 900, 0), VERDICT_NONE);
	assert_int_equal(overview_judge(900, 900, 10), VERDICT_GOOD);
	assert_int_equal(overview_judge(899, 900, 10), VERDICT_RISK);
	assert_int_equal(overview_judge(800, 900, 10), VERDICT_RISK);
	assert_int_equal(overview_judge(799, 900, 10), VERDICT_RED);
}

static void elapsed(void **state)
{
	(void)state;
	assert_int_equal(overview_elapsed(0, 9, -1), 0);
	assert_int_equal(overview_elapsed(0, 9, 0), 100);
	assert_int_equal(overview_elapsed(0, 9, 9), 1000);
	assert_int_equal(overview_elapsed(0, 9, 50), 1000);
	/* 14/10 of a year: 287 of 365 days */
	assert_int_equal(overview_elapsed(0, 364, 286), 786);
	assert_int_equal(overview_elapsed(DAY_NONE, 9, 5), 0);
	assert_int_equal(overview_elapsed(0, DAY_NONE, 5), 0);
}

static void order_of_need(void **state)
{
	/* each stands before the next one */
	static const struct overview_need list[] = {
		{ .overdue = 2, .days_late = 1, .position = 9 },
		{ .overdue = 1, .days_late = 40, .position = 8 },
		{ .overdue = 1, .days_late = 3, .on_time = 1000 },
		{ .soon = 5, .on_time = 1000, .position = 7 },
		{ .soon = 1, .on_time = 200, .position = 6 },
		{ .soon = 1, .on_time = 900, .position = 5 },
		{ .waiting = 2, .on_time = -1, .position = 4 },
		{ .waiting = 0, .on_time = 1000, .position = 2 },
		{ .waiting = 0, .on_time = -1, .position = 3 },
	};

	(void)state;
	for (ptrdiff_t i = 0; i + 1 < N_ELEMENTS(list); i++) {
		assert_true(overview_before(&list[i], &list[i + 1]));
		assert_false(overview_before(&list[i + 1], &list[i]));
	}
	assert_false(overview_before(&list[0], &list[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_up_to_ten),
		cmocka_unit_test(tone),
		cmocka_unit_test(why),
		cmocka_unit_test(ask),
		cmocka_unit_test(judge),
		cmocka_unit_test(elapsed),
		cmocka_unit_test(order_of_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
