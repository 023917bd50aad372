/* Documents behind programmes; conclusions of a meeting as tasks. */
#include "work/work_source_act.h"

#include "work/test/work_kit.h"

#include "db/db.h"
#include "work/work_carry_act.h"
#include "work/work_document_query.h"
#include "work/work_page.h"

static struct arena *arena;
static struct work_kit kit;
static int64_t meeting, basis; /* documents */

static const struct route_table *const tables[] = { &work_source_routes,
						    &work_document_routes,
						    &work_programme_routes,
						    &work_task_routes, NULL };

static int64_t document(const char *kind, const char *title)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t id;

	ok(work_document_add(&office,
			     &(struct work_document_new){
				     .kind = str_c(kind),
				     .term = STR("2025-2030"),
				     .issuer = kit.root,
				     .issued_on = kit.cx.today - 3,
				     .title = str_c(title) },
			     &id));
	return id;
}

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	meeting = document("KL", "Kết luận về sinh hoạt chi bộ");
	basis = document("NQ", "Nghị quyết Đại hội");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static void says(struct reply rp, const char *text)
{
	if (!work_kit_says(&rp, text))
		fail_msg("not said: %s", text);
}

static void says_not(struct reply rp, const char *text)
{
	if (work_kit_says(&rp, text))
		fail_msg("said: %s", text);
}

static struct programme_documents_rows behind(int64_t programme)
{
	struct programme_documents_rows rows;

	ok(programme_documents(kit.cx.db,
			       &(struct programme_documents_in){
				       .programme = programme },
			       &rows));
	return rows;
}

static struct document_said_rows drawn(void)
{
	struct document_said_rows rows;

	ok(document_said(kit.cx.db,
			 &(struct document_said_in){ .document = meeting },
			 &rows));
	return rows;
}

static struct task_by_id_row task(int64_t id)
{
	struct task_by_id_row row;
	bool found;

	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){ .id = id,
					       .today = kit.cx.today,
					       .soon = kit.cx.today },
		      &row, &found));
	assert_true(found);
	return row;
}

/* ---- links --------------------------------------------------------------------- */

static void roles(void **state)
{
	enum work_role r;

	(void)state;
	for (int i = 0; i < N_WORK_ROLE; i++) {
		assert_true(work_role_read(
			str_c(work_role_code((enum work_role)i)), &r));
		assert_int_equal(r, i);
		assert_non_null(work_role_title((enum work_role)i));
	}
	assert_false(work_role_read(STR("other"), &r));
}

static void several_documents_behind_one(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_link in = { .programme = kit.programme,
				.document = basis,
				.role = STR("basis"),
				.from = kit.cx.today };
	struct work_link bad;

	(void)state;
	/* the programme's own is there from the beginning */
	assert_int_equal(behind(kit.programme).n, 1);
	same(behind(kit.programme).p[0].role, "main");
	fails(work_link_add(&lead, &in), ERR_DENIED);
	bad = in;
	bad.role = STR("main");
	fails(work_link_add(&office, &bad), ERR_INVALID);
	bad.role = STR("other");
	fails(work_link_add(&office, &bad), ERR_INVALID);
	bad = in;
	bad.from = kit.cx.today - 10;
	fails(work_link_add(&office, &bad), ERR_INVALID);
	bad.from = DAY_NONE;
	fails(work_link_add(&office, &bad), ERR_INVALID);
	bad = in;
	bad.document = 99;
	fails(work_link_add(&office, &bad), ERR_INVALID);
	bad = in;
	bad.programme = 99;
	fails(work_link_add(&office, &bad), ERR_NOT_FOUND);
	bad = in;
	bad.document = kit.document;
	fails(work_link_add(&office, &bad), ERR_CONFLICT);
	assert_int_equal(behind(kit.programme).n, 1);
	office.key = STR("link-once");
	ok(work_link_add(&office, &in));
	ok(work_link_add(&office, &in));
	assert_int_equal(behind(kit.programme).n, 2);
}

