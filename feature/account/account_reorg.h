/* Roles when organisations change, for the feature's table of contents. */
#ifndef RV_ACCOUNT_REORG_H
#define RV_ACCOUNT_REORG_H

struct reorg_hook;
extern const struct reorg_hook account_reorg;

#endif
