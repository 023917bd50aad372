/*
 * Personal data: what is held of a person and why, what people ask about it,
 * restricting and erasing, breaches. What others may ask.
 */
#ifndef RV_PRIVACY_H
#define RV_PRIVACY_H

#include "base/cx.h"

struct feature;
extern const struct feature privacy_feature;

/* The list of those who were erased, ids only, appended to a file beside the
 * data ("/var/lib/roviec.erased"), where a restored backup doesn't reach. */
struct str privacy_ledger_path(struct cx *cx);
/* Erases again whom the list names and the data, an older backup, still has;
 * not inside an act. path absent: the one beside the data. *ret_known false:
 * there is no such file; *ret_n so many were erased. */
struct err *privacy_replay(struct cx *cx, struct str path, bool *ret_known,
			   int64_t *ret_n) MUST_USE;
/* Appends to the list whoever isn't in it yet; not inside an act. */
struct err *privacy_file_ledger(struct cx *cx) MUST_USE;

/* For `doctor`: events about people that programs before this wrote in the
 * open, and whether every erasure stands in the list. */
struct privacy_health {
	int64_t open_events, erased, unfiled;
};
struct err *privacy_health(struct cx *cx,
			   struct privacy_health *ret_health) MUST_USE;

#endif
