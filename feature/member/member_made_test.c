/*
 * Steps that name what an earlier step of their decision makes, and what
 * becomes of people: who goes below it, into it, through it, out with it.
 */
#include "member/test/member_kit.h"
#include "member/test/member_world.h"

#include "i18n/i18n.h"
#include "member/member.h"
#include "member/member_reorg_kit_query.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "org/org_reorg_run.h"
#include "view/feature.h"

enum { PEOPLE = 5 };

/* Five people of the first cell; a draft of 10/10/2026. */
struct place {
	struct town t;
	struct cx cx; /* the office's, with a reader */
	int64_t who[PEOPLE], decision;
};

static void reader_anew(struct place *p)
{
	store_return(p->cx.db);
	p->cx.db = store_reader(p->cx.store, p->cx.arena);
}

static void place_open(struct arena *a, struct place *p)
{
	static const struct feature *const features[] = { &member_feature };
	static const char *const more[] = { "Lê An", "Lê Bình", "Lê Châu",
					    "Lê Dung" };

	town_open(&p->t, a);
	features_set(features, 1);
	p->who[0] = p->t.thu;
	for (int i = 1; i < PEOPLE; i++) {
		struct member_new in = thu(&p->t);

		in.name = str_c(more[i - 1]);
		in.n_values = 0;
		ok(member_add(&p->t.cx, &in, false, &p->who[i]));
	}
	p->cx = p->t.cx;
	p->cx.actor = (struct actor){ .id = ACTOR_SYSTEM };
	p->cx.db = store_reader(p->cx.store, a);
	ok(decision_make(&p->cx,
			 &(struct org_decision_new){
				 .number = STR("9-QĐ/ĐU"),
				 .title = STR("Sắp xếp"),
				 .signer = STR("Bí thư"),
				 .signed_on = d("2024-10-01"),
				 .effective_on = d("2024-10-10") },
			 &p->decision));
}

#define PLACE                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct place p;                                                        \
	place_open(a, &p)

static void place_close(struct place *p)
{
	store_return(p->cx.db);
	features_set(NULL, 0);
	kit_close(&p->t.cx);
}

static int64_t step(struct place *p, struct org_step s)
{
	int64_t id;

	ok(step_add(&p->cx, p->decision, &s, &id));
	return id;
}

static int64_t made_new(struct place *p, enum step_kind kind, const char *name)
{
	return step(p,
		    (struct org_step){ .kind = kind,
				       .org = kind == STEP_SPLIT ? p->t.one : 0,
				       .parent = p->t.root,
				       .org_kind = STR("chi_bo"),
				       .name = str_c(name) });
}

struct naming {
	int64_t step, member;
};

static struct err *name_tx(struct cx *cx, void *arg)
{
	const struct naming *n = arg;

	return rk_step_member(cx->db,
			      &(struct rk_step_member_in){
				      .step = n->step, .member = n->member },
			      NULL);
}

static void goes_along(struct place *p, int64_t to, int who)
{
	ok(db_tx(&p->cx, name_tx, &(struct naming){ to, p->who[who] }));
}

static struct org_decision decision(struct place *p)
{
	struct org_decision dec;
	bool found;

	reader_anew(p);
	ok(decision_find(&p->cx, p->decision, &dec, &found));
	assert_true(found);
	return dec;
}

static struct err *approve(struct place *p)
{
	struct org_decision dec = decision(p);

	return decision_approve(&p->cx, p->decision, dec.rev);
}

static int64_t home(struct place *p, int who)
{
	struct member_by_id_row row;
	bool found;

	reader_anew(p);
	ok(member_by_id(p->cx.db, &(struct member_by_id_in){ p->who[who] },
			&row, &found));
	return row.org;
}

static struct org org(struct place *p, int64_t id)
{
	struct org o;
	bool found;

	reader_anew(p);
	ok(org_find(&p->cx, id, &o, &found));
	assert_true(found);
	return o;
}

