/* Keys and signatures: Ed25519 of libsodium, in base64. */
#include "federation/federation_model.h"

#include <sodium.h>

enum {
	PUBLIC = crypto_sign_PUBLICKEYBYTES,
	SIGN = crypto_sign_BYTES,
	VARIANT = sodium_base64_VARIANT_ORIGINAL,
};
static_assert((int)FED_SECRET_BYTES == (int)crypto_sign_SECRETKEYBYTES,
	      "the length of a secret key");

static const char mark[] = "whpk_", version[] = "v1a,";

static struct str base64(struct arena *a, const unsigned char *p, size_t n)
{
	size_t most = sodium_base64_ENCODED_LEN(n, VARIANT);
	char *text = arena_new(a, char, (ptrdiff_t)most);

	sodium_bin2base64(text, most, p, n, VARIANT);
	return str_c(text);
}

/* Exactly n bytes. */
static bool unbase64(struct str s, unsigned char *ret, size_t n)
{
	size_t got = 0;

	return s.n <= FED_WORD_MOST &&
	       !sodium_base642bin(ret, n, s.p, (size_t)s.n, NULL, &got, NULL,
				  VARIANT) &&
	       got == n;
}

void fed_key_make(struct arena *a, struct str *ret_public,
		  struct str *ret_secret)
{
	unsigned char open[PUBLIC], secret[FED_SECRET_BYTES];

	crypto_sign_keypair(open, secret);
	*ret_public = str_cat(a, STR("whpk_"), base64(a, open, sizeof(open)));
	*ret_secret = base64(a, secret, sizeof(secret));
	sodium_memzero(secret, sizeof(secret));
}

static bool public_read(struct str key, unsigned char ret[PUBLIC])
{
	ptrdiff_t n = (ptrdiff_t)sizeof(mark) - 1;

	return str_starts(key, str_c(mark)) &&
	       unbase64(str_sub(key, n, key.n), ret, PUBLIC);
}

struct err *fed_key_check(struct arena *a, struct str typed)
{
	unsigned char open[PUBLIC];

	if (public_read(typed, open))
		return NULL;
	return err_new(a, ERR_INVALID,
		       N_("“{0}” is no public key: it begins with whpk_ and is "
			  "what `roviec federation key` prints on the other "
			  "side."),
		       typed);
}

/* What is signed: id, second and payload with a point between them. */
static struct str signed_text(struct arena *a, const struct fed_letter *l)
{
	return str_fmt(a, "%.*s.%lld.%.*s", STR_ARG(l->id), (long long)l->stamp,
		       STR_ARG(l->payload));
}

bool fed_sign(struct arena *a, struct str secret, struct fed_letter *l)
{
	struct str text = signed_text(a, l);
	unsigned char key[FED_SECRET_BYTES], sign[SIGN];

	if (!unbase64(secret, key, sizeof(key)))
		return false;
	crypto_sign_detached(sign, NULL, (const unsigned char *)text.p,
			     (unsigned long long)text.n, key);
	sodium_memzero(key, sizeof(key));
	l->signature =
		str_cat(a, str_c(version), base64(a, sign, sizeof(sign)));
	return true;
}

bool fed_is_signed(struct arena *a, const struct fed_letter *l)
{
	struct str text = signed_text(a, l), rest = l->signature;
	unsigned char key[PUBLIC], sign[SIGN];

	if (!public_read(l->key, key))
		return false;
	while (rest.p) {
		struct str one = str_cut(&rest, ' ');

		if (str_starts(one, str_c(version)) &&
		    unbase64(str_sub(one, 4, one.n), sign, sizeof(sign)) &&
		    !crypto_sign_verify_detached(
			    sign, (const unsigned char *)text.p,
			    (unsigned long long)text.n, key))
			return true;
	}
	return false;
}
