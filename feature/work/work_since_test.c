/*
 * "What changed since …" on a list: which tasks it finds, what it says of each
 * one, the same in files, on a past day, in a saved view; and days that make
 * no sense.
 */
#include "work/test/work_sheet_kit.h"

#include "i18n/i18n.h"
#include "work/work_adjust_act.h"
#include "work/work_page.h"
#include "work/work_since.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_programme_routes,
						    &work_list_routes,
						    &work_shape_routes,
						    &work_sheet_routes, NULL };

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

#define SAYS(rp, text)	   assert_true(work_kit_says(&(rp), text))
#define SAYS_NOT(rp, text) assert_false(work_kit_says(&(rp), text))

static struct reply get(enum kit_user who, const char *path)
{
	return work_kit_get(&kit, who, path, kit.programme);
}

static int rows(const struct reply *rp)
{
	struct str s = buf_view(&rp->body);
	ptrdiff_t at = -1;
	int n = 0;

	while ((at = str_find(s, STR("<a class=\"b\" href=\"/task/"),
			      at + 1)) >= 0)
		n++;
	return n;
}

static struct str words(enum kit_task t, const char *since)
{
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct str ret;
	day_t day;

	assert_true(day_from_iso(str_c(since), &day));
	ok(work_since(&cx, day, kit.task[t], &ret));
	return ret;
}

static void is(struct str got, const char *want)
{
	if (!str_eq(got, str_c(want)))
		fail_msg("\"%.*s\" instead of \"%s\"", STR_ARG(got), want);
}

/* ---- one task ---------------------------------------------------------------- */

static void says_both_ends(void **state)
{
	(void)state;
	/* 60% on 2/7, due 31/8, 81% on 5/10 */
	is(words(TASK_LATE, "2026-08-31"), "Sắp đến hạn → Quá hạn; 60% → 81%");
	is(words(TASK_LATE, "2026-10-04"), "60% → 81%");
	is(words(TASK_SUBMITTED, "2026-10-09"),
	   "Quá hạn → Chờ xác nhận; 0% → 100%");
	is(words(TASK_RETURNED, "2026-10-11"),
	   "Chờ xác nhận → Đang làm; 100% → 99%");
	is(words(TASK_DONE, "2026-01-26"), "mới từ đó");
}

static struct str adjusted(enum work_adjust kind)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_adjust_new in = { .task = kit.task[TASK_SOON],
				      .kind = kind,
				      .cause = STR("khac"),
				      .body = STR("Đề nghị."),
				      .deadline = STR("15/12/2026"),
				      .work = STR("Tổ chức tập huấn"),
				      .product = STR("2 lớp"),
				      .lead = kit.unit[UNIT_PRESS] };

	ok(work_adjust(&office, &in, NULL));
	return words(TASK_SOON, "2026-10-13");
}

static void says_what_was_adjusted(void **state)
{
	(void)state;
	is(adjusted(ADJUST_EXTENSION),
	   "Sắp đến hạn → Đang làm; 20/10/2026 → 15/12/2026");
	is(adjusted(ADJUST_SCOPE),
	   "Sắp đến hạn → Đang làm; 20/10/2026 → 15/12/2026; nội dung "
	   "việc trước đó: “Tổ chức tập huấn ký số”");
	is(adjusted(ADJUST_PRODUCT),
	   "Sắp đến hạn → Đang làm; 20/10/2026 → 15/12/2026; nội dung "
	   "việc trước đó: “Tổ chức tập huấn ký số”; sản phẩm trước đó: “3 lớp "
	   "tập huấn”");
	assert_true(str_find(adjusted(ADJUST_LEAD), STR("VP → "), 0) >= 0 ||
		    str_find(words(TASK_SOON, "2026-10-13"), STR(" → Báo"),
			     0) >= 0);
}

/* A report that moves no figure still counts as a change. */
static void says_that_history_grew(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_deed d = { .task = kit.task[TASK_RUNNING],
			       .what = WORK_DO_REPORT,
			       .report = { .percent = 40,
					   .body = STR("Chưa có gì mới."),
					   .difficulty = STR(""),
					   .cause = STR(""),
					   .ask = STR("none") } };

	(void)state;
	ok(work_do(&lead, &d, NULL));
	is(words(TASK_RUNNING, "2026-10-13"), "chỉ thêm mục trong lịch sử");
}

/* ---- lists -------------------------------------------------------------------- */

