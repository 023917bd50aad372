/* Requests, restrictions, holds, breaches: what each act does and refuses. */
#include "member/test/member_kit.h"

#include "base/utf8.h"

#include "member/member_list.h"
#include "member/member_search.h"
#include "member/member_span.h"
#include "member/member_stat.h"
#include "member/member_word.h"
#include "org/org.h"
#include "privacy/privacy.h"
#include "privacy/privacy_act.h"
#include "privacy/privacy_query.h"
#include "view/feature.h"
#include "work/work.h"

static const struct feature *const features[] = {
	&org_feature,  &account_feature, &member_feature,
	&work_feature, &privacy_feature,
};

struct bureau {
	struct town t;
	int64_t officer, own; /* own: the user that the person is */
};
#define BUREAU                                                                 \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct bureau b;                                                       \
	struct town *t = &b.t;                                                 \
	struct cx *cx = &t->cx;                                                \
	bureau_open(&b, a)

static void bureau_open(struct bureau *b, struct arena *a)
{
	features_set(features, N_ELEMENTS(features));
	town_open(&b->t, a);
	as(&b->t, 0);
	b->officer = user(&b->t, "dl@dn.vn", "data_officer", b->t.root);
	b->own = user(&b->t, "thu@dn.vn", ROLE_SECRETARY, b->t.two);
	as(&b->t, b->t.office);
	ok(member_link_user(&b->t.cx, b->t.thu, b->own));
}

static struct request_by_id_row request(struct cx *cx, int64_t id)
{
	struct request_by_id_row r;
	bool found;

	ok(request_by_id(cx->db, &(struct request_by_id_in){ .id = id }, &r,
			 &found));
	assert_true(found);
	return r;
}

static struct privacy_wish wish(const struct bureau *b, enum privacy_kind kind,
				enum privacy_way way)
{
	return (struct privacy_wish){ .who = { .member = b->t.thu },
				      .kind = kind,
				      .way = way,
				      .words = STR("xin cho biết"),
				      .came_on = b->t.cx.today };
}

static int64_t asked(struct bureau *b, enum privacy_kind kind)
{
	struct privacy_wish in = wish(b, kind, PRIVACY_LETTER);
	int64_t id;

	as(&b->t, b->officer);
	ok(privacy_ask(&b->t.cx, &in, &id));
	ok(privacy_take(&b->t.cx, id));
	return id;
}

static struct err *answer(struct bureau *b, int64_t id, bool accept)
{
	return privacy_reply(&b->t.cx,
			     &(struct privacy_answer){ .id = id,
						       .accept = accept,
						       .text = STR("xong") });
}

/* ---- requests ----------------------------------------------------------- */

static void test_own(void **state UNUSED)
{
	struct privacy_wish in;
	struct request_by_id_row r;
	int64_t id, other;
	BUREAU;

	as(t, b.own);
	in = wish(&b, PRIVACY_ACCESS, PRIVACY_PAGE);
	in.who = (struct person){ .member = 999 }; /* it is theirs anyway */
	in.came_on = cx->today - 30;
	ok(privacy_ask(cx, &in, &id));
	r = request(cx, id);
	assert_int_equal(r.member, t->thu);
	assert_int_equal(r.user_id, b.own);
	same(r.state, "received");
	same(day_iso(a, r.came_on), "2026-10-14");
	same(day_iso(a, r.due_on), "2026-10-16");
	refuses(privacy_ask(cx, &in, &other), ERR_CONFLICT, "kind");
	/* nobody else's, and not by who doesn't answer for it */
	as(t, t->secretary);
	fails(privacy_drop(cx, id), ERR_NOT_FOUND);
	fails(privacy_take(cx, id), ERR_DENIED);
	in = wish(&b, PRIVACY_ERASURE, PRIVACY_LETTER);
	fails(privacy_ask(cx, &in, &other), ERR_DENIED);
	as(t, b.own);
	ok(privacy_drop(cx, id));
	same(request(cx, id).state, "dropped");
	fails(privacy_drop(cx, id), ERR_CONFLICT);
	kit_close(cx);
}

