/* People in the search over everything (struct feature_search). */
#ifndef RV_MEMBER_SEARCH_H
#define RV_MEMBER_SEARCH_H

#include "view/feature.h"

/* Who may be seen, by any name of theirs; by a number of theirs only for who
 * may see it, and then it is written down that the record was looked for. */
struct err *member_search_find(struct cx *cx, const struct feature_find *what,
			       struct feature_hits *ret_hits) MUST_USE;

#endif
