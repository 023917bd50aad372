/* Rules, acts and pages of organisations. */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "org/org.h"
#include "org/org_model.h"
#include "org/org_page_priv.h"
#include "profile/profile.h"

static struct arena *arena;
static struct work_kit kit;
static const struct route_table *const tables[] = { &org_tree_routes,
						    &org_one_routes,
						    &org_export_routes, NULL };

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

static struct org_new chi_bo(const char *name)
{
	return (struct org_new){ .parent = kit.unit[UNIT_PRESS],
				 .kind = kit.cx.profile->kind[0].code,
				 .name = str_c(name),
				 .from = kit.cx.today };
}

static void what_a_new_one_needs(void **state)
{
	struct str much = { arena_new(arena, char, 300), 300 };
	const struct profile *p = kit.cx.profile;
	struct org_new o = chi_bo("Chi bộ 1");

	(void)state;
	memset((char *)(uintptr_t)much.p, 'x', 300);
	ok(org_check(arena, p, &o));
	o.name = STR("");
	same(org_check(arena, p, &o)->field, "name");
	o.name = much;
	fails(org_check(arena, p, &o), ERR_LIMIT);
	o = chi_bo("Chi bộ 1");
	o.kind = STR("moon");
	same(org_check(arena, p, &o)->field, "kind");
	o = chi_bo("Chi bộ 1");
	o.from = DAY_NONE;
	same(org_check(arena, p, &o)->field, "from");
}

static void added_once_in_its_place(void **state)
{
	struct org_new o = chi_bo("Chi bộ Tòa soạn 1");
	struct orgs below;
	int64_t id, again;
	struct org found;
	bool is;

	(void)state;
	kit.cx.key = STR("org-add-1");
	ok(org_add(&kit.cx, &o, &id));
	ok(org_add(&kit.cx, &o, &again));
	assert_int_equal(id, again);
	kit.cx.key = STR_NULL;
	/* a twin by its folded name, a second root, an absent parent */
	o.name = STR("chi bo toa soan 1");
	same(org_add(&kit.cx, &o, &again)->field, "name");
	o = chi_bo("Gốc khác");
	o.parent = DB_NULL;
	fails(org_add(&kit.cx, &o, &again), ERR_CONFLICT);
	o.parent = 9999;
	same(org_add(&kit.cx, &o, &again)->field, "parent");

	ok(org_find(&kit.cx, id, &found, &is));
	assert_true(is);
	same(found.short_name, "Chi bộ Tòa soạn 1");
	ok(org_is_within(&kit.cx, kit.root, id, &is));
	assert_true(is);
	ok(org_is_within(&kit.cx, kit.unit[UNIT_PEOPLE], id, &is));
	assert_false(is);
	ok(org_list_below(&kit.cx, kit.unit[UNIT_PRESS], &below));
	assert_int_equal(below.n, 2);
	assert_int_equal(below.p[1].depth, 1);
	ok(org_list_top(&kit.cx, id, &below));
	assert_int_equal(below.p[below.n - 1].id, id);
	ok(org_find(&kit.cx, 9999, &found, &is));
	assert_false(is);
}

/* What lists of tasks choose from is kept from commit to commit. */
static void the_top_is_kept_until_it_changes(void **state)
{
	struct org_new o = chi_bo("Đơn vị mới");
	struct orgs was, same_again, is;
	int64_t id;

	(void)state;
	ok(org_list_top(&kit.cx, 0, &was));
	ok(org_list_top(&kit.cx, 0, &same_again));
	assert_int_equal(same_again.n, was.n);
	for (ptrdiff_t i = 0; i < was.n; i++)
		assert_true(str_eq(same_again.p[i].short_name,
				   was.p[i].short_name));
	o.parent = kit.root;
	ok(org_add(&kit.cx, &o, &id));
	ok(org_list_top(&kit.cx, 0, &is));
	assert_int_equal(is.n, was.n + 1);
	ok(org_list_top(&kit.cx, id, &is)); /* it is there already */
	assert_int_equal(is.n, was.n + 1);
	kit.cx.today--; /* before it was there it was shown as well */
	ok(org_list_top(&kit.cx, 0, &is));
	assert_int_equal(is.n, was.n + 1);
	kit.cx.today++;
}

static void golden_pages(void **state)
{
	(void)state;
	work_kit_golden(&kit, USER_OFFICE, "/org", 0,
			"../../org/golden/org_tree");
	work_kit_golden(&kit, USER_OFFICE, "/org?open=%ld",
			kit.unit[UNIT_OFFICE], "../../org/golden/org_open");
	work_kit_golden(&kit, USER_LEAD, "/org?q=khong+co", 0,
			"../../org/golden/org_none");
	work_kit_golden(&kit, USER_LEAD, "/org/%ld", kit.unit[UNIT_OFFICE],
			"../../org/golden/org_page");
}

static void branches_open_and_close(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_OFFICE, "/org?open=%ld,77,x",
				       kit.unit[UNIT_OFFICE]);

	(void)state;
	assert_int_equal(rp.status, 200);
	assert_true(work_kit_says(&rp, "href=\"/org?open=77\""));
	assert_true(work_kit_says(&rp, "aria-expanded=\"true\""));
	rp = work_kit_get(&kit, USER_OFFICE, "/org/%ld", 9999);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_OFFICE, "/org?q=van+phong", 0);
	assert_true(work_kit_says(&rp, "Văn phòng"));
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(what_a_new_one_needs),
		cmocka_unit_test(golden_pages),
		cmocka_unit_test(branches_open_and_close),
		cmocka_unit_test(added_once_in_its_place),
		cmocka_unit_test(the_top_is_kept_until_it_changes),
	};

	return cmocka_run_group_tests(all, setup, teardown);
}
