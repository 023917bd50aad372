/*
 * Tasks and roles when organisations change: what goes to an heir and what
 * stays, what people choose, what everybody is told and sees, and that taking
 * it back leaves lists as they were.
 */
#include "work/test/work_reorg_kit.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "work/test/work_split_kit.h"
#include "work/work_adjust_act.h"
#include "work/work_import_state.h"
#include "work/work_lead.h"
#include "work/work_page.h"
#include "work/work_reorg_kit_query.h"
#include "work/work_share.h"

static struct arena *arena;
static struct work_kit kit;

static int setup(void **state UNUSED)
{
	static const struct route_table *const tables[] = {
		&work_task_routes, &work_list_routes, &work_programme_routes,
		&work_mine_routes, NULL
	};

	arena = arena_open(512 << 20);
	work_kit_open(arena, tables, &kit);
	reorg_kit_features();
	return 0;
}

static int teardown(void **state UNUSED)
{
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static bool str_has(struct str s, struct str what)
{
	return str_find(s, what, 0) >= 0;
}

static int64_t lead_of(enum kit_task t)
{
	return kit_task_now(&kit, kit.task[t]).lead;
}

static int64_t decided(struct org_step step)
{
	int64_t id = reorg_kit_draft(&kit, kit.cx.today, &step, 1);

	ok(reorg_kit_approve(&kit, id));
	reorg_kit_check(&kit);
	return id;
}

static struct err *taken_back(int64_t decision)
{
	struct cx cx = work_kit_as(&kit, USER_OFFICE);

	cx.key = str_fmt(arena, "undo-%d", (int)decision);
	return decision_undo(&cx, decision, STR("nhầm"));
}

static int64_t merged(enum kit_unit from, enum kit_unit into)
{
	return decided(reorg_kit_merge(arena, kit.unit[from], kit.unit[into]));
}

static struct str body_of(const char *path, int64_t n)
{
	struct reply rp = work_kit_get(&kit, USER_OFFICE, path, n);

	assert_int_equal(rp.status, 200);
	return work_kit_body(arena, &rp);
}

/* ---- with an heir -------------------------------------------------------- */

static void test_open_tasks_go_to_the_heir(void **state UNUSED)
{
	static const enum kit_task goes[] = { TASK_ISSUED,    TASK_RUNNING,
					      TASK_LATE,      TASK_SOON,
					      TASK_SUBMITTED, TASK_RETURNED,
					      TASK_PAUSED };
	static const enum kit_task stays[] = { TASK_DONE, TASK_CLOSED,
					       TASK_WITHDRAWN };
	int64_t office = kit.unit[UNIT_OFFICE], people = kit.unit[UNIT_PEOPLE];

	merged(UNIT_OFFICE, UNIT_PEOPLE);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(goes); i++) {
		assert_int_equal(lead_of(goes[i]), people);
		assert_int_equal(
			kit_task_now(&kit, kit.task[goes[i]]).accepted_on,
			DAY_NONE);
	}
	for (ptrdiff_t i = 0; i < N_ELEMENTS(stays); i++)
		assert_int_equal(lead_of(stays[i]), office);
	assert_int_equal(lead_of(TASK_OTHER), kit.unit[UNIT_PRESS]);
}

static void test_drafts_go_too(void **state UNUSED)
{
	merged(UNIT_PEOPLE, UNIT_PRESS);
	assert_int_equal(lead_of(TASK_CLEAR), kit.unit[UNIT_PRESS]);
	assert_int_equal(lead_of(TASK_VAGUE), DB_NULL);
}

static void test_the_ledger_says_why(void **state UNUSED)
{
	struct str page;

	merged(UNIT_OFFICE, UNIT_PEOPLE);
	page = body_of("/task/%ld", kit.task[TASK_LATE]);
	assert_true(str_has(page, STR("Quyết định 12-QĐ/ĐU: Sắp xếp cơ quan")));
	assert_true(str_has(page, STR("Sắp xếp tổ chức")));
	assert_true(str_has(page, STR("Đổi đơn vị chủ trì")));
}

/* Which organisations tasks stand in can be chosen once some have changed. */
static struct str choice_cut(struct str page)
{
	ptrdiff_t from = str_find(page, STR(" <span>Việc xếp theo"), 0), to;

