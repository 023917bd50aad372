/*
 * PostgreSQL's side of a copy: rows come and go by COPY in its binary form,
 * which is ours, one after the other, so no table is ever in memory.
 */
#include "db/db_copy_priv.h"
#include "db/db_pg_priv.h"

enum { SQL_MOST = 16 << 10, SIGNATURE = 19 };

static const char signature[SIGNATURE + 1] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";

static PGconn *conn_of(const struct copy_side *s)
{
	return s->db->pg->on->c;
}

/*
 * COPY isn't for a pipeline: around it the connection waits for each answer,
 * as it comes. Whatever was still on its way is heard first.
 */
static struct err *plain_begin(struct arena *a, struct db *db)
{
	struct pg_conn *pg = db->pg->on;

	if (pg_run(pg, "select 1"))
		return pg_err(a, &db->pg->fault, "copy");
	if (PQexitPipelineMode(pg->c) && !PQsetnonblocking(pg->c, 0))
		return NULL;
	pg->lost = true;
	pg_failed(pg, NULL);
	return pg_err(a, &db->pg->fault, "copy");
}

static void plain_end(struct db *db)
{
	struct pg_conn *pg = db->pg->on;

	if (PQstatus(pg->c) != CONNECTION_OK || PQsetnonblocking(pg->c, 1) ||
	    !PQenterPipelineMode(pg->c))
		pg->lost = true;
}

/* What lies with the rows is said of their table; all else is a connection's or
 * a server's fault. */
static struct err *said_of(struct copy_side *s, const struct pg_fault *f)
{
	struct str state = str_c(f->state);
	struct err *e;

	if (str_starts(state, STR("23")))
		e = err_new(s->a, ERR_CONFLICT,
			    N_("The rows of the table {0} don't agree with "
			       "each other or lead nowhere; nothing was "
			       "copied. Look at the source with `roviec "
			       "verify`."),
			    s->t->name);
	else if (str_starts(state, STR("22")) || str_starts(state, STR("54")))
		e = err_new(s->a, ERR_LIMIT,
			    N_("The table {0} holds something that the server "
			       "can't keep; nothing was copied."),
			    s->t->name);
	else
		return pg_err(s->a, f, str_to_c(s->a, s->t->name));
	return err_detail(s->a, e, "%s %s", f->state, f->text);
}

/* What the server said, as an error. */
static struct err *said(struct copy_side *s, const PGresult *res)
{
	pg_failed(s->db->pg->on, res);
	return said_of(s, &s->db->pg->fault);
}

/* Starts a COPY; the server then sends or takes rows. */
static struct err *copy_start(struct copy_side *s, struct buf *sql,
			      ExecStatusType want)
{
	struct err *e = plain_begin(s->a, s->db);
	PGresult *res;

	if (e)
		return e;
	buf_char(sql, '\0');
	res = PQexec(conn_of(s), sql->p);
	if (PQresultStatus(res) != want)
		e = said(s, res);
	PQclear(res);
	if (e)
		plain_end(s->db);
	s->copying = !e;
	s->begun = false;
	s->rest = STR_NULL;
	return e;
}

/* The verdict at the end of a COPY. */
static struct err *copy_finish(struct copy_side *s)
{
	struct err *e = NULL;
	PGresult *res;

	while ((res = PQgetResult(conn_of(s)))) {
		if (!e && PQresultStatus(res) != PGRES_COMMAND_OK)
			e = said(s, res);
		PQclear(res);
		if (PQstatus(conn_of(s)) != CONNECTION_OK)
			break;
	}
	plain_end(s->db);
	s->copying = false;
	return e;
}

/* ---- reading -------------------------------------------------------------------- */

static struct err *pg_snapshot(struct arena *a, struct db *db)
{
	static const char *const begin[] = {
		"begin isolation level repeatable read read only",
		"set local statement_timeout to 0",
		"set local idle_in_transaction_session_timeout to 0",
	};
	struct err *e =
		pg_attach(db) ? pg_err(a, &db->pg->fault, "view") : NULL;

	for (int i = 0; !e && i < N_ELEMENTS(begin); i++)
		e = pg_exec(a, db, begin[i]);
	return e ? e
		 : pg_exec(a, db,
			   str_fmt(a, "set local search_path to %s",
				   db->store->pg->schema)
				   .p);
}

static struct err *pg_read_begin(struct copy_side *s)
{
	struct buf sql = buf_init(s->a, SQL_MOST);

