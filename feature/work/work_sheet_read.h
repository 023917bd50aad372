/*
 * From a workbook of tasks that came back to what was typed into it since it
 * went out. Pure: nothing is asked of the database and nothing is stored.
 */
#ifndef RV_WORK_SHEET_READ_H
#define RV_WORK_SHEET_READ_H

#include "work/work_sheet_model.h"

#define WORK_SHEET_SUBJECT "task"

/* A cell that isn't as it went out. */
struct work_sheet_edit {
	enum line_col col;
	struct str text;
	enum sheet_fault fault;
	struct sheet_digest was;
};
/* A task with such cells. */
struct work_sheet_line {
	int row; /* of the sheet */
	struct work_key key;
	ptrdiff_t from, n; /* its edits */
};
struct work_sheet_draft {
	struct sheet_marks marks;
	ptrdiff_t rows; /* with a good key */
	struct {
		struct work_sheet_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct {
		struct work_sheet_edit *p;
		ptrdiff_t n, cap;
	} edits;
	struct {
		struct sheet_notice *p;
		ptrdiff_t n, cap;
	} notices;
};
/* One sentence for a file that isn't a list of this realm and layout, whose
 * headings or keys are destroyed, or that has too many rows. */
struct err *work_sheet_read(struct arena *a, const struct doc *d,
			    struct str realm,
			    struct work_sheet_draft *ret_draft) MUST_USE;

#endif
