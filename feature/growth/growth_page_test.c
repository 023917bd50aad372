/* The pages of the pipeline, as people of several roles use them. */
#include "work/test/work_kit.h"

#include <stdio.h>

#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_page_priv.h"
#include "growth/growth_query.h"

static const struct route_table *const tables[] = {
	&growth_overview_routes, &growth_file_routes,
	&growth_list_routes,	 &growth_person_routes,
	&growth_form_routes,	 &growth_due_routes,
	&growth_paper_routes,	 NULL
};

enum { ARENA = 256 << 20 };
#define PLACE                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct work_kit kit, *k = &kit;                                        \
	struct reply r;                                                        \
	work_kit_found(a, tables, "2025-08-01", k);                            \
	work_kit_go_on(k)

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

static int64_t proposed(struct work_kit *k, const char *name, int64_t org,
			const char *birth)
{
	struct cx cx = work_kit_as(k, USER_OFFICE);
	struct growth_new in = { .name = str_c(name),
				 .sex = STR("f"),
				 .birth = d(birth),
				 .org = org,
				 .source = STR("youth"),
				 .proposer = STR("Đoàn Thanh niên"),
				 .consent = d("2025-08-01"),
				 .on = d("2025-08-01") };
	int64_t id;

	ok(growth_propose(&cx, &in, false, &id));
	return id;
}

static int64_t rev_of(struct work_kit *k, int64_t id)
{
	struct candidate_by_id_row row;
	bool found;

	ok(candidate_by_id(k->cx.db, &(struct candidate_by_id_in){ id }, &row,
			   &found));
	assert_true(found);
	return row.rev;
}

static struct reply send(struct work_kit *k, const char *path, int64_t id,
			 const char *fields)
{
	return work_kit_post(k, USER_OFFICE, path, id,
			     str_fmt(k->cx.arena, "rev=%ld&%s",
				     (long)rev_of(k, id), fields)
				     .p);
}

#define SHE                                                                    \
	"name=Tr%%E1%%BA%%A7n+Lan&birth=05/03/1999&sex=f&source=youth&"        \
	"proposer=%%C4%%90o%%C3%%A0n&consent=01/08/2025&on=01/08/2025&org=%ld"

/* ---- somebody new -------------------------------------------------------------- */

static void proposing(void **state UNUSED)
{
	PLACE;
	long unit = (long)k->unit[UNIT_CELL];

	r = work_kit_get(k, USER_OFFICE, "/candidate/new", 0);
	assert_int_equal(r.status, 200);
	assert_true(work_kit_says(&r, "Giới thiệu người mới"));
	r = work_kit_post(k, USER_OFFICE, "/candidate/new", 0,
			  "name=&birth=32/13/1999&on=01/08/2025&org=1");
	assert_int_equal(r.status, 422);
	assert_true(work_kit_says(&r, "32/13/1999"));
	r = work_kit_post(k, USER_OFFICE, "/candidate/new", 0,
			  str_fmt(a, SHE, unit).p);
	assert_int_equal(r.status, 303);
	same(r.location, "/candidate/1");
	/* the same name and birth asks back, and is taken when it is meant */
	r = work_kit_post(k, USER_OFFICE, "/candidate/new", 0,
			  str_fmt(a, SHE, unit).p);
	assert_int_equal(r.status, 409);
	assert_true(work_kit_says(&r, "name=\"sure\""));
	r = work_kit_post(k, USER_OFFICE, "/candidate/new", 0,
			  str_fmt(a, SHE "&sure=1", unit).p);
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld", 1);
	assert_true(work_kit_says(&r, "Trần Lan"));
	assert_true(work_kit_says(&r, "05/03/1999"));
	r = work_kit_post(k, USER_LEADER, "/candidate/new", 0,
			  str_fmt(a, SHE, unit).p);
	assert_int_equal(r.status, 403);
	work_kit_close(k);
}

/* ---- what happens to a person ------------------------------------------------------ */

