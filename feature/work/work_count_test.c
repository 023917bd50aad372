/*
 * The counts that figures come from: right for every later day, moved by acts
 * and not by reports; a missed row is found and mended, and the schema file
 * counts older data. (That they follow every act is work_year_test.c's.)
 */
#include "work/test/work_year.h"

#include "audit/audit.h"
#include "db/db.h"
#include "work/work_count.h"
#include "work/work_summary.h"

enum { DAYS = 30, ACTS = 12, TASKS = 120, LATER = 500, SECTIONS_MOST = 16 };

static struct arena *arena, *kept;
static struct work_kit kit;
static struct year year;

static int open_kit(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	kept = arena_open(1 << 30);
	work_kit_open(arena, NULL, &kit);
	return 0;
}

static int close_kit(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	arena_close(kept);
	return 0;
}

/* ---- later days --------------------------------------------------------------------- */

static int open_year(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	kept = arena_open(1 << 30);
	year.live = oracle_open(kept, false);
	year_found(&year, arena, YEAR_SEED);
	return 0;
}

static int close_year(void **state)
{
	(void)state;
	year_close(&year);
	arena_close(arena);
	arena_close(kept);
	return 0;
}

static void sum_agrees(struct cx *cx, const struct oracle_day *d,
		       const struct work_pick *pick)
{
	struct work_sum want = oracle_sum(year.live, d, pick), got;
	struct work_cells cells;

	ok(work_cells_of(cx, pick, &cells));
	assert_false(cells.ahead);
	got = work_cells_sum(&cells, pick);
	assert_memory_equal(&got, &want, sizeof(want));
}

/* What the overview's table reads, unit by unit. */
static void units_agree(struct cx *cx, const struct oracle_day *d,
			int64_t programme)
{
	struct work_cells cells;

	ok(work_cells_units(cx, programme, &cells));
	for (int u = UNIT_OFFICE; u < UNIT_CELL; u++) {
		struct work_pick pick = { .programme = programme,
					  .lead = year.kit.unit[u] };
		struct work_sum want = oracle_sum(year.live, d, &pick);
		struct work_sum got = work_cells_sum(&cells, &pick);

		assert_memory_equal(&got, &want, sizeof(want));
	}
}

static void later_day_agrees(day_t on)
{
	struct cx cx = year.cx;
	struct arena_mark mark = arena_mark(arena);
	struct oracle_day d = oracle_day(year.live, arena, on);

	cx.today = cx.as_at = on;
	sum_agrees(&cx, &d, &(struct work_pick){ 0 });
	for (int i = 0; i < YEAR_ORGS; i++)
		sum_agrees(&cx, &d, &(struct work_pick){ .lead = year.org[i] });
	for (int s = 1; s <= SECTIONS_MOST; s++)
		sum_agrees(&cx, &d, &(struct work_pick){ .section = s });
	for (int i = 0; i < year.n_programmes; i++)
		units_agree(&cx, &d, year.programme[i].id);
	arena_rewind(arena, mark);
}

/* Nothing is written while deadlines and beginnings pass. */
static void later_days_are_right(void **state)
{
	day_t first = year.cx.today;
	int64_t wrong;

	(void)state;
	year_add(&year, TASKS);
	for (int d = 0; d < DAYS; d++) {
		year_on(&year, first + d);
		for (int i = 0; i < ACTS; i++)
			year_act_once(&year, year_any_act(&year, 0));
		ok(work_count_check(&year.cx, &wrong));
		assert_int_equal(wrong, 0);
		oracle_replay(year.live, &year.cx);
		year.day = oracle_day(year.live, kept, year.cx.today);
	}
	for (int d = 0; d < LATER; d += 1 + d / 40)
		later_day_agrees(year.cx.today + d);
}

/* ---- by hand ------------------------------------------------------------------------ */

static struct err *sql_tx(struct cx *cx, void *arg)
{
	struct db_part *part = arena_new(cx->arena, struct db_part, 1);
	struct db_query *query = arena_new(cx->arena, struct db_query, 1);
	struct db_stmt *st;
	bool more;
	struct err *err;

