/*
 * The child's answer as bytes. All numbers are unsigned LEB128, a text is
 * its length and its bytes:
 *   "RVD1" 0 kind hidden flags paras… asides… tables…
 *   "RVD1" 1 fault detail arguments…
 * The parent takes nothing for granted: the child may have been taken over
 * by the file that it read.
 */
#include "doc/doc_priv.h"

enum { DOC_LEGACY = 1, DOC_CHANGES = 2 };
enum {
	CELL_UP = 1,
	CELL_BOLD = 2,
	CELL_DATE = 4,
	CELL_NUMBER = 8,
	CELL_FORMULA = 16
};
enum { CELL_LEAST = 4, TABLE_LEAST = 6 }; /* bytes of the smallest */
enum { CELL_HEAD = 9, ROW_HEAD = 9 };	  /* bytes before a usual one */

/* ---- writing -------------------------------------------------------------- */
static void put_n(struct buf *b, int64_t v)
{
	uint64_t n = (uint64_t)v;

	for (; n > 0x7F; n >>= 7)
		buf_char(b, (char)(n | 0x80));
	buf_char(b, (char)n);
}

static void put_str(struct buf *b, struct str s)
{
	put_n(b, s.n);
	buf_str(b, s);
}

static void put_cell(struct buf *b, const struct doc_cell *c)
{
	put_n(b, c->col);
	put_n(b, c->span);
	put_n(b, (c->merged_up ? CELL_UP : 0) | (c->bold ? CELL_BOLD : 0) |
			 (c->is_date ? CELL_DATE : 0) |
			 (c->is_number ? CELL_NUMBER : 0) |
			 (c->is_formula ? CELL_FORMULA : 0));
	put_str(b, c->text);
}

static void put_table(struct buf *b, const struct doc_table *t)
{
	put_str(b, t->title);
	put_n(b, t->n_cols);
	put_n(b, t->is_hidden);
	put_n(b, t->hidden_rows);
	put_n(b, t->hidden_cols);
	put_n(b, t->n_rows);
	for (ptrdiff_t i = 0; i < t->n_rows; i++) {
		const struct doc_row *row = &t->row[i];

		put_n(b, row->number);
		put_n(b, row->is_header);
		put_n(b, row->n_cells);
		for (ptrdiff_t k = 0; k < row->n_cells; k++)
			put_cell(b, &row->cell[k]);
	}
}

static void put_strs(struct buf *b, const struct str *s, ptrdiff_t n)
{
	put_n(b, n);
	for (ptrdiff_t i = 0; i < n; i++)
		put_str(b, s[i]);
}

static void put_doc(struct buf *b, const struct doc *d)
{
	put_n(b, d->kind);
	put_n(b, d->hidden_sheets);
	put_n(b, (d->was_legacy ? DOC_LEGACY : 0) |
			 (d->had_changes ? DOC_CHANGES : 0));
	put_strs(b, d->para, d->n_paras);
	put_strs(b, d->aside, d->n_asides);
	put_n(b, d->n_tables);
	for (ptrdiff_t i = 0; i < d->n_tables; i++)
		put_table(b, &d->table[i]);
}

/* At least as many bytes as the tables take: a buffer that grows by copies
 * would hold them twice. */
static ptrdiff_t doc_room(const struct doc *d)
{
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < d->n_tables; i++)
		for (ptrdiff_t k = 0; k < d->table[i].n_rows; k++) {
			const struct doc_row *row = &d->table[i].row[k];

			n += ROW_HEAD;
			for (ptrdiff_t c = 0; c < row->n_cells; c++)
				n += CELL_HEAD + row->cell[c].text.n;
		}
	return n;
}

static void put_fault(struct buf *b, const struct err *e)
{
	int f = doc_fault_of(e);

	put_n(b, f < 0 ? FAULT_CRASH : f);
	put_str(b, e->detail);
	put_n(b, f < 0 ? 0 : e->n_args);
	for (int i = 0; f >= 0 && i < e->n_args; i++)
		put_str(b, e->arg[i]);
}

