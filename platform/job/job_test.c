/* Jobs: order, repetition, giving up, leases, the thread. */
#include "job/job_priv.h"

#include <unistd.h>

#include "db/db.h"
#include "testkit/testkit.h"

enum { MINUTE = 60 * 1000 };

static atomic_int runs;
static int fail_first; /* runs that fail before one goes well */
static char seen[256];

static struct err *run_note(struct cx *cx, const struct job *j)
{
	size_t n = strlen(seen);

	assert_false(cx->in_tx);
	snprintf(seen + n, sizeof(seen) - n, "%.*s%d;", STR_ARG(j->arg),
		 j->attempt);
	if (atomic_fetch_add(&runs, 1) < fail_first)
		return err_new(cx->arena, ERR_IO, "no luck");
	return NULL;
}

/* A job may ask for the next one while it runs, under the same word. */
static struct err *run_again(struct cx *cx, const struct job *j)
{
	if (atomic_fetch_add(&runs, 1) > 0)
		return NULL;
	return job_ask(cx, "again", j->arg, STR("word"), 0);
}

static const struct job_kind note = { "note", "Note", run_note, 0, 3 };
static const struct job_kind again = { "again", "Again", run_again, 0, 0 };
static const struct job_kind often = { "often", "Often", run_note, 30, 2 };
static const struct job_kind *const kinds[] = { &note, &again, &often };

static int setup(void **state)
{
	struct arena *a = arena_open(64 << 20);
	struct cx *cx = arena_new(a, struct cx, 1);

	*cx = kit_realm(a);
	atomic_store(&runs, 0);
	fail_first = 0;
	seen[0] = '\0';
	*state = cx;
	return 0;
}

static int teardown(void **state)
{
	struct cx *cx = *state;
	struct arena *a = cx->arena;

	kit_close(cx);
	arena_close(a);
	return 0;
}

static int due(struct cx *cx)
{
	int ran = -1;

	ok(job_run_due(cx, kinds, N_ELEMENTS(kinds), &ran));
	return ran;
}

static void test_order_and_time(void **state)
{
	struct cx *cx = *state;

	ok(job_ask(cx, "note", STR("later"), STR_NULL, cx->now + MINUTE));
	ok(job_ask(cx, "note", STR("a"), STR_NULL, 0));
	ok(job_ask(cx, "note", STR_NULL, STR_NULL, 0));
	ok(job_ask(cx, "unknown", STR("x"), STR_NULL, 0));
	assert_int_equal(due(cx), 2);
	assert_string_equal(seen, "a1;1;");
	cx->now += MINUTE;
	assert_int_equal(due(cx), 1);
	assert_int_equal(due(cx), 0);
	assert_string_equal(seen, "a1;1;later1;");
	ok(job_run_due(cx, kinds, 3, NULL));
}

static void test_once(void **state)
{
	struct cx *cx = *state;

	for (int i = 0; i < 3; i++)
		ok(job_ask(cx, "note", STR("a"), STR("word"), 0));
	assert_int_equal(due(cx), 1);
	ok(job_ask(cx, "note", STR("b"), STR("word"), 0));
	assert_int_equal(due(cx), 1);
	assert_string_equal(seen, "a1;b1;");
}

static void test_asks_itself(void **state)
{
	struct cx *cx = *state;

	ok(job_ask(cx, "again", STR_NULL, STR("word"), 0));
	assert_int_equal(due(cx), 2);
}

static struct err *ask_then_fail(struct cx *cx, void *arg)
{
	struct err *e = job_ask(cx, "note", STR("x"), STR_NULL, 0);

	(void)arg;
	return e ? e : err_new(cx->arena, ERR_INVALID, "no");
}

/* A job that an act asked for comes and goes with the act. */
static void test_inside_an_act(void **state)
{
	struct cx *cx = *state;

	fails(db_tx(cx, ask_then_fail, NULL), ERR_INVALID);
	assert_int_equal(due(cx), 0);
}

