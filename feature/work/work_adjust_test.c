/* The adjustment ledger: rules, acts, pages. */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "profile/profile.h"
#include "work/work_adjust_act.h"
#include "work/work_adjust_query.h"
#include "work/work_page.h"
#include "work/work_past.h"
#include "work/work_query.h"
#include "work/work_split_act.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_task_routes,
						    &work_adjust_routes,
						    &work_mine_routes, NULL };

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

static struct task_by_id_row row_on(enum kit_task t, day_t as_at)
{
	struct cx cx = kit.cx;
	struct task_by_id_row row;
	bool found;

	if (as_at != cx.today) {
		cx.as_at = cx.today = as_at;
		cx.past = true;
	}
	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){
			      .id = kit.task[t],
			      .today = cx.today,
			      .soon = cx.today + 14,
			      .with = cx.past ? TASK_BY_ID_WITH_PAST : 0,
			      .as_at = cx.as_at,
			      .until = day_begin(cx.as_at + 1) },
		      &row, &found));
	assert_true(found);
	return row;
}

static struct task_by_id_row row_of(enum kit_task t)
{
	return row_on(t, kit.cx.today);
}

static day_t day(const char *iso)
{
	day_t d;

	assert_true(day_from_iso(str_c(iso), &d));
	return d;
}

/* ---- rules --------------------------------------------------------------------- */

static struct work_adjust_task open_task(void)
{
	return (struct work_adjust_task){
		.facts = { .issued = 100,
			   .accepted = 100,
			   .submitted = DAY_NONE,
			   .done = DAY_NONE,
			   .closed = DAY_NONE,
			   .paused = DAY_NONE,
			   .withdrawn = DAY_NONE,
			   .due = 200,
			   .start = DAY_NONE },
		.work = STR("Mở lớp"),
		.product = STR("4 lớp"),
		.lead = 5,
		.programme_end = 365,
	};
}

static struct work_adjust_ask asked(enum work_adjust k)
{
	return (struct work_adjust_ask){ .kind = k,
					 .cause = STR("kinh_phi"),
					 .body = STR("Chưa có kinh phí"),
					 .deadline = STR("1/10"),
					 .due = 300,
					 .asked_on = 250,
					 .work = STR("Mở lớp mới"),
					 .product = STR("5 lớp"),
					 .lead = 6 };
}

/* The field of the first fault, "-" for one of the whole, "" for none. */
static struct str fault_of(const struct work_adjust_task *t,
			   const struct work_adjust_ask *ask)
{
	struct err *e = work_adjust_check(arena, kit.cx.profile, t, ask);

	return !e ? STR("") : e->field.n ? e->field : STR("-");
}

static void test_kinds(void **state)
{
	enum work_adjust back = N_ADJUST;

	(void)state;
	for (int k = 0; k < N_ADJUST; k++) {
		enum work_adjust kind = (enum work_adjust)k;
		struct work_adjust_task t = open_task();
		struct work_adjust_ask ask = asked(kind);

		assert_true(work_adjust_from_key(str_c(work_adjust_key(kind)),
						 &back));
		assert_int_equal(back, k);
		assert_true(*work_adjust_title(kind));
		same(fault_of(&t, &ask), "");
		t.open = UINT64_C(1) << k;
		same(fault_of(&t, &ask), "-");
		t.open = ~t.open;
		same(fault_of(&t, &ask), "");
		ask.cause = STR("");
		same(fault_of(&t, &ask), "cause");
		ask.cause = STR("nguyen_nhan_la");
		same(fault_of(&t, &ask), "cause");
		ask = asked(kind);
		ask.body = STR("");
		same(fault_of(&t, &ask), "body");
		ask.body = str_fmt(arena, "%04001d", 0);
		same(fault_of(&t, &ask), "body");
		ask = asked(kind);
		ask.unclear = true;
		assert_true(fault_of(&t, &ask).n > 1);
	}
	assert_false(work_adjust_from_key(STR("nothing"), &back));
}

