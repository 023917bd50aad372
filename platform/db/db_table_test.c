/*
 * The list of tables against the databases themselves, after every step of the
 * program's schema; of a server (ROVIEC_PG) after the last.
 */
#include "testkit/testkit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "db/db_pg_priv.h"
#include "db/db_table.h"

enum { TEXT_MOST = 1 << 20 };

struct fix {
	struct arena *a;
	const char *folder;
};

static int setup(void **state)
{
	struct arena *a = arena_open(512 << 20);
	struct fix *f = arena_new(a, struct fix, 1);

	f->a = a;
	f->folder = kit_folder(a);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fix *f = *state;

	kit_folder_remove(f->folder);
	arena_close(f->a);
	return 0;
}

/* ---- as text ------------------------------------------------------------------- */

static int by_name(const void *x, const void *y)
{
	return str_cmp(((const struct db_table *)x)->name,
		       ((const struct db_table *)y)->name);
}

static int key_place(const struct db_table *t, int column)
{
	for (int i = 0; i < t->n_key; i++)
		if (t->key[i] == column)
			return i + 1;
	return 0;
}

/* A line a column: "event.id INTEGER key 1", in the order of the names of
 * tables; `words` by enum db_type. */
static struct str columns_of(struct arena *a, struct db_tables list,
			     const char *const *words, bool ids)
{
	struct buf b = buf_init(a, TEXT_MOST);

	qsort(list.p, (size_t)list.n, sizeof(*list.p), by_name);
	for (ptrdiff_t i = 0; i < list.n; i++)
		for (ptrdiff_t k = 0; k < list.p[i].column.n; k++) {
			const struct db_table *t = &list.p[i];
			const struct db_column *c = &t->column.p[k];
			int place = key_place(t, (int)k);

			buf_fmt(&b, "%.*s.%.*s %s%s", STR_ARG(t->name),
				STR_ARG(c->name), words[c->type],
				c->null ? " null" : "");
			if (place)
				buf_fmt(&b, " key %d", place);
			if (ids && place && t->identity)
				buf_lit(&b, " id");
			buf_char(&b, '\n');
		}
	assert_false(b.full);
	return buf_view(&b);
}

static int lines(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static struct str refs_of(struct arena *a, struct db_tables list)
{
	struct buf b = buf_init(a, TEXT_MOST);
	struct strs all = { 0 };

	for (ptrdiff_t i = 0; i < list.n; i++)
		for (ptrdiff_t k = 0; k < list.p[i].ref.n; k++) {
			const struct db_ref *r = &list.p[i].ref.p[k];

			*vec_push(a, &all) =
				str_fmt(a, "%.*s.%.*s > %.*s.%.*s\n",
					STR_ARG(list.p[i].name),
					STR_ARG(r->column), STR_ARG(r->parent),
					STR_ARG(r->parent_column));
		}
	if (all.n)
		qsort(all.p, (size_t)all.n, sizeof(*all.p), lines);
	for (ptrdiff_t i = 0; i < all.n; i++)
		buf_str(&b, all.p[i]);
	assert_false(b.full);
	return buf_view(&b);
}

static void agree(struct arena *a, struct str list, struct str database)
{
	same(database, str_to_c(a, list));
}

/* ---- the embedded engine ---------------------------------------------------------- */

static struct str lite_ask(struct arena *a, sqlite3 *h, const char *sql)
{
	struct buf b = buf_init(a, TEXT_MOST);
	sqlite3_stmt *st = NULL;

	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		buf_str(&b, str_c((const char *)sqlite3_column_text(st, 0)));
		buf_char(&b, '\n');
	}
	sqlite3_finalize(st);
	return buf_view(&b);
}

