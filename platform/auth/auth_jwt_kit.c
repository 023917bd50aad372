/* For tests: keys made on the spot, documents of keys, signed tokens. */
#include "auth/auth_jwt_kit.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <sodium.h>

enum { P256 = 32, RSA_BITS = 2048 };

#define MUST(call)                                                             \
	do {                                                                   \
		int code_ = (call);                                            \
		if (code_ < 0)                                                 \
			abort();                                               \
	} while (0)

static struct str of_datum(struct arena *a, gnutls_datum_t *d, ptrdiff_t width)
{
	struct str s = { (const char *)d->data, (ptrdiff_t)d->size };
	char *p;

	while (s.n && !*s.p && s.n != width)
		s = str_sub(s, 1, s.n);
	p = arena_new(a, char, MAX(s.n, width));
	memcpy(p + MAX(width - s.n, 0), s.p, (size_t)s.n);
	s = (struct str){ p, MAX(s.n, width) };
	gnutls_free(d->data);
	return s;
}

static void ed25519_new(struct arena *a, struct jwt_maker *m)
{
	static const unsigned char seed[crypto_sign_SEEDBYTES] = "rv";
	unsigned char *pk =
		arena_new(a, unsigned char, crypto_sign_PUBLICKEYBYTES);
	unsigned char *sk =
		arena_new(a, unsigned char, crypto_sign_SECRETKEYBYTES);

	if (sodium_init() < 0)
		abort();
	MUST(crypto_sign_seed_keypair(pk, sk, seed));
	m->secret = sk;
	m->a = (struct str){ (char *)pk, crypto_sign_PUBLICKEYBYTES };
}

struct jwt_maker jwt_maker_new(struct arena *a, enum jwt_alg alg,
			       const char *kid)
{
	struct jwt_maker m = { .alg = alg, .kid = kid };
	gnutls_privkey_t key;
	gnutls_datum_t x, y;

	if (alg == JWT_EDDSA) {
		ed25519_new(a, &m);
		return m;
	}
	MUST(gnutls_privkey_init(&key));
	m.secret = key;
	if (alg == JWT_RS256) {
		MUST(gnutls_privkey_generate(key, GNUTLS_PK_RSA, RSA_BITS, 0));
		MUST(gnutls_privkey_export_rsa_raw(key, &x, &y, NULL, NULL,
						   NULL, NULL, NULL, NULL));
		m.a = of_datum(a, &x, 0);
		m.b = of_datum(a, &y, 0);
		return m;
	}
	MUST(gnutls_privkey_generate(
		key, GNUTLS_PK_ECDSA,
		GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
	MUST(gnutls_privkey_export_ecc_raw(key, NULL, &x, &y, NULL));
	m.a = of_datum(a, &x, P256);
	m.b = of_datum(a, &y, P256);
	return m;
}

void jwt_maker_end(struct jwt_maker *m)
{
	if (m->alg != JWT_EDDSA)
		gnutls_privkey_deinit(m->secret);
}

static struct str b64(struct arena *a, struct str bytes)
{
	return jwt_base64_of(a, bytes);
}

struct str jwt_kit_jwk(struct arena *a, const struct jwt_maker *m,
		       const char *more)
{
	struct str kid =
		m->kid ? str_fmt(a, ",\"kid\":\"%s\"", m->kid) : STR("");
	struct str x = b64(a, m->a), y = b64(a, m->b);

	if (m->alg == JWT_RS256)
		return str_fmt(a,
			       "{\"kty\":\"RSA\",\"n\":\"%.*s\","
			       "\"e\":\"%.*s\"%.*s%s}",
			       STR_ARG(x), STR_ARG(y), STR_ARG(kid), more);
	if (m->alg == JWT_ES256)
		return str_fmt(a,
			       "{\"kty\":\"EC\",\"crv\":\"P-256\","
			       "\"x\":\"%.*s\",\"y\":\"%.*s\"%.*s%s}",
			       STR_ARG(x), STR_ARG(y), STR_ARG(kid), more);
	return str_fmt(a,
		       "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
		       "\"x\":\"%.*s\"%.*s%s}",
		       STR_ARG(x), STR_ARG(kid), more);
}

struct str jwt_kit_jwks(struct arena *a, const struct jwt_maker *m,
			const struct jwt_maker *other)
{
	struct str one = jwt_kit_jwk(a, m, ",\"use\":\"sig\"");

	if (!other)
		return str_fmt(a, "{\"keys\":[%.*s]}", STR_ARG(one));
	return str_fmt(a, "{\"keys\":[%.*s,%.*s]}", STR_ARG(one),
		       STR_ARG(jwt_kit_jwk(a, other, "")));
}

static struct str signature_of(struct arena *a, const struct jwt_maker *m,
			       struct str text)
{
	gnutls_datum_t data = { (unsigned char *)(uintptr_t)text.p,
				(unsigned)text.n };
	gnutls_datum_t sig, r, s;
	char *raw;

	if (m->alg == JWT_EDDSA) {
		raw = arena_bytes(a, crypto_sign_BYTES);
		MUST(crypto_sign_detached((unsigned char *)raw, NULL, data.data,
					  (unsigned long long)text.n,
					  m->secret));
		return (struct str){ raw, crypto_sign_BYTES };
	}
	MUST(gnutls_privkey_sign_data2(m->secret,
				       m->alg == JWT_RS256
					       ? GNUTLS_SIGN_RSA_SHA256
					       : GNUTLS_SIGN_ECDSA_SHA256,
				       0, &data, &sig));
	if (m->alg == JWT_RS256)
		return of_datum(a, &sig, RSA_BITS / 8);
	MUST(gnutls_decode_rs_value(&sig, &r, &s));
	gnutls_free(sig.data);
	return str_cat(a, of_datum(a, &r, P256), of_datum(a, &s, P256));
}

struct str jwt_kit_sign(struct arena *a, const struct jwt_maker *m,
			struct str header, struct str claims)
{
	struct str text = str_fmt(a, "%.*s.%.*s", STR_ARG(b64(a, header)),
				  STR_ARG(b64(a, claims)));

	return str_fmt(a, "%.*s.%.*s", STR_ARG(text),
		       STR_ARG(b64(a, signature_of(a, m, text))));
}

struct str jwt_kit_token(struct arena *a, const struct jwt_maker *m,
			 struct str claims)
{
	static const char *const names[N_JWT_ALG] = { "RS256", "ES256",
						      "EdDSA" };
	struct str header =
		m->kid ? str_fmt(a, "{\"alg\":\"%s\",\"kid\":\"%s\"}",
				 names[m->alg], m->kid)
		       : str_fmt(a, "{\"alg\":\"%s\"}", names[m->alg]);

	return jwt_kit_sign(a, m, header, claims);
}
