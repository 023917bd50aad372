/* Jobs: order, repetition, giving up, leases, the thread. */
#include "job/job_priv.h"

#include <unistd.h>

#include "db/db.h"
#include "job/job_query.h"
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

static const struct job_kind note = {
	.name = "note", .title = "Note", .run = run_note, .most_attempts = 3
};
static const struct job_kind again = { .name = "again",
				       .title = "Again",
				       .run = run_again };
static const struct job_kind often = { .name = "often",
				       .title = "Often",
				       .run = run_note,
				       .every_minutes = 30,
				       .most_attempts = 2 };
static const struct job_kind night = { .name = "night",
				       .title = "Night",
				       .run = run_note,
				       .nightly = true,
				       .most_attempts = 1 };
static const struct job_kind sweep = { .name = "sweep",
				       .title = "Sweep",
				       .run = run_note,
				       .removes = true,
				       .every_minutes = 30 };
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
	static const struct job_kind slow = { .name = "note",
					      .title = "Note",
					      .run = run_dies,
					      .most_attempts = 3 };
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

/* ---- the night, and clocks that jump --------------------------------------- */
static int round_of(struct cx *cx, const struct job_kind *k, bool odd)
{
	const struct job_kind *const one[] = { k };
	struct job_set set = { .kind = one, .n = 1, .odd_clock = odd };
	int ran = -1;

	ok(job_plan(cx, &set));
	ok(job_round(cx, &set, &ran));
	return ran;
}

/* First at once, then at two o'clock of each night. */
static void test_nightly(void **state)
{
	struct cx *cx = *state;
	int64_t day = day_begin(cx->today);

	assert_int_equal(round_of(cx, &night, false), 1);
	cx->now = day + JOB_DAY_MS + JOB_NIGHT_MS - 1;
	assert_int_equal(round_of(cx, &night, false), 0);
	cx->now++;
	assert_int_equal(round_of(cx, &night, false), 1);
	cx->now += JOB_DAY_MS - 1;
	assert_int_equal(round_of(cx, &night, false), 0);
	cx->now++;
	assert_int_equal(round_of(cx, &night, false), 1);
}

/* What was planned while the clock was ahead doesn't wait for that day. */
static void test_clock_was_ahead(void **state)
{
	static const struct job_kind *const both[] = { &night, &often };
	struct cx *cx = *state;
	int64_t was = cx->now;

	for (int i = 0; i < N_ELEMENTS(both); i++) {
		cx->now = was + 400 * (int64_t)JOB_DAY_MS;
		assert_int_equal(round_of(cx, both[i], false), 1);
		cx->now = was;
		assert_int_equal(round_of(cx, both[i], false), 1);
		assert_int_equal(round_of(cx, both[i], false), 0);
	}
}

/* A process that died with a lease of a clock that was ahead. */
static struct err *lease_far(struct cx *cx, void *arg)
{
	struct job_lease_in in = { .id = *(int64_t *)arg,
				   .until = cx->now +
					    400 * (int64_t)JOB_DAY_MS };

	return job_lease(cx->db, &in, NULL);
}

static void test_lease_of_a_clock_ahead(void **state)
{
	struct cx *cx = *state;
	struct job_next_row row;
	bool found;

	ok(job_ask(cx, "note", STR("a"), STR_NULL, 0));
	ok(job_next(cx->db,
		    &(struct job_next_in){ .kind = STR("note"),
					   .now = cx->now,
					   .beyond = cx->now },
		    &row, &found));
	ok(db_tx(cx, lease_far, &row.id));
	assert_int_equal(round_of(cx, &note, false), 1);
}

static void test_odd_clock_removes_nothing(void **state)
{
	struct cx *cx = *state;

	assert_int_equal(round_of(cx, &sweep, true), 0);
	assert_int_equal(round_of(cx, &often, true), 1);
	assert_int_equal(round_of(cx, &sweep, false), 1);
	assert_false(job_clock_odd(1000, 2000, 1000));
	assert_false(job_clock_odd(0, 3600 * 1000, 0));
	assert_false(job_clock_odd(0, JOB_DAY_MS, 0));
	assert_true(job_clock_odd(0, JOB_DAY_MS + 1, 0));
	assert_true(job_clock_odd(JOB_DAY_MS + 1, 0, 0));
	assert_false(job_clock_odd(0, 9 * (int64_t)JOB_DAY_MS,
				   9 * (int64_t)JOB_DAY_MS));
}

static void test_last(void **state)
{
	struct cx *cx = *state;
	struct job_last last;
	int64_t first = cx->now;
	bool found;

	ok(job_last(cx, "night", &last, &found));
	assert_false(found);
	assert_int_equal(round_of(cx, &night, false), 1);
	ok(job_last(cx, "night", &last, &found));
	assert_true(found && last.ok_at == first && !last.error.p);
	fail_first = 9;
	cx->now += 2 * (int64_t)JOB_DAY_MS;
	assert_int_equal(round_of(cx, &night, false), 1);
	ok(job_last(cx, "night", &last, &found));
	assert_true(last.ok_at == first && last.run_at == cx->now);
	assert_true(str_find(last.error, STR("no luck"), 0) >= 0);
	/* it comes again the next night all the same */
	cx->now += JOB_DAY_MS;
	assert_int_equal(round_of(cx, &night, false), 1);
}

int main(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
	const struct CMUnitTest all[] = {
		T(test_order_and_time),
		T(test_once),
		T(test_asks_itself),
		T(test_inside_an_act),
		T(test_repeats),
		T(test_gives_up),
		T(test_back_off),
		T(test_every),
		T(test_lease),
		T(test_thread),
		T(test_nightly),
		T(test_clock_was_ahead),
		T(test_lease_of_a_clock_ahead),
		T(test_odd_clock_removes_nothing),
		T(test_last),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
