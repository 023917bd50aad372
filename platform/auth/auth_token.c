/* Random tokens, their hashes, and the form token's comparison. */
#include "auth/auth.h"

#include <sodium.h>

enum { TOKEN_MOST = 64, POOL = 512 };

struct err *auth_init(struct arena *a)
{
	if (sodium_init() < 0)
		return err_new(a, ERR_IO,
			       N_("The system gives no random numbers."));
	return NULL;
}

/* A page has several keys: the system is asked once for many. What was taken
 * is wiped. */
static void random_take(unsigned char *ret_bytes, int n)
{
	static _Thread_local unsigned char pool[POOL];
	static _Thread_local int left;

	if (left < n) {
		randombytes_buf(pool, sizeof(pool));
		left = POOL;
	}
	left -= n;
	memcpy(ret_bytes, pool + left, (size_t)n);
	sodium_memzero(pool + left, (size_t)n);
}

struct str auth_random_token(struct arena *a, int n_bytes)
{
	const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	unsigned char raw[TOKEN_MOST];
	char text[TOKEN_MOST * 2];

	assert(n_bytes > 0 && n_bytes <= TOKEN_MOST);
	random_take(raw, n_bytes);
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
