/*
 * Pages of the adjustment ledger: the part of a task's page, the form of a
 * request, its decision, the list of what waits.
 */
#include "work/work_adjust_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"
#include "view/site.h"
#include "work/work_adjust_act.h"
#include "work/work_adjust_query.h"
#include "work/work_adjust_tmpl.h"
#include "work/work_mine_view.h"
#include "work/work_page.h"
#include "work/work_task_priv.h"

enum {
	FILE_BYTES = 10 * 1024 * 1024,
	FORM_BYTES = 11 * 1024 * 1024,
	WAIT_MOST = 50,
	MINE_MOST = 8
};

/* ---- words ----------------------------------------------------------------- */

static struct str who_when(struct cx *cx, day_t day, struct str name)
{
	return tr_fmt(cx->arena, cx->lang, N_("{0}, Comrade {1}"),
		      fmt_day(cx->arena, day), name);
}

/* "Quý II/2026 (30/06/2026)": the words, and the day when they say less. */
static struct str deadline_words(struct cx *cx, struct str text, day_t due)
{
	struct str day = fmt_day(cx->arena, due);

	bool is_day = true;

	/* "31/8/2026" says no more than the day */
	for (ptrdiff_t i = 0; i < text.n; i++)
		is_day &= text.p[i] <= '9';
	if (due == DAY_NONE)
		return text;
	if (is_day)
		return day;
	return str_fmt(cx->arena, "%.*s (%.*s)", STR_ARG(text), STR_ARG(day));
}

static struct status verdict_of(struct cx *cx, struct str verdict)
{
	static const struct {
		const char *word, *title;
		enum mark mark;
	} known[] = {
		{ "approved", N_("approved"), MARK_DONE },
		{ "refused", N_("refused"), MARK_NONE },
		{ "dropped", N_("taken back"), MARK_NONE },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(known); i++)
		if (str_eq(verdict, str_c(known[i].word)))
			return (struct status){ .mark = known[i].mark,
						.text = tr(cx->lang,
							   known[i].title) };
	return (struct status){ .mark = MARK_AMBER,
				.text = tr(cx->lang, N_("not decided")) };
}

/* ---- the part of a task's page ------------------------------------------------ */

static void change_fill(struct cx *cx, const struct adjust_list_row *r,
			struct adjust_line *l)
{
	if (r->new_deadline.p) {
		l->was = deadline_words(cx, r->was_deadline, r->was_due_on);
		l->now = deadline_words(cx, r->new_deadline, r->new_due_on);
	} else if (r->new_work.p) {
		l->was = r->was_work;
		l->now = r->new_work;
	} else if (r->new_product.p) {
		l->was = r->was_product;
		l->now = r->new_product;
	} else if (r->new_lead_name.p) {
		l->was = r->was_lead_name;
		l->now = r->new_lead_name;
	}
}

/* `takes`: the task can still be adjusted; what waits longer is refused. */
static void line_add(struct cx *cx, const struct adjust_list_row *r,
		     const struct adjust_who *who, bool takes,
		     struct adjust_panel *x)
{
	struct adjust_line *l = vec_push(cx->arena, &x->lines);
	bool open = !r->verdict.p && !cx->past;
	enum work_adjust k = N_ADJUST;

	*l = (struct adjust_line){
		.id = r->id,
		.cause = profile_cause_title(cx->profile, r->cause, cx->lang),
		.body = r->body,
		.asked = who_when(cx, r->asked_on, r->asked_name),
		.file = r->file_name,
		.verdict = verdict_of(cx, r->verdict),
		.answer = r->answer,
	};
	if (work_adjust_from_key(r->kind, &k))
		l->title = tr(cx->lang, work_adjust_title(k));
	if (r->file != DB_NULL)
		l->file_href = str_fmt(cx->arena, "/file/%ld", (long)r->file);
	if (r->decided_on != DAY_NONE)
		l->decided = who_when(cx, r->decided_on, r->decided_name);
	change_fill(cx, r, l);
	if (open && who->issuer && takes)
		l->key_approve = req_new_key(cx);
	if (open && who->issuer)
		l->key_refuse = req_new_key(cx);
	if (open && who->lead)
		l->key_drop = req_new_key(cx);
}

