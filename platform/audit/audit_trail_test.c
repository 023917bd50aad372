/* The trail as a log: what is signed, proofs, and every way to lie. */
#include "testkit/testkit.h"

#include <stdio.h>
#include <unistd.h>

#include "audit/audit.h"
#include "audit/audit_trail.h"
#include "db/db.h"
#include "setting/setting_seal.h"

enum { ARENA = 256 << 20, MANY = 1100 };

/* ---- words ---------------------------------------------------------------- */

static struct err *many_fn(struct cx *cx, void *arg)
{
	const int *n = arg;
	struct err *e = NULL;

	for (int i = 0; !e && i < *n; i++)
		e = audit_write(cx,
				&(struct audit_event){ .kind = "test.do",
						       .subject_kind = "thing",
						       .subject = i + 1 },
				NULL);
	return e;
}

static void write_some(struct cx *cx, int n)
{
	ok(db_tx(cx, many_fn, &n));
}

/* What verify says: how many findings, and whether one has these words. */
static bool finds(struct cx *cx, int want, const char *words)
{
	struct err *found;
	int64_t count;
	bool said = !words;
	int n = 0;

	ok(audit_verify(cx, &count, &found));
	for (const struct err *e = found; e; e = e->next, n++)
		said = said || str_find(str_c(e->msgid), str_c(words), 0) >= 0;
	if (n != want)
		fail_msg("%d findings, not %d; the first: %s", n, want,
			 found ? found->msgid : "none");
	return said;
}

/* A chain that somebody made anew, so that only the tree shows it: events
 * from `id` on say something else, and every hash fits again. */
static struct err *rewrite_fn(struct cx *cx, void *arg)
{
	const int64_t *n = arg;
	struct err *e;

	e = kit_exec(cx, "delete from event");
	if (!e)
		e = kit_exec(cx, "update event_head set "
				 "last = 0, hash = ''");
	for (int64_t i = 0; !e && i < *n; i++)
		e = audit_write(cx,
				&(struct audit_event){ .kind = "test.do",
						       .subject_kind = "thing",
						       .subject = i ? i + 1
								    : 4711 },
				NULL);
	return e;
}

#define REALM                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct cx cx = kit_realm(a);                                           \
	struct trail_mark m UNUSED

/* ---- tests ---------------------------------------------------------------- */

static void nothing_is_nothing(void **state UNUSED)
{
	REALM;
	struct tlog_key key;

	ok(trail_sign(&cx));
	ok(trail_last(&cx, &m));
	assert_int_equal(m.size, 0);
	fails(trail_key_read(&cx, &key), ERR_NOT_FOUND);
	assert_true(finds(&cx, 0, NULL));
	kit_close(&cx);
}

static void what_is_new_is_signed(void **state UNUSED)
{
	REALM;
	struct tlog_key key;
	struct str text, sigs;
	struct trail_mark kept;
	struct tlog_hash root;
	FILE *f;

	write_some(&cx, 5);
	fails(trail_key_read(&cx, &key), ERR_NOT_FOUND);
	ok(trail_sign(&cx));
	ok(trail_key_read(&cx, &key));
	ok(trail_last(&cx, &m));
	assert_int_equal(m.size, 5);
	assert_int_equal(m.at, cx.now);
	ok(trail_root(&cx, 5, &root));
	assert_true(tlog_hash_eq(&root, &m.root));
	assert_true(tlog_note_read(m.note, &text, &sigs));
	assert_true(str_starts(text, STR("roviec/")));
	assert_int_equal(tlog_is_signed(text, sigs, &key, NULL), TLOG_SIGNED);
	ok(trail_kept(&cx, &kept));
	assert_true(str_eq(kept.note, m.note));
	/* twice is once */
	cx.now += 1000;
	ok(trail_sign(&cx));
	ok(trail_last(&cx, &m));
	assert_int_equal(m.at, cx.now - 1000);
	/* killed between the database and the file: mended by the next one */
	assert_int_equal(unlink(str_to_c(a, trail_kept_path(&cx))), 0);
	ok(trail_sign(&cx));
	ok(trail_kept(&cx, &kept));
	assert_int_equal(kept.size, 5);
	write_some(&cx, 1);
	ok(trail_sign(&cx));
	ok(trail_kept(&cx, &kept));
	assert_int_equal(kept.size, 6);
	/* one that was cut off while it was written */
	f = fopen(str_to_c(a, trail_kept_path(&cx)), "a");
	assert_non_null(f);
	fprintf(f, "\n%.*s", STR_ARG(str_sub(kept.note, 0, kept.note.n - 40)));
	fclose(f);
	ok(trail_kept(&cx, &kept));
	assert_int_equal(kept.size, 6);
	write_some(&cx, 1);
	ok(trail_sign(&cx));
	ok(trail_kept(&cx, &kept));
	assert_int_equal(kept.size, 7);
	/* as many as a file can hold */
	for (int i = 0; i < 400; i++) {
		write_some(&cx, 1);
		ok(trail_sign(&cx));
	}
	ok(trail_kept(&cx, &kept));
	assert_int_equal(kept.size, 407);
	assert_true(finds(&cx, 0, NULL));
	kit_close(&cx);
}

