/*
 * The pages of a list that comes back, through the door of platform/http:
 * golden pages, every button, who may, bad files in one sentence.
 */
#include "work/test/work_sheet_kit.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_page.h"
#include "work/work_query.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_list_routes,
						    &work_sheet_routes, NULL };

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

#define SAYS(rp, text)	   assert_true(work_kit_says(&(rp), text))
#define SAYS_NOT(rp, text) assert_false(work_kit_says(&(rp), text))

static struct reply upload(enum kit_user who, const char *name,
			   struct str bytes)
{
	return work_kit_send(&kit, who, "/sheet", 0,
			     (const struct kit_part[]){ { "file", name, bytes },
							{ 0 } });
}

/* A list with a clean change, a conflict, one that can't be taken, a new row
 * and a copied one. */
static struct str edited(void)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc *d = sheet_kit_open(&kit, USER_OFFICE, "/tasks.xlsx");
	struct task_by_id_row t;
	bool found;

	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_WORK,
		       "Xây dựng kế hoạch tuyên truyền quý I/2027");
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_PRODUCT, "02 kế hoạch");
	sheet_kit_type(&kit, d, TASK_RUNNING, WCOL_DUE, "15/12/2026");
	sheet_kit_cell(&kit, d, sheet_kit_row(&kit, d, TASK_SOON),
		       N_("Row key"))
		->text = STR("");
	sheet_kit_cell(&kit, d, sheet_kit_row(&kit, d, TASK_LATE),
		       N_("Row key"))
		->text = STR("2.2.<b>");
	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){ .id = kit.task[TASK_CLEAR],
					       .today = kit.cx.today,
					       .soon = kit.cx.today },
		      &t, &found));
	ok(work_task_edit(&office, t.id, t.rev,
			  &(struct work_task_words){
				  .section = t.section_title,
				  .number = t.number,
				  .work = t.work,
				  .work_confirmed = true,
				  .lead = t.lead,
				  .lead_text = t.lead_text,
				  .with_text = t.with_text,
				  .deadline = t.deadline_text,
				  .product = STR("Kế hoạch <mới>"),
				  .product_confirmed = true,
				  .import = DB_NULL,
				  .import_row = DB_NULL }));
	return sheet_kit_save(arena, d);
}

static int64_t sheet_of(const struct reply *rp)
{
	int64_t id = 0;

	assert_int_equal(rp->status, 303);
	assert_true(str_starts(rp->location, STR("/sheet/")));
	assert_true(str_to_i64(str_sub(rp->location, 7, rp->location.n), &id));
	return id;
}

static struct str product(void)
{
	struct task_by_id_row t;
	bool found;

	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){ .id = kit.task[TASK_CLEAR],
					       .today = kit.cx.today,
					       .soon = kit.cx.today },
		      &t, &found));
	return t.product;
}

/* ---- pages as they are ---------------------------------------------------------- */

static void golden_pages(void **state)
{
	struct reply rp;
	int64_t id;

	(void)state;
	work_kit_golden(&kit, USER_OFFICE, "/sheet", 0, "sheet_form");
	rp = upload(USER_OFFICE, "nhiệm vụ.xlsx", edited());
	id = sheet_of(&rp);
	work_kit_golden(&kit, USER_OFFICE, "/sheet/%ld", id, "sheet");
	rp = work_kit_post(&kit, USER_OFFICE, "/sheet/%ld", id,
			   "do=confirm&cell=1.work&cell=1.product");
	assert_int_equal(rp.status, 422);
	SAYS(rp, "Chưa chọn thay đổi nào");
	rp = work_kit_post(&kit, USER_OFFICE, "/sheet/%ld/drop", id, "");
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet/%ld", id);
	SAYS(rp, "Đã bỏ tệp");
}

static void units_have_another_form(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_LEAD, "/sheet", 0);

	(void)state;
	assert_int_equal(rp.status, 200);
	SAYS(rp, "thành báo cáo của ngày hôm nay");
	assert_int_equal(work_kit_get(&kit, USER_LEADER, "/sheet", 0).status,
			 403);
}

/* ---- deciding --------------------------------------------------------------------- */

/* The digest that stands in the check box of a cell. */
static struct str tick(const struct reply *rp, const char *name)
{
	struct str s = buf_view(&rp->body);
	struct str mark = str_fmt(arena, "name=\"take.%s\" value=\"", name);
	ptrdiff_t at = str_find(s, mark, 0);

	assert_true(at > 0);
	return str_sub(s, at + mark.n, at + mark.n + 3);
}

static const char *coded(struct str s)
{
	struct buf b = buf_init(arena, 64);

	for (ptrdiff_t i = 0; i < s.n; i++)
		buf_fmt(&b, "%%%02X", (unsigned)(unsigned char)s.p[i]);
	buf_char(&b, '\0');
	return b.p;
}

