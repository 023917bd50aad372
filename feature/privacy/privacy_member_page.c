/*
 * A person as those see them who answer for personal data: restricted, held,
 * what was asked; the panels on records and accounts; records whose time is
 * over.
 */
#include "privacy/privacy_page_priv.h"

#include "member/member.h"
#include "privacy/privacy_panel_priv.h"
#include "privacy/privacy_tmpl.h"

enum { DUE_MOST = 200, REQUESTS_MOST = 100 };

/* ---- panels ------------------------------------------------------------- */

static void panel_link(struct cx *cx, struct privacy_panel *x, const char *text,
		       struct str href)
{
	*vec_push(cx->arena, &x->links) =
		(struct privacy_link){ tr(cx->lang, text), href };
}

struct err *privacy_own_panel(struct cx *cx, int64_t subject UNUSED,
			      struct view *v)
{
	struct privacy_panel x = { 0 };

	panel_link(cx, &x, N_("What is kept about me and why"),
		   STR("/me/data"));
	panel_link(cx, &x, N_("Ask about my personal data"),
		   STR("/me/data/ask"));
	privacy_panel_html(v, &x);
	return NULL;
}

struct err *privacy_member_panel(struct cx *cx, int64_t member, struct view *v)
{
	struct privacy_panel x = { 0 };
	enum member_guard guard;
	struct err *err = member_guard_read(cx, member, &guard);

	if (err)
		return err;
	if (guard == MEMBER_RESTRICTED)
		x.lead = tr(cx->lang,
			    N_("This record is restricted: it is kept, but not "
			       "used until the restriction ends."));
	if (guard == MEMBER_ERASED)
		x.lead = tr(cx->lang, N_("This person was erased; figures "
					 "still count them."));
	if (cx_may(cx, PERM_DATA_PROTECT) && cx->actor.org_is_root)
		panel_link(cx, &x, N_("Requests, restriction, hold"),
			   privacy_path(cx, "member", member));
	if (x.lead.n || x.links.n)
		privacy_panel_html(v, &x);
	return NULL;
}

/* ---- a person ----------------------------------------------------------- */

static struct str guard_words(struct cx *cx, enum member_guard g)
{
	return tr(cx->lang, g == MEMBER_RESTRICTED ? N_("restricted")
			    : g == MEMBER_ERASED   ? N_("erased")
						   : N_("in use"));
}

static struct str member_action(struct cx *cx, int64_t id, const char *what)
{
	return str_fmt(cx->arena, "/privacy/member/%lld/%s", (long long)id,
		       what);
}

static void lift_fill(struct cx *cx, struct privacy_page *x, int64_t id,
		      struct req *rq)
{
	struct privacy_block *b =
		privacy_block_add(cx, x, "lift", N_("End the restriction"),
				  N_("Everything stands again as it stood."));
	struct privacy_form *f =
		privacy_form_add(cx, b, member_action(cx, id, "lift"));

	privacy_input_add(cx, f, PRIVACY_LINE, "reason", N_("Reason"))->value =
		privacy_typed(rq, "reason", STR(""));
	privacy_button_add(cx, f, N_("End the restriction"), true);
}

static struct err *hold_fill(struct cx *cx, struct privacy_page *x, int64_t id,
			     struct req *rq)
{
	struct privacy_block *b = privacy_block_add(
		cx, x, "hold", N_("Legal hold"),
		N_("While a record is held it can't be erased, whoever asks."));
	struct hold_of_row row;
	struct privacy_form *f;
	bool found;
	struct err *err =
		hold_of(cx->db, &(struct hold_of_in){ id }, &row, &found);

