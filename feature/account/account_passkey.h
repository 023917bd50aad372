/* Acts about passkeys, and the proof before an act of weight. */
#ifndef RV_ACCOUNT_PASSKEY_H
#define RV_ACCOUNT_PASSKEY_H

#include "account/account_act.h"
#include "auth/auth_passkey.h"

/* What a browser needs to ask its authenticator. */
struct account_passkey_ask {
	struct str challenge;
	struct str handle, email, name; /* of a new one */
	struct passkeys list; /* not again (a new one), or one of these */
};
/* A new passkey of the actor's. */
struct err *account_passkey_begin(struct cx *cx,
				  struct account_passkey_ask *ret) MUST_USE;
/* ERR_INVALID: the browser's answer wasn't taken. Ends the other sessions; the
 * first factor brings recovery codes, which are told now only. */
struct err *account_passkey_add(struct cx *cx, const struct webauthn_site *site,
				const struct passkey_made *made,
				struct strs *ret_codes) MUST_USE;
/* Ends the other sessions. ERR_CONFLICT: the password is too short without. */
struct err *account_passkey_end(struct cx *cx, int64_t passkey) MUST_USE;

/* Instead of a password: by nobody who is known yet. */
struct err *account_passkey_ask_any(struct cx *cx, struct str address,
				    struct account_passkey_ask *ret) MUST_USE;
/* Behind the password of a ticket. */
struct err *
account_passkey_ask_second(struct cx *cx, struct str ticket,
			   struct account_passkey_ask *ret) MUST_USE;
/* The actor's own, for an act of weight. */
struct err *account_passkey_ask_again(struct cx *cx,
				      struct account_passkey_ask *ret) MUST_USE;
/* ERR_DENIED: not taken. */
struct err *account_passkey_sign_in(struct cx *cx,
				    const struct webauthn_site *site,
				    const struct passkey_answer *answer,
				    const struct account_place *at,
				    struct str *ret_token) MUST_USE;
struct err *account_passkey_second(struct cx *cx,
				   const struct webauthn_site *site,
				   struct str ticket,
				   const struct passkey_answer *answer,
				   const struct account_place *at,
				   struct str *ret_token) MUST_USE;

/* ---- the proof before an act of weight (account_again.c) --------------------- */
/* One of: the password, a code, a passkey's answer. The session gets a new
 * token; the old one is dead. ERR_INVALID with `field` current or code;
 * ERR_DENIED for a passkey. */
struct account_proof {
	struct str password, code;	     /* absent: not given */
	const struct passkey_answer *answer; /* or NULL */
	const struct webauthn_site *site;
};
struct err *account_prove(struct cx *cx, const struct account_proof *proof,
			  const struct account_place *at,
			  struct str *ret_token) MUST_USE;

/* Whether the password has to get longer before this factor may go; inside the
 * act that takes it. */
struct err *account_short_check(struct cx *cx) MUST_USE;

#endif
