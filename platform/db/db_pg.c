/*
 * PostgreSQL behind the neutral engine. A realm is a schema: each transaction
 * sets the search path for itself, a connection's own is empty, so a statement
 * outside of a transaction finds nothing. Acts of a realm run one after the
 * other: a transaction that writes begins with the lock of the realm's row.
 */
#include "db/db_pg_priv.h"

#include "base/buf.h"

enum {
	NAME = 24,
	OLDEST = 150000, /* as PQserverVersion() */
	CONN_MEMORY = 16 << 20,
	FRAME_TEXT = 512
};

/* ---- what went wrong ------------------------------------------------------- */

/* Keeps the complaint of a result, or of the connection, for complain(). */
static int failed(struct pg_conn *pg, const PGresult *res)
{
	const char *state =
		res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
	const char *text =
		res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;

	if (!state)
		state = PQstatus(pg->c) == CONNECTION_OK ? "XX000" : "08006";
	if (!text)
		text = PQerrorMessage(pg->c);
	snprintf(pg->state, sizeof(pg->state), "%s", state);
	snprintf(pg->text, sizeof(pg->text), "%s", text);
	return PG_FAILED;
}

struct kind {
	const char *state; /* of SQLSTATE, or its class */
	enum err_code code;
	const char *msgid;
};

static const struct kind kinds[] = {
	{ "40", ERR_BUSY,
	  N_("The data is being used by another process; please try again.") },
	{ "55P03", ERR_BUSY,
	  N_("The data is being used by another process; please try again.") },
	{ "23", ERR_CONFLICT,
	  N_("This does not agree with what is already stored.") },
	{ "53100", ERR_FULL,
	  N_("The disk is full: nothing was saved; free some room and try "
	     "again.") },
	{ "54", ERR_LIMIT,
	  N_("A text or file is larger than the database takes.") },
	{ "25006", ERR_IO, N_("The data may only be read.") },
	{ "08", ERR_BUSY,
	  N_("The database server can't be reached; please try again.") },
	{ "57P", ERR_BUSY,
	  N_("The database server can't be reached; please try again.") },
	{ "28", ERR_DENIED,
	  N_("The database server refuses the name or the password.") },
};

static struct err *pg_err(struct arena *a, const struct pg_conn *pg,
			  const char *what)
{
	struct err *e = NULL;

	for (int i = 0; !e && i < N_ELEMENTS(kinds); i++)
		if (str_starts(str_c(pg->state), str_c(kinds[i].state)))
			e = err_new(a, kinds[i].code, kinds[i].msgid);
	if (!e)
		e = err_new(a, ERR_DB, N_("The database could not do this."));
	return err_detail(a, e, "%s: %s %s", what, pg->state, pg->text);
}

static struct err *pg_complain(struct arena *a, struct db *db, int rc,
			       const char *what)
{
	(void)rc;
	return pg_err(a, db->pg, what);
}

/* ---- connections ------------------------------------------------------------- */

