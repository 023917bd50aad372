/*
 * Acts on outcome measures: the office sets what is aimed at, the lead
 * measures. Each is one transaction with one event; nothing is overwritten.
 */
#ifndef RV_WORK_EFFECT_ACT_H
#define RV_WORK_EFFECT_ACT_H

#include "work/work_effect.h"
#include "work/work_effect_query.h"

/* The newest of a task as it was known on the day that is looked at. */
struct effect_now {
	bool found; /* and not given up */
	struct effect_goal_list_rows goals;
	struct effect_value_list_rows values; /* of the newest's series */
};
struct err *effect_get(struct cx *cx, int64_t task,
		       struct effect_now *ret_now) MUST_USE;

/* Sets or changes it; values stay as long as name and unit do. */
struct err *effect_set(struct cx *cx, int64_t task,
		       const struct effect_goal_ask *in) MUST_USE;
/* The task has no measure any more; what was measured stays in the history. */
struct err *effect_drop(struct cx *cx, int64_t task) MUST_USE;
struct err *effect_measure(struct cx *cx, int64_t task,
			   const struct effect_value_ask *in) MUST_USE;

#endif
