/*
 * The sign-in service: settings, links, the own second factor, the end. What
 * needs a service that answers is tested with a real one in test/oidc.
 */
#include "account/test/account_town.h"

#include "account/account_oidc.h"
#include "account/account_oidc_query.h"
#include "auth/auth.h"
#include "auth/auth_second.h"
#include "db/db.h"
#include "setting/setting.h"

/* nobody listens there */
#define ISSUER	   "http://127.0.0.1:9"
#define ISSUER_URL "http%3A%2F%2F127.0.0.1%3A9"
#define SETTINGS                                                               \
	"client=rv&secret=s3cret&name=C%E1%BB%95ng+t%E1%BB%89nh&"              \
	"site=https%3A%2F%2Frv.vn%2F&factor=mfa&issuer="

/* A form with the keys of the page that it stands on. */
static struct account_oidc usual(void)
{
	return (struct account_oidc){ .issuer = STR(ISSUER),
				      .client = STR("rv"),
				      .secret = STR("s3cret"),
				      .name = STR("Cổng tỉnh"),
				      .site = STR("https://rv.vn"),
				      .factor = STR("mfa") };
}

static void service_set(struct town *t)
{
	struct account_oidc c = usual();

	ok(account_oidc_put(&t->cx, &c));
}

static struct cx as(struct town *t, int64_t user)
{
	struct cx cx = account_as(&t->cx, user);

	cx.now = town_time;
	cx.actor.session = user; /* any number that is one */
	return cx;
}

/* ---- settings ------------------------------------------------------------------- */

static void settings_page(void **state UNUSED)
{
	const char *admin;
	struct account_oidc c;
	struct str raw;
	TOWN;

	admin = town_sign_in(&t, "admin@dn.vn");
	r = town_get(&t, "/settings/oidc", town_sign_in(&t, "thuoc@dn.vn"));
	assert_int_equal(r.status, 403);
	r = town_get(&t, "/settings/oidc", admin);
	town_golden(&t, "oidc-none.vi", &r);
	r = town_form(&t, "/settings/oidc", "/settings/oidc",
		      SETTINGS ISSUER_URL, admin);
	assert_int_equal(r.status, 303);
	r = town_get(&t, "/settings/oidc?done=1", admin);
	town_golden(&t, "oidc-set.vi", &r);
	r = town_get_en(&t, "/settings/oidc?done=1", admin);
	town_golden(&t, "oidc-set.en", &r);
	assert_true(town_has_not(&r, "s3cret"));
	ok(account_oidc_get(&t.cx, &c));
	same(c.secret, "s3cret");
	same(c.site, "https://rv.vn"); /* without the slash */
	ok(setting_get(&t.cx, "oidc.secret", STR(""), &raw));
	assert_true(str_starts(raw, STR("seal1:")));
	kit_close(&t.cx);
}

static void settings_refused(void **state UNUSED)
{
	static const struct {
		const char *fields, *at;
	} row[] = {
		{ "issuer=http%3A%2F%2Fid.vn", "issuer" },
		{ "issuer=https%3A%2F%2Fid.vn%3Fx", "issuer" },
		{ "issuer=id.vn", "issuer" },
		{ "client=a+b", "client" },
		{ "client=", "client" },
		{ "secret=", "secret" }, /* another issuer: type it again */
		{ "secret=a+b", "secret" },
		{ "name=", "name" },
		{ "site=https%3A%2F%2Frv.vn%2Fx", "site" },
		{ "site=http%3A%2F%2Frv.vn", "site" },
		{ "factor=%C3%B4", "factor" },
	};
	static const char *const good[] = {
		"issuer=https%3A%2F%2Fid.vn", "client=x",  "secret=y", "name=N",
		"site=https%3A%2F%2Frv.vn",   "factor=mfa"
	};
	const char *admin;
	struct account_oidc c;
	TOWN;

	service_set(&t);
	admin = town_sign_in(&t, "admin@dn.vn");
	for (int i = 0; i < N_ELEMENTS(row); i++) {
		struct buf b = buf_init(a, 2000);
		ptrdiff_t n = str_find_char(str_c(row[i].fields), '=') + 1;

		buf_fmt(&b, "%s", row[i].fields);
		for (int k = 0; k < N_ELEMENTS(good); k++)
			if (strncmp(good[k], row[i].fields, (size_t)n))
				buf_fmt(&b, "&%s", good[k]);
		r = town_form(&t, "/settings/oidc", "/settings/oidc",
			      str_to_c(a, buf_view(&b)), admin);
		assert_int_equal(r.status, 422);
		assert_true(town_has(
			&r, str_fmt(a, "<a href=\"#%s\">", row[i].at).p));
	}
	/* nothing of it was kept */
	ok(account_oidc_get(&t.cx, &c));
	same(c.issuer, ISSUER);
	same(c.secret, "s3cret");
	/* the same service, another name: the secret stays */
	r = town_form(&t, "/settings/oidc", "/settings/oidc",
		      "issuer=" ISSUER_URL "&client=rv&secret=&name=Kh%C3%A1c&"
		      "site=https%3A%2F%2Frv.vn&factor=",
		      admin);
	assert_int_equal(r.status, 303);
	ok(account_oidc_get(&t.cx, &c));
	same(c.secret, "s3cret");
	same(c.name, "Khác");
	same(c.factor, "");
	kit_close(&t.cx);
}

