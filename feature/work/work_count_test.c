/*
 * The counts against a recount: a year of random acts on two hundred tasks;
 * after each of them every organisation's figures, by state and day, are those
 * of the tasks themselves. Then a missed row is found and mended, and the
 * schema file counts older data.
 */
#include "work/test/work_kit.h"

#include "audit/audit.h"
#include "db/db.h"
#include "work/work_act.h"
#include "work/work_adjust_act.h"
#include "work/work_count.h"
#include "work/work_period_act.h"
#include "work/work_query.h"
#include "work/work_summary.h"

enum { TASKS = 200, ACTS = 200, SOON = 14, TASKS_MOST = 400, SECTIONS = 3 };

static struct arena *arena;
static struct work_kit kit;
static uint32_t seed;

static int open_kit(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	seed = 20261014;
	work_kit_open(arena, NULL, &kit);
	return 0;
}

static int close_kit(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

/* From 0 to n - 1. */
static int any(int n)
{
	seed = seed * 1664525u + 1013904223u;
	return (int)((seed >> 8) % (uint32_t)n);
}

static void on_day(struct cx *cx, day_t day)
{
	cx->today = cx->as_at = day;
	cx->now = day_begin(day) + 28800000;
}

/* ---- the recount -------------------------------------------------------------- */

struct row {
	int64_t lead, section, missing;
	struct work_facts f;
	bool asking;
};
static struct {
	struct row p[TASKS_MOST];
	int n;
} rows;

static day_t fact(struct db_stmt *st, int col)
{
	return db_col_day(st, col);
}

static void rows_read(struct cx *cx)
{
	static const struct db_part part = {
		.sql = "select lead, section, missing, last_ask = 'help', "
		       "percent, issued_on, accepted_on, submitted_on, "
		       "done_on, paused_on, withdrawn_on, due_on, start_on "
		       "from task where parent is null and voided_at is null",
		.opt = -1,
		.order = -1
	};
	static const struct db_query query = {
		.name = "rows", .part = &part, .n_parts = 1, .scan = true
	};
	struct db_stmt *st;
	bool more;

	rows.n = 0;
	ok(db_stmt_get(cx->db, &query, 0, 0, &st));
	ok(db_step(st, &more));
	for (; more && rows.n < TASKS_MOST; rows.n++) {
		rows.p[rows.n] =
			(struct row){ .lead = db_col_i64(st, 0),
				      .section = db_col_i64(st, 1),
				      .missing = db_col_i64(st, 2),
				      .asking = db_col_i64(st, 3) == 1,
				      .f = { .percent = db_col_i64(st, 4),
					     .issued = fact(st, 5),
					     .accepted = fact(st, 6),
					     .submitted = fact(st, 7),
					     .done = fact(st, 8),
					     .closed = DAY_NONE,
					     .paused = fact(st, 9),
					     .withdrawn = fact(st, 10),
					     .due = fact(st, 11),
					     .start = fact(st, 12) } };
		ok(db_step(st, &more));
	}
	db_stmt_done(st);
}

/* The kit's tree: everything below the root, the cell below the office. */
static bool leads(int64_t org, int64_t lead)
{
	if (!org)
		return true;
	return lead != DB_NULL &&
	       (org == kit.root || org == lead ||
		(org == kit.unit[UNIT_OFFICE] && lead == kit.unit[UNIT_CELL]));
}

static struct work_sum recount(const struct work_pick *pick, day_t on)
{
	struct work_sum s = { 0 };

	for (int i = 0; i < rows.n; i++) {
		const struct row *r = &rows.p[i];
		enum work_state st = work_state_on(&r->f, on, SOON);

		if (!leads(pick->lead, r->lead) ||
		    (pick->section && pick->section != r->section))
			continue;
		s.n++;
		s.unclear += r->missing != 0;
		s.accepted +=
			r->f.accepted != DAY_NONE && r->f.withdrawn == DAY_NONE;
		s.asking += r->asking;
		for (int k = 0; k < 4; k++)
			s.missing[k] += r->missing >> k & 1;
		s.state[st]++;
		s.mark[work_mark_of(st)]++;
	}
	return s;
}

static void sum_agrees(struct cx *cx, const struct work_pick *pick)
{
	struct work_sum want = recount(pick, cx->today), got;
	struct work_cells cells;

	ok(work_cells_of(cx, pick, &cells));
	assert_false(cells.ahead);
	got = work_cells_sum(&cells, pick);
	assert_memory_equal(&got, &want, sizeof(want));
}

/* What the overview's table reads, unit by unit. */
static void units_agree(struct cx *cx)
{
	struct work_cells cells;

	ok(work_cells_units(cx, kit.programme, &cells));
	for (int u = UNIT_OFFICE; u < UNIT_CELL; u++) {
		struct work_pick pick = { .lead = kit.unit[u] };
		struct work_sum want = recount(&pick, cx->today);
		struct work_sum got = work_cells_sum(&cells, &pick);

		assert_memory_equal(&got, &want, sizeof(want));
	}
}

static void all_agrees(struct cx *cx)
{
	const int64_t org[] = { 0,	     kit.root,	  kit.unit[0],
				kit.unit[1], kit.unit[2], kit.unit[3] };
	const int later[] = { 0, any(40), any(500) };
	struct arena_mark mark = arena_mark(cx->arena);
	struct cx at = *cx;
	int64_t wrong;

	/* the counts know: nothing falls back on the tasks */
	ok(work_count_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	rows_read(cx);
	for (int s = 1; s <= SECTIONS; s++)
		sum_agrees(cx, &(struct work_pick){ .section = s });
	for (ptrdiff_t d = 0; d < N_ELEMENTS(later); d++) {
		on_day(&at, cx->today + later[d]);
		for (ptrdiff_t i = 0; i < N_ELEMENTS(org); i++)
			sum_agrees(&at, &(struct work_pick){ .lead = org[i] });
		units_agree(&at);
	}
	arena_rewind(cx->arena, mark);
}

/* ---- random acts ------------------------------------------------------------------ */

static const char *const deadlines[] = {
	"30/4/2026",	  "15/6/2026",	     "31/8/2026",
	"Quý IV/2026",	  "Tháng 11/2026",   "20/12/2026",
	"Hằng tháng",	  "Thường xuyên",    "",
	"Khi có yêu cầu", "Từ tháng 5/2026", "Từ tháng 3 đến tháng 9/2026",
};

static struct str any_deadline(void)
{
	return str_c(deadlines[any((int)N_ELEMENTS(deadlines))]);
}

static int64_t any_lead(void)
{
	int k = any(6);

	return k == 0 ? DB_NULL : k == 1 ? kit.root : kit.unit[k - 2];
}

static struct work_task_words any_words(void)
{
	static const char *const section[] = { "", "I. Công tác tuyên truyền",
					       "II. Chuyển đổi số",
					       "III. Mới" };
	bool vague = !any(8);

	return (struct work_task_words){
		.programme = kit.programme,
		.section = str_c(section[any(4)]),
		.number = STR("9.1"),
		.work = STR("Xây dựng kế hoạch kiểm tra"),
		.work_confirmed = !vague,
		.lead = any_lead(),
		.lead_text = vague ? STR("Các cấp ủy") : STR(""),
		.with_text = STR(""),
		.deadline = any_deadline(),
		.product = vague ? STR("") : STR("Kế hoạch"),
		.product_confirmed = !vague,
		.import = DB_NULL,
		.import_row = DB_NULL,
		.cause = STR("khac"),
		.reason = STR("Đổi cho sát thực tế.")
	};
}

static int64_t any_task(void)
{
	return 1 + any(TASKS + 40); /* periods are among them */
}

static struct err *any_deed(struct cx *cx)
{
	/* what moves a task on comes more often than what ends it */
	static const enum work_do deed[] = {
		WORK_DO_ISSUE,	  WORK_DO_ISSUE,  WORK_DO_ISSUE,
		WORK_DO_ACCEPT,	  WORK_DO_ACCEPT, WORK_DO_REPORT,
		WORK_DO_REPORT,	  WORK_DO_SUBMIT, WORK_DO_SUBMIT,
		WORK_DO_VERIFY,	  WORK_DO_RETURN, WORK_DO_HAND_BACK,
		WORK_DO_PAUSE,	  WORK_DO_RESUME, WORK_DO_CLOSE,
		WORK_DO_WITHDRAW,
	};
	struct work_deed d = { .task = any_task(),
			       .what = deed[any((int)N_ELEMENTS(deed))],
			       .reason = STR("Lý do."),
			       .report = { .percent = any(100),
					   .body = STR("Đã làm một phần."),
					   .difficulty = STR("Thiếu người."),
					   .cause = STR("khac"),
					   .ask = any(3) ? STR("none")
							 : STR("help") } };

	return work_do(cx, &d, NULL);
}

static int64_t rev_of(struct cx *cx, int64_t id)
{
	struct task_by_id_row t;
	bool found;

	ok(task_by_id(cx->db,
		      &(struct task_by_id_in){
			      .id = id, .today = cx->today, .soon = cx->today },
		      &t, &found));
	return found ? t.rev : 0;
}

static struct err *any_edit(struct cx *cx)
{
	struct work_task_words w = any_words();
	int64_t id = any_task();

	return work_task_edit(cx, id, rev_of(cx, id), &w);
}

static struct err *any_adjust(struct cx *cx)
{
	struct work_adjust_new in = { .task = any_task(),
				      .kind = (enum work_adjust)any(N_ADJUST),
				      .cause = STR("khac"),
				      .body = STR("Đề nghị."),
				      .deadline = any_deadline(),
				      .work = STR("Xây dựng đề án kiểm tra"),
				      .product = STR("Đề án"),
				      .lead = any_lead() };

	return work_adjust(cx, &in, NULL);
}

static struct err *any_event_day(struct cx *cx)
{
	return work_event_day(cx, &(struct work_event_day){
					  .task = any_task(),
					  .event = cx->today,
					  .due = cx->today + any(60),
					  .note = STR("Có yêu cầu.") });
}

static struct err *any_act(struct cx *cx)
{
	struct work_task_words w;
	int64_t id;

	switch (any(18)) {
	case 0:
		return any_edit(cx);
	case 1:
		return any_adjust(cx);
	case 2:
		return any_event_day(cx);
	case 3:
		return work_periods_make(cx, NULL);
	case 4:
		w = any_words();
		return work_task_add(cx, &w, &id);
	default:
		return any_deed(cx);
	}
}

static void a_year_of_acts(void **state)
{
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	bool there[N_WORK_STATE] = { false };
	int done = 0;

	(void)state;
	/* one person with both sides' rights */
	cx.actor.perms = UINT64_MAX;
	for (int i = N_KIT_TASK; i < TASKS; i++) {
		struct work_task_words w = any_words();
		int64_t id;

		ok(work_task_add(&cx, &w, &id));
	}
	all_agrees(&cx);
	while (done < ACTS) {
		struct arena_mark mark = arena_mark(cx.arena);
		struct err *err;

		on_day(&cx, cx.today + (any(3) ? 0 : any(4)));
		err = any_act(&cx);
		if (err && (err->code == ERR_DB || err->code == ERR_INTERNAL))
			ok(err);
		done += !err;
		arena_rewind(cx.arena, mark);
		if (err)
			continue;
		all_agrees(&cx);
		for (int i = 0; i < rows.n; i++)
			there[work_state_on(&rows.p[i].f, cx.today, SOON)] =
				true;
	}
	/* it wasn't about a few states only */
	for (int k = 0; k < N_WORK_STATE; k++)
		if (!there[k])
			fail_msg("nothing was ever in state %d", k);
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
	struct cx cx = kit.cx;
	struct work_cells cells;

	(void)state;
	kit_day(&cx, "2026-02-15");
	rows_read(&cx);
	ok(work_cells_get(&cx, &cells));
	assert_true(cells.ahead);
	for (int s = 0; s < N_WORK_STATE; s++)
		assert_int_equal(
			work_cells_sum(&cells, &(struct work_pick){ 0 })
				.state[s],
			recount(&(struct work_pick){ 0 }, cx.today).state[s]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_year_of_acts, open_kit,
						close_kit),
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
