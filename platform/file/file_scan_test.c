/* The scanner of files: a stand-in for clamd on a socket; the real one is asked
 * by test/scan. */
#include "file/file_scan.h"

#include "testkit/testkit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct stand_in {
	char path[64];
	const char *answer; /* NULL: it hangs up */
	int fd;
	pthread_t thread;
	char command[16];
	char got[1 << 20];
	size_t n; /* of what was streamed */
} s;

static size_t take(int fd, void *to, size_t n)
{
	size_t at = 0;
	ssize_t got = 1;

	while (at < n && got > 0) {
		got = recv(fd, (char *)to + at, n - at, 0);
		at += got > 0 ? (size_t)got : 0;
	}
	return at;
}

/* A command up to its NUL, then chunks until an empty one. */
static void serve(int fd)
{
	uint32_t head = 0;

	for (size_t i = 0; i < sizeof(s.command) - 1; i++)
		if (take(fd, s.command + i, 1) != 1 || !s.command[i])
			break;
	s.n = 0;
	while (!strcmp(s.command, "zINSTREAM") && take(fd, &head, 4) == 4 &&
	       head)
		s.n += take(fd, s.got + s.n, ntohl(head));
	if (s.answer)
		assert_true(send(fd, s.answer, strlen(s.answer) + 1, 0) > 0);
}

static void *serve_all(void *arg)
{
	int fd;

	while ((fd = accept(s.fd, NULL, NULL)) >= 0) {
		serve(fd);
		close(fd);
	}
	return arg;
}

static int begin(void **state)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	(void)state;
	snprintf(s.path, sizeof(s.path), "/tmp/file-scan-%d", getpid());
	memcpy(to.sun_path, s.path, sizeof(s.path));
	unlink(s.path);
	s.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return bind(s.fd, (struct sockaddr *)&to, sizeof(to)) ||
	       listen(s.fd, 5) ||
	       pthread_create(&s.thread, NULL, serve_all, NULL);
}

static int end(void **state)
{
	(void)state;
	shutdown(s.fd, SHUT_RDWR);
	pthread_join(s.thread, NULL);
	close(s.fd);
	return unlink(s.path);
}

#define ARENA CLEANUP(arena_closep) struct arena *a = arena_open(4 << 20)

static void what_is_clean_passes(void **state)
{
	static char much[300000];
	ARENA;

	(void)state;
	assert_false(file_scan_on());
	ok(file_scan_set(a, str_c(s.path)));
	assert_true(file_scan_on());
	s.answer = "stream: OK";
	ok(file_scan(a, STR("một tệp")));
	same(str_c(s.command), "zINSTREAM");
	assert_int_equal(s.n, STR("một tệp").n);
	assert_memory_equal(s.got, "một tệp", s.n);
	ok(file_scan(a, STR("")));
	assert_int_equal(s.n, 0);
	/* in several parts */
	for (int i = 0; i < N_ELEMENTS(much); i++)
		much[i] = (char)(i % 251);
	ok(file_scan(a, (struct str){ much, sizeof(much) }));
	assert_int_equal(s.n, 300000);
	assert_memory_equal(s.got, much, s.n);
}

static void what_is_harmful_is_refused(void **state)
{
	struct err *e;
	ARENA;

	(void)state;
	ok(file_scan_set(a, str_c(s.path)));
	s.answer = "stream: Eicar-Test-Signature FOUND";
	e = file_scan(a, STR("x"));
	fails(e, ERR_INVALID);
	same(e->detail, s.answer);
	s.answer = "INSTREAM size limit exceeded. ERROR";
	fails(file_scan(a, STR("x")), ERR_LIMIT);
}

/* What nobody looked at isn't taken. */
static void nobody_there_nothing_taken(void **state)
{
	static const char *const odd[] = { "", "stream: OKAY", "OK",
					   "UNKNOWN COMMAND" };
	ARENA;

	(void)state;
	ok(file_scan_set(a, str_c(s.path)));
	for (int i = 0; i < N_ELEMENTS(odd); i++) {
		s.answer = odd[i];
		fails(file_scan(a, STR("x")), ERR_BUSY);
	}
	s.answer = NULL;
	fails(file_scan(a, STR("x")), ERR_BUSY);
	fails(file_scan_try(a), ERR_BUSY);
	s.answer = "PONG";
	ok(file_scan_try(a));
	same(str_c(s.command), "zPING");
	ok(file_scan_set(a, STR("/nowhere/clamd.ctl")));
	fails(file_scan(a, STR("x")), ERR_BUSY);
	fails(file_scan_set(a, str_fmt(a, "/%0200d", 1)), ERR_INVALID);
	ok(file_scan_set(a, STR("")));
	assert_false(file_scan_on());
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(what_is_clean_passes),
		cmocka_unit_test(what_is_harmful_is_refused),
		cmocka_unit_test(nobody_there_nothing_taken),
	};

	return cmocka_run_group_tests(all, begin, end);
}
