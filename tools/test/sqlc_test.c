/*
 * sqlc from both ends: what it refuses, and what it makes. The functions of
 * sample_query.c are made by the build and run here on a real store.
 */
#include "tools/sqlc.h"

#include <unistd.h>

#include "db/db.h"
#include "testkit/testkit.h"
#include "tools/sample_query.h"
#include "tools/test/sqlc_bad.h"

/* ---- what it refuses ------------------------------------------------------- */
/* How many of a table's cases it takes, or refuses with another message. */
static int missed(bool whole, const struct sqlc *c, const char *text,
		  const char *want)
{
	if (!whole && str_find(buf_view(&c->log), str_c(want), 0) >= 0)
		return 0;
	print_error("%s\n got: %.*s\nwant: %s\n", text,
		    STR_ARG(buf_view(&c->log)), want);
	return 1;
}

static void refuses_queries(void **state)
{
	int n = 0;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(sqlc_bad_queries); i++) {
		const struct sqlc_bad_case *bad = &sqlc_bad_queries[i];
		struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
		struct sqlc c = { .a = a, .log = buf_init(a, 1 << 16) };
		struct source src = { "q0.sql", str_c(bad->text) };

		sqlc_schema_add(&c, "dir/0001_t_t.sql", str_c(sqlc_bad_schema));
		n += missed(sqlc_compile(&c, &src), &c, bad->text, bad->says);
	}
	assert_int_equal(n, 0);
}

static void refuses_schemas(void **state)
{
	int n = 0;

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(sqlc_bad_schemas); i++) {
		const struct sqlc_bad_case *bad = &sqlc_bad_schemas[i];
		struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
		struct sqlc c = { .a = a, .log = buf_init(a, 1 << 16) };
		struct source src = { "q0.sql", STR("") };

		sqlc_schema_add(&c, "0001.sql/0001_t1.sql", str_c(bad->text));
		n += missed(sqlc_compile(&c, &src), &c, bad->text, bad->says);
	}
	assert_int_equal(n, 0);
}

static void refuses_schema_names(void **state)
{
	static const char *const names[] = { "a/1_org.sql",  "0000_org.sql",
					     "0001org.sql",  "0001_.sql",
					     "00x1_org.sql", "0001_org.txt" };
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct sqlc c = { .a = a, .log = buf_init(a, 1 << 16) };
	struct source src = { "q0.sql", STR("") };

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(names); i++) {
		sqlc_schema_add(&c, names[i], STR(""));
		assert_int_equal(c.n_bad, i + 1);
	}
	c.n_bad = 0;
	sqlc_schema_add(&c, "b/0002_b.sql", STR(""));
	sqlc_schema_add(&c, "a/0002_a.sql", STR(""));
	assert_int_equal(missed(sqlc_compile(&c, &src), &c, "two files",
				"the number is also that"),
			 0);
}

/* Files come in any order; their numbers say which is first. */
static void sorts_schemas(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct sqlc c = { .a = a, .log = buf_init(a, 1 << 16) };
	struct source src = { "q0.sql", STR("") };
	struct buf b = buf_init(a, 1 << 16);

	(void)state;
	sqlc_schema_add(&c, "b/0002_b.sql",
			STR("create index t_ix on t (a);\n"));
	sqlc_schema_add(&c, "a/0001_a.sql",
			STR("create table t (id identity, a text);\n"));
	assert_true(sqlc_compile(&c, &src));
	sqlc_emit_migrations(&c, "db", &b);
	assert_true(str_find(buf_view(&b), STR("\"a\""), 0) <
		    str_find(buf_view(&b), STR("\"b\""), 0));
	assert_true(str_find(buf_view(&b), STR("db_n_migrations = 2"), 0) > 0);
}

/* A comment's end in a comment, and quotes in a text, do no harm. */
static void emits_header(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct sqlc c = { .a = a, .log = buf_init(a, 1 << 16) };
	struct source src = { "q0.sql",
			      STR("-- name: x :one\n-- ends */ here\n"
				  "-- out: b text\nselect '' as b;") };
	struct buf b = buf_init(a, 1 << 16);

	(void)state;
	assert_true(sqlc_compile(&c, &src));
	sqlc_emit_h(&c, STR("some/dir/x_query.h"), &b);
	assert_true(str_find(buf_view(&b), STR(" * ends * / here\n"), 0) > 0);
	assert_true(str_find(buf_view(&b), STR("RV_X_QUERY_H"), 0) > 0);
	assert_true(str_find(buf_view(&b), STR("postgres"), 0) < 0);
}

