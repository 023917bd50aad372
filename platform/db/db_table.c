/* The list of tables, read from a database in memory. */
#include "db/db_table.h"

#include "db/db_priv.h"

struct reading {
	struct arena *a;
	sqlite3 *h;
	struct db_tables found; /* as they were made */
};

/* The engine gives some of them back in capitals. */
static const struct {
	const char *word;
	enum db_type type;
} types[] = {
	{ "identity", DB_INT8 }, { "bigint", DB_INT8 }, { "instant", DB_INT8 },
	{ "bool", DB_INT2 },	 { "day", DB_DAY },	{ "text", DB_TEXT },
	{ "blob", DB_BLOB },	 { "real", DB_REAL },
};

static struct err *fault(struct arena *a, struct str table, const char *why)
{
	struct err *e = err_new(a, ERR_INTERNAL,
				N_("The program's own schema is faulty."));

	return err_detail(a, e, "table %.*s: %s", STR_ARG(table), why);
}

static struct str text_of(struct reading *r, sqlite3_stmt *st, int col)
{
	return str_dup(r->a, str_c((const char *)sqlite3_column_text(st, col)));
}

/* ---- the schema --------------------------------------------------------------- */

static struct err *steps_make(struct reading *r, const struct migration *list,
			      int n)
{
	struct strs sql = { 0 };
	struct err *e;
	int rc;

	for (int i = 0; i < n; i++) {
		sql.n = 0;
		e = db_ddl_translate(r->a, DB_NEUTRAL, str_c(list[i].sql),
				     &sql);
		for (ptrdiff_t k = 0; !e && k < sql.n; k++) {
			rc = sqlite3_exec(r->h, str_to_c(r->a, sql.p[k]), NULL,
					  NULL, NULL);
			if (rc != SQLITE_OK)
				e = db_err(r->a, r->h, rc, list[i].name);
		}
		if (e)
			return e;
	}
	return NULL;
}

static struct err *prepare(struct reading *r, const char *sql, struct str name,
			   sqlite3_stmt **ret_st)
{
	int rc = sqlite3_prepare_v2(r->h, sql, -1, ret_st, NULL);

	if (rc != SQLITE_OK)
		return db_err(r->a, r->h, rc, sql);
	sqlite3_bind_text(*ret_st, 1, name.p, (int)name.n, SQLITE_STATIC);
	return NULL;
}

/* ---- a table ------------------------------------------------------------------ */

static struct err *column_add(struct reading *r, struct db_table *t,
			      sqlite3_stmt *st)
{
	struct str word = text_of(r, st, 1);
	struct db_column *c = vec_push(r->a, &t->column);
	int place = sqlite3_column_int(st, 3);

	c->name = text_of(r, st, 0);
	c->null = !sqlite3_column_int(st, 2) && !place;
	if (place > DB_KEY_MOST)
		return fault(r->a, t->name, "the key has too many columns");
	if (place) {
		t->key[place - 1] = (int)t->column.n - 1;
		t->n_key++;
	}
	t->identity |= str_eq_nocase(word, STR("identity"));
	if (place && !sqlite3_column_int(st, 2) && !t->identity)
		return fault(r->a, t->name,
			     "a column of its key may be absent");
	for (int i = 0; i < N_ELEMENTS(types); i++)
		if (str_eq_nocase(word, str_c(types[i].word))) {
			c->type = types[i].type;
			return NULL;
		}
	return fault(r->a, t->name, "a column of an unknown type");
}

static struct err *columns_read(struct reading *r, struct db_table *t)
{
	sqlite3_stmt *st = NULL;
	struct err *e = prepare(r,
				"select name, type, \"notnull\", pk "
				"from pragma_table_info(?1) order by cid",
				t->name, &st);

	while (!e && sqlite3_step(st) == SQLITE_ROW)
		e = column_add(r, t, st);
	sqlite3_finalize(st);
	return e || t->n_key ? e : fault(r->a, t->name, "it has no key");
}

static struct err *refs_read(struct reading *r, struct db_table *t)
{
	sqlite3_stmt *st = NULL;
	struct err *e = prepare(r,
				"select \"from\", \"table\", \"to\" "
				"from pragma_foreign_key_list(?1) order by id",
				t->name, &st);

	while (!e && sqlite3_step(st) == SQLITE_ROW)
		*vec_push(r->a, &t->ref) =
			(struct db_ref){ .column = text_of(r, st, 0),
					 .parent = text_of(r, st, 1),
					 .parent_column = text_of(r, st, 2) };
	sqlite3_finalize(st);
	return e;
}

static struct err *tables_read(struct reading *r)
{
	sqlite3_stmt *st = NULL;
	struct err *e = prepare(r,
				"select name from sqlite_schema "
				"where type = 'table' and ?1 <> name "
				"order by rowid",
				STR("sqlite_sequence"), &st);

	while (!e && sqlite3_step(st) == SQLITE_ROW) {
		struct db_table *t = vec_push(r->a, &r->found);

		t->name = text_of(r, st, 0);
		e = columns_read(r, t);
		if (!e)
			e = refs_read(r, t);
	}
	sqlite3_finalize(st);
	return e;
}

/* ---- their order -------------------------------------------------------------- */

static bool is_among(const struct db_tables *list, struct str name)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i].name, name))
			return true;
	return false;
}

static bool may_follow(const struct db_table *t, const struct db_tables *before)
{
	for (ptrdiff_t i = 0; i < t->ref.n; i++)
		if (!str_eq(t->ref.p[i].parent, t->name) &&
		    !is_among(before, t->ref.p[i].parent))
			return false;
	return true;
}

static struct err *parents_first(struct reading *r, struct db_tables *out)
{
	ptrdiff_t before;

	do {
		before = out->n;
		for (ptrdiff_t i = 0; i < r->found.n; i++) {
			const struct db_table *t = &r->found.p[i];

			if (!is_among(out, t->name) && may_follow(t, out))
				*vec_push(r->a, out) = *t;
		}
	} while (out->n > before);
	for (ptrdiff_t i = 0; i < r->found.n; i++)
		if (!is_among(out, r->found.p[i].name))
			return fault(r->a, r->found.p[i].name,
				     "it refers to what isn't there before it");
	return NULL;
}

/* The engines make it themselves, before the first step. */
static void migration_add(struct arena *a, struct db_tables *out)
{
	static const struct db_column columns[] = {
		{ STR_INIT("number"), DB_INT4, false },
		{ STR_INIT("name"), DB_TEXT, false },
		{ STR_INIT("at"), DB_INT8, false },
	};
	struct db_table *t = vec_push(a, out);

	t->name = STR("migration");
	t->n_key = 1;
	for (int i = 0; i < N_ELEMENTS(columns); i++)
		*vec_push(a, &t->column) = columns[i];
}

struct err *db_tables(struct arena *a, const struct migration *list, int n,
		      struct db_tables *ret_tables)
{
	struct reading r = { .a = a };
	struct db_tables out = { 0 };
	struct err *e = db_engine_ready(a);
	int rc;

	if (e)
		return e;
	rc = sqlite3_open_v2(":memory:", &r.h,
			     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
				     SQLITE_OPEN_NOMUTEX,
			     NULL);
	if (rc != SQLITE_OK)
		e = db_err(a, r.h, rc, "tables");
	if (!e)
		e = steps_make(&r, list, n);
	if (!e)
		e = tables_read(&r);
	sqlite3_close(r.h);
	migration_add(a, &out);
	if (!e)
		e = parents_first(&r, &out);
	if (!e)
		*ret_tables = out;
	return e;
}