struct str doc_wire_put(struct arena *a, const struct doc_limits *limits,
			const struct err *e, const struct doc *d)
{
	struct doc_limits max = doc_limits_full(limits);
	struct buf b = buf_init(a, doc_limits_wire(&max));

	buf_lit(&b, "RVD1");
	put_n(&b, e != NULL);
	if (e)
		put_fault(&b, e);
	else {
		buf_room(&b, MIN(doc_room(d), doc_limits_wire(&max) - b.n));
		put_doc(&b, d);
	}
	if (!b.full)
		return buf_view(&b);
	return doc_wire_put(
		a, limits,
		doc_fault(a, FAULT_TEXT, doc_number(a, max.text >> 20)), NULL);
}

/* ---- reading --------------------------------------------------------------- */
struct wire {
	struct arena *a;
	struct str s;
	ptrdiff_t at;
	bool is_bad;
	ptrdiff_t n_rows, n_cells;
	struct doc_limits max;
};

/* A number of at most `most`; 0 and is_bad otherwise. */
static int64_t get_n(struct wire *w, int64_t most)
{
	uint64_t n = 0;

	for (int shift = 0; shift < 63 && w->at < w->s.n; shift += 7) {
		unsigned char c = (unsigned char)w->s.p[w->at++];

		n |= (uint64_t)(c & 0x7F) << shift;
		if (c & 0x80)
			continue;
		if (n <= (uint64_t)most)
			return (int64_t)n;
		break;
	}
	w->is_bad = true;
	return 0;
}

/* How many things of at least `least` bytes can still follow. */
static ptrdiff_t get_count(struct wire *w, ptrdiff_t least)
{
	return (ptrdiff_t)get_n(w, (w->s.n - w->at) / least);
}

/* Control characters have no business in text that was cleaned. */
static bool is_clean(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\n')
			return false;
	return utf8_valid(s);
}

static struct str get_str(struct wire *w)
{
	ptrdiff_t n = get_count(w, 1);
	struct str s = str_sub(w->s, w->at, w->at + n);

	w->at += s.n;
	if (!w->is_bad && s.n == n && is_clean(s))
		return s;
	w->is_bad = true;
	return STR("");
}

static void get_cell(struct wire *w, struct doc_cell *c, int from)
{
	int64_t flags;

	c->col = (uint16_t)get_n(w, MAX_COLS);
	c->span = (uint16_t)get_n(w, MAX_COLS);
	flags = get_n(w, 31);
	c->merged_up = flags & CELL_UP;
	c->bold = flags & CELL_BOLD;
	c->is_date = flags & CELL_DATE;
	c->is_number = flags & CELL_NUMBER;
	c->is_formula = flags & CELL_FORMULA;
	c->text = get_str(w);
	if (c->col < from || c->span < 1 || c->text.n > w->max.cell * 3)
		w->is_bad = true;
}

static void get_row(struct wire *w, struct doc_row *row)
{
	int from = 0;

	row->number = (int)get_n(w, INT32_MAX);
	row->is_header = get_n(w, 1) == 1;
	row->n_cells = get_count(w, CELL_LEAST);
	w->n_cells += row->n_cells;
	if (w->n_cells > w->max.cells)
		w->is_bad = true;
	if (w->is_bad)
		return;
	row->cell = arena_new(w->a, struct doc_cell, row->n_cells);
	for (ptrdiff_t i = 0; i < row->n_cells && !w->is_bad; i++) {
		get_cell(w, &row->cell[i], from);
		from = row->cell[i].col + 1;
	}
}

