/* The page of a task, its deeds, its words, downloads: through the door. */
#include "work/work_carry_act.h"
#include "work/test/work_kit.h"

#include "db/db.h"
#include "file/file.h"
#include "work/work_evidence_query.h"
#include "work/work_import_query.h"
#include "work/work_page.h"
#include "work/work_document_query.h"
#include "work/work_query.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_task_routes,
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

static struct task_by_id_row row_of(enum kit_task t)
{
	struct task_by_id_row row;
	bool found;

	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){ .id = kit.task[t],
					       .today = kit.cx.today,
					       .soon = kit.cx.today + 14 },
		      &row, &found));
	assert_true(found);
	return row;
}

static ptrdiff_t acts_of(enum kit_task t)
{
	struct task_act_list_rows rows;

	ok(task_act_list(kit.cx.db,
			 &(struct task_act_list_in){ .task = kit.task[t],
						     .as_at = kit.cx.today },
			 &rows));
	return rows.n;
}

#define says(rp, text)                                                         \
	do {                                                                   \
		if (!work_kit_says(&(rp), text)) {                             \
			print_error("%.*s\n", STR_ARG(buf_view(&(rp).body)));  \
			fail_msg("the page doesn't say: %s", text);            \
		}                                                              \
	} while (0)
#define says_not(rp, text) assert_false(work_kit_says(&(rp), text))

/* 303 to a path of which `n` stands between two parts. */
static void goes(const struct reply *rp, const char *before, int64_t n,
		 const char *behind)
{
	assert_int_equal(rp->status, 303);
	same(rp->location,
	     str_fmt(arena, "%s%ld%s", before, (long)n, behind).p);
}

static void goes_to_task(const struct reply *rp, int64_t n)
{
	goes(rp, "/task/", n, "");
}

/* ---- the page ---------------------------------------------------------------- */

static void test_golden(void **state)
{
	static const struct {
		enum kit_user who;
		enum kit_task task;
		const char *name;
	} pages[] = {
		{ USER_OFFICE, TASK_VAGUE, "task_office_vague" },
		{ USER_OFFICE, TASK_CLEAR, "task_office_clear" },
		{ USER_OFFICE, TASK_SUBMITTED, "task_office_submitted" },
		{ USER_LEAD, TASK_ISSUED, "task_lead_issued" },
		{ USER_LEAD, TASK_LATE, "task_lead_late" },
		{ USER_LEADER, TASK_LATE, "task_leader_late" },
		{ USER_OTHER, TASK_RUNNING, "task_other_running" },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(pages); i++)
		work_kit_golden(&kit, pages[i].who, "/task/%ld",
				kit.task[pages[i].task], pages[i].name);
}

static void test_scope(void **state)
{
	static const struct {
		enum kit_user who;
		enum kit_task task;
		int status;
	} see[] = {
		{ USER_OFFICE, TASK_VAGUE, 200 },
		{ USER_LEADER, TASK_VAGUE, 200 },
		{ USER_LEADER, TASK_OTHER, 200 },
		{ USER_LEAD, TASK_CLEAR, 404 },
		{ USER_LEAD, TASK_RUNNING, 200 },
		{ USER_LEAD, TASK_OTHER, 404 },
		{ USER_OTHER, TASK_RUNNING, 200 },
		{ USER_OTHER, TASK_SOON, 404 },
		{ USER_OTHER, TASK_CLEAR, 404 },
		{ USER_CELL, TASK_RUNNING, 404 },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(see); i++)
		assert_int_equal(work_kit_get(&kit, see[i].who, "/task/%ld",
					      kit.task[see[i].task])
					 .status,
				 see[i].status);
	assert_int_equal(
		work_kit_get(&kit, USER_OFFICE, "/task/%ld", 99999).status,
		404);
	assert_int_equal(work_kit_get(&kit, USER_OFFICE, "/task/%ld?page=x",
				      kit.task[TASK_LATE])
				 .status,
			 400);
}

