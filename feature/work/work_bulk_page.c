/*
 * Many tasks at once: the page between the list and the act. It shows what
 * would happen to each task, asks for what the act needs, and does it.
 */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/site.h"
#include "work/work_bulk.h"
#include "work/work_bulk_tmpl.h"
#include "work/work_list_priv.h"
#include "work/work_shape_view.h"
#include "work/work_task_priv.h"

enum { LINES_SHOWN = 50 };

struct bulk {
	int64_t list;
	const struct work_bulk_kind *kind;
	struct work_filter filter;
	struct work_chosen chosen;
	struct work_bulk_ask ask;
	struct work_bulk_lefts left; /* found by a try */
	struct err *faults;
};

static int64_t list_of(const struct req *rq)
{
	return str_starts(req_path(rq), STR("/programme/"))
		       ? req_path_id(rq, "id")
		       : 0;
}

/* ---- what would happen --------------------------------------------------------- */

static void reason_add(struct cx *cx, struct bulk_view *x, struct str text)
{
	for (ptrdiff_t i = 0; i < x->reasons.n; i++) {
		if (str_eq(x->reasons.p[i].text, text)) {
			x->reasons.p[i].n++;
			return;
		}
	}
	*vec_push(cx->arena, &x->reasons) =
		(struct bulk_reason){ str_dup(cx->arena, text), 1 };
}

static void line_add(struct cx *cx, struct bulk_view *x,
		     const struct task_by_id_row *t, struct str left)
{
	*vec_push(cx->arena, &x->lines) = (struct bulk_line){
		.id = t->id,
		.number = t->number,
		.work = t->work,
		.lead = t->lead_short.p ? t->lead_short : t->lead_text,
		.status = work_status_of(cx, (enum work_state)t->state,
					 t->due_on),
		.when = fmt_day(cx->arena, t->due_on),
		.left = left
	};
}

/* Why the act itself would leave a task; absent when it wouldn't, or wasn't
 * tried. Both lists go by ids. */
static struct str left_why(const struct bulk *b, int64_t task)
{
	ptrdiff_t from = 0, to = b->left.n;

	while (from < to) {
		ptrdiff_t at = from + (to - from) / 2;

		if (b->left.p[at].task == task)
			return b->left.p[at].why;
		if (b->left.p[at].task < task)
			from = at + 1;
		else
			to = at;
	}
	return STR_NULL;
}

/* One task. What isn't shown gives its memory back, unless it is the first
 * of a new reason. */
static struct err *task_add(struct cx *cx, const struct bulk *b, int64_t id,
			    struct bulk_view *x)
{
	struct arena_mark mark = arena_mark(cx->arena);
	ptrdiff_t reasons = x->reasons.n;
	struct task_by_id_row t;
	struct str left = STR_NULL;
	struct err *why, *err = work_task_see(cx, id, &t);

	if (err && err->code != ERR_NOT_FOUND)
		return err;
	why = err ? err : b->kind->fits(cx, &t);
	left = why ? tr_err(cx->arena, cx->lang, why) : left_why(b, id);
	if (left.p) {
		reason_add(cx, x, left);
		x->left++;
	} else {
		x->fit++;
	}
	if (!err && x->lines.n < LINES_SHOWN)
		line_add(cx, x, &t, left);
	else if (x->reasons.n == reasons)
		arena_rewind(cx->arena, mark);
	return NULL;
}

static struct str left_mark(struct arena *a, const struct work_bulk_lefts *l)
{
	struct work_chosen ids = { 0 };

	for (ptrdiff_t i = 0; i < l->n; i++)
		*vec_push(a, &ids) = l->p[i].task;
	return l->n ? work_chosen_mark(a, &ids) : STR("");
}

static struct err *tasks_fill(struct cx *cx, const struct bulk *b,
			      struct bulk_view *x)
{
	struct err *err = NULL;

