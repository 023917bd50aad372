/* A counter that several threads draw numbers from. */
#include "app/app_each.h"

#include <pthread.h>
#include <stdatomic.h>

enum { WORKERS_MOST = 8, MEMORY = 512 << 20 };

struct round {
	const struct each *e;
	atomic_llong next;
};

static void *worker_main(void *arg)
{
	struct round *r = arg;
	struct arena *a = arena_open(MEMORY);
	long long i;

	while ((i = atomic_fetch_add(&r->next, 1)) < r->e->n) {
		if (!r->e->one(a, r->e->arg, (ptrdiff_t)i))
			atomic_store(&r->next, r->e->n);
		arena_reset(a);
	}
	arena_close(a);
	return NULL;
}

void each_run(const struct each *e)
{
	struct round r = { .e = e };
	pthread_t thread[WORKERS_MOST];
	int n = 0;

	while (n < MIN(e->workers, WORKERS_MOST) &&
	       !pthread_create(&thread[n], NULL, worker_main, &r))
		n++;
	if (!n)
		worker_main(&r);
	while (n > 0)
		pthread_join(thread[--n], NULL);
}
