/* The table of connections: shares of an address, deadlines. */
#include "http/http_kit.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "http/http_priv.h"
#include "testkit/testkit.h"

static struct arena *arena;

static int start(void **state)
{
	(void)state;
	arena = arena_open(1 << 28);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static int cuts;

static void count_cut(int fd)
{
	assert_true(fd >= 10);
	cuts++;
}

static struct sockaddr_storage address(const char *text)
{
	struct sockaddr_storage s = { 0 };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		memcpy(&s, &v4, sizeof(v4));
	else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1)
		memcpy(&s, &v6, sizeof(v6));
	return s;
}

/* Over a socket for both kinds an IPv4 address is itself. */
static void test_addresses_in_others(void **state)
{
	struct conns *t = conns_new(arena, 10, 30, count_cut);
	struct sockaddr_storage one = address("::ffff:192.0.2.1");
	struct sockaddr_storage two = address("::ffff:192.0.2.2");
	struct sockaddr_storage local = address("::ffff:127.0.0.1");
	struct sockaddr *p = (struct sockaddr *)&one;

	(void)state;
	same(address_text(arena, p), "192.0.2.1");
	assert_false(is_loopback(p));
	assert_true(is_loopback((struct sockaddr *)&local));
	for (int i = 0; i < CONNS_AN_ADDRESS; i++)
		conn_open(t, 10 + i, p, 0);
	assert_false(conns_allow(t, p));
	assert_true(conns_allow(t, (struct sockaddr *)&two));
}

static void test_connections_an_address(void **state)
{
	struct conns *t = conns_new(arena, 10, 30, count_cut);
	struct sockaddr_storage one = address("192.0.2.1");
	struct sockaddr_storage net = address("2001:db8::1");
	struct sockaddr_storage same_net = address("2001:db8::2");
	struct sockaddr_storage local = address("127.0.0.1");
	struct sockaddr_storage local6 = address("::1");
	struct sockaddr *p = (struct sockaddr *)&one;
	struct conn *c = NULL;

	(void)state;
	for (int i = 0; i < CONNS_AN_ADDRESS; i++) {
		assert_true(conns_allow(t, p));
		c = conn_open(t, 10 + i, p, 0);
	}
	assert_false(conns_allow(t, p));
	conn_close(t, c);
	conn_close(t, NULL);
	assert_true(conns_allow(t, p));
	for (int i = 0; i < CONNS_AN_ADDRESS; i++)
		conn_open(t, 100 + i, (struct sockaddr *)&net, 0);
	assert_false(conns_allow(t, (struct sockaddr *)&same_net));
	assert_true(conns_allow(t, (struct sockaddr *)&local6));
	for (int i = 0; i < CONNS_MOST - 99; i++) {
		assert_true(conns_allow(t, (struct sockaddr *)&local));
		assert_non_null(conn_open(t, 10, (struct sockaddr *)&local, 0));
	}
	/* the table is full */
	assert_false(conns_allow(t, (struct sockaddr *)&local));
	assert_null(conn_open(t, 10, (struct sockaddr *)&local, 0));
	same(address_text(arena, p), "192.0.2.1");
	same(address_text(arena, (struct sockaddr *)&net), "2001:db8::1");
}

/* A proxy speaks for many. */
static void test_connections_of_a_proxy(void **state)
{
	static const struct str proxies[] = { STR_INIT("2001:db8::1"),
					      STR_INIT("192.0.2.1") };
	struct conns *t = conns_new(arena, 10, 30, count_cut);
	struct sockaddr_storage one = address("192.0.2.1");
	struct sockaddr_storage other = address("192.0.2.2");

	(void)state;
	conns_trust(t, proxies, 2);
	for (int i = 0; i < 2 * CONNS_AN_ADDRESS; i++) {
		assert_true(conns_allow(t, (struct sockaddr *)&one));
		conn_open(t, 10 + i, (struct sockaddr *)&one, 0);
	}
	for (int i = 0; i < CONNS_AN_ADDRESS; i++)
		conn_open(t, 500 + i, (struct sockaddr *)&other, 0);
	assert_false(conns_allow(t, (struct sockaddr *)&other));
	assert_true(conns_allow(t, (struct sockaddr *)&one));
}

static void test_deadlines(void **state)
{
	struct conns *t = conns_new(arena, 10, 30, count_cut);
	struct sockaddr_storage local = address("127.0.0.1");
	struct conn *c = conn_open(t, 10, (struct sockaddr *)&local, 0);
	const int64_t s = 1000000;

	(void)state;
	assert_int_equal(conns_reap(t, 9 * s), 0);
	/* a body: 30 s, then as long as it keeps its rate */
	conn_phase(c, PHASE_BODY, 0, 9 * s);
	assert_int_equal(conns_reap(t, 38 * s), 0);
	conn_phase(c, PHASE_BODY, 4096 * 100, 38 * s);
	assert_int_equal(conns_reap(t, 108 * s), 0);
	conn_phase(c, PHASE_RUN, 0, 109 * s);
	assert_int_equal(conns_reap(t, 9999 * s), 0);
	conn_phase(c, PHASE_WRITE, 40960, 10000 * s);
	assert_int_equal(conns_reap(t, 10039 * s), 0);
	conn_phase(c, PHASE_IDLE, 0, 10039 * s);
	assert_int_equal(conns_reap(t, 10098 * s), 0);
	assert_int_equal(conns_reap(t, 10099 * s), 1);
	assert_int_equal(cuts, 1);
	/* once only */
	assert_int_equal(conns_reap(t, 10199 * s), 0);
	conn_close(t, c);
	c = conn_open(t, 11, (struct sockaddr *)&local, 0);
	assert_int_equal(conns_reap(t, 10 * s), 1);
	conn_phase(NULL, PHASE_RUN, 0, 0);
	assert_int_equal(conn_is(NULL), PHASE_RUN);
}

/* With three of four taken who says nothing is cut soon; who sends isn't. */
static void test_scarce_connections(void **state UNUSED)
{
	struct conns *t = conns_new(arena, 10, 30, count_cut);
	struct sockaddr_storage local = address("127.0.0.1");
	const int64_t s = 1000000;
	struct conn *c[4];

	conns_limit(t, 5);
	for (int i = 0; i < 3; i++)
		c[i] = conn_open(t, 10 + i, (struct sockaddr *)&local, 0);
	conn_phase(c[1], PHASE_IDLE, 0, 0);
	conn_phase(c[2], PHASE_BODY, 0, 0);
	assert_int_equal(conns_reap(t, 9 * s), 0);
	c[3] = conn_open(t, 13, (struct sockaddr *)&local, 9 * s);
	assert_int_equal(conns_reap(t, 9 * s), 2);
	assert_int_equal(conns_reap(t, 10 * s), 0);
	assert_int_equal(conns_reap(t, 11 * s), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses_in_others),
		cmocka_unit_test(test_connections_an_address),
		cmocka_unit_test(test_connections_of_a_proxy),
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_scarce_connections),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
