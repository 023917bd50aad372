/*
 * A realm as a test of reorganisation sees it: all that counts as text, to be
 * compared byte by byte; and what must hold on every day.
 */
#ifndef RV_MEMBER_WORLD_H
#define RV_MEMBER_WORLD_H

#include "testkit/testkit.h"

/* Everything of organisations and people that counts, in the arena. */
struct str world_dump(const struct cx *cx, struct arena *a);
/* Fails with the first line that differs. */
void world_alike(struct str was, struct str is, const char *when);
/* On each of these days the tree is a tree and everybody is somewhere; and
 * today's view and the dated closure say what the rows say. */
void world_days_check(const struct cx *cx, const day_t *on, int n);

#endif
