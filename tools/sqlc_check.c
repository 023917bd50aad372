/*
 * Third pass of sqlc: prepares every variant of a query. The columns' types
 * come from the database whose types are the neutral words, the plan from
 * the one that looks like the real one.
 */
#include "sqlc.h"

#include <sqlite3.h>

struct variant {
	struct sqlc *c;
	struct query *q;
	unsigned opts;
	int order;
	struct str sql;
	bool first;
};

static struct str variant_sql(const struct variant *v)
{
	struct buf b = buf_init(v->c->a, SQLC_TEXT_MOST);

	for (ptrdiff_t i = 0; i < v->q->part.n; i++) {
		const struct part *p = &v->q->part.p[i];

		if (p->opt >= 0 && (v->opts >> p->opt & 1) == p->unless)
			continue;
		if (p->order >= 0 && p->order != v->order)
			continue;
		buf_str(&b, p->sql);
	}
	return buf_view(&b);
}

/* " (with lead, q; order due)": which variant is meant. */
static struct str variant_name(const struct variant *v)
{
	struct buf b = buf_init(v->c->a, 4096);
	const char *sep = " (with ";

	for (ptrdiff_t i = 0; i < v->q->opt.n; i++)
		if (v->opts >> i & 1) {
			buf_fmt(&b, "%s%.*s", sep, STR_ARG(v->q->opt.p[i]));
			sep = ", ";
		}
	if (v->q->order.n)
		buf_fmt(&b, "%sorder %.*s", v->opts ? "; " : " (",
			STR_ARG(v->q->order.p[v->order]));
	if (b.n)
		buf_char(&b, ')');
	return buf_view(&b);
}

static void bad(const struct variant *v, struct str what)
{
	sqlc_bad(v->c, v->q->src, v->q->at, "%.*s%.*s: %.*s",
		 STR_ARG(v->q->name), STR_ARG(variant_name(v)), STR_ARG(what));
}

static struct sqlite3_stmt *prepare(const struct variant *v, struct sqlite3 *db,
				    struct str sql)
{
	struct sqlite3_stmt *st = NULL;
	const char *tail = NULL;

	if (sqlite3_prepare_v3(db, sql.p, (int)sql.n, 0, &st, &tail) !=
	    SQLITE_OK) {
		bad(v, str_c(sqlite3_errmsg(db)));
		return NULL;
	}
	if (!st)
		bad(v, STR("the statement is empty"));
	return st;
}

/* ---- columns ---------------------------------------------------------------- */
/* The type of a column, from the schema or the note; NONE after a fault. */
static enum field_type column_type(const struct variant *v, struct str name,
				   const char *decl)
{
	struct field *note = sqlc_field(&v->q->out, name);
	enum field_type type = sqlc_decltype(decl);

	if (note)
		note->used = true;
	if (type == TYPE_NONE && !note)
		bad(v, str_fmt(v->c->a,
			       "%.*s is an expression; note its type: "
			       "-- out: %.*s int",
			       STR_ARG(name), STR_ARG(name)));
	if (type != TYPE_NONE && note && note->type != type)
		bad(v, str_fmt(v->c->a,
			       "the schema says that %.*s is %s, \"-- out:\" "
			       "says another type",
			       STR_ARG(name), decl));
	return note ? note->type : type;
}

static void column_add(const struct variant *v, struct str name,
		       enum field_type type)
{
	struct field *f;

	if (!sqlc_name_ok(name))
		bad(v, str_fmt(v->c->a,
			       "the column \"%.*s\" cannot be a name in C; "
			       "write: as x",
			       STR_ARG(name)));
	else if (sqlc_field(&v->q->col, name))
		bad(v, str_fmt(v->c->a, "two columns are called %.*s",
			       STR_ARG(name)));
	f = vec_push(v->c->a, &v->q->col);
	f->name = name;
	f->type = type;
}

