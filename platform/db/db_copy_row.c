/* The one form of a row that copying reads, writes and compares. */
#include "db/db_copy_priv.h"

#include "base/utf8.h"

enum {
	HEAD = 2, /* the number of columns */
	LENGTH = 4,
	YEAR_DAYS_BEFORE_2000 = 730425, /* from 0000-03-01 */
	ERA_DAYS = 146097,
	KEY_SHOWN = 40, /* bytes of a text in a key */
};

void row_begin(struct buf *b, const struct db_table *t)
{
	buf_clear(b);
	buf_char(b, (char)(t->column.n >> 8));
	buf_char(b, (char)t->column.n);
}

static void number(struct buf *b, int bytes, int64_t v)
{
	for (int i = bytes - 1; i >= 0; i--)
		buf_char(b, (char)((uint64_t)v >> (8 * i)));
}

void row_null(struct buf *b)
{
	number(b, LENGTH, -1);
}

void row_int(struct buf *b, int bytes, int64_t v)
{
	number(b, LENGTH, bytes);
	number(b, bytes, v);
}

void row_bytes(struct buf *b, struct str s)
{
	number(b, LENGTH, s.n);
	buf_str(b, s);
}

/* Of the two zeros the embedded engine keeps one. */
void row_real(struct buf *b, double v)
{
	uint64_t bits;

	if (v == 0)
		v = 0;
	memcpy(&bits, &v, sizeof(bits));
	row_int(b, 8, (int64_t)bits);
}

int64_t row_int_of(struct str cell)
{
	uint64_t v = cell.n && *cell.p < 0 ? UINT64_MAX : 0;

	for (ptrdiff_t i = 0; i < cell.n; i++)
		v = v << 8 | (unsigned char)cell.p[i];
	return (int64_t)v;
}

double row_real_of(struct str cell)
{
	int64_t bits = row_int_of(cell);
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

struct str row_cells(struct str row)
{
	return str_sub(row, HEAD, row.n);
}

struct str row_cell(struct str *rest)
{
	int64_t n = row_int_of(str_sub(*rest, 0, LENGTH));
	struct str cell = STR_NULL;

	*rest = str_sub(*rest, LENGTH, rest->n);
	if (n < 0)
		return cell;
	cell = str_sub(*rest, 0, (ptrdiff_t)n);
	*rest = str_sub(*rest, (ptrdiff_t)n, rest->n);
	return cell;
}

ptrdiff_t row_length(struct str bytes, const struct db_table *t)
{
	ptrdiff_t at = HEAD;
	int64_t n;

	if (bytes.n < HEAD ||
	    row_int_of(str_sub(bytes, 0, HEAD)) != t->column.n)
		return -1;
	for (ptrdiff_t i = 0; i < t->column.n; i++) {
		if (bytes.n - at < LENGTH)
			return -1;
		n = row_int_of(str_sub(bytes, at, at + LENGTH));
		at += LENGTH;
		if (n > bytes.n - at)
			return -1;
		at += n > 0 ? (ptrdiff_t)n : 0;
	}
	return at;
}

/* ---- days ---------------------------------------------------------------------- */

/* Years begin in March, so the leap day is a year's last one. */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
	y -= m <= 2;
	m += m > 2 ? -3 : 9;
	return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d - 1 -
	       YEAR_DAYS_BEFORE_2000;
}

bool row_day_write(int64_t day, char ret_iso[DAY_ISO])
{
	int64_t z = day + YEAR_DAYS_BEFORE_2000;
	int64_t of_era, year, of_year, m;
	char text[32];

	if (day < days_of(1, 1, 1) || day > days_of(9999, 12, 31))
		return false;
	of_era = z % ERA_DAYS;
	year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) /
	       365;
	of_year = of_era - (365 * year + year / 4 - year / 100);
	m = (5 * of_year + 2) / 153;
	year += z / ERA_DAYS * 400 + (m >= 10);
	snprintf(text, sizeof(text), "%04d-%02d-%02d", (int)year,
		 (int)(m < 10 ? m + 3 : m - 9),
		 (int)(of_year - (153 * m + 2) / 5 + 1));
	memcpy(ret_iso, text, DAY_ISO);
	return true;
}

