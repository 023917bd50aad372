/*
 * Word's document.xml to tables and paragraphs: the text as it would be
 * printed with all tracked changes accepted. One pass; what a table needs is
 * kept by row, nested tables flow into the cell that holds them.
 */
#include "doc/doc_priv.h"

enum { MAX_FIELDS = 32 };

struct word {
	struct reader *r;
	struct word_styles styles;
	struct word_lists lists;
	int skip;   /* depth inside an element that isn't read */
	int boxes;  /* … and inside a text box among them */
	int sdt;    /* depth of content controls */
	int prompt; /* … of the one that only shows its prompt; 0: none */
	struct aside aside;
	int rpr, ppr; /* inside w:rPr, w:pPr */
	int trpr, tcpr;
	/* paragraph */
	struct buf para;
	struct buf seg; /* text of one font, not yet converted */
	struct font seg_font;
	struct word_style style;
	int num, level;
	bool in_para, glue, has_text, all_bold;
	/* run */
	bool in_run, vanish, bold;
	struct font font;
	/* fields: bit n is set while field n is in its code */
	int fields;
	uint32_t in_code;
	/* table */
	int tbl; /* depth of tables */
	struct doc_rows rows;
	struct buf cell;
	bool cell_bold, cell_has;
	int col, row_number;
	bool row_header, row_deleted;
	bool in_cell;
	int span, before;
	bool merged_up, merged_left, cell_deleted;
	struct str last_para;
};

/* ---- text --------------------------------------------------------------------- */
static void seg_flush(struct word *w)
{
	if (w->seg.n)
		buf_str(&w->para,
			font_text(w->r, w->seg_font, buf_view(&w->seg)));
	w->para.full = w->para.full || w->seg.full;
	buf_clear(&w->seg);
}

static bool is_blank(const char *p, ptrdiff_t n)
{
	for (ptrdiff_t i = 0; i < n; i++)
		if (p[i] != ' ' && p[i] != '\n' && p[i] != '\t')
			return false;
	return true;
}

static void put(struct word *w, const char *p, ptrdiff_t n)
{
	if (w->vanish || w->in_code || w->prompt || !w->in_para)
		return;
	if (w->seg_font.legacy != w->font.legacy ||
	    w->seg_font.upper != w->font.upper) {
		seg_flush(w);
		w->seg_font = w->font;
	}
	buf_mem(&w->seg, p, n);
	if (!is_blank(p, n)) {
		w->has_text = true;
		w->all_bold = w->all_bold && w->bold;
	}
}

/* Word keeps the pictures of its symbol fonts at U+F000…; these few occur in
 * tables, the rest becomes a bullet. */
static void put_symbol(struct word *w, const char **attr)
{
	static const struct {
		unsigned code;
		const char *text;
	} known[] = {
		{ 0xFC, "✓" }, { 0xFE, "☑" }, { 0xA8, "☐" }, { 0x6F, "☐" },
		{ 0xFB, "✗" }, { 0xFD, "☒" }, { 0xE0, "→" }, { 0x2D, "-" },
		{ 0xB3, "≥" }, { 0xA3, "≤" },
	};
	const char *hex = xml_attr(attr, "char");
	unsigned code = hex ? (unsigned)strtoul(hex, NULL, 16) & 0xFF : 0;
	const char *text = "•";

	for (ptrdiff_t i = 0; i < N_ELEMENTS(known); i++)
		if (known[i].code == code)
			text = known[i].text;
	put(w, text, (ptrdiff_t)strlen(text));
}

static void on_text(void *ctx, const char *p, int n)
{
	struct word *w = ctx;

	if (!w->skip && w->in_run)
		put(w, p, n);
	else if (w->boxes)
		aside_text(&w->aside, p, n);
}

