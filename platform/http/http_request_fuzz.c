/*
 * Fuzzer: whole requests to a small site, from the head's lines to the bytes
 * of the reply. Nothing that a request says may be an error of ours.
 */
#include "http/http_kit.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct http_config config;
static struct routes routes;

static void ready(void)
{
	static struct arena *a;

	if (a)
		return;
	a = arena_open(1 << 20);
	config = web_config();
	if (routes_compile(a, &config, &routes))
		abort();
}

/* "POST /form HTTP/1.1", headers, an empty line; what is left is the body. */
static struct str head_read(struct arena *a, struct str s, struct head *h)
{
	struct str rest = s, line = str_cut(&rest, '\n');

	h->method = str_cut(&line, ' ');
	h->target = str_cut(&line, ' ');
	h->version = line.p ? line : STR("HTTP/1.1");
	h->peer = STR("192.0.2.1");
	while (rest.p) {
		line = str_cut(&rest, '\n');
		if (!line.n)
			break;
		struct str name = str_cut(&line, ':');

		*vec_push(a, h) = (struct header){ name, str_trim(line) };
	}
	return rest;
}

static void answer(struct req *rq)
{
	struct reply rp;
	struct out out = { 0 };

	reply_init(&rp, rq->arena);
	serve(rq, &rp);
	if (rp.stream) {
		bool broken = reply_collect(rq, &rp);

		serve_end(rq, &rp);
		if (broken) /* as that page does */
			return;
	}
	out_make(rq, &rp, &out);
	for (int i = 0; i < out.n; i++)
		for (ptrdiff_t k = 0; k < out.header[i].value.n; k++)
			if ((unsigned char)out.header[i].value.p[k] < 32)
				abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(REQUEST_ARENA);
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct req *rq = arena_new(a, struct req, 1);
	struct head h = { 0 };
	struct str body;

	ready();
	web_log_clear();
	rq->arena = a;
	body = head_read(a, s, &h);
	if (guard_head(&config, &h).status == 0 &&
	    !str_starts(h.target, STR("/slow"))) {
		req_begin(rq, &config, &routes, &h);
		for (ptrdiff_t at = 0; at < body.n; at += 100)
			req_body_feed(rq, str_sub(body, at, at + 100));
		if (rq->method == POST)
			req_body_end(rq);
		answer(rq);
	}
	if (web_lent() != 0)
		abort();
	arena_close(a);
	return 0;
}
