/* The rules of accounts. */
#include "testkit/testkit.h"

#include "account/account_model.h"

enum { ARENA = 1 << 20 };

#define ARENA_HERE CLEANUP(arena_closep) struct arena *a = arena_open(ARENA)

static void roles_have_codes(void **state UNUSED)
{
	for (enum role r = 0; r < N_ROLE; r++) {
		enum role back = N_ROLE;

		assert_true(role_from_code(str_c(role_code(r)), &back));
		assert_int_equal(back, r);
		assert_true(strlen(role_title(r)) > 0);
	}
	enum role r = ROLE_LEADER;
	assert_false(role_from_code(STR("Office"), &r));
	assert_false(role_from_code(STR_NULL, &r));
	assert_int_equal(r, ROLE_LEADER);
}

/* What nobody may get by accident. */
static void roles_are_separate(void **state UNUSED)
{
	for (enum role r = 0; r < N_ROLE; r++) {
		uint64_t p = role_perms(r);

		assert_int_equal(!!(p & PERM_BIT(PERM_ACCOUNT_MANAGE)),
				 r == ROLE_ADMIN);
		assert_int_equal(!!(p & PERM_BIT(PERM_WORK_MANAGE)),
				 r == ROLE_OFFICE);
		assert_int_equal(!!(p & PERM_BIT(PERM_WORK_REPORT)),
				 r == ROLE_SECRETARY);
		assert_int_equal(!!(p & PERM_BIT(PERM_OVERVIEW_VIEW)),
				 r == ROLE_OFFICE || r == ROLE_LEADER);
		assert_int_equal(!!(p & PERM_BIT(PERM_WORK_VIEW)),
				 r != ROLE_ADMIN);
	}
}

enum { ROOT = 1, UNIT = 7, OTHER = 8 };
static const uint64_t ever = PERM_BIT(PERM_PUBLIC) | PERM_BIT(PERM_SIGNED_IN);

static void choose_none(void **state UNUSED)
{
	uint64_t p = 0;

	assert_int_equal(role_choose(NULL, 0, &p), -1);
	assert_int_equal(p, ever);
}

static void choose_adds_up_in_one_place(void **state UNUSED)
{
	const struct role_grant g[] = {
		{ ROLE_SECRETARY, UNIT, false },
		{ ROLE_LEADER, UNIT, false },
		{ ROLE_OFFICE, OTHER, false },
	};
	uint64_t p;

	assert_int_equal(role_choose(g, 3, &p), 0);
	assert_int_equal(p, ever | role_perms(ROLE_SECRETARY) |
				    role_perms(ROLE_LEADER));
	/* the right in one organisation is none in the other */
	assert_false(p & PERM_BIT(PERM_WORK_MANAGE));
}

static void choose_prefers_the_root(void **state UNUSED)
{
	const struct role_grant g[] = {
		{ ROLE_SECRETARY, UNIT, false },
		{ ROLE_ADMIN, 0, true },
		{ ROLE_OFFICE, ROOT, true },
		{ ROLE_LEADER, ROOT, true },
	};
	uint64_t p;

	assert_int_equal(role_choose(g, 4, &p), 2);
	assert_int_equal(p, ever | role_perms(ROLE_ADMIN) |
				    role_perms(ROLE_OFFICE) |
				    role_perms(ROLE_LEADER));
	assert_int_equal(role_choose(g, 2, &p), 1);
	assert_false(p & PERM_BIT(PERM_WORK_REPORT));
}

/* Who may add users could give himself the root: only the root may. */
static void admin_below_the_root(void **state UNUSED)
{
	const struct role_grant g = { ROLE_ADMIN, UNIT, false };
	uint64_t p;

	assert_int_equal(role_choose(&g, 1, &p), 0);
	assert_false(p & PERM_BIT(PERM_ACCOUNT_MANAGE));
	assert_false(p & PERM_BIT(PERM_ORG_MANAGE)); /* the whole tree */
	assert_true(p & PERM_BIT(PERM_ORG_VIEW));
}

static void email_good(void **state UNUSED)
{
	static const char *const pair[][2] = {
		{ " Thuoc.Mai@BT.DongNai.VN ", "thuoc.mai@bt.dongnai.vn" },
		{ "admin@localhost", "admin@localhost" },
		{ "a+b_c-d@x1-y.vn", "a+b_c-d@x1-y.vn" },
	};
	ARENA_HERE;
	struct str s;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(pair); i++) {
		ok(email_clean(a, str_c(pair[i][0]), &s));
		same(s, pair[i][1]);
	}
}

