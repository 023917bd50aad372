/* Sealing of protected fields: see member_secret.h. */
#include "member/member_secret.h"

#include <sodium.h>

#include "db/db.h"
#include "member/member_query.h"
#include "view/feature.h"

static const char lock_label[] = "member.lock_key";
static const char mark2[4] = { 2, 'm', 's', '2' };
enum {
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	HEAD = sizeof(mark2) + NONCE,
};

static void lock_of(const struct setting_key *key, struct member_lock *ret_lock)
{
	static_assert((int)MEMBER_KEY_BYTES == (int)SETTING_KEY_BYTES,
		      "one size");
	ret_lock->key = *key;
	setting_key_for(key, "membmark", ret_lock->mark);
}

bool member_lock_older(const struct member_lock *lock,
		       struct member_lock *ret_older)
{
	if (!lock->key.older)
		return false;
	lock_of(lock->key.older, ret_older);
	return true;
}

static struct err *lost(struct cx *cx, const struct err *why)
{
	struct err *err = err_new(
		cx->arena, ERR_CONFLICT,
		N_("The key that seals protected fields is missing or isn't "
		   "the one that sealed them: put \"{0}\" back from where its "
		   "copy is kept. All else works without it."),
		setting_key_path(cx));

	return why ? err_detail(cx->arena, err, "%s", why->msgid) : err;
}

/* Somebody's sealed key, of whatever feature; absent when nothing was sealed
 * yet. */
static struct err *sample(struct cx *cx, struct str *ret_sealed)
{
	struct member_some_lock_row row;
	bool found;
	int n;
	const struct feature *const *list = features_get(&n);
	struct err *err = member_some_lock(cx->db, &row, &found);

	*ret_sealed = !err && found ? row.lock_key : STR_NULL;
	for (int i = 0; !err && !ret_sealed->p && i < n; i++)
		if (list[i]->sealed)
			err = list[i]->sealed(cx, ret_sealed);
	return err;
}

struct err *member_lock_of(struct cx *cx, struct str sealed,
			   struct member_lock *ret_lock)
{
	struct setting_key key;
	struct str open;
	struct err *why = setting_key_read(cx, &key);

	if (why)
		return lost(cx, why);
	if (!setting_open_bytes(cx->arena, &key, lock_label, sealed, &open))
		return lost(cx, NULL);
	lock_of(&key, ret_lock);
	return NULL;
}

struct err *member_lock_look(struct cx *cx, bool *ret_any)
{
	struct member_lock lock;
	struct str sealed;
	struct err *err = sample(cx, &sealed);

	if (err)
		return err;
	*ret_any = sealed.p;
	return sealed.p ? member_lock_of(cx, sealed, &lock) : NULL;
}

struct err *member_lock_ready(struct cx *cx, struct member_lock *ret_lock)
{
	struct str sealed;
	struct setting_key key;
	struct err *err = sample(cx, &sealed);

	if (err)
		return err;
	if (sealed.p)
		return member_lock_of(cx, sealed, ret_lock);
	err = setting_key_ready(cx, &key);
	if (!err)
		lock_of(&key, ret_lock);
	return err;
}

struct err *member_lock_read(struct cx *cx, struct member_lock *ret_lock)
{
	struct setting_key key;
	struct err *why = setting_key_read(cx, &key);

	if (why)
		return lost(cx, why);
	lock_of(&key, ret_lock);
	return NULL;
}

struct str member_key_shut(struct cx *cx, const struct member_lock *lock,
			   const struct member_key *key)
{
	return setting_seal_bytes(cx->arena, &lock->key, lock_label,
				  (struct str){ (char *)key->bytes,
						MEMBER_KEY_BYTES });
}

struct str member_key_new(struct cx *cx, const struct member_lock *lock,
			  struct member_key *ret_key)
{
	ret_key->of = 0;
	randombytes_buf(ret_key->bytes, sizeof(ret_key->bytes));
	return member_key_shut(cx, lock, ret_key);
}

struct err *member_key_open(struct cx *cx, const struct member_lock *lock,
			    struct str sealed, struct member_key *ret_key)
{
	struct str bytes;

