/* Realms for tests: a store in a folder of its own that kit_close() removes, or
 * in a schema of the server in ROVIEC_PG. Programs that have this file run there
 * too (on_server in test/steps.sh). */
#include "db/db_priv.h"

#include "audit/audit.h"
#include "base/buf.h"
#include "testkit/testkit.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <unistd.h>

#include "testkit/testkit_priv.h"

enum { REALMS_MOST = 8, NUMBERS_MOST = 16 };

static struct kit {
	struct store *store;
	char schema[40]; /* on a server: made once, emptied for each realm */
	const char *folder;
} kits[REALMS_MOST];

/* The file of a realm just migrated: made once, put down for each realm. */
static struct arena *fresh_in;
static struct str fresh;

const char *kit_database(struct arena *a)
{
	static int made;
	const char *server = getenv("ROVIEC_PG");
	struct str name = str_fmt(a, "own%ld_%d", (long)getpid(), made++);
	struct str all = str_c(server), rest;
	PGconn *c;
	PGresult *res;

	if (!server)
		return NULL;
	c = PQconnectdb(server);
	res = PQexec(c, str_fmt(a, "create database %.*s template template0",
				STR_ARG(name))
				.p);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s", PQerrorMessage(c));
	PQclear(res);
	PQfinish(c);
	/* postgresql:///postgres?host=… */
	rest = str_sub(all, str_find_char(all, '?'), all.n);
	return str_fmt(a, "postgresql:///%.*s%.*s", STR_ARG(name),
		       STR_ARG(rest))
		.p;
}

static struct kit *kit_free(void)
{
	for (int i = 0; i < REALMS_MOST; i++)
		if (!kits[i].store)
			return &kits[i];
	fail_msg("a test has more than %d realms open", REALMS_MOST);
	return NULL;
}

/* What the migrations put into a schema is kept in tables "seed_…"; emptying
 * it brings that back, and its ids begin anew. Most tables and counters were
 * never touched and are left.
 * "@" is the schema. */
static const char schema_keep[] =
	"do $$ declare t text; n bigint; begin "
	"for t in select tablename from pg_catalog.pg_tables "
	"where schemaname = '@' "
	"and tablename not in ('migration', 'realm_lock', 'commit_key') loop "
	"execute format('select count(*) from %I.%I', '@', t) into n; "
	"if n > 0 then execute format('create table %I.%I as table %I.%I', "
	"'@', 'seed_' || t, '@', t); end if; "
	"end loop; end $$";
static const char schema_empty[] =
	"do $$ declare c record; begin "
	"perform set_config('session_replication_role', 'replica', true); "
	"for c in select k.relname as name, s.oid is not null as seeded "
	"from pg_catalog.pg_class k left join pg_catalog.pg_class s "
	"on s.relnamespace = k.relnamespace "
	"and s.relname = 'seed_' || k.relname "
	"where k.relnamespace = '@'::regnamespace and k.relkind = 'r' "
	"and k.relname not like 'seed%' "
	"and k.relname not in ('migration', 'realm_lock', 'commit_key') "
	"and (s.oid is not null or pg_relation_size(k.oid) > 0) loop "
	"execute format('delete from %I.%I', '@', c.name); "
	"if c.seeded then execute "
	"format('insert into %I.%I select * from %I.%I', '@', c.name, '@', "
	"'seed_' || c.name); end if; "
	"end loop; "
	"for c in select sequencename as name from pg_catalog.pg_sequences "
	"where schemaname = '@' and last_value is not null loop "
	"perform setval(format('%I.%I', '@', c.name)::regclass, 1, false); "
	"end loop; end $$";

static void schema_do(struct kit *k, struct arena *a, const char *form)
{
	struct buf b = buf_init(a, 8192);

	for (; *form; form++)
		buf_str(&b, *form == '@' ? str_c(k->schema)
					 : (struct str){ form, 1 });
	buf_char(&b, 0);
	assert_false(b.full);
	ok(k->store->engine->exec(a, k->store->writer, b.p));
}

