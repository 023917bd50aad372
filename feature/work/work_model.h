/*
 * Rules of tasks: states derived from days, who may do what when, what a
 * report must say. Pure: no SQL, no HTTP, no clock. (domain.md 4)
 */
#ifndef RV_WORK_MODEL_H
#define RV_WORK_MODEL_H

#include "base/cx.h"
#include "base/date.h"
#include "base/err.h"

/* The days that decide a task's state; DAY_NONE: not (yet). */
struct work_facts {
	day_t issued, accepted, submitted, done, closed, paused, withdrawn;
	day_t due, start;
	int64_t percent;
};
/* From a row of a query that has these columns under these names. */
#define WORK_FACTS_OF(t)                                                       \
	((struct work_facts){ .issued = (t)->issued_on,                        \
			      .accepted = (t)->accepted_on,                    \
			      .submitted = (t)->submitted_on,                  \
			      .done = (t)->done_on,                            \
			      .closed = (t)->closed_on,                        \
			      .paused = (t)->paused_on,                        \
			      .withdrawn = (t)->withdrawn_on,                  \
			      .due = (t)->due_on,                              \
			      .start = (t)->start_on,                          \
			      .percent = (t)->percent })

/* Never stored. The numbers are those of work_query.sql's CASE; a test
 * compares both over every combination. */
enum work_state {
	WORK_DRAFT,	  /* chưa giao */
	WORK_NOT_STARTED, /* chưa bắt đầu */
	WORK_RUNNING,	  /* đang làm */
	WORK_NO_DEADLINE, /* đang làm, không hạn */
	WORK_SOON,	  /* sắp đến hạn */
	WORK_OVERDUE,	  /* quá hạn, còn mở */
	WORK_WAITING,	  /* chờ xác nhận */
	WORK_DONE,	  /* hoàn thành đúng hạn */
	WORK_DONE_LATE,	  /* hoàn thành muộn */
	WORK_PAUSED,	  /* tạm dừng */
	WORK_WITHDRAWN,	  /* đã rút */
	N_WORK_STATE
};

/* State on a day. `soon_days`: how many days before the due day a task is
 * "due soon" (rule task_soon_days of the profile). Done counts as late when
 * the verified submission came after the due day. */
enum work_state work_state_on(const struct work_facts *f, day_t on,
			      int soon_days);
/* What of a state no day changes, for counting (work_count.h): on a day that
 * isn't before any of the facts' days the state follows from the phase and,
 * where work_phase_is_dated(), from the days of deadline and beginning. The
 * numbers are stored and those of work_count_query.sql's CASE. */
enum work_phase {
	PHASE_DRAFT,
	PHASE_ISSUED,	  /* not begun */
	PHASE_BEGUN,	  /* with a deadline */
	PHASE_BEGUN_FREE, /* without */
	PHASE_SET,	  /* begun, and a day is set from which it counts */
	PHASE_SET_FREE,	  /* … without a deadline */
	PHASE_WAITING,
	PHASE_DONE,
	PHASE_DONE_LATE,
	PHASE_PAUSED,
	PHASE_WITHDRAWN,
	N_WORK_PHASE
};
enum work_phase work_phase_of(const struct work_facts *f);
/* The state on a day of a task in this phase; both days may be DAY_NONE. */
enum work_state work_phase_state(enum work_phase p, day_t due, day_t start,
				 day_t on, int soon_days);
/* The state of the phase when no day moves it on. */
enum work_state work_phase_rest(enum work_phase p);
/* True when a deadline moves tasks of the phase on; when a beginning does. */
bool work_phase_is_due(enum work_phase p);
bool work_phase_is_set(enum work_phase p);
/* Days past the due day of a task that is open on the day, else 0. */
int work_days_late(const struct work_facts *f, day_t on);
/* "chưa giao" as a catalogue id; key: "draft", for URLs and exports. */
const char *work_state_title(enum work_state s);
const char *work_state_key(enum work_state s);
bool work_state_from_key(struct str key, enum work_state *ret_state) MUST_USE;

/* Five marks, no more (interface.md 3): shape + word + colour. */
enum work_mark {
	WORK_MARK_RED,
	WORK_MARK_AMBER,
	WORK_MARK_GREEN,
	WORK_MARK_NOT_YET,
	WORK_MARK_DONE,
	WORK_MARK_GONE, /* withdrawn: shown only when there is one */
	N_WORK_MARK
};
enum work_mark work_mark_of(enum work_state s);
/* class of the mark: "red" "amb" "grn" "non" "don" */
const char *work_mark_class(enum work_mark m);
const char *work_mark_title(enum work_mark m);
const char *work_mark_key(enum work_mark m);

