/* The engine's result codes as errors that people and logs can use. */
#include "db/db_priv.h"

#include <errno.h>

struct kind {
	int rc; /* see rc_meaning() */
	enum err_code code;
	const char *msgid;
};

static const struct kind kinds[] = {
	{ SQLITE_CONSTRAINT, ERR_CONFLICT,
	  N_("This does not agree with what is already stored.") },
	{ SQLITE_BUSY, ERR_BUSY,
	  N_("The data is being used by another process; please try again.") },
	{ SQLITE_LOCKED, ERR_BUSY,
	  N_("The data is being used by another process; please try again.") },
	{ SQLITE_FULL, ERR_FULL,
	  N_("The disk is full: nothing was saved; free some room and try "
	     "again.") },
	{ SQLITE_TOOBIG, ERR_LIMIT,
	  N_("A text or file is larger than the database takes.") },
	{ SQLITE_CANTOPEN, ERR_IO, N_("The data file cannot be opened.") },
	{ SQLITE_IOERR, ERR_IO,
	  N_("The disk reported an error: nothing was saved.") },
	{ SQLITE_READONLY_ROLLBACK, ERR_IO,
	  N_("The data was left in the middle of a write: start the server "
	     "once, which mends it, then try again.") },
	{ SQLITE_READONLY, ERR_IO, N_("The data may only be read.") },
	{ SQLITE_CORRUPT, ERR_DB,
	  N_("The data file is damaged; please restore the newest backup.") },
	{ SQLITE_NOTADB, ERR_DB,
	  N_("The data file is damaged; please restore the newest backup.") },
};

static const struct kind other = { 0, ERR_DB,
				   N_("The database could not do this.") };

/* A quota or a file size limit is a full disk to us; a page whose checksum
 * is wrong is a damaged file. */
static int rc_meaning(sqlite3 *h, int rc)
{
	int no = h ? sqlite3_system_errno(h) : 0;

	if (rc == SQLITE_IOERR_DATA)
		return SQLITE_CORRUPT;
	if (rc == SQLITE_READONLY_ROLLBACK || rc == SQLITE_READONLY_RECOVERY)
		return SQLITE_READONLY_ROLLBACK;
	if (rc == SQLITE_IOERR_WRITE &&
	    (no == EDQUOT || no == EFBIG || no == ENOSPC))
		return SQLITE_FULL;
	return rc & 0xff;
}

struct err *db_err(struct arena *a, sqlite3 *h, int rc, const char *what)
{
	const struct kind *k = &other;
	int primary = rc_meaning(h, rc);

	for (int i = 0; i < N_ELEMENTS(kinds); i++)
		if (kinds[i].rc == primary)
			k = &kinds[i];
	return err_detail(a, err_new(a, k->code, k->msgid), "%s: %d %s", what,
			  rc, h ? sqlite3_errmsg(h) : sqlite3_errstr(rc));
}

struct err *db_err_file(struct arena *a, const char *path, int no)
{
	enum err_code code = no == ENOSPC || no == EDQUOT ? ERR_FULL : ERR_IO;
	char text[128];

	return err_new(a, code, N_("The file {0} cannot be used: {1}."),
		       str_c(path), str_c(strerror_r(no, text, sizeof(text))));
}

struct err *db_err_damaged(struct arena *a, const char *path, struct str why)
{
	struct err *e = err_new(a, ERR_DB,
				N_("The file {0} is damaged; please restore "
				   "the newest backup."),
				str_c(path));

	return err_detail(a, e, "%.*s", STR_ARG(why));
}
