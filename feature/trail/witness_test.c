/* What a witness signs, and what never. */
#include "testkit/testkit.h"

#include "trail/witness.h"

enum { TREE = 64 };

static struct {
	struct tlog_range r;
	struct tlog_hash node[7][TREE], root[TREE + 1];
} tree;

static void made(void *ctx UNUSED, int level, int64_t at,
		 const struct tlog_hash *h)
{
	tree.node[level][at] = *h;
}

static struct err *reads(void *ctx UNUSED, int level, int64_t at,
			 struct tlog_hash *ret)
{
	*ret = tree.node[level][at];
	return NULL;
}

static const struct tlog_reader from = { reads, NULL };

static void key_of(const char *name, enum tlog_key_kind kind,
		   unsigned char first, struct tlog_key *k)
{
	const unsigned char seed[TLOG_SEED] = { first };

	assert_true(tlog_key_make(str_c(name), kind, seed, k));
}

/* What a log asks: it goes on from `old` to `size`. */
static struct str ask(struct arena *a, const struct tlog_key *log, int64_t old,
		      int64_t size, int64_t root)
{
	struct tlog_checkpoint c = { log->name, size, tree.root[root] };
	struct str text = tlog_checkpoint_text(a, &c);
	struct tlog_proof p = { 0 };

	if (old)
		ok(tlog_consistency(&from, old, size, &p));
	return tlog_request(a, old, &p,
			    tlog_note(a, text, tlog_sign(a, text, log)));
}

static void a_log_that_grows(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(8 << 20);
	struct tlog_key log, own, other;
	struct witness_log known = { .size = 0 };
	struct tlog_checkpoint c;
	struct str line, text;
	int64_t at;

	for (int i = 0; i < TREE; i++) {
		struct tlog_hash leaf = tlog_leaf(&i, sizeof(i));

		tlog_add(&tree.r, &leaf, made, NULL);
		tree.root[i + 1] = tlog_root(&tree.r);
	}
	key_of("roviec/a", TLOG_KEY_LOG, 1, &log);
	key_of("roviec/a", TLOG_KEY_LOG, 2, &other);
	key_of("witness/w", TLOG_KEY_WITNESS, 3, &own);
	known.key = log;
	same(witness_origin(ask(a, &log, 0, 5, 5)), "roviec/a");
	assert_null(witness_origin(STR("x")).p);
	/* the first */
	assert_int_equal(witness_sign(a, ask(a, &other, 0, 5, 5), &known, &own,
				      77, &line),
			 WITNESS_UNSIGNED);
	assert_int_equal(witness_sign(a, ask(a, &log, 3, 5, 5), &known, &own,
				      77, &line),
			 WITNESS_OTHER_SIZE);
	assert_int_equal(known.size, 0);
	assert_int_equal(witness_sign(a, ask(a, &log, 0, 5, 5), &known, &own,
				      77, &line),
			 WITNESS_SIGNED);
	assert_int_equal(known.size, 5);
	c = (struct tlog_checkpoint){ log.name, 5, tree.root[5] };
	text = tlog_checkpoint_text(a, &c);
	assert_int_equal(tlog_is_signed(text, line, &own, &at), TLOG_SIGNED);
	assert_int_equal(at, 77);
	/* the same again, and another root of the same size */
	assert_int_equal(witness_sign(a, ask(a, &log, 5, 5, 5), &known, &own,
				      78, &line),
			 WITNESS_SIGNED);
	assert_int_equal(witness_sign(a, ask(a, &log, 5, 5, 6), &known, &own,
				      78, &line),
			 WITNESS_OTHER_SIZE);
	/* on, back, and on another way */
	assert_int_equal(witness_sign(a, ask(a, &log, 5, 40, 40), &known, &own,
				      79, &line),
			 WITNESS_SIGNED);
	assert_int_equal(witness_sign(a, ask(a, &log, 5, 50, 50), &known, &own,
				      80, &line),
			 WITNESS_OTHER_SIZE);
	assert_int_equal(witness_sign(a, ask(a, &log, 40, 50, 51), &known, &own,
				      80, &line),
			 WITNESS_INCONSISTENT);
	assert_int_equal(known.size, 40);
	assert_true(tlog_hash_eq(&known.root, &tree.root[40]));
	assert_null(line.p);
}

static void what_is_no_request(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(8 << 20);
	struct tlog_key log, own, b;
	struct witness_log known = { .size = 0 };
	struct tlog_checkpoint c = { .size = 3 };
	struct tlog_proof p = { .n = 1 };
	struct str line, text;

	key_of("roviec/a", TLOG_KEY_LOG, 1, &log);
	key_of("roviec/b", TLOG_KEY_LOG, 1, &b);
	key_of("witness/w", TLOG_KEY_WITNESS, 3, &own);
	known.key = log;
	assert_int_equal(witness_sign(a, STR("hello"), &known, &own, 1, &line),
			 WITNESS_BAD);
	assert_int_equal(witness_sign(a, ask(a, &b, 0, 3, 3), &known, &own, 1,
				      &line),
			 WITNESS_UNKNOWN);
	c.origin = log.name;
	text = tlog_checkpoint_text(a, &c);
	assert_int_equal(
		witness_sign(a,
			     tlog_request(a, 0, &p,
					  tlog_note(a, text,
						    tlog_sign(a, text, &log))),
			     &known, &own, 1, &line),
		WITNESS_INCONSISTENT);
	assert_int_equal(
		witness_sign(a,
			     tlog_request(a, 9, &p,
					  tlog_note(a, text,
						    tlog_sign(a, text, &log))),
			     &known, &own, 1, &line),
		WITNESS_BAD);
	assert_null(witness_why(WITNESS_SIGNED));
	assert_non_null(witness_why(WITNESS_BAD));
	assert_non_null(witness_why(WITNESS_UNSIGNED));
	assert_non_null(witness_why(WITNESS_UNKNOWN));
	assert_non_null(witness_why(WITNESS_OTHER_SIZE));
	assert_non_null(witness_why(WITNESS_INCONSISTENT));
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_log_that_grows),
		cmocka_unit_test(what_is_no_request),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
