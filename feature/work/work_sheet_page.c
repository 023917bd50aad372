/*
 * A list that comes back: choose the file, compare cell by cell, confirm;
 * afterwards what was taken over, and the way back. Every button of the
 * comparison first keeps what was ticked.
 */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_sheet_act.h"
#include "work/work_sheet_show.h"
#include "work/work_sheet_state.h"
#include "work/work_sheet_tmpl.h"

enum {
	UPLOAD_MOST = 20 << 20,
	FORM_MOST = 1 << 20,
	EARLIER_MOST = 10,
	VERDICTS_MOST = 1000,
};

static struct str sheet_path(struct cx *cx, int64_t id)
{
	return str_fmt(cx->arena, "/sheet/%ld", (long)id);
}

/* What a person can mend is shown on the form; the rest is an error page. */
static bool is_fault(const struct err *err)
{
	return err->code == ERR_INVALID || err->code == ERR_LIMIT ||
	       err->code == ERR_UNSUPPORTED || err->code == ERR_CONFLICT;
}

static struct err *may(struct cx *cx)
{
	if (work_sheet_may(cx))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only the office and units that report may send a "
			  "list back."));
}

/* ---- choosing a file ------------------------------------------------------------ */

static const char *earlier_text(int64_t confirmed, int64_t undone)
{
	if (undone != DB_NULL)
		return N_("“{0}” of {1}, by {2}: taken back");
	if (confirmed != DB_NULL)
		return N_("“{0}” of {1}, by {2}: taken over");
	return N_("“{0}” of {1}, by {2}: waits for you");
}

static struct err *earlier_fill(struct cx *cx, struct import_lines *l)
{
	struct sheet_list_rows rows;
	struct err *err =
		sheet_list(cx->db,
			   &(struct sheet_list_in){ .org = cx->actor.org,
						    .limit = EARLIER_MOST },
			   &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct sheet_list_row *r = &rows.p[i];

		*vec_push(cx->arena, l) = (struct import_link){
			.href = sheet_path(cx, r->id),
			.text = tr_fmt(cx->arena, cx->lang,
				       earlier_text(r->confirmed_at,
						    r->undone_at),
				       r->file_name,
				       fmt_instant(cx->arena, r->made_at),
				       r->made_name)
		};
	}
	return err;
}

static struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct page page;
	struct view v;
	struct sheet_form_view x = { .page = &page,
				     .errors = view_faults(cx, faults),
				     .fault = view_fault_of(cx, faults,
							    STR("file")),
				     .keys = view_keys(cx, rq),
				     .office = work_is_office(cx) };
	struct err *err = earlier_fill(cx, &x.earlier);

	if (!err)
		err = page_begin(
			cx, rq, rp,
			&(struct page_ask){
				.title = tr(cx->lang,
					    N_("Send an edited list back")),
				.menu = "work",
				.n_errors = (int)x.errors.n },
			&page, &v);
	if (err)
		return err;
	rp->status = faults ? 422 : 200;
	sheet_form_html(&v, &x);
	return NULL;
}

static struct err *form_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = may(cx);

	return err ? err : form_show(cx, rq, rp, NULL);
}

static struct err *form_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = may(cx);
	struct upload file;
	int64_t id;

	if (err)
		return err;
	err = req_faults(rq);
	if (!err && !req_upload(rq, "file", 0, &file))
		err = err_new(cx->arena, ERR_INVALID,
			      N_("Choose the .xlsx file that you edited."));
	else if (!err)
		err = work_sheet_stage(
			cx, &(struct work_file){ file.name, file.bytes }, false,
			&id);
	if (err && !is_fault(err))
		return err;
	if (err)
		return form_show(cx, rq, rp, err_at(err, STR("file")));
	return reply_redirect(rp, sheet_path(cx, id));
}

/* ---- what was taken over ----------------------------------------------------------- */

static void fact_add(struct cx *cx, struct sheet_done_view *x, const char *text,
		     int64_t n)
{
	if (n)
		*vec_push(cx->arena, &x->facts) = (struct import_link){
			.text = tr_fmt(cx->arena, cx->lang, text,
				       fmt_int(cx->arena, cx->lang, n))
		};
}

struct counts {
	int64_t tasks, cells, left, moved;
};

static struct counts count(const struct work_sheet_state *s)
{
	struct counts n = { 0 };

	for (ptrdiff_t i = 0; i < s->groups.n; i++) {
		const struct work_sheet_group *g = &s->groups.p[i];

		n.tasks += g->t.is_rev != DB_NULL;
		n.moved += g->t.is_rev != DB_NULL && g->t.is_rev != g->t.rev;
		for (ptrdiff_t k = 0; k < g->n_cells; k++) {
			n.cells += g->cell[k].r.was.p != NULL;
			n.left += g->cell[k].r.was.p == NULL;
		}
	}
	return n;
}

