/* The second factor through the pages: set up, asked for, lost. */
#include "account/test/account_town.h"

#include "account/account_act.h"
#include "account/account_query.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "base/buf.h"
#include "db/db.h"
#include "setting/setting.h"

enum { HALF_MINUTE = 30000 };
#define SIGN_IN "email=thuoc%40dn.vn&password=" PASSWORD_URL "&next=%2Faccount"

/* A form with the keys of the page that it stands on. */
/* The code that the app shows now. */
static const char *code_now(struct town *t, struct str secret)
{
	struct str code;

	ok(second_code_at(t->cx.arena, secret, town_time, &code));
	return str_to_c(t->cx.arena, code);
}

static struct str spaces_out(struct arena *a, struct str s)
{
	char *p = arena_bytes(a, s.n);
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ')
			p[n++] = s.p[i];
	return (struct str){ p, n };
}

/* Sets it up as a person would; the secret and a recovery code. */
static struct str set_up(struct town *t, const char *cookie, struct str *ret)
{
	struct str secret;
	struct reply r = town_form(t, "/account/second", "/account/second",
				   "current=" PASSWORD_URL, cookie);

	assert_int_equal(r.status, 303);
	same(r.location, "/account/second");
	r = town_get(t, "/account/second", cookie);
	assert_true(town_has(&r, "<path d=\"M4 4h7v1h-7z"));
	secret = spaces_out(t->cx.arena,
			    town_between(&r, "<p><code>", "</code>"));
	r = town_form(t, "/account/second", "/account/second/confirm",
		      str_fmt(t->cx.arena, "code=%s", code_now(t, secret)).p,
		      cookie);
	assert_int_equal(r.status, 200);
	*ret = town_between(&r, "<li><code>", "</code>");
	assert_int_equal(ret->n, 28);
	return secret;
}

/* The ticket on the page that asks for the code. */
static struct str first_step(struct town *t)
{
	struct reply r = town_post(t, "/sign-in", SIGN_IN, NULL);

	assert_int_equal(r.status, 200);
	assert_null(r.set_session.p);
	return town_between(&r, "name=\"ticket\" value=\"", "\"");
}

static struct reply second_step(struct town *t, struct str ticket,
				const char *code)
{
	return town_post(t, "/sign-in/second",
			 str_fmt(t->cx.arena,
				 "ticket=%.*s&code=%s&next=%%2Faccount",
				 STR_ARG(ticket), code)
				 .p,
			 NULL);
}

static void set_up_and_asked_for(void **state UNUSED)
{
	struct str secret, recovery, ticket;
	const char *cookie, *other;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	other = town_sign_in(&t, "thuoc@dn.vn");
	r = town_get(&t, "/account/second", cookie);
	town_golden(&t, "second-off.vi", &r);
	/* a session that was left open isn't enough */
	r = town_form(&t, "/account/second", "/account/second", "current=wrong",
		      cookie);
	assert_int_equal(r.status, 422);
	r = town_form(&t, "/account/second", "/account/second/confirm",
		      "code=123456", cookie);
	assert_int_equal(r.status, 422);
	secret = set_up(&t, cookie, &recovery);
	/* the other session has ended, this one goes on */
	r = town_get(&t, "/account", other);
	assert_int_equal(r.status, 401);
	r = town_get(&t, "/account/second", cookie);
	town_golden(&t, "second-on.vi", &r);
	r = town_get_en(&t, "/account/second", cookie);
	town_golden(&t, "second-on.en", &r);
	/* the password alone opens nothing */
	ticket = first_step(&t);
	r = second_step(&t, ticket, "000000");
	assert_int_equal(r.status, 422);
	assert_null(r.set_session.p);
	assert_true(town_has(&r, "href=\"#code\""));
	/* the code that set it up counts no second time */
	r = second_step(&t, ticket, code_now(&t, secret));
	assert_int_equal(r.status, 422);
	town_time += HALF_MINUTE;
	r = second_step(&t, ticket, code_now(&t, secret));
	assert_int_equal(r.status, 303);
	same(r.location, "/account");
	r = town_get(&t, "/account", town_cookie(&t, r.set_session));
	assert_int_equal(r.status, 200);
	assert_true(town_has(&r, "Bật: sau mật khẩu"));
	/* the ticket is used up, and so is the code */
	town_time += HALF_MINUTE;
	r = second_step(&t, ticket, code_now(&t, secret));
	assert_int_equal(r.status, 410);
	assert_null(r.set_session.p);
	/* without the app */
	r = second_step(&t, first_step(&t), str_to_c(a, recovery));
	assert_int_equal(r.status, 303);
	r = second_step(&t, first_step(&t), str_to_c(a, recovery));
	assert_int_equal(r.status, 422);
	kit_close(&t.cx);
}

