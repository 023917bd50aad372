/* Who owes what on a task: the table, and what the reader can do with it. */
#include "work/work_share.h"

#include "base/perm.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "view/site.h"
#include "work/work_mine_view.h"
#include "work/work_past.h"
#include "work/work_share_query.h"
#include "work/work_task_priv.h"

enum { MINE_ROWS = 20 };

static const enum mark shape[N_WORK_MARK] = {
	[WORK_MARK_RED] = MARK_RED,	[WORK_MARK_AMBER] = MARK_AMBER,
	[WORK_MARK_GREEN] = MARK_GREEN, [WORK_MARK_NOT_YET] = MARK_NONE,
	[WORK_MARK_DONE] = MARK_DONE,	[WORK_MARK_GONE] = MARK_NONE,
};

struct fill {
	struct cx *cx;
	const struct share_ask *ask;
	const struct task_by_id_row *t;
	bool open; /* of the task: something may still be done */
	struct attachment_list_rows files;
	int64_t org; /* newest question of `owes`, and its answer */
	bool owes;
	struct share_view *x;
};

static struct status status_of(struct cx *cx, const struct work_share_facts *f)
{
	enum work_share_state s = work_share_state_on(f, cx->today);

	if (s == SHARE_OVERDUE)
		return (struct status){
			.mark = MARK_RED,
			.text = tr_fmt(cx->arena, cx->lang,
				       N_("{0} days overdue"),
				       fmt_int(cx->arena, cx->lang,
					       cx->today - f->due))
		};
	return (struct status){ .mark = shape[work_share_mark(s)],
				.text = tr(cx->lang,
					   work_share_state_title(s)) };
}

/* "Quách Thanh Lĩnh, 12/10/2026" */
static struct str by_of(struct cx *cx, struct str who, day_t day)
{
	return str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(who),
		       STR_ARG(fmt_day(cx->arena, day)));
}

/* What the lead said to it last; nothing while a delivery waits. */
static struct str answer_of(struct cx *cx, const struct share_list_row *r)
{
	if (r->dropped_on != DAY_NONE)
		return tr_fmt(cx->arena, cx->lang,
			      N_("No longer asked since {0} ({1}): {2}"),
			      fmt_day(cx->arena, r->dropped_on), r->answer_name,
			      r->answer);
	if (r->taken_on != DAY_NONE)
		return tr_fmt(cx->arena, cx->lang, N_("Taken by {0}, {1}"),
			      r->answer_name, fmt_day(cx->arena, r->taken_on));
	if (r->returned_on != DAY_NONE)
		return tr_fmt(cx->arena, cx->lang,
			      N_("Returned by {0}, {1}: {2}"), r->answer_name,
			      fmt_day(cx->arena, r->returned_on), r->answer);
	return STR_NULL;
}

static struct status checked_of(struct cx *cx,
				const struct attachment_list_row *a)
{
	if (a->checked_on == DAY_NONE || a->checked_on > cx->today)
		return (struct status){
			.mark = MARK_NONE,
			.text = tr(cx->lang, N_("waiting to be checked"))
		};
	if (a->checked_ok == 1)
		return (struct status){ .mark = MARK_DONE,
					.text = tr(cx->lang,
						   N_("checked, it matches")) };
	return (struct status){ .mark = MARK_RED,
				.text = tr(cx->lang,
					   N_("checked, it doesn't match")) };
}

static void files_fill(const struct fill *f, struct share_row *row)
{
	for (ptrdiff_t i = 0; i < f->files.n; i++) {
		const struct attachment_list_row *a = &f->files.p[i];

		if (a->share == row->id)
			*vec_push(f->cx->arena, &row->files) =
				(struct share_file){ .file = a->file,
						     .version = a->version,
						     .size = a->size,
						     .name = a->name,
						     .status = checked_of(f->cx,
									  a) };
	}
}

/* ---- what can be done ------------------------------------------------------------ */

static const struct {
	const char *title, *hint, *field;
} forms[N_SHARE_DO] = {
	[SHARE_DELIVER] = { N_("Deliver the share"),
			    N_("Say what it is and where it applies; files are "
			       "attached below."),
			    "delivered" },
	[SHARE_RETURN] = { N_("Return it"),
			   N_("Say what is missing; the organisation reads "
			      "it."),
			   "reason-return" },
	[SHARE_DROP] = { N_("No longer ask for it"),
			 N_("Say why; what was asked stays in the history."),
			 "reason-drop" },
};