static bool has(const struct buf *b, const char *text)
{
	if (str_find(buf_view(b), str_c(text), 0) >= 0)
		return true;
	print_error("lacks: %s\n", text);
	return false;
}

/* The header is the contract with the features, therefore it is kept whole.
 * The C file is run below; here only what a run cannot show. */
static void emits_sample(void **state)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(64 << 20);
	struct sqlc c = { .a = a, .log = buf_init(a, 1 << 16) };
	struct source src = { "sample_query.sql",
			      kit_file(a, "tools/test/sample_query.sql") };
	struct buf h = buf_init(a, 1 << 20);
	struct buf b = buf_init(a, 1 << 20);

	(void)state;
	sqlc_schema_add(&c, "0001_sample_task.sql",
			kit_file(a, "tools/test/0001_sample_task.sql"));
	assert_true(sqlc_compile(&c, &src));
	sqlc_emit_h(&c, STR("sample_query.h"), &h);
	kit_golden(a, "tools/test/sample_query_h.txt", buf_view(&h));
	sqlc_emit_c(&c, STR("sample_query.h"), &b);
	assert_true(has(&b, "#include \"sample_query.h\"\n"));
	assert_true(has(&b, "if ((in->with & 0x1u) != 0)\n"
			    "\t\tdb_bind_str(st, 2, in->q);"));
	assert_true(has(&b, "if (((0x3u >> (unsigned)in->order) & 1u))\n"
			    "\t\tdb_bind_i64(st, 1, in->pivot);"));
	assert_true(has(&b, "\tdb_bind_i64(st, 1, in->org);"));
	assert_true(has(&b, "'?\\?/\\\"\\\\[x]:no;'"));
	assert_true(has(&b, "\t.writes = false,\n\t.scan = true,"));
}

/* ---- what it makes --------------------------------------------------------- */
struct realm {
	struct arena *a;
	char dir[64];
	struct cx cx;
};

static int realm_open(void **state)
{
	struct arena *a = arena_open(64 << 20);
	struct realm *r = arena_new(a, struct realm, 1);
	struct db_config config = { .create = true };

	r->a = a;
	memcpy(r->dir, "/tmp/sqlc_test.XXXXXX",
	       sizeof("/tmp/sqlc_test.XXXXXX"));
	assert_non_null(mkdtemp(r->dir));
	config.path = str_fmt(a, "%s/db", r->dir).p;
	r->cx.arena = a;
	ok(store_open(a, &config, &r->cx.store));
	ok(store_migrate(r->cx.store, a, 1, NULL, NULL));
	*state = r;
	return 0;
}

static int realm_close(void **state)
{
	static const char *const files[] = { "db", "db-wal", "db-shm",
					     "db.lock", "db-lock" };
	struct realm *r = *state;

	store_close(r->cx.store);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(files); i++)
		(void)unlink(str_fmt(r->a, "%s/%s", r->dir, files[i]).p);
	(void)rmdir(r->dir);
	arena_close(r->a);
	return 0;
}

enum { DAY = 20740 }; /* 2026-10-14 */

/* Three tasks of organisation 1: due tomorrow, yesterday, and not at all. */
static struct err *fill(struct cx *cx, void *arg)
{
	struct sample_insert_in in = {
		.work = STR("Số hóa"),
		.work_fold = STR("so hoa"),
		.org = 1,
		.due_on = DAY + 1,
		.made_at = 1000,
		.body = STR("\0\1"),
		.weight = 0.5,
	};
	int64_t *id = arg;
	struct err *err = sample_insert(cx->db, &in, &id[0]);

	in.due_on = DAY - 1;
	in.made_at = 3000;
	in.body = STR_NULL;
	if (!err)
		err = sample_insert(cx->db, &in, &id[1]);
	in.work = STR("xong");
	in.work_fold = STR("xong");
	in.due_on = DAY_NONE;
	in.made_at = 2000;
	if (!err)
		err = sample_insert(cx->db, &in, &id[2]);
	return err;
}

static struct err *insert_orphan(struct cx *cx, void *arg)
{
	struct sample_insert_in in = { .work = STR("w"),
				       .work_fold = STR("w"),
				       .org = 99,
				       .due_on = DAY_NONE };

	return sample_insert(cx->db, &in, arg);
}

static struct err *insert_org_twice(struct cx *cx, void *arg)
{
	struct sample_org_insert_in in = { STR("A"), STR("a") };
	int64_t *id = arg;
	struct err *err = sample_org_insert(cx->db, &in, &id[0]);

