/*
 * The baseline of a programme: what differs from it on the day that is looked
 * at, its history, and the form with which the office fixes it.
 */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_baseline_act.h"
#include "work/work_baseline_tmpl.h"
#include "work/work_carry_priv.h"
#include "work/work_past.h"
#include "work/work_task_priv.h"

enum { ROWS_PAGE = 50 };

/* What the address and the form ask for. */
struct asked {
	struct programme_by_id_row p;
	int64_t base; /* the baseline to compare with; 0: the newest */
	int64_t page;
	bool one; /* only this kind of difference */
	enum work_drift kind;
	struct str day, note; /* as typed */
	const struct err *faults;
};

/* The whole would tell people of a unit about others. */
static struct err *programme_get(struct cx *cx, int64_t id,
				 struct programme_by_id_row *ret_p)
{
	bool found;
	struct err *err =
		programme_by_id(cx->db,
				&(struct programme_by_id_in){ .id = id }, ret_p,
				&found);

	if (err || (found && cx->actor.org_is_root))
		return err;
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such programme."));
}

static struct err *asked_read(struct cx *cx, struct req *rq, struct asked *a)
{
	struct str kind = req_str(rq, "kind");
	int64_t base = req_int(rq, "base"), page = req_int(rq, "page");
	struct err *err = programme_get(cx, req_path_id(rq, "id"), &a->p);

	if (!err)
		err = work_past_read(cx, rq);
	if (err)
		return err;
	a->base = base == DB_NULL ? 0 : base;
	a->page = page == DB_NULL ? 1 : page;
	a->one = work_drift_from_key(kind, &a->kind);
	if (kind.n && !a->one)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("\"{0}\" isn't a kind of difference; "
					 "open the page again and choose from "
					 "it."),
				      kind),
			      STR("kind"));
	return NULL;
}

/* ---- what differs ------------------------------------------------------------ */

static struct str deadline_of(struct cx *cx, day_t due, struct str words)
{
	return due == DAY_NONE ? words : fmt_day(cx->arena, due);
}

static struct baseline_change change_of(struct cx *cx, enum work_drift d,
					const struct baseline_pairs_row *t)
{
	struct baseline_change c = { .title = tr(cx->lang,
						 work_drift_title(d)) };

	switch (d) {
	case DRIFT_ADDED:
		c.title = tr_fmt(cx->arena, cx->lang, N_("Added on {0}"),
				 fmt_day(cx->arena, t->issued_on));
		break;
	case DRIFT_GONE:
		c.title = tr_fmt(cx->arena, cx->lang, N_("Withdrawn on {0}"),
				 fmt_day(cx->arena, t->withdrawn_on));
		break;
	case DRIFT_DEADLINE:
		c.was = deadline_of(cx, t->was_due_on, t->was_deadline);
		c.is = deadline_of(cx, t->due_on, t->deadline_text);
		break;
	case DRIFT_LEAD:
		c.was = t->was_lead_name;
		c.is = t->lead_name;
		break;
	case DRIFT_WORK:
		c.was = t->was_work;
		c.is = t->work;
		break;
	case DRIFT_PRODUCT:
		c.was = t->was_product;
		c.is = t->product;
		break;
	case N_DRIFT:
		break;
	}
	return c;
}

static struct baseline_row row_of(struct cx *cx, const struct work_drifted *d)
{
	const struct baseline_pairs_row *t = d->t;
	struct baseline_row row = {
		.number = t->number,
		.work = t->work,
		.lead = t->lead_name,
		.href = work_past_href(cx, work_task_path(cx, t->id))
	};

	for (int k = 0; k < N_DRIFT; k++)
		if (d->drift >> k & 1)
			*vec_push(cx->arena, &row.changes) =
				change_of(cx, (enum work_drift)k, t);
	return row;
}

static struct str page_href(struct cx *cx, const struct asked *a,
			    const char *kind)
{
	struct str path =
		str_fmt(cx->arena, "/programme/%ld/baseline%s%s", (long)a->p.id,
			kind ? "?kind=" : "", kind ? kind : "");

	if (a->base)
		path = str_fmt(cx->arena, "%.*s%sbase=%ld", STR_ARG(path),
			       kind ? "&" : "?", (long)a->base);
	return work_past_href(cx, path);
}

