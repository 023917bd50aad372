/* Calendars: of a unit, of a saved view; their addresses, their end. */
#include "work/test/work_kit.h"

#include "account/account.h"
#include "account/account_act.h"
#include "account/account_query.h"
#include "base/buf.h"
#include "db/db.h"
#include "mail/mail.h"
#include "work/work_feed.h"
#include "work/work_notice_query.h"
#include "work/work_page.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_feed_routes,
						    &work_programme_routes,
						    &work_list_routes,
						    &work_shape_routes, NULL };

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

/* A calendar program: nobody who is signed in. */
static struct reply fetch(const char *path)
{
	struct reply rp;

	ok(http_serve_one(arena, &kit.http,
			  &(struct http_try){ .method = GET, .path = path },
			  &rp));
	return rp;
}

/* The address that a page shows. */
static const char *address_in(const struct reply *rp)
{
	struct str body = buf_view(&rp->body);
	ptrdiff_t at = str_find(body, STR("value=\"/calendar/"), 0);

	assert_int_equal(rp->status, 200);
	assert_true(at >= 0);
	at += 7;
	return str_to_c(arena, str_sub(body, at,
				       str_find(body, STR(".ics\""), at) + 4));
}

/* Presses the button; the path of the new address. */
static const char *feed_make(enum kit_user who, int64_t view)
{
	struct reply rp =
		work_kit_post(&kit, who, "/account/calendar", 0,
			      str_fmt(arena, "view=%lld", (long long)view).p);

	return address_in(&rp);
}

static int64_t newest_of(enum kit_user who)
{
	struct cx cx = work_kit_as(&kit, who);
	struct work_feeds feeds;

	ok(work_feed_list(&cx, &feeds));
	assert_true(feeds.n > 0);
	return feeds.p[feeds.n - 1].id;
}

static int64_t view_of(enum kit_user who, int64_t list, const char *asks,
		       enum work_sharing sharing)
{
	struct cx cx = work_kit_as(&kit, who);
	int64_t id;

	ok(work_view_save(&cx,
			  &(struct work_view_new){
				  .list = list,
				  .name = STR("Việc gấp; tuần"),
				  .asks = str_c(asks),
				  .sharing = sharing },
			  &id));
	return id;
}

static int events(const struct reply *rp)
{
	struct str s = buf_view(&rp->body);
	int n = 0;

	for (ptrdiff_t at = 0; (at = str_find(s, STR("BEGIN:VEVENT"), at)) >= 0;
	     at++)
		n++;
	return n;
}

/* ---- of a unit --------------------------------------------------------------- */

static void test_calendar(void **state)
{
	const char *path = feed_make(USER_LEAD, 0);
	struct reply rp = fetch(path);
	struct str s = buf_view(&rp.body);
	ptrdiff_t column = 0;

	(void)state;
	assert_int_equal(rp.status, 200);
	assert_string_equal(rp.type, "text/calendar; charset=utf-8");
	says(&rp, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
	says(&rp, "X-WR-CALNAME:Nhiệm vụ của Văn phòng Thành ủy\r\n");
	says(&rp, "DTSTART;VALUE=DATE:20261020\r\nDTEND;VALUE=DATE:20261021\r\n"
		  "SUMMARY:2.5 Tổ chức tập huấn ký số\r\n");
	says(&rp, "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n");
	says(&rp, "SUMMARY:2.4 Số hóa hồ sơ đảng viên\\, đợt 2\r\n");
	says_not(&rp, "chuyên mục");		/* another unit's */
	says_not(&rp, "Kế hoạch tuyên truyền"); /* a draft */
	says_not(&rp, "Lịch công tác");		/* done */
	says_not(&rp, "BEGIN:VTIMEZONE");
	says_not(&rp, "X-WR-CALDESC");
	/* no line of more than 75 bytes */
	for (ptrdiff_t i = 0; i < s.n; i++) {
		column = s.p[i] == '\n' ? 0 : column + 1;
		assert_in_range(column, 0, 76); /* and its \r */
	}
	/* the same until something happens: programs see no change */
	rp = fetch(path);
	assert_true(str_eq(buf_view(&rp.body), s));
	rp = fetch("/calendar/nothing.ics");
	assert_int_equal(rp.status, 404);
	/* the leader sees the whole committee's */
	rp = fetch(feed_make(USER_LEADER, 0));
	says(&rp, "SUMMARY:2.5");
}

static void test_revoked(void **state)
{
	const char *path = feed_make(USER_LEAD, 0);
	int64_t id = newest_of(USER_LEAD);
	struct reply rp;

	(void)state;
	/* the secret itself is kept nowhere */
	rp = work_kit_get(&kit, USER_LEAD, "/account/calendar", 0);
	says_not(&rp, path + 10);
	says(&rp, "Thu hồi");
	rp = work_kit_post(&kit, USER_OTHER, "/account/calendar/%ld/revoke", id,
			   "");
	assert_int_equal(rp.status, 404);
	assert_int_equal(fetch(path).status, 200);
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar/%ld/revoke", id,
			   "");
	assert_int_equal(rp.status, 303);
	assert_int_equal(fetch(path).status, 404);
	/* and one of a person who is gone */
	path = feed_make(USER_OTHER, 0);
	assert_int_equal(fetch(path).status, 200);
	ok(account_disable(&kit.cx, kit.user[USER_OTHER], STR("left")));
	assert_int_equal(fetch(path).status, 404);
}

