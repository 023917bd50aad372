/* Documents behind a programme; conclusions of a meeting as tasks. */
#include "work/work_source_act.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_carry_priv.h"
#include "work/work_document_query.h"
#include "work/work_page.h"
#include "work/work_source_tmpl.h"
#include "work/work_task_priv.h"

enum { LINES_TEXT = 200000 };

static struct str number_text(struct cx *cx, int64_t n)
{
	return n == DB_NULL ? STR("") : str_fmt(cx->arena, "%ld", (long)n);
}

/* ---- /programme/:id/documents ------------------------------------------------ */

static struct err *programme_get(struct cx *cx, int64_t id,
				 struct programme_by_id_row *ret_p)
{
	bool found;
	struct err *err =
		programme_by_id(cx->db,
				&(struct programme_by_id_in){ .id = id }, ret_p,
				&found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such programme."));
	return err;
}

static void link_row(struct cx *cx, const struct programme_documents_row *r,
		     struct links_view *x)
{
	struct links_row_view *v = vec_push(cx->arena, &x->rows);
	enum work_role role = ROLE_MAIN;

	if (!work_role_read(r->role, &role))
		role = ROLE_BASIS;
	*v = (struct links_row_view){
		.document = r->document,
		.code = r->code,
		.title = r->title,
		.role = tr(cx->lang, work_role_title(role)),
		.when = tr_fmt(cx->arena, cx->lang, N_("from {0}"),
			       fmt_day(cx->arena, r->from_on))
	};
	if (r->to_on != DAY_NONE)
		v->when = tr_fmt(cx->arena, cx->lang, N_("from {0} to {1}"),
				 fmt_day(cx->arena, r->from_on),
				 fmt_day(cx->arena, r->to_on));
	else if (role != ROLE_MAIN && x->may_add) {
		v->end_action = str_fmt(cx->arena, "%.*s/%ld/end",
					STR_ARG(x->action), (long)r->id);
		v->end_key = req_new_key(cx);
	}
}

struct link_typed {
	struct str document, role, from;
};

static struct err *links_fill(struct cx *cx,
			      const struct programme_by_id_row *p,
			      const struct link_typed *t,
			      const struct err *faults, struct links_view *x)
{
	struct programme_documents_rows rows;
	struct err *err = programme_documents(
		cx->db, &(struct programme_documents_in){ .programme = p->id },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		link_row(cx, &rows.p[i], x);
	x->document = work_form_select(cx, faults, "document", N_("Document"));
	x->role = work_form_select(cx, faults, "role", N_("Stands as"));
	for (int i = ROLE_BASIS; i < N_WORK_ROLE; i++)
		work_form_choice(
			cx, &x->role, str_c(work_role_code((enum work_role)i)),
			tr(cx->lang, work_role_title((enum work_role)i)),
			t->role);
	x->from = work_form_field(cx, faults, "from", N_("In force from"),
				  t->from);
	x->from.narrow = true;
	x->from.hint = tr(cx->lang, N_("Such as 26/01/2026."));
	return err ? err : work_form_documents(cx, t->document, &x->document);
}

static struct err *links_show(struct cx *cx, struct req *rq, struct reply *rp,
			      const struct link_typed *t,
			      const struct err *faults)
{
	struct programme_by_id_row p;
	struct page page;
	struct view v;
	struct links_view x = { .page = &page,
				.faults = view_faults(cx, faults),
				.keys = view_keys(cx, rq),
				.row_keys = { .csrf = req_csrf(rq) },
				.action = req_path(rq),
				.may_add = work_is_office(cx) };
	struct err *err = programme_get(cx, req_path_id(rq, "id"), &p);

	if (!err)
		err = links_fill(cx, &p, t, faults, &x);
	if (err)
		return err;
	x.sub = work_form_sub(cx, &p);
	work_form_crumbs(cx, &p, N_("Documents"), &x.crumbs);
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title =
					 tr(cx->lang, N_("Documents behind the "
							 "programme")),
				 .menu = "work",
				 .n_errors = (int)x.faults.n },
			 &page, &v);
	if (err)
		return err;
	rp->status = faults ? 422 : 200;
	links_html(&v, &x);
	return NULL;
}

static struct err *links_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	return links_show(cx, rq, rp,
			  &(struct link_typed){
				  .role = STR("basis"),
				  .from = fmt_day(cx->arena, cx->today) },
			  NULL);
}

