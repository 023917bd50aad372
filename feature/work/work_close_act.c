/*
 * Closing a programme: every task that is open then gets a fate. What ends
 * unfinished is withdrawn with its reason, never called done; what is carried
 * over is copied and withdrawn; what is kept open goes on, but the figures of
 * the programme stay those of the closing day.
 */
#include "work/work_carry_act.h"
#include "work/work_write_query.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"

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

static const struct programme_open_row *
target_of(const struct work_close_plan *plan, int64_t id)
{
	for (ptrdiff_t i = 0; i < plan->targets.n; i++)
		if (plan->targets.p[i].id == id)
			return &plan->targets.p[i];
	return NULL;
}

/* The open task above, on whatever level is decided about. */
static const struct work_close_row *head_of(const struct work_close_plan *plan,
					    const struct work_close_row *r)
{
	const struct work_close_row *head = NULL;

	for (ptrdiff_t i = 0; i < plan->rows.n && r->t.parent != DB_NULL; i++)
		if (plan->rows.p[i].t.id == r->t.parent)
			head = &plan->rows.p[i];
	return head;
}

/* A task that was carried before is carried there, if nothing else is said. */
static struct work_fated fate_of(const struct work_close_ask *ask,
				 const struct close_tasks_row *t)
{
	struct work_fated f = work_fate_of(&ask->fates, &ask->others, t->id);
	const struct work_fated *own = work_fates_of(&ask->fates, t->id);

	if ((!own || own->fate == FATE_NONE) && t->copy != DB_NULL) {
		f.fate = FATE_CARRY;
		f.into = t->copy_programme;
		/* the reason of the others isn't its own */
		f.reason = own && own->reason.n ? own->reason : STR("");
	}
	return f;
}

static void row_judge(struct cx *cx, struct work_close_plan *plan,
		      struct work_close_row *r)
{
	bool copied = r->fate.into == r->t.copy_programme;

	r->fault = work_fate_check(cx->arena, &r->fate);
	if (!r->fault && r->fate.fate == FATE_CARRY && !copied &&
	    !target_of(plan, r->fate.into))
		r->fault = err_new(cx->arena, ERR_INVALID,
				   N_("Choose a programme that is still "
				      "open."));
	/* it would come without the task above it */
	if (!r->fault && r->fate.fate == FATE_CARRY && !copied &&
	    r->t.parent != DB_NULL)
		r->fault =
			err_new(cx->arena, ERR_INVALID,
				N_("This is a part of a task that has ended; "
				   "end it, too, or keep it open."));
	plan->n[r->fate.fate]++;
	plan->n_faults += r->fault != NULL;
}

static void rows_judge(struct cx *cx, const struct work_close_ask *ask,
		       struct work_close_plan *plan)
{
	for (ptrdiff_t i = 0; i < plan->rows.n; i++) {
		struct work_close_row *r = &plan->rows.p[i];

		r->follows = head_of(plan, r) != NULL;
		if (r->follows)
			continue;
		r->fate = fate_of(ask, &r->t);
		row_judge(cx, plan, r);
	}
	for (ptrdiff_t i = 0; i < plan->rows.n; i++) {
		struct work_close_row *r = &plan->rows.p[i];
		const struct work_close_row *head = r;

		/* no cycle: a task stands above only younger ones */
		while (head->follows)
			head = head_of(plan, head);
		r->fate = head->fate;
	}
}

static struct str seen_of(struct cx *cx, const struct work_close_plan *plan)
{
	uint64_t sum = 0;

	for (ptrdiff_t i = 0; i < plan->rows.n; i++) {
		const struct work_close_row *r = &plan->rows.p[i];

		sum = sum * 31 + (uint64_t)r->t.id;
		sum = sum * 31 + (uint64_t)r->t.rev;
		sum = sum * 31 + (uint64_t)r->fate.fate;
		sum = sum * 31 + (uint64_t)r->fate.into;
		sum = sum * 31 + str_hash(r->fate.reason);
	}
	return str_fmt(cx->arena, "%ld.%lx", (long)plan->p.rev,
		       (unsigned long)sum);
}

struct err *work_close_plan(struct cx *cx, const struct work_close_ask *ask,
			    struct work_close_plan *ret_plan)
{
	struct work_close_plan plan = { 0 };
	struct close_tasks_rows rows;
	struct err *err = programme_get(cx, ask->programme, &plan.p);

