/* Pages of parts: who sees what, what the forms keep, lists and "My work". */
#include "work/test/work_split_kit.h"

#include "work/work_page.h"

static struct arena *arena;
static struct work_kit kit;
static int64_t id[3];

static const struct route_table *const tables[] = {
	&work_task_routes,	&work_split_routes, &work_list_routes,
	&work_programme_routes, &work_mine_routes,  NULL
};

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	kit_split_three(&kit, id);
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_ACCEPT, 0));
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_REPORT, 60));
	ok(kit_deed(&kit, USER_CELL, id[1], WORK_DO_ACCEPT, 0));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static struct reply get(enum kit_user who, const char *path, int64_t n)
{
	return work_kit_get(&kit, who, path, n);
}

/* Form keys are used once: each form gets its own. */
static struct reply post(enum kit_user who, const char *path, int64_t n,
			 const char *body)
{
	static int k;

	return work_kit_post(
		&kit, who, path, n,
		str_fmt(arena, "key=split-test-%04d&%s", ++k, body).p);
}

static bool says(struct reply rp, const char *text)
{
	return work_kit_says(&rp, text);
}

/* ---- seeing ------------------------------------------------------------------- */

static void golden_pages(void **state)
{
	(void)state;
	work_kit_golden(&kit, USER_LEAD, "/task/%ld", kit.task[TASK_RUNNING],
			"split_task");
	work_kit_golden(&kit, USER_CELL, "/task/%ld", id[0], "split_part");
	work_kit_golden(&kit, USER_LEAD, "/task/%ld", id[1],
			"split_part_giver");
	work_kit_golden(&kit, USER_LEAD, "/task/%ld/split",
			kit.task[TASK_RUNNING], "split_form");
}

static void rolled_up_beside_the_percent(void **state)
{
	struct reply rp = get(USER_LEAD, "/task/%ld", kit.task[TASK_RUNNING]);

	(void)state;
	/* 50 × 60% of 100 */
	assert_true(says(rp, "Gộp từ các phần: 30% (30/100)"));
	assert_true(says(rp, "Đã báo cáo 40%"));
	ok(kit_deed(&kit, USER_LEAD, id[2], WORK_DO_WITHDRAW, 0));
	rp = get(USER_LEAD, "/task/%ld", kit.task[TASK_RUNNING]);
	assert_true(says(rp, "Gộp từ các phần: 38% (30/80)"));
	assert_true(says(rp, "<del>20</del>"));
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld",
			     kit.task[TASK_RUNNING]);
	assert_true(says(rp, "Rolled up from the parts: 38% (30/80)"));
	ok(kit_deed(&kit, USER_LEAD, id[0], WORK_DO_WITHDRAW, 0));
	ok(kit_deed(&kit, USER_LEAD, id[1], WORK_DO_WITHDRAW, 0));
	rp = get(USER_LEAD, "/task/%ld", kit.task[TASK_RUNNING]);
	assert_true(says(rp, "Mọi việc thành phần đã rút"));
}

static void who_sees_a_part(void **state)
{
	struct reply rp;

	(void)state;
	assert_int_equal(get(USER_OFFICE, "/task/%ld", id[0]).status, 200);
	assert_int_equal(get(USER_LEAD, "/task/%ld", id[0]).status, 200);
	/* who cooperates in the whole sees it, and its table, not the part */
	assert_int_equal(get(USER_OTHER, "/task/%ld", id[0]).status, 404);
	rp = get(USER_OTHER, "/task/%ld", kit.task[TASK_RUNNING]);
	assert_int_equal(rp.status, 200);
	assert_true(says(rp, "Lập danh mục hồ sơ của Chi bộ Văn thư"));
	assert_false(says(rp, str_fmt(arena, "/task/%ld\"", (long)id[0]).p));
	/* the part's lead doesn't see the task above, only its name */
	rp = get(USER_CELL, "/task/%ld", id[0]);
	assert_int_equal(rp.status, 200);
	assert_true(says(rp, "Việc thành phần của nhiệm vụ 2.1"));
	assert_false(says(
		rp,
		str_fmt(arena, "/task/%ld\"", (long)kit.task[TASK_RUNNING]).p));
	assert_int_equal(
		get(USER_CELL, "/task/%ld", kit.task[TASK_RUNNING]).status,
		404);
	/* the giver sees its draft, nobody else below the root */
	ok(kit_deed(&kit, USER_CELL, id[1], WORK_DO_HAND_BACK, 0));
	assert_int_equal(get(USER_LEAD, "/task/%ld", id[1]).status, 200);
	assert_int_equal(get(USER_CELL, "/task/%ld", id[1]).status, 404);
	assert_int_equal(get(USER_OTHER, "/task/%ld", id[1]).status, 404);
}

