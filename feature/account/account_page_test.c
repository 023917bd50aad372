/* The pages of accounts through the door of platform/http. */
#include "testkit/testkit.h"

#include "account/account_act.h"
#include "auth/auth.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "view/site.h"

enum { ARENA = 128 << 20 };

#define PASSWORD     STR("ngỗng tím gõ cửa nhà kho")
#define PASSWORD_URL "ng%E1%BB%97ng+t%C3%ADm+g%C3%B5+c%E1%BB%ADa+nh%C3%A0+kho"
#define SECOND_URL                                                             \
	"b%E1%BB%91n+chi%E1%BA%BFc+gh%E1%BA%BF+m%C3%A2y+xoay+tr%C3%B2n"

/* ---- a small site ------------------------------------------------------------- */

static int64_t the_time;

static int64_t clock_of_test(void)
{
	return the_time;
}

static enum lang language(struct cx *cx, struct str accept,
			  struct str cookie UNUSED)
{
	enum lang lang = LANG_VI;

	if (cx->actor.lang.n && lang_from_code(cx->actor.lang, &lang))
		return lang;
	return lang_from_code(accept, &lang) ? lang : LANG_VI;
}

static struct err *site_about(struct cx *cx UNUSED,
			      struct site_realm *ret_about)
{
	ret_about->name = STR("Đảng bộ thử");
	return NULL;
}

static void log_nothing(const char *line UNUSED)
{
}

/* A form of another feature, for sessions that end while it is open. */
static struct err *note_page(struct cx *cx UNUSED, struct req *rq,
			     struct reply *rp)
{
	buf_str(&rp->body, req_str(rq, "text"));
	return NULL;
}
static const struct field note_fields[] = {
	{ .name = "text", .label = "Text", .kind = FIELD_TEXT, .max = 1000 },
	{ .name = "who", .label = "Who", .kind = FIELD_WORD, .many = true },
};
static const struct field find_fields[] = {
	{ .name = "q", .label = "Find", .kind = FIELD_LINE },
};
static const struct route note_routes[] = {
	{ .method = POST,
	  .path = "/note",
	  .perm = PERM_SIGNED_IN,
	  .page = note_page,
	  ROUTE_FIELDS(note_fields) },
	{ .method = GET,
	  .path = "/find",
	  .perm = PERM_SIGNED_IN,
	  .page = note_page,
	  ROUTE_FIELDS(find_fields) },
};

static const struct asset assets[] = {
	{ .path = "/a/style.1.css", .name = "style.css", .type = "text/css" },
	{ .path = "/a/icon.1.svg", .name = "icon.svg", .type = "image/svg" },
	{ .path = "/a/app.1.js", .name = "app.js", .type = "text/javascript" },
};

/* ---- a town ------------------------------------------------------------------ */

struct town {
	struct cx cx;
	struct http_config http;
	struct site site;
	const struct route *tables[2];
	int counts[2];
	const struct feature *features[1];
	int64_t root, unit, admin, thuoc;
};

static int64_t person(struct town *t, const char *email, const char *name,
		      enum role role, int64_t org)
{
	struct account_new in = { .email = str_c(email),
				  .name = str_c(name),
				  .post = STR("Bí thư"),
				  .role = role,
				  .org = org,
				  .password = PASSWORD };
	int64_t id;

	ok(account_ensure(&t->cx, &in, &id));
	return id;
}

static void people(struct town *t)
{
	struct cx *cx = &t->cx;

	ok(org_add(cx,
		   &(struct org_new){ .parent = DB_NULL,
				      .kind = STR("dang_bo"),
				      .name = STR("Đảng bộ thành phố"),
				      .from = cx->today },
		   &t->root));
	ok(org_add(cx,
		   &(struct org_new){ .parent = t->root,
				      .kind = STR("chi_bo"),
				      .name = STR("Chi bộ Hai"),
				      .from = cx->today },
		   &t->unit));
	t->admin = person(t, "admin@dn.vn", "Lê Quản Trị", ROLE_ADMIN, t->root);
	t->thuoc = person(t, "thuoc@dn.vn", "Mai Đình Thước", ROLE_SECRETARY,
			  t->unit);
}

