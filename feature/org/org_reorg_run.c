/*
 * A decision takes effect. The steps change the dated rows one after the
 * other, so a later step sees what an earlier one made; then closures and
 * today's view, and at last each feature moves what it holds.
 */
#include "org/org_reorg_run.h"

#include <string.h>

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_query.h"
#include "org/org_reorg_query.h"
#include "profile/profile.h"
#include "view/feature.h"

/* ---- figures ------------------------------------------------------------------- */

/* How many of each kind stand below. */
static struct err *kinds_count(struct cx *cx, int64_t org, day_t on,
			       struct reorg_figures *out)
{
	struct reorg_kinds_below_on_rows rows;
	struct err *err = reorg_kinds_below_on(
		cx->db,
		&(struct reorg_kinds_below_on_in){ .org = org, .day = on },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, out) = (struct reorg_figure){
			.key = str_to_c(cx->arena,
					str_cat(cx->arena, STR("kind."),
						rows.p[i].kind)),
			.title = profile_kind_title(cx->profile, rows.p[i].kind,
						    cx->lang),
			.n = rows.p[i].n
		};
	return err;
}

struct err *reorg_count(struct cx *cx, int64_t org, day_t on,
			struct reorg_figures *ret_figures)
{
	struct err *err = NULL;
	int n;
	const struct feature *const *list = features_get(&n);

	*ret_figures = (struct reorg_figures){ 0 };
	for (int i = 0; !err && i < n; i++)
		if (list[i]->reorg && list[i]->reorg->count)
			err = list[i]->reorg->count(cx, org, on, ret_figures);
	return err ? err : kinds_count(cx, org, on, ret_figures);
}

int64_t reorg_figure_n(const struct reorg_figures *f, const char *key)
{
	for (ptrdiff_t i = 0; i < f->n; i++)
		if (!strcmp(f->p[i].key, key))
			return f->p[i].n;
	return 0;
}

static struct err *members_of(struct cx *cx, const struct reorg_run *run,
			      int64_t org, int64_t *ret_n)
{
	struct reorg_figures f;
	struct err *err = reorg_count(cx, org, run->r.on, &f);

	*ret_n = err ? 0 : reorg_figure_n(&f, REORG_MEMBERS);
	return err;
}

/* The figures of an organisation as one column of a table. */
static struct err *side_fill(struct cx *cx, const struct reorg_run *run,
			     int64_t org, struct reorg_side *side)
{
	struct reorg_org_on_row row;
	bool found;
	struct err *err = reorg_org_on(cx->db,
				       &(struct reorg_org_on_in){
					       .org = org, .day = run->r.on },
				       &row, &found);

	*side = (struct reorg_side){ .org = org };
	if (err || !found)
		return err;
	side->name = row.short_name;
	return reorg_count(cx, org, run->r.on, &side->figures);
}

/* ---- choices --------------------------------------------------------------------- */

struct err *reorg_asked(struct cx *cx, struct reorg *r,
			const struct reorg_ask *ask, struct str *ret_answer)
{
	struct reorg_choice_get_row row;
	struct reorg_ask *mine = vec_push(cx->arena, &r->asks);
	bool found;
	struct err *err = reorg_choice_get(cx->db,
					   &(struct reorg_choice_get_in){
						   .decision = r->decision,
						   .ask = ask->key },
					   &row, &found);

	*ret_answer = STR_NULL;
	*mine = *ask;
	mine->answer = STR_NULL;
	for (ptrdiff_t i = 0; !err && found && i < ask->n_options; i++)
		if (str_eq(ask->option[i].value, row.answer))
			mine->answer = *ret_answer = row.answer;
	return err;
}

/* ---- the steps --------------------------------------------------------------------- */

static void flow(struct cx *cx, struct reorg_run *run, const struct org_step *s,
		 int64_t from, int64_t to)
{
	*vec_push(cx->arena, &run->r.flows) =
		(struct reorg_flow){ .from = from, .to = to, .step = s->id };
}

static void ends(struct cx *cx, struct reorg_run *run, int64_t org,
		 int64_t heir)
{
	*vec_push(cx->arena, &run->r.ends) =
		(struct reorg_end){ .org = org, .heir = heir };
}

static struct reorg_edge *edge(struct cx *cx, struct reorg_run *run,
			       const struct org_step *s, int64_t from,
			       int64_t to)
{
	struct reorg_edge *e = vec_push(cx->arena, &run->edges);

	e->from = from;
	e->to = to;
	e->step = s->id;
	e->kind = step_code(s->kind);
	return e;
}