/* What falls due in the pipeline, of who sees it; another address for it works
 * like any other. */
static void test_growth(void **state)
{
	struct reply rp;
	const char *path;

	(void)state;
	work_kit_candidate(&kit, "Trần Lan", UNIT_CELL, "2021-11-01");
	work_kit_candidate(&kit, "Lê Hoa", UNIT_PEOPLE, "2021-11-01");
	rp = work_kit_get(&kit, USER_LEAD, "/account/calendar", 0);
	says(&rp, "value=\"-1\"");
	path = feed_make(USER_LEAD, WORK_FEED_GROWTH);
	rp = fetch(path);
	assert_int_equal(rp.status, 200);
	says(&rp, "X-WR-CALNAME:Phát triển đảng");
	says(&rp, "DTSTART;VALUE=DATE:20261101\r\n");
	says(&rp, "Trần Lan");
	says_not(&rp, "Lê Hoa");
	says_not(&rp, "UID:task-");
	rp = work_kit_get(&kit, USER_LEAD, "/account/calendar", 0);
	says(&rp, "Người trong nguồn phát triển đảng");
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar/%ld/renew",
			   newest_of(USER_LEAD), "");
	assert_int_equal(fetch(path).status, 404);
	path = address_in(&rp);
	rp = fetch(path);
	says(&rp, "Trần Lan");
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar/%ld/revoke",
			   newest_of(USER_LEAD), "");
	assert_int_equal(fetch(path).status, 404);
	/* who sees the whole sees both */
	rp = fetch(feed_make(USER_LEADER, WORK_FEED_GROWTH));
	assert_int_equal(events(&rp), 2);
}

static void test_limit(void **state)
{
	struct reply rp;

	(void)state;
	for (int i = 0; i < WORK_FEEDS_MOST; i++)
		feed_make(USER_LEAD, 0);
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar", 0, "");
	assert_int_equal(rp.status, 422);
	says(&rp, "Đã có 10 địa chỉ");
	/* another address instead of one is no more of them */
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar/%ld/renew",
			   newest_of(USER_LEAD), "");
	assert_int_equal(fetch(address_in(&rp)).status, 200);
}

