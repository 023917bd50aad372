/* Statements that nobody waits for on a server: of a change (db_send) what is
 * refused is heard by the act that sent it, and by nobody else; of a read that
 * is asked for ahead (db_ahead) the answer goes to who asks the same. */
#include "db/db_pg_fixture.h"

#include <pthread.h>
#include <sys/socket.h>

QUERY(name_it, "insert into thing (name) values (?1)", 1, "t", .writes = true,
      .last_id = true);
QUERY(rename_it, "update thing set name = ?2 where name = ?1", 2, "tt",
      .writes = true, .one_row = true);
QUERY(find, "select count(*) from thing where name = ?1", 1, "t");

enum { ACTS = 50, MANY = 500, MOST = 8 };

/* What an act sends, and what came of it. */
struct sends {
	const char *name[MOST]; /* up to NULL */
	int many;		/* and so many more */
	const char *tells;	/* a name that it looks for at the end */
	bool fail;		/* … and fails after all */
	int runs;
	const char *refused; /* the name whose sending was refused */
	int64_t told;
};

static struct err *send_name(struct cx *cx, const char *name)
{
	struct db_stmt *st;
	struct err *e = db_stmt_get(cx->db, &name_it, 0, 0, &st);

	if (e)
		return e;
	db_bind_str(st, 1, str_c(name));
	e = db_send(st);
	db_stmt_done(st);
	return e;
}

static struct err *look(struct db *db, const char *name, int64_t *ret_n)
{
	struct db_stmt *st;
	bool more;
	struct err *e = db_stmt_get(db, &find, 0, 0, &st);

	if (e)
		return e;
	db_bind_str(st, 1, str_c(name));
	e = db_step(st, &more);
	if (!e)
		*ret_n = db_col_i64(st, 0);
	db_stmt_done(st);
	return e;
}

static struct err *act_send(struct cx *cx, void *arg)
{
	struct sends *s = arg;
	struct err *e = NULL;

	s->runs++;
	s->refused = NULL;
	for (int i = 0; !e && i < MOST && s->name[i]; i++) {
		e = send_name(cx, s->name[i]);
		if (e)
			s->refused = s->name[i];
	}
	for (int i = 0; !e && i < s->many; i++)
		e = send_name(cx, str_fmt(cx->arena, "%d", i).p);
	if (!e && s->tells)
		e = look(cx->db, s->tells, &s->told);
	if (!e && s->fail)
		e = err_new(cx->arena, ERR_INVALID, "asked to fail");
	return e;
}

static struct err *act_rename(struct cx *cx, void *arg)
{
	static const char *const names[] = { "b", "a", "b", "nobody" };
	int *runs = arg;
	struct db_stmt *st;
	int64_t n;
	struct err *e = look(cx->db, "a", &n);

	++*runs;
	for (int i = 0; !e && i < 3; i++) {
		e = db_stmt_get(cx->db, &rename_it, 0, 0, &st);
		if (e)
			return e;
		db_bind_str(st, 1, str_c(names[i]));
		db_bind_str(st, 2, str_c(names[i + 1]));
		e = db_send(st);
		db_stmt_done(st);
	}
	return e;
}

/* What must change one row and changes none fails, although the server has
 * nothing against it. */
static void one_row_is_one_row(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "b" } }, gone = { .name = { "x" } };
	int64_t n = -1;
	int runs = 0;
	struct db *db;

	NEED(f);
	ok(db_tx(&f->cx, act_send, &s));
	ok(db_tx(&f->cx, act_rename, &runs));
	assert_int_equal(runs, 1);
	/* it is called otherwise now */
	fails(db_tx(&f->cx, act_rename, &runs), ERR_CONFLICT);
	assert_int_equal(runs, 3);
	ok(db_tx(&f->cx, act_send, &gone));
	db = store_reader(f->s, f->a);
	ok(look(db, "nobody", &n));
	assert_int_equal(n, 1);
	store_return(db);
	assert_int_equal(things(f), 2);
}

static void what_was_sent_is_there(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b", "c" },
			   .many = MANY,
			   .tells = "499" };

	NEED(f);
	ok(db_tx(&f->cx, act_send, &s));
	assert_int_equal(s.runs, 1);
	assert_int_equal(s.told, 1);
	assert_int_equal(things(f), MANY + 3);
}

