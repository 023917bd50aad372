/*
 * Arenas: a chain of chunks, the newest first. The only place besides
 * libraries that allocates memory.
 */
#define RV_BASE_INTERNAL 1
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>

#ifndef __has_feature
#define __has_feature(x) 0 /* gcc's macro is __SANITIZE_ADDRESS__ */
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   __asan_poison_memory_region((p), (size_t)(n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (size_t)(n))
#define GAP	       8	   /* a poisoned gap behind each block */
#define CHUNK_MOST     (64 * 1024) /* larger ones its allocator maps each time */
#else
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define GAP	       0
#define CHUNK_MOST     (1024 * 1024)
#endif

enum { CHUNK_FIRST = 8 * 1024 };

struct chunk {
	struct chunk *older;
	ptrdiff_t cap;
	ptrdiff_t used;
	_Alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *top;
	struct chunk *spare; /* given back by a rewind, for the next time */
	ptrdiff_t limit;
	ptrdiff_t held; /* bytes of all chunks */
};

static NORETURN COLD void die(const char *why)
{
	fprintf(stderr, "roviec: %s\n", why);
	abort();
}

static void chunk_free(struct arena *a, struct chunk *c)
{
	a->held -= c->cap;
	UNPOISON(c->data, c->cap);
	free(c);
}

static void spare_drop(struct arena *a)
{
	if (a->spare)
		chunk_free(a, a->spare);
	a->spare = NULL;
}

static struct chunk *chunk_make(struct arena *a, ptrdiff_t need)
{
	ptrdiff_t cap = a->top ? MIN(a->top->cap * 2, CHUNK_MOST) : CHUNK_FIRST;
	struct chunk *c;

	if (cap < need)
		cap = need;
	if (a->held > a->limit - cap)
		spare_drop(a);
	if (a->held > a->limit - cap) {
		cap = need;
		if (a->held > a->limit - cap)
			die("an arena went beyond its limit");
	}
	c = malloc(sizeof(*c) + (size_t)cap);
	if (!c)
		die("out of memory");
	c->cap = cap;
	POISON(c->data, cap);
	a->held += cap;
	return c;
}

static struct chunk *chunk_add(struct arena *a, ptrdiff_t need)
{
	struct chunk *c = a->spare;

	if (c && c->cap >= need)
		a->spare = NULL;
	else
		c = chunk_make(a, need);
	c->older = a->top;
	c->used = 0;
	a->top = c;
	return c;
}

static void chunk_drop(struct arena *a)
{
	struct chunk *c = a->top;

	a->top = c->older;
	chunk_free(a, c);
}

/* What lies behind the used part is poisoned already. */
static void chunk_rewind(struct chunk *c, ptrdiff_t used)
{
	POISON(c->data + used, c->used - used);
	c->used = used;
}

/* A loop that winds back just behind a full chunk needs the next one again. */
static void chunk_put_by(struct arena *a)
{
	struct chunk *c = a->top;

	if (a->spare || c->cap > CHUNK_MOST) {
		chunk_drop(a);
		return;
	}
	chunk_rewind(c, 0);
	a->top = c->older;
	a->spare = c;
}

struct arena *arena_open(ptrdiff_t limit)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		die("out of memory");
	assert(limit > 0);
	a->limit = limit;
	return a;
}

void arena_close(struct arena *a)
{
	if (!a)
		return;
	spare_drop(a);
	while (a->top)
		chunk_drop(a);
	free(a);
}

void arena_closep(struct arena **a)
{
	arena_close(*a);
	*a = NULL;
}

void arena_reset(struct arena *a)
{
	spare_drop(a);
	while (a->top && a->top->older)
		chunk_drop(a);
	if (a->top)
		chunk_rewind(a->top, 0);
}

ptrdiff_t arena_used(const struct arena *a)
{
	ptrdiff_t n = 0;

	for (const struct chunk *c = a->top; c; c = c->older)
		n += c->used;
	return n;
}

struct arena_mark arena_mark(const struct arena *a)
{
	return (struct arena_mark){ .chunk = a->top,
				    .used = a->top ? a->top->used : 0 };
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
	while (a->top && a->top != mark.chunk && a->top->older)
		chunk_put_by(a);
	if (!a->top)
		return;
	chunk_rewind(a->top, a->top == mark.chunk ? mark.used : 0);
}

static char *take(struct arena *a, ptrdiff_t bytes, ptrdiff_t align)
{
	struct chunk *c = a->top;
	ptrdiff_t pad = c ? -c->used & (align - 1) : 0;
	char *p;

	if (bytes > a->limit)
		die("an arena was asked for too much");
	if (!c || bytes + pad + GAP > c->cap - c->used) {
		c = chunk_add(a, bytes + GAP);
		pad = 0;
	}
	p = c->data + c->used + pad;
	c->used += pad + bytes + GAP;
	UNPOISON(p, bytes);
	return p;
}

void *arena_alloc(struct arena *a, ptrdiff_t count, ptrdiff_t size,
		  ptrdiff_t align)
{
	ptrdiff_t bytes;

	assert(count >= 0 && size > 0 && align > 0);
	if (__builtin_mul_overflow(count, size, &bytes))
		die("an arena was asked for too much");
	return memset(take(a, bytes, align), 0, (size_t)bytes);
}

char *arena_bytes(struct arena *a, ptrdiff_t n)
{
	assert(n >= 0);
	return take(a, n, 1);
}

void *arena_grow(struct arena *a, void *p, ptrdiff_t old, ptrdiff_t now)
{
	struct chunk *c = a->top;
	void *fresh;

	assert(now >= old && old >= 0);
	if (p && c && (char *)p + old + GAP == c->data + c->used &&
	    now - old <= c->cap - c->used) {
		c->used += now - old;
		UNPOISON(p, now);
		return p;
	}
	fresh = take(a, now, (ptrdiff_t) _Alignof(max_align_t));
	if (old)
		memcpy(fresh, p, (size_t)old);
	return fresh;
}

/* Room behind the last element is poisoned: whoever reads one too many is
 * found. */
void *vec_push_(struct arena *a, void **p, ptrdiff_t *n, ptrdiff_t *cap,
		ptrdiff_t size)
{
	char *last;

	if (*n == *cap) {
		ptrdiff_t more = *cap ? *cap * 2 : 8;

		*p = arena_grow(a, *p, *cap * size, more * size);
		*cap = more;
		POISON((char *)*p + *n * size, (more - *n) * size);
	}
	last = (char *)*p + *n * size;
	UNPOISON(last, size);
	memset(last, 0, (size_t)size);
	*n += 1;
	return last;
}
