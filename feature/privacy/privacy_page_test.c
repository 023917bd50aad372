/* The pages of personal data through the door of platform/http. */
#include "work/test/work_kit.h"

#include "account/account.h"
#include "auth/auth.h"
#include "db/db.h"
#include "growth/growth.h"
#include "member/member_act.h"
#include "org/org.h"
#include "privacy/privacy_priv.h"
#include "privacy/privacy_query.h"
#include "work/work.h"

enum { ARENA = 128 << 20 };

static const struct route_table *const tables[] = {
	&privacy_own_routes,
	&privacy_request_routes,
	&privacy_breach_routes,
	&privacy_record_routes,
	&privacy_member_routes,
	&privacy_candidate_routes,
	NULL,
};
static const struct feature *const features[] = {
	&org_feature,	 &account_feature, &member_feature,
	&growth_feature, &work_feature,	   &privacy_feature,
};

struct place {
	struct work_kit kit;
	int64_t officer, thu;
	const char *cookie; /* the officer's */
};

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

struct entry {
	int64_t user;
	struct str token;
};

static struct err *enter_fn(struct cx *cx, void *arg)
{
	struct entry *e = arg;

	return session_start(cx, e->user, STR("Firefox"), STR("127.0.0.1"),
			     &e->token);
}

static void officer_make(struct place *p)
{
	struct cx *cx = &p->kit.cx;
	struct entry e;

	ok(account_ensure(cx,
			  &(struct account_new){ .email = STR("dl@dn.vn"),
						 .name = STR("Lê Dữ Liệu"),
						 .role = "data_officer",
						 .org = p->kit.root },
			  &p->officer));
	e.user = p->officer;
	ok(db_tx(cx, enter_fn, &e));
	p->cookie = str_to_c(cx->arena,
			     str_cat(cx->arena, STR("__Host-rv="), e.token));
}

static void place_open(struct arena *a, struct place *p)
{
	struct cx *cx = &p->kit.cx;
	struct member_value values[] = {
		{ STR("national_id"), STR("079088012482") },
		{ STR("phone"), STR("0912345417") },
	};
	struct member_new in = { .name = STR("Đặng Hạ Thư"),
				 .sex = STR("f"),
				 .birth = d("1988-05-19"),
				 .from = d("2025-09-05"),
				 .how = STR("in"),
				 .basis = STR("Giấy chuyển 118"),
				 .sent_on = DAY_NONE,
				 .admitted = d("2014-02-03"),
				 .official = d("2015-02-03"),
				 .state_from = DAY_NONE,
				 .value = values,
				 .n_values = N_ELEMENTS(values) };

	work_kit_found(a, tables, "2025-01-01", &p->kit);
	kit_day(cx, "2026-10-14");
	work_kit_go_on(&p->kit);
	features_set(features, N_ELEMENTS(features));
	in.org = p->kit.unit[UNIT_OFFICE];
	ok(member_add(cx, &in, false, &p->thu));
	ok(member_link_user(cx, p->thu, p->kit.user[USER_LEAD]));
	officer_make(p);
}

#define PLACE                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct place p;                                                        \
	struct work_kit *k = &p.kit;                                           \
	struct reply r UNUSED;                                                 \
	place_open(a, &p)

static struct reply officer_get(struct place *p, const char *path,
				const char *lang)
{
	struct arena *a = p->kit.cx.arena;
	struct reply rp;

	ok(http_serve_one(a, &p->kit.http,
			  &(struct http_try){ .path = path,
					      .cookie = p->cookie,
					      .lang = lang },
			  &rp));
	return rp;
}

static struct reply officer_post(struct place *p, const char *path,
				 const char *body)
{
	struct reply rp;

	ok(http_serve_one(p->kit.cx.arena, &p->kit.http,
			  &(struct http_try){ .method = POST,
					      .path = path,
					      .body = body,
					      .cookie = p->cookie },
			  &rp));
	return rp;
}

static void shows(const struct reply *rp, const char *what)
{
	if (str_find(buf_view(&rp->body), str_c(what), 0) < 0)
		fail_msg("\"%s\" isn't on the page (%d)", what, rp->status);
}

