/*
 * From a page's reply to what goes out: status, headers, packed body.
 *
 * Personal pages are `no-store` and carry no ETag, so that a shared computer
 * keeps nothing. Pages shown without a session and downloads have a strong
 * ETag of their bytes; assets carry their hash in their name and stay.
 */
#include "http/http_priv.h"

#include <sodium.h>

/* No inline code or style, nothing from elsewhere, no frames. */
#define CSP                                                                    \
	"default-src 'none'; script-src 'self'; style-src 'self'; "            \
	"img-src 'self'; font-src 'self'; connect-src 'self'; "                \
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; "           \
	"object-src 'none'; frame-ancestors 'none'; "                          \
	"require-trusted-types-for 'script'; report-uri " REPORT_PATH
#define CSP_FILE "sandbox; default-src 'none'; frame-ancestors 'none'"

enum { BEGUN_S = 10 * 60 };

static void put(struct out *o, const char *name, struct str value)
{
	assert(o->n < N_ELEMENTS(o->header));
	o->header[o->n++] = (struct header){ str_c(name), value };
}

static void put_c(struct out *o, const char *name, const char *value)
{
	put(o, name, str_c(value));
}

struct str disposition(struct arena *a, struct str name)
{
	static const char hex[] = "0123456789ABCDEF";
	struct buf b = buf_init(a, 4096);

	buf_lit(&b, "attachment; filename=\"");
	for (ptrdiff_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
			    c == '_' || c == ' ';

		/* one underscore for a letter of several bytes */
		if (good)
			buf_char(&b, c);
		else if (((unsigned char)c & 0xc0) != 0x80)
			buf_char(&b, '_');
	}
	buf_lit(&b, "\"; filename*=UTF-8''");
	for (ptrdiff_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
			    c == '_';

		if (good) {
			buf_char(&b, (char)c);
			continue;
		}
		buf_char(&b, '%');
		buf_char(&b, hex[c >> 4]);
		buf_char(&b, hex[c & 15]);
	}
	return buf_view(&b);
}

static void put_security(struct req *rq, struct out *o, bool file)
{
	put_c(o, "Content-Security-Policy", file ? CSP_FILE : CSP);
	put_c(o, "X-Content-Type-Options", "nosniff");
	put_c(o, "X-Frame-Options", "DENY");
	put_c(o, "Referrer-Policy", "same-origin");
	put_c(o, "Cross-Origin-Opener-Policy", "same-origin");
	put_c(o, "Cross-Origin-Resource-Policy", "same-origin");
	put_c(o, "Permissions-Policy",
	      "camera=(), display-capture=(), geolocation=(), hid=(), "
	      "microphone=(), midi=(), payment=(), "
	      "publickey-credentials-create=(self), "
	      "publickey-credentials-get=(self), screen-wake-lock=(), "
	      "serial=(), usb=()");
	if (rq->https)
		put_c(o, "Strict-Transport-Security",
		      "max-age=31536000; includeSubDomains");
}

static void put_cookies(struct req *rq, const struct reply *rp, struct out *o)
{
	if (rp->set_session.p)
		put(o, "Set-Cookie",
		    str_fmt(rq->arena,
			    "%.*s=%.*s; Path=/; Secure; HttpOnly; "
			    "SameSite=Lax; Max-Age=%d",
			    STR_ARG(rq->realm.cookie), STR_ARG(rp->set_session),
			    SESSION_LIFE_MS / 1000));
	if (rp->set_device.p)
		put(o, "Set-Cookie",
		    str_fmt(rq->arena,
			    "__Host-device=%.*s; Path=/; Secure; HttpOnly; "
			    "SameSite=Lax; Max-Age=31536000",
			    STR_ARG(rp->set_device)));
	if (rp->set_lang)
		put(o, "Set-Cookie",
		    str_fmt(rq->arena,
			    "__Host-lang=%s; Path=/; Secure; HttpOnly; "
			    "SameSite=Lax; Max-Age=31536000",
			    rp->set_lang));
	if (rp->set_begun.p)
		put(o, "Set-Cookie",
		    str_fmt(rq->arena,
			    "%.*s.begun=%.*s; Path=/; Secure; HttpOnly; "
			    "SameSite=Lax; Max-Age=%d",
			    STR_ARG(rq->realm.cookie), STR_ARG(rp->set_begun),
			    rp->set_begun.n ? BEGUN_S : 0));
	if (!rp->sign_out)
		return;
	put(o, "Set-Cookie",
	    str_fmt(rq->arena,
		    "%.*s=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0",
		    STR_ARG(rq->realm.cookie)));
	/* not "cookies": the other realms of this host keep their sessions, and
	 * the browser stays known to its people */
	put_c(o, "Clear-Site-Data", "\"cache\", \"storage\"");
}

/* A form may not lead to another site by a redirect (form-action), so a page of
 * ours stands in between. */
static void put_go_on(struct req *rq, const struct reply *rp, struct out *o)
{
	for (ptrdiff_t i = 0; i < rp->go_on.n; i++)
		if (rp->go_on.p[i] <= ' ' || rp->go_on.p[i] > '~')
			return;
	put(o, "Refresh", str_cat(rq->arena, STR("0; url="), rp->go_on));
}

