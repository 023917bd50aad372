/*
 * How a task differs from the baseline of its programme. A task is in the plan
 * of a day when it was issued by the end of that day and not withdrawn.
 */
#ifndef RV_WORK_BASELINE_MODEL_H
#define RV_WORK_BASELINE_MODEL_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

enum work_drift {
	DRIFT_ADDED,
	DRIFT_GONE, /* withdrawn since */
	DRIFT_DEADLINE,
	DRIFT_LEAD,
	DRIFT_WORK,
	DRIFT_PRODUCT,
	N_DRIFT
};
const char *work_drift_key(enum work_drift d);	 /* "deadline" */
const char *work_drift_title(enum work_drift d); /* catalogue id */
bool work_drift_from_key(struct str key, enum work_drift *ret_drift) MUST_USE;

/* A task on one of the two days. */
struct work_planned {
	day_t issued, withdrawn; /* DAY_NONE: not by then */
	day_t due;
	struct str deadline, work, product;
	int64_t lead; /* DB_NULL: none */
};
bool work_is_planned(const struct work_planned *t);
/* Bits of enum work_drift; 0: as it was, or in neither plan. Only a task that
 * is in both plans has changed words. */
unsigned work_drift_of(const struct work_planned *was,
		       const struct work_planned *is);

/* A baseline that is to be fixed. */
struct work_baseline_ask {
	day_t day;
	struct str note; /* the decision, or why; may be empty */
};
enum { WORK_BASELINE_NOTE = 500 };
/* `first`: when the first task was issued (DAY_NONE: none yet); `last`: the
 * day of the newest baseline, or DAY_NONE. Faults belong to "day" or "note". */
struct err *work_baseline_check(struct arena *a,
				const struct work_baseline_ask *ask,
				day_t today, day_t first, day_t last) MUST_USE;

#endif
