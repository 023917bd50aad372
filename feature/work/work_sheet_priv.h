/* A task as a row of a sheet: what its cells are judged and taken by. */
#ifndef RV_WORK_SHEET_PRIV_H
#define RV_WORK_SHEET_PRIV_H

#include "work/work_act.h"
#include "work/work_sheet.h"
#include "work/work_sheet_model.h"
#include "work/work_sheet_query.h"

struct sheet_task { /* sheet_now.own */
	struct sheet_tasks_row t;
	struct work_facts facts;
	struct work_line line;
	struct work_sheet_who who;
};
static inline const struct sheet_task *
sheet_task_of(const struct sheet_row *row)
{
	return row->now->own;
}

/* The report that the taken cells make on top of the present one. */
struct work_report work_sheet_report(const struct profile *p,
				     const struct sheet_row *row);
/* Acts of the subject: through those that the task's own page uses, so that
 * rules, history and trail are the same. */
struct err *work_sheet_take(struct cx *cx, const struct sheet_row *row,
			    struct sheet_taken *ret_taken) MUST_USE;
struct err *work_sheet_back(struct cx *cx,
			    const struct sheet_row *row) MUST_USE;

#endif
