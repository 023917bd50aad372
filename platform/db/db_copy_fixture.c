/* Tables for the tests of copying. */
#include "db/db_copy_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

enum { DUMP_MOST = 256 << 20, LONG_TEXT = 70000 };

const struct migration copy_steps[3] = {
	{ .number = 1,
	  .name = "0001_thing",
	  .sql = "create table thing (id identity, name text not null, n "
		 "bigint,"
		 " on_day day, body blob, ratio real, done bool, at instant);\n"
		 "create index thing_ix on thing (n);\n"
		 "insert into thing (id, name) values (1, 'a seed');\n" },
	/* one refers to itself */
	{ .number = 2,
	  .name = "0002_tree",
	  .sql = "create table tree (id identity, parent bigint, thing bigint,"
		 " constraint tree_up_fk foreign key (parent) references tree "
		 "(id),"
		 " constraint tree_thing_fk foreign key (thing)"
		 " references thing (id));\n"
		 "create table leaf (id identity, tree bigint, \"order\" text,"
		 " constraint leaf_tree_fk foreign key (tree) references tree "
		 "(id));\n"
		 "insert into tree (id, thing) values (1, 1);\n" },
	{ .number = 3,
	  .name = "0003_pair",
	  .sql = "create table pair (note text, word text not null,"
		 " day day not null, bytes blob not null, n bigint not null,"
		 " constraint pair_pk primary key (word, bytes, n, day));\n"
		 "alter table thing add column more text;\n" },
};

const char *copy_fix_path(struct copy_fix *f, const char *name)
{
	return str_fmt(f->a, "%s/%s", f->folder, name).p;
}

struct store *copy_fix_reopen(struct copy_fix *f, const struct db_config *c)
{
	struct store *s = NULL;

	ok(store_open(f->a, c, &s));
	return s;
}

int copy_fix_open(void **state)
{
	struct arena *a = arena_open((ptrdiff_t)1 << 30);
	struct copy_fix *f = arena_new(a, struct copy_fix, 1);
	const char *seed = getenv("ROVIEC_SEED");

	f->a = a;
	f->dice = seed ? strtoull(seed, NULL, 10) : 1;
	f->folder = kit_folder(a);
	f->from = copy_fix_path(f, "from.db");
	f->s = copy_fix_reopen(f, &(struct db_config){ .path = f->from,
						       .create = true });
	ok(store_migrate_list(f->s, a, 1000, copy_steps, 3));
	f->cx = (struct cx){ .arena = a, .store = f->s, .now = 1000 };
	copy_fix_exec(f, f->s,
		      "insert into pair (word, day, bytes, n) "
		      "values ('seed', '0001-01-01', x'', 1)");
	*state = f;
	return 0;
}

int copy_fix_close(void **state)
{
	struct copy_fix *f = *state;

	store_close(f->s);
	kit_folder_remove(f->folder);
	arena_close(f->a);
	return 0;
}

int copy_fix_dice(struct copy_fix *f, int n)
{
	f->dice = f->dice * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (int)((f->dice >> 33) % (uint64_t)n);
}

/* ---- values ------------------------------------------------------------------- */

static const char *const texts[] = {
	"",
	"a",
	"A",
	"Z",
	"a ",
	"á",
	"ạ",
	"z",
	"đ",
	"Đảng bộ",
	"ab",
	"a-b",
	"a b",
	"\x7f",
	"tab\t",
	"two\nlines",
	"'q\"",
	"\\N",
	"\xF0\x9F\x98\x80",
	"\xEF\xBF\xBD",
	"e\xCC\x81",
	"null",
	"\r",
};
static const char *const days[] = { "0001-01-01", "1582-10-15", "1969-12-31",
				    "1999-12-31", "2000-01-01", "2000-02-29",
				    "2026-06-30", "9999-12-31" };
static const int64_t ints[] = { 0,
				1,
				-1,
				127,
				-128,
				INT64_C(4294967296),
				INT64_C(9007199254740993),
				INT64_MAX,
				-INT64_MAX,
				INT64_MIN };
static const double reals[] = { 0,    -0.0,	0.1,	  1,
				-2.5, 1e308,	5e-324,	  -1e-300,
				1e15, 1e16 + 2, HUGE_VAL, -HUGE_VAL };
#define ANY(f, list) (list)[copy_fix_dice((f), (int)N_ELEMENTS(list))]

/* Those of a key are short: an index takes no more. */
static void text_put(struct copy_fix *f, sqlite3_stmt *st, int at, bool key)
{
	char *p;

	if (key || copy_fix_dice(f, 60)) {
		sqlite3_bind_text(st, at, ANY(f, texts), -1, SQLITE_STATIC);
		return;
	}
	p = arena_bytes(f->a, LONG_TEXT);
	memset(p, 'x', LONG_TEXT);
	sqlite3_bind_text(st, at, p, LONG_TEXT, SQLITE_STATIC);
}

static void blob_put(struct copy_fix *f, sqlite3_stmt *st, int at, bool key)
{
	int n = key || copy_fix_dice(f, 40) ? copy_fix_dice(f, 5) : LONG_TEXT;
	char *p = arena_bytes(f->a, n + 1);

	for (int i = 0; i < n; i++)
		p[i] = (char)(copy_fix_dice(f, 3) - 1);
	sqlite3_bind_blob(st, at, p, n, SQLITE_STATIC);
}

