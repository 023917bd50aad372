/*
 * Reading a document in this process: limits, the common gathering of rows,
 * and the choice of the reader. Only the child and the fuzzers call it.
 */
#include "doc/doc_priv.h"

struct doc_limits doc_limits_full(const struct doc_limits *l)
{
	struct doc_limits max = l ? *l : (struct doc_limits){ 0 };

	if (max.bytes <= 0)
		max.bytes = 20 << 20;
	if (max.unpacked <= 0)
		max.unpacked = 200 << 20;
	if (max.entries <= 0)
		max.entries = 2000;
	if (max.rows <= 0)
		max.rows = 20000;
	if (max.cells <= 0)
		max.cells = 500 * 1000;
	if (max.text <= 0)
		max.text = 16 << 20;
	if (max.cell <= 0)
		max.cell = 32767 * 4;
	return max;
}

ptrdiff_t doc_limits_wire(const struct doc_limits *max)
{
	return max->text + 16 * max->cells;
}

struct str doc_number(struct arena *a, int64_t n)
{
	struct buf b = buf_init(a, 24);

	buf_i64(&b, n);
	return buf_view(&b);
}

void reader_fail(struct reader *r, struct err *e)
{
	if (!r->err)
		r->err = e;
}

void reader_count(struct reader *r, ptrdiff_t n)
{
	r->n_text += n;
	if (r->n_text > r->max.text)
		reader_fail(r, doc_fault(r->a, FAULT_TEXT,
					 doc_number(r->a, r->max.text >> 20)));
}

struct str reader_text(struct reader *r, struct str raw)
{
	struct str s = raw.n ? text_clean_lines(r->a, raw) : STR("");

	if (s.p == raw.p)
		s = str_dup(r->a, s); /* raw is a buffer that is used again */
	reader_count(r, s.n);
	return s;
}

struct doc_cell *reader_cell(struct reader *r)
{
	struct doc_cell *c = vec_push(r->a, &r->cells);

	c->text = STR("");
	c->span = 1;
	if (++r->n_cells > r->max.cells)
		reader_fail(r, doc_fault(r->a, FAULT_CELLS,
					 doc_number(r->a, r->max.cells)));
	return c;
}

struct doc_row *reader_row(struct reader *r, struct doc_rows *rows, int number)
{
	struct doc_row *row = vec_push(r->a, rows);

	row->number = number;
	row->n_cells = r->cells.n;
	row->cell = arena_new(r->a, struct doc_cell, r->cells.n);
	if (r->cells.n)
		memcpy(row->cell, r->cells.p,
		       (size_t)r->cells.n * sizeof(*row->cell));
	r->cells.n = 0;
	if (++r->n_rows > r->max.rows)
		reader_fail(r, doc_fault(r->a, FAULT_ROWS,
					 doc_number(r->a, r->max.rows)));
	return row;
}

static int row_width(const struct doc_row *row)
{
	int width = 0;

	for (ptrdiff_t i = 0; i < row->n_cells; i++)
		width = MAX(width, row->cell[i].col + row->cell[i].span);
	return width;
}

void reader_table(struct reader *r, struct str title, struct doc_rows rows)
{
	struct doc_table *t;

	if (r->tables.n >= MAX_TABLES) {
		reader_fail(r, doc_fault(r->a, FAULT_ROWS,
					 doc_number(r->a, r->max.rows)));
		return;
	}
	t = vec_push(r->a, &r->tables);
	t->title = title;
	t->row = rows.p;
	t->n_rows = rows.n;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		t->n_cols = MAX(t->n_cols, row_width(&rows.p[i]));
}

/* ---- fonts ------------------------------------------------------------------ */
struct font font_of(const char *name)
{
	struct str s = str_c(name);
	struct font f = { .legacy = legacy_of_font(s), .is_set = true };

	f.upper =
		f.legacy == LEGACY_TCVN3 && s.n > 4 &&
		(str_ends(s, STR("H")) || str_find(s, STR("H "), 0) == s.n - 2);
	return f;
}

/* Old fonts only have the characters of Windows-1252: text with others has
 * been typed in Unicode, whatever its font says. */