/* ---- paragraphs ------------------------------------------------------------------ */
static void para_begin(struct word *w)
{
	if (!w->glue) {
		buf_clear(&w->para);
		buf_clear(&w->seg);
		w->has_text = false;
		w->all_bold = true;
	}
	w->glue = false;
	w->in_para = true;
	w->style = word_style_get(&w->styles, STR_NULL);
	w->num = w->style.num;
	w->level = w->style.level;
	w->seg_font = (struct font){ 0 };
}

static struct str with_number(struct word *w, struct str text)
{
	struct str n;

	if (w->num <= 0)
		return text;
	/* Word shows no number on an empty paragraph outside of tables */
	if (!text.n && !w->tbl)
		return text;
	n = word_lists_next(w->r->a, &w->lists, w->num, MAX(w->level, 0));
	if (!n.n)
		return text;
	w->has_text = true;
	if (!text.n)
		w->all_bold = false;
	return str_fmt(w->r->a, "%.*s %.*s", STR_ARG(n), STR_ARG(text));
}

static void too_long(struct word *w)
{
	struct arena *a = w->r->a;

	if (w->tbl)
		reader_fail(w->r, doc_fault(a, FAULT_CELL_WORD,
					    doc_number(a, w->r->tables.n + 1),
					    doc_number(a, w->row_number),
					    doc_number(a, w->col + 1)));
	else
		reader_fail(w->r, doc_fault(a, FAULT_PARA));
}

static void para_to_cell(struct word *w, struct str text)
{
	if (!w->in_cell)
		return;
	if (w->cell.n)
		buf_char(&w->cell, '\n');
	buf_str(&w->cell, text);
	if (w->has_text) {
		w->cell_bold = (!w->cell_has || w->cell_bold) && w->all_bold;
		w->cell_has = true;
	}
	if (w->cell.full)
		too_long(w);
}

static void para_end(struct word *w)
{
	struct str text;

	w->in_para = false;
	seg_flush(w);
	if (w->glue)
		return; /* its end is deleted: the next one goes on */
	if (w->para.full)
		too_long(w);
	text = with_number(w, buf_view(&w->para));
	if (w->tbl) {
		para_to_cell(w, text);
		return;
	}
	text = reader_text(w->r, text);
	if (!text.n)
		return;
	*(struct str *)vec_push(w->r->a, &w->r->paras) = text;
	w->last_para = text;
}

/* A paragraph whose end is deleted, with none behind it. */
static void glue_flush(struct word *w)
{
	if (!w->glue)
		return;
	w->glue = false;
	para_end(w);
}

/* ---- cells, rows, tables --------------------------------------------------------- */
static void cell_begin(struct word *w)
{
	w->in_cell = true;
	buf_clear(&w->cell);
	w->cell_bold = w->cell_has = false;
	w->span = 1;
	w->merged_up = w->merged_left = w->cell_deleted = false;
}

static void cell_end(struct word *w)
{
	struct doc_cells *cells = &w->r->cells;
	struct doc_cell *c;

	glue_flush(w);
	w->in_cell = false;
	if (w->cell_deleted)
		return;
	if (w->merged_left && cells->n) {
		c = &cells->p[cells->n - 1];
		c->span = (uint16_t)(c->span + w->span);
	} else {
		c = reader_cell(w->r);
		c->text = reader_text(w->r, buf_view(&w->cell));
		c->col = (uint16_t)w->col;
		c->span = (uint16_t)w->span;
		c->merged_up = w->merged_up;
		c->bold = w->cell_bold;
	}
	w->col += w->span;
	if (w->col > MAX_COLS)
		reader_fail(w->r,
			    doc_fault(w->r->a, FAULT_CELLS,
				      doc_number(w->r->a, w->r->max.cells)));
}

static void row_begin(struct word *w)
{
	w->r->cells.n = 0;
	w->col = 0;
	w->row_number++;
	w->row_header = w->row_deleted = false;
}