	x->n = b->chosen.n;
	for (ptrdiff_t i = 0; !err && i < b->chosen.n; i++)
		err = task_add(cx, b, b->chosen.p[i], x);
	if (x->n > LINES_SHOWN)
		x->more =
			tr_fmt(cx->arena, cx->lang, N_("… and {0} others."),
			       fmt_int(cx->arena, cx->lang, x->n - x->lines.n));
	x->all = b->chosen.all;
	for (ptrdiff_t i = 0; !x->all && i < b->chosen.n; i++)
		*vec_push(cx->arena, &x->ids) = b->chosen.p[i];
	x->mark = work_chosen_mark(cx->arena, &b->chosen);
	x->left_mark = left_mark(cx->arena, &b->left);
	return err;
}

/* ---- what it needs ---------------------------------------------------------------- */

static struct err *needs_fill(struct cx *cx, const struct bulk *b,
			      struct bulk_view *x)
{
	int64_t lead = b->ask.lead == DB_NULL ? 0 : b->ask.lead;
	struct orgs orgs;
	struct err *err = NULL;

	x->fields = b->kind->fields;
	x->body = b->ask.text;
	x->deadline = b->ask.deadline;
	x->body_label = tr(cx->lang, x->fields & BULK_CAUSE
					     ? N_("Reason")
					     : N_("What the units are reminded "
						  "of"));
	x->body_note =
		tr(cx->lang, N_("The lead units read it in the history of "
				"each task."));
	x->body_fault = view_fault_of(cx, b->faults, STR("body"));
	x->deadline_fault = view_fault_of(cx, b->faults, STR("to_deadline"));
	x->lead_fault = view_fault_of(cx, b->faults, STR("to_lead"));
	x->cause_fault = view_fault_of(cx, b->faults, STR("to_cause"));
	if (x->fields & BULK_LEAD)
		err = org_list_top(cx, lead, &orgs);
	if (!err && x->fields & BULK_LEAD)
		work_list_units(cx, lead, N_("Choose a unit"), &orgs,
				&x->leads);
	if (x->fields & BULK_CAUSE)
		work_choice_any(cx, &x->causes, N_("Choose a cause"));
	for (ptrdiff_t i = 0;
	     x->fields & BULK_CAUSE && i < cx->profile->n_causes; i++) {
		struct str code = cx->profile->cause[i].code;

		work_choice_add(cx, &x->causes, code,
				profile_cause_title(cx->profile, code,
						    cx->lang),
				b->ask.cause);
	}
	return err;
}

/* ---- the page ------------------------------------------------------------------------ */

static struct err *place_fill(struct cx *cx, const struct bulk *b,
			      struct bulk_view *x)
{
	struct str path = work_list_path(cx, b->list);
	struct work_filter_names names;
	struct err *err = work_filter_names(cx, &b->filter, &names);

	if (err)
		return err;
	x->asks = work_filter_asks(cx, &b->filter, b->list);
	x->back_href = str_cat(
		cx->arena, path,
		work_asks_query(cx->arena, work_asks_lines(cx->arena, &x->asks),
				"view", x->asks.n ? STR_NULL : STR("0")));
	x->is_export = !b->kind->run;
	x->action = str_cat(cx->arena, path,
			    x->is_export ? STR("/chosen.xlsx") : STR("/bulk"));
	x->title = tr(cx->lang, b->kind->title);
	x->tab = work_list_tab(cx, b->list ? names.programme : STR_NULL,
			       b->kind->title);
	x->confirm = tr(cx->lang, b->kind->confirm);
	x->do_key = str_c(b->kind->key);
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = b->list ? names.programme
						: tr(cx->lang, N_("Tasks")),
				.href = x->back_href };
	*vec_push(cx->arena, &x->crumbs) = (struct crumb){ .text = x->title };
	return NULL;
}

