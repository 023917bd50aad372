/*
 * The cells and their cache. A store's generation grows with every commit of
 * its one writer, so a cache line is right as long as generation and day are.
 */
#include "work/work_summary.h"

#include <pthread.h>

#include "db/db.h"
#include "profile/profile.h"
#include "work/work_past.h"
#include "work/work_query.h"

enum { CELLS_MOST = 200000, SOON_DAYS = 14 };

/* One line is enough for one realm; many realms take turns. */
static struct {
	pthread_mutex_t lock;
	struct arena *arena;
	const struct store *store;
	uint64_t generation;
	day_t today;
	struct work_cells fine, coarse;
} cache = { .lock = PTHREAD_MUTEX_INITIALIZER };

int work_soon_days(const struct cx *cx)
{
	return (int)profile_rule_int(cx->profile, STR("task_soon_days"),
				     cx->today, SOON_DAYS);
}

static struct work_cell cell_of(const struct task_cube_row *r)
{
	return (struct work_cell){ .programme = r->programme,
				   .section = r->section,
				   .lead = r->lead,
				   .state = (enum work_state)r->state,
				   .n = r->n,
				   .unclear = r->unclear,
				   .accepted = r->accepted,
				   .asking = r->asking,
				   .missing = { r->miss_work, r->miss_person,
						r->miss_progress,
						r->miss_product } };
}

static struct work_cells cells_copy(struct arena *a, const struct work_cells *c)
{
	struct work_cell *p = arena_new(a, struct work_cell, c->n);

	if (c->n)
		memcpy(p, c->p, (size_t)c->n * sizeof(*p));
	return (struct work_cells){ p, c->n, c->ahead };
}

static void cell_add(struct work_cell *to, const struct work_cell *c)
{
	to->n += c->n;
	to->unclear += c->unclear;
	to->accepted += c->accepted;
	to->asking += c->asking;
	for (int k = 0; k < 4; k++)
		to->missing[k] += c->missing[k];
}

/* One cell for each programme and state. */
static struct work_cells cells_merge(struct arena *a,
				     const struct work_cells *c)
{
	struct {
		struct work_cell *p;
		ptrdiff_t n, cap;
	} list = { 0 };

	for (ptrdiff_t i = 0; i < c->n; i++) {
		const struct work_cell *x = &c->p[i];
		ptrdiff_t k = list.n - 1;

		/* cells come by programme, so the same stand at the end */
		while (k >= 0 && list.p[k].programme == x->programme &&
		       list.p[k].state != x->state)
			k--;
		if (k < 0 || list.p[k].programme != x->programme) {
			k = list.n;
			*vec_push(a, &list) =
				(struct work_cell){ .programme = x->programme,
						    .section = DB_NULL,
						    .lead = DB_NULL,
						    .state = x->state };
		}
		cell_add(&list.p[k], x);
	}
	return (struct work_cells){ list.p, list.n, c->ahead };
}

/* Copies a half of the cache line; false when it is stale. */
static bool cache_take(struct cx *cx, uint64_t generation, bool coarse,
		       struct work_cells *ret_cells)
{
	bool good;

	pthread_mutex_lock(&cache.lock);
	good = cache.store == cx->store && cache.generation == generation &&
	       cache.today == cx->today;
	if (good)
		*ret_cells = cells_copy(cx->arena,
					coarse ? &cache.coarse : &cache.fine);
	pthread_mutex_unlock(&cache.lock);
	return good;
}

static void cache_put(const struct cx *cx, uint64_t generation,
		      const struct work_cells *cells)
{
	pthread_mutex_lock(&cache.lock);
	if (!cache.arena)
		cache.arena = arena_open(64 << 20);
	arena_reset(cache.arena);
	cache.fine = cells_copy(cache.arena, cells);
	cache.coarse = cells_merge(cache.arena, cells);
	cache.store = cx->store;
	cache.generation = generation;
	cache.today = cx->today;
	pthread_mutex_unlock(&cache.lock);
}

/* An act may see what isn't committed; past days are asked for rarely. */
static bool may_cache(const struct cx *cx)
{
	return !cx->in_tx && !cx->past;
}

struct err *work_cells_get(struct cx *cx, struct work_cells *ret_cells)
{
	/* read before the rows: a commit between makes the line stale at
	 * once, never wrong for long */
	uint64_t generation = store_generation(cx->store);
	struct task_cube_rows rows;
	struct work_cell *p;
	bool ahead = false;
	struct err *err;

	if (may_cache(cx) && cache_take(cx, generation, false, ret_cells))
		return NULL;
	err = task_cube(cx->db,
			&(struct task_cube_in){
				.today = cx->today,
				.soon = cx->today + work_soon_days(cx),
				WORK_PAST_IN(TASK_CUBE_WITH_PAST) },
			&rows);
	if (err)
		return err;
	if (rows.n > CELLS_MOST)
		return err_new(cx->arena, ERR_LIMIT,
			       N_("There are too many tasks to count."));
	p = arena_new(cx->arena, struct work_cell, rows.n);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		p[i] = cell_of(&rows.p[i]);
		ahead |= rows.p[i].ahead > 0;
	}
	*ret_cells = (struct work_cells){ p, rows.n, ahead };
	if (may_cache(cx))
		cache_put(cx, generation, ret_cells);
	return NULL;
}

struct err *work_cells_coarse(struct cx *cx, struct work_cells *ret_cells)
{
	uint64_t generation = store_generation(cx->store);
	struct work_cells fine;
	struct err *err;

	if (may_cache(cx) && cache_take(cx, generation, true, ret_cells))
		return NULL;
	err = work_cells_get(cx, &fine);
	if (!err)
		*ret_cells = cells_merge(cx->arena, &fine);
	return err;
}

struct err *work_cells_seen(struct cx *cx, int64_t programme,
			    struct work_cells *ret_cells)
{
	struct task_scope_cube_rows rows;
	struct work_cell *p;
	struct err *err;

	if (cx->actor.org_is_root)
		return work_cells_get(cx, ret_cells);
	err = task_scope_cube(cx->db,
			      &(struct task_scope_cube_in){
				      .today = cx->today,
				      .soon = cx->today + work_soon_days(cx),
				      .programme = programme,
				      .scope = cx->actor.org,
				      WORK_PAST_IN(TASK_SCOPE_CUBE_WITH_PAST) },
			      &rows);
	if (err)
		return err;
	p = arena_new(cx->arena, struct work_cell, rows.n);
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct task_scope_cube_row *r = &rows.p[i];

		p[i] = (struct work_cell){
			.programme = programme,
			.section = DB_NULL,
			.lead = DB_NULL,
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