static void test_every_state(void **state)
{
	static const struct {
		enum kit_task task;
		const char *next;
	} turn[] = {
		{ TASK_VAGUE, "is a draft and isn&#39;t clear" },
		{ TASK_CLEAR, "is a clear draft" },
		{ TASK_ISSUED, "Waiting for the lead unit" },
		{ TASK_RUNNING, "the lead unit reports" },
		{ TASK_SUBMITTED, "the office verifies" },
		{ TASK_DONE, "the office closes" },
		{ TASK_CLOSED, "done and closed" },
		{ TASK_PAUSED, "paused until" },
		{ TASK_WITHDRAWN, "was withdrawn" },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(turn); i++) {
		struct reply rp =
			work_kit_get_en(&kit, USER_OFFICE, "/task/%ld",
					kit.task[turn[i].task]);

		assert_int_equal(rp.status, 200);
		says(rp, turn[i].next);
	}
}

/* ---- deeds of the lead --------------------------------------------------------- */

static void test_accept(void **state)
{
	struct reply rp =
		work_kit_post(&kit, USER_LEAD, "/task/%ld/accept",
			      kit.task[TASK_ISSUED], "key=accept-0001");

	(void)state;
	goes_to_task(&rp, kit.task[TASK_ISSUED]);
	assert_int_equal(row_of(TASK_ISSUED).accepted_on, kit.cx.today);
	/* the same form again: same answer, nothing twice */
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/accept",
			   kit.task[TASK_ISSUED], "key=accept-0001");
	goes_to_task(&rp, kit.task[TASK_ISSUED]);
	assert_int_equal(acts_of(TASK_ISSUED), 2);
	/* another form: the state doesn't fit any more */
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/accept",
			   kit.task[TASK_ISSUED], "key=accept-0002");
	assert_int_equal(rp.status, 409);
	says(rp, "class=\"err\"");
	assert_int_equal(acts_of(TASK_ISSUED), 2);
}

static void test_hand_back(void **state)
{
	int64_t id = kit.task[TASK_ISSUED];
	struct reply rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/hand_back",
					id, "reason=+&key=hand-back-1");

	(void)state;
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#reason-hand_back\"");
	says(rp, "id=\"reason-hand_back-e\"");
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/hand_back", id,
			   "reason=Vi%E1%BB%87c+c%E1%BB%A7a+Ban&key=hand-1234");
	same(rp.location, "/mine");
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/hand_back", id,
			   "reason=Vi%E1%BB%87c+c%E1%BB%A7a+Ban&key=hand-1234");
	same(rp.location, "/mine");
	assert_int_equal(row_of(TASK_ISSUED).issued_on, DAY_NONE);
	assert_int_equal(acts_of(TASK_ISSUED), 2);
}

static void test_report_with_file(void **state)
{
	int64_t id = kit.task[TASK_SOON];
	const struct kit_part parts[] = {
		{ "key", NULL, STR("report-0001") },
		{ "percent", NULL, STR("55") },
		{ "body", NULL, STR("Đã mở hai lớp.") },
		{ "difficulty", NULL, STR("") },
		{ "cause", NULL, STR("") },
		{ "ask", NULL, STR("none") },
		{ "files", "Danh sách lớp.pdf", work_kit_pdf() },
		{ "files", "Danh sách lớp.pdf", work_kit_pdf() },
		{ NULL, NULL, STR_NULL },
	};
	struct evidence_list_rows list;
	struct reply rp;

	(void)state;
	for (int i = 0; i < 2; i++) {
		rp = work_kit_send(&kit, USER_LEAD, "/task/%ld/report", id,
				   parts);
		goes_to_task(&rp, id);
	}
	assert_int_equal(row_of(TASK_SOON).percent, 55);
	assert_int_equal(acts_of(TASK_SOON), 3);
	ok(evidence_list(kit.cx.db,
			 &(struct evidence_list_in){ .task = id,
						     .until = INT64_MAX },
			 &list));
	assert_int_equal(list.n, 2);
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld", id);
	says(rp, "Danh sách lớp.pdf");
	says(rp, "version 2");
	says(rp, "0% → 55%");
}