static void switched_off(void **state UNUSED)
{
	const char *admin;
	struct account_oidc c;
	struct cx cx;
	TOWN;

	admin = town_sign_in(&t, "admin@dn.vn");
	cx = as(&t, t.admin);
	fails(account_oidc_off(&cx), ERR_CONFLICT);
	service_set(&t);
	r = town_get(&t, "/sign-in", NULL);
	town_golden(&t, "sign-in-oidc.vi", &r);
	r = town_form(&t, "/settings/oidc", "/settings/oidc/off", "", admin);
	assert_int_equal(r.status, 303);
	ok(account_oidc_get(&t.cx, &c));
	assert_int_equal(c.issuer.n + c.secret.n + c.name.n, 0);
	r = town_get(&t, "/sign-in", NULL);
	assert_true(town_has_not(&r, "/sign-in/oidc"));
	r = town_get(&t, "/sign-in/oidc", NULL);
	same(r.location, "/sign-in");
	r = town_get(&t, "/account/oidc", admin);
	assert_int_equal(r.status, 404);
	kit_close(&t.cx);
}

/* ---- on the way --------------------------------------------------------------------- */

/* A service that is away keeps nobody out, and every answer that nobody waits
 * for gets one sentence. */
static void service_away(void **state UNUSED)
{
	TOWN;

	service_set(&t);
	r = town_get(&t, "/sign-in/oidc?next=/account&iss=x&more=y", NULL);
	assert_int_equal(r.status, 200);
	assert_true(town_has(&r, "name=\"next\" value=\"/account\""));
	assert_null(r.go_on.p);
	r = town_post(&t, "/sign-in/oidc", "next=%2Faccount", NULL);
	assert_int_equal(r.status, 503);
	assert_null(r.set_begun.p);
	assert_null(r.go_on.p);
	assert_true(town_has(&r, "name=\"next\" value=\"/account\""));
	assert_true(town_has(&r, "name=\"password\""));
	r = town_get(&t, "/sign-in/oidc/back?state=x&code=y&session_state=z",
		     NULL);
	assert_int_equal(r.status, 410);
	assert_int_equal(r.set_begun.n, 0);
	assert_non_null(r.set_begun.p);
	r = town_get(&t, "/sign-in/oidc/back", NULL);
	assert_int_equal(r.status, 410);
	r = town_post(&t, "/sign-in/oidc/logout", "logout_token=a.b.c&x=y",
		      NULL);
	assert_int_equal(r.status, 503);
	r = town_post(&t, "/sign-in/oidc/logout", "x=y", NULL);
	assert_int_equal(r.status, 400);
	r = town_post(&t, "/sign-in",
		      "email=thuoc%40dn.vn&password=" PASSWORD_URL, NULL);
	assert_int_equal(r.status, 303);
	kit_close(&t.cx);
}

static struct err *begun_tx(struct cx *cx, void *arg)
{
	struct oidc_begun_put_in in = {
		.state_hash = auth_sha256_hex(cx->arena, STR("state")),
		.browser_hash = auth_sha256_hex(cx->arena, STR("browser")),
		.nonce = STR("n"),
		.verifier = STR("v"),
		.issuer = STR(ISSUER),
		.next = STR("/"),
		.user_id = *(int64_t *)arg,
		.session_id = *(int64_t *)arg,
		.now = cx->now,
	};

	return oidc_begun_put(cx->db, &in, NULL);
}

/* What was begun counts once, for ten minutes, in the browser and the session
 * that began it: then only is the service asked (and isn't there). */
