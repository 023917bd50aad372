/* The pipeline of a day, read as the forecast wants it. */
#include "growth/growth_figure.h"

#include <stdlib.h>
#include <string.h>

#include "db/db.h"
#include "growth/growth_query.h"
#include "org/org.h"

/* ---- whose is whose --------------------------------------------------------- */

/* Which unit an organisation counts in. */
struct place {
	int64_t org;
	int unit;
};
struct places {
	struct place *p; /* by organisation */
	ptrdiff_t n, cap;
	int otherwise;
};

static int by_org(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->org > y->org) - (x->org < y->org);
}

static int unit_of(const struct places *l, int64_t org)
{
	const struct place want = { .org = org };
	const struct place *p =
		l->n ? bsearch(&want, l->p, (size_t)l->n, sizeof(want), by_org)
		     : NULL;

	return p ? p->unit : l->otherwise;
}

static void unit_add(struct cx *cx, struct growth_pipeline *p, int64_t org,
		     struct str name)
{
	p->orgs[p->n_counted] = org;
	p->names[p->n_counted++] = str_dup(cx->arena, name);
}

static int unit_at(const struct growth_pipeline *p, int64_t org)
{
	for (int i = 0; i < p->n_counted; i++)
		if (p->orgs[i] == org)
			return i;
	return -1;
}

/* What stands below whom, and who is left: at the top everybody else is the
 * committee's own (of an organisation that is no more, too), elsewhere the rest
 * of the committee's, which only teaches how long things take. */
static struct err *units_read(struct cx *cx, int64_t org, day_t day,
			      struct growth_pipeline *p, struct places *l)
{
	struct growth_units_in in = { .org = org, .day = day };
	struct growth_unit_reach_in below = { .org = org, .day = day };
	struct growth_units_rows units = { 0 };
	struct growth_unit_reach_rows reach = { 0 };
	bool alone = cx->actor.alone && cx->actor.id != ACTOR_SYSTEM;
	struct org own;
	bool found = false;
	struct err *err = org_find(cx, org, &own, &found);

	if (!err && !alone)
		err = growth_units(cx->db, &in, &units);
	if (!err && !alone)
		err = growth_unit_reach(cx->db, &below, &reach);
	if (err)
		return err;
	p->orgs = arena_new(cx->arena, int64_t, units.n + 1);
	p->names = arena_new(cx->arena, struct str, units.n + 1);
	for (ptrdiff_t i = 0; i < units.n; i++)
		unit_add(cx, p, units.p[i].org, units.p[i].name);
	for (ptrdiff_t i = 0; i < reach.n; i++)
		*vec_push(cx->arena, l) =
			(struct place){ reach.p[i].org,
					unit_at(p, reach.p[i].unit) };
	l->otherwise = p->n_counted;
	unit_add(cx, p, org, found ? own.short_name : STR(""));
	*vec_push(cx->arena, l) = (struct place){ org, l->otherwise };
	qsort(l->p, (size_t)l->n, sizeof(*l->p), by_org);
	p->n_units = p->n_counted;
	if (found && (alone || own.parent != DB_NULL))
		l->otherwise = p->n_units++;
	return NULL;
}

/* ---- who is where -------------------------------------------------------------- */

static int source_of(const struct cx *cx, struct str code)
{
	const struct profile_term *t = NULL;
	int i = 0;

	while ((t = profile_term_next(cx->profile, "source", t))) {
		if (str_eq(t->code, code))
			return i < GROWTH_SOURCES_MOST ? i : 0;
		i++;
	}
	return 0;
}

/* Steps come person by person, as the people do; those behind the admission
 * aren't the pipeline's. */
static void ways_fill(struct cx *cx, const struct growth_people_rows *people,
		      const struct growth_step_all_rows *steps,
		      const struct places *l, struct growth_pipeline *p)
{
	ptrdiff_t at = 0;

	p->source = arena_new(cx->arena, int, people->n + 1);
	for (ptrdiff_t i = 0; i < people->n; i++) {
		const struct growth_people_row *r = &people->p[i];
		struct growth_way w = { .unit = unit_of(l, r->org),
					.left = r->left_on };
		bool known = false;

		for (int s = 0; s <= GROWTH_STAGES_MOST; s++)
			w.entered[s] = DAY_NONE;
		while (at < steps->n && steps->p[at].candidate < r->id)
			at++;
		for (; at < steps->n && steps->p[at].candidate == r->id; at++) {
			int s = growth_stage_at(&p->stages, steps->p[at].stage);

			if (s < 0 || s >= p->stages.way)
				continue;
			w.entered[s] = steps->p[at].on_day;
			known = true;
		}
		if (!known)
			continue;
		p->source[p->ways.n] = source_of(cx, r->source);
		*vec_push(cx->arena, &p->ways) = w;
	}
}

struct err *growth_pipeline_read(struct cx *cx, int64_t org, day_t day,
				 struct growth_pipeline *ret)
{
	struct growth_people_rows people;
	struct growth_step_all_rows steps;
	struct places l = { 0 };
	struct err *err;

	*ret = (struct growth_pipeline){ 0 };
	growth_stages(cx->profile, &ret->stages);
	err = units_read(cx, org, day, ret, &l);
	if (!err)
		err = growth_people(cx->db,
				    &(struct growth_people_in){ .day = day },
				    &people);
	if (!err)
		err = growth_step_all(
			cx->db, &(struct growth_step_all_in){ .until = day },
			&steps);
	if (!err)
		ways_fill(cx, &people, &steps, &l, ret);
	return err;
}
