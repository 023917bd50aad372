/* What the app's own pages show. */
#ifndef RV_APP_VIEW_H
#define RV_APP_VIEW_H

#include "view/view.h"

struct app_error_view {
	struct page *page;
	struct str title, text, id;
	struct strs more; /* further faults */
};
struct app_help_view {
	struct page *page;
	struct html text; /* the manual's page, made from our own Markdown */
};

#endif