	if (err)
		return err;
	f = privacy_form_add(cx, b, member_action(cx, id, "hold"));
	if (found) {
		privacy_pair_add(cx, b, N_("Reason"), row.reason);
		privacy_pair_add(
			cx, b, N_("Since"),
			str_fmt(cx->arena, "%.*s, %.*s",
				STR_ARG(fmt_instant(cx->arena, row.at)),
				STR_ARG(row.by_name)));
		privacy_button_add(cx, f, N_("End the hold"), false);
		return NULL;
	}
	privacy_input_add(cx, f, PRIVACY_LINE, "hold",
			  N_("Why it must not be erased"))
		->value = privacy_typed(rq, "hold", STR(""));
	privacy_button_add(cx, f, N_("Hold the record"), false);
	return NULL;
}

static struct err *asked_fill(struct cx *cx, struct privacy_page *x, int64_t id)
{
	static const char *const heads[] = { N_("What was asked"), N_("Came"),
					     N_("State"), NULL };
	struct request_list_in in = { .member = id,
				      .user_id = -1,
				      .limit = REQUESTS_MOST,
				      .with = REQUEST_LIST_WITH_OWN,
				      .order = REQUEST_LIST_BY_NEWEST };
	struct request_list_rows rows;
	struct privacy_block *b =
		privacy_block_add(cx, x, "requests",
				  N_("Requests about personal data"), NULL);
	struct err *err = request_list(cx->db, &in, &rows);

	privacy_head(cx, b, heads);
	b->none = tr(cx->lang, N_("Nothing was asked."));
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct status s = privacy_request_status(cx, rows.p[i].state,
							 rows.p[i].due_on);
		struct privacy_row *r = privacy_row_add(cx, b);

		privacy_cell_add(r, privacy_kind_words(cx, rows.p[i].kind))
			->href = privacy_path(cx, "request", rows.p[i].id);
		privacy_cell_add(r, fmt_day(cx->arena, rows.p[i].came_on));
		privacy_mark_add(r, s.mark, s.text);
	}
	privacy_link_add(cx, b, N_("Enter a request of a person"),
			 str_fmt(cx->arena, "/privacy/new?member=%lld",
				 (long long)id));
	return err;
}

static struct err *person_read(struct cx *cx, int64_t id,
			       struct member_brief *ret_brief,
			       enum member_guard *ret_guard)
{
	bool found = false;
	struct err *err = privacy_may(cx);

	if (!err)
		err = member_brief_read(cx, id, ret_brief, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such member."));
	return err ? err : member_guard_read(cx, id, ret_guard);
}

static struct err *member_show_page(struct cx *cx, struct req *rq,
				    struct reply *rp, const struct err *faults)
{
	int64_t id = req_path_id(rq, "id");
	struct privacy_page x = { 0 };
	struct privacy_block *b;
	struct member_brief m;
	enum member_guard guard;
	struct err *err = person_read(cx, id, &m, &guard);

	if (err)
		return err;
	x.title = m.name;
	privacy_crumb(cx, &x, tr(cx->lang, N_("Personal data")),
		      STR("/privacy"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	b = privacy_block_add(cx, &x, "person", N_("Person"), NULL);
	privacy_pair_add(cx, b, N_("Number of the record"),
			 str_fmt(cx->arena, "%lld", (long long)id));
	privacy_pair_add(cx, b, N_("Organisation"), m.org);
	privacy_pair_add(cx, b, N_("Member"),
			 m.counted ? tr(cx->lang, N_("yes"))
			 : m.left != DAY_NONE
				 ? tr_fmt(cx->arena, cx->lang,
					  N_("no more since {0}"),
					  fmt_day(cx->arena, m.left))
				 : tr(cx->lang, N_("no")));
	privacy_pair_add(cx, b, N_("The record is"), guard_words(cx, guard));
	err = asked_fill(cx, &x, id);
	if (!err && guard == MEMBER_RESTRICTED)
		lift_fill(cx, &x, id, rq);
	if (!err && guard != MEMBER_ERASED)
		err = hold_fill(cx, &x, id, rq);
	return err ? err : privacy_show(cx, rq, rp, &x, faults);
}

static struct err *member_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return member_show_page(cx, rq, rp, NULL);
}

static struct err *back(struct cx *cx, struct req *rq, struct reply *rp,
			struct err *err)
{
	if (err && privacy_is_mendable(err))
		return member_show_page(cx, rq, rp, err);
	return err ? err
		   : reply_redirect(rp, privacy_path(cx, "member",
						     req_path_id(rq, "id")));
}

static struct err *lift_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);

