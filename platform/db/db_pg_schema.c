/* A realm's schema on a server: how it is made, found and numbered. */
#include "db/db_pg_priv.h"

#include "base/buf.h"

enum {
	OLDEST = 150000,	  /* as PQserverVersion() */
	PATIENCE_MS = 600 * 1000, /* of what changes tables */
	STATEMENT = 2048,
};

/* What every schema of ours has before its first migration. */
static const char *const base[] = {
	"begin",
	"set local statement_timeout = '60s'",
	"create schema if not exists @",
	"create table if not exists @.migration (number integer "
	"constraint migration_pk primary key, name text not null, "
	"at bigint not null)",
	"create table if not exists @.realm_lock (id integer "
	"constraint realm_lock_pk primary key)",
	"alter table @.realm_lock add column if not exists "
	"stamp bigint not null default 0",
	"create table if not exists @.commit_key (key uuid "
	"constraint commit_key_pk primary key, at timestamptz not null)",
	"insert into @.realm_lock (id) values (1) on conflict do nothing",
	"commit",
};

/* "@" is the schema. */
static const char *with_schema(struct arena *a, const char *form,
			       const char *schema)
{
	struct buf b = buf_init(a, STATEMENT);

	for (; *form; form++)
		buf_str(&b,
			*form == '@' ? str_c(schema) : (struct str){ form, 1 });
	buf_char(&b, 0);
	assert(!b.full);
	return b.p;
}

struct err *pg_exec(struct arena *a, struct db *db, const char *sql)
{
	bool alone = !db->pg->on;
	int64_t patience;
	struct err *e = NULL;
	struct pg_conn *pg;

	if (pg_attach(db))
		return pg_err(a, &db->pg->fault, sql);
	pg = db->pg->on;
	pg->wrote = true;
	if (db->writer && (pg->begins || pg->open))
		(void)pg_due(pg, "set local statement_timeout = '10min'");
	patience = pg->patience;
	if (patience)
		pg->patience = PATIENCE_MS;
	if (pg_run(pg, sql))
		e = pg_err(a, &db->pg->fault, sql);
	pg->patience = patience;
	if (alone)
		pg_rest(db);
	return e;
}

static bool text_send(struct pg_conn *pg, void *arg)
{
	return pg_send(pg, arg, 0, NULL);
}

/* One number, or 0 when there is no row or it is null. */
static struct err *number(struct arena *a, struct db *db, const char *form,
			  int *ret_v)
{
	const char *sql = with_schema(a, form, db->store->pg->schema);
	bool alone = !db->pg->on;
	PGresult *res = NULL;
	int64_t v = 0;
	int rc = pg_attach(db);

	if (!rc)
		rc = pg_exchange(db->pg->on, text_send, (void *)(uintptr_t)sql,
				 &res);
	if (!rc && PQntuples(res) == 1 && !PQgetisnull(res, 0, 0) &&
	    !str_to_i64(str_c(PQgetvalue(res, 0, 0)), &v))
		v = 0;
	PQclear(res);
	if (alone)
		pg_rest(db);
	*ret_v = (int)v;
	return rc ? pg_err(a, &db->pg->fault, sql) : NULL;
}

struct err *pg_version(struct arena *a, struct db *db, int *ret_v)
{
	return number(a, db, "select max(number) from @.migration", ret_v);
}

struct err *pg_unbearable(struct arena *a, struct db *db, int known, int *ret_n)
{
	return number(a, db,
		      str_fmt(a,
			      "select coalesce(sum(case when name like '%%+' "
			      "then 0 else 1 end), 1) from @.migration where "
			      "number > %d",
			      known)
			      .p,
		      ret_n);
}

/* The newest row of table `migration` says it. */
struct err *pg_set_version(struct arena *a, struct db *db, int v)
{
	(void)a;
	(void)db;
	(void)v;
	return NULL;
}

