/* Connections to a server that many stores share; with a server in ROVIEC_PG
 * (test/pg). */
#include "db/db_pg_fixture.h"

#include <pthread.h>
#include <stdlib.h>

QUERY(pid, "select pg_backend_pid()", 0, "");
QUERY(names, "select name from thing order by id", 0, "", .scan = true);

static int64_t backend(struct db *db)
{
	struct db_stmt *st;
	int64_t v;
	bool more;

	ok(db_stmt_get(db, &pid, 0, 0, &st));
	ok(db_step(st, &more));
	assert_true(more);
	v = db_col_i64(st, 0);
	db_stmt_done(st);
	return v;
}

static int64_t backend_of(struct store *s, struct arena *a)
{
	struct db *db = store_reader(s, a);
	int64_t v = backend(db);

	store_return(db);
	return v;
}

static void a_realm_keeps_its_connection(void **state)
{
	struct fix *f = *state;
	struct store *other;
	struct db *one, *two;
	int64_t mine, theirs;

	NEED(f);
	other = fix_fresh(f->a, server());
	assert_ptr_equal(f->s->pg->pool, other->pg->pool);
	one = store_reader(f->s, f->a);
	two = store_reader(other, f->a);
	mine = backend(one);
	theirs = backend(two);
	assert_int_not_equal(mine, theirs);
	store_return(one);
	store_return(two);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(backend_of(f->s, f->a), mine);
		assert_int_equal(backend_of(other, f->a), theirs);
	}
	assert_int_equal(pg_pool_size(other->pg->pool), 2);
	/* and a third realm takes one that rests instead of a new one */
	store_close(other);
	other = fix_fresh(f->a, server());
	assert_int_equal(pg_pool_size(other->pg->pool), 2);
	store_close(other);
}

/* Who reads nothing has no connection, however long. */
static void a_reader_at_rest_holds_nothing(void **state)
{
	struct fix *f = *state;
	struct db *db[40];
	struct thing t = { .name = "a", .on = DAY_NONE };

	NEED(f);
	store_close(f->s);
	ok(store_open(f->a,
		      &(struct db_config){ .path = server(),
					   .schema = "pool_rest",
					   .create = true,
					   .readers = 40 },
		      &f->s));
	f->cx.store = f->s;
	ok(store_migrate_list(f->s, f->a, 7, fix_steps, 2));
	for (int i = 0; i < 40; i++)
		db[i] = store_reader(f->s, f->a);
	assert_int_equal(pg_pool_size(f->s->pg->pool), 1);
	backend(db[0]);
	f->cx.db = db[0];
	ok(db_tx(&f->cx, act_put, &t)); /* gives its reader's back first */
	assert_int_equal(pg_pool_size(f->s->pg->pool), 1);
	for (int i = 0; i < 40; i++)
		store_return(db[i]);
	ok(f->s->engine->exec(f->a, f->s->writer,
			      "drop schema pool_rest cascade"));
}

static struct err *open_beside(struct cx *cx, void *arg)
{
	struct store *other;
	struct err *e =
		act_put(cx, &(struct thing){ .name = "a", .on = DAY_NONE });

	if (!e)
		e = store_open(cx->arena, arg, &other);
	if (!e)
		store_close(other);
	return e;
}

/* Who begins where everything is made changes nothing there: it doesn't wait
 * for those who write, and nobody waits for it. */
static void beginning_again_waits_for_nobody(void **state)
{
	struct fix *f = *state;
	struct db_config c = { .path = server(),
			       .schema = "pool_again",
			       .create = true };

	NEED(f);
	store_close(f->s);
	ok(store_open(f->a, &c, &f->s));
	f->cx.store = f->s;
	ok(store_migrate_list(f->s, f->a, 7, fix_steps, 2));
	ok(db_tx(&f->cx, open_beside, &c));
	ok(f->s->engine->exec(f->a, f->s->writer,
			      "drop schema pool_again cascade"));
}

/* Readers take theirs and wait for no more than their time; writers have
 * some of their own. */