	if (!err)
		err = programme_open(cx->db,
				     &(struct programme_open_in){
					     .except = ask->programme },
				     &plan.targets);
	if (!err)
		err = close_tasks(cx->db,
				  &(struct close_tasks_in){
					  .programme = ask->programme },
				  &rows);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		vec_push(cx->arena, &plan.rows)->t = rows.p[i];
	rows_judge(cx, ask, &plan);
	plan.seen = seen_of(cx, &plan);
	*ret_plan = plan;
	return NULL;
}

/* ---- one task ---------------------------------------------------------------- */

struct closing {
	const struct work_close_plan *plan;
	/* one carrying and one plan of copies a target */
	struct {
		struct work_carry_plan plan;
		int64_t id;
	} into[8];
	int n_into;
};

/* The copies' words for a target, and the carrying that they belong to. */
static struct err *carrying_get(struct cx *cx, struct closing *c, int64_t into,
				int *ret_k)
{
	struct work_carry_ask ask = { .origin = c->plan->p.id, .into = into };
	struct err *err;
	int k = 0;

	while (k < c->n_into && c->into[k].plan.into.id != into)
		k++;
	*ret_k = k;
	if (k < c->n_into)
		return NULL;
	if (k == N_ELEMENTS(c->into))
		return err_new(cx->arena, ERR_LIMIT,
			       N_("Tasks of one programme can be carried into "
				  "eight others at most."));
	err = work_carry_plan(cx, &ask, &c->into[k].plan);
	if (!err)
		err = carry_insert(cx->db,
				   &(struct carry_insert_in){
					   .origin = c->plan->p.id,
					   .into = into,
					   .made = false,
					   .closing = true,
					   .at = cx->now,
					   .by = cx->actor.id },
				   &c->into[k].id);
	c->n_into = k + 1;
	return err;
}

static struct err *copy_make(struct cx *cx, struct closing *c,
			     const struct work_close_row *r, int64_t *ret_task)
{
	const struct work_carry_plan *plan;
	ptrdiff_t i = 0;
	int k;
	struct err *err = carrying_get(cx, c, r->fate.into, &k);

	if (err)
		return err;
	plan = &c->into[k].plan;
	while (i < plan->rows.n && plan->rows.p[i].t.id != r->t.id)
		i++;
	assert(i < plan->rows.n); /* row_judge() let no part through */
	return work_carry_copy(cx, &plan->rows.p[i], r->fate.into,
			       c->into[k].id, ret_task);
}

static struct err *withdraw(struct cx *cx, const struct work_close_row *r,
			    struct str reason)
{
	return work_do(cx,
		       &(struct work_deed){ .task = r->t.id,
					    .what = WORK_DO_WITHDRAW,
					    .reason = reason },
		       NULL);
}

/* A task that stays open: nothing of it changes, but its history says so. */
static struct err *keep(struct cx *cx, const struct work_close_row *r)
{
	int64_t event, act;
	struct err *err =
		audit_write(cx,
			    &(struct audit_event){ .kind = "task.keep",
						   .subject_kind = "task",
						   .subject = r->t.id,
						   .reason = r->fate.reason },
			    &event);

	if (err)
		return err;
	return task_act_insert(cx->db,
			       &(struct task_act_insert_in){
				       .task = r->t.id,
				       .kind = STR("keep"),
				       .at = cx->now,
				       .on_day = cx->today,
				       .actor = cx->actor.id,
				       .actor_name = cx->actor.name,
				       .percent = DB_NULL,
				       .body = r->fate.reason.n ? r->fate.reason
								: STR_NULL,
				       .event = event,
				       .adjust = DB_NULL },
			       &act);
}

static struct str carry_reason(struct cx *cx, const struct work_close_plan *p,
			       const struct work_fated *f)
{
	const struct programme_open_row *t = target_of(p, f->into);

	if (f->reason.n)
		return f->reason;
	return t ? tr_fmt(cx->arena, cx->lang, N_("Carried over into {0}."),
			  str_fmt(cx->arena, "%.*s – %.*s", STR_ARG(t->code),
				  STR_ARG(t->title)))
		 : tr(cx->lang, N_("Carried over into another programme."));
}

