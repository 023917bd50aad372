/* The parts of http that need no socket. */
#include "http/http_kit.h"

#include <zlib.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "http/http_fuzz_priv.h"
#include "testkit/testkit.h"

static struct arena *arena;

static int start(void **state)
{
	(void)state;
	arena = arena_open(1 << 28);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

/* ---- routes ------------------------------------------------------------------ */

static struct err *no_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	(void)cx;
	(void)rq;
	(void)rp;
	return NULL;
}

static struct err *compile(const struct route *r, int n, struct routes *ret)
{
	const struct route *tables[] = { r };
	struct http_config c = { .routes = tables,
				 .n_routes = &n,
				 .n_tables = 1 };

	return routes_compile(arena, &c, ret);
}

static const struct field named[] = { { .name = "a", .label = "A" } };
static const struct field twice[] = { { .name = "a", .label = "A" },
				      { .name = "a", .label = "B" } };
static const struct field nameless[] = { { .name = "", .label = "A" } };
static const struct field unlabelled[] = { { .name = "a" } };
static const struct field own[] = { { .name = "csrf", .label = "C" } };
static const struct field file[] = {
	{ .name = "f", .label = "F", .kind = FIELD_FILE }
};

static void test_bad_routes(void **state)
{
	static const struct route bad[] = {
		{ .path = "/a", .perm = PERM_PUBLIC },
		{ .path = "a", .page = no_page },
		{ .path = NULL, .page = no_page },
		{ .path = "/a/", .page = no_page },
		{ .path = "//a", .page = no_page },
		{ .path = "/A", .page = no_page },
		{ .path = "/..", .page = no_page },
		{ .path = "/a b", .page = no_page },
		{ .path = "/a/:", .page = no_page },
		{ .path = "/a/::", .page = no_page },
		{ .path = "/a/:::x", .page = no_page },
		{ .path = "/1/2/3/4/5/6/7/8/9", .page = no_page },
		{ .path = "/:a/:b/:c/:d/:e", .page = no_page },
		{ .path = "/a", .page = no_page, .perm = N_PERM },
		{ .path = "/a", .page = no_page, .method = N_METHOD },
		{ .path = "/a", .page = no_page, .n_fields = 1 },
		{ .path = "/a", .page = no_page, ROUTE_FIELDS(twice) },
		{ .path = "/a", .page = no_page, ROUTE_FIELDS(nameless) },
		{ .path = "/a", .page = no_page, ROUTE_FIELDS(unlabelled) },
		{ .path = "/a",
		  .page = no_page,
		  ROUTE_FIELDS(own),
		  .method = POST },
		{ .path = "/a", .page = no_page, ROUTE_FIELDS(file) },
		{ .path = "/a", .page = no_page, .no_csrf = true },
		{ .path = "/a", .page = no_page, .body_max = 5 },
		{ .path = "/a",
		  .page = no_page,
		  .body_max = -5,
		  .method = POST },
		{ .path = "/a",
		  .page = no_page,
		  .body_max = 1 << 30,
		  .method = POST },
	};
	struct routes r;

	(void)state;
	for (int i = 0; i < (int)N_ELEMENTS(bad); i++) {
		struct err *e = compile(&bad[i], 1, &r);

		if (!e)
			print_error("route %d was taken\n", i);
		fails(e, ERR_INTERNAL);
	}
}

static void test_routes_twice(void **state)
{
	static const struct route bad[] = {
		{ .path = "/a/:x", .page = no_page },
		{ .path = "/b", .page = no_page },
		{ .path = "/a/:y", .page = no_page },
	};
	static const struct route good[] = {
		{ .path = "/a/:x", .page = no_page },
		{ .path = "/a/::x", .page = no_page },
		{ .path = "/a/:x", .page = no_page, .method = POST },
		{ .path = "/a/x", .page = no_page, ROUTE_FIELDS(named) },
	};
	struct routes r;

	(void)state;
	fails(compile(bad, 3, &r), ERR_INTERNAL);
	ok(compile(good, 4, &r));
	ok(compile(NULL, 0, &r));
}