/* signature: PQnoticeProcessor */
static void on_notice(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static int run(struct pg_conn *pg, const char *sql)
{
	PGresult *res = PQexec(pg->c, sql);
	ExecStatusType is = PQresultStatus(res);
	int rc = is == PGRES_COMMAND_OK || is == PGRES_TUPLES_OK
			 ? 0
			 : failed(pg, res);

	PQclear(res);
	return rc;
}

static int settle(struct pg_conn *pg)
{
	PQsetNoticeProcessor(pg->c, on_notice, NULL);
	return run(pg, "set search_path = ''; set client_min_messages = error;"
		       "set standard_conforming_strings = on");
}

static struct err *conn_open(struct arena *a, const struct store *s,
			     struct pg_conn *pg)
{
	const char *const names[] = { "dbname", "client_encoding",
				      "application_name",
				      "target_session_attrs", NULL };
	const char *const values[] = { s->path, "UTF8", "roviec",
				       s->read_only ? "any" : "read-write",
				       NULL };
	char *quoted;

	pg->c = PQconnectdbParams(names, values, 1);
	if (PQstatus(pg->c) != CONNECTION_OK) {
		failed(pg, NULL);
		return pg_err(a, pg, "connect");
	}
	if (PQserverVersion(pg->c) < OLDEST)
		return err_new(a, ERR_UNSUPPORTED,
			       N_("PostgreSQL {0} is too old; version 15 or "
				  "newer is needed."),
			       str_fmt(a, "%d",
				       PQserverVersion(pg->c) / 10000));
	if (settle(pg))
		return pg_err(a, pg, "settings");
	quoted = PQescapeIdentifier(pg->c, s->schema, strlen(s->schema));
	if (!quoted)
		return err_new(a, ERR_INVALID,
			       N_("{0} can't be the name of a schema."),
			       str_c(s->schema));
	snprintf(pg->schema, sizeof(pg->schema), "%s", quoted);
	PQfreemem(quoted);
	return NULL;
}

static struct err *pg_open(struct arena *a, struct store *s, enum db_use use,
			   struct db *db)
{
	struct arena *mem;

	db_stmts_init(db);
	db->engine = &engine_pg;
	db->store = s;
	db->arena = a;
	db->writer = use == DB_WRITER;
	db->reads = use == DB_READER;
	mem = arena_open(CONN_MEMORY);
	db->pg = arena_new(mem, struct pg_conn, 1);
	db->pg->mem = mem;
	return conn_open(a, s, db->pg);
}

static void pg_close(struct db *db)
{
	if (!db || !db->pg)
		return;
	db_stmts_close(db);
	PQfinish(db->pg->c);
	arena_close(db->pg->mem);
	db->pg = NULL;
}

/* ---- transactions ---------------------------------------------------------------- */

static int begin_run(struct db *db)
{
	struct pg_conn *pg = db->pg;
	char sql[FRAME_TEXT];

	snprintf(sql, sizeof(sql),
		 db->writer ? "begin; set local search_path to %s;"
			      "select id from realm_lock for update"
			    : "begin read only; set local search_path to %s",
		 pg->schema);
	return run(pg, sql);
}

/* A connection that broke while it rested is made anew, once. */
static int begin(struct db *db)
{
	struct pg_conn *pg = db->pg;
	int rc = PQstatus(pg->c) == CONNECTION_OK ? begin_run(db) : PG_FAILED;

	if (!rc || PQstatus(pg->c) == CONNECTION_OK)
		return rc;
	db_stmts_close(db);
	PQreset(pg->c);
	if (PQstatus(pg->c) != CONNECTION_OK)
		return failed(pg, NULL);
	rc = settle(pg);
	return rc ? rc : begin_run(db);
}

/* A transaction that failed before is undone by "commit", which says so. */
static int commit(struct pg_conn *pg)
{
	PGresult *res = PQexec(pg->c, "commit");
	int rc = 0;

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		rc = failed(pg, res);
	else if (strcmp(PQcmdStatus(res), "COMMIT") != 0)
		rc = PG_FAILED; /* with the complaint that it failed with */
	PQclear(res);
	return rc;
}

static int pg_frame(struct db *db, enum frame f)
{
	static const char *const sql[N_FRAME] = {
		[FRAME_ROLLBACK] = "rollback",
		[FRAME_SAVE] = "savepoint act",
		[FRAME_RELEASE] = "release act",
		[FRAME_UNDO] = "rollback to act"
	};

	if (f == FRAME_BEGIN)
		return begin(db);
	return f == FRAME_COMMIT ? commit(db->pg) : run(db->pg, sql[f]);
}

static bool pg_outside(struct db *db)
{
	PGTransactionStatusType t = PQtransactionStatus(db->pg->c);

	return t == PQTRANS_IDLE || t == PQTRANS_UNKNOWN;
}

static bool pg_breaks(int rc)
{
	(void)rc;
	return false; /* the server looks after its disk */
}

/* ---- the schema -------------------------------------------------------------------- */

static struct err *pg_exec(struct arena *a, struct db *db, const char *sql)
{
	return run(db->pg, sql) ? pg_err(a, db->pg, sql) : NULL;
}

/* One number, or `none` when there is no row or it is null. */
static struct err *number(struct arena *a, struct pg_conn *pg, const char *sql,
			  int none, int *ret_v)
{
	PGresult *res = PQexec(pg->c, sql);
	struct err *e = NULL;
	int64_t v = none;

	if (PQresultStatus(res) != PGRES_TUPLES_OK) {
		failed(pg, res);
		e = pg_err(a, pg, sql);
	} else if (PQntuples(res) == 1 && !PQgetisnull(res, 0, 0)) {
		if (!str_to_i64(str_c(PQgetvalue(res, 0, 0)), &v))
			v = none;
	}
	*ret_v = (int)v;
	PQclear(res);
	return e;
}

static struct err *pg_version(struct arena *a, struct db *db, int *ret_v)
{
	const char *sql = str_fmt(a, "select max(number) from %s.migration",
				  db->pg->schema)
				  .p;

	return number(a, db->pg, sql, 0, ret_v);
}

/* The newest row of table `migration` says it. */
static struct err *pg_set_version(struct arena *a, struct db *db, int v)
{
	(void)a;
	(void)db;
	(void)v;
	return NULL;
}

static struct err *pg_note(struct cx *cx, const struct migration *m)
{
	struct arena *a = cx->arena;

	return pg_exec(a, cx->db,
		       str_fmt(a,
			       "insert into migration (number, name, at) "
			       "values (%d, '%s', %lld)",
			       m->number, m->name, (long long)cx->now)
			       .p);
}

/* What every schema of ours has before its first migration. */
static struct err *schema_make(struct arena *a, struct pg_conn *pg)
{
	static const char form[] =
		"begin;"
		"create schema if not exists %1$s;"
		"create table if not exists %1$s.migration (number integer "
		"constraint migration_pk primary key, name text not null, "
		"at bigint not null);"
		"create table if not exists %1$s.realm_lock (id integer "
		"constraint realm_lock_pk primary key);"
		"insert into %1$s.realm_lock (id) values (1) "
		"on conflict do nothing;"
		"commit";
	struct buf sql = buf_init(a, 4096);

	buf_fmt(&sql, form, pg->schema);
	buf_char(&sql, 0);
	if (!run(pg, sql.p))
		return NULL;
	(void)PQexec(pg->c, "rollback");
	return pg_err(a, pg, "create schema");
}

static struct err *schema_check(struct arena *a, const struct store *s,
				struct pg_conn *pg)
{
	int there;
	struct err *e = number(a, pg,
			       str_fmt(a,
				       "select count(*) from "
				       "pg_catalog.pg_class c where c.oid = "
				       "to_regclass('%s.realm_lock')",
				       pg->schema)
				       .p,
			       0, &there);

	if (e || there)
		return e;
	return err_new(a, ERR_NOT_FOUND,
		       N_("There is no data of Rõ Việc in the schema {0}."),
		       str_c(s->schema));
}

static struct err *pg_begin(struct arena *a, struct store *s, bool create)
{
	struct pg_conn pg = { .c = NULL };
	struct err *e = conn_open(a, s, &pg);

	if (!e)
		e = create ? schema_make(a, &pg) : schema_check(a, s, &pg);
	PQfinish(pg.c);
	return e;
}

static struct err *pg_destroy(struct arena *a, struct store *s)
{
	struct pg_conn pg = { .c = NULL };
	struct err *e = conn_open(a, s, &pg);

	if (!e &&
	    run(&pg,
		str_fmt(a, "drop schema if exists %s cascade", pg.schema).p))
		e = pg_err(a, &pg, "drop schema");
	PQfinish(pg.c);
	return e;
}

static struct err *pg_retire(struct arena *a, struct db *db, struct str name)
{
	return pg_exec(a, db,
		       str_fmt(a, "alter schema %s rename to \"%.*s\"",
			       db->pg->schema, STR_ARG(name))
			       .p);
}

static void pg_end(struct store *s)
{
	(void)s;
}

/* ---- statements ---------------------------------------------------------------------- */

/* "?3" of the neutral text is "$3" here; none stands in a quoted text. */
static void text_make(const struct db_query *q, struct str sql, struct buf *b)
{
	for (ptrdiff_t i = 0; i < sql.n; i++) {
		bool param = sql.p[i] == '?' && i + 1 < sql.n &&
			     sql.p[i + 1] >= '1' && sql.p[i + 1] <= '9';

		buf_char(b, param ? '$' : sql.p[i]);
	}
	if (q->last_id)
		buf_lit(b, " returning id");
	buf_char(b, 0);
}

static Oid type_of(char letter)
{
	static const struct {
		char letter;
		Oid type;
	} types[] = { { 'i', PG_INT8 },
		      { 'd', PG_DATE },
		      { 't', PG_TEXT },
		      { 'b', PG_BYTEA },
		      { 'r', PG_FLOAT8 } };

	for (int i = 0; i < N_ELEMENTS(types); i++)
		if (types[i].letter == letter)
			return types[i].type;
	return 0;
}

static struct pg_stmt *place_take(struct pg_conn *pg)
{
	struct pg_stmt *p = pg->rest;

	if (!p)
		return arena_new(pg->mem, struct pg_stmt, 1);
	pg->rest = p->below;
	*p = (struct pg_stmt){ .row = 0 };
	return p;
}

static int pg_prepare(struct db_stmt *st, struct str sql)
{
	const struct db_query *q = st->query;
	struct pg_conn *pg = st->db->pg;
	struct buf text = buf_init(st->db->arena, sql.n + 64);
	Oid type[PG_PARAMS_MOST];
	char name[NAME];
	PGresult *res;
	int rc = 0;

	assert(q->n_params <= PG_PARAMS_MOST);
	text_make(q, sql, &text);
	for (int i = 0; i < q->n_params; i++)
		type[i] = type_of(q->types[i]);
	snprintf(name, sizeof(name), "s%llu", ++pg->n_names);
	res = PQprepare(pg->c, name, text.p, q->n_params, type);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		rc = failed(pg, res);
	PQclear(res);
	if (rc)
		return rc;
	st->pg = place_take(pg);
	memcpy(st->pg->name, name, sizeof(name));
	return 0;
}

static void pg_finalize(struct db_stmt *st)
{
	struct pg_conn *pg = st->db->pg;
	char sql[FRAME_TEXT];

	if (!st->pg)
		return;
	PQclear(st->pg->res);
	if (pg->c && PQtransactionStatus(pg->c) == PQTRANS_IDLE) {
		snprintf(sql, sizeof(sql), "deallocate %s", st->pg->name);
		(void)run(pg, sql);
	}
	st->pg->below = pg->rest;
	pg->rest = st->pg;
	st->pg = NULL;
}

static void pg_reset(struct db_stmt *st)
{
	struct pg_stmt *p = st->pg;

	PQclear(p->res);
	p->res = NULL;
	memset(p->value, 0, sizeof(p->value));
}

static int put(struct db_stmt *st, int param, const void *p, ptrdiff_t n)
{
	st->pg->value[param - 1] = p;
	st->pg->size[param - 1] = (int)n;
	return 0;
}

static int pg_null(struct db_stmt *st, int param)
{
	return put(st, param, NULL, 0);
}

static int pg_bind_i64(struct db_stmt *st, int param, int64_t v)
{
	unsigned char *p = st->pg->room[param - 1];

	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
	return put(st, param, p, 8);
}

/* Days are counted from 2000-01-01 there. */
static int pg_bind_day(struct db_stmt *st, int param, day_t d)
{
	unsigned char *p = st->pg->room[param - 1];
	uint32_t v = (uint32_t)(int32_t)(d - pg_epoch());

	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> (24 - 8 * i));
	return put(st, param, p, 4);
}

