/*
 * Saved views: who sees and changes them, saving through the page, counts,
 * the address that is shared, the list that opens with one.
 */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "work/work_page.h"
#include "work/work_view_act.h"
#include "work/work_view_query.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_programme_routes,
						    &work_shape_routes, NULL };

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

static struct reply get(enum kit_user who, const char *path)
{
	return work_kit_get(&kit, who, path, kit.programme);
}

static int64_t save(enum kit_user who, const char *name, const char *asks,
		    enum work_sharing sharing)
{
	struct cx cx = work_kit_as(&kit, who);
	int64_t id;

	ok(work_view_save(&cx,
			  &(struct work_view_new){ .name = str_c(name),
						   .asks = str_c(asks),
						   .sharing = sharing },
			  &id));
	return id;
}

static int seen_by(enum kit_user who)
{
	struct cx cx = work_kit_as(&kit, who);
	struct work_views views;

	ok(work_views_get(&cx, 0, &views));
	return (int)views.n;
}

/* ---- rules -------------------------------------------------------------------- */

static void rules(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_view_rule v = { .owner = 999, .org = lead.actor.org };
	struct str longest = { .p = str_fmt(arena, "%061d", 0).p, .n = 61 };
	enum work_sharing back;
	struct err *e;

	(void)state;
	for (int s = 0; s < N_SHARING; s++) {
		assert_true(work_sharing_from_key(
			str_c(work_sharing_key((enum work_sharing)s)), &back));
		assert_int_equal(back, s);
	}
	assert_false(work_sharing_from_key(STR("none"), &back));
	assert_false(work_view_seen(&lead, &v));
	v.sharing = SHARING_ORG;
	assert_true(work_view_seen(&lead, &v));
	assert_false(work_view_seen(&office, &v));
	assert_false(work_view_mine(&lead, &v));
	v.sharing = SHARING_ALL;
	assert_true(work_view_seen(&office, &v));
	assert_true(work_view_mine(&office, &v));
	assert_false(work_view_mine(&lead, &v));
	v.owner = lead.actor.id;
	assert_true(work_view_mine(&lead, &v));

	assert_null(
		work_view_check(&lead, STR("Quá hạn"), SHARING_ORG, false, 0));
	assert_null(work_view_check(&office, STR("a"), SHARING_ALL, false,
				    WORK_VIEWS_MOST - 1));
	e = work_view_check(&lead, STR("a"), SHARING_ALL, false, 0);
	assert_true(e && str_eq(e->field, STR("sharing")));
	e = work_view_check(&lead, STR(""), SHARING_OWN, false, 0);
	assert_true(e && e->code == ERR_INVALID);
	e = work_view_check(&lead, longest, SHARING_OWN, false, 0);
	assert_true(e && e->code == ERR_LIMIT);
	e = work_view_check(&lead, STR("a"), SHARING_OWN, true, 0);
	assert_true(e && e->code == ERR_CONFLICT);
	e = work_view_check(&lead, STR("a"), SHARING_OWN, false,
			    WORK_VIEWS_MOST);
	assert_true(e && e->code == ERR_LIMIT);
}

/* ---- the filter as words and back -------------------------------------------------- */

static void words_and_back(void **state)
{
	static const char lines[] =
		"q=số hóa & hồ sơ\nlead=3\nsection=2\nstate=open\ndue=14\n"
		"missing=any\nwith=4\nprogramme=1\ncause=he_thong\nask=help\n"
		"since=2026-10-01\nchanged=2026-09-01\nsilent=30\ngroup="
		"lead\ncol=base\n"
		"col=programme\nsort=report_desc";
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct work_filter f;
	struct work_asks asks;
	struct str query;

	(void)state;
	work_filter_of_lines(&cx, str_c(lines), 0, &f);
	asks = work_filter_asks(&cx, &f, 0);
	assert_true(str_eq(work_asks_lines(arena, &asks), str_c(lines)));
	query = work_asks_query(arena, str_c(lines), "view", STR("7"));
	assert_true(str_starts(
		query, STR("?q=s%E1%BB%91%20h%C3%B3a%20%26%20h%E1%BB%93")));
	assert_true(str_ends(query, STR("&sort=report_desc&view=7")));
	/* words that a later program doesn't know any more are left out */
	work_filter_of_lines(&cx, STR("state=tired\nsort=up\nnew=1\nlead=x"), 5,
			     &f);
	assert_int_equal(f.programme, 5);
	assert_int_equal(f.states, 0);
	asks = work_filter_asks(&cx, &f, 5);
	assert_int_equal(f.sort, SORT_PLAN);
}

/* ---- acts -------------------------------------------------------------------------- */

