/*
 * Refuses requests that two programs could read in two ways, before any of
 * our code looks at them: the library's own parser is lax.
 */
#include "http/http_priv.h"

struct str head_find(const struct head *h, const char *name)
{
	struct str want = str_c(name);

	for (ptrdiff_t i = 0; i < h->n; i++)
		if (str_eq_nocase(h->p[i].name, want))
			return h->p[i].value;
	return STR_NULL;
}

int head_count(const struct head *h, const char *name)
{
	struct str want = str_c(name);
	int n = 0;

	for (ptrdiff_t i = 0; i < h->n; i++)
		n += str_eq_nocase(h->p[i].name, want);
	return n;
}

static bool is_token(struct str s)
{
	static const char extra[] = "!#$%&'*+-.^_`|~";

	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			    (c >= 'A' && c <= 'Z') || (c && strchr(extra, c));

		if (!good)
			return false;
	}
	return s.n > 0;
}

static bool is_value(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static bool is_target(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\')
			return false;
	}
	return s.n > 0 && s.p[0] == '/';
}

static bool is_number(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0 && s.n <= 15;
}

bool guard_layout(const struct head *h, ptrdiff_t head_size)
{
	const char *at = h->method.p;
	bool good = h->target.p == at + h->method.n + 1 &&
		    h->version.p == h->target.p + h->target.n + 1;

	at = h->version.p + h->version.n + 2;
	for (ptrdiff_t i = 0; good && i < h->n; i++) {
		const struct header *x = &h->p[i];

		good = x->name.p == at && x->value.p > at + x->name.n;
		at = x->value.p + x->value.n + 2;
	}
	return good && at + 2 == h->method.p + head_size;
}

/* The host's name without its port; absent when the port isn't a number. */
struct str guard_host_name(struct str host)
{
	ptrdiff_t end = host.n;
	ptrdiff_t i;

	if (host.n && host.p[0] == '[') {
		i = str_find_char(host, ']');
		if (i < 0)
			return STR_NULL;
		end = i + 1;
	} else {
		i = str_find_char(host, ':');
		if (i >= 0)
			end = i;
	}
	if (end < host.n &&
	    (host.p[end] != ':' || !is_number(str_sub(host, end + 1, host.n))))
		return STR_NULL;
	return str_sub(host, 0, end);
}

static bool is_loopback_name(struct str name)
{
	return str_eq_nocase(name, STR("localhost")) ||
	       str_eq(name, STR("127.0.0.1")) || str_eq(name, STR("[::1]"));
}

bool guard_host(const struct http_config *c, struct str host)
{
	struct str name = guard_host_name(host);
	struct str own;

	if (!name.p || !name.n)
		return false;
	if (is_loopback_name(name))
		return true;
	if (c->public_host &&
	    str_eq_nocase(name, guard_host_name(str_c(c->public_host))))
		return true;
	if (c->realms && c->realms->host(name))
		return true;
	own = c->listen ? guard_host_name(str_c(c->listen)) : STR_NULL;
	return own.n && !str_eq(own, STR("0.0.0.0")) &&
	       !str_eq(own, STR("[::]")) && str_eq(own, name);
}

static struct refusal guard_length(const struct head *h)
{
	int n_cl = head_count(h, "Content-Length");
	int n_te = head_count(h, "Transfer-Encoding");
	struct str cl = head_find(h, "Content-Length");
	bool post = str_eq(h->method, STR("POST"));
	bool has_body = n_te || (n_cl && !str_eq(cl, STR("0")));

	if (n_cl > 1)
		return (struct refusal){ 400, "length-twice" };
	if (n_cl && n_te)
		return (struct refusal){ 400, "length-and-chunked" };
	if (n_cl && !is_number(cl))
		return (struct refusal){ 400, "length" };
	if (n_te &&
	    (n_te > 1 ||
	     !str_eq_nocase(head_find(h, "Transfer-Encoding"), STR("chunked"))))
		return (struct refusal){ 400, "transfer-encoding" };
	if (n_te && !str_eq(h->version, STR("HTTP/1.1")))
		return (struct refusal){ 400, "chunked-in-1.0" };
	if (has_body && !post)
		return (struct refusal){ 400, "body" };
	if (post && !n_cl && !n_te)
		return (struct refusal){ 411, "no-length" };
	return (struct refusal){ 0, NULL };
}