static void guessing_ends_soon(void **state UNUSED)
{
	struct str secret, recovery, ticket;
	TOWN;

	secret = set_up(&t, town_sign_in(&t, "thuoc@dn.vn"), &recovery);
	town_time += HALF_MINUTE;
	ticket = first_step(&t);
	for (int i = 0; i < TICKET_TRIES; i++) {
		r = second_step(&t, ticket, "000000");
		assert_int_equal(r.status, 422);
	}
	r = second_step(&t, ticket, code_now(&t, secret));
	assert_int_equal(r.status, 410);
	/* too late */
	ticket = first_step(&t);
	town_time += TICKET_LIFE_MS;
	r = second_step(&t, ticket, code_now(&t, secret));
	assert_int_equal(r.status, 410);
	r = second_step(&t, STR("nonsense"), code_now(&t, secret));
	assert_int_equal(r.status, 410);
	kit_close(&t.cx);
}

/* What was typed when a session ended is offered behind both steps. */
static void what_was_typed_is_kept(void **state UNUSED)
{
	struct str secret, recovery, ticket;
	TOWN;

	secret = set_up(&t, town_sign_in(&t, "thuoc@dn.vn"), &recovery);
	town_time += HALF_MINUTE;
	r = town_post(&t, "/sign-in",
		      "email=thuoc%40dn.vn&password=" PASSWORD_URL
		      "&next=%2Fnote&again=1&keep.text=chuy%E1%BB%87n",
		      NULL);
	ticket = town_between(&r, "name=\"ticket\" value=\"", "\"");
	assert_true(town_has(&r, "name=\"keep.text\" value=\"chuyện\""));
	r = town_post(&t, "/sign-in/second",
		      str_fmt(a,
			      "ticket=%.*s&code=%s&next=%%2Fnote&again=1&"
			      "keep.text=chuy%%E1%%BB%%87n",
			      STR_ARG(ticket), code_now(&t, secret))
			      .p,
		      NULL);
	assert_int_equal(r.status, 200);
	assert_int_equal(r.set_session.n, 43);
	assert_true(town_has(&r, "name=\"text\" value=\"chuyện\""));
	kit_close(&t.cx);
}

static void a_link_asks_too(void **state UNUSED)
{
	struct str secret, recovery, ticket, path;
	TOWN;

	secret = set_up(&t, town_sign_in(&t, "thuoc@dn.vn"), &recovery);
	town_time += HALF_MINUTE;
	t.cx.now = town_time;
	ok(account_link(&t.cx, t.thuoc, &path));
	r = town_post(&t, str_to_c(a, path), "", NULL);
	assert_int_equal(r.status, 200);
	assert_null(r.set_session.p);
	ticket = town_between(&r, "name=\"ticket\" value=\"", "\"");
	r = second_step(&t, ticket, code_now(&t, secret));
	assert_int_equal(r.status, 303);
	/* as after any link the password may be set anew */
	r = town_get(&t, "/account", town_cookie(&t, r.set_session));
	assert_true(town_has_not(&r, "name=\"current\""));
	kit_close(&t.cx);
}

static void codes_anew_and_away(void **state UNUSED)
{
	struct str secret, recovery, fresh;
	const char *cookie;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	secret = set_up(&t, cookie, &recovery);
	r = town_form(&t, "/account/second", "/account/second/codes",
		      "code=000000", cookie);
	assert_int_equal(r.status, 422);
	town_time += HALF_MINUTE;
	r = town_form(&t, "/account/second", "/account/second/codes",
		      str_fmt(a, "code=%s", code_now(&t, secret)).p, cookie);
	assert_int_equal(r.status, 200);
	fresh = town_between(&r, "<li><code>", "</code>");
	r = town_form(&t, "/account/second", "/account/second/end",
		      str_fmt(a, "code=%.*s", STR_ARG(recovery)).p, cookie);
	assert_int_equal(r.status, 422); /* an old one */
	r = town_form(&t, "/account/second", "/account/second/end",
		      str_fmt(a, "code=%.*s", STR_ARG(fresh)).p, cookie);
	assert_int_equal(r.status, 303);
	r = town_post(&t, "/sign-in", SIGN_IN, NULL);
	assert_int_equal(r.status, 303);
	assert_int_equal(r.set_session.n, 43);
	kit_close(&t.cx);
}

