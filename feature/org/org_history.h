/* All that is recorded of one organisation over time. */
#ifndef RV_ORG_HISTORY_H
#define RV_ORG_HISTORY_H

#include "org/org_look.h"
#include "org/org_past_query.h"

struct org_history {
	struct org_names_of_rows names; /* each list: the newest first */
	struct org_places_of_rows places;
	struct org_codes_of_rows codes;
	struct org_lineage_of_rows lineage;
};
struct err *org_history_ahead(struct cx *cx, int64_t org) MUST_USE;
struct err *org_history_read(struct cx *cx, int64_t org,
			     struct org_history *ret_h) MUST_USE;

/* What it was on a day, NULL when it wasn't there. */
const struct org_names_of_row *org_history_name(const struct org_history *h,
						day_t day);
const struct org_places_of_row *org_history_place(const struct org_history *h,
						  day_t day);
struct str org_history_code(const struct org_history *h, day_t day);
/* Its first day, and the day from which it is no more (DAY_NONE: it lives). */
day_t org_history_begin(const struct org_history *h);
day_t org_history_end(const struct org_history *h);

/* The timeline, and the lists of what it came from and became. */
void org_history_show(struct cx *cx, const struct org_history *h, int64_t org,
		      struct org_page_view *x);

#endif
