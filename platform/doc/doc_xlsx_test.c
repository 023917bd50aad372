/* Workbooks and tables of text. */
#include "doc/doc_kit_fixture.h"

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

static struct str sheet_of(const char *inner, const char *strings,
			   const char *styles)
{
	struct doc_table t =
		read_table(arena, "a.xlsx",
			   make_xlsx(arena, inner, strings, styles));

	return show_table(arena, &t);
}

static void test_cell_types(void **state)
{
	(void)state;
	same(sheet_of("<sheetData><row r=\"3\">"
		      "<c r=\"A3\" t=\"s\"><v>1</v></c>"
		      "<c r=\"C3\" t=\"inlineStr\"><is><t>trong ô</t></is></c>"
		      "<c t=\"str\"><f>1+1</f><v>kết quả</v></c>"
		      "<c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c>"
		      "<c t=\"e\"><v>#N/A</v></c>"
		      "<c t=\"d\"><v>2026-06-30T00:00:00</v></c>"
		      "<c><f>HYPERLINK(\"x\")</f></c><c><v>7</v></c>"
		      "<c t=\"d\"><v>hôm qua</v></c></row>"
		      "<row r=\"9\"><c r=\"B9\" s=\"5\"/></row>"
		      "<row r=\"10\"><c "
		      "r=\"A10\"><v>1</v></c></row></sheetData>",
		      "<si><t>không</t></si><si><r><t>Ban </t></r><r><rPr><b/>"
		      "<rFont val=\"Arial\"/></rPr><t>Tổ_x000D_ chức</t></r>"
		      "<rPh><t>x</t></rPh></si>",
		      NULL),
	     "3: Ban Tổ/chức | | trong ô | kết quả | TRUE | FALSE | #N/A | "
	     "@2026-06-30 | | #7 | hôm qua |\n10: #1 |");
}

static const char styles[] =
	"<numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/>"
	"<numFmt numFmtId=\"165\" formatCode=\"000000000000\"/>"
	"<numFmt numFmtId=\"166\" formatCode=\"0.0&quot; đ&quot;\"/></numFmts>"
	"<fonts><font><name val=\"Arial\"/></font>"
	"<font><b/><name val=\".VnTime\"/></font></fonts>"
	"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>"
	"<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>"
	"<xf numFmtId=\"9\"/><xf numFmtId=\"165\"/><xf numFmtId=\"20\"/>"
	"<xf numFmtId=\"0\" fontId=\"1\"/><xf numFmtId=\"166\"/></cellXfs>";

#define C(style, v) "<c s=\"" style "\"><v>" v "</v></c>"

static void test_numbers_by_format(void **state)
{
	(void)state;
	same(sheet_of("<sheetData><row>" C("1", "46037") C("2", "46037.75") C(
			      "3", "0.98") C("3", "0.985") C("4", "1234567890")
			      C("5", "0.5") C("0", "2.4000000000000004") C(
				      "7", "28.5") C("1", "-4")
				      C("1",
					"9999999") "<c s=\"6\" "
						   "t=\"inlineStr\"><is><t>"
						   "§¶ng ñy</t></is></c>" C(
							   "99",
							   "5") "</row></"
								"sheetData"
								">",
		      NULL, styles),
	     "1: @2026-01-15 | @2026-01-15 | 98% | 98.5% | 001234567890 | "
	     "12:00 | #2.4 | #28.5 | #-4 | #9999999 | *Đảng ủy | #5 |");
}

static void test_months(void **state)
{
	static const char formats[] =
		"<numFmts><numFmt numFmtId=\"170\" formatCode=\"mm/yyyy\"/>"
		"<numFmt numFmtId=\"171\" formatCode=\"yyyy\"/></numFmts>"
		"<cellXfs><xf/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/>"
		"<xf numFmtId=\"17\"/></cellXfs>";

	(void)state;
	same(sheet_of("<sheetData><row>" C("1", "46204") C("2", "46023")
			      C("3", "46054")
				      C("3", "46037") "</row></sheetData>",
		      NULL, formats),
	     "1: 7/2026 | 2026 | 02/2026 | @2026-01-15 |");
}

