/* The tree of organisations on any day, and the list that a search finds. */
#include "org/org_page_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_column.h"
#include "org/org_find.h"
#include "org/org_past_query.h"
#include "org/org_sheet.h"
#include "org/org_tmpl.h"
#include "profile/profile.h"
#include "view/site.h"

enum { FOUND_MOST = 50, SEARCH_MOST = 200 };

static const struct field tree_fields[] = {
	ORG_LOOK_FIELD,
	{ .name = "q",
	  .label = N_("Name, former name or code"),
	  .kind = FIELD_LINE },
	{ .name = "kind", .label = N_("Kind"), .kind = FIELD_WORD },
	{ .name = "to", .label = N_("Open down to"), .kind = FIELD_WORD },
	{ .name = "open",
	  .label = N_("Open branches"),
	  .kind = FIELD_LINE,
	  .max = 2000 },
	{ .name = "shut",
	  .label = N_("Closed branches"),
	  .kind = FIELD_LINE,
	  .max = 2000 },
	{ .name = "top", .label = N_("Branch"), .kind = FIELD_INT, .min = 1 },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 1000000 },
};

/* ---- what stands around the table ---------------------------------------------- */

/* The same day without anything else. */
static struct org_tree_ask plain(const struct org_tree_ask *ask)
{
	return (struct org_tree_ask){ .look = ask->look, .page = 1 };
}

static struct str kind_href(struct cx *cx, const struct org_tree_ask *ask,
			    struct str kind)
{
	return org_look_href(cx, &ask->look,
			     str_fmt(cx->arena, "/org?kind=%.*s",
				     STR_ARG(kind)));
}

static void kinds_fill(struct cx *cx, const struct org_tree_ask *ask,
		       struct org_tree_view *x)
{
	const struct profile *p = cx->profile;

	for (ptrdiff_t i = 0; i < p->n_kinds; i++)
		*vec_push(cx->arena, &x->kinds) = (struct org_choice){
			.code = p->kind[i].code,
			.title = profile_kind_title(p, p->kind[i].code,
						    cx->lang),
			.chosen = str_eq(p->kind[i].code, ask->kind)
		};
}

/* Levels of which something stands below. */
static void levels_fill(struct cx *cx, const struct org_tree_ask *ask,
			const struct org_kinds_on_rows *kinds,
			struct org_tree_view *x)
{
	const struct profile_term *t = NULL;

	while ((t = profile_term_next(cx->profile, "level", t))) {
		struct org_tree_ask to = plain(ask);
		bool some = false;

		for (ptrdiff_t i = 0; i < kinds->n; i++)
			some |= profile_term_with(t, kinds->p[i].kind);
		if (!some)
			continue;
		to.to = t->code;
		to.top = ask->top;
		*vec_push(cx->arena, &x->levels) = (struct org_choice){
			.title = profile_term_title(cx->profile, "level",
						    t->code, cx->lang),
			.href = org_tree_href(cx, &to),
			.chosen = str_eq(t->code, ask->to)
		};
	}
}

static struct err *counts_fill(struct cx *cx, const struct org_tree_ask *ask,
			       int64_t top, struct org_tree_view *x)
{
	struct org_kinds_on_in in = { .org = top, .day = ask->look.day };
	const struct profile *p = cx->profile;
	struct org_kinds_on_rows rows;
	struct err *err = org_kinds_on(cx->db, &in, &rows);

	if (!err && !ask->kind.n)
		levels_fill(cx, ask, &rows, x);
	for (ptrdiff_t k = 0; !err && k < p->n_kinds; k++)
		for (ptrdiff_t i = 0; i < rows.n; i++)
			if (str_eq(rows.p[i].kind, p->kind[k].code))
				*vec_push(cx->arena,
					  &x->counts) = (struct org_count){
					.kind = profile_kind_title(
						p, rows.p[i].kind, cx->lang),
					.href = kind_href(cx, ask,
							  rows.p[i].kind),
					.n = rows.p[i].n
				};
	return err;
}

static void chip_add(struct cx *cx, struct str text, struct str query,
		     const char *field, struct chips *chips)
{
	*vec_push(cx->arena, chips) = (struct chip){
		.text = text,
		.href = str_cat(cx->arena, STR("/org"),
				query_with(cx->arena,
					   query_with(cx->arena, query,
						      STR("page"), STR_NULL),
					   str_c(field), STR_NULL))
	};
}

static void chips_fill(struct cx *cx, struct req *rq,
		       const struct org_tree_ask *ask, const struct org_tree *t,
		       struct org_tree_view *x)
{
	struct org_tree_ask none = plain(ask);

