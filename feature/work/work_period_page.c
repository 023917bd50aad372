/* Periods on a task's page, and the form of an event's day. */
#include "work/work_period_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_adjust_act.h"
#include "work/work_list.h"
#include "work/work_page.h"
#include "work/work_past.h"
#include "work/work_period_act.h"
#include "work/work_period_query.h"
#include "work/work_summary.h"
#include "work/work_task_priv.h"

enum { SHOWN = 24 };

static void line_add(struct cx *cx, const struct period_list_row *r,
		     struct period_panel *x)
{
	struct period_line *l = vec_push(cx->arena, &x->lines);

	*l = (struct period_line){
		.id = r->id,
		.title = r->deadline_text,
		.due = fmt_day(cx->arena, r->due_on),
		.target = r->product,
		.percent = r->percent,
		.status = work_status_of(cx, (enum work_state)r->state,
					 r->due_on),
	};
	if (r->rule_on != DAY_NONE && r->rule_on != r->due_on)
		l->rule = fmt_day(cx->arena, r->rule_on);
}

static struct err *lines_fill(struct cx *cx, const struct task_by_id_row *t,
			      struct period_panel *x)
{
	struct period_list_rows rows;
	struct series_day_row d = { 0 };
	bool found;
	struct err *err =
		period_list(cx->db,
			    &(struct period_list_in){
				    .series = t->id,
				    .today = cx->today,
				    .soon = cx->today + work_soon_days(cx),
				    .limit = SHOWN + 1 },
			    &rows);

	if (!err && rows.n)
		err = series_day(cx->db,
				 &(struct series_day_in){ .series = t->id }, &d,
				 &found);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < MIN(rows.n, SHOWN); i++)
		line_add(cx, &rows.p[i], x);
	x->more = MAX(0, d.open + d.done - x->lines.n);
	if (str_eq(t->deadline_kind, str_c(work_due_code(DUE_TERM))))
		return work_milestone_fill(cx, t, &rows, x);
	if (rows.n)
		x->sum = tr_fmt(cx->arena, cx->lang,
				N_("{0} of {1} periods done"),
				fmt_int(cx->arena, cx->lang, d.done),
				fmt_int(cx->arena, cx->lang, d.open + d.done));
	return NULL;
}

static void event_fill(struct cx *cx, const struct task_by_id_row *t,
		       enum work_due kind, struct period_panel *x)
{
	x->waits = true;
	x->ask_due = kind == DUE_ON_REQUEST;
	x->event_label = tr(cx->lang, kind == DUE_RELATIVE
					      ? N_("Enter the day of the event")
					      : N_("Enter a request"));
	if (t->event_on != DAY_NONE)
		x->event_was = fmt_day(cx->arena, t->event_on);
	x->action = str_fmt(cx->arena, "/task/%ld/event", (long)t->id);
}

struct err *work_period_fill(struct cx *cx, const struct task_by_id_row *t,
			     struct period_panel *x)
{
	enum work_due kind = work_due_of_code(t->deadline_kind);
	bool open = t->issued_on != DAY_NONE && t->done_on == DAY_NONE &&
		    t->withdrawn_on == DAY_NONE;
	bool issuer;
	struct err *err;

	if (str_eq(t->child, STR("period"))) {
		x->series_href =
			work_past_href(cx, work_task_path(cx, t->parent));
		x->series = tr_fmt(
			cx->arena, cx->lang,
			N_("{0}, a period of the task {1}"), t->deadline_text,
			t->parent_number.n ? t->parent_number : t->parent_work);
		return NULL;
	}
	if (work_has_periods(kind))
		return lines_fill(cx, t, x);
	if (!work_waits_for_day(kind) || !open || cx->past)
		return NULL;
	err = work_is_issuer(cx, t->parent, t->parent_lead, &issuer);
	if (!err && issuer)
		event_fill(cx, t, kind, x);
	return err;
}

/* ---- the form ------------------------------------------------------------------ */

static struct err *event_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct work_event_day in = { .task = req_path_id(rq, "id"),
				     .event = req_day(rq, "event"),
				     .due = req_day(rq, "due"),
				     .note = req_str(rq, "note") };
	struct task_by_id_row t;
	struct err *err = work_task_see(cx, in.task, &t);
	struct err *fault;

	if (err)
		return err;
	if (!in.note.p)
		in.note = STR("");
	fault = req_faults(rq);
	if (!fault)
		fault = work_event_day(cx, &in);
	if (!fault)
		return reply_redirect(rp, work_task_path(cx, in.task));
	if (fault->code != ERR_INVALID && fault->code != ERR_LIMIT)
		return fault;
	rp->status = 422;
	return work_task_show(cx, rq, rp,
			      &(struct task_typed){
				      .faults = fault,
				      .event = req_typed(rq, "event"),
				      .due = req_typed(rq, "due"),
				      .note = req_typed(rq, "note") });
}

static const struct field event_fields[] = {
	{ .name = "event", .label = N_("Day"), .kind = FIELD_DAY },
	{ .name = "due", .label = N_("Deadline"), .kind = FIELD_DAY },
	{ .name = "note",
	  .label = N_("Document or remark"),
	  .kind = FIELD_LINE,
	  .max = WORK_TITLE_MOST },
};

static const struct route routes[] = {
	{ .method = POST,
	  .path = "/task/:id/event",
	  .perm = PERM_WORK_VIEW,
	  .page = event_post,
	  ROUTE_FIELDS(event_fields) },
};
const struct route_table work_period_routes = { routes,
						(int)N_ELEMENTS(routes) };
