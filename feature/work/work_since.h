/*
 * What changed of a task since a day, in words: "overdue → done on time;
 * 30/06/2026 → 30/09/2026; 45% → 80%". Both ends are derived from what was
 * known on their day.
 */
#ifndef RV_WORK_SINCE_H
#define RV_WORK_SINCE_H

#include "base/cx.h"

/* "Changed since 01/10/2026". */
struct str work_since_title(struct cx *cx, day_t since);
/* From the end of the day `since` to the day that the context looks at. Words
 * joined by "; ": never empty, also when only the history of the task grew. */
struct err *work_since(struct cx *cx, day_t since, int64_t task,
		       struct str *ret_words) MUST_USE;

#endif
