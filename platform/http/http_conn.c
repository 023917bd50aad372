/* The table of connections and their deadlines. */
#include "http/http_priv.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

enum {
	IDLE_SECONDS = 60,
	SCARCE_SECONDS = 2, /* of a head, and between requests */
	WRITE_SECONDS = 30,
	/* bytes a second that keep a body or an answer alive */
	RATE_LEAST = 4096,
	BUCKETS = 4096,
};

struct conn {
	int fd; /* -1: free */
	int next_free;
	uint64_t address; /* 0: not counted */
	atomic_int phase;
	atomic_llong since, bytes;
	bool cut;
};

/* How many connections addresses of a bucket have. Two addresses may share
 * one: then both have less, which is the safe side. */
struct conns {
	pthread_mutex_t lock;
	struct conn conn[CONNS_MOST];
	int free;
	uint16_t count[BUCKETS];
	uint64_t salt;
	int header_seconds, body_seconds;
	int most; /* the system gives so many */
	bool scarce;
	void (*cut)(int fd);
	const struct str *proxies;
	int n_proxies;
};

struct conns *conns_new(struct arena *a, int header_seconds, int body_seconds,
			void (*cut)(int fd))
{
	struct conns *t = arena_new(a, struct conns, 1);

	pthread_mutex_init(&t->lock, NULL);
	for (int i = 0; i < CONNS_MOST; i++) {
		t->conn[i].fd = -1;
		t->conn[i].next_free = i + 1 < CONNS_MOST ? i + 1 : -1;
	}
	t->salt = (uint64_t)clock_us();
	t->header_seconds = header_seconds;
	t->body_seconds = body_seconds;
	t->most = CONNS_MOST;
	t->cut = cut;
	return t;
}

void conns_limit(struct conns *t, int most)
{
	t->most = most;
}

void conns_trust(struct conns *t, const struct str *proxies, int n)
{
	t->proxies = proxies;
	t->n_proxies = n;
}

/* An IPv4 address, also one that comes over a socket for both kinds. */
static bool v4_of(const struct sockaddr *from, struct in_addr *ret_v4)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (from->sa_family == AF_INET) {
		memcpy(&v4, from, sizeof(v4));
		*ret_v4 = v4.sin_addr;
		return true;
	}
	if (from->sa_family != AF_INET6)
		return false;
	memcpy(&v6, from, sizeof(v6));
	memcpy(ret_v4, &v6.sin6_addr.s6_addr[12], sizeof(*ret_v4));
	return IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
}

bool is_loopback(const struct sockaddr *from)
{
	struct in_addr v4;
	struct sockaddr_in6 v6;

	if (v4_of(from, &v4))
		return ntohl(v4.s_addr) >> 24 == 127;
	if (from->sa_family != AF_INET6)
		return false;
	memcpy(&v6, from, sizeof(v6));
	return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
}

/* "": of no kind that has one. */
static struct str text_of(const struct sockaddr *from,
			  char text[INET6_ADDRSTRLEN])
{
	struct in_addr v4;
	struct sockaddr_in6 v6;
	const char *p = NULL;

	if (v4_of(from, &v4)) {
		p = inet_ntop(AF_INET, &v4, text, INET6_ADDRSTRLEN);
	} else if (from->sa_family == AF_INET6) {
		memcpy(&v6, from, sizeof(v6));
		p = inet_ntop(AF_INET6, &v6.sin6_addr, text, INET6_ADDRSTRLEN);
	}
	return p ? str_c(p) : STR("");
}

struct str address_text(struct arena *a, const struct sockaddr *from)
{
	char text[INET6_ADDRSTRLEN];
	struct str s = text_of(from, text);

	return s.n ? str_dup(a, s) : STR("?");
}

static bool is_proxy(const struct conns *t, const struct sockaddr *from)
{
	char text[INET6_ADDRSTRLEN];
	struct str s = text_of(from, text);

	for (int i = 0; i < t->n_proxies; i++)
		if (str_eq(t->proxies[i], s))
			return true;
	return false;
}

/* A number for an IPv4 address or an IPv6 /64; 0 for loopback and proxies, which
 * speak for many. */
