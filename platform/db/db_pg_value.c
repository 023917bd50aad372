/* Values of PostgreSQL's rows, in its binary form. */
#include "db/db_pg_priv.h"

day_t pg_epoch(void)
{
	day_t d = 0;

	return day_from_ymd(2000, 1, 1, &d) ? d : 0;
}

/* n bytes, the highest first, with their sign. */
static int64_t big_endian(const char *p, int n)
{
	uint64_t v = *p < 0 ? UINT64_MAX : 0;

	for (int i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return (int64_t)v;
}

/* A sum is of this type: groups of four digits, of which `weight` + 1 stand
 * before the point. */
static int64_t numeric(const char *p)
{
	int n = (int)big_endian(p, 2);
	int weight = (int)big_endian(p + 2, 2);
	bool negative = big_endian(p + 4, 2) != 0;
	int64_t v = 0;

	for (int i = 0; i <= weight; i++)
		v = v * 10000 + (i < n ? big_endian(p + 8 + 2 * i, 2) : 0);
	return negative ? -v : v;
}

static double real(const char *p)
{
	int64_t bits = big_endian(p, 8);
	double v;

	memcpy(&v, &bits, sizeof(v));
	return v;
}

int64_t pg_col_i64(struct db_stmt *st, int col)
{
	const PGresult *res = st->pg->res;
	const char *p;
	int64_t v = 0;

	if (PQgetisnull(res, st->pg->row, col))
		return DB_NULL;
	p = PQgetvalue(res, st->pg->row, col);
	switch (PQftype(res, col)) {
	case PG_BOOL:
		return *p != 0;
	case PG_INT2:
		return big_endian(p, 2);
	case PG_INT4:
		return big_endian(p, 4);
	case PG_INT8:
		return big_endian(p, 8);
	case PG_NUMERIC:
		return numeric(p);
	case PG_FLOAT8:
		return (int64_t)real(p);
	default:
		return str_to_i64(pg_col_peek(st, col), &v) ? v : 0;
	}
}

day_t pg_col_day(struct db_stmt *st, int col)
{
	const PGresult *res = st->pg->res;
	struct str s = pg_col_peek(st, col);
	day_t d;

	if (!s.p)
		return DAY_NONE;
	if (PQftype(res, col) == PG_DATE)
		return pg_epoch() + (day_t)big_endian(s.p, 4);
	return day_from_iso(s, &d) ? d : DAY_NONE;
}

struct str pg_col_peek(struct db_stmt *st, int col)
{
	const PGresult *res = st->pg->res;
	int row = st->pg->row;

	if (PQgetisnull(res, row, col))
		return STR_NULL;
	return (struct str){ PQgetvalue(res, row, col),
			     PQgetlength(res, row, col) };
}

double pg_col_f64(struct db_stmt *st, int col)
{
	const PGresult *res = st->pg->res;

	if (PQgetisnull(res, st->pg->row, col))
		return 0;
	return PQftype(res, col) == PG_FLOAT8
		       ? real(PQgetvalue(res, st->pg->row, col))
		       : (double)pg_col_i64(st, col);
}
