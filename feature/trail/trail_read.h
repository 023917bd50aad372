/*
 * The trail as people read it: filtered, newest first, a page at a time. A
 * filter goes by the index of its narrowest condition; what is left of it is
 * compared here, over so many events at most that no page takes long. Where it
 * stopped, the next page goes on.
 */
#ifndef RV_TRAIL_READ_H
#define RV_TRAIL_READ_H

#include "audit/audit_kind.h"
#include "base/cx.h"
#include "trail/trail_query.h"

enum { TRAIL_ANY_GROUP = -1 };

struct trail_filter {
	int64_t actor, behalf; /* users; DB_NULL: whoever */
	int group;	       /* enum audit_group, or TRAIL_ANY_GROUP */
	struct str subject_kind;
	int64_t subject; /* with subject_kind */
	day_t from, to;	 /* both included; DAY_NONE: open */
	struct str text; /* part of the reason, folded; absent: any */
	int64_t at, id;	 /* only what lies behind this event; 0: from now */
};

struct trail_walk;
/* Walks in `a`, which must live as long. `most`: events that are looked at
 * before it stops; 0: all. */
struct trail_walk *trail_walk_open(struct cx *cx, struct arena *a,
				   const struct trail_filter *f, int64_t most);
/* The next that the filter lets through; *ret_more false: there is none, or
 * enough was looked at. */
struct err *trail_walk_next(struct trail_walk *w,
			    struct trail_events_row *ret_row,
			    bool *ret_more) MUST_USE;
/* Whether it stopped before the end, and behind which event it goes on. */
bool trail_walk_stopped(const struct trail_walk *w, int64_t *ret_at,
			int64_t *ret_id);
/* For streams. What was read before may be gone. From now on the walk gives
 * back, at its next step, all that was allocated in the context's arena since
 * this call, so that a list of any length needs the same memory. */
void trail_walk_forget(struct trail_walk *w);

/* Whether the actor may see what an event says of a member: its reason, before
 * and after. Always true of events that concern none. */
struct err *trail_is_open(struct cx *cx, struct str kind,
			  struct str subject_kind, int64_t subject,
			  bool *ret_open) MUST_USE;
/* Whether the actor reads the trail: the whole committee's permission alone
 * gives it, since events of all organisations stand in it. */
bool trail_may(const struct cx *cx);

/* ---- in words ------------------------------------------------------------- */
/* Who: a user's name, or the system. */
struct err *trail_who(struct cx *cx, int64_t user,
		      struct str *ret_name) MUST_USE;
/* A subject: "Task 57", its name where the actor may know it, its page. */
struct trail_subject {
	struct str kind, name, href;
};
struct err *trail_subject_say(struct cx *cx, struct str kind, int64_t id,
			      struct trail_subject *ret_s) MUST_USE;
/* The i-th kind of subject that lists can be filtered by; false: no more. */
bool trail_subject_nth(int i, const char **ret_kind, const char **ret_title);
/* The label of a field of before and after; absent: it has none. */
struct str trail_field_label(struct cx *cx, struct str field);

#endif
