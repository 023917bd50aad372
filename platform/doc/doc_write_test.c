/* What is written can be read again, and computes nothing. */
#include "doc/doc_kit_fixture.h"

#include "base/date.h"
#include "doc/csv_guard.h"

static struct arena *arena;

static int fresh(void **state)
{
	(void)state;
	arena = arena_open(256 << 20);
	return 0;
}

static int done(void **state)
{
	(void)state;
	arena_closep(&arena);
	return 0;
}

static const struct sheet_col cols[] = {
	{ .title = STR_INIT("Việc"), .width = 40, .kind = COL_TEXT },
	{ .title = STR_INIT("Số"), .width = 8, .kind = COL_INT },
	{ .title = STR_INIT("Ngày"), .width = 12, .kind = COL_DAY },
	{ .title = STR_INIT("Tỷ lệ"), .width = 8, .kind = COL_TENTHS },
};

static struct sheet_val text_val(const char *s)
{
	return (struct sheet_val){ .text = str_c(s),
				   .n = INT64_MIN,
				   .day = DAY_NONE };
}

static void test_xlsx_round(void **state)
{
	const struct sheet_val full[] = {
		{ .text = STR("=HYPERLINK(\"http://x\")") },
		{ .n = 6200 },
		{ .day = 20468 }, /* 2026-01-15 */
		{ .n = -285 },
	};
	const struct sheet_val empty[] = {
		text_val(""),
		text_val(""),
		text_val(""),
		text_val(""),
	};
	const struct sheet_val odd[] = {
		text_val("a\x01<&>\"_x0041_\nĐ"),
		text_val(""),
		text_val(""),
		text_val(""),
	};
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str bytes;
	struct doc *d;

	(void)state;
	ok(xlsx_begin(arena, &x));
	ok(xlsx_sheet(x, STR("Nhiệm vụ"), STR("Danh sách"), cols, 4));
	ok(xlsx_row(x, full));
	ok(xlsx_row(x, empty));
	ok(xlsx_row(x, odd));
	ok(xlsx_note(x, STR("=2 dòng")));
	ok(xlsx_note(x, STR("")));
	ok(xlsx_sheet(x, STR("nhiệm vụ"), STR(""), cols, 2));
	ok(xlsx_end(x, &bytes));
	d = read_doc(arena, "a.xlsx", bytes);
	assert_int_equal(d->n_tables, 2);
	same(d->table[0].title, "Nhiệm vụ");
	same(show_table(arena, &d->table[0]),
	     "1: *Danh sách |\n2: *Việc | *Số | *Ngày | *Tỷ lệ |\n"
	     "3: =HYPERLINK(\"http://x\") | #6200 | @2026-01-15 | #-28.5 |\n"
	     "5: a<&>\"_x0041_/Đ |\n6: =2 dòng |");
	same(d->table[1].title, "nhiệm vụ (2)");
	same(show_table(arena, &d->table[1]), "1: *Việc | *Số |");
}

static struct str part_read(struct reader *r, const char *name)
{
	char *xml = arena_bytes(r->a, 16384);
	zip_file_t *f = zip_fopen(r->zip, name, 0);
	struct str got = { xml, 0 };

	assert_non_null(f);
	got.n = (ptrdiff_t)zip_fread(f, xml, 16384);
	zip_fclose(f);
	return got;
}

