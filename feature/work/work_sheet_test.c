/*
 * A list that comes back, from the file to the tasks: exactly the edited
 * cells are found, they are taken through acts and taken back, and bad files
 * are refused in one sentence.
 */
#include "work/test/work_sheet_kit.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "sheet/edited_priv.h"
#include "work/work_page.h"
#include "work/work_query.h"
#include "work/work_sheet.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_list_routes, NULL };

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

/* ---- words of these tests ------------------------------------------------------ */

static struct doc *list_of(enum kit_user who)
{
	return sheet_kit_open(&kit, who, "/tasks.xlsx");
}

static struct sheet_draft drafted(const struct doc *d)
{
	struct sheet_draft draft;
	struct str realm;

	ok(audit_origin(&kit.cx, &realm));
	ok(sheet_kit_read(arena, d, realm, &draft));
	return draft;
}

static struct sheet_upload file_of(const char *name, const struct doc *d)
{
	return (struct sheet_upload){ .name = str_c(name),
				      .bytes = sheet_kit_save(arena, d),
				      .from = DAY_NONE,
				      .here = true };
}

/* The file is saved, sent and read by the whole way of a real one. */
static int64_t sent(struct cx *cx, const struct doc *d)
{
	struct sheet_upload file = file_of("nhiệm vụ.xlsx", d);
	int64_t id;

	ok(sheet_stage(cx, &work_sheet, &file, &id));
	return id;
}

static struct edited_state judged(struct cx *cx, int64_t id)
{
	struct edited_state s;

	ok(edited_state_read(cx, &work_sheet, id, &s));
	return s;
}

static const struct sheet_cell *cell_of(const struct edited_state *s,
					enum kit_task t, enum line_col col)
{
	for (ptrdiff_t i = 0; i < s->groups.n; i++)
		for (ptrdiff_t k = 0; k < s->groups.p[i].row.n; k++)
			if (s->groups.p[i].r.row_id == kit.task[t] &&
			    s->groups.p[i].row.cell[k].at == (int)col)
				return &s->groups.p[i].row.cell[k];
	return NULL;
}

static struct task_by_id_row task_of(enum kit_task t)
{
	struct task_by_id_row row;
	bool found;

	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){ .id = kit.task[t],
					       .today = kit.cx.today,
					       .soon = kit.cx.today },
		      &row, &found));
	assert_true(found);
	return row;
}

static int64_t events(void)
{
	struct err *findings = NULL;
	int64_t n;

	ok(audit_verify(&kit.cx, &n, &findings));
	assert_null(findings);
	return n;
}

static const struct sheet_verdicts none = { 0 };

static struct sheet_verdicts verdict(enum kit_task t, enum line_col col,
				     const struct edited_state *s, bool take)
{
	struct sheet_verdicts v = { 0 };
	struct sheet_verdict *one = vec_push(arena, &v);

	for (ptrdiff_t i = 0; i < s->groups.n; i++)
		if (s->groups.p[i].r.row_id == kit.task[t])
			one->n = s->groups.p[i].r.n;
	one->col = str_c(line_col_key(col));
	one->seen =
		take ? sheet_digest_str(arena,
					sheet_digest(cell_of(s, t, col)->now))
		     : STR("");
	return v;
}

/* ---- finding the edited cells ---------------------------------------------------- */

static void an_untouched_list_has_no_difference(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = list_of(USER_OFFICE);
	struct sheet_draft draft = drafted(d);
	struct edited_state s;

	(void)state;
	assert_int_equal(draft.rows, N_KIT_TASK);
	assert_int_equal(draft.lines.n, 0);
	assert_int_equal(draft.notices.n, 0);
	assert_int_equal(draft.marks.day, kit.cx.today);
	assert_true(str_find(draft.marks.filter, STR("14/10/2026"), 0) > 0);
	s = judged(&office, sent(&office, d));
	assert_int_equal(s.rows, 0);
	fails(sheet_settle(&office, &work_sheet, s.s.num, &none, true),
	      ERR_INVALID);
}

