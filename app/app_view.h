/* What the app's own pages show. */
#ifndef RV_APP_VIEW_H
#define RV_APP_VIEW_H

#include "view/view.h"

struct app_error_view {
	struct page *page;
	struct str title, text, id;
	struct strs more; /* further faults */
};
struct app_help_tab {
	struct str href, title;
	bool current;
};
struct app_help_tabs {
	struct app_help_tab *p;
	ptrdiff_t n, cap;
};
struct app_help_view {
	struct page *page;
	struct str title;
	struct app_help_tabs tabs; /* the pages of the manual */
	struct html text;	   /* of this one, made from our own Markdown */
};
struct app_key {
	struct str keys, text;
	struct str when; /* what a page must have: a word of app.js */
};
struct app_keys_view {
	struct page *page;
	struct app_key *p;
	ptrdiff_t n, cap;
};

#endif
