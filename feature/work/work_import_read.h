/*
 * From a document to what an import stores: the annex's rows with their
 * leads and cooperating organisations looked up. Pure: nothing is stored.
 */
#ifndef RV_WORK_IMPORT_READ_H
#define RV_WORK_IMPORT_READ_H

#include "doc/doc.h"
#include "work/work_lead.h"

enum { WORK_IMPORT_ROWS = 5000 };

/* A row of the table, a task or not. */
struct work_import_line {
	int n, sheet_row;
	struct str group, number, work, lead_text;
	struct str lead_names; /* one a line */
	int64_t lead;	       /* the one organisation that is meant, or
				* DB_NULL: a person is asked */
	struct str with_text;
	struct str with_orgs; /* ids with commas */
	struct str with_left; /* names that match none or several */
	struct str deadline, product, note;
	struct str skipped; /* catalogue id of why it is no task, or absent */
};

struct work_import_draft {
	int choice;	    /* which annex; 0: several, a person is asked */
	struct str annexes; /* their titles, one a line */
	struct str columns; /* "heading TAB meaning TAB example", one a line */
	struct str notices; /* words: "legacy changes hidden:2 rows:3 cols:1" */
	struct {
		struct work_import_line *p;
		ptrdiff_t n, cap;
	} lines;
};

struct work_import_ask {
	int year; /* of the programme */
	day_t today;
	int which; /* 1..: of several annexes; 0: not said */
	const struct work_orgs *orgs;
};

/* Errors: those of work_annex_read(), no row, too many, a text too long. */
struct err *work_import_read(struct arena *a, const struct profile *p,
			     const struct doc *d,
			     const struct work_import_ask *ask,
			     struct work_import_draft *ret_draft) MUST_USE;

#endif