static void email_bad(void **state UNUSED)
{
	static const char *const bad[] = {
		"",
		"a",
		"a@",
		"@b.vn",
		"a@@b.vn",
		"a@b@c.vn",
		"a b@c.vn",
		".a@b.vn",
		"a.@b.vn",
		"a..b@c.vn",
		"a@-b.vn",
		"a@b-.vn",
		"a@b..vn",
		"a@b.vn.",
		"a@.b.vn",
		"thước@b.vn",
		"a@đồngnai.vn",
		"a@b.vn\n",
		"a\"@b.vn",
		"a@b_c.vn",
		"<a@b.vn>",
		"a@b.vn,c@d.vn",
	};
	ARENA_HERE;
	struct str s = STR("kept");

	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++) {
		struct err *e = email_clean(a, str_c(bad[i]), &s);

		if (!strcmp(bad[i], "a@b.vn\n")) {
			ok(e); /* white space at the ends is nobody's wish */
			s = STR("kept");
			continue;
		}
		if (!e)
			fail_msg("accepted: %s", bad[i]);
		fails(e, ERR_INVALID);
		same(e->field, "email");
		same(s, "kept");
	}
}

static void email_long(void **state UNUSED)
{
	char text[400];
	ARENA_HERE;
	struct str s;

	memset(text, 'a', sizeof(text));
	memcpy(text + 64, "@b.vn", 6);
	ok(email_clean(a, str_c(text), &s));
	memset(text, 'a', sizeof(text));
	memcpy(text + 65, "@b.vn", 6);
	fails(email_clean(a, str_c(text), &s), ERR_INVALID);
	memset(text, 'a', sizeof(text));
	memcpy(text, "a@", 2);
	memcpy(text + 2 + 64, ".vn", 4);
	fails(email_clean(a, str_c(text), &s), ERR_INVALID);
	memset(text, 'a', sizeof(text));
	memcpy(text, "a@", 2);
	for (int i = 50; i < 250; i += 50)
		text[i] = '.';
	text[260] = 0;
	fails(email_clean(a, str_c(text), &s), ERR_INVALID);
}

static void next_paths(void **state UNUSED)
{
	static const char *const good[] = { "/", "/task/5",
					    "/tasks?q=s%C3%B4&p=2" };
	static const char *const bad[] = {
		"",
		"task",
		"//evil.vn",
		"/\\evil.vn",
		"/a\\b",
		"http://e.vn",
		"/a b",
		"/a\r\nX: y",
		"/a#b",
		"/sign-in",
		"/sign-in/link/x",
		"/sign-out",
		"/\x7f",
		"/ố",
		"javascript:1",
	};
	char text[1100];

	for (ptrdiff_t i = 0; i < N_ELEMENTS(good); i++)
		assert_true(next_ok(str_c(good[i])));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++)
		if (next_ok(str_c(bad[i])))
			fail_msg("accepted: %s", bad[i]);
	assert_false(next_ok(STR_NULL));
	memset(text, 'a', sizeof(text));
	text[0] = '/';
	assert_true(next_ok((struct str){ text, 1000 }));
	assert_false(next_ok((struct str){ text, 1001 }));
}

static void context_words(void **state UNUSED)
{
	ARENA_HERE;
	struct strs w = password_context(a, STR("thuoc.mai@dongnai.vn"),
					 STR("Mai Đình Thước"));

	assert_int_equal(w.n, 4);
	same(w.p[1], "thuoc.mai");
	same(w.p[2], "dongnai.vn");
	same(w.p[3], "Mai Đình Thước");
}

static void settings(void **state UNUSED)
{
	assert_true(setting_lang_ok(STR("vi")));
	assert_true(setting_lang_ok(STR("en")));
	assert_true(setting_lang_ok(STR_NULL));
	assert_false(setting_lang_ok(STR("fr")));
	assert_true(setting_theme_ok(STR("dark")));
	assert_true(setting_theme_ok(STR("light")));
	assert_true(setting_theme_ok(STR("")));
	assert_false(setting_theme_ok(STR("pink")));
	assert_true(setting_size_ok(STR("lon")));
	assert_true(setting_size_ok(STR("")));
	assert_false(setting_size_ok(STR("huge")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_have_codes),
		cmocka_unit_test(roles_are_separate),
		cmocka_unit_test(choose_none),
		cmocka_unit_test(choose_adds_up_in_one_place),
		cmocka_unit_test(choose_prefers_the_root),
		cmocka_unit_test(admin_below_the_root),
		cmocka_unit_test(email_good),
		cmocka_unit_test(email_bad),
		cmocka_unit_test(email_long),
		cmocka_unit_test(next_paths),
		cmocka_unit_test(context_words),
		cmocka_unit_test(settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
