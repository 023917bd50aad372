/* What periods lend to the page of a task, and to one another. */
#ifndef RV_WORK_PERIOD_PRIV_H
#define RV_WORK_PERIOD_PRIV_H

#include "work/work_period_act.h"
#include "work/work_period_query.h"
#include "work/work_period_view.h"
#include "work/work_query.h"

/* Periods of a series, the series of a period, or the form of the day that a
 * deadline waits for; nothing for all other tasks. */
struct err *work_period_fill(struct cx *cx, const struct task_by_id_row *t,
			     struct period_panel *x) MUST_USE;

/* A task over a term as its issuer sees it before writing what is to be reached
 * in the years that lie ahead; others, and what has none, get an error. */
struct work_milestone_look {
	struct task_by_id_row t;
	struct work_series s;
	day_t begun; /* the rule's day of the newest milestone that has begun,
		      * or DAY_NONE */
};
struct err *work_milestone_look(struct cx *cx, int64_t task,
				struct work_milestone_look *ret) MUST_USE;
/* The first milestone that hasn't begun; DAY_NONE: none is left. */
day_t work_milestone_ahead(const struct cx *cx, const struct work_series *s,
			   day_t begun);
/* Adds to the panel of a task over a term the milestones ahead, and the way to
 * write them. `rows` are those that have begun, the newest first. */
struct err *work_milestone_fill(struct cx *cx, const struct task_by_id_row *t,
				const struct period_list_rows *rows,
				struct period_panel *x) MUST_USE;

#endif