static void exactly_the_edited_cells_are_found(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = list_of(USER_OFFICE);
	struct edited_state s;

	(void)state;
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_WORK,
		       "Xây dựng kế hoạch tuyên truyền quý I/2027");
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_PRODUCT, "01 kế hoạch");
	sheet_kit_type(&kit, d, TASK_VAGUE, WCOL_LEAD, "Văn phòng Thành ủy");
	sheet_kit_type(&kit, d, TASK_RUNNING, WCOL_PERCENT, "55");
	s = judged(&office, sent(&office, d));
	assert_int_equal(s.rows, 3);
	assert_int_equal(s.cells, 4);
	assert_non_null(cell_of(&s, TASK_CLEAR, WCOL_WORK));
	assert_non_null(cell_of(&s, TASK_CLEAR, WCOL_PRODUCT));
	assert_non_null(cell_of(&s, TASK_VAGUE, WCOL_LEAD));
	assert_non_null(cell_of(&s, TASK_RUNNING, WCOL_PERCENT));
	same(cell_of(&s, TASK_RUNNING, WCOL_PERCENT)->now, "40");
	/* the office doesn't report for the lead */
	assert_true(cell_of(&s, TASK_RUNNING, WCOL_PERCENT)->why.n > 0);
	assert_false(cell_of(&s, TASK_RUNNING, WCOL_PERCENT)->take);
	assert_true(cell_of(&s, TASK_CLEAR, WCOL_WORK)->take);
}

/* ---- taking over ------------------------------------------------------------------ */

static void the_office_takes_words_of_drafts(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = list_of(USER_OFFICE);
	struct task_by_id_row t;
	int64_t before, id;

	(void)state;
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_WORK,
		       "Lập kế hoạch tuyên truyền");
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_LEAD, "Văn phòng Thành ủy");
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_DUE, "15/12/2026");
	sheet_kit_type(&kit, d, TASK_VAGUE, WCOL_SECTION, "III. Việc mới");
	id = sent(&office, d);
	before = events();
	office.key = STR("k1");
	ok(sheet_settle(&office, &work_sheet, id, &none, true));
	/* one event a task, one for the sheet; harmless the second time */
	assert_int_equal(events(), before + 3);
	ok(sheet_settle(&office, &work_sheet, id, &none, true));
	assert_int_equal(events(), before + 3);
	t = task_of(TASK_CLEAR);
	same(t.work, "Lập kế hoạch tuyên truyền");
	same(t.deadline_text, "15/12/2026");
	assert_int_equal(t.lead, kit.unit[UNIT_OFFICE]);
	same(t.lead_text, "Văn phòng Thành ủy");
	same(task_of(TASK_VAGUE).section_title, "III. Việc mới");
	office.key = STR("k2");
	fails(sheet_settle(&office, &work_sheet, id, &none, true),
	      ERR_CONFLICT);
	fails(sheet_put_away(&office, &work_sheet, id), ERR_CONFLICT);
}

static void a_unit_reports(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct doc *d = list_of(USER_LEAD);
	struct task_by_id_row t;
	int64_t before, id;
	struct edited_state s;

	(void)state;
	sheet_kit_type(&kit, d, TASK_RUNNING, WCOL_PERCENT, "70%");
	sheet_kit_type(&kit, d, TASK_RUNNING, WCOL_RESULT,
		       "Đã lập danh mục.\nCòn rà soát.");
	sheet_kit_type(&kit, d, TASK_RUNNING, WCOL_WORK, "Việc khác");
	sheet_kit_type(&kit, d, TASK_SOON, WCOL_STATE, "Chờ xác nhận");
	sheet_kit_type(&kit, d, TASK_SOON, WCOL_RESULT, "Đã tập huấn 3 lớp.");
	sheet_kit_type(&kit, d, TASK_ISSUED, WCOL_PERCENT, "10");
	id = sent(&lead, d);
	s = judged(&lead, id);
	assert_int_equal(s.take, 4);
	assert_int_equal(s.refused, 2);
	assert_true(cell_of(&s, TASK_RUNNING, WCOL_WORK)->why.n > 0);
	assert_true(cell_of(&s, TASK_ISSUED, WCOL_PERCENT)->why.n > 0);
	before = events();
	ok(sheet_settle(&lead, &work_sheet, id, &none, true));
	assert_int_equal(events(), before + 3);
	t = task_of(TASK_RUNNING);
	assert_int_equal(t.percent, 70);
	same(t.last_text, "Đã lập danh mục.\nCòn rà soát.");
	same(t.work, "Lập danh mục hồ sơ cần số hóa");
	t = task_of(TASK_SOON);
	assert_int_equal(t.submitted_on, kit.cx.today);
	assert_int_equal(task_of(TASK_ISSUED).percent, 0);
}

