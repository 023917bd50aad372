/* The yearly milestones of a task over a term: on its page, and the form in
 * which its issuer writes what is to be reached. */
#include "work/work_period_priv.h"

#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_list.h"
#include "work/work_milestone_tmpl.h"
#include "work/work_page.h"
#include "work/work_past.h"
#include "work/work_summary.h"
#include "work/work_task_priv.h"

enum { ROWS_MOST = 100, FORM_BYTES = 512 * 1024 };

day_t work_milestone_ahead(const struct cx *cx, const struct work_series *s,
			   day_t begun)
{
	return work_period_next(s, begun != DAY_NONE ? begun : cx->today - 1);
}

/* ---- on the page of the task ------------------------------------------------------ */

static struct str target_of(const struct work_series *s, day_t rule)
{
	const struct work_milestone *m = work_milestone_of(s, day_ymd(rule).y);

	return m && m->target.n ? m->target : STR_NULL;
}

static void ahead_add(struct cx *cx, const struct work_series *s, day_t rule,
		      struct period_panel *x)
{
	day_t due = work_period_day(cx, rule);
	struct period_line *l = vec_push(cx->arena, &x->lines);

	*l = (struct period_line){
		.title = work_period_title(cx, s, rule),
		.due = fmt_day(cx->arena, due),
		.target = target_of(s, rule),
		.status = work_status_of(cx, WORK_NOT_STARTED, due)
	};
	if (due != rule)
		l->rule = fmt_day(cx->arena, rule);
}

/* From the first year to the last, as a plan is read. */
static void lines_turn(struct period_panel *x)
{
	for (ptrdiff_t i = 0, k = x->lines.n - 1; i < k; i++, k--) {
		struct period_line l = x->lines.p[i];

		x->lines.p[i] = x->lines.p[k];
		x->lines.p[k] = l;
	}
}

static int64_t done_of(const struct period_list_rows *rows)
{
	int64_t n = 0;

	for (ptrdiff_t i = 0; i < rows->n; i++)
		n += rows->p[i].state == WORK_DONE ||
		     rows->p[i].state == WORK_DONE_LATE;
	return n;
}

struct err *work_milestone_fill(struct cx *cx, const struct task_by_id_row *t,
				const struct period_list_rows *rows,
				struct period_panel *x)
{
	bool open = t->done_on == DAY_NONE && t->withdrawn_on == DAY_NONE &&
		    t->programme_closed_on == DAY_NONE;
	struct work_series s;
	bool issuer;
	day_t rule;
	struct err *err = work_series_of(cx, t, &s);

	if (!err)
		err = work_is_issuer(cx, t->parent, t->parent_lead, &issuer);
	if (err)
		return err;
	x->term = true;
	lines_turn(x);
	rule = work_milestone_ahead(cx, &s,
				    rows->n ? rows->p[0].rule_on : DAY_NONE);
	if (open && issuer && !cx->past && rule != DAY_NONE)
		x->plan_href = str_cat(cx->arena, work_task_path(cx, t->id),
				       STR("/milestones"));
	for (; open && rule != DAY_NONE && x->lines.n < ROWS_MOST;
	     rule = work_period_next(&s, rule))
		ahead_add(cx, &s, rule, x);
	x->sum = tr_fmt(cx->arena, cx->lang, N_("{0} of {1} milestones done"),
			fmt_int(cx->arena, cx->lang, done_of(rows)),
			fmt_int(cx->arena, cx->lang, x->lines.n));
	return NULL;
}

/* ---- the form ------------------------------------------------------------------------- */

struct show {
	struct work_milestone_look look;
	bool typed;
	const struct err *faults;
};

static struct str field_of(struct cx *cx, const char *name, int year)
{
	return str_fmt(cx->arena, "%s.%d", name, year);
}

static struct str typed_of(struct cx *cx, struct req *rq, const char *name,
			   int year)
{
	return req_typed(rq, str_to_c(cx->arena, field_of(cx, name, year)));
}

static void row_add(struct cx *cx, struct req *rq, const struct show *s,
		    day_t rule, struct milestone_form *x)
{
	const struct work_series *series = &s->look.s;
	int year = day_ymd(rule).y;
	const struct work_milestone *m = work_milestone_of(series, year);
	struct milestone_row *r = vec_push(cx->arena, &x->rows);

	*r = (struct milestone_row){
		.year = str_fmt(cx->arena, "%d", year),
		.title = work_period_title(cx, series, rule),
		.rule = fmt_day(cx->arena, rule),
		.last = rule == series->to,
		.bad_target = view_fault_of(cx, s->faults,
					    field_of(cx, "target", year)),
		.bad_day =
			view_fault_of(cx, s->faults, field_of(cx, "day", year)),
	};
	if (s->typed) {
		r->target = typed_of(cx, rq, "target", year);
		r->day = typed_of(cx, rq, "day", year);
	} else if (m) {
		r->target = m->target;
		if (m->on != DAY_NONE && !r->last)
			r->day = fmt_day(cx->arena, m->on);
	}
}