/* A letter for each parameter; capitals may be NULL. */
static void bind(struct copy_fix *f, sqlite3_stmt *st, const char *letters)
{
	for (int i = 0; letters[i]; i++) {
		int at = i + 1;

		if (letters[i] < 'a' && !copy_fix_dice(f, 4))
			continue;
		switch (letters[i] | 0x20) {
		case 'i':
			sqlite3_bind_int64(st, at, ANY(f, ints));
			break;
		case 'd':
			sqlite3_bind_text(st, at, ANY(f, days), -1,
					  SQLITE_STATIC);
			break;
		case 't':
		case 'k':
			text_put(f, st, at, letters[i] == 'k');
			break;
		case 'b':
		case 'c':
			blob_put(f, st, at, letters[i] == 'c');
			break;
		case 'r':
			sqlite3_bind_double(st, at, ANY(f, reals));
			break;
		case 'o':
			sqlite3_bind_int64(st, at,
					   copy_fix_dice(f, 65536) - 32768);
			break;
		default:
			fail();
		}
	}
}

struct filling {
	struct copy_fix *f;
	int rows;
	const char *sql, *letters;
};

static struct err *act_fill(struct cx *cx, void *arg)
{
	struct filling *w = arg;
	sqlite3_stmt *st = NULL;

	assert_int_equal(sqlite3_prepare_v2(cx->db->h, w->sql, -1, &st, NULL),
			 SQLITE_OK);
	for (int i = 0; i < w->rows; i++) {
		sqlite3_reset(st);
		sqlite3_clear_bindings(st);
		bind(w->f, st, w->letters);
		assert_int_equal(sqlite3_step(st), SQLITE_DONE);
	}
	sqlite3_finalize(st);
	return NULL;
}

void copy_fix_fill(struct copy_fix *f, int rows)
{
	struct filling all[] = {
		{ f, rows,
		  "insert into thing (name, n, on_day, body, ratio, done, at, "
		  "more) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
		  "tIDBROIT" },
		{ f, rows,
		  "insert or ignore into pair (note, word, day, bytes, n) "
		  "values (?1, ?2, ?3, ?4, ?5)",
		  "Tkdci" },
		/* above or below the row itself */
		{ f, rows,
		  "insert or ignore into tree (id, parent, thing) "
		  "select abs(random() % 1000000) + 1, (select id from tree "
		  "order by random() limit 1), (select id from thing "
		  "order by random() limit 1)",
		  "" },
		{ f, rows,
		  "insert into leaf (tree, \"order\") select (select id from "
		  "tree order by random() limit 1), ?1",
		  "T" },
	};

	for (int i = 0; i < N_ELEMENTS(all); i++)
		ok(db_tx(&f->cx, act_fill, &all[i]));
	copy_fix_exec(f, f->s,
		      "update tree set parent = (select max(id) from tree) "
		      "where id = (select min(id) from tree)");
}

/* ---- statements ------------------------------------------------------------------ */

static struct err *act_exec(struct cx *cx, void *arg)
{
	struct str rest = str_c(arg);
	struct err *e = NULL;

	cx->db->trusted = true;
	while (!e && rest.p) {
		struct str one = str_cut(&rest, ';');

		if (one.n)
			e = cx->db->engine->exec(cx->arena, cx->db,
						 str_to_c(cx->arena, one));
	}
	cx->db->trusted = false;
	return e;
}

void copy_fix_exec(struct copy_fix *f, struct store *s, const char *sql)
{
	struct cx cx = f->cx;

	cx.store = s;
	ok(db_tx(&cx, act_exec, str_to_c(f->a, str_c(sql))));
}

struct err *copy_fix_copy(struct copy_fix *f, struct store *from,
			  const struct db_config *to, struct copied *ret)
{
	return store_copy_list(from, f->a, to, copy_steps, 3, ret);
}

struct db_config copy_fix_server(struct copy_fix *f)
{
	static int n;

	return (struct db_config){
		.path = getenv("ROVIEC_PG"),
		.schema = str_fmt(f->a, "copy \"%ld_%d", (long)getpid(), ++n).p
	};
}

/* ---- what a file holds ------------------------------------------------------------ */

static void table_dump(struct copy_fix *f, sqlite3 *h, const char *sql,
		       struct buf *out)
{
	sqlite3_stmt *st = NULL;

	assert_int_equal(sqlite3_prepare_v2(h, sql, -1, &st, NULL), SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		buf_str(out, str_c((const char *)sqlite3_column_text(st, 0)));
		buf_char(out, '\n');
	}
	sqlite3_finalize(st);
	assert_false(out->full);
	(void)f;
}

static struct str dump(struct copy_fix *f, const char *path)
{
	static const char *const sql[] = {
		"select quote(number)||quote(name)||quote(at) from migration "
		"order by number",
		"select quote(id)||quote(name)||quote(n)||quote(on_day)||"
		"quote(body)||typeof(ratio)||printf('%!.20g', ratio)||"
		"quote(done)||quote(at)||quote(more) from thing order by id",
		"select quote(id)||quote(tree)||quote(\"order\") from leaf "
		"order by id",
		"select quote(id)||'/'||quote(parent)||quote(thing) from tree "
		"order by id",
		"select quote(note)||quote(word)||quote(day)||quote(bytes)||"
		"quote(n) from pair order by word, bytes, n, day",
	};
	struct buf out = buf_init(f->a, DUMP_MOST);
	sqlite3 *h = NULL;

	assert_int_equal(sqlite3_open_v2(path, &h, SQLITE_OPEN_READONLY,
					 DB_VFS),
			 SQLITE_OK);
	for (int i = 0; i < N_ELEMENTS(sql); i++)
		table_dump(f, h, sql[i], &out);
	sqlite3_close(h);
	return buf_view(&out);
}

void copy_fix_same(struct copy_fix *f, const char *path)
{
	struct arena_mark mark = arena_mark(f->a);
	struct str want = dump(f, f->from), got = dump(f, path);

	assert_true(want.n > 0);
	assert_true(str_eq(want, got));
	arena_rewind(f->a, mark);
}