static struct err *bulk_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct bulk *b)
{
	struct page page;
	struct view v;
	struct bulk_view x = { .page = &page, .keys = view_keys(cx, rq) };
	struct err *err = place_fill(cx, b, &x);

	if (!err)
		err = tasks_fill(cx, b, &x);
	if (!err)
		err = needs_fill(cx, b, &x);
	if (err)
		return err;
	x.sub = tr_format(
		cx->arena,
		tr_n(cx->lang, N_("{0} task is chosen; {1} can be done."),
		     N_("{0} tasks are chosen; {1} can be done."), x.n),
		(struct str[]){ fmt_int(cx->arena, cx->lang, x.n),
				fmt_int(cx->arena, cx->lang, x.fit) },
		2);
	x.errors = view_faults(cx, b->faults);
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x.tab,
					     .menu = "work",
					     .n_errors = (int)x.errors.n },
			 &page, &v);
	if (!err)
		bulk_html(&v, &x);
	return err;
}

static bool mendable(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_LIMIT ||
	       e->code == ERR_CONFLICT || e->code == ERR_NOT_FOUND;
}

/* Everything that both methods read; a choice of nothing is a fault. */
static struct err *bulk_read(struct cx *cx, struct req *rq, struct bulk *b)
{
	struct err *err;

	b->list = list_of(rq);
	b->ask.lead = DB_NULL;
	err = work_filter_read(cx, rq, b->list, &b->filter);
	if (err)
		return err;
	/* the context stands on that day: an act would be dated so */
	if (cx->past)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("A list of a past day, or of a closed "
				  "programme, only shows: go back to "
				  "today."));
	b->kind = work_bulk_kind(cx, req_str(rq, "do"));
	if (!b->kind)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("This can't be done with many tasks; choose "
				  "one of the list's buttons."));
	b->faults = work_chosen_read(cx, rq, &b->filter, &b->chosen);
	if (b->faults && !mendable(b->faults))
		return b->faults;
	if (b->faults)
		b->chosen = (struct work_chosen){ 0 };
	return NULL;
}

static struct err *bulk_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct bulk b = { 0 };
	struct err *err = bulk_read(cx, rq, &b);

	if (err)
		return err;
	if (b.faults)
		rp->status = 422;
	return bulk_show(cx, rq, rp, &b);
}

/* The faults of the ledger under the names of this form, for which `lead`
 * and `cause` are conditions of the list. */
static void faults_name(struct err *faults)
{
	for (struct err *e = faults; e; e = e->next) {
		if (str_eq(e->field, STR("lead")))
			e->field = STR("to_lead");
		if (str_eq(e->field, STR("cause")))
			e->field = STR("to_cause");
		if (str_eq(e->field, STR("deadline")))
			e->field = STR("to_deadline");
	}
}

/* What was shown is what is done: other tasks may fit by now. */
static struct err *same_check(struct cx *cx, struct req *rq,
			      const struct work_chosen *chosen)
{
	if (str_eq(req_str(rq, "mark"), work_chosen_mark(cx->arena, chosen)))
		return NULL;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("Other tasks fit the conditions by now; look at "
			  "them once more, then confirm."));
}

/* Whether a task would be left that the page before didn't show so. */
static struct err *is_news(struct cx *cx, const struct bulk *b, bool *ret_is)
{
	struct err *err = NULL;

	*ret_is = false;
	for (ptrdiff_t i = 0; !err && !*ret_is && i < b->left.n; i++) {
		struct task_by_id_row t;

		err = work_task_see(cx, b->left.p[i].task, &t);
		if (!err)
			*ret_is = !b->kind->fits(cx, &t);
		else if (err->code == ERR_NOT_FOUND)
			err = NULL; /* said before */
	}
	return err;
}

/* The day or the unit comes with this form: what it changes is shown before
 * it is done, unless every task takes it, or none. */
static struct err *left_check(struct cx *cx, struct req *rq, struct bulk *b)
{
	bool news;
	struct err *err;