static int pg_bind_str(struct db_stmt *st, int param, struct str s)
{
	return put(st, param, s.n ? s.p : "", s.n);
}

static int pg_bind_f64(struct db_stmt *st, int param, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	return pg_bind_i64(st, param, (int64_t)bits);
}

static int execute(struct db_stmt *st)
{
	struct pg_stmt *p = st->pg;
	struct pg_conn *pg = st->db->pg;
	int format[PG_PARAMS_MOST];
	ExecStatusType is;

	for (int i = 0; i < st->query->n_params; i++)
		format[i] = 1;
	p->res = PQexecPrepared(pg->c, p->name, st->query->n_params, p->value,
				p->size, format, 1);
	p->row = -1;
	is = PQresultStatus(p->res);
	if (is != PGRES_COMMAND_OK && is != PGRES_TUPLES_OK)
		return failed(pg, p->res);
	pg->changes = atoll(PQcmdTuples(p->res));
	return 0;
}

static int pg_step(struct db_stmt *st, bool *ret_row)
{
	struct pg_stmt *p = st->pg;
	int rc = p->res ? 0 : execute(st);

	if (rc)
		return rc;
	p->row++;
	*ret_row = p->row < PQntuples(p->res);
	if (*ret_row && st->query->last_id) {
		st->db->pg->last_id = pg_col_i64(st, 0);
		*ret_row = false;
	}
	return 0;
}

