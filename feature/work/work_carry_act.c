/* Carrying tasks of one programme into another, and taking it back. */
#include "work/work_carry_act.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_count.h"
#include "work/work_period_act.h"
#include "work/work_write_query.h"

enum { UNDO_DAYS = 7 };

static struct err *may_carry(struct cx *cx)
{
	if (work_is_office(cx))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only the committee's office may do this."));
}

static struct err *programme_get(struct cx *cx, int64_t id,
				 struct programme_by_id_row *ret_p)
{
	bool found;
	struct err *err =
		programme_by_id(cx->db,
				&(struct programme_by_id_in){ .id = id }, ret_p,
				&found);

	if (err || found)
		return err;
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such programme."));
}

/* ---- the plan ---------------------------------------------------------------- */

struct planning {
	const struct work_carry_ask *ask;
	struct work_words_ready ready;
	struct carry_numbers_rows numbers; /* of the target */
	day_t from;
};

static struct err *target_get(struct cx *cx, const struct work_carry_ask *ask,
			      struct work_carry_plan *plan)
{
	struct err *err;

	plan->year = ask->year;
	if (!ask->into)
		return NULL;
	if (ask->into == ask->origin)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Choose another programme than the "
					 "one that the tasks come from.")),
			      STR("into"));
	err = programme_get(cx, ask->into, &plan->into);
	if (err)
		return err_at(err, STR("into"));
	plan->year = plan->into.year;
	if (plan->into.closed_on == DAY_NONE)
		return NULL;
	return err_at(err_new(cx->arena, ERR_CONFLICT,
			      N_("The programme {0} is closed; it takes no "
				 "more tasks."),
			      plan->into.code),
		      STR("into"));
}

/* A number that the target has already says nothing there. */
static struct str number_there(const struct planning *p, struct str number)
{
	for (ptrdiff_t i = 0; i < p->numbers.n; i++)
		if (str_eq(p->numbers.p[i].number, number))
			return STR("");
	return number;
}

static void words_fill(struct cx *cx, const struct planning *p,
		       const struct work_carry_plan *plan,
		       struct work_carry_row *r)
{
	const struct carry_tasks_row *t = &r->t;
	bool lead_gone = t->lead_to != DAY_NONE && t->lead_to <= p->from;

	r->words = (struct work_task_words){
		.section = t->section_title,
		.number = number_there(p, t->number),
		.work = t->work,
		.work_confirmed = t->work_confirmed,
		.lead = lead_gone ? DB_NULL : t->lead,
		.lead_text = t->lead_text,
		.with_text = t->with_text,
		.deadline = work_deadline_move(
			cx->arena, p->ready.deadline, t->deadline_text,
			(int)plan->origin.year, (int)plan->year),
		.product = t->product,
		.product_confirmed = t->product_confirmed,
		.import = DB_NULL,
		.import_row = DB_NULL,
		.as_found = true
	};
	r->words = work_words_present(&r->words);
	work_words_read_with(cx, &p->ready, &r->words, (int)plan->year,
			     &r->meaning);
}

static void row_add(struct cx *cx, const struct planning *p,
		    const struct carry_tasks_row *t,
		    struct work_carry_plan *plan)
{
	struct work_carry_row *r = vec_push(cx->arena, &plan->rows);
	struct work_carry_facts f = { .done = t->done_on != DAY_NONE,
				      .withdrawn = t->withdrawn_on != DAY_NONE,
				      .copied = t->copy != DB_NULL,
				      .kind = work_due_of_code(
					      t->deadline_kind),
				      .due = t->due_on };

	r->t = *t;
	words_fill(cx, p, plan, r);
	/* its row has the day of a milestone, its words the end */
	if (f.kind == DUE_TERM && r->meaning.deadline.kind == DUE_TERM)
		f.due = r->meaning.deadline.due;
	r->there = t->copy_there != DB_NULL;
	r->wanted = work_carry_wanted(&f, p->from);
	r->taken = !r->there && r->wanted != work_ids_has(&p->ask->flip, t->id);
	plan->n_taken += r->taken;
	plan->n_unclear += r->taken && r->meaning.missing;
}

