/* Acts of weight, limits of sessions, devices, hashes of another cost. */
#include "account/test/account_town.h"

#include "account/account_act.h"
#include "account/account_limits.h"
#include "account/account_query.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"
#include "setting/setting.h"

enum { MINUTE = 60 * 1000 };

static struct err *stepup_fn(struct cx *cx, void *arg UNUSED)
{
	return setting_put(cx, STEPUP_REQUIRED, STR("all"));
}

static const char *grant_path(struct town *t)
{
	return str_fmt(t->cx.arena, "/user/%lld/grant", (long long)t->thuoc).p;
}

/* A form behind an old proof: nothing of it is lost, nothing is done. */
static void a_form_waits_for_the_proof(void **state UNUSED)
{
	const char *admin, *next, *body, *fresh;
	struct user_grants_rows grants;
	struct user_grants_in in;
	TOWN;

	ok(db_tx(&t.cx, stepup_fn, NULL));
	in = (struct user_grants_in){ .user_id = t.thuoc };
	body = str_fmt(a, "role=leader&org=%lld", (long long)t.unit).p;
	admin = town_sign_in(&t, "admin@dn.vn");
	town_time += PROOF_LIFE_MS;
	r = town_post(&t, grant_path(&t), body, admin);
	assert_int_equal(r.status, 403);
	town_golden(&t, "prove.vi", &r);
	assert_true(town_has(&r, "name=\"keep.role\" value=\"leader\""));
	ok(user_grants(t.cx.db, &in, &grants));
	assert_int_equal(grants.n, 1);
	next = str_fmt(a, "next=%s&again=1&keep.role=leader&keep.org=%lld",
		       grant_path(&t), (long long)t.unit)
		       .p;
	/* a wrong password asks again, with everything still there */
	r = town_post(&t, "/sign-in/again",
		      str_fmt(a, "current=wrong&%s", next).p, admin);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "name=\"keep.role\" value=\"leader\""));
	assert_null(r.set_session.p);
	r = town_post(&t, "/sign-in/again",
		      str_fmt(a, "current=%s&%s", PASSWORD_URL, next).p, admin);
	assert_int_equal(r.status, 200);
	assert_true(town_has(&r, "data-go"));
	assert_true(town_has(&r, "name=\"role\" value=\"leader\""));
	/* a new token; the old one is dead */
	fresh = town_cookie(&t, r.set_session);
	r = town_get(&t, "/users", admin);
	assert_int_equal(r.status, 401);
	r = town_post(&t, grant_path(&t), body, fresh);
	assert_int_equal(r.status, 303);
	ok(user_grants(t.cx.db, &in, &grants));
	assert_int_equal(grants.n, 2);
	kit_close(&t.cx);
}

static void a_page_comes_after_the_proof(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	/* where nobody asked for it nothing changes */
	town_time += PROOF_LIFE_MS;
	r = town_get(&t, "/account/second", cookie);
	assert_int_equal(r.status, 200);
	ok(db_tx(&t.cx, stepup_fn, NULL));
	r = town_get(&t, "/account/second", cookie);
	assert_int_equal(r.status, 303);
	same(r.location, "/sign-in/again?next=/account/second");
	r = town_get(&t, "/sign-in/again?next=/account/second", cookie);
	assert_int_equal(r.status, 200);
	r = town_post(&t, "/sign-in/again",
		      "next=%2Faccount%2Fsecond&current=" PASSWORD_URL, cookie);
	assert_int_equal(r.status, 303);
	same(r.location, "/account/second");
	cookie = town_cookie(&t, r.set_session);
	r = town_get(&t, "/account/second", cookie);
	assert_int_equal(r.status, 200);
	/* to a page of ours only; a file gets a page with its link */
	r = town_post(&t, "/sign-in/again",
		      "next=https%3A%2F%2Fevil.example&current=" PASSWORD_URL,
		      cookie);
	same(r.location, "/");
	r = town_post(&t, "/sign-in/again",
		      "next=%2Fmembers.xlsx%3Fq%3Da&current=" PASSWORD_URL,
		      town_cookie(&t, r.set_session));
	assert_int_equal(r.status, 200);
	assert_true(town_has(&r, "href=\"/members.xlsx?q=a\""));
	/* nobody without a session */
	r = town_get(&t, "/sign-in/again", NULL);
	assert_int_equal(r.status, 401);
	kit_close(&t.cx);
}

/* The proof prolongs nothing, and guessing is slow. */
static void a_proof_has_limits(void **state UNUSED)
{
	const char *cookie;
	struct sessions before, after;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	ok(session_list(&t.cx, t.thuoc, &before));
	town_time += 30 * MINUTE;
	t.cx.now = town_time;
	r = town_post(&t, "/sign-in/again",
		      "next=%2Faccount&current=" PASSWORD_URL, cookie);
	assert_int_equal(r.status, 303);
	cookie = town_cookie(&t, r.set_session);
	ok(session_list(&t.cx, t.thuoc, &after));
	assert_int_equal(after.n, 1);
	assert_int_equal(after.p[0].ends_at, before.p[0].ends_at);
	assert_int_equal(after.p[0].proved_at, town_time);
	for (int i = 0; i < 6; i++)
		r = town_post(&t, "/sign-in/again", "next=%2F&current=x",
			      cookie);
	assert_int_equal(r.status, 429);
	kit_close(&t.cx);
}

