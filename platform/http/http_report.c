/*
 * What browsers tell of our policy of content: which part of it stopped
 * something. A report says that an attack, an extension of the browser or a
 * mistake of ours wanted to run something; it is counted, and one line a
 * second names the part. Nothing else of it is kept: the rest may be anything.
 */
#include "http/http_priv.h"

#include <stdatomic.h>

enum { WORD_MOST = 40, LINE_US = 1000 * 1000 };

static atomic_llong reports, line_at;

int64_t report_count(void)
{
	return atomic_load(&reports);
}

bool report_is_one(enum method m, struct str path, struct str media)
{
	return m == POST && str_eq(path, STR(REPORT_PATH)) &&
	       (str_eq_nocase(media, STR("application/csp-report")) ||
		str_eq_nocase(media, STR("application/reports+json")));
}

/* "script-src-elem", or "?": behind one of the names that browsers use. */
static struct str part_of(struct str body)
{
	static const char *const names[] = { "\"effective-directive\":\"",
					     "\"effectiveDirective\":\"",
					     "\"violated-directive\":\"" };
	ptrdiff_t at = -1, n = 0;

	for (ptrdiff_t i = 0; at < 0 && i < N_ELEMENTS(names); i++) {
		at = str_find(body, str_c(names[i]), 0);
		if (at >= 0)
			body = str_sub(body, at + str_c(names[i]).n, body.n);
	}
	if (at < 0)
		return STR("?");
	while (n < body.n && n < WORD_MOST &&
	       ((body.p[n] >= 'a' && body.p[n] <= 'z') || body.p[n] == '-'))
		n++;
	return n ? str_sub(body, 0, n) : STR("?");
}

void report_take(struct req *rq, struct reply *rp)
{
	long long now = clock_us(), before = atomic_load(&line_at);

	rp->no_etag = true;
	if (rq->body_err) {
		rp->status = 413;
		rp->type = "text/plain; charset=utf-8";
		buf_lit(&rp->body, "413\n");
		return;
	}
	rp->status = 204;
	atomic_fetch_add(&reports, 1);
	if (now - before > LINE_US &&
	    atomic_compare_exchange_strong(&line_at, &before, now))
		log_event(rq->config, "csp",
			  str_to_c(rq->arena, part_of(buf_view(&rq->body))));
}
