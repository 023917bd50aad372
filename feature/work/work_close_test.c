/* A programme is closed with what happens to each open task. */
#include "work/test/work_kit.h"

#include "audit/audit.h"
#include "db/db.h"
#include "work/work_adjust_act.h"
#include "work/work_adjust_query.h"
#include "work/work_carry_act.h"
#include "work/work_count.h"
#include "work/work_page.h"
#include "work/work_summary.h"

enum { KIT_OPEN = 10 };

static struct arena *arena;
static struct work_kit kit;
static int64_t next; /* programme of 2027 */

static const struct route_table *const tables[] = { &work_close_routes,
						    &work_task_routes,
						    &work_programme_routes,
						    &work_list_routes, NULL };

static int setup(void **state)
{
	struct cx office;

	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	office = work_kit_as(&kit, USER_OFFICE);
	ok(work_programme_add(&office,
			      &(struct work_programme_new){
				      .document = kit.document,
				      .title = STR("Chương trình năm 2027"),
				      .year = 2027,
				      .from = kit.cx.today + 79,
				      .to = kit.cx.today + 443,
				      .owner = kit.root },
			      &next));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static void says(struct reply rp, const char *text)
{
	if (!work_kit_says(&rp, text))
		fail_msg("not said: %s", text);
}

static void says_not(struct reply rp, const char *text)
{
	if (work_kit_says(&rp, text))
		fail_msg("said: %s", text);
}

static struct work_close all(enum work_fate fate, const char *reason)
{
	return (struct work_close){
		.ask = { .programme = kit.programme,
			 .others = { .fate = fate,
				     .into = next,
				     .reason = str_c(reason) } }
	};
}

static struct task_by_id_row task(int64_t id)
{
	struct task_by_id_row row;
	bool found;

	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){ .id = id,
					       .today = kit.cx.today,
					       .soon = kit.cx.today },
		      &row, &found));
	assert_true(found);
	return row;
}

static day_t closed_on(int64_t programme)
{
	struct programme_by_id_row p;
	bool found;

	ok(programme_by_id(kit.cx.db,
			   &(struct programme_by_id_in){ .id = programme }, &p,
			   &found));
	return p.closed_on;
}

static struct work_sum sum_on(struct cx *cx, int64_t programme)
{
	struct work_cells cells;

	ok(work_close_look(cx, programme));
	ok(work_cells_get(cx, &cells));
	return work_cells_sum(&cells,
			      &(struct work_pick){ .programme = programme });
}

static int64_t red_on(struct cx *cx)
{
	struct work_cells cells;

	ok(work_cells_get(cx, &cells));
	return work_cells_sum(&cells,
			      &(struct work_pick){ .programme = kit.programme })
		.mark[WORK_MARK_RED];
}

/* How many events of a kind there are. */
static int64_t events_of(const char *kind)
{
	static const struct db_part part = {
		.sql = "select count(*) from event where kind = ?1",
		.opt = -1,
		.order = -1
	};
	static const struct db_query query = { .name = "events_of",
					       .part = &part,
					       .n_parts = 1,
					       .n_params = 1,
					       .types = "t",
					       .scan = true };
	struct db_stmt *st;
	int64_t n;
	bool more;

	ok(db_stmt_get(kit.cx.db, &query, 0, 0, &st));
	db_bind_str(st, 1, str_c(kind));
	ok(db_step(st, &more));
	n = db_col_i64(st, 0);
	db_stmt_done(st);
	return n;
}

/* ---- the act --------------------------------------------------------------------- */

