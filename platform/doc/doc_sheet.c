/*
 * One worksheet. Only cells with something in them are kept; merged ranges
 * come behind the cells in the file and are laid over them at the end. Then
 * rows and columns that nobody sees are left out and counted, unless all of
 * the book is asked for.
 */
#include "doc/doc_priv.h"

#include "base/date.h"

enum cell_type { T_NUMBER, T_SHARED, T_TEXT, T_INLINE, T_BOOL, T_DATE };
enum { MERGE_WORK = 1000 * 1000, STAMP_MOST = 200 };

struct merge {
	int col, row, to_col, to_row;
};
struct merges {
	struct merge *p;
	ptrdiff_t n, cap;
};

/* Rows and columns that nobody sees. */
struct hidden {
	bool *col; /* of MAX_COLS + 1, or NULL: none */
	struct {
		int *p; /* numbers in order */
		ptrdiff_t n, cap;
	} rows;
	int n_rows, n_cols; /* that had something in them */
};

struct sheet {
	struct xlsx_book *b;
	struct str title;
	struct doc_rows rows;
	struct merges merges;
	struct hidden hidden;
	struct rich rich;
	struct buf value;
	int row, col; /* now; col is 0-based */
	enum cell_type type;
	int style;
	bool is_formula;
	bool in_c, in_v, in_is, in_margin;
};

static const struct cell_style *style_of(const struct sheet *s)
{
	if (s->style < 0 || s->style >= s->b->styles.n)
		return NULL;
	return &s->b->styles.p[s->style];
}

static enum cell_type type_of(const char *t)
{
	static const struct {
		const char *name;
		enum cell_type type;
	} names[] = {
		{ "n", T_NUMBER },	   { "s", T_SHARED }, { "str", T_TEXT },
		{ "inlineStr", T_INLINE }, { "b", T_BOOL },   { "e", T_TEXT },
		{ "d", T_DATE },
	};

	for (ptrdiff_t i = 0; t && i < N_ELEMENTS(names); i++)
		if (xml_is(t, names[i].name))
			return names[i].type;
	return T_NUMBER;
}

static void fail_cell(struct sheet *s)
{
	struct arena *a = s->b->r->a;
	struct str place = str_fmt(a, "%.*s!%.*s%d", STR_ARG(s->title),
				   STR_ARG(col_name(a, s->col)), s->row);

	reader_fail(s->b->r, doc_fault(a, FAULT_CELL, place));
}

/* ---- a cell's text --------------------------------------------------------- */
static struct str styled_text(struct sheet *s, struct shared t)
{
	struct reader *r = s->b->r;
	const struct cell_style *style = style_of(s);

	if (t.is_clean) {
		reader_count(r, t.text.n);
		return t.text;
	}
	if (style && !t.is_done)
		t.text = font_text(r, style->font, t.text);
	return reader_text(r, t.text);
}

static void value_shared(struct sheet *s, struct doc_cell *c, struct str v)
{
	struct reader *r = s->b->r;
	int64_t i;

	if (!str_to_i64(str_trim(v), &i) || i < 0 || i >= s->b->strings.n) {
		reader_fail(r,
			    doc_fault(r->a, FAULT_DAMAGED,
				      str_fmt(r->a, "%.*s!%.*s%d",
					      STR_ARG(s->title),
					      STR_ARG(col_name(r->a, s->col)),
					      s->row)));
		return;
	}
	c->text = styled_text(s, s->b->strings.p[i]);
}

static void value_number(struct sheet *s, struct doc_cell *c, struct str v)
{
	number_cell(s->b, c, v, style_of(s));
	c->text = str_dup(s->b->r->a, c->text);
	reader_count(s->b->r, c->text.n);
}

static void value_date(struct sheet *s, struct doc_cell *c, struct str v)
{
	day_t day;
	struct str iso = str_sub(v, 0, 10);

	c->is_date = day_from_iso(iso, &day);
	c->text = reader_text(s->b->r, c->is_date ? iso : v);
}