/* It runs again, waits for each answer, and hears the refusal where it is. */
static void a_refusal_is_heard_where_it_was_sent(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b", "a", "c" }, .tells = "b" };
	struct sends after = { .name = { "a", "b", "c" } };

	NEED(f);
	fails(db_tx(&f->cx, act_send, &s), ERR_CONFLICT);
	assert_int_equal(s.runs, 2);
	assert_string_equal(s.refused, "a");
	assert_int_equal(things(f), 0);
	/* with nothing behind it that would wait */
	s.tells = NULL;
	s.runs = 0;
	fails(db_tx(&f->cx, act_send, &s), ERR_CONFLICT);
	assert_int_equal(s.runs, 2);
	assert_string_equal(s.refused, "a");
	ok(db_tx(&f->cx, act_send, &after));
	assert_int_equal(after.runs, 1);
	assert_int_equal(things(f), 3);
}

/* The rule that it breaks is its own; what was sent before is undone, also
 * when it was refused. */
static void an_act_that_fails_takes_back_what_it_sent(void **state)
{
	struct fix *f = *state;
	struct sends first = { .name = { "a" } };
	struct sends good = { .name = { "b", "c", "d" }, .fail = true };
	struct sends bad = { .name = { "b", "c", "a" }, .fail = true };

	NEED(f);
	ok(db_tx(&f->cx, act_send, &first));
	fails(db_tx(&f->cx, act_send, &good), ERR_INVALID);
	assert_int_equal(things(f), 1);
	assert_non_null(db_tx(&f->cx, act_send, &bad));
	assert_int_equal(things(f), 1);
	good.fail = false;
	ok(db_tx(&f->cx, act_send, &good));
	assert_int_equal(things(f), 4);
}

/* An act that goes on without an inner one that was refused. */
static struct err *act_around(struct cx *cx, void *arg)
{
	struct sends *s = arg;
	struct sends more = { .name = { "x", "y" }, .tells = "x" };
	struct err *e = db_tx(cx, act_send, s);

	if (e && e->code != ERR_CONFLICT)
		return e;
	e = db_tx(cx, act_send, &more);
	s->told = more.told;
	return e;
}

static void an_inner_act_is_undone_alone(void **state)
{
	struct fix *f = *state;
	struct sends first = { .name = { "a" } };
	struct sends inner = { .name = { "b", "c", "a" } };
	int64_t n = -1;
	struct db *db;

	NEED(f);
	ok(db_tx(&f->cx, act_send, &first));
	ok(db_tx(&f->cx, act_around, &inner));
	assert_int_equal(inner.told, 1);
	assert_int_equal(things(f), 3);
	db = store_reader(f->s, f->a);
	ok(look(db, "b", &n));
	assert_int_equal(n, 0);
	store_return(db);
}

/* What goes on after an inner act that heard of the outer's refusal. */
static struct err *act_deaf(struct cx *cx, void *arg)
{
	struct sends inner = { .tells = "b" };
	int *runs = arg;
	struct db_stmt *st;
	int64_t n;
	struct err *e = look(cx->db, "none", &n);

	++*runs;
	if (!e)
		e = db_stmt_get(cx->db, &rename_it, 0, 0, &st);
	if (e)
		return e;
	db_bind_str(st, 1, STR("none"));
	db_bind_str(st, 2, STR("x"));
	e = db_send(st);
	db_stmt_done(st);
	if (!e && !db_tx(cx, act_send, &inner) && *runs == 1)
		e = err_new(cx->arena, ERR_INTERNAL, "nothing was refused");
	return e;
}

/* Nothing is kept of a change that wasn't one, however long the act has
 * waited for others. */
static void a_refusal_is_heard_late(void **state)
{
	static const int64_t waited[] = { 0, PG_WAIT_MS };
	struct fix *f = *state;
	struct sends s = { .name = { "b" } };
	struct cx cx = f->cx;
	int runs = 0;

	NEED(f);
	ok(db_tx(&f->cx, act_send, &s));
	ok(db_tx(&f->cx, act_rename, &runs));
	for (int i = 0; i < N_ELEMENTS(waited); i++) {
		cx.db = store_reader(f->s, f->a);
		cx.db->waited = waited[i];
		runs = 0;
		fails(db_tx(&cx, act_deaf, &runs), ERR_CONFLICT);
		assert_int_equal(runs, 2);
		store_return(cx.db);
	}
}

/* ---- reads ------------------------------------------------------------------- */

QUERY(ids, "select id from thing order by id", 0, "");
QUERY(broken, "select 1 / (count(*) - ?1) from thing", 1, "i");

/* Asks how often a name is there, ahead. */
static void ask(struct db *db, const char *name)
{
	struct db_stmt *st;

	ok(db_stmt_get(db, &find, 0, 0, &st));
	db_bind_str(st, 1, str_c(name));
	ok(db_ahead(st));
}

