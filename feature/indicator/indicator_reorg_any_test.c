/*
 * A thousand random reorganisations of a committee with targets. After each, on
 * every day, the parts and the explained gap add up to the target of whoever
 * divided it, the root's own target is what it was, and who is no more has
 * none; a refusal and a preview leave nothing behind, and taking one back
 * leaves what was before. ROVIEC_TRACE=1 tells each act.
 */
#include "indicator/test/indicator_kit.h"
#include "member/test/member_decision.h"
#include "member/test/member_world.h"

#include <stdlib.h>

#include "base/buf.h"
#include "db/db.h"
#include "indicator/indicator_priv.h"
#include "indicator/indicator_reorg_query.h"
#include "member/member_reorg_kit_query.h"
#include "org/org.h"
#include "org/org_reorg.h"

enum {
	WORLDS = 10,
	SERVER_WORLDS = 2,
	OF_A_WORLD = 100,
	DUMP_MOST = 16 << 20,
};

static struct arena *arena; /* of the whole test */
static struct cx cx;
static int done, refused, undone, waited, not_undone, adjusted, gaps, moved;

/* With ROVIEC_TRACE: what is done to which one, and what came of it. */
static void tell(const char *what, int64_t which, int64_t n,
		 const struct err *e)
{
	if (getenv("ROVIEC_TRACE"))
		print_message("%d %s %lld: %lld %s\n", (int)cx.today, what,
			      (long long)which, (long long)n,
			      e ? e->msgid : "done");
}

/* ---- what counts, and what must hold ------------------------------------- */

static struct cx reading(struct arena *a)
{
	struct cx c = cx;

	c.arena = a;
	c.db = store_reader(c.store, a);
	return c;
}

static struct str targets_dump(struct arena *a)
{
	struct buf b = buf_init(a, DUMP_MOST);
	struct cx c = reading(a);
	struct goal_periods_rows periods;

	ok(goal_periods(c.db, &periods));
	for (ptrdiff_t k = 0; k < periods.n; k++) {
		struct book book;

		ok(book_read(&c, periods.p[k].indicator, periods.p[k].period, 0,
			     &book));
		for (ptrdiff_t i = 0; i < book.rows.n; i++) {
			const struct target_rows_row *r = &book.rows.p[i];

			buf_fmt(&b, "%lld %.*s %lld %lld %lld %d\n",
				(long long)r->org, STR_ARG(periods.p[k].period),
				(long long)r->value, (long long)r->high,
				(long long)r->base, (int)r->from_on);
		}
		for (ptrdiff_t i = 0; i < book.gaps.n; i++) {
			const struct gap_rows_row *r = &book.gaps.p[i];

			buf_fmt(&b, "gap %lld %lld %d\n", (long long)r->org,
				(long long)r->gap, (int)r->from_on);
		}
	}
	store_return(c.db);
	assert_false(b.full);
	return buf_view(&b);
}

struct world {
	struct book book;
	struct rk_places_rows places;
	struct rk_orgs_rows orgs;
	int64_t root;
};

static bool covers(day_t from, day_t to, day_t on)
{
	return from <= on && (to == DAY_NONE || on < to);
}

static bool is_alive(const struct world *w, int64_t org, day_t on)
{
	for (ptrdiff_t i = 0; i < w->places.n; i++)
		if (w->places.p[i].org == org &&
		    covers(w->places.p[i].from_on, w->places.p[i].to_on, on))
			return true;
	return false;
}

static void rows_tell(const struct world *w, int64_t org)
{
	if (!getenv("ROVIEC_TRACE"))
		return;
	for (ptrdiff_t i = 0; i < w->places.n; i++) {
		const struct rk_places_row *p = &w->places.p[i];

		if (p->parent == org)
			print_message("part %d from %d to %d\n", (int)p->org,
				      (int)p->from_on, (int)p->to_on);
	}
	for (ptrdiff_t i = 0; i < w->book.rows.n; i++) {
		const struct target_rows_row *r = &w->book.rows.p[i];

		print_message("target %d: %d from %d by %.*s, event %d\n",
			      (int)r->org, (int)r->value, (int)r->from_on,
			      STR_ARG(r->divided_by), (int)r->event);
	}
	for (ptrdiff_t i = 0; i < w->book.gaps.n; i++) {
		const struct gap_rows_row *r = &w->book.gaps.p[i];

		print_message("gap %d: %d from %d, event %d\n", (int)r->org,
			      (int)r->gap, (int)r->from_on, (int)r->event);
	}
}

