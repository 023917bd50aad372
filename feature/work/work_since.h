/*
 * What changed of a task since a day, in words: "overdue → done on time",
 * "30/06/2026 → 30/09/2026", "45% → 80%". Both ends are derived from what was
 * known on their day.
 */
#ifndef RV_WORK_SINCE_H
#define RV_WORK_SINCE_H

#include "base/cx.h"

struct task_list_row;
/* `now` is the row on the day that is looked at. Words joined by "; "; absent
 * when nothing that a list shows has changed. */
struct err *work_since(struct cx *cx, day_t since,
		       const struct task_list_row *now,
		       struct str *ret_words) MUST_USE;

#endif
