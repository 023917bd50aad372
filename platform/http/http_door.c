/* The test door: a request without a socket. */
#include "http/http_priv.h"

static void add_header(struct req *rq, struct head *h, const char *name,
		       const char *value)
{
	if (value)
		*vec_push(rq->arena, h) =
			(struct header){ str_c(name), str_c(value) };
}

struct err *http_serve_one(struct arena *a, const struct http_config *c,
			   const struct http_try *t, struct reply *ret_reply)
{
	static const char form[] = "application/x-www-form-urlencoded";
	struct req *rq = arena_new(a, struct req, 1);
	struct routes *routes = arena_new(a, struct routes, 1);
	struct head h = { .method =
				  t->method == POST ? STR("POST") : STR("GET"),
			  .target = str_c(t->path),
			  .version = STR("HTTP/1.1"),
			  .peer = STR("127.0.0.1"),
			  .peer_local = true };
	struct err *err = routes_compile(a, c, routes);

	if (err)
		return err;
	rq->arena = a;
	rq->door = true;
	add_header(rq, &h, "Host", "localhost");
	add_header(rq, &h, "Cookie", t->cookie);
	add_header(rq, &h, "Accept-Language", t->lang);
	if (t->method == POST)
		add_header(rq, &h, "Content-Type",
			   t->content_type ? t->content_type : form);
	req_begin(rq, c, routes, &h);
	if (t->method == POST) {
		struct str body = { t->body, t->body_n }; /* of any bytes */

		if (!body.n)
			body = str_c(t->body ? t->body : "");
		req_body_feed(rq, body);
		req_body_end(rq);
	}
	serve(rq, ret_reply);
	if (!ret_reply->stream)
		return NULL;
	err = reply_collect(rq, ret_reply);
	serve_end(rq, ret_reply);
	return err;
}
