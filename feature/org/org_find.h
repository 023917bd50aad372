/* Finding organisations by what they are or were called. */
#ifndef RV_ORG_FIND_H
#define RV_ORG_FIND_H

#include "base/cx.h"

struct org_found {
	int64_t id;
	struct str kind, name, above; /* on the day, or the nearest to it */
	struct str former; /* the words stand in this name, which it isn't */
	struct str code;   /* … or in this code; `code_past`: it was it */
	bool code_past;
	bool exact;		 /* with the marks that were typed */
	bool alive;		 /* on the day */
	day_t born_on, ended_on; /* of those that aren't */
};
struct org_founds {
	struct org_found *p;
	ptrdiff_t n, cap;
	bool more; /* there may be further ones */
};
struct org_find_ask {
	struct str q;
	day_t day;
	struct str kind; /* or absent: any */
	ptrdiff_t most;
};
/* Those whose marks are as typed first; then those that are there on the day,
 * by a name of that day, before the others. */
struct err *org_find_read(struct cx *cx, const struct org_find_ask *ask,
			  struct org_founds *ret_list) MUST_USE;
/* What there is to say of how it was found: "formerly …; ended on …". */
struct str org_find_note(struct cx *cx, const struct org_found *f);

#endif
