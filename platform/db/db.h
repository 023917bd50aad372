/*
 * The database, neutral to the engine. A `struct store` is one realm's
 * database: reader connections that threads borrow, and one writer thread
 * that runs acts in groups (one durable commit for many acts). A `struct db`
 * is one connection. Statements exist only as named queries compiled by
 * tools/sqlc; nothing else prepares SQL at run time.
 */
#ifndef RV_DB_H
#define RV_DB_H

#include "base/cx.h"

/* NULL of an integer, day or instant column in a row or parameter. */
#define DB_NULL INT64_MIN

/* One numbered schema step; tools/sqlc embeds them from schema/NNNN_x.sql,
 * in order, as db_migrations[] (generated). */
struct migration {
	int number;
	const char *name;
	const char *sql; /* neutral DDL, see doc/sqlc.md */
	bool bearable;	 /* programs of the step before go on with the data */
};

/* How a file was when this process closed it. */
struct db_mark {
	uint64_t device, number;
	int64_t size, changed_ns; /* size 0: never, or on a server */
};

struct db_config {
	/* file of the embedded engine, or postgresql://…, maybe with the
	 * schema behind "#" */
	const char *path;
	const char *schema; /* when no "#" says it; NULL: roviec */
	bool create;	    /* make it when it is absent */
	bool read_only;
	int readers; /* most that read at once; 0: 8 */
	/* Of a server: most connections of this process to it, of all its
	 * stores together; a quarter is for acts. 0: 32. */
	int connections;
	/* or NULL: is it so still, it isn't read whole again */
	const struct db_mark *mark;
	bool unsafe_sync_off; /* only the crash test's negative control */
	/* the schema when it isn't a realm's: its steps */
	const struct migration *steps;
	int n_steps;
};

/* Whether data is a server's, postgresql://…, instead of a file's or folder's. */
bool db_is_address(struct str data);
/* As people and logs may see it: a password in an address is left out. */
struct str db_address_shown(struct arena *a, struct str data);

/* Opens a realm's database: refuses a library below 3.51.3 (WAL-reset
 * corruption), a file that is not ours, a newer schema than this program's.
 * Runs a quick check of the file. The store lives until store_close(). */
struct err *store_open(struct arena *a, const struct db_config *c,
		       struct store **ret_store) MUST_USE;
/* Whether that read all of it. */
bool store_was_looked(const struct store *s);
/* Finishes queued acts, checkpoints, closes. NULL is allowed. */
void store_close(struct store *s);
/* … and says how it is now, for the next time that it is opened. */
void store_close_marked(struct store *s, struct db_mark *ret_mark);

/* Holds a folder for this process alone until the descriptor is closed;
 * ERR_BUSY names the process that has it. */
struct err *db_folder_hold(struct arena *a, const char *folder,
			   int *ret_fd) MUST_USE;

/* Deletes a realm's data for ever: the file and what belongs to it, or the
 * schema on the server. ERR_BUSY while a process writes it (of a file); what
 * isn't there is no error. */
struct err *db_destroy(struct arena *a, const char *path) MUST_USE;

/* In an act: gives a schema on a server another name when the act is kept, so
 * that processes that still know the old one find nothing; of a file, nothing
 * (its lock keeps them out). */
struct err *db_retire(struct db *db, struct arena *a, struct str name) MUST_USE;

/* Another account of a server may read and write what stands there, and change
 * neither tables nor what only grows (the trail); again after each migration.
 * ERR_UNSUPPORTED of a file. */
struct err *store_lend(struct store *s, struct arena *a,
		       struct str role) MUST_USE;

/* The file that it was opened from, or the server's address (which may hold a
 * password: see db_address_shown()); the schema there, NULL of a file. */
const char *store_path(const struct store *s);
const char *store_schema(const struct store *s);

/* A number that changes with every commit, of any process, and that no other
 * store of this process ever had: what is read behind it through this
 * connection stays right while the number stands. */
uint64_t db_generation(struct db *db);
/* … will be asked for in this transaction: see db_ahead(). */
struct err *db_generation_ahead(struct db *db) MUST_USE;

/* The disk failed while something was written: nothing more is saved until the
 * program is started again. Pages are read on. */
bool store_broken(const struct store *s);

/* A number that no other store of this process ever had. */
uint64_t store_serial(const struct store *s);

/* Borrows a reader; the calling thread alone may use it. `a` is where its
 * rows and errors go. Never fails: waits when all are lent. A server's
 * connection comes with the first statement, which fails with ERR_BUSY when
 * the server can't be reached in time. */
struct db *store_reader(struct store *s, struct arena *a) NONNULL_RESULT;
void store_return(struct db *db);
/* From now on this reader sees one moment, whoever writes meanwhile, until it
 * is told otherwise or returned; else each of its statements sees at least what
 * there is when it begins. For checks that compare what several statements
 * read. Nothing of a writer. */
void db_view(struct db *db, bool is);

/*
 * Runs fn in a write transaction on the writer and waits until it is durable
 * (or undone). fn gets a copy of cx whose `db` is the writer and `in_tx` is
 * set; rows and errors still go to cx->arena. fn may run again after a
 * conflict, therefore it may only touch the database and what it returns.
 * When fn returns an error nothing of it is kept; when a server stopped
 * answering at the very end, ERR_BUSY says that nobody knows. Inside another
 * db_tx() fn runs at once in the same transaction.
 */