static void the_limit_holds(void **state)
{
	struct fix *f = *state;
	struct thing t = { .name = "a", .on = DAY_NONE };
	struct pg_pool *pool;
	struct db *db[25];
	struct db_stmt *st;

	NEED(f);
	store_close(f->s);
	ok(store_open(f->a,
		      &(struct db_config){ .path = server(),
					   .schema = "pool_limit",
					   .create = true,
					   .readers = 25,
					   .connections = 8 },
		      &f->s));
	f->cx.store = f->s;
	pool = f->s->pg->pool;
	ok(store_migrate_list(f->s, f->a, 7, fix_steps, 2));
	for (int i = 0; i < 7; i++)
		db[i] = store_reader(f->s, f->a);
	for (int i = 0; i < 6; i++)
		backend(db[i]);
	assert_int_equal(pg_pool_size(pool), 6);
	db[6]->until = steady_ms() + 100;
	fails(db_stmt_get(db[6], &pid, 0, 0, &st), ERR_BUSY);
	ok(db_tx(&f->cx, act_put, &t));
	assert_int_equal(pg_pool_size(pool), 7);
	store_return(db[0]);
	backend(db[6]);
	assert_int_equal(pg_pool_size(pool), 7);
	for (int i = 1; i < 7; i++)
		store_return(db[i]);
	ok(f->s->engine->exec(f->a, f->s->writer,
			      "drop schema pool_limit cascade"));
}

/* After many realms a connection is another one, and nobody notices. */
static void a_worn_connection_is_replaced(void **state)
{
	struct fix *f = *state;
	struct store *other;
	int64_t first, now;

	NEED(f);
	other = fix_fresh(f->a, server());
	first = backend_of(f->s, f->a);
	assert_int_equal(backend_of(other, f->a), first);
	for (int i = 0; i < 100; i++) {
		backend_of(f->s, f->a);
		now = backend_of(other, f->a);
	}
	assert_int_not_equal(now, first);
	assert_int_equal(pg_pool_size(other->pg->pool), 1);
	store_close(other);
}

/* ---- many at once ------------------------------------------------------------ */

enum { STORES = 5, OF_EACH = 3, ROUNDS = 20 };

struct worker {
	struct store *s;
	int number, done;
};

static void *work_main(void *arg)
{
	struct worker *w = arg;
	struct arena *a = arena_open(8 << 20);
	struct cx cx = { .arena = a, .store = w->s, .now = 1000 };
	struct thing t = { .on = DAY_NONE };
	char name[32];

	for (int i = 0; i < ROUNDS; i++) {
		cx.db = store_reader(w->s, a);
		(void)backend(cx.db);
		snprintf(name, sizeof(name), "w%d_%d", w->number, i);
		t.name = name;
		w->done += !db_tx(&cx, act_put, &t);
		(void)backend(cx.db);
		store_return(cx.db);
		arena_reset(a);
	}
	arena_close(a);
	return NULL;
}

/* More who read and write than there are connections, of more realms, one of
 * them through two stores, as by two programs: all come through. */
static void many_share_a_few(void **state)
{
	struct fix *f = *state;
	struct store *s[STORES];
	struct worker w[STORES * OF_EACH];
	pthread_t thread[STORES * OF_EACH];
	int64_t n, sum = 0;

	NEED(f);
	store_close(f->s);
	f->s = NULL;
	for (int i = 0; i < STORES; i++)
		ok(store_open(
			f->a,
			&(struct db_config){
				.path = server(),
				.schema = i == 4 ? "many0"
						 : str_fmt(f->a, "many%d", i).p,
				.create = true,
				.connections = 4 },
			&s[i]));
	for (int i = 0; i < 4; i++)
		ok(store_migrate_list(s[i], f->a, 7, fix_steps, 2));
	for (int i = 0; i < N_ELEMENTS(w); i++) {
		w[i] = (struct worker){ s[i % STORES], i, 0 };
		pthread_create(&thread[i], NULL, work_main, &w[i]);
	}
	for (int i = 0; i < N_ELEMENTS(w); i++) {
		pthread_join(thread[i], NULL);
		assert_int_equal(w[i].done, ROUNDS);
	}
	assert_true(pg_pool_size(s[0]->pg->pool) <= 4);
	for (int i = 0; i < 4; i++) {
		ok(count_things(s[i], f->a, &n));
		sum += n;
	}
	assert_int_equal(sum, N_ELEMENTS(w) * ROUNDS);
	for (int i = 0; i < 4; i++)
		ok(s[i]->engine->exec(
			f->a, s[i]->writer,
			str_fmt(f->a, "drop schema many%d cascade", i).p));
	for (int i = 0; i < STORES; i++)
		store_close(s[i]);
}

/* ---- connections that break -------------------------------------------------- */

struct broken {
	struct thing t;
	int runs, kills;
};

static struct err *act_broken(struct cx *cx, void *arg)
{
	struct broken *b = arg;
	struct err *e;

	b->runs++;
	e = act_put(cx, &b->t);
	if (e || b->runs > b->kills)
		return e;
	assert_true(kill_all() > 0);
	b->t.name = "second"; /* what it does when it runs again */
	return act_put(cx, &b->t);
}

