/* Requests through the test door: fields, faults, who may do what. */
#include "http/http_kit.h"

#include <stdio.h>

#include "testkit/testkit.h"

static struct arena *arena;
static struct http_config config;

static int start(void **state)
{
	(void)state;
	arena = arena_open(1 << 28);
	config = web_config();
	return 0;
}

static int stop(void **state)
{
	(void)state;
	assert_int_equal(web_lent(), 0);
	arena_close(arena);
	return 0;
}

static struct reply serve_try(struct http_try t)
{
	struct reply rp;

	ok(http_serve_one(arena, &config, &t, &rp));
	return rp;
}

static struct reply get(const char *path, const char *cookie)
{
	return serve_try((struct http_try){ .path = path, .cookie = cookie });
}

static struct reply post(const char *path, const char *body)
{
	return serve_try((struct http_try){
		.method = POST, .path = path, .body = body });
}

static void shows(struct reply rp, int status, const char *text)
{
	if (rp.status != status ||
	    str_find(buf_view(&rp.body), str_c(text), 0) < 0)
		print_error("%d [%.*s] without [%s]\n", rp.status,
			    STR_ARG(buf_view(&rp.body)), text);
	assert_int_equal(rp.status, status);
	assert_true(str_find(buf_view(&rp.body), str_c(text), 0) >= 0);
}

static void test_values(void **state)
{
	struct reply rp =
		post("/form", "must=x&line=++H%C3%B2a++b%C3%ACnh+&text=a%0D%0Ab"
			      "&n=7&day=5%2F10%2F2026&flag=1&pick=a&pick=b.c"
			      "&secret=+s+&row.12=x&row.13=+y+"
			      "&key=abcdef-_12345");

	(void)state;
	shows(rp, 200, "line=[Hòa bình] ");
	shows(rp, 200, "text=[a\nb] ");
	shows(rp, 200, " n=7 ");
	shows(rp, 200, " flag=1 ");
	shows(rp, 200, " pick=[b.c] ");
	shows(rp, 200, " key=[abcdef-_12345] ");
	shows(rp, 200, " day as typed=[5/10/2026]");
	shows(rp, 200, " row 12=x row 13=y");
	/* typed: not the secret, not the key */
	shows(rp, 200, " typed=10 ");
	assert_true(str_find(buf_view(&rp.body), STR("fault"), 0) < 0);
}

static void test_absent_values(void **state)
{
	struct reply rp = post("/form", "must=x&line=+&n=&day=+&pick=a");
	char day[64];

	(void)state;
	shows(rp, 200, "line=[] text=[] ");
	snprintf(day, sizeof(day), " n=%lld day=%d ", (long long)INT64_MIN,
		 (int)DAY_NONE);
	shows(rp, 200, day);
	shows(rp, 200, " flag=0 pick=[] ");
	assert_true(str_find(buf_view(&rp.body), STR("fault"), 0) < 0);
}

static void test_days(void **state)
{
	static const char *const good[] = { "5/10/2026", "05-10-2026",
					    "2026-10-05", "+05%2F10%2F2026+" };
	static const char *const bad[] = { "5/10/26",	"2026/10/05",
					   "5/10",	"5/10/2026/1",
					   "hôm nay",	"5.10.2026",
					   "5/-1/2026", "5/100/2026",
					   "20261005",	"100/1/2026" };
	char want[40];
	day_t day;

	(void)state;
	assert_true(day_from_ymd(2026, 10, 5, &day));
	snprintf(want, sizeof(want), " day=%d ", (int)day);
	for (int i = 0; i < (int)N_ELEMENTS(good); i++)
		shows(post("/form", str_fmt(arena, "must=x&day=%s", good[i]).p),
		      200, want);
	for (int i = 0; i < (int)N_ELEMENTS(bad); i++) {
		struct pairs p = { 0 };
		struct buf b = buf_init(arena, 1000);

		(void)p;
		buf_lit(&b, "must=x&day=");
		for (const char *c = bad[i]; *c; c++)
			buf_fmt(&b, "%%%02x", (unsigned char)*c);
		shows(post("/form", str_to_c(arena, buf_view(&b))), 200,
		      "fault day: “{0}” must be a day, such as 5/10/2026. "
		      "[Day]");
	}
	shows(post("/form", "must=x&day=31/6/2026"), 200,
	      "fault day: “{0}”: {1} is not in the calendar. [Day] "
	      "[31/6/2026]");
}

