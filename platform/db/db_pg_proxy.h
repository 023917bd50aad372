/* A proxy before the test server that breaks what goes over it, at the worst
 * moment. */
#ifndef RV_DB_PG_PROXY_H
#define RV_DB_PG_PROXY_H

#include "base/std.h"

enum proxy_fault {
	PROXY_NONE,
	PROXY_STALL,	   /* nothing goes on, nothing is refused */
	PROXY_CLOSED,	   /* every connection is closed at once */
	PROXY_CUT_BEFORE,  /* the next commit doesn't arrive */
	PROXY_CUT_AFTER,   /* … arrives, and its answer doesn't */
	PROXY_STALL_AFTER, /* … and everything stalls then */
};

/* Listens on loopback for connections to the socket in `folder`; the port. */
int proxy_start(const char *folder);
void proxy_stop(void);
/* What it does from now on; how often a fault happened since it began. */
void proxy_set(enum proxy_fault f);
int proxy_hits(void);

#endif
