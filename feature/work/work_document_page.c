/* Documents: the list, one of them, adding one, making a programme of it. */
#include "file/file.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/site.h"
#include "work/work_act.h"
#include "work/work_document_query.h"
#include "work/work_document_tmpl.h"
#include "work/work_document_view.h"
#include "work/work_page.h"
#include "work/work_query.h"
#include "work/work_secret.h"
#include "work/work_source_act.h"

enum {
	PER_PAGE = 50,
	BODY_MOST = FILE_MOST + 256 * 1024, /* the form around the file */
	YEAR_LAST = 9999,
};

static const struct field list_fields[] = {
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
};
static const struct field new_fields[] = {
	{ .name = "kind",
	  .label = N_("Type of document"),
	  .kind = FIELD_LINE,
	  .required = true,
	  .max = 20 },
	{ .name = "number",
	  .label = N_("Number"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 99999 },
	{ .name = "term",
	  .label = N_("Term"),
	  .kind = FIELD_LINE,
	  .required = true,
	  .max = 20 },
	{ .name = "issuer",
	  .label = N_("Issuer"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1 },
	{ .name = "issued_on",
	  .label = N_("Day of issue"),
	  .kind = FIELD_DAY,
	  .required = true },
	{ .name = "title",
	  .label = N_("Title of the document"),
	  .kind = FIELD_LINE,
	  .required = true,
	  .max = WORK_TITLE_MOST },
	{ .name = "file", .label = N_("File"), .kind = FIELD_FILE },
};
static const struct field programme_fields[] = {
	{ .name = "title",
	  .label = N_("Title of the programme"),
	  .kind = FIELD_LINE,
	  .required = true,
	  .max = WORK_TITLE_MOST },
	{ .name = "year",
	  .label = N_("Year"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1,
	  .max = YEAR_LAST },
	{ .name = "from",
	  .label = N_("First day"),
	  .kind = FIELD_DAY,
	  .required = true },
	{ .name = "to",
	  .label = N_("Last day"),
	  .kind = FIELD_DAY,
	  .required = true },
};

/* ---- helpers ------------------------------------------------------------------- */

static bool mendable(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_CONFLICT ||
	       e->code == ERR_UNSUPPORTED || e->code == ERR_LIMIT;
}

static struct str document_path(struct cx *cx, int64_t id, const char *rest)
{
	return str_fmt(cx->arena, "/document/%ld%s", (long)id, rest);
}

static struct str number_text(struct cx *cx, int64_t n)
{
	return str_fmt(cx->arena, "%ld", (long)n);
}

static void crumb_add(struct cx *cx, struct crumbs *c, struct str text,
		      struct str href)
{
	*vec_push(cx->arena, c) = (struct crumb){ text, href };
}

static struct crumbs crumbs_start(struct cx *cx)
{
	struct crumbs c = { 0 };

	crumb_add(cx, &c, tr(cx->lang, N_("Documents")), STR("/documents"));
	return c;
}

static struct err *document_get(struct cx *cx, int64_t id,
				struct document_by_id_row *ret_row)
{
	bool found;
	struct err *err =
		document_by_id(cx->db, &(struct document_by_id_in){ .id = id },
			       ret_row, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such document."));
	return err;
}

/* ---- the list --------------------------------------------------------------------- */

static struct err *list_fill(struct cx *cx, struct req *rq,
			     struct documents_view *x)
{
	int64_t page = req_int(rq, "page");
	struct document_count_row count;
	struct document_list_rows rows;
	bool found;
	struct err *err = document_count(cx->db, &count, &found);

	if (err)
		return err;
	x->pager = pager_make(cx->arena, req_query(rq),
			      page == DB_NULL ? 1 : page, PER_PAGE, count.n);
	err = document_list(cx->db,
			    &(struct document_list_in){
				    .limit = PER_PAGE,
				    .offset = MAX(x->pager.from - 1, 0) },
			    &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct document_list_row *r = &rows.p[i];

		*vec_push(cx->arena, &x->rows) = (struct document_line_view){
			.id = r->id,
			.file = r->file == DB_NULL ? 0 : r->file,
			.programme = r->programme == DB_NULL ? 0 : r->programme,
			.code = r->code,
			.kind = profile_doc_type_title(cx->profile, r->kind,
						       cx->lang),
			.title = r->title,
			.issuer = r->issuer_name,
			.on = r->issued_on
		};
	}
	return err;
}

static struct err *list_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct documents_view x = {
		.page = &page,
		.manage = work_is_office(cx),
		.none = { .title = tr(cx->lang, N_("No document is kept yet.")),
			  .text = tr(cx->lang, N_("Resolutions, programmes and "
						  "plans stand here once the "
						  "office has added "
						  "them.")) },
	};
	struct err *err = list_fill(cx, rq, &x);

	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){
					 .title = tr(cx->lang, N_("Documents")),
					 .menu = "document" },
				 &page, &v);
	if (!err)
		work_documents_html(&v, &x);
	return err;
}

/* ---- one document ------------------------------------------------------------------ */

static struct err *file_fill(struct cx *cx, int64_t file,
			     struct document_view *x)
{
	struct file_info info;
	bool found;
	struct err *err;

	if (file == DB_NULL)
		return NULL;
	err = file_find(cx, file, &info, &found);
	if (err || !found)
		return err;
	x->file = file;
	x->file_name = info.name;
	x->file_size = fmt_bytes(cx->arena, cx->lang, info.size);
	return NULL;
}

/* "basis, from 26/01/2026"; absent for the document it was made of. */
static struct str role_words(struct cx *cx,
			     const struct document_programmes_row *r)
{
	enum work_role role;

	if (!work_role_read(r->role, &role) || role == ROLE_MAIN)
		return STR_NULL;
	if (r->to_on != DAY_NONE)
		return tr_fmt(cx->arena, cx->lang, N_("{0}, {1} to {2}"),
			      tr(cx->lang, work_role_title(role)),
			      fmt_day(cx->arena, r->from_on),
			      fmt_day(cx->arena, r->to_on));
	return tr_fmt(cx->arena, cx->lang, N_("{0}, from {1}"),
		      tr(cx->lang, work_role_title(role)),
		      fmt_day(cx->arena, r->from_on));
}

static struct err *programmes_fill(struct cx *cx, struct document_view *x)
{
	struct document_programmes_rows rows;
	struct err *err = document_programmes(
		cx->db, &(struct document_programmes_in){ .document = x->id },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &x->programmes) =
			(struct document_programme_view){
				.id = rows.p[i].id,
				.year = number_text(cx, rows.p[i].year),
				.title = rows.p[i].title,
				.role = role_words(cx, &rows.p[i]),
				.closed = rows.p[i].closed_on != DAY_NONE
			};
	return err;
}

/* The tasks that were drawn from it, as far as this person sees them. */
static struct err *tasks_fill(struct cx *cx, struct document_view *x)
{
	struct document_tasks_rows rows;
	struct err *err = document_tasks(
		cx->db,
		&(struct document_tasks_in){
			.document = x->id,
			.scope = cx_scope(cx),
			.limit = PER_PAGE + 1,
			.with = cx->actor.org_is_root
					? 0u
					: DOCUMENT_TASKS_WITH_SCOPE },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n && i < PER_PAGE; i++) {
		const struct document_tasks_row *r = &rows.p[i];

		*vec_push(cx->arena, &x->tasks) = (struct document_task_view){
			.id = r->id,
			.line = r->line,
			.work = r->work,
			.lead = r->lead_name,
			.code = r->code,
			.unclear = r->missing != 0,
			.draft = r->issued_on == DAY_NONE,
			.done = r->done_on != DAY_NONE
		};
	}
	x->more = !err && rows.n > PER_PAGE;
	return err;
}

static struct err *one_fill(struct cx *cx, int64_t id, struct document_view *x)
{
	struct document_by_id_row d;
	struct err *err = document_get(cx, id, &d);

	if (err)
		return err;
	x->id = id;
	x->code = d.code;
	x->kind = profile_doc_type_title(cx->profile, d.kind, cx->lang);
	x->title = d.title;
	x->issuer = d.issuer_name;
	x->term = d.term;
	x->on = d.issued_on;
	x->crumbs = crumbs_start(cx);
	crumb_add(cx, &x->crumbs, d.code, STR_NULL);
	x->concludes = work_concludes(cx, d.kind);
	err = file_fill(cx, d.file, x);
	if (!err)
		err = programmes_fill(cx, x);
	return err ? err : tasks_fill(cx, x);
}

static struct err *one_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct document_view x = { .page = &page,
				   .manage = work_is_office(cx) };
	struct err *err = one_fill(cx, req_path_id(rq, "id"), &x);

	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = x.code,
						     .menu = "document" },
				 &page, &v);
	if (!err)
		work_document_html(&v, &x);
	return err;
}

