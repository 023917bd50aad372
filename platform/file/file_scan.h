/*
 * A scanner for harmful files: what people send is shown to clamd before
 * anything else looks at it (INSTREAM, clamd(8)). While the scanner is away
 * nothing is taken: what nobody looked at isn't let in.
 */
#ifndef RV_FILE_SCAN_H
#define RV_FILE_SCAN_H

#include "base/err.h"
#include "base/str.h"

/* The socket of clamd from now on; empty: none is asked. Before threads start.
 * ERR_INVALID: too long for a socket. */
struct err *file_scan_set(struct arena *a, struct str socket) MUST_USE;
bool file_scan_on(void);
/* ERR_INVALID: something harmful was found; ERR_BUSY: the scanner didn't
 * answer in 20 seconds; ERR_LIMIT: it takes no file of this size. The detail
 * is what it said. */
struct err *file_scan(struct arena *a, struct str bytes) MUST_USE;
/* Whether it answers; for `doctor`. */
struct err *file_scan_try(struct arena *a) MUST_USE;

#endif
