/*
 * A disk with a memory: loaded before the program (LD_PRELOAD), it notes every
 * write, truncation and sync of the files below CRASH_DATA in CRASH_LOG, in
 * the order in which they happened. test/crash/power cuts the power anywhere
 * in that log. No part of the product.
 *
 * A record is a struct note, the file's name (note.name bytes), the bytes
 * written (note.bytes). A write is noted before it happens, a sync when it
 * begins and when it has ended: only what was noted before it began is safe.
 */
/* both names of each call are defined below */
#undef _FILE_OFFSET_BITS
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct note {
	char kind; /* W write, T truncation, B sync begins, S sync ended */
	uint8_t name;
	uint16_t zero;
	uint32_t bytes;
	int64_t at; /* offset, length, or the sync's number */
};

static int note_fd = -1;
static char folder[256];
static size_t folder_n;
static atomic_long syncs;

__attribute__((constructor)) static void disk_begin(void)
{
	const char *log = getenv("CRASH_LOG"), *data = getenv("CRASH_DATA");

	if (!log || !data || strlen(data) + 2 > sizeof(folder))
		return;
	folder_n = (size_t)snprintf(folder, sizeof(folder), "%s/", data);
	note_fd = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/* Name of a file below the folder; 0 bytes: another file. The memory of the
 * log's index (-shm) never survives and is of no interest. */
static size_t name_of(int fd, char *name, size_t most)
{
	char link[64], path[512];
	ssize_t n;

	if (note_fd < 0 || fd == note_fd)
		return 0;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path));
	if (n <= (ssize_t)folder_n || memcmp(path, folder, folder_n) != 0 ||
	    (size_t)n - folder_n > most || memcmp(path + n - 4, "-shm", 4) == 0)
		return 0;
	memcpy(name, path + folder_n, (size_t)n - folder_n);
	return (size_t)n - folder_n;
}

static void put(char kind, int fd, int64_t at, const void *p, size_t bytes)
{
	char name[128];
	size_t n = name_of(fd, name, sizeof(name));
	struct note note = { .kind = kind,
			     .name = (uint8_t)n,
			     .bytes = (uint32_t)bytes,
			     .at = at };
	struct iovec v[3] = { { &note, sizeof(note) },
			      { name, n },
			      { (void *)(uintptr_t)p, bytes } };

	/* one call: records of several threads don't mix */
	if (n && writev(note_fd, v, 3) != (ssize_t)(sizeof(note) + n + bytes))
		abort();
}

static int sync_both(long call, int fd)
{
	long number = atomic_fetch_add(&syncs, 1);
	int rc;

	put('B', fd, number, NULL, 0);
	rc = (int)syscall(call, fd);
	if (rc == 0)
		put('S', fd, number, NULL, 0);
	return rc;
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at);
ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	put('W', fd, at, p, n);
	return syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	return pwrite64(fd, p, n, at);
}

ssize_t write(int fd, const void *p, size_t n)
{
	char name[128];

	if (name_of(fd, name, sizeof(name)))
		put('W', fd, lseek(fd, 0, SEEK_CUR), p, n);
	return syscall(SYS_write, fd, p, n);
}

int ftruncate64(int fd, off64_t at)
{
	put('T', fd, at, NULL, 0);
	return (int)syscall(SYS_ftruncate, fd, at);
}

int ftruncate(int fd, off_t at)
{
	return ftruncate64(fd, at);
}

int fsync(int fd)
{
	return sync_both(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return sync_both(SYS_fdatasync, fd);
}
