/*
 * Connections to the embedded engine: the one place where a database file is
 * opened and its settings are made. What a connection may do afterwards is
 * limited by the authorizer.
 */
#include "db/db_priv.h"

#include <errno.h>

enum { HEADER = 100, BUSY_MS = 5000, FINDINGS_MOST = 100 };

static int engine_rc;

static void engine_start(void)
{
	engine_rc = sqlite3_initialize();
	if (engine_rc == SQLITE_OK)
		engine_rc = db_cksum_register();
}

struct err *db_engine_ready(struct arena *a)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	if (sqlite3_libversion_number() < DB_OLDEST_ENGINE)
		return err_new(a, ERR_UNSUPPORTED,
			       N_("SQLite {0} can corrupt data; version 3.51.3 "
				  "or newer is needed."),
			       str_c(sqlite3_libversion()));
	pthread_once(&once, engine_start);
	if (engine_rc != SQLITE_OK)
		return db_err(a, NULL, engine_rc, "start of the engine");
	return NULL;
}

/* Acts and pages read and write rows; the schema, settings and other files
 * are not theirs. (signature: sqlite3_set_authorizer) */
static int authorize(void *arg, int action, const char *p1, const char *p2,
		     const char *database, const char *trigger)
{
	const struct db *db = arg;

	(void)p2;
	(void)database;
	(void)trigger;
	if (db->trusted)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION: /* a reader's only reads */
		return SQLITE_OK;
	case SQLITE_PRAGMA: /* full text search asks for this one itself */
		return p1 && !strcmp(p1, "data_version") ? SQLITE_OK
							 : SQLITE_DENY;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
	case SQLITE_SAVEPOINT:
		return db->writer ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

struct err *db_exec(struct arena *a, struct db *db, const char *sql)
{
	int rc = sqlite3_exec(db->h, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? NULL : db_err(a, db->h, rc, sql);
}

struct err *db_pragma_int(struct arena *a, struct db *db, const char *sql,
			  int *ret_v)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db->h, sql, -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc == SQLITE_ROW)
		*ret_v = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return rc == SQLITE_ROW ? NULL : db_err(a, db->h, rc, sql);
}

struct err *db_findings(struct arena *a, struct db *db, const char *sql,
			struct err **ret_findings)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db->h, sql, -1, &st, NULL);
	struct str text;

	for (int n = 0; rc == SQLITE_OK || rc == SQLITE_ROW; n++) {
		rc = sqlite3_step(st);
		if (rc != SQLITE_ROW || n >= FINDINGS_MOST)
			break;
		text = str_c((const char *)sqlite3_column_text(st, 0));
		if (!str_eq(text, STR("ok")))
			err_add(ret_findings,
				err_new(a, ERR_DB,
					N_("The database found damage: {0}."),
					text));
	}
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		err_add(ret_findings, db_err(a, db->h, rc, sql));
	sqlite3_finalize(st);
	return NULL;
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/*
 * Looks at the first bytes before the engine does: a file of somebody else
 * is named as such. Through the engine's descriptor, since closing another
 * one of the same file would drop its locks.
 */
static struct err *header_check(struct arena *a, struct db *db,
				const char *path, bool *ret_empty)
{
	static const unsigned char none[HEADER];
	unsigned char head[HEADER];
	sqlite3_file *f = NULL;
	sqlite3_int64 size = 0;
	int rc = sqlite3_file_control(db->h, "main", SQLITE_FCNTL_FILE_POINTER,
				      &f);

	if (rc == SQLITE_OK)
		rc = f->pMethods->xFileSize(f, &size);
	if (rc == SQLITE_OK && size >= HEADER)
		rc = f->pMethods->xRead(f, head, HEADER, 0);
	if (rc != SQLITE_OK)
		return db_err(a, db->h, rc, path);
	/* room without contents: the power went while it was being made */
	*ret_empty = size == 0 ||
		     (size >= HEADER && !memcmp(head, none, sizeof(none)));
	if (*ret_empty)
		return NULL;
	if (size < HEADER || memcmp(head, "SQLite format 3", 16) != 0 ||
	    be32(head + 68) != DB_APP_ID)
		return err_new(
			a, ERR_UNSUPPORTED,
			N_("The file {0} is not a data file of Rõ Việc."),
			str_c(path));
	if (head[20] != DB_RESERVE || (head[16] << 8 | head[17]) != DB_PAGE)
		return db_err_damaged(a, path, STR("header"));
	return NULL;
}

/* Only the writer of a store that creates gets here with an empty file. */
static struct err *file_begin(struct arena *a, struct db *db)
{
	int n = DB_RESERVE;
	const char *sql = str_fmt(a,
				  "pragma page_size=%d;"
				  "pragma application_id=%d",
				  DB_PAGE, DB_APP_ID)
				  .p;
	int rc = sqlite3_file_control(db->h, "main", SQLITE_FCNTL_RESERVE_BYTES,
				      &n);

