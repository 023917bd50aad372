/* Yearly milestones of a task over a term: rules, acts, pages. */
#include "work/test/work_split_kit.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_adjust_act.h"
#include "work/work_adjust_query.h"
#include "work/work_carry_act.h"
#include "work/work_page.h"
#include "work/work_period_act.h"
#include "work/work_period_query.h"

#define TERM "Nhiệm kỳ 2025-2030"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = {
	&work_task_routes, &work_milestone_routes, &work_programme_routes, NULL
};

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

static struct cx on(enum kit_user who, const char *iso)
{
	struct cx cx = work_kit_as(&kit, who);

	cx.today = cx.as_at = day(iso);
	cx.now = day_begin(cx.today) + 8 * 3600 * 1000;
	return cx;
}

/* ---- rules ------------------------------------------------------------------------ */

static struct work_series term(const char *text, const char *from,
			       const char *to)
{
	const struct work_deadline_words *w =
		work_deadline_words(arena, kit.cx.profile);
	struct work_series s = {
		.deadline = work_deadline_parse(arena, w, str_c(text), 2026),
		.from = day(from),
		.to = day(to),
		.month = 12,
		.day = 31
	};

	assert_int_equal(s.deadline.kind, DUE_TERM);
	s.to = s.deadline.due;
	return s;
}

static void a_day_in_each_year(void **state)
{
	static const struct {
		const char *text, *after, *next;
	} rows[] = {
		{ TERM, "2026-05-01", "2026-12-31" },
		{ TERM, "2026-12-31", "2027-12-31" },
		{ TERM, "2029-12-31", "2030-12-31" },
		{ TERM, "2030-12-31", "" },
		/* not before the term begins */
		{ "2028-2030", "2026-05-01", "2028-12-31" },
		{ "Từ năm 2027 đến năm 2029", "2026-05-01", "2027-12-31" },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct work_series s =
			term(rows[i].text, "2026-01-01", "2026-12-31");
		day_t next = work_period_next(&s, day(rows[i].after));

		assert_int_equal(next,
				 *rows[i].next ? day(rows[i].next) : DAY_NONE);
	}
}

static void the_rule_of_the_profile(void **state)
{
	struct work_series s = term(TERM, "2026-01-01", "2026-12-31");
	struct work_milestone own[] = {
		{ 2027, day("2027-11-30"), STR("40%") },
		{ 2028, DAY_NONE, STR("60%") },
	};

	(void)state;
	assert_true(work_month_day(STR("02-30"), &s.month, &s.day));
	/* no calendar has it; the end of the term stays where it is */
	assert_int_equal(work_period_next(&s, day("2026-03-01")),
			 day("2027-02-28"));
	assert_int_equal(work_period_next(&s, day("2029-03-01")),
			 day("2030-12-31"));
	s.own.p = own;
	s.own.n = 2;
	assert_int_equal(work_period_next(&s, day("2026-03-01")),
			 day("2027-11-30"));
	assert_int_equal(work_period_next(&s, day("2027-11-30")),
			 day("2028-02-29"));
	same(work_milestone_of(&s, 2028)->target, "60%");
	assert_null(work_milestone_of(&s, 2029));
	assert_false(work_month_day(STR("13-01"), &s.month, &s.day));
	assert_false(work_month_day(STR("12-32"), &s.month, &s.day));
	assert_false(work_month_day(STR("abc"), &s.month, &s.day));
}

static struct err *judged(int year, const char *iso, const char *begun)
{
	struct work_series s = term(TERM, "2026-01-01", "2026-12-31");
	struct work_milestone m = { year, *iso ? day(iso) : DAY_NONE,
				    STR("60%") };

	return work_milestone_check(arena, &s, &m,
				    *begun ? day(begun) : DAY_NONE,
				    day("2026-10-14"));
}

static void one_clear_sentence(void **state)
{
	static const struct {
		int year;
		const char *day, *begun, *field, *says;
	} rows[] = {
		{ 2027, "2031-01-15", "", "day.2027",
		  "15/01/2031 lies beyond the term, which ends on "
		  "31/12/2030." },
		{ 2026, "2026-10-13", "", "day.2026",
		  "13/10/2026 has passed; a milestone lies ahead." },
		{ 2027, "2028-01-01", "", "day.2027",
		  "01/01/2028 isn't a day of the year 2027." },
		{ 2030, "2030-06-30", "", "day.2030",
		  "The last milestone is the end of the term, 31/12/2030; "
		  "for another end adjust the task." },
		{ 2031, "", "", "target.2031",
		  "The year 2031 lies outside of the term “" TERM "”." },
		{ 2025, "", "", "target.2025",
		  "The year 2025 lies outside of the term “" TERM "”." },
		{ 2026, "", "2026-12-31", "target.2026",
		  "The milestone of 2026 has begun: adjust it on its own "
		  "page." },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct err *e =
			judged(rows[i].year, rows[i].day, rows[i].begun);

		assert_non_null(e);
		assert_null(e->next);
		same(e->field, rows[i].field);
		same(tr_err(arena, LANG_EN, e), rows[i].says);
	}
	assert_null(judged(2027, "2027-11-30", "2026-12-31"));
	assert_null(judged(2030, "", "2026-12-31"));
	assert_null(judged(2030, "2030-12-31", ""));
}

