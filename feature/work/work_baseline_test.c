/*
 * Baselines: every rule, what differs task by task, older baselines beside
 * newer ones, past days, who sees it, bad input in one sentence.
 */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_adjust_act.h"
#include "work/work_baseline_act.h"
#include "work/work_page.h"
#include "work/work_split_act.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_programme_routes,
						    &work_baseline_routes,
						    NULL };

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

static day_t day_of(const char *iso)
{
	day_t d = DAY_NONE;

	assert_true(!iso || day_from_iso(str_c(iso), &d));
	return d;
}

/* ---- the rules -------------------------------------------------------------- */

static struct work_planned plan(const char *issued, const char *withdrawn)
{
	return (struct work_planned){ .issued = day_of(issued),
				      .withdrawn = day_of(withdrawn),
				      .due = day_of("2026-06-30"),
				      .deadline = STR("Quý II/2026"),
				      .work = STR("Rà soát"),
				      .product = STR("Báo cáo"),
				      .lead = 3 };
}

static void what_differs(void **state)
{
	struct work_planned no = plan(NULL, NULL),
			    was = plan("2026-01-10", NULL), is = was,
			    gone = plan("2026-01-10", "2026-05-01");

	(void)state;
	assert_int_equal(work_drift_of(&was, &was), 0);
	assert_int_equal(work_drift_of(&no, &no), 0);
	assert_int_equal(work_drift_of(&no, &was), 1 << DRIFT_ADDED);
	assert_int_equal(work_drift_of(&was, &gone), 1 << DRIFT_GONE);
	/* it was never in a plan */
	assert_int_equal(work_drift_of(&no, &gone), 0);
	assert_int_equal(work_drift_of(&gone, &gone), 0);
	/* other words for the same day */
	is.deadline = STR("30/6/2026");
	assert_int_equal(work_drift_of(&was, &is), 0);
	is.due = was.due + 1;
	assert_int_equal(work_drift_of(&was, &is), 1 << DRIFT_DEADLINE);
	is.due = DAY_NONE;
	assert_int_equal(work_drift_of(&was, &is), 1 << DRIFT_DEADLINE);
	was.due = DAY_NONE;
	assert_int_equal(work_drift_of(&was, &is), 1 << DRIFT_DEADLINE);
	/* the next period, or the day of the event */
	is.deadline = was.deadline;
	is.due = day_of("2026-09-23");
	assert_int_equal(work_drift_of(&was, &is), 0);
	is.lead = 4;
	is.work = STR("Rà soát lại");
	is.product = STR("Hai báo cáo");
	assert_int_equal(work_drift_of(&was, &is), 1 << DRIFT_LEAD |
							   1 << DRIFT_WORK |
							   1 << DRIFT_PRODUCT);
}

static void keys_and_back(void **state)
{
	enum work_drift d;

	(void)state;
	for (int k = 0; k < N_DRIFT; k++) {
		assert_true(work_drift_from_key(
			str_c(work_drift_key((enum work_drift)k)), &d));
		assert_int_equal(d, k);
		assert_true(*work_drift_title((enum work_drift)k));
	}
	assert_false(work_drift_from_key(STR("colour"), &d));
}

static const struct err *checked(const char *day, const char *first,
				 const char *last, ptrdiff_t note)
{
	char *long_note = arena_bytes(arena, note + 1);

	memset(long_note, 'a', (size_t)note + 1);
	return work_baseline_check(
		arena,
		&(struct work_baseline_ask){ day_of(day), { long_note, note } },
		day_of("2026-10-14"), day_of(first), day_of(last));
}