static void crumbs_fill(struct cx *cx, const struct task_by_id_row *t,
			struct milestone_form *x)
{
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = t->code,
				.href = str_fmt(cx->arena, "/programme/%ld",
						(long)t->programme) };
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = work_task_name(cx, t->number),
				.href = x->back };
	*vec_push(cx->arena, &x->crumbs) = (struct crumb){ .text = x->title };
}

static void form_fill(struct cx *cx, struct req *rq, const struct show *s,
		      struct milestone_form *x)
{
	const struct task_by_id_row *t = &s->look.t;
	day_t rule = work_milestone_ahead(cx, &s->look.s, s->look.begun);

	x->title = tr(cx->lang, N_("Yearly milestones"));
	x->sub = t->number.n ? str_fmt(cx->arena, "%.*s %.*s",
				       STR_ARG(t->number), STR_ARG(t->work))
			     : t->work;
	x->back = work_task_path(cx, t->id);
	x->action = str_cat(cx->arena, x->back, STR("/milestones"));
	x->errors = view_faults(cx, s->faults);
	x->keys = view_keys(cx, rq);
	crumbs_fill(cx, t, x);
	for (; rule != DAY_NONE && x->rows.n < ROWS_MOST;
	     rule = work_period_next(&s->look.s, rule))
		row_add(cx, rq, s, rule, x);
}

static struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct show *s)
{
	struct page page;
	struct view v;
	struct milestone_form x = { .page = &page };
	struct err *err;

	form_fill(cx, rq, s, &x);
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.title,
					     .menu = "work",
					     .n_errors = (int)x.errors.n },
			 &page, &v);
	if (!err)
		milestone_form_html(&v, &x);
	return err;
}

/* What this person may not see isn't there; what has no milestones says why. */
static struct err *show_begin(struct cx *cx, struct req *rq, struct show *s)
{
	int64_t id = req_path_id(rq, "id");
	struct task_by_id_row t;
	struct err *err = work_task_see(cx, id, &t);

	return err ? err : work_milestone_look(cx, id, &s->look);
}

static struct err *form_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct show s = { .typed = false };
	struct err *err = show_begin(cx, rq, &s);

	return err ? err : form_show(cx, rq, rp, &s);
}

static struct err *row_of(struct cx *cx, struct req *rq, struct str year,
			  struct work_milestone *ret_m)
{
	int64_t y;

	if (!str_to_i64(year, &y) || y < 1900 || y > 9999)
		return err_new(cx->arena, ERR_INVALID,
			       N_("“{0}” is no year; open the page again and "
				  "use its form."),
			       year);
	*ret_m = (struct work_milestone){
		.year = (int)y,
		.target = req_str(rq, str_to_c(cx->arena,
					       field_of(cx, "target", (int)y))),
		.on = req_day(rq,
			      str_to_c(cx->arena, field_of(cx, "day", (int)y))),
	};
	if (!ret_m->target.p)
		ret_m->target = STR("");
	return NULL;
}

/* The years that the form sent, each with its target and its day. */
static struct err *plan_read(struct cx *cx, struct req *rq,
			     struct work_milestone_plan *ret_plan)
{
	struct work_milestone *row =
		arena_new(cx->arena, struct work_milestone, ROWS_MOST);
	struct str year, value;
	int n = 0;

	while (n < ROWS_MOST && req_family(rq, "target.*", n, &year, &value)) {
		struct err *err = row_of(cx, rq, year, &row[n]);

		if (err)
			return err;
		n++;
	}
	*ret_plan = (struct work_milestone_plan){ .task = req_path_id(rq, "id"),
						  .row = row,
						  .n = n };
	return NULL;
}

static struct err *form_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct show s = { .typed = true };
	struct work_milestone_plan plan;
	struct err *fault;
	struct err *err = show_begin(cx, rq, &s);

	if (err)
		return err;
	fault = req_faults(rq);
	if (!fault)
		fault = plan_read(cx, rq, &plan);
	if (!fault)
		fault = work_milestones_write(cx, &plan);
	if (!fault)
		return reply_redirect(
			rp, str_cat(cx->arena,
				    work_task_path(cx, req_path_id(rq, "id")),
				    STR("#h-period")));
	if (fault->code != ERR_INVALID && fault->code != ERR_LIMIT &&
	    fault->code != ERR_CONFLICT)
		return fault;
	s.faults = fault;
	rp->status = fault->code == ERR_CONFLICT ? 409 : 422;
	return form_show(cx, rq, rp, &s);
}

/* Lengths are the model's to judge, so that what is too long comes back. */
static const struct field form_fields[] = {
	{ .name = "target.*",
	  .label = N_("Target of the year"),
	  .kind = FIELD_TEXT,
	  .max = 4000 },
	{ .name = "day.*", .label = N_("Due day"), .kind = FIELD_DAY },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/task/:id/milestones",
	  .perm = PERM_WORK_VIEW,
	  .page = form_get },
	{ .method = POST,
	  .path = "/task/:id/milestones",
	  .perm = PERM_WORK_VIEW,
	  .page = form_post,
	  ROUTE_FIELDS(form_fields),
	  .body_max = FORM_BYTES },
};
const struct route_table work_milestone_routes = { routes,
						   (int)N_ELEMENTS(routes) };
