/*
 * What becomes of people in the pipeline when organisations change: who was in
 * one that goes into another is in that one's from the day on; who is handed
 * over leaves. Those who left or were admitted go along, so that whoever
 * answers for them is somebody who is there.
 */
#include "growth/growth_care.h"

#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_query.h"
#include "growth/growth_reorg_query.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"

enum { CHAIN_MOST = 40 };

static const char moved[] = "moved", leaves[] = "leave";

/* ---- figures ------------------------------------------------------------------ */

static struct str done_stage(const struct profile *p)
{
	struct growth_stages s;

	growth_stages(p, &s);
	for (int i = 0; i < s.n; i++)
		if (profile_term_is(s.term[i], "ceremony"))
			return s.term[i]->code;
	return STR("");
}

static struct err *figures_add(struct cx *cx, int64_t org, day_t on,
			       struct reorg_figures *out)
{
	struct growth_reorg_count_row row;
	bool found;
	struct err *e =
		growth_reorg_count(cx->db,
				   &(struct growth_reorg_count_in){
					   .org = org,
					   .day = on,
					   .done = done_stage(cx->profile) },
				   &row, &found);

	if (!e)
		*vec_push(cx->arena, out) = (struct reorg_figure){
			.key = "pipeline",
			.title = tr(cx->lang, N_("People in the pipeline")),
			.n = row.n
		};
	return e;
}

/* ---- one person ----------------------------------------------------------------- */

struct going {
	struct reorg *r;
	int64_t from, to;	  /* to 0: leaves the committee */
	struct str number, words; /* of the decision */
};

static struct err *words_read(struct cx *cx, struct going *g)
{
	struct growth_reorg_words_row row = { .number = STR("") };
	bool found;
	struct err *e = growth_reorg_words(
		cx->db, &(struct growth_reorg_words_in){ g->r->decision }, &row,
		&found);

	if (e)
		return e;
	g->number = row.number;
	g->words = tr_fmt(cx->arena, cx->profile->lang, N_("Decision {0}: {1}"),
			  row.number, row.title);
	return NULL;
}

/* The piece of a line before the day stays where it was, the one behind it
 * goes along. */
static struct err *line_go(struct cx *cx, const struct going *g,
			   const struct growth_reorg_rows_row *x)
{
	const struct reorg *r = g->r;
	bool before = x->from_on < r->on, open = x->to_on == DAY_NONE;
	struct growth_reorg_put_in put = { .candidate = x->candidate,
					   .event = r->event };
	struct err *e;

	if (before && open)
		e = growth_reorg_end(cx->db, &(struct growth_reorg_end_in){
						     x->id, r->on, r->event });
	else
		e = growth_reorg_void(cx->db, &(struct growth_reorg_void_in){
						      x->id, r->event });
	if (!e && before && !open) {
		put.org = g->from;
		put.from_on = x->from_on;
		put.to_on = r->on;
		put.basis = x->basis;
		put.decision = x->decision;
		put.ended_by = r->event;
		e = growth_reorg_put(cx->db, &put, NULL);
	}
	if (e || !g->to)
		return e;
	put.org = g->to;
	put.from_on = before ? r->on : x->from_on;
	put.to_on = x->to_on;
	put.basis = g->number.n ? g->number : STR_NULL;
	put.decision = r->decision;
	put.ended_by = open ? DB_NULL : r->event;
	return growth_reorg_put(cx->db, &put, NULL);
}

/* Whoever is handed over leaves; what was recorded behind the day can't. */
static struct err *leave(struct cx *cx, const struct going *g,
			 const struct growth_reorg_rows_row *x)
{
	struct growth_reorg_later_in ask = { x->candidate, g->r->on };
	struct growth_reorg_later_row later;
	bool found;
	struct err *e = growth_reorg_later(cx->db, &ask, &later, &found);

	if (e)
		return e;
	if (found) {
		*vec_push(cx->arena, &g->r->blocks) = tr_fmt(
			cx->arena, cx->lang,
			N_("{0} is in the pipeline of what goes, and more was "
			   "recorded of this person behind {1}: take that back "
			   "first, or choose a later day."),
			x->name, fmt_day(cx->arena, g->r->on));
		return NULL;
	}
	if (!str_eq(x->state, STR("open")))
		return NULL;
	e = candidate_exit_insert(cx->db,
				  &(struct candidate_exit_insert_in){
					  .candidate = x->candidate,
					  .cause = str_c(moved),
					  .note = g->words,
					  .on_day = g->r->on,
					  .event = g->r->event },
				  NULL);
	return e ? e
		 : growth_reorg_state(cx->db,
				      &(struct growth_reorg_state_in){
					      x->candidate, STR("left"),
					      g->r->on },
				      NULL);
}

