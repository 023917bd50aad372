/* What becomes of targets when organisations change. */
#ifndef RV_INDICATOR_REORG_H
#define RV_INDICATOR_REORG_H

#include "org/org.h"

extern const struct reorg_hook indicator_reorg;

#endif