static void taken_off_but_not_forgotten(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_link in = { .programme = kit.programme,
				.document = basis,
				.role = STR("replaces"),
				.from = kit.cx.today };
	int64_t main, link;

	(void)state;
	ok(work_link_add(&office, &in));
	main = behind(kit.programme).p[0].id;
	link = behind(kit.programme).p[1].id;
	fails(work_link_end(&lead, kit.programme, link), ERR_DENIED);
	fails(work_link_end(&office, kit.programme, main), ERR_CONFLICT);
	fails(work_link_end(&office, 99, link), ERR_CONFLICT);
	ok(work_link_end(&office, kit.programme, link));
	fails(work_link_end(&office, kit.programme, link), ERR_CONFLICT);
	assert_int_equal(behind(kit.programme).n, 2);
	assert_int_equal(behind(kit.programme).p[1].to_on, kit.cx.today);
	/* … and back again */
	ok(work_link_add(&office, &in));
	assert_int_equal(behind(kit.programme).n, 3);
}

static void links_both_ways(void **state)
{
	struct reply rp;

	(void)state;
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/documents",
			   kit.programme,
			   str_fmt(arena,
				   "document=%ld&role=basis&from=14/10/2026"
				   "&key=link-form-1",
				   (long)basis)
				   .p);
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld", kit.programme);
	says(rp, "Căn cứ: <a href=\"/document/3\">01-NQ/ĐU</a>");
	rp = work_kit_get(&kit, USER_LEAD, "/programme/%ld", kit.programme);
	says(rp, "Căn cứ: <a href=\"/document/3\">01-NQ/ĐU</a>");
	rp = work_kit_get(&kit, USER_LEAD, "/document/%ld", basis);
	says(rp, "Căn cứ, từ 14/10/2026");
	says(rp,
	     str_fmt(arena, "href=\"/programme/%ld\"", (long)kit.programme).p);
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld/documents",
			  kit.programme);
	says(rp, "Thôi áp dụng từ hôm nay");
	rp = work_kit_get_en(&kit, USER_LEAD, "/programme/%ld/documents",
			     kit.programme);
	assert_int_equal(rp.status, 200);
	says_not(rp, "Take it off from today");
	says_not(rp, "Put another document behind it");
	rp = work_kit_post(
		&kit, USER_OFFICE, "/programme/%ld/documents", kit.programme,
		str_fmt(arena, "document=%ld&role=basis&from=14/10/2026",
			(long)basis)
			.p);
	assert_int_equal(rp.status, 422);
	says(rp, "01-NQ/ĐU đã là văn bản liên quan");
	rp = work_kit_post(&kit, USER_LEAD, "/programme/%ld/documents",
			   kit.programme, "document=3&role=basis");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_OFFICE,
			   str_fmt(arena, "/programme/%%ld/documents/%ld/end",
				   (long)behind(kit.programme).p[1].id)
				   .p,
			   kit.programme, "key=link-end-1");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld", kit.programme);
	says_not(rp, "Căn cứ:");
	rp = work_kit_get(&kit, USER_OFFICE, "/programme/%ld/documents",
			  kit.programme);
	says(rp, "từ 14/10/2026 đến 14/10/2026");
	assert_int_equal(work_kit_get(&kit, USER_OFFICE,
				      "/programme/%ld/documents", 99)
				 .status,
			 404);
}

/* ---- conclusions ------------------------------------------------------------------ */

#define LINES                                                                                \
	"1. Ban hành hướng dẫn sinh hoạt chi bộ | Ban Tổ chức | 30/11/2026 | " \
	"1 hướng dẫn\n"                                                                 \
	"2. Nâng cao tinh thần trách nhiệm\n"                                          \
	"3. Kiểm tra 12 chi bộ | | đầu năm 2026 | 12 biên bản"

static struct work_source source(const char *lines)
{
	return (struct work_source){ .document = meeting,
				     .programme = kit.programme,
				     .section = STR("II. Chuyển đổi số"),
				     .lines = str_c(lines) };
}

