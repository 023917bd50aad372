/* The pages of members through the door of platform/http. */
#include "work/test/work_kit.h"

#include "db/db.h"
#include "member/member_act.h"
#include "member/member_page_priv.h"
#include "member/member_query.h"
#include "member/member_stat_page.h"
#include "member/member_word.h"
#include "org/org.h"

enum { ARENA = 128 << 20 };

static const struct route_table *const tables[] = {
	&member_page_routes, &member_edit_routes,
	&member_move_routes, &member_own_routes,
	&member_list_routes, &member_export_routes,
	&member_flow_routes, NULL,
};

/* Two people of UNIT_OFFICE, one of UNIT_PEOPLE. */
struct place {
	struct work_kit kit;
	int64_t thu, duc, lan;
};

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

static const struct member_value values[] = {
	{ STR_INIT("national_id"), STR_INIT("079088012482") },
	{ STR_INIT("phone"), STR_INIT("0912345417") },
	{ STR_INIT("card"), STR_INIT("79012345190") },
	{ STR_INIT("theory"), STR_INIT("intermediate") },
};

static struct member_new somebody(const char *name, int64_t org)
{
	return (struct member_new){ .name = str_c(name),
				    .sex = STR("f"),
				    .birth = d("1988-05-19"),
				    .org = org,
				    .from = d("2025-09-05"),
				    .how = STR("in"),
				    .basis = STR("Giấy chuyển 118"),
				    .sent_on = d("2025-08-20"),
				    .admitted = d("2014-02-03"),
				    .official = d("2015-02-03"),
				    .state_from = DAY_NONE };
}

static void place_open(struct arena *a, struct place *p)
{
	struct member_new in;
	struct cx *cx = &p->kit.cx;

	work_kit_found(a, tables, "2025-01-01", &p->kit);
	kit_day(cx, "2026-10-14");
	work_kit_go_on(&p->kit);
	in = somebody("Đặng Hạ Thư", p->kit.unit[UNIT_OFFICE]);
	in.value = values;
	in.n_values = N_ELEMENTS(values);
	ok(member_add(cx, &in, false, &p->thu));
	in = somebody("Lê Văn Đức", p->kit.unit[UNIT_OFFICE]);
	in.sex = STR("m");
	in.birth_part = STR("year");
	in.birth = d("1990-01-01");
	in.admitted = d("2026-05-19");
	in.official = DAY_NONE;
	in.from = d("2026-05-20");
	ok(member_add(cx, &in, false, &p->duc));
	in = somebody("Trần Ngọc Lan", p->kit.unit[UNIT_PEOPLE]);
	ok(member_add(cx, &in, false, &p->lan));
}

#define PLACE                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct place p;                                                        \
	struct work_kit *k = &p.kit;                                           \
	struct reply r UNUSED;                                                 \
	place_open(a, &p)

/* Numbers that an engine may leave out are made the same. */
static struct str hidden(struct arena *a, struct str s)
{
	static const char *const before[] = {
		"/member/", "event=", "name=\"event\" value=\"", "/post/",
		"/org/",    "org=",   "<option value=\"",	 "/asks/",
		"\"h-",	    "answer-"
	};
	struct buf b = buf_init(a, 1 << 20);

	while (s.n) {
		ptrdiff_t skip = 0;

		for (int i = 0; i < N_ELEMENTS(before) && !skip; i++)
			if (str_starts(s, str_c(before[i])))
				skip = (ptrdiff_t)strlen(before[i]);
		buf_str(&b, str_sub(s, 0, skip ? skip : 1));
		s = str_sub(s, skip ? skip : 1, s.n);
		if (!skip)
			continue;
		if (s.n && s.p[0] >= '0' && s.p[0] <= '9')
			buf_lit(&b, "~");
		while (s.n && s.p[0] >= '0' && s.p[0] <= '9')
			s = str_sub(s, 1, s.n);
	}
	return buf_view(&b);
}

static void golden_one(struct work_kit *k, const struct reply *rp,
		       const char *name)
{
	struct arena *a = k->cx.arena;
	struct str body = work_kit_body(a, rp);
	ptrdiff_t from = str_find(body, STR("<main"), 0);
	ptrdiff_t to = str_find(body, STR("</main>"), 0);

	assert_true(from >= 0 && to > from);
	kit_golden(
		a,
		str_fmt(a, "feature/member/golden/member_page_%s.html", name).p,
		hidden(a, str_sub(body, from, to)));
}

