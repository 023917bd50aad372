/* The pages of accounts through the door of platform/http. */
#include "account/test/account_town.h"

#include "account/account_act.h"
#include "auth/auth.h"
#include "db/db.h"
#include "org/org.h"

/* ---- signing in ---------------------------------------------------------------- */

static void sign_in_page(void **state UNUSED)
{
	TOWN;

	r = town_get(&t, "/sign-in?next=/account", NULL);
	assert_int_equal(r.status, 200);
	town_golden(&t, "sign-in.vi", &r);
	r = town_get_en(&t, "/sign-in", NULL);
	town_golden(&t, "sign-in.en", &r);
	/* somewhere else is not taken over */
	r = town_get(&t, "/sign-in?next=//evil.vn", NULL);
	assert_true(town_has(&r, "name=\"next\" value=\"/\""));
	r = town_get(&t, "/sign-in?next=/account",
		     town_sign_in(&t, "thuoc@dn.vn"));
	assert_int_equal(r.status, 303);
	same(r.location, "/account");
	kit_close(&t.cx);
}

static void sign_in_works(void **state UNUSED)
{
	TOWN;

	r = town_post(&t, "/sign-in",
		      "email=Thuoc%40dn.vn&password=" PASSWORD_URL
		      "&next=%2Faccount%3Fdone%3D1",
		      NULL);
	assert_int_equal(r.status, 303);
	same(r.location, "/account?done=1");
	assert_int_equal(r.set_session.n, 43);
	r = town_get(&t, "/account", town_cookie(&t, r.set_session));
	assert_int_equal(r.status, 200);
	r = town_post(&t, "/sign-in",
		      "email=thuoc%40dn.vn&password=" PASSWORD_URL
		      "&next=https%3A%2F%2Fevil.vn",
		      NULL);
	same(r.location, "/");
	kit_close(&t.cx);
}

static void sign_in_refused(void **state UNUSED)
{
	struct reply unknown;
	TOWN;

	r = town_post(&t, "/sign-in",
		      "email=thuoc%40dn.vn&password=wrong&next=%2F", NULL);
	assert_int_equal(r.status, 403);
	assert_null(r.set_session.p);
	town_golden(&t, "sign-in-refused.vi", &r);
	assert_true(town_has_not(&r, "wrong"));
	unknown =
		town_post(&t, "/sign-in",
			  "email=thuoc%40dn.vx&password=wrong&next=%2F", NULL);
	assert_int_equal(unknown.status, r.status);
	same(town_between(&unknown, "<ul class=\"one\">", "</ul>"),
	     str_to_c(a, town_between(&r, "<ul class=\"one\">", "</ul>")));
	r = town_post(&t, "/sign-in", "email=&password=&next=%2F", NULL);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "<a href=\"#email\">"));
	assert_true(town_has(&r, "<a href=\"#password\">"));
	assert_true(town_has(&r, "aria-describedby=\"email-em\""));
	for (int i = 0; i < 6; i++)
		r = town_post(&t, "/sign-in", "email=e%40dn.vn&password=x",
			      NULL);
	assert_true(r.status == 429 && r.wait_s > 0);
	kit_close(&t.cx);
}

/* The log says whose, from where and what; nothing of what was typed. */
static void refusals_are_written(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	*town_said = '\0';
	cookie = town_sign_in(&t, "thuoc@dn.vn");
	same(str_c(town_said), "");
	town_post(&t, "/sign-in", "email=thuoc%40dn.vn&password=wrong1", NULL);
	assert_non_null(strstr(town_said, "/sign-in"));
	assert_non_null(strstr(town_said, "the password is not right"));
	assert_non_null(
		strstr(town_said,
		       str_fmt(a, "user %lld from ", (long long)t.thuoc).p));
	assert_null(strstr(town_said, "wrong1"));
	assert_null(strstr(town_said, "dn.vn"));
	town_post(&t, "/sign-in", "email=x%40dn.vn&password=wrong1", NULL);
	assert_non_null(strstr(town_said, "user 0 from "));
	town_post(&t, "/sign-in/link/abcdef", "", NULL);
	assert_non_null(strstr(town_said, "/sign-in/link/::token"));
	assert_null(strstr(town_said, "abcdef"));
	r = town_post(&t, "/sign-in/again", "current=wrong1&next=%2F", cookie);
	assert_int_equal(r.status, 422);
	assert_non_null(strstr(town_said, "/sign-in/again"));
	kit_close(&t.cx);
}