static struct err *person_go(struct cx *cx, const struct going *g,
			     const struct growth_reorg_rows_row *x)
{
	struct err *e = g->to ? NULL : leave(cx, g, x);

	if (!e)
		e = line_go(cx, g, x);
	return e ? e
		 : growth_reorg_today(cx->db,
				      &(struct growth_reorg_today_in){
					      x->candidate },
				      NULL);
}

/* ---- an organisation -------------------------------------------------------------- */

/* The share that goes along where members were chosen by name: as many of
 * those in the pipeline as of the members, spread evenly over the list, so that
 * nobody's choice is hidden in it. */
struct share {
	int64_t went, all;
};

static struct err *share_read(struct cx *cx, const struct reorg *r,
			      ptrdiff_t at, struct share *ret)
{
	const struct reorg_flow *f = &r->flows.p[at];
	struct growth_reorg_stayed_row row;
	bool found;
	struct err *e = growth_reorg_stayed(
		cx->db, &(struct growth_reorg_stayed_in){ f->from, r->on },
		&row, &found);

	if (e)
		return e;
	*ret = (struct share){ .went = f->went, .all = row.n };
	for (ptrdiff_t i = at; i < r->flows.n; i++)
		if (r->flows.p[i].from == f->from)
			ret->all += r->flows.p[i].went;
	return NULL;
}

static bool goes(const struct share *s, ptrdiff_t k)
{
	if (!s->all)
		return false;
	return (k + 1) * s->went / s->all > k * s->went / s->all;
}

static struct err *rows_read(struct cx *cx, int64_t org, day_t on,
			     struct growth_reorg_rows_rows *ret_rows)
{
	return growth_reorg_rows(
		cx->db, &(struct growth_reorg_rows_in){ org, on }, ret_rows);
}

/* Lines of one person stand together. */
static struct err *rows_go(struct cx *cx, const struct going *g,
			   const struct growth_reorg_rows_rows *rows,
			   const struct share *share, int64_t *ret_n)
{
	ptrdiff_t k = -1; /* the how manieth person */
	struct err *e = NULL;

	*ret_n = 0;
	for (ptrdiff_t i = 0; !e && i < rows->n; i++) {
		bool first =
			!i || rows->p[i].candidate != rows->p[i - 1].candidate;

		k += first;
		if (share && !goes(share, k))
			continue;
		*ret_n += first;
		e = person_go(cx, g, &rows->p[i]);
	}
	return e;
}

static struct str number(struct cx *cx, int64_t n)
{
	return fmt_int(cx->arena, cx->lang, n);
}

static struct err *flow_apply(struct cx *cx, struct reorg *r, ptrdiff_t at)
{
	const struct reorg_flow *f = &r->flows.p[at];
	struct going g = { .r = r, .from = f->from, .to = f->to };
	struct growth_reorg_rows_rows rows;
	struct share share = { 0, 0 };
	int64_t n = 0;
	struct err *e = rows_read(cx, f->from, r->on, &rows);

	if (e || !rows.n)
		return e;
	e = words_read(cx, &g);
	if (!e && f->chosen)
		e = share_read(cx, r, at, &share);
	if (!e)
		e = rows_go(cx, &g, &rows, f->chosen ? &share : NULL, &n);
	if (e || (!n && !f->chosen))
		return e;
	*vec_push(cx->arena, &r->notes) = tr_fmt(
		cx->arena, cx->lang,
		f->chosen ? N_("{0} people in the pipeline go along, by the "
			       "share of the members; move others by hand "
			       "behind it.")
		: f->to	  ? N_("{0} people in the pipeline go along.")
			  : N_("{0} people leave the pipeline with their "
				 "organisation; their records stay."),
		number(cx, n));
	return NULL;
}

/* ---- one that ends with nobody to go to ---------------------------------------- */

/* The nearest above that is there on the day; 0: none. */
static struct err *above_read(struct cx *cx, const struct reorg *r, int64_t org,
			      int64_t *ret_above)
{
	struct growth_reorg_lives_row lives;
	struct growth_reorg_place_row place;
	struct err *e = NULL;
	bool found = true;

	*ret_above = 0;
	for (int i = 0; !e && found && i < CHAIN_MOST; i++) {
		e = growth_reorg_place(cx->db,
				       &(struct growth_reorg_place_in){ org },
				       &place, &found);
		if (e || !found || place.parent == DB_NULL)
			return e;
		org = place.parent;
		e = growth_reorg_lives(
			cx->db, &(struct growth_reorg_lives_in){ org, r->on },
			&lives, &found);
		if (!e && found) {
			*ret_above = org;
			return NULL;
		}
		found = true;
	}
	return e;
}

