/*
 * The pages of a list that comes back: choose the file, compare cell by cell,
 * confirm; afterwards what was taken over, and the way back. Every button of
 * the comparison first keeps what was ticked.
 */
#include "sheet/edited_priv.h"

#include "db/db.h"
#include "http/http.h"
#include "i18n/i18n.h"
#include "sheet/edited_tmpl.h"
#include "view/site.h"

enum { EARLIER_MOST = 10, VERDICTS_MOST = 2000 };

const struct field sheet_upload_fields[4] = {
	{ .name = "file",
	  .label = N_("The list as you edited it"),
	  .kind = FIELD_FILE,
	  .max = SHEET_UPLOAD_MOST },
	{ .name = "how", .label = N_("What happened"), .kind = FIELD_WORD },
	{ .name = "from",
	  .label = N_("Changes count since"),
	  .kind = FIELD_DAY },
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_LINE,
	  .max = 500 },
};
#define LOOK_FIELDS                                                            \
	{ .name = "show", .label = N_("Filter"), .kind = FIELD_WORD },         \
	{                                                                      \
		.name = "page", .label = N_("Page"), .kind = FIELD_INT,        \
		.min = 1, .max = 1000                                          \
	}
const struct field sheet_look_fields[3] = {
	LOOK_FIELDS,
	{ .name = "saved", .label = N_("Saved"), .kind = FIELD_FLAG },
};
const struct field sheet_form_fields[5] = {
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

/* What a person can mend is shown on the form; the rest is an error page. */
static bool is_fault(const struct err *err)
{
	return err->code == ERR_INVALID || err->code == ERR_LIMIT ||
	       err->code == ERR_UNSUPPORTED || err->code == ERR_CONFLICT;
}

/* ---- choosing a file ----------------------------------------------------- */

static struct err *earlier_fill(struct cx *cx,
				const struct sheet_subject *subject,
				struct edited_links *l)
{
	struct edited_newest_rows rows;
	struct err *err = edited_newest(
		cx->db,
		&(struct edited_newest_in){
			.org = cx->actor.org,
			.subject = str_c(subject->name),
			.limit = EARLIER_MOST,
			.with = cx->actor.alone ? EDITED_NEWEST_WITH_ALONE
						: 0 },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, l) = (struct edited_link){
			.href = edited_path(cx, subject, rows.p[i].num),
			.text = edited_words(cx, &rows.p[i])
		};
	return err;
}

static struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct sheet_subject *subject,
			     const struct err *faults)
{
	bool back = req_method(rq) == POST;
	struct page page;
	struct view v;
	struct edited_form_view x = {
		.page = &page,
		.crumbs = edited_crumbs(cx, subject, true),
		.errors = view_faults(cx, faults),
		.file_fault = view_fault_of(cx, faults, STR("file")),
		.from_fault = view_fault_of(cx, faults, STR("from")),
		.keys = view_keys(cx, rq),
		.path = str_c(subject->path),
		.dated = subject->dated,
	};
	struct err *err = earlier_fill(cx, subject, &x.earlier);

	if (subject->about)
		x.about = subject->about(cx);
	if (back) {
		x.from = req_typed(rq, "from");
		x.reason = req_typed(rq, "reason");
		x.correct = str_eq(req_typed(rq, "how"), STR("correct"));
	}
	if (!err)
		err = page_begin(
			cx, rq, rp,
			&(struct page_ask){
				.title = tr(cx->lang,
					    N_("Send an edited list back")),
				.menu = subject->menu,
				.n_errors = (int)x.errors.n },
			&page, &v);
	if (err)
		return err;
	rp->status = faults ? 422 : 200;
	edited_form_html(&v, &x);
	return NULL;
}

struct err *sheet_form_get(struct cx *cx, struct req *rq, struct reply *rp,
			   const struct sheet_subject *subject)
{
	struct err *err = edited_allowed(cx, subject);

	return err ? err : form_show(cx, rq, rp, subject, NULL);
}

/* A day is needed unless things were only written wrong. */
static struct err *upload_read(struct cx *cx, struct req *rq, bool dated,
			       struct sheet_upload *up)
{
	struct upload file;
	bool correct = !dated || str_eq(req_str(rq, "how"), STR("correct"));
	struct err *err = req_faults(rq);

