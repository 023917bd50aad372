/*
 * Spans: what is counted of a person while none of it changes. Made of the
 * dated rows, so that a figure of any day reads one index. Whoever changes
 * rows of members calls member_span_event() behind its last one, in the same
 * transaction.
 */
#ifndef RV_MEMBER_SPAN_H
#define RV_MEMBER_SPAN_H

#include "base/cx.h"

/* Makes the spans anew of everybody of whom the event made, ended or voided a
 * row (homes, states, fields) or changed the person's own (member.event). */
struct err *member_span_event(struct cx *cx, int64_t event) MUST_USE;

/* … of these people, by id. */
struct err *member_span_people(struct cx *cx, const int64_t *id,
			       ptrdiff_t n) MUST_USE;

/* How many people's spans differ from their dated rows: of a whole realm. */
struct err *member_span_check(struct cx *cx, int64_t *ret_wrong) MUST_USE;
/* Makes them all anew: an act. */
struct err *member_span_rebuild(struct cx *cx) MUST_USE;

#endif