/* The sheet's XML itself: a filter, a frozen head, and no formula. */
static void test_xlsx_parts(void **state)
{
	const struct sheet_val row[] = { text_val("=1+1") };
	struct reader r = { .a = arena, .max = doc_limits_full(NULL) };
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str bytes, part;
	enum doc_kind kind;
	char xml[8192];
	zip_file_t *f;
	struct str got;

	(void)state;
	ok(xlsx_begin(arena, &x));
	ok(xlsx_sheet(x, STR("a"), STR(""), cols, 1));
	ok(xlsx_row(x, row));
	ok(xlsx_end(x, &bytes));
	ok(doc_zip_open(&r, bytes, &kind, &part));
	f = zip_fopen(r.zip, "xl/worksheets/sheet1.xml", 0);
	assert_non_null(f);
	got = (struct str){ xml, (ptrdiff_t)zip_fread(f, xml, sizeof(xml)) };
	zip_fclose(f);
	doc_zip_closep(&r.zip);
	assert_true(str_find(got, STR("<autoFilter ref=\"A1:A2\"/>"), 0) > 0);
	assert_true(str_find(got, STR("state=\"frozen\""), 0) > 0);
	assert_true(str_find(got, STR("=1+1"), 0) > 0);
	assert_true(str_find(got, STR("<f>"), 0) < 0);
}

static struct str part_of(struct str bytes, const char *name)
{
	struct reader r = { .a = arena, .max = doc_limits_full(NULL) };
	char *xml = arena_new(arena, char, 65536);
	enum doc_kind kind;
	struct str part;
	zip_file_t *f;
	ptrdiff_t n = 0;

	ok(doc_zip_open(&r, bytes, &kind, &part));
	f = zip_fopen(r.zip, name, 0);
	if (f) {
		n = (ptrdiff_t)zip_fread(f, xml, 65536);
		zip_fclose(f);
	}
	doc_zip_closep(&r.zip);
	return (struct str){ xml, n };
}

/* Charts point at the cells of their sheet, below its rows; none without
 * rows. */
static void test_xlsx_charts(void **state)
{
	static const struct sheet_col wide[] = {
		{ .title = STR_INIT("Tháng"), .width = 12, .kind = COL_TEXT },
		{ .title = STR_INIT("Đúng hạn"), .width = 8, .kind = COL_INT },
		{ .title = STR_INIT("Muộn"),
		  .width = 8,
		  .kind = COL_THOUSANDTHS },
	};
	static const struct sheet_series series[] = { { 1, 0x1b1c1e, false },
						      { 2, 0xa81c1c, true } };
	static const char *const kind[] = { "<c:lineChart>", "<c:barChart>",
					    "<c:grouping val=\"stacked\"/>" };
	struct sheet_chart c = { .title = STR("Theo tháng"),
				 .series = series,
				 .n_series = 2 };
	struct sheet_val row[] = { text_val("3"), { .n = 7 }, { .n = 1500 } };
	struct sheet_val none[] = { text_val("4"), text_val(""), text_val("") };
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str bytes, xml;
	struct doc *d;

	(void)state;
	ok(xlsx_begin(arena, &x));
	for (int k = 0; k < 3; k++) {
		c.kind = (enum sheet_chart_kind)k;
		ok(xlsx_sheet(x, STR("Số liệu"), STR("Đầu"), wide, 3));
		ok(xlsx_row(x, row));
		ok(xlsx_row(x, none));
		ok(xlsx_chart(x, &c));
		ok(xlsx_note(x, STR("hết")));
	}
	ok(xlsx_sheet(x, STR("Trống"), STR(""), wide, 3));
	ok(xlsx_chart(x, &c));
	ok(xlsx_end(x, &bytes));
	for (int k = 0; k < 3; k++) {
		xml = part_of(bytes,
			      str_fmt(arena, "xl/charts/chart%d.xml", k + 1).p);
		assert_true(str_find(xml, str_c(kind[k]), 0) > 0);
		assert_true(str_find(xml, STR("Theo tháng"), 0) > 0);
	}
	xml = part_of(bytes, "xl/charts/chart1.xml");
	assert_true(str_find(xml, STR("'Số liệu'!$B$3:$B$4"), 0) > 0);
	assert_true(str_find(xml, STR("'Số liệu'!$A$3:$A$4"), 0) > 0);
	assert_true(str_find(xml, STR("'Số liệu'!$C$2"), 0) > 0);
	assert_true(str_find(xml, STR("A81C1C"), 0) > 0);
	assert_true(str_find(xml, STR("prstDash"), 0) > 0);
	assert_int_equal(part_of(bytes, "xl/charts/chart4.xml").n, 0);
	d = read_doc(arena, "a.xlsx", bytes);
	same(show_table(arena, &d->table[0]),
	     "1: *Đầu |\n2: *Tháng | *Đúng hạn | *Muộn |\n"
	     "3: 3 | #7 | #1.5 |\n4: 4 |\n27: hết |");
}

