/*
 * What is kept of the dated tables so that pages needn't count: how many of
 * each kind stand below an organisation on any day (org_tally), and the words
 * by which it is found (org_word). Called in the act that changes them.
 */
#ifndef RV_ORG_TALLY_H
#define RV_ORG_TALLY_H

#include "org/org_dated.h"

/* A new leaf, once its rows of org_name and org_reach are there. */
struct err *org_tally_add(struct cx *cx, int64_t org) MUST_USE;
/* Anew for one organisation above: it won or lost something below it on some
 * day, or something there changed its kind. */
struct err *org_tally_redo(struct cx *cx, int64_t above) MUST_USE;
/* Adds all that `org` stands below on any day, whose counts it changes. */
struct err *org_tally_touch(struct cx *cx, int64_t org,
			    struct org_touched *above) MUST_USE;
struct err *org_tally_rebuild(struct cx *cx) MUST_USE;
/* How many sums aren't what the dated rows make. */
struct err *org_tally_check(struct cx *cx, int64_t *ret_wrong) MUST_USE;

/* A name that an organisation has on some day, in full and short. */
struct err *org_words_add(struct cx *cx, int64_t org, struct str name,
			  struct str short_name) MUST_USE;
/* How many names a search misses. (A word of a name that was withdrawn may
 * stay; whoever finds by it asks the names.) */
struct err *org_words_check(struct cx *cx, int64_t *ret_wrong) MUST_USE;

/* Sums and words of the whole tree anew: an act. */
struct err *org_recount(struct cx *cx) MUST_USE;

#endif
