/* What the pages of notices and of their choices show. */
#ifndef RV_WORK_NOTICE_VIEW_H
#define RV_WORK_NOTICE_VIEW_H

#include "view/view_part.h"

struct notice_item {
	int64_t id;
	struct str title, note, href;
	struct status status; /* what it is about: "Overdue" */
	struct str at, iso;
	bool unread;
};
struct notices_view {
	struct page *page;
	struct form_keys keys;
	struct crumbs crumbs;
	struct {
		struct notice_item *p;
		ptrdiff_t n, cap;
	} items;
	int64_t unread, newest;
	struct pager pager;
	struct empty_state none;
};

struct choice_when {
	const char *key;
	struct str title;
	bool chosen;
};
struct choice_kind {
	const char *key;
	struct str title, hint, fault;
	struct choice_when when[3];
	int n;
};
struct choice_value {
	int64_t value;
	struct str title;
	bool chosen;
};
struct choice_values {
	struct choice_value *p;
	ptrdiff_t n, cap;
};
struct choice_view {
	struct page *page;
	struct form_keys keys;
	struct crumbs crumbs;
	struct err_items faults;
	struct {
		struct choice_kind *p;
		ptrdiff_t n, cap;
	} kinds;
	struct choice_values days, hours;
	struct str day_fault, hour_fault;
	struct str email;
	bool done, mails; /* mails: a mail server is set */
};

struct stop_view {
	struct page *page;
	struct str token;
	struct strs kinds;
	bool done;
};

/* On the page of the account. */
struct account_panel_view {
	int64_t unread;
	struct str letters; /* "a digest on Monday at 7:00" */
	int64_t feeds;
};

#endif
