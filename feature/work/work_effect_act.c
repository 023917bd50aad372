/* Outcome measures: set, give up, measure. */
#include "work/work_effect_act.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "org/org.h"
#include "work/work_model.h"
#include "work/work_past.h"

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such task, or it isn't yours to see."));
}

struct err *effect_get(struct cx *cx, int64_t task, struct effect_now *ret_now)
{
	struct effect_now now = { 0 };
	int64_t until = work_past_until(cx);
	struct err *err = effect_goal_list(
		cx->db,
		&(struct effect_goal_list_in){ .task = task, .until = until },
		&now.goals);

	if (!err && now.goals.n) {
		now.found = !now.goals.p[0].dropped;
		err = effect_value_list(cx->db,
					&(struct effect_value_list_in){
						.task = task,
						.series = now.goals.p[0].series,
						.until = until },
					&now.values);
	}
	if (!err)
		*ret_now = now;
	return err;
}

static struct err *task_read(struct cx *cx, int64_t id,
			     struct effect_task_row *t)
{
	bool found;
	struct err *err =
		effect_task(cx->db, &(struct effect_task_in){ .id = id }, t,
			    &found);

	return err || found ? err : gone(cx);
}

/* ---- the office sets ------------------------------------------------------- */

struct set_io {
	int64_t task;
	const struct effect_goal_ask *in; /* NULL: give it up */
};

static bool same_words(struct cx *cx, const struct effect_goal_list_row *g,
		       const struct effect_goal_ask *in)
{
	return str_eq(text_same_key(cx->arena, g->name),
		      text_same_key(cx->arena, in->name)) &&
	       str_eq(text_same_key(cx->arena, g->unit),
		      text_same_key(cx->arena, in->unit));
}

/* Values go on counting while name and unit stay. */
static int64_t series_of(struct cx *cx, const struct effect_now *now,
			 const struct effect_goal_ask *in)
{
	int64_t most = 0;

	if (now->goals.n && same_words(cx, &now->goals.p[0], in))
		return now->goals.p[0].series;
	for (ptrdiff_t i = 0; i < now->goals.n; i++)
		most = MAX(most, now->goals.p[i].series);
	return most + 1;
}

static struct effect_goal_insert_in goal_of(struct cx *cx, int64_t task)
{
	return (struct effect_goal_insert_in){ .task = task,
					       .on_day = cx->today,
					       .at = cx->now,
					       .actor = cx->actor.id,
					       .actor_name = cx->actor.name };
}

static struct str goal_json(struct cx *cx, struct str name, int64_t baseline,
			    int64_t target)
{
	struct buf b = audit_obj(cx);

	audit_str(&b, "name", name);
	audit_int(&b, "baseline", baseline);
	audit_int(&b, "target", target);
	return audit_end(&b);
}

static struct err *set_do(struct cx *cx, const struct set_io *io,
			  const struct effect_now *now)
{
	const struct effect_goal_ask *in = io->in;
	struct effect_goal_insert_in goal = goal_of(cx, io->task);
	struct audit_event e = { .kind = "effect.set",
				 .subject_kind = "task",
				 .subject = io->task };
	struct effect_aim aim;
	struct err *err = effect_goal_check(cx->arena, cx->lang, in, &aim);

	if (err)
		return err;
	goal.series = series_of(cx, now, in);
	goal.name = in->name;
	goal.unit = in->unit;
	goal.baseline = aim.baseline;
	goal.target = aim.target;
	goal.higher = aim.higher;
	goal.note = in->note.n ? in->note : STR("");
	if (now->found)
		e.before = goal_json(cx, now->goals.p[0].name,
				     now->goals.p[0].baseline,
				     now->goals.p[0].target);
	e.after = goal_json(cx, in->name, aim.baseline, aim.target);
	err = effect_goal_insert(cx->db, &goal, NULL);
	return err ? err : audit_write(cx, &e, NULL);
}

