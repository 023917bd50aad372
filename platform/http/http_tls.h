/*
 * The certificate of TLS, as commands see it before a server runs.
 */
#ifndef RV_HTTP_TLS_H
#define RV_HTTP_TLS_H

#include "base/err.h"

/* From so many days before its end on, a certificate is spoken of. */
enum { TLS_SOON_DAYS = 21 };

/* What is said of a pair of files. */
struct tls_look {
	int64_t from, ends; /* instants, ms: when the certificate counts */
	bool others_read;   /* others on this machine can read the key */
};
/*
 * Reads a certificate (with its chain) and its key, both PEM, as `serve` does.
 * ERR_IO: a file can't be read; ERR_INVALID: it isn't one, or the key is that
 * of another certificate. One that has ended is no error here.
 */
struct err *tls_look(struct arena *a, const char *cert, const char *key,
		     struct tls_look *ret_look) MUST_USE;
/* Whole days until an instant, both in ms; below 0: it is over. */
int64_t tls_days_left(int64_t ends, int64_t now);

#endif
