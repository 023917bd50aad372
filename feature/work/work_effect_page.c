/*
 * The outcome measure of a task: the panel on the task's page, and a page of
 * its own where the office sets it and the lead enters what it measured.
 */
#include "work/work_effect_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "view/site.h"
#include "work/work_effect_tmpl.h"
#include "work/work_page.h"
#include "work/work_past.h"
#include "work/work_report_priv.h"
#include "work/work_task_priv.h"

/* ---- what it is now ------------------------------------------------------------ */

static struct effect_aim aim_of(const struct effect_goal_list_row *g)
{
	return (struct effect_aim){ .baseline = g->baseline,
				    .target = g->target,
				    .higher = g->higher };
}

/* The same words as in a report. */
static struct effect_report_row as_row(const struct effect_goal_list_row *g,
				       int64_t value)
{
	return (struct effect_report_row){ .unit = g->unit,
					   .baseline = g->baseline,
					   .target = g->target,
					   .value = value };
}

static struct str
share_text(struct cx *cx, const struct effect_goal_list_row *g, int64_t value)
{
	struct effect_aim aim = aim_of(g);

	return report_share(cx, &(struct report_effect){
					.share = effect_share(&aim, value) });
}

static struct str aim_text(struct cx *cx, const struct effect_goal_list_row *g)
{
	struct effect_report_row row = as_row(g, DB_NULL);

	return tr_fmt(cx->arena, cx->lang,
		      g->higher ? N_("{0}; higher is better")
				: N_("{0}; lower is better"),
		      report_aim(cx, &row));
}

static void value_fill(struct cx *cx, const struct effect_goal_list_row *g,
		       const struct effect_value_list_row *v,
		       struct effect_panel *e)
{
	struct effect_report_row row = as_row(g, v->value);
	struct effect_aim aim = aim_of(g);
	int64_t share = effect_share(&aim, v->value);

	e->value = report_value(cx, &row);
	e->day = fmt_day(cx->arena, v->measured_on);
	e->share = share_text(cx, g, v->value);
	if (share != EFFECT_NONE) {
		int64_t bar = MIN(MAX(share, 0), 1000);

		e->bar = str_fmt(cx->arena, "%ld.%ld", (long)(bar / 10),
				 (long)(bar % 10));
	}
	e->status =
		effect_reached(&aim, v->value)
			? (struct status){ MARK_DONE,
					   tr(cx->lang, N_("Target reached")),
					   STR_NULL }
			: (struct status){ MARK_NONE,
					   tr(cx->lang, N_("Not reached yet")),
					   STR_NULL };
}

static void now_fill(struct cx *cx, const struct effect_now *now,
		     struct effect_panel *e)
{
	const struct effect_goal_list_row *g = now->goals.p;

	if (!now->found)
		return;
	e->name = g->name;
	e->note = g->note;
	e->aim = aim_text(cx, g);
	e->status =
		(struct status){ .mark = MARK_NONE,
				 .text = tr(cx->lang, N_("Not measured yet")) };
	if (now->values.n)
		value_fill(cx, g, &now->values.p[0], e);
}

/* ---- who may ----------------------------------------------------------------------- */

struct rights {
	bool set, measure;
};

static struct err *rights_read(struct cx *cx, const struct task_by_id_row *t,
			       struct rights *r)
{
	bool ours = false, live = t->withdrawn_on == DAY_NONE && !cx->past;
	struct err *err = NULL;

	*r = (struct rights){ .set = live && work_is_office(cx) };
	if (t->lead != DB_NULL)
		err = org_is_within(cx, cx_scope(cx), t->lead, &ours);
	if (!err)
		r->measure = live && t->issued_on != DAY_NONE &&
			     work_do_allowed(WORK_DO_REPORT, cx, ours, false);
	return err;
}

struct err *work_effect_panel(struct cx *cx, const struct task_by_id_row *t,
			      struct effect_panel *ret_panel)
{
	struct effect_panel e = { 0 };
	struct effect_now now = { 0 };
	struct rights may;
	struct err *err = rights_read(cx, t, &may);

	if (!err && t->has & WORK_HAS_EFFECT)
		err = effect_get(cx, t->id, &now);
	if (err)
		return err;
	now_fill(cx, &now, &e);
	if (now.goals.n || may.set)
		e.href = work_past_href(cx,
					str_fmt(cx->arena, "/task/%ld/effect",
						(long)t->id));
	e.link = tr(cx->lang, !now.found && may.set
				      ? N_("Set an outcome measure")
			      : now.found && may.measure
				      ? N_("Enter a measurement, see all")
				      : N_("All measurements"));
	*ret_panel = e;
	return NULL;
}

/* ---- the page ---------------------------------------------------------------------------- */

/* What was typed, when the page is shown again. */
struct effect_typed {
	bool goal, value; /* which form */
	const struct err *faults;
};

