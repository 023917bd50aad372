/* What the page of handing over shows. */
#ifndef RV_ACCOUNT_LEAVE_VIEW_H
#define RV_ACCOUNT_LEAVE_VIEW_H

#include "account/account_seat_view.h"

struct duty_view {
	int64_t grant;
	struct str role, place;
	day_t from, to; /* the first day and the last */
	bool sole, awaited, chosen;
	struct strs others;
};
struct leave_view {
	struct page *page;
	struct crumbs crumbs;
	struct form_keys keys;
	struct err_items faults;
	int64_t id;
	struct str name, email, post;
	bool own;      /* one's own page: to prepare, not to give */
	bool disabled; /* cannot sign in any more */
	bool done;     /* it was just handed over */
	int64_t sole;  /* places that nobody else answers for */
	struct {
		struct duty_view *p;
		ptrdiff_t n, cap;
	} duties;
	struct str duty_fault;
	struct lendings lendings;
	struct account_line to, from, why, reason;
};

#endif