static void columns_find(const struct variant *v, struct sqlite3_stmt *st)
{
	int n = sqlite3_column_count(st);

	if (!v->first && n != v->q->col.n) {
		bad(v, STR("the variants have different columns"));
		return;
	}
	for (int i = 0; i < n; i++) {
		struct str name =
			str_dup(v->c->a, str_c(sqlite3_column_name(st, i)));
		enum field_type type =
			column_type(v, name, sqlite3_column_decltype(st, i));

		if (v->first)
			column_add(v, name, type);
		else if (!str_eq(v->q->col.p[i].name, name) ||
			 v->q->col.p[i].type != type)
			bad(v, STR("the variants have different columns"));
	}
}

/* ---- full scans -------------------------------------------------------------- */
static bool is_table(const struct variant *v, struct str name)
{
	static const char sql[] = "select 1 from sqlite_schema where "
				  "type='table' and lower(name)=lower(?1) "
				  "and sql not like 'create virtual%'";
	struct sqlite3_stmt *st = NULL;
	bool is = false;

	if (sqlite3_prepare_v2(v->c->real, sql, -1, &st, NULL) != SQLITE_OK)
		return true;
	sqlite3_bind_text(st, 1, name.p, (int)name.n, SQLITE_STATIC);
	is = sqlite3_step(st) == SQLITE_ROW;
	sqlite3_finalize(st);
	return is;
}

/* Whether a plan's name is that of a table or stands for one somewhere in
 * the statement (`task t`, `task as t`); else it is a CTE or subquery. */
static bool names_table(const struct variant *v, struct str name)
{
	struct sql_tokens t = sqlc_tokens(v->c->a, v->sql);

	if (is_table(v, name))
		return true;
	for (ptrdiff_t i = 1; i < t.n; i++) {
		ptrdiff_t k = i - 1;

		if (!str_eq_nocase(t.p[i].text, name))
			continue;
		if (k && sql_is(t.p[k], "as"))
			k--;
		if (t.p[k].kind == SQL_WORD && is_table(v, t.p[k].text))
			return true;
	}
	return false;
}

/* One line of the plan: "SCAN t", "SEARCH t USING AUTOMATIC …". */
static void plan_line(const struct variant *v, struct str line)
{
	struct str rest = line;
	struct str what = str_cut(&rest, ' ');
	struct str name = str_cut(&rest, ' ');
	bool scan = str_eq(what, STR("SCAN"));

	if (scan && (str_starts(rest, STR("USING ")) ||
		     str_starts(rest, STR("VIRTUAL "))))
		return;
	if (!scan && !(str_eq(what, STR("SEARCH")) &&
		       str_find(rest, STR("AUTOMATIC"), 0) >= 0))
		return;
	if (names_table(v, name))
		bad(v, str_fmt(v->c->a,
			       "%.*s: it reads a whole table; give it an index "
			       "or mark it \"-- scan\"",
			       STR_ARG(line)));
}

/* Whether the statement inserts: its first word, or one behind a CTE. */
static bool inserts(const struct variant *v)
{
	struct sql_tokens t = sqlc_tokens(v->c->a, v->sql);

	for (ptrdiff_t i = 0; i < t.n; i++)
		if (sql_is(t.p[i], "insert"))
			return true;
	return false;
}

static void plan_check(const struct variant *v)
{
	struct str sql = str_cat(v->c->a, STR("explain query plan "), v->sql);
	struct sqlite3_stmt *st;

	/* The plan of an insert into a parent has scans of its children that
	 * never run (no orphan waits); those of a delete do run. */
	sqlite3_db_config(v->c->real, SQLITE_DBCONFIG_ENABLE_FKEY, !inserts(v),
			  NULL);
	st = prepare(v, v->c->real, sql);
	while (st && !v->q->scan && sqlite3_step(st) == SQLITE_ROW)
		plan_line(v, str_c((const char *)sqlite3_column_text(st, 3)));
	sqlite3_finalize(st);
}

/* ---- kinds ------------------------------------------------------------------ */
static void kind_check(const struct variant *v)
{
	const struct query *q = v->q;
	bool none = q->kind == KIND_EXEC || q->kind == KIND_ROW;

	if (none && q->col.n)
		bad(v, STR("an :exec or :row gives no columns"));
	if (!none && !q->col.n)
		bad(v, STR("it gives no columns; make it an :exec"));
	if (q->ahead && (q->kind > KIND_MANY || q->writes))
		bad(v, STR("only a :one or :many that reads can go ahead"));
	if (q->kind == KIND_ID &&
	    (q->col.n != 1 || q->col.p[0].type != TYPE_INT || !q->writes))
		bad(v, STR("an :id is an insert returning one int"));
}

