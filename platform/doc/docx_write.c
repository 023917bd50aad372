/*
 * Writing .docx in the layout that the Party's offices are told to use: A4,
 * margins 20/20/30/15 mm, Times New Roman 14, lines of 19 pt, first line
 * 10 mm in, the page number in the middle above from page 2.
 */
#include "doc/doc_priv.h"

enum {
	MAX_BODY = 64 << 20,
	MAX_COLUMNS = 40,
	/* twentieths of a point */
	PAGE_SHORT = 11906,
	PAGE_LONG = 16838,
	MARGINS_ACROSS = 1701 + 850,
};

struct docx {
	struct arena *a;
	struct buf b;
	bool landscape;
	int n_cols;
	int width[MAX_COLUMNS]; /* of the table, twentieths of a point */
	bool right[MAX_COLUMNS];
};

#define NS_W                                                                   \
	"xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/"   \
	"main\""
#define NS_R                                                                   \
	"xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"     \
	"relationships\""
#define XML_HEAD                                                               \
	"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define REL_BASE                                                               \
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define TYPE_BASE                                                              \
	"application/vnd.openxmlformats-officedocument.wordprocessingml."

static const char content_types[] = XML_HEAD
	"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
	"content-types\">"
	"<Default Extension=\"rels\" ContentType=\"application/vnd."
	"openxmlformats-package.relationships+xml\"/>"
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/word/document.xml\" ContentType=\"" TYPE_BASE
	"document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" ContentType=\"" TYPE_BASE
	"styles+xml\"/>"
	"<Override PartName=\"/word/settings.xml\" ContentType=\"" TYPE_BASE
	"settings+xml\"/>"
	"<Override PartName=\"/word/header1.xml\" ContentType=\"" TYPE_BASE
	"header+xml\"/>"
	"<Override PartName=\"/word/header2.xml\" ContentType=\"" TYPE_BASE
	"header+xml\"/>"
	"</Types>";

static const char package_rels[] = XML_HEAD
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
	"relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" REL_BASE
	"officeDocument\" Target=\"word/document.xml\"/>"
	"</Relationships>";

static const char document_rels[] = XML_HEAD
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
	"relationships\">"
	"<Relationship Id=\"rId1\" Type=\"" REL_BASE
	"styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"rId2\" Type=\"" REL_BASE
	"settings\" Target=\"settings.xml\"/>"
	"<Relationship Id=\"rId3\" Type=\"" REL_BASE
	"header\" Target=\"header1.xml\"/>"
	"<Relationship Id=\"rId4\" Type=\"" REL_BASE
	"header\" Target=\"header2.xml\"/>"
	"</Relationships>";

static const char settings[] = XML_HEAD
	"<w:settings " NS_W "><w:compat><w:compatSetting "
	"w:name=\"compatibilityMode\" "
	"w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>"
	"</w:compat></w:settings>";

static const char header_number[] = XML_HEAD
	"<w:hdr " NS_W "><w:p><w:pPr><w:pStyle w:val=\"Center\"/></w:pPr>"
	"<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>"
	"<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>"
	"<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>"
	"<w:r><w:t>2</w:t></w:r>"
	"<w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:hdr>";

static const char header_none[] = XML_HEAD
	"<w:hdr " NS_W "><w:p><w:pPr><w:pStyle w:val=\"Center\"/></w:pPr></w:p>"
	"</w:hdr>";

#define STYLE(id, name, para, run)                                             \
	"<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"" id    \
	"\"><w:name w:val=\"" name "\"/><w:basedOn w:val=\"Normal\"/>"         \
	"<w:qFormat/><w:pPr>" para "</w:pPr><w:rPr>" run "</w:rPr></w:style>"

static const char styles[] = XML_HEAD
	"<w:styles " NS_W "><w:docDefaults><w:rPrDefault><w:rPr>"
	"<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" "
	"w:eastAsia=\"Times New Roman\" w:cs=\"Times New Roman\"/>"
	"<w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>"
	"<w:lang w:val=\"vi-VN\"/></w:rPr></w:rPrDefault>"
	"<w:pPrDefault><w:pPr><w:spacing w:after=\"0\" w:line=\"380\" "
	"w:lineRule=\"exact\"/></w:pPr></w:pPrDefault></w:docDefaults>"
	"<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">"
	"<w:name w:val=\"Normal\"/><w:qFormat/></w:style>" STYLE(
		"Body", "Rv Body",
		"<w:spacing w:before=\"120\"/><w:ind w:firstLine=\"567\"/>"
		"<w:jc w:val=\"both\"/>",
		"") STYLE("Center", "Rv Center", "<w:jc w:val=\"center\"/>",
			  "") STYLE("DocTitle", "Rv Title",
				    "<w:keepNext/><w:spacing w:before=\"240\" "
				    "w:after=\"120\"/>"
				    "<w:jc w:val=\"center\"/>",
				    "<w:b/><w:sz w:val=\"32\"/><w:szCs "
				    "w:val=\"32\"/>")
		STYLE("DocHeading", "Rv Heading",
		      "<w:keepNext/><w:spacing w:before=\"120\"/>"
		      "<w:ind w:firstLine=\"567\"/><w:outlineLvl w:val=\"0\"/>",
		      "<w:b/>")
			STYLE("Note", "Rv Note", "<w:spacing w:before=\"60\"/>",
			      "<w:i/><w:sz w:val=\"24\"/><w:szCs "
			      "w:val=\"24\"/>")
				STYLE("Cell", "Rv Cell",
				      "<w:spacing w:before=\"20\" "
				      "w:after=\"20\" w:line=\"240\" "
				      "w:lineRule=\"auto\"/>",
				      "<w:sz w:val=\"24\"/><w:szCs "
				      "w:val=\"24\"/>") "</w:styles>";

