/* The page of a record, and masked fields that are shown for a reason. */
#include "member/member_page_priv.h"

#include "i18n/i18n.h"
#include "member/member_tmpl.h"

static struct err *record_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_sheet sheet;
	struct member_record x = { .page = &sheet.page };
	struct member_by_id_row m;
	struct err *err =
		member_open_row(cx, req_path_id(rq, "id"), &m, &x.own);

	if (!err)
		err = member_look(cx, m.id, STR_NULL);
	if (!err)
		err = member_record_fill(cx, &m, &x);
	if (err)
		return err;
	if (member_scope(cx) != MEMBER_NOBODY)
		x.crumbs = member_crumbs(cx, &m, STR_NULL);
	err = member_begin(cx, rq, rp, (struct page_ask){ .title = m.name },
			   &sheet);
	if (err)
		return err;
	member_record_html(&sheet.view, &x);
	err = site_panels(cx, x.own ? "record" : "member", m.id, &sheet.view);
	if (!err)
		member_record_end_html(&sheet.view, &x);
	return err;
}

/* ---- showing what is masked --------------------------------------------- */

static struct err *show_form(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct member_by_id_row m;
	struct str field = req_typed(rq, "field");
	struct form f = { 0 };
	bool own;
	struct err *err = member_open_row(cx, req_path_id(rq, "id"), &m, &own);

	if (err)
		return err;
	f.title = tr_fmt(cx->arena, cx->lang, N_("Show: {0}"),
			 member_field_label(cx, field));
	f.crumbs = member_crumbs(cx, &m, f.title);
	f.action = str_cat(cx->arena, member_path(cx, m.id), STR("/show"));
	f.button = tr(cx->lang, N_("Show it"));
	form_keep(cx, &f, "field", field);
	if (own) {
		f.lead = tr(cx->lang, N_("It is your own record; nothing is "
					 "told to anyone."));
	} else {
		f.lead = tr(cx->lang, N_("Who looks and why is written down, "
					 "and the person reads it."));
		form_input(cx, &f, FORM_LINE, "reason", N_("Reason"))->value =
			req_method(rq) == POST ? req_typed(rq, "reason")
					       : STR("");
	}
	return member_form_show(cx, rq, rp, &f, faults);
}

static struct err *show_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return show_form(cx, rq, rp, req_faults(rq));
}

static struct err *shown(struct cx *cx, struct req *rq, struct reply *rp,
			 struct str value)
{
	struct member_sheet sheet;
	struct member_shown_view x = { .page = &sheet.page, .value = value };
	struct member_by_id_row m;
	struct err *err =
		member_open_row(cx, req_path_id(rq, "id"), &m, &x.own);

	if (err)
		return err;
	x.id = m.id;
	x.name = m.name;
	x.label = member_field_label(cx, req_str(rq, "field"));
	x.crumbs = member_crumbs(cx, &m, x.label);
	err = member_begin(cx, rq, rp, (struct page_ask){ .title = x.label },
			   &sheet);
	if (!err)
		member_shown_html(&sheet.view, &x);
	return err;
}

static struct err *show_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_edit what = { .member = req_path_id(rq, "id"),
				    .field = req_str(rq, "field"),
				    .reason = req_str(rq, "reason") };
	struct str value;
	struct err *err = req_faults(rq);

	if (!err)
		err = member_show(cx, &what, &value);
	if (err && form_is_mendable(err))
		return show_form(cx, rq, rp, err);
	return err ? err : shown(cx, rq, rp, value);
}

static const struct field show_fields[] = {
	{ .name = "field", .label = N_("Field"), .kind = FIELD_WORD },
};
static const struct field show_post_fields[] = {
	{ .name = "field",
	  .label = N_("Field"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_LINE,
	  .max = MEMBER_TEXT_MOST },
};
/* the record's page writes down who looked: on a worker */
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/member/:id",
	  .perm = PERM_MEMBER_VIEW,
	  .page = record_get,
	  .slow = true },
	{ .method = GET,
	  .path = "/member/:id/show",
	  .perm = PERM_SIGNED_IN,
	  .page = show_get,
	  ROUTE_FIELDS(show_fields),
	  .fresh = true },
	{ .method = POST,
	  .path = "/member/:id/show",
	  .perm = PERM_SIGNED_IN,
	  .page = show_post,
	  ROUTE_FIELDS(show_post_fields),
	  .fresh = true },
};
const struct route_table member_page_routes = { routes,
						(int)N_ELEMENTS(routes) };