struct err *pg_note(struct cx *cx, const struct migration *m)
{
	struct arena *a = cx->arena;

	return pg_exec(a, cx->db,
		       str_fmt(a,
			       "insert into migration (number, name, at) "
			       "values (%d, '%s', %lld)",
			       m->number, m->name, (long long)cx->now)
			       .p);
}

/* ---- opening -------------------------------------------------------------------- */

static struct err *schema_make(struct arena *a, struct db *db)
{
	struct err *e = NULL;
	int i;

	for (i = 0; !e && i < N_ELEMENTS(base); i++)
		e = pg_exec(a, db,
			    with_schema(a, base[i], db->store->pg->schema));
	if (e && i > 1)
		(void)pg_run(db->pg->on, "rollback");
	return e;
}

/* What is there isn't made again: that would wait for whoever writes. */
static struct err *schema_find(struct arena *a, struct db *db, bool create)
{
	int parts;
	struct err *e = number(a, db,
			       "select (to_regclass('@.realm_lock') is not "
			       "null)::int + (to_regclass('@.commit_key') "
			       "is not null)::int + (select count(*) from "
			       "pg_catalog.pg_attribute where attrelid = "
			       "to_regclass('@.realm_lock') and attname = "
			       "'stamp')::int",
			       &parts);

	if (e || parts == 3)
		return e;
	if (create || (parts && !db->store->read_only))
		return schema_make(a, db); /* also an earlier frame */
	return err_new(a, ERR_NOT_FOUND,
		       N_("There is no data of Rõ Việc in the schema {0}."),
		       str_c(db->store->schema));
}

static struct err *server_check(struct arena *a, struct db *db)
{
	PGconn *c;
	int none;
	struct err *e = number(a, db, "select 1", &none);

	c = e ? NULL : db->pg->on->c;
	if (!c || PQserverVersion(c) >= OLDEST)
		return e;
	return err_new(a, ERR_UNSUPPORTED,
		       N_("PostgreSQL {0} is too old; version 15 or "
			  "newer is needed."),
		       str_fmt(a, "%d", PQserverVersion(c) / 10000));
}

/* In double quotes; a longer one would be cut off there, and with a single
 * quote it couldn't stand in a text. */
static bool quote(const char *name, char ret_quoted[PG_SCHEMA])
{
	size_t n = strlen(name);
	char *to = ret_quoted;

	if (!n || n > PG_NAME_MOST || strchr(name, '\''))
		return false;
	*to++ = '"';
	for (; *name; *to++ = *name++)
		if (*name == '"')
			*to++ = '"';
	*to++ = '"';
	*to = 0;
	return true;
}

struct err *pg_reach(struct arena *a, struct store *s)
{
	s->pg = arena_new(s->mem, struct pg_store, 1);
	if (!quote(s->schema, s->pg->schema))
		return err_new(a, ERR_INVALID,
			       N_("{0} can't be the name of a schema."),
			       str_c(s->schema));
	s->pg->pool = pg_pool_open(s->path, s->read_only, s->connections);
	return NULL;
}

/* The program starts, or doesn't: it doesn't wait for the server. */
struct err *pg_begin(struct arena *a, struct store *s, bool create)
{
	struct pg_handle h = { .on = NULL };
	struct db db = { .store = s, .pg = &h, .until = 1 };
	struct err *e = pg_reach(a, s);

	if (e)
		return e;
	if (pg_attach(&db))
		return pg_err(a, &h.fault, "connect");
	e = server_check(a, &db);
	if (!e)
		e = schema_find(a, &db, create);
	pg_rest(&db);
	return e;
}

/* ---- another account -------------------------------------------------------------- */

/* "@" is the schema, "^" the account. What only grows can't be changed by who
 * serves, whatever happens to that process. */
