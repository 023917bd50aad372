/*
 * Inside of tools/sqlc: named SQL to typed C (doc/sqlc.md). The passes are
 * read (sqlc_read.c) → lint (sqlc_lint.c) → check against the schema
 * (sqlc_check.c) → emit (sqlc_emit.c); sqlc_schema.c loads the schema.
 */
#ifndef RV_SQLC_H
#define RV_SQLC_H

#include "base/buf.h"
#include "db/db_ddl.h"

struct sqlite3;

enum {
	SQLC_MOST = 24, /* optional parts, and sort orders, of a query */
	SQLC_ALL = 8,	/* up to so many parts every variant is prepared */
	SQLC_TEXT_MOST = 8 << 20
};

enum query_kind {
	KIND_ONE,
	KIND_MANY,
	KIND_EACH,
	KIND_EXEC,
	KIND_ROW,
	KIND_ID
};

enum field_type {
	TYPE_NONE, /* an expression without a note */
	TYPE_INT,
	TYPE_BOOL,
	TYPE_DAY,
	TYPE_INSTANT,
	TYPE_TEXT,
	TYPE_BLOB,
	TYPE_REAL,
};

/* A parameter, a note of `-- out:`, or a column. */
struct field {
	struct str name;
	enum field_type type;
	bool always;	 /* a parameter that every variant has */
	unsigned opts;	 /* … that these optional parts have */
	unsigned unless; /* … that the variants without these parts have */
	unsigned orders;
	bool used;
};
struct fields {
	struct field *p;
	ptrdiff_t n, cap;
};

struct source {
	const char *path;
	struct str text;
};

struct part {
	struct str sql;
	int opt, order; /* -1: always */
	bool unless;	/* stands when opt is off */
};
struct parts {
	struct part *p;
	ptrdiff_t n, cap;
};

struct query {
	struct str name;
	enum query_kind kind;
	struct strs comment;
	struct fields in, out, col;
	struct strs opt, order;
	struct parts part;
	const struct source *src;
	const char *at;		/* its name in the source */
	struct str sql;		/* as written, {name} filled in */
	bool scan, like, ahead; /* marks */
	bool postgres;		/* a second text for the other engine */
	bool writes;
	bool last_id; /* an :id whose row the engine remembers */
};
struct queries {
	struct query *p;
	ptrdiff_t n, cap;
};

/* A schema file with its number and name (0021_work_task.sql). */
struct schema {
	struct source src;
	int64_t number;
	struct str name;
};
struct schemas {
	struct schema *p;
	ptrdiff_t n, cap;
};

/* A piece of text that queries name as {name}. */
struct let {
	struct str name, text;
	bool busy; /* while it is being put in */
};
struct lets {
	struct let *p;
	ptrdiff_t n, cap;
};

struct sqlc {
	struct arena *a;
	struct buf log; /* what is wrong, a line each */
	const char *at; /* the query in work, for faults in put-together text */
	struct lets let;
	int n_bad;
	struct schemas schema;
	struct queries query;
	struct sqlite3 *words; /* the schema with neutral words as types */
	struct sqlite3 *real;  /* the schema as SQLite will have it */
};

/* Notes a fault at a place of a source (NULL: the file as a whole). */
void sqlc_bad(struct sqlc *c, const struct source *s, const char *at,
	      const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Takes a schema file in: number and name come from its path. */
void sqlc_schema_add(struct sqlc *c, const char *path, struct str text);
/* Sorts, lints and loads all schema files into both databases. */
void sqlc_schema_load(struct sqlc *c);
void sqlc_schema_close(struct sqlc *c);

/* Reads a file of queries. */
void sqlc_read(struct sqlc *c, const struct source *src);
/* int, bool … ; TYPE_NONE for any other word. */
enum field_type sqlc_type(struct str word);
/* The neutral type word of a column's declaration. */
enum field_type sqlc_decltype(const char *word);
/* Lower-case letters, digits and _, not a word of C. */
bool sqlc_name_ok(struct str s);
/* The field of this name, or NULL. */
struct field *sqlc_field(const struct fields *f, struct str name);

void sqlc_lint_query(struct sqlc *c, const struct query *q);
void sqlc_lint_schema(struct sqlc *c, const struct source *src);

/* A token list without spaces and comments, ended by SQL_END. */
struct sql_tokens {
	struct sql_token *p;
	ptrdiff_t n, cap;
};
struct sql_tokens sqlc_tokens(struct arena *a, struct str sql);

/* The passes up to the check; false when the log has faults. */
bool sqlc_compile(struct sqlc *c, const struct source *src);

/* The C file and header; `header` is the header's file name. */
void sqlc_emit_c(struct sqlc *c, struct str header, struct buf *out);
void sqlc_emit_h(struct sqlc *c, struct str header, struct buf *out);
void sqlc_emit_migrations(struct sqlc *c, const char *name, struct buf *out);

#endif
