/*
 * Starts and stops the epoll pool, the workers and the thread that cuts slow
 * connections.
 */
#include "http/http_call_priv.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	STOP_SECONDS = 30,
	WORKERS = 32,
	LOOPS_MOST = 64,
	TICK_MS = 100,
	STEP_MS = 5,
	IDLE_SECONDS = 60,
	/* half of it is the library's first buffer for a head */
	CONN_MEMORY = 56 * 1024,
	BACKLOG = 1024,
	OTHER_FILES = 200, /* database, files, workers */
};

static void sleep_ms(int ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

/* ---- listening -------------------------------------------------------------- */

static struct err *listen_bad(struct arena *a, const char *where)
{
	return err_detail(a,
			  err_new(a, ERR_IO,
				  N_("The server cannot listen on {0}: the "
				     "port is taken or not allowed."),
				  str_c(where)),
			  "%s", strerror(errno));
}

/* "127.0.0.1:8080", "[::1]:8080" */
static bool listen_parts(struct arena *a, struct str s, const char **ret_host,
			 const char **ret_port)
{
	ptrdiff_t at = s.n;
	struct str host;

	while (at > 0 && s.p[at - 1] != ':')
		at--;
	if (at < 2 || at == s.n)
		return false;
	host = str_sub(s, 0, at - 1);
	if (str_starts(host, STR("[")) && str_ends(host, STR("]")))
		host = str_sub(host, 1, host.n - 1);
	*ret_host = str_to_c(a, host);
	*ret_port = str_to_c(a, str_sub(s, at, s.n));
	return true;
}

static int listen_on(const struct addrinfo *info)
{
	int on = 1;
	int fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (!bind(fd, info->ai_addr, info->ai_addrlen) && !listen(fd, BACKLOG))
		return fd;
	close(fd);
	return -1;
}

static int port_of(int fd)
{
	struct sockaddr_storage s;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	socklen_t n = sizeof(s);

	if (getsockname(fd, (struct sockaddr *)&s, &n))
		return 0;
	if (s.ss_family == AF_INET6) {
		memcpy(&v6, &s, sizeof(v6));
		return ntohs(v6.sin6_port);
	}
	memcpy(&v4, &s, sizeof(v4));
	return ntohs(v4.sin_port);
}

struct err *http_listen(struct arena *a, const char *where, int *ret_fd,
			int *ret_port)
{
	struct addrinfo hint = { .ai_socktype = SOCK_STREAM,
				 .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *info = NULL;
	const char *host, *port;

	if (!where || !listen_parts(a, str_c(where), &host, &port) ||
	    getaddrinfo(host, port, &hint, &info))
		return err_new(a, ERR_INVALID,
			       N_("“{0}” is not an address to listen on; "
				  "write it as 127.0.0.1:8080."),
			       str_c(where ? where : ""));
	*ret_fd = listen_on(info);
	freeaddrinfo(info);
	if (*ret_fd < 0)
		return listen_bad(a, where);
	*ret_port = port_of(*ret_fd);
	return NULL;
}

/* ---- the library -------------------------------------------------------------- */

static enum MHD_Result on_accept(void *cls, const struct sockaddr *from,
				 socklen_t n)
{
	struct http *h = cls;

	(void)n;
	return conns_allow(h->conns, from) ? MHD_YES : MHD_NO;
}

static void on_connection(void *cls, struct MHD_Connection *con,
			  void **socket_context,
			  enum MHD_ConnectionNotificationCode code)
{
	struct http *h = cls;
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
	struct http *h = arg;

	while (!atomic_load(&h->stop)) {
		sleep_ms(TICK_MS);
		conns_reap(h->conns, clock_us());
		if (h->tls)
			tls_tick(h->tls);
	}
	return NULL;
}

/* Descriptors for all connections, as far as the system allows: what is
 * beyond waits in the listen queue instead of failing in the middle. */
static int connections_most(void)
{
	struct rlimit r;
	rlim_t want = CONNS_MOST + OTHER_FILES;

	if (getrlimit(RLIMIT_NOFILE, &r))
		return CONNS_MOST;
	if (r.rlim_cur < want) {
		r.rlim_cur = MIN(want, r.rlim_max);
		(void)setrlimit(RLIMIT_NOFILE, &r);
		(void)getrlimit(RLIMIT_NOFILE, &r);
	}
	if (r.rlim_cur >= want)
		return CONNS_MOST;
	/* with few, three of four are left for all else: who finds none at
	 * accept() is told again at once, for ever */
	return r.rlim_cur > 2 * OTHER_FILES ? (int)(r.rlim_cur - OTHER_FILES)
					    : (int)(r.rlim_cur / 4);
}

/* Options of TLS, or none. */
static struct err *tls_start(struct arena *a, struct http *h,
			     struct MHD_OptionItem options[3], unsigned *flags)
{
	const struct http_config *c = &h->config;
	struct err *err;

	options[0] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
	if (!c->tls_cert && !c->tls_key)
		return NULL;
	err = tls_open(a, c, &h->tls);
	if (err)
		return err;
	tls_serve(h->tls);
	*flags |= MHD_USE_TLS;
	options[0] =
		(struct MHD_OptionItem){ MHD_OPTION_HTTPS_CERT_CALLBACK2, 0,
					 (void *)(intptr_t)tls_retrieve };
	options[1] =
		(struct MHD_OptionItem){ MHD_OPTION_HTTPS_PRIORITIES, 0,
					 (void *)(uintptr_t)TLS_PRIORITIES };
	options[2] = (struct MHD_OptionItem){ MHD_OPTION_END, 0, NULL };
	return NULL;
}

static struct err *daemon_start(struct arena *a, struct http *h)
{
	const struct http_config *c = &h->config;
	unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC |
			 MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO |
			 MHD_USE_ERROR_LOG;
	struct MHD_OptionItem tls[3];
	struct err *err = tls_start(a, h, tls, &flags);

	if (err)
		return err;
	/* the logger first: it hears of what the others say */
	h->daemon = MHD_start_daemon(
		flags, 0, on_accept, h, call_on_request, h,
		MHD_OPTION_EXTERNAL_LOGGER, tls_note, h,
		MHD_OPTION_LISTEN_SOCKET, h->listen_fd,
		MHD_OPTION_THREAD_POOL_SIZE, (unsigned)c->loops,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)connections_most(),
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONN_MEMORY,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, h,
		MHD_OPTION_NOTIFY_COMPLETED, call_on_done, h,
		MHD_OPTION_URI_LOG_CALLBACK, call_on_uri, h, MHD_OPTION_ARRAY,
		tls, MHD_OPTION_END);
	if (h->daemon)
		return NULL;
	tls_serve(NULL);
	tls_close(h->tls);
	return listen_bad(a, c->listen);
}

/* ---- start and stop -------------------------------------------------------------- */

static void set_defaults(struct http_config *c)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (c->loops <= 0)
		c->loops = (int)(2 * MAX(cores, 1));
	/* a pool has two threads at least */
	c->loops = MAX(MIN(c->loops, LOOPS_MOST), 2);
	if (c->workers <= 0)
		c->workers = WORKERS;
	if (c->header_seconds <= 0)
		c->header_seconds = 10;
	if (c->body_seconds <= 0)
		c->body_seconds = 30;
}

