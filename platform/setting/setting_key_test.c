/* The file of a realm's keys: added to, torn, retired, carried, given. */
#include "setting/setting_seal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/db.h"
#include "setting/setting.h"
#include "testkit/testkit.h"

static struct arena *arena;
static struct cx cx;

static int setup(void **state UNUSED)
{
	arena = arena_open(64 << 20);
	cx = kit_realm(arena);
	return 0;
}

static int teardown(void **state UNUSED)
{
	setting_key_hold(STR_NULL);
	unsetenv("ROVIEC_KEY_FILE");
	unsetenv("CREDENTIALS_DIRECTORY");
	kit_close(&cx);
	arena_close(arena);
	return 0;
}

static const char *path(void)
{
	return str_to_c(arena, setting_key_path(&cx));
}

static void file_put(const char *to, struct str text, mode_t mode)
{
	int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text.p, (size_t)text.n), text.n);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static struct setting_key key(void)
{
	struct setting_key k;

	ok(setting_key_read(&cx, &k));
	return k;
}

static int n_keys(void)
{
	struct setting_key k = key();
	int n = 1;

	for (const struct setting_key *o = k.older; o; o = o->older)
		n++;
	return n;
}

/* The newest seals, all of them open. */
static void a_new_key_beside_the_old(void **state UNUSED)
{
	struct setting_key k;
	struct str one, two, three, out;

	ok(setting_key_ready(&cx, &k));
	one = setting_seal_bytes(arena, &k, "x", STR("một"));
	ok(setting_key_add(&cx));
	k = key();
	assert_false(setting_sealed_by(&k, one));
	two = setting_seal_bytes(arena, &k, "x", STR("hai"));
	assert_true(setting_sealed_by(&k, two));
	ok(setting_key_add(&cx));
	k = key();
	three = setting_seal_bytes(arena, &k, "x", STR("ba"));
	assert_int_equal(n_keys(), 3);
	assert_true(setting_open_bytes(arena, &k, "x", one, &out));
	same(out, "một");
	assert_true(setting_open_bytes(arena, &k, "x", two, &out));
	same(out, "hai");
	assert_true(setting_open_bytes(arena, &k, "x", three, &out));
	assert_non_null(setting_key_named(&k, k.older->name));
	assert_null(setting_key_named(&k, STR("00000000")));
}

static void retired_keys_are_gone(void **state UNUSED)
{
	struct setting_key k;
	struct str sealed, newest, before, after, out;
	struct stat was, is;
	int n;

	ok(setting_key_ready(&cx, &k));
	sealed = setting_seal_bytes(arena, &k, "x", STR("một"));
	before = str_sub(kit_file(arena, path()), 0, 64);
	ok(setting_key_add(&cx));
	ok(setting_key_add(&cx));
	k = key();
	newest = k.name;
	assert_int_equal(stat(path(), &was), 0);
	ok(setting_key_retire(&cx, &n));
	assert_int_equal(n, 2);
	assert_int_equal(n_keys(), 1);
	k = key();
	assert_true(str_eq(k.name, newest));
	assert_false(setting_open_bytes(arena, &k, "x", sealed, &out));
	after = kit_file(arena, path());
	assert_true(str_find(after, before, 0) < 0);
	/* the same file: processes behind walls know it by its number */
	assert_int_equal(stat(path(), &is), 0);
	assert_int_equal(is.st_ino, was.st_ino);
	ok(setting_key_retire(&cx, &n));
	assert_int_equal(n, 0);
	/* and it goes on */
	ok(setting_key_add(&cx));
	assert_int_equal(n_keys(), 2);
}

/* Cut off anywhere while a line is written or overwritten: the keys that are
 * whole count, and the next one is added all the same. */
static void a_torn_line_is_none(void **state UNUSED)
{
	struct setting_key k;
	struct str whole, first;

	ok(setting_key_ready(&cx, &k));
	first = k.name;
	ok(setting_key_add(&cx));
	whole = kit_file(arena, path());
	assert_int_equal(whole.n, 129);
	for (ptrdiff_t n = 64; n < whole.n; n++) {
		file_put(path(), str_sub(whole, 0, n), 0600);
		k = key();
		assert_true(str_eq(k.name, first));
		assert_null(k.older);
		ok(setting_key_add(&cx));
		assert_int_equal(n_keys(), 2);
	}
	for (ptrdiff_t n = 1; n < 64; n++) {
		char *torn = str_to_c(arena, whole);

		memset(torn, '0', (size_t)n);
		file_put(path(), (struct str){ torn, whole.n }, 0600);
		k = key();
		assert_false(str_eq(k.name, first));
	}
}

