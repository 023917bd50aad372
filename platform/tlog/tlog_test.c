/* The tree against the vectors of Certificate Transparency, proofs of every
 * small tree, and notes against the reference example of the form. */
#include "testkit/testkit.h"

#include "base/buf.h"
#include "tlog/tlog_note.h"

#include <sodium.h>

enum { TREE = 130 };

/* ---- trees ---------------------------------------------------------------- */

struct tree {
	struct tlog_range r;
	struct tlog_hash node[9][TREE]; /* by level and place */
	struct tlog_hash root[TREE + 1];
	struct tlog_hash leaf[TREE];
	int64_t fails_at; /* a read that fails, or -1 */
};

static void made(void *ctx, int level, int64_t at, const struct tlog_hash *h)
{
	struct tree *t = ctx;

	t->node[level][at] = *h;
}

static struct err *reads(void *ctx, int level, int64_t at,
			 struct tlog_hash *ret)
{
	static struct err broken = { .code = ERR_DB };
	struct tree *t = ctx;

	assert_true((at + 1) << level <= TREE);
	if (t->fails_at >= 0 && t->fails_at-- == 0)
		return &broken;
	*ret = t->node[level][at];
	return NULL;
}

static void tree_make(struct tree *t)
{
	*t = (struct tree){ .fails_at = -1 };
	t->root[0] = tlog_root(&t->r);
	for (int i = 0; i < TREE; i++) {
		char text[16];

		snprintf(text, sizeof(text), "record %d", i);
		t->leaf[i] = tlog_leaf(text, (ptrdiff_t)strlen(text));
		tlog_add(&t->r, &t->leaf[i], made, t);
		t->root[i + 1] = tlog_root(&t->r);
	}
}

static void hex_is(const struct tlog_hash *h, const char *want)
{
	char hex[2 * TLOG_HASH + 1];

	sodium_bin2hex(hex, sizeof(hex), h->b, TLOG_HASH);
	assert_string_equal(hex, want);
}

static void roots_of_the_vectors(void **state)
{
	static const struct {
		const char *bytes;
		ptrdiff_t n;
		const char *root;
	} v[] = {
		{ "", 0,
		  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a306"
		  "17afa01d" },
		{ "\0", 1,
		  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f"
		  "00e3c125" },
		{ "\x10", 1,
		  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f3"
		  "29e06e77" },
		{ "\x20\x21", 2,
		  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95"
		  "209614b7" },
		{ "\x30\x31", 2,
		  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13"
		  "a86264d4" },
		{ "\x40\x41\x42\x43", 4,
		  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a12"
		  "7f2087ef" },
		{ "\x50\x51\x52\x53\x54\x55\x56\x57", 8,
		  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c95"
		  "94a74c8c" },
		{ "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d"
		  "\x6e\x6f",
		  16,
		  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370ef"
		  "f4604328" },
	};
	struct tlog_range r = { 0 };
	struct tlog_hash h = tlog_root(&r);

	(void)state;
	hex_is(&h, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b"
		   "7852b855");
	for (ptrdiff_t i = 0; i < N_ELEMENTS(v); i++) {
		h = tlog_leaf(v[i].bytes, v[i].n);
		tlog_add(&r, &h, NULL, NULL);
		assert_int_equal(r.n, i + 1);
		assert_int_equal(r.k, __builtin_popcountll((uint64_t)r.n));
		h = tlog_root(&r);
		hex_is(&h, v[i].root);
	}
}

static void roots_are_read_back(void **state)
{
	static struct tree t;
	const struct tlog_reader from = { reads, &t };
	struct tlog_hash root;

	(void)state;
	tree_make(&t);
	for (int n = 0; n <= TREE; n++) {
		ok(tlog_root_read(&from, n, &root));
		assert_true(tlog_hash_eq(&root, &t.root[n]));
	}
	t.fails_at = 1;
	fails(tlog_root_read(&from, 7, &root), ERR_DB);
}