static void value_read(struct sheet *s, struct doc_cell *c, struct str v)
{
	switch (s->type) {
	case T_NUMBER:
		value_number(s, c, v);
		break;
	case T_SHARED:
		value_shared(s, c, v);
		break;
	case T_INLINE:
		c->text = styled_text(s, rich_end(&s->rich));
		break;
	case T_BOOL:
		c->text = str_eq(str_trim(v), STR("1")) ? STR("TRUE")
							: STR("FALSE");
		break;
	case T_DATE:
		value_date(s, c, v);
		break;
	case T_TEXT:
		c->text = styled_text(s, (struct shared){ .text = v });
		break;
	}
}

static void cell_close(struct sheet *s)
{
	struct reader *r = s->b->r;
	const struct cell_style *style = style_of(s);
	struct doc_cell got = { .text = STR(""),
				.span = 1,
				.col = (uint16_t)s->col };
	struct str v = buf_view(&s->value);

	s->in_c = false;
	if (s->value.full || s->rich.text.full || s->rich.run.full)
		fail_cell(s);
	else if (v.n || s->type == T_INLINE)
		value_read(s, &got, v);
	if (r->err || (!got.text.n && !(s->is_formula && r->max.whole)))
		return;
	got.is_formula = s->is_formula;
	got.bold = style && style->bold;
	*reader_cell(r) = got;
}

/* ---- rows --------------------------------------------------------------------- */
static bool is_hidden(const char **attr)
{
	const char *v = xml_attr(attr, "hidden");

	return v && (xml_is(v, "1") || xml_is(v, "true"));
}

static void row_open(struct sheet *s, const char **attr)
{
	int row = xml_attr_int(attr, "r", s->row + 1);

	/* rows stand in order; one that doesn't has lost its number */
	s->row = row > s->row && row <= MAX_SHEET_ROWS ? row : s->row + 1;
	if (is_hidden(attr) && s->hidden.rows.n < s->b->r->max.rows)
		*vec_push(s->b->r->a, &s->hidden.rows) = s->row;
	s->col = -1;
	s->b->r->cells.n = 0;
}

static void row_close(struct sheet *s)
{
	if (s->b->r->cells.n)
		(void)reader_row(s->b->r, &s->rows, s->row);
}

static void cell_open(struct sheet *s, const char **attr)
{
	const char *ref = xml_attr(attr, "r");
	int col, row;

	if (!ref || !cell_ref(ref, &col, &row) || col <= s->col)
		col = s->col + 1;
	s->col = MIN(col, MAX_COLS);
	s->type = type_of(xml_attr(attr, "t"));
	s->style = xml_attr_int(attr, "s", 0);
	s->in_c = true;
	s->in_v = s->in_is = s->is_formula = false;
	buf_clear(&s->value);
	rich_start(&s->rich);
}

/* <col min="3" max="4" hidden="1"/>: they stand before the rows. */
static void col_open(struct sheet *s, const char **attr)
{
	int from = xml_attr_int(attr, "min", 0);
	int to = MIN(xml_attr_int(attr, "max", 0), MAX_COLS);

	if (!is_hidden(attr) || from < 1)
		return;
	if (!s->hidden.col)
		s->hidden.col = arena_new(s->b->r->a, bool, MAX_COLS + 1);
	for (int c = from; c <= to; c++)
		s->hidden.col[c - 1] = true;
}

static bool merge_parse(const char *ref, struct merge *ret_m)
{
	struct merge m;
	char from[16];
	const char *colon = ref ? strchr(ref, ':') : NULL;

	if (!colon || colon - ref >= (ptrdiff_t)sizeof(from))
		return false;
	memcpy(from, ref, (size_t)(colon - ref));
	from[colon - ref] = '\0';
	if (!cell_ref(from, &m.col, &m.row) ||
	    !cell_ref(colon + 1, &m.to_col, &m.to_row) || m.to_col < m.col ||
	    m.to_row < m.row)
		return false;
	*ret_m = m;
	return true;
}