static void test_faults(void **state)
{
	(void)state;
	shows(post("/form", ""), 200, "fault must: “{0}” is missing. [Must]");
	shows(post("/form", "must=+%C2%A0+"), 200,
	      "fault must: “{0}” is missing.");
	/* ten letters are allowed, whatever bytes they take */
	shows(post("/form", "must=x&line=%C4%91%C4%91%C4%91%C4%91%C4%91%C4%91"
			    "%C4%91%C4%91%C4%91%C4%91"),
	      200, "line=[đđđđđđđđđđ]");
	shows(post("/form", "must=x&line=12345678901"), 200,
	      "fault line: “{0}” has {1} characters; at most {2} fit. [Line] "
	      "[11] [10]");
	shows(post("/form", "must=x&n=1.5"), 200,
	      "fault n: “{0}” must be a whole number. [Number]");
	shows(post("/form", "must=x&n=51"), 200,
	      "fault n: “{0}” must be between {1} and {2}. [Number] [0] [50]");
	shows(post("/form", "must=x&n=-1"), 200, "must be between");
	shows(post("/form", "must=x&least=2"), 200,
	      "fault least: “{0}” must be at least {1}. [Least] [3]");
	shows(post("/form", "must=x&flag=on"), 200,
	      "fault flag: “{0}” has a value that is not offered. [Flag]");
	shows(post("/form", "must=x&pick=A"), 200,
	      "fault pick: “{0}” has a value that is not offered. [Pick]");
	shows(post("/form", "must=x&file=a.txt"), 200,
	      "fault file: “{0}” must be a file. [File]");
	shows(post("/form", "n=x&must="), 200, "fault n:");
	shows(post("/form", "n=x&must="), 200, "fault must:");
}

static void test_refused_forms(void **state)
{
	(void)state;
	shows(post("/form", "must=x&other=1"), 400, "does not know");
	shows(post("/form", "must=x&row.=1"), 400, "does not know");
	shows(post("/form", "must=x&must=y"), 400, "came twice");
	shows(post("/form", "must=x&row.1=a&row.1=b"), 400, "came twice");
	shows(post("/form", "must=x&csrf=a&csrf=b"), 400, "came twice");
	shows(post("/form", "must=x&key=a"), 400, "key is not one of ours");
	shows(post("/form", "must=x&key=abcdefg%2F1"), 400, "key is not");
	shows(post("/form", "must=%"), 400, "as a form writes them");
	shows(post("/form?a=b", "must=x"), 400, "behind a question mark");
	shows(get("/search?x=1", NULL), 400, "does not know");
	shows(get("/search?q=1&q=2", NULL), 400, "came twice");
	shows(get("/search?csrf=1", NULL), 400, "does not know");
	shows(get("/search?q=%00", NULL), 400, "as a form writes them");
	shows(get("/?x=1", NULL), 400, "does not know");
	/* a page that does not look at faults does not ignore them */
	shows(get("/search?day=x", NULL), 400, "must be a day");
	shows(post("/blind", "line=a"), 400, "is missing");
	shows(post("/blind", "must=a"), 200, "done");
}

static void test_files(void **state)
{
	struct http_try t = {
		.method = POST,
		.path = "/form",
		.content_type = "multipart/form-data; boundary=x",
		.body = "--x\r\nContent-Disposition: form-data; name=\"must\""
			"\r\n\r\n a \r\n"
			"--x\r\nContent-Disposition: form-data; name=\"file\"; "
			"filename=\"a.txt\"\r\n\r\nabc\r\n"
			"--x\r\nContent-Disposition: form-data; name=\"file\"; "
			"filename=\"\"\r\n\r\n\r\n"
			"--x\r\nContent-Disposition: form-data; name=\"file\"; "
			"filename=\"b.txt\"\r\n\r\n\r\n--x--\r\n",
	};

	(void)state;
	shows(serve_try(t), 200, " file a.txt (3) file b.txt (0)");
	t.body_n = 40;
	shows(serve_try(t), 400, "as a browser sends it");
	t.body_n = 0;
	t.content_type = "multipart/form-data; boundary=y";
	shows(serve_try(t), 400, "as a browser sends it");
	t.content_type = "text/plain";
	shows(serve_try(t), 415, "not a form");
	t.content_type = "multipart/form-data; boundary=x";
	/* a file where a text is due, a text where a file is due */
	t.body = "--x\r\nContent-Disposition: form-data; name=\"line\"; "
		 "filename=\"a\"\r\n\r\nabc\r\n--x--\r\n";
	shows(serve_try(t), 400, "does not know");
	t.body = "--x\r\nContent-Disposition: form-data; name=\"file\""
		 "\r\n\r\nabc\r\n--x--\r\n";
	shows(serve_try(t), 200, "must be a file");
	t.body = "--x\r\nContent-Disposition: form-data; name=\"csrf\"; "
		 "filename=\"a\"\r\n\r\nabc\r\n--x--\r\n";
	shows(serve_try(t), 400, "does not know");
	t.body = "--x\r\nContent-Disposition: form-data; name=\"key\""
		 "\r\n\r\nabcdefgh\r\n--x--\r\n";
	shows(serve_try(t), 200, "key=[abcdefgh]");
}

