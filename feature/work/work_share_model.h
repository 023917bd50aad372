/*
 * Rules of shares: what a cooperating organisation owes the lead of a task,
 * who may do what with it and when. Pure: no SQL, no HTTP, no clock.
 */
#ifndef RV_WORK_SHARE_MODEL_H
#define RV_WORK_SHARE_MODEL_H

#include "work/work_model.h"

enum { SHARES_MOST = 50 };

/* DAY_NONE: not (yet). What is returned is owed again until it is delivered
 * anew; `delivered` stays. */
struct work_share_facts {
	day_t due, delivered, returned, taken, dropped;
};

enum work_share_state {
	SHARE_OWED,
	SHARE_OVERDUE,	/* owed, and its day is over */
	SHARE_RETURNED, /* owed again */
	SHARE_WAITING,	/* delivered; the lead looks at it */
	SHARE_TAKEN,
	SHARE_TAKEN_LATE,
	SHARE_DROPPED, /* no longer asked for */
	N_SHARE_STATE
};
enum work_share_state work_share_state_on(const struct work_share_facts *f,
					  day_t on);
const char *work_share_state_title(enum work_share_state s);
enum work_mark work_share_mark(enum work_share_state s);

enum work_share_do {
	SHARE_ASK,     /* lead or office */
	SHARE_DELIVER, /* the organisation */
	SHARE_TAKE,    /* lead or office */
	SHARE_RETURN,  /* lead or office, with a reason */
	SHARE_DROP,    /* lead or office, with a reason */
	N_SHARE_DO
};
/* "deliver", for addresses */
const char *work_share_key(enum work_share_do d);
bool work_share_from_key(struct str key, enum work_share_do *ret_do) MUST_USE;
/* kind of the event, "share.deliver", and of the act, "share_deliver" */
const char *work_share_event(enum work_share_do d);
const char *work_share_act(enum work_share_do d);
/* "Share delivered" for the history by the act's kind; NULL: another act. */
const char *work_share_done(struct str act);
bool work_share_needs_reason(enum work_share_do d);

/* What this actor is to a share. */
struct work_share_side {
	bool lead; /* the task's lead stands at or below the actor's unit */
	bool owes; /* … and so does the organisation of the share */
};
bool work_share_allowed(enum work_share_do d, const struct cx *cx,
			struct work_share_side side);
/* True while anything can be asked or delivered. */
bool work_share_open(const struct work_facts *task);
/* NULL, or why it can't be done now. `f` isn't looked at for SHARE_ASK. */
struct err *work_share_check(struct arena *a, enum work_share_do d,
			     const struct work_share_facts *f,
			     const struct work_facts *task);
/* What a step does to the days. */
void work_share_apply(enum work_share_do d, struct work_share_facts *f,
		      day_t on);
/* Faults of what is asked, by field: "share_what", "share_due". */
struct err *work_share_ask_check(struct arena *a, struct str work, day_t due,
				 day_t task_due, day_t on);

#endif
