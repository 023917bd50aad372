/*
 * HTTP: an epoll pool reads requests, checks them against const route tables
 * (method, permission, form fields), and calls page functions. Short reads
 * are answered in the loop; POST and slow routes on workers. A page function
 * sees a parsed, limited, valid request and fills a reply; it never sees
 * sockets, cookies or form tokens.
 */
#ifndef RV_HTTP_H
#define RV_HTTP_H

#include "auth/auth.h"
#include "base/perm.h"
#include "base/buf.h"
#include "base/cx.h"

enum method { GET, POST, N_METHOD }; /* HEAD is answered as GET, no body */

enum field_kind {
	FIELD_LINE,   /* one line: text_clean() */
	FIELD_TEXT,   /* several lines: text_clean_lines() */
	FIELD_INT,    /* decimal integer, min..max */
	FIELD_DAY,    /* 5/10/2026, 05-10-2026 or 2026-10-05 */
	FIELD_FLAG,   /* "1" or absent */
	FIELD_SECRET, /* as typed: passwords (NFC is auth's business) */
	FIELD_WORD,   /* [a-z0-9_.-]: keys of choices, sort orders */
	FIELD_FILE,   /* a file part, streamed into memory up to max bytes */
};

/* A declared field of a form or query string. Anything else in a request is
 * refused, as is a field twice unless `many`. */
struct field {
	const char *name;  /* a name that ends in '*' stands for a family:
			      * "row.*" matches row.12 */
	const char *label; /* N_("…"), used in messages */
	enum field_kind kind;
	bool required;
	bool many;
	int64_t min; /* FIELD_INT */
	int64_t max; /* LINE/TEXT/SECRET/WORD: code points (0: 200);
			      * INT: largest (0: INT64_MAX); FILE: bytes
			      * (0: FILE_MOST) */
};

struct req;
struct reply;
typedef struct err *page_fn(struct cx *cx, struct req *rq, struct reply *rp);

/* A row of a feature's route table. */
struct route {
	enum method method;
	const char *path; /* "/task/:id/report"; :x captures one segment,
			      * all digits; ::x captures a word segment */
	enum perm perm;	  /* 0 is PERM_PUBLIC and must be meant */
	page_fn *page;
	const struct field *fields; /* of query (GET) or form (POST) */
	int n_fields;
	bool slow;	  /* GET on a worker: exports, argon2 */
	int64_t body_max; /* POST: bytes; 0: 256 kB */
	bool no_csrf;	  /* only sign-in itself */
	bool fresh; /* an act of weight: the person showed a short while ago
		     * who they are (hooks.fresh) */
};
#define ROUTE_FIELDS(f) .fields = (f), .n_fields = (int)N_ELEMENTS(f)

/* ---- the request, as a page function sees it --------------------------- */
enum method req_method(const struct req *rq);
struct str req_path(const struct req *rq);  /* without query */
struct str req_query(const struct req *rq); /* raw, without '?' */
/* A digits capture of the path. Asserts that the route has it. */
int64_t req_path_id(const struct req *rq, const char *name);
struct str req_path_word(const struct req *rq, const char *name);
/* Values of declared fields; asserts that the route declares the name.
 * Absent: STR_NULL / DB_NULL / DAY_NONE / false. */
struct str req_str(const struct req *rq, const char *name);
int64_t req_int(const struct req *rq, const char *name);
day_t req_day(const struct req *rq, const char *name);
bool req_flag(const struct req *rq, const char *name);
/* The text as typed, for showing a refused form again. */
struct str req_typed(const struct req *rq, const char *name);
/* k-th value of a `many` field; absent past the end. */
struct str req_nth(const struct req *rq, const char *name, int k);
/* k-th file of a FILE field; false past the end or when none was chosen. */
struct upload {
	struct str name;  /* as sent, cleaned */
	struct str bytes; /* in the request's arena */
};
bool req_upload(const struct req *rq, const char *name, int k,
		struct upload *ret_upload) MUST_USE;
/* All members of a family "row.*": suffix and value of the k-th. */
bool req_family(const struct req *rq, const char *name, int k,
		struct str *ret_suffix, struct str *ret_value) MUST_USE;