bool row_day_read(struct str iso, int64_t *ret_day)
{
	char again[DAY_ISO];
	int64_t y, m, d, day;

	if (iso.n != DAY_ISO || !str_to_i64(str_sub(iso, 0, 4), &y) ||
	    !str_to_i64(str_sub(iso, 5, 7), &m) ||
	    !str_to_i64(str_sub(iso, 8, 10), &d) || m < 1 || m > 12 || d < 1 ||
	    d > 31)
		return false;
	day = days_of(y, m, d);
	/* a day that is in no calendar comes back as another one */
	if (!row_day_write(day, again) ||
	    !str_eq(iso, (struct str){ again, DAY_ISO }))
		return false;
	*ret_day = day;
	return true;
}

/* ---- keys ---------------------------------------------------------------------- */

static struct str cell_at(struct str row, int column)
{
	struct str rest = row_cells(row), cell = STR_NULL;

	for (int i = 0; i <= column; i++)
		cell = row_cell(&rest);
	return cell;
}

static int cell_cmp(enum db_type type, struct str x, struct str y)
{
	int64_t a = row_int_of(x), b = row_int_of(y);

	if (type == DB_TEXT || type == DB_BLOB)
		return str_cmp(x, y);
	if (type == DB_REAL)
		return (row_real_of(x) > row_real_of(y)) -
		       (row_real_of(x) < row_real_of(y));
	return (a > b) - (a < b);
}

int row_key_cmp(const struct db_table *t, struct str x, struct str y)
{
	int order = 0;

	for (int i = 0; !order && i < t->n_key; i++)
		order = cell_cmp(t->column.p[t->key[i]].type,
				 cell_at(x, t->key[i]), cell_at(y, t->key[i]));
	return order;
}

static void cell_show(struct buf *b, enum db_type type, struct str cell)
{
	char iso[DAY_ISO];

	if (type == DB_TEXT)
		buf_str(b, utf8_cut(cell, KEY_SHOWN));
	else if (type == DB_DAY && row_day_write(row_int_of(cell), iso))
		buf_mem(b, iso, DAY_ISO);
	else if (type == DB_BLOB)
		buf_fmt(b, "%td B", cell.n);
	else if (type == DB_REAL)
		buf_fmt(b, "%g", row_real_of(cell));
	else
		buf_i64(b, row_int_of(cell));
}

struct str row_key(struct arena *a, const struct db_table *t, struct str row)
{
	struct buf b = buf_init(a, 4096);

	for (int i = 0; i < t->n_key; i++) {
		const struct db_column *c = &t->column.p[t->key[i]];

		if (i)
			buf_lit(&b, ", ");
		buf_str(&b, c->name);
		buf_char(&b, ' ');
		cell_show(&b, c->type, cell_at(row, t->key[i]));
	}
	return buf_view(&b);
}

struct err *row_refuse(struct copy_side *s, struct str row, int column)
{
	return err_new(s->a, ERR_INVALID,
		       N_("The table {0} holds something in its column {1} "
			  "that can't be copied exactly (row: {2}); nothing "
			  "was copied."),
		       s->t->name, s->t->column.p[column].name,
		       row_key(s->a, s->t, row));
}

/* ---- texts of statements --------------------------------------------------------- */

static void name_put(struct buf *b, struct str name)
{
	buf_fmt(b, "\"%.*s\"", STR_ARG(name));
}

void copy_columns(struct buf *b, const struct db_table *t)
{
	for (ptrdiff_t i = 0; i < t->column.n; i++) {
		if (i)
			buf_lit(b, ", ");
		name_put(b, t->column.p[i].name);
	}
}

void copy_order(struct buf *b, const struct db_table *t, const char *text_more)
{
	for (int i = 0; i < t->n_key; i++) {
		const struct db_column *c = &t->column.p[t->key[i]];

		if (i)
			buf_lit(b, ", ");
		name_put(b, c->name);
		if (c->type == DB_TEXT)
			buf_str(b, str_c(text_more));
	}
}
