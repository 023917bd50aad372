/* What task lists and the page of a programme show. */
#ifndef RV_WORK_LIST_VIEW_H
#define RV_WORK_LIST_VIEW_H

#include "view/view_part.h"
#include "work/work_carry_view.h"
#include "work/work_filter.h"

struct work_row {
	int64_t id;
	struct str number, work;
	struct str lead;      /* name, or absent: a hole */
	struct str lead_text; /* as written, shown under the hole */
	struct status status;
	struct str when;	 /* under the status: day or words */
	struct str product;	 /* or absent: a hole */
	struct str product_note; /* under the product */
	bool miss_work, miss_person, miss_progress, miss_product;
	struct str deadline_text;
	bool can_mend; /* the reader may write: a hole is a link */
	struct {       /* the columns that were chosen, in their order */
		struct str *p;
		ptrdiff_t n, cap;
	} more;
};
/* Rows below one section's title. */
struct work_group {
	struct str title; /* absent: no group head */
	int64_t section;  /* DB_NULL: none */
	int64_t count;	  /* tasks of the group that fit, on all pages; -1:
			   * isn't said */
	struct {
		struct work_row *p;
		ptrdiff_t n, cap;
	} rows;
};
struct work_choice {
	struct str value, title;
	bool chosen;
};
struct work_choices {
	struct work_choice *p;
	ptrdiff_t n, cap;
};
/* A quick filter with its count. */
struct work_tab {
	struct str title, href;
	int64_t n;
	bool current;
};
struct work_head { /* a column */
	struct str title;
	struct str href; /* sorts by it, or absent */
	struct str sort; /* aria-sort, or absent */
};
/* What can be done with the chosen rows. */
struct work_bulk_button {
	struct str key, title;
};
struct work_list_view {
	struct str path;     /* of the list: "/tasks", "/programme/5" */
	int64_t list;	     /* 0: all tasks; else the programme */
	struct str query;    /* of the address */
	struct str all_href; /* the list without any condition */
	struct str done;     /* what was just done, or absent */
	struct {
		struct work_tab *p;
		ptrdiff_t n, cap;
	} tabs;		       /* quick filters, then saved views */
	struct str shape_href; /* more conditions, columns, groups */
	struct str save_href;  /* saves what is on screen as a view */
	struct str feed_href;  /* a calendar of the view on screen; absent */
	struct str q;
	struct work_asks kept; /* by the filter form */
	struct work_asks asks; /* … by the form of the chosen rows */
	struct work_choices leads, states, dues;
	struct chips chips;
	struct {
		struct work_group *p;
		ptrdiff_t n, cap;
	} groups;
	struct work_head by_work, by_lead, by_due;
	struct {
		struct work_head *p;
		ptrdiff_t n, cap;
	} more;	       /* heads of the columns that were chosen */
	int64_t width; /* columns without the one of boxes */
	struct pager pager;
	struct empty_state none;
	struct str caption;
	struct str product;	   /* head of the column that doesn't sort */
	struct str pick, pick_end; /* "Choose task ", around a number */
	bool may_pick;		   /* check boxes */
	struct {
		struct work_bulk_button *p;
		ptrdiff_t n, cap;
	} bulk;
	struct str bulk_action;
	struct str all_fit;   /* "All 64 tasks that fit", or absent */
	struct str xlsx, csv; /* addresses of the same list as a file */
	bool may_send;	      /* … that may come back edited */
};

struct work_count {    /* the strip of a programme */
	int64_t n, x;  /* how many; offset in the bar */
	int64_t width; /* in the bar */
	const char *css;
	struct status status;
	struct str href;
	const char *bar; /* class of the bar's piece */
};
struct work_clear { /* one of the four clarities */
	struct str title, text;
	struct str href; /* when something is missing */
};
struct work_import_line {
	struct str text, href;
};
struct programme_view {
	struct page *page;
	struct crumbs crumbs;
	struct str title, sub, document_href, file_href;
	int64_t total;
	struct {
		struct work_count *p;
		ptrdiff_t n, cap;
	} counts;
	struct work_clear clear[4];
	struct str import_href, new_href, xlsx, docx; /* absent: may not */
	struct str on_time, extensions; /* absent: nothing to say */
	struct str report;
	struct {
		struct work_import_line *p;
		ptrdiff_t n, cap;
	} imports;
	struct programme_life life;
	struct work_list_view list;
};
struct tasks_view {
	struct page *page;
	struct work_list_view list;
};

struct programme_line {
	int64_t id;
	struct str code, title;
	struct str year; /* four digits, ungrouped */
	int64_t tasks, done, clear;
	bool closed;
};
struct programmes_view {
	struct page *page;
	struct {
		struct programme_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct empty_state none;
	bool may_add;
};

#endif
