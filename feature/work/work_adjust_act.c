/*
 * The adjustment ledger: a request is a row that keeps the old beside the
 * new; its approval changes the task's words as a new version of them.
 */
#include "work/work_adjust_act.h"

#include "audit/audit.h"
#include "base/perm.h"
#include "db/db.h"
#include "file/file.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "work/work_adjust_query.h"
#include "work/work_count.h"
#include "work/work_ended.h"
#include "work/work_notice.h"
#include "work/work_period_act.h"
#include "work/work_query.h"
#include "work/work_write_query.h"
#include "work/work_split_act.h"
#include "work/work_words.h"

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such task, or it isn't yours to see."));
}

/* ---- who ----------------------------------------------------------------- */

static struct err *leads(struct cx *cx, int64_t lead, bool *ret_leads)
{
	*ret_leads = false;
	if (lead == DB_NULL || !cx_may(cx, PERM_WORK_ANSWER))
		return NULL;
	return org_is_within(cx, cx_scope(cx), lead, ret_leads);
}

/* ---- what is there ------------------------------------------------------- */

struct io {
	const struct work_adjust_new *in;
	int64_t adjust;
	day_t asked_on; /* of a request that is decided, else 0 */
	enum work_verdict verdict;
	struct str answer;
	bool approved;
	int64_t reorg; /* event of a reorganisation that says so, else 0 */
	/* read inside the transaction */
	struct task_by_id_row t;
	struct work_adjust_task at;
	struct work_task_words w; /* as they would be */
	struct work_meaning m;
	bool issuer, lead;
};

static struct err *open_read(struct cx *cx, struct io *io)
{
	struct adjust_open_kinds_rows rows;
	enum work_adjust k;
	struct err *err = adjust_open_kinds(
		cx->db, &(struct adjust_open_kinds_in){ .task = io->t.id },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (work_adjust_from_key(rows.p[i].kind, &k))
			io->at.open |= UINT64_C(1) << k;
	return err;
}

static struct err *task_read(struct cx *cx, int64_t id, struct io *io)
{
	struct task_by_id_row *t = &io->t;
	bool found;
	struct err *err =
		task_by_id(cx->db,
			   &(struct task_by_id_in){ .id = id,
						    .today = cx->today,
						    .soon = cx->today },
			   t, &found);

	if (err)
		return err;
	if (!found)
		return gone(cx);
	io->at = (struct work_adjust_task){
		.facts = WORK_FACTS_OF(t),
		.work = t->work,
		.product = t->product,
		.lead = t->lead,
		.programme_end = t->to_on,
		.programme_closed = t->programme_closed_on != DAY_NONE
	};
	err = work_is_issuer(cx, t->parent, t->parent_lead, &io->issuer);
	if (!err)
		err = leads(cx, t->lead, &io->lead);
	return err ? err : open_read(cx, io);
}

/* The task's words with what the request changes. */
static struct work_task_words words_of(const struct task_by_id_row *t,
				       const struct work_adjust_new *in)
{
	struct work_task_words w = {
		.programme = t->programme,
		.number = t->number,
		.work = t->work,
		.work_confirmed = t->work_confirmed == 1,
		.lead = t->lead,
		.lead_text = t->lead_text,
		.with_text = t->with_text,
		.deadline = t->deadline_text,
		.product = t->product,
		.product_confirmed = t->product_confirmed == 1,
		.import = DB_NULL,
		.import_row = DB_NULL,
	};

	switch (in->kind) {
	case ADJUST_EXTENSION:
		w.deadline = in->deadline;
		break;
	case ADJUST_SCOPE:
		w.work = in->work;
		break;
	case ADJUST_LEAD:
		w.lead = in->lead;
		break;
	case ADJUST_PRODUCT:
		w.product = in->product;
		break;
	case ADJUST_WITHDRAWAL:
	case N_ADJUST:
		break;
	}
	return work_words_present(&w);
}

/* The new lead's name stands for it from now on. */
static struct err *lead_name(struct cx *cx, struct io *io)
{
	struct org org;
	struct err *err;

	if (io->in->kind != ADJUST_LEAD || io->in->lead == DB_NULL)
		return NULL;
	err = work_lead_find(cx, io->in->lead, &org);
	if (!err)
		io->w.lead_text = org.name;
	return err;
}

/* A new deadline leaves what the other words mean as it was. */
static void deadline_read(struct cx *cx, const struct work_words_ready *ready,
			  struct io *io)
{
	io->m = (struct work_meaning){
		.deadline =
			work_deadline_parse(cx->arena, ready->deadline,
					    io->w.deadline, (int)io->t.year),
		.missing = io->t.missing & ~WORK_MISS_PROGRESS,
		.quantity = io->t.quantity
	};
	if (io->m.deadline.kind == DUE_NONE)
		io->m.missing |= WORK_MISS_PROGRESS;
}

static struct err *words_read(struct cx *cx, struct io *io)
{
	struct work_words_ready ready;
	struct err *err;

