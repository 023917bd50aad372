/*
 * One message over a socket: what is sent, and what of an answer is believed.
 */
#include "testkit/testkit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "federation/federation_act.h"

enum { ASKED_MOST = 16 * 1024, FLOOD = 64 * 1024 };

/* A server for one connection: takes a request, gives a canned answer. */
static struct server {
	int fd, port;
	const char *answer; /* NULL: none, for as long as it is waited for */
	bool flood;	    /* … and goes on and on */
	char asked[ASKED_MOST];
	size_t n;
	pthread_t thread;
} server;
static struct cx cx;

/* Whether the body is as long as its head says. */
static bool is_whole(void)
{
	const char *end = strstr(server.asked, "\r\n\r\n");
	const char *length = strstr(server.asked, "Content-Length:");
	int64_t n = 0;

	if (!end || !length)
		return false;
	length += strlen("Content-Length:");
	if (!str_to_i64(str_trim((struct str){ length, strstr(length, "\r\n") -
							       length }),
			&n))
		return false;
	return server.asked + server.n - (end + 4) >= n;
}

static void request_read(int fd)
{
	while (server.n + 1 < sizeof(server.asked) && !is_whole()) {
		ssize_t got = recv(fd, server.asked + server.n,
				   sizeof(server.asked) - 1 - server.n, 0);

		if (got <= 0)
			break;
		server.n += (size_t)got;
	}
}

static void *server_main(void *arg)
{
	static const char more[1024] = "xxxxxxxxxxxxxxxx";
	int fd = accept(server.fd, NULL, NULL);
	char c;

	(void)arg;
	request_read(fd);
	if (server.answer)
		(void)!send(fd, server.answer, strlen(server.answer),
			    MSG_NOSIGNAL);
	for (int i = 0; server.flood && i < FLOOD / 8; i++)
		if (send(fd, more, sizeof(more), MSG_NOSIGNAL) < 0)
			break;
	if (!server.answer)
		(void)!recv(fd, &c, 1, 0); /* until the other side gives up */
	close(fd);
	return NULL;
}

static void server_open(const char *answer)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);

	server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(server.fd, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(server.fd, 1), 0);
	assert_int_equal(getsockname(server.fd, (struct sockaddr *)&at, &size),
			 0);
	server.port = ntohs(at.sin_port);
	server.answer = answer;
	server.n = 0;
	memset(server.asked, 0, sizeof(server.asked));
	assert_int_equal(
		pthread_create(&server.thread, NULL, server_main, NULL), 0);
}

static struct err *post(const char *answer)
{
	const struct fed_letter l = { .key = STR("whpk_+/="),
				      .id = STR("msg_1"),
				      .stamp = 1800000000,
				      .signature = STR("v1a,a b"),
				      .payload = STR("{\"ộ\":1}") };
	struct err *err;

	server_open(answer);
	err = fed_post(&cx,
		       str_fmt(cx.arena,
			       "http://127.0.0.1:%d/r/a/federation/inbox",
			       server.port),
		       NULL, &l);
	pthread_join(server.thread, NULL);
	close(server.fd);
	return err;
}

#define ANSWER(status, type, body)                                             \
	"HTTP/1.1 " status "\r\nContent-Type: " type                           \
	"\r\nConnection: close\r\n\r\n" body

static int setup(void **state)
{
	(void)state;
	cx = kit_cx(arena_open(64 << 20));
	fed_set_timeouts(2000, 5000);
	server.flood = false;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_close(cx.arena);
	return 0;
}

static void is_sent_as_a_form(void **state)
{
	(void)state;
	ok(post(ANSWER("200 OK", "text/plain", "ok\n")));
	assert_non_null(strstr(server.asked,
			       "POST /r/a/federation/inbox HTTP/1.1\r\n"));
	assert_non_null(strstr(server.asked, "Accept-Language: vi\r\n"));
	assert_non_null(strstr(
		server.asked,
		"\r\n\r\nwebhook-id=msg_1&webhook-timestamp=1800000000&"
		"webhook-signature=v1a%2Ca%20b&from=whpk_%2B%2F%3D&payload="
		"%7B%22%E1%BB%99%22%3A1%7D"));
	assert_null(strstr(server.asked, "Expect"));
}

static void refusals_are_told(void **state)
{
	struct err *err = post(
		ANSWER("403 No", "text/plain; charset=utf-8", "Khóa  lạ.\n"));

	(void)state;
	fails(err, ERR_DENIED);
	same(err->arg[0], "403");
	same(err->arg[1], "Khóa lạ.");
	fails(post(ANSWER("409 No", "text/plain", "x")), ERR_CONFLICT);
	fails(post(ANSWER("410 No", "text/plain", "x")), ERR_DENIED);
	fails(post(ANSWER("503 No", "text/plain", "x")), ERR_IO);
	/* somebody else's page isn't shown, nor what isn't text */
	err = post(ANSWER("404 No", "text/html", "<p>x</p>"));
	fails(err, ERR_DENIED);
	same(err->arg[1], "–");
	err = post(ANSWER("404 No", "text/plain", "\xff\xfe"));
	same(err->arg[1], "–");
	err = post("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
	same(err->arg[1], "–");
}

static void nothing_leads_elsewhere(void **state)
{
	(void)state;
	fails(post("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
		   "Content-Length: 0\r\n\r\n"),
	      ERR_IO);
	/* it was asked once */
	assert_null(strstr(strstr(server.asked, "POST") + 4, "POST"));
}

static void nothing_goes_on_for_ever(void **state)
{
	struct timespec begin, end;

	(void)state;
	server.flood = true;
	fails(post(ANSWER("200 OK", "text/plain", "x")), ERR_IO);
	server.flood = false;
	fed_set_timeouts(200, 300);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	fails(post(NULL), ERR_IO);
	clock_gettime(CLOCK_MONOTONIC, &end);
	assert_true(end.tv_sec - begin.tv_sec <= 3);
}

static void who_isnt_there_is_said(void **state)
{
	const struct fed_letter l = { .id = STR("x"), .payload = STR("x") };
	struct err *err;

	(void)state;
	ok(post(ANSWER("200 OK", "text/plain", "ok")));
	/* the port is free again */
	err = fed_post(&cx,
		       str_fmt(cx.arena, "http://127.0.0.1:%d/", server.port),
		       NULL, &l);
	fails(err, ERR_IO);
	assert_true(err->arg[0].n > 0);
	/* authorities that can't be read vouch for nobody */
	fails(fed_post(&cx,
		       str_fmt(cx.arena, "https://127.0.0.1:%d/", server.port),
		       "/nowhere/ca.pem", &l),
	      ERR_IO);
	fails(fed_post(&cx, STR("file:///etc/hostname"), NULL, &l), ERR_IO);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest all[] = {
		CASE(is_sent_as_a_form),       CASE(refusals_are_told),
		CASE(nothing_leads_elsewhere), CASE(nothing_goes_on_for_ever),
		CASE(who_isnt_there_is_said),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