static void done_facts(struct cx *cx, const struct work_sheet_state *s,
		       struct sheet_done_view *x)
{
	struct counts n = count(s);

	if (s->s.dropped_at != DB_NULL) {
		x->title = tr(cx->lang, N_("The file was put away"));
		return;
	}
	x->title =
		tr_fmt(cx->arena, cx->lang, N_("{0} changes were taken over"),
		       fmt_int(cx->arena, cx->lang, n.cells));
	if (s->s.undone_at != DB_NULL)
		x->title = tr(cx->lang, N_("The changes were taken back"));
	fact_add(cx, x, N_("Tasks that changed: {0}"), n.tasks);
	fact_add(cx, x, N_("Changes of the file that weren't taken: {0}"),
		 n.left);
	if (s->s.undone_at == DB_NULL)
		fact_add(cx, x, N_("Tasks that moved since and will stay: {0}"),
			 n.moved);
}

static struct err *done_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct work_sheet_state *s)
{
	day_t until = work_sheet_undo_until(cx, s->s.confirmed_at);
	struct page page;
	struct view v;
	struct sheet_done_view x = { .page = &page,
				     .keys = view_keys(cx, rq),
				     .sub = work_sheet_sub(cx, &s->s) };
	struct err *err;

	work_sheet_crumbs(cx, &x.crumbs);
	done_facts(cx, s, &x);
	if (s->s.confirmed_at != DB_NULL && s->s.undone_at == DB_NULL &&
	    cx->today <= until) {
		x.undo_action = str_cat(cx->arena, sheet_path(cx, s->s.id),
					STR("/undo"));
		x.undo_until = fmt_day(cx->arena, until);
	}
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.title, .menu = "work" },
			 &page, &v);
	if (!err)
		sheet_done_html(&v, &x);
	return err;
}

/* ---- the comparison ------------------------------------------------------------------- */

static struct err *same_fill(struct cx *cx, const struct sheet_by_id_row *s,
			     struct import_lines *l)
{
	struct sheet_same_file_rows rows;
	struct err *err = sheet_same_file(
		cx->db,
		&(struct sheet_same_file_in){
			.sha256 = s->sha256, .org = s->org, .id = s->id },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, l) = (struct import_link){
			.href = sheet_path(cx, rows.p[i].id),
			.text = tr_fmt(
				cx->arena, cx->lang,
				earlier_text(rows.p[i].confirmed_at, DB_NULL),
				rows.p[i].file_name,
				fmt_instant(cx->arena, rows.p[i].made_at),
				rows.p[i].made_name)
		};
	return err;
}

static struct err *compare_show(struct cx *cx, struct req *rq, struct reply *rp,
				const struct work_sheet_state *s,
				const struct sheet_look *look)
{
	struct page page;
	struct view v;
	struct sheet_view x = { .page = &page, .keys = view_keys(cx, rq) };
	struct err *err = same_fill(cx, &s->s, &x.same);

	if (err)
		return err;
	work_sheet_show(cx, s, look, &x);
	rp->no_etag = true;
	err = page_begin(
		cx, rq, rp,
		&(struct page_ask){
			.title = tr(cx->lang, N_("Compare the edited list")),
			.menu = "work",
			.n_errors = (int)x.errors.n },
		&page, &v);
	if (err)
		return err;
	rp->status = look->faults ? 422 : 200;
	sheet_html(&v, &x);
	return NULL;
}

static struct sheet_look look_of(const struct req *rq)
{
	int64_t page = req_int(rq, "page");

	return (struct sheet_look){ .only_look = str_eq(req_str(rq, "show"),
							STR("look")),
				    .page = page == DB_NULL ? 1 : page };
}

static struct err *sheet_show(struct cx *cx, struct req *rq, struct reply *rp,
			      const struct sheet_look *look)
{
	struct work_sheet_state s;
	struct err *err = may(cx);

	if (!err)
		err = work_sheet_state(cx, req_path_id(rq, "id"), &s);
	if (err)
		return err;
	if (s.s.confirmed_at != DB_NULL || s.s.dropped_at != DB_NULL)
		return look->faults ? reply_redirect(rp, sheet_path(cx, s.s.id))
				    : done_show(cx, rq, rp, &s);
	return compare_show(cx, rq, rp, &s, look);
}

static struct err *sheet_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = req_faults(rq);
	struct sheet_look look;

	if (err)
		return err;
	look = look_of(rq);
	look.saved = req_flag(rq, "saved");
	return sheet_show(cx, rq, rp, &look);
}

/* ---- the form ------------------------------------------------------------------------- */

/* Each cell that the page offered, with its tick or without. */
static void verdicts_read(struct cx *cx, const struct req *rq,
			  struct work_sheet_verdicts *v)
{
	struct str suffix, value;

