/* What the page of a task shows: four clarities, evidence, history. */
#include "work/work_evidence_query.h"
#include "work/work_task_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_carry_fill.h"
#include "work/work_deadline.h"
#include "work/work_document_query.h"
#include "work/work_list.h"
#include "work/work_past.h"
#include "work/work_share_model.h"
#include "work/work_split_priv.h"
#include "work/work_summary.h"
#include "work/work_task_query.h"

enum { PAST_ROWS = 50, EVIDENCE_ROWS = 50 };

/* ---- may see ----------------------------------------------------------------- */

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such task, or it isn't yours to see."));
}

struct err *work_task_ahead(struct cx *cx, int64_t id)
{
	struct err *err = NULL;

	if (!work_is_office(cx) && !cx->actor.org_is_root)
		err = task_in_scope_ahead(
			cx->db, &(struct task_in_scope_in){
					.id = id, .scope = cx_scope(cx) });
	if (!err)
		err = task_with_list_ahead(cx->db, &(struct task_with_list_in){
							   .task = id });
	if (!err)
		err = task_act_list_ahead(cx->db, &(struct task_act_list_in){
							  .task = id,
							  .as_at = cx->as_at });
	return err;
}

struct err *work_task_see(struct cx *cx, int64_t id,
			  struct task_by_id_row *ret_task)
{
	struct task_by_id_in ask = { .id = id,
				     .today = cx->today,
				     .soon = cx->today + work_soon_days(cx),
				     WORK_PAST_IN(TASK_BY_ID_WITH_PAST) };
	struct task_in_scope_row in;
	bool found, ours;
	struct err *err;

	ask.with |= TASK_BY_ID_WITH_HAS;
	err = task_by_id(cx->db, &ask, ret_task, &found);
	if (err)
		return err;
	if (!found)
		return gone(cx);
	if (work_is_office(cx) || cx->actor.org_is_root)
		return NULL;
	err = task_in_scope(cx->db,
			    &(struct task_in_scope_in){ .id = id,
							.scope = cx_scope(cx) },
			    &in, &ours);
	if (err)
		return err;
	return ours ? NULL : gone(cx);
}

/* ---- small words -------------------------------------------------------------- */

struct work_facts work_task_facts(const struct task_by_id_row *t)
{
	return WORK_FACTS_OF(t);
}

struct str work_task_path(struct cx *cx, int64_t id)
{
	return str_fmt(cx->arena, "/task/%ld", (long)id);
}

struct str work_task_name(struct cx *cx, struct str number)
{
	if (!number.n)
		return tr(cx->lang, N_("Task"));
	return tr_fmt(cx->arena, cx->lang, N_("Task {0}"), number);
}

struct strs work_task_missing(struct cx *cx, int64_t missing)
{
	static const struct {
		int64_t bit;
		const char *title;
	} what[] = {
		{ WORK_MISS_WORK, N_("Work not clear") },
		{ WORK_MISS_PERSON, N_("Person not clear") },
		{ WORK_MISS_PROGRESS, N_("Progress not clear") },
		{ WORK_MISS_PRODUCT, N_("Product not clear") },
	};
	struct strs list = { 0 };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(what); i++)
		if (missing & what[i].bit)
			*vec_push(cx->arena, &list) =
				tr(cx->lang, what[i].title);
	return list;
}

struct str work_task_meaning(struct cx *cx, struct str kind)
{
	static const char *const meaning[N_DUE] = {
		[DUE_NONE] = N_("not understood as a deadline"),
		[DUE_MONTH] = N_("understood as the last day of the month"),
		[DUE_QUARTER] = N_("understood as the last day of the quarter"),
		[DUE_HALF] = N_("understood as the last day of the half-year"),
		[DUE_YEAR] = N_("understood as the last day of the year"),
		[DUE_TERM] = N_("understood as the last day of the term"),
		[DUE_RECURRING] = N_("recurring, reported each period"),
		[DUE_CONTINUOUS] = N_("continuous, reported each period"),
		[DUE_RELATIVE] = N_("counted from an event whose day isn't "
				    "known yet"),
		[DUE_ON_REQUEST] = N_("on request, no day until then"),
		[DUE_STARTING] = N_("from this day on, reported each period"),
	};
	enum work_due due = work_due_of_code(kind);

