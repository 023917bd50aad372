/* Decisions about the small committee, and all that they may move as text. */
#ifndef RV_WORK_REORG_KIT_H
#define RV_WORK_REORG_KIT_H

#include "work/test/work_kit.h"

#include "org/org_reorg.h"

/* The features whose hooks take part; before the first decision. */
void reorg_kit_features(void);
/* A draft with these steps, from `on`; its id. */
int64_t reorg_kit_draft(struct work_kit *k, day_t on, struct org_step *steps,
			int n);
/* Approves it as this user; every choice that is open is made by `answer`
 * (of several calls: until none is open). */
struct err *reorg_kit_approve(struct work_kit *k, int64_t decision);
/* What would happen. */
struct reorg_preview reorg_kit_preview(struct work_kit *k, int64_t decision);
struct org_decision reorg_kit_read(struct work_kit *k, int64_t decision);
/* A step that merges `from` into `heir`; one that dissolves it (heir 0: none). */
struct org_step reorg_kit_merge(struct arena *a, int64_t from, int64_t heir);
struct org_step reorg_kit_dissolve(int64_t org, int64_t heir);

/* Everything, as lists and exports have it, revisions apart. */
struct str reorg_kit_dump(struct work_kit *k, struct arena *a);
/* Fails with the first line that differs. */
void reorg_kit_alike(struct str was, struct str is, const char *when);
/* Nothing that is open names whom there is no more; counts are right. */
void reorg_kit_check(struct work_kit *k);

#endif
