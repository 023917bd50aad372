/*
 * Inside of platform/http. A request goes through these files in order:
 * http_server (sockets, library), http_guard (head), http_route (table),
 * http_body, http_form, http_multipart (values), http_bind (fields),
 * http_serve (session, permission, page), http_reply (headers, packing).
 * Only http_server, http_conn, http_reply and http_stream know the library.
 */
#ifndef RV_HTTP_PRIV_H
#define RV_HTTP_PRIV_H

#include "http/http.h"

enum {
	HEADERS_MOST = 100,
	HEADER_BYTES_MOST = 32 * 1024,
	TARGET_MOST = 8 * 1024,
	SEGMENTS_MOST = 8,
	CAPTURES_MOST = 4,
	PAIRS_MOST = 2020, /* a box for each of 2,000 rows and the form's own */
	PARTS_MOST = 100,
	BODY_MAX = 256 * 1024, /* of a POST that says nothing else */
	TEXT_MAX = 200,	       /* code points of a field that says nothing */
	REPLY_MOST = 32 * 1024 * 1024,
	REQUEST_ARENA = 512 * 1024 * 1024,
};

/* ---- the head of a request ---------------------------------------------- */
struct header {
	struct str name, value;
};
struct head {
	struct str method, target, version; /* target: as sent */
	struct header *p;
	ptrdiff_t n, cap;
	struct str peer; /* address of the socket's other end, as text */
	bool peer_local; /* … is a loopback address */
	bool tls;
};
/* The only or first header of a name, or absent. */
struct str head_find(const struct head *h, const char *name);
int head_count(const struct head *h, const char *name);

struct refusal {
	int status;	 /* 0: none */
	const char *why; /* word for the log */
};
/* The probe at a path, or NULL. */
const struct http_probe *guard_probe(const struct http_config *c,
				     const struct head *h);
/* What a strict parser would have refused. */
struct refusal guard_head(const struct http_config *c, const struct head *h);
/*
 * The library mends bare line feeds, folded lines, zero bytes and colonless
 * names before it shows a header. It cuts the head in place, though, so the
 * distances between the pieces tell what stood there: exactly one space in
 * the request line, exactly CR LF behind each line.
 */
bool guard_layout(const struct head *h, ptrdiff_t head_size);
/* A Host without its port; absent when the port isn't a number. */
struct str guard_host_name(struct str host);
bool guard_host(const struct http_config *c, struct str host);
/* False when a browser says that another site made the request. */
bool guard_same_site(const struct head *h, bool https);

/* ---- routes --------------------------------------------------------------- */
enum segment { SEG_WORD_IS, SEG_DIGITS, SEG_WORD };
struct pattern {
	const struct route *route;
	int n;
	enum segment kind[SEGMENTS_MOST];
	struct str text[SEGMENTS_MOST]; /* the word, or the capture's name */
};
struct routes {
	struct pattern *p; /* by length, then words before digits before :: */
	ptrdiff_t n, cap;
	int first[SEGMENTS_MOST + 2]; /* index of the first with n segments */
};
struct capture {
	struct str name, text;
	int64_t id;
};
struct match {
	const struct route *route; /* NULL: none with this method */
	bool has[N_METHOD];	   /* methods that the path has */
	struct capture capture[CAPTURES_MOST];
	int n_captures;
};
struct err *routes_compile(struct arena *a, const struct http_config *c,
			   struct routes *ret_routes) MUST_USE;
void routes_match(const struct routes *r, enum method m, struct str path,
		  struct match *ret_match);
const struct field *route_field(const struct route *r, struct str name);
const struct asset *asset_by_path(const struct http_config *c, struct str path);

/* ---- names and values ------------------------------------------------------ */
struct pair {
	struct str name, value;
	bool is_file;
	struct str file_name; /* as sent */
};
struct pairs {
	struct pair *p;
	ptrdiff_t n, cap;
};
/* %XX and + (when `plus`); refuses bad escapes, NUL and bad UTF-8. */
bool form_decode(struct arena *a, struct str s, bool plus,
		 struct str *ret_s) MUST_USE;
/* "a=1&b=2" */
struct err *form_parse(struct arena *a, struct str text,
		       struct pairs *pairs) MUST_USE;
/* The value of one cookie, or absent. */
struct str cookie_find(struct str cookies, struct str name);

