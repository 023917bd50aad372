/*
 * Statements: the text of a query's variant is put together once, prepared
 * and kept by the connection under (query, filters, order).
 */
#include "db/db_priv.h"

enum { SQL_MOST = 64 * 1024 };

void stmts_init(struct stmts *all)
{
	all->n = 0;
	for (int i = 0; i < STMT_BUCKETS; i++)
		all->bucket[i] = -1;
}

static int *bucket_of(struct stmts *all, const struct db_query *q,
		      unsigned filters, unsigned order)
{
	uint64_t h = (uint64_t)(uintptr_t)q;

	h = (h ^ (uint64_t)filters << 8 ^ order) * UINT64_C(0x9e3779b97f4a7c15);
	return &all->bucket[(h >> 32) % STMT_BUCKETS];
}

static struct db_stmt *stmt_find(struct stmts *all, const struct db_query *q,
				 unsigned filters, unsigned order)
{
	int i = *bucket_of(all, q, filters, order);
	struct db_stmt *st;

	for (; i >= 0; i = all->stmt[i].next) {
		st = &all->stmt[i];
		if (st->query == q && st->filters == filters &&
		    st->order == order && (!st->busy || st->ahead))
			return st;
	}
	return NULL;
}

static void stmt_unlink(struct stmts *all, struct db_stmt *st)
{
	int *link = bucket_of(all, st->query, st->filters, st->order);

	while (&all->stmt[*link] != st)
		link = &all->stmt[*link].next;
	*link = st->next;
}

/* An unused place, or that of the statement which rested longest. */
static struct db_stmt *stmt_place(struct db *db)
{
	struct stmts *all = db->stmts;
	struct db_stmt *oldest = NULL;

	if (all->n < STMT_MOST)
		return &all->stmt[all->n++];
	for (int i = 0; i < STMT_MOST; i++)
		if (!all->stmt[i].busy &&
		    (!oldest || all->stmt[i].used < oldest->used))
			oldest = &all->stmt[i];
	if (oldest) {
		stmt_unlink(all, oldest);
		oldest->db = db;
		db->engine->finalize(oldest);
	}
	return oldest;
}

void stmt_text(const struct db_stmt *st, struct buf *text)
{
	const struct db_query *q = st->query;
	const struct db_part *p;

	for (int i = 0; i < q->n_parts; i++) {
		p = &q->part[i];
		if (p->opt >= 0 && (st->filters >> p->opt & 1) == p->unless)
			continue;
		if (p->order >= 0 && (unsigned)p->order != st->order)
			continue;
		buf_str(text, str_c(p->sql));
	}
	assert(!text->full);
}

static struct err *stmt_prepare(struct db_stmt *st)
{
	struct db *db = st->db;
	struct arena_mark mark = arena_mark(db->arena);
	struct buf text = buf_init(db->arena, SQL_MOST);
	int rc;

	stmt_text(st, &text);
	rc = db->engine->prepare(st, buf_view(&text));
	arena_rewind(db->arena, mark);
	return rc ? db->engine->complain(db->arena, db, rc, st->query->name)
		  : NULL;
}

static struct err *stmt_add(struct db *db, const struct db_query *q,
			    unsigned filters, unsigned order,
			    struct db_stmt **ret_stmt)
{
	int *head = bucket_of(db->stmts, q, filters, order);
	struct db_stmt fresh = {
		.db = db, .query = q, .filters = filters, .order = order
	};
	struct db_stmt *st;
	struct err *e = stmt_prepare(&fresh);

	if (e)
		return e;
	st = stmt_place(db);
	if (!st) {
		db->engine->finalize(&fresh);
		e = err_new(db->arena, ERR_INTERNAL,
			    N_("Too many statements are open at once."));
		return err_detail(db->arena, e, "%s", q->name);
	}
	fresh.next = *head;
	*st = fresh;
	*head = (int)(st - db->stmts->stmt);
	*ret_stmt = st;
	return NULL;
}

/* Between its first row and its end a statement needs what it sees. */
static void running(struct db_stmt *st, bool is)
{
	st->db->n_running += is - st->running;
	st->running = is;
}

/* What was asked for ahead and nobody wanted. */
static void ahead_drop(struct db *db)
{
	for (int i = 0; db->n_ahead && i < db->stmts->n; i++)
		if (db->stmts->stmt[i].ahead)
			db_stmt_done(&db->stmts->stmt[i]);
}

void db_read_end(struct db *db)
{
	ahead_drop(db);
	if (!db->reads || db->n_running)
		return;
	if (!db->engine->outside(db))
		(void)db->engine->frame(db, FRAME_COMMIT);
	if (db->engine->rest && !db->n_busy)
		db->engine->rest(db);
}

void db_view(struct db *db, bool is)
{
	db_read_end(db);
	db->view = is && db->reads;
}

static int read_ready(struct db *db)
{
	uint64_t now;
	int rc;

	if (!db->reads)
		return 0;
	now = atomic_load(&db->store->generation);
	/* else each statement sees what is there when it begins */
	if (!db->engine->shared && !db->view && now != db->read_generation)
		db_read_end(db);
	if (!db->engine->outside(db))
		return 0;
	/* it sees what is there at its first row: never less than `now` */
	rc = db->engine->frame(db, FRAME_BEGIN);
	db->read_generation = now;
	return rc;
}

/* Of a server the store's number and that of the acts, apart from those that
 * generation_next() gives. */
