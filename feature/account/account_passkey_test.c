/* Passkeys through the pages: made, used alone and behind the password, lost,
 * copied. */
#include "account/test/account_town.h"

#include "account/account_act.h"
#include "auth/auth.h"
#include "auth/auth_passkey.h"
#include "auth/auth_second.h"
#include "auth/test/auth_device.h"
#include "db/db.h"
#include "setting/setting.h"

/* What http_serve_one() says of itself. */
#define SITE	"localhost"
#define ORIGIN	"http://localhost"
#define SIGN_IN "email=thuoc%40dn.vn&password=" PASSWORD_URL "&next=%2Faccount"
/* 13 characters */
#define SHORT_URL "ng%E1%BB%97ng+t%C3%ADm+g%C3%B5"

static struct str challenge_at(struct town *t, const char *path,
			       const char *body, const char *cookie)
{
	struct reply r = town_post(t, path, body, cookie);

	assert_int_equal(r.status, 200);
	assert_string_equal(r.type, "application/json");
	return town_between(&r, "\"challenge\":\"", "\"");
}

static struct reply add(struct town *t, const struct device *d,
			const char *cookie, const char *origin)
{
	struct arena *a = t->cx.arena;
	struct str c = challenge_at(t, "/account/passkey/begin", "", cookie);
	struct str client = device_client(a, "webauthn.create", c, origin);
	struct str object = device_attest(a, d, SITE, client);

	return town_post(t, "/account/passkey",
			 str_fmt(a,
				 "name=M%%C3%%A1y&client=%.*s&attestation=%.*s",
				 STR_ARG(webauthn_text(a, client)),
				 STR_ARG(webauthn_text(a, object)))
				 .p,
			 cookie);
}

/* The fields that a script would have filled. */
static struct str answer(struct arena *a, struct device *d,
			 struct str challenge)
{
	struct str client = device_client(a, "webauthn.get", challenge, ORIGIN);
	struct webauthn_answer said = device_sign(a, d, SITE, client);

	return str_fmt(a,
		       "credential=%.*s&client=%.*s&authenticator=%.*s&"
		       "signature=%.*s&handle=&next=%%2Faccount",
		       STR_ARG(webauthn_text(a, d->credential)),
		       STR_ARG(webauthn_text(a, client)),
		       STR_ARG(webauthn_text(a, said.authenticator)),
		       STR_ARG(webauthn_text(a, said.signature)));
}

static struct reply alone(struct town *t, struct device *d)
{
	struct str c = challenge_at(t, "/sign-in/passkey/begin", "", NULL);

	return town_post(t, "/sign-in/passkey", answer(t->cx.arena, d, c).p,
			 NULL);
}

