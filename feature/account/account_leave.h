/*
 * Leaving a post: what a person answers for, whether somebody else does, and
 * giving it on. A place whose duties nobody has is never left by oversight:
 * who takes the last holder away says why.
 */
#ifndef RV_ACCOUNT_LEAVE_H
#define RV_ACCOUNT_LEAVE_H

#include "base/cx.h"

/* One role of a person that counts today or will. */
struct account_duty {
	int64_t grant;
	int64_t org;	 /* 0: the whole realm */
	int64_t scope;	 /* … as it counts: below 0 it alone; or DB_NULL */
	struct str role; /* the profile's code */
	struct str place;
	day_t from, to; /* half-open; DAY_NONE: no end */
	bool awaited;	/* others wait for what it does: PERM_DUTY */
	bool sole;	/* … and nobody else does it there today */
	struct strs
		others; /* who else does, "Lê B" or "Lê B, from 1/12/2026" */
};
struct account_duties {
	struct account_duty *p;
	ptrdiff_t n, cap;
};
/* In the order in which they were given; in words of the reader's language. */
struct err *account_duties(struct cx *cx, int64_t user,
			   struct account_duties *ret_duties) MUST_USE;

/* What is given on, to whom, from which day on. */
enum { HANDED_MOST = 50 };
struct account_handing {
	int64_t grant[HANDED_MOST];
	int n;
	struct str
		to; /* the e-mail address of who comes after; empty: nobody */
	day_t from;
	struct str reason;
};
/* By whoever manages accounts: the roles end for the one and begin for the
 * other on that day, each until the day that was planned; when all is given on,
 * what waits for the person goes along (struct feature.hand_over). Faults have
 * `field` duty, to, from or why. Nobody gives to themselves, nor away what is
 * theirs. */
struct err *account_hand_over(struct cx *cx, int64_t user,
			      const struct account_handing *in) MUST_USE;

/* ERR_CONFLICT when nobody else answers for what this person does: for one
 * role (`field` why) or for all of them (grant 0, `field` reason). */
struct err *account_vacant_check(struct cx *cx, int64_t user,
				 int64_t grant) MUST_USE;

#endif
