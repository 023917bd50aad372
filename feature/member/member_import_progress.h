/* How far an import is; from any thread of the process that does it. */
#ifndef RV_MEMBER_IMPORT_PROGRESS_H
#define RV_MEMBER_IMPORT_PROGRESS_H

#include "base/cx.h"

enum import_phase {
	IMPORT_READS,  /* the register is opened and judged */
	IMPORT_WRITES, /* its people are written, one after the other */
	IMPORT_SORTS   /* what searches and figures read is made of them */
};
struct import_so_far {
	enum import_phase phase;
	int64_t done, total; /* rows, of the phase */
};
struct import_progress;

/* NULL when too many go on at once, or import is 0: then nothing is shown. */
struct import_progress *import_progress_begin(const struct cx *cx,
					      int64_t import);
/* `p` may be NULL. */
void import_progress_at(struct import_progress *p, enum import_phase phase,
			int64_t done, int64_t total);
void import_progress_end(struct import_progress *p);
/* False: this process doesn't write it. */
bool import_progress_read(const struct cx *cx, int64_t import,
			  struct import_so_far *ret) MUST_USE;

#endif