	if (!err)
		err = sample_org_insert(cx->db, &in, &id[1]);
	return err;
}

static void inserts(void **state)
{
	struct realm *r = *state;
	int64_t id[3] = { 0, 0, 0 };

	ok(db_tx(&r->cx, fill, id));
	assert_true(id[0] > 0 && id[1] > id[0] && id[2] > id[1]);
	id[0] = 7;
	assert_non_null(db_tx(&r->cx, insert_orphan, id));
	assert_int_equal(id[0], 7);
	ok(db_tx(&r->cx, insert_org_twice, id));
	assert_true(id[0] > 1);
	assert_true(id[1] == DB_NULL);
}

/* The rows' places in the order of insertion, "213". */
static struct str places(struct arena *a, const struct sample_list_rows *rows,
			 const int64_t *id)
{
	struct buf b = buf_init(a, 64);

	for (ptrdiff_t i = 0; i < rows->n; i++)
		for (int k = 0; k < 3; k++)
			if (rows->p[i].id == id[k])
				buf_i64(&b, k + 1);
	return buf_view(&b);
}

static void lists(void **state)
{
	static const struct {
		unsigned with;
		enum sample_list_order order;
		const char *want;
	} cases[] = {
		{ 0, SAMPLE_LIST_BY_DUE, "213" },
		{ 0, SAMPLE_LIST_BY_MADE, "231" },
		{ SAMPLE_LIST_WITH_Q, SAMPLE_LIST_BY_DUE, "21" },
		{ SAMPLE_LIST_WITH_LATE, SAMPLE_LIST_BY_DUE, "2" },
		{ SAMPLE_LIST_WITH_Q | SAMPLE_LIST_WITH_LATE,
		  SAMPLE_LIST_BY_MADE, "2" },
	};
	struct realm *r = *state;
	struct sample_list_rows rows = { NULL, 0, 0 };
	struct sample_list_in in = {
		.org = 1, .q = STR("so%"), .today = DAY, .limit = 10
	};
	struct db *db = store_reader(r->cx.store, r->a);
	int64_t id[3];

	ok(db_tx(&r->cx, fill, id));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(cases); i++) {
		in.with = cases[i].with;
		in.order = cases[i].order;
		ok(sample_list(db, &in, &rows));
		same(places(r->a, &rows, id), cases[i].want);
	}
	in.with = 0;
	in.order = SAMPLE_LIST_BY_DUE;
	in.offset = 2;
	ok(sample_list(db, &in, &rows));
	same(places(r->a, &rows, id), "3");
	store_return(db);
}

static void carries_types(void **state)
{
	struct realm *r = *state;
	struct sample_list_rows rows = { NULL, 0, 0 };
	struct sample_list_in in = { .org = 1, .today = DAY, .limit = 10 };
	struct db *db = store_reader(r->cx.store, r->a);
	int64_t id[3];

	ok(db_tx(&r->cx, fill, id));
	ok(sample_list(db, &in, &rows));
	store_return(db);
	assert_int_equal(rows.n, 3);
	same(rows.p[1].work, "Số hóa");
	assert_int_equal(rows.p[1].due_on, DAY + 1);
	assert_int_equal(rows.p[1].made_at, 1000);
	assert_int_equal(rows.p[1].done, 0);
	assert_int_equal(rows.p[1].late, 0);
	assert_true(str_eq(rows.p[1].body, STR("\0\1")));
	assert_true(rows.p[1].weight > 0.4 && rows.p[1].weight < 0.6);
	assert_int_equal(rows.p[0].late, 1);
	assert_null(rows.p[0].body.p);
	assert_int_equal(rows.p[2].due_on, DAY_NONE);
}

static void finds(void **state)
{
	struct realm *r = *state;
	struct sample_find_row row = { .due_on = 5 };
	struct sample_count_row count = { .n = 0 };
	struct sample_open_row waiting = { .n = 0 };
	struct db *db = store_reader(r->cx.store, r->a);
	bool found = true;
	int64_t id[3];

	ok(sample_find(db, &(struct sample_find_in){ 1 }, &row, &found));
	assert_false(found);
	assert_int_equal(row.due_on, 5);
	ok(sample_find_ahead(db, &(struct sample_find_in){ 1 }));
	ok(db_tx(&r->cx, fill, id));
	ok(sample_find(db, &(struct sample_find_in){ id[2] }, &row, &found));
	assert_true(found);
	same(row.work, "xong");
	same(row.org_name, "Ban \"Tổ chức\"?");
	same(row.mark, "?\?/\"\\[x]:no;");
	assert_int_equal(row.due_on, DAY_NONE);
	ok(sample_count(db, &count, &found));
	assert_int_equal(count.n, 3);
	ok(sample_open(db, &(struct sample_open_in){ 1 }, &waiting, &found));
	assert_int_equal(waiting.n, 3);
	store_return(db);
}

