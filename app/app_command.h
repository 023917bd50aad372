/* Commands that have their own file. */
#ifndef RV_APP_COMMAND_H
#define RV_APP_COMMAND_H

#include "cli/cli.h"

struct err *serve_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *demo_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *doctor_run(struct cx *cx, struct cli *cli, int *ret_status);

#endif
