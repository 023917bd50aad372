/* What the page of a programme's baseline shows. */
#ifndef RV_WORK_BASELINE_VIEW_H
#define RV_WORK_BASELINE_VIEW_H

#include "view/view_part.h"
#include "work/work_carry_view.h"

/* One thing that differs. */
struct baseline_change {
	struct str title;
	struct str was, is; /* absent: the title says it */
};
struct baseline_changes {
	struct baseline_change *p;
	ptrdiff_t n, cap;
};
struct baseline_row {
	struct str number, work, href, lead;
	struct baseline_changes changes;
};
/* How many tasks differ in a way; a tab of the list. */
struct baseline_tab {
	struct str title, href;
	int64_t n;
	bool current;
};
struct baseline_past {
	struct str day, href, who, note;
	bool current;
};
struct baseline_view {
	struct page *page;
	struct crumbs crumbs;
	struct err_items faults;
	struct form_keys keys;
	struct str sub;
	struct str action;   /* of the form; absent: may not */
	struct str summary;  /* absent: there is no baseline yet */
	struct str compared; /* "15/01/2026, beside 14/10/2026" */
	struct {
		struct baseline_tab *p;
		ptrdiff_t n, cap;
	} tabs;
	struct {
		struct baseline_row *p;
		ptrdiff_t n, cap;
	} rows;
	struct pager pager;
	struct {
		struct baseline_past *p;
		ptrdiff_t n, cap;
	} past;
	struct empty_state none;
	struct document_field day, note;
};

#endif
