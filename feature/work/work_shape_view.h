/* What the pages "Shape the list" and "Many tasks" show. */
#ifndef RV_WORK_SHAPE_VIEW_H
#define RV_WORK_SHAPE_VIEW_H

#include "work/work_list_view.h"

/* ---- conditions, columns, saved views --------------------------------------- */

struct shape_col {
	struct str key, title;
	bool chosen;
};
struct shape_saved {
	int64_t id;
	struct str name, href;
	struct str sharing; /* "Only I", "Everybody, by Mai Đình Thước" */
	struct str share;   /* address to give to others */
	struct str feed;    /* where a calendar of it is made */
	bool opens, may;
	struct str fault; /* of the new name, or absent */
	struct str typed; /* the new name */
};
struct shape_view {
	struct page *page;
	struct str tab; /* title of the document */
	struct crumbs crumbs;
	struct err_items errors;
	struct str path; /* of the list */
	struct str done; /* what was just done, or absent */
	struct str q, since, changed;
	struct work_choices leads, states, dues, missings, withs, programmes,
		causes, silents, groups, sorts;
	bool ask;
	bool parts; /* parts of tasks are shown too */
	struct shape_col col[N_WORK_COL];
	/* saving */
	struct work_asks asks;
	struct work_asks kept; /* … that the form doesn't show */
	struct str words;      /* the conditions in one line */
	struct form_keys keys;
	struct str name, name_fault, sharing_fault;
	struct work_choices sharings;
	bool opens;
	struct {
		struct shape_saved *p;
		ptrdiff_t n, cap;
	} saved;
};

/* ---- many tasks ---------------------------------------------------------------- */

struct bulk_line {
	int64_t id;
	struct str number, work, lead;
	struct status status;
	struct str when; /* the present deadline */
	struct str left; /* why nothing happens to it, or absent */
};
struct bulk_reason {
	struct str text;
	int64_t n;
};
struct bulk_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct str tab; /* title of the document */
	struct str title, sub, back_href, action, confirm;
	struct str do_key, mark, left_mark;
	bool all, is_export;
	int64_t n, fit, left;
	struct {
		struct bulk_reason *p;
		ptrdiff_t n, cap;
	} reasons;
	struct {
		struct bulk_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct str more; /* "… and 20 others", or absent */
	struct work_asks asks;
	struct {
		int64_t *p;
		ptrdiff_t n, cap;
	} ids; /* absent when all are meant */
	struct form_keys keys;
	unsigned fields; /* BULK_… */
	struct str body, body_fault, deadline, deadline_fault, lead_fault,
		cause_fault;
	struct str body_label, body_note;
	struct work_choices leads, causes;
};

#endif
