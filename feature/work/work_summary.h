/*
 * Counts of tasks by programme and state: every figure on the strip, the
 * overview and the filters is a sum over these cells, and so is the length of
 * its list. They come from the rows that work_count.h keeps; for a day before
 * the newest act, and for a past day as it was known then, the tasks
 * themselves are counted.
 */
#ifndef RV_WORK_SUMMARY_H
#define RV_WORK_SUMMARY_H

#include "base/cx.h"
#include "work/work_model.h"

struct work_cell {
	int64_t programme;
	int64_t section; /* DB_NULL: of any */
	int64_t lead;	 /* DB_NULL: of any */
	enum work_state state;
	int64_t n;
	/* The rest is told by phase: it is right for all open states together
	 * and for every other state, not for one open state alone. */
	int64_t unclear;
	int64_t accepted;   /* the lead took them */
	int64_t asking;	    /* the last report asks for help */
	int64_t missing[4]; /* work, person, progress, product */
};
struct work_cells {
	const struct work_cell *p;
	ptrdiff_t n;
	bool ahead; /* some task is issued, done or withdrawn only after
		     * today */
};
/* Which cells to read or to add up; 0 means any. */
struct work_pick {
	int64_t programme, section;
	int64_t lead;	 /* led at or below this organisation */
	uint64_t states; /* bits of enum work_state; 0: all */
};
struct work_sum {
	int64_t n, unclear, accepted, asking;
	int64_t missing[4];
	int64_t state[N_WORK_STATE];
	int64_t mark[N_WORK_MARK];
};

/* They will be asked for: see db_ahead(). */
struct err *work_cells_ahead(struct cx *cx) MUST_USE;
/* The cells of all programmes, in cx->arena; kept in memory until a write or
 * another day makes them stale. */
struct err *work_cells_get(struct cx *cx,
			   struct work_cells *ret_cells) MUST_USE;
/* The cells that a sum over programme, section and lead of `pick` needs. */
struct err *work_cells_of(struct cx *cx, const struct work_pick *pick,
			  struct work_cells *ret_cells) MUST_USE;
/* The cells of one programme by the units directly below the root (`lead`):
 * what each of them or an organisation below it leads. */
struct err *work_cells_units(struct cx *cx, int64_t programme,
			     struct work_cells *ret_cells) MUST_USE;
/* The cells of one programme that this person may see: people of a unit get
 * what their organisation leads or cooperates in. */
struct err *work_cells_seen(struct cx *cx, int64_t programme,
			    struct work_cells *ret_cells) MUST_USE;
/* … of what is led at or below an organisation, in all programmes. */
struct err *work_cells_seen_led(struct cx *cx, int64_t lead,
				struct work_cells *ret_cells) MUST_USE;
struct work_sum work_cells_sum(const struct work_cells *c,
			       const struct work_pick *pick);
/* Days before a deadline that count as "due soon" (profile rule). */
int work_soon_days(const struct cx *cx);

/* Sets of states, for filters and counts. */
enum {
	WORK_STATES_OPEN = 1 << WORK_NOT_STARTED | 1 << WORK_RUNNING |
			   1 << WORK_NO_DEADLINE | 1 << WORK_SOON |
			   1 << WORK_OVERDUE | 1 << WORK_WAITING |
			   1 << WORK_PAUSED,
	WORK_STATES_DONE = 1 << WORK_DONE | 1 << WORK_DONE_LATE,
	WORK_STATES_ALL = (1 << N_WORK_STATE) - 1,
};
/* The states that share a mark. */
uint64_t work_states_of_mark(enum work_mark m);

#endif
