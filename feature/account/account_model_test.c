/* The rules of accounts. */
#include "testkit/testkit.h"

#include "account/account_model.h"

enum { ARENA = 1 << 20 };

#define ARENA_HERE CLEANUP(arena_closep) struct arena *a = arena_open(ARENA)

enum { ROOT = 1, UNIT = 7, OTHER = 8, HER = 70 };
#define BIT(p) PERM_BIT(PERM_##p)

static day_t today(void)
{
	day_t d = DAY_NONE;

	assert_true(day_from_iso(STR("2026-08-20"), &d));
	return d;
}

static struct seat_grant role(uint64_t perms, int64_t scope)
{
	return (struct seat_grant){
		.is = { .perms = perms,
			.from = today() - 10,
			.to = DAY_NONE,
			.at_root =
				scope == 0 || scope == ROOT || scope == -ROOT,
			.lent_from = DAY_NONE,
			.lent_to = DAY_NONE },
		.scope = scope,
	};
}

static struct seat_grant lent(uint64_t perms, int64_t scope)
{
	struct seat_grant g = role(perms, scope);

	g.lender = HER;
	g.is.lent = true;
	g.is.lent_from = today();
	g.is.lent_to = today() + 7;
	return g;
}

static void seats_none(void **state UNUSED)
{
	struct seat s[1];

	assert_int_equal(seats_make(NULL, 0, today(), s), 0);
	assert_int_equal(seat_find(s, 0, 5, 0), 0);
}

/* Roles at one place are one seat; those at two are two, the oldest first. */
static void seats_by_place(void **state UNUSED)
{
	const struct seat_grant g[] = { role(BIT(WORK_REPORT), UNIT),
					role(BIT(MEMBER_VIEW), UNIT),
					role(BIT(ORG_VIEW), OTHER) };
	struct seat s[3];

	assert_int_equal(seats_make(g, 3, today(), s), 2);
	assert_int_equal(s[0].scope, UNIT);
	assert_int_equal(s[0].grant, 0);
	assert_int_equal(s[0].perms, BIT(WORK_REPORT) | BIT(MEMBER_VIEW));
	assert_int_equal(s[1].scope, OTHER);
	assert_int_equal(s[1].perms, BIT(ORG_VIEW));
	assert_int_equal(seat_find(s, 2, OTHER, 0), 1);
	assert_int_equal(seat_find(s, 2, OTHER, HER), 0);
	assert_int_equal(seat_find(s, 2, -OTHER, 0), 0);
}

/* The root goes first, and the whole realm is the root. */
static void seats_root_first(void **state UNUSED)
{
	const struct seat_grant g[] = { role(BIT(WORK_REPORT), UNIT),
					role(BIT(ACCOUNT_MANAGE), 0),
					role(BIT(WORK_MANAGE), ROOT),
					role(BIT(ORG_VIEW), -ROOT) };
	const struct seat_grant turned[] = { role(BIT(WORK_MANAGE), ROOT),
					     role(BIT(ACCOUNT_MANAGE), 0) };
	struct seat s[4];

	assert_int_equal(seats_make(g, 3, today(), s), 2);
	assert_int_equal(s[0].scope, ROOT);
	assert_int_equal(s[0].grant, 2);
	assert_true(s[0].at_root);
	assert_int_equal(s[0].perms, BIT(ACCOUNT_MANAGE) | BIT(WORK_MANAGE));
	assert_int_equal(s[1].scope, UNIT);
	/* whichever was given first */
	assert_int_equal(seats_make(turned, 2, today(), s), 1);
	assert_int_equal(s[0].scope, ROOT);
	assert_int_equal(seats_make(g, 3, today(), s), 2);
	/* the root alone is another place than the root */
	assert_int_equal(seats_make(g, 4, today(), s), 3);
	assert_int_equal(s[1].scope, -ROOT);
	assert_int_equal(s[1].perms, s[0].perms | BIT(ORG_VIEW));
}

/* With those below, and alone: the second is a seat when it adds something. */
static void seats_alone(void **state UNUSED)
{
	const struct seat_grant more[] = { role(BIT(MEMBER_VIEW), -UNIT),
					   role(BIT(WORK_VIEW), UNIT),
					   role(BIT(MEMBER_VIEW), -UNIT) };
	const struct seat_grant same[] = { role(BIT(WORK_VIEW), -UNIT),
					   role(BIT(WORK_VIEW), UNIT),
					   role(BIT(WORK_VIEW), -UNIT) };
	const struct seat_grant whole[] = { role(BIT(WORK_VIEW), 0) };
	struct seat s[2];

	assert_int_equal(seats_make(more, 2, today(), s), 2);
	assert_int_equal(s[0].scope, -UNIT);
	assert_int_equal(s[0].perms, BIT(MEMBER_VIEW) | BIT(WORK_VIEW));
	assert_int_equal(s[1].scope, UNIT);
	assert_int_equal(s[1].perms, BIT(WORK_VIEW));
	assert_int_equal(seats_make(same, 2, today(), s), 1);
	assert_int_equal(s[0].scope, UNIT);
	assert_int_equal(seats_make(same, 1, today(), s), 1);
	assert_int_equal(s[0].scope, -UNIT);
	/* whichever was given first */
	assert_int_equal(seats_make(same + 1, 2, today(), s), 1);
	assert_int_equal(s[0].scope, UNIT);
	assert_int_equal(seats_make(more + 1, 2, today(), s), 2);
	assert_int_equal(s[0].scope, UNIT);
	assert_int_equal(s[0].perms, BIT(WORK_VIEW));
	assert_int_equal(s[1].scope, -UNIT);
	assert_int_equal(s[1].perms, BIT(MEMBER_VIEW) | BIT(WORK_VIEW));
	/* the whole realm is no organisation alone */
	assert_int_equal(seats_make(whole, 1, today(), s), 1);
	assert_int_equal(s[0].scope, 0);
	assert_int_equal(s[0].perms, BIT(WORK_VIEW));
}