	if (due == N_DUE || !meaning[due])
		return STR_NULL;
	return tr(cx->lang, meaning[due]);
}

/* ---- the four clarities --------------------------------------------------------- */

static struct task_hole hole(struct cx *cx, const struct task_by_id_row *t,
			     int64_t bit, const char *field)
{
	struct task_hole h = { 0 };

	if (!(t->missing & bit))
		return h;
	h.text = work_task_missing(cx, bit).p[0];
	if (field)
		h.href = str_fmt(cx->arena, "/task/%ld/edit#%s", (long)t->id,
				 field);
	return h;
}

/* The row of the annex; the words themselves only when they were mended. */
static struct err *source_fill(struct cx *cx, const struct task_by_id_row *t,
			       struct task_four *f)
{
	struct task_source_row s;
	bool found = false;
	struct err *err = NULL;

	if (t->has & WORK_HAS_ROW)
		err = task_source(cx->db,
				  &(struct task_source_in){ .task = t->id }, &s,
				  &found);
	if (!err && !found && t->has & WORK_HAS_DOCUMENT)
		return work_source_fill(cx, t->id, f);
	if (err || !found)
		return err;
	if (!str_eq(s.work, t->work))
		f->quote = s.work;
	f->quote_place =
		tr_fmt(cx->arena, cx->lang, N_("{0}, row {1}"), s.file_name,
		       fmt_int(cx->arena, cx->lang, s.sheet_row));
	if (work_is_office(cx))
		f->quote_href = str_fmt(cx->arena, "/file/%ld", (long)s.file);
	return NULL;
}

static struct err *with_fill(struct cx *cx, const struct task_by_id_row *t,
			     struct task_four *f)
{
	struct task_with_list_rows rows;
	struct err *err = task_with_list(
		cx->db, &(struct task_with_list_in){ .task = t->id }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		*vec_push(cx->arena, &f->with) = rows.p[i].short_name;
		*vec_push(cx->arena, &f->with_orgs) = (struct work_choice){
			.value = str_fmt(cx->arena, "%ld", (long)rows.p[i].id),
			.title = rows.p[i].short_name
		};
	}
	f->with_text = t->with_text;
	return err;
}

/* "6.196" of thousandths; with one decimal when it isn't whole. */
static struct str quantity_of(struct cx *cx, int64_t thousandths)
{
	if (thousandths == DB_NULL)
		return STR_NULL;
	if (thousandths % 1000 == 0)
		return fmt_int(cx->arena, cx->lang, thousandths / 1000);
	return fmt_tenths(cx->arena, cx->lang, thousandths / 100);
}