static void what_cant_be_taken_says_why(void **state)
{
	static const struct {
		enum kit_task task;
		enum line_col col;
		const char *text, *why;
	} bad[] = {
		{ TASK_VAGUE, WCOL_WORK, "", "Nêu việc phải làm." },
		{ TASK_VAGUE, WCOL_LEAD, "Ban Không Có",
		  "Không có đơn vị nào tên “Ban Không Có”" },
		{ TASK_CLEAR, WCOL_DEADLINE, "31/6/2026", "31/6/2026" },
		{ TASK_CLEAR, WCOL_DUE, "31/6/2026", "Không có ngày" },
		{ TASK_RUNNING, WCOL_DEADLINE, "30/12/2026",
		  "đề nghị điều chỉnh" },
		{ TASK_RUNNING, WCOL_LEAD, "Đảng ủy Báo", "điều chỉnh" },
		{ TASK_SUBMITTED, WCOL_NUMBER, "9", "không" },
		{ TASK_OTHER, WCOL_STATE, "Quá hạn", "đơn vị chủ trì" },
		{ TASK_OTHER, WCOL_CODE, "99-CTr", "chương trình" },
	};
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = list_of(USER_OFFICE);
	struct edited_state s;
	int64_t before;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++)
		sheet_kit_type(&kit, d, bad[i].task, bad[i].col, bad[i].text);
	s = judged(&office, sent(&office, d));
	assert_int_equal(s.take, 0);
	assert_int_equal(s.refused, N_ELEMENTS(bad));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++) {
		struct str why = cell_of(&s, bad[i].task, bad[i].col)->why;

		if (str_find(text_fold(arena, why),
			     text_fold(arena, str_c(bad[i].why)), 0) < 0)
			fail_msg("%td: %.*s", i, STR_ARG(why));
	}
	before = events();
	fails(sheet_settle(&office, &work_sheet, s.s.num, &none, true),
	      ERR_INVALID);
	assert_int_equal(events(), before);
}

static void a_report_is_judged_as_a_whole(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct doc *d = list_of(USER_LEAD);
	struct edited_state s;
	int64_t id;

	(void)state;
	/* a difficulty without its cause; a percentage that is none */
	sheet_kit_type(&kit, d, TASK_RUNNING, WCOL_DIFFICULTY, "Thiếu người");
	sheet_kit_type(&kit, d, TASK_LATE, WCOL_PERCENT, "nửa");
	sheet_kit_type(&kit, d, TASK_LATE, WCOL_RESULT, "Đã số hóa thêm.");
	sheet_kit_type(&kit, d, TASK_LATE, WCOL_CAUSE, "Lý do riêng");
	id = sent(&lead, d);
	s = judged(&lead, id);
	assert_true(cell_of(&s, TASK_RUNNING, WCOL_DIFFICULTY)->why.n > 0);
	assert_true(cell_of(&s, TASK_LATE, WCOL_PERCENT)->why.n > 0);
	assert_true(cell_of(&s, TASK_LATE, WCOL_CAUSE)->why.n > 0);
	assert_true(cell_of(&s, TASK_LATE, WCOL_RESULT)->take);
	ok(sheet_settle(&lead, &work_sheet, id, &none, true));
	same(task_of(TASK_LATE).last_text, "Đã số hóa thêm.");
	assert_false(task_of(TASK_RUNNING).last_difficulty.n);
}

