/*
 * What a passkey's authenticator says (WebAuthn level 2), checked without a
 * database: who the words are for, what was signed, by which key. libfido2
 * reads the authenticator's data and the signatures; what the browser put
 * around them is read here. Every input is a stranger's.
 */
#ifndef RV_AUTH_WEBAUTHN_H
#define RV_AUTH_WEBAUTHN_H

#include "base/str.h"

/* COSE algorithms that are taken, the best first. */
enum { WEBAUTHN_ES256 = -7, WEBAUTHN_EDDSA = -8, WEBAUTHN_RS256 = -257 };
enum {
	WEBAUTHN_CLIENT_MOST = 4096, /* bytes of each part */
	WEBAUTHN_DATA_MOST = 16384,
	WEBAUTHN_CREDENTIAL_MOST = 1023,
};

/* For whom a passkey is: the host's name without a port, and the whole origin
 * as a browser writes it, "https://rv.example.vn:8443". */
struct webauthn_site {
	struct str id, origin;
};
struct webauthn_key {
	int64_t alg;
	struct str credential; /* its name, chosen by the authenticator */
	struct str public_key; /* as libfido2 takes it for `alg` */
	int64_t counter;
};

/* base64url without "="; false when it isn't or has more than `most` bytes. */
bool webauthn_bytes(struct arena *a, struct str text, ptrdiff_t most,
		    struct str *ret_bytes) MUST_USE;
struct str webauthn_text(struct arena *a, struct str bytes);

/*
 * These return NULL when all is right, else why not: words for the log and the
 * trail, not for people.
 */
/* clientDataJSON: `type` is "webauthn.create" or "webauthn.get"; the challenge
 * as text, which the caller has to look up. */
const char *webauthn_client(struct arena *a, struct str client,
			    const char *type, const struct webauthn_site *site,
			    struct str *ret_challenge) MUST_USE;
/* A new key out of the attestation object: the person was verified, it is for
 * this site; attestation "none" or by the key itself. */
const char *webauthn_register(struct arena *a, const struct webauthn_site *site,
			      struct str client, struct str attestation,
			      struct webauthn_key *ret_key) MUST_USE;
/* The signature of a sign-in by `key`, with the person verified; the counter is
 * told, not judged. */
struct webauthn_answer {
	struct str client, authenticator, signature;
};
const char *webauthn_verify(struct arena *a, const struct webauthn_site *site,
			    const struct webauthn_key *key,
			    const struct webauthn_answer *answer,
			    int64_t *ret_counter) MUST_USE;

#endif