static void who_may_split(void **state)
{
	static const char *const form = "work.1=A&lead.1=&weight.1=1";
	int64_t task = kit.task[TASK_RUNNING];

	(void)state;
	assert_int_equal(get(USER_OTHER, "/task/%ld/split", task).status, 404);
	assert_int_equal(get(USER_CELL, "/task/%ld/split", task).status, 404);
	assert_int_equal(get(USER_LEADER, "/task/%ld/split", task).status, 404);
	assert_int_equal(get(USER_OFFICE, "/task/%ld/split", task).status, 200);
	assert_int_equal(get(USER_LEAD, "/task/%ld/split",
			     kit.task[TASK_SUBMITTED])
				 .status,
			 409);
	assert_int_equal(post(USER_OTHER, "/task/%ld/split", task, form).status,
			 404);
	assert_int_equal(post(USER_CELL, "/task/%ld/split", task, form).status,
			 404);
	assert_int_equal(
		post(USER_OTHER, "/task/%ld/weight", id[0], "weight=5").status,
		404);
	assert_int_equal(
		post(USER_CELL, "/task/%ld/weight", id[0], "weight=5").status,
		404);
	assert_int_equal(post(USER_OTHER, "/task/%ld/attach", task,
			      "draft=1&weight=1")
				 .status,
			 404);
	/* nobody but the giver verifies or edits */
	assert_int_equal(
		post(USER_CELL, "/task/%ld/verify", id[0], "reason=").status,
		404);
	assert_int_equal(get(USER_CELL, "/task/%ld/edit", id[0]).status, 404);
	assert_int_equal(get(USER_OTHER, "/task/%ld/edit", id[0]).status, 404);
	assert_int_equal(
		get(USER_LEAD, "/task/%ld/edit", kit.task[TASK_RUNNING]).status,
		404);
}

/* ---- the form ------------------------------------------------------------------- */

static void gives_two(void **state)
{
	int64_t task = kit.task[TASK_RUNNING];
	struct reply rp = post(
		USER_LEAD, "/task/%ld/split", task,
		str_fmt(arena,
			"rows=5&work.1=L%%E1%%BA%%ADp+danh+m%%E1%%BB%%A5c+h"
			"%%E1%%BB%%93+s%%C6%%A1&product.1=1+danh+m%%E1%%BB%%A5c"
			"&lead.1=%ld&deadline.1=&weight.1=2&work.2=&product.2="
			"&lead.2=&deadline.2=&weight.2=1&work.4=Ki%%E1%%BB%%83m"
			"+tra+kho&product.4=&lead.4=&deadline.4=30/11/2026"
			"&weight.4=1",
			(long)kit.unit[UNIT_CELL])
			.p);
	struct part_list_rows rows;

	(void)state;
	assert_int_equal(rp.status, 303);
	assert_true(str_ends(rp.location, STR("#h-parts")));
	rows = kit_parts(&kit, task);
	assert_int_equal(rows.n, 5);
	assert_int_equal(rows.p[3].weight, 2);
	assert_int_equal(rows.p[4].missing,
			 WORK_MISS_PERSON | WORK_MISS_PRODUCT);
	/* the draft is mended where it says so */
	rp = get(USER_LEAD, "/task/%ld/edit", rows.p[4].id);
	assert_int_equal(rp.status, 200);
	assert_false(says(rp, "name=\"number\""));
	assert_true(says(rp, "Chi bộ Văn thư"));
	assert_false(says(rp, "Ban Tổ chức"));
}

