/*
 * A machine that fails while somebody watches: loaded before the program
 * (LD_PRELOAD), it lets calls on files below CRASH_DATA fail as the shared
 * page of CRASH_FAULT says at that moment, and moves the clock. It counts what
 * it let fail: the proof that the fault was met. No part of the product.
 */
/* both names of each call are defined below */
#undef _FILE_OFFSET_BITS
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* As test/crash/faults writes and reads it. */
struct page {
	_Atomic int32_t change; /* errno of calls that change a file; 0: none */
	_Atomic int32_t sync;	/* … of fsync and fdatasync */
	_Atomic int32_t read;	/* … of reads */
	_Atomic int32_t seconds; /* the clock is ahead by */
	_Atomic int32_t failed;	 /* calls that failed */
	_Atomic int32_t syncs;	 /* syncs asked for, also those that failed */
};

static struct page none, *page = &none;
static char folder[256];
static size_t folder_n;

__attribute__((constructor)) static void fault_begin(void)
{
	const char *path = getenv("CRASH_FAULT"), *data = getenv("CRASH_DATA");
	void *p;
	int fd;

	if (!path || !data || strlen(data) + 2 > sizeof(folder))
		return;
	folder_n = (size_t)snprintf(folder, sizeof(folder), "%s/", data);
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
	p = mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED,
		 fd, 0);
	if (fd < 0 || p == MAP_FAILED)
		abort();
	close(fd);
	page = p;
}

static int ours(int fd)
{
	char link[64], path[512];
	ssize_t n;

	if (!folder_n)
		return 0;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path));
	return n > (ssize_t)folder_n && memcmp(path, folder, folder_n) == 0;
}

static int fails(_Atomic int32_t *what)
{
	int32_t no = atomic_load(what);

	if (!no)
		return 0;
	atomic_fetch_add(&page->failed, 1);
	errno = no;
	return 1;
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	if (ours(fd) && fails(&page->change))
		return -1;
	return syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	return pwrite64(fd, p, n, at);
}

ssize_t write(int fd, const void *p, size_t n)
{
	if (atomic_load(&page->change) && ours(fd) && fails(&page->change))
		return -1;
	return syscall(SYS_write, fd, p, n);
}

ssize_t pread64(int fd, void *p, size_t n, off64_t at)
{
	if (atomic_load(&page->read) && ours(fd) && fails(&page->read))
		return -1;
	return syscall(SYS_pread64, fd, p, n, at);
}

ssize_t pread(int fd, void *p, size_t n, off_t at)
{
	return pread64(fd, p, n, at);
}

int ftruncate64(int fd, off64_t at)
{
	if (ours(fd) && fails(&page->change))
		return -1;
	return (int)syscall(SYS_ftruncate, fd, at);
}

int ftruncate(int fd, off_t at)
{
	return ftruncate64(fd, at);
}

static int sync_or_fail(long call, int fd)
{
	if (ours(fd)) {
		atomic_fetch_add(&page->syncs, 1);
		if (fails(&page->sync))
			return -1;
	}
	return (int)syscall(call, fd);
}

int fsync(int fd)
{
	return sync_or_fail(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return sync_or_fail(SYS_fdatasync, fd);
}

static int open_or_fail(const char *path, int flags, mode_t mode)
{
	int fd;

	if (folder_n && flags & O_CREAT &&
	    strncmp(path, folder, folder_n) == 0 && fails(&page->change))
		return -1;
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	return fd;
}

int open64(const char *path, int flags, ...)
{
	va_list list;
	mode_t mode = 0;

	va_start(list, flags);
	if (flags & O_CREAT)
		mode = va_arg(list, mode_t);
	va_end(list);
	return open_or_fail(path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list list;
	mode_t mode = 0;

	va_start(list, flags);
	if (flags & O_CREAT)
		mode = va_arg(list, mode_t);
	va_end(list);
	return open_or_fail(path, flags, mode);
}

int clock_gettime(clockid_t id, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, id, t);

	if (rc == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
		t->tv_sec += atomic_load(&page->seconds);
	return rc;
}

time_t time(time_t *ret)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (ret)
		*ret = t.tv_sec;
	return t.tv_sec;
}

int gettimeofday(struct timeval *restrict v, void *restrict zone)
{
	struct timespec t;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &t);
	v->tv_sec = t.tv_sec;
	v->tv_usec = t.tv_nsec / 1000;
	return 0;
}
