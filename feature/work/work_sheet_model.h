/*
 * Rules of a list that went out as a workbook and comes back: the key beside
 * each task, what a cell means, which cells may be taken from a sheet. Pure:
 * no SQL, no HTTP, no clock.
 */
#ifndef RV_WORK_SHEET_MODEL_H
#define RV_WORK_SHEET_MODEL_H

#include "work/work_line.h"

enum {
	WORK_SHEET_LAYOUT = 1,	/* goes up with every change of the columns */
	WORK_SHEET_ROWS = 5000, /* that one file may bring back */
	WORK_DIGEST = 3,	/* characters */
};

/* ---- keys -------------------------------------------------------------- */
/* A short digest of a plain cell (work_line_plain()). */
struct work_digest {
	char c[WORK_DIGEST];
};
struct work_digest work_digest(struct str plain);
bool work_digest_eq(struct work_digest a, struct work_digest b);
struct str work_digest_str(struct arena *a, struct work_digest d);

/* What a key says: which task, which version of it, and a digest of every
 * cell as it went out, so that what was typed since is known without asking
 * what the task was then. */
struct work_key {
	int64_t task, rev;
	struct work_digest was[N_LINE_COL];
};
/* "57.3.…": with a check that another realm's key, or one that was touched,
 * doesn't pass. */
struct str work_key_write(struct arena *a, struct str realm,
			  const struct work_key *k);
bool work_key_read(struct str realm, struct str text,
		   struct work_key *ret_key) MUST_USE;
struct work_key work_key_of(struct arena *a, const struct work_line *t,
			    const struct sheet_val val[N_LINE_COL]);

/* ---- cells ------------------------------------------------------------- */
/* Why a cell can't be understood. */
enum work_cell_fault {
	CELL_GOOD,
	CELL_FORMULA,
	CELL_MERGED,
	CELL_NUMBER_FOR_WORDS,
	CELL_DAY_FOR_WORDS,
	CELL_NOT_NUMBER,
	CELL_NUMBER_FOR_DAY,
	CELL_NOT_DAY,
	CELL_NO_SUCH_DAY,
	N_CELL_FAULT
};
/* One sentence (catalogue id); {0}: what the cell holds. */
const char *work_cell_why(enum work_cell_fault f);
const char *work_cell_key(enum work_cell_fault f);	 /* for storage */
enum work_cell_fault work_cell_from_key(struct str key); /* CELL_GOOD: none */

struct work_typed {
	struct str plain; /* as work_line_plain() would give it */
	struct str text;  /* with its line breaks, where those belong */
	enum work_cell_fault fault;
};
/* What stands in a column of a row; NULL: nothing. */
struct work_typed work_typed_read(struct arena *a, enum line_col col,
				  const struct doc_cell *c);

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
