/*
 * From a workbook that came back to what was typed into it since it went out.
 * Pure: nothing is asked of the database and nothing is stored.
 */
#ifndef RV_WORK_SHEET_READ_H
#define RV_WORK_SHEET_READ_H

#include "work/work_sheet_model.h"

/* What the hidden sheet says about the file. */
struct work_sheet_marks {
	int64_t layout;
	struct str realm;
	enum lang lang; /* of its words */
	day_t day;	/* on which it went out */
	struct str filter;
};
void work_sheet_mark(struct arena *a, struct xlsx *x,
		     const struct work_sheet_marks *m);

/* A cell that isn't as it went out. */
struct work_sheet_edit {
	enum line_col col;
	struct str text;
	enum work_cell_fault fault;
	struct work_digest was;
};
/* A task with such cells. */
struct work_sheet_line {
	int row; /* of the sheet */
	struct work_key key;
	ptrdiff_t from, n; /* its edits */
};
/* A row that tells something, but of which nothing is taken. */
enum work_sheet_note {
	NOTE_NEW,    /* without a key */
	NOTE_BROKEN, /* its key was touched, or comes from elsewhere */
	NOTE_TWICE,  /* the key of an earlier row */
	NOTE_GONE,   /* no such task, or none of the sender's */
	N_SHEET_NOTE
};
struct work_sheet_notice {
	enum work_sheet_note note;
	int row;
	struct str words; /* what stands in its column of work */
};
struct work_sheet_draft {
	struct work_sheet_marks marks;
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
		struct work_sheet_notice *p;
		ptrdiff_t n, cap;
	} notices;
};
/* One sentence for a file that isn't a list of this realm and layout, whose
 * headings or keys are destroyed, or that has too many rows. */
struct err *work_sheet_read(struct arena *a, const struct doc *d,
			    struct str realm,
			    struct work_sheet_draft *ret_draft) MUST_USE;

#endif
