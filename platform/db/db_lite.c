/* The embedded engine, SQLite, behind the neutral one. */
#include "db/db_priv.h"

enum {
	RESTART_FRAMES = 8000, /* wait for readers to do it fully */
	RESTART_WAIT_MS = 100,
	BUSY_MS = 5000
};

/* ---- connections --------------------------------------------------------- */

/* signature: sqlite3_wal_hook */
static int on_log(void *arg, sqlite3 *h, const char *database, int frames)
{
	struct store *s = arg;

	(void)h;
	(void)database;
	s->wal_frames = frames;
	return SQLITE_OK;
}

static struct err *lite_open(struct arena *a, struct store *s, enum db_use use,
			     struct db *db)
{
	struct err *e;

	db->stmts = arena_new(s->mem, struct stmts, 1);
	e = db_conn_open(a, s->path, use, db);
	if (e || use != DB_WRITER)
		return e;
	sqlite3_wal_hook(db->h, on_log, s);
	if (!s->sync_off)
		return NULL;
	db->trusted = true;
	e = db_exec(a, db, "pragma synchronous=off");
	db->trusted = false;
	return e;
}

static int lite_frame(struct db *db, enum frame f)
{
	int rc = sqlite3_step(db->frame[f]);

	sqlite3_reset(db->frame[f]);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static bool lite_outside(struct db *db)
{
	return sqlite3_get_autocommit(db->h);
}

static bool lite_breaks(int rc)
{
	return rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC;
}

static struct err *lite_complain(struct arena *a, struct db *db, int rc,
				 const char *what)
{
	return db_err(a, db->h, rc, what);
}

/* An act of many thousand rows writes all over its indexes: a page that leaves
 * memory before the commit goes to the log, is read again and written once
 * more. */
static void lite_swell(struct db *db, bool large)
{
	bool was = db->trusted;

	db->trusted = true;
	(void)sqlite3_exec(db->h,
			   large ? "pragma cache_size=-40960"
				 : "pragma cache_size=-2048",
			   NULL, NULL, NULL);
	db->trusted = was;
}

/* Folds the log into the file. */
static int lite_fold(struct store *s)
{
	bool hard = s->wal_frames >= RESTART_FRAMES;
	int rc;

	if (hard)
		sqlite3_busy_timeout(s->writer->h, RESTART_WAIT_MS);
	rc = sqlite3_wal_checkpoint_v2(s->writer->h, "main",
				       hard ? SQLITE_CHECKPOINT_RESTART
					    : SQLITE_CHECKPOINT_PASSIVE,
				       NULL, NULL);
	if (hard)
		sqlite3_busy_timeout(s->writer->h, BUSY_MS);
	s->wal_frames = 0; /* the next commit tells again */
	return rc;
}

/* ---- the schema ------------------------------------------------------------ */

static struct err *lite_version(struct arena *a, struct db *db, int *ret_v)
{
	bool was = db->trusted;
	struct err *e;

	db->trusted = true;
	e = db_pragma_int(a, db, "pragma user_version", ret_v);
	db->trusted = was;
	return e;
}

static struct err *lite_set_version(struct arena *a, struct db *db, int v)
{
	return db_exec(a, db, str_fmt(a, "pragma user_version=%d", v).p);
}

static struct err *lite_unbearable(struct arena *a, struct db *db, int known,
				   int *ret_n)
{
	return db_pragma_int(a, db,
			     str_fmt(a,
				     "select coalesce(sum(case when name like "
				     "'%%+' then 0 else 1 end), 1) "
				     "from migration where number > %d",
				     known)
				     .p,
			     ret_n);
}

static struct err *lite_note(struct cx *cx, const struct migration *m)
{
	static const char sql[] =
		"insert into migration (number, name, at) values (?1, ?2, ?3)";
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(cx->db->h, sql, -1, &st, NULL);

	if (rc == SQLITE_OK) {
		sqlite3_bind_int(st, 1, m->number);
		sqlite3_bind_text(st, 2, m->name, -1, SQLITE_STATIC);
		sqlite3_bind_int64(st, 3, cx->now);
		rc = sqlite3_step(st);
	}
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? NULL
				 : db_err(cx->arena, cx->db->h, rc, m->name);
}

static struct err *lite_keys(struct arena *a, struct db *db,
			     struct err **ret_findings)
{
	return db_findings(a, db, "pragma foreign_key_check", ret_findings);
}

/* ---- statements -------------------------------------------------------------- */

static int lite_prepare(struct db_stmt *st, struct str sql)
{
	return sqlite3_prepare_v3(st->db->h, sql.p, (int)sql.n,
				  SQLITE_PREPARE_PERSISTENT, &st->st, NULL);
}

static void lite_finalize(struct db_stmt *st)
{
	sqlite3_finalize(st->st);
}

static void lite_reset(struct db_stmt *st)
{
	sqlite3_reset(st->st);
	sqlite3_clear_bindings(st->st);
}

/* A parameter that a variant does not use is not there to be bound. */
static int bound(int rc)
{
	return rc == SQLITE_RANGE ? SQLITE_OK : rc;
}

static int lite_null(struct db_stmt *st, int param)
{
	return bound(sqlite3_bind_null(st->st, param));
}

static int lite_bind_i64(struct db_stmt *st, int param, int64_t v)
{
	return bound(sqlite3_bind_int64(st->st, param, v));
}

/* Days are text of the form 2026-06-30. */
static int lite_bind_day(struct db_stmt *st, int param, day_t d)
{
	char iso[DAY_ISO];

	if (!day_write(d, iso))
		return lite_null(st, param);
	return bound(sqlite3_bind_text(st->st, param, iso, DAY_ISO,
				       SQLITE_TRANSIENT));
}

static int lite_bind_str(struct db_stmt *st, int param, struct str s)
{
	return bound(sqlite3_bind_text64(st->st, param, s.p, (uint64_t)s.n,
					 SQLITE_STATIC, SQLITE_UTF8));
}

static int lite_bind_blob(struct db_stmt *st, int param, struct str s)
{
	return bound(sqlite3_bind_blob64(st->st, param, s.p, (uint64_t)s.n,
					 SQLITE_STATIC));
}

static int lite_bind_f64(struct db_stmt *st, int param, double v)
{
	return bound(sqlite3_bind_double(st->st, param, v));
}

static int lite_step(struct db_stmt *st, bool *ret_row)
{
	int rc = sqlite3_step(st->st);

	*ret_row = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* The value is asked for once: each sqlite3_column_x() looks it up anew. */
static int64_t lite_i64(struct db_stmt *st, int col)
{
	sqlite3_value *v = sqlite3_column_value(st->st, col);

	return sqlite3_value_type(v) == SQLITE_NULL ? DB_NULL
						    : sqlite3_value_int64(v);
}

static struct str lite_peek(struct db_stmt *st, int col)
{
	sqlite3_value *v = sqlite3_column_value(st->st, col);
	const void *p;

	if (sqlite3_value_type(v) == SQLITE_NULL)
		return STR_NULL;
	p = sqlite3_value_blob(v);
	return p ? (struct str){ p, sqlite3_value_bytes(v) } : STR("");
}

static day_t lite_day(struct db_stmt *st, int col)
{
	struct str s = lite_peek(st, col);
	day_t d = DAY_NONE;

	return s.p && day_from_iso(s, &d) ? d : DAY_NONE;
}

static double lite_f64(struct db_stmt *st, int col)
{
	return sqlite3_column_double(st->st, col);
}

static int64_t lite_changes(struct db *db)
{
	return sqlite3_changes64(db->h);
}

static int64_t lite_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->h);
}