static void three_fates(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_close in = all(FATE_END, "Không còn phù hợp.");
	struct fate_list_rows rows;
	struct task_by_id_row t;
	struct err *findings = NULL;
	int64_t n, withdrawn = events_of("task.withdraw");

	(void)state;
	work_fates_put(arena, &in.ask.fates,
		       &(struct work_fated){ .task = kit.task[TASK_LATE],
					     .fate = FATE_CARRY,
					     .into = next,
					     .reason = STR("") });
	work_fates_put(arena, &in.ask.fates,
		       &(struct work_fated){ .task = kit.task[TASK_SOON],
					     .fate = FATE_KEEP,
					     .reason = STR("") });
	ok(work_close(&office, &in));
	assert_int_equal(closed_on(kit.programme), kit.cx.today);
	ok(fate_list(kit.cx.db,
		     &(struct fate_list_in){ .programme = kit.programme,
					     .limit = 50 },
		     &rows));
	assert_int_equal(rows.n, KIT_OPEN);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		t = task(rows.p[i].task);
		/* unfinished is never called done */
		assert_int_equal(t.done_on, DAY_NONE);
		assert_int_equal(t.withdrawn_on == DAY_NONE,
				 rows.p[i].task == kit.task[TASK_SOON]);
		if (rows.p[i].task != kit.task[TASK_LATE])
			continue;
		same(rows.p[i].fate, "carry");
		t = task(rows.p[i].into_task);
		assert_int_equal(t.programme, next);
		same(t.deadline_text, "31/8/2027");
	}
	assert_int_equal(events_of("task.withdraw"), withdrawn + KIT_OPEN - 1);
	assert_int_equal(events_of("task.keep"), 1);
	assert_int_equal(events_of("task.carry"), 1);
	assert_int_equal(events_of("programme.close"), 1);
	ok(audit_verify(&kit.cx, &n, &findings));
	assert_null(findings);
}

static void nothing_without_a_fate(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_close in = all(FATE_KEEP, "");
	struct work_close none = all(FATE_NONE, "");

	(void)state;
	fails(work_close(&lead, &in), ERR_DENIED);
	fails(work_close(&office, &none), ERR_INVALID);
	none = all(FATE_END, "");
	fails(work_close(&office, &none), ERR_INVALID);
	none = all(FATE_CARRY, "");
	none.ask.others.into = 99;
	fails(work_close(&office, &none), ERR_INVALID);
	none.ask.others.into = kit.programme;
	fails(work_close(&office, &none), ERR_INVALID);
	none = in;
	none.seen = STR("1.abc");
	fails(work_close(&office, &none), ERR_CONFLICT);
	none = in;
	none.ask.programme = 99;
	fails(work_close(&office, &none), ERR_NOT_FOUND);
	/* one task alone that isn't decided */
	none = all(FATE_NONE, "");
	for (int t = 0; t < N_KIT_TASK; t++)
		if (t != TASK_PAUSED)
			work_fates_put(arena, &none.ask.fates,
				       &(struct work_fated){
					       .task = kit.task[t],
					       .fate = FATE_KEEP,
					       .reason = STR("") });
	fails(work_close(&office, &none), ERR_INVALID);
	assert_int_equal(closed_on(kit.programme), DAY_NONE);
	assert_int_equal(events_of("task.keep"), 0);
	office.key = STR("close-once");
	ok(work_close(&office, &in));
	ok(work_close(&office, &in));
	assert_int_equal(events_of("task.keep"), KIT_OPEN);
	office.key = STR_NULL;
	fails(work_close(&office, &in), ERR_CONFLICT);
}

static void carried_before_is_not_copied_twice(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_carry_new carry = { .ask = { .origin = kit.programme,
						 .into = next } };
	struct work_close in = all(FATE_END, "Không còn phù hợp.");
	struct carry_tasks_rows before, after;
	struct fate_list_rows rows;
	int64_t id;

	(void)state;
	ok(work_carry(&office, &carry, &id));
	ok(carry_tasks(kit.cx.db, &(struct carry_tasks_in){ .programme = next },
		       &before));
	/* what is said for the others doesn't hold for what has its copy */
	ok(work_close(&office, &in));
	ok(fate_list(kit.cx.db,
		     &(struct fate_list_in){ .programme = kit.programme,
					     .limit = 50 },
		     &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		same(rows.p[i].fate, "carry");
		same(rows.p[i].reason, "");
	}
	ok(carry_tasks(kit.cx.db, &(struct carry_tasks_in){ .programme = next },
		       &after));
	assert_int_equal(before.n, KIT_OPEN);
	assert_int_equal(after.n, KIT_OPEN);
	assert_true(task(kit.task[TASK_LATE]).withdrawn_on != DAY_NONE);
}

static void without_open_tasks(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);

	(void)state;
	ok(work_close(&office,
		      &(struct work_close){ .ask = { .programme = next } }));
	assert_int_equal(closed_on(next), kit.cx.today);
}