/* Any change of the tasks, the choice or the year changes it. */
static struct str seen_of(struct cx *cx, const struct work_carry_ask *ask,
			  const struct work_carry_plan *plan)
{
	uint64_t revs = 0, chosen = 0;

	for (ptrdiff_t i = 0; i < plan->rows.n; i++) {
		const struct work_carry_row *r = &plan->rows.p[i];

		revs += (uint64_t)r->t.rev;
		if (r->taken)
			chosen = chosen * 31 + (uint64_t)r->t.id;
	}
	return str_fmt(cx->arena, "%ld.%ld.%ld.%lx.%lx", (long)ask->into,
		       (long)plan->year, (long)plan->rows.n,
		       (unsigned long)revs, (unsigned long)chosen);
}

struct err *work_carry_plan(struct cx *cx, const struct work_carry_ask *ask,
			    struct work_carry_plan *ret_plan)
{
	struct work_carry_plan plan = { 0 };
	struct planning p = { .ask = ask, .ready = work_words_ready(cx) };
	struct carry_tasks_rows rows;
	struct err *err = programme_get(cx, ask->origin, &plan.origin);

	if (!err)
		err = target_get(cx, ask, &plan);
	if (err)
		return err;
	p.from = ask->into ? plan.into.from_on : ask->from;
	if (ask->into)
		err = carry_numbers(cx->db,
				    &(struct carry_numbers_in){
					    .programme = ask->into },
				    &p.numbers);
	if (!err)
		err = carry_tasks(cx->db,
				  &(struct carry_tasks_in){ .programme =
								    ask->origin,
							    .into = ask->into },
				  &rows);
	if (err)
		return err;
	if (rows.n > WORK_CARRY_MOST)
		return err_new(cx->arena, ERR_LIMIT,
			       N_("More than 5,000 tasks can't be carried at "
				  "once."));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		row_add(cx, &p, &rows.p[i], &plan);
	plan.seen = seen_of(cx, ask, &plan);
	*ret_plan = plan;
	return NULL;
}

/* ---- copying -------------------------------------------------------------------- */

/* The entry in the history of the old task. */
static struct err *origin_act(struct cx *cx, int64_t origin, int64_t task,
			      int64_t *ret_act)
{
	struct buf after = audit_obj(cx);
	int64_t event;
	struct err *err;

	audit_int(&after, "task", task);
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "task.carry",
						 .subject_kind = "task",
						 .subject = origin,
						 .after = audit_end(&after) },
			  &event);
	if (err)
		return err;
	return task_act_insert(cx->db,
			       &(struct task_act_insert_in){
				       .task = origin,
				       .kind = STR("carry"),
				       .at = cx->now,
				       .on_day = cx->today,
				       .actor = cx->actor.id,
				       .actor_name = cx->actor.name,
				       .percent = DB_NULL,
				       .event = event,
				       .adjust = DB_NULL },
			       ret_act);
}

struct err *work_carry_copy(struct cx *cx, const struct work_carry_row *r,
			    int64_t into, int64_t carry, int64_t *ret_task)
{
	struct work_task_words w = r->words;
	int64_t act;
	struct err *err = work_words_with(cx, r->t.id, &w);

	w.programme = into;
	if (!err)
		err = work_task_add(cx, &w, ret_task);
	if (!err)
		err = task_place(cx->db, &(struct task_place_in){ *ret_task },
				 NULL);
	if (!err && r->meaning.deadline.kind == DUE_TERM)
		err = work_milestones_copy(cx, r->t.id, *ret_task);
	if (!err)
		err = origin_act(cx, r->t.id, *ret_task, &act);
	if (err)
		return err;
	return task_carry_insert(cx->db,
				 &(struct task_carry_insert_in){
					 .task = *ret_task,
					 .origin = r->t.id,
					 .carry = carry,
					 .act = act },
				 NULL);
}

/* ---- the act ------------------------------------------------------------------------ */

struct carry_io {
	const struct work_carry_new *in;
	int64_t id, into;
};

