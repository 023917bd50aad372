/* States and rules of shares. */
#include "work/work_share_model.h"

#include "testkit/testkit.h"

#include "base/perm.h"
#include "base/buf.h"

enum { TODAY = 1000 };

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_open(64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_close(arena);
	return 0;
}

static const struct work_share_facts none = { DAY_NONE, DAY_NONE, DAY_NONE,
					      DAY_NONE, DAY_NONE };

/* A by-hand definition, over every combination of days. */
static enum work_share_state by_hand(const struct work_share_facts *f)
{
	bool waits = f->delivered != DAY_NONE && f->returned == DAY_NONE;

	if (f->dropped != DAY_NONE)
		return SHARE_DROPPED;
	if (f->taken != DAY_NONE && f->due != DAY_NONE && f->delivered > f->due)
		return SHARE_TAKEN_LATE;
	if (f->taken != DAY_NONE)
		return SHARE_TAKEN;
	if (waits)
		return SHARE_WAITING;
	if (f->due != DAY_NONE && TODAY > f->due)
		return SHARE_OVERDUE;
	return f->returned == DAY_NONE ? SHARE_OWED : SHARE_RETURNED;
}

static void test_states(void **state)
{
	static const day_t days[] = { DAY_NONE, TODAY - 9, TODAY - 3, TODAY,
				      TODAY + 5 };
	const int n = N_ELEMENTS(days);
	bool seen[N_SHARE_STATE] = { 0 };

	(void)state;
	for (int k = 0; k < n * n * n * n * n; k++) {
		struct work_share_facts f = { days[k % n], days[k / n % n],
					      days[k / n / n % n],
					      days[k / n / n / n % n],
					      days[k / n / n / n / n] };
		enum work_share_state s = work_share_state_on(&f, TODAY);

		assert_int_equal(s, by_hand(&f));
		seen[s] = true;
	}
	for (int s = 0; s < N_SHARE_STATE; s++) {
		assert_true(seen[s]);
		assert_non_null(
			work_share_state_title((enum work_share_state)s));
	}
	assert_int_equal(work_share_mark(SHARE_OVERDUE), WORK_MARK_RED);
	assert_int_equal(work_share_mark(SHARE_TAKEN), WORK_MARK_DONE);
}

static void test_words(void **state)
{
	enum work_share_do d;

	(void)state;
	for (int i = 0; i < N_SHARE_DO; i++) {
		enum work_share_do x = (enum work_share_do)i;

		assert_true(work_share_from_key(str_c(work_share_key(x)), &d));
		assert_int_equal(d, x);
		assert_true(
			str_starts(str_c(work_share_event(x)), STR("share.")));
		assert_non_null(work_share_done(str_c(work_share_act(x))));
	}
	assert_false(work_share_from_key(STR("steal"), &d));
	assert_null(work_share_done(STR("report")));
	assert_true(work_share_needs_reason(SHARE_RETURN));
	assert_true(work_share_needs_reason(SHARE_DROP));
	assert_false(work_share_needs_reason(SHARE_TAKE));
}

static void test_allowed(void **state)
{
	const struct cx unit = { .actor.perms = PERM_BIT(PERM_WORK_REPORT) };
	const struct cx reader = { .actor.perms = PERM_BIT(PERM_WORK_VIEW) };
	const struct cx office = { .actor = {
					   .perms = PERM_BIT(PERM_WORK_MANAGE),
					   .org_is_root = true } };
	const struct work_share_side lead = { .lead = true },
				     owes = { .owes = true },
				     both = { true, true }, other = { 0 };

	(void)state;
	assert_true(work_share_allowed(SHARE_ASK, &unit, lead));
	assert_true(work_share_allowed(SHARE_TAKE, &unit, lead));
	assert_true(work_share_allowed(SHARE_RETURN, &unit, lead));
	assert_true(work_share_allowed(SHARE_DROP, &office, other));
	assert_false(work_share_allowed(SHARE_ASK, &unit, owes));
	assert_false(work_share_allowed(SHARE_ASK, &reader, lead));
	assert_true(work_share_allowed(SHARE_DELIVER, &unit, owes));
	assert_true(work_share_allowed(SHARE_DELIVER, &unit, both));
	assert_false(work_share_allowed(SHARE_DELIVER, &unit, lead));
	assert_false(work_share_allowed(SHARE_DELIVER, &reader, owes));
	assert_false(work_share_allowed(SHARE_DELIVER, &office, other));
}

static bool fits(enum work_share_do d, struct work_share_facts f)
{
	struct work_facts open = { 1,	     DAY_NONE, DAY_NONE, DAY_NONE,
				   DAY_NONE, DAY_NONE, DAY_NONE, DAY_NONE,
				   DAY_NONE, 0 };
	struct err *err = work_share_check(arena, d, &f, &open);

	if (err)
		assert_int_equal(err->code, ERR_CONFLICT);
	return !err;
}

