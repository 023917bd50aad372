/* Between reading tokens and checking their signatures. */
#ifndef RV_AUTH_JWT_PRIV_H
#define RV_AUTH_JWT_PRIV_H

#include "auth/auth_jwt.h"

/* RSA of 2,048 to 8,192 bits, P-256, Ed25519, in the right lengths. */
bool jws_key_ok(const struct jwt_key *k);
bool jws_verify(const struct jwt_key *k, struct str signed_text,
		struct str signature) MUST_USE;

#endif
