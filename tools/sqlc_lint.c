/*
 * Second pass of sqlc: words that one of the engines, or the scaled-out
 * database, does not bear. It looks at tokens, so strings and comments are
 * free.
 */
#include "sqlc.h"

struct sql_tokens sqlc_tokens(struct arena *a, struct str sql)
{
	struct sql_tokens list = { NULL, 0, 0 };
	struct sql_token t;
	ptrdiff_t at = 0;

	do {
		t = sql_next(sql, &at);
		if (t.kind != SQL_SPACE && t.kind != SQL_COMMENT)
			*vec_push(a, &list) = t;
	} while (t.kind != SQL_END);
	return list;
}

struct lint {
	struct sqlc *c;
	const struct source *src;
	struct sql_tokens t;
};

/* The token i, or the END token beyond both ends. */
static struct sql_token at(const struct lint *l, ptrdiff_t i)
{
	return i >= 0 && i < l->t.n ? l->t.p[i] : l->t.p[l->t.n - 1];
}

static const struct {
	const char *word, *then; /* then: the next token, NULL for any */
	const char *why;
} banned[] = {
	{ "merge", "into", "use insert on conflict" },
	{ "trigger", NULL, "what happens stands in C" },
	{ "rule", NULL, "what happens stands in C" },
	{ "inherits", NULL, "tables do not inherit" },
	{ "deferrable", NULL, "constraints hold at once" },
	{ "sequence", NULL, "ids come from an identity column" },
	{ "materialized", "view", "tables are kept by acts" },
	{ "strftime", "(", "time is a parameter" },
	{ "date", "(", "time is a parameter" },
	{ "time", "(", "time is a parameter" },
	{ "datetime", "(", "time is a parameter" },
	{ "julianday", "(", "time is a parameter" },
	{ "unixepoch", "(", "time is a parameter" },
	{ "now", "(", "time is a parameter" },
	{ "clock_timestamp", "(", "time is a parameter" },
	{ "current_timestamp", NULL, "time is a parameter" },
	{ "current_date", NULL, "time is a parameter" },
	{ "current_time", NULL, "time is a parameter" },
	{ "random", "(", "chance is a parameter" },
	{ "nextval", "(", "ids come from an identity column" },
	{ "group_concat", "(", "join texts in C" },
	{ "localtime", NULL, "time is a parameter" },
	{ "localtimestamp", NULL, "time is a parameter" },
	/* a node that only holds a part answers these for itself */
	{ "current_schema", NULL, "another node has another" },
	{ "current_user", NULL, "who acts is a parameter" },
	{ "regclass", NULL, "another node has other names" },
	{ "tableoid", NULL, "another node has others" },
	{ "ctid", NULL, "rows are called by their keys" },
	{ "rowid", NULL, "rows are called by their keys" },
	{ "autoincrement", NULL, "ids come from an identity column" },
	{ "collate", NULL, "sort keys and folded text are columns" },
	{ "main", ".", "tables are called without their schema" },
	{ "public", ".", "tables are called without their schema" },
	{ "pg_catalog", ".", "the catalogue is the engine's" },
	{ "information_schema", ".", "the catalogue is the engine's" },
	{ "sqlite_master", NULL, "the catalogue is the engine's" },
	{ "sqlite_schema", NULL, "the catalogue is the engine's" },
};

static bool lint_banned(const struct lint *l, ptrdiff_t i)
{
	bool found = false;

	for (ptrdiff_t k = 0; k < N_ELEMENTS(banned); k++) {
		if (!sql_is(at(l, i), banned[k].word))
			continue;
		if (banned[k].then && !sql_is(at(l, i + 1), banned[k].then))
			continue;
		sqlc_bad(l->c, l->src, at(l, i).text.p, "no %s%s%s: %s",
			 banned[k].word, banned[k].then ? " " : "",
			 banned[k].then ? banned[k].then : "", banned[k].why);
		found = true;
	}
	return found;
}

static bool is_one_of(struct sql_token t, const char *const *word)
{
	for (; *word; word++)
		if (sql_is(t, *word))
			return true;
	return false;
}

/* "name (": of functions only those that both engines have and that always say
 * the same of the same values, since what isn't immutable can't stand in an
 * update of a spread table. Words of the language are no functions. */
