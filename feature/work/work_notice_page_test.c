/* Pages of notices, choices, and links that end letters. */
#include "work/test/work_kit.h"

#include "account/account_act.h"
#include "base/buf.h"
#include "db/db.h"
#include "work/work_notice.h"
#include "work/work_notice_query.h"
#include "work/work_page.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_notice_routes,
						    &work_choice_routes,
						    &work_mine_routes, NULL };

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

static void says(const struct reply *rp, const char *text)
{
	if (!work_kit_says(rp, text)) {
		print_error("%.*s\n", STR_ARG(buf_view(&rp->body)));
		fail_msg("the page doesn't say: %s", text);
	}
}
static void says_not(const struct reply *rp, const char *text)
{
	if (work_kit_says(rp, text)) {
		print_error("%.*s\n", STR_ARG(buf_view(&rp->body)));
		fail_msg("the page says: %s", text);
	}
}

/* A request of nobody who is signed in. */
static struct reply stranger(enum method method, const char *path,
			     const char *body)
{
	struct reply rp;

	ok(http_serve_one(arena, &kit.http,
			  &(struct http_try){ .method = method,
					      .path = path,
					      .body = body },
			  &rp));
	return rp;
}

static struct notice_list_rows told(enum kit_user who)
{
	struct notice_list_rows rows;

	ok(notice_list(kit.cx.db,
		       &(struct notice_list_in){ .user_id = kit.user[who],
						 .limit = 100 },
		       &rows));
	return rows;
}

static int64_t unread(enum kit_user who)
{
	struct cx cx = work_kit_as(&kit, who);
	int64_t n;

	ok(work_notice_unread(&cx, &n));
	return n;
}

/* ---- the list ----------------------------------------------------------------- */

static void test_list(void **state)
{
	(void)state;
	ok(work_notice_remind(&kit.cx, 7));
	work_kit_golden(&kit, USER_LEAD, "/notices", 0, "notices");
	work_kit_golden(&kit, USER_CELL, "/notices", 0, "notices_none");
}

static void test_reading(void **state)
{
	struct notice_list_rows rows = told(USER_LEAD);
	int64_t n = unread(USER_LEAD), newest = rows.p[0].id;
	struct reply rp;

	(void)state;
	assert_true(n > 2);
	rp = work_kit_get(&kit, USER_LEAD, "/mine", 0);
	says(&rp, str_fmt(arena, "%d thông báo mới", (int)n).p);
	rp = work_kit_post(&kit, USER_LEAD, "/notices/%ld/read", newest,
			   "upto=1");
	assert_int_equal(rp.status, 303);
	assert_int_equal(unread(USER_LEAD), n - 1);
	/* not another's */
	rp = work_kit_post(&kit, USER_OTHER, "/notices/%ld/read", rows.p[1].id,
			   "upto=1");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_OTHER, "/notices/read", 0, "upto=9999");
	assert_int_equal(rp.status, 303);
	assert_int_equal(unread(USER_LEAD), n - 1);
	/* what came behind the page stays unread */
	rp = work_kit_post(&kit, USER_LEAD, "/notices/read", 0,
			   str_fmt(arena, "upto=%ld", (long)newest - 1).p);
	assert_int_equal(unread(USER_LEAD), 0);
	rp = work_kit_get(&kit, USER_LEAD, "/mine", 0);
	says(&rp, "<a href=\"/notices\">Thông báo</a>");
	rp = work_kit_get(&kit, USER_LEAD, "/notices", 0);
	says(&rp, "Đã đọc hết.");
	says_not(&rp, "formaction");
}

/* Whoever goes to another organisation sees nothing of the old one's. */
static void test_scope(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_LEAD, "/notices", 0);

	(void)state;
	says(&rp, "Số hóa hồ sơ");
	/* the kit made the grants in the order of its users */
	ok(account_grant_end(&kit.cx, USER_LEAD + 1, STR("ended")));
	ok(account_grant(&kit.cx, kit.user[USER_LEAD], ROLE_SECRETARY,
			 kit.unit[UNIT_PRESS], STR_NULL));
	kit.cx.today++;
	rp = work_kit_get(&kit, USER_LEAD, "/notices", 0);
	assert_int_equal(rp.status, 200);
	says_not(&rp, "Số hóa hồ sơ");
	assert_int_equal(unread(USER_LEAD), 0);
}

/* ---- choices -------------------------------------------------------------------- */

static void test_choices(void **state)
{
	struct notice_choice c;
	struct reply rp;

	(void)state;
	work_kit_golden(&kit, USER_LEAD, "/account/notices", 0, "letters");
	rp = work_kit_post(&kit, USER_LEAD, "/account/notices", 0,
			   "issued=once&returned=digest&overdue=digest&"
			   "due=digest&mention=once&remind=never&with=digest&"
			   "request=once&decision=digest&day=0&hour=20&"
			   "key=abcdefgh12");
	assert_int_equal(rp.status, 303);
	ok(work_choice_get(&kit.cx, kit.user[USER_LEAD], &c));
	assert_int_equal(c.off, 1 << WORK_NOTICE_RETURNED |
					1 << WORK_NOTICE_OVERDUE |
					1 << WORK_NOTICE_DUE |
					1 << WORK_NOTICE_REMIND);
	assert_int_equal(c.soon,
			 1 << WORK_NOTICE_MENTION | 1 << WORK_NOTICE_REQUEST);
	assert_int_equal(c.day, 0);
	assert_int_equal(c.hour, 20);
	rp = work_kit_get(&kit, USER_LEAD, "/account/notices?done=1", 0);
	says(&rp, "<option value=\"20\" selected>20:00</option>");
	says(&rp, "<option value=\"never\" selected>");
	says(&rp, "Đã lưu");
	/* refused: nothing is changed, what was typed is kept */
	rp = work_kit_post(&kit, USER_LEAD, "/account/notices", 0,
			   "issued=digest&returned=once&overdue=once&due=once&"
			   "mention=often&remind=once&with=never&"
			   "request=once&decision=never&day=8&hour=3");
	assert_int_equal(rp.status, 422);
	says(&rp, "<option value=\"3\" selected>");
	says(&rp, "id=\"mention-e\"");
	says(&rp, "<option value=\"8\" selected>");
	rp = work_kit_post(&kit, USER_LEAD, "/account/notices", 0, "due=once");
	assert_int_equal(rp.status, 422);
	ok(work_choice_get(&kit.cx, kit.user[USER_LEAD], &c));
	assert_int_equal(c.hour, 20);
	ok(work_choice_get(&kit.cx, kit.user[USER_OTHER], &c));
	assert_int_equal(c.hour, 7);
}

