/* Outcome measures: numbers as people write them, shares, what is refused. */
#include "testkit/testkit.h"

#include "base/buf.h"
#include "work/work_effect.h"

static struct arena *arena;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_open(64 << 20);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_closep(&arena);
	return 0;
}

static void numbers(void **state)
{
	static const struct {
		const char *vi, *en; /* NULL: not this language */
		int64_t want;
	} c[] = {
		{ "28", "28", 28000 },
		{ "28,5", "28.5", 28500 },
		{ "0,125", "0.125", 125 },
		{ "6.196", "6,196", 6196000 },
		{ "1.234.567,89", "1,234,567.89", 1234567890 },
		/* the other language's mark, where it can mean only one thing */
		{ "28.5", "28,5", 28500 },
		{ "-3", "-3", -3000 },
		{ "−3,25", "−3.25", -3250 },
		{ "6,196", "6.196", 6196 },
		{ "1.000.000.000.000", "1000000000000", EFFECT_MOST },
	};
	int64_t v;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(c); i++) {
		assert_true(effect_read(str_c(c[i].vi), LANG_VI, &v));
		assert_int_equal(v, c[i].want);
		assert_true(effect_read(str_c(c[i].en), LANG_EN, &v));
		assert_int_equal(v, c[i].want);
	}
}

static void no_numbers(void **state)
{
	static const char *const c[] = {
		"",
		"-",
		"mười",
		"12%",
		"1.2.3",
		"1..000",
		".500",
		"5,",
		"0,1234",
		"12 000",
		"1,2,3",
		"--3",
		"1.0000.000",
		"1e9",
		"12.34.567",
		"1000000000001",
		"99999999999999999999",
		"1000000000000,1",
		"1,-2",
		"1.234,",
	};
	int64_t v = 7;

	(void)state;
	assert_false(effect_read(STR_NULL, LANG_VI, &v));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(c); i++)
		assert_false(effect_read(str_c(c[i]), LANG_VI, &v));
	assert_int_equal(v, 7);
}

static void texts(void **state)
{
	int64_t v;

	(void)state;
	same(effect_text(arena, LANG_VI, 6196000), "6.196");
	same(effect_text(arena, LANG_EN, 6196000), "6,196");
	same(effect_text(arena, LANG_VI, 28500), "28,5");
	same(effect_text(arena, LANG_EN, -3250), "−3.25");
	same(effect_text(arena, LANG_VI, 5), "0,005");
	same(effect_text(arena, LANG_VI, -40), "−0,04");
	same(effect_text(arena, LANG_VI, 0), "0");
	/* what is shown can be typed again */
	for (int64_t n = -12345; n < 12345; n += 7)
		for (int l = 0; l < N_LANG; l++) {
			assert_true(
				effect_read(effect_text(arena, (enum lang)l, n),
					    (enum lang)l, &v));
			assert_int_equal(v, n);
		}
}

static void shares(void **state)
{
	static const struct {
		struct effect_aim aim;
		int64_t value, share;
		bool reached;
	} c[] = {
		{ { 30000, 80000, true }, 30000, 0, false },
		{ { 30000, 80000, true }, 62000, 640, false },
		{ { 30000, 80000, true }, 80000, 1000, true },
		{ { 30000, 80000, true }, 90000, 1200, true },
		{ { 30000, 80000, true }, 20000, -200, false },
		/* 94 days down to 60 */
		{ { 94000, 60000, false }, 77000, 500, false },
		{ { 94000, 60000, false }, 60000, 1000, true },
		{ { 94000, 60000, false }, 50000, 1294, true },
		{ { 94000, 60000, false }, 100000, -176, false },
		{ { EFFECT_NONE, 200000, true }, 150000, 750, false },
		{ { EFFECT_NONE, 3000, true }, 1000, 333, false },
		{ { EFFECT_NONE, 3000, true }, 2000, 667, false },
		/* half a thousandth away from nothing, both ways */
		{ { 0, 2000, true }, 1, 1, false },
		{ { 0, 2000, true }, -1, -1, false },
		{ { EFFECT_NONE, 3000, false }, 1000, EFFECT_NONE, true },
		{ { 5000, 5000, true }, 5000, EFFECT_NONE, true },
		{ { -EFFECT_MOST, EFFECT_MOST, true },
		  EFFECT_MOST,
		  1000,
		  true },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(c); i++) {
		assert_int_equal(effect_share(&c[i].aim, c[i].value),
				 c[i].share);
		assert_int_equal(effect_reached(&c[i].aim, c[i].value),
				 c[i].reached);
	}
}