/* A key column, notes, drop-downs and marks: what a person edits must come
 * back, and what nobody sees only when it is asked for. */
static void test_xlsx_for_coming_back(void **state)
{
	struct strs words = { 0 };
	struct sheet_col keyed[] = {
		{ .title = STR("Mã"),
		  .width = 5,
		  .is_key = true,
		  .note = STR("Không sửa cột này") },
		{ .title = STR("Việc"),
		  .width = 40,
		  .note = STR("Được sửa"),
		  .choices = &words },
	};
	const struct sheet_val row[] = { text_val("57.3.abc"), text_val("x") };
	const struct doc_limits whole = { .whole = true };
	struct reader r = { .a = arena, .max = doc_limits_full(NULL) };
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str bytes, part;
	enum doc_kind kind;
	struct doc *d;

	(void)state;
	*vec_push(arena, &words) = STR("một");
	*vec_push(arena, &words) = STR("hai");
	ok(xlsx_begin(arena, &x));
	ok(xlsx_sheet(x, STR("a"), STR("Danh sách"), keyed, 2));
	ok(xlsx_row(x, row));
	ok(xlsx_row(x, row));
	ok(xlsx_note(x, STR("2 dòng")));
	xlsx_mark(x, STR("realm"), STR("r1"));
	ok(xlsx_end(x, &bytes));
	d = read_doc(arena, "a.xlsx", bytes);
	assert_int_equal(d->n_tables, 1);
	assert_int_equal(d->hidden_sheets, 1);
	ok(doc_read_here(arena, STR("a.xlsx"), bytes, &whole, &d));
	assert_int_equal(d->n_tables, 2);
	assert_false(d->table[0].is_hidden);
	assert_true(d->table[1].is_hidden);
	same(d->table[1].title, XLSX_HIDDEN);
	same(show_table(arena, &d->table[1]),
	     "1: realm | r1 | | một |\n2: | | | hai |");
	/* text across the sheet begins behind the key, which isn't printed */
	assert_int_equal(d->table[0].row[0].cell[0].col, 1);
	assert_int_equal(d->table[0].row[4].cell[0].col, 1);
	ok(doc_zip_open(&r, bytes, &kind, &part));
	part = part_read(&r, "xl/worksheets/sheet1.xml");
	assert_true(str_find(part, STR("<autoFilter ref=\"A2:B4\"/>"), 0) > 0);
	assert_true(str_find(part, STR("type=\"list\""), 0) > 0);
	assert_true(str_find(part, STR("sqref=\"B3:B4\""), 0) > 0);
	/* nothing else is typed into a key */
	assert_true(str_find(part, STR("type=\"custom\""), 0) > 0);
	assert_true(str_find(part, STR("sqref=\"A3:A4\""), 0) > 0);
	assert_true(str_find(part, STR("error=\"Không sửa cột này\""), 0) > 0);
	assert_true(str_find(part, STR("<formula1>roviec!$D$1:$D$2"), 0) > 0);
	part = part_read(&r, "xl/comments1.xml");
	assert_true(str_find(part, STR("Được sửa"), 0) > 0);
	part = part_read(&r, "xl/workbook.xml");
	assert_true(str_find(part, STR("a!$B$1:$B$5"), 0) > 0);
	doc_zip_closep(&r.zip);
}

static void test_xlsx_left_early(void **state)
{
	struct xlsx *x = NULL;

	(void)state;
	xlsx_dropp(&x);
	ok(xlsx_begin(arena, &x));
	ok(xlsx_sheet(x, STR("a"), STR(""), cols, 1));
	xlsx_dropp(&x);
	assert_null(x);
}

