/*
 * Threads for what may take long. They are started when work waits and none
 * is idle, and stay.
 */
#include "http/http_priv.h"

#include <errno.h>
#include <pthread.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { STACK = 512 * 1024, QUEUE_MOST = 1024, THREADS_MOST = 256, NICE = 5 };

struct workers {
	pthread_mutex_t lock;
	pthread_cond_t some;  /* there is work, or the end */
	pthread_cond_t ended; /* a thread has ended */
	struct work *head, *tail;
	int n_queued, n_idle, n_threads, most;
	bool stop;
};

struct workers *workers_new(struct arena *a, int most)
{
	struct workers *w = arena_new(a, struct workers, 1);
	pthread_condattr_t attr;

	w->most = MIN(most, THREADS_MOST);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->some, &attr);
	pthread_cond_init(&w->ended, &attr);
	pthread_condattr_destroy(&attr);
	return w;
}

static struct work *work_next(struct workers *w)
{
	struct work *x;

	w->n_idle++;
	while (!w->head && !w->stop)
		pthread_cond_wait(&w->some, &w->lock);
	w->n_idle--;
	x = w->head;
	if (!x)
		return NULL;
	w->head = x->next;
	w->n_queued--;
	return x;
}

static void *worker_run(void *arg)
{
	struct workers *w = arg;
	struct work *x;

	/* short pages, which have threads of their own, go first */
	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
	pthread_mutex_lock(&w->lock);
	while ((x = work_next(w)) != NULL) {
		pthread_mutex_unlock(&w->lock);
		x->run(x);
		pthread_mutex_lock(&w->lock);
	}
	w->n_threads--;
	pthread_cond_broadcast(&w->ended);
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* Called with the lock held. */
static void worker_start(struct workers *w)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	if (!pthread_create(&thread, &attr, worker_run, w))
		w->n_threads++;
	pthread_attr_destroy(&attr);
}

bool workers_push(struct workers *w, struct work *work)
{
	bool taken;

	pthread_mutex_lock(&w->lock);
	if (w->n_queued >= w->n_idle && w->n_threads < w->most)
		worker_start(w);
	taken = w->n_queued < QUEUE_MOST && w->n_threads && !w->stop;
	if (taken) {
		work->next = NULL;
		if (w->head)
			w->tail->next = work;
		else
			w->head = work;
		w->tail = work;
		w->n_queued++;
	}
	pthread_mutex_unlock(&w->lock);
	/* behind the lock, or who wakes would only wait for it */
	if (taken)
		pthread_cond_signal(&w->some);
	return taken;
}

bool workers_stop(struct workers *w, int seconds)
{
	struct timespec until;
	int rc = 0;
	bool done;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_broadcast(&w->some);
	while (w->n_threads && rc != ETIMEDOUT)
		rc = pthread_cond_timedwait(&w->ended, &w->lock, &until);
	done = w->n_threads == 0;
	pthread_mutex_unlock(&w->lock);
	return done;
}
