/*
 * A file layer under the engine that keeps a checksum in the last eight bytes
 * of every page of the database file: written with the page, checked when it
 * is read. The engine's own checks let one flipped bit in seven change data
 * silently; with these none does. The page's number goes into the sum, so a
 * page written to the wrong place is found too. The write-ahead log has the
 * engine's own checksums and is passed through.
 */
#include "db/db_priv.h"

#include <endian.h>

struct cksum_file {
	sqlite3_file base;
	bool summed; /* pages: what else stands beside has none */
	bool is_veiled;
	enum db_veiled veiled; /* as which of the files beside each other */
	unsigned char key[DB_VEIL_KEY];
	_Alignas(8) char real[]; /* the operating system's file */
};

static sqlite3_vfs *below;

static sqlite3_file *real(sqlite3_file *f)
{
	return (sqlite3_file *)(void *)((struct cksum_file *)f)->real;
}

static struct cksum_file *ours(sqlite3_file *f)
{
	return (struct cksum_file *)f;
}

static uint64_t mixed(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

/* Four lanes side by side; each step is a bijection of the lane and of the
 * word, so a change inside one word can never be lost. */
uint64_t db_cksum(const unsigned char *page, uint64_t number)
{
	uint64_t lane[4] = { number, 1, 2, 3 };
	uint64_t w;
	size_t n = (DB_PAGE - DB_RESERVE) / sizeof(w);

	for (size_t i = 0; i < n; i++) {
		memcpy(&w, page + i * sizeof(w), sizeof(w));
		lane[i & 3] = mixed(lane[i & 3], le64toh(w));
	}
	return mixed(mixed(mixed(lane[0], lane[1]), lane[2]), lane[3]);
}

static bool is_page(sqlite3_file *f, int n, sqlite3_int64 at)
{
	return ours(f)->summed && n == DB_PAGE && at % DB_PAGE == 0;
}

/* What the file doesn't hold has been filled with zeros, not with noise. */
static int veiled_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	sqlite3_int64 size = 0, have;
	int rc = real(f)->pMethods->xRead(real(f), p, n, at);

	if (!ours(f)->is_veiled ||
	    (rc != SQLITE_OK && rc != SQLITE_IOERR_SHORT_READ))
		return rc;
	if (real(f)->pMethods->xFileSize(real(f), &size) != SQLITE_OK)
		return SQLITE_IOERR_FSTAT;
	have = MIN(n, MAX(size - at, 0));
	db_veil(ours(f)->key, ours(f)->veiled, p, (ptrdiff_t)have, at);
	return rc;
}

static int veiled_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	unsigned char part[DB_PAGE];
	const char *from = p;
	int rc = SQLITE_OK;

	if (!ours(f)->is_veiled)
		return real(f)->pMethods->xWrite(real(f), p, n, at);
	while (rc == SQLITE_OK && n > 0) {
		int some = MIN(n, DB_PAGE);

		memcpy(part, from, (size_t)some);
		db_veil(ours(f)->key, ours(f)->veiled, part, some, at);
		rc = real(f)->pMethods->xWrite(real(f), part, some, at);
		from += some;
		at += some;
		n -= some;
	}
	return rc;
}

/* A page of which the file holds only the beginning; the engine would take
 * the rest for zeros. */
static bool is_cut(sqlite3_file *f, sqlite3_int64 at)
{
	sqlite3_int64 size = 0;

	return real(f)->pMethods->xFileSize(real(f), &size) == SQLITE_OK &&
	       size > at;
}

static int file_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	const unsigned char *page = p;
	uint64_t sum;
	int rc = veiled_read(f, p, n, at);

	if (rc == SQLITE_IOERR_SHORT_READ && is_page(f, n, at) && is_cut(f, at))
		return SQLITE_IOERR_DATA;
	if (rc != SQLITE_OK || !is_page(f, n, at))
		return rc;
	memcpy(&sum, page + DB_PAGE - DB_RESERVE, sizeof(sum));
	if (le64toh(sum) != db_cksum(page, (uint64_t)at / DB_PAGE + 1))
		return SQLITE_IOERR_DATA;
	return SQLITE_OK;
}

static int file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	unsigned char page[DB_PAGE];
	uint64_t sum;

	if (is_page(f, n, at)) {
		memcpy(page, p, DB_PAGE);
		sum = htole64(db_cksum(page, (uint64_t)at / DB_PAGE + 1));
		memcpy(page + DB_PAGE - DB_RESERVE, &sum, sizeof(sum));
		p = page;
	}
	return veiled_write(f, p, n, at);
}

