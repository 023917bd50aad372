/* Acts and reads by chance, several people at once, beside a model in memory:
 * what is kept, what is refused and what is read is as if every answer were
 * waited for; also when connections break. */
#include "db/db_pg_fixture.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

QUERY(add, "insert into thing (name, n) values (?1, ?2)", 2, "ti",
      .writes = true, .last_id = true);
QUERY(set, "update thing set n = ?2 where name = ?1", 2, "ti", .writes = true,
      .one_row = true);
QUERY(drop, "delete from thing where name = ?1", 1, "t", .writes = true);
QUERY(get, "select n from thing where name = ?1", 1, "t");
QUERY(get_too, "select n + 0 from thing where name = ?1", 1, "t");

enum {
	PEOPLE = 4,
	THINGS = 3,
	NONE = -1, /* a thing that isn't there */
	ACTS = 50,
	STEPS = 9,
	KILLS = 10,
	KILL_PAUSE_US = 50000,
};

struct model {
	int64_t n[THINGS];
};

struct person {
	struct fix *f;
	char letter;
	uint64_t seed;
	bool breaks; /* connections do */
	struct model is;
	char wrong[200];
	int kept, refused, failed, busy;
};

/* An act: the same each time that it runs. */
struct play {
	struct person *p;
	uint64_t seed, chance;
	struct model is; /* as it would be */
	bool doomed;	 /* something was refused, heard or not */
};

static int roll(uint64_t *chance, int n)
{
	*chance = *chance * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (int)((*chance >> 33) % (uint64_t)n);
}

static void wrong(struct person *p, const char *what)
{
	if (!*p->wrong)
		snprintf(p->wrong, sizeof(p->wrong), "%c, seed %llu: %s",
			 p->letter, (unsigned long long)p->seed, what);
}

static struct err *ask(struct db *db, const struct person *p,
		       const struct db_query *q, int k, struct db_stmt **ret)
{
	struct err *e = db_stmt_get(db, q, 0, 0, ret);

	if (!e)
		db_bind_str(*ret, 1,
			    str_fmt(db_arena(db), "%c%d", p->letter, k));
	return e;
}

/* ---- reading ------------------------------------------------------------------- */

static struct err *look(struct db *db, struct person *p,
			const struct db_query *q, int k, int64_t *ret_n)
{
	struct db_stmt *st;
	bool found = false;
	struct err *e = ask(db, p, q, k, &st);

	if (e)
		return e;
	e = db_step(st, &found);
	*ret_n = !e && found ? db_col_i64(st, 0) : NONE;
	db_stmt_done(st);
	return e;
}

/* One of them, asked for ahead or now. */
static struct err *read_one(struct db *db, struct person *p,
			    const struct model *is, uint64_t *chance)
{
	const struct db_query *q = roll(chance, 2) ? &get : &get_too;
	int k = roll(chance, THINGS);
	bool ahead = roll(chance, 2);
	struct db_stmt *st;
	struct err *e;
	int64_t n;

	if (ahead) {
		e = ask(db, p, q, k, &st);
		return e ? e : db_ahead(st);
	}
	e = look(db, p, q, k, &n);
	if (!e && is && n != is->n[k])
		wrong(p, "another number was read");
	return e;
}

/* What is there is the one or the other as a whole. */
static void compare(struct person *p, const struct model *would)
{
	bool old = true, new = true;
	struct model m;
	struct db *db = store_reader(p->f->s, arena_open(1 << 20));
	struct arena *a = db_arena(db);
	struct err *e = NULL;

	for (int k = 0; k < THINGS; k++) {
		for (int i = 0; i < 9; i++) {
			e = look(db, p, &get, k, &m.n[k]);
			if (!e || !p->breaks)
				break;
		}
		if (e)
			wrong(p, "can't be read");
		old = old && m.n[k] == p->is.n[k];
		new = new &&m.n[k] == would->n[k];
	}
	if (!old && !new)
		wrong(p, "a part of an act was kept");
	p->is = m;
	store_return(db);
	arena_close(a);
}

static void reads(struct person *p, uint64_t *chance)
{
	struct arena *a = arena_open(1 << 20);
	struct db *db = store_reader(p->f->s, a);

	for (int i = roll(chance, STEPS); i >= 0; i--)
		if (read_one(db, p, &p->is, chance) && !p->breaks)
			wrong(p, "a read failed");
	store_return(db);
	arena_close(a);
}

/* ---- acts ------------------------------------------------------------------------ */

static struct err *write_one(struct db *db, struct play *y)
{
	static const struct db_query *const all[] = { &add, &set, &drop };
	int what = roll(&y->chance, N_ELEMENTS(all));
	int k = roll(&y->chance, THINGS);
	int64_t n = roll(&y->chance, 1000);
	bool waits = roll(&y->chance, 3) == 0, row, doomed;
	struct db_stmt *st;
	struct err *e = ask(db, y->p, all[what], k, &st);