/* Who can't be looked at hasn't failed: "later", and no attempt is counted. */
static void sign_in_is_later(void **state UNUSED)
{
	const char *in = "email=thuoc%40dn.vn&password=" PASSWORD_URL;
	const char *new = "current=" PASSWORD_URL "&fresh=" SECOND_URL;
	const char *cookie;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	for (int i = 0; i < 9; i++) {
		auth_set_limits(i < 8 ? 0 : 4, i < 8 ? 0 : 32);
		r = town_post(&t, "/sign-in", in, NULL);
		assert_int_equal(r.status, i < 8 ? 503 : 303);
		r = town_post(&t, "/account/password", new, cookie);
		assert_int_equal(r.status, i < 8 ? 503 : 303);
	}
	kit_close(&t.cx);
}

/* What was typed when the session had ended is kept and can be sent again. */
static void typed_is_kept(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	r = town_post(
		&t, "/note",
		"text=m%E1%BB%99t%0Ahai+%3Cb%3E&who=a&who=b&csrf=old&key=key-"
		"of-form",
		"__Host-rv=ended");
	assert_int_equal(r.status, 401);
	assert_true(town_has(&r, "name=\"next\" value=\"/note\""));
	assert_true(town_has(&r, "name=\"again\" value=\"1\""));
	assert_true(town_has(
		&r, "name=\"keep.text\" value=\"một\nhai &lt;b&gt;\""));
	assert_true(town_has(&r, "name=\"keep.who\" value=\"a\""));
	assert_true(town_has(&r, "name=\"keep.who\" value=\"b\""));
	assert_true(town_has_not(&r, "key-of-form")); /* gets a new one */
	assert_true(town_has_not(&r, "value=\"old\""));
	/* a wrong password doesn't lose it */
	r = town_post(
		&t, "/sign-in",
		"email=thuoc%40dn.vn&password=x&next=%2Fnote&again=1&"
		"keep.text=m%E1%BB%99t%0Ahai+%3Cb%3E&keep.who=a&keep.who=b",
		NULL);
	assert_int_equal(r.status, 403);
	assert_true(town_has(
		&r, "name=\"keep.text\" value=\"một\nhai &lt;b&gt;\""));
	r = town_post(
		&t, "/sign-in",
		"email=thuoc%40dn.vn&password=" PASSWORD_URL
		"&next=%2Fnote&again=1&keep.text=m%E1%BB%99t%0Ahai+%3Cb%3E&"
		"keep.who=a&keep.who=b",
		NULL);
	assert_int_equal(r.status, 200);
	assert_int_equal(r.set_session.n, 43);
	town_golden(&t, "sign-in-again.vi", &r);
	assert_true(town_has(&r, "action=\"/note\""));
	assert_true(town_has(&r, "name=\"text\" value=\"một\nhai &lt;b&gt;\""));
	assert_true(town_has(&r, "name=\"who\" value=\"b\""));
	assert_true(town_between(&r, "name=\"key\" value=\"", "\"").n >= 8);
	cookie = town_cookie(&t, r.set_session);
	r = town_post(&t, "/note", "text=m%E1%BB%99t&who=a&who=b", cookie);
	assert_int_equal(r.status, 200);
	assert_true(town_has(&r, "một"));
	kit_close(&t.cx);
}

