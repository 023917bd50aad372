/* The tree of organisations, and the page of one. */
#include "org/org.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_cli_priv.h"
#include "org/org_query.h"
#include "org/org_reorg_page.h"
#include "org/org_tmpl.h"
#include "org/org_view.h"
#include "profile/profile.h"
#include "view/feature.h"
#include "view/site.h"

enum { DEPTH_MOST = 3, LINES_MOST = 500, FOUND_MOST = 50, OPEN_MOST = 60 };

static const struct field tree_fields[] = {
	{ .name = "q", .label = N_("Word in the name"), .kind = FIELD_LINE },
	{ .name = "open",
	  .label = N_("Open branches"),
	  .kind = FIELD_LINE,
	  .max = 1000 },
};

/* ---- which branches are open: "12,15" in the address -------------------- */

struct open_set {
	int64_t id[OPEN_MOST];
	int n;
};

static void open_read(struct str text, struct open_set *set)
{
	while (text.p && set->n < OPEN_MOST) {
		struct str one = str_cut(&text, ',');

		if (str_to_i64(one, &set->id[set->n]))
			set->n++;
	}
}

static bool is_open(const struct open_set *set, int64_t id)
{
	for (int i = 0; i < set->n; i++)
		if (set->id[i] == id)
			return true;
	return false;
}

/* The address with one branch opened or closed. */
static struct str toggle(struct cx *cx, const struct open_set *set, int64_t id)
{
	struct buf b = buf_init(cx->arena, 4096);
	bool was = false;

	buf_lit(&b, "/org?open=");
	for (int i = 0; i < set->n; i++) {
		if (set->id[i] == id) {
			was = true;
			continue;
		}
		buf_i64(&b, set->id[i]);
		buf_char(&b, ',');
	}
	if (!was)
		buf_i64(&b, id);
	else if (b.p[b.n - 1] == ',')
		b.n--;
	return buf_view(&b);
}

/* ---- lines ----------------------------------------------------------------- */

static struct org_line *line_add(struct cx *cx, struct org_lines *lines,
				 int64_t id, struct str name, struct str kind)
{
	struct org_line *l = vec_push(cx->arena, lines);

	l->id = id;
	l->name = name;
	l->kind = profile_kind_title(cx->profile, kind, cx->lang);
	return l;
}

/* One level below `parent`, and the open branches below that. The walk is
 * bounded by DEPTH_MOST levels of indent and LINES_MOST lines. */
static struct err *branch_add(struct cx *cx, const struct open_set *set,
			      int64_t parent, int depth,
			      struct org_lines *lines)
{
	struct org_children_rows rows;
	struct err *err =
		org_children(cx->db,
			     &(struct org_children_in){ .parent = parent,
							.today = cx->today },
			     &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n && lines->n < LINES_MOST;
	     i++) {
		const struct org_children_row *r = &rows.p[i];
		struct org_line *l =
			line_add(cx, lines, r->id, r->name, r->kind);

		l->depth = depth;
		l->below = r->below;
		l->open = is_open(set, r->id) && depth < DEPTH_MOST;
		if (r->below && depth < DEPTH_MOST)
			l->href_toggle = toggle(cx, set, r->id);
		if (l->open)
			err = branch_add(cx, set, r->id, depth + 1, lines);
	}
	return err;
}

static struct err *found_add(struct cx *cx, int64_t scope, struct str q,
			     struct org_lines *lines)
{
	struct org_search_rows rows;
	struct err *err = org_search(cx->db,
				     &(struct org_search_in){
					     .scope = scope,
					     .word = text_fold(cx->arena, q),
					     .today = cx->today,
					     .limit = FOUND_MOST },
				     &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		line_add(cx, lines, rows.p[i].id, rows.p[i].name,
			 rows.p[i].kind);
	return err;
}

/* ---- the tree ------------------------------------------------------------------ */

static struct err *counts_add(struct cx *cx, int64_t root,
			      struct org_tree_view *x)
{
	struct org_count_by_kind_rows rows;
	struct err *err =
		org_count_by_kind(cx->db,
				  &(struct org_count_by_kind_in){
					  .scope = root, .today = cx->today },
				  &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct org_count *c = vec_push(cx->arena, &x->counts);

		c->kind = profile_kind_title(cx->profile, rows.p[i].kind,
					     cx->lang);
		c->n = rows.p[i].n;
	}
	return err;
}

static struct err *tree_fill(struct cx *cx, struct req *rq,
			     struct org_tree_view *x)
{
	struct open_set set = { .n = 0 };
	struct org root;
	bool found;
	struct err *err = org_get_root(cx, &root, &found);