static struct str field_id(struct cx *cx, const char *field, int64_t share)
{
	return str_fmt(cx->arena, "%s-%ld", field, (long)share);
}

static void form_add(struct fill *f, struct share_row *row,
		     enum work_share_do d)
{
	struct cx *cx = f->cx;
	const struct share_typed *y = f->ask->typed;
	struct share_form *form = vec_push(cx->arena, &row->forms);

	*form = (struct share_form){
		.action = str_fmt(cx->arena, "/share/%ld/%s", (long)row->id,
				  work_share_key(d)),
		.title = tr(cx->lang, forms[d].title),
		.hint = tr(cx->lang, forms[d].hint),
		.id = field_id(cx, forms[d].field, row->id),
		.key = req_new_key(cx)
	};
	if (d == SHARE_DELIVER)
		form->files_id = field_id(cx, "attached", row->id);
	if (!y || y->share != row->id || y->what != d)
		return;
	form->open = f->x->kept = true;
	form->typed = y->text;
	form->fault = view_fault_of(cx, y->faults,
				    d == SHARE_DELIVER ? STR("delivered")
						       : STR("reason"));
	form->bad_files = view_fault_of(cx, y->faults, STR("attached"));
}

static struct err *owes(struct fill *f, int64_t org)
{
	struct err *err = NULL;

	if (!cx_may(f->cx, PERM_WORK_REPORT))
		return NULL;
	if (f->org != org)
		err = org_is_within(f->cx, cx_scope(f->cx), org, &f->owes);
	f->org = org;
	return err;
}

static struct err *forms_fill(struct fill *f, struct share_row *row,
			      const struct work_share_facts *facts, int64_t org)
{
	static const enum work_share_do texts[] = { SHARE_DELIVER, SHARE_RETURN,
						    SHARE_DROP };
	struct cx *cx = f->cx;
	struct work_facts task = work_task_facts(f->t);
	struct work_share_side side = { .lead = f->ask->lead };
	struct err *err = owes(f, org);

	side.owes = f->owes;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(texts); i++)
		if (work_share_allowed(texts[i], cx, side) &&
		    !work_share_check(cx->arena, texts[i], facts, &task))
			form_add(f, row, texts[i]);
	if (work_share_allowed(SHARE_TAKE, cx, side) &&
	    !work_share_check(cx->arena, SHARE_TAKE, facts, &task)) {
		row->take =
			str_fmt(cx->arena, "/share/%ld/take", (long)row->id);
		row->take_key = req_new_key(cx);
	}
	return err;
}

/* ---- as it was ------------------------------------------------------------------ */

static void step_back(struct share_list_row *r,
		      const struct share_step_list_row *p)
{
	struct work_share_facts f = { r->due_on, r->delivered_on,
				      r->returned_on, r->taken_on,
				      r->dropped_on };
	enum work_share_do d;

	if (!work_share_from_key(p->kind, &d))
		return;
	work_share_apply(d, &f, p->on_day);
	r->delivered_on = f.delivered;
	r->returned_on = f.returned;
	r->taken_on = f.taken;
	r->dropped_on = f.dropped;
	if (d == SHARE_DELIVER) {
		r->delivered_name = p->name;
		r->delivered_text = p->body;
	} else {
		r->answer_name = p->name;
		r->answer = p->body;
	}
}

/* The shares of a past day: what was asked by then, and the steps again that
 * were done by then. */
static struct err *rows_back(struct cx *cx, int64_t task,
			     struct share_list_rows *rows)
{
	struct share_step_list_rows steps;
	struct err *err =
		share_step_list(cx->db,
				&(struct share_step_list_in){
					.task = task, .until = cx->today },
				&steps);
	ptrdiff_t n = 0;

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		struct share_list_row *r = &rows->p[i];

		if (r->asked_on > cx->today)
			continue;
		r->delivered_on = r->returned_on = DAY_NONE;
		r->taken_on = r->dropped_on = DAY_NONE;
		r->delivered_text = STR_NULL;
		for (ptrdiff_t k = 0; k < steps.n; k++)
			if (steps.p[k].share == r->id)
				step_back(r, &steps.p[k]);
		rows->p[n++] = *r;
	}
	rows->n = n;
	return NULL;
}

