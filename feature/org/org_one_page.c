/* The page of one organisation, as it was on any day. */
#include "org/org_page_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_column.h"
#include "org/org_history.h"
#include "org/org_past_query.h"
#include "org/org_tmpl.h"
#include "profile/profile.h"
#include "view/site.h"

static const struct field one_fields[] = { ORG_LOOK_FIELD };

static struct err *ahead(struct cx *cx, const struct org_look *look, int64_t id)
{
	struct org_path_on_in path = { .id = id, .day = look->day };
	struct err *err = org_history_ahead(cx, id);

	if (!err)
		err = org_path_on_ahead(cx->db, &path);
	if (!err)
		err = org_look_ahead(cx, look);
	return err ? err : org_table_ahead(cx, look);
}

/* From the root of that day; what wasn't there then stands by itself. */
static struct err *crumbs_fill(struct cx *cx, const struct org_look *look,
			       int64_t id, struct org_page_view *x)
{
	struct org_path_on_in in = { .id = id, .day = look->day };
	struct org_path_on_rows rows;
	struct err *err = org_path_on(cx->db, &in, &rows);

	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Organisations")),
				.href = org_look_href(cx, look, STR("/org")) };
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &x->crumbs) = (struct crumb){
			.text = rows.p[i].short_name,
			.href = i + 1 < rows.n
					? org_look_page(cx, look, rows.p[i].id)
					: STR_NULL
		};
	if (!err && !rows.n)
		*vec_push(cx->arena, &x->crumbs) =
			(struct crumb){ .text = x->name };
	return err;
}

/* "It ended on 15/01/2026: merged into Chi bộ 7, 337 members." */
static struct str ended_words(struct cx *cx, const struct org_page_view *x,
			      day_t end)
{
	struct buf b = buf_init(cx->arena, 4000);

	for (ptrdiff_t i = 0; i < x->became.n; i++) {
		const struct org_kin *k = &x->became.p[i];

		if (k->day != end)
			continue;
		if (b.n)
			buf_lit(&b, "; ");
		buf_fmt(&b, "%.*s %.*s", STR_ARG(k->words), STR_ARG(k->name));
		if (k->members.n)
			buf_fmt(&b, ", %.*s", STR_ARG(k->members));
	}
	if (!b.n)
		return tr_fmt(cx->arena, cx->lang, N_("It ended on {0}."),
			      fmt_day(cx->arena, end));
	return tr_fmt(cx->arena, cx->lang, N_("It ended on {0}: {1}."),
		      fmt_day(cx->arena, end), buf_view(&b));
}

/* Name and kind of the day, or those that are nearest to it. */
static void facts_fill(struct cx *cx, const struct org_history *h, day_t day,
		       struct org_page_view *x)
{
	const struct org_names_of_row *name = org_history_name(h, day);

	x->from = org_history_begin(h);
	if (!name)
		name = day < x->from ? &h->names.p[h->names.n - 1]
				     : &h->names.p[0];
	x->name = name->name;
	x->kind = profile_kind_title(cx->profile, name->kind, cx->lang);
	x->code = org_history_code(h, day);
	if (org_history_place(h, day))
		return;
	x->state = day < x->from
			   ? tr_fmt(cx->arena, cx->lang,
				    N_("It isn't there yet on {0}: it begins "
				       "on {1}."),
				    fmt_day(cx->arena, day),
				    fmt_day(cx->arena, x->from))
			   : ended_words(cx, x, org_history_end(h));
}

static struct err *below_fill(struct cx *cx, const struct org_look *look,
			      int64_t id, struct org_page_view *x)
{
	struct org_tree_ask ask = {
		.look = *look,
		.top = id,
		.page = 1,
		.cells = org_kinds_of(cx->profile,
				      org_counted_level(cx->profile))
	};
	struct org_table_ask as = { .tree = &ask, .flat = true };
	struct org_tree t;
	struct err *err = org_tree_below(cx, &ask, &t);

	if (!err && t.nodes.n)
		err = org_table_fill(cx, &as, &t.nodes, &x->below);
	x->below.caption = x->name;
	x->below_all = org_tree_href(cx, &ask);
	return err;
}

static struct err *one_fill(struct cx *cx, const struct org_look *look,
			    int64_t id, struct org_page_view *x)
{
	struct org_history h;
	struct err *err = ahead(cx, look, id);

	if (!err)
		err = org_history_read(cx, id, &h);
	if (err)
		return err;
	if (!h.names.n || !h.places.n)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such organisation."));
	org_history_show(cx, &h, id, x);
	facts_fill(cx, &h, look->day, x);
	err = crumbs_fill(cx, look, id, x);
	if (!err && !x->state.n)
		err = below_fill(cx, look, id, x);
	if (!err)
		err = org_look_fill(cx, look,
				    str_fmt(cx->arena, "/org/%lld",
					    (long long)id),
				    &x->look);
	return err;
}

static struct err *one_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct org_page_view x = { 0 };
	struct org_look look;
	struct page page;
	struct view v;
	struct err *err = org_look_read(cx, rq, &look);

	if (!err)
		err = one_fill(cx, &look, id, &x);
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = x.name,
						     .menu = "org",
						     .n_errors =
							     look.fault ? 1 : 0,
						     .dated = true },
				 &page, &v);
	if (err)
		return err;
	if (look.fault)
		rp->status = 422;
	page.past = STR_NULL; /* the page says it in its own words */
	x.page = &page;
	org_page_top(&v, &x);
	page.past = look.fault	 ? look.typed
		    : look.iso.n ? x.look.day
				 : STR_NULL;
	err = site_panels(cx, "org", id, &v);
	if (!err)
		org_page_below(&v, &x);
	return err;
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/org/:id",
	  .perm = PERM_ORG_VIEW,
	  .page = one_page,
	  ROUTE_FIELDS(one_fields) },
};

const struct route_table org_one_routes = { routes, (int)N_ELEMENTS(routes) };
