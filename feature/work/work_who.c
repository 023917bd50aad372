/*
 * What a person is to a task. The committee's office issued every whole task;
 * a part was issued by the lead of the task above, and the office acts there
 * as the last resort only.
 */
#include "work/work_act.h"

#include "base/perm.h"
#include "org/org.h"
#include "work/work_query.h"

static struct err *within(struct cx *cx, int64_t org, bool *ret_within)
{
	*ret_within = false;
	if (org == DB_NULL)
		return NULL;
	return org_is_within(cx, cx_scope(cx), org, ret_within);
}

struct err *work_is_issuer(struct cx *cx, int64_t parent, int64_t parent_lead,
			   bool *ret_is)
{
	*ret_is = work_is_office(cx) || cx->actor.id == ACTOR_SYSTEM;
	if (*ret_is || parent == DB_NULL || !cx_may(cx, PERM_WORK_ANSWER))
		return NULL;
	return within(cx, parent_lead, ret_is);
}

/* Who gave a part to a unit below doesn't also do its work: giving and
 * reporting are two people's business. */
static struct err *is_lead(struct cx *cx, const struct task_by_id_row *t,
			   bool *ret_is)
{
	bool gave;
	struct err *err = within(cx, t->lead, ret_is);

	if (err || !*ret_is || cx->actor.org == t->lead)
		return err;
	err = within(cx, t->parent_lead, &gave);
	*ret_is = !gave;
	return err;
}

struct err *work_who_of(struct cx *cx, const struct task_by_id_row *t,
			struct work_who *ret)
{
	struct err *err =
		work_is_issuer(cx, t->parent, t->parent_lead, &ret->issuer);

	ret->lead = cx->actor.id == ACTOR_SYSTEM && t->lead != DB_NULL;
	if (!err && !ret->lead)
		err = is_lead(cx, t, &ret->lead);
	return err;
}

struct err *work_may_give(struct cx *cx, const struct task_by_id_row *t,
			  bool *ret_may)
{
	struct work_who who;
	struct err *err = work_who_of(cx, t, &who);

	*ret_may = work_is_office(cx) || cx->actor.id == ACTOR_SYSTEM ||
		   (!err && who.lead && cx_may(cx, PERM_WORK_ANSWER));
	return err;
}
