/* The papers of somebody's file: a dated checklist after the profile's list. */
#include "growth/growth_care.h"

#include "base/utf8.h"
#include "growth/growth_paper_query.h"
#include "growth/growth_priv.h"
#include "i18n/i18n.h"

/* ---- as it is -------------------------------------------------------------- */

static struct err *now_read(struct cx *cx, int64_t candidate,
			    struct candidate_papers_rows *ret_rows)
{
	return candidate_papers(
		cx->db, &(struct candidate_papers_in){ candidate }, ret_rows);
}

static const struct candidate_papers_row *
line_of(const struct candidate_papers_rows *rows, struct str paper)
{
	for (ptrdiff_t i = 0; i < rows->n; i++)
		if (str_eq(rows->p[i].paper, paper))
			return &rows->p[i];
	return NULL;
}

struct err *growth_papers_read(struct cx *cx, int64_t candidate,
			       struct growth_papers *ret_papers)
{
	const struct profile_term *t = NULL;
	struct growth_papers out = { 0 };
	struct candidate_papers_rows rows;
	struct err *e = now_read(cx, candidate, &rows);

	while (!e && (t = profile_term_next(cx->profile, "file_paper", t))) {
		const struct candidate_papers_row *r = line_of(&rows, t->code);
		struct growth_paper_line l = {
			.term = t,
			.needed = profile_term_is(t, "needed"),
			.present = r && r->present,
			.place = r ? r->place : STR(""),
			.since = r ? r->from_on : DAY_NONE,
		};

		if (l.needed && !l.present && !out.n_missing++)
			out.first = t;
		*vec_push(cx->arena, &out) = l;
	}
	if (!e)
		*ret_papers = out;
	return e;
}

struct err *growth_papers_check(struct cx *cx, int64_t candidate,
				const struct profile_term *stage, day_t on)
{
	struct growth_papers is = { 0 };
	struct err *e;

	if (!profile_term_is(stage, "papers") ||
	    profile_rule_int(cx->profile, STR("file_needs_papers"), on, 0) != 1)
		return NULL;
	e = growth_papers_read(cx, candidate, &is);
	if (e || !is.n_missing)
		return e;
	return err_at(
		err_new(cx->arena, ERR_INVALID,
			N_("The file lacks {0} papers that it needs, first of "
			   "all “{1}”: tick off what is there, then write down "
			   "this stage."),
			fmt_int(cx->arena, cx->lang, is.n_missing),
			profile_term_title(cx->profile, "file_paper",
					   is.first->code, cx->lang)),
		STR("stage"));
}

/* ---- the act ----------------------------------------------------------------- */

struct filing {
	const struct growth_checklist *in;
	struct growth_held row;
	struct candidate_papers_rows now;
	struct buf after;
	bool changed;
};

static struct err *paper_check(struct cx *cx, struct str paper,
			       struct str place)
{
	if (!profile_term(cx->profile, "file_paper", paper))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("The list has no such paper.")),
			      paper);
	if (utf8_length(place) > GROWTH_TEXT_MOST)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("This is longer than 200 "
					 "characters.")),
			      paper);
	return NULL;
}

static struct err *paper_write(struct cx *cx, struct filing *x,
			       const struct growth_paper *p)
{
	const struct candidate_papers_row *is = line_of(&x->now, p->paper);
	struct str place = text_clean(cx->arena, p->place);
	struct err *e = paper_check(cx, p->paper, place);

	if (!place.p)
		place = STR("");
	if (e || (is ? !is->present == !p->present && str_eq(is->place, place)
		     : !p->present && !place.n))
		return e;
	if (is)
		e = candidate_paper_end(
			cx->db, &(struct candidate_paper_end_in){
					is->id, cx->today, x->row.event });
	x->changed = true;
	audit_str(&x->after, str_to_c(cx->arena, p->paper),
		  p->present ? str_cat(cx->arena, STR("+"), place) : STR("-"));
	return e ? e
		 : candidate_paper_insert(cx->db,
					  &(struct candidate_paper_insert_in){
						  .candidate = x->row.is.id,
						  .paper = p->paper,
						  .present = p->present,
						  .place = place,
						  .from_on = cx->today,
						  .event = x->row.event },
					  NULL);
}

static struct err *papers_tx(struct cx *cx, void *arg)
{
	struct filing *x = arg;
	bool seen;
	struct err *e = audit_seen(cx, "growth.papers", &seen, NULL);

	if (e || seen)
		return e;
	x->after = audit_obj(cx);
	x->changed = false;
	e = growth_take_open(cx, x->in->candidate, x->in->rev, &x->row);
	if (!e)
		e = now_read(cx, x->in->candidate, &x->now);
	for (ptrdiff_t i = 0; !e && i < x->in->n; i++)
		e = paper_write(cx, x, &x->in->p[i]);
	if (e || !x->changed)
		return e;
	return growth_keep(cx, &x->row, "growth.papers", &x->after, STR_NULL);
}

struct err *growth_papers_set(struct cx *cx, const struct growth_checklist *in)
{
	struct filing x = { .in = in };

	return db_tx(cx, papers_tx, &x);
}
