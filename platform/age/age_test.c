/*
 * Files in the age format: against the program `age` both ways, at every
 * length that matters, and damaged in every place.
 */
#include "testkit/testkit.h"

#include "age/age.h"
#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { PIECE = 64 * 1024 };
static struct arena *a;
static const char *folder;

static const char *in_folder(const char *name)
{
	return str_fmt(a, "%s/%s", folder, name).p;
}

static int set_up(void **state UNUSED)
{
	a = arena_open(256 << 20);
	folder = kit_folder(a);
	return sodium_init() < 0;
}

static int tear_down(void **state UNUSED)
{
	kit_folder_remove(folder);
	arena_close(a);
	return 0;
}

/* The exit status of a program of this machine. */
static int tool(const char *const *words)
{
	char *argv[12] = { NULL };
	posix_spawn_file_actions_t to;
	int status = -1;
	pid_t pid;

	for (int i = 0; words[i]; i++)
		argv[i] = str_to_c(a, str_c(words[i]));
	posix_spawn_file_actions_init(&to);
	posix_spawn_file_actions_addopen(&to, 2, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, argv[0], &to, NULL, argv, environ))
		fail_msg("`%s` can't be run: tools/deps test", argv[0]);
	posix_spawn_file_actions_destroy(&to);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}
#define TOOL(...) tool((const char *const[]){ __VA_ARGS__, NULL })

static void file_put(const char *path, struct str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.p, (size_t)bytes.n), bytes.n);
	close(fd);
}

static struct str noise(ptrdiff_t n)
{
	char *p = arena_bytes(a, n + 1);

	randombytes_buf(p, (size_t)n);
	return (struct str){ p, n };
}

static struct age_recipients to_one(const struct age_identity *id)
{
	struct age_recipients list = { 0 };

	age_recipient_of(id, vec_push(a, &list));
	return list;
}

static struct age_identities of_one(const struct age_identity *id)
{
	struct age_identities list = { 0 };

	*vec_push(a, &list) = *id;
	return list;
}

/* In parts of odd lengths. */
static void encrypt(const char *path, struct age_recipients to,
		    struct str bytes)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	unsigned char sum[AGE_SUM_BYTES], is[AGE_SUM_BYTES];
	struct age_writer *w;
	struct str file;
	int64_t n;

	assert_true(fd >= 0);
	ok(age_write_begin(a, fd, &to, &w));
	for (ptrdiff_t at = 0; at < bytes.n; at += 7919)
		ok(age_write(w, str_sub(bytes, at, at + 7919)));
	ok(age_write_end(w, &n, sum));
	close(fd);
	file = kit_file(a, path);
	assert_int_equal(file.n, n);
	crypto_hash_sha256(is, (const unsigned char *)file.p,
			   (unsigned long long)file.n);
	assert_memory_equal(is, sum, sizeof(is));
}

/* All of a file, or why not; what came before the fault is counted. */
static struct err *decrypt(const char *path, struct age_identities who,
			   struct str *ret_bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct age_reader *r = NULL;
	struct buf all = buf_init(a, 4 << 20);
	char part[10007];
	ptrdiff_t n = 0;
	struct err *err;

	assert_true(fd >= 0);
	err = age_read_begin(a, fd, &who, &r);
	do {
		if (!err)
			err = age_read(r, part, sizeof(part), &n);
		if (!err)
			buf_mem(&all, part, n);
	} while (!err && n == sizeof(part));
	age_read_end(r);
	close(fd);
	assert_false(all.full);
	*ret_bytes = buf_view(&all);
	return err;
}

static void equal(struct str x, struct str y)
{
	assert_int_equal(x.n, y.n);
	assert_memory_equal(x.p, y.p, (size_t)x.n);
}

static const ptrdiff_t lengths[] = {
	0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 9, 300000
};

/* ---- keys ------------------------------------------------------------------ */

