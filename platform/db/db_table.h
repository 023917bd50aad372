/*
 * What tables the data of a schema version has. The list isn't written down
 * anywhere: the schema steps themselves are run in an empty database in
 * memory, in neutral words, so a table or column can't be forgotten.
 */
#ifndef RV_DB_TABLE_H
#define RV_DB_TABLE_H

#include "db/db.h"

enum db_type {
	DB_INT8, /* whole numbers and instants */
	DB_INT4, /* … of the table `migration`, which an engine makes */
	DB_INT2, /* bool */
	DB_DAY,
	DB_TEXT,
	DB_BLOB,
	DB_REAL,
};

struct db_column {
	struct str name;
	enum db_type type;
	bool null; /* may be absent */
};
struct db_columns {
	struct db_column *p;
	ptrdiff_t n, cap;
};

/* A foreign key of one column; all of ours lead to an id. */
struct db_ref {
	struct str column, parent, parent_column;
};
struct db_refs {
	struct db_ref *p;
	ptrdiff_t n, cap;
};

enum { DB_KEY_MOST = 8 };
struct db_table {
	struct str name;
	struct db_columns column; /* in order */
	int key[DB_KEY_MOST];	  /* columns of the primary key, in its order */
	int n_key;
	bool identity; /* the key is an id that the engine counts up */
	struct db_refs ref;
};
struct db_tables {
	struct db_table *p;
	ptrdiff_t n, cap;
};

/*
 * Every table once the n steps of the list are done, `migration` first, each
 * behind those that it refers to (itself excepted). ERR_INTERNAL: a table
 * without a key, or tables that refer to each other in a circle, which no
 * engine could be given row after row.
 */
struct err *db_tables(struct arena *a, const struct migration *list, int n,
		      struct db_tables *ret_tables) MUST_USE;

#endif
