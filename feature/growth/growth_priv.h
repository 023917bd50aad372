/* What the files of acts share: a person's row between taking and keeping. */
#ifndef RV_GROWTH_PRIV_H
#define RV_GROWTH_PRIV_H

#include "audit/audit.h"
#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_query.h"

struct growth_held {
	struct candidate_by_id_row is;
	int64_t event; /* the act's */
};
/* Reads it for changing; ERR_NOT_FOUND also for who may not see it, ERR_DENIED
 * for who may not change it, ERR_CONFLICT at "rev". */
struct err *growth_take(struct cx *cx, int64_t id, int64_t rev,
			struct growth_held *ret) MUST_USE;
/* Only whoever is on the way: ERR_CONFLICT once admitted, left or erased. */
struct err *growth_take_open(struct cx *cx, int64_t id, int64_t rev,
			     struct growth_held *ret) MUST_USE;
/* Writes the row and the event. */
struct err *growth_keep(struct cx *cx, struct growth_held *row,
			const char *kind, struct buf *after,
			struct str reason) MUST_USE;
/* An organisation that the actor sees and that exists on a day; ERR_INVALID at
 * "org". */
struct err *growth_org_check(struct cx *cx, int64_t org, day_t on) MUST_USE;
struct err *growth_may(struct cx *cx) MUST_USE;

static inline struct str text_or_null(struct str s)
{
	return s.n ? s : STR_NULL;
}

#endif
