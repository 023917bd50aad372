/*
 * Acts on periods: making the occurrences that have begun, entering the day
 * that a relative or requested deadline waits for.
 */
#ifndef RV_WORK_PERIOD_ACT_H
#define RV_WORK_PERIOD_ACT_H

#include "work/work_act.h"
#include "work/work_period_model.h"

struct task_by_id_row;
/* The series that a task is: its deadline read for the programme. */
struct work_series work_series_of(struct cx *cx,
				  const struct task_by_id_row *t);
/* Inside an act that issues the series: its first period. */
struct err *work_period_begin(struct cx *cx, int64_t series) MUST_USE;
/* Inside an act on a period: the series' own day follows. */
struct err *work_series_follow(struct cx *cx, int64_t series) MUST_USE;
/* Inside an act on the series: accepting it accepts its periods; when it is
 * handed back or withdrawn, its open periods fall away. `event` is the act's. */
struct work_deed;
struct err *work_periods_move(struct cx *cx, const struct work_deed *d,
			      int64_t event) MUST_USE;
/* Makes every period that has begun by today, of all series; what exists is
 * left. The job runs it; *ret_made may be NULL. */
struct err *work_periods_make(struct cx *cx, int *ret_made) MUST_USE;

/* The event took place, or somebody asked: the deadline gets its day. `due`
 * counts for requests alone; DAY_NONE: by the profile's rule. */
struct work_event_day {
	int64_t task;
	day_t event, due;
	struct str note;
};
struct err *work_event_day(struct cx *cx,
			   const struct work_event_day *in) MUST_USE;

#endif