static void page_is_kept(void **state UNUSED)
{
	TOWN;

	r = town_get(&t, "/find?q=a%20b", NULL);
	assert_int_equal(r.status, 401);
	assert_true(town_has(&r, "name=\"next\" value=\"/find?q=a%20b\""));
	assert_true(town_has_not(&r, "name=\"again\""));
	/* passwords never travel on */
	r = town_post(&t, "/account/password",
		      "current=geheim1&fresh=geheim2&username=thuoc", NULL);
	assert_int_equal(r.status, 401);
	assert_true(town_has_not(&r, "geheim"));
	kit_close(&t.cx);
}

static void link_page(void **state UNUSED)
{
	struct str path;
	const char *p;
	TOWN;

	ok(account_link(&t.cx, t.thuoc, &path));
	p = str_to_c(a, path);
	r = town_get(&t, p, NULL);
	assert_int_equal(r.status, 200);
	assert_null(r.set_session.p);
	town_golden(&t, "link.vi", &r);
	r = town_get_en(&t, p, NULL);
	town_golden(&t, "link.en", &r);
	r = town_get(&t, p, NULL); /* looking doesn't use it up */
	assert_int_equal(r.status, 200);
	assert_true(town_has(&r, "method=\"post\""));
	r = town_post(&t, p, "", NULL);
	assert_int_equal(r.status, 303);
	same(r.location, "/");
	assert_int_equal(r.set_session.n, 43);
	/* the present password isn't asked for in this session */
	r = town_get(&t, "/account", town_cookie(&t, r.set_session));
	assert_true(town_has_not(&r, "id=\"current\""));
	assert_true(town_has(&r, "id=\"fresh\""));
	r = town_post(&t, p, "", NULL);
	assert_int_equal(r.status, 410);
	town_golden(&t, "link-used.vi", &r);
	assert_true(
		town_has_not(&r, "<form method=\"post\" action=\"/sign-in/"));
	kit_close(&t.cx);
}

/* Without a password the way leads to setting one. */
static void link_of_a_new_user(void **state UNUSED)
{
	struct account_new in = { .email = STR("lam@dn.vn"),
				  .name = STR("Cao Hiểu Lam"),
				  .role = ROLE_LEADER };
	struct str link;
	const char *cookie;
	int64_t id;
	TOWN;

	ok(account_add(&t.cx, &in, &id, &link));
	r = town_post(&t, str_fmt(a, "/sign-in/link/%.*s", STR_ARG(link)).p, "",
		      NULL);
	assert_int_equal(r.status, 303);
	same(r.location, "/account");
	cookie = town_cookie(&t, r.set_session);
	r = town_post(&t, "/account/password", "fresh=" SECOND_URL, cookie);
	assert_int_equal(r.status, 303);
	same(r.location, "/account?done=1");
	r = town_post(&t, "/sign-in",
		      "email=lam%40dn.vn&password=" SECOND_URL "&next=%2F",
		      NULL);
	assert_int_equal(r.status, 303);
	kit_close(&t.cx);
}

static void sign_out(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	r = town_post(&t, "/sign-out", "", cookie);
	assert_int_equal(r.status, 303);
	assert_true(r.sign_out);
	r = town_get(&t, "/account", cookie);
	assert_int_equal(r.status, 401);
	r = town_post(&t, "/sign-out", "", cookie);
	assert_int_equal(r.status, 303);
	kit_close(&t.cx);
}

static void session_ends_by_time(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	town_time += SESSION_IDLE_MS - 1;
	r = town_get(&t, "/account", cookie);
	assert_int_equal(r.status, 200);
	kit_close(&t.cx);
}

/* ---- own account ------------------------------------------------------------------ */

static void own_page(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	town_sign_in(&t, "thuoc@dn.vn");
	r = town_get(&t, "/account", cookie);
	assert_int_equal(r.status, 200);
	town_golden(&t, "account.vi", &r);
	r = town_get_en(&t, "/account?done=1", cookie);
	town_golden(&t, "account.en", &r);
	assert_true(town_has_not(&r, "href=\"/users\""));
	r = town_get(&t, "/account", town_sign_in(&t, "admin@dn.vn"));
	assert_true(town_has(&r, "href=\"/users\""));
	kit_close(&t.cx);
}

