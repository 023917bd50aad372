/*
 * What pages of figures show: a sentence, then tables. The workbook and the
 * csv file are made of the same tables, so they can't say other figures.
 */
#ifndef RV_MEMBER_STAT_VIEW_H
#define RV_MEMBER_STAT_VIEW_H

#include "view/view_part.h"

enum { FIG_CELLS = 6, FIG_ROWS_MOST = 100, FIG_PAGE_ROWS = 50 };
struct fig_cell {
	struct str text, href; /* href absent: no list makes it */
	int64_t n;	       /* of a number */
	bool red;
};
struct fig_row {
	struct str title, sub, href; /* sub, href: may be absent */
	int64_t member;		     /* whom the row names; 0: nobody */
	struct fig_cell cell[FIG_CELLS];
};
struct fig_rows {
	struct fig_row *p;
	ptrdiff_t n, cap;
};
struct fig_head {
	struct str title;
	bool number;
};
struct fig_table {
	struct str id, title, note; /* note: how to read it */
	struct str basis; /* the rule and its legal basis, or absent */
	struct str first; /* head of the rows' titles */
	struct fig_head head[FIG_CELLS];
	int n_heads;
	struct fig_rows rows;
	bool has_total;
	struct fig_row total;
	int64_t more;		  /* rows that only the files have */
	struct str all, all_text; /* … or a page of this table alone */
	struct str none;	  /* when there is no row */
};
struct fig_tab {
	struct str text, href;
	bool current;
};
struct fig_view {
	struct page *page;
	struct crumbs crumbs;
	struct str heading, sub;
	struct str lead, wrong, rest; /* the sentences; wrong is red */
	struct {
		struct fig_tab *p;
		ptrdiff_t n, cap;
	} tabs, forms;	   /* pages of figures; which structure or list */
	int64_t rows_most; /* of a table; 0: FIG_ROWS_MOST */
	int64_t page_no;   /* of the only table, from 1; 0: not by pages */
	struct pager pager;
	bool undated;		/* takes no ?as_at= */
	struct str period_path; /* the form of a period, or absent */
	struct str org;
	struct str from, to; /* as typed */
	struct err_items faults;
	struct str xlsx, csv;
	struct {
		struct fig_table *p;
		ptrdiff_t n, cap;
	} tables;
	struct str left_out; /* what isn't counted, and why; or absent */
};

#endif