static void list_holds_what_changed(void **state)
{
	struct reply rp = get(USER_OFFICE, "/programme/%ld?changed=2026-10-04");

	(void)state;
	assert_int_equal(rp.status, 200);
	assert_int_equal(rows(&rp), 4);
	SAYS(rp, "Có thay đổi từ 04/10/2026</th>");
	SAYS(rp, "60% → 81%</td>");
	SAYS(rp, "tasks.xlsx?changed=2026-10-04");
	/* the day itself was known then */
	rp = get(USER_OFFICE, "/programme/%ld?changed=2026-10-05");
	assert_int_equal(rows(&rp), 3);
	rp = get(USER_OFFICE, "/programme/%ld?changed=2026-10-12");
	assert_int_equal(rows(&rp), 0);
	rp = get(USER_OFFICE, "/programme/%ld?changed=26/1/2026");
	assert_int_equal(rows(&rp), N_KIT_TASK);
	/* with other conditions */
	rp = get(USER_OFFICE, "/tasks?changed=2026-10-04&state=overdue");
	assert_int_equal(rows(&rp), 1);
	rp = get(USER_OTHER, "/tasks?changed=2026-10-01");
	assert_int_equal(rows(&rp), 2);
	/* the quick way, for everybody */
	rp = get(USER_LEAD, "/tasks");
	SAYS(rp, "<a href=\"/tasks?changed=2026-10-07\">Thay đổi trong 7 "
		 "ngày</a>");
	rp = get(USER_LEAD, "/tasks?changed=2026-10-07");
	assert_int_equal(rows(&rp), 3);
	SAYS(rp, "<a href=\"/tasks?changed=2026-10-07\" "
		 "aria-current=\"page\">");
}

static void past_day_has_its_own_changes(void **state)
{
	struct reply rp =
		get(USER_OFFICE,
		    "/programme/%ld?changed=2026-09-24&as_at=2026-10-02");

	(void)state;
	assert_int_equal(rows(&rp), 2); /* running 2/10, done 25/9 and 28/9 */
	SAYS(rp, "0% → 40%</td>");
	SAYS(rp, "→ Hoàn thành đúng hạn");
	SAYS_NOT(rp, "81%</td>");
}

static void impossible_days_are_refused(void **state)
{
	struct reply rp = get(USER_OFFICE, "/tasks?changed=2026-10-14");

	(void)state;
	assert_int_equal(rp.status, 400);
	rp = get(USER_OFFICE, "/tasks?changed=2026-06-30&as_at=2026-06-30");
	assert_int_equal(rp.status, 400);
	rp = get(USER_OFFICE, "/tasks?changed=31/2/2026");
	assert_int_equal(rp.status, 400);
}

/* ---- files and views ------------------------------------------------------------ */

static void files_have_the_column(void **state)
{
	struct reply rp =
		get(USER_OFFICE, "/programme/%ld/tasks.csv?changed=2026-10-04");
	struct doc_row *row;
	struct doc *d;

	(void)state;
	assert_int_equal(rp.status, 200);
	SAYS(rp, ",\"Có thay đổi từ 04/10/2026\"\r\n");
	SAYS(rp, ",\"60% → 81%\"\r\n");
	d = sheet_kit_open(&kit, USER_OFFICE, "/tasks.xlsx?changed=2026-10-04");
	row = sheet_kit_row(&kit, d, TASK_LATE);
	is(row->cell[row->n_cells - 1].text, "60% → 81%");
	/* it goes back like any other list: nothing was typed into it */
	sheet_kit_type(&kit, d, TASK_LATE, WCOL_WORK, "Số hóa hồ sơ đảng viên");
	rp = work_kit_send(
		&kit, USER_OFFICE, "/sheet", 0,
		(const struct kit_part[]){
			{ "file", "a.xlsx", sheet_kit_save(arena, d) },
			{ 0 } });
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OFFICE,
			  str_fmt(arena, "%.*s", STR_ARG(rp.location)).p, 0);
	SAYS(rp, "Số hóa hồ sơ đảng viên");
	SAYS_NOT(rp, "60% → 81%");
}

static void shape_page_keeps_it(void **state)
{
	struct reply rp =
		get(USER_OFFICE, "/programme/%ld/shape?changed=2026-10-04");

	(void)state;
	SAYS(rp, "name=\"changed\" inputmode=\"numeric\" autocomplete=\"off\" "
		 "placeholder=\"1/10/2026\" value=\"04/10/2026\"");
	SAYS(rp, "<p>Có thay đổi từ 04/10/2026</p>");
	SAYS(rp, "<input type=\"hidden\" name=\"changed\" "
		 "value=\"2026-10-04\">");
}

int main(int argc, char **argv)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(says_both_ends),
		T(says_what_was_adjusted),
		T(says_that_history_grew),
		T(list_holds_what_changed),
		T(past_day_has_its_own_changes),
		T(impossible_days_are_refused),
		T(files_have_the_column),
		T(shape_page_keeps_it),
	};
	int child = doc_child_main(argc, argv);

	if (child >= 0)
		return child;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