	assert_true(from >= 0);
	to = str_find(page, STR("</span>"), from) + STR("</span>").n;
	return str_cat(arena, str_sub(page, 0, from),
		       str_sub(page, to, page.n));
}

static void test_past_days_stay(void **state UNUSED)
{
	static const char path[] = "/tasks?as_at=2026-10-13&state=late";
	struct str was = body_of(path, 0);

	merged(UNIT_OFFICE, UNIT_PEOPLE);
	reorg_kit_alike(was, choice_cut(body_of(path, 0)), "a past day");
}

static void test_cooperation(void **state UNUSED)
{
	struct wk_with_rows rows;

	merged(UNIT_PEOPLE, UNIT_PRESS);
	ok(wk_with(kit.cx.db, &rows));
	assert_int_equal(rows.n, 2);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		assert_int_equal(rows.p[i].org, kit.unit[UNIT_PRESS]);
	assert_true(str_has(body_of("/task/%ld", kit.task[TASK_RUNNING]),
			    STR("Báo và Phát thanh – Truyền hình phối hợp thay "
				"cho Ban Tổ chức Thành ủy")));
}

static void test_nobody_cooperates_with_itself(void **state UNUSED)
{
	struct wk_with_rows rows;

	merged(UNIT_OFFICE, UNIT_PEOPLE);
	ok(wk_with(kit.cx.db, &rows));
	assert_int_equal(rows.n, 0);
}

