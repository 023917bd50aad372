/* What periods lend to the page of a task. */
#ifndef RV_WORK_PERIOD_PRIV_H
#define RV_WORK_PERIOD_PRIV_H

#include "base/cx.h"
#include "work/work_period_view.h"

struct task_by_id_row;
/* Periods of a series, the series of a period, or the form of the day that a
 * deadline waits for; nothing for all other tasks. */
struct err *work_period_fill(struct cx *cx, const struct task_by_id_row *t,
			     struct period_panel *x) MUST_USE;

#endif
