/*
 * One request on the library's side. Short GETs are answered in the loop;
 * POST and slow routes wait (suspended) for a worker.
 */
#include "http/http_call_priv.h"

#include "db/db.h"

enum {
	/* a refused body is still read so far, for the answer to be seen */
	DRAIN_MOST = 32 * 1024 * 1024,
	/* large bodies in memory at one time */
	BODIES_MOST = 256 * 1024 * 1024,
	BODY_SMALL = 64 * 1024,
	CHUNK = 32 * 1024,
	TOUCH_MS = 60 * 1000,
};

enum call_state { CALL_NEW, CALL_BODY, CALL_WORK, CALL_READY };

struct call {
	struct work work; /* first: a worker gets its address */
	struct http *http;
	struct MHD_Connection *con;
	struct conn *conn;
	enum call_state state;
	atomic_int refs; /* the loop, and the worker while it streams */
	struct req rq;
	struct reply rp;
	struct out out;
	struct MHD_Response *response;
	struct pipe *pipe;
	struct str target; /* ours: the library cuts its own in pieces */
	const char *raw_target;
	int64_t began, took, held;
	atomic_int *share; /* counted there until the end */
};

/* ---- a call's life -------------------------------------------------------- */

static struct conn *conn_of(struct MHD_Connection *con)
{
	const union MHD_ConnectionInfo *i =
		MHD_get_connection_info(con,
					MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return i ? i->socket_context : NULL;
}

void *call_on_uri(void *cls, const char *uri, struct MHD_Connection *con)
{
	struct http *h = cls;
	struct arena *a = arena_open(REQUEST_ARENA);
	struct call *call = arena_new(a, struct call, 1);

	call->http = h;
	call->con = con;
	call->conn = conn_of(con);
	call->rq.arena = a;
	call->rq.config = &h->config;
	call->raw_target = uri;
	call->target = str_dup(a, str_c(uri));
	call->began = clock_us();
	atomic_store(&call->refs, 1);
	atomic_fetch_add(&h->active, 1);
	if (conn_is(call->conn) == PHASE_IDLE)
		conn_phase(call->conn, PHASE_HEAD, 0, call->began);
	return call;
}

static void call_drop(struct call *call)
{
	struct http *h = call->http;

	if (atomic_fetch_sub(&call->refs, 1) > 1)
		return;
	atomic_fetch_sub(&h->bodies, call->held);
	if (call->share)
		atomic_fetch_sub(call->share, 1);
	arena_close(call->rq.arena);
	atomic_fetch_sub(&h->active, 1);
}

void call_on_done(void *cls, struct MHD_Connection *con, void **con_cls,
		  enum MHD_RequestTerminationCode code)
{
	struct call *call = *con_cls;

