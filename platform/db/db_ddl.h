/*
 * The schema's neutral words (doc/sqlc.md) into an engine's own, and the
 * scanner of SQL that this and tools/sqlc share. Pure: no database here.
 */
#ifndef RV_DB_DDL_H
#define RV_DB_DDL_H

#include "base/err.h"
#include "base/str.h"

enum db_engine {
	DB_SQLITE,
	DB_POSTGRES,
	DB_NEUTRAL, /* words stay types: sqlc reads them back from a column */
};

enum sql_kind {
	SQL_END,
	SQL_SPACE,
	SQL_COMMENT,
	SQL_WORD, /* keyword or plain name */
	SQL_NUMBER,
	SQL_STRING, /* 'text' */
	SQL_QUOTED, /* "name" */
	SQL_PARAM,  /* :name */
	SQL_PUNCT,  /* one byte, or two for :: || <= >= <> != */
	SQL_BAD,    /* a quote or comment without an end */
};

struct sql_token {
	enum sql_kind kind;
	struct str text; /* a piece of the scanned text */
};

/* The token at *at; moves *at behind it. */
struct sql_token sql_next(struct str sql, ptrdiff_t *at);
/* Whether the token is this word, in any case of letters. */
bool sql_is(struct sql_token t, const char *word);

/*
 * Splits neutral DDL into statements (each ended by `;`) and translates each:
 * type words of columns change, SQLite's tables become strict, comments go,
 * all else stays. An error means a fault of our own schema files.
 */
struct err *db_ddl_translate(struct arena *a, enum db_engine engine,
			     struct str neutral,
			     struct strs *ret_statements) MUST_USE;

#endif
