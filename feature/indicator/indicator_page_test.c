/* Pages of targets: what they show in both languages, each form, who sees what,
 * and the files. */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "indicator/indicator_act.h"
#include "indicator/indicator_page_priv.h"
#include "member/member_act.h"
#include "view/feature.h"

#define GOLDEN "../../indicator/golden/"
enum { PEOPLE = 12, ARENA_MOST = 1 << 30 };

static struct arena *arena;
static struct work_kit kit;
static const struct route_table *const tables[] = { &indicator_list_routes,
						    &indicator_one_routes,
						    &indicator_form_routes,
						    NULL };

/* ---- what it computes with ----------------------------------------------- */

/* By organisation: in 2026 three of the office, one of it in its cell. */
static struct err *reached(struct cx *cx UNUSED,
			   const struct indicator_span *what, int64_t *ret)
{
	for (ptrdiff_t i = 0; i < what->n; i++) {
		int64_t org = what->org[i];
		bool this_year = day_ymd(what->from).y == 2026;

		ret[i] = org == kit.root		? 5
			 : org == kit.unit[UNIT_OFFICE] ? 3
			 : org == kit.unit[UNIT_CELL]	? 1
			 : org == kit.unit[UNIT_PEOPLE] ? 2
							: 0;
		ret[i] = this_year ? ret[i] : 2 * ret[i];
	}
	return NULL;
}

static struct err *weights(struct cx *cx, const char *by, int year,
			   const struct indicator_orgs *of, int64_t *ret)
{
	if (!str_eq(str_c(by), STR("source")) || year != 2025)
		return err_new(cx->arena, ERR_UNSUPPORTED, "x");
	for (ptrdiff_t i = 0; i < of->n; i++)
		ret[i] = of->org[i] == kit.unit[UNIT_PRESS] ? 6 : 2;
	return NULL;
}

static const struct indicator_source source = { .code = "growth",
						.reached = reached,
						.weights = weights };
static const struct feature computing = { .name = "growth",
					  .indicator = &source };

static void people_add(void)
{
	for (int i = 0; i < PEOPLE; i++) {
		struct member_new in = { .name = str_fmt(arena, "Nguyễn Văn %c",
							 'A' + i),
					 .sex = STR("m"),
					 .birth = kit.cx.today - 365 * (25 + i),
					 .org = kit.unit[i < 6	 ? UNIT_CELL
							 : i < 9 ? UNIT_PEOPLE
								 : UNIT_PRESS],
					 .from = kit.cx.today,
					 .how = STR("register"),
					 .sent_on = DAY_NONE,
					 .admitted = kit.cx.today - 900,
					 .official = kit.cx.today - 500,
					 .state_from = DAY_NONE };
		int64_t id;

		ok(member_add(&kit.cx, &in, true, &id));
	}
}

static int setup(void **data)
{
	static const struct feature *const features[] = { &computing };

	(void)data;
	arena = arena_open(ARENA_MOST);
	work_kit_found(arena, tables, "2025-01-02", &kit);
	features_set(features, 1);
	people_add();
	kit_day(&kit.cx, "2026-01-15");
	work_kit_go_on(&kit);
	return 0;
}

