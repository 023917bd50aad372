/*
 * What the files of the PostgreSQL engine share. A server's connections stand
 * in one pool (db_pg_pool.c) for all stores of this process; a store's reader
 * or writer has one only for the time of a transaction. Every connection is in
 * pipeline mode: what a transaction begins with goes out with its first
 * statement, and neither a change of which nobody wants to know the count nor
 * the end of a transaction that only read is waited for.
 */
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

enum {
	PG_PARAMS_MOST = 64,
	PG_NAME_MOST = 63, /* bytes of a name there */
	PG_SCHEMA = 2 * PG_NAME_MOST + 3,
	PG_DUE_MOST = 8,
	PG_AHEAD_MOST = 16,
	PG_DUE_TEXT = 48,
	PG_WAIT_MS = 5000, /* for a connection, or the server */
};

/* States of our own, beside the server's SQLSTATE. */
#define PG_UNKNOWN   "RV001" /* nobody knows whether a commit happened */
#define PG_UNDURABLE "RV002" /* it did, and may be lost with one machine */
#define PG_NOT_ONE   "RV003" /* what was to change one row changed others */
#define PG_PLAIN     "RV004" /* the address would send in the clear */
#define PG_UNTRUSTED "RV005" /* the server's certificate isn't one to trust */

/* What went wrong last. */
struct pg_fault {
	char state[6]; /* SQLSTATE */
	char text[200];
	bool again; /* see struct engine */
	bool blind; /* what failed was a statement that nobody waited for */
};

enum pg_use { PG_READ, PG_WRITE, N_PG_USE };

/* What is said around every transaction. */
enum pg_word {
	PG_BEGIN,
	PG_BEGIN_READ,
	PG_BEGIN_VIEW,
	PG_PATH_READ, /* value: the schema */
	PG_PATH,
	PG_COMMIT,
	PG_ROLLBACK,
	PG_LOCK,
	PG_KEY, /* value: the key */
	PG_STAMP,
	N_PG_WORD
};

struct pg_word_kept {
	char name[32]; /* "": not prepared on this connection */
	int made_at;   /* of the group in which it was */
};

struct pg_conn {
	struct pg_pool *pool;
	struct pg_conn *below; /* the one that rests longer */
	struct arena *mem;
	PGconn *c; /* NULL: not connected */
	struct pg_fault *fault;
	struct stmts stmts;
	struct pg_stmt *rest; /* places of statements that were ended */
	struct pg_word_kept word[N_PG_WORD];
	unsigned long long n_names;
	enum pg_use use;
	uint64_t realm;	      /* serial of the store that it served last */
	const char *schema;   /* … its schema, quoted */
	int switches;	      /* of realms since it was connected */
	int64_t born, rested; /* steady_ms() */
	int64_t until;	      /* waits for the server so long */
	int64_t patience;     /* ms that an answer may take; 0: any */
	int64_t asked;	      /* steady_ms() of the last question */
	bool lost;	      /* no further word goes over it */
	bool late;	      /* … since an answer took too long */
	bool open;	      /* the server is in a transaction */
	bool begins;	      /* it is to begin one with the next statement */
	bool view;	      /* … that sees one moment */
	bool wrote;	      /* … and has something to commit */
	bool undurable;	      /* it said that a commit waits for nobody */
	int n_due;
	char due[PG_DUE_MOST][PG_DUE_TEXT]; /* go out with the next one */
	int owed;  /* groups of answers that nobody has read */
	int sent;  /* questions of this group */
	int good;  /* … and how many of them went well */
	int blind; /* … up to which one nobody waits for an answer */
	/* of this group, whose answers somebody will want */
	struct pg_stmt *ahead[PG_AHEAD_MOST];
	int n_ahead;
	bool any_asked;	  /* since something was written */
	uint64_t one_row; /* … bits of those that must change one row */
};

/* A reader or the writer of a store. */
struct pg_handle {
	struct pg_conn *on; /* NULL: no transaction */
	struct pg_fault fault;
	int64_t changes, last_id;
	int64_t stamp; /* of this transaction */
	bool stamped;  /* … when it was asked for */
	bool careful;  /* it waits for every answer */
};

/* What a store has of a server. */
struct pg_store {
	struct pg_pool *pool;
	char schema[PG_SCHEMA];	    /* quoted */
	atomic_int_fast64_t pruned; /* steady_ms() */
};

struct pg_stmt {
	char name[24];
	bool prepared;
	bool small;	/* its last result was not a long one */
	int made_at;	/* of the group in which it was prepared */
	int asked_at;	/* … in which it was asked for ahead */
	uint64_t asked; /* mark of the parameters then; 0: it wasn't */
	const char *value[PG_PARAMS_MOST];
	int size[PG_PARAMS_MOST];
	unsigned char room[PG_PARAMS_MOST][8]; /* of numbers */
	PGresult *res;
	int row;
	char cursor[24];       /* "": the result is whole … */
	bool gone;	       /* … or its connection broke */
	struct pg_stmt *below; /* in the list of places */
};

/* ---- db_pg_conn.c: one connection ------------------------------------------ */
/* Connects, waiting no longer than the address says. */
int pg_connect(struct pg_conn *pg, const char *path, bool reads);
void pg_disconnect(struct pg_conn *pg);
/* Keeps the complaint of a result, or of the connection; PG_FAILED. */
int pg_failed(struct pg_conn *pg, const PGresult *res);
/* Puts questions on the way: false when the connection is lost. */
typedef bool pg_send_fn(struct pg_conn *pg, void *arg);
/* One statement; parameters as text. */
bool pg_send(struct pg_conn *pg, const char *sql, int n,
	     const char *const *value);
