/*
 * A disk that fails when a test says so. Calls that change files are counted,
 * those of the engine below its own file layer and those that our code makes
 * itself; the n-th of them fails, once or from there on. A test that wants it
 * lists testkit_disk.c among its sources: these functions stand before the C
 * library's.
 */
#ifndef RV_TESTKIT_DISK_H
#define RV_TESTKIT_DISK_H

#include "base/std.h"

enum disk_fault {
	DISK_EIO,   /* any change fails */
	DISK_FULL,  /* what needs room fails; nothing of it is written */
	DISK_SHORT, /* a write leaves its first half and says that it failed */
	DISK_READ,  /* reading fails instead */
	N_DISK_FAULT
};

/* Once, before the first store of the process is opened. */
void disk_install(void);
/* From now on calls on files below a kit's folder that this fault could hit
 * are counted; number `nth` fails, and with `stays` all behind it. 0: they are
 * only counted. */
void disk_arm(enum disk_fault how, int nth, bool stays);
/* Nothing fails any more. Calls counted since disk_arm(); *ret_failed (may be
 * NULL) of them failed. */
int disk_heal(int *ret_failed);

#endif
