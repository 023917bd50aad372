/*
 * The threads that look for due jobs. Realms are lent to them one at a time;
 * who has only one lends it every few seconds.
 */
#include "job/job_priv.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

#include "db/db.h"
#include "profile/profile.h"

enum {
	REST_MS = 250,
	MEMORY = 256 << 20,
	THREADS_MOST = 8,
	LONGEST_MS = 25 * 3600 * 1000,
};

struct job_runner {
	const struct job_realms *realms;
	struct job_realm only; /* without `realms` */
	bool only_lent;
	int64_t only_at; /* when it was looked at last, ms of CLOCK_MONOTONIC */
	struct job_set set;
	int64_t (*clock)(void);
	void (*jumped)(int64_t by);
	struct err *(*ready)(struct cx *cx);
	int64_t began, began_real; /* by the clock; by one that can't jump */
	atomic_bool stop;
	pthread_t thread[THREADS_MOST];
	int n_threads;
	pthread_mutex_t lock;
	pthread_cond_t wake;
};

static int64_t boot_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t); /* sleep counts */
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- realms ----------------------------------------------------------------- */

static bool only_take(struct job_runner *r, struct job_realm *ret_realm)
{
	int64_t now = boot_ms();
	bool free;

	pthread_mutex_lock(&r->lock);
	free = !r->only_lent &&
	       (!r->only_at || now - r->only_at >= JOB_POLL_MS);
	if (free) {
		r->only_lent = true;
		r->only_at = now;
		*ret_realm = r->only;
	}
	pthread_mutex_unlock(&r->lock);
	return free;
}

static bool realm_take(struct job_runner *r, struct arena *a,
		       struct job_realm *ret_realm)
{
	return r->realms ? r->realms->take(a, ret_realm)
			 : only_take(r, ret_realm);
}

static void realm_give(struct job_runner *r, struct job_realm *realm,
		       int64_t due)
{
	if (r->realms) {
		r->realms->give(realm, due);
		return;
	}
	pthread_mutex_lock(&r->lock);
	r->only_lent = false;
	r->only.planned = realm->planned;
	pthread_mutex_unlock(&r->lock);
}

static struct cx realm_cx(const struct job_runner *r, struct arena *a,
			  const struct job_realm *realm)
{
	struct cx cx = {
		.arena = a,
		.store = realm->store,
		.profile = realm->profile,
		.prefix = realm->prefix,
		.actor = { .id = ACTOR_SYSTEM,
			   .perms = UINT64_MAX,
			   .org_is_root = true },
		.now = r->clock(),
		.lang = realm->profile ? realm->profile->lang : LANG_VI,
	};

	cx.today = day_of_instant(cx.now);
	cx.as_at = cx.today;
	return cx;
}

/* What runs now: less while the clock can't be trusted. */
static struct job_set clock_look(struct job_runner *r, int64_t now)
{
	int64_t passed = boot_ms() - r->began_real;
	struct job_set set;
	bool told;

	pthread_mutex_lock(&r->lock);
	told = r->set.odd_clock;
	r->set.odd_clock = told || job_clock_odd(r->began, now, passed);
	set = r->set;
	pthread_mutex_unlock(&r->lock);
	if (set.odd_clock && !told && r->jumped)
		r->jumped(now - r->began - passed);
	return set;
}

/* Whatever goes wrong stands in the job's row; when even that cannot be
 * written, the lease runs out and the job comes again. */
static void realm_run(struct job_runner *r, struct arena *a,
		      struct job_realm *realm)
{
	struct cx cx = realm_cx(r, a, realm);
	struct job_set set = clock_look(r, cx.now);
	int64_t due = JOB_NEVER;
	struct err *e = NULL;
	int ran;

	cx.db = store_reader(cx.store, a);
	if (!realm->planned)
		e = job_plan(&cx, &set);
	realm->planned = realm->planned || !e;
	if (!e && r->ready)
		e = r->ready(&cx);
	if (!e)
		e = job_due(&cx, &due);
	/* nothing waits longer than a day, but by a clock that was ahead */
	if (!e && due != JOB_NEVER && due > cx.now + LONGEST_MS)
		due = cx.now;
	if (!e && due <= cx.now) {
		e = job_round(&cx, &set, &ran);
		if (!e)
			e = job_due(&cx, &due);
	}
	if (e) /* at the next look */
		due = cx.now + JOB_POLL_MS;
	store_return(cx.db);
	realm_give(r, realm, due);
}

/* ---- threads ------------------------------------------------------------------ */

static void rest(struct job_runner *r)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += REST_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&r->lock);
	while (!atomic_load(&r->stop) &&
	       pthread_cond_timedwait(&r->wake, &r->lock, &until) != ETIMEDOUT)
		;
	pthread_mutex_unlock(&r->lock);
}

static void *runner_main(void *arg)
{
	struct job_runner *r = arg;
	struct arena *a = arena_open(MEMORY);
	struct job_realm realm;

	while (!atomic_load(&r->stop)) {
		if (realm_take(r, a, &realm))
			realm_run(r, a, &realm);
		else
			rest(r);
		arena_reset(a);
	}
	arena_close(a);
	return NULL;
}

static int threads_start(struct job_runner *r, int n)
{
	sigset_t all, before;
	int no = 0;

	sigfillset(&all); /* signals are the main thread's */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	while (!no && r->n_threads < n) {
		no = pthread_create(&r->thread[r->n_threads], NULL, runner_main,
				    r);
		r->n_threads += !no;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return no;
}

struct err *job_start(struct arena *a, const struct job_config *c,
		      struct job_runner **ret_runner)
{
	struct job_runner *r = arena_new(a, struct job_runner, 1);
	pthread_condattr_t attr;

	r->realms = c->realms;
	r->only = (struct job_realm){ .store = c->store,
				      .profile = c->profile,
				      .prefix = STR("") };
	r->set = (struct job_set){ .kind = c->kinds,
				   .n = c->n_kinds,
				   .stop = &r->stop };
	r->clock = c->clock;
	r->jumped = c->jumped;
	r->ready = c->ready;
	r->began = r->clock();
	r->began_real = boot_ms();
	pthread_mutex_init(&r->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&r->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (threads_start(r, MAX(MIN(c->threads, THREADS_MOST), 1)) != 0) {
		job_stop(r);
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
	pthread_cond_broadcast(&r->wake);
	pthread_mutex_unlock(&r->lock);
	for (int i = 0; i < r->n_threads; i++)
		pthread_join(r->thread[i], NULL);
	pthread_cond_destroy(&r->wake);
	pthread_mutex_destroy(&r->lock);
}
