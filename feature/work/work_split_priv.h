/* What parts lend to the page of a task. */
#ifndef RV_WORK_SPLIT_PRIV_H
#define RV_WORK_SPLIT_PRIV_H

#include "base/cx.h"
#include "work/work_task_view.h"

struct task_by_id_row;
/* The parts of a task with their roll-up; of a part the task above. */
struct err *work_split_fill(struct cx *cx, const struct task_by_id_row *t,
			    struct task_view *x) MUST_USE;
/* The address of the task above a part; absent when it isn't this person's
 * to see, or there is none. */
struct err *work_above_href(struct cx *cx, const struct task_by_id_row *t,
			    struct str *ret_href) MUST_USE;
/* "2.4 Số hóa hồ sơ …" */
struct str work_split_title(struct cx *cx, struct str number, struct str work);

#endif
