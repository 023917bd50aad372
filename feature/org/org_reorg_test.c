/*
 * What can't be: each refusal with its reason, by the act; and by the database
 * when somebody writes past the acts. A decision that waits for its day.
 */
#include "testkit/testkit.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_query.h"
#include "org/org_reorg.h"
#include "org/org_reorg_query.h"
#include "view/feature.h"

static struct arena *arena;
static struct cx cx;
static int64_t root, a, b, a1, a2;

static int64_t org_make(int64_t parent, const char *name, const char *from)
{
	int64_t id;
	day_t day;

	assert_true(day_from_iso(str_c(from), &day));
	ok(org_add(&cx,
		   &(struct org_new){
			   .parent = parent,
			   .kind = STR("dang_bo_co_so"),
			   .name = str_c(name),
			   .code = str_cat(arena, STR("C-"), str_c(name)),
			   .from = day },
		   &id));
	return id;
}

static int realm_open(void **state UNUSED)
{
	arena = arena_open(256 << 20);
	cx = kit_realm(arena);
	features_set(NULL, 0);
	kit_day(&cx, "2026-10-14");
	root = org_make(DB_NULL, "Gốc", "2025-01-01");
	a = org_make(root, "A", "2025-01-01");
	b = org_make(root, "B", "2025-06-01");
	a1 = org_make(a, "A1", "2025-01-01");
	a2 = org_make(a, "A2", "2025-01-01");
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

static day_t iso(const char *day)
{
	day_t d;

	assert_true(day_from_iso(str_c(day), &d));
	return d;
}

static int64_t draft(const char *on)
{
	int64_t id;

	ok(decision_make(&cx,
			 &(struct org_decision_new){ .number = STR("5-QĐ/ĐU"),
						     .title = STR("Sắp xếp"),
						     .signer = STR("Bí thư"),
						     .signed_on =
							     iso("2025-01-02"),
						     .effective_on = iso(on) },
			 &id));
	return id;
}

static int64_t rev_of(int64_t id)
{
	struct org_decision d;
	bool found;

	ok(decision_find(&cx, id, &d, &found));
	assert_true(found);
	return d.rev;
}

static struct err *approve(int64_t id)
{
	return decision_approve(&cx, id, rev_of(id));
}

/* One step, decided at once: why not? */
static void refused(const char *on, const struct org_step *s, const char *why)
{
	int64_t id = draft(on), step;
	struct err *err = step_add(&cx, id, s, &step);

	if (!err)
		err = approve(id);
	assert_non_null(err);
	same(tr_err(arena, LANG_EN, err), why);
}

static void test_refusals(void **state UNUSED)
{
	int64_t both[] = { a1, b }, self[] = { b }, child[] = { a };

	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_MERGE_INTO,
				    .heir = b,
				    .source = self,
				    .n_sources = 1 },
		"An organisation can't merge with itself.");
	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_MERGE_INTO,
				    .heir = a1,
				    .source = child,
				    .n_sources = 1 },
		"“A1” stands below the organisation that ends; move it first.");
	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_MOVE, .org = a, .parent = a },
		"An organisation can't stand below itself.");
	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_MOVE, .org = a, .parent = a1 },
		"“A” can't go below “A1”, which stands below it.");
	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_MOVE, .org = a1, .parent = a },
		"“A1” stands below “A” already.");
	refused("2026-01-01",
		&(struct org_step){
			.kind = STEP_MOVE, .org = root, .parent = a },
		"“Gốc” stands above all others; it can't be moved.");
	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_DISSOLVE, .org = root },
		"“Gốc” stands above all others; it can't end.");
	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_DISSOLVE, .org = a },
		"“A1” stands below “A”, which ends: say in the decision where "
		"it goes.");
	refused("2025-03-01",
		&(struct org_step){
			.kind = STEP_RENAME, .org = b, .name = STR("Bê") },
		"“B” exists only from 01/06/2025; the decision counts from "
		"01/03/2025. Choose a later day.");
	refused("2025-06-01",
		&(struct org_step){ .kind = STEP_DISSOLVE, .org = b },
		"“B” exists only from 01/06/2025; it can't end on that day or "
		"before.");
	refused("2026-01-01",
		&(struct org_step){
			.kind = STEP_RENAME, .org = a1, .name = STR("A2") },
		"\"A2\" already stands below \"A\".");
	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_MERGE_NEW,
				    .source = both,
				    .n_sources = 2,
				    .parent = b,
				    .org_kind = STR("chi_bo"),
				    .name = STR("C") },
		"The new organisation can't stand below one that ends.");
	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_ESTABLISH,
				    .parent = a,
				    .org_kind = STR("chi_bo"),
				    .code = STR("C-B"),
				    .name = STR("C") },
		"The code C-B is that of “B”.");
	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_ESTABLISH,
				    .parent = a,
				    .org_kind = STR("xa"),
				    .name = STR("C") },
		"Choose a kind of organisation from the list.");
	refused("2026-01-01",
		&(struct org_step){ .kind = STEP_HAND_OVER, .org = a },
		"Write the name of the other committee.");
}