	if (!setting_open_bytes(cx->arena, &lock->key, lock_label, sealed,
				&bytes) ||
	    bytes.n != MEMBER_KEY_BYTES)
		return lost(cx, NULL);
	memcpy(ret_key->bytes, bytes.p, MEMBER_KEY_BYTES);
	ret_key->of = 0;
	return NULL;
}

/* Table, column, person and field: where it belongs. */
static struct str label_of(struct arena *a, const struct member_key *key,
			   struct str field)
{
	return str_fmt(a, "member_secret.sealed %lld %.*s", (long long)key->of,
		       STR_ARG(field));
}

struct str member_seal(struct arena *a, const struct member_key *key,
		       struct str field, struct str value)
{
	struct str label = label_of(a, key, field);
	ptrdiff_t n = HEAD + value.n + TAG;
	char *all = arena_bytes(a, n);
	unsigned char *nonce = (unsigned char *)all + sizeof(mark2);

	memcpy(all, mark2, sizeof(mark2));
	randombytes_buf(nonce, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		nonce + NONCE, NULL, (const unsigned char *)value.p,
		(unsigned long long)value.n, (const unsigned char *)label.p,
		(unsigned long long)label.n, NULL, nonce, key->bytes);
	return (struct str){ all, n };
}

bool member_is_sealed_old(struct str sealed)
{
	return !str_starts(sealed, (struct str){ mark2, sizeof(mark2) });
}

/* As it was sealed at first: the field's code before the value, no person. */
static bool open_old(struct arena *a, const struct member_key *key,
		     struct str field, struct str sealed, struct str *ret_value)
{
	const unsigned char *box = (const unsigned char *)sealed.p;
	ptrdiff_t n = sealed.n - (ptrdiff_t)crypto_secretbox_NONCEBYTES;
	struct str text, name;
	char *open;

	if (n < (ptrdiff_t)crypto_secretbox_MACBYTES)
		return false;
	open = arena_bytes(a, n);
	if (crypto_secretbox_open_easy((unsigned char *)open,
				       box + crypto_secretbox_NONCEBYTES,
				       (unsigned long long)n, box, key->bytes))
		return false;
	text = (struct str){ open, n - (ptrdiff_t)crypto_secretbox_MACBYTES };
	name = str_cut(&text, '\n');
	*ret_value = text;
	return str_eq(name, field) && text.p;
}

bool member_open(struct arena *a, const struct member_key *key,
		 struct str field, struct str sealed, struct str *ret_value)
{
	const unsigned char *nonce =
		(const unsigned char *)sealed.p + sizeof(mark2);
	ptrdiff_t n = sealed.n - HEAD - TAG;
	struct str label = label_of(a, key, field);
	char *open;

	if (member_is_sealed_old(sealed))
		return open_old(a, key, field, sealed, ret_value);
	if (n < 0)
		return false;
	open = arena_bytes(a, n + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		    (unsigned char *)open, NULL, NULL, nonce + NONCE,
		    (unsigned long long)(n + TAG),
		    (const unsigned char *)label.p, (unsigned long long)label.n,
		    nonce, key->bytes))
		return false;
	*ret_value = (struct str){ open, n };
	return true;
}

struct str member_mark(struct arena *a, const struct member_lock *lock,
		       struct str field, struct str value)
{
	char *out = arena_bytes(a, MEMBER_MARK_BYTES);
	crypto_generichash_state state;

	crypto_generichash_init(&state, lock->mark, sizeof(lock->mark),
				MEMBER_MARK_BYTES);
	crypto_generichash_update(&state, (const unsigned char *)field.p,
				  (unsigned long long)field.n);
	crypto_generichash_update(&state, (const unsigned char *)"", 1);
	crypto_generichash_update(&state, (const unsigned char *)value.p,
				  (unsigned long long)value.n);
	crypto_generichash_final(&state, (unsigned char *)out,
				 MEMBER_MARK_BYTES);
	return (struct str){ out, MEMBER_MARK_BYTES };
}