/* An organisation goes into another as a whole. */
static struct err *go_into(struct cx *cx, struct reorg_run *run,
			   const struct org_step *s, int64_t from, int64_t to)
{
	struct org was, target;
	struct reorg_edge *e;
	struct err *err = org_dated_find(cx, &run->dating, to, &target);

	if (!err)
		err = org_dated_find(cx, &run->dating, from, &was);
	if (!err && from == to)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("An organisation can't merge with itself."));
	if (err)
		return err;
	e = edge(cx, run, s, from, to);
	err = members_of(cx, run, from, &e->members);
	e->whole = e->members;
	if (!err)
		err = org_dated_redirect(cx, &run->dating, from, to);
	if (!err)
		err = org_dated_end(cx, &run->dating, &was);
	if (err)
		return err;
	flow(cx, run, s, from, to);
	ends(cx, run, from, to);
	return NULL;
}

/* Without its code: that may be one's that ends in the step. */
static struct err *establish(struct cx *cx, struct reorg_run *run,
			     const struct org_step *s, int64_t *ret_org)
{
	struct err *err =
		org_dated_add(cx, &run->dating,
			      &(struct org_new){ .parent = s->parent,
						 .kind = s->org_kind,
						 .name = s->name,
						 .short_name = s->short_name },
			      ret_org);

	if (!err)
		err = reorg_step_made(cx->db,
				      &(struct reorg_step_made_in){
					      .id = s->id, .made = *ret_org });
	return err;
}

static struct err *code_give(struct cx *cx, struct reorg_run *run,
			     const struct org_step *s, int64_t org)
{
	return s->code.n ? org_dated_code(cx, &run->dating, org, s->code)
			 : NULL;
}

static struct err *run_merge(struct cx *cx, struct reorg_run *run,
			     const struct org_step *s, int64_t *ret_after)
{
	struct err *err = NULL;

	*ret_after = s->heir;
	if (s->kind == STEP_MERGE_NEW)
		err = establish(cx, run, s, ret_after);
	for (ptrdiff_t i = 0; !err && i < s->n_sources; i++)
		err = go_into(cx, run, s, s->source[i], *ret_after);
	if (!err && s->kind == STEP_MERGE_NEW)
		err = code_give(cx, run, s, *ret_after);
	return err;
}

static struct err *run_establish(struct cx *cx, struct reorg_run *run,
				 const struct org_step *s, int64_t *ret_after)
{
	struct err *err = establish(cx, run, s, ret_after);

	if (!err)
		err = code_give(cx, run, s, *ret_after);
	if (!err && s->kind == STEP_RECEIVE)
		edge(cx, run, s, 0, *ret_after)->other = s->body;
	return err;
}

/* A part that goes along stood directly below the one that is split. */
static struct err *part_move(struct cx *cx, struct reorg_run *run,
			     const struct org *old, int64_t part, int64_t to)
{
	struct org o;
	struct err *err = org_dated_find(cx, &run->dating, part, &o);

	if (!err && o.parent != old->id)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("“{0}” doesn't stand directly below “{1}”."),
			      o.name, old->name);
	return err ? err : org_dated_move(cx, &run->dating, &o, to);
}

static struct err *run_split(struct cx *cx, struct reorg_run *run,
			     const struct org_step *s, int64_t *ret_after)
{
	struct org old;
	struct reorg_edge *e;
	struct err *err = org_dated_find(cx, &run->dating, s->org, &old);

	if (!err)
		err = establish(cx, run, s, ret_after);
	if (err)
		return err;
	e = edge(cx, run, s, s->org, *ret_after);
	err = members_of(cx, run, s->org, &e->whole);
	for (ptrdiff_t i = 0; !err && i < s->n_sources; i++)
		err = part_move(cx, run, &old, s->source[i], *ret_after);
	flow(cx, run, s, s->org, *ret_after);
	run->r.flows.p[run->r.flows.n - 1].chosen = !s->ends;
	if (!err && !s->ends)
		err = code_give(cx, run, s, *ret_after);
	if (err || !s->ends)
		return err;
	err = org_dated_redirect(cx, &run->dating, s->org, *ret_after);
	if (!err)
		err = org_dated_end(cx, &run->dating, &old);
	if (!err)
		ends(cx, run, s->org, 0);
	return err ? err : code_give(cx, run, s, *ret_after);
}

