/* What the search over everything shows; which features look is theirs. */
#ifndef RV_SITE_SEARCH_H
#define RV_SITE_SEARCH_H

#include "view/feature.h"
#include "view/view_part.h"

struct search_group {
	struct str title;
	int order;
	struct feature_hits hits;
};
struct search_view {
	struct page *page;
	struct str q;
	bool asked;  /* there was a word to look for */
	bool unsaid; /* … a person's number, which an address doesn't hold */
	int64_t total;
	struct {
		struct search_group *p; /* with something in it, in order */
		ptrdiff_t n, cap;
	} groups;
	struct empty_state none;
	struct str left_out, href; /* what wasn't looked through; where it is */
};

#endif