static void hides(const struct reply *rp, const char *what)
{
	if (str_find(buf_view(&rp->body), str_c(what), 0) >= 0)
		fail_msg("\"%s\" is on the page", what);
}

static void test_own(void **state UNUSED)
{
	PLACE;

	r = work_kit_get(k, USER_LEAD, "/me/data", 0);
	assert_int_equal(r.status, 200);
	shows(&r, "Số định danh cá nhân");
	shows(&r, "khi là thành viên, sau đó 10 năm");
	r = work_kit_get_en(k, USER_LEAD, "/me/data", 0);
	shows(&r, "Personal identification number");
	shows(&r, "while a member, then 10 years");
	r = work_kit_post(k, USER_LEAD, "/me/data/ask", 0,
			  "kind=correction&words=");
	assert_int_equal(r.status, 422);
	shows(&r, "Hãy viết vài lời ở đây.");
	r = work_kit_post(k, USER_LEAD, "/me/data/ask", 0,
			  "kind=nothing&words=x");
	assert_int_equal(r.status, 422);
	r = work_kit_post(k, USER_LEAD, "/me/data/ask", 0,
			  "kind=access&words=%C4%91%E1%BB%8Dc+h%E1%BA%BFt");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_LEAD, "/me/data?done=asked", 0);
	shows(&r, "Đã nhận yêu cầu của bạn.");
	shows(&r, "đọc hết");
	shows(&r, "16/10/2026");
	/* of others nothing */
	r = work_kit_get(k, USER_OTHER, "/me/data", 0);
	hides(&r, "đọc hết");
	work_kit_close(k);
}

static void test_copy(void **state UNUSED)
{
	PLACE;

	r = work_kit_post(k, USER_LEAD, "/me/data/copy", 0, "format=html");
	assert_int_equal(r.status, 200);
	shows(&r, "079088012482");
	shows(&r, "Giấy chuyển 118");
	r = work_kit_post(k, USER_LEAD, "/me/data/copy", 0, "format=json");
	shows(&r, "\"value\":\"079088012482\"");
	assert_true(str_ends(r.download, STR(".json")));
	r = work_kit_post(k, USER_LEAD, "/me/data/copy", 0, "format=docx");
	assert_true(str_starts(buf_view(&r.body), STR("PK")));
	/* whoever isn't a member gets the account */
	r = work_kit_post(k, USER_OTHER, "/me/data/copy", 0, "format=json");
	hides(&r, "079088012482");
	hides(&r, "Đặng Hạ Thư");
	shows(&r, "\"code\":\"account\"");
	work_kit_close(k);
}

/* Who doesn't answer for personal data sees none of it. */
static void test_closed(void **state UNUSED)
{
	static const char *const paths[] = {
		"/privacy",
		"/privacy/new",
		"/privacy/due",
		"/privacy/breaches",
		"/privacy/breach/new",
		"/privacy/records",
		"/privacy/records.docx",
		"/privacy/member/%ld",
	};
	PLACE;

	for (int i = 0; i < N_ELEMENTS(paths); i++)
		for (int u = 0; u < N_KIT_USER; u++) {
			r = work_kit_get(k, (enum kit_user)u, paths[i], p.thu);
			if (r.status != 403 && r.status != 404)
				fail_msg("%s: %d", paths[i], r.status);
			hides(&r, "Đặng Hạ Thư");
		}
	work_kit_close(k);
}

