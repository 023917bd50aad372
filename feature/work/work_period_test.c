/* Periods of recurring tasks, days that come later: rules, acts, pages. */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "profile/profile.h"
#include "work/work_adjust_act.h"
#include "work/work_page.h"
#include "work/work_period_act.h"
#include "work/work_period_query.h"
#include "work/work_query.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_task_routes,
						    &work_period_routes, NULL };

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

static day_t day(const char *iso)
{
	day_t d;

	assert_true(day_from_iso(str_c(iso), &d));
	return d;
}

static struct work_series series(const char *text, const char *from,
				 const char *to)
{
	const struct work_deadline_words *w =
		work_deadline_words(arena, kit.cx.profile);

	return (struct work_series){
		.deadline = work_deadline_parse(arena, w, str_c(text), 2026),
		.continuous = UNIT_QUARTER,
		.from = day(from),
		.to = day(to),
		.month = 12,
		.day = 31
	};
}

/* ---- rules ----------------------------------------------------------------------- */

static void test_days(void **state)
{
	static const struct {
		const char *text, *after, *next;
		int n;
	} rows[] = {
		{ "Hằng tháng", "2026-03-05", "2026-03-31", 12 },
		{ "Hằng tháng", "2026-12-30", "2026-12-31", 12 },
		{ "Hằng tháng", "2026-12-31", "", 12 },
		{ "trước ngày 23 hàng tháng", "2026-03-05", "2026-03-23", 12 },
		{ "trước ngày 23 hàng tháng", "2026-03-23", "2026-04-23", 12 },
		{ "Hằng quý", "2026-01-01", "2026-03-31", 4 },
		{ "6 tháng một lần", "2026-01-01", "2026-06-30", 2 },
		{ "Hằng năm", "2026-01-01", "2026-12-31", 1 },
		{ "Thường xuyên", "2026-04-01", "2026-06-30", 4 },
		{ "Từ 25/7/2026", "2026-01-01", "2026-09-30", 2 },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct work_series s =
			series(rows[i].text, "2026-01-01", "2026-12-31");
		day_t next = work_period_next(&s, day(rows[i].after));

		if (*rows[i].next)
			assert_int_equal(next, day(rows[i].next));
		else
			assert_int_equal(next, DAY_NONE);
		assert_int_equal(work_period_count(&s, WORK_PERIODS_MOST),
				 rows[i].n);
	}
}

static void test_term(void **state)
{
	struct work_series s =
		series("Nhiệm kỳ 2025-2030", "2026-01-01", "2030-12-31");

	(void)state;
	assert_int_equal(work_period_next(&s, day("2026-05-01")),
			 day("2026-12-31"));
	assert_int_equal(work_period_count(&s, WORK_PERIODS_MOST), 5);
	assert_int_equal(work_period_unit(&s), UNIT_YEAR);
}

static void test_kinds(void **state)
{
	(void)state;
	assert_true(work_has_periods(DUE_RECURRING));
	assert_true(work_has_periods(DUE_CONTINUOUS));
	assert_true(work_has_periods(DUE_STARTING));
	assert_true(work_has_periods(DUE_TERM));
	assert_false(work_has_periods(DUE_DATE));
	assert_true(work_waits_for_day(DUE_RELATIVE));
	assert_true(work_waits_for_day(DUE_ON_REQUEST));
	assert_false(work_waits_for_day(DUE_CONTINUOUS));
}

static void test_weekend(void **state)
{
	struct holidays h = kit.cx.profile->holidays;
	day_t sunday = day("2026-05-31");

	(void)state;
	assert_int_equal(work_period_due(sunday, WEEKEND_KEEP, h), sunday);
	assert_int_equal(work_period_due(sunday, WEEKEND_BEFORE, h),
			 day("2026-05-29"));
	assert_int_equal(work_period_due(sunday, WEEKEND_AFTER, h),
			 day("2026-06-01"));
	assert_int_equal(work_period_due(day("2026-06-01"), WEEKEND_BEFORE, h),
			 day("2026-06-01"));
	assert_int_equal(work_weekend_of(STR("before")), WEEKEND_BEFORE);
	assert_int_equal(work_weekend_of(STR("after")), WEEKEND_AFTER);
	assert_int_equal(work_weekend_of(STR("")), WEEKEND_KEEP);
}

