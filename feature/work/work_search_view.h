/* What the search shows. */
#ifndef RV_WORK_SEARCH_VIEW_H
#define RV_WORK_SEARCH_VIEW_H

#include "view/view_part.h"

struct search_hit {
	struct str text, note;
	struct str href;
	bool exact; /* with the marks that were typed */
};
struct search_hits {
	struct search_hit *p;
	ptrdiff_t n, cap;
	bool more; /* there are further ones */
};
struct search_view {
	struct page *page;
	struct str q;
	bool asked; /* there was a word to look for */
	bool nothing;
	struct search_hits tasks, documents, orgs;
	struct empty_state none;
};

#endif