/* ---- adding one --------------------------------------------------------------------- */

static struct document_field field_make(struct cx *cx, const struct err *faults,
					const char *name, const char *label,
					struct str value)
{
	return (struct document_field){ .name = name,
					.label = tr(cx->lang, label),
					.value = value,
					.fault = view_fault_of(cx, faults,
							       str_c(name)) };
}

static void choice_add(struct cx *cx, struct document_select *s,
		       struct str value, struct str title, struct str chosen)
{
	*vec_push(cx->arena, &s->choices) =
		(struct document_choice){ value, title, str_eq(value, chosen) };
}

static struct document_select kind_select(struct cx *cx, struct str chosen,
					  const struct err *faults)
{
	struct document_select s = {
		.name = "kind",
		.label = tr(cx->lang, N_("Type of document")),
		.fault = view_fault_of(cx, faults, STR("kind"))
	};

	for (ptrdiff_t i = 0; i < cx->profile->n_doc_types; i++) {
		const struct profile_doc_type *t = &cx->profile->doc_type[i];

		choice_add(cx, &s, t->code,
			   str_fmt(cx->arena, "%.*s (%.*s)",
				   STR_ARG(cx->lang == LANG_VI ? t->vi : t->en),
				   STR_ARG(t->code)),
			   chosen);
	}
	return s;
}