typedef struct err *db_tx_fn(struct cx *cx, void *arg);
struct err *db_tx(const struct cx *cx, db_tx_fn *fn, void *arg) MUST_USE;
/* The same for an act that writes thousands of rows: it waits until it is the
 * first of a transaction, where no savepoint makes it many times slower. */
struct err *db_tx_large(const struct cx *cx, db_tx_fn *fn, void *arg) MUST_USE;

/* ---- migrations ------------------------------------------------------ */
/* Brings an opened store from its version to the newest, one transaction,
 * and writes each step to table `migration`. ret_from/ret_to may be NULL. */
struct err *store_migrate(struct store *s, struct arena *a, int64_t now,
			  int *ret_from, int *ret_to) MUST_USE;
/* Schema version of the file and the newest this program knows. */
struct err *store_version(struct store *s, struct arena *a, int *ret_have,
			  int *ret_want) MUST_USE;

/* ---- keeping --------------------------------------------------------- */
/* Writes a consistent single-file copy while the store is in use. Refuses to
 * overwrite; leaves nothing behind when it fails. */
struct err *store_backup(struct store *s, struct arena *a,
			 const char *to) MUST_USE;
/* Leaves nothing of what was deleted in the files of an embedded engine: every
 * page is written anew, the log is folded in and emptied. Not inside an act;
 * what cx->db has read is over. Waits for others who read; ERR_BUSY when they
 * don't end in time. Of a server nothing is done: it cleans its pages itself
 * (vacuum). */
struct err *store_scrub(struct cx *cx) MUST_USE;
/* Looks at a backup file: ours, whole (full integrity check, page checksums),
 * schema not newer. */
struct err *db_file_check(struct arena *a, const char *path,
			  int *ret_version) MUST_USE;
/* Full integrity and foreign-key check of an open store; each finding is one
 * err in the list *ret_findings. */
struct err *store_check(struct store *s, struct arena *a,
			struct err **ret_findings) MUST_USE;

/* Whether the pages of the data are in our file and have our sums; if not,
 * whether the server keeps sums of its own. */
struct err *store_pages(struct store *s, struct arena *a, bool *ret_ours,
			bool *ret_summed) MUST_USE;

/* ---- under the generated code (feature code does not call these) ------ */
/* A statement's text in parts: always-part, then optional parts chosen by a
 * bit set, then one sort order. See doc/sqlc.md. */
struct db_part {
	const char *sql;
	int8_t opt;   /* -1 always, else index of the optional filter */
	int8_t order; /* -1 always, else belongs to this sort order */
	bool unless;  /* stands when the filter is off */
};
struct db_query {
	const char *name;
	const struct db_part *part;
	int n_parts;
	const char *const *param; /* names in the order of ?1, ?2 … */
	const char *
		types; /* a letter each: i int, d day, t text, b blob, r real */
	int n_params;
	bool writes;
	bool last_id; /* an insert that is to tell the id of its row */
	bool one_row; /* `:row`: changes exactly one */
	bool scan;    /* `-- scan`: may read a whole table */
};
struct db_stmt;
/* A prepared statement of a variant, reset and unbound. It is kept under the
 * address of q, which must be static. Texts and blobs that are bound stay the
 * caller's and must live until db_stmt_done(). */
struct err *db_stmt_get(struct db *db, const struct db_query *q,
			unsigned filters, unsigned order,
			struct db_stmt **ret_stmt) MUST_USE;
void db_bind_i64(struct db_stmt *st, int param, int64_t v); /* DB_NULL → NULL */
void db_bind_day(struct db_stmt *st, int param, day_t d); /* DAY_NONE → NULL */
void db_bind_str(struct db_stmt *st, int param,
		 struct str s); /* p NULL → NULL */
void db_bind_blob(struct db_stmt *st, int param, struct str s);
void db_bind_f64(struct db_stmt *st, int param, double v);
/* Next row; *ret_row false at the end. */
struct err *db_step(struct db_stmt *st, bool *ret_row) MUST_USE;
/* Runs one of which nobody wants to know more than that it went well, and, if
 * it says so, changed one row. A server's answer isn't waited for: when it is
 * another, the act runs again and then hears it here. */
struct err *db_send(struct db_stmt *st) MUST_USE;
/* Puts a read on its way whose answer is wanted later, so that several need one
 * journey to a server: whoever then asks the same with the same parameters gets
 * it, unless something was written meanwhile. Ends the use of the statement;
 * what nobody asks for is dropped with the transaction. An engine inside the
 * process does nothing (db_far() is false). */
struct err *db_ahead(struct db_stmt *st) MUST_USE;
bool db_far(const struct db *db);
int64_t db_col_i64(struct db_stmt *st, int col);
day_t db_col_day(struct db_stmt *st, int col);
/* Copied into the connection's current arena. */
struct str db_col_str(struct db_stmt *st, int col);
struct str db_col_blob(struct db_stmt *st, int col);
/* Not copied: valid until the next step. */
struct str db_col_peek(struct db_stmt *st, int col);
double db_col_f64(struct db_stmt *st, int col);
/* Rows changed by the statement that was just stepped to its end. */
int64_t db_changes(struct db *db);
/* The id of the row that it inserted; DB_NULL when it didn't. */
int64_t db_last_id(struct db *db);
/* Ends the use of a statement (also after an error). */
void db_stmt_done(struct db_stmt *st);
/* The arena where rows of this connection go now. */
struct arena *db_arena(struct db *db) NONNULL_RESULT;

#endif