static void golden(struct work_kit *k, enum kit_user who, const char *path,
		   int64_t n, const char *name)
{
	struct arena *a = k->cx.arena;
	struct reply vi = work_kit_get(k, who, path, n);
	struct reply en = work_kit_get_en(k, who, path, n);

	assert_int_equal(vi.status, 200);
	golden_one(k, &vi, str_fmt(a, "%s.vi", name).p);
	golden_one(k, &en, str_fmt(a, "%s.en", name).p);
}

static int64_t rev(struct work_kit *k, int64_t member)
{
	struct member_by_id_row row;
	bool found;

	ok(member_by_id(k->cx.db, &(struct member_by_id_in){ member }, &row,
			&found));
	return row.rev;
}

static struct reply send(struct work_kit *k, const char *path, int64_t id,
			 const char *fields)
{
	return work_kit_post(
		k, USER_OFFICE, path, id,
		str_fmt(k->cx.arena, "rev=%ld&%s", (long)rev(k, id), fields).p);
}

/* ---- records --------------------------------------------------------------- */

static void record(void **state UNUSED)
{
	PLACE;

	r = send(k, "/member/%ld/post", p.thu,
		 str_fmt(a,
			 "office=cap_uy_vien&org=%ld&from=11/03/2026&"
			 "basis=QD+41",
			 (long)k->unit[UNIT_CELL])
			 .p);
	assert_int_equal(r.status, 303);
	golden(k, USER_OFFICE, "/member/%ld", p.thu, "record");
	r = work_kit_get(k, USER_LEADER, "/member/%ld", p.thu);
	assert_int_equal(r.status, 200);
	assert_false(work_kit_says(&r, "/edit"));
	assert_false(work_kit_says(&r, "/show"));
	assert_true(work_kit_says(&r, "••• ••• ••• 482"));
	assert_false(work_kit_says(&r, "012482"));
	assert_false(work_kit_says(&r, "0912345417"));
	work_kit_close(k);
}

/* A secretary sees the people of the own unit, and nothing of another's. */
static void scope(void **state UNUSED)
{
	PLACE;

	r = work_kit_get(k, USER_LEAD, "/member/%ld", p.thu);
	assert_int_equal(r.status, 200);
	r = work_kit_get(k, USER_LEAD, "/member/%ld", p.lan);
	assert_int_equal(r.status, 404);
	r = work_kit_get(k, USER_LEAD, "/member/%ld/show?field=phone", p.lan);
	assert_int_equal(r.status, 404);
	r = work_kit_post(k, USER_LEAD, "/member/%ld/show", p.lan,
			  "field=phone&reason=xem");
	assert_int_equal(r.status, 404);
	r = work_kit_get(k, USER_LEAD, "/member/%ld/edit?field=phone", p.thu);
	assert_int_equal(r.status, 404);
	r = work_kit_get(k, USER_LEAD, "/members", 0);
	assert_true(work_kit_says(&r, "Đặng Hạ Thư"));
	assert_false(work_kit_says(&r, "Trần Ngọc Lan"));
	r = work_kit_get(k, USER_LEAD, "/members?as_at=2026-01-01", 0);
	assert_true(work_kit_says(&r, "Đặng Hạ Thư"));
	assert_false(work_kit_says(&r, "Trần Ngọc Lan"));
	r = work_kit_get(k, USER_LEAD, "/members.csv", 0);
	assert_true(work_kit_says(&r, "Đặng Hạ Thư"));
	assert_false(work_kit_says(&r, "Trần Ngọc Lan"));
	r = work_kit_get(k, USER_LEAD, "/members?org=%ld",
			 k->unit[UNIT_PEOPLE]);
	assert_false(work_kit_says(&r, "Trần Ngọc Lan"));
	work_kit_close(k);
}