static void test_legacy_strings(void **state)
{
	struct str bytes =
		make_xlsx(arena,
			  "<sheetData><row><c t=\"s\" s=\"6\"><v>0</v></c>"
			  "<c t=\"s\"><v>1</v></c><c t=\"s\"><v>0</v></c></row>"
			  "</sheetData>",
			  "<si><t>§¶ng ­u</t></si><si><r><t>§</t></r><r><rPr>"
			  "<rFont val=\".VnTime\"/></rPr><t>¶ng</t></r></si>",
			  styles);
	struct doc *d = read_doc(arena, "a.xlsx", bytes);

	(void)state;
	assert_true(d->was_legacy);
	same(d->table[0].row[0].cell[0].text, "Đảng ưu");
	same(d->table[0].row[0].cell[1].text, "Đảng");
}

static void test_plain_numbers(void **state)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
		{ "1.1", "1.1" },
		{ "2.4000000000000004", "2.4" },
		{ "0.1", "0.1" },
		{ "1E-3", "0.001" },
		{ "1.5e3", "1500" },
		{ "-0.25", "-0.25" },
		{ "0", "0" },
		{ "-0.0", "0" },
		{ "123456789012", "123456789012" },
		{ "012", "012" },
		{ "1E20", "100000000000000000000" },
		{ "abc", "abc" },
		{ "1e999", "1e999" },
		{ "0.30000000000000004", "0.3" },
		{ "nan", "nan" },
		{ "-", "-" },
		{ "0x10", "0x10" },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++)
		same(number_plain(arena, str_c(rows[i].in)), rows[i].want);
}

static void test_serials(void **state)
{
	static const struct {
		double n;
		bool is_1904;
		const char *want;
	} rows[] = {
		{ 1, false, "1900-01-01" },
		{ 59, false, "1900-02-28" },
		{ 60, false, "1900-02-29" },
		{ 61, false, "1900-03-01" },
		{ 46037, false, "2026-01-15" },
		{ 2958465, false, "9999-12-31" },
		{ 46036.9999999, false, "2026-01-15" },
		{ 0, true, "1904-01-01" },
		{ 44575, true, "2026-01-15" },
		{ 0, false, NULL },
		{ 2958466, false, NULL },
		{ -1, true, NULL },
		{ 2957004, true, NULL },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct str iso = STR_NULL;
		bool got = serial_iso(arena, rows[i].n, rows[i].is_1904, &iso);

		assert_int_equal(got, rows[i].want != NULL);
		if (got)
			same(iso, rows[i].want);
	}
}

static void test_format_codes(void **state)
{
	static const struct {
		const char *code;
		enum cell_format want;
	} rows[] = {
		{ "General", FMT_PLAIN },
		{ "dd/mm/yyyy", FMT_DATE },
		{ "[$-42A]dd\\-mm", FMT_DATE },
		{ "mmm yyyy", FMT_MONTH },
		{ "h:mm", FMT_TIME },
		{ "[h]:mm:ss", FMT_TIME },
		{ "[mm]:ss", FMT_TIME },
		{ "dd/mm/yyyy h:mm", FMT_DATE },
		{ "#,##0", FMT_PLAIN },
		{ "0.00%", FMT_PERCENT },
		{ "0.0\" ngày\"", FMT_PLAIN },
		{ "[Red]0", FMT_PLAIN },
		{ "000", FMT_ZEROS },
		{ "0", FMT_PLAIN },
		{ "0;[Red]dd", FMT_PLAIN },
		{ "0\\d", FMT_PLAIN },
		{ "\"Tháng \"m/yyyy", FMT_MONTH },
		{ "yyyy", FMT_YEAR },
		{ "_-* #,##0_-", FMT_PLAIN },
		{ "\"chưa đóng", FMT_PLAIN },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++) {
		int zeros = 0;

		assert_int_equal(cell_format_of_code(str_c(rows[i].code),
						     &zeros),
				 rows[i].want);
	}
}

static void test_refs(void **state)
{
	int col = -1, row = -1;

	(void)state;
	assert_true(cell_ref("AB12", &col, &row));
	assert_int_equal(col, 27);
	assert_int_equal(row, 12);
	assert_true(cell_ref("XFD1048576", &col, &row));
	assert_false(cell_ref("XFE1", &col, &row));
	assert_false(cell_ref("A0", &col, &row));
	assert_false(cell_ref("A1048577", &col, &row));
	assert_false(cell_ref("12", &col, &row));
	assert_false(cell_ref("A1B", &col, &row));
	assert_false(cell_ref("", &col, &row));
	same(col_name(arena, 0), "A");
	same(col_name(arena, 27), "AB");
	same(col_name(arena, 16383), "XFD");
}