	if (!(b->kind->fields & (BULK_DEADLINE | BULK_LEAD)))
		return NULL;
	err = work_bulk_try(cx, b->kind, &b->chosen, &b->ask, &b->left);
	if (err)
		return err;
	if (b->left.n == b->chosen.n) {
		b->left.n = 0; /* the act says why */
		return NULL;
	}
	if (str_eq(req_str(rq, "left"), left_mark(cx->arena, &b->left)))
		return NULL;
	err = is_news(cx, b, &news);
	if (err || !news)
		return err;
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("Some of these tasks can't take it and stay as they "
			  "are; see why, then confirm it for the others."));
}

static struct str done_path(struct cx *cx, const struct bulk *b, int64_t id)
{
	struct work_asks asks = work_filter_asks(cx, &b->filter, b->list);

	return str_cat(
		cx->arena, work_list_path(cx, b->list),
		work_asks_query(cx->arena, work_asks_lines(cx->arena, &asks),
				"bulk", str_fmt(cx->arena, "%ld", (long)id)));
}

static struct err *bulk_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct work_bulk_result r;
	struct bulk b = { 0 };
	struct err *err = bulk_read(cx, rq, &b);

	if (err)
		return err;
	b.ask = (struct work_bulk_ask){ .text = req_str(rq, "body"),
					.deadline = req_str(rq, "to_deadline"),
					.cause = req_str(rq, "to_cause"),
					.lead = req_int(rq, "to_lead") };
	if (!b.faults)
		b.faults = same_check(cx, rq, &b.chosen);
	if (!b.faults)
		b.faults = left_check(cx, rq, &b);
	if (!b.faults)
		b.faults = work_bulk(cx, b.kind, &b.chosen, &b.ask, &r);
	if (!b.faults)
		return reply_redirect(rp, done_path(cx, &b, r.id));
	if (!mendable(b.faults))
		return b.faults;
	faults_name(b.faults);
	rp->status = b.faults->code == ERR_CONFLICT ? 409 : 422;
	return bulk_show(cx, rq, rp, &b);
}

/* ---- routes --------------------------------------------------------------------------- */

static const struct field get_fields[] = { WORK_FILTER_FIELDS,
					   WORK_BULK_FIELDS };
static const struct field post_fields[] = {
	WORK_FILTER_FIELDS,
	WORK_BULK_FIELDS,
	{ .name = "mark", .label = N_("Choice"), .kind = FIELD_WORD },
	{ .name = "left", .label = N_("Choice"), .kind = FIELD_WORD },
	{ .name = "body",
	  .label = N_("Reason"),
	  .kind = FIELD_TEXT,
	  .max = WORK_TEXT_MOST },
	{ .name = "to_deadline",
	  .label = N_("New deadline"),
	  .kind = FIELD_LINE },
	{ .name = "to_lead",
	  .label = N_("New lead unit"),
	  .kind = FIELD_INT,
	  .min = 1 },
	{ .name = "to_cause", .label = N_("Cause"), .kind = FIELD_WORD },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/tasks/bulk",
	  .perm = PERM_WORK_VIEW,
	  .page = bulk_get,
	  ROUTE_FIELDS(get_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/programme/:id/bulk",
	  .perm = PERM_WORK_VIEW,
	  .page = bulk_get,
	  ROUTE_FIELDS(get_fields),
	  .slow = true },
	{ .method = POST,
	  .path = "/tasks/bulk",
	  .perm = PERM_WORK_MANAGE,
	  .page = bulk_post,
	  ROUTE_FIELDS(post_fields) },
	{ .method = POST,
	  .path = "/programme/:id/bulk",
	  .perm = PERM_WORK_MANAGE,
	  .page = bulk_post,
	  ROUTE_FIELDS(post_fields) },
};
const struct route_table work_bulk_routes = { routes, (int)N_ELEMENTS(routes) };
