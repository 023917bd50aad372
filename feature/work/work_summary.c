/*
 * The cells and their cache. A store's generation grows with every commit of
 * its one writer, so a cache line is right as long as generation and day are.
 */
#include "work/work_summary.h"

#include <pthread.h>

#include "db/db.h"
#include "profile/profile.h"
#include "work/work_count_query.h"
#include "work/work_past.h"
#include "work/work_query.h"
#include "work/work_structure.h"

enum { SOON_DAYS = 14, SLOTS = 16 };

static struct cache_slot {
	struct arena *arena;
	const struct store *store;
	uint64_t generation;
	day_t today;
	struct work_cells cells;
} caches[SLOTS];
static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;

/* Each realm has its own; those of one remainder take turns. */
static struct cache_slot *cache_slot(const struct cx *cx)
{
	return &caches[store_serial(cx->store) % SLOTS];
}

struct cell_list {
	struct work_cell *p;
	ptrdiff_t n, cap;
};

int work_soon_days(const struct cx *cx)
{
	return (int)profile_rule_int(cx->profile, STR("task_soon_days"),
				     cx->today, SOON_DAYS);
}

/* ---- from the tasks: any day -------------------------------------------------- */

static struct work_cell cell_of(const struct task_cube_row *r)
{
	return (struct work_cell){ .programme = r->programme,
				   .section = r->section,
				   .lead = r->unit,
				   .state = (enum work_state)r->state,
				   .n = r->n,
				   .unclear = r->unclear,
				   .accepted = r->accepted,
				   .asking = r->asking,
				   .missing = { r->miss_work, r->miss_person,
						r->miss_progress,
						r->miss_product } };
}

static struct err *cells_scan(struct cx *cx, const struct work_pick *pick,
			      struct work_cells *ret_cells)
{
	struct task_cube_in in = { .today = cx->today,
				   .soon = cx->today + work_soon_days(cx),
				   .programme = pick->programme,
				   .section = pick->section,
				   .lead = pick->lead,
				   WORK_THEN_IN(TASK_CUBE) };
	struct task_cube_rows rows;
	struct work_units units;
	struct work_cell *p;
	bool ahead = false;
	struct err *err;

	in.with |= (pick->programme ? TASK_CUBE_WITH_PROGRAMME : 0u) |
		   (pick->section ? TASK_CUBE_WITH_SECTION : 0u) |
		   (pick->lead && !work_is_then(cx) ? TASK_CUBE_WITH_LEAD : 0u);
	err = task_cube(cx->db, &in, &rows);
	if (!err)
		err = work_units_read(cx, &units);
	if (err)
		return err;
	p = arena_new(cx->arena, struct work_cell, rows.n);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		p[i] = cell_of(&rows.p[i]);
		p[i].lead = pick->lead ? pick->lead
				       : work_unit_of(cx, &units, p[i].lead);
		ahead |= rows.p[i].ahead > 0;
	}
	*ret_cells = (struct work_cells){ p, rows.n, ahead };
	return NULL;
}

/* ---- from the counts ------------------------------------------------------------ */

/* The counts know today's tasks on the day of the newest act and later. */
static struct err *counts_know(struct cx *cx, bool *ret_know)
{
	struct count_day_row r;
	bool found;
	struct err *err;

	*ret_know = false;
	if (cx->past)
		return NULL;
	err = count_day(cx->db, &r, &found);
	if (!err)
		*ret_know = found && r.day <= cx->today;
	return err;
}

static void cell_push(struct cx *cx, struct cell_list *to, struct work_cell c,
		      enum work_state state, int64_t n)
{
	if (n <= 0)
		return;
	c.state = state;
	c.n = n;
	*vec_push(cx->arena, to) = c;
}

/* A row of the counts as cells: the deadline has moved some of its tasks on,
 * the beginning keeps some back, the others rest. */
struct moved {
	int64_t late, soon, ahead;
};

static void row_push(struct cx *cx, struct cell_list *to,
		     const struct work_cell *row, enum work_phase phase,
		     struct moved m)
{
	struct work_cell bare = { .programme = row->programme,
				  .section = row->section,
				  .lead = row->lead };
	int64_t n = row->n - m.late - m.soon - m.ahead;
	enum work_state rest = work_phase_rest(phase);

	cell_push(cx, to, bare, WORK_OVERDUE, m.late);
	cell_push(cx, to, bare, WORK_SOON, m.soon);
	cell_push(cx, to, bare, WORK_NOT_STARTED, m.ahead);
	if (!row->n)
		return;
	/* the sums stand with those that rest, also where none does */
	*vec_push(cx->arena, to) = *row;
	to->p[to->n - 1].state = rest;
	to->p[to->n - 1].n = n;
}

