/* What the pages of organisations show. */
#ifndef RV_ORG_VIEW_H
#define RV_ORG_VIEW_H

#include "view/view_part.h"

/* ---- the day --------------------------------------------------------------- */
struct org_day_link {
	struct str text, href; /* absent: none */
};
struct org_look_view {
	struct str day;	   /* 30/06/2026 */
	struct str typed;  /* what stands in the field: it, or no day */
	struct str note;   /* absent: today */
	struct str today;  /* the page as it is today */
	int64_t decisions; /* approved until the day, not yet in force */
	struct org_day_link before, behind; /* days of changes around it */
	struct err_items errors;
};

/* ---- a table of organisations ------------------------------------------------ */
struct org_cell {
	struct str title, text, href;
	bool numeric;
};
struct org_line {
	struct str name, href, kind;
	struct str note;   /* below the name, or absent */
	struct str toggle; /* opens or closes the branch; absent: none */
	int depth;	   /* 0..ORG_DEPTH_SHOWN: the indent */
	bool open;
	bool is_more; /* "9 more", leads to the rest of a level */
	struct {
		struct org_cell *p;
		ptrdiff_t n, cap;
	} cells;
};
enum { ORG_DEPTH_SHOWN = 8 }; /* classes d0..d8 of the style sheet */
struct org_table {
	struct org_line *p;
	ptrdiff_t n, cap;
	struct str caption;
	bool flat; /* no tree: nothing opens */
	struct {
		struct org_cell *p; /* heads: title and numeric */
		ptrdiff_t n, cap;
	} heads;
};

/* ---- the tree ------------------------------------------------------------------ */
struct org_count {
	struct str kind, href;
	int64_t n;
};
struct org_choice {
	struct str code, title, href;
	bool chosen;
};
struct org_choices {
	struct org_choice *p;
	ptrdiff_t n, cap;
};
struct org_tree_view {
	struct page *page;
	struct org_look_view look;
	struct str q;
	struct org_choices kinds;
	struct org_choices levels; /* open down to */
	struct crumbs crumbs;	   /* of a branch that is shown alone */
	struct chips chips;
	struct org_table table;
	struct pager pager;
	struct {
		struct org_count *p;
		ptrdiff_t n, cap;
	} counts;
	bool more;    /* the search found further ones */
	bool manages; /* may decide about organisations */
	bool sheet;   /* … and the workbook may come back */
	struct str xlsx, csv;
	struct empty_state none;
	struct org_day_link first; /* the day when the first one began */
};

/* ---- one organisation ----------------------------------------------------------- */
struct org_event {
	day_t day;
	struct str title;
	struct str was, is; /* old and new, or absent */
	struct str href;    /* of what `is` names, or absent */
	struct str basis, basis_href;
};
struct org_events {
	struct org_event *p;
	ptrdiff_t n, cap;
};
struct org_kin {
	day_t day;
	struct str words; /* "merged into" */
	struct str name, href;
	struct str share; /* "40% of its members", or absent */
	struct str members;
	struct str basis, basis_href;
};
struct org_kins {
	struct org_kin *p;
	ptrdiff_t n, cap;
};
struct org_page_view {
	struct page *page;
	struct org_look_view look;
	struct crumbs crumbs;
	struct str name, kind, code, state; /* state: not there on the day */
	day_t from;
	struct org_table below;
	struct str below_all; /* the rest of them, or absent */
	struct org_events history;
	struct org_kins came_from, became;
};

#endif
