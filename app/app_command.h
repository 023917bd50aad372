/* Commands that have their own file. */
#ifndef RV_APP_COMMAND_H
#define RV_APP_COMMAND_H

#include "cli/cli.h"

struct err *serve_run(struct cx *cx, struct cli *cli, int *ret_status);
struct err *demo_run(struct cx *cx, struct cli *cli, int *ret_status);
/* One finding when the figures aren't those of the tasks (data of an older
 * schema has none yet). The reader is open. */
struct err *counts_check(struct cx *cx, struct str data,
			 struct err **ret_findings) MUST_USE;
struct err *doctor_run(struct cx *cx, struct cli *cli, int *ret_status);

#endif
