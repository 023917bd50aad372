/*
 * The annex import: choose a file, say which annex, compare and mend, then
 * confirm; afterwards what was made, and the way back. The preview is one
 * form; every button of it first keeps what was typed.
 */
#include "work/work_import_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_import_tmpl.h"
#include "work/work_page.h"
#include "work/work_document_query.h"
#include "work/work_query.h"

enum { UPLOAD_MOST = 20 << 20, FORM_MOST = 1 << 20, ROWS_MOST = 60 };

static struct err *import_get(struct cx *cx, int64_t id,
			      struct import_by_id_row *ret_import)
{
	bool found;
	struct err *err =
		import_by_id(cx->db, &(struct import_by_id_in){ .id = id },
			     ret_import, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such import."));
	return err;
}

static struct str import_path(struct cx *cx, int64_t id)
{
	return str_fmt(cx->arena, "/import/%ld", (long)id);
}

/* What a person can mend is shown on the form; the rest is an error page. */
static bool is_fault(const struct err *err)
{
	return err->code == ERR_INVALID || err->code == ERR_LIMIT ||
	       err->code == ERR_UNSUPPORTED || err->code == ERR_CONFLICT;
}

/* ---- choosing a file ---- */

static struct err *earlier_fill(struct cx *cx, int64_t programme,
				struct import_lines *l)
{
	struct import_list_rows rows;
	struct err *err =
		import_list(cx->db,
			    &(struct import_list_in){ .programme = programme },
			    &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct import_list_row *r = &rows.p[i];
		const char *text = N_("“{0}” of {1}: waits for you");

		if (r->dropped_at != DB_NULL)
			continue;
		if (r->undone_at != DB_NULL)
			text = N_("“{0}” of {1}: taken back");
		else if (r->confirmed_at != DB_NULL)
			text = N_("“{0}” of {1}: imported");
		*vec_push(cx->arena, l) = (struct import_link){
			.href = import_path(cx, r->id),
			.text = tr_fmt(cx->arena, cx->lang, text, r->file_name,
				       fmt_instant(cx->arena, r->made_at))
		};
	}
	return err;
}

static struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct programme_by_id_row p;
	struct page page;
	struct view v;
	struct import_form_view x = { .page = &page,
				      .errors = view_faults(cx, faults),
				      .fault = view_fault_of(cx, faults,
							     STR("file")),
				      .keys = view_keys(cx, rq),
				      .action = req_path(rq) };
	bool found;
	struct err *err = programme_by_id(cx->db,
					  &(struct programme_by_id_in){
						  .id = req_path_id(rq, "id") },
					  &p, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such programme."));
	if (!err)
		err = earlier_fill(cx, p.id, &x.earlier);
	if (!err)
		err = page_begin(
			cx, rq, rp,
			&(struct page_ask){
				.title = tr(cx->lang, N_("Import an annex")),
				.menu = "work",
				.n_errors = (int)x.errors.n },
			&page, &v);
	if (err)
		return err;
	work_import_crumbs(cx, p.id, p.code, &x.crumbs);
	x.sub = work_import_sub(cx, p.code, p.title);
	rp->status = faults ? 422 : 200;
	import_form_html(&v, &x);
	return NULL;
}

static struct err *form_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	return form_show(cx, rq, rp, NULL);
}

static struct err *form_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);
	struct upload file;
	int64_t id;

	if (!err && !req_upload(rq, "file", 0, &file))
		err = err_new(cx->arena, ERR_INVALID,
			      N_("Choose the file that holds the annex."));
	else if (!err)
		err = work_import_stage(
			cx,
			&(struct work_import_new){
				.programme = req_path_id(rq, "id"),
				.file = { file.name, file.bytes } },
			&id);
	if (err && !is_fault(err))
		return err;
	if (err)
		return form_show(cx, rq, rp, err_at(err, STR("file")));
	return reply_redirect(rp, import_path(cx, id));
}

/* ---- which annex ---- */