/* A proof with one bit, its length or a place changed proves nothing. */
static void every_leaf_is_proved(void **state)
{
	static struct tree t;
	const struct tlog_reader from = { reads, &t };
	struct tlog_proof p;

	(void)state;
	tree_make(&t);
	for (int n = 1; n <= TREE; n++)
		for (int at = 0; at < n; at++) {
			ok(tlog_inclusion(&from, at, n, &p));
			assert_true(tlog_inclusion_holds(&p, at, n, &t.leaf[at],
							 &t.root[n]));
			assert_false(tlog_inclusion_holds(
				&p, at, n, &t.leaf[at], &t.root[n - 1]));
			assert_false(tlog_inclusion_holds(
				&p, at, n, &t.leaf[(at + 1) % TREE],
				&t.root[n]));
			assert_false(tlog_inclusion_holds(&p, n, n, &t.leaf[at],
							  &t.root[n]));
			assert_false(tlog_inclusion_holds(
				&p, -1, n, &t.leaf[at], &t.root[n]));
			if (n > 1)
				assert_false(tlog_inclusion_holds(&p, at ^ 1, n,
								  &t.leaf[at],
								  &t.root[n]));
			p.h[p.n] = t.leaf[0];
			p.n++;
			assert_false(tlog_inclusion_holds(
				&p, at, n, &t.leaf[at], &t.root[n]));
			p.n -= 2;
			if (p.n >= 0)
				assert_false(tlog_inclusion_holds(
					&p, at, n, &t.leaf[at], &t.root[n]));
		}
	t.fails_at = 0;
	fails(tlog_inclusion(&from, 3, 9, &p), ERR_DB);
}

static void every_tree_begins_the_later_ones(void **state)
{
	static struct tree t;
	const struct tlog_reader from = { reads, &t };
	struct tlog_proof p;

	(void)state;
	tree_make(&t);
	for (int b = 1; b <= TREE; b++)
		for (int a = 1; a <= b; a++) {
			const struct tlog_hash *old = &t.root[a];
			const struct tlog_hash *new = &t.root[b];

			ok(tlog_consistency(&from, a, b, &p));
			assert_true(tlog_consistency_holds(&p, a, b, old, new));
			assert_false(tlog_consistency_holds(
				&p, a, b, &t.root[a - 1], new));
			assert_false(tlog_consistency_holds(&p, a, b, old,
							    &t.root[b - 1]));
			assert_false(
				tlog_consistency_holds(&p, 0, b, old, new));
			assert_false(
				tlog_consistency_holds(&p, b + 1, b, old, new));
			for (int i = 0; i < p.n; i++) {
				p.h[i].b[i % TLOG_HASH] ^= 1;
				assert_false(tlog_consistency_holds(&p, a, b,
								    old, new));
				p.h[i].b[i % TLOG_HASH] ^= 1;
			}
			p.h[p.n++] = t.leaf[0];
			assert_false(
				tlog_consistency_holds(&p, a, b, old, new));
			p.n -= 2;
			if (p.n >= 0)
				assert_false(tlog_consistency_holds(&p, a, b,
								    old, new));
			/* nothing proves nothing */
			p.n = 0;
			assert_int_equal(tlog_consistency_holds(&p, a, b, old,
								new),
					 a == b);
		}
	t.fails_at = 0;
	fails(tlog_consistency(&from, 3, 9, &p), ERR_DB);
}

/* ---- notes ---------------------------------------------------------------- */

/* The example in the documentation of the form's reference implementation. */
#define GO_SECRET                                                              \
	"PRIVATE+KEY+PeterNeumann+c74f20a3+"                                   \
	"AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
#define GO_PUBLIC                                                              \
	"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define GO_TEXT                                                                \
	"If you think cryptography is the answer to your problem,\n"           \
	"then you don't know what your problem is.\n"
#define GO_SIG                                                                 \
	"\xe2\x80\x94 PeterNeumann "                                           \
	"x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf" \
	"qdngotpRZb6KE6RyyBwJnAM=\n"