/*
 * Sends what is due, then what fn sends, and waits for the answers; *ret_res
 * is the last one's, NULL when any failed. A transaction that begins with it
 * is begun anew when the connection broke, and connected first if need be.
 */
int pg_exchange(struct pg_conn *pg, pg_send_fn *fn, void *arg,
		PGresult **ret_res);
/* … of one statement without parameters, whose result nobody wants. */
int pg_run(struct pg_conn *pg, const char *sql);
/* Puts a question on the way, behind what is due, whose answer is read with
 * that of the next exchange; only where a transaction is open. When there are
 * many, it waits for them. */
int pg_post(struct pg_conn *pg, pg_send_fn *fn, void *arg, bool one_row);
/* Waits for what was posted. */
int pg_heard(struct pg_conn *pg);
/* Ends the transaction and doesn't wait. */
void pg_tell(struct pg_conn *pg, enum pg_word w);
/* Goes out with the next question; false when there is no room. */
bool pg_due(struct pg_conn *pg, const char *sql);
/* Whether the transaction takes no more statements. */
bool pg_spoilt(const struct pg_conn *pg);
struct err *pg_err(struct arena *a, const struct pg_fault *f,
		   const char *what) NONNULL_RESULT;

/* ---- db_pg_word.c: what is said around every transaction --------------------- */
/* Those that need no schema, to be prepared. */
bool pg_words_send(struct pg_conn *pg);
/* One, with its value or NULL; prepared with its first use. */
bool pg_say(struct pg_conn *pg, enum pg_word w, const char *value);
/* The group's answers are in. */
void pg_words_heard(struct pg_conn *pg);
void pg_words_forget(struct pg_conn *pg);

/* ---- db_pg_pool.c ------------------------------------------------------------ */
/* The pool of an address, made for its first store; `most`: see struct
 * db_config. */
struct pg_pool *pg_pool_open(const char *path, bool reads,
			     int most) NONNULL_RESULT;
void pg_pool_close(struct pg_pool *pool);
/* Gives the handle a connection (perhaps one that must be connected yet),
 * waiting for it until `until`. */
int pg_take(struct db *db, enum pg_use use, int64_t until);
void pg_give(struct db *db);
/* Connects one that isn't, with back-off, until its `until`. */
int pg_pool_connect(struct pg_conn *pg);
/* Connections that it has now, for tests. */
int pg_pool_size(struct pg_pool *pool);

/* ---- db_pg_tx.c --------------------------------------------------------------- */
int pg_frame(struct db *db, enum frame f);
bool pg_outside(struct db *db);
enum again pg_again(struct db *db);
void pg_rest(struct db *db);
/* A connection outside of any transaction. */
int pg_attach(struct db *db);

/* ---- db_pg_schema.c ----------------------------------------------------------- */
/* The store's schema, quoted, and its pool. */
struct err *pg_reach(struct arena *a, struct store *s) MUST_USE;
struct err *pg_begin(struct arena *a, struct store *s, bool create) MUST_USE;
void pg_end(struct store *s);
struct err *pg_destroy(struct arena *a, struct store *s) MUST_USE;
struct err *pg_lend(struct arena *a, struct db *db, const char *role) MUST_USE;
struct err *pg_retire(struct arena *a, struct db *db, struct str name) MUST_USE;
/* The transaction that runs may rest between statements as long as it wants. */
struct err *pg_unhurried(struct arena *a, struct db *db) MUST_USE;
struct err *pg_exec(struct arena *a, struct db *db, const char *sql) MUST_USE;
struct err *pg_version(struct arena *a, struct db *db, int *ret_v) MUST_USE;
struct err *pg_unbearable(struct arena *a, struct db *db, int known,
			  int *ret_n) MUST_USE;
struct err *pg_set_version(struct arena *a, struct db *db, int v) MUST_USE;
struct err *pg_note(struct cx *cx, const struct migration *m) MUST_USE;

/* ---- db_pg_stmt.c ------------------------------------------------------------- */
int pg_prepare(struct db_stmt *st, struct str sql);
void pg_finalize(struct db_stmt *st);
void pg_reset(struct db_stmt *st);
int pg_null(struct db_stmt *st, int param);
int pg_bind_i64(struct db_stmt *st, int param, int64_t v);
int pg_bind_day(struct db_stmt *st, int param, day_t d);
int pg_bind_str(struct db_stmt *st, int param, struct str s);
int pg_bind_f64(struct db_stmt *st, int param, double v);
int pg_step(struct db_stmt *st, bool *ret_row);
int pg_put(struct db_stmt *st, bool *ret_heard);
int pg_ahead(struct db_stmt *st, bool *ret_taken);
/* Whether the group's answer that was counted last was asked for ahead. */
bool pg_ahead_take(struct pg_conn *pg, PGresult *res);
/* The group is over, whatever came. */
void pg_ahead_end(struct pg_conn *pg);
/* What was asked for is no longer so: something is written or undone, or
 * another transaction begins. */
void pg_ahead_stale(struct pg_conn *pg);
/* The server has forgotten them: it is another connection. */
void pg_stmts_forget(struct pg_conn *pg);
void pg_stmts_drop(struct pg_conn *pg);

/* Values of the present row (db_pg_value.c). */
int64_t pg_col_i64(struct db_stmt *st, int col);
day_t pg_col_day(struct db_stmt *st, int col);
struct str pg_col_peek(struct db_stmt *st, int col);
double pg_col_f64(struct db_stmt *st, int col);
day_t pg_epoch(void); /* their day 0 */

#endif
