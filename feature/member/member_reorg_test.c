/*
 * A thousand random reorganisations. After each: on every day the tree is a
 * tree, everybody is somewhere, today's view says what the dated rows say, a
 * refusal and a preview leave nothing behind, and taking one back leaves what
 * was before, to the last byte.
 */
#include "member/test/member_decision.h"
#include "member/test/member_world.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "member/member.h"
#include "member/member_move_stat.h"
#include "member/member_reorg_kit_query.h"
#include "member/member_span.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "org/org_tally.h"
#include "view/feature.h"

enum {
	UNITS = 4,
	CELLS = 4,  /* of a unit */
	PEOPLE = 5, /* of a cell */
	WORLDS = 10,
	SERVER_WORLDS = 2,
	OF_A_WORLD = 100,
	FIRST_DAY = 20089, /* 2025-01-01 */
};

static struct arena *arena; /* of the whole test */
static struct cx cx;
static int done, refused, undone, waited, previews, not_undone;
static int referring, passing; /* to what an earlier step makes; and end it */

/* ---- the realm ----------------------------------------------------------------- */

static struct str word(const char *what, int n)
{
	return str_fmt(arena, "%s %d", what, n);
}

static int64_t org_make(int64_t parent, const char *kind, struct str name)
{
	int64_t id;

	ok(org_add(&cx,
		   &(struct org_new){ .parent = parent,
				      .kind = str_c(kind),
				      .name = name,
				      .code = str_fmt(arena, "K%d", any_new()),
				      .from = cx.today },
		   &id));
	return id;
}

static struct err *people_tx(struct cx *in, void *arg)
{
	int64_t cell = *(int64_t *)arg, event, id;
	struct err *err =
		audit_write(in,
			    &(struct audit_event){ .kind = "test.people",
						   .subject_kind = "test" },
			    &event);

	for (int i = 0; !err && i < PEOPLE; i++) {
		struct str name = word("người", any_new());

		err = rk_member(in->db,
				&(struct rk_member_in){
					.name = name,
					.sort = text_sort_key(in->arena, name),
					.org = cell,
					.state = STR("official"),
					.event = event },
				&id);
		if (!err)
			err = rk_in(in->db,
				    &(struct rk_in_in){ .member = id,
							.org = cell,
							.from_on = in->today,
							.how = STR("register"),
							.event = event },
				    NULL);
		if (!err)
			err = rk_state(in->db,
				       &(struct rk_state_in){
					       .member = id,
					       .state = STR("official"),
					       .from_on = in->today,
					       .how = STR("register"),
					       .event = event },
				       NULL);
		if (!err && !i)
			err = rk_post(in->db,
				      &(struct rk_post_in){
					      .member = id,
					      .org = cell,
					      .office = STR("bi_thu"),
					      .from_on = in->today,
					      .event = event },
				      NULL);
	}
	return err ? err : member_span_event(in, event);
}

static void realm_make(void)
{
	int64_t root;

	kit_day(&cx, "2025-01-01");
	root = org_make(DB_NULL, "dang_bo", STR("Gốc"));
	for (int u = 0; u < UNITS; u++) {
		int64_t unit =
			org_make(root, "dang_bo_co_so", word("Đảng bộ", u));

		for (int c = 0; c < CELLS; c++) {
			int64_t cell = org_make(unit, "chi_bo",
						word("Chi bộ", u * 10 + c));

			ok(db_tx(&cx, people_tx, &cell));
		}
	}
}

/* A world of its own. */
static void world_open(uint64_t seed)
{
	static const struct feature *const features[] = { &member_feature };

	arena = arena_open(1 << 30);
	cx = kit_realm(arena);
	any_begin(seed);
	features_set(features, 1);
	realm_make();
}

static void lines_prove(const struct member_moves *m)
{
	assert_true(move_line_proved(&m->whole));
	for (ptrdiff_t i = 0; i < m->units.n; i++)
		assert_true(move_line_proved(&m->units.p[i]));
}

/* Figures follow every decision, taken back or not: what is counted of people
 * is what their rows say, and each unit's movements add up. */
