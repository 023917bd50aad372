/* A decision takes effect: inside an act, for acts and previews. */
#ifndef RV_ORG_REORG_RUN_H
#define RV_ORG_REORG_RUN_H

#include "org/org_dated.h"
#include "org/org_reorg.h"

struct reorg_run {
	const struct org_decision *decision;
	struct reorg r; /* what the hooks see */
	struct org_dating dating;
	struct reorg_preview *preview; /* NULL: nobody looks */
	struct {
		struct reorg_edge {
			int64_t from, to, step;
			struct str other;
			const char *kind;
			int64_t members, whole; /* of so many */
			int64_t below; /* of a split: with what goes along */
			bool through; /* … by way of what was there on no day */
		} * p;
		ptrdiff_t n, cap;
	} edges;
};
/* Everything: organisations, closures, hooks. `event` is written already. */
struct err *reorg_run(struct cx *cx, struct reorg_run *run) MUST_USE;
/* Lets each feature follow the new closure. */
struct err *reorg_behind(struct cx *cx) MUST_USE;
/* Figures of an organisation on a day, from all features. */
struct err *reorg_count(struct cx *cx, int64_t org, day_t on,
			struct reorg_figures *ret_figures) MUST_USE;
/* What the figure of this key says, or 0. */
int64_t reorg_figure_n(const struct reorg_figures *f, const char *key);

#endif
