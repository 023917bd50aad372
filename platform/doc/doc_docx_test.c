/* Word documents with what real offices put into them. */
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

#define R(text)	    "<w:r><w:t>" text "</w:t></w:r>"
#define PARA(inner) "<w:p>" inner "</w:p>"
#define TC(inner)   "<w:tc>" PARA(inner) "</w:tc>"
#define TCP(props, inner)                                                      \
	"<w:tc><w:tcPr>" props "</w:tcPr>" PARA(inner) "</w:tc>"
#define TR(cells) "<w:tr>" cells "</w:tr>"
#define TBL(rows) "<w:tbl>" rows "</w:tbl>"

static struct doc *doc_of(const char *body)
{
	return read_doc(arena, "a.docx", make_docx(arena, body, NULL, NULL));
}

static struct str table_of(const char *rows)
{
	struct str body = str_fmt(arena, TBL("%s"), rows);

	return show_table(arena, &doc_of(body.p)->table[0]);
}

static struct str cell_of(const char *para)
{
	struct str rows = str_fmt(arena, TR("<w:tc>%s</w:tc>"), para);
	struct doc *d = doc_of(str_fmt(arena, TBL("%s"), rows.p).p);

	return d->table[0].row[0].cell[0].text;
}

static void test_grid(void **state)
{
	(void)state;
	same(table_of("<w:tr><w:trPr><w:tblHeader/></w:trPr>" TC(R("a")) TCP(
		     "<w:gridSpan w:val=\"2\"/>",
		     R("b")) "</w:tr>"
			     "<w:tr><w:trPr><w:gridBefore "
			     "w:val=\"1\"/></w:trPr>" TCP(
				     "<w:vMerge w:val=\"restart\"/>", R("c"))
				     TC(R("d")) "</w:tr>" TR(TC(R("e")) TCP(
					     "<w:vMerge/>", "") TC(""))
					     TR(TCP("<w:hMerge "
						    "w:val=\"restart\"/>",
						    R("f"))
							TCP("<w:hMerge "
							    "w:val="
							    "\"continue\"/>",
							    "") TC(R("g")))),
	     "1h: a | b >2 |\n2: | c | d |\n3: e | ^ |  |\n4: f >2 | g |");
}

static void test_runs(void **state)
{
	(void)state;
	same(cell_of(PARA(R("Ban ") "<w:proofErr w:type=\"x\"/>" R(
		     "Tổ") "<w:hyperlink>" R(" chức") "</w:hyperlink>")),
	     "Ban Tổ chức");
	same(cell_of(PARA("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/>"
			  "<w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t>"
			  "<w:softHyphen/><w:t>e</w:t></w:r>") PARA(R("f"))),
	     "a b\nc-de\nf");
	same(cell_of(PARA("<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/>"
			  "<w:sym w:font=\"Symbol\" w:char=\"F0B7\"/></w:r>")),
	     "✓•");
	same(cell_of(PARA(
		     "<w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr>"
		     "<w:sdtContent>" R("chọn") "</w:sdtContent></w:sdt>")),
	     "chọn");
}

static void test_hidden_things(void **state)
{
	(void)state;
	same(cell_of(PARA("<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
			  "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr>"
			  "<w:t>hiện</w:t></w:r>")),
	     "hiện");
	same(cell_of(PARA("<w:r><w:drawing><w:txbxContent>" PARA(R(
		     "khung")) "</w:txbxContent></w:drawing></w:r>" R("chữ"))),
	     "chữ");
	same(cell_of(PARA(
		     "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"
		     "<w:r><w:instrText> DATE </w:instrText></w:r>"
		     "<w:r><w:t>mã</w:t></w:r>"
		     "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>" R(
			     "15/8/2026") "<w:r><w:fldChar "
					  "w:fldCharType=\"end\"/></w:r>")),
	     "15/8/2026");
	same(cell_of(PARA(
		     "<w:fldSimple w:instr=\"PAGE\">" R("7") "</w:fldSimple>")),
	     "7");
}

