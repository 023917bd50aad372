/*
 * Work that is not a request's: rows in the database, leased to one process
 * at a time, repeated with back-off when it fails, given up after a limit.
 * Several processes may share one database.
 */
#ifndef RV_JOB_H
#define RV_JOB_H

#include "base/cx.h"

struct job {
	int64_t id;
	struct str kind;
	struct str arg; /* JSON */
	int attempt;	/* 1 for the first */
};

/* A row of a feature's const table of job kinds. */
struct job_kind {
	const char *name;  /* "session.sweep" */
	const char *title; /* N_("…"), for the status page */
	struct err *(*run)(struct cx *cx, const struct job *j);
	int every_minutes; /* 0: only when asked for */
	bool nightly;	   /* instead: once a day, at night */
	/* It removes what is old: it rests when the clock has jumped by more
	 * than ten minutes, until the program is started again. */
	bool removes;
	int most_attempts; /* 0: 8 */
};

/* Puts a job into the queue, inside or outside an act. `once` (may be absent)
 * makes a second request with the same word a no-op while the first waits. */
struct err *job_ask(struct cx *cx, const char *kind, struct str arg,
		    struct str once, int64_t not_before) MUST_USE;

/* A realm whose jobs are looked at, lent to the runner. */
struct job_realm {
	struct store *store;
	const struct profile *profile;
	struct str prefix; /* struct cx's */
	bool planned;	   /* its recurring kinds are in the queue already */
	void *held;	   /* theirs */
};
enum { JOB_POLL_MS = 5000 };
#define JOB_NEVER INT64_MAX
/* Where the runner's threads get realms from; called by any of them. */
struct job_realms {
	/* Lends one that hasn't been looked at for JOB_POLL_MS or has jobs
	 * that are due by now; false: none. */
	bool (*take)(struct arena *a, struct job_realm *ret_realm);
	/* `due`: when its next job is (ms), or JOB_NEVER */
	void (*give)(struct job_realm *r, int64_t due);
};
/* What became of a kind when it ran last; *ret_found false: it never did. */
struct job_last {
	int64_t run_at, ok_at; /* DB_NULL: never well */
	struct str error;      /* absent: it went well */
};
struct err *job_last(struct cx *cx, const char *kind, struct job_last *ret_last,
		     bool *ret_found) MUST_USE;

struct job_runner;
struct job_config {
	const struct job_realms *realms; /* or NULL: the one below */
	struct store *store;
	const struct profile *profile;
	const struct job_kind *const *kinds;
	int n_kinds;
	int threads;		/* at most 8; 0: 1 */
	int64_t (*clock)(void); /* tests set it */
	/* before the jobs of a realm: what its day brings by itself; may be
	 * NULL */
	struct err *(*ready)(struct cx *cx);
	/* told once, from the runner's thread, when the clock has jumped by
	 * more than ten minutes (milliseconds); NULL: nobody */
	void (*jumped)(int64_t by);
};
/* Starts the threads that run due jobs of these kinds. */
struct err *job_start(struct arena *a, const struct job_config *c,
		      struct job_runner **ret_runner) MUST_USE;
/* Finishes the running jobs and stops. NULL is allowed. */
void job_stop(struct job_runner *r);
/* When the next job is due, JOB_NEVER: none waits. */
struct err *job_due(struct cx *cx, int64_t *ret_due) MUST_USE;
/* Runs all jobs that are due now, in the calling thread; for tests and the
 * command line. *ret_ran may be NULL. */
struct err *job_run_due(struct cx *cx, const struct job_kind *const *kinds,
			int n_kinds, int *ret_ran) MUST_USE;

#endif
