/*
 * A small server without realms, sessions and pages: one function answers
 * small requests, one after the other. It has the limits of the large one for
 * slow clients and greedy addresses.
 */
#ifndef RV_HTTP_PLAIN_H
#define RV_HTTP_PLAIN_H

#include "http/http.h"

struct http_plain_ask {
	enum method method; /* others are refused before */
	struct str path;    /* without query */
	struct str body;    /* of a POST */
};
struct http_plain_said {
	int status;
	const char *type; /* NULL: plain text */
	struct str body;  /* in the arena that was given */
};
struct http_plain_config {
	const char *listen;
	const char *tls_cert, *tls_key; /* files, or NULL */
	ptrdiff_t body_max;
	/* Called by one thread at a time; `a` lives as long as the request. */
	void (*answer)(void *ctx, struct arena *a,
		       const struct http_plain_ask *ask,
		       struct http_plain_said *said);
	void *ctx;
};
struct http_plain;
/* Listens; what it needs lives in `a`. */
struct err *http_plain_start(struct arena *a, const struct http_plain_config *c,
			     struct http_plain **ret_http) MUST_USE;
int http_plain_port(const struct http_plain *h);
void http_plain_stop(struct http_plain *h);

#endif