/* A closed store is one file. */
static void fresh_put(const struct db_config *c, struct arena *a, int64_t now)
{
	struct store *s;
	FILE *f;

	if (!fresh_in) {
		ok(store_open(a, c, &s));
		ok(store_migrate(s, a, now, NULL, NULL));
		store_close(s);
		fresh_in = arena_open(16 << 20);
		fresh = kit_file(fresh_in, c->path);
		return;
	}
	f = fopen(c->path, "wbx");
	assert_non_null(f);
	assert_int_equal(fwrite(fresh.p, 1, (size_t)fresh.n, f), fresh.n);
	assert_int_equal(fclose(f), 0);
}

static void store_make(struct kit *k, struct arena *a, int64_t now)
{
	struct db_config c = { .create = true, .path = getenv("ROVIEC_PG") };
	bool made = *k->schema;

	if (c.path && !made)
		snprintf(k->schema, sizeof(k->schema), "t%ld_%d",
			 (long)getpid(), (int)(k - kits));
	if (c.path)
		setenv("ROVIEC_KEYS", k->folder, 1);
	if (c.path)
		c.schema = k->schema;
	else
		c.path = str_fmt(a, "%s/realm.db", k->folder).p;
	if (!c.schema)
		fresh_put(&c, a, now);
	ok(store_open(a, &c, &k->store));
	ok(store_migrate(k->store, a, now, NULL, NULL));
	if (*k->schema)
		schema_do(k, a, made ? schema_empty : schema_keep);
}

struct cx kit_realm(struct arena *a)
{
	struct cx cx = kit_cx(a);
	struct kit *k = kit_free();

	audit_set_strict(true);
	k->folder = kit_folder(a);
	store_make(k, a, cx.now);
	cx.store = k->store;
	cx.db = store_reader(cx.store, a);
	cx.profile = kit_profile(a);
	if (getenv("ROVIEC_TWICE"))
		kit_twice(&cx);
	return cx;
}

/* It looks at what every other test has there, too. */
void kit_analyze(struct cx *cx)
{
	static const char *const step[] = { "set statement_timeout = '60s'",
					    "analyze",
					    "reset statement_timeout" };

	for (int i = 0; i < REALMS_MOST; i++) {
		if (kits[i].store != cx->store || !*kits[i].schema)
			continue;
		for (int k = 0; k < N_ELEMENTS(step); k++)
			ok(cx->store->engine->exec(cx->arena, cx->store->writer,
						   step[k]));
	}
}

void kit_close(struct cx *cx)
{
	for (int i = 0; i < REALMS_MOST; i++) {
		if (!cx->store || kits[i].store != cx->store)
			continue;
		store_return(cx->db);
		store_close(cx->store);
		kit_folder_remove(kits[i].folder);
		kits[i].store = NULL;
	}
	cx->store = NULL;
	cx->db = NULL;
}

/* ---- statements without a name ---------------------------------------------- */

struct err *kit_exec(struct cx *cx, const char *sql)
{
	struct err *e;

	cx->db->trusted = true;
	e = cx->db->engine->exec(cx->arena, cx->db, sql);
	cx->db->trusted = false;
	return e;
}

static struct err *sql_fn(struct cx *cx, void *arg)
{
	const char *const *sql = arg;

	return kit_exec(cx, *sql);
}

void kit_sql(struct cx *cx, const char *sql)
{
	ok(db_tx(cx, sql_fn, &sql));
}

/* Statements are kept under the address of what they are made of: one place
 * for each text. */
int64_t kit_number(struct cx *cx, const char *sql)
{
	static struct db_part part[NUMBERS_MOST];
	static struct db_query query[NUMBERS_MOST];
	struct db_stmt *st;
	int64_t n;
	int i = 0;
	bool row;

	while (i < NUMBERS_MOST && part[i].sql && part[i].sql != sql)
		i++;
	assert_true(i < NUMBERS_MOST);
	part[i] = (struct db_part){ .sql = sql, .opt = -1, .order = -1 };
	query[i] = (struct db_query){ .name = sql,
				      .part = &part[i],
				      .n_parts = 1 };
	ok(db_stmt_get(cx->db, &query[i], 0, 0, &st));
	ok(db_step(st, &row));
	assert_true(row);
	n = db_col_i64(st, 0);
	db_stmt_done(st);
	return n;
}
