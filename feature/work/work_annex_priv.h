/* What the parts of the annex reader share. */
#ifndef RV_WORK_ANNEX_PRIV_H
#define RV_WORK_ANNEX_PRIV_H

#include "work/work_annex.h"

enum annex_col {
	ACOL_NUMBER,
	ACOL_WORK,
	ACOL_LEAD,
	ACOL_WITH,
	ACOL_DEADLINE,
	ACOL_PRODUCT,
	ACOL_NOTE,
	ACOL_LEADER,
	ACOL_GROUP,
	N_ACOL
};
enum { ANNEX_COLS = 64 };

/* Where a table's headings stand and which column is what. */
struct annex_head {
	int table;
	ptrdiff_t row;	 /* first heading row */
	ptrdiff_t body;	 /* first row behind the headings */
	int col[N_ACOL]; /* grid column, -1: none */
	struct str text; /* all headings, folded: to compare */
};

/* Looks for headings from a row on. */
bool annex_head_find(struct arena *a, const struct profile *p,
		     const struct doc_table *t, ptrdiff_t from,
		     struct annex_head *ret_head) MUST_USE;
/* The cell that covers a grid column; NULL: none. */
const struct doc_cell *annex_cell(const struct doc_row *r, int col);
/* "(1) (2) (3) (4)", "1 2 3 4 5": the numbers of the columns. */
bool annex_is_column_numbers(const struct doc_row *r) MUST_USE;
/* Reads the rows [from, t->n_rows) of a table into the annex. */
struct annex_body;
struct annex_body *annex_body_open(struct arena *a, const struct profile *p,
				   struct work_annex *x);
void annex_body_table(struct annex_body *b, const struct doc_table *t,
		      const struct annex_head *h, ptrdiff_t from);
/* A group that stands above a table, not in it. */
void annex_body_group(struct annex_body *b, int table, struct str number,
		      struct str title);
/* Parses what was collected. */
void annex_body_close(struct annex_body *b);
/* The number that a row shows: its column's, or the one before its work. */
struct str annex_number_split(struct arena *a, struct str *work);

#endif
