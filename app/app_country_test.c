/*
 * Many invented committees: as many as asked for, dealt out evenly, and whole
 * when a try was broken off before.
 */
#include "app/app.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/app_kit.h"

enum { KILLS = 5 };

/* 3,600 realms have 50,000 organisations, a fiftieth of them a fiftieth. */
static void a_country_has_its_number(void **state UNUSED)
{
	assert_int_equal(RUN("demo", "--data", app_kit_path("fiftieth"),
			     "--realms", "72", "--tasks", "72"),
			 0);
	says(app_kit.out, "72 realms, 1,000 organisations, 72 tasks");
}

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* A country in another process, with so much room for each file. */
static pid_t country_begin(const char *data, rlim_t room)
{
	const struct rlimit most = { room, room };
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid)
		return pid;
	signal(SIGXFSZ, SIG_IGN);
	(void)setrlimit(RLIMIT_FSIZE, &most);
	_exit(RUN("demo", "--data", data, "--realms", "4", "--tasks", "9"));
}

static int ended(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* 0 when it is made, 1 when it was there. */
static int country_again(const char *data)
{
	int status =
		RUN("demo", "--data", data, "--realms", "4", "--tasks", "9");

	if (status)
		says(app_kit.err, "is there already: give --data another");
	assert_int_equal(RUN("realm", "list", "--data", data), 0);
	says(app_kit.out, "Realms: 4");
	assert_int_equal(
		RUN("verify", "--data", data, "--realm", "xa-binh-binh"), 0);
	assert_int_not_equal(
		access(str_fmt(app_kit.a, "%s/patterns", data).p, F_OK), 0);
	return status;
}

/* Killed at any moment: done again, it is whole. */
static void a_killed_country_is_made_anew(void **state UNUSED)
{
	int64_t took = -now_us();
	int killed = 0, made = 0;

	assert_int_equal(
		ended(country_begin(app_kit_path("first"), RLIM_INFINITY)), 0);
	took += now_us();
	for (int i = 0; i < KILLS; i++) {
		const char *data =
			app_kit_path(str_fmt(app_kit.a, "killed-%d", i).p);
		pid_t pid = country_begin(data, RLIM_INFINITY);

		usleep((useconds_t)(took * (i + 1) / (KILLS + 1)));
		kill(pid, SIGKILL);
		killed += ended(pid) != 0;
		made += country_again(data) == 0;
	}
	assert_true(killed > 0);
	assert_true(made > 0);
}

/* Without room it says so, and leaves nothing in the way of the next try. */
static void a_failed_country_leaves_nothing(void **state UNUSED)
{
	const char *full = app_kit_path("full");

	assert_int_not_equal(ended(country_begin(full, 300000)), 0);
	says(app_kit.err, "The demo's realms can't be made");
	assert_int_not_equal(access(app_kit_path("full/demo-unfinished"), F_OK),
			     0);
	assert_int_not_equal(access(app_kit_path("full/patterns"), F_OK), 0);
	assert_int_equal(country_again(full), 0);
}

/* Data in the place of a realm that nobody knows of is somebody's. */
static void unknown_data_stays(void **state UNUSED)
{
	const char *data = app_kit_path("taken");
	const char *own = app_kit_path("taken/realms/xa-binh-binh");

	ok(realm_folder(app_kit.a, str_c(data)));
	ok(realm_folder(app_kit.a, str_c(app_kit_path("taken/realms"))));
	assert_int_equal(RUN("init", "--data", own, "--name", "B", "--admin",
			     "b@b.example"),
			 0);
	assert_int_equal(RUN("demo", "--data", data, "--realms", "4"), 1);
	says(app_kit.err, "already holds data that is no realm");
	assert_int_equal(RUN("verify", "--data", own), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_country_has_its_number),
		cmocka_unit_test(a_killed_country_is_made_anew),
		cmocka_unit_test(a_failed_country_leaves_nothing),
		cmocka_unit_test(unknown_data_stays),
	};

	return cmocka_run_group_tests(tests, app_kit_open, app_kit_close);
}
