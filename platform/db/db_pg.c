/*
 * PostgreSQL behind the neutral engine. A realm is a schema: each transaction
 * sets the search path for itself, a connection's own is empty, so a statement
 * outside of a transaction finds nothing. Connections: db_pg_pool.c; what goes
 * over one: db_pg_conn.c; transactions and what a lost commit means:
 * db_pg_tx.c.
 */
#include "db/db_pg_priv.h"

static struct err *pg_complain(struct arena *a, struct db *db, int rc,
			       const char *what)
{
	(void)rc;
	return pg_err(a, &db->pg->fault, what);
}

/* A handle; its connections come and go. */
static struct err *pg_open(struct arena *a, struct store *s, enum db_use use,
			   struct db *db)
{
	db->engine = &engine_pg;
	db->store = s;
	db->arena = a;
	db->writer = use == DB_WRITER;
	db->reads = use == DB_READER;
	db->pg = arena_new(s->mem, struct pg_handle, 1);
	return NULL;
}

static void pg_close(struct db *db)
{
	if (!db || !db->pg || !db->pg->on)
		return;
	db_stmts_rest(db);
	pg_rest(db);
}

void pg_end(struct store *s)
{
	if (s->pg)
		pg_pool_close(s->pg->pool);
}

static bool pg_breaks(int rc)
{
	(void)rc;
	return false; /* the server looks after its disk */
}

static int64_t pg_changes(struct db *db)
{
	return db->pg->changes;
}

static int64_t pg_last_id(struct db *db)
{
	return db->pg->last_id;
}

static const struct db_part stamp_part = {
	.sql = "select stamp from realm_lock where id = 1",
	.opt = -1,
	.order = -1
};
static const struct db_query stamp_query = {
	.name = "stamp", .part = &stamp_part, .n_parts = 1, .types = ""
};

/* Asked once a transaction; what it sees later may be newer, never older. */
static int pg_stamp(struct db *db, int64_t *ret_n)
{
	struct db_stmt *st;
	bool found = false;
	struct err *e;

	if (db->pg->on && !pg_outside(db) && db->pg->stamped) {
		*ret_n = db->pg->stamp;
		return 0;
	}
	e = db_stmt_get(db, &stamp_query, 0, 0, &st);
	if (e)
		return PG_FAILED;
	e = db_step(st, &found);
	*ret_n = found ? db_col_i64(st, 0) : 0;
	db_stmt_done(st);
	db->pg->stamped = !e && found;
	db->pg->stamp = *ret_n;
	return db->pg->stamped ? 0 : PG_FAILED;
}

const struct engine engine_pg = {
	.name = "PostgreSQL",
	.dialect = DB_POSTGRES,
	.shared = true,
	.undone = PG_FAILED,
	.begin = pg_begin,
	.end = pg_end,
	.destroy = pg_destroy,
	.retire = pg_retire,
	.lend = pg_lend,
	.open = pg_open,
	.close = pg_close,
	.frame = pg_frame,
	.rest = pg_rest,
	.again = pg_again,
	.outside = pg_outside,
	.breaks = pg_breaks,
	.complain = pg_complain,
	.exec = pg_exec,
	.version = pg_version,
	.unbearable = pg_unbearable,
	.set_version = pg_set_version,
	.migration_note = pg_note,
	.prepare = pg_prepare,
	.finalize = pg_finalize,
	.reset = pg_reset,
	.bind_null = pg_null,
	.bind_i64 = pg_bind_i64,
	.bind_day = pg_bind_day,
	.bind_str = pg_bind_str,
	.bind_blob = pg_bind_str,
	.bind_f64 = pg_bind_f64,
	.step = pg_step,
	.send = pg_put,
	.ahead = pg_ahead,
	.col_i64 = pg_col_i64,
	.col_day = pg_col_day,
	.col_peek = pg_col_peek,
	.col_f64 = pg_col_f64,
	.changes = pg_changes,
	.last_id = pg_last_id,
	.stamp = pg_stamp,
	.stamp_query = &stamp_query,
};
