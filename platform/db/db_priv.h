/*
 * Inside of platform/db: what its files share. db_store.c (pool of readers),
 * db_stmt.c (kept statements), db_writer.c (groups of acts) and db_migrate.c
 * are neutral; what an engine does by itself stands in its `struct engine`:
 * the embedded one in db_lite.c and the files that only it needs, PostgreSQL
 * in db_pg.c and the files of that name.
 */
#ifndef RV_DB_PRIV_H
#define RV_DB_PRIV_H

#include "base/clock.h"
#include "db/db.h"
#include "base/buf.h"
#include "db/db_ddl.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include <sqlite3.h>

enum {
	DB_APP_ID = 0x52564331, /* "RVC1", marks our files */
	DB_OLDEST_ENGINE = 3051003,
	DB_PAGE = 4096,
	DB_RESERVE = 8,	 /* checksum at the end of each page */
	STMT_MOST = 192, /* kept statements of one connection */
	STMT_BUCKETS = 64,
	READERS_MOST = 64,
	CHECKPOINT_FRAMES = 4000,
};

/* Statements that open and end a transaction or a part of one. */
enum frame {
	FRAME_BEGIN,
	FRAME_COMMIT,
	FRAME_ROLLBACK,
	FRAME_SAVE,    /* a savepoint */
	FRAME_RELEASE, /* … is given up */
	FRAME_UNDO,    /* … is gone back to */
	N_FRAME
};

struct pg_handle;
struct pg_stmt;

struct db_stmt {
	struct db *db;
	const struct db_query *query;
	unsigned filters;
	unsigned order;
	sqlite3_stmt *st;   /* of the embedded engine */
	struct pg_stmt *pg; /* of PostgreSQL */
	uint64_t used;	    /* tick of the last use */
	int next;	    /* in its bucket, or -1 */
	int bind_rc;	    /* first failed bind */
	bool busy;
	bool ahead;   /* … only because it was asked for ahead */
	bool running; /* has given a row and not its end */
};

/* The kept statements of a connection. */
struct stmts {
	uint64_t tick;
	int n;
	int bucket[STMT_BUCKETS];
	struct db_stmt stmt[STMT_MOST];
};

struct db {
	const struct engine *engine;
	sqlite3 *h;	      /* of the embedded engine */
	struct pg_handle *pg; /* of PostgreSQL */
	struct store *store;
	struct arena *arena;
	struct db *below; /* next idle reader */
	bool writer;
	bool trusted; /* opening, migrating, keeping: no authorizer */
	sqlite3_stmt *frame[N_FRAME];
	bool reads;		  /* statements share a transaction */
	uint64_t read_generation; /* what that one sees */
	bool view;		  /* … and goes on seeing: db_view() */
	int n_running;		  /* statements that have more rows */
	int n_busy;		  /* … that somebody holds */
	int n_ahead;		  /* … that were asked for ahead */
	int64_t until;	/* waits for a server so long, see steady_ms(); 0: as is
			  usual */
	int64_t waited; /* ms that this loan has waited for a server's answers */
	struct stmts *stmts; /* NULL: it has no connection now */
};

/* One queued act; lives on the stack of the thread that waits for it. */
struct act {
	const struct cx *cx;
	db_tx_fn *fn;
	void *arg;
	struct err *err;
	struct act *next;
	int64_t since; /* steady_ms() when it came */
	bool large;    /* for db_tx_large() */
	bool lead; /* woken to lead the next batch, not because it is done */
	sem_t woken;
};

struct store {
	const struct engine *engine;
	struct arena *mem;
	const char *path;    /* a file, or the address of a server */
	const char *schema;  /* there; NULL: a file */
	struct pg_store *pg; /* … and what else its engine knows of it */
	int connections;     /* of a server: see struct db_config */
	int lock_fd;
	bool read_only;
	bool sync_off;
	bool looked;		       /* the file was read whole */
	struct db_mark mark;	       /* see struct db_config */
	const struct migration *steps; /* of its schema */
	int n_steps;
	atomic_int version;
	atomic_uint_fast64_t generation; /* see db_generation(); of a file */
	uint64_t serial;
	/* readers */
	pthread_mutex_t pool_lock;
	pthread_cond_t pool_free;
	struct db *idle;
	int n_readers;
	int most_readers;
	struct db *reader[READERS_MOST];
	/* the writer: whoever leads holds it, see db_writer.c */
	struct db *writer;
	pthread_mutex_t queue_lock;
	bool led;		  /* somebody leads */
	struct act *first, *last; /* those who wait */
	pthread_t keeper;
	bool writer_runs, keeper_runs, stop;
	bool fold_now;		/* the keeper leads next */
	pthread_cond_t to_keep; /* fold_now or stop */
	pthread_cond_t rests;	/* nobody leads any more */
	atomic_bool broken; /* an fsync failed: nothing is written any more */
	int wal_frames;
	int checkpoint_frames; /* fold the log into the file at so many */
};

