/*
 * Rules of a list that went out as a workbook and comes back: the key beside
 * each task, what a cell means, which cells may be taken from a sheet. Pure:
 * no SQL, no HTTP, no clock.
 */
#ifndef RV_WORK_SHEET_MODEL_H
#define RV_WORK_SHEET_MODEL_H

#include "sheet/sheet.h"
#include "work/work_line.h"

enum {
	WORK_SHEET_LAYOUT = 1, /* goes up with every change of the columns */
};

/* ---- keys -------------------------------------------------------------- */
/* The key of a line as it goes out, in front of its cells. */
struct str work_sheet_key(struct arena *a, struct str realm,
			  const struct work_line *t,
			  const struct sheet_val val[N_LINE_COL]);

/* ---- columns ----------------------------------------------------------- */
/* As the engine of lists that come back needs them. */
void work_sheet_columns(struct arena *a, enum lang lang,
			struct sheet_columns *ret);

/* ---- what may be taken ----------------------------------------------------- */
struct work_sheet_who {
	bool office;   /* the committee's office */
	bool reports;  /* may report, and the task's lead stands below */
	bool supports; /* sees it only because the unit supports it */
};
/* Why a change of this column can't be taken from a sheet, or NULL. The one
 * place that knows: words of an issued task that the adjustment ledger keeps
 * aren't taken. */
struct err *work_sheet_gate(struct arena *a, enum line_col col,
			    const struct work_facts *f,
			    const struct work_sheet_who *who);
/* Columns of a report; the others that can be taken are words. */
bool line_col_is_report(enum line_col c);
/* What the heading of a column tells about it (catalogue id). */
const char *line_col_note(enum line_col c);

#endif