static void the_reference_note(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct tlog_key secret, public;
	struct str text, sigs;

	(void)state;
	assert_true(tlog_key_read(STR(GO_SECRET), &secret));
	assert_true(tlog_key_read(STR(GO_PUBLIC), &public));
	assert_true(secret.is_secret && !public.is_secret);
	assert_int_equal(secret.id, 0xc74f20a3);
	same(tlog_key_public(a, &secret), GO_PUBLIC);
	same(tlog_key_public(a, &public), GO_PUBLIC);
	same(tlog_key_secret(a, &secret), GO_SECRET);
	same(tlog_sign(a, STR(GO_TEXT), &secret), GO_SIG);
	assert_true(tlog_note_read(tlog_note(a, STR(GO_TEXT), STR(GO_SIG)),
				   &text, &sigs));
	same(text, GO_TEXT);
	same(sigs, GO_SIG);
	assert_int_equal(tlog_is_signed(text, sigs, &public, NULL),
			 TLOG_SIGNED);
	assert_int_equal(tlog_is_signed(STR("x\n"), sigs, &public, NULL),
			 TLOG_FORGED);
	public.id ^= 1;
	assert_int_equal(tlog_is_signed(text, sigs, &public, NULL),
			 TLOG_UNSIGNED);
}

static void a_witness_signs_with_the_time(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	struct tlog_checkpoint c = { STR("example.vn/log"),
				     20852163,
				     { { 7 } } };
	unsigned char seed[TLOG_SEED] = { 1, 2, 3 };
	struct tlog_key log, witness, other;
	struct str text, note, sigs, body;
	struct tlog_checkpoint back;
	int64_t at = 0;

	(void)state;
	assert_true(tlog_key_make(c.origin, TLOG_KEY_LOG, seed, &log));
	seed[0] = 9;
	assert_true(tlog_key_make(STR("witness.vn/w1"), TLOG_KEY_WITNESS, seed,
				  &witness));
	text = tlog_checkpoint_text(a, &c);
	same(text, "example.vn/log\n20852163\n"
		   "BwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
	note = tlog_note(a, text,
			 str_cat(a, tlog_sign(a, text, &log),
				 tlog_cosign(a, text, &witness, 1679315147)));
	assert_true(tlog_note_read(note, &body, &sigs));
	assert_true(tlog_checkpoint_read(body, &back));
	same(back.origin, "example.vn/log");
	assert_int_equal(back.size, 20852163);
	assert_true(tlog_hash_eq(&back.root, &c.root));
	assert_int_equal(tlog_is_signed(body, sigs, &log, NULL), TLOG_SIGNED);
	assert_int_equal(tlog_is_signed(body, sigs, &witness, &at),
			 TLOG_SIGNED);
	assert_int_equal(at, 1679315147);
	assert_true(tlog_key_read(tlog_key_public(a, &witness), &other));
	assert_int_equal(other.kind, TLOG_KEY_WITNESS);
	assert_int_equal(tlog_is_signed(body, sigs, &other, NULL), TLOG_SIGNED);
	/* the same key as a log's is another key */
	assert_true(tlog_key_make(STR("witness.vn/w1"), TLOG_KEY_LOG, seed,
				  &other));
	assert_int_equal(tlog_is_signed(body, sigs, &other, NULL),
			 TLOG_UNSIGNED);
	/* a line of the right key that is too short for a cosignature */
	other = witness;
	other.kind = TLOG_KEY_LOG;
	assert_int_equal(tlog_is_signed(body, tlog_sign(a, body, &other),
					&witness, NULL),
			 TLOG_FORGED);
	assert_int_equal(tlog_is_signed(body, sigs, &other, NULL), TLOG_FORGED);
}

/* What stands just within a limit, and just beyond it. */
static void edges(void **state)
{
	static const char hash[] =
		"BwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
	static const char *const size[] = { "0", "9", "10", "20852163" };
	static const char *const no_size[] = {
		"00", "1a", ":", "/", "1:", "", "99999999999999999999"
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	unsigned char seed[TLOG_SEED] = { 4 };
	struct tlog_checkpoint c;
	struct tlog_key witness;
	struct str text, sigs;
	int64_t at = 0;

	(void)state;
	for (int i = 0; i < N_ELEMENTS(size); i++) {
		assert_true(tlog_checkpoint_read(
			str_fmt(a, "o\n%s\n%s\n", size[i], hash), &c));
		assert_int_equal(c.size, atoll(size[i]));
	}
	for (int i = 0; i < N_ELEMENTS(no_size); i++)
		assert_false(tlog_checkpoint_read(
			str_fmt(a, "o\n%s\n%s\n", no_size[i], hash), &c));
	/* a text of one empty line is one */
	assert_true(
		tlog_note_read(STR("\n\n\xe2\x80\x94 a AAAA\n"), &text, &sigs));
	same(text, "\n");
	assert_true(tlog_key_make(STR("w"), TLOG_KEY_WITNESS, seed, &witness));
	sigs = tlog_cosign(a, STR("x\n"), &witness, INT64_MAX);
	assert_int_equal(tlog_is_signed(STR("x\n"), sigs, &witness, &at),
			 TLOG_SIGNED);
	assert_int_equal(at, INT64_MAX);
	/* no time is that late */
	sigs = tlog_cosign(a, STR("x\n"), &witness, INT64_MIN);
	assert_int_equal(tlog_is_signed(STR("x\n"), sigs, &witness, &at),
			 TLOG_FORGED);
}

static void bad_keys(void **state)
{
	static const char *const bad[] = {
		"",
		"PeterNeumann",
		"PeterNeumann+c74f20a3",
		"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy"
		"10TW",
		"PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy"
		"10TW",
		"PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy"
		"10TW",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/"
		"LDE4izWy",
		"Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izW"
		"y10TW",
		"+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PRIVATE+KEY++c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXH"
		"KDFz",
	};
	struct tlog_key k;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++)
		if (tlog_key_read(str_c(bad[i]), &k))
			fail_msg("taken as a key: %s", bad[i]);
}

/* Names that could be read in two ways, or are too long, make no key. */
static void bad_names(void **state)
{
	static const char *const bad[] = { "",	   "a b",   "a+b",
					   "a\nb", "a\x7f", "\xff" };
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 20);
	unsigned char seed[TLOG_SEED] = { 4 };
	struct buf name = buf_init(a, 2 * TLOG_NAME_MOST);
	struct tlog_key k;

	(void)state;
	for (int i = 0; i < N_ELEMENTS(bad); i++)
		assert_false(
			tlog_key_make(str_c(bad[i]), TLOG_KEY_LOG, seed, &k));
	for (int i = 0; i < TLOG_NAME_MOST; i++)
		buf_char(&name, 'n');
	assert_true(tlog_key_make(buf_view(&name), TLOG_KEY_LOG, seed, &k));
	buf_char(&name, 'n');
	assert_false(tlog_key_make(buf_view(&name), TLOG_KEY_LOG, seed, &k));
}

