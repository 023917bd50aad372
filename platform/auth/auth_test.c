/* Passwords, tokens, throttling: what needs no database. */
#include "testkit/testkit.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "auth/auth.h"
#include "auth/auth_weak_priv.h"
#include "base/buf.h"
#include "base/utf8.h"

enum { ARENA = 64 << 20, SECOND = 1000, MINUTE = 60 * 1000 };

#define ARENA_HERE CLEANUP(arena_closep) struct arena *a = arena_open(ARENA)

/* ---- hashing ------------------------------------------------------------------ */

static void password_round_trip(void **state UNUSED)
{
	ARENA_HERE;
	struct str hash, other;
	bool good;

	ok(auth_hash_password(a, STR("cỏ xanh dưới cầu đá"), &hash));
	assert_true(str_starts(hash, STR("$argon2id$")));
	ok(auth_verify_password(a, STR("cỏ xanh dưới cầu đá"), hash, &good));
	assert_true(good);
	ok(auth_verify_password(a, STR("cỏ xanh dưới cầu đà"), hash, &good));
	assert_false(good);
	ok(auth_verify_password(a, STR("Cỏ xanh dưới cầu đá"), hash, &good));
	assert_false(good);
	ok(auth_hash_password(a, STR("cỏ xanh dưới cầu đá"), &other));
	assert_false(str_eq(hash, other)); /* salted */
}

/* The same letters from another keyboard: decomposed marks. */
static void password_is_nfc(void **state UNUSED)
{
	ARENA_HERE;
	struct str hash;
	bool good;

	ok(auth_hash_password(a, STR("ba con cá chép đỏ"), &hash));
	ok(auth_verify_password(a,
				STR("ba con ca\xcc\x81 che\xcc\x81p đo\xcc"
				    "\x89"),
				hash, &good));
	assert_true(good);
}

static void password_never_matches_nothing(void **state UNUSED)
{
	ARENA_HERE;
	struct buf big = buf_init(a, 4096);
	struct str hash;
	bool good;

	for (int i = 0; i < 2000; i++)
		buf_char(&big, 'x');
	ok(auth_hash_password(a, STR("ba con cá chép đỏ"), &hash));
	ok(auth_verify_password(a, STR("ba con cá chép đỏ"), STR_NULL, &good));
	assert_false(good);
	ok(auth_verify_password(a, STR(""), hash, &good));
	assert_false(good);
	ok(auth_verify_password(a, STR("x"), STR("not a hash"), &good));
	assert_false(good);
	ok(auth_verify_password(a, buf_view(&big), hash, &good));
	assert_false(good);
	ok(auth_verify_password(a, STR("\xff\xff"), hash, &good));
	assert_false(good);
}

/* The real cost once: what is stored names it. */
static void password_cost(void **state UNUSED)
{
	ARENA_HERE;
	struct str hash;

	auth_set_cheap_hashing(false);
	ok(auth_hash_password(a, STR("ba con cá chép đỏ"), &hash));
	auth_set_cheap_hashing(true);
	assert_true(str_find(hash, STR("m=65536,t=3,p=1"), 0) > 0);
}

static void *hash_many(void *arg)
{
	ARENA_HERE;
	bool good;

	for (int i = 0; i < 4; i++) {
		ok(auth_verify_password(a, STR("whatever it is"), STR_NULL,
					&good));
		*(int *)arg += !good;
	}
	return NULL;
}

static void password_by_many_threads(void **state UNUSED)
{
	pthread_t thread[12];
	int done[12] = { 0 };

	for (int i = 0; i < 12; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, hash_many,
						&done[i]),
				 0);
	for (int i = 0; i < 12; i++) {
		pthread_join(thread[i], NULL);
		assert_int_equal(done[i], 4);
	}
	assert_true(auth_load().most <= 4);
	assert_int_equal(auth_load().refused, 0);
}

/* A flood: few wait, the rest is sent away at once. */
static void password_queue_is_short(void **state UNUSED)
{
	const struct timespec moment = { .tv_nsec = 1000 * 1000 };
	int64_t refused = auth_load().refused;
	int done[2] = { 0 };
	pthread_t thread[2];
	struct str hash;
	ARENA_HERE;

	auth_set_limits(0, 2);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, hash_many,
						&done[i]),
				 0);
	while (auth_load().waiting < 2)
		nanosleep(&moment, NULL);
	fails(auth_hash_password(a, STR("whatever it is"), &hash), ERR_BUSY);
	assert_int_equal(auth_load().refused, refused + 1);
	auth_set_limits(4, 32);
	for (int i = 0; i < 2; i++) {
		pthread_join(thread[i], NULL);
		assert_int_equal(done[i], 4);
	}
	ok(auth_hash_password(a, STR("whatever it is"), &hash));
	assert_int_equal(auth_load().running, 0);
}