static void figures_agree(void)
{
	day_t first, last = cx.today;
	struct member_moves m;
	int64_t wrong;

	ok(member_span_check(&cx, &wrong));
	assert_int_equal(wrong, 0);
	ok(org_tally_check(&cx, &wrong));
	assert_int_equal(wrong, 0);
	assert_true(day_from_iso(STR("2025-01-01"), &first));
	for (int i = 0; i < 4; i++) {
		day_t after = first + any((int)(last - first) + 1);

		ok(member_moves_read(&cx,
				     &(struct moves_ask){ .after = after,
							  .until = last },
				     &m));
		lines_prove(&m);
	}
}

static void world_close(void)
{
	figures_agree();
	kit_close(&cx);
	arena_close(arena);
}

static void world_check(void)
{
	day_t days[7] = { cx.today };

	for (int i = 1; i < N_ELEMENTS(days); i++) {
		day_t on = cx.today - any(500) + 20;

		days[i] = MAX(FIRST_DAY, on);
	}
	world_days_check(&cx, days, N_ELEMENTS(days));
}

/* ---- random decisions -------------------------------------------------------------------- */

/* Some of the people of the organisation itself go along by name. */
static struct err *choose_tx(struct cx *in, void *arg)
{
	const struct org_step *s = arg;
	struct rk_members_rows rows;
	struct err *err = rk_members(in->db, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (rows.p[i].org == s->org && i % 2)
			err = rk_step_member(in->db,
					     &(struct rk_step_member_in){
						     .step = s->id,
						     .member = rows.p[i].id },
					     NULL);
	return err;
}

/* Of one that took effect: does it name what it makes, and end that, too? */
static void refs_count(const struct org_decision *d)
{
	bool refers = false, passes = false;

	for (ptrdiff_t i = 0; i < d->n_steps; i++) {
		struct org_step s = d->step[i];
		const char *field;
		int64_t *org;

		for (ptrdiff_t k = 0; (org = step_named(&s, k, &field)); k++) {
			bool ends =
				str_eq(str_c(field), STR("source"))
					? s.kind != STEP_SPLIT
					: org == &s.org &&
						  (s.kind == STEP_DISSOLVE ||
						   s.kind == STEP_HAND_OVER);

			refers = refers || step_of_ref(*org);
			passes = passes || (step_of_ref(*org) && ends);
		}
	}
	referring += refers;
	passing += passes;
}

/* Approves it or is refused; the preview knew. */
static bool decide(struct arena *a, int64_t id, struct str was)
{
	struct reorg_preview p;
	struct org_decision d;
	struct cx c = cx;
	struct err *err;
	bool found;

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(decision_find(&c, id, &d, &found));
	ok(decision_preview(&c, &d, &p));
	previews++;
	world_alike(was, world_dump(&cx, a), "after a preview");
	choices_make(&c, &d, &p);
	err = decision_approve(&c, id, d.rev);
	store_return(c.db);
	if (err) {
		assert_true(err->code == ERR_CONFLICT ||
			    err->code == ERR_INVALID ||
			    err->code == ERR_NOT_FOUND);
		assert_true(p.fault || p.run.blocks.n || !d.n_steps);
		refused++;
		world_alike(was, world_dump(&cx, a), "after a refusal");
		return false;
	}
	assert_null(p.fault);
	if (d.is.effective_on > cx.today) {
		world_alike(was, world_dump(&cx, a), "before its day");
		waited++;
		return false;
	}
	done++;
	refs_count(&d);
	return true;
}

static void round_any(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(512 << 20);
	struct cx c = cx;
	struct str was;
	int64_t id;

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(org_settle(&c));
	store_return(c.db);
	was = world_dump(&cx, a);
	id = draft_any(&cx, a, choose_tx);
	if (!decide(a, id, was))
		return;
	world_check();
	if (!any(3)) {
		ok(decision_undo(&c, id, STR("nhầm")));
		world_alike(was, world_dump(&cx, a), "taken back");
		undone++;
	}
}

/* An older one: refused, or the world stays a world. */
static void undo_any(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(512 << 20);
	struct org_decisions list;
	struct cx c = cx;
	struct str was = world_dump(&cx, a);
	const struct org_decision *d;
	struct err *err;

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(decision_list(&c, INT64_MAX, 30, &list));
	store_return(c.db);
	d = &list.p[any((int)list.n)];
	if (d->state != DECISION_DONE)
		return;
	err = decision_undo(&c, d->id, STR("nhầm"));
	if (err) {
		fails(err, ERR_CONFLICT);
		world_alike(was, world_dump(&cx, a), "not taken back");
		not_undone++;
	} else {
		undone++;
	}
	world_check();
}

/* Fresh cells with people, since mergers leave ever fewer. */
static void cell_add(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct rk_orgs_rows orgs;
	struct cx c = cx;
	int64_t cell;
	int parent;

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(rk_orgs(c.db, &orgs));
	store_return(c.db);
	do
		parent = any((int)orgs.n);
	while (orgs.p[parent].to_on != DAY_NONE);
	cell = org_make(orgs.p[parent].id, "chi_bo",
			word("Chi bộ mới", any_new()));
	ok(db_tx(&cx, people_tx, &cell));
}

/* A hundred decisions that took effect, in a world of its own. */
static void world_live(uint64_t seed)
{
	int want = done + OF_A_WORLD;

	world_open(seed);
	for (int i = 0; done < want && i < OF_A_WORLD * 20; i++) {
		round_any();
		if (!any(5))
			undo_any();
		if (!any(6))
			cell_add();
		if (!any(3)) {
			cx.today += any(3);
			cx.as_at = cx.today;
			cx.now = day_begin(cx.today) + 8 * 3600 * 1000;
		}
	}
	world_close();
	assert_int_equal(done, want);
}

static void test_thousand(void **state UNUSED)
{
	const char *often = getenv("ROVIEC_WORLDS");
	const char *seed = getenv("ROVIEC_SEED");
	uint64_t first = seed ? strtoull(seed, NULL, 10) * 1000 : 1;
	int worlds = often		   ? (int)strtol(often, NULL, 10)
		     : getenv("ROVIEC_PG") ? SERVER_WORLDS
					   : WORLDS;

	for (int i = 0; i < worlds; i++)
		world_live(first + (uint64_t)i);
	print_message("%d took effect, %d wait, %d refused, %d taken back, "
		      "%d couldn't be; %d name what they make, %d end it\n",
		      done, waited, refused, undone, not_undone, referring,
		      passing);
	assert_true(undone > done / 10 && refused > done / 10 &&
		    waited > done / 50 && referring > done / 20 &&
		    passing > done / 100);
}

static int64_t decide_one(const struct org_step *s, int64_t *ret_made)
{
	struct org_decision d;
	struct cx c = cx;
	int64_t id, step;
	bool found;

	c.db = store_reader(c.store, arena);
	ok(decision_make(&c,
			 &(struct org_decision_new){ .number = STR("1-QĐ/ĐU"),
						     .title = STR("Sắp xếp"),
						     .signer = STR("Bí thư"),
						     .signed_on = cx.today,
						     .effective_on = cx.today },
			 &id));
	ok(step_add(&c, id, s, &step));
	ok(decision_find(&c, id, &d, &found));
	ok(decision_approve(&c, id, d.rev));
	ok(decision_find(&c, id, &d, &found));
	*ret_made = d.step[0].made;
	store_return(c.db);
	return id;
}

/* What was built upon and taken back isn't there; who came still is. */
static void test_upon(void **state UNUSED)
{
	int64_t first, second, fresh, none;

	world_open(1);
	cx.today++;
	first = decide_one(&(struct org_step){ .kind = STEP_ESTABLISH,
					       .parent = 1,
					       .org_kind = STR("chi_bo"),
					       .name = STR("Chi bộ mới") },
			   &fresh);
	second = decide_one(&(struct org_step){ .kind = STEP_MOVE,

						.org = fresh,
						.parent = 2 },
			    &none);
	ok(decision_undo(&cx, second, STR("nhầm")));
	ok(db_tx(&cx, people_tx, &fresh));
	fails(decision_undo(&cx, first, STR("nhầm")), ERR_CONFLICT);
	world_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_upon),
		cmocka_unit_test(test_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