static void test_impossible(void **state)
{
	struct work_series s = series("Hằng năm", "2026-03-01", "2026-06-30");

	(void)state;
	assert_non_null(work_series_check(arena, &s, s.from));
	s = series("Hằng ngày", "2020-01-01", "2047-12-31");
	assert_non_null(work_series_check(arena, &s, s.from));
	assert_int_equal(work_period_count(&s, WORK_PERIODS_MOST),
			 WORK_PERIODS_MOST + 1);
	s = series("Hằng tháng", "2026-01-01", "2026-12-31");
	assert_null(work_series_check(arena, &s, s.from));
}

/* ---- acts -------------------------------------------------------------------------- */

static int64_t task_new_on(const char *on, const char *deadline)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_task_words w = { .programme = kit.programme,
				     .number = STR("7.1"),
				     .work = STR("Cung cấp tài liệu sinh hoạt"),
				     .work_confirmed = true,
				     .lead = kit.unit[UNIT_OFFICE],
				     .deadline = str_c(deadline),
				     .product = STR("12 tài liệu sinh hoạt"),
				     .product_confirmed = true,
				     .import = DB_NULL,
				     .import_row = DB_NULL };
	int64_t id;

	kit_day(&office, on);
	ok(work_task_add(&office, &w, &id));
	return id;
}

static int64_t task_new(const char *deadline)
{
	return task_new_on("2026-10-14", deadline);
}

static struct err *deed_on(enum kit_user who, int64_t task, enum work_do what,
			   const char *on)
{
	struct cx cx = work_kit_as(&kit, who);

	cx.today = cx.as_at = day(on);
	cx.now = day_begin(cx.today) + 8 * 3600 * 1000;
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

static struct period_list_rows periods(int64_t series_id, const char *on)
{
	struct period_list_rows rows;

	ok(period_list(kit.cx.db,
		       &(struct period_list_in){ .series = series_id,
						 .today = day(on),
						 .soon = day(on) + 14,
						 .limit = 100 },
		       &rows));
	return rows;
}

/* How many periods the series got. */
static ptrdiff_t make_on(int64_t id, const char *on)
{
	ptrdiff_t before = periods(id, "2027-01-01").n;
	struct cx cx = kit.cx;

	cx.today = cx.as_at = day(on);
	cx.now = day_begin(cx.today) + 8 * 3600 * 1000;
	ok(work_periods_make(&cx, NULL));
	return periods(id, "2027-01-01").n - before;
}

static struct task_by_id_row row_of(int64_t id)
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

static void test_series(void **state)
{
	int64_t id = task_new("trước ngày 23 hàng tháng");
	struct period_list_rows p;

	(void)state;
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-04-02"));
	p = periods(id, "2026-04-02");
	assert_int_equal(p.n, 1);
	same(p.p[0].deadline_text, "Tháng 4/2026");
	assert_int_equal(p.p[0].due_on, day("2026-04-23"));
	assert_int_equal(p.p[0].state, WORK_NOT_STARTED);
	assert_int_equal(row_of(id).due_on, day("2026-04-23"));
	ok(deed_on(USER_LEAD, id, WORK_DO_ACCEPT, "2026-04-03"));
	assert_int_equal(row_of(p.p[0].id).accepted_on, day("2026-04-03"));
	/* nothing new while the period runs, however often it is asked */
	assert_int_equal(make_on(id, "2026-04-22"), 0);
	assert_int_equal(make_on(id, "2026-04-24"), 1);
	assert_int_equal(make_on(id, "2026-04-24"), 0);
	p = periods(id, "2026-04-24");
	assert_int_equal(p.n, 2);
	/* 23/5 is a Saturday: due the Friday before, the rule's day is kept */
	assert_int_equal(p.p[0].rule_on, day("2026-05-23"));
	assert_int_equal(p.p[0].due_on, day("2026-05-22"));
	assert_int_equal(p.p[1].state, WORK_OVERDUE);
	assert_int_equal(row_of(p.p[0].id).accepted_on, day("2026-04-24"));
	/* the oldest open one is the series' day */
	assert_int_equal(row_of(id).due_on, day("2026-04-23"));
	ok(deed_on(USER_LEAD, p.p[1].id, WORK_DO_SUBMIT, "2026-04-25"));
	ok(deed_on(USER_OFFICE, p.p[1].id, WORK_DO_VERIFY, "2026-04-26"));
	assert_int_equal(row_of(id).due_on, day("2026-05-22"));
	/* the machine was off for months: every period is owed */
	assert_int_equal(make_on(id, "2026-08-01"), 3);
	assert_int_equal(periods(id, "2026-08-01").n, 5);
}

/* The act may run again: then it makes them all the same. */
static void test_made_again(void **state)
{
	int64_t id = task_new("trước ngày 23 hàng tháng");

	(void)state;
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-04-02"));
	kit_twice(&kit.cx);
	assert_int_equal(make_on(id, "2026-04-24"), 1);
	assert_int_equal(make_on(id, "2026-08-01"), 3);
}

/* No period is late when it begins: it falls due the working day before the
 * rule's day, so a Sunday's own or a lone Saturday would be. */
static void test_none_begins_late(void **state)
{
	int64_t id = task_new_on("2026-10-14", "ngày 22 hàng tháng");
	int64_t daily = task_new_on("2026-10-14", "Hằng ngày");
	struct period_list_rows p;

	(void)state;
	/* 22/11/2026 is a Sunday */
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-11-22"));
	p = periods(id, "2026-11-22");
	assert_int_equal(p.n, 1);
	assert_int_equal(p.p[0].due_on, day("2026-12-22"));
	ok(deed_on(USER_OFFICE, daily, WORK_DO_ISSUE, "2026-11-20"));
	assert_int_equal(periods(daily, "2026-11-20").p[0].due_on,
			 day("2026-11-20"));
	assert_int_equal(make_on(daily, "2026-11-22"), 1);
	assert_int_equal(periods(daily, "2026-11-22").p[0].due_on,
			 day("2026-11-23"));
	assert_int_equal(make_on(daily, "2026-11-23"), 0);
}

/* The row as a past day shows it. */
static struct task_by_id_row row_as_at(int64_t id, const char *on)
{
	struct task_by_id_row row;
	bool found;

	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){ .id = id,
					       .today = day(on),
					       .soon = day(on),
					       .as_at = day(on),
					       .until = day_begin(day(on) + 1),
					       .with = TASK_BY_ID_WITH_PAST },
		      &row, &found));
	assert_true(found);
	return row;
}