static void stages(void **state UNUSED)
{
	PLACE;
	int64_t id = proposed(k, "Trần Lan", k->unit[UNIT_CELL], "1999-03-05");

	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld/step", id);
	assert_int_equal(r.status, 200);
	assert_true(work_kit_says(&r, "Xong lớp bồi dưỡng nhận thức về Đảng"));
	assert_false(work_kit_says(&r, "value=\"proposed\""));
	/* a stage too far, and a vote larger than its base */
	r = send(k, "/candidate/%ld/step", id, "stage=file&on=01/08/2025");
	assert_int_equal(r.status, 422);
	r = send(k, "/candidate/%ld/step", id,
		 "stage=course&on=30/06/2025&basis=12/GCN");
	assert_int_equal(r.status, 303);
	/* somebody else was faster: what was typed stays, to be saved again */
	r = work_kit_post(k, USER_OFFICE, "/candidate/%ld/step", id,
			  "rev=1&stage=file&on=01/08/2025&basis=abc");
	assert_int_equal(r.status, 409);
	assert_true(work_kit_says(&r, "value=\"abc\""));
	assert_true(work_kit_says(&r, str_fmt(a, "name=\"rev\" value=\"%ld\"",
					      (long)rev_of(k, id))
					      .p));
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld", id);
	assert_true(work_kit_says(&r, "12/GCN"));
	assert_true(work_kit_says(&r, "hạn 30/06/2030"));
	assert_true(work_kit_says(&r, "Hủy bước vừa ghi"));
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld/back", id);
	assert_int_equal(r.status, 200);
	r = send(k, "/candidate/%ld/back", id, "reason=");
	assert_int_equal(r.status, 422);
	r = send(k, "/candidate/%ld/back", id, "reason=ghi+nh%E1%BA%A7m");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld", id);
	assert_false(work_kit_says(&r, "12/GCN"));
	work_kit_close(k);
}

static void correcting(void **state UNUSED)
{
	PLACE;
	int64_t id = proposed(k, "Trần Lan", k->unit[UNIT_CELL], "1999-03-05");

	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld/edit", id);
	assert_int_equal(r.status, 200);
	assert_true(work_kit_says(&r, "value=\"Trần Lan\""));
	r = send(k, "/candidate/%ld/edit", id,
		 "name=Tr%E1%BA%A7n+Mai+Lan&birth=&source=youth&proposer=x&"
		 "consent=01/08/2025");
	assert_int_equal(r.status, 422);
	r = send(k, "/candidate/%ld/edit", id,
		 "name=Tr%E1%BA%A7n+Mai+Lan&birth=1999&source=women&"
		 "proposer=x&consent=01/08/2025&national_id=079199000123");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld", id);
	assert_true(work_kit_says(&r, "Trần Mai Lan"));
	assert_true(work_kit_says(&r, "Hội Phụ nữ"));
	assert_true(work_kit_says(&r, "••• ••• ••• 123"));
	assert_false(work_kit_says(&r, "079199000123"));
	work_kit_close(k);
}

static void moving_and_leaving(void **state UNUSED)
{
	PLACE;
	int64_t id = proposed(k, "Trần Lan", k->unit[UNIT_CELL], "1999-03-05");
	const char *to = str_fmt(a, "org=%ld&on=01/08/2025&basis=3-QD",
				 (long)k->unit[UNIT_PRESS])
				 .p;

	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld/move", id);
	assert_int_equal(r.status, 200);
	r = send(k, "/candidate/%ld/move", id, "org=999&on=01/08/2025");
	assert_int_equal(r.status, 422);
	/* on the very day of the proposal nobody moves */
	r = send(k, "/candidate/%ld/move", id, to);
	assert_int_equal(r.status, 422);
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld/leave", id);
	assert_int_equal(r.status, 200);
	r = send(k, "/candidate/%ld/leave", id, "cause=none&on=01/08/2025");
	assert_int_equal(r.status, 422);
	r = send(k, "/candidate/%ld/leave", id,
		 "cause=moved&on=01/08/2025&note=v%E1%BB%81+qu%C3%AA");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld", id);
	assert_true(work_kit_says(&r, "Chuyển đi nơi khác"));
	assert_true(work_kit_says(&r, "về quê"));
	assert_true(work_kit_says(&r, "/return"));
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld/return", id);
	assert_int_equal(r.status, 200);
	r = send(k, "/candidate/%ld/return", id, "on=31/07/2025");
	assert_int_equal(r.status, 422);
	r = send(k, "/candidate/%ld/return", id, "on=01/08/2025");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld", id);
	assert_true(work_kit_says(&r, "Trở lại nguồn"));
	work_kit_close(k);
}

/* ---- who sees whom ------------------------------------------------------------------ */

