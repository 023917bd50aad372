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
/* Empties it, keeps its memory. */
void buf_clear(struct buf *b);

void buf_char(struct buf *b, char c);
void buf_str(struct buf *b, struct str s);
void buf_mem(struct buf *b, const void *p, ptrdiff_t n);
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
