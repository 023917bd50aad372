/*
 * People of the pipeline of admission as those see them who answer for
 * personal data: who left and whose time is over.
 */
#include "privacy/privacy_page_priv.h"

#include "growth/growth.h"

enum { DUE_MOST = 200 };

static struct str action(struct cx *cx, int64_t id, const char *what)
{
	return str_fmt(cx->arena, "/privacy/candidate/%lld%s", (long long)id,
		       what);
}

/* ---- beside the members' ------------------------------------------------ */

struct err *privacy_overdue_block(struct cx *cx, struct privacy_page *x)
{
	static const char *const heads[] = { N_("Person"), N_("Organisation"),
					     N_("Time over since"), N_("Note"),
					     NULL };
	struct growth_overdues list;
	struct privacy_block *b;
	struct err *err = growth_overdue_read(cx, DUE_MOST, &list);

	if (err)
		return err;
	b = privacy_block_add(cx, x, "pipeline",
			      N_("Left the pipeline of admission"), NULL);
	privacy_head(cx, b, heads);
	b->none = tr(cx->lang, N_("No record's time is over."));
	for (ptrdiff_t i = 0; i < list.n; i++) {
		const struct growth_overdue *d = &list.p[i];
		struct privacy_row *r = privacy_row_add(cx, b);

		privacy_cell_add(r, d->name)->href =
			action(cx, d->candidate, "");
		privacy_cell_add(r, d->org)->note = fmt_day(cx->arena, d->left);
		privacy_cell_add(r, fmt_day(cx->arena, d->over));
		privacy_cell_add(r, d->reason);
	}
	return NULL;
}

/* ---- one ---------------------------------------------------------------- */

static void due_fill(struct cx *cx, struct privacy_page *x, int64_t id,
		     struct req *rq)
{
	struct privacy_block *b =
		privacy_block_add(cx, x, "keep", N_("Keep it on"),
				  N_("It is listed again from that day."));
	struct privacy_form *f =
		privacy_form_add(cx, b, action(cx, id, "/keep"));

	privacy_input_add(cx, f, PRIVACY_LINE, "until", N_("Until"))->value =
		privacy_typed(rq, "until", STR(""));
	privacy_input_add(cx, f, PRIVACY_LINE, "reason", N_("Reason"))->value =
		privacy_typed(rq, "reason", STR(""));
	privacy_button_add(cx, f, N_("Keep it on"), true);
	b = privacy_block_add(cx, x, "erase", N_("Erase"),
			      N_("For ever; only ids and counts stay."));
	f = privacy_form_add(cx, b, action(cx, id, "/erase"));
	privacy_button_add(cx, f, N_("Erase for ever"), false);
}

static struct err *one_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct err *faults)
{
	int64_t id = req_path_id(rq, "id");
	struct privacy_page x = { 0 };
	struct growth_brief brief;
	bool found = false, listed = false;
	struct err *err = privacy_may(cx);

	if (!err)
		err = growth_brief_read(cx, id, &brief, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is nobody of this number in the "
				 "pipeline."));
	if (!err)
		err = growth_overdue_is(cx, id, &listed);
	if (err)
		return err;
	x.title = brief.name;
	x.sub = brief.org;
	privacy_crumb(cx, &x, tr(cx->lang, N_("Records whose time is over")),
		      STR("/privacy/due"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	privacy_act_add(cx, &x, N_("Enter a request of a person"),
			str_fmt(cx->arena, "/privacy/new?candidate=%lld",
				(long long)id));
	if (listed)
		due_fill(cx, &x, id, rq);
	return privacy_show(cx, rq, rp, &x, faults);
}

static struct err *one_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return one_show(cx, rq, rp, NULL);
}

static struct err *done(struct cx *cx, struct req *rq, struct reply *rp,
			struct err *err)
{
	if (err && privacy_is_mendable(err))
		return one_show(cx, rq, rp, err);
	return err ? err : reply_redirect(rp, STR("/privacy/due"));
}

static struct err *keep_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);

	if (!err)
		err = privacy_due_keep_candidate(cx, req_path_id(rq, "id"),
						 req_day(rq, "until"),
						 req_str(rq, "reason"));
	return done(cx, rq, rp, err);
}

static struct err *erase_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	return done(cx, rq, rp,
		    privacy_due_erase_candidate(cx, req_path_id(rq, "id")));
}

/* ---- the table ---------------------------------------------------------- */

static const struct field keep_fields[] = {
	{ .name = "until", .label = N_("Until"), .kind = FIELD_DAY },
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_LINE,
	  .max = PRIVACY_TEXT_MOST },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/privacy/candidate/:id",
	  .perm = PERM_DATA_PROTECT,
	  .page = one_get },
	{ .method = POST,
	  .path = "/privacy/candidate/:id/keep",
	  .perm = PERM_DATA_PROTECT,
	  .page = keep_post,
	  ROUTE_FIELDS(keep_fields) },
	{ .method = POST,
	  .path = "/privacy/candidate/:id/erase",
	  .perm = PERM_DATA_PROTECT,
	  .fresh = true,
	  .page = erase_post },
};
const struct route_table privacy_candidate_routes = { routes,
						      (int)N_ELEMENTS(routes) };