static void own_password(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	r = town_post(&t, "/account/password",
		      "username=thuoc%40dn.vn&current=x&fresh=" SECOND_URL,
		      cookie);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "href=\"#current\""));
	assert_true(town_has(&r, "aria-describedby=\"current-em\""));
	r = town_post(&t, "/account/password",
		      "current=" PASSWORD_URL "&fresh=short", cookie);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "href=\"#fresh\""));
	assert_true(town_has_not(&r, "value=\"short\""));
	r = town_post(&t, "/account/password",
		      "current=" PASSWORD_URL "&fresh=", cookie);
	assert_int_equal(r.status, 422);
	r = town_post(&t, "/account/password",
		      "current=" PASSWORD_URL "&fresh=" SECOND_URL, cookie);
	assert_int_equal(r.status, 303);
	for (int i = 0; i < 6; i++)
		r = town_post(&t, "/account/password",
			      "current=x&fresh=" SECOND_URL, cookie);
	assert_int_equal(r.status, 429);
	kit_close(&t.cx);
}

static void own_settings(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	r = town_post(&t, "/account/settings", "lang=en&theme=dark&size=lon",
		      cookie);
	assert_int_equal(r.status, 303);
	r = town_get(&t, "/account", cookie);
	assert_true(town_has(&r, "<html lang=\"en\" data-theme=\"dark\" "
				 "data-size=\"lon\">"));
	assert_true(town_has(&r, "<option value=\"dark\" selected>"));
	r = town_post(&t, "/account/settings", "lang=fr", cookie);
	assert_int_equal(r.status, 422);
	r = town_post(&t, "/account/settings", "lang=&theme=&size=", cookie);
	assert_int_equal(r.status, 303);
	r = town_get(&t, "/account", cookie);
	assert_true(town_has(&r, "<html lang=\"vi\">"));
	kit_close(&t.cx);
}

static void own_sessions(void **state UNUSED)
{
	const char *one, *two, *three;
	struct str id;
	TOWN;

	one = town_sign_in(&t, "thuoc@dn.vn");
	two = town_sign_in(&t, "thuoc@dn.vn");
	r = town_get(&t, "/account", one);
	id = town_between(&r, "action=\"/account/session/", "/end\"");
	r = town_post(&t,
		      str_fmt(a, "/account/session/%.*s/end", STR_ARG(id)).p,
		      "", one);
	assert_int_equal(r.status, 303);
	assert_int_equal(town_get(&t, "/account", two).status, 401);
	r = town_post(&t,
		      str_fmt(a, "/account/session/%.*s/end", STR_ARG(id)).p,
		      "", one);
	assert_int_equal(r.status, 404);
	/* another's session is as absent as one that never was */
	r = town_post(&t, "/account/session/1/end", "",
		      town_sign_in(&t, "admin@dn.vn"));
	assert_int_equal(r.status, 404);
	three = town_sign_in(&t, "thuoc@dn.vn");
	r = town_post(&t, "/account/sessions/end", "", one);
	assert_int_equal(r.status, 303);
	assert_int_equal(town_get(&t, "/account", three).status, 401);
	r = town_post(&t, "/account/session/1/end", "", one);
	assert_true(r.sign_out);
	kit_close(&t.cx);
}

/* ---- users --------------------------------------------------------------------------- */

static void users_are_not_for_all(void **state UNUSED)
{
	static const char *const path[] = { "/users", "/users/new", "/user/1" };
	const char *cookie;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	for (ptrdiff_t i = 0; i < N_ELEMENTS(path); i++) {
		r = town_get(&t, path[i], cookie);
		assert_true(r.status == 403 || r.status == 404);
		assert_int_equal(town_get(&t, path[i], NULL).status, 401);
	}
	kit_close(&t.cx);
}