static struct err *fate_do(struct cx *cx, struct closing *c,
			   const struct work_close_row *r)
{
	bool copied =
		r->t.copy != DB_NULL && r->t.copy_programme == r->fate.into;
	int64_t into = DB_NULL;
	struct err *err = NULL;

	/* the act on the series takes its periods along */
	if (r->follows && str_eq(r->t.child, STR("period")))
		return NULL;
	if (r->fate.fate == FATE_CARRY && copied)
		into = r->t.copy;
	else if (r->fate.fate == FATE_CARRY && !r->follows)
		err = copy_make(cx, c, r, &into);
	if (!err && r->fate.fate == FATE_KEEP)
		err = keep(cx, r);
	else if (!err && r->follows)
		; /* a part falls with its task */
	else if (!err && r->fate.fate == FATE_CARRY)
		err = withdraw(cx, r, carry_reason(cx, c->plan, &r->fate));
	else if (!err)
		err = withdraw(cx, r, r->fate.reason);
	if (err)
		return err;
	return fate_insert(cx->db,
			   &(struct fate_insert_in){
				   .task = r->t.id,
				   .programme = c->plan->p.id,
				   .fate = str_c(work_fate_code(r->fate.fate)),
				   .into_task = into,
				   .reason = r->fate.reason },
			   NULL);
}

/* ---- the act -------------------------------------------------------------------- */

static struct err *plan_check(struct cx *cx, const struct work_close *in,
			      const struct work_close_plan *plan)
{
	if (plan->p.closed_on != DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The programme was changed or closed "
				  "meanwhile; look at it again."));
	if (plan->n_faults)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("The programme can't be closed yet: "
				   "tasks whose end isn't decided or "
				   "lacks its reason: {0}."),
				fmt_int(cx->arena, cx->lang, plan->n_faults)),
			STR("others"));
	if (in->seen.p && !str_eq(in->seen, plan->seen))
		return err_at(err_new(cx->arena, ERR_CONFLICT,
				      N_("A task or a decision changed since "
					 "this was shown. Look at it, then "
					 "confirm again.")),
			      STR("others"));
	return NULL;
}

static struct err *close_event(struct cx *cx,
			       const struct work_close_plan *plan)
{
	struct buf after = audit_obj(cx);

	audit_day(cx, &after, "closed_on", cx->today);
	audit_int(&after, "carried", plan->n[FATE_CARRY]);
	audit_int(&after, "ended", plan->n[FATE_END]);
	audit_int(&after, "kept", plan->n[FATE_KEEP]);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "programme.close",
						  .subject_kind = "programme",
						  .subject = plan->p.id,
						  .after = audit_end(&after) },
			   NULL);
}

static struct err *fates_do(struct cx *cx, const struct work_close_plan *plan)
{
	struct closing *c = arena_new(cx->arena, struct closing, 1);
	struct str key = cx->key;
	struct close_acts_before_row before;
	bool found;
	struct err *err = close_acts_before(cx->db, &before, &found);

	c->plan = plan;
	cx->key = STR_NULL; /* it belongs to the event of the whole */
	/* a copy is made while what it is copied from is still open */
	for (ptrdiff_t i = 0; i < plan->rows.n && !err; i++)
		err = fate_do(cx, c, &plan->rows.p[i]);
	cx->key = key;
	/* the closing day stays as it was before: what was overdue then isn't
	 * withdrawn until the day after */
	if (!err)
		err = close_acts_mark(cx->db,
				      &(struct close_acts_mark_in){
					      .before = before.id },
				      NULL);
	return err;
}

static struct err *close_tx(struct cx *cx, void *arg)
{
	const struct work_close *in = arg;
	struct work_close_plan plan;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "programme.close", &seen, &subject);

	if (err || seen)
		return err;
	if (!work_is_office(cx))
		return err_new(cx->arena, ERR_DENIED,
			       N_("Only the committee's office may do this."));
	err = work_close_plan(cx, &in->ask, &plan);
	if (!err)
		err = plan_check(cx, in, &plan);
	if (!err)
		err = fates_do(cx, &plan);
	if (!err)
		err = programme_close(cx->db, &(struct programme_close_in){
						      .id = plan.p.id,
						      .day = cx->today,
						      .rev = plan.p.rev });
	return err ? err : close_event(cx, &plan);
}

struct err *work_close(struct cx *cx, const struct work_close *in)
{
	return db_tx_large(cx, close_tx, (void *)in);
}

/* ---- looking back ----------------------------------------------------------------- */

struct err *work_close_look(struct cx *cx, int64_t programme)
{
	struct programme_closed_row p;
	bool found;
	struct err *err = programme_closed(
		cx->db, &(struct programme_closed_in){ .id = programme }, &p,
		&found);

	if (err || !found || p.closed_on > cx->today)
		return err;
	cx->today = cx->as_at = p.closed_on;
	cx->past = true;
	return NULL;
}
