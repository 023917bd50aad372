/* The server over real sockets. */
#include "http/http_kit.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "testkit/testkit.h"

static struct arena *arena;
static struct http *http;
static struct http_config config;
static int port;

#define GET_HEAD "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"

static int start(void **state)
{
	(void)state;
	arena = arena_open(1 << 28);
	config = web_config();
	config.loops = 2;
	config.header_seconds = 1;
	config.body_seconds = 1;
	ok(http_start(arena, &config, &http));
	port = http_port(http);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	http_stop(http);
	assert_int_equal(web_lent(), 0);
	arena_close(arena);
	return 0;
}

static struct str get(const char *path, const char *headers)
{
	return web_sendf(arena, port, GET_HEAD "%s\r\n", path, headers);
}

static struct str post(const char *path, const char *headers, const char *body)
{
	return web_sendf(arena, port,
			 "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: "
			 "close\r\nContent-Type: "
			 "application/x-www-form-urlencoded\r\n"
			 "Content-Length: %zu\r\n%s\r\n%s",
			 path, strlen(body), headers, body);
}

#define STATUS(answer, want)	   assert_int_equal(web_status(answer), want)
#define HEADER(answer, name, want) same(web_header(answer, name), want)

static void test_page(void **state)
{
	struct str a = get("/", "");

	(void)state;
	STATUS(a, 200);
	same(web_body(a), "<p>home 0");
	HEADER(a, "Content-Type", "text/html; charset=utf-8");
	HEADER(a, "Content-Length", "9");
	a = get("/", "Accept-Language: en\r\n");
	same(web_body(a), "<p>home 1");
	a = get("/", "Cookie: __Host-lang=en\r\n");
	same(web_body(a), "<p>home 1");
}

static void has_security(struct str a)
{
	struct str csp = web_header(a, "Content-Security-Policy");

	assert_true(csp.n > 0);
	assert_true(str_find(csp, STR("default-src 'none'"), 0) >= 0);
	assert_true(str_find(csp, STR("frame-ancestors 'none'"), 0) >= 0);
	assert_true(str_find(csp, STR("unsafe"), 0) < 0);
	HEADER(a, "X-Content-Type-Options", "nosniff");
	HEADER(a, "Referrer-Policy", "same-origin");
	HEADER(a, "Cross-Origin-Opener-Policy", "same-origin");
	HEADER(a, "Cross-Origin-Resource-Policy", "same-origin");
	HEADER(a, "Strict-Transport-Security", NULL);
	HEADER(a, "Server", NULL);
	assert_non_null(web_header(a, "Cache-Control").p);
}

static void test_security_headers(void **state)
{
	(void)state;
	has_security(get("/", ""));
	has_security(get("/nowhere", ""));
	has_security(get("/a/style.1a2b.css", ""));
	has_security(get("/mine", ""));
	has_security(get("/file", "Cookie: __Host-rv=ann\r\n"));
	has_security(get("/fail/8", ""));
	has_security(get("/stream/all", ""));
	has_security(get("/", "Host: twice\r\n"));
	has_security(post("/", "", ""));
	has_security(post("/sign-in", "", ""));
}

/* ---- malformed requests ------------------------------------------------------- */

struct shape {
	const char *what;
	struct str bytes;
	int status; /* 0: cut without a word */
};
#define OK_HOST "Host: localhost\r\n"
#define SHAPE(what, status, bytes)                                             \
	{                                                                      \
		what, STR_INIT(bytes), status                                  \
	}

