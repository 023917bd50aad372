/*
 * How contents are sealed: each with a random key, piece by piece, with the
 * digest and the number of the piece as associated data. Changing the realm's
 * key seals only the small keys anew, never the contents.
 */
#include "file/file_priv.h"

#include <sodium.h>
#include <stdio.h>

#include "db/db.h"
#include "file/file_query.h"
#include "setting/setting_seal.h"

enum {
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	PORTION = 50, /* files looked for at once */
	RESEAL = 200, /* keys in one act */
	CONTENT_MEMORY = 4 * FILE_MOST,
};

/* ---- keys --------------------------------------------------------------------- */

static const char *label_of(struct arena *a, struct str sha256)
{
	return str_fmt(a, "file_lock.lock_key %.*s", STR_ARG(sha256)).p;
}

static struct err *lost(struct cx *cx, const struct err *why)
{
	struct err *e = err_new(
		cx->arena, ERR_CONFLICT,
		N_("The key that seals stored files is missing or isn't the "
		   "one that sealed them: put \"{0}\" back from where its copy "
		   "is kept."),
		setting_key_path(cx));

	return why ? err_detail(cx->arena, e, "%s", why->msgid) : e;
}

static bool key_open(struct arena *a, const struct setting_key *realm,
		     struct str sealed, struct file_lock *lock)
{
	struct str bytes;

	if (!setting_open_bytes(a, realm, label_of(a, lock->sha256), sealed,
				&bytes) ||
	    bytes.n != FILE_KEY_BYTES)
		return false;
	memcpy(lock->key, bytes.p, FILE_KEY_BYTES);
	sodium_memzero((char *)(uintptr_t)bytes.p, FILE_KEY_BYTES);
	lock->sealed = true;
	return true;
}

static void realm_keep(struct cx *cx, const struct setting_key *realm,
		       struct file_lock *lock)
{
	lock->realm = arena_new(cx->arena, struct setting_key, 1);
	*lock->realm = *realm;
}

struct err *file_lock_get(struct cx *cx, struct file_lock *lock)
{
	struct file_lock_of_row row;
	struct setting_key realm;
	bool found;
	struct err *why, *e;

	lock->sealed = false;
	if (lock->before)
		return NULL;
	e = file_lock_of(cx->db,
			 &(struct file_lock_of_in){ .sha256 = lock->sha256 },
			 &row, &found);
	if (e || !found)
		return e;
	if (!lock->realm) {
		why = setting_key_read(cx, &realm);
		if (why)
			return lost(cx, why);
		realm_keep(cx, &realm, lock);
		sodium_memzero(realm.bytes, sizeof(realm.bytes));
	}
	if (!lock->room)
		lock->room = arena_bytes(cx->arena, FILE_ROOM);
	return key_open(cx->arena, lock->realm, row.lock_key, lock)
		       ? NULL
		       : lost(cx, NULL);
}

void file_lock_forget(struct file_lock *lock)
{
	sodium_memzero(lock->key, sizeof(lock->key));
	if (lock->realm)
		sodium_memzero(lock->realm->bytes, sizeof(lock->realm->bytes));
	lock->realm = NULL;
}

static struct str key_seal(struct arena *a, const struct setting_key *realm,
			   const struct file_lock *lock)
{
	return setting_seal_bytes(a, realm, label_of(a, lock->sha256),
				  (struct str){ (const char *)lock->key,
						FILE_KEY_BYTES });
}

struct err *file_lock_make(struct cx *cx, struct file_lock *lock)
{
	struct file_lock_insert_in in = { .sha256 = lock->sha256 };
	struct setting_key realm;
	struct err *e = setting_key_ready(cx, &realm);

	assert(cx->in_tx);
	if (e)
		return e;
	randombytes_buf(lock->key, sizeof(lock->key));
	lock->sealed = true;
	if (!lock->room)
		lock->room = arena_bytes(cx->arena, FILE_ROOM);
	in.key_name = realm.name;
	in.lock_key = key_seal(cx->arena, &realm, lock);
	sodium_memzero(realm.bytes, sizeof(realm.bytes));
	return file_lock_insert(cx->db, &in, NULL);
}

/* ---- pieces -------------------------------------------------------------------- */

enum { LABEL_MOST = 128 };

static struct str piece_label(const struct file_lock *lock, int64_t part,
			      char room[LABEL_MOST])
{
	int n = snprintf(room, LABEL_MOST, "file_chunk.bytes %.*s %lld",
			 STR_ARG(lock->sha256), (long long)part);

	assert(n > 0 && n < LABEL_MOST);
	return (struct str){ room, n };
}

struct str file_lock_seal(const struct file_lock *lock, int64_t part,
			  struct str plain)
{
	char words[LABEL_MOST], *room = lock->room;
	struct str label = piece_label(lock, part, words);

	static_assert(FILE_SEAL == NONCE + TAG, "room for both");
	if (!lock->sealed)
		return plain;
	assert(plain.n <= FILE_CHUNK);
	randombytes_buf(room, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(
		(unsigned char *)room + NONCE, NULL,
		(const unsigned char *)plain.p, (unsigned long long)plain.n,
		(const unsigned char *)label.p, (unsigned long long)label.n,
		NULL, (const unsigned char *)room, lock->key);
	return (struct str){ room, NONCE + plain.n + TAG };
}

bool file_lock_open(const struct file_lock *lock, int64_t part,
		    struct str bytes, struct str *ret_plain)
{
	char words[LABEL_MOST], *room = lock->room;
	struct str label = piece_label(lock, part, words);
	ptrdiff_t n = bytes.n - NONCE - TAG;

