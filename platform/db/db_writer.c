/*
 * The writer: acts run one after the other, in the order in which they came.
 * Acts that wait at the same time share one durable commit; each has its own
 * savepoint, so one that fails takes nothing of the others with it. Nobody
 * hears of success before the commit is on the disk.
 *
 * There is no writer's thread that would have to be woken: who comes while
 * nobody writes leads, which means that it runs the acts of its batch, its own
 * first, and commits for all of them. Then it wakes the first of those who
 * came meanwhile to lead the next. One more thread, the keeper, folds the log
 * into the file when it has grown; while it does, it leads.
 */
#include "db/db_priv.h"

#include <signal.h>

enum {
	BATCH_ACTS = 100,
	BATCH_NS = 2000000,
	RESTART_FRAMES = 8000, /* wait for readers to do it fully */
	RESTART_WAIT_MS = 100,
};

struct batch {
	struct act *act[BATCH_ACTS];
	int n;
};

static int64_t clock_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int run(sqlite3_stmt *st)
{
	int rc = sqlite3_step(st);

	sqlite3_reset(st);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* After a failed fsync the kernel may have dropped what it could not write
 * and report success next time; only a restart from the log is honest. */
static void broken_mark(struct store *s, int rc)
{
	if (rc == SQLITE_IOERR_FSYNC || rc == SQLITE_IOERR_DIR_FSYNC)
		atomic_store(&s->broken, true);
}

static struct err *broken_err(struct arena *a)
{
	return err_new(a, ERR_IO,
		       N_("The disk failed while data was written: nothing "
			  "more is saved until the program is restarted."));
}

/* One act inside a savepoint of the running transaction. */
static struct err *act_run(struct store *s, struct cx *cx, db_tx_fn *fn,
			   void *arg)
{
	struct db *db = s->writer;
	struct err *e;
	int rc = run(s->save);

	if (rc != SQLITE_OK)
		return db_err(cx->arena, db->h, rc, "savepoint");
	e = fn(cx, arg);
	if (sqlite3_get_autocommit(db->h)) /* the engine undid everything */
		return e ? e : db_err(cx->arena, db->h, SQLITE_FULL, "act");
	if (e)
		(void)run(s->undo);
	rc = run(s->release);
	if (!e && rc != SQLITE_OK) {
		e = db_err(cx->arena, db->h, rc, "release");
		(void)run(s->undo);
		(void)run(s->release);
	}
	return e;
}

/* The first act of a group has the whole transaction for itself: what fails is
 * undone with it, and it begins anew for the others. Below a savepoint the
 * engine keeps every page that an act has touched and walks over them at the
 * end of many a statement, which makes an act of thousands of rows crawl. */
static struct err *act_first(struct store *s, struct cx *cx, db_tx_fn *fn,
			     void *arg)
{
	struct db *db = s->writer;
	struct err *e = fn(cx, arg);

	if (sqlite3_get_autocommit(db->h)) /* the engine undid everything */
		return e ? e : db_err(cx->arena, db->h, SQLITE_FULL, "act");
	if (e) {
		db_stmts_rest(db);
		(void)run(s->rollback);
		(void)run(s->begin); /* batch_run() sees whether it did */
	}
	return e;
}

static void act_do(struct store *s, struct act *act, bool first)
{
	struct cx cx = *act->cx;

	cx.db = s->writer;
	cx.in_tx = true;
	s->writer->arena = cx.arena;
	act->err = (first ? act_first : act_run)(s, &cx, act->fn, act->arg);
	db_stmts_rest(s->writer);
	s->writer->arena = NULL;
}

static void queue_put(struct store *s, struct act *act)
{
	if (s->last && s->first)
		s->last->next = act;
	else
		s->first = act;
	s->last = act;
}

/* The next waiting act, or NULL. A large one only begins a batch, see
 * act_first(). */
static struct act *queue_take(struct store *s, bool begins)
{
	struct act *act;

	pthread_mutex_lock(&s->queue_lock);
	act = s->first && (begins || !s->first->large) ? s->first : NULL;
	if (act)
		s->first = act->next;
	pthread_mutex_unlock(&s->queue_lock);
	return act;
}

/* Every act of the batch that thought it was well hears what happened. */
static void batch_fail(struct batch *b, struct store *s, int rc,
		       const char *what)
{
	struct arena *a;

	for (int i = 0; i < b->n; i++) {
		a = b->act[i]->cx->arena;
		if (b->act[i]->err)
			continue;
		b->act[i]->err = atomic_load(&s->broken)
					 ? broken_err(a)
					 : db_err(a, s->writer->h, rc, what);
	}
}

static void batch_commit(struct store *s, struct batch *b)
{
	int rc = run(s->commit);

	if (rc == SQLITE_OK) {
		/* before the waiters wake: they must see what they did */
		atomic_store(&s->generation, generation_next());
		return;
	}
	broken_mark(s, rc);
	batch_fail(b, s, rc, "commit");
	if (!sqlite3_get_autocommit(s->writer->h))
		(void)run(s->rollback);
}

static void batch_run(struct store *s, struct act *act)
{
	struct batch b = { .n = 0 };
	int64_t until = clock_ns() + BATCH_NS;
	bool lost = false;
	int rc = atomic_load(&s->broken) ? SQLITE_IOERR_FSYNC : run(s->begin);

	while (act) {
		b.act[b.n++] = act;
		if (rc != SQLITE_OK)
			break;
		act_do(s, act, b.n == 1);
		lost = sqlite3_get_autocommit(s->writer->h);
		if (lost || b.n == BATCH_ACTS || clock_ns() > until)
			break;
		act = queue_take(s, false);
	}
	if (rc != SQLITE_OK)
		batch_fail(&b, s, rc, "begin");
	else if (lost)
		batch_fail(&b, s, SQLITE_FULL, "an act of the same group");
	else
		batch_commit(s, &b);
	/* the first is the leader's own */
	for (int i = 1; i < b.n; i++)
		sem_post(&b.act[i]->woken);
}

static int on_log(void *arg, sqlite3 *h, const char *database, int frames)
{
	struct store *s = arg;

	(void)h;
	(void)database;
	s->wal_frames = frames;
	return SQLITE_OK;
}

static void checkpoint(struct store *s)
{
	bool hard = s->wal_frames >= RESTART_FRAMES;
	int rc;

	if (hard)
		sqlite3_busy_timeout(s->writer->h, RESTART_WAIT_MS);
	rc = sqlite3_wal_checkpoint_v2(s->writer->h, "main",
				       hard ? SQLITE_CHECKPOINT_RESTART
					    : SQLITE_CHECKPOINT_PASSIVE,
				       NULL, NULL);
	if (hard)
		sqlite3_busy_timeout(s->writer->h, 5000);
	broken_mark(s, rc);
	s->wal_frames = 0; /* the next commit tells again */
}

/* Who leads no more hands over: to the keeper when the log has grown, to the
 * first who waits, or to nobody. */
static void lead_pass(struct store *s, bool fold)
{
	pthread_mutex_lock(&s->queue_lock);
	if (fold) {
		s->fold_now = true;
		pthread_cond_signal(&s->to_keep);
	} else if (s->first) {
		s->first->lead = true;
		sem_post(&s->first->woken);
	} else {
		s->led = false;
		pthread_cond_broadcast(&s->rests);
	}
	pthread_mutex_unlock(&s->queue_lock);
}

static bool log_is_long(const struct store *s)
{
	return s->wal_frames >= s->checkpoint_frames &&
	       !atomic_load(&s->broken);
}

/* An act that asks for a transaction of its own would wait for itself. */
static _Thread_local bool leads_here;

static void lead(struct store *s)
{
	leads_here = true;
	batch_run(s, queue_take(s, true));
	leads_here = false;
	lead_pass(s, log_is_long(s));
}

static void *keeper_main(void *arg)
{
	struct store *s = arg;

	pthread_mutex_lock(&s->queue_lock);
	for (;;) {
		while (!s->fold_now && !s->stop)
			pthread_cond_wait(&s->to_keep, &s->queue_lock);
		if (!s->fold_now)
			break;
		s->fold_now = false;
		pthread_mutex_unlock(&s->queue_lock);
		checkpoint(s);
		lead_pass(s, false);
		pthread_mutex_lock(&s->queue_lock);
	}
	pthread_mutex_unlock(&s->queue_lock);
	return NULL;
}

static struct err *frame_prepare(struct store *s, struct arena *a)
{
	const struct {
		sqlite3_stmt **st;
		const char *sql;
	} frames[] = {
		{ &s->begin, "begin immediate" },
		{ &s->commit, "commit" },
		{ &s->rollback, "rollback" },
		{ &s->save, "savepoint act" },
		{ &s->release, "release act" },
		{ &s->undo, "rollback to act" },
	};
	int rc;

	for (int i = 0; i < N_ELEMENTS(frames); i++) {
		rc = sqlite3_prepare_v3(s->writer->h, frames[i].sql, -1,
					SQLITE_PREPARE_PERSISTENT, frames[i].st,
					NULL);
		if (rc != SQLITE_OK)
			return db_err(a, s->writer->h, rc, frames[i].sql);
	}
	return NULL;
}

static void frame_close(struct store *s)
{
	sqlite3_finalize(s->begin);
	sqlite3_finalize(s->commit);
	sqlite3_finalize(s->rollback);
	sqlite3_finalize(s->save);
	sqlite3_finalize(s->release);
	sqlite3_finalize(s->undo);
}

struct err *writer_start(struct store *s, struct arena *a)
{
	sigset_t all, before;
	struct err *e = frame_prepare(s, a);
	int no;

	if (e) {
		frame_close(s);
		return e;
	}
	sqlite3_wal_hook(s->writer->h, on_log, s);
	sigfillset(&all); /* signals are the main thread's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	no = pthread_create(&s->keeper, NULL, keeper_main, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (no != 0) {
		frame_close(s);
		return db_err_file(a, s->path, no);
	}
	s->keeper_runs = true;
	return NULL;
}

void writer_stop(struct store *s)
{
	pthread_mutex_lock(&s->queue_lock);
	while (s->led)
		pthread_cond_wait(&s->rests, &s->queue_lock);
	s->stop = true;
	pthread_cond_signal(&s->to_keep);
	pthread_mutex_unlock(&s->queue_lock);
	pthread_join(s->keeper, NULL);
	frame_close(s);
}

static struct err *tx_inside(const struct cx *cx, db_tx_fn *fn, void *arg)
{
	struct cx inner = *cx;

	assert(cx->db && cx->db->writer);
	return act_run(cx->db->store, &inner, fn, arg);
}

/* Waits until the act is done, or until it is its turn to lead. */
static void act_wait(struct store *s, struct act *act)
{
	bool leads;

	assert(!leads_here);
	pthread_mutex_lock(&s->queue_lock);
	queue_put(s, act);
	leads = !s->led;
	s->led = true;
	pthread_mutex_unlock(&s->queue_lock);
	if (!leads) {
		while (sem_wait(&act->woken) != 0)
			; /* a signal */
		leads = act->lead;
	}
	if (leads)
		lead(s);
}

static struct err *tx_run(struct act act)
{
	const struct cx *cx = act.cx;
	struct store *s = cx->store;

	if (cx->in_tx)
		return tx_inside(cx, act.fn, act.arg);
	if (s->read_only)
		return err_new(cx->arena, ERR_DENIED,
			       N_("The data was opened for reading only."));
	/* who waits for the writer may not keep the log from starting over */
	if (cx->db)
		db_read_end(cx->db);
	sem_init(&act.woken, 0, 0);
	act_wait(s, &act);
	sem_destroy(&act.woken);
	return act.err;
}

struct err *db_tx(const struct cx *cx, db_tx_fn *fn, void *arg)
{
	return tx_run((struct act){ .cx = cx, .fn = fn, .arg = arg });
}

struct err *db_tx_large(const struct cx *cx, db_tx_fn *fn, void *arg)
{
	return tx_run(
		(struct act){ .cx = cx, .fn = fn, .arg = arg, .large = true });
}