static struct count_cells_in cells_in(struct cx *cx,
				      const struct work_pick *pick)
{
	return (struct count_cells_in){
		/* everything: below the root, or with nobody yet */
		.org = pick->lead      ? pick->lead
		       : pick->section ? 0
				       : DB_NULL,
		.also = pick->lead,
		.section = pick->section,
		.programme = pick->programme,
		.today = cx->today,
		.soon = cx->today + work_soon_days(cx),
		.with = pick->programme ? COUNT_CELLS_WITH_PROGRAMME : 0u
	};
}

static struct err *cells_count(struct cx *cx, const struct work_pick *pick,
			       struct work_cells *ret_cells)
{
	struct count_cells_in in = cells_in(cx, pick);
	struct count_cells_rows rows;
	struct cell_list list = { 0 };
	struct err *err = count_cells(cx->db, &in, &rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct count_cells_row *r = &rows.p[i];
		struct work_cell c = {
			.programme = r->programme,
			.section = pick->section ? pick->section : DB_NULL,
			.lead = pick->lead ? pick->lead : DB_NULL,
			.n = r->n,
			.unclear = r->unclear,
			.accepted = r->accepted,
			.asking = r->asking,
			.missing = { r->miss_work, r->miss_person,
				     r->miss_progress, r->miss_product }
		};

		row_push(cx, &list, &c, (enum work_phase)r->phase,
			 (struct moved){ r->late, r->soon, r->ahead });
	}
	*ret_cells = (struct work_cells){ .p = list.p, .n = list.n };
	return NULL;
}

static struct err *units_count(struct cx *cx, int64_t programme,
			       struct work_cells *ret_cells)
{
	struct count_units_rows rows;
	struct cell_list list = { 0 };
	struct err *err =
		count_units(cx->db,
			    &(struct count_units_in){
				    .programme = programme,
				    .today = cx->today,
				    .soon = cx->today + work_soon_days(cx) },
			    &rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct count_units_row *r = &rows.p[i];
		struct work_cell c = {
			.programme = programme,
			.section = DB_NULL,
			.lead = r->org,
			.n = r->n,
			.unclear = r->unclear,
			.accepted = r->accepted,
			.asking = r->asking,
			.missing = { r->miss_work, r->miss_person,
				     r->miss_progress, r->miss_product }
		};

		row_push(cx, &list, &c, (enum work_phase)r->phase,
			 (struct moved){ r->late, r->soon, r->ahead });
	}
	*ret_cells = (struct work_cells){ .p = list.p, .n = list.n };
	return NULL;
}

/* ---- the cache -------------------------------------------------------------------- */

static struct work_cells cells_copy(struct arena *a, const struct work_cells *c)
{
	struct work_cell *p = arena_new(a, struct work_cell, c->n);

	if (c->n)
		memcpy(p, c->p, (size_t)c->n * sizeof(*p));
	return (struct work_cells){ p, c->n, c->ahead };
}

/* False when the line is stale. */
static bool cache_take(struct cx *cx, uint64_t generation,
		       struct work_cells *ret_cells)
{
	struct cache_slot *slot = cache_slot(cx);
	bool good;

	pthread_mutex_lock(&cache_lock);
	good = slot->store == cx->store && slot->generation == generation &&
	       slot->today == cx->today;
	if (good)
		*ret_cells = cells_copy(cx->arena, &slot->cells);
	pthread_mutex_unlock(&cache_lock);
	return good;
}

static void cache_put(const struct cx *cx, uint64_t generation,
		      const struct work_cells *cells)
{
	struct cache_slot *slot = cache_slot(cx);

	pthread_mutex_lock(&cache_lock);
	if (!slot->arena)
		slot->arena = arena_open(64 << 20);
	arena_reset(slot->arena);
	slot->cells = cells_copy(slot->arena, cells);
	slot->store = cx->store;
	slot->generation = generation;
	slot->today = cx->today;
	pthread_mutex_unlock(&cache_lock);
}

/* An act may see what isn't committed; past days are asked for rarely. */
static bool may_cache(const struct cx *cx)
{
	return !cx->in_tx && !cx->past;
}

/* ---- which of them ------------------------------------------------------------------ */

struct err *work_cells_of(struct cx *cx, const struct work_pick *pick,
			  struct work_cells *ret_cells)
{
	bool know;
	struct err *err = counts_know(cx, &know);

	if (err)
		return err;
	/* a unit's share of a section isn't counted */
	if (!know || (pick->section && pick->lead))
		return cells_scan(cx, pick, ret_cells);
	return cells_count(cx, pick, ret_cells);
}