	io->w = words_of(&io->t, io->in);
	err = lead_name(cx, io);
	if (err)
		return err;
	ready = io->in->ready ? *io->in->ready : work_words_ready(cx);
	if (io->in->kind == ADJUST_EXTENSION)
		deadline_read(cx, &ready, io);
	else
		work_words_read_with(cx, &ready, &io->w, (int)io->t.year,
				     &io->m);
	return NULL;
}

/* A single day that becomes a series: its first period isn't earlier. */
static struct err *first_check(struct cx *cx, const struct io *io)
{
	const struct task_by_id_row *t = &io->t;
	day_t first;

	if (t->due_on == DAY_NONE ||
	    work_has_periods(work_due_of_code(t->deadline_kind)) ||
	    !work_has_periods(io->m.deadline.kind))
		return NULL;
	first = work_series_first(cx, t, &io->m.deadline);
	if (first == DAY_NONE || first > t->due_on)
		return NULL;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("“{0}” falls due on {1} first, which isn't "
				 "after the present deadline {2}."),
			      io->m.deadline.text, fmt_day(cx->arena, first),
			      fmt_day(cx->arena, t->due_on)),
		      STR("deadline"));
}

static struct err *ask_check(struct cx *cx, struct io *io)
{
	const struct work_adjust_new *in = io->in;
	struct work_adjust_ask ask = {
		.kind = in->kind,
		.cause = in->cause,
		.body = in->body,
		.deadline = in->deadline,
		.due = io->m.deadline.due,
		.deadline_fault = io->m.deadline.fault,
		.comes_back = work_has_periods(io->m.deadline.kind),
		.asked_on = io->asked_on ? io->asked_on : cx->today,
		.work = in->work,
		.lead = in->lead,
		.product = in->product,
		.unclear = in->kind != ADJUST_WITHDRAWAL && io->m.missing,
	};
	struct err *err =
		work_adjust_check(cx->arena, cx->profile, &io->at, &ask);

	if (!err && in->kind == ADJUST_EXTENSION)
		err = work_series_fits(cx, &io->t, &io->m.deadline);
	if (!err && in->kind == ADJUST_EXTENSION)
		err = first_check(cx, io);
	if (err || (in->kind != ADJUST_EXTENSION && in->kind != ADJUST_LEAD))
		return err;
	return work_part_words_check(cx, &io->t, io->w.lead, &io->m);
}

/* ---- writing ------------------------------------------------------------- */

static struct err *file_write(struct cx *cx, const struct work_file *f,
			      struct file_info *ret_info)
{
	struct err *err;

	*ret_info = (struct file_info){ .id = DB_NULL };
	if (!f->name.p)
		return NULL;
	err = file_put(cx, f->name, f->bytes, ret_info);
	return err ? err_at(err, STR("file")) : NULL;
}

static const struct {
	const char *word, *event, *act;
} verdicts[] = {
	[WORK_APPROVED] = { "approved", "task.adjust_approve",
			    "adjust_approve" },
	[WORK_REFUSED] = { "refused", "task.adjust_refuse", "adjust_refuse" },
	[WORK_DROPPED] = { "dropped", "task.adjust_drop", "adjust_drop" },
};

/* Who decides asks nobody. */
static void at_once(struct cx *cx, const struct io *io,
		    struct adjust_insert_in *row)
{
	row->verdict = str_c(verdicts[io->verdict].word);
	row->answer = STR("");
	row->decided_at = cx->now;
	row->decided_on = cx->today;
	row->decided_by = cx->actor.id;
	row->decided_name = cx->actor.name;
}

static struct err *row_write(struct cx *cx, struct io *io)
{
	const struct work_adjust_new *in = io->in;
	const struct task_by_id_row *t = &io->t;
	enum work_adjust k = in->kind;
	struct adjust_insert_in row = { .task = t->id,
					.kind = str_c(work_adjust_key(k)),
					.cause = in->cause,
					.body = in->body,
					.was_due_on = DAY_NONE,
					.new_due_on = DAY_NONE,
					.was_lead = DB_NULL,
					.new_lead = DB_NULL,
					.decided_at = DB_NULL,
					.decided_on = DAY_NONE,
					.decided_by = DB_NULL,
					.reorg =
						io->reorg ? io->reorg : DB_NULL,
					.at = cx->now,
					.day = cx->today,
					.actor = cx->actor.id,
					.actor_name = cx->actor.name };
	struct file_info info;
	struct err *err = file_write(cx, &in->file, &info);