static void test_report_refused(void **state)
{
	int64_t id = kit.task[TASK_LATE];
	struct reply rp = work_kit_post(
		&kit, USER_LEAD, "/task/%ld/report", id,
		"percent=85&body=%C4%90%C3%A3+qu%C3%A9t&difficulty=Thi%E1"
		"%BA%BFu+m%C3%A1y&cause=&ask=help&key=report-bad1");

	(void)state;
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#cause\"");
	says(rp, "value=\"85\"");
	says(rp, "Thiếu máy</textarea>");
	says(rp, "value=\"help\" checked");
	/* not a number, too much, an unknown cause */
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/report", id,
			   "percent=x&body=abc");
	assert_int_equal(rp.status, 422);
	says(rp, "value=\"x\"");
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/report", id,
			   "percent=101&body=abc");
	assert_int_equal(rp.status, 422);
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/report", id,
			   "percent=90&body=abc&cause=aliens&ask=maybe");
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#ask\"");
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/report", id, "");
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#percent\"");
	says(rp, "href=\"#body\"");
	/* a field that the form doesn't have */
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/report", id,
			   "percent=90&colour=red");
	assert_int_equal(rp.status, 400);
	assert_int_equal(row_of(TASK_LATE).percent, 81);
}

static void test_report_bad_file(void **state)
{
	int64_t id = kit.task[TASK_SOON];
	struct kit_part parts[16] = {
		{ "percent", NULL, STR("55") },
		{ "body", NULL, STR("Đã mở hai lớp.") },
		{ "files", "virus.exe", STR("MZ") },
	};
	struct reply rp =
		work_kit_send(&kit, USER_LEAD, "/task/%ld/report", id, parts);

	(void)state;
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#files\"");
	says(rp, "id=\"files-e\"");
	for (int i = 2; i < 13; i++)
		parts[i] =
			(struct kit_part){ "files", "a.pdf", work_kit_pdf() };
	rp = work_kit_send(&kit, USER_LEAD, "/task/%ld/report", id, parts);
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#files\"");
	assert_int_equal(row_of(TASK_SOON).percent, 0);
}

static void test_submit(void **state)
{
	int64_t id = kit.task[TASK_SOON];
	struct reply rp =
		work_kit_post(&kit, USER_LEAD, "/task/%ld/submit", id,
			      "percent=&body=Xong&difficulty=&cause=&ask=none"
			      "&key=submit-001");

	(void)state;
	goes_to_task(&rp, id);
	assert_int_equal(row_of(TASK_SOON).percent, 100);
	assert_int_equal(row_of(TASK_SOON).submitted_on, kit.cx.today);
	/* too late for a report; what was written is not lost */
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/report", id,
			   "percent=60&body=R%E1%BA%A5t+d%C3%A0i&difficulty="
			   "Kh%C3%B3&cause=khac&ask=none&key=report-late");
	assert_int_equal(rp.status, 409);
	says(rp, "id=\"lost\"");
	says(rp, "Rất dài\nKhó</textarea>");
}

static void test_not_theirs(void **state)
{
	struct reply rp;

	(void)state;
	/* cooperating is not leading; the office doesn't report */
	rp = work_kit_post(&kit, USER_OTHER, "/task/%ld/report",
			   kit.task[TASK_RUNNING], "percent=50&body=abc");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/accept",
			   kit.task[TASK_ISSUED], "");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/verify",
			   kit.task[TASK_SUBMITTED], "");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_LEADER, "/task/%ld/issue",
			   kit.task[TASK_CLEAR], "");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/accept",
			   kit.task[TASK_OTHER], "");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/report",
			   kit.task[TASK_OTHER], "percent=x");
	assert_int_equal(rp.status, 404);
}

/* ---- deeds of the office -------------------------------------------------------- */

