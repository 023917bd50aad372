/* Asking clamd: the protocol is that of clamd(8), commands that end in NUL. */
#include "file/file_scan.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

enum { WAIT_MS = 20000, CHUNK = 1 << 16, ANSWER = 512 };

static struct sockaddr_un place;

struct err *file_scan_set(struct arena *a, struct str socket)
{
	if (socket.n >= (ptrdiff_t)sizeof(place.sun_path))
		return err_new(a, ERR_INVALID,
			       N_("The path of the scanner's socket is too "
				  "long: {0} characters are the most."),
			       str_fmt(a, "%zu", sizeof(place.sun_path) - 1));
	place = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(place.sun_path, socket.p ? socket.p : "", (size_t)socket.n);
	return NULL;
}

bool file_scan_on(void)
{
	return *place.sun_path;
}

/* ---- the connection ------------------------------------------------------------ */

/* Until it may be read or written; false when time is over. */
static bool ready(int fd, short what, int64_t until)
{
	struct pollfd p = { .fd = fd, .events = what };
	int64_t left = until - steady_ms();

	return left > 0 && poll(&p, 1, (int)left) == 1;
}

static bool send_all(int fd, const void *bytes, size_t n, int64_t until)
{
	const char *at = bytes;

	while (n) {
		ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);

		if (sent < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (sent > 0) {
			at += sent;
			n -= (size_t)sent;
		} else if (!ready(fd, POLLOUT, until)) {
			return false;
		}
	}
	return true;
}

/* Up to the NUL that ends it, or the end. */
static bool hear(int fd, char ret_answer[ANSWER], int64_t until)
{
	size_t n = 0;

	while (n < ANSWER - 1 && ready(fd, POLLIN, until)) {
		ssize_t got = recv(fd, ret_answer + n, ANSWER - 1 - n, 0);

		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (got <= 0)
			break;
		n += (size_t)got;
		if (memchr(ret_answer, 0, n))
			return true;
	}
	ret_answer[n] = 0;
	return n > 0;
}

/* It may answer before it has read all: "size limit exceeded". */
static bool stream(int fd, struct str bytes, int64_t until)
{
	static const char begin[] = "zINSTREAM";
	uint32_t none = 0;

	if (!send_all(fd, begin, sizeof(begin), until))
		return false;
	while (bytes.n) {
		size_t n = (size_t)MIN(bytes.n, CHUNK);
		uint32_t head = htonl((uint32_t)n);

		if (!send_all(fd, &head, sizeof(head), until) ||
		    !send_all(fd, bytes.p, n, until))
			return true;
		bytes = str_sub(bytes, (ptrdiff_t)n, bytes.n);
	}
	return send_all(fd, &none, sizeof(none), until);
}

static bool ask(const char *command, struct str bytes, char ret_answer[ANSWER])
{
	int64_t until = steady_ms() + WAIT_MS;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool good = fd >= 0;

	*ret_answer = 0;
	/* of a socket file the answer comes at once, or its queue is full */
	while (good && connect(fd, (struct sockaddr *)&place, sizeof(place))) {
		good = errno == EAGAIN && steady_ms() < until;
		if (good)
			nanosleep(&(struct timespec){ .tv_nsec = 10000000 },
				  NULL);
	}
	if (good && command)
		good = send_all(fd, command, strlen(command) + 1, until);
	else if (good)
		good = stream(fd, bytes, until);
	if (good)
		good = hear(fd, ret_answer, until);
	if (fd >= 0)
		close(fd);
	return good;
}

/* ---- what it says ----------------------------------------------------------------- */

static struct err *told(struct arena *a, enum err_code code, const char *text,
			const char *answer)
{
	struct err *e = err_new(a, code, text);

	e->detail = str_dup(a, str_c(answer));
	return e;
}

static struct err *away(struct arena *a, const char *answer)
{
	return told(a, ERR_BUSY,
		    N_("Files can't be checked for harmful content now: try "
		       "again later, or tell the committee office."),
		    answer);
}

struct err *file_scan(struct arena *a, struct str bytes)
{
	char answer[ANSWER];

	if (!ask(NULL, bytes, answer))
		return away(a, "no answer");
	if (str_ends(str_c(answer), STR(" OK")))
		return NULL;
	if (str_ends(str_c(answer), STR(" FOUND")))
		return told(a, ERR_INVALID,
			    N_("This file holds something harmful, so it was "
			       "not taken: check the machine that it comes "
			       "from."),
			    answer);
	if (strstr(answer, "size limit"))
		return told(a, ERR_LIMIT,
			    N_("This file is larger than what can be checked "
			       "for harmful content: send a smaller one."),
			    answer);
	return away(a, answer);
}

struct err *file_scan_try(struct arena *a)
{
	char answer[ANSWER];

	if (ask("zPING", STR_NULL, answer) && !strcmp(answer, "PONG"))
		return NULL;
	return away(a, answer);
}
