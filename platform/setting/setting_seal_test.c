/* Sealed settings: what stands in the database, and what a key must be. */
#include "setting/setting_seal.h"

#include <sys/stat.h>
#include <unistd.h>

#include "db/db.h"
#include "setting/setting.h"
#include "testkit/testkit.h"

static const char secret[] = "ngỗng tím 9";
static struct arena *arena;
static struct cx cx;

static int setup(void **state)
{
	(void)state;
	arena = arena_open(64 << 20);
	cx = kit_realm(arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	kit_close(&cx);
	arena_close(arena);
	return 0;
}

static const char *key_path(void)
{
	return str_to_c(arena, setting_key_path(&cx));
}

struct put {
	const char *name;
	struct str value;
	bool plain;
	struct setting_key key;
};

static struct err *put_tx(struct cx *c, void *arg)
{
	const struct put *p = arg;

	return p->plain ? setting_put(c, p->name, p->value)
			: setting_put_sealed(c, &p->key, p->name, p->value);
}

static void put(const char *name, struct str value, bool plain)
{
	struct put p = { .name = name, .value = value, .plain = plain };

	if (!plain)
		ok(setting_key_ready(&cx, &p.key));
	ok(db_tx(&cx, put_tx, &p));
}

static struct str raw(const char *name)
{
	struct str value;

	ok(setting_get(&cx, name, STR(""), &value));
	return value;
}

static void is(const char *name, enum setting_seal seal, const char *value)
{
	enum setting_seal got;
	struct str v;

	ok(setting_get_sealed(&cx, name, &v, &got));
	assert_int_equal(got, seal);
	same(v, value);
}

static void file_write(const char *text, mode_t mode)
{
	FILE *f = fopen(key_path(), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(key_path(), mode), 0);
}

static void sealed_and_opened(void **state)
{
	struct stat st;
	struct str was;

	(void)state;
	is("a", SEAL_NONE, "");
	assert_int_not_equal(access(key_path(), F_OK), 0);
	put("a", str_c(secret), false);
	is("a", SEAL_OPEN, secret);
	/* beside the folder, for its owner alone */
	assert_int_equal(stat(key_path(), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	if (!store_schema(cx.store))
		assert_true(str_starts(str_c(store_path(cx.store)),
				       str_sub(setting_key_path(&cx), 0,
					       setting_key_path(&cx).n - 4)));
	was = raw("a");
	assert_true(str_starts(was, STR("seal1:")));
	assert_true(str_find(was, str_c(secret), 0) < 0);
	/* sealed again it is another text */
	put("a", str_c(secret), false);
	assert_false(str_eq(raw("a"), was));
	is("a", SEAL_OPEN, secret);
	put("a", STR(""), false);
	is("a", SEAL_NONE, "");
	put("a", STR("plain"), true);
	is("a", SEAL_PLAIN, "plain");
}

static void moved_or_changed(void **state)
{
	struct str was;

	(void)state;
	put("a", str_c(secret), false);
	was = raw("a");
	/* another setting's */
	put("b", was, true);
	is("b", SEAL_LOST, "");
	for (ptrdiff_t i = 6; i < was.n; i++) {
		char *s = str_to_c(arena, was);

		s[i] = s[i] == 'A' ? 'B' : 'A';
		put("a", str_c(s), true);
		is("a", SEAL_LOST, "");
	}
	put("a", str_sub(was, 0, was.n - 5), true);
	is("a", SEAL_LOST, "");
	put("a", STR("seal1:"), true);
	is("a", SEAL_LOST, "");
	put("a", was, true);
	is("a", SEAL_OPEN, secret);
}

static void key_is_gone(void **state)
{
	const char *aside = str_fmt(arena, "%s.aside", key_path()).p;
	struct setting_key key;

	(void)state;
	put("a", str_c(secret), false);
	assert_int_equal(rename(key_path(), aside), 0);
	is("a", SEAL_LOST, "");
	fails(setting_key_read(&cx, &key), ERR_NOT_FOUND);
	/* another one doesn't open it; the old one still does */
	put("b", STR("x"), false);
	is("b", SEAL_OPEN, "x");
	is("a", SEAL_LOST, "");
	assert_int_equal(rename(aside, key_path()), 0);
	is("a", SEAL_OPEN, secret);
	is("b", SEAL_LOST, "");
}

static void key_must_be_ours(void **state)
{
	struct setting_key key;

	(void)state;
	put("a", str_c(secret), false);
	assert_int_equal(chmod(key_path(), 0640), 0);
	fails(setting_key_read(&cx, &key), ERR_DENIED);
	fails(setting_key_ready(&cx, &key), ERR_DENIED);
	is("a", SEAL_LOST, "");
	assert_int_equal(chmod(key_path(), 0400), 0);
	is("a", SEAL_OPEN, secret);
	/* what isn't a key is left as it is */
	unlink(key_path());
	file_write("this is no key", 0600);
	fails(setting_key_ready(&cx, &key), ERR_DENIED);
	/* an empty file was put there for the service: it is filled */
	file_write("", 0600);
	fails(setting_key_read(&cx, &key), ERR_NOT_FOUND);
	ok(setting_key_ready(&cx, &key));
	put("a", STR("y"), false);
	is("a", SEAL_OPEN, "y");
	/* no way around by a link */
	unlink(key_path());
	assert_int_equal(symlink("/dev/null", key_path()), 0);
	fails(setting_key_read(&cx, &key), ERR_DENIED);
	fails(setting_key_ready(&cx, &key), ERR_DENIED);
}

/* Bytes with zeros: only as they were sealed, and for what they were. */
static void bytes(void **state UNUSED)
{
	struct str in = { "a\0b", 3 }, sealed, out;
	unsigned char mine[SETTING_KEY_BYTES], other[SETTING_KEY_BYTES];
	struct setting_key key, wrong;

	ok(setting_key_ready(&cx, &key));
	sealed = setting_seal_bytes(arena, &key, "this", in);
	assert_true(setting_open_bytes(arena, &key, "this", sealed, &out));
	assert_true(str_eq(in, out));
	assert_false(setting_open_bytes(arena, &key, "that", sealed, &out));
	for (ptrdiff_t i = 0; i <= sealed.n; i++) {
		struct str part = str_sub(sealed, 0, i);
		char *bad = str_to_c(arena, sealed);

		if (i == sealed.n)
			break;
		assert_false(
			setting_open_bytes(arena, &key, "this", part, &out));
		bad[i] = (char)(bad[i] ^ 1);
		assert_false(setting_open_bytes(arena, &key, "this",
						(struct str){ bad, sealed.n },
						&out));
	}
	wrong = key;
	wrong.bytes[3] ^= 1;
	assert_false(setting_open_bytes(arena, &wrong, "this", sealed, &out));
	sealed = setting_seal_bytes(arena, &key, "this", STR(""));
	assert_true(setting_open_bytes(arena, &key, "this", sealed, &out));
	assert_int_equal(out.n, 0);
	setting_key_for(&key, "mark____", mine);
	setting_key_for(&key, "other___", other);
	assert_memory_not_equal(mine, other, SETTING_KEY_BYTES);
	assert_memory_not_equal(mine, key.bytes, SETTING_KEY_BYTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(sealed_and_opened),
		T(moved_or_changed),
		T(key_is_gone),
		T(key_must_be_ours),
		T(bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
