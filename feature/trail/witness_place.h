/* A witness in its folder: what it knows, one answer at a time. */
#ifndef RV_TRAIL_WITNESS_PLACE_H
#define RV_TRAIL_WITNESS_PLACE_H

#include "base/cx.h"
#include "cli/cli.h"
#include "trail/witness.h"

struct place {
	struct cx *cx;
	struct str dir;
};
/* Its secret key. */
struct err *place_key(const struct place *p, struct tlog_key *ret_own) MUST_USE;
/* Judges a request and keeps what it signed before it hands it out; one at a
 * time over all processes. ret_size: what it knows of the log. at: seconds. */
struct err *place_answer(const struct place *p, struct str request,
			 const struct tlog_key *own, int64_t at,
			 enum witness_answer *ret_answer, struct str *ret_line,
			 int64_t *ret_size) MUST_USE;
/* witness serve */
struct err *place_serve(struct cx *cx, struct cli *cli,
			int *ret_status) MUST_USE;

#endif
