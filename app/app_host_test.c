/*
 * The realms that a process serves, when something is in their way: a place
 * that doesn't answer, a directory that changes, moves that were broken off.
 */
#include "app/app.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "app/app_command.h"
#include "app/app_host.h"
#include "app/app_kit.h"
#include "app/app_realms.h"
#include "db/db.h"
#include "directory/directory.h"

enum { MEMORY = 256 << 20, SECOND_US = 1000 * 1000, TRIES = 200 };

static struct arena *a;

static int64_t clock_fixed(void)
{
	return INT64_C(1795000000000);
}

static int open_all(void **state UNUSED)
{
	a = app_kit_realms(MEMORY);
	assert_int_equal(RUN("realm", "add", "near", "--empty", "--data",
			     app_kit.data),
			 0);
	return 0;
}

static int close_all(void **state UNUSED)
{
	kit_folder_remove(app_kit.folder);
	arena_close(a);
	return 0;
}

static void serve(int patience_ms)
{
	struct cx cx = kit_cx(a);

	ok(host_start(&cx, &(struct host_config){ .data = str_c(app_kit.data),
						  .patience_ms = patience_ms,
						  .clock = clock_fixed }));
}

/* ---- places of their own -------------------------------------------------------- */

/* A port of this machine: who listens takes connections and says nothing;
 * else it refuses them. */
static int port_take(bool listens, int *ret_port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, n), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	assert_true(!listens || listen(fd, 8) == 0);
	*ret_port = ntohs(at.sin_port);
	return fd;
}

static const char *address_of(int port)
{
	return str_fmt(a, "postgresql://roviec@127.0.0.1:%d/x", port).p;
}

struct entering {
	const char *name, *place;
	enum realm_state state;
};

static struct err *enter_tx(struct cx *cx, void *arg)
{
	const struct entering *in = arg;
	struct realm_entry e = { .name = str_c(in->name),
				 .title = str_c(in->name),
				 .place = str_c(in->place) };
	bool again;
	struct err *err = directory_add(cx, &e, &e, &again);

	return err ? err : directory_move(cx, &e, in->state, str_c(in->place));
}

/* Into the directory, without any data. */
static void enter(const char *name, const char *place, enum realm_state state)
{
	struct entering in = { name, place, state };
	struct cx cx = kit_cx(a), of;

	ok(directory_lend(&cx, str_c(app_kit.data), true, &of));
	ok(db_tx(&of, enter_tx, &in));
	directory_give(&of);
}

static struct realm_entry entry_of(const char *name)
{
	struct cx cx = kit_cx(a), of;
	struct realm_entry e;

	ok(directory_lend(&cx, str_c(app_kit.data), false, &of));
	ok(directory_find(&of, str_c(name), &e));
	directory_give(&of);
	return e;
}

/* ---- tests ---------------------------------------------------------------------- */

static void host_turn(const char *how, const char *name)
{
	bool want = !strcmp(how, "--add");
	int i = 0;

	assert_int_equal(RUN("realm", "host", "near", how, name, "--data",
			     app_kit.data),
			 0);
	while (host_realms.host(str_c(name)) != want && i++ < TRIES)
		usleep(SECOND_US / 20);
	assert_int_equal(host_realms.host(str_c(name)), want);
}

/* A process that runs for months reads the directory again and again. */
static void changes_need_no_room(void **state UNUSED)
{
	int64_t before = 0;

	serve(0);
	for (int i = 0; i < 3; i++) {
		if (i == 1)
			before = host_count().memory;
		host_turn("--add", "near.example.vn");
		host_turn("--remove", "near.example.vn");
	}
	assert_int_equal(host_count().memory, before);
	host_stop();
}

/* Where the directory leads by a name; nothing is opened. */
static struct http_realm found(const char *name)
{
	struct http_realm r = { .cookie = STR("") };

	ok(host_realms.find(a, STR("localhost"), str_fmt(a, "/r/%s/", name),
			    &r));
	return r;
}

static void *take_in_vain(void *arg)
{
	struct arena *mem = arena_open(MEMORY);

	fails(host_realms.take(mem, arg), ERR_BUSY);
	arena_close(mem);
	return NULL;
}

/* While one thread waits for a server, the others are told what is true: it
 * isn't being moved anywhere. */
static void busy_ones_say_so(void **state UNUSED)
{
	struct http_realm first, second;
	struct err *err;
	pthread_t thread;
	int port, fd = port_take(true, &port), in;

	enter("silent", address_of(port), REALM_OPEN);
	serve(1);
	first = second = found("silent");
	assert_int_equal(pthread_create(&thread, NULL, take_in_vain, &first),
			 0);
	in = accept(fd, NULL, NULL);
	assert_true(in >= 0);
	err = host_realms.take(a, &second);
	close(in);
	close(fd);
	pthread_join(thread, NULL);
	fails(err, ERR_BUSY);
	same(str_c(err->msgid), "The data is being used by another process; "
				"please try again.");
	host_stop();
}

/* A server that is away says nothing of what it holds: a move that was broken
 * off isn't ended while nobody can tell whether its copy is the newest. */
static void moves_wait_for_the_server(void **state UNUSED)
{
	const char *other = app_kit_path("other");
	int port, fd = port_take(false, &port);

	enter("torn", address_of(port), REALM_MOVING);
	ok(realm_folder(a, str_c(other)));
	assert_int_equal(RUN("init", "--data", str_fmt(a, "%s/torn", other).p,
			     "--name", "x", "--admin", "a@b.example"),
			 0);
	assert_int_equal(RUN("realm", "move", "torn", "--to", other, "--data",
			     app_kit.data),
			 1);
	says(app_kit.err, "can't be reached");
	assert_int_equal(entry_of("torn").state, REALM_MOVING);
	same(entry_of("torn").place, address_of(port));
	assert_int_equal(
		RUN("verify", "--data", str_fmt(a, "%s/torn", other).p), 0);
	close(fd);
}

