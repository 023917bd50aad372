/* The pages of the annex import, through the door of platform/http. */
#include "work/test/work_import_kit.h"

#include <sys/syscall.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "db/db.h"
#include "doc/doc.h"
#include "work/work_import_query.h"
#include "work/work_page.h"

enum { ARENA = 512 << 20 };

#define KIT                                                                    \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct import_kit k;                                                   \
	struct reply r UNUSED;                                                 \
	import_kit_open(&k, a)
#define HAS(text)     assert_true(import_kit_has(&r, text))
#define HAS_NOT(text) assert_false(import_kit_has(&r, text))

static const char *path(struct import_kit *k, const char *fmt, int64_t id)
{
	struct str at = str_c(fmt);
	ptrdiff_t hole = str_find(at, STR("ID"), 0);

	return str_fmt(k->cx.arena, "%.*s%ld%s", (int)hole, fmt, (long)id,
		       fmt + hole + 2)
		.p;
}

static int64_t imports(struct import_kit *k)
{
	struct import_list_rows rows;

	ok(import_list(k->cx.db,
		       &(struct import_list_in){ .programme = k->programme },
		       &rows));
	return rows.n;
}

static struct str fixture(struct import_kit *k, const char *name)
{
	return kit_file(k->cx.arena,
			kit_fixture(k->cx.arena,
				    str_fmt(k->cx.arena, "annex/%s", name).p));
}

/* ---- choosing a file ---- */

static void the_form(void **state UNUSED)
{
	KIT;

	r = import_kit_get(&k, path(&k, "/programme/ID/import", k.programme));
	assert_int_equal(r.status, 200);
	HAS("12-CTr/ĐU");
	HAS("multipart/form-data");
	import_kit_golden(&k, "import-form.vi.html", &r);
	r = import_kit_get_en(&k,
			      path(&k, "/programme/ID/import", k.programme));
	import_kit_golden(&k, "import-form.en.html", &r);
	r = import_kit_get(&k, "/programme/99/import");
	assert_int_equal(r.status, 404);
	kit_close(&k.cx);
}

static void bad_files(void **state UNUSED)
{
	KIT;

	if (kit_fixture(a, "annex/not-an-annex.docx")) {
		r = import_kit_upload(&k, "van-ban.docx",
				      fixture(&k, "not-an-annex.docx"));
		assert_int_equal(r.status, 422);
		HAS("href=\"#file\"");
		HAS("id=\"file-e\"");
	}
	r = import_kit_upload(&k, "phu-luc.csv", STR("TỐI MẬT\n" ANNEX_FIVE));
	assert_int_equal(r.status, 422);
	import_kit_golden(&k, "import-secret.vi.html", &r);
	r = import_kit_upload(&k, "phu-luc.pdf", STR("%PDF-1.4"));
	assert_int_equal(r.status, 422);
	r = import_kit_upload(&k, "", STR(""));
	assert_int_equal(r.status, 422);
	HAS("id=\"file-e\"");
	assert_int_equal(imports(&k), 0);
	k.programme = 99;
	r = import_kit_upload(&k, "phu-luc.csv", STR(ANNEX_FIVE));
	assert_int_equal(r.status, 404);
	kit_close(&k.cx);
}

static void files_of_offices(void **state UNUSED)
{
	static const char *const name[] = { "plain.docx", "plain.xlsx",
					    "two-header-rows.docx",
					    "other-order.xlsx" };
	KIT;

	if (!kit_fixture(a, "annex/plain.docx"))
		skip();
	for (ptrdiff_t i = 0; i < N_ELEMENTS(name); i++) {
		r = import_kit_upload(&k, name[i], fixture(&k, name[i]));
		assert_int_equal(r.status, 303);
		r = import_kit_get(&k, str_to_c(a, r.location));
		assert_int_equal(r.status, 200);
	}
	r = import_kit_get(&k, "/import/1");
	import_kit_golden(&k, "import-plain.vi.html", &r);
	HAS("14</b> nhiệm vụ");
	HAS("không tìm thấy đơn vị “Ban Thường vụ”");
	kit_close(&k.cx);
}

/* ---- which annex ---- */

static const struct sheet_col cols[] = {
	{ .title = STR_INIT("STT"), .width = 6 },
	{ .title = STR_INIT("Nội dung nhiệm vụ"), .width = 40 },
	{ .title = STR_INIT("Cơ quan chủ trì"), .width = 20 },
	{ .title = STR_INIT("Thời gian hoàn thành"), .width = 20 },
	{ .title = STR_INIT("Sản phẩm"), .width = 20 },
};

static struct str two_annexes(struct arena *a)
{
	struct xlsx *x;
	struct str bytes;

