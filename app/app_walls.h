/* The walls around `serve`: what it may reach follows from its options. */
#ifndef RV_APP_WALLS_H
#define RV_APP_WALLS_H

#include "base/cx.h"

enum { WALLS_FILES = 5 };
struct walls {
	struct str data, listen;
	/* read again while it serves: certificates, keys; or absent */
	struct str file[WALLS_FILES];
};
/* Before the first thread: nothing is opened yet. */
struct err *app_walls(struct cx *cx, const struct walls *w) MUST_USE;
/* A line of the log: which walls stand. */
void app_walls_say(struct cx *cx);

#endif
