/*
 * Counts of tasks by programme, section, lead and state: every figure on the
 * strip, the overview and the filters is a sum over these cells, so figures
 * and lists cannot disagree. The cells are kept in memory until a write or
 * another day makes them stale.
 */
#ifndef RV_WORK_SUMMARY_H
#define RV_WORK_SUMMARY_H

#include "base/cx.h"
#include "work/work_model.h"

struct work_cell {
	int64_t programme;
	int64_t section; /* DB_NULL: none */
	int64_t lead;	 /* DB_NULL: none yet */
	enum work_state state;
	int64_t n;
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
/* Which cells to add up; 0 means any (DB_NULL is "none"). */
struct work_pick {
	int64_t programme, section, lead;
	uint64_t states; /* bits of enum work_state; 0: all */
};
struct work_sum {
	int64_t n, unclear, accepted, asking;
	int64_t missing[4];
	int64_t state[N_WORK_STATE];
	int64_t mark[N_WORK_MARK];
};

/* The cells of today, in cx->arena. */
struct err *work_cells_get(struct cx *cx,
			   struct work_cells *ret_cells) MUST_USE;
/* The same without sections and leads (both DB_NULL): a line for each
 * programme and state. A hundredth of the cells, for sums of no less. */
struct err *work_cells_coarse(struct cx *cx,
			      struct work_cells *ret_cells) MUST_USE;
/* The cells of one programme that this person may see: people of a unit get
 * what their organisation leads or cooperates in. */
struct err *work_cells_seen(struct cx *cx, int64_t programme,
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