static int count_of(struct town *t, const char *kind, int64_t user)
{
	struct audit_rows rows;
	int n = 0;

	ok(account_history(&t->cx, "user", user, 100, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += str_eq(rows.p[i].kind, str_c(kind));
	return n;
}

static void made_and_used_alone(void **state UNUSED)
{
	const char *cookie, *other;
	struct device d;
	TOWN;

	device_make(a, WEBAUTHN_ES256, &d);
	cookie = town_sign_in(&t, "thuoc@dn.vn");
	other = town_sign_in(&t, "thuoc@dn.vn");
	r = town_get(&t, "/sign-in", NULL);
	assert_true(town_has(&r, "data-passkey=\"get\""));
	r = add(&t, &d, cookie, ORIGIN);
	assert_int_equal(r.status, 200);
	/* the first factor: recovery codes are told once */
	assert_true(town_has(&r, "Mã khôi phục của đồng chí"));
	assert_true(town_has(&r, "scope=\"row\">Máy</th>"));
	r = town_get(&t, "/account", other);
	assert_int_equal(r.status, 401);
	r = town_get(&t, "/account/second", cookie);
	town_golden(&t, "second-passkey.vi", &r);
	r = town_get_en(&t, "/account/second", cookie);
	town_golden(&t, "second-passkey.en", &r);
	r = alone(&t, &d);
	assert_int_equal(r.status, 303);
	same(r.location, "/account");
	assert_true(r.set_device.n >= 20);
	r = town_get(&t, "/account", town_cookie(&t, r.set_session));
	assert_int_equal(r.status, 200);
	assert_true(town_has(&r, "Thêm khóa truy cập"));
	kit_close(&t.cx);
}

static void behind_the_password(void **state UNUSED)
{
	struct str ticket, c;
	const char *cookie, *body;
	struct device d, stranger;
	TOWN;

	device_make(a, WEBAUTHN_EDDSA, &d);
	device_make(a, WEBAUTHN_EDDSA, &stranger);
	cookie = town_sign_in(&t, "thuoc@dn.vn");
	r = add(&t, &d, cookie, ORIGIN);
	assert_int_equal(r.status, 200);
	r = town_post(&t, "/sign-in", SIGN_IN, NULL);
	assert_int_equal(r.status, 200);
	assert_null(r.set_session.p);
	town_golden(&t, "second-ask-passkey.vi", &r);
	ticket = town_between(&r, "name=\"ticket\" value=\"", "\"");
	body = str_fmt(a, "ticket=%.*s", STR_ARG(ticket)).p;
	/* somebody else's passkey doesn't do */
	c = challenge_at(&t, "/sign-in/second/passkey/begin", body, NULL);
	r = town_post(&t, "/sign-in/second/passkey",
		      str_fmt(a, "%s&%s", body, answer(a, &stranger, c).p).p,
		      NULL);
	assert_int_equal(r.status, 403);
	assert_null(r.set_session.p);
	/* nor does an answer to the challenge of the sign-in page */
	c = challenge_at(&t, "/sign-in/passkey/begin", "", NULL);
	r = town_post(&t, "/sign-in/second/passkey",
		      str_fmt(a, "%s&%s", body, answer(a, &d, c).p).p, NULL);
	assert_int_equal(r.status, 403);
	c = challenge_at(&t, "/sign-in/second/passkey/begin", body, NULL);
	r = town_post(&t, "/sign-in/second/passkey",
		      str_fmt(a, "%s&%s", body, answer(a, &d, c).p).p, NULL);
	assert_int_equal(r.status, 303);
	r = town_get(&t, "/account", town_cookie(&t, r.set_session));
	assert_int_equal(r.status, 200);
	/* without a ticket nothing is told */
	r = town_post(&t, "/sign-in/second/passkey/begin", "ticket=x", NULL);
	assert_int_equal(r.status, 410);
	kit_close(&t.cx);
}

static void refused(void **state UNUSED)
{
	const char *cookie, *body;
	struct device d;
	struct str c;
	TOWN;

	device_make(a, WEBAUTHN_ES256, &d);
	cookie = town_sign_in(&t, "thuoc@dn.vn");
	r = add(&t, &d, cookie, "http://evil.example");
	assert_int_equal(r.status, 422);
	r = town_post(&t, "/account/passkey",
		      "name=x&client=&attestation=", cookie);
	assert_int_equal(r.status, 422);
	r = add(&t, &d, cookie, ORIGIN);
	assert_int_equal(r.status, 200);
	/* the same answer a second time */
	c = challenge_at(&t, "/sign-in/passkey/begin", "", NULL);
	body = answer(a, &d, c).p;
	r = town_post(&t, "/sign-in/passkey", body, NULL);
	assert_int_equal(r.status, 303);
	r = town_post(&t, "/sign-in/passkey", body, NULL);
	assert_int_equal(r.status, 403);
	assert_null(r.set_session.p);
	/* nobody touched a sensor */
	d.flags = DEVICE_UP;
	r = alone(&t, &d);
	assert_int_equal(r.status, 403);
	d.flags = DEVICE_UP | DEVICE_UV;
	/* of somebody who may not come in any more */
	ok(account_disable(&t.cx, t.thuoc, STR("left")));
	r = alone(&t, &d);
	assert_int_equal(r.status, 403);
	assert_null(r.set_session.p);
	kit_close(&t.cx);
}

static void a_copy_is_refused_and_told(void **state UNUSED)
{
	const char *cookie;
	struct device d;
	TOWN;

	town_mail(&t);
	device_make(a, WEBAUTHN_ES256, &d);
	d.counter = 100;
	cookie = town_sign_in(&t, "thuoc@dn.vn");
	r = add(&t, &d, cookie, ORIGIN);
	assert_int_equal(r.status, 200);
	assert_int_equal(town_letters(&t, "Đã thêm khóa truy cập"), 1);
	d.counter = 50;
	r = alone(&t, &d);
	assert_int_equal(r.status, 403);
	assert_null(r.set_session.p);
	assert_int_equal(count_of(&t, "passkey.copied", t.thuoc), 1);
	assert_int_equal(town_letters(&t, "Khóa truy cập bị từ chối"), 1);
	d.counter = 100;
	r = alone(&t, &d);
	assert_int_equal(r.status, 303);
	r = town_get(&t, "/account", town_cookie(&t, r.set_session));
	assert_true(
		town_has(&r, "Từ chối khóa truy cập: có thể đã bị sao chép"));
	kit_close(&t.cx);
}

static struct err *require_fn(struct cx *cx, void *arg UNUSED)
{
	return setting_put(cx, SECOND_REQUIRED, STR("admin"));
}

static void enough_for_administrators(void **state UNUSED)
{
	const char *admin;
	struct device d;
	TOWN;

	ok(db_tx(&t.cx, require_fn, NULL));
	device_make(a, WEBAUTHN_RS256, &d);
	admin = town_sign_in(&t, "admin@dn.vn");
	r = town_get(&t, "/users", admin);
	assert_int_equal(r.status, 403);
	r = add(&t, &d, admin, ORIGIN);
	assert_int_equal(r.status, 200);
	r = town_get(&t, "/users", admin);
	assert_int_equal(r.status, 200);
	kit_close(&t.cx);
}

/* 12 characters beside a second factor, 15 without: the factor stays until the
 * password is longer. */
static void short_passwords_need_it(void **state UNUSED)
{
	struct passkeys list;
	const char *cookie, *path;
	struct device d;
	TOWN;

	cookie = town_sign_in(&t, "thuoc@dn.vn");
	r = town_post(&t, "/account/password",
		      "current=" PASSWORD_URL "&fresh=" SHORT_URL, cookie);
	assert_int_equal(r.status, 422);
	device_make(a, WEBAUTHN_ES256, &d);
	r = add(&t, &d, cookie, ORIGIN);
	assert_int_equal(r.status, 200);
	r = town_post(&t, "/account/password",
		      "current=" PASSWORD_URL "&fresh=ng%E1%BB%97ng+t%C3%ADm+g",
		      cookie);
	assert_int_equal(r.status, 422); /* 11 */
	r = town_post(&t, "/account/password",
		      "current=" PASSWORD_URL "&fresh=" SHORT_URL, cookie);
	assert_int_equal(r.status, 303);
	ok(passkey_list(&t.cx, t.thuoc, &list));
	path = str_fmt(a, "/account/passkey/%lld/end", (long long)list.p[0].id)
		       .p;
	r = town_post(&t, path, "", cookie);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "ít hơn 15 ký tự"));
	r = alone(&t, &d);
	assert_int_equal(r.status, 303);
	r = town_post(&t, "/account/password",
		      "current=" SHORT_URL "&fresh=" SECOND_URL, cookie);
	assert_int_equal(r.status, 303);
	r = town_post(&t, path, "", cookie);
	assert_int_equal(r.status, 303);
	r = alone(&t, &d);
	assert_int_equal(r.status, 403);
	/* without any factor there are no recovery codes either */
	{
		struct second is;

		ok(second_get(&t.cx, t.thuoc, &is));
		assert_false(is.on);
		assert_int_equal(is.left, 0);
	}
	kit_close(&t.cx);
}