	(void)cls;
	(void)con;
	if (!call)
		return;
	*con_cls = NULL;
	/* the client left before the answer could be queued */
	if (call->response)
		MHD_destroy_response(call->response);
	if (call->pipe)
		pipe_abandon(call->pipe);
	if (call->state != CALL_NEW) {
		bool cut = code != MHD_REQUEST_TERMINATED_COMPLETED_OK;

		log_request(&call->rq, call->out.status, call->out.body.n,
			    call->took, cut);
		metrics_note(call->out.status, call->out.body.n, call->took,
			     cut);
	}
	conn_phase(call->conn, PHASE_IDLE, 0, clock_us());
	call_drop(call);
}

/* ---- answers ---------------------------------------------------------------- */

static void pipe_wake(void *arg)
{
	struct call *call = arg;

	MHD_resume_connection(call->con);
}

static void pipe_sleep(void *arg)
{
	struct call *call = arg;

	MHD_suspend_connection(call->con);
}

static ssize_t on_chunk(void *cls, uint64_t pos, char *to, size_t most)
{
	struct call *call = cls;
	ptrdiff_t n = pipe_take(call->pipe, to, (ptrdiff_t)MIN(most, CHUNK),
				pipe_sleep);

	(void)pos;
	if (n > 0)
		call->out.body.n += n;
	conn_phase(call->conn, n ? PHASE_WRITE : PHASE_RUN, call->out.body.n,
		   clock_us());
	return n == -1	 ? MHD_CONTENT_READER_END_OF_STREAM
	       : n == -2 ? MHD_CONTENT_READER_END_WITH_ERROR
			 : n;
}

/* Status, headers and body of the call's reply, for the library. */
static void response_make(struct call *call, bool close)
{
	struct out *o = &call->out;
	struct arena *a = call->rq.arena;

	out_make(&call->rq, &call->rp, o);
	if (call->pipe)
		call->response = MHD_create_response_from_callback(
			MHD_SIZE_UNKNOWN, CHUNK, on_chunk, call, NULL);
	else /* the library only reads it */
		call->response = MHD_create_response_from_buffer(
			(size_t)o->body.n, (void *)(uintptr_t)o->body.p,
			MHD_RESPMEM_PERSISTENT);
	assert(call->response);
	for (int i = 0; i < o->n; i++)
		MHD_add_response_header(call->response, o->header[i].name.p,
					str_to_c(a, o->header[i].value));
	if (close || atomic_load(&call->http->stop) ||
	    atomic_load(&call->http->drain))
		MHD_add_response_header(call->response, "Connection", "close");
	call->took = clock_us() - call->began;
}

static enum MHD_Result response_send(struct call *call)
{
	enum MHD_Result done;

	call->state = CALL_READY;
	conn_phase(call->conn, PHASE_WRITE, call->out.body.n, clock_us());
	done = MHD_queue_response(call->con, (unsigned)call->out.status,
				  call->response);
	MHD_destroy_response(call->response);
	call->response = NULL;
	return done;
}

static void refusal_make(struct call *call, struct refusal r)
{
	log_event(&call->http->config, "refused", r.why);
	reply_init(&call->rp, call->rq.arena);
	call->rp.status = r.status;
	call->rp.type = "text/plain; charset=utf-8";
	call->rp.no_etag = true;
	buf_fmt(&call->rp.body, "%d\n", r.status);
	response_make(call, true);
}

/* A head that is not taken: said in few words, and the connection ends. */
static enum MHD_Result refuse(struct call *call, struct refusal r)
{
	refusal_make(call, r);
	return response_send(call);
}

/* ---- sessions seen ------------------------------------------------------------ */

struct touch {
	struct work work;
	struct http *http;
	struct arena *arena;
	struct http_realm realm; /* lent */
	int64_t session;
};

static struct err *touch_act(struct cx *cx, void *arg)
{
	const struct touch *t = arg;