static void values_fill(struct cx *cx, const struct effect_now *now,
			struct effect_view *x)
{
	for (ptrdiff_t i = 0; i < now->values.n; i++) {
		const struct effect_value_list_row *v = &now->values.p[i];
		struct effect_report_row row =
			as_row(&now->goals.p[0], v->value);

		*vec_push(cx->arena, &x->values) = (struct effect_value_row){
			.day = fmt_day(cx->arena, v->measured_on),
			.iso = day_iso(cx->arena, v->measured_on),
			.value = report_value(cx, &row),
			.share = share_text(cx, &now->goals.p[0], v->value),
			.note = v->note,
			.who = v->actor_name,
			.replaced = i && v[-1].measured_on == v->measured_on
		};
	}
}

static void goals_fill(struct cx *cx, const struct effect_now *now,
		       struct effect_view *x)
{
	for (ptrdiff_t i = 0; i < now->goals.n; i++) {
		const struct effect_goal_list_row *g = &now->goals.p[i];
		struct str text = tr_fmt(cx->arena, cx->lang, N_("{0}: {1}"),
					 g->name, aim_text(cx, g));

		if (g->dropped)
			text = tr_fmt(cx->arena, cx->lang, N_("Given up: {0}"),
				      g->name);
		*vec_push(cx->arena, &x->goals) = (struct effect_goal_row){
			.day = fmt_day(cx->arena, g->on_day),
			.iso = day_iso(cx->arena, g->on_day),
			.text = text,
			.who = g->actor_name
		};
	}
}

static struct str number_or_none(struct cx *cx, int64_t v)
{
	return v == DB_NULL ? STR("") : effect_text(cx->arena, cx->lang, v);
}

/* The form as it was typed, else as the measure is. */
static void set_form_fill(struct cx *cx, struct req *rq,
			  const struct effect_now *now,
			  const struct effect_typed *typed,
			  struct effect_view *x)
{
	const struct effect_goal_list_row *g = now->goals.p;
	struct effect_field *field[] = { &x->name,   &x->unit,	 &x->baseline,
					 &x->target, &x->better, &x->note };
	static const char *const name[] = { "name",   "unit",	"baseline",
					    "target", "better", "note" };

	if (now->found) {
		x->name.value = g->name;
		x->unit.value = g->unit;
		x->baseline.value = number_or_none(cx, g->baseline);
		x->target.value = number_or_none(cx, g->target);
		x->better.value = g->higher ? STR("higher") : STR("lower");
		x->note.value = g->note;
	}
	for (ptrdiff_t i = 0; typed->goal && i < N_ELEMENTS(field); i++) {
		field[i]->value = req_typed(rq, name[i]);
		field[i]->fault =
			view_fault_of(cx, typed->faults, str_c(name[i]));
	}
	x->higher = str_eq(x->better.value, STR("higher"));
	x->lower = str_eq(x->better.value, STR("lower"));
}

static void measure_form_fill(struct cx *cx, struct req *rq,
			      const struct effect_typed *typed,
			      struct effect_view *x)
{
	struct effect_field *field[] = { &x->value, &x->measured_on,
					 &x->value_note };
	static const char *const name[] = { "value", "measured_on",
					    "value_note" };

	x->measured_on.value = fmt_day(cx->arena, cx->today);
	for (ptrdiff_t i = 0; typed->value && i < N_ELEMENTS(field); i++) {
		field[i]->value = req_typed(rq, name[i]);
		field[i]->fault =
			view_fault_of(cx, typed->faults, str_c(name[i]));
	}
}

static void crumbs_fill(struct cx *cx, const struct task_by_id_row *t,
			struct crumbs *c)
{
	*vec_push(cx->arena, c) = (struct crumb){
		.text = t->code,
		.href = work_past_href(cx, str_fmt(cx->arena, "/programme/%ld",
						   (long)t->programme))
	};
	*vec_push(cx->arena, c) = (struct crumb){
		.text = work_task_name(cx, t->number),
		.href = work_past_href(cx, work_task_path(cx, t->id))
	};
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Effect")) };
}

static struct err *view_fill(struct cx *cx, struct req *rq,
			     const struct task_by_id_row *t,
			     const struct effect_typed *typed,
			     struct effect_view *x)
{
	struct effect_now now;
	struct rights may;
	struct err *err = effect_get(cx, t->id, &now);

	if (!err)
		err = rights_read(cx, t, &may);
	if (err)
		return err;
	x->title = t->number.n ? str_fmt(cx->arena, "%.*s %.*s",
					 STR_ARG(t->number), STR_ARG(t->work))
			       : t->work;
	x->action =
		str_cat(cx->arena, work_task_path(cx, t->id), STR("/effect"));
	x->may_set = may.set;
	x->may_drop = may.set && now.found;
	x->may_measure = may.measure && now.found;
	x->keys = (struct form_keys){ .csrf = req_csrf(rq) };
	x->key_set = req_new_key(cx);
	x->key_drop = req_new_key(cx);
	x->key_measure = req_new_key(cx);
	crumbs_fill(cx, t, &x->crumbs);
	now_fill(cx, &now, &x->now);
	if (now.found)
		values_fill(cx, &now, x);
	goals_fill(cx, &now, x);
	set_form_fill(cx, rq, &now, typed, x);
	measure_form_fill(cx, rq, typed, x);
	return NULL;
}

