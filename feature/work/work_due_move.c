/* A deadline's words for another year. */
#include "base/buf.h"
#include "work/work_due_priv.h"

/* Kinds whose words name an end that comes again a year later. What waits for
 * an event, runs for a term or began on a day keeps its words. */
static bool kind_moves(enum work_due kind)
{
	return kind == DUE_DATE || kind == DUE_MONTH || kind == DUE_QUARTER ||
	       kind == DUE_HALF || kind == DUE_YEAR || kind == DUE_RECURRING;
}

/* The item that holds the year of a point; -1: none is written. */
static ptrdiff_t year_item(const struct due_reading *r,
			   const struct due_point *p)
{
	for (ptrdiff_t i = p->at; i < p->end; i++)
		if (due_is_year(r, i) && r->item[i].num == p->y)
			return i;
	for (ptrdiff_t i = p->end - 1; i >= p->at; i--)
		if (due_num_at(r, i) && r->item[i].digits == 2 &&
		    r->item[i].num + 2000 == p->y)
			return i;
	return -1;
}

static struct str years_moved(struct arena *a, const struct due_reading *r,
			      int by)
{
	struct buf b = buf_init(a, r->lx.text.n + 8 * POINTS_MOST);
	ptrdiff_t at = 0;

	for (int k = 0; k < r->n_points; k++) {
		const struct due_point *p = &r->point[k];
		ptrdiff_t i = p->kind == DUE_TERM ? -1 : year_item(r, p);
		const struct work_tok *t;

		if (i < 0)
			continue;
		t = &r->lx.p[r->item[i].tok];
		buf_str(&b, str_sub(r->lx.text, at, t->off));
		if (t->text.n == 2)
			buf_fmt(&b, "%02d", (p->y + by) % 100);
		else
			buf_i64(&b, p->y + by);
		at = t->off + t->text.n;
	}
	buf_str(&b, str_sub(r->lx.text, at, r->lx.text.n));
	return buf_view(&b);
}

struct str work_deadline_move(struct arena *a,
			      const struct work_deadline_words *w,
			      struct str text, int from, int to)
{
	struct work_deadline d = work_deadline_parse(a, w, text, from);
	struct due_reading r = { .words = w, .year = from };
	bool named = false;

	if (from == to || !kind_moves(d.kind))
		return text;
	r.lx = work_lex(a, text);
	due_items_make(a, &r);
	due_points_find(&r);
	for (int k = 0; k < r.n_points; k++)
		named |= r.point[k].kind != DUE_TERM && r.point[k].y == from &&
			 year_item(&r, &r.point[k]) >= 0;
	/* a stretch that names the old year moves as a whole */
	return named ? years_moved(a, &r, to - from) : text;
}