static const char *const lent[] = {
	"begin",
	"grant usage on schema @ to ^",
	"grant select, insert, update, delete on all tables in schema @ to ^",
	"revoke insert, update, delete, truncate on @.migration from ^",
};
/* What isn't needed of some tables; not every schema has them. Of those that
 * only grow, everything but adding. */
static const struct {
	const char *table, *what;
} kept_back[] = {
	{ "event", "update, delete, truncate" },
	{ "trail_node", "update, delete, truncate" },
	{ "realm_event", "update, delete, truncate" },
	{ "trail_checkpoint", "update, truncate" },
};

static struct err *lent_step(struct arena *a, struct db *db, const char *form,
			     const char *role)
{
	struct buf b = buf_init(a, STATEMENT);
	const char *sql = with_schema(a, form, db->store->pg->schema);

	for (; *sql; sql++)
		buf_str(&b, *sql == '^' ? str_c(role) : (struct str){ sql, 1 });
	buf_char(&b, 0);
	assert(!b.full);
	return pg_exec(a, db, b.p);
}

static struct err *lent_back(struct arena *a, struct db *db, const char *role)
{
	struct err *e = NULL;

	for (int i = 0; !e && i < N_ELEMENTS(kept_back); i++) {
		const char *table = kept_back[i].table;
		int there;

		e = number(a, db,
			   str_fmt(a,
				   "select (to_regclass('@.%s') is not "
				   "null)::int",
				   table)
				   .p,
			   &there);
		if (!e && there)
			e = lent_step(a, db,
				      str_fmt(a, "revoke %s on @.%s from ^",
					      kept_back[i].what, table)
					      .p,
				      role);
	}
	return e;
}

struct err *pg_lend(struct arena *a, struct db *db, const char *role)
{
	char quoted[PG_SCHEMA];
	struct err *e = NULL;
	bool alone = !db->pg->on;

	if (!quote(role, quoted))
		return err_new(a, ERR_INVALID,
			       N_("{0} can't be the name of an account."),
			       str_c(role));
	if (pg_attach(db))
		return pg_err(a, &db->pg->fault, "connect");
	for (int i = 0; !e && i < N_ELEMENTS(lent); i++)
		e = lent_step(a, db, lent[i], quoted);
	if (!e)
		e = lent_back(a, db, quoted);
	if (!e)
		e = lent_step(a, db, "commit", quoted);
	if (e)
		(void)pg_run(db->pg->on, "rollback");
	if (alone)
		pg_rest(db);
	return e;
}

/* ---- the end ------------------------------------------------------------------------ */

struct err *pg_destroy(struct arena *a, struct store *s)
{
	struct pg_handle h = { .on = NULL };
	struct db db = { .store = s, .pg = &h };
	struct err *e = pg_reach(a, s);

	if (!e && pg_attach(&db))
		e = pg_err(a, &h.fault, "connect");
	if (!e)
		e = pg_exec(a, &db, "set statement_timeout = '10min'");
	if (!e)
		e = pg_exec(a, &db,
			    str_fmt(a, "drop schema if exists %s cascade",
				    s->pg->schema)
				    .p);
	if (h.on)
		h.on->lost = true; /* with its settings */
	pg_rest(&db);
	pg_end(s);
	return e;
}

/* The transaction may rest for as long as a copy takes. */
struct err *pg_retire(struct arena *a, struct db *db, struct str name)
{
	struct err *e = pg_unhurried(a, db);

	if (!e)
		e = pg_exec(a, db,
			    str_fmt(a, "alter schema %s rename to \"%.*s\"",
				    db->store->pg->schema, STR_ARG(name))
				    .p);
	/* the rest of the transaction is for the same tables */
	return e ? e
		 : pg_exec(a, db,
			   str_fmt(a, "set local search_path to \"%.*s\"",
				   STR_ARG(name))
				   .p);
}

struct err *pg_unhurried(struct arena *a, struct db *db)
{
	return pg_exec(a, db,
		       "set local idle_in_transaction_session_timeout = 0");
}