static void test_deadline_rules(void **state)
{
	static const struct {
		day_t due, present, end;
		const char *text, *fault, *field;
	} rows[] = {
		{ 300, 200, 365, "x", NULL, "" },
		{ 365, 200, 365, "x", NULL, "" },
		{ 366, 200, 365, "x", NULL, "deadline" },
		{ 200, 200, 365, "x", NULL, "deadline" },
		{ 199, 200, 365, "x", NULL, "deadline" },
		{ DAY_NONE, 200, 365, "thường xuyên", NULL, "deadline" },
		{ 300, 200, 365, "", NULL, "deadline" },
		{ 300, 200, 365, "31/2", "“{0}” is wrong.", "deadline" },
		{ 300, DAY_NONE, 365, "x", NULL, "" },
		/* it had no day; one that is over makes it late at once */
		{ 249, DAY_NONE, 365, "x", NULL, "deadline" },
		{ 900, 200, DAY_NONE, "x", NULL, "" },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct work_adjust_task t = open_task();
		struct work_adjust_ask ask = asked(ADJUST_EXTENSION);

		t.facts.due = rows[i].present;
		t.programme_end = rows[i].end;
		ask.due = rows[i].due;
		ask.deadline = str_c(rows[i].text);
		ask.deadline_fault = rows[i].fault;
		same(fault_of(&t, &ask), rows[i].field);
	}
}

static void test_other_rules(void **state)
{
	struct work_adjust_task t = open_task();
	struct work_adjust_ask ask = asked(ADJUST_SCOPE);

	(void)state;
	ask.work = t.work;
	same(fault_of(&t, &ask), "work");
	ask.work = STR("");
	same(fault_of(&t, &ask), "work");
	ask.work = str_fmt(arena, "%03001d", 0);
	same(fault_of(&t, &ask), "work");
	ask = asked(ADJUST_PRODUCT);
	ask.product = t.product;
	same(fault_of(&t, &ask), "product");
	ask = asked(ADJUST_LEAD);
	ask.lead = DB_NULL;
	same(fault_of(&t, &ask), "lead");
	ask.lead = t.lead;
	same(fault_of(&t, &ask), "lead");
}

static void test_closed_takes_none(void **state)
{
	struct work_adjust_ask ask = asked(ADJUST_EXTENSION);
	struct work_adjust_task t = open_task();

	(void)state;
	t.facts.done = 150;
	same(fault_of(&t, &ask), "-");
	t = open_task();
	t.facts.withdrawn = 150;
	same(fault_of(&t, &ask), "-");
	t = open_task();
	t.facts.issued = DAY_NONE;
	same(fault_of(&t, &ask), "-");
	t = open_task();
	t.programme_closed = true;
	same(fault_of(&t, &ask), "-");
}

static void test_differs(void **state)
{
	struct work_adjust_words a = { STR("a"), STR("b"), STR("c"), 1 }, b = a;

	(void)state;
	assert_int_equal(work_adjust_differs(&a, &b), 0);
	b.work = STR("x");
	assert_int_equal(work_adjust_differs(&a, &b), 1 << ADJUST_SCOPE);
	b = a;
	b.product = STR("x");
	assert_int_equal(work_adjust_differs(&a, &b), 1 << ADJUST_PRODUCT);
	b = a;
	b.deadline = STR("x");
	assert_int_equal(work_adjust_differs(&a, &b), 1 << ADJUST_EXTENSION);
	b = a;
	b.lead = 2;
	assert_int_equal(work_adjust_differs(&a, &b), 1 << ADJUST_LEAD);
	assert_null(work_adjust_why_check(arena, kit.cx.profile, STR("khac"),
					  STR("Vì")));
	same(work_adjust_why_check(arena, kit.cx.profile, STR("khac"), STR(""))
		     ->field,
	     "reason");
}

