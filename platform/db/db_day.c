/* Days in statements: text of the form 2026-06-30 in this engine. */
#include "db/db_priv.h"

void db_bind_day(struct db_stmt *st, int param, day_t d)
{
	char iso[DAY_ISO];
	int rc = day_write(d, iso)
			 ? sqlite3_bind_text(st->st, param, iso, DAY_ISO,
					     SQLITE_TRANSIENT)
			 : sqlite3_bind_null(st->st, param);

	if (rc != SQLITE_OK && rc != SQLITE_RANGE && st->bind_rc == SQLITE_OK)
		st->bind_rc = rc;
}

day_t db_col_day(struct db_stmt *st, int col)
{
	struct str s = db_col_peek(st, col);
	day_t d = DAY_NONE;

	if (s.p && !day_from_iso(s, &d))
		return DAY_NONE;
	return d;
}