#define N(v) "<c><v>" v "</v></c>"

static void test_merges(void **state)
{
	(void)state;
	same(sheet_of("<sheetData><row>" N("1") N("2") N("3")
			      N("4") "</row>"
				     "<row>" N("5") N("6") N("7")
					     N("8") "</row>"
						    "<row><c "
						    "r=\"D3\"><v>9</v></c></"
						    "row></sheetData>"
						    "<mergeCells><mergeCell "
						    "ref=\"B1:C2\"/>"
						    "<mergeCell "
						    "ref=\"A3:B3\"/><mergeCell "
						    "ref=\"A9:B9\"/>"
						    "<mergeCell "
						    "ref=\"bad\"/><mergeCell "
						    "ref=\"B2:A1\"/>"
						    "<mergeCell "
						    "ref=\"D1:D1048576\"/></"
						    "mergeCells>",
		      NULL, NULL),
	     "1: #1 | #2 >2 | #4 |\n2: #5 | ^#6 >2 | ^#8 |\n"
	     "3:  >2 | | ^#9 |");
}

static void test_row_numbers(void **state)
{
	(void)state;
	same(sheet_of(
		     "<sheetData><row r=\"5\">" N("1") "</row><row>" N(
			     "2") "</row><row r=\"2\">" N("3") "</row><row "
							       "r=\"x\">" N(
								       "4") "</"
									    "ro"
									    "w>"
									    "</"
									    "sh"
									    "ee"
									    "tD"
									    "at"
									    "a"
									    ">",
		     NULL, NULL),
	     "5: #1 |\n6: #2 |\n7: #3 |\n8: #4 |");
}

static void test_bad_string_index(void **state)
{
	(void)state;
	assert_int_equal(
		read_fault(arena, "a.xlsx",
			   make_xlsx(arena,
				     "<sheetData><row><c t=\"s\"><v>1</v></c>"
				     "</row></sheetData>",
				     "<si><t>x</t></si>", NULL)),
		FAULT_DAMAGED);
}

static void test_limits(void **state)
{
	struct doc_limits small = { .cell = 8, .rows = 1 };
	struct doc *d = NULL;
	struct err *e;

	(void)state;
	e = doc_read_here(arena, STR("a.xlsx"),
			  make_xlsx(arena,
				    "<sheetData><row r=\"4\"><c r=\"B4\" "
				    "t=\"str\"><v>123456789</v></c></row>"
				    "</sheetData>",
				    NULL, NULL),
			  &small, &d);
	assert_int_equal(doc_fault_of(e), FAULT_CELL);
	same(e->arg[0], "Một!B4");
	e = doc_read_here(arena, STR("a.xlsx"),
			  make_xlsx(arena,
				    "<sheetData><row>" N("1") "</row><row>" N(
					    "2") "</row></sheetData>",
				    NULL, NULL),
			  &small, &d);
	assert_int_equal(doc_fault_of(e), FAULT_ROWS);
	e = doc_read_here(arena, STR("a.xlsx"),
			  make_xlsx(arena, "", "<si><t>123456789</t></si>",
				    NULL),
			  &small, &d);
	assert_int_equal(doc_fault_of(e), FAULT_CELL);
}

/* ---- csv ---------------------------------------------------------------------- */
static struct str csv_of(struct str bytes)
{
	struct doc_table t = read_table(arena, "a.csv", bytes);

	return show_table(arena, &t);
}

