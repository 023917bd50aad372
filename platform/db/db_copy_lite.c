/* The embedded engine's side of a copy. */
#include "db/db_copy_priv.h"

#include "base/utf8.h"

enum { SQL_MOST = 16 << 10 };

static struct err *sql_done(struct copy_side *s, int rc)
{
	return rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE
		       ? NULL
		       : db_err(s->a, s->db->h, rc, str_to_c(s->a, s->t->name));
}

static struct err *prepare(struct copy_side *s, struct buf *sql)
{
	return sql_done(s, sqlite3_prepare_v2(s->db->h, sql->p, (int)sql->n,
					      &s->st, NULL));
}

/* The view begins with the first look at the data. */
static struct err *lite_snapshot(struct arena *a, struct db *db)
{
	return db_exec(a, db, "begin; select count(*) from sqlite_schema");
}

/* ---- reading -------------------------------------------------------------------- */

static struct err *lite_read_begin(struct copy_side *s)
{
	struct buf sql = buf_init(s->a, SQL_MOST);

	buf_lit(&sql, "select ");
	copy_columns(&sql, s->t);
	buf_fmt(&sql, " from \"%.*s\" order by ", STR_ARG(s->t->name));
	copy_order(&sql, s->t, "");
	return prepare(s, &sql);
}

static struct str bytes_at(sqlite3_stmt *st, int col)
{
	const void *p = sqlite3_column_blob(st, col);

	return p ? (struct str){ p, sqlite3_column_bytes(st, col) } : STR("");
}

static bool int_put(struct buf *b, int bytes, int64_t v)
{
	int64_t most = INT64_MAX >> (64 - 8 * bytes);

	row_int(b, bytes, v);
	return v <= most && v >= -most - 1;
}

static bool day_put(struct buf *b, struct str iso)
{
	int64_t day = 0;
	bool good = row_day_read(iso, &day);

	row_int(b, 4, day);
	return good;
}

/* False for a value that not every engine could keep; the row goes on, so that
 * its key can be named. */
static bool value_put(struct copy_side *s, int col)
{
	enum db_type type = s->t->column.p[col].type;
	struct buf *b = &s->row;
	struct str bytes;

	if (sqlite3_column_type(s->st, col) == SQLITE_NULL) {
		row_null(b);
		return true;
	}
	switch (type) {
	case DB_INT8:
		return int_put(b, 8, sqlite3_column_int64(s->st, col));
	case DB_INT4:
		return int_put(b, 4, sqlite3_column_int64(s->st, col));
	case DB_INT2:
		return int_put(b, 2, sqlite3_column_int64(s->st, col));
	case DB_REAL:
		row_real(b, sqlite3_column_double(s->st, col));
		return true;
	default:
		break;
	}
	bytes = bytes_at(s->st, col);
	if (type == DB_DAY)
		return day_put(b, bytes);
	row_bytes(b, bytes);
	return type == DB_BLOB ||
	       (utf8_valid(bytes) && str_find_char(bytes, '\0') < 0);
}

static struct err *lite_read_row(struct copy_side *s, struct str *ret_row)
{
	int rc = sqlite3_step(s->st), bad = -1;

	if (rc != SQLITE_ROW) {
		*ret_row = STR_NULL;
		return sql_done(s, rc);
	}
	row_begin(&s->row, s->t);
	for (int i = 0; i < (int)s->t->column.n; i++)
		if (!value_put(s, i) && bad < 0)
			bad = i;
	*ret_row = buf_view(&s->row);
	assert(!s->row.full);
	return bad < 0 ? NULL : row_refuse(s, *ret_row, bad);
}

static void lite_read_end(struct copy_side *s)
{
	sqlite3_finalize(s->st);
	s->st = NULL;
}

/* ---- writing -------------------------------------------------------------------- */

static struct err *lite_write_begin(struct copy_side *s)
{
	struct buf sql = buf_init(s->a, SQL_MOST);

	buf_fmt(&sql, "insert into \"%.*s\" (", STR_ARG(s->t->name));
	copy_columns(&sql, s->t);
	buf_lit(&sql, ") values (?1");
	for (int i = 2; i <= (int)s->t->column.n; i++)
		buf_fmt(&sql, ", ?%d", i);
	buf_char(&sql, ')');
	return prepare(s, &sql);
}

static bool value_bind(struct copy_side *s, int col, struct str cell)
{
	enum db_type type = s->t->column.p[col].type;
	sqlite3_stmt *st = s->st;
	char iso[DAY_ISO];
	int at = col + 1, rc;

	if (!cell.p)
		rc = sqlite3_bind_null(st, at);
	else if (type == DB_TEXT)
		rc = sqlite3_bind_text64(st, at, cell.p, (uint64_t)cell.n,
					 SQLITE_STATIC, SQLITE_UTF8);
	else if (type == DB_BLOB)
		rc = sqlite3_bind_blob64(st, at, cell.p, (uint64_t)cell.n,
					 SQLITE_STATIC);
	else if (type == DB_REAL)
		rc = sqlite3_bind_double(st, at, row_real_of(cell));
	else if (type != DB_DAY)
		rc = sqlite3_bind_int64(st, at, row_int_of(cell));
	else if (row_day_write(row_int_of(cell), iso))
		rc = sqlite3_bind_text(st, at, iso, DAY_ISO, SQLITE_TRANSIENT);
	else
		return false;
	return rc == SQLITE_OK;
}

static struct err *lite_write_row(struct copy_side *s, struct str row)
{
	struct str rest = row_cells(row);
	int rc;

	for (int i = 0; i < (int)s->t->column.n; i++)
		if (!value_bind(s, i, row_cell(&rest)))
			return row_refuse(s, row, i);
	rc = sqlite3_step(s->st);
	sqlite3_reset(s->st);
	return sql_done(s, rc);
}

static struct err *lite_write_end(struct copy_side *s)
{
	sqlite3_finalize(s->st);
	s->st = NULL;
	return NULL;
}

/* A file is made anew for each copy. */
static struct err *lite_place_check(struct arena *a, struct db *db)
{
	(void)a;
	(void)db;
	return NULL;
}

const struct copy_engine copy_lite = {
	.snapshot = lite_snapshot,
	.read_begin = lite_read_begin,
	.read_row = lite_read_row,
	.read_end = lite_read_end,
	.write_begin = lite_write_begin,
	.write_row = lite_write_row,
	.write_end = lite_write_end,
	.place_check = lite_place_check,
};
