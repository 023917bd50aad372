/* For tests: keys made on the spot, documents of keys, signed tokens. */
#ifndef RV_AUTH_JWT_KIT_H
#define RV_AUTH_JWT_KIT_H

#include "auth/auth_jwt.h"

struct jwt_maker {
	enum jwt_alg alg;
	const char *kid; /* NULL: the document gives it no name */
	void *secret;
	struct str a, b; /* as in struct jwt_key */
};
/* RSA of 2,048 bits, P-256 or Ed25519; freed with jwt_maker_end(). Of Ed25519
 * it is the same key at each run. */
struct jwt_maker jwt_maker_new(struct arena *a, enum jwt_alg alg,
			       const char *kid);
void jwt_maker_end(struct jwt_maker *m);
/* One key as JSON, with more members: ",\"use\":\"sig\"" or "". */
struct str jwt_kit_jwk(struct arena *a, const struct jwt_maker *m,
		       const char *more);
/* {"keys":[…]} of one or two keys. */
struct str jwt_kit_jwks(struct arena *a, const struct jwt_maker *m,
			const struct jwt_maker *other);
/* A token of any header and claims, signed by the maker. */
struct str jwt_kit_sign(struct arena *a, const struct jwt_maker *m,
			struct str header, struct str claims);
/* … with the header that belongs to it. */
struct str jwt_kit_token(struct arena *a, const struct jwt_maker *m,
			 struct str claims);

#endif