	if (err)
		return err;
	if (!req_upload(rq, "file", 0, &file))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Choose the .xlsx file that you "
					 "edited.")),
			      STR("file"));
	*up = (struct sheet_upload){ .name = file.name,
				     .bytes = file.bytes,
				     .from = correct ? DAY_NONE
						     : req_day(rq, "from"),
				     .reason = req_str(rq, "reason") };
	if (!correct && up->from == DAY_NONE)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Say from which day the changes "
					 "count.")),
			      STR("from"));
	return NULL;
}

struct err *sheet_form_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject)
{
	struct err *err = edited_allowed(cx, subject);
	struct sheet_upload up;
	int64_t num;

	if (err)
		return err;
	err = upload_read(cx, rq, subject->dated, &up);
	if (!err)
		err = sheet_stage(cx, subject, &up, &num);
	if (err && !is_fault(err))
		return err;
	if (err)
		return form_show(cx, rq, rp, subject,
				 err->field.n ? err : err_at(err, STR("file")));
	return reply_redirect(rp, edited_path(cx, subject, num));
}

/* ---- what was taken over ------------------------------------------------- */

static void fact_add(struct cx *cx, struct edited_done_view *x,
		     const char *text, int64_t n)
{
	if (n)
		*vec_push(cx->arena, &x->facts) = (struct edited_link){
			.text = tr_fmt(cx->arena, cx->lang, text,
				       fmt_int(cx->arena, cx->lang, n))
		};
}

static void done_fill(struct cx *cx, const struct edited_state *s,
		      struct edited_done_view *x)
{
	int64_t rows = 0, moved = 0, cells = 0, left = 0;

	for (ptrdiff_t i = 0; i < s->groups.n; i++) {
		const struct edited_group *g = &s->groups.p[i];
		bool done = g->r.is_rev != DB_NULL;

		rows += done;
		moved += done && g->r.is_rev != g->row.now->rev;
		for (ptrdiff_t k = 0; k < g->row.n; k++) {
			cells += g->kept[k].was.p != NULL;
			left += g->kept[k].was.p == NULL;
		}
	}
	x->title =
		tr_fmt(cx->arena, cx->lang, N_("{0} changes were taken over"),
		       fmt_int(cx->arena, cx->lang, cells));
	if (s->s.dropped_at != DB_NULL)
		x->title = tr(cx->lang, N_("The file was put away"));
	else if (s->s.undone_at != DB_NULL)
		x->title = tr(cx->lang, N_("The changes were taken back"));
	if (s->s.dropped_at != DB_NULL)
		return;
	fact_add(cx, x, N_("Rows that changed: {0}"), rows);
	fact_add(cx, x, N_("Changes of the file that weren't taken: {0}"),
		 left);
	if (s->s.undone_at == DB_NULL)
		fact_add(cx, x, N_("Rows that moved since and will stay: {0}"),
			 moved);
}

static struct err *done_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct edited_state *s)
{
	struct page page;
	struct view v;
	struct edited_done_view x = { .page = &page,
				      .crumbs = edited_crumbs(cx, s->subject,
							      false),
				      .keys = view_keys(cx, rq),
				      .sub = edited_sub(cx, &s->s),
				      .path = str_c(s->subject->path),
				      .list = str_c(s->subject->list) };
	struct err *err;

	done_fill(cx, s, &x);
	if (s->s.confirmed_at != DB_NULL && s->s.undone_at == DB_NULL &&
	    cx->today <= edited_until(cx, s->s.confirmed_at)) {
		x.undo_action = str_cat(cx->arena,
					edited_path(cx, s->subject, s->s.num),
					STR("/undo"));
		x.undo_until =
			fmt_day(cx->arena, edited_until(cx, s->s.confirmed_at));
	}
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.title,
					     .menu = s->subject->menu },
			 &page, &v);
	if (!err)
		edited_done_html(&v, &x);
	return err;
}

/* ---- the comparison ------------------------------------------------------ */

static struct edited_look look_of(const struct req *rq)
{
	return (struct edited_look){ .only_look = str_eq(req_str(rq, "show"),
							 STR("look")),
				     .page = MAX(req_int(rq, "page"), 1) };
}

