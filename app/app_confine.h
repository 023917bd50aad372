/*
 * The walls around the server: after its start the process may write to its
 * data and the files beside it, read what the system's libraries need, run
 * nothing but itself (the child that reads documents), listen on its one port
 * and ask the kernel for no more than a server does. What the kernel lacks is
 * left out and said (trust.md 3.5).
 */
#ifndef RV_APP_CONFINE_H
#define RV_APP_CONFINE_H

#include "base/cx.h"

/* Open files at once: all connections, the data, and room beside them. */
enum { CONFINE_FILES_MOST = 8192, CONFINE_FILES_LEAST = 1024 };
struct confine {
	struct strs write; /* folders and files; those that aren't there yet
			    * can't be reached later */
	struct strs read;  /* the same, for reading only */
	int port;	   /* that is listened on */
};
struct confined {
	int landlock; /* version of its rules; 0: the kernel has none */
	bool port;    /* no other port can be listened on */
	bool seccomp; /* calls that a server never makes are refused */
	int files;    /* that may be open at once */
};
/* For the calling thread and all that it starts: before the first other one.
 * ERR_IO when the kernel takes a wall half. */
struct err *app_confine(struct arena *a, const struct confine *c,
			struct confined *ret) MUST_USE;
/* What the kernel would take; changes nothing. */
struct confined app_confine_look(void);

#endif
