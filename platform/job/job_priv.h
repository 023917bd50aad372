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
	JOB_DAY_MS = 24 * 3600 * 1000,
	JOB_NIGHT_MS = 2 * 3600 * 1000, /* of a day: two o'clock */
};

struct job_set {
	const struct job_kind *const *kind;
	int n;
	const atomic_bool *stop; /* NULL: runs until nothing is due */
	bool odd_clock;		 /* nothing is removed */
};
/* Runs what is due at cx->now; *ret_ran jobs. */
struct err *job_round(struct cx *cx, const struct job_set *set,
		      int *ret_ran) MUST_USE;
/* Puts the kinds that come by themselves into the queue. */
struct err *job_plan(struct cx *cx, const struct job_set *set) MUST_USE;
/* Whether a clock that said `then` and now says `now` after `passed` real
 * milliseconds has jumped too far to remove anything by it. */
bool job_clock_odd(int64_t then, int64_t now, int64_t passed);
/* Milliseconds to wait after the n-th failure. */
int64_t job_back_off(int attempt);

#endif
