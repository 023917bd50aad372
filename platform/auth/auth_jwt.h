/*
 * Signed tokens (JWS in its compact form) and the public keys that they are
 * checked with (JWKS). Pure: no network, no clock. What a token says of its own
 * keys (jku, x5u, jwk, x5c) is never looked at, and which algorithms may be
 * used is fixed here: RS256, ES256 and EdDSA with Ed25519.
 */
#ifndef RV_AUTH_JWT_H
#define RV_AUTH_JWT_H

#include "base/str.h"

enum {
	JWT_MOST = 16 * 1024,	 /* bytes of a token */
	JWKS_MOST = 1024 * 1024, /* bytes of a document of keys */
	JWT_KEYS_MOST = 100,	 /* keys in it */
	JWT_WORDS_MOST = 20,	 /* members of aud and amr */
};

enum jwt_alg { JWT_RS256, JWT_ES256, JWT_EDDSA, N_JWT_ALG };

/* A public key that signatures may be checked with. */
struct jwt_key {
	struct str kid; /* absent: it has no name */
	enum jwt_alg alg;
	struct str a, b; /* n and e, x and y, or x: bytes */
};
struct jwt_keys {
	struct jwt_key *p;
	ptrdiff_t n, cap;
};
/* Keys of other kinds, for other uses, too short or malformed are left out:
 * *ret_keys may be empty. What isn't a document of keys is false. */
bool jwt_keys_read(struct arena *a, struct str json,
		   struct jwt_keys *ret_keys) MUST_USE;
/* Whether one of the keys has the name. */
bool jwt_keys_have(const struct jwt_keys *keys, struct str kid);

/* What a token says. Absent texts have p NULL, absent instants are 0. */
struct jwt {
	struct str kid, typ; /* of the header */
	struct str iss, sub, azp, nonce, sid, jti, acr;
	struct str name; /* what the person is called there */
	struct strs aud, amr;
	int64_t exp, iat, nbf, auth_time; /* seconds since 1970 */
	bool logout; /* `events` has the one of a back-channel logout */
};
/* The name of the key that it says it was signed with; absent when it names
 * none or can't be read. Nothing is checked. */
struct str jwt_kid(struct arena *a, struct str token);
/*
 * Checks the form, the algorithm and the signature, then reads the claims.
 * NULL: all is right. Else a word for the log: "form", "header", "alg", "crit",
 * "key" (none of this name and kind, or several), "signature", "claims".
 */
const char *jwt_open(struct arena *a, const struct jwt_keys *keys,
		     struct str token, struct jwt *ret_jwt) MUST_USE;

/* base64url without padding, strictly; false for anything else. */
bool jwt_base64(struct arena *a, struct str text,
		struct str *ret_bytes) MUST_USE;
struct str jwt_base64_of(struct arena *a, struct str bytes);

#endif