	if (e)
		return e;
	if (what < 2)
		db_bind_i64(st, 2, n);
	e = waits && what != 1 ? db_step(st, &row) : db_send(st);
	db_stmt_done(st);
	doomed = (what == 0 && y->is.n[k] != NONE) ||
		 (what == 1 && y->is.n[k] == NONE);
	if (!e && !doomed)
		y->is.n[k] = what == 2 ? NONE : n;
	y->doomed |= doomed;
	return e;
}

static struct err *act(struct cx *cx, void *arg);

/* A part that may be undone alone. */
static struct err *part(struct cx *cx, struct play *y)
{
	struct play in = *y;
	struct err *e;

	in.seed = y->chance + (uint64_t)roll(&y->chance, 1000);
	e = db_tx(cx, act, &in);
	if (!e) {
		y->is = in.is;
		y->doomed = in.doomed;
		return NULL;
	}
	/* what was refused before it is not its own */
	if (e->code != ERR_BUSY && !y->doomed && roll(&y->chance, 2) &&
	    (e->code == ERR_INVALID || in.doomed))
		return NULL;
	y->doomed |= in.doomed;
	return e;
}

static struct err *act(struct cx *cx, void *arg)
{
	struct play *y = arg;
	bool outer = y->p && y->chance == 0;
	struct err *e = NULL;

	y->chance = y->seed | 1;
	if (outer) {
		y->is = y->p->is;
		y->doomed = false;
	}
	for (int i = roll(&y->chance, STEPS); !e && i >= 0; i--) {
		int what = roll(&y->chance, 10);

		if (what < 3)
			e = write_one(cx->db, y);
		else if (what < 7 || !outer)
			e = read_one(cx->db, y->p, y->doomed ? NULL : &y->is,
				     &y->chance);
		else
			e = part(cx, y);
	}
	if (!e && roll(&y->chance, outer ? 6 : 2) == 0)
		e = err_new(cx->arena, ERR_INVALID, "asked to fail");
	if (outer)
		y->chance = 0; /* it may run again */
	return e;
}

static void acts(struct person *p, uint64_t seed)
{
	struct arena *a = arena_open(4 << 20);
	struct play y = { .p = p, .seed = seed };
	struct cx cx = p->f->cx;
	struct err *e;

	cx.arena = a;
	e = db_tx(&cx, act, &y);
	p->kept += !e;
	p->refused += e && e->code == ERR_CONFLICT;
	p->failed += e && e->code == ERR_INVALID;
	p->busy += e && e->code == ERR_BUSY;
	if (!e && y.doomed)
		wrong(p, "what was refused counts as kept");
	if (e && e->code == ERR_CONFLICT && !y.doomed)
		wrong(p, "it heard another's refusal");
	if (e && e->code == ERR_BUSY && !p->breaks)
		wrong(p, "it was busy");
	if (e && e->code != ERR_CONFLICT && e->code != ERR_INVALID &&
	    e->code != ERR_BUSY)
		wrong(p, e->detail.p ? str_to_c(a, e->detail) : "?");
	if (e && e->code == ERR_BUSY) {
		compare(p, &y.is);
	} else {
		if (!e)
			p->is = y.is;
		compare(p, &p->is);
	}
	arena_close(a);
}

/* signature: pthread_create */
static void *work(void *arg)
{
	struct person *p = arg;
	uint64_t chance = p->seed;

	for (int k = 0; k < THINGS; k++)
		p->is.n[k] = NONE;
	for (int i = 0; i < ACTS && !*p->wrong; i++) {
		reads(p, &chance);
		acts(p, chance ^ (uint64_t)roll(&chance, 1000));
	}
	return NULL;
}

static void play(struct fix *f, bool breaks)
{
	struct person p[PEOPLE];
	const char *seed = getenv("ROVIEC_SEED");
	uint64_t n = seed ? strtoull(seed, NULL, 10) : 1;
	pthread_t t[PEOPLE];
	int kept = 0, refused = 0, failed = 0;

	for (int i = 0; i < PEOPLE; i++) {
		p[i] = (struct person){ .f = f,
					.letter = (char)('a' + i),
					.seed = n * PEOPLE + (uint64_t)i,
					.breaks = breaks };
		assert_int_equal(pthread_create(&t[i], NULL, work, &p[i]), 0);
	}
	for (int i = 0; breaks && i < KILLS; i++) {
		usleep(KILL_PAUSE_US);
		kill_all();
	}
	for (int i = 0; i < PEOPLE; i++)
		pthread_join(t[i], NULL);
	for (int i = 0; i < PEOPLE; i++) {
		assert_string_equal(p[i].wrong, "");
		kept += p[i].kept;
		refused += p[i].refused;
		failed += p[i].failed;
	}
	assert_true(kept && refused && failed);
}

static void as_if_it_waited(void **state)
{
	struct fix *f = *state;

	NEED(f);
	play(f, false);
}

static void also_when_connections_break(void **state)
{
	struct fix *f = *state;

	NEED(f);
	play(f, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(as_if_it_waited, setup,
						teardown),
		cmocka_unit_test_setup_teardown(also_when_connections_break,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