static void test_office_deeds(void **state)
{
	static const struct {
		const char *path, *body;
		enum kit_task task;
	} deeds[] = {
		{ "/task/%ld/issue", "", TASK_CLEAR },
		{ "/task/%ld/verify", "", TASK_SUBMITTED },
		{ "/task/%ld/close", "", TASK_SUBMITTED },
		{ "/task/%ld/pause", "reason=Ch%E1%BB%9D", TASK_SOON },
		{ "/task/%ld/resume", "", TASK_SOON },
		{ "/task/%ld/withdraw", "reason=Th%C3%B4i", TASK_SOON },
		{ "/task/%ld/resume", "", TASK_PAUSED },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(deeds); i++) {
		int64_t id = kit.task[deeds[i].task];
		struct reply rp =
			work_kit_post(&kit, USER_OFFICE, deeds[i].path, id,
				      deeds[i].body);

		goes_to_task(&rp, id);
	}
	assert_int_equal(row_of(TASK_CLEAR).issued_on, kit.cx.today);
	assert_int_equal(row_of(TASK_SUBMITTED).done_on, kit.cx.today);
	assert_int_equal(row_of(TASK_SUBMITTED).closed_on, kit.cx.today);
	assert_int_equal(row_of(TASK_SOON).withdrawn_on, kit.cx.today);
	assert_int_equal(row_of(TASK_PAUSED).paused_on, DAY_NONE);
}

static void test_office_refused(void **state)
{
	struct reply rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/issue",
					kit.task[TASK_VAGUE], "");

	(void)state;
	assert_int_equal(rp.status, 422);
	says(rp, "/edit\">");
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/return",
			   kit.task[TASK_SUBMITTED], "reason=");
	assert_int_equal(rp.status, 422);
	says(rp, "<details open>");
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/return",
			   kit.task[TASK_SUBMITTED], "reason=Thi%E1%BA%BFu");
	goes_to_task(&rp, kit.task[TASK_SUBMITTED]);
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/return",
			   kit.task[TASK_SUBMITTED], "reason=L%E1%BA%A1i");
	assert_int_equal(rp.status, 409);
	says(rp, "Lại</textarea>");
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/verify", 99999, "");
	assert_int_equal(rp.status, 404);
}

/* ---- evidence, downloads ---------------------------------------------------------- */

static struct evidence_list_row evidence_of(enum kit_task t)
{
	struct evidence_list_rows list;

	ok(evidence_list(kit.cx.db,
			 &(struct evidence_list_in){ .task = kit.task[t],
						     .until = INT64_MAX },
			 &list));
	assert_true(list.n > 0);
	return list.p[0];
}

static void test_evidence_check(void **state)
{
	struct evidence_list_row e = evidence_of(TASK_RUNNING);
	struct reply rp =
		work_kit_post(&kit, USER_OFFICE, "/evidence/%ld/mismatch", e.id,
			      "key=mismatch-1");

	(void)state;
	goes(&rp, "/task/", kit.task[TASK_RUNNING], "#h-evidence");
	assert_int_equal(evidence_of(TASK_RUNNING).checked_ok, 0);
	rp = work_kit_get_en(&kit, USER_OFFICE, "/task/%ld",
			     kit.task[TASK_RUNNING]);
	says(rp, "checked, it doesn&#39;t match");
	says_not(rp, "/mismatch\"");
	rp = work_kit_post(&kit, USER_OFFICE, "/evidence/%ld/match", e.id,
			   "key=match-0001");
	goes(&rp, "/task/", kit.task[TASK_RUNNING], "#h-evidence");
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld",
			     kit.task[TASK_RUNNING]);
	says(rp, "checked, it matches");
	says_not(rp, "formaction=\"/evidence");
	rp = work_kit_post(&kit, USER_LEAD, "/evidence/%ld/match", e.id, "");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_OFFICE, "/evidence/%ld/match", 9999, "");
	assert_int_equal(rp.status, 404);
}