static void shown(void **state UNUSED)
{
	PLACE;

	golden(k, USER_OFFICE, "/member/%ld/show?field=phone", p.thu, "show");
	r = work_kit_post(k, USER_OFFICE, "/member/%ld/show", p.thu,
			  "field=phone&reason=+");
	assert_int_equal(r.status, 422);
	r = work_kit_post(k, USER_OFFICE, "/member/%ld/show", p.thu,
			  "field=phone&reason=g%E1%BB%8Di");
	assert_int_equal(r.status, 200);
	golden_one(k, &r, "shown.vi");
	r = work_kit_get(k, USER_OFFICE, "/member/%ld", p.thu);
	assert_true(work_kit_says(&r, "gọi; đã hiện: Điện thoại"));
	r = work_kit_post(k, USER_LEADER, "/member/%ld/show", p.thu,
			  "field=phone&reason=x");
	assert_int_equal(r.status, 403);
	work_kit_close(k);
}

/* ---- lists ------------------------------------------------------------------ */

static void lists(void **state UNUSED)
{
	PLACE;

	golden(k, USER_OFFICE, "/members", 0, "list");
	r = work_kit_get(k, USER_OFFICE, "/members?q=duc", 0);
	assert_true(work_kit_says(&r, "Lê Văn Đức"));
	assert_false(work_kit_says(&r, "Đặng Hạ Thư"));
	r = work_kit_get(k, USER_OFFICE, "/members?sex=m&state=probationary",
			 0);
	assert_true(work_kit_says(&r, "Lê Văn Đức"));
	assert_false(work_kit_says(&r, "Trần Ngọc Lan"));
	r = work_kit_get(k, USER_OFFICE, "/members?org=%ld",
			 k->unit[UNIT_PEOPLE]);
	assert_true(work_kit_says(&r, "Trần Ngọc Lan"));
	assert_false(work_kit_says(&r, "Đặng Hạ Thư"));
	r = work_kit_get(k, USER_OFFICE, "/members?state=died", 0);
	assert_true(work_kit_says(&r, "Không có đảng viên nào phù hợp."));
	r = work_kit_get(k, USER_OFFICE, "/members?as_at=2027-01-01", 0);
	assert_int_equal(r.status, 400);
	work_kit_close(k);
}

/* As it was: where, in which state and under which name. */
static void past(void **state UNUSED)
{
	PLACE;

	r = send(k, "/member/%ld/move", p.thu,
		 str_fmt(a, "how=within&org=%ld&on=01/09/2026",
			 (long)k->unit[UNIT_PEOPLE])
			 .p);
	assert_int_equal(r.status, 303);
	r = send(k, "/member/%ld/move", p.lan, "how=died&on=02/09/2026");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/members?as_at=2026-09-01&org=%ld",
			 k->unit[UNIT_PEOPLE]);
	assert_true(work_kit_says(&r, "Đặng Hạ Thư"));
	assert_true(work_kit_says(&r, "Trần Ngọc Lan"));
	r = work_kit_get(k, USER_OFFICE, "/members?as_at=2026-08-31&org=%ld",
			 k->unit[UNIT_PEOPLE]);
	assert_false(work_kit_says(&r, "Đặng Hạ Thư"));
	r = work_kit_get(k, USER_OFFICE, "/members?as_at=2026-09-02", 0);
	assert_false(work_kit_says(&r, "Trần Ngọc Lan"));
	assert_true(work_kit_says(&r, "Lê Văn Đức"));
	r = work_kit_get(k, USER_OFFICE,
			 "/members?as_at=2026-05-01&q=ha&sex=f&"
			 "state=official",
			 0);
	assert_true(work_kit_says(&r, "Đặng Hạ Thư"));
	r = work_kit_get(k, USER_OFFICE, "/members?as_at=2025-01-01", 0);
	assert_false(work_kit_says(&r, "Đặng Hạ Thư"));
	r = work_kit_get(k, USER_OFFICE, "/members.csv?as_at=2026-09-01", 0);
	assert_true(work_kit_says(&r, "\"Số dòng: 3\""));
	r = work_kit_get(k, USER_OFFICE, "/members?state=died", 0);
	assert_true(work_kit_says(&r, "Trần Ngọc Lan"));
	work_kit_close(k);
}

