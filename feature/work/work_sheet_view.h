/* What the pages of a list that comes back show. */
#ifndef RV_WORK_SHEET_VIEW_H
#define RV_WORK_SHEET_VIEW_H

#include "work/work_import_view.h"

/* /sheet */
struct sheet_form_view {
	struct page *page;
	struct err_items errors;
	struct form_keys keys;
	struct str fault; /* of the file, or absent */
	struct import_lines earlier;
	bool office;
};

/* One changed cell. */
struct sheet_cell_view {
	struct str name;	  /* "12.deadline" */
	struct str column;	  /* "Deadline as written" */
	struct str was, is;	  /* empty: shown as such */
	struct str seen;	  /* absent: it can't be taken */
	struct str why, conflict; /* or absent */
	bool take;
};
struct sheet_group_view {
	int64_t row;
	struct str number, work, href;
	struct str lead;
	struct str note; /* why the whole row is only for reading, or absent */
	bool look;
	struct {
		struct sheet_cell_view *p;
		ptrdiff_t n, cap;
	} cells;
};
struct sheet_tab {
	struct str title, href, n;
	bool current;
};
/* Rows of which nothing is taken, by why. */
struct sheet_notes {
	struct sheet_note_view {
		struct str title;
		struct import_lines rows;
	} * p;
	ptrdiff_t n, cap;
};

/* /sheet/:id while it waits */
struct sheet_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct form_keys keys;
	struct str said; /* "Saved." or absent */
	struct str sub;
	struct str file, file_note;
	struct str n_tasks, n_take, n_look;
	struct str take_note, look_note;
	struct import_lines same; /* earlier sheets of the same file */
	struct sheet_notes notes;
	struct sheet_tab tab[2];
	struct {
		struct sheet_group_view *p;
		ptrdiff_t n, cap;
	} groups;
	struct pager pager;
	struct str none; /* instead of a table */
	struct str action, drop;
	struct str show, at_page;
	struct str confirm; /* the button, or absent: nothing to take */
	bool next;
};

/* /sheet/:id afterwards */
struct sheet_done_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct str title, sub;
	struct import_lines facts;
	struct str undo_action, undo_until; /* absent: can't be taken back */
};

#endif