static struct work_task_words words_for(const char *deadline)
{
	return (struct work_task_words){
		.work = STR("Cung cấp tài liệu sinh hoạt"),
		.work_confirmed = true,
		.lead = kit.unit[UNIT_OFFICE],
		.deadline = str_c(deadline),
		.product = STR("12 tài liệu sinh hoạt"),
		.product_confirmed = true,
		.import = DB_NULL,
		.import_row = DB_NULL,
		.cause = STR("khac"),
		.reason = STR("Chờ văn bản.")
	};
}

/* Issued again when this year's milestone is done: the next one stands, and
 * not the end of the term that the draft said meanwhile. */
static void test_term_issued_again(void **state)
{
	int64_t id = task_new_on("2026-04-01", "2026-2030"), period;
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_task_words w = words_for("2026-2030");

	(void)state;
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-04-02"));
	ok(deed_on(USER_LEAD, id, WORK_DO_ACCEPT, "2026-04-03"));
	period = periods(id, "2026-04-03").p[0].id;
	ok(deed_on(USER_LEAD, period, WORK_DO_SUBMIT, "2026-05-04"));
	ok(deed_on(USER_OFFICE, period, WORK_DO_VERIFY, "2026-05-05"));
	assert_int_equal(row_of(id).due_on, day("2027-12-31"));
	ok(deed_on(USER_LEAD, id, WORK_DO_HAND_BACK, "2026-05-06"));
	kit_day(&office, "2026-05-07");
	ok(work_task_edit(&office, id, row_of(id).rev, &w));
	assert_int_equal(row_of(id).due_on, day("2030-12-31"));
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-05-08"));
	assert_int_equal(row_of(id).due_on, day("2027-12-31"));
	assert_int_equal(row_as_at(id, "2026-05-08").due_on, day("2027-12-31"));
}

/* The lead of a series can't verify its own periods. */
static void test_period_is_the_offices(void **state)
{
	int64_t id = task_new("Hằng quý");
	int64_t p;

	(void)state;
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-04-02"));
	ok(deed_on(USER_LEAD, id, WORK_DO_ACCEPT, "2026-04-03"));
	p = periods(id, "2026-04-03").p[0].id;
	ok(deed_on(USER_LEAD, p, WORK_DO_SUBMIT, "2026-06-25"));
	assert_int_equal(
		deed_on(USER_LEAD, p, WORK_DO_VERIFY, "2026-06-26")->code,
		ERR_NOT_FOUND);
}