static void file_agrees(struct fix *f, int n)
{
	static const char *const words[] = {
		[DB_INT8] = "INTEGER", [DB_INT4] = "INTEGER",
		[DB_INT2] = "INTEGER", [DB_DAY] = "TEXT",
		[DB_TEXT] = "TEXT",    [DB_BLOB] = "BLOB",
		[DB_REAL] = "REAL",
	};
	const char *path = str_fmt(f->a, "%s/%d.db", f->folder, n).p;
	struct db_tables list;
	struct store *s = NULL;
	sqlite3 *h = NULL;

	ok(store_open(f->a, &(struct db_config){ .path = path, .create = true },
		      &s));
	ok(store_migrate_list(s, f->a, 1, db_migrations, n));
	store_close(s);
	ok(db_tables(f->a, db_migrations, n, &list));
	assert_int_equal(sqlite3_open_v2(path, &h, SQLITE_OPEN_READONLY,
					 DB_VFS),
			 SQLITE_OK);
	agree(f->a, columns_of(f->a, list, words, false),
	      lite_ask(f->a, h,
		       "select m.name || '.' || c.name || ' ' || c.type || "
		       "iif(c.\"notnull\" or c.pk, '', ' null') || "
		       "iif(c.pk, ' key ' || c.pk, '') "
		       "from sqlite_schema m join pragma_table_info(m.name) c "
		       "where m.type = 'table' and m.name not like 'sqlite_%' "
		       "order by m.name, c.cid"));
	agree(f->a, refs_of(f->a, list),
	      lite_ask(f->a, h,
		       "select m.name || '.' || k.\"from\" || ' > ' || "
		       "k.\"table\" || '.' || k.\"to\" from sqlite_schema m "
		       "join pragma_foreign_key_list(m.name) k "
		       "where m.type = 'table' order by 1"));
	sqlite3_close(h);
	unlink(path);
}

static void files_have_these_tables(void **state)
{
	struct fix *f = *state;

	assert_true(db_n_migrations > 20);
	for (int n = 1; n <= db_n_migrations; n++) {
		struct arena_mark mark = arena_mark(f->a);

		file_agrees(f, n);
		arena_rewind(f->a, mark);
	}
}

/* ---- a server ------------------------------------------------------------------------ */

static struct str pg_ask(struct arena *a, PGconn *c, const char *sql,
			 const char *schema)
{
	PGresult *res = PQexecParams(c, sql, 1, NULL, &schema, NULL, NULL, 0);
	struct buf b = buf_init(a, TEXT_MOST);

	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(c));
	for (int i = 0; i < PQntuples(res); i++)
		buf_fmt(&b, "%s\n", PQgetvalue(res, i, 0));
	PQclear(res);
	return buf_view(&b);
}

static void a_server_has_these_tables(void **state)
{
	static const char *const words[] = {
		[DB_INT8] = "bigint",	       [DB_INT4] = "integer",
		[DB_INT2] = "smallint",	       [DB_DAY] = "date",
		[DB_TEXT] = "text C",	       [DB_BLOB] = "bytea",
		[DB_REAL] = "double precision"
	};
	static const char columns[] =
		"select c.relname || '.' || a.attname || ' ' || "
		"format_type(a.atttypid, a.atttypmod) || "
		/* ours is made by the engine, and only ever read in numbers */
		"case when c.relname = 'migration' and a.attname = 'name' "
		"then ' C' else coalesce(' ' || l.collname, '') end || "
		"case when a.attnotnull then '' else ' null' end || "
		"coalesce((select ' key ' || u.place from "
		"unnest(i.indkey::int2[]) with ordinality u(k, place) "
		"where u.k = a.attnum), '') || "
		"case when a.attidentity = 'd' then ' id' else '' end "
		"from pg_class c join pg_namespace n on n.oid = c.relnamespace "
		"join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 "
		"and not a.attisdropped "
		"left join pg_index i on i.indrelid = c.oid and i.indisprimary "
		"left join pg_collation l on l.oid = a.attcollation "
		"where n.nspname = $1 and c.relkind = 'r' "
		"and c.relname not in ('realm_lock', 'commit_key') "
		"order by c.relname::text collate \"C\", a.attnum";
	static const char refs[] =
		"select t from (select c.relname || '.' || a.attname || ' > ' "
		"|| p.relname || '.' || b.attname as t from pg_constraint k "
		"join pg_class c on c.oid = k.conrelid "
		"join pg_namespace n on n.oid = c.relnamespace "
		"join pg_class p on p.oid = k.confrelid "
		"join pg_attribute a on a.attrelid = c.oid "
		"and a.attnum = k.conkey[1] "
		"join pg_attribute b on b.attrelid = p.oid "
		"and b.attnum = k.confkey[1] "
		"where n.nspname = $1 and k.contype = 'f') x "
		"order by t collate \"C\"";
	struct fix *f = *state;
	const char *address = getenv("ROVIEC_PG");
	const char *schema = str_fmt(f->a, "table_%ld", (long)getpid()).p;
	struct db_tables list;
	struct store *s = NULL;
	PGconn *c;

	if (!address)
		skip();
	ok(store_open(f->a,
		      &(struct db_config){ .path = address,
					   .schema = schema,
					   .create = true },
		      &s));
	ok(store_migrate(s, f->a, 1, NULL, NULL));
	store_close(s);
	ok(db_tables(f->a, db_migrations, db_n_migrations, &list));
	c = PQconnectdb(address);
	agree(f->a, columns_of(f->a, list, words, true),
	      pg_ask(f->a, c, columns, schema));
	agree(f->a, refs_of(f->a, list), pg_ask(f->a, c, refs, schema));
	PQfinish(c);
}

