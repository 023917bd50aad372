/* The rules of personal data. */
#include "testkit/testkit.h"

#include "i18n/i18n.h"
#include "privacy/privacy_model.h"

static struct arena *arena;

static const struct profile *profile(const char *name)
{
	const struct profile *p;

	ok(profile_load(arena, str_c(name), &p));
	return p;
}

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

static void due(const char *came, const char *want)
{
	same(day_iso(arena, privacy_due(profile("vn-party"), d(came))), want);
}

/* Two working days; weekends and holidays don't count. */
static void test_due(void **state UNUSED)
{
	due("2026-10-14", "2026-10-16"); /* Wednesday */
	due("2026-10-16", "2026-10-20"); /* Friday */
	due("2026-10-17", "2026-10-20"); /* Saturday */
	due("2026-08-31", "2026-09-04"); /* 1/9 and 2/9 are holidays */
	same(day_iso(arena,
		     privacy_due(profile("association"), d("2026-10-16"))),
	     "2026-10-20");
}

static void test_breach_due(void **state UNUSED)
{
	int64_t at = day_begin(d("2026-10-16")) + 9 * 3600000;

	assert_int_equal(privacy_breach_due(profile("vn-party"), at),
			 at + (int64_t)72 * 3600000);
}

static void test_steps(void **state UNUSED)
{
	ok(privacy_step_check(arena, PRIVACY_RECEIVED, PRIVACY_WORK));
	ok(privacy_step_check(arena, PRIVACY_WORK, PRIVACY_ANSWERED));
	ok(privacy_step_check(arena, PRIVACY_WORK, PRIVACY_REFUSED));
	ok(privacy_step_check(arena, PRIVACY_RECEIVED, PRIVACY_DROPPED));
	ok(privacy_step_check(arena, PRIVACY_WORK, PRIVACY_DROPPED));
	fails(privacy_step_check(arena, PRIVACY_WORK, PRIVACY_WORK),
	      ERR_CONFLICT);
	fails(privacy_step_check(arena, PRIVACY_RECEIVED, PRIVACY_ANSWERED),
	      ERR_CONFLICT);
	for (int to = 0; to < N_PRIVACY_STATE; to++)
		for (int from = PRIVACY_ANSWERED; from < N_PRIVACY_STATE;
		     from++)
			fails(privacy_step_check(arena,
						 (enum privacy_state)from,
						 (enum privacy_state)to),
			      ERR_CONFLICT);
}

/* Every key is read back as itself, and nothing else is read. */
static void test_keys(void **state UNUSED)
{
	enum privacy_kind k;
	enum privacy_way w;
	enum privacy_state s;

	for (int i = 0; i < N_PRIVACY_KIND; i++) {
		assert_true(privacy_kind_from_key(
			str_c(privacy_kind_key((enum privacy_kind)i)), &k));
		assert_int_equal(k, i);
		assert_non_null(privacy_kind_note((enum privacy_kind)i));
	}
	for (int i = 0; i < N_PRIVACY_WAY; i++) {
		assert_true(privacy_way_from_key(
			str_c(privacy_way_key((enum privacy_way)i)), &w));
		assert_int_equal(w, i);
	}
	for (int i = 0; i < N_PRIVACY_STATE; i++) {
		assert_true(privacy_state_from_key(
			str_c(privacy_state_key((enum privacy_state)i)), &s));
		assert_int_equal(s, i);
	}
	assert_false(privacy_kind_from_key(STR("x"), &k));
	assert_false(privacy_way_from_key(STR(""), &w));
	assert_false(privacy_state_from_key(STR("open"), &s));
}

static void test_words(void **state UNUSED)
{
	struct profile_datum x = { .keep = STR("member"), .keep_n = 10 };

	same(privacy_keep_words(arena, LANG_EN, &x),
	     "while a member, then 10 years");
	x = (struct profile_datum){ .keep = STR("days"), .keep_n = 90 };
	same(privacy_keep_words(arena, LANG_EN, &x), "90 days");
	x = (struct profile_datum){ .keep = STR("account"), .keep_n = 0 };
	same(privacy_keep_words(arena, LANG_EN, &x),
	     "while there is an account");
	same(privacy_seen_words(arena, LANG_EN, STR("self office")),
	     "the person, the office");
	assert_int_equal(privacy_keep_years(profile("vn-party")), 10);
	assert_int_equal(privacy_keep_years(profile("association")), 5);
}

static void test_text(void **state UNUSED)
{
	char long_text[PRIVACY_TEXT_MOST + 2];

	memset(long_text, 'a', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	fails(privacy_text_check(arena, STR(""), "words", true), ERR_INVALID);
	ok(privacy_text_check(arena, STR(""), "words", false));
	fails(privacy_text_check(arena, str_c(long_text), "words", false),
	      ERR_INVALID);
	long_text[PRIVACY_TEXT_MOST] = '\0';
	ok(privacy_text_check(arena, str_c(long_text), "words", true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_due),	   cmocka_unit_test(test_steps),
		cmocka_unit_test(test_breach_due), cmocka_unit_test(test_keys),
		cmocka_unit_test(test_words),	   cmocka_unit_test(test_text),
	};
	int failed;

	arena = arena_open(64 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
