/*
 * Data that was damaged behind the program's back: bits, pages, ends of the
 * file, logs of other files. Each is found when the server starts, when the
 * record is read or by the check that verify and the night's job make; what
 * was damaged is never served. ROVIEC_DAMAGE: how many bits (60).
 */
#include "testkit/testkit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app_command.h"
#include "app/app_kit.h"
#include "db/db_priv.h"
#include "file/file.h"
#include "work/test/work_kit.h"
#include "work/work_query.h"

static struct {
	struct arena *a;
	struct work_kit kit;
	const char *folder, *data, *file;
	struct str image;
	struct actor lead; /* of the task that is reported on */
	uint64_t good;	   /* what its tables say */
	int64_t now;
	day_t today;
} base;

static struct arena *mem; /* of one try */

static void bytes_put(const char *path, struct str bytes)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes.p, 1, (size_t)bytes.n, out), bytes.n);
	fclose(out);
}

static void fresh(struct str bytes)
{
	kit_folder_remove(base.data);
	assert_int_equal(mkdir(base.data, 0700), 0);
	bytes_put(base.file, bytes);
}

static uint64_t mixed(uint64_t h, const void *p, int n)
{
	const unsigned char *b = p;

	for (int i = 0; i < n; i++)
		h = (h ^ b[i]) * UINT64_C(1099511628211);
	return (h ^ (uint64_t)n) * UINT64_C(1099511628211);
}

/* All rows of a table into the digest; false when a read was refused. */
static bool rows_read(sqlite3 *h, const char *table, uint64_t *d)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(
		h, str_fmt(mem, "select * from \"%s\"", table).p, -1, &st,
		NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		for (int i = 0;
		     rc == SQLITE_ROW && i < sqlite3_column_count(st); i++)
			*d = mixed(*d, sqlite3_column_blob(st, i),
				   sqlite3_column_bytes(st, i));
	}
	sqlite3_finalize(st);
	return rc == SQLITE_DONE;
}

/* Reads everything through a reader of the program; false: refused. */
static bool all_read(struct db *db, uint64_t *ret_d)
{
	static const char names[] = "select name from sqlite_schema where type "
				    "= 'table' order by name";
	sqlite3_stmt *st = NULL;
	bool good = true;
	int rc;

	db->trusted = true; /* for the list of tables alone */
	*ret_d = 1;
	if (sqlite3_prepare_v2(db->h, names, -1, &st, NULL) != SQLITE_OK)
		return false;
	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		good &= rows_read(
			db->h, (const char *)sqlite3_column_text(st, 0), ret_d);
	sqlite3_finalize(st);
	db->trusted = false;
	return good && rc == SQLITE_DONE;
}

/* ---- who finds it ---------------------------------------------------------------- */
enum finder { AT_START, BY_READ, BY_CHECK, NOBODY, N_FINDER };

struct tally {
	int n[N_FINDER], served;
};

/* What the damage does, with what is in the folder. */
static enum finder found_by(struct tally *t)
{
	struct cx cx = { .arena = mem, .now = base.now, .today = base.today };
	struct err *e = realm_open(&cx, str_c(base.data), false);
	enum finder who = AT_START;
	uint64_t d = 0;

	if (!e) {
		who = all_read(cx.db, &d) ? NOBODY : BY_READ;
		if (who == NOBODY)
			t->served += d != base.good;
		realm_close(&cx);
	}
	if (who == NOBODY && RUN("verify", "--data", base.data) != 0)
		who = BY_CHECK;
	t->n[who]++;
	return who;
}

static void tell(const char *what, const struct tally *t)
{
	printf("damage: %s: %d found at the start, %d by a read, %d by the "
	       "check, %d by nobody, %d served\n",
	       what, t->n[AT_START], t->n[BY_READ], t->n[BY_CHECK],
	       t->n[NOBODY], t->served);
}