static struct err *choose_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct import_by_id_row *i,
			       const struct err *faults)
{
	struct str rest = i->annexes.n ? i->annexes : STR_NULL;
	struct page page;
	struct view v;
	struct import_choose_view x = {
		.page = &page,
		.errors = view_faults(cx, faults),
		.keys = view_keys(cx, rq),
		.file = i->file_name,
		.action = str_cat(cx->arena, import_path(cx, i->id),
				  STR("/choose")),
		.drop = str_cat(cx->arena, import_path(cx, i->id),
				STR("/drop")),
		.sub = work_import_sub(cx, i->code, i->title)
	};
	struct err *err;

	for (int n = 1; rest.p; n++) {
		struct str title = str_cut(&rest, '\n');

		*vec_push(cx->arena, &x.annexes) = (struct import_annex){
			.n = n,
			.title = title.n ? title
					 : tr(cx->lang,
					      N_("(without a title)"))
		};
	}
	work_import_crumbs(cx, i->programme, i->code, &x.crumbs);
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr(cx->lang, N_("Which annex?")),
				 .menu = "work",
				 .n_errors = (int)x.errors.n },
			 &page, &v);
	if (err)
		return err;
	rp->status = faults ? 422 : 200;
	import_choose_html(&v, &x);
	return NULL;
}

static struct err *choose_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id"), which = req_int(rq, "which");
	struct import_by_id_row i;
	struct err *err = req_faults(rq), *other;

	if (!err)
		err = work_import_choose(cx, id, (int)which);
	if (!err)
		return reply_redirect(rp, import_path(cx, id));
	if (!is_fault(err))
		return err;
	other = import_get(cx, id, &i);
	if (other)
		return other;
	/* chosen in another window: the preview tells it */
	if (i.choice || i.dropped_at != DB_NULL)
		return reply_redirect(rp, import_path(cx, id));
	return choose_show(cx, rq, rp, &i, err_at(err, STR("which")));
}

/* ---- what was made ---- */

static void fact_add(struct cx *cx, struct import_done_view *x,
		     const char *text, int64_t n, struct str href)
{
	if (n)
		*vec_push(cx->arena, &x->facts) = (struct import_link){
			.text = tr_fmt(cx->arena, cx->lang, text,
				       fmt_int(cx->arena, cx->lang, n)),
			.href = href
		};
}

struct made {
	int64_t made, there, clear, issued, left;
};

static struct err *made_count(struct cx *cx, int64_t id, struct made *ret)
{
	struct import_tasks_rows tasks;
	struct import_rows_rows rows;
	struct made m = { 0 };
	struct err *err =
		import_tasks(cx->db, &(struct import_tasks_in){ .import = id },
			     &tasks);

	if (!err)
		err = import_rows(cx->db,
				  &(struct import_rows_in){ .import = id },
				  &rows);
	if (err)
		return err;
	m.there = tasks.n;
	for (ptrdiff_t k = 0; k < tasks.n; k++) {
		m.clear += tasks.p[k].missing == 0;
		m.issued += tasks.p[k].issued_on != DAY_NONE;
	}
	for (ptrdiff_t k = 0; k < rows.n; k++) {
		m.made += rows.p[k].task != DB_NULL;
		m.left += rows.p[k].task == DB_NULL && !rows.p[k].skipped.p;
	}
	*ret = m;
	return NULL;
}

static void done_facts(struct cx *cx, const struct import_by_id_row *i,
		       const struct made *m, struct import_done_view *x)
{
	struct str unclear =
		str_cat(cx->arena, x->programme_href, STR("?missing=any"));

	if (i->dropped_at != DB_NULL) {
		x->title = tr(cx->lang, N_("The file was put away"));
		return;
	}
	if (i->undone_at != DB_NULL) {
		x->title = tr(cx->lang, N_("The import was taken back"));
		fact_add(cx, x, N_("Tasks that disappeared: {0}"),
			 m->made - m->there, STR_NULL);
		fact_add(cx, x,
			 N_("Tasks that had moved already and stay: "
			    "{0}"),
			 m->there, x->programme_href);
		return;
	}
	x->title = tr_fmt(cx->arena, cx->lang, N_("{0} tasks were made"),
			  fmt_int(cx->arena, cx->lang, m->made));
	fact_add(cx, x, N_("With the four clarities: {0}"), m->clear,
		 x->programme_href);
	fact_add(cx, x, N_("Issued at once: {0}"), m->issued,
		 x->programme_href);
	fact_add(cx, x, N_("Drafts that still lack something: {0}"),
		 m->there - m->clear, unclear);
	fact_add(cx, x,
		 N_("Rows of the file that were not taken: {0}. Choose "
		    "the file again later: rows that are here already "
		    "will be recognised."),
		 m->left, STR_NULL);
}