static void days_that_can_be_fixed(void **state)
{
	(void)state;
	assert_null(checked("2026-01-28", "2026-01-28", NULL, 500));
	assert_null(checked("2026-10-14", "2026-01-28", "2026-02-01", 0));
	assert_non_null(checked(NULL, "2026-01-28", NULL, 0));
	assert_non_null(checked("2026-10-15", "2026-01-28", NULL, 0));
	assert_non_null(checked("2026-01-27", "2026-01-28", NULL, 0));
	assert_non_null(checked("2026-01-28", NULL, NULL, 0));
	assert_int_equal(
		checked("2026-02-01", "2026-01-28", "2026-02-01", 0)->code,
		ERR_CONFLICT);
	assert_int_equal(checked("2026-02-01", "2026-01-28", NULL, 501)->code,
			 ERR_LIMIT);
	/* both faults are told at once */
	assert_non_null(checked(NULL, "2026-01-28", NULL, 501)->next);
}

/* ---- the page --------------------------------------------------------------------- */

static struct reply get(enum kit_user who, const char *query)
{
	return work_kit_get(
		&kit, who,
		str_fmt(arena, "/programme/%%ld/baseline%s", query).p,
		kit.programme);
}

static struct reply fix(enum kit_user who, const char *body)
{
	return work_kit_post(&kit, who, "/programme/%ld/baseline",
			     kit.programme, body);
}

static void adjust(enum kit_task t, struct work_adjust_new in)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);

	in.task = kit.task[t];
	in.cause = STR("khac");
	in.body = STR("Đề nghị.");
	ok(work_adjust(&office, &in, NULL));
}

/* After the plan of 30/1: one task came (1.3, issued on 11/10), one was
 * withdrawn (3.6); then three are changed. */
static void changes_make(void)
{
	assert_int_equal(
		fix(USER_OFFICE, "day=30/1/2026&note=NQ+s%E1%BB%91+1").status,
		303);
	adjust(TASK_SOON,
	       (struct work_adjust_new){ .kind = ADJUST_EXTENSION,
					 .deadline = STR("15/12/2026") });
	adjust(TASK_SOON, (struct work_adjust_new){ .kind = ADJUST_PRODUCT,
						    .product = STR("2 lớp") });
	adjust(TASK_RUNNING,
	       (struct work_adjust_new){ .kind = ADJUST_SCOPE,
					 .work = STR("Lập danh mục hồ sơ") });
	adjust(TASK_RETURNED,
	       (struct work_adjust_new){ .kind = ADJUST_LEAD,
					 .lead = kit.unit[UNIT_PRESS] });
}

static void tells_what_differs(void **state)
{
	struct reply rp;

	(void)state;
	rp = get(USER_OFFICE, "");
	SAYS(rp, "Chưa chốt kế hoạch gốc.");
	changes_make();
	rp = get(USER_OFFICE, "");
	assert_int_equal(rp.status, 200);
	SAYS(rp, "Kế hoạch ngày 30/01/2026 so với ngày 14/10/2026");
	SAYS(rp, "Kế hoạch gốc có 10 nhiệm vụ: 6 giữ nguyên, 1 đã rút; sau "
		 "đó thêm mới 1.");
	SAYS(rp, "Đổi thời hạn: <del class=\"m\">20/10/2026</del> → "
		 "<ins>15/12/2026</ins>");
	SAYS(rp, "Đổi sản phẩm: <del class=\"m\">3 lớp tập huấn</del> → "
		 "<ins>2 lớp</ins>");
	SAYS(rp, "Đổi nội dung việc: <del class=\"m\">Lập danh mục hồ sơ cần "
		 "số hóa</del>");
	SAYS(rp, "Đổi đơn vị chủ trì: <del class=\"m\">");
	SAYS(rp, "NQ số 1");
	/* one kind alone */
	rp = get(USER_LEADER, "?kind=deadline");
	SAYS(rp, "15/12/2026");
	SAYS_NOT(rp, "Đổi nội dung việc: ");
	SAYS_NOT(rp, "<form action=\"/programme/");
	rp = get(USER_OFFICE, "?kind=colour");
	assert_int_equal(rp.status, 400);
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld", kit.programme);
	SAYS(rp, "So với kế hoạch gốc ngày 30/01/2026");
}

