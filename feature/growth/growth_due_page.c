/*
 * /growth/due: what falls due, and who must act; /growth/trust: how forecasts
 * of a year that is over would have fared.
 */
#include "growth/growth_page_priv.h"

#include <math.h>
#include <stdlib.h>

#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_due.h"
#include "growth/growth_due_tmpl.h"
#include "i18n/i18n.h"

enum { PAGE_ROWS = 50 };

static struct str number(const struct cx *cx, int64_t n)
{
	return fmt_int(cx->arena, cx->lang, n);
}

/* ---- what falls due ------------------------------------------------------------ */

static unsigned kinds_of(struct str code)
{
	for (int k = 0; k < N_GROWTH_DUE; k++)
		if (str_eq(code,
			   str_c(growth_due_key((enum growth_due_kind)k))))
			return 1u << k;
	return GROWTH_DUE_ALL;
}

static struct status left_of(struct cx *cx, const struct growth_due_row *r)
{
	struct str n = number(cx, r->left < 0 ? -r->left : r->left);

	if (r->due == DAY_NONE)
		return (struct status){ .mark = MARK_NONE,
					.text = tr(cx->lang,
						   N_("not known yet")) };
	if (r->left < 0)
		return (struct status){
			.mark = MARK_RED,
			.text = tr_format(cx->arena,
					  tr_n(cx->lang, N_("{0} day late"),
					       N_("{0} days late"), -r->left),
					  &n, 1)
		};
	return (struct status){
		.mark = r->left <= 14 ? MARK_AMBER : MARK_GREEN,
		.text = tr_format(cx->arena,
				  tr_n(cx->lang, N_("{0} day left"),
				       N_("{0} days left"), r->left),
				  &n, 1)
	};
}

static struct growth_due_line line_of(struct cx *cx,
				      const struct growth_due_row *r)
{
	struct growth_due_line l = {
		.name = r->name,
		.what = tr(cx->lang, growth_due_title(r->kind)),
		.org = r->org_name,
		.actor = r->actor_name,
		.since = r->since,
		.due = r->due,
		.left = left_of(cx, r),
		.basis =
			r->rule && r->rule->basis.n ? r->rule->basis : STR_NULL,
	};

	if (r->candidate)
		l.href = str_fmt(cx->arena, "/candidate/%lld",
				 (long long)r->candidate);
	else if (cx_may(cx, PERM_MEMBER_VIEW))
		l.href = str_fmt(cx->arena, "/member/%lld",
				 (long long)r->member);
	if (r->kind == GROWTH_DUE_STAGE && r->stage.n)
		l.note = growth_step_title(cx, r->stage);
	return l;
}

static void kinds_fill(struct cx *cx, const struct growth_asked *is,
		       const int64_t *n, struct growth_due_view *x)
{
	int64_t all = 0;

	for (int k = 0; k < N_GROWTH_DUE; k++)
		all += n[k];
	for (int k = -1; k < N_GROWTH_DUE; k++) {
		struct str code =
			k < 0 ? STR("")
			      : str_c(growth_due_key((enum growth_due_kind)k));
		struct str more =
			k < 0 ? STR("")
			      : str_cat(cx->arena, STR("&kind="), code);
		struct str title =
			tr(cx->lang,
			   k < 0 ? N_("Everything")
				 : growth_due_title((enum growth_due_kind)k));

		*vec_push(cx->arena, &x->kinds) = (struct growth_due_kind_line){
			.text = tr_fmt(cx->arena, cx->lang, N_("{0} ({1})"),
				       title, number(cx, k < 0 ? all : n[k])),
			.href = growth_href(cx, "/growth/due", is->org.id,
					    more),
			.current = k < 0 ? x->kind == GROWTH_DUE_ALL
					 : x->kind == 1u << k,
		};
	}
}

static struct err *due_fill(struct cx *cx, struct req *rq,
			    const struct growth_asked *is,
			    struct growth_due_view *x)
{
	int64_t n[N_GROWTH_DUE] = { 0 }, page = req_int(rq, "page"), total = 0;
	struct growth_due_ask ask = { .scope = growth_org_scope(cx, is),
				      .on = cx->today,
				      .kinds = kinds_of(req_str(rq, "kind")),
				      .limit = PAGE_ROWS };
	struct growth_due_page rows = { 0 };
	struct err *err = growth_due_count(cx, &ask, n);

	for (int k = 0; k < N_GROWTH_DUE; k++)
		if (ask.kinds >> k & 1)
			total += n[k];
	x->kind = ask.kinds;
	x->pager = pager_make(cx->arena, req_query(rq),
			      page == DB_NULL ? 1 : page, PAGE_ROWS, total);
	ask.offset = MAX(x->pager.from - 1, 0);
	if (!err)
		err = growth_due_count(cx,
				       &(struct growth_due_ask){
					       .scope = ask.scope,
					       .on = ask.on },
				       n);
	if (!err)
		err = growth_due_read(cx, &ask, &rows);
	if (err)
		return err;
	kinds_fill(cx, is, n, x);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		*vec_push(cx->arena, &x->lines) = line_of(cx, &rows.p[i]);
	return NULL;
}