/* A part goes with the open task above it; one whose task has ended doesn't. */
static struct err *under(struct cx *cx, void *arg)
{
	static const struct db_part part = {
		.sql = "update task set parent = ?1, child = 'part', "
		       "weight = 1 where id = ?2",
		.opt = -1,
		.order = -1
	};
	static const struct db_query query = { .name = "under",
					       .n_params = 2,
					       .types = "ii",
					       .part = &part,
					       .n_parts = 1 };
	const int64_t *pair = arg;
	struct db_stmt *st;
	bool more;
	struct err *err = db_stmt_get(cx->db, &query, 0, 0, &st);

	if (err)
		return err;
	db_bind_i64(st, 1, pair[0]);
	db_bind_i64(st, 2, pair[1]);
	err = db_step(st, &more);
	db_stmt_done(st);
	return err;
}

static void parts_go_with_their_task(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t pair[3][2] = {
		{ kit.task[TASK_LATE], kit.task[TASK_SOON] },
		{ kit.task[TASK_SOON], kit.task[TASK_ISSUED] },
		{ kit.task[TASK_DONE], kit.task[TASK_RUNNING] },
	};
	struct work_close in = all(FATE_CARRY, "");
	struct carry_tasks_rows rows;

	(void)state;
	for (int i = 0; i < 3; i++)
		ok(db_tx(&kit.cx, under, pair[i]));
	ok(work_count_rebuild(&kit.cx));
	fails(work_close(&office, &in), ERR_INVALID);
	work_fates_put(arena, &in.ask.fates,
		       &(struct work_fated){ .task = kit.task[TASK_RUNNING],
					     .fate = FATE_END,
					     .reason = STR("Đã đủ.") });
	ok(work_close(&office, &in));
	ok(carry_tasks(kit.cx.db, &(struct carry_tasks_in){ .programme = next },
		       &rows));
	assert_int_equal(rows.n, KIT_OPEN - 3);
	assert_true(task(kit.task[TASK_SOON]).withdrawn_on != DAY_NONE);
	assert_true(task(kit.task[TASK_ISSUED]).withdrawn_on != DAY_NONE);
}

/* ---- figures ----------------------------------------------------------------------- */

static void figures_stay(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE), later;
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_close in = all(FATE_KEEP, "");
	struct programme_list_rows list;
	struct work_sum then, now;

	(void)state;
	ok(work_close(&office, &in));
	later = office;
	then = sum_on(&later, kit.programme);
	/* the kept task goes on and is verified in the next year */
	kit_day(&lead, "2027-01-20");
	ok(work_do(&lead,
		   &(struct work_deed){
			   .task = kit.task[TASK_LATE],
			   .what = WORK_DO_SUBMIT,
			   .report = { .percent = 100,
				       .body = STR("Xong."),
				       .difficulty = STR("Thiếu máy quét."),
				       .cause = STR("he_thong"),
				       .ask = STR("none") } },
		   NULL));
	kit_day(&office, "2027-01-21");
	ok(work_do(&office,
		   &(struct work_deed){ .task = kit.task[TASK_LATE],
					.what = WORK_DO_VERIFY },
		   NULL));
	later = office;
	now = sum_on(&later, kit.programme);
	assert_true(later.past);
	assert_memory_equal(&then, &now, sizeof(now));
	assert_true(task(kit.task[TASK_LATE]).done_on != DAY_NONE);
	ok(programme_list(kit.cx.db, &list));
	assert_int_equal(list.p[1].done, then.mark[WORK_MARK_DONE]);
	/* an open programme is looked at today */
	later = office;
	ok(work_close_look(&later, next));
	assert_false(later.past);
}

/* ---- the pages ---------------------------------------------------------------------- */