static struct err *done_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct import_by_id_row *i)
{
	struct page page;
	struct view v;
	struct made m;
	struct import_done_view x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.sub = work_import_sub(cx, i->code, i->title),
		.programme_href =
			str_fmt(cx->arena, "/programme/%ld", (long)i->programme)
	};
	struct err *err = made_count(cx, i->id, &m);

	if (err)
		return err;
	x.again_href = str_cat(cx->arena, x.programme_href, STR("/import"));
	work_import_crumbs(cx, i->programme, i->code, &x.crumbs);
	done_facts(cx, i, &m, &x);
	if (i->confirmed_at != DB_NULL && i->undone_at == DB_NULL &&
	    cx->today <= work_import_undo_until(cx, i->confirmed_at)) {
		x.undo_action = str_cat(cx->arena, import_path(cx, i->id),
					STR("/undo"));
		x.undo_until =
			fmt_day(cx->arena,
				work_import_undo_until(cx, i->confirmed_at));
	}
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.title, .menu = "work" },
			 &page, &v);
	if (!err)
		import_done_html(&v, &x);
	return err;
}

/* ---- the preview ---- */

static struct err *preview_show(struct cx *cx, struct req *rq, struct reply *rp,
				const struct work_import_state *s,
				const struct import_look *look)
{
	struct page page;
	struct view v;
	struct import_preview_view x = { .page = &page };
	int places = 0;
	struct err *err = work_import_preview(cx, rq, s, look, &x);

	for (int k = 0; k < N_NEED; k++)
		places += s->missing[k];
	if (look->faults)
		places = (int)x.errors.n;
	if (!err)
		err = page_begin(
			cx, rq, rp,
			&(struct page_ask){
				.title = tr(cx->lang, N_("Compare the annex")),
				.menu = "work",
				.n_errors = places },
			&page, &v);
	if (err)
		return err;
	rp->status = look->faults ? 422 : 200;
	import_preview_html(&v, &x);
	return NULL;
}

static struct err *import_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id"), page = req_int(rq, "page");
	struct import_look look = { .mend_only = str_eq(req_str(rq, "show"),
							STR("mend")),
				    .page = page == DB_NULL ? 1 : page,
				    .edit = req_int(rq, "edit"),
				    .saved = req_flag(rq, "saved") };
	struct work_import_state s;
	struct import_by_id_row i;
	struct err *err = req_faults(rq);

	if (!err)
		err = import_get(cx, id, &i);
	if (err)
		return err;
	if (i.confirmed_at != DB_NULL || i.dropped_at != DB_NULL)
		return done_show(cx, rq, rp, &i);
	if (!i.choice)
		return choose_show(cx, rq, rp, &i, NULL);
	err = work_import_state(cx, id, NULL, 0, &s);
	return err ? err : preview_show(cx, rq, rp, &s, &look);
}

/* ---- what was typed ---- */

struct typed_rows {
	struct work_import_mend mend[ROWS_MOST];
	int n;
};

/* Value of "name.N"; false: the form had no such field. */
static bool cell_typed(const struct req *rq, const char *family, int64_t n,
		       struct str *ret_value)
{
	struct str suffix, value;
	int64_t row;

	for (int k = 0; req_family(rq, family, k, &suffix, &value); k++)
		if (str_to_i64(suffix, &row) && row == n) {
			*ret_value = value.p ? value : STR("");
			return true;
		}
	return false;
}

static void row_typed(const struct req *rq, struct work_import_mend *m)
{
	struct str value;

	m->take = cell_typed(rq, "take.*", m->n, &value);
	m->work_ok = m->product_ok = -1;
	m->lead = DB_NULL;
	if (cell_typed(rq, "lead.*", m->n, &value) &&
	    !str_to_i64(value, &m->lead))
		m->lead = DB_NULL;
	if (cell_typed(rq, "work.*", m->n, &m->work))
		m->work_ok = cell_typed(rq, "workok.*", m->n, &value);
	if (cell_typed(rq, "product.*", m->n, &m->product))
		m->product_ok = cell_typed(rq, "productok.*", m->n, &value);
	if (!cell_typed(rq, "deadline.*", m->n, &m->deadline))
		m->deadline = STR_NULL;
}

static void rows_typed(const struct req *rq, struct typed_rows *t)
{
	t->n = 0;
	for (int k = 0; k < ROWS_MOST; k++) {
		struct str row = req_nth(rq, "row", k);
		int64_t n;

		if (!row.p)
			break;
		if (!str_to_i64(row, &n))
			continue;
		t->mend[t->n] = (struct work_import_mend){ .n = n };
		row_typed(rq, &t->mend[t->n++]);
	}
}