static void row_end(struct word *w)
{
	struct doc_row *row;

	if (w->row_deleted) {
		w->r->cells.n = 0;
		w->row_number--;
		return;
	}
	row = reader_row(w->r, &w->rows, w->row_number);
	row->is_header = w->row_header;
}

static void table_begin(struct word *w)
{
	glue_flush(w);
	if (w->tbl++)
		return;
	w->rows = (struct doc_rows){ 0 };
	w->row_number = 0;
}

static void table_end(struct word *w)
{
	if (--w->tbl || !w->rows.n)
		return;
	reader_table(w->r, w->last_para.p ? w->last_para : STR(""), w->rows);
}

/* ---- properties ------------------------------------------------------------------ */
static void run_begin(struct word *w)
{
	w->in_run = true;
	w->vanish = w->style.vanish == 1;
	w->bold = w->style.bold == 1;
	w->font = w->style.font.is_set ? w->style.font : w->styles.font;
}

static void run_style(struct word *w, const char **attr)
{
	struct word_style s =
		word_style_get(&w->styles, str_c(xml_attr(attr, "val")));

	if (s.bold >= 0)
		w->bold = s.bold == 1;
	if (s.vanish >= 0)
		w->vanish = s.vanish == 1;
	if (s.font.is_set)
		w->font = s.font;
}

static void run_font(struct word *w, const char **attr)
{
	const char *name = xml_attr(attr, "hAnsi");

	if (!name)
		name = xml_attr(attr, "ascii");
	if (name)
		w->font = font_of(name);
	else if (xml_attr(attr, "hAnsiTheme") || xml_attr(attr, "asciiTheme"))
		w->font = (struct font){ .is_set = true };
}

static void para_style(struct word *w, const char **attr)
{
	w->style = word_style_get(&w->styles, str_c(xml_attr(attr, "val")));
	w->num = w->style.num;
	w->level = w->style.level;
}

static void open_run_property(struct word *w, const char *name,
			      const char **attr)
{
	if (w->ppr) { /* of the paragraph's mark */
		if (xml_is(name, "del") || xml_is(name, "moveFrom")) {
			w->glue = true;
			w->r->had_changes = true;
		}
		return;
	}
	if (xml_is(name, "b"))
		w->bold = xml_attr_on(attr);
	else if (xml_is(name, "vanish"))
		w->vanish = xml_attr_on(attr);
	else if (xml_is(name, "rFonts"))
		run_font(w, attr);
	else if (xml_is(name, "rStyle"))
		run_style(w, attr);
}

static void open_para_property(struct word *w, const char *name,
			       const char **attr)
{
	if (xml_is(name, "pStyle"))
		para_style(w, attr);
	else if (xml_is(name, "numId"))
		w->num = xml_attr_int(attr, "val", -1);
	else if (xml_is(name, "ilvl"))
		w->level = xml_attr_int(attr, "val", 0);
	else if (xml_is(name, "rPr"))
		w->rpr++;
}

static void open_row_property(struct word *w, const char *name,
			      const char **attr)
{
	if (w->tbl != 1)
		return;
	if (xml_is(name, "tblHeader"))
		w->row_header = xml_attr_on(attr);
	else if (xml_is(name, "gridBefore"))
		w->col += MIN(MAX(xml_attr_int(attr, "val", 0), 0), 1024);
	else if (xml_is(name, "del"))
		w->row_deleted = w->r->had_changes = true;
	else if (xml_is(name, "ins"))
		w->r->had_changes = true;
}

static void open_cell_property(struct word *w, const char *name,
			       const char **attr)
{
	const char *val = xml_attr(attr, "val");

	if (w->tbl != 1)
		return;
	if (xml_is(name, "gridSpan"))
		w->span = MIN(MAX(xml_attr_int(attr, "val", 1), 1), 1024);
	else if (xml_is(name, "vMerge"))
		w->merged_up = !val || !xml_is(val, "restart");
	else if (xml_is(name, "hMerge"))
		w->merged_left = !val || !xml_is(val, "restart");
	else if (xml_is(name, "cellDel"))
		w->cell_deleted = w->r->had_changes = true;
}