	*part = (struct db_part){ .sql = arg, .opt = -1, .order = -1 };
	*query = (struct db_query){
		.name = "by hand", .part = part, .n_parts = 1, .scan = true
	};
	err = db_stmt_get(cx->db, query, 0, 0, &st);
	if (!err)
		err = db_step(st, &more);
	if (!err)
		db_stmt_done(st);
	return err;
}

static void by_hand(const char *sql)
{
	ok(db_tx(&kit.cx, sql_tx, (void *)(uintptr_t)sql));
}

static int64_t wrong(void)
{
	int64_t n;

	ok(work_count_check(&kit.cx, &n));
	return n;
}

static void what_differs_is_found_and_mended(void **state)
{
	static const char *const break_it[] = {
		"update task set due_on = '2026-12-01' where id = 4",
		"update task set issued_on = null where id = 3",
		"update task set parent = 1, child = 'part' where id = 5",
		"update task set last_ask = 'none' where id = 5",
		"update task_count set n = n + 1 where phase = 2",
		"delete from task_count_due where phase = 2",
		"update task_count_on set day = '2026-02-01'",
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(break_it); i++) {
		assert_int_equal(wrong(), 0);
		by_hand(break_it[i]);
		if (i != 3) /* it is a part by now, and counts no more */
			assert_true(wrong() > 0);
		ok(work_count_rebuild(&kit.cx));
	}
	assert_int_equal(wrong(), 0);
}

/* The statements behind the tables of the schema file. */
static void older_data_is_counted(void **state)
{
	struct str all =
		kit_file(arena, "feature/work/schema/0039_work_count.sql");
	ptrdiff_t at;

	(void)state;
	/* no scope of one organisation alone was known then */
	by_hand("delete from org_closure where ancestor < 0");
	by_hand("delete from task_count");
	by_hand("delete from task_count_due");
	by_hand("delete from task_count_on");
	all = str_sub(all, str_find(all, STR("\ninsert into"), 0), all.n);
	for (int i = 0; i < 3; i++) {
		at = str_find_char(all, ';');
		assert_true(at > 0);
		by_hand(str_to_c(arena, str_sub(all, 0, at)));
		all = str_sub(all, at + 1, all.n);
	}
	by_hand("insert into org_closure (ancestor, descendant, depth) "
		"select -o.id, o.id, 0 from org o");
	assert_int_equal(wrong(), 0);
}

/* A report on what is begun moves no count: it may not write a row of them. */
static void report_writes_no_count(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_deed d = { .task = kit.task[TASK_RUNNING],
			       .what = WORK_DO_REPORT,
			       .report = { .percent = 60,
					   .body = STR("Đã lập 12 danh mục."),
					   .difficulty = STR(""),
					   .cause = STR(""),
					   .ask = STR("none") } };

	(void)state;
	kit_day(&lead, "2026-10-14");
	/* another day: a write would move the day of the counts */
	by_hand("update task_count_on set day = '2026-10-13'");
	ok(work_do(&lead, &d, NULL));
	by_hand("update task_count_on set day = '2026-10-14' "
		"where day = '2026-10-13'");
	assert_int_equal(wrong(), 0);
}

/* Before the newest act the tasks themselves are asked. */
static void earlier_days_are_right_too(void **state)
{
	struct oracle *o = oracle_open(kept, false);
	struct cx cx = kit.cx;
	struct work_cells cells;
	struct oracle_day d;
	struct work_sum want;

	(void)state;
	oracle_replay(o, &cx);
	kit_day(&cx, "2026-02-15");
	d = oracle_day(o, arena, cx.today);
	want = oracle_sum(o, &d, &(struct work_pick){ 0 });
	ok(work_cells_get(&cx, &cells));
	assert_true(cells.ahead);
	for (int s = 0; s < N_WORK_STATE; s++)
		assert_int_equal(work_cells_sum(&cells,
						&(struct work_pick){ 0 })
					 .state[s],
				 want.state[s]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(later_days_are_right, open_year,
						close_year),
		cmocka_unit_test_setup_teardown(
			what_differs_is_found_and_mended, open_kit, close_kit),
		cmocka_unit_test_setup_teardown(older_data_is_counted, open_kit,
						close_kit),
		cmocka_unit_test_setup_teardown(report_writes_no_count,
						open_kit, close_kit),
		cmocka_unit_test_setup_teardown(earlier_days_are_right_too,
						open_kit, close_kit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
