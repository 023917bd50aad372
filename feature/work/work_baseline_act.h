/* The baseline of a programme: fixing it, and what differs from it. */
#ifndef RV_WORK_BASELINE_ACT_H
#define RV_WORK_BASELINE_ACT_H

#include "base/cx.h"
#include "work/work_baseline_model.h"
#include "work/work_baseline_query.h"

/* By the committee's office, while the programme is open. */
struct err *work_baseline_set(struct cx *cx, int64_t programme,
			      const struct work_baseline_ask *ask) MUST_USE;

/* A task that differs; both rows are of the query. */
struct work_drifted {
	unsigned drift; /* bits of enum work_drift */
	const struct baseline_pairs_row *t;
};
struct work_drifts {
	struct work_drifted *p; /* in the plan's order */
	ptrdiff_t n, cap;
	int64_t planned; /* tasks in the baseline */
	int64_t same;	 /* of them as they were */
	int64_t count[N_DRIFT];
};
/* From the baseline of `day` to the day that the context looks at. */
struct err *work_drifts_get(struct cx *cx, int64_t programme, day_t day,
			    struct work_drifts *ret_drifts) MUST_USE;

#endif