static const char *const style_ids[] = {
	[DOCX_BODY] = "Body",	   [DOCX_CENTER] = "Center",
	[DOCX_TITLE] = "DocTitle", [DOCX_HEADING] = "DocHeading",
	[DOCX_NOTE] = "Note",
};

/* ---- paragraphs ------------------------------------------------------------------ */
static void put_c(struct buf *b, const char *s)
{
	buf_str(b, str_c(s));
}

/* Lines and tabs of the text are Word's own elements. */
static void put_run(struct docx *d, bool bold, struct str text)
{
	bool first = true;

	put_c(&d->b, bold ? "<w:r><w:rPr><w:b/></w:rPr>" : "<w:r>");
	while (text.p) {
		struct str line = str_cut(&text, '\n');

		if (!first)
			buf_lit(&d->b, "<w:br/>");
		first = false;
		for (bool tab = false; line.p; tab = true) {
			struct str piece = str_cut(&line, '\t');

			if (tab)
				buf_lit(&d->b, "<w:tab/>");
			if (!piece.n)
				continue;
			buf_lit(&d->b, "<w:t xml:space=\"preserve\">");
			doc_xml_put(&d->b, piece);
			buf_lit(&d->b, "</w:t>");
		}
	}
	buf_lit(&d->b, "</w:r>");
}

static void put_para(struct docx *d, const char *style, const char *align,
		     bool bold, struct str text)
{
	buf_fmt(&d->b, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>", style);
	if (align)
		buf_fmt(&d->b, "<w:jc w:val=\"%s\"/>", align);
	buf_lit(&d->b, "</w:pPr>");
	if (text.n)
		put_run(d, bold, text);
	buf_lit(&d->b, "</w:p>");
}

struct err *docx_begin(struct arena *a, bool landscape, struct docx **ret_d)
{
	struct docx *d = arena_new(a, struct docx, 1);

	d->a = a;
	d->landscape = landscape;
	d->b = buf_init(a, MAX_BODY);
	buf_lit(&d->b, XML_HEAD "<w:document " NS_W " " NS_R "><w:body>");
	*ret_d = d;
	return NULL;
}

void docx_para(struct docx *d, enum docx_style style, bool bold,
	       struct str text)
{
	put_para(d, style_ids[style], NULL, bold, text);
}

static int text_width(const struct docx *d)
{
	return (d->landscape ? PAGE_LONG : PAGE_SHORT) - MARGINS_ACROSS;
}

/* Word joins tables that touch; a line between keeps them apart. */
static void put_gap(struct docx *d)
{
	buf_lit(&d->b,
		"<w:p><w:pPr><w:spacing w:line=\"120\" w:lineRule=\"exact\"/>"
		"</w:pPr></w:p>");
}

static void put_side(struct docx *d, int width, struct str text)
{
	buf_fmt(&d->b,
		"<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>",
		width);
	do {
		struct str line = str_cut(&text, '\n');
		bool bold = str_starts(line, STR("*"));

		put_para(d, "Center", NULL, bold,
			 str_sub(line, bold ? 1 : 0, line.n));
	} while (text.p);
	buf_lit(&d->b, "</w:tc>");
}

void docx_pair(struct docx *d, struct str left, struct str right)
{
	int half = text_width(d) / 2;

	buf_fmt(&d->b,
		"<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/>"
		"<w:tblLayout w:type=\"fixed\"/></w:tblPr>"
		"<w:tblGrid><w:gridCol w:w=\"%d\"/><w:gridCol w:w=\"%d\"/>"
		"</w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>",
		half * 2, half, half);
	put_side(d, half, left);
	put_side(d, half, right);
	buf_lit(&d->b, "</w:tr></w:tbl>");
	put_gap(d);
}

/* ---- tables ------------------------------------------------------------------------- */
static void put_cell(struct docx *d, int width, int span)
{
	buf_fmt(&d->b, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>",
		width);
	if (span > 1)
		buf_fmt(&d->b, "<w:gridSpan w:val=\"%d\"/>", span);
	buf_lit(&d->b, "</w:tcPr>");
}

static void put_table_head(struct docx *d)
{
	static const char *const sides[] = { "top",   "left",	 "bottom",
					     "right", "insideH", "insideV" };
	int total = 0;

	for (int i = 0; i < d->n_cols; i++)
		total += d->width[i];
	buf_fmt(&d->b,
		"<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/>"
		"<w:tblBorders>",
		total);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(sides); i++)
		buf_fmt(&d->b,
			"<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" "
			"w:color=\"auto\"/>",
			sides[i]);
	buf_lit(&d->b, "</w:tblBorders><w:tblLayout w:type=\"fixed\"/>"
		       "</w:tblPr><w:tblGrid>");
	for (int i = 0; i < d->n_cols; i++)
		buf_fmt(&d->b, "<w:gridCol w:w=\"%d\"/>", d->width[i]);
	buf_lit(&d->b, "</w:tblGrid>");
}