static void test_who(void **state)
{
	(void)state;
	shows(get("/mine", "__Host-rv=bob"), 200, "user 102");
	shows(get("/mine", NULL), 200, "sign in");
	shows(get("/task/7", "__Host-rv=ann"), 200, "task 7");
	/* absent, not hers and no such page look the same but for the text */
	shows(get("/task/404", "__Host-rv=ann"), 404, "no such task");
	shows(get("/task/7", "__Host-rv=bob"), 404, "or it is not yours");
	shows(get("/nowhere", "__Host-rv=bob"), 404, "or it is not yours");
	shows(get("/tree", "__Host-rv=bob"), 403, "present role");
	shows(get("/task/new", "__Host-rv=bob"), 200, "home");
	shows(get("/word/a-B_9.c", NULL), 200, "word a-B_9.c");
	shows(get("/word/%41", NULL), 404, "");
	shows(get("/word/%4", NULL), 400, "well formed");
	shows(get("/mine", "__Host-rv=broken"), 500, "the table is gone|r0");
}

static void test_what_a_page_knows(void **state)
{
	(void)state;
	shows(get("/self?q=a+b", NULL), 200,
	      "GET /self?q=a+b from 127.0.0.1 by ? session 0 key 13");
	shows(get("/self", "__Host-rv=bob"), 200, " session 2 ");
}

static void test_typed_text_survives_signing_in(void **state)
{
	static const struct field fields[] = {
		{ .name = "a", .label = "A" },
		{ .name = "p", .label = "P", .kind = FIELD_SECRET },
	};
	static const struct route table[] = {
		{ .path = "/x",
		  .perm = PERM_SIGNED_IN,
		  .method = POST,
		  .page = (page_fn *)1,
		  ROUTE_FIELDS(fields) },
	};
	static const struct route *const tables[] = { table };
	static const int n[] = { 1 };
	struct http_config saved = config;

	(void)state;
	config.routes = tables;
	config.n_routes = n;
	shows(post("/x", "a=long+text&p=secret"), 200, "1 kept");
	config.hooks.sign_in = NULL;
	shows(post("/x", "a=long+text&p=secret"), 403, "present role");
	config = saved;
}

static void test_without_hooks(void **state)
{
	struct http_config saved = config;
	struct reply rp;

	(void)state;
	config.hooks = (struct http_hooks){ 0 };
	config.log = NULL;
	rp = get("/fail/8", "__Host-rv=ann");
	shows(rp, 500, "500 r0");
	assert_string_equal(rp.type, "text/plain; charset=utf-8");
	shows(get("/nowhere", NULL), 404, "404");
	config = saved;
}

static void test_streams_are_collected(void **state)
{
	struct reply rp = get("/stream/all", NULL);

	(void)state;
	assert_int_equal(rp.body.n, WEB_STREAM_CHUNKS * WEB_STREAM_CHUNK);
	assert_null(rp.stream);
}

static void test_stream_error_is_returned(void **state)
{
	struct http_try t = { .path = "/stream/break" };
	struct reply rp;

	(void)state;
	fails(http_serve_one(arena, &config, &t, &rp), ERR_DB);
}

static void test_door_checks_the_tables(void **state)
{
	static const struct route table[] = { { .path = "x" } };
	static const struct route *const tables[] = { table };
	static const int n[] = { 1 };
	struct http_config c = config;
	struct http_try t = { .path = "/" };
	struct reply rp;

	(void)state;
	c.routes = tables;
	c.n_routes = n;
	fails(http_serve_one(arena, &c, &t, &rp), ERR_INTERNAL);
}