static struct err *plan_check(struct cx *cx, const struct work_carry_new *in,
			      const struct work_carry_plan *plan)
{
	if (in->seen.p && !str_eq(in->seen, plan->seen))
		return err_at(err_new(cx->arena, ERR_CONFLICT,
				      N_("What is shown below isn't what was "
					 "shown before: the year, the choice "
					 "or a task changed. Look at it, then "
					 "confirm again.")),
			      STR("seen"));
	if (!plan->n_taken)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Tick at least one task that comes "
					 "along.")),
			      STR("seen"));
	return NULL;
}

static struct err *carry_event(struct cx *cx, int64_t id, int64_t into,
			       const struct work_carry_plan *plan)
{
	struct buf after = audit_obj(cx);

	audit_int(&after, "from", plan->origin.id);
	audit_int(&after, "into", into);
	audit_int(&after, "tasks", plan->n_taken);
	audit_int(&after, "unclear", plan->n_unclear);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "carry.make",
						  .subject_kind = "carry",
						  .subject = id,
						  .after = audit_end(&after) },
			   NULL);
}

/* Everything under one carrying; the key belongs to its own event. */
static struct err *carry_write(struct cx *cx, struct carry_io *io,
			       const struct work_carry_plan *plan)
{
	const struct work_carry_new *in = io->in;
	struct work_programme_new p = in->programme;
	int64_t task;
	struct err *err = NULL;

	p.owner = plan->origin.owner;
	io->into = in->ask.into;
	if (!io->into)
		err = work_programme_add(cx, &p, &io->into);
	if (!err)
		err = carry_insert(cx->db,
				   &(struct carry_insert_in){
					   .origin = plan->origin.id,
					   .into = io->into,
					   .made = !in->ask.into,
					   .closing = false,
					   .at = cx->now,
					   .by = cx->actor.id },
				   &io->id);
	for (ptrdiff_t i = 0; i < plan->rows.n && !err; i++)
		if (plan->rows.p[i].taken)
			err = work_carry_copy(cx, &plan->rows.p[i], io->into,
					      io->id, &task);
	return err;
}

static struct err *carry_tx(struct cx *cx, void *arg)
{
	struct carry_io *io = arg;
	struct work_carry_plan plan;
	struct str key = cx->key;
	bool seen;
	struct err *err = audit_seen(cx, "carry.make", &seen, &io->id);

	if (err || seen)
		return err;
	err = may_carry(cx);
	if (!err)
		err = work_carry_plan(cx, &io->in->ask, &plan);
	if (!err)
		err = plan_check(cx, io->in, &plan);
	if (err)
		return err;
	cx->key = STR_NULL;
	err = carry_write(cx, io, &plan);
	cx->key = key;
	return err ? err : carry_event(cx, io->id, io->into, &plan);
}

struct err *work_carry(struct cx *cx, const struct work_carry_new *in,
		       int64_t *ret_id)
{
	struct carry_io io = { .in = in, .id = DB_NULL };
	struct err *err = db_tx_large(cx, carry_tx, &io);

	if (!err)
		*ret_id = io.id;
	return err;
}

/* ---- undoing ------------------------------------------------------------------------ */

day_t work_carry_undo_until(const struct cx *cx, int64_t made_at)
{
	day_t day = day_of_instant(made_at);

	return day + (day_t)profile_rule_int(cx->profile,
					     STR("import_undo_days"), day,
					     UNDO_DAYS);
}

struct undo_io {
	int64_t id;
	int voided, kept;
	bool gone; /* the programme too */
};

static struct err *undo_check(struct cx *cx, const struct carry_by_id_row *c)
{
	day_t until = work_carry_undo_until(cx, c->made_at);

	if (c->undone_at != DB_NULL)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("These tasks have been taken back already."));
	if (c->closing || c->fates)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The programme {0} was closed with these "
				  "tasks carried over; withdraw single tasks "
				  "instead."),
			       c->from_code);
	if (cx->today > until)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The tasks could be taken back until {0}; "
				  "withdraw single tasks instead."),
			       fmt_day(cx->arena, until));
	return NULL;
}

static struct err *copy_void(struct cx *cx, int64_t task)
{
	struct buf after = audit_obj(cx);
	struct work_count was;
	struct err *err = work_count_take(cx, task, &was);

