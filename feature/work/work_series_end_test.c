/* A task that comes back ends, and its open periods with it: by the ledger, by
 * closing, with its programme, when what made it is taken back. */
#include "work/test/work_split_kit.h"

#include "audit/audit.h"
#include "db/db.h"
#include "work/work_adjust_act.h"
#include "work/work_carry_act.h"
#include "work/work_import_act.h"
#include "work/work_import_query.h"
#include "work/work_page.h"
#include "work/work_period_act.h"
#include "work/work_period_query.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_task_routes,
						    &work_close_routes, NULL };

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	return 0;
}

static int teardown(void **state)
{
	int64_t n;
	struct err *findings = NULL;

	(void)state;
	ok(audit_verify(&kit.cx, &n, &findings));
	assert_null(findings);
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

/* ---- what stands there ----------------------------------------------------------- */

static day_t day(const char *iso)
{
	day_t d;

	assert_true(day_from_iso(str_c(iso), &d));
	return d;
}

static struct cx on(enum kit_user who, const char *iso)
{
	struct cx cx = work_kit_as(&kit, who);

	cx.today = cx.as_at = day(iso);
	cx.now = day_begin(cx.today) + 8 * 3600 * 1000;
	return cx;
}

static struct work_task_words words_of(int64_t programme, const char *deadline)
{
	return (struct work_task_words){
		.programme = programme,
		.number = STR("7.1"),
		.work = STR("Cung cấp tài liệu sinh hoạt"),
		.work_confirmed = true,
		.lead = kit.unit[UNIT_OFFICE],
		.deadline = str_c(deadline),
		.product = STR("12 tài liệu sinh hoạt"),
		.product_confirmed = true,
		.import = DB_NULL,
		.import_row = DB_NULL
	};
}

static int64_t draft(const char *deadline)
{
	struct cx office = on(USER_OFFICE, "2026-08-01");
	struct work_task_words w = words_of(kit.programme, deadline);
	int64_t id;

	ok(work_task_add(&office, &w, &id));
	return id;
}

static struct err *deed(enum kit_user who, int64_t task, enum work_do what,
			const char *iso)
{
	struct cx cx = on(who, iso);

	return work_do(&cx,
		       &(struct work_deed){ .task = task,
					    .what = what,
					    .reason = STR("vì"),
					    .report = { .percent = 100,
							.body = STR("đủ"),
							.difficulty = STR(""),
							.cause = STR("khac"),
							.ask = STR("none") } },
		       NULL);
}

static void make(const char *iso)
{
	struct cx cx = kit.cx;

	cx.today = cx.as_at = day(iso);
	cx.now = day_begin(cx.today) + 8 * 3600 * 1000;
	ok(work_periods_make(&cx, NULL));
}

static struct period_list_rows periods(int64_t series)
{
	struct period_list_rows rows;

	ok(period_list(kit.cx.db,
		       &(struct period_list_in){ .series = series,
						 .today = day("2027-12-31"),
						 .soon = day("2027-12-31"),
						 .limit = 100 },
		       &rows));
	return rows;
}

static struct task_by_id_row row_of(int64_t id)
{
	return kit_task_now(&kit, id);
}

/* A monthly task with the periods of August (waiting for verification),
 * September and October. */
static int64_t monthly(void)
{
	int64_t id = draft("Hằng tháng");

	ok(deed(USER_OFFICE, id, WORK_DO_ISSUE, "2026-08-03"));
	ok(deed(USER_LEAD, id, WORK_DO_ACCEPT, "2026-08-04"));
	make("2026-10-14");
	assert_int_equal(periods(id).n, 3);
	ok(deed(USER_LEAD, periods(id).p[2].id, WORK_DO_SUBMIT, "2026-10-14"));
	return id;
}

/* How many entries of a kind a task's history has. */
static int entries(int64_t task, const char *kind)
{
	struct task_act_list_rows rows;
	int n = 0;

	ok(task_act_list(kit.cx.db,
			 &(struct task_act_list_in){
				 .task = task, .as_at = day("2027-12-31") },
			 &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += str_eq(rows.p[i].kind, str_c(kind));
	return n;
}

/* Nothing is made any more, and what is open has fallen away on the day. */
static void ended(int64_t series, const char *iso)
{
	struct period_list_rows p = periods(series);
	ptrdiff_t n = p.n;

	assert_true(n > 0);
	for (ptrdiff_t i = 0; i < n; i++) {
		if (p.p[i].done_on != DAY_NONE)
			continue;
		assert_int_equal(row_of(p.p[i].id).withdrawn_on, day(iso));
		assert_int_equal(entries(p.p[i].id, "withdraw"), 1);
	}
	make("2026-12-20");
	assert_int_equal(periods(series).n, n);
}

/* ---- the ledger ------------------------------------------------------------------ */

static void withdrawn_by_the_office(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t id = monthly();

	(void)state;
	ok(work_adjust(&office,
		       &(struct work_adjust_new){ .task = id,
						  .kind = ADJUST_WITHDRAWAL,
						  .cause = STR("khac"),
						  .body = STR("Không cần nữa"),
						  .lead = DB_NULL },
		       NULL));
	ended(id, "2026-10-14");
}

static void withdrawn_on_request(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx office = on(USER_OFFICE, "2026-10-20");
	int64_t id = monthly(), gone = periods(id).p[1].id;

	(void)state;
	/* one period fell away by itself on that very day */
	ok(deed(USER_OFFICE, gone, WORK_DO_WITHDRAW, "2026-10-20"));
	ok(work_adjust(&lead,
		       &(struct work_adjust_new){ .task = id,
						  .kind = ADJUST_WITHDRAWAL,
						  .cause = STR("khac"),
						  .body = STR("Không cần nữa"),
						  .lead = DB_NULL },
		       NULL));
	ok(work_adjust_decide(&office, 1, WORK_APPROVED, STR("")));
	ended(id, "2026-10-20");
}

/* A deadline that doesn't come back ends the periods, but not what was
 * submitted. */
static void comes_back_no_more(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t id = monthly();
	struct period_list_rows p;

	(void)state;
	ok(work_adjust(&office,
		       &(struct work_adjust_new){
			       .task = id,
			       .kind = ADJUST_EXTENSION,
			       .cause = STR("khac"),
			       .body = STR("Chỉ còn một sản phẩm"),
			       .deadline = STR("30/11/2026"),
			       .lead = DB_NULL },
		       NULL));
	p = periods(id);
	assert_int_equal(p.n, 3);
	assert_int_equal(row_of(p.p[0].id).withdrawn_on, kit.cx.today);
	assert_int_equal(row_of(p.p[1].id).withdrawn_on, kit.cx.today);
	assert_int_equal(row_of(p.p[2].id).withdrawn_on, DAY_NONE);
	assert_int_equal(entries(p.p[0].id, "withdraw"), 1);
	assert_int_equal(row_of(id).due_on, day("2026-11-30"));
	ok(deed(USER_OFFICE, p.p[2].id, WORK_DO_VERIFY, "2026-10-15"));
	assert_int_equal(row_of(id).due_on, day("2026-11-30"));
}

/* The other way round the first period begins at once. */
static void comes_back_from_now_on(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t id = kit.task[TASK_SOON];

	(void)state;
	ok(work_adjust(&office,
		       &(struct work_adjust_new){ .task = id,
						  .kind = ADJUST_EXTENSION,
						  .cause = STR("khac"),
						  .body = STR("Làm thường kỳ"),
						  .deadline = STR("Hằng tháng"),
						  .lead = DB_NULL },
		       NULL));
	assert_int_equal(periods(id).n, 1);
	/* 31/10/2026 is a Saturday */
	assert_int_equal(row_of(id).due_on, day("2026-10-30"));
}

/* That isn't a way to an earlier day. */
static void comes_back_no_earlier(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_adjust_new in = { .task = kit.task[TASK_SOON],
				      .kind = ADJUST_EXTENSION,
				      .cause = STR("khac"),
				      .body = STR("Lùi hạn"),
				      .deadline = STR("25/12/2026"),
				      .lead = DB_NULL };
	struct err *err;

	(void)state;
	ok(work_adjust(&office, &in, NULL));
	in.deadline = STR("Hằng tháng");
	err = work_adjust(&office, &in, NULL);
	fails(err, ERR_INVALID);
	same(err->field, "deadline");
	assert_int_equal(row_of(in.task).due_on, day("2026-12-25"));
}

static void edited_away(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t id = monthly();
	struct work_task_words w = words_of(kit.programme, "30/11/2026");

	(void)state;
	w.cause = STR("khac");
	w.reason = STR("Chỉ còn một sản phẩm");
	ok(work_task_edit(&office, id, row_of(id).rev, &w));
	assert_int_equal(row_of(periods(id).p[0].id).withdrawn_on,
			 kit.cx.today);
	assert_int_equal(row_of(id).due_on, day("2026-11-30"));
}

/* ---- done, closed ------------------------------------------------------------------- */

static void verified(void **state)
{
	int64_t id = monthly();
	struct period_list_rows p;
	day_t due = row_of(id).due_on;

	(void)state;
	ok(deed(USER_LEAD, id, WORK_DO_SUBMIT, "2026-10-15"));
	ok(deed(USER_OFFICE, id, WORK_DO_VERIFY, "2026-10-16"));
	p = periods(id);
	assert_int_equal(row_of(p.p[0].id).withdrawn_on, day("2026-10-16"));
	assert_int_equal(row_of(p.p[1].id).withdrawn_on, day("2026-10-16"));
	/* what was delivered can still be verified; the day by which the task
	 * itself is judged stays */
	assert_int_equal(row_of(p.p[2].id).withdrawn_on, DAY_NONE);
	ok(deed(USER_OFFICE, p.p[2].id, WORK_DO_VERIFY, "2026-10-17"));
	assert_int_equal(row_of(id).due_on, due);
	make("2026-12-20");
	assert_int_equal(periods(id).n, 3);
}

static void closed(void **state)
{
	int64_t id = monthly();

	(void)state;
	ok(deed(USER_LEAD, id, WORK_DO_SUBMIT, "2026-10-15"));
	ok(deed(USER_OFFICE, id, WORK_DO_VERIFY, "2026-10-16"));
	ok(deed(USER_OFFICE, id, WORK_DO_CLOSE, "2026-10-19"));
	assert_int_equal(row_of(periods(id).p[2].id).withdrawn_on,
			 day("2026-10-19"));
	make("2026-12-20");
	assert_int_equal(periods(id).n, 3);
}

/* A part that comes back, whose task is closed over it. */
static void closed_over(void **state)
{
	int64_t above = draft("Hằng quý"), part;
	struct work_part_new p = kit_part(&kit, "Lập danh mục hồ sơ");

	(void)state;
	ok(deed(USER_OFFICE, above, WORK_DO_ISSUE, "2026-08-03"));
	ok(deed(USER_LEAD, above, WORK_DO_ACCEPT, "2026-08-04"));
	p.deadline = STR("Hằng tháng");
	ok(kit_split(&kit, USER_LEAD, above, &p, 1));
	part = kit_parts(&kit, above).p[0].id;
	ok(deed(USER_CELL, part, WORK_DO_ACCEPT, "2026-10-14"));
	assert_int_equal(periods(part).n, 1);
	ok(deed(USER_LEAD, above, WORK_DO_SUBMIT, "2026-10-15"));
	ok(deed(USER_OFFICE, above, WORK_DO_VERIFY, "2026-10-16"));
	/* the part is its giver's business until the task is put away */
	assert_int_equal(row_of(part).withdrawn_on, DAY_NONE);
	ok(deed(USER_OFFICE, above, WORK_DO_CLOSE, "2026-10-19"));
	assert_int_equal(row_of(part).withdrawn_on, day("2026-10-19"));
	assert_int_equal(entries(part, "withdraw"), 1);
	ended(part, "2026-10-19");
}

/* ---- handed back -------------------------------------------------------------------- */

static void begins_again(void **state)
{
	int64_t id = draft("Hằng tháng");

	(void)state;
	ok(deed(USER_OFFICE, id, WORK_DO_ISSUE, "2026-10-02"));
	ok(deed(USER_LEAD, id, WORK_DO_HAND_BACK, "2026-10-03"));
	make("2026-10-04");
	assert_int_equal(periods(id).n, 1);
	ok(deed(USER_OFFICE, id, WORK_DO_ISSUE, "2026-10-05"));
	/* October is asked for again */
	assert_int_equal(periods(id).n, 2);
	assert_int_equal(row_of(id).due_on, day("2026-10-30"));
	make("2026-10-06");
	assert_int_equal(periods(id).n, 2);
}

/* ---- any day as it was ---------------------------------------------------------------- */

static day_t due_as_at(int64_t id, const char *iso)
{
	struct task_by_id_row row;
	bool found;

	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){
			      .id = id,
			      .today = day(iso),
			      .soon = day(iso),
			      .with = TASK_BY_ID_WITH_PAST,
			      .as_at = day(iso),
			      .until = day_begin(day(iso) + 1) },
		      &row, &found));
	assert_true(found);
	return row.due_on;
}