/* ---- acts -------------------------------------------------------------------------- */

static int64_t draft(const char *deadline)
{
	struct cx office = on(USER_OFFICE, "2026-03-01");
	struct work_task_words w = { .programme = kit.programme,
				     .number = STR("8.1"),
				     .work = STR("Số hóa hồ sơ đảng viên"),
				     .work_confirmed = true,
				     .lead = kit.unit[UNIT_OFFICE],
				     .deadline = str_c(deadline),
				     .product = STR("6.200 hồ sơ số"),
				     .product_confirmed = true,
				     .import = DB_NULL,
				     .import_row = DB_NULL };
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
	struct cx cx = on(USER_OFFICE, iso);

	ok(work_periods_make(&cx, NULL));
}

static struct period_list_rows periods(int64_t series)
{
	struct period_list_rows rows;

	ok(period_list(kit.cx.db,
		       &(struct period_list_in){ .series = series,
						 .today = day("2039-12-31"),
						 .soon = day("2039-12-31"),
						 .limit = 100 },
		       &rows));
	return rows;
}

static struct err *write_on(enum kit_user who, const char *iso, int64_t task,
			    struct work_milestone m)
{
	struct cx cx = on(who, iso);

	return work_milestones_write(&cx, &(struct work_milestone_plan){
						  task, &m, 1 });
}

static int64_t issued(void)
{
	int64_t id = draft(TERM);

	ok(deed(USER_OFFICE, id, WORK_DO_ISSUE, "2026-04-02"));
	ok(deed(USER_LEAD, id, WORK_DO_ACCEPT, "2026-04-03"));
	return id;
}

/* A year after the other, to the end of the term. */
static void each_year_is_asked_for(void **state)
{
	int64_t id = draft(TERM);
	struct period_list_rows p;
	static const char *const due[] = { "2026-12-31", "2027-12-31",
					   "2028-12-29", "2029-12-31",
					   "2030-12-31" };

	(void)state;
	ok(write_on(USER_OFFICE, "2026-03-02", id,
		    (struct work_milestone){ 2026, DAY_NONE,
					     STR("1.500 hồ sơ") }));
	ok(deed(USER_OFFICE, id, WORK_DO_ISSUE, "2026-04-02"));
	ok(deed(USER_LEAD, id, WORK_DO_ACCEPT, "2026-04-03"));
	p = periods(id);
	assert_int_equal(p.n, 1);
	same(p.p[0].deadline_text, "Mốc năm 2026");
	same(p.p[0].product, "1.500 hồ sơ");
	/* the first issue's deadline is the end of the term */
	assert_int_equal(kit_task_now(&kit, id).base_due_on, day("2030-12-31"));
	for (int y = 2026; y <= 2030; y++) {
		int64_t one = periods(id).p[0].id;
		int k = y - 2026;

		assert_int_equal(periods(id).n, k + 1);
		assert_int_equal(periods(id).p[0].due_on, day(due[k]));
		assert_int_equal(kit_task_now(&kit, id).due_on, day(due[k]));
		ok(deed(USER_LEAD, one, WORK_DO_SUBMIT, due[k]));
		ok(deed(USER_OFFICE, one, WORK_DO_VERIFY, due[k]));
		/* between two milestones the next one stands for the whole */
		assert_int_equal(kit_task_now(&kit, id).due_on,
				 k < 4 ? day(due[k + 1]) : DAY_NONE);
		make(due[k]);
		assert_int_equal(periods(id).n, k + 1);
		make(str_to_c(arena, str_fmt(arena, "%d-01-02", y + 1)));
	}
	p = periods(id);
	assert_int_equal(p.n, 5);
	same(p.p[0].deadline_text, "Mốc năm 2030, hết nhiệm kỳ");
	/* without a target of its own the product of the whole */
	same(p.p[0].product, "6.200 hồ sơ số");
}