/* "deadline.3.0": puts the suggestion into the typed words. */
static struct err *hint_use(struct cx *cx, int64_t id, struct str use,
			    struct typed_rows *t)
{
	struct str field = str_cut(&use, '.'), row = str_cut(&use, '.');
	bool due = str_eq(field, STR("deadline"));
	struct str hint[WORK_IMPORT_HINTS];
	const struct work_import_row *r;
	struct work_import_state s;
	int64_t n, k;
	int n_hints;
	struct err *err;

	if (!str_to_i64(row, &n) || !str_to_i64(use, &k))
		return NULL;
	/* the suggestions are made of what the page showed */
	err = work_import_state(cx, id, NULL, 0, &s);
	r = err ? NULL : work_import_row(&s, n);
	if (!r || !r->is_task)
		return err;
	n_hints =
		work_import_hints(cx, &s, r, due ? NEED_PROGRESS : NEED_PRODUCT,
				  hint, WORK_IMPORT_HINTS);
	for (int i = 0; i < t->n && k >= 0 && k < n_hints; i++) {
		if (t->mend[i].n != n)
			continue;
		if (due)
			t->mend[i].deadline = hint[k];
		else
			t->mend[i].product = hint[k];
	}
	return NULL;
}

/* ---- the form ---- */

/* Back to the list: the next page, the field of a suggestion, or as it was. */
static struct err *list_again(struct cx *cx, const struct req *rq,
			      struct reply *rp, struct str use)
{
	bool next = str_eq(req_str(rq, "do"), STR("next"));
	bool mend = str_eq(req_str(rq, "show"), STR("mend"));
	int64_t page = req_int(rq, "page");
	struct str field = str_cut(&use, '.'), row = str_cut(&use, '.');
	struct str to =
		str_fmt(cx->arena, "/import/%ld?show=%s&page=%ld&saved=1",
			(long)req_path_id(rq, "id"), mend ? "mend" : "all",
			(long)(page == DB_NULL ? 1 : page) + next);

	if (row.n)
		to = str_fmt(cx->arena, "%.*s#%.*s.%.*s", STR_ARG(to),
			     STR_ARG(field), STR_ARG(row));
	return reply_redirect(rp, to);
}

/* The same page with what was typed and what is wrong. */
static struct err *form_again(struct cx *cx, struct req *rq, struct reply *rp,
			      const struct typed_rows *t, struct err *faults)
{
	int64_t page = req_int(rq, "page");
	struct import_look look = { .mend_only = str_eq(req_str(rq, "show"),
							STR("mend")),
				    .page = page == DB_NULL ? 1 : page,
				    .edit = DB_NULL,
				    .again = req_flag(rq, "again"),
				    .issue = req_flag(rq, "issue"),
				    .twins = req_flag(rq, "twins"),
				    .faults = faults };
	struct work_import_state s;
	struct err *err =
		work_import_state(cx, req_path_id(rq, "id"), t->mend, t->n, &s);

	if (err)
		return err;
	if (s.i.confirmed_at != DB_NULL || s.i.dropped_at != DB_NULL)
		return faults;
	return preview_show(cx, rq, rp, &s, &look);
}

static struct err *form_do(struct cx *cx, struct req *rq,
			   const struct typed_rows *t, bool *ret_done)
{
	struct str what = req_str(rq, "do");
	struct work_import_made made;
	struct work_import_deed deed = { .id = req_path_id(rq, "id"),
					 .rev = req_int(rq, "rev"),
					 .mend = t->mend,
					 .n_mends = t->n,
					 .all = str_eq(what, STR("all")),
					 .twins = req_flag(rq, "twins"),
					 .issue = req_flag(rq, "issue"),
					 .again = req_flag(rq, "again") };

	*ret_done = deed.all || str_eq(what, STR("clear"));
	if (*ret_done)
		return work_import_confirm(cx, &deed, &made);
	return work_import_mend(cx, deed.id, deed.rev, t->mend, t->n);
}

static struct err *import_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct str use = req_str(rq, "use");
	struct err *err = req_faults(rq);
	struct typed_rows t;
	bool done = false;

	rows_typed(rq, &t);
	if (!err && use.n)
		err = hint_use(cx, id, use, &t);
	if (!err)
		err = form_do(cx, rq, &t, &done);
	if (err && is_fault(err))
		return form_again(cx, rq, rp, &t, err);
	if (err)
		return err;
	return done ? reply_redirect(rp, import_path(cx, id))
		    : list_again(cx, rq, rp, use);
}

/* ---- taking back, putting away ---- */

