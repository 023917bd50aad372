/* What the page of a task shows of documents and of being carried forward. */
#ifndef RV_WORK_CARRY_FILL_H
#define RV_WORK_CARRY_FILL_H

#include "base/cx.h"
#include "work/work_task_view.h"

/* The oldest entry of the history: where the task was copied from, if it
 * was. */
struct err *work_carry_origin(struct cx *cx, int64_t task,
			      struct task_past *p) MUST_USE;
/* An entry of kind "carry" or "keep": its words and where it leads. */
struct err *work_carry_entry(struct cx *cx, struct str kind, int64_t act,
			     struct task_past *p) MUST_USE;
/* The document that the task was drawn from, if any. */
struct err *work_source_fill(struct cx *cx, int64_t task,
			     struct task_four *f) MUST_USE;

#endif