static void test_changes(void **state)
{
	struct doc *d = doc_of(TBL(TR(
		TC("<w:ins>" R(
			"mới") "</w:ins><w:del><w:r><w:delText>cũ"
			       "</w:delText></w:r></w:del>") TCP("<w:cellDel/>",
								 R("x"))
			TC("<w:moveFrom>" R("đi") "</w:moveFrom><w:moveTo>" R(
				"đến") "</w:moveTo>")) "<w:tr><w:trPr><w:del "
						       "w:id=\"1\"/></"
						       "w:trPr>" TC(R("xóa")) "</w:tr>" TR(
							       TC(R("còn")))));

	(void)state;
	same(show_table(arena, &d->table[0]), "1: mới | đến |\n2: còn |");
	assert_true(d->had_changes);
	assert_false(doc_of(PARA(R("x")))->had_changes);
}

static void test_deleted_paragraph_mark(void **state)
{
#define GONE "<w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr>"
	struct doc *d;

	(void)state;
	same(cell_of(PARA(GONE R("một ")) PARA(R("hai"))), "một hai");
	same(cell_of(PARA(R("một")) PARA(GONE R("hai"))), "một\nhai");
	d = doc_of(PARA(GONE R("cuối")));
	same(d->para[0], "cuối");
}

static void test_nested_table(void **state)
{
	struct doc *d = doc_of(TBL(TR("<w:tc>" PARA(R("ngoài")) TBL(TR(TC(R(
		"trong 1")) TC(R("trong 2")))) PARA("") "</w:tc>" TC(R("b")))));

	(void)state;
	assert_int_equal(d->n_tables, 1);
	same(show_table(arena, &d->table[0]), "1: ngoài/trong 1/trong 2 | b |");
}

static void test_paragraphs_and_titles(void **state)
{
	struct doc *d = doc_of(PARA(R("PHỤ LỤC")) PARA(R("Kế hoạch")) PARA(
		"") TBL(TR(TC(R("1")))) TBL("") PARA(R("Ghi chú")));

	(void)state;
	assert_int_equal(d->n_tables, 1);
	same(d->table[0].title, "Kế hoạch");
	assert_int_equal(d->n_paras, 3);
	same(d->para[2], "Ghi chú");
}

static void test_bold(void **state)
{
	(void)state;
	same(table_of(TR(TC("<w:r><w:rPr><w:b/></w:rPr><w:t>đậm</w:t></w:r>" R(
		     " ")) TC("<w:r><w:rPr><w:b w:val=\"false\"/></w:rPr><w:t>n"
			      "</w:t></w:r>")
				 TC("<w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></"
				    "w:r>" R("b")))),
	     "1: *đậm | n | ab |");
}

static const char lists[] =
	"<w:abstractNum w:abstractNumId=\"5\">"
	"<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt "
	"w:val=\"decimal\"/>"
	"<w:lvlText w:val=\"%1.\"/></w:lvl>"
	"<w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/>"
	"<w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%1.%2)\"/></w:lvl>"
	"</w:abstractNum>"
	"<w:abstractNum w:abstractNumId=\"6\"><w:lvl w:ilvl=\"0\">"
	"<w:start w:val=\"4\"/><w:numFmt w:val=\"upperRoman\"/>"
	"<w:lvlText w:val=\"%1\"/></w:lvl></w:abstractNum>"
	"<w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\">"
	"<w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"o\"/></w:lvl>"
	"</w:abstractNum>"
	"<w:num w:numId=\"1\"><w:abstractNumId w:val=\"5\"/></w:num>"
	"<w:num w:numId=\"2\"><w:abstractNumId w:val=\"6\"/></w:num>"
	"<w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/></w:num>"
	"<w:num w:numId=\"4\"><w:abstractNumId w:val=\"5\"/>"
	"<w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"9\"/>"
	"</w:lvlOverride></w:num>";

#define NUM(id, level)                                                         \
	"<w:pPr><w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" id    \
	"\"/></w:numPr></w:pPr>"

