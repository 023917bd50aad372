/* What parts and the task above them say to other acts. */
#include "work/work_split_act.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "profile/profile.h"
#include "work/work_period_act.h"
#include "work/work_query.h"
#include "work/work_write_query.h"
#include "work/work_split_query.h"
#include "work/work_words.h"

enum { DEPTH = 4, STEPS_MOST = 64 };

static bool is_part(const struct task_by_id_row *t)
{
	return str_eq(t->child, STR("part"));
}

/* How many parts stand above it. */
static struct err *depth_of(struct cx *cx, const struct task_by_id_row *t,
			    int *ret_depth)
{
	struct part_above_row r = { .parent = t->parent, .child = t->child };
	bool found = true;
	struct err *err = NULL;

	*ret_depth = 0;
	for (int i = 0; !err && found && r.parent != DB_NULL && i < STEPS_MOST;
	     i++) {
		*ret_depth += str_eq(r.child, STR("part"));
		err = part_above(cx->db,
				 &(struct part_above_in){ .id = r.parent }, &r,
				 &found);
	}
	return err;
}

struct err *work_split_frame(struct cx *cx, const struct task_by_id_row *t,
			     struct work_split_frame *ret)
{
	struct part_brief_rows rows = { 0 };
	struct err *err = NULL;

	if (t->has & WORK_HAS_BELOW)
		err = part_brief(cx->db,
				 &(struct part_brief_in){ .task = t->id },
				 &rows);
	if (err)
		return err;
	*ret = (struct work_split_frame){
		.facts = WORK_FACTS_OF(t),
		.programme_closed = t->programme_closed_on != DAY_NONE,
		.comes_back =
			work_has_periods(work_due_of_code(t->deadline_kind)),
		.end = t->due_on,
		.depth_most = (int)profile_rule_int(
			cx->profile, STR("split_depth"), cx->today, DEPTH),
		.have = (int)rows.n
	};
	if (ret->comes_back) {
		struct work_series s;

		err = work_series_of(cx, t, &s);
		if (err)
			return err;
		ret->end = s.to;
	}
	return depth_of(cx, t, &ret->depth);
}

/* ---- a part and the task above ----------------------------------------------- */

/* The task above a part, and its frame. */
static struct err *above(struct cx *cx, const struct task_by_id_row *t,
			 struct task_by_id_row *ret_above,
			 struct work_split_frame *ret_frame)
{
	bool found;
	struct err *err =
		task_by_id(cx->db,
			   &(struct task_by_id_in){ .id = t->parent,
						    .today = cx->today,
						    .soon = cx->today },
			   ret_above, &found);

	if (err)
		return err;
	/* a part is never made below nothing, and no task is ever deleted */
	assert(found);
	return work_split_frame(cx, ret_above, ret_frame);
}

static struct err *lead_check(struct cx *cx, int64_t above_lead, int64_t lead)
{
	struct org org;
	bool within, found;
	struct err *err;

	if (lead == DB_NULL || above_lead == DB_NULL)
		return NULL;
	err = org_find(cx, lead, &org, &found);
	if (!err && found)
		err = org_is_within(cx, above_lead, lead, &within);
	if (err || (found && within))
		return err;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("“{0}” doesn't stand at or below the unit "
				 "that leads the task above."),
			      found ? org.short_name : STR("?")),
		      STR("lead"));
}

struct err *work_part_fits(struct cx *cx, const struct work_part_place *at,
			   int64_t lead, const struct work_meaning *m)
{
	struct err *faults = lead_check(cx, at->lead, lead);
	bool comes_back = work_has_periods(m->deadline.kind);
	struct err *e;

	if (faults && faults->code != ERR_INVALID)
		return faults;
	e = work_part_due_check(cx->arena, at->frame, m->deadline.due,
				comes_back);
	if (e)
		err_add(&faults, e);
	return faults;
}

struct err *work_part_words_check(struct cx *cx, const struct task_by_id_row *t,
				  int64_t lead, const struct work_meaning *m)
{
	struct task_by_id_row up;
	struct work_split_frame f;
	struct err *err;

	if (!is_part(t))
		return NULL;
	err = above(cx, t, &up, &f);
	return err ? err
		   : work_part_fits(cx,
				    &(struct work_part_place){ up.lead, &f },
				    lead, m);
}

