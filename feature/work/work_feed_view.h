/* What the page of calendars shows. */
#ifndef RV_WORK_FEED_VIEW_H
#define RV_WORK_FEED_VIEW_H

#include "work/work_list_view.h"

struct feed_item {
	int64_t id;
	struct str name;  /* of the calendar; absent: its view is gone */
	struct str place; /* "saved view of all tasks" */
	struct str made, key;
};
struct feeds_view {
	struct page *page;
	struct form_keys keys;
	struct crumbs crumbs;
	struct err_items faults;
	struct str address; /* just made: shown once; or absent */
	struct str named;   /* … the calendar's name */
	bool whole;	    /* the address has the site's name in it */
	struct {
		struct feed_item *p;
		ptrdiff_t n, cap;
	} feeds;
	struct work_choices views; /* of what one can be made */
};

#endif
