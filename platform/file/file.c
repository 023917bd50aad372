/*
 * Files in the database: chunks under the digest of all bytes. Every way out
 * goes over the digest, so nobody is ever given bytes that have changed.
 */
#include "file/file_priv.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "db/db.h"
#include "file/file_query.h"

enum { NAME_MOST = 120, PAGE = 200, LOCKS_SINCE = 92 /* schema */ };

static struct str hex_of(struct arena *a, const unsigned char *hash)
{
	char *hex = arena_new(a, char, 2 * crypto_hash_sha256_BYTES + 1);

	sodium_bin2hex(hex, 2 * crypto_hash_sha256_BYTES + 1, hash,
		       crypto_hash_sha256_BYTES);
	return (struct str){ hex, 2 * crypto_hash_sha256_BYTES };
}

static struct str digest(struct arena *a, struct str bytes)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)bytes.p,
			   (unsigned long long)bytes.n);
	return hex_of(a, hash);
}

struct str file_clean_name(struct arena *a, struct str name)
{
	struct str clean;

	for (ptrdiff_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' || name.p[i] == '\\')
			return file_clean_name(a, str_sub(name, i + 1, name.n));
	clean = utf8_valid(name) ? text_clean(a, name) : STR("");
	while (str_starts(clean, STR(".")))
		clean = str_trim(str_sub(clean, 1, clean.n));
	if (str_empty(clean))
		return STR("file");
	return utf8_cut(clean, NAME_MOST);
}

/* Walks the chunks of a digest; `bytes` may be NULL when only the check
 * counts. *ret_whole: they are as they were given. */
static struct err *chunks_read(struct cx *cx, const struct file_lock *lock,
			       struct buf *bytes, int64_t size, bool *ret_whole)
{
	crypto_hash_sha256_state sum;
	unsigned char hash[crypto_hash_sha256_BYTES];
	struct file_chunks_in in = { .sha256 = lock->sha256 };
	struct file_chunks_row row;
	struct db_stmt *st;
	struct str plain;
	int64_t n = 0;
	bool more = true, good = true;
	struct err *e = file_chunks_open(cx->db, &in, &st);

	if (e)
		return e;
	crypto_hash_sha256_init(&sum);
	while (!e && more && good) {
		e = file_chunks_next(st, &row, &more);
		if (e || !more)
			break;
		good = file_lock_open(lock, row.part, row.bytes, &plain);
		if (!good)
			break;
		crypto_hash_sha256_update(&sum, (const unsigned char *)plain.p,
					  (unsigned long long)plain.n);
		n += plain.n;
		if (bytes)
			buf_str(bytes, plain);
	}
	db_stmt_done(st);
	if (e)
		return e;
	crypto_hash_sha256_final(&sum, hash);
	*ret_whole = good && n == size &&
		     str_eq(hex_of(cx->arena, hash), lock->sha256);
	return NULL;
}

static struct err *damaged(struct cx *cx, int64_t id)
{
	return err_new(cx->arena, ERR_DB,
		       N_("The stored file {0} has been damaged; please "
			  "restore it from a backup."),
		       str_fmt(cx->arena, "%lld", (long long)id));
}

static struct err *chunks_write(struct cx *cx, const struct file_lock *lock,
				struct str bytes)
{
	struct file_chunk_insert_in in = { .sha256 = lock->sha256 };
	struct err *e = NULL;

	for (ptrdiff_t at = 0; !e && at < bytes.n; at += FILE_CHUNK) {
		in.bytes = file_lock_seal(lock, in.part,
					  str_sub(bytes, at, at + FILE_CHUNK));
		e = file_chunk_insert(cx->db, &in, NULL);
		in.part++;
	}
	return e;
}

/* Writes the bytes unless the same ones are there, and reads them back. */
static struct err *content_put(struct cx *cx, struct str sha256,
			       struct str bytes)
{
	struct file_lock lock = { .sha256 = sha256 };
	struct file_chunk_any_row row;
	bool found, whole = false;
	struct err *e =
		file_chunk_any(cx->db,
			       &(struct file_chunk_any_in){ .sha256 = sha256 },
			       &row, &found);

	if (!e && found)
		e = file_lock_get(cx, &lock);
	else if (!e)
		e = file_lock_make(cx, &lock);
	if (!e && !found)
		e = chunks_write(cx, &lock, bytes);
	if (!e)
		e = chunks_read(cx, &lock, NULL, bytes.n, &whole);
	file_lock_forget(&lock);
	if (!e && !whole)
		e = err_new(cx->arena, ERR_DB,
			    N_("The file could not be stored as it was given; "
			       "please try again."));
	return e;
}

struct err *file_put(struct cx *cx, struct str name, struct str bytes,
		     struct file_info *ret_info)
{
	struct file_info info = {
		.size = bytes.n,
		.at = cx->now,
		.by = cx->actor.id,
	};
	struct err *e = file_examine(cx->arena, name, bytes, &info.media);

