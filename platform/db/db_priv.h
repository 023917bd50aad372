/*
 * Inside of platform/db: what its files share. Only here and in the .c files
 * beside it is the engine's own header seen.
 */
#ifndef RV_DB_PRIV_H
#define RV_DB_PRIV_H

#include "db/db.h"

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

struct db_stmt {
	struct db *db;
	const struct db_query *query;
	unsigned filters;
	unsigned order;
	sqlite3_stmt *st;
	uint64_t used; /* tick of the last use */
	int next;      /* in its bucket, or -1 */
	int bind_rc;   /* first failed bind */
	bool busy;
	bool running; /* has given a row and not its end */
};

struct db {
	sqlite3 *h;
	struct store *store;
	struct arena *arena;
	struct db *below; /* next idle reader */
	bool writer;
	bool trusted; /* opening, migrating, keeping: no authorizer */
	sqlite3_stmt *begin, *commit; /* of a reader's transaction */
	uint64_t read_generation;     /* what that one sees */
	uint64_t tick;
	int n_stmts;
	int n_running;
	int bucket[STMT_BUCKETS];
	struct db_stmt stmt[STMT_MOST];
};

/* One queued act; lives on the stack of the thread that waits for it. */
struct act {
	const struct cx *cx;
	db_tx_fn *fn;
	void *arg;
	struct err *err;
	struct act *next;
	bool large; /* for db_tx_large() */
	bool lead;  /* woken to lead the next batch, not because it is done */
	sem_t woken;
};

struct store {
	struct arena *mem;
	const char *path;
	int lock_fd;
	bool read_only;
	bool sync_off;
	atomic_int version;
	atomic_uint_fast64_t generation; /* see store_generation() */
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
	bool keeper_runs, stop;
	bool fold_now;		/* the keeper leads next */
	pthread_cond_t to_keep; /* fold_now or stop */
	pthread_cond_t rests;	/* nobody leads any more */
	atomic_bool broken; /* an fsync failed: nothing is written any more */
	int wal_frames;
	int checkpoint_frames; /* fold the log into the file at so many */
	sqlite3_stmt *begin, *commit, *rollback;
	sqlite3_stmt *save, *release, *undo;
};

/* The next number of store_generation(); never the same twice. */
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

/* ---- db_conn.c: connections ------------------------------------------ */
enum db_use {
	DB_READER, /* lent to threads */
	DB_WRITER, /* the store's only one */
	DB_KEEPER, /* backup and checks: reads only, no authorizer */
};
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
void db_stmts_init(struct db *db);
/* A reader's statements share one read transaction: the locks of the log
 * cost more than a small query. It ends with the loan, before an act, and
 * when something was committed, so every statement sees the newest data. */
void db_read_end(struct db *db);
/* Resets what an act left in use. */
void db_stmts_rest(struct db *db);
void db_stmts_close(struct db *db);

/* ---- db_store.c ------------------------------------------------------ */
/* Whether a file system (its number of statfs) is a network's. */
bool store_fs_remote(uint64_t type);

/* ---- db_writer.c ----------------------------------------------------- */
struct err *writer_start(struct store *s, struct arena *a) MUST_USE;
void writer_stop(struct store *s);

/* ---- db_migrate.c ---------------------------------------------------- */
extern const struct migration db_migrations[];
extern const int db_n_migrations;
int migrations_newest(const struct migration *list, int n);
/* store_migrate() with a given list. */
struct err *store_migrate_list(struct store *s, struct arena *a, int64_t now,
			       const struct migration *list, int n) MUST_USE;

#endif
