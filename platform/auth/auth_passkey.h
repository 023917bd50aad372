/*
 * Passkeys of the people of a realm: which there are, what is asked of an
 * authenticator, whether its answer is right. A challenge is 32 random bytes,
 * five minutes, once; keys stand in the database under a keyed hash.
 */
#ifndef RV_AUTH_PASSKEY_H
#define RV_AUTH_PASSKEY_H

#include "auth/auth_webauthn.h"
#include "setting/setting_seal.h"

enum {
	PASSKEYS_MOST = 10, /* of a person */
	PASSKEY_NAME_MOST = 60,
	CHALLENGE_LIFE_MS = 5 * 60 * 1000,
	CHALLENGES_MOST = 5000, /* of people who aren't known yet, at once */
};

/* What a challenge is for: an answer to one is none to another. */
enum passkey_purpose {
	PASSKEY_ADD,	 /* a new passkey of a person who is signed in */
	PASSKEY_SIGN_IN, /* anyone's, instead of a password */
	PASSKEY_SECOND,	 /* a person's, behind the password */
	PASSKEY_AGAIN,	 /* a person's, for an act of weight */
};

struct passkey {
	int64_t id;
	struct str name, credential; /* bytes */
	int64_t made_at;
	int64_t used_at; /* DB_NULL: not yet */
};
struct passkeys {
	struct passkey *p;
	ptrdiff_t n, cap;
};
struct err *passkey_list(struct cx *cx, int64_t user,
			 struct passkeys *ret_list) MUST_USE;

/* The number under which an authenticator keeps a person, as base64url: it
 * says nothing to anybody else. */
struct str passkey_handle(struct arena *a, const struct setting_key *key,
			  int64_t user);
/* Inside an act; `user` 0 when nobody is known yet. base64url. */
struct err *passkey_challenge(struct cx *cx, enum passkey_purpose purpose,
			      int64_t user, struct str *ret_text) MUST_USE;

/* What an answer has to fit: `user` is whose it must be, 0 for
 * PASSKEY_SIGN_IN. */
struct passkey_asked {
	const struct setting_key *key;
	const struct webauthn_site *site;
	enum passkey_purpose purpose;
	int64_t user;
};
/* What a browser sends, as bytes. */
struct passkey_made {
	struct str name; /* as the person calls it; empty: a number */
	struct str client, attestation;
};
/*
 * Inside an act, which has to be kept whatever comes out: the challenge is used
 * up. *ret_why is NULL when it went well, else the reason for the trail.
 * ERR_CONFLICT: the person has PASSKEYS_MOST.
 */
struct err *passkey_add(struct cx *cx, const struct passkey_asked *asked,
			const struct passkey_made *made, int64_t *ret_id,
			const char **ret_why) MUST_USE;
struct passkey_answer {
	struct str credential, handle; /* handle may be empty */
	struct webauthn_answer said;
};
struct passkey_used {
	int64_t user, id;
	struct str name;
	const char *why; /* NULL: right */
	bool copied;	 /* right, but its counter went back */
};
/* Inside an act, which has to be kept whatever comes out. ret->user and id are
 * known as soon as the signature is right. */
struct err *passkey_use(struct cx *cx, const struct passkey_asked *asked,
			const struct passkey_answer *answer,
			struct passkey_used *ret) MUST_USE;
/* Inside an act. ERR_NOT_FOUND when it isn't the user's. */
struct err *passkey_remove(struct cx *cx, int64_t user, int64_t id) MUST_USE;
struct err *passkey_remove_all(struct cx *cx, int64_t user) MUST_USE;
/* Removes challenges that nobody can answer any more. */
struct err *passkey_sweep(struct cx *cx) MUST_USE;

/* How many were made until an instant: what their authenticators hold was made
 * of the realm's key of then and can't be made anew. */
struct err *passkeys_before(struct cx *cx, int64_t until,
			    int64_t *ret_n) MUST_USE;

#endif
