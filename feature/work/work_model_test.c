/*
 * Rules of tasks: the state over every combination of days, and the same from
 * the database's expression; what may be done when; reports.
 */
#include "testkit/testkit.h"

#include "base/perm.h"
#include "db/db.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_act.h"
#include "work/work_model.h"
#include "work/work_count.h"
#include "work/work_query.h"
#include "work/work_write_query.h"
#include "work/work_summary.h"

/* a base of days, with the ones that a case changes written over it */
#pragma GCC diagnostic ignored "-Woverride-init"

static struct arena *a;

static int setup(void **state)
{
	(void)state;
	a = arena_open(256 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_closep(&a);
	return 0;
}

enum { TODAY = 20000, SOON = 14 };

static const struct work_facts nothing = {
	.issued = DAY_NONE,
	.accepted = DAY_NONE,
	.submitted = DAY_NONE,
	.done = DAY_NONE,
	.closed = DAY_NONE,
	.paused = DAY_NONE,
	.withdrawn = DAY_NONE,
	.due = DAY_NONE,
	.start = DAY_NONE,
};

static enum work_state now(struct work_facts f)
{
	return work_state_on(&f, TODAY, SOON);
}

#define WITH(...)                                                              \
	((struct work_facts){ .issued = TODAY - 30,                            \
			      .accepted = TODAY - 29,                          \
			      .submitted = DAY_NONE,                           \
			      .done = DAY_NONE,                                \
			      .closed = DAY_NONE,                              \
			      .paused = DAY_NONE,                              \
			      .withdrawn = DAY_NONE,                           \
			      .due = TODAY + 60,                               \
			      .start = DAY_NONE,                               \
			      .percent = 10,                                   \
			      __VA_ARGS__ })

static void states_by_day(void **state)
{
	(void)state;
	assert_int_equal(now(nothing), WORK_DRAFT);
	assert_int_equal(now(WITH(.issued = TODAY + 1)), WORK_DRAFT);
	assert_int_equal(now(WITH(.percent = 10)), WORK_RUNNING);
	assert_int_equal(now(WITH(.accepted = DAY_NONE, .percent = 0)),
			 WORK_NOT_STARTED);
	assert_int_equal(now(WITH(.start = TODAY + 5)), WORK_NOT_STARTED);
	assert_int_equal(now(WITH(.due = DAY_NONE)), WORK_NO_DEADLINE);
	assert_int_equal(now(WITH(.due = TODAY)), WORK_SOON);
	assert_int_equal(now(WITH(.due = TODAY + SOON)), WORK_SOON);
	assert_int_equal(now(WITH(.due = TODAY + SOON + 1)), WORK_RUNNING);
	assert_int_equal(now(WITH(.due = TODAY - 1)), WORK_OVERDUE);
	assert_int_equal(now(WITH(.submitted = TODAY - 1)), WORK_WAITING);
	/* handed in late and not verified: it waits, it isn't overdue */
	assert_int_equal(now(WITH(.due = TODAY - 9, .submitted = TODAY)),
			 WORK_WAITING);
	assert_int_equal(now(WITH(.paused = TODAY)), WORK_PAUSED);
	assert_int_equal(now(WITH(.withdrawn = TODAY)), WORK_WITHDRAWN);
}

static void done_is_judged_by_the_submission(void **state)
{
	(void)state;
	assert_int_equal(now(WITH(.due = TODAY - 5, .submitted = TODAY - 5,
				  .done = TODAY)),
			 WORK_DONE);
	assert_int_equal(now(WITH(.due = TODAY - 5, .submitted = TODAY - 4,
				  .done = TODAY)),
			 WORK_DONE_LATE);
	assert_int_equal(now(WITH(.due = TODAY - 5, .done = TODAY)),
			 WORK_DONE_LATE);
	assert_int_equal(now(WITH(.due = DAY_NONE, .done = TODAY)), WORK_DONE);
	/* on a day before, it was still open */
	struct work_facts f =
		WITH(.due = TODAY - 5, .submitted = TODAY - 3, .done = TODAY);
	assert_int_equal(work_state_on(&f, TODAY - 4, SOON), WORK_OVERDUE);
	assert_int_equal(work_state_on(&f, TODAY - 3, SOON), WORK_WAITING);
	assert_int_equal(work_days_late(&f, TODAY - 4), 1);
	assert_int_equal(work_days_late(&f, TODAY), 0);
}

static void words_of_states(void **state)
{
	enum work_state s = WORK_DRAFT;
	enum work_do d = WORK_DO_EDIT;

	(void)state;
	for (int i = 0; i < N_WORK_STATE; i++) {
		enum work_mark m = work_mark_of((enum work_state)i);

		assert_true(work_state_from_key(
			str_c(work_state_key((enum work_state)i)), &s));
		assert_int_equal(s, i);
		assert_true(strlen(work_state_title(s)) > 0);
		assert_int_equal(strlen(work_mark_class(m)), 3);
		assert_true(strlen(work_mark_title(m)) > 0);
		assert_true(strlen(work_mark_key(m)) > 0);
		assert_true(work_states_of_mark(m) >> i & 1);
	}
	assert_false(work_state_from_key(STR("late"), &s));
	for (int i = 0; i < N_WORK_DO; i++) {
		assert_true(work_do_from_key(
			str_c(work_do_key((enum work_do)i)), &d));
		assert_int_equal(d, i);
		assert_true(str_starts(str_c(work_do_event(d)), STR("task.")));
		assert_true(strlen(work_do_done(d)) > 0);
	}
	assert_false(work_do_from_key(STR("fly"), &d));
}

/* A whole life, each step allowed exactly where it belongs. */
static void life_in_order(void **state)
{
	static const enum work_do life[] = {
		WORK_DO_EDIT,	WORK_DO_ISSUE,	WORK_DO_ACCEPT, WORK_DO_REPORT,
		WORK_DO_PAUSE,	WORK_DO_RESUME, WORK_DO_SUBMIT, WORK_DO_RETURN,
		WORK_DO_SUBMIT, WORK_DO_VERIFY, WORK_DO_CLOSE,
	};
	struct work_facts f = nothing;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(life); i++) {
		assert_true(work_do_fits(life[i], &f, 0));
		ok(work_do_check(a, life[i], &f, 0));
		work_do_apply(life[i], &f, TODAY, 40);
	}
	assert_int_equal(f.closed, TODAY);
	assert_int_equal(f.percent, 100);
	for (int i = 0; i < N_WORK_DO; i++) {
		assert_false(work_do_fits((enum work_do)i, &f, 0));
		fails(work_do_check(a, (enum work_do)i, &f, 0), ERR_CONFLICT);
	}
}

