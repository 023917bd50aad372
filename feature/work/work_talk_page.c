/*
 * Writing a comment on a task's page; all comments of a task; one comment
 * with what it said before, where its author edits or removes it.
 */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_past.h"
#include "work/work_talk.h"
#include "work/work_talk_query.h"
#include "work/work_talk_tmpl.h"
#include "work/work_task_priv.h"

enum { LIST_ROWS = 50, HOUR_MS = 3600 * 1000 };

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such comment, or it isn't yours to "
			  "see."));
}

static bool mendable(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_LIMIT;
}

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static int64_t chosen(struct req *rq)
{
	int64_t id = req_int(rq, "mention");

	return id == DB_NULL ? 0 : id;
}

/* "/task/5#talk-7" */
static struct str place(struct cx *cx, int64_t task, int64_t talk)
{
	return str_fmt(cx->arena, "/task/%ld#talk-%ld", (long)task, (long)talk);
}

/* ---- writing ---------------------------------------------------------------------- */

static const struct field write_fields[] = {
	{ .name = "said",
	  .label = N_("Comment"),
	  .kind = FIELD_TEXT,
	  .max = TALK_TEXT_MOST },
	{ .name = "mention",
	  .label = N_("Mention somebody"),
	  .kind = FIELD_INT,
	  .min = 1 },
	{ .name = "choose",
	  .label = N_("Choose a person"),
	  .kind = FIELD_FLAG },
};

static struct err *write_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t task = req_path_id(rq, "id"), id;
	struct talk_typed y = { .said = req_typed(rq, "said"),
				.mention = chosen(rq),
				.choose = req_flag(rq, "choose") };
	struct task_typed typed = { .talk = &y };
	struct err *err = req_faults(rq);

	/* only the list of people is asked for: nothing is written */
	if (!err && y.choose)
		return work_task_show(cx, rq, rp, &typed);
	if (!err)
		err = work_talk_add(cx, task,
				    &(struct work_talk_text){
					    or_empty(req_str(rq, "said")),
					    y.mention },
				    &id);
	if (!err)
		return reply_redirect(rp, place(cx, task, id));
	if (!mendable(err) && err->code != ERR_CONFLICT)
		return err;
	typed.faults = y.faults = err;
	rp->status = mendable(err) ? 422 : 409;
	return work_task_show(cx, rq, rp, &typed);
}

static struct err *seen_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t task, talk;
	struct err *err =
		work_mention_seen(cx, req_path_id(rq, "id"), &task, &talk);

	return err ? err : reply_redirect(rp, place(cx, task, talk));
}

/* ---- all comments of a task --------------------------------------------------------- */

static void crumbs_fill(struct cx *cx, const struct task_by_id_row *t,
			const char *last, struct crumbs *c)
{
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = t->code,
				.href = str_fmt(cx->arena, "/programme/%ld",
						(long)t->programme) };
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = work_task_name(cx, t->number),
				.href = work_task_path(cx, t->id) };
	*vec_push(cx->arena, c) = (struct crumb){ .text = tr(cx->lang, last) };
}

static const struct field list_fields[] = {
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
	WORK_PAST_FIELD,
};

static struct err *rows_fill(struct cx *cx, struct req *rq, int64_t task,
			     struct talk_list_view *x)
{
	int64_t page = req_int(rq, "page");
	struct talk_count_row count;
	bool found;
	struct err *err =
		talk_count(cx->db,
			   &(struct talk_count_in){
				   .task = task, .until = work_past_until(cx) },
			   &count, &found);

	if (err)
		return err;
	x->pager = pager_make(cx->arena, req_query(rq),
			      page == DB_NULL ? 1 : page, LIST_ROWS, count.n);
	return work_talk_items(cx, task, LIST_ROWS, MAX(x->pager.from - 1, 0),
			       &x->items);
}

static struct err *list_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct task_by_id_row t;
	struct page page;
	struct view v;
	struct talk_list_view x = {
		.page = &page,
		.keys = { .csrf = req_csrf(rq) },
		.none = { .title = tr(cx->lang, N_("No comments yet.")) }
	};
	struct err *err = work_past_read(cx, rq);

	if (!err)
		err = work_task_see(cx, req_path_id(rq, "id"), &t);
	if (!err)
		err = rows_fill(cx, rq, t.id, &x);
	if (err)
		return err;
	x.title = tr_fmt(cx->arena, cx->lang, N_("Comments: {0}"),
			 work_task_name(cx, t.number));
	x.back = work_past_href(cx, work_task_path(cx, t.id));
	crumbs_fill(cx, &t, N_("Comments"), &x.crumbs);
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.title,
					     .menu = "work",
					     .dated = true },
			 &page, &v);
	if (!err)
		talk_list_html(&v, &x);
	return err;
}

/* ---- one comment ---------------------------------------------------------------------- */

struct one {
	struct talk_by_id_row k;
	struct task_by_id_row t;
};

static struct err *one_find(struct cx *cx, int64_t id, struct one *ret)
{
	bool found;
	struct err *err =
		talk_by_id(cx->db, &(struct talk_by_id_in){ .id = id }, &ret->k,
			   &found);

	if (err)
		return err;
	if (!found || ret->k.removed_at != DB_NULL)
		return gone(cx);
	err = work_task_see(cx, ret->k.task, &ret->t);
	return err && err->code == ERR_NOT_FOUND ? gone(cx) : err;
}

static struct err *old_fill(struct cx *cx, int64_t talk,
			    struct talk_one_view *x)
{
	struct talk_old_list_rows rows;
	struct err *err = talk_old_list(
		cx->db, &(struct talk_old_list_in){ .talk = talk }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &x->old) = (struct talk_old_item){
			.from = fmt_instant(cx->arena, rows.p[i].from_at),
			.to = fmt_instant(cx->arena, rows.p[i].to_at),
			.body = rows.p[i].body
		};
	return err;
}