static struct err *list_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct sheet_subject *subject,
			     const struct edited_look *look)
{
	struct edited_state s;
	struct page page;
	struct view v;
	struct edited_list_view x = { .page = &page,
				      .keys = view_keys(cx, rq) };
	struct err *err =
		edited_state_read(cx, subject, req_path_id(rq, "id"), &s);

	if (err)
		return err;
	if (s.s.confirmed_at != DB_NULL || s.s.dropped_at != DB_NULL)
		return look->faults
			       ? reply_redirect(rp, edited_path(cx, subject,
								s.s.num))
			       : done_show(cx, rq, rp, &s);
	err = edited_show(cx, &s, look, &x);
	if (err)
		return err;
	rp->no_etag = true;
	err = page_begin(
		cx, rq, rp,
		&(struct page_ask){
			.title = tr(cx->lang, N_("Compare the edited list")),
			.menu = subject->menu,
			.n_errors = (int)x.errors.n },
		&page, &v);
	if (err)
		return err;
	rp->status = look->faults ? 422 : 200;
	edited_list_html(&v, &x);
	return NULL;
}

struct err *sheet_list_get(struct cx *cx, struct req *rq, struct reply *rp,
			   const struct sheet_subject *subject)
{
	struct edited_look look;
	struct err *err = edited_allowed(cx, subject);

	if (!err)
		err = req_faults(rq);
	if (err)
		return err;
	look = look_of(rq);
	look.saved = req_flag(rq, "saved");
	return list_show(cx, rq, rp, subject, &look);
}

/* Each cell that the page offered, with its tick or without. */
static void verdicts_read(struct cx *cx, const struct req *rq,
			  struct sheet_verdicts *v)
{
	struct str name, suffix, value;

	for (int k = 0; k < VERDICTS_MOST && (name = req_nth(rq, "cell", k)).p;
	     k++) {
		struct sheet_verdict one = { .col = name, .seen = STR("") };

		if (!str_to_i64(str_cut(&one.col, '.'), &one.n) || !one.col.p)
			continue;
		for (int i = 0; req_family(rq, "take.*", i, &suffix, &value);
		     i++)
			if (str_eq(suffix, name) && value.n)
				one.seen = value;
		*vec_push(cx->arena, v) = one;
	}
}

/* Refused: what was ticked is kept all the same. */
static struct err *ticks_keep(struct cx *cx,
			      const struct sheet_subject *subject, int64_t num,
			      const struct sheet_verdicts *v)
{
	struct str key = cx->key;
	struct err *err;

	cx->key = STR_NULL;
	err = sheet_settle(cx, subject, num, v, false);
	cx->key = key;
	return err && !is_fault(err) ? err : NULL;
}

struct err *sheet_list_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject)
{
	int64_t num = req_path_id(rq, "id");
	struct str what = req_str(rq, "do");
	bool confirm = str_eq(what, STR("confirm"));
	struct edited_look look;
	struct sheet_verdicts v = { 0 };
	struct err *err = req_faults(rq);

	if (err)
		return err;
	look = look_of(rq);
	verdicts_read(cx, rq, &v);
	err = sheet_settle(cx, subject, num, &v, confirm);
	if (err && is_fault(err)) {
		look.faults = err_at(err, STR("changes"));
		err = ticks_keep(cx, subject, num, &v);
		return err ? err : list_show(cx, rq, rp, subject, &look);
	}
	if (err || confirm)
		return err ? err
			   : reply_redirect(rp, edited_path(cx, subject, num));
	return reply_redirect(
		rp, str_fmt(cx->arena, "%s/%ld?show=%s&page=%ld&saved=1",
			    subject->path, (long)num,
			    look.only_look ? "look" : "all",
			    (long)look.page + str_eq(what, STR("next"))));
}

struct err *sheet_back_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject)
{
	int64_t num = req_path_id(rq, "id");
	struct err *err = sheet_back(cx, subject, num);

	return err ? err : reply_redirect(rp, edited_path(cx, subject, num));
}

struct err *sheet_away_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject)
{
	struct err *err = sheet_put_away(cx, subject, req_path_id(rq, "id"));

	return err ? err : reply_redirect(rp, str_c(subject->path));
}
