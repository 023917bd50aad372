/*
 * Names and codes in a decision count as they are when all of it has taken
 * effect: who ends gives its name and code to whom takes its place.
 */
#include "testkit/testkit.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "view/feature.h"

static struct arena *arena;
static struct cx cx;
static int64_t root, a, b, a1, a2;

static day_t iso(const char *day)
{
	day_t d;

	assert_true(day_from_iso(str_c(day), &d));
	return d;
}

static int64_t org_make(int64_t parent, const char *name)
{
	int64_t id;

	ok(org_add(&cx,
		   &(struct org_new){
			   .parent = parent,
			   .kind = STR("dang_bo_co_so"),
			   .name = str_c(name),
			   .code = str_cat(arena, STR("C-"), str_c(name)),
			   .from = iso("2025-01-01") },
		   &id));
	return id;
}

static int realm_open(void **state UNUSED)
{
	arena = arena_open(256 << 20);
	cx = kit_realm(arena);
	features_set(NULL, 0);
	kit_day(&cx, "2026-10-14");
	root = org_make(DB_NULL, "Gốc");
	a = org_make(root, "A");
	b = org_make(root, "B");
	a1 = org_make(a, "A1");
	a2 = org_make(a, "A2");
	cx.db = store_reader(cx.store, arena);
	return 0;
}

static int realm_close_all(void **state UNUSED)
{
	store_return(cx.db);
	kit_close(&cx);
	arena_close(arena);
	return 0;
}

static struct err *decide(const char *on, const struct org_step *s, int n,
			  int64_t *ret_id)
{
	struct org_decision d;
	int64_t step;
	bool found;
	struct err *err = decision_make(&cx,
					&(struct org_decision_new){
						.number = STR("5-QĐ/ĐU"),
						.title = STR("Sắp xếp"),
						.signer = STR("Bí thư"),
						.signed_on = iso("2025-01-02"),
						.effective_on = iso(on) },
					ret_id);

	for (int i = 0; !err && i < n; i++)
		err = step_add(&cx, *ret_id, &s[i], &step);
	if (!err)
		err = decision_find(&cx, *ret_id, &d, &found);
	return err ? err : decision_approve(&cx, *ret_id, d.rev);
}

static void refused(const char *on, const struct org_step *s, int n,
		    const char *why)
{
	int64_t id;
	struct err *err = decide(on, s, n, &id);

	assert_non_null(err);
	same(tr_err(arena, LANG_EN, err), why);
}

static struct org find(int64_t id)
{
	struct org o;
	bool found;

	ok(org_find(&cx, id, &o, &found));
	assert_true(found);
	return o;
}

static int64_t made_by(int64_t decision)
{
	struct org_decision d;
	bool found;

	ok(decision_find(&cx, decision, &d, &found));
	return d.step[0].made;
}

/* The new one has the name and the code of one that went into it. */
static void test_merger_keeps_a_name(void **state UNUSED)
{
	int64_t id, both[] = { a1, a2 };

	ok(decide("2026-02-01",
		  &(struct org_step){ .kind = STEP_MERGE_NEW,
				      .parent = a,
				      .org_kind = STR("dang_bo_co_so"),
				      .name = STR("A1"),
				      .code = STR("C-A1"),
				      .source = both,
				      .n_sources = 2 },
		  1, &id));
	same(find(made_by(id)).name, "A1");
	same(find(made_by(id)).code, "C-A1");
	ok(decision_undo(&cx, id, STR("nhầm")));
	same(find(a1).code, "C-A1");
	/* … and so has what the whole of one goes into */
	ok(decide("2026-02-01",
		  &(struct org_step){ .kind = STEP_SPLIT,
				      .org = a1,
				      .parent = a,
				      .org_kind = STR("dang_bo_co_so"),
				      .name = STR("A1"),
				      .code = STR("C-A1"),
				      .ends = true },
		  1, &id));
	same(find(made_by(id)).code, "C-A1");
	ok(decision_undo(&cx, id, STR("nhầm")));
}

/* Two exchange their names. */
static void test_exchange(void **state UNUSED)
{
	const struct org_step s[] = {
		{ .kind = STEP_RENAME, .org = a1, .name = STR("A2") },
		{ .kind = STEP_RENAME, .org = a2, .name = STR("A1") },
	};
	int64_t id;

	ok(decide("2026-02-01", s, 2, &id));
	same(find(a1).name, "A2");
	same(find(a2).name, "A1");
	ok(decision_undo(&cx, id, STR("nhầm")));
	same(find(a1).name, "A1");
}

/* Two of one name, each by a step of one decision. */
static void test_same_name(void **state UNUSED)
{
	const struct org_step s[] = {
		{ .kind = STEP_RENAME, .org = a1, .name = STR("Xuân Hà") },
		{ .kind = STEP_RENAME, .org = a2, .name = STR("XUÂN HÀ") },
	};
	const struct org_step t[] = {
		{ .kind = STEP_RENAME, .org = a1, .name = STR("A3") },
		{ .kind = STEP_ESTABLISH,
		  .parent = a,
		  .org_kind = STR("dang_bo_co_so"),
		  .name = STR("A1") },
	};
	int64_t id, other;

	refused("2026-02-01", s, 2, "\"Xuân Hà\" already stands below \"A\".");
	refused("2026-02-01",
		&(struct org_step){
			.kind = STEP_RENAME, .org = a1, .name = STR("a2") },
		1, "\"a2\" already stands below \"A\".");
	/* it was called so until a later day */
	ok(decide("2026-03-01", t, 1, &id));
	refused("2026-02-01", &t[1], 1, "\"A1\" already stands below \"A\".");
	/* the name is somebody else's meanwhile */
	ok(decide("2026-04-01", &t[1], 1, &other));
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
	ok(decision_undo(&cx, other, STR("nhầm")));
	ok(decision_undo(&cx, id, STR("nhầm")));
	/* in one decision the name is free for another */
	ok(decide("2026-02-01", t, 2, &id));
	ok(decision_undo(&cx, id, STR("nhầm")));
	(void)b;
}

/* A tree that is deeper than what the dated closure holds isn't cut off. */
static void test_deep(void **state UNUSED)
{
	int64_t first = 0, below = b;

	for (int i = 0; i < 70; i++) {
		below = org_make(below,
				 str_to_c(arena, str_fmt(arena, "T%d", i)));
		first = first ? first : below;
	}
	refused("2026-02-01",
		&(struct org_step){
			.kind = STEP_MOVE, .org = first, .parent = a },
		1, "“T59” would stand more than 60 levels below “Gốc”.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merger_keeps_a_name),
		cmocka_unit_test(test_exchange),
		cmocka_unit_test(test_same_name),
		cmocka_unit_test(test_deep),
	};

	return cmocka_run_group_tests(tests, realm_open, realm_close_all);
}