static void test_words_stay(void **state)
{
	int64_t id = task_new("Hằng tháng");
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_adjust_new in = { .kind = ADJUST_SCOPE,
				      .task = id,
				      .cause = STR("khac"),
				      .body = STR("đổi"),
				      .deadline = STR(""),
				      .work = STR("Cung cấp video sinh hoạt"),
				      .product = STR(""),
				      .lead = DB_NULL };
	struct period_list_rows p;

	(void)state;
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-09-02"));
	ok(work_adjust(&office, &in, NULL));
	assert_int_equal(make_on(id, "2026-10-14"), 1);
	p = periods(id, "2026-10-14");
	same(row_of(p.p[0].id).work, "Cung cấp video sinh hoạt");
	same(row_of(p.p[1].id).work, "Cung cấp tài liệu sinh hoạt");
	/* another rhythm: the months that were stay months */
	in.kind = ADJUST_EXTENSION;
	in.deadline = STR("Hằng quý");
	ok(work_adjust(&office, &in, NULL));
	assert_int_equal(make_on(id, "2026-11-05"), 1);
	p = periods(id, "2026-11-05");
	same(p.p[0].deadline_text, "Quý IV/2026");
	same(p.p[1].deadline_text, "Tháng 10/2026");
}

static void test_falls_away(void **state)
{
	int64_t id = task_new("Hằng tháng");
	int64_t p;

	(void)state;
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-09-02"));
	p = periods(id, "2026-09-02").p[0].id;
	ok(deed_on(USER_OFFICE, id, WORK_DO_WITHDRAW, "2026-09-10"));
	assert_int_equal(row_of(p).withdrawn_on, day("2026-09-10"));
	assert_int_equal(make_on(id, "2026-12-01"), 0);
}

/* A yearly task in a programme of four months can't be issued. */
static void test_never_issued(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_programme_new in = { .document = kit.document,
					 .title = STR("Đợt thi đua"),
					 .year = 2026,
					 .from = day("2026-03-01"),
					 .to = day("2026-06-30"),
					 .owner = kit.root };
	int64_t year = kit.programme, id;
	struct err *e;

	(void)state;
	ok(work_programme_add(&office, &in, &kit.programme));
	id = task_new("Hằng năm");
	e = deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-03-10");
	assert_int_equal(e->code, ERR_INVALID);
	assert_int_equal(row_of(id).issued_on, DAY_NONE);
	assert_int_equal(periods(id, "2027-01-01").n, 0);
	kit.programme = year;
}

static struct err *event(enum kit_user who, int64_t task, const char *on,
			 day_t due)
{
	struct cx cx = work_kit_as(&kit, who);

	return work_event_day(&cx, &(struct work_event_day){
					   .task = task,
					   .event = *on ? day(on) : DAY_NONE,
					   .due = due,
					   .note = STR("") });
}

static void test_event_day(void **state)
{
	int64_t id = task_new("20 ngày sau khi Thành ủy ban hành");

	(void)state;
	assert_int_equal(event(USER_OFFICE, id, "2026-10-01", DAY_NONE)->code,
			 ERR_CONFLICT); /* a draft */
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-09-02"));
	assert_int_equal(row_of(id).due_on, DAY_NONE);
	same(event(USER_OFFICE, id, "", DAY_NONE)->field, "event");
	same(event(USER_OFFICE, id, "2026-10-15", DAY_NONE)->field, "event");
	same(event(USER_OFFICE, id, "2025-10-15", DAY_NONE)->field, "event");
	assert_int_equal(event(USER_LEAD, id, "2026-10-01", DAY_NONE)->code,
			 ERR_NOT_FOUND);
	ok(event(USER_OFFICE, id, "2026-10-01", DAY_NONE));
	assert_int_equal(row_of(id).due_on, day("2026-10-21"));
	assert_int_equal(row_of(id).base_due_on, day("2026-10-21"));
	assert_int_equal(row_of(id).event_on, day("2026-10-01"));
}

/* The event's day is known from the day on which it was entered, and other
 * words leave it alone. */