/* What another lends is a seat of its own, the last, without what nobody
 * lends; on its days. */
static void seats_lent(void **state UNUSED)
{
	const struct seat_grant g[] = {
		lent(BIT(WORK_MANAGE) | BIT(ACCOUNT_MANAGE) |
			     BIT(MEMBER_SECRET),
		     ROOT),
		role(BIT(WORK_VIEW), UNIT),
		lent(BIT(MEMBER_SECRET), OTHER),
		role(0, OTHER),
	};
	struct seat s[4];

	assert_int_equal(seats_make(g, 4, today(), s), 3);
	assert_int_equal(s[0].scope, UNIT);
	assert_int_equal(s[1].scope, OTHER);
	assert_int_equal(s[1].lender, 0);
	assert_int_equal(s[1].perms, 0);
	assert_int_equal(s[2].scope, ROOT);
	assert_int_equal(s[2].lender, HER);
	assert_int_equal(s[2].perms, BIT(WORK_MANAGE));
	assert_int_equal(seat_find(s, 3, ROOT, HER), 2);
	assert_int_equal(seats_make(g, 1, today() - 1, s), 0);
	assert_int_equal(seats_make(g, 1, today() + 6, s), 1);
	assert_int_equal(seats_make(g, 1, today() + 7, s), 0);
}

static void lent_areas(void **state UNUSED)
{
	uint64_t all = BIT(ORG_VIEW) | BIT(WORK_VIEW) | BIT(WORK_MANAGE) |
		       BIT(MEMBER_VIEW) | BIT(MEMBER_MANAGE);

	assert_int_equal(lent_perms(all, STR("all")), all);
	assert_int_equal(lent_perms(all, STR("work")),
			 BIT(ORG_VIEW) | BIT(WORK_VIEW) | BIT(WORK_MANAGE));
	assert_int_equal(lent_perms(all, STR("member")),
			 BIT(ORG_VIEW) | BIT(MEMBER_VIEW) | BIT(MEMBER_MANAGE));
	assert_int_equal(lent_perms(all, STR("?")), BIT(ORG_VIEW));
}

static void lent_days(void **state UNUSED)
{
	day_t d = today();
	ARENA_HERE;

	assert_null(lent_check(a, d, d + 1, d));
	assert_null(lent_check(a, d + 5, d + 5 + LENT_DAYS_MOST, d));
	same(lent_check(a, d - 1, d + 1, d)->field, "from");
	same(lent_check(a, d, d, d)->field, "to");
	same(lent_check(a, d, d - 3, d)->field, "to");
	same(lent_check(a, d, d + 1 + LENT_DAYS_MOST, d)->field, "to");
}

#define LABEL_63                                                               \
	"abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0"

static void email_good(void **state UNUSED)
{
	static const char *const pair[][2] = {
		{ " Thuoc.Mai@BT.DongNai.VN ", "thuoc.mai@bt.dongnai.vn" },
		{ "admin@localhost", "admin@localhost" },
		{ "a+b_c-d@x1-y.vn", "a+b_c-d@x1-y.vn" },
		{ "0z9@a0z.vn", "0z9@a0z.vn" },
		/* a label has 63 characters at most */
		{ "a@" LABEL_63 ".vn", "a@" LABEL_63 ".vn" },
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
		"",	    "a",	  "a@",		  "@b.vn",
		"a@@b.vn",  "a@b@c.vn",	  "a b@c.vn",	  ".a@b.vn",
		"a.@b.vn",  "a..b@c.vn",  "..@c.vn",	  "a@x" LABEL_63 ".vn",
		"a@-b.vn",  "a@b-.vn",	  "a@b..vn",	  "a@b.vn.",
		"a@.b.vn",  "thước@b.vn", "a@đồngnai.vn", "a@b.vn\n",
		"a\"@b.vn", "a@b_c.vn",	  "<a@b.vn>",	  "a@b.vn,c@d.vn",
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
		cmocka_unit_test(seats_none),
		cmocka_unit_test(seats_by_place),
		cmocka_unit_test(seats_root_first),
		cmocka_unit_test(seats_alone),
		cmocka_unit_test(seats_lent),
		cmocka_unit_test(lent_areas),
		cmocka_unit_test(lent_days),
		cmocka_unit_test(email_good),
		cmocka_unit_test(email_bad),
		cmocka_unit_test(email_long),
		cmocka_unit_test(next_paths),
		cmocka_unit_test(context_words),
		cmocka_unit_test(settings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