static void written_ahead(void **state)
{
	int64_t id = issued();
	struct task_act_list_rows acts;
	struct cx office = on(USER_OFFICE, "2026-10-14");
	struct work_milestone m[] = {
		{ 2027, day("2027-11-30"), STR("3.000 hồ sơ") },
		{ 2028, DAY_NONE, STR("4.500 hồ sơ") },
	};
	struct work_milestone_plan plan = { id, m, 2 };

	(void)state;
	office.key = STR("same-key-1");
	ok(work_milestones_write(&office, &plan));
	ok(work_milestones_write(&office, &plan));
	ok(task_act_list(kit.cx.db,
			 &(struct task_act_list_in){
				 .task = id, .as_at = day("2027-12-31") },
			 &acts));
	same(acts.p[0].kind, "milestone");
	same(acts.p[0].body,
	     "2027: 3.000 hồ sơ (30/11/2027); 2028: 4.500 hồ sơ");
	same(acts.p[1].kind, "accept");
	/* what is sent as it stands isn't written again */
	office.key = STR("other-key-1");
	m[1].target = STR("4.600 hồ sơ");
	ok(work_milestones_write(&office, &plan));
	ok(task_act_list(kit.cx.db,
			 &(struct task_act_list_in){
				 .task = id, .as_at = day("2027-12-31") },
			 &acts));
	same(acts.p[0].body, "2028: 4.600 hồ sơ");
	ok(deed(USER_LEAD, periods(id).p[0].id, WORK_DO_SUBMIT, "2026-12-20"));
	ok(deed(USER_OFFICE, periods(id).p[0].id, WORK_DO_VERIFY,
		"2026-12-21"));
	assert_int_equal(kit_task_now(&kit, id).due_on, day("2027-11-30"));
	/* another day of the next one moves the whole */
	ok(write_on(USER_OFFICE, "2026-12-22", id,
		    (struct work_milestone){ 2027, day("2027-10-29"),
					     STR("3.000 hồ sơ") }));
	assert_int_equal(kit_task_now(&kit, id).due_on, day("2027-10-29"));
	make("2027-01-04");
	same(periods(id).p[0].product, "3.000 hồ sơ");
	assert_int_equal(periods(id).p[0].due_on, day("2027-10-29"));
	make("2027-10-30");
	same(periods(id).p[0].product, "4.600 hồ sơ");
	assert_int_equal(periods(id).n, 3);
}

static void by_its_issuer_alone(void **state)
{
	int64_t id = issued(), month = draft("Hằng tháng");
	struct work_milestone m = { 2027, DAY_NONE, STR("3.000 hồ sơ") };
	struct work_milestone begun = { 2026, DAY_NONE, STR("x") };

	(void)state;
	fails(write_on(USER_LEAD, "2026-10-14", id, m), ERR_NOT_FOUND);
	fails(write_on(USER_LEADER, "2026-10-14", id, m), ERR_NOT_FOUND);
	fails(write_on(USER_OFFICE, "2026-10-14", id, begun), ERR_CONFLICT);
	fails(write_on(USER_OFFICE, "2026-10-14", month, m), ERR_CONFLICT);
	fails(write_on(USER_OFFICE, "2026-10-14", 9999, m), ERR_NOT_FOUND);
	ok(deed(USER_OFFICE, id, WORK_DO_WITHDRAW, "2026-10-14"));
	fails(write_on(USER_OFFICE, "2026-10-14", id, m), ERR_CONFLICT);
	make("2028-02-01");
	assert_int_equal(periods(id).n, 1);
}

static struct err *extended(int64_t task, const char *deadline)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);

	return work_adjust(&office,
			   &(struct work_adjust_new){ .task = task,
						      .kind = ADJUST_EXTENSION,
						      .cause = STR("khac"),
						      .body = STR("đổi"),
						      .deadline =
							      str_c(deadline),
						      .lead = DB_NULL },
			   NULL);
}

static void terms_that_cant_be(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "2026-2126",
		  "“2026-2126” covers more years than a task can run." },
		{ "2026-2050",
		  "“2026-2050” covers more years than a task can run." },
		{ "2020-2025", "“2020-2025” is over: it ended on 31/12/2025." },
		{ "2030-2026", "“2030-2026” ends before it begins." },
	};
	int64_t id = issued();

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct err *e = extended(id, rows[i].text);

		assert_non_null(e);
		assert_null(e->next);
		same(e->field, "deadline");
		same(tr_err(arena, LANG_EN, e), rows[i].says);
	}
	/* the same at the issue */
	id = draft("2020-2025");
	fails(deed(USER_OFFICE, id, WORK_DO_ISSUE, "2026-04-02"), ERR_INVALID);
	assert_int_equal(kit_task_now(&kit, id).issued_on, DAY_NONE);
}

