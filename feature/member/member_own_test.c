/* Who looks at members, who asks, who may. */
#include "member/test/member_kit.h"

#include "member/member_list_query.h"

#include <stdio.h>
#include <unistd.h>

/* ---- who looks, who asks ------------------------------------------------ */

static struct err *show(struct town *t, const char *field, const char *reason,
			struct str *ret)
{
	return member_show(&t->cx,
			   &(struct member_edit){ .member = t->thu,
						  .field = str_c(field),
						  .reason = str_c(reason) },
			   ret);
}

static void shown(void **state UNUSED)
{
	struct member_looks_rows looks;
	struct str value;
	TOWN;

	ok(show(&t, "national_id", "đối chiếu", &value));
	same(value, "079088012482");
	ok(show(&t, "national_id", "đối chiếu", &value));
	ok(show(&t, "phone", "gọi họp", &value));
	same(value, "0912345417");
	ok(show(&t, "union", "xem", &value));
	same(value, "");
	same(event(&t).kind, "member.show");
	ok(member_look(cx, t.thu, STR_NULL));
	ok(member_look(cx, t.thu, STR_NULL));
	ok(member_looks(cx->db,
			&(struct member_looks_in){ .member = t.thu,
						   .since = cx->today,
						   .limit = 10 },
			&looks));
	assert_int_equal(looks.n, 4);
	same(looks.p[3].reason, "đối chiếu");
	refuses(show(&t, "phone", " ", &value), ERR_INVALID, "reason");
	refuses(show(&t, "x", "y", &value), ERR_INVALID, "field");
	as(&t, t.secretary);
	ok(show(&t, "phone", "gọi họp", &value));
	as(&t, t.office);
	ok(move(&t, "within", t.two, "2024-01-01"));
	as(&t, t.secretary); /* of another unit now */
	fails(show(&t, "phone", "gọi họp", &value), ERR_NOT_FOUND);
	kit_close(cx);
}

/* Without the key all but the sealed values is there. */
static void key_lost(void **state UNUSED)
{
	struct str value;
	struct member_new in;
	struct str path, aside;
	int64_t id;
	TOWN;

	path = setting_key_path(cx);
	aside = str_cat(a, path, STR(".aside"));
	assert_int_equal(rename(path.p, str_to_c(a, aside)), 0);
	fails(show(&t, "national_id", "đối chiếu", &value), ERR_CONFLICT);
	ok(show(&t, "phone", "gọi họp", &value));
	fails(change(&t, "national_id", "079088012999", "2025-01-01"),
	      ERR_CONFLICT);
	in = thu(&t);
	in.name = STR("Lê An");
	fails(member_add(cx, &in, false, &id), ERR_CONFLICT);
	assert_int_not_equal(access(path.p, F_OK), 0); /* no new one is made */
	in.n_values = 0;
	ok(member_add(cx, &in, false, &id));
	assert_int_equal(rename(str_to_c(a, aside), path.p), 0);
	ok(show(&t, "national_id", "đối chiếu", &value));
	kit_close(cx);
}

static void asked(void **state UNUSED)
{
	struct member_wish wish = { .field = STR("national_id"),
				    .want = STR("079 088 012 999"),
				    .note = STR("thẻ mới") };
	struct member_ask_by_id_row row_of;
	struct str value;
	int64_t id, other;
	bool found;
	TOWN;

	other = user(&t, "thu@dn.vn", ROLE_SECRETARY, t.two);
	fails(member_link_user(cx, t.thu, 999), ERR_INVALID);
	ok(member_link_user(cx, t.thu, other));
	ok(member_link_user(cx, t.thu, other));
	wish.member = t.thu;
	fails(member_ask(cx, &wish, &id), ERR_NOT_FOUND); /* nobody else's */
	as(&t, other);
	ok(member_ask(cx, &wish, &id));
	ok(show(&t, "national_id", "", &value)); /* one's own, without why */
	same(value, "079088012482");
	ok(member_ask_by_id(cx->db, &(struct member_ask_by_id_in){ id },
			    &row_of, &found));
	assert_true(str_starts(row_of.want, STR("seal1:")));
	same(row_of.was, "••• ••• ••• 482");
	wish.want = STR("1");
	refuses(member_ask(cx, &wish, &id), ERR_INVALID, "want");
	wish.field = STR("birth");
	wish.want = STR("x");
	refuses(member_ask(cx, &wish, &id), ERR_INVALID, "want");
	wish.field = STR("sex");
	refuses(member_ask(cx, &wish, &id), ERR_INVALID, "want");
	fails(member_decide(cx, &(struct member_answer){ .ask = id,
							 .accept = true }),
	      ERR_NOT_FOUND);
	as(&t, t.office);
	ok(member_decide(cx,
			 &(struct member_answer){ .ask = id, .accept = true }));
	fails(member_decide(cx, &(struct member_answer){ .ask = id,
							 .accept = true }),
	      ERR_CONFLICT);
	ok(show(&t, "national_id", "đối chiếu", &value));
	same(value, "079088012999");
	ok(member_ask_by_id(cx->db, &(struct member_ask_by_id_in){ id },
			    &row_of, &found));
	same(row_of.want, "••• ••• ••• 999");
	kit_close(cx);
}

