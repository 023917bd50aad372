/*
 * What every answer carries, of whatever kind it is, over real sockets behind
 * a proxy that says TLS: headers, cookies, and what is not said.
 */
#include "http/http_kit.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "testkit/testkit.h"

static struct arena *arena;
static struct http *http;
static struct http_config config;
static int port;

enum kind { PAGE, FILE_OF_OURS, DOWNLOAD };

/* One of each kind of answer. */
static const struct answer {
	const char *what, *method, *path, *headers, *body;
	int status;
	enum kind kind;
} answers[] = {
	{ "page", "GET", "/", "", NULL, 200, PAGE },
	{ "page in English", "GET", "/", "Accept-Language: en\r\n", NULL, 200,
	  PAGE },
	{ "personal page", "GET", "/mine", "Cookie: __Host-rv=ann\r\n", NULL,
	  200, PAGE },
	{ "packed page", "GET", "/big", "Accept-Encoding: gzip\r\n", NULL, 200,
	  PAGE },
	{ "page that is known", "GET", "/big", "If-None-Match: *\r\n", NULL,
	  304, PAGE },
	{ "head of a page", "HEAD", "/", "", NULL, 200, PAGE },
	{ "sign-in for a page", "GET", "/mine", "", NULL, 200, PAGE },
	{ "stream", "GET", "/stream/all", "", NULL, 200, PAGE },
	{ "style", "GET", "/a/style.1a2b.css", "", NULL, 200, FILE_OF_OURS },
	{ "packed style", "GET", "/a/style.1a2b.css",
	  "Accept-Encoding: gzip\r\n", NULL, 200, FILE_OF_OURS },
	{ "icon", "GET", "/favicon.ico", "", NULL, 200, FILE_OF_OURS },
	{ "download", "GET", "/file", "Cookie: __Host-rv=ann\r\n", NULL, 200,
	  DOWNLOAD },
	{ "redirect", "POST", "/sign-in", "", "", 303, PAGE },
	{ "signed out", "POST", "/sign-out", "Cookie: __Host-rv=ann\r\n",
	  "csrf=abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE", 303, PAGE },
	{ "nothing there", "GET", "/nowhere", "", NULL, 404, PAGE },
	{ "not allowed", "GET", "/tree", "Cookie: __Host-rv=bob\r\n", NULL, 403,
	  PAGE },
	{ "form of another site", "POST", "/mine",
	  "Cookie: __Host-rv=ann\r\nOrigin: http://evil\r\n", "", 403, PAGE },
	{ "wrong method", "DELETE", "/mine", "", NULL, 405, PAGE },
	{ "not a form", "POST", "/form", "Content-Type: application/json\r\n",
	  "{}", 415, PAGE },
	{ "fault of ours", "GET", "/fail/9", "", NULL, 500, PAGE },
	{ "too often", "GET", "/fail/13", "", NULL, 429, PAGE },
	{ "busy", "GET", "/fail/5", "", NULL, 503, PAGE },
	{ "two hosts", "GET", "/", "Host: twice\r\n", NULL, 400, PAGE },
	{ "foreign expectation", "GET", "/", "Expect: gold\r\n", NULL, 417,
	  PAGE },
	{ "probe", "GET", "/alive", "", NULL, 200, PAGE },
	{ "report of a browser", "POST", "/csp-report",
	  "Content-Type: application/csp-report\r\n", "{}", 204, PAGE },
};

static int start(void **state)
{
	(void)state;
	arena = arena_open(1 << 28);
	config = web_config();
	config.loops = 2;
	config.behind_proxy = true;
	ok(http_start(arena, &config, &http));
	port = http_port(http);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	http_stop(http);
	arena_close(arena);
	return 0;
}

static struct str ask(const struct answer *x)
{
	bool typed = strstr(x->headers, "Content-Type:") || !x->body;

	return web_sendf(
		arena, port,
		"%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
		"X-Forwarded-Proto: https\r\n%s%s%s\r\n%s",
		x->method, x->path, x->headers,
		typed ? ""
		      : "Content-Type: application/x-www-form-urlencoded"
			"\r\n",
		x->body ? str_fmt(arena, "Content-Length: %d\r\n",
				  (int)strlen(x->body))
				  .p
			: "",
		x->body ? x->body : "");
}

/* ---- headers -------------------------------------------------------------------- */

static int wrong;

static void must(const struct answer *x, bool good, const char *what)
{
	if (good)
		return;
	print_error("%s: %s\n", x->what, what);
	wrong++;
}

static void is(const struct answer *x, struct str a, const char *name,
	       const char *want)
{
	struct str got = web_header(a, name);

	must(x, want ? str_eq(got, str_c(want)) : !got.p, name);
}

static bool has(struct str list, const char *word)
{
	return str_find(list, str_c(word), 0) >= 0;
}