static void users_list(void **state UNUSED)
{
	const char *cookie;
	char email[32];
	TOWN;

	cookie = town_sign_in(&t, "admin@dn.vn");
	r = town_get(&t, "/users", cookie);
	assert_int_equal(r.status, 200);
	town_golden(&t, "users.vi", &r);
	for (int i = 0; i < 60; i++) {
		(void)snprintf(email, sizeof(email), "u%d@dn.vn", i);
		ok(account_ensure(&t.cx,
				  &(struct account_new){ .email = str_c(email),
							 .name = str_c(email),
							 .role = ROLE_LEADER },
				  &t.unit));
	}
	r = town_get_en(&t, "/users?page=2", cookie);
	assert_true(town_has(&r, "51 to 62 of 62"));
	assert_true(town_has_not(&r, "admin@dn.vn"));
	r = town_get_en(&t, "/users?page=99", cookie);
	assert_true(town_has(&r, "51 to 62 of 62"));
	kit_close(&t.cx);
}

static void user_is_added(void **state UNUSED)
{
	const char *cookie, *body;
	TOWN;

	cookie = town_sign_in(&t, "admin@dn.vn");
	r = town_get(&t, "/users/new", cookie);
	town_golden(&t, "user-new.vi", &r);
	r = town_get_en(&t, "/users/new", cookie);
	town_golden(&t, "user-new.en", &r);
	body = "email=lam%40dn.vn&name=Cao+Hi%E1%BB%83u+Lam&post=&"
	       "role=secretary&org=2&key=key-of-form";
	r = town_post(&t, "/users/new", body, cookie);
	assert_int_equal(r.status, 200);
	town_golden(&t, "user-link.vi", &r);
	/* twice by accident: one user, and the link isn't shown again */
	r = town_post(&t, "/users/new", body, cookie);
	assert_int_equal(r.status, 200);
	assert_true(town_has_not(&r, "value=\"/sign-in/link/"));
	r = town_post(&t, "/users/new",
		      "email=lam%40dn.vn&name=%3Ci%3ELam&role=leader&org=1",
		      cookie);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "href=\"#email\""));
	assert_true(town_has(&r, "value=\"&lt;i&gt;Lam\""));
	assert_true(town_has(&r, "<option value=\"leader\" selected>"));
	r = town_post(&t, "/users/new", "email=x&name=&role=king&org=1",
		      cookie);
	assert_int_equal(r.status, 422);
	r = town_post(&t, "/users/new",
		      "email=x%40dn.vn&name=X&role=king&org=1", cookie);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "href=\"#role\""));
	kit_close(&t.cx);
}

static void user_is_managed(void **state UNUSED)
{
	const char *cookie, *theirs;
	TOWN;

	cookie = town_sign_in(&t, "admin@dn.vn");
	theirs = town_sign_in(&t, "thuoc@dn.vn");
	r = town_get(&t, "/user/2", cookie);
	assert_int_equal(r.status, 200);
	town_golden(&t, "user.vi", &r);
	assert_int_equal(town_get(&t, "/user/99", cookie).status, 404);
	r = town_post(&t, "/user/2/grant", "role=leader&org=1", cookie);
	assert_int_equal(r.status, 303);
	same(r.location, "/user/2");
	r = town_post(&t, "/user/2/grant", "role=leader&org=1", cookie);
	assert_int_equal(r.status, 422);
	r = town_post(&t, "/user/2/grant", "role=king&org=1", cookie);
	assert_int_equal(r.status, 422);
	/* nobody else is secretary there */
	r = town_post(&t, "/user/2/grant/2/end", "", cookie);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "action=\"/user/2/handover\""));
	assert_true(town_has(&r, "id=\"why-em\""));
	r = town_post(&t, "/user/2/handover", "duty=2&to=&from=&why=xong",
		      cookie);
	assert_int_equal(r.status, 303);
	r = town_post(&t, "/user/2/grant/3/end", "", cookie);
	assert_int_equal(r.status, 303);
	r = town_post(&t, "/user/2/grant/77/end", "", cookie);
	assert_int_equal(r.status, 404);
	r = town_post(&t, "/user/2/link", "", cookie);
	assert_int_equal(r.status, 200);
	assert_true(town_has(&r, "value=\"/sign-in/link/"));
	r = town_post(&t, "/user/2/disable", "", cookie);
	assert_int_equal(r.status, 303);
	assert_int_equal(town_get(&t, "/account", theirs).status, 401);
	r = town_get_en(&t, "/user/2", cookie);
	town_golden(&t, "user-disabled.en", &r);
	r = town_post(&t, "/user/2/link", "", cookie);
	assert_int_equal(r.status, 422);
	r = town_post(&t, "/user/2/enable", "", cookie);
	assert_int_equal(r.status, 303);
	/* nobody locks himself out */
	r = town_post(&t, "/user/1/disable", "", cookie);
	assert_int_equal(r.status, 422);
	r = town_get(&t, "/user/1", cookie);
	assert_true(town_has_not(&r, "/user/1/disable"));
	kit_close(&t.cx);
}