static void lint_call(const struct lint *l, ptrdiff_t i)
{
	static const char *const known[] = {
		/* functions */
		"abs", "cast", "coalesce", "count", "length", "lower", "max",
		"min", "nullif", "replace", "substr", "sum", "trim", "upper",
		/* words */
		"all", "and", "as", "by", "case", "check", "conflict", "else",
		"exists", "filter", "from", "in", "join", "key", "materialized",
		"not", "on", "or", "over", "recursive", "select", "set", "then",
		"union", "unique", "using", "values", "when", "where", "with",
		NULL
	};
	static const char *const table[] = { "into", "table", "references",
					     NULL };

	if (at(l, i).kind != SQL_WORD || !sql_is(at(l, i + 1), "(") ||
	    is_one_of(at(l, i), known) || is_one_of(at(l, i - 1), table))
		return;
	/* create index x on t (…) */
	if (sql_is(at(l, i - 1), "on") && sql_is(at(l, i - 3), "index"))
		return;
	sqlc_bad(l->c, l->src, at(l, i).text.p,
		 "no %.*s(): a function is one that both engines have and that "
		 "is immutable",
		 STR_ARG(at(l, i).text));
}

/* Words that an engine reads as a moment, wherever a day is asked for. */
static void lint_moment(const struct lint *l, ptrdiff_t i)
{
	static const char *const moment[] = { "'now'", "'today'", "'tomorrow'",
					      "'yesterday'" };

	for (ptrdiff_t k = 0; k < N_ELEMENTS(moment); k++)
		if (at(l, i).kind == SQL_STRING &&
		    str_eq(at(l, i).text, str_c(moment[k])))
			sqlc_bad(l->c, l->src, at(l, i).text.p,
				 "no %s: time is a parameter", moment[k]);
}

/* How a day is written depends on the session, so it may not stand where rows
 * change. */
static void lint_cast(const struct lint *l, ptrdiff_t i, bool changes)
{
	if (changes && sql_is(at(l, i), "as") && sql_is(at(l, i + 1), "text") &&
	    sql_is(at(l, i + 2), ")"))
		sqlc_bad(l->c, l->src, at(l, i).text.p,
			 "no cast as text where rows change: it isn't "
			 "immutable");
}

/* `select *`, `t.*`, `returning *`; not count(*) and not a product. */
static void lint_star(const struct lint *l, ptrdiff_t i)
{
	static const char *const before[] = {
		"select", "distinct", "all", ",", ".", "returning"
	};

	if (!sql_is(at(l, i), "*"))
		return;
	for (ptrdiff_t k = 0; k < N_ELEMENTS(before); k++)
		if (sql_is(at(l, i - 1), before[k]))
			sqlc_bad(l->c, l->src, at(l, i).text.p,
				 "no *: columns are called by their names");
}

static void lint_insert(const struct lint *l, ptrdiff_t i)
{
	ptrdiff_t k = i + 2;

	if (sql_is(at(l, i), "replace") && sql_is(at(l, i + 1), "into")) {
		sqlc_bad(l->c, l->src, at(l, i).text.p,
			 "no replace: use insert on conflict");
		return;
	}
	if (!sql_is(at(l, i), "insert"))
		return;
	if (!sql_is(at(l, i + 1), "into")) {
		sqlc_bad(l->c, l->src, at(l, i).text.p,
			 "no insert or: use insert on conflict");
		return;
	}
	k++;
	if (sql_is(at(l, k), "as"))
		k += 2;
	if (!sql_is(at(l, k), "("))
		sqlc_bad(l->c, l->src, at(l, i).text.p,
			 "insert needs its list of columns");
}

/* `like` looks only at folded text. */
static void lint_like(const struct lint *l, ptrdiff_t i, bool allowed)
{
	struct sql_token left;

	if (allowed || !sql_is(at(l, i), "like"))
		return;
	left = at(l, sql_is(at(l, i - 1), "not") ? i - 2 : i - 1);
	if (left.kind != SQL_WORD || !str_ends(left.text, STR("_fold")))
		sqlc_bad(l->c, l->src, at(l, i).text.p,
			 "like stands behind a _fold column, or the query is "
			 "marked \"-- like\"");
}

/* What every statement obeys, of a query or of a schema. */
static void lint_words(const struct lint *l, ptrdiff_t i)
{
	if (!lint_banned(l, i))
		lint_call(l, i);
	lint_moment(l, i);
	lint_star(l, i);
	lint_insert(l, i);
}

/* Nothing but data: no settings, no locks, no tables made. */
static void lint_data(const struct lint *l)
{
	static const char *const first[] = { "select", "insert", "update",
					     "delete", "with",	 "[",
					     NULL };

	if (!is_one_of(at(l, 0), first))
		sqlc_bad(l->c, l->src, at(l, 0).text.p,
			 "a query begins with select, insert, update, delete "
			 "or with");
}

void sqlc_lint_query(struct sqlc *c, const struct query *q)
{
	struct lint l = { c, q->src, sqlc_tokens(c->a, q->sql) };
	bool changes = false;

	lint_data(&l);
	for (ptrdiff_t i = 0; i < l.t.n; i++) {
		changes |= sql_is(at(&l, i), "update") ||
			   sql_is(at(&l, i), "delete");
		lint_words(&l, i);
		lint_cast(&l, i, changes);
		lint_like(&l, i, q->like);
	}
}