static void test_timing(void **state)
{
	struct work_facts f = open_task().facts;

	(void)state;
	/* open: late behind the day, else not judged */
	assert_int_equal(work_timing(&f, 200, 200), TIMING_NONE);
	assert_int_equal(work_timing(&f, 200, 201), TIMING_LATE);
	assert_int_equal(work_timing(&f, DAY_NONE, 999), TIMING_NONE);
	/* done: the day of submission decides, for each deadline */
	f.submitted = 210;
	assert_int_equal(work_timing(&f, 200, 220), TIMING_NONE);
	f.done = 215;
	assert_int_equal(work_timing(&f, 200, 214), TIMING_NONE);
	assert_int_equal(work_timing(&f, 200, 220), TIMING_LATE);
	assert_int_equal(work_timing(&f, 210, 220), TIMING_GOOD);
	assert_int_equal(work_timing(&f, DAY_NONE, 220), TIMING_GOOD);
	f.submitted = DAY_NONE;
	assert_int_equal(work_timing(&f, 214, 220), TIMING_LATE);
	f.done = DAY_NONE;
	f.paused = 150;
	assert_int_equal(work_timing(&f, 200, 220), TIMING_NONE);
	assert_int_equal(work_base_due(DAY_NONE, 5, 7), 7);
	assert_int_equal(work_base_due(1, 5, 7), 5);
}

/* ---- acts ------------------------------------------------------------------------ */

static struct work_adjust_new longer(enum kit_task t, const char *deadline)
{
	return (struct work_adjust_new){ .task = kit.task[t],
					 .kind = ADJUST_EXTENSION,
					 .cause = STR("cho_cap_tren"),
					 .body = STR("Chờ hướng dẫn"),
					 .deadline = str_c(deadline),
					 .work = STR(""),
					 .product = STR(""),
					 .lead = DB_NULL };
}

static struct adjust_list_rows ledger(enum kit_task t)
{
	struct adjust_list_rows rows;

	ok(adjust_list(kit.cx.db,
		       &(struct adjust_list_in){ .task = kit.task[t],
						 .as_at = kit.cx.today },
		       &rows));
	return rows;
}

static void test_ask_and_approve(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_adjust_new in = longer(TASK_LATE, "30/11/2026");
	struct task_by_id_row before = row_of(TASK_LATE), t;
	bool at_once = true;

	(void)state;
	lead.key = STR("ask-1");
	ok(work_adjust(&lead, &in, &at_once));
	assert_false(at_once);
	ok(work_adjust(&lead, &in, NULL)); /* the same form again */
	assert_int_equal(ledger(TASK_LATE).n, 1);
	t = row_of(TASK_LATE);
	assert_int_equal(t.due_on, before.due_on);
	/* a second request of the same kind waits for the first */
	lead.key = STR("ask-2");
	assert_int_equal(work_adjust(&lead, &in, NULL)->code, ERR_CONFLICT);
	assert_int_equal(ledger(TASK_LATE).n, 1);
	/* the lead doesn't decide, the neighbour doesn't even see it */
	lead.key = STR("ask-3");
	assert_int_equal(work_adjust_decide(&lead, ledger(TASK_LATE).p[0].id,
					    WORK_APPROVED, STR(""))
				 ->code,
			 ERR_NOT_FOUND);
	office.key = STR("yes-1");
	ok(work_adjust_decide(&office, ledger(TASK_LATE).p[0].id, WORK_APPROVED,
			      STR("")));
	t = row_of(TASK_LATE);
	assert_int_equal(t.due_on, day("2026-11-30"));
	assert_int_equal(t.base_due_on, before.due_on);
	same(t.deadline_text, "30/11/2026");
	same(ledger(TASK_LATE).p[0].verdict, "approved");
	same(ledger(TASK_LATE).p[0].was_deadline, "31/8/2026");
	office.key = STR("yes-2");
	assert_int_equal(work_adjust_decide(&office, ledger(TASK_LATE).p[0].id,
					    WORK_REFUSED, STR("Không"))
				 ->code,
			 ERR_CONFLICT);
	/* yesterday it was what it was */
	assert_int_equal(row_on(TASK_LATE, kit.cx.today - 1).due_on,
			 before.due_on);
	assert_int_equal(row_on(TASK_LATE, kit.cx.today - 1).state,
			 WORK_OVERDUE);
}

