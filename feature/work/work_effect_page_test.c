/*
 * The outcome measure of a task through the door: who may what, what stays,
 * what is refused and leaves nothing behind.
 */
#include "work/test/work_kit.h"

#include "audit/audit.h"
#include "db/db.h"
#include "work/work_effect_act.h"
#include "work/work_page.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_task_routes,
						    &work_effect_routes, NULL };

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

static struct effect_now now_of(enum kit_task t)
{
	struct effect_now now;

	ok(effect_get(&kit.cx, kit.task[t], &now));
	return now;
}

static struct cx as(enum kit_user who, const char *day)
{
	struct cx cx = work_kit_as(&kit, who);

	if (day)
		kit_day(&cx, day);
	return cx;
}

static struct effect_goal_ask goal(void)
{
	return (struct effect_goal_ask){
		.name = STR("Tỷ lệ hồ sơ tra cứu được trên mạng"),
		.unit = STR("%"),
		.baseline = STR("30"),
		.target = STR("80"),
		.note = STR("Đếm trên phần mềm quản lý đảng viên"),
		.better = STR("higher"),
	};
}

static struct effect_value_ask value(const char *v, const char *day)
{
	struct effect_value_ask in = { .value = str_c(v), .note = STR("") };

	assert_true(day_from_iso(str_c(day), &in.on));
	return in;
}

static int64_t events(void)
{
	struct err *bad = NULL;
	int64_t n;

	ok(audit_verify(&kit.cx, &n, &bad));
	ok(bad);
	return n;
}

#define says(rp, text)	   assert_true(work_kit_says(&(rp), text))
#define says_not(rp, text) assert_false(work_kit_says(&(rp), text))

/* ---- acts ------------------------------------------------------------------- */

static void office_sets_lead_measures(void **state)
{
	struct cx office = as(USER_OFFICE, "2026-02-01");
	struct cx lead = as(USER_LEAD, "2026-06-30");
	struct effect_goal_ask g = goal();
	struct effect_value_ask v = value("62", "2026-06-30");
	int64_t id = kit.task[TASK_LATE], before = events();
	struct effect_now now;

	(void)state;
	ok(effect_set(&office, id, &g));
	ok(effect_measure(&lead, id, &v));
	lead = as(USER_LEAD, "2026-10-02");
	v = value("71,5", "2026-09-30");
	ok(effect_measure(&lead, id, &v));
	assert_int_equal(events(), before + 3);
	now = now_of(TASK_LATE);
	assert_true(now.found);
	assert_int_equal(now.values.n, 2);
	assert_int_equal(now.values.p[0].value, 71500);
	assert_int_equal(now.values.p[1].value, 62000);
	/* the same day again: both stay, the later counts */
	v = value("72", "2026-09-30");
	ok(effect_measure(&lead, id, &v));
	now = now_of(TASK_LATE);
	assert_int_equal(now.values.n, 3);
	assert_int_equal(now.values.p[0].value, 72000);
	/* another target, the same series */
	g.target = STR("90");
	office = as(USER_OFFICE, "2026-10-03");
	ok(effect_set(&office, id, &g));
	now = now_of(TASK_LATE);
	assert_int_equal(now.goals.n, 2);
	assert_int_equal(now.values.n, 3);
}

/* As it was known then. */
static void past_days(void **state)
{
	struct cx cx = kit.cx;
	struct effect_now now;

	(void)state;
	kit_day(&cx, "2026-07-01");
	cx.past = true;
	ok(effect_get(&cx, kit.task[TASK_LATE], &now));
	assert_int_equal(now.goals.n, 1);
	assert_int_equal(now.goals.p[0].target, 80000);
	assert_int_equal(now.values.n, 1);
	kit_day(&cx, "2026-01-31");
	ok(effect_get(&cx, kit.task[TASK_LATE], &now));
	assert_false(now.found);
}