static void older_ones_stay(void **state)
{
	struct reply rp;

	(void)state;
	changes_make();
	assert_int_equal(fix(USER_OFFICE, "day=14/10/2026").status, 303);
	rp = get(USER_OFFICE, "");
	SAYS(rp, "Kế hoạch ngày 14/10/2026 so với ngày 14/10/2026");
	SAYS(rp, "10 nhiệm vụ: 10 giữ nguyên, 0 đã rút; sau đó thêm mới 0.");
	rp = get(USER_OFFICE, "?base=1&kind=lead");
	SAYS(rp, "Kế hoạch ngày 30/01/2026 so với ngày 14/10/2026");
	SAYS(rp, "?kind=deadline&amp;base=1");
	rp = get(USER_OFFICE, "?base=7");
	assert_int_equal(rp.status, 404);
	/* on a past day: what was known of it then, which is no baseline yet */
	rp = get(USER_OFFICE, "?as_at=2026-09-01");
	SAYS(rp, "Chưa chốt kế hoạch gốc.");
	SAYS_NOT(rp, "<form action=\"/programme/");
}

/* A past day shows the plan as it was known then, whatever became of a task:
 * one that is a part by now was a task of its own. */
static void a_past_day_stays(void **state)
{
	struct cx all = kit.cx, then = all;
	struct work_drifts before, after;

	(void)state;
	then.today = then.as_at = kit.cx.today - 1;
	then.past = true;
	ok(work_drifts_get(&then, kit.programme, day_of("2026-01-30"),
			   &before));
	ok(work_do(&all,
		   &(struct work_deed){ .task = kit.task[TASK_SOON],
					.what = WORK_DO_HAND_BACK,
					.reason = STR("Ghép việc.") },
		   NULL));
	ok(work_part_attach(&all, &(struct work_attach){ kit.task[TASK_SOON],
							 kit.task[TASK_RUNNING],
							 1 }));
	ok(work_drifts_get(&then, kit.programme, day_of("2026-01-30"), &after));
	assert_int_equal(after.planned, before.planned);
	assert_int_equal(after.same, before.same);
	ok(work_drifts_get(&all, kit.programme, day_of("2026-01-30"), &after));
	assert_int_equal(after.planned, before.planned - 1);
}

static void refused_in_one_sentence(void **state)
{
	struct reply rp = fix(USER_OFFICE, "day=15/10/2026&note=Ghi+ch%C3%BA");

	(void)state;
	assert_int_equal(rp.status, 422);
	SAYS(rp, "Chưa đến 15/10/2026 nên chưa biết kế hoạch của ngày đó.");
	SAYS(rp, "value=\"15/10/2026\"");
	SAYS(rp, "value=\"Ghi chú\""); /* kept */
	rp = fix(USER_OFFICE, "day=1/1/2026");
	SAYS(rp, "hãy chọn ngày từ 28/01/2026 trở đi.");
	rp = fix(USER_OFFICE, "day=31/2/2026");
	assert_int_equal(rp.status, 422);
	rp = fix(USER_OFFICE, "day=30/1/2026");
	assert_int_equal(rp.status, 303);
	rp = fix(USER_OFFICE, "day=30/1/2026");
	SAYS(rp, "Kế hoạch ngày 30/01/2026 đã là kế hoạch gốc.");
}

static void others_may_not(void **state)
{
	(void)state;
	assert_int_equal(fix(USER_LEADER, "day=30/1/2026").status, 403);
	assert_int_equal(fix(USER_LEAD, "day=30/1/2026").status, 404);
	assert_int_equal(get(USER_LEAD, "").status, 404);
	assert_int_equal(get(USER_LEADER, "").status, 200);
	assert_int_equal(work_kit_get(&kit, USER_OFFICE,
				      "/programme/%ld/baseline", 999)
				 .status,
			 404);
}

static void golden(void **state)
{
	(void)state;
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld/baseline",
			kit.programme, "baseline_none");
	changes_make();
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld/baseline",
			kit.programme, "baseline");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(what_differs),
		T(keys_and_back),
		T(days_that_can_be_fixed),
		T(tells_what_differs),
		T(older_ones_stay),
		T(a_past_day_stays),
		T(refused_in_one_sentence),
		T(others_may_not),
		T(golden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
