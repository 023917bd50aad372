/*
 * How a name is best found as one types: three ways to keep the words of a
 * million folded names, on SQLite and PostgreSQL. No part of the product.
 *
 *	bench-search FILE [NAMES [ADDRESS]]
 *
 * words: a row a word; names of several words are met where both stand.
 * tails: a row a word, with all words behind it: words in a row are one range.
 * turns: tails that go on with the words before them, so that family and given
 *        name are one range as well.
 *
 * Prints for each way its size and how long a search takes, by kind of search:
 * the median, the 99th of a hundred and the worst, in microseconds (of CPU on
 * SQLite, of the clock on PostgreSQL).
 */
#include "base/std.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <libpq-fe.h>
#include <sqlite3.h>

#include "names.h"

enum {
	NAMES = 1000000,
	ROUNDS = 2000, /* searches of a kind */
	LIMIT = 50,
	WORD_MOST = 12,
	COPY_MOST = 1 << 16,
};

enum way { WORDS, TAILS, TURNS, N_WAY };
static const char *const way_name[N_WAY] = { "words", "tails", "turns" };

/* What a way keeps of a name at its k-th word. */
static void row_of(enum way w, const struct name *n, int k, char *text)
{
	int count = w == WORDS ? 1 : w == TAILS ? n->n - k : n->n;

	joined(n, k, count, text);
}

/* ---- an engine ------------------------------------------------------------------- */

struct engine {
	sqlite3 *lite;
	sqlite3_stmt *one[N_WAY], *two;
	PGconn *pg;
	char copy[COPY_MOST];
	int n_copy;
};

static void stop(const char *what)
{
	fprintf(stderr, "bench-search: %s\n", what);
	exit(1);
}

static void exec(struct engine *e, const char *sql)
{
	PGresult *r;

	if (e->lite) {
		if (sqlite3_exec(e->lite, sql, NULL, NULL, NULL))
			stop(sqlite3_errmsg(e->lite));
		return;
	}
	r = PQexec(e->pg, sql);
	if (PQresultStatus(r) != PGRES_COMMAND_OK &&
	    PQresultStatus(r) != PGRES_TUPLES_OK &&
	    PQresultStatus(r) != PGRES_COPY_IN)
		stop(PQerrorMessage(e->pg));
	PQclear(r);
}

static void exec_for(struct engine *e, const char *format, enum way w)
{
	char sql[400];

	snprintf(sql, sizeof(sql), format, way_name[w]);
	exec(e, sql);
}

static void put(struct engine *e, sqlite3_stmt *st, const char *text,
		int64_t id)
{
	if (st) {
		sqlite3_bind_text(st, 1, text, -1, SQLITE_STATIC);
		sqlite3_bind_int64(st, 2, id);
		if (sqlite3_step(st) != SQLITE_DONE)
			stop(sqlite3_errmsg(e->lite));
		sqlite3_reset(st);
		return;
	}
	e->n_copy += snprintf(e->copy + e->n_copy, LINE_MOST + 24,
			      "%s\t%" PRId64 "\n", text, id);
	if (e->n_copy > COPY_MOST - LINE_MOST - 32) {
		if (PQputCopyData(e->pg, e->copy, e->n_copy) != 1)
			stop(PQerrorMessage(e->pg));
		e->n_copy = 0;
	}
}

static void copy_end(struct engine *e)
{
	PGresult *r;

	if (e->lite)
		return;
	if (PQputCopyData(e->pg, e->copy, e->n_copy) != 1 ||
	    PQputCopyEnd(e->pg, NULL) != 1)
		stop(PQerrorMessage(e->pg));
	e->n_copy = 0;
	r = PQgetResult(e->pg);
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		stop(PQerrorMessage(e->pg));
	PQclear(r);
	while ((r = PQgetResult(e->pg)))
		PQclear(r);
}

/* What a row of a table is made from: the name itself, or its words. */
static void rows_put(struct engine *e, sqlite3_stmt *st, int way, int64_t id)
{
	struct name n = name_make();
	char text[LINE_MOST];

	if (way == N_WAY) {
		joined(&n, 0, n.n, text);
		put(e, st, text, id);
		return;
	}
	for (int k = 0; k < n.n; k++) {
		row_of((enum way)way, &n, k, text);
		put(e, st, text, id);
	}
}

static void names_make(struct engine *e)
{
	exec(e, e->lite ? "create table names (name text not null, id integer"
			  " primary key) strict"
			: "create table names (name text not null, id bigint"
			  " primary key)");
}