static void lost_altogether(void **state UNUSED)
{
	struct str secret, recovery;
	const char *admin, *cookie, *path;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	secret = set_up(&t, cookie, &recovery);
	admin = town_sign_in(&t, "admin@dn.vn");
	path = str_fmt(a, "/user/%lld", (long long)t.thuoc).p;
	r = town_get(&t, path, admin);
	town_golden(&t, "user-second.vi", &r);
	r = town_form(&t, path, str_fmt(a, "%s/second", path).p,
		      "reason=", admin);
	assert_int_equal(r.status, 422);
	r = town_form(&t, path, str_fmt(a, "%s/second", path).p,
		      "reason=m%E1%BA%A5t+m%C3%A1y%2C+g%E1%BA%B7p+tr%E1%BB%B1c+"
		      "ti%E1%BA%BFp",
		      admin);
	assert_int_equal(r.status, 303);
	r = town_get(&t, "/account", cookie);
	assert_int_equal(r.status, 401);
	r = town_post(&t, "/sign-in", SIGN_IN, NULL);
	assert_int_equal(r.set_session.n, 43);
	/* never one's own: that needs a code */
	r = town_post(&t, str_fmt(a, "/user/%lld/second", (long long)t.admin).p,
		      "reason=because", admin);
	assert_int_not_equal(r.status, 303);
	assert_true(secret.n > 0);
	kit_close(&t.cx);
}

/* Where there are two administrators one asks, and another agrees. */
static void two_take_it_away(void **state UNUSED)
{
	static const char why[] = "reason=m%E1%BA%A5t+m%C3%A1y";
	const char *admin, *other, *cookie, *path, *away;
	struct account_reset asked;
	struct str recovery;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	set_up(&t, cookie, &recovery);
	town_mail(&t);
	(void)town_person(&t, "hai@dn.vn", "Ngô Thứ Hai", ROLE_ADMIN, t.root);
	admin = town_sign_in(&t, "admin@dn.vn");
	other = town_sign_in(&t, "hai@dn.vn");
	path = str_fmt(a, "/user/%lld", (long long)t.thuoc).p;
	away = str_fmt(a, "%s/second", path).p;
	r = town_form(&t, path, away, why, admin);
	assert_int_equal(r.status, 303);
	assert_int_equal(town_get(&t, "/account", cookie).status, 200);
	ok(account_reset_asked(&t.cx, t.thuoc, &asked));
	assert_int_equal(asked.by, t.admin);
	assert_int_equal(town_letters(&t, "Đề nghị gỡ"), 1);
	/* who asked doesn't agree */
	r = town_get(&t, path, admin);
	assert_true(town_has_not(&r, "/second\""));
	r = town_form(&t, path, away, why, admin);
	assert_int_equal(r.status, 422);
	assert_int_equal(town_get(&t, "/account", cookie).status, 200);
	r = town_get(&t, path, other);
	assert_true(town_has(&r, "Lê Quản Trị đề nghị"));
	assert_true(town_has(&r, "mất máy"));
	r = town_form(&t, path, away, why, other);
	assert_int_equal(r.status, 303);
	assert_int_equal(town_get(&t, "/account", cookie).status, 401);
	assert_int_equal(town_letters(&t, "đã bị gỡ"), 1);
	ok(account_reset_asked(&t.cx, t.thuoc, &asked));
	assert_int_equal(asked.by, 0);
	kit_close(&t.cx);
}