/* ---- which passwords ------------------------------------------------------------- */

static void rule_accepts(void **state UNUSED)
{
	static const char *const good[] = {
		"ngỗng tím gõ cửa nhà kho",    "kJ8#vQz!m2Lp0xWr",
		"bốn chiếc ghế mây xoay tròn", "paraglider omelette zinc",
		"trăng rơi vào chum tương cũ", "фиолетовый чайник",
		"xe lam qua phà lúc nửa đêm",
	};
	ARENA_HERE;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(good); i++)
		ok(auth_password_rule(a, str_c(good[i]), NULL));
}

static void rule_refuses_weak(void **state UNUSED)
{
	static const char *const weak[] = {
		"passwordpassword",	"password123456789",
		"matkhaumatkhau123",	"Mật khẩu mật khẩu",
		"aaaaaaaaaaaaaaaaaa",	"123456789012345",
		"qwertyuiopasdfgh",	"abcdefghijklmnopq",
		"p4ssw0rdp4ssw0rd",	"P@ssw0rd2024P@ss",
		"!!!!!!!!!!!!!!!!!!!!", "vietnamvietnam2026",
		"anhyeuem anhyeuem",	"abcabcabcabcabcabc",
		"201920202021202220",	"яяяяяяяяяяяяяяяяяя",
		"congsancongsan123",	"zyxwvutsrqponmlk",
		"                  ",	"tphcm2024tphcm2025",
	};
	ARENA_HERE;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(weak); i++) {
		struct err *e = auth_password_rule(a, str_c(weak[i]), NULL);

		if (!e)
			fail_msg("accepted: %s", weak[i]);
		assert_int_equal(e->code, ERR_INVALID);
	}
}

/* What common passwords are made of when they have to be long: a word with a
 * year, a row or the same again. Each of more than ten thousand is refused. */
static void common_shapes_are_refused(void **state UNUSED)
{
	static const char *const ends[] = {
		"123456",     "1234567",   "12345678",	"123456789",
		"1234567890", "@123456",   "@1234567",	"@123456789",
		"!@#$%^&*",   "123!@#",	   "@123@123",	"123123123",
		"111111111",  "000000000", "999999999", "abcdefgh",
		"qwertyuiop", "2024",	   "@2024",	"2025!",
		"@2026!",     "20242025",  "19900101",	"01011990",
		"1qaz2wsx",   "q1w2e3r4",
	};
	int n = 0;
	ARENA_HERE;

	for (ptrdiff_t i = 1; i < auth_n_weak_words; i++)
		assert_true(str_cmp(auth_weak_words[i - 1],
				    auth_weak_words[i]) < 0);
	for (ptrdiff_t i = 0; i < auth_n_weak_words; i++)
		for (ptrdiff_t k = 0; k < N_ELEMENTS(ends); k++) {
			struct arena_mark m = arena_mark(a);
			char *big;
			struct str p =
				str_cat(a, auth_weak_words[i], str_c(ends[k]));

			if (utf8_length(p) < PASSWORD_SECOND_LEAST)
				p = str_cat(a, p, p);
			if (utf8_length(p) < PASSWORD_SECOND_LEAST)
				continue;
			big = str_to_c(a, p);
			if (big[0] >= 'a' && big[0] <= 'z')
				big[0] = (char)(big[0] - 32);
			if (!auth_password_rule_second(a, str_c(big), NULL))
				fail_msg("accepted: %s", big);
			n++;
			arena_rewind(a, m);
		}
	assert_true(n > 10000);
}

static void twelve_beside_a_second_factor(void **state UNUSED)
{
	ARENA_HERE;

	fails(auth_password_rule_second(a, STR("ngỗng tím g"), NULL),
	      ERR_INVALID);
	ok(auth_password_rule_second(a, STR("ngỗng tím gõ"), NULL));
	fails(auth_password_rule(a, STR("ngỗng tím gõ"), NULL), ERR_INVALID);
	fails(auth_password_rule_second(a, STR("Matkhau@2024"), NULL),
	      ERR_INVALID);
	assert_true(auth_password_is_short(a, STR("ngỗng tím gõ c")));
	assert_false(auth_password_is_short(a, STR("ngỗng tím gõ cử")));
}

/* ---- leaked ones ------------------------------------------------------------------- */

static int line_cmp(const void *x, const void *y)
{
	return strcmp(x, y);
}

