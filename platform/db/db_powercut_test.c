/*
 * Power cuts. The functions below stand before the C library's and keep,
 * beside the real files, what a disk would hold: bytes are safe only after a
 * sync of their file; of later ones a cut leaves none, some, or torn ones. A
 * store opened on what is left must have every act that was confirmed.
 */
#include "db/db_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FILES = 2, SECTOR = 512, ACTS = 25, CUTS = 40, IMAGE_MOST = 512 << 10 };

struct op {
	off_t at;
	ptrdiff_t n; /* -1: the file ends at `at` */
	char *bytes;
};
struct image {
	char *bytes;
	off_t n;
};
struct disk {
	struct image safe;
	struct op *p; /* since the last sync */
	ptrdiff_t n, cap;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct arena *mem; /* NULL: nothing is kept */
static struct disk disks[FILES];
static struct image left[FILES];
static char room[FILES][2][IMAGE_MOST];
static atomic_int acked;
static int ops, cut_at, acked_at_cut;
static bool is_cut;
static uint64_t seed;

static uint64_t dice(uint64_t sides)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (seed >> 33) % sides;
}

static void image_apply(struct image *im, const struct op *op, off_t from,
			ptrdiff_t n)
{
	if (op->n < 0) {
		if (op->at < im->n)
			memset(im->bytes + op->at, 0, (size_t)(im->n - op->at));
		im->n = op->at;
		return;
	}
	assert(op->at + from + n <= IMAGE_MOST);
	memcpy(im->bytes + op->at + from, op->bytes + from, (size_t)n);
	im->n = MAX(im->n, op->at + from + n);
}

/* One of the writes that nobody waited for: whole, torn or not at all. */
static void op_survive(struct image *im, const struct op *op, uint64_t mode)
{
	if (mode == 0 || (mode > 1 && dice(2) == 0))
		return;
	if (mode < 3 || op->n < 0) {
		image_apply(im, op, 0, MAX(op->n, 0));
		return;
	}
	for (ptrdiff_t at = 0; at < op->n; at += SECTOR)
		if (dice(2))
			image_apply(im, op, at, MIN(SECTOR, op->n - at));
}

static void cut(void)
{
	uint64_t mode = dice(4);

	is_cut = true;
	acked_at_cut = atomic_load(&acked);
	for (int i = 0; i < FILES; i++) {
		struct disk *d = &disks[i];

		left[i].n = d->safe.n;
		memcpy(left[i].bytes, d->safe.bytes, IMAGE_MOST);
		for (ptrdiff_t k = 0; k < d->n; k++)
			op_survive(&left[i], &d->p[k], mode);
	}
}

/* The file of a descriptor: 0 the database, 1 its log, -1 another one. */
static int file_of(int fd)
{
	char link[64], path[256];
	ssize_t n;
	struct str p;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path));
	p = (struct str){ path, MAX(n, 0) };
	if (str_ends(p, STR("/cut.db")))
		return 0;
	return str_ends(p, STR("/cut.db-wal")) ? 1 : -1;
}

static void op_note(int fd, const void *p, ptrdiff_t n, off_t at)
{
	int i = mem ? file_of(fd) : -1;
	struct op *op;

	if (i < 0)
		return;
	pthread_mutex_lock(&lock);
	if (!is_cut && ++ops == cut_at)
		cut();
	op = vec_push(mem, &disks[i]);
	*op = (struct op){ .at = at, .n = n };
	if (n >= 0) {
		op->bytes = arena_new(mem, char, n);
		memcpy(op->bytes, p, (size_t)n);
	}
	pthread_mutex_unlock(&lock);
}

