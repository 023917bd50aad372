/* What writing and checking the trail share. */
#ifndef RV_AUDIT_PRIV_H
#define RV_AUDIT_PRIV_H

#include "audit/audit_query.h"
#include "base/buf.h"

/* Appends a record behind one with the hash `chain`, in the one form that is
 * hashed. */
void audit_record_put(struct buf *b, struct str chain,
		      const struct audit_walk_row *r);
enum { AUDIT_RECORD_MOST = 16 << 20 };
/* A record behind one with the hash `chain`, in the one form that is hashed. */
struct str audit_record_text(struct arena *a, struct str chain,
			     const struct audit_walk_row *r);

#endif
