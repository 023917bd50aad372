/* What is to be reached in each year of a task over a term. */
#include "work/work_period_priv.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_period_query.h"
#include "work/work_write_query.h"

enum { BODY_MOST = 64 * 1024 };

struct write_io {
	const struct work_milestone_plan *in;
	struct work_milestone_look look;
};

/* ---- may it be written? ---------------------------------------------------------- */

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such task, or it isn't yours to see."));
}

static struct err *open_check(struct cx *cx,
			      const struct work_milestone_look *l)
{
	const struct task_by_id_row *t = &l->t;

	if (l->s.deadline.kind != DUE_TERM)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("Only a task over a term has yearly "
				  "milestones; this one is due “{0}”."),
			       t->deadline_text);
	if (t->programme_closed_on != DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The programme is closed; its tasks stay as "
				  "they are."));
	if (t->done_on != DAY_NONE || t->withdrawn_on != DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The task is done or withdrawn; no milestone "
				  "begins any more."));
	return NULL;
}

struct err *work_milestone_look(struct cx *cx, int64_t task,
				struct work_milestone_look *ret)
{
	struct task_by_id_row *t = &ret->t;
	struct period_last_row last = { 0 };
	bool found, issuer = false;
	struct err *err =
		task_by_id(cx->db,
			   &(struct task_by_id_in){ .id = task,
						    .today = cx->today,
						    .soon = cx->today },
			   t, &found);

	if (!err && found)
		err = work_is_issuer(cx, t->parent, t->parent_lead, &issuer);
	if (!err && !issuer)
		err = gone(cx);
	if (!err)
		err = work_series_of(cx, t, &ret->s);
	if (!err)
		err = period_last(cx->db,
				  &(struct period_last_in){ .series = t->id },
				  &last, &found);
	ret->begun = last.rule_on;
	return err ? err : open_check(cx, ret);
}

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static bool is_same(const struct work_series *s, const struct work_milestone *m)
{
	static const struct work_milestone none = { .on = DAY_NONE };
	const struct work_milestone *was = work_milestone_of(s, m->year);

	was = was ? was : &none;
	return was->on == m->on && str_eq(or_empty(was->target), m->target);
}

/* ---- writing ----------------------------------------------------------------------- */

/* "2027: 40 hồ sơ (30/11/2027)" */
static void said(struct cx *cx, struct buf *b, const struct work_milestone *m)
{
	if (b->n)
		buf_lit(b, "; ");
	buf_fmt(b, "%d: ", m->year);
	buf_str(b, m->target.n ? m->target : STR("–"));
	if (m->on != DAY_NONE)
		buf_fmt(b, " (%.*s)", STR_ARG(fmt_day(cx->arena, m->on)));
}

static struct err *row_write(struct cx *cx, int64_t task,
			     const struct work_milestone *m)
{
	return milestone_insert(cx->db,
				&(struct milestone_insert_in){
					.task = task,
					.year = m->year,
					.on_day = m->on,
					.target = m->target,
					.at = cx->now,
					.made_on = cx->today,
					.actor = cx->actor.id,
					.actor_name = cx->actor.name },
				NULL);
}

static struct err *trail_write(struct cx *cx, const struct write_io *io,
			       struct str was, struct str is)
{
	struct buf before = audit_obj(cx), after = audit_obj(cx);
	int64_t event;
	struct err *err;

	audit_str(&before, "years", was);
	audit_str(&after, "years", is);
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "task.milestone",
						 .subject_kind = "task",
						 .subject = io->look.t.id,
						 .before = audit_end(&before),
						 .after = audit_end(&after) },
			  &event);
	if (err)
		return err;
	/* another day may be the next one */
	if (io->look.t.issued_on != DAY_NONE)
		err = work_series_follow(cx, io->look.t.id, DB_NULL);
	if (err)
		return err;
	return task_act_insert(cx->db,
			       &(struct task_act_insert_in){
				       .task = io->look.t.id,
				       .kind = STR("milestone"),
				       .at = cx->now,
				       .on_day = cx->today,
				       .actor = cx->actor.id,
				       .actor_name = cx->actor.name,
				       .percent = DB_NULL,
				       .body = is,
				       .event = event },
			       NULL);
}

/* One that has begun and is sent as it stands isn't looked at. */
static struct err *rows_check(struct cx *cx, const struct write_io *io)
{
	struct err *faults = NULL;

	for (int i = 0; i < io->in->n; i++) {
		struct err *e;

		if (is_same(&io->look.s, &io->in->row[i]))
			continue;
		e = work_milestone_check(cx->arena, &io->look.s,
					 &io->in->row[i], io->look.begun,
					 cx->today);
		if (e)
			err_add(&faults, e);
	}
	return faults;
}

static struct err *rows_write(struct cx *cx, const struct write_io *io)
{
	static const struct work_milestone none = { .on = DAY_NONE };
	struct buf was = buf_init(cx->arena, BODY_MOST);
	struct buf is = buf_init(cx->arena, BODY_MOST);
	struct err *err = NULL;

	for (int i = 0; !err && i < io->in->n; i++) {
		const struct work_milestone *m = &io->in->row[i];
		const struct work_milestone *old =
			work_milestone_of(&io->look.s, m->year);
		struct work_milestone before = old ? *old : none;

		if (is_same(&io->look.s, m))
			continue;
		before.year = m->year;
		said(cx, &was, &before);
		said(cx, &is, m);
		err = row_write(cx, io->look.t.id, m);
	}
	if (err || !is.n)
		return err;
	return trail_write(cx, io, buf_view(&was), buf_view(&is));
}

static struct err *write_tx(struct cx *cx, void *arg)
{
	struct write_io *io = arg;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "task.milestone", &seen, &subject);

	if (err || seen)
		return err;
	err = work_milestone_look(cx, io->in->task, &io->look);
	if (!err)
		err = rows_check(cx, io);
	return err ? err : rows_write(cx, io);
}

struct err *work_milestones_write(struct cx *cx,
				  const struct work_milestone_plan *in)
{
	struct write_io io = { .in = in };

	return db_tx(cx, write_tx, &io);
}

struct err *work_milestones_copy(struct cx *cx, int64_t from, int64_t into)
{
	return milestone_copy(cx->db,
			      &(struct milestone_copy_in){
				      .from = from,
				      .into = into,
				      .at = cx->now,
				      .made_on = cx->today,
				      .actor = cx->actor.id,
				      .actor_name = cx->actor.name },
			      NULL);
}