	ok(xlsx_begin(a, &x));
	for (int i = 1; i <= 2; i++) {
		struct sheet_val v[] = {
			{ .text = STR("1") },
			{ .text = str_fmt(a, "Rà soát danh mục %d", i) },
			{ .text = STR("Ban Tổ chức") },
			{ .text = STR("30/11/2026") },
			{ .text = STR("Báo cáo") },
		};

		ok(xlsx_sheet(x, str_fmt(a, "Phụ lục %d", i), STR(""), cols,
			      (int)N_ELEMENTS(cols)));
		ok(xlsx_row(x, v));
	}
	ok(xlsx_end(x, &bytes));
	return bytes;
}

static void two_annexes_are_asked(void **state UNUSED)
{
	KIT;

	r = import_kit_upload(&k, "hai.xlsx", two_annexes(a));
	assert_int_equal(r.status, 303);
	same(r.location, "/import/1");
	r = import_kit_get(&k, "/import/1");
	import_kit_golden(&k, "import-choose.vi.html", &r);
	r = import_kit_post(&k, "/import/1/choose", "which=7");
	assert_int_equal(r.status, 422);
	r = import_kit_post(&k, "/import/1/choose", "");
	assert_int_equal(r.status, 422);
	r = import_kit_post(&k, "/import/1/choose", "which=2");
	assert_int_equal(r.status, 303);
	r = import_kit_get(&k, "/import/1");
	HAS("Rà soát danh mục 2");
	HAS_NOT("Rà soát danh mục 1");
	/* from another window, later */
	r = import_kit_post(&k, "/import/1/choose", "which=1");
	assert_int_equal(r.status, 303);
	r = import_kit_post(&k, "/import/9/choose", "which=1");
	assert_int_equal(r.status, 404);
	kit_close(&k.cx);
}

/* ---- the preview ---- */

static void preview(void **state UNUSED)
{
	KIT;

	import_kit_stage(&k, ANNEX_FIVE);
	r = import_kit_get(&k, "/import/1");
	assert_int_equal(r.status, 200);
	import_kit_golden(&k, "import-preview.vi.html", &r);
	HAS("href=\"#lead.3\"");
	HAS("id=\"lead.3\"");
	r = import_kit_get_en(&k, "/import/1");
	import_kit_golden(&k, "import-preview.en.html", &r);
	r = import_kit_get(&k, "/import/1?show=mend");
	HAS_NOT("id=\"d1\"");
	HAS("id=\"d3\"");
	r = import_kit_get(&k, "/import/1?edit=1");
	HAS("id=\"lead.1\"");
	r = import_kit_get(&k, "/import/1?page=0");
	assert_int_equal(r.status, 400);
	r = import_kit_get(&k, "/import/77");
	assert_int_equal(r.status, 404);
	kit_close(&k.cx);
}

static void mended_in_place(void **state UNUSED)
{
	const char *body;
	KIT;

	import_kit_stage(&k, ANNEX_FIVE);
	body = str_fmt(a,
		       "rev=1&do=save&show=mend&page=1&row=3&take.3=1&"
		       "lead.3=%ld&row=4&take.4=1&deadline.4=30%%2F06%%2F"
		       "2027&row=5&product.5=",
		       (long)k.organiser)
		       .p;
	r = import_kit_post(&k, "/import/1", body);
	assert_int_equal(r.status, 303);
	same(r.location, "/import/1?show=mend&page=1&saved=1");
	r = import_kit_get(&k, "/import/1?show=all&page=1&saved=1");
	HAS("role=\"status\"");
	HAS("value=\"30/06/2027\"");
	/* the fifth was unticked */
	HAS_NOT("#product.5");
	/* the old page again: what was typed is kept, nothing is overwritten */
	body = str_fmt(a, "rev=1&do=save&row=3&take.3=1&lead.3=%ld",
		       (long)k.school)
		       .p;
	r = import_kit_post(&k, "/import/1", body);
	assert_int_equal(r.status, 422);
	HAS(str_fmt(a, "value=\"%ld\" selected", (long)k.school).p);
	r = import_kit_get(&k, "/import/1");
	HAS(str_fmt(a, "value=\"%ld\" selected", (long)k.organiser).p);
	r = import_kit_post(&k, "/import/1", "rev=2&do=save&row=3&lead.3=999");
	assert_int_equal(r.status, 422);
	HAS("href=\"#lead.3\"");
	HAS("id=\"lead.3-e\"");
	kit_close(&k.cx);
}