/* What can be done with a task. Its issuer is the committee's office, of a part
 * the lead of the task above. */
enum work_do {
	WORK_DO_EDIT,	   /* issuer: change a draft, or mend what is unclear */
	WORK_DO_ISSUE,	   /* issuer: draft → issued; only when clear */
	WORK_DO_ACCEPT,	   /* lead: takes it */
	WORK_DO_HAND_BACK, /* lead: back to draft, with a reason */
	WORK_DO_REPORT,	   /* lead: percent, text, difficulty, files */
	WORK_DO_SUBMIT,	   /* lead: says that it is done */
	WORK_DO_VERIFY,	   /* issuer: the product is there */
	WORK_DO_RETURN,	   /* issuer: not yet, with a reason */
	WORK_DO_CLOSE,	   /* issuer: done and put away */
	WORK_DO_PAUSE,	   /* issuer, with a reason */
	WORK_DO_RESUME,	   /* issuer */
	WORK_DO_WITHDRAW,  /* issuer, with a reason */
	N_WORK_DO
};
/* kind of the act in task_act and of its event ("task.issue"). */
const char *work_do_key(enum work_do d);
const char *work_do_event(enum work_do d);
/* past tense for the history: "Issued", … (catalogue id) */
const char *work_do_done(enum work_do d);
bool work_do_from_key(struct str key, enum work_do *ret_do) MUST_USE;
/* True when the state of the facts allows it. */
bool work_do_fits(enum work_do d, const struct work_facts *f, int64_t missing);
/* The committee's office: WORK_MANAGE of the root organisation. A unit's own
 * office doesn't manage the committee's tasks. */
bool work_is_office(const struct cx *cx);
/* True for what the lead unit does, false for the issuer's deeds. */
bool work_do_of_lead(enum work_do d);
/* True when this actor may: the issuer's acts need the issuer, the lead's acts
 * the lead and WORK_REPORT (work_who_of() tells who that is). */
bool work_do_allowed(enum work_do d, const struct cx *cx, bool is_lead,
		     bool is_issuer);
bool work_do_needs_reason(enum work_do d);
/* The error that tells why it cannot be done now, or NULL. */
struct err *work_do_check(struct arena *a, enum work_do d,
			  const struct work_facts *f, int64_t missing);
/* What the act does to the days and the percent. */
void work_do_apply(enum work_do d, struct work_facts *f, day_t on,
		   int64_t percent);

/* Missing clarities are a bit set in task.missing. */
enum {
	WORK_MISS_WORK = 1,
	WORK_MISS_PERSON = 2,
	WORK_MISS_PROGRESS = 4,
	WORK_MISS_PRODUCT = 8,
	WORK_MISS_ALL = 15
};

/* What stands beside a task at all: task_by_id_row.has, so that the panels of
 * its page ask for nothing that isn't there. All bits where nobody looked. */
enum {
	WORK_HAS_BELOW = 1, /* parts or periods */
	WORK_HAS_ADJUST = 2,
	WORK_HAS_TALK = 4,
	WORK_HAS_SHARE = 8,
	WORK_HAS_EVIDENCE = 16,
	WORK_HAS_EFFECT = 32,
	WORK_HAS_ORIGIN = 64, /* it was carried over from another one */
	WORK_HAS_ROW = 128,   /* of an annex */
	WORK_HAS_DOCUMENT = 256
};

/* What a progress report says. */
struct work_report {
	int64_t percent;       /* 0..100 */
	struct str body;       /* result so far */
	struct str difficulty; /* or empty */
	struct str cause;      /* code of the profile's causes, or empty */
	struct str ask;	       /* "none" | "help" */
};
enum { WORK_TEXT_MOST = 4000, WORK_TITLE_MOST = 1000 };
struct profile;
/* Faults by field, or NULL. Percent may fall, but then the text must say
 * something; a difficulty needs a cause; late work needs a cause. */
struct err *work_report_check(struct arena *a, const struct profile *p,
			      const struct work_report *r,
			      const struct work_facts *f, day_t on);

/* Share of `part` in `whole` in tenths of a per cent, rounded half up;
 * 0 when whole is 0. */
int64_t work_share(int64_t part, int64_t whole);

#endif
