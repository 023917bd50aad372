/*
 * The seats of a person: places at which they act, by roles of their own or
 * lent by others.
 */
#ifndef RV_ACCOUNT_SEAT_H
#define RV_ACCOUNT_SEAT_H

#include "account/account_model.h"
#include "account/account_query.h"
#include "base/cx.h"

struct account_seats {
	struct seat *p;
	ptrdiff_t n;
	struct user_actor_rows rows; /* seat.grant is an index into them */
	const struct user_actor_row *person; /* NULL: nobody */
};
struct err *account_seats(struct cx *cx, int64_t user,
			  struct account_seats *ret_seats) MUST_USE;
/* The actor sits down in one of their seats, in this session; ERR_NOT_FOUND
 * for what isn't one of theirs. */
struct err *account_sit(struct cx *cx, int64_t scope, int64_t lender) MUST_USE;

/* Somebody else acts for a person. */
struct account_lending {
	struct str to;	   /* the e-mail address of who is to act */
	int64_t scope;	   /* DB_NULL: everywhere; as a seat's scope */
	struct str what;   /* "all", "work" or "member" */
	day_t from, to_on; /* half-open */
	struct str reason;
};
/* By the actor, for themselves: nobody lends what others lent them. Faults
 * have `field` to, scope, what, from, last or reason. */
struct err *account_lend(struct cx *cx, const struct account_lending *in,
			 int64_t *ret_id) MUST_USE;
/* Ended by who lent it, by who acts, or by whoever manages accounts. */
struct err *account_lend_end(struct cx *cx, int64_t id) MUST_USE;

#endif