/* ---- past the acts ------------------------------------------------------------------ */

struct row {
	int64_t org, parent;
	day_t from, to;
};

static struct err *place_tx(struct cx *in, void *arg)
{
	const struct row *r = arg;
	int64_t id;

	return reorg_place_put(in->db,
			       &(struct reorg_place_put_in){ .org = r->org,
							     .parent =
								     r->parent,
							     .from_on = r->from,
							     .to_on = r->to,
							     .event = 1 },
			       &id);
}

static struct err *closure_tx(struct cx *in, void *arg)
{
	const struct row *r = arg;

	return org_closure_add(in->db,
			       &(struct org_closure_add_in){
				       .org = r->org, .parent = r->parent },
			       NULL);
}

static struct err *reach_tx(struct cx *in, void *arg)
{
	struct err *err = place_tx(in, arg);

	if (!err)
		err = reorg_reach_clear(
			in->db, &(struct reorg_reach_clear_in){ .org = a1 },
			NULL);
	return err ? err
		   : reorg_reach_make(
			     in->db, &(struct reorg_reach_make_in){ .org = a1 },
			     NULL);
}

static void test_database(void **state UNUSED)
{
	/* a second place at the same time */
	assert_non_null(
		db_tx(&cx, place_tx,
		      &(struct row){ a1, b, iso("2026-01-01"), DAY_NONE }));
	/* a second root */
	assert_non_null(db_tx(&cx, place_tx,
			      &(struct row){ root, DB_NULL, iso("2026-01-01"),
					     DAY_NONE }));
	/* a circle: the root below A1, whose closure is made anew */
	assert_non_null(db_tx(&cx, reach_tx,
			      &(struct row){ root, a1, iso("2026-01-01"),
					     iso("2026-02-01") }));
	/* … or today's */
	assert_non_null(db_tx(&cx, closure_tx,
			      &(struct row){ .org = a, .parent = a1 }));
}

/* ---- its day comes ----------------------------------------------------------------------- */

static struct str name_of(int64_t org)
{
	struct org o;
	bool found;

	ok(org_find(&cx, org, &o, &found));
	return o.name;
}

static void test_waits(void **state UNUSED)
{
	int64_t id = draft("2026-11-01"), step;
	struct org_decision d;
	bool found;

	ok(step_add(&cx, id,
		    &(struct org_step){ .kind = STEP_RENAME,
					.org = a1,
					.name = STR("A1 mới") },
		    &step));
	ok(approve(id));
	ok(org_settle(&cx));
	same(name_of(a1), "A1");
	ok(decision_find(&cx, id, &d, &found));
	assert_int_equal(d.state, DECISION_WAITING);
	/* nobody came on the day itself */
	kit_day(&cx, "2026-11-03");
	ok(org_settle(&cx));
	same(name_of(a1), "A1 mới");
	ok(decision_find(&cx, id, &d, &found));
	assert_int_equal(d.state, DECISION_DONE);
	ok(org_settle(&cx));
	ok(decision_undo(&cx, id, STR("nhầm")));
	same(name_of(a1), "A1");
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
}

/* What can't be done any more when its day comes is a draft again, and the day
 * goes on. */