enum { LEAKED = 3000, LEAKED_LINE = 80 };
struct leaked {
	char text[LEAKED_LINE];
};

/* A list of leaked passwords "leaked-N" as downloads have it. */
static const char *leaked_make(struct arena *a, const char *path,
			       const EVP_MD *md, int hex, const char *end)
{
	struct leaked *line = arena_new(a, struct leaked, LEAKED);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	for (int i = 0; i < LEAKED; i++) {
		struct str p = str_fmt(a, "bị lộ từ lâu rồi %d", i);
		unsigned char sum[EVP_MAX_MD_SIZE];
		unsigned n;

		assert_int_equal(
			EVP_Digest(p.p, (size_t)p.n, sum, &n, md, NULL), 1);
		for (int k = 0; k < hex / 2; k++)
			snprintf(line[i].text + 2 * k, 3, "%02X", sum[k]);
		snprintf(line[i].text + hex, LEAKED_LINE - (size_t)hex, ":%d%s",
			 i % 7 ? i : i * 1000, end);
	}
	qsort(line, LEAKED, sizeof(*line), line_cmp);
	for (int i = 0; i < LEAKED; i++)
		fputs(line[i].text, f);
	fclose(f);
	return path;
}

static void leaked_are_found(struct arena *a, const char *path)
{
	bool found;

	ok(auth_set_breached(a, path));
	for (int i = 0; i < LEAKED; i++) {
		ok(auth_is_breached(a, str_fmt(a, "bị lộ từ lâu rồi %d", i),
				    &found));
		assert_true(found);
		ok(auth_is_breached(a, str_fmt(a, "chưa lộ bao giờ %d", i),
				    &found));
		assert_false(found);
	}
	fails(auth_password_rule(a, STR("bị lộ từ lâu rồi 17"), NULL),
	      ERR_INVALID);
	ok(auth_password_rule(a, STR("chưa lộ bao giờ cả 17"), NULL));
}

static void leaked_lists(void **state UNUSED)
{
	static const char *const bad[] = { "", "hello\n", "123:4\n",
					   "0123456789ABCDEF0123456789ABCDEF"
					   "0123456789ABCDEF0123456789ABCDEF"
					   "00:1\n" };
	const char *folder, *path;
	ARENA_HERE;

	folder = kit_folder(a);
	path = str_fmt(a, "%s/list", folder).p;
	leaked_are_found(a, leaked_make(a, path, EVP_sha1(), 40, "\r\n"));
	leaked_are_found(a, leaked_make(a, path, EVP_sha256(), 64, "\n"));
	leaked_are_found(a, leaked_make(a, path, EVP_sha1(), 20, "\n"));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++) {
		FILE *f;

		path = str_fmt(a, "%s/bad%td", folder, i).p;
		f = fopen(path, "w");
		fputs(bad[i], f);
		fclose(f);
		fails(auth_set_breached(a, path), ERR_INVALID);
	}
	fails(auth_set_breached(a, "/nowhere/at all"), ERR_IO);
	ok(auth_set_breached(a, NULL));
	ok(auth_password_rule(a, STR("bị lộ từ lâu rồi 17"), NULL));
	kit_folder_remove(folder);
}

static void rule_counts_code_points(void **state UNUSED)
{
	ARENA_HERE;
	struct buf b = buf_init(a, 4096);

	/* 14 and 15 code points, more bytes */
	fails(auth_password_rule(a, STR("ngỗng tím gõ c"), NULL), ERR_INVALID);
	ok(auth_password_rule(a, STR("ngỗng tím gõ cử"), NULL));
	for (int i = 0; i < 32; i++)
		buf_fmt(&b, "%c%c%c%c", 'a' + i * 7 % 26, 'a' + i * 11 % 26,
			'a' + i * 3 % 26, '0' + i * 7 % 10);
	ok(auth_password_rule(a, buf_view(&b), NULL));
	buf_char(&b, 'k');
	fails(auth_password_rule(a, buf_view(&b), NULL), ERR_INVALID);
	fails(auth_password_rule(a, STR("\xc3 ngỗng tím gõ cửa"), NULL),
	      ERR_INVALID);
}

static void rule_knows_the_person(void **state UNUSED)
{
	struct str p[] = { STR_INIT("Mai Đình Thước"), STR_INIT("thuoc.md"),
			   STR_INIT("an"), STR_NULL };
	struct strs words = { p, N_ELEMENTS(p), N_ELEMENTS(p) };
	ARENA_HERE;
	struct err *e;

	e = auth_password_rule(a, STR("ngỗng tím của Mai Đình Thước"), &words);
	fails(e, ERR_INVALID);
	same(e->arg[0], "Mai Đình Thước");
	fails(auth_password_rule(a, STR("gõ cửa nhà kho thuocmd"), &words),
	      ERR_INVALID);
	/* two letters are in many words */
	ok(auth_password_rule(a, STR("ngan ngỗng gõ cửa nhà kho"), &words));
}

