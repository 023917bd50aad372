/*
 * What must hold when the world misbehaves: the process is killed, the disk
 * is full, an fsync fails, bits flip in the file.
 */
#include "db/db_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- fsync that can fail: these stand before the C library's ------------ */
static atomic_bool sync_fails;
static atomic_int syncs;

static int sync_or_fail(long call, int fd)
{
	atomic_fetch_add(&syncs, 1);
	if (atomic_load(&sync_fails)) {
		errno = EIO;
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

static struct err *put(struct fix *f, const char *name, ptrdiff_t body)
{
	struct want w = { name, 1, false, body };

	return db_tx(&f->cx, act_put, &w);
}

static void test_sync_failure(void **state)
{
	struct fix *f = *state;
	struct err *e;
	int before;

	ok(put(f, "kept", 0));
	before = atomic_load(&syncs);
	assert_true(before > 0);
	atomic_store(&sync_fails, true);
	fails(put(f, "lost", 0), ERR_IO);
	assert_true(atomic_load(&syncs) > before);
	atomic_store(&sync_fails, false);
	/* the disk is well again, but nobody knows what it forgot */
	before = atomic_load(&syncs);
	e = put(f, "late", 0);
	fails(e, ERR_IO);
	assert_true(str_find(str_c(e->msgid), STR("restarted"), 0) > 0);
	assert_int_equal(atomic_load(&syncs), before);
	assert_int_equal(fix_things(f), 1);
	fix_reopen(f);
	ok(put(f, "late", 0));
	assert_int_equal(fix_things(f) >= 2, true);
}

/* Without sync the negative control asks for nothing. */
static void test_unsafe_sync_off(void **state)
{
	struct fix *f = *state;
	struct db_config c = { .path = f->path, .unsafe_sync_off = true };
	int before;

	store_close(f->s);
	f->s = NULL;
	ok(store_open(f->a, &c, &f->s));
	f->cx.store = f->s;
	before = atomic_load(&syncs);
	ok(put(f, "x", 0));
	assert_int_equal(atomic_load(&syncs), before);
}

/* ---- full disk ----------------------------------------------------------- */
static void limit_set(rlim_t n)
{
	struct rlimit r;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &r), 0);
	r.rlim_cur = n;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
}

static void test_full(void **state)
{
	struct fix *f = *state;
	struct err *e = NULL;
	int64_t good = 0;

	signal(SIGXFSZ, SIG_IGN);
	limit_set(512 * 1024);
	while (!e && good < 1000) {
		e = put(f, str_fmt(f->a, "%d", (int)good).p, 20000);
		good += !e;
	}
	fails(e, ERR_FULL);
	assert_true(good > 5);
	assert_int_equal(fix_things(f), good);
	limit_set(100 * 1024);
	fails(store_backup(f->s, f->a,
			   str_fmt(f->a, "%s/copy.db", f->folder).p),
	      ERR_FULL);
	assert_int_not_equal(
		access(str_fmt(f->a, "%s/copy.db", f->folder).p, F_OK), 0);
	limit_set(RLIM_INFINITY);
	ok(put(f, "again", 20000));
	fix_reopen(f);
	assert_int_equal(fix_things(f), good + 1);
}

/* One act that is larger than the disk does not harm its neighbours later. */
static void test_full_in_an_act(void **state)
{
	struct fix *f = *state;

	signal(SIGXFSZ, SIG_IGN);
	ok(put(f, "small", 0));
	limit_set(1024 * 1024);
	fails(put(f, "large", 8 << 20), ERR_FULL);
	ok(put(f, "small too", 0));
	limit_set(RLIM_INFINITY);
	ok(put(f, "large", 8 << 20));
	assert_int_equal(fix_things(f), 3);
}

/* ---- kill -9 ------------------------------------------------------------- */
static NORETURN void child_main(struct fix *f, int no, int out)
{
	f->s = fix_open(f, false);
	f->cx.store = f->s;
	for (int i = 0;; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%d-%d", no, i);
		if (put(f, name, 3000) || write(out, "x", 1) != 1)
			_exit(1);
	}
}

