/* Who goes along, person by person, when an organisation is split. */
#ifndef RV_MEMBER_SPLIT_H
#define RV_MEMBER_SPLIT_H

#include "base/cx.h"
#include "org/org.h"

enum { MEMBER_SPLIT_MOST = 2000 }; /* people on one page */

struct member_split {
	int64_t decision, step;
	struct str q; /* only those with this word in the name; absent: all */
	bool all;     /* everybody who fits */
	const int64_t *member; /* … or these of them */
	ptrdiff_t n;
};
/* Those of a draft's step who fit the word go along exactly when they are
 * named; others stay as they were chosen. ERR_CONFLICT once the decision is
 * approved. */
struct err *member_split_choose(struct cx *cx,
				const struct member_split *in) MUST_USE;
/* The step of a decision; ERR_NOT_FOUND when it splits nothing of which the
 * actor sees the people. */
struct err *member_split_find(struct cx *cx, int64_t decision, int64_t step,
			      struct reorg_splits *ret_all,
			      const struct reorg_split **ret_split) MUST_USE;
/* A decision without a day is looked at as of today. */
day_t member_split_day(const struct cx *cx, const struct reorg_splits *all);

/* ---- for the hook of reorganisation ------------------------------------- */
/* The choice goes with its step. */
struct err *member_split_unstep(struct cx *cx, int64_t step) MUST_USE;
/* Says who was chosen but belongs elsewhere by then. */
struct err *member_split_note(struct cx *cx, struct reorg *r,
			      const struct reorg_flow *f) MUST_USE;

#endif