/* ---- somebody else was here, too ---------------------------------------------------- */

static void work_edit(struct cx *cx, enum kit_task t, const char *product)
{
	struct task_by_id_row r = task_of(t);

	ok(work_task_edit(cx, r.id, r.rev,
			  &(struct work_task_words){ .section = r.section_title,
						     .number = r.number,
						     .work = r.work,
						     .work_confirmed = true,
						     .lead = r.lead,
						     .lead_text = r.lead_text,
						     .with_text = r.with_text,
						     .deadline =
							     r.deadline_text,
						     .product = str_c(product),
						     .product_confirmed = true,
						     .import = DB_NULL,
						     .import_row = DB_NULL }));
}

static void conflicts_wait_for_a_person(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = list_of(USER_OFFICE);
	struct sheet_verdicts v;
	struct edited_state s;
	int64_t id;

	(void)state;
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_PRODUCT, "02 kế hoạch");
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_NUMBER, "1.9");
	work_edit(&office, TASK_CLEAR, "Kế hoạch của văn phòng");
	id = sent(&office, d);
	s = judged(&office, id);
	/* only what was typed differs; the other's change is shown beside */
	assert_int_equal(s.cells, 2);
	assert_int_equal(s.conflicts, 1);
	same(cell_of(&s, TASK_CLEAR, WCOL_PRODUCT)->now,
	     "Kế hoạch của văn phòng");
	assert_false(cell_of(&s, TASK_CLEAR, WCOL_PRODUCT)->take);
	assert_true(cell_of(&s, TASK_CLEAR, WCOL_NUMBER)->take);
	/* accepted, but the task changes once more before the confirmation */
	v = verdict(TASK_CLEAR, WCOL_PRODUCT, &s, true);
	ok(sheet_settle(&office, &work_sheet, id, &v, false));
	s = judged(&office, id);
	assert_true(cell_of(&s, TASK_CLEAR, WCOL_PRODUCT)->take);
	work_edit(&office, TASK_CLEAR, "Kế hoạch khác");
	s = judged(&office, id);
	assert_false(cell_of(&s, TASK_CLEAR, WCOL_PRODUCT)->take);
	v = verdict(TASK_CLEAR, WCOL_PRODUCT, &s, true);
	ok(sheet_settle(&office, &work_sheet, id, &v, true));
	same(task_of(TASK_CLEAR).product, "02 kế hoạch");
	same(task_of(TASK_CLEAR).number, "1.9");
}

static void the_rejected_stay(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = list_of(USER_OFFICE);
	struct sheet_verdicts v;
	struct edited_state s;
	int64_t id;

	(void)state;
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_PRODUCT, "02 kế hoạch");
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_NUMBER, "1.9");
	id = sent(&office, d);
	s = judged(&office, id);
	v = verdict(TASK_CLEAR, WCOL_PRODUCT, &s, false);
	ok(sheet_settle(&office, &work_sheet, id, &v, true));
	same(task_of(TASK_CLEAR).product, "Kế hoạch tuyên truyền");
	same(task_of(TASK_CLEAR).number, "1.9");
}

static void the_same_file_changes_nothing_more(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = list_of(USER_OFFICE);
	struct edited_same_rows rows;
	struct edited_state s;
	struct sheet_upload file;
	int64_t id, again;

	(void)state;
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_NUMBER, "1.9");
	file = file_of("a.xlsx", d);
	ok(sheet_stage(&office, &work_sheet, &file, &id));
	ok(sheet_settle(&office, &work_sheet, id, &none, true));
	ok(sheet_stage(&office, &work_sheet, &file, &again));
	s = judged(&office, again);
	assert_int_equal(s.rows, 0);
	ok(edited_same(office.db,
		       &(struct edited_same_in){ .sha256 = s.s.sha256,
						 .org = s.s.org,
						 .subject = STR("task"),
						 .num = again },
		       &rows));
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.p[0].num, id);
	ok(sheet_put_away(&office, &work_sheet, again));
	fails(sheet_settle(&office, &work_sheet, again, &none, false),
	      ERR_CONFLICT);
}

