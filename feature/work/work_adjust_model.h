/*
 * Rules of the adjustment ledger: what can be asked of an issued task, by
 * whom, and what a request must say. The original is never overwritten: a
 * request keeps the old beside the new, and the first issue's day stays.
 * Pure: no SQL, no HTTP, no clock. (domain.md 4)
 */
#ifndef RV_WORK_ADJUST_MODEL_H
#define RV_WORK_ADJUST_MODEL_H

#include "work/work_model.h"

enum work_adjust {
	ADJUST_EXTENSION,  /* another deadline */
	ADJUST_SCOPE,	   /* other work */
	ADJUST_LEAD,	   /* another lead unit */
	ADJUST_PRODUCT,	   /* another product */
	ADJUST_WITHDRAWAL, /* the task falls away */
	N_ADJUST
};
/* "extension", for columns and forms; back: false when unknown. */
const char *work_adjust_key(enum work_adjust k);
bool work_adjust_from_key(struct str key, enum work_adjust *ret_k) MUST_USE;
const char *work_adjust_title(enum work_adjust k); /* catalogue id */

/* The task as it stands, and the frame that it stands in. */
struct work_adjust_task {
	struct work_facts facts;
	struct str work, product;
	int64_t lead;
	day_t programme_end;
	bool programme_closed;
	uint64_t open; /* bits of kinds with a request that nobody decided */
};
/* What is asked for; only what belongs to the kind counts. */
struct work_adjust_ask {
	enum work_adjust kind;
	struct str cause, body;
	struct str deadline; /* ADJUST_EXTENSION: as written */
	day_t due;	     /* … and as understood; DAY_NONE: no day */
	const char *deadline_fault; /* of the deadline reader, or NULL */
	bool comes_back; /* the new deadline recurs: it needs no day */
	day_t asked_on;
	struct str work;    /* ADJUST_SCOPE */
	int64_t lead;	    /* ADJUST_LEAD; DB_NULL: none chosen */
	struct str product; /* ADJUST_PRODUCT */
	bool unclear; /* the new words leave one of the four clarities open */
};
/* The faults of a request by field (cause, body, deadline, work, lead,
 * product), or NULL. A task that isn't open takes none (ERR_CONFLICT). */
struct err *work_adjust_check(struct arena *a, const struct profile *p,
			      const struct work_adjust_task *t,
			      const struct work_adjust_ask *ask);
/* The same for a decision: the task must still be open. */
struct err *work_adjust_open_check(struct arena *a,
				   const struct work_adjust_task *t);

/* Which kinds a change of words of an issued task is (bits), and whether its
 * cause and reason are given: faults of "cause" and "reason", or NULL. */
struct work_adjust_words {
	struct str work, product, deadline;
	int64_t lead;
};
uint64_t work_adjust_differs(const struct work_adjust_words *was,
			     const struct work_adjust_words *is);
struct err *work_adjust_why_check(struct arena *a, const struct profile *p,
				  struct str cause, struct str reason);

/* ---- on time, measured twice ------------------------------------------- */

/* A task against a deadline on a day. */
enum work_timing { TIMING_NONE, TIMING_GOOD, TIMING_LATE };
/* Done by the day: good when it was submitted until `due`, else late. Open
 * and past `due`: late. Everything else isn't judged. `due` is the approved
 * deadline or the original one (work_base_due()). */
enum work_timing work_timing(const struct work_facts *f, day_t due, day_t on);
/* The original deadline; the present one when the task was never issued. */
day_t work_base_due(day_t base_on, day_t base_due, day_t due);

#endif