	if (!err)
		err = carry_task_void(cx->db,
				      &(struct carry_task_void_in){
					      .task = task, .at = cx->now },
				      NULL);
	if (!err)
		err = work_count_move(cx, task, &was);
	if (!err)
		err = work_series_void(cx, task, STR("carry.undo"));
	audit_str(&after, "why", STR("carry.undo"));
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "task.void",
					 .subject_kind = "task",
					 .subject = task,
					 .after = audit_end(&after) },
				 NULL);
}

static struct err *copies_void(struct cx *cx, struct undo_io *io)
{
	struct carry_made_rows rows;
	struct str key = cx->key;
	struct err *err =
		carry_made(cx->db, &(struct carry_made_in){ .carry = io->id },
			   &rows);

	io->voided = io->kept = 0;
	cx->key = STR_NULL;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		if (!rows.p[i].unmoved) {
			io->kept++;
			continue;
		}
		err = copy_void(cx, rows.p[i].id);
		io->voided++;
	}
	cx->key = key;
	return err;
}

bool work_carry_rest_empty(const struct carry_rest_row *r)
{
	return !r->tasks && !r->annexes && !r->carryings && !r->documents &&
	       !r->views && r->closed_on == DAY_NONE;
}

/* What was made for the copies alone goes with them. */
static struct err *programme_undo(struct cx *cx,
				  const struct carry_by_id_row *c,
				  struct undo_io *io)
{
	struct buf after = audit_obj(cx);
	struct str key = cx->key;
	struct carry_rest_row rest;
	bool found;
	struct err *err = NULL;

	io->gone = false;
	if (!c->made)
		return NULL;
	err = carry_rest(cx->db,
			 &(struct carry_rest_in){ .programme =
							  c->into_programme,
						  .carry = c->id },
			 &rest, &found);
	if (err || !found || !work_carry_rest_empty(&rest))
		return err;
	err = programme_void(cx->db,
			     &(struct programme_void_in){
				     .id = c->into_programme, .at = cx->now },
			     NULL);
	if (err)
		return err;
	io->gone = true;
	audit_str(&after, "why", STR("carry.undo"));
	cx->key = STR_NULL; /* it belongs to the event of the whole */
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "programme.void",
						 .subject_kind = "programme",
						 .subject = c->into_programme,
						 .after = audit_end(&after) },
			  NULL);
	cx->key = key;
	return err;
}

static struct err *undo_event(struct cx *cx, const struct undo_io *io)
{
	struct buf after = audit_obj(cx);

	audit_int(&after, "voided", io->voided);
	audit_int(&after, "kept", io->kept);
	if (io->gone)
		audit_int(&after, "programme_voided", 1);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "carry.undo",
						  .subject_kind = "carry",
						  .subject = io->id,
						  .after = audit_end(&after) },
			   NULL);
}

static struct err *undo_tx(struct cx *cx, void *arg)
{
	struct undo_io *io = arg;
	struct carry_by_id_row c;
	int64_t subject;
	bool seen, found;
	struct err *err = audit_seen(cx, "carry.undo", &seen, &subject);

	if (err || seen)
		return err;
	err = may_carry(cx);
	if (!err)
		err = carry_by_id(cx->db,
				  &(struct carry_by_id_in){ .id = io->id }, &c,
				  &found);
	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("Nothing was carried forward here."));
	if (!err)
		err = undo_check(cx, &c);
	if (!err)
		err = copies_void(cx, io);
	if (!err)
		err = programme_undo(cx, &c, io);
	if (!err)
		err = carry_undo(cx->db,
				 &(struct carry_undo_in){ .id = io->id,
							  .at = cx->now },
				 NULL);
	return err ? err : undo_event(cx, io);
}

struct err *work_carry_undo(struct cx *cx, int64_t id, int *ret_voided,
			    int *ret_kept)
{
	struct undo_io io = { .id = id };
	struct err *err = db_tx_large(cx, undo_tx, &io);

	if (err)
		return err;
	*ret_voided = io.voided;
	*ret_kept = io.kept;
	return NULL;
}
