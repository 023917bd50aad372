/* The commands, for the feature's table of contents. */
#ifndef RV_ORG_CLI_PRIV_H
#define RV_ORG_CLI_PRIV_H

#include "cli/cli.h"

enum { ORG_N_COMMANDS = 2 };
extern const struct command org_commands[ORG_N_COMMANDS];

#endif
