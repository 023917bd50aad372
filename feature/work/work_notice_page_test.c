/* Pages of notices, choices, calendars, and links that end letters. */
#include "work/test/work_kit.h"

#include "account/account_act.h"
#include "base/buf.h"
#include "db/db.h"
#include "mail/mail.h"
#include "work/work_calendar.h"
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
	ok(account_grant_end(&kit.cx, USER_LEAD + 1, STR_NULL));
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
			   "issued=1&digest=1&day=0&hour=20&key=abcdefgh12");
	assert_int_equal(rp.status, 303);
	ok(work_choice_get(&kit.cx, kit.user[USER_LEAD], &c));
	assert_int_equal(c.off, 1 << WORK_NOTICE_RETURNED |
					1 << WORK_NOTICE_OVERDUE |
					1 << WORK_NOTICE_DUE);
	assert_int_equal(c.day, 0);
	assert_int_equal(c.hour, 20);
	rp = work_kit_get(&kit, USER_LEAD, "/account/notices?done=1", 0);
	says(&rp, "<option value=\"20\" selected>20:00</option>");
	says(&rp, "name=\"issued\" value=\"1\" checked");
	says_not(&rp, "name=\"due\" value=\"1\" checked");
	says(&rp, "Đã lưu");
	/* refused: nothing is changed, what was typed is kept */
	rp = work_kit_post(&kit, USER_LEAD, "/account/notices", 0,
			   "due=1&day=8&hour=3");
	assert_int_equal(rp.status, 422);
	says(&rp, "name=\"due\" value=\"1\" checked");
	says(&rp, "<option value=\"3\" selected>");
	rp = work_kit_post(&kit, USER_LEAD, "/account/notices", 0, "due=1");
	assert_int_equal(rp.status, 422);
	ok(work_choice_get(&kit.cx, kit.user[USER_LEAD], &c));
	assert_int_equal(c.hour, 20);
	ok(work_choice_get(&kit.cx, kit.user[USER_OTHER], &c));
	assert_int_equal(c.hour, 7);
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

/* ---- calendars -------------------------------------------------------------------- */

/* Presses the button; the path of the new address. */
static const char *feed_make(enum kit_user who)
{
	struct reply rp = work_kit_post(&kit, who, "/account/calendar", 0, "");
	struct str body = buf_view(&rp.body);
	ptrdiff_t at = str_find(body, STR("/calendar/"), 0);

	assert_int_equal(rp.status, 200);
	at = str_find(body, STR("value=\"/calendar/"), 0);
	assert_true(at >= 0);
	at += 7;
	return str_to_c(arena, str_sub(body, at,
				       str_find(body, STR(".ics\""), at) + 4));
}

