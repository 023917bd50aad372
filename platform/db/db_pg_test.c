/* What only PostgreSQL does; with a server in ROVIEC_PG (test/pg). */
#include "db/db_pg_fixture.h"

QUERY(get, "select name, n, on_day, body, ratio, done from thing where id = ?1",
      1, "i");
QUERY(sums,
      "select sum(n), count(*), sum(n) * 1000000000, min(on_day), "
      "max(id) > 1, coalesce(on_day || '', '') from thing "
      "group by on_day having count(*) > 0 order by 2 desc",
      0, "");
QUERY(ratio, "select 10 / count(*) from thing", 0, "");
QUERY(keys, "select count(*) from commit_key", 0, "");
QUERY(drop_all, "delete from thing", 0, "", .writes = true);

static void values_come_back(void **state)
{
	struct fix *f = *state;
	struct thing t = { .name = "Đảng bộ",
			   .n = INT64_C(-9007199254740993),
			   .body = { "a\0b\xff", 4 },
			   .ratio = -2.5 };
	struct thing none = { .name = "", .n = DB_NULL, .on = DAY_NONE };
	struct db_stmt *st;
	struct db *db;
	bool more;

	NEED(f);
	assert_true(day_from_iso(STR("1999-12-31"), &t.on));
	ok(db_tx(&f->cx, act_put, &t));
	ok(db_tx(&f->cx, act_put, &none));
	assert_true(t.id > 0 && none.id > t.id);
	db = store_reader(f->s, f->a);
	ok(db_stmt_get(db, &get, 0, 0, &st));
	db_bind_i64(st, 1, t.id);
	ok(db_step(st, &more));
	assert_true(more);
	same(db_col_str(st, 0), "Đảng bộ");
	assert_int_equal(db_col_i64(st, 1), t.n);
	assert_int_equal(db_col_day(st, 2), t.on);
	assert_true(str_eq(db_col_blob(st, 3), t.body));
	assert_true(db_col_f64(st, 4) == -2.5);
	assert_int_equal(db_col_i64(st, 5), 1);
	ok(db_step(st, &more));
	assert_false(more);
	db_stmt_done(st);
	ok(db_stmt_get(db, &get, 0, 0, &st));
	db_bind_i64(st, 1, none.id);
	ok(db_step(st, &more));
	same(db_col_str(st, 0), "");
	assert_int_equal(db_col_i64(st, 1), DB_NULL);
	assert_int_equal(db_col_day(st, 2), DAY_NONE);
	assert_null(db_col_blob(st, 3).p);
	db_stmt_done(st);
	store_return(db);
}

static void sums_are_numbers(void **state)
{
	struct fix *f = *state;
	struct thing a = { .name = "a", .n = 20000000 };
	struct thing b = { .name = "b", .n = -10000001 };
	struct db_stmt *st;
	struct db *db;
	bool more;

	NEED(f);
	assert_true(day_from_iso(STR("2026-02-28"), &a.on));
	b.on = a.on;
	ok(db_tx(&f->cx, act_put, &a));
	ok(db_tx(&f->cx, act_put, &b));
	db = store_reader(f->s, f->a);
	ok(db_stmt_get(db, &sums, 0, 0, &st));
	ok(db_step(st, &more));
	assert_int_equal(db_col_i64(st, 0), 9999999);
	assert_int_equal(db_col_i64(st, 1), 2);
	assert_int_equal(db_col_i64(st, 2), INT64_C(9999999000000000));
	assert_int_equal(db_col_day(st, 3), a.on);
	assert_int_equal(db_col_i64(st, 4), 1);
	assert_int_equal(db_col_day(st, 5), a.on);
	assert_true(db_col_f64(st, 1) == 2.0);
	db_stmt_done(st);
	store_return(db);
}

static void what_fails_leaves_nothing(void **state)
{
	struct fix *f = *state;
	struct thing a = { .name = "a", .n = 1, .on = DAY_NONE };
	struct thing bad = {
		.name = "b", .n = 1, .on = DAY_NONE, .fail = true
	};

	NEED(f);
	ok(db_tx(&f->cx, act_put, &a));
	fails(db_tx(&f->cx, act_put, &bad), ERR_INVALID);
	assert_int_equal(things(f), 1);
	/* the same name again */
	fails(db_tx(&f->cx, act_put, &a), ERR_CONFLICT);
	bad.fail = false;
	ok(db_tx(&f->cx, act_put, &bad));
	assert_int_equal(things(f), 2);
}