	if (err)
		return err;
	row.file = info.id;
	row.file_name = info.name;
	if (k == ADJUST_EXTENSION) {
		row.was_deadline = t->deadline_text;
		row.was_due_on = t->due_on;
		row.new_deadline = in->deadline;
		row.new_due_on = io->m.deadline.due;
	} else if (k == ADJUST_SCOPE) {
		row.was_work = t->work;
		row.new_work = in->work;
	} else if (k == ADJUST_LEAD) {
		row.was_lead = t->lead;
		row.new_lead = in->lead;
	} else if (k == ADJUST_PRODUCT) {
		row.was_product = t->product;
		row.new_product = in->product;
	}
	if (io->approved)
		at_once(cx, io, &row);
	return adjust_insert(cx->db, &row, &io->adjust);
}

static struct err *withdraw(struct cx *cx, const struct task_by_id_row *t)
{
	return adjust_task_apply(cx->db,
				 &(struct adjust_task_apply_in){
					 .id = t->id,
					 .accepted_on = t->accepted_on,
					 .withdrawn_on = cx->today },
				 NULL);
}

/* What an approval does to the task. */
static struct err *apply(struct cx *cx, struct io *io)
{
	const struct task_by_id_row *t = &io->t;
	enum work_adjust k = io->in->kind;
	struct work_words_place at = { t->id, t->rev, t->section,
				       k == ADJUST_LEAD,
				       k == ADJUST_EXTENSION };
	struct work_count was;
	struct err *err = work_count_take(cx, t->id, &was);

	if (!err)
		err = k == ADJUST_WITHDRAWAL
			      ? withdraw(cx, t)
			      : work_words_store(cx, &at, &io->w, &io->m);
	if (!err)
		err = work_count_move(cx, t->id, &was);
	if (!err && k != ADJUST_WITHDRAWAL)
		err = work_series_keep(cx, t, io->m.deadline.kind);
	if (!err && k == ADJUST_WITHDRAWAL)
		err = work_parts_end(cx, t->id, io->in->body);
	return err;
}

/* What an approval means for the periods of a task that comes back. */
static struct err *series_write(struct cx *cx, const struct io *io,
				int64_t event)
{
	const struct task_by_id_row *t = &io->t;

	if (io->in->kind == ADJUST_WITHDRAWAL &&
	    work_has_periods(work_due_of_code(t->deadline_kind)))
		return work_series_end(cx, &(struct work_series_end){
						   .series = t->id,
						   .event = event,
						   .why = io->in->body });
	return work_series_after(cx, t, io->m.deadline.kind, event);
}

static struct err *decision_write(struct cx *cx, const struct io *io)
{
	return adjust_decide(
		cx->db,
		&(struct adjust_decide_in){
			.id = io->adjust,
			.verdict = str_c(verdicts[io->verdict].word),
			.answer = io->answer.p ? io->answer : STR(""),
			.at = cx->now,
			.day = cx->today,
			.actor = cx->actor.id,
			.actor_name = cx->actor.name },
		NULL);
}

/* Who is told of it: the lead of what was decided, its new lead of the task. */
static struct err *told_write(struct cx *cx, const struct io *io, int64_t act,
			      bool asked)
{
	enum work_told what = asked			    ? WORK_TOLD_ASKED
			      : io->verdict == WORK_DROPPED ? WORK_TOLD_DROPPED
							    : WORK_TOLD_DECIDED;
	bool given = !asked && io->verdict == WORK_APPROVED &&
		     io->in->kind == ADJUST_LEAD;

	return work_notice_adjust(cx, io->t.id, act, what, given);
}