static void unclear_tasks_are_not_issued(void **state)
{
	struct work_facts f = nothing;

	(void)state;
	assert_false(work_do_fits(WORK_DO_ISSUE, &f, WORK_MISS_PRODUCT));
	fails(work_do_check(a, WORK_DO_ISSUE, &f, WORK_MISS_PRODUCT),
	      ERR_INVALID);
}

static void handing_back_and_withdrawing(void **state)
{
	struct work_facts f = WITH(.percent = 10);

	(void)state;
	assert_true(work_do_fits(WORK_DO_HAND_BACK, &f, 0));
	work_do_apply(WORK_DO_HAND_BACK, &f, TODAY, 0);
	assert_int_equal(f.issued, DAY_NONE);
	assert_int_equal(f.accepted, DAY_NONE);
	work_do_apply(WORK_DO_WITHDRAW, &f, TODAY, 0);
	assert_int_equal(f.withdrawn, TODAY);
	assert_false(work_do_fits(WORK_DO_ISSUE, &f, 0));
	work_do_apply(N_WORK_DO, &f, TODAY, 0);
	f = WITH(.submitted = TODAY, .percent = 100);
	work_do_apply(WORK_DO_RETURN, &f, TODAY, 0);
	assert_int_equal(f.percent, 99);
}

static void who_may(void **state)
{
	struct cx office = { .actor.perms = PERM_BIT(PERM_WORK_MANAGE),
			     .actor.org_is_root = true };
	struct cx unit_office = { .actor.perms = PERM_BIT(PERM_WORK_MANAGE) };
	struct cx unit = { .actor.perms = PERM_BIT(PERM_WORK_REPORT) };

	(void)state;
	assert_true(work_do_allowed(WORK_DO_VERIFY, &office, false, true));
	assert_false(work_do_allowed(WORK_DO_VERIFY, &unit, true, false));
	assert_true(work_do_allowed(WORK_DO_REPORT, &unit, true, false));
	assert_false(work_do_allowed(WORK_DO_REPORT, &unit, false, true));
	assert_false(work_do_allowed(WORK_DO_REPORT, &office, true, true));
	assert_false(
		work_do_allowed(WORK_DO_VERIFY, &unit_office, true, false));
	assert_true(work_do_needs_reason(WORK_DO_RETURN));
	assert_false(work_do_needs_reason(WORK_DO_VERIFY));
}