static void test_download(void **state)
{
	int64_t file = evidence_of(TASK_RUNNING).file;
	struct document_by_id_row doc;
	struct reply rp = work_kit_get(&kit, USER_OTHER, "/file/%ld", file);
	bool found;

	(void)state;
	assert_int_equal(rp.status, 200);
	assert_string_equal(rp.type, "application/pdf");
	same(rp.download, "Danh mục đợt 1.pdf");
	assert_true(str_eq(buf_view(&rp.body), work_kit_pdf()));
	/* not in their scope, or nobody's */
	rp = work_kit_get(&kit, USER_CELL, "/file/%ld", file);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_OFFICE, "/file/%ld", 9999);
	assert_int_equal(rp.status, 404);
	ok(document_by_id(kit.cx.db,
			  &(struct document_by_id_in){ .id = kit.document },
			  &doc, &found));
	rp = work_kit_get(&kit, USER_CELL, "/file/%ld", doc.file);
	assert_int_equal(rp.status, 200);
	same(rp.download, "12-CTr.pdf");
}

/* An annex of which row 14 became the task. */
static struct err *annex_tx(struct cx *cx, void *arg)
{
	int64_t *ret_file = arg;
	struct file_info info;
	int64_t import, row;
	struct err *err =
		file_put(cx, STR("Phụ lục.pdf"), work_kit_pdf(), &info);

	if (!err)
		err = import_insert(cx->db,
				    &(struct import_insert_in){
					    .programme = kit.programme,
					    .file = info.id,
					    .file_name = info.name,
					    .sha256 = info.sha256,
					    .columns = STR(""),
					    .annexes = STR(""),
					    .notices = STR(""),
					    .made_at = cx->now,
					    .made_by = 1 },
				    &import);
	if (!err)
		err = import_row_insert(
			cx->db,
			&(struct import_row_insert_in){
				.import = import,
				.n = 1,
				.sheet_row = 14,
				.grp = STR(""),
				.number = STR("2.4"),
				.work = STR(
					"Hoàn thành số hóa hồ sơ đảng viên"),
				.lead_text = STR(""),
				.with_text = STR(""),
				.deadline_text = STR(""),
				.product = STR(""),
				.note = STR(""),
				.take = 1,
				.lead_names = STR(""),
				.lead = DB_NULL,
				.with_left = STR(""),
				.with_orgs = STR("") },
			&row);
	if (!err)
		err = import_row_done(cx->db,
				      &(struct import_row_done_in){
					      .import = import,
					      .n = 1,
					      .task = kit.task[TASK_LATE] },
				      NULL);
	*ret_file = info.id;
	return err;
}

static void test_source(void **state)
{
	int64_t file;
	struct reply rp;

	(void)state;
	ok(db_tx(&kit.cx, annex_tx, &file));
	rp = work_kit_get_en(&kit, USER_OFFICE, "/task/%ld",
			     kit.task[TASK_LATE]);
	says(rp, "“Hoàn thành số hóa hồ sơ đảng viên” – ");
	says(rp, ">Phụ lục.pdf, row 14</a>");
	says(rp, "Imported from the annex");
	/* the annex itself is the office's */
	rp = work_kit_get(&kit, USER_OFFICE, "/file/%ld", file);
	assert_int_equal(rp.status, 200);
	rp = work_kit_get(&kit, USER_LEAD, "/file/%ld", file);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get_en(&kit, USER_LEAD, "/task/%ld", kit.task[TASK_LATE]);
	says(rp, "– Phụ lục.pdf, row 14</small>");
}

/* ---- words --------------------------------------------------------------------- */

#define MINE(rev)                                                              \
	str_fmt(arena,                                                         \
		"rev=%ld&section=&number=1.2&work=X%%C3%%A2y+d"                \
		"%%E1%%BB%%B1ng+k%%E1%%BA%%BF+ho%%E1%%BA%%A1ch&"               \
		"work_confirmed=1&lead=%ld&with=%ld&deadline=Th%%C3%%A1ng"     \
		"+12%%2F2026&product=K%%E1%%BA%%BF+ho%%E1%%BA%%A1ch&"          \
		"product_confirmed=1",                                         \
		(long)(rev), (long)kit.unit[UNIT_OFFICE],                      \
		(long)kit.unit[UNIT_PEOPLE])                                   \
		.p