static const char *matched(const struct routes *r, enum method m,
			   const char *path)
{
	struct match x;

	routes_match(r, m, str_c(path), &x);
	return x.route ? x.route->path : "-";
}

static void test_match(void **state)
{
	static const struct route t[] = {
		{ .path = "/", .page = no_page },
		{ .path = "/task/:id", .page = no_page },
		{ .path = "/task/new", .page = no_page },
		{ .path = "/task/::w", .page = no_page },
		{ .path = "/task/:id/log", .page = no_page },
		{ .path = "/task/:id", .page = no_page, .method = POST },
	};
	struct routes r;
	struct match m;

	(void)state;
	ok(compile(t, 6, &r));
	assert_string_equal(matched(&r, GET, "/"), "/");
	assert_string_equal(matched(&r, GET, "/task/12"), "/task/:id");
	assert_string_equal(matched(&r, GET, "/task/new"), "/task/new");
	assert_string_equal(matched(&r, GET, "/task/old"), "/task/::w");
	assert_string_equal(matched(&r, GET, "/task/5/log"), "/task/:id/log");
	assert_string_equal(matched(&r, POST, "/task/5"), "/task/:id");
	assert_string_equal(matched(&r, POST, "/task/new"), "-");
	assert_string_equal(matched(&r, POST, "/"), "-");
	assert_string_equal(matched(&r, GET, "/task"), "-");
	assert_string_equal(matched(&r, GET, "/task/"), "-");
	assert_string_equal(matched(&r, GET, "/task//log"), "-");
	assert_string_equal(matched(&r, GET, "/a/b/c/d/e/f/g/h/i/j"), "-");
	/* one spelling of a number; what is too long isn't one */
	assert_string_equal(matched(&r, GET, "/task/012"), "/task/::w");
	assert_string_equal(matched(&r, GET, "/task/0/log"), "/task/:id/log");
	assert_string_equal(matched(&r, GET, "/task/1234567890123456789/log"),
			    "-");
	assert_string_equal(matched(&r, GET, "/task/.."), "-");
	assert_string_equal(matched(&r, GET, "/task/%41"), "-");
	routes_match(&r, GET, STR("/task/77/log"), &m);
	assert_int_equal(m.n_captures, 1);
	assert_int_equal(m.capture[0].id, 77);
	same(m.capture[0].name, "id");
	routes_match(&r, POST, STR("/task/new"), &m);
	assert_true(m.has[GET]);
	assert_false(m.has[POST]);
}

/* ---- forms ---------------------------------------------------------------------- */

static void test_form(void **state)
{
	struct pairs p = { 0 };

	(void)state;
	ok(form_parse(arena, STR("a=1&b=%C4%90%E1%BA%A3ng+%2B&c="), &p));
	assert_int_equal(p.n, 3);
	same(p.p[1].name, "b");
	same(p.p[1].value, "Đảng +");
	same(p.p[2].value, "");
	p.n = 0;
	ok(form_parse(arena, STR(""), &p));
	assert_int_equal(p.n, 0);
}

static void test_bad_forms(void **state)
{
	static const char *const bad[] = {
		"a",	       "=1",	   "a=1&",
		"&a=1",	       "a=1&&b=2", "a=%",
		"a=%4",	       "a=%4g",	   "a=%00",
		"a=%c3",       "a=%ff",	   "a=\x80",
		"a=\n",	       "%zz=1",	   "a= b",
		"a=%ed%a0%80", "a=%c0%af", "a=%f4%90%80%80",
	};
	struct buf many = buf_init(arena, 1 << 20);
	struct pairs p = { 0 };

	(void)state;
	for (int i = 0; i < (int)N_ELEMENTS(bad); i++) {
		struct err *e = form_parse(arena, str_c(bad[i]), &p);

		if (!e)
			print_error("%s was taken\n", bad[i]);
		fails(e, ERR_INVALID);
	}
	for (int i = 0; i < PAIRS_MOST; i++)
		buf_lit(&many, "a=1&");
	buf_lit(&many, "b=1");
	p.n = 0;
	fails(form_parse(arena, buf_view(&many), &p), ERR_LIMIT);
}

