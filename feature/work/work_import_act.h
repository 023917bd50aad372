/*
 * Acts of the annex import. What a file says is stored as rows beside what a
 * person mends; tasks are made by one confirmation, all or none, and can be
 * taken back for some days.
 */
#ifndef RV_WORK_IMPORT_ACT_H
#define RV_WORK_IMPORT_ACT_H

#include "work/work_act.h"

struct work_import_new {
	int64_t programme;
	struct work_file file;
	bool here; /* read the file in this process: only for tests */
};
/* Reads the file (before the transaction) and keeps it with its rows. Nothing
 * is kept of a file that is refused. */
struct err *work_import_stage(struct cx *cx, const struct work_import_new *in,
			      int64_t *ret_id) MUST_USE;
/* Says which of several annexes is meant; the kept file is read again. */
struct err *work_import_choose(struct cx *cx, int64_t id, int which) MUST_USE;

/* New words of one row. */
struct work_import_mend {
	int64_t n;    /* of the row */
	int64_t lead; /* organisation; 0: none; DB_NULL: as it is */
	struct str work, deadline, product; /* absent: as it is; empty: as in
					     * the file */
	int take, work_ok, product_ok;	    /* 0, 1; -1: as it is */
};
/* ERR_CONFLICT when `rev` is no longer the import's. */
struct err *work_import_mend(struct cx *cx, int64_t id, int64_t rev,
			     const struct work_import_mend *mend,
			     int n) MUST_USE;

struct work_import_deed {
	int64_t id, rev;
	const struct work_import_mend *mend; /* of the last page, or NULL */
	int n_mends;
	bool all;   /* unclear rows become drafts, too */
	bool twins; /* … and rows that the programme has already */
	bool issue; /* the clear ones are issued at once */
	bool again; /* although the same file was imported before */
};
struct work_import_made {
	int tasks, clear, issued;
};
/* Makes the tasks of the taken rows. ERR_INVALID at "again" when the same
 * bytes were imported before and nobody said so. */
struct err *work_import_confirm(struct cx *cx,
				const struct work_import_deed *deed,
				struct work_import_made *ret_made) MUST_USE;
/* Last day on which it can be undone. */
day_t work_import_undo_until(const struct cx *cx, int64_t confirmed_at);
/* Voids the tasks that nobody moved; counts those and the others. */
struct err *work_import_undo(struct cx *cx, int64_t id, int *ret_voided,
			     int *ret_kept) MUST_USE;
/* Throws away what isn't confirmed. */
struct err *work_import_drop(struct cx *cx, int64_t id) MUST_USE;

#endif