/* Another address: the old one ends, the new one shows the same. */
static void test_renewed(void **state)
{
	int64_t view = view_of(USER_LEAD, 0, "state=overdue", SHARING_OWN);
	const char *was = feed_make(USER_LEAD, view), *is;
	struct reply rp = fetch(was);
	struct str shown = buf_view(&rp.body);
	int64_t id = newest_of(USER_LEAD);

	(void)state;
	rp = work_kit_post(&kit, USER_OTHER, "/account/calendar/%ld/renew", id,
			   "");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar/%ld/renew", id,
			   "key=renewed-01");
	is = address_in(&rp);
	says(&rp, "Địa chỉ của lịch “Việc gấp; tuần”");
	assert_int_equal(fetch(was).status, 404);
	rp = fetch(is);
	assert_true(str_eq(buf_view(&rp.body), shown));
	/* the form sent twice makes one */
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar/%ld/renew", id,
			   "key=renewed-01");
	assert_int_equal(rp.status, 200);
	says_not(&rp, "value=\"/calendar/");
	assert_int_equal(fetch(is).status, 200);
	assert_int_equal(work_kit_post(&kit, USER_LEAD,
				       "/account/calendar/%ld/renew", id, "")
				 .status,
			 404);
}

/* It shows what was seen where it was made, and nothing when that is over. */
static void test_seat(void **state)
{
	struct account_role role = { .role = STR(ROLE_SECRETARY),
				     .org = kit.unit[UNIT_OFFICE],
				     .from = kit.cx.today,
				     .to = DAY_NONE };
	const struct account_sitting place = { .user = kit.user[USER_OTHER],
					       .scope = kit.unit[UNIT_OFFICE] };
	struct cx sits = work_kit_as(&kit, USER_OTHER);
	struct user_grants_rows grants;
	struct work_feeds feeds;
	struct str token;
	const char *path;
	struct reply rp;
	bool good;

	(void)state;
	ok(account_role_give(&kit.cx, kit.user[USER_OTHER], &role));
	ok(account_actor_at(&kit.cx, &place, &sits.actor, &good));
	assert_true(good);
	ok(work_feed_make(&sits, 0, &token));
	path = str_fmt(arena, "/calendar/%.*s.ics", STR_ARG(token)).p;
	rp = fetch(path);
	says(&rp, "X-WR-CALNAME:Nhiệm vụ của Văn phòng Thành ủy\r\n");
	says(&rp, "SUMMARY:2.5 Tổ chức tập huấn ký số\r\n");
	/* the list names it from anywhere, and another address keeps it */
	rp = work_kit_get(&kit, USER_OTHER, "/account/calendar", 0);
	says(&rp, "Nhiệm vụ của Văn phòng Thành ủy");
	rp = work_kit_post(&kit, USER_OTHER, "/account/calendar/%ld/renew",
			   newest_of(USER_OTHER), "");
	path = address_in(&rp);
	rp = fetch(path);
	says(&rp, "SUMMARY:2.5 Tổ chức tập huấn ký số\r\n");
	/* also one of a view that is seen from there only */
	ok(work_feed_make(&sits,
			  view_of(USER_LEAD, 0, "state=open", SHARING_ORG),
			  &token));
	rp = work_kit_post(&kit, USER_OTHER, "/account/calendar/%ld/renew",
			   newest_of(USER_OTHER), "");
	assert_int_equal(fetch(address_in(&rp)).status, 200);
	ok(user_grants(kit.cx.db,
		       &(struct user_grants_in){ kit.user[USER_OTHER] },
		       &grants));
	ok(account_grant_end(&kit.cx, grants.p[grants.n - 1].id, STR("thôi")));
	assert_int_equal(fetch(path).status, 404);
	ok(work_feed_list(&sits, &feeds));
	assert_int_equal(feeds.n, 2);
	assert_int_equal(feeds.p[0].name.n, 0);
	assert_int_equal(feeds.p[1].name.n, 0);
}

/* ---- of a view ---------------------------------------------------------------- */

static void test_view(void **state)
{
	int64_t view = view_of(USER_OFFICE, kit.programme,
			       "state=soon\nsort=lead\ncol=base", SHARING_ALL);
	const char *office = feed_make(USER_OFFICE, view);
	const char *other = feed_make(USER_OTHER, view);
	struct reply rp = fetch(office);
	struct cx cx = work_kit_as(&kit, USER_OFFICE);

	(void)state;
	assert_int_equal(rp.status, 200);
	says(&rp, "NAME:Việc gấp\\; tuần\r\n");
	says(&rp, "X-WR-CALNAME:Việc gấp\\; tuần\r\n");
	says(&rp, "SUMMARY:2.5 Tổ chức tập huấn ký số\r\n");
	assert_int_equal(events(&rp), 1);
	/* the same view with the eyes of another unit */
	rp = fetch(other);
	assert_int_equal(rp.status, 200);
	assert_int_equal(events(&rp), 0);
	/* renamed: the calendar, too */
	ok(work_view_rename(&cx, view, STR("Hồ sơ")));
	rp = fetch(office);
	says(&rp, "X-WR-CALNAME:Hồ sơ\r\n");
}

