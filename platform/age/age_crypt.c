/* What writing and reading share: the derivations of the age format. */
#include "age/age_priv.h"

#include <sodium.h>

enum { VARIANT = sodium_base64_VARIANT_ORIGINAL_NO_PADDING };

static const unsigned char *bytes_of(struct str s)
{
	return (const unsigned char *)s.p;
}

static void hmac(struct str key, struct str text, char last,
		 unsigned char ret[32])
{
	crypto_auth_hmacsha256_state state;
	unsigned char end = (unsigned char)last;

	crypto_auth_hmacsha256_init(&state, bytes_of(key), (size_t)key.n);
	crypto_auth_hmacsha256_update(&state, bytes_of(text),
				      (unsigned long long)text.n);
	if (last)
		crypto_auth_hmacsha256_update(&state, &end, 1);
	crypto_auth_hmacsha256_final(&state, ret);
	sodium_memzero(&state, sizeof(state));
}

void age_derive(struct str secret, struct str salt, const char *info,
		unsigned char ret_key[32])
{
	unsigned char middle[32];

	/* RFC 5869: extract, then the first block of expand */
	hmac(salt.p ? salt : STR(""), secret, 0, middle);
	hmac((struct str){ (const char *)middle, 32 }, str_c(info), 1, ret_key);
	sodium_memzero(middle, sizeof(middle));
}

bool age_wrap_key(const unsigned char shared[32], const unsigned char share[32],
		  const unsigned char recipient[32], unsigned char ret_key[32])
{
	char salt[64];

	if (sodium_is_zero(shared, 32))
		return false;
	memcpy(salt, share, 32);
	memcpy(salt + 32, recipient, 32);
	age_derive((struct str){ (const char *)shared, 32 },
		   (struct str){ salt, sizeof(salt) },
		   "age-encryption.org/v1/X25519", ret_key);
	return true;
}

void age_mac(const unsigned char file_key[FILE_KEY], struct str head,
	     unsigned char ret_mac[MAC])
{
	unsigned char key[32];

	age_derive((struct str){ (const char *)file_key, FILE_KEY }, STR_NULL,
		   "header", key);
	hmac((struct str){ (const char *)key, 32 }, head, 0, ret_mac);
	sodium_memzero(key, sizeof(key));
}

void age_base64(const unsigned char bytes[32], char ret_text[BASE64_32 + 1])
{
	sodium_bin2base64(ret_text, BASE64_32 + 1, bytes, 32, VARIANT);
}

bool age_base64_read(struct str text, unsigned char ret_bytes[32])
{
	char again[BASE64_32 + 1];
	size_t n = 0;

	if (text.n != BASE64_32 ||
	    sodium_base642bin(ret_bytes, 32, text.p, BASE64_32, NULL, &n, NULL,
			      VARIANT) ||
	    n != 32)
		return false;
	/* the last letter carries two bits that must be none */
	age_base64(ret_bytes, again);
	return !memcmp(again, text.p, BASE64_32);
}

void age_piece_nonce(uint64_t number, bool last, unsigned char ret_nonce[12])
{
	memset(ret_nonce, 0, 12);
	for (int i = 0; i < 8; i++)
		ret_nonce[10 - i] = (unsigned char)(number >> 8 * i);
	ret_nonce[11] = last;
}
