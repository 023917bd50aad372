/* The annex's commands that need no realm. */
#ifndef RV_WORK_ANNEX_CLI_H
#define RV_WORK_ANNEX_CLI_H

#include "cli/cli.h"

extern const struct command work_annex_commands[];
extern const int work_annex_commands_n;

#endif
