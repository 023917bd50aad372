/* Tasks when organisations change, for the feature's table of contents. */
#ifndef RV_WORK_REORG_H
#define RV_WORK_REORG_H

struct reorg_hook;
extern const struct reorg_hook work_reorg;

#endif