static int64_t later;

static int64_t later_clock(void)
{
	return later;
}

/* It is asked as of today: what was done or moved leaves it, what became
 * overdue comes. */
static void test_view_follows(void **state)
{
	const char *path =
		feed_make(USER_LEAD,
			  view_of(USER_LEAD, 0, "state=overdue", SHARING_OWN));
	struct reply rp = fetch(path);
	struct cx cx = work_kit_as(&kit, USER_LEAD);

	(void)state;
	says(&rp, "SUMMARY:2.4");
	says_not(&rp, "SUMMARY:2.5"); /* due on the 20th */
	later = kit.cx.now + 7 * (int64_t)24 * 3600 * 1000;
	kit.http.clock = later_clock;
	rp = fetch(path);
	says(&rp, "SUMMARY:2.5");
	ok(work_do(&cx,
		   &(struct work_deed){
			   .task = kit.task[TASK_LATE],
			   .what = WORK_DO_SUBMIT,
			   .report = { .percent = 100,
				       .body = STR("Đã xong."),
				       .difficulty = STR("Thiếu người"),
				       .cause = STR("du_lieu"),
				       .ask = STR("none") } },
		   NULL));
	rp = fetch(path);
	says_not(&rp, "SUMMARY:2.4");
}

/* Deleted, no longer shared, or its person's rights are gone: nothing. */
static void test_view_ends(void **state)
{
	int64_t all = view_of(USER_OFFICE, 0, "state=open", SHARING_ALL);
	const char *office = feed_make(USER_OFFICE, all);
	const char *lead = feed_make(USER_LEAD, all);
	int64_t own = view_of(USER_OTHER, 0, "state=open", SHARING_OWN);
	const char *other = feed_make(USER_OTHER, own);
	struct cx cx = work_kit_as(&kit, USER_OFFICE);
	struct reply rp;

	(void)state;
	assert_int_equal(fetch(lead).status, 200);
	/* nobody makes one of another's view */
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar", 0,
			   str_fmt(arena, "view=%ld", (long)own).p);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_LEAD, "/account/calendar?view=%ld", own);
	assert_int_equal(rp.status, 404);
	ok(work_view_drop(&cx, all));
	assert_int_equal(fetch(office).status, 404);
	assert_int_equal(fetch(lead).status, 404);
	/* the page says so; it can only be revoked */
	rp = work_kit_get(&kit, USER_LEAD, "/account/calendar", 0);
	says(&rp, "Nội dung của lịch không còn");
	says_not(&rp, "Đổi địa chỉ");
	rp = work_kit_post(&kit, USER_LEAD, "/account/calendar/%ld/renew",
			   newest_of(USER_LEAD), "");
	assert_int_equal(rp.status, 404);
	assert_int_equal(fetch(other).status, 200);
	ok(account_disable(&kit.cx, kit.user[USER_OTHER], STR("left")));
	assert_int_equal(fetch(other).status, 404);
}

/* A view of an organisation ends for who acts for another one now. */
static void test_view_of_an_organisation(void **state)
{
	int64_t ours = view_of(USER_LEAD, 0, "state=open", SHARING_ORG);
	const char *path;

	(void)state;
	ok(account_grant(&kit.cx, kit.user[USER_OTHER], ROLE_SECRETARY,
			 kit.unit[UNIT_OFFICE], STR_NULL));
	/* the kit made the grants in the order of its users */
	ok(account_grant_end(&kit.cx, USER_OTHER + 1, STR("ended")));
	path = feed_make(USER_OTHER, ours);
	assert_int_equal(fetch(path).status, 200);
	ok(account_grant(&kit.cx, kit.user[USER_OTHER], ROLE_SECRETARY,
			 kit.unit[UNIT_PEOPLE], STR_NULL));
	ok(account_grant_end(&kit.cx, N_KIT_USER + 1, STR("ended")));
	assert_int_equal(fetch(path).status, 404);
}