struct err *work_cells_ahead(struct cx *cx)
{
	struct count_cells_in in = cells_in(cx, &(struct work_pick){ 0 });
	struct work_cells cells;
	struct err *err;

	if (!db_far(cx->db) || !may_cache(cx) ||
	    cache_take(cx, db_generation(cx->db), &cells))
		return NULL;
	err = count_day_ahead(cx->db);
	return err ? err : count_cells_ahead(cx->db, &in);
}

struct err *work_cells_get(struct cx *cx, struct work_cells *ret_cells)
{
	/* read before the rows: a commit between makes the line stale at
	 * once, never wrong for long */
	uint64_t generation = db_generation(cx->db);
	struct err *err;

	if (may_cache(cx) && cache_take(cx, generation, ret_cells))
		return NULL;
	err = work_cells_of(cx, &(struct work_pick){ 0 }, ret_cells);
	if (!err && may_cache(cx))
		cache_put(cx, generation, ret_cells);
	return err;
}

struct err *work_cells_units(struct cx *cx, int64_t programme,
			     struct work_cells *ret_cells)
{
	bool know;
	struct err *err = counts_know(cx, &know);

	if (err)
		return err;
	if (know)
		return units_count(cx, programme, ret_cells);
	return cells_scan(cx, &(struct work_pick){ .programme = programme },
			  ret_cells);
}

/* What people of a unit may see, in one programme (0: all), led at or below
 * one organisation (0: any). */
static struct err *cells_scope(struct cx *cx, int64_t programme, int64_t lead,
			       struct work_cells *ret_cells)
{
	struct task_scope_cube_in in = { .today = cx->today,
					 .soon = cx->today + work_soon_days(cx),
					 .programme = programme,
					 .lead = lead,
					 .scope = cx_scope(cx),
					 WORK_PAST_IN(
						 TASK_SCOPE_CUBE_WITH_PAST) };
	struct task_scope_cube_rows rows;
	struct work_cell *p;
	struct err *err;

	in.with |= (programme ? TASK_SCOPE_CUBE_WITH_PROGRAMME : 0u) |
		   (work_is_then(cx) ? TASK_SCOPE_CUBE_WITH_THEN
		    : lead	     ? TASK_SCOPE_CUBE_WITH_LEAD
				     : 0u);
	err = task_scope_cube(cx->db, &in, &rows);
	if (err)
		return err;
	p = arena_new(cx->arena, struct work_cell, rows.n);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct task_scope_cube_row *r = &rows.p[i];

		p[i] = (struct work_cell){
			.programme = programme,
			.section = DB_NULL,
			.lead = lead ? lead : DB_NULL,
			.state = (enum work_state)r->state,
			.n = r->n,
			.unclear = r->unclear,
			.missing = { r->miss_work, r->miss_person,
				     r->miss_progress, r->miss_product }
		};
	}
	*ret_cells = (struct work_cells){ .p = p, .n = rows.n };
	return NULL;
}

struct err *work_cells_seen(struct cx *cx, int64_t programme,
			    struct work_cells *ret_cells)
{
	if (cx->actor.org_is_root)
		return work_cells_get(cx, ret_cells);
	return cells_scope(cx, programme, 0, ret_cells);
}

struct err *work_cells_seen_led(struct cx *cx, int64_t lead,
				struct work_cells *ret_cells)
{
	if (cx->actor.org_is_root)
		return work_cells_of(cx, &(struct work_pick){ .lead = lead },
				     ret_cells);
	return cells_scope(cx, 0, lead, ret_cells);
}

static bool picked(const struct work_pick *k, const struct work_cell *c)
{
	return (!k->programme || k->programme == c->programme) &&
	       (!k->section || k->section == c->section) &&
	       (!k->lead || k->lead == c->lead) &&
	       (!k->states || (k->states >> c->state & 1));
}

struct work_sum work_cells_sum(const struct work_cells *c,
			       const struct work_pick *pick)
{
	struct work_sum s = { 0 };

	for (ptrdiff_t i = 0; i < c->n; i++) {
		const struct work_cell *x = &c->p[i];

		if (!picked(pick, x))
			continue;
		s.n += x->n;
		s.unclear += x->unclear;
		s.accepted += x->accepted;
		s.asking += x->asking;
		for (int k = 0; k < 4; k++)
			s.missing[k] += x->missing[k];
		s.state[x->state] += x->n;
		s.mark[work_mark_of(x->state)] += x->n;
	}
	return s;
}

uint64_t work_states_of_mark(enum work_mark m)
{
	uint64_t bits = 0;

	for (int s = 0; s < N_WORK_STATE; s++)
		if (work_mark_of((enum work_state)s) == m)
			bits |= (uint64_t)1 << s;
	return bits;
}
