/*
 * How far an import is, for whoever looks at it. What an act writes nobody
 * sees before it is kept, so this stands beside the database, in the memory of
 * the process that does it: another one knows nothing of it.
 */
#include "member/member_import_progress.h"

#include <pthread.h>
#include <stdatomic.h>

#include "db/db.h"

enum { SLOTS = 16 };

struct import_progress {
	uint64_t serial; /* of the store; 0: free */
	int64_t import;
	atomic_int phase;
	atomic_int_fast64_t done, total;
};
static struct import_progress slots[SLOTS];
static pthread_mutex_t slots_lock = PTHREAD_MUTEX_INITIALIZER;

static struct import_progress *slot_of(uint64_t serial, int64_t import)
{
	for (int i = 0; i < SLOTS; i++)
		if (slots[i].serial == serial &&
		    (!serial || slots[i].import == import))
			return &slots[i];
	return NULL;
}

struct import_progress *import_progress_begin(const struct cx *cx,
					      int64_t import)
{
	struct import_progress *p;

	if (!import)
		return NULL;
	pthread_mutex_lock(&slots_lock);
	p = slot_of(0, 0);
	if (p) {
		p->serial = store_serial(cx->store);
		p->import = import;
		atomic_store(&p->phase, IMPORT_READS);
		atomic_store(&p->done, 0);
		atomic_store(&p->total, 0);
	}
	pthread_mutex_unlock(&slots_lock);
	return p;
}

void import_progress_at(struct import_progress *p, enum import_phase phase,
			int64_t done, int64_t total)
{
	if (!p)
		return;
	atomic_store(&p->total, total);
	atomic_store(&p->done, done);
	atomic_store(&p->phase, (int)phase);
}

void import_progress_end(struct import_progress *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&slots_lock);
	p->serial = 0;
	pthread_mutex_unlock(&slots_lock);
}

bool import_progress_read(const struct cx *cx, int64_t import,
			  struct import_so_far *ret)
{
	struct import_progress *p;

	pthread_mutex_lock(&slots_lock);
	p = slot_of(store_serial(cx->store), import);
	if (p)
		*ret = (struct import_so_far){
			.phase = (enum import_phase)atomic_load(&p->phase),
			.done = atomic_load(&p->done),
			.total = atomic_load(&p->total)
		};
	pthread_mutex_unlock(&slots_lock);
	return p;
}