static struct err *run_dissolve(struct cx *cx, struct reorg_run *run,
				const struct org_step *s, int64_t *ret_after)
{
	struct org old;
	struct err *err;

	*ret_after = s->heir;
	if (s->heir)
		return go_into(cx, run, s, s->org, s->heir);
	err = org_dated_find(cx, &run->dating, s->org, &old);
	if (!err)
		err = org_dated_end(cx, &run->dating, &old);
	if (err)
		return err;
	edge(cx, run, s, s->org, 0);
	ends(cx, run, s->org, 0);
	return NULL;
}

/* With all that stand below it, the lowest first. */
static struct err *run_hand_over(struct cx *cx, struct reorg_run *run,
				 const struct org_step *s,
				 int64_t *ret_after UNUSED)
{
	struct reorg_below_on_rows rows;
	struct reorg_edge *e = edge(cx, run, s, s->org, 0);
	struct err *err = members_of(cx, run, s->org, &e->members);

	e->whole = e->members;
	e->other = s->body;
	if (!err)
		err = reorg_below_on(cx->db,
				     &(struct reorg_below_on_in){
					     .org = s->org, .day = run->r.on },
				     &rows);
	if (!err && !rows.n) {
		struct org old;

		err = org_dated_find(cx, &run->dating, s->org, &old);
	}
	for (ptrdiff_t i = err ? -1 : rows.n - 1; !err && i >= 0; i--) {
		int64_t org = rows.p[i].descendant;
		struct org old;

		err = org_dated_find(cx, &run->dating, org, &old);
		if (!err)
			err = org_dated_end(cx, &run->dating, &old);
		flow(cx, run, s, org, 0);
		ends(cx, run, org, 0);
	}
	return err;
}

static struct err *run_name(struct cx *cx, struct reorg_run *run,
			    const struct org_step *s, int64_t *ret_after)
{
	struct org o;
	struct err *err = org_dated_find(cx, &run->dating, s->org, &o);

	*ret_after = s->org;
	if (!err)
		err = org_dated_last(cx, &run->dating, &o);
	if (err)
		return err;
	return org_dated_name(cx, &run->dating, &o,
			      &(struct org_new){ .kind = s->org_kind,
						 .name = s->name,
						 .short_name = s->short_name });
}

static struct err *run_move(struct cx *cx, struct reorg_run *run,
			    const struct org_step *s, int64_t *ret_after)
{
	struct org o;
	struct err *err = org_dated_find(cx, &run->dating, s->org, &o);

	*ret_after = s->org;
	if (!err)
		err = org_dated_last(cx, &run->dating, &o);
	if (!err)
		err = org_dated_move(cx, &run->dating, &o, s->parent);
	o.parent = s->parent;
	if (!err && (s->name.n || s->org_kind.n))
		err = org_dated_name(cx, &run->dating, &o,
				     &(struct org_new){
					     .kind = s->org_kind,
					     .name = s->name,
					     .short_name = s->short_name });
	return err ? err : code_give(cx, run, s, s->org);
}

static struct err *(*const runs[N_STEP_KIND])(struct cx *cx,
					      struct reorg_run *run,
					      const struct org_step *s,
					      int64_t *ret_after) = {
	[STEP_ESTABLISH] = run_establish, [STEP_MERGE_NEW] = run_merge,
	[STEP_MERGE_INTO] = run_merge,	  [STEP_SPLIT] = run_split,
	[STEP_DISSOLVE] = run_dissolve,	  [STEP_HAND_OVER] = run_hand_over,
	[STEP_RECEIVE] = run_establish,	  [STEP_CHANGE_KIND] = run_name,
	[STEP_RENAME] = run_name,	  [STEP_MOVE] = run_move,
};

/* ---- lineage ------------------------------------------------------------------------ */

static const char split_into[] = "split_into";

/* Who went by a step itself, not with what stands below. */
static int64_t went_by(const struct reorg *r, int64_t step)
{
	int64_t n = 0;

	for (ptrdiff_t i = 0; i < r->flows.n; i++)
		if (r->flows.p[i].step == step)
			n += r->flows.p[i].went;
	return n;
}

/* A part's share is what it holds now of what the whole held before. */
static struct err *edge_put(struct cx *cx, struct reorg_run *run,
			    struct reorg_edge *e)
{
	bool splits = !strcmp(e->kind, step_code(STEP_SPLIT));
	struct err *err = NULL;
	int64_t share = 1000;