static void get_table(struct wire *w, struct doc_table *t)
{
	t->title = get_str(w);
	t->n_cols = (int)get_n(w, 2 * MAX_COLS);
	t->is_hidden = get_n(w, 1) == 1;
	t->hidden_rows = (int)get_n(w, MAX_SHEET_ROWS);
	t->hidden_cols = (int)get_n(w, MAX_COLS + 1);
	t->n_rows = get_count(w, 3);
	w->n_rows += t->n_rows;
	if (w->n_rows > w->max.rows)
		w->is_bad = true;
	if (w->is_bad)
		return;
	t->row = arena_new(w->a, struct doc_row, t->n_rows);
	for (ptrdiff_t i = 0; i < t->n_rows && !w->is_bad; i++)
		get_row(w, &t->row[i]);
}

static struct str *get_strs(struct wire *w, ptrdiff_t *ret_n)
{
	ptrdiff_t n = get_count(w, 1);
	struct str *s;

	if (n * (ptrdiff_t)sizeof(*s) > doc_limits_wire(&w->max))
		w->is_bad = true;
	if (w->is_bad)
		return NULL;
	s = arena_new(w->a, struct str, n);
	for (ptrdiff_t i = 0; i < n; i++)
		s[i] = get_str(w);
	*ret_n = n;
	return s;
}

static void get_doc(struct wire *w, struct doc *d)
{
	int64_t flags;

	d->kind = (enum doc_kind)get_n(w, DOC_CSV);
	d->hidden_sheets = (int)get_n(w, INT32_MAX);
	flags = get_n(w, 3);
	d->was_legacy = flags & DOC_LEGACY;
	d->had_changes = flags & DOC_CHANGES;
	d->para = get_strs(w, &d->n_paras);
	d->aside = get_strs(w, &d->n_asides);
	d->n_tables = get_count(w, TABLE_LEAST);
	if (d->n_tables > MAX_TABLES || w->is_bad) {
		w->is_bad = true;
		return;
	}
	d->table = arena_new(w->a, struct doc_table, d->n_tables);
	for (ptrdiff_t i = 0; i < d->n_tables && !w->is_bad; i++)
		get_table(w, &d->table[i]);
}

static struct err *get_fault(struct wire *w)
{
	enum doc_fault f = (enum doc_fault)get_n(w, N_FAULTS - 1);
	struct str detail = get_str(w);
	int n = (int)get_n(w, ERR_ARGS);
	struct str arg[ERR_ARGS + 1] = { STR_NULL };

	for (int i = 0; i < n; i++)
		arg[i + 1] = utf8_cut(get_str(w), 200);
	if (w->is_bad)
		return NULL;
	return err_detail(w->a, doc_fault_make(w->a, f, arg, n), "%.*s",
			  STR_ARG(utf8_cut(detail, 200)));
}

struct err *doc_wire_get(struct arena *a, struct str bytes,
			 const struct doc_limits *limits, struct doc **ret_doc)
{
	struct wire w = { .a = a, .s = bytes, .max = doc_limits_full(limits) };
	struct doc *d = arena_new(a, struct doc, 1);
	struct err *e = NULL;

	if (str_starts(bytes, STR("RVD1"))) {
		w.at = 4;
		if (get_n(&w, 1))
			e = get_fault(&w);
		else
			get_doc(&w, d);
	}
	if (w.at != bytes.n || w.is_bad || w.at < 4)
		return err_detail(a, doc_fault(a, FAULT_CRASH),
				  "the child's answer is broken at %td of %td",
				  w.at, bytes.n);
	if (!e)
		*ret_doc = d;
	return e;
}

/* ---- kept ------------------------------------------------------------------- */
struct str doc_to_bytes(struct arena *a, const struct doc_limits *limits,
			const struct doc *d)
{
	return doc_wire_put(a, limits, NULL, d);
}

struct err *doc_from_bytes(struct arena *a, struct str bytes,
			   const struct doc_limits *limits,
			   struct doc **ret_doc)
{
	return doc_wire_get(a, bytes, limits, ret_doc);
}