	x->chips.count = tr_format(
		cx->arena,
		tr_n(cx->lang, N_("{0} found"), N_("{0} found"), t->total),
		(struct str[]){ fmt_int(cx->arena, cx->lang, t->total) }, 1);
	x->chips.clear = org_tree_href(cx, &none);
	if (ask->q.n)
		chip_add(cx, ask->q, req_query(rq), "q", &x->chips);
	if (ask->kind.n)
		chip_add(cx,
			 profile_kind_title(cx->profile, ask->kind, cx->lang),
			 req_query(rq), "kind", &x->chips);
}

/* A branch shown alone says where it stands. */
static struct err *crumbs_fill(struct cx *cx, const struct org_tree_ask *ask,
			       struct org_tree_view *x)
{
	struct org_path_on_in in = { .id = ask->top, .day = ask->look.day };
	struct org_path_on_rows rows;
	struct org_tree_ask to = plain(ask);
	struct err *err = org_path_on(cx->db, &in, &rows);

	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Organisations")),
				.href = org_tree_href(cx, &to) };
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		to.top = rows.p[i].id;
		*vec_push(cx->arena, &x->crumbs) =
			(struct crumb){ .text = rows.p[i].short_name,
					.href = i + 1 < rows.n
							? org_tree_href(cx, &to)
							: STR_NULL };
	}
	return err;
}

/* ---- the lines ---------------------------------------------------------------- */

static struct err *found_read(struct cx *cx, const struct org_tree_ask *ask,
			      struct org_tree *t, struct org_tree_view *x)
{
	struct org_founds list;
	struct err *err =
		org_find_read(cx,
			      &(struct org_find_ask){ .q = ask->q,
						      .day = ask->look.day,
						      .kind = ask->kind,
						      .most = FOUND_MOST },
			      &list);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < list.n; i++) {
		const struct org_found *f = &list.p[i];
		struct org_node *n = vec_push(cx->arena, &t->nodes);

		*n = (struct org_node){ .id = f->id,
					.kind = f->kind,
					.name = f->name,
					.above = f->above,
					.name_from = DAY_NONE,
					.name_to = DAY_NONE,
					.place_from = DAY_NONE,
					.place_to = DAY_NONE,
					.born_on = DAY_NONE,
					.note = org_find_note(cx, f) };
	}
	t->total = list.n;
	x->more = list.more;
	return org_tree_nodes(cx, ask, &t->nodes);
}

static struct err *lines_read(struct cx *cx, const struct org_tree_ask *ask,
			      struct org_tree *t, struct org_tree_view *x)
{
	if (ask->q.n)
		return found_read(cx, ask, t, x);
	return ask->kind.n ? org_tree_of_kind(cx, ask, t)
			   : org_tree_read(cx, ask, t);
}

/* Why there is no line. */
static struct err *none_fill(struct cx *cx, const struct org_tree_ask *ask,
			     struct org_tree_view *x)
{
	struct org_first_day_row row;
	struct org_tree_ask first = plain(ask);
	bool found;
	struct err *err = org_first_day(cx->db, &row, &found);

	if (err)
		return err;
	x->none.title = tr(cx->lang, N_("No organisation is or was called so, "
					"or had such a code."));
	if (ask->kind.n && !ask->q.n)
		x->none.title = tr(cx->lang, N_("There is no organisation of "
						"this kind on this day."));
	if (ask->q.n || row.day == DAY_NONE || row.day <= ask->look.day) {
		if (!ask->q.n && !ask->kind.n)
			x->none.title =
				tr(cx->lang, N_("There is no such organisation "
						"on this day."));
		return NULL;
	}
	x->none.title = tr_fmt(cx->arena, cx->lang,
			       N_("There was no organisation yet on {0}: the "
				  "first began on {1}."),
			       x->look.day, fmt_day(cx->arena, row.day));
	x->look.note = STR_NULL; /* said once */
	first.look.iso = day_iso(cx->arena, row.day);
	x->first = (struct org_day_link){ fmt_day(cx->arena, row.day),
					  org_tree_href(cx, &first) };
	return NULL;
}

static struct err *ahead(struct cx *cx, const struct org_tree_ask *ask)
{
	struct org_root_on_in in = { .day = ask->look.day };
	struct err *err = org_look_ahead(cx, &ask->look);

	if (!err)
		err = org_table_ahead(cx, &ask->look);
	return err || ask->top ? err : org_root_on_ahead(cx->db, &in);
}