static int teardown(void **data)
{
	(void)data;
	features_set(NULL, 0);
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static void day(const char *iso)
{
	kit_day(&kit.cx, iso);
	work_kit_go_on(&kit);
}

/* ---- requests ------------------------------------------------------------ */

#define ONE "/targets/admissions?year=2026"

static struct reply see(enum kit_user who, const char *path)
{
	struct reply rp = work_kit_get(&kit, who, path, 0);

	assert_int_equal(rp.status, 200);
	return rp;
}

static void shows_(const struct reply *rp, const char *what, int line)
{
	if (!work_kit_says(rp, what))
		fail_msg("line %d: nothing says “%s”", line, what);
}
#define shows(rp, what) shows_(&(rp), (what), __LINE__)

static struct reply post(enum kit_user who, const char *form, int64_t org,
			 const char *body)
{
	const char *path = str_to_c(arena, str_fmt(arena, "/targets/%s", form));

	return work_kit_post(
		&kit, who, path, 0,
		str_to_c(arena, str_fmt(arena, "org=%lld&year=2026&part=1&%s",
					(long long)org, body)));
}

static void good_(struct reply rp, int line)
{
	if (rp.status != 303)
		fail_msg("line %d: status %d: %.*s", line, rp.status,
			 (int)MIN(rp.body.n, 3000), rp.body.p);
}
#define good(rp) good_((rp), __LINE__)

static const char *parts(int office, int people, int press, const char *more)
{
	return str_to_c(
		arena, str_fmt(arena,
			       "part.%lld=%d&part.%lld=%d&part.%lld=%d&by=share"
			       "&basis=6-KH%%2F%%C4%%90U%s",
			       (long long)kit.unit[UNIT_OFFICE], office,
			       (long long)kit.unit[UNIT_PEOPLE], people,
			       (long long)kit.unit[UNIT_PRESS], press, more));
}

static void root_set(void)
{
	struct reply rp = post(USER_OFFICE, "admissions/set", kit.root,
			       "value=20&high=24&own_basis=01-KH%2FTU");

	good(rp);
}

static void divided(void)
{
	struct reply rp;

	root_set();
	rp = post(USER_OFFICE, "admissions/allot", kit.root,
		  parts(10, 6, 4, ""));
	good(rp);
}

/* ---- what is shown ------------------------------------------------------- */

static void pages_are_golden(void **data)
{
	(void)data;
	work_kit_golden(&kit, USER_OFFICE, "/targets", 0,
			GOLDEN "targets_none");
	divided();
	day("2026-10-14");
	good(post(USER_OFFICE, "admissions/adjust", kit.unit[UNIT_PRESS],
		  "value=5&high=&own_basis=9-KH&own_reason=Nh%E1%BA%ADn+th"
		  "%C3%AAm"));
	work_kit_golden(&kit, USER_LEADER, "/targets", 0, GOLDEN "targets");
	work_kit_golden(&kit, USER_OFFICE, ONE, 0, GOLDEN "target");
	work_kit_golden(&kit, USER_OFFICE, ONE "&by=share", 0,
			GOLDEN "target_share");
	work_kit_golden(&kit, USER_LEADER, ONE "&as_at=2026-03-01", 0,
			GOLDEN "target_past");
}

static void the_sentence(void **data)
{
	struct reply rp;

	(void)data;
	rp = see(USER_LEADER, ONE);
	shows(rp, "Chưa giao chỉ tiêu. Đến 15/01/2026 đạt: 5.");
	root_set();
	rp = see(USER_LEADER, ONE);
	shows(rp, "Chỉ tiêu: 20–24 người. Đến 15/01/2026 đạt 5");
	shows(rp, "Chưa phân bổ hết.");
	/* 12 members on 31/12/2025: the base stands beside the rate */
	shows(rp, "% của 12 đảng viên ngày 31/12/2025");
}

static void proposals(void **data)
{
	struct reply rp;

	(void)data;
	root_set();
	/* 6, 3, 3 members of 12 */
	rp = see(USER_OFFICE, ONE "&by=share");
	shows(rp, "value=\"10\"");
	shows(rp, "value=\"5\"");
	/* 2, 2, 6 */
	rp = see(USER_OFFICE, ONE "&by=source");
	shows(rp, "value=\"4\"");
	shows(rp, "value=\"12\"");
	rp = see(USER_OFFICE, ONE "&by=equal");
	shows(rp, "value=\"7\"");
	rp = see(USER_OFFICE, ONE "&by=young");
	shows(rp, "value=\"20\"");
	/* next year's, before its base's day has come: by today's members */
	good(work_kit_post(&kit, USER_OFFICE, "/targets/admissions/set", 0,
			   "org=1&year=2027&part=1&value=12&high=&own_basis="
			   "1"));
	rp = see(USER_OFFICE, "/targets/admissions?year=2027&by=share");
	shows(rp, "value=\"6\"");
	assert_false(work_kit_says(&rp, "31/12/2026"));
	/* a word that isn't one proposes nothing */
	rp = see(USER_OFFICE, ONE "&by=mood");
	assert_false(work_kit_says(&rp, "value=\"20\" aria"));
}

/* ---- forms --------------------------------------------------------------- */

static void recalculated(void **data)
{
	struct reply rp;

	(void)data;
	root_set();
	rp = post(USER_OFFICE, "admissions/allot", kit.root,
		  parts(10, 6, 3, "&again=1"));
	assert_int_equal(rp.status, 200);
	shows(rp, "<output data-sum>19</output>");
	shows(rp, "<output data-left class=\"red\">−1</output>");
	/* nothing was written */
	rp = see(USER_OFFICE, ONE);
	shows(rp, "Chưa phân bổ hết.");
}

static void refused_forms(void **data)
{
	struct reply rp;

	(void)data;
	rp = post(USER_OFFICE, "admissions/set", kit.root,
		  "value=x&high=1&own_basis=");
	assert_int_equal(rp.status, 422);
	shows(rp, "Đây không phải là số nguyên.");
	shows(rp, "value=\"x\"");
	rp = post(USER_OFFICE, "admissions/set", kit.root,
		  "value=3&high=1&own_basis=");
	assert_int_equal(rp.status, 422);
	shows(rp, "id=\"own_basis-e\"");
	shows(rp, "id=\"high-e\"");
	rp = post(USER_OFFICE, "admissions/set", kit.root,
		  "value=3&high=&own_basis=1");
	assert_int_equal(rp.status, 409);
	shows(rp, "name=\"own_sure\"");
	good(post(USER_OFFICE, "admissions/set", kit.root,
		  "value=3&high=&own_basis=1&own_sure=1"));
	rp = post(USER_OFFICE, "admissions/allot", kit.root,
		  parts(3, 2, 0, ""));
	assert_int_equal(rp.status, 422);
	shows(rp, "Các phần cộng lại là 5, vượt 2 so với chỉ tiêu 3");
	shows(rp, "id=\"gap-e\"");
	rp = post(USER_OFFICE, "admissions/allot", kit.root,
		  parts(1, 2, 0, ""));
	assert_int_equal(rp.status, 409);
	shows(rp, "name=\"sure\"");
	rp = post(USER_OFFICE, "admissions/allot", kit.root,
		  str_to_c(arena, str_fmt(arena, "part.%lld=zz&by=hand&basis=1",
					  (long long)kit.unit[UNIT_PRESS])));
	assert_int_equal(rp.status, 422);
	shows(rp, "value=\"zz\"");
	good(post(USER_OFFICE, "admissions/allot", kit.root,
		  parts(3, 2, 0, "&gap=giao+v%C6%B0%E1%BB%A3t")));
	rp = see(USER_OFFICE, ONE);
	shows(rp, "giao vượt");
	/* a year that is over */
	rp = work_kit_post(&kit, USER_OFFICE, "/targets/admissions/adjust", 0,
			   "org=1&year=2025&part=1&value=1&high=&own_basis=1&"
			   "own_reason=1");
	assert_int_equal(rp.status, 409);
}

static void taken_back(void **data)
{
	struct reply rp;
	struct target_now t;
	int64_t press = kit.unit[UNIT_PRESS];

	(void)data;
	divided();
	good(post(USER_OFFICE, "admissions/adjust", press,
		  "value=7&high=&own_basis=2&own_reason=3"));
	ok(target_at(&kit.cx,
		     &(struct target_ask){ STR(INDICATOR_ADMISSIONS),
					   STR("2026"), kit.cx.today, &press,
					   1 },
		     &t));
	assert_int_equal(t.value, 7);
	rp = post(USER_OFFICE, "admissions/void", press,
		  str_to_c(arena,
			   str_fmt(arena, "id=%lld&why=", (long long)t.id)));
	assert_int_equal(rp.status, 422);
	good(post(USER_OFFICE, "admissions/void", press,
		  str_to_c(arena, str_fmt(arena, "id=%lld&why=nh%%E1%%BA%%A7m",
					  (long long)t.id))));
	rp = work_kit_get(&kit, USER_OFFICE, ONE "&org=%ld", press);
	shows(rp, "<del>7</del>");
}

static void reports(void **data)
{
	struct reply rp;
	int64_t cell = kit.unit[UNIT_CELL];

	(void)data;
	rp = work_kit_post(&kit, USER_OFFICE, "/targets/define", 0,
			   "code=Hop&name=&unit=&better=down&period=month&"
			   "rollup=ratio&digits=");
	assert_int_equal(rp.status, 422);
	shows(rp, "<option value=\"month\" selected>");
	rp = work_kit_post(&kit, USER_OFFICE, "/targets/define", 0,
			   "code=hop&name=H%E1%BB%8Dp&unit=%25&better=up&"
			   "period=quarter&rollup=ratio&digits=");
	good(rp);
	rp = work_kit_post(&kit, USER_OFFICE, "/targets/define", 0,
			   "code=hop&name=H%E1%BB%8Dp&unit=%25&better=up&"
			   "period=quarter&rollup=ratio&digits=");
	assert_int_equal(rp.status, 409);
	/* a secretary reports of the own organisation */
	rp = post(USER_LEAD, "hop/report", cell, "n=2&of=&note=");
	assert_int_equal(rp.status, 422);
	shows(rp, "id=\"of-e\"");
	rp = post(USER_LEAD, "hop/report", cell, "n=2&of=x&note=");
	assert_int_equal(rp.status, 422);
	good(post(USER_LEAD, "hop/report", cell, "n=2&of=3&note="));
	good(post(USER_LEAD, "hop/report", kit.unit[UNIT_OFFICE],
		  "n=&of=&none=1&note=kh%C3%B4ng+h%E1%BB%8Dp"));
	rp = work_kit_get(&kit, USER_LEAD, "/targets/hop?org=%ld", cell);
	shows(rp, "2 trên 3");
	rp = see(USER_LEADER, "/targets");
	shows(rp, "66,67");
	shows(rp, "Quý I/2026");
	rp = see(USER_LEADER, "/targets/hop?year=2026&part=2");
	shows(rp, "chưa đến kỳ");
	shows(rp, "3 đơn vị chưa báo cáo");
	rp = post(USER_LEAD, "hop/unreport", cell,
		  str_to_c(arena,
			   str_fmt(arena, "id=%lld&why=nham",
				   (long long)kit_number(&kit.cx,
							 "select min(id) from "
							 "indicator_value"))));
	good(rp);
	/* a target of a rate, and the state that it makes */
	good(post(USER_OFFICE, "hop/set", kit.root,
		  "value=28,5&high=&own_basis=2"));
	rp = see(USER_LEADER, "/targets");
	shows(rp, "28,50");
}

/* ---- who sees what ------------------------------------------------------- */

static void who_sees(void **data)
{
	struct reply rp;

	(void)data;
	divided();
	/* a secretary sees the own organisation and those below */
	rp = work_kit_get(&kit, USER_LEAD, ONE, 0);
	assert_int_equal(rp.status, 200);
	shows(rp, "Văn phòng Thành ủy");
	assert_false(work_kit_says(&rp, "Báo"));
	assert_false(work_kit_says(&rp, "admissions/adjust"));
	shows(rp, "admissions/allot");
	rp = work_kit_get(&kit, USER_LEAD, ONE "&org=%ld",
			  kit.unit[UNIT_PRESS]);
	assert_int_equal(rp.status, 404);
	rp = post(USER_LEAD, "admissions/adjust", kit.unit[UNIT_OFFICE],
		  "value=1&high=&own_basis=2&own_reason=3");
	assert_int_equal(rp.status, 403);
	/* … and sets those of the ones below */
	good(post(USER_LEAD, "admissions/set", kit.unit[UNIT_CELL],
		  "value=9&high=&own_basis=2"));
	rp = work_kit_post(&kit, USER_LEADER, "/targets/admissions/set", 0,
			   "org=1&year=2026&part=1&value=1&own_basis=1");
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_LEADER, "/targets/nothing", 0);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_LEADER, ONE "&as_at=2026-12-01", 0);
	assert_int_equal(rp.status, 400);
	rp = see(USER_LEADER, ONE "&as_at=2026-01-14");
	shows(rp, "Chưa giao chỉ tiêu. Đến 14/01/2026");
}