/* The reason has so many characters, not bytes. */
static void reason_of_characters(void **state UNUSED)
{
	struct buf long_one;
	struct str recovery;
	struct cx admin, hai;
	int64_t two;
	bool done;
	TOWN;

	set_up(&t, town_sign_in(&t, "thuoc@dn.vn"), &recovery);
	two = town_person(&t, "hai@dn.vn", "Ngô Thứ Hai", ROLE_ADMIN, t.root);
	admin = town_as(&t, t.admin);
	hai = town_as(&t, two);
	fails(account_second_reset(&admin, t.thuoc, STR("mấtộ"), &done),
	      ERR_INVALID);
	ok(account_second_reset(&admin, t.thuoc, STR("mấtộx"), &done));
	long_one = buf_init(t.cx.arena, 2000);
	for (int i = 0; i < 500; i++)
		buf_lit(&long_one, "ộ");
	buf_lit(&long_one, "ộ");
	fails(account_second_reset(&hai, t.thuoc, buf_view(&long_one), &done),
	      ERR_INVALID);
	ok(account_second_reset(
		&hai, t.thuoc,
		str_sub(buf_view(&long_one), 3, buf_view(&long_one).n), &done));
	assert_true(done);
	kit_close(&t.cx);
}

/* Nobody becomes two by giving or ending roles. */
static void one_stays_one(void **state UNUSED)
{
	struct account_role role = { .role = STR(ROLE_ADMIN),
				     .from = 0,
				     .to = DAY_NONE };
	struct str recovery;
	struct cx admin, hai, ba;
	int64_t two, three;
	bool done;
	TOWN;

	set_up(&t, town_sign_in(&t, "thuoc@dn.vn"), &recovery);
	two = town_person(&t, "hai@dn.vn", "Ngô Thứ Hai", ROLE_ADMIN, t.root);
	three = town_person(&t, "ba@dn.vn", "Lý Thứ Ba", "member", t.unit);
	/* a friend who was made one for it */
	admin = town_as(&t, t.admin);
	role.org = t.root;
	role.from = t.cx.today;
	ok(account_role_give(&admin, three, &role));
	admin.key = STR("ask-1");
	ok(account_second_reset(&admin, t.thuoc, STR("mất máy"), &done));
	assert_false(done);
	ok(account_second_reset(&admin, t.thuoc, STR("mất máy"), &done));
	ba = town_as(&t, three);
	fails(account_second_reset(&ba, t.thuoc, STR("mất máy"), &done),
	      ERR_DENIED);
	/* the other one is gone since yesterday */
	admin.key = STR_NULL;
	ok(account_disable(&admin, two, STR("nghỉ")));
	t.cx.today++;
	t.cx.now += 24 * 3600000;
	admin = town_as(&t, t.admin);
	ok(account_second_reset(&admin, t.thuoc, STR("mất máy"), &done));
	assert_false(done);
	ok(account_enable(&admin, two, STR_NULL));
	hai = town_as(&t, two);
	ok(account_second_reset(&hai, t.thuoc, STR("mất máy"), &done));
	assert_true(done);
	kit_close(&t.cx);
}

/* Who was made one by the other is their own after a week, and not before. */
static void apart_after_a_week(void **state UNUSED)
{
	struct account_role role = { .role = STR(ROLE_ADMIN), .to = DAY_NONE };
	struct str recovery;
	struct cx admin, ba;
	int64_t three;
	bool done;
	TOWN;

	set_up(&t, town_sign_in(&t, "thuoc@dn.vn"), &recovery);
	(void)town_person(&t, "hai@dn.vn", "Ngô Thứ Hai", ROLE_ADMIN, t.root);
	three = town_person(&t, "ba@dn.vn", "Lý Thứ Ba", "member", t.unit);
	admin = town_as(&t, t.admin);
	role.org = t.root;
	role.from = t.cx.today;
	ok(account_role_give(&admin, three, &role));
	t.cx.today += 6;
	admin = town_as(&t, t.admin);
	ok(account_second_reset(&admin, t.thuoc, STR("mất máy"), &done));
	assert_false(done);
	ba = town_as(&t, three);
	fails(account_second_reset(&ba, t.thuoc, STR("mất máy"), &done),
	      ERR_DENIED);
	t.cx.today++;
	ba = town_as(&t, three);
	ok(account_second_reset(&ba, t.thuoc, STR("mất máy"), &done));
	assert_true(done);
	kit_close(&t.cx);
}

