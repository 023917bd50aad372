/* "My work" and the tasks on an organisation's page. */
#include "work/test/work_kit.h"

#include "view/site.h"
#include "work/work_page.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_task_routes,
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

/* What stands between the heads of two sections. */
static struct str section_of(const struct reply *rp, const char *id)
{
	struct str s = buf_view(&rp->body);
	struct str head = str_fmt(arena, "<h2 id=\"%s\">", id);
	ptrdiff_t at = str_find(s, head, 0);
	ptrdiff_t end;

	assert_true(at >= 0);
	end = str_find(s, STR("</section>"), at);
	return str_sub(s, at, end);
}

static bool holds(const struct reply *rp, const char *id, enum kit_task t)
{
	struct str link =
		str_fmt(arena, "href=\"/task/%ld\"", (long)kit.task[t]);

	return str_find(section_of(rp, id), link, 0) >= 0;
}

static void test_unit(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_LEAD, "/mine", 0);

	(void)state;
	assert_int_equal(rp.status, 200);
	assert_true(holds(&rp, "todo", TASK_SOON));
	assert_true(holds(&rp, "todo", TASK_RUNNING));
	assert_true(holds(&rp, "todo", TASK_PAUSED));
	assert_true(holds(&rp, "accept", TASK_ISSUED));
	assert_true(holds(&rp, "overdue", TASK_LATE));
	assert_true(holds(&rp, "returned", TASK_RETURNED));
	assert_true(holds(&rp, "waiting", TASK_SUBMITTED));
	assert_true(holds(&rp, "recent", TASK_DONE));
	assert_false(holds(&rp, "recent", TASK_CLOSED));
	assert_false(holds(&rp, "todo", TASK_LATE));
	assert_true(str_find(section_of(&rp, "returned"),
			     STR("chưa có số liệu"), 0) > 0);
	assert_false(work_kit_says(&rp, "Xây dựng chuyên mục"));
	work_kit_golden(&kit, USER_LEAD, "/mine", 0, "mine_lead");
}

static void test_accept_here(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_LEAD, "/mine", 0);
	const char *button = str_fmt(arena, "formaction=\"/task/%ld/accept\"",
				     (long)kit.task[TASK_ISSUED])
				     .p;

	(void)state;
	assert_true(work_kit_says(&rp, button));
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/accept",
			   kit.task[TASK_ISSUED], "key=mine-acc-1");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_LEAD, "/mine", 0);
	assert_true(holds(&rp, "todo", TASK_ISSUED));
	assert_false(work_kit_says(&rp, button));
}

static void test_empty(void **state)
{
	(void)state;
	work_kit_golden(&kit, USER_CELL, "/mine", 0, "mine_cell");
	work_kit_golden(&kit, USER_LEADER, "/mine", 0, "mine_leader");
}

static void test_office(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_OFFICE, "/mine", 0);

	(void)state;
	assert_true(holds(&rp, "verify", TASK_SUBMITTED));
	assert_true(holds(&rp, "asking", TASK_LATE));
	assert_true(holds(&rp, "unclear", TASK_VAGUE));
	work_kit_golden(&kit, USER_OFFICE, "/mine", 0, "mine_office");
}

/* n tasks more: issued ones, or drafts. */
static void issue_more(struct cx *office, int n, int64_t lead, bool issue)
{
	for (int i = 0; i < n; i++) {
		int64_t id;

		ok(work_task_add(office,
				 &(struct work_task_words){
					 .programme = kit.programme,
					 .number = str_fmt(arena, "9.%d", i),
					 .work = STR("Xây dựng kế hoạch"),
					 .work_confirmed = true,
					 .lead = lead,
					 .deadline = STR("30/11/2026"),
					 .product = STR("Kế hoạch"),
					 .product_confirmed = true,
					 .import = INT64_MIN,
					 .import_row = INT64_MIN },
				 &id));
		if (issue)
			ok(work_do(office,
				   &(struct work_deed){ .task = id,
							.what = WORK_DO_ISSUE },
				   NULL));
	}
}

/* More than fits in a section is behind a link. */
static void test_many(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct reply rp;

	(void)state;
	issue_more(&office, 20, kit.unit[UNIT_OFFICE], true);
	issue_more(&office, 10, INT64_MIN, false);
	rp = work_kit_get(&kit, USER_LEAD, "/mine", 0);
	assert_true(work_kit_says(&rp, "href=\"/tasks?state=open\""));
	rp = work_kit_get(&kit, USER_OFFICE, "/mine", 0);
	assert_true(work_kit_says(&rp, "href=\"/tasks?missing=any\""));
}

static struct str panel_of(struct cx *cx, enum kit_unit unit)
{
	struct buf out = buf_init(arena, 1 << 20);
	struct view v = { .out = &out,
			  .arena = arena,
			  .lang = cx->lang,
			  .today = cx->today };

	ok(work_org_panel(cx, kit.unit[unit], &v));
	return buf_view(&out);
}

static void test_panel(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct cx nobody = lead;

	(void)state;
	kit_golden(arena, "feature/work/golden/org_panel.vi.html",
		   panel_of(&office, UNIT_OFFICE));
	assert_true(str_eq(panel_of(&office, UNIT_OFFICE),
			   panel_of(&lead, UNIT_OFFICE)));
	office.lang = LANG_EN;
	kit_golden(arena, "feature/work/golden/org_panel.en.html",
		   panel_of(&office, UNIT_OFFICE));
	assert_true(str_find(panel_of(&office, UNIT_CELL),
			     STR("It leads no unfinished task."), 0) > 0);
	/* of others nothing is told */
	assert_int_equal(panel_of(&lead, UNIT_PRESS).n, 0);
	nobody.actor.perms = 0;
	assert_int_equal(panel_of(&nobody, UNIT_OFFICE).n, 0);
}

static int count_of(struct str s, const char *what)
{
	int n = 0;

	for (ptrdiff_t at = str_find(s, str_c(what), 0); at >= 0;
	     at = str_find(s, str_c(what), at + 1))
		n++;
	return n;
}

/* The ten that are due first, and a way to the others. */
static void test_panel_of_many(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	const char *all = "\">Xem tất cả</a></p>";
	int before = count_of(panel_of(&office, UNIT_PRESS), "href=\"/task/");
	struct str panel;

	(void)state;
	assert_in_range(before, 1, 9);
	issue_more(&office, 10 - before, kit.unit[UNIT_PRESS], true);
	panel = panel_of(&office, UNIT_PRESS);
	assert_int_equal(count_of(panel, "href=\"/task/"), 10);
	assert_int_equal(count_of(panel, all), 0);
	issue_more(&office, 1, kit.unit[UNIT_PRESS], true);
	panel = panel_of(&office, UNIT_PRESS);
	assert_int_equal(count_of(panel, "href=\"/task/"), 10);
	assert_int_equal(count_of(panel, all), 1);
	assert_int_equal(count_of(panel,
				  str_fmt(arena, "lead=%ld&amp;state=open%s",
					  (long)kit.unit[UNIT_PRESS], all)
					  .p),
			 1);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_unit),	       T(test_accept_here), T(test_empty),
		T(test_office),	       T(test_many),	    T(test_panel),
		T(test_panel_of_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