static void test_on_behalf(void **state UNUSED)
{
	struct privacy_wish in;
	int64_t id, again;
	BUREAU;

	as(t, b.officer);
	in = wish(&b, PRIVACY_CORRECTION, PRIVACY_VISIT);
	in.words = STR(" ");
	refuses(privacy_ask(cx, &in, &id), ERR_INVALID, "words");
	in.words = STR("số điện thoại");
	in.came_on = cx->today + 1;
	refuses(privacy_ask(cx, &in, &id), ERR_INVALID, "came_on");
	in.came_on = cx->today - 1;
	in.who.member = 999;
	refuses(privacy_ask(cx, &in, &id), ERR_INVALID, "member");
	in.who.member = t->thu;
	cx->key = STR("form-1");
	ok(privacy_ask(cx, &in, &id));
	ok(privacy_ask(cx, &in, &again)); /* the same form again */
	assert_int_equal(id, again);
	cx->key = STR_NULL;
	assert_int_equal(request(cx, id).user_id, b.own);
	fails(answer(&b, id, true), ERR_CONFLICT); /* taken first */
	ok(privacy_take(cx, id));
	fails(privacy_take(cx, id), ERR_CONFLICT);
	fails(privacy_reply(cx, &(struct privacy_answer){ .id = id }),
	      ERR_INVALID);
	ok(answer(&b, id, false));
	same(request(cx, id).state, "refused");
	same(request(cx, id).answer, "xong");
	fails(answer(&b, id, true), ERR_CONFLICT);
	kit_close(cx);
}

/* ---- restriction -------------------------------------------------------- */

static int64_t listed(struct cx *cx, const char *name)
{
	struct feature_find what = { .q = str_c(name),
				     .fold = text_fold(cx->arena, str_c(name)),
				     .same = text_same_key(cx->arena,
							   str_c(name)),
				     .most = 10 };
	struct feature_hits hits = { .n = 0 };

	ok(member_search_find(cx, &what, &hits));
	return hits.n;
}

static int64_t members_of(struct town *t)
{
	struct member_stat s;

	ok(member_stat_read(&t->cx,
			    &(struct stat_ask){ .org = t->one,
						.on = t->cx.today,
						.structure = DAY_NONE },
			    &s));
	return s.members;
}