	if (rc != SQLITE_OK)
		return db_err(a, db->h, rc, "reserved bytes");
	return db_exec(a, db, sql);
}

/*
 * A process that ended while it made the file has left its journal beside it.
 * The engine plays that back at the first look, and then there is no file yet.
 */
static struct err *file_recover(struct arena *a, struct db *db,
				const char *path, bool *ret_empty)
{
	struct err *e = db_exec(a, db, "pragma schema_version");

	return e ? e : header_check(a, db, path, ret_empty);
}

static const char *const settings[] = {
	[DB_READER] = ("pragma cache_size=-512;pragma query_only=on;"
		       "pragma mmap_size=0;pragma cell_size_check=on;"
		       "pragma temp_store=memory;"),
	[DB_WRITER] = ("pragma journal_mode=wal;pragma synchronous=full;"
		       "pragma cache_size=-2048;pragma mmap_size=0;"
		       "pragma wal_autocheckpoint=0;pragma secure_delete=on;"
		       "pragma cell_size_check=on;pragma temp_store=memory;"
		       "pragma journal_size_limit=67108864;"),
	[DB_KEEPER] = ("pragma cache_size=-2048;pragma mmap_size=0;"
		       "pragma cell_size_check=on;"),
};

static struct err *settle(struct arena *a, struct db *db, enum db_use use)
{
	static const struct {
		int op, on;
	} configs[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		/* else a bound value that could change the plan has the
		 * statement prepared again, each time */
		{ SQLITE_DBCONFIG_ENABLE_QPSG, 1 },
	};

	for (int i = 0; i < N_ELEMENTS(configs); i++)
		sqlite3_db_config(db->h, configs[i].op, configs[i].on, NULL);
	sqlite3_busy_timeout(db->h, BUSY_MS);
	return db_exec(a, db, settings[use]);
}

static struct err *frames_prepare(struct arena *a, struct db *db,
				  enum db_use use)
{
	static const char *const reader[N_FRAME] = {
		[FRAME_BEGIN] = "begin", [FRAME_COMMIT] = "commit"
	};
	static const char *const writer[N_FRAME] = {
		[FRAME_BEGIN] = "begin immediate",
		[FRAME_COMMIT] = "commit",
		[FRAME_ROLLBACK] = "rollback",
		[FRAME_SAVE] = "savepoint act",
		[FRAME_RELEASE] = "release act",
		[FRAME_UNDO] = "rollback to act"
	};
	int rc = SQLITE_OK;

	for (int i = 0; i < N_FRAME && rc == SQLITE_OK; i++) {
		const char *sql = use == DB_WRITER ? writer[i] : reader[i];

		if (sql)
			rc = sqlite3_prepare_v3(db->h, sql, -1,
						SQLITE_PREPARE_PERSISTENT,
						&db->frame[i], NULL);
		if (rc != SQLITE_OK)
			return db_err(a, db->h, rc, sql);
	}
	return NULL;
}

struct err *db_conn_open(struct arena *a, const char *path, enum db_use use,
			 struct db *db)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
		    (use == DB_WRITER ? SQLITE_OPEN_READWRITE
				      : SQLITE_OPEN_READONLY);
	bool empty = false;
	struct err *e;
	int rc;

	if (!db->stmts)
		db->stmts = arena_new(a, struct stmts, 1);
	stmts_init(db->stmts);
	db->engine = &engine_lite;
	db->arena = a;
	db->writer = use == DB_WRITER;
	db->trusted = true;
	rc = sqlite3_open_v2(path, &db->h, flags, DB_VFS);
	if (rc != SQLITE_OK) {
		e = db_err_file(a, path,
				db->h && sqlite3_system_errno(db->h)
					? sqlite3_system_errno(db->h)
					: EIO);
		return err_detail(a, e, "%d %s", rc, sqlite3_errstr(rc));
	}
	e = header_check(a, db, path, &empty);
	if (!e && use == DB_WRITER)
		e = file_recover(a, db, path, &empty);
	if (!e && empty && use == DB_WRITER)
		e = file_begin(a, db);
	else if (!e && empty)
		e = db_err_damaged(a, path, STR("empty"));
	if (!e)
		e = settle(a, db, use);
	if (!e && use != DB_KEEPER)
		e = frames_prepare(a, db, use);
	if (e)
		return e;
	db->reads = use == DB_READER;
	db->trusted = use == DB_KEEPER;
	rc = sqlite3_set_authorizer(db->h, authorize, db);
	assert(rc == SQLITE_OK);
	return NULL;
}

void db_conn_close(struct db *db)
{
	if (!db)
		return;
	db_stmts_close(db);
	for (int i = 0; i < N_FRAME; i++)
		sqlite3_finalize(db->frame[i]);
	/* what was not kept may not be folded in either */
	if (db->writer && db->h && db->store && atomic_load(&db->store->broken))
		sqlite3_db_config(db->h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
				  NULL);
	sqlite3_close_v2(db->h);
	db->h = NULL;
}
