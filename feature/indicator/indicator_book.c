/*
 * Reading targets: the rows of a period in memory, what is in force on a day,
 * and the explained gaps that follow them.
 */
#include "indicator/indicator_priv.h"

#include <stdlib.h>

struct err *book_read(struct cx *cx, int64_t indicator, struct str period,
		      int64_t org, struct book *ret_book)
{
	struct err *e;

	*ret_book = (struct book){ .indicator = indicator, .period = period };
	e = target_rows(cx->db,
			&(struct target_rows_in){
				.indicator = indicator,
				.period = period,
				.org = org,
				.with = org ? TARGET_ROWS_WITH_ONE : 0 },
			&ret_book->rows);
	if (!e)
		e = gap_rows(cx->db,
			     &(struct gap_rows_in){
				     .indicator = indicator,
				     .period = period,
				     .org = org,
				     .with = org ? GAP_ROWS_WITH_ONE : 0 },
			     &ret_book->gaps);
	return e;
}

/* Where the rows of an organisation begin: of the first that isn't before it. */
static ptrdiff_t rows_begin(const struct book *b, int64_t org)
{
	ptrdiff_t low = 0, high = b->rows.n;

	while (low < high) {
		ptrdiff_t mid = low + (high - low) / 2;

		if (b->rows.p[mid].org < org)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct target_rows_row *book_at(const struct book *b, int64_t org,
				      day_t on)
{
	const struct target_rows_row *at = NULL;

	for (ptrdiff_t i = rows_begin(b, org);
	     i < b->rows.n && b->rows.p[i].org == org; i++)
		if (b->rows.p[i].from_on <= on)
			at = &b->rows.p[i];
	return at;
}

const struct gap_rows_row *book_gap_at(const struct book *b, int64_t org,
				       day_t on)
{
	const struct gap_rows_row *at = NULL;

	for (ptrdiff_t i = 0; i < b->gaps.n; i++)
		if (b->gaps.p[i].org == org && b->gaps.p[i].from_on <= on)
			at = &b->gaps.p[i];
	return at;
}

const struct target_rows_row *book_first(const struct book *b, int64_t org)
{
	ptrdiff_t i = rows_begin(b, org);

	return i < b->rows.n && b->rows.p[i].org == org ? &b->rows.p[i] : NULL;
}

const struct target_rows_row *book_last(const struct book *b, int64_t org)
{
	return book_at(b, org, INT32_MAX);
}

/* ---- for other features -------------------------------------------------- */

static struct target_now now_of(const struct book *b, int64_t org, day_t on)
{
	const struct target_rows_row *at = book_at(b, org, on),
				     *first = book_first(b, org);
	struct target_now t = { .value = 0,
				.high = DB_NULL,
				.base = DB_NULL,
				.base_on = DAY_NONE,
				.from = DAY_NONE,
				.first_high = DB_NULL,
				.first_from = DAY_NONE };

	if (!at)
		return t;
	t.id = at->id;
	t.value = at->value;
	t.high = at->high;
	t.base = at->base;
	t.base_on = at->base_on;
	t.by = at->divided_by;
	t.basis = at->basis;
	t.reason = at->reason;
	t.from = at->from_on;
	t.first_value = first->value;
	t.first_high = first->high;
	t.first_basis = first->basis;
	t.first_from = first->from_on;
	t.times = (int)(at - first) + 1;
	return t;
}

static struct err *asked_read(struct cx *cx, const struct target_ask *ask,
			      struct book *ret_book)
{
	struct indicator i;
	struct err *e = indicator_find(cx, ask->code, &i);

	*ret_book = (struct book){ .period = ask->period };
	if (e || !i.id)
		return e;
	return book_read(cx, i.id, ask->period, ask->n == 1 ? ask->org[0] : 0,
			 ret_book);
}

struct err *target_at(struct cx *cx, const struct target_ask *ask,
		      struct target_now *ret)
{
	struct book b;
	struct err *e = asked_read(cx, ask, &b);

	for (ptrdiff_t i = 0; !e && i < ask->n; i++)
		ret[i] = now_of(&b, ask->org[i], ask->on);
	return e;
}

struct err *target_gaps_at(struct cx *cx, const struct target_ask *ask,
			   struct target_gap *ret)
{
	struct book b;
	struct err *e = asked_read(cx, ask, &b);

	for (ptrdiff_t i = 0; !e && i < ask->n; i++) {
		const struct gap_rows_row *g =
			book_gap_at(&b, ask->org[i], ask->on);

		ret[i] = (struct target_gap){ 0, STR_NULL };
		if (g && g->gap)
			ret[i] = (struct target_gap){ g->gap, g->reason };
	}
	return e;
}

/* ---- gaps follow --------------------------------------------------------- */

struct days {
	day_t *p;
	ptrdiff_t n, cap;
};

static int by_day(const void *x, const void *y)
{
	const day_t *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

static bool is_below(const struct target_places_rows *places, int64_t org,
		     day_t on)
{
	for (ptrdiff_t i = 0; i < places->n; i++) {
		const struct target_places_row *p = &places->p[i];

		if (p->org == org && p->from_on <= on &&
		    (p->to_on == DAY_NONE || p->to_on > on))
			return true;
	}
	return false;
}

/* The days on which something of it changes. */
static struct days days_of(struct cx *cx, const struct book *b,
			   const struct target_places_rows *places,
			   const struct gap_redo *g)
{
	struct days d = { 0 };

	*vec_push(cx->arena, &d) = g->from;
	for (ptrdiff_t i = 0; i < b->rows.n; i++)
		if (b->rows.p[i].from_on > g->from)
			*vec_push(cx->arena, &d) = b->rows.p[i].from_on;
	for (ptrdiff_t i = 0; i < b->gaps.n; i++)
		if (b->gaps.p[i].org == g->org &&
		    b->gaps.p[i].from_on > g->from)
			*vec_push(cx->arena, &d) = b->gaps.p[i].from_on;
	for (ptrdiff_t i = 0; i < places->n; i++) {
		if (places->p[i].from_on > g->from)
			*vec_push(cx->arena, &d) = places->p[i].from_on;
		if (places->p[i].to_on > g->from)
			*vec_push(cx->arena, &d) = places->p[i].to_on;
	}
	qsort(d.p, (size_t)d.n, sizeof(*d.p), by_day);
	return d;
}

/* The parts that have a target on a day; false when none has. */
static bool parts_sum(const struct book *b,
		      const struct target_places_rows *places, day_t on,
		      int64_t *ret_sum)
{
	bool any = false;

	*ret_sum = 0;
	for (ptrdiff_t i = 0; i < places->n; i++) {
		int64_t org = places->p[i].org;
		const struct target_rows_row *t;

		/* who came and went has several places */
		if (i && places->p[i - 1].org == org)
			continue;
		t = is_below(places, org, on) ? book_at(b, org, on) : NULL;
		any = any || t;
		*ret_sum += t ? t->value : 0;
	}
	return any;
}

/* Whether it was ever divided: somebody below had a target, or it has a gap. */
static bool is_divided(const struct book *b,
		       const struct target_places_rows *places, int64_t org)
{
	for (ptrdiff_t i = 0; i < places->n; i++)
		if (book_first(b, places->p[i].org))
			return true;
	for (ptrdiff_t i = 0; i < b->gaps.n; i++)
		if (b->gaps.p[i].org == org)
			return true;
	return false;
}

static struct err *days_redo(struct cx *cx, const struct book *b,
			     const struct target_places_rows *places,
			     const struct gap_redo *g)
{
	struct days days = days_of(cx, b, places, g);
	int64_t written = 0;
	day_t written_on = DAY_NONE;
	struct err *e = NULL;

	for (ptrdiff_t i = 0; !e && i < days.n; i++) {
		day_t on = days.p[i];
		const struct target_rows_row *own = book_at(b, g->org, on);
		const struct gap_rows_row *was = book_gap_at(b, g->org, on);
		bool mine = written_on != DAY_NONE &&
			    (!was || was->from_on <= written_on);
		int64_t now = mine ? written : was ? was->gap : 0, sum;
		bool any = parts_sum(b, places, on, &sum);
		int64_t gap = own && (any || now) ? own->value - sum : 0;

		if (gap == now)
			continue;
		written = gap;
		written_on = on;
		e = gap_insert(cx->db,
			       &(struct gap_insert_in){ .indicator =
								b->indicator,
							.org = g->org,
							.period = b->period,
							.gap = gap,
							.reason = g->reason,
							.from_on = on,
							.event = g->event },
			       NULL);
	}
	return e;
}

struct err *target_gap_redo(struct cx *cx, const struct book *b,
			    const struct gap_redo *g)
{
	struct target_places_rows places;
	struct err *e = target_places(
		cx->db, &(struct target_places_in){ .org = g->org }, &places);

	if (e || !is_divided(b, &places, g->org))
		return e;
	return days_redo(cx, b, &places, g);
}