static struct err *change(struct cx *cx, void *arg)
{
	int64_t *id = arg;
	struct sample_toggle_row row = { .done = 0 };
	bool found = false;
	struct err *err;

	err = sample_set_done(cx->db, &(struct sample_set_done_in){ id[0], 1 },
			      &id[1]);
	if (!err)
		err = sample_set_done(
			cx->db, &(struct sample_set_done_in){ -1, 1 }, NULL);
	if (!err)
		err = sample_rename(cx->db, &(struct sample_rename_in){
						    id[0], STR("Số hóa") });
	if (!err)
		err = sample_toggle(cx->db, &(struct sample_toggle_in){ id[0] },
				    &row, &found);
	if (err)
		return err;
	same(row.work, "Số hóa");
	assert_true(found);
	assert_int_equal(row.done, 0);
	return sample_purge(cx->db, &id[2]);
}

/* Of no row, or of two, it isn't true that one was changed. */
static struct err *change_none(struct cx *cx, void *arg UNUSED)
{
	return sample_rename(cx->db,
			     &(struct sample_rename_in){ -1, STR("x") });
}

static void changes(void **state)
{
	struct realm *r = *state;
	int64_t id[3];

	ok(db_tx(&r->cx, fill, id));
	ok(db_tx(&r->cx, change, id));
	fails(db_tx(&r->cx, change_none, NULL), ERR_CONFLICT);
	assert_int_equal(id[1], 1);
	assert_int_equal(id[2], 1);
}

static void dumps(void **state)
{
	struct realm *r = *state;
	struct sample_dump_in in = { .from = 2000 };
	struct sample_dump_row row = { .id = 0 };
	struct db *db = store_reader(r->cx.store, r->a);
	struct db_stmt *st = NULL;
	bool more = false;
	int64_t id[3];

	ok(db_tx(&r->cx, fill, id));
	ok(sample_dump_open(db, &in, &st));
	ok(sample_dump_next(st, &row, &more));
	assert_true(more);
	same(row.work, "xong");
	ok(sample_dump_next(st, &row, &more));
	assert_true(more);
	same(row.work, "Số hóa");
	assert_null(row.body.p);
	ok(sample_dump_next(st, &row, &more));
	assert_false(more);
	assert_int_equal(row.id, id[1]);
	sample_dump_close(st);
	store_return(db);
}

/* A parameter that only some orders have is bound for these alone. */
static void orders_by_parameter(void **state)
{
	static const int want[] = { 0, 1, 0 };
	struct realm *r = *state;
	struct sample_by_made_rows rows = { NULL, 0, 0 };
	struct sample_by_made_in in = { .pivot = 1100 };
	struct db *db = store_reader(r->cx.store, r->a);
	int64_t id[3];

	ok(db_tx(&r->cx, fill, id));
	for (int i = 0; i < 3; i++) {
		in.order = (enum sample_by_made_order)i;
		ok(sample_by_made(db, &in, &rows));
		assert_int_equal(rows.n, 3);
		assert_int_equal(rows.p[0].id, id[want[i]]);
	}
	store_return(db);
}

static void lists_queries(void **state)
{
	int n = 0;

	(void)state;
	while (sample_query_all[n])
		n++;
	assert_int_equal(n, 12);
	assert_string_equal(sample_query_postgres[0]->name, "sample_count");
	assert_non_null(strstr(sample_query_postgres[0]->part[0].sql,
			       "count(*)::bigint"));
	assert_null(sample_query_postgres[1]);
}

#define ON_REALM(f) cmocka_unit_test_setup_teardown(f, realm_open, realm_close)

int main(void)
{
	const struct CMUnitTest list[] = {
		cmocka_unit_test(refuses_queries),
		cmocka_unit_test(refuses_schemas),
		cmocka_unit_test(refuses_schema_names),
		cmocka_unit_test(sorts_schemas),
		cmocka_unit_test(emits_header),
		cmocka_unit_test(emits_sample),
		ON_REALM(inserts),
		ON_REALM(lists),
		ON_REALM(carries_types),
		ON_REALM(finds),
		ON_REALM(changes),
		ON_REALM(dumps),
		ON_REALM(orders_by_parameter),
		cmocka_unit_test(lists_queries),
	};

	return cmocka_run_group_tests(list, NULL, NULL);
}