static int bits(void)
{
	const char *asked = getenv("ROVIEC_DAMAGE");
	int64_t n = 60;

	if (asked && !str_to_i64(str_c(asked), &n))
		fail_msg("ROVIEC_DAMAGE isn't a number");
	return (int)n;
}

/* ---- tests ------------------------------------------------------------------------- */

/* The control: what isn't damaged is found by nobody. */
static void nothing(void **state UNUSED)
{
	struct tally t = { 0 };

	mem = app_kit.a = arena_open(1 << 30);
	fresh(base.image);
	assert_int_equal(found_by(&t), NOBODY);
	assert_int_equal(t.served, 0);
	arena_close(mem);
}

static void any_bit(void **state UNUSED)
{
	struct tally t = { 0 };
	uint64_t seed = 20261129;
	char *bytes = str_to_c(base.a, base.image);
	int n = bits();

	for (int i = 0; i < n; i++) {
		uint64_t bit;

		mem = app_kit.a = arena_open(1 << 30);
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		bit = (seed >> 20) % ((uint64_t)base.image.n * 8);
		bytes[bit / 8] ^= (char)(1 << (bit % 8));
		fresh((struct str){ bytes, base.image.n });
		found_by(&t);
		bytes[bit / 8] ^= (char)(1 << (bit % 8));
		arena_close(mem);
	}
	tell(str_fmt(base.a, "%d bits", n).p, &t);
	assert_int_equal(t.n[NOBODY], 0);
	assert_int_equal(t.served, 0);
}

static struct cx opened(void)
{
	struct cx cx = { .arena = mem,
			 .now = base.now,
			 .today = base.today,
			 .as_at = base.today,
			 .lang = LANG_VI };

	ok(realm_open(&cx, str_c(base.data), false));
	return cx;
}

/* One byte of each page but the first, at random. */
static void bytes_flip(uint64_t seed)
{
	int fd = open(base.file, O_RDWR);
	char c;

	for (ptrdiff_t page = DB_PAGE; page < base.image.n; page += DB_PAGE) {
		ptrdiff_t at;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		at = page + (ptrdiff_t)((seed >> 20) % DB_PAGE);
		c = (char)(base.image.p[at] ^ 4);
		assert_int_equal(pwrite(fd, &c, 1, at), 1);
	}
	close(fd);
}

/* While it is served: a read is refused, and the check finds it. */
static void while_served(void **state UNUSED)
{
	int n = MAX(bits() / 6, 10), refused = 0, named = 0, served = 0;

	for (int i = 0; i < n; i++) {
		struct cx cx;
		uint64_t d = 0;
		int64_t events;

		mem = app_kit.a = arena_open(1 << 30);
		fresh(base.image);
		cx = opened();
		bytes_flip((uint64_t)i + 1);
		sqlite3_db_release_memory(cx.db->h); /* what it has seen */
		if (!all_read(cx.db, &d))
			refused++;
		else
			served += d != base.good;
		named += data_check(&cx, str_c(base.data), &events) != NULL;
		realm_close(&cx);
		arena_close(mem);
	}
	printf("damage: %d times while it is served: %d found by a read, %d by "
	       "the check, %d served\n",
	       n, refused, named, served);
	assert_int_equal(served, 0);
	assert_int_equal(refused, n);
	assert_int_equal(named, n);
}

/* Pages missing at the end, half a page, nothing at all. */
static void cut_off(void **state UNUSED)
{
	const ptrdiff_t less[] = { 1,		100,	     DB_PAGE,
				   DB_PAGE + 9, 9 * DB_PAGE, base.image.n - 100,
				   base.image.n };
	struct tally t = { 0 };

	for (int i = 0; i < N_ELEMENTS(less); i++) {
		mem = app_kit.a = arena_open(1 << 30);
		fresh((struct str){ base.image.p, base.image.n - less[i] });
		if (found_by(&t) == NOBODY)
			print_error("%d bytes less\n", (int)less[i]);
		arena_close(mem);
	}
	tell("7 ends cut off", &t);
	assert_int_equal(t.n[NOBODY], 0);
	assert_int_equal(t.served, 0);
}

