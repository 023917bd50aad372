/* Random tokens, their hashes, and the form token's comparison. */
#include "auth/auth.h"

#include <sodium.h>

enum { TOKEN_MOST = 64 };

struct err *auth_init(struct arena *a)
{
	if (sodium_init() < 0)
		return err_new(a, ERR_IO,
			       N_("The system gives no random numbers."));
	return NULL;
}

struct str auth_random_token(struct arena *a, int n_bytes)
{
	const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	unsigned char raw[TOKEN_MOST];
	char text[TOKEN_MOST * 2];

	assert(n_bytes > 0 && n_bytes <= TOKEN_MOST);
	randombytes_buf(raw, (size_t)n_bytes);
	sodium_bin2base64(text, sizeof(text), raw, (size_t)n_bytes, variant);
	sodium_memzero(raw, sizeof(raw));
	return str_dup(a, str_c(text));
}

struct str auth_sha256_hex(struct arena *a, struct str bytes)
{
	unsigned char sum[crypto_hash_sha256_BYTES];
	char hex[sizeof(sum) * 2 + 1];

	crypto_hash_sha256(sum, (const unsigned char *)bytes.p,
			   (unsigned long long)bytes.n);
	sodium_bin2hex(hex, sizeof(hex), sum, sizeof(sum));
	return str_dup(a, str_c(hex));
}

bool csrf_ok(const struct session *s, struct str token)
{
	if (!s->csrf.n || s->csrf.n != token.n)
		return false;
	return sodium_memcmp(s->csrf.p, token.p, (size_t)token.n) == 0;
}