/* Acts that the child told us of before it was killed. */
static int64_t run_and_kill(struct fix *f, int no)
{
	int p[2], status, got = 0;
	pid_t pid;
	char c;

	assert_int_equal(pipe(p), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		child_main(f, no, p[1]);
	close(p[1]);
	while (got < 5 + no * 7 && read(p[0], &c, 1) == 1)
		got++;
	kill(pid, SIGKILL);
	while (read(p[0], &c, 1) == 1)
		got++;
	close(p[0]);
	waitpid(pid, &status, 0);
	assert_true(WIFSIGNALED(status));
	return got;
}

static void test_kill(void **state)
{
	struct fix *f = *state;
	struct err *found = NULL;
	int64_t told = 0, extra = 0;

	for (int i = 0; i < 10; i++) {
		store_close(f->s);
		f->s = NULL;
		told += run_and_kill(f, i);
		f->s = fix_open(f, false);
		f->cx.store = f->s;
		/* one more may have been saved before it could be told */
		extra = fix_things(f) - told;
		assert_in_range(extra, 0, i + 1);
	}
	ok(store_check(f->s, f->a, &found));
	assert_null(found);
}

/* ---- a second process ---------------------------------------------------- */
/* Forked before the store is opened; starts when told, copies, ends. */
static NORETURN void backup_child(struct fix *f, int in, const char *to)
{
	struct db_config c = { .path = f->path, .read_only = true };
	struct store *s = NULL;
	char go;

	if (read(in, &go, 1) != 1 || store_open(f->a, &c, &s) ||
	    store_backup(s, f->a, to))
		_exit(1);
	store_close(s);
	_exit(0);
}

static void test_backup_of_served(void **state)
{
	struct fix *f = *state;
	const char *to = str_fmt(f->a, "%s/copy.db", f->folder).p;
	int p[2], status = -1, version;
	int n = 0;
	pid_t pid;

	store_close(f->s);
	f->s = NULL;
	assert_int_equal(pipe(p), 0);
	pid = fork();
	if (pid == 0)
		backup_child(f, p[0], to);
	f->s = fix_open(f, false);
	f->cx.store = f->s;
	ok(put(f, "first", 0));
	assert_int_equal(write(p[1], "x", 1), 1);
	for (; waitpid(pid, &status, WNOHANG) == 0; n++)
		ok(put(f, str_fmt(f->a, "%d", n).p, 100));
	close(p[0]);
	close(p[1]);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	ok(db_file_check(f->a, to, &version));
	assert_int_equal(fix_things(f), n + 1);
	fix_reopen(f);
	assert_int_equal(fix_things(f), n + 1);
}

/* Killed at some moment of its steps, a file is before or after all. */
static NORETURN void migrate_child(const char *path)
{
	struct arena *a = arena_open(64 << 20);
	struct db_config c = { .path = path, .create = true };
	struct store *s = NULL;

	if (store_open(a, &c, &s) || store_migrate_list(s, a, 1, fix_steps, 2))
		_exit(1);
	_exit(0);
}

static void test_kill_in_migration(void **state)
{
	struct fix *f = *state;
	int seen[3] = { 0 };

	for (int i = 0; i < 12; i++) {
		struct db_config c = { .create = true };
		struct store *s = NULL;
		int status, have, want;
		pid_t pid;

		c.path = str_fmt(f->a, "%s/m%d.db", f->folder, i).p;
		pid = fork();
		if (pid == 0)
			migrate_child(c.path);
		usleep((useconds_t)(i * 500));
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
		ok(store_open(f->a, &c, &s));
		ok(store_version(s, f->a, &have, &want));
		assert_true(have == 0 || have == 2);
		seen[have]++;
		ok(store_migrate_list(s, f->a, 1, fix_steps, 2));
		store_close(s);
	}
	assert_true(seen[0] > 0);
}

/* ---- damage -------------------------------------------------------------- */
static struct str filled(struct fix *f)
{
	for (int i = 0; i < 16; i++)
		ok(put(f, str_fmt(f->a, "row %d", i).p, 700));
	ok(put(f, "long", 9000));
	store_close(f->s);
	f->s = NULL;
	return kit_file(f->a, f->path);
}

static void file_put(const char *path, struct str bytes)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes.p, 1, (size_t)bytes.n, out), bytes.n);
	fclose(out);
}

static struct err *try_open(struct fix *f, const char *path)
{
	struct db_config c = { .path = path };
	struct store *s = NULL;
	struct err *e = store_open(f->a, &c, &s);

	if (!e)
		store_close(s);
	return e;
}

/* Any one bit, wherever it is. */
static void test_flipped_bits(void **state)
{
	struct fix *f = *state;
	struct str good = filled(f);
	char *bytes = str_to_c(f->a, good);
	const char *path = str_fmt(f->a, "%s/copy.db", f->folder).p;
	uint64_t seed = 20261014;
	int version, missed = 0;

	file_put(path, good);
	ok(db_file_check(f->a, path, &version));
	assert_int_equal(version, 2);
	for (int i = 0; i < 300; i++) {
		uint64_t bit;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		bit = (seed >> 20) % ((uint64_t)good.n * 8);
		bytes[bit / 8] ^= (char)(1 << (bit % 8));
		file_put(path, (struct str){ bytes, good.n });
		if (!db_file_check(f->a, path, &version))
			missed++;
		bytes[bit / 8] ^= (char)(1 << (bit % 8));
	}
	assert_int_equal(missed, 0);
}