static void merge_open(struct sheet *s, const char **attr)
{
	struct merge m;

	if (s->merges.n < MAX_MERGES && merge_parse(xml_attr(attr, "ref"), &m))
		*(struct merge *)vec_push(s->b->r->a, &s->merges) = m;
}

/* ---- headers and footers of the printed page --------------------------------- */
static bool is_margin(const char *name)
{
	static const char *const names[] = { "oddHeader",   "evenHeader",
					     "firstHeader", "oddFooter",
					     "evenFooter",  "firstFooter" };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(names); i++)
		if (xml_is(name, names[i]))
			return true;
	return false;
}

/* "&L…&C&"Arial,Bold"&14TỐI MẬT": three parts and codes for fonts and sizes,
 * each of which begins with "&". */
static void margin_close(struct sheet *s)
{
	struct str all = buf_view(&s->value);
	struct buf b = buf_init(s->b->r->a, all.n + 1);

	s->in_margin = false;
	for (ptrdiff_t i = 0; i < all.n; i++) {
		if (all.p[i] != '&' || ++i >= all.n) {
			if (i < all.n)
				buf_char(&b, all.p[i]);
		} else if (all.p[i] == '"') {
			while (++i < all.n && all.p[i] != '"')
				;
		} else if (strchr("LCR", all.p[i])) {
			aside_add(s->b->r, buf_view(&b));
			buf_clear(&b);
		} else {
			while (all.p[i] >= '0' && all.p[i] <= '9' &&
			       i + 1 < all.n && all.p[i + 1] >= '0' &&
			       all.p[i + 1] <= '9')
				i++;
		}
	}
	aside_add(s->b->r, buf_view(&b));
}

/* ---- elements -------------------------------------------------------------------- */
static void on_open(void *ctx, const char *name, const char **attr)
{
	struct sheet *s = ctx;

	if (s->in_is) {
		rich_open(&s->rich, name, attr);
	} else if (s->in_c) {
		s->in_v = xml_is(name, "v");
		s->is_formula = s->is_formula || xml_is(name, "f");
		s->in_is = xml_is(name, "is");
	} else if (xml_is(name, "c")) {
		cell_open(s, attr);
	} else if (xml_is(name, "row")) {
		row_open(s, attr);
	} else if (xml_is(name, "col")) {
		col_open(s, attr);
	} else if (xml_is(name, "mergeCell")) {
		merge_open(s, attr);
	} else if (is_margin(name)) {
		s->in_margin = true;
		buf_clear(&s->value);
	}
}

static void on_close(void *ctx, const char *name)
{
	struct sheet *s = ctx;

	if (s->in_is) {
		if (xml_is(name, "is"))
			s->in_is = false;
		else
			rich_close(&s->rich, name);
	} else if (s->in_c) {
		s->in_v = false;
		if (xml_is(name, "c"))
			cell_close(s);
	} else if (xml_is(name, "row")) {
		row_close(s);
	} else if (s->in_margin && is_margin(name)) {
		margin_close(s);
	}
}

static void on_text(void *ctx, const char *p, int n)
{
	struct sheet *s = ctx;

	if (s->in_v || s->in_margin)
		buf_mem(&s->value, p, n);
	else if (s->in_is)
		rich_text(&s->rich, p, n);
}

static const struct xml_sax sheet_sax = { .open = on_open,
					  .close = on_close,
					  .text = on_text };