/* The form, with what was typed when it was refused. */
static struct err *edit_fill(struct cx *cx, const struct one *o,
			     const struct talk_typed *y,
			     struct talk_one_view *x)
{
	int64_t hours = work_talk_hours(cx);

	x->until = tr_fmt(cx->arena, cx->lang,
			  N_("It may be edited until {0}; what it said before "
			     "stays readable."),
			  fmt_instant(cx->arena, o->k.at + hours * HOUR_MS));
	x->said = y ? y->said : o->k.body;
	x->rev = str_fmt(cx->arena, "%ld", (long)o->k.rev);
	x->keys.key = req_new_key(cx);
	if (y) {
		x->fault = view_fault_of(cx, y->faults, STR("said"));
		x->bad_mention = view_fault_of(cx, y->faults, STR("mention"));
	}
	return work_talk_choices(cx, o->k.task, y ? y->mention : 0, &x->people);
}

static struct err *one_fill(struct cx *cx, const struct one *o,
			    const struct talk_typed *y, struct talk_one_view *x)
{
	const struct talk_by_id_row *k = &o->k;
	struct work_facts f = work_task_facts(&o->t);
	struct err *err = old_fill(cx, k->id, x);

	x->back = place(cx, k->task, k->id);
	crumbs_fill(cx, &o->t, N_("Comment"), &x->crumbs);
	x->item = work_talk_item(cx, &(struct talk_list_row){
					     .id = k->id,
					     .at = k->at,
					     .actor = k->actor,
					     .actor_name = k->actor_name,
					     .org_name = k->org_name,
					     .body = k->body,
					     .edited_at = k->edited_at,
					     .removed_at = k->removed_at,
					     .mention = DB_NULL });
	x->may_edit =
		work_talk_fits(&f) &&
		work_talk_may_edit(cx, k->actor, k->at, work_talk_hours(cx));
	x->may_remove = work_talk_may_remove(cx, k->actor);
	x->remove_keys = (struct form_keys){ x->keys.csrf, req_new_key(cx) };
	if (y)
		x->errors = view_faults(cx, y->faults);
	if (!err && x->may_edit)
		err = edit_fill(cx, o, y, x);
	/* too late to edit it: what was typed must not be lost */
	else if (y)
		x->said = y->said;
	return err;
}

static struct err *one_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct talk_typed *y)
{
	struct one o;
	struct page page;
	struct view v;
	struct talk_one_view x = { .page = &page,
				   .keys = { .csrf = req_csrf(rq) } };
	struct err *err = one_find(cx, req_path_id(rq, "id"), &o);

	if (!err)
		err = one_fill(cx, &o, y, &x);
	if (err)
		return err;
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr(cx->lang, N_("Comment")),
				 .menu = "work",
				 .n_errors = (int)x.errors.n },
			 &page, &v);
	if (!err)
		talk_one_html(&v, &x);
	return err;
}

static struct err *one_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return one_show(cx, rq, rp, NULL);
}

static const struct field edit_fields[] = {
	{ .name = "said",
	  .label = N_("Comment"),
	  .kind = FIELD_TEXT,
	  .max = TALK_TEXT_MOST },
	{ .name = "mention",
	  .label = N_("Mention somebody"),
	  .kind = FIELD_INT,
	  .min = 1 },
	{ .name = "rev",
	  .label = N_("Version"),
	  .kind = FIELD_INT,
	  .required = true },
};

static struct err *edit_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct talk_typed y = { .said = req_typed(rq, "said"),
				.mention = chosen(rq) };
	struct one o;
	struct err *err = one_find(cx, id, &o);

	if (err)
		return err;
	err = req_faults(rq);
	if (!err)
		err = work_talk_edit(cx, id, req_int(rq, "rev"),
				     &(struct work_talk_text){
					     or_empty(req_str(rq, "said")),
					     y.mention });
	if (!err)
		return reply_redirect(rp, place(cx, o.k.task, id));
	if (!mendable(err) && err->code != ERR_CONFLICT)
		return err;
	y.faults = err;
	rp->status = mendable(err) ? 422 : 409;
	return one_show(cx, rq, rp, &y);
}

static struct err *remove_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t id = req_path_id(rq, "id");
	struct talk_by_id_row k;
	bool found;
	struct err *err = work_talk_remove(cx, id);

	if (!err)
		err = talk_by_id(cx->db, &(struct talk_by_id_in){ .id = id },
				 &k, &found);
	return err ? err : reply_redirect(rp, place(cx, k.task, id));
}

static const struct route routes[] = {
	{ .method = POST,
	  .path = "/task/:id/talk",
	  .perm = PERM_WORK_VIEW,
	  .page = write_post,
	  ROUTE_FIELDS(write_fields) },
	{ .method = GET,
	  .path = "/task/:id/talk",
	  .perm = PERM_WORK_VIEW,
	  .page = list_get,
	  ROUTE_FIELDS(list_fields) },
	{ .method = GET,
	  .path = "/talk/:id",
	  .perm = PERM_WORK_VIEW,
	  .page = one_get },
	{ .method = POST,
	  .path = "/talk/:id/edit",
	  .perm = PERM_WORK_VIEW,
	  .page = edit_post,
	  ROUTE_FIELDS(edit_fields) },
	{ .method = POST,
	  .path = "/talk/:id/remove",
	  .perm = PERM_WORK_VIEW,
	  .page = remove_post },
	{ .method = POST,
	  .path = "/mention/:id/seen",
	  .perm = PERM_WORK_VIEW,
	  .page = seen_post },
};

const struct route_table work_talk_routes = { routes, (int)N_ELEMENTS(routes) };