static void once_with_the_same_key(void **state)
{
	struct cx office = as(USER_OFFICE, NULL), lead = as(USER_LEAD, NULL);
	struct effect_goal_ask g = goal();
	struct effect_value_ask v = value("40", "2026-10-13");
	int64_t id = kit.task[TASK_SOON], n = events();

	(void)state;
	office.key = STR("effect-set-1");
	ok(effect_set(&office, id, &g));
	ok(effect_set(&office, id, &g));
	lead.key = STR("effect-measure-1");
	ok(effect_measure(&lead, id, &v));
	ok(effect_measure(&lead, id, &v));
	assert_int_equal(events(), n + 2);
	assert_int_equal(now_of(TASK_SOON).values.n, 1);
	office.key = STR("effect-drop-1");
	ok(effect_drop(&office, id));
	ok(effect_drop(&office, id));
	assert_int_equal(events(), n + 3);
	assert_false(now_of(TASK_SOON).found);
	/* set again with the same words: what was measured counts again */
	office.key = STR("effect-set-2");
	ok(effect_set(&office, id, &g));
	assert_int_equal(now_of(TASK_SOON).values.n, 1);
	/* other words are another series */
	g.unit = STR("hồ sơ");
	office.key = STR("effect-set-3");
	ok(effect_set(&office, id, &g));
	assert_int_equal(now_of(TASK_SOON).values.n, 0);
	assert_int_equal(now_of(TASK_SOON).goals.n, 4);
}

static void refused_and_nothing_left(void **state)
{
	struct cx office = as(USER_OFFICE, NULL), lead = as(USER_LEAD, NULL);
	struct cx other = as(USER_OTHER, NULL), leader = as(USER_LEADER, NULL);
	struct effect_goal_ask g = goal();
	struct effect_value_ask v = value("40", "2026-10-13");
	int64_t n = events();

	(void)state;
	fails(effect_set(&lead, kit.task[TASK_LATE], &g), ERR_NOT_FOUND);
	fails(effect_drop(&lead, kit.task[TASK_LATE]), ERR_NOT_FOUND);
	fails(effect_set(&leader, kit.task[TASK_LATE], &g), ERR_NOT_FOUND);
	fails(effect_set(&office, 999999, &g), ERR_NOT_FOUND);
	fails(effect_set(&office, kit.task[TASK_WITHDRAWN], &g), ERR_CONFLICT);
	fails(effect_drop(&office, kit.task[TASK_DONE]), ERR_CONFLICT);
	/* cooperating isn't leading; the office doesn't measure for a unit */
	fails(effect_measure(&other, kit.task[TASK_LATE], &v), ERR_NOT_FOUND);
	fails(effect_measure(&lead, kit.task[TASK_OTHER], &v), ERR_NOT_FOUND);
	fails(effect_measure(&lead, 999999, &v), ERR_NOT_FOUND);
	fails(effect_measure(&lead, kit.task[TASK_DONE], &v), ERR_CONFLICT);
	fails(effect_measure(&lead, kit.task[TASK_WITHDRAWN], &v),
	      ERR_CONFLICT);
	v = value("40", "2026-10-15");
	fails(effect_measure(&lead, kit.task[TASK_LATE], &v), ERR_INVALID);
	v = value("40", "2026-01-27"); /* issued on the 28th */
	fails(effect_measure(&lead, kit.task[TASK_LATE], &v), ERR_INVALID);
	g.target = STR("tám mươi");
	fails(effect_set(&office, kit.task[TASK_LATE], &g), ERR_INVALID);
	assert_int_equal(events(), n);
	assert_int_equal(now_of(TASK_LATE).values.n, 3);
	assert_int_equal(now_of(TASK_LATE).goals.n, 2);
}

/* ---- pages ------------------------------------------------------------------ */

static void golden_pages(void **state)
{
	(void)state;
	work_kit_golden(&kit, USER_OFFICE, "/task/%ld/effect",
			kit.task[TASK_LATE], "effect_office");
	work_kit_golden(&kit, USER_LEAD, "/task/%ld/effect",
			kit.task[TASK_LATE], "effect_lead");
	work_kit_golden(&kit, USER_OFFICE, "/task/%ld/effect",
			kit.task[TASK_RUNNING], "effect_none");
}

static void panel(void **state)
{
	struct reply rp =
		work_kit_get(&kit, USER_LEAD, "/task/%ld", kit.task[TASK_LATE]);

	(void)state;
	says(rp, "Tỷ lệ hồ sơ tra cứu được trên mạng");
	says(rp, "từ 30 đến 90%; cao hơn là tốt");
	says(rp, "<b>70,0%</b>"); /* 72 of 30 to 90 */
	says(rp, "Nhập kết quả đo");
	rp = work_kit_get_en(&kit, USER_LEADER, "/task/%ld",
			     kit.task[TASK_LATE]);
	says(rp, "from 30 to 90%; higher is better");
	says(rp, "All measurements");
	/* nobody is asked to set what is the office's */
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld", kit.task[TASK_RUNNING]);
	says_not(rp, "id=\"h-effect\"");
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld",
			  kit.task[TASK_RUNNING]);
	says(rp, "Đặt chỉ tiêu hiệu quả");
	/* on a past day only what was known, and nothing to do */
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld?as_at=2026-07-01",
			  kit.task[TASK_LATE]);
	says(rp, "<b>64,0%</b>");
	rp = work_kit_get(&kit, USER_OFFICE,
			  "/task/%ld/effect?as_at=2026-07-01",
			  kit.task[TASK_LATE]);
	says(rp, "từ 30 đến 80%");
	says_not(rp, "<form action=\"/task/5/effect");
}

