/*
 * A sheet that waits, judged against the database as it is now: each changed
 * cell with what the task says, what the file says, whether it can be taken
 * and whether it is. The page shows it and the confirmation does it, so both
 * see the same.
 */
#ifndef RV_WORK_SHEET_STATE_H
#define RV_WORK_SHEET_STATE_H

#include "work/work_act.h"
#include "work/work_sheet_model.h"
#include "work/work_sheet_query.h"

struct work_sheet_cell {
	struct sheet_cells_row r;
	enum line_col col;
	struct str now;	  /* what the task says today, in the file's words */
	struct str value; /* the file's, as it would be written */
	struct str why;	  /* it can't be taken: one sentence; else absent */
	int64_t lead;	  /* WCOL_LEAD: the unit that is meant */
	bool same;	  /* the task says the same already */
	bool conflict;	  /* the task was changed since the file went out */
	bool take;
};
/* A task and its cells. */
struct work_sheet_group {
	struct sheet_tasks_row t;
	struct work_facts facts;
	struct work_line line;
	struct work_sheet_who who;
	bool gone;
	struct work_sheet_cell *cell;
	ptrdiff_t n_cells;
	bool open; /* a cell is there that isn't the same already */
	bool look; /* one can't be taken, or is a conflict */
};
struct work_sheet_state {
	struct sheet_by_id_row s;
	enum lang lang; /* of the file's words */
	struct {
		struct work_sheet_group *p;
		ptrdiff_t n;
	} groups;
	/* how many cells and tasks */
	int64_t tasks, tasks_look, tasks_take;
	int64_t cells, take, conflicts, refused;
};
/* ERR_NOT_FOUND when it isn't there or isn't this organisation's. */
struct err *work_sheet_get(struct cx *cx, int64_t id,
			   struct sheet_by_id_row *ret_sheet) MUST_USE;
struct err *work_sheet_state(struct cx *cx, int64_t id,
			     struct work_sheet_state *ret_state) MUST_USE;
/* True when this actor may send lists back: the office, and units that
 * report. */
bool work_sheet_may(const struct cx *cx);
/* The report that a task's taken cells make on top of the present one. */
struct work_report work_sheet_report(const struct work_sheet_state *s,
				     const struct profile *p,
				     const struct work_sheet_group *g);
/* Whether a taken cell of this column stands in the group; NULL: none. */
const struct work_sheet_cell *work_sheet_taken(const struct work_sheet_group *g,
					       enum line_col col);

#endif