static struct err *first_look(struct db *db, int64_t *ret_id)
{
	struct db_stmt *st;
	bool more;
	struct err *e = db_stmt_get(db, &ids, 0, 0, &st);

	if (e)
		return e;
	e = db_step(st, &more);
	if (!e)
		*ret_id = db_col_i64(st, 0);
	db_stmt_done(st);
	return e;
}

static int64_t first_id(struct db *db)
{
	int64_t id = 0;

	ok(first_look(db, &id));
	assert_true(id > 0);
	return id;
}

/* Questions that are on their way, of the connection that is lent. */
static int n_ahead(const struct db *db)
{
	return db->pg->on->n_ahead;
}

static struct db *reader_with(struct fix *f, struct sends *s)
{
	struct db *db;

	int64_t n;

	ok(db_tx(&f->cx, act_send, s));
	db = store_reader(f->s, f->a);
	assert_true(db_far(db));
	ask(db, "early"); /* there is no transaction yet: it isn't asked */
	(void)first_id(db);
	assert_int_equal(n_ahead(db), 0);
	ok(look(db, "early", &n));
	return db;
}

static void an_answer_goes_to_who_asks_the_same(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b" } };
	struct db *db;
	int64_t n, own;

	NEED(f);
	db = reader_with(f, &s);
	for (int i = 0; i < 3; i++) {
		ask(db, "a");
		ask(db, "nobody");
		assert_int_equal(n_ahead(db), 2);
		/* both answers come with the one that is waited for */
		own = first_id(db);
		assert_true(own > 0);
		assert_int_equal(n_ahead(db), 0);
		ok(look(db, "nobody", &n));
		assert_int_equal(n, 0);
		ok(look(db, "a", &n));
		assert_int_equal(n, 1);
		/* … or with the first that is asked for */
		ask(db, "b");
		ok(look(db, "b", &n));
		assert_int_equal(n, 1);
	}
	store_return(db);
}

static void another_question_gets_its_own_answer(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b" } };
	struct db *db;
	int64_t n;

	NEED(f);
	db = reader_with(f, &s);
	ask(db, "nobody");
	(void)first_id(db);
	ok(look(db, "a", &n));
	assert_int_equal(n, 1);
	ask(db, "a"); /* its answer isn't there yet */
	ok(look(db, "nobody", &n));
	assert_int_equal(n, 0);
	ok(look(db, "a", &n));
	assert_int_equal(n, 1);
	store_return(db);
}

/* Asks, writes, asks again; with names[2] the first answer comes before. */
static struct err *act_ask_and_write(struct cx *cx, void *arg)
{
	struct sends *s = arg;
	int64_t n = -1;
	struct err *e = look(cx->db, "first", &n);

	if (e)
		return e;
	ask(cx->db, s->name[0]);
	ask(cx->db, s->name[0]); /* as if it were once */
	if (s->name[2])
		(void)first_id(cx->db);
	e = send_name(cx, s->name[0]);
	return e ? e : look(cx->db, s->name[0], &s->told);
}

static void a_write_makes_answers_stale(void **state)
{
	struct fix *f = *state;
	struct sends first = { .name = { "first", "second" } };
	struct sends s = { .name = { "x" } };
	struct sends early = { .name = { "y", NULL, "early" } };

	NEED(f);
	ok(db_tx(&f->cx, act_send, &first));
	ok(db_tx(&f->cx, act_ask_and_write, &s));
	assert_int_equal(s.told, 1);
	ok(db_tx(&f->cx, act_ask_and_write, &early));
	assert_int_equal(early.told, 1);
}

/* What nobody wanted hurts nobody, however much it is. */
static void unwanted_answers_are_dropped(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b" } }, more = { .name = { "c" } };
	struct db *db;
	int64_t n;

	NEED(f);
	for (int k = 1; k < 3 * PG_AHEAD_MOST; k += 7) {
		s.name[0] = str_fmt(f->a, "a%d", k).p;
		s.name[1] = str_fmt(f->a, "b%d", k).p;
		db = reader_with(f, &s);
		for (int i = 0; i < k; i++)
			ask(db, str_fmt(f->a, "%d", i).p);
		if (k % 2)
			(void)first_id(db);
		store_return(db);
		db = store_reader(f->s, f->a);
		ok(look(db, s.name[0], &n));
		assert_int_equal(n, 1);
		store_return(db);
	}
	ok(db_tx(&f->cx, act_send, &more));
}

