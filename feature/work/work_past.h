/*
 * A page about a past day (?as_at=2026-06-30): the state as it was known at
 * the end of that day. The context then stands on that day, so everything that
 * is derived from days is derived for it; queries about tasks read the past
 * (the part "past" of work_query.sql). With ?structure=then its tasks stand in
 * the organisations of that day, else in today's (work_structure.h).
 */
#ifndef RV_WORK_PAST_H
#define RV_WORK_PAST_H

#include "http/http.h"

#define WORK_PAST_FIELD                                                        \
	{ .name = "as_at", .label = N_("Day"), .kind = FIELD_DAY },            \
	{                                                                      \
		.name = "structure", .label = N_("Organisations"),             \
		.kind = FIELD_WORD                                             \
	}
enum { WORK_PAST_FIELDS_N = 2 };

/* Puts the context on the day that the address names; none or today: nothing
 * changes. A day that hasn't come is a fault of the field. */
struct err *work_past_read(struct cx *cx, struct req *rq) MUST_USE;
/* An address of ours on the same day, in the same structure. */
struct str work_past_href(struct cx *cx, struct str href);
/* Whether tasks stand in the organisations of the past day. */
bool work_is_then(const struct cx *cx);
/* The first instant behind the day that is looked at. */
int64_t work_past_until(const struct cx *cx);

/* The parameters of a query with the part "past"; `bit` is its WITH bit. */
#define WORK_PAST_IN(bit)                                                      \
	.as_at = cx->as_at, .until = work_past_until(cx),                      \
	.with = cx->past ? (bit) : 0u
/* … of one that has the part "then" as well. */
#define WORK_THEN_IN(IN)                                                       \
	.as_at = cx->as_at, .until = work_past_until(cx),                      \
	.with = (cx->past ? IN##_WITH_PAST : 0u) |                             \
		(work_is_then(cx) ? IN##_WITH_THEN : 0u)

#endif