static void each_line_is_a_draft(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_source in = source(LINES);
	struct document_said_rows rows;
	struct task_by_id_row t;
	int made;

	(void)state;
	office.key = STR("source-once");
	ok(work_source_add(&office, &in, &made));
	assert_int_equal(made, 3);
	ok(work_source_add(&office, &in, &made));
	office.key = STR_NULL;
	rows = drawn();
	assert_int_equal(rows.n, 3);
	t = task(rows.p[0].task);
	same(t.work, "Ban hành hướng dẫn sinh hoạt chi bộ");
	assert_int_equal(t.lead, kit.unit[UNIT_PEOPLE]);
	same(t.product, "1 hướng dẫn");
	same(t.section_title, "II. Chuyển đổi số");
	assert_int_equal(t.position, task(kit.task[TASK_SOON]).position);
	assert_int_equal(t.missing, 0);
	assert_int_equal(t.issued_on, DAY_NONE);
	assert_int_equal(task(rows.p[1].task).missing, WORK_MISS_ALL);
	t = task(rows.p[2].task);
	/* a day that can't be read is a hole, no fault */
	assert_int_equal(t.missing, WORK_MISS_PERSON | WORK_MISS_PROGRESS);
	same(t.deadline_text, "đầu năm 2026");
}

static void lines_that_are_tasks_already(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_source in = source(LINES);
	int made;

	(void)state;
	ok(work_source_add(&office, &in, &made));
	fails(work_source_add(&office, &in, &made), ERR_INVALID);
	in = source("- Nâng cao tinh thần trách nhiệm\n"
		    "- Rà soát quy chế làm việc\n"
		    "- Rà soát quy chế làm việc");
	ok(work_source_add(&office, &in, &made));
	assert_int_equal(made, 1);
	assert_int_equal(drawn().n, 4);
	assert_int_equal(drawn().p[3].line, 4);
}

static void refuses_and_leaves_nothing(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct work_source in = source(LINES);
	struct buf b = buf_init(arena, 1 << 16);
	int made;

	(void)state;
	fails(work_source_add(&lead, &in, &made), ERR_DENIED);
	in.document = 99;
	fails(work_source_add(&office, &in, &made), ERR_INVALID);
	in.document = basis; /* a resolution isn't taken line by line */
	fails(work_source_add(&office, &in, &made), ERR_INVALID);
	in = source("\n \n");
	fails(work_source_add(&office, &in, &made), ERR_INVALID);
	in = source("Rà soát\nTỐI MẬT");
	fails(work_source_add(&office, &in, &made), ERR_INVALID);
	for (int i = 0; i < 201; i++)
		buf_fmt(&b, "Rà soát lần %d\n", i);
	in.lines = buf_view(&b);
	fails(work_source_add(&office, &in, &made), ERR_LIMIT);
	buf_clear(&b);
	for (int i = 0; i < 3001; i++)
		buf_char(&b, 'a');
	in.lines = buf_view(&b);
	fails(work_source_add(&office, &in, &made), ERR_INVALID);
	in = source(LINES);
	in.programme = 99;
	fails(work_source_add(&office, &in, &made), ERR_NOT_FOUND);
	ok(work_close(&office,
		      &(struct work_close){
			      .ask = { .programme = kit.programme,
				       .others = { .fate = FATE_KEEP } } }));
	in.programme = kit.programme;
	fails(work_source_add(&office, &in, &made), ERR_CONFLICT);
	assert_int_equal(drawn().n, 0);
}

static void which_documents(void **state)
{
	(void)state;
	assert_true(work_concludes(&kit.cx, STR("KL")));
	assert_true(work_concludes(&kit.cx, STR("TB")));
	assert_true(work_concludes(&kit.cx, STR("BB")));
	assert_false(work_concludes(&kit.cx, STR("NQ")));
	assert_false(work_concludes(&kit.cx, STR("")));
}

static struct str field_of(const struct reply *rp, const char *name)
{
	struct str s = buf_view(&rp->body);
	struct str mark = str_fmt(arena, "name=\"%s\" value=\"", name);
	ptrdiff_t at = str_find(s, mark, 0);

	assert_true(at >= 0);
	at += mark.n;
	return str_sub(s, at, str_find(s, STR("\""), at));
}