/* ---- tokens ------------------------------------------------------------------------ */

static void tokens(void **state UNUSED)
{
	ARENA_HERE;
	struct str x = auth_random_token(a, 32), y = auth_random_token(a, 32);

	assert_int_equal(x.n, 43);
	assert_false(str_eq(x, y));
	for (ptrdiff_t i = 0; i < x.n; i++)
		assert_non_null(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				       "mnopqrstuvwxyz0123456789-_",
				       x.p[i]));
	same(auth_sha256_hex(a, STR("abc")),
	     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015"
	     "ad");
	same(auth_sha256_hex(a, STR_NULL),
	     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8"
	     "55");
}

static void form_token(void **state UNUSED)
{
	struct session s = { .csrf = STR("abcdef") };
	struct session none = { .csrf = STR_NULL };

	assert_true(csrf_ok(&s, STR("abcdef")));
	assert_false(csrf_ok(&s, STR("abcdeg")));
	assert_false(csrf_ok(&s, STR("abcde")));
	assert_false(csrf_ok(&s, STR("abcdefg")));
	assert_false(csrf_ok(&s, STR_NULL));
	assert_false(csrf_ok(&none, STR_NULL));
	assert_false(csrf_ok(&none, STR("")));
}

/* ---- throttling ---------------------------------------------------------------------- */

static const char *realm_now = "";

static const struct cx *at(int64_t now)
{
	static struct cx cx;

	cx.now = now;
	cx.realm = str_c(realm_now);
	return &cx;
}

static void throttle_by_account(void **state UNUSED)
{
	const struct str who = STR("throttle@a.vn");
	int64_t now = 1000000;
	int wait = 0;
	char from[32];

	for (int i = 0; i < 30; i++) {
		/* every attempt from another network */
		(void)snprintf(from, sizeof(from), "10.1.%d.1", i);
		wait = throttle_wait(at(now), who, str_c(from));
		if (i < 5)
			assert_int_equal(wait, 0);
		else if (i < 14)
			assert_int_equal(wait, 1 << (i - 5));
		else if (i > 14)
			assert_int_equal(wait, 15 * 60);
		now += wait * SECOND;
		throttle_fail(at(now), who, str_c(from));
	}
	assert_int_equal(throttle_wait(at(now), who, STR("10.2.0.1")), 15 * 60);
	assert_int_equal(
		throttle_wait(at(now), STR("else@a.vn"), STR("10.2.0.1")), 0);
	throttle_ok(at(0), who, STR("10.2.0.1"));
	assert_int_equal(throttle_wait(at(now), who, STR("10.2.0.1")), 0);
}

static void throttle_forgets(void **state UNUSED)
{
	const struct str who = STR("forget@a.vn"), from = STR("10.3.0.1");
	int64_t now = 1000000;

	for (int i = 0; i < 10; i++)
		throttle_fail(at(now), who, from);
	assert_int_equal(throttle_wait(at(now), who, from), 32);
	assert_int_equal(throttle_wait(at(now + 31 * SECOND), who, from), 1);
	assert_int_equal(throttle_wait(at(now + 32 * SECOND), who, from), 0);
	/* an hour without a failure: as if nothing had been */
	throttle_fail(at(now + 61 * MINUTE), who, from);
	assert_int_equal(throttle_wait(at(now + 61 * MINUTE), who, from), 0);
}

/* One password tried on many accounts: by the network of the address. */
static void throttle_spraying(void **state UNUSED)
{
	static const struct {
		const char *from, *near, *far;
	} nets[] = {
		{ "10.4.0.%d", "10.4.0.250", "10.4.1.1" },
		{ "2001:db8:1:2::%d", "2001:db8:1:2:ffff::1",
		  "2001:db8:1:3::1" },
	};
	int64_t now = 1000000;
	char from[64], who[32];

	for (ptrdiff_t k = 0; k < N_ELEMENTS(nets); k++) {
		for (int i = 0; i < 30; i++) {
			if (k == 0)
				(void)snprintf(from, sizeof(from), "10.4.0.%d",
					       i);
			else
				(void)snprintf(from, sizeof(from),
					       "2001:db8:1:2::%d", i);
			(void)snprintf(who, sizeof(who), "s%td-%d@a.vn", k, i);
			throttle_fail(at(now), str_c(who), str_c(from));
		}
		assert_true(throttle_wait(at(now), STR("new@a.vn"),
					  str_c(nets[k].near)) > 15 * 60 - 1);
		assert_int_equal(throttle_wait(at(now), STR("new@a.vn"),
					       str_c(nets[k].far)),
				 0);
	}
}