static void test_numbers(void **state)
{
	const char *body =
		TBL(TR(TC(NUM("1", "0")) TC(R("x"))) TR(TC(NUM("1", "0")) TC(
			NUM("1", "1") R("y"))) TR(TC(NUM("1", "1"))
							  TC(NUM("2", "0")))
			    TR(TC(NUM("1", "0")) TC(NUM("3", "0") R("z"))) TR(
				    TC(NUM("4", "0")) TC(NUM("0", "0") R("w")))
				    TR(TC(NUM("99", "0")) TC(NUM("2", "0"))));
	struct doc_table t = read_table(arena, "a.docx",
					make_docx(arena, body, NULL, lists));

	(void)state;
	same(show_table(arena, &t),
	     "1: 1. | x |\n2: 2. | 2.a) y |\n3: 2.b) | IV |\n"
	     "4: 3. | z |\n5: 9. | w |\n6:  | V |");
}

static void test_number_formats(void **state)
{
	static const struct {
		const char *format;
		int start;
		const char *want;
	} rows[] = {
		{ "upperRoman", 1994, "MCMXCIV" }, { "lowerRoman", 4, "iv" },
		{ "upperLetter", 27, "AA" },	   { "decimalZero", 7, "07" },
		{ "decimal", 12, "12" },	   { "none", 1, "" },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct word_list list = { .id = 1 };
		struct word_num num = { .id = 1, .list = 1 };
		struct word_lists l = { .lists = { &list, 1, 1 },
					.nums = { &num, 1, 1 } };

		for (int k = 0; k < NUM_LEVELS; k++)
			num.start[k] = -1;
		list.level[0] =
			(struct word_level){ STR("%1"), str_c(rows[i].format),
					     rows[i].start, true };
		same(word_lists_next(arena, &l, 1, 0), rows[i].want);
	}
}

static const char styles[] =
	"<w:docDefaults><w:rPrDefault><w:rPr>"
	"<w:rFonts w:ascii=\".VnTime\" w:hAnsi=\".VnTime\"/></w:rPr>"
	"</w:rPrDefault></w:docDefaults>"
	"<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"N\"/>"
	"<w:style w:type=\"paragraph\" w:styleId=\"U\"><w:basedOn w:val=\"N\"/>"
	"<w:rPr><w:rFonts w:ascii=\"Times New Roman\"/><w:b/></w:rPr></w:style>"
	"<w:style w:type=\"paragraph\" w:styleId=\"L\"><w:basedOn w:val=\"U\"/>"
	"<w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr>"
	"<w:tblStylePr><w:rPr><w:vanish/></w:rPr></w:tblStylePr></w:style>"
	"<w:style w:type=\"character\" w:styleId=\"H\"><w:rPr>"
	"<w:rFonts w:hAnsi=\".VnTimeH\"/><w:vanish w:val=\"0\"/></w:rPr>"
	"</w:style>"
	"<w:style w:type=\"character\" w:styleId=\"V\"><w:rPr><w:vanish/>"
	"</w:rPr></w:style>";

/* TCVN3 of "Đảng ủy", as it stands in a file: bytes read as Windows-1252 */
#define TCVN3 "§¶ng ñy"

static void test_legacy_fonts(void **state)
{
	const char *body = TBL(
		TR(TC(R(TCVN3)) TC(
			"<w:pPr><w:pStyle w:val=\"U\"/></w:pPr>" R("Đảng ñy"))
			   TC("<w:pPr><w:pStyle w:val=\"L\"/></w:pPr>" R("số"))
				   TC("<w:r><w:rPr><w:rFonts "
				      "w:asciiTheme=\"minor\"/></w:rPr>"
				      "<w:t>±</w:t></w:r>")
					   TC("<w:r><w:rPr><w:rStyle "
					      "w:val=\"V\"/></w:rPr><w:t>x"
					      "</w:t></w:r>" R("Đã Unicode"))));
	struct doc *d = read_doc(arena, "a.docx",
				 make_docx(arena, body, styles, lists));

	(void)state;
	same(show_table(arena, &d->table[0]),
	     "1: Đảng ủy | *Đảng ñy | *1. số | ± | Đã Unicode |");
	assert_true(d->was_legacy);
}