	buf_lit(&sql, "copy (select ");
	copy_columns(&sql, s->t);
	buf_fmt(&sql, " from \"%.*s\" order by ", STR_ARG(s->t->name));
	copy_order(&sql, s->t, " collate \"C\"");
	buf_lit(&sql, ") to stdout (format binary)");
	return copy_start(s, &sql, PGRES_COPY_OUT);
}

/* The next piece that the server sends into s->rest; absent at the end. */
static struct err *more(struct copy_side *s)
{
	int n;

	PQfreemem(s->got);
	s->got = NULL;
	s->rest = STR_NULL;
	n = PQgetCopyData(conn_of(s), &s->got, 0);
	if (n == -1)
		return copy_finish(s);
	if (n < 0)
		return said(s, NULL);
	s->rest = (struct str){ s->got, n };
	if (!s->begun && (n < SIGNATURE || memcmp(s->got, signature, 11) != 0))
		return said(s, NULL);
	if (!s->begun)
		s->rest = str_sub(s->rest, SIGNATURE, n);
	s->begun = true;
	return NULL;
}

/* The two zeros become one, as the embedded engine has it; what is no number
 * at all it can't keep. */
static struct err *reals_settle(struct copy_side *s, struct str row)
{
	struct str rest = row_cells(row);

	for (int i = 0; i < (int)s->t->column.n; i++) {
		struct str cell = row_cell(&rest);
		double v;

		if (s->t->column.p[i].type != DB_REAL || !cell.p)
			continue;
		v = row_real_of(cell);
		if (v != v)
			return row_refuse(s, row, i);
		if (v == 0) /* in the piece that the server sent: ours */
			memset(s->got + (cell.p - s->got), 0, 8);
	}
	return NULL;
}

static struct err *pg_read_row(struct copy_side *s, struct str *ret_row)
{
	static const struct str end = STR_INIT("\377\377");
	struct err *e = NULL;
	ptrdiff_t n;

	while (!e && (!s->got || !s->rest.n)) {
		e = more(s);
		if (!e && !s->rest.p)
			break;
	}
	*ret_row = STR_NULL;
	if (e || !s->rest.p)
		return e;
	if (str_eq(s->rest, end)) {
		e = more(s);
		return e ? e : s->rest.p ? said(s, NULL) : NULL;
	}
	n = row_length(s->rest, s->t);
	if (n < 0)
		return said(s, NULL);
	*ret_row = str_sub(s->rest, 0, n);
	s->rest = str_sub(s->rest, n, s->rest.n);
	return reals_settle(s, *ret_row);
}

/* One that is left before its end has a connection that nobody can use. */
static void pg_read_end(struct copy_side *s)
{
	PQfreemem(s->got);
	s->got = NULL;
	s->rest = STR_NULL;
	if (s->copying)
		s->db->pg->on->lost = true;
	s->copying = false;
}

/* ---- writing -------------------------------------------------------------------- */

static struct err *send(struct copy_side *s, const char *p, ptrdiff_t n)
{
	return PQputCopyData(conn_of(s), p, (int)n) == 1 ? NULL : said(s, NULL);
}

static struct err *pg_write_begin(struct copy_side *s)
{
	struct buf sql = buf_init(s->a, SQL_MOST);
	struct err *e;

	buf_fmt(&sql, "copy \"%.*s\" (", STR_ARG(s->t->name));
	copy_columns(&sql, s->t);
	buf_lit(&sql, ") from stdin (format binary)");
	e = copy_start(s, &sql, PGRES_COPY_IN);
	return e ? e : send(s, signature, SIGNATURE);
}

static struct err *pg_write_row(struct copy_side *s, struct str row)
{
	return send(s, row.p, row.n);
}

static struct err *pg_write_end(struct copy_side *s)
{
	struct err *e;

	if (!s->copying) /* it never began */
		return NULL;
	e = send(s, "\377\377", 2);
	if (!e && PQputCopyEnd(conn_of(s), NULL) != 1)
		e = said(s, NULL);
	if (!e)
		return copy_finish(s);
	plain_end(s->db);
	s->copying = false;
	return e;
}

static struct err *orphan_look(struct copy_side *s, const struct db_ref *r,
			       struct err **ret_findings)
{
	struct buf sql = buf_init(s->a, SQL_MOST);
	struct err *e = plain_begin(s->a, s->db);
	PGresult *res;

