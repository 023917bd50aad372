/* Posting on shares: asking, delivering, taking, returning, dropping. The
 * task's page is shown again with what was typed when a step is refused. */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_share.h"
#include "work/work_share_query.h"
#include "work/work_task_priv.h"

enum {
	ATTACHED_BYTES = 10 * 1024 * 1024,
	DELIVER_BYTES = 31 * 1024 * 1024,
};

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static struct str place(struct cx *cx, int64_t task)
{
	return str_fmt(cx->arena, "/task/%ld#h-share", (long)task);
}

static struct err *refused(struct cx *cx, struct req *rq, struct reply *rp,
			   struct err *why, struct share_typed *y)
{
	bool mendable = why->code == ERR_INVALID || why->code == ERR_LIMIT ||
			why->code == ERR_UNSUPPORTED;

	if (!mendable && why->code != ERR_CONFLICT)
		return why;
	y->faults = why;
	rp->status = mendable ? 422 : 409;
	return work_task_show_of(cx, rq, rp, y->task,
				 &(struct task_typed){ .faults = why,
						       .share = y });
}

/* ---- asking ------------------------------------------------------------------------ */

static const struct field ask_fields[] = {
	{ .name = "share_org",
	  .label = N_("Organisation"),
	  .kind = FIELD_INT,
	  .min = 1 },
	{ .name = "share_what",
	  .label = N_("What it owes"),
	  .kind = FIELD_TEXT,
	  .max = WORK_TITLE_MOST },
	{ .name = "share_due", .label = N_("Owed until"), .kind = FIELD_DAY },
};

static struct err *ask_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t task = req_path_id(rq, "id"), id;
	struct share_typed y = { .task = task,
				 .what = SHARE_ASK,
				 .org = req_typed(rq, "share_org"),
				 .work = req_typed(rq, "share_what"),
				 .due = req_typed(rq, "share_due") };
	struct err *err = req_faults(rq);

	if (!err)
		err = work_share_ask(
			cx,
			&(struct work_share_new){
				.task = task,
				.org = req_int(rq, "share_org"),
				.work = or_empty(req_str(rq, "share_what")),
				.due = req_day(rq, "share_due") },
			&id);
	return err ? refused(cx, rq, rp, err, &y)
		   : reply_redirect(rp, place(cx, task));
}

/* ---- the other steps ----------------------------------------------------------------- */

static const struct field deliver_fields[] = {
	{ .name = "delivered",
	  .label = N_("What is delivered"),
	  .kind = FIELD_TEXT,
	  .max = WORK_TEXT_MOST },
	{ .name = "attached",
	  .label = N_("Attachments"),
	  .kind = FIELD_FILE,
	  .many = true,
	  .max = ATTACHED_BYTES },
};
static const struct field reason_fields[] = {
	{ .name = "reason",
	  .label = N_("Reason"),
	  .kind = FIELD_TEXT,
	  .max = WORK_TEXT_MOST },
};

/* The last word of the path names the step; the route table has only steps
 * that exist. */
static enum work_share_do step_of(struct req *rq)
{
	struct str rest = req_path(rq), last = STR_NULL;
	enum work_share_do d = N_SHARE_DO;
	bool known;

	while (rest.p)
		last = str_cut(&rest, '/');
	known = work_share_from_key(last, &d);
	assert(known);
	return d;
}

/* One more than allowed is read too, so that the act can refuse it. */
static void files_read(struct cx *cx, struct req *rq, struct work_share_deed *d)
{
	struct work_file *f =
		arena_new(cx->arena, struct work_file, WORK_FILES_MOST + 1);
	struct upload u;

	d->files = f;
	while (d->n_files <= WORK_FILES_MOST &&
	       req_upload(rq, "attached", d->n_files, &u))
		f[d->n_files++] = (struct work_file){ u.name, u.bytes };
}

static struct err *step_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct work_share_deed d = { .share = req_path_id(rq, "id"),
				     .what = step_of(rq) };
	struct share_typed y = { .what = d.what, .share = d.share };
	struct share_by_id_row s;
	int64_t task = 0;
	bool found;
	struct err *err;

	if (d.what != SHARE_TAKE) {
		const char *field =
			d.what == SHARE_DELIVER ? "delivered" : "reason";

		y.text = req_typed(rq, field);
		d.text = or_empty(req_str(rq, field));
	}
	if (d.what == SHARE_DELIVER)
		files_read(cx, rq, &d);
	err = req_faults(rq);
	if (!err)
		err = work_share_do(cx, &d, &task);
	if (!err)
		return reply_redirect(rp, place(cx, task));
	if (share_by_id(cx->db, &(struct share_by_id_in){ .id = d.share }, &s,
			&found) ||
	    !found)
		return err;
	y.task = s.task;
	return refused(cx, rq, rp, err, &y);
}

static const struct route routes[] = {
	{ .method = POST,
	  .path = "/task/:id/share",
	  .perm = PERM_WORK_VIEW,
	  .page = ask_post,
	  ROUTE_FIELDS(ask_fields) },
	{ .method = POST,
	  .path = "/share/:id/deliver",
	  .perm = PERM_WORK_REPORT,
	  .page = step_post,
	  ROUTE_FIELDS(deliver_fields),
	  .body_max = DELIVER_BYTES },
	{ .method = POST,
	  .path = "/share/:id/take",
	  .perm = PERM_WORK_VIEW,
	  .page = step_post },
	{ .method = POST,
	  .path = "/share/:id/return",
	  .perm = PERM_WORK_VIEW,
	  .page = step_post,
	  ROUTE_FIELDS(reason_fields) },
	{ .method = POST,
	  .path = "/share/:id/drop",
	  .perm = PERM_WORK_VIEW,
	  .page = step_post,
	  ROUTE_FIELDS(reason_fields) },
};

const struct route_table work_share_routes = { routes,
					       (int)N_ELEMENTS(routes) };