/* A row's own bytes: the start of the store notices. */
static void test_damaged_start(void **state)
{
	struct fix *f = *state;
	struct str good = filled(f);
	char *bytes = str_to_c(f->a, good);
	ptrdiff_t at = str_find(good, STR("row 7"), 0);

	assert_true(at > 0);
	bytes[at] ^= 1;
	file_put(f->path, (struct str){ bytes, good.n });
	fails(try_open(f, f->path), ERR_DB);
}

static void test_swapped_and_cut(void **state)
{
	struct fix *f = *state;
	struct str good = filled(f);
	char *bytes = str_to_c(f->a, good);
	const char *path = str_fmt(f->a, "%s/copy.db", f->folder).p;
	int version;

	memcpy(bytes + 5 * DB_PAGE, good.p + 6 * DB_PAGE, DB_PAGE);
	memcpy(bytes + 6 * DB_PAGE, good.p + 5 * DB_PAGE, DB_PAGE);
	file_put(path, (struct str){ bytes, good.n });
	fails(db_file_check(f->a, path, &version), ERR_DB);
	file_put(path, (struct str){ good.p, good.n - DB_PAGE });
	fails(db_file_check(f->a, path, &version), ERR_DB);
	file_put(path, (struct str){ good.p, good.n - 100 });
	fails(db_file_check(f->a, path, &version), ERR_DB);
	file_put(path, (struct str){ good.p, 0 });
	fails(db_file_check(f->a, path, &version), ERR_DB);
	fails(db_file_check(f->a, f->folder, &version), ERR_IO);
}

/* The process ended, or the power, while the file was being made: its journal
 * says that there was nothing before. Making it again must do. */
static void test_made_halfway(void **state)
{
	static const unsigned char magic[] = { 0xd9, 0xd5, 0x05, 0xf9,
					       0x20, 0xa1, 0x63, 0xd7 };
	struct fix *f = *state;
	const char *journal = str_fmt(f->a, "%s-journal", f->path).p;
	char *first =
		memcpy(arena_new(f->a, char, DB_PAGE), filled(f).p, DB_PAGE);
	char *head = arena_new(f->a, char, 512);
	struct db_config readable = { .path = f->path, .read_only = true };
	struct err *e;
	const struct str left[] = {
		{ first, DB_PAGE },			     /* all of it */
		{ arena_new(f->a, char, DB_PAGE), DB_PAGE }, /* only room */
		{ first, 0 },				     /* nothing yet */
	};

	/* one page, before the log was chosen */
	memcpy(first + 18, "\1\1", 2);
	memcpy(first + 28, "\0\0\0\1", 4);
	memcpy(head, magic, sizeof(magic));
	head[22] = 2; /* sectors of 512 bytes */
	head[26] = DB_PAGE >> 8;
	/* who may only read can't mend it, and says who can */
	file_put(f->path, left[0]);
	file_put(journal, (struct str){ head, 512 });
	e = store_open(f->a, &readable, &f->s);
	fails(e, ERR_IO);
	assert_true(str_find(str_c(e->msgid), STR("start the server"), 0) > 0);
	for (int i = 0; i < N_ELEMENTS(left); i++) {
		file_put(f->path, left[i]);
		file_put(journal, (struct str){ head, 512 });
		f->s = fix_open(f, true);
		ok(store_migrate_list(f->s, f->a, 1000, fix_steps, 2));
		assert_int_equal(access(journal, F_OK), -1);
		store_close(f->s);
		f->s = NULL;
	}
}

/* Damage that appears while the store is in use is named, not read. */
static void test_damage_in_use(void **state)
{
	struct fix *f = *state;
	struct str good = filled(f);
	struct err *found = NULL;
	int fd;

	f->s = fix_open(f, false);
	f->cx.store = f->s;
	fd = open(f->path, O_WRONLY);
	assert_true(fd >= 0);
	for (ptrdiff_t at = DB_PAGE; at < good.n; at += DB_PAGE)
		assert_int_equal(pwrite(fd, "Z", 1, at + 2000), 1);
	close(fd);
	ok(store_check(f->s, f->a, &found));
	assert_non_null(found);
}

int main(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, fix_setup, fix_teardown)
	const struct CMUnitTest all[] = {
		T(test_sync_failure),
		T(test_unsafe_sync_off),
		T(test_full),
		T(test_full_in_an_act),
		T(test_kill),
		T(test_flipped_bits),
		T(test_backup_of_served),
		T(test_kill_in_migration),
		T(test_damaged_start),
		T(test_swapped_and_cut),
		T(test_damage_in_use),
		T(test_made_halfway),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
