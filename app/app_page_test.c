/* The language switch, and the choice of a language. */
#include "app/app_page.h"

#include "testkit/testkit.h"

#include "db/db.h"

static const struct route *tables[1];
static int counts[1];
static struct cx cx;

static int64_t clock_now(void)
{
	return cx.now;
}

static void log_line(const char *line)
{
	print_message("%s", line);
}

static void error_page(struct cx *c, struct req *rq, struct reply *rp,
		       const struct refused *why)
{
	(void)c;
	(void)rq;
	buf_fmt(&rp->body, "%d %s", why->status, why->e ? why->e->msgid : "");
}

static struct reply get(const char *path)
{
	const struct http_try t = { .method = GET, .path = path };
	struct http_config http = { .routes = tables,
				    .n_routes = counts,
				    .n_tables = 1,
				    .hooks = { .error_page = error_page,
					       .language = app_language },
				    .store = cx.store,
				    .profile = cx.profile,
				    .clock = clock_now,
				    .log = log_line };
	struct reply rp;

	tables[0] = app_routes;
	counts[0] = app_n_routes;
	ok(http_serve_one(cx.arena, &http, &t, &rp));
	return rp;
}

static int open_realm(void **state)
{
	(void)state;
	cx = kit_realm(arena_open(64 << 20));
	return 0;
}

static int close_realm(void **state)
{
	struct arena *a = cx.arena;

	(void)state;
	kit_close(&cx);
	arena_close(a);
	return 0;
}

static void switches_and_goes_back(void **state)
{
	struct reply rp = get("/language?to=en&back=/tasks%3Fstate%3Dopen"
			      "%26q%3Db%25C3%25A1o");

	(void)state;
	assert_int_equal(rp.status, 303);
	assert_string_equal(rp.set_lang, "en");
	same(rp.location, "/tasks?state=open&q=b%C3%A1o");
	rp = get("/language?to=vi");
	assert_string_equal(rp.set_lang, "vi");
	same(rp.location, "/");
}

static void never_leads_away(void **state)
{
	static const char *const away[] = {
		"/language?to=vi&back=https://example.org/",
		"/language?to=vi&back=//example.org/",
		"/language?to=vi&back=/%5Cexample.org",
		"/language?to=vi&back=/a%20b",
		"/language?to=vi&back=/%C3%A1",
		"/language?to=vi&back=tasks",
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(away); i++) {
		struct reply rp = get(away[i]);

		assert_int_equal(rp.status, 303);
		same(rp.location, "/");
	}
}

static void other_languages_are_refused(void **state)
{
	(void)state;
	assert_int_equal(get("/language?to=fr").status, 400);
	assert_int_equal(get("/language?to=french").status, 400);
	assert_int_equal(get("/language").status, 400);
	assert_null(get("/language?to=fr").set_lang);
}

static void cookie_then_browser_then_profile(void **state)
{
	struct cx c = cx;

	(void)state;
	assert_int_equal(app_language(&c, STR("vi"), STR("en")), LANG_EN);
	assert_int_equal(app_language(&c, STR("fr, en;q=0.8"), STR_NULL),
			 LANG_EN);
	assert_int_equal(app_language(&c, STR("fr"), STR("xx")), LANG_VI);
	c.profile = NULL;
	assert_int_equal(app_language(&c, STR_NULL, STR_NULL), LANG_VI);
}

int main(void)
{
#define realm_test(f)                                                          \
	cmocka_unit_test_setup_teardown(f, open_realm, close_realm)
	const struct CMUnitTest tests[] = {
		realm_test(switches_and_goes_back),
		realm_test(never_leads_away),
		realm_test(other_languages_are_refused),
		realm_test(cookie_then_browser_then_profile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
