/*
 * The walls around the child that reads a document: it may compute, read its
 * one file and write its one answer. seccomp must hold; Landlock is a second
 * wall where the kernel has it.
 */
#include "doc/doc_priv.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool limit(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit l = { .rlim_cur = most, .rlim_max = most };

	return setrlimit(what, &l) == 0;
}

static bool limits_set(void)
{
	/* the address sanitizer reserves terabytes of shadow */
	if (!RV_ASAN && !limit(RLIMIT_AS, 256 << 20))
		return false;
	return limit(RLIMIT_CPU, 5) && limit(RLIMIT_FSIZE, 0) &&
	       limit(RLIMIT_NOFILE, 8) && limit(RLIMIT_CORE, 0);
}

/* Handling every right and granting none leaves no file to open. */
static void landlock_try(void)
{
	struct landlock_ruleset_attr all = {
		.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1,
	};
	long fd = syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0);

	if (fd < 0)
		return;
	(void)syscall(SYS_landlock_restrict_self, fd, 0);
	close((int)fd);
}

/* What computing needs. Everything else fails with EPERM, so that a library
 * that only asks (for a time zone, for memory statistics) goes on. */
static const int allowed[] = {
	SCMP_SYS(read),		  SCMP_SYS(munmap),
	SCMP_SYS(mremap),	  SCMP_SYS(brk),
	SCMP_SYS(madvise),	  SCMP_SYS(futex),
	SCMP_SYS(exit),		  SCMP_SYS(exit_group),
	SCMP_SYS(getrandom),	  SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday),	  SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack),
	SCMP_SYS(getpid),	  SCMP_SYS(gettid),
};

/* No honest reader tries these: it ends at once. */
static const int deadly[] = {
	SCMP_SYS(socket),
	SCMP_SYS(connect),
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(clone),
	SCMP_SYS(clone3),
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(bpf),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(mount),
	SCMP_SYS(kill),
	SCMP_SYS(keyctl),
	SCMP_SYS(userfaultfd),
};

static int allow_write(scmp_filter_ctx f, int fd)
{
	struct scmp_arg_cmp to = { .arg = 0,
				   .op = SCMP_CMP_EQ,
				   .datum_a = (scmp_datum_t)fd };

	return seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
				      &to);
}

/* Memory that can be run is refused. */
static int allow_memory(scmp_filter_ctx f, int call)
{
	struct scmp_arg_cmp no_code = { .arg = 2,
					.op = SCMP_CMP_MASKED_EQ,
					.datum_a = PROT_EXEC,
					.datum_b = 0 };

	return seccomp_rule_add_array(f, SCMP_ACT_ALLOW, call, 1, &no_code);
}

static bool rules_add(scmp_filter_ctx f)
{
	int bad = 0;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(allowed); i++)
		bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(deadly); i++)
		bad |= seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
	bad |= allow_write(f, STDOUT_FILENO);
	if (RV_ASAN) /* its reports */
		bad |= allow_write(f, STDERR_FILENO);
	bad |= allow_memory(f, SCMP_SYS(mmap));
	bad |= allow_memory(f, SCMP_SYS(mprotect));
	return bad == 0;
}

static bool seccomp_set(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool ok = f && rules_add(f) && seccomp_load(f) == 0;

	if (f)
		seccomp_release(f);
	return ok;
}

bool doc_confine(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || !limits_set())
		return false;
	landlock_try();
	return seccomp_set();
}