static void sound(struct cx *cx)
{
	struct err *found;
	int64_t wrong;

	ok(member_span_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	ok(member_words_check(cx, &wrong));
	assert_int_equal(wrong, 0);
	ok(audit_verify(cx, &wrong, &found));
	ok(found);
}

static void test_restricted(void **state UNUSED)
{
	struct str were, stood, value;
	struct member_by_id_row before;
	int64_t id, counted;
	BUREAU;

	ok(change(t, "name", "Đặng Thị Thư", "2025-01-01"));
	were = facts(t);
	stood = history(t);
	before = row(t);
	counted = members_of(t);
	assert_int_equal(listed(cx, "Đặng Thị Thư"), 1);
	id = asked(&b, PRIVACY_RESTRICTION);
	ok(answer(&b, id, true));

	as(t, t->office);
	same(row(t).name, str_fmt(a, "Bị hạn chế #%lld", (long long)t->thu).p);
	assert_int_equal(listed(cx, "Đặng Thị Thư"), 0);
	assert_int_equal(listed(cx, "Hạ Thư"), 0); /* formerly */
	assert_false(says(facts(t), "Thư"));
	assert_false(says(facts(t), "0912345417"));
	assert_false(says(facts(t), "482"));
	same(member_birth_text(a, row(t).birth, row(t).birth_part), "1988");
	/* kept and counted, but not used */
	assert_true(str_eq(history(t), stood));
	assert_int_equal(members_of(t), counted);
	fails(change(t, "phone", "0911111111", "2026-01-01"), ERR_CONFLICT);
	fails(move(t, "within", t->two, "2026-10-01"), ERR_CONFLICT);
	fails(member_show(cx,
			  &(struct member_edit){ .member = t->thu,
						 .field = STR("national_id"),
						 .reason = STR("xem") },
			  &value),
	      ERR_CONFLICT);
	sound(cx);

	fails(privacy_lift(cx, t->thu, STR("xong")), ERR_DENIED);
	as(t, b.officer);
	refuses(privacy_lift(cx, t->thu, STR("")), ERR_INVALID, "reason");
	ok(privacy_lift(cx, t->thu, STR("đã sửa")));
	fails(privacy_lift(cx, t->thu, STR("đã sửa")), ERR_CONFLICT);
	as(t, t->office);
	assert_true(str_eq(facts(t), were));
	assert_true(str_eq(row(t).name, before.name));
	assert_int_equal(row(t).birth, before.birth);
	assert_int_equal(listed(cx, "Đặng Thị Thư"), 1);
	assert_int_equal(listed(cx, "Hạ Thư"), 1);
	ok(member_show(cx,
		       &(struct member_edit){ .member = t->thu,
					      .field = STR("national_id"),
					      .reason = STR("xem") },
		       &value));
	same(value, "079088012482");
	sound(cx);
	kit_close(cx);
}

/* ---- holds, erasing that is refused ------------------------------------- */

static void test_refused(void **state UNUSED)
{
	int64_t id;
	BUREAU;

	id = asked(&b, PRIVACY_ERASURE);
	fails(answer(&b, id, true), ERR_CONFLICT); /* a member of today */
	same(request(cx, id).state, "work");
	as(t, t->office);
	ok(move(t, "resigned", 0, "2026-10-01"));
	as(t, b.officer);
	ok(privacy_hold(cx, t->thu, STR("đang kiểm tra")));
	fails(privacy_hold(cx, t->thu, STR("nữa")), ERR_CONFLICT);
	fails(answer(&b, id, true), ERR_CONFLICT);
	same(row(t).name, "Đặng Hạ Thư");
	ok(privacy_hold(cx, t->thu, STR("")));
	fails(privacy_hold(cx, t->thu, STR("")), ERR_CONFLICT);
	as(t, t->office);
	fails(privacy_hold(cx, t->thu, STR("x")), ERR_DENIED);
	as(t, b.officer);
	ok(answer(&b, id, true));
	same(row(t).name, str_fmt(a, "Đã xóa #%lld", (long long)t->thu).p);
	same(request(cx, id).state, "answered");
	same(request(cx, id).answer, "");
	kit_close(cx);
}

/* Nobody erases themselves. */
static void test_self(void **state UNUSED)
{
	BUREAU;

	as(t, b.officer);
	fails(privacy_erase(cx,
			    &(struct privacy_erasing){
				    .who = { .user = b.officer },
				    .cause = "request" }),
	      ERR_CONFLICT);
	as(t, t->office);
	fails(privacy_erase(cx,
			    &(struct privacy_erasing){ .who = { .user = b.own },
						       .cause = "request" }),
	      ERR_DENIED);
	kit_close(cx);
}

/* ---- a record's time ---------------------------------------------------- */

static void test_due(void **state UNUSED)
{
	struct due_list_rows rows;
	struct member_new in;
	int64_t n, other;
	BUREAU;

	ok(move(t, "resigned", 0, "2026-10-01"));
	in = thu(t); /* a member of today, for decades */
	in.name = STR("Lê An");
	in.n_values = 0;
	in.admitted = d("1980-02-03");
	in.official = d("1981-02-03");
	in.birth = d("1955-02-03");
	ok(member_add(cx, &in, false, &other));
	as(t, b.officer);
	ok(privacy_due_find(cx, &n));
	assert_int_equal(n, 0);
	fails(privacy_due_erase(cx, t->thu), ERR_NOT_FOUND);
	kit_day(cx, "2036-10-02");
	ok(privacy_due_find(cx, &n));
	assert_int_equal(n, 1);
	ok(privacy_due_find(cx, &n));
	assert_int_equal(n, 0);		  /* stands there already */
	same(row(t).name, "Đặng Hạ Thư"); /* and nothing else happened */
	refuses(privacy_due_keep(cx, t->thu, cx->today + 9000, STR("x")),
		ERR_INVALID, "until");
	refuses(privacy_due_keep(cx, t->thu, DAY_NONE, STR("")), ERR_INVALID,
		"reason");
	ok(privacy_due_keep(cx, t->thu, cx->today + 30, STR("đang khiếu nại")));
	ok(due_list(cx->db,
		    &(struct due_list_in){ .today = cx->today, .limit = 9 },
		    &rows));
	assert_int_equal(rows.n, 0);
	kit_day(cx, "2036-11-10");
	ok(due_list(cx->db,
		    &(struct due_list_in){ .today = cx->today, .limit = 9 },
		    &rows));
	assert_int_equal(rows.n, 1);
	same(rows.p[0].reason, "đang khiếu nại");
	as(t, b.officer);
	cx->key = STR("form-2"); /* a second click */
	ok(privacy_due_erase(cx, t->thu));
	ok(privacy_due_erase(cx, t->thu));
	cx->key = STR_NULL;
	fails(privacy_due_erase(cx, t->thu), ERR_NOT_FOUND);
	same(row(t).name, str_fmt(a, "Đã xóa #%lld", (long long)t->thu).p);
	ok(due_list(cx->db,
		    &(struct due_list_in){ .today = cx->today, .limit = 9 },
		    &rows));
	assert_int_equal(rows.n, 0);
	kit_close(cx);
}

/* A clock that jumps lists people at most. */
static void test_clock(void **state UNUSED)
{
	int64_t n;
	BUREAU;

	ok(move(t, "resigned", 0, "2026-10-01"));
	kit_day(cx, "2099-01-01");
	ok(privacy_due_find(cx, &n));
	assert_int_equal(n, 1);
	same(row(t).name, "Đặng Hạ Thư");
	kit_close(cx);
}

/* ---- breaches ----------------------------------------------------------- */

static void test_breach(void **state UNUSED)
{
	struct privacy_breach_new in = { .title = STR("mất máy"),
					 .what = STR("máy tính xách tay") };
	struct breach_by_id_row r;
	struct privacy_touched touched = { .since = DAY_NONE };
	int64_t id, n;
	bool found;
	BUREAU;

	as(t, t->secretary);
	ok(member_look(cx, t->thu, STR("họp")));
	as(t, t->office);
	in.found_at = cx->now;
	fails(privacy_breach_add(cx, &in, &id), ERR_DENIED);
	as(t, b.officer);
	in.found_at = cx->now + 1;
	refuses(privacy_breach_add(cx, &in, &id), ERR_INVALID, "found_on");
	in.found_at = cx->now - 3600000;
	ok(privacy_breach_add(cx, &in, &id));
	ok(breach_by_id(cx->db, &(struct breach_by_id_in){ id }, &r, &found));
	assert_int_equal(r.due_at - r.found_at, (int64_t)72 * 3600000);
	touched.id = id;
	refuses(privacy_breach_touch(cx, &touched, &n), ERR_INVALID, "since");
	touched.since = cx->today;
	touched.user = t->office; /* who looked at nobody */
	ok(privacy_breach_touch(cx, &touched, &n));
	assert_int_equal(n, 0);
	touched.user = t->secretary;
	ok(privacy_breach_touch(cx, &touched, &n));
	assert_int_equal(n, 1);
	touched.user = 0;
	ok(privacy_breach_touch(cx, &touched, &n));
	assert_int_equal(n, 1); /* the same */
	touched.member = 999;
	refuses(privacy_breach_touch(cx, &touched, &n), ERR_INVALID, "member");
	ok(privacy_breach_step(cx, id, STR("đã khóa tài khoản")));
	refuses(privacy_breach_close(cx, id, STR("mã hóa đĩa")), ERR_CONFLICT,
		"lesson");
	ok(privacy_breach_told(cx, id, STR("A05, công văn 3")));
	fails(privacy_breach_told(cx, id, STR("lại")), ERR_CONFLICT);
	ok(privacy_breach_people_told(cx, id));
	ok(privacy_breach_close(cx, id, STR("mã hóa đĩa")));
	fails(privacy_breach_step(cx, id, STR("x")), ERR_CONFLICT);
	ok(breach_by_id(cx->db, &(struct breach_by_id_in){ id }, &r, &found));
	same(r.told_whom, "A05, công văn 3");
	assert_true(r.closed_at != DB_NULL);
	sound(cx);
	kit_close(cx);
}

/* ---- the copy ----------------------------------------------------------- */

static bool book_says(const struct person_book *book, const char *part,
		      const char *what)
{
	for (ptrdiff_t i = 0; i < book->parts.n; i++)
		for (ptrdiff_t k = 0; k < book->parts.p[i].lines.n; k++)
			if (str_eq(str_c(book->parts.p[i].code), str_c(part)) &&
			    says(book->parts.p[i].lines.p[k].value, what))
				return true;
	return false;
}

static void test_copy(void **state UNUSED)
{
	struct person who;
	struct person_book book;
	struct member_looks_rows looks;
	struct str json, bytes;
	BUREAU;

	ok(change(t, "phone", "0911222333", "2026-02-01"));
	as(t, b.own);
	ok(privacy_self(cx, &who));
	assert_int_equal(who.member, t->thu);
	ok(privacy_book(cx, &who, true, &book));
	assert_true(book_says(&book, "record", "Đặng Hạ Thư"));
	assert_true(book_says(&book, "facts", "0912345417")); /* formerly */
	assert_true(book_says(&book, "facts", "0911222333"));
	assert_true(book_says(&book, "protected", "079088012482"));
	assert_true(book_says(&book, "account", "thu@dn.vn"));
	assert_true(book_says(&book, "trail", "Giấy chuyển 118") ||
		    book_says(&book, "trail", "2014-02-03"));
	ok(privacy_book(cx, &who, false, &book));
	assert_false(book_says(&book, "protected", "079088012482"));
	ok(privacy_book(cx, &who, true, &book));
	json = privacy_book_json(cx, &who, &book);
	assert_true(says(json, "\"format\":\"roviec-person-1\""));
	assert_true(says(json, "\"079088012482\""));
	assert_true(says(json, "\"register\":["));
	ok(privacy_book_docx(cx, &book, STR("Thư"), &bytes));
	assert_true(bytes.n > 1000);
	/* who gives it out for somebody is written down with the fields */
	as(t, b.officer);
	ok(privacy_copy_log(cx, &who, "json", 7));
	ok(member_looks(cx->db,
			&(struct member_looks_in){ .member = t->thu,
						   .since = cx->today,
						   .limit = 10 },
			&looks));
	assert_int_equal(looks.n, 2);
	same(looks.p[0].reason, "yêu cầu 7 về dữ liệu cá nhân");
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_on_behalf),
		cmocka_unit_test(test_restricted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_self),
		cmocka_unit_test(test_due),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_breach),
		cmocka_unit_test(test_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
