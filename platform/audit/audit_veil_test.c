/* Words under a veil: read with the key, gone without it, the chain holds. */
#include "testkit/testkit.h"

#include "audit/audit.h"
#include "audit/audit_query.h"
#include "db/db.h"

#define REALM                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(64 << 20);          \
	struct cx it = kit_realm(a), *cx = &it;

static struct err *write_fn(struct cx *cx, void *arg)
{
	int64_t subject = *(const int64_t *)arg;
	struct buf after = audit_obj(cx);

	audit_str(&after, "name", STR("Đặng Hạ Thư"));
	return audit_write(cx,
			   &(struct audit_event){ .kind = "member.change",
						  .subject_kind = "member",
						  .subject = subject,
						  .after = audit_end(&after),
						  .reason = STR("vì thẻ mới"),
						  .personal = true },
			   NULL);
}

static struct err *drop_fn(struct cx *cx, void *arg)
{
	return audit_veil_drop(cx, "member", *(const int64_t *)arg);
}

static void write_one(struct cx *cx, int64_t subject)
{
	ok(db_tx(cx, write_fn, &subject));
}

static struct audit_two_row last(struct cx *cx, int64_t id)
{
	struct audit_two_rows rows;

	ok(audit_two(cx->db, &(struct audit_two_in){ .id = id }, &rows));
	assert_true(rows.n > 0);
	return rows.p[rows.n - 1];
}

static void whole(struct cx *cx, int64_t events)
{
	struct err *found;
	int64_t n;

	ok(audit_verify(cx, &n, &found));
	ok(found);
	assert_int_equal(n, events);
}

static void test_veil(void **state UNUSED)
{
	struct audit_two_row r;
	struct str text;
	int64_t one = 1, n;
	REALM;

	write_one(cx, 1);
	write_one(cx, 2);
	r = last(cx, 1);
	assert_true(str_starts(r.after, STR("{\"veil\":\"")));
	assert_true(str_find(r.after, STR("Thư"), 0) < 0);
	assert_false(r.before.p);
	ok(audit_unveil(cx, "member", 1, r.after, &text));
	same(text, "{\"name\":\"Đặng Hạ Thư\"}");
	ok(audit_unveil(cx, "member", 1, r.reason, &text));
	same(text, "vì thẻ mới");
	/* of another subject it is nothing */
	ok(audit_unveil(cx, "member", 2, r.after, &text));
	assert_false(text.p);
	ok(audit_unveil(cx, "member", 1, STR("{\"a\":1}"), &text));
	same(text, "{\"a\":1}");
	ok(audit_unveil(cx, "member", 1, STR("{\"veil\":\"%%%\"}"), &text));
	assert_false(text.p);
	ok(audit_veil_open(cx, "member", 0, &n));
	assert_int_equal(n, 0);

	ok(db_tx(cx, drop_fn, &one));
	ok(audit_unveil(cx, "member", 1, r.after, &text));
	assert_false(text.p);
	r = last(cx, 2);
	ok(audit_unveil(cx, "member", 2, r.after, &text));
	same(text, "{\"name\":\"Đặng Hạ Thư\"}");
	whole(cx, 2);
	kit_close(cx);
}

static struct err *open_fn(struct cx *cx, void *arg UNUSED)
{
	return audit_write(cx,
			   &(struct audit_event){ .kind = "member.change",
						  .subject_kind = "member",
						  .subject = 3,
						  .reason = STR("x") },
			   NULL);
}

static void test_counts_what_is_open(void **state UNUSED)
{
	int64_t n;
	REALM;

	write_one(cx, 1);
	ok(db_tx(cx, open_fn, NULL));
	ok(audit_veil_open(cx, "member", 0, &n));
	assert_int_equal(n, 1);
	ok(audit_veil_open(cx, "member", 3, &n));
	assert_int_equal(n, 1);
	ok(audit_veil_open(cx, "member", 1, &n));
	assert_int_equal(n, 0);
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_veil),
		cmocka_unit_test(test_counts_what_is_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