static void states(void **data)
{
	struct reply rp;

	(void)data;
	divided();
	rp = see(USER_LEADER, "/targets");
	shows(rp, "Đến hôm nay mọi chỉ tiêu đều đúng tiến độ.");
	day("2026-12-01");
	rp = see(USER_LEADER, "/targets");
	shows(rp, "1 chỉ tiêu chậm so với mức cần đạt hôm nay.");
	shows(rp, "Kém 14 so với mức cần đạt");
	day("2027-02-01");
	rp = see(USER_LEADER, ONE);
	shows(rp, "Thiếu 15 so với chỉ tiêu");
	assert_false(work_kit_says(&rp, "admissions/allot"));
}

static void files(void **data)
{
	struct reply rp;

	(void)data;
	divided();
	rp = work_kit_get(&kit, USER_LEADER,
			  "/targets/admissions/table.csv?year=2026", 0);
	assert_int_equal(rp.status, 200);
	shows(rp, "\"Ban Tổ chức\",,4,6,6,7,2");
	shows(rp, "\"Đảng bộ các cơ quan Đảng Thành phố\",,10,20,20,24,5");
	assert_true(str_ends(rp.download, STR(".csv")));
	rp = work_kit_get(&kit, USER_LEADER,
			  "/targets/admissions/table.xlsx?year=2026", 0);
	assert_int_equal(rp.status, 200);
	assert_true(str_starts(buf_view(&rp.body), STR("PK")));
}

#define PAGES(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		PAGES(pages_are_golden), PAGES(the_sentence),
		PAGES(proposals),	 PAGES(recalculated),
		PAGES(refused_forms),	 PAGES(taken_back),
		PAGES(reports),		 PAGES(who_sees),
		PAGES(states),		 PAGES(files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