/* The parts and the gap of one that has a target. */
static void org_adds_up(const struct world *w, int64_t org, day_t on)
{
	const struct target_rows_row *own = book_at(&w->book, org, on);
	const struct gap_rows_row *gap = book_gap_at(&w->book, org, on);
	int64_t sum = 0;
	bool any = false;

	if (!is_alive(w, org, on)) {
		if ((own && own->value) || (gap && gap->gap))
			fail_msg("org %d isn't there on %d and has a target "
				 "of %d since %d by event %d, a gap of %d",
				 (int)org, (int)on, own ? (int)own->value : 0,
				 own ? (int)own->from_on : 0,
				 own ? (int)own->event : 0,
				 gap ? (int)gap->gap : 0);
		return;
	}
	for (ptrdiff_t i = 0; i < w->places.n; i++) {
		const struct rk_places_row *p = &w->places.p[i];
		const struct target_rows_row *t =
			p->parent == org && covers(p->from_on, p->to_on, on)
				? book_at(&w->book, p->org, on)
				: NULL;

		any = any || t;
		sum += t ? t->value : 0;
	}
	if (gap && gap->gap)
		assert_true(gap->reason.n > 0);
	if (!own || (!any && (!gap || !gap->gap)))
		return;
	if (sum + (gap ? gap->gap : 0) != own->value) {
		rows_tell(w, org);
		fail_msg("org %d on %d: %d and a gap of %d aren't %d", (int)org,
			 (int)on, (int)sum, gap ? (int)gap->gap : 0,
			 (int)own->value);
	}
	gaps += gap && gap->gap;
}

static void day_adds_up(const struct world *w, day_t on, int64_t whole)
{
	const struct target_rows_row *root = book_at(&w->book, w->root, on);

	for (ptrdiff_t i = 0; i < w->orgs.n; i++)
		org_adds_up(w, w->orgs.p[i].id, on);
	assert_non_null(root);
	assert_int_equal(root->value, whole);
}

struct days {
	day_t *p;
	ptrdiff_t n, cap;
};

static void day_add(struct arena *a, struct days *d, day_t on)
{
	if (on < KIT_FIRST_DAY)
		return;
	for (ptrdiff_t i = 0; i < d->n; i++)
		if (d->p[i] == on)
			return;
	*vec_push(a, d) = on;
}

/* Between two of these days nothing changes, so these are every day. */
static void period_adds_up(struct cx *c, const struct goal_periods_row *p,
			   struct world *w, int64_t whole)
{
	struct days d = { 0 };

	ok(book_read(c, p->indicator, p->period, 0, &w->book));
	day_add(c->arena, &d, cx.today + 400);
	for (ptrdiff_t i = 0; i < w->book.rows.n; i++)
		day_add(c->arena, &d, w->book.rows.p[i].from_on);
	for (ptrdiff_t i = 0; i < w->book.gaps.n; i++)
		day_add(c->arena, &d, w->book.gaps.p[i].from_on);
	for (ptrdiff_t i = 0; i < w->places.n; i++) {
		day_add(c->arena, &d, w->places.p[i].from_on);
		day_add(c->arena, &d, w->places.p[i].to_on);
	}
	for (ptrdiff_t i = 0; i < d.n; i++)
		day_adds_up(w, d.p[i], whole);
}