static void test_every_byte_comes_back(void **state)
{
	(void)state;
	for (int c = 1; c < 128; c++) {
		char text[4];
		char want[2] = { (char)c, 0 };
		struct str got;

		snprintf(text, sizeof(text), "%%%02x", (unsigned)c);
		assert_true(form_decode(arena, str_c(text), true, &got));
		same(got, want);
	}
}

static void test_cookie(void **state)
{
	struct str name = STR("__Host-rv");

	(void)state;
	same(cookie_find(STR("a=b; __Host-rv=x-_9; c=d"), name), "x-_9");
	same(cookie_find(STR("__Host-rv=x"), name), "x");
	same(cookie_find(STR("X__Host-rv=x"), name), NULL);
	same(cookie_find(STR("__host-rv=x"), name), NULL);
	same(cookie_find(STR("__Host-rv"), name), NULL);
	same(cookie_find(STR("__Host-rv=x; __Host-rv=y"), name), NULL);
	same(cookie_find(STR_NULL, name), NULL);
}

/* ---- multipart ------------------------------------------------------------------- */

static int64_t most(void *arg, struct str name, bool is_file)
{
	(void)arg;
	(void)is_file;
	return str_eq(name, STR("unknown")) ? -1 : 50;
}

#define FORM_TYPE "multipart/form-data; boundary=xyz"

/* Feeds s in two pieces cut at `at`; the pairs as one text, or NULL. */
static struct err *feed(struct str s, ptrdiff_t at, struct str *ret_text)
{
	struct multipart *m =
		multipart_new(arena, STR(FORM_TYPE),
			      (struct multipart_limits){ most, NULL });
	struct buf b = buf_init(arena, 1 << 16);
	struct pairs p = { 0 };
	struct err *err;

	assert_non_null(m);
	err = multipart_feed(m, str_sub(s, 0, at));
	if (!err)
		err = multipart_feed(m, str_sub(s, at, s.n));
	if (!err)
		err = multipart_end(m, &p);
	for (ptrdiff_t i = 0; !err && i < p.n; i++)
		buf_fmt(&b, "%.*s=%.*s(%.*s)|", STR_ARG(p.p[i].name),
			STR_ARG(p.p[i].value), STR_ARG(p.p[i].file_name));
	*ret_text = buf_view(&b);
	return err;
}

#define PART(name, value)                                                      \
	"--xyz\r\nContent-Disposition: form-data; name=\"" name "\"\r\n"       \
	"\r\n" value "\r\n"
#define END "--xyz--\r\n"

static void test_multipart_at_every_split(void **state)
{
	struct str s = STR(PART("a", "1") PART(
		"empty",
		"") "--xyz\r\ncontent-disposition: form-data; name=\"f\"; "
		    "filename=\"Đề án %22A%22.docx\"\r\n"
		    "Content-Type: application/octet-stream\r\n\r\n"
		    "\r\n--xy\r\r\n--xyZ\r\n-\r\n\r\n"
		    "--xyz\r\nContent-Disposition: form-data; name=\"g\"; "
		    "filename=\"\"\r\n\r\n\r\n" END);
	struct str got;

	(void)state;
	for (ptrdiff_t at = 0; at <= s.n; at++) {
		struct arena_mark mark = arena_mark(arena);

		ok(feed(s, at, &got));
		same(got, "a=1()|empty=()|"
			  "f=\r\n--xy\r\r\n--xyZ\r\n-\r\n(Đề án \"A\".docx)|"
			  "g=()|");
		arena_rewind(arena, mark);
	}
	/* without the last line break, too */
	ok(feed(str_sub(s, 0, s.n - 2), 5, &got));
	/* and cut off anywhere it is refused */
	for (ptrdiff_t n = 0; n < s.n - 2; n++)
		fails(feed(str_sub(s, 0, n), n / 2, &got), ERR_INVALID);
}