static void more_rows_keep_what_was_typed(void **state)
{
	int64_t task = kit.task[TASK_RUNNING];
	struct reply rp = post(USER_LEAD, "/task/%ld/split", task,
			       "rows=5&work.2=Soan+bao+cao&weight.2=x&more=1");

	(void)state;
	assert_int_equal(rp.status, 200);
	assert_true(says(rp, ">Soan bao cao</textarea>"));
	assert_true(says(rp, "name=\"weight.2\" value=\"x\""));
	assert_true(says(rp, "id=\"work.10\""));
	assert_false(says(rp, "id=\"work.11\""));
	rp = post(USER_LEAD, "/task/%ld/split", task, "rows=50&more=1");
	assert_true(says(rp, "id=\"work.50\""));
	assert_false(says(rp, "id=\"work.51\""));
	assert_int_equal(kit_parts(&kit, task).n, 3);
}

static void faults_stand_at_their_fields(void **state)
{
	int64_t task = kit.task[TASK_RUNNING];
	struct reply rp = post(USER_LEAD, "/task/%ld/split", task,
			       "rows=5&work.2=Soan+bao+cao&product.2=1+bao+cao"
			       "&deadline.2=31/1/2027&weight.2=0&lead.2=");
	struct buf many = buf_init(arena, 1 << 16);

	(void)state;
	assert_int_equal(rp.status, 422);
	assert_true(says(rp, "href=\"#deadline.2\""));
	assert_true(says(rp, "id=\"deadline.2-e\">31/01/2027 sau hạn của nhiệm "
			     "vụ gốc, 31/12/2026."));
	assert_true(says(rp, "id=\"weight.2-e\">Trọng số 0"));
	assert_true(says(rp, ">Soan bao cao</textarea>"));
	rp = post(USER_LEAD, "/task/%ld/split", task, "rows=5&weight.1=1");
	assert_int_equal(rp.status, 422);
	assert_true(says(rp, "Điền ít nhất một dòng"));
	for (int i = 1; i <= 51; i++)
		buf_fmt(&many, "work.%d=Soan+bao+cao&weight.%d=1&", i, i);
	buf_lit(&many, "rows=50");
	buf_char(&many, '\0');
	rp = post(USER_LEAD, "/task/%ld/split", task, many.p);
	assert_int_equal(rp.status, 422);
	assert_true(says(rp, "tối đa 50 việc thành phần"));
	assert_int_equal(kit_parts(&kit, task).n, 3);
}

static void attach_and_weigh(void **state)
{
	int64_t task = kit.task[TASK_RUNNING];
	struct reply rp = get(USER_OFFICE, "/task/%ld/split", task);

	(void)state;
	assert_true(says(rp, "Gắn dự thảo"));
	/* it is led by somebody else's unit */
	rp = post(USER_OFFICE, "/task/%ld/attach", task,
		  str_fmt(arena, "draft=%ld&weight=2",
			  (long)kit.task[TASK_CLEAR])
			  .p);
	assert_int_equal(rp.status, 422);
	assert_true(says(rp, "không thuộc đơn vị chủ trì nhiệm vụ gốc"));
	rp = post(USER_OFFICE, "/task/%ld/attach", task,
		  str_fmt(arena, "draft=%ld&weight=2",
			  (long)kit.task[TASK_VAGUE])
			  .p);
	assert_int_equal(rp.status, 303);
	assert_int_equal(kit_parts(&kit, task).n, 4);
	rp = post(USER_LEAD, "/task/%ld/weight", id[0], "weight=0");
	assert_int_equal(rp.status, 422);
	assert_true(says(rp, "id=\"weight-e\">Trọng số 0"));
	rp = post(USER_LEAD, "/task/%ld/weight", id[0], "weight=70");
	assert_int_equal(rp.status, 303);
	rp = get(USER_LEAD, "/task/%ld", id[0]);
	assert_true(says(rp, "50 → 70"));
}

/* ---- the task above ---------------------------------------------------------------- */