static void choices_are_kept_and_taken(void **state)
{
	struct reply rp = upload(USER_OFFICE, "a.xlsx", edited());
	int64_t id = sheet_of(&rp);
	const char *form;

	(void)state;
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet/%ld", id);
	SAYS(rp, "Trên hệ thống cũng đã sửa");
	SAYS(rp, "Nhiệm vụ đã giao: đề nghị điều chỉnh");
	SAYS(rp, "Kế hoạch &lt;mới&gt;");
	SAYS_NOT(rp, "name=\"take.2.due\"");
	/* the clean one is rejected, the conflict is taken */
	form = str_fmt(arena,
		       "do=save&show=look&page=1&cell=1.work&cell=1.product&"
		       "take.1.product=%s",
		       coded(tick(&rp, "1.product")))
		       .p;
	rp = work_kit_post(&kit, USER_OFFICE, "/sheet/%ld", id, form);
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet/%ld?show=look&saved=1",
			  id);
	SAYS(rp, "Đã lưu lựa chọn");
	SAYS(rp, "Cập nhật các thay đổi đã chọn (1)");
	rp = work_kit_post(&kit, USER_OFFICE, "/sheet/%ld", id, "do=confirm");
	assert_int_equal(rp.status, 303);
	same(product(), "02 kế hoạch");
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet/%ld", id);
	SAYS(rp, "Đã cập nhật 1 thay đổi");
	SAYS(rp, "21/10/2026");
	work_kit_golden(&kit, USER_OFFICE, "/sheet/%ld", id, "sheet_done");
	rp = work_kit_post(&kit, USER_OFFICE, "/sheet/%ld/undo", id, "");
	assert_int_equal(rp.status, 303);
	same(product(), "Kế hoạch <mới>");
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet/%ld", id);
	SAYS(rp, "Đã hoàn lại các thay đổi");
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet", 0);
	SAYS(rp, "đã hoàn lại");
}

static void the_same_file_is_known(void **state)
{
	struct str bytes = edited();
	struct reply rp = upload(USER_OFFICE, "a.xlsx", bytes);
	int64_t id = sheet_of(&rp);

	(void)state;
	rp = work_kit_post(&kit, USER_OFFICE, "/sheet/%ld", id, "do=confirm");
	assert_int_equal(rp.status, 303);
	rp = upload(USER_OFFICE, "b.xlsx", bytes);
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet/%ld", sheet_of(&rp));
	SAYS(rp, "Chính tệp này đã được gửi trước đây");
	SAYS(rp, str_fmt(arena, "href=\"/sheet/%ld\"", (long)id).p);
}

static void a_list_of_many_pages(void **state)
{
	struct cx office = work_kit_as(&kit, USER_OFFICE);
	struct doc_table *t;
	struct doc *d;
	struct reply rp;
	int64_t id;

	(void)state;
	for (int i = 0; i < 60; i++)
		ok(work_task_add(
			&office,
			&(struct work_task_words){
				.programme = kit.programme,
				.number = str_fmt(arena, "9.%d", i),
				.work = str_fmt(arena, "Lập báo cáo %d", i),
				.lead = DB_NULL,
				.import = DB_NULL,
				.import_row = DB_NULL },
			&id));
	d = sheet_kit_open(&kit, USER_OFFICE, "/tasks.xlsx");
	t = sheet_kit_table(d);
	for (ptrdiff_t r = 0; r < t->n_rows; r++) {
		struct doc_cell *c;

		if (t->row[r].n_cells < 5)
			continue;
		c = sheet_kit_cell(&kit, d, &t->row[r], N_("Work"));
		if (str_starts(c->text, STR("Lập báo cáo")))
			c->text = str_cat(arena, c->text, STR(" quý"));
	}
	rp = upload(USER_OFFICE, "a.xlsx", sheet_kit_save(arena, d));
	id = sheet_of(&rp);
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet/%ld", id);
	SAYS(rp, "value=\"next\"");
	SAYS(rp, "Lập báo cáo 49 quý");
	SAYS_NOT(rp, "Lập báo cáo 50 quý");
	rp = work_kit_post(&kit, USER_OFFICE, "/sheet/%ld", id,
			   "do=next&page=1");
	assert_true(str_find(rp.location, STR("page=2"), 0) > 0);
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet/%ld?page=2", id);
	SAYS(rp, "Lập báo cáo 59 quý");
	SAYS_NOT(rp, "value=\"next\"");
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet/%ld?show=look", id);
	SAYS(rp, "Không có gì cần xem lại.");
}

/* ---- bad files ---------------------------------------------------------------------- */

