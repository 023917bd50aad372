/* Bounded text builder. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

enum { FMT_USUAL = 256 };

struct buf buf_init(struct arena *a, ptrdiff_t max)
{
	assert(max > 0);
	return (struct buf){ .arena = a, .max = max };
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->full = false;
}

/* Room for n more bytes, or false. */
static bool room(struct buf *b, ptrdiff_t n)
{
	ptrdiff_t cap;

	if (b->full || n > b->max - b->n) {
		b->full = true;
		return false;
	}
	if (n <= b->cap - b->n)
		return true;
	cap = MAX(MAX(b->n + n, b->cap * 2), 256);
	cap = MIN(cap, b->max);
	b->p = arena_grow(b->arena, b->p, b->cap, cap);
	b->cap = cap;
	return true;
}

void buf_room(struct buf *b, ptrdiff_t n)
{
	(void)room(b, MIN(n - b->n, b->max - b->n));
}

void buf_grow_(struct buf *b, const void *p, ptrdiff_t n)
{
	if (!room(b, n))
		return;
	memcpy(b->p + b->n, p, (size_t)n);
	b->n += n;
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	char text[FMT_USUAL]; /* most are short: formatted once */
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert(n >= 0);
	/* vsnprintf writes a NUL that we then forget */
	if (n < FMT_USUAL) {
		buf_mem(b, text, n);
	} else if (room(b, n + 1)) {
		(void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += n;
	}
	va_end(again);
}

void buf_i64(struct buf *b, int64_t v)
{
	char text[20];
	char *p = text + sizeof(text);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do {
		*--p = (char)('0' + u % 10);
	} while (u /= 10);
	if (v < 0)
		*--p = '-';
	buf_mem(b, p, text + sizeof(text) - p);
}

void buf_json_str(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789abcdef";

	if (!s.p) {
		buf_lit(b, "null");
		return;
	}
	buf_char(b, '"');
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\') {
			buf_char(b, '\\');
			buf_char(b, (char)c);
		} else if (c == '\n') {
			buf_lit(b, "\\n");
		} else if (c < 0x20 || c == 0x7f) {
			buf_lit(b, "\\u00");
			buf_char(b, hex[c >> 4]);
			buf_char(b, hex[c & 15]);
		} else {
			buf_char(b, (char)c);
		}
	}
	buf_char(b, '"');
}
