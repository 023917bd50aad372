/* The sign-in of the whole realm, by whoever manages accounts. */
#ifndef RV_ACCOUNT_LIMITS_H
#define RV_ACCOUNT_LIMITS_H

#include "account/account_act.h"
#include "auth/auth.h"

/* Who may do nothing before a second factor is set up. */
enum second_for { SECOND_NOBODY, SECOND_ADMIN, SECOND_OTHERS, N_SECOND_FOR };
/* The word of the setting SECOND_REQUIRED, and back; what is unknown asks for
 * the most. */
const char *second_for_word(enum second_for w);
enum second_for second_for_read(struct str word);
/* Whether somebody with these permissions needs one. */
bool second_for_all(enum second_for w, uint64_t perms);

struct account_limits {
	struct session_limits session;
	bool stepup; /* acts of weight ask for a fresh proof */
	enum second_for second;
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