	if (e->through)
		e->members = e->below + went_by(&run->r, e->step);
	else if (splits)
		err = members_of(cx, run, e->to, &e->members);
	if (splits || e->through) {
		share = e->whole ? e->members * 1000 / e->whole : 1000;
		share = MAX(1, MIN(share, 1000));
	}
	if (err)
		return err;
	return reorg_lineage_put(cx->db,
				 &(struct reorg_lineage_put_in){
					 .from_org =
						 e->from ? e->from : DB_NULL,
					 .to_org = e->to ? e->to : DB_NULL,
					 .other = e->other,
					 .kind = str_c(e->kind),
					 .share = share,
					 .members = e->members,
					 .on_day = run->r.on,
					 .decision = run->r.decision,
					 .event = run->r.event },
				 NULL);
}

/* ---- what is made and ends at once --------------------------------------------------- */

static bool was_never(const struct reorg_run *run, int64_t org)
{
	bool ended = false;

	for (ptrdiff_t i = 0; i < run->r.ends.n; i++)
		ended = ended || run->r.ends.p[i].org == org;
	return ended && org_touched_has(&run->dating.made, org);
}

/* Whoever came goes straight to where it went, unless they came from there. */
static void flows_fold(struct reorg *r, int64_t org)
{
	ptrdiff_t n = 0;
	int64_t to = 0;

	for (ptrdiff_t i = 0; i < r->flows.n; i++)
		if (r->flows.p[i].from == org)
			to = r->flows.p[i].to;
	for (ptrdiff_t i = 0; i < r->flows.n; i++) {
		struct reorg_flow f = r->flows.p[i];

		if (f.to == org)
			f.to = to;
		if (f.from != org && f.from != f.to)
			r->flows.p[n++] = f;
	}
	r->flows.n = n;
}

static void ends_fold(struct reorg *r, int64_t org, int64_t heir)
{
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < r->ends.n; i++) {
		struct reorg_end e = r->ends.p[i];

		if (e.heir == org)
			e.heir = heir;
		if (e.org != org)
			r->ends.p[n++] = e;
	}
	r->ends.n = n;
}

static struct reorg_edge edge_on(const struct reorg_edge *in,
				 const struct reorg_edge *out)
{
	struct reorg_edge e = *in;
	bool part = in->through || !strcmp(in->kind, step_code(STEP_SPLIT));

	e.to = out->to;
	e.through = part;
	e.kind = part && out->to ? split_into : out->kind;
	if (!in->from) /* from another committee */
		e.kind = in->kind;
	else
		e.other = out->other;
	return e;
}

/* How it went on: as a whole, or with what stands above and is handed over. */
static struct reorg_edge edge_out(const struct reorg_run *run, int64_t org)
{
	int64_t step = 0;

	for (ptrdiff_t i = 0; i < run->r.flows.n; i++)
		if (run->r.flows.p[i].from == org)
			step = run->r.flows.p[i].step;
	for (ptrdiff_t i = 0;; i++) {
		assert(i < run->edges.n);
		if (run->edges.p[i].from == org ||
		    (run->edges.p[i].step == step && !run->edges.p[i].to))
			return run->edges.p[i];
	}
}

static void edges_fold(struct reorg_run *run, int64_t org)
{
	struct reorg_edge out = edge_out(run, org);
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < run->edges.n; i++) {
		struct reorg_edge e = run->edges.p[i];

		if (e.to == org)
			e = edge_on(&e, &out);
		if (e.from != org && e.from != e.to)
			run->edges.p[n++] = e;
	}
	run->edges.n = n;
}

/* What a decision makes and ends was there on no day: nobody sees it, and it
 * has no place in what became of whom. */
static void never_fold(struct reorg_run *run, int64_t *after, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (was_never(run, after[i]))
			after[i] = 0;
	for (ptrdiff_t i = 0; i < run->r.ends.n;) {
		struct reorg_end e = run->r.ends.p[i];

		if (!was_never(run, e.org)) {
			i++;
			continue;
		}
		edges_fold(run, e.org);
		flows_fold(&run->r, e.org);
		ends_fold(&run->r, e.org, e.heir);
	}
}

/* ---- all of it ------------------------------------------------------------------------ */

