/*
 * Statements: the text of a query's variant is put together once, prepared
 * and kept by the connection under (query, filters, order).
 */
#include "db/db_priv.h"

#include "base/buf.h"

enum { SQL_MOST = 64 * 1024 };

void db_stmts_init(struct db *db)
{
	db->n_stmts = 0;
	db->n_running = 0;
	for (int i = 0; i < STMT_BUCKETS; i++)
		db->bucket[i] = -1;
}

static int *bucket_of(struct db *db, const struct db_query *q, unsigned filters,
		      unsigned order)
{
	uint64_t h = (uint64_t)(uintptr_t)q;

	h = (h ^ (uint64_t)filters << 8 ^ order) * UINT64_C(0x9e3779b97f4a7c15);
	return &db->bucket[(h >> 32) % STMT_BUCKETS];
}

static struct db_stmt *stmt_find(struct db *db, const struct db_query *q,
				 unsigned filters, unsigned order)
{
	int i = *bucket_of(db, q, filters, order);
	struct db_stmt *st;

	for (; i >= 0; i = db->stmt[i].next) {
		st = &db->stmt[i];
		if (st->query == q && st->filters == filters &&
		    st->order == order && !st->busy)
			return st;
	}
	return NULL;
}

static void stmt_unlink(struct db *db, struct db_stmt *st)
{
	int *link = bucket_of(db, st->query, st->filters, st->order);

	while (&db->stmt[*link] != st)
		link = &db->stmt[*link].next;
	*link = st->next;
}

/* An unused place, or that of the statement which rested longest. */
static struct db_stmt *stmt_place(struct db *db)
{
	struct db_stmt *oldest = NULL;

	if (db->n_stmts < STMT_MOST)
		return &db->stmt[db->n_stmts++];
	for (int i = 0; i < STMT_MOST; i++)
		if (!db->stmt[i].busy &&
		    (!oldest || db->stmt[i].used < oldest->used))
			oldest = &db->stmt[i];
	if (oldest) {
		stmt_unlink(db, oldest);
		sqlite3_finalize(oldest->st);
	}
	return oldest;
}

static struct err *stmt_prepare(struct db *db, const struct db_query *q,
				unsigned filters, unsigned order,
				sqlite3_stmt **ret_st)
{
	struct arena_mark mark = arena_mark(db->arena);
	struct buf text = buf_init(db->arena, SQL_MOST);
	const struct db_part *p;
	int rc;

	for (int i = 0; i < q->n_parts; i++) {
		p = &q->part[i];
		if (p->opt >= 0 && (filters >> p->opt & 1) == p->unless)
			continue;
		if (p->order >= 0 && (unsigned)p->order != order)
			continue;
		buf_str(&text, str_c(p->sql));
	}
	assert(!text.full);
	rc = sqlite3_prepare_v3(db->h, buf_view(&text).p, (int)text.n,
				SQLITE_PREPARE_PERSISTENT, ret_st, NULL);
	arena_rewind(db->arena, mark);
	return rc == SQLITE_OK ? NULL : db_err(db->arena, db->h, rc, q->name);
}

static struct err *stmt_add(struct db *db, const struct db_query *q,
			    unsigned filters, unsigned order,
			    struct db_stmt **ret_stmt)
{
	int *head = bucket_of(db, q, filters, order);
	sqlite3_stmt *prepared = NULL;
	struct db_stmt *st;
	struct err *e = stmt_prepare(db, q, filters, order, &prepared);

	if (e)
		return e;
	st = stmt_place(db);
	if (!st) {
		sqlite3_finalize(prepared);
		e = err_new(db->arena, ERR_INTERNAL,
			    N_("Too many statements are open at once."));
		return err_detail(db->arena, e, "%s", q->name);
	}
	*st = (struct db_stmt){
		.db = db,
		.query = q,
		.filters = filters,
		.order = order,
		.st = prepared,
		.next = *head,
	};
	*head = (int)(st - db->stmt);
	*ret_stmt = st;
	return NULL;
}

/* Between its first row and its end a statement needs what it sees. */
static void running(struct db_stmt *st, bool is)
{
	st->db->n_running += is - st->running;
	st->running = is;
}

static void frame_run(sqlite3_stmt *st)
{
	(void)sqlite3_step(st);
	sqlite3_reset(st);
}

void db_read_end(struct db *db)
{
	if (db->begin && !db->n_running && !sqlite3_get_autocommit(db->h))
		frame_run(db->commit);
}