/* A letter and its mark may lie in two runs. */
static void test_legacy_split(void **state)
{
#define VNI(text)                                                              \
	"<w:r><w:rPr><w:rFonts w:ascii=\"VNI-Times\"/></w:rPr><w:t>" text      \
	"</w:t></w:r>"
	(void)state;
	same(cell_of(PARA(VNI("Ñaû") VNI("ng uû") VNI("y"))), "Đảng ủy");
	same(cell_of(PARA(VNI("Ña") VNI("ûng"))), "Đảng");
}

static void test_limits(void **state)
{
	struct doc_limits small = { .cell = 10, .rows = 1 };
	struct doc *d = NULL;
	struct err *e;
	struct str two = make_docx(arena, TBL(TR(TC(R("1"))) TR(TC(R("2")))),
				   NULL, NULL);
	struct str longer =
		make_docx(arena, TBL(TR(TC("") TC(R("12345678901")))), NULL,
			  NULL);
	struct str para = make_docx(arena, PARA(R("12345678901")), NULL, NULL);

	(void)state;
	e = doc_read_here(arena, STR("a.docx"), two, &small, &d);
	assert_int_equal(doc_fault_of(e), FAULT_ROWS);
	e = doc_read_here(arena, STR("a.docx"), longer, &small, &d);
	assert_int_equal(doc_fault_of(e), FAULT_CELL_WORD);
	same(e->arg[2], "2");
	e = doc_read_here(arena, STR("a.docx"), para, &small, &d);
	assert_int_equal(doc_fault_of(e), FAULT_PARA);
	assert_null(d);
}

#define SDT(props, inner)                                                      \
	"<w:sdt><w:sdtPr>" props "</w:sdtPr><w:sdtContent>" inner              \
	"</w:sdtContent></w:sdt>"

static void test_prompts(void **state)
{
	(void)state;
	same(cell_of(PARA(R("a") SDT("<w:showingPlcHdr/>", R("Bấm để nhập"))
				  R("b") SDT("<w:text/>", R("c")))),
	     "abc");
	same(cell_of(SDT("<w:text/>", PARA(R("a") SDT("<w:showingPlcHdr/>",
						      R("Chọn")) R("b")))),
	     "ab");
}

static void test_asides(void **state)
{
	struct doc *d;

	(void)state;
	d = read_doc(arena, "a.docx",
		     make_docx_header(
			     arena,
			     PARA("<w:r><w:pict><v:shape><v:textbox>"
				  "<w:txbxContent>" PARA(R("TỐI") R(
					  " MẬT")) "</w:txbxContent></"
						   "v:textbox></v:shape>"
						   "</w:pict></w:r>" R("chữ"))
				     TBL(TR(TC(R("a")))),
			     PARA(R("Trang "))
				     PARA(R("MẬT")) "<w:pict><v:textpath "
						    "string=\"TUYỆT MẬT\"/>"
						    "</w:pict>"));
	assert_int_equal(d->n_paras, 1);
	same(d->para[0], "chữ");
	assert_int_equal(d->n_asides, 4);
	same(d->aside[0], "Trang");
	same(d->aside[1], "MẬT");
	same(d->aside[2], "TUYỆT MẬT");
	same(d->aside[3], "TỐI MẬT");
}

int main(void)
{
	const struct CMUnitTest all[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)
		T(test_grid),
		T(test_runs),
		T(test_hidden_things),
		T(test_changes),
		T(test_deleted_paragraph_mark),
		T(test_nested_table),
		T(test_paragraphs_and_titles),
		T(test_bold),
		T(test_numbers),
		T(test_number_formats),
		T(test_legacy_fonts),
		T(test_legacy_split),
		T(test_limits),
		T(test_prompts),
		T(test_asides),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