enum { THIS_YEAR = 97, NEXT_YEAR = 120 };
static void targets_check(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(512 << 20);
	struct cx c = reading(a);
	struct goal_periods_rows periods;
	struct world w = { .root = 1 };

	ok(goal_periods(c.db, &periods));
	ok(rk_places(c.db, &w.places));
	ok(rk_orgs(c.db, &w.orgs));
	assert_int_equal(periods.n, 2);
	period_adds_up(&c, &periods.p[0], &w, THIS_YEAR);
	period_adds_up(&c, &periods.p[1], &w, NEXT_YEAR);
	store_return(c.db);
}

/* ---- targets of a world -------------------------------------------------- */

/* Divides by chance; what is left over is said. */
static void divide(struct cx *c, int64_t org, const char *period, day_t on)
{
	struct target_children_rows below;
	struct target_part part[40];
	struct target_allotment in = { .code = STR(INDICATOR_ADMISSIONS),
				       .period = str_c(period),
				       .org = org,
				       .part = part,
				       .by = STR("hand"),
				       .base_on = KIT_FIRST_DAY - 1,
				       .basis = STR("6-KH/ĐU"),
				       .reason = STR("chia lại"),
				       .gap = STR("phần còn lại chia sau"),
				       .on = on };
	struct err *e;

	ok(target_children(c->db,
			   &(struct target_children_in){
				   org, on == DAY_NONE ? cx.today : on },
			   &below));
	for (ptrdiff_t i = 0; i < below.n && in.n < N_ELEMENTS(part); i++)
		if (any(8))
			part[in.n++] =
				(struct target_part){ below.p[i].org, any(12),
						      any(2) ? 50 : DB_NULL };
	e = target_allot(c, &in);
	tell("divided", org, in.n, e);
	for (ptrdiff_t i = 0; !e && i < in.n; i++)
		tell("  part", in.part[i].org, in.part[i].value, NULL);
	if (e)
		assert_true(e->code == ERR_INVALID || e->code == ERR_CONFLICT);
	else
		adjusted++;
}

static void targets_make(void)
{
	static const char *const period[] = { "2025", "2026" };
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct cx c = reading(a);
	struct rk_orgs_rows orgs;

	ok(rk_orgs(c.db, &orgs));
	for (int k = 0; k < 2; k++) {
		struct target_new root =
			indicator_kit_target(1, period[k],
					     k ? NEXT_YEAR : THIS_YEAR);

		root.high = root.value + 40;
		ok(target_set(&c, &root));
		divide(&c, 1, period[k], DAY_NONE);
		for (ptrdiff_t i = 1; i < orgs.n; i++)
			if (str_eq(orgs.p[i].kind, STR("dang_bo_co_so")) &&
			    any(4))
				divide(&c, orgs.p[i].id, period[k], DAY_NONE);
	}
	store_return(c.db);
}

/* Takes back the newest of its rows that counts, if a hand wrote it. */
static struct err *void_any(struct cx *c, int64_t org, const char *period)
{
	struct target_now t;
	struct err *e;

	ok(target_at(c,
		     &(struct target_ask){ STR(INDICATOR_ADMISSIONS),
					   str_c(period), c->today, &org, 1 },
		     &t));
	/* the root's stays what it was */
	if (!t.id || org == 1)
		return NULL;
	e = target_void(c, t.id, STR("nhầm"));
	tell("taken back of", org, t.value, e);
	return e;
}

/* One of the acts, on one that is there; it may not fit. */
static void target_any(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	const char *period = any(2) ? "2025" : "2026";
	struct cx c = reading(a);
	struct rk_orgs_rows orgs;
	struct target_new in;
	struct err *e = NULL;

	ok(rk_orgs(c.db, &orgs));
	in = indicator_kit_target(orgs.p[1 + any((int)orgs.n - 1)].id, period,
				  any(15));
	in.reason = STR("tình hình thay đổi");
	if (!any(3))
		in.on = c.today - any(20);
	if (!any(8)) {
		e = void_any(&c, in.org, period);
	} else if (any(2)) {
		divide(&c, any(3) ? in.org : 1, period, in.on);
	} else {
		e = any(2) ? target_adjust(&c, &in) : target_set(&c, &in);
		tell("set", in.org, in.value, e);
	}
	if (e)
		assert_true(e->code == ERR_INVALID || e->code == ERR_CONFLICT);
	store_return(c.db);
}