static void town_open(struct town *t, struct arena *a)
{
	*t = (struct town){ .cx = kit_realm(a) };
	people(t);
	the_time = t->cx.now;
	t->tables[0] = account_feature.routes;
	t->counts[0] = account_feature.n_routes;
	t->tables[1] = note_routes;
	t->counts[1] = (int)N_ELEMENTS(note_routes);
	t->features[0] = &account_feature;
	t->http = (struct http_config){
		.routes = t->tables,
		.n_routes = t->counts,
		.n_tables = 2,
		.assets = assets,
		.n_assets = (int)N_ELEMENTS(assets),
		.hooks = { .actor = account_hook_actor,
			   .sign_in = account_hook_sign_in,
			   .language = language },
		.store = t->cx.store,
		.profile = t->cx.profile,
		.clock = clock_of_test,
		.log = log_nothing,
	};
	t->site = (struct site){ .features = t->features,
				 .n_features = 1,
				 .http = &t->http,
				 .about = site_about };
	site_set(&t->site);
}

#define TOWN                                                                   \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct town t;                                                         \
	struct reply r UNUSED;                                                 \
	town_open(&t, a)

static struct reply ask(struct town *t, const struct http_try *try)
{
	struct reply r;

	ok(http_serve_one(t->cx.arena, &t->http, try, &r));
	return r;
}

static struct reply get(struct town *t, const char *path, const char *cookie)
{
	return ask(t, &(struct http_try){ .path = path, .cookie = cookie });
}

static struct reply get_en(struct town *t, const char *path, const char *cookie)
{
	return ask(t, &(struct http_try){
			      .path = path, .cookie = cookie, .lang = "en" });
}

static struct reply post(struct town *t, const char *path, const char *body,
			 const char *cookie)
{
	return ask(t, &(struct http_try){ .method = POST,
					  .path = path,
					  .body = body,
					  .cookie = cookie });
}

static const char *cookie_of(struct town *t, struct str token)
{
	return str_fmt(t->cx.arena, "__Host-rv=%.*s", STR_ARG(token)).p;
}

static const char *sign_in(struct town *t, const char *email)
{
	struct account_place at = { STR("Firefox"), STR("127.0.0.1") };
	struct str token;
	struct cx cx = t->cx;

	cx.now = the_time;
	ok(account_sign_in(&cx, str_c(email), PASSWORD, &at, &token));
	return cookie_of(t, token);
}

static bool has(const struct reply *r, const char *text)
{
	if (str_find(buf_view(&r->body), str_c(text), 0) >= 0)
		return true;
	print_message("not in the page: %s\n", text);
	return false;
}

static bool has_not(const struct reply *r, const char *text)
{
	return str_find(buf_view(&r->body), str_c(text), 0) < 0;
}

/* Text between two marks. */
static struct str between(const struct reply *r, const char *from,
			  const char *to)
{
	struct str body = buf_view(&r->body);
	ptrdiff_t at = str_find(body, str_c(from), 0), end;

	assert_true(at >= 0);
	at += (ptrdiff_t)strlen(from);
	end = str_find(body, str_c(to), at);
	assert_true(end >= at);
	return str_sub(body, at, end);
}

/* What the feature shows: the title and the main part; the layout around
 * them is the view's. */
static struct str own_part(struct arena *a, const struct reply *r)
{
	return str_fmt(a, "<title>%.*s</title>\n<main%.*s</main>\n",
		       STR_ARG(between(r, "<title>", "</title>")),
		       STR_ARG(between(r, "<main", "</main>")));
}

