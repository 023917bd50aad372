/*
 * What becomes of targets when organisations change. A target is what an
 * organisation holds itself (its own target less those directly below it) and
 * what those below it hold; a decision moves what is held, and targets are the
 * sums again. So nothing is lost whatever goes where: what goes into another
 * organisation is held there, a part that is split off takes its members'
 * share, what nobody takes over is held by the one above as an explained gap.
 * The root's own target stays what it was. Rows are only added, each from the
 * decision's day on, so taking the decision back voids them and nothing else.
 */
#include "indicator/indicator_reorg.h"

#include <stdlib.h>
#include <string.h>

#include "i18n/i18n.h"
#include "indicator/indicator_priv.h"
#include "indicator/indicator_reorg_query.h"
#include "member/member.h"
#include "profile/profile.h"

/* Value, upper end and base move alike. */
enum held { HELD_VALUE, HELD_HIGH, HELD_BASE, N_HELD };
enum { DEPTH_MOST = 200 }; /* of a tree, or of heirs of heirs */

struct node {
	int64_t org;
	ptrdiff_t was, is; /* places of the one above, before and now; -1 */
	bool there, lives; /* before, now */
	bool has;	   /* had a target */
	bool gets;	   /* has one now */
	const struct target_rows_row *row; /* that was in force */
	day_t base_on;
	int64_t had[N_HELD], held[N_HELD], now[N_HELD];
	bool had_parts, parts; /* somebody directly below had, has a target */
	int64_t below;	       /* what those come to */
	int64_t depth;	       /* now */
};
struct work {
	struct cx *cx;
	const struct reorg *r;
	struct goal_places_rows places;
	struct node *node; /* in the order of numbers */
	ptrdiff_t n;
	ptrdiff_t *deepest; /* places of those that live, the deepest first */
	ptrdiff_t n_deepest;
	int64_t *went;	/* weights by flow: of what goes … */
	int64_t *stays; /* … and of what stays, when a part goes */
	struct str why, number;
	struct book book;
	/* what was written by this run, newest last */
	struct {
		struct written {
			int64_t org;
			day_t on;
			int64_t now[N_HELD];
		} * p;
		ptrdiff_t n, cap;
	} rows, gaps;
};

/* ---- the tree on a day, before and now ----------------------------------- */