static void read_ready(struct db *db)
{
	uint64_t now;

	if (!db->begin)
		return;
	now = store_generation(db->store);
	if (now != db->read_generation)
		db_read_end(db);
	if (!sqlite3_get_autocommit(db->h))
		return;
	/* it sees what is there at its first row: never less than `now` */
	frame_run(db->begin);
	db->read_generation = now;
}

struct err *db_stmt_get(struct db *db, const struct db_query *q,
			unsigned filters, unsigned order,
			struct db_stmt **ret_stmt)
{
	struct db_stmt *st;
	struct err *e;

	assert(!q->writes || db->writer);
	read_ready(db);
	st = stmt_find(db, q, filters, order);
	if (!st) {
		e = stmt_add(db, q, filters, order, &st);
		if (e)
			return e;
	}
	st->used = ++db->tick;
	st->busy = true;
	st->bind_rc = SQLITE_OK;
	*ret_stmt = st;
	return NULL;
}

void db_stmt_done(struct db_stmt *st)
{
	if (!st || !st->busy)
		return;
	sqlite3_reset(st->st);
	sqlite3_clear_bindings(st->st);
	st->busy = false;
	running(st, false);
}

void db_stmts_rest(struct db *db)
{
	for (int i = 0; i < db->n_stmts; i++)
		db_stmt_done(&db->stmt[i]);
}

void db_stmts_close(struct db *db)
{
	for (int i = 0; i < db->n_stmts; i++)
		sqlite3_finalize(db->stmt[i].st);
	db_stmts_init(db);
}

/* A parameter that a variant does not use is not there to be bound. */
static void bound(struct db_stmt *st, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_RANGE && st->bind_rc == SQLITE_OK)
		st->bind_rc = rc;
}

void db_bind_i64(struct db_stmt *st, int param, int64_t v)
{
	bound(st, v == DB_NULL ? sqlite3_bind_null(st->st, param)
			       : sqlite3_bind_int64(st->st, param, v));
}

void db_bind_str(struct db_stmt *st, int param, struct str s)
{
	bound(st, sqlite3_bind_text64(st->st, param, s.p, (uint64_t)s.n,
				      SQLITE_STATIC, SQLITE_UTF8));
}

void db_bind_blob(struct db_stmt *st, int param, struct str s)
{
	bound(st, sqlite3_bind_blob64(st->st, param, s.p, (uint64_t)s.n,
				      SQLITE_STATIC));
}

void db_bind_f64(struct db_stmt *st, int param, double v)
{
	bound(st, sqlite3_bind_double(st->st, param, v));
}

struct err *db_step(struct db_stmt *st, bool *ret_row)
{
	int rc = st->bind_rc;

	if (rc == SQLITE_OK)
		rc = sqlite3_step(st->st);
	running(st, rc == SQLITE_ROW);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return db_err(st->db->arena, st->db->h, rc, st->query->name);
	*ret_row = rc == SQLITE_ROW;
	return NULL;
}

/* The value is asked for once: each sqlite3_column_x() looks it up anew. */
int64_t db_col_i64(struct db_stmt *st, int col)
{
	sqlite3_value *v = sqlite3_column_value(st->st, col);

	return sqlite3_value_type(v) == SQLITE_NULL ? DB_NULL
						    : sqlite3_value_int64(v);
}

struct str db_col_peek(struct db_stmt *st, int col)
{
	sqlite3_value *v = sqlite3_column_value(st->st, col);
	const void *p;

	if (sqlite3_value_type(v) == SQLITE_NULL)
		return STR_NULL;
	p = sqlite3_value_blob(v);
	return p ? (struct str){ p, sqlite3_value_bytes(v) } : STR("");
}

struct str db_col_str(struct db_stmt *st, int col)
{
	return str_dup(st->db->arena, db_col_peek(st, col));
}

struct str db_col_blob(struct db_stmt *st, int col)
{
	return str_dup(st->db->arena, db_col_peek(st, col));
}

double db_col_f64(struct db_stmt *st, int col)
{
	return sqlite3_column_double(st->st, col);
}

int64_t db_changes(struct db *db)
{
	return sqlite3_changes64(db->h);
}

int64_t db_last_id(struct db *db)
{
	return db_changes(db) ? sqlite3_last_insert_rowid(db->h) : DB_NULL;
}

struct arena *db_arena(struct db *db)
{
	return db->arena;
}