	assert(cx->in_tx);
	if (e)
		return e;
	info.name = file_clean_name(cx->arena, name);
	info.sha256 = digest(cx->arena, bytes);
	e = content_put(cx, info.sha256, bytes);
	if (!e)
		e = file_insert(cx->db,
				&(struct file_insert_in){ .name = info.name,
							  .media = info.media,
							  .sha256 = info.sha256,
							  .size = info.size,
							  .at = info.at,
							  .by_user = info.by },
				&info.id);
	if (!e)
		*ret_info = info;
	return e;
}

struct err *file_find(struct cx *cx, int64_t id, struct file_info *ret_info,
		      bool *ret_found)
{
	struct file_by_id_row row;
	struct err *e = file_by_id(cx->db, &(struct file_by_id_in){ .id = id },
				   &row, ret_found);

	if (e || !*ret_found)
		return e;
	*ret_info = (struct file_info){
		.id = row.id,
		.name = row.name,
		.media = row.media,
		.sha256 = row.sha256,
		.size = row.size,
		.at = row.stored_at,
		.by = row.stored_by,
	};
	return NULL;
}

struct err *file_get(struct cx *cx, int64_t id, struct str *ret_bytes)
{
	struct file_lock lock = { 0 };
	struct file_info info;
	struct buf bytes;
	bool found, whole = false;
	struct err *e = file_find(cx, id, &info, &found);

	if (e)
		return e;
	if (!found)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("The file does not exist."));
	lock.sha256 = info.sha256;
	e = file_lock_get(cx, &lock);
	if (e)
		return e;
	bytes = buf_init(cx->arena, FILE_MOST);
	e = chunks_read(cx, &lock, &bytes, info.size, &whole);
	file_lock_forget(&lock);
	if (!e && (!whole || bytes.full))
		e = damaged(cx, id);
	if (!e)
		*ret_bytes = buf_view(&bytes);
	return e;
}

struct err *file_forget(struct cx *cx, int64_t id, struct str text)
{
	struct str sha256 = digest(cx->arena, text);
	struct file_by_id_in in = { .id = id };
	struct file_by_id_row row;
	bool found;
	struct err *e = file_by_id(cx->db, &in, &row, &found);

	assert(cx->in_tx);
	if (e || !found || str_eq(row.sha256, sha256))
		return e;
	e = content_put(cx, sha256, text);
	if (!e)
		e = file_replace(cx->db,
				 &(struct file_replace_in){
					 .id = id,
					 .name = STR("removed.txt"),
					 .media = STR("text/plain"),
					 .sha256 = sha256,
					 .size = text.n },
				 NULL);
	if (!e)
		e = file_chunks_drop(cx->db,
				     &(struct file_chunks_drop_in){
					     .sha256 = row.sha256 },
				     NULL);
	return e ? e
		 : file_lock_drop(cx->db,
				  &(struct file_lock_drop_in){
					  .sha256 = row.sha256 },
				  NULL);
}

/* One file's; what it found is added to the list. */
static struct err *content_check(struct cx *cx, struct file_lock *lock,
				 int64_t id, int64_t size, struct err **found)
{
	bool whole = false;
	struct err *e = file_lock_get(cx, lock);

	if (!e)
		e = chunks_read(cx, lock, NULL, size, &whole);
	if (!e && !whole)
		err_add(found, damaged(cx, id));
	return e;
}

struct err *file_check_all(struct cx *cx, struct err **ret_findings)
{
	struct file_page_in in = { .limit = PAGE };
	struct file_page_rows rows;
	struct err *found = NULL, *lost = NULL;
	struct file_lock lock = { 0 };
	int have, want;
	struct err *e = store_version(cx->store, cx->arena, &have, &want);

	if (e)
		return e;
	lock.before = have < LOCKS_SINCE;
	do {
		e = file_page(cx->db, &in, &rows);
		for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
			lock.sha256 = rows.p[i].sha256;
			e = content_check(cx, &lock, rows.p[i].id,
					  rows.p[i].size, &found);
			/* said once: it is the same for all of them */
			if (e && e->code == ERR_CONFLICT) {
				lost = e;
				e = NULL;
			}
			in.after = rows.p[i].id;
		}
	} while (!e && rows.n == PAGE);
	file_lock_forget(&lock);
	if (lost)
		err_add(&found, lost);
	if (!e)
		*ret_findings = found;
	return e;
}

struct err *file_sample_check(struct cx *cx, int most, int64_t *ret_all,
			      int *ret_read, struct err **found)
{
	struct file_count_row count = { 0 };
	struct file_last_row last = { 0 };
	struct file_lock lock = { 0 };
	bool any = false;
	struct err *e = file_count(cx->db, &count, &any);

	*ret_read = 0;
	if (!e)
		e = file_last(cx->db, &last, &any);
	if (e)
		return e;
	*ret_all = count.n;
	for (int i = 0; !e && any && i < most && i < count.n; i++) {
		struct file_from_in in = {
			.id = 1 + randombytes_uniform(
					  (uint32_t)MIN(last.id, INT32_MAX))
		};
		struct file_from_row row;
		bool is = false;

		e = file_from(cx->db, &in, &row, &is);
		lock.sha256 = is ? row.sha256 : STR_NULL;
		if (!e && is)
			e = content_check(cx, &lock, row.id, row.size, found);
		*ret_read += is;
	}
	file_lock_forget(&lock);
	return e;
}