/* The names of a seed, so that they are the same each time. */
static void table_fill(struct engine *e, int way, int names)
{
	const char *table = way == N_WAY ? "names" : way_name[way];
	sqlite3_stmt *st = NULL;
	char sql[100];

	seed = 88172645463325252u;
	exec(e, "begin");
	snprintf(sql, sizeof(sql),
		 e->lite ? "insert or ignore into %s values (?, ?)"
			 : "copy %s from stdin",
		 table);
	if (!e->lite)
		exec(e, sql);
	else if (sqlite3_prepare_v2(e->lite, sql, -1, &st, NULL))
		stop(sqlite3_errmsg(e->lite));
	for (int i = 0; i < names; i++)
		rows_put(e, st, way, i);
	sqlite3_finalize(st);
	copy_end(e);
	exec(e, "commit");
}

static void fill(struct engine *e, enum way w, int names)
{
	exec_for(e,
		 e->lite ? "create table %s (word text not null, id integer not"
			   " null, primary key (word, id)) strict"
			 : "create table %s (word text collate \"C\" not null,"
			   " id bigint not null)",
		 w);
	table_fill(e, (int)w, names);
	if (!e->lite)
		exec_for(e, "create index on %s (word, id)", w);
	if (w == WORDS)
		exec(e, "create index words_id on words (id, word)");
	exec_for(e, e->lite ? "analyze %s" : "vacuum analyze %s", w);
}

static int64_t ask_number(struct engine *e, const char *sql)
{
	sqlite3_stmt *st;
	int64_t n;
	PGresult *r;

	if (e->lite) {
		if (sqlite3_prepare_v2(e->lite, sql, -1, &st, NULL))
			stop(sqlite3_errmsg(e->lite));
		sqlite3_step(st);
		n = sqlite3_column_int64(st, 0);
		sqlite3_finalize(st);
		return n;
	}
	r = PQexec(e->pg, sql);
	n = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
	PQclear(r);
	return n;
}

/* ---- one search ---------------------------------------------------------------------- */

static const char one_sql[] =
	"select n.name from %s x join names n on n.id = x.id"
	" where x.word >= $1 and x.word < $2 order by x.word, x.id limit 50";
static const char two_sql[] =
	"select n.name from words a join names n on n.id = a.id"
	" where a.word >= $1 and a.word < $2 and exists"
	" (select 1 from words b where b.id = a.id and b.word >= $3"
	" and b.word < $4) limit 50";

static void prepare(struct engine *e)
{
	for (int w = 0; w < N_WAY; w++) {
		char sql[200];
		PGresult *r;

		snprintf(sql, sizeof(sql), one_sql, way_name[w]);
		if (e->lite) {
			sqlite3_prepare_v2(e->lite, sql, -1, &e->one[w], NULL);
			continue;
		}
		r = PQprepare(e->pg, way_name[w], sql, 2, NULL);
		PQclear(r);
	}
	if (e->lite)
		sqlite3_prepare_v2(e->lite, two_sql, -1, &e->two, NULL);
	else
		PQclear(PQprepare(e->pg, "two", two_sql, 4, NULL));
}

/* The rows that stand in a range, or in two at once. */
static int rows(struct engine *e, enum way w, const char *const *p, int n)
{
	sqlite3_stmt *st = n > 2 ? e->two : e->one[w];
	int count = 0;
	PGresult *r;

	if (!e->lite) {
		r = PQexecPrepared(e->pg, n > 2 ? "two" : way_name[w], n, p,
				   NULL, NULL, 0);
		if (PQresultStatus(r) != PGRES_TUPLES_OK)
			stop(PQerrorMessage(e->pg));
		count = PQntuples(r);
		PQclear(r);
		return count;
	}
	for (int i = 0; i < n; i++)
		sqlite3_bind_text(st, i + 1, p[i], -1, SQLITE_STATIC);
	while (sqlite3_step(st) == SQLITE_ROW)
		count += sqlite3_column_text(st, 0) != NULL;
	sqlite3_reset(st);
	return count;
}

static int range(struct engine *e, enum way w, const char *text)
{
	char end[LINE_MOST + 8];
	const char *p[] = { text, end };

	snprintf(end, sizeof(end), "%s\xf4\x8f\xbf\xbf", text);
	return rows(e, w, p, 2);
}

