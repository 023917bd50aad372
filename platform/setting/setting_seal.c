/*
 * Sealed settings: "seal1:KEY:" and base64 of nonce and ciphertext
 * (XChaCha20-Poly1305). The setting's name is authenticated with it, so a
 * value can't be moved to another setting.
 */
#include "setting/setting_seal.h"

#include <sodium.h>

#include "db/db.h"
#include "setting/setting.h"
#include "setting/setting_query.h"

enum {
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	VALUE_MOST = 4096,
	HEX_NAME = SETTING_KEY_NAME,
	VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};
static const char mark[] = "seal1:";

/* ---- sealing ----------------------------------------------------------------- */

static struct str base64(struct arena *a, const unsigned char *p, size_t n)
{
	size_t most = sodium_base64_ENCODED_LEN(n, VARIANT);
	char *text = arena_new(a, char, (ptrdiff_t)most);

	sodium_bin2base64(text, most, p, n, VARIANT);
	return str_c(text);
}

static struct str seal(struct arena *a, const struct setting_key *key,
		       struct str name, struct str value)
{
	ptrdiff_t n = NONCE + value.n + TAG;
	unsigned char *box = arena_new(a, unsigned char, n);

	randombytes_buf(box, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		box + NONCE, NULL, (const unsigned char *)value.p,
		(unsigned long long)value.n, (const unsigned char *)name.p,
		(unsigned long long)name.n, NULL, box, key->bytes);
	return str_fmt(a, "%s%.*s:%.*s", mark, STR_ARG(key->name),
		       STR_ARG(base64(a, box, (size_t)n)));
}

/* False when it isn't of this key, or was changed. */
static bool unseal(struct arena *a, const struct setting_key *key,
		   struct str name, struct str sealed, struct str *ret_value)
{
	struct str rest =
		str_sub(sealed, (ptrdiff_t)sizeof(mark) - 1, sealed.n);
	struct str by = str_cut(&rest, ':');
	unsigned char *box, *value;
	size_t n = 0;

	key = setting_key_named(key, by);
	if (!rest.p || rest.n > 2 * VALUE_MOST || !key)
		return false;
	box = arena_new(a, unsigned char, rest.n + 1);
	value = arena_new(a, unsigned char, rest.n + 1);
	if (sodium_base642bin(box, (size_t)rest.n, rest.p, (size_t)rest.n, NULL,
			      &n, NULL, VARIANT) ||
	    n < NONCE + TAG)
		return false;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		    value, NULL, NULL, box + NONCE, n - NONCE,
		    (const unsigned char *)name.p, (unsigned long long)name.n,
		    box, key->bytes))
		return false;
	*ret_value = (struct str){ (char *)value, (ptrdiff_t)n - NONCE - TAG };
	return true;
}

/* ---- bytes ------------------------------------------------------------------- */

bool setting_sealed_by(const struct setting_key *key, struct str sealed)
{
	return str_starts(sealed, key->name);
}

/* the key's name, nonce, ciphertext with its tag */
struct str setting_seal_bytes(struct arena *a, const struct setting_key *key,
			      const char *label, struct str bytes)
{
	ptrdiff_t n = HEX_NAME + NONCE + bytes.n + TAG;
	char *all = arena_bytes(a, n);
	unsigned char *box = (unsigned char *)all + HEX_NAME;

	assert(key->name.n == HEX_NAME);
	memcpy(all, key->name.p, HEX_NAME);
	randombytes_buf(box, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		box + NONCE, NULL, (const unsigned char *)bytes.p,
		(unsigned long long)bytes.n, (const unsigned char *)label,
		(unsigned long long)strlen(label), NULL, box, key->bytes);
	return (struct str){ all, n };
}

bool setting_open_bytes(struct arena *a, const struct setting_key *key,
			const char *label, struct str sealed,
			struct str *ret_bytes)
{
	ptrdiff_t n = sealed.n - HEX_NAME - NONCE - TAG;
	const unsigned char *box = (const unsigned char *)sealed.p + HEX_NAME;
	char *bytes;