static void test_refuse_and_drop(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_adjust_new in = longer(TASK_SOON, "30/11/2026");
	day_t due = row_of(TASK_SOON).due_on;

	(void)state;
	lead.key = STR("r-1");
	ok(work_adjust(&lead, &in, NULL));
	office.key = STR("r-2");
	same(work_adjust_decide(&office, ledger(TASK_SOON).p[0].id,
				WORK_REFUSED, STR(""))
		     ->field,
	     "answer");
	ok(work_adjust_decide(&office, ledger(TASK_SOON).p[0].id, WORK_REFUSED,
			      STR("Đủ thời gian")));
	lead.key = STR("r-3");
	ok(work_adjust(&lead, &in, NULL));
	/* the office refuses with a reason, it doesn't take back */
	office.key = STR("r-5");
	assert_int_equal(work_adjust_decide(&office, ledger(TASK_SOON).p[0].id,
					    WORK_DROPPED, STR(""))
				 ->code,
			 ERR_NOT_FOUND);
	lead.key = STR("r-4");
	ok(work_adjust_decide(&lead, ledger(TASK_SOON).p[0].id, WORK_DROPPED,
			      STR("")));
	assert_int_equal(ledger(TASK_SOON).n, 2);
	assert_int_equal(row_of(TASK_SOON).due_on, due);
}

static void test_office_at_once(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_adjust_new in = longer(TASK_RUNNING, "");
	struct task_by_id_row t;
	bool at_once = false;

	(void)state;
	in.kind = ADJUST_LEAD;
	in.lead = kit.unit[UNIT_PEOPLE];
	office.key = STR("o-1");
	ok(work_adjust(&office, &in, &at_once));
	assert_true(at_once);
	t = row_of(TASK_RUNNING);
	assert_int_equal(t.lead, kit.unit[UNIT_PEOPLE]);
	assert_int_equal(t.accepted_on, DAY_NONE);
	assert_int_equal(row_on(TASK_RUNNING, kit.cx.today - 1).lead,
			 kit.unit[UNIT_OFFICE]);
	in.kind = ADJUST_WITHDRAWAL;
	office.key = STR("o-2");
	ok(work_adjust(&office, &in, NULL));
	assert_int_equal(row_of(TASK_RUNNING).withdrawn_on, kit.cx.today);
	office.key = STR("o-3");
	in.kind = ADJUST_EXTENSION;
	assert_int_equal(work_adjust(&office, &in, NULL)->code, ERR_CONFLICT);
}

