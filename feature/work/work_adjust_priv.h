/* What the ledger lends to the pages of tasks. */
#ifndef RV_WORK_ADJUST_PRIV_H
#define RV_WORK_ADJUST_PRIV_H

#include "work/work_adjust_query.h"
#include "work/work_adjust_view.h"
#include "work/work_query.h"

/* What a person is to a task. */
struct adjust_who {
	bool issuer; /* decides */
	bool lead;   /* asks */
};
struct err *work_adjust_who(struct cx *cx, const struct task_by_id_row *t,
			    struct adjust_who *ret) MUST_USE;
/* The ledger of a task, as known on the day that is looked at. */
struct err *work_adjust_fill(struct cx *cx, const struct task_by_id_row *t,
			     struct adjust_panel *x) MUST_USE;
/* Requests that wait for this person's decision, the oldest first. */
struct err *work_adjust_wait(struct cx *cx, int limit,
			     struct adjust_waiting_rows *ret_rows) MUST_USE;
/* The same as a section of "My work"; none when nothing waits. */
struct mine_view;
struct err *work_adjust_mine(struct cx *cx, struct mine_view *x) MUST_USE;
/* The profile's causes behind an empty choice `none` (catalogue id). */
void work_causes_fill(struct cx *cx, struct str now, const char *none,
		      struct work_choices *c);

#endif
