/*
 * One JSON line an event. A line names routes, numbers and error places;
 * never what a person typed: no query, no form value, no cookie, no name.
 */
#include "http/http_priv.h"

#include <time.h>

enum { LINE_MOST = 4096 };

int64_t clock_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* A line is built on the stack: while a worker streams, the arena is its. */
static struct buf line_begin(char text[LINE_MOST], const struct http_config *c,
			     const char *event)
{
	struct buf b = { .p = text, .cap = LINE_MOST, .max = LINE_MOST };

	buf_lit(&b, "{\"at\":");
	buf_i64(&b, c->clock());
	buf_lit(&b, ",\"event\":");
	buf_json_str(&b, str_c(event));
	return b;
}

static void line_end(const struct http_config *c, struct buf *b)
{
	buf_lit(b, "}\n");
	buf_mem(b, "", 1);
	if (!b->full)
		c->log(b->p);
}

static void put_route(struct buf *b, const struct req *rq)
{
	const struct route *r = rq->match.route;

	if (rq->realm.name.n) {
		buf_lit(b, ",\"realm\":");
		buf_json_str(b, rq->realm.name);
	}
	buf_lit(b, ",\"method\":");
	buf_json_str(b, rq->method_known ? rq->head.method : STR("?"));
	buf_lit(b, ",\"route\":");
	buf_json_str(b, r	    ? str_c(r->path)
			: rq->asset ? str_c(rq->asset->path)
			: rq->probe ? str_c(rq->probe->path)
				    : STR("?"));
}

void log_request(const struct req *rq, int status, int64_t bytes, int64_t us,
		 bool cut)
{
	char text[LINE_MOST];
	struct buf b;

	if (!rq->config->log)
		return;
	b = line_begin(text, rq->config, "request");
	put_route(&b, rq);
	buf_fmt(&b, ",\"status\":%d,\"us\":%lld,\"bytes\":%lld", status,
		(long long)us, (long long)bytes);
	if (rq->has_session)
		buf_fmt(&b, ",\"user\":%lld", (long long)rq->session.user);
	if (cut)
		buf_lit(&b, ",\"cut\":true");
	line_end(rq->config, &b);
}

/* What the program or the machine did wrong, not the person. */
static bool is_fault(const struct err *e)
{
	return !e || e->code == ERR_IO || e->code == ERR_DB ||
	       e->code == ERR_FULL || e->code == ERR_BUSY ||
	       e->code == ERR_INTERNAL;
}

void log_error(const struct req *rq, const struct err *e)
{
	char text[LINE_MOST];
	struct buf b;

	if (!rq->config->log)
		return;
	b = line_begin(text, rq->config,
		       rq->error_id.n || is_fault(e) ? "error" : "refused");
	buf_lit(&b, ",\"id\":");
	buf_json_str(&b, rq->error_id);
	put_route(&b, rq);
	if (rq->has_session)
		buf_fmt(&b, ",\"user\":%lld", (long long)rq->session.user);
	if (e) {
		buf_fmt(&b, ",\"code\":%d,\"place\":\"%s:%d\",\"text\":",
			(int)e->code, e->file, e->line);
		/* the message without its arguments: they may be personal */
		buf_json_str(&b, str_c(e->msgid));
		buf_lit(&b, ",\"detail\":");
		buf_json_str(&b, e->detail);
	}
	line_end(rq->config, &b);
}

void log_event(const struct http_config *c, const char *event, const char *why)
{
	char text[LINE_MOST];
	struct buf b;

	if (!c->log)
		return;
	b = line_begin(text, c, event);
	buf_lit(&b, ",\"why\":");
	buf_json_str(&b, str_c(why));
	line_end(c, &b);
}
