/*
 * Acts of a list that comes back: reading the file into a sheet that waits,
 * deciding about its cells, taking them, taking them back, putting it away.
 * Tasks change only through their own acts, one event each; the sheet has
 * one of its own.
 */
#ifndef RV_WORK_SHEET_ACT_H
#define RV_WORK_SHEET_ACT_H

#include "work/work_act.h"

/* Reads the file in the document child and keeps what was typed into it;
 * no task is touched. `here`: reads it in this process, for tests. */
struct err *work_sheet_stage(struct cx *cx, const struct work_file *file,
			     bool here, int64_t *ret_id) MUST_USE;

/* What a person said of a cell that the page offered. */
struct work_sheet_verdict {
	int64_t n;	 /* of the task in the sheet */
	struct str col;	 /* line_col_key() */
	struct str seen; /* digest of what the task said then: accepted;
			  * empty: rejected */
};
struct work_sheet_verdicts {
	struct work_sheet_verdict *p;
	ptrdiff_t n, cap;
};
struct err *work_sheet_decide(struct cx *cx, int64_t id,
			      const struct work_sheet_verdicts *v) MUST_USE;
/* Decides, then takes every accepted cell that can be taken, in one
 * transaction. ERR_INVALID when there is none. */
struct err *work_sheet_confirm(struct cx *cx, int64_t id,
			       const struct work_sheet_verdicts *v) MUST_USE;
/* The last day on which it can be taken back. */
day_t work_sheet_undo_until(const struct cx *cx, int64_t confirmed_at);
/* Puts back the words and reports that the sheet replaced, by acts, where the
 * task hasn't moved since. */
struct err *work_sheet_undo(struct cx *cx, int64_t id) MUST_USE;
struct err *work_sheet_drop(struct cx *cx, int64_t id) MUST_USE;

#endif