static void test_bad_multipart(void **state)
{
	static const char *const bad[] = {
		"x" PART("a", "1") END,
		"\r\n" PART("a", "1") END,
		PART("a", "1") END "x",
		PART("a", "1") END "\r\n\r\n",
		PART("a", "1") "--xyz-x",
		PART("a", "1") "--xyz \r\n",
		PART("", "1") END,
		PART("a", "\xff") END,
		PART("unknown", "1") END,
		"--xyz\r\n\r\n1\r\n" END,
		"--xyz\r\nContent-Type: text/plain\r\n\r\n1\r\n" END,
		"--xyz\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n"
		"1\r\n" END,
		"--xyz\r\nContent-Disposition: form-data\r\n\r\n1\r\n" END,
		"--xyz\r\nContent-Disposition: form-data; "
		"name=a\r\n\r\n1\r\n" END,
		"--xyz\r\nContent-Disposition: form-data; name=\"a\"; "
		"name=\"b\"\r\n\r\n1\r\n" END,
		"--xyz\r\nContent-Disposition: form-data; name=\"a\"; "
		"filename*=\"b\"\r\n\r\n1\r\n" END,
		"--xyz\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1"
		"\r\n" END,
		"--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
		"Content-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n" END,
		"--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\nMQ==\r\n" END,
		"--xyz\r\nnocolon\r\n\r\n1\r\n" END,
		"--xyz\r\n folded: x\r\n\r\n1\r\n" END,
		"--xyz\nContent-Disposition: form-data; name=\"a\"\n\n1\n" END,
		"--xyz\r\nA: b\rc\r\n\r\n1\r\n" END,
		"--xyz\r\nA: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\nA: 5\r\nA: 6\r\n"
		"A: 7\r\nA: 8\r\nA: 9\r\n\r\n1\r\n" END,
	};
	struct str got;

	(void)state;
	for (int i = 0; i < (int)N_ELEMENTS(bad); i++) {
		struct err *e = feed(str_c(bad[i]), 1, &got);

		if (!e)
			print_error("form %d was taken: %s\n", i, bad[i]);
		fails(e, ERR_INVALID);
	}
	fails(feed(STR(PART("a", "x\0y") END), 3, &got), ERR_INVALID);
	fails(feed(str_fmt(arena, "--xyz\r\nA: %01100d\r\n", 0), 3, &got),
	      ERR_INVALID);
	ok(feed(STR("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n"
		    "Content-Transfer-Encoding: 8bit\r\n\r\n1\r\n" END),
		3, &got));
}

static void test_multipart_limits(void **state)
{
	struct buf b = buf_init(arena, 1 << 20);
	struct str got;
	struct err *e;

	(void)state;
	e = feed(str_fmt(arena, PART("a", "%051d") END, 0), 60, &got);
	fails(e, ERR_LIMIT);
	same(e->field, "a");
	ok(feed(str_fmt(arena, PART("a", "%050d") END, 0), 60, &got));
	for (int i = 0; i <= PARTS_MOST; i++)
		buf_lit(&b, PART("a", "1"));
	buf_lit(&b, END);
	fails(feed(buf_view(&b), 60, &got), ERR_LIMIT);
}

#define TEN "0123456789"
#define LONG_BOUNDARY                                                          \
	"multipart/form-data; boundary=x" TEN TEN TEN TEN TEN TEN TEN

static void test_boundaries(void **state)
{
	static const char *const bad[] = {
		"",
		"multipart/form-data",
		"multipart/mixed; boundary=a",
		"multipart/form-data; boundary=",
		"multipart/form-data; boundary=a; boundary=b",
		"multipart/form-data; boundary=\"a<b\"",
		"multipart/form-data; boundary=\"a \"",
		"multipart/form-data; boundary",
		LONG_BOUNDARY,
	};
	struct multipart_limits l = { most, NULL };

	(void)state;
	for (int i = 0; i < (int)N_ELEMENTS(bad); i++)
		assert_null(multipart_new(arena, str_c(bad[i]), l));
	assert_non_null(
		multipart_new(arena,
			      STR("Multipart/Form-Data; charset=utf-8; "
				  "boundary=\"----WebKitFormBoundaryAbC123\""),
			      l));
}

#define FUZZ_FORM                                                              \
	"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n"       \
	"--b--\r\n"