	if (!lock->sealed) {
		*ret_plain = bytes;
		return true;
	}
	*ret_plain = (struct str){ room, n };
	return n >= 0 && bytes.n <= FILE_ROOM &&
	       !crypto_aead_xchacha20poly1305_ietf_decrypt(
		       (unsigned char *)room, NULL, NULL,
		       (const unsigned char *)bytes.p + NONCE,
		       (unsigned long long)(n + TAG),
		       (const unsigned char *)label.p,
		       (unsigned long long)label.n,
		       (const unsigned char *)bytes.p, lock->key);
}

/* ---- sealing what is in clear -------------------------------------------------- */

/* One content; who was faster has done it. */
static struct err *clear_tx(struct cx *cx, void *arg)
{
	struct file_lock lock = { .sha256 = *(struct str *)arg };
	struct file_chunk_set_in set = { .sha256 = lock.sha256 };
	struct file_lock_of_row row;
	struct file_chunk_one_row one;
	bool found, more = true;
	struct err *e =
		file_lock_of(cx->db,
			     &(struct file_lock_of_in){ .sha256 = lock.sha256 },
			     &row, &found);

	if (e || found)
		return e;
	e = file_lock_make(cx, &lock);
	for (; !e && more; set.part++) {
		e = file_chunk_one(cx->db,
				   &(struct file_chunk_one_in){
					   .sha256 = lock.sha256,
					   .part = set.part },
				   &one, &more);
		if (e || !more)
			break;
		set.bytes = file_lock_seal(&lock, set.part, one.bytes);
		e = file_chunk_set(cx->db, &set);
	}
	file_lock_forget(&lock);
	return e;
}

/* Each in memory of its own: all its pieces are in it. */
static struct err *clear_one(struct cx *cx, struct str sha256)
{
	struct arena *own CLEANUP(arena_closep) = arena_open(CONTENT_MEMORY);
	struct cx of = *cx;
	struct err *e;

	of.arena = own;
	e = db_tx_large(&of, clear_tx, &sha256);
	return e ? err_dup(cx->arena, e) : NULL;
}

static struct err *clear_seal(struct cx *cx, int64_t *n)
{
	struct file_clear_page_in in = { .limit = PORTION };
	struct file_clear_page_rows rows = { 0 };
	struct err *e;

	do {
		e = file_clear_page(cx->db, &in, &rows);
		for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
			e = clear_one(cx, rows.p[i].sha256);
			in.after = rows.p[i].id;
			*n += !e;
		}
	} while (!e && rows.n == PORTION);
	return e;
}

/* ---- sealing anew ---------------------------------------------------------------- */

struct reseal {
	struct setting_key realm;
	struct str older;
	int64_t n;
};

/* A portion of an older key's; *n of it, 0: nothing is left. */
static struct err *reseal_tx(struct cx *cx, void *arg)
{
	struct reseal *r = arg;
	struct file_lock_by_key_in in = { .key_name = r->older,
					  .limit = RESEAL };
	struct file_lock_by_key_rows rows;
	struct err *e = file_lock_by_key(cx->db, &in, &rows);

	r->n = 0;
	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		struct file_lock lock = { .sha256 = rows.p[i].sha256 };
		struct file_lock_set_in set = { .sha256 = lock.sha256,
						.key_name = r->realm.name };

		if (!key_open(cx->arena, &r->realm, rows.p[i].lock_key, &lock))
			return lost(cx, NULL);
		set.lock_key = key_seal(cx->arena, &r->realm, &lock);
		sodium_memzero(lock.key, sizeof(lock.key));
		e = file_lock_set(cx->db, &set);
		r->n++;
	}
	return e;
}

struct err *file_seal_all(struct cx *cx, int64_t *ret_n)
{
	struct reseal r;
	int64_t n = 0;
	struct err *e = setting_key_ready(cx, &r.realm);

	if (!e)
		e = clear_seal(cx, &n);
	for (const struct setting_key *k = r.realm.older; !e && k;
	     k = k->older) {
		r.older = k->name;
		do {
			e = db_tx_large(cx, reseal_tx, &r);
			n += r.n;
		} while (!e && r.n);
	}
	sodium_memzero(r.realm.bytes, sizeof(r.realm.bytes));
	*ret_n = n;
	return e;
}

struct err *file_seal_left(struct cx *cx, int64_t *ret_n)
{
	struct file_clear_count_row clear = { 0 };
	struct file_other_count_row other = { 0 };
	struct setting_key realm = { 0 };
	bool found;
	struct err *e = file_clear_count(cx->db, &clear, &found);
	struct err *why = setting_key_read(cx, &realm);

	if (why && why->code != ERR_NOT_FOUND)
		return why;
	if (!e)
		e = file_other_count(cx->db,
				     &(struct file_other_count_in){
					     .key_name = why ? STR("")
							     : realm.name },
				     &other, &found);
	sodium_memzero(&realm.bytes, sizeof(realm.bytes));
	*ret_n = clear.n + other.n;
	return e;
}
