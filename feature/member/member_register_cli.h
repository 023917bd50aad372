/* The command that checks a register. */
#ifndef RV_MEMBER_REGISTER_CLI_H
#define RV_MEMBER_REGISTER_CLI_H

#include "view/feature.h"

enum { MEMBER_STATUS_UNCLEAR = 1, MEMBER_STATUS_UNREADABLE = 2 };

extern const struct command_table member_check_commands; /* members check */

#endif