/* The day of a series moves with its periods; a past day shows its own. */
static void day_as_it_was(void **state)
{
	int64_t id = draft("Hằng tháng");

	(void)state;
	ok(deed(USER_OFFICE, id, WORK_DO_ISSUE, "2026-08-03"));
	ok(deed(USER_LEAD, id, WORK_DO_ACCEPT, "2026-08-04"));
	ok(deed(USER_LEAD, periods(id).p[0].id, WORK_DO_SUBMIT, "2026-08-20"));
	ok(deed(USER_OFFICE, periods(id).p[0].id, WORK_DO_VERIFY,
		"2026-08-21"));
	make("2026-09-01");
	/* 31/8/2026 is a day off, too */
	assert_int_equal(due_as_at(id, "2026-08-03"), day("2026-08-28"));
	assert_int_equal(due_as_at(id, "2026-08-20"), day("2026-08-28"));
	assert_int_equal(due_as_at(id, "2026-08-21"), DAY_NONE);
	assert_int_equal(due_as_at(id, "2026-09-01"), day("2026-09-30"));
	assert_int_equal(row_of(id).due_on, day("2026-09-30"));
	/* the entry that keeps it isn't shown */
	assert_int_equal(entries(id, "follow"), 0);
}

/* ---- with its programme ---------------------------------------------------------------- */