static void test_keys_are_those_of_age_keygen(void **state UNUSED)
{
	const char *file = in_folder("id"), *pub = in_folder("pub");
	struct age_identities list;
	struct age_recipient to;

	assert_int_equal(TOOL("age-keygen", "-o", file), 0);
	assert_int_equal(TOOL("age-keygen", "-y", "-o", pub, file), 0);
	ok(age_identities_load(a, file, &list));
	assert_int_equal(list.n, 1);
	age_recipient_of(&list.p[0], &to);
	same(str_trim(kit_file(a, pub)),
	     str_to_c(a, age_recipient_text(a, &to)));
	assert_true(str_find(kit_file(a, file),
			     age_identity_text(a, &list.p[0]), 0) >= 0);
	age_identities_forget(&list);
}

static void test_a_mistyped_key_is_none(void **state UNUSED)
{
	struct age_identity id, id_back;
	struct age_recipient to, back;
	struct str text, secret;

	age_identity_make(&id);
	age_recipient_of(&id, &to);
	text = age_recipient_text(a, &to);
	secret = age_identity_text(a, &id);
	assert_true(age_recipient_read(text, &back));
	assert_memory_equal(&back, &to, sizeof(to));
	assert_true(age_identity_read(secret, &id_back));
	assert_memory_equal(&id_back, &id, sizeof(id));
	for (ptrdiff_t i = 0; i < text.n; i++) {
		char *x = str_to_c(a, text);

		x[i] = x[i] == 'q' ? 'p' : 'q';
		assert_false(age_recipient_read(str_c(x), &back));
		assert_false(age_recipient_read(str_sub(text, 0, i), &back));
	}
	for (ptrdiff_t i = 0; i < secret.n; i++) {
		char *x = str_to_c(a, secret);

		x[i] = x[i] == 'Q' ? 'P' : 'Q';
		assert_false(age_identity_read(str_c(x), &id_back));
	}
	assert_false(age_identity_read(text, &id_back));
	assert_false(age_recipient_read(secret, &back));
}

static void test_a_list_of_recipients(void **state UNUSED)
{
	struct age_recipients list;
	struct buf b = buf_init(a, 4096);
	struct age_identity id;
	struct age_recipient to;

	ok(age_recipients_read(a, STR(" \n,"), &list));
	assert_int_equal(list.n, 0);
	for (int i = 0; i < AGE_RECIPIENTS_MOST; i++) {
		age_identity_make(&id);
		age_recipient_of(&id, &to);
		buf_str(&b, age_recipient_text(a, &to));
		buf_str(&b, i % 2 ? STR(",\n") : STR("  "));
	}
	ok(age_recipients_read(a, buf_view(&b), &list));
	assert_int_equal(list.n, AGE_RECIPIENTS_MOST);
	/* twice the same is once */
	buf_str(&b, age_recipient_text(a, &to));
	ok(age_recipients_read(a, buf_view(&b), &list));
	assert_int_equal(list.n, AGE_RECIPIENTS_MOST);
	age_identity_make(&id);
	age_recipient_of(&id, &to);
	buf_char(&b, ' ');
	buf_str(&b, age_recipient_text(a, &to));
	fails(age_recipients_read(a, buf_view(&b), &list), ERR_LIMIT);
	fails(age_recipients_read(a, STR("age1abc"), &list), ERR_INVALID);
}

static void test_a_key_that_hides_nothing(void **state UNUSED)
{
	struct age_recipient none = { { 0 } };
	struct age_recipients to = { .p = &none, .n = 1 };
	struct age_writer *w;

	fails(age_write_begin(a, 1, &to, &w), ERR_INVALID);
}

static void test_files_that_hold_no_identity(void **state UNUSED)
{
	struct age_identities list;

	fails(age_identities_load(a, in_folder("nowhere"), &list),
	      ERR_NOT_FOUND);
	file_put(in_folder("empty"), STR("# nothing\n"));
	fails(age_identities_load(a, in_folder("empty"), &list), ERR_INVALID);
	file_put(in_folder("other"), STR("ssh-ed25519 AAAA\n"));
	fails(age_identities_load(a, in_folder("other"), &list), ERR_INVALID);
	file_put(in_folder("large"), noise(70000));
	fails(age_identities_load(a, in_folder("large"), &list), ERR_INVALID);
}