/* The event and the entry in the task's history. */
static struct err *trail_write(struct cx *cx, const struct io *io,
			       const char *event_kind, const char *act_kind,
			       int64_t *ret_event)
{
	struct buf after = audit_obj(cx);
	struct str why = io->answer.n ? io->answer : io->in->body;
	int64_t act;
	struct err *err;

	audit_int(&after, "adjust", io->adjust);
	audit_str(&after, "kind", str_c(work_adjust_key(io->in->kind)));
	audit_str(&after, "cause", io->in->cause);
	if (io->in->kind == ADJUST_EXTENSION)
		audit_day(cx, &after, "due", io->m.deadline.due);
	err = audit_write(cx,
			  &(struct audit_event){ .kind = event_kind,
						 .subject_kind = "task",
						 .subject = io->t.id,
						 .after = audit_end(&after),
						 .reason = why },
			  ret_event);
	if (!err)
		err = task_act_insert(cx->db,
				      &(struct task_act_insert_in){
					      .task = io->t.id,
					      .kind = str_c(act_kind),
					      .at = cx->now,
					      .on_day = cx->today,
					      .actor = cx->actor.id,
					      .actor_name = cx->actor.name,
					      .percent = DB_NULL,
					      .body = why,
					      .cause = io->in->cause,
					      .event = *ret_event,
					      .adjust = io->adjust },
				      &act);
	/* a reorganisation tells people once it is through */
	return err || io->reorg ? err
				: told_write(cx, io, act,
					     !strcmp(act_kind, "adjust_ask"));
}

/* ---- asking -------------------------------------------------------------- */

static struct err *ask_write(struct cx *cx, struct io *io)
{
	int64_t event;
	struct err *err;

	io->verdict = WORK_APPROVED;
	io->approved = io->issuer;
	err = row_write(cx, io);
	if (!err && io->issuer)
		err = apply(cx, io);
	if (!err)
		err = trail_write(cx, io, "task.adjust",
				  io->issuer ? "adjust_approve" : "adjust_ask",
				  &event);
	return err || !io->issuer ? err : series_write(cx, io, event);
}

static struct err *ask_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "task.adjust", &seen, &subject);

	if (err || seen)
		return err;
	err = task_read(cx, io->in->task, io);
	if (!err && !io->issuer && !io->lead)
		err = gone(cx);
	if (!err)
		err = words_read(cx, io);
	if (!err)
		err = ask_check(cx, io);
	return err ? err : ask_write(cx, io);
}

struct err *work_adjust(struct cx *cx, const struct work_adjust_new *in,
			bool *ret_approved)
{
	struct io io = { .in = in };
	/* Among thousands in one transaction a savepoint each would cost more
	 * than the acts; without a file every refusal comes before the first
	 * write. */
	struct err *err = cx->in_tx && !in->file.name.p
				  ? ask_tx(cx, &io)
				  : db_tx(cx, ask_tx, &io);

	if (!err && ret_approved)
		*ret_approved = io.approved;
	return err;
}

/* ---- organisations change ------------------------------------------------ */

/* The words mean what they meant; only who leads is new. */
static struct err *words_keep(struct cx *cx, struct io *io)
{
	const struct task_by_id_row *t = &io->t;

	io->w = words_of(t, io->in);
	io->m = (struct work_meaning){ .deadline = { .kind = work_due_of_code(
							     t->deadline_kind),
						     .due = t->due_on,
						     .start = t->start_on },
				       .missing = t->missing,
				       .quantity = t->quantity };
	return lead_name(cx, io);
}

/* A draft isn't in the ledger. */
static struct err *draft_write(struct cx *cx, struct io *io)
{
	struct buf before = audit_obj(cx), after = audit_obj(cx);
	int64_t event;
	struct err *err = apply(cx, io);

	audit_int(&before, "lead", io->t.lead);
	audit_int(&after, "lead", io->in->lead);
	if (!err)
		err = audit_write(cx,
				  &(struct audit_event){
					  .kind = "task.edit",
					  .subject_kind = "task",
					  .subject = io->t.id,
					  .before = audit_end(&before),
					  .after = audit_end(&after),
					  .reason = io->in->body },
				  &event);
	if (err)
		return err;
	return task_act_insert(cx->db,
			       &(struct task_act_insert_in){
				       .task = io->t.id,
				       .kind = str_c(work_do_key(WORK_DO_EDIT)),
				       .at = cx->now,
				       .on_day = cx->today,
				       .actor = cx->actor.id,
				       .actor_name = cx->actor.name,
				       .percent = DB_NULL,
				       .body = io->in->body,
				       .event = event },
			       NULL);
}

struct err *work_adjust_decided(struct cx *cx, const struct work_adjust_new *in,
				int64_t event)
{
	struct io io = { .in = in, .reorg = event };
	struct err *err = task_read(cx, in->task, &io);

	if (err)
		return err;
	io.issuer = true;
	if (io.t.issued_on != DAY_NONE || in->kind != ADJUST_LEAD)
		err = work_adjust_open_check(cx->arena, &io.at);
	if (!err)
		err = words_keep(cx, &io);
	if (err)
		return err;
	return io.t.issued_on == DAY_NONE ? draft_write(cx, &io)
					  : ask_write(cx, &io);
}

