/* The trail: idempotency, and every kind of tampering is found. */
#include "testkit/testkit.h"

#include "audit/audit.h"
#include "db/db.h"

enum { ARENA = 64 << 20 };

/* ---- words ------------------------------------------------------------------ */

struct write {
	const char *kind, *key;
	int64_t subject;
	bool seen, fail;
	int64_t id, seen_subject;
};

static struct err *write_fn(struct cx *cx, void *arg)
{
	struct write *w = arg;
	struct audit_event ev = {
		.kind = w->kind,
		.subject_kind = "thing",
		.subject = w->subject,
		.reason = STR("because"),
	};
	struct buf after = audit_obj(cx);
	struct err *e;

	cx->key = str_c(w->key);
	e = audit_seen(cx, w->kind, &w->seen, &w->seen_subject);
	if (e || w->seen)
		return e;
	audit_int(&after, "subject", w->subject);
	ev.after = audit_end(&after);
	e = audit_write(cx, &ev, &w->id);
	if (!e && w->fail)
		e = err_new(cx->arena, ERR_DENIED, "no");
	return e;
}

static void write_some(struct cx *cx, int n)
{
	for (int i = 0; i < n; i++) {
		struct write w = { .kind = "test.do", .subject = i + 1 };

		ok(db_tx(cx, write_fn, &w));
		assert_int_equal(w.id, i + 1);
	}
}

/* What somebody with the file and a tool would do. */
static struct err *sql_fn(struct cx *cx, void *arg)
{
	struct db_part part = { .sql = arg, .opt = -1, .order = -1 };
	struct db_query q = {
		.name = arg, .part = &part, .n_parts = 1, .writes = true
	};
	struct db_stmt *st;
	bool row;
	struct err *e = db_stmt_get(cx->db, &q, 0, 0, &st);

	if (e)
		return e;
	e = db_step(st, &row);
	db_stmt_done(st);
	return e;
}

static void tamper(struct cx *cx, const char *sql)
{
	ok(db_tx(cx, sql_fn, (void *)(uintptr_t)sql));
}

static int n_findings(struct cx *cx, int64_t *ret_count)
{
	struct err *findings;
	int n = 0;

	ok(audit_verify(cx, ret_count, &findings));
	for (const struct err *e = findings; e; e = e->next)
		n++;
	return n;
}

#define REALM                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct cx cx = kit_realm(a);                                           \
	int64_t count

/* ---- tests ------------------------------------------------------------------- */

static void whole_trail(void **state UNUSED)
{
	REALM;

	assert_int_equal(n_findings(&cx, &count), 0);
	assert_int_equal(count, 0);
	write_some(&cx, 5);
	assert_int_equal(n_findings(&cx, &count), 0);
	assert_int_equal(count, 5);
	kit_close(&cx);
}

static void key_is_used_once(void **state UNUSED)
{
	struct write first = { .kind = "test.do", .key = "k1", .subject = 7 };
	struct write again = { .kind = "test.do", .key = "k1", .subject = 8 };
	struct write other = { .kind = "test.undo", .key = "k1" };
	struct write another = { .kind = "test.do",
				 .key = "k1",
				 .subject = 9 };
	REALM;

	ok(db_tx(&cx, write_fn, &first));
	assert_false(first.seen);
	ok(db_tx(&cx, write_fn, &again));
	assert_true(again.seen);
	assert_int_equal(again.seen_subject, 7);
	fails(db_tx(&cx, write_fn, &other), ERR_CONFLICT);
	cx.actor.id = 3; /* somebody else's key is another key */
	ok(db_tx(&cx, write_fn, &another));
	assert_false(another.seen);
	assert_int_equal(n_findings(&cx, &count), 0);
	assert_int_equal(count, 2);
	kit_close(&cx);
}