static void events_are_proved(void **state UNUSED)
{
	REALM;
	static const int64_t at[] = { 1, 2, 255, 256, 257, 512, 700, MANY };
	struct tlog_hash root, before;
	struct tlog_proof p;
	struct tlog_evidence ev;
	struct trail_proved proved;
	struct tlog_key key;
	struct str proof;

	write_some(&cx, 300);
	ok(trail_sign(&cx));
	ok(trail_root(&cx, 300, &before));
	write_some(&cx, MANY - 300);
	fails(trail_prove(&cx, 301, true, &proof), ERR_BUSY);
	ok(trail_sign(&cx));
	ok(trail_last(&cx, &m));
	root = m.root;
	ok(trail_key_read(&cx, &key));
	ok(trail_continues(&cx, 300, MANY, &p));
	assert_true(tlog_consistency_holds(&p, 300, MANY, &before, &root));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(at); i++) {
		struct tlog_checkpoint c;
		struct tlog_hash leaf;
		struct str text, sigs;

		ok(trail_prove(&cx, at[i], true, &proof));
		ok(trail_proof_check(a, proof, STR_NULL, &key, &proved));
		assert_int_equal(proved.id, at[i]);
		assert_true(str_find(proved.record, STR("s7:test.do"), 0) > 0);
		assert_true(tlog_proof_read(a, proof, &ev));
		assert_int_equal(ev.at, at[i] - 1);
		p = ev.proof;
		assert_true(tlog_note_read(ev.note, &text, &sigs));
		assert_true(tlog_checkpoint_read(text, &c));
		assert_int_equal(c.size, at[i] <= 300 ? 300 : MANY);
		ok(trail_event_leaf(&cx, at[i], &leaf));
		assert_true(tlog_inclusion_holds(&p, ev.at, c.size, &leaf,
						 &c.root));
		ok(trail_event_leaf(&cx, at[i] % 300 + 1, &leaf));
		assert_false(tlog_inclusion_holds(&p, ev.at, c.size, &leaf,
						  &c.root));
	}
	fails(trail_event_leaf(&cx, MANY + 1, &root), ERR_NOT_FOUND);
	fails(trail_prove(&cx, MANY + 1, true, &proof), ERR_NOT_FOUND);
	/* another record, another key, another text */
	ok(trail_prove(&cx, 700, true, &proof));
	assert_true(tlog_proof_read(a, proof, &ev));
	ev.extra = str_cat(a, str_sub(ev.extra, 0, ev.extra.n - 1), STR("x"));
	fails(trail_proof_check(a, tlog_proof_text(a, &ev), STR_NULL, &key,
				&proved),
	      ERR_INVALID);
	key.public[3] ^= 1;
	fails(trail_proof_check(a, proof, STR_NULL, &key, &proved),
	      ERR_INVALID);
	fails(trail_proof_check(a, STR("x"), STR_NULL, &key, &proved),
	      ERR_INVALID);
	assert_true(finds(&cx, 0, NULL));
	kit_close(&cx);
}

static void a_rewritten_trail_is_found(void **state UNUSED)
{
	REALM;
	int64_t n = 600;

	write_some(&cx, 400);
	ok(trail_sign(&cx));
	write_some(&cx, 200);
	ok(trail_sign(&cx));
	assert_true(finds(&cx, 0, NULL));
	ok(db_tx(&cx, rewrite_fn, &n));
	write_some(&cx, 5);
	/* another first event is another trail: its key fits no checkpoint,
	 * two kept subtrees and the file beside the key say so as well */
	assert_true(finds(&cx, 4, "isn't signed by the trail's key"));
	fails(trail_sign(&cx), ERR_CONFLICT);
	kit_close(&cx);
}

