/* The file layer under the engine: what it doesn't check passes through. */
#include "db/db_fixture.h"

#include <endian.h>
#include <time.h>

static sqlite3 *raw_open(struct fix *f)
{
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open_v2(f->path, &h, SQLITE_OPEN_READWRITE,
					 DB_VFS),
			 SQLITE_OK);
	return h;
}

static int64_t raw_int(sqlite3 *h, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t n;

	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static int64_t clock_ms(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The engine's clock is the machine's. */
static void test_clock(void **state)
{
	sqlite3 *h = raw_open(*state);
	int64_t before = clock_ms(CLOCK_REALTIME) / 1000;
	int64_t now = raw_int(h, "select unixepoch('now')");

	assert_in_range(now, before, clock_ms(CLOCK_REALTIME) / 1000);
	sqlite3_close(h);
}

/* Who finds the file locked sleeps as long as was said, and only then gives
 * up. */
static void test_waits_for_a_lock(void **state)
{
	sqlite3 *one = raw_open(*state), *two = raw_open(*state);
	int64_t begin;

	assert_int_equal(sqlite3_exec(one, "begin immediate", NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_busy_timeout(two, 20), SQLITE_OK);
	begin = clock_ms(CLOCK_MONOTONIC);
	assert_int_equal(sqlite3_exec(two, "begin immediate", NULL, NULL, NULL),
			 SQLITE_BUSY);
	assert_true(clock_ms(CLOCK_MONOTONIC) - begin >= 15);
	assert_int_equal(sqlite3_exec(one, "rollback", NULL, NULL, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(two, "begin immediate", NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(two);
	sqlite3_close(one);
}

/* A page has room for its checksum, which is that of its bytes and number. */
static void test_sum_of_a_page(void **state)
{
	struct fix *f = *state;
	struct str bytes;
	uint64_t sum;

	store_close(f->s);
	f->s = NULL;
	bytes = kit_file(f->a, f->path);
	assert_true(bytes.n > DB_PAGE && bytes.n % DB_PAGE == 0);
	for (ptrdiff_t at = 0; at < bytes.n; at += DB_PAGE) {
		const unsigned char *page = (const unsigned char *)bytes.p + at;
		uint64_t number = (uint64_t)(at / DB_PAGE) + 1;

		memcpy(&sum, page + DB_PAGE - DB_RESERVE, sizeof(sum));
		sum = le64toh(sum);
		assert_true(sum == db_cksum(page, number));
		assert_false(sum == db_cksum(page, number + 1));
	}
	f->s = fix_open(f, false);
}

int main(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, fix_setup, fix_teardown)
	const struct CMUnitTest all[] = {
		T(test_clock),
		T(test_waits_for_a_lock),
		T(test_sum_of_a_page),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
