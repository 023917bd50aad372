/*
 * The pages of a list that comes back: choose the file, compare cell by cell,
 * confirm; afterwards what was taken over, and the way back. Every button of
 * the comparison first keeps what was ticked.
 */
#include "sheet/edited_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "http/http.h"
#include "i18n/i18n.h"
#include "sheet/edited_tmpl.h"
#include "view/site.h"

enum { EARLIER_MOST = 10, PAGE = 50, TEXT_SHOWN = 600, NOTES_SHOWN = 100 };

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
#define PAGE_FIELD                                                             \
	{                                                                      \
		.name = "page", .label = N_("Page"), .kind = FIELD_INT,        \
		.min = 1, .max = 1000                                          \
	}
const struct field sheet_look_fields[2] = {
	PAGE_FIELD,
	{ .name = "saved", .label = N_("Saved"), .kind = FIELD_FLAG },
};
const struct field sheet_form_fields[4] = {
	PAGE_FIELD,
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

static struct str list_path(struct cx *cx, const struct sheet_subject *subject,
			    int64_t id)
{
	return str_fmt(cx->arena, "%s/%ld", subject->path, (long)id);
}

/* What a person can mend is shown on the form; the rest is an error page. */
static bool is_fault(const struct err *err)
{
	return err->code == ERR_INVALID || err->code == ERR_LIMIT ||
	       err->code == ERR_UNSUPPORTED || err->code == ERR_CONFLICT;
}

static struct crumbs crumbs_of(struct cx *cx,
			       const struct sheet_subject *subject, bool form)
{
	struct crumbs c = { 0 };

	*vec_push(cx->arena, &c) =
		(struct crumb){ .text = tr(cx->lang, subject->title),
				.href = str_c(subject->list) };
	*vec_push(cx->arena, &c) = (struct crumb){
		.text = tr(cx->lang, N_("Send an edited list back")),
		.href = form ? STR_NULL : str_c(subject->path)
	};
	return c;
}

static struct str number(struct cx *cx, int64_t n)
{
	return fmt_int(cx->arena, cx->lang, n);
}

/* ---- choosing a file ----------------------------------------------------- */

static const char *earlier_text(const struct edited_newest_row *r)
{
	if (r->undone_at != DB_NULL)
		return N_("“{0}” of {1}, by {2}: taken back");
	if (r->confirmed_at != DB_NULL)
		return N_("“{0}” of {1}, by {2}: taken over");
	return N_("“{0}” of {1}, by {2}: waits for you");
}

static struct err *earlier_fill(struct cx *cx,
				const struct sheet_subject *subject,
				struct edited_links *l)
{
	struct edited_newest_rows rows;
	struct err *err = edited_newest(cx->db,
					&(struct edited_newest_in){
						.org = cx->actor.org,
						.subject = str_c(subject->name),
						.limit = EARLIER_MOST },
					&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, l) = (struct edited_link){
			.href = list_path(cx, subject, rows.p[i].id),
			.text = tr_fmt(
				cx->arena, cx->lang, earlier_text(&rows.p[i]),
				rows.p[i].file_name,
				fmt_instant(cx->arena, rows.p[i].made_at),
				rows.p[i].made_name)
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
		.crumbs = crumbs_of(cx, subject, true),
		.errors = view_faults(cx, faults),
		.file_fault = view_fault_of(cx, faults, STR("file")),
		.from_fault = view_fault_of(cx, faults, STR("from")),
		.keys = view_keys(cx, rq),
		.path = str_c(subject->path),
	};
	struct err *err = earlier_fill(cx, subject, &x.earlier);

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
static struct err *upload_read(struct cx *cx, struct req *rq,
			       struct sheet_upload *up)
{
	struct upload file;
	bool correct = str_eq(req_str(rq, "how"), STR("correct"));
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
	int64_t id;

	if (err)
		return err;
	err = upload_read(cx, rq, &up);
	if (!err)
		err = sheet_stage(cx, subject, &up, &id);
	if (err && !is_fault(err))
		return err;
	if (err)
		return form_show(cx, rq, rp, subject,
				 err->field.n ? err : err_at(err, STR("file")));
	return reply_redirect(rp, list_path(cx, subject, id));
}

/* ---- what was taken over ------------------------------------------------- */

static void fact_add(struct cx *cx, struct edited_done_view *x,
		     const char *text, int64_t n)
{
	if (n)
		*vec_push(cx->arena, &x->facts) = (struct edited_link){
			.text = tr_fmt(cx->arena, cx->lang, text, number(cx, n))
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
		moved += done && g->r.is_rev != g->now->rev;
		for (ptrdiff_t k = 0; k < g->n_cells; k++) {
			cells += g->cell[k].r.was.p != NULL;
			left += g->cell[k].r.was.p == NULL;
		}
	}
	x->title = tr_fmt(cx->arena, cx->lang,
			  N_("{0} changes were taken over"), number(cx, cells));
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

static struct str sub_say(struct cx *cx, const struct edited_by_id_row *s)
{
	return tr_fmt(cx->arena, cx->lang, N_("{0}. Sent by {1}, {2}."),
		      s->list.n ? s->list : STR("–"), s->made_name,
		      fmt_instant(cx->arena, s->made_at));
}

static struct err *done_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct edited_state *s)
{
	struct page page;
	struct view v;
	struct edited_done_view x = { .page = &page,
				      .crumbs =
					      crumbs_of(cx, s->subject, false),
				      .keys = view_keys(cx, rq),
				      .sub = sub_say(cx, &s->s),
				      .path = str_c(s->subject->path),
				      .list = str_c(s->subject->list) };
	struct err *err;

	done_fill(cx, s, &x);
	if (s->s.confirmed_at != DB_NULL && s->s.undone_at == DB_NULL &&
	    cx->today <= edited_until(cx, s->s.confirmed_at)) {
		x.undo_action =
			str_cat(cx->arena, list_path(cx, s->subject, s->s.id),
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

/* Days as people write them; the rest as it is. */
static struct str shown(struct cx *cx, const struct sheet_column *col,
			struct str plain)
{
	struct str cut = utf8_cut(plain, TEXT_SHOWN);
	day_t day;

	if (col->kind == COL_DAY && day_from_iso(plain, &day))
		return fmt_day(cx->arena, day);
	return cut.n < plain.n ? str_cat(cx->arena, cut, STR("…")) : plain;
}

static struct str conflict_say(struct cx *cx, const struct edited_by_id_row *s)
{
	if (s->exported_on == DAY_NONE)
		return tr(cx->lang, N_("Changed here too since the list was "
				       "downloaded; tick to take the file's."));
	return tr_fmt(cx->arena, cx->lang,
		      N_("Changed here too since the list was downloaded on "
			 "{0}; tick to take the file's."),
		      fmt_day(cx->arena, s->exported_on));
}

static void group_show(struct cx *cx, const struct edited_state *s,
		       const struct edited_group *g,
		       struct edited_group_view *v)
{
	*v = (struct edited_group_view){ .row = g->r.sheet_row,
					 .title = g->now->title,
					 .note = g->now->note,
					 .href = g->now->href };
	if (!g->now->there)
		v->title = tr(cx->lang, N_("A row that isn't here"));
	for (ptrdiff_t i = 0; i < g->n_cells; i++) {
		const struct edited_one *c = &g->cell[i];
		const struct sheet_column *col = &s->cols.p[c->col];
		struct edited_cell_view *x;

		if (c->same)
			continue;
		x = vec_push(cx->arena, &v->cells);
		*x = (struct edited_cell_view){
			.name = str_fmt(cx->arena, "%ld.%s", (long)g->r.n,
					col->key),
			.column = col->title,
			.was = shown(cx, col, c->now),
			.is = shown(cx, col, c->r.value),
			.why = c->why,
			.take = c->take,
		};
		if (!c->why.n)
			x->seen = sheet_digest_str(cx->arena,
						   sheet_digest(c->now));
		if (c->conflict && !c->why.n)
			x->conflict = conflict_say(cx, &s->s);
	}
}

static const char *const notes[N_SHEET_NOTE] = {
	[NOTE_NEW] = N_("Row {0} has no key, so it is new and isn't taken: "
			"{1}"),
	[NOTE_BROKEN] = N_("The key of row {0} was changed or comes from "
			   "another file: {1}"),
	[NOTE_TWICE] = N_("Row {0} has the key of a row above it: {1}"),
	[NOTE_GONE] = N_("What row {0} is about isn't here: {1}"),
};

static void notes_show(struct cx *cx, struct str notices,
		       struct edited_links *l)
{
	while (notices.p && notices.n && l->n < NOTES_SHOWN) {
		struct str line = str_cut(&notices, '\n');
		struct str kind = str_cut(&line, '\t');
		struct str row = line.p ? str_cut(&line, '\t') : STR("");
		int64_t k;

		if (str_to_i64(kind, &k) && k >= 0 && k < N_SHEET_NOTE)
			*vec_push(cx->arena, l) = (struct edited_link){
				.text = tr_fmt(cx->arena, cx->lang, notes[k],
					       row, line.n ? line : STR("–"))
			};
	}
}

static void boxes_show(struct cx *cx, const struct edited_state *s,
		       struct edited_list_view *x)
{
	x->file = s->s.file_name;
	x->file_note = tr_fmt(cx->arena, cx->lang, N_("{0} rows with a key"),
			      number(cx, s->s.lines));
	x->n_rows = number(cx, s->rows);
	x->n_take = number(cx, s->take);
	x->n_look = number(cx, s->conflicts + s->refused);
	x->take_note = tr_fmt(cx->arena, cx->lang, N_("of {0} changed cells"),
			      number(cx, s->cells));
	x->look_note = tr_fmt(cx->arena, cx->lang,
			      N_("{0} changed here too, {1} can't be taken"),
			      number(cx, s->conflicts), number(cx, s->refused));
	x->none = tr(cx->lang, N_("No difference: the file says what stands "
				  "here."));
	x->how = s->s.from_on == DAY_NONE
			 ? tr(cx->lang, N_("Its changes are corrections."))
			 : tr_fmt(cx->arena, cx->lang,
				  N_("Its changes count since {0}."),
				  fmt_day(cx->arena, s->s.from_on));
	if (s->take)
		x->confirm = tr_fmt(cx->arena, cx->lang,
				    N_("Take over the accepted changes ({0})"),
				    number(cx, s->take));
}

static void groups_show(struct cx *cx, const struct edited_state *s,
			int64_t page, struct edited_list_view *x)
{
	int64_t at = 0;

	x->pager = pager_make(cx->arena, STR("?"), page, PAGE, s->rows);
	for (ptrdiff_t i = 0; i < s->groups.n; i++)
		if (s->groups.p[i].open && ++at >= x->pager.from &&
		    at <= x->pager.to)
			group_show(cx, s, &s->groups.p[i],
				   vec_push(cx->arena, &x->groups));
	x->next = x->pager.to < s->rows;
	x->at_page = str_fmt(cx->arena, "%ld",
			     (long)((MAX(x->pager.from, 1) - 1) / PAGE + 1));
}

static struct err *list_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct sheet_subject *subject,
			     const struct err *faults)
{
	int64_t at = req_int(rq, "page");
	struct edited_state s;
	struct page page;
	struct view v;
	struct edited_list_view x = { .page = &page,
				      .keys = view_keys(cx, rq),
				      .errors = view_faults(cx, faults),
				      .crumbs = crumbs_of(cx, subject, false) };
	struct err *err =
		edited_state_read(cx, subject, req_path_id(rq, "id"), &s);

	if (err)
		return err;
	if (s.s.confirmed_at != DB_NULL || s.s.dropped_at != DB_NULL)
		return done_show(cx, rq, rp, &s);
	x.sub = sub_say(cx, &s.s);
	x.action = list_path(cx, subject, s.s.id);
	x.drop = str_cat(cx->arena, x.action, STR("/drop"));
	if (req_method(rq) == GET && req_flag(rq, "saved"))
		x.said = tr(cx->lang, N_("Saved. Nothing is changed before "
					 "you confirm."));
	boxes_show(cx, &s, &x);
	groups_show(cx, &s, at > 0 ? at : 1, &x);
	notes_show(cx, s.s.notices, &x.notes);
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
	rp->status = faults ? 422 : 200;
	edited_list_html(&v, &x);
	return NULL;
}

struct err *sheet_list_get(struct cx *cx, struct req *rq, struct reply *rp,
			   const struct sheet_subject *subject)
{
	struct err *err = edited_allowed(cx, subject);

	if (!err)
		err = req_faults(rq);
	return err ? err : list_show(cx, rq, rp, subject, NULL);
}

/* Each cell that the page offered, with its tick or without. */
static void verdicts_read(struct cx *cx, const struct req *rq,
			  struct sheet_verdicts *v)
{
	struct str name, suffix, value;

	for (int k = 0; (name = req_nth(rq, "cell", k)).p; k++) {
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

struct err *sheet_list_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject)
{
	int64_t id = req_path_id(rq, "id"), page;
	struct str what = req_str(rq, "do"), key = cx->key;
	bool confirm = str_eq(what, STR("confirm"));
	struct sheet_verdicts v = { 0 };
	struct err *err = req_faults(rq), *kept;

	if (err)
		return err;
	verdicts_read(cx, rq, &v);
	err = sheet_settle(cx, subject, id, &v, confirm);
	if (err && is_fault(err)) {
		cx->key = STR_NULL; /* refused: what was ticked is kept */
		kept = sheet_settle(cx, subject, id, &v, false);
		cx->key = key;
		if (kept && !is_fault(kept))
			return kept;
		return list_show(cx, rq, rp, subject,
				 err_at(err, STR("changes")));
	}
	if (err || confirm)
		return err ? err
			   : reply_redirect(rp, list_path(cx, subject, id));
	page = MAX(req_int(rq, "page"), 1) + str_eq(what, STR("next"));
	return reply_redirect(rp, str_fmt(cx->arena, "%s/%ld?page=%ld&saved=1",
					  subject->path, (long)id, (long)page));
}

struct err *sheet_back_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject)
{
	int64_t id = req_path_id(rq, "id");
	struct err *err = sheet_back(cx, subject, id);

	return err ? err : reply_redirect(rp, list_path(cx, subject, id));
}

struct err *sheet_away_post(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct sheet_subject *subject)
{
	struct err *err = sheet_put_away(cx, subject, req_path_id(rq, "id"));

	return err ? err : reply_redirect(rp, str_c(subject->path));
}