static void tabs_fill(struct cx *cx, const struct asked *a,
		      const struct work_drifts *d, struct baseline_view *x)
{
	*vec_push(cx->arena, &x->tabs) =
		(struct baseline_tab){ .title = tr(cx->lang, N_("All")),
				       .href = page_href(cx, a, NULL),
				       .n = d->n,
				       .current = !a->one };
	for (int k = 0; k < N_DRIFT; k++) {
		enum work_drift kind = (enum work_drift)k;

		*vec_push(cx->arena, &x->tabs) = (struct baseline_tab){
			.title = tr(cx->lang, work_drift_title(kind)),
			.href = page_href(cx, a, work_drift_key(kind)),
			.n = d->count[k],
			.current = a->one && a->kind == kind
		};
	}
}

static void rows_fill(struct cx *cx, struct req *rq, const struct asked *a,
		      const struct work_drifts *d, struct baseline_view *x)
{
	int64_t from = (a->page - 1) * ROWS_PAGE, n = 0;

	for (ptrdiff_t i = 0; i < d->n; i++) {
		if (a->one && !(d->p[i].drift >> a->kind & 1))
			continue;
		if (n >= from && n < from + ROWS_PAGE)
			*vec_push(cx->arena, &x->rows) = row_of(cx, &d->p[i]);
		n++;
	}
	x->pager = pager_make(cx->arena, req_query(rq), a->page, ROWS_PAGE, n);
	x->none.title = tr(cx->lang, N_("Nothing differs in this way."));
}

static struct err *drift_fill(struct cx *cx, struct req *rq,
			      const struct asked *a, day_t day,
			      struct baseline_view *x)
{
	struct work_drifts d;
	struct err *err = work_drifts_get(cx, a->p.id, day, &d);

	if (err)
		return err;
	x->compared =
		tr_fmt(cx->arena, cx->lang,
		       N_("The plan of {0} beside that of {1}"),
		       fmt_day(cx->arena, day), fmt_day(cx->arena, cx->as_at));
	x->summary =
		tr_fmt(cx->arena, cx->lang,
		       N_("{0} tasks were planned; {1} of them are as they "
			  "were, {2} were withdrawn, {3} came later."),
		       fmt_int(cx->arena, cx->lang, d.planned),
		       fmt_int(cx->arena, cx->lang, d.same),
		       fmt_int(cx->arena, cx->lang, d.count[DRIFT_GONE]),
		       fmt_int(cx->arena, cx->lang, d.count[DRIFT_ADDED]));
	tabs_fill(cx, a, &d, x);
	rows_fill(cx, rq, a, &d, x);
	return NULL;
}

/* The baselines, and the day of the one to compare with; DAY_NONE: none. */
static struct err *past_fill(struct cx *cx, const struct asked *a,
			     struct baseline_view *x, day_t *ret_day)
{
	struct baseline_list_rows rows;
	struct err *err =
		baseline_list(cx->db,
			      &(struct baseline_list_in){ .programme = a->p.id,
							  .as_at = cx->as_at },
			      &rows);

	*ret_day = DAY_NONE;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct baseline_list_row *b = &rows.p[i];
		bool this = a->base ? a->base == b->id : i == 0;

		if (this)
			*ret_day = b->day;
		*vec_push(cx->arena, &x->past) = (struct baseline_past){
			.day = fmt_day(cx->arena, b->day),
			.href = work_past_href(
				cx, str_fmt(cx->arena,
					    "/programme/%ld/baseline?base=%ld",
					    (long)a->p.id, (long)b->id)),
			.who = tr_fmt(
				cx->arena, cx->lang, N_("fixed on {0} by {1}"),
				fmt_day(cx->arena, b->on_day), b->actor_name),
			.note = b->note,
			.current = this
		};
	}
	if (!err && a->base && *ret_day == DAY_NONE)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such baseline."));
	return err;
}

/* ---- the page -------------------------------------------------------------------- */

static void form_fill(struct cx *cx, struct req *rq, const struct asked *a,
		      struct baseline_view *x)
{
	if (!work_is_office(cx) || cx->past || a->p.closed_on != DAY_NONE)
		return;
	x->action =
		str_fmt(cx->arena, "/programme/%ld/baseline", (long)a->p.id);
	x->keys = view_keys(cx, rq);
	x->day = work_form_field(cx, a->faults, "day", N_("Plan of the day"),
				 a->day.p ? a->day
					  : fmt_day(cx->arena, cx->today));
	x->day.narrow = true;
	x->note = work_form_field(cx, a->faults, "note",
				  N_("Decision or reason (optional)"),
				  a->note.p ? a->note : STR(""));
}