/* What was overdue on the closing day isn't made good by closing. */
static void closing_mends_nothing(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE), look = office;
	struct work_close in = all(FATE_END, "Không còn phù hợp.");
	struct work_sum before = sum_on(&look, kit.programme), after;

	(void)state;
	assert_false(look.past);
	assert_true(before.mark[WORK_MARK_RED] > 0);
	ok(work_close(&office, &in));
	look = office;
	after = sum_on(&look, kit.programme);
	assert_true(look.past);
	assert_memory_equal(&before, &after, sizeof(after));
	kit_day(&office, "2027-03-01");
	after = sum_on(&office, kit.programme);
	assert_memory_equal(&before, &after, sizeof(after));
	assert_int_equal(task(kit.task[TASK_LATE]).withdrawn_on, kit.cx.today);
	/* from the day after on they are withdrawn */
	look = work_kit_as(&kit, USER_OFFICE);
	kit_day(&look, "2026-10-15");
	look.as_at = look.today;
	look.past = true;
	assert_int_equal(red_on(&look), 0);
}

/* What is written at an ended task on that evening ends it no sooner. */
static void the_evening_of_the_closing(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx look = work_kit_as(&kit, USER_OFFICE);
	struct work_close in = all(FATE_END, "Hết kỳ");
	struct work_sum before = sum_on(&look, kit.programme), after;
	struct adjust_list_rows asked;

	(void)state;
	ok(work_adjust(&lead,
		       &(struct work_adjust_new){
			       .task = kit.task[TASK_LATE],
			       .kind = ADJUST_EXTENSION,
			       .cause = STR("khac"),
			       .body = STR("Xin thêm thời gian."),
			       .deadline = STR("30/11/2026"),
			       .lead = DB_NULL },
		       NULL));
	ok(work_close(&office, &in));
	ok(adjust_list(kit.cx.db,
		       &(struct adjust_list_in){ .task = kit.task[TASK_LATE],
						 .as_at = kit.cx.today },
		       &asked));
	ok(work_adjust_decide(&office, asked.p[0].id, WORK_REFUSED,
			      STR("Chương trình đã kết thúc.")));
	look = office;
	after = sum_on(&look, kit.programme);
	assert_true(look.past);
	assert_memory_equal(&before, &after, sizeof(after));
}

static struct str field_of(const struct reply *rp, const char *name)
{
	struct str s = buf_view(&rp->body);
	struct str mark = str_fmt(arena, "name=\"%s\" value=\"", name);
	ptrdiff_t at = str_find(s, mark, 0);

	assert_true(at >= 0);
	at += mark.n;
	return str_sub(s, at, str_find(s, STR("\""), at));
}

static void form_asks_shows_and_closes(void **state)
{
	const char *path = "/programme/%ld/close";
	struct reply rp = work_kit_get(&kit, USER_OFFICE, path, kit.programme);
	const char *others =
		str_fmt(arena, "others=carry.%ld&others_reason=", (long)next).p;

	(void)state;
	assert_int_equal(rp.status, 200);
	says(rp, "Chưa chọn: 10");
	says(rp, "Chuyển sang 12-CTr/ĐU – Chương trình năm 2027</option>");
	/* without a word about each: where it is missing */
	rp = work_kit_post(&kit, USER_OFFICE, path, kit.programme,
			   "others=&others_reason=&fates=&page=1&do=look");
	assert_int_equal(rp.status, 422);
	says(rp, "1.1: Hãy chọn cách xử lý nhiệm vụ này.");
	says(rp,
	     str_fmt(arena, "href=\"#fate.%ld\"", (long)kit.task[TASK_VAGUE])
		     .p);
	/* a reason is missing; what was chosen stays */
	rp = work_kit_post(
		&kit, USER_OFFICE, path, kit.programme,
		str_fmt(arena,
			"%s&fates=&page=1&row=%ld&fate.%ld=end&why.%ld="
			"&do=look",
			others, (long)kit.task[TASK_LATE],
			(long)kit.task[TASK_LATE], (long)kit.task[TASK_LATE])
			.p);
	assert_int_equal(rp.status, 422);
	says(rp, "Hãy nêu lý do vì sao nhiệm vụ dừng khi chưa hoàn thành.");
	says(rp, "<option value=\"end\" selected>");
	rp = work_kit_post(
		&kit, USER_OFFICE, path, kit.programme,
		str_fmt(arena,
			"%s&fates=&page=1&row=%ld&fate.%ld=end&why.%ld=Th%%C3%%"
			"B4i&do=look",
			others, (long)kit.task[TASK_LATE],
			(long)kit.task[TASK_LATE], (long)kit.task[TASK_LATE])
			.p);
	assert_int_equal(rp.status, 200);
	says(rp, "Đây là những gì sẽ thực hiện.");
	says(rp, "Chuyển tiếp: 9");
	says(rp, "Dừng khi chưa hoàn thành: 1");
	assert_int_equal(closed_on(kit.programme), DAY_NONE);
	rp = work_kit_post(
		&kit, USER_OFFICE, path, kit.programme,
		str_fmt(arena,
			"%s&sure=1&page=1&seen=%.*s&key=close-form-1&do=confirm"
			"&fates=%ld|end|Th%%C3%%B4i",
			others, STR_ARG(field_of(&rp, "seen")),
			(long)kit.task[TASK_LATE])
			.p);
	assert_int_equal(rp.status, 303);
	assert_int_equal(closed_on(kit.programme), kit.cx.today);
	same(task(kit.task[TASK_LATE]).last_text, "Đã quét 5.016 hồ sơ.");
}