static void test_csv(void **state)
{
	(void)state;
	same(csv_of(STR("a,b\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n\r\n,,\n2,\n")),
	     "1: a | b |\n2: 1 | x, \"y\"/z |\n5: 2 |  |");
	same(csv_of(STR("\xEF\xBB\xBFSố;Tên\n1;Ấn, độ")),
	     "1: Số | Tên |\n2: 1 | Ấn, độ |");
	same(csv_of(STR("a\tb,c\n1\t2\n")), "1: a | b,c |\n2: 1 | 2 |");
	same(csv_of(STR("sep=;\na,b;c\n")), "1: a,b | c |");
	/* half a letter separates nothing */
	same(csv_of(STR("sep=ệ\na,b\n")), "1: sep=ệ |\n2: a | b |");
	same(csv_of(STR("'=1+1,'a,''=x\n")), "1: =1+1 | 'a | '=x |");
	same(csv_of(STR("\xFF\xFE"
			"a\0,\0\x10\x01\n\0")),
	     "1: a | Đ |");
	same(csv_of(STR("\xFE\xFF\0a\xD8\x3D\xDE\x00")), "1: a😀 |");
}

static void test_csv_faults(void **state)
{
	struct doc_limits small = { .cell = 4 };
	struct doc *d = NULL;
	struct err *e;

	(void)state;
	assert_int_equal(read_fault(arena, "a.csv", STR("a\n\"b\nc\n")),
			 FAULT_QUOTE);
	assert_int_equal(read_fault(arena, "a.csv", STR("\xFE\xFF")),
			 FAULT_EMPTY);
	assert_int_equal(read_fault(arena, "a.csv", STR(" \n\n")), FAULT_EMPTY);
	assert_int_equal(read_fault(arena, "a.csv", STR("a\0b\n")),
			 FAULT_NOT_CSV);
	assert_int_equal(read_fault(arena, "a.csv", STR("\xFF\xFE\x00\xD8")),
			 FAULT_NOT_CSV);
	assert_int_equal(read_fault(arena, "a.csv", STR("\xFF\xFE\x00\xDC")),
			 FAULT_NOT_CSV);
	assert_int_equal(read_fault(arena, "a.csv", STR("a\nb\xC3\n")),
			 FAULT_ENCODING);
	e = doc_read_here(arena, STR("a.csv"), STR("a\nb,12345\n"), &small, &d);
	assert_int_equal(doc_fault_of(e), FAULT_CELL);
	same(e->arg[0], "B2");
}

static void test_csv_tcvn3(void **state)
{
	/* "Đảng ủy phường … cộng sản Việt Nam … nhiệm vụ" in TCVN3 bytes */
	struct str old = STR("\xA7\xB6ng \xF1y ph\xAD\xEAng, C\xA9ng t\xB8"
			     "c c\xB8n b\xE9\n"
			     "\xA7\xB6ng C\xE9ng s\xB6n Vi\xD6t Nam, nhi\xD6m "
			     "v\xF4 n\xA8m 2026\n"
			     "\xA7\xB6ng b\xE9, x\xB7 ph\xAD\xEAng \xA7\xAA "
			     "ngh\xDE quy\xD5t\n");
	struct doc *d = read_doc(arena, "a.csv", old);

	(void)state;
	assert_true(d->was_legacy);
	same(d->table[0].row[0].cell[0].text, "Đảng ủy phường");
}

static void test_margins(void **state)
{
	struct doc *d;

	(void)state;
	d = read_doc(
		arena, "a.xlsx",
		make_xlsx(arena,
			  "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c>"
			  "</row></sheetData><headerFooter><oddHeader>"
			  "&amp;LTrang &amp;P&amp;C&amp;\"Arial,Bold\""
			  "&amp;14TỐI MẬT</oddHeader></headerFooter>",
			  NULL, NULL));
	assert_int_equal(d->n_asides, 2);
	same(d->aside[0], "Trang");
	same(d->aside[1], "TỐI MẬT");
}

/* ---- what nobody sees ------------------------------------------------------ */

#define CELL(at, text)                                                         \
	"<c r=\"" at "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

/* A workbook of these pieces; the last is NULL. */
static struct doc_table hidden_of(const char *const *inner)
{
	struct buf b = buf_init(arena, 8192);

	for (; *inner; inner++)
		buf_str(&b, str_c(*inner));
	return read_table(arena, "a.xlsx",
			  make_xlsx(arena, str_to_c(arena, buf_view(&b)), NULL,
				    NULL));
}

