/* Inside of the oracle: the machine's memory. */
#ifndef RV_WORK_ORACLE_PRIV_H
#define RV_WORK_ORACLE_PRIV_H

#include "work/test/work_oracle.h"

/* A version of a task's words. */
struct words {
	int64_t section, lead, missing;
	day_t due, start;		  /* the days that they name */
	uint64_t deadline, work, product; /* hashes of the texts */
	enum work_due kind;
};

struct task {
	bool there, acted, based;
	enum oracle_place place;
	int64_t programme, parent;
	struct {
		struct words *p;
		ptrdiff_t n, cap;
	} words;
	ptrdiff_t next; /* the version that the next change brings */
	day_t issued, accepted, submitted, done, closed, paused, withdrawn;
	day_t due, base_due;
	day_t rule; /* of a period: the day before it was moved to a working day */
	int64_t percent;
	bool asking;
};

enum event_kind { EV_OTHER, EV_ADD, EV_VOID, EV_PERIOD, EV_ATTACH, EV_CLOSE };
struct event {
	int64_t id, at, subject, parent; /* parent: what it names as such */
	day_t due, rule;
	enum event_kind kind;
};

enum act_kind {
	ACT_ISSUE,
	ACT_ACCEPT,
	ACT_HAND_BACK,
	ACT_REPORT,
	ACT_SUBMIT,
	ACT_VERIFY,
	ACT_RETURN,
	ACT_CLOSE,
	ACT_PAUSE,
	ACT_RESUME,
	ACT_WITHDRAW,
	ACT_EDIT,
	ACT_APPROVE,
	ACT_PERIOD,
	ACT_EVENT,
	ACT_PART,
	ACT_ATTACH,
	ACT_NOTHING, /* says something, changes nothing that is counted */
	N_ACT
};
struct act {
	int64_t id, at, task, percent, event, adjust;
	day_t on;
	enum act_kind kind;
	bool asks, help; /* it is a report; that asks for help */
};

/* The own day of a year's milestone, or DAY_NONE: the last of December. */
struct milestone {
	int64_t id, task, at;
	int year;
	day_t on;
};

struct help {
	int64_t task, org;
};

enum ledger_kind { LEDGER_WORDS, LEDGER_LEAD, LEDGER_WITHDRAWAL };
struct ledger_row {
	enum ledger_kind kind;
};
struct extension {
	int64_t task;
	int cause;
	day_t on;
};

struct oracle {
	struct arena *arena;
	bool known;
	struct {
		struct task *p;
		ptrdiff_t n, cap;
	} tasks; /* by id */
	struct {
		struct event *p;
		ptrdiff_t n, cap;
	} events; /* by id: the trail has no gaps */
	struct {
		struct act *p;
		ptrdiff_t n, cap;
	} acts;
	struct {
		struct ledger_row *p;
		ptrdiff_t n, cap;
	} ledger; /* by id */
	struct {
		struct extension *p;
		ptrdiff_t n, cap;
	} extensions;
	struct {
		struct milestone *p;
		ptrdiff_t n, cap;
	} milestones;
	struct {
		struct help *p;
		ptrdiff_t n, cap;
	} help; /* who cooperates now, in the order of the tasks */
	struct {
		int64_t *p;
		ptrdiff_t n, cap;
	} above; /* organisations by id: the one above, 0: none */
	struct {
		struct act *p;
		ptrdiff_t n, cap;
	} held; /* acts of a closing: they count tomorrow */
	struct holidays days_off;
	ptrdiff_t seen_event, seen_act;
	int64_t last_words, last_act;
	int64_t n_acted;
};

/* The words that a task has now. */
const struct words *oracle_words(const struct task *t);
/* It comes back each period: hằng tháng, thường xuyên, from a day on, over a
 * term. A period itself doesn't, whatever is written at it. */
bool oracle_comes_back(const struct task *t);

#endif