static void saved_once_for_one_form(void **state)
{
	struct cx cx = work_kit_as(&kit, USER_LEAD);
	struct work_view_new in = { .name = STR("Quá hạn"),
				    .asks = STR("state=overdue"),
				    .sharing = SHARING_ORG,
				    .opens = true };
	int64_t one, two;

	(void)state;
	cx.key = STR("view-0001");
	ok(work_view_save(&cx, &in, &one));
	ok(work_view_save(&cx, &in, &two));
	assert_int_equal(one, two);
	assert_int_equal(seen_by(USER_LEAD), 1);
	assert_int_equal(seen_by(USER_OTHER), 0);
	/* the same name, however it is written */
	cx.key = STR("view-0002");
	in.name = STR("QUA HAN");
	assert_int_equal(work_view_save(&cx, &in, &two)->code, ERR_CONFLICT);
	assert_int_equal(seen_by(USER_LEAD), 1);
}

static void renamed_dropped_opened(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx other = work_kit_as(&kit, USER_OTHER);
	int64_t own = save(USER_LEAD, "Của tôi", "state=open", SHARING_OWN);
	int64_t all = save(USER_OFFICE, "Chung", "state=open", SHARING_ALL);
	struct work_view w;

	(void)state;
	assert_int_equal(seen_by(USER_LEAD), 2);
	assert_int_equal(seen_by(USER_OTHER), 1);
	/* another's: not there; seen, but not theirs to change */
	assert_int_equal(work_view_rename(&other, own, STR("x"))->code,
			 ERR_NOT_FOUND);
	assert_int_equal(work_view_drop(&office, own)->code, ERR_NOT_FOUND);
	assert_int_equal(work_view_drop(&lead, all)->code, ERR_DENIED);
	assert_int_equal(work_view_open_with(&other, own, true)->code,
			 ERR_NOT_FOUND);
	ok(work_view_rename(&lead, own, STR("Việc của tôi")));
	ok(work_view_see(&lead, own, &w));
	assert_true(str_eq(w.name, STR("Việc của tôi")));
	ok(work_view_open_with(&lead, all, true));
	ok(work_view_open_with(&lead, own, true));
	ok(work_view_drop(&lead, own));
	assert_int_equal(work_view_see(&lead, own, &w)->code, ERR_NOT_FOUND);
	assert_int_equal(seen_by(USER_LEAD), 1);
	assert_int_equal(work_view_rename(&lead, own, STR("y"))->code,
			 ERR_NOT_FOUND);
}

/* ---- pages --------------------------------------------------------------------------- */

static void saved_through_the_page(void **state)
{
	struct reply rp = get(USER_LEAD,
			      "/tasks/shape?state=overdue&col=report&sort=due");

	(void)state;
	assert_true(work_kit_says(&rp, "Trạng thái: Quá hạn"));
	/* a unit's secretary doesn't give views to everybody */
	assert_false(work_kit_says(&rp, "value=\"all\""));
	rp = work_kit_post(&kit, USER_LEAD, "/tasks/views", 0,
			   "key=save-0001&state=overdue&col=report&sort=due&"
			   "name=&sharing=own");
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "Đặt tên cho khung nhìn."));
	assert_true(work_kit_says(&rp, "name=\"col\" value=\"report\""));
	rp = work_kit_post(&kit, USER_LEAD, "/tasks/views", 0,
			   "key=save-0002&state=overdue&col=report&sort=due&"
			   "name=Tr%E1%BB%85&sharing=own&opens=1");
	assert_int_equal(rp.status, 303);
	assert_true(
		str_eq(rp.location,
		       STR("/tasks?state=overdue&col=report&sort=due&view=1")));
	rp = get(USER_LEAD, "/tasks?state=overdue&col=report&sort=due&view=1");
	assert_true(work_kit_says(&rp, "aria-current=\"page\">Trễ <b>1</b>"));
	/* changed, it isn't the saved one any more */
	rp = get(USER_LEAD, "/tasks?state=overdue&view=1");
	assert_false(work_kit_says(&rp, "aria-current=\"page\">Trễ"));
	/* the list opens with it; as it is behind "All" */
	rp = get(USER_LEAD, "/tasks");
	assert_int_equal(rp.status, 303);
	assert_true(str_ends(rp.location, STR("&view=1")));
	rp = get(USER_LEAD, "/tasks?view=0");
	assert_int_equal(rp.status, 200);
	rp = work_kit_post(&kit, USER_LEAD, "/view/%ld/close", 1,
			   "key=save-0003&name=x");
	assert_int_equal(rp.status, 303);
	rp = get(USER_LEAD, "/tasks");
	assert_int_equal(rp.status, 200);
}

