/*
 * Signatures: RSA and P-256 by GnuTLS, which came with the HTTP server's TLS;
 * Ed25519 by libsodium. No arithmetic of our own.
 */
#include "auth/auth_jwt_priv.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <sodium.h>

enum {
	P256 = 32,
	RSA_LEAST = 256, /* bytes: 2,048 bits */
	RSA_MOST = 1024,
	RSA_E_MOST = 8,
};

static struct str without_zeros(struct str s)
{
	while (s.n && !*s.p)
		s = str_sub(s, 1, s.n);
	return s;
}

/* An exponent is odd and more than 1. */
static bool exponent_ok(struct str e)
{
	e = without_zeros(e);
	return e.n >= 1 && e.n <= RSA_E_MOST && (e.p[e.n - 1] & 1) &&
	       !(e.n == 1 && e.p[0] == 1);
}

bool jws_key_ok(const struct jwt_key *k)
{
	struct str n;

	switch (k->alg) {
	case JWT_RS256:
		n = without_zeros(k->a);
		return n.n >= RSA_LEAST && n.n <= RSA_MOST &&
		       (n.n > RSA_LEAST || (n.p[0] & 0x80)) &&
		       exponent_ok(k->b);
	case JWT_ES256:
		return k->a.n == P256 && k->b.n == P256;
	case JWT_EDDSA:
		return k->a.n == crypto_sign_PUBLICKEYBYTES;
	case N_JWT_ALG:
		break;
	}
	return false;
}

static gnutls_datum_t datum(struct str s)
{
	return (gnutls_datum_t){ (unsigned char *)(uintptr_t)s.p,
				 (unsigned)s.n };
}

static void pubkey_end(gnutls_pubkey_t *key)
{
	gnutls_pubkey_deinit(*key);
}

static bool rsa_verify(gnutls_pubkey_t key, const struct jwt_key *k,
		       struct str text, struct str signature)
{
	gnutls_datum_t n = datum(k->a), e = datum(k->b);
	gnutls_datum_t data = datum(text), sig = datum(signature);

	return gnutls_pubkey_import_rsa_raw(key, &n, &e) >= 0 &&
	       gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_RSA_SHA256, 0, &data,
					  &sig) >= 0;
}

/* Two numbers of 32 bytes, where the library wants ASN.1. */
static bool ecdsa_verify(gnutls_pubkey_t key, const struct jwt_key *k,
			 struct str text, struct str signature)
{
	gnutls_datum_t x = datum(k->a), y = datum(k->b), der;
	gnutls_datum_t data = datum(text);
	gnutls_datum_t r = datum(str_sub(signature, 0, P256));
	gnutls_datum_t s = datum(str_sub(signature, P256, 2 * P256));
	bool good;

	if (signature.n != 2 * P256 ||
	    gnutls_pubkey_import_ecc_raw(key, GNUTLS_ECC_CURVE_SECP256R1, &x,
					 &y) < 0 ||
	    gnutls_encode_rs_value(&der, &r, &s) < 0)
		return false;
	good = gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_ECDSA_SHA256, 0,
					  &data, &der) >= 0;
	gnutls_free(der.data);
	return good;
}

bool jws_verify(const struct jwt_key *k, struct str signed_text,
		struct str signature)
{
	gnutls_pubkey_t key CLEANUP(pubkey_end) = NULL;

	if (k->alg == JWT_EDDSA)
		return signature.n == crypto_sign_BYTES &&
		       crypto_sign_verify_detached(
			       (const unsigned char *)signature.p,
			       (const unsigned char *)signed_text.p,
			       (unsigned long long)signed_text.n,
			       (const unsigned char *)k->a.p) == 0;
	if (gnutls_pubkey_init(&key) < 0)
		return false;
	return k->alg == JWT_RS256
		       ? rsa_verify(key, k, signed_text, signature)
		       : ecdsa_verify(key, k, signed_text, signature);
}