	key = setting_key_named(key, str_sub(sealed, 0, HEX_NAME));
	if (n < 0 || !key)
		return false;
	bytes = arena_bytes(a, n + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		    (unsigned char *)bytes, NULL, NULL, box + NONCE,
		    (unsigned long long)(n + TAG), (const unsigned char *)label,
		    (unsigned long long)strlen(label), box, key->bytes))
		return false;
	*ret_bytes = (struct str){ bytes, n };
	return true;
}

struct err *setting_get_sealed(struct cx *cx, const char *name,
			       struct str *ret_value,
			       enum setting_seal *ret_seal)
{
	struct setting_key key;
	struct str is;
	struct err *err = setting_get(cx, name, STR(""), &is);

	if (err)
		return err;
	*ret_value = is;
	*ret_seal = is.n ? SEAL_PLAIN : SEAL_NONE;
	if (!str_starts(is, str_c(mark)))
		return NULL;
	*ret_value = STR("");
	*ret_seal = SEAL_LOST;
	/* whatever is wrong with the key, the value is lost until it is back */
	if (!setting_key_read(cx, &key) &&
	    unseal(cx->arena, &key, str_c(name), is, ret_value))
		*ret_seal = SEAL_OPEN;
	return NULL;
}

struct err *setting_put_sealed(struct cx *cx, const struct setting_key *key,
			       const char *name, struct str value)
{
	assert(value.n <= VALUE_MOST);
	return setting_put(cx, name,
			   value.n ? seal(cx->arena, key, str_c(name), value)
				   : STR(""));
}

/* ---- sealing anew -------------------------------------------------------------- */

static bool is_older(const struct setting_key *key, struct str value)
{
	struct str rest = str_sub(value, (ptrdiff_t)sizeof(mark) - 1, value.n);

	return str_starts(value, str_c(mark)) &&
	       !str_eq(str_cut(&rest, ':'), key->name);
}

struct renewal {
	struct setting_key key;
	int64_t n;
};

/* One that doesn't open was lost before, and says so where it is used. */
static struct err *renew_tx(struct cx *cx, void *arg)
{
	struct renewal *r = arg;
	struct setting_sealed_rows rows;
	struct err *err = setting_sealed(cx->db, &rows);

	r->n = 0;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct str value;

		if (!is_older(&r->key, rows.p[i].value) ||
		    !unseal(cx->arena, &r->key, rows.p[i].name, rows.p[i].value,
			    &value))
			continue;
		err = setting_put_sealed(cx, &r->key,
					 str_to_c(cx->arena, rows.p[i].name),
					 value);
		r->n++;
	}
	return err;
}

struct err *setting_seal_all(struct cx *cx, int64_t *ret_n)
{
	struct renewal r = { .n = 0 };
	struct err *err = setting_key_ready(cx, &r.key);

	if (!err)
		err = db_tx(cx, renew_tx, &r);
	sodium_memzero(r.key.bytes, sizeof(r.key.bytes));
	*ret_n = r.n;
	return err;
}

struct err *setting_seal_left(struct cx *cx, int64_t *ret_n)
{
	struct setting_key key;
	struct setting_sealed_rows rows;
	struct str value;
	int64_t n = 0;
	struct err *why = setting_key_read(cx, &key);
	struct err *err = setting_sealed(cx->db, &rows);

	*ret_n = 0;
	if (why || err)
		return err ? err : why->code == ERR_NOT_FOUND ? NULL : why;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += is_older(&key, rows.p[i].value) &&
		     unseal(cx->arena, &key, rows.p[i].name, rows.p[i].value,
			    &value);
	sodium_memzero(key.bytes, sizeof(key.bytes));
	*ret_n = n;
	return NULL;
}