static void shared_by_its_address(void **state)
{
	int64_t own = save(USER_LEAD, "Riêng", "state=overdue", SHARING_OWN);
	int64_t org = save(USER_LEAD, "Đơn vị", "state=soon", SHARING_ORG);
	int64_t all = save(USER_OFFICE, "Chung", "", SHARING_ALL);
	struct reply rp;

	(void)state;
	rp = work_kit_get(&kit, USER_LEAD, "/tasks?view=%ld", own);
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OTHER, "/tasks?view=%ld", own);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_OTHER, "/tasks?state=overdue&view=%ld",
			  own);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_OTHER, "/tasks?view=%ld", org);
	assert_int_equal(rp.status, 404);
	/* one that asks for nothing is the list itself */
	rp = work_kit_get(&kit, USER_OTHER, "/tasks?view=%ld", all);
	assert_int_equal(rp.status, 200);
	assert_true(work_kit_says(&rp, ">Chung <b>2</b>"));
	rp = work_kit_get(&kit, USER_OFFICE, "/tasks?view=%ld", 999);
	assert_int_equal(rp.status, 404);
}

static void view_of_a_programme_leads_there(void **state)
{
	struct reply rp =
		work_kit_post(&kit, USER_OFFICE, "/programme/%ld/views",
			      kit.programme,
			      "key=save-0011&group=lead&name=Theo&sharing=all");
	struct str want = str_fmt(arena, "/programme/%ld?group=lead&view=1",
				  (long)kit.programme);

	(void)state;
	assert_int_equal(rp.status, 303);
	assert_true(str_eq(rp.location, want));
	rp = get(USER_LEADER, "/tasks?view=1");
	assert_int_equal(rp.status, 303);
	assert_true(str_eq(rp.location, want));
	rp = get(USER_LEADER, "/programme/%ld?group=lead&view=1");
	assert_true(work_kit_says(&rp, ">Theo <b>13</b>"));
	assert_false(work_kit_says(&rp, "Chương trình: "));
	rp = get(USER_LEADER, "/tasks");
	assert_false(work_kit_says(&rp, ">Theo <b>"));
}

/* Counts that need the rows are kept until something is written. */
static void counts_follow_writes(void **state)
{
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct work_view w = { .id = save(USER_OFFICE, "Chữ", "q=khong co",
					  SHARING_OWN),
			       .asks = STR("missing=any") };
	struct work_cells cells;
	int64_t n;

	(void)state;
	cx.db = kit.cx.db;
	ok(work_cells_get(&cx, &cells));
	ok(work_view_count(&cx, &w, &cells, &n));
	assert_int_equal(n, 1);
	ok(work_task_add(&cx,
			 &(struct work_task_words){ .programme = kit.programme,
						    .work = STR("Mơ hồ"),
						    .lead = DB_NULL,
						    .import = DB_NULL,
						    .import_row = DB_NULL },
			 &n));
	cx = work_kit_as(&kit, USER_OFFICE);
	ok(work_view_count(&cx, &w, &cells, &n));
	assert_int_equal(n, 2);
	w.asks = STR("state=overdue");
	ok(work_view_count(&cx, &w, &cells, &n));
	assert_int_equal(n, 1);
}

static void rows_of_the_page(void **state)
{
	int64_t all = save(USER_OFFICE, "Chung", "state=open", SHARING_ALL);
	int64_t own = save(USER_LEAD, "Riêng", "state=soon", SHARING_OWN);
	struct reply rp;

	(void)state;
	work_kit_golden(&kit, USER_LEAD,
			"/tasks/shape?state=overdue&col=report&group=lead", 0,
			"shape_lead");
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld/shape",
			kit.programme, "shape_office");
	rp = work_kit_post(&kit, USER_LEAD, "/view/%ld/rename", own,
			   "key=row-0001&name=");
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(
		&rp, str_fmt(arena, "href=\"#name-%ld\"", (long)own).p));
	rp = work_kit_post(&kit, USER_LEAD, "/view/%ld/rename", all,
			   "key=row-0002&name=x");
	assert_int_equal(rp.status, 403);
	rp = work_kit_post(&kit, USER_LEAD, "/view/%ld/rename", own,
			   "key=row-0003&name=M%E1%BB%9Bi");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_LEAD, "/tasks/shape?done=renamed", 0);
	assert_true(work_kit_says(&rp, "Khung nhìn đã có tên mới."));
	assert_true(work_kit_says(&rp, ">Mới</a>"));
	rp = work_kit_post(&kit, USER_LEAD, "/view/%ld/drop", own,
			   "key=row-0004&name=x");
	assert_int_equal(rp.status, 303);
	rp = work_kit_post(&kit, USER_LEAD, "/view/%ld/open", own,
			   "key=row-0005&name=x");
	assert_int_equal(rp.status, 404);
}

int main(void)
{
	const struct CMUnitTest all[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(rules),
		T(words_and_back),
		T(saved_once_for_one_form),
		T(renamed_dropped_opened),
		T(saved_through_the_page),
		T(shared_by_its_address),
		T(view_of_a_programme_leads_there),
		T(counts_follow_writes),
		T(rows_of_the_page),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