	if (e)
		return e;
	buf_fmt(&sql,
		"select count(*) from \"%.*s\" c where c.\"%.*s\" is not null "
		"and not exists (select 1 from \"%.*s\" p "
		"where p.\"%.*s\" = c.\"%.*s\")",
		STR_ARG(s->t->name), STR_ARG(r->column), STR_ARG(r->parent),
		STR_ARG(r->parent_column), STR_ARG(r->column));
	buf_char(&sql, '\0');
	res = PQexec(conn_of(s), sql.p);
	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		e = said(s, res);
	else if (strcmp(PQgetvalue(res, 0, 0), "0") != 0)
		err_add(ret_findings,
			err_new(s->a, ERR_DB,
				N_("The database found damage: {0}."),
				str_fmt(s->a, "%.*s.%.*s: %s",
					STR_ARG(s->t->name), STR_ARG(r->column),
					PQgetvalue(res, 0, 0))));
	PQclear(res);
	plain_end(s->db);
	return e;
}

static struct err *pg_orphans(struct copy_side *s, struct err **ret_findings)
{
	struct err *e = NULL;

	for (ptrdiff_t i = 0; !e && i < s->t->ref.n; i++)
		e = orphan_look(s, &s->t->ref.p[i], ret_findings);
	return e;
}

/* ---- the place -------------------------------------------------------------------- */

/* Anything but the empty frame that every schema of ours begins with. */
static struct err *pg_place_check(struct arena *a, struct db *db)
{
	static const char sql[] =
		"select count(*) from pg_catalog.pg_class c "
		"join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
		"where n.nspname = $1 and c.relkind in "
		"('r', 'p', 'v', 'm', 'f') and c.relname not in "
		"('migration', 'realm_lock', 'commit_key')";
	const char *schema = db->store->schema;
	PGresult *res;
	struct err *e = pg_attach(db) ? pg_err(a, &db->pg->fault, "place")
				      : plain_begin(a, db);

	if (e)
		return e;
	res = PQexecParams(db->pg->on->c, sql, 1, NULL, &schema, NULL, NULL, 0);
	if (PQresultStatus(res) != PGRES_TUPLES_OK) {
		pg_failed(db->pg->on, res);
		e = pg_err(a, &db->pg->fault, "place");
	}
	if (!e && strcmp(PQgetvalue(res, 0, 0), "0") != 0)
		e = err_new(a, ERR_CONFLICT,
			    N_("The schema {0} already holds tables; choose an "
			       "empty place. Nothing was touched."),
			    str_c(schema));
	PQclear(res);
	plain_end(db);
	return e;
}

struct err *pg_pages_summed(struct arena *a, struct db *db, bool *ret_summed)
{
	PGresult *res;
	struct err *e = pg_attach(db)
				? pg_err(a, &db->pg->fault, "data_checksums")
				: plain_begin(a, db);

	if (e)
		return e;
	res = PQexec(db->pg->on->c, "show data_checksums");
	if (PQresultStatus(res) != PGRES_TUPLES_OK) {
		pg_failed(db->pg->on, res);
		e = pg_err(a, &db->pg->fault, "data_checksums");
	} else {
		*ret_summed = !strcmp(PQgetvalue(res, 0, 0), "on");
	}
	PQclear(res);
	plain_end(db);
	return e;
}

/* New ids follow the largest; the planner learns what the tables hold. */
static struct err *table_settle(struct copy_side *s, const struct db_table *t)
{
	struct arena *a = s->a;
	struct err *e = NULL;

	if (t->identity)
		e = pg_exec(a, s->db,
			    str_fmt(a,
				    "select setval(pg_get_serial_sequence("
				    "'\"%.*s\"', '%.*s'), greatest(coalesce("
				    "max(id), 1), 1), coalesce(max(id), 0) >= "
				    "1) from \"%.*s\"",
				    STR_ARG(t->name),
				    STR_ARG(t->column.p[t->key[0]].name),
				    STR_ARG(t->name))
				    .p);
	return e ? e
		 : pg_exec(a, s->db,
			   str_fmt(a, "analyze \"%.*s\"", STR_ARG(t->name)).p);
}

static struct err *pg_settle(struct copy_side *s, const struct db_tables *all)
{
	struct err *e = NULL;

	for (ptrdiff_t i = 0; !e && i < all->n; i++) {
		s->t = &all->p[i];
		e = table_settle(s, s->t);
	}
	return e;
}

const struct copy_engine copy_pg = {
	.snapshot = pg_snapshot,
	.read_begin = pg_read_begin,
	.read_row = pg_read_row,
	.read_end = pg_read_end,
	.write_begin = pg_write_begin,
	.write_row = pg_write_row,
	.write_end = pg_write_end,
	.place_check = pg_place_check,
	.orphans = pg_orphans,
	.settle = pg_settle,
};