static void asks_fill(struct cx *cx, const struct task_by_id_row *t,
		      struct adjust_panel *x)
{
	for (int k = 0; k < N_ADJUST; k++)
		*vec_push(cx->arena, &x->asks) = (struct adjust_choice){
			.title = tr(cx->lang,
				    work_adjust_title((enum work_adjust)k)),
			.href = str_fmt(cx->arena, "/task/%ld/adjust?kind=%s",
					(long)t->id,
					work_adjust_key((enum work_adjust)k))
		};
}

/* "Original deadline 30/06/2026; approved extensions: 2." */
static struct str base_words(struct cx *cx, const struct task_by_id_row *t,
			     const struct adjust_list_rows *rows)
{
	day_t base = work_base_due(t->base_on, t->base_due_on, t->due_on);
	int64_t n = 0;

	for (ptrdiff_t i = 0; i < rows->n; i++)
		n += rows->p[i].new_deadline.p &&
		     str_eq(rows->p[i].verdict, STR("approved"));
	if (!n || base == DAY_NONE)
		return STR_NULL;
	return tr_fmt(cx->arena, cx->lang,
		      N_("Original deadline {0}; approved extensions: {1}."),
		      fmt_day(cx->arena, base),
		      fmt_int(cx->arena, cx->lang, n));
}

struct err *work_adjust_who(struct cx *cx, const struct task_by_id_row *t,
			    struct adjust_who *ret)
{
	struct err *err =
		work_is_issuer(cx, t->parent, t->parent_lead, &ret->issuer);

	ret->lead = false;
	if (!err && t->lead != DB_NULL && cx_may(cx, PERM_WORK_ANSWER))
		err = org_is_within(cx, cx_scope(cx), t->lead, &ret->lead);
	return err;
}

struct err *work_adjust_fill(struct cx *cx, const struct task_by_id_row *t,
			     struct adjust_panel *x)
{
	struct work_adjust_task at = {
		.facts = work_task_facts(t),
		.programme_closed = t->programme_closed_on != DAY_NONE
	};
	struct adjust_list_rows rows = { 0 };
	bool takes = !work_adjust_open_check(cx->arena, &at);
	struct adjust_who who;
	struct err *err = work_adjust_who(cx, t, &who);

	if (!err && t->has & WORK_HAS_ADJUST)
		err = adjust_list(cx->db,
				  &(struct adjust_list_in){
					  .task = t->id, .as_at = cx->as_at },
				  &rows);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		line_add(cx, &rows.p[i], &who, takes, x);
	x->base = base_words(cx, t, &rows);
	if (!cx->past && (who.issuer || who.lead) && takes)
		asks_fill(cx, t, x);
	x->shown = x->lines.n > 0 || x->asks.n > 0;
	return NULL;
}

/* ---- the form --------------------------------------------------------------------- */

static const struct {
	const char *label, *present;
} of_kind[N_ADJUST] = {
	[ADJUST_EXTENSION] = { N_("New deadline"), N_("Now:") },
	[ADJUST_SCOPE] = { N_("New work"), N_("Now:") },
	[ADJUST_LEAD] = { N_("New lead unit"), N_("Now:") },
	[ADJUST_PRODUCT] = { N_("New product"), N_("Now:") },
	[ADJUST_WITHDRAWAL] = { "", "" },
};
/* The form's field of each kind. */
static const char *const field_of[N_ADJUST] = {
	[ADJUST_EXTENSION] = "deadline", [ADJUST_SCOPE] = "work",
	[ADJUST_LEAD] = "lead",		 [ADJUST_PRODUCT] = "product",
	[ADJUST_WITHDRAWAL] = "body",
};

struct form_ask {
	enum work_adjust kind;
	bool typed; /* shown again with what was typed */
	const struct err *faults;
};

static struct str present_of(struct cx *cx, enum work_adjust k,
			     const struct task_by_id_row *t)
{
	switch (k) {
	case ADJUST_EXTENSION:
		return deadline_words(cx, t->deadline_text, t->due_on);
	case ADJUST_SCOPE:
		return t->work;
	case ADJUST_LEAD:
		return t->lead_name;
	case ADJUST_PRODUCT:
		return t->product;
	case ADJUST_WITHDRAWAL:
	case N_ADJUST:
		break;
	}
	return STR_NULL;
}

