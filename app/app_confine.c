/* Landlock and seccomp around the server; the child that reads documents has
 * narrower walls of its own (doc/doc_confine.c). */
#include "app/app_confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- files and ports -------------------------------------------------------- */

/* Of later kernels than the headers; a version says which it knows. */
enum {
	ABI_TRUNCATE = 3,
	ABI_PORTS = 4,
	ABI_DEVICES = 5,
	ABI_SCOPE = 6,
	RULE_PORT = 2,
	FAMILIES = 46,
};
#define FS_REFER    ((uint64_t)1 << 13)
#define FS_TRUNCATE ((uint64_t)1 << 14)
#define FS_DEVICE   ((uint64_t)1 << 15)
#define NET_BIND    ((uint64_t)1 << 0)
#define SCOPE_ALL   ((uint64_t)3) /* abstract sockets, signals */
struct rules {
	uint64_t fs, net, scope;
};
struct rule_port {
	uint64_t allowed, port;
};

#define READ                                                                   \
	((uint64_t)LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RUN (READ | LANDLOCK_ACCESS_FS_EXECUTE)
/* Of a folder; no devices, no symbolic links. */
#define WRITE                                                                  \
	(READ | LANDLOCK_ACCESS_FS_WRITE_FILE |                                \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |      \
	 LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |           \
	 FS_REFER | FS_TRUNCATE)
/* What a file can have. */
#define OF_FILE                                                                \
	((uint64_t)LANDLOCK_ACCESS_FS_READ_FILE |                              \
	 LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE |          \
	 FS_TRUNCATE | FS_DEVICE)

static int version(void)
{
	long v = syscall(SYS_landlock_create_ruleset, NULL, 0,
			 LANDLOCK_CREATE_RULESET_VERSION);

	return v < 0 ? 0 : (int)v;
}

static struct rules rules_of(int abi)
{
	struct rules r = { .fs = ((uint64_t)LANDLOCK_ACCESS_FS_MAKE_SYM << 1) -
				 1 };

	if (abi > 1)
		r.fs |= FS_REFER;
	if (abi >= ABI_TRUNCATE)
		r.fs |= FS_TRUNCATE;
	if (abi >= ABI_DEVICES)
		r.fs |= FS_DEVICE;
	if (abi >= ABI_PORTS)
		r.net = NET_BIND;
	if (abi >= ABI_SCOPE)
		r.scope = SCOPE_ALL;
	return r;
}

static size_t rules_size(int abi)
{
	if (abi >= ABI_SCOPE)
		return sizeof(struct rules);
	return (abi >= ABI_PORTS ? 2 : 1) * sizeof(uint64_t);
}

/* What isn't there needs no rule. */
static bool path_allow(int set, const struct rules *r, const char *path,
		       uint64_t rights)
{
	struct landlock_path_beneath_attr at = {
		.parent_fd = open(path, O_PATH | O_CLOEXEC)
	};
	struct stat st;
	bool good;

	if (at.parent_fd < 0)
		return errno == ENOENT || errno == EACCES || errno == ENOTDIR;
	good = fstat(at.parent_fd, &st) == 0;
	at.allowed_access = rights & r->fs;
	if (good && !S_ISDIR(st.st_mode))
		at.allowed_access &= OF_FILE;
	good = good && syscall(SYS_landlock_add_rule, set,
			       LANDLOCK_RULE_PATH_BENEATH, &at, 0) == 0;
	close(at.parent_fd);
	return good;
}

/* What libraries of the system look at: time zones, names of hosts,
 * certificates, how many processors there are. */
static const char *const system_read[] = {
	"/etc",
	"/usr/share/zoneinfo",
	"/usr/share/ca-certificates",
	"/usr/local/share/ca-certificates",
	"/usr/lib/ssl",
	"/proc/self",
	"/proc/sys/vm",
	"/proc/sys/kernel",
	"/proc/cpuinfo",
	"/proc/meminfo",
	"/proc/stat",
	"/sys/devices/system/cpu",
	"/sys/fs/cgroup",
	"/dev/urandom",
	"/run/systemd/resolve",
	"/run/nscd",
};
/* The child is this program again: no shell can be run. */
static const char *const system_run[] = {
	"/lib",	      "/lib64",		"/usr/lib",
	"/usr/lib64", "/usr/local/lib", "/proc/self/exe",
};

static bool paths_allow(int set, const struct rules *r, struct arena *a,
			const struct confine *c)
{
	bool good = path_allow(set, r, "/dev/null",
			       READ | LANDLOCK_ACCESS_FS_WRITE_FILE);

	for (ptrdiff_t i = 0; i < N_ELEMENTS(system_read); i++)
		good = path_allow(set, r, system_read[i], READ) && good;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(system_run); i++)
		good = path_allow(set, r, system_run[i], RUN) && good;
	for (ptrdiff_t i = 0; i < c->read.n; i++)
		good = path_allow(set, r, str_to_c(a, c->read.p[i]), READ) &&
		       good;
	for (ptrdiff_t i = 0; i < c->write.n; i++)
		good = path_allow(set, r, str_to_c(a, c->write.p[i]), WRITE) &&
		       good;
	return good;
}