static void policy(const struct answer *x, struct str csp)
{
	must(x, has(csp, "default-src 'none'"), "default-src");
	must(x, has(csp, "frame-ancestors 'none'"), "frame-ancestors");
	must(x, !has(csp, "unsafe") && !has(csp, "http") && !has(csp, "*"),
	     "a hole in the policy");
	if (x->kind == DOWNLOAD) {
		must(x, str_starts(csp, STR("sandbox")), "sandbox");
		return;
	}
	must(x, has(csp, "base-uri 'none'"), "base-uri");
	must(x, has(csp, "object-src 'none'"), "object-src");
	must(x, has(csp, "form-action 'self'"), "form-action");
	must(x, has(csp, "script-src 'self';"), "script-src");
	must(x, has(csp, "require-trusted-types-for 'script'"),
	     "require-trusted-types-for");
	must(x, has(csp, "report-uri /csp-report"), "report-uri");
}

static void type(const struct answer *x, struct str a)
{
	struct str type = web_header(a, "Content-Type");
	bool none = x->status == 303 || x->status == 304 || x->status == 204;
	bool text = str_starts(type, STR("text/"));

	must(x, none == !type.p, "Content-Type");
	must(x, !text || has(type, "charset=utf-8"), "its encoding");
	must(x,
	     x->kind != DOWNLOAD || str_starts(web_header(a, "Content-"
							     "Disposition"),
					       STR("attachment;")),
	     "Content-Disposition");
}

static void cache(const struct answer *x, struct str a)
{
	struct str words = web_header(a, "Cache-Control");

	must(x, words.p, "Cache-Control");
	must(x, x->kind == FILE_OF_OURS || !has(words, "public"),
	     "a page that others may keep");
	must(x,
	     !strstr(x->headers, "rv=ann") || x->kind == DOWNLOAD ||
		     str_eq(words, STR("no-store")),
	     "a personal page that is kept");
}

static void every_answer_is_armoured(void **state)
{
	(void)state;
	wrong = 0;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(answers); i++) {
		const struct answer *x = &answers[i];
		struct str a = ask(x);

		if (web_status(a) != x->status)
			print_error("%s: %d\n", x->what, web_status(a));
		must(x, web_status(a) == x->status, "status");
		policy(x, web_header(a, "Content-Security-Policy"));
		type(x, a);
		cache(x, a);
		is(x, a, "X-Content-Type-Options", "nosniff");
		is(x, a, "X-Frame-Options", "DENY");
		is(x, a, "Referrer-Policy", "same-origin");
		is(x, a, "Cross-Origin-Opener-Policy", "same-origin");
		is(x, a, "Cross-Origin-Resource-Policy", "same-origin");
		must(x,
		     has(web_header(a, "Permissions-Policy"), "camera=()") &&
			     has(web_header(a, "Permissions-Policy"),
				 "geolocation=()"),
		     "Permissions-Policy");
		is(x, a, "Access-Control-Allow-Origin", NULL);
		is(x, a, "Access-Control-Allow-Credentials", NULL);
		is(x, a, "Server", NULL);
		is(x, a, "X-Powered-By", NULL);
		/* a head that isn't understood says nothing of its proxy */
		if (x->status != 400 && x->status != 417)
			is(x, a, "Strict-Transport-Security",
			   "max-age=31536000; includeSubDomains");
	}
	assert_int_equal(wrong, 0);
}

/* ---- cookies ------------------------------------------------------------------------ */

static void cookie(const struct answer *x, struct str c)
{
	must(x, str_starts(c, STR("__Host-")), "a cookie without __Host-");
	must(x, has(c, "; Path=/;"), "Path");
	must(x, has(c, "; Secure;"), "Secure");
	must(x, has(c, "; HttpOnly;"), "HttpOnly");
	must(x, has(c, "; SameSite=Lax"), "SameSite");
	must(x, !has(c, "Domain"), "Domain");
	must(x, c.n < 4096, "its size");
}

static void every_cookie_is_closed(void **state)
{
	int n = 0;

	(void)state;
	wrong = 0;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(answers); i++) {
		struct str rest = ask(&answers[i]);

		while (rest.p) {
			struct str line = str_cut(&rest, '\n');

			if (!str_starts(line, STR("Set-Cookie: ")))
				continue;
			cookie(&answers[i], str_sub(line, 12, line.n));
			n++;
		}
	}
	assert_int_equal(wrong, 0);
	assert_true(n >= 3); /* of a session, a language, an end */
}

/* ---- what is not said ------------------------------------------------------------------ */

static void nothing_is_given_away(void **state)
{
	static const char *const paths[] = {
		"/.git/config",	  "/.env",	 "/a/",	    "/a",
		"/server-status", "/debug",	 "/docs",   "/swagger",
		"/roviec.db",	  "/etc/passwd", "/assets", "/backup",
	};
	struct answer x = { "", "GET", "", "", NULL, 404, PAGE };
	struct str a;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(paths); i++) {
		x.path = paths[i];
		a = ask(&x);
		if (web_status(a) != 404)
			fail_msg("%s: %d", paths[i], web_status(a));
		assert_false(has(a, "Index of"));
	}
	/* an error of ours: a number, and nothing of what went wrong */
	x.path = "/fail/9";
	a = ask(&x);
	assert_int_equal(web_status(a), 500);
	assert_false(has(a, "the detail"));
	assert_false(has(a, ".c:"));
	assert_false(has(a, "person's name"));
	assert_true(has(a, "|r0"));
	x.path = "/alive";
	same(web_body(ask(&x)), "ok\n");
	/* and the page for this machine isn't one for others */
	x.path = "/inside";
	x.headers = "X-Forwarded-For: 192.0.2.7\r\n";
	assert_int_equal(web_status(ask(&x)), 404);
}

