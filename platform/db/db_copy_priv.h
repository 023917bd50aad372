/*
 * Inside of copying. A row travels in one form, the same for both engines:
 * that of PostgreSQL's binary COPY, which is a number of columns, then for each
 * its length (-1: NULL) and its bytes. Numbers are big-endian, a day counts
 * from 2000-01-01. Equal rows are equal bytes, so this form is also what is
 * compared and hashed.
 */
#ifndef RV_DB_COPY_PRIV_H
#define RV_DB_COPY_PRIV_H

#include "base/buf.h"
#include "db/db_copy.h"
#include "db/db_priv.h"
#include "db/db_table.h"

/* One side of a copy: a connection inside a transaction, and the table that is
 * being read or written there. */
struct copy_side {
	const struct copy_engine *x;
	struct arena *a; /* for errors and the texts of statements */
	struct db *db;
	const struct db_table *t;
	struct buf row;	  /* the last row that was read, where one is made */
	sqlite3_stmt *st; /* of the embedded engine */
	char *got;	  /* of PostgreSQL: what the server sent last */
	struct str rest;  /* … and what of it wasn't taken yet */
	bool begun;
	bool copying; /* the server sends or takes rows */
};

struct copy_engine {
	/* a transaction that reads and sees the data of one moment */
	struct err *(*snapshot)(struct arena *a, struct db *db);
	struct err *(*read_begin)(struct copy_side *s);
	/* *ret_row is absent at the end; it lives until the next call */
	struct err *(*read_row)(struct copy_side *s, struct str *ret_row);
	void (*read_end)(struct copy_side *s);
	struct err *(*write_begin)(struct copy_side *s);
	struct err *(*write_row)(struct copy_side *s, struct str row);
	struct err *(*write_end)(struct copy_side *s);
	/* ERR_CONFLICT when anything stands there already */
	struct err *(*place_check)(struct arena *a, struct db *db);
	/* foreign keys of s->t that lead nowhere; NULL: asked for elsewhere */
	struct err *(*orphans)(struct copy_side *s, struct err **ret_findings);
	/* after all rows: where ids go on; NULL: nothing to do */
	struct err *(*settle)(struct copy_side *s, const struct db_tables *all);
};
extern const struct copy_engine copy_lite;
extern const struct copy_engine copy_pg;
/* Whether the server keeps sums of its pages. */
struct err *pg_pages_summed(struct arena *a, struct db *db,
			    bool *ret_summed) MUST_USE;
const struct copy_engine *copy_engine_of(const struct engine *e) NONNULL_RESULT;

/* ---- db_copy_row.c: the form of a row --------------------------------------- */
void row_begin(struct buf *b, const struct db_table *t);
void row_null(struct buf *b);
/* The low `bytes` bytes of v. */
void row_int(struct buf *b, int bytes, int64_t v);
void row_bytes(struct buf *b, struct str s);
void row_real(struct buf *b, double v);

/* Takes the next column off a row that row_next() or row_begin() began; absent
 * for NULL. */
struct str row_cell(struct str *rest);
/* The row's columns without the number of them. */
struct str row_cells(struct str row);
/* How long the row is that these bytes begin with; -1: they hold no whole one. */
ptrdiff_t row_length(struct str bytes, const struct db_table *t);
int64_t row_int_of(struct str cell);
double row_real_of(struct str cell);
/* "2026-06-30" to and from days since 2000-01-01, from year 1 on. */
bool row_day_read(struct str iso, int64_t *ret_day) MUST_USE;
bool row_day_write(int64_t day, char ret_iso[DAY_ISO]) MUST_USE;
/* Negative: x stands before y in the order of the key. */
int row_key_cmp(const struct db_table *t, struct str x, struct str y);
/* "id 57", "sha256 0a1b…, part 3": the row's key for people. */
struct str row_key(struct arena *a, const struct db_table *t, struct str row);

/* A value that the other engine couldn't keep as it is. */
struct err *row_refuse(struct copy_side *s, struct str row,
		       int column) NONNULL_RESULT;

/* `"a", "b"`: the columns, or those of the key each with `more` behind. */
void copy_columns(struct buf *b, const struct db_table *t);
void copy_order(struct buf *b, const struct db_table *t, const char *text_more);

/* store_copy() with a given list of steps. */
struct err *store_copy_list(struct store *from, struct arena *a,
			    const struct db_config *to,
			    const struct migration *list, int n,
			    struct copied *ret_copied) MUST_USE;

/* store_read_all() with one. */
struct err *store_read_list(struct store *s, struct arena *a,
			    const struct migration *list, int n,
			    struct err **ret_findings) MUST_USE;

/* ---- db_backup.c ------------------------------------------------------------- */
/* Makes a file: `fill` writes one beside its place, which must not have one
 * yet; it is checked whole and only then has its name. */
typedef struct err *file_fill_fn(struct arena *a, const char *temp, void *arg);
struct err *file_new(struct arena *a, const char *to, file_fill_fn *fill,
		     void *arg) MUST_USE;

#endif