static int64_t causes_on(day_t as_at, int64_t lead)
{
	struct adjust_causes_rows rows;
	int64_t n = 0;

	ok(adjust_causes(kit.cx.db,
			 &(struct adjust_causes_in){
				 .lead = lead,
				 .as_at = as_at,
				 .until = day_begin(as_at + 1),
				 .with = ADJUST_CAUSES_WITH_LEAD |
					 ADJUST_CAUSES_WITH_PAST },
			 &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += rows.p[i].n;
	return n;
}

/* An extension counts for the unit that led on the day that is looked at. */
static void test_causes_as_they_were(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_adjust_new in = longer(TASK_SOON, "30/11/2026");
	day_t before = kit.cx.today - 1;

	(void)state;
	kit_day(&office, "2026-10-13");
	ok(work_adjust(&office, &in, NULL));
	assert_int_equal(causes_on(before, kit.unit[UNIT_OFFICE]), 1);
	kit_day(&office, "2026-10-14");
	in.kind = ADJUST_LEAD;
	in.lead = kit.unit[UNIT_PEOPLE];
	ok(work_adjust(&office, &in, NULL));
	assert_int_equal(causes_on(before, kit.unit[UNIT_OFFICE]), 1);
	assert_int_equal(causes_on(before, kit.unit[UNIT_PEOPLE]), 0);
	assert_int_equal(causes_on(kit.cx.today, kit.unit[UNIT_OFFICE]), 0);
	assert_int_equal(causes_on(kit.cx.today, kit.unit[UNIT_PEOPLE]), 1);
}

/* A draft that nobody touched has no act; its words are there all the same. */
static void test_draft_as_it_was(void **state)
{
	struct task_by_id_row t = row_on(TASK_CLEAR, day("2026-03-01"));

	(void)state;
	assert_int_equal(t.state, WORK_DRAFT);
	assert_int_equal(t.due_on, day("2026-11-30"));
	assert_int_equal(t.percent, 0);
}

/* ---- on time, as it was --------------------------------------------------------- */

static int64_t judged_on(day_t as_at)
{
	struct task_rates_row row;
	bool found;

	ok(task_rates(kit.cx.db,
		      &(struct task_rates_in){ .today = as_at,
					       .as_at = as_at,
					       .until = day_begin(as_at + 1),
					       .with = TASK_RATES_WITH_PAST },
		      &row, &found));
	return row.judged;
}

static int64_t issued_on(const char *on, const char *deadline)
{
	struct cx cx = kit.cx;
	struct work_task_words w = { .programme = kit.programme,
				     .number = STR("9.9"),
				     .work = STR("Lập danh mục hồ sơ số hóa"),
				     .work_confirmed = true,
				     .lead = kit.unit[UNIT_OFFICE],
				     .deadline = str_c(deadline),
				     .product = STR("1 danh mục"),
				     .product_confirmed = true,
				     .import = DB_NULL,
				     .import_row = DB_NULL };
	int64_t id;

	kit_day(&cx, on);
	ok(work_task_add(&cx, &w, &id));
	for (int d = WORK_DO_ISSUE; d <= WORK_DO_ACCEPT; d++)
		ok(work_do(&cx,
			   &(struct work_deed){ .task = id,
						.what = (enum work_do)d },
			   NULL));
	return id;
}

/* A series that becomes a part takes its periods out of the rates, but not out
 * of those of days before. */
static void test_periods_as_they_were(void **state)
{
	int64_t id = issued_on("2026-10-01", "Hằng tháng");
	int64_t above = issued_on("2026-10-01", "Thường xuyên");
	struct cx cx = kit.cx;
	int64_t before = judged_on(cx.today - 1);

	(void)state;
	kit_day(&cx, "2026-10-12");
	for (int d = WORK_DO_SUBMIT; d <= WORK_DO_VERIFY; d++)
		ok(work_do(&cx,
			   &(struct work_deed){
				   .task = id + 1, /* its first period */
				   .what = (enum work_do)d,
				   .report = { .percent = 100,
					       .body = STR("Đã xong."),
					       .ask = STR("none") } },
			   NULL));
	ok(work_do(&cx,
		   &(struct work_deed){ .task = id,
					.what = WORK_DO_HAND_BACK,
					.reason = STR("Ghép vào việc khác.") },
		   NULL));
	assert_int_equal(judged_on(kit.cx.today - 1), before + 1);
	ok(work_part_attach(&kit.cx, &(struct work_attach){ id, above, 1 }));
	assert_int_equal(judged_on(kit.cx.today - 1), before + 1);
	assert_int_equal(judged_on(kit.cx.today), before);
}

static void test_others(void **state)
{
	static const enum kit_user nobody[] = { USER_OTHER, USER_CELL,
						USER_LEADER };

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(nobody); i++) {
		struct cx cx = work_kit_as(&kit, nobody[i]);
		struct work_adjust_new in = longer(TASK_SOON, "30/11/2026");

		assert_int_equal(work_adjust(&cx, &in, NULL)->code,
				 ERR_NOT_FOUND);
	}
	assert_int_equal(ledger(TASK_SOON).n, 0);
}

/* The office edits an issued task: the ledger has it, with its cause. */
static void test_edit_records(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct task_by_id_row t = row_of(TASK_ISSUED);
	struct work_task_words w = { .section = t.section_title,
				     .number = t.number,
				     .work = t.work,
				     .work_confirmed = true,
				     .lead = t.lead,
				     .lead_text = t.lead_text,
				     .with_text = t.with_text,
				     .deadline = STR("Quý IV/2026"),
				     .product = STR("5 báo cáo"),
				     .product_confirmed = true,
				     .import = DB_NULL,
				     .import_row = DB_NULL };

	(void)state;
	office.key = STR("e-1");
	same(work_task_edit(&office, t.id, t.rev, &w)->field, "cause");
	assert_int_equal(ledger(TASK_ISSUED).n, 0);
	w.cause = STR("cho_cap_tren");
	w.reason = STR("Thành ủy giao thêm");
	ok(work_task_edit(&office, t.id, t.rev, &w));
	assert_int_equal(ledger(TASK_ISSUED).n, 2);
	same(ledger(TASK_ISSUED).p[0].kind, "product");
	same(ledger(TASK_ISSUED).p[1].new_deadline, "Quý IV/2026");
	same(ledger(TASK_ISSUED).p[1].verdict, "approved");
	assert_int_equal(row_of(TASK_ISSUED).due_on, day("2026-12-31"));
	assert_int_equal(row_of(TASK_ISSUED).base_due_on, t.due_on);
	/* only its number: no reason is asked */
	t = row_of(TASK_ISSUED);
	w.number = STR("9.9");
	w.cause = w.reason = STR("");
	office.key = STR("e-2");
	ok(work_task_edit(&office, t.id, t.rev, &w));
	assert_int_equal(ledger(TASK_ISSUED).n, 2);
}

/* ---- pages --------------------------------------------------------------------------- */

#define POST(who, path, t, body)                                               \
	work_kit_post(&kit, who, path, kit.task[t], body)

static void test_pages(void **state)
{
	struct reply rp;

	(void)state;
	work_kit_golden(&kit, USER_LEAD, "/task/%ld/adjust?kind=extension",
			kit.task[TASK_LATE], "adjust_extension");
	work_kit_golden(&kit, USER_OFFICE, "/task/%ld/adjust?kind=lead",
			kit.task[TASK_LATE], "adjust_lead");
	rp = POST(
		USER_LEAD, "/task/%ld/adjust/extension", TASK_LATE,
		"key=aaaaaaaaaa&deadline=1/1/2026&cause=kinh_phi&body=V%C3%AC");
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "01/01/2026 không sau thời hạn"));
	assert_true(work_kit_says(&rp, "value=\"1/1/2026\""));
	assert_true(work_kit_says(
		&rp, "aria-describedby=\"deadline-h deadline-e\""));
	assert_int_equal(ledger(TASK_LATE).n, 0);
	rp = POST(USER_LEAD, "/task/%ld/adjust/extension", TASK_LATE,
		  "key=bbbbbbbbbb&deadline=30/11/"
		  "2026&cause=kinh_phi&body=V%C3%AC");
	assert_int_equal(rp.status, 303);
	work_kit_golden(&kit, USER_OFFICE, "/task/%ld", kit.task[TASK_LATE],
			"adjust_task_office");
	work_kit_golden(&kit, USER_OFFICE, "/adjustments", 0, "adjust_waiting");
	rp = work_kit_get(&kit, USER_OFFICE, "/mine", 0);
	assert_true(
		work_kit_says(&rp, str_fmt(arena, "href=\"/task/%ld#h-adjust\"",
					   (long)kit.task[TASK_LATE])
					   .p));
	assert_true(work_kit_says(&rp, "31/08/2026 → 30/11/2026"));
	assert_true(work_kit_says(&rp, "href=\"/adjustments\""));
	rp = work_kit_get(&kit, USER_LEAD, "/mine", 0);
	assert_false(work_kit_says(&rp, "#h-adjust"));
	rp = work_kit_get(&kit, USER_OTHER, "/adjustments", 0);
	assert_false(work_kit_says(&rp, "30/11/2026"));
	/* without its reason: the task's page, the form open, the fault in it */
	rp = work_kit_post(&kit, USER_OFFICE, "/adjust/%ld/refuse",
			   ledger(TASK_LATE).p[0].id,
			   "key=dddddddddd&answer=+");
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "-e\">Nêu lý do không đồng ý"));
	rp = work_kit_post(&kit, USER_OFFICE, "/adjust/%ld/approve",
			   ledger(TASK_LATE).p[0].id, "key=cccccccccc");
	assert_int_equal(rp.status, 303);
	/* someone else was quicker: when, as people write days */
	rp = work_kit_post(&kit, USER_OFFICE, "/adjust/%ld/approve",
			   ledger(TASK_LATE).p[0].id, "key=eeeeeeeeee");
	assert_int_equal(rp.status, 409);
	assert_true(work_kit_says(&rp, "được quyết định ngày 14/10/2026"));
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld", kit.task[TASK_LATE]);
	assert_true(
		work_kit_says(&rp, "Thời hạn gốc 31/08/2026; đã gia hạn 1"));
	/* before the request nothing of it is shown */
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld?as_at=2026-10-13",
			  kit.task[TASK_LATE]);
	assert_int_equal(rp.status, 200);
	assert_false(work_kit_says(&rp, "30/11/2026"));
	assert_int_equal(work_kit_get(&kit, USER_OTHER,
				      "/task/%ld/adjust?kind=scope",
				      kit.task[TASK_RUNNING])
				 .status,
			 404);
	assert_int_equal(work_kit_get(&kit, USER_LEAD,
				      "/task/%ld/adjust?kind=what",
				      kit.task[TASK_RUNNING])
				 .status,
			 400);
	assert_int_equal(work_kit_get(&kit, USER_OFFICE,
				      "/task/%ld/adjust?kind=scope",
				      kit.task[TASK_CLOSED])
				 .status,
			 409);
}

