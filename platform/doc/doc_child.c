/*
 * The child's side: standard input is the request, standard output the
 * answer, and there is nothing else.
 */
#include "doc/doc_priv.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CHILD_MEMORY = 160 << 20, CHILD_BROKEN = 3 };

const char doc_request_magic[8] = "RVDOC01";

static bool write_all(const void *p, ptrdiff_t n)
{
	const char *at = p;

	while (n > 0) {
		ssize_t done = write(STDOUT_FILENO, at, (size_t)n);

		if (done <= 0)
			return false;
		at += done;
		n -= done;
	}
	return true;
}

static bool answer(struct str s, int64_t says)
{
	return write_all(&says, sizeof(says)) && write_all(s.p, s.n);
}

/* ---- what must not succeed ---------------------------------------------------- */
static bool try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool try_open(void)
{
	return open("/proc/self/status", O_RDONLY) >= 0 ||
	       open("/", O_RDONLY | O_DIRECTORY) >= 0 ||
	       open("/tmp", O_TMPFILE | O_WRONLY, 0600) >= 0;
}

static bool try_exec(void)
{
	char *argv[] = { NULL, NULL };
	static char path[] = "/proc/self/exe";

	argv[0] = path;
	execv(path, argv);
	return false; /* a success would not come here: see try_fork */
}

static bool try_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool try_write(void)
{
	return write(STDIN_FILENO, "x", 1) == 1 || write(7, "x", 1) == 1;
}

static bool try_map(size_t n, int prot)
{
	return mmap(NULL, n, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
	       MAP_FAILED;
}

static NORETURN void hang(void)
{
	for (;;)
		pause();
}

static bool probe_try(enum doc_probe probe)
{
	switch (probe) {
	case PROBE_SOCKET:
		return try_socket();
	case PROBE_OPEN:
		return try_open();
	case PROBE_EXEC:
		return try_exec();
	case PROBE_FORK:
		return try_fork();
	case PROBE_WRITE:
		return try_write();
	case PROBE_CODE:
		return try_map(4096, PROT_READ | PROT_EXEC);
	case PROBE_MEMORY:
		return try_map((size_t)512 << 20, PROT_READ | PROT_WRITE);
	case PROBE_CRASH: /* as after a crash: no answer */
		_exit(CHILD_BROKEN);
	case PROBE_HANG:
		hang();
	case PROBE_NONE:
	case PROBE_LIE:
	case N_PROBES:
		break;
	}
	return true;
}

static int probe_run(enum doc_probe probe)
{
	if (probe == PROBE_LIE)
		return answer(STR("RVD1"), 1000) ? 0 : CHILD_BROKEN;
	return answer(probe_try(probe) ? STR("DONE") : STR("STOP"), 4)
		       ? 0
		       : CHILD_BROKEN;
}

/* ---- the work ---------------------------------------------------------------------- */
static int read_and_answer(const struct doc_request *q, const char *rest)
{
	struct arena *a = arena_open(CHILD_MEMORY);
	struct str name = { rest, q->name_n };
	struct str bytes = { rest + q->name_n, q->bytes_n };
	struct doc *d = NULL;
	struct err *e = doc_read_here(a, name, bytes, &q->max, &d);
	struct str wire = doc_wire_put(a, &q->max, e, d);

	return answer(wire, wire.n) ? 0 : CHILD_BROKEN;
}

static bool request_map(const struct doc_request **ret_q)
{
	struct stat st;
	const void *p;

	if (fstat(STDIN_FILENO, &st) ||
	    st.st_size < (off_t)sizeof(struct doc_request))
		return false;
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, STDIN_FILENO,
		 0);
	if (p == MAP_FAILED)
		return false;
	*ret_q = p;
	return memcmp((*ret_q)->magic, doc_request_magic,
		      sizeof(doc_request_magic)) == 0 &&
	       (off_t)sizeof(**ret_q) + (*ret_q)->name_n + (*ret_q)->bytes_n ==
		       st.st_size;
}

int doc_child_main(int argc, char **argv)
{
	const struct doc_request *q;

	if (argc < 2 || strcmp(argv[1], "--doc-child"))
		return -1;
	(void)close_range(3, ~0U, 0);
	/* libzip asks for local times: settle the zone before the walls */
	setenv("TZ", "UTC0", 1);
	tzset();
	if (!request_map(&q) || !doc_confine())
		_exit(CHILD_BROKEN);
	/* _exit: nothing may run behind the answer */
	if (q->probe != PROBE_NONE || q->bytes_n == 0)
		_exit(probe_run(q->probe));
	_exit(read_and_answer(q, (const char *)(q + 1)));
}