/* What somebody asked for whose account is disabled since, is nothing that one
 * could agree with. */
static void who_asked_is_disabled(void **state UNUSED)
{
	struct account_reset asked;
	struct str recovery;
	struct cx admin, hai;
	int64_t two;
	bool done;
	TOWN;

	set_up(&t, town_sign_in(&t, "thuoc@dn.vn"), &recovery);
	two = town_person(&t, "hai@dn.vn", "Ngô Thứ Hai", ROLE_ADMIN, t.root);
	hai = town_as(&t, two);
	ok(account_second_reset(&hai, t.thuoc, STR("mất máy"), &done));
	assert_false(done);
	admin = town_as(&t, t.admin);
	ok(account_disable(&admin, two, STR("nghỉ")));
	ok(account_second_reset(&admin, t.thuoc, STR("mất máy"), &done));
	assert_false(done);
	ok(account_reset_asked(&admin, t.thuoc, &asked));
	assert_int_equal(asked.by, t.admin);
	kit_close(&t.cx);
}

/* … nor is what somebody asked for whose role ends today; one that ends
 * tomorrow still counts. */
static void role_of_who_asked_ends(void **state UNUSED)
{
	struct user_grants_rows rows;
	struct account_reset asked;
	struct str recovery;
	struct cx admin, hai;
	int64_t two, lan;
	bool done;
	TOWN;

	lan = town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.unit);
	set_up(&t, town_sign_in(&t, "thuoc@dn.vn"), &recovery);
	set_up(&t, town_sign_in(&t, "lan@dn.vn"), &recovery);
	two = town_person(&t, "hai@dn.vn", "Ngô Thứ Hai", ROLE_ADMIN, t.root);
	t.cx.today++;
	hai = town_as(&t, two);
	ok(account_second_reset(&hai, t.thuoc, STR("mất máy"), &done));
	ok(account_second_reset(&hai, lan, STR("mất máy"), &done));
	assert_false(done);
	t.cx.today++;
	admin = town_as(&t, t.admin);
	ok(user_grants(t.cx.db, &(struct user_grants_in){ two }, &rows));
	ok(account_grant_end(&admin, rows.p[0].id, STR("nghỉ")));
	ok(account_second_reset(&admin, t.thuoc, STR("mất máy"), &done));
	assert_false(done);
	ok(account_reset_asked(&admin, t.thuoc, &asked));
	assert_int_equal(asked.by, t.admin);
	admin.today--;
	ok(account_second_reset(&admin, lan, STR("mất máy"), &done));
	assert_true(done);
	kit_close(&t.cx);
}

/* The only other administrator isn't shut out by the one. */
static void not_the_other_administrator(void **state UNUSED)
{
	struct str recovery;
	struct cx admin;
	int64_t two;
	bool done;
	TOWN;

	two = town_person(&t, "hai@dn.vn", "Ngô Thứ Hai", ROLE_ADMIN, t.root);
	set_up(&t, town_sign_in(&t, "hai@dn.vn"), &recovery);
	admin = town_as(&t, t.admin);
	fails(account_second_reset(&admin, two, STR("mất máy"), &done),
	      ERR_DENIED);
	kit_close(&t.cx);
}

/* What was asked for is good for a day; then it is asked for anew. */
static void asking_ends_after_a_day(void **state UNUSED)
{
	struct account_reset asked;
	struct str recovery;
	const char *cookie;
	struct cx admin;
	bool done, good;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	set_up(&t, cookie, &recovery);
	(void)town_person(&t, "hai@dn.vn", "Ngô Thứ Hai", ROLE_ADMIN, t.root);
	admin = t.cx;
	ok(account_actor(&admin, t.admin, &admin.actor, &good));
	ok(account_second_reset(&admin, t.thuoc, STR("mất máy"), &done));
	assert_false(done);
	admin.now += RESET_LIFE_MS;
	ok(account_reset_asked(&admin, t.thuoc, &asked));
	assert_int_equal(asked.by, 0);
	ok(account_second_reset(&admin, t.thuoc, STR("mất máy"), &done));
	assert_false(done);
	ok(account_reset_asked(&admin, t.thuoc, &asked));
	assert_int_equal(asked.by, t.admin);
	/* the owner of the machine needs nobody */
	ok(account_second_reset(&t.cx, t.thuoc, STR("mất máy"), &done));
	assert_true(done);
	kit_close(&t.cx);
}