/* A world of its own. */
static void world_open(uint64_t seed)
{
	arena = arena_open(1 << 30);
	indicator_kit_open(arena, &cx);
	any_begin(seed);
	targets_make();
	targets_check();
}

static void world_close(void)
{
	kit_close(&cx);
	arena_close(arena);
}

/* ---- random decisions ---------------------------------------------------- */

/* Approves it or is refused. */
static bool decide(struct arena *a, int64_t id, struct str was)
{
	struct reorg_preview p;
	struct org_decision d;
	struct cx c = reading(a);
	struct err *err;
	bool found;

	ok(decision_find(&c, id, &d, &found));
	ok(decision_preview(&c, &d, &p));
	world_alike(was, targets_dump(a), "after a preview");
	choices_make(&c, &d, &p);
	err = decision_approve(&c, id, d.rev);
	store_return(c.db);
	if (err) {
		assert_true(err->code == ERR_CONFLICT ||
			    err->code == ERR_INVALID ||
			    err->code == ERR_NOT_FOUND);
		refused++;
		world_alike(was, targets_dump(a), "after a refusal");
		return false;
	}
	if (d.is.effective_on > cx.today) {
		waited++;
		world_alike(was, targets_dump(a), "before its day");
		return false;
	}
	done++;
	tell("decision", id, d.is.effective_on, NULL);
	for (ptrdiff_t i = 0; i < d.n_steps; i++)
		tell(step_code(d.step[i].kind), d.step[i].org, d.step[i].parent,
		     NULL);
	return true;
}

static void round_any(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(512 << 20);
	struct cx c = reading(a);
	struct str was;
	int64_t id;

	ok(org_settle(&c));
	was = targets_dump(a);
	id = draft_any(&cx, a, NULL);
	if (!decide(a, id, was)) {
		store_return(c.db);
		return;
	}
	targets_check();
	moved += !str_eq(was, targets_dump(a));
	if (!any(3)) {
		ok(decision_undo(&c, id, STR("nhầm")));
		tell("taken back at once", id, 0, NULL);
		world_alike(was, targets_dump(a), "taken back");
		undone++;
	}
	store_return(c.db);
}

/* An older one: refused, or the sums stay. */
static void undo_any(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(512 << 20);
	struct org_decisions list;
	struct cx c = reading(a);
	struct str was = targets_dump(a);
	const struct org_decision *d;
	struct err *err;

	ok(decision_list(&c, INT64_MAX, 30, &list));
	d = &list.p[any((int)list.n)];
	err = d->state == DECISION_DONE ? decision_undo(&c, d->id, STR("nhầm"))
					: NULL;
	if (d->state == DECISION_DONE)
		tell("taken back", d->id, 0, err);
	store_return(c.db);
	if (err) {
		fails(err, ERR_CONFLICT);
		world_alike(was, targets_dump(a), "not taken back");
		not_undone++;
	}
	targets_check();
}

/* Fresh cells with people, since mergers leave ever fewer. */
static void cell_add(void)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct rk_orgs_rows orgs;
	struct cx c = cx;
	int parent;

	c.arena = a;
	c.db = store_reader(c.store, a);
	ok(rk_orgs(c.db, &orgs));
	store_return(c.db);
	do
		parent = any((int)orgs.n);
	while (orgs.p[parent].to_on != DAY_NONE);
	indicator_kit_org(&cx, orgs.p[parent].id, "chi_bo",
			  str_fmt(arena, "Chi bộ mới %d", any_new()));
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
			target_any();
			targets_check();
		}
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
	print_message("%d took effect, %d moved targets, %d wait, %d refused, "
		      "%d taken back, %d couldn't be, %d divided, %d gaps\n",
		      done, moved, waited, refused, undone, not_undone,
		      adjusted, gaps);
	assert_true(undone > done / 10 && refused > done / 10 &&
		    moved > done / 5 && gaps > done && adjusted > done / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