	for (int k = 0; k < VERDICTS_MOST; k++) {
		struct str name = req_nth(rq, "cell", k), col = name;
		struct work_sheet_verdict one = { .seen = STR("") };
		enum line_col c;

		if (!name.p)
			break;
		if (!str_to_i64(str_cut(&col, '.'), &one.n) || !col.p ||
		    !line_col_from_key(col, &c))
			continue;
		one.col = str_c(line_col_key(c));
		for (int i = 0; req_family(rq, "take.*", i, &suffix, &value);
		     i++)
			if (str_eq(suffix, name) && value.n)
				one.seen = value;
		*vec_push(cx->arena, v) = one;
	}
}

static struct err *back_to_list(struct cx *cx, const struct req *rq,
				struct reply *rp)
{
	struct sheet_look look = look_of(rq);
	bool next = str_eq(req_str(rq, "do"), STR("next"));

	return reply_redirect(rp, str_fmt(cx->arena,
					  "/sheet/%ld?show=%s&page=%ld&saved=1",
					  (long)req_path_id(rq, "id"),
					  look.only_look ? "look" : "all",
					  (long)look.page + next));
}

/* Refused: what was ticked is kept all the same. */
static struct err *form_again(struct cx *cx, struct req *rq, struct reply *rp,
			      const struct work_sheet_verdicts *v,
			      const struct err *faults)
{
	struct sheet_look look = look_of(rq);
	struct str key = cx->key;
	struct err *err;

	look.faults = faults;
	cx->key = STR_NULL;
	err = work_sheet_decide(cx, req_path_id(rq, "id"), v);
	cx->key = key;
	if (err && !is_fault(err))
		return err;
	return sheet_show(cx, rq, rp, &look);
}

static struct err *sheet_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	bool confirm = str_eq(req_str(rq, "do"), STR("confirm"));
	struct work_sheet_verdicts v = { 0 };
	struct err *err = req_faults(rq);

	if (err)
		return err;
	verdicts_read(cx, rq, &v);
	err = confirm ? work_sheet_confirm(cx, id, &v)
		      : work_sheet_decide(cx, id, &v);
	if (err && is_fault(err))
		return form_again(cx, rq, rp, &v, err_at(err, STR("changes")));
	if (err)
		return err;
	return confirm ? reply_redirect(rp, sheet_path(cx, id))
		       : back_to_list(cx, rq, rp);
}

static struct err *undo_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct err *err = work_sheet_undo(cx, id);

	return err ? err : reply_redirect(rp, sheet_path(cx, id));
}

static struct err *drop_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = work_sheet_drop(cx, req_path_id(rq, "id"));

	return err ? err : reply_redirect(rp, STR("/sheet"));
}

/* ---- routes ------------------------------------------------------------------------- */

static const struct field upload_fields[] = {
	{ .name = "file",
	  .label = N_("The list as you edited it"),
	  .kind = FIELD_FILE,
	  .max = UPLOAD_MOST },
};
#define LOOK_FIELDS                                                            \
	{ .name = "show", .label = N_("Filter"), .kind = FIELD_WORD },         \
	{                                                                      \
		.name = "page", .label = N_("Page"), .kind = FIELD_INT,        \
		.min = 1, .max = 1000                                          \
	}
static const struct field look_fields[] = {
	LOOK_FIELDS,
	{ .name = "saved", .label = N_("Saved"), .kind = FIELD_FLAG },
};
static const struct field form_fields[] = {
	LOOK_FIELDS,
	{ .name = "do", .label = N_("Button"), .kind = FIELD_WORD },
	{ .name = "cell",
	  .label = N_("Change"),
	  .kind = FIELD_WORD,
	  .many = true },
	{ .name = "take.*",
	  .label = N_("Take over"),
	  .kind = FIELD_LINE,
	  .max = 8 },
};

/* Units that only report come here, too: who may is asked behind the door. */
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/sheet",
	  .perm = PERM_WORK_VIEW,
	  .page = form_page },
	{ .method = POST,
	  .path = "/sheet",
	  .perm = PERM_WORK_VIEW,
	  .page = form_post,
	  .slow = true,
	  .body_max = UPLOAD_MOST + FORM_MOST,
	  ROUTE_FIELDS(upload_fields) },
	{ .method = GET,
	  .path = "/sheet/:id",
	  .perm = PERM_WORK_VIEW,
	  .page = sheet_page,
	  .slow = true,
	  ROUTE_FIELDS(look_fields) },
	{ .method = POST,
	  .path = "/sheet/:id",
	  .perm = PERM_WORK_VIEW,
	  .page = sheet_post,
	  .body_max = FORM_MOST,
	  ROUTE_FIELDS(form_fields) },
	{ .method = POST,
	  .path = "/sheet/:id/undo",
	  .perm = PERM_WORK_VIEW,
	  .page = undo_post },
	{ .method = POST,
	  .path = "/sheet/:id/drop",
	  .perm = PERM_WORK_VIEW,
	  .page = drop_post },
};
const struct route_table work_sheet_routes = { routes,
					       (int)N_ELEMENTS(routes) };