/* Golden page: what differs at each run is taken out. */
static void golden(struct town *t, const char *name, const struct reply *r)
{
	static const char *const random[][2] = {
		{ "name=\"csrf\" value=\"", "\"" },
		{ "name=\"key\" value=\"", "\"" },
		{ "value=\"/sign-in/link/", "\"" },
		{ "action=\"/sign-in/link/", "\"" },
	};
	struct str rest = own_part(t->cx.arena, r);
	struct buf b = buf_init(t->cx.arena, 1 << 20);

	while (rest.n) {
		ptrdiff_t end = 1;

		for (ptrdiff_t i = 0; i < N_ELEMENTS(random); i++)
			if (str_starts(rest, str_c(random[i][0]))) {
				buf_str(&b, str_c(random[i][0]));
				buf_lit(&b, "~");
				end = str_find(rest, str_c(random[i][1]),
					       (ptrdiff_t)strlen(random[i][0]));
			}
		if (end == 1)
			buf_char(&b, rest.p[0]);
		rest = str_sub(rest, end, rest.n);
	}
	kit_golden(
		t->cx.arena,
		str_fmt(t->cx.arena, "feature/account/golden/%s.html", name).p,
		buf_view(&b));
}

/* ---- signing in ---------------------------------------------------------------- */

static void sign_in_page(void **state UNUSED)
{
	TOWN;

	r = get(&t, "/sign-in?next=/account", NULL);
	assert_int_equal(r.status, 200);
	golden(&t, "sign-in.vi", &r);
	r = get_en(&t, "/sign-in", NULL);
	golden(&t, "sign-in.en", &r);
	/* somewhere else is not taken over */
	r = get(&t, "/sign-in?next=//evil.vn", NULL);
	assert_true(has(&r, "name=\"next\" value=\"/\""));
	r = get(&t, "/sign-in?next=/account", sign_in(&t, "thuoc@dn.vn"));
	assert_int_equal(r.status, 303);
	same(r.location, "/account");
	kit_close(&t.cx);
}