static struct err *issuer_select(struct cx *cx, struct str chosen,
				 const struct err *faults,
				 struct document_select *ret_select)
{
	struct document_select s = { .name = "issuer",
				     .label = tr(cx->lang, N_("Issuer")),
				     .fault = view_fault_of(cx, faults,
							    STR("issuer")) };
	struct document_issuers_rows rows;
	struct err *err = document_issuers(
		cx->db, &(struct document_issuers_in){ .today = cx->today },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		choice_add(cx, &s, number_text(cx, rows.p[i].id),
			   rows.p[i].name, chosen);
	if (!err)
		*ret_select = s;
	return err;
}

/* "2025-2030": the term of today by the profile's rules. */
static struct str term_today(struct cx *cx)
{
	int64_t from = profile_rule_int(cx->profile, STR("term_first_year"),
					cx->today, 0);
	int64_t to = profile_rule_int(cx->profile, STR("term_last_year"),
				      cx->today, 0);

	if (!from || !to)
		return STR_NULL;
	return str_fmt(cx->arena, "%ld-%ld", (long)from, (long)to);
}

struct document_typed {
	struct str kind, number, term, issuer, issued_on, title;
};

static void new_fields_fill(struct cx *cx, const struct document_typed *t,
			    const struct err *faults,
			    struct document_form_view *x)
{
	x->kind = kind_select(cx, t->kind, faults);
	x->number = field_make(cx, faults, "number", N_("Number"), t->number);
	x->number.hint = tr(cx->lang, N_("Empty: the next one of this type in "
					 "the term."));
	x->number.narrow = true;
	x->term = field_make(cx, faults, "term", N_("Term"), t->term);
	x->term.narrow = true;
	x->issued_on = field_make(cx, faults, "issued_on", N_("Day of issue"),
				  t->issued_on);
	x->issued_on.hint = tr(cx->lang, N_("Such as 26/01/2026."));
	x->issued_on.narrow = true;
	x->title = field_make(cx, faults, "title", N_("Title of the document"),
			      t->title);
	x->title.several = true;
	x->file = field_make(cx, faults, "file", N_("File"), STR_NULL);
	x->file.hint = tr(cx->lang,
			  faults ? N_("Choose the file again; at most 20 MB.")
				 : N_("PDF, Word, Excel, picture or text; at "
				      "most 20 MB."));
}

static struct err *new_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct document_typed *t,
			    const struct err *faults)
{
	struct page page;
	struct view v;
	struct document_form_view x = { .page = &page,
					.keys = view_keys(cx, rq),
					.faults = view_faults(cx, faults),
					.crumbs = crumbs_start(cx) };
	struct err *err = issuer_select(cx, t->issuer, faults, &x.issuer);

	if (err)
		return err;
	new_fields_fill(cx, t, faults, &x);
	crumb_add(cx, &x.crumbs, tr(cx->lang, N_("Add a document")), STR_NULL);
	if (faults)
		rp->status = 422;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr(cx->lang, N_("Add a document")),
				 .menu = "document",
				 .n_errors = (int)x.faults.n },
			 &page, &v);
	if (!err)
		work_document_new_html(&v, &x);
	return err;
}