struct err *http_start(struct arena *a, const struct http_config *c,
		       struct http **ret_http)
{
	struct http *h = arena_new(a, struct http, 1);
	struct err *err;

	h->config = *c;
	set_defaults(&h->config);
	err = routes_compile(a, &h->config, &h->routes);
	if (!err)
		err = http_listen(a, h->config.listen, &h->listen_fd, &h->port);
	if (err)
		return err;
	signal(SIGPIPE, SIG_IGN);
	pthread_mutex_init(&h->lock, NULL);
	h->conns = conns_new(a, h->config.header_seconds,
			     h->config.body_seconds, cut);
	conns_limit(h->conns, connections_most());
	conns_trust(h->conns, h->config.proxies, h->config.n_proxies);
	h->workers = workers_new(a, h->config.workers);
	err = daemon_start(a, h);
	if (!err && pthread_create(&h->reaper, NULL, reaper_run, h)) {
		MHD_stop_daemon(h->daemon);
		h->listen_fd = -1;
		err = listen_bad(a, c->listen);
	}
	if (err) {
		if (h->listen_fd >= 0)
			close(h->listen_fd);
		return err;
	}
	*ret_http = h;
	return NULL;
}

int http_port(const struct http *h)
{
	return h->port;
}

static bool wait_idle(const struct http *h, int ms)
{
	for (; atomic_load(&h->active) && ms > 0; ms -= STEP_MS)
		sleep_ms(STEP_MS);
	return !atomic_load(&h->active);
}

void http_drain(struct http *h)
{
	atomic_store(&h->drain, true);
}

void http_stop(struct http *h)
{
	MHD_socket fd;
	bool idle;

	if (!h)
		return;
	fd = MHD_quiesce_daemon(h->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	atomic_store(&h->stop, true);
	pthread_join(h->reaper, NULL);
	if (!wait_idle(h, STOP_SECONDS * 1000)) {
		/* a day later everything but a running page is late */
		conns_reap(h->conns, clock_us() + (int64_t)86400 * 1000000);
		(void)wait_idle(h, 1000);
	}
	idle = workers_stop(h->workers, 1);
	/* the library aborts when a suspended request is left: then the end
	 * of the process has to close it */
	if (!idle) {
		log_event(&h->config, "stopped", "a request did not end");
		return;
	}
	MHD_stop_daemon(h->daemon);
	if (h->tls)
		tls_serve(NULL);
	tls_close(h->tls);
}