static void a_group_runs_again(void **state)
{
	struct fix *f = *state;
	struct broken b = { .t = { .name = "first", .on = DAY_NONE },
			    .kills = 1 };
	struct db_stmt *st;
	struct db *db;
	bool more;

	NEED(f);
	ok(db_tx(&f->cx, act_broken, &b));
	assert_int_equal(b.runs, 2);
	assert_int_equal(things(f), 1);
	db = store_reader(f->s, f->a);
	ok(db_stmt_get(db, &names, 0, 0, &st));
	ok(db_step(st, &more));
	same(db_col_str(st, 0), "second");
	store_return(db);
}

/* An act that always breaks it hears so, in the end. */
static void a_group_gives_up(void **state)
{
	struct fix *f = *state;
	struct broken b = { .t = { .name = "first", .on = DAY_NONE },
			    .kills = 1000 };
	int64_t begin = steady_ms();

	NEED(f);
	fails(db_tx(&f->cx, act_broken, &b), ERR_BUSY);
	assert_true(b.runs > 2);
	assert_in_range(steady_ms() - begin, 4000, 8000);
	assert_int_equal(things(f), 0);
}

static void a_read_goes_on(void **state)
{
	struct fix *f = *state;
	struct thing t = { .name = "a", .on = DAY_NONE };
	struct db *db;
	int64_t first;

	NEED(f);
	ok(db_tx(&f->cx, act_put, &t));
	db = store_reader(f->s, f->a);
	first = backend(db);
	db_read_end(db);
	assert_true(kill_all() > 0);
	assert_int_not_equal(backend(db), first);
	store_return(db);
	assert_int_equal(things(f), 1);
}

/* In the middle of a request's reads it is said, once; then it works. */
static void a_read_that_breaks_says_so(void **state)
{
	struct fix *f = *state;
	struct db_stmt *st;
	struct db *db;
	bool more;

	NEED(f);
	db = store_reader(f->s, f->a);
	backend(db);
	assert_true(kill_all() > 0);
	ok(db_stmt_get(db, &pid, 0, 0, &st));
	fails(db_step(st, &more), ERR_BUSY);
	db_stmt_done(st);
	backend(db);
	store_return(db);
}

/* ---- long results ---------------------------------------------------------------- */

enum { LONG = 1234 };

static struct err *act_many(struct cx *cx, void *arg)
{
	struct thing t = { .on = DAY_NONE };
	struct err *e = NULL;

	(void)arg;
	for (int i = 0; !e && i < LONG; i++) {
		t.name = str_fmt(cx->arena, "n%04d", i).p;
		e = act_put(cx, &t);
	}
	return e;
}

static int64_t names_read(struct fix *f, struct db *db, bool other_too)
{
	struct db_stmt *st;
	int64_t n = 0;
	bool more;

	ok(db_stmt_get(db, &names, 0, 0, &st));
	for (ok(db_step(st, &more)); more; ok(db_step(st, &more)), n++) {
		assert_true(PQntuples(st->pg->res) <= 500);
		same(db_col_str(st, 0), str_fmt(f->a, "n%04d", (int)n).p);
		if (other_too && n % 100 == 0)
			backend(db);
	}
	db_stmt_done(st);
	return n;
}

static void a_long_result_comes_in_portions(void **state)
{
	struct fix *f = *state;
	struct db_stmt *st;
	struct db *db;
	bool more;

	NEED(f);
	ok(db_tx(&f->cx, act_many, NULL));
	db = store_reader(f->s, f->a);
	assert_int_equal(names_read(f, db, true), LONG);
	assert_int_equal(names_read(f, db, false), LONG);
	/* one that nobody reads to its end keeps nobody from anything */
	ok(db_stmt_get(db, &names, 0, 0, &st));
	ok(db_step(st, &more));
	db_stmt_done(st);
	assert_int_equal(names_read(f, db, true), LONG);
	/* whose connection broke ends, and not as if it were whole */
	ok(db_stmt_get(db, &names, 0, 0, &st));
	ok(db_step(st, &more));
	assert_true(kill_all() > 0);
	for (int i = 1; i < 500; i++)
		ok(db_step(st, &more));
	fails(db_step(st, &more), ERR_BUSY);
	store_return(db);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		WITH(a_realm_keeps_its_connection),
		WITH(a_reader_at_rest_holds_nothing),
		WITH(beginning_again_waits_for_nobody),
		WITH(the_limit_holds),
		WITH(a_worn_connection_is_replaced),
		WITH(many_share_a_few),
		WITH(a_group_runs_again),
		WITH(a_group_gives_up),
		WITH(a_read_goes_on),
		WITH(a_read_that_breaks_says_so),
		WITH(a_long_result_comes_in_portions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