static void a_file_that_may_only_be_read(void **state UNUSED)
{
	struct setting_key k;
	struct stat st;
	int n;

	ok(setting_key_ready(&cx, &k));
	assert_int_equal(chmod(path(), 0400), 0);
	ok(setting_key_add(&cx));
	ok(setting_key_retire(&cx, &n));
	assert_int_equal(n, 1);
	assert_int_equal(stat(path(), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
}

static void a_file_has_so_many(void **state UNUSED)
{
	struct setting_key k;
	struct err *err = NULL;
	int n = 0;

	ok(setting_key_ready(&cx, &k));
	while (!err && n++ < 2 * SETTING_KEYS_MOST)
		err = setting_key_add(&cx);
	fails(err, ERR_LIMIT);
	assert_in_range(n_keys(), SETTING_KEYS_MOST, SETTING_KEYS_MOST + 2);
}

/* From a backup: where none is, and never over another. */
static void carried_to_an_empty_place(void **state UNUSED)
{
	struct setting_key k, again;
	struct str text, to;
	struct stat st;

	ok(setting_key_text(arena, setting_key_path(&cx), &text));
	assert_null(text.p);
	ok(setting_key_ready(&cx, &k));
	ok(setting_key_add(&cx));
	ok(setting_key_text(arena, setting_key_path(&cx), &text));
	to = str_cat(arena, setting_key_path(&cx), STR(".there"));
	ok(setting_key_put(arena, to, text));
	assert_true(str_eq(kit_file(arena, str_to_c(arena, to)), text));
	assert_int_equal(stat(str_to_c(arena, to), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	ok(setting_key_put(arena, to, text));
	fails(setting_key_put(arena, to, str_sub(text, 0, 64)), ERR_CONFLICT);
	assert_true(str_eq(kit_file(arena, str_to_c(arena, to)), text));
	unlink(str_to_c(arena, to));
	/* what `serve` puts there before its walls is empty */
	file_put(str_to_c(arena, to), STR(""), 0600);
	ok(setting_key_put(arena, to, text));
	setenv("ROVIEC_KEY_FILE", str_to_c(arena, to), 1);
	k = key();
	unsetenv("ROVIEC_KEY_FILE");
	again = key();
	assert_true(str_eq(k.name, again.name));
	unlink(str_to_c(arena, to));
}

/* A drill works with the backup's key, whatever stands on this machine. */
static void held_in_memory(void **state UNUSED)
{
	struct setting_key k, held;
	struct str text;

	ok(setting_key_ready(&cx, &k));
	ok(setting_key_text(arena, setting_key_path(&cx), &text));
	unlink(path());
	setting_key_hold(text);
	ok(setting_key_read(&cx, &held));
	assert_true(str_eq(held.name, k.name));
	setting_key_hold(STR(""));
	fails(setting_key_read(&cx, &held), ERR_DENIED);
	fails(setting_key_ready(&cx, &held), ERR_DENIED);
	assert_int_equal(access(path(), F_OK), -1);
	setting_key_hold(STR_NULL);
	fails(setting_key_read(&cx, &held), ERR_NOT_FOUND);
}

static void given_by_the_system(void **state UNUSED)
{
	const char *folder = kit_folder(arena), *name;
	struct setting_key k, given;
	struct str text, beside = setting_key_path(&cx);
	int n;

	ok(setting_key_ready(&cx, &k));
	ok(setting_key_text(arena, setting_key_path(&cx), &text));
	name = strrchr(path(), '/');
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	/* none of this name: the file beside the data */
	given = key();
	assert_true(str_eq(given.name, k.name));
	file_put(str_fmt(arena, "%s%s", folder, name).p,
		 STR("00112233445566778899aabbccddeeff"
		     "00112233445566778899aabbccddeeff\n"),
		 0440);
	given = key();
	assert_false(str_eq(given.name, k.name));
	/* what else stands beside the data stays there */
	assert_true(
		str_eq(setting_key_beside(arena, str_c(store_path(cx.store)),
					  store_schema(cx.store)),
		       beside));
	fails(setting_key_add(&cx), ERR_UNSUPPORTED);
	fails(setting_key_retire(&cx, &n), ERR_UNSUPPORTED);
	assert_int_equal(chmod(path(), 0444), 0);
	fails(setting_key_read(&cx, &given), ERR_DENIED);
	kit_folder_remove(folder);
}

struct put {
	struct setting_key key;
};

static struct err *put_tx(struct cx *c, void *arg)
{
	const struct put *p = arg;
	struct err *err = setting_put_sealed(c, &p->key, "a", STR("mật"));

	return err ? err : setting_put(c, "b", STR("clear"));
}

static void settings_are_sealed_anew(void **state UNUSED)
{
	struct put p;
	struct str was, is, value;
	enum setting_seal seal;
	int64_t n;
	int gone;

	ok(setting_seal_left(&cx, &n));
	assert_int_equal(n, 0);
	ok(setting_key_ready(&cx, &p.key));
	ok(db_tx(&cx, put_tx, &p));
	ok(setting_seal_all(&cx, &n));
	assert_int_equal(n, 0);
	ok(setting_get(&cx, "a", STR(""), &was));
	ok(setting_key_add(&cx));
	ok(setting_seal_left(&cx, &n));
	assert_int_equal(n, 1);
	ok(setting_get_sealed(&cx, "a", &value, &seal));
	assert_int_equal(seal, SEAL_OPEN);
	ok(setting_seal_all(&cx, &n));
	assert_int_equal(n, 1);
	ok(setting_seal_left(&cx, &n));
	assert_int_equal(n, 0);
	ok(setting_get(&cx, "a", STR(""), &is));
	assert_false(str_eq(is, was));
	ok(setting_key_retire(&cx, &gone));
	ok(setting_get_sealed(&cx, "a", &value, &seal));
	assert_int_equal(seal, SEAL_OPEN);
	same(value, "mật");
	ok(setting_get(&cx, "b", STR(""), &value));
	same(value, "clear");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(a_new_key_beside_the_old), T(retired_keys_are_gone),
		T(a_torn_line_is_none),	     T(a_file_that_may_only_be_read),
		T(a_file_has_so_many),	     T(carried_to_an_empty_place),
		T(held_in_memory),	     T(given_by_the_system),
		T(settings_are_sealed_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