/* A part stays with the unit that gave it and those below. */
static struct err *leads_fill(struct cx *cx, const struct task_by_id_row *t,
			      struct str now, struct work_choices *c)
{
	struct orgs orgs;
	struct err *err = str_eq(t->child, STR("part"))
				  ? org_list_below(cx, t->parent_lead, &orgs)
				  : org_list_top(cx, 0, &orgs);

	*vec_push(cx->arena, c) = (struct work_choice){
		.value = STR(""), .title = tr(cx->lang, N_("Choose a unit"))
	};
	for (ptrdiff_t i = 0; !err && i < orgs.n; i++) {
		struct str id = str_fmt(cx->arena, "%ld", (long)orgs.p[i].id);

		*vec_push(cx->arena, c) =
			(struct work_choice){ .value = id,
					      .title = orgs.p[i].short_name,
					      .chosen = str_eq(now, id) };
	}
	return err;
}

void work_causes_fill(struct cx *cx, struct str now, const char *none,
		      struct work_choices *c)
{
	const struct profile *p = cx->profile;

	*vec_push(cx->arena, c) =
		(struct work_choice){ .value = STR(""),
				      .title = tr(cx->lang, none) };
	for (ptrdiff_t i = 0; i < p->n_causes; i++)
		*vec_push(cx->arena, c) = (struct work_choice){
			.value = p->cause[i].code,
			.title = profile_cause_title(p, p->cause[i].code,
						     cx->lang),
			.chosen = str_eq(now, p->cause[i].code)
		};
}

static void crumbs_fill(struct cx *cx, const struct task_by_id_row *t,
			struct crumbs *c)
{
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = t->code,
				.href = str_fmt(cx->arena, "/programme/%ld",
						(long)t->programme) };
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = work_task_name(cx, t->number),
				.href = work_task_path(cx, t->id) };
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Adjustment")) };
}

static void typed_fill(struct cx *cx, struct req *rq,
		       const struct form_ask *ask, struct adjust_form *x)
{
	const char *field = field_of[ask->kind];

	if (!ask->typed) {
		/* words are changed more often than written anew */
		x->value =
			ask->kind == ADJUST_SCOPE || ask->kind == ADJUST_PRODUCT
				? x->present
				: STR_NULL;
		return;
	}
	if (ask->kind != ADJUST_WITHDRAWAL) {
		x->value = req_typed(rq, field);
		x->fault = view_fault_of(cx, ask->faults, str_c(field));
	}
	x->body = req_typed(rq, "body");
	x->bad_body = view_fault_of(cx, ask->faults, STR("body"));
	x->bad_cause = view_fault_of(cx, ask->faults, STR("cause"));
	x->bad_file = view_fault_of(cx, ask->faults, STR("file"));
}

static struct err *form_fill(struct cx *cx, struct req *rq,
			     const struct task_by_id_row *t,
			     const struct form_ask *ask, struct adjust_form *x)
{
	enum work_adjust k = ask->kind;
	struct adjust_who who;
	struct err *err = work_adjust_who(cx, t, &who);

	if (err)
		return err;
	x->title = tr(cx->lang, work_adjust_title(k));
	x->sub = t->number.n ? str_fmt(cx->arena, "%.*s %.*s",
				       STR_ARG(t->number), STR_ARG(t->work))
			     : t->work;
	x->action = str_fmt(cx->arena, "/task/%ld/adjust/%s", (long)t->id,
			    work_adjust_key(k));
	x->back = work_task_path(cx, t->id);
	x->kind = str_c(field_of[k]);
	x->deadline = k == ADJUST_EXTENSION;
	x->work = k == ADJUST_SCOPE;
	x->lead = k == ADJUST_LEAD;
	x->product = k == ADJUST_PRODUCT;
	x->value_label = tr(cx->lang, of_kind[k].label);
	x->present_label = tr(cx->lang, of_kind[k].present);
	x->present = present_of(cx, k, t);
	x->button = tr(cx->lang, who.issuer ? N_("Adjust the task")
					    : N_("Send the request"));
	x->keys = view_keys(cx, rq);
	x->errors = view_faults(cx, ask->faults);
	crumbs_fill(cx, t, &x->crumbs);
	typed_fill(cx, rq, ask, x);
	work_causes_fill(cx, ask->typed ? req_typed(rq, "cause") : STR_NULL,
			 N_("Choose a cause"), &x->causes);
	return x->lead ? leads_fill(cx, t, x->value, &x->leads) : NULL;
}

static struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct task_by_id_row *t,
			     const struct form_ask *ask)
{
	struct page page;
	struct view v;
	struct adjust_form x = { .page = &page };
	struct err *err = form_fill(cx, rq, t, ask, &x);

	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = x.title,
						     .menu = "work",
						     .n_errors =
							     (int)x.errors.n },
				 &page, &v);
	if (!err)
		adjust_form_html(&v, &x);
	return err;
}

/* The task, for those who lead it or issued it. */
static struct err *task_get(struct cx *cx, struct req *rq,
			    struct task_by_id_row *ret_t)
{
	struct adjust_who who;
	struct err *err = work_task_see(cx, req_path_id(rq, "id"), ret_t);

	if (!err)
		err = work_adjust_who(cx, ret_t, &who);
	if (!err && !who.issuer && !who.lead)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such task, or it isn't yours to "
				 "see."));
	return err;
}

static struct err *form_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct form_ask ask = { .kind = ADJUST_EXTENSION };
	struct str kind = req_str(rq, "kind");
	struct task_by_id_row t;
	struct work_adjust_task at;
	struct err *err = task_get(cx, rq, &t);

	if (!err)
		err = req_faults(rq);
	if (!err && kind.n && !work_adjust_from_key(kind, &ask.kind))
		err = err_at(err_new(cx->arena, ERR_INVALID,
				     N_("\"{0}\" isn't a kind of adjustment."),
				     kind),
			     STR("kind"));
	if (err)
		return err;
	at = (struct work_adjust_task){
		.facts = work_task_facts(&t),
		.programme_closed = t.programme_closed_on != DAY_NONE
	};
	err = work_adjust_open_check(cx->arena, &at);
	return err ? err : form_show(cx, rq, rp, &t, &ask);
}

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static struct work_adjust_new new_read(struct req *rq, int64_t task,
				       enum work_adjust k)
{
	struct work_adjust_new in = {
		.task = task,
		.kind = k,
		.cause = or_empty(req_str(rq, "cause")),
		.body = or_empty(req_str(rq, "body")),
		.lead = k == ADJUST_LEAD ? req_int(rq, "lead") : DB_NULL,
		.deadline = STR(""),
		.work = STR(""),
		.product = STR(""),
	};
	struct upload u;

	if (k == ADJUST_EXTENSION)
		in.deadline = or_empty(req_str(rq, "deadline"));
	if (k == ADJUST_SCOPE)
		in.work = or_empty(req_str(rq, "work"));
	if (k == ADJUST_PRODUCT)
		in.product = or_empty(req_str(rq, "product"));
	if (req_upload(rq, "file", 0, &u))
		in.file = (struct work_file){ u.name, u.bytes };
	return in;
}

/* The last word of the path; the route table has only keys that exist. */
static enum work_adjust kind_of(struct req *rq)
{
	struct str rest = req_path(rq), last = STR_NULL;
	enum work_adjust k = N_ADJUST;
	bool known;

	while (rest.p)
		last = str_cut(&rest, '/');
	known = work_adjust_from_key(last, &k);
	assert(known);
	return k;
}

static struct err *form_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct form_ask ask = { .kind = kind_of(rq), .typed = true };
	struct task_by_id_row t;
	struct work_adjust_new in;
	struct err *fault;
	struct err *err = task_get(cx, rq, &t);

	if (err)
		return err;
	in = new_read(rq, t.id, ask.kind);
	fault = req_faults(rq);
	if (!fault)
		fault = work_adjust(cx, &in, NULL);
	if (!fault)
		return reply_redirect(rp, str_cat(cx->arena,
						  work_task_path(cx, t.id),
						  STR("#h-adjust")));
	if (fault->code != ERR_INVALID && fault->code != ERR_LIMIT &&
	    fault->code != ERR_UNSUPPORTED && fault->code != ERR_CONFLICT)
		return fault;
	ask.faults = fault;
	rp->status = fault->code == ERR_CONFLICT ? 409 : 422;
	return form_show(cx, rq, rp, &t, &ask);
}

/* ---- deciding ------------------------------------------------------------------------ */