static bool is_windows_1252(struct str s)
{
	static const uint16_t extra[] = {
		0x0152, 0x0153, 0x0160, 0x0161, 0x0178, 0x017D, 0x017E,
		0x0192, 0x02C6, 0x02DC, 0x2013, 0x2014, 0x2018, 0x2019,
		0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2021, 0x2022,
		0x2026, 0x2030, 0x2039, 0x203A, 0x20AC, 0x2122, 0x00AD,
	};
	bool has_high = false;

	for (ptrdiff_t at = 0; at < s.n;) {
		uint32_t cp = utf8_next(s, &at);
		ptrdiff_t i = 0;

		has_high = has_high || cp > 0x7F;
		if (cp <= 0xFF)
			continue;
		while (i < N_ELEMENTS(extra) && extra[i] != cp)
			i++;
		if (i == N_ELEMENTS(extra))
			return false;
	}
	return has_high;
}

static bool has_ascii_letter(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'a' && s.p[i] <= 'z')
			return true;
	return false;
}

struct str font_text(struct reader *r, struct font f, struct str raw)
{
	if (f.legacy == LEGACY_NONE)
		return raw;
	if (!is_windows_1252(raw) && !(f.upper && has_ascii_letter(raw)))
		return raw;
	r->was_legacy = true;
	return legacy_to_unicode(r->a, f.legacy, f.upper, raw);
}

/* ---- the choice ---------------------------------------------------------------- */
static bool name_is(struct str name, struct str ending)
{
	return name.n >= ending.n &&
	       str_eq_nocase(str_sub(name, name.n - ending.n, name.n), ending);
}

static struct err *read_package(struct reader *r, struct str name,
				struct str bytes, enum doc_kind *ret_kind)
{
	struct str part;
	struct err *e;

	if (name_is(name, STR(".odt")))
		return doc_fault(r->a, FAULT_ODT);
	if (name_is(name, STR(".ods")))
		return doc_fault(r->a, FAULT_ODS);
	e = doc_zip_open(r, bytes, ret_kind, &part);
	if (e)
		return e;
	if (name_is(name, STR(".docm")) || name_is(name, STR(".xlsm")))
		return doc_fault(r->a, FAULT_MACRO);
	if (*ret_kind == DOC_DOCX) {
		if (!name_is(name, STR(".docx")))
			return doc_fault(r->a, FAULT_NAME_DOCX);
		return doc_docx_read(r, part);
	}
	if (!name_is(name, STR(".xlsx")))
		return doc_fault(r->a, FAULT_NAME_XLSX);
	return doc_xlsx_read(r, part);
}

static bool is_zip(struct str bytes)
{
	return str_starts(bytes, STR("PK\x03\x04")) ||
	       str_starts(bytes, STR("PK\x05\x06"));
}

static bool is_text_name(struct str name)
{
	return name_is(name, STR(".csv")) || name_is(name, STR(".tsv")) ||
	       name_is(name, STR(".txt"));
}

/* Beginnings of files that are never a table of text. */
static bool is_foreign(struct str bytes)
{
	return str_starts(bytes, STR("\xD0\xCF\x11\xE0")) ||
	       str_starts(bytes, STR("%PDF")) ||
	       str_starts(bytes, STR("{\\rtf")) || is_zip(bytes);
}

static struct err *read_any(struct reader *r, struct str name, struct str bytes,
			    enum doc_kind *ret_kind)
{
	if (bytes.n == 0)
		return doc_fault(r->a, FAULT_EMPTY);
	if (bytes.n > r->max.bytes)
		return doc_fault(r->a, FAULT_BIG,
				 doc_number(r->a, r->max.bytes >> 20));
	if (is_zip(bytes))
		return read_package(r, name, bytes, ret_kind);
	if (is_foreign(bytes) || !is_text_name(name))
		return doc_refuse(r->a, name, bytes);
	*ret_kind = DOC_CSV;
	return doc_csv_read(r, bytes);
}

struct err *doc_read_here(struct arena *a, struct str name, struct str bytes,
			  const struct doc_limits *limits, struct doc **ret_doc)
{
	struct reader r = { .a = a, .max = doc_limits_full(limits) };
	CLEANUP(doc_zip_closep) zip_t *zip = NULL;
	enum doc_kind kind = DOC_CSV;
	struct err *e = read_any(&r, name, bytes, &kind);
	struct doc *d;

	zip = r.zip;
	if (!e)
		e = r.err;
	if (e)
		return e;
	d = arena_new(a, struct doc, 1);
	*d = (struct doc){ .kind = kind,
			   .table = r.tables.p,
			   .n_tables = r.tables.n,
			   .para = r.paras.p,
			   .n_paras = r.paras.n,
			   .aside = r.asides.p,
			   .n_asides = r.asides.n,
			   .hidden_sheets = r.hidden_sheets,
			   .was_legacy = r.was_legacy,
			   .had_changes = r.had_changes };
	*ret_doc = d;
	return NULL;
}