/* One that fails takes the transaction along, as any read would; the next
 * transaction is well. */
static void one_that_fails_is_heard(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b" } };
	struct db_stmt *st;
	struct db *db;
	bool more;
	int64_t n = -1;

	NEED(f);
	db = reader_with(f, &s);
	ask(db, "a");
	ok(db_stmt_get(db, &broken, 0, 0, &st));
	db_bind_i64(st, 1, 7);
	ok(db_step(st, &more));
	db_stmt_done(st);
	ok(db_stmt_get(db, &broken, 0, 0, &st));
	db_bind_i64(st, 1, 2);
	ok(db_ahead(st));
	assert_non_null(look(db, "b", &n));
	ok(look(db, "b", &n));
	assert_int_equal(n, 1);
	ask(db, "a");
	kill_all();
	fails(look(db, "a", &n), ERR_BUSY);
	n = -1;
	ok(look(db, "a", &n));
	assert_int_equal(n, 1);
	store_return(db);
}

/* An answer counts for the transaction in which it was asked for. */
static void answers_end_with_the_transaction(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b" } }, more = { .name = { "c" } };
	struct db_stmt *st;
	struct db *db;
	bool row;
	int64_t n = -1;

	NEED(f);
	db = reader_with(f, &s);
	ask(db, "c");
	(void)first_id(db);
	ok(db_tx(&f->cx, act_send, &more));
	ok(db_stmt_get(db, &broken, 0, 0, &st));
	db_bind_i64(st, 1, 3);
	assert_non_null(db_step(st, &row));
	db_stmt_done(st);
	ok(look(db, "c", &n));
	assert_int_equal(n, 1);
	ask(db, "nobody");
	(void)first_id(db);
	kill_all();
	fails(first_look(db, &n), ERR_BUSY);
	(void)first_id(db);
	ok(look(db, "a", &n));
	assert_int_equal(n, 1);
	store_return(db);
}

/* Asks something long over a connection that is closed until it takes no more:
 * then the first answers of the next one are for nobody. */
static void a_broken_connection_answers_nothing(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b" } };
	ptrdiff_t n = 100 * 1000;
	char *longer = arena_new(f->a, char, n + 1);
	struct err *e = NULL;
	struct db_stmt *st;
	struct db *db;
	int64_t id;

	NEED(f);
	memset(longer, 'x', (size_t)n);
	db = reader_with(f, &s);
	id = first_id(db);
	ok(db_stmt_get(db, &ids, 0, 0, &st));
	ok(db_ahead(st));
	assert_int_equal(n_ahead(db), 1);
	assert_int_equal(shutdown(PQsocket(db->pg->on->c), SHUT_RDWR), 0);
	for (int i = 0; !e && i < 9; i++) {
		longer[0] = (char)('a' + i);
		ok(db_stmt_get(db, &find, 0, 0, &st));
		db_bind_str(st, 1, str_c(longer));
		e = db_ahead(st);
	}
	fails(e, ERR_BUSY);
	assert_int_equal(first_id(db), id);
	store_return(db);
}

/* What an inner act had read of its own is gone with it. */
static struct err *act_inner_asks(struct cx *cx, void *arg UNUSED)
{
	struct err *e = send_name(cx, "x");

	if (e)
		return e;
	ask(cx->db, "x");
	(void)first_id(cx->db);
	return err_new(cx->arena, ERR_INVALID, "asked to fail");
}

static struct err *act_outer_looks(struct cx *cx, void *arg)
{
	int64_t n = -1;
	struct err *e = look(cx->db, "a", &n);

	if (e)
		return e;
	fails(db_tx(cx, act_inner_asks, NULL), ERR_INVALID);
	return look(cx->db, "x", arg);
}

static void an_undone_answer_is_stale(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b" } };
	int64_t n = -1;

	NEED(f);
	ok(db_tx(&f->cx, act_send, &s));
	ok(db_tx(&f->cx, act_outer_looks, &n));
	assert_int_equal(n, 0);
}

QUERY(kept, "select count(*) from pg_prepared_statements", 0, "");
QUERY(never, "select name from thing where id = ?1", 1, "i");

static int64_t n_kept(struct db *db)
{
	struct db_stmt *st;
	bool more;
	int64_t n;

	ok(db_stmt_get(db, &kept, 0, 0, &st));
	ok(db_step(st, &more));
	n = db_col_i64(st, 0);
	db_stmt_done(st);
	return n;
}

