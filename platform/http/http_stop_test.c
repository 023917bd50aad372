/* How the server begins and ends. */
#include "http/http_kit.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

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

static void test_refuses_to_start(void **state)
{
	static const char *const bad[] = {
		NULL,	     "",	   "8080",	     ":8080",
		"127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "no.such.:1:2"
	};
	struct http_config c = web_config();
	struct http *h;
	char where[32];

	(void)state;
	for (int i = 0; i < (int)N_ELEMENTS(bad); i++) {
		c.listen = bad[i];
		fails(http_start(arena, &c, &h), ERR_INVALID);
	}
	c.listen = "127.0.0.1:0";
	c.tls_cert = "/nowhere/cert.pem";
	c.tls_key = "/nowhere/key.pem";
	fails(http_start(arena, &c, &h), ERR_IO);
	c.tls_key = NULL;
	fails(http_start(arena, &c, &h), ERR_IO);
	c.tls_cert = NULL;
	c.tls_key = "/etc/passwd";
	fails(http_start(arena, &c, &h), ERR_IO);
	/* files that are no certificate */
	c.tls_cert = c.tls_key = "/etc/passwd";
	fails(http_start(arena, &c, &h), ERR_INVALID);
	c.tls_cert = c.tls_key = NULL;
	ok(http_start(arena, &c, &h));
	snprintf(where, sizeof(where), "127.0.0.1:%d", http_port(h));
	c.listen = where;
	/* the port is taken */
	fails(http_start(arena, &c, &(struct http *){ NULL }), ERR_IO);
	http_stop(h);
	http_stop(NULL);
}

struct client {
	pthread_t thread;
	struct arena *arena;
	int port;
	struct str answer;
};

static void *client_run(void *arg)
{
	struct client *c = arg;

	c->answer = web_send(c->arena, c->port,
			     STR("GET /slow HTTP/1.1\r\nHost: localhost\r\n"
				 "\r\n"));
	return NULL;
}

static void test_running_requests_end(void **state)
{
	struct http_config c = web_config();
	struct client client[20];
	struct http *h;
	int idle, half;
	bool closed;

	(void)state;
	ok(http_start(arena, &c, &h));
	idle = web_connect(http_port(h));
	half = web_connect(http_port(h));
	send(half, "GET", 3, MSG_NOSIGNAL);
	for (int i = 0; i < (int)N_ELEMENTS(client); i++) {
		client[i].arena = arena_open(1 << 24);
		client[i].port = http_port(h);
		pthread_create(&client[i].thread, NULL, client_run, &client[i]);
	}
	/* all are inside: each holds a reader while its page runs */
	for (int k = 0; k < 2000 && web_lent() < (int)N_ELEMENTS(client); k++)
		usleep(1000);
	http_stop(h);
	for (int i = 0; i < (int)N_ELEMENTS(client); i++) {
		pthread_join(client[i].thread, NULL);
		assert_int_equal(web_status(client[i].answer), 200);
		same(web_body(client[i].answer), "<p>slow");
		arena_close(client[i].arena);
	}
	(void)web_read(arena, idle, 1000, &closed);
	assert_true(closed);
	(void)web_read(arena, half, 1000, &closed);
	assert_true(closed);
	close(idle);
	close(half);
	assert_int_equal(web_lent(), 0);
}

static void test_stream_ends_when_asked_to_stop(void **state)
{
	static const char ask[] = "GET /stream/all HTTP/1.1\r\n"
				  "Host: localhost\r\n\r\n";
	struct http_config c = web_config();
	struct http *h;
	int fd;

	(void)state;
	ok(http_start(arena, &c, &h));
	fd = web_connect(http_port(h));
	send(fd, ask, sizeof(ask) - 1, MSG_NOSIGNAL);
	usleep(10 * 1000);
	close(fd);
	http_stop(h);
	assert_int_equal(web_lent(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refuses_to_start),
		cmocka_unit_test(test_running_requests_end),
		cmocka_unit_test(test_stream_ends_when_asked_to_stop),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