static struct err *four_fill(struct cx *cx, const struct task_by_id_row *t,
			     bool issuer, struct task_four *f)
{
	struct err *err;

	*f = (struct task_four){
		.no_work = hole(cx, t, WORK_MISS_WORK, issuer ? "work" : NULL),
		.no_person =
			hole(cx, t, WORK_MISS_PERSON, issuer ? "lead" : NULL),
		.no_progress = hole(cx, t, WORK_MISS_PROGRESS,
				    issuer ? "deadline" : NULL),
		.no_product = hole(cx, t, WORK_MISS_PRODUCT,
				   issuer ? "product" : NULL),
		.work = t->work,
		.lead = t->lead_name,
		.lead_text = t->lead_text,
		.status = work_status_of(cx, (enum work_state)t->state,
					 t->due_on),
		.deadline = t->deadline_text,
		.meaning = work_task_meaning(cx, t->deadline_kind),
		.product = t->product,
		.quantity = quantity_of(cx, t->quantity),
		.percent = tr_fmt(cx->arena, cx->lang, N_("{0}% reported"),
				  fmt_int(cx->arena, cx->lang, t->percent)),
	};
	if (t->lead != DB_NULL && cx_may(cx, PERM_ORG_VIEW))
		f->lead_href = str_fmt(cx->arena, "/org/%ld", (long)t->lead);
	/* once issued its day is that of a milestone */
	if (t->issued_on != DAY_NONE &&
	    work_due_of_code(t->deadline_kind) == DUE_TERM)
		f->meaning =
			tr(cx->lang, N_("over a term, with a milestone in each "
					"year; the nearest one counts"));
	if (t->due_on != DAY_NONE)
		f->due = tr_fmt(cx->arena, cx->lang, N_("Due {0}"),
				fmt_day(cx->arena, t->due_on));
	err = source_fill(cx, t, f);
	return err ? err : with_fill(cx, t, f);
}

/* ---- evidence ---------------------------------------------------------------------- */

static struct str kind_of(struct cx *cx, struct str media)
{
	static const struct {
		const char *part, *title;
	} kinds[] = {
		/* first: its names hold "spreadsheet" too */
		{ "opendocument", "OpenDocument" },
		{ "wordprocessing", "Word" },
		{ "spreadsheet", "Excel" },
		{ "pdf", "PDF" },
		{ "image/", N_("Picture") },
		{ "csv", "CSV" },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(kinds); i++)
		if (str_find(media, str_c(kinds[i].part), 0) >= 0)
			return tr(cx->lang, kinds[i].title);
	return tr(cx->lang, N_("Text"));
}

static struct status checked_of(struct cx *cx,
				const struct evidence_list_row *r)
{
	if (r->checked_on == DAY_NONE)
		return (struct status){
			.mark = MARK_NONE,
			.text = tr(cx->lang, N_("waiting to be checked"))
		};
	if (r->checked_ok == 1)
		return (struct status){ .mark = MARK_DONE,
					.text = tr(cx->lang,
						   N_("checked, it matches")) };
	return (struct status){ .mark = MARK_RED,
				.text = tr(cx->lang,
					   N_("checked, it doesn't match")) };
}

static struct str checked_by(struct cx *cx, const struct evidence_list_row *r)
{
	if (r->checked_on == DAY_NONE)
		return STR_NULL;
	return str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(r->checked_by),
		       STR_ARG(fmt_day(cx->arena, r->checked_on)));
}

static void evidence_add(struct cx *cx, const struct evidence_list_row *r,
			 struct task_view *x)
{
	bool checked = r->checked_on != DAY_NONE;
	day_t day = day_of_instant(r->at);
	struct task_evidence *e = vec_push(cx->arena, &x->evidence);

	*e = (struct task_evidence){
		.id = r->id,
		.file = r->file,
		.version = r->version,
		.name = r->name,
		.kind = kind_of(cx, r->media),
		.who = r->actor_name,
		.day = fmt_day(cx->arena, day),
		.iso = day_iso(cx->arena, day),
		.size = r->size,
		.status = checked_of(cx, r),
		.note = checked_by(cx, r),
	};
	if (x->may_check && (!checked || r->checked_ok != 1))
		e->key_good = req_new_key(cx);
	if (x->may_check && (!checked || r->checked_ok == 1))
		e->key_bad = req_new_key(cx);
}

static struct err *evidence_fill(struct cx *cx, const struct task_by_id_row *t,
				 struct task_view *x)
{
	struct evidence_list_rows rows = { 0 };
	int64_t checked = 0;
	struct err *err = NULL;

	if (t->has & WORK_HAS_EVIDENCE)
		err = evidence_list(cx->db,
				    &(struct evidence_list_in){
					    .task = t->id,
					    .until = work_past_until(cx) },
				    &rows);