/* Faults of the fields (one err each, `field` set), NULL when all are good.
 * A page shows its form again with them; nothing was written. */
struct err *req_faults(const struct req *rq);
const struct session *req_session(const struct req *rq); /* NULL: none */
struct str req_csrf(const struct req *rq);    /* for the form's hidden field */
struct str req_address(const struct req *rq); /* of the client */
struct str req_agent(const struct req *rq);   /* short browser name */
/* The site as the browser names it, "https://rv.example.vn:8443", and the name
 * of its host alone; of a request that was let in. */
struct str req_origin(const struct req *rq);
struct str req_host(const struct req *rq);
/* What reply.set_device once gave this browser, or absent. */
struct str req_device(const struct req *rq);
/* What set_begun of an earlier reply left with this browser, or absent. */
struct str req_begun(const struct req *rq);
/* Everything that was typed, for showing it again after signing in. */
struct typed {
	struct str name, value;
};
ptrdiff_t req_typed_all(const struct req *rq, const struct typed **ret_list);
/* A fresh idempotency key for a form. */
struct str req_new_key(struct cx *cx);

/* ---- the reply ---------------------------------------------------------- */
struct reply {
	int status;	  /* 200 by default */
	const char *type; /* "text/html; charset=utf-8" by default */
	struct buf body;
	struct str location; /* for 303 */
	struct str download; /* file name: sent as an attachment */
	bool no_etag;
	int wait_s;    /* of a 429 or 503: when to try again; 0: soon */
	bool sign_out; /* drop the cookie, Clear-Site-Data */
	struct str set_session; /* token of a session that was just started */
	struct str set_device;	/* kept for a year: tells a browser again */
	const char *set_lang;	/* "vi" or "en": kept in a cookie; or NULL */
	/* token of a sign-in that goes on at another site: it comes back with
	 * this browser only, within ten minutes; empty: none any more */
	struct str set_begun;
	/* the page leads on to this address of another site by itself: "https://…",
	 * printable ASCII without spaces */
	struct str go_on;
	/* what the log should say although the page tells it to a person */
	const struct err *why;
	/* streaming, for routes that are `slow`: called until it appends
	 * nothing; then stream_end. cx->db stays lent to it. What one call
	 * allocates in the arena is gone at the next one; its state is made
	 * before, by the page function. */
	struct err *(*stream)(void *state, struct buf *chunk);
	void (*stream_end)(void *state);
	void *stream_state;  /* in rp->arena */
	struct arena *arena; /* lives until the reply was sent */
};
/* 303 to a path of our own ("/task/5"), which gets the realm's prefix. */
struct err *reply_redirect(struct reply *rp, struct str path) MUST_USE;

/* ---- the server --------------------------------------------------------- */
/* Embedded assets, by tools/embed: path "/a/style.<hash>.css". */
struct asset {
	const char *path; /* with the content's hash in it */
	const char *name; /* "style.css" */
	const char *type;
	const unsigned char *bytes, *gzip; /* gzip NULL: not smaller */
	size_t n_bytes, n_gzip;
};

/* Why a request gets an error page instead of its own. */
struct refused {
	int status;
	const struct err *e; /* NULL: an internal error */
	struct str id;	     /* the log's number of an internal error, or
			      * absent */
};

/* What the app lends the server: who shows errors and the sign-in page. */
struct http_hooks {
	/* fills cx->actor from a session; *ret_ok false: user gone/disabled */
	struct err *(*actor)(struct cx *cx, const struct session *s,
			     bool *ret_ok);
	/* an error page in the reader's language, with the site's layout;
	 * cx->db is NULL when there is no realm to ask */
	void (*error_page)(struct cx *cx, struct req *rq, struct reply *rp,
			   const struct refused *why);
	/* the sign-in page for a request that needs it (typed fields kept) */
	struct err *(*sign_in)(struct cx *cx, struct req *rq, struct reply *rp);
	/* language of a request: user's setting, cookie, Accept-Language */
	enum lang (*language)(struct cx *cx, struct str accept,
			      struct str cookie);
	/* a page begins for who is signed in: what every page will read may be
	 * put on its way (db_ahead()); may be NULL */
	struct err *(*ahead)(struct cx *cx);
	/* a route is `fresh`: *ret_good false when the person has to show once
	 * more who they are, and the reply asks for it; may be NULL */
	struct err *(*fresh)(struct cx *cx, struct req *rq, struct reply *rp,
			     bool *ret_good);
	/* looks at a file that was sent, before the page does: an error is a
	 * fault of its field; may be NULL. It may take some seconds. */
	struct err *(*file)(struct arena *a, struct str bytes);
};

