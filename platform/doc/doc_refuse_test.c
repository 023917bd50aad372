/* Files that aren't read: each ends with its own sentence. */
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

#define OLE "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

static void test_foreign_files(void **state)
{
	static const struct {
		const char *name;
		struct str bytes;
		enum doc_fault want;
	} rows[] = {
		{ "a.docx", STR_INIT(""), FAULT_EMPTY },
		{ "a.docx", STR_INIT("xin chào"), FAULT_NOT_DOCX },
		{ "A.DOCX", STR_INIT("xin chào"), FAULT_NOT_DOCX },
		{ "a.xlsx", STR_INIT("<html>"), FAULT_NOT_XLSX },
		{ "a.csv", STR_INIT("%PDF-1.7"), FAULT_PDF },
		{ "a.pdf", STR_INIT("x"), FAULT_PDF },
		{ "a.doc", STR_INIT("{\\rtf1"), FAULT_OLD_DOC },
		{ "a.doc", STR_INIT(OLE), FAULT_OLD_DOC },
		{ "a.xls", STR_INIT(OLE), FAULT_OLD_XLS },
		{ "a.xls", STR_INIT("<table>"), FAULT_OLD_XLS },
		{ "a.bin", STR_INIT(OLE), FAULT_OLD_OFFICE },
		{ "a.docx",
		  STR_INIT(OLE "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
		  FAULT_OLD_DOC },
		{ "a.xlsx", STR_INIT(OLE "W\0o\0r\0k\0b\0o\0o\0k\0"),
		  FAULT_OLD_XLS },
		{ "a.xlsx",
		  STR_INIT(OLE "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0"
			       "k\0a\0g\0e\0"),
		  FAULT_LOCKED },
		{ "a.ods", STR_INIT("x"), FAULT_ODS },
		{ "a.odt", STR_INIT("PK\x03\x04"), FAULT_ODT },
		{ "a.ods", STR_INIT("PK\x03\x04"), FAULT_ODS },
		{ "a.xlsb", STR_INIT("x"), FAULT_XLSB },
		{ "a.xlsm", STR_INIT("x"), FAULT_MACRO },
		{ "a.png", STR_INIT("\x89PNG"), FAULT_KIND },
		{ "docx", STR_INIT("x"), FAULT_KIND },
		{ "a.csv", STR_INIT("PK\x03\x04"), FAULT_TRUNCATED },
		{ "a.docx", STR_INIT("PK\x05\x06"), FAULT_TRUNCATED },
	};

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(rows); i++) {
		enum doc_fault f =
			read_fault(arena, rows[i].name, rows[i].bytes);

		if (f != rows[i].want)
			print_error("row %td (%s)\n", i, rows[i].name);
		assert_int_equal(f, rows[i].want);
	}
}

static enum doc_fault pack_fault(const char *name, const struct part *p, int n)
{
	struct str bytes;

	ok(doc_zip_pack(arena, p, n, &bytes));
	return read_fault(arena, name, bytes);
}

#define TYPES(type)                                                            \
	"<Types><Override PartName=\"/word/document.xml\" ContentType=\"" type \
	"\"/></Types>"
#define WORD                                                                   \
	"application/"                                                         \
	"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

static void test_packages(void **state)
{
	const struct part odt[] = {
		{ STR("mimetype"),
		  STR("application/vnd.oasis.opendocument.text") },
	};
	const struct part ods[] = {
		{ STR("mimetype"),
		  STR("application/vnd.oasis.opendocument.spreadsheet") },
	};
	const struct part odp[] = {
		{ STR("mimetype"),
		  STR("application/vnd.oasis.opendocument.presentation") },
	};
	const struct part other[] = { { STR("hello.txt"), STR("x") } };
	const struct part no_main[] = {
		{ STR("[Content_Types].xml"), STR("<Types/>") },
	};
	const struct part slides[] = {
		{ STR("[Content_Types].xml"), STR(TYPES("presentationml")) },
		{ STR("word/document.xml"), STR("<x/>") },
	};

	(void)state;
	assert_int_equal(pack_fault("a.docx", odt, 1), FAULT_ODT);
	assert_int_equal(pack_fault("a.xlsx", ods, 1), FAULT_ODS);
	assert_int_equal(pack_fault("a.docx", odp, 1), FAULT_KIND);
	assert_int_equal(pack_fault("a.docx", other, 1), FAULT_KIND);
	assert_int_equal(pack_fault("a.docx", no_main, 1), FAULT_KIND);
	assert_int_equal(pack_fault("a.docx", slides, 2), FAULT_KIND);
}