static void test_fuzz_corpus(void **state)
{
	static const char *const some[] = {
		"",
		"a=1",
		"--b\r\n",
		"--b--",
		"m0000",
		"m00000000",
		"/%2e",
		FUZZ_FORM,
		"multipart/form-data; boundary=b",
		"[::1]:80",
		"localhost:",
		"a; __Host-rv=b",
		"Mozilla/5.0 (X11; Linux x86_64) Chrome/1",
	};
	unsigned char noise[600];
	uint32_t x = 7;

	(void)state;
	for (int i = 0; i < (int)N_ELEMENTS(some); i++) {
		const uint8_t *p = (const uint8_t *)some[i];

		assert_int_equal(http_multipart_fuzz(p, strlen(some[i])), 0);
		assert_int_equal(http_form_fuzz(p, strlen(some[i])), 0);
	}
	for (int k = 0; k < 200; k++) {
		for (size_t i = 0; i < sizeof(noise); i++) {
			x = x * 1664525 + 1013904223;
			noise[i] =
				(unsigned char)"-b\r\n:;=\"%+&am0/ "[(x >> 24) %
								     17];
		}
		http_multipart_fuzz(noise, sizeof(noise));
		http_form_fuzz(noise, sizeof(noise) / 8);
	}
}

/* ---- the rest --------------------------------------------------------------------- */

static void test_hosts(void **state)
{
	struct http_config c = { .listen = "192.0.2.7:8080",
				 .public_host = "work.example:443" };
	static const char *const good[] = {
		"localhost",	     "LOCALHOST:8080",
		"127.0.0.1:1",	     "[::1]",
		"[::1]:80",	     "work.example",
		"Work.Example:8443", "192.0.2.7:8080",
	};
	static const char *const bad[] = {
		"",
		":80",
		"evil",
		"work.example.evil",
		"work.example:",
		"work.example:x",
		"work.example:1:2",
		"[::1",
		"[::1]x",
		"::1",
		"127.0.0.2",
		"work.example@evil",
		"0.0.0.0",
	};

	(void)state;
	for (int i = 0; i < (int)N_ELEMENTS(good); i++)
		assert_true(guard_host(&c, str_c(good[i])));
	for (int i = 0; i < (int)N_ELEMENTS(bad); i++)
		assert_false(guard_host(&c, str_c(bad[i])));
	c.listen = "0.0.0.0:80";
	assert_false(guard_host(&c, STR("0.0.0.0")));
}

static void test_mask(void **state)
{
	struct str token = STR("abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE");
	struct str one = csrf_mask(arena, token);
	struct str two = csrf_mask(arena, token);

	(void)state;
	assert_false(str_eq(one, two));
	same(csrf_unmask(arena, one), token.p);
	same(csrf_unmask(arena, two), token.p);
	/* what isn't masked stays as it is */
	same(csrf_unmask(arena, token), token.p);
	same(csrf_unmask(arena, STR("m12g4")), "m12g4");
	same(csrf_unmask(arena, STR("m123")), "m123");
}

static void test_agents(void **state)
{
	(void)state;
	same(agent_name(arena, STR("Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
				   "AppleWebKit/537.36 (KHTML, like Gecko) "
				   "Chrome/131.0 Safari/537.36 Edg/131.0")),
	     "Edge · Windows");
	same(agent_name(arena, STR("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 "
				   "like Mac OS X) Version/18.0 Safari/604")),
	     "Safari · iPhone");
	same(agent_name(arena, STR("curl/7.88")), "curl");
	same(agent_name(arena, STR("Linux")), "Linux");
	same(agent_name(arena, STR_NULL), "?");
}

static void test_disposition(void **state)
{
	(void)state;
	same(disposition(arena, STR("a\"b\r\n;c.pdf")),
	     "attachment; filename=\"a_b___c.pdf\"; "
	     "filename*=UTF-8''a%22b%0D%0A%3Bc.pdf");
}