static ptrdiff_t place_of(const struct work *w, int64_t org)
{
	ptrdiff_t low = 0, high = w->n;

	while (low < high) {
		ptrdiff_t mid = low + (high - low) / 2;

		if (w->node[mid].org < org)
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->n && w->node[low].org == org ? low : -1;
}

static void nodes_make(struct work *w)
{
	w->node = arena_new(w->cx->arena, struct node, w->places.n);
	w->deepest = arena_new(w->cx->arena, ptrdiff_t, w->places.n);
	for (ptrdiff_t i = 0; i < w->places.n; i++)
		if (!w->n || w->node[w->n - 1].org != w->places.p[i].org)
			w->node[w->n++].org = w->places.p[i].org;
}

static bool covers(day_t from, day_t to, day_t on)
{
	return from <= on && (to == DAY_NONE || to > on);
}

/* Where each stands on a day: as the rows say, and as they said before. */
static void tree_set(struct work *w, day_t on)
{
	int64_t event = w->r->event;

	for (ptrdiff_t i = 0; i < w->n; i++)
		w->node[i] = (struct node){ .org = w->node[i].org,
					    .was = -1,
					    .is = -1,
					    .base_on = DAY_NONE };
	for (ptrdiff_t i = 0; i < w->places.n; i++) {
		const struct goal_places_row *p = &w->places.p[i];
		struct node *n = &w->node[place_of(w, p->org)];
		ptrdiff_t up =
			p->parent == DB_NULL ? -1 : place_of(w, p->parent);
		day_t to = p->ended_by == event ? DAY_NONE : p->to_on;

		if (p->voided_by == DB_NULL &&
		    covers(p->from_on, p->to_on, on)) {
			n->lives = true;
			n->is = up;
		}
		if (p->event != event && covers(p->from_on, to, on)) {
			n->there = true;
			n->was = up;
		}
	}
}

static int64_t depth_of(struct work *w, ptrdiff_t i)
{
	int64_t depth = 0;

	for (ptrdiff_t k = w->node[i].is; k >= 0 && depth < DEPTH_MOST;
	     k = w->node[k].is)
		depth++;
	return depth;
}

static int by_depth(const void *x, const void *y, void *arg)
{
	const struct work *w = arg;
	ptrdiff_t a = *(const ptrdiff_t *)x, b = *(const ptrdiff_t *)y;

	if (w->node[a].depth != w->node[b].depth)
		return w->node[a].depth > w->node[b].depth ? -1 : 1;
	return (a > b) - (a < b);
}

static void deepest_sort(struct work *w)
{
	w->n_deepest = 0;
	for (ptrdiff_t i = 0; i < w->n; i++)
		if (w->node[i].lives) {
			w->node[i].depth = depth_of(w, i);
			w->deepest[w->n_deepest++] = i;
		}
	if (w->n_deepest)
		qsort_r(w->deepest, (size_t)w->n_deepest, sizeof(*w->deepest),
			by_depth, w);
}

/* ---- what each holds itself ---------------------------------------------- */

static void holds_set(struct work *w, day_t on)
{
	for (ptrdiff_t i = 0; i < w->n; i++) {
		struct node *n = &w->node[i];

		n->row = n->there ? book_at(&w->book, n->org, on) : NULL;
		if (!n->row)
			continue;
		n->has = true;
		n->had[HELD_VALUE] = n->row->value;
		n->had[HELD_HIGH] =
			n->row->high == DB_NULL ? n->row->value : n->row->high;
		n->had[HELD_BASE] = n->row->base == DB_NULL ? 0 : n->row->base;
		n->base_on = n->row->base_on;
	}
	for (ptrdiff_t i = 0; i < w->n; i++) {
		struct node *n = &w->node[i];

		for (int q = 0; q < N_HELD; q++) {
			n->held[q] += n->had[q];
			if (n->was >= 0)
				w->node[n->was].held[q] -= n->had[q];
		}
		if (n->was >= 0 && n->has)
			w->node[n->was].had_parts = true;
		n->gets = n->has && n->lives;
	}
}

/* ---- it goes where the organisation goes --------------------------------- */

static void held_add(struct node *from, struct node *to, int q, int64_t n)
{
	from->held[q] -= n;
	to->held[q] += n;
}

/* The part of what is held that goes with a flow. What was given beyond the
 * target (below 0) stays with those who were given it. */
static int64_t share_of(const struct work *w, ptrdiff_t flow, int64_t n)
{
	struct indicator_part part[2] = {
		{ .weight = w->went[flow], .fixed = INDICATOR_OPEN },
		{ .weight = w->stays[flow], .fixed = INDICATOR_OPEN },
	};
	int64_t over;

	if (n <= 0)
		return 0;
	indicator_allot(n, part, 2, &over);
	return over < 0 ? 0 : part[0].gets;
}

static bool was_above(const struct work *w, ptrdiff_t up, ptrdiff_t i)
{
	for (int k = 0; i >= 0 && k < DEPTH_MOST; k++) {
		i = w->node[i].was;
		if (i == up)
			return i >= 0;
	}
	return false;
}

static void flows_go(struct work *w)
{
	for (ptrdiff_t i = 0; i < w->r->flows.n; i++) {
		const struct reorg_flow *f = &w->r->flows.p[i];
		ptrdiff_t a = place_of(w, f->from),
			  b = f->to ? place_of(w, f->to) : -1;
		struct node *from, *to;

		if (a < 0 || b < 0)
			continue;
		from = &w->node[a];
		to = &w->node[b];
		if (!from->has && !from->gets)
			continue;
		/* one above that has none of its own isn't given one */
		if (!to->has && !to->gets && was_above(w, b, a))
			continue;
		for (int q = 0; q < N_HELD; q++)
			held_add(from, to, q,
				 f->chosen ? share_of(w, i, from->held[q])
					   : from->held[q]);
		to->gets = true;
		if (to->base_on == DAY_NONE)
			to->base_on = from->base_on;
	}
}

static ptrdiff_t heir_of(const struct work *w, ptrdiff_t i)
{
	for (ptrdiff_t k = 0; k < w->r->flows.n; k++) {
		const struct reorg_flow *f = &w->r->flows.p[k];

		if (f->from == w->node[i].org && !f->chosen && f->to)
			return place_of(w, f->to);
	}
	return w->node[i].was;
}

/* Who holds what an organisation held that is no more: whom it went into, or
 * the one that stood above it; the next above that has a target. -1: nobody. */
static ptrdiff_t rest_of(const struct work *w, ptrdiff_t i)
{
	for (int k = 0; i >= 0 && !w->node[i].lives && k < DEPTH_MOST; k++)
		i = heir_of(w, i);
	for (int k = 0; i >= 0 && !w->node[i].gets && k < DEPTH_MOST; k++)
		i = w->node[i].is;
	return i >= 0 && w->node[i].lives ? i : -1;
}

static void rests_go(struct work *w)
{
	for (ptrdiff_t i = 0; i < w->n; i++) {
		struct node *n = &w->node[i];
		ptrdiff_t to = -1;

		if (n->lives || (!n->has && !n->gets))
			continue;
		n->gets = false;
		to = rest_of(w, i);
		for (int q = 0; to >= 0 && q < N_HELD; q++)
			held_add(n, &w->node[to], q, n->held[q]);
	}
}

/* What came from elsewhere into a branch without a target gives it one, up to
 * the next above that has one: so the sums there are whole. */
static void branches_mark(struct work *w)
{
	for (ptrdiff_t k = 0; k < w->n_deepest; k++) {
		const struct node *n = &w->node[w->deepest[k]];
		ptrdiff_t top = n->is;

		if (!n->gets || (n->there && n->was == n->is))
			continue;
		while (top >= 0 && !w->node[top].gets)
			top = w->node[top].is;
		for (ptrdiff_t i = n->is; top >= 0 && i != top;
		     i = w->node[i].is)
			w->node[i].gets = true;
	}
}

/* What was given one on a day before keeps it: it would say 0 else. */
static void given_keep(struct work *w)
{
	for (ptrdiff_t k = 0; k < w->rows.n; k++) {
		struct node *n = &w->node[place_of(w, w->rows.p[k].org)];

		n->gets = n->gets || n->lives;
	}
}

/* ---- and targets are the sums again -------------------------------------- */

static void sums_set(struct work *w)
{
	for (ptrdiff_t k = 0; k < w->n_deepest; k++) {
		struct node *n = &w->node[w->deepest[k]],
			    *up = n->is >= 0 ? &w->node[n->is] : NULL;

		n->below = n->now[HELD_VALUE];
		if (!n->gets) {
			memset(n->now, 0, sizeof(n->now));
			continue;
		}
		for (int q = 0; q < N_HELD; q++) {
			int64_t sum = n->now[q] + n->held[q];

			if (!up && n->has)
				sum = n->had[q];
			/* who was given more than there was can't hold less
			 * than nothing: the one above holds the rest */
			if (sum < 0 && up)
				up->held[q] += sum;
			n->now[q] = MAX(sum, 0);
		}
		n->now[HELD_HIGH] = MAX(n->now[HELD_HIGH], n->now[HELD_VALUE]);
		for (int q = 0; up && q < N_HELD; q++)
			up->now[q] += n->now[q];
		if (up)
			up->parts = true;
	}
}

/* ---- writing ------------------------------------------------------------- */

static const struct written *written_of(const struct written *p, ptrdiff_t n,
					int64_t org)
{
	while (n-- > 0)
		if (p[n].org == org)
			return &p[n];
	return NULL;
}

/* Whether what counts on a day of what an organisation is to reach is what it
 * is to be: rows that are there, or that this run has written. */
static bool row_stands(const struct work *w, const struct node *n,
		       const struct target_rows_row *at)
{
	const struct written *mine = written_of(w->rows.p, w->rows.n, n->org);
	int64_t high;

	if (mine && (!at || at->from_on <= mine->on))
		return mine->now[HELD_VALUE] == n->now[HELD_VALUE] &&
		       mine->now[HELD_HIGH] == n->now[HELD_HIGH] &&
		       mine->now[HELD_BASE] == n->now[HELD_BASE];
	if (!at)
		return !n->gets;
	high = at->high == DB_NULL ? at->value : at->high;
	return at->value == n->now[HELD_VALUE] && high == n->now[HELD_HIGH] &&
	       (at->base == DB_NULL ? 0 : at->base) == n->now[HELD_BASE];
}

static struct err *row_write(struct work *w, const struct node *n, day_t on)
{
	struct cx *cx = w->cx;
	int64_t base = n->base_on == DAY_NONE ? DB_NULL : n->now[HELD_BASE];
	struct written *mine = vec_push(cx->arena, &w->rows);

	*mine = (struct written){ .org = n->org, .on = on };
	for (int q = 0; q < N_HELD; q++)
		mine->now[q] = n->now[q];
	return target_insert(
		cx->db,
		&(struct target_insert_in){
			.indicator = w->book.indicator,
			.org = n->org,
			.period = w->book.period,
			.value = n->now[HELD_VALUE],
			.high = n->now[HELD_HIGH] > n->now[HELD_VALUE]
					? n->now[HELD_HIGH]
					: DB_NULL,
			.base = base,
			.base_on = base == DB_NULL ? DAY_NONE : n->base_on,
			.divided_by = STR(TARGET_REORG),
			.basis = w->number,
			.reason = w->why,
			.from_on = on,
			.made_at = cx->now,
			.event = w->r->event },
		NULL);
}

static struct err *gap_write(struct work *w, int64_t org, int64_t gap, day_t on)
{
	struct cx *cx = w->cx;

	*vec_push(cx->arena, &w->gaps) =
		(struct written){ .org = org, .on = on, .now = { gap } };
	return gap_insert(cx->db,
			  &(struct gap_insert_in){ .indicator =
							   w->book.indicator,
						   .org = org,
						   .period = w->book.period,
						   .gap = gap,
						   .reason = w->why,
						   .from_on = on,
						   .event = w->r->event },
			  NULL);
}

/* The difference that stands explained, and the one that is. */
static struct err *gap_follow(struct work *w, const struct node *n, day_t on)
{
	const struct gap_rows_row *at = book_gap_at(&w->book, n->org, on);
	const struct written *mine = written_of(w->gaps.p, w->gaps.n, n->org);
	int64_t was = at ? at->gap : 0, gap = 0;

	if (mine && (!at || at->from_on <= mine->on))
		was = mine->now[HELD_VALUE];
	/* also when the last one that it had below it has gone */
	if (n->lives && n->gets && (n->parts || n->had_parts || was))
		gap = n->now[HELD_VALUE] - n->below;
	return gap == was ? NULL : gap_write(w, n->org, gap, on);
}

static struct err *day_put(struct work *w, day_t on)
{
	struct err *e = NULL;

	for (ptrdiff_t i = 0; !e && i < w->n; i++) {
		const struct node *n = &w->node[i];
		const struct target_rows_row *at =
			book_at(&w->book, n->org, on);

		/* what ends now, and what was given to one that ends later */
		if (!n->gets && !(n->has && !n->lives) &&
		    !written_of(w->rows.p, w->rows.n, n->org))
			continue;
		if (!row_stands(w, n, at))
			e = row_write(w, n, on);
	}
	for (ptrdiff_t i = 0; !e && i < w->n; i++) {
		const struct node *n = &w->node[i];

		if (n->gets || book_gap_at(&w->book, n->org, on) ||
		    written_of(w->gaps.p, w->gaps.n, n->org))
			e = gap_follow(w, n, on);
	}
	return e;
}

/* ---- one period ---------------------------------------------------------- */

struct days {
	day_t *p;
	ptrdiff_t n, cap;
};

static int by_day(const void *x, const void *y)
{
	const day_t *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

static void day_add(const struct work *w, struct days *d, day_t on)
{
	if (on > w->r->on)
		*vec_push(w->cx->arena, d) = on;
}

/* The decision's day, and those behind it on which something was known to
 * change: a decision of a past day. */
static struct days days_of(const struct work *w)
{
	struct days d = { 0 };
	ptrdiff_t n = 0;

	*vec_push(w->cx->arena, &d) = w->r->on;
	for (ptrdiff_t i = 0; i < w->book.rows.n; i++)
		day_add(w, &d, w->book.rows.p[i].from_on);
	for (ptrdiff_t i = 0; i < w->book.gaps.n; i++)
		day_add(w, &d, w->book.gaps.p[i].from_on);
	for (ptrdiff_t i = 0; i < w->places.n; i++) {
		day_add(w, &d, w->places.p[i].from_on);
		day_add(w, &d, w->places.p[i].to_on);
	}
	qsort(d.p, (size_t)d.n, sizeof(*d.p), by_day);
	for (ptrdiff_t i = 0; i < d.n; i++)
		if (!n || d.p[n - 1] != d.p[i])
			d.p[n++] = d.p[i];
	d.n = n;
	return d;
}

static struct err *period_go(struct work *w, const struct goal_periods_row *p)
{
	struct days days;
	struct err *e = book_read(w->cx, p->indicator, p->period, 0, &w->book);

	if (e)
		return e;
	w->rows.n = w->gaps.n = 0;
	days = days_of(w);
	for (ptrdiff_t i = 0; !e && i < days.n; i++) {
		tree_set(w, days.p[i]);
		deepest_sort(w);
		holds_set(w, days.p[i]);
		flows_go(w);
		rests_go(w);
		branches_mark(w);
		given_keep(w);
		sums_set(w);
		e = day_put(w, days.p[i]);
	}
	return e;
}

/* ---- weights ------------------------------------------------------------- */

/* Whether the decision made it: it stood nowhere before. */
static bool is_made(const struct work *w, int64_t org)
{
	for (ptrdiff_t i = 0; i < w->places.n; i++)
		if (w->places.p[i].org == org &&
		    w->places.p[i].event != w->r->event)
			return false;
	return true;
}

static struct err *members_of(const struct work *w, int64_t org, int64_t *ret_n)
{
	return member_counted(w->cx,
			      &(struct member_weigh){ .org = org,
						      .on = w->r->on,
						      .structure = w->r->on },
			      ret_n);
}

static bool has_ended(const struct reorg *r, int64_t org)
{
	for (ptrdiff_t i = 0; i < r->ends.n; i++)
		if (r->ends.p[i].org == org)
			return true;
	return false;
}

/* A part weighs what its members are, with those of the organisations that go
 * along; into one that was there already only the people go. */
static struct err *weights_set(struct work *w)
{
	const struct reorg *r = w->r;
	struct err *e = NULL;

	w->went = arena_new(w->cx->arena, int64_t, r->flows.n);
	w->stays = arena_new(w->cx->arena, int64_t, r->flows.n);
	for (ptrdiff_t i = r->flows.n - 1; !e && i >= 0; i--) {
		const struct reorg_flow *f = &r->flows.p[i];
		ptrdiff_t next = i + 1;

		w->went[i] = f->went;
		if (f->to && is_made(w, f->to))
			e = members_of(w, f->to, &w->went[i]);
		while (next < r->flows.n && r->flows.p[next].from != f->from)
			next++;
		if (next < r->flows.n)
			w->stays[i] = w->went[next] + w->stays[next];
		else if (!e && f->chosen && !has_ended(r, f->from))
			e = members_of(w, f->from, &w->stays[i]);
	}
	return e;
}

/* ---- the hook ------------------------------------------------------------ */

static struct err *words_set(struct work *w)
{
	struct cx *cx = w->cx;
	struct goal_decision_row d = { .number = STR("") };
	bool found;
	struct err *e =
		goal_decision(cx->db,
			      &(struct goal_decision_in){ w->r->decision }, &d,
			      &found);

	w->number = d.number;
	w->why = tr_fmt(cx->arena, cx->profile->lang,
			N_("Organisations changed by the decision {0}: {1}"),
			d.number, d.title);
	return e;
}

static struct err *work_begin(struct work *w)
{
	struct err *e =
		goal_places(w->cx->db, &(struct goal_places_in){ w->r->event },
			    &w->places);

	if (e)
		return e;
	nodes_make(w);
	e = weights_set(w);
	return e ? e : words_set(w);
}

static bool is_running(const struct goal_periods_row *p, day_t on)
{
	enum indicator_period kind;
	day_t days[2];

	return indicator_period_from_key(p->kind, &kind) &&
	       indicator_period_days(kind, p->period, days) && days[1] >= on;
}

static struct err *apply(struct cx *cx, struct reorg *r)
{
	struct work w = { .cx = cx, .r = r };
	struct goal_periods_rows periods;
	bool begun = false;
	struct err *e = goal_periods(cx->db, &periods);

	for (ptrdiff_t i = 0; !e && i < periods.n; i++) {
		if (!is_running(&periods.p[i], r->on))
			continue;
		if (!begun)
			e = work_begin(&w);
		begun = true;
		if (!e)
			e = period_go(&w, &periods.p[i]);
	}
	return e;
}

/* Whose target was set or taken back since: of those whose targets the event
 * moved, those that it put elsewhere, and those above these. */
static struct err *upon_set(struct cx *cx, int64_t event, struct str *ret_name)
{
	struct goal_upon_row row;
	struct goal_upon_place_row place;
	struct goal_upon_above_row above;
	bool found;
	struct err *e = goal_upon(cx->db, &(struct goal_upon_in){ event }, &row,
				  &found);

	if (!e && found)
		*ret_name = row.short_name;
	if (e || found)
		return e;
	e = goal_upon_place(cx->db, &(struct goal_upon_place_in){ event },
			    &place, &found);
	if (!e && found)
		*ret_name = place.short_name;
	if (e || found)
		return e;
	e = goal_upon_above(cx->db, &(struct goal_upon_above_in){ event },
			    &above, &found);
	if (!e && found)
		*ret_name = above.short_name;
	return e;
}

static struct err *upon(struct cx *cx, const struct reorg_undo *u,
			struct str *ret_why)
{
	struct goal_upon_gap_row gap;
	struct goal_upon_made_row fresh;
	struct str name = STR_NULL;
	bool found;
	struct err *e =
		goal_upon_made(cx->db, &(struct goal_upon_made_in){ u->event },
			       &fresh, &found);

	if (!e && found)
		*ret_why = tr_fmt(cx->arena, cx->lang,
				  N_("“{0}”, which it made, has a target or "
				     "has reported."),
				  fresh.short_name);
	if (e || found)
		return e;
	e = upon_set(cx, u->event, &name);
	if (!e && name.p)
		*ret_why = tr_fmt(
			cx->arena, cx->lang,
			N_("The target of “{0}” was set or taken back later."),
			name);
	if (e || name.p)
		return e;
	e = goal_upon_gap(cx->db, &(struct goal_upon_gap_in){ u->event }, &gap,
			  &found);
	if (!e && found)
		*ret_why = tr_fmt(cx->arena, cx->lang,
				  N_("The target of “{0}” was divided later."),
				  gap.short_name);
	return e;
}

static struct err *undo(struct cx *cx, const struct reorg_undo *u)
{
	struct err *e =
		goal_undo_targets(cx->db,
				  &(struct goal_undo_targets_in){
					  .event = u->event, .undo = u->undo },
				  NULL);

	return e ? e
		 : goal_undo_gaps(cx->db,
				  &(struct goal_undo_gaps_in){
					  .event = u->event, .undo = u->undo },
				  NULL);
}

const struct reorg_hook indicator_reorg = {
	.apply = apply,
	.upon = upon,
	.undo = undo,
};
