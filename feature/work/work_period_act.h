/*
 * Acts on periods: making the occurrences that have begun, entering the day
 * that a relative or requested deadline waits for.
 */
#ifndef RV_WORK_PERIOD_ACT_H
#define RV_WORK_PERIOD_ACT_H

#include "work/work_act.h"
#include "work/work_period_model.h"

struct task_by_id_row;
/* The series that a task is: its deadline read for the programme, with what
 * was written for the years of a term. */
struct err *work_series_of(struct cx *cx, const struct task_by_id_row *t,
			   struct work_series *ret_s) MUST_USE;
/* May an issued task have this deadline from now on? Fault of "deadline"; what
 * doesn't come back passes. */
struct err *work_series_fits(struct cx *cx, const struct task_by_id_row *t,
			     const struct work_deadline *d) MUST_USE;
/* The day on which its first period would fall due, were it written today. */
day_t work_series_first(struct cx *cx, const struct task_by_id_row *t,
			const struct work_deadline *d);
/* "Month 10/2026", by the day of the rule, in the profile's language. */
struct str work_period_title(struct cx *cx, const struct work_series *s,
			     day_t rule);
/* The day on which it is due: no day off. */
day_t work_period_day(struct cx *cx, day_t rule);
/* Inside an act that issues the series, or makes a task one: the period that
 * runs today. `event` as below. */
struct err *work_period_begin(struct cx *cx, int64_t series,
			      int64_t event) MUST_USE;
/* Inside an act on a period: the series' own day follows while it is open.
 * `event`: of the act; DB_NULL when an entry of the series' own comes behind. */
struct err *work_series_follow(struct cx *cx, int64_t series,
			       int64_t event) MUST_USE;
/* Inside an act on the series: accepting it accepts its periods; when it is
 * handed back, withdrawn, verified or closed, its open periods end with it
 * (verified: but for those that are submitted). `event` is the act's. */
struct work_deed;
struct err *work_periods_move(struct cx *cx, const struct work_deed *d,
			      int64_t event) MUST_USE;
/* The same for acts that are no deeds: the open periods are withdrawn and say
 * why in their history. */
struct work_series_end {
	int64_t series, event;
	struct str why;
	bool but_submitted; /* those stay, to be verified */
	bool back;	    /* handed back: they may begin again */
};
struct err *work_series_end(struct cx *cx,
			    const struct work_series_end *in) MUST_USE;
/* Inside an act that gave a task other words: `t` is the task before, `is` the
 * kind of its deadline now. Before the act's own entry: its day is that of its
 * periods, and where it comes back from now on, the first begins. */
struct err *work_series_keep(struct cx *cx, const struct task_by_id_row *t,
			     enum work_due is) MUST_USE;
/* Behind that entry: the series of a period follows; where the deadline doesn't
 * come back any more, the open periods end. */
struct err *work_series_after(struct cx *cx, const struct task_by_id_row *t,
			      enum work_due is, int64_t event) MUST_USE;
/* Inside an act that takes a series back: its periods are voided. */
struct err *work_series_void(struct cx *cx, int64_t series,
			     struct str why) MUST_USE;
/* Makes every period that has begun by today, of all series; what exists is
 * left. The job runs it; *ret_made may be NULL. */
struct err *work_periods_make(struct cx *cx, int *ret_made) MUST_USE;

/* ---- yearly milestones of a task over a term ------------------------------ */
struct work_milestone_plan {
	int64_t task;
	const struct work_milestone *row;
	int n;
};
/* Writes what is to be reached in years whose milestone hasn't begun, and by
 * which day; by who issues the task. What is as it was isn't written again.
 * Faults of "target.YEAR" and "day.YEAR". */
struct err *
work_milestones_write(struct cx *cx,
		      const struct work_milestone_plan *in) MUST_USE;
/* Inside an act that copies a task. */
struct err *work_milestones_copy(struct cx *cx, int64_t from,
				 int64_t into) MUST_USE;

/* ---- days that come later --------------------------------------------------- */
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
