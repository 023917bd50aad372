/* What the files of the PostgreSQL engine share. */
#ifndef RV_DB_PG_PRIV_H
#define RV_DB_PG_PRIV_H

#include "db/db_priv.h"

#include <libpq-fe.h>

enum { PG_FAILED = 1 }; /* the result code of whatever went wrong */

/* Types by their numbers in the catalogue (pg_type.dat: they never change). */
enum {
	PG_BOOL = 16,
	PG_BYTEA = 17,
	PG_INT8 = 20,
	PG_INT2 = 21,
	PG_INT4 = 23,
	PG_TEXT = 25,
	PG_FLOAT8 = 701,
	PG_DATE = 1082,
	PG_NUMERIC = 1700,
};

enum { PG_PARAMS_MOST = 64, PG_SCHEMA = 140 };

struct pg_conn {
	PGconn *c;
	struct arena *mem;
	struct pg_stmt *rest;	/* places of statements that were ended */
	char schema[PG_SCHEMA]; /* quoted */
	unsigned long long n_names;
	int64_t changes, last_id;
	char state[8]; /* SQLSTATE of what went wrong last */
	char text[200];
};

struct pg_stmt {
	char name[24];
	const char *value[PG_PARAMS_MOST];
	int size[PG_PARAMS_MOST];
	unsigned char room[PG_PARAMS_MOST][8]; /* of numbers */
	PGresult *res;
	int row;
	struct pg_stmt *below; /* in the list of places */
};

/* Values of the present row (db_pg_value.c). */
int64_t pg_col_i64(struct db_stmt *st, int col);
day_t pg_col_day(struct db_stmt *st, int col);
struct str pg_col_peek(struct db_stmt *st, int col);
double pg_col_f64(struct db_stmt *st, int col);
day_t pg_epoch(void); /* their day 0 */

#endif
