/* How stored files are sealed: what stands in the database, what is moved or
 * changed there, keys that change, what stood in clear before. */
#include "file/file_priv.h"

#include <unistd.h>

#include "db/db.h"
#include "file/file_query.h"
#include "setting/setting_seal.h"
#include "testkit/testkit.h"

static struct arena *a;
static struct cx cx;

static int setup(void **state UNUSED)
{
	a = arena_open(512 << 20);
	cx = kit_realm(a);
	return 0;
}

static int teardown(void **state UNUSED)
{
	kit_close(&cx);
	arena_close(a);
	return 0;
}

struct give {
	const char *name;
	struct str bytes;
	struct file_info info;
};

static struct err *act_give(struct cx *c, void *arg)
{
	struct give *g = arg;

	return file_put(c, str_c(g->name), g->bytes, &g->info);
}

/* Text of this many pieces and a bit, another for each seed. */
static struct give given(const char *seed, int pieces)
{
	ptrdiff_t n = pieces * FILE_CHUNK + 100, len = (ptrdiff_t)strlen(seed);
	char *p = arena_bytes(a, n);
	struct give g = { .name = "x.txt", .bytes = { p, n } };

	for (ptrdiff_t i = 0; i < n; i++)
		p[i] = seed[i % len];
	ok(db_tx(&cx, act_give, &g));
	return g;
}

static void is_whole(const struct give *g)
{
	struct str bytes;

	ok(file_get(&cx, g->info.id, &bytes));
	assert_true(str_eq(bytes, g->bytes));
}

static struct err *why_not(const struct give *g)
{
	struct str bytes;

	return file_get(&cx, g->info.id, &bytes);
}

static struct str piece(const struct give *g, int64_t part)
{
	struct file_chunk_one_row row;
	bool found;

	ok(file_chunk_one(cx.db,
			  &(struct file_chunk_one_in){ .sha256 = g->info.sha256,
						       .part = part },
			  &row, &found));
	assert_true(found);
	return row.bytes;
}

struct set {
	const struct give *g;
	int64_t part;
	struct str bytes;
	struct str lock; /* instead: its key */
	bool unlock;	 /* … and takes that away */
};

#define QUERY(sym, text)                                                       \
	static const struct db_part sym##_part[] = { { text, -1, -1,           \
						       false } };              \
	static const char *const sym##_names[] = { "s" };                      \
	static const struct db_query sym = { .name = #sym,                     \
					     .part = sym##_part,               \
					     .n_parts = 1,                     \
					     .param = sym##_names,             \
					     .types = "t",                     \
					     .n_params = 1,                    \
					     .writes = true }
QUERY(unlock, "delete from file_lock where sha256 = ?1");

static struct err *unlock_run(struct cx *c, struct str sha256)
{
	struct db_stmt *st;
	bool row;
	struct err *e = db_stmt_get(c->db, &unlock, 0, 0, &st);

	if (e)
		return e;
	db_bind_str(st, 1, sha256);
	e = db_step(st, &row);
	db_stmt_done(st);
	return e;
}

static struct err *act_set(struct cx *c, void *arg)
{
	const struct set *s = arg;
	struct str sha256 = s->g->info.sha256;
	struct file_lock_of_row row;
	bool found;
	struct err *e;

	if (s->unlock)
		return unlock_run(c, sha256);
	if (!s->lock.p)
		return file_chunk_set(c->db, &(struct file_chunk_set_in){
						     .sha256 = sha256,
						     .part = s->part,
						     .bytes = s->bytes });
	e = file_lock_of(c->db, &(struct file_lock_of_in){ sha256 }, &row,
			 &found);
	return e ? e
		 : file_lock_set(c->db, &(struct file_lock_set_in){
						.sha256 = sha256,
						.key_name = row.key_name,
						.lock_key = s->lock });
}

static void set(struct set s)
{
	ok(db_tx(&cx, act_set, &s));
}

static struct str lock_of(const struct give *g, struct str *ret_name)
{
	struct file_lock_of_row row;
	bool found;