static struct err *report(struct work_report r, struct work_facts f)
{
	const struct profile *p = NULL;

	ok(profile_load(a, STR("vn-party"), &p));
	return work_report_check(a, p, &r, &f, TODAY);
}

static void reports_must_say_something(void **state)
{
	struct work_facts f = WITH(.percent = 10);
	struct work_facts late = WITH(.due = TODAY - 1);
	struct str cause = STR("kinh_phi"), none = STR("");
	const struct profile *p = NULL;
	struct str much = { arena_new(a, char, 5000), 5000 };

	(void)state;
	memset((char *)(uintptr_t)much.p, 'x', 5000);
	ok(profile_load(a, STR("vn-party"), &p));
	cause = p->cause[0].code;
	ok(report((struct work_report){ 50, STR("x"), none, none, STR("none") },
		  f));
	ok(report((struct work_report){ 50, STR("x"), STR("y"), cause,
					STR("help") },
		  late));
	same(report((struct work_report){ 101, STR("x"), none, none, none }, f)
		     ->field,
	     "percent");
	same(report((struct work_report){ 50, none, none, none, none }, f)
		     ->field,
	     "body");
	same(report((struct work_report){ 50, much, none, none, none }, f)
		     ->field,
	     "body");
	same(report((struct work_report){ 50, STR("x"), much, cause, none }, f)
		     ->field,
	     "difficulty");
	same(report((struct work_report){ 50, STR("x"), STR("y"), none, none },
		    f)
		     ->field,
	     "cause");
	same(report((struct work_report){ 50, STR("x"), none, STR("moon"),
					  none },
		    f)
		     ->field,
	     "cause");
	same(report((struct work_report){ 50, STR("x"), none, none, none },
		    late)
		     ->field,
	     "cause");
	ok(report((struct work_report){ 100, STR("x"), none, none, none },
		  late));
	same(report((struct work_report){ 50, STR("x"), none, none,
					  STR("moon") },
		    f)
		     ->field,
	     "ask");
}

static void shares_round_half_up(void **state)
{
	(void)state;
	assert_int_equal(work_share(1, 3), 333);
	assert_int_equal(work_share(2, 3), 667);
	assert_int_equal(work_share(1, 2), 500);
	assert_int_equal(work_share(1, 16), 63); /* 6.25 → 6.3 */
	assert_int_equal(work_share(5, 0), 0);
}

/* ---- the database's expression ------------------------------------------------ */

static const day_t around[] = { DAY_NONE,  TODAY - 20,	 TODAY - 1,	  TODAY,
				TODAY + 1, TODAY + SOON, TODAY + SOON + 1 };

/* The k-th combination of days, as a number in mixed base. */
static struct work_facts combination(int k)
{
	struct work_facts f = nothing;
	int n = (int)N_ELEMENTS(around);

	f.issued = around[k % 4], k /= 4;
	f.accepted = around[k % 3], k /= 3;
	f.submitted = around[k % 3], k /= 3;
	f.done = around[k % 3], k /= 3;
	f.paused = around[k % 2], k /= 2;
	f.withdrawn = around[k % 2], k /= 2;
	f.due = around[k % n], k /= n;
	f.start = around[k % 2 ? 4 : 0], k /= 2;
	f.percent = k % 2 ? 30 : 0;
	return f;
}
enum { COMBINATIONS = 4 * 3 * 3 * 3 * 2 * 2 * 7 * 2 * 2 };

/* A phase and two days say the state on every day from the facts' newest on. */
static void phases_keep_states(void **state)
{
	(void)state;
	for (int k = 0; k < COMBINATIONS; k++) {
		struct work_facts f = combination(k);
		enum work_phase p = work_phase_of(&f);

		for (day_t on = TODAY; on < TODAY + 2 * SOON; on++)
			assert_int_equal(work_phase_state(p, f.due, f.start, on,
							  SOON),
					 work_state_on(&f, on, SOON));
	}
}

struct fill {
	int64_t programme, first;
};

