/* Sized strings. */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

enum { FMT_USUAL = 256 };

struct str str_c(const char *c)
{
	return c ? (struct str){ c, (ptrdiff_t)strlen(c) } : STR_NULL;
}

char *str_to_c(struct arena *a, struct str s)
{
	char *c = arena_bytes(a, s.n + 1);

	if (s.n)
		memcpy(c, s.p, (size_t)s.n);
	c[s.n] = 0;
	return c;
}

struct str str_dup(struct arena *a, struct str s)
{
	return s.p ? (struct str){ str_to_c(a, s), s.n } : s;
}

struct str str_fmt(struct arena *a, const char *fmt, ...)
{
	char text[FMT_USUAL]; /* most are short: formatted once */
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	assert(n >= 0);
	p = arena_bytes(a, n + 1);
	if (n < FMT_USUAL)
		memcpy(p, text, (size_t)n + 1);
	else
		(void)vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){ p, n };
}

struct str str_cat(struct arena *a, struct str x, struct str y)
{
	char *p = arena_bytes(a, x.n + y.n + 1);

	if (x.n)
		memcpy(p, x.p, (size_t)x.n);
	if (y.n)
		memcpy(p + x.n, y.p, (size_t)y.n);
	p[x.n + y.n] = 0;
	return (struct str){ p, x.n + y.n };
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || !memcmp(a.p, b.p, (size_t)a.n));
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (ptrdiff_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

int str_cmp(struct str a, struct str b)
{
	ptrdiff_t n = MIN(a.n, b.n);
	int c = n ? memcmp(a.p, b.p, (size_t)n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_sub(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n &&
	       str_eq(str_sub(s, s.n - suffix.n, s.n), suffix);
}

ptrdiff_t str_find(struct str s, struct str what, ptrdiff_t from)
{
	const char *hit;

	if (from < 0 || from > s.n)
		return -1;
	if (!what.n)
		return from;
	if (from == s.n)
		return -1;
	hit = memmem(s.p + from, (size_t)(s.n - from), what.p, (size_t)what.n);
	return hit ? hit - s.p : -1;
}

ptrdiff_t str_find_char(struct str s, char c)
{
	const char *hit = s.n ? memchr(s.p, c, (size_t)s.n) : NULL;

	return hit ? hit - s.p : -1;
}

struct str str_sub(struct str s, ptrdiff_t from, ptrdiff_t to)
{
	from = MAX(0, MIN(from, s.n));
	to = MAX(from, MIN(to, s.n));
	return (struct str){ s.p ? s.p + from : NULL, to - from };
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	while (s.n && is_space(s.p[0]))
		s = str_sub(s, 1, s.n);
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str str_cut(struct str *rest, char sep)
{
	struct str all = *rest;
	ptrdiff_t at = str_find_char(all, sep);

	if (at < 0) {
		*rest = STR_NULL;
		return all;
	}
	*rest = str_sub(all, at + 1, all.n);
	return str_sub(all, 0, at);
}

bool str_to_i64(struct str s, int64_t *ret_v)
{
	bool minus = s.n && s.p[0] == '-';
	int64_t v = 0;

	if (minus)
		s = str_sub(s, 1, s.n);
	if (!s.n)
		return false;
	for (ptrdiff_t i = 0; i < s.n; i++) {
		int d = s.p[i] - '0';

		if (d < 0 || d > 9 || __builtin_mul_overflow(v, 10, &v) ||
		    __builtin_sub_overflow(v, d, &v))
			return false;
	}
	if (!minus && __builtin_sub_overflow((int64_t)0, v, &v))
		return false;
	*ret_v = v;
	return true;
}

uint64_t str_hash(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (ptrdiff_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h;
}