static struct err *require_fn(struct cx *cx, void *arg)
{
	return setting_put(cx, SECOND_REQUIRED, *(const struct str *)arg);
}

static void require(struct town *t, const char *whom)
{
	struct str word = str_c(whom);

	ok(db_tx(&t->cx, require_fn, &word));
}

/* Whoever sees other people's data does nothing without one. */
static void who_sees_others_needs_one(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	(void)town_person(&t, "lan@dn.vn", "Trần Thị Lan", "member", t.unit);
	require(&t, "others");
	r = town_post(&t, "/sign-in", SIGN_IN, NULL);
	same(r.location, "/account/second");
	cookie = town_cookie(&t, r.set_session);
	r = town_get(&t, "/account/second", cookie);
	assert_true(town_has(&r, "cần có yếu tố thứ hai"));
	r = town_post(&t, "/sign-in",
		      "email=lan%40dn.vn&password=" PASSWORD_URL, NULL);
	assert_int_equal(r.status, 303);
	assert_true(!str_eq(r.location, STR("/account/second")));
	/* what waits for them isn't told either, and nothing is lent */
	r = town_get(&t, "/account/handover", cookie);
	same(r.location, "/account/second");
	r = town_form(&t, "/account/seat", "/account/lend",
		      "to=lan%40dn.vn&what=all&last=1%2F1%2F2027&reason=x",
		      cookie);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "cần có yếu tố thứ hai"));
	/* a word that nobody knows asks for the most */
	require(&t, "king");
	r = town_post(&t, "/sign-in", SIGN_IN, NULL);
	same(r.location, "/account/second");
	kit_close(&t.cx);
}

/* Whoever manages accounts does nothing without one. */
static void administrators_need_one(void **state UNUSED)
{
	struct str recovery;
	const char *admin;
	struct cx cx;
	TOWN;

	require(&t, "admin");
	cx = town_as(&t, t.admin);
	assert_true(cx.actor.bare);
	assert_false(cx_may(&cx, PERM_ACCOUNT_MANAGE));
	r = town_post(&t, "/sign-in",
		      "email=admin%40dn.vn&password=" PASSWORD_URL
		      "&next=%2Fusers",
		      NULL);
	assert_int_equal(r.status, 303);
	same(r.location, "/account/second");
	admin = town_cookie(&t, r.set_session);
	r = town_get(&t, "/users", admin);
	assert_int_equal(r.status, 403);
	r = town_get(&t, "/account", admin);
	assert_true(town_has(&r, "<a href=\"/account/second\">Thiết lập</a>"));
	r = town_get(&t, "/account/second", admin);
	assert_true(town_has(&r, "cần có yếu tố thứ hai"));
	set_up(&t, admin, &recovery);
	r = town_get(&t, "/users", admin);
	assert_int_equal(r.status, 200);
	cx = town_as(&t, t.admin);
	assert_false(cx.actor.bare);
	assert_true(cx_may(&cx, PERM_ACCOUNT_MANAGE));
	/* others are let in as before */
	r = town_post(&t, "/sign-in", SIGN_IN, NULL);
	same(r.location, "/account");
	kit_close(&t.cx);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(set_up_and_asked_for),
		cmocka_unit_test(guessing_ends_soon),
		cmocka_unit_test(what_was_typed_is_kept),
		cmocka_unit_test(a_link_asks_too),
		cmocka_unit_test(codes_anew_and_away),
		cmocka_unit_test(lost_altogether),
		cmocka_unit_test(two_take_it_away),
		cmocka_unit_test(asking_ends_after_a_day),
		cmocka_unit_test(reason_of_characters),
		cmocka_unit_test(one_stays_one),
		cmocka_unit_test(apart_after_a_week),
		cmocka_unit_test(who_asked_is_disabled),
		cmocka_unit_test(role_of_who_asked_ends),
		cmocka_unit_test(not_the_other_administrator),
		cmocka_unit_test(administrators_need_one),
		cmocka_unit_test(who_sees_others_needs_one),
	};

	auth_set_cheap_hashing(true);
	return cmocka_run_group_tests(all, NULL, NULL);
}