/* ---- merged ranges ------------------------------------------------------------------ */
/* First row with this number or a later one. */
static ptrdiff_t row_from(const struct doc_rows *rows, int number)
{
	ptrdiff_t lo = 0, hi = rows->n;

	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;

		if (rows->p[mid].number < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Puts one cell in the place of those that the range covers in this row. */
static void merge_row(struct reader *r, struct doc_row *row,
		      const struct merge *m)
{
	struct doc_cell whole = { .text = STR(""),
				  .col = (uint16_t)m->col,
				  .span = (uint16_t)(m->to_col - m->col + 1),
				  .merged_up = row->number > m->row };
	struct doc_cell *now =
		arena_new(r->a, struct doc_cell, row->n_cells + 1);
	ptrdiff_t n = 0, at = -1;

	for (ptrdiff_t i = 0; i < row->n_cells; i++) {
		struct doc_cell *c = &row->cell[i];

		if (c->col == m->col) {
			uint16_t span = whole.span;
			bool up = whole.merged_up;

			whole = *c;
			whole.span = span;
			whole.merged_up = up;
		}
		if (at < 0 && c->col >= m->col)
			at = n++;
		if (c->col < m->col || c->col > m->to_col)
			now[n++] = *c;
	}
	if (at < 0)
		at = n++;
	now[at] = whole;
	r->n_cells += n - row->n_cells;
	row->cell = now;
	row->n_cells = n;
}

static void merges_apply(struct sheet *s)
{
	struct reader *r = s->b->r;
	ptrdiff_t work = 0;

	for (ptrdiff_t i = 0; i < s->merges.n && !r->err; i++) {
		const struct merge *m = &s->merges.p[i];
		ptrdiff_t at = row_from(&s->rows, m->row);

		for (; at < s->rows.n && s->rows.p[at].number <= m->to_row;
		     at++) {
			merge_row(r, &s->rows.p[at], m);
			work += s->rows.p[at].n_cells;
			if (work > MERGE_WORK || r->n_cells > r->max.cells) {
				reader_fail(
					r, doc_fault(r->a, FAULT_CELLS,
						     doc_number(r->a,
								r->max.cells)));
				return;
			}
		}
	}
}

/* ---- what nobody sees ----------------------------------------------------------- */
static bool row_is_hidden(const struct hidden *h, int number)
{
	ptrdiff_t lo = 0, hi = h->rows.n;

	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;

		if (h->rows.p[mid] < number)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < h->rows.n && h->rows.p[lo] == number;
}

static struct doc_cell *cell_at(struct doc_row *row, int col)
{
	for (ptrdiff_t i = 0; i < row->n_cells; i++)
		if (row->cell[i].col == col)
			return &row->cell[i];
	return NULL;
}

/* A merged cell shows its text in what is left of it: the first row that is
 * seen takes it over from a hidden one. `seen[i]`: the first row from i on. */
static void merge_unhide(struct sheet *s, const struct merge *m,
			 const ptrdiff_t *seen)
{
	ptrdiff_t at = row_from(&s->rows, m->row), to;
	struct doc_cell *from, *into;

	if (at >= s->rows.n || s->rows.p[at].number != m->row || seen[at] == at)
		return;
	to = seen[at];
	if (to >= s->rows.n || s->rows.p[to].number > m->to_row)
		return;
	from = cell_at(&s->rows.p[at], m->col);
	into = cell_at(&s->rows.p[to], m->col);
	if (!from || !into)
		return;
	*into = *from;
	from->text = STR("");
}

static void merges_unhide(struct sheet *s)
{
	ptrdiff_t *seen = arena_new(s->b->r->a, ptrdiff_t, s->rows.n + 1);

	seen[s->rows.n] = s->rows.n;
	for (ptrdiff_t i = s->rows.n; i-- > 0;)
		seen[i] = row_is_hidden(&s->hidden, s->rows.p[i].number)
				  ? seen[i + 1]
				  : i;
	for (ptrdiff_t i = 0; i < s->merges.n; i++)
		merge_unhide(s, &s->merges.p[i], seen);
}

/* A cell keeps those of its columns that are seen; false: none is. */
static bool cell_narrow(const struct hidden *h, struct doc_cell *c)
{
	int from = c->col, to = c->col + c->span - 1;

	while (from <= to && from <= MAX_COLS && h->col[from])
		from++;
	while (to > from && to <= MAX_COLS && h->col[to])
		to--;
	if (from > to)
		return false;
	c->col = (uint16_t)from;
	c->span = (uint16_t)(to - from + 1);
	return true;
}

/* What is left out may still be a stamp of secrecy, which is looked for in
 * all that stands beside the tables. */
static void aside_keep(struct sheet *s, const struct doc_cell *c)
{
	if (c->text.n && c->text.n <= STAMP_MOST)
		aside_add(s->b->r, c->text);
}

static void row_narrow(struct sheet *s, struct doc_row *row, bool *had)
{
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < row->n_cells; i++) {
		struct doc_cell c = row->cell[i];

		if (cell_narrow(&s->hidden, &c)) {
			row->cell[n++] = c;
			continue;
		}
		aside_keep(s, &c);
		if (c.text.n && !had[MIN(c.col, MAX_COLS)]) {
			had[MIN(c.col, MAX_COLS)] = true;
			s->hidden.n_cols++;
		}
	}
	row->n_cells = n;
}

/* False: there was nothing to see anyway. */
static bool row_drop(struct sheet *s, const struct doc_row *row)
{
	bool said = false;

	for (ptrdiff_t i = 0; i < row->n_cells; i++) {
		aside_keep(s, &row->cell[i]);
		said |= row->cell[i].text.n > 0;
	}
	return said;
}

static void hidden_skip(struct sheet *s)
{
	struct hidden *h = &s->hidden;
	bool *had = h->col ? arena_new(s->b->r->a, bool, MAX_COLS + 1) : NULL;
	ptrdiff_t n = 0;

	if (h->rows.n)
		merges_unhide(s);
	for (ptrdiff_t i = 0; i < s->rows.n; i++) {
		struct doc_row *row = &s->rows.p[i];

		if (row_is_hidden(h, row->number)) {
			h->n_rows += row_drop(s, row);
			continue;
		}
		if (h->col)
			row_narrow(s, row, had);
		if (row->n_cells)
			s->rows.p[n++] = *row;
	}
	s->rows.n = n;
}

/* ---- a sheet --------------------------------------------------------------------------- */
static void sheet_init(struct sheet *s, struct xlsx_book *b, struct str title)
{
	*s = (struct sheet){ .b = b, .title = title };
	s->value = buf_init(b->r->a, b->r->max.cell);
	s->rich.r = b->r;
	rich_start(&s->rich);
}

static struct err *sheet_end(struct sheet *s, struct err *e)
{
	if (e)
		return e;
	merges_apply(s);
	if ((s->hidden.rows.n || s->hidden.col) && !s->b->r->max.whole)
		hidden_skip(s);
	reader_table(s->b->r, s->title, s->rows);
	if (!s->b->r->err) {
		struct doc_tables *t = &s->b->r->tables;

		t->p[t->n - 1].hidden_rows = s->hidden.n_rows;
		t->p[t->n - 1].hidden_cols = s->hidden.n_cols;
	}
	return s->b->r->err;
}

struct err *doc_sheet_read(struct xlsx_book *b, struct str part,
			   struct str title)
{
	struct sheet s;

	sheet_init(&s, b, title);
	return sheet_end(&s, doc_xml_part(b->r, part, &sheet_sax, &s));
}

struct err *doc_sheet_asides(struct xlsx_book *b, struct str part)
{
	struct str name = doc_zip_rels(b->r->a, part);
	struct rels rels = { 0 };
	struct err *e;

	if (!doc_zip_has(b->r, name))
		return NULL;
	e = doc_rels_read(b->r, name, &rels);
	return e ? e : doc_asides_read(b->r, part, &rels, "/drawing");
}

struct err *doc_sheet_read_xml(struct xlsx_book *b, struct str xml)
{
	struct sheet s;

	sheet_init(&s, b, STR("1"));
	return sheet_end(&s, doc_xml_bytes(b->r, xml, &sheet_sax, &s));
}