static struct err *task_put(struct cx *cx, int64_t programme, int k,
			    int64_t *ret_id)
{
	struct work_facts f = combination(k);
	struct err *err = task_insert(cx->db,
				      &(struct task_insert_in){
					      .programme = programme,
					      .section = DB_NULL,
					      .position = k,
					      .number = STR(""),
					      .work = STR("x"),
					      .work_fold = STR("x"),
					      .lead = DB_NULL,
					      .lead_text = STR(""),
					      .with_text = STR(""),
					      .deadline_text = STR(""),
					      .deadline_kind = STR("date"),
					      .due_on = f.due,
					      .start_on = f.start,
					      .product = STR(""),
					      .quantity = DB_NULL,
					      .import = DB_NULL,
					      .import_row = DB_NULL,
					      .made_at = 0 },
				      ret_id);

	if (err)
		return err;
	return task_set_days(cx->db, &(struct task_set_days_in){
					     .id = *ret_id,
					     .rev = 1,
					     .issued_on = f.issued,
					     .accepted_on = f.accepted,
					     .submitted_on = f.submitted,
					     .done_on = f.done,
					     .closed_on = f.closed,
					     .paused_on = f.paused,
					     .withdrawn_on = f.withdrawn,
					     .percent = f.percent });
}

static struct err *fill_tx(struct cx *cx, void *arg)
{
	struct fill *fill = arg;
	int64_t root, doc, id;
	struct err *err =
		org_add(cx,
			&(struct org_new){ .parent = DB_NULL,
					   .kind = cx->profile->kind[0].code,
					   .name = STR("Gốc"),
					   .from = TODAY - 900 },
			&root);

	if (!err)
		err = work_document_add(cx,
					&(struct work_document_new){
						.kind = STR("CTr"),
						.term = STR("2020-2025"),
						.issuer = root,
						.issued_on = TODAY - 300,
						.title = STR("Chương trình") },
					&doc);
	if (!err)
		err = work_programme_add(cx,
					 &(struct work_programme_new){
						 .document = doc,
						 .title = STR("Chương trình"),
						 .year = 2024,
						 .from = TODAY - 300,
						 .to = TODAY + 300,
						 .owner = root },
					 &fill->programme);
	for (int k = 0; !err && k < COMBINATIONS; k++) {
		err = task_put(cx, fill->programme, k, &id);
		if (!k)
			fill->first = id;
	}
	return err;
}

static void database_agrees(void **state)
{
	struct cx cx = kit_realm(a);
	struct fill fill = { 0 };
	struct task_list_rows rows;
	struct work_cells cells;
	int64_t counted[N_WORK_STATE] = { 0 };

	(void)state;
	cx.today = TODAY;
	ok(db_tx(&cx, fill_tx, &fill));
	ok(work_count_rebuild(&cx));
	ok(task_list(cx.db,
		     &(struct task_list_in){ .today = TODAY,
					     .soon = TODAY + SOON,
					     .programme = fill.programme,
					     .with = TASK_LIST_WITH_PROGRAMME,
					     .order = TASK_LIST_BY_PLAN,
					     .limit = COMBINATIONS },
		     &rows));
	assert_int_equal(rows.n, COMBINATIONS);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct work_facts f =
			combination((int)(rows.p[i].id - fill.first));

		struct work_count c;

		assert_int_equal(rows.p[i].state, now(f));
		ok(work_count_take(&cx, rows.p[i].id, &c));
		assert_int_equal(c.phase, work_phase_of(&f));
		counted[rows.p[i].state]++;
	}
	/* and the figures are the lists' lengths */
	ok(work_cells_get(&cx, &cells));
	struct work_sum sum = work_cells_sum(
		&cells, &(struct work_pick){ .programme = fill.programme });
	for (int s = 0; s < N_WORK_STATE; s++) {
		assert_true(counted[s] > 0);
		assert_int_equal(sum.state[s], counted[s]);
	}
	assert_int_equal(sum.n, COMBINATIONS);
	kit_close(&cx);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(states_by_day),
		cmocka_unit_test(done_is_judged_by_the_submission),
		cmocka_unit_test(words_of_states),
		cmocka_unit_test(life_in_order),
		cmocka_unit_test(unclear_tasks_are_not_issued),
		cmocka_unit_test(handing_back_and_withdrawing),
		cmocka_unit_test(who_may),
		cmocka_unit_test(reports_must_say_something),
		cmocka_unit_test(shares_round_half_up),
		cmocka_unit_test(phases_keep_states),
		cmocka_unit_test(database_agrees),
	};

	return cmocka_run_group_tests(all, setup, teardown);
}