	if (err)
		return err;
	x->may_check = x->issuer && !cx->past;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		checked += rows.p[i].checked_ok == 1;
		if (i < EVIDENCE_ROWS)
			evidence_add(cx, &rows.p[i], x);
	}
	x->no_evidence = (struct empty_state){
		.title = tr(cx->lang, N_("No evidence yet.")),
		.text = tr(cx->lang, N_("Files that come with a report are "
					"shown here."))
	};
	x->four.evidence = tr_fmt(cx->arena, cx->lang,
				  N_("{0} pieces of evidence, {1} checked"),
				  fmt_int(cx->arena, cx->lang, rows.n),
				  fmt_int(cx->arena, cx->lang, checked));
	return NULL;
}

/* ---- history ------------------------------------------------------------------------ */

const char *work_act_done(struct str kind)
{
	static const struct {
		const char *kind, *title;
	} others[] = {
		{ "adjust_ask", N_("Asked for an adjustment") },
		{ "adjust_approve", N_("Adjusted") },
		{ "adjust_refuse", N_("Refused to adjust") },
		{ "adjust_drop", N_("Took the request back") },
		{ "period", N_("A new period began") },
		{ "remind", N_("Reminded") },
		{ "reorg_undo", N_("The reorganisation was taken back") },
		{ "event", N_("The day of the event was entered") },
		{ "milestone", N_("Yearly milestones were written") },
		{ "split", N_("Parts were given") },
		{ "part", N_("Given as a part of the task above") },
		{ "attach", N_("Became a part of the task above") },
		{ "weight", N_("Weight changed") },
		{ "parts_open", N_("Went on without the parts that aren't "
				   "finished") },
	};
	const char *share = work_share_done(kind);
	enum work_do d;

	if (work_do_from_key(kind, &d))
		return work_do_done(d);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(others); i++)
		if (str_eq(kind, str_c(others[i].kind)))
			return others[i].title;
	return share;
}

static struct str past_title(struct cx *cx, struct str kind)
{
	const char *title = work_act_done(kind);

	return title ? tr(cx->lang, title) : kind;
}

static struct str percent_text(struct cx *cx, int64_t was, int64_t is)
{
	if (is == DB_NULL)
		return STR_NULL;
	if (was == is)
		return str_fmt(cx->arena, "%ld%%", (long)is);
	return str_fmt(cx->arena, "%ld%% → %ld%%", (long)was, (long)is);
}

/* The percent before row i: that of the next older report, or 0. */
static int64_t percent_before(const struct task_act_list_rows *rows,
			      ptrdiff_t i)
{
	while (++i < rows->n)
		if (rows->p[i].percent != DB_NULL)
			return rows->p[i].percent;
	return 0;
}

static struct err *past_add(struct cx *cx,
			    const struct task_act_list_rows *rows, ptrdiff_t i,
			    struct task_view *x)
{
	const struct task_act_list_row *r = &rows->p[i];
	struct task_past *p = vec_push(cx->arena, &x->past);

	*p = (struct task_past){
		.now = i == 0,
		.day = fmt_day(cx->arena, r->on_day),
		.iso = day_iso(cx->arena, r->on_day),
		.who = r->actor == ACTOR_SYSTEM
			       ? tr(cx->lang, N_("System"))
			       : tr_fmt(cx->arena, cx->lang, N_("Comrade {0}"),
					r->actor_name),
		.title = past_title(cx, r->kind),
		.percent =
			percent_text(cx, percent_before(rows, i), r->percent),
		.body = r->body,
		.difficulty = r->difficulty,
		.cause = r->cause.n ? profile_cause_title(cx->profile, r->cause,
							  cx->lang)
				    : STR_NULL,
		.help = str_eq(r->ask, STR("help")),
	};
	return work_carry_entry(cx, r->kind, r->id, p);
}

