/*
 * Closing a programme: what happens to each open task, shown once more, then
 * confirmed. Decisions travel in a hidden field from page to page.
 */
#include "work/work_carry_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_carry_tmpl.h"
#include "work/work_list.h"
#include "work/work_page.h"
#include "work/work_period_model.h"
#include "work/work_summary.h"
#include "work/work_task_priv.h"

enum { FATES_PAGE = 50 };

struct close_form {
	struct work_close_ask ask;
	struct str seen;
	bool sure;   /* shown once more */
	bool judged; /* say what is missing */
};

/* ---- reading ----------------------------------------------------------------- */

/* Value of "name.ID"; absent: the form had no such field. */
static struct str cell_typed(const struct req *rq, const char *family,
			     int64_t id)
{
	struct str suffix, value;
	int64_t n;

	for (int k = 0; req_family(rq, family, k, &suffix, &value); k++)
		if (str_to_i64(suffix, &n) && n == id)
			return value.p ? value : STR("");
	return STR_NULL;
}

static struct err *rows_read(struct cx *cx, const struct req *rq,
			     struct work_fates *fates)
{
	for (int k = 0; req_nth(rq, "row", k).p; k++) {
		struct work_fated f = { 0 };
		struct str value;

		if (!str_to_i64(req_nth(rq, "row", k), &f.task))
			continue;
		value = cell_typed(rq, "fate.*", f.task);
		f.reason = cell_typed(rq, "why.*", f.task);
		/* the last look shows rows without fields */
		if (!value.p && !f.reason.p)
			continue;
		if (!work_fate_read(value, &f))
			return err_at(err_new(cx->arena, ERR_INVALID,
					      N_("Choose what happens to the "
						 "task from the list.")),
				      str_fmt(cx->arena, "fate.%ld",
					      (long)f.task));
		work_fates_put(cx->arena, fates, &f);
	}
	return NULL;
}

static struct err *form_read(struct cx *cx, struct req *rq,
			     struct close_form *f)
{
	struct str what = req_str(rq, "do"), others = req_str(rq, "others");
	struct err *err;

	*f = (struct close_form){ .seen = req_str(rq, "seen"),
				  .ask = { .programme =
						   req_path_id(rq, "id") } };
	f->ask.fates = work_fates_read(cx->arena, req_str(rq, "fates"));
	if (!work_fate_read(others, &f->ask.others))
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Choose what happens to the task "
					 "from the list.")),
			      STR("others"));
	f->ask.others.reason = req_str(rq, "others_reason");
	err = rows_read(cx, rq, &f->ask.fates);
	f->judged = str_eq(what, STR("look")) || str_eq(what, STR("confirm"));
	f->sure = f->judged ||
		  (req_flag(rq, "sure") && !str_eq(what, STR("back")) &&
		   !str_eq(what, STR("save")));
	return err ? err : req_faults(rq);
}

/* ---- showing ------------------------------------------------------------------ */

static void choices_fill(struct cx *cx, const struct work_close_plan *plan,
			 const char *none, struct str chosen,
			 struct document_select *s)
{
	work_form_choice(cx, s, STR(""), tr(cx->lang, none), chosen);
	for (ptrdiff_t i = 0; i < plan->targets.n; i++) {
		struct work_fated f = { .fate = FATE_CARRY,
					.into = plan->targets.p[i].id };

		work_form_choice(
			cx, s, work_fate_value(cx->arena, &f),
			tr_fmt(cx->arena, cx->lang, N_("Carry over into {0}"),
			       work_form_programme(cx, &plan->targets.p[i])),
			chosen);
	}
	work_form_choice(cx, s, STR("end"),
			 tr(cx->lang, N_("End it unfinished, with a reason")),
			 chosen);
	work_form_choice(cx, s, STR("keep"), tr(cx->lang, N_("Keep it open")),
			 chosen);
}

static struct str target_words(struct cx *cx,
			       const struct work_close_plan *plan, int64_t id)
{
	for (ptrdiff_t i = 0; i < plan->targets.n; i++)
		if (plan->targets.p[i].id == id)
			return work_form_programme(cx, &plan->targets.p[i]);
	return STR("");
}