static void sign_in_works(void **state UNUSED)
{
	TOWN;

	r = post(&t, "/sign-in",
		 "email=Thuoc%40dn.vn&password=" PASSWORD_URL
		 "&next=%2Faccount%3Fdone%3D1",
		 NULL);
	assert_int_equal(r.status, 303);
	same(r.location, "/account?done=1");
	assert_int_equal(r.set_session.n, 43);
	r = get(&t, "/account", cookie_of(&t, r.set_session));
	assert_int_equal(r.status, 200);
	r = post(&t, "/sign-in",
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

	r = post(&t, "/sign-in", "email=thuoc%40dn.vn&password=wrong&next=%2F",
		 NULL);
	assert_int_equal(r.status, 403);
	assert_null(r.set_session.p);
	golden(&t, "sign-in-refused.vi", &r);
	assert_true(has_not(&r, "wrong"));
	unknown = post(&t, "/sign-in",
		       "email=thuoc%40dn.vx&password=wrong&next=%2F", NULL);
	assert_int_equal(unknown.status, r.status);
	same(between(&unknown, "<ul class=\"one\">", "</ul>"),
	     str_to_c(a, between(&r, "<ul class=\"one\">", "</ul>")));
	r = post(&t, "/sign-in", "email=&password=&next=%2F", NULL);
	assert_int_equal(r.status, 422);
	assert_true(has(&r, "<a href=\"#email\">"));
	assert_true(has(&r, "<a href=\"#password\">"));
	assert_true(has(&r, "aria-describedby=\"email-em\""));
	for (int i = 0; i < 6; i++)
		r = post(&t, "/sign-in", "email=e%40dn.vn&password=x", NULL);
	assert_true(r.status == 429 && r.wait_s > 0);
	kit_close(&t.cx);
}

/* Who can't be looked at hasn't failed: "later", and no attempt is counted. */
static void sign_in_is_later(void **state UNUSED)
{
	const char *in = "email=thuoc%40dn.vn&password=" PASSWORD_URL;
	const char *new = "current=" PASSWORD_URL "&fresh=" SECOND_URL;
	const char *cookie;
	TOWN;

	cookie = sign_in(&t, "thuoc@dn.vn");
	for (int i = 0; i < 9; i++) {
		auth_set_limits(i < 8 ? 0 : 4, i < 8 ? 0 : 32);
		r = post(&t, "/sign-in", in, NULL);
		assert_int_equal(r.status, i < 8 ? 503 : 303);
		r = post(&t, "/account/password", new, cookie);
		assert_int_equal(r.status, i < 8 ? 503 : 303);
	}
	kit_close(&t.cx);
}

/* What was typed when the session had ended is kept and can be sent again. */
static void typed_is_kept(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	r = post(&t, "/note",
		 "text=m%E1%BB%99t%0Ahai+%3Cb%3E&who=a&who=b&csrf=old&key=key-"
		 "of-form",
		 "__Host-rv=ended");
	assert_int_equal(r.status, 401);
	assert_true(has(&r, "name=\"next\" value=\"/note\""));
	assert_true(has(&r, "name=\"again\" value=\"1\""));
	assert_true(has(&r, "name=\"keep.text\" value=\"một\nhai &lt;b&gt;\""));
	assert_true(has(&r, "name=\"keep.who\" value=\"a\""));
	assert_true(has(&r, "name=\"keep.who\" value=\"b\""));
	assert_true(has_not(&r, "key-of-form")); /* gets a new one */
	assert_true(has_not(&r, "value=\"old\""));
	/* a wrong password doesn't lose it */
	r = post(&t, "/sign-in",
		 "email=thuoc%40dn.vn&password=x&next=%2Fnote&again=1&"
		 "keep.text=m%E1%BB%99t%0Ahai+%3Cb%3E&keep.who=a&keep.who=b",
		 NULL);
	assert_int_equal(r.status, 403);
	assert_true(has(&r, "name=\"keep.text\" value=\"một\nhai &lt;b&gt;\""));
	r = post(&t, "/sign-in",
		 "email=thuoc%40dn.vn&password=" PASSWORD_URL
		 "&next=%2Fnote&again=1&keep.text=m%E1%BB%99t%0Ahai+%3Cb%3E&"
		 "keep.who=a&keep.who=b",
		 NULL);
	assert_int_equal(r.status, 200);
	assert_int_equal(r.set_session.n, 43);
	golden(&t, "sign-in-again.vi", &r);
	assert_true(has(&r, "action=\"/note\""));
	assert_true(has(&r, "name=\"text\" value=\"một\nhai &lt;b&gt;\""));
	assert_true(has(&r, "name=\"who\" value=\"b\""));
	assert_true(between(&r, "name=\"key\" value=\"", "\"").n >= 8);
	cookie = cookie_of(&t, r.set_session);
	r = post(&t, "/note", "text=m%E1%BB%99t&who=a&who=b", cookie);
	assert_int_equal(r.status, 200);
	assert_true(has(&r, "một"));
	kit_close(&t.cx);
}

static void page_is_kept(void **state UNUSED)
{
	TOWN;

	r = get(&t, "/find?q=a%20b", NULL);
	assert_int_equal(r.status, 401);
	assert_true(has(&r, "name=\"next\" value=\"/find?q=a%20b\""));
	assert_true(has_not(&r, "name=\"again\""));
	/* passwords never travel on */
	r = post(&t, "/account/password",
		 "current=geheim1&fresh=geheim2&username=thuoc", NULL);
	assert_int_equal(r.status, 401);
	assert_true(has_not(&r, "geheim"));
	kit_close(&t.cx);
}

static void link_page(void **state UNUSED)
{
	struct str path;
	const char *p;
	TOWN;

	ok(account_link(&t.cx, t.thuoc, &path));
	p = str_to_c(a, path);
	r = get(&t, p, NULL);
	assert_int_equal(r.status, 200);
	assert_null(r.set_session.p);
	golden(&t, "link.vi", &r);
	r = get_en(&t, p, NULL);
	golden(&t, "link.en", &r);
	r = get(&t, p, NULL); /* looking doesn't use it up */
	assert_int_equal(r.status, 200);
	assert_true(has(&r, "method=\"post\""));
	r = post(&t, p, "", NULL);
	assert_int_equal(r.status, 303);
	same(r.location, "/");
	assert_int_equal(r.set_session.n, 43);
	/* the present password isn't asked for in this session */
	r = get(&t, "/account", cookie_of(&t, r.set_session));
	assert_true(has_not(&r, "id=\"current\""));
	assert_true(has(&r, "id=\"fresh\""));
	r = post(&t, p, "", NULL);
	assert_int_equal(r.status, 410);
	golden(&t, "link-used.vi", &r);
	assert_true(has_not(&r, "<form method=\"post\" action=\"/sign-in/"));
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
	r = post(&t, str_fmt(a, "/sign-in/link/%.*s", STR_ARG(link)).p, "",
		 NULL);
	assert_int_equal(r.status, 303);
	same(r.location, "/account");
	cookie = cookie_of(&t, r.set_session);
	r = post(&t, "/account/password", "fresh=" SECOND_URL, cookie);
	assert_int_equal(r.status, 303);
	same(r.location, "/account?done=1");
	r = post(&t, "/sign-in",
		 "email=lam%40dn.vn&password=" SECOND_URL "&next=%2F", NULL);
	assert_int_equal(r.status, 303);
	kit_close(&t.cx);
}

static void sign_out(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = sign_in(&t, "thuoc@dn.vn");
	r = post(&t, "/sign-out", "", cookie);
	assert_int_equal(r.status, 303);
	assert_true(r.sign_out);
	r = get(&t, "/account", cookie);
	assert_int_equal(r.status, 401);
	r = post(&t, "/sign-out", "", cookie);
	assert_int_equal(r.status, 303);
	kit_close(&t.cx);
}

static void session_ends_by_time(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = sign_in(&t, "thuoc@dn.vn");
	the_time += SESSION_IDLE_MS - 1;
	r = get(&t, "/account", cookie);
	assert_int_equal(r.status, 200);
	kit_close(&t.cx);
}

/* ---- own account ------------------------------------------------------------------ */

static void own_page(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = sign_in(&t, "thuoc@dn.vn");
	sign_in(&t, "thuoc@dn.vn");
	r = get(&t, "/account", cookie);
	assert_int_equal(r.status, 200);
	golden(&t, "account.vi", &r);
	r = get_en(&t, "/account?done=1", cookie);
	golden(&t, "account.en", &r);
	assert_true(has_not(&r, "href=\"/users\""));
	r = get(&t, "/account", sign_in(&t, "admin@dn.vn"));
	assert_true(has(&r, "href=\"/users\""));
	kit_close(&t.cx);
}

static void own_password(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = sign_in(&t, "thuoc@dn.vn");
	r = post(&t, "/account/password",
		 "username=thuoc%40dn.vn&current=x&fresh=" SECOND_URL, cookie);
	assert_int_equal(r.status, 422);
	assert_true(has(&r, "href=\"#current\""));
	assert_true(has(&r, "aria-describedby=\"current-em\""));
	r = post(&t, "/account/password",
		 "current=" PASSWORD_URL "&fresh=short", cookie);
	assert_int_equal(r.status, 422);
	assert_true(has(&r, "href=\"#fresh\""));
	assert_true(has_not(&r, "value=\"short\""));
	r = post(&t, "/account/password",
		 "current=" PASSWORD_URL "&fresh=", cookie);
	assert_int_equal(r.status, 422);
	r = post(&t, "/account/password",
		 "current=" PASSWORD_URL "&fresh=" SECOND_URL, cookie);
	assert_int_equal(r.status, 303);
	for (int i = 0; i < 6; i++)
		r = post(&t, "/account/password", "current=x&fresh=" SECOND_URL,
			 cookie);
	assert_int_equal(r.status, 429);
	kit_close(&t.cx);
}

static void own_settings(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = sign_in(&t, "thuoc@dn.vn");
	r = post(&t, "/account/settings", "lang=en&theme=dark&size=lon",
		 cookie);
	assert_int_equal(r.status, 303);
	r = get(&t, "/account", cookie);
	assert_true(has(&r, "<html lang=\"en\" data-theme=\"dark\" "
			    "data-size=\"lon\">"));
	assert_true(has(&r, "<option value=\"dark\" selected>"));
	r = post(&t, "/account/settings", "lang=fr", cookie);
	assert_int_equal(r.status, 422);
	r = post(&t, "/account/settings", "lang=&theme=&size=", cookie);
	assert_int_equal(r.status, 303);
	r = get(&t, "/account", cookie);
	assert_true(has(&r, "<html lang=\"vi\">"));
	kit_close(&t.cx);
}

static void own_sessions(void **state UNUSED)
{
	const char *one, *two, *three;
	struct str id;
	TOWN;

	one = sign_in(&t, "thuoc@dn.vn");
	two = sign_in(&t, "thuoc@dn.vn");
	r = get(&t, "/account", one);
	id = between(&r, "action=\"/account/session/", "/end\"");
	r = post(&t, str_fmt(a, "/account/session/%.*s/end", STR_ARG(id)).p, "",
		 one);
	assert_int_equal(r.status, 303);
	assert_int_equal(get(&t, "/account", two).status, 401);
	r = post(&t, str_fmt(a, "/account/session/%.*s/end", STR_ARG(id)).p, "",
		 one);
	assert_int_equal(r.status, 404);
	/* another's session is as absent as one that never was */
	r = post(&t, "/account/session/1/end", "", sign_in(&t, "admin@dn.vn"));
	assert_int_equal(r.status, 404);
	three = sign_in(&t, "thuoc@dn.vn");
	r = post(&t, "/account/sessions/end", "", one);
	assert_int_equal(r.status, 303);
	assert_int_equal(get(&t, "/account", three).status, 401);
	r = post(&t, "/account/session/1/end", "", one);
	assert_true(r.sign_out);
	kit_close(&t.cx);
}

/* ---- users --------------------------------------------------------------------------- */

static void users_are_not_for_all(void **state UNUSED)
{
	static const char *const path[] = { "/users", "/users/new", "/user/1" };
	const char *cookie;
	TOWN;

	cookie = sign_in(&t, "thuoc@dn.vn");
	for (ptrdiff_t i = 0; i < N_ELEMENTS(path); i++) {
		r = get(&t, path[i], cookie);
		assert_true(r.status == 403 || r.status == 404);
		assert_int_equal(get(&t, path[i], NULL).status, 401);
	}
	kit_close(&t.cx);
}

static void users_list(void **state UNUSED)
{
	const char *cookie;
	char email[32];
	TOWN;

	cookie = sign_in(&t, "admin@dn.vn");
	r = get(&t, "/users", cookie);
	assert_int_equal(r.status, 200);
	golden(&t, "users.vi", &r);
	for (int i = 0; i < 60; i++) {
		(void)snprintf(email, sizeof(email), "u%d@dn.vn", i);
		ok(account_ensure(&t.cx,
				  &(struct account_new){ .email = str_c(email),
							 .name = str_c(email),
							 .role = ROLE_LEADER },
				  &t.unit));
	}
	r = get_en(&t, "/users?page=2", cookie);
	assert_true(has(&r, "51 to 62 of 62"));
	assert_true(has_not(&r, "admin@dn.vn"));
	r = get_en(&t, "/users?page=99", cookie);
	assert_true(has(&r, "51 to 62 of 62"));
	kit_close(&t.cx);
}

static void user_is_added(void **state UNUSED)
{
	const char *cookie, *body;
	TOWN;

	cookie = sign_in(&t, "admin@dn.vn");
	r = get(&t, "/users/new", cookie);
	golden(&t, "user-new.vi", &r);
	r = get_en(&t, "/users/new", cookie);
	golden(&t, "user-new.en", &r);
	body = "email=lam%40dn.vn&name=Cao+Hi%E1%BB%83u+Lam&post=&"
	       "role=secretary&org=2&key=key-of-form";
	r = post(&t, "/users/new", body, cookie);
	assert_int_equal(r.status, 200);
	golden(&t, "user-link.vi", &r);
	/* twice by accident: one user, and the link isn't shown again */
	r = post(&t, "/users/new", body, cookie);
	assert_int_equal(r.status, 200);
	assert_true(has_not(&r, "value=\"/sign-in/link/"));
	r = post(&t, "/users/new",
		 "email=lam%40dn.vn&name=%3Ci%3ELam&role=leader&org=1", cookie);
	assert_int_equal(r.status, 422);
	assert_true(has(&r, "href=\"#email\""));
	assert_true(has(&r, "value=\"&lt;i&gt;Lam\""));
	assert_true(has(&r, "<option value=\"leader\" selected>"));
	r = post(&t, "/users/new", "email=x&name=&role=king&org=1", cookie);
	assert_int_equal(r.status, 422);
	r = post(&t, "/users/new", "email=x%40dn.vn&name=X&role=king&org=1",
		 cookie);
	assert_int_equal(r.status, 422);
	assert_true(has(&r, "href=\"#role\""));
	kit_close(&t.cx);
}

static void user_is_managed(void **state UNUSED)
{
	const char *cookie, *theirs;
	TOWN;

	cookie = sign_in(&t, "admin@dn.vn");
	theirs = sign_in(&t, "thuoc@dn.vn");
	r = get(&t, "/user/2", cookie);
	assert_int_equal(r.status, 200);
	golden(&t, "user.vi", &r);
	assert_int_equal(get(&t, "/user/99", cookie).status, 404);
	r = post(&t, "/user/2/grant", "role=leader&org=1", cookie);
	assert_int_equal(r.status, 303);
	same(r.location, "/user/2");
	r = post(&t, "/user/2/grant", "role=leader&org=1", cookie);
	assert_int_equal(r.status, 422);
	r = post(&t, "/user/2/grant", "role=king&org=1", cookie);
	assert_int_equal(r.status, 422);
	r = post(&t, "/user/2/grant/2/end", "", cookie);
	assert_int_equal(r.status, 303);
	r = post(&t, "/user/2/grant/77/end", "", cookie);
	assert_int_equal(r.status, 404);
	r = post(&t, "/user/2/link", "", cookie);
	assert_int_equal(r.status, 200);
	assert_true(has(&r, "value=\"/sign-in/link/"));
	r = post(&t, "/user/2/disable", "", cookie);
	assert_int_equal(r.status, 303);
	assert_int_equal(get(&t, "/account", theirs).status, 401);
	r = get_en(&t, "/user/2", cookie);
	golden(&t, "user-disabled.en", &r);
	r = post(&t, "/user/2/link", "", cookie);
	assert_int_equal(r.status, 422);
	r = post(&t, "/user/2/enable", "", cookie);
	assert_int_equal(r.status, 303);
	/* nobody locks himself out */
	r = post(&t, "/user/1/disable", "", cookie);
	assert_int_equal(r.status, 422);
	r = get(&t, "/user/1", cookie);
	assert_true(has_not(&r, "/user/1/disable"));
	kit_close(&t.cx);
}

/* ---- the table ------------------------------------------------------------------------ */

static void sweep_job(void **state UNUSED)
{
	const char *cookie;
	TOWN;

	cookie = sign_in(&t, "thuoc@dn.vn");
	assert_int_equal(account_feature.n_jobs, 1);
	t.cx.now += SESSION_IDLE_MS;
	ok(account_feature.jobs[0].run(&t.cx, NULL));
	/* gone, although the page's clock would still allow it */
	assert_int_equal(get(&t, "/account", cookie).status, 401);
	kit_close(&t.cx);
}

static void every_route_is_checked(void **state UNUSED)
{
	for (int i = 0; i < account_feature.n_routes; i++) {
		const struct route *r = &account_feature.routes[i];

		assert_non_null(r->page);
		if (str_starts(str_c(r->path), STR("/sign-")))
			assert_int_equal(r->perm, PERM_PUBLIC);
		else if (str_starts(str_c(r->path), STR("/account")))
			assert_int_equal(r->perm, PERM_SIGNED_IN);
		else
			assert_int_equal(r->perm, PERM_ACCOUNT_MANAGE);
		if (r->no_csrf)
			assert_true(
				str_starts(str_c(r->path), STR("/sign-in")));
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
