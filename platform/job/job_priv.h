/* Inside of platform/job. */
#ifndef RV_JOB_PRIV_H
#define RV_JOB_PRIV_H

#include <stdatomic.h>

#include "job/job.h"

enum {
	JOB_LEASE_MS = 10 * 60 * 1000, /* longer than any job runs */
	JOB_ATTEMPTS = 8,
	JOB_BACK_OFF_MS = 60 * 1000,
	JOB_BACK_OFF_MOST_MS = 6 * 3600 * 1000,
};

struct job_set {
	const struct job_kind *const *kind;
	int n;
	const atomic_bool *stop; /* NULL: runs until nothing is due */
};
/* Runs what is due at cx->now; *ret_ran jobs. */
struct err *job_round(struct cx *cx, const struct job_set *set,
		      int *ret_ran) MUST_USE;
/* Puts the kinds that come by themselves into the queue. */
struct err *job_plan(struct cx *cx, const struct job_set *set) MUST_USE;
/* Milliseconds to wait after the n-th failure. */
int64_t job_back_off(int attempt);

#endif
