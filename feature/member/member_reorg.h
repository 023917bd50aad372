/* People when organisations change, for the feature's table of contents. */
#ifndef RV_MEMBER_REORG_H
#define RV_MEMBER_REORG_H

struct reorg_hook;
extern const struct reorg_hook member_reorg;

#endif
