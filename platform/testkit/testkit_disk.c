/* A disk that fails when a test says so, see the header. */
#include "testkit/testkit_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sqlite3.h>

/* ---- which call fails -------------------------------------------------------- */
enum what { SYNC, ROOM, WRITE, READ, OTHER };

static struct {
	pthread_mutex_t lock;
	bool armed, stays;
	enum disk_fault how;
	int nth, n, failed;
} plan = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Inside of the engine's own layer its calls aren't counted twice. */
static _Thread_local int below_calls;

static bool concerns(enum what w)
{
	switch (plan.how) {
	case DISK_EIO:
		return w != READ;
	case DISK_FULL:
		return w == ROOM || w == WRITE;
	case DISK_SHORT:
		return w == WRITE;
	case DISK_READ:
		return w == READ;
	default:
		return false;
	}
}

static bool fails_now(enum what w)
{
	bool bad = false;

	pthread_mutex_lock(&plan.lock);
	if (plan.armed && concerns(w)) {
		plan.n++;
		bad = plan.nth &&
		      (plan.n == plan.nth || (plan.stays && plan.n > plan.nth));
		plan.failed += bad;
	}
	pthread_mutex_unlock(&plan.lock);
	return bad;
}

void disk_arm(enum disk_fault how, int nth, bool stays)
{
	pthread_mutex_lock(&plan.lock);
	plan.armed = true;
	plan.how = how;
	plan.nth = nth;
	plan.stays = stays;
	plan.n = plan.failed = 0;
	pthread_mutex_unlock(&plan.lock);
}

int disk_heal(int *ret_failed)
{
	int n;

	pthread_mutex_lock(&plan.lock);
	plan.armed = false;
	n = plan.n;
	if (ret_failed)
		*ret_failed = plan.failed;
	pthread_mutex_unlock(&plan.lock);
	return n;
}

static bool full(void)
{
	return plan.how == DISK_FULL;
}

/* ---- below the engine -------------------------------------------------------- */
struct disk_file {
	sqlite3_file base;
	_Alignas(8) char real[]; /* as the engine aligns */
};

static sqlite3_vfs *below;

static sqlite3_file *real(sqlite3_file *f)
{
	return (sqlite3_file *)(void *)((struct disk_file *)f)->real;
}

#define BELOW(call) (below_calls++, rc = (call), below_calls--, rc)

static int file_close(sqlite3_file *f)
{
	int rc;

	return BELOW(real(f)->pMethods->xClose(real(f)));
}

static int file_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return fails_now(READ) ? SQLITE_IOERR_READ
			       : real(f)->pMethods->xRead(real(f), p, n, at);
}

static int file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	int rc;

	if (!fails_now(WRITE))
		return BELOW(real(f)->pMethods->xWrite(real(f), p, n, at));
	if (plan.how == DISK_SHORT && n > 1)
		(void)BELOW(real(f)->pMethods->xWrite(real(f), p, n / 2, at));
	return full() ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	int rc;

	if (fails_now(OTHER))
		return SQLITE_IOERR_TRUNCATE;
	return BELOW(real(f)->pMethods->xTruncate(real(f), n));
}

static int file_sync(sqlite3_file *f, int flags)
{
	int rc;

	if (fails_now(SYNC))
		return SQLITE_IOERR_FSYNC;
	return BELOW(real(f)->pMethods->xSync(real(f), flags));
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

static int file_traits(sqlite3_file *f)
{
	return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int shm_map(sqlite3_file *f, int region, int n, int extend,
		   void volatile **ret_p)
{
	int rc;

	if (extend && fails_now(ROOM))
		return full() ? SQLITE_IOERR_SHMSIZE : SQLITE_IOERR_SHMMAP;
	return BELOW(
		real(f)->pMethods->xShmMap(real(f), region, n, extend, ret_p));
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
	int rc;

	return BELOW(real(f)->pMethods->xShmUnmap(real(f), drop));
}

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

	(void)v;
	f->pMethods = NULL;
	if (fails_now(flags & SQLITE_OPEN_CREATE ? ROOM : OTHER))
		return SQLITE_CANTOPEN;
	if (BELOW(below->xOpen(below, name, real(f), flags, ret_flags)) ==
	    SQLITE_OK)
		f->pMethods = &methods;
	return rc;
}

static int vfs_delete(sqlite3_vfs *v, const char *name, int sync)
{
	int rc;

	(void)v;
	if (fails_now(OTHER))
		return SQLITE_IOERR_DELETE;
	return BELOW(below->xDelete(below, name, sync));
}

void disk_install(void)
{
	static sqlite3_vfs layer;

	sqlite3_initialize();
	below = sqlite3_vfs_find(NULL);
	layer = *below; /* all that isn't named here; it is given our file */
	layer.pNext = NULL;
	layer.zName = "disk";
	layer.szOsFile = (int)sizeof(struct disk_file) + below->szOsFile;
	layer.xOpen = vfs_open;
	layer.xDelete = vfs_delete;
	sqlite3_vfs_register(&layer, 1);
}

/* ---- our own code: these stand before the C library's ------------------------- */
static bool ours_path(const char *path)
{
	return plan.armed && !below_calls && strstr(path, "rv_kit_");
}

static bool ours(int fd)
{
	char link[40], path[512];
	ssize_t n;

	if (!plan.armed || below_calls)
		return false;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return false;
	path[n] = 0;
	return strstr(path, "rv_kit_");
}

static int refuse(void)
{
	errno = full() ? ENOSPC : EIO;
	return -1;
}

static int open_or_fail(const char *path, int flags, mode_t mode)
{
	if (flags & O_CREAT && ours_path(path) && fails_now(ROOM))
		return refuse();
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static mode_t mode_of(int flags, va_list list)
{
	return flags & O_CREAT ? va_arg(list, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
	va_list list;
	mode_t mode;

	va_start(list, flags);
	mode = mode_of(flags, list);
	va_end(list);
	return open_or_fail(path, flags, mode);
}

ssize_t write(int fd, const void *p, size_t n)
{
	if (ours(fd) && fails_now(WRITE)) {
		if (plan.how == DISK_SHORT)
			return syscall(SYS_write, fd, p, n / 2);
		return refuse();
	}
	return syscall(SYS_write, fd, p, n);
}

int fsync(int fd)
{
	if (ours(fd) && fails_now(SYNC))
		return refuse();
	return (int)syscall(SYS_fsync, fd);
}

int ftruncate(int fd, off_t n)
{
	if (ours(fd) && fails_now(OTHER))
		return refuse();
	return (int)syscall(SYS_ftruncate, fd, n);
}

int rename(const char *from, const char *to)
{
	if (ours_path(to) && fails_now(OTHER))
		return refuse();
	return (int)syscall(SYS_rename, from, to);
}

int renameat2(int in, const char *from, int out, const char *to, unsigned flags)
{
	if (ours_path(to) && fails_now(OTHER))
		return refuse();
	return (int)syscall(SYS_renameat2, in, from, out, to, flags);
}
