/* A small server: one thread, one function, no keeping alive. */
#include "http/http_plain.h"

#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "http/http_priv.h"

enum {
	CONNS = 500,
	HEADER_SECONDS = 10,
	BODY_SECONDS = 20,
	TICK_MS = 100,
	IDLE_SECONDS = 30,
	HEAD_MOST = 16 * 1024,
	ARENA_MOST = 4 << 20,
};

struct http_plain {
	struct http_plain_config config;
	struct MHD_Daemon *daemon;
	struct conns *conns;
	pthread_t reaper;
	atomic_bool stop;
	int fd, port;
};

/* A request while it comes. */
struct coming {
	struct arena *arena;
	struct buf body;
	struct conn *conn;
	bool post;
};

static enum MHD_Result on_accept(void *cls, const struct sockaddr *from,
				 socklen_t n UNUSED)
{
	struct http_plain *h = cls;

	return conns_allow(h->conns, from) ? MHD_YES : MHD_NO;
}

static void on_connection(void *cls, struct MHD_Connection *con,
			  void **socket_context,
			  enum MHD_ConnectionNotificationCode code)
{
	struct http_plain *h = cls;
	const union MHD_ConnectionInfo *fd, *from;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		conn_close(h->conns, *socket_context);
		*socket_context = NULL;
		return;
	}
	fd = MHD_get_connection_info(con, MHD_CONNECTION_INFO_CONNECTION_FD);
	from = MHD_get_connection_info(con, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	*socket_context = conn_open(h->conns, fd->connect_fd, from->client_addr,
				    clock_us());
}

static void cut(int fd)
{
	shutdown(fd, SHUT_RDWR);
}

static void *reaper_run(void *arg)
{
	struct http_plain *h = arg;
	const struct timespec tick = { 0, TICK_MS * 1000000L };

	while (!atomic_load(&h->stop)) {
		nanosleep(&tick, NULL);
		conns_reap(h->conns, clock_us());
	}
	return NULL;
}

static enum MHD_Result send_it(struct MHD_Connection *con, struct coming *c,
			       const struct http_plain_said *said)
{
	struct MHD_Response *r =
		MHD_create_response_from_buffer((size_t)said->body.n,
						(void *)(uintptr_t)said->body.p,
						MHD_RESPMEM_MUST_COPY);
	enum MHD_Result ok;

	if (!r)
		return MHD_NO;
	MHD_add_response_header(r, "Content-Type",
				said->type ? said->type
					   : "text/plain; charset=utf-8");
	MHD_add_response_header(r, "Connection", "close");
	MHD_add_response_header(r, "Cache-Control", "no-store");
	MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
	if (c->conn)
		conn_phase(c->conn, PHASE_WRITE, said->body.n, clock_us());
	ok = MHD_queue_response(con, (unsigned)said->status, r);
	MHD_destroy_response(r);
	return ok;
}

static enum MHD_Result refuse(struct MHD_Connection *con, struct coming *c,
			      int status, const char *why)
{
	const struct http_plain_said said = { .status = status,
					      .body = str_c(why) };

	return send_it(con, c, &said);
}