static void test_hidden_rows(void **state)
{
	static const char *const inner[] = {
		"<sheetData><row r=\"1\">",
		CELL("A1", "một"),
		"</row><row r=\"2\" hidden=\"1\">",
		CELL("A2", "hai"),
		"</row><row r=\"3\" hidden=\"true\">",
		CELL("A3", "ba"),
		"</row><row r=\"4\" hidden=\"1\"/>",
		"<row r=\"5\" hidden=\"0\">",
		CELL("A5", "năm"),
		"</row></sheetData>",
		NULL,
	};
	struct doc_table t = hidden_of(inner);

	(void)state;
	same(show_table(arena, &t), "1: một |\n5: năm |");
	/* an empty one isn't worth a word */
	assert_int_equal(t.hidden_rows, 2);
	assert_int_equal(t.n_rows, 2);
	assert_int_equal(t.hidden_cols, 0);
}

static void test_hidden_columns(void **state)
{
	static const char *const inner[] = {
		"<cols><col min=\"1\" max=\"1\" width=\"9\"/>",
		"<col min=\"2\" max=\"3\" hidden=\"1\" width=\"0\"/>",
		"<col min=\"9\" max=\"99999\" hidden=\"1\"/></cols>",
		"<sheetData><row r=\"1\">",
		CELL("A1", "a"),
		CELL("B1", "b"),
		CELL("D1", "d"),
		"</row><row r=\"2\">",
		CELL("B2", "b2"),
		"</row></sheetData>",
		NULL,
	};
	struct doc_table t = hidden_of(inner);

	(void)state;
	/* columns keep their place; a row of hidden cells alone is empty */
	same(show_table(arena, &t), "1: a | | | d |");
	assert_int_equal(t.hidden_cols, 1);
	assert_int_equal(t.hidden_rows, 0);
}

/* A merged cell is read in what is seen of it. */
static void test_hidden_merges(void **state)
{
	static const char *const inner[] = {
		"<cols><col min=\"1\" max=\"1\" hidden=\"1\"/></cols>",
		"<sheetData><row r=\"1\">",
		CELL("A1", "tiêu đề"),
		"</row><row r=\"2\" hidden=\"1\">",
		CELL("B2", "chung"),
		CELL("C2", "x"),
		"</row><row r=\"3\">",
		CELL("C3", "y"),
		"</row><row r=\"4\">",
		CELL("C4", "z"),
		"</row></sheetData><mergeCells>",
		"<mergeCell ref=\"A1:C1\"/>",
		"<mergeCell ref=\"B2:B4\"/></mergeCells>",
		NULL,
	};
	struct doc_table t = hidden_of(inner);

	(void)state;
	assert_int_equal(t.row[0].cell[0].col, 1);
	assert_int_equal(t.row[0].cell[0].span, 2);
	same(t.row[0].cell[0].text, "tiêu đề");
	assert_int_equal(t.row[1].number, 3);
	same(t.row[1].cell[0].text, "chung");
	assert_false(t.row[1].cell[0].merged_up);
	assert_true(t.row[2].cell[0].merged_up);
	assert_int_equal(t.hidden_rows, 1);
	assert_int_equal(t.hidden_cols, 0);
}

/* A list that comes back may be filtered: all of it is read. */
static void test_hidden_when_whole(void **state)
{
	struct str bytes =
		make_xlsx(arena,
			  "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>"
			  "<sheetData><row r=\"1\" hidden=\"1\">"
			  "<c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c>"
			  "</row></sheetData>",
			  NULL, NULL);
	struct doc_limits whole = { .whole = true };
	struct doc *d;

	(void)state;
	ok(doc_read_here(arena, STR("a.xlsx"), bytes, &whole, &d));
	same(show_table(arena, &d->table[0]), "1: #1 | #2 |");
	assert_int_equal(d->table[0].hidden_rows, 0);
}

int main(void)
{
	const struct CMUnitTest all[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)
		T(test_cell_types),	T(test_numbers_by_format),
		T(test_legacy_strings), T(test_plain_numbers),
		T(test_serials),	T(test_format_codes),
		T(test_refs),		T(test_merges),
		T(test_row_numbers),	T(test_bad_string_index),
		T(test_limits),		T(test_csv),
		T(test_csv_faults),	T(test_csv_tcvn3),
		T(test_margins),	T(test_months),
		T(test_hidden_rows),	T(test_hidden_columns),
		T(test_hidden_merges),	T(test_hidden_when_whole),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