static struct refusal guard_names(const struct head *h)
{
	static const char *const once[] = { "Content-Type", "Cookie",
					    "Origin",	    "Authorization",
					    "Expect",	    "Sec-Fetch-Site" };

	for (ptrdiff_t i = 0; i < h->n; i++) {
		if (!is_token(h->p[i].name))
			return (struct refusal){ 400, "header-name" };
		if (!is_value(h->p[i].value))
			return (struct refusal){ 400, "header-value" };
	}
	for (ptrdiff_t i = 0; i < N_ELEMENTS(once); i++)
		if (head_count(h, once[i]) > 1)
			return (struct refusal){ 400, "header-twice" };
	return (struct refusal){ 0, NULL };
}

static ptrdiff_t head_bytes(const struct head *h)
{
	ptrdiff_t n = h->target.n;

	for (ptrdiff_t i = 0; i < h->n; i++)
		n += h->p[i].name.n + h->p[i].value.n + 4;
	return n;
}

const struct http_probe *guard_probe(const struct http_config *c,
				     const struct head *h)
{
	bool here = h->peer_local && !head_find(h, "X-Forwarded-For").p &&
		    !head_find(h, "Forwarded").p;

	for (int i = 0; i < c->n_probes; i++)
		if (str_eq(h->target, str_c(c->probes[i].path)))
			return here || !c->probes[i].local ? &c->probes[i]
							   : NULL;
	return NULL;
}

/* A balancer asks for a probe by address, many of them in HTTP/1.0, which needs
 * no host. */
static struct refusal guard_hosts(const struct http_config *c,
				  const struct head *h)
{
	bool probe = guard_probe(c, h);
	int n = head_count(h, "Host");
	bool none = !n && probe && str_eq(h->version, STR("HTTP/1.0"));

	if (n != 1 && !none)
		return (struct refusal){ 400, "host-count" };
	if (!probe && !guard_host(c, head_find(h, "Host")))
		return (struct refusal){ 400, "host" };
	return (struct refusal){ 0, NULL };
}

struct refusal guard_head(const struct http_config *c, const struct head *h)
{
	struct str expect = head_find(h, "Expect");
	struct refusal r;

	if (h->target.n > TARGET_MOST)
		return (struct refusal){ 414, "target-long" };
	if (h->n > HEADERS_MOST || head_bytes(h) > HEADER_BYTES_MOST)
		return (struct refusal){ 431, "headers-large" };
	if (!is_token(h->method))
		return (struct refusal){ 400, "method" };
	if (!str_eq(h->version, STR("HTTP/1.1")) &&
	    !str_eq(h->version, STR("HTTP/1.0")))
		return (struct refusal){ 505, "version" };
	if (!is_target(h->target))
		return (struct refusal){ 400, "target" };
	r = guard_names(h);
	if (r.status)
		return r;
	r = guard_length(h);
	if (r.status)
		return r;
	r = guard_hosts(c, h);
	if (r.status)
		return r;
	if (expect.p && !str_eq_nocase(expect, STR("100-continue")))
		return (struct refusal){ 417, "expect" };
	if (head_count(h, "Content-Encoding"))
		return (struct refusal){ 415, "content-encoding" };
	return (struct refusal){ 0, NULL };
}

bool guard_same_site(const struct head *h, bool https)
{
	struct str site = head_find(h, "Sec-Fetch-Site");
	struct str origin = head_find(h, "Origin");
	struct str host = head_find(h, "Host");

	if (site.p && !str_eq(site, STR("same-origin")) &&
	    !str_eq(site, STR("none")))
		return false;
	if (!origin.p)
		return true;
	if (https && str_starts(origin, STR("https://")))
		return str_eq_nocase(str_sub(origin, 8, origin.n), host);
	if (!https && str_starts(origin, STR("http://")))
		return str_eq_nocase(str_sub(origin, 7, origin.n), host);
	return false;
}