	ok(file_lock_of(cx.db, &(struct file_lock_of_in){ g->info.sha256 },
			&row, &found));
	assert_true(found);
	*ret_name = row.key_name;
	return row.lock_key;
}

/* As it stood before there were keys. */
static void make_clear(const struct give *g)
{
	for (ptrdiff_t at = 0, part = 0; at < g->bytes.n;
	     at += FILE_CHUNK, part++)
		set((struct set){
			.g = g,
			.part = part,
			.bytes = str_sub(g->bytes, at, at + FILE_CHUNK) });
	set((struct set){ .g = g, .unlock = true });
}

/* ---- what stands there ---------------------------------------------------- */

static void nothing_is_in_clear(void **state UNUSED)
{
	struct give g = given("Bí mật của chi bộ. ", 2);

	for (int64_t part = 0; part < 3; part++) {
		struct str is = piece(&g, part);

		assert_true(str_find(is, STR("chi"), 0) < 0);
		assert_int_equal(is.n, part < 2 ? FILE_ROOM : 100 + FILE_SEAL);
	}
	is_whole(&g);
}

static void an_empty_piece_and_a_full_one(void **state UNUSED)
{
	struct give g = { .name = "x.txt",
			  .bytes = { arena_new(a, char, FILE_CHUNK),
				     FILE_CHUNK } };

	memset((char *)(uintptr_t)g.bytes.p, 'x', FILE_CHUNK);
	ok(db_tx(&cx, act_give, &g));
	is_whole(&g);
	g.bytes = STR("1");
	ok(db_tx(&cx, act_give, &g));
	is_whole(&g);
}

/* ---- what is moved by SQL -------------------------------------------------- */

static void pieces_swapped_within_a_file(void **state UNUSED)
{
	struct give g = given("abcdefg", 2);
	struct str first = piece(&g, 0), second = piece(&g, 1);

	set((struct set){ .g = &g, .part = 0, .bytes = second });
	set((struct set){ .g = &g, .part = 1, .bytes = first });
	fails(why_not(&g), ERR_DB);
	set((struct set){ .g = &g, .part = 0, .bytes = first });
	set((struct set){ .g = &g, .part = 1, .bytes = second });
	is_whole(&g);
}

static void a_piece_of_another_file(void **state UNUSED)
{
	struct give g = given("abcdefg", 1), h = given("hijklmn", 1);
	struct str was = piece(&g, 0), name;

	set((struct set){ .g = &g, .part = 0, .bytes = piece(&h, 0) });
	fails(why_not(&g), ERR_DB);
	set((struct set){ .g = &g, .part = 0, .bytes = was });
	is_whole(&g);
	/* nor with its key */
	set((struct set){ .g = &g, .lock = lock_of(&h, &name) });
	fails(why_not(&g), ERR_CONFLICT);
	is_whole(&h);
}

static void each_flipped_bit(void **state UNUSED)
{
	struct give g = given("abcdefg", 0);
	struct str was = piece(&g, 0);

	for (ptrdiff_t i = 0; i < was.n; i++) {
		char *bad = str_to_c(a, was);

		memcpy(bad, was.p, (size_t)was.n);
		bad[i] ^= (char)(1 << i % 8);
		set((struct set){ .g = &g, .bytes = { bad, was.n } });
		fails(why_not(&g), ERR_DB);
	}
	set((struct set){ .g = &g, .bytes = str_sub(was, 0, 7) });
	fails(why_not(&g), ERR_DB);
	set((struct set){ .g = &g, .bytes = was });
	is_whole(&g);
}

/* Whoever takes the key's row away can't slip bytes in: the digest stays. */
static void taken_for_clear(void **state UNUSED)
{
	struct give g = given("abcdefg", 0);

	set((struct set){ .g = &g, .unlock = true });
	fails(why_not(&g), ERR_DB);
	set((struct set){ .g = &g, .bytes = STR("other") });
	fails(why_not(&g), ERR_DB);
}

/* ---- keys ------------------------------------------------------------------- */