static void test_macros(void **state)
{
	const struct part vba[] = {
		{ STR("[Content_Types].xml"), STR(TYPES(WORD)) },
		{ STR("word/document.xml"), STR("<x/>") },
		{ STR("word/vbaProject.bin"), STR("x") },
	};
	const struct part type[] = {
		{ STR("[Content_Types].xml"),
		  STR(TYPES("application/vnd.ms-word.document.macroEnabled."
			    "main+xml")) },
		{ STR("word/document.xml"), STR("<x/>") },
	};
	const struct part binary[] = {
		{ STR("[Content_Types].xml"),
		  STR(TYPES(
			  "application/vnd.ms-excel.sheet.binary.macroEnabled."
			  "main")) },
		{ STR("word/document.xml"), STR("<x/>") },
	};
	struct str good = make_docx(arena, "", NULL, NULL);

	(void)state;
	assert_int_equal(pack_fault("a.docx", vba, 3), FAULT_MACRO);
	assert_int_equal(pack_fault("a.docx", type, 2), FAULT_MACRO);
	assert_int_equal(pack_fault("a.xlsx", binary, 2), FAULT_XLSB);
	assert_int_equal(read_fault(arena, "a.docm", good), FAULT_MACRO);
}

static void test_name_and_contents(void **state)
{
	struct str docx = make_docx(arena, "", NULL, NULL);
	struct str xlsx = make_xlsx(arena, "", NULL, NULL);

	(void)state;
	assert_int_equal(read_fault(arena, "a.xlsx", docx), FAULT_NAME_DOCX);
	assert_int_equal(read_fault(arena, "a.csv", docx), FAULT_NAME_DOCX);
	assert_int_equal(read_fault(arena, "a.docx", xlsx), FAULT_NAME_XLSX);
}

static void test_truncated(void **state)
{
	struct str good = make_docx(arena, "<w:p/>", NULL, NULL);

	(void)state;
	for (ptrdiff_t n = 4; n < good.n; n += 7) {
		enum doc_fault f =
			read_fault(arena, "a.docx", str_sub(good, 0, n));

		assert_true(f == FAULT_TRUNCATED);
	}
}

/* No changed byte may do more than give an error or another text. */
static void test_flipped_bytes(void **state)
{
	struct str good =
		make_docx(arena, "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>", NULL,
			  NULL);
	struct arena_mark mark = arena_mark(arena);

	(void)state;
	for (ptrdiff_t i = 4; i < good.n; i++) {
		char *bad = str_to_c(arena, good);
		struct doc *d = NULL;
		struct err *e;

		bad[i] = (char)(bad[i] ^ 0x55);
		e = doc_read_here(arena, STR("a.docx"),
				  (struct str){ bad, good.n }, NULL, &d);
		assert_true(e ? doc_fault_of(e) >= 0 && !d : d != NULL);
		arena_rewind(arena, mark);
	}
}

static void test_damaged_xml(void **state)
{
	static const char cut[] = "<w:p><w:r><w:t>x</w:t></w:r>";
	struct doc *d = NULL;
	struct err *e =
		doc_read_here(arena, STR("a.docx"),
			      make_docx(arena, cut, NULL, NULL), NULL, &d);

	(void)state;
	assert_int_equal(doc_fault_of(e), FAULT_DAMAGED);
	same(e->arg[0], "word/document.xml:1");
	assert_true(e->detail.n > 0);
	assert_int_equal(read_fault(arena, "a.docx",
				    make_docx(arena, "\xC3\x28", NULL, NULL)),
			 FAULT_DAMAGED);
}

#define BOMB "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\">]>"

static void test_dtd(void **state)
{
	const struct part p[] = {
		{ STR("[Content_Types].xml"), STR(TYPES(WORD)) },
		{ STR("word/document.xml"), STR(BOMB "<x>&c;</x>") },
	};
	const struct part types[] = {
		{ STR("[Content_Types].xml"),
		  STR("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><Types/>") },
		{ STR("word/document.xml"), STR("<x/>") },
	};

	(void)state;
	assert_int_equal(pack_fault("a.docx", p, 2), FAULT_DTD);
	assert_int_equal(pack_fault("a.docx", types, 2), FAULT_DTD);
}

static void test_deep(void **state)
{
	struct buf b = buf_init(arena, 1 << 20);

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_lit(&b, "<w:sdt>");
	for (int i = 0; i < 1000; i++)
		buf_lit(&b, "</w:sdt>");
	buf_char(&b, '\0');
	assert_int_equal(read_fault(arena, "a.docx",
				    make_docx(arena, b.p, NULL, NULL)),
			 FAULT_DEEP);
}