/* The first and the last of the words typed: most names end there. */
static int met(struct engine *e, const char *text)
{
	char a[LINE_MOST], b[LINE_MOST], a_end[LINE_MOST + 8],
		b_end[LINE_MOST + 8];
	const char *last = strrchr(text, ' ');
	const char *p[] = { b, b_end, a, a_end };

	if (!last)
		return range(e, WORDS, text);
	snprintf(a, sizeof(a), "%.*s", (int)strcspn(text, " "), text);
	snprintf(b, sizeof(b), "%s", last + 1);
	snprintf(a_end, sizeof(a_end), "%s\xf4\x8f\xbf\xbf", a);
	snprintf(b_end, sizeof(b_end), "%s\xf4\x8f\xbf\xbf", b);
	return rows(e, WORDS, p, 4);
}

static int search(struct engine *e, enum way w, const char *text)
{
	const char *space = strchr(text, ' ');
	char turned[LINE_MOST];
	int n;

	if (w == WORDS)
		return met(e, text);
	n = range(e, w, text);
	if (n == LIMIT || w == TAILS || !space || strchr(space + 1, ' '))
		return n;
	snprintf(turned, sizeof(turned), "%s %.*s", space + 1,
		 (int)(space - text), text);
	return n + range(e, w, turned);
}

/* ---- measuring ----------------------------------------------------------------------------- */

/* Of an engine in the process its CPU time, which nobody else disturbs. */
static double now_us(const struct engine *e)
{
	struct timespec t;

	clock_gettime(e->lite ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void measure(struct engine *e, enum way w, enum kind kind)
{
	static double took[ROUNDS];
	char text[LINE_MOST];
	int empty = 0;

	seed = 1234567 + (uint64_t)kind;
	for (int i = 0; i < ROUNDS; i++) {
		struct name n = name_make();
		double begin;

		typed(kind, &n, text);
		begin = now_us(e);
		empty += !search(e, w, text);
		took[i] = now_us(e) - begin;
	}
	qsort(took, ROUNDS, sizeof(*took), by_size);
	printf("%-9s %-6s %-13s %8.0f %8.0f %8.0f %8d\n",
	       e->lite ? "sqlite" : "postgres", way_name[w], kind_name[kind],
	       took[ROUNDS / 2], took[ROUNDS * 99 / 100], took[ROUNDS - 1],
	       empty);
}

static void ways(struct engine *e, int names)
{
	int64_t before;

	names_make(e);
	table_fill(e, N_WAY, names);
	before = e->lite ? ask_number(e, "pragma page_count") * 4096 : 0;
	for (int w = 0; w < N_WAY; w++) {
		double begin = now_us(e);
		char sql[100];
		int64_t size;

		fill(e, (enum way)w, names);
		snprintf(sql, sizeof(sql),
			 "select pg_total_relation_size('%s')", way_name[w]);
		size = e->lite ? ask_number(e, "pragma page_count") * 4096
			       : ask_number(e, sql);
		printf("# %s %s: %.0f MB, filled in %.0f s\n",
		       e->lite ? "sqlite" : "postgres", way_name[w],
		       (double)(size - before) / 1e6,
		       (now_us(e) - begin) / 1e6);
		if (e->lite)
			before = size;
	}
	prepare(e);
	for (int w = 0; w < N_WAY; w++)
		for (int k = 0; k < N_KIND; k++)
			measure(e, (enum way)w, (enum kind)k);
}

int main(int argc, char **argv)
{
	static struct engine lite, pg;
	int names = argc > 2 ? (int)strtol(argv[2], NULL, 10) : NAMES;

	if (argc < 2 || names <= 0) {
		fprintf(stderr, "usage: bench-search FILE [NAMES [ADDRESS]]\n");
		return 2;
	}
	sqlite3_initialize();
	if (sqlite3_open(argv[1], &lite.lite))
		stop("the file can't be opened");
	exec(&lite, "pragma journal_mode = wal");
	exec(&lite, "pragma synchronous = off");
	exec(&lite, "pragma cache_size = -8000");
	printf("%-9s %-6s %-13s %8s %8s %8s %8s\n", "engine", "way", "search",
	       "p50 us", "p99 us", "worst us", "nothing");
	ways(&lite, names);
	sqlite3_close(lite.lite);
	if (argc < 4)
		return 0;
	pg.pg = PQconnectdb(argv[3]);
	if (PQstatus(pg.pg) != CONNECTION_OK)
		stop(PQerrorMessage(pg.pg));
	ways(&pg, names);
	PQfinish(pg.pg);
	return 0;
}
