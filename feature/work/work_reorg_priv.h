/* The parts of a reorganisation's hook. */
#ifndef RV_WORK_REORG_PRIV_H
#define RV_WORK_REORG_PRIV_H

#include "org/org.h"

/* A context for acts that nobody asks for: without the form's key; who isn't
 * the office lets the system do it. */
struct cx work_reorg_cx(const struct cx *cx);
/* "Decision 12-QĐ/ĐU: Sắp xếp", in the profile's language, as it stays in the
 * ledger; ret_number alone: its number. */
struct err *work_reorg_words(struct cx *cx, int64_t decision,
			     struct str *ret_words,
			     struct str *ret_number) MUST_USE;
/* The event's own way through all that named what ended. */
struct err *work_reorg_apply(struct cx *cx, struct reorg *r) MUST_USE;
struct err *work_reorg_upon(struct cx *cx, const struct reorg_undo *u,
			    struct str *ret_why) MUST_USE;
struct err *work_reorg_undo(struct cx *cx, const struct reorg_undo *u) MUST_USE;

#endif