static void test_cannot(void **state UNUSED)
{
	int64_t id = draft("2026-12-01"), other = draft("2026-11-20"), step;
	struct org_decision d;
	bool found;

	ok(step_add(&cx, id,
		    &(struct org_step){
			    .kind = STEP_RENAME, .org = a2, .name = STR("X") },
		    &step));
	ok(approve(id));
	ok(step_add(&cx, other,
		    &(struct org_step){
			    .kind = STEP_DISSOLVE, .org = a2, .heir = a1 },
		    &step));
	kit_day(&cx, "2026-11-20");
	ok(approve(other));
	kit_day(&cx, "2026-12-01");
	ok(org_settle(&cx));
	ok(decision_find(&cx, id, &d, &found));
	assert_int_equal(d.state, DECISION_DRAFT);
	same(d.failed_why, "“A2” đã kết thúc ngày 20/11/2026: ngày 01/12/2026 "
			   "không còn gì để thay đổi.");
}

static int64_t done_on(const char *on, const struct org_step *s)
{
	int64_t id = draft(on), step;

	ok(step_add(&cx, id, s, &step));
	ok(approve(id));
	return id;
}

/* A code that a decision freed is somebody's by now. */
static void test_code_given_away(void **state UNUSED)
{
	int64_t end, give, taken, old = org_make(root, "Cũ", "2025-01-01");
	struct err *err;

	kit_day(&cx, "2026-12-10");
	end = done_on("2026-12-05", &(struct org_step){ .kind = STEP_DISSOLVE,
							.org = old,
							.heir = b });
	give = done_on("2026-12-06",
		       &(struct org_step){ .kind = STEP_ESTABLISH,
					   .parent = root,
					   .org_kind = STR("chi_bo"),
					   .code = STR("C-Cũ"),
					   .name = STR("Nối") });
	err = decision_undo(&cx, end, STR("nhầm"));
	fails(err, ERR_CONFLICT);
	same(tr_err(arena, LANG_EN, err),
	     "The code C-Cũ, which “Cũ” had, was given to “Nối” by the "
	     "decision 5-QĐ/ĐU: take that decision back first.");
	ok(decision_undo(&cx, give, STR("nhầm")));
	/* … or by the command, which no decision tells of */
	ok(org_add(&cx,
		   &(struct org_new){ .parent = root,
				      .kind = STR("chi_bo"),
				      .name = STR("Lấy"),
				      .code = STR("C-Cũ"),
				      .from = iso("2026-12-06") },
		   &taken));
	err = decision_undo(&cx, end, STR("nhầm"));
	fails(err, ERR_CONFLICT);
	same(tr_err(arena, LANG_VI, err),
	     "Mã C-Cũ của “Cũ” đã giao cho “Lấy”: trước hết hãy ra quyết định "
	     "chuyển “Lấy” với mã khác.");
	done_on("2026-12-07", &(struct org_step){ .kind = STEP_MOVE,
						  .org = taken,
						  .parent = a,
						  .code = STR("C-Mới") });
	ok(decision_undo(&cx, end, STR("nhầm")));
	same(name_of(old), "Cũ");
}

/* Nothing is added below what ended. */
static void test_add_below(void **state UNUSED)
{
	struct org_new in = { .parent = a2,
			      .kind = STR("chi_bo"),
			      .name = STR("Muộn"),
			      .from = iso("2026-12-01") };
	struct err *err;
	int64_t id;

	err = org_add(&cx, &in, &id);
	fails(err, ERR_CONFLICT);
	same(err->field, "parent");
	same(tr_err(arena, LANG_EN, err),
	     "“A2” ended on 20/11/2026: nothing can be added below it.");
}

/* Two people at one draft. */
static void test_two_people(void **state UNUSED)
{
	int64_t id = draft("2026-12-01"), rev = rev_of(id);
	struct org_decision_new in = { .title = STR("Một"),
				       .signed_on = DAY_NONE,
				       .effective_on = DAY_NONE };

	ok(decision_edit(&cx, id, rev, &in));
	fails(decision_edit(&cx, id, rev, &in), ERR_CONFLICT);
	fails(decision_approve(&cx, id, rev), ERR_CONFLICT);
	/* not signed, no day */
	fails(approve(id), ERR_INVALID);
	ok(decision_drop(&cx, id));
	fails(decision_edit(&cx, id, rev_of(id), &in), ERR_CONFLICT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_database),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_cannot),
		cmocka_unit_test(test_code_given_away),
		cmocka_unit_test(test_add_below),
		cmocka_unit_test(test_two_people),
	};

	return cmocka_run_group_tests(tests, realm_open, realm_close_all);
}
