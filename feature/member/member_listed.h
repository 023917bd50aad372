/*
 * Who had people on a list: written down once a day for a reader, a list and a
 * person, so that each of them reads who had them on which list, and of how
 * many. A page that shows nobody new writes nothing.
 */
#ifndef RV_MEMBER_LISTED_H
#define RV_MEMBER_LISTED_H

#include "base/cx.h"

enum member_list_of {
	LISTED_MEMBERS, /* the list of members, and what was found by a name */
	LISTED_FILE,	/* … as a file */
	LISTED_ASKS,	/* corrections that were asked for */
	LISTED_FIGURE,	/* who makes a figure */
	LISTED_FIGURE_FILE,
	LISTED_SPLIT, /* whom a decision takes along */
	N_LISTED
};
struct member_ids {
	int64_t *p;
	ptrdiff_t n, cap;
};
/* Of those on it nothing is written for the actor's own record, and nothing
 * when the system itself reads. Not inside an act. */
struct err *member_listed(struct cx *cx, enum member_list_of list,
			  const struct member_ids *ids) MUST_USE;
/* The list in words; absent when `field` (of member_look) is none. */
struct str member_listed_title(struct cx *cx, struct str field);
/* For tests: what was written a moment ago is looked up again. */
void member_listed_forget(void);

#endif
