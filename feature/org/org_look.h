/*
 * The day that a page of organisations looks at (?as_at=): what is recorded
 * until now about that day, which may also be one that hasn't come.
 */
#ifndef RV_ORG_LOOK_H
#define RV_ORG_LOOK_H

#include "http/http.h"
#include "org/org_view.h"

#define ORG_LOOK_FIELD                                                         \
	{                                                                      \
		.name = "as_at", .label = N_("Day"), .kind = FIELD_DAY         \
	}

struct org_look {
	day_t day;
	struct str iso;	   /* of the day, for addresses; absent: today */
	struct err *fault; /* what was typed is no day, so it is today */
	struct str typed;
};

/* What the address asks for. Of a past day the context stands on that day, as
 * panels of other features want it. Faults of other fields are an error. */
struct err *org_look_read(struct cx *cx, struct req *rq,
			  struct org_look *ret_look) MUST_USE;
/* "&as_at=2026-06-30" or "?as_at=…" behind an address of ours. */
struct str org_look_href(struct cx *cx, const struct org_look *look,
			 struct str href);
/* One organisation's page on the day. */
struct str org_look_page(struct cx *cx, const struct org_look *look,
			 int64_t org);
struct err *org_look_ahead(struct cx *cx, const struct org_look *look) MUST_USE;
/* The sentence about the day and the days with changes around it. `here`: the
 * page's address without a day, maybe with other fields. */
struct err *org_look_fill(struct cx *cx, const struct org_look *look,
			  struct str here,
			  struct org_look_view *ret_x) MUST_USE;

#endif