static void scope(void **state UNUSED)
{
	static const char *const path[] = {
		"/candidate/%ld",	"/candidate/%ld/edit",
		"/candidate/%ld/step",	"/candidate/%ld/back",
		"/candidate/%ld/move",	"/candidate/%ld/leave",
		"/candidate/%ld/return"
	};
	PLACE;
	int64_t hers =
		proposed(k, "Trần Lan", k->unit[UNIT_CELL], "1999-03-05");
	int64_t other =
		proposed(k, "Lê Hoa", k->unit[UNIT_PEOPLE], "1998-03-05");

	/* the secretary above the cell sees hers, and nothing of the sister */
	for (size_t i = 0; i < N_ELEMENTS(path); i++) {
		r = work_kit_get(k, USER_LEAD, path[i], hers);
		assert_int_equal(r.status, 200);
		r = work_kit_get(k, USER_LEAD, path[i], other);
		assert_int_equal(r.status, 404);
	}
	r = work_kit_post(k, USER_LEAD, "/candidate/%ld/leave", other,
			  "cause=moved&on=01/08/2025");
	assert_int_equal(r.status, 404);
	r = work_kit_get(k, USER_LEAD, "/growth/people", 0);
	assert_true(work_kit_says(&r, "Trần Lan"));
	assert_false(work_kit_says(&r, "Lê Hoa"));
	r = work_kit_get(k, USER_LEAD, "/growth/people?org=%ld",
			 k->unit[UNIT_PEOPLE]);
	assert_false(work_kit_says(&r, "Lê Hoa"));
	r = work_kit_get(k, USER_LEAD, "/growth/people.csv", 0);
	assert_true(work_kit_says(&r, "Trần Lan"));
	assert_false(work_kit_says(&r, "Lê Hoa"));
	r = work_kit_get(k, USER_LEAD, "/growth?org=%ld", k->unit[UNIT_PEOPLE]);
	assert_int_equal(r.status, 404);
	r = work_kit_get(k, USER_LEAD, "/growth", 0);
	assert_int_equal(r.status, 200);
	/* a leader reads and changes nothing */
	r = work_kit_get(k, USER_LEADER, "/candidate/%ld", hers);
	assert_int_equal(r.status, 200);
	assert_false(work_kit_says(&r, "/step"));
	r = work_kit_get(k, USER_LEADER, "/candidate/%ld/step", hers);
	assert_int_equal(r.status, 404);
	work_kit_close(k);
}

/* ---- lists and figures ---------------------------------------------------------------- */

static void lists(void **state UNUSED)
{
	PLACE;

	(void)proposed(k, "Trần Lan", k->unit[UNIT_CELL], "1999-03-05");
	(void)proposed(k, "Lê Hoa", k->unit[UNIT_PEOPLE], "1998-03-05");
	r = work_kit_get(k, USER_OFFICE, "/growth/people?q=hoa", 0);
	assert_true(work_kit_says(&r, "Lê Hoa"));
	assert_false(work_kit_says(&r, "Trần Lan"));
	r = work_kit_get(k, USER_OFFICE, "/growth/people?org=%ld",
			 k->unit[UNIT_CELL]);
	assert_true(work_kit_says(&r, "Trần Lan"));
	assert_false(work_kit_says(&r, "Lê Hoa"));
	r = work_kit_get(k, USER_OFFICE,
			 "/growth/people?stage=course&source=youth", 0);
	assert_true(work_kit_says(&r, "Không có ai phù hợp."));
	r = work_kit_get(k, USER_OFFICE, "/growth/people?state=left", 0);
	assert_true(work_kit_says(&r, "Không có ai phù hợp."));
	r = work_kit_get(k, USER_OFFICE, "/growth/people?state=any", 0);
	assert_true(work_kit_says(&r, "2 người."));
	r = work_kit_get(k, USER_OFFICE, "/growth/people.xlsx", 0);
	assert_int_equal(r.status, 200);
	assert_true(str_starts(buf_view(&r.body), STR("PK")));
	r = work_kit_get(k, USER_OFFICE, "/growth/people.csv", 0);
	assert_true(work_kit_says(&r, "Lê Hoa"));
	work_kit_close(k);
}