static void test_edit(void **state)
{
	int64_t id = kit.task[TASK_CLEAR];
	int64_t rev = work_kit_rev(&kit, TASK_CLEAR);
	struct task_with_list_rows with;
	struct reply rp;

	(void)state;
	work_kit_golden(&kit, USER_OFFICE, "/task/%ld/edit",
			kit.task[TASK_VAGUE], "task_edit_vague");
	work_kit_golden(&kit, USER_OFFICE, "/task/%ld/edit", id,
			"task_edit_clear");
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/edit", id, MINE(rev));
	goes_to_task(&rp, id);
	same(row_of(TASK_CLEAR).deadline_text, "Tháng 12/2026");
	same(row_of(TASK_CLEAR).lead_text, "Văn phòng Thành ủy");
	ok(task_with_list(kit.cx.db, &(struct task_with_list_in){ .task = id },
			  &with));
	assert_int_equal(with.n, 1);
	assert_int_equal(with.p[0].id, kit.unit[UNIT_PEOPLE]);
}

/* Two who wrote at the same time; a cell below a unit cooperates. */
static void test_edit_overtaken(void **state)
{
	int64_t id = kit.task[TASK_RUNNING];
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	int64_t rev = work_kit_rev(&kit, TASK_RUNNING);
	struct task_by_id_row t = row_of(TASK_RUNNING);
	int64_t with[] = { kit.unit[UNIT_CELL], kit.unit[UNIT_PRESS] };
	struct reply rp;
	const char *body;

	(void)state;
	ok(work_task_edit(&office, id, rev,
			  &(struct work_task_words){
				  .number = t.number,
				  .work = t.work,
				  .work_confirmed = true,
				  .lead = t.lead,
				  .with = with,
				  .n_with = 2,
				  .deadline = STR("Tháng 11/2026"),
				  .product = STR("2,5 km hồ sơ"),
				  .product_confirmed = true,
				  .import = DB_NULL,
				  .import_row = DB_NULL,
				  .cause = STR("khac"),
				  .reason = STR("Thêm hồ sơ") }));
	body = str_fmt(arena, "rev=%ld&work=L%%E1%%BA%%ADp&lead=%ld", (long)rev,
		       (long)kit.unit[UNIT_PEOPLE])
		       .p;
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/edit", id, body);
	assert_int_equal(rp.status, 409);
	says(rp, "Chi bộ Văn thư; Báo và Phát thanh");
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld/edit", id);
	says(rp, "selected>Chi bộ Văn thư</option>");
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld", id);
	says(rp, "2,5</span>");
	rp = work_kit_get(&kit, USER_CELL, "/task/%ld", id);
	assert_int_equal(rp.status, 200);
}

static void test_edit_conflict(void **state)
{
	int64_t id = kit.task[TASK_CLEAR];
	int64_t rev = work_kit_rev(&kit, TASK_CLEAR);
	struct reply rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/edit", id,
					MINE(rev - 1));

	(void)state;
	assert_int_equal(rp.status, 409);
	says(rp, "<ins>Tháng 12/2026</ins>");
	says(rp, "Tháng 11/2026");
	says(rp, "<ins>Văn phòng Thành ủy</ins>");
	says(rp, str_fmt(arena, "name=\"rev\" value=\"%ld\"", (long)rev).p);
	same(row_of(TASK_CLEAR).deadline_text, "Tháng 11/2026");
}