/* No digest keeps its day; who doesn't report isn't asked about a unit's
 * tasks and changes nothing about them. */
static void test_choices_of_others(void **state)
{
	struct notice_choice c = { .off = 1 << WORK_NOTICE_DUE,
				   .day = 4,
				   .hour = 9 };
	struct cx cx = work_kit_as(&kit, USER_LEADER);
	struct reply rp;

	(void)state;
	ok(work_choice_put(&cx, &c));
	work_kit_golden(&kit, USER_LEADER, "/account/notices", 0,
			"letters_leader");
	rp = work_kit_post(&kit, USER_LEADER, "/account/notices", 0,
			   "mention=digest&request=digest&issued=once&"
			   "day=8&hour=9");
	assert_int_equal(rp.status, 303);
	ok(work_choice_get(&kit.cx, kit.user[USER_LEADER], &c));
	assert_int_equal(c.off, 1 << WORK_NOTICE_DUE | 1 << WORK_NOTICE_DIGEST);
	assert_int_equal(c.soon, 0);
	assert_int_equal(c.day, 4);
	rp = work_kit_get(&kit, USER_LEADER, "/account/notices", 0);
	says(&rp, "<option value=\"8\" selected>");
}

/* ---- letters are ended ------------------------------------------------------------ */

static struct err *secret_tx(struct cx *cx, void *arg)
{
	return work_stop_secret(cx, arg);
}

static const char *stop_path(int64_t user, int64_t bits)
{
	struct str secret;

	ok(db_tx(&kit.cx, secret_tx, &secret));
	return str_fmt(arena, "/stop/%s",
		       work_stop_token(arena, secret,
				       (struct work_stop){ user, bits })
			       .p)
		.p;
}

static int64_t off_of(enum kit_user who)
{
	struct notice_choice c;

	ok(work_choice_get(&kit.cx, kit.user[who], &c));
	return c.off;
}

static void test_stop(void **state)
{
	int64_t bits = 1 << WORK_NOTICE_DUE | 1 << WORK_NOTICE_OVERDUE;
	const char *path = stop_path(kit.user[USER_LEAD], bits);
	struct notice_choice c = { .day = 5, .hour = 9 };
	struct cx cx = work_kit_as(&kit, USER_LEAD);
	struct reply rp;

	(void)state;
	ok(work_choice_put(&cx, &c));
	/* looking at it changes nothing: mail programs open links */
	rp = stranger(GET, path, NULL);
	assert_int_equal(rp.status, 200);
	says(&rp, "Ngừng nhận các thư này?");
	says(&rp, "Nhắc trước hạn");
	says(&rp, "Nhiệm vụ vừa quá hạn");
	says_not(&rp, "Bản tin");
	says_not(&rp, "lead@example.vn");
	assert_int_equal(off_of(USER_LEAD), 0);
	/* one press of a mail program */
	rp = stranger(POST, path, "List-Unsubscribe=One-Click");
	assert_int_equal(rp.status, 200);
	says(&rp, "Đã ngừng gửi các thư này");
	assert_int_equal(off_of(USER_LEAD), bits);
	ok(work_choice_get(&kit.cx, kit.user[USER_LEAD], &c));
	assert_int_equal(c.hour, 9);
	/* and of a person; another kind is added */
	rp = stranger(POST, path, "");
	assert_int_equal(rp.status, 200);
	rp = stranger(POST, stop_path(kit.user[USER_LEAD], 1), "");
	assert_int_equal(off_of(USER_LEAD), bits | 1);
	assert_int_equal(off_of(USER_OTHER), 0);
}

static void test_stop_forged(void **state)
{
	const char *path = stop_path(kit.user[USER_LEAD], 1);
	char *other = str_to_c(arena, str_c(path));

	(void)state;
	other[strlen(other) - 1] ^= 1;
	assert_int_equal(stranger(POST, other, "").status, 404);
	other = str_to_c(arena, str_c(path));
	other[6] = '4'; /* another person */
	assert_int_equal(stranger(POST, other, "").status, 404);
	assert_int_equal(stranger(GET, "/stop/1-1-", NULL).status, 404);
	assert_int_equal(stranger(GET, "/stop/x", NULL).status, 404);
	assert_int_equal(stranger(GET, "/stop/1", NULL).status, 404);
	for (int i = 0; i < N_KIT_USER; i++)
		assert_int_equal(off_of((enum kit_user)i), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(test_list),	     T(test_reading),		T(test_scope),
		T(test_choices),     T(test_choices_of_others), T(test_stop),
		T(test_stop_forged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
