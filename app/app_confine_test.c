/* Behind the walls each forbidden act fails, and what a server does goes on. */
#include "testkit/testkit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/app_confine.h"

enum { PORT = 8187 };
static char folder[] = "/tmp/rv_walls_XXXXXX";

/* An act behind the walls: 0 when it went well, else errno. */
struct act {
	const char *name;
	int (*run)(void);
	bool allowed;
	int abi; /* the kernel must know so much, else nothing is asked */
};

static int no_of(long rc)
{
	return rc < 0 ? errno : 0;
}

static int opens(const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static const char *in_folder(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int write_inside(void)
{
	return opens(in_folder("data/new"), O_WRONLY | O_CREAT);
}

static int remove_inside(void)
{
	return no_of(unlink(in_folder("data/there")));
}

static int write_key(void)
{
	return opens(in_folder("data.key"), O_WRONLY | O_APPEND);
}

static int write_beside(void)
{
	return opens(in_folder("other"), O_WRONLY | O_CREAT);
}

static int read_beside(void)
{
	return opens(in_folder("secret"), O_RDONLY);
}

static int write_read_only(void)
{
	return opens(in_folder("cert/key.pem"), O_WRONLY);
}

static int read_read_only(void)
{
	return opens(in_folder("cert/key.pem"), O_RDONLY);
}

static int link_inside(void)
{
	return no_of(symlink("/etc/shadow", in_folder("data/link")));
}

static int read_zone(void)
{
	return opens("/etc/hostname", O_RDONLY);
}

static int read_root(void)
{
	return opens("/root", O_RDONLY | O_DIRECTORY);
}

static int write_etc(void)
{
	return opens("/etc/rv_walls_test", O_WRONLY | O_CREAT);
}

static int run_shell(void)
{
	execl("/bin/sh", "sh", "-c", "exit 0", NULL);
	return errno;
}

static int listen_on(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int one = 1, no, fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	no = no_of(bind(fd, (struct sockaddr *)&at, sizeof(at)));
	close(fd);
	return no;
}

static int listen_own(void)
{
	return listen_on(PORT);
}

static int listen_other(void)
{
	return listen_on(PORT + 1);
}

static int packet_socket(void)
{
	return no_of(socket(17, SOCK_RAW, 0));
}

static int look_into_another(void)
{
	return no_of(ptrace(PTRACE_ATTACH, getppid(), 0, 0));
}

static int mounts(void)
{
	return no_of(mount("none", folder, "tmpfs", 0, NULL));
}

static int becomes_another(void)
{
	return no_of(setuid(12345));
}

static int forks(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	return no_of(pid);
}

static void *nothing(void *arg)
{
	return arg;
}

static int starts_a_thread(void)
{
	pthread_t t;
	int rc = pthread_create(&t, NULL, nothing, NULL);

	return rc ? rc : pthread_join(t, NULL);
}

/* As the child that reads documents is started. */
static int starts_itself(void)
{
	static char mark[] = "RV_NOTHING=1", name[] = "x";
	char *argv[] = { name, NULL }, *env[] = { mark, NULL };
	pid_t pid;
	int status,
		rc = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, argv, env);

	if (!rc)
		waitpid(pid, &status, 0);
	return rc;
}

static int has_limits(void)
{
	struct rlimit core, files;

	return getrlimit(RLIMIT_CORE, &core) ||
	       getrlimit(RLIMIT_NOFILE, &files) || core.rlim_max ||
	       files.rlim_max > CONFINE_FILES_MOST;
}

static int gains_rights(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? EPERM : 0;
}

static const struct act acts[] = {
	{ "a file in the data is made", write_inside, true, 1 },
	{ "… and removed", remove_inside, true, 1 },
	{ "the key beside it is written", write_key, true, 1 },
	{ "the certificate is read", read_read_only, true, 1 },
	{ "the system's settings are read", read_zone, true, 1 },
	{ "the port is listened on", listen_own, true, 0 },
	{ "a thread is started", starts_a_thread, true, 0 },
	{ "this program is started", starts_itself, true, 1 },
	{ "limits are set", has_limits, true, 0 },
	{ "a process is forked", forks, false, 0 },
	{ "another file beside the data is made", write_beside, false, 1 },
	{ "another file beside the data is read", read_beside, false, 1 },
	{ "the certificate is written", write_read_only, false, 1 },
	{ "a symbolic link is made", link_inside, false, 1 },
	{ "somebody's home is read", read_root, false, 1 },
	{ "the system's settings are written", write_etc, false, 1 },
	{ "a shell is run", run_shell, false, 1 },
	{ "another port is listened on", listen_other, false, 4 },
	{ "a packet socket is opened", packet_socket, false, 0 },
	{ "another process is looked into", look_into_another, false, 0 },
	{ "something is mounted", mounts, false, 0 },
	{ "another user is become", becomes_another, false, 0 },
	{ "rights are gained by running", gains_rights, false, 0 },
};

static void file_make(const char *path)
{
	assert_int_equal(opens(path, O_WRONLY | O_CREAT), 0);
}

/* 0 went well, 1..200 errno, 255 there are no walls. */
static int behind_walls(const struct act *act)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(1 << 20);
	struct str write[] = { str_dup(a, str_c(in_folder("data"))),
			       str_dup(a, str_c(in_folder("data.key"))) };
	struct str read[] = { str_dup(a, str_c(in_folder("cert"))),
			      STR("/nowhere") };
	struct confine c = { .write = { write, 2, 2 },
			     .read = { read, 2, 2 },
			     .port = PORT };
	struct confined is;
	int status;
	pid_t pid;

	file_make(in_folder("data/there"));
	pid = fork();
	if (!pid)
		_exit(app_confine(a, &c, &is) ? 255 : act->run());
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 254;
}

static void each_act(void **state UNUSED)
{
	struct confined has = app_confine_look();

	assert_non_null(mkdtemp(folder));
	assert_int_equal(mkdir(in_folder("data"), 0700), 0);
	assert_int_equal(mkdir(in_folder("cert"), 0700), 0);
	file_make(in_folder("data.key"));
	file_make(in_folder("secret"));
	file_make(in_folder("cert/key.pem"));
	assert_true(has.seccomp);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(acts); i++) {
		int rc;

		if (acts[i].abi > has.landlock)
			continue;
		rc = behind_walls(&acts[i]);
		if (acts[i].allowed
			    ? rc != 0
			    : rc != EPERM && rc != EACCES && rc != EAFNOSUPPORT)
			fail_msg("%s: %d", acts[i].name, rc);
	}
	assert_int_equal(unlink(in_folder("data/there")), 0);
	unlink(in_folder("data/new"));
	unlink(in_folder("data.key"));
	unlink(in_folder("secret"));
	unlink(in_folder("cert/key.pem"));
	rmdir(in_folder("data"));
	rmdir(in_folder("cert"));
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_act) };

	if (getenv("RV_NOTHING"))
		_exit(0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