void docx_table_begin(struct docx *d, const struct str *head, const int *width,
		      const bool *right, int n_cols)
{
	int all = 0;

	assert(n_cols > 0 && n_cols <= MAX_COLUMNS);
	for (int i = 0; i < n_cols; i++)
		all += MAX(width[i], 1);
	d->n_cols = n_cols;
	for (int i = 0; i < n_cols; i++) {
		d->width[i] = text_width(d) * MAX(width[i], 1) / MAX(all, 100);
		d->right[i] = right && right[i];
	}
	put_gap(d);
	put_table_head(d);
	buf_lit(&d->b, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
	for (int i = 0; i < n_cols; i++) {
		put_cell(d, d->width[i], 1);
		put_para(d, "Cell", "center", true, head[i]);
		buf_lit(&d->b, "</w:tc>");
	}
	buf_lit(&d->b, "</w:tr>");
}

void docx_table_row(struct docx *d, const struct str *cell, bool bold)
{
	buf_lit(&d->b, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
	for (int i = 0; i < d->n_cols; i++) {
		put_cell(d, d->width[i], 1);
		put_para(d, "Cell", d->right[i] ? "right" : NULL, bold,
			 cell[i]);
		buf_lit(&d->b, "</w:tc>");
	}
	buf_lit(&d->b, "</w:tr>");
}

void docx_table_group(struct docx *d, struct str text)
{
	int total = 0;

	for (int i = 0; i < d->n_cols; i++)
		total += d->width[i];
	buf_lit(&d->b, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
	put_cell(d, total, d->n_cols);
	put_para(d, "Cell", NULL, true, text);
	buf_lit(&d->b, "</w:tc></w:tr>");
}

void docx_table_end(struct docx *d)
{
	buf_lit(&d->b, "</w:tbl>");
	put_gap(d);
}

/* ---- the end ------------------------------------------------------------------------- */
static void put_section(struct docx *d)
{
	buf_lit(&d->b, "<w:sectPr>"
		       "<w:headerReference w:type=\"default\" r:id=\"rId3\"/>"
		       "<w:headerReference w:type=\"first\" r:id=\"rId4\"/>");
	if (d->landscape)
		buf_fmt(&d->b,
			"<w:pgSz w:w=\"%d\" w:h=\"%d\" "
			"w:orient=\"landscape\"/>",
			PAGE_LONG, PAGE_SHORT);
	else
		buf_fmt(&d->b, "<w:pgSz w:w=\"%d\" w:h=\"%d\"/>", PAGE_SHORT,
			PAGE_LONG);
	buf_lit(&d->b, "<w:pgMar w:top=\"1134\" w:right=\"850\" "
		       "w:bottom=\"1134\" w:left=\"1701\" w:header=\"567\" "
		       "w:footer=\"567\" w:gutter=\"0\"/><w:titlePg/>"
		       "</w:sectPr></w:body></w:document>");
}

struct err *docx_end(struct docx *d, struct str *ret_bytes)
{
	struct part parts[] = {
		{ STR("[Content_Types].xml"), str_c(content_types) },
		{ STR("_rels/.rels"), str_c(package_rels) },
		{ STR("word/document.xml"), STR("") },
		{ STR("word/_rels/document.xml.rels"), str_c(document_rels) },
		{ STR("word/styles.xml"), str_c(styles) },
		{ STR("word/settings.xml"), str_c(settings) },
		{ STR("word/header1.xml"), str_c(header_number) },
		{ STR("word/header2.xml"), str_c(header_none) },
	};

	put_section(d);
	if (d->b.full)
		return err_new(d->a, ERR_LIMIT,
			       N_("The document would be too long; choose a "
				  "shorter period or a smaller part."));
	parts[2].bytes = buf_view(&d->b);
	return doc_zip_pack(d->a, parts, (int)N_ELEMENTS(parts), ret_bytes);
}