static struct err *drop_do(struct cx *cx, const struct set_io *io,
			   const struct effect_now *now)
{
	const struct effect_goal_list_row *g = now->goals.p;
	struct effect_goal_insert_in goal = goal_of(cx, io->task);
	struct err *err;

	if (!now->found)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The task has no outcome measure; look at it "
				  "again."));
	goal.series = g->series;
	goal.name = g->name;
	goal.unit = g->unit;
	goal.baseline = g->baseline;
	goal.target = g->target;
	goal.higher = g->higher;
	goal.note = g->note;
	goal.dropped = 1;
	err = effect_goal_insert(cx->db, &goal, NULL);
	if (err)
		return err;
	return audit_write(cx,
			   &(struct audit_event){
				   .kind = "effect.drop",
				   .subject_kind = "task",
				   .subject = io->task,
				   .before = goal_json(cx, g->name, g->baseline,
						       g->target) },
			   NULL);
}

static struct err *set_tx(struct cx *cx, void *arg)
{
	const struct set_io *io = arg;
	struct effect_task_row t;
	struct effect_now now;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, io->in ? "effect.set" : "effect.drop",
				     &seen, &subject);

	if (err || seen)
		return err;
	if (!work_is_office(cx))
		return gone(cx);
	err = task_read(cx, io->task, &t);
	if (!err && t.withdrawn_on != DAY_NONE)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("The task was withdrawn; it has no outcome "
				 "to measure."));
	if (!err)
		err = effect_get(cx, io->task, &now);
	if (err)
		return err;
	return io->in ? set_do(cx, io, &now) : drop_do(cx, io, &now);
}

struct err *effect_set(struct cx *cx, int64_t task,
		       const struct effect_goal_ask *in)
{
	return db_tx(cx, set_tx, &(struct set_io){ task, in });
}

struct err *effect_drop(struct cx *cx, int64_t task)
{
	return db_tx(cx, set_tx, &(struct set_io){ task, NULL });
}

/* ---- the lead measures -------------------------------------------------------- */

struct measure_io {
	int64_t task;
	const struct effect_value_ask *in;
};

static struct err *measure_may(struct cx *cx, const struct effect_task_row *t)
{
	bool ours = cx->actor.id == ACTOR_SYSTEM;
	struct err *err = NULL;

	if (t->lead != DB_NULL && !ours)
		err = org_is_within(cx, cx_scope(cx), t->lead, &ours);
	if (err)
		return err;
	if (!work_do_allowed(WORK_DO_REPORT, cx, ours, false))
		return gone(cx);
	if (t->issued_on == DAY_NONE || t->withdrawn_on != DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Only an issued task that wasn't withdrawn "
				  "can be measured."));
	return NULL;
}

static struct err *value_write(struct cx *cx, const struct measure_io *io,
			       int64_t series, int64_t value)
{
	struct str note = io->in->note.n ? io->in->note : STR("");
	struct buf after = audit_obj(cx);
	struct err *err =
		effect_value_insert(cx->db,
				    &(struct effect_value_insert_in){
					    .task = io->task,
					    .series = series,
					    .value = value,
					    .measured_on = io->in->on,
					    .note = note,
					    .at = cx->now,
					    .actor = cx->actor.id,
					    .actor_name = cx->actor.name },
				    NULL);

	if (err)
		return err;
	audit_int(&after, "value", value);
	audit_day(cx, &after, "on", io->in->on);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "effect.measure",
						  .subject_kind = "task",
						  .subject = io->task,
						  .after = audit_end(&after) },
			   NULL);
}

static struct err *measure_tx(struct cx *cx, void *arg)
{
	const struct measure_io *io = arg;
	struct effect_days days = { .today = cx->today };
	struct effect_task_row t;
	struct effect_now now;
	int64_t subject, value;
	bool seen;
	struct err *err = audit_seen(cx, "effect.measure", &seen, &subject);

	if (err || seen)
		return err;
	err = task_read(cx, io->task, &t);
	if (!err)
		err = measure_may(cx, &t);
	if (!err)
		err = effect_get(cx, io->task, &now);
	if (err)
		return err;
	if (!now.found)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The task has no outcome measure; look at it "
				  "again."));
	days.from = t.base_on != DAY_NONE ? t.base_on : t.issued_on;
	err = effect_value_check(cx->arena, cx->lang, io->in, &days, &value);
	return err ? err : value_write(cx, io, now.goals.p[0].series, value);
}

struct err *effect_measure(struct cx *cx, int64_t task,
			   const struct effect_value_ask *in)
{
	return db_tx(cx, measure_tx, &(struct measure_io){ task, in });
}