/* Who fails in one realm keeps nobody out of another; an address has as many
 * attempts as before, however many realms it asks. */
static void throttle_by_realm(void **state UNUSED)
{
	const struct str who = STR("both@a.vn"), from = STR("10.6.0.1");
	const struct str here = STR("10.7.0.1");
	char name[16];

	realm_now = "near";
	for (int i = 0; i < 10; i++)
		throttle_fail(at(1000000), who, from);
	assert_true(throttle_wait(at(1000000), who, here) > 0);
	realm_now = "far";
	assert_int_equal(throttle_wait(at(1000000), who, here), 0);
	throttle_ok(at(1000000), who, here);
	realm_now = "near";
	assert_true(throttle_wait(at(1000000), who, here) > 0);
	for (int i = 0; i < 20; i++) {
		(void)snprintf(name, sizeof(name), "realm-%d", i);
		realm_now = name;
		throttle_fail(at(1000000), who, here);
	}
	realm_now = "another";
	assert_true(throttle_wait(at(1000000), STR("new@a.vn"), here) > 0);
	realm_now = "";
}

/* Attempts that nobody could look at are none. */
static void throttle_takes_back(void **state UNUSED)
{
	const struct str who = STR("away@a.vn"), from = STR("10.8.8.1");

	for (int i = 0; i < 30; i++) {
		throttle_fail(at(1000000), who, from);
		throttle_undo(at(1000000), who, from);
	}
	assert_int_equal(throttle_wait(at(1000000), who, from), 0);
	for (int i = 0; i < 5; i++)
		throttle_fail(at(1000000), who, from);
	assert_int_equal(throttle_wait(at(1000000), who, from), 1);
}

static void throttle_odd_address(void **state UNUSED)
{
	char long_one[200];
	int64_t now = 1000000;

	memset(long_one, 'x', sizeof(long_one) - 1);
	long_one[sizeof(long_one) - 1] = 0;
	for (int i = 0; i < 25; i++)
		throttle_fail(at(now), STR_NULL, str_c(long_one));
	assert_true(throttle_wait(at(now), STR("odd@a.vn"), str_c(long_one)) >
		    0);
	assert_int_equal(throttle_wait(at(now), STR("odd@a.vn"), STR_NULL), 0);
}

/* Far more names than places: no growth, and a fresh one still counts. */
static void throttle_is_bounded(void **state UNUSED)
{
	int64_t now = 1000000;
	char who[32];

	for (int i = 0; i < 40000; i++) {
		(void)snprintf(who, sizeof(who), "%d@b.vn", i);
		throttle_fail(at(now + i), str_c(who), str_c(who));
	}
	for (int i = 0; i < 10; i++)
		throttle_fail(at(now + 40000), STR("last@b.vn"),
			      STR("10.5.0.1"));
	assert_true(throttle_wait(at(now + 40000), STR("last@b.vn"),
				  STR("10.5.0.1")) > 0);
}

static int setup(void **state UNUSED)
{
	ARENA_HERE;

	ok(auth_init(a));
	auth_set_cheap_hashing(true);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(password_round_trip),
		cmocka_unit_test(password_is_nfc),
		cmocka_unit_test(password_never_matches_nothing),
		cmocka_unit_test(password_cost),
		cmocka_unit_test(password_by_many_threads),
		cmocka_unit_test(password_queue_is_short),
		cmocka_unit_test(rule_accepts),
		cmocka_unit_test(rule_refuses_weak),
		cmocka_unit_test(common_shapes_are_refused),
		cmocka_unit_test(twelve_beside_a_second_factor),
		cmocka_unit_test(leaked_lists),
		cmocka_unit_test(rule_counts_code_points),
		cmocka_unit_test(rule_knows_the_person),
		cmocka_unit_test(tokens),
		cmocka_unit_test(form_token),
		cmocka_unit_test(throttle_by_account),
		cmocka_unit_test(throttle_forgets),
		cmocka_unit_test(throttle_spraying),
		cmocka_unit_test(throttle_by_realm),
		cmocka_unit_test(throttle_takes_back),
		cmocka_unit_test(throttle_odd_address),
		cmocka_unit_test(throttle_is_bounded),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