static void a_rewritten_end_is_found(void **state UNUSED)
{
	REALM;

	write_some(&cx, 10);
	ok(trail_sign(&cx));
	/* events 8 to 10 are cut off and written otherwise, hashes and all */
	kit_sql(&cx, "delete from event where id > 7");
	kit_sql(&cx, "update event_head set last = 7, hash = (select hash from "
		     "event where id = 7)");
	write_some(&cx, 3);
	write_some(&cx, 3);
	assert_true(finds(&cx, 2, "at least one isn't what was signed"));
	assert_true(finds(&cx, 2, "The trail was rewritten"));
	fails(trail_sign(&cx), ERR_CONFLICT);
	/* also when the checkpoints are thrown away */
	kit_sql(&cx, "delete from trail_checkpoint");
	assert_true(finds(&cx, 1, "The trail was rewritten"));
	kit_close(&cx);
}

/* The file beside the key as it was. */
static void kept_is(struct cx *cx, struct str note)
{
	FILE *f = fopen(str_to_c(cx->arena, trail_kept_path(cx)), "w");

	assert_non_null(f);
	fprintf(f, "\n%.*s", STR_ARG(note));
	fclose(f);
}

static void a_rolled_back_database_is_found(void **state UNUSED)
{
	REALM;
	struct trail_mark first;

	write_some(&cx, 10);
	ok(trail_sign(&cx));
	ok(trail_last(&cx, &first));
	write_some(&cx, 3);
	ok(trail_sign(&cx));
	kit_sql(&cx, "delete from event where id > 10");
	kit_sql(&cx, "delete from trail_checkpoint where size > 10");
	kit_sql(&cx,
		"update event_head set last = 10, hash = (select hash from "
		"event where id = 10)");
	assert_true(finds(&cx, 1, "put back to an earlier day"));
	fails(trail_sign(&cx), ERR_CONFLICT);
	/* a restored backup says so and goes on under another name */
	ok(trail_restart(&cx, STR("restored the backup of Monday")));
	ok(trail_last(&cx, &m));
	assert_int_equal(m.size, 11);
	assert_true(str_find(m.note, STR("/2\n11\n"), 0) > 0);
	assert_true(finds(&cx, 0, NULL));
	write_some(&cx, 1);
	ok(trail_sign(&cx));
	assert_true(finds(&cx, 0, NULL));
	/* on another machine nobody knows of it */
	kept_is(&cx, first.note);
	assert_true(finds(&cx, 1, "doesn't know of it"));
	fails(trail_sign(&cx), ERR_CONFLICT);
	kit_close(&cx);
}

static void checkpoints_and_nodes_are_checked(void **state UNUSED)
{
	REALM;

	write_some(&cx, 600);
	ok(trail_sign(&cx));
	write_some(&cx, 1);
	ok(trail_sign(&cx));
	kit_sql(&cx, "update trail_checkpoint set note = (select note from "
		     "trail_checkpoint where size = 600) where size = 601");
	assert_true(finds(&cx, 1, "isn't signed by the trail's key"));
	kit_sql(&cx, "delete from trail_checkpoint where size = 601");
	assert_true(finds(&cx, 0, NULL));
	kit_sql(&cx, "update trail_checkpoint set size = 5000");
	assert_true(finds(&cx, 1, "covers {0} events"));
	kit_sql(&cx, "update trail_checkpoint set size = 600");
	kit_sql(&cx, "update trail_node set hash = (select hash from event "
		     "where id = 1) where place = 1");
	assert_true(finds(&cx, 1, "proofs of them don't hold"));
	kit_sql(&cx, "delete from trail_node where place = 0");
	assert_true(finds(&cx, 1, "proofs of them don't hold"));
	kit_close(&cx);
}

/* Behind a hole nobody can say what the tree should be: it is told once. */
static void a_hole_is_told_once(void **state UNUSED)
{
	REALM;

	write_some(&cx, 9);
	ok(trail_sign(&cx));
	kit_sql(&cx, "delete from event where id = 4");
	assert_true(finds(&cx, 1, "are missing from the trail"));
	kit_close(&cx);
}