static bool port_allow(int set, const struct rules *r, int port)
{
	struct rule_port at = { NET_BIND, (uint64_t)port };

	return !r->net ||
	       syscall(SYS_landlock_add_rule, set, RULE_PORT, &at, 0) == 0;
}

static bool landlock_set(struct arena *a, const struct confine *c, int abi)
{
	struct rules r = rules_of(abi);
	long set = syscall(SYS_landlock_create_ruleset, &r, rules_size(abi), 0);
	bool good;

	if (set < 0)
		return false;
	good = paths_allow((int)set, &r, a, c) &&
	       port_allow((int)set, &r, c->port) &&
	       syscall(SYS_landlock_restrict_self, set, 0) == 0;
	close((int)set);
	return good;
}

/* ---- calls ------------------------------------------------------------------ */

/* Nothing that a server, SQLite or libpq asks for. They fail as if the user had
 * no right to them, which he mostly hasn't: what is closed here is the part of
 * the kernel that attacks go through. */
static const int refused[] = {

	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(kcmp),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register),
	SCMP_SYS(keyctl),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(move_mount),
	SCMP_SYS(open_tree),
	SCMP_SYS(fsopen),
	SCMP_SYS(fsmount),
	SCMP_SYS(fsconfig),
	SCMP_SYS(fspick),
	SCMP_SYS(mount_setattr),
	SCMP_SYS(pivot_root),
	SCMP_SYS(chroot),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
	SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load),
	SCMP_SYS(reboot),
	SCMP_SYS(swapon),
	SCMP_SYS(swapoff),
	SCMP_SYS(acct),
	SCMP_SYS(quotactl),
	SCMP_SYS(syslog),
	SCMP_SYS(vhangup),
	SCMP_SYS(personality),
	SCMP_SYS(settimeofday),
	SCMP_SYS(clock_settime),
	SCMP_SYS(clock_adjtime),
	SCMP_SYS(adjtimex),
	SCMP_SYS(sethostname),
	SCMP_SYS(setdomainname),
	SCMP_SYS(iopl),
	SCMP_SYS(ioperm),
	SCMP_SYS(modify_ldt),
	SCMP_SYS(setuid),
	SCMP_SYS(setgid),
	SCMP_SYS(setreuid),
	SCMP_SYS(setregid),
	SCMP_SYS(setresuid),
	SCMP_SYS(setresgid),
	SCMP_SYS(setfsuid),
	SCMP_SYS(setfsgid),
	SCMP_SYS(setgroups),
	SCMP_SYS(capset),
	SCMP_SYS(mknod),
	SCMP_SYS(mknodat),
	SCMP_SYS(name_to_handle_at),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(fanotify_init),
	SCMP_SYS(lookup_dcookie),
	SCMP_SYS(uselib),
	SCMP_SYS(ustat),
	SCMP_SYS(_sysctl),
	SCMP_SYS(migrate_pages),
	SCMP_SYS(move_pages),
	SCMP_SYS(mbind),
	SCMP_SYS(set_mempolicy),
};

