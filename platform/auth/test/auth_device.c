/* An authenticator for tests. */
#include "auth/test/auth_device.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include "auth/auth.h"
#include "base/buf.h"

enum { MOST = 16384 };

/* ---- CBOR --------------------------------------------------------------------- */

static void head(struct buf *b, int kind, uint64_t n)
{
	if (n < 24) {
		buf_char(b, (char)(kind << 5 | (int)n));
	} else if (n < 256) {
		buf_char(b, (char)(kind << 5 | 24));
		buf_char(b, (char)n);
	} else {
		buf_char(b, (char)(kind << 5 | 25));
		buf_char(b, (char)(n >> 8));
		buf_char(b, (char)n);
	}
}

static void number(struct buf *b, int64_t v)
{
	head(b, v < 0 ? 1 : 0, (uint64_t)(v < 0 ? -1 - v : v));
}

static void bytes(struct buf *b, const void *p, ptrdiff_t n)
{
	head(b, 2, (uint64_t)n);
	buf_mem(b, p, n);
}

static void text(struct buf *b, const char *s)
{
	head(b, 3, strlen(s));
	buf_str(b, str_c(s));
}

/* ---- keys ------------------------------------------------------------------------ */

/* Keys of the library stay until the program ends. */
static void *kept[512];
static int n_kept;

void device_make(struct arena *a, int alg, struct device *ret)
{
	*ret = (struct device){ .alg = alg, .flags = DEVICE_UP | DEVICE_UV };
	ret->credential = auth_random_token(a, 24);
	if (alg == WEBAUTHN_EDDSA)
		crypto_sign_keypair(ret->open, ret->secret);
	else if (alg == WEBAUTHN_ES256)
		ret->key = EVP_EC_gen("P-256");
	else
		ret->key = EVP_RSA_gen(2048);
	if (ret->key) {
		assert(n_kept < (int)N_ELEMENTS(kept));
		kept[n_kept++] = ret->key;
	}
}

static void number_part(struct buf *b, EVP_PKEY *key, const char *name, int n)
{
	unsigned char p[512];
	BIGNUM *v = NULL;

	if (EVP_PKEY_get_bn_param(key, name, &v) != 1 ||
	    BN_bn2binpad(v, p, n) != n)
		abort();
	bytes(b, p, n);
	BN_free(v);
}

/* As COSE writes it, in its order. */
static void cose_key(struct buf *b, const struct device *d)
{
	bool rsa = d->alg == WEBAUTHN_RS256;

	head(b, 5, rsa ? 4 : d->alg == WEBAUTHN_ES256 ? 5 : 4);
	number(b, 1);
	number(b, rsa ? 3 : d->alg == WEBAUTHN_ES256 ? 2 : 1);
	number(b, 3);
	number(b, d->alg);
	number(b, -1);
	if (rsa) {
		number_part(b, d->key, OSSL_PKEY_PARAM_RSA_N, 256);
		number(b, -2);
		number_part(b, d->key, OSSL_PKEY_PARAM_RSA_E, 3);
		return;
	}
	number(b, d->alg == WEBAUTHN_ES256 ? 1 : 6);
	number(b, -2);
	if (d->alg == WEBAUTHN_EDDSA) {
		bytes(b, d->open, sizeof(d->open));
		return;
	}
	number_part(b, d->key, OSSL_PKEY_PARAM_EC_PUB_X, 32);
	number(b, -3);
	number_part(b, d->key, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
}

/* ---- what it says ----------------------------------------------------------------- */

struct str device_client(struct arena *a, const char *type,
			 struct str challenge, const char *origin)
{
	return str_fmt(a,
		       "{\"type\":\"%s\",\"challenge\":\"%.*s\","
		       "\"origin\":\"%s\",\"crossOrigin\":false}",
		       type, STR_ARG(challenge), origin);
}

static void data_put(struct buf *b, const struct device *d, const char *site,
		     bool with_key)
{
	unsigned char sum[32];
	uint32_t n = d->counter;

	crypto_hash_sha256(sum, (const unsigned char *)site, strlen(site));
	buf_mem(b, sum, sizeof(sum));
	buf_char(b, (char)(d->flags | (with_key ? 0x40 : 0)));
	for (int i = 3; i >= 0; i--)
		buf_char(b, (char)(n >> (8 * i)));
	if (!with_key)
		return;
	for (int i = 0; i < 16; i++)
		buf_char(b, 0);
	buf_char(b, (char)(d->credential.n >> 8));
	buf_char(b, (char)d->credential.n);
	buf_str(b, d->credential);
	cose_key(b, d);
}

static struct str sign(struct arena *a, const struct device *d, struct str data,
		       struct str client)
{
	unsigned char sum[32], sig[512];
	unsigned long long n_ed;
	size_t n = sizeof(sig);
	EVP_MD_CTX *ctx;
	struct str all;

	crypto_hash_sha256(sum, (const unsigned char *)client.p,
			   (unsigned long long)client.n);
	all = str_cat(a, data, (struct str){ (char *)sum, sizeof(sum) });
	if (d->alg == WEBAUTHN_EDDSA) {
		crypto_sign_detached(sig, &n_ed, (const unsigned char *)all.p,
				     (unsigned long long)all.n, d->secret);
		return str_dup(a, (struct str){ (char *)sig, (ptrdiff_t)n_ed });
	}
	ctx = EVP_MD_CTX_new();
	if (!ctx ||
	    EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, d->key) != 1 ||
	    EVP_DigestSign(ctx, sig, &n, (const unsigned char *)all.p,
			   (size_t)all.n) != 1)
		abort();
	EVP_MD_CTX_free(ctx);
	return str_dup(a, (struct str){ (char *)sig, (ptrdiff_t)n });
}

struct str device_attest(struct arena *a, const struct device *d,
			 const char *site, struct str client)
{
	struct buf data = buf_init(a, MOST), b = buf_init(a, MOST);
	struct str sig;

	data_put(&data, d, site, true);
	head(&b, 5, 3);
	text(&b, "fmt");
	text(&b, d->packed ? "packed" : "none");
	text(&b, "attStmt");
	head(&b, 5, d->packed ? 2 : 0);
	if (d->packed) {
		sig = sign(a, d, buf_view(&data), client);
		text(&b, "alg");
		number(&b, d->alg);
		text(&b, "sig");
		bytes(&b, sig.p, sig.n);
	}
	text(&b, "authData");
	bytes(&b, data.p, data.n);
	return buf_view(&b);
}

struct webauthn_answer device_sign(struct arena *a, struct device *d,
				   const char *site, struct str client)
{
	struct buf data = buf_init(a, MOST);

	d->counter++;
	data_put(&data, d, site, false);
	return (struct webauthn_answer){
		.client = client,
		.authenticator = buf_view(&data),
		.signature = sign(a, d, buf_view(&data), client),
	};
}