/* ---- both ways ---------------------------------------------------------------- */

static void test_age_opens_ours(void **state UNUSED)
{
	const char *one = in_folder("id1"), *two = in_folder("id2");
	const char *out = in_folder("plain"), *file = in_folder("x.age");
	struct age_recipients to = { 0 };
	struct age_identities x, y;

	assert_int_equal(TOOL("age-keygen", "-o", one), 0);
	assert_int_equal(TOOL("age-keygen", "-o", two), 0);
	ok(age_identities_load(a, one, &x));
	ok(age_identities_load(a, two, &y));
	age_recipient_of(&x.p[0], vec_push(a, &to));
	age_recipient_of(&y.p[0], vec_push(a, &to));
	for (int i = 0; i < N_ELEMENTS(lengths); i++) {
		struct str bytes = noise(lengths[i]);

		encrypt(file, to, bytes);
		/* it makes no file of nothing */
		file_put(out, STR(""));
		assert_int_equal(TOOL("age", "-d", "-i", one, "-o", out, file),
				 0);
		equal(kit_file(a, out), bytes);
		assert_int_equal(TOOL("age", "-d", "-i", two, "-o", out, file),
				 0);
		equal(kit_file(a, out), bytes);
	}
}

static void test_ours_opens_age(void **state UNUSED)
{
	const char *plain = in_folder("p"), *file = in_folder("y.age");
	struct age_identity id, other;
	struct age_recipient to, to_other;
	struct str back;

	age_identity_make(&id);
	age_identity_make(&other);
	age_recipient_of(&id, &to);
	age_recipient_of(&other, &to_other);
	for (int i = 0; i < N_ELEMENTS(lengths); i++) {
		struct str bytes = noise(lengths[i]);

		file_put(plain, bytes);
		assert_int_equal(
			TOOL("age", "-r",
			     str_to_c(a, age_recipient_text(a, &to_other)),
			     "-r", str_to_c(a, age_recipient_text(a, &to)),
			     "-o", file, plain),
			0);
		ok(decrypt(file, of_one(&id), &back));
		equal(back, bytes);
	}
}

/* ---- what isn't taken ------------------------------------------------------------ */

static void test_another_identity_is_told(void **state UNUSED)
{
	struct age_identity id, other;
	struct str back;

	age_identity_make(&id);
	age_identity_make(&other);
	encrypt(in_folder("z"), to_one(&id), STR("Số định danh"));
	ok(decrypt(in_folder("z"), of_one(&id), &back));
	same(back, "Số định danh");
	fails(decrypt(in_folder("z"), of_one(&other), &back), ERR_DENIED);
	file_put(in_folder("z"), STR("SQLite format 3"));
	fails(decrypt(in_folder("z"), of_one(&id), &back), ERR_INVALID);
	file_put(in_folder("z"), STR(""));
	fails(decrypt(in_folder("z"), of_one(&id), &back), ERR_INVALID);
}

/* Of a head with two recipients the part of the other one, too. */
static void test_every_flipped_bit_is_found(void **state UNUSED)
{
	struct age_recipients to = { 0 };
	struct age_identity id, other;
	struct str file, back, plain = noise(3 * PIECE);
	ptrdiff_t head;

	age_identity_make(&id);
	age_identity_make(&other);
	age_recipient_of(&other, vec_push(a, &to));
	age_recipient_of(&id, vec_push(a, &to));
	encrypt(in_folder("f"), to, plain);
	file = kit_file(a, in_folder("f"));
	head = str_find(file, STR("\n--- "), 0) + 100;
	for (ptrdiff_t at = 0; at < file.n;
	     at += at < head || at > file.n - 60 ? 1 : 1999) {
		struct arena_mark mark = arena_mark(a);
		char *bad = arena_bytes(a, file.n);
		struct err *err;

		memcpy(bad, file.p, (size_t)file.n);
		bad[at] ^= (char)(1 << at % 8);
		file_put(in_folder("bad"), (struct str){ bad, file.n });
		err = decrypt(in_folder("bad"), of_one(&id), &back);
		if (!err)
			fail_msg("byte %td", at);
		/* what was given before the fault is as it was written */
		equal(back, str_sub(plain, 0, back.n));
		assert_true(back.n < plain.n);
		arena_rewind(a, mark);
	}
}

