/* An authenticator for tests: keys, what it says and how it signs. */
#ifndef RV_AUTH_DEVICE_H
#define RV_AUTH_DEVICE_H

#include "auth/auth_webauthn.h"

enum { DEVICE_UP = 1, DEVICE_UV = 4 };
struct device {
	int alg;
	struct str credential;
	int flags; /* DEVICE_UP | DEVICE_UV */
	uint32_t counter;
	bool packed;			    /* attests with the key itself */
	void *key;			    /* EVP_PKEY, or NULL */
	unsigned char secret[64], open[32]; /* Ed25519 */
};
void device_make(struct arena *a, int alg, struct device *ret);
/* clientDataJSON */
struct str device_client(struct arena *a, const char *type,
			 struct str challenge, const char *origin);
/* The attestation object of its key. */
struct str device_attest(struct arena *a, const struct device *d,
			 const char *site, struct str client);
/* Counts up and signs. */
struct webauthn_answer device_sign(struct arena *a, struct device *d,
				   const char *site, struct str client);

#endif