/* The task ended meanwhile: what can't be approved any more isn't offered, and
 * the office can still answer. */
static void test_ended_meanwhile(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_adjust_new in = longer(TASK_SOON, "30/11/2026");
	struct reply rp;
	int64_t id;

	(void)state;
	lead.key = STR("e-1");
	ok(work_adjust(&lead, &in, NULL));
	id = ledger(TASK_SOON).p[0].id;
	in.kind = ADJUST_WITHDRAWAL;
	office.key = STR("e-2");
	ok(work_adjust(&office, &in, NULL));
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld", kit.task[TASK_SOON]);
	assert_false(work_kit_says(
		&rp, str_fmt(arena, "/adjust/%ld/approve", (long)id).p));
	assert_true(work_kit_says(
		&rp, str_fmt(arena, "/adjust/%ld/refuse", (long)id).p));
	rp = work_kit_post(&kit, USER_OFFICE, "/adjust/%ld/refuse", id,
			   "key=ffffffffff&answer=Th%C3%B4i");
	assert_int_equal(rp.status, 303);
}

/* A file comes along, and only who may see the task gets it. */
static void test_file(void **state)
{
	struct kit_part parts[] = {
		{ "key", NULL, STR("dddddddddd") },
		{ "deadline", NULL, STR("30/11/2026") },
		{ "cause", NULL, STR("kinh_phi") },
		{ "body", NULL, STR("Vì") },
		{ "file", "can-cu.pdf", work_kit_pdf() },
		{ NULL, NULL, STR("") },
	};
	struct reply rp =
		work_kit_send(&kit, USER_LEAD, "/task/%ld/adjust/extension",
			      kit.task[TASK_SOON], parts);
	int64_t file;

	(void)state;
	assert_int_equal(rp.status, 303);
	file = ledger(TASK_SOON).p[0].file;
	assert_true(file > 0);
	assert_int_equal(
		work_kit_get(&kit, USER_OFFICE, "/file/%ld", file).status, 200);
	assert_int_equal(
		work_kit_get(&kit, USER_OTHER, "/file/%ld", file).status, 404);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_kinds),
		T(test_deadline_rules),
		T(test_other_rules),
		T(test_closed_takes_none),
		T(test_differs),
		T(test_timing),
		T(test_ask_and_approve),
		T(test_refuse_and_drop),
		T(test_ended_meanwhile),
		T(test_office_at_once),
		T(test_causes_as_they_were),
		T(test_draft_as_it_was),
		T(test_periods_as_they_were),
		T(test_others),
		T(test_edit_records),
		T(test_pages),
		T(test_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