static struct err *links_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct link_typed t = { .document = req_typed(rq, "document"),
				.role = req_typed(rq, "role"),
				.from = req_typed(rq, "from") };
	struct err *err = req_faults(rq);

	if (!err)
		err = work_link_add(cx,
				    &(struct work_link){
					    .programme = req_path_id(rq, "id"),
					    .document = req_int(rq, "document"),
					    .role = req_str(rq, "role"),
					    .from = req_day(rq, "from") });
	if (err)
		return work_form_mendable(err) ? links_show(cx, rq, rp, &t, err)
					       : err;
	return reply_redirect(rp, req_path(rq));
}

static struct err *unlink_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct err *err = work_link_end(cx, id, req_path_id(rq, "link"));

	return err ? err
		   : reply_redirect(rp, str_fmt(cx->arena,
						"/programme/%ld/documents",
						(long)id));
}

/* ---- /document/:id/tasks --------------------------------------------------------- */

struct source_form {
	struct work_source in;
	struct str seen;
};

/* Any change of what would be made changes it. */
static struct str seen_of(struct cx *cx, const struct work_source *in)
{
	return str_fmt(cx->arena, "%ld.%lx.%lx", (long)in->programme,
		       (unsigned long)str_hash(in->section),
		       (unsigned long)str_hash(in->lines));
}

static struct err *source_fields(struct cx *cx, const struct source_form *f,
				 const struct err *faults,
				 struct source_view *x)
{
	struct programme_open_rows open;
	struct str chosen = number_text(cx, f->in.programme);
	struct err *err = programme_open(
		cx->db, &(struct programme_open_in){ .except = 0 }, &open);

	x->programme =
		work_form_select(cx, faults, "programme", N_("Programme"));
	for (ptrdiff_t i = 0; !err && i < open.n; i++)
		work_form_choice(cx, &x->programme,
				 number_text(cx, open.p[i].id),
				 work_form_programme(cx, &open.p[i]), chosen);
	x->section = work_form_field(cx, faults, "section",
				     N_("Section, if any"), f->in.section);
	x->lines = work_form_field(cx, faults, "lines",
				   N_("Conclusions, one a line"), f->in.lines);
	x->lines.hint =
		tr(cx->lang, N_("Behind the work you may add lead | deadline | "
				"product, with such bars between. Numbers and "
				"dashes at the beginning are left out."));
	return err;
}

static void source_row(struct cx *cx, const struct work_source_row *r,
		       struct source_view *x)
{
	*vec_push(cx->arena, &x->rows) = (struct source_row_view){
		.n = number_text(cx, r->n),
		.work = r->words.work,
		.lead = r->words.lead_text,
		.deadline = r->words.deadline,
		.product = r->words.product,
		.holes = r->task == DB_NULL
				 ? work_task_missing(cx, r->meaning.missing)
				 : (struct strs){ 0 },
		.task_href = r->task == DB_NULL ? STR_NULL
						: work_task_path(cx, r->task)
	};
}

static void preview_fill(struct cx *cx, const struct work_source_plan *plan,
			 struct source_view *x)
{
	for (ptrdiff_t i = 0; i < plan->rows.n; i++)
		source_row(cx, &plan->rows.p[i], x);
	x->summary = tr_fmt(cx->arena, cx->lang,
			    N_("{0} new tasks, {1} of them lack something"),
			    fmt_int(cx->arena, cx->lang, plan->n_new),
			    fmt_int(cx->arena, cx->lang, plan->n_unclear));
	if (plan->n_new)
		x->confirm =
			tr_fmt(cx->arena, cx->lang, N_("Make {0} draft tasks"),
			       fmt_int(cx->arena, cx->lang, plan->n_new));
}

/* A document whose lines become tasks; others have no such page. */
static struct err *document_get(struct cx *cx, int64_t id,
				struct document_by_id_row *ret_d)
{
	bool found;
	struct err *err = work_form_office(cx);

	if (!err)
		err = document_by_id(cx->db,
				     &(struct document_by_id_in){ .id = id },
				     ret_d, &found);
	if (!err && (!found || !work_concludes(cx, ret_d->kind)))
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such document."));
	return err;
}

static void source_crumbs(struct cx *cx, const struct document_by_id_row *d,
			  struct source_view *x)
{
	x->back = str_fmt(cx->arena, "/document/%ld", (long)d->id);
	x->sub = str_fmt(cx->arena, "%.*s – %.*s", STR_ARG(d->code),
			 STR_ARG(d->title));
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Documents")),
				.href = STR("/documents") };
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = d->code, .href = x->back };
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = tr(cx->lang,
					   N_("Conclusions as tasks")) };
}