/* ---- the list itself --------------------------------------------------------------------- */

static ptrdiff_t place_of(const struct db_tables *list, struct str name)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i].name, name))
			return i;
	fail_msg("%.*s isn't there", STR_ARG(name));
	return -1;
}

static void parents_stand_before(void **state)
{
	struct fix *f = *state;
	struct db_tables list;
	int n = 0;

	ok(db_tables(f->a, db_migrations, db_n_migrations, &list));
	same(list.p[0].name, "migration");
	for (ptrdiff_t i = 0; i < list.n; i++)
		for (ptrdiff_t k = 0; k < list.p[i].ref.n; k++, n++)
			assert_true(place_of(&list,
					     list.p[i].ref.p[k].parent) <= i);
	assert_true(n > 50);
}

/* A parent that a later step makes anew. */
static void one_made_again_stands_before(void **state)
{
	static const struct migration steps[] = {
		{ .number = 1,
		  .name = "0001_a",
		  .sql = "create table p (id identity);"
			 "create table c (id identity, p bigint,"
			 " constraint c_fk foreign key (p) references p "
			 "(id));" },
		{ .number = 2,
		  .name = "0002_b",
		  .sql = "drop table p; create table p (id identity, n day);" },
	};
	struct fix *f = *state;
	struct db_tables list;

	ok(db_tables(f->a, steps, 2, &list));
	assert_int_equal(list.n, 3);
	same(list.p[1].name, "p");
	assert_int_equal(list.p[1].column.n, 2);
	assert_int_equal(list.p[1].column.p[1].type, DB_DAY);
	same(list.p[2].name, "c");
}

static void what_could_not_be_copied_is_a_fault(void **state)
{
	static const struct migration bad[] = {
		{ .number = 1,
		  .name = "no key",
		  .sql = "create table x (n bigint);" },
		{ .number = 1,
		  .name = "a key that may be absent",
		  .sql = "create table x (n text, constraint x_pk primary key "
			 "(n));" },
		{ .number = 1,
		  .name = "a circle",
		  .sql = "create table x (id identity, y bigint,"
			 " constraint x_fk foreign key (y) references y (id));"
			 "create table y (id identity, x bigint,"
			 " constraint y_fk foreign key (x) references x "
			 "(id));" },
		{ .number = 1,
		  .name = "nonsense",
		  .sql = "create tablet x (id identity);" },
	};
	struct fix *f = *state;
	struct db_tables list;

	for (int i = 0; i < N_ELEMENTS(bad); i++) {
		struct err *e = db_tables(f->a, &bad[i], 1, &list);

		assert_non_null(e);
		if (i < 3)
			fails(e, ERR_INTERNAL);
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(files_have_these_tables),
		T(a_server_has_these_tables),
		T(parents_stand_before),
		T(one_made_again_stands_before),
		T(what_could_not_be_copied_is_a_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