static struct err *new_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct document_typed t = { .term = term_today(cx) };

	return new_show(cx, rq, rp, &t, NULL);
}

/* One of those that the form offers. */
static struct err *issuer_check(struct cx *cx, int64_t issuer)
{
	struct document_issuers_rows rows;
	struct err *err = document_issuers(
		cx->db, &(struct document_issuers_in){ .today = cx->today },
		&rows);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		if (rows.p[i].id == issuer)
			return NULL;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("Choose the issuer from the list.")),
		      STR("issuer"));
}

static struct err *new_write(struct cx *cx, struct req *rq, int64_t *ret_id)
{
	int64_t number = req_int(rq, "number");
	struct work_document_new in = { .kind = req_str(rq, "kind"),
					.number =
						number == DB_NULL ? 0 : number,
					.term = req_str(rq, "term"),
					.issuer = req_int(rq, "issuer"),
					.issued_on = req_day(rq, "issued_on"),
					.title = req_str(rq, "title") };
	struct upload up;
	struct err *err = req_faults(rq);

	if (!err && req_upload(rq, "file", 0, &up))
		in.file = (struct work_file){ up.name, up.bytes };
	if (!err)
		err = issuer_check(cx, in.issuer);
	if (!err)
		err = work_secret_check(cx, in.title, &in.file);
	if (!err)
		err = work_document_add(cx, &in, ret_id);
	/* the file's own faults name no field */
	if (err && !err->field.p && err->code == ERR_UNSUPPORTED)
		err = err_at(err, STR("file"));
	return err;
}

static struct err *new_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct document_typed t = { .kind = req_typed(rq, "kind"),
				    .number = req_typed(rq, "number"),
				    .term = req_typed(rq, "term"),
				    .issuer = req_typed(rq, "issuer"),
				    .issued_on = req_typed(rq, "issued_on"),
				    .title = req_typed(rq, "title") };
	int64_t id;
	struct err *err = new_write(cx, rq, &id);

	if (err)
		return mendable(err) ? new_show(cx, rq, rp, &t, err) : err;
	return reply_redirect(rp, document_path(cx, id, ""));
}

/* ---- making a programme of it --------------------------------------------------------- */

struct programme_typed {
	struct str title, year, from, to;
};