static int sync_note(long call, int fd)
{
	int i = mem ? file_of(fd) : -1;

	if (i >= 0) {
		pthread_mutex_lock(&lock);
		for (ptrdiff_t k = 0; k < disks[i].n; k++)
			image_apply(&disks[i].safe, &disks[i].p[k], 0,
				    MAX(disks[i].p[k].n, 0));
		disks[i].n = 0;
		pthread_mutex_unlock(&lock);
	}
	return (int)syscall(call, fd);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	op_note(fd, p, (ptrdiff_t)n, at);
	return syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t write(int fd, const void *p, size_t n)
{
	if (mem)
		op_note(fd, p, (ptrdiff_t)n, lseek(fd, 0, SEEK_CUR));
	return syscall(SYS_write, fd, p, n);
}

int ftruncate(int fd, off_t at)
{
	op_note(fd, NULL, -1, at);
	return (int)syscall(SYS_ftruncate, fd, at);
}

int fsync(int fd)
{
	return sync_note(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return sync_note(SYS_fdatasync, fd);
}

/* ---- one life ------------------------------------------------------------- */
static void disks_begin(int at)
{
	mem = arena_open(64 << 20);
	is_cut = false;
	cut_at = at;
	ops = 0;
	atomic_store(&acked, 0);
	for (int i = 0; i < FILES; i++) {
		disks[i] = (struct disk){ 0 };
		disks[i].safe.bytes = memset(room[i][0], 0, IMAGE_MOST);
		left[i].bytes = room[i][1];
	}
}

static void disks_end(void)
{
	arena_close(mem);
	mem = NULL;
}

/* Makes a store, acts until the end or the cut; returns the writes seen. */
static int live(struct fix *f, const char *path, bool unsafe, int at)
{
	struct db_config c = { .path = path,
			       .create = true,
			       .unsafe_sync_off = unsafe };
	struct cx cx = f->cx;

	disks_begin(at);
	ok(store_open(f->a, &c, &cx.store));
	cx.store->checkpoint_frames = 30;
	ok(store_migrate_list(cx.store, f->a, 1, fix_steps, 2));
	for (int i = 0; i < ACTS && !is_cut; i++) {
		struct want w = { str_fmt(f->a, "%d", i).p, 1, false, 9000 };

		ok(db_tx(&cx, act_put, &w));
		atomic_fetch_add(&acked, 1);
	}
	store_close(cx.store);
	return ops;
}

static void file_put(const char *path, struct image im)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, im.bytes, (size_t)im.n), im.n);
	close(fd);
}

/* Whether the store on what is left has all that was confirmed. */
static bool survives(struct fix *f, const char *path)
{
	struct db_config c = { .path = path };
	struct fix after = { .a = f->a };
	struct err *found = NULL;
	bool whole;

	if (!left[0].n) /* not even made */
		return acked_at_cut == 0;
	if (store_open(f->a, &c, &after.s))
		return false;
	if (acked_at_cut == 0) {
		store_close(after.s);
		return true;
	}
	ok(store_check(after.s, f->a, &found));
	whole = !found && atomic_load(&after.s->version) == 2 &&
		fix_things(&after) >= acked_at_cut;
	store_close(after.s);
	return whole;
}

static int lost_in(struct fix *f, bool unsafe)
{
	const char *path = str_fmt(f->a, "%s/cut.db", f->folder).p;
	const char *after = str_fmt(f->a, "%s/after.db", f->folder).p;
	const char *log = str_fmt(f->a, "%s-wal", after).p;
	int lost = 0, all, cuts = 0, first;

	/* from the first act on: before it there is nothing to lose */
	all = live(f, path, unsafe, 0);
	disks_end();
	first = all / ACTS;
	for (int i = 0; i < CUTS; i++) {
		seed = (uint64_t)i + 20261014;
		unlink(path);
		live(f, path, unsafe,
		     first + (int)dice((uint64_t)(all - first)));
		cuts += is_cut;
		file_put(after, left[0]);
		file_put(log, left[1]);
		disks_end();
		if (!survives(f, after))
			lost++;
		unlink(after);
	}
	assert_int_equal(cuts, CUTS);
	return lost;
}

static void test_nothing_is_lost(void **state)
{
	assert_int_equal(lost_in(*state, false), 0);
}

/* Without syncs it does lose: the test sees what it is for. */
static void test_control(void **state)
{
	assert_true(lost_in(*state, true) > CUTS / 2);
}

int main(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, fix_setup, fix_teardown)
	const struct CMUnitTest all[] = {
		T(test_nothing_is_lost),
		T(test_control),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