/* Another's passkey isn't there for anybody else. */
static void nobody_removes_anothers(void **state UNUSED)
{
	struct passkeys list;
	struct device d;
	TOWN;

	device_make(a, WEBAUTHN_ES256, &d);
	r = add(&t, &d, town_sign_in(&t, "thuoc@dn.vn"), ORIGIN);
	assert_int_equal(r.status, 200);
	ok(passkey_list(&t.cx, t.thuoc, &list));
	r = town_post(&t,
		      str_fmt(a, "/account/passkey/%lld/end",
			      (long long)list.p[0].id)
			      .p,
		      "", town_sign_in(&t, "admin@dn.vn"));
	assert_int_not_equal(r.status, 303);
	/* but an administrator takes all factors of who lost them */
	r = town_post(&t, str_fmt(a, "/user/%lld/second", (long long)t.thuoc).p,
		      "reason=came+in+person", town_sign_in(&t, "admin@dn.vn"));
	assert_int_equal(r.status, 303);
	r = alone(&t, &d);
	assert_int_equal(r.status, 403);
	kit_close(&t.cx);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(made_and_used_alone),
		cmocka_unit_test(behind_the_password),
		cmocka_unit_test(refused),
		cmocka_unit_test(a_copy_is_refused_and_told),
		cmocka_unit_test(enough_for_administrators),
		cmocka_unit_test(short_passwords_need_it),
		cmocka_unit_test(nobody_removes_anothers),
	};

	auth_set_cheap_hashing(true);
	return cmocka_run_group_tests(all, NULL, NULL);
}
