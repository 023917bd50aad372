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

/* A key that wasn't used says nothing of a subject. */
static void unused_key(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(64 << 20);
	struct cx cx = kit_realm(a);
	int64_t subject = 7;
	bool seen = true;

	cx.key = STR("never");
	ok(audit_seen(&cx, "test.do", &seen, &subject));
	assert_false(seen);
	assert_int_equal(subject, 7);
	kit_close(&cx);
}

static void write_some(struct cx *cx, int n)
{
	for (int i = 0; i < n; i++) {
		struct write w = { .kind = "test.do", .subject = i + 1 };

		ok(db_tx(cx, write_fn, &w));
		assert_int_equal(w.id, i + 1);
	}
}

/* A check looks at one moment, whoever goes on writing meanwhile. */
static void one_view(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(64 << 20);
	struct cx cx = kit_realm(a), other = cx;
	int64_t before, behind;

	write_some(&cx, 1);
	other.db = store_reader(cx.store, a);
	db_view(other.db, true);
	ok(audit_last(&other, &before));
	ok(db_tx(&cx, write_fn, &(struct write){ .kind = "test.do" }));
	ok(audit_last(&other, &behind));
	assert_int_equal(before, behind);
	store_return(other.db);
	/* whoever borrows it next sees what there is, each time */
	other.db = store_reader(cx.store, a);
	ok(audit_last(&other, &behind));
	assert_int_equal(before + 1, behind);
	ok(db_tx(&cx, write_fn, &(struct write){ .kind = "test.do" }));
	before++;
	ok(audit_last(&other, &behind));
	assert_int_equal(before + 1, behind);
	store_return(other.db);
	kit_close(&cx);
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
	struct write another = { .kind = "test.do", .key = "k1", .subject = 9 };
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

#define CHANGED "Event {0} is not what was written"
#define MISSING "Events {0} to {1} are missing"
#define ENDS	"The trail ends with event {0}, but event {1} was the last"
/* Each of these breaks the chain in one place, and is named for what it is. */
static const struct {
	const char *sql, *says, *first, *second;
	int n; /* findings */
} tampering[] = {
	{ "update event set at = at + 1 where id = 3", CHANGED, "3", NULL, 1 },
	{ "update event set actor = 5 where id = 3", CHANGED, "3", NULL, 1 },
	{ "update event set on_behalf = 5 where id = 3", CHANGED, "3", NULL,
	  1 },
	{ "update event set kind = 'test.does' where id = 3", CHANGED, "3",
	  NULL, 1 },
	{ "update event set subject_kind = 'thin' where id = 3", CHANGED, "3",
	  NULL, 1 },
	{ "update event set subject = 4 where id = 3", CHANGED, "3", NULL, 1 },
	{ "update event set subject = null where id = 3", CHANGED, "3", NULL,
	  1 },
	{ "update event set before = '{}' where id = 3", CHANGED, "3", NULL,
	  1 },
	{ "update event set after = null where id = 3", CHANGED, "3", NULL, 1 },
	{ "update event set after = '' where id = 3", CHANGED, "3", NULL, 1 },
	{ "update event set reason = 'Because' where id = 3", CHANGED, "3",
	  NULL, 1 },
	{ "update event set key = 'k' where id = 3", CHANGED, "3", NULL, 1 },
	{ "update event set session = 1 where id = 3", CHANGED, "3", NULL, 1 },
	/* text moved over the border of two fields */
	{ "update event set kind = 'test.dot', subject_kind = 'hing' "
	  "where id = 3",
	  CHANGED, "3", NULL, 1 },
	/* the first and the last */
	{ "update event set reason = 'x' where id = 1", CHANGED, "1", NULL, 1 },
	{ "update event set reason = 'x' where id = 5", CHANGED, "5", NULL, 1 },
	/* a hash in other letters says the same and is another text */
	{ "update event set hash = replace(replace(replace(hash, 'a', 'A'), "
	  "'b', 'B'), 'c', 'C') where id = 3",
	  CHANGED, "3", NULL, 2 },
	{ "delete from event where id = 3", MISSING, "3", "3", 1 },
	{ "delete from event where id = 1", MISSING, "1", "1", 1 },
	{ "delete from event where id in (2, 3)", MISSING, "2", "3", 1 },
	{ "delete from event where id = 5", ENDS, "4", "5", 1 },
	{ "delete from event where id > 2", ENDS, "2", "5", 1 },
	{ "delete from event", ENDS, "0", "5", 1 },
	{ "update event_head set last = 9", ENDS, "5", "9", 1 },
	{ "update event_head set last = 4", ENDS, "5", "4", 1 },
	{ "update event_head set hash = 'x'", CHANGED, "5", NULL, 1 },
	{ "delete from event_head", ENDS, "5", "-1", 1 },
	{ "insert into event (id, at, actor, kind, subject_kind, hash) "
	  "values (6, 1, 1, 'test.do', 'thing', 'x')",
	  CHANGED, "6", NULL, 2 },
	{ "insert into event (id, at, actor, kind, subject_kind, hash) "
	  "values (0, 1, 1, 'test.do', 'thing', 'x')",
	  CHANGED, "0", NULL, 1 },
	{ "insert into event (id, at, actor, kind, subject_kind, hash) "
	  "values (-7, 1, 1, 'test.do', 'thing', 'x')",
	  CHANGED, "-7", NULL, 1 },
	{ "insert into event (id, at, actor, kind, subject_kind, hash) "
	  "select 6, at, actor, kind, subject_kind, hash from event "
	  "where id = 5",
	  CHANGED, "6", NULL, 2 },
};

static struct err *findings(struct cx *cx)
{
	struct err *found;
	int64_t n;

	ok(audit_verify(cx, &n, &found));
	return found;
}

static void tampering_is_found(void **state UNUSED)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(tampering); i++) {
		const struct err *e;
		int n = 0;
		REALM;

		write_some(&cx, 5);
		assert_int_equal(n_findings(&cx, &count), 0);
		kit_sql(&cx, tampering[i].sql);
		e = findings(&cx);
		if (!e ||
		    !str_starts(str_c(e->msgid), str_c(tampering[i].says)))
			fail_msg("%s: %s", tampering[i].sql,
				 e ? e->msgid : "not found");
		same(e->arg[0], tampering[i].first);
		if (tampering[i].second)
			same(e->arg[1], tampering[i].second);
		for (; e; e = e->next)
			n++;
		if (n != tampering[i].n)
			fail_msg("%s: %d findings", tampering[i].sql, n);
		kit_close(&cx);
	}
}

