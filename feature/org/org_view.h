/* What the pages of organisations show. */
#ifndef RV_ORG_VIEW_H
#define RV_ORG_VIEW_H

#include "view/view_part.h"

struct org_line {
	int64_t id;
	struct str name, kind;
	int64_t below; /* organisations directly below */
	int depth;     /* 0..3: the indent */
	bool open;
	struct str href_toggle; /* opens or closes the branch; absent: leaf */
};
struct org_lines {
	struct org_line *p;
	ptrdiff_t n, cap;
};
struct org_count {
	struct str kind;
	int64_t n;
};
struct org_tree_view {
	struct page *page;
	struct str q;
	struct org_lines lines;
	struct str caption;
	bool found; /* the lines answer a search */
	struct {
		struct org_count *p;
		ptrdiff_t n, cap;
	} counts;
	struct empty_state none;
};
struct org_page_view {
	struct page *page;
	struct crumbs crumbs;
	struct str name, kind, code;
	day_t from, to;
	struct org_lines below;
};

#endif