	if (err || !found)
		return err;
	open_read(req_str(rq, "open"), &set);
	err = counts_add(cx, root.id, x);
	if (err)
		return err;
	if (x->q.n) {
		x->found = true;
		return found_add(cx, root.id, x->q, &x->lines);
	}
	line_add(cx, &x->lines, root.id, root.name, root.kind);
	return branch_add(cx, &set, root.id, 1, &x->lines);
}

static struct err *tree_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct org_tree_view x = {
		.page = &page,
		.q = req_str(rq, "q"),
		.caption = tr(cx->lang, N_("Tree of organisations")),
		.none = { .title = tr(cx->lang, N_("No organisation has this "
						   "word in its name.")) },
	};
	struct err *err = tree_fill(cx, rq, &x);

	if (!err)
		err = page_begin(
			cx, rq, rp,
			&(struct page_ask){
				.title = tr(cx->lang, N_("Organisations")),
				.menu = "org" },
			&page, &v);
	if (!err)
		org_tree_html(&v, &x);
	return err;
}

/* ---- one organisation ----------------------------------------------------------- */

static struct err *crumbs_fill(struct cx *cx, int64_t id, struct crumbs *c)
{
	struct org_path_rows rows;
	struct err *err =
		org_path(cx->db, &(struct org_path_in){ .id = id }, &rows);

	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Organisations")),
				.href = STR("/org") };
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, c) = (struct crumb){
			.text = rows.p[i].short_name,
			.href = i + 1 < rows.n ? str_fmt(cx->arena, "/org/%ld",
							 (long)rows.p[i].id)
					       : STR_NULL
		};
	return err;
}

static struct err *one_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct open_set set = { .n = 0 };
	struct org_by_id_row row;
	struct page page;
	struct view v;
	struct org_page_view x = { .page = &page };
	bool found;
	struct err *err = org_by_id(cx->db, &(struct org_by_id_in){ .id = id },
				    &row, &found);

	if (err)
		return err;
	if (!found)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such organisation."));
	x.name = row.name;
	x.code = row.code;
	x.kind = profile_kind_title(cx->profile, row.kind, cx->lang);
	x.from = row.from_on;
	x.to = row.to_on;
	err = crumbs_fill(cx, id, &x.crumbs);
	if (!err)
		err = branch_add(cx, &set, id, DEPTH_MOST, &x.below);
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = row.name,
						     .menu = "org" },
				 &page, &v);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < x.below.n; i++)
		x.below.p[i].depth = 0;
	org_page_top(&v, &x);
	err = site_panels(cx, "org", id, &v);
	if (!err)
		org_page_below(&v, &x);
	return err;
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/org",
	  .perm = PERM_ORG_VIEW,
	  .page = tree_page,
	  ROUTE_FIELDS(tree_fields) },
	{ .method = GET,
	  .path = "/org/:id",
	  .perm = PERM_ORG_VIEW,
	  .page = one_page },
};

static const struct feature_menu menu[] = {
	{ .key = "org",
	  .title = N_("Organisations"),
	  .href = "/org",
	  .perm = PERM_ORG_VIEW,
	  .order = 40 },
};

static const struct route_table *const tables[] = { &org_reorg_routes,
						    &org_step_routes };

const struct feature org_feature = {
	.name = "org",
	.tables = tables,
	.n_tables = (int)N_ELEMENTS(tables),
	.routes = routes,
	.n_routes = (int)N_ELEMENTS(routes),
	.commands = org_commands,
	.n_commands = ORG_N_COMMANDS,
	.menu = menu,
	.n_menu = (int)N_ELEMENTS(menu),
};
