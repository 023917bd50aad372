/*
 * Work files that lie on the disk as noise: while a backup of a server is put
 * together, or one is tried out, the engine needs a file, and nobody else may
 * ever read it there. Its key is random, known to this process alone and gone
 * with it. A file is veiled by its name, and what the engine writes beside it
 * by the same. It is no storage: who keeps several states of the same place of
 * the disk and compares them learns where they differ.
 */
#include "db/db_priv.h"
#include "db/db_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	VEILS = 8,
	WORD = 16, /* letters in the file's name */
	BLOCK = 64,
};

struct veil {
	char word[WORD + 1];
	unsigned char key[crypto_stream_xchacha20_KEYBYTES];
};
static struct {
	pthread_mutex_t lock;
	struct veil veil[VEILS];
} veils = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* With the lock; NULL: none. An empty word is a free place. */
static struct veil *find(const char *path)
{
	const char *name = path ? strrchr(path, '/') : NULL;

	name = name ? name : path;
	for (int i = 0; name && i < VEILS; i++)
		if (veils.veil[i].word[0] && strstr(name, veils.veil[i].word))
			return &veils.veil[i];
	return NULL;
}

bool db_veil_key(const char *path, unsigned char ret_key[DB_VEIL_KEY])
{
	struct veil *v;

	pthread_mutex_lock(&veils.lock);
	v = find(path);
	if (v)
		memcpy(ret_key, v->key, sizeof(v->key));
	pthread_mutex_unlock(&veils.lock);
	return v != NULL;
}

/* Bytes that stand at a place of a file, to and from noise. Each of the files
 * beside each other has noise of its own. */
void db_veil(const unsigned char key[DB_VEIL_KEY], enum db_veiled of,
	     void *bytes, ptrdiff_t n, int64_t at)
{
	unsigned char nonce[crypto_stream_xchacha20_NONCEBYTES] = { (
		unsigned char)of };
	unsigned char first[BLOCK] = { 0 };
	uint64_t block = (uint64_t)at / BLOCK;
	ptrdiff_t off = (ptrdiff_t)(at % BLOCK), head = MIN(BLOCK - off, n);
	unsigned char *p = bytes;

	if (off) {
		crypto_stream_xchacha20_xor_ic(first, first, BLOCK, nonce,
					       block, key);
		for (ptrdiff_t i = 0; i < head; i++)
			p[i] ^= first[off + i];
		p += head;
		n -= head;
		block++;
	}
	if (n > 0)
		crypto_stream_xchacha20_xor_ic(p, p, (unsigned long long)n,
					       nonce, block, key);
}

struct err *db_veil_new(struct arena *a, const char *folder,
			const char **ret_path)
{
	unsigned char bytes[WORD / 2];
	struct veil *v = NULL;
	struct err *e = db_engine_ready(a);

	static_assert((int)DB_VEIL_KEY == (int)crypto_stream_xchacha20_KEYBYTES,
		      "one size");
	if (e)
		return e;
	pthread_mutex_lock(&veils.lock);
	for (int i = 0; i < VEILS && !v; i++)
		if (!veils.veil[i].word[0])
			v = &veils.veil[i];
	if (v) {
		randombytes_buf(v->key, sizeof(v->key));
		randombytes_buf(bytes, sizeof(bytes));
		sodium_bin2hex(v->word, sizeof(v->word), bytes, sizeof(bytes));
		*ret_path = str_fmt(a, "%s/" DB_VEIL_NAME "%s.part-%ld", folder,
				    v->word, (long)getpid())
				    .p;
	}
	pthread_mutex_unlock(&veils.lock);
	if (v)
		return NULL;
	return err_new(a, ERR_BUSY,
		       N_("Too many backups are made at once; try again."));
}

void db_veil_end(struct arena *a, const char *path)
{
	static const char *const beside[] = { "", "-wal", "-shm", "-journal",
					      "-lock" };
	struct veil *v;

	for (int i = 0; i < N_ELEMENTS(beside); i++)
		(void)unlink(str_fmt(a, "%s%s", path, beside[i]).p);
	pthread_mutex_lock(&veils.lock);
	v = find(path);
	if (v)
		sodium_memzero(v, sizeof(*v));
	pthread_mutex_unlock(&veils.lock);
}

/* ---- writing one from outside of the engine -------------------------------- */

enum { PART = 1 << 16 };

struct err *db_veil_write(struct arena *a, const char *path, struct str bytes,
			  int64_t at)
{
	unsigned char key[DB_VEIL_KEY];
	struct arena_mark mark = arena_mark(a);
	char *part = arena_bytes(a, PART);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool good = fd >= 0 && db_veil_key(path, key);
	int why = errno;

	while (good && bytes.n > 0) {
		ptrdiff_t n = MIN(bytes.n, PART);

		memcpy(part, bytes.p, (size_t)n);
		db_veil(key, DB_VEILED_MAIN, part, n, at);
		good = pwrite(fd, part, (size_t)n, at) == n;
		why = errno;
		at += n;
		bytes = str_sub(bytes, n, bytes.n);
	}
	if (fd >= 0)
		close(fd);
	sodium_memzero(key, sizeof(key));
	arena_rewind(a, mark);
	return good ? NULL : db_err_file(a, path, why);
}
