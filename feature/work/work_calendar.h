/*
 * Tasks as a calendar (iCalendar, RFC 5545): a day each, no times, so no time
 * zones.
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
enum { CALENDAR_EVENTS = 2000 };
/* The tasks of a filter that have a last day, as this actor sees them; of too
 * many those that come next, and it says so. */
struct err *work_calendar_put(struct cx *cx, const struct work_filter *f,
			      const struct work_calendar *c,
			      struct buf *out) MUST_USE;
/* What falls due of people on the way to admission, as this actor sees them. */
struct err *work_calendar_growth(struct cx *cx, const struct work_calendar *c,
				 struct buf *out) MUST_USE;
/* A property as it stands in a file: escaped text, lines of 75 bytes. */
void calendar_text(struct buf *b, const char *name, struct str value);

#endif
