/*
 * The connections of one server for all stores of this process. A loan lasts
 * for a transaction. Who reads may hold one and wait for the writer of its
 * store, who writes waits for nobody: therefore each kind has a limit of its
 * own, while what rests serves both.
 *
 * A backend of the server knows what it has seen of a realm and never forgets
 * it: a connection goes to the realm that it served last when it can, and is
 * given up after so many changes of realm or so long a life.
 *
 * While the server can't be reached one thread at a time tries, more and more
 * seldom; the others wait for what it finds, each until its own time is over.
 */
#include "db/db_pg_priv.h"

#include <errno.h>

enum {
	USUAL = 32,	/* connections */
	WRITERS_OF = 4, /* of so many one may write */
	SWITCHES_MOST = 200,
	AGE_MOST = 3600 * 1000,
	REST_MOST = 300 * 1000,
	CONN_MEMORY = 16 << 20,
	POOL_MEMORY = 1 << 20,
	BACKOFF_MS = 50,
	BACKOFF_DOUBLES = 4, /* to 800 ms */
	STALLED_MS = 500,    /* before a server that didn't answer is tried */
};

struct pg_pool {
	struct pg_pool *next;
	struct arena *mem;
	const char *path;
	bool reads; /* any server will do */
	int users;  /* stores */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct pg_conn *idle; /* the one that came back last */
	int most[N_PG_USE], lent[N_PG_USE], size;
	/* while the server is away */
	int fails;
	bool trying;
	int64_t away_since, retry_at; /* steady_ms() */
	struct pg_fault fault;
};

static pthread_mutex_t pools_lock = PTHREAD_MUTEX_INITIALIZER;
static struct pg_pool *pools;

/* ---- pools ------------------------------------------------------------------- */

static struct pg_pool *pool_new(const char *path, bool reads)
{
	struct arena *mem = arena_open(POOL_MEMORY);
	struct pg_pool *pool = arena_new(mem, struct pg_pool, 1);
	pthread_condattr_t attr;

	pool->mem = mem;
	pool->path = str_to_c(mem, str_c(path));
	pool->reads = reads;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&pool->changed, &attr);
	pthread_condattr_destroy(&attr);
	return pool;
}

struct pg_pool *pg_pool_open(const char *path, bool reads, int most)
{
	struct pg_pool *pool;
	int all = most > 0 ? MAX(most, 2) : USUAL;
	int writers = MAX(all / WRITERS_OF, 1);

	pthread_mutex_lock(&pools_lock);
	for (pool = pools; pool; pool = pool->next)
		if (pool->reads == reads && !strcmp(pool->path, path))
			break;
	if (!pool) {
		pool = pool_new(path, reads);
		pool->next = pools;
		pools = pool;
	}
	pthread_mutex_lock(&pool->lock);
	pool->users++;
	pool->most[PG_WRITE] = MAX(pool->most[PG_WRITE], writers);
	pool->most[PG_READ] = MAX(pool->most[PG_READ], all - writers);
	pthread_mutex_unlock(&pool->lock);
	pthread_mutex_unlock(&pools_lock);
	return pool;
}

static void conn_free(struct pg_conn *pg)
{
	pg_disconnect(pg);
	pg_stmts_drop(pg);
	arena_close(pg->mem);
}

void pg_pool_close(struct pg_pool *pool)
{
	struct pg_pool **link = &pools;
	struct pg_conn *pg;
	bool last;

	if (!pool)
		return;
	pthread_mutex_lock(&pools_lock);
	last = --pool->users == 0;
	while (last && *link != pool)
		link = &(*link)->next;
	if (last)
		*link = pool->next;
	pthread_mutex_unlock(&pools_lock);
	if (!last)
		return;
	while ((pg = pool->idle)) {
		pool->idle = pg->below;
		conn_free(pg);
	}
	pthread_cond_destroy(&pool->changed);
	pthread_mutex_destroy(&pool->lock);
	arena_close(pool->mem);
}

int pg_pool_size(struct pg_pool *pool)
{
	int n;

	pthread_mutex_lock(&pool->lock);
	n = pool->size;
	pthread_mutex_unlock(&pool->lock);
	return n;
}

/* ---- loans --------------------------------------------------------------------- */

static void wait_until(struct pg_pool *pool, int64_t until)
{
	struct timespec t = { .tv_sec = until / 1000,
			      .tv_nsec = until % 1000 * 1000000 };

	(void)pthread_cond_timedwait(&pool->changed, &pool->lock, &t);
}

/* The one that served the realm last, else the one that rests longest. */
static struct pg_conn *idle_take(struct pg_pool *pool, uint64_t realm)
{
	struct pg_conn **link = &pool->idle, *pg;

	while (*link && (*link)->realm != realm && (*link)->below)
		link = &(*link)->below;
	pg = *link;
	if (pg)
		*link = pg->below;
	return pg;
}

static struct pg_conn *conn_new(struct pg_pool *pool)
{
	struct arena *mem = arena_open(CONN_MEMORY);
	struct pg_conn *pg = arena_new(mem, struct pg_conn, 1);

	pg->mem = mem;
	pg->pool = pool;
	pg->born = steady_ms();
	stmts_init(&pg->stmts);
	return pg;
}