static struct err *end_ask(struct cx *cx, struct reorg *r, int64_t org,
			   int64_t above, struct str *ret_answer)
{
	struct reorg_option *option =
		arena_new(cx->arena, struct reorg_option, 2);
	struct reorg_ask ask = { .key = str_fmt(cx->arena, "growth.end.%lld",
						(long long)org),
				 .option = option };
	struct org o = { .name = STR("") }, up = { .name = STR("") };
	bool found;
	struct err *e = org_find(cx, org, &o, &found);

	if (!e && above)
		e = org_find(cx, above, &up, &found);
	if (e)
		return e;
	ask.text = tr_fmt(cx->arena, cx->lang,
			  N_("“{0}” ends: where do the people in its pipeline "
			     "go?"),
			  o.name);
	if (above)
		option[ask.n_options++] = (struct reorg_option){
			str_fmt(cx->arena, "%lld", (long long)above), up.name
		};
	option[ask.n_options++] = (struct reorg_option){
		str_c(leaves), tr(cx->lang, N_("They leave the pipeline"))
	};
	return reorg_asked(cx, r, &ask, ret_answer);
}

static struct err *end_apply(struct cx *cx, struct reorg *r, int64_t org)
{
	struct going g = { .r = r, .from = org };
	struct growth_reorg_rows_rows rows;
	struct str answer = STR_NULL;
	int64_t above = 0, n;
	struct err *e = rows_read(cx, org, r->on, &rows);

	if (e || !rows.n)
		return e;
	e = above_read(cx, r, org, &above);
	if (!e)
		e = end_ask(cx, r, org, above, &answer);
	if (e || !answer.p)
		return e;
	if (!str_eq(answer, str_c(leaves)))
		g.to = above;
	e = words_read(cx, &g);
	return e ? e : rows_go(cx, &g, &rows, NULL, &n);
}

static struct err *reorg_people(struct cx *cx, struct reorg *r)
{
	struct err *e = NULL;

	for (ptrdiff_t i = 0; !e && i < r->flows.n; i++)
		e = flow_apply(cx, r, i);
	for (ptrdiff_t i = 0; !e && i < r->ends.n; i++)
		e = end_apply(cx, r, r->ends.p[i].org);
	return e;
}

/* ---- taking it back --------------------------------------------------------------- */

static struct err *reorg_upon(struct cx *cx, const struct reorg_undo *u,
			      struct str *ret_why)
{
	struct growth_reorg_upon_row row;
	struct growth_reorg_upon_made_row made;
	bool found;
	struct err *e =
		growth_reorg_upon(cx->db,
				  &(struct growth_reorg_upon_in){ u->event },
				  &row, &found);

	if (!e && !found)
		e = growth_reorg_upon_made(
			cx->db, &(struct growth_reorg_upon_made_in){ u->event },
			&made, &found);
	if (!e && found)
		*ret_why = tr(cx->lang,
			      N_("Somebody in the pipeline whom it moved was "
				 "moved later, or came to an organisation that "
				 "it made."));
	return e;
}

static struct err *left_back(struct cx *cx, const struct reorg_undo *u)
{
	struct growth_reorg_left_rows left;
	struct err *e = growth_reorg_left(
		cx->db, &(struct growth_reorg_left_in){ u->event }, &left);

	for (ptrdiff_t i = 0; !e && i < left.n; i++)
		e = growth_reorg_state(cx->db,
				       &(struct growth_reorg_state_in){
					       left.p[i].candidate, STR("open"),
					       DAY_NONE },
				       NULL);
	return e ? e
		 : growth_reorg_exit_void(cx->db,
					  &(struct growth_reorg_exit_void_in){
						  u->event, u->undo },
					  NULL);
}

static struct err *reorg_back(struct cx *cx, const struct reorg_undo *u)
{
	/* no row tells of them afterwards */
	struct growth_reorg_touched_rows touched;
	struct err *e = growth_reorg_touched(
		cx->db, &(struct growth_reorg_touched_in){ u->event },
		&touched);

	if (!e)
		e = left_back(cx, u);
	REORG_UNDO_ROWS(growth_reorg_in, cx, u, e);
	for (ptrdiff_t i = 0; !e && i < touched.n; i++)
		e = growth_reorg_today(cx->db,
				       &(struct growth_reorg_today_in){
					       touched.p[i].candidate },
				       NULL);
	return e;
}

const struct reorg_hook growth_reorg = {
	.count = figures_add,
	.apply = reorg_people,
	.upon = reorg_upon,
	.undo = reorg_back,
};
