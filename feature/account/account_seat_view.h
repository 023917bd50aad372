/* What the page of one's seats shows. */
#ifndef RV_ACCOUNT_SEAT_VIEW_H
#define RV_ACCOUNT_SEAT_VIEW_H

#include "account/account_view.h"

struct seat_view {
	int64_t scope, lender;
	struct str roles, place;
	struct str whose; /* for whom they act there, or absent */
	day_t until;	  /* the last day of that */
	bool here;	  /* they sit in it now */
};
struct lending_view {
	int64_t id;
	struct str from_name, to_name, place, what, reason;
	day_t from, to, ended; /* both counted in; DAY_NONE: not ended */
	bool ends;	       /* may be ended */
};
struct lendings {
	struct lending_view *p;
	ptrdiff_t n, cap;
};
struct seat_page_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	struct str next;
	bool lends; /* somebody who acts for another lends nothing */
	struct {
		struct seat_view *p;
		ptrdiff_t n, cap;
	} seats;
	struct lendings lendings;
	struct account_line to, from, last, reason;
	struct account_select scope, what;
};

#endif