static int64_t pg_changes(struct db *db)
{
	return db->pg->changes;
}

static int64_t pg_last_id(struct db *db)
{
	return db->pg->last_id;
}

const struct engine engine_pg = {
	.name = "PostgreSQL",
	.dialect = DB_POSTGRES,
	.shared = true,
	.undone = PG_FAILED,
	.begin = pg_begin,
	.end = pg_end,
	.destroy = pg_destroy,
	.retire = pg_retire,
	.open = pg_open,
	.close = pg_close,
	.frame = pg_frame,
	.outside = pg_outside,
	.breaks = pg_breaks,
	.complain = pg_complain,
	.exec = pg_exec,
	.version = pg_version,
	.set_version = pg_set_version,
	.migration_note = pg_note,
	.prepare = pg_prepare,
	.finalize = pg_finalize,
	.reset = pg_reset,
	.bind_null = pg_null,
	.bind_i64 = pg_bind_i64,
	.bind_day = pg_bind_day,
	.bind_str = pg_bind_str,
	.bind_blob = pg_bind_str,
	.bind_f64 = pg_bind_f64,
	.step = pg_step,
	.col_i64 = pg_col_i64,
	.col_day = pg_col_day,
	.col_peek = pg_col_peek,
	.col_f64 = pg_col_f64,
	.changes = pg_changes,
	.last_id = pg_last_id,
};