	return session_touch(cx, t->session);
}

static void touch_end(struct touch *t)
{
	realm_give(&t->http->config, &t->realm);
	arena_close(t->arena);
}

static void touch_run(struct work *w)
{
	struct touch *t = (struct touch *)w;
	const struct http_config *c = &t->http->config;
	struct cx cx = { .arena = t->arena,
			 .store = t->realm.store,
			 .profile = t->realm.profile,
			 .actor = { .id = ACTOR_SYSTEM },
			 .now = c->clock() };

	cx.today = day_of_instant(cx.now);
	cx.as_at = cx.today;
	if (db_tx(&cx, touch_act, t))
		log_event(c, "error", "session not touched");
	touch_end(t);
}

/* Whether nobody asked for it within a minute. */
static bool touch_is_due(struct http *h, const struct req *rq)
{
	struct touched *x = &h->touched[rq->touch % TOUCHED];
	bool due;

	pthread_mutex_lock(&h->lock);
	due = x->session != rq->touch || x->store != rq->cx.store ||
	      rq->cx.now - x->at >= TOUCH_MS;
	if (due)
		*x = (struct touched){ rq->touch, rq->cx.store, rq->cx.now };
	pthread_mutex_unlock(&h->lock);
	return due;
}

/* Asks a worker to write seen_at. */
static void touch_ask(struct http *h, const struct req *rq)
{
	struct arena *a;
	struct touch *t;

	if (!touch_is_due(h, rq))
		return;
	a = arena_open(16 * 1024 * 1024);
	t = arena_new(a, struct touch, 1);
	*t = (struct touch){ .work = { touch_run, NULL },
			     .http = h,
			     .arena = a,
			     .realm = { .held = rq->realm.held },
			     .session = rq->touch };
	if (realm_take(&h->config, a, &t->realm)) /* closed meanwhile */
		arena_close(a);
	else if (!workers_push(h->workers, &t->work))
		touch_end(t);
}

/* ---- running -------------------------------------------------------------------- */

static void answer(struct call *call)
{
	struct err *err;

	serve(&call->rq, &call->rp);
	if (call->rq.touch)
		touch_ask(call->http, &call->rq);
	/* HEAD has no body, and only a worker may take long */
	if (call->rp.stream && (call->state != CALL_WORK || call->rq.is_head)) {
		err = reply_collect(&call->rq, &call->rp);
		if (err)
			reply_error(&call->rq, &call->rp, err);
		serve_end(&call->rq, &call->rp);
	}
	if (call->rp.stream)
		call->pipe = pipe_new(call->rq.arena, pipe_wake, call);
	response_make(call, false);
}

static void stream_run(struct call *call)
{
	struct reply *rp = &call->rp;
	struct arena *a CLEANUP(arena_closep) = arena_open(4 * REPLY_MOST);
	struct buf chunk = buf_init(a, REPLY_MOST);
	struct arena_mark mark = arena_mark(rp->arena);
	struct err *err;

	do {
		buf_clear(&chunk);
		err = rp->stream(rp->stream_state, &chunk);
		if (err || chunk.full) {
			log_error(&call->rq, err);
			break;
		}
		arena_rewind(rp->arena, mark);
	} while (chunk.n && pipe_put(call->pipe, buf_view(&chunk)));
	pipe_finish(call->pipe, !err && !chunk.full);
	serve_end(&call->rq, rp);
}

static void call_work(struct work *w)
{
	struct call *call = (struct call *)w;
	bool streams;

	answer(call);
	streams = call->pipe != NULL;
	if (streams)
		atomic_fetch_add(&call->refs, 1);
	/* from here on the loop may end the call */
	MHD_resume_connection(call->con);
	if (!streams)
		return;
	stream_run(call);
	call_drop(call);
}

static bool needs_worker(const struct call *call)
{
	const struct route *r = call->rq.match.route;

	return r && (r->method == POST || r->slow);
}

/* Nobody's long work keeps others waiting: what somebody asks for beyond a
 * share is refused until one of the own is done. Who isn't signed in has the
 * connections of the address. */
static bool share_take(struct call *call)
{
	struct str token = call->rq.token;
	uint64_t hash = 14695981039346656037u ^ (uint64_t)(uintptr_t)call->http;

	if (!token.n)
		return true;
	for (ptrdiff_t i = 0; i < token.n; i++)
		hash = (hash ^ (unsigned char)token.p[i]) * 1099511628211u;
	call->share = &call->http->share[(hash ^ hash >> 32) % SHARES];
	return atomic_fetch_add(call->share, 1) < SHARE;
}

static enum MHD_Result call_run(struct call *call)
{
	conn_phase(call->conn, PHASE_RUN, 0, clock_us());
	if (needs_worker(call)) {
		if (!share_take(call))
			return refuse(call, (struct refusal){ 429, "share" });
		call->state = CALL_WORK;
		call->work.run = call_work;
		MHD_suspend_connection(call->con);
		if (!workers_push(call->http->workers, &call->work)) {
			refusal_make(call, (struct refusal){ 503, "queue" });
			MHD_resume_connection(call->con);
		}
		return MHD_YES;
	}
	answer(call);
	return response_send(call);
}

/* ---- reading --------------------------------------------------------------------- */

/* signature: MHD_KeyValueIteratorN */
static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind,
				 const char *name, size_t n_name,
				 const char *value, size_t n_value)
{
	struct call *call = cls;

	(void)kind;
	*vec_push(call->rq.arena, &call->rq.head) = (struct header){
		{ name, (ptrdiff_t)n_name },
		{ value ? value : "", (ptrdiff_t)n_value },
	};
	return MHD_YES;
}

