/* A store as a stream, and work files that are noise to everybody else. */
#include "db/db_fixture.h"
#include "db/db_stream.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"

static const char canary[] = "Nguyễn Thị Chim Hoàng Yến";

static void put_many(struct fix *f, int from, int n)
{
	for (int i = from; i < from + n; i++) {
		struct want w = {
			.name = str_fmt(f->a, "%s %d", canary, i).p,
			.n = i,
			.body = 3000,
		};

		ok(db_tx(&f->cx, act_put, &w));
	}
}

struct taken {
	struct fix *f;
	int64_t said;
	int fd;
	int64_t got;
	int parts;
	bool meanwhile; /* somebody writes while it is read */
	int fails_at;	/* the part that can't be taken; 0: none */
};

static struct err *begin(void *arg, int64_t bytes)
{
	struct taken *t = arg;

	t->said = bytes;
	return NULL;
}

static struct err *more(void *arg, struct str bytes)
{
	struct taken *t = arg;

	if (++t->parts == t->fails_at)
		return err_new(t->f->a, ERR_FULL, "full");
	assert_int_equal(write(t->fd, bytes.p, (size_t)bytes.n), bytes.n);
	t->got += bytes.n;
	if (t->meanwhile)
		put_many(t->f, 1000 + 10 * t->parts, 10);
	return NULL;
}

static const char *take(struct fix *f, struct taken *t)
{
	const char *path = str_fmt(f->a, "%s/taken.db", f->folder).p;
	struct db_sink sink = { .begin = begin, .more = more, .arg = t };

	t->f = f;
	t->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(t->fd >= 0);
	ok(store_stream(f->s, f->a, f->folder, &sink));
	close(t->fd);
	assert_int_equal(t->got, t->said);
	return path;
}

static int64_t things_of(struct fix *f, const char *path)
{
	struct fix of = *f;
	int64_t n;

	of.path = path;
	of.s = fix_open(&of, false);
	n = fix_things(&of);
	store_close(of.s);
	return n;
}

/* What stands in the log only, too. */
static void test_stream_is_a_backup(void **state)
{
	struct fix *f = *state;
	struct taken t = { 0 };
	const char *path;
	int version;

	put_many(f, 0, 100);
	path = take(f, &t);
	ok(db_file_check(f->a, path, &version));
	assert_int_equal(version, 2);
	assert_int_equal(things_of(f, path), 100);
}

static void test_stream_is_one_moment(void **state)
{
	struct fix *f = *state;
	struct taken t = { .meanwhile = true };
	const char *path;

	put_many(f, 0, 100);
	path = take(f, &t);
	assert_true(t.parts > 2);
	ok(db_file_check(f->a, path, NULL));
	assert_int_equal(things_of(f, path), 100);
	assert_int_equal(fix_things(f), 100 + 10 * t.parts);
}

static void test_stream_ends_with_an_error(void **state)
{
	struct fix *f = *state;
	struct taken t = { .f = f, .fails_at = 2 };
	struct db_sink sink = { .begin = begin, .more = more, .arg = &t };

	put_many(f, 0, 100);
	t.fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	fails(store_stream(f->s, f->a, f->folder, &sink), ERR_FULL);
	close(t.fd);
	assert_int_equal(t.parts, 2);
	put_many(f, 200, 1);
}

/* A flipped bit in the file isn't handed on as if it were data. */
static void test_stream_refuses_damage(void **state)
{
	struct fix *f = *state;
	struct taken t = { .f = f };
	struct db_sink sink = { .begin = begin, .more = more, .arg = &t };
	char byte;
	int fd;

	put_many(f, 0, 100);
	store_close(f->s);
	f->s = NULL;
	ok(store_open(f->a,
		      &(struct db_config){ .path = f->path, .read_only = true },
		      &f->s));
	/* behind its back: the start looked already */
	fd = open(f->path, O_RDWR | O_CLOEXEC);
	assert_int_equal(pread(fd, &byte, 1, 30 * DB_PAGE + 99), 1);
	byte ^= 4;
	assert_int_equal(pwrite(fd, &byte, 1, 30 * DB_PAGE + 99), 1);
	close(fd);
	t.fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	assert_non_null(store_stream(f->s, f->a, f->folder, &sink));
	close(t.fd);
}

/* ---- work files ------------------------------------------------------------ */

/* Whether a text stands in any file of the folder but the store's. */
static bool any_holds(struct fix *f, const char *text)
{
	DIR *d = opendir(f->folder);
	struct dirent *x;
	bool found = false;

	while ((x = readdir(d))) {
		const char *path =
			str_fmt(f->a, "%s/%s", f->folder, x->d_name).p;

		if (strstr(x->d_name, "realm.db") || x->d_name[0] != '.' ||
		    !strcmp(x->d_name, ".") || !strcmp(x->d_name, ".."))
			continue;
		found |= str_find(kit_file(f->a, path), str_c(text), 0) >= 0;
	}
	closedir(d);
	return found;
}

static int n_files(struct fix *f, const char *part)
{
	DIR *d = opendir(f->folder);
	struct dirent *x;
	int n = 0;

	while ((x = readdir(d)))
		n += strstr(x->d_name, part) != NULL;
	closedir(d);
	return n;
}

