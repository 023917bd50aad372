/*
 * Outcome measures of the demo: set by the office in the year's first weeks,
 * measured by the leads over the months, each on the day of effects.csv; and
 * what is to be reached in the years of a term.
 */
#include "app/app_demo.h"

#include "work/work_effect_act.h"
#include "work/work_period_act.h"

static struct err *set(struct cx *cx, const struct demo_row *r, int64_t task)
{
	return effect_set(cx, task,
			  &(struct effect_goal_ask){ .name = r->f[3],
						     .unit = r->f[4],
						     .baseline = r->f[5],
						     .target = r->f[6],
						     .better = r->f[7],
						     .note = r->f[8] });
}

static struct err *measure(struct cx *cx, const struct demo_row *r,
			   int64_t task)
{
	return effect_measure(cx, task,
			      &(struct effect_value_ask){ .value = r->f[3],
							  .on = cx->today,
							  .note = r->f[4] });
}

/* In the last years of a term there are no such years ahead. */
static struct err *year_ahead(struct cx *cx, const struct demo_row *r,
			      int64_t task)
{
	struct work_milestone m = { .on = DAY_NONE, .target = r->f[4] };
	int64_t ahead;
	struct err *err;

	if (!str_to_i64(r->f[3], &ahead))
		return demo_fault(cx, "no such outcome measure", r->f[3]);
	m.year = day_ymd(cx->today).y + (int)ahead;
	err = work_milestones_write(cx, &(struct work_milestone_plan){ task, &m,
								       1 });
	return err && err->code == ERR_INVALID ? NULL : err;
}

struct err *demo_effect(struct cx *cx, const struct demo_row *r, int64_t task)
{
	if (str_eq(r->f[2], STR("set")))
		return set(cx, r, task);
	if (str_eq(r->f[2], STR("value")))
		return measure(cx, r, task);
	if (str_eq(r->f[2], STR("ahead")))
		return year_ahead(cx, r, task);
	return demo_fault(cx, "no such outcome measure", r->f[2]);
}