static int64_t next_year(void)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t id;

	ok(work_programme_add(&office,
			      &(struct work_programme_new){
				      .document = kit.document,
				      .title = STR("Chương trình năm 2027"),
				      .year = 2027,
				      .from = day("2027-01-01"),
				      .to = day("2027-12-31"),
				      .owner = kit.root },
			      &id));
	return id;
}

static void close_all(enum work_fate fate, int64_t into)
{
	struct cx office = on(USER_OFFICE, "2026-10-20");

	ok(work_close(&office,
		      &(struct work_close){
			      .ask = { .programme = kit.programme,
				       .others = { .fate = fate,
						   .into = into,
						   .reason = STR("vì") } } }));
}

static void ends_with_it(void **state)
{
	int64_t id = monthly();

	(void)state;
	close_all(FATE_END, 0);
	ended(id, "2026-10-20");
}

static void carried(void **state)
{
	int64_t id = monthly();

	(void)state;
	close_all(FATE_CARRY, next_year());
	ended(id, "2026-10-20");
}

/* Its periods stay open, since the task does; but no new one begins. */
static void kept(void **state)
{
	int64_t id = monthly(), later = draft("Hằng quý");
	struct reply rp = work_kit_post(
		&kit, USER_OFFICE, "/programme/%ld/close", kit.programme,
		"key=keep-series-1&others=keep&others_reason=&fates=&page=1&"
		"do=look");
	struct err *e;

	(void)state;
	assert_true(work_kit_says(&rp, "làm nốt các kỳ đang mở"));
	close_all(FATE_KEEP, 0);
	make("2026-12-20");
	assert_int_equal(periods(id).n, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(row_of(periods(id).p[i].id).withdrawn_on,
				 DAY_NONE);
	ok(deed(USER_OFFICE, periods(id).p[2].id, WORK_DO_VERIFY,
		"2026-12-21"));
	/* a draft that was kept would never get one */
	e = deed(USER_OFFICE, later, WORK_DO_ISSUE, "2026-12-21");
	assert_non_null(e);
	assert_int_equal(e->code, ERR_CONFLICT);
	assert_int_equal(row_of(later).issued_on, DAY_NONE);
}

/* Done before the closing: nothing of it is left to decide about. */
static void done_before(void **state)
{
	int64_t id = monthly();

	(void)state;
	ok(deed(USER_OFFICE, periods(id).p[2].id, WORK_DO_VERIFY,
		"2026-10-14"));
	ok(deed(USER_LEAD, id, WORK_DO_SUBMIT, "2026-10-15"));
	ok(deed(USER_OFFICE, id, WORK_DO_VERIFY, "2026-10-16"));
	close_all(FATE_END, 0);
	ended(id, "2026-10-16");
	assert_int_equal(row_of(id).withdrawn_on, DAY_NONE);
}

/* ---- taken back ------------------------------------------------------------------------ */

static void taken_back_with_a_carry(void **state)
{
	int64_t id = monthly(), into = next_year(), carry, copy, period;
	struct cx office = on(USER_OFFICE, "2026-10-20");
	struct work_carry_new in = { .ask = { .origin = kit.programme,
					      .into = into } };
	struct carry_made_rows rows;
	struct task_by_id_row row;
	int voided, held;
	bool found;

	(void)state;
	ok(work_carry(&office, &in, &carry));
	ok(carry_made(kit.cx.db, &(struct carry_made_in){ .carry = carry },
		      &rows));
	copy = 0;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(row_of(rows.p[i].id).deadline_kind,
			   row_of(id).deadline_kind))
			copy = rows.p[i].id;
	assert_true(copy > 0);
	ok(deed(USER_OFFICE, copy, WORK_DO_ISSUE, "2026-10-21"));
	assert_int_equal(periods(copy).n, 1);
	period = periods(copy).p[0].id;
	ok(work_carry_undo(&office, carry, &voided, &held));
	assert_int_equal(held, 0);
	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){ .id = period,
					       .today = kit.cx.today,
					       .soon = kit.cx.today },
		      &row, &found));
	assert_false(found);
	assert_int_equal(periods(copy).n, 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(withdrawn_by_the_office),
		T(withdrawn_on_request),
		T(comes_back_no_more),
		T(comes_back_from_now_on),
		T(comes_back_no_earlier),
		T(edited_away),
		T(verified),
		T(closed),
		T(closed_over),
		T(begins_again),
		T(day_as_it_was),
		T(ends_with_it),
		T(carried),
		T(kept),
		T(done_before),
		T(taken_back_with_a_carry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
