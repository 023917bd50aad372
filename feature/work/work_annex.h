/*
 * From a document to the rows of its annex: finds the table by its headings,
 * reads groups, tasks and notes, and says of each task how clear it is.
 * Pure: a struct doc goes in; nothing is stored.
 */
#ifndef RV_WORK_ANNEX_H
#define RV_WORK_ANNEX_H

#include "doc/doc.h"
#include "work/work_clarity.h"
#include "work/work_lead.h"

struct work_annex_row {
	int n;		    /* 1.. in the annex */
	struct str group;   /* "I. …": the innermost, or "" */
	struct strs groups; /* from the outermost to the innermost */
	struct str number;  /* as written */
	struct str work;
	struct str lead_text, with_text; /* as written */
	struct strs lead, with;
	struct work_deadline due;
	struct str product;
	int64_t quantity; /* thousandths, or WORK_NO_QUANTITY */
	struct str leader, note;
	struct work_clarity clarity;
	int table; /* of the document, 0.. */
	int line;  /* the table's own row number */
};
struct work_annex_rows {
	struct work_annex_row *p;
	ptrdiff_t n, cap;
};

/* A row of the table that is no task. */
struct work_annex_skip {
	int table, line;
	struct str text;
	const char *why; /* message */
};
struct work_annex_skips {
	struct work_annex_skip *p;
	ptrdiff_t n, cap;
};

struct work_annex {
	struct str title; /* of its first table, or "" */
	int year;	  /* for deadlines without one */
	struct work_annex_rows rows;
	struct work_annex_skips skips;
	int n_clear;
	int hidden_rows, hidden_cols; /* of its tables: nobody sees them, so
				       * they weren't read */
};

struct work_annex_ask {
	int year; /* 0: from the document's title, else `today` */
	day_t today;
	int which; /* 1..: of several annexes; 0: there must be only one */
};

/*
 * Errors: no annex (names the tables and the headings that are wanted),
 * several annexes (lists them), a classified document.
 */
struct err *work_annex_read(struct arena *a, const struct profile *p,
			    const struct doc *d,
			    const struct work_annex_ask *ask,
			    struct work_annex **ret_annex) MUST_USE;

/* Titles of the annexes that a document holds, in order; none is no error. */
void work_annex_list(struct arena *a, const struct profile *p,
		     const struct doc *d, struct strs *ret_titles);

/* The JSON of `annex check` (architecture.md). */
void work_annex_json(struct buf *b, const struct work_annex *x);
/* The same for people. */
void work_annex_text(struct arena *a, struct buf *b, enum lang lang,
		     const struct work_annex *x);

#endif