static void what_became_of_them(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_close in = all(FATE_CARRY, "");
	struct reply rp;

	(void)state;
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld/fates",
			  kit.programme);
	assert_int_equal(rp.status, 404);
	ok(work_close(&office, &in));
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld", kit.programme);
	says(rp, "Đã kết thúc ngày 14/10/2026");
	says(rp, "10 chuyển tiếp, 0 dừng khi chưa hoàn thành, 0 giữ lại.");
	says_not(rp, "/close\"");
	says_not(rp, "/task/new");
	rp = work_kit_get(&kit, USER_LEAD, "/programme/%ld", kit.programme);
	says(rp, "Đã kết thúc ngày 14/10/2026");
	says_not(rp, "/fates");
	rp = work_kit_get(&kit, USER_LEAD, "/programme/%ld/fates",
			  kit.programme);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_LEADER, "/programme/%ld/fates",
			  kit.programme);
	says(rp, "12-CTr/ĐU (2027), 2.4</a>");
	rp = work_kit_get_en(&kit, USER_OFFICE, "/task/%ld",
			     kit.task[TASK_LATE]);
	says(rp, "Carried over into");
	says(rp, "Task withdrawn");
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld/close",
			  kit.programme);
	assert_int_equal(rp.status, 409);
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld/tasks.xlsx",
			  kit.programme);
	assert_int_equal(rp.status, 200);
}

static void whose_it_is(void **state)
{
	const char *path = "/programme/%ld/close";

	(void)state;
	assert_int_equal(
		work_kit_get(&kit, USER_LEAD, path, kit.programme).status, 404);
	assert_int_equal(
		work_kit_get(&kit, USER_LEADER, path, kit.programme).status,
		404);
	assert_int_equal(work_kit_get(&kit, USER_OFFICE, path, 99).status, 404);
	assert_int_equal(work_kit_post(&kit, USER_OFFICE, path, kit.programme,
				       "others=done&do=look")
				 .status,
			 422);
}

static void golden(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_close in = all(FATE_END, "Không còn phù hợp.");

	(void)state;
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld/close",
			kit.programme, "close");
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld/close", next,
			"close_empty");
	work_fates_put(arena, &in.ask.fates,
		       &(struct work_fated){ .task = kit.task[TASK_LATE],
					     .fate = FATE_CARRY,
					     .into = next,
					     .reason = STR("") });
	work_fates_put(arena, &in.ask.fates,
		       &(struct work_fated){ .task = kit.task[TASK_SOON],
					     .fate = FATE_KEEP,
					     .reason = STR("") });
	ok(work_close(&office, &in));
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld/fates",
			kit.programme, "fates");
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld", kit.programme,
			"programme_closed");
}

int main(void)
{
#define t(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		t(three_fates),
		t(nothing_without_a_fate),
		t(carried_before_is_not_copied_twice),
		t(without_open_tasks),
		t(parts_go_with_their_task),
		t(figures_stay),
		t(closing_mends_nothing),
		t(the_evening_of_the_closing),
		t(form_asks_shows_and_closes),
		t(what_became_of_them),
		t(whose_it_is),
		t(golden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