static struct str decided_words(struct cx *cx,
				const struct work_close_plan *plan,
				const struct work_close_row *r)
{
	switch (r->fate.fate) {
	case FATE_CARRY:
		if (r->t.copy != DB_NULL && r->t.copy_programme == r->fate.into)
			return tr_fmt(cx->arena, cx->lang,
				      N_("Carried over into {0} already"),
				      target_words(cx, plan, r->fate.into));
		return tr_fmt(cx->arena, cx->lang, N_("Carry over into {0}"),
			      target_words(cx, plan, r->fate.into));
	case FATE_END:
		return tr(cx->lang, N_("End it unfinished, with a reason"));
	default:
		break;
	}
	if (work_has_periods(work_due_of_code(r->t.deadline_kind)))
		return tr(cx->lang, N_("Keep it open: its open periods are "
				       "finished, no new one begins"));
	return tr(cx->lang, N_("Keep it open"));
}

static struct status status_of(struct cx *cx, const struct close_tasks_row *t)
{
	struct work_facts f = { .issued = t->issued_on,
				.accepted = t->accepted_on,
				.submitted = t->submitted_on,
				.done = DAY_NONE,
				.closed = DAY_NONE,
				.paused = t->paused_on,
				.withdrawn = DAY_NONE,
				.due = t->due_on,
				.start = t->start_on,
				.percent = t->percent };

	return work_status_of(cx,
			      work_state_on(&f, cx->today, work_soon_days(cx)),
			      t->due_on);
}

static void row_show(struct cx *cx, const struct work_close_plan *plan,
		     const struct close_form *f, const struct work_close_row *r,
		     struct close_view *x)
{
	struct close_row_view *v = vec_push(cx->arena, &x->rows);
	const struct work_fated *own = work_fates_of(&f->ask.fates, r->t.id);

	*v = (struct close_row_view){ .id = r->t.id,
				      .number = r->t.number,
				      .work = r->t.work,
				      .href = work_task_path(cx, r->t.id),
				      .lead = r->t.lead_name.n ? r->t.lead_name
							       : r->t.lead_text,
				      .status = status_of(cx, &r->t),
				      .reason = own ? own->reason : STR("") };
	if (r->t.due_on != DAY_NONE)
		v->deadline = tr_fmt(cx->arena, cx->lang, N_("Due {0}"),
				     fmt_day(cx->arena, r->t.due_on));
	if (x->sure) {
		v->decided = decided_words(cx, plan, r);
		v->reason = r->fate.reason;
		return;
	}
	choices_fill(cx, plan,
		     r->t.copy == DB_NULL ? N_("As chosen above")
					  : N_("It was carried over already"),
		     own ? work_fate_value(cx->arena, own) : STR(""), &v->fate);
	if (f->judged && r->fault)
		v->fault = tr_err(cx->arena, cx->lang, r->fault);
}

/* Rows that are decided about; those at fault first when they are judged. */
static void rows_show(struct cx *cx, const struct req *rq,
		      const struct work_close_plan *plan,
		      const struct close_form *f, struct close_view *x)
{
	struct {
		const struct work_close_row **p;
		ptrdiff_t n, cap;
	} list = { 0 };
	struct form_part part;

	for (int pass = 0; pass < 2; pass++)
		for (ptrdiff_t i = 0; i < plan->rows.n; i++)
			if (!plan->rows.p[i].follows &&
			    (f->judged && !x->sure && plan->rows.p[i].fault) ==
				    !pass)
				*vec_push(cx->arena, &list) = &plan->rows.p[i];
	part = work_form_part(rq, list.n);
	for (ptrdiff_t i = part.from; i < part.to; i++)
		row_show(cx, plan, f, list.p[i], x);
	x->pages = work_form_pages(cx, &part, list.n);
}

static void counts_fill(struct cx *cx, const struct work_close_plan *plan,
			struct close_view *x)
{
	static const char *const text[N_FATE] = {
		[FATE_NONE] = N_("Not decided yet: {0}"),
		[FATE_CARRY] = N_("Carried over: {0}"),
		[FATE_END] = N_("Ended unfinished: {0}"),
		[FATE_KEEP] = N_("Kept open: {0}"),
	};
	int64_t follow = 0;

	for (int i = 0; i < N_FATE; i++)
		if (plan->n[i])
			*vec_push(cx->arena, &x->counts) = (struct link_line){
				.text = tr_fmt(cx->arena, cx->lang, text[i],
					       fmt_int(cx->arena, cx->lang,
						       plan->n[i]))
			};
	for (ptrdiff_t i = 0; i < plan->rows.n; i++)
		follow += plan->rows.p[i].follows;
	if (follow)
		*vec_push(cx->arena, &x->counts) = (struct link_line){
			.text = tr_fmt(cx->arena, cx->lang,
				       N_("Parts and periods that go with the "
					  "task above them: {0}"),
				       fmt_int(cx->arena, cx->lang, follow))
		};
}

