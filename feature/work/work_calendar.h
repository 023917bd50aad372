/*
 * Tasks as a calendar (iCalendar, RFC 5545): a day each, no times, so no time
 * zones. Behind a secret address that its person may revoke.
 */
#ifndef RV_WORK_CALENDAR_H
#define RV_WORK_CALENDAR_H

#include "base/buf.h"
#include "work/work_filter.h"

struct work_calendar {
	struct str name;  /* as calendar programs show it */
	struct str site;  /* "https://rv.example.vn", or empty: no links */
	struct str realm; /* makes the names of tasks unique in the world */
};
enum { CALENDAR_EVENTS = 2000, CALENDAR_MOST = 4 << 20 };
/* The tasks of a filter that have a last day, as this actor sees them. */
struct err *work_calendar_put(struct cx *cx, const struct work_filter *f,
			      const struct work_calendar *c,
			      struct buf *out) MUST_USE;
/* A property as it stands in a file: escaped text, lines of 75 bytes. */
void calendar_text(struct buf *b, const char *name, struct str value);

/* A secret address for the actor, an act; the token exists only here. */
struct err *work_feed_make(struct cx *cx, struct str *ret_token) MUST_USE;
/* One of the actor's own ends: an act. */
struct err *work_feed_revoke(struct cx *cx, int64_t id) MUST_USE;
/* Whose calendar it is: cx->actor becomes that person. ERR_NOT_FOUND for an
 * unknown or revoked token and for a person who may see no tasks any more. */
struct err *work_feed_open(struct cx *cx, struct str token,
			   struct work_calendar *ret_calendar) MUST_USE;

#endif
