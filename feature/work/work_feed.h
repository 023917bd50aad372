/*
 * Secret addresses of calendars: whoever knows one may read it, with the
 * rights that the person who made it has today, until it is revoked.
 */
#ifndef RV_WORK_FEED_H
#define RV_WORK_FEED_H

#include "account/account.h"
#include "work/work_calendar.h"
#include "work/work_view_act.h"

enum { WORK_FEEDS_MOST = 10 }; /* of a person, in use */
/* In place of a view: what falls due of people on the way to admission. */
enum { WORK_FEED_GROWTH = -1 };

struct work_feed {
	int64_t id, made_at;
	int64_t view;	   /* whose tasks it shows; 0: open tasks of the unit;
		       * WORK_FEED_GROWTH */
	struct str name;   /* of the calendar; absent: the view or the seat
			    * is gone */
	struct str code;   /* of the programme whose list the view is of */
	bool of_programme; /* … of all tasks when false */
	struct account_sitting at; /* it shows what its person sees there */
};
struct work_feeds {
	struct work_feed *p;
	ptrdiff_t n, cap;
};
/* The actor's own that are in use, the oldest first. */
struct err *work_feed_list(struct cx *cx,
			   struct work_feeds *ret_feeds) MUST_USE;

/* A secret address for the actor, an act; the token exists only here (absent
 * when this form was sent before). `view`: 0, a view that the actor sees, or
 * WORK_FEED_GROWTH. */
struct err *work_feed_make(struct cx *cx, int64_t view,
			   struct str *ret_token) MUST_USE;
/* Another address for the same calendar; the old one ends: an act. */
struct err *work_feed_renew(struct cx *cx, int64_t id,
			    struct str *ret_token) MUST_USE;
/* One of the actor's own ends: an act. */
struct err *work_feed_revoke(struct cx *cx, int64_t id) MUST_USE;

/* What an address shows. */
struct work_feed_open {
	struct work_calendar calendar;
	struct work_filter filter;
	bool growth; /* … instead of tasks */
};
/* cx->actor becomes the person whose calendar it is. ERR_NOT_FOUND for an
 * unknown or revoked token, for a person who may see no tasks any more, and
 * for a view that was deleted or isn't theirs to see any more. */
struct err *work_feed_open(struct cx *cx, struct str token,
			   struct work_feed_open *ret_open) MUST_USE;

#endif