static void test_event_day_stays(void **state)
{
	int64_t id =
		task_new_on("2026-04-01", "20 ngày sau khi Thành ủy ban hành");
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_adjust_new in = { .task = id,
				      .kind = ADJUST_PRODUCT,
				      .cause = STR("khac"),
				      .body = STR("Đổi sản phẩm."),
				      .product = STR("Tờ trình"),
				      .lead = DB_NULL };

	(void)state;
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-09-02"));
	ok(event(USER_OFFICE, id, "2026-09-04", DAY_NONE));
	assert_int_equal(row_of(id).due_on, day("2026-09-24"));
	assert_int_equal(row_as_at(id, "2026-10-13").base_on,
			 day("2026-09-02"));
	assert_int_equal(row_as_at(id, "2026-10-13").base_due_on, DAY_NONE);
	assert_int_equal(row_as_at(id, "2026-10-14").base_due_on,
			 day("2026-09-24"));
	assert_int_equal(row_as_at(id, "2026-09-01").base_on, DAY_NONE);
	ok(work_adjust(&office, &in, NULL));
	assert_int_equal(row_of(id).due_on, day("2026-09-24"));
	in.kind = ADJUST_EXTENSION;
	in.deadline = STR("30 ngày sau khi Thành ủy ban hành");
	assert_int_equal(work_adjust(&office, &in, NULL)->code, ERR_INVALID);
	in.deadline = STR("30/11/2026");
	ok(work_adjust(&office, &in, NULL));
	assert_int_equal(row_of(id).due_on, day("2026-11-30"));
}

/* A period may wait for a day, too; its series moves with it. */
static void test_event_of_a_period(void **state)
{
	int64_t id = task_new_on("2026-09-01", "Thường xuyên"), period;
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_task_words w;

	(void)state;
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-09-02"));
	period = periods(id, "2026-09-02").p[0].id;
	w = words_for("20 ngày sau khi Thành ủy ban hành");
	ok(work_task_edit(&office, period, row_of(period).rev, &w));
	assert_int_equal(row_of(id).due_on, DAY_NONE);
	ok(event(USER_OFFICE, period, "2026-10-01", DAY_NONE));
	assert_int_equal(row_of(period).due_on, day("2026-10-21"));
	assert_int_equal(row_of(id).due_on, day("2026-10-21"));
}

static void test_request(void **state)
{
	int64_t id = task_new("Theo đề nghị của đơn vị");

	(void)state;
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-09-02"));
	same(event(USER_OFFICE, id, "2026-10-01", day("2026-09-30"))->field,
	     "due");
	/* 10 days, from a Sunday to Monday */
	ok(event(USER_OFFICE, id, "2026-10-01", DAY_NONE));
	assert_int_equal(row_of(id).due_on, day("2026-10-12"));
	ok(event(USER_OFFICE, id, "2026-10-02", day("2026-10-30")));
	assert_int_equal(row_of(id).due_on, day("2026-10-30"));
	assert_int_equal(row_of(id).base_due_on, day("2026-10-12"));
}

/* ---- pages ------------------------------------------------------------------------------ */

static void test_pages(void **state)
{
	int64_t id = task_new("trước ngày 23 hàng tháng");
	int64_t later = task_new("20 ngày sau khi Thành ủy ban hành");
	struct reply rp;

	(void)state;
	ok(deed_on(USER_OFFICE, id, WORK_DO_ISSUE, "2026-08-03"));
	ok(deed_on(USER_OFFICE, later, WORK_DO_ISSUE, "2026-08-03"));
	make_on(id, "2026-10-14");
	work_kit_golden(&kit, USER_LEAD, "/task/%ld", id, "period_series");
	work_kit_golden(&kit, USER_LEAD, "/task/%ld",
			periods(id, "2026-10-14").p[0].id, "period_one");
	work_kit_golden(&kit, USER_OFFICE, "/task/%ld", later, "period_event");
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/event", later,
			   "key=aaaaaaaaaa&event=1/12/2026&note=abc");
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "aria-describedby=\"event-e\""));
	assert_true(work_kit_says(&rp, "Ngày này chưa đến"));
	assert_true(work_kit_says(&rp, "value=\"abc\""));
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/event", later,
			   "key=bbbbbbbbbb&event=1/10/2026");
	assert_int_equal(rp.status, 303);
	assert_int_equal(row_of(later).due_on, day("2026-10-21"));
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/event", later,
			   "key=cccccccccc&event=1/10/2026");
	assert_int_equal(rp.status, 404);
	/* in September the October period wasn't there */
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld?as_at=2026-09-01", id);
	assert_false(work_kit_says(&rp, "Tháng 10/2026"));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_days),
		T(test_term),
		T(test_kinds),
		T(test_weekend),
		T(test_impossible),
		T(test_series),
		T(test_made_again),
		T(test_none_begins_late),
		T(test_term_issued_again),
		T(test_period_is_the_offices),
		T(test_words_stay),
		T(test_falls_away),
		T(test_never_issued),
		T(test_event_day),
		T(test_event_day_stays),
		T(test_event_of_a_period),
		T(test_request),
		T(test_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