/* Where a request goes, when one server serves several realms. */
struct http_realm {
	struct str name;   /* empty: the only or own one */
	struct str prefix; /* of its paths: "", or "/r/NAME" */
	struct str cookie; /* of its sessions: "__Host-rv", "__Host-rv-NAME" */
	struct store *store; /* from take() to give() */
	const struct profile *profile;
	void *held; /* theirs */
};

/* The app's realms. All may be called by any thread. */
struct http_realms {
	/* whether it is the name of one, so that requests for it are taken */
	bool (*host)(struct str name);
	/* By host name and path; fills prefix, cookie and held. Nothing is
	 * opened. ERR_NOT_FOUND: there is none. */
	struct err *(*find)(struct arena *a, struct str host, struct str path,
			    struct http_realm *ret_realm);
	/* Opens it when it isn't; until give() it stays open. */
	struct err *(*take)(struct arena *a, struct http_realm *r);
	void (*give)(struct http_realm *r);
};

/* A page of the server itself, for those who watch over it: answered before
 * any realm is looked for, to every host name. */
struct http_probe {
	const char *path;	       /* "/healthz" */
	const char *type;	       /* NULL: plain text */
	int (*fill)(struct buf *text); /* the status */
	bool local; /* only for this machine, and not through a proxy */
};

struct http_config {
	const char *listen;		/* "127.0.0.1:8080"; port 0: any */
	const char *tls_cert, *tls_key; /* files, or NULL */
	const char *public_host;   /* Host allowed besides the listen address
				   * and localhost; NULL: any loopback */
	bool behind_proxy;	   /* trust X-Forwarded-* from loopback … */
	const struct str *proxies; /* … and from these addresses */
	int n_proxies;
	int loops, workers;		   /* 0: 2 × cores, 32 */
	int header_seconds, body_seconds;  /* 0: 10, 30 */
	const struct route *const *routes; /* one table a feature */
	const int *n_routes;
	int n_tables;
	const struct asset *assets;
	int n_assets;
	const struct http_probe *probes;
	int n_probes;
	struct http_hooks hooks;
	const struct http_realms *realms; /* or NULL: the one below */
	struct store *store;
	const struct profile *profile;
	int64_t (*clock)(void);		    /* instant, ms */
	void (*log)(const char *json_line); /* with its line break */
};
struct http;
/* Checks the tables (a route without page, a path twice, …) and listens. */
struct err *http_start(struct arena *a, const struct http_config *c,
		       struct http **ret_http) MUST_USE;
int http_port(const struct http *h);
/* From now on each answer ends its connection, so that clients go elsewhere;
 * requests are still taken. */
void http_drain(struct http *h);
/* Stops taking requests, lets running ones end (30 s at most), closes. */
void http_stop(struct http *h);
/* Counters since the start, as lines of the Prometheus text format. */
void http_metrics(const struct http *h, struct buf *b);
/* Path of an asset with its hash, by name; asserts that it exists. */
struct str http_asset(const struct http_config *c, const char *name);

/* Test door: runs one request through routes, session, permission, fields and
 * page, without a socket. A form token isn't asked for. A stream is collected
 * into the body. */
struct http_try {
	enum method method;
	const char *path;	  /* with query */
	const char *body;	  /* urlencoded, or NULL */
	const char *content_type; /* NULL: urlencoded */
	ptrdiff_t body_n;	  /* 0: strlen(body) */
	const char *cookie;	  /* "__Host-rv=TOKEN", or NULL */
	const char *lang;	  /* Accept-Language, or NULL */
};
struct err *http_serve_one(struct arena *a, const struct http_config *c,
			   const struct http_try *t,
			   struct reply *ret_reply) MUST_USE;

#endif