static const struct shape shapes[] = {
	SHAPE("good", 200, "GET / HTTP/1.1\r\n" OK_HOST "A:b\r\nC:\r\n\r\n"),
	SHAPE("good 1.0", 200, "GET / HTTP/1.0\r\n" OK_HOST "\r\n"),
	SHAPE("length and chunked", 400,
	      "POST /form HTTP/1.1\r\n" OK_HOST "Content-Length: 3\r\n"
	      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	SHAPE("two lengths", 400,
	      "POST /form HTTP/1.1\r\n" OK_HOST "Content-Length: 0\r\n"
	      "Content-Length: 0\r\n\r\n"),
	SHAPE("two other lengths", 400,
	      "POST /form HTTP/1.1\r\n" OK_HOST "Content-Length: 1\r\n"
	      "Content-Length: 2\r\n\r\na"),
	SHAPE("length list", 400,
	      "POST /form HTTP/1.1\r\n" OK_HOST "Content-Length: 0, 0\r\n\r\n"),
	SHAPE("probe", 200, "GET /alive HTTP/1.1\r\nHost: 10.0.0.7\r\n\r\n"),
	/* as balancers ask */
	SHAPE("probe of 1.0, no host", 200, "GET /alive HTTP/1.0\r\n\r\n"),
	SHAPE("probe of 1.1, no host", 400, "GET /alive HTTP/1.1\r\n\r\n"),
	SHAPE("probe of 1.0, two hosts", 400,
	      "GET /alive HTTP/1.0\r\n" OK_HOST OK_HOST "\r\n"),
	SHAPE("local probe", 200, "GET /inside HTTP/1.0\r\n\r\n"),
	SHAPE("local probe through a proxy", 400,
	      "GET /inside HTTP/1.0\r\nX-Forwarded-For: 10.0.0.7\r\n\r\n"),
	SHAPE("page of 1.0, no host", 400, "GET / HTTP/1.0\r\n\r\n"),
	SHAPE("no host", 400, "GET / HTTP/1.1\r\nA: b\r\n\r\n"),
	SHAPE("no header", 400, "GET / HTTP/1.1\r\n\r\n"),
	SHAPE("two hosts", 400, "GET / HTTP/1.1\r\n" OK_HOST OK_HOST "\r\n"),
	SHAPE("empty host", 400, "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
	SHAPE("foreign host", 400, "GET / HTTP/1.1\r\nHost: evil\r\n\r\n"),
	SHAPE("host with path", 400,
	      "GET / HTTP/1.1\r\nHost: localhost/x\r\n\r\n"),
	SHAPE("host with user", 400,
	      "GET / HTTP/1.1\r\nHost: a@localhost\r\n\r\n"),
	SHAPE("space before colon", 400,
	      "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n"),
	SHAPE("space before colon of another", 400,
	      "GET / HTTP/1.1\r\n" OK_HOST "A : b\r\n\r\n"),
	SHAPE("empty name", 400, "GET / HTTP/1.1\r\n" OK_HOST ": b\r\n\r\n"),
	SHAPE("NUL in a value", 400,
	      "GET / HTTP/1.1\r\n" OK_HOST "A: b\0c\r\n\r\n"),
	SHAPE("NUL at the end", 400,
	      "GET / HTTP/1.1\r\n" OK_HOST "A: b\0\r\n\r\n"),
	SHAPE("NUL in the path", 0, "GET /\0 HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("folded line", 400,
	      "GET / HTTP/1.1\r\n" OK_HOST "A: b\r\n c\r\n\r\n"),
	SHAPE("folded first line", 400, "GET / HTTP/1.1\r\n " OK_HOST "\r\n"),
	SHAPE("bare LF", 400, "GET / HTTP/1.1\nHost: localhost\n\n"),
	SHAPE("one bare LF", 400,
	      "GET / HTTP/1.1\r\n" OK_HOST "A: b\nC: d\r\n\r\n"),
	SHAPE("bare LF at the end", 400,
	      "GET / HTTP/1.1\r\n" OK_HOST "A: b\r\n\n"),
	SHAPE("bare CR", 400, "GET / HTTP/1.1\r\n" OK_HOST "A: b\rc\r\n\r\n"),
	SHAPE("no colon", 400, "GET / HTTP/1.1\r\n" OK_HOST "nocolon\r\n\r\n"),
	SHAPE("gzip, chunked", 400,
	      "POST /form HTTP/1.1\r\n" OK_HOST
	      "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
	SHAPE("two codings", 400,
	      "POST /form HTTP/1.1\r\n" OK_HOST "Transfer-Encoding: chunked"
	      "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	SHAPE("identity", 400,
	      "POST /form HTTP/1.1\r\n" OK_HOST
	      "Transfer-Encoding: identity\r\n\r\n"),
	SHAPE("chunked in 1.0", 400,
	      "POST /form HTTP/1.0\r\n" OK_HOST
	      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	SHAPE("length +4", 400,
	      "POST /form HTTP/1.1\r\n" OK_HOST
	      "Content-Length: +4\r\n\r\na=bc"),
	SHAPE("length -1", 400,
	      "POST /form HTTP/1.1\r\n" OK_HOST "Content-Length: -1\r\n\r\n"),
	SHAPE("length 0x4", 400,
	      "POST /form HTTP/1.1\r\n" OK_HOST
	      "Content-Length: 0x4\r\n\r\na=bc"),
	SHAPE("huge length", 413,
	      "POST /form HTTP/1.1\r\n" OK_HOST
	      "Content-Length: 99999999999999999999\r\n\r\n"),
	SHAPE("large length", 413,
	      "POST /form HTTP/1.1\r\n" OK_HOST
	      "Content-Length: 999999999999\r\n\r\n"),
	SHAPE("no length", 411, "POST /form HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("GET with a body", 400,
	      "GET / HTTP/1.1\r\n" OK_HOST "Content-Length: 2\r\n\r\nab"),
	SHAPE("two spaces", 400, "GET  / HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("two spaces behind", 400, "GET /  HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("space in the path", 400, "GET /a b HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("tab in the line", 0, "GET\t/\tHTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("absolute address", 400,
	      "GET http://localhost/ HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("fragment", 400, "GET /#a HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("raw bytes in the path", 400,
	      "GET /\xc3\xa9 HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("backslash", 400, "GET /\\evil HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("bad escape", 400, "GET /%zz HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("escaped NUL", 400, "GET /%00 HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("bad UTF-8", 400, "GET /%c3 HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("dots", 404, "GET /../etc/passwd HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("version 9.9", 505, "GET / HTTP/9.9\r\n" OK_HOST "\r\n"),
	SHAPE("no version", 400, "GET /\r\n" OK_HOST "\r\n"),
	SHAPE("small version", 400, "GET / http/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("two cookies", 400,
	      "GET / HTTP/1.1\r\n" OK_HOST
	      "Cookie: a=b\r\nCookie: c=d\r\n\r\n"),
	SHAPE("expectation", 417,
	      "POST /form HTTP/1.1\r\n" OK_HOST
	      "Expect: gold\r\nContent-Length: 0\r\n\r\n"),
	SHAPE("packed body", 415,
	      "POST /form HTTP/1.1\r\n" OK_HOST
	      "Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n"),
	SHAPE("TRACE", 405, "TRACE / HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("OPTIONS *", 400, "OPTIONS * HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("CONNECT", 400,
	      "CONNECT localhost:80 HTTP/1.1\r\n" OK_HOST "\r\n"),
	SHAPE("bad chunk", 0,
	      "POST /form HTTP/1.1\r\n" OK_HOST
	      "Content-Type: application/x-www-form-urlencoded\r\n"
	      "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"),
};

static void test_shapes(void **state)
{
	int wrong = 0;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(shapes); i++) {
		const struct shape *s = &shapes[i];
		int fd = web_connect(port);
		struct str a;
		bool closed;
		int got;

		send(fd, s->bytes.p, (size_t)s->bytes.n, MSG_NOSIGNAL);
		/* the end of the connection: bad ones are closed at once */
		shutdown(fd, SHUT_WR);
		a = web_read(arena, fd, 3000, &closed);
		got = web_status(a);
		close(fd);
		if (got == s->status || (s->status == 0 && got == 400))
			continue;
		print_error("%s: %d instead of %d\n", s->what, got, s->status);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void test_refused_connection_ends(void **state)
{
	int fd = web_connect(port);
	struct str two = STR("GET / HTTP/1.1\r\nHost: evil\r\n\r\n"
			     "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
	struct str a;
	bool closed;

	(void)state;
	send(fd, two.p, (size_t)two.n, MSG_NOSIGNAL);
	a = web_read(arena, fd, 3000, &closed);
	close(fd);
	assert_true(closed);
	STATUS(a, 400);
	HEADER(a, "Connection", "close");
	assert_true(str_find(a, STR("home"), 0) < 0);
}

static void test_large_heads(void **state)
{
	static char pad[90 * 1024];
	struct str a;

	(void)state;
	memset(pad, 'a', sizeof(pad) - 1);
	/* long, but allowed: the library's buffer grows meanwhile */
	a = web_sendf(arena, port,
		      GET_HEAD "A: %.7000s\r\nB: %.7000s\r\n"
			       "C: %.7000s\r\nD: %.7000s\r\n\r\n",
		      "/", pad, pad, pad, pad);
	STATUS(a, 200);
	a = web_sendf(arena, port, GET_HEAD "A: %.33000s\r\n\r\n", "/", pad);
	STATUS(a, 431);
	a = web_sendf(arena, port, GET_HEAD "A: %s\r\n\r\n", "/", pad);
	STATUS(a, 431);
	a = web_sendf(arena, port,
		      "GET /%.9000s HTTP/1.1\r\nHost: localhost\r\n\r\n", pad);
	STATUS(a, 414);
}

static void test_many_headers(void **state)
{
	struct buf b = buf_init(arena, 1 << 16);

	(void)state;
	buf_fmt(&b, GET_HEAD, "/");
	for (int i = 0; i < 120; i++)
		buf_fmt(&b, "A%d: b\r\n", i);
	buf_lit(&b, "\r\n");
	STATUS(web_send(arena, port, buf_view(&b)), 431);
}

/* ---- methods, packing, caching ---------------------------------------------------- */

static void test_methods(void **state)
{
	struct str a = post("/search", "", "");

	(void)state;
	STATUS(a, 405);
	HEADER(a, "Allow", "GET, HEAD");
	a = get("/form", "");
	STATUS(a, 405);
	HEADER(a, "Allow", "POST");
	a = web_sendf(arena, port,
		      "DELETE /mine HTTP/1.1\r\n" OK_HOST
		      "Connection: close\r\n\r\n");
	STATUS(a, 405);
	HEADER(a, "Allow", "GET, HEAD, POST");
	STATUS(post("/a/style.1a2b.css", "", ""), 405);
	STATUS(post("/nowhere", "", ""), 404);
	STATUS(get("/nowhere", ""), 404);
}

static void test_head(void **state)
{
	struct str a = web_sendf(arena, port,
				 "HEAD /big HTTP/1.1\r\n" OK_HOST
				 "Connection: close\r\n\r\n");

	(void)state;
	STATUS(a, 200);
	HEADER(a, "Content-Length", "5000");
	same(web_body(a), "");
}

static void test_gzip_and_tag(void **state)
{
	struct str plain = get("/big", "");
	struct str packed = get("/big", "Accept-Encoding: br, gzip\r\n");
	struct str tag = web_header(packed, "ETag");
	struct str a;

	(void)state;
	HEADER(plain, "Content-Encoding", NULL);
	HEADER(packed, "Content-Encoding", "gzip");
	assert_true(web_body(packed).n < 500);
	assert_int_equal(web_body(packed).p[0], '\x1f');
	HEADER(get("/big", "Accept-Encoding: gzip;q=0\r\n"), "Content-Encoding",
	       NULL);
	HEADER(get("/", "Accept-Encoding: gzip\r\n"), "Content-Encoding", NULL);
	HEADER(packed, "Cache-Control", "private, no-cache");
	HEADER(packed, "Vary", "Accept-Encoding, Accept-Language, Cookie");
	assert_false(str_eq(tag, web_header(plain, "ETag")));
	a = get("/big", str_to_c(arena, str_fmt(arena,
						"If-None-Match: %.*s"
						"\r\n",
						STR_ARG(tag))));
	STATUS(a, 304);
	same(web_body(a), "");
	STATUS(get("/big", "If-None-Match: \"other\"\r\n"), 200);
}

static void test_personal_pages_stay_nowhere(void **state)
{
	struct str a = get("/mine", "Cookie: __Host-rv=ann\r\n");

	(void)state;
	STATUS(a, 200);
	HEADER(a, "Cache-Control", "no-store");
	HEADER(a, "ETag", NULL);
	a = get("/nowhere", "");
	HEADER(a, "Cache-Control", "no-store");
}

static void test_assets(void **state)
{
	struct str a = get("/a/style.1a2b.css", "");

	(void)state;
	STATUS(a, 200);
	same(web_body(a), "p{color:red}");
	HEADER(a, "Content-Type", "text/css; charset=utf-8");
	HEADER(a, "Cache-Control", "public, max-age=31536000, immutable");
	a = get("/a/style.1a2b.css", "Accept-Encoding: gzip\r\n");
	same(web_body(a), "(packed)");
	HEADER(a, "Content-Encoding", "gzip");
	HEADER(a, "Vary", "Accept-Encoding");
	STATUS(get("/a/style.9999.css", ""), 404);
	STATUS(get("/a/style.1a2b.css?x=1", ""), 404);
	HEADER(get("/favicon.ico", ""), "Cache-Control",
	       "public, max-age=3600");
}

static void test_download(void **state)
{
	struct str a = get("/file", "Cookie: __Host-rv=ann\r\n");

	(void)state;
	STATUS(a, 200);
	HEADER(a, "Content-Disposition",
	       "attachment; filename=\"K_ ho_ch s_ 5.xlsx\"; "
	       "filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch%20s%E1%BB%91%205."
	       "xlsx");
	assert_true(str_starts(web_header(a, "Content-Security-Policy"),
			       STR("sandbox;")));
	assert_non_null(web_header(a, "ETag").p);
}

/* ---- sessions and forms ------------------------------------------------------------- */

static void test_cookies(void **state)
{
	struct str a = post("/sign-in", "", "");

	(void)state;
	STATUS(a, 303);
	HEADER(a, "Location", "/mine");
	HEADER(a, "Set-Cookie",
	       "__Host-rv=ann; Path=/; Secure; HttpOnly; SameSite=Lax; "
	       "Max-Age=86400");
	assert_true(str_find(a, STR("__Host-lang=vi;"), 0) > 0);
	a = post("/sign-out", "Cookie: __Host-rv=ann\r\n",
		 "csrf=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE");
	STATUS(a, 303);
	HEADER(a, "Set-Cookie",
	       "__Host-rv=; Path=/; Secure; HttpOnly; "
	       "SameSite=Lax; Max-Age=0");
	HEADER(a, "Clear-Site-Data", "\"cache\", \"storage\"");
}

static void test_sign_in_is_asked(void **state)
{
	(void)state;
	same(web_body(get("/mine", "")), "<h1>sign in</h1>0 kept");
	same(web_body(get("/mine", "Cookie: __Host-rv=nobody\r\n")),
	     "<h1>sign in</h1>0 kept");
	same(web_body(get("/mine", "Cookie: __Host-rv=gone\r\n")),
	     "<h1>sign in</h1>0 kept");
	/* two cookies of the name: one was planted */
	same(web_body(get("/mine", "Cookie: __Host-rv=ann; __Host-rv=bob"
				   "\r\n")),
	     "<h1>sign in</h1>0 kept");
	STATUS(get("/mine", "Cookie: __Host-rv=broken\r\n"), 500);
}

#define SID   "Cookie: __Host-rv=ann\r\n"
#define TOKEN "csrf=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE"

static void test_forms_of_others(void **state)
{
	(void)state;
	STATUS(post("/mine", SID, TOKEN), 303);
	STATUS(post("/mine",
		    SID "Sec-Fetch-Site: same-origin\r\nOrigin: "
			"http://localhost\r\n",
		    TOKEN),
	       303);
	STATUS(post("/mine", SID "Sec-Fetch-Site: none\r\n", TOKEN), 303);
	STATUS(post("/mine", SID, ""), 403);
	STATUS(post("/mine", SID, "csrf="), 403);
	STATUS(post("/mine", SID, "csrf=wrong"), 403);
	STATUS(post("/mine", SID "Sec-Fetch-Site: cross-site\r\n", TOKEN), 403);
	STATUS(post("/mine", SID "Sec-Fetch-Site: same-site\r\n", TOKEN), 403);
	STATUS(post("/mine", SID "Origin: http://evil\r\n", TOKEN), 403);
	STATUS(post("/mine", SID "Origin: https://localhost\r\n", TOKEN), 403);
	STATUS(post("/mine", SID "Origin: null\r\n", TOKEN), 403);
	/* without a session there is none to ride on, but a site that signs
	 * people in as somebody else is refused */
	STATUS(post("/sign-in", "Origin: http://evil\r\n", ""), 403);
	/* an act is never a GET, whatever it carries */
	STATUS(get("/sign-out?" TOKEN, SID), 405);
}

static void test_masked_token(void **state)
{
	struct str page = web_body(get("/mine", SID));
	struct str again = web_body(get("/mine", SID));
	ptrdiff_t at = str_find(page, STR("token "), 0) + 6;
	struct str token = str_sub(page, at, page.n);

	(void)state;
	assert_false(str_eq(page, again));
	STATUS(post("/mine", SID,
		    str_fmt(arena, "csrf=%.*s", STR_ARG(token)).p),
	       303);
}

static void test_proxy_words_count_only_behind_one(void **state)
{
	struct str a = get("/", "X-Forwarded-Proto: https\r\n");

	(void)state;
	HEADER(a, "Strict-Transport-Security", NULL);
}

static void test_touch_once_a_minute(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++)
		STATUS(get("/mine", "Cookie: __Host-rv=old\r\n"), 200);
	for (int i = 0; i < 200 && !web_touched(); i++)
		usleep(1000);
	assert_int_equal(web_touched(), 1);
}

/* ---- bodies -------------------------------------------------------------------------- */

static void test_chunked_form(void **state)
{
	struct str a =
		web_sendf(arena, port,
			  "POST /form HTTP/1.1\r\n" OK_HOST
			  "Connection: close\r\n"
			  "Content-Type: application/x-www-form-urlencoded\r\n"
			  "Transfer-Encoding: chunked\r\n\r\n"
			  "4\r\nmust\r\n5\r\n=1&n=\r\n1\r\n7\r\n0\r\n\r\n");

	(void)state;
	STATUS(a, 200);
	assert_true(str_find(a, STR(" n=7"), 0) > 0);
}

static void test_large_bodies(void **state)
{
	static char pad[400 * 1024];
	struct str a;

	(void)state;
	memset(pad, 'a', sizeof(pad) - 1);
	a = post("/form", "", pad);
	STATUS(a, 413);
	assert_true(str_find(a, STR("is larger than this page takes"), 0) > 0);
	a = web_sendf(arena, port,
		      "POST /form HTTP/1.1\r\n" OK_HOST "Connection: close\r\n"
		      "Content-Type: application/x-www-form-urlencoded\r\n"
		      "Transfer-Encoding: chunked\r\n\r\n"
		      "61a7\r\n%.24999s\r\n0\r\n\r\n",
		      pad);
	STATUS(a, 413);
}

static void test_large_file(void **state)
{
	static char pad[2000];
	struct str body, a;

	(void)state;
	memset(pad, 'a', sizeof(pad) - 1);
	body = str_fmt(arena,
		       "--xyz\r\nContent-Disposition: form-data; name=\"file\";"
		       " filename=\"b.txt\"\r\n\r\n%s\r\n--xyz--\r\n",
		       pad);
	a = web_sendf(arena, port,
		      "POST /form HTTP/1.1\r\n" OK_HOST "Connection: close\r\n"
		      "Content-Type: multipart/form-data; boundary=xyz\r\n"
		      "Content-Length: %d\r\n\r\n%.*s",
		      (int)body.n, STR_ARG(body));
	STATUS(a, 413);
	assert_true(str_find(a, STR("The file"), 0) > 0);
}

static void test_not_a_form(void **state)
{
	(void)state;
	STATUS(web_sendf(arena, port,
			 "POST /form HTTP/1.1\r\n" OK_HOST
			 "Connection: close\r\nContent-Type: application/json"
			 "\r\nContent-Length: 2\r\n\r\n{}"),
	       415);
	STATUS(web_sendf(arena, port,
			 "POST /form HTTP/1.1\r\n" OK_HOST
			 "Connection: close\r\nContent-Length: 2\r\n\r\n{}"),
	       415);
	STATUS(web_sendf(arena, port,
			 "POST /form HTTP/1.1\r\n" OK_HOST
			 "Connection: close\r\nContent-Type: "
			 "multipart/form-data\r\nContent-Length: 2\r\n\r\n{}"),
	       415);
}

/* ---- slow clients ----------------------------------------------------------------------- */

/* Sends a byte now and then; true when the server cut the connection. */
static bool is_cut(int fd, const char *bytes)
{
	for (int i = 0; i < 100; i++) {
		char c = bytes[(size_t)i % strlen(bytes)];
		char drop[64];

		if (send(fd, &c, 1, MSG_NOSIGNAL) != 1)
			return true;
		if (recv(fd, drop, sizeof(drop), MSG_DONTWAIT) == 0)
			return true;
		usleep(50 * 1000);
	}
	return false;
}

static void test_slow_clients_are_cut(void **state)
{
	static const char head[] =
		"POST /form HTTP/1.1\r\n" OK_HOST "Content-Type: application/"
		"x-www-form-urlencoded\r\n"
		"Content-Length: 1000\r\n\r\n";
	int slow_head = web_connect(port);
	int slow_body = web_connect(port);

	(void)state;
	send(slow_body, head, sizeof(head) - 1, MSG_NOSIGNAL);
	assert_true(is_cut(slow_head, "GET / HTTP/1.1\r\nA: b"));
	assert_true(is_cut(slow_body, "a"));
	close(slow_head);
	close(slow_body);
	STATUS(get("/", ""), 200);
}

/* ---- streams ------------------------------------------------------------------------------ */

static int count_char(struct str s, char c)
{
	int n = 0;

	for (ptrdiff_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

static void test_stream(void **state)
{
	struct str a = get("/stream/all", "Accept-Encoding: gzip\r\n");

	(void)state;
	STATUS(a, 200);
	HEADER(a, "Transfer-Encoding", "chunked");
	HEADER(a, "Content-Encoding", NULL);
	assert_int_equal(count_char(web_body(a), 'x'),
			 WEB_STREAM_CHUNKS * WEB_STREAM_CHUNK);
	assert_true(str_ends(a, STR("0\r\n\r\n")));
	/* a route that isn't slow has its stream collected */
	a = get("/fast-stream/all", "");
	HEADER(a, "Content-Length", "500000");
}

static void test_stream_breaks(void **state)
{
	struct str a = get("/stream/break", "");

	(void)state;
	STATUS(a, 200);
	/* no last chunk: the client sees that something is missing */
	assert_false(str_ends(a, STR("0\r\n\r\n")));
	STATUS(get("/fast-stream/break", ""), 500);
}

static void test_stream_left_alone(void **state)
{
	int fd = web_connect(port);
	static const char head[] =
		"GET /stream/all HTTP/1.1\r\n" OK_HOST "\r\n";

	(void)state;
	send(fd, head, sizeof(head) - 1, MSG_NOSIGNAL);
	close(fd);
	for (int i = 0; i < 500 && web_lent(); i++)
		usleep(1000);
	assert_int_equal(web_lent(), 0);
}

/* ---- errors and the log --------------------------------------------------------------------- */

static void test_errors(void **state)
{
	static const int want[] = { 400, 404, 403, 409, 503, 413, 415,
				    500, 500, 507, 410, 500, 429 };

	(void)state;
	for (int i = 0; i < (int)N_ELEMENTS(want); i++) {
		char path[32];

		snprintf(path, sizeof(path), "/fail/%d", i + 1);
		STATUS(get(path, ""), want[i]);
	}
	HEADER(get("/fail/5", ""), "Retry-After", "5");
	STATUS(get("/away", ""), 500);
}

static void test_log(void **state)
{
	struct str log;

	(void)state;
	web_log_clear();
	STATUS(get("/fail/9", ""), 500);
	STATUS(get("/search?q=canary", SID), 200);
	STATUS(get("/canary", ""), 404);
	usleep(20 * 1000);
	log = web_log(arena);
	assert_true(str_find(log, STR("\"event\":\"error\",\"id\":\"r0"), 0) >
		    0);
	assert_true(str_find(log, STR("\"detail\":\"the detail\""), 0) > 0);
	assert_true(str_find(log, STR("failed for {0}"), 0) > 0);
	assert_true(str_find(log, STR("\"route\":\"/search\",\"status\":200"),
			     0) > 0);
	assert_true(str_find(log, STR("\"user\":101"), 0) > 0);
	assert_true(str_ends(log, STR("}\n")));
	assert_true(str_find(log, STR("canary"), 0) < 0);
	assert_true(str_find(log, STR("person's name"), 0) < 0);
	assert_true(str_find(log, STR("\"refused\""), 0) < 0);
	/* what people did wrong is no error of the program's */
	web_log_clear();
	STATUS(get("/why/1", ""), 422);
	STATUS(get("/why/9", ""), 422);
	usleep(20 * 1000);
	log = web_log(arena);
	assert_true(str_find(log, STR("\"event\":\"refused\",\"id\":null"), 0) >
		    0);
	assert_true(str_find(log, STR("\"event\":\"error\",\"id\":null"), 0) >
		    0);
}

static void test_keep_alive(void **state)
{
	int fd = web_connect(port);
	static const char one[] = "GET / HTTP/1.1\r\n" OK_HOST "\r\n";
	bool closed;

	(void)state;
	for (int i = 0; i < 3; i++) {
		send(fd, one, sizeof(one) - 1, MSG_NOSIGNAL);
		STATUS(web_read(arena, fd, 100, &closed), 200);
		assert_false(closed);
	}
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_security_headers),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_refused_connection_ends),
		cmocka_unit_test(test_large_heads),
		cmocka_unit_test(test_many_headers),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_head),
		cmocka_unit_test(test_gzip_and_tag),
		cmocka_unit_test(test_personal_pages_stay_nowhere),
		cmocka_unit_test(test_assets),
		cmocka_unit_test(test_download),
		cmocka_unit_test(test_cookies),
		cmocka_unit_test(test_sign_in_is_asked),
		cmocka_unit_test(test_forms_of_others),
		cmocka_unit_test(test_masked_token),
		cmocka_unit_test(test_proxy_words_count_only_behind_one),
		cmocka_unit_test(test_touch_once_a_minute),
		cmocka_unit_test(test_chunked_form),
		cmocka_unit_test(test_large_bodies),
		cmocka_unit_test(test_large_file),
		cmocka_unit_test(test_not_a_form),
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_stream_breaks),
		cmocka_unit_test(test_stream_left_alone),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_log),
		cmocka_unit_test(test_keep_alive),
		cmocka_unit_test(test_slow_clients_are_cut),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
