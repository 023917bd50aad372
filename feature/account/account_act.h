/* Everything that changes accounts: one function an act, one event each. */
#ifndef RV_ACCOUNT_ACT_H
#define RV_ACCOUNT_ACT_H

#include "account/account.h"

/* ---- by whoever manages accounts -------------------------------------------- */
/* Faults are a list with `field` set (email, name, org, role, password).
 * *ret_token is that of a one-time link; absent when the form's key was used
 * before. */
struct err *account_add(struct cx *cx, const struct account_new *in,
			int64_t *ret_user, struct str *ret_token) MUST_USE;
/* A role as it is given: in an organisation with those below it or alone, or
 * in the whole realm (org 0), from a day to a day. */
struct account_role {
	struct str role; /* the profile's code */
	int64_t org;
	bool alone;
	day_t from, to; /* half-open; DAY_NONE: no end */
	struct str reason;
};
/* Faults have `field` role, org, from, to or reason. Nobody gives a role to
 * themselves, nor ends one of their own. */
struct err *account_role_give(struct cx *cx, int64_t user,
			      const struct account_role *in) MUST_USE;
/* From today on, without an end, with those below. */
struct err *account_grant(struct cx *cx, int64_t user, const char *role,
			  int64_t org, struct str reason) MUST_USE;
/* Ends a grant today; what it was stays. A reason is asked for when nobody
 * else does there what others wait for (account_leave.h). */
struct err *account_grant_end(struct cx *cx, int64_t grant,
			      struct str reason) MUST_USE;
struct err *account_link_make(struct cx *cx, int64_t user,
			      struct str *ret_token) MUST_USE;
/* Ends all sessions and links of the user. Nobody disables himself. A reason
 * is asked for as above. */
struct err *account_disable(struct cx *cx, int64_t user,
			    struct str reason) MUST_USE;
struct err *account_enable(struct cx *cx, int64_t user,
			   struct str reason) MUST_USE;

/* ---- signing in (account_sign.c) ---------------------------------------------- */
struct account_place {
	struct str agent, address;
	struct str device; /* the browser's own token, or absent */
};
/* One text and the same work whether the user is unknown, disabled or the
 * password is wrong: ERR_DENIED. ERR_BUSY: too many attempts. *ret_second: the
 * user has a second factor, and *ret_token is a ticket for it instead of a
 * session's. */
struct err *account_sign_in(struct cx *cx, struct str email,
			    struct str password, const struct account_place *at,
			    struct str *ret_token, bool *ret_second) MUST_USE;
/* Uses up a link; ends the user's other sessions. In the new session a
 * password may be set without the one before. The second factor is asked for
 * all the same. */
struct err *account_link_use(struct cx *cx, struct str link,
			     const struct account_place *at,
			     struct str *ret_token, bool *ret_second) MUST_USE;
/* The second factor: a code of the app, or a recovery code. ERR_INVALID with
 * `field` code: it isn't right, try again; ERR_EXPIRED: begin anew. */
struct err *account_second_use(struct cx *cx, struct str ticket,
			       struct str code, const struct account_place *at,
			       struct str *ret_token) MUST_USE;

/* ---- the second factor (account_second.c) --------------------------------------- */
/* Begins to set one up for the actor; a session that was left open must not be
 * enough, therefore the password comes along (`field` current). */
struct err *account_second_begin(struct cx *cx, struct str current) MUST_USE;
/* What the app has to know; ERR_NOT_FOUND when none is being set up. */
struct account_second {
	struct str secret; /* base32 */
	struct str uri;
};
struct err *account_second_read(struct cx *cx,
				struct account_second *ret_second) MUST_USE;
/* The first code of the app; ends the other sessions. The recovery codes are
 * told now only. */
struct err *account_second_confirm(struct cx *cx, struct str code,
				   struct strs *ret_codes) MUST_USE;
/* Fresh recovery codes, or none at all any more, for a code of the app or a
 * recovery code. */
struct err *account_second_codes(struct cx *cx, struct str code,
				 struct strs *ret_codes) MUST_USE;
struct err *account_second_end(struct cx *cx, struct str code) MUST_USE;
/* By whoever manages accounts, for somebody who lost everything: asked by one,
 * agreed to by another within a day; one is enough where there is no other,
 * and the owner of the machine. Ends the user's sessions. Reasons are kept.
 * *ret_done false: it waits for another. */
enum { RESET_LIFE_MS = 24 * 3600 * 1000 };
struct err *account_second_reset(struct cx *cx, int64_t user, struct str reason,
				 bool *ret_done) MUST_USE;
struct account_reset {
	int64_t by; /* 0: nobody asked */
	struct str by_name, reason;
	int64_t at;
};
struct err *account_reset_asked(struct cx *cx, int64_t user,
				struct account_reset *ret_asked) MUST_USE;
struct err *account_sign_out(struct cx *cx) MUST_USE;
/* One of the actor's own sessions; another's is ERR_NOT_FOUND. */
struct err *account_session_end(struct cx *cx, int64_t session) MUST_USE;
/* All of the actor's sessions but this one. */
struct err *account_sessions_end(struct cx *cx) MUST_USE;
/* True when the actor may set a password without the present one. */
struct err *account_password_free(struct cx *cx, bool *ret_free) MUST_USE;
/* Whether who just signed in with this token has a password. */
struct err *account_password_set(struct cx *cx, struct str token,
				 bool *ret_set) MUST_USE;
/* Whether who just signed in with this token has to set up a second factor
 * before anything else. */
struct err *account_is_bare(struct cx *cx, struct str token,
			    bool *ret_bare) MUST_USE;
/* The actor's own password; ends the other sessions. Faults with `field`
 * current or fresh. */
struct err *account_set_password(struct cx *cx, struct str current,
				 struct str fresh) MUST_USE;
struct err *account_settings(struct cx *cx,
			     const struct account_look *look) MUST_USE;

/* ---- shared by the files --------------------------------------------------------- */
/* The actor's own row. */
struct user_by_id_row;
struct err *account_self(struct cx *cx,
			 struct user_by_id_row *ret_row) MUST_USE;
/* Whether the password is right, slowly when it was wrong before; `field`
 * current. */
struct err *account_current_check(struct cx *cx, const struct user_by_id_row *u,
				  struct str current) MUST_USE;
/* Whether it may be given to a user (0: one who isn't there yet), and giving
 * it without an event; in an act. */
struct err *account_role_check(struct cx *cx, int64_t user,
			       const struct account_role *in) MUST_USE;
struct err *account_role_put(struct cx *cx, int64_t user,
			     const struct account_role *in) MUST_USE;
/* … with its event. */
struct err *account_role_write(struct cx *cx, int64_t user,
			       const struct account_role *in) MUST_USE;
/* ERR_NOT_FOUND when nobody has the number. */
struct err *account_user_row(struct cx *cx, int64_t id,
			     struct user_by_id_row *ret_row) MUST_USE;
/* Who manages more from now on has the shorter sessions from now on; inside the
 * act that gives it. */
struct err *account_shorten(struct cx *cx, int64_t user) MUST_USE;
/* The act's event; `kind` "user.add", about a user. */
struct err *account_event(struct cx *cx, const char *kind, int64_t user,
			  struct str after, struct str reason) MUST_USE;

#endif