static void form_shows_then_makes(void **state)
{
	const char *path = "/document/%ld/tasks";
	const char *lines = "lines=1.+R%C3%A0+so%C3%A1t+quy+ch%E1%BA%BF+|+Ban+"
			    "T%E1%BB%95+ch%E1%BB%A9c+|+30/11/2026+|+1+"
			    "b%C3%A1o+c%C3%A1o%0A2.+N%C3%A2ng+cao";
	struct reply rp = work_kit_get(&kit, USER_OFFICE, path, meeting);
	const char *body;

	(void)state;
	assert_int_equal(rp.status, 200);
	body = str_fmt(arena, "programme=%ld&section=&%s", (long)kit.programme,
		       lines)
		       .p;
	rp = work_kit_post(&kit, USER_OFFICE, path, meeting,
			   str_fmt(arena, "%s&do=look&key=source-f1", body).p);
	assert_int_equal(rp.status, 200);
	says(rp, "2 nhiệm vụ mới, 1 nhiệm vụ còn chưa rõ");
	says(rp, "Tạo 2 nhiệm vụ nháp");
	assert_int_equal(drawn().n, 0);
	/* changed behind the preview: shown again first */
	work_kit_post(&kit, USER_OFFICE, path, meeting,
		      str_fmt(arena, "%s&do=confirm&seen=1.2.3&key=source-f2",
			      body)
			      .p);
	assert_int_equal(drawn().n, 0);
	rp = work_kit_post(&kit, USER_OFFICE, path, meeting,
			   str_fmt(arena,
				   "%s&do=confirm&seen=%.*s&key=source-f3",
				   body, STR_ARG(field_of(&rp, "seen")))
				   .p);
	assert_int_equal(rp.status, 303);
	same(rp.location, "/document/2");
	assert_int_equal(drawn().n, 2);
	rp = work_kit_post(&kit, USER_OFFICE, path, meeting,
			   "programme=&lines=%3Cb%3E&do=look");
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#programme\"");
	says(rp, "&lt;b&gt;</textarea>");
}

static void seen_from_both_sides(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_source in = source(LINES);
	int64_t first;
	struct reply rp;
	int made;

	(void)state;
	ok(work_source_add(&office, &in, &made));
	first = drawn().p[0].task;
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld", first);
	says(rp, "href=\"/document/2\">01-KL/ĐU, kết luận 1</a>");
	says(rp, "Lấy từ văn bản");
	rp = work_kit_get(&kit, USER_OFFICE, "/document/%ld", meeting);
	says(rp, "còn chưa rõ");
	says(rp, str_fmt(arena, "href=\"/task/%ld\"", (long)first).p);
	/* units: what was issued and is theirs */
	rp = work_kit_get(&kit, USER_OTHER, "/document/%ld", meeting);
	says_not(rp, "href=\"/task/");
	says_not(rp, "/document/2/tasks");
	ok(work_do(&office,
		   &(struct work_deed){ .task = first, .what = WORK_DO_ISSUE },
		   NULL));
	rp = work_kit_get(&kit, USER_OTHER, "/document/%ld", meeting);
	says(rp, str_fmt(arena, "href=\"/task/%ld\"", (long)first).p);
	rp = work_kit_get(&kit, USER_LEAD, "/document/%ld", meeting);
	says_not(rp, "href=\"/task/");
}

static void whose_it_is(void **state)
{
	const char *path = "/document/%ld/tasks";

	(void)state;
	assert_int_equal(work_kit_get(&kit, USER_LEAD, path, meeting).status,
			 404);
	assert_int_equal(work_kit_get(&kit, USER_LEADER, path, meeting).status,
			 404);
	assert_int_equal(work_kit_get(&kit, USER_OFFICE, path, basis).status,
			 404);
	assert_int_equal(work_kit_get(&kit, USER_OFFICE, path, 99).status, 404);
	says_not(work_kit_get(&kit, USER_OFFICE, "/document/%ld", basis),
		 "/tasks");
}

static void golden(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct work_source in = source(LINES);
	int made;

	(void)state;
	ok(work_link_add(&office,
			 &(struct work_link){ .programme = kit.programme,
					      .document = basis,
					      .role = STR("basis"),
					      .from = kit.cx.today }));
	ok(work_source_add(&office, &in, &made));
	work_kit_golden(&kit, USER_OFFICE, "/document/%ld/tasks", meeting,
			"source");
	work_kit_golden(&kit, USER_OFFICE, "/document/%ld", meeting,
			"document_concludes");
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld/documents",
			kit.programme, "programme_documents");
}

int main(void)
{
#define t(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		t(roles),
		t(several_documents_behind_one),
		t(taken_off_but_not_forgotten),
		t(links_both_ways),
		t(each_line_is_a_draft),
		t(lines_that_are_tasks_already),
		t(refuses_and_leaves_nothing),
		t(which_documents),
		t(form_shows_then_makes),
		t(seen_from_both_sides),
		t(whose_it_is),
		t(golden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
