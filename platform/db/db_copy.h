/*
 * Copying a realm's data, whole and exactly, to any engine: every row of every
 * table, read in one consistent view, written in one transaction, then both
 * sides read anew and compared row by row before anything of it is kept.
 */
#ifndef RV_DB_COPY_H
#define RV_DB_COPY_H

#include "db/db.h"

struct copied_table {
	struct str name;
	int64_t rows;
	struct str sha256; /* of the rows in the order of their keys, hex */
};
struct copied {
	struct copied_table *p; /* parents before those that refer to them */
	ptrdiff_t n, cap;
	int64_t rows;
	int version; /* of the schema, as the source has it */
};

/*
 * Copies what `from` holds to to->path: a file that isn't there yet (the form
 * of a backup), or the schema to->schema of a server, absent or empty
 * (ERR_CONFLICT otherwise; nothing is touched). The schema's version comes
 * along. After any error, or a kill at any moment, the place is as it was or
 * holds everything. `from` may be in use: what is written to it meanwhile isn't
 * copied. Rows and errors go to `a`.
 */
struct err *store_copy(struct store *from, struct arena *a,
		       const struct db_config *to,
		       struct copied *ret_copied) MUST_USE;

/*
 * Reads every row of every table of an open store in one view, and asks for
 * foreign keys that lead nowhere: what a server can be asked for. Each finding
 * is one err in the list. store_check() does it for data on a server.
 */
struct err *store_read_all(struct store *s, struct arena *a,
			   struct err **ret_findings) MUST_USE;

#endif