static int file_close(sqlite3_file *f)
{
	return real(f)->pMethods->xClose(real(f));
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	return real(f)->pMethods->xTruncate(real(f), n);
}

static int file_sync(sqlite3_file *f, int flags)
{
	return real(f)->pMethods->xSync(real(f), flags);
}

static int file_size(sqlite3_file *f, sqlite3_int64 *ret_n)
{
	return real(f)->pMethods->xFileSize(real(f), ret_n);
}

static int file_lock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xLock(real(f), level);
}

static int file_unlock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xUnlock(real(f), level);
}

static int file_reserved(sqlite3_file *f, int *ret_is)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), ret_is);
}

static int file_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int file_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

/* Without "may read a part of a page": parts cannot be checked. */
static int file_traits(sqlite3_file *f)
{
	return real(f)->pMethods->xDeviceCharacteristics(real(f)) &
	       ~SQLITE_IOCAP_SUBPAGE_READ;
}

static int shm_map(sqlite3_file *f, int region, int n, int extend,
		   void volatile **ret_p)
{
	return real(f)->pMethods->xShmMap(real(f), region, n, extend, ret_p);
}

static int shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int shm_unmap(sqlite3_file *f, int drop)
{
	return real(f)->pMethods->xShmUnmap(real(f), drop);
}

/* Version 2: with shared memory for the log, without memory maps of pages. */
static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_truncate,
	.xSync = file_sync,
	.xFileSize = file_size,
	.xLock = file_lock,
	.xUnlock = file_unlock,
	.xCheckReservedLock = file_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector,
	.xDeviceCharacteristics = file_traits,
	.xShmMap = shm_map,
	.xShmLock = shm_lock,
	.xShmBarrier = shm_barrier,
	.xShmUnmap = shm_unmap,
};

static int vfs_open(sqlite3_vfs *v, sqlite3_filename name, sqlite3_file *f,
		    int flags, int *ret_flags)
{
	int rc;

	unsigned char key[DB_VEIL_KEY];
	bool summed = flags & SQLITE_OPEN_MAIN_DB, is_veiled;

	(void)v;
	is_veiled = db_veil_key(name, key);
	if (!summed && !is_veiled)
		return below->xOpen(below, name, f, flags, ret_flags);
	f->pMethods = NULL;
	ours(f)->summed = summed;
	ours(f)->is_veiled = is_veiled;
	ours(f)->veiled = DB_VEILED_MAIN;
	if (!summed)
		ours(f)->veiled = flags & SQLITE_OPEN_WAL ? DB_VEILED_LOG
							  : DB_VEILED_JOURNAL;
	if (is_veiled)
		memcpy(ours(f)->key, key, sizeof(key));
	rc = below->xOpen(below, name, real(f), flags, ret_flags);
	if (rc == SQLITE_OK)
		f->pMethods = &methods;
	return rc;
}

static int vfs_delete(sqlite3_vfs *v, const char *name, int sync)
{
	(void)v;
	return below->xDelete(below, name, sync);
}

static int vfs_access(sqlite3_vfs *v, const char *name, int flags, int *ret_is)
{
	(void)v;
	return below->xAccess(below, name, flags, ret_is);
}

static int vfs_full_path(sqlite3_vfs *v, const char *name, int n, char *ret_p)
{
	(void)v;
	return below->xFullPathname(below, name, n, ret_p);
}

static int vfs_random(sqlite3_vfs *v, int n, char *ret_p)
{
	(void)v;
	return below->xRandomness(below, n, ret_p);
}

static int vfs_sleep(sqlite3_vfs *v, int us)
{
	(void)v;
	return below->xSleep(below, us);
}

static int vfs_error(sqlite3_vfs *v, int n, char *ret_text)
{
	(void)v;
	return below->xGetLastError(below, n, ret_text);
}

static int vfs_now_ms(sqlite3_vfs *v, sqlite3_int64 *ret_ms)
{
	(void)v;
	return below->xCurrentTimeInt64(below, ret_ms);
}

static sqlite3_vfs layer = {
	.iVersion = 2,
	.zName = DB_VFS,
	.xOpen = vfs_open,
	.xDelete = vfs_delete,
	.xAccess = vfs_access,
	.xFullPathname = vfs_full_path,
	.xRandomness = vfs_random,
	.xSleep = vfs_sleep,
	.xGetLastError = vfs_error,
	.xCurrentTimeInt64 = vfs_now_ms,
};

int db_cksum_register(void)
{
	below = sqlite3_vfs_find(NULL);
	layer.szOsFile = (int)sizeof(struct cksum_file) + below->szOsFile;
	layer.mxPathname = below->mxPathname;
	return sqlite3_vfs_register(&layer, 0);
}
