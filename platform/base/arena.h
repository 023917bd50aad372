/*
 * Memory by lifetime. An arena lives as long as a process, a request, a job
 * or an act; what is allocated in it is never freed alone. Out of memory
 * aborts the process, therefore every input has a limit before it is
 * allocated.
 */
#ifndef RV_BASE_ARENA_H
#define RV_BASE_ARENA_H

#include "base/std.h"

struct arena;

/* A place in an arena to which it can be wound back. */
struct arena_mark {
	void *chunk;
	ptrdiff_t used;
};

/* Opens an empty arena. `limit` is the most bytes that it may ever hold;
 * beyond it the process aborts, since a limit was forgotten elsewhere. */
struct arena *arena_open(ptrdiff_t limit) NONNULL_RESULT;
/* Frees the arena and all that was allocated in it. NULL is allowed. */
void arena_close(struct arena *a);
/* For CLEANUP(): closes *a. */
void arena_closep(struct arena **a);
/* Empties the arena; keeps its first chunk for the next use. */
void arena_reset(struct arena *a);
/* Bytes handed out since the arena was opened or reset. */
ptrdiff_t arena_used(const struct arena *a);

struct arena_mark arena_mark(const struct arena *a);
/* Gives back everything allocated since the mark. */
void arena_rewind(struct arena *a, struct arena_mark mark);

/* `count` zeroed elements of `size` bytes; use arena_new(). */
void *arena_alloc(struct arena *a, ptrdiff_t count, ptrdiff_t size,
		  ptrdiff_t align) NONNULL_RESULT;
/* `n` bytes that the caller writes at once: not zeroed. */
char *arena_bytes(struct arena *a, ptrdiff_t n) NONNULL_RESULT;
/* Grows a byte block from `old` to `now` bytes, in place when it is the
 * arena's last one, else by a copy. New bytes are not zeroed. */
void *arena_grow(struct arena *a, void *p, ptrdiff_t old,
		 ptrdiff_t now) NONNULL_RESULT;

/* n zeroed elements of a type. */
#define arena_new(a, type, n)                                                  \
	((type *)arena_alloc((a), (n), (ptrdiff_t)sizeof(type),                \
			     (ptrdiff_t) _Alignof(type)))

/*
 * A growing array {p, n, cap} in an arena: returns a pointer to the new,
 * zeroed last element. The array's type is an anonymous or named struct with
 * the members `p` (element pointer), `n` and `cap` (ptrdiff_t).
 */
#define vec_push(a, v)                                                         \
	((__typeof__((v)->p))vec_push_((a), (void **)&(v)->p, &(v)->n,         \
				       &(v)->cap, (ptrdiff_t)sizeof(*(v)->p)))
void *vec_push_(struct arena *a, void **p, ptrdiff_t *n, ptrdiff_t *cap,
		ptrdiff_t size) NONNULL_RESULT;

#endif