/* A list of a past day finds people by the name of that day. */
static void past_names(void **state UNUSED)
{
	static const struct {
		const char *path;
		bool found;
	} asks[] = {
		{ "/members?as_at=2026-05-01&q=ha", true },
		{ "/members?as_at=2026-05-01&q=ha+thu", true },
		{ "/members?as_at=2026-05-01&q=thu+dang", true },
		{ "/members?as_at=2026-05-01&q=minh", false },
		{ "/members?as_at=2026-09-01&q=minh", true },
		{ "/members?as_at=2026-09-01&q=chau+ly", true },
		{ "/members?as_at=2026-09-01&q=ha", false },
		{ "/members?as_at=2026-09-01&q=inh", false },
		/* today former names find, too */
		{ "/members?q=minh", true },
		{ "/members?q=ha", true },
	};
	int64_t wrong;
	PLACE;

	r = send(k, "/member/%ld/edit", p.thu,
		 "field=name&do=change&value=L%C3%BD+Minh+Ch%C3%A2u&"
		 "from=01/06/2026&reason=x");
	assert_int_equal(r.status, 303);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(asks); i++) {
		const char *who = strstr(asks[i].path, "2026-05")
					  ? "Đặng Hạ Thư"
					  : "Lý Minh Châu";

		r = work_kit_get(k, USER_OFFICE, asks[i].path, 0);
		if (work_kit_says(&r, who) != asks[i].found)
			fail_msg("%s", asks[i].path);
	}
	r = work_kit_get(k, USER_OFFICE, "/members.csv?as_at=2026-09-01&q=ha",
			 0);
	assert_true(work_kit_says(&r, "\"Số dòng: 0\""));
	ok(member_words_check(&k->cx, &wrong));
	assert_int_equal(wrong, 0);
	work_kit_close(k);
}

/* Who left is named; only who may open the page gets a link to it. */
static void movements(void **state UNUSED)
{
	const char *path, *link;
	PLACE;

	r = send(k, "/member/%ld/move", p.thu,
		 str_fmt(a, "how=within&org=%ld&on=01/09/2026",
			 (long)k->unit[UNIT_PEOPLE])
			 .p);
	assert_int_equal(r.status, 303);
	path = "/members/moves/list?org=%ld&way=out&from=2026-08-01&"
	       "to=2026-10-01";
	link = str_fmt(a, "href=\"/member/%ld\"", (long)p.thu).p;
	r = work_kit_get(k, USER_OFFICE, path, k->unit[UNIT_OFFICE]);
	assert_true(work_kit_says(&r, link));
	r = work_kit_get(k, USER_LEAD, path, k->unit[UNIT_OFFICE]);
	assert_int_equal(r.status, 200);
	assert_true(work_kit_says(&r, "Đặng Hạ Thư"));
	assert_false(work_kit_says(&r, link));
	r = work_kit_get(k, USER_LEAD, "/member/%ld", p.thu);
	assert_int_equal(r.status, 404);
	/* who came is one's own */
	path = "/members/moves/list?org=%ld&way=in&from=2025-01-01&"
	       "to=2026-10-01";
	link = str_fmt(a, "href=\"/member/%ld\"", (long)p.duc).p;
	r = work_kit_get(k, USER_LEAD, path, k->unit[UNIT_OFFICE]);
	assert_true(work_kit_says(&r, link));
	work_kit_close(k);
}

static void exports(void **state UNUSED)
{
	PLACE;

	r = work_kit_get(k, USER_OFFICE, "/members.csv?q=thu", 0);
	same(buf_view(&r.body),
	     "\xef\xbb\xbf\"Họ và tên\",\"Ngày sinh\",\"Giới tính\",\"Tổ "
	     "chức\","
	     "\"Trạng thái\",\"Ngày vào Đảng\",\"Chính thức\",\"Tuổi Đảng\"\r\n"
	     "\"Đặng Hạ Thư\",\"19/05/1988\",\"Nữ\",\"Văn phòng Thành "
	     "ủy\",\"Chính thức\",\"2014-02-03\",\"2015-02-03\",\"12\"\r\n"
	     "\"Số dòng: 1\"\r\n");
	r = work_kit_get(k, USER_OFFICE, "/members.xlsx", 0);
	assert_int_equal(r.status, 200);
	assert_true(str_starts(buf_view(&r.body), STR("PK")));
	same(r.download, "dang vien 2026-10-14.xlsx");
	work_kit_close(k);
}