/* Two events that change places: both, and the one behind that was built on
 * the second. */
static void reordering_is_found(void **state UNUSED)
{
	const struct err *e;
	REALM;

	write_some(&cx, 5);
	kit_sql(&cx, "update event set id = 103 where id = 3");
	kit_sql(&cx, "update event set id = 3 where id = 4");
	kit_sql(&cx, "update event set id = 4 where id = 103");
	assert_int_equal(n_findings(&cx, &count), 3);
	e = findings(&cx);
	for (int i = 3; i <= 5; i++, e = e->next) {
		assert_true(str_starts(str_c(e->msgid), STR(CHANGED)));
		same(e->arg[0], i == 3 ? "3" : i == 4 ? "4" : "5");
	}
	kit_close(&cx);
}

static void changed_hash_is_found_twice(void **state UNUSED)
{
	REALM;

	write_some(&cx, 5);
	kit_sql(&cx, "update event set hash = 'x' where id = 3");
	/* the record itself, and the next that builds on it */
	assert_int_equal(n_findings(&cx, &count), 2);
	kit_close(&cx);
}

static void lost_head_stops_writing(void **state UNUSED)
{
	struct write w = { .kind = "test.do" };
	REALM;

	kit_sql(&cx, "delete from event_head");
	fails(db_tx(&cx, write_fn, &w), ERR_DB);
	assert_int_equal(n_findings(&cx, &count), 1);
	kit_close(&cx);
}

static void findings_are_bounded(void **state UNUSED)
{
	REALM;

	write_some(&cx, 120);
	kit_sql(&cx, "update event set reason = 'x'");
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
		cmocka_unit_test(unused_key),
		cmocka_unit_test(one_view),
		cmocka_unit_test(key_is_used_once),
		cmocka_unit_test(failed_act_leaves_no_gap),
		cmocka_unit_test(tampering_is_found),
		cmocka_unit_test(reordering_is_found),
		cmocka_unit_test(changed_hash_is_found_twice),
		cmocka_unit_test(lost_head_stops_writing),
		cmocka_unit_test(findings_are_bounded),
		cmocka_unit_test(json_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