/* ---- the table ------------------------------------------------------------------------ */

static void sweep_job(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	assert_int_equal(account_feature.n_jobs, 1);
	t.cx.now += SESSION_IDLE_MS;
	ok(account_feature.jobs[0].run(&t.cx, NULL));
	/* gone, although the page's clock would still allow it */
	assert_int_equal(town_get(&t, "/account", cookie).status, 401);
	kit_close(&t.cx);
}

static void every_route_is_checked(void **state UNUSED)
{
	for (int i = 0; i < account_feature.n_routes; i++) {
		const struct route *r = &account_feature.routes[i];

		assert_non_null(r->page);
		if (str_starts(str_c(r->path), STR("/sign-in/again")))
			assert_int_equal(r->perm, PERM_SIGNED_IN);
		else if (str_starts(str_c(r->path), STR("/sign-")))
			assert_int_equal(r->perm, PERM_PUBLIC);
		else if (str_starts(str_c(r->path), STR("/account")))
			assert_int_equal(r->perm, PERM_SIGNED_IN);
		else
			assert_int_equal(r->perm, PERM_ACCOUNT_MANAGE);
		if (r->no_csrf)
			assert_true(
				str_starts(str_c(r->path), STR("/sign-in")) &&
				r->perm == PERM_PUBLIC);
		/* what others may do, and what opens doors, asks once more */
		if (r->method == POST &&
		    (str_starts(str_c(r->path), STR("/user")) ||
		     str_starts(str_c(r->path), STR("/account/passkey")) ||
		     str_starts(str_c(r->path), STR("/settings"))))
			assert_true(r->fresh);
	}
}

static int setup(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);

	ok(auth_init(a));
	auth_set_cheap_hashing(true);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sign_in_page),
		cmocka_unit_test(sign_in_works),
		cmocka_unit_test(sign_in_refused),
		cmocka_unit_test(refusals_are_written),
		cmocka_unit_test(sign_in_is_later),
		cmocka_unit_test(typed_is_kept),
		cmocka_unit_test(page_is_kept),
		cmocka_unit_test(link_page),
		cmocka_unit_test(link_of_a_new_user),
		cmocka_unit_test(sign_out),
		cmocka_unit_test(session_ends_by_time),
		cmocka_unit_test(own_page),
		cmocka_unit_test(own_settings),
		cmocka_unit_test(own_sessions),
		cmocka_unit_test(users_are_not_for_all),
		cmocka_unit_test(users_list),
		cmocka_unit_test(user_is_added),
		cmocka_unit_test(user_is_managed),
		cmocka_unit_test(sweep_job),
		cmocka_unit_test(every_route_is_checked),
		/* last: it leaves the account throttled */
		cmocka_unit_test(own_password),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