/* ---- forms -------------------------------------------------------------------- */

static void add_form(void **state UNUSED)
{
	const char *good;
	PLACE;

	golden(k, USER_OFFICE, "/member/new", 0, "new");
	r = work_kit_post(k, USER_OFFICE, "/member/new", 0,
			  "name=&birth=x&sex=&org=&how=admitted&v.phone=12&"
			  "admitted=31/2/2020");
	assert_int_equal(r.status, 422); /* every fault, and at once */
	assert_true(work_kit_says(&r, "href=\"#name\""));
	assert_true(work_kit_says(&r, "href=\"#birth\""));
	assert_true(work_kit_says(&r, "href=\"#org\""));
	assert_true(work_kit_says(&r, "href=\"#admitted\""));
	assert_true(work_kit_says(&r, "href=\"#v.phone\""));
	assert_false(work_kit_says(&r, "href=\"#from\""));
	r = work_kit_post(k, USER_OFFICE, "/member/new", 0,
			  str_fmt(a,
				  "name=&birth=1990&sex=&org=%ld&how=in&"
				  "admitted=3/2/2030&v.phone=12&"
				  "v.national_id=079088012482",
				  (long)k->unit[UNIT_PEOPLE])
				  .p);
	assert_int_equal(r.status, 422);
	golden_one(k, &r, "new-refused.vi");
	good = str_fmt(a,
		       "name=%s&birth=19/05/1988&org=%ld&how=in&"
		       "from=05/09/2025&admitted=03/02/2014&"
		       "official=03/02/2015&v.card=123",
		       "%C4%90%E1%BA%B7ng+H%E1%BA%A1+Th%C6%B0",
		       (long)k->unit[UNIT_PEOPLE])
		       .p;
	r = work_kit_post(k, USER_OFFICE, "/member/new", 0, good);
	assert_int_equal(r.status, 409); /* a twin */
	assert_true(work_kit_says(&r, "name=\"sure\" value=\"1\""));
	r = work_kit_post(k, USER_OFFICE, "/member/new", 0,
			  str_fmt(a, "%s&sure=1", good).p);
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_LEADER, "/member/new", 0);
	assert_int_equal(r.status, 403);
	work_kit_close(k);
}

static void edit_form(void **state UNUSED)
{
	PLACE;

	golden(k, USER_OFFICE, "/member/%ld/edit?field=theory", p.thu, "edit");
	r = work_kit_get(k, USER_OFFICE, "/member/%ld/edit?field=sex", p.thu);
	assert_true(work_kit_says(&r, "Đang ghi: Nữ"));
	r = work_kit_get(k, USER_OFFICE, "/member/%ld/edit?field=x", p.thu);
	assert_int_equal(r.status, 404);
	r = send(k, "/member/%ld/edit", p.thu,
		 "field=theory&do=change&value=advanced&from=");
	assert_int_equal(r.status, 422);
	/* somebody was faster: theirs and mine */
	r = send(k, "/member/%ld/edit", p.thu,
		 "field=workplace&do=change&value=S%E1%BB%9F+N%E1%BB%99i+v"
		 "%E1%BB%A5&from=01/01/2026");
	assert_int_equal(r.status, 303);
	r = work_kit_post(k, USER_OFFICE, "/member/%ld/edit", p.thu,
			  "rev=77&field=workplace&do=change&value=B%C3%A1o&"
			  "from=01/02/2026");
	assert_int_equal(r.status, 409);
	golden_one(k, &r, "edit-conflict.vi");
	r = send(k, "/member/%ld/edit", p.thu,
		 "field=theory&do=change&value=advanced&from=01/02/2026");
	assert_int_equal(r.status, 303);
	r = send(k, "/member/%ld/edit", p.thu,
		 "field=name&do=correct&value=%C4%90%E1%BA%B6NG+H%E1%BA%A0+"
		 "TH%C6%AF+A&from=");
	assert_int_equal(r.status, 303);
	r = send(k, "/member/%ld/edit", p.thu,
		 "field=birth&value=1989&reason=nh%E1%BA%A7m");
	assert_int_equal(r.status, 303);
	r = send(k, "/member/%ld/edit", p.thu,
		 "field=national_id&do=correct&value=079088012499&from=");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/member/%ld", p.thu);
	assert_true(work_kit_says(&r, "Lý luận chính trị: Cao cấp"));
	assert_true(work_kit_says(&r, "<dd>1989 "));
	assert_true(work_kit_says(&r, "Đặng Hạ Thư A"));
	assert_true(work_kit_says(&r, "••• ••• ••• 499"));
	work_kit_close(k);
}

