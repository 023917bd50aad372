/*
 * What changes reports between committees: the own key, who is above and
 * below, what goes out, what comes in. Each is an act.
 */
#ifndef RV_FEDERATION_ACT_H
#define RV_FEDERATION_ACT_H

#include "federation/federation_model.h"

/* ---- the own key (federation_key.c) ------------------------------------- */
/* The public one, empty when none was made yet. */
struct err *fed_key_public(struct cx *cx, struct str *ret_key) MUST_USE;
/* Makes the pair when there is none, or `fresh` another one; the secret is
 * sealed. Not inside an act. */
struct err *fed_key_ready(struct cx *cx, bool fresh,
			  struct str *ret_public) MUST_USE;
/* ERR_NOT_FOUND when it can't be opened. */
struct err *fed_key_secret(struct cx *cx, struct str *ret_secret) MUST_USE;
/* Only receives: another program holds the secret. Inside an act. */
struct err *fed_key_put_public(struct cx *cx, struct str key) MUST_USE;

/* ---- who is above and below ----------------------------------------------- */
struct fed_peer_new {
	struct str name;
	enum fed_role role;
	struct str address; /* may be absent for a child */
	struct str key;	    /* its public one */
	day_t from;	    /* DAY_NONE: today */
};
/* ERR_INVALID for what can't be; ERR_CONFLICT for a name or key that one has
 * already. */
struct err *fed_peer_add(struct cx *cx, const struct fed_peer_new *in,
			 int64_t *ret_id) MUST_USE;
/* Ends the relation today; everything is kept. */
struct err *fed_peer_remove(struct cx *cx, struct str name) MUST_USE;

/* ---- out --------------------------------------------------------------------- */
struct fed_ask {
	day_t as_of; /* names the period, too */
	bool hurry;  /* what waits for another attempt is tried at once */
};
struct fed_made {
	struct fed_period period;
	int made, same; /* new reports; parents that have these figures */
};
/* Puts the report of a month on a day into the outbox for each parent; none
 * for one that has the same figures already. */
struct err *fed_make(struct cx *cx, const struct fed_ask *ask,
		     struct fed_made *ret_made) MUST_USE;
/* The reports of the month that ended, where they weren't made yet. */
struct err *fed_make_ended(struct cx *cx) MUST_USE;

/* ---- in ------------------------------------------------------------------------ */
/* Takes a message: success when it is there already. ERR_INVALID, ERR_LIMIT
 * what isn't a report, ERR_EXPIRED one that is old, ERR_DENIED an unknown
 * sender or a signature that doesn't fit, ERR_CONFLICT another report under
 * the same version. */
struct err *fed_receive(struct cx *cx, const struct fed_letter *l) MUST_USE;

/* ---- sending (federation_send.c, federation_link.c) ---------------------------- */
/* Tries what is due, each parent until its first failure. *ret_next: when the
 * next attempt is due, DB_NULL: nothing waits. */
struct err *fed_send(struct cx *cx, int64_t *ret_next) MUST_USE;
/* Posts a message; ERR_IO with what went wrong or was answered. */
struct err *fed_post(struct cx *cx, struct str url, const char *ca,
		     const struct fed_letter *l) MUST_USE;
void fed_set_timeouts(int connect_ms, int all_ms); /* tests */

#endif