static void test_request(void **state UNUSED)
{
	PLACE;

	r = officer_get(&p, "/privacy", NULL);
	shows(&r, "Không ai đang chờ");
	r = officer_get(&p, "/privacy/new?member=1", NULL);
	shows(&r, "value=\"1\"");
	r = officer_post(&p, "/privacy/new",
			 "member=99&email=&kind=restriction&way=letter&"
			 "came_on=14%2F10%2F2026&words=");
	assert_int_equal(r.status, 422);
	r = officer_post(&p, "/privacy/new",
			 str_fmt(a,
				 "member=%lld&email=&kind=restriction&"
				 "way=letter&came_on=12%%2F10%%2F2026&"
				 "words=th%%C6%%B0",
				 (long long)p.thu)
				 .p);
	assert_int_equal(r.status, 303);
	same(r.location, "/privacy/request/1");
	r = officer_get(&p, "/privacy", NULL);
	shows(&r, "Đặng Hạ Thư (#");
	shows(&r, "14/10/2026");
	r = officer_get(&p, "/privacy/request/1", NULL);
	shows(&r, "Nhận yêu cầu");
	hides(&r, "Chấp nhận và trả lời");
	/* no copy before somebody works on it */
	r = officer_post(&p, "/privacy/request/1/copy", "format=json");
	assert_int_equal(r.status, 409);
	r = officer_post(&p, "/privacy/request/1/take", "");
	assert_int_equal(r.status, 303);
	r = officer_post(&p, "/privacy/request/1/copy", "format=json");
	shows(&r, "079088012482");
	r = officer_post(&p, "/privacy/request/1/answer", "answer=&accept=1");
	assert_int_equal(r.status, 422);
	r = officer_post(&p, "/privacy/request/1/answer",
			 "answer=xong&accept=1");
	assert_int_equal(r.status, 303);
	r = officer_get(&p,
			str_fmt(a, "/privacy/member/%lld", (long long)p.thu).p,
			NULL);
	shows(&r, "Bị hạn chế #");
	shows(&r, "Kết thúc hạn chế");
	hides(&r, "Thư");
	r = officer_post(
		&p, str_fmt(a, "/privacy/member/%lld/lift", (long long)p.thu).p,
		"reason=h%E1%BA%BFt");
	assert_int_equal(r.status, 303);
	r = officer_post(
		&p, str_fmt(a, "/privacy/member/%lld/hold", (long long)p.thu).p,
		"hold=ki%E1%BB%83m+tra");
	assert_int_equal(r.status, 303);
	r = officer_get(&p,
			str_fmt(a, "/privacy/member/%lld", (long long)p.thu).p,
			"en");
	shows(&r, "kiểm tra");
	shows(&r, "Đặng Hạ Thư");
	r = officer_get(&p, "/privacy/request/99", NULL);
	assert_int_equal(r.status, 404);
	work_kit_close(k);
}

static void test_breach(void **state UNUSED)
{
	PLACE;

	r = officer_post(&p, "/privacy/breach/new",
			 "title=&found_on=14%2F10%2F2026&hour=7&what=&effect=");
	assert_int_equal(r.status, 422);
	r = officer_post(&p, "/privacy/breach/new",
			 "title=M%E1%BA%A5t+m%C3%A1y&found_on=14%2F10%2F2026&"
			 "hour=23&what=m%C3%A1y&effect=");
	assert_int_equal(r.status, 422); /* later than now */
	r = officer_post(&p, "/privacy/breach/new",
			 "title=M%E1%BA%A5t+m%C3%A1y&found_on=14%2F10%2F2026&"
			 "hour=7&what=m%C3%A1y&effect=");
	assert_int_equal(r.status, 303);
	same(r.location, "/privacy/breach/1");
	r = officer_get(&p, "/privacy/breach/1", NULL);
	shows(&r, "còn 71 giờ");
	r = officer_post(
		&p, "/privacy/breach/1/touch",
		str_fmt(a, "since=&email=&member=%lld", (long long)p.thu).p);
	assert_int_equal(r.status, 303);
	r = officer_post(&p, "/privacy/breach/1/touch",
			 "since=&email=khong%40co.vn&member=");
	assert_int_equal(r.status, 422);
	r = officer_post(&p, "/privacy/breach/1/step", "words=kh%C3%B3a");
	assert_int_equal(r.status, 303);
	r = officer_get(&p, "/privacy/breach/1/pack", NULL);
	assert_true(str_starts(buf_view(&r.body), STR("PK")));
	r = officer_post(&p, "/privacy/breach/1/told", "whom=A05");
	assert_int_equal(r.status, 303);
	r = officer_post(&p, "/privacy/breach/1/people", "");
	assert_int_equal(r.status, 303);
	r = officer_post(&p, "/privacy/breach/1/close",
			 "lesson=m%C3%A3+h%C3%B3a");
	assert_int_equal(r.status, 303);
	r = officer_get(&p, "/privacy/breaches", "en");
	shows(&r, "Notified in time");
	work_kit_close(k);
}