static void work_fill(struct fix *f, const char *path, const char *work)
{
	struct str bytes = kit_file(f->a, path);

	/* in parts that begin anywhere */
	for (ptrdiff_t at = 0; at < bytes.n; at += 70001)
		ok(db_veil_write(f->a, work, str_sub(bytes, at, at + 70001),
				 at));
}

static void test_work_files_are_noise(void **state)
{
	struct fix *f = *state;
	struct taken t = { 0 };
	struct fix of = *f;
	const char *work;

	put_many(f, 0, 100);
	ok(db_veil_new(f->a, f->folder, &work));
	work_fill(f, take(f, &t), work);
	ok(db_file_check(f->a, work, NULL));
	/* a store like any other: what is written to it, and its log, too */
	of.path = work;
	of.s = fix_open(&of, false);
	of.cx.store = of.s;
	put_many(&of, 500, 50);
	assert_int_equal(fix_things(&of), 150);
	assert_int_equal(n_files(f, "-wal"), 2);
	assert_false(any_holds(f, canary));
	assert_false(any_holds(f, "SQLite format"));
	assert_false(any_holds(f, "CREATE TABLE"));
	store_close(of.s);
	of.s = fix_open(&of, false);
	assert_int_equal(fix_things(&of), 150);
	store_close(of.s);
	assert_false(any_holds(f, canary));
	db_veil_end(f->a, work);
	assert_int_equal(n_files(f, DB_VEIL_NAME), 0);
}

/* The control: the same look at a file in clear finds it. */
static void test_the_look_finds_what_is_clear(void **state)
{
	struct fix *f = *state;
	struct taken t = { 0 };
	const char *path;

	put_many(f, 0, 10);
	path = take(f, &t);
	rename(path, str_fmt(f->a, "%s/.taken", f->folder).p);
	assert_true(any_holds(f, canary));
}

static void test_without_its_key_it_is_nothing(void **state)
{
	struct fix *f = *state;
	struct taken t = { 0 };
	const char *work, *other;
	struct store *s;

	put_many(f, 0, 10);
	ok(db_veil_new(f->a, f->folder, &work));
	work_fill(f, take(f, &t), work);
	other = str_fmt(f->a, "%s/stolen.db", f->folder).p;
	assert_int_equal(rename(work, other), 0);
	fails(store_open(f->a,
			 &(struct db_config){ .path = other,
					      .read_only = true },
			 &s),
	      ERR_UNSUPPORTED);
	db_veil_end(f->a, work);
}

static void test_only_so_many_at_once(void **state)
{
	struct fix *f = *state;
	const char *work[8], *more_than;

	for (int i = 0; i < 8; i++)
		ok(db_veil_new(f->a, f->folder, &work[i]));
	fails(db_veil_new(f->a, f->folder, &more_than), ERR_BUSY);
	for (int i = 0; i < 8; i++)
		db_veil_end(f->a, work[i]);
	ok(db_veil_new(f->a, f->folder, &more_than));
	db_veil_end(f->a, more_than);
}

/* Each place has noise of its own, wherever one begins to read. */
static void test_noise_by_place(void **state UNUSED)
{
	unsigned char key[DB_VEIL_KEY] = { 7 }, all[5000] = { 0 }, log[5000];
	unsigned char part[5000];

	db_veil(key, DB_VEILED_MAIN, all, sizeof(all), 4096 - 24);
	for (int at = 0; at < 700; at += 37)
		for (int n = 0; n < 200; n += 41) {
			memset(part, 0, sizeof(part));
			db_veil(key, DB_VEILED_MAIN, part, n, 4096 - 24 + at);
			assert_memory_equal(part, all + at, (size_t)n);
		}
	memset(log, 0, sizeof(log));
	db_veil(key, DB_VEILED_LOG, log, sizeof(log), 4096 - 24);
	assert_memory_not_equal(log, all, sizeof(log));
}

static void file_put(const char *path, struct str text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_int_equal(write(fd, text.p, (size_t)text.n), text.n);
	close(fd);
}

static void test_halves_go(void **state)
{
	struct fix *f = *state;
	const char *in = str_fmt(f->a, "%s/", f->folder).p;

	file_put(str_fmt(f->a, "%s.b.age.part-999999999", in).p,
		 STR("age-encryption.org/v1\n"));
	file_put(str_fmt(f->a, "%s" DB_VEIL_NAME "00.part-999999999", in).p,
		 STR("noise of any kind, whatever"));
	file_put(str_fmt(f->a, "%s.other.part-999999999", in).p,
		 STR("somebody else's file"));
	db_halves_remove(f->a, in);
	assert_int_equal(n_files(f, ".b.age"), 0);
	assert_int_equal(n_files(f, DB_VEIL_NAME), 0);
	assert_int_equal(n_files(f, ".other"), 1);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, fix_setup, fix_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_stream_is_a_backup),
		TEST(test_stream_is_one_moment),
		TEST(test_stream_ends_with_an_error),
		TEST(test_stream_refuses_damage),
		TEST(test_work_files_are_noise),
		TEST(test_the_look_finds_what_is_clear),
		TEST(test_without_its_key_it_is_nothing),
		TEST(test_only_so_many_at_once),
		TEST(test_noise_by_place),
		TEST(test_halves_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