/* What is still owed first, the nearest day first. */
static int rows_cmp(const void *x, const void *y)
{
	const struct share_list_row *a = x, *b = y;
	bool a_done = a->taken_on != DAY_NONE || a->dropped_on != DAY_NONE;
	bool b_done = b->taken_on != DAY_NONE || b->dropped_on != DAY_NONE;
	day_t a_due = a->due_on == DAY_NONE ? INT32_MAX : a->due_on;
	day_t b_due = b->due_on == DAY_NONE ? INT32_MAX : b->due_on;

	if (a_done != b_done)
		return a_done ? 1 : -1;
	if (a_due != b_due)
		return a_due < b_due ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* ---- rows -------------------------------------------------------------------------- */

static struct err *row_add(struct fill *f, const struct share_list_row *r)
{
	struct cx *cx = f->cx;
	struct work_share_facts facts = { r->due_on, r->delivered_on,
					  r->returned_on, r->taken_on,
					  r->dropped_on };
	struct share_row *row = vec_push(cx->arena, &f->x->rows);

	*row = (struct share_row){
		.id = r->id,
		.org = r->org_name,
		.work = r->work,
		.asked = tr_fmt(cx->arena, cx->lang, N_("Asked by {0}, {1}"),
				r->asked_name, fmt_day(cx->arena, r->asked_on)),
		.status = status_of(cx, &facts),
		.delivered = r->delivered_text,
		.answer = answer_of(cx, r)
	};
	if (r->due_on != DAY_NONE) {
		row->due = fmt_day(cx->arena, r->due_on);
		row->iso = day_iso(cx->arena, r->due_on);
	}
	if (r->delivered_on != DAY_NONE)
		row->by = by_of(cx, r->delivered_name, r->delivered_on);
	files_fill(f, row);
	return f->open ? forms_fill(f, row, &facts, r->org) : NULL;
}

static bool ask_open(const struct share_ask *ask)
{
	return ask->wanted || (ask->typed && !ask->typed->share);
}

static void ask_fill(struct fill *f)
{
	struct cx *cx = f->cx;
	struct share_view *x = f->x;
	const struct share_typed *y = f->ask->typed;
	const struct work_choices *with = f->ask->with;

	x->may_ask = true;
	x->open = ask_open(f->ask);
	/* most who open the page don't ask: the form comes when it's wanted */
	if (!x->open)
		return;
	x->ask_key = req_new_key(cx);
	*vec_push(cx->arena, &x->orgs) =
		(struct work_choice){ .value = STR(""),
				      .title = tr(cx->lang, N_("Choose")) };
	for (ptrdiff_t i = 0; i < with->n; i++)
		*vec_push(cx->arena, &x->orgs) = with->p[i];
	if (!y || y->share)
		return;
	for (ptrdiff_t i = 0; i < x->orgs.n; i++)
		x->orgs.p[i].chosen = str_eq(x->orgs.p[i].value, y->org);
	x->kept = true;
	x->what = y->work;
	x->due = y->due;
	x->bad_org = view_fault_of(cx, y->faults, STR("share_org"));
	x->bad_what = view_fault_of(cx, y->faults, STR("share_what"));
	x->bad_due = view_fault_of(cx, y->faults, STR("share_due"));
}

struct err *work_share_fill(struct cx *cx, const struct task_by_id_row *t,
			    const struct share_ask *ask, struct share_view *x)
{
	struct work_facts task = work_task_facts(t);
	struct work_share_side side = { .lead = ask->lead };
	struct fill f = { .cx = cx,
			  .ask = ask,
			  .t = t,
			  .open = !cx->past && work_share_open(&task),
			  .x = x };
	struct share_list_rows rows = { 0 };
	struct err *err = NULL;

	if (t->has & WORK_HAS_SHARE)
		err = share_list(cx->db,
				 &(struct share_list_in){
					 .task = t->id, .limit = SHARES_MOST },
				 &rows);
	if (!err && rows.n && cx->past)
		err = rows_back(cx, t->id, &rows);
	if (!err && rows.n)
		err = attachment_list(cx->db,
				      &(struct attachment_list_in){
					      .task = t->id,
					      .until = work_past_until(cx) },
				      &f.files);
	if (!err && rows.n > 1)
		qsort(rows.p, (size_t)rows.n, sizeof(*rows.p), rows_cmp);
	x->task = t->id;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = row_add(&f, &rows.p[i]);
	if (f.open && ask->with->n && rows.n < SHARES_MOST &&
	    work_share_allowed(SHARE_ASK, cx, side))
		ask_fill(&f);
	x->shown = rows.n || x->may_ask;
	x->none.title =
		tr(cx->lang, N_("Nothing is asked of the cooperating units "
				"yet."));
	return err;
}

void work_share_links(struct cx *cx, const struct share_typed *y,
		      struct err_items *list)
{
	if (!y->share)
		return;
	for (ptrdiff_t i = 0; i < list->n; i++) {
		struct str href = list->p[i].href;
		struct str to = STR_NULL;

		if (str_eq(href, STR("#attached")))
			to = field_id(cx, "attached", y->share);
		else if (str_eq(href, STR("#delivered")) ||
			 str_eq(href, STR("#reason")))
			to = field_id(cx, forms[y->what].field, y->share);
		if (to.p)
			list->p[i].href = str_cat(cx->arena, STR("#"), to);
	}
}

/* ---- "My work" -------------------------------------------------------------------- */

static struct str task_title(struct cx *cx, struct str number, struct str work)
{
	return number.n ? str_fmt(cx->arena, "%.*s %.*s", STR_ARG(number),
				  STR_ARG(work))
			: work;
}

static struct str due_words(struct cx *cx, day_t due)
{
	return due == DAY_NONE ? STR_NULL
			       : tr_fmt(cx->arena, cx->lang, N_("due {0}"),
					fmt_day(cx->arena, due));
}

static struct err *owed_fill(struct cx *cx, struct mine_view *x)
{
	struct share_mine_rows rows;
	struct mine_section *s;
	struct err *err =
		share_mine(cx->db,
			   &(struct share_mine_in){ .scope = cx_scope(cx),
						    .limit = MINE_ROWS + 1 },
			   &rows);

	if (err || !rows.n)
		return err;
	s = vec_push(cx->arena, &x->sections);
	s->id = STR("owed");
	s->title = tr(cx->lang, N_("Owed to other units"));
	s->rail = tr(cx->lang, N_("Shares in tasks that others lead; nearest "
				  "day first."));
	for (ptrdiff_t i = 0; i < MIN(rows.n, MINE_ROWS); i++) {
		const struct share_mine_row *r = &rows.p[i];
		struct work_share_facts f = { r->due_on, DAY_NONE,
					      r->returned_on, DAY_NONE,
					      DAY_NONE };
		struct str task = task_title(cx, r->number, r->task_work);

		*vec_push(cx->arena, &s->items) = (struct mine_item){
			.id = r->task,
			.share = true,
			.title = r->work,
			.note = r->returned_on != DAY_NONE
					? tr_fmt(cx->arena, cx->lang,
						 N_("{0}: {1}. Returned: {2}"),
						 r->lead_name, task, r->answer)
					: tr_fmt(cx->arena, cx->lang,
						 N_("{0}: {1}"), r->lead_name,
						 task),
			.status = status_of(cx, &f),
			.when = due_words(cx, r->due_on)
		};
	}
	if (rows.n > MINE_ROWS)
		s->more = tr(cx->lang, N_("More come up when these are "
					  "delivered."));
	return NULL;
}

static struct err *waiting_fill(struct cx *cx, struct mine_view *x)
{
	struct share_waiting_rows rows;
	struct mine_section *s;
	struct err *err = share_waiting(cx->db,
					&(struct share_waiting_in){
						.scope = cx_scope(cx),
						.limit = MINE_ROWS + 1 },
					&rows);

	if (err || !rows.n)
		return err;
	s = vec_push(cx->arena, &x->sections);
	s->id = STR("delivered");
	s->title = tr(cx->lang, N_("Delivered to you"));
	s->rail = tr(cx->lang, N_("Take it, or return it with a reason."));
	for (ptrdiff_t i = 0; i < MIN(rows.n, MINE_ROWS); i++) {
		const struct share_waiting_row *r = &rows.p[i];

		*vec_push(cx->arena, &s->items) = (struct mine_item){
			.id = r->task,
			.share = true,
			.title = r->work,
			.note = tr_fmt(cx->arena, cx->lang, N_("{0}: {1}"),
				       r->org_name,
				       task_title(cx, r->number, r->task_work)),
			.status = { .mark = MARK_GREEN,
				    .text = tr(cx->lang, N_("Delivered")) },
			.when = tr_fmt(cx->arena, cx->lang,
				       N_("delivered on {0}"),
				       fmt_day(cx->arena, r->delivered_on))
		};
	}
	if (rows.n > MINE_ROWS)
		s->more = tr(cx->lang, N_("More come up when these are taken "
					  "or returned."));
	return NULL;
}

struct err *work_share_mine(struct cx *cx, struct mine_view *x)
{
	struct err *err = owed_fill(cx, x);

	return err ? err : waiting_fill(cx, x);
}