struct multipart;
struct multipart_limits {
	/* most bytes of a part; < 0: no such field */
	int64_t (*most)(void *arg, struct str name, bool is_file);
	void *arg;
};
/* NULL when the content type has no boundary that we accept. */
struct multipart *multipart_new(struct arena *a, struct str content_type,
				struct multipart_limits limits);
struct err *multipart_feed(struct multipart *m, struct str bytes) MUST_USE;
struct err *multipart_end(struct multipart *m, struct pairs *pairs) MUST_USE;

/* ---- a request -------------------------------------------------------------- */
struct value {
	const struct field *field;
	struct str name, typed;
	struct str text; /* absent: empty or faulty */
	int64_t number;
	day_t day;
	struct upload file;
	bool has_file;
};
struct values {
	struct value *p;
	ptrdiff_t n, cap;
};
struct typeds {
	struct typed *p;
	ptrdiff_t n, cap;
};
struct req {
	struct arena *arena;
	const struct http_config *config;
	const struct routes *routes;
	struct head head;
	bool https, is_head, door; /* door: http_serve_one, no form token */
	enum method method;
	bool method_known;
	struct str path, query;
	struct match match;
	const struct asset *asset;
	const struct http_probe *probe;
	/* body */
	int64_t body_most, body_got;
	bool urlencoded;
	bool report; /* of a browser: see http_report.c */
	struct buf body;
	struct multipart *multipart;
	struct err *body_err;
	/* fields */
	struct pairs pairs;
	struct values values;
	struct typeds typed;
	struct err *bind_err; /* the request as a whole is refused */
	struct err *faults;
	bool *faults_seen;
	struct str form_token, key;
	struct http_realm realm;
	struct err *realm_err; /* there is none for this request */
	/* who */
	struct session session;
	bool has_session;
	struct str address, agent, token, begun, csrf;
	struct cx cx;
	struct str error_id;
	int64_t touch; /* session whose seen_at is old, or 0 */
};
/* Reads a guarded head: path, query, route, limits of the body. */
void req_begin(struct req *rq, const struct http_config *c,
	       const struct routes *routes, const struct head *h);
void req_body_feed(struct req *rq, struct str bytes);
void req_body_end(struct req *rq);
/* Fields of route against rq->pairs; messages in the language. */
void req_bind(struct req *rq, enum lang lang);
struct str agent_name(struct arena *a, struct str user_agent);
/* The realm of a request, lent and given back; the config's own when it has
 * only one. */
struct err *realm_take(const struct http_config *c, struct arena *a,
		       struct http_realm *r) MUST_USE;
void realm_give(const struct http_config *c, struct http_realm *r);
/* The form token, different in every page so that packed pages of an
 * attacker's choosing do not give it away byte by byte. */
struct str csrf_mask(struct arena *a, struct str token);
struct str csrf_unmask(struct arena *a, struct str masked);

/*
 * Runs a request: session, permission, fields, page. Always leaves a reply.
 * While rp->stream is set the reader stays lent: call serve_end() behind it.
 */
void serve(struct req *rq, struct reply *rp);
void serve_end(struct req *rq, struct reply *rp);
/* An empty reply. */
void reply_init(struct reply *rp, struct arena *a);
/* Turns the reply into the page of an error. */
void reply_error(struct req *rq, struct reply *rp, const struct err *e);
void reply_status(struct req *rq, struct reply *rp, int status,
		  const struct err *e);
/* Takes the whole stream into the body, for callers without a socket. */
struct err *reply_collect(struct req *rq, struct reply *rp) MUST_USE;

/* ---- what goes out ------------------------------------------------------------ */
struct out {
	int status;
	struct str body; /* empty for 304 */
	struct header header[32];
	int n;
};
/* Status, headers and packed body of a finished reply. */
void out_make(struct req *rq, struct reply *rp, struct out *ret_out);
/* gzip; false when it isn't smaller. */
bool gzip_pack(struct arena *a, struct str s, struct str *ret_s) MUST_USE;
/* attachment; filename="…"; filename*=UTF-8''… */
struct str disposition(struct arena *a, struct str name);

/* ---- reports of browsers ------------------------------------------------------ */
#define REPORT_PATH "/csp-report"
enum { REPORT_MOST = 16 * 1024 };
bool report_is_one(enum method m, struct str path, struct str media);
/* Counts it and leaves the reply. */
void report_take(struct req *rq, struct reply *rp);
int64_t report_count(void);

