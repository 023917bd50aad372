/*
 * The parent's side: starts the child of the same program, hands it the file
 * in sealed memory, and waits no longer than it must. Safe in a process with
 * threads: nothing of ours runs between fork and exec.
 */
#include "doc/doc_priv.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 10 * 1000, PATIENCE_PROBE_MS = 300, ROWS_USUAL = 20000 };

extern char **environ;

static void fd_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool write_all(int fd, const void *p, ptrdiff_t n)
{
	const char *at = p;

	while (n > 0) {
		ssize_t done = write(fd, at, (size_t)n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		at += done;
		n -= done;
	}
	return true;
}

/* The request in memory that nobody can change any more; -1 on failure. */
static int request_fd(const struct doc_request *q, struct str name,
		      struct str bytes)
{
	int fd = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd >= 0 && write_all(fd, q, sizeof(*q)) &&
	    write_all(fd, name.p, name.n) && write_all(fd, bytes.p, bytes.n) &&
	    fcntl(fd, F_ADD_SEALS,
		  F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) ==
		    0)
		return fd;
	fd_closep(&fd);
	return -1;
}

static int actions_set(posix_spawn_file_actions_t *f, int in, int out)
{
	int bad = posix_spawn_file_actions_adddup2(f, in, STDIN_FILENO);

	bad |= posix_spawn_file_actions_adddup2(f, out, STDOUT_FILENO);
	if (!RV_ASAN) /* its report is worth seeing */
		bad |= posix_spawn_file_actions_addopen(
			f, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	return bad;
}

/* The server's threads block and ignore signals; the child must not. */
static int attributes_set(posix_spawnattr_t *at)
{
	sigset_t none, all;
	int bad;

	sigemptyset(&none);
	sigfillset(&all);
	bad = posix_spawnattr_setsigmask(at, &none);
	bad |= posix_spawnattr_setsigdefault(at, &all);
	bad |= posix_spawnattr_setflags(at, POSIX_SPAWN_SETSIGMASK |
						    POSIX_SPAWN_SETSIGDEF);
	return bad;
}

static bool child_start(int in, int out, pid_t *ret_pid)
{
	static char self[] = "roviec", role[] = "--doc-child";
	char *argv[] = { self, role, NULL };
	char *nothing[] = { NULL };
	posix_spawn_file_actions_t f;
	posix_spawnattr_t at;
	int bad;

	if (posix_spawn_file_actions_init(&f))
		return false;
	bad = posix_spawnattr_init(&at);
	if (!bad) {
		bad = actions_set(&f, in, out) | attributes_set(&at);
		if (!bad)
			bad = posix_spawn(ret_pid, "/proc/self/exe", &f, &at,
					  argv, RV_ASAN ? environ : nothing);
		posix_spawnattr_destroy(&at);
	}
	posix_spawn_file_actions_destroy(&f);
	return bad == 0;
}

/* Reads exactly n bytes before the time is over. */
static bool read_all(int fd, void *p, ptrdiff_t n, int64_t until)
{
	char *at = p;

	while (n > 0) {
		struct pollfd w = { .fd = fd, .events = POLLIN };
		int64_t left = until - steady_ms();
		ssize_t got;

		if (left <= 0 || (poll(&w, 1, (int)left) < 0 && errno != EINTR))
			return false;
		if (!w.revents)
			continue;
		got = read(fd, at, (size_t)n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		n -= got;
	}
	return true;
}

static bool answer_read(struct arena *a, int fd, int64_t until, ptrdiff_t most,
			struct str *ret_wire)
{
	int64_t n;
	char *p;

	if (!read_all(fd, &n, sizeof(n), until) || n < 0 || n > most)
		return false;
	p = arena_new(a, char, n);
	if (!read_all(fd, p, n, until))
		return false;
	*ret_wire = (struct str){ p, n };
	return true;
}

/* Ends the child, whatever it still does, and says how it went. */
static int child_end(pid_t pid)
{
	int status = 0;

	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static struct err *child_fault(struct arena *a, int status, bool was_slow)
{
	bool slow = was_slow ||
		    (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);

	return err_detail(a, doc_fault(a, slow ? FAULT_SLOW : FAULT_CRASH),
			  "the document child ended with status %#x",
			  (unsigned)status);
}

/* Longer for a caller who takes longer tables; the child's own CPU time is
 * limited in any case. */
static int64_t patience_ms(enum doc_probe probe, const struct doc_limits *max)
{
	return probe == PROBE_HANG
		       ? PATIENCE_PROBE_MS
		       : PATIENCE_MS * MAX(max->rows / ROWS_USUAL, 1);
}

struct err *doc_child_run(struct arena *a, const struct doc_request *q,
			  struct str name, struct str bytes,
			  struct str *ret_wire)
{
	CLEANUP(fd_closep) int in = request_fd(q, name, bytes);
	CLEANUP(fd_closep) int from = -1;
	struct doc_limits max = doc_limits_full(&q->max);
	int ends[2] = { -1, -1 };
	int64_t until;
	bool ok, slow;
	pid_t pid;
	int status;

	if (in < 0 || pipe2(ends, O_CLOEXEC))
		return err_detail(a, doc_fault(a, FAULT_START), "%m");
	from = ends[0];
	ok = child_start(in, ends[1], &pid);
	close(ends[1]);
	if (!ok)
		return err_detail(a, doc_fault(a, FAULT_START), "no child");
	until = steady_ms() + patience_ms(q->probe, &max);
	ok = answer_read(a, from, until, doc_limits_wire(&max), ret_wire);
	slow = !ok && steady_ms() >= until;
	status = child_end(pid);
	return ok ? NULL : child_fault(a, status, slow);
}

static struct doc_request request(const struct doc_limits *limits,
				  enum doc_probe probe, ptrdiff_t name_n,
				  ptrdiff_t bytes_n)
{
	struct doc_request q = { .max = doc_limits_full(limits),
				 .probe = probe,
				 .name_n = name_n,
				 .bytes_n = bytes_n };

	memcpy(q.magic, doc_request_magic, sizeof(q.magic));
	return q;
}

bool doc_probe_stopped(struct arena *a, enum doc_probe probe)
{
	struct doc_request q = request(NULL, probe, 0, 0);
	struct str wire;
	struct err *e = doc_child_run(a, &q, STR(""), STR(""), &wire);

	return e || !str_eq(wire, STR("DONE"));
}

struct err *doc_read(struct arena *a, struct str name, struct str bytes,
		     const struct doc_limits *limits, struct doc **ret_doc)
{
	struct doc_request q = request(limits, PROBE_NONE, name.n, bytes.n);
	struct str wire;
	struct err *e;

	/* what needs no child; an empty request would be a self-test */
	if (bytes.n == 0)
		return doc_fault(a, FAULT_EMPTY);
	if (bytes.n > q.max.bytes)
		return doc_fault(a, FAULT_BIG,
				 doc_number(a, q.max.bytes >> 20));
	e = doc_child_run(a, &q, name, bytes, &wire);
	if (e)
		return e;
	return doc_wire_get(a, wire, &q.max, ret_doc);
}
