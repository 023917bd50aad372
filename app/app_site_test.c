/*
 * The app's own pages in the site's layout: errors, help, the first page, the
 * committee's name on every page.
 */
#include "app/app.h"

#include "testkit/testkit.h"

#include <fcntl.h>
#include <unistd.h>

#include "app/app_page.h"
#include "db/db_priv.h"
#include "org/org.h"

static struct cx cx;
static struct http_config http;
static struct actor person;
static const char *cookie, *folder;

static int64_t clock_of_test(void)
{
	return cx.now;
}

static struct err *hook_actor(struct cx *c, const struct session *s,
			      bool *ret_ok)
{
	c->actor = person;
	c->actor.session = s->id;
	*ret_ok = true;
	return NULL;
}

/* ---- a page that fails as it is told to ------------------------------------- */

static struct err *fail_page(struct cx *c, struct req *rq, struct reply *rp)
{
	enum err_code code = (enum err_code)req_path_id(rq, "code");
	struct err *e = NULL;

	buf_lit(&rp->body, "half a page");
	err_add(&e, err_new(c->arena, code, N_("The mill {0} stands still."),
			    STR("<A>")));
	err_add(&e, err_new(c->arena, code, "So does its neighbour."));
	return e;
}

static const struct route fail_routes[] = {
	{ .method = GET,
	  .path = "/fail/:code",
	  .perm = PERM_PUBLIC,
	  .page = fail_page },
};
static const struct route *tables[2];
static int counts[2];

static struct err *session_tx(struct cx *c, void *arg)
{
	return session_start(c, 1, STR("Firefox"), STR("127.0.0.1"), arg);
}

static int open_site(void **state)
{
	struct str token;

	(void)state;
	cx = kit_realm(arena_open(256 << 20));
	ok(auth_init(cx.arena));
	folder = kit_folder(cx.arena);
	ok(db_tx(&cx, session_tx, &token));
	cookie = str_fmt(cx.arena, "__Host-rv=%.*s", STR_ARG(token)).p;
	app_http_config(&http, &cx);
	tables[0] = app_routes;
	counts[0] = app_n_routes;
	tables[1] = fail_routes;
	counts[1] = (int)N_ELEMENTS(fail_routes);
	http.routes = tables;
	http.n_routes = counts;
	http.n_tables = 2;
	http.hooks.actor = hook_actor;
	http.clock = clock_of_test;
	return 0;
}

static int close_site(void **state)
{
	struct arena *a = cx.arena;

	(void)state;
	kit_folder_remove(folder);
	kit_close(&cx);
	arena_close(a);
	return 0;
}

static struct reply get(const char *path, const char *lang)
{
	const struct http_try t = {
		.method = GET, .path = path, .cookie = cookie, .lang = lang
	};
	struct reply rp;

	ok(http_serve_one(cx.arena, &http, &t, &rp));
	return rp;
}

static bool has(const struct reply *rp, const char *text)
{
	return str_find(buf_view(&rp->body), str_c(text), 0) >= 0;
}

static void shows(const struct reply *rp, const char *text)
{
	if (!has(rp, text))
		fail_msg("\"%s\" isn't in \"%.*s\"", text,
			 STR_ARG(buf_view(&rp->body)));
}

/* ---- the committee's name, before and after there is one --------------------- */

static void every_page_names_the_committee(void **state)
{
	struct reply rp = get("/help", "vi");
	int64_t root;

	(void)state;
	shows(&rp, "Rõ Việc</");
	assert_false(has(&rp, "Đảng bộ Phường"));
	ok(org_add(&cx,
		   &(struct org_new){ .parent = DB_NULL,
				      .kind = STR("dang_bo"),
				      .name = STR("Đảng bộ Phường <Một>"),
				      .from = cx.today },
		   &root));
	/* at once, and again from what is kept */
	for (int i = 0; i < 2; i++) {
		rp = get("/help", "vi");
		shows(&rp, "Đảng bộ Phường &lt;Một&gt;");
	}
}