static void suggestions(void **state UNUSED)
{
	KIT;

	import_kit_stage(&k, ANNEX_FIVE);
	r = import_kit_get(&k, "/import/1");
	HAS("name=\"use\" value=\"deadline.4.0\"");
	r = import_kit_post(&k, "/import/1",
			    "rev=1&page=1&use=deadline.4.0&row=4&take.4=1&"
			    "deadline.4=");
	assert_int_equal(r.status, 303);
	same(r.location, "/import/1?show=all&page=1&saved=1#deadline.4");
	r = import_kit_post(&k, "/import/1",
			    "rev=2&use=product.5.0&row=5&take.5=1&product.5=&"
			    "productok.5=1&row=1&take.1=1&work.1=x&workok.1=1");
	assert_int_equal(r.status, 303);
	r = import_kit_get(&k, "/import/1");
	HAS("value=\"30/06/2027\"");
	HAS("value=\"01 báo cáo\"");
	/* what no page offers changes nothing */
	r = import_kit_post(&k, "/import/1", "rev=3&use=deadline.99.0&row=4");
	assert_int_equal(r.status, 303);
	r = import_kit_post(&k, "/import/1", "rev=4&use=x&row=4&take.4=1");
	assert_int_equal(r.status, 303);
	kit_close(&k.cx);
}

/* More places than the summary names, more rows than a page shows. */
static void many_rows(void **state UNUSED)
{
	struct buf b;
	KIT;

	b = buf_init(a, 1 << 20);
	buf_lit(&b, ANNEX_HEAD);
	for (int i = 1; i <= 60; i++)
		buf_fmt(&b, "%d,Rà soát việc số %d,Ban Tổ chức,,,Báo cáo\n", i,
			i);
	import_kit_stage(&k, str_to_c(a, buf_view(&b)));
	r = import_kit_get(&k, "/import/1");
	HAS("và 48 chỗ nữa");
	HAS("id=\"d50\"");
	HAS_NOT("id=\"d51\"");
	HAS("value=\"next\"");
	r = import_kit_get(&k, "/import/1?page=2");
	HAS("id=\"d51\"");
	HAS("href=\"?show=all&amp;page=1#deadline.1\"");
	HAS_NOT("value=\"next\"");
	r = import_kit_post(&k, "/import/1",
			    "rev=1&page=1&do=next&row=1&take.1=1&"
			    "deadline.1=30%2F11%2F2026");
	same(r.location, "/import/1?show=all&page=2&saved=1");
	r = import_kit_get(&k, "/import/1?page=1");
	HAS("value=\"30/11/2026\"");
	kit_close(&k.cx);
}

/* ---- confirming ---- */

static void confirmed_and_undone(void **state UNUSED)
{
	KIT;

	import_kit_stage(&k, ANNEX_FIVE);
	r = import_kit_post(&k, "/import/1",
			    "rev=1&do=all&issue=1&row=5&product.5=01+"
			    "b%C3%A1o+c%C3%A1o&take.5=1");
	assert_int_equal(r.status, 303);
	same(r.location, "/import/1");
	assert_int_equal(import_kit_tasks(&k), 5);
	r = import_kit_get(&k, "/import/1");
	import_kit_golden(&k, "import-done.vi.html", &r);
	HAS("21/10/2026");
	r = import_kit_get_en(&k, "/import/1");
	import_kit_golden(&k, "import-done.en.html", &r);
	/* an old preview is no second import */
	r = import_kit_post(&k, "/import/1", "rev=1&do=all&row=1&take.1=1");
	assert_int_equal(r.status, 409);
	assert_int_equal(import_kit_tasks(&k), 5);
	r = import_kit_get(&k, path(&k, "/programme/ID/import", k.programme));
	HAS("href=\"/import/1\"");
	r = import_kit_post(&k, "/import/1/undo", "");
	assert_int_equal(r.status, 303);
	assert_int_equal(import_kit_tasks(&k), 0);
	r = import_kit_get(&k, "/import/1");
	import_kit_golden(&k, "import-undone.vi.html", &r);
	r = import_kit_post(&k, "/import/1/undo", "");
	assert_int_equal(r.status, 409);
	kit_close(&k.cx);
}

static void only_the_clear(void **state UNUSED)
{
	KIT;

	import_kit_stage(&k, ANNEX_FIVE);
	r = import_kit_post(&k, "/import/1", "rev=1&do=clear&row=1&take.1=1");
	assert_int_equal(r.status, 303);
	assert_int_equal(import_kit_tasks(&k), 2);
	r = import_kit_get(&k, "/import/1");
	HAS("/import/1/undo");
	HAS("href=\"/programme/1/import\"");
	kit_close(&k.cx);
}

static void the_same_file_is_known(void **state UNUSED)
{
	KIT;

	import_kit_stage(&k, ANNEX_FIVE);
	r = import_kit_post(&k, "/import/1", "rev=1&do=all&row=1&take.1=1");
	import_kit_stage(&k, ANNEX_FIVE);
	r = import_kit_get(&k, "/import/2");
	HAS("href=\"/import/1\"");
	HAS("name=\"again\"");
	HAS("name=\"twins\"");
	HAS("href=\"/task/1\"");
	import_kit_golden(&k, "import-same.vi.html", &r);
	r = import_kit_post(&k, "/import/2", "rev=1&do=all&twins=1&row=1");
	assert_int_equal(r.status, 422);
	HAS("href=\"#again\"");
	r = import_kit_post(&k, "/import/2",
			    "rev=1&do=all&twins=1&again=1&row=1");
	assert_int_equal(r.status, 303);
	assert_int_equal(import_kit_tasks(&k), 10);
	kit_close(&k.cx);
}

