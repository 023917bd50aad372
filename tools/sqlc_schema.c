/* The schema of sqlc: files in order, translated, in two empty databases. */
#include "sqlc.h"

#include <sqlite3.h>

/* "…/0021_work_task.sql" → 21, "work_task"; false for any other form. */
static bool schema_name(struct schema *s)
{
	struct str path = str_c(s->src.path);
	struct str number;

	for (ptrdiff_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/') {
			path = str_sub(path, i, path.n);
			break;
		}
	if (!str_ends(path, STR(".sql")) || str_find_char(path, '_') != 4)
		return false;
	number = str_sub(path, 0, 4);
	s->name = str_sub(path, 5, path.n - 4);
	return s->name.n && str_to_i64(number, &s->number) && s->number > 0;
}

void sqlc_schema_add(struct sqlc *c, const char *path, struct str text)
{
	struct schema s = { .src = { path, text } };

	if (!schema_name(&s)) {
		sqlc_bad(c, &s.src, NULL,
			 "a schema file is called NNNN_feature_noun.sql");
		return;
	}
	*vec_push(c->a, &c->schema) = s;
}

static int by_number(const void *x, const void *y)
{
	const struct schema *a = x;
	const struct schema *b = y;

	return (a->number > b->number) - (a->number < b->number);
}

static void load_one(struct sqlc *c, const struct schema *s,
		     enum db_engine engine, struct sqlite3 *db)
{
	struct strs list = { NULL, 0, 0 };
	struct err *err = db_ddl_translate(c->a, engine, s->src.text, &list);
	char *why = NULL;

	if (err) {
		sqlc_bad(c, &s->src, NULL, "%.*s", STR_ARG(err->detail));
		return;
	}
	for (ptrdiff_t i = 0; i < list.n; i++) {
		if (sqlite3_exec(db, str_to_c(c->a, list.p[i]), NULL, NULL,
				 &why) == SQLITE_OK)
			continue;
		sqlc_bad(c, &s->src, NULL, "%s in: %.*s",
			 why ? why : sqlite3_errmsg(db),
			 STR_ARG(str_sub(list.p[i], 0, 60)));
		sqlite3_free(why);
		return;
	}
}

static struct sqlite3 *memory_open(struct sqlc *c)
{
	struct sqlite3 *db = NULL;

	if (sqlite3_initialize() != SQLITE_OK ||
	    sqlite3_open(":memory:", &db) != SQLITE_OK)
		sqlc_bad(c, NULL, NULL, "no database in memory");
	return db;
}

void sqlc_schema_load(struct sqlc *c)
{
	c->words = memory_open(c);
	c->real = memory_open(c);
	if (c->schema.n)
		qsort(c->schema.p, (size_t)c->schema.n, sizeof(*c->schema.p),
		      by_number);
	for (ptrdiff_t i = 0; i < c->schema.n; i++) {
		const struct schema *s = &c->schema.p[i];
		int before = c->n_bad;

		if (i && s[-1].number == s->number)
			sqlc_bad(c, &s->src, NULL,
				 "the number is also that of %s",
				 s[-1].src.path);
		sqlc_lint_schema(c, &s->src);
		if (c->n_bad == before)
			load_one(c, s, DB_NEUTRAL, c->words);
		if (c->n_bad == before)
			load_one(c, s, DB_SQLITE, c->real);
	}
}

void sqlc_schema_close(struct sqlc *c)
{
	sqlite3_close(c->words);
	sqlite3_close(c->real);
	c->words = NULL;
	c->real = NULL;
}