/* ---- log ------------------------------------------------------------------------ */
void log_request(const struct req *rq, int status, int64_t bytes, int64_t us,
		 bool cut);
/* A line "error", or "refused" of what a page said to a person. */
void log_error(const struct req *rq, const struct err *e);
void log_event(const struct http_config *c, const char *event, const char *why);

/* ---- workers ---------------------------------------------------------------------- */
struct workers;
struct work {
	void (*run)(struct work *w);
	struct work *next;
};
struct workers *workers_new(struct arena *a, int most);
/* False when the queue is full. */
bool workers_push(struct workers *w, struct work *work) MUST_USE;
/* Runs what is queued, then ends the threads; false after `seconds`. */
bool workers_stop(struct workers *w, int seconds) MUST_USE;

int64_t clock_us(void); /* monotonic */

/* ---- streams --------------------------------------------------------------------- */
/*
 * A pipe between the worker that makes a long answer and the loop that sends
 * it. The worker keeps its reader for as long as it makes rows, the loop
 * never waits: it asks to be woken.
 */
struct pipe;
struct pipe *pipe_new(struct arena *a, void (*wake)(void *arg), void *arg);
/* Worker: waits while the pipe is full; false when the other end is gone. */
bool pipe_put(struct pipe *p, struct str bytes) MUST_USE;
/* Worker: no more will come; `good` false: the answer is broken off. */
void pipe_finish(struct pipe *p, bool good);
/* Loop: bytes taken; 0: sleep() was called, -1: the end, -2: broken off. */
ptrdiff_t pipe_take(struct pipe *p, char *to, ptrdiff_t most,
		    void (*sleep)(void *arg));
/* Loop: nobody reads any more. */
void pipe_abandon(struct pipe *p);

/* ---- connections ------------------------------------------------------------------ */
/*
 * A table of open connections, for what the library does not do: an end to
 * slow heads and bodies however often a byte comes, and a limit an address
 * (an IPv6 /64 counts as one). Loopback has no limit of its own: behind a
 * proxy all come from there, and without one it is the machine's own people.
 */
enum phase {
	PHASE_HEAD, /* a head is coming, since the connection or its first line */
	PHASE_IDLE, /* kept alive between requests */
	PHASE_BODY,
	PHASE_RUN, /* ours: no deadline */
	PHASE_WRITE,
};
enum { CONNS_MOST = 4096, CONNS_AN_ADDRESS = 50 };
struct conn;
struct conns;
struct sockaddr;
struct conns *conns_new(struct arena *a, int header_seconds, int body_seconds,
			void (*cut)(int fd));
/* Fewer than CONNS_MOST can be open: when most of them are, deadlines of those
 * who say nothing are short. */
void conns_limit(struct conns *t, int most);
/* Addresses without a share of their own; they stay the caller's. */
void conns_trust(struct conns *t, const struct str *proxies, int n);
/* False when the address has its share or the table is full. */
bool conns_allow(struct conns *t, const struct sockaddr *from);
struct conn *conn_open(struct conns *t, int fd, const struct sockaddr *from,
		       int64_t now_us);
void conn_close(struct conns *t, struct conn *c);
/* `bytes`: of the body so far, or to be written. */
void conn_phase(struct conn *c, enum phase p, int64_t bytes, int64_t now_us);
enum phase conn_is(const struct conn *c);
/* Cuts what is late; returns how many. */
int conns_reap(struct conns *t, int64_t now_us);
bool is_loopback(const struct sockaddr *from);
/* "192.0.2.1", without the port. */
struct str address_text(struct arena *a, const struct sockaddr *from);

/* ---- listening ---------------------------------------------------------- */
/* A certificate's or a key's file as text; ERR_IO when there is none. */
struct err *tls_file_text(struct arena *a, const char *path,
			  const char **ret_text) MUST_USE;
/* TLS 1.2 and 1.3, forward secrecy, authenticated ciphers only. */
#define TLS_PRIORITIES                                                         \
	"SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-DHE-RSA:"         \
	"-AES-128-CBC:-AES-256-CBC:-AES-128-CCM:-AES-256-CCM:"                 \
	"-CAMELLIA-128-CBC:-CAMELLIA-256-CBC"

/* Listens on "127.0.0.1:8080"; port 0: any that is free. */
struct err *http_listen(struct arena *a, const char *where, int *ret_fd,
			int *ret_port) MUST_USE;
#endif