static void move_form(void **state UNUSED)
{
	PLACE;

	golden(k, USER_OFFICE, "/member/%ld/move", p.thu, "move");
	r = send(k, "/member/%ld/move", p.duc,
		 "how=made_official&on=1/10/2026");
	assert_int_equal(r.status, 409);
	golden_one(k, &r, "move-warned.vi");
	r = send(k, "/member/%ld/move", p.duc,
		 "how=made_official&on=1/10/2026&sure=1");
	assert_int_equal(r.status, 303);
	r = send(k, "/member/%ld/move", p.thu, "how=within&org=0&on=1/10/2026");
	assert_int_equal(r.status, 422);
	assert_true(work_kit_says(&r, "href=\"#org\""));
	work_kit_close(k);
}

/* The number behind a mark in a page. */
static long number_behind(const struct reply *rp, const char *mark)
{
	struct str body = buf_view(&rp->body);
	ptrdiff_t at = str_find(body, str_c(mark), 0);
	long n = 0;

	assert_true(at >= 0);
	for (at += (ptrdiff_t)strlen(mark);
	     body.p[at] >= '0' && body.p[at] <= '9'; at++)
		n = n * 10 + body.p[at] - '0';
	return n;
}

static void take_back_form(void **state UNUSED)
{
	long event;
	PLACE;

	r = send(k, "/member/%ld/move", p.thu, "how=expelled&on=1/10/2026");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/member/%ld", p.thu);
	event = number_behind(&r, "/back?event=");
	golden(k, USER_OFFICE,
	       str_fmt(a, "/member/%%ld/back?event=%ld", event).p, p.thu,
	       "back");
	r = send(k, "/member/%ld/back", p.thu,
		 str_fmt(a, "event=%ld&reason=", event).p);
	assert_int_equal(r.status, 422);
	r = send(k, "/member/%ld/back", p.thu,
		 str_fmt(a, "event=%ld&reason=x", event).p);
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/member/%ld", p.thu);
	assert_false(work_kit_says(&r, "Khai trừ"));
	assert_false(work_kit_says(&r, "/back?event="));
	work_kit_close(k);
}

static void post_form(void **state UNUSED)
{
	const char *path;
	PLACE;

	golden(k, USER_OFFICE, "/member/%ld/post", p.thu, "post");
	r = send(k, "/member/%ld/post", p.thu,
		 str_fmt(a, "office=bi_thu&org=%ld&from=1/1/2026",
			 (long)k->unit[UNIT_CELL])
			 .p);
	assert_int_equal(r.status, 303);
	r = send(k, "/member/%ld/post", p.duc,
		 str_fmt(a, "office=bi_thu&org=%ld&from=1/9/2026",
			 (long)k->unit[UNIT_CELL])
			 .p);
	assert_int_equal(r.status, 422);
	assert_true(work_kit_says(&r, "Đặng Hạ Thư đang giữ chức vụ này"));
	r = work_kit_get(k, USER_OFFICE, "/member/%ld", p.thu);
	path = str_fmt(a, "/member/%%ld/post/%ld", number_behind(&r, "/post/"))
		       .p;
	golden(k, USER_OFFICE, path, p.thu, "post-end");
	r = send(k, path, p.thu, "on=1/1/2026");
	assert_int_equal(r.status, 422);
	r = send(k, path, p.thu, "on=1/9/2026");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, path, p.lan); /* not theirs */
	assert_int_equal(r.status, 404);
	work_kit_close(k);
}

/* As somebody sends it who read the record before another saved. */
static struct reply send_late(struct work_kit *k, const char *path, int64_t id,
			      const char *fields)
{
	return work_kit_post(k, USER_OFFICE, path, id,
			     str_fmt(k->cx.arena, "rev=%ld&%s",
				     (long)rev(k, id) - 1, fields)
				     .p);
}