static bool mendable(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_LIMIT;
}

/* Refused in a way that can be mended, or that the state explains: the page of
 * the task with what was typed. */
static struct err *decide_again(struct cx *cx, struct req *rq, struct reply *rp,
				struct err *why)
{
	struct task_typed typed = { .refusing = req_path_id(rq, "id"),
				    .faults = why };
	struct adjust_by_id_row r;
	bool found;
	struct err *err =
		adjust_by_id(cx->db,
			     &(struct adjust_by_id_in){ .id = typed.refusing },
			     &r, &found);

	if (err || !found)
		return err ? err : why;
	if (str_ends(req_path(rq), STR("/refuse")))
		typed.answer = req_typed(rq, "answer");
	for (struct err *e = why; e; e = e->next)
		e->field = str_eq(e->field, STR("answer"))
				   ? str_fmt(cx->arena, "answer-%ld",
					     (long)typed.refusing)
				   : STR("h-adjust");
	rp->status = mendable(why) ? 422 : 409;
	return work_task_show_of(cx, rq, rp, r.task, &typed);
}

static struct err *decide_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct str path = req_path(rq);
	int64_t id = req_path_id(rq, "id");
	struct adjust_by_id_row r;
	bool found;
	enum work_verdict v = str_ends(path, STR("/approve"))  ? WORK_APPROVED
			      : str_ends(path, STR("/refuse")) ? WORK_REFUSED
							       : WORK_DROPPED;
	struct str answer =
		v == WORK_REFUSED ? req_str(rq, "answer") : STR_NULL;
	struct err *err = req_faults(rq);

	if (!err)
		err = work_adjust_decide(cx, id, v, answer);
	if (err && (mendable(err) || err->code == ERR_CONFLICT))
		return decide_again(cx, rq, rp, err);
	if (!err)
		err = adjust_by_id(cx->db,
				   &(struct adjust_by_id_in){ .id = id }, &r,
				   &found);
	if (err)
		return err;
	return reply_redirect(rp, str_cat(cx->arena, work_task_path(cx, r.task),
					  STR("#h-adjust")));
}

/* ---- what waits ------------------------------------------------------------------------- */

static struct adjust_wait wait_of(struct cx *cx,
				  const struct adjust_waiting_row *r)
{
	enum work_adjust k = N_ADJUST;
	struct adjust_wait w = {
		.task = r->task,
		.task_title = r->number.n ? str_fmt(cx->arena, "%.*s %.*s",
						    STR_ARG(r->number),
						    STR_ARG(r->work))
					  : r->work,
		.lead = r->lead_name,
		.why = r->body,
		.asked = who_when(cx, r->asked_on, r->asked_name),
	};

	if (work_adjust_from_key(r->kind, &k))
		w.title = tr(cx->lang, work_adjust_title(k));
	if (r->new_due_on != DAY_NONE)
		w.change = str_fmt(cx->arena, "%.*s → %.*s",
				   STR_ARG(fmt_day(cx->arena, r->was_due_on)),
				   STR_ARG(fmt_day(cx->arena, r->new_due_on)));
	return w;
}

struct err *work_adjust_wait(struct cx *cx, int limit,
			     struct adjust_waiting_rows *ret_rows)
{
	return adjust_waiting(
		cx->db,
		&(struct adjust_waiting_in){
			.scope = cx_scope(cx),
			.limit = limit,
			.with = work_is_office(cx) ? ADJUST_WAITING_WITH_OFFICE
						   : ADJUST_WAITING_WITH_LEAD },
		ret_rows);
}

struct err *work_adjust_mine(struct cx *cx, struct mine_view *x)
{
	struct mine_section *s;
	struct adjust_waiting_rows rows;
	struct err *err = work_adjust_wait(cx, MINE_MOST + 1, &rows);

	if (err || !rows.n)
		return err;
	s = vec_push(cx->arena, &x->sections);
	s->id = STR("adjust");
	s->title = tr(cx->lang, N_("Requests that wait for a decision"));
	s->rail = tr(cx->lang, N_("Longest waiting first."));
	for (ptrdiff_t i = 0; i < MIN(rows.n, MINE_MOST); i++) {
		struct adjust_wait w = wait_of(cx, &rows.p[i]);

		*vec_push(cx->arena, &s->items) = (struct mine_item){
			.id = w.task,
			.adjust = true,
			.title = w.task_title,
			.note = tr_fmt(cx->arena, cx->lang, N_("{0}: {1}"),
				       w.lead, w.why),
			.status = { .mark = MARK_AMBER, .text = w.title },
			.when = w.change
		};
	}
	/* the page also says who asked, and when */
	s->all = STR("/adjustments");
	return NULL;
}