/* ---- pages ---------------------------------------------------------------------- */

static void help_speaks_both_languages(void **state)
{
	struct reply rp = get("/help", "vi");

	(void)state;
	assert_int_equal(rp.status, 200);
	shows(&rp, "<h1>Trợ giúp</h1>");
	shows(&rp, "Đăng nhập</h2>");
	assert_false(has(&rp, "Signing in</h2>"));
	rp = get("/help", "en");
	shows(&rp, "<h1>Help</h1>");
	shows(&rp, "Signing in</h2>");
	assert_false(has(&rp, "Đăng nhập</h2>"));
}

/* Each page of the manual has its text in both languages, a way to each of
 * the others, and no address of a file; other pages aren't there. */
static void help_has_pages(void **state)
{
	static const struct {
		const char *path, *vi, *en;
	} all[] = {
		{ "/help", "Đăng nhập</h2>", "Signing in</h2>" },
		{ "/help/programme", "Nhập phụ lục</h2>",
		  "Importing an annex</h2>" },
		{ "/help/lists", "Danh sách, lọc, tìm</h2>",
		  "Lists, filters, search</h2>" },
		{ "/help/admin", "Cài đặt</h2>", "Installing</h2>" },
		{ "/help/access", "Người dùng và vai trò</h2>",
		  "Users and roles</h2>" },
		{ "/help/realms", "Phiên bản mới</h2>", "A new version</h2>" },
		{ "/help/server", "Sao lưu</h2>", "Backup</h2>" },
		{ "/help/server", "Máy chủ thứ hai thay thế</h2>",
		  "A second server that takes over</h2>" },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < 2 * N_ELEMENTS(all); i++) {
		const char *lang = i % 2 ? "en" : "vi";
		const char *path = all[i / 2].path;
		struct reply rp = get(path, lang);

		assert_int_equal(rp.status, 200);
		shows(&rp, i % 2 ? all[i / 2].en : all[i / 2].vi);
		for (ptrdiff_t k = 0; k < N_ELEMENTS(all); k++)
			shows(&rp,
			      str_fmt(cx.arena, "href=\"%s\"%s", all[k].path,
				      k == i / 2 ? " aria-current" : "")
				      .p);
		assert_false(has(&rp, ".md\""));
	}
	assert_int_equal(get("/help/khong-co", "vi").status, 404);
}

/* The keys, with a letter for each place of this person's menu. */
static void keys_are_listed(void **state)
{
	struct actor before = person;
	struct reply rp;

	(void)state;
	person.id = 1;
	person.perms = UINT64_MAX;
	rp = get("/keys", "vi");
	assert_int_equal(rp.status, 200);
	shows(&rp, "<h1>Bàn phím</h1>");
	shows(&rp, "<kbd>?</kbd>");
	shows(&rp, "<kbd>g o</kbd></th><td>Đến: Toàn cảnh</td>");
	shows(&rp, "<kbd>g m</kbd></th><td>Đến: Việc của tôi</td>");
	/* the overview has the first letter of organisations */
	shows(&rp, "<kbd>g r</kbd></th><td>Đến: Tổ chức</td>");
	person = before;
}

static void first_page_by_role(void **state)
{
	static const struct {
		uint64_t perms;
		const char *to;
	} roles[] = {
		{ UINT64_MAX, "/overview" },
		{ PERM_BIT(PERM_WORK_VIEW) | PERM_BIT(PERM_ACCOUNT_MANAGE),
		  "/mine" },
		{ PERM_BIT(PERM_ACCOUNT_MANAGE), "/users" },
		{ 0, "/account" },
	};
	struct actor before = person;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(roles); i++) {
		struct reply rp;

		person.perms = roles[i].perms;
		rp = get("/", "vi");
		assert_int_equal(rp.status, 303);
		same(rp.location, roles[i].to);
	}
	person = before;
}

/* ---- errors ---------------------------------------------------------------------- */