static void the_file_says_who_signed(void **state UNUSED)
{
	REALM;
	FILE *f;

	write_some(&cx, 3);
	ok(trail_sign(&cx));
	/* the key was lost and made anew */
	assert_int_equal(unlink(str_to_c(a, setting_key_path(&cx))), 0);
	assert_true(finds(&cx, 0, NULL)); /* nobody here can tell */
	fails(trail_sign(&cx), ERR_CONFLICT);
	assert_true(finds(&cx, 2, "signed with another key"));
	/* and so says whoever begins anew */
	ok(trail_restart(&cx, STR("the key was lost")));
	assert_true(finds(&cx, 0, NULL));
	kit_sql(&cx, "update trail_checkpoint set note = replace(note, "
		     "'/2', '/3') where size = 4");
	assert_true(finds(&cx, 1, "isn't signed by the trail's key"));
	f = fopen(str_to_c(a, trail_kept_path(&cx)), "w");
	assert_non_null(f);
	fputs("nonsense\n", f);
	fclose(f);
	fails(trail_kept(&cx, &m), ERR_IO);
	fails(trail_sign(&cx), ERR_IO);
	kit_close(&cx);
}

static void a_key_of_its_own_file(void **state UNUSED)
{
	REALM;
	struct tlog_key made, key;
	const unsigned char seed[TLOG_SEED] = { 42 };
	const char *path;
	FILE *f;

	write_some(&cx, 3);
	path = str_to_c(a, str_cat(a, trail_kept_path(&cx), STR(".key")));
	assert_true(tlog_key_make(STR("any"), TLOG_KEY_LOG, seed, &made));
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "%.*s\n", STR_ARG(tlog_key_secret(a, &made)));
	fclose(f);
	trail_set_key_file(path);
	ok(trail_key_read(&cx, &key));
	assert_memory_equal(key.seed, seed, TLOG_SEED);
	assert_true(str_starts(key.name, STR("roviec/")));
	ok(trail_sign(&cx));
	assert_true(finds(&cx, 0, NULL));
	f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
	fails(trail_key_read(&cx, &key), ERR_DENIED);
	unlink(path);
	fails(trail_key_read(&cx, &key), ERR_DENIED);
	trail_set_key_file(NULL);
	kit_close(&cx);
}

/* ---- witnesses and thinning -------------------------------------------------- */

static void witness_key(struct tlog_key *k)
{
	static const unsigned char seed[TLOG_SEED] = { 7 };

	assert_true(
		tlog_key_make(STR("w.example/1"), TLOG_KEY_WITNESS, seed, k));
}

/* The newest checkpoint, countersigned by the witness 1. */
static void countersigned(struct cx *cx)
{
	struct trail_mark m;
	struct tlog_key k;
	struct str text, sigs;

	witness_key(&k);
	ok(trail_last(cx, &m));
	assert_true(tlog_note_read(m.note, &text, &sigs));
	ok(trail_cosign_keep(cx, &m, 1, cx->now,
			     tlog_cosign(cx->arena, text, &k, cx->now / 1000)));
}

static void witness_there(struct cx *cx)
{
	struct tlog_key k;

	witness_key(&k);
	kit_sql(cx,
		str_fmt(cx->arena,
			"insert into trail_witness (id, url, vkey, added_at, "
			"size, tries, next_at) values (1, 'http://w', '%.*s', "
			"0, 0, 0, 0)",
			STR_ARG(tlog_key_public(cx->arena, &k)))
			.p);
}

/* A day with three checkpoints, each of one event more. */
static void a_day(struct cx *cx, bool second_is_countersigned)
{
	for (int i = 0; i < 3; i++) {
		write_some(cx, 1);
		ok(trail_sign(cx));
		if (i == 1 && second_is_countersigned)
			countersigned(cx);
		cx->now += 3600 * 1000;
	}
	cx->today++;
	cx->now = day_begin(cx->today) + 8 * 3600 * 1000;
}

static int64_t covered(struct cx *cx, int64_t id)
{
	struct trail_mark m;

	ok(trail_covering(cx, id, &m));
	return m.size;
}