/* ---- elements ---------------------------------------------------------------------- */
static bool is_skipped(const char *name)
{
	static const char *const names[] = {
		"drawing",
		"pict",
		"object",
		"txbxContent",
		"instrText",
		"delInstrText",
		"delText",
		"sdtPr",
		"rPrChange",
		"pPrChange",
		"tcPrChange",
		"trPrChange",
		"tblPrChange",
		"sectPrChange",
		"tblGridChange",
		"tblPrExChange",
		"numberingChange",
		"Fallback",
		"rt",
		"sectPr",
		"tblPr",
		"tblGrid",
		"tblPrEx",
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(names); i++)
		if (xml_is(name, names[i]))
			return true;
	return false;
}

static void field_char(struct word *w, const char **attr)
{
	const char *type = xml_attr(attr, "fldCharType");

	if (!type)
		return;
	if (xml_is(type, "begin") && w->fields < MAX_FIELDS)
		w->in_code |= 1u << w->fields++;
	else if (xml_is(type, "separate") && w->fields > 0)
		w->in_code &= ~(1u << (w->fields - 1));
	else if (xml_is(type, "end") && w->fields > 0)
		w->in_code &= ~(1u << --w->fields);
}

static void open_in_run(struct word *w, const char *name, const char **attr)
{
	if (xml_is(name, "rPr"))
		w->rpr++;
	else if (xml_is(name, "tab") || xml_is(name, "ptab"))
		put(w, "\t", 1);
	else if (xml_is(name, "br") || xml_is(name, "cr"))
		put(w, "\n", 1);
	else if (xml_is(name, "noBreakHyphen"))
		put(w, "-", 1);
	else if (xml_is(name, "sym"))
		put_symbol(w, attr);
	else if (xml_is(name, "fldChar"))
		field_char(w, attr);
}

/* Names of one or two letters and a few more; the order is by how often. */
static void open_block(struct word *w, const char *name, const char **attr)
{
	if (xml_is(name, "r")) {
		run_begin(w);
	} else if (xml_is(name, "p")) {
		para_begin(w);
	} else if (xml_is(name, "pPr")) {
		w->ppr++;
	} else if (xml_is(name, "tc")) {
		if (w->tbl == 1)
			cell_begin(w);
	} else if (xml_is(name, "tcPr")) {
		w->tcpr++;
	} else if (xml_is(name, "tr")) {
		if (w->tbl == 1)
			row_begin(w);
	} else if (xml_is(name, "trPr")) {
		w->trpr++;
	} else if (xml_is(name, "tbl")) {
		table_begin(w);
	} else if (xml_is(name, "sdt")) {
		w->sdt++;
	} else if (xml_is(name, "ins") || xml_is(name, "moveTo")) {
		w->r->had_changes = true;
	} else if (xml_is(name, "del") || xml_is(name, "moveFrom")) {
		w->r->had_changes = true;
		w->skip = 1;
	}
	(void)attr;
}

/* Nothing of it belongs to the text, but a text box may bear a stamp. */
static void open_skipped(struct word *w, const char *name, const char **attr)
{
	w->skip++;
	if (xml_is(name, "delText"))
		w->r->had_changes = true;
	w->boxes += xml_is(name, "txbxContent");
	/* "Click to enter text" of w:sdtPr: the control is empty */
	if (w->skip == 2 && xml_is(name, "showingPlcHdr") && !w->prompt &&
	    xml_attr_on(attr))
		w->prompt = w->sdt;
	if (w->boxes || xml_is(name, "textpath"))
		aside_open(&w->aside, name, attr);
}

static void close_skipped(struct word *w, const char *name)
{
	w->skip--;
	if (w->boxes)
		aside_close(&w->aside, name);
	w->boxes -= xml_is(name, "txbxContent");
}