const struct engine engine_lite = {
	.name = "SQLite",
	.dialect = DB_SQLITE,
	.undone = SQLITE_FULL,
	.migration_table = "create table if not exists migration ("
			   "number integer primary key, name text not null,"
			   "at integer not null) strict",
	.begin = file_take,
	.end = file_leave,
	.destroy = file_destroy,
	.look = file_look,
	.open = lite_open,
	.close = db_conn_close,
	.frame = lite_frame,
	.outside = lite_outside,
	.breaks = lite_breaks,
	.complain = lite_complain,
	.fold = lite_fold,
	.swell = lite_swell,
	.exec = db_exec,
	.version = lite_version,
	.unbearable = lite_unbearable,
	.set_version = lite_set_version,
	.migration_note = lite_note,
	.keys_check = lite_keys,
	.prepare = lite_prepare,
	.finalize = lite_finalize,
	.reset = lite_reset,
	.bind_null = lite_null,
	.bind_i64 = lite_bind_i64,
	.bind_day = lite_bind_day,
	.bind_str = lite_bind_str,
	.bind_blob = lite_bind_blob,
	.bind_f64 = lite_bind_f64,
	.step = lite_step,
	.col_i64 = lite_i64,
	.col_day = lite_day,
	.col_peek = lite_peek,
	.col_f64 = lite_f64,
	.changes = lite_changes,
	.last_id = lite_last_id,
};