static void begun_counts(void **state UNUSED)
{
	struct account_place at = { .agent = STR("Firefox"),
				    .address = STR("192.0.2.1") };
	struct account_oidc_answer in = { .state = STR("state"),
					  .code = STR("c"),
					  .browser = STR("browser") };
	struct account_oidc_came came;
	int64_t nobody = 0;
	struct cx cx;
	TOWN;

	service_set(&t);
	cx = as(&t, 0);
	ok(db_tx(&cx, begun_tx, &nobody));
	in.browser = STR("another");
	fails(account_oidc_back(&cx, &in, &at, &came), ERR_EXPIRED);
	in.browser = STR_NULL;
	fails(account_oidc_back(&cx, &in, &at, &came), ERR_EXPIRED);
	in.browser = STR("browser");
	fails(account_oidc_back(&cx, &in, &at, &came), ERR_IO);
	fails(account_oidc_back(&cx, &in, &at, &came), ERR_EXPIRED);
	/* ten minutes */
	ok(db_tx(&cx, begun_tx, &nobody));
	cx.now += OIDC_BEGUN_MS;
	fails(account_oidc_back(&cx, &in, &at, &came), ERR_EXPIRED);
	/* linking: the same person in the same session */
	ok(db_tx(&cx, begun_tx, &t.thuoc));
	fails(account_oidc_back(&cx, &in, &at, &came), ERR_EXPIRED);
	ok(db_tx(&cx, begun_tx, &t.thuoc));
	cx.actor = (struct actor){ .id = t.thuoc, .session = t.thuoc };
	fails(account_oidc_back(&cx, &in, &at, &came), ERR_IO);
	kit_close(&t.cx);
}

/* Guessing is slowed down for the address, not for the office. */
static void guessing_is_slow(void **state UNUSED)
{
	struct account_place at = { .agent = STR("Firefox"),
				    .address = STR("198.51.100.1") };
	struct account_oidc_answer in = { .browser = STR("browser") };
	struct account_oidc_going g = { .next = STR("/"),
					.address = at.address };
	struct account_oidc_came came;
	struct str x, y;
	struct err *e = NULL;
	struct cx cx;
	int n = 0;
	TOWN;

	service_set(&t);
	cx = as(&t, 0);
	do {
		in.state = str_fmt(a, "state %d", n);
		e = account_oidc_back(&cx, &in, &at, &came);
	} while (e->code == ERR_EXPIRED && ++n < 100);
	fails(e, ERR_OFTEN);
	assert_true(n >= 19 && n < 40);
	fails(account_oidc_begin(&cx, &g, &x, &y), ERR_OFTEN);
	kit_close(&t.cx);
}

/* ---- links --------------------------------------------------------------------------- */

static struct err *ask_tx(struct cx *cx, void *arg)
{
	struct oidc_ask_put_in in = {
		.token_hash = auth_sha256_hex(cx->arena, *(struct str *)arg),
		.user_id = cx->actor.id,
		.session_id = cx->actor.session,
		.issuer = STR(ISSUER),
		.sub = STR("7"),
		.name = STR("thuoc@tinh.vn"),
		.now = cx->now,
	};

	return oidc_ask_put(cx->db, &in, NULL);
}

static void asked(const struct cx *cx, const char *token)
{
	struct str s = str_c(token);

	ok(db_tx(cx, ask_tx, &s));
}

