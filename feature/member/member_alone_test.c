/* A place without those below it: its own people, nobody else's, and no way to
 * more than that. */
#include "member/test/member_kit.h"

#include "account/account_act.h"
#include "base/perm.h"
#include "base/utf8.h"
#include "member/member_import.h"
#include "member/member_list.h"
#include "member/member_search.h"
#include "org/org.h"
#include "view/feature.h"

/* Who keeps the records of one organisation alone. */
static void as_alone(struct town *t, int64_t org)
{
	struct account_role role = { .role = STR(ROLE_OFFICE),
				     .org = org,
				     .alone = true,
				     .from = t->cx.today,
				     .to = DAY_NONE };
	int64_t who = user(t, "rieng@dn.vn", "member", t->root);
	struct account_sitting at = { who, -org, 0 };
	bool good;

	as(t, 0);
	ok(account_role_give(&t->cx, who, &role));
	ok(account_actor_at(&t->cx, &at, &t->cx.actor, &good));
	assert_true(good);
	assert_int_equal(cx_scope(&t->cx), -org);
}

/* Somebody of an organisation below the first cell. */
static int64_t below(struct town *t, int64_t *ret_member)
{
	struct member_new in = thu(t);
	int64_t id;

	as(t, 0);
	ok(org_add(&t->cx,
		   &(struct org_new){ .parent = t->one,
				      .kind = STR("to_dang"),
				      .name = STR("Tổ Ba"),
				      .from = t->cx.today - 9000 },
		   &id));
	in.name = STR("Lý Thị Tổ");
	in.org = id;
	in.birth = d("1977-07-07");
	in.value = NULL;
	in.n_values = 0;
	ok(member_add(&t->cx, &in, false, ret_member));
	return id;
}

static int64_t listed(struct town *t)
{
	struct member_filter all = { .page = 1 };
	int64_t n;

	ok(member_filter_count(&t->cx, &all, &n));
	return n;
}

static bool sees(struct town *t, int64_t member)
{
	bool seen;

	ok(member_is_seen(&t->cx, member, &seen));
	return seen;
}

static ptrdiff_t found(struct town *t, const char *q)
{
	struct feature_find what = { .q = str_c(q),
				     .fold = text_fold(t->cx.arena, str_c(q)),
				     .same = text_same_key(t->cx.arena,
							   str_c(q)),
				     .most = 10 };
	struct feature_hits hits;

	ok(member_search_find(&t->cx, &what, &hits));
	return hits.n;
}

static void own_people(void **state UNUSED)
{
	int64_t other;
	TOWN;

	below(&t, &other);
	as_alone(&t, t.one);
	assert_true(sees(&t, t.thu));
	assert_false(sees(&t, other));
	assert_int_equal(listed(&t), 1);
	assert_int_equal(found(&t, "Thu"), 1);
	assert_int_equal(found(&t, "Lý Thị Tổ"), 0);
	/* and changes them */
	ok(change(&t, "phone", "0912000999", "2026-01-02"));
	fails(move(&t, "within", t.two, "2026-01-03"), ERR_INVALID);
	t.thu = other;
	fails(change(&t, "phone", "0912000999", "2026-01-02"), ERR_NOT_FOUND);
	kit_close(cx);
}

/* The organisation 1 isn't taken for "nobody's". */
static void root_alone(void **state UNUSED)
{
	struct member_new in;
	int64_t id;
	TOWN;

	as(&t, 0);
	in = thu(&t);
	in.name = STR("Người Gốc");
	in.org = t.root;
	in.value = NULL;
	in.n_values = 0;
	ok(member_add(cx, &in, true, &id));
	as_alone(&t, t.root);
	assert_true(sees(&t, id));
	assert_false(sees(&t, t.thu));
	assert_int_equal(listed(&t), 1);
	kit_close(cx);
}

/* A register reaches whatever it names: not from such a place. */
static void no_register(void **state UNUSED)
{
	struct member_import_new in = {
		.name = STR("a.csv"),
		.bytes = STR("Họ và tên,Ngày sinh,Chi bộ\n"
			     "Lê Văn An,05/03/1980,Chi bộ Hai\n"),
		.as_at = DAY_NONE,
		.here = true
	};
	struct member_import_by_id_row row;
	int64_t id, whole;
	TOWN;

	as(&t, t.office);
	ok(member_import_stage(cx, &in, &whole));
	as_alone(&t, t.one);
	fails(member_import_stage(cx, &in, &id), ERR_DENIED);
	fails(member_import_get(cx, whole, &row), ERR_DENIED);
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_people),
		cmocka_unit_test(root_alone),
		cmocka_unit_test(no_register),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