static void submits_with_a_reason(void **state)
{
	int64_t task = kit.task[TASK_RUNNING];
	struct reply rp = get(USER_LEAD, "/task/%ld", task);

	(void)state;
	assert_true(says(rp, "id=\"reason-submit\""));
	rp = post(USER_LEAD, "/task/%ld/submit", task, "body=Xong&ask=none");
	assert_int_equal(rp.status, 422);
	assert_true(says(rp, "href=\"#reason-submit\""));
	assert_true(says(rp, "id=\"reason-submit-e\""));
	rp = post(USER_LEAD, "/task/%ld/submit", task,
		  "body=Xong&ask=none&reason=Khong+can+nua");
	assert_int_equal(rp.status, 303);
	rp = get(USER_OFFICE, "/task/%ld", task);
	assert_true(says(rp, "Khong can nua"));
	/* the office verifies with a reason, too: a field, not a bare button */
	assert_true(says(rp, "id=\"reason-verify\""));
	rp = post(USER_OFFICE, "/task/%ld/verify", task, "reason=");
	assert_int_equal(rp.status, 422);
	rp = post(USER_OFFICE, "/task/%ld/verify", task, "reason=Du+roi");
	assert_int_equal(rp.status, 303);
}

/* ---- lists ------------------------------------------------------------------------- */

static void lists_show_each_once(void **state)
{
	struct reply rp = get(USER_OFFICE, "/tasks", 0);

	(void)state;
	assert_false(says(rp, "Chi bộ Văn thư</a>"));
	rp = get(USER_OFFICE, "/tasks?parts=1&q=Chi", 0);
	assert_true(says(rp, "Lập danh mục hồ sơ của Chi bộ Văn thư</a>"));
	rp = get(USER_LEAD, "/tasks", 0);
	assert_true(says(rp, "Lập danh mục hồ sơ cần số hóa</a>"));
	assert_false(says(rp, "Chi bộ Văn thư</a>"));
	rp = get(USER_LEAD, "/tasks?parts=1", 0);
	assert_true(says(rp, "Lập danh mục hồ sơ của Chi bộ Văn thư</a>"));
	rp = get(USER_CELL, "/tasks", 0);
	assert_true(says(rp, "Lập danh mục hồ sơ của Chi bộ Văn thư</a>"));
	assert_false(says(rp, "Lập danh mục hồ sơ cần số hóa</a>"));
	rp = get(USER_OTHER, "/tasks?parts=1", 0);
	assert_false(says(rp, "Chi bộ Văn thư</a>"));
}

static void my_work(void **state)
{
	struct reply rp = get(USER_CELL, "/mine", 0);

	(void)state;
	assert_true(says(rp, "Lập danh mục hồ sơ của Chi bộ Văn thư"));
	rp = get(USER_LEAD, "/mine", 0);
	/* what a unit below does isn't to do here; its own part is */
	assert_false(says(rp, "Lập danh mục hồ sơ của Chi bộ Văn thư"));
	assert_true(says(rp, "Tổng hợp danh mục hồ sơ toàn Đảng bộ"));
	assert_false(says(rp, "id=\"given\""));
	ok(kit_deed(&kit, USER_CELL, id[0], WORK_DO_SUBMIT, 100));
	ok(kit_deed(&kit, USER_CELL, id[1], WORK_DO_HAND_BACK, 0));
	rp = get(USER_LEAD, "/mine", 0);
	assert_true(says(rp, "id=\"given\""));
	assert_true(says(rp, "Lập danh mục hồ sơ của Chi bộ Văn thư"));
	assert_true(says(rp, "Trả lại: vì"));
	/* the office isn't asked to verify what it didn't give */
	rp = get(USER_OFFICE, "/mine", 0);
	assert_false(says(rp, "Lập danh mục hồ sơ của Chi bộ Văn thư"));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	static const struct CMUnitTest tests[] = {
		T(golden_pages),
		T(rolled_up_beside_the_percent),
		T(who_sees_a_part),
		T(who_may_split),
		T(gives_two),
		T(more_rows_keep_what_was_typed),
		T(faults_stand_at_their_fields),
		T(attach_and_weigh),
		T(submits_with_a_reason),
		T(lists_show_each_once),
		T(my_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