static struct err *view_fill(struct cx *cx, struct req *rq,
			     const struct close_form *f,
			     const struct err *faults, struct close_view *x)
{
	struct work_close_plan plan;
	struct err *err = work_close_plan(cx, &f->ask, &plan);

	if (!err && plan.p.closed_on != DAY_NONE)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("The programme is closed; its tasks stay as "
				 "they are."));
	if (err)
		return err;
	x->empty = plan.rows.n == 0;
	x->sure = x->empty || (f->sure && !plan.n_faults);
	x->seen = plan.seen;
	x->fates = work_fates_text(cx->arena, &f->ask.fates);
	x->others = work_form_select(cx, faults, "others",
				     N_("What happens to it"));
	x->others_value = work_fate_value(cx->arena, &f->ask.others);
	x->others_reason = f->ask.others.reason;
	choices_fill(cx, &plan, N_("Choose for each task"), x->others_value,
		     &x->others);
	rows_show(cx, rq, &plan, f, x);
	counts_fill(cx, &plan, x);
	x->sub = work_form_sub(cx, &plan.p);
	x->back = str_fmt(cx->arena, "/programme/%ld", (long)plan.p.id);
	x->carry_href = str_cat(cx->arena, x->back, STR("/carry"));
	work_form_crumbs(cx, &plan.p, N_("Close the programme"), &x->crumbs);
	return NULL;
}

static struct err *form_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct close_form *f,
			     const struct err *faults)
{
	struct page page;
	struct view v;
	struct close_view x = { .page = &page,
				.faults = view_faults(cx, faults),
				.keys = view_keys(cx, rq),
				.action = req_path(rq) };
	struct err *err = view_fill(cx, rq, f, faults, &x);

	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){
					 .title = tr(cx->lang, N_("Close the "
								  "programme")),
					 .menu = "work",
					 .n_errors = (int)x.faults.n },
				 &page, &v);
	if (err)
		return err;
	rp->status = faults ? 422 : 200;
	close_html(&v, &x);
	return NULL;
}

static struct err *form_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct close_form f = { .ask = { .programme = req_path_id(rq, "id") } };
	struct err *err = work_form_office(cx);

	return err ? err : form_show(cx, rq, rp, &f, NULL);
}

/* "look": the faults of the plan are those of the form. */
static struct err *look(struct cx *cx, const struct close_form *f)
{
	struct work_close_plan plan;
	struct err *err = work_close_plan(cx, &f->ask, &plan), *faults = NULL;

	if (err || !plan.n_faults)
		return err;
	for (ptrdiff_t i = 0, n = 0; i < plan.rows.n && n < 10; i++) {
		const struct work_close_row *r = &plan.rows.p[i];
		struct str name = r->t.number.n ? r->t.number : r->t.work;

		if (r->follows || !r->fault)
			continue;
		err_add(&faults,
			err_at(err_new(cx->arena, ERR_INVALID, N_("{0}: {1}"),
				       name,
				       tr_err(cx->arena, cx->lang, r->fault)),
			       str_fmt(cx->arena, "fate.%ld", (long)r->t.id)));
		n++;
	}
	return faults;
}

static struct err *form_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct close_form f;
	struct err *err = work_form_office(cx);

	if (err)
		return err;
	err = form_read(cx, rq, &f);
	if (!err && str_eq(req_str(rq, "do"), STR("look")))
		err = look(cx, &f);
	else if (!err && str_eq(req_str(rq, "do"), STR("confirm")))
		err = work_close(cx,
				 &(struct work_close){
					 .ask = f.ask,
					 .seen = f.seen.p ? f.seen : STR("") });
	else if (!err)
		return form_show(cx, rq, rp, &f, NULL);
	if (err)
		return work_form_mendable(err) ? form_show(cx, rq, rp, &f, err)
					       : err;
	if (str_eq(req_str(rq, "do"), STR("look")))
		return form_show(cx, rq, rp, &f, NULL);
	return reply_redirect(rp, str_fmt(cx->arena, "/programme/%ld",
					  (long)f.ask.programme));
}

/* ---- what became of them -------------------------------------------------------- */

static void fate_row(struct cx *cx, const struct fate_list_row *r,
		     struct fates_view *x)
{
	struct fate_row_view *v = vec_push(cx->arena, &x->rows);
	struct str place;