static void bad_files_in_one_sentence(void **state)
{
	static const struct {
		const char *name, *bytes, *says;
	} bad[] = {
		{ "a.csv", "Mã dòng,Nội dung\n1,2\n", "chính tệp .xlsx" },
		{ "a.ods", "PK\x03\x04", ".ods" },
		{ "a.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ".xls" },
		{ "a.xlsx", "không phải", "Excel" },
	};
	struct doc *d = sheet_kit_open(&kit, USER_OFFICE, "/tasks.xlsx");
	struct reply rp;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++) {
		rp = upload(USER_OFFICE, bad[i].name, str_c(bad[i].bytes));
		assert_int_equal(rp.status, 422);
		SAYS(rp, bad[i].says);
		SAYS(rp, "href=\"#file\"");
	}
	rp = work_kit_send(&kit, USER_OFFICE, "/sheet", 0,
			   (const struct kit_part[]){ { 0 } });
	assert_int_equal(rp.status, 422);
	SAYS(rp, "Hãy chọn tệp .xlsx đã sửa");
	d->n_tables = 1;
	rp = upload(USER_OFFICE, "a.xlsx", sheet_kit_save(arena, d));
	assert_int_equal(rp.status, 422);
	SAYS(rp, "trang ẩn của tệp đã bị xóa");
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet", 0);
	SAYS_NOT(rp, "chờ xác nhận");
}

static void others_see_nothing(void **state)
{
	struct reply rp = upload(USER_OFFICE, "a.xlsx", edited());
	int64_t id = sheet_of(&rp);

	(void)state;
	assert_int_equal(work_kit_get(&kit, USER_LEAD, "/sheet/%ld", id).status,
			 404);
	assert_int_equal(
		work_kit_get(&kit, USER_OFFICE, "/sheet/%ld", 999).status, 404);
	assert_int_equal(
		work_kit_get(&kit, USER_LEADER, "/sheet/%ld", id).status, 403);
	assert_int_equal(work_kit_post(&kit, USER_LEAD, "/sheet/%ld", id,
				       "do=confirm")
				 .status,
			 404);
	assert_int_equal(work_kit_post(&kit, USER_LEAD, "/sheet/%ld/undo", id,
				       "")
				 .status,
			 404);
	assert_int_equal(upload(USER_LEADER, "a.xlsx", STR("x")).status, 403);
}

/* ---- a unit that only supports --------------------------------------------------- */

static bool cell_says(const struct doc *d, const char *text)
{
	const struct doc_table *t = &d->table[0];

	for (ptrdiff_t i = 0; i < t->n_rows; i++)
		for (ptrdiff_t k = 0; k < t->row[i].n_cells; k++)
			if (str_find(t->row[i].cell[k].text, str_c(text), 0) >=
			    0)
				return true;
	return false;
}

/* The file says so, the page before it, and the comparison at its row. */
static void who_supports_only_reads(void **state)
{
	static const char words[] = "không chủ trì: 2. Các dòng đó chỉ để xem";
	struct doc *d = sheet_kit_open(&kit, USER_OTHER, "/tasks.xlsx");
	struct reply rp = work_kit_get(&kit, USER_OTHER, "/sheet", 0);

	(void)state;
	assert_true(cell_says(d, words));
	SAYS(rp, "Dòng của nhiệm vụ mà đơn vị chỉ phối hợp thì chỉ để xem");
	sheet_kit_type(&kit, d, TASK_RUNNING, WCOL_PERCENT, "70");
	rp = upload(USER_OTHER, "a.xlsx", sheet_kit_save(arena, d));
	assert_int_equal(rp.status, 303);
	work_kit_golden(&kit, USER_OTHER, str_to_c(arena, rp.location), 0,
			"sheet_supports");
	/* those who lead all of their rows, and the office, read no such thing */
	d = sheet_kit_open(&kit, USER_LEAD, "/tasks.xlsx");
	assert_false(cell_says(d, "chỉ để xem"));
	d = sheet_kit_open(&kit, USER_OFFICE, "/tasks.xlsx");
	assert_false(cell_says(d, "chỉ để xem"));
	rp = work_kit_get(&kit, USER_OFFICE, "/sheet", 0);
	SAYS_NOT(rp, "chỉ phối hợp");
}

int main(int argc, char **argv)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest all[] = {
		T(golden_pages),
		T(units_have_another_form),
		T(choices_are_kept_and_taken),
		T(the_same_file_is_known),
		T(a_list_of_many_pages),
		T(bad_files_in_one_sentence),
		T(others_see_nothing),
		T(who_supports_only_reads),
	};
	int child = doc_child_main(argc, argv);

	if (child >= 0)
		return child;
	return cmocka_run_group_tests(all, NULL, NULL);
}