/* ---- the way back ---------------------------------------------------------------------- */

static void words_come_back(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = list_of(USER_OFFICE);
	struct task_by_id_row was = task_of(TASK_CLEAR), is;
	int64_t id, before;

	(void)state;
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_WORK, "Lập kế hoạch");
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_LEAD, "");
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_DEADLINE, "Quý I/2027");
	sheet_kit_type(&kit, d, TASK_VAGUE, WCOL_NUMBER, "1.1a");
	id = sent(&office, d);
	fails(sheet_back(&office, &work_sheet, id), ERR_CONFLICT);
	ok(sheet_settle(&office, &work_sheet, id, &none, true));
	assert_int_equal(task_of(TASK_CLEAR).lead, DB_NULL);
	work_edit(&office, TASK_VAGUE, "Sản phẩm mới"); /* moved */
	before = events();
	office.key = STR("u1");
	ok(sheet_back(&office, &work_sheet, id));
	ok(sheet_back(&office, &work_sheet, id));
	assert_int_equal(events(), before + 2);
	is = task_of(TASK_CLEAR);
	same(is.work, "Xây dựng kế hoạch tuyên truyền năm 2027");
	assert_int_equal(is.lead, was.lead);
	assert_true(str_eq(is.lead_text, was.lead_text));
	assert_true(str_eq(is.deadline_text, was.deadline_text));
	assert_int_equal(is.missing, was.missing);
	assert_int_equal(is.work_confirmed, was.work_confirmed);
	same(task_of(TASK_VAGUE).number, "1.1a");
	office.key = STR("u2");
	fails(sheet_back(&office, &work_sheet, id), ERR_CONFLICT);
}

static void reports_come_back(void **state)
{
	struct cx lead = work_kit_as(&kit, USER_LEAD);
	struct doc *d = list_of(USER_LEAD);
	struct task_by_id_row was = task_of(TASK_RUNNING), is;
	int64_t id;

	(void)state;
	sheet_kit_type(&kit, d, TASK_RUNNING, WCOL_PERCENT, "90");
	sheet_kit_type(&kit, d, TASK_RUNNING, WCOL_RESULT, "Gần xong.");
	sheet_kit_type(&kit, d, TASK_SOON, WCOL_PERCENT, "20");
	sheet_kit_type(&kit, d, TASK_SOON, WCOL_RESULT, "Bắt đầu.");
	id = sent(&lead, d);
	ok(sheet_settle(&lead, &work_sheet, id, &none, true));
	assert_int_equal(task_of(TASK_RUNNING).percent, 90);
	ok(sheet_back(&lead, &work_sheet, id));
	is = task_of(TASK_RUNNING);
	assert_int_equal(is.percent, was.percent);
	assert_true(str_eq(is.last_text, was.last_text));
	/* there had been no report: the one that remains says what it is */
	is = task_of(TASK_SOON);
	assert_int_equal(is.percent, 0);
	assert_true(str_find(is.last_text, STR("nhiệm vụ.xlsx"), 0) > 0);
}

static void after_seven_days_it_stays(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = list_of(USER_OFFICE);
	int64_t id;

	(void)state;
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_NUMBER, "1.9");
	id = sent(&office, d);
	ok(sheet_settle(&office, &work_sheet, id, &none, true));
	kit_day(&office, "2026-10-22");
	fails(sheet_back(&office, &work_sheet, id), ERR_CONFLICT);
	same(task_of(TASK_CLEAR).number, "1.9");
}