static struct coming *coming_new(struct MHD_Connection *con, const char *method)
{
	struct arena *a = arena_open(ARENA_MOST);
	struct coming *c = arena_new(a, struct coming, 1);
	const union MHD_ConnectionInfo *of =
		MHD_get_connection_info(con,
					MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	c->arena = a;
	c->post = !strcmp(method, "POST");
	c->conn = of ? of->socket_context : NULL;
	return c;
}

/* signature: MHD_AccessHandlerCallback */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *con,
				  const char *url, const char *method,
				  const char *version UNUSED, const char *data,
				  size_t *n, void **state)
{
	struct http_plain *h = cls;
	struct coming *c = *state;
	struct http_plain_said said = { .status = 500, .body = STR("") };
	struct http_plain_ask ask;

	if (!c) {
		*state = c = coming_new(con, method);
		c->body = buf_init(c->arena, h->config.body_max);
		if (c->conn)
			conn_phase(c->conn, PHASE_BODY, 0, clock_us());
		return MHD_YES;
	}
	if (*n) { /* what is too long is read to its end and refused */
		buf_mem(&c->body, data, (ptrdiff_t)*n);
		*n = 0;
		if (c->conn)
			conn_phase(c->conn, PHASE_BODY, c->body.n, clock_us());
		return MHD_YES;
	}
	if (!c->post && strcmp(method, "GET"))
		return refuse(con, c, 405, "only GET and POST\n");
	if (c->body.full)
		return refuse(con, c, 413, "too long\n");
	if (c->conn)
		conn_phase(c->conn, PHASE_RUN, 0, clock_us());
	ask = (struct http_plain_ask){ c->post ? POST : GET, str_c(url),
				       buf_view(&c->body) };
	h->config.answer(h->config.ctx, c->arena, &ask, &said);
	return send_it(con, c, &said);
}

static void on_done(void *cls UNUSED, struct MHD_Connection *con UNUSED,
		    void **state, enum MHD_RequestTerminationCode why UNUSED)
{
	struct coming *c = *state;

	if (c)
		arena_close(c->arena);
	*state = NULL;
}

static struct err *daemon_start(struct arena *a, struct http_plain *h)
{
	const struct http_plain_config *c = &h->config;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC;
	struct MHD_OptionItem tls[4] = { { MHD_OPTION_END, 0, NULL } };
	const char *cert = NULL, *key = NULL;
	struct err *err = NULL;

	if (c->tls_cert || c->tls_key) {
		err = tls_file_text(a, c->tls_cert, &cert);
		if (!err)
			err = tls_file_text(a, c->tls_key, &key);
		if (err)
			return err;
		flags |= MHD_USE_TLS;
		tls[0] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_CERT, 0,
						  (void *)(uintptr_t)cert };
		tls[1] = (struct MHD_OptionItem){ MHD_OPTION_HTTPS_MEM_KEY, 0,
						  (void *)(uintptr_t)key };
		tls[2] = (struct MHD_OptionItem){
			MHD_OPTION_HTTPS_PRIORITIES, 0,
			(void *)(uintptr_t)TLS_PRIORITIES
		};
		tls[3] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
	}
	h->daemon = MHD_start_daemon(
		flags, 0, on_accept, h, on_request, h, MHD_OPTION_LISTEN_SOCKET,
		h->fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(2 * HEAD_MOST),
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
		MHD_OPTION_NOTIFY_COMPLETED, on_done, h, MHD_OPTION_ARRAY, tls,
		MHD_OPTION_END);
	return h->daemon ? NULL
			 : err_new(a, ERR_IO,
				   N_("The server cannot listen on {0}: the "
				      "port is taken or not allowed."),
				   str_c(c->listen));
}

struct err *http_plain_start(struct arena *a, const struct http_plain_config *c,
			     struct http_plain **ret_http)
{
	struct http_plain *h = arena_new(a, struct http_plain, 1);
	struct err *err;

	h->config = *c;
	err = http_listen(a, c->listen, &h->fd, &h->port);
	if (err)
		return err;
	signal(SIGPIPE, SIG_IGN);
	h->conns = conns_new(a, HEADER_SECONDS, BODY_SECONDS, cut);
	conns_limit(h->conns, CONNS);
	err = daemon_start(a, h);
	if (err) {
		close(h->fd);
		return err;
	}
	if (pthread_create(&h->reaper, NULL, reaper_run, h)) {
		MHD_stop_daemon(h->daemon);
		return err_new(a, ERR_IO,
			       N_("The server cannot listen on {0}: the "
				  "port is taken or not allowed."),
			       str_c(c->listen));
	}
	*ret_http = h;
	return NULL;
}

int http_plain_port(const struct http_plain *h)
{
	return h->port;
}

void http_plain_stop(struct http_plain *h)
{
	atomic_store(&h->stop, true);
	pthread_join(h->reaper, NULL);
	MHD_stop_daemon(h->daemon);
}