static void test_repeats(void **state)
{
	struct cx *cx = *state;

	fail_first = 2;
	ok(job_ask(cx, "note", STR("x"), STR_NULL, 0));
	assert_int_equal(due(cx), 1);
	cx->now += MINUTE - 1;
	assert_int_equal(due(cx), 0);
	cx->now += 1;
	assert_int_equal(due(cx), 1);
	cx->now += 2 * MINUTE - 1;
	assert_int_equal(due(cx), 0);
	cx->now += 1;
	assert_int_equal(due(cx), 1);
	assert_string_equal(seen, "x1;x2;x3;");
	cx->now += (int64_t)1000 * MINUTE;
	assert_int_equal(due(cx), 0);
}

static void test_gives_up(void **state)
{
	struct cx *cx = *state;
	int n = 0;

	fail_first = 100;
	ok(job_ask(cx, "note", STR("x"), STR_NULL, 0));
	for (int i = 0; i < 10; i++) {
		n += due(cx);
		cx->now += (int64_t)7 * 60 * MINUTE;
	}
	assert_int_equal(n, 3);
}

static void test_back_off(void **state)
{
	(void)state;
	assert_int_equal(job_back_off(1), MINUTE);
	assert_int_equal(job_back_off(4), 8 * MINUTE);
	assert_int_equal(job_back_off(1000), 6 * 60 * MINUTE);
}

/* Kinds that come by themselves: at once, then at their distance, also when
 * they fail for good. */
static void test_every(void **state)
{
	struct cx *cx = *state;
	struct job_set set = { .kind = kinds, .n = N_ELEMENTS(kinds) };

	ok(job_plan(cx, &set));
	ok(job_plan(cx, &set));
	assert_int_equal(due(cx), 1);
	ok(job_plan(cx, &set));
	assert_int_equal(due(cx), 0);
	cx->now += 30 * MINUTE;
	fail_first = 100;
	assert_int_equal(due(cx), 1);
	cx->now += MINUTE;
	assert_int_equal(due(cx), 1);
	cx->now += 29 * MINUTE;
	assert_int_equal(due(cx), 0);
	cx->now += MINUTE;
	fail_first = 0;
	assert_int_equal(due(cx), 1);
}

/* Kills its lease: what happens when a process dies in the middle. */
static struct err *run_dies(struct cx *cx, const struct job *j)
{
	struct cx other = *cx;
	static const struct job_kind *const one[] = { &note };
	int ran = -1;

	/* another process finds nothing while the lease holds … */
	ok(job_run_due(&other, one, 1, &ran));
	assert_int_equal(ran, 0);
	/* … and takes over when it has run out */
	other.now += JOB_LEASE_MS;
	ok(job_run_due(&other, one, 1, &ran));
	assert_int_equal(ran, 1);
	(void)j;
	return NULL;
}

static void test_lease(void **state)
{
	struct cx *cx = *state;
	static const struct job_kind slow = { "note", "Note", run_dies, 0, 3 };
	static const struct job_kind *const one[] = { &slow };
	int ran = 0;

	ok(job_ask(cx, "note", STR("x"), STR_NULL, 0));
	ok(job_run_due(cx, one, 1, &ran));
	assert_int_equal(ran, 1);
	assert_string_equal(seen, "x2;");
	cx->now += 2 * JOB_LEASE_MS;
	assert_int_equal(due(cx), 0);
}

static int64_t clock_fixed(void)
{
	return INT64_C(1791939600000);
}

static void test_thread(void **state)
{
	struct cx *cx = *state;
	struct job_runner *r;

	ok(job_ask(cx, "note", STR("x"), STR_NULL, 0));
	ok(job_start(cx->arena,
		     &(struct job_config){ .store = cx->store,
					   .profile = cx->profile,
					   .kinds = kinds,
					   .n_kinds = N_ELEMENTS(kinds),
					   .clock = clock_fixed },
		     &r));
	while (atomic_load(&runs) < 2) /* note and often */
		usleep(500);
	job_stop(r);
	assert_int_equal(due(cx), 0);
	job_stop(NULL);
}

int main(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
	const struct CMUnitTest all[] = {
		T(test_order_and_time), T(test_once),	 T(test_asks_itself),
		T(test_inside_an_act),	T(test_repeats), T(test_gives_up),
		T(test_back_off),	T(test_every),	 T(test_lease),
		T(test_thread),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