static struct err *due_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view view;
	struct growth_due_view x = {
		.page = &page,
		.none = { .title = tr(cx->lang, N_("Nothing falls due.")),
			  .text = tr(cx->lang,
				     N_("What the rules and the usual days of "
					"a stage ask for appears here in good "
					"time.")) },
	};
	struct growth_asked is = { 0 };
	struct page_ask ask = { .title = tr(cx->lang, N_("What falls due")),
				.menu = "growth" };
	struct err *err = growth_org_asked(cx, rq, &is);

	if (!err)
		err = due_fill(cx, rq, &is, &x);
	if (err)
		return err;
	x.crumbs = growth_crumbs(cx, &is, ask.title);
	x.heading = ask.title;
	x.sub = is.org.name;
	rp->no_etag = true;
	err = page_begin(cx, rq, rp, &ask, &page, &view);
	if (!err)
		growth_due_html(&view, &x);
	return err;
}

/* ---- how far to trust it --------------------------------------------------------- */

static void back_add(struct cx *cx, const struct growth_back_row *r,
		     struct growth_trust_view *x)
{
	int said = r->so_far + (int)llround(r->range.mean);

	*vec_push(cx->arena, &x->lines) = (struct growth_trust_line){
		.on = r->on,
		.so_far = number(cx, r->so_far),
		.said = tr_fmt(cx->arena, cx->lang, N_("{0} ({1}–{2})"),
			       number(cx, said),
			       number(cx, r->so_far + r->range.low),
			       number(cx, r->so_far + r->range.high)),
		.error = growth_signed(cx, (int64_t)llround(r->error)),
		.naive = r->has_naive
				 ? growth_signed(cx, (int64_t)llround(
							     r->naive_error))
				 : STR("–"),
		.within =
			(struct status){
				.mark = r->within ? MARK_DONE : MARK_RED,
				.text = tr(cx->lang,
					   r->within ? N_("within the range")
						     : N_("outside of it")) },
	};
}

static void back_say(struct cx *cx, const struct growth_back *b, int year,
		     struct growth_trust_view *x)
{
	struct str y = str_fmt(cx->arena, "%d", year);

	if (!b->n) {
		x->lead = tr_fmt(cx->arena, cx->lang,
				 N_("{0} can't be looked at: it isn't over, or "
				    "nobody was in the pipeline."),
				 y);
		return;
	}
	x->lead = tr_fmt(
		cx->arena, cx->lang,
		N_("Of {0} forecasts of {1}, {2} had what came within their "
		   "range (8 of 10 should). They were off by {3} people on "
		   "average; reckoning on the pace so far, by {4}."),
		number(cx, b->n), y, number(cx, b->within),
		fmt_tenths(cx->arena, cx->lang, llround(b->off * 10)),
		fmt_tenths(cx->arena, cx->lang, llround(b->naive_off * 10)));
}

static struct err *back_fill(struct cx *cx, const struct growth_asked *is,
			     int year, struct growth_trust_view *x)
{
	struct growth_back b;
	struct err *err = growth_past(cx, is->org.id, year, &b);

	if (err)
		return err;
	for (int i = 0; i < b.n; i++)
		back_add(cx, &b.row[i], x);
	if (b.n)
		x->came = number(cx, b.row[0].so_far + b.row[0].more);
	back_say(cx, &b, year, x);
	return NULL;
}

static struct err *trust_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view view;
	struct growth_trust_view x = { .page = &page };
	struct growth_asked is = { 0 };
	struct page_ask ask = { .title =
					tr(cx->lang, N_("How far to trust it")),
				.menu = "growth" };
	struct err *err = growth_org_asked(cx, rq, &is);
	int64_t year = req_int(rq, "year");

	if (year == DB_NULL)
		year = day_ymd(cx->today).y - 1;
	if (!err)
		err = back_fill(cx, &is, (int)year, &x);
	if (err)
		return err;
	x.crumbs = growth_crumbs(cx, &is, ask.title);
	x.heading = ask.title;
	x.sub = is.org.name;
	x.org = str_fmt(cx->arena, "%lld", (long long)is.org.id);
	x.year = str_fmt(cx->arena, "%lld", (long long)year);
	err = page_begin(cx, rq, rp, &ask, &page, &view);
	if (!err)
		growth_trust_html(&view, &x);
	return err;
}

static const struct field due_fields[] = {
	GROWTH_ORG_FIELD,
	{ .name = "kind", .label = N_("Kind"), .kind = FIELD_WORD },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
};
static const struct field trust_fields[] = {
	GROWTH_ORG_FIELD,
	{ .name = "year",
	  .label = N_("Year"),
	  .kind = FIELD_INT,
	  .min = 1990,
	  .max = 2200 },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/growth/due",
	  .perm = PERM_GROWTH_VIEW,
	  .page = due_get,
	  ROUTE_FIELDS(due_fields) },
	/* twelve forecasts: on a worker */
	{ .method = GET,
	  .path = "/growth/trust",
	  .perm = PERM_GROWTH_VIEW,
	  .page = trust_get,
	  ROUTE_FIELDS(trust_fields),
	  .slow = true },
};
const struct route_table growth_due_routes = { routes,
					       (int)N_ELEMENTS(routes) };