/* A file's log with something in it: `text` is the note's name. */
static struct str log_of(const char *text, struct str *ret_file)
{
	sqlite3 *h = NULL;
	struct str log;

	fresh(base.image);
	assert_int_equal(sqlite3_open_v2(base.file, &h, SQLITE_OPEN_READWRITE,
					 DB_VFS),
			 SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(
			h,
			str_fmt(mem,
				"pragma journal_mode=wal;"
				"pragma wal_autocheckpoint=0;"
				"insert into setting (name, value, set_at) "
				"values ('%s', 'x', 1)",
				text)
				.p,
			NULL, NULL, NULL),
		SQLITE_OK);
	log = kit_file(mem, str_fmt(mem, "%s-wal", base.file).p);
	*ret_file = kit_file(mem, base.file);
	sqlite3_close(h);
	assert_true(log.n > DB_PAGE);
	return log;
}

/* Starts it; the number of settings of this name, or -1: refused. */
static int settings(const char *name)
{
	struct cx cx = { .arena = mem, .now = base.now, .today = base.today };
	struct err *e = realm_open(&cx, str_c(base.data), false);
	sqlite3_stmt *st = NULL;
	int n;

	if (e)
		return -1;
	assert_int_equal(
		sqlite3_prepare_v2(cx.db->h,
				   "select count(*) from setting where name = "
				   "?1",
				   -1, &st, NULL),
		SQLITE_OK);
	sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
	sqlite3_step(st);
	n = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	realm_close(&cx);
	return n;
}

static void log_put(struct str file, struct str log)
{
	fresh(file);
	bytes_put(str_fmt(mem, "%s-wal", base.file).p, log);
}

/* How many checks a server would run at once on what is in the folder. */
static int checks_asked(void)
{
	const struct job_kind *const kinds[] = { &app_jobs[0] };
	struct cx cx = opened();
	int ran;

	ok(check_after_crash(&cx));
	ok(job_run_due(&cx, kinds, 1, &ran));
	realm_close(&cx);
	return ran;
}

/* A log whose bits changed is used up to there: what a commit in it said is
 * there whole, or not at all. */
static void logs(void **state UNUSED)
{
	struct str file, log;
	char *bytes;

	mem = app_kit.a = arena_open(1 << 30);
	log = log_of("damage", &file);
	/* the control: with its own log the row is there */
	log_put(file, log);
	assert_int_equal(settings("damage"), 1);
	assert_int_equal(RUN("verify", "--data", base.data), 0);
	log_put(file, log);
	assert_int_equal(checks_asked(), 1);
	assert_int_equal(checks_asked(), 0);
	/* without it the file alone is whole, as before the commit */
	fresh(file);
	assert_int_equal(settings("damage"), 0);
	assert_int_equal(RUN("verify", "--data", base.data), 0);
	/* an index that isn't its own is made anew */
	log_put(file, log);
	bytes_put(str_fmt(mem, "%s-shm", base.file).p,
		  str_sub(base.image, 0, 32768));
	assert_int_equal(settings("damage"), 1);
	assert_int_equal(RUN("verify", "--data", base.data), 0);
	bytes = str_to_c(mem, log);
	for (ptrdiff_t at = 3; at < log.n; at += log.n / 23) {
		bytes[at] ^= 16;
		log_put(file, (struct str){ bytes, log.n });
		assert_int_equal(settings("damage"), 0);
		assert_int_equal(RUN("verify", "--data", base.data), 0);
		bytes[at] ^= 16;
	}
	arena_close(mem);
}

