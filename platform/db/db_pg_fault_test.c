/* What a program does when its server goes away in the middle of something:
 * nothing is done twice, nothing that was done is lost, nobody waits for ever.
 * With a server in ROVIEC_PG (test/pg). */
#include "db/db_pg_fixture.h"
#include "db/db_pg_proxy.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* What ends by itself does so within; the server's limit is 1 s here. */
enum { MOST_MS = 8000, STALL_MS = 3500 };

static int runs; /* of the act */

static struct err *act(struct cx *cx, void *arg)
{
	runs++;
	return act_put(cx, arg);
}

static const char *address(struct arena *a, const char *more)
{
	struct str given = str_c(getenv("ROVIEC_PG"));
	ptrdiff_t at = str_find(given, STR("host="), 0) + 5;
	ptrdiff_t end = str_find(given, STR("&"), at);
	int port = proxy_start(str_to_c(a, str_sub(given, at, end)));

	return str_fmt(a,
		       "postgresql://roviec:secret@127.0.0.1:%d/postgres?"
		       "sslmode=disable%s",
		       port, more)
		.p;
}

static struct fix *fix_of(void **state, const char *more)
{
	struct fix *f = *state;

	store_close(f->s);
	f->s = fix_fresh(f->a, address(f->a, more));
	f->cx.store = f->s;
	runs = 0;
	return f;
}

static int fault_setup(void **state)
{
	struct arena *a = arena_open(64 << 20);
	struct fix *f = arena_new(a, struct fix, 1);

	*state = f;
	f->a = a;
	f->cx = (struct cx){ .arena = a, .now = 1000 };
	if (getenv("ROVIEC_PG"))
		fix_of(state, "&options=-c%20statement_timeout%3D1s");
	return 0;
}

static int fault_teardown(void **state)
{
	struct fix *f = *state;

	proxy_set(PROXY_NONE);
	store_close(f->s);
	if (f->s)
		proxy_stop();
	arena_close(f->a);
	return 0;
}

/* The same with other settings of the address. */
static struct fix *again_with(void **state, const char *more)
{
	struct fix *f = *state;

	store_close(f->s);
	f->s = NULL;
	proxy_stop();
	return fix_of(state, more);
}

/* Who was away for long is looked for once a second, if anybody asks. */
static void comes_back(void)
{
	proxy_set(PROXY_NONE);
	usleep(1000000);
}

static struct err *put(struct fix *f, const char *name)
{
	struct thing t = { .name = name, .on = DAY_NONE };

	return db_tx(&f->cx, act, &t);
}

static void a_commit_that_came_is_found(void **state)
{
	struct fix *f = *state;

	NEED(f);
	for (int i = 0; i < 5; i++) {
		proxy_set(PROXY_CUT_AFTER);
		ok(put(f, str_fmt(f->a, "%d", i).p));
		assert_int_equal(proxy_hits(), 1);
		assert_int_equal(runs, i + 1);
	}
	assert_int_equal(things(f), 5);
}

static void a_commit_that_got_lost_is_done_again(void **state)
{
	struct fix *f = *state;

	NEED(f);
	for (int i = 0; i < 5; i++) {
		proxy_set(PROXY_CUT_BEFORE);
		ok(put(f, str_fmt(f->a, "%d", i).p));
		assert_int_equal(proxy_hits(), 1);
		assert_int_equal(runs, 2 * (i + 1));
	}
	assert_int_equal(things(f), 5);
}

/* What can't be found out is not called done, and not done again either. */
static void a_commit_that_nobody_knows_of_is_said(void **state)
{
	struct fix *f = *state;
	int64_t begin;
	struct err *e;

	NEED(f);
	proxy_set(PROXY_STALL_AFTER);
	begin = steady_ms();
	e = put(f, "a");
	fails(e, ERR_BUSY);
	assert_non_null(strstr(e->msgid, "look whether it is there"));
	assert_int_equal(runs, 1);
	assert_in_range(steady_ms() - begin, 1000, MOST_MS + 2000);
	comes_back();
	ok(put(f, "b"));
	assert_int_equal(things(f), 2);
}

