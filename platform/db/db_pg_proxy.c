/* A thread a connection, one that listens. */
#define _GNU_SOURCE
#include "db/db_pg_proxy.h"

#include <arpa/inet.h>
#include <assert.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { BLOCK = 65536, TICK_MS = 20, THREADS_MOST = 256 };

static struct sockaddr_un target = { .sun_family = AF_UNIX };
static atomic_int fault, hits;
static atomic_bool stopping;
static int listener;
static pthread_t accepting, serving[THREADS_MOST];
static int n_serving;

static bool all_write(int fd, const char *p, ssize_t n)
{
	ssize_t k;

	for (; n > 0; p += k, n -= k) {
		k = send(fd, p, (size_t)n, MSG_NOSIGNAL);
		if (k <= 0)
			return false;
	}
	return true;
}

/* Whether it closes here. What holds a commit is the client's word for it, as
 * a name of the statement that leaves its key. */
static bool commit_seen(int server, const char *p, ssize_t n)
{
	int now = atomic_load(&fault);

	if (now < PROXY_CUT_BEFORE || !memmem(p, (size_t)n, "commit_key_", 11))
		return false;
	atomic_fetch_add(&hits, 1);
	if (now != PROXY_CUT_BEFORE)
		all_write(server, p, n);
	if (now == PROXY_CUT_AFTER)
		usleep(100000); /* until it has happened */
	atomic_store(&fault,
		     now == PROXY_STALL_AFTER ? PROXY_STALL : PROXY_NONE);
	return now != PROXY_STALL_AFTER;
}

static bool pump(int from, int to, bool of_client)
{
	char block[BLOCK];
	ssize_t n = recv(from, block, sizeof(block), 0);

	if (n <= 0 || (of_client && commit_seen(to, block, n)))
		return false;
	if (atomic_load(&fault) == PROXY_STALL && of_client)
		return true; /* it was sent on already, or is swallowed */
	return all_write(to, block, n);
}

static void serve(int client, int server)
{
	struct pollfd p[2] = { { .fd = client, .events = POLLIN },
			       { .fd = server, .events = POLLIN } };

	while (!atomic_load(&stopping)) {
		if (atomic_load(&fault) == PROXY_CLOSED)
			return;
		if (atomic_load(&fault) == PROXY_STALL) {
			usleep(TICK_MS * 1000);
			continue;
		}
		if (poll(p, 2, TICK_MS) < 0)
			return;
		if (p[0].revents && !pump(client, server, true))
			return;
		if (atomic_load(&fault) == PROXY_STALL)
			continue;
		if (p[1].revents && !pump(server, client, false))
			return;
	}
}

static void *serve_main(void *arg)
{
	int client = (int)(intptr_t)arg;
	int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (!connect(server, (struct sockaddr *)&target, sizeof(target)))
		serve(client, server);
	close(server);
	close(client);
	return NULL;
}

static void *accept_main(void *arg)
{
	struct pollfd p = { .fd = listener, .events = POLLIN };
	int client;

	(void)arg;
	while (!atomic_load(&stopping)) {
		if (poll(&p, 1, TICK_MS) <= 0)
			continue;
		client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (client < 0)
			continue;
		assert(n_serving < THREADS_MOST);
		pthread_create(&serving[n_serving++], NULL, serve_main,
			       (void *)(intptr_t)client);
	}
	return NULL;
}

int proxy_start(const char *folder)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(at);

	snprintf(target.sun_path, sizeof(target.sun_path), "%s/.s.PGSQL.5432",
		 folder);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert(!bind(listener, (struct sockaddr *)&at, sizeof(at)));
	assert(!listen(listener, 64));
	assert(!getsockname(listener, (struct sockaddr *)&at, &n));
	atomic_store(&stopping, false);
	proxy_set(PROXY_NONE);
	pthread_create(&accepting, NULL, accept_main, NULL);
	return ntohs(at.sin_port);
}

void proxy_stop(void)
{
	atomic_store(&stopping, true);
	pthread_join(accepting, NULL);
	for (int i = 0; i < n_serving; i++)
		pthread_join(serving[i], NULL);
	n_serving = 0;
	close(listener);
}

void proxy_set(enum proxy_fault f)
{
	atomic_store(&hits, 0);
	atomic_store(&fault, (int)f);
}

int proxy_hits(void)
{
	return atomic_load(&hits);
}
