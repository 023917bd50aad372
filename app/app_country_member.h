/* The members of the realms of a country, and the cells they belong to. */
#ifndef RV_APP_COUNTRY_MEMBER_H
#define RV_APP_COUNTRY_MEMBER_H

#include "base/cx.h"

/* How many cells each of so many units has, for so many members. */
int country_cells(int64_t members, int64_t units);
/* Makes them below a unit. */
struct err *country_cells_make(struct cx *cx, int64_t unit, int n,
			       int64_t *ret_cell) MUST_USE;

struct country_people {
	int64_t members; /* of this realm */
	int64_t first;	 /* how many realms before it have */
	const int64_t *cell;
	ptrdiff_t n_cells;
};
/* Puts them into the realm's cells, each with a secretary, and proves that its
 * figures count them all. The realm is open; a reader is taken of it. */
struct err *country_people_put(struct cx *cx,
			       const struct country_people *ask) MUST_USE;

#endif