static void a_stall_ends_in_time(void **state)
{
	struct fix *f = *state;
	int64_t n, begin;

	NEED(f);
	ok(put(f, "a"));
	assert_int_equal(things(f), 1);
	proxy_set(PROXY_STALL);
	begin = steady_ms();
	fails(put(f, "b"), ERR_BUSY);
	assert_in_range(steady_ms() - begin, 1000, STALL_MS);
	begin = steady_ms();
	fails(count_things(f->s, f->a, &n), ERR_BUSY);
	assert_in_range(steady_ms() - begin, 1000, MOST_MS);
	comes_back();
	ok(put(f, "b"));
	assert_int_equal(things(f), 2);
}

static void a_closed_door_is_said_and_opens_again(void **state)
{
	struct fix *f = *state;
	int64_t n, begin;
	struct err *e;

	NEED(f);
	ok(put(f, "a"));
	proxy_set(PROXY_CLOSED);
	begin = steady_ms();
	e = put(f, "b");
	fails(e, ERR_BUSY);
	assert_int_equal(str_find(e->detail, STR("secret"), 0), -1);
	fails(count_things(f->s, f->a, &n), ERR_BUSY);
	assert_in_range(steady_ms() - begin, 4000, 2 * MOST_MS);
	comes_back();
	begin = steady_ms();
	ok(put(f, "b"));
	assert_int_equal(things(f), 2);
	assert_true(steady_ms() - begin < 2000);
}

/* What a server says when its commit no longer waits for the copy. */
static void a_commit_without_its_copy_is_said(void **state)
{
	struct fix *f = *state;
	const struct engine *x;
	const char *schema;
	struct err *e;

	NEED(f);
	x = f->s->engine;
	schema = f->s->pg->schema;
	ok(x->exec(f->a, f->s->writer,
		   str_fmt(f->a,
			   "create function %s.tell() returns trigger language "
			   "plpgsql as $$begin raise warning 'canceling wait "
			   "for synchronous replication'; return null; end$$",
			   schema)
			   .p));
	ok(x->exec(f->a, f->s->writer,
		   str_fmt(f->a,
			   "create constraint trigger tell after insert on "
			   "%s.thing deferrable initially deferred for each "
			   "row execute function %s.tell()",
			   schema, schema)
			   .p));
	e = put(f, "a");
	fails(e, ERR_BUSY);
	assert_non_null(strstr(e->msgid, "without its second copy"));
	assert_int_equal(runs, 1);
	assert_int_equal(things(f), 1);
}

/* ---- the control: without a limit nothing ends ----------------------------- */

static atomic_bool ended;

static void *put_main(void *arg)
{
	struct fix *f = arg;
	struct fix own = *f;

	own.a = arena_open(1 << 20);
	own.cx.arena = own.a;
	(void)put(&own, "late");
	atomic_store(&ended, true);
	arena_close(own.a);
	return NULL;
}

static void without_limits_it_hangs(void **state)
{
	struct fix *f = *state;
	pthread_t thread;

	NEED(f);
	f = again_with(state, "&options=-c%20statement_timeout%3D0");
	ok(put(f, "a"));
	proxy_set(PROXY_STALL);
	atomic_store(&ended, false);
	pthread_create(&thread, NULL, put_main, f);
	usleep(4000000);
	assert_false(atomic_load(&ended));
	proxy_set(PROXY_CLOSED);
	usleep(200000);
	proxy_set(PROXY_NONE);
	pthread_join(thread, NULL);
}

int main(void)
{
#define WITH(test)                                                             \
	cmocka_unit_test_setup_teardown(test, fault_setup, fault_teardown)
	const struct CMUnitTest tests[] = {
		WITH(a_commit_that_came_is_found),
		WITH(a_commit_that_got_lost_is_done_again),
		WITH(a_commit_that_nobody_knows_of_is_said),
		WITH(a_stall_ends_in_time),
		WITH(a_closed_door_is_said_and_opens_again),
		WITH(a_commit_without_its_copy_is_said),
		WITH(without_limits_it_hangs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