static void test_long_text(void **state)
{
	struct buf b = buf_init(arena, 1 << 20);
	struct sheet_val row[] = { text_val("") };
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct str bytes;
	struct doc *d;

	(void)state;
	for (int i = 0; i < 40000; i++)
		buf_lit(&b, "ệ");
	row[0].text = buf_view(&b);
	ok(xlsx_begin(arena, &x));
	ok(xlsx_sheet(x, STR("a"), STR(""), cols, 1));
	ok(xlsx_row(x, row));
	ok(xlsx_end(x, &bytes));
	d = read_doc(arena, "a.xlsx", bytes);
	assert_int_equal(utf8_length(d->table[0].row[1].cell[0].text), 32767);
}

static void test_sheet_names(void **state)
{
	struct strs taken = { 0 };

	(void)state;
	same(sheet_name_fit(arena, STR("a/b:c*[d]"), &taken), "a b c d");
	same(sheet_name_fit(arena, STR("''"), &taken), "1");
	same(sheet_name_fit(arena, STR("'Tổ'"), &taken), "Tổ");
	same(sheet_name_fit(arena, STR("history"), &taken), "history1");
	same(sheet_name_fit(arena, STR("1234567890123456789012345678901234"),
			    &taken),
	     "1234567890123456789012345678901");
	same(sheet_name_fit(arena, STR("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"), &taken),
	     "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀");
	*(struct str *)vec_push(arena, &taken) =
		STR("1234567890123456789012345678901");
	same(sheet_name_fit(arena, STR("1234567890123456789012345678901234"),
			    &taken),
	     "123456789012345678901234567 (2)");
}

/* ---- docx ------------------------------------------------------------------------ */
static struct str sample_docx(bool landscape)
{
	const struct str head[] = { STR("STT"), STR("Việc"), STR("Số") };
	const struct str row[] = { STR("1"), STR("a <b> & \"c\"\x02\td\ne"),
				   STR("6.200") };
	const int width[] = { 10, 70, 20 };
	const bool right[] = { false, false, true };
	struct docx *d;
	struct str bytes;

	ok(docx_begin(arena, landscape, &d));
	docx_pair(d, STR("ĐẢNG BỘ\n*ĐẢNG ỦY"), STR("ĐẢNG CỘNG SẢN VIỆT NAM"));
	docx_para(d, DOCX_TITLE, false, STR("BÁO CÁO"));
	docx_para(d, DOCX_CENTER, true, STR("tháng 10"));
	docx_para(d, DOCX_HEADING, false, STR("I. Kết quả"));
	docx_para(d, DOCX_BODY, false, STR("Thân\nbài"));
	docx_table_begin(d, head, width, right, 3);
	docx_table_group(d, STR("Công tác chính trị"));
	docx_table_row(d, row, false);
	docx_table_row(d, row, true);
	docx_table_end(d);
	docx_para(d, DOCX_NOTE, false, STR("Ghi chú"));
	docx_para(d, DOCX_BODY, false, STR(""));
	ok(docx_end(d, &bytes));
	return bytes;
}

static void test_docx_round(void **state)
{
	struct doc *d = read_doc(arena, "a.docx", sample_docx(false));

	(void)state;
	assert_int_equal(d->n_tables, 2);
	same(show_table(arena, &d->table[0]),
	     "1: ĐẢNG BỘ/ĐẢNG ỦY | ĐẢNG CỘNG SẢN VIỆT NAM |");
	same(d->table[1].title, "Thân\nbài");
	same(show_table(arena, &d->table[1]),
	     "1h: *STT | *Việc | *Số |\n2: *Công tác chính trị >3 |\n"
	     "3: 1 | a <b> & \"c\" d/e | 6.200 |\n"
	     "4: *1 | *a <b> & \"c\" d/e | *6.200 |");
	assert_int_equal(d->n_paras, 5);
	same(d->para[0], "BÁO CÁO");
	same(d->para[4], "Ghi chú");
}