static struct effect_goal_ask good_goal(void)
{
	return (struct effect_goal_ask){ .name = STR("Hồ sơ trên mạng"),
					 .unit = STR("%"),
					 .baseline = STR("30"),
					 .target = STR("80"),
					 .note = STR(""),
					 .better = STR("higher") };
}

/* Exactly one fault, at this field. */
static void one_fault(const struct err *e, const char *field)
{
	assert_non_null(e);
	assert_null(e->next);
	same(e->field, field);
}

static struct err *goal(const struct effect_goal_ask *in)
{
	struct effect_aim aim;

	return effect_goal_check(arena, LANG_VI, in, &aim);
}

static struct str long_text(int n)
{
	struct buf b = buf_init(arena, 1 << 20);

	for (int i = 0; i < n; i++)
		buf_lit(&b, "ệ");
	return buf_view(&b);
}

static void goals(void **state)
{
	struct effect_goal_ask in = good_goal();
	struct effect_aim aim;

	(void)state;
	ok(effect_goal_check(arena, LANG_VI, &in, &aim));
	assert_int_equal(aim.baseline, 30000);
	assert_int_equal(aim.target, 80000);
	assert_true(aim.higher);
	in.baseline = STR("");
	ok(effect_goal_check(arena, LANG_VI, &in, &aim));
	assert_int_equal(aim.baseline, EFFECT_NONE);
	in = good_goal();
	in.baseline = STR("94");
	in.target = STR("60");
	in.better = STR("lower");
	ok(effect_goal_check(arena, LANG_VI, &in, &aim));
	assert_false(aim.higher);
}

static void goals_refused(void **state)
{
	struct effect_goal_ask in;

	(void)state;
	in = good_goal(), in.name = STR("");
	one_fault(goal(&in), "name");
	in = good_goal(), in.name = long_text(EFFECT_NAME_MOST + 1);
	one_fault(goal(&in), "name");
	in = good_goal(), in.unit = STR("");
	one_fault(goal(&in), "unit");
	in = good_goal(), in.unit = long_text(EFFECT_UNIT_MOST + 1);
	one_fault(goal(&in), "unit");
	in = good_goal(), in.note = long_text(EFFECT_NOTE_MOST + 1);
	one_fault(goal(&in), "note");
	in = good_goal(), in.baseline = STR("ba mươi");
	one_fault(goal(&in), "baseline");
	in = good_goal(), in.target = STR("");
	one_fault(goal(&in), "target");
	in = good_goal(), in.better = STR("");
	one_fault(goal(&in), "better");
	in = good_goal(), in.better = STR("lower");
	one_fault(goal(&in), "better");
	in = good_goal(), in.target = STR("30");
	one_fault(goal(&in), "target");
	in = good_goal(), in.baseline = STR(""), in.target = STR("0");
	one_fault(goal(&in), "target");
	in = good_goal(), in.baseline = STR(""), in.better = STR("lower");
	one_fault(goal(&in), "baseline");
	/* all at once */
	in = (struct effect_goal_ask){ .better = STR("x") };
	assert_non_null(goal(&in)->next->next->next);
}

static void values(void **state)
{
	const struct effect_days days = { 100, 200 };
	struct effect_value_ask in = { STR("62,5"), STR(""), 100 };
	int64_t v = 0;

	(void)state;
	ok(effect_value_check(arena, LANG_VI, &in, &days, &v));
	assert_int_equal(v, 62500);
	in.on = 200;
	ok(effect_value_check(arena, LANG_VI, &in, &days, &v));
	in.on = 201;
	one_fault(effect_value_check(arena, LANG_VI, &in, &days, &v),
		  "measured_on");
	in.on = 99;
	one_fault(effect_value_check(arena, LANG_VI, &in, &days, &v),
		  "measured_on");
	in.on = DAY_NONE;
	one_fault(effect_value_check(arena, LANG_VI, &in, &days, &v),
		  "measured_on");
	in.on = 150;
	in.value = STR("nhiều");
	one_fault(effect_value_check(arena, LANG_VI, &in, &days, &v), "value");
	in.value = STR("1");
	in.note = long_text(EFFECT_NOTE_MOST + 1);
	one_fault(effect_value_check(arena, LANG_VI, &in, &days, &v),
		  "value_note");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers), cmocka_unit_test(no_numbers),
		cmocka_unit_test(texts),   cmocka_unit_test(shares),
		cmocka_unit_test(goals),   cmocka_unit_test(goals_refused),
		cmocka_unit_test(values),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