static struct err *source_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct source_form *f,
			       const struct err *faults)
{
	struct document_by_id_row d;
	struct work_source_plan plan;
	struct page page;
	struct view v;
	struct source_view x = { .page = &page,
				 .faults = view_faults(cx, faults),
				 .keys = view_keys(cx, rq),
				 .action = req_path(rq),
				 .seen = seen_of(cx, &f->in) };
	struct err *err = document_get(cx, f->in.document, &d);

	if (!err)
		err = source_fields(cx, f, faults, &x);
	if (!err && f->in.lines.n && !faults) {
		err = work_source_plan(cx, &f->in, &plan);
		if (!err)
			preview_fill(cx, &plan, &x);
	}
	if (err)
		return err;
	source_crumbs(cx, &d, &x);
	err = page_begin(
		cx, rq, rp,
		&(struct page_ask){
			.title = tr(cx->lang, N_("Conclusions as tasks")),
			.menu = "document",
			.n_errors = (int)x.faults.n },
		&page, &v);
	if (err)
		return err;
	rp->status = faults ? 422 : 200;
	source_html(&v, &x);
	return NULL;
}

static struct err *source_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	return source_show(cx, rq, rp,
			   &(struct source_form){
				   .in = { .document = req_path_id(rq, "id"),
					   .programme = DB_NULL,
					   .section = STR(""),
					   .lines = STR("") } },
			   NULL);
}

static struct err *source_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct source_form f = {
		.in = { .document = req_path_id(rq, "id"),
			.programme = req_int(rq, "programme"),
			.section = req_typed(rq, "section"),
			.lines = req_typed(rq, "lines") },
		.seen = req_str(rq, "seen"),
	};
	bool sure = str_eq(req_str(rq, "do"), STR("confirm"));
	struct work_source_plan plan;
	struct document_by_id_row d;
	int made;
	struct err *err = document_get(cx, f.in.document, &d), *faults;

	if (err)
		return err;
	faults = req_faults(rq);
	if (!faults) {
		f.in.section = req_str(rq, "section");
		f.in.lines = req_str(rq, "lines");
		/* changed behind the preview: look again first */
		sure = sure && str_eq(f.seen, seen_of(cx, &f.in));
		faults = sure ? work_source_add(cx, &f.in, &made)
			      : work_source_plan(cx, &f.in, &plan);
	}
	if (faults && !work_form_mendable(faults))
		return faults;
	if (faults || !sure)
		return source_show(cx, rq, rp, &f, faults);
	return reply_redirect(rp, str_fmt(cx->arena, "/document/%ld",
					  (long)f.in.document));
}

/* ---- routes -------------------------------------------------------------------------- */

static const struct field link_fields[] = {
	{ .name = "document",
	  .label = N_("Document"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
	{ .name = "role",
	  .label = N_("Stands as"),
	  .kind = FIELD_WORD,
	  .required = true },
	{ .name = "from",
	  .label = N_("In force from"),
	  .kind = FIELD_DAY,
	  .required = true },
};
static const struct field source_form_fields[] = {
	{ .name = "do", .label = N_("Button"), .kind = FIELD_WORD },
	{ .name = "seen",
	  .label = N_("What was shown"),
	  .kind = FIELD_WORD,
	  .max = 100 },
	{ .name = "programme",
	  .label = N_("Programme"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
	{ .name = "section",
	  .label = N_("Section, if any"),
	  .kind = FIELD_LINE,
	  .max = WORK_TITLE_MOST },
	{ .name = "lines",
	  .label = N_("Conclusions, one a line"),
	  .kind = FIELD_TEXT,
	  .required = true,
	  .max = LINES_TEXT },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/programme/:id/documents",
	  .perm = PERM_WORK_VIEW,
	  .page = links_page },
	{ .method = POST,
	  .path = "/programme/:id/documents",
	  .perm = PERM_WORK_MANAGE,
	  .page = links_post,
	  ROUTE_FIELDS(link_fields) },
	{ .method = POST,
	  .path = "/programme/:id/documents/:link/end",
	  .perm = PERM_WORK_MANAGE,
	  .page = unlink_post },
	{ .method = GET,
	  .path = "/document/:id/tasks",
	  .perm = PERM_WORK_MANAGE,
	  .page = source_page },
	{ .method = POST,
	  .path = "/document/:id/tasks",
	  .perm = PERM_WORK_MANAGE,
	  .page = source_post,
	  ROUTE_FIELDS(source_form_fields),
	  .body_max = WORK_FORM_BODY },
};
const struct route_table work_source_routes = { routes,
						(int)N_ELEMENTS(routes) };
