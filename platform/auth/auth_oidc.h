/*
 * Signing in at another service by OpenID Connect: what its documents say and
 * which tokens of it count (auth_oidc.c, pure), and asking it
 * (auth_oidc_web.c). Only the code flow with PKCE. A person is (issuer, sub)
 * there and nothing else.
 */
#ifndef RV_AUTH_OIDC_H
#define RV_AUTH_OIDC_H

#include "auth/auth_jwt.h"
#include "base/buf.h"
#include "base/cx.h"

enum {
	OIDC_URL_MOST = 500,
	OIDC_DRIFT_S = 60,		    /* clocks may differ by so much */
	OIDC_BEGUN_MS = 10 * 60 * 1000,	    /* from leaving to coming back */
	OIDC_KEYS_AGAIN_MS = 5 * 60 * 1000, /* keys are not asked for sooner */
	OIDC_KEEP_MS = 60 * 60 * 1000,	    /* documents are kept for so long */
	OIDC_ANSWER_MOST = JWKS_MOST,
	OIDC_ALL_MS = 5000, /* an answer takes at most */
	OIDC_AT_ONCE = 4,   /* workers that may wait for services */
};

/* "https://id.example.vn/realms/a": https, or http to this machine itself;
 * without a user, a query or a fragment. */
bool oidc_url_ok(struct str url);
/* … and it names this machine. */
bool oidc_url_is_here(struct str url);
/* "https://id.example.vn:8443" */
struct str oidc_origin(struct str url);

/* What a service says of itself. */
struct oidc_about {
	struct str issuer, authorize, token, keys; /* addresses */
	bool says_iss; /* its answers name it (RFC 9207) */
	bool post;     /* the secret goes into the form, not the header */
};
/* NULL, or a word for the log: "form", "issuer", "endpoint", "pkce". The issuer
 * must be the one that was configured, letter by letter. */
const char *oidc_about_read(struct arena *a, struct str issuer, struct str json,
			    struct oidc_about *ret_about) MUST_USE;

/* What an ID token has to say. */
struct oidc_want {
	struct str issuer, client, nonce;
	int64_t now; /* instant, ms */
};
/* Besides what jwt_open() found; NULL or "iss", "sub", "aud", "azp", "exp",
 * "iat", "nbf", "nonce", "typ". */
const char *oidc_id_check(const struct jwt *j,
			  const struct oidc_want *want) MUST_USE;
/* A logout token: "iss", "aud", "exp", "iat", "jti", "events", "nonce", "sub",
 * "typ". */
const char *oidc_logout_check(const struct jwt *j,
			      const struct oidc_want *want) MUST_USE;
/* Whether the service says that it asked for a second factor: a member of amr,
 * or acr, is one of the words (separated by spaces), and the person proved it
 * in the last twelve hours. */
bool oidc_is_strong(const struct jwt *j, struct str words, int64_t now);

/* base64url of the SHA-256: the PKCE challenge of a verifier. */
struct str oidc_challenge(struct arena *a, struct str verifier);
/* "client_id=…&…", percent-encoded. `value` absent: left out. */
void oidc_field_put(struct buf *b, const char *name, struct str value);

/* ---- asking (auth_oidc_web.c); never on an event loop ---------------- */
struct oidc_client {
	struct str issuer, id, secret;
};
/* Its documents, asked for or as they were kept. What isn't as it should be is
 * ERR_IO with one sentence for people; the detail is for the log. Many at once:
 * ERR_BUSY. */
struct err *oidc_about(struct cx *cx, const struct oidc_client *c,
		       struct oidc_about *ret_about) MUST_USE;
/* Its keys; when `kid` isn't among those that were kept they are asked for
 * again, at most every five minutes. */
struct err *oidc_keys(struct cx *cx, const struct oidc_client *c,
		      struct str kid, struct jwt_keys *ret_keys) MUST_USE;
/* Both, whatever was kept: for an administrator's test. */
struct err *oidc_ask_anew(struct cx *cx, const struct oidc_client *c,
			  struct jwt_keys *ret_keys) MUST_USE;
struct oidc_code {
	struct str code, verifier, back; /* back: the address it was sent to */
};
/* The ID token for a code. ERR_DENIED: the service refused the code. */
struct err *oidc_exchange(struct cx *cx, const struct oidc_client *c,
			  const struct oidc_code *code,
			  struct str *ret_id_token) MUST_USE;

/* The environment's name of a file of certificates to trust besides. */
#define OIDC_CA "ROVIEC_OIDC_CA"
/* Tests: shorter waits; forget what was kept. */
void oidc_set_timeout(int all_ms);
void oidc_forget(void);

#endif
