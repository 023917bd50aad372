/*
 * Builds text or bytes up to a maximum. An append that would go beyond it
 * changes nothing and sets `full`; look at it once, at the end.
 */
#ifndef RV_BASE_BUF_H
#define RV_BASE_BUF_H

#include "base/str.h"

struct buf {
	char *p;
	ptrdiff_t n;
	ptrdiff_t cap;
	ptrdiff_t max;
	struct arena *arena;
	bool full; /* something did not fit; the contents are a beginning */
};

/* An empty buffer in an arena that may hold at most `max` bytes. */
struct buf buf_init(struct arena *a, ptrdiff_t max);
/* Takes room for n bytes now, where so many are likely to come. */
void buf_room(struct buf *b, ptrdiff_t n);
/* Empties it, keeps its memory. */
void buf_clear(struct buf *b);

/* An append that needs more room, or has none. */
void buf_grow_(struct buf *b, const void *p, ptrdiff_t n);
/* Here, since pages are made of some thousand of them. */
static inline void buf_mem(struct buf *b, const void *p, ptrdiff_t n)
{
	if (!n)
		return;
	if (n > b->cap - b->n || b->full) {
		buf_grow_(b, p, n);
		return;
	}
	memcpy(b->p + b->n, p, (size_t)n);
	b->n += n;
}
static inline void buf_char(struct buf *b, char c)
{
	buf_mem(b, &c, 1);
}
static inline void buf_str(struct buf *b, struct str s)
{
	buf_mem(b, s.p, s.n);
}
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Decimal, without separators. */
void buf_i64(struct buf *b, int64_t v);
#define buf_lit(b, lit) buf_mem((b), "" lit, (ptrdiff_t)sizeof(lit) - 1)

/* The text so far; valid until the next append or the arena's end. */
static inline struct str buf_view(const struct buf *b)
{
	return (struct str){ b->p ? b->p : "", b->n };
}

/* A JSON string with its quotes; a NULL str gives null. */
void buf_json_str(struct buf *b, struct str s);

#endif
