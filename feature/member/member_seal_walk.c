/* Walks over tables of what is sealed: see member_secret.h. */
#include "member/member_secret.h"

#include <sodium.h>

#include "db/db.h"

enum { PAGE_MEMORY = 32 << 20 };

struct err *seal_walk_key(struct cx *cx, struct seal_walk *w, struct str sealed,
			  struct str *ret_sealed)
{
	struct member_key key;
	struct err *err;

	*ret_sealed = STR_NULL;
	if (setting_sealed_by(&w->lock.key, sealed))
		return NULL;
	w->n++;
	err = member_key_open(cx, &w->lock, sealed, &key);
	if (err)
		return err;
	if (w->write)
		*ret_sealed = member_key_shut(cx, &w->lock, &key);
	sodium_memzero(&key, sizeof(key));
	return NULL;
}

struct page {
	seal_page_fn *fn;
	struct seal_walk w, next; /* before and behind it */
};

/* It may run twice: each time from where the page before ended. */
static struct err *page_tx(struct cx *cx, void *arg)
{
	struct page *p = arg;
	struct seal_walk w = p->w;
	struct err *err = p->fn(cx, &w);

	if (!err)
		p->next = w;
	return err;
}

/* Pages in memory that is given back, since there may be many. */
static struct err *page_do(struct cx *cx, struct page *p)
{
	struct arena *own CLEANUP(arena_closep) = arena_open(PAGE_MEMORY);
	struct page now = *p;
	struct cx of = *cx;
	struct err *err;

	of.arena = own;
	if (p->w.write)
		err = db_tx_large(&of, page_tx, &now);
	else
		err = page_tx(&of, &now);
	if (err)
		return err_dup(cx->arena, err);
	p->w = now.next;
	return NULL;
}

struct err *seal_walk_all(struct cx *cx, seal_page_fn *const *tables,
			  const struct member_lock *lock, bool write,
			  int64_t *ret_n)
{
	struct page p = { .w = { .lock = *lock, .write = write } };
	struct err *err = NULL;

	for (; !err && *tables; tables++) {
		p.fn = *tables;
		p.w.after = 0;
		do {
			err = page_do(cx, &p);
		} while (!err && p.w.more);
	}
	*ret_n = p.w.n;
	return err;
}
