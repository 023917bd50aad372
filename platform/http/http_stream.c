/* The pipe of a streamed answer. */
#include "http/http_priv.h"

#include <pthread.h>

enum { PIPE_BYTES = 128 * 1024 };

struct pipe {
	pthread_mutex_t lock;
	pthread_cond_t room;
	void (*wake)(void *arg);
	void *arg;
	char bytes[PIPE_BYTES];
	ptrdiff_t from, n;
	bool asleep, ended, broken, gone;
};

struct pipe *pipe_new(struct arena *a, void (*wake)(void *arg), void *arg)
{
	struct pipe *p = arena_new(a, struct pipe, 1);

	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->room, NULL);
	p->wake = wake;
	p->arg = arg;
	return p;
}

/* Called with the lock held: while `asleep` the loop cannot end the answer,
 * so what wake() touches is still there. */
static void wake_up(struct pipe *p)
{
	if (!p->asleep)
		return;
	p->asleep = false;
	p->wake(p->arg);
}

bool pipe_put(struct pipe *p, struct str bytes)
{
	pthread_mutex_lock(&p->lock);
	while (bytes.n && !p->gone) {
		ptrdiff_t k = MIN(bytes.n, PIPE_BYTES - p->from - p->n);

		if (k == 0) {
			wake_up(p);
			pthread_cond_wait(&p->room, &p->lock);
			continue;
		}
		memcpy(p->bytes + p->from + p->n, bytes.p, (size_t)k);
		p->n += k;
		bytes = str_sub(bytes, k, bytes.n);
	}
	wake_up(p);
	pthread_mutex_unlock(&p->lock);
	return bytes.n == 0;
}

void pipe_finish(struct pipe *p, bool good)
{
	pthread_mutex_lock(&p->lock);
	p->ended = true;
	p->broken = !good;
	wake_up(p);
	pthread_mutex_unlock(&p->lock);
}

ptrdiff_t pipe_take(struct pipe *p, char *to, ptrdiff_t most,
		    void (*sleep)(void *arg))
{
	ptrdiff_t k;

	pthread_mutex_lock(&p->lock);
	k = MIN(most, p->n);
	if (k) {
		memcpy(to, p->bytes + p->from, (size_t)k);
		p->from += k;
		p->n -= k;
	} else if (p->ended) {
		k = p->broken ? -2 : -1;
	} else {
		p->asleep = true;
		sleep(p->arg);
	}
	if (p->n == 0)
		p->from = 0;
	pthread_cond_signal(&p->room);
	pthread_mutex_unlock(&p->lock);
	return k;
}

void pipe_abandon(struct pipe *p)
{
	pthread_mutex_lock(&p->lock);
	p->gone = true;
	pthread_cond_signal(&p->room);
	pthread_mutex_unlock(&p->lock);
}