	if (!err)
		err = privacy_lift(cx, req_path_id(rq, "id"),
				   req_str(rq, "reason"));
	return back(cx, rq, rp, err);
}

static struct err *hold_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct hold_of_row row;
	bool found = false;
	struct err *err = req_faults(rq);

	if (!err)
		err = hold_of(cx->db,
			      &(struct hold_of_in){ req_path_id(rq, "id") },
			      &row, &found);
	if (!err && !found)
		err = privacy_text_check(cx->arena, req_str(rq, "hold"), "hold",
					 true);
	if (!err)
		err = privacy_hold(cx, req_path_id(rq, "id"),
				   found ? STR("") : req_str(rq, "hold"));
	return back(cx, rq, rp, err);
}

/* ---- records whose time is over ----------------------------------------- */

static void due_row(struct cx *cx, struct privacy_block *b,
		    const struct due_list_row *d)
{
	struct privacy_row *r = privacy_row_add(cx, b);

	privacy_cell_add(r, d->name)->href =
		str_fmt(cx->arena, "/privacy/due/%lld", (long long)d->member);
	privacy_cell_add(r, profile_term_title(cx->profile, "state", d->state,
					       cx->lang))
		->note = fmt_day(cx->arena, d->from_on);
	privacy_cell_add(r, fmt_day(cx->arena, d->over_on));
	privacy_cell_add(r, d->hold_reason.n
				    ? tr_fmt(cx->arena, cx->lang,
					     N_("held: {0}"), d->hold_reason)
				    : d->reason);
}

static struct err *due_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	static const char *const heads[] = { N_("Person"), N_("State"),
					     N_("Time over since"), N_("Note"),
					     NULL };
	struct privacy_page x = {
		.title = tr(cx->lang, N_("Records whose time is over")),
		.sub = tr_fmt(
			cx->arena, cx->lang,
			N_("They are kept {0} years behind the end of the "
			   "membership. Nothing is erased by itself: a "
			   "person decides about each."),
			fmt_int(cx->arena, cx->lang,
				privacy_keep_years(cx->profile))),
	};
	struct due_list_rows rows;
	struct privacy_block *b;
	struct err *err = privacy_may(cx);

	if (!err)
		err = due_list(cx->db,
			       &(struct due_list_in){ .today = cx->today,
						      .limit = DUE_MOST },
			       &rows);
	if (err)
		return err;
	privacy_crumb(cx, &x, tr(cx->lang, N_("Personal data")),
		      STR("/privacy"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	b = privacy_block_add(cx, &x, "due", N_("To be decided"),
			      N_("The job of each night lists them."));
	privacy_head(cx, b, heads);
	b->none = tr(cx->lang, N_("No record's time is over."));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		due_row(cx, b, &rows.p[i]);
	err = privacy_overdue_block(cx, &x);
	return err ? err : privacy_show(cx, rq, rp, &x, NULL);
}

static struct err *due_one_show(struct cx *cx, struct req *rq, struct reply *rp,
				const struct err *faults)
{
	int64_t id = req_path_id(rq, "id");
	struct privacy_page x = { 0 };
	struct privacy_block *b;
	struct privacy_form *f;
	struct member_brief m;
	enum member_guard guard;
	struct due_of_row due;
	bool found;
	struct err *err = person_read(cx, id, &m, &guard);

	if (!err)
		err = due_of(cx->db, &(struct due_of_in){ id }, &due, &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("This record isn't listed: its time isn't "
				 "over."));
	if (err)
		return err;
	x.title = m.name;
	x.sub = tr_fmt(cx->arena, cx->lang,
		       N_("The time of this record is "
			  "over since {0}."),
		       fmt_day(cx->arena, due.over_on));
	privacy_crumb(cx, &x, tr(cx->lang, N_("Records whose time is over")),
		      STR("/privacy/due"));
	privacy_crumb(cx, &x, x.title, STR_NULL);
	b = privacy_block_add(cx, &x, "keep", N_("Keep it on"),
			      N_("It is listed again from that day."));
	f = privacy_form_add(cx, b,
			     str_fmt(cx->arena, "/privacy/due/%lld/keep",
				     (long long)id));
	privacy_input_add(cx, f, PRIVACY_LINE, "until", N_("Until"))->value =
		privacy_typed(rq, "until", STR(""));
	privacy_input_add(cx, f, PRIVACY_LINE, "reason", N_("Reason"))->value =
		privacy_typed(rq, "reason", STR(""));
	privacy_button_add(cx, f, N_("Keep it on"), true);
	b = privacy_block_add(cx, &x, "erase", N_("Erase"),
			      N_("For ever; only ids and counts stay."));
	f = privacy_form_add(cx, b,
			     str_fmt(cx->arena, "/privacy/due/%lld/erase",
				     (long long)id));
	privacy_button_add(cx, f, N_("Erase for ever"), false);
	return privacy_show(cx, rq, rp, &x, faults);
}

static struct err *due_one_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return due_one_show(cx, rq, rp, NULL);
}