/* … and the server keeps no more for it than one statement. */
static void a_question_is_prepared_once(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b" } };
	struct db_stmt *st;
	struct db *db;
	int64_t before;

	NEED(f);
	db = reader_with(f, &s);
	before = n_kept(db);
	for (int i = 0; i < 9; i++) {
		ok(db_stmt_get(db, &never, 0, 0, &st));
		db_bind_i64(st, 1, i);
		ok(db_ahead(st));
		store_return(db);
		db = store_reader(f->s, f->a);
		(void)first_id(db);
	}
	assert_in_range(n_kept(db), before, before + 1);
	store_return(db);
}

QUERY(slow, "select 1 from pg_sleep(0.05)", 0, "");

/* The time of an answer counts, whenever it was asked for. */
static void what_it_waits_is_counted(void **state)
{
	struct fix *f = *state;
	struct sends s = { .name = { "a", "b" } };
	struct db_stmt *st;
	struct db *db;
	bool more;

	NEED(f);
	db = reader_with(f, &s);
	for (int i = 0; i < 2; i++) {
		db->waited = 0;
		if (i > 0) {
			ok(db_stmt_get(db, &slow, 0, 0, &st));
			ok(db_ahead(st));
			assert_int_equal(n_ahead(db), 1);
		}
		ok(db_stmt_get(db, &slow, 0, 0, &st));
		ok(db_step(st, &more));
		db_stmt_done(st);
		assert_true(db->waited >= 40);
	}
	store_return(db);
}

/* ---- in groups --------------------------------------------------------------- */

struct person {
	struct fix *f;
	const char *prefix;
	bool clashes; /* each second act sends a name that is there */
	int good, refused, other;
};

/* signature: pthread_create */
static void *work(void *arg)
{
	struct person *p = arg;
	struct arena *a = arena_open(16 << 20);
	struct cx cx = p->f->cx;
	struct err *e;

	cx.arena = a;
	for (int i = 0; i < ACTS; i++) {
		struct sends s = {
			.name = { str_fmt(a, "%s%d", p->prefix, i).p,
				  str_fmt(a, "%s%d'", p->prefix, i).p }
		};

		if (p->clashes && i % 2)
			s.name[2] = "there";
		e = db_tx(&cx, act_send, &s);
		p->good += !e;
		p->refused += e && e->code == ERR_CONFLICT;
		p->other += e && e->code != ERR_CONFLICT;
	}
	arena_close(a);
	return NULL;
}

static void others_of_a_group_are_not_hurt(void **state)
{
	struct fix *f = *state;
	struct sends first = { .name = { "there" } };
	struct person p[4] = { { .prefix = "p" },
			       { .prefix = "q", .clashes = true },
			       { .prefix = "r" },
			       { .prefix = "s", .clashes = true } };
	pthread_t t[4];

	NEED(f);
	ok(db_tx(&f->cx, act_send, &first));
	for (int i = 0; i < 4; i++) {
		p[i].f = f;
		assert_int_equal(pthread_create(&t[i], NULL, work, &p[i]), 0);
	}
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(p[i].other, 0);
		assert_int_equal(p[i].refused, p[i].clashes ? ACTS / 2 : 0);
		assert_int_equal(p[i].good + p[i].refused, ACTS);
	}
	assert_int_equal(things(f), 1 + 2 * (4 * ACTS - ACTS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_sent_is_there, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			a_refusal_is_heard_where_it_was_sent, setup, teardown),
		cmocka_unit_test_setup_teardown(
			an_act_that_fails_takes_back_what_it_sent, setup,
			teardown),
		cmocka_unit_test_setup_teardown(one_row_is_one_row, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			an_answer_goes_to_who_asks_the_same, setup, teardown),
		cmocka_unit_test_setup_teardown(
			another_question_gets_its_own_answer, setup, teardown),
		cmocka_unit_test_setup_teardown(a_write_makes_answers_stale,
						setup, teardown),
		cmocka_unit_test_setup_teardown(unwanted_answers_are_dropped,
						setup, teardown),
		cmocka_unit_test_setup_teardown(one_that_fails_is_heard, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_refusal_is_heard_late, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			answers_end_with_the_transaction, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_broken_connection_answers_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(an_undone_answer_is_stale,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_question_is_prepared_once,
						setup, teardown),
		cmocka_unit_test_setup_teardown(what_it_waits_is_counted, setup,
						teardown),
		cmocka_unit_test_setup_teardown(an_inner_act_is_undone_alone,
						setup, teardown),
		cmocka_unit_test_setup_teardown(others_of_a_group_are_not_hurt,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