static void test_every_cut_is_found(void **state UNUSED)
{
	struct age_identity id;
	struct str file, back, longer;

	age_identity_make(&id);
	encrypt(in_folder("c"), to_one(&id), noise(2 * PIECE + 5));
	file = kit_file(a, in_folder("c"));
	for (ptrdiff_t n = 0; n < file.n;
	     n += n < 400 || n > file.n - 60 ? 1 : 997) {
		struct arena_mark mark = arena_mark(a);

		file_put(in_folder("cut"), str_sub(file, 0, n));
		if (!decrypt(in_folder("cut"), of_one(&id), &back))
			fail_msg("cut at %td", n);
		arena_rewind(a, mark);
	}
	/* exactly after a piece, and with something behind the end */
	file_put(in_folder("cut"), str_sub(file, 0, file.n - 5 - 16));
	fails(decrypt(in_folder("cut"), of_one(&id), &back), ERR_INVALID);
	longer = str_cat(a, file, STR("x"));
	file_put(in_folder("cut"), longer);
	fails(decrypt(in_folder("cut"), of_one(&id), &back), ERR_INVALID);
}

/* A line of an authorized_keys file. */
static struct str ssh_key(void)
{
	static const char head[] = "\0\0\0\013ssh-ed25519\0\0\0 ";
	unsigned char secret[crypto_sign_SECRETKEYBYTES], blob[19 + 32];
	char text[100];

	memcpy(blob, head, 19);
	crypto_sign_keypair(blob + 19, secret);
	sodium_bin2base64(text, sizeof(text), blob, sizeof(blob),
			  sodium_base64_VARIANT_ORIGINAL);
	return str_fmt(a, "ssh-ed25519 %s x\n", text);
}

/* Other kinds of recipients are other people's; theirs doesn't hide ours. */
static void test_unknown_stanzas_are_passed_over(void **state UNUSED)
{
	const char *id_file = in_folder("uid"), *plain = in_folder("up");
	const char *file = in_folder("u.age"), *ssh = in_folder("ssh");
	struct age_identities list;
	struct age_recipient to;
	struct str back;

	file_put(ssh, ssh_key());
	file_put(plain, STR("nội dung"));
	assert_int_equal(TOOL("age-keygen", "-o", id_file), 0);
	ok(age_identities_load(a, id_file, &list));
	age_recipient_of(&list.p[0], &to);
	if (TOOL("age", "-R", ssh, "-r",
		 str_to_c(a, age_recipient_text(a, &to)), "-o", file, plain))
		fail_msg("age doesn't take the key of ssh");
	assert_true(str_find(kit_file(a, file), STR("-> ssh-ed25519"), 0) > 0);
	ok(decrypt(file, list, &back));
	same(back, "nội dung");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys_are_those_of_age_keygen),
		cmocka_unit_test(test_a_mistyped_key_is_none),
		cmocka_unit_test(test_a_list_of_recipients),
		cmocka_unit_test(test_a_key_that_hides_nothing),
		cmocka_unit_test(test_files_that_hold_no_identity),
		cmocka_unit_test(test_age_opens_ours),
		cmocka_unit_test(test_ours_opens_age),
		cmocka_unit_test(test_another_identity_is_told),
		cmocka_unit_test(test_every_flipped_bit_is_found),
		cmocka_unit_test(test_every_cut_is_found),
		cmocka_unit_test(test_unknown_stanzas_are_passed_over),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
