/* A small town with accounts, and its pages without a socket. */
#include "account/test/account_town.h"

#include "account/account_act.h"
#include "auth/auth.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "mail/mail.h"
#include "mail/mail_query.h"
#include "org/org.h"

/* ---- a small site ------------------------------------------------------------- */

int64_t town_time;

static int64_t clock_of_test(void)
{
	return town_time;
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

char town_said[4096];

static void log_errors(const char *line)
{
	if (strstr(line, "\"event\":\"error\"") ||
	    strstr(line, "\"event\":\"refused\""))
		snprintf(town_said, sizeof(town_said), "%s", line);
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

int64_t town_person(struct town *t, const char *email, const char *name,
		    const char *role, int64_t org)
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
	t->admin = town_person(t, "admin@dn.vn", "Lê Quản Trị", ROLE_ADMIN,
			       t->root);
	t->thuoc = town_person(t, "thuoc@dn.vn", "Mai Đình Thước",
			       ROLE_SECRETARY, t->unit);
}

void town_open(struct town *t, struct arena *a)
{
	*t = (struct town){ .cx = kit_realm(a) };
	people(t);
	town_time = t->cx.now;
	t->tables[0] = account_feature.routes;
	t->counts[0] = account_feature.n_routes;
	t->tables[1] = note_routes;
	t->counts[1] = (int)N_ELEMENTS(note_routes);
	for (int i = 0; i < account_feature.n_tables; i++) {
		t->tables[2 + i] = account_feature.tables[i]->p;
		t->counts[2 + i] = account_feature.tables[i]->n;
	}
	t->features[0] = &account_feature;
	t->http = (struct http_config){
		.routes = t->tables,
		.n_routes = t->counts,
		.n_tables = 2 + account_feature.n_tables,
		.assets = assets,
		.n_assets = (int)N_ELEMENTS(assets),
		.hooks = { .actor = account_hook_actor,
			   .sign_in = account_hook_sign_in,
			   .fresh = account_hook_fresh,
			   .language = language },
		.store = t->cx.store,
		.profile = t->cx.profile,
		.clock = clock_of_test,
		.log = log_errors,
	};
	t->site = (struct site){ .features = t->features,
				 .n_features = 1,
				 .http = &t->http,
				 .about = site_about };
	site_set(&t->site);
}

struct reply town_ask(struct town *t, const struct http_try *try)
{
	struct reply r;

	ok(http_serve_one(t->cx.arena, &t->http, try, &r));
	return r;
}

struct reply town_get(struct town *t, const char *path, const char *cookie)
{
	return town_ask(t,
			&(struct http_try){ .path = path, .cookie = cookie });
}

struct reply town_get_en(struct town *t, const char *path, const char *cookie)
{
	return town_ask(t, &(struct http_try){ .path = path,
					       .cookie = cookie,
					       .lang = "en" });
}

struct reply town_post(struct town *t, const char *path, const char *body,
		       const char *cookie)
{
	return town_ask(t, &(struct http_try){ .method = POST,
					       .path = path,
					       .body = body,
					       .cookie = cookie });
}

const char *town_cookie(struct town *t, struct str token)
{
	return str_fmt(t->cx.arena, "__Host-rv=%.*s", STR_ARG(token)).p;
}

const char *town_sign_in(struct town *t, const char *email)
{
	struct account_place at = { .agent = STR("Firefox"),
				    .address = STR("127.0.0.1") };
	struct str token;
	struct cx cx = t->cx;
	bool second;

	cx.now = town_time;
	ok(account_sign_in(&cx, str_c(email), PASSWORD, &at, &token, &second));
	assert_false(second);
	return town_cookie(t, token);
}

bool town_has(const struct reply *r, const char *text)
{
	if (str_find(buf_view(&r->body), str_c(text), 0) >= 0)
		return true;
	print_message("not in the page: %s\n", text);
	return false;
}

bool town_has_not(const struct reply *r, const char *text)
{
	return str_find(buf_view(&r->body), str_c(text), 0) < 0;
}

/* Text between two marks. */
struct str town_between(const struct reply *r, const char *from, const char *to)
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
		       STR_ARG(town_between(r, "<title>", "</title>")),
		       STR_ARG(town_between(r, "<main", "</main>")));
}

/* Golden page: what differs at each run is taken out. */
void town_golden(struct town *t, const char *name, const struct reply *r)
{
	static const char *const random[][2] = {
		{ "name=\"csrf\" value=\"", "\"" },
		{ "name=\"key\" value=\"", "\"" },
		{ "value=\"/sign-in/link/", "\"" },
		{ "action=\"/sign-in/link/", "\"" },
		{ "name=\"ticket\" value=\"", "\"" },
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

/* ---- forms, people ------------------------------------------------------------- */

struct reply town_form(struct town *t, const char *page, const char *path,
		       const char *fields, const char *cookie)
{
	struct reply r = town_get(t, page, cookie);
	struct str csrf = town_between(&r, "name=\"csrf\" value=\"", "\"");
	struct str key = STR("");

	/* not every page has one */
	if (str_find(buf_view(&r.body), STR("name=\"key\" value=\""), 0) >= 0)
		key = str_cat(t->cx.arena, STR("&key="),
			      town_between(&r, "name=\"key\" value=\"", "\""));
	return town_post(t, path,
			 str_fmt(t->cx.arena, "csrf=%.*s%.*s%s%s",
				 STR_ARG(csrf), STR_ARG(key),
				 *fields ? "&" : "", fields)
				 .p,
			 cookie);
}

struct cx town_as(struct town *t, int64_t user)
{
	struct cx cx = t->cx;
	bool good;

	ok(account_actor(&cx, user, &cx.actor, &good));
	assert_true(good);
	return cx;
}

/* ---- letters ------------------------------------------------------------------- */

void town_mail(struct town *t)
{
	ok(mail_config_put(&t->cx, &(struct mail_config){
					   .host = STR("mail.dn.vn"),
					   .port = 587,
					   .tls = MAIL_STARTTLS,
					   .from = STR("rv@dn.vn"),
					   .site = STR("https://rv.vn") }));
}

int town_letters(struct town *t, const char *word)
{
	struct mail_list_in in = { .limit = 100 };
	struct mail_list_rows rows;
	int n = 0;

	ok(mail_list(t->cx.db, &in, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += str_find(rows.p[i].subject, str_c(word), 0) >= 0;
	return n;
}