static void old_checkpoints_are_thinned(void **state UNUSED)
{
	REALM;
	struct tlog_key key, witness;
	struct trail_proved proved;
	struct str proof, text, sigs;
	int64_t dropped, at;

	witness_there(&cx);
	cx.now = day_begin(cx.today) + 8 * 3600 * 1000;
	for (int day = 0; day < 40; day++)
		a_day(&cx, day == 3);
	assert_int_equal(covered(&cx, 1), 11); /* the countersigned one */
	assert_int_equal(covered(&cx, 12), 12);
	/* ten days lie more than 30 back: of each two go, but for the one that a
	 * witness signed */
	ok(trail_thin(&cx, &dropped));
	assert_int_equal(dropped, 19);
	assert_int_equal(covered(&cx, 13), 15);
	assert_int_equal(covered(&cx, 28), 30);
	assert_int_equal(covered(&cx, 31), 31);
	assert_true(finds(&cx, 0, NULL));
	ok(trail_thin(&cx, &dropped));
	assert_int_equal(dropped, 0);
	a_day(&cx, false);
	ok(trail_thin(&cx, &dropped));
	assert_int_equal(dropped, 2);
	assert_true(finds(&cx, 0, NULL));
	/* whatever went, each event is proved as before */
	ok(trail_key_read(&cx, &key));
	witness_key(&witness);
	for (int64_t id = 1; id <= 120; id++) {
		ok(trail_prove(&cx, id, true, &proof));
		ok(trail_proof_check(a, proof, STR_NULL, &key, &proved));
		assert_int_equal(proved.id, id);
		if (id > 11)
			continue;
		assert_true(tlog_note_read(proved.note, &text, &sigs));
		assert_int_equal(tlog_is_signed(text, sigs, &witness, &at),
				 TLOG_SIGNED);
	}
	/* the file beside the key keeps all */
	assert_true(str_find(kit_file(a, str_to_c(a, trail_kept_path(&cx))),
			     STR("\n2\n"), 0) > 0);
	kit_close(&cx);
}

static void cosignatures_are_checked(void **state UNUSED)
{
	REALM;

	witness_there(&cx);
	write_some(&cx, 5);
	ok(trail_sign(&cx));
	countersigned(&cx);
	assert_true(finds(&cx, 0, NULL));
	ok(trail_sign(&cx)); /* the file ends with the countersigned one */
	write_some(&cx, 1);
	ok(trail_sign(&cx));
	assert_true(finds(&cx, 0, NULL));
	kit_sql(&cx,
		"update trail_cosignature set line = replace(line, '=', 'A')");
	assert_true(finds(&cx, 1, "isn't one of its witness"));
	kit_sql(&cx, "delete from trail_witness");
	assert_true(finds(&cx, 1, "isn't one of its witness"));
	witness_there(&cx);
	kit_sql(&cx, "delete from trail_checkpoint where size = 5");
	assert_true(finds(&cx, 1, "the checkpoint of them is gone"));
	kit_sql(&cx, "delete from trail_cosignature");
	assert_true(finds(&cx, 0, NULL));
	kit_close(&cx);
}

enum { WITNESSES = 30, COSIGNED = 43 };

/* They are read by pages: none is left out, none looked at twice. */
static void many_cosignatures_are_checked(void **state UNUSED)
{
	REALM;

	witness_there(&cx);
	for (int i = 0; i < COSIGNED; i++) {
		write_some(&cx, 1);
		ok(trail_sign(&cx));
		countersigned(&cx);
	}
	kit_sql(&cx,
		"insert into trail_witness (id, url, vkey, added_at, size, "
		"tries, next_at) with recursive k(n) as (select 2 union "
		"all select n + 1 from k where n < 30) select k.n, w.url, "
		"w.vkey, 0, 0, 0, 0 from k, trail_witness w");
	kit_sql(&cx, "insert into trail_cosignature (size, witness, at, line) "
		     "select c.size, w.id, c.at, c.line from trail_cosignature "
		     "c, trail_witness w where w.id > 1");
	assert_true(finds(&cx, 0, NULL));
	/* pages of 500 end behind 16 and 32 */
	kit_sql(&cx, "update trail_cosignature set line = 'x' || line where "
		     "witness in (1, 30) and size in (1, 16, 17, 32, 33, 43)");
	assert_true(finds(&cx, 12, "isn't one of its witness"));
	kit_close(&cx);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(nothing_is_nothing),
		cmocka_unit_test(what_is_new_is_signed),
		cmocka_unit_test(events_are_proved),
		cmocka_unit_test(a_rewritten_trail_is_found),
		cmocka_unit_test(a_rewritten_end_is_found),
		cmocka_unit_test(a_rolled_back_database_is_found),
		cmocka_unit_test(checkpoints_and_nodes_are_checked),
		cmocka_unit_test(a_hole_is_told_once),
		cmocka_unit_test(the_file_says_who_signed),
		cmocka_unit_test(a_key_of_its_own_file),
		cmocka_unit_test(old_checkpoints_are_thinned),
		cmocka_unit_test(cosignatures_are_checked),
		cmocka_unit_test(many_cosignatures_are_checked),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