static uint64_t address_key(const struct conns *t, const struct sockaddr *from)
{
	struct in_addr v4;
	struct sockaddr_in6 v6;
	uint64_t key = 0;

	if (is_loopback(from) || is_proxy(t, from))
		return 0;
	if (v4_of(from, &v4)) {
		key = v4.s_addr;
	} else if (from->sa_family == AF_INET6) {
		memcpy(&v6, from, sizeof(v6));
		memcpy(&key, &v6.sin6_addr, sizeof(key));
	}
	key = (key ^ t->salt) * 0x9e3779b97f4a7c15u;
	return (key ^ key >> 29) | 1;
}

bool conns_allow(struct conns *t, const struct sockaddr *from)
{
	uint64_t key = address_key(t, from);
	bool allow;

	pthread_mutex_lock(&t->lock);
	allow = t->free >= 0 &&
		(!key || t->count[key % BUCKETS] < CONNS_AN_ADDRESS);
	pthread_mutex_unlock(&t->lock);
	return allow;
}

struct conn *conn_open(struct conns *t, int fd, const struct sockaddr *from,
		       int64_t now_us)
{
	uint64_t key = address_key(t, from);
	struct conn *c = NULL;

	pthread_mutex_lock(&t->lock);
	if (t->free >= 0) {
		c = &t->conn[t->free];
		t->free = c->next_free;
		c->fd = fd;
		c->address = key;
		c->cut = false;
		conn_phase(c, PHASE_HEAD, 0, now_us);
		if (key)
			t->count[key % BUCKETS]++;
	}
	pthread_mutex_unlock(&t->lock);
	return c;
}

void conn_close(struct conns *t, struct conn *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&t->lock);
	if (c->address)
		t->count[c->address % BUCKETS]--;
	c->fd = -1;
	c->next_free = t->free;
	t->free = (int)(c - t->conn);
	pthread_mutex_unlock(&t->lock);
}

void conn_phase(struct conn *c, enum phase p, int64_t bytes, int64_t now_us)
{
	if (!c)
		return;
	atomic_store(&c->bytes, bytes);
	if (atomic_load(&c->phase) != (int)p || p == PHASE_HEAD)
		atomic_store(&c->since, now_us);
	atomic_store(&c->phase, (int)p);
}

enum phase conn_is(const struct conn *c)
{
	return c ? (enum phase)atomic_load(&c->phase) : PHASE_RUN;
}

static int deadline(const struct conns *t, int seconds)
{
	return t->scarce ? MIN(seconds, SCARCE_SECONDS) : seconds;
}

static bool conn_late(const struct conns *t, struct conn *c, int64_t now_us)
{
	int64_t seconds = (now_us - atomic_load(&c->since)) / 1000000;
	int64_t bytes = atomic_load(&c->bytes);

	switch ((enum phase)atomic_load(&c->phase)) {
	case PHASE_HEAD:
		return seconds >= deadline(t, t->header_seconds);
	case PHASE_IDLE:
		return seconds >= deadline(t, IDLE_SECONDS);
	case PHASE_BODY:
		return seconds >= t->body_seconds &&
		       bytes < seconds * RATE_LEAST;
	case PHASE_WRITE:
		/* bytes: all that is to be written */
		return seconds >= WRITE_SECONDS + bytes / RATE_LEAST;
	case PHASE_RUN:
		break;
	}
	return false;
}

/* Three of four are open: who says nothing makes room soon. */
static bool is_scarce(const struct conns *t)
{
	int n = 0;

	for (int i = 0; i < CONNS_MOST; i++)
		n += t->conn[i].fd >= 0;
	return n * 4 >= t->most * 3;
}

int conns_reap(struct conns *t, int64_t now_us)
{
	int n = 0;

	/* the lock keeps a descriptor from being closed, and given to a new
	 * connection, between the look and the cut */
	pthread_mutex_lock(&t->lock);
	t->scarce = is_scarce(t);
	for (int i = 0; i < CONNS_MOST; i++) {
		struct conn *c = &t->conn[i];

		if (c->fd < 0 || c->cut || !conn_late(t, c, now_us))
			continue;
		c->cut = true;
		t->cut(c->fd);
		n++;
	}
	pthread_mutex_unlock(&t->lock);
	return n;
}
