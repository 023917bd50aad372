/* The list of programmes, the page of one, the list of all tasks. */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_carry_priv.h"
#include "work/work_import_query.h"
#include "work/work_list.h"
#include "work/work_list_tmpl.h"
#include "work/work_rates.h"
#include "work/work_structure.h"

enum { BAR_WIDTH = 1000 };

static struct err *no_programme(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such programme."));
}

/* ---- /programmes --------------------------------------------------------------- */

static struct err *programmes_page(struct cx *cx, struct req *rq,
				   struct reply *rp)
{
	struct programme_list_rows rows;
	struct page page;
	struct view v;
	struct programmes_view x = {
		.page = &page,
		.may_add = work_is_office(cx),
		.none = { .title = tr(cx->lang,
				      N_("There is no programme yet.")),
			  .text = tr(cx->lang,
				     N_("Add the document that sets "
					"it, then import its annex.")) },
	};
	struct err *err = programme_list(cx->db, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct programme_list_row *r = &rows.p[i];

		*vec_push(cx->arena, &x.lines) = (struct programme_line){
			.id = r->id,
			.code = r->code,
			.title = r->title,
			.year = str_fmt(cx->arena, "%ld", (long)r->year),
			.tasks = r->tasks,
			.done = r->done,
			.clear = r->clear,
			.closed = r->closed_on != DAY_NONE
		};
	}
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){
					 .title =
						 tr(cx->lang,
						    N_("Programmes and tasks")),
					 .menu = "work" },
				 &page, &v);
	if (!err)
		programmes_html(&v, &x);
	return err;
}

/* ---- /tasks ----------------------------------------------------------------------- */

/* Filter and saved views of a list; *ret_way: where the request goes instead,
 * or absent. */
struct list_begin {
	struct work_filter filter;
	struct work_views views;
	struct str way;
};
static struct err *list_begin(struct cx *cx, struct req *rq, int64_t list,
			      struct list_begin *ret)
{
	struct err *err = work_filter_read(cx, rq, list, &ret->filter);

	if (!err)
		err = work_views_ahead(cx, list);
	if (!err)
		err = work_cells_ahead(cx);
	if (!err)
		err = org_list_top_ahead(cx);
	if (!err)
		err = work_views_get(cx, list, &ret->views);
	if (!err)
		err = work_view_way(cx, req_query(rq), &ret->filter,
				    &ret->views, &ret->way);
	return err;
}

static struct err *tasks_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct tasks_view x = { .page = &page };
	struct list_begin b;
	struct err *err = list_begin(cx, rq, 0, &b);

	if (!err && b.way.p)
		return reply_redirect(rp, b.way);
	if (!err)
		err = work_list_fill(cx, rq,
				     &(struct work_list_ask){ 0, &b.filter,
							      &b.views },
				     &x.list);
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){
					 .title = tr(cx->lang, N_("Tasks")),
					 .menu = "work",
					 .dated = true },
				 &page, &v);
	if (!err)
		err = work_structure_page(cx, rq, &page);
	if (!err)
		tasks_html(&v, &x);
	return err;
}

/* ---- /programme/:id ---------------------------------------------------------------- */

static const struct {
	enum work_mark mark;
	const char *bar;
	enum mark shape;
} strip[] = {
	{ WORK_MARK_DONE, "s1", MARK_DONE },
	{ WORK_MARK_GREEN, "s2", MARK_GREEN },
	{ WORK_MARK_AMBER, "s3", MARK_AMBER },
	{ WORK_MARK_RED, "s4", MARK_RED },
	{ WORK_MARK_NOT_YET, "s5", MARK_NONE },
	{ WORK_MARK_GONE, "s5", MARK_NONE },
};

static void strip_fill(struct cx *cx, const struct work_sum *sum,
		       struct str path, struct programme_view *x)
{
	int64_t at = 0;

	x->total = sum->n;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(strip); i++) {
		int64_t n = sum->mark[strip[i].mark];
		int64_t end = sum->n ? (at + n) * BAR_WIDTH / sum->n : 0;
		int64_t begin = sum->n ? at * BAR_WIDTH / sum->n : 0;

		if (!n && strip[i].mark == WORK_MARK_GONE)
			continue;
		*vec_push(cx->arena, &x->counts) = (struct work_count){
			.n = n,
			.x = begin,
			.width = MAX(0, end - begin - 2),
			.bar = strip[i].bar,
			.status = { .mark = strip[i].shape,
				    .text = tr(cx->lang,
					       work_mark_title(
						       strip[i].mark)) },
			.href = work_past_href(
				cx, str_fmt(cx->arena, "%.*s?state=%s",
					    STR_ARG(path),
					    work_mark_key(strip[i].mark)))
		};
		at += n;
	}
}

static void clear_fill(struct cx *cx, const struct work_sum *sum,
		       struct str path, struct programme_view *x)
{
	static const struct {
		const char *title, *key;
	} four[] = {
		{ N_("Clear work"), "work" },
		{ N_("Clear person"), "person" },
		{ N_("Clear progress"), "progress" },
		{ N_("Clear product"), "product" },
	};

	for (int i = 0; i < 4; i++) {
		struct str n =
			fmt_int(cx->arena, cx->lang, sum->n - sum->missing[i]);
		struct str of = fmt_int(cx->arena, cx->lang, sum->n);

		x->clear[i].title = tr(cx->lang, four[i].title);
		x->clear[i].text = str_fmt(cx->arena, "%.*s/%.*s", STR_ARG(n),
					   STR_ARG(of));
		if (sum->missing[i])
			x->clear[i].href = work_past_href(
				cx, str_fmt(cx->arena, "%.*s?missing=%s",
					    STR_ARG(path), four[i].key));
	}
}

