/* Words, numbers and days in both languages; texts of test/sample.tmpl. */
#include "testkit/testkit.h"

#include "i18n/i18n.h"

static void texts_are_translated(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	same(tr(LANG_VI, "colour"), "\"màu\"");
	same(tr(LANG_EN, "colour"), "colour");
	same(tr(LANG_VI, "nobody knows this"), "nobody knows this");
	same(tr(LANG_EN, ""), "");
	same(tr_fmt(a, LANG_VI, N_("{1} of {0}"), STR("x"), STR("y")),
	     "x có y");
	same(tr_fmt(a, LANG_EN, N_("{1} of {0}"), STR("x"), STR("y")),
	     "y of x");
	same(tr_fmt(a, LANG_EN, N_("colour")), "colour");
}

static void plurals_follow_the_language(void **state)
{
	(void)state;
	same(tr_n(LANG_VI, "one task", "{0} tasks", 1), "{0} việc");
	same(tr_n(LANG_VI, "one task", "{0} tasks", 5), "{0} việc");
	same(tr_n(LANG_EN, "one task", "{0} tasks", 1), "1 task");
	same(tr_n(LANG_EN, "one task", "{0} tasks", 0), "{0} tasks");
	same(tr_n(LANG_EN, "a", "{0} b", 1), "a");
	same(tr_n(LANG_VI, "a", "{0} b", 2), "{0} b");
}

static void placeholders_are_replaced(void **state)
{
	static const struct {
		const char *in, *want;
	} c[] = {
		{ "", "" },
		{ "{0}{1}{0}", "xyx" },
		{ "a {1} b", "a y b" },
		{ "{2} {9} {99}", "{2} {9} {99}" },
		{ "{} {a} {0 {", "{} {a} {0 {" },
		{ "{0", "{0" },
		{ "{0000}", "{0000}" },
		{ "{{0}}", "{x}" },
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	const struct str args[] = { STR("x"), STR("y") };

	(void)state;
	for (int i = 0; i < N_ELEMENTS(c); i++)
		same(tr_format(a, str_c(c[i].in), args, 2), c[i].want);
	/* what is put in is not looked at again */
	same(tr_format(a, STR("{0}"), &STR("{0}"), 1), "{0}");
}

static void errors_are_one_sentence(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct err *e =
		err_new(a, ERR_INVALID, N_("Due on {0}"), STR("08/01/2026"));

	(void)state;
	same(tr_err(a, LANG_VI, e), "Đến hạn ngày 08/01/2026");
	same(tr_err(a, LANG_EN, e), "Due on 08/01/2026");
}

static void numbers_are_grouped(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	same(fmt_int(a, LANG_VI, 0), "0");
	same(fmt_int(a, LANG_VI, 999), "999");
	same(fmt_int(a, LANG_VI, 6200), "6.200");
	same(fmt_int(a, LANG_EN, 6200), "6,200");
	same(fmt_int(a, LANG_VI, -17), "−17");
	same(fmt_int(a, LANG_EN, INT64_MIN), "−9,223,372,036,854,775,808");
	same(fmt_tenths(a, LANG_VI, 285), "28,5");
	same(fmt_tenths(a, LANG_EN, 285), "28.5");
	same(fmt_tenths(a, LANG_VI, 280), "28,0");
	same(fmt_tenths(a, LANG_VI, 62001), "6.200,1");
	same(fmt_tenths(a, LANG_VI, -5), "−0,5");
	same(fmt_tenths(a, LANG_VI, -15), "−1,5");
	same(fmt_tenths(a, LANG_EN, INT64_MIN), "−922,337,203,685,477,580.8");
}

static void days_are_written(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	int64_t ms = INT64_C(20740) * 86400000;

	(void)state;
	same(fmt_day(a, 20461), "08/01/2026");
	same(fmt_day(a, DAY_NONE), NULL);
	same(fmt_day_long(a, LANG_VI, 20740), "Thứ Tư, 14/10/2026");
	same(fmt_day_long(a, LANG_EN, 20740), "Wednesday, 14/10/2026");
	same(fmt_day_long(a, LANG_VI, 20744), "Chủ nhật, 18/10/2026");
	same(fmt_day_long(a, LANG_EN, 20745), "Monday, 19/10/2026");
	same(fmt_day_long(a, LANG_EN, DAY_NONE), NULL);
	same(fmt_instant(a, ms + 65 * 60000 + 59999), "14/10/2026 08:05");
	same(fmt_instant(a, ms - 1), "14/10/2026 06:59");
	same(fmt_instant(a, INT64_MAX), NULL);
	same(fmt_quarter(a, LANG_VI, 2026, 2), "Quý II/2026");
	same(fmt_quarter(a, LANG_EN, 2026, 2), "Q2/2026");
	same(fmt_quarter(a, LANG_VI, 2026, 4), "Quý IV/2026");
}

static void bytes_have_units(void **state)
{
	static const struct {
		int64_t n;
		const char *want;
	} c[] = {
		{ -1, "0 B" },
		{ 0, "0 B" },
		{ 999, "999 B" },
		{ 1000, "1 kB" },
		{ 48499, "48 kB" },
		{ 48500, "49 kB" },
		{ 999499, "999 kB" },
		{ 999500, "1,0 MB" },
		{ 1149999, "1,1 MB" },
		{ 1150000, "1,2 MB" },
		{ 999900000, "1,0 GB" },
		{ 2500000000, "2,5 GB" },
		{ 7000000000000, "7,0 TB" },
		{ INT64_MAX, "9.223.372,0 TB" },
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);

	(void)state;
	for (int i = 0; i < N_ELEMENTS(c); i++)
		same(fmt_bytes(a, LANG_VI, c[i].n), c[i].want);
	same(fmt_bytes(a, LANG_EN, 1149999), "1.1 MB");
}

static void languages_have_codes(void **state)
{
	static const char *const bad[] = { "",	      "v",	 "fr",
					   "vietnam", "english", "e-n",
					   "en.UTF-8" };
	enum lang lang = LANG_VI;

	(void)state;
	same(lang_code(LANG_VI), "vi");
	same(lang_code(LANG_EN), "en");
	assert_true(lang_from_code(STR("en"), &lang));
	assert_int_equal(lang, LANG_EN);
	assert_true(lang_from_code(STR("vi-VN"), &lang));
	assert_int_equal(lang, LANG_VI);
	assert_true(lang_from_code(STR("EN_us"), &lang));
	assert_int_equal(lang, LANG_EN);
	for (int i = 0; i < N_ELEMENTS(bad); i++)
		assert_false(lang_from_code(str_c(bad[i]), &lang));
	assert_false(lang_from_code(STR_NULL, &lang));
	assert_int_equal(lang, LANG_EN);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(texts_are_translated),
		cmocka_unit_test(plurals_follow_the_language),
		cmocka_unit_test(placeholders_are_replaced),
		cmocka_unit_test(errors_are_one_sentence),
		cmocka_unit_test(numbers_are_grouped),
		cmocka_unit_test(days_are_written),
		cmocka_unit_test(bytes_have_units),
		cmocka_unit_test(languages_have_codes),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
