/*
 * One worksheet. Only cells with something in them are kept; merged ranges
 * come behind the cells in the file and are laid over them at the end.
 */
#include "doc/doc_priv.h"

#include "base/date.h"

enum cell_type { T_NUMBER, T_SHARED, T_TEXT, T_INLINE, T_BOOL, T_DATE };
enum { MERGE_WORK = 1000 * 1000 };

struct merge {
	int col, row, to_col, to_row;
};
struct merges {
	struct merge *p;
	ptrdiff_t n, cap;
};

struct sheet {
	struct xlsx_book *b;
	struct str title;
	struct doc_rows rows;
	struct merges merges;
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
	struct doc_cell got = { .text = STR(""), .span = 1, .col = s->col };
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
static void row_open(struct sheet *s, const char **attr)
{
	int row = xml_attr_int(attr, "r", s->row + 1);

	/* rows stand in order; one that doesn't has lost its number */
	s->row = row > s->row && row <= 1048576 ? row : s->row + 1;
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
				  .col = m->col,
				  .span = m->to_col - m->col + 1,
				  .merged_up = row->number > m->row };
	struct doc_cell *now =
		arena_new(r->a, struct doc_cell, row->n_cells + 1);
	ptrdiff_t n = 0, at = -1;

	for (ptrdiff_t i = 0; i < row->n_cells; i++) {
		struct doc_cell *c = &row->cell[i];

		if (c->col == m->col) {
			int span = whole.span;
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
			if (work > MERGE_WORK || r->n_cells > MAX_CELLS) {
				reader_fail(
					r,
					doc_fault(r->a, FAULT_CELLS,
						  doc_number(r->a, MAX_CELLS)));
				return;
			}
		}
	}
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
	reader_table(s->b->r, s->title, s->rows);
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