static struct err *undo_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	int voided, kept;
	struct err *err = work_import_undo(cx, id, &voided, &kept);

	return err ? err : reply_redirect(rp, import_path(cx, id));
}

static struct err *drop_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct import_by_id_row i;
	struct err *err = import_get(cx, req_path_id(rq, "id"), &i);

	if (!err)
		err = work_import_drop(cx, i.id);
	return err ? err
		   : reply_redirect(rp,
				    str_fmt(cx->arena, "/programme/%ld/import",
					    (long)i.programme));
}

/* ---- routes ---- */

static const struct field upload_fields[] = {
	{ .name = "file",
	  .label = N_("File of the annex"),
	  .kind = FIELD_FILE,
	  .max = UPLOAD_MOST },
};
static const struct field look_fields[] = {
	{ .name = "show", .label = N_("Filter"), .kind = FIELD_WORD },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 1000 },
	{ .name = "edit", .label = N_("Row"), .kind = FIELD_INT, .min = 1 },
	{ .name = "saved", .label = N_("Saved"), .kind = FIELD_FLAG },
};
static const struct field choose_fields[] = {
	{ .name = "which",
	  .label = N_("Annex"),
	  .kind = FIELD_INT,
	  .required = true,
	  .min = 1,
	  .max = 99 },
};
static const struct field mend_fields[] = {
	{ .name = "rev",
	  .label = N_("Revision"),
	  .kind = FIELD_INT,
	  .required = true },
	{ .name = "show", .label = N_("Filter"), .kind = FIELD_WORD },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 1000 },
	{ .name = "do", .label = N_("Button"), .kind = FIELD_WORD },
	{ .name = "use", .label = N_("Suggestion"), .kind = FIELD_WORD },
	{ .name = "again",
	  .label = N_("Import this file again"),
	  .kind = FIELD_FLAG },
	{ .name = "twins",
	  .label = N_("Rows that are here already"),
	  .kind = FIELD_FLAG },
	{ .name = "issue",
	  .label = N_("Issue the clear tasks at once"),
	  .kind = FIELD_FLAG },
	{ .name = "row",
	  .label = N_("Row"),
	  .kind = FIELD_INT,
	  .many = true,
	  .min = 1 },
	{ .name = "take.*", .label = N_("Import row"), .kind = FIELD_FLAG },
	{ .name = "lead.*", .label = N_("Lead unit"), .kind = FIELD_WORD },
	{ .name = "work.*",
	  .label = N_("Work"),
	  .kind = FIELD_LINE,
	  .max = WORK_WORDS_MOST },
	{ .name = "workok.*", .label = N_("Work"), .kind = FIELD_FLAG },
	{ .name = "deadline.*",
	  .label = N_("Deadline"),
	  .kind = FIELD_LINE,
	  .max = WORK_TITLE_MOST },
	{ .name = "product.*",
	  .label = N_("Product"),
	  .kind = FIELD_LINE,
	  .max = WORK_WORDS_MOST },
	{ .name = "productok.*", .label = N_("Product"), .kind = FIELD_FLAG },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/programme/:id/import",
	  .perm = PERM_WORK_MANAGE,
	  .page = form_page },
	{ .method = POST,
	  .path = "/programme/:id/import",
	  .perm = PERM_WORK_MANAGE,
	  .page = form_post,
	  .slow = true,
	  .body_max = UPLOAD_MOST + FORM_MOST,
	  ROUTE_FIELDS(upload_fields) },
	{ .method = GET,
	  .path = "/import/:id",
	  .perm = PERM_WORK_MANAGE,
	  .page = import_page,
	  .slow = true,
	  ROUTE_FIELDS(look_fields) },
	{ .method = POST,
	  .path = "/import/:id",
	  .perm = PERM_WORK_MANAGE,
	  .page = import_post,
	  .body_max = FORM_MOST,
	  ROUTE_FIELDS(mend_fields) },
	{ .method = POST,
	  .path = "/import/:id/choose",
	  .perm = PERM_WORK_MANAGE,
	  .page = choose_post,
	  ROUTE_FIELDS(choose_fields) },
	{ .method = POST,
	  .path = "/import/:id/undo",
	  .perm = PERM_WORK_MANAGE,
	  .page = undo_post },
	{ .method = POST,
	  .path = "/import/:id/drop",
	  .perm = PERM_WORK_MANAGE,
	  .page = drop_post },
};
const struct route_table work_import_routes = { routes,
						(int)N_ELEMENTS(routes) };