/* ---- reports of browsers ----------------------------------------------------------------- */

#define REPORT "Content-Type: application/csp-report\r\n"

static struct str reported(const char *headers, const char *body)
{
	struct answer x = { "", "POST", "/csp-report", headers, body, 0, PAGE };

	return ask(&x);
}

static void reports_of_browsers_are_counted(void **state)
{
	static char large[20000];
	struct buf b = buf_init(arena, 1 << 16);
	struct str log;

	(void)state;
	usleep(1100 * 1000); /* one line a second */
	web_log_clear();
	assert_int_equal(
		web_status(reported(
			REPORT, "{\"csp-report\":{\"document-uri\":\"http://x/"
				"canary\",\"effective-directive\":\"script-src-"
				"elem\",\"blocked-uri\":\"canary\"}}")),
		204);
	/* what isn't a word is none */
	assert_int_equal(web_status(reported(
				 REPORT, "{\"effective-directive\":\"<b>\"")),
			 204);
	memset(large, 'a', sizeof(large) - 1);
	assert_int_equal(web_status(reported(REPORT, large)), 413);
	assert_int_equal(web_status(reported("", "csrf=1")), 404);
	usleep(20 * 1000);
	log = web_log(arena);
	assert_true(has(log, "\"event\":\"csp\",\"why\":\"script-src-elem\""));
	assert_false(has(log, "canary"));
	http_metrics(http, &b);
	assert_true(has(buf_view(&b), "roviec_csp_reports_total "));
	assert_false(has(buf_view(&b), "roviec_csp_reports_total 0\n"));
}

/* ---- tries to get around ----------------------------------------------------- */

static int raw(const char *text)
{
	return web_status(web_send(arena, port, str_c(text)));
}

static void tries_are_logged(void **state)
{
	struct answer form = { "",	     "POST",
			       "/mine",	     "Cookie: __Host-rv=ann\r\n",
			       "csrf=wrong", 403,
			       PAGE };
	struct str log;

	(void)state;
	web_log_clear();
	assert_int_equal(raw("POST /form HTTP/1.1\r\nHost: localhost\r\n"
			     "Content-Length: 3\r\n"
			     "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
			 400);
	assert_int_equal(raw("GET / HTTP/1.1\r\nHost: canary\r\n\r\n"), 400);
	assert_int_equal(web_status(ask(&form)), 403);
	usleep(20 * 1000);
	log = web_log(arena);
	assert_true(has(log, "\"event\":\"refused\",\"why\":"
			     "\"length-and-chunked\""));
	assert_true(has(log, "\"why\":\"host\""));
	assert_true(has(log, "\"route\":\"/mine\",\"status\":403"));
	assert_false(has(log, "canary"));
}

/* ---- shares --------------------------------------------------------------------- */

enum { AT_ONCE = 20 };

static int slow_as(const char *cookie)
{
	struct answer x = { "", "GET", "/slow", cookie, NULL, 200, PAGE };

	return web_status(ask(&x));
}

static void one_person_has_a_share(void **state)
{
	static const char slow[] = "GET /slow HTTP/1.1\r\nHost: localhost\r\n"
				   "Cookie: __Host-rv=ann\r\n"
				   "Connection: close\r\n\r\n";
	int fd[AT_ONCE], good = 0, often = 0;
	bool closed;

	(void)state;
	for (int i = 0; i < AT_ONCE; i++) {
		fd[i] = web_connect(port);
		send(fd[i], slow, sizeof(slow) - 1, MSG_NOSIGNAL);
	}
	/* others aren't held up */
	assert_int_equal(slow_as("Cookie: __Host-rv=bob\r\n"), 200);
	assert_int_equal(slow_as(""), 200);
	for (int i = 0; i < AT_ONCE; i++) {
		struct str a = web_read(arena, fd[i], 3000, &closed);

		good += web_status(a) == 200;
		if (web_status(a) == 429) {
			same(web_header(a, "Retry-After"), "5");
			often++;
		}
		close(fd[i]);
	}
	assert_int_equal(good + often, AT_ONCE);
	assert_true(good >= 8 && often > 0);
	/* and the share is there again */
	assert_int_equal(slow_as("Cookie: __Host-rv=ann\r\n"), 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_is_armoured),
		cmocka_unit_test(every_cookie_is_closed),
		cmocka_unit_test(nothing_is_given_away),
		cmocka_unit_test(reports_of_browsers_are_counted),
		cmocka_unit_test(tries_are_logged),
		cmocka_unit_test(one_person_has_a_share),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