static struct err *due_done(struct cx *cx, struct req *rq, struct reply *rp,
			    struct err *err)
{
	if (err && privacy_is_mendable(err))
		return due_one_show(cx, rq, rp, err);
	return err ? err : reply_redirect(rp, STR("/privacy/due"));
}

static struct err *keep_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);

	if (!err)
		err = privacy_due_keep(cx, req_path_id(rq, "id"),
				       req_day(rq, "until"),
				       req_str(rq, "reason"));
	return due_done(cx, rq, rp, err);
}

static struct err *erase_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	return due_done(cx, rq, rp,
			privacy_due_erase(cx, req_path_id(rq, "id")));
}

/* ---- the table ---------------------------------------------------------- */

static const struct field lift_fields[] = {
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_LINE,
	  .max = PRIVACY_TEXT_MOST },
};
static const struct field hold_fields[] = {
	{ .name = "hold",
	  .label = N_("Why it must not be erased"),
	  .kind = FIELD_LINE,
	  .max = PRIVACY_TEXT_MOST },
};
static const struct field keep_fields[] = {
	{ .name = "until", .label = N_("Until"), .kind = FIELD_DAY },
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_LINE,
	  .max = PRIVACY_TEXT_MOST },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/privacy/member/:id",
	  .perm = PERM_DATA_PROTECT,
	  .page = member_get },
	{ .method = POST,
	  .path = "/privacy/member/:id/lift",
	  .perm = PERM_DATA_PROTECT,
	  .page = lift_post,
	  ROUTE_FIELDS(lift_fields) },
	{ .method = POST,
	  .path = "/privacy/member/:id/hold",
	  .perm = PERM_DATA_PROTECT,
	  .page = hold_post,
	  ROUTE_FIELDS(hold_fields) },
	{ .method = GET,
	  .path = "/privacy/due",
	  .perm = PERM_DATA_PROTECT,
	  .page = due_get },
	{ .method = GET,
	  .path = "/privacy/due/:id",
	  .perm = PERM_DATA_PROTECT,
	  .page = due_one_get },
	{ .method = POST,
	  .path = "/privacy/due/:id/keep",
	  .perm = PERM_DATA_PROTECT,
	  .page = keep_post,
	  ROUTE_FIELDS(keep_fields) },
	{ .method = POST,
	  .path = "/privacy/due/:id/erase",
	  .perm = PERM_DATA_PROTECT,
	  .fresh = true,
	  .page = erase_post },
};
const struct route_table privacy_member_routes = { routes,
						   (int)N_ELEMENTS(routes) };