/* Pages of two times, or of two files, side by side are no data: found. */
static void log_of_another_file(void **state UNUSED)
{
	struct tally t = { 0 };
	struct str file, log;

	mem = app_kit.a = arena_open(1 << 30);
	log = log_of("damage", &file);
	kit_folder_remove(base.data);
	assert_int_equal(RUN("init", "--data", base.data, "--name", "Khác",
			     "--admin", "a@b.example"),
			 0);
	bytes_put(str_fmt(mem, "%s-wal", base.file).p, log);
	found_by(&t);
	tell("the log of another file", &t);
	assert_int_equal(t.n[NOBODY], 0);
	arena_close(mem);
}

static void report(struct cx *cx, const char *body)
{
	struct work_deed deed = {
		.task = base.kit.task[TASK_RUNNING],
		.what = WORK_DO_REPORT,
		.report = { .percent = 60,
			    .body = str_c(body),
			    .difficulty = STR(""),
			    .cause = STR(""),
			    .ask = STR("none") },
	};

	cx->actor = base.lead;
	ok(work_do(cx, &deed, NULL));
}

/* Somebody puts an old copy of the file beside the newest log: the log goes
 * on from acts that the file hasn't. */
static void old_file_new_log(void **state UNUSED)
{
	struct tally t = { 0 };
	struct str file, log;
	struct cx cx;

	mem = app_kit.a = arena_open(1 << 30);
	log_of("first", &file);
	cx = opened();
	for (int i = 0; i < 30; i++)
		report(&cx, "Trong tệp mới.");
	realm_close(&cx);
	cx = opened();
	report(&cx, "Trong nhật ký mới.");
	log = kit_file(mem, str_fmt(mem, "%s-wal", base.file).p);
	realm_close(&cx);
	/* the control: to the new file it belongs */
	log_put(kit_file(mem, base.file), log);
	assert_int_equal(RUN("verify", "--data", base.data), 0);
	log_put(file, log);
	found_by(&t);
	tell("an old file under a new log", &t);
	assert_int_equal(t.n[NOBODY], 0);
	arena_close(mem);
}

/* The start says what helps, and that helps. */
static void restored(void **state UNUSED)
{
	char *bytes = str_to_c(base.a, base.image);
	const char *back = str_fmt(base.a, "%s-back", base.data).p;
	const char *backup = str_fmt(base.a, "%s.backup", base.data).p;

	mem = app_kit.a = arena_open(1 << 30);
	bytes_put(backup, base.image);
	bytes[base.image.n / 2] ^= 4;
	fresh((struct str){ bytes, base.image.n });
	bytes[base.image.n / 2] ^= 4;
	assert_int_equal(RUN("serve", "--data", base.data, "--no-walls"), 1);
	says(app_kit.err, "damaged; please restore the newest backup.");
	assert_int_equal(RUN("restore", "--data", back, "--from", backup), 0);
	assert_int_equal(RUN("verify", "--data", back), 0);
	/* a damaged backup isn't restored */
	bytes[base.image.n / 2] ^= 4;
	bytes_put(backup, (struct str){ bytes, base.image.n });
	bytes[base.image.n / 2] ^= 4;
	kit_folder_remove(back);
	assert_int_equal(RUN("restore", "--data", back, "--from", backup), 1);
	assert_int_not_equal(access(back, F_OK), 0);
	arena_close(mem);
}

/* ---- files that people gave ---------------------------------------------------------- */

/* Flips one bit of a kept file so that the page's own sum fits. */
static void file_flip(int64_t chunk, int64_t bit)
{
	sqlite3 *h = NULL;
	sqlite3_blob *b = NULL;
	unsigned char byte;

	assert_int_equal(sqlite3_open_v2(base.file, &h, SQLITE_OPEN_READWRITE,
					 DB_VFS),
			 SQLITE_OK);
	assert_int_equal(sqlite3_blob_open(h, "main", "file_chunk", "bytes",
					   chunk, 1, &b),
			 SQLITE_OK);
	bit %= (int64_t)sqlite3_blob_bytes(b) * 8;
	assert_int_equal(sqlite3_blob_read(b, &byte, 1, (int)(bit / 8)),
			 SQLITE_OK);
	byte ^= (unsigned char)(1 << bit % 8);
	assert_int_equal(sqlite3_blob_write(b, &byte, 1, (int)(bit / 8)),
			 SQLITE_OK);
	sqlite3_blob_close(b);
	sqlite3_close(h);
}