static int told(enum kit_user who, const char *kind)
{
	struct wk_notices_rows rows;
	int n = 0;

	ok(wk_notices(kit.cx.db, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += rows.p[i].user_id == kit.user[who] &&
		     str_eq(rows.p[i].kind, str_c(kind));
	return n;
}

/* Six issued tasks, one of them paused, so there is nothing to accept. */
static void test_the_heir_is_told_once(void **state UNUSED)
{
	int was = told(USER_OTHER, "issued"), lead = told(USER_LEAD, "issued");

	merged(UNIT_OFFICE, UNIT_PEOPLE);
	assert_int_equal(told(USER_OTHER, "issued") - was, 6);
	/* whose role went along reports for the heir, too */
	assert_int_equal(told(USER_LEAD, "issued") - lead, 6);
	assert_int_equal(told(USER_OFFICE, "issued"), 0);
}

static void test_the_heir_sees_and_accepts(void **state UNUSED)
{
	struct cx cx;
	struct reply rp;

	merged(UNIT_OFFICE, UNIT_PEOPLE);
	rp = work_kit_get(&kit, USER_OTHER, "/task/%ld", kit.task[TASK_ISSUED]);
	assert_int_equal(rp.status, 200);
	cx = work_kit_as(&kit, USER_OTHER);
	ok(work_do(&cx,
		   &(struct work_deed){ .task = kit.task[TASK_ISSUED],
					.what = WORK_DO_ACCEPT },
		   NULL));
	/* and whose role went along reports as well */
	cx = work_kit_as(&kit, USER_LEAD);
	assert_int_equal(cx.actor.org, kit.unit[UNIT_PEOPLE]);
	ok(work_do(&cx,
		   &(struct work_deed){ .task = kit.task[TASK_SOON],
					.what = WORK_DO_ACCEPT },
		   NULL));
}

static void test_shares_and_requests(void **state UNUSED)
{
	struct cx cx = work_kit_as(&kit, USER_LEAD);
	struct wk_shares_rows shares;
	struct wk_asked_rows asked;
	int64_t share;

	ok(work_share_ask(&cx,
			  &(struct work_share_new){
				  .task = kit.task[TASK_RUNNING],
				  .org = kit.unit[UNIT_PEOPLE],
				  .work = STR("Danh mục của ban"),
				  .due = DAY_NONE },
			  &share));
	ok(work_adjust(&cx,
		       &(struct work_adjust_new){
			       .task = kit.task[TASK_SOON],
			       .kind = ADJUST_LEAD,
			       .cause = STR("khac"),
			       .body = STR("Đúng chức năng hơn"),
			       .lead = kit.unit[UNIT_PEOPLE] },
		       NULL));
	merged(UNIT_PEOPLE, UNIT_PRESS);
	ok(wk_shares(kit.cx.db, &shares));
	assert_int_equal(shares.p[0].org, kit.unit[UNIT_PRESS]);
	assert_int_equal(shares.p[0].dropped_on, DAY_NONE);
	ok(wk_asked(kit.cx.db, &asked));
	assert_int_equal(asked.p[0].new_lead, kit.unit[UNIT_PRESS]);
	assert_null(asked.p[0].verdict.p);
	/* now the lead goes into who owes the share and is asked for */
	merged(UNIT_OFFICE, UNIT_PRESS);
	ok(wk_shares(kit.cx.db, &shares));
	assert_int_equal(shares.p[0].dropped_on, kit.cx.today);
	ok(wk_asked(kit.cx.db, &asked));
	assert_true(str_eq(asked.p[0].verdict, STR("dropped")));
}

static void test_series_with_its_period(void **state UNUSED)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct wk_tasks_rows rows;
	int64_t task;
	int n = 0;

	ok(work_task_add(&office,
			 &(struct work_task_words){
				 .programme = kit.programme,
				 .number = STR("5.1"),
				 .work = STR("Báo cáo tình hình"),
				 .work_confirmed = true,
				 .lead = kit.unit[UNIT_PRESS],
				 .deadline = STR("Hàng tháng"),
				 .product = STR("Báo cáo"),
				 .product_confirmed = true,
				 .import = DB_NULL,
				 .import_row = DB_NULL },
			 &task));
	ok(work_do(&office,
		   &(struct work_deed){ .task = task, .what = WORK_DO_ISSUE },
		   NULL));
	merged(UNIT_PRESS, UNIT_PEOPLE);
	ok(wk_tasks(kit.cx.db, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		if (rows.p[i].parent != task)
			continue;
		n++;
		assert_int_equal(rows.p[i].lead, kit.unit[UNIT_PEOPLE]);
		assert_int_equal(rows.p[i].withdrawn_on, DAY_NONE);
	}
	assert_true(n > 0);
	assert_int_equal(kit_task_now(&kit, task).lead, kit.unit[UNIT_PEOPLE]);
}

static void test_parts(void **state UNUSED)
{
	int64_t part[3];

	kit_split_three(&kit, part);
	merged(UNIT_CELL, UNIT_PRESS);
	assert_int_equal(kit_task_now(&kit, part[0]).lead,
			 kit.unit[UNIT_PRESS]);
	assert_int_equal(lead_of(TASK_RUNNING), kit.unit[UNIT_OFFICE]);
}

static struct err *close_tx(struct cx *cx, void *arg UNUSED)
{
	return wk_close(cx->db,
			&(struct wk_close_in){ .id = kit.programme,
					       .on = cx->today },
			NULL);
}

static void test_closed_programmes_stand_still(void **state UNUSED)
{
	ok(db_tx(&kit.cx, close_tx, NULL));
	merged(UNIT_OFFICE, UNIT_PEOPLE);
	assert_int_equal(lead_of(TASK_LATE), kit.unit[UNIT_OFFICE]);
	assert_int_equal(told(USER_OTHER, "issued"), 0);
}

static int64_t figure(const struct reorg_side *side, const char *key)
{
	for (ptrdiff_t i = 0; i < side->figures.n; i++)
		if (!strcmp(side->figures.p[i].key, key))
			return side->figures.p[i].n;
	return -1;
}

/* Seven open tasks and a draft go together; one is late, one paused. */
static void test_figures_of_the_preview(void **state UNUSED)
{
	struct org_step s = reorg_kit_merge(arena, kit.unit[UNIT_OFFICE],
					    kit.unit[UNIT_PEOPLE]);
	struct reorg_preview p =
		reorg_kit_preview(&kit,
				  reorg_kit_draft(&kit, kit.cx.today, &s, 1));
	const struct reorg_table *t = &p.tables.p[0];

	assert_null(p.fault);
	assert_int_equal(figure(&t->before.p[0], "tasks"), 1);
	assert_int_equal(figure(&t->before.p[1], "tasks"), 7);
	assert_int_equal(figure(&t->before.p[1], "tasks.late"), 1);
	assert_int_equal(figure(&t->before.p[0], "users"), 1);
	assert_int_equal(figure(&t->before.p[1], "users"), 2);
	assert_int_equal(figure(&t->after, "tasks"), 8);
	assert_int_equal(figure(&t->after, "tasks.late"), 1);
	assert_int_equal(figure(&t->after, "users"), 3);
	assert_int_equal(figure(&p.whole_before, "tasks"),
			 figure(&p.whole_after, "tasks"));
}

/* ---- one that ended leads nothing any more -------------------------------- */

static void test_an_ended_lead_is_refused(void **state UNUSED)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_adjust_new in = { .task = kit.task[TASK_OTHER],
				      .kind = ADJUST_LEAD,
				      .cause = STR("khac"),
				      .body = STR("vì"),
				      .lead = kit.unit[UNIT_OFFICE] };
	struct work_task_words words = { .programme = kit.programme,
					 .work = STR("Rà soát"),
					 .lead = kit.unit[UNIT_OFFICE],
					 .import = DB_NULL,
					 .import_row = DB_NULL };
	struct err *err;
	int64_t id;

	merged(UNIT_OFFICE, UNIT_PEOPLE);
	office.lang = LANG_VI;
	err = work_task_add(&office, &words, &id);
	fails(err, ERR_INVALID);
	assert_true(str_eq(err->field, STR("lead")));
	assert_true(str_has(tr_err(arena, LANG_VI, err),
			    STR("nhập vào “Ban Tổ chức Thành ủy”")));
	err = work_adjust(&office, &in, NULL);
	fails(err, ERR_INVALID);
	assert_true(str_eq(err->field, STR("lead")));
	assert_false(str_has(body_of("/tasks", 0),
			     STR("<option value=\"2\">Văn phòng</option>")));
}

static void test_its_name_is_known(void **state UNUSED)
{
	struct work_orgs *orgs;
	const struct work_heir *heir;

	merged(UNIT_OFFICE, UNIT_PEOPLE);
	ok(work_import_orgs(&kit.cx, &orgs));
	heir = work_lead_ended(arena, orgs, STR("Văn phòng Thành ủy"));
	assert_non_null(heir);
	assert_int_equal(heir->heir, kit.unit[UNIT_PEOPLE]);
	assert_int_equal(heir->ended, kit.cx.today);
	assert_null(work_lead_ended(arena, orgs, STR("Báo")));
	assert_int_equal(
		work_lead_match(arena, orgs, STR("Văn phòng Thành ủy")).match,
		MATCH_NONE);
}

/* ---- two that say the same ----------------------------------------------- */

static int64_t twin_make(void)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t id;

	ok(work_task_add(&office,
			 &(struct work_task_words){
				 .programme = kit.programme,
				 .number = STR("9.9"),
				 .work = STR("Tổ chức tập huấn ký số"),
				 .work_confirmed = true,
				 .lead = kit.unit[UNIT_PRESS],
				 .deadline = STR("20/10/2026"),
				 .product = STR("3 lớp tập huấn"),
				 .product_confirmed = true,
				 .import = DB_NULL,
				 .import_row = DB_NULL },
			 &id));
	ok(work_do(&office,
		   &(struct work_deed){ .task = id, .what = WORK_DO_ISSUE },
		   NULL));
	return id;
}