/* Of sockets: the machine's own, both internets, and asking the kernel for
 * addresses. */
static bool is_spoken(int family)
{
	return family == AF_UNIX || family == AF_INET || family == AF_INET6 ||
	       family == AF_NETLINK;
}

static bool family_refuse(scmp_filter_ctx f, int family)
{
	struct scmp_arg_cmp is = { .arg = 0,
				   .op = SCMP_CMP_EQ,
				   .datum_a = (scmp_datum_t)family };

	return seccomp_rule_add_array(f, SCMP_ACT_ERRNO(EAFNOSUPPORT),
				      SCMP_SYS(socket), 1, &is) == 0;
}

/* A process like this one is made by nobody: the child that reads documents is
 * started without a copy of the memory, as threads are. The newer call hides
 * what it is asked for; the library then takes the older one. */
static bool fork_refuse(scmp_filter_ctx f)
{
	struct scmp_arg_cmp copies = { .arg = 0,
				       .op = SCMP_CMP_MASKED_EQ,
				       .datum_a = CLONE_VM,
				       .datum_b = 0 };

	return seccomp_rule_add_array(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone),
				      1, &copies) == 0 &&
	       seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(fork), 0) ==
		       0 &&
	       seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3),
				0) == 0;
}

static bool seccomp_set(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
	bool good = f != NULL && fork_refuse(f);

	if (good && !RV_ASAN)
		good = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM),
					SCMP_SYS(ptrace), 0) == 0;
	for (ptrdiff_t i = 0; good && i < N_ELEMENTS(refused); i++)
		good = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), refused[i],
					0) == 0;
	for (int family = 0; good && family < FAMILIES; family++)
		if (!is_spoken(family))
			good = family_refuse(f, family);
	good = good && seccomp_load(f) == 0;
	if (f)
		seccomp_release(f);
	return good;
}

/* ---- all of it -------------------------------------------------------------- */

struct confined app_confine_look(void)
{
	int abi = version();
	struct rlimit files;

	return (struct confined){
		.landlock = abi,
		.port = abi >= ABI_PORTS,
		.seccomp = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0,
		.files = getrlimit(RLIMIT_NOFILE, &files) ? 0
			 : files.rlim_max > CONFINE_FILES_MOST
				 ? CONFINE_FILES_MOST
				 : (int)files.rlim_max,
	};
}

static struct err *half(struct arena *a, const char *what)
{
	return err_detail(a,
			  err_new(a, ERR_IO,
				  N_("The kernel doesn't take the walls around "
				     "the server ({0}); start it with "
				     "--no-walls until that is mended."),
				  str_c(what)),
			  "%s", strerror(errno));
}

/* No memory is left behind on a disk, and no more is opened than connections
 * and files can need. */
static void limits_set(void)
{
	struct rlimit no_core = { 0, 0 }, files;

	(void)setrlimit(RLIMIT_CORE, &no_core);
	if (getrlimit(RLIMIT_NOFILE, &files) ||
	    files.rlim_max <= CONFINE_FILES_MOST)
		return;
	files.rlim_max = CONFINE_FILES_MOST;
	files.rlim_cur = MIN(files.rlim_cur, files.rlim_max);
	(void)setrlimit(RLIMIT_NOFILE, &files);
}

struct err *app_confine(struct arena *a, const struct confine *c,
			struct confined *ret)
{
	*ret = app_confine_look();
	limits_set();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return half(a, "no_new_privs");
	if (ret->landlock && !landlock_set(a, c, ret->landlock))
		return half(a, "Landlock");
	if (ret->seccomp && !seccomp_set())
		return half(a, "seccomp");
	return NULL;
}