/* ---- sessions ------------------------------------------------------------------------ */

/* Administrators and the office: 15 minutes and 12 hours, others 1 and 24. */
static void managers_have_shorter_sessions(void **state UNUSED)
{
	const char *admin, *thuoc;
	struct sessions list;
	TOWN;

	admin = town_sign_in(&t, "admin@dn.vn");
	thuoc = town_sign_in(&t, "thuoc@dn.vn");
	ok(session_list(&t.cx, t.admin, &list));
	assert_int_equal(list.p[0].idle_ms, SESSION_IDLE_MANAGER_MS);
	assert_int_equal(list.p[0].ends_at - town_time,
			 SESSION_LIFE_MANAGER_MS);
	ok(session_list(&t.cx, t.thuoc, &list));
	assert_int_equal(list.p[0].idle_ms, SESSION_IDLE_MS);
	assert_int_equal(list.p[0].ends_at - town_time, SESSION_LIFE_MS);
	town_time += SESSION_IDLE_MANAGER_MS;
	r = town_get(&t, "/account", admin);
	assert_int_equal(r.status, 401);
	r = town_get(&t, "/account", thuoc);
	assert_int_equal(r.status, 200);
	/* who gets more to manage has the shorter ones at once */
	t.cx.now = town_time;
	ok(account_grant(&t.cx, t.thuoc, ROLE_OFFICE, t.root, STR_NULL));
	ok(session_list(&t.cx, t.thuoc, &list));
	assert_int_equal(list.p[0].idle_ms, SESSION_IDLE_MANAGER_MS);
	kit_close(&t.cx);
}

static void ten_at_once(void **state UNUSED)
{
	const char *first, *second;
	struct sessions list;
	TOWN;

	first = town_sign_in(&t, "thuoc@dn.vn");
	second = town_sign_in(&t, "thuoc@dn.vn");
	for (int i = 2; i < SESSIONS_MOST; i++)
		town_sign_in(&t, "thuoc@dn.vn");
	r = town_get(&t, "/account", first);
	assert_int_equal(r.status, 200);
	town_sign_in(&t, "thuoc@dn.vn");
	r = town_get(&t, "/account", first);
	assert_int_equal(r.status, 401);
	r = town_get(&t, "/account", second);
	assert_int_equal(r.status, 200);
	ok(session_list(&t.cx, t.thuoc, &list));
	assert_int_equal(list.n, SESSIONS_MOST);
	kit_close(&t.cx);
}

static void settings_of_the_realm(void **state UNUSED)
{
	const char *admin;
	struct sessions list;
	TOWN;

	admin = town_sign_in(&t, "admin@dn.vn");
	r = town_get(&t, "/settings/sign-in", admin);
	town_golden(&t, "sign-in-settings.vi", &r);
	r = town_get_en(&t, "/settings/sign-in", admin);
	town_golden(&t, "sign-in-settings.en", &r);
	r = town_post(&t, "/settings/sign-in",
		      "idle=4&life=1441&idle_manager=x&life_manager=60&most=0&"
		      "stepup=1&second=none",
		      admin);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "href=\"#idle_manager\""));
	r = town_post(&t, "/settings/sign-in",
		      "idle=4&life=1441&idle_manager=5&life_manager=60&most=1&"
		      "stepup=1&second=none",
		      admin);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "href=\"#idle\""));
	assert_true(town_has(&r, "href=\"#life\""));
	r = town_post(&t, "/settings/sign-in",
		      "idle=30&life=600&idle_manager=10&life_manager=60&most=2&"
		      "stepup=1&second=none",
		      admin);
	assert_int_equal(r.status, 303);
	town_sign_in(&t, "thuoc@dn.vn");
	town_sign_in(&t, "thuoc@dn.vn");
	town_sign_in(&t, "thuoc@dn.vn");
	ok(session_list(&t.cx, t.thuoc, &list));
	assert_int_equal(list.n, 2);
	assert_int_equal(list.p[0].idle_ms, 30 * MINUTE);
	assert_int_equal(list.p[0].ends_at - town_time, 600 * MINUTE);
	r = town_get(&t, "/settings/sign-in", town_sign_in(&t, "thuoc@dn.vn"));
	assert_int_equal(r.status, 403);
	kit_close(&t.cx);
}