static void test_twins_are_a_choice(void **state UNUSED)
{
	int64_t twin = twin_make(), id;
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct org_step s = reorg_kit_merge(arena, kit.unit[UNIT_PRESS],
					    kit.unit[UNIT_OFFICE]);
	struct reorg_preview p;

	id = reorg_kit_draft(&kit, kit.cx.today, &s, 1);
	p = reorg_kit_preview(&kit, id);
	assert_int_equal(p.run.asks.n, 1);
	fails(reorg_kit_approve(&kit, id), ERR_CONFLICT);
	ok(choice_set(&cx, id, p.run.asks.p[0].key, STR("merge")));
	ok(reorg_kit_approve(&kit, id));
	reorg_kit_check(&kit);
	/* neither was begun: the older one goes on */
	assert_int_equal(kit_task_now(&kit, twin).withdrawn_on, kit.cx.today);
	assert_int_equal(lead_of(TASK_SOON), kit.unit[UNIT_OFFICE]);
	assert_true(str_has(body_of("/task/%ld", twin),
			    STR("2.5 Tổ chức tập huấn ký số")));
	ok(taken_back(id));
	assert_int_equal(kit_task_now(&kit, twin).withdrawn_on, DAY_NONE);
	assert_int_equal(kit_task_now(&kit, twin).lead, kit.unit[UNIT_PRESS]);
}

