/*
 * Formats text as vsnprintf() does. What nearly every format is made of (%s,
 * %.*s, %d, %ld, %lld, %%) is written by hand, anything else by the library.
 */
#ifndef RV_BASE_FMT_H
#define RV_BASE_FMT_H

#include "base/std.h"

#include <stdarg.h>

/* Bytes of the whole text; it is there, with a NUL, when it is shorter than
 * room. */
int fmt_text(char *to, int room, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);

#endif