/* An act that asks another one to be undone inside of it goes on. */
static struct err *act_two(struct cx *cx, void *arg)
{
	struct thing other = { .name = "other", .n = 2, .on = DAY_NONE };
	struct err *e = db_tx(cx, act_put, arg);

	return e && e->code == ERR_CONFLICT ? db_tx(cx, act_put, &other) : e;
}

static void an_inner_act_is_undone_alone(void **state)
{
	struct fix *f = *state;
	struct thing a = { .name = "a", .n = 1, .on = DAY_NONE };

	NEED(f);
	ok(db_tx(&f->cx, act_put, &a));
	ok(db_tx(&f->cx, act_two, &a));
	assert_int_equal(things(f), 2);
}

/* The first time another transaction is in its way. */
static struct err *act_conflict(struct cx *cx, void *arg)
{
	int *runs = arg;
	struct db *db = cx->db;

	if (++*runs > 1)
		return NULL;
	return db->engine->exec(cx->arena, db,
				"do $$ begin raise exception using errcode = "
				"'40001'; end $$");
}

static void a_conflict_is_nobodys_fault(void **state)
{
	struct fix *f = *state;
	int runs = 0;

	NEED(f);
	ok(db_tx(&f->cx, act_conflict, &runs));
	assert_int_equal(runs, 2);
}

static struct err *act_drop(struct cx *cx, void *arg)
{
	struct db_stmt *st;
	bool more;
	struct err *e = db_stmt_get(cx->db, &drop_all, 0, 0, &st);

	if (!e)
		e = db_step(st, &more);
	if (!e)
		*(int64_t *)arg = db_changes(cx->db);
	db_stmt_done(st);
	return e;
}

/* Who was cut off while nothing ran notices nothing. */
static void a_lost_connection_is_made_anew(void **state)
{
	struct fix *f = *state;
	struct thing a = { .name = "a", .n = 1, .on = DAY_NONE };
	int64_t gone = 0;

	NEED(f);
	ok(db_tx(&f->cx, act_put, &a));
	assert_int_equal(things(f), 1);
	kill_all();
	ok(db_tx(&f->cx, act_drop, &gone));
	assert_int_equal(gone, 1);
	assert_int_equal(things(f), 0);
}

/* What fails is said once; the next question is answered. */
static void a_failed_read_spoils_nothing(void **state)
{
	struct fix *f = *state;
	struct thing t = { .name = "a", .n = 1, .on = DAY_NONE };
	struct db_stmt *st;
	struct db *db;
	bool more;

	NEED(f);
	db = store_reader(f->s, f->a);
	ok(db_stmt_get(db, &ratio, 0, 0, &st));
	fails(db_step(st, &more), ERR_DB);
	db_stmt_done(st);
	ok(db_tx(&f->cx, act_put, &t));
	ok(db_stmt_get(db, &ratio, 0, 0, &st));
	ok(db_step(st, &more));
	assert_int_equal(db_col_i64(st, 0), 10);
	store_return(db);
}

static struct err *act_look(struct cx *cx, void *arg)
{
	struct db_stmt *st;
	bool more;
	struct err *e = db_stmt_get(cx->db, &keys, 0, 0, &st);

	if (!e)
		e = db_step(st, &more);
	if (!e)
		*(int64_t *)arg = db_col_i64(st, 0);
	db_stmt_done(st);
	return e;
}

/* An act that changed nothing has no need to be looked for. */
static void what_wrote_leaves_a_key(void **state)
{
	struct fix *f = *state;
	struct thing t = { .name = "a", .n = 1, .on = DAY_NONE };
	int64_t before, after;

	NEED(f);
	ok(db_tx(&f->cx, act_look, &before));
	ok(db_tx(&f->cx, act_look, &after));
	assert_int_equal(after, before);
	ok(db_tx(&f->cx, act_put, &t));
	ok(db_tx(&f->cx, act_look, &after));
	assert_int_equal(after, before + 1);
}

static void readers_only_read(void **state)
{
	struct fix *f = *state;
	struct db *db;

	NEED(f);
	db = store_reader(f->s, f->a);
	assert_int_equal(db->engine->frame(db, FRAME_BEGIN), 0);
	fails(db->engine->exec(f->a, db, "delete from thing"), ERR_IO);
	assert_int_equal(db->engine->frame(db, FRAME_ROLLBACK), 0);
	/* outside of a transaction there is nothing */
	fails(db->engine->exec(f->a, db, "select name from thing"), ERR_DB);
	store_return(db);
}