/* ---- the office edits ---------------------------------------------------- */

struct err *work_adjust_record(struct cx *cx, const struct task_by_id_row *t,
			       const struct work_task_words *w,
			       const struct work_meaning *m,
			       int64_t *ret_longer)
{
	struct work_adjust_words was = { t->work, t->product, t->deadline_text,
					 t->lead };
	struct work_adjust_words is = { w->work, w->product, w->deadline,
					w->lead };
	uint64_t kinds = work_adjust_differs(&was, &is);
	struct work_adjust_new in = { .task = t->id,
				      .cause = w->cause,
				      .body = w->reason,
				      .deadline = w->deadline,
				      .work = w->work,
				      .product = w->product,
				      .lead = w->lead };
	struct io io = { .in = &in,
			 .t = *t,
			 .m = *m,
			 .verdict = WORK_APPROVED,
			 .approved = true };
	struct err *err;

	*ret_longer = 0;
	if (!kinds)
		return NULL;
	err = work_adjust_why_check(cx->arena, cx->profile, w->cause,
				    w->reason);
	for (int k = 0; !err && k < N_ADJUST; k++) {
		if (!(kinds >> k & 1))
			continue;
		in.kind = (enum work_adjust)k;
		err = row_write(cx, &io);
	}
	*ret_longer =
		(kinds >> ADJUST_EXTENSION & 1) &&
		(m->deadline.due == DAY_NONE || m->deadline.due > t->due_on);
	return err;
}

/* ---- deciding ------------------------------------------------------------ */

static struct err *answer_check(struct cx *cx, const struct io *io)
{
	if (io->verdict == WORK_REFUSED && !io->answer.n)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Say why it is refused; who asked "
					 "reads it.")),
			      STR("answer"));
	if (io->answer.n > WORK_TEXT_MOST * 4)
		return err_at(err_new(cx->arena, ERR_LIMIT,
				      N_("The reason is longer than 4,000 "
					 "characters.")),
			      STR("answer"));
	return NULL;
}

/* The request as it was asked, for those who decide it. */
static struct err *request_read(struct cx *cx, struct io *io,
				struct work_adjust_new *ret_in)
{
	struct adjust_by_id_row r;
	enum work_adjust k;
	bool found;
	struct err *err =
		adjust_by_id(cx->db,
			     &(struct adjust_by_id_in){ .id = io->adjust }, &r,
			     &found);

	if (err)
		return err;
	if (!found || !work_adjust_from_key(r.kind, &k))
		return gone(cx);
	*ret_in = (struct work_adjust_new){ .task = r.task,
					    .kind = k,
					    .cause = r.cause,
					    .body = r.body,
					    .deadline = r.new_deadline,
					    .work = r.new_work,
					    .product = r.new_product,
					    .lead = r.new_lead };
	io->in = ret_in;
	io->asked_on = r.asked_on;
	err = task_read(cx, r.task, io);
	/* who issued the task refuses, and says why */
	if (!err && !(io->verdict == WORK_DROPPED ? io->lead : io->issuer))
		err = gone(cx);
	if (!err && r.verdict.p)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("This request was decided on {0} already."),
			      fmt_day(cx->arena, r.decided_on));
	return err;
}

/* What is approved must still fit: the task may have moved since. */
static struct err *approve_check(struct cx *cx, struct io *io)
{
	struct err *err = words_read(cx, io);

	io->at.open = 0; /* this very request */
	return err ? err : ask_check(cx, io);
}

static struct err *decide_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	struct work_adjust_new in;
	int64_t subject, event;
	bool seen;
	struct err *err =
		audit_seen(cx, verdicts[io->verdict].event, &seen, &subject);

	if (err || seen)
		return err;
	err = request_read(cx, io, &in);
	if (!err)
		err = answer_check(cx, io);
	if (!err && io->verdict == WORK_APPROVED)
		err = approve_check(cx, io);
	if (!err)
		err = decision_write(cx, io);
	if (!err && io->verdict == WORK_APPROVED)
		err = apply(cx, io);
	if (!err)
		err = trail_write(cx, io, verdicts[io->verdict].event,
				  verdicts[io->verdict].act, &event);
	return err || io->verdict != WORK_APPROVED
		       ? err
		       : series_write(cx, io, event);
}

struct err *work_adjust_decide(struct cx *cx, int64_t adjust,
			       enum work_verdict verdict, struct str answer)
{
	struct io io = { .adjust = adjust,
			 .verdict = verdict,
			 .answer = answer };

	return db_tx(cx, decide_tx, &io);
}
