/* What a grant gives: the one place that decides what somebody may. */
#include "testkit/testkit.h"

#include "base/perm.h"

enum { DAY = 20000 };

static struct perm_grant plain(uint64_t perms)
{
	return (struct perm_grant){ .perms = perms,
				    .from = DAY,
				    .to = DAY_NONE,
				    .lent_from = DAY_NONE,
				    .lent_to = DAY_NONE };
}

static void codes(void **state UNUSED)
{
	enum perm back;

	for (enum perm p = 0; p < N_PERM; p++) {
		assert_true(perm_from_code(str_c(perm_code(p)), &back));
		assert_int_equal(back, p);
		assert_true(strlen(perm_what(p)) > 10);
	}
	back = PERM_ORG_VIEW;
	assert_false(perm_from_code(STR("Org_view"), &back));
	assert_false(perm_from_code(STR(""), &back));
	assert_int_equal(back, PERM_ORG_VIEW);
}

static void what_the_role_has(void **state UNUSED)
{
	struct perm_grant g = plain(PERM_BIT(PERM_WORK_VIEW));

	assert_true(perm_gives(&g, PERM_WORK_VIEW, DAY));
	assert_false(perm_gives(&g, PERM_WORK_REPORT, DAY));
	assert_int_equal(perm_all(&g, DAY), PERM_BIT(PERM_WORK_VIEW));
}

/* From its first day to before its end. */
static void on_its_days(void **state UNUSED)
{
	struct perm_grant g = plain(PERM_BIT(PERM_WORK_VIEW));

	assert_false(perm_gives(&g, PERM_WORK_VIEW, DAY - 1));
	assert_true(perm_gives(&g, PERM_WORK_VIEW, DAY + 9000));
	g.to = DAY + 2;
	assert_true(perm_gives(&g, PERM_WORK_VIEW, DAY + 1));
	assert_false(perm_gives(&g, PERM_WORK_VIEW, DAY + 2));
	assert_false(perm_gives(&g, PERM_WORK_VIEW, DAY - 1));
	g.to = DAY;
	assert_false(perm_gives(&g, PERM_WORK_VIEW, DAY));
}

/* Some count only where nobody stands above. */
static void at_the_root(void **state UNUSED)
{
	static const enum perm root[] = { PERM_ORG_MANAGE, PERM_ACCOUNT_MANAGE,
					  PERM_WORK_MANAGE, PERM_TRAIL_VIEW,
					  PERM_DATA_PROTECT };
	struct perm_grant g = plain(UINT64_MAX);
	uint64_t only = 0;

	for (int i = 0; i < N_ELEMENTS(root); i++) {
		only |= PERM_BIT(root[i]);
		assert_false(perm_gives(&g, root[i], DAY));
		g.at_root = true;
		assert_true(perm_gives(&g, root[i], DAY));
		g.at_root = false;
	}
	assert_int_equal(perm_all(&g, DAY), (PERM_BIT(N_PERM) - 1) & ~only);
	g.at_root = true;
	assert_int_equal(perm_all(&g, DAY), PERM_BIT(N_PERM) - 1);
}

/* What goes along to who acts for another, and when. */
static void lent(void **state UNUSED)
{
	static const enum perm kept[] = {
		PERM_PUBLIC,	     PERM_SIGNED_IN,	 PERM_ORG_MANAGE,
		PERM_ACCOUNT_MANAGE, PERM_MEMBER_SECRET, PERM_TRAIL_VIEW,
		PERM_DATA_PROTECT,
	};
	struct perm_grant g = plain(UINT64_MAX);
	uint64_t not = 0;

	g.at_root = g.lent = true;
	g.lent_from = DAY + 1;
	g.lent_to = DAY + 3;
	for (int i = 0; i < N_ELEMENTS(kept); i++)
		not |= PERM_BIT(kept[i]);
	assert_int_equal(perm_all(&g, DAY), 0);
	assert_int_equal(perm_all(&g, DAY + 1), (PERM_BIT(N_PERM) - 1) & ~not );
	assert_int_equal(perm_all(&g, DAY + 2), (PERM_BIT(N_PERM) - 1) & ~not );
	assert_int_equal(perm_all(&g, DAY + 3), 0);
	/* no longer than its owner has it */
	g.to = DAY + 2;
	assert_true(perm_gives(&g, PERM_WORK_VIEW, DAY + 1));
	assert_false(perm_gives(&g, PERM_WORK_VIEW, DAY + 2));
	/* an end is meant to be there; without one it lasts */
	g.to = g.lent_to = DAY_NONE;
	assert_true(perm_gives(&g, PERM_WORK_VIEW, DAY + 900));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes),
		cmocka_unit_test(what_the_role_has),
		cmocka_unit_test(on_its_days),
		cmocka_unit_test(at_the_root),
		cmocka_unit_test(lent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
