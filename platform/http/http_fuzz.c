/*
 * Entry points of the fuzzers, also run over their findings by the tests.
 * What the parsers promise is asserted here; their return is always 0.
 */
#include "http/http_priv.h"

#include "base/utf8.h"

#include "http/http_fuzz_priv.h"

static int64_t any_most(void *arg, struct str name, bool is_file)
{
	(void)arg;
	return str_starts(name, STR("x")) ? -1 : is_file ? 4096 : 100;
}

/* Reads the input in pieces of `step` bytes; the number of parts, or -1. */
static ptrdiff_t multipart_run(struct arena *a, struct str s, ptrdiff_t step)
{
	struct multipart *m =
		multipart_new(a, STR("multipart/form-data; boundary=b"),
			      (struct multipart_limits){ any_most, NULL });
	struct pairs pairs = { 0 };
	struct err *err = NULL;

	for (ptrdiff_t at = 0; !err && at < s.n; at += step)
		err = multipart_feed(m, str_sub(s, at, at + step));
	if (!err)
		err = multipart_end(m, &pairs);
	for (ptrdiff_t i = 0; i < pairs.n; i++) {
		assert(utf8_valid(pairs.p[i].name));
		assert(pairs.p[i].is_file || utf8_valid(pairs.p[i].value));
		assert(pairs.p[i].value.n <= 4096);
	}
	return err ? -1 : pairs.n;
}

int http_multipart_fuzz(const uint8_t *data, size_t n)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct str s = { (const char *)data, (ptrdiff_t)n };
	ptrdiff_t whole = multipart_run(a, s, MAX(s.n, 1));

	/* how it was cut must not matter */
	assert(multipart_run(a, s, 1) == whole);
	assert(multipart_run(a, s, 7) == whole);
	/* the header's own parser */
	(void)multipart_new(a, s, (struct multipart_limits){ any_most, NULL });
	return 0;
}

static void path_fuzz(struct arena *a, struct str s)
{
	struct head h = { .target = s,
			  .method = STR_INIT("GET"),
			  .version = STR_INIT("HTTP/1.1") };
	struct http_config c = { .listen = "127.0.0.1:0" };
	struct refusal r;

	*vec_push(a, &h) = (struct header){ STR_INIT("Host"), s };
	*vec_push(a, &h) = (struct header){ STR_INIT("Origin"), s };
	r = guard_head(&c, &h);
	assert(r.status || guard_host(&c, s));
	(void)guard_same_site(&h, false);
}

int http_form_fuzz(const uint8_t *data, size_t n)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct str s = { (const char *)data, (ptrdiff_t)n };
	struct pairs pairs = { 0 };
	struct str clean;

	if (!form_parse(a, s, &pairs))
		for (ptrdiff_t i = 0; i < pairs.n; i++) {
			assert(utf8_valid(pairs.p[i].value));
			assert(!memchr(pairs.p[i].value.p, 0,
				       (size_t)pairs.p[i].value.n));
		}
	if (form_decode(a, s, false, &clean))
		assert(clean.n <= s.n && utf8_valid(clean));
	(void)cookie_find(s, STR("__Host-rv"));
	(void)csrf_unmask(a, s);
	(void)agent_name(a, s);
	path_fuzz(a, s);
	return 0;
}
