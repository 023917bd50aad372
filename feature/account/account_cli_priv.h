/* The commands, for the table of account_feature.c. */
#ifndef RV_ACCOUNT_CLI_PRIV_H
#define RV_ACCOUNT_CLI_PRIV_H

#include "cli/cli.h"

enum { ACCOUNT_N_COMMANDS = 4 };
extern const struct command account_commands[ACCOUNT_N_COMMANDS];

#endif
