/* The thread that looks for due jobs every few seconds. */
#include "job/job_priv.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>

#include "db/db.h"
#include "profile/profile.h"

enum { POLL_SECONDS = 5, MEMORY = 256 << 20 };

struct job_runner {
	struct store *store;
	const struct profile *profile;
	struct job_set set;
	int64_t (*clock)(void);
	void (*jumped)(int64_t by);
	int64_t began, began_real; /* by the clock; by one that can't jump */
	atomic_bool stop;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct arena *mem;
};

static int64_t real_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t); /* sleep counts */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct cx runner_cx(const struct job_runner *r)
{
	struct cx cx = {
		.arena = r->mem,
		.store = r->store,
		.profile = r->profile,
		.actor = { .id = ACTOR_SYSTEM,
			   .perms = UINT64_MAX,
			   .org_is_root = true },
		.now = r->clock(),
		.lang = r->profile ? r->profile->lang : LANG_VI,
	};

	cx.today = day_of_instant(cx.now);
	cx.as_at = cx.today;
	return cx;
}

static void clock_look(struct job_runner *r, int64_t now)
{
	int64_t passed = real_ms() - r->began_real;

	if (r->set.odd_clock || !job_clock_odd(r->began, now, passed))
		return;
	r->set.odd_clock = true;
	if (r->jumped)
		r->jumped(now - r->began - passed);
}

/* Whatever goes wrong stands in the job's row; when even that cannot be
 * written, the lease runs out and the job comes again. */
static void round_run(struct job_runner *r, bool first)
{
	struct cx cx = runner_cx(r);
	struct err *e = NULL;
	int ran;

	cx.db = store_reader(r->store, r->mem);
	clock_look(r, cx.now);
	if (first)
		e = job_plan(&cx, &r->set);
	if (!e)
		e = job_round(&cx, &r->set, &ran);
	(void)e;
	store_return(cx.db);
	arena_reset(r->mem);
}

static void poll_wait(struct job_runner *r)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += POLL_SECONDS;
	pthread_mutex_lock(&r->lock);
	while (!atomic_load(&r->stop) &&
	       pthread_cond_timedwait(&r->wake, &r->lock, &until) != ETIMEDOUT)
		;
	pthread_mutex_unlock(&r->lock);
}

static void *runner_main(void *arg)
{
	struct job_runner *r = arg;
	bool first = true;

	while (!atomic_load(&r->stop)) {
		round_run(r, first);
		first = false;
		poll_wait(r);
	}
	return NULL;
}

static int thread_start(struct job_runner *r)
{
	sigset_t all, before;
	int no;

	sigfillset(&all); /* signals are the main thread's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	no = pthread_create(&r->thread, NULL, runner_main, r);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return no;
}

static void runner_free(struct job_runner *r)
{
	pthread_cond_destroy(&r->wake);
	pthread_mutex_destroy(&r->lock);
	arena_close(r->mem);
}

struct err *job_start(struct arena *a, const struct job_config *c,
		      struct job_runner **ret_runner)
{
	struct job_runner *r = arena_new(a, struct job_runner, 1);
	pthread_condattr_t attr;

	r->store = c->store;
	r->profile = c->profile;
	r->set = (struct job_set){ .kind = c->kinds,
				   .n = c->n_kinds,
				   .stop = &r->stop };
	r->clock = c->clock;
	r->jumped = c->jumped;
	r->began = r->clock();
	r->began_real = real_ms();
	r->mem = arena_open(MEMORY);
	pthread_mutex_init(&r->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&r->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (thread_start(r) != 0) {
		runner_free(r);
		return err_new(a, ERR_IO,
			       N_("The system gives no more threads."));
	}
	*ret_runner = r;
	return NULL;
}

void job_stop(struct job_runner *r)
{
	if (!r)
		return;
	pthread_mutex_lock(&r->lock);
	atomic_store(&r->stop, true);
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	runner_free(r);
}