static void test_records(void **state UNUSED)
{
	PLACE;

	r = officer_get(&p, "/privacy/records", NULL);
	shows(&r, "Đề cương đánh giá tác động");
	r = officer_post(&p, "/privacy/records",
			 "controller=%C4%90%E1%BA%A3ng+%E1%BB%A7y&contact=12&"
			 "officer=An&recipients=&abroad=kh%C3%B4ng");
	assert_int_equal(r.status, 303);
	r = officer_get(&p, "/privacy/records", NULL);
	shows(&r, "Đảng ủy");
	r = officer_get(&p, "/privacy/records.docx", NULL);
	assert_true(str_starts(buf_view(&r.body), STR("PK")));
	r = officer_get(&p, "/privacy/due", NULL);
	shows(&r, "Không có hồ sơ nào hết thời hạn lưu.");
	work_kit_close(k);
}

/* Somebody who left the pipeline of admission, and whose time is over. */
static void candidate_make(struct place *p)
{
	struct cx *cx = &p->kit.cx;
	struct growth_new in = { .name = STR("Lê Văn Ân"),
				 .birth = d("1996-03-05"),
				 .org = p->kit.unit[UNIT_OFFICE],
				 .source = STR("youth"),
				 .proposer = STR("Đoàn Thanh niên"),
				 .consent = d("2025-09-05"),
				 .on = d("2025-09-05") };
	int64_t id;

	ok(growth_propose(cx, &in, false, &id));
	assert_int_equal(id, 1);
	ok(growth_leave(cx, id, 0,
			&(struct growth_exit){ STR("unwilling"),
					       d("2025-10-01"), STR("") }));
	/* of another day: sessions don't live for two years */
	kit_sql(cx, "insert into candidate_due (candidate, over_on, found_at, "
		    "reason) values (1, '2026-10-01', 0, '')");
}

static void test_candidate(void **state UNUSED)
{
	PLACE;

	candidate_make(&p);
	r = officer_get(&p, "/privacy/due", NULL);
	shows(&r, "Lê Văn Ân");
	shows(&r, "href=\"/privacy/candidate/1\"");
	r = officer_get(&p, "/privacy/candidate/9", NULL);
	assert_int_equal(r.status, 404);
	r = officer_get(&p, "/privacy/candidate/1", NULL);
	shows(&r, "/privacy/new?candidate=1");
	shows(&r, "/privacy/candidate/1/erase");
	r = officer_post(&p, "/privacy/candidate/1/keep",
			 "until=14%2F11%2F2026&reason=");
	assert_int_equal(r.status, 422);
	r = officer_post(&p, "/privacy/candidate/1/keep",
			 "until=14%2F11%2F2026&reason=khieu%20nai");
	assert_int_equal(r.status, 303);
	r = officer_get(&p, "/privacy/due", NULL);
	hides(&r, "Lê Văn Ân");
	/* asks by letter for a copy */
	r = officer_post(&p, "/privacy/new",
			 "member=&candidate=1&email=&kind=access&way=letter&"
			 "came_on=12%2F10%2F2026&words=");
	assert_int_equal(r.status, 303);
	same(r.location, "/privacy/request/1");
	r = officer_get(&p, "/privacy/request/1", NULL);
	shows(&r, "Lê Văn Ân (#1)");
	ok(privacy_take(&k->cx, 1));
	r = officer_post(&p, "/privacy/request/1/copy", "format=json");
	shows(&r, "Đoàn Thanh niên");
	/* what is kept on is not erased for its time, until that day */
	r = officer_post(&p, "/privacy/candidate/1/erase", "");
	assert_int_equal(r.status, 404);
	kit_sql(&k->cx, "update candidate_due set keep_until = '2026-10-14'");
	r = officer_post(&p, "/privacy/candidate/1/erase", "");
	assert_int_equal(r.status, 303);
	r = officer_get(&p, "/privacy/candidate/1", NULL);
	shows(&r, "Đã xóa khỏi nguồn #1");
	hides(&r, "/privacy/candidate/1/erase");
	work_kit_close(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_breach),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_candidate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