/* `returning` costs SQLite a table of its own and a journal of the statement;
 * a row that was just inserted it knows anyway. Not what an upsert changed. */
static void id_trim(const struct variant *v)
{
	static const struct str end = STR_INIT("returning id");
	struct part *last = &v->q->part.p[v->q->part.n - 1];
	struct sql_tokens t = sqlc_tokens(v->c->a, v->sql);
	struct str sql = str_trim(last->sql);

	if (v->q->kind != KIND_ID || last->opt >= 0 || last->order >= 0 ||
	    !sql_is(t.p[0], "insert") || !str_ends(sql, end))
		return;
	for (ptrdiff_t i = 0; i < t.n; i++)
		if (sql_is(t.p[i], "update"))
			return;
	last->sql = str_trim((struct str){ sql.p, sql.n - end.n });
	v->q->last_id = true;
}

static void variant_check(struct variant *v)
{
	struct sqlite3_stmt *st;

	v->sql = variant_sql(v);
	st = prepare(v, v->c->words, v->sql);
	if (!st)
		return;
	columns_find(v, st);
	if (v->first) {
		v->q->writes = !sqlite3_stmt_readonly(st);
		kind_check(v);
	}
	sqlite3_finalize(st);
	plan_check(v);
}

/* A second text is for an engine that is not here; it takes what is known. */
static void postgres_check(struct sqlc *c, struct query *q)
{
	for (ptrdiff_t i = 0; i < c->query.n; i++)
		if (!c->query.p[i].postgres &&
		    str_eq(c->query.p[i].name, q->name))
			q->writes = c->query.p[i].writes;
}

/* False after a fault: one variant's is enough. */
static bool opts_check(struct variant *v, unsigned opts)
{
	int before = v->c->n_bad;

	v->opts = opts;
	variant_check(v);
	v->first = false;
	return v->c->n_bad == before;
}

static bool all_check(struct variant *v)
{
	unsigned opts = 0;

	while (opts < 1u << v->q->opt.n && opts_check(v, opts))
		opts++;
	return opts == 1u << v->q->opt.n;
}

/* Parts are independent of each other but for clashes of two, so of many
 * parts those with few, and those with nearly all, speak for the rest; and
 * with another order each alone, and all. */
static bool few_check(struct variant *v)
{
	unsigned all = (1u << v->q->opt.n) - 1;
	bool good = opts_check(v, 0) && opts_check(v, all);

	for (unsigned i = 1; good && i < all; i <<= 1) {
		good = opts_check(v, i);
		if (v->order)
			continue;
		good = good && opts_check(v, all ^ i);
		for (unsigned k = 1; good && k < i; k <<= 1)
			good = opts_check(v, i | k);
	}
	return good;
}

static void query_check(struct sqlc *c, struct query *q)
{
	struct variant v = { .c = c, .q = q, .first = true };

	if (q->postgres) {
		postgres_check(c, q);
		return;
	}
	for (v.order = 0; v.order < MAX((int)q->order.n, 1); v.order++)
		if (!(q->opt.n <= SQLC_ALL ? all_check : few_check)(&v))
			return;
	id_trim(&v);
	for (ptrdiff_t i = 0; i < q->out.n; i++)
		if (!q->out.p[i].used)
			sqlc_bad(c, q->src, q->out.p[i].name.p,
				 "%.*s has no column %.*s", STR_ARG(q->name),
				 STR_ARG(q->out.p[i].name));
}

bool sqlc_compile(struct sqlc *c, const struct source *src)
{
	sqlc_schema_load(c);
	if (!c->n_bad)
		sqlc_read(c, src);
	for (ptrdiff_t i = 0; i < c->query.n; i++) {
		c->at = c->query.p[i].at;
		sqlc_lint_query(c, &c->query.p[i]);
		query_check(c, &c->query.p[i]);
	}
	sqlc_schema_close(c);
	return !c->n_bad;
}