static void test_calendar(void **state)
{
	const char *path = feed_make(USER_LEAD);
	struct reply rp = stranger(GET, path, NULL);
	struct str s = buf_view(&rp.body);
	ptrdiff_t column = 0;

	(void)state;
	assert_int_equal(rp.status, 200);
	assert_string_equal(rp.type, "text/calendar; charset=utf-8");
	says(&rp, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
	says(&rp, "DTSTART;VALUE=DATE:20261020\r\nDTEND;VALUE=DATE:20261021\r\n"
		  "SUMMARY:2.5 Tổ chức tập huấn ký số\r\n");
	says(&rp, "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n");
	says(&rp, "SUMMARY:2.4 Số hóa hồ sơ đảng viên\\, đợt 2\r\n");
	says_not(&rp, "chuyên mục");		/* another unit's */
	says_not(&rp, "Kế hoạch tuyên truyền"); /* a draft */
	says_not(&rp, "Lịch công tác");		/* done */
	says_not(&rp, "BEGIN:VTIMEZONE");
	/* no line of more than 75 bytes */
	for (ptrdiff_t i = 0; i < s.n; i++) {
		column = s.p[i] == '\n' ? 0 : column + 1;
		assert_in_range(column, 0, 76); /* and its \r */
	}
	/* the same until something happens: programs see no change */
	rp = stranger(GET, path, NULL);
	assert_true(str_eq(buf_view(&rp.body), s));
	rp = stranger(GET, "/calendar/nothing.ics", NULL);
	assert_int_equal(rp.status, 404);
	/* the leader sees the whole committee's */
	rp = stranger(GET, feed_make(USER_LEADER), NULL);
	says(&rp, "SUMMARY:2.5");
}

static void test_calendar_is_revoked(void **state)
{
	const char *path = feed_make(USER_LEAD);
	struct feed_list_rows rows;
	struct reply rp;

	(void)state;
	ok(feed_list(kit.cx.db, &(struct feed_list_in){ kit.user[USER_LEAD] },
		     &rows));
	assert_int_equal(rows.n, 1);
	/* the secret itself is kept nowhere */
	rp = work_kit_get(&kit, USER_LEAD, "/account/calendar", 0);
	says_not(&rp, path + 10);
	says(&rp, "Thu hồi");
	rp = work_kit_post(&kit, USER_OTHER, "/account/calendar/%ld/revoke",
			   rows.p[0].id, "");
	assert_int_equal(rp.status, 404);
	assert_int_equal(stranger(GET, path, NULL).status, 200);
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar/%ld/revoke",
			   rows.p[0].id, "");
	assert_int_equal(rp.status, 303);
	assert_int_equal(stranger(GET, path, NULL).status, 404);
	/* and one of a person who is gone */
	path = feed_make(USER_OTHER);
	assert_int_equal(stranger(GET, path, NULL).status, 200);
	ok(account_disable(&kit.cx, kit.user[USER_OTHER], STR_NULL));
	assert_int_equal(stranger(GET, path, NULL).status, 404);
}

static void test_calendar_limit(void **state)
{
	struct reply rp;

	(void)state;
	for (int i = 0; i < 10; i++)
		feed_make(USER_LEAD);
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar", 0, "");
	assert_int_equal(rp.status, 422);
	says(&rp, "Đã có 10 địa chỉ");
}

static void test_calendar_pages(void **state)
{
	struct reply rp;

	(void)state;
	work_kit_golden(&kit, USER_LEAD, "/account/calendar", 0,
			"calendar_none");
	ok(mail_config_put(&kit.cx,
			   &(struct mail_config){
				   .host = STR("127.0.0.1"),
				   .port = 25,
				   .tls = MAIL_PLAIN,
				   .from = STR("roviec@example.vn"),
				   .site = STR("https://rv.example.vn") }));
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar", 0,
			   "key=samekey123");
	says(&rp, "value=\"https://rv.example.vn/calendar/");
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar", 0,
			   "key=samekey123");
	says_not(&rp, "/calendar/\"");
	rp = work_kit_get_en(&kit, USER_LEAD, "/account/calendar", 0);
	says(&rp, "Addresses in use");
}

static void test_folding(void **state)
{
	struct buf b = buf_init(arena, 4096);
	struct str s;

	(void)state;
	calendar_text(&b, "SUMMARY", STR("a,b;c\\d\ne\rf\x01g"));
	same(buf_view(&b), "SUMMARY:a\\,b\\;c\\\\d\\nefg\r\n");
	buf_clear(&b);
	/* 8 + 66 bytes, then a letter of three that would end at 77 */
	calendar_text(&b, "SUMMARY", str_fmt(arena, "%066dếx", 0));
	s = buf_view(&b);
	assert_true(str_find(s, STR("0\r\n ếx\r\n"), 0) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(test_list),		T(test_reading),
		T(test_scope),		T(test_choices),
		T(test_stop),		T(test_stop_forged),
		T(test_calendar),	T(test_calendar_is_revoked),
		T(test_calendar_limit), T(test_calendar_pages),
		T(test_folding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