static void test_edit_refused(void **state)
{
	int64_t id = kit.task[TASK_CLEAR];
	int64_t rev = work_kit_rev(&kit, TASK_CLEAR);
	struct reply rp;
	const char *body;

	(void)state;
	body = str_fmt(arena, "rev=%ld&work=&deadline=31%%2F6%%2F2026&lead=x",
		       (long)rev)
		       .p;
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/edit", id, body);
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#lead\"");
	says(rp, "value=\"31/6/2026\"");
	body = str_fmt(arena, "rev=%ld&work=&deadline=31%%2F6%%2F2026",
		       (long)rev)
		       .p;
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/edit", id, body);
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#work\"");
	says(rp, "href=\"#deadline\"");
	/* an issued task must stay clear */
	body = str_fmt(arena, "rev=%ld&work=R%%C3%%A0+so%%C3%%A1t",
		       (long)work_kit_rev(&kit, TASK_ISSUED))
		       .p;
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/edit",
			   kit.task[TASK_ISSUED], body);
	assert_int_equal(rp.status, 422);
	/* submitted: not any more */
	rp = work_kit_get(&kit, USER_OFFICE, "/task/%ld/edit",
			  kit.task[TASK_SUBMITTED]);
	assert_int_equal(rp.status, 409);
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/edit",
			   kit.task[TASK_SUBMITTED],
			   MINE(work_kit_rev(&kit, TASK_SUBMITTED)));
	assert_int_equal(rp.status, 409);
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld/edit", id);
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_LEAD, "/task/%ld/edit", id, "rev=1");
	assert_int_equal(rp.status, 404);
	rp = work_kit_post(&kit, USER_OFFICE, "/task/%ld/edit", 9999, "rev=1");
	assert_int_equal(rp.status, 404);
}

static void test_new(void **state)
{
	struct reply rp;
	struct cx office;

	(void)state;
	work_kit_golden(&kit, USER_OFFICE, "/programme/%ld/task/new",
			kit.programme, "task_new");
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/task/new",
			   kit.programme, "work=&key=new-task-1");
	assert_int_equal(rp.status, 422);
	says(rp, "href=\"#work\"");
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/task/new",
			   kit.programme,
			   "work=Quy%E1%BA%BFt+t%C3%A2m&"
			   "key=new-task-2");
	assert_int_equal(rp.status, 303);
	assert_true(str_ends(rp.location, STR("/edit?saved=1")));
	rp = work_kit_get_en(&kit, USER_OFFICE, str_to_c(arena, rp.location),
			     0);
	says(rp, "Saved as a draft");
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/task/new", 999,
			   "work=abc");
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_LEAD, "/programme/%ld/task/new",
			  kit.programme);
	assert_int_equal(rp.status, 404);
	office = work_kit_as(&kit, USER_OFFICE);
	ok(work_close(&office,
		      &(struct work_close){
			      .ask = { .programme = kit.programme,
				       .others = { .fate = FATE_KEEP } } }));
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/task/new",
			   kit.programme, "work=abc");
	assert_int_equal(rp.status, 409);
}

/* ---- long pages ------------------------------------------------------------------- */

static void test_long_history(void **state)
{
	struct cx cx = work_kit_as(&kit, USER_LEAD);
	int64_t id = kit.task[TASK_SOON];
	struct reply rp;

	(void)state;
	for (int i = 0; i < 55; i++)
		ok(work_do(&cx,
			   &(struct work_deed){
				   .task = id,
				   .what = WORK_DO_REPORT,
				   .report = { .percent = i,
					       .body = STR("Tiếp tục."),
					       .difficulty = STR(""),
					       .cause = STR(""),
					       .ask = STR("none") } },
			   NULL));
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld", id);
	says(rp, "?page=2");
	says_not(rp, "0% → 1%</b>");
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld?page=2", id);
	says(rp, "0% → 1%</b>");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_golden),		T(test_scope),
		T(test_every_state),	T(test_accept),
		T(test_hand_back),	T(test_report_with_file),
		T(test_report_refused), T(test_report_bad_file),
		T(test_submit),		T(test_not_theirs),
		T(test_office_deeds),	T(test_office_refused),
		T(test_evidence_check), T(test_download),
		T(test_source),		T(test_edit_overtaken),
		T(test_edit),		T(test_edit_conflict),
		T(test_edit_refused),	T(test_new),
		T(test_long_history),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