/* ---- whose ------------------------------------------------------------------------------- */

static void everybody_has_a_scope(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct cx other = work_kit_as(&kit, USER_OTHER);
	struct cx leader = work_kit_as(&kit, USER_LEADER);
	struct doc *d = list_of(USER_OFFICE);
	struct edited_state s;
	struct sheet_upload file;
	int64_t id;

	(void)state;
	sheet_kit_type(&kit, d, TASK_RUNNING, WCOL_PERCENT, "70");
	sheet_kit_type(&kit, d, TASK_OTHER, WCOL_PERCENT, "70");
	/* the list of the office in the hands of a unit: what it can't see is
	 * as if it weren't there, what it doesn't lead it doesn't report */
	id = sent(&other, d);
	s = judged(&other, id);
	assert_int_equal(s.groups.n, 1);
	assert_int_equal(s.take, 0);
	assert_int_equal(s.refused, 1);
	assert_true(s.groups.p[0].row.now->closed.n > 0);
	assert_true(str_find(cell_of(&s, TASK_RUNNING, WCOL_PERCENT)->why,
			     STR("đơn vị mình phối hợp"), 0) > 0);
	assert_true(str_starts(s.s.notices, STR("3\t")));
	fails(edited_state_read(&office, &work_sheet, id, &s), ERR_NOT_FOUND);
	fails(sheet_settle(&office, &work_sheet, id, &none, true),
	      ERR_NOT_FOUND);
	fails(sheet_back(&office, &work_sheet, id), ERR_NOT_FOUND);
	fails(sheet_put_away(&office, &work_sheet, id), ERR_NOT_FOUND);
	file = file_of("a.xlsx", d);
	fails(sheet_stage(&leader, &work_sheet, &file, &id), ERR_DENIED);
	fails(sheet_settle(&leader, &work_sheet, id, &none, false), ERR_DENIED);
	fails(sheet_settle(&leader, &work_sheet, id, &none, true), ERR_DENIED);
	fails(sheet_back(&leader, &work_sheet, id), ERR_DENIED);
	fails(sheet_put_away(&leader, &work_sheet, id), ERR_DENIED);
}

#define SAYS(text, what) assert_true(str_find(text, STR(what), 0) >= 0)

static void bad_cells_are_kept_with_their_why(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = list_of(USER_OFFICE);
	struct doc_row *row = sheet_kit_row(&kit, d, TASK_CLEAR);
	struct doc_cell *c = sheet_kit_cell(&kit, d, row, N_("Work"));
	struct edited_state s;

	(void)state;
	c->is_formula = true;
	c->text = STR("Việc tính ra");
	c = sheet_kit_cell(&kit, d, row, N_("Product"));
	c->is_number = true;
	c->text = STR("12");
	c = sheet_kit_cell(&kit, d, row, N_("Lead unit"));
	c->span = 2; /* with the supporting units */
	c->text = STR("Một");
	s = judged(&office, sent(&office, d));
	assert_int_equal(s.take, 0);
	SAYS(cell_of(&s, TASK_CLEAR, WCOL_WORK)->why, "công thức");
	SAYS(cell_of(&s, TASK_CLEAR, WCOL_PRODUCT)->why, "Ô chứa số 12");
	SAYS(cell_of(&s, TASK_CLEAR, WCOL_LEAD)->why, "gộp");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest all[] = {
		T(an_untouched_list_has_no_difference),
		T(exactly_the_edited_cells_are_found),
		T(the_office_takes_words_of_drafts),
		T(a_unit_reports),
		T(what_cant_be_taken_says_why),
		T(a_report_is_judged_as_a_whole),
		T(conflicts_wait_for_a_person),
		T(the_rejected_stay),
		T(the_same_file_changes_nothing_more),
		T(words_come_back),
		T(reports_come_back),
		T(after_seven_days_it_stays),
		T(everybody_has_a_scope),
		T(bad_cells_are_kept_with_their_why),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