static void test_gzip(void **state)
{
	char *noise = arena_new(arena, char, 40000);
	struct str s, packed;
	uint32_t x = 1;

	(void)state;
	assert_false(gzip_pack(arena, STR("small"), &packed));
	s = str_fmt(arena, "%040000d", 0);
	assert_true(gzip_pack(arena, s, &packed));
	assert_true(packed.n < 1000); /* the code is made for pages */
	/* what does not shrink is left as it is, again and again */
	for (int i = 0; i < 40000; i++) {
		x = x * 1664525 + 1013904223;
		noise[i] = (char)(x >> 24);
	}
	for (int i = 0; i < 3; i++)
		assert_false(gzip_pack(arena, (struct str){ noise, 40000 },
				       &packed));
	assert_true(gzip_pack(arena, s, &packed));
}

/* Unpacked by another library, every packed text is what it was. */
static void test_gzip_round_trip(void **state)
{
	enum { MOST = 300000 };
	char *text = arena_bytes(arena, MOST), *back = arena_bytes(arena, MOST);
	uint32_t x = 7;
	int packed_some = 0;

	(void)state;
	for (int round = 0; round < 60; round++) {
		ptrdiff_t n = round < 3 ? MOST : 1024 + round * 997;
		z_stream z = { 0 };
		struct str packed;

		for (ptrdiff_t i = 0; i < n; i++) {
			x = x * 1664525 + 1013904223;
			text[i] = (char)("<td>Nhiệm vụ\n"[x >> 28] +
					 (round % 5 ? 0 : (char)(x >> 25)));
			if (i > 40 && x >> 24 & 7)
				text[i] = text[i - 37];
		}
		if (!gzip_pack(arena, (struct str){ text, n }, &packed))
			continue;
		packed_some++;
		assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
		z.next_in = (Bytef *)(uintptr_t)packed.p;
		z.avail_in = (uInt)packed.n;
		z.next_out = (Bytef *)back;
		z.avail_out = MOST;
		assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
		assert_int_equal(z.total_out, n);
		assert_int_equal(z.avail_in, 0);
		assert_memory_equal(back, text, (size_t)n);
		inflateEnd(&z);
	}
	assert_true(packed_some > 40);
}

static void *gzip_run(void *arg)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct str s = str_fmt(a, "%0900000d", 0);
	struct str packed;

	*(bool *)arg = gzip_pack(a, s, &packed);
	return NULL;
}

static void test_gzip_at_once(void **state)
{
	pthread_t thread[24];
	bool good[24] = { false };

	(void)state;
	for (int i = 0; i < 24; i++)
		pthread_create(&thread[i], NULL, gzip_run, &good[i]);
	for (int i = 0; i < 24; i++) {
		pthread_join(thread[i], NULL);
		assert_true(good[i]);
	}
}

struct job {
	struct work work;
	int *count;
};

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void job_run(struct work *w)
{
	struct job *j = (struct job *)w;

	pthread_mutex_lock(&gate);
	++*j->count;
	pthread_mutex_unlock(&gate);
}

static void test_workers(void **state)
{
	static struct job jobs[2000];
	struct workers *w = workers_new(arena, 3);
	int count = 0, taken = 0;

	(void)state;
	pthread_mutex_lock(&gate);
	for (int i = 0; i < (int)N_ELEMENTS(jobs); i++) {
		jobs[i] = (struct job){ { job_run, NULL }, &count };
		taken += workers_push(w, &jobs[i].work);
	}
	/* three are running, the queue is full behind them */
	assert_in_range(taken, 1024, 1027);
	assert_false(workers_stop(w, 0));
	assert_false(workers_push(w, &jobs[0].work));
	pthread_mutex_unlock(&gate);
	assert_true(workers_stop(w, 10));
	assert_int_equal(count, taken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_routes),
		cmocka_unit_test(test_routes_twice),
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_bad_forms),
		cmocka_unit_test(test_every_byte_comes_back),
		cmocka_unit_test(test_cookie),
		cmocka_unit_test(test_multipart_at_every_split),
		cmocka_unit_test(test_bad_multipart),
		cmocka_unit_test(test_multipart_limits),
		cmocka_unit_test(test_boundaries),
		cmocka_unit_test(test_fuzz_corpus),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_mask),
		cmocka_unit_test(test_agents),
		cmocka_unit_test(test_disposition),
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_gzip_round_trip),
		cmocka_unit_test(test_gzip_at_once),
		cmocka_unit_test(test_workers),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