static void test_bombs(void **state)
{
	struct buf b = buf_init(arena, 8 << 20);
	struct doc_limits small = { .unpacked = 1000 };
	struct doc_limits few = { .entries = 2 };
	struct doc *d = NULL;
	struct err *e;
	struct str bytes;

	(void)state;
	for (int i = 0; i < 300000; i++)
		buf_lit(&b, "<w:p></w:p>");
	buf_char(&b, '\0');
	bytes = make_docx(arena, b.p, NULL, NULL);
	assert_int_equal(read_fault(arena, "a.docx", bytes), FAULT_BOMB);
	e = doc_read_here(arena, STR("a.docx"), bytes, &small, &d);
	assert_int_equal(doc_fault_of(e), FAULT_BOMB);
	e = doc_read_here(arena, STR("a.docx"), bytes, &few, &d);
	assert_int_equal(doc_fault_of(e), FAULT_ENTRIES);
	assert_null(d);
}

/* A bomb in a part that nobody reads is one for the next program. */
static void test_bomb_beside(void **state)
{
	struct part p[] = { { STR("[Content_Types].xml"), STR("<Types/>") },
			    { STR("word/media/x.xml"), STR_NULL } };
	struct doc_limits small = { .unpacked = 1000 };
	char *zeros = arena_new(arena, char, 4 << 20);
	struct str bytes;
	struct doc *d = NULL;
	struct err *e;

	(void)state;
	p[1].bytes = (struct str){ zeros, 4 << 20 };
	ok(doc_zip_pack(arena, p, 2, &bytes));
	e = doc_read_here(arena, STR("a.docx"), bytes, &small, &d);
	assert_int_equal(doc_fault_of(e), FAULT_BOMB);
}

static void test_missing_parts(void **state)
{
	const struct part p[] = {
		{ STR("[Content_Types].xml"),
		  STR("<Types><Default Extension=\"xml\" ContentType=\""
		      "spreadsheetml\"/></Types>") },
		{ STR("xl/workbook.xml"),
		  STR("<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/>"
		      "</sheets></workbook>") },
		{ STR("xl/_rels/workbook.xml.rels"),
		  STR("<Relationships><Relationship Id=\"r1\" TargetMode=\""
		      "External\" Type=\"/worksheet\" Target=\"http://x/\"/>"
		      "</Relationships>") },
	};

	(void)state;
	assert_int_equal(pack_fault("a.xlsx", p, 2), FAULT_NO_PART);
	/* what lies outside of the file is never fetched */
	assert_int_equal(pack_fault("a.xlsx", p, 3), FAULT_NO_PART);
}

static void test_hidden_sheets(void **state)
{
	const struct part p[] = {
		{ STR("[Content_Types].xml"),
		  STR("<Types><Default Extension=\"xml\" ContentType=\""
		      "spreadsheetml\"/></Types>") },
		{ STR("xl/workbook.xml"),
		  STR("<workbook><workbookPr date1904=\"1\"/><sheets>"
		      "<sheet name=\"a\" r:id=\"r1\" state=\"hidden\"/>"
		      "<sheet name=\"b\" r:id=\"r1\" state=\"veryHidden\"/>"
		      "<sheet name=\" c \" r:id=\"r1\"/>"
		      "<sheet name=\"chart\" "
		      "r:id=\"r2\"/></sheets></workbook>") },
		{ STR("xl/_rels/workbook.xml.rels"),
		  STR("<Relationships><Relationship Id=\"r1\" "
		      "Type=\"/worksheet\""
		      " Target=\"../xl/s.xml\"/><Relationship Id=\"r2\" Type=\""
		      "/chartsheet\" Target=\"c.xml\"/>"
		      "<Relationship Id=\"r3\" Type=\"/styles\" "
		      "Target=\"t.xml\"/>"
		      "</Relationships>") },
		{ STR("xl/s.xml"),
		  STR("<worksheet><sheetData><row><c s=\"1\"><v>44575</v></c>"
		      "</row></sheetData></worksheet>") },
		{ STR("xl/t.xml"),
		  STR("<s><cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs></s>") },
	};
	struct str bytes;
	struct doc *d;

	(void)state;
	ok(doc_zip_pack(arena, p, 5, &bytes));
	d = read_doc(arena, "a.xlsx", bytes);
	assert_int_equal(d->hidden_sheets, 2);
	assert_int_equal(d->n_tables, 1);
	same(d->table[0].title, "c");
	same(show_table(arena, &d->table[0]), "1: @2026-01-15 |");
}

static void test_every_fault_has_words(void **state)
{
	(void)state;
	for (int f = 0; f < N_FAULTS; f++) {
		struct err *e = doc_fault(arena, (enum doc_fault)f);

		assert_true(e->code != 0 && e->msgid);
		assert_int_equal(doc_fault_of(e), f);
		assert_true(str_ends(str_c(e->msgid), STR(".")));
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)
		T(test_foreign_files), T(test_packages),
		T(test_macros),	       T(test_name_and_contents),
		T(test_truncated),     T(test_flipped_bytes),
		T(test_damaged_xml),   T(test_dtd),
		T(test_deep),	       T(test_bombs),
		T(test_missing_parts), T(test_bomb_beside),
		T(test_hidden_sheets), T(test_every_fault_has_words),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