/* Text of a part of a package. */
static struct str part_text(struct str bytes, const char *name)
{
	struct reader r = { .a = arena, .max = doc_limits_full(NULL) };
	struct str part;
	enum doc_kind kind;
	char *xml = arena_new(arena, char, 1 << 16);
	zip_file_t *f;
	ptrdiff_t n;

	ok(doc_zip_open(&r, bytes, &kind, &part));
	f = zip_fopen(r.zip, name, 0);
	assert_non_null(f);
	n = (ptrdiff_t)zip_fread(f, xml, 1 << 16);
	zip_fclose(f);
	doc_zip_closep(&r.zip);
	return (struct str){ xml, n };
}

static void has(struct str text, const char *want)
{
	if (str_find(text, str_c(want), 0) < 0)
		fail_msg("lacks %s", want);
}

static void test_docx_layout(void **state)
{
	struct str upright = part_text(sample_docx(false), "word/document.xml");
	struct str wide = part_text(sample_docx(true), "word/document.xml");
	struct str styles = part_text(sample_docx(false), "word/styles.xml");

	(void)state;
	has(upright, "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>");
	has(upright, "w:top=\"1134\" w:right=\"850\" w:bottom=\"1134\" "
		     "w:left=\"1701\"");
	has(upright, "<w:titlePg/>");
	has(upright, "<w:cantSplit/><w:tblHeader/>");
	has(wide, "<w:pgSz w:w=\"16838\" w:h=\"11906\" "
		  "w:orient=\"landscape\"/>");
	has(styles, "w:ascii=\"Times New Roman\"");
	has(styles, "w:line=\"380\" w:lineRule=\"exact\"");
	has(styles, "w:firstLine=\"567\"");
	has(styles, "<w:sz w:val=\"28\"/>");
	has(part_text(sample_docx(false), "word/header1.xml"), " PAGE ");
}

static void test_docx_same_bytes(void **state)
{
	(void)state;
	assert_true(str_eq(sample_docx(false), sample_docx(false)));
}

/* ---- csv -------------------------------------------------------------------------- */
static void test_csv_write(void **state)
{
	struct buf b = buf_init(arena, 1000);

	(void)state;
	csv_cell(&b, STR("a \"b\""), true);
	csv_cell(&b, STR("=1+1"), false);
	csv_cell(&b, STR("'=x"), false);
	csv_cell(&b, STR("＝1"), false);
	csv_cell(&b, STR("\0x"), false);
	csv_cell(&b, STR("'a"), false);
	csv_cell(&b, STR_NULL, false);
	csv_end(&b);
	same(buf_view(&b), "\"a \"\"b\"\"\",\"'=1+1\",\"''=x\",\"'＝1\",\"'x\","
			   "\"'a\",\"\"\r\n");
}

/* Each byte as the beginning of a cell: written and read it is the same, and
 * nothing risky stands at the front of what is written. */
static void test_csv_round(void **state)
{
	(void)state;
	for (int c = 1; c < 128; c++) {
		char text[] = { (char)c, 'x' };
		struct str s = { text, 2 };
		struct buf b = buf_init(arena, 100);
		struct str raw;

		csv_cell(&b, s, true);
		raw = str_sub(buf_view(&b), 1, b.n - 1);
		assert_false(csv_is_risky(raw));
		if (c != '"')
			assert_true(str_eq(csv_unguard(raw), s));
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)
		T(test_xlsx_round),	 T(test_xlsx_parts),
		T(test_xlsx_charts),	 T(test_xlsx_for_coming_back),
		T(test_xlsx_left_early), T(test_long_text),
		T(test_sheet_names),	 T(test_docx_round),
		T(test_docx_layout),	 T(test_docx_same_bytes),
		T(test_csv_write),	 T(test_csv_round),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