static void without_the_key(void **state UNUSED)
{
	struct give g = given("abcdefg", 1);
	struct give h = given("hijklmn", 0);
	const char *path = str_to_c(a, setting_key_path(&cx));
	const char *aside = str_fmt(a, "%s.aside", path).p;
	struct err *found = NULL;

	assert_int_equal(rename(path, aside), 0);
	fails(why_not(&g), ERR_CONFLICT);
	ok(file_check_all(&cx, &found));
	assert_non_null(found);
	assert_null(found->next); /* once, not for each */
	assert_int_equal(found->code, ERR_CONFLICT);
	assert_int_equal(rename(aside, path), 0);
	is_whole(&g);
	is_whole(&h);
	ok(file_check_all(&cx, &found));
	assert_null(found);
}

static void sealed_anew(void **state UNUSED)
{
	struct give g = given("abcdefg", 1), h = given("hijklmn", 0);
	struct str before = piece(&g, 0), name;
	struct setting_key key;
	int64_t n;
	int gone;

	ok(file_seal_left(&cx, &n));
	assert_int_equal(n, 0);
	ok(setting_key_add(&cx));
	is_whole(&g);
	ok(file_seal_left(&cx, &n));
	assert_int_equal(n, 2);
	ok(file_seal_all(&cx, &n));
	assert_int_equal(n, 2);
	ok(file_seal_left(&cx, &n));
	assert_int_equal(n, 0);
	ok(setting_key_retire(&cx, &gone));
	ok(setting_key_read(&cx, &key));
	lock_of(&g, &name);
	assert_true(str_eq(name, key.name));
	/* only the small keys, not the contents */
	assert_true(str_eq(piece(&g, 0), before));
	is_whole(&g);
	is_whole(&h);
	ok(file_seal_all(&cx, &n));
	assert_int_equal(n, 0);
}

/* What was stored before is read as it is, and sealed once. */
static void what_stood_in_clear(void **state UNUSED)
{
	struct give g = given("abcdefg", 2), h = given("hijklmn", 0);
	struct give same = { .name = "y.csv", .bytes = g.bytes };
	struct err *found;
	int64_t n;

	make_clear(&g);
	assert_true(str_starts(piece(&g, 1), STR("abc")) ||
		    str_find(piece(&g, 1), STR("abcdefg"), 0) >= 0);
	is_whole(&g);
	ok(db_tx(&cx, act_give, &same));
	is_whole(&same);
	ok(file_seal_left(&cx, &n));
	assert_int_equal(n, 2); /* files; they share their contents */
	ok(file_seal_all(&cx, &n));
	ok(file_seal_left(&cx, &n));
	assert_int_equal(n, 0);
	assert_true(str_find(piece(&g, 1), STR("abcdefg"), 0) < 0);
	is_whole(&g);
	is_whole(&same);
	is_whole(&h);
	ok(file_check_all(&cx, &found));
	assert_null(found);
}

static void by_chance(void **state UNUSED)
{
	struct give g = given("abcdefg", 1);
	struct err *found = NULL;
	int64_t all;
	int n;

	for (int i = 0; i < 30; i++)
		given(str_fmt(a, "seed %d", i).p, 0);
	ok(file_sample_check(&cx, 20, &all, &n, &found));
	assert_int_equal(all, 31);
	assert_int_equal(n, 20);
	assert_null(found);
	set((struct set){ .g = &g, .part = 1, .bytes = STR("x") });
	for (int i = 0; i < 40 && !found; i++)
		ok(file_sample_check(&cx, 20, &all, &n, &found));
	assert_non_null(found);
}

int main(void)
{
#define T(x) cmocka_unit_test_setup_teardown(x, setup, teardown)
	const struct CMUnitTest all[] = {
		T(nothing_is_in_clear),
		T(an_empty_piece_and_a_full_one),
		T(pieces_swapped_within_a_file),
		T(a_piece_of_another_file),
		T(each_flipped_bit),
		T(taken_for_clear),
		T(without_the_key),
		T(sealed_anew),
		T(what_stood_in_clear),
		T(by_chance),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
