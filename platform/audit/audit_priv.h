/* What writing and checking the trail share. */
#ifndef RV_AUDIT_PRIV_H
#define RV_AUDIT_PRIV_H

#include "audit/audit.h"
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
/* The hash that a record has behind one with the hash `chain`, in hex. */
struct str audit_record_hash(struct arena *a, struct str chain,
			     const struct audit_walk_row *r);
/* The texts of the event, written under its subject's veil; its key is made
 * when there is none. Inside an act. */
struct err *audit_veil(struct cx *cx, struct audit_event *e) MUST_USE;

#endif