/* ---- schema ------------------------------------------------------------------ */
struct table {
	bool is; /* inside create table … ( … ) */
	int depth;
	bool key;     /* it has a primary key */
	bool foreign; /* the item began with a foreign key */
};

/* A constraint's word at depth 1 has `constraint name` before it. */
static void lint_constraint(const struct lint *l, ptrdiff_t i,
			    struct table *tab)
{
	static const char *const word[] = { "primary", "unique", "check",
					    "foreign", "references" };
	bool named = sql_is(at(l, i - 2), "constraint");

	for (ptrdiff_t k = 0; k < N_ELEMENTS(word); k++) {
		if (!sql_is(at(l, i), word[k]))
			continue;
		tab->key |= k == 0;
		tab->foreign |= k == 3;
		if (!named && !(k == 4 && tab->foreign))
			sqlc_bad(l->c, l->src, at(l, i).text.p,
				 "%s needs a name: constraint x %s", word[k],
				 word[k]);
	}
	tab->key |= sql_is(at(l, i), "identity");
}

static void lint_table(const struct lint *l, ptrdiff_t i, struct table *tab)
{
	if (sql_is(at(l, i), "create") && sql_is(at(l, i + 1), "table"))
		*tab = (struct table){ .is = true };
	if (!tab->is)
		return;
	if (sql_is(at(l, i), "("))
		tab->depth++;
	else if (sql_is(at(l, i), ","))
		tab->foreign &= tab->depth > 1;
	else if (sql_is(at(l, i), ")") && --tab->depth == 0) {
		if (!tab->key)
			sqlc_bad(l->c, l->src, at(l, i).text.p,
				 "the table has no primary key");
		tab->is = false;
	}
	if (tab->is && tab->depth == 1)
		lint_constraint(l, i, tab);
}

/* "alter table x add column …": the one change that every engine makes. */
static bool adds_column(const struct lint *l, ptrdiff_t i)
{
	return sql_is(at(l, i), "alter") && sql_is(at(l, i + 1), "table") &&
	       sql_is(at(l, i + 3), "add") && sql_is(at(l, i + 4), "column");
}

/* A spread table takes no constraint and no identity together with a column. */
static void lint_column(const struct lint *l, ptrdiff_t i)
{
	static const char *const word[] = { "constraint", "primary",  "unique",
					    "check",	  "identity", NULL };
	ptrdiff_t k = i;

	if (!adds_column(l, i))
		return;
	while (at(l, k).kind != SQL_END && !sql_is(at(l, k), ";") &&
	       !is_one_of(at(l, k), word))
		k++;
	if (is_one_of(at(l, k), word))
		sqlc_bad(l->c, l->src, at(l, k).text.p,
			 "an added column has no %.*s", STR_ARG(at(l, k).text));
}

/* The first word of each statement. */
static void lint_start(const struct lint *l, ptrdiff_t i)
{
	if ((i && !sql_is(at(l, i - 1), ";")) || at(l, i).kind == SQL_END ||
	    sql_is(at(l, i), "insert") || sql_is(at(l, i), "update") ||
	    adds_column(l, i) ||
	    (sql_is(at(l, i), "drop") &&
	     (sql_is(at(l, i + 1), "index") || sql_is(at(l, i + 1), "table"))))
		return;
	if (sql_is(at(l, i), "create") &&
	    ((sql_is(at(l, i + 1), "table") && sql_is(at(l, i + 3), "(")) ||
	     sql_is(at(l, i + 1), "index") ||
	     (sql_is(at(l, i + 1), "unique") && sql_is(at(l, i + 2), "index"))))
		return;
	sqlc_bad(l->c, l->src, at(l, i).text.p,
		 "a schema file creates tables and indexes, adds columns, "
		 "drops them, inserts and updates, nothing else");
}

void sqlc_lint_schema(struct sqlc *c, const struct source *src)
{
	struct lint l = { c, src, sqlc_tokens(c->a, src->text) };
	struct table tab = { .is = false };
	bool changes = false;

	for (ptrdiff_t i = 0; i < l.t.n; i++) {
		if (!i || sql_is(at(&l, i - 1), ";"))
			changes = sql_is(at(&l, i), "update");
		lint_start(&l, i);
		lint_table(&l, i, &tab);
		lint_column(&l, i);
		lint_words(&l, i);
		lint_cast(&l, i, changes);
		if (at(&l, i).kind == SQL_PARAM)
			sqlc_bad(c, src, at(&l, i).text.p,
				 "a schema has no parameters");
	}
}