static void head_fill(struct cx *cx, const struct programme_by_id_row *p,
		      struct programme_view *x)
{
	struct str path = str_fmt(cx->arena, "/programme/%ld", (long)p->id);

	x->title = p->title;
	x->sub = tr_fmt(cx->arena, cx->lang,
			N_("No. {0}, issued {1}; {2} to {3}."), p->code,
			fmt_day(cx->arena, p->issued_on),
			fmt_day(cx->arena, p->from_on),
			fmt_day(cx->arena, p->to_on));
	x->document_href =
		str_fmt(cx->arena, "/document/%ld", (long)p->document);
	x->xlsx = str_cat(cx->arena, path, STR("/tasks.xlsx"));
	x->docx = str_cat(cx->arena, path, STR("/state.docx"));
	x->report =
		work_past_href(cx, str_cat(cx->arena, path, STR("/report")));
	if (work_is_office(cx) && !cx->past && p->closed_on == DAY_NONE) {
		x->import_href = str_cat(cx->arena, path, STR("/import"));
		x->new_href = str_cat(cx->arena, path, STR("/task/new"));
	}
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Programmes")),
				.href = STR("/programmes") };
	*vec_push(cx->arena, &x->crumbs) = (struct crumb){ .text = p->code };
}

/* Imports that still wait, and those that can be undone. */
static struct err *imports_fill(struct cx *cx, int64_t programme,
				struct programme_view *x)
{
	struct import_list_rows rows;
	struct err *err;

	if (!work_is_office(cx))
		return NULL;
	err = import_list(cx->db,
			  &(struct import_list_in){ .programme = programme },
			  &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct import_list_row *r = &rows.p[i];
		struct work_import_line *l;

		if (r->undone_at != DB_NULL || r->dropped_at != DB_NULL)
			continue;
		l = vec_push(cx->arena, &x->imports);
		l->href = str_fmt(cx->arena, "/import/%ld", (long)r->id);
		l->text = tr_fmt(
			cx->arena, cx->lang,
			r->confirmed_at == DB_NULL
				? N_("Waiting for you: the annex {0} of {1}")
				: N_("Imported from {0} on {1}"),
			r->file_name, fmt_instant(cx->arena, r->made_at));
	}
	return err;
}

static struct err *programme_fill(struct cx *cx, struct req *rq,
				  const struct programme_by_id_row *p,
				  const struct list_begin *b,
				  struct programme_view *x)
{
	struct str path = str_fmt(cx->arena, "/programme/%ld", (long)p->id);
	struct work_cells cells;
	struct work_rates rates = { 0 };
	struct work_sum sum;
	struct err *err = work_cells_seen(cx, p->id, &cells);

	if (!err)
		err = work_list_fill(cx, rq,
				     &(struct work_list_ask){ p->id, &b->filter,
							      &b->views },
				     &x->list);
	if (!err)
		err = imports_fill(cx, p->id, x);
	/* the whole would tell people of a unit about others */
	if (!err && cx->actor.org_is_root)
		err = work_rates(cx,
				 &(struct work_rates_of){ .programme = p->id },
				 &rates);
	if (!err)
		err = work_life_fill(cx, p, &x->life);
	if (err)
		return err;
	x->on_time = rates.on_time;
	x->extensions = rates.extensions;
	sum = work_cells_sum(&cells, &(struct work_pick){ .programme = p->id });
	head_fill(cx, p, x);
	strip_fill(cx, &sum, path, x);
	clear_fill(cx, &sum, path, x);
	return NULL;
}

static struct err *programme_page(struct cx *cx, struct req *rq,
				  struct reply *rp)
{
	struct programme_by_id_row p;
	struct page page;
	struct view v;
	struct programme_view x = { .page = &page };
	struct list_begin b;
	bool found;
	struct err *err = programme_by_id(cx->db,
					  &(struct programme_by_id_in){
						  .id = req_path_id(rq, "id") },
					  &p, &found);

	if (!err && !found)
		err = no_programme(cx);
	if (!err)
		err = list_begin(cx, rq, p.id, &b);
	if (!err && b.way.p)
		return reply_redirect(rp, b.way);
	if (!err)
		err = programme_fill(cx, rq, &p, &b, &x);
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = p.code,
						     .menu = "work",
						     .dated = true },
				 &page, &v);
	if (!err)
		err = work_structure_page(cx, rq, &page);
	/* a closed one says so itself */
	if (x.life.closed.n)
		page.past = STR_NULL;
	if (!err)
		programme_html(&v, &x);
	return err;
}

/* ---- routes ------------------------------------------------------------------------------- */

static const struct field list_fields[] = {
	WORK_FILTER_FIELDS,
	{ .name = "bulk",
	  .label = N_("What was done"),
	  .kind = FIELD_INT,
	  .min = 0 },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/programmes",
	  .perm = PERM_WORK_VIEW,
	  .page = programmes_page },
	{ .method = GET,
	  .path = "/programme/:id",
	  .perm = PERM_WORK_VIEW,
	  .page = programme_page,
	  ROUTE_FIELDS(list_fields) },
	{ .method = GET,
	  .path = "/tasks",
	  .perm = PERM_WORK_VIEW,
	  .page = tasks_page,
	  ROUTE_FIELDS(list_fields) },
};
const struct route_table work_programme_routes = { routes,
						   (int)N_ELEMENTS(routes) };
