/* Somebody leaves: what waits for them, and that it goes on to the next. */
#include "work/test/work_kit.h"

#include "account/account_act.h"
#include "account/account_leave.h"
#include "base/perm.h"
#include "db/db.h"
#include "view/feature.h"
#include "view/view.h"
#include "work/work.h"
#include "work/work_page.h"
#include "work/work_talk.h"
#include "work/work_talk_query.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_mine_routes, NULL };

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

/* Mentions of one person that wait. */
static struct mention_list_rows waiting_for(enum kit_user who)
{
	struct mention_list_rows rows;

	ok(mention_list(kit.cx.db,
			&(struct mention_list_in){
				.person = kit.user[who],
				.limit = 20,
				.with = MENTION_LIST_WITH_PERSON },
			&rows));
	return rows;
}

static struct str panel(struct cx *cx, int64_t of)
{
	struct buf b = buf_init(cx->arena, 1 << 16);
	struct view v = { .out = &b,
			  .arena = cx->arena,
			  .lang = LANG_EN,
			  .today = cx->today };

	cx->lang = LANG_EN;
	ok(work_leave_panel(cx, of, &v));
	return buf_view(&b);
}

/* Who leaves sees the tasks; whoever gives them on how many there are. */
static void test_leaving(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD), admin = kit.cx;
	struct str own, theirs;

	(void)state;
	own = panel(&lead, lead.actor.id);
	assert_true(str_find(own, STR("/task/"), 0) > 0);
	assert_true(str_find(own, STR("To do"), 0) > 0);
	assert_true(str_find(own, STR("/accept"), 0) < 0);
	admin.actor.id = 999;
	admin.actor.perms = PERM_EVERYBODY | PERM_BIT(PERM_ACCOUNT_MANAGE);
	theirs = panel(&admin, lead.actor.id);
	assert_true(str_find(theirs, STR("/task/"), 0) < 0);
	assert_true(str_find(theirs, STR("To do"), 0) > 0);
	/* the office of the whole committee may look */
	theirs = panel(&kit.cx, lead.actor.id);
	assert_true(str_find(theirs, STR("/task/"), 0) > 0);
	assert_int_equal(panel(&kit.cx, 12345).n, 0);
}

/* A comment that names who leaves, the list of their duties, and who is next. */
static struct account_handing leaving(void)
{
	static const struct feature *const list[] = { &work_feature };
	struct account_handing in = { .from = kit.cx.today };
	struct account_duties duties;
	int64_t id;
	struct cx lead = work_kit_as(&kit, USER_LEAD);

	features_set(list, 1);
	ok(work_talk_add(&lead, kit.task[TASK_RUNNING],
			 &(struct work_talk_text){
				 .body = STR("@Lĩnh xem giúp.") },
			 &id));
	assert_int_equal(waiting_for(USER_OTHER).n, 1);
	assert_int_equal(waiting_for(USER_OFFICE).n, 0);
	ok(account_duties(&kit.cx, kit.user[USER_OTHER], &duties));
	for (ptrdiff_t i = 0; i < duties.n; i++)
		in.grant[in.n++] = duties.p[i].grant;
	ok(account_email(&kit.cx, kit.user[USER_OFFICE], &in.to));
	return in;
}

/* Comments that name the one wait for the other, too. */
static void test_handed_over(void **state)
{
	struct account_handing in = leaving();

	(void)state;
	ok(account_hand_over(&kit.cx, kit.user[USER_OTHER], &in));
	assert_int_equal(waiting_for(USER_OFFICE).n, 1);
}

/* Who goes on with one of two duties keeps what waits for them. */
static void test_handed_in_part(void **state)
{
	struct account_role role = { .role = STR("member"),
				     .from = kit.cx.today,
				     .to = DAY_NONE };
	struct account_handing in;

	(void)state;
	ok(account_role_give(&kit.cx, kit.user[USER_OTHER], &role));
	in = leaving();
	assert_int_equal(in.n, 2);
	in.n = 1;
	ok(account_hand_over(&kit.cx, kit.user[USER_OTHER], &in));
	assert_int_equal(waiting_for(USER_OTHER).n, 1);
	assert_int_equal(waiting_for(USER_OFFICE).n, 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { T(test_leaving),
					    T(test_handed_over),
					    T(test_handed_in_part) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