static struct err *programme_show(struct cx *cx, struct req *rq,
				  struct reply *rp,
				  const struct programme_typed *t,
				  const struct err *faults)
{
	struct page page;
	struct view v;
	struct document_programme_form x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.faults = view_faults(cx, faults),
		.crumbs = crumbs_start(cx),
		.id = req_path_id(rq, "id"),
		.title = field_make(cx, faults, "title",
				    N_("Title of the programme"), t->title),
		.year = field_make(cx, faults, "year", N_("Year"), t->year),
		.from = field_make(cx, faults, "from", N_("First day"),
				   t->from),
		.to = field_make(cx, faults, "to", N_("Last day"), t->to)
	};
	struct document_by_id_row d;
	struct err *err = document_get(cx, x.id, &d);

	if (err)
		return err;
	x.code = d.code;
	x.title.several = true;
	x.year.hint = tr(cx->lang, N_("Deadlines without a year mean this "
				      "one."));
	x.year.narrow = x.from.narrow = x.to.narrow = true;
	crumb_add(cx, &x.crumbs, d.code, document_path(cx, x.id, ""));
	crumb_add(cx, &x.crumbs, tr(cx->lang, N_("Programme")), STR_NULL);
	if (faults)
		rp->status = 422;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr(cx->lang, N_("Make a programme")),
				 .menu = "document",
				 .n_errors = (int)x.faults.n },
			 &page, &v);
	if (!err)
		work_document_programme_html(&v, &x);
	return err;
}

static struct err *programme_page(struct cx *cx, struct req *rq,
				  struct reply *rp)
{
	struct document_by_id_row d;
	struct err *err = document_get(cx, req_path_id(rq, "id"), &d);
	int year;

	if (err)
		return err;
	year = day_ymd(d.issued_on).y;
	return programme_show(
		cx, rq, rp,
		&(struct programme_typed){
			.title = d.title,
			.year = number_text(cx, year),
			.from = str_fmt(cx->arena, "01/01/%d", year),
			.to = str_fmt(cx->arena, "31/12/%d", year) },
		NULL);
}

static struct err *programme_write(struct cx *cx, struct req *rq,
				   int64_t *ret_id)
{
	struct document_by_id_row d;
	struct err *err = document_get(cx, req_path_id(rq, "id"), &d);

	if (!err)
		err = req_faults(rq);
	if (err)
		return err;
	return work_programme_add(cx,
				  &(struct work_programme_new){
					  .document = d.id,
					  .title = req_str(rq, "title"),
					  .year = req_int(rq, "year"),
					  .from = req_day(rq, "from"),
					  .to = req_day(rq, "to"),
					  .owner = d.issuer },
				  ret_id);
}

static struct err *programme_post(struct cx *cx, struct req *rq,
				  struct reply *rp)
{
	struct programme_typed t = { .title = req_typed(rq, "title"),
				     .year = req_typed(rq, "year"),
				     .from = req_typed(rq, "from"),
				     .to = req_typed(rq, "to") };
	int64_t id;
	struct err *err = programme_write(cx, rq, &id);

	if (err)
		return mendable(err) ? programme_show(cx, rq, rp, &t, err)
				     : err;
	return reply_redirect(rp,
			      str_fmt(cx->arena, "/programme/%ld", (long)id));
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/documents",
	  .perm = PERM_WORK_VIEW,
	  .page = list_page,
	  ROUTE_FIELDS(list_fields) },
	{ .method = GET,
	  .path = "/documents/new",
	  .perm = PERM_WORK_MANAGE,
	  .page = new_page },
	{ .method = POST,
	  .path = "/documents/new",
	  .perm = PERM_WORK_MANAGE,
	  .page = new_post,
	  ROUTE_FIELDS(new_fields),
	  .body_max = BODY_MOST },
	{ .method = GET,
	  .path = "/document/:id",
	  .perm = PERM_WORK_VIEW,
	  .page = one_page },
	{ .method = GET,
	  .path = "/document/:id/programme",
	  .perm = PERM_WORK_MANAGE,
	  .page = programme_page },
	{ .method = POST,
	  .path = "/document/:id/programme",
	  .perm = PERM_WORK_MANAGE,
	  .page = programme_post,
	  ROUTE_FIELDS(programme_fields) },
};

const struct route_table work_document_routes = { routes,
						  (int)N_ELEMENTS(routes) };
