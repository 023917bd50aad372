/* Documents made by hand, for the tests of this folder only. */
#include "doc/doc_kit_fixture.h"

#define X   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define P   "http://schemas.openxmlformats.org/"
#define REL P "officeDocument/2006/relationships/"
#define CT  "application/vnd.openxmlformats-officedocument."

static const char docx_types[] =
	X "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	  "<Override PartName=\"/word/document.xml\" ContentType=\"" CT
	  "wordprocessingml.document.main+xml\"/></Types>";
static const char docx_rels[] =
	X "<Relationships><Relationship Id=\"rId1\" Type=\"" REL
	  "officeDocument\" Target=\"word/document.xml\"/></Relationships>";
static const char docx_part_rels[] =
	X "<Relationships><Relationship Id=\"r1\" Type=\"" REL
	  "styles\" Target=\"styles.xml\"/><Relationship Id=\"r2\" Type=\"" REL
	  "numbering\" Target=\"/word/numbering.xml\"/><Relationship "
	  "Id=\"r3\" Type=\"" REL "header\" Target=\"header1.xml\"/>"
	  "</Relationships>";
static const char xlsx_types[] =
	X "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	  "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" CT
	  "spreadsheetml.sheet.main+xml\"/></Types>";
static const char xlsx_rels[] =
	X "<Relationships><Relationship Id=\"rId1\" Type=\"" REL
	  "officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>";
static const char xlsx_book[] =
	X "<workbook xmlns:r=\"x\"><sheets><sheet name=\"Một\" sheetId=\"1\" "
	  "r:id=\"rId1\"/></sheets></workbook>";
static const char xlsx_part_rels[] = X
	"<Relationships><Relationship Id=\"rId1\" Type=\"" REL
	"worksheet\" Target=\"worksheets/sheet1.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" REL
	"styles\" Target=\"styles.xml\"/><Relationship Id=\"rId3\" Type=\"" REL
	"sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>";

static struct part part_of(struct arena *a, const char *name, const char *root,
			   const char *inner)
{
	return (struct part){ str_c(name),
			      str_fmt(a, X "<%s>%s</%s>", root, inner, root) };
}

static struct str docx_pack(struct arena *a, const char *body,
			    const char *styles, const char *numbering,
			    const char *header)
{
	struct part p[7] = {
		{ STR("[Content_Types].xml"), str_c(docx_types) },
		{ STR("_rels/.rels"), str_c(docx_rels) },
		{ STR("word/_rels/document.xml.rels"), str_c(docx_part_rels) },
	};
	struct str bytes;
	int n = 3;

	p[n++] = (struct part){ STR("word/document.xml"),
				str_fmt(a,
					X "<w:document><w:body>%s</w:body>"
					  "</w:document>",
					body) };
	if (styles)
		p[n++] = part_of(a, "word/styles.xml", "w:styles", styles);
	if (numbering)
		p[n++] = part_of(a, "word/numbering.xml", "w:numbering",
				 numbering);
	if (header)
		p[n++] = part_of(a, "word/header1.xml", "w:hdr", header);
	ok(doc_zip_pack(a, p, n, &bytes));
	return bytes;
}

struct str make_docx(struct arena *a, const char *body, const char *styles,
		     const char *numbering)
{
	return docx_pack(a, body, styles, numbering, NULL);
}

struct str make_docx_header(struct arena *a, const char *body,
			    const char *header)
{
	return docx_pack(a, body, NULL, NULL, header);
}

struct str make_xlsx(struct arena *a, const char *sheet, const char *strings,
		     const char *sheet_styles)
{
	struct part p[8] = {
		{ STR("[Content_Types].xml"), str_c(xlsx_types) },
		{ STR("_rels/.rels"), str_c(xlsx_rels) },
		{ STR("xl/workbook.xml"), str_c(xlsx_book) },
		{ STR("xl/_rels/workbook.xml.rels"), str_c(xlsx_part_rels) },
	};
	struct str bytes;
	int n = 4;

	p[n++] = part_of(a, "xl/worksheets/sheet1.xml", "worksheet", sheet);
	if (strings)
		p[n++] = part_of(a, "xl/sharedStrings.xml", "sst", strings);
	if (sheet_styles)
		p[n++] =
			part_of(a, "xl/styles.xml", "styleSheet", sheet_styles);
	ok(doc_zip_pack(a, p, n, &bytes));
	return bytes;
}

struct doc *read_doc(struct arena *a, const char *name, struct str bytes)
{
	struct doc *d = NULL;

	ok(doc_read_here(a, str_c(name), bytes, NULL, &d));
	assert_non_null(d);
	return d;
}

struct doc_table read_table(struct arena *a, const char *name, struct str bytes)
{
	struct doc *d = read_doc(a, name, bytes);

	assert_true(d->n_tables >= 1);
	return d->table[0];
}

static void show_cell(struct buf *b, const struct doc_cell *c)
{
	if (c->merged_up)
		buf_char(b, '^');
	if (c->bold)
		buf_char(b, '*');
	if (c->is_date)
		buf_char(b, '@');
	if (c->is_number)
		buf_char(b, '#');
	for (ptrdiff_t i = 0; i < c->text.n; i++)
		buf_char(b, c->text.p[i] == '\n' ? '/' : c->text.p[i]);
	if (c->span > 1)
		buf_fmt(b, " >%d", c->span);
}

struct str show_table(struct arena *a, const struct doc_table *t)
{
	struct buf b = buf_init(a, 1 << 20);

	for (ptrdiff_t i = 0; i < t->n_rows; i++) {
		const struct doc_row *row = &t->row[i];
		int col = 0;

		buf_fmt(&b, "%s%d%s:", i ? "\n" : "", row->number,
			row->is_header ? "h" : "");
		for (ptrdiff_t k = 0; k < row->n_cells; k++) {
			const struct doc_cell *c = &row->cell[k];

			buf_lit(&b, " ");
			for (; col < c->col; col++)
				buf_lit(&b, "| ");
			show_cell(&b, c);
			buf_lit(&b, " |");
			col = c->col + c->span;
		}
	}
	return buf_view(&b);
}

enum doc_fault read_fault(struct arena *a, const char *name, struct str bytes)
{
	struct doc *d = NULL;
	struct err *e = doc_read_here(a, str_c(name), bytes, NULL, &d);

	assert_non_null(e);
	assert_null(d);
	assert_true(doc_fault_of(e) >= 0);
	return (enum doc_fault)doc_fault_of(e);
}