static struct err *show(struct cx *cx, struct req *rq, struct reply *rp,
			const struct effect_typed *typed)
{
	struct effect_view x = { .errors = view_faults(cx, typed->faults) };
	struct task_by_id_row t;
	struct page page;
	struct view v;
	struct err *err = work_task_see(cx, req_path_id(rq, "id"), &t);

	if (!err)
		err = view_fill(cx, rq, &t, typed, &x);
	if (err)
		return err;
	x.page = &page;
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr_fmt(cx->arena, cx->lang,
						 N_("Effect: {0}"), x.title),
				 .menu = "work",
				 .n_errors = (int)x.errors.n },
			 &page, &v);
	if (!err)
		work_effect_html(&v, &x);
	return err;
}

static struct err *effect_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = work_past_read(cx, rq);

	return err ? err : show(cx, rq, rp, &(struct effect_typed){ 0 });
}

/* ---- forms ---------------------------------------------------------------------------------- */

static struct err *answer(struct cx *cx, struct req *rq, struct reply *rp,
			  struct err *err, struct effect_typed *typed)
{
	bool mendable;

	if (!err)
		return reply_redirect(rp, str_fmt(cx->arena, "/task/%ld/effect",
						  (long)req_path_id(rq, "id")));
	mendable = err->code == ERR_INVALID || err->code == ERR_LIMIT;
	if (!mendable && err->code != ERR_CONFLICT)
		return err;
	typed->faults = err;
	rp->status = mendable ? 422 : 409;
	return show(cx, rq, rp, typed);
}

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static struct err *set_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct effect_goal_ask in = { .name = or_empty(req_str(rq, "name")),
				      .unit = or_empty(req_str(rq, "unit")),
				      .baseline = req_str(rq, "baseline"),
				      .target = req_str(rq, "target"),
				      .better = req_str(rq, "better"),
				      .note = or_empty(req_str(rq, "note")) };
	struct err *err = req_faults(rq);

	if (!err)
		err = effect_set(cx, req_path_id(rq, "id"), &in);
	return answer(cx, rq, rp, err, &(struct effect_typed){ .goal = true });
}

static struct err *drop_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	return answer(cx, rq, rp, effect_drop(cx, req_path_id(rq, "id")),
		      &(struct effect_typed){ 0 });
}

static struct err *measure_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct effect_value_ask in = { .value = req_str(rq, "value"),
				       .on = req_day(rq, "measured_on"),
				       .note = req_str(rq, "value_note") };
	struct err *err = req_faults(rq);

	if (!err)
		err = effect_measure(cx, req_path_id(rq, "id"), &in);
	return answer(cx, rq, rp, err, &(struct effect_typed){ .value = true });
}

/* ---- routes ------------------------------------------------------------------ */

static const struct field page_fields[] = { WORK_PAST_FIELD };
/* Lengths are the model's to judge, so that what is too long comes back. */
static const struct field set_fields[] = {
	{ .name = "name",
	  .label = N_("What is measured"),
	  .kind = FIELD_LINE,
	  .max = 2000 },
	{ .name = "unit",
	  .label = N_("Unit of measure"),
	  .kind = FIELD_LINE,
	  .max = 2000 },
	{ .name = "baseline", .label = N_("Baseline"), .kind = FIELD_LINE },
	{ .name = "target", .label = N_("Target"), .kind = FIELD_LINE },
	{ .name = "better", .label = N_("Direction"), .kind = FIELD_WORD },
	{ .name = "note",
	  .label = N_("How it is measured"),
	  .kind = FIELD_TEXT,
	  .max = 4000 },
};
static const struct field value_fields[] = {
	{ .name = "value", .label = N_("Value"), .kind = FIELD_LINE },
	{ .name = "measured_on",
	  .label = N_("Measured on"),
	  .kind = FIELD_DAY },
	{ .name = "value_note",
	  .label = N_("Note"),
	  .kind = FIELD_TEXT,
	  .max = 4000 },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/task/:id/effect",
	  .perm = PERM_WORK_VIEW,
	  .page = effect_page,
	  ROUTE_FIELDS(page_fields) },
	{ .method = POST,
	  .path = "/task/:id/effect",
	  .perm = PERM_WORK_REPORT,
	  .page = measure_post,
	  ROUTE_FIELDS(value_fields) },
	{ .method = POST,
	  .path = "/task/:id/effect/set",
	  .perm = PERM_WORK_MANAGE,
	  .page = set_post,
	  ROUTE_FIELDS(set_fields) },
	{ .method = POST,
	  .path = "/task/:id/effect/drop",
	  .perm = PERM_WORK_MANAGE,
	  .page = drop_post },
};
const struct route_table work_effect_routes = { routes,
						(int)N_ELEMENTS(routes) };