uint64_t db_generation(struct db *db)
{
	enum { ACTS = 40 };
	struct store *s = db->store;
	int64_t n;

	if (!s->engine->stamp)
		return atomic_load(&s->generation);
	if (!db->reads || s->engine->stamp(db, &n))
		return generation_next();
	return (uint64_t)1 << 63 | s->serial << ACTS |
	       ((uint64_t)n & (((uint64_t)1 << ACTS) - 1));
}

struct err *db_generation_ahead(struct db *db)
{
	struct db_stmt *st;
	struct err *e;

	if (!db->engine->stamp_query || !db->reads)
		return NULL;
	e = db_stmt_get(db, db->engine->stamp_query, 0, 0, &st);
	return e ? e : db_ahead(st);
}

struct err *db_stmt_get(struct db *db, const struct db_query *q,
			unsigned filters, unsigned order,
			struct db_stmt **ret_stmt)
{
	struct db_stmt *st;
	struct err *e;
	int rc = read_ready(db);

	assert(!q->writes || db->writer);
	if (!db->stmts) /* there is no connection to be had */
		return db->engine->complain(db->arena, db, rc, q->name);
	st = stmt_find(db->stmts, q, filters, order);
	if (!st) {
		e = stmt_add(db, q, filters, order, &st);
		if (e)
			return e;
	}
	st->db = db;
	st->used = ++db->stmts->tick;
	db->n_ahead -= st->ahead;
	db->n_busy += !st->busy;
	st->ahead = false;
	st->busy = true;
	st->bind_rc = 0;
	*ret_stmt = st;
	return NULL;
}

void db_stmt_done(struct db_stmt *st)
{
	if (!st || !st->busy)
		return;
	st->db->engine->reset(st);
	st->busy = false;
	st->db->n_busy--;
	st->db->n_ahead -= st->ahead;
	st->ahead = false;
	running(st, false);
}

void db_stmts_rest(struct db *db)
{
	for (int i = 0; db->stmts && i < db->stmts->n; i++)
		db_stmt_done(&db->stmts->stmt[i]);
}

void db_stmts_close(struct db *db)
{
	if (!db->stmts)
		return;
	for (int i = 0; i < db->stmts->n; i++) {
		db->stmts->stmt[i].db = db;
		db->engine->finalize(&db->stmts->stmt[i]);
	}
	stmts_init(db->stmts);
}

static void bound(struct db_stmt *st, int rc)
{
	if (rc && !st->bind_rc)
		st->bind_rc = rc;
}

void db_bind_i64(struct db_stmt *st, int param, int64_t v)
{
	const struct engine *x = st->db->engine;

	bound(st, v == DB_NULL ? x->bind_null(st, param)
			       : x->bind_i64(st, param, v));
}

void db_bind_day(struct db_stmt *st, int param, day_t d)
{
	const struct engine *x = st->db->engine;

	bound(st, d == DAY_NONE ? x->bind_null(st, param)
				: x->bind_day(st, param, d));
}

void db_bind_str(struct db_stmt *st, int param, struct str s)
{
	const struct engine *x = st->db->engine;

	bound(st, s.p ? x->bind_str(st, param, s) : x->bind_null(st, param));
}

void db_bind_blob(struct db_stmt *st, int param, struct str s)
{
	const struct engine *x = st->db->engine;

	bound(st, s.p ? x->bind_blob(st, param, s) : x->bind_null(st, param));
}

void db_bind_f64(struct db_stmt *st, int param, double v)
{
	bound(st, st->db->engine->bind_f64(st, param, v));
}

struct err *db_step(struct db_stmt *st, bool *ret_row)
{
	struct db *db = st->db;
	bool row = false;
	int rc = st->bind_rc ? st->bind_rc : db->engine->step(st, &row);

	running(st, !rc && row);
	if (rc)
		return db->engine->complain(db->arena, db, rc, st->query->name);
	*ret_row = row;
	return NULL;
}

bool db_far(const struct db *db)
{
	return db->engine->ahead;
}

struct err *db_ahead(struct db_stmt *st)
{
	struct db *db = st->db;
	int rc = st->bind_rc;
	bool taken = false;

	if (!rc)
		rc = db->engine->ahead(st, &taken);
	st->ahead = !rc && taken;
	db->n_ahead += st->ahead;
	if (!st->ahead)
		db_stmt_done(st);
	return rc ? db->engine->complain(db->arena, db, rc, st->query->name)
		  : NULL;
}

struct err *db_send(struct db_stmt *st)
{
	struct db *db = st->db;
	bool row, heard = true;
	int rc = st->bind_rc;
	struct err *e;

	if (!rc)
		rc = db->engine->send ? db->engine->send(st, &heard)
				      : db->engine->step(st, &row);
	if (rc)
		return db->engine->complain(db->arena, db, rc, st->query->name);
	if (!heard || !st->query->one_row || db_changes(db) == 1)
		return NULL;
	e = err_new(db->arena, ERR_CONFLICT,
		    N_("This was changed while it was being saved: look at it "
		       "again."));
	return err_detail(db->arena, e, "%s: not one row", st->query->name);
}

int64_t db_col_i64(struct db_stmt *st, int col)
{
	return st->db->engine->col_i64(st, col);
}

day_t db_col_day(struct db_stmt *st, int col)
{
	return st->db->engine->col_day(st, col);
}

struct str db_col_peek(struct db_stmt *st, int col)
{
	return st->db->engine->col_peek(st, col);
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
	return st->db->engine->col_f64(st, col);
}

int64_t db_changes(struct db *db)
{
	return db->engine->changes(db);
}

int64_t db_last_id(struct db *db)
{
	return db_changes(db) ? db->engine->last_id(db) : DB_NULL;
}

struct arena *db_arena(struct db *db)
{
	return db->arena;
}