static void who_may_see(void **state)
{
	struct reply rp;

	(void)state;
	rp = work_kit_get(&kit, USER_OTHER, "/task/%ld/effect",
			  kit.task[TASK_LATE]);
	assert_int_equal(rp.status, 200);
	says_not(rp, "id=\"h-measure\"");
	says_not(rp, "id=\"h-set\"");
	rp = work_kit_get(&kit, USER_OTHER, "/task/%ld/effect",
			  kit.task[TASK_SOON]);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld/effect",
			  kit.task[TASK_OTHER]);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld/effect", 999999);
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/effect/set",
			   kit.task[TASK_LATE], "name=x");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_OTHER, "/task/%ld/effect",
			   kit.task[TASK_LATE],
			   "value=1&measured_on=1/10/2026&value_note=");
	assert_int_equal(rp.status, 404);
}

static void forms(void **state)
{
	struct reply rp = work_kit_post(
		&kit, USER_OFFICE, "/task/%ld/effect/set",
		kit.task[TASK_CLOSED],
		"name=S%E1%BB%91+ng%C3%A0y&unit=ng%C3%A0y&baseline=94&target=60"
		"&better=lower&note=");

	(void)state;
	assert_int_equal(rp.status, 303);
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/effect",
			   kit.task[TASK_CLOSED],
			   "value=77&measured_on=30/9/2026&value_note=theo+"
			   "s%E1%BB%95");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld/effect",
			  kit.task[TASK_CLOSED]);
	says(rp, "từ 94 đến 60\xc2\xa0ngày; thấp hơn là tốt");
	says(rp, "50,0%");
	says(rp, "theo sổ");
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/effect/drop",
			   kit.task[TASK_CLOSED], "");
	assert_int_equal(rp.status, 303);
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/effect/drop",
			   kit.task[TASK_CLOSED], "");
	assert_int_equal(rp.status, 409);
	says(rp, "Nhiệm vụ không có chỉ tiêu hiệu quả; hãy xem lại.");
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld/effect",
			  kit.task[TASK_CLOSED]);
	says(rp, "Đã bỏ: Số ngày");
}

/* One sentence beside the field; what was typed stays. */
static void forms_refused(void **state)
{
	struct reply rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/effect",
					kit.task[TASK_LATE],
					"value=bay+muoi&measured_on=31/12/2026"
					"&value_note=ghi");

	(void)state;
	assert_int_equal(rp.status, 422);
	says(rp, "<a href=\"#value\">Hãy ghi một con số, ví dụ 28,5;");
	says(rp, "<a href=\"#measured_on\">Ngày này chưa đến;");
	says(rp, "value=\"bay muoi\"");
	says(rp, "value=\"31/12/2026\"");
	says(rp, ">ghi</textarea>");
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/effect/set",
			   kit.task[TASK_LATE],
			   "name=&unit=%25&baseline=30&target=20&better=higher"
			   "&note=abc");
	assert_int_equal(rp.status, 422);
	says(rp, "<a href=\"#name\">Hãy ghi điều được đo");
	says(rp, "<a href=\"#better\">Mục tiêu nằm về phía ngược lại");
	says(rp, "value=\"20\"");
	says(rp, "abc</textarea>");
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/effect",
			   kit.task[TASK_LATE],
			   "value=5&measured_on=31/2/2026&value_note=");
	assert_int_equal(rp.status, 422);
	says(rp, "value=\"31/2/2026\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(office_sets_lead_measures),
		cmocka_unit_test(past_days),
		cmocka_unit_test(once_with_the_same_key),
		cmocka_unit_test(refused_and_nothing_left),
		cmocka_unit_test(golden_pages),
		cmocka_unit_test(panel),
		cmocka_unit_test(who_may_see),
		cmocka_unit_test(forms),
		cmocka_unit_test(forms_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