/* Whether acts that failed may run again. */
enum again {
	AGAIN_NOT,
	AGAIN_IN_TIME, /* while nobody has waited too long */
	AGAIN_ONCE,    /* … or has: whose fault it was is known only then */
};

enum db_use {
	DB_READER, /* lent to threads */
	DB_WRITER, /* the store's only one */
	DB_KEEPER, /* backup and checks: reads only, no authorizer */
};

/*
 * What an engine does. A result code is 0 when it went well; what it means
 * otherwise says complain(). Statements and connections are kept by others.
 */
struct engine {
	const char *name;
	enum db_engine dialect;
	bool shared; /* other processes write the same data */
	int undone;  /* result code of a transaction that it gave up itself */
	const char *migration_table; /* how it is made; NULL: it is there */
	/* the store's own, before its connections: lock, file */
	struct err *(*begin)(struct arena *a, struct store *s, bool create);
	void (*end)(struct store *s);
	/* deletes its data; of the store only the place is set */
	struct err *(*destroy)(struct arena *a, struct store *s);
	/* renames it; NULL: its lock is enough */
	struct err *(*retire)(struct arena *a, struct db *db, struct str name);
	/* what serving needs, for another account; NULL: there are none */
	struct err *(*lend)(struct arena *a, struct db *db, const char *role);
	/* looks for damage at the start; NULL: a server does */
	struct err *(*look)(struct arena *a, struct store *s, struct db *db);
	struct err *(*open)(struct arena *a, struct store *s, enum db_use use,
			    struct db *db);
	void (*close)(struct db *db);
	int (*frame)(struct db *db, enum frame f);
	/* nothing is in use: others may have the connection; NULL: it has its
	 * own */
	void (*rest)(struct db *db);
	/* more memory for the pages of a large act, or as before; NULL: it
	 * isn't ours */
	void (*swell)(struct db *db, bool large);
	/* What failed since FRAME_BEGIN failed through no fault of the acts,
	 * which may run again; NULL: never. */
	enum again (*again)(struct db *db);
	bool (*outside)(struct db *db); /* of any transaction */
	/* What may have gone wrong with the disk: nothing is written then. */
	bool (*breaks)(int rc);
	struct err *(*complain)(struct arena *a, struct db *db, int rc,
				const char *what);
	/* folds what was written lately into its place, NULL: needs none */
	int (*fold)(struct store *s);
	/* statements without parameters and rows */
	struct err *(*exec)(struct arena *a, struct db *db, const char *sql);
	/* the schema's version, kept beside it */
	struct err *(*version)(struct arena *a, struct db *db, int *ret_v);
	/* how many steps above `known` older programs can't bear; not 0 when
	 * nothing is known of them */
	struct err *(*unbearable)(struct arena *a, struct db *db, int known,
				  int *ret_n);
	struct err *(*set_version)(struct arena *a, struct db *db, int v);
	struct err *(*migration_note)(struct cx *cx, const struct migration *m);
	/* foreign keys that lead nowhere after a migration; NULL: can't be */
	struct err *(*keys_check)(struct arena *a, struct db *db,
				  struct err **ret_findings);
	/* statements */
	int (*prepare)(struct db_stmt *st, struct str sql);
	void (*finalize)(struct db_stmt *st);
	void (*reset)(struct db_stmt *st); /* with its parameters */
	int (*bind_null)(struct db_stmt *st, int param);
	int (*bind_i64)(struct db_stmt *st, int param, int64_t v);
	int (*bind_day)(struct db_stmt *st, int param, day_t d);
	int (*bind_str)(struct db_stmt *st, int param, struct str s);
	int (*bind_blob)(struct db_stmt *st, int param, struct str s);
	int (*bind_f64)(struct db_stmt *st, int param, double v);
	int (*step)(struct db_stmt *st, bool *ret_row);
	/* … of which nobody wants to know more, see db_send(); *ret_heard
	 * false: the answer comes later; NULL: as step */
	int (*send)(struct db_stmt *st, bool *ret_heard);
	/* see db_ahead(); *ret_taken false: it didn't; NULL: it never does */
	int (*ahead)(struct db_stmt *st, bool *ret_taken);
	int64_t (*col_i64)(struct db_stmt *st, int col);
	day_t (*col_day)(struct db_stmt *st, int col);
	struct str (*col_peek)(struct db_stmt *st, int col);
	double (*col_f64)(struct db_stmt *st, int col);
	int64_t (*changes)(struct db *db);
	int64_t (*last_id)(struct db *db);
	/* how many acts of anybody were kept before what is read next */
	int (*stamp)(struct db *db, int64_t *ret_n);
	const struct db_query *stamp_query; /* … by which it asks */
};
extern const struct engine engine_lite;
extern const struct engine engine_pg;