	*v = (struct fate_row_view){ .task = r->task,
				     .number = r->number,
				     .work = r->work,
				     .reason = r->reason };
	if (str_eq(r->fate, STR("keep")))
		v->fate = tr(cx->lang, N_("Kept open"));
	else if (str_eq(r->fate, STR("end")))
		v->fate = tr(cx->lang, N_("Ended unfinished"));
	else
		v->fate = tr(cx->lang, N_("Carried over"));
	if (r->into_task == DB_NULL)
		return;
	v->into = r->into_task;
	place = work_form_place(cx, r->into_code, r->into_year);
	v->into_text =
		str_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(place),
			r->into_number.n ? ", " : "", STR_ARG(r->into_number));
}

static struct err *fates_fill(struct cx *cx, struct req *rq, int64_t programme,
			      struct fates_view *x)
{
	int64_t page = req_int(rq, "page"), n = 0;
	struct fate_counts_rows counts;
	struct fate_list_rows rows;
	struct err *err =
		fate_counts(cx->db,
			    &(struct fate_counts_in){ .programme = programme },
			    &counts);

	if (err)
		return err;
	for (ptrdiff_t i = 0; i < counts.n; i++)
		n += counts.p[i].n;
	x->pager = pager_make(cx->arena, req_query(rq),
			      page == DB_NULL ? 1 : page, FATES_PAGE, n);
	err = fate_list(cx->db,
			&(struct fate_list_in){
				.programme = programme,
				.limit = FATES_PAGE,
				.offset = MAX(x->pager.from - 1, 0) },
			&rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		fate_row(cx, &rows.p[i], x);
	return err;
}

static struct err *fates_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct programme_by_id_row p;
	struct page page;
	struct view v;
	struct fates_view x = {
		.page = &page,
		.none = { .title = tr(cx->lang, N_("No task was open on the "
						   "closing day.")) }
	};
	bool found = false;
	struct err *err = NULL;

	/* units see their own tasks, each with its history */
	if (cx->actor.org_is_root)
		err = programme_by_id(cx->db,
				      &(struct programme_by_id_in){
					      .id = req_path_id(rq, "id") },
				      &p, &found);
	if (!err && (!found || p.closed_on == DAY_NONE))
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such programme."));
	if (!err)
		err = fates_fill(cx, rq, p.id, &x);
	if (err)
		return err;
	x.sub = tr_fmt(cx->arena, cx->lang, N_("{0}, closed on {1}"),
		       work_form_sub(cx, &p), fmt_day(cx->arena, p.closed_on));
	work_form_crumbs(cx, &p, N_("Open tasks"), &x.crumbs);
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = p.code, .menu = "work" },
			 &page, &v);
	if (!err)
		fates_html(&v, &x);
	return err;
}

/* ---- routes ------------------------------------------------------------------------ */

static const struct field form_fields[] = {
	{ .name = "do", .label = N_("Button"), .kind = FIELD_WORD },
	{ .name = "seen",
	  .label = N_("What was shown"),
	  .kind = FIELD_WORD,
	  .max = 100 },
	{ .name = "sure", .label = N_("Shown once more"), .kind = FIELD_FLAG },
	{ .name = "fates",
	  .label = N_("Choice"),
	  .kind = FIELD_TEXT,
	  .max = WORK_FORM_TEXT },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 1000 },
	{ .name = "others",
	  .label = N_("What happens to it"),
	  .kind = FIELD_WORD,
	  .max = 40 },
	{ .name = "others_reason",
	  .label = N_("Reason"),
	  .kind = FIELD_LINE,
	  .max = WORK_TEXT_MOST },
	{ .name = "row", .label = N_("Task"), .kind = FIELD_INT, .many = true },
	{ .name = "fate.*",
	  .label = N_("What happens to it"),
	  .kind = FIELD_WORD,
	  .max = 40 },
	{ .name = "why.*",
	  .label = N_("Reason"),
	  .kind = FIELD_LINE,
	  .max = WORK_TEXT_MOST },
};
static const struct field page_fields[] = {
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/programme/:id/close",
	  .perm = PERM_WORK_MANAGE,
	  .page = form_page },
	{ .method = POST,
	  .path = "/programme/:id/close",
	  .perm = PERM_WORK_MANAGE,
	  .page = form_post,
	  ROUTE_FIELDS(form_fields),
	  .body_max = WORK_FORM_BODY },
	{ .method = GET,
	  .path = "/programme/:id/fates",
	  .perm = PERM_WORK_VIEW,
	  .page = fates_page,
	  ROUTE_FIELDS(page_fields) },
};
const struct route_table work_close_routes = { routes,
					       (int)N_ELEMENTS(routes) };