static void visit(const char *name)
{
	struct http_realm r = found(name);

	ok(host_realms.take(a, &r));
	host_realms.give(&r);
}

/* A request closes no other realm while there is room to spare: what is too much
 * the watcher closes. */
static void what_is_too_much_is_closed_later(void **state UNUSED)
{
	static const char *const names[] = { "a1", "a2", "a3", "a4", "a5" };
	struct cx cx = kit_cx(a);

	for (int i = 0; i < N_ELEMENTS(names); i++)
		assert_int_equal(RUN("realm", "add", names[i], "--name", "x",
				     "--admin", "a@b.example", "--data",
				     app_kit.data),
				 0);
	ok(host_start(&cx, &(struct host_config){ .data = str_c(app_kit.data),
						  .most_open = 3,
						  .clock = clock_fixed }));
	for (int i = 0; i < N_ELEMENTS(names); i++) {
		visit(names[i]);
		assert_in_range(host_count().open, 1, 4);
	}
	assert_int_equal(host_count().opened, N_ELEMENTS(names));
	for (int i = 0; i < 500 && host_count().open > 3; i++)
		usleep(10000);
	assert_int_equal(host_count().open, 3);
	visit("a1"); /* and nothing is lost by it */
	host_stop();
}

/* A file that this process has closed itself isn't read whole when it is opened
 * again; one that somebody touched meanwhile is. */
static void known_files_open_fast(void **state UNUSED)
{
	struct cx cx = kit_cx(a);
	bool server = db_is_address(str_c(app_kit.data));

	for (int i = 0; i < 2; i++)
		assert_int_equal(RUN("realm", "add", i ? "two" : "one",
				     "--name", "x", "--admin", "a@b.example",
				     "--data", app_kit.data),
				 0);
	ok(host_start(&cx, &(struct host_config){ .data = str_c(app_kit.data),
						  .most_open = 1,
						  .clock = clock_fixed }));
	for (int i = 0; i < 4; i++)
		visit(i % 2 ? "two" : "one");
	assert_int_equal(host_count().opened, 4);
	assert_int_equal(host_count().looked, server ? 0 : 2);
	if (!server)
		assert_int_equal(utimes(app_kit_path("data/realms/one/"
						     "roviec.db"),
					NULL),
				 0);
	visit("one");
	visit("two");
	assert_int_equal(host_count().opened, 6);
	assert_int_equal(host_count().looked, server ? 0 : 3);
	host_stop();
}

/* A copy that was killed leaves an empty frame in a schema: a place for the
 * next one, not data of somebody. */
static void empty_frames_are_places(void **state UNUSED)
{
	struct cx cx = kit_cx(a);
	const char *server = kit_database(a);
	const char *file = app_kit_path("only");
	bool there = true;

	ok(realm_folder(a, str_c(file)));
	ok(data_look(&cx, str_c(file), &there));
	assert_false(there);
	if (!server) {
		skip();
		return;
	}
	ok(data_look(&cx, str_fmt(a, "%s#left", server), &there));
	assert_false(there);
	ok(store_open(a,
		      &(struct db_config){
			      .path = str_fmt(a, "%s#left", server).p,
			      .create = true },
		      &cx.store));
	store_close(cx.store);
	ok(data_look(&cx, str_fmt(a, "%s#left", server), &there));
	assert_false(there);
	assert_int_equal(RUN("init", "--data", str_fmt(a, "%s#left", server).p,
			     "--name", "x", "--admin", "a@b.example"),
			 0);
	ok(data_look(&cx, str_fmt(a, "%s#left", server), &there));
	assert_true(there);
}

/* What can't be looked at isn't absent. */
static void hidden_data_is_not_absent(void **state UNUSED)
{
	const char *loop = app_kit_path("loop");
	const char *shut = app_kit_path("shut");
	struct cx cx = kit_cx(a);

	ok(realm_folder(a, str_c(loop)));
	ok(realm_folder(a, str_c(shut)));
	fails(data_open_beside(&cx, str_c(loop)), ERR_NOT_FOUND);
	fails(realm_open_any(&cx, str_c(loop), false), ERR_NOT_FOUND);
	assert_int_equal(
		symlink("roviec.db", str_fmt(a, "%s/roviec.db", loop).p), 0);
	fails(data_open_beside(&cx, str_c(loop)), ERR_IO);
	fails(realm_open_any(&cx, str_c(loop), false), ERR_IO);
	assert_int_equal(chmod(shut, 0), 0);
	if (!geteuid())
		assert_int_equal(setresuid(65534, 65534, 0), 0);
	fails(data_open_beside(&cx, str_c(shut)), ERR_DENIED);
	fails(realm_open_any(&cx, str_c(shut), false), ERR_DENIED);
	if (geteuid() == 65534)
		assert_int_equal(setresuid(0, 0, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_need_no_room),
		cmocka_unit_test(busy_ones_say_so),
		cmocka_unit_test(moves_wait_for_the_server),
		cmocka_unit_test(what_is_too_much_is_closed_later),
		cmocka_unit_test(known_files_open_fast),
		cmocka_unit_test(empty_frames_are_places),
		cmocka_unit_test(hidden_data_is_not_absent),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