/* ---- what nobody sees ---- */

/* A workbook as a spreadsheet saves it: of six tasks two rows are hidden, one
 * of them by a filter, and a column with a second lead. */
static struct str with_hidden(struct arena *a)
{
	static const char *const head[] = {
		"STT",	      "Nội dung nhiệm vụ",    "Cơ quan chủ trì",
		"Chủ trì cũ", "Thời gian hoàn thành", "Sản phẩm"
	};
	lxw_row_col_options unseen = { .hidden = 1 };
	int fd = (int)syscall(SYS_memfd_create, "hidden", 0);
	const char *path = str_fmt(a, "/proc/self/fd/%d", fd).p;
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Phụ lục");
	struct str bytes;

	for (int c = 0; c < N_ELEMENTS(head); c++)
		worksheet_write_string(sheet, 0, (lxw_col_t)c, head[c], NULL);
	for (int r = 1; r <= 6; r++) {
		const char *text[] = {
			str_fmt(a, "%d", r).p,
			str_fmt(a, "Rà soát danh mục số %d", r).p,
			"Ban Tổ chức",
			"Văn phòng Đảng ủy",
			"30/11/2026",
			"1 báo cáo",
		};

		for (int c = 0; c < N_ELEMENTS(text); c++)
			worksheet_write_string(sheet, (lxw_row_t)r,
					       (lxw_col_t)c, text[c], NULL);
		if (r == 2 || r == 5)
			worksheet_set_row_opt(sheet, (lxw_row_t)r, 15, NULL,
					      &unseen);
	}
	worksheet_set_column_opt(sheet, 3, 3, 20, NULL, &unseen);
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	bytes = kit_file(a, path);
	close(fd);
	return bytes;
}

static void hidden_rows_and_columns(void **state UNUSED)
{
	struct import_rows_rows rows;
	KIT;

	r = import_kit_upload(&k, "phu-luc.xlsx", with_hidden(a));
	assert_int_equal(r.status, 303);
	r = import_kit_get(&k, "/import/1");
	HAS("Đã bỏ qua dòng bị ẩn: 2.");
	HAS("Đã bỏ qua cột bị ẩn: 1.");
	r = import_kit_get_en(&k, "/import/1");
	HAS("Hidden rows were not read: 2.");
	HAS("Hidden columns were not read: 1.");
	ok(import_rows(k.cx.db, &(struct import_rows_in){ .import = 1 },
		       &rows));
	assert_int_equal(rows.n, 4);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		same(rows.p[i].lead_text, "Ban Tổ chức");
	same(rows.p[1].number, "3");
	assert_int_equal(rows.p[3].sheet_row, 7);
	kit_close(&k.cx);
}

static void put_away(void **state UNUSED)
{
	KIT;

	import_kit_stage(&k, ANNEX_FIVE);
	r = import_kit_post(&k, "/import/1/drop", "");
	assert_int_equal(r.status, 303);
	same(r.location, "/programme/1/import");
	r = import_kit_get(&k, "/import/1");
	assert_int_equal(r.status, 200);
	HAS_NOT("/undo");
	r = import_kit_post(&k, "/import/9/drop", "");
	assert_int_equal(r.status, 404);
	kit_close(&k.cx);
}

static void only_the_office(void **state UNUSED)
{
	for (int i = 0; i < work_import_routes.n; i++) {
		assert_non_null(work_import_routes.p[i].page);
		assert_int_equal(work_import_routes.p[i].perm,
				 PERM_WORK_MANAGE);
		assert_false(work_import_routes.p[i].no_csrf);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_form),
		cmocka_unit_test(bad_files),
		cmocka_unit_test(files_of_offices),
		cmocka_unit_test(two_annexes_are_asked),
		cmocka_unit_test(preview),
		cmocka_unit_test(mended_in_place),
		cmocka_unit_test(suggestions),
		cmocka_unit_test(many_rows),
		cmocka_unit_test(confirmed_and_undone),
		cmocka_unit_test(only_the_clear),
		cmocka_unit_test(the_same_file_is_known),
		cmocka_unit_test(hidden_rows_and_columns),
		cmocka_unit_test(put_away),
		cmocka_unit_test(only_the_office),
	};
	int child = doc_child_main(argc, argv);

	if (child >= 0)
		return child;
	return cmocka_run_group_tests(tests, import_kit_setup, NULL);
}