static struct refusal head_read(struct call *call, const char *method,
				const char *version)
{
	struct head *h = &call->rq.head;
	const union MHD_ConnectionInfo *size = MHD_get_connection_info(
		call->con, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	const union MHD_ConnectionInfo *from =
		MHD_get_connection_info(call->con,
					MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	h->method = str_c(method);
	h->version = str_c(version);
	MHD_get_connection_values_n(call->con, MHD_HEADER_KIND, on_header,
				    call);
	h->target = (struct str){ call->raw_target, call->target.n };
	h->peer = address_text(call->rq.arena, from->client_addr);
	h->peer_local = is_loopback(from->client_addr);
	h->tls = call->http->config.tls_cert != NULL;
	if (!guard_layout(h, (ptrdiff_t)size->header_size))
		return (struct refusal){ 400, "layout" };
	h->target = call->target;
	return guard_head(&call->http->config, h);
}

/* Room for a large body among all that are in memory. */
static bool body_reserve(struct call *call)
{
	int64_t length = call->rq.body_most;

	(void)!str_to_i64(head_find(&call->rq.head, "Content-Length"), &length);
	length = MIN(length, call->rq.body_most);
	if (length <= BODY_SMALL || call->rq.body_err)
		return true;
	/* growing takes as much again */
	call->held = 2 * length;
	return atomic_fetch_add(&call->http->bodies, call->held) + call->held <=
	       BODIES_MOST;
}

static enum MHD_Result call_begin(struct call *call, const char *method,
				  const char *version)
{
	struct refusal r = head_read(call, method, version);
	struct req *rq = &call->rq;
	int64_t length = 0;

	if (r.status)
		return refuse(call, r);
	call->state = CALL_BODY;
	req_begin(rq, &call->http->config, &call->http->routes, &rq->head);
	/* the library ends a connection that is answered in this first call;
	 * the next one comes at once when there is no body */
	if (!rq->method_known || rq->method != POST)
		return MHD_YES;
	if (!body_reserve(call))
		return refuse(call, (struct refusal){ 503, "bodies-large" });
	if (str_to_i64(head_find(&rq->head, "Content-Length"), &length) &&
	    length > rq->body_most + DRAIN_MOST)
		return refuse(call, (struct refusal){ 413, "body-large" });
	conn_phase(call->conn, PHASE_BODY, 0, clock_us());
	return MHD_YES;
}

/* signature: MHD_AccessHandlerCallback */
enum MHD_Result call_on_request(void *cls, struct MHD_Connection *con,
				const char *url, const char *method,
				const char *version, const char *data,
				size_t *size, void **con_cls)
{
	struct call *call = *con_cls;

	(void)cls;
	(void)con;
	(void)url;
	if (call->state == CALL_NEW)
		return call_begin(call, method, version);
	if (call->state == CALL_WORK)
		return response_send(call);
	if (call->state == CALL_READY)
		return MHD_NO;
	if (!*size) {
		if (call->rq.method_known && call->rq.method == POST)
			req_body_end(&call->rq);
		return call_run(call);
	}
	req_body_feed(&call->rq, (struct str){ data, (ptrdiff_t)*size });
	*size = 0;
	conn_phase(call->conn, PHASE_BODY, call->rq.body_got, clock_us());
	/* without a length the end of a refused body is not known before */
	return call->rq.body_got > call->rq.body_most + DRAIN_MOST ? MHD_NO
								   : MHD_YES;
}