/* Where the task came from: the oldest entry of all. */
static struct err *origin_add(struct cx *cx, const struct task_by_id_row *t,
			      struct task_view *x)
{
	day_t day = day_of_instant(t->made_at);
	bool file = x->four.quote_place.n > 0;
	struct task_past *p = vec_push(cx->arena, &x->past);

	*p = (struct task_past){
		.now = x->past.n == 1,
		.day = fmt_day(cx->arena, day),
		.iso = day_iso(cx->arena, day),
		.who = file ? x->four.quote_place : STR_NULL,
		.title =
			!file ? tr(cx->lang, N_("Drafted"))
			: x->four.concluded
				? tr(cx->lang, N_("Drawn from the document"))
				: tr(cx->lang, N_("Imported from the annex"))
	};
	return t->has & WORK_HAS_ORIGIN ? work_carry_origin(cx, t->id, p)
					: NULL;
}

static struct err *past_fill(struct cx *cx, const struct task_by_id_row *t,
			     int64_t page, struct str query,
			     struct task_view *x)
{
	struct task_act_list_rows rows;
	struct err *err = task_act_list(
		cx->db,
		&(struct task_act_list_in){ .task = t->id, .as_at = cx->as_at },
		&rows);

	if (err)
		return err;
	x->pager = pager_make(cx->arena, query, page, PAST_ROWS, rows.n);
	for (int64_t i = MAX(x->pager.from, 1) - 1; !err && i < x->pager.to;
	     i++)
		err = past_add(cx, &rows, i, x);
	if (!err && x->pager.to == rows.n)
		err = origin_add(cx, t, x);
	return err;
}

/* ---- all ------------------------------------------------------------------------------ */

static void basis_fill(struct cx *cx, const struct task_by_id_row *t,
		       struct task_view *x)
{
	x->basis =
		tr_fmt(cx->arena, cx->lang, N_("{0} of {1}: {2}"), t->code,
		       fmt_day(cx->arena, t->document_on), t->document_title);
	if (t->section_title.n)
		x->basis = str_fmt(cx->arena, "%.*s › %.*s", STR_ARG(x->basis),
				   STR_ARG(t->section_title));
}

static struct err *crumbs_fill(struct cx *cx, const struct task_by_id_row *t,
			       struct crumbs *c)
{
	struct str above;
	struct err *err = work_above_href(cx, t, &above);

	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Programmes")),
				.href = STR("/programmes") };
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = t->code,
				.href = str_fmt(cx->arena, "/programme/%ld",
						(long)t->programme) };
	if (above.n)
		*vec_push(cx->arena, c) = (struct crumb){
			.text = work_task_name(cx, t->parent_number),
			.href = above
		};
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = work_task_name(cx, t->number) };
	return err;
}

struct err *work_task_fill(struct cx *cx, const struct task_by_id_row *t,
			   int64_t page, struct str query, struct task_view *x)
{
	struct work_facts f = work_task_facts(t);
	struct err *err;

	x->id = t->id;
	x->title = t->number.n ? str_fmt(cx->arena, "%.*s %.*s",
					 STR_ARG(t->number), STR_ARG(t->work))
			       : t->work;
	err = work_is_issuer(cx, t->parent, t->parent_lead, &x->issuer);
	if (err)
		return err;
	if (x->issuer && !cx->past &&
	    work_do_fits(WORK_DO_EDIT, &f, t->missing))
		x->edit_href =
			str_fmt(cx->arena, "/task/%ld/edit", (long)t->id);
	x->issued = t->issued_on == DAY_NONE
			    ? tr(cx->lang, N_("Not issued yet."))
			    : tr_fmt(cx->arena, cx->lang, N_("Issued on {0}."),
				     fmt_day(cx->arena, t->issued_on));
	basis_fill(cx, t, x);
	err = crumbs_fill(cx, t, &x->crumbs);
	if (!err)
		err = four_fill(cx, t, x->issuer, &x->four);
	if (!err)
		err = evidence_fill(cx, t, x);
	return err ? err : past_fill(cx, t, page, query, x);
}
