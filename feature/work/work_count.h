/*
 * How many whole tasks stand where, kept with every act: task_count holds a
 * row for each organisation (all that is led at or below it), programme and
 * phase, task_count_due how many of them are due on which day. Whatever
 * changes a task's row takes its place before and moves it behind, in the same
 * transaction; what changes no count (a progress report) writes nothing.
 */
#ifndef RV_WORK_COUNT_H
#define RV_WORK_COUNT_H

#include "base/cx.h"
#include "work/work_model.h"

/* Where a task counts. */
struct work_count {
	bool counts; /* a whole task that is there */
	int64_t programme, section, lead;
	enum work_phase phase;
	day_t due, start; /* only where the phase has them */
	int64_t missing;
	bool accepted, asking;
};

/* It will be taken: see db_ahead(). */
struct err *work_count_ahead(struct cx *cx, int64_t task) MUST_USE;
/* Before the row changes. */
struct err *work_count_take(struct cx *cx, int64_t task,
			    struct work_count *ret_was) MUST_USE;
/* Behind the change; `was` NULL: the row is new. */
struct err *work_count_move(struct cx *cx, int64_t task,
			    const struct work_count *was) MUST_USE;
/* How many rows of the counts differ from the tasks; 0: they agree. */
struct err *work_count_check(struct cx *cx, int64_t *ret_wrong) MUST_USE;
/* Makes the counts anew from the tasks: an act. */
struct err *work_count_rebuild(struct cx *cx) MUST_USE;
/* The same inside an act that changed the tree of organisations. */
struct err *work_count_anew(struct cx *cx) MUST_USE;

#endif