/* A line that is too short for a key's number is nobody's signature. */
static void short_signature(void **state)
{
	static const char *const line[] = { "\xe2\x80\x94 PeterNeumann AAAA\n",
					    "\xe2\x80\x94 PeterNeumann x08=\n",
					    "\xe2\x80\x94 PeterNeumann !\n" };
	struct tlog_key k;
	int64_t at = 7;

	(void)state;
	assert_true(tlog_key_read(STR(GO_PUBLIC), &k));
	for (int i = 0; i < N_ELEMENTS(line); i++)
		assert_int_equal(tlog_is_signed(STR(GO_TEXT), str_c(line[i]),
						&k, &at),
				 TLOG_UNSIGNED);
	/* a log's own signature has no time */
	assert_int_equal(tlog_is_signed(STR(GO_TEXT), STR(GO_SIG), &k, &at),
			 TLOG_SIGNED);
	assert_int_equal(at, 0);
}

static void bad_notes(void **state)
{
	static const char *const bad[] = {
		"",
		"\n",
		"\n" GO_SIG,
		GO_TEXT,
		GO_TEXT "\n",
		GO_TEXT GO_SIG,
		GO_TEXT "\n" GO_SIG "more",
		GO_TEXT "\n" GO_SIG "more\n",
		"tab\there\n\n" GO_SIG,
		"\xff\n\n" GO_SIG,
	};
	static const char *const checkpoints[] = {
		"",
		"o\n",
		"o\n1\n",
		"o\n1\nBw==\n",
		"o o\n1\nBwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"o\n01\nBwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"o\n-1\nBwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
		"o\n1\nBwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 24);
	struct buf b = buf_init(a, 1 << 20);
	struct str text, sigs;
	struct tlog_checkpoint c;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++)
		if (tlog_note_read(str_c(bad[i]), &text, &sigs))
			fail_msg("taken as a note: %s", bad[i]);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(checkpoints); i++)
		if (tlog_checkpoint_read(str_c(checkpoints[i]), &c))
			fail_msg("taken as a checkpoint: %s", checkpoints[i]);
	buf_lit(&b, GO_TEXT "\n");
	for (int i = 0; i < TLOG_SIGS_MOST; i++)
		buf_lit(&b, GO_SIG);
	assert_true(tlog_note_read(buf_view(&b), &text, &sigs));
	buf_lit(&b, GO_SIG);
	assert_false(tlog_note_read(buf_view(&b), &text, &sigs));
	while (b.n <= TLOG_NOTE_MOST)
		buf_lit(&b, "\xe2\x80\x94 a b\n");
	assert_false(tlog_note_read(buf_view(&b), &text, &sigs));
	/* lines that say nothing that can be read are nobody's */
	assert_true(tlog_note_read(STR("a\n\n\xe2\x80\x94 PeterNeumann\n"
				       "\xe2\x80\x94 PeterNeumann AAA=\n"
				       "\xe2\x80\x94 Peter+Neumann x08goA==\n"),
				   &text, &sigs));
	{
		struct tlog_key k;

		assert_true(tlog_key_read(STR(GO_PUBLIC), &k));
		assert_int_equal(tlog_is_signed(text, sigs, &k, NULL),
				 TLOG_UNSIGNED);
	}
}