/* Method list of a 405, seconds of a 429 or 503. */
static void put_hints(struct req *rq, const struct reply *rp, struct out *o)
{
	bool get = rq->match.has[GET] || rq->asset;

	if (rp->location.p)
		put(o, "Location",
		    str_cat(rq->arena, rq->realm.prefix, rp->location));
	if (rp->status == 405)
		put_c(o, "Allow",
		      get && rq->match.has[POST] ? "GET, HEAD, POST"
		      : get			 ? "GET, HEAD"
						 : "POST");
	if (rp->status == 503 || rp->status == 429)
		put(o, "Retry-After",
		    str_fmt(rq->arena, "%d", rp->wait_s ? rp->wait_s : 5));
}

static bool takes_gzip(const struct req *rq)
{
	struct str rest = head_find(&rq->head, "Accept-Encoding");

	while (rest.p) {
		struct str q = str_cut(&rest, ',');
		struct str word = str_trim(str_cut(&q, ';'));

		if (str_eq_nocase(word, STR("gzip")))
			return !q.p || (!str_eq(str_trim(q), STR("q=0")) &&
					!str_starts(str_trim(q), STR("q=0.0")));
	}
	return false;
}

static struct str etag_of(struct arena *a, struct str body)
{
	unsigned char h[16];
	char text[2 * sizeof(h) + 1];

	crypto_generichash(h, sizeof(h), (const unsigned char *)body.p,
			   (unsigned long long)body.n, NULL, 0);
	sodium_bin2hex(text, sizeof(text), h, sizeof(h));
	return str_fmt(a, "\"%s", text);
}

/* The tag stands in If-None-Match, packed or not (or "*"). */
static bool is_known(const struct req *rq, struct str tag)
{
	struct str list = head_find(&rq->head, "If-None-Match");

	return list.p &&
	       (str_eq(list, STR("*")) || str_find(list, tag, 0) >= 0);
}

static bool is_text(const char *type)
{
	struct str t = str_c(type);

	return str_starts(t, STR("text/")) || str_starts(t, STR("image/svg")) ||
	       str_starts(t, STR("application/json")) ||
	       str_starts(t, STR("application/manifest"));
}

static void asset_out(struct req *rq, struct out *o)
{
	const struct asset *x = rq->asset;
	bool packed = x->gzip && takes_gzip(rq);
	const unsigned char *p = packed ? x->gzip : x->bytes;
	bool hashed = str_starts(str_c(x->path), STR("/a/"));

	o->body = (struct str){ (const char *)p,
				(ptrdiff_t)(packed ? x->n_gzip : x->n_bytes) };
	if (packed)
		put_c(o, "Content-Encoding", "gzip");
	if (x->gzip)
		put_c(o, "Vary", "Accept-Encoding");
	put_c(o, "Cache-Control",
	      hashed ? "public, max-age=31536000, immutable"
		     : "public, max-age=3600");
	/* the path has the hash, so it is the tag */
	put(o, "ETag",
	    str_fmt(rq->arena, "\"%s%s\"", x->name, packed ? "-g" : ""));
}

/* Cache words and tag; true when the browser has the page already. */
static bool put_cache(struct req *rq, const struct reply *rp, struct out *o,
		      bool packed)
{
	bool tagged = rp->status == 200 && rq->method == GET && !rp->no_etag &&
		      !rp->stream && (!rq->has_session || rp->download.p);
	struct str tag;

	if (!tagged) {
		put_c(o, "Cache-Control", "no-store");
		return false;
	}
	put_c(o, "Cache-Control", "private, no-cache");
	put_c(o, "Vary", "Accept-Encoding, Accept-Language, Cookie");
	tag = etag_of(rq->arena, buf_view(&rp->body));
	put(o, "ETag",
	    str_fmt(rq->arena, "%.*s%s\"", STR_ARG(tag), packed ? "-g" : ""));
	return is_known(rq, tag);
}

static void page_out(struct req *rq, struct reply *rp, struct out *o)
{
	struct str body = buf_view(&rp->body);
	bool packed = false;

	if (!rp->stream && is_text(rp->type) && takes_gzip(rq) &&
	    !(rq->is_head && rq->has_session))
		packed = gzip_pack(rq->arena, body, &o->body);
	if (!packed)
		o->body = body;
	if (put_cache(rq, rp, o, packed)) {
		o->status = 304;
		o->body = STR("");
	} else if (packed) {
		put_c(o, "Content-Encoding", "gzip");
	}
	if (rp->download.p)
		put(o, "Content-Disposition",
		    disposition(rq->arena, rp->download));
}

void out_make(struct req *rq, struct reply *rp, struct out *ret_out)
{
	struct out o = { .status = rp->status, .body = STR_INIT("") };

	if (rq->asset && rp->status == 200)
		asset_out(rq, &o);
	else
		page_out(rq, rp, &o);
	if (o.status != 304 && o.status != 303 && o.status != 204)
		put_c(&o, "Content-Type", rp->type);
	put_security(rq, &o, rp->download.p != NULL);
	put_cookies(rq, rp, &o);
	put_hints(rq, rp, &o);
	if (rp->go_on.p)
		put_go_on(rq, rp, &o);
	*ret_out = o;
}