static void ask_refused(void **state UNUSED)
{
	struct member_wish wish = { .field = STR("name"),
				    .want = STR("Đặng Hà Thư") };
	struct member_answer no = { .text = STR(" ") };
	int64_t who;
	TOWN;

	who = user(&t, "thu@dn.vn", ROLE_SECRETARY, t.two);
	ok(member_link_user(cx, t.thu, who));
	wish.member = t.thu;
	as(&t, who);
	cx->key = STR("one");
	ok(member_ask(cx, &wish, &no.ask));
	as(&t, t.office);
	refuses(member_decide(cx, &no), ERR_INVALID, "answer");
	no.text = STR("Giấy khai sinh ghi khác");
	cx->key = STR("two");
	ok(member_decide(cx, &no));
	ok(member_decide(cx, &no)); /* the same form */
	same(row(&t).name, "Đặng Hạ Thư");
	cx->key = STR_NULL;
	ok(member_link_user(cx, t.thu, 0));
	as(&t, who);
	fails(member_ask(cx, &wish, &no.ask), ERR_NOT_FOUND);
	kit_close(cx);
}

/* Accepted with a key of the form: the correction has its own event. */
static void ask_accepted(void **state UNUSED)
{
	struct member_wish wish = { .field = STR("name"),
				    .want = STR("Đặng Hà Thư") };
	struct member_answer yes = { .accept = true };
	int64_t who, n;
	struct err *findings;
	TOWN;

	who = user(&t, "thu@dn.vn", ROLE_SECRETARY, t.two);
	ok(member_link_user(cx, t.thu, who));
	wish.member = t.thu;
	as(&t, who);
	ok(member_ask(cx, &wish, &yes.ask));
	as(&t, t.office);
	cx->key = STR("form");
	ok(member_decide(cx, &yes));
	ok(member_decide(cx, &yes));
	same(row(&t).name, "Đặng Hà Thư");
	ok(audit_verify(cx, &n, &findings));
	ok(findings);
	kit_close(cx);
}

/* ---- who may ------------------------------------------------------------ */

static void scope(void **state UNUSED)
{
	bool seen;
	TOWN;

	as(&t, t.secretary);
	assert_int_equal(member_scope(cx), t.one);
	ok(member_is_seen(cx, t.thu, &seen));
	assert_true(seen);
	fails(change(&t, "theory", "advanced", "2025-01-02"), ERR_DENIED);
	as(&t, user(&t, "hai@dn.vn", ROLE_SECRETARY, t.two));
	ok(member_is_seen(cx, t.thu, &seen));
	assert_false(seen);
	fails(change(&t, "theory", "advanced", "2025-01-02"), ERR_NOT_FOUND);
	as(&t, t.office);
	ok(move(&t, "away", t.two, "2024-01-01"));
	as(&t, user(&t, "hai@dn.vn", ROLE_SECRETARY, t.two));
	ok(member_is_seen(cx, t.thu, &seen)); /* stays there for a time */
	assert_true(seen);
	cx->actor = (struct actor){ .id = 77 };
	assert_true(member_scope(cx) == MEMBER_NOBODY);
	ok(member_is_seen(cx, t.thu, &seen));
	assert_false(seen);
	kit_close(cx);
}

/* A unit's office links the accounts of its own unit, not another's. */
static void linked(void **state UNUSED)
{
	TOWN;
	int64_t ours = user(&t, "ta@dn.vn", ROLE_SECRETARY, t.one);
	int64_t theirs = user(&t, "hai@dn.vn", ROLE_SECRETARY, t.two);
	struct member_users_in in = { .limit = 100,
				      .scope = t.one,
				      .with = MEMBER_USERS_WITH_SCOPE };
	struct member_users_rows rows;

	as(&t, user(&t, "vp1@dn.vn", ROLE_OFFICE, t.one));
	refuses(member_link_user(cx, t.thu, theirs), ERR_INVALID, "user");
	ok(member_link_user(cx, t.thu, ours));
	ok(member_users(cx->db, &in, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		assert_false(rows.p[i].id == theirs ||
			     rows.p[i].id == t.office);
	assert_int_equal(rows.n, 2); /* the secretary, the office */
	as(&t, t.office);
	ok(member_link_user(cx, t.thu, theirs));
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shown),	cmocka_unit_test(key_lost),
		cmocka_unit_test(asked),	cmocka_unit_test(ask_refused),
		cmocka_unit_test(ask_accepted), cmocka_unit_test(scope),
		cmocka_unit_test(linked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
