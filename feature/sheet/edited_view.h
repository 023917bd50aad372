/* What the pages of a list that comes back show. */
#ifndef RV_EDITED_VIEW_H
#define RV_EDITED_VIEW_H

#include "view/view_part.h"

struct edited_link {
	struct str text, href; /* href absent: words only */
};
struct edited_links {
	struct edited_link *p;
	ptrdiff_t n, cap;
};
struct edited_form_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct form_keys keys;
	struct str about; /* what is taken, or absent */
	struct str path, from, reason;
	bool dated; /* asks for them */
	bool correct;
	struct str file_fault, from_fault;
	struct edited_links earlier;
};
struct edited_cell_view {
	struct str name; /* "12.phone" */
	struct str column, was, is;
	struct str seen;	  /* absent: it can't be taken */
	struct str why, conflict; /* or absent */
	bool take;
};
struct edited_group_view {
	int64_t row;
	struct str title, note, href;
	struct str
		closed; /* why the whole row is only for reading, or absent */
	struct {
		struct edited_cell_view *p;
		ptrdiff_t n, cap;
	} cells;
};
struct edited_tab {
	struct str title, href, n;
	bool current;
};
/* Rows of which nothing is taken, by why. */
struct edited_notes {
	struct edited_note_view {
		struct str title;
		struct edited_links rows;
	} * p;
	ptrdiff_t n, cap;
};
struct edited_list_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items errors;
	struct form_keys keys;
	struct str sub, how, action, drop, said;
	struct str file, file_note, n_rows, n_take, n_look, take_note,
		look_note;
	struct edited_links same; /* earlier lists of the same file */
	struct edited_notes notes;
	struct edited_tab tab[2];
	struct {
		struct edited_group_view *p;
		ptrdiff_t n, cap;
	} groups;
	struct pager pager;
	struct str show, at_page, none, confirm;
	bool next;
};
struct edited_done_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct str title, sub, path, list;
	struct edited_links facts;
	struct str undo_until; /* absent: can't be taken back */
	struct str undo_action;
};

#endif
