/* A request to a witness over HTTP: certificates always checked, no redirects,
 * everything within set times and sizes. */
#ifndef RV_TRAIL_POST_H
#define RV_TRAIL_POST_H

#include "base/cx.h"

struct trail_answer {
	int status;	 /* 0: there was no answer */
	struct str body; /* at most 64 KB */
	struct str why;	 /* with status 0, for people */
};
/* Posts to URL/add-checkpoint. */
void trail_post(struct cx *cx, struct str url, struct str body,
		struct trail_answer *ret_answer);
void trail_post_set_timeouts(int connect_ms, int all_ms);

#endif