static int64_t events(struct town *t, const char *kind, int64_t user)
{
	struct audit_rows rows;
	int64_t n = 0;

	ok(account_history(&t->cx, "user", user, 100, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += str_eq(rows.p[i].kind, str_c(kind));
	return n;
}

static void linking(void **state UNUSED)
{
	struct account_oidc c;
	struct account_oidc_link link;
	struct cx cx, other;
	TOWN;

	service_set(&t);
	ok(account_oidc_get(&t.cx, &c));
	cx = as(&t, t.thuoc);
	other = as(&t, t.admin);
	asked(&cx, "one");
	/* somebody else's question, another session, too late */
	fails(account_oidc_link(&other, STR("one")), ERR_EXPIRED);
	cx.actor.session++;
	fails(account_oidc_link(&cx, STR("one")), ERR_EXPIRED);
	cx.actor.session--;
	cx.now += OIDC_BEGUN_MS;
	fails(account_oidc_link(&cx, STR("one")), ERR_EXPIRED);
	cx.now -= OIDC_BEGUN_MS;
	cx.key = STR("key-of-link");
	ok(account_oidc_link(&cx, STR("one")));
	ok(account_oidc_link(&cx, STR("one"))); /* the form sent twice */
	cx.key = STR_NULL;
	fails(account_oidc_link(&cx, STR("one")), ERR_EXPIRED);
	ok(account_oidc_link_of(&cx, &c, &link));
	assert_true(link.id > 0 && link.at == cx.now);
	same(link.who, "thuoc@tinh.vn");
	assert_int_equal(events(&t, "oidc.link", t.thuoc), 1);
	/* once linked, to nobody else; to oneself it changes nothing */
	asked(&other, "two");
	fails(account_oidc_link(&other, STR("two")), ERR_CONFLICT);
	asked(&cx, "three");
	ok(account_oidc_link(&cx, STR("three")));
	assert_int_equal(events(&t, "oidc.link", t.thuoc), 1);
	/* taking it away asks for the password */
	fails(account_oidc_unlink(&cx, STR("wrong")), ERR_INVALID);
	ok(account_oidc_unlink(&cx, PASSWORD));
	fails(account_oidc_unlink(&cx, PASSWORD), ERR_NOT_FOUND);
	assert_int_equal(events(&t, "oidc.unlink", t.thuoc), 1);
	asked(&other, "four");
	ok(account_oidc_link(&other, STR("four")));
	kit_close(&t.cx);
}

static struct err *mail_tx(struct cx *cx, void *arg UNUSED)
{
	struct err *e = setting_put(cx, "mail.host", STR("mail.vn"));

	if (!e)
		e = setting_put(cx, "mail.from", STR("rv@rv.vn"));
	return e;
}

static void told_by_letter(void **state UNUSED)
{
	struct cx cx;
	TOWN;

	service_set(&t);
	ok(db_tx(&t.cx, mail_tx, NULL));
	cx = as(&t, t.thuoc);
	asked(&cx, "one");
	ok(account_oidc_link(&cx, STR("one")));
	assert_int_equal(town_letters(&t, "đã được liên kết"), 1);
	cx = as(&t, t.admin);
	ok(account_oidc_unlink_of(&cx, t.thuoc));
	assert_int_equal(town_letters(&t, "không còn liên kết"), 1);
	kit_close(&t.cx);
}

static void own_page(void **state UNUSED)
{
	const char *cookie, *admin;
	struct cx cx;
	TOWN;

	service_set(&t);
	cookie = town_sign_in(&t, "thuoc@dn.vn");
	admin = town_sign_in(&t, "admin@dn.vn");
	r = town_get(&t, "/account/oidc", cookie);
	town_golden(&t, "oidc-unlinked.vi", &r);
	r = town_get(&t, "/account", cookie);
	assert_true(town_has(&r, "href=\"/account/oidc\""));
	r = town_form(&t, "/account/oidc", "/account/oidc", "current=wrong",
		      cookie);
	assert_int_equal(r.status, 422);
	assert_true(town_has(&r, "<a href=\"#current\">"));
	r = town_form(&t, "/account/oidc", "/account/oidc",
		      "current=" PASSWORD_URL, cookie);
	assert_int_equal(r.status, 503); /* the service is away */
	r = town_form(&t, "/account/oidc", "/account/oidc/confirm", "token=x",
		      cookie);
	assert_int_equal(r.status, 410);
	cx = as(&t, t.thuoc);
	asked(&cx, "one");
	ok(account_oidc_link(&cx, STR("one")));
	r = town_get(&t, "/account/oidc", cookie);
	town_golden(&t, "oidc-linked.vi", &r);
	r = town_get_en(&t, "/account/oidc", cookie);
	town_golden(&t, "oidc-linked.en", &r);
	/* an administrator sees it and takes it away */
	r = town_get(&t, "/settings/oidc", admin);
	assert_true(town_has(&r, "thuoc@tinh.vn"));
	r = town_form(&t, "/settings/oidc",
		      str_fmt(a, "/settings/oidc/user/%lld/unlink",
			      (long long)t.thuoc)
			      .p,
		      "", admin);
	assert_int_equal(r.status, 303);
	r = town_get(&t, "/account/oidc", cookie);
	assert_true(town_has_not(&r, "thuoc@tinh.vn"));
	kit_close(&t.cx);
}

/* ---- in and out ------------------------------------------------------------------------ */

struct in {
	int64_t user, oidc;
	bool strong, second;
	struct str token;
};

static struct err *in_tx(struct cx *cx, void *arg)
{
	static const struct account_place at = {
		.agent = STR_INIT("Firefox"), .address = STR_INIT("192.0.2.1")
	};
	struct oidc_session_put_in put = { .issuer = STR(ISSUER),
					   .sub = STR("7"),
					   .sid = STR("s"),
					   .now = cx->now };
	struct in *x = arg;
	struct err *e = oidc_session_put(cx->db, &put, &x->oidc);

	return e ? e
		 : account_sign_oidc(cx, x->user, x->oidc, x->strong, &at,
				     &x->token, &x->second);
}

static bool lives(struct town *t, struct str token)
{
	struct session s;
	bool found;

	ok(session_find(&t->cx, token, &s, &found));
	return found;
}

static struct err *end_tx(struct cx *cx, void *arg UNUSED)
{
	return account_oidc_end_of(cx, STR(ISSUER), STR("7"));
}

static struct err *second_tx(struct cx *cx, void *arg)
{
	struct setting_key key;
	struct strs codes;
	struct str *secret = arg, code;
	struct err *e = setting_key_read(cx, &key);

	if (!e)
		e = second_begin(cx, &key, cx->actor.id);
	if (!e)
		e = second_secret(cx, &key, cx->actor.id, secret);
	if (!e)
		e = second_code_at(cx->arena, *secret, cx->now, &code);
	return e ? e : second_confirm(cx, &key, cx->actor.id, code, &codes);
}

static void in_and_out(void **state UNUSED)
{
	struct account_place at = { .agent = STR("Firefox"),
				    .address = STR("192.0.2.1") };
	struct str secret, code, token;
	struct in x;
	struct cx cx;
	TOWN;

	service_set(&t);
	x = (struct in){ .user = t.thuoc };
	cx = as(&t, 0);
	cx.actor = (struct actor){ 0 };
	ok(db_tx(&cx, in_tx, &x));
	assert_true(!x.second && lives(&t, x.token));
	ok(db_tx(&cx, end_tx, NULL));
	assert_false(lives(&t, x.token));
	/* with a second factor: a ticket, unless the service had one */
	cx = as(&t, t.thuoc);
	ok(db_tx(&cx, second_tx, &secret));
	cx.actor = (struct actor){ 0 };
	x.strong = true;
	ok(db_tx(&cx, in_tx, &x));
	assert_true(!x.second && lives(&t, x.token));
	x.strong = false;
	ok(db_tx(&cx, in_tx, &x));
	assert_true(x.second && !lives(&t, x.token));
	cx.now += 30000;
	ok(second_code_at(a, secret, cx.now, &code));
	ok(account_second_use(&cx, x.token, code, &at, &token));
	assert_true(lives(&t, token));
	ok(db_tx(&cx, end_tx, NULL));
	assert_false(lives(&t, token));
	/* signed out there before the code: it isn't let in */
	ok(db_tx(&cx, in_tx, &x));
	ok(db_tx(&cx, end_tx, NULL));
	cx.now += 30000;
	ok(second_code_at(a, secret, cx.now, &code));
	fails(account_second_use(&cx, x.token, code, &at, &token), ERR_EXPIRED);
	kit_close(&t.cx);
}

static void swept(void **state UNUSED)
{
	struct oidc_begun_count_row n;
	int64_t nobody = 0;
	struct in x;
	struct cx cx;
	bool found;
	TOWN;

	service_set(&t);
	cx = as(&t, t.thuoc);
	x = (struct in){ .user = t.thuoc };
	ok(db_tx(&cx, begun_tx, &nobody));
	asked(&cx, "one");
	ok(db_tx(&cx, in_tx, &x));
	ok(account_oidc_sweep(&cx));
	ok(oidc_begun_count(t.cx.db, &n, &found));
	assert_int_equal(n.n, 1);
	cx.now += OIDC_BEGUN_MS;
	ok(account_oidc_sweep(&cx));
	ok(oidc_begun_count(t.cx.db, &n, &found));
	assert_int_equal(n.n, 0);
	fails(account_oidc_link(&cx, STR("one")), ERR_EXPIRED);
	/* not before the session could have ended */
	ok(db_tx(&cx, end_tx, NULL));
	assert_false(lives(&t, x.token));
	kit_close(&t.cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_page),
		cmocka_unit_test(settings_refused),
		cmocka_unit_test(switched_off),
		cmocka_unit_test(service_away),
		cmocka_unit_test(begun_counts),
		cmocka_unit_test(guessing_is_slow),
		cmocka_unit_test(linking),
		cmocka_unit_test(told_by_letter),
		cmocka_unit_test(own_page),
		cmocka_unit_test(in_and_out),
		cmocka_unit_test(swept),
	};
	struct arena *a = arena_open(1 << 20);

	ok(auth_init(a));
	auth_set_cheap_hashing(true);
	arena_close(a);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