/* Moves and offices show both versions to the second of two people. */
static void two_move(void **state UNUSED)
{
	const char *mine;
	long event;
	PLACE;

	r = send(k, "/member/%ld/move", p.thu,
		 str_fmt(a, "how=within&org=%ld&on=1/9/2026&basis=QD+7",
			 (long)k->unit[UNIT_PEOPLE])
			 .p);
	assert_int_equal(r.status, 303);
	mine = str_fmt(a, "how=within&org=%ld&on=2/9/2026&basis=QD+8",
		       (long)k->unit[UNIT_PRESS])
		       .p;
	r = send_late(k, "/member/%ld/move", p.thu, mine);
	assert_int_equal(r.status, 409);
	golden_one(k, &r, "move-conflict.vi");
	/* a move that may not follow any more doesn't become another */
	r = send(k, "/member/%ld/move", p.thu, "how=expelled&on=1/10/2026");
	assert_int_equal(r.status, 303);
	r = send_late(k, "/member/%ld/move", p.thu, mine);
	assert_int_equal(r.status, 409);
	assert_true(work_kit_says(&r, "<option value=\"\" selected></option>"));
	/* two take the same back */
	r = work_kit_get(k, USER_OFFICE, "/member/%ld", p.thu);
	event = number_behind(&r, "/back?event=");
	mine = str_fmt(a, "event=%ld&reason=x", event).p;
	r = send(k, "/member/%ld/back", p.thu, mine);
	assert_int_equal(r.status, 303);
	r = send_late(k, "/member/%ld/back", p.thu, mine);
	assert_int_equal(r.status, 409);
	golden_one(k, &r, "back-conflict.vi");
	work_kit_close(k);
}

static void two_posts(void **state UNUSED)
{
	const char *path;
	PLACE;

	r = send(k, "/member/%ld/post", p.thu,
		 str_fmt(a, "office=bi_thu&org=%ld&from=1/1/2026",
			 (long)k->unit[UNIT_CELL])
			 .p);
	assert_int_equal(r.status, 303);
	r = send_late(k, "/member/%ld/post", p.thu,
		      str_fmt(a, "office=pho_bi_thu&org=%ld&from=1/2/2026",
			      (long)k->unit[UNIT_CELL])
			      .p);
	assert_int_equal(r.status, 409);
	golden_one(k, &r, "post-conflict.vi");
	r = work_kit_get(k, USER_OFFICE, "/member/%ld", p.thu);
	path = str_fmt(a, "/member/%%ld/post/%ld", number_behind(&r, "/post/"))
		       .p;
	r = send(k, path, p.thu, "on=1/9/2026");
	assert_int_equal(r.status, 303);
	r = send_late(k, path, p.thu, "on=5/9/2026");
	assert_int_equal(r.status, 409);
	golden_one(k, &r, "post-end-conflict.vi");
	work_kit_close(k);
}

static void papers_form(void **state UNUSED)
{
	PLACE;

	golden(k, USER_OFFICE, "/member/%ld/papers", p.thu, "papers");
	r = send(k, "/member/%ld/papers", p.thu,
		 "paper.application=1&place.application=T%E1%BB%A7+3");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/member/%ld", p.thu);
	assert_true(work_kit_says(&r, "Có 1 trong 26 loại."));
	assert_true(work_kit_says(&r, "Tủ 3"));
	r = send(k, "/member/%ld/papers", p.thu,
		 str_fmt(a, "place.card=%0201d", 1).p);
	assert_int_equal(r.status, 422);
	/* somebody was faster: both versions, and what was typed stays */
	r = work_kit_post(k, USER_OFFICE, "/member/%ld/papers", p.thu,
			  "rev=77&paper.application=1&place.application=T"
			  "%E1%BB%A7+5&paper.course=1");
	assert_int_equal(r.status, 409);
	assert_true(work_kit_says(&r, "có trong hồ sơ, Tủ 3"));
	assert_true(work_kit_says(&r, "<b>có trong hồ sơ, Tủ 5</b>"));
	assert_true(work_kit_says(&r, "value=\"Tủ 5\""));
	work_kit_close(k);
}

/* ---- one's own --------------------------------------------------------------------- */