static void overview(void **state UNUSED)
{
	static const char *const files[] = { "/growth.xlsx", "/growth.docx" };
	PLACE;

	r = work_kit_get(k, USER_OFFICE, "/growth", 0);
	assert_int_equal(r.status, 200);
	assert_true(work_kit_says(&r, "Đã kết nạp 0 người."));
	(void)proposed(k, "Trần Lan", k->unit[UNIT_CELL], "1999-03-05");
	r = work_kit_get(k, USER_OFFICE, "/growth", 0);
	assert_true(work_kit_says(&r, "Đoàn Thanh niên 1"));
	r = work_kit_get_en(k, USER_OFFICE, "/growth", 0);
	assert_true(work_kit_says(&r, "0 people admitted."));
	assert_true(work_kit_says(&r, "On the way, by source: "));
	/* twice: the second time from what is kept */
	r = work_kit_get(k, USER_OFFICE, "/growth", 0);
	assert_true(work_kit_says(&r, "Đoàn Thanh niên 1"));
	r = work_kit_get(k, USER_OFFICE, "/growth?as_at=2025-07-31", 0);
	assert_int_equal(r.status, 200);
	r = work_kit_get(k, USER_OFFICE, "/growth?as_at=2030-01-01", 0);
	assert_int_equal(r.status, 400);
	r = work_kit_get(k, USER_OFFICE, "/growth?org=999", 0);
	assert_int_equal(r.status, 404);
	for (size_t i = 0; i < N_ELEMENTS(files); i++) {
		r = work_kit_get(k, USER_OFFICE, files[i], 0);
		assert_int_equal(r.status, 200);
		assert_true(str_starts(buf_view(&r.body), STR("PK")));
	}
	work_kit_close(k);
}

static void papers(void **state UNUSED)
{
	PLACE;
	int64_t id = proposed(k, "Trần Lan", k->unit[UNIT_CELL], "1999-03-05");

	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld/papers", id);
	assert_int_equal(r.status, 200);
	assert_true(work_kit_says(&r, "Đơn xin vào Đảng"));
	r = send(k, "/candidate/%ld/papers", id,
		 "paper.application=1&place.application=T%E1%BB%A7+2");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld", id);
	assert_true(work_kit_says(&r, "Có 1 trong 11 loại."));
	r = work_kit_get(k, USER_OFFICE, "/candidate/%ld/papers", id);
	assert_true(work_kit_says(&r, "Tủ 2"));
	r = work_kit_post(k, USER_OFFICE, "/candidate/%ld/papers", id,
			  "rev=1&place.application=%C4%91%E1%BB%95i");
	assert_int_equal(r.status, 409);
	assert_true(work_kit_says(&r, "value=\"đổi\""));
	r = work_kit_get(k, USER_LEADER, "/candidate/%ld/papers", id);
	assert_int_equal(r.status, 404);
	work_kit_close(k);
}

/* What falls due, for whom it is; and how forecasts fared. */
static void due_and_trust(void **state UNUSED)
{
	PLACE;

	(void)proposed(k, "Trần Lan", k->unit[UNIT_CELL], "1999-03-05");
	(void)proposed(k, "Lê Hoa", k->unit[UNIT_PEOPLE], "1998-03-05");
	r = work_kit_get(k, USER_OFFICE, "/growth/due", 0);
	assert_true(work_kit_says(&r, "Không có việc đến hạn."));
	/* the awareness class takes 45 days as a rule */
	kit_day(&k->cx, "2025-10-01");
	work_kit_go_on(k);
	r = work_kit_get(k, USER_OFFICE, "/growth/due", 0);
	assert_true(work_kit_says(&r, "Trần Lan"));
	assert_true(work_kit_says(&r, "15/09/2025"));
	assert_true(work_kit_says(&r, "trễ 16 ngày"));
	r = work_kit_get(k, USER_OFFICE, "/growth/due?kind=ceremony", 0);
	assert_false(work_kit_says(&r, "Trần Lan"));
	r = work_kit_get(k, USER_OTHER, "/growth/due", 0);
	assert_int_equal(r.status, 200);
	assert_false(work_kit_says(&r, "Trần Lan"));
	r = work_kit_get(k, USER_OFFICE, "/growth/trust", 0);
	assert_int_equal(r.status, 200);
	r = work_kit_get(k, USER_OFFICE, "/growth/trust?year=2025", 0);
	assert_true(work_kit_says(&r, "Chưa xem được năm 2025"));
	work_kit_close(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proposing),
		cmocka_unit_test(stages),
		cmocka_unit_test(correcting),
		cmocka_unit_test(moving_and_leaving),
		cmocka_unit_test(scope),
		cmocka_unit_test(lists),
		cmocka_unit_test(overview),
		cmocka_unit_test(papers),
		cmocka_unit_test(due_and_trust),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
