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
	WAIT_MS = 5000, /* an act waits so long for others, or its server */
	PAUSE_MS = 10,	/* before a group runs again, and twice as long */
	PAUSE_DOUBLES = 5,
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

static int run(struct store *s, enum frame f)
{
	return s->engine->frame(s->writer, f);
}

static bool outside(const struct store *s)
{
	return s->engine->outside(s->writer);
}

static struct err *complain(struct store *s, struct arena *a, int rc,
			    const char *what)
{
	return s->engine->complain(a, s->writer, rc, what);
}

/* After a failed fsync the kernel may have dropped what it could not write
 * and report success next time; only a restart from the log is honest. */
static void broken_mark(struct store *s, int rc)
{
	if (s->engine->breaks(rc))
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
	struct err *e;
	int rc = run(s, FRAME_SAVE);

	if (rc)
		return complain(s, cx->arena, rc, "savepoint");
	e = fn(cx, arg);
	if (outside(s)) /* the engine undid everything */
		return e ? e : complain(s, cx->arena, s->engine->undone, "act");
	if (e)
		(void)run(s, FRAME_UNDO);
	rc = run(s, FRAME_RELEASE);
	if (!e && rc) {
		e = complain(s, cx->arena, rc, "release");
		(void)run(s, FRAME_UNDO);
		(void)run(s, FRAME_RELEASE);
	}
	return e;
}

/* The first act of a group has the whole transaction for itself: what fails is
 * undone with it, and it begins anew for the others (act_undo). Below a
 * savepoint the embedded engine keeps every page that an act has touched and
 * walks over them at the end of many a statement, which makes an act of
 * thousands of rows crawl. */
static struct err *act_first(struct store *s, struct cx *cx, db_tx_fn *fn,
			     void *arg)
{
	struct err *e = fn(cx, arg);

	if (!e && outside(s)) /* the engine undid everything */
		e = complain(s, cx->arena, s->engine->undone, "act");
	return e;
}

static void act_undo(struct store *s)
{
	(void)run(s, FRAME_ROLLBACK);
	(void)run(s, FRAME_BEGIN); /* batch_acts() sees whether it did */
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
					 : complain(s, a, rc, what);
	}
}

/* Whether what happened is no fault of the acts, or of nobody knows which, and
 * they may run again: the engine says so. */
static bool batch_again(struct store *s, const struct batch *b, bool lost)
{
	enum again again =
		s->engine->again ? s->engine->again(s->writer) : AGAIN_NOT;

	if (again == AGAIN_NOT || (again == AGAIN_IN_TIME &&
				   steady_ms() - b->act[0]->since >= WAIT_MS))
		return false;
	if (!lost)
		(void)run(s, FRAME_ROLLBACK);
	return true;
}

/* True when the group is to run again. */
static bool batch_commit(struct store *s, struct batch *b)
{
	int rc = run(s, FRAME_COMMIT);

	if (!rc) {
		/* before the waiters wake: they must see what they did */
		atomic_store(&s->generation, generation_next());
		return false;
	}
	if (batch_again(s, b, outside(s)))
		return true;
	broken_mark(s, rc);
	batch_fail(b, s, rc, "commit");
	if (!outside(s))
		(void)run(s, FRAME_ROLLBACK);
	return false;
}

/* Runs the acts of the group, and while it is the first time those that came
 * meanwhile; *ret_again: something else than an act made it fail. Whether the
 * transaction is lost. */
static bool batch_acts(struct store *s, struct batch *b, bool first,
		       bool *ret_again)
{
	int64_t until = clock_ns() + BATCH_NS;
	struct act *more;
	bool lost = false;

	for (int i = 0; i < b->n && !lost && !*ret_again; i++) {
		act_do(s, b->act[i], i == 0);
		lost = outside(s);
		*ret_again = batch_again(s, b, lost);
		if (i == 0 && b->act[0]->err && !lost && !*ret_again) {
			act_undo(s);
			lost = outside(s);
		}
		more = NULL;
		if (first && !lost && !*ret_again && i == b->n - 1 &&
		    b->n < BATCH_ACTS && clock_ns() <= until)
			more = queue_take(s, false);
		if (more)
			b->act[b->n++] = more;
	}
	return lost;
}

/* True when the group is to run again. */
static bool batch_try(struct store *s, struct batch *b, bool first)
{
	bool good = !atomic_load(&s->broken), again = false, lost;
	int rc;

	for (int i = 0; i < b->n; i++)
		b->act[i]->err = NULL;
	s->writer->until = b->act[0]->since + WAIT_MS;
	rc = good ? run(s, FRAME_BEGIN) : 0;
	if (rc || !good) {
		batch_fail(b, s, rc, "begin");
		return false;
	}
	lost = batch_acts(s, b, first, &again);
	if (again)
		return true;
	if (!lost)
		return batch_commit(s, b);
	batch_fail(b, s, s->engine->undone, "an act of the same group");
	return false;
}

static void batch_run(struct store *s, struct act *act)
{
	struct batch b = { .act = { act }, .n = 1 };
	struct timespec pause = { .tv_sec = 0 };
	bool swells = act->large && s->engine->swell;

	if (swells)
		s->engine->swell(s->writer, true);
	for (int i = 0; batch_try(s, &b, i == 0); i++) {
		pause.tv_nsec = (PAUSE_MS << MIN(i, PAUSE_DOUBLES)) * 1000000L;
		nanosleep(&pause, NULL);
	}
	if (swells)
		s->engine->swell(s->writer, false);
	if (s->engine->rest)
		s->engine->rest(s->writer);
	/* the first is the leader's own */
	for (int i = 1; i < b.n; i++)
		sem_post(&b.act[i]->woken);
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

/* An act that asks its own store for another transaction would wait for
 * itself; one that copies to another store is fine. */
static _Thread_local const struct store *leads_here;

static void lead(struct store *s)
{
	const struct store *outer = leads_here;

	leads_here = s;
	batch_run(s, queue_take(s, true));
	leads_here = outer;
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
		broken_mark(s, s->engine->fold(s));
		lead_pass(s, false);
		pthread_mutex_lock(&s->queue_lock);
	}
	pthread_mutex_unlock(&s->queue_lock);
	return NULL;
}

struct err *writer_start(struct store *s, struct arena *a)
{
	sigset_t all, before;
	int no = 0;

	if (s->engine->fold) {
		sigfillset(&all); /* signals are the main thread's */
		pthread_sigmask(SIG_SETMASK, &all, &before);
		no = pthread_create(&s->keeper, NULL, keeper_main, s);
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	if (no)
		return db_err_file(a, s->path, no);
	s->keeper_runs = s->engine->fold;
	s->writer_runs = true;
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
	if (s->keeper_runs)
		pthread_join(s->keeper, NULL);
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

	assert(leads_here != s);
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
	/* what its reads waited for a server it won't wait once more */
	act.since = steady_ms() - (cx->db ? MIN(cx->db->waited, WAIT_MS) : 0);
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