/* ---- without an heir ----------------------------------------------------- */

static void test_without_heir_each_is_a_choice(void **state UNUSED)
{
	struct org_step s = reorg_kit_dissolve(kit.unit[UNIT_PRESS], 0);
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	int64_t id = reorg_kit_draft(&kit, kit.cx.today, &s, 1);
	struct reorg_preview p = reorg_kit_preview(&kit, id);
	const struct reorg_ask *ask = &p.run.asks.p[0];

	assert_int_equal(p.run.asks.n, 1);
	assert_true(str_eq(ask->key, str_fmt(arena, "work.task.%lld",
					     (long long)kit.task[TASK_OTHER])));
	assert_int_equal(ask->n_options, 2);
	assert_true(str_eq(ask->option[0].value,
			   str_fmt(arena, "%lld", (long long)kit.root)));
	assert_true(str_eq(ask->option[1].value, STR("withdraw")));
	fails(reorg_kit_approve(&kit, id), ERR_CONFLICT);
	ok(choice_set(&cx, id, ask->key, ask->option[0].value));
	ok(reorg_kit_approve(&kit, id));
	reorg_kit_check(&kit);
	assert_int_equal(lead_of(TASK_OTHER), kit.root);
}

static void test_many_are_one_choice(void **state UNUSED)
{
	struct org_step s = reorg_kit_dissolve(kit.unit[UNIT_PRESS], 0);
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct wk_tasks_rows rows;
	struct reorg_preview p;
	int64_t id, people = kit.unit[UNIT_PEOPLE];
	int n = 0;

	for (int i = 0; i < 200; i++)
		ok(work_task_add(
			&office,
			&(struct work_task_words){
				.programme = kit.programme,
				.work = str_fmt(arena, "Việc thứ %d", i),
				.lead = kit.unit[UNIT_PRESS],
				.import = DB_NULL,
				.import_row = DB_NULL },
			&id));
	id = reorg_kit_draft(&kit, kit.cx.today, &s, 1);
	p = reorg_kit_preview(&kit, id);
	assert_int_equal(p.run.asks.n, 1);
	assert_true(str_eq(p.run.asks.p[0].key,
			   str_fmt(arena, "work.tasks.%lld",
				   (long long)kit.unit[UNIT_PRESS])));
	ok(choice_set(&office, id, p.run.asks.p[0].key,
		      p.run.asks.p[0].option[0].value));
	ok(reorg_kit_approve(&kit, id));
	reorg_kit_check(&kit);
	ok(wk_tasks(kit.cx.db, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += rows.p[i].lead == kit.root;
	assert_int_equal(n, 201);
	assert_int_equal(lead_of(TASK_CLEAR), people);
}

static void test_withdrawn_ones_come_back(void **state UNUSED)
{
	struct org_step s = reorg_kit_dissolve(kit.unit[UNIT_PRESS], 0);
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	int64_t id = reorg_kit_draft(&kit, kit.cx.today, &s, 1);
	struct str was = reorg_kit_dump(&kit, arena);

	ok(choice_set(&cx, id,
		      str_fmt(arena, "work.task.%lld",
			      (long long)kit.task[TASK_OTHER]),
		      STR("withdraw")));
	ok(reorg_kit_approve(&kit, id));
	reorg_kit_check(&kit);
	assert_int_equal(kit_task_now(&kit, kit.task[TASK_OTHER]).withdrawn_on,
			 kit.cx.today);
	ok(taken_back(id));
	reorg_kit_check(&kit);
	reorg_kit_alike(was, reorg_kit_dump(&kit, arena), "taken back");
}

/* ---- its day ------------------------------------------------------------- */

static void test_it_waits_for_its_day(void **state UNUSED)
{
	struct org_step s = reorg_kit_merge(arena, kit.unit[UNIT_OFFICE],
					    kit.unit[UNIT_PEOPLE]);
	int64_t id = reorg_kit_draft(&kit, kit.cx.today + 3, &s, 1);
	struct str was = reorg_kit_dump(&kit, arena);

	ok(reorg_kit_approve(&kit, id));
	reorg_kit_alike(was, reorg_kit_dump(&kit, arena), "before its day");
	kit_day(&kit.cx, "2026-10-17");
	ok(org_settle(&kit.cx));
	assert_int_equal(reorg_kit_read(&kit, id).state, DECISION_DONE);
	reorg_kit_check(&kit);
	work_kit_go_on(&kit);
	assert_int_equal(lead_of(TASK_LATE), kit.unit[UNIT_PEOPLE]);
	assert_true(str_has(body_of("/task/%ld", kit.task[TASK_LATE]),
			    STR("Hệ thống")));
}

/* ---- taking it back ------------------------------------------------------ */

static void test_taken_back(void **state UNUSED)
{
	struct str was = reorg_kit_dump(&kit, arena);
	struct str csv = body_of("/tasks.csv", 0);
	struct str list = body_of("/tasks", 0);
	int64_t id = merged(UNIT_OFFICE, UNIT_PEOPLE);

	assert_false(str_eq(csv, body_of("/tasks.csv", 0)));
	ok(taken_back(id));
	reorg_kit_check(&kit);
	reorg_kit_alike(was, reorg_kit_dump(&kit, arena), "taken back");
	reorg_kit_alike(list, body_of("/tasks", 0), "list");
	reorg_kit_alike(csv, body_of("/tasks.csv", 0), "export");
	assert_true(str_has(body_of("/task/%ld", kit.task[TASK_LATE]),
			    STR("Hoàn tác việc sắp xếp")));
}

static void test_what_was_built_upon_it_stays(void **state UNUSED)
{
	int64_t id = merged(UNIT_OFFICE, UNIT_PEOPLE);
	struct cx cx = work_kit_as(&kit, USER_OTHER);
	struct err *err;

	ok(work_do(&cx,
		   &(struct work_deed){ .task = kit.task[TASK_ISSUED],
					.what = WORK_DO_ACCEPT },
		   NULL));
	err = taken_back(id);
	fails(err, ERR_CONFLICT);
	assert_int_equal(lead_of(TASK_ISSUED), kit.unit[UNIT_PEOPLE]);
}

/* ---- roles --------------------------------------------------------------- */

/* Who reported for a unit doesn't see the whole committee because it ends. */
static void test_roles_dont_rise(void **state UNUSED)
{
	struct org_step s = reorg_kit_dissolve(kit.unit[UNIT_PEOPLE], kit.root);
	int64_t id = reorg_kit_draft(&kit, kit.cx.today, &s, 1);
	struct reorg_preview p = reorg_kit_preview(&kit, id);
	struct cx cx;
	bool named = false;

	for (ptrdiff_t i = 0; i < p.run.notes.n; i++)
		named |= str_has(p.run.notes.p[i], STR("Quách Thanh Lĩnh"));
	assert_true(named);
	ok(reorg_kit_approve(&kit, id));
	reorg_kit_check(&kit);
	cx = work_kit_as(&kit, USER_OTHER);
	assert_false(cx.actor.org_is_root);
	assert_false(cx_may(&cx, PERM_WORK_VIEW));
	ok(taken_back(id));
	cx = work_kit_as(&kit, USER_OTHER);
	assert_int_equal(cx.actor.org, kit.unit[UNIT_PEOPLE]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_open_tasks_go_to_the_heir),
		TEST(test_drafts_go_too),
		TEST(test_the_ledger_says_why),
		TEST(test_past_days_stay),
		TEST(test_cooperation),
		TEST(test_nobody_cooperates_with_itself),
		TEST(test_the_heir_is_told_once),
		TEST(test_the_heir_sees_and_accepts),
		TEST(test_shares_and_requests),
		TEST(test_series_with_its_period),
		TEST(test_parts),
		TEST(test_closed_programmes_stand_still),
		TEST(test_figures_of_the_preview),
		TEST(test_an_ended_lead_is_refused),
		TEST(test_its_name_is_known),
		TEST(test_twins_are_a_choice),
		TEST(test_without_heir_each_is_a_choice),
		TEST(test_many_are_one_choice),
		TEST(test_withdrawn_ones_come_back),
		TEST(test_it_waits_for_its_day),
		TEST(test_taken_back),
		TEST(test_what_was_built_upon_it_stays),
		TEST(test_roles_dont_rise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