static void errors_of_the_asker(void **state)
{
	static const struct {
		enum err_code code;
		int status;
		const char *title;
	} faults[] = {
		{ ERR_INVALID, 400, "The request isn&#39;t right" },
		{ ERR_DENIED, 403, "You may not do this" },
		{ ERR_NOT_FOUND, 404, "This page isn&#39;t there" },
		{ ERR_CONFLICT, 409, "Somebody was faster" },
		{ ERR_EXPIRED, 410, "The request isn&#39;t right" },
		{ ERR_LIMIT, 413, "Too large" },
		{ ERR_UNSUPPORTED, 415, "The request isn&#39;t right" },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(faults); i++) {
		struct reply rp = get(
			str_fmt(cx.arena, "/fail/%d", (int)faults[i].code).p,
			"en");

		assert_int_equal(rp.status, faults[i].status);
		shows(&rp, str_fmt(cx.arena, "<h1>%s</h1>", faults[i].title).p);
		shows(&rp, "The mill &lt;A&gt; stands still.");
		shows(&rp, "<p>So does its neighbour.</p>");
		assert_false(has(&rp, "give the number"));
		assert_false(has(&rp, "half a page"));
	}
}

/* Runs a request; what it logs, as `serve` logs it. */
static struct str logged(const char *path, const char *lang,
			 struct reply *ret_rp)
{
	const char *file = str_fmt(cx.arena, "%s/log", folder).p;
	int was = dup(2);
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0 && was >= 0);
	dup2(fd, 2);
	*ret_rp = get(path, lang);
	dup2(was, 2);
	close(fd);
	close(was);
	return kit_file(cx.arena, file);
}

/* The log has what the page doesn't tell; their number leads from one to the
 * other. */
static void faults_of_our_own(void **state)
{
	struct reply rp;
	struct str log = logged("/fail/12", "en", &rp), number;
	ptrdiff_t at = str_find(log, STR("\"id\":\""), 0);

	(void)state;
	assert_int_equal(rp.status, 500);
	shows(&rp, "<h1>Something went wrong on our side</h1>");
	shows(&rp, "Nothing was changed.");
	assert_false(has(&rp, "The mill"));
	assert_true(str_find(log, STR("The mill {0} stands still."), 0) > 0);
	assert_true(str_ends(log, STR("}\n")));
	assert_true(at > 0);
	number = str_sub(log, at + 6, str_find(log, STR("\""), at + 6));
	shows(&rp,
	      str_fmt(cx.arena, "give the number %.*s.", STR_ARG(number)).p);
}

static struct err *forget_orgs(struct cx *c, void *arg)
{
	struct err *e;

	(void)arg;
	c->db->trusted = true;
	e = c->db->engine->exec(c->arena, c->db,
				"alter table org rename to gone");
	c->db->trusted = false;
	return e;
}

/* The realm can't be read: still a page, without its name and menu. The last
 * test, for it leaves no name. */
static void bare_page_without_data(void **state)
{
	struct reply rp;

	(void)state;
	ok(db_tx(&cx, forget_orgs, NULL));
	(void)logged("/help", "en", &rp);
	assert_int_equal(rp.status, 500);
	shows(&rp, "<!doctype html>");
	shows(&rp, "Nothing was changed.");
	assert_false(has(&rp, "/tasks"));
	rp = get("/fail/3", "vi");
	assert_int_equal(rp.status, 403);
	shows(&rp, "<!doctype html>");
	shows(&rp, "The mill &lt;A&gt; stands still.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_page_names_the_committee),
		cmocka_unit_test(help_speaks_both_languages),
		cmocka_unit_test(help_has_pages),
		cmocka_unit_test(keys_are_listed),
		cmocka_unit_test(first_page_by_role),
		cmocka_unit_test(errors_of_the_asker),
		cmocka_unit_test(faults_of_our_own),
		cmocka_unit_test(bare_page_without_data),
	};

	person = (struct actor){ .id = 1,
				 .perms = UINT64_MAX,
				 .org_is_root = true,
				 .name = STR("Mai Đình Thước") };
	return cmocka_run_group_tests(tests, open_site, close_site);
}