static void a_longer_term(void **state)
{
	int64_t id = issued();

	(void)state;
	ok(extended(id, "2026-2028"));
	assert_int_equal(kit_task_now(&kit, id).due_on, day("2026-12-31"));
	make("2031-01-02");
	assert_int_equal(periods(id).n, 3);
	same(periods(id).p[0].deadline_text, "Mốc năm 2028, hết nhiệm kỳ");
}

static void carried_with_it(void **state)
{
	struct cx office = on(USER_OFFICE, "2027-01-05");
	struct work_carry_new in = { .ask = { .origin = kit.programme } };
	struct carry_made_rows rows;
	int64_t id = issued(), carry;

	(void)state;
	ok(write_on(USER_OFFICE, "2026-10-14", id,
		    (struct work_milestone){ 2028, DAY_NONE,
					     STR("4.500 hồ sơ") }));
	ok(work_programme_add(&office,
			      &(struct work_programme_new){
				      .document = kit.document,
				      .title = STR("Chương trình năm 2027"),
				      .year = 2027,
				      .from = day("2027-01-01"),
				      .to = day("2027-12-31"),
				      .owner = kit.root },
			      &in.ask.into));
	ok(work_carry(&office, &in, &carry));
	ok(carry_made(kit.cx.db, &(struct carry_made_in){ .carry = carry },
		      &rows));
	id = 0;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (str_eq(kit_task_now(&kit, rows.p[i].id).deadline_kind,
			   STR("term")))
			id = rows.p[i].id;
	assert_true(id > 0);
	ok(deed(USER_OFFICE, id, WORK_DO_ISSUE, "2027-01-10"));
	same(periods(id).p[0].deadline_text, "Mốc năm 2027");
	make("2028-01-02");
	same(periods(id).p[0].product, "4.500 hồ sơ");
}

/* ---- pages ---------------------------------------------------------------------------- */

static void pages(void **state)
{
	int64_t id = issued();
	struct reply rp;

	(void)state;
	ok(write_on(USER_OFFICE, "2026-10-14", id,
		    (struct work_milestone){ 2027, day("2027-11-30"),
					     STR("3.000 hồ sơ") }));
	work_kit_golden(&kit, USER_OFFICE, "/task/%ld", id, "milestone_task");
	work_kit_golden(&kit, USER_OFFICE, "/task/%ld/milestones", id,
			"milestone_form");
	/* the lead reads them, but doesn't write */
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld", id);
	assert_true(work_kit_says(&rp, "Các mốc hằng năm"));
	assert_true(work_kit_says(&rp, "3.000 hồ sơ"));
	assert_false(work_kit_says(&rp, "/milestones"));
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld/milestones", id);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld/milestones",
			  kit.task[TASK_SOON]);
	assert_int_equal(rp.status, 409);
	/* what is wrong stands at its year, what was typed stays */
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/milestones", id,
			   "key=aaaaaaaaaa&target.2027=3100&day.2027=1/2/2031&"
			   "target.2028=4000&day.2028=");
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "vượt quá nhiệm kỳ"));
	assert_true(work_kit_says(&rp, "value=\"1/2/2031\""));
	assert_true(work_kit_says(&rp, ">4000</textarea>"));
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/milestones", id,
			   "key=bbbbbbbbbb&target.2027=3100&day.2027=1/12/2027&"
			   "target.2028=4000&day.2028=&target.2029=&day.2029=&"
			   "target.2030=6200");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld", id);
	assert_true(work_kit_says(&rp, ">6200</td>"));
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/milestones", id,
			   "key=cccccccccc&target.abc=3100");
	assert_int_equal(rp.status, 422);
	/* the list shows the nearest milestone as the deadline */
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld?state=running",
			  kit.programme);
	assert_true(work_kit_says(&rp, "31/12/2026"));
	/* in September none of this was written */
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld?as_at=2026-09-01", id);
	assert_true(work_kit_says(&rp, "Mốc năm 2030"));
	assert_false(work_kit_says(&rp, ">6200</td>"));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_day_in_each_year), T(the_rule_of_the_profile),
		T(one_clear_sentence), T(each_year_is_asked_for),
		T(written_ahead),      T(by_its_issuer_alone),
		T(terms_that_cant_be), T(a_longer_term),
		T(carried_with_it),    T(pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
