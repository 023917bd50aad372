/*
 * The dated rows of organisations and what is made from them. Every function
 * works inside an act, writes for one event, and refuses what would break the
 * tree on any day; nothing here asks who may.
 */
#ifndef RV_ORG_DATED_H
#define RV_ORG_DATED_H

#include "org/org.h"

/* Which organisations a run has changed; each once. */
struct org_touched {
	int64_t *p;
	ptrdiff_t n, cap;
};

/* The rows are changed for an event from a day on. */
struct org_dating {
	int64_t event;
	day_t on;
	struct org_touched touched; /* rows were changed */
	struct org_touched moved;   /* … and those below stand elsewhere */
	struct org_touched made;    /* they may end on the day, too */
	struct org_touched above;   /* whose counts are to be made anew */
	struct org_touched
		named; /* have a name, or sisters, of their own now */
};

/* What an organisation is on the day; ERR_CONFLICT with the reason when it
 * isn't there then, or is no more from a later day on. */
struct err *org_dated_find(struct cx *cx, const struct org_dating *d,
			   int64_t org, struct org *ret_org) MUST_USE;
/* Refuses what was changed behind the day already. */
struct err *org_dated_last(struct cx *cx, const struct org_dating *d,
			   const struct org *o) MUST_USE;

struct err *org_dated_add(struct cx *cx, struct org_dating *d,
			  const struct org_new *in, int64_t *ret_id) MUST_USE;
struct err *org_dated_end(struct cx *cx, struct org_dating *d,
			  const struct org *o) MUST_USE;
struct err *org_dated_move(struct cx *cx, struct org_dating *d,
			   const struct org *o, int64_t parent) MUST_USE;
/* All that stand below `from` on the day or come there later, below `to`. */
struct err *org_dated_redirect(struct cx *cx, struct org_dating *d,
			       int64_t from, int64_t to) MUST_USE;
/* Name, short name and kind; absent: as before. */
struct err *org_dated_name(struct cx *cx, struct org_dating *d,
			   const struct org *o,
			   const struct org_new *as) MUST_USE;
/* An empty code: none from the day on. */
struct err *org_dated_code(struct cx *cx, struct org_dating *d, int64_t org,
			   struct str code) MUST_USE;

/* Makes anew what follows from the rows: the dated closure of `moved`. Then
 * the tree is a tree again, or it is an error. */
struct err *org_dated_reach(struct cx *cx, struct org_dating *d) MUST_USE;
/* … and today's rows and closure of all that were touched. */
struct err *org_dated_view(struct cx *cx, struct org_dating *d) MUST_USE;
/* Today's row alone, where neither place nor kind changed. */
struct err *org_dated_row(struct cx *cx, int64_t org) MUST_USE;
/* Each day of those that were touched: one place, one name, somebody above;
 * no sister of `named` is called the same. */
struct err *org_dated_check(struct cx *cx, const struct org_dating *d) MUST_USE;

/* Takes back what an event wrote: its rows never counted, those that it ended
 * or voided count again. What follows from them is made behind it. */
struct err *org_dated_undo(struct cx *cx, int64_t event, int64_t undo) MUST_USE;

void org_touch(struct cx *cx, struct org_touched *t, int64_t org);
bool org_touched_has(const struct org_touched *t, int64_t org);

#endif