static struct err *baseline_show(struct cx *cx, struct req *rq,
				 struct reply *rp, const struct asked *a)
{
	struct page page;
	struct view v;
	struct baseline_view x = {
		.page = &page,
		.faults = view_faults(cx, a->faults),
		.sub = work_form_sub(cx, &a->p),
		.none = { .title =
				  tr(cx->lang, N_("No baseline is fixed yet.")),
			  .text = tr(cx->lang,
				     N_("A baseline is the plan as it stood on "
					"a day; what changes later is "
					"measured against it.")) },
	};
	day_t day;
	struct err *err = past_fill(cx, a, &x, &day);

	if (!err && day != DAY_NONE)
		err = drift_fill(cx, rq, a, day, &x);
	if (err)
		return err;
	work_form_crumbs(cx, &a->p, N_("Baseline plan"), &x.crumbs);
	form_fill(cx, rq, a, &x);
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr(cx->lang, N_("Baseline plan")),
				 .menu = "work",
				 .n_errors = (int)x.faults.n,
				 .dated = true },
			 &page, &v);
	if (err)
		return err;
	rp->status = a->faults ? 422 : 200;
	baseline_html(&v, &x);
	return NULL;
}

static struct err *baseline_page(struct cx *cx, struct req *rq,
				 struct reply *rp)
{
	struct asked a = { 0 };
	struct err *err = asked_read(cx, rq, &a);

	return err ? err : baseline_show(cx, rq, rp, &a);
}

static struct err *baseline_post(struct cx *cx, struct req *rq,
				 struct reply *rp)
{
	struct asked a = { .page = 1,
			   .day = req_typed(rq, "day"),
			   .note = req_typed(rq, "note") };
	struct work_baseline_ask ask = { .day = req_day(rq, "day"),
					 .note = req_str(rq, "note") };
	struct err *err = programme_get(cx, req_path_id(rq, "id"), &a.p);
	struct err *faults;

	if (err)
		return err;
	faults = req_faults(rq);
	if (!faults)
		faults = work_baseline_set(cx, a.p.id, &ask);
	if (!faults)
		return reply_redirect(rp, str_fmt(cx->arena,
						  "/programme/%ld/baseline",
						  (long)a.p.id));
	if (!work_form_mendable(faults))
		return faults;
	a.faults = faults;
	return baseline_show(cx, rq, rp, &a);
}

/* ---- the way there ------------------------------------------------------------------ */

struct err *work_baseline_link(struct cx *cx,
			       const struct programme_by_id_row *p,
			       struct programme_life *x)
{
	struct baseline_newest_row newest;
	struct str text;
	bool found;
	struct err *err = baseline_newest(cx->db,
					  &(struct baseline_newest_in){
						  .programme = p->id,
						  .as_at = cx->as_at },
					  &newest, &found);

	if (err || (!found && (!work_is_office(cx) || cx->past ||
			       p->closed_on != DAY_NONE)))
		return err;
	text = found ? tr_fmt(cx->arena, cx->lang,
			      N_("Beside the baseline of {0}"),
			      fmt_day(cx->arena, newest.day))
		     : tr(cx->lang, N_("Fix the baseline"));
	*vec_push(cx->arena, &x->links) = (struct link_line){
		.text = text,
		.href = work_past_href(cx, str_fmt(cx->arena,
						   "/programme/%ld/baseline",
						   (long)p->id))
	};
	return NULL;
}

/* ---- routes --------------------------------------------------------------------------- */

static const struct field page_fields[] = {
	{ .name = "base",
	  .label = N_("Baseline plan"),
	  .kind = FIELD_INT,
	  .min = 1 },
	{ .name = "kind",
	  .label = N_("Kind of difference"),
	  .kind = FIELD_WORD },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
	WORK_PAST_FIELD,
};
static const struct field post_fields[] = {
	{ .name = "day",
	  .label = N_("Plan of the day"),
	  .kind = FIELD_DAY,
	  .required = true },
	{ .name = "note",
	  .label = N_("Decision or reason (optional)"),
	  .kind = FIELD_LINE,
	  .max = 4 * WORK_BASELINE_NOTE },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/programme/:id/baseline",
	  .perm = PERM_WORK_VIEW,
	  .page = baseline_page,
	  ROUTE_FIELDS(page_fields) },
	{ .method = POST,
	  .path = "/programme/:id/baseline",
	  .perm = PERM_WORK_VIEW,
	  .page = baseline_post,
	  ROUTE_FIELDS(post_fields) },
};
const struct route_table work_baseline_routes = { routes,
						  (int)N_ELEMENTS(routes) };
