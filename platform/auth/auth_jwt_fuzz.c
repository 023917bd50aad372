/*
 * Fuzzer: tokens, their headers and claims, keys, a service's document. The
 * first letter says which: t a token as it came, h a header and c claims that
 * get a right signature, k keys, d a document.
 */
#include "auth/auth_jwt_kit.h"
#include "auth/auth_jwt_priv.h"
#include "auth/auth_oidc.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is taken has a signature that only the key's owner makes: Ed25519 makes
 * the same one each time. */
static void token_check(struct arena *a, const struct jwt_maker *m,
			struct str token)
{
	struct str jwks = jwt_kit_jwks(a, m, NULL), rest = token, h, c, b;
	struct oidc_want want = { .issuer = STR("i"),
				  .client = STR("c"),
				  .nonce = STR("n"),
				  .now = 1000000 };
	struct jwt_keys keys;
	struct jwt j;

	if (!jwt_keys_read(a, jwks, &keys) || keys.n != 1)
		abort();
	(void)jwt_kid(a, token);
	if (jwt_open(a, &keys, token, &j))
		return;
	b = str_cut(&rest, '.');
	if (!jwt_base64(a, b, &h) || !jwt_base64(a, str_cut(&rest, '.'), &c) ||
	    !str_eq(jwt_kit_sign(a, m, h, c), token))
		abort();
	if (!oidc_id_check(&j, &want) &&
	    (!str_eq(j.iss, want.issuer) || !str_eq(j.nonce, want.nonce) ||
	     !j.sub.n || j.exp <= 940))
		abort();
	if (!oidc_logout_check(&j, &want) && (j.nonce.p || !j.jti.n))
		abort();
	(void)oidc_is_strong(&j, STR("mfa"), want.now);
}

static void keys_check(struct arena *a, struct str json)
{
	struct jwt_keys keys;

	if (!jwt_keys_read(a, json, &keys))
		return;
	for (ptrdiff_t i = 0; i < keys.n; i++)
		if (!jws_key_ok(&keys.p[i]) ||
		    jws_verify(&keys.p[i], STR("x"), keys.p[i].a))
			abort();
}

static void document_check(struct arena *a, struct str json)
{
	struct oidc_about x;

	if (oidc_about_read(a, STR("https://i"), json, &x))
		return;
	if (!str_starts(x.token, STR("https://")) ||
	    !str_starts(x.keys, STR("https://")) ||
	    !str_starts(x.authorize, STR("https://")) ||
	    oidc_url_is_here(x.token) || !oidc_url_ok(x.keys))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data + 1, (ptrdiff_t)size - 1 };
	struct jwt_maker m;
	struct arena *a;

	if (size < 1 || size > 16000)
		return 0;
	a = arena_open(64 << 20);
	m = jwt_maker_new(a, JWT_EDDSA, "k1");
	switch (*data) {
	case 't':
		token_check(a, &m, s);
		break;
	case 'h':
		token_check(a, &m, jwt_kit_sign(a, &m, s, STR("{}")));
		break;
	case 'c':
		token_check(a, &m, jwt_kit_token(a, &m, s));
		break;
	case 'k':
		keys_check(a, s);
		break;
	case 'd':
		document_check(a, s);
		break;
	default:
		break;
	}
	arena_close(a);
	return 0;
}