static int places(struct place *p, int64_t id)
{
	struct rk_places_rows rows;
	int n = 0;

	reader_anew(p);
	ok(rk_places(p->cx.db, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += rows.p[i].org == id;
	return n;
}

static void back(struct place *p, struct str was)
{
	ok(decision_undo(&p->cx, p->decision, STR("nhầm")));
	world_alike(was, world_dump(&p->cx, p->cx.arena), "taken back");
}

/* "one>two split_into 600 3": what became of whom. */
static struct str lineage(struct place *p)
{
	struct buf b = buf_init(p->cx.arena, 4096);
	struct rk_lineage_rows rows;

	reader_anew(p);
	ok(rk_lineage(p->cx.db, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct rk_lineage_row *l = &rows.p[i];
		struct str to = l->other;

		if (l->to_org != DB_NULL)
			to = org(p, l->to_org).name;
		buf_fmt(&b, "%.*s > %.*s: %.*s %d %d\n",
			STR_ARG(org(p, l->from_org).name), STR_ARG(to),
			STR_ARG(l->kind), (int)l->share, (int)l->members);
	}
	return buf_view(&b);
}

/* ---- below it, into it -------------------------------------------------- */

static void below_and_into(void **state UNUSED)
{
	int64_t first, one[1], made;
	struct str was;
	PLACE;

	was = world_dump(&p.cx, a);
	first = made_new(&p, STEP_ESTABLISH, "Chi bộ mới");
	one[0] = p.t.one;
	step(&p, (struct org_step){ .kind = STEP_MOVE,
				    .org = p.t.two,
				    .parent = step_ref(first) });
	step(&p, (struct org_step){ .kind = STEP_MERGE_INTO,
				    .heir = step_ref(first),
				    .source = one,
				    .n_sources = 1 });
	same(decision(&p).step[1].parent_name, "Chi bộ mới (việc 1)");
	same(decision(&p).step[2].heir_name, "Chi bộ mới (việc 1)");
	ok(approve(&p));
	made = decision(&p).step[0].made;
	assert_int_equal(org(&p, p.t.two).parent, made);
	for (int i = 0; i < PEOPLE; i++)
		assert_int_equal(home(&p, i), made);
	back(&p, was);
	place_close(&p);
}

/* ---- through it --------------------------------------------------------- */

/* Part of a cell goes to another that is there. */
static void part_into_another(void **state UNUSED)
{
	int64_t part, gone[1], made;
	struct reorg_preview seen;
	struct org_decision dec;
	struct str was;
	PLACE;

	was = world_dump(&p.cx, a);
	part = made_new(&p, STEP_SPLIT, "Tổ tách ra");
	goes_along(&p, part, 0);
	goes_along(&p, part, 1);
	goes_along(&p, part, 2);
	gone[0] = step_ref(part);
	step(&p, (struct org_step){ .kind = STEP_MERGE_INTO,
				    .heir = p.t.two,
				    .source = gone,
				    .n_sources = 1 });
	dec = decision(&p);
	same(dec.step[1].source_names.p[0], "Tổ tách ra (việc 1)");
	ok(decision_preview(&p.cx, &dec, &seen));
	assert_null(seen.fault);
	/* nobody is asked who leads what nobody sees */
	assert_int_equal(seen.run.asks.n, 0);
	assert_int_equal(seen.tables.p[0].after.org, 0);
	assert_int_equal(seen.tables.p[1].after.org, p.t.two);
	assert_int_equal(reorg_figure_n(&seen.tables.p[1].after.figures,
					REORG_MEMBERS),
			 3);
	ok(approve(&p));
	made = decision(&p).step[0].made;
	assert_int_equal(places(&p, made), 0);
	assert_int_equal(home(&p, 0), p.t.two);
	assert_int_equal(home(&p, 2), p.t.two);
	assert_int_equal(home(&p, 3), p.t.one);
	same(lineage(&p), "Chi bộ Một > Chi bộ Hai: split_into 600 3\n");
	back(&p, was);
	place_close(&p);
}

/* All of a cell by way of two; the end of what was on no day is no end. */
static void through_two(void **state UNUSED)
{
	int64_t x, y, gone[2];
	struct str was;
	PLACE;

	was = world_dump(&p.cx, a);
	x = made_new(&p, STEP_ESTABLISH, "X");
	y = made_new(&p, STEP_ESTABLISH, "Y");
	gone[0] = p.t.one;
	step(&p, (struct org_step){ .kind = STEP_MERGE_INTO,
				    .heir = step_ref(x),
				    .source = gone,
				    .n_sources = 1 });
	step(&p, (struct org_step){ .kind = STEP_DISSOLVE,
				    .org = step_ref(x),
				    .heir = step_ref(y) });
	gone[0] = step_ref(y);
	step(&p, (struct org_step){ .kind = STEP_MERGE_INTO,
				    .heir = p.t.two,
				    .source = gone,
				    .n_sources = 1 });
	ok(approve(&p));
	assert_int_equal(home(&p, 4), p.t.two);
	same(lineage(&p), "Chi bộ Một > Chi bộ Hai: merge_into 1000 5\n");
	back(&p, was);
	place_close(&p);
}

/* Who was split off to stay stays; who was split off to be handed over goes. */
static void part_handed_over(void **state UNUSED)
{
	int64_t stays, goes;
	struct rk_states_rows rows;
	struct str was;
	int left = 0;
	PLACE;

	was = world_dump(&p.cx, a);
	stays = made_new(&p, STEP_SPLIT, "Ở lại");
	goes_along(&p, stays, 0);
	goes = made_new(&p, STEP_SPLIT, "Ra đi");
	goes_along(&p, goes, 1);
	goes_along(&p, goes, 2);
	step(&p, (struct org_step){ .kind = STEP_HAND_OVER,
				    .org = step_ref(goes),
				    .body = STR("Đảng ủy khác") });
	ok(approve(&p));
	assert_int_equal(home(&p, 0), decision(&p).step[0].made);
	assert_int_equal(home(&p, 1), DB_NULL);
	assert_int_equal(home(&p, 2), DB_NULL);
	assert_int_equal(home(&p, 3), p.t.one);
	ok(rk_states(p.cx.db, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		left += str_eq(rows.p[i].how, STR("handed_over"));
	assert_int_equal(left, 2);
	same(lineage(&p), "Chi bộ Một > Ở lại: split 200 1\n"
			  "Chi bộ Một > Đảng ủy khác: hand_over 400 2\n");
	back(&p, was);
	place_close(&p);
}

/* … also when the whole rest is handed over. */
static void rest_handed_over(void **state UNUSED)
{
	int64_t stays;
	struct str was;
	PLACE;

	was = world_dump(&p.cx, a);
	stays = made_new(&p, STEP_SPLIT, "Ở lại");
	goes_along(&p, stays, 0);
	step(&p, (struct org_step){ .kind = STEP_HAND_OVER,
				    .org = p.t.one,
				    .body = STR("Đảng ủy khác") });
	ok(approve(&p));
	assert_int_equal(home(&p, 0), decision(&p).step[0].made);
	assert_int_equal(home(&p, 1), DB_NULL);
	back(&p, was);
	place_close(&p);
}

/* ---- what can't be ------------------------------------------------------ */

static void refused_at(struct place *p, struct org_step s, const char *field,
		       const char *why)
{
	int64_t id;
	struct err *err = step_add(&p->cx, p->decision, &s, &id);

	fails(err, ERR_INVALID);
	same(err->field, field);
	same(tr_err(p->cx.arena, LANG_EN, err), why);
}

static void refusals(void **state UNUSED)
{
	static const char not_made[] = "The step that is named here doesn't "
				       "make an organisation before this one.";
	int64_t first, name, other;
	struct err *err;
	PLACE;

	first = made_new(&p, STEP_ESTABLISH, "Mới");
	name = step(&p, (struct org_step){ .kind = STEP_RENAME,
					   .org = p.t.one,
					   .name = STR("Khác") });
	refused_at(&p,
		   (struct org_step){ .kind = STEP_MOVE,
				      .org = p.t.two,
				      .parent = step_ref(name) },
		   "parent", not_made);
	refused_at(&p,
		   (struct org_step){ .kind = STEP_DISSOLVE,
				      .org = p.t.two,
				      .heir = step_ref(name + 1) },
		   "heir", not_made);
	refused_at(&p,
		   (struct org_step){ .kind = STEP_MERGE_INTO,
				      .heir = p.t.two,
				      .source = &(int64_t){ step_ref(name) },
				      .n_sources = 1 },
		   "sources", not_made);
	refused_at(&p,
		   (struct org_step){ .kind = STEP_SPLIT,
				      .org = step_ref(first),
				      .parent = p.t.root,
				      .org_kind = STR("chi_bo"),
				      .name = STR("Phần") },
		   "org",
		   "What an earlier step makes can't be split in the same "
		   "decision: let that step make the parts.");
	refused_at(&p,
		   (struct org_step){ .kind = STEP_DISSOLVE,
				      .org = step_ref(first) },
		   "heir",
		   "Say where what an earlier step makes goes, or take that "
		   "step out.");
	refused_at(&p,
		   (struct org_step){ .kind = STEP_DISSOLVE,
				      .org = step_ref(first),
				      .heir = step_ref(first) },
		   "heir", "An organisation can't merge with itself.");
	/* the step of another decision */
	other = p.decision;
	ok(decision_make(&p.cx,
			 &(struct org_decision_new){ .title = STR("Khác"),
						     .signed_on = DAY_NONE,
						     .effective_on = DAY_NONE },
			 &p.decision));
	refused_at(&p,
		   (struct org_step){ .kind = STEP_MOVE,
				      .org = p.t.two,
				      .parent = step_ref(first) },
		   "parent", not_made);
	p.decision = other;
	/* what is named stays */
	step(&p, (struct org_step){ .kind = STEP_MOVE,
				    .org = p.t.two,
				    .parent = step_ref(first) });
	err = step_remove(&p.cx, p.decision, first);
	fails(err, ERR_CONFLICT);
	same(tr_err(a, LANG_EN, err), "Step 3 names what this step makes, "
				      "“Mới”: take that step out first.");
	ok(step_remove(&p.cx, p.decision, decision(&p).step[2].id));
	ok(step_remove(&p.cx, p.decision, first));
	place_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(below_and_into),
		cmocka_unit_test(part_into_another),
		cmocka_unit_test(through_two),
		cmocka_unit_test(part_handed_over),
		cmocka_unit_test(rest_handed_over),
		cmocka_unit_test(refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