static void administrators_end_sessions(void **state UNUSED)
{
	const char *admin, *one, *other;
	TOWN;

	town_person(&t, "khac@dn.vn", "Bùi Khác", ROLE_LEADER, t.root);
	admin = town_sign_in(&t, "admin@dn.vn");
	one = town_sign_in(&t, "thuoc@dn.vn");
	other = town_sign_in(&t, "khac@dn.vn");
	r = town_post(&t,
		      str_fmt(a, "/user/%lld/sessions", (long long)t.thuoc).p,
		      "", admin);
	assert_int_equal(r.status, 303);
	r = town_get(&t, "/account", one);
	assert_int_equal(r.status, 401);
	r = town_get(&t, "/account", other);
	assert_int_equal(r.status, 200);
	r = town_post(&t, "/settings/sign-in/end", "", other);
	assert_int_equal(r.status, 403);
	r = town_post(&t, "/settings/sign-in/end", "", admin);
	assert_int_equal(r.status, 303);
	r = town_get(&t, "/account", other);
	assert_int_equal(r.status, 401);
	r = town_get(&t, "/account", admin);
	assert_int_equal(r.status, 200);
	kit_close(&t.cx);
}

/* ---- devices ---------------------------------------------------------------------------- */

static void from(struct town *t, const char *agent, const char *device)
{
	struct account_place at = { .agent = str_c(agent),
				    .address = STR("127.0.0.1"),
				    .device = str_c(device) };
	struct str token;
	bool second;

	ok(account_sign_in(&t->cx, STR("thuoc@dn.vn"), PASSWORD, &at, &token,
			   &second));
}

static void a_new_device_is_told(void **state UNUSED)
{
	TOWN;

	/* what other tests guessed wrong is forgotten */
	town_time += 120 * MINUTE;
	t.cx.now = town_time;
	/* nothing can be sent yet, and nothing piles up */
	from(&t, "Firefox · Linux", "device-one-0123456789");
	from(&t, "Chrome · Windows", "device-two-0123456789");
	assert_int_equal(town_letters(&t, ""), 0);
	town_mail(&t);
	from(&t, "Firefox · Linux", "device-one-0123456789");
	assert_int_equal(town_letters(&t, "thiết bị mới"), 0);
	from(&t, "Firefox · Linux", "device-three-01234567");
	assert_int_equal(town_letters(&t, "thiết bị mới"), 1);
	/* the cookie in another browser: it was taken there */
	from(&t, "Edge · Windows", "device-one-0123456789");
	assert_int_equal(town_letters(&t, "thiết bị mới"), 2);
	r = town_get(&t, "/account", town_sign_in(&t, "thuoc@dn.vn"));
	assert_true(town_has(&r, "Edge · Windows, thiết bị mới"));
	r = town_post(&t, "/account/password",
		      "current=" PASSWORD_URL "&fresh=" SECOND_URL,
		      town_sign_in(&t, "thuoc@dn.vn"));
	assert_int_equal(r.status, 303);
	assert_int_equal(town_letters(&t, "Mật khẩu đã được đổi"), 1);
	kit_close(&t.cx);
}

/* ---- hashes ------------------------------------------------------------------------------- */

static void hashes_follow_the_cost(void **state UNUSED)
{
	struct user_by_email_in by = { .email = STR("thuoc@dn.vn") };
	struct user_by_email_row before, after;
	bool found;
	TOWN;

	ok(user_by_email(t.cx.db, &by, &before, &found));
	assert_false(auth_password_is_stale(a, before.password));
	auth_set_cheap_hashing(false);
	ok(auth_set_cost(a, ARGON_MIB_LEAST, ARGON_PASSES_LEAST));
	assert_true(auth_password_is_stale(a, before.password));
	town_sign_in(&t, "thuoc@dn.vn");
	ok(user_by_email(t.cx.db, &by, &after, &found));
	assert_false(str_eq(before.password, after.password));
	assert_true(str_find(after.password, STR("m=19456,t=2,p=1"), 0) > 0);
	assert_false(auth_password_is_stale(a, after.password));
	town_sign_in(&t, "thuoc@dn.vn");
	ok(user_by_email(t.cx.db, &by, &before, &found));
	assert_true(str_eq(before.password, after.password));
	auth_set_cheap_hashing(true);
	ok(auth_set_cost(a, ARGON_MIB, ARGON_PASSES));
	fails(auth_set_cost(a, ARGON_MIB_LEAST - 1, 3), ERR_INVALID);
	fails(auth_set_cost(a, 64, ARGON_PASSES_LEAST - 1), ERR_INVALID);
	kit_close(&t.cx);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_form_waits_for_the_proof),
		cmocka_unit_test(a_page_comes_after_the_proof),
		cmocka_unit_test(a_proof_has_limits),
		cmocka_unit_test(managers_have_shorter_sessions),
		cmocka_unit_test(ten_at_once),
		cmocka_unit_test(settings_of_the_realm),
		cmocka_unit_test(administrators_end_sessions),
		cmocka_unit_test(a_new_device_is_told),
		cmocka_unit_test(hashes_follow_the_cost),
	};

	auth_set_cheap_hashing(true);
	return cmocka_run_group_tests(all, NULL, NULL);
}