static void test_steps(void **state)
{
	struct work_share_facts owed = none, waits = none, back = none,
				taken = none, dropped = none, late = none;

	(void)state;
	waits.delivered = back.delivered = taken.delivered = 5;
	back.returned = 6;
	taken.taken = 7;
	late = taken;
	late.due = 2;
	dropped.dropped = 8;
	assert_true(fits(SHARE_DELIVER, owed));
	assert_true(fits(SHARE_DELIVER, back));
	assert_false(fits(SHARE_DELIVER, waits));
	assert_false(fits(SHARE_DELIVER, taken));
	assert_false(fits(SHARE_DELIVER, dropped));
	assert_true(fits(SHARE_TAKE, waits));
	assert_true(fits(SHARE_RETURN, waits));
	assert_false(fits(SHARE_TAKE, owed));
	assert_false(fits(SHARE_RETURN, back));
	assert_false(fits(SHARE_TAKE, taken));
	assert_false(fits(SHARE_RETURN, late));
	assert_true(fits(SHARE_DROP, owed));
	assert_true(fits(SHARE_DROP, waits));
	assert_false(fits(SHARE_DROP, taken));
	assert_false(fits(SHARE_DROP, dropped));
}

static void test_task_decides(void **state)
{
	const struct work_facts open = { 1,	   DAY_NONE, DAY_NONE, DAY_NONE,
					 DAY_NONE, DAY_NONE, DAY_NONE, DAY_NONE,
					 DAY_NONE, 0 };
	struct work_facts f = open;

	(void)state;
	assert_null(work_share_check(arena, SHARE_ASK, NULL, &open));
	f.issued = DAY_NONE;
	assert_non_null(work_share_check(arena, SHARE_ASK, NULL, &f));
	f = open;
	f.done = 3;
	assert_non_null(work_share_check(arena, SHARE_DELIVER, &none, &f));
	f = open;
	f.closed = 3;
	assert_non_null(work_share_check(arena, SHARE_DROP, &none, &f));
	f = open;
	f.withdrawn = 3;
	assert_non_null(work_share_check(arena, SHARE_ASK, NULL, &f));
}

static void test_apply(void **state)
{
	struct work_share_facts f = none;

	(void)state;
	work_share_apply(SHARE_ASK, &f, 1);
	assert_int_equal(work_share_state_on(&f, TODAY), SHARE_OWED);
	work_share_apply(SHARE_DELIVER, &f, 2);
	assert_int_equal(work_share_state_on(&f, TODAY), SHARE_WAITING);
	work_share_apply(SHARE_RETURN, &f, 3);
	assert_int_equal(f.delivered, 2);
	assert_int_equal(work_share_state_on(&f, TODAY), SHARE_RETURNED);
	work_share_apply(SHARE_DELIVER, &f, 4);
	assert_int_equal(work_share_state_on(&f, TODAY), SHARE_WAITING);
	work_share_apply(SHARE_TAKE, &f, 5);
	assert_int_equal(work_share_state_on(&f, TODAY), SHARE_TAKEN);
	f = none;
	work_share_apply(SHARE_DROP, &f, 5);
	assert_int_equal(work_share_state_on(&f, TODAY), SHARE_DROPPED);
	work_share_apply(N_SHARE_DO, &f, 9);
	assert_int_equal(f.dropped, 5);
}

static void test_asking(void **state)
{
	struct buf b = buf_init(arena, 8192);
	struct str work = STR("Danh sách hồ sơ");
	struct err *err;

	(void)state;
	assert_null(
		work_share_ask_check(arena, work, DAY_NONE, DAY_NONE, TODAY));
	assert_null(work_share_ask_check(arena, work, TODAY, DAY_NONE, TODAY));
	assert_null(
		work_share_ask_check(arena, work, TODAY + 5, TODAY + 5, TODAY));
	/* the task is late: what is left lies behind its day */
	assert_null(
		work_share_ask_check(arena, work, TODAY + 5, TODAY - 5, TODAY));
	err = work_share_ask_check(arena, work, TODAY - 1, DAY_NONE, TODAY);
	same(err->field, "share_due");
	err = work_share_ask_check(arena, work, TODAY + 6, TODAY + 5, TODAY);
	same(err->field, "share_due");
	err = work_share_ask_check(arena, STR(""), TODAY - 1, DAY_NONE, TODAY);
	same(err->field, "share_what");
	same(err->next->field, "share_due");
	for (int i = 0; i <= WORK_TITLE_MOST; i++)
		buf_lit(&b, "ạ");
	err = work_share_ask_check(arena, buf_view(&b), DAY_NONE, DAY_NONE,
				   TODAY);
	assert_int_equal(err->code, ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_task_decides),
		cmocka_unit_test(test_apply),
		cmocka_unit_test(test_asking),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
