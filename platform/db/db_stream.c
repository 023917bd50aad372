/*
 * A store's file as a stream: every page of one moment, checked, handed to
 * somebody who takes it, so that it needn't stand anywhere in between. The
 * engine's table of pages is read inside one view; what stands in the log is
 * in it, and the server writes on.
 */
#include "db/db_copy_priv.h"
#include "db/db_stream.h"

#include <endian.h>

enum { PAGES_MOST = 1 << 16 }; /* handed on at once: bytes */

static void conn_closep(struct db **db)
{
	db_conn_close(*db);
}

static struct err *findings_first(struct arena *a, const char *path,
				  const struct err *found)
{
	if (!found)
		return NULL;
	return db_err_damaged(a, path,
			      found->n_args ? found->arg[0] : found->detail);
}

/* In the view that is read: what it says of itself is what goes out. */
static struct err *view_check(struct arena *a, struct db *db, const char *path)
{
	struct err *found = NULL;
	struct err *e =
		db_findings(a, db, "pragma integrity_check(10)", &found);

	if (!e && !found)
		e = db_findings(a, db, "pragma foreign_key_check", &found);
	return e ? e : findings_first(a, path, found);
}

/* The first page says that there is a log beside; here there is none. The sum
 * is made anew: a page that stood in the log has none yet. */
static void page_finish(unsigned char *page, int64_t number)
{
	uint64_t sum;

	if (number == 1)
		page[18] = page[19] = 1;
	sum = htole64(db_cksum(page, (uint64_t)number));
	memcpy(page + DB_PAGE - DB_RESERVE, &sum, sizeof(sum));
}

/* The engine keeps its locks behind the first gigabyte: no page is there. */
static bool is_lock_page(int64_t number)
{
	return number == 0x40000000 / DB_PAGE + 1;
}

struct pages {
	struct arena *a;
	const char *path;
	const struct db_sink *to;
	unsigned char *p;
	ptrdiff_t n;
};

static struct err *pages_flush(struct pages *g)
{
	struct str bytes = { (const char *)g->p, g->n };

	g->n = 0;
	return bytes.n ? g->to->more(g->to->arg, bytes) : NULL;
}

static struct err *page_take(struct pages *g, sqlite3_stmt *st, int64_t number)
{
	const void *p = sqlite3_column_blob(st, 1);

	if (sqlite3_column_int64(st, 0) != number || !p ||
	    sqlite3_column_bytes(st, 1) != DB_PAGE)
		return db_err_damaged(g->a, g->path, STR("page"));
	memcpy(g->p + g->n, p, DB_PAGE);
	if (!is_lock_page(number))
		page_finish(g->p + g->n, number);
	g->n += DB_PAGE;
	return g->n == PAGES_MOST ? pages_flush(g) : NULL;
}

static struct err *pages_read(struct pages *g, struct db *db, int64_t count)
{
	sqlite3_stmt *st = NULL;
	int64_t number = 0;
	struct err *e = NULL;
	int rc = sqlite3_prepare_v2(
		db->h, "select pgno, data from sqlite_dbpage('main')", -1, &st,
		NULL);

	while (!e && (rc == SQLITE_OK || rc == SQLITE_ROW)) {
		rc = sqlite3_step(st);
		if (rc == SQLITE_ROW)
			e = page_take(g, st, ++number);
	}
	if (!e && rc != SQLITE_DONE)
		e = db_err(g->a, db->h, rc, "pages");
	if (!e && number != count)
		e = db_err_damaged(g->a, g->path, STR("size"));
	sqlite3_finalize(st);
	return e ? e : pages_flush(g);
}

static struct err *file_stream(struct arena *a, const char *path,
			       const struct db_sink *to)
{
	struct db *db CLEANUP(conn_closep) = arena_new(a, struct db, 1);
	struct pages g = { .a = a,
			   .path = path,
			   .to = to,
			   .p = (unsigned char *)arena_bytes(a, PAGES_MOST) };
	int count = 0;
	struct err *e = db_conn_open(a, path, DB_KEEPER, db);

	if (!e)
		e = copy_lite.snapshot(a, db);
	if (!e)
		e = view_check(a, db, path);
	if (!e)
		e = db_pragma_int(a, db, "pragma page_count", &count);
	if (!e)
		e = to->begin(to->arg, (int64_t)count * DB_PAGE);
	return e ? e : pages_read(&g, db, count);
}

struct err *store_stream(struct store *s, struct arena *a, const char *folder,
			 const struct db_sink *to)
{
	struct copied copied;
	const char *work;
	struct err *e;

	if (s->engine == &engine_lite)
		return file_stream(a, s->path, to);
	e = db_veil_new(a, folder, &work);
	if (e)
		return e;
	e = store_copy(s, a, &(struct db_config){ .path = work }, &copied);
	if (!e)
		e = file_stream(a, work, to);
	db_veil_end(a, work);
	return e;
}
