/* What the ways of signing in share. */
#ifndef RV_ACCOUNT_SIGN_PRIV_H
#define RV_ACCOUNT_SIGN_PRIV_H

#include "account/account_act.h"

struct setting_key;

#define HOW_LINK "link"

/* A sign-in under way. */
struct start {
	int64_t user;
	struct str link, ticket, code;
	struct str stale, hash; /* a password's hash of another cost, anew */
	const struct setting_key *key; /* of the second factor */
	const struct account_place *at;
	int64_t old;	 /* the session that came along, or 0: it ends */
	int64_t session; /* the new one */
	struct str token;
	int64_t oidc; /* the session at the sign-in service, or 0 */
	bool strong;  /* … which asked for a second factor already */
	bool second;  /* it is asked for: the token is a ticket */
	bool wrong;   /* the code isn't right */
};

/* In the acts of signing in the actor is who comes in. */
struct cx account_as(const struct cx *cx, int64_t user);
/* A session for s->user, with its event; inside an act as that user. `how` is
 * what the event says of it. */
struct err *account_start(struct cx *cx, struct start *s,
			  const char *how) MUST_USE;
/* … by a link: all others end, and a password may be set without the old. */
struct err *account_start_by_link(struct cx *cx, struct start *s) MUST_USE;
/* A new token for the actor's session s->old, which ends; inside an act. */
struct err *account_proved(struct cx *cx, struct start *s,
			   const char *how) MUST_USE;
struct account_proof;
struct err *account_prove_by_passkey(struct cx *cx,
				     const struct account_proof *proof,
				     struct start *s) MUST_USE;
/* A code of the second factor that isn't right, `field` code. */
struct err *account_code_wrong(struct cx *cx, int64_t user) MUST_USE;
/* There were too many attempts. */
struct err *account_wait(struct cx *cx, int seconds) MUST_USE;

/* What a person is told by a letter, in their own language. */
enum account_news {
	NEWS_DEVICE,   /* signed in from a device not seen before */
	NEWS_PASSWORD, /* the password was changed */
	NEWS_SECOND,   /* codes of an app were set up */
	NEWS_CODES,    /* new recovery codes */
	NEWS_SECOND_END,
	NEWS_PASSKEY,	  /* a passkey was added; `what` is its name */
	NEWS_PASSKEY_END, /* … removed */
	NEWS_COPIED,	  /* … has been copied: it was refused */
	NEWS_RESET,	  /* an administrator took the factors away */
	NEWS_RESET_ASKED, /* … was asked to; `what`: by whom */
	NEWS_HANDED,	  /* somebody's duties are theirs now; `what`: whose */
	NEWS_LINKED,	  /* with an account of the sign-in service */
	NEWS_UNLINKED,
	N_NEWS
};
/* Inside an act. Nothing is sent while the realm has no mail server. `at` and
 * `what` may be absent. */
struct err *account_tell(struct cx *cx, int64_t user, enum account_news news,
			 const struct account_place *at,
			 struct str what) MUST_USE;

#endif
