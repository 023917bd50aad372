/* The sign-in of the whole realm, by whoever manages accounts. */
#ifndef RV_ACCOUNT_LIMITS_H
#define RV_ACCOUNT_LIMITS_H

#include "account/account_act.h"
#include "auth/auth.h"

struct account_limits {
	struct session_limits session;
	bool stepup; /* acts of weight ask for a fresh proof */
	bool second; /* whoever manages accounts needs a second factor */
};
struct err *account_limits_get(struct cx *cx,
			       struct account_limits *ret_limits) MUST_USE;
/* Faults by field: idle, life, idle_manager, life_manager, most. What runs
 * already keeps the limits it began with. */
struct err *account_limits_put(struct cx *cx,
			       const struct account_limits *l) MUST_USE;
/* All sessions of a user, or of everybody (0), but the actor's present one. */
struct err *account_sessions_end_of(struct cx *cx, int64_t user) MUST_USE;

#endif