static void requests_and_proofs(void **state)
{
	static struct tree t;
	static const char *const bad[] = {
		"",
		"old\n",
		"old 01\n\nx\n",
		"old 5\n",
		"old 5\nBw==\n\nx\n",
		"old 5\n\n",
		"c2sp.org/tlog-proof@v1\n",
		"c2sp.org/tlog-proof@v1\nindex x\n\nx\n",
		"c2sp.org/tlog-proof@v1\nextra AAAA\n",
		"c2sp.org/tlog-proof@v1\nextra A\nindex 3\n\nx\n",
		"c2sp.org/tlog-proof@v1\nindex 3\nAA==\n\nx\n",
	};
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 22);
	const struct tlog_reader from = { reads, &t };
	struct tlog_proof p, back;
	struct str note = STR(GO_TEXT "\n" GO_SIG), got, text;
	struct tlog_evidence e, read;
	int64_t n;

	(void)state;
	tree_make(&t);
	ok(tlog_consistency(&from, 77, 130, &p));
	text = tlog_request(a, 77, &p, note);
	assert_true(tlog_request_read(text, &n, &back, &got));
	assert_int_equal(n, 77);
	same(got, GO_TEXT "\n" GO_SIG);
	assert_true(tlog_consistency_holds(&back, 77, 130, &t.root[77],
					   &t.root[130]));
	ok(tlog_inclusion(&from, 5, 130, &p));
	e = (struct tlog_evidence){ .at = 5, .proof = p, .note = note };
	for (int k = 0; k < 2; k++) {
		text = tlog_proof_text(a, &e);
		assert_true(tlog_proof_read(a, text, &read));
		assert_int_equal(read.at, 5);
		assert_true(tlog_inclusion_holds(&read.proof, 5, 130,
						 &t.leaf[5], &t.root[130]));
		same(read.note, GO_TEXT "\n" GO_SIG);
		assert_true(str_eq(read.extra, e.extra));
		e.extra = STR("the record\n");
	}
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++)
		if (tlog_request_read(str_c(bad[i]), &n, &p, &got) ||
		    tlog_proof_read(a, str_c(bad[i]), &read))
			fail_msg("taken: %s", bad[i]);
	same(tlog_base64(a, "abc", 3), "YWJj");
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(roots_of_the_vectors),
		cmocka_unit_test(roots_are_read_back),
		cmocka_unit_test(every_leaf_is_proved),
		cmocka_unit_test(every_tree_begins_the_later_ones),
		cmocka_unit_test(the_reference_note),
		cmocka_unit_test(a_witness_signs_with_the_time),
		cmocka_unit_test(edges),
		cmocka_unit_test(bad_keys),
		cmocka_unit_test(bad_names),
		cmocka_unit_test(short_signature),
		cmocka_unit_test(bad_notes),
		cmocka_unit_test(requests_and_proofs),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(all, NULL, NULL);
}