/* More than a calendar takes: what comes next stays. */
static void test_too_many(void **state)
{
	struct work_task_words w = { .programme = kit.programme,
				     .section = STR(""),
				     .work = STR("Lập báo cáo tuần"),
				     .work_confirmed = true,
				     .lead = kit.unit[UNIT_PRESS],
				     .lead_text = STR(""),
				     .deadline = STR("30/11/2026"),
				     .product = STR("Báo cáo"),
				     .product_confirmed = true,
				     .import = DB_NULL,
				     .import_row = DB_NULL };
	const char *path = feed_make(USER_OFFICE,
				     view_of(USER_OFFICE, 0, "", SHARING_OWN));
	struct reply rp;

	(void)state;
	for (int i = 0; i < CALENDAR_EVENTS; i++) {
		struct arena_mark mark = arena_mark(kit.cx.arena);
		int64_t id;

		w.number = str_fmt(kit.cx.arena, "n%d", i);
		ok(work_task_add(&kit.cx, &w, &id));
		arena_rewind(kit.cx.arena, mark);
	}
	rp = fetch(path);
	assert_int_equal(rp.status, 200);
	assert_int_equal(events(&rp), CALENDAR_EVENTS);
	says(&rp, "X-WR-CALDESC:Chỉ hiện 2.000 nhiệm vụ");
	says(&rp, "SUMMARY:n1980 Lập báo cáo tuần");
	says(&rp, "SUMMARY:2.5");     /* 20/10 */
	says_not(&rp, "SUMMARY:2.4"); /* 31/08 */
}

/* ---- pages ---------------------------------------------------------------------- */

static void test_pages(void **state)
{
	int64_t view, of_all;
	struct reply rp;

	(void)state;
	work_kit_golden(&kit, USER_LEAD, "/account/calendar", 0,
			"calendar_none");
	view = view_of(USER_OFFICE, kit.programme, "state=open", SHARING_ALL);
	of_all = view_of(USER_LEAD, 0, "state=overdue", SHARING_OWN);
	feed_make(USER_LEAD, 0);
	feed_make(USER_LEAD, view);
	work_kit_golden(&kit, USER_LEAD, "/account/calendar?view=%ld", of_all,
			"calendar");
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
	says_not(&rp, "rv.example.vn/calendar/");
}

/* The way from a list to its calendar. */
static void test_ways(void **state)
{
	int64_t view = view_of(USER_LEAD, 0, "state=overdue", SHARING_OWN);
	const char *href =
		str_fmt(arena, "href=\"/account/calendar?view=%ld#h-make\"",
			(long)view)
			.p;
	struct reply rp;

	(void)state;
	rp = work_kit_get(&kit, USER_LEAD, "/tasks?state=overdue&view=%ld",
			  view);
	says(&rp, href);
	/* changed on screen: it isn't the view any more */
	rp = work_kit_get(&kit, USER_LEAD, "/tasks?state=open&view=%ld", view);
	says_not(&rp, "/account/calendar?view=");
	rp = work_kit_get(&kit, USER_LEAD, "/tasks/shape", 0);
	says(&rp, href);
	rp = work_kit_get(&kit, USER_LEAD, "/account/calendar?view=%ld", view);
	says(&rp,
	     str_fmt(arena, "<option value=\"%ld\" selected>", (long)view).p);
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
		T(test_calendar),  T(test_revoked),
		T(test_growth),	   T(test_limit),
		T(test_renewed),   T(test_seat),
		T(test_view),	   T(test_view_follows),
		T(test_view_ends), T(test_view_of_an_organisation),
		T(test_too_many),  T(test_pages),
		T(test_ways),	   T(test_folding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
