/*
 * Sized strings. A struct str is passed by value and does not own its bytes.
 * Text inside the program is valid UTF-8 (checked at the border, see utf8.h).
 * A str whose `p` is NULL is absent (SQL NULL); STR("") is present and empty.
 */
#ifndef RV_BASE_STR_H
#define RV_BASE_STR_H

#include "base/arena.h"

struct str {
	const char *p;
	ptrdiff_t n;
};

/* A growing list of strings in an arena; vec_push() works on it. */
struct strs {
	struct str *p;
	ptrdiff_t n, cap;
};

/* From a literal. */
#define STR(lit) ((struct str){ "" lit, (ptrdiff_t)sizeof(lit) - 1 })
/* For static initialisers. */
#define STR_INIT(lit)                                                          \
	{                                                                      \
		"" lit, (ptrdiff_t)sizeof(lit) - 1                             \
	}
/* The absent string. */
#define STR_NULL ((struct str){ NULL, 0 })
/* For printf-like formats: "%.*s", STR_ARG(s). */
#define STR_ARG(s) ((int)(s).n), ((s).p ? (s).p : "")

/* From a C string; NULL gives the absent string. */
struct str str_c(const char *c);
/* A NUL-terminated copy for the border to C libraries. */
char *str_to_c(struct arena *a, struct str s) NONNULL_RESULT;
struct str str_dup(struct arena *a, struct str s);
struct str str_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* The parts one after the other. */
struct str str_cat(struct arena *a, struct str x, struct str y);

bool str_eq(struct str a, struct str b);
/* ASCII letters fold; for protocol words only, never for people's text. */
bool str_eq_nocase(struct str a, struct str b);
/* Byte order; shorter first when one begins with the other. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Byte offset of the first occurrence at or after `from`, or -1. */
ptrdiff_t str_find(struct str s, struct str what, ptrdiff_t from);
ptrdiff_t str_find_char(struct str s, char c);
/* Bytes [from, to), clamped to the string. */
struct str str_sub(struct str s, ptrdiff_t from, ptrdiff_t to);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Cuts *rest at the next `sep`: returns the part before it and leaves the
 * part behind it in *rest. When there is none, returns all and makes *rest
 * absent (p == NULL), so `while (rest.p)` walks every part. */
struct str str_cut(struct str *rest, char sep);
static inline bool str_empty(struct str s)
{
	return s.n == 0;
}

/* The whole string as a decimal integer; false if it is anything else. */
bool str_to_i64(struct str s, int64_t *ret_v) MUST_USE;

/* FNV-1a, 64 bit: for tables in memory, never for security. */
uint64_t str_hash(struct str s);

#endif