static void on_open(void *ctx, const char *name, const char **attr)
{
	struct word *w = ctx;

	if (w->skip || is_skipped(name)) {
		open_skipped(w, name, attr);
	} else if (w->rpr) {
		open_run_property(w, name, attr);
	} else if (w->ppr) {
		open_para_property(w, name, attr);
	} else if (w->in_run) {
		open_in_run(w, name, attr);
	} else if (w->tcpr) {
		open_cell_property(w, name, attr);
	} else if (w->trpr) {
		open_row_property(w, name, attr);
	} else {
		open_block(w, name, attr);
	}
}

static void close_block(struct word *w, const char *name)
{
	if (xml_is(name, "p")) {
		para_end(w);
	} else if (xml_is(name, "tc")) {
		if (w->tbl == 1)
			cell_end(w);
	} else if (xml_is(name, "tr")) {
		if (w->tbl == 1)
			row_end(w);
	} else if (xml_is(name, "tbl")) {
		table_end(w);
	} else if (xml_is(name, "sdt")) {
		if (w->prompt == w->sdt)
			w->prompt = 0;
		w->sdt--;
	}
}

static void on_close(void *ctx, const char *name)
{
	struct word *w = ctx;

	if (w->skip) {
		close_skipped(w, name);
	} else if (w->rpr) {
		w->rpr -= xml_is(name, "rPr");
	} else if (w->ppr) {
		w->ppr -= xml_is(name, "pPr");
	} else if (w->in_run) {
		w->in_run = !xml_is(name, "r");
	} else if (w->tcpr) {
		w->tcpr -= xml_is(name, "tcPr");
	} else if (w->trpr) {
		w->trpr -= xml_is(name, "trPr");
	} else {
		close_block(w, name);
	}
}

static const struct xml_sax document_sax = {
	.open = on_open,
	.close = on_close,
	.text = on_text,
};

static struct err *read_helpers(struct word *w, struct str part)
{
	struct reader *r = w->r;
	struct rels rels = { 0 };
	struct str styles, lists;
	struct err *e;

	if (!doc_zip_has(r, doc_zip_rels(r->a, part)))
		return NULL;
	e = doc_rels_read(r, doc_zip_rels(r->a, part), &rels);
	if (e)
		return e;
	styles = doc_rels_of_type(&rels, "/styles");
	lists = doc_rels_of_type(&rels, "/numbering");
	styles = doc_zip_beside(r->a, part, styles.p ? styles : STR("-"));
	lists = doc_zip_beside(r->a, part, lists.p ? lists : STR("-"));
	if (doc_zip_has(r, styles))
		e = word_styles_read(r, styles, &w->styles);
	if (!e && doc_zip_has(r, lists))
		e = word_lists_read(r, lists, &w->lists);
	if (!e)
		e = doc_asides_read(r, part, &rels, "/header");
	if (!e)
		e = doc_asides_read(r, part, &rels, "/footer");
	return e;
}

static void word_init(struct word *w, struct reader *r)
{
	*w = (struct word){ .r = r };
	w->para = buf_init(r->a, r->max.cell);
	w->seg = buf_init(r->a, r->max.cell);
	w->cell = buf_init(r->a, r->max.cell);
	aside_init(&w->aside, r);
	w->num = -1;
}

struct err *doc_docx_read(struct reader *r, struct str part)
{
	struct word w;
	struct err *e;

	word_init(&w, r);
	e = read_helpers(&w, part);
	if (!e)
		e = doc_xml_part(r, part, &document_sax, &w);
	if (!e)
		glue_flush(&w);
	return e;
}

struct err *doc_docx_read_xml(struct reader *r, struct str xml)
{
	struct word w;

	word_init(&w, r);
	return doc_xml_bytes(r, xml, &document_sax, &w);
}