static void test_redirects_stay_here(void **state)
{
	static const char *const bad[] = { "",	      "x",
					   "//evil",  "http://evil",
					   "/\\evil", "/a\r\nSet-Cookie: x",
					   "/a b",    "/\xc3\xa9" };
	struct reply rp;

	(void)state;
	reply_init(&rp, arena);
	for (int i = 0; i < (int)N_ELEMENTS(bad); i++)
		fails(reply_redirect(&rp, str_c(bad[i])), ERR_INTERNAL);
	assert_int_equal(rp.status, 200);
	ok(reply_redirect(&rp, STR("/task/5?x=1#y")));
	assert_int_equal(rp.status, 303);
}

static void test_asset_path(void **state)
{
	(void)state;
	same(http_asset(&config, "style.css"), "/a/style.1a2b.css");
	shows(get("/a/style.1a2b.css", NULL), 200, "");
}

static struct err *too_large(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	rp->body = buf_init(rp->arena, 10);
	buf_lit(&rp->body, "more than ten bytes");
	return NULL;
}

static void test_page_too_large(void **state)
{
	static const struct route table[] = { { .path = "/x",
						.page = too_large } };
	static const struct route *const tables[] = { table };
	static const int n[] = { 1 };
	struct http_config saved = config;

	(void)state;
	config.routes = tables;
	config.n_routes = n;
	shows(get("/x", NULL), 413, "has become too large");
	config = saved;
}

static void test_proxy(void **state)
{
	struct header headers[] = {
		{ STR_INIT("Host"), STR_INIT("work.example") },
		{ STR_INIT("X-Forwarded-For"),
		  STR_INIT("203.0.113.9, 2001:db8::5") },
		{ STR_INIT("X-Forwarded-Proto"), STR_INIT("https") },
		{ STR_INIT("x-forwarded-for"), STR_INIT("2001:db8::6") },
	};
	struct head h = { .method = STR_INIT("GET"),
			  .target = STR_INIT("/"),
			  .version = STR_INIT("HTTP/1.1"),
			  .p = headers,
			  .n = 3,
			  .peer = STR_INIT("127.0.0.1"),
			  .peer_local = true };
	static const struct str named[] = { STR_INIT("2001:db8::1"),
					    STR_INIT("192.0.2.1") };
	struct http_config c = config;
	struct routes routes;
	struct req rq = { .arena = arena };

	(void)state;
	ok(routes_compile(arena, &c, &routes));
	req_begin(&rq, &c, &routes, &h);
	same(req_address(&rq), "127.0.0.1");
	assert_false(rq.https);
	c.behind_proxy = true;
	req_begin(&rq, &c, &routes, &h);
	same(req_address(&rq), "2001:db8::5");
	assert_true(rq.https);
	/* a line of the proxy's own, behind what the visitor said */
	h.n = 4;
	req_begin(&rq, &c, &routes, &h);
	same(req_address(&rq), "2001:db8::6");
	h.n = 3;
	headers[1].value = STR("<script>");
	req_begin(&rq, &c, &routes, &h);
	same(req_address(&rq), "127.0.0.1");
	/* somebody else may not say what only the proxy may */
	h.peer_local = false;
	h.peer = STR("192.0.2.1");
	headers[1].value = STR("10.0.0.1");
	req_begin(&rq, &c, &routes, &h);
	same(req_address(&rq), "192.0.2.1");
	assert_false(rq.https);
	/* … but for those that are named */
	c.behind_proxy = false;
	c.proxies = named;
	c.n_proxies = 2;
	req_begin(&rq, &c, &routes, &h);
	same(req_address(&rq), "10.0.0.1");
	assert_true(rq.https);
	h.peer = STR("192.0.2.10");
	req_begin(&rq, &c, &routes, &h);
	same(req_address(&rq), "192.0.2.10");
	assert_false(rq.https);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_absent_values),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_refused_forms),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_who),
		cmocka_unit_test(test_what_a_page_knows),
		cmocka_unit_test(test_typed_text_survives_signing_in),
		cmocka_unit_test(test_without_hooks),
		cmocka_unit_test(test_streams_are_collected),
		cmocka_unit_test(test_stream_error_is_returned),
		cmocka_unit_test(test_door_checks_the_tables),
		cmocka_unit_test(test_redirects_stay_here),
		cmocka_unit_test(test_asset_path),
		cmocka_unit_test(test_page_too_large),
		cmocka_unit_test(test_proxy),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