static struct err *wait_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct adjust_waiting_rows rows;
	struct page page;
	struct view v;
	struct adjust_list x = {
		.page = &page,
		.none = { .title = tr(cx->lang, N_("No request waits.")),
			  .text = tr(cx->lang,
				     N_("Requests of lead units to change an "
					"issued task are shown here.")) }
	};
	struct err *err = work_adjust_wait(cx, WAIT_MOST, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &x.lines) = wait_of(cx, &rows.p[i]);
	if (!err)
		err = page_begin(
			cx, rq, rp,
			&(struct page_ask){
				.title = tr(cx->lang, N_("Requests that wait "
							 "for a decision")),
				.menu = "mine" },
			&page, &v);
	if (!err)
		adjust_list_html(&v, &x);
	return err;
}

/* ---- routes ------------------------------------------------------------------------------- */

static const struct field kind_fields[] = {
	{ .name = "kind", .label = N_("Kind"), .kind = FIELD_WORD },
};
#define WHY_FIELDS                                                             \
	{ .name = "cause", .label = N_("Cause"), .kind = FIELD_WORD },         \
		{ .name = "body",                                              \
		  .label = N_("Reason"),                                       \
		  .kind = FIELD_TEXT,                                          \
		  .max = WORK_TEXT_MOST },                                     \
	{                                                                      \
		.name = "file", .label = N_("File"), .kind = FIELD_FILE,       \
		.max = FILE_BYTES                                              \
	}
static const struct field extension_fields[] = {
	{ .name = "deadline",
	  .label = N_("New deadline"),
	  .kind = FIELD_LINE,
	  .max = WORK_TITLE_MOST },
	WHY_FIELDS,
};
static const struct field scope_fields[] = {
	{ .name = "work",
	  .label = N_("New work"),
	  .kind = FIELD_TEXT,
	  .max = 10000 },
	WHY_FIELDS,
};
static const struct field lead_fields[] = {
	{ .name = "lead",
	  .label = N_("New lead unit"),
	  .kind = FIELD_INT,
	  .min = 1 },
	WHY_FIELDS,
};
static const struct field product_fields[] = {
	{ .name = "product",
	  .label = N_("New product"),
	  .kind = FIELD_TEXT,
	  .max = 10000 },
	WHY_FIELDS,
};
static const struct field withdrawal_fields[] = { WHY_FIELDS };
static const struct field answer_fields[] = {
	{ .name = "answer",
	  .label = N_("Reason"),
	  .kind = FIELD_TEXT,
	  .max = WORK_TEXT_MOST },
};

#define ASK(key)                                                               \
	{                                                                      \
		.method = POST, .path = "/task/:id/adjust/" #key,              \
		.perm = PERM_WORK_VIEW, .page = form_post,                     \
		ROUTE_FIELDS(key##_fields), .body_max = FORM_BYTES             \
	}
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/task/:id/adjust",
	  .perm = PERM_WORK_VIEW,
	  .page = form_get,
	  ROUTE_FIELDS(kind_fields) },
	ASK(extension),
	ASK(scope),
	ASK(lead),
	ASK(product),
	ASK(withdrawal),
	{ .method = POST,
	  .path = "/adjust/:id/approve",
	  .perm = PERM_WORK_VIEW,
	  .page = decide_post },
	{ .method = POST,
	  .path = "/adjust/:id/refuse",
	  .perm = PERM_WORK_VIEW,
	  .page = decide_post,
	  ROUTE_FIELDS(answer_fields) },
	{ .method = POST,
	  .path = "/adjust/:id/drop",
	  .perm = PERM_WORK_VIEW,
	  .page = decide_post },
	{ .method = GET,
	  .path = "/adjustments",
	  .perm = PERM_WORK_VIEW,
	  .page = wait_get },
};
const struct route_table work_adjust_routes = { routes,
						(int)N_ELEMENTS(routes) };