static struct err *table_fill(struct cx *cx, struct req *rq,
			      const struct org_tree_ask *ask,
			      struct org_tree *t, struct org_tree_view *x)
{
	bool list = ask->q.n || ask->kind.n;
	struct org_table_ask as = { .tree = ask, .flat = list, .above = list };
	struct err *err = org_table_fill(cx, &as, &t->nodes, &x->table);

	x->table.caption =
		tr_fmt(cx->arena, cx->lang, N_("Tree of organisations on {0}"),
		       x->look.day);
	if (list)
		chips_fill(cx, rq, ask, t, x);
	if (!ask->q.n)
		x->pager = pager_make(cx->arena, req_query(rq), ask->page,
				      ORG_LEVEL_MOST, t->total);
	return err;
}

static struct err *tree_fill(struct cx *cx, struct req *rq,
			     const struct org_tree_ask *ask,
			     struct org_tree_view *x)
{
	struct org_tree t = { 0 };
	struct str here = str_cat(cx->arena, STR("/org"),
				  query_with(cx->arena, req_query(rq),
					     STR("as_at"), STR_NULL));
	struct err *err = ahead(cx, ask);

	if (!err)
		err = lines_read(cx, ask, &t, x);
	if (!err)
		err = org_look_fill(cx, &ask->look,
				    str_ends(here, STR("?"))
					    ? str_sub(here, 0, here.n - 1)
					    : here,
				    &x->look);
	if (!err && t.nodes.n)
		err = table_fill(cx, rq, ask, &t, x);
	else if (!err)
		err = none_fill(cx, ask, x);
	if (!err && t.top && !ask->q.n)
		err = counts_fill(cx, ask, t.top, x);
	if (!err && ask->top && t.top)
		err = crumbs_fill(cx, ask, x);
	return err;
}

static struct err *tree_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct org_tree_ask ask;
	struct org_tree_view x = { 0 };
	struct page page;
	struct view v;
	struct err *err = org_tree_ask_read(cx, rq, &ask);

	if (!err)
		err = tree_fill(cx, rq, &ask, &x);
	if (err)
		return err;
	kinds_fill(cx, &ask, &x);
	x.page = &page;
	x.q = ask.q;
	x.manages = cx_may(cx, PERM_ORG_MANAGE);
	x.sheet = org_sheet_may(cx, &ask.look);
	x.xlsx = org_look_href(cx, &ask.look, STR("/org/export.xlsx"));
	x.csv = org_look_href(cx, &ask.look, STR("/org/export.csv"));
	if (ask.look.fault)
		rp->status = 422;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr(cx->lang, N_("Organisations")),
				 .menu = "org",
				 .n_errors = ask.look.fault ? 1 : 0 },
			 &page, &v);
	if (err)
		return err;
	page.past = STR_NULL; /* the page says it in its own words */
	org_tree_html(&v, &x);
	return NULL;
}

/* ---- in the search over everything ------------------------------------------------ */

struct err *org_search_find(struct cx *cx, const struct feature_find *what,
			    struct feature_hits *ret_hits)
{
	struct org_find_ask ask = { .q = what->q,
				    .day = cx->today,
				    .most = what->most };
	struct feature_hits hits = { 0 };
	struct org_founds list;
	struct err *err = org_find_read(cx, &ask, &list);

	for (ptrdiff_t i = 0; !err && i < list.n; i++) {
		const struct org_found *f = &list.p[i];
		struct str note = org_find_note(cx, f);
		struct str words =
			profile_kind_title(cx->profile, f->kind, cx->lang);

		if (f->above.n)
			words = str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(words),
					STR_ARG(f->above));
		if (note.n)
			words = str_fmt(cx->arena, "%.*s; %.*s", STR_ARG(words),
					STR_ARG(note));
		*vec_push(cx->arena, &hits) =
			(struct feature_hit){ .text = f->name,
					      .href = str_fmt(cx->arena,
							      "/org/%lld",
							      (long long)f->id),
					      .note = words,
					      .exact = f->exact };
	}
	hits.more = !err && list.more;
	if (hits.more) {
		struct str query =
			query_with(cx->arena, STR_NULL, STR("q"), what->q);

		hits.all = str_cat(cx->arena, STR("/org"), query);
	}
	*ret_hits = hits;
	return err;
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/org",
	  .perm = PERM_ORG_VIEW,
	  .page = tree_page,
	  ROUTE_FIELDS(tree_fields) },
};

const struct route_table org_tree_routes = { routes, (int)N_ELEMENTS(routes) };