/* Fills in engine, path and schema; s->mem is set. */
void store_place(struct store *s, const struct db_config *c);
/* The next number of db_generation(); never the same twice. */
uint64_t generation_next(void);

/* ---- db_err.c -------------------------------------------------------- */
/* The engine's complaint as an error; `what` names the statement or file. */
struct err *db_err(struct arena *a, sqlite3 *h, int rc,
		   const char *what) NONNULL_RESULT;
struct err *db_err_file(struct arena *a, const char *path,
			int no) NONNULL_RESULT;
struct err *db_err_damaged(struct arena *a, const char *path,
			   struct str why) NONNULL_RESULT;

/* ---- db_cksum.c: checksums of pages ---------------------------------- */
#define DB_VFS "roviec"
/* Registers the file layer under DB_VFS. */
int db_cksum_register(void);
uint64_t db_cksum(const unsigned char *page, uint64_t number);

/* ---- db_veil.c: work files that are noise (db_stream.h) -------------------- */
enum { DB_VEIL_KEY = 32 };
#define DB_VEIL_NAME ".roviec-" /* how the names of such files begin */
enum db_veiled { DB_VEILED_MAIN, DB_VEILED_LOG, DB_VEILED_JOURNAL };
/* False: a file of this name isn't veiled. */
bool db_veil_key(const char *path, unsigned char ret_key[DB_VEIL_KEY]) MUST_USE;
void db_veil(const unsigned char key[DB_VEIL_KEY], enum db_veiled of,
	     void *bytes, ptrdiff_t n, int64_t at);

/* ---- db_conn.c: connections of the embedded engine --------------------- */
/* Once a process; refuses an old library. */
struct err *db_engine_ready(struct arena *a) MUST_USE;
/* Opens and settles a connection in *db. */
struct err *db_conn_open(struct arena *a, const char *path, enum db_use use,
			 struct db *db) MUST_USE;
void db_conn_close(struct db *db);
struct err *db_exec(struct arena *a, struct db *db, const char *sql) MUST_USE;
struct err *db_pragma_int(struct arena *a, struct db *db, const char *sql,
			  int *ret_v) MUST_USE;
/* Runs a check pragma; each of its rows that is not "ok" is a finding. */
struct err *db_findings(struct arena *a, struct db *db, const char *sql,
			struct err **ret_findings) MUST_USE;

/* ---- db_stmt.c ------------------------------------------------------- */
void stmts_init(struct stmts *all);
/* Adds the whole text of a statement. */
void stmt_text(const struct db_stmt *st, struct buf *text);
/* A reader's statements share one read transaction: the locks of the log
 * cost more than a small query. It ends with the loan, before an act, and
 * when something was committed, so every statement sees the newest data. */
void db_read_end(struct db *db);
/* Resets what an act left in use. */
void db_stmts_rest(struct db *db);
void db_stmts_close(struct db *db);

/* ---- db_file.c: the file of the embedded engine ------------------------ */
struct err *file_take(struct arena *a, struct store *s, bool create) MUST_USE;
void file_leave(struct store *s);
struct err *file_destroy(struct arena *a, struct store *s) MUST_USE;
void file_mark(const char *path, struct db_mark *ret_mark);
struct err *file_look(struct arena *a, struct store *s, struct db *db) MUST_USE;
/* Whether a file system (its number of statfs) is a network's. */
bool store_fs_remote(uint64_t type);

/* ---- db_writer.c ----------------------------------------------------- */
struct err *writer_start(struct store *s, struct arena *a) MUST_USE;
void writer_stop(struct store *s);

/* ---- db_migrate.c ---------------------------------------------------- */
extern const struct migration db_migrations[];
extern const int db_n_migrations;
int migrations_newest(const struct migration *list, int n);
/* All n steps into an empty place, in the transaction that runs. */
struct err *migrations_run(struct cx *cx, const struct migration *list,
			   int n) MUST_USE;
/* store_migrate() with a given list. */
struct err *store_migrate_list(struct store *s, struct arena *a, int64_t now,
			       const struct migration *list, int n) MUST_USE;

#endif
