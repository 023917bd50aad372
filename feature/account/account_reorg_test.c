/* Roles when organisations change. */
#include "testkit/testkit.h"

#include "account/account.h"
#include "account/account_act.h"
#include "account/account_query.h"
#include "auth/auth.h"
#include "db/db.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "view/feature.h"

enum { ROOT, ONE, TWO, N_ORG };

static struct arena *arena;
static struct cx cx;
static int64_t org[N_ORG];

static int setup(void **state UNUSED)
{
	static const struct feature *const features[] = { &account_feature };
	static const char *const name[N_ORG] = { "Đảng bộ", "Ban Một",
						 "Ban Hai" };

	arena = arena_open(64 << 20);
	cx = kit_realm(arena);
	ok(auth_init(arena));
	features_set(features, 1);
	for (int i = 0; i < N_ORG; i++)
		ok(org_add(&cx,
			   &(struct org_new){ .parent = i ? org[ROOT] : DB_NULL,
					      .kind = i ? STR("ban_tham_muu")
							: STR("dang_bo"),
					      .name = str_c(name[i]),
					      .from = cx.today - 100 },
			   &org[i]));
	return 0;
}

static int teardown(void **state UNUSED)
{
	kit_close(&cx);
	arena_close(arena);
	return 0;
}

static int64_t person(const char *email, const char *role, int64_t where)
{
	int64_t id;

	ok(account_ensure(&cx,
			  &(struct account_new){ .email = str_c(email),
						 .name = STR("Mai Đình Thước"),
						 .role = role,
						 .org = where },
			  &id));
	return id;
}

static int64_t decided(struct org_step s, struct err **ret_err)
{
	struct org_decision d;
	int64_t id;
	bool found;

	ok(decision_make(&cx,
			 &(struct org_decision_new){ .number = STR("7-QĐ"),
						     .title = STR("Sắp xếp"),
						     .signer = STR("Bí thư"),
						     .signed_on = cx.today,
						     .effective_on = cx.today },
			 &id));
	ok(step_add(&cx, id, &s, &s.id));
	ok(decision_find(&cx, id, &d, &found));
	*ret_err = decision_approve(&cx, id, d.rev);
	return id;
}

static int64_t merged(void)
{
	struct err *err;
	int64_t id = decided((struct org_step){ .kind = STEP_MERGE_INTO,
						.heir = org[TWO],
						.source = &org[ONE],
						.n_sources = 1 },
			     &err);

	ok(err);
	return id;
}

static struct user_grants_rows roles_of(int64_t user)
{
	struct user_grants_rows rows;

	ok(user_grants(cx.db, &(struct user_grants_in){ .user_id = user },
		       &rows));
	return rows;
}

static void test_a_role_goes_to_the_heir(void **state UNUSED)
{
	int64_t user = person("a@example.vn", ROLE_SECRETARY, org[ONE]);
	struct user_grants_rows rows;
	struct actor who;
	bool good;

	merged();
	rows = roles_of(user);
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.p[0].to_on, cx.today);
	assert_int_equal(rows.p[1].org_id, org[TWO]);
	assert_int_equal(rows.p[1].from_on, cx.today);
	assert_true(str_eq(rows.p[1].reason, STR("Quyết định 7-QĐ")));
	ok(account_actor(&cx, user, &who, &good));
	assert_true(good);
	assert_int_equal(who.org, org[TWO]);
}

static void test_nobody_has_it_twice(void **state UNUSED)
{
	int64_t user = person("a@example.vn", ROLE_SECRETARY, org[ONE]);
	struct user_grants_rows rows;

	person("a@example.vn", ROLE_SECRETARY, org[TWO]);
	merged();
	rows = roles_of(user);
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.p[0].to_on, cx.today);
	assert_int_equal(rows.p[1].to_on, DAY_NONE);
}

static void test_taken_back_exactly(void **state UNUSED)
{
	int64_t user = person("a@example.vn", ROLE_SECRETARY, org[ONE]);
	struct user_grants_rows rows;

	ok(decision_undo(&cx, merged(), STR("nhầm")));
	rows = roles_of(user);
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.p[0].org_id, org[ONE]);
	assert_int_equal(rows.p[0].to_on, DAY_NONE);
}

static void test_a_role_that_ended_stands_in_the_way(void **state UNUSED)
{
	int64_t user = person("a@example.vn", ROLE_SECRETARY, org[ONE]);
	int64_t id = merged();

	ok(account_grant_end(&cx, roles_of(user).p[1].id, STR("nghỉ")));
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
	assert_int_equal(roles_of(user).n, 2);
}

static void test_a_role_where_it_made_one(void **state UNUSED)
{
	struct err *err;
	int64_t id = decided((struct org_step){ .kind = STEP_ESTABLISH,
						.parent = org[ROOT],
						.org_kind = STR("ban_tham_muu"),
						.name = STR("Ban Mới") },
			     &err);
	struct org_decision d;
	bool found;

	ok(err);
	ok(decision_find(&cx, id, &d, &found));
	person("b@example.vn", ROLE_SECRETARY, d.step[0].made);
	fails(decision_undo(&cx, id, STR("nhầm")), ERR_CONFLICT);
}

/* Rights at the root are given by people only. */
static void test_a_role_never_rises_to_the_root(void **state UNUSED)
{
	int64_t office = person("a@example.vn", ROLE_OFFICE, org[ONE]);
	int64_t admin = person("b@example.vn", ROLE_ADMIN, org[ROOT]);
	struct err *err;

	decided((struct org_step){ .kind = STEP_DISSOLVE,
				   .org = org[ONE],
				   .heir = org[ROOT] },
		&err);
	ok(err);
	assert_int_equal(roles_of(office).n, 1);
	assert_int_equal(roles_of(office).p[0].to_on, cx.today);
	/* nor does who manages accounts lose it */
	assert_int_equal(roles_of(admin).p[0].to_on, DAY_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_role_goes_to_the_heir),
		TEST(test_nobody_has_it_twice),
		TEST(test_taken_back_exactly),
		TEST(test_a_role_that_ended_stands_in_the_way),
		TEST(test_a_role_where_it_made_one),
		TEST(test_a_role_never_rises_to_the_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