static void lend(struct db *db, struct pg_conn *pg, enum pg_use use,
		 int64_t until)
{
	struct store *s = db->store;

	if (pg->realm != s->serial)
		pg->switches++;
	pg->realm = s->serial;
	pg->schema = s->pg->schema;
	pg->use = use;
	pg->until = until;
	pg->fault = &db->pg->fault;
	db->pg->on = pg;
	db->stmts = &pg->stmts;
}

int pg_take(struct db *db, enum pg_use use, int64_t until)
{
	struct pg_pool *pool = db->store->pg->pool;
	struct pg_conn *pg = NULL;
	bool free;

	pthread_mutex_lock(&pool->lock);
	while (pool->lent[use] >= pool->most[use] && steady_ms() < until)
		wait_until(pool, until);
	free = pool->lent[use] < pool->most[use];
	if (free) {
		pool->lent[use]++;
		pg = idle_take(pool, db->store->serial);
		pool->size += !pg;
	}
	pthread_mutex_unlock(&pool->lock);
	if (!free) {
		db->pg->fault = (struct pg_fault){
			"53300", "all connections of this program are lent",
			false, false
		};
		return PG_FAILED;
	}
	lend(db, pg ? pg : conn_new(pool), use, until);
	return 0;
}

static bool is_worn(const struct pg_conn *pg, int64_t now)
{
	return !pg->c || pg->lost || pg->open ||
	       pg->switches >= SWITCHES_MOST || now - pg->born >= AGE_MOST;
}

/* What rested too long, or all after one was lost: what broke it has likely
 * broken the others too. Returns a list. */
static struct pg_conn *idle_drop(struct pg_pool *pool, bool all, int64_t now)
{
	struct pg_conn **link = &pool->idle, *pg, *dropped = NULL;

	while ((pg = *link)) {
		if (!all && now - pg->rested < REST_MOST) {
			link = &pg->below;
			continue;
		}
		*link = pg->below;
		pg->below = dropped;
		dropped = pg;
		pool->size--;
	}
	return dropped;
}

/* An answer that didn't come tells of the server as much as a door that is
 * closed, and since when. */
static void stalled(struct pg_pool *pool, const struct pg_conn *pg,
		    const struct pg_fault *fault)
{
	if (!pg->late || pool->fails)
		return;
	pool->fails = 1;
	pool->fault = *fault;
	pool->away_since = pg->asked;
	pool->retry_at = steady_ms() + STALLED_MS;
}

void pg_give(struct db *db)
{
	struct pg_conn *pg = db->pg->on, *dropped;
	struct pg_pool *pool = pg->pool;
	int64_t now = steady_ms();

	db->pg->on = NULL;
	db->stmts = NULL;
	pg->fault = NULL;
	pg->n_due = 0;
	pg->begins = false;
	pg->rested = now;
	pthread_mutex_lock(&pool->lock);
	stalled(pool, pg, &db->pg->fault);
	dropped = idle_drop(pool, pg->lost, now);
	pool->lent[pg->use]--;
	if (is_worn(pg, now)) {
		pg->below = dropped;
		dropped = pg;
		pool->size--;
	} else {
		pg->below = pool->idle;
		pool->idle = pg;
	}
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	while ((pg = dropped)) {
		dropped = pg->below;
		conn_free(pg);
	}
}

/* ---- reaching the server ----------------------------------------------------------- */

/* Whether this thread may try now; false: its time is over. For a server that
 * has been away for long nobody waits. */
static bool turn_wait(struct pg_pool *pool, int64_t most, bool *ret_alone)
{
	int64_t now, until = most;

	for (;;) {
		now = steady_ms();
		if (pool->fails)
			until = MIN(most, pool->away_since + PG_WAIT_MS);
		*ret_alone = pool->fails > 0;
		if (!pool->fails || (!pool->trying && now >= pool->retry_at))
			return true;
		if (now >= until)
			return false;
		wait_until(pool,
			   pool->trying ? until : MIN(until, pool->retry_at));
	}
}

static void tried(struct pg_pool *pool, struct pg_conn *pg, bool good)
{
	int64_t wait = BACKOFF_MS << MIN(pool->fails, BACKOFF_DOUBLES);

	if (good) {
		pool->fails = 0;
	} else {
		if (!pool->fails++)
			pool->away_since = steady_ms();
		pool->fault = *pg->fault;
		pool->retry_at = steady_ms() + wait;
	}
	pthread_cond_broadcast(&pool->changed);
}

int pg_pool_connect(struct pg_conn *pg)
{
	struct pg_pool *pool = pg->pool;
	bool alone, good = false, turn;

	pthread_mutex_lock(&pool->lock);
	stalled(pool, pg, pg->fault);
	while (!good && (turn = turn_wait(pool, pg->until, &alone))) {
		pool->trying |= alone;
		pthread_mutex_unlock(&pool->lock);
		good = !pg_connect(pg, pool->path, pool->reads);
		pthread_mutex_lock(&pool->lock);
		if (alone)
			pool->trying = false;
		tried(pool, pg, good);
		if (steady_ms() >= pg->until)
			break;
	}
	if (!good)
		*pg->fault = pool->fault;
	pg->fault->again = false; /* it has waited already */
	pthread_mutex_unlock(&pool->lock);
	return good ? 0 : PG_FAILED;
}