/* A draft may have lain for a while: the task above may have moved. */
static struct err *issue_check(struct cx *cx, const struct task_by_id_row *t)
{
	struct work_meaning m = { .deadline = { .kind = work_due_of_code(
							t->deadline_kind),
						.due = t->due_on } };
	struct task_by_id_row up;
	struct work_split_frame f;
	struct err *err;

	if (!is_part(t))
		return NULL;
	err = above(cx, t, &up, &f);
	if (err)
		return err;
	f.have = 0; /* it is one of them */
	err = work_split_check(cx->arena, &f, 1);
	return err ? err
		   : work_part_fits(cx,
				    &(struct work_part_place){ up.lead, &f },
				    t->lead, &m);
}

/* ---- a task and its parts ------------------------------------------------------- */

static struct err *hand_back_check(struct cx *cx,
				   const struct part_brief_rows *rows)
{
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct part_brief_row *r = &rows->p[i];

		if (r->issued_on != DAY_NONE && r->done_on == DAY_NONE &&
		    r->withdrawn_on == DAY_NONE)
			return err_new(cx->arena, ERR_CONFLICT,
				       N_("Part {0} is still open: withdraw "
					  "the parts first, then hand the task "
					  "back."),
				       r->number);
	}
	return NULL;
}

struct err *work_parts_open(struct cx *cx, int64_t task, int64_t *ret_open)
{
	struct part_brief_rows rows;
	struct err *err =
		part_brief(cx->db, &(struct part_brief_in){ .task = task },
			   &rows);

	*ret_open = 0;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*ret_open += rows.p[i].done_on == DAY_NONE &&
			     rows.p[i].withdrawn_on == DAY_NONE;
	return err;
}

struct err *work_parts_check(struct cx *cx, const struct work_deed *d,
			     const struct task_by_id_row *t, int64_t *ret_open)
{
	struct part_brief_rows rows;
	struct err *err;

	*ret_open = 0;
	if (d->what == WORK_DO_ISSUE)
		return issue_check(cx, t);
	if (work_do_over_parts(d->what)) {
		err = work_parts_open(cx, t->id, ret_open);
		return err ? err
			   : work_over_parts_check(cx->arena, d->what,
						   *ret_open, d->reason);
	}
	if (d->what != WORK_DO_HAND_BACK)
		return NULL;
	err = part_brief(cx->db, &(struct part_brief_in){ .task = t->id },
			 &rows);
	return err ? err : hand_back_check(cx, &rows);
}

struct err *work_parts_note(struct cx *cx, const struct work_deed *d,
			    int64_t event)
{
	return task_act_insert(cx->db,
			       &(struct task_act_insert_in){
				       .task = d->task,
				       .kind = STR("parts_open"),
				       .at = cx->now,
				       .on_day = cx->today,
				       .actor = cx->actor.id,
				       .actor_name = cx->actor.name,
				       .percent = DB_NULL,
				       .body = d->reason,
				       .event = event },
			       NULL);
}

/* The unfinished parts that `ends` names are withdrawn. */
static struct err *parts_withdraw(struct cx *cx, int64_t task,
				  bool (*ends)(const struct part_brief_row *),
				  struct str reason)
{
	struct part_brief_rows rows;
	struct str key = cx->key;
	struct err *err =
		part_brief(cx->db, &(struct part_brief_in){ .task = task },
			   &rows);

	cx->key = STR_NULL; /* it belongs to the act on the task above */
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct work_deed d = { .task = rows.p[i].id,
				       .what = WORK_DO_WITHDRAW,
				       .reason = reason };
		int64_t act;

		if (rows.p[i].done_on == DAY_NONE &&
		    rows.p[i].withdrawn_on == DAY_NONE && ends(&rows.p[i]))
			err = work_deed_do(cx, &d, &act);
	}
	cx->key = key;
	return err;
}

static bool any_part(const struct part_brief_row *r UNUSED)
{
	return true;
}

static bool comes_back(const struct part_brief_row *r)
{
	return work_has_periods(work_due_of_code(r->deadline_kind));
}

struct err *work_parts_end(struct cx *cx, int64_t task, struct str reason)
{
	return parts_withdraw(cx, task, any_part, reason);
}

struct err *work_parts_close(struct cx *cx, const struct work_deed *d)
{
	return parts_withdraw(cx, d->task, comes_back,
			      d->reason.n
				      ? d->reason
				      : tr(cx->profile->lang,
					   N_("The task above was closed.")));
}