static void failed_act_leaves_no_gap(void **state UNUSED)
{
	struct write w = { .kind = "test.do", .subject = 1 };
	REALM;

	write_some(&cx, 2);
	w.fail = true;
	fails(db_tx(&cx, write_fn, &w), ERR_DENIED);
	w.fail = false;
	ok(db_tx(&cx, write_fn, &w));
	assert_int_equal(w.id, 3);
	assert_int_equal(n_findings(&cx, &count), 0);
	kit_close(&cx);
}

/* Each of these breaks the chain in one place. */
static const char *const tampering[] = {
	"update event set at = at + 1 where id = 3",
	"update event set actor = 5 where id = 3",
	"update event set on_behalf = 5 where id = 3",
	"update event set kind = 'test.does' where id = 3",
	"update event set subject_kind = 'thin' where id = 3",
	"update event set subject = 4 where id = 3",
	"update event set subject = null where id = 3",
	"update event set before = '{}' where id = 3",
	"update event set after = null where id = 3",
	"update event set after = '' where id = 3",
	"update event set reason = 'Because' where id = 3",
	"update event set key = 'k' where id = 3",
	"update event set session = 1 where id = 3",
	/* text moved over the border of two fields */
	"update event set kind = 'test.dot', subject_kind = 'hing' "
	"where id = 3",
	"delete from event where id = 3",
	"delete from event where id = 1",
	"delete from event where id = 5",
	"delete from event where id > 2",
	"update event_head set last = 9",
	"update event_head set hash = 'x'",
	"delete from event_head",
	"insert into event (id, at, actor, kind, subject_kind, hash) "
	"values (6, 1, 1, 'thing.do', 'thing', 'x')",
	"insert into event (id, at, actor, kind, subject_kind, hash) "
	"values (0, 1, 1, 'thing.do', 'thing', 'x')",
};

static void tampering_is_found(void **state UNUSED)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(tampering); i++) {
		REALM;

		write_some(&cx, 5);
		tamper(&cx, tampering[i]);
		if (n_findings(&cx, &count) < 1)
			fail_msg("not found: %s", tampering[i]);
		kit_close(&cx);
	}
}

static void changed_hash_is_found_twice(void **state UNUSED)
{
	REALM;

	write_some(&cx, 5);
	tamper(&cx, "update event set hash = 'x' where id = 3");
	/* the record itself, and the next that builds on it */
	assert_int_equal(n_findings(&cx, &count), 2);
	kit_close(&cx);
}

static void lost_head_stops_writing(void **state UNUSED)
{
	struct write w = { .kind = "test.do" };
	REALM;

	tamper(&cx, "delete from event_head");
	fails(db_tx(&cx, write_fn, &w), ERR_DB);
	assert_int_equal(n_findings(&cx, &count), 1);
	kit_close(&cx);
}

static void findings_are_bounded(void **state UNUSED)
{
	REALM;

	write_some(&cx, 120);
	tamper(&cx, "update event set reason = 'x'");
	assert_int_equal(n_findings(&cx, &count), 100);
	kit_close(&cx);
}

static void json_objects(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);
	struct cx cx = kit_cx(a);
	struct buf b = audit_obj(&cx);

	same(audit_end(&b), "{}");
	b = audit_obj(&cx);
	audit_int(&b, "a", -5);
	audit_int(&b, "b", DB_NULL);
	audit_str(&b, "c", STR("\"ố\"\n"));
	audit_str(&b, "d", STR_NULL);
	audit_day(&cx, &b, "e", cx.today);
	audit_day(&cx, &b, "f", DAY_NONE);
	same(audit_end(&b), "{\"a\":-5,\"b\":null,\"c\":\"\\\"ố\\\"\\n\","
			    "\"d\":null,\"e\":\"2026-10-14\",\"f\":null}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_trail),
		cmocka_unit_test(key_is_used_once),
		cmocka_unit_test(failed_act_leaves_no_gap),
		cmocka_unit_test(tampering_is_found),
		cmocka_unit_test(changed_hash_is_found_twice),
		cmocka_unit_test(lost_head_stops_writing),
		cmocka_unit_test(findings_are_bounded),
		cmocka_unit_test(json_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