/* The columns "before" of a step's table: what it names, as it stands. */
static struct err *before_fill(struct cx *cx, struct reorg_run *run,
			       const struct org_step *s)
{
	struct reorg_table *t;
	struct err *err = NULL;

	if (!run->preview)
		return NULL;
	t = vec_push(cx->arena, &run->preview->tables);
	t->step = s;
	if (s->heir > 0)
		err = side_fill(cx, run, s->heir,
				vec_push(cx->arena, &t->before));
	if (!err && s->org > 0)
		err = side_fill(cx, run, s->org,
				vec_push(cx->arena, &t->before));
	for (ptrdiff_t i = 0; !err && i < s->n_sources && s->kind != STEP_SPLIT;
	     i++)
		if (s->source[i] > 0)
			err = side_fill(cx, run, s->source[i],
					vec_push(cx->arena, &t->before));
	return err;
}

static struct err *hooks_apply(struct cx *cx, struct reorg_run *run)
{
	struct err *err = NULL;
	int n;
	const struct feature *const *list = features_get(&n);

	for (int i = 0; !err && i < n; i++)
		if (list[i]->reorg && list[i]->reorg->apply)
			err = list[i]->reorg->apply(cx, &run->r);
	return err;
}

struct err *reorg_behind(struct cx *cx)
{
	struct err *err = NULL;
	int n;
	const struct feature *const *list = features_get(&n);

	for (int i = 0; !err && i < n; i++)
		if (list[i]->reorg && list[i]->reorg->behind)
			err = list[i]->reorg->behind(cx);
	return err;
}

static struct err *after_fill(struct cx *cx, struct reorg_run *run,
			      const int64_t *after)
{
	struct err *err = NULL;

	if (!run->preview)
		return NULL;
	for (ptrdiff_t i = 0; !err && i < run->preview->tables.n; i++)
		if (after[i])
			err = side_fill(cx, run, after[i],
					&run->preview->tables.p[i].after);
	return err;
}

/* A step with the organisations that those before it made. */
static struct org_step resolved(struct cx *cx, const struct org_decision *d,
				ptrdiff_t at, const int64_t *after)
{
	struct org_step s = d->step[at];
	const int64_t *named = s.source;
	int64_t *org;

	s.source = arena_new(cx->arena, int64_t, s.n_sources);
	for (ptrdiff_t i = 0; i < s.n_sources; i++)
		s.source[i] = named[i];
	for (ptrdiff_t k = 0; (org = step_named(&s, k, NULL)); k++)
		for (ptrdiff_t i = 0; i < at; i++)
			if (step_of_ref(*org) == d->step[i].id)
				*org = after[i];
	return s;
}

static struct err *step_run(struct cx *cx, struct reorg_run *run, ptrdiff_t at,
			    int64_t *after)
{
	const struct org_decision *d = run->decision;
	struct org_step s;
	struct err *err = step_check(cx->arena, cx->profile, &d->step[at]);

	if (!err)
		err = step_refs_check(cx->arena, &d->step[at], d->step, at);
	if (err)
		return err;
	s = resolved(cx, d, at, after);
	err = runs[s.kind](cx, run, &s, &after[at]);
	if (!err)
		err = org_dated_reach(cx, &run->dating);
	if (!err && s.kind == STEP_SPLIT)
		err = members_of(cx, run, after[at],
				 &run->edges.p[run->edges.n - 1].below);
	return err;
}

static struct err *steps_run(struct cx *cx, struct reorg_run *run,
			     int64_t *after)
{
	const struct org_decision *d = run->decision;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < d->n_steps; i++)
		err = before_fill(cx, run, &d->step[i]);
	for (ptrdiff_t i = 0; !err && i < d->n_steps; i++)
		err = step_run(cx, run, i, after);
	return err ? err : org_dated_check(cx, &run->dating);
}

struct err *reorg_run(struct cx *cx, struct reorg_run *run)
{
	const struct org_decision *d = run->decision;
	int64_t *after = arena_new(cx->arena, int64_t, d->n_steps);
	struct err *err;

	run->r.decision = d->id;
	run->r.on = d->is.effective_on;
	run->dating.on = run->r.on;
	run->dating.event = run->r.event;
	err = steps_run(cx, run, after);
	if (!err)
		never_fold(run, after, d->n_steps);
	if (!err)
		err = hooks_apply(cx, run);
	for (ptrdiff_t i = 0; !err && i < run->edges.n; i++)
		err = edge_put(cx, run, &run->edges.p[i]);
	if (!err)
		err = org_dated_view(cx, &run->dating);
	if (!err)
		err = reorg_behind(cx);
	return err ? err : after_fill(cx, run, after);
}