static void faults_are_sentences(void **state)
{
	static const char *const plain[] = {
		"postgresql://192.0.2.1/x",
		"postgresql://db.unit.vn/x?sslmode=require",
		"postgresql://127.0.0.1,db.unit.vn/x?sslmode=verify-ca",
		"postgresql:///x?host=/run&hostaddr=192.0.2.1",
		"postgresql://127.db.example/x",
		"postgresql:///x?service=elsewhere",
	};
	struct fix *f = *state;
	struct store *s = NULL;
	int have, want;

	NEED(f);
	fails(open_as(f->a, server(), "nothing_here", false, &s),
	      ERR_NOT_FOUND);
	fails(open_as(f->a, "postgresql:///x?host=/nowhere", "r", false, &s),
	      ERR_BUSY);
	fails(open_as(f->a, "postgresql://[", "r", false, &s), ERR_INVALID);
	/* over a net nothing goes in the clear, whatever libpq would do */
	for (int i = 0; i < N_ELEMENTS(plain); i++)
		fails(open_as(f->a, plain[i], "r", false, &s), ERR_INVALID);
	fails(open_as(f->a, "postgresql://localhost:1,127.0.0.1:1,[::1]:1/x",
		      "r", false, &s),
	      ERR_BUSY);
	fails(open_as(f->a,
		      "postgresql://192.0.2.1:1/x?sslmode=verify-full&"
		      "sslrootcert=/nowhere",
		      "r", false, &s),
	      ERR_BUSY);
	/* of two "user" the later counts */
	fails(open_as(f->a, str_fmt(f->a, "%s&user=nobody_here", server()).p,
		      "r", false, &s),
	      ERR_DENIED);
	fails(open_as(f->a, str_fmt(f->a, "%s&dbname=nix", server()).p, "r",
		      false, &s),
	      ERR_NOT_FOUND);
	assert_null(s);
	ok(store_version(f->s, f->a, &have, &want));
	assert_int_equal(have, 2);
	assert_string_equal(store_schema(f->s), f->s->schema);
	fails(store_backup(f->s, f->a, "/nowhere/x.db"), ERR_IO);
}

/* It stands while nobody writes, and moves with an act of whomever. */
static void a_generation_stands_between_acts(void **state)
{
	struct fix *f = *state;
	struct thing a = { .name = "a", .n = 1, .on = DAY_NONE };
	struct thing bad = {
		.name = "b", .n = 1, .on = DAY_NONE, .fail = true
	};
	struct cx other = f->cx;
	struct db *db;
	uint64_t first, second;

	NEED(f);
	ok(open_as(f->a, server(), f->s->schema, false, &other.store));
	db = store_reader(f->s, f->a);
	first = db_generation(db);
	assert_true(first == db_generation(db));
	store_return(db);
	fails(db_tx(&f->cx, act_put, &bad), ERR_INVALID);
	db = store_reader(f->s, f->a);
	assert_true(first == db_generation(db));
	store_return(db);
	other.db = NULL;
	ok(db_tx(&other, act_put, &a));
	db = store_reader(f->s, f->a);
	second = db_generation(db);
	assert_true(first != second);
	store_return(db);
	/* the same number of acts, but another store */
	db = store_reader(other.store, f->a);
	assert_true(second != db_generation(db));
	store_return(db);
	store_close(other.store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_generation_stands_between_acts, setup, teardown),
		cmocka_unit_test_setup_teardown(values_come_back, setup,
						teardown),
		cmocka_unit_test_setup_teardown(sums_are_numbers, setup,
						teardown),
		cmocka_unit_test_setup_teardown(what_fails_leaves_nothing,
						setup, teardown),
		cmocka_unit_test_setup_teardown(an_inner_act_is_undone_alone,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_conflict_is_nobodys_fault,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_lost_connection_is_made_anew,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_failed_read_spoils_nothing,
						setup, teardown),
		cmocka_unit_test_setup_teardown(what_wrote_leaves_a_key, setup,
						teardown),
		cmocka_unit_test_setup_teardown(readers_only_read, setup,
						teardown),
		cmocka_unit_test_setup_teardown(faults_are_sentences, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