static void own(void **state UNUSED)
{
	long ask;
	PLACE;

	r = work_kit_get(k, USER_OTHER, "/me/record", 0);
	assert_int_equal(r.status, 404);
	golden(k, USER_OFFICE, "/member/%ld/user", p.thu, "user");
	r = send(k, "/member/%ld/user", p.thu, "user=0&x=1");
	assert_int_equal(r.status, 400); /* a field that isn't there */
	r = work_kit_post(k, USER_OFFICE, "/member/%ld/user", p.thu,
			  str_fmt(a, "user=%ld", (long)k->user[USER_OTHER]).p);
	assert_int_equal(r.status, 303);
	golden(k, USER_OTHER, "/me/record", 0, "own");
	r = work_kit_post(k, USER_OTHER, "/member/%ld/show", p.thu,
			  "field=national_id");
	assert_true(work_kit_says(&r, "079088012482"));
	golden(k, USER_OTHER, "/me/record/ask", 0, "ask");
	r = work_kit_post(k, USER_OTHER, "/me/record/ask", 0,
			  "field=theory&want=x");
	assert_int_equal(r.status, 422);
	assert_true(work_kit_says(&r, "Sơ cấp, Trung cấp, Cao cấp"));
	r = work_kit_post(
		k, USER_OTHER, "/me/record/ask", 0,
		"field=theory&want=Cao+c%E1%BA%A5p&note=b%E1%BA%B1ng");
	assert_int_equal(r.status, 303);
	golden(k, USER_OFFICE, "/members/asks", 0, "asks");
	r = work_kit_get(k, USER_OFFICE, "/members/asks", 0);
	ask = number_behind(&r, "/members/asks/");
	r = work_kit_post(k, USER_OFFICE, "/members/asks/%ld", ask, "answer=");
	assert_int_equal(r.status, 422);
	r = work_kit_post(k, USER_OTHER, "/members/asks/%ld", ask, "accept=1");
	assert_int_equal(r.status, 404);
	r = work_kit_post(k, USER_OFFICE, "/members/asks/%ld", ask, "accept=1");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OTHER, "/me/record", 0);
	assert_true(work_kit_says(&r, "Cao cấp"));
	assert_true(work_kit_says(&r, "đã sửa"));
	work_kit_close(k);
}

/* ---- on an organisation's page -------------------------------------------------------- */

static struct str panel(struct work_kit *k, enum kit_user who, int64_t org)
{
	struct cx cx = work_kit_as(k, who);
	struct buf b = buf_init(cx.arena, 1 << 20);
	struct view v = {
		.out = &b, .arena = cx.arena, .lang = LANG_VI, .today = cx.today
	};

	ok(member_org_panel(&cx, org, &v));
	return buf_view(&b);
}

static void org_panel(void **state UNUSED)
{
	int64_t unit;
	PLACE;

	unit = k->unit[UNIT_CELL];
	r = send(k, "/member/%ld/post", p.thu,
		 str_fmt(a, "office=bi_thu&org=%ld&from=1/1/2026&to=1/9/2026",
			 (long)unit)
			 .p);
	assert_int_equal(r.status, 303);
	r = send(k, "/member/%ld/post", p.thu,
		 str_fmt(a, "office=cap_uy_vien&org=%ld&from=1/1/2026",
			 (long)unit)
			 .p);
	assert_int_equal(r.status, 303);
	kit_golden(a, "feature/member/golden/member_page_panel.vi.html",
		   hidden(a, panel(k, USER_OFFICE, unit)));
	assert_int_equal(panel(k, USER_OTHER, unit).n, 0);
	assert_true(panel(k, USER_LEAD, unit).n > 0);
	work_kit_close(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(record),     cmocka_unit_test(scope),
		cmocka_unit_test(shown),      cmocka_unit_test(lists),
		cmocka_unit_test(past_names), cmocka_unit_test(movements),
		cmocka_unit_test(past),	      cmocka_unit_test(exports),
		cmocka_unit_test(add_form),   cmocka_unit_test(edit_form),
		cmocka_unit_test(move_form),  cmocka_unit_test(take_back_form),
		cmocka_unit_test(post_form),  cmocka_unit_test(papers_form),
		cmocka_unit_test(two_move),   cmocka_unit_test(two_posts),
		cmocka_unit_test(own),	      cmocka_unit_test(org_panel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