/* The kept files that can't be had; the number of all. */
static int files_refused(int *ret_all)
{
	struct cx cx = { .arena = mem, .now = base.now, .today = base.today };
	struct file_info info;
	struct str bytes;
	int refused = 0;
	bool found = true;

	*ret_all = 0;
	ok(realm_open(&cx, str_c(base.data), false));
	for (int64_t id = 1; found; id++) {
		ok(file_find(&cx, id, &info, &found));
		if (!found)
			break;
		*ret_all += 1;
		refused += file_get(&cx, id, &bytes) != NULL;
	}
	realm_close(&cx);
	return refused;
}

static void kept_files(void **state UNUSED)
{
	int n = MAX(bits() / 3, 10), named = 0, refused = 0, all;
	uint64_t seed = 20261129;

	mem = app_kit.a = arena_open(1 << 30);
	fresh(base.image);
	assert_int_equal(files_refused(&all), 0);
	assert_true(all > 0);
	arena_close(mem);
	for (int i = 0; i < n; i++) {
		mem = app_kit.a = arena_open(1 << 30);
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		file_flip(1, (int64_t)(seed >> 20));
		refused += files_refused(&all) > 0;
		named += RUN("verify", "--data", base.data) == 1;
		says(app_kit.err, "file ");
		file_flip(1, (int64_t)(seed >> 20));
		arena_close(mem);
	}
	printf("damage: %d bits of kept files: %d named by the check, %d "
	       "downloads refused\n",
	       n, named, refused);
	assert_int_equal(named, n);
	assert_int_equal(refused, n);
}

static int group_open(void **state UNUSED)
{
	static const struct route_table *const tables[] = { NULL };
	const char *path;

	base.a = arena_open(1 << 30);
	base.folder = kit_folder(base.a);
	/* copies of the data have its key */
	setenv("ROVIEC_KEY_FILE", str_fmt(base.a, "%s/key", base.folder).p, 1);
	base.data = str_fmt(base.a, "%s/data", base.folder).p;
	base.file = str_fmt(base.a, "%s/roviec.db", base.data).p;
	app_kit.out = str_fmt(base.a, "%s/out", base.folder).p;
	app_kit.err = str_fmt(base.a, "%s/err", base.folder).p;
	path = str_fmt(base.a, "%s/image", base.folder).p;
	work_kit_open(base.a, tables, &base.kit);
	base.now = base.kit.cx.now;
	base.today = base.kit.cx.today;
	base.lead = work_kit_as(&base.kit, USER_LEAD).actor;
	setenv("LC_ALL", "en", 1);
	ok(store_backup(base.kit.cx.store, base.a, path));
	base.image = kit_file(base.a, path);
	mem = app_kit.a = base.a;
	fresh(base.image);
	{
		struct cx cx = { .arena = base.a, .now = base.now };

		ok(realm_open(&cx, str_c(base.data), false));
		assert_true(all_read(cx.db, &base.good));
		realm_close(&cx);
	}
	return 0;
}

static int group_close(void **state UNUSED)
{
	work_kit_close(&base.kit);
	kit_folder_remove(base.folder);
	arena_close(base.a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(nothing),
		cmocka_unit_test(any_bit),
		cmocka_unit_test(while_served),
		cmocka_unit_test(cut_off),
		cmocka_unit_test(logs),
		cmocka_unit_test(log_of_another_file),
		cmocka_unit_test(old_file_new_log),
		cmocka_unit_test(restored),
		cmocka_unit_test(kept_files),
	};

	return cmocka_run_group_tests(all, group_open, group_close);
}
