/* What the commands of realms share. */
#ifndef RV_APP_REALMS_H
#define RV_APP_REALMS_H

#include "directory/directory.h"
#include "view/feature.h"

extern const struct command_table app_realm_commands;

/* The directory of the installation `data`, for writing; ERR_NOT_FOUND when
 * it has none and `create` is off. */
struct err *directory_lend(struct cx *cx, struct str data, bool create,
			   struct cx *ret_cx) MUST_USE;
void directory_give(struct cx *of);
struct err *realm_move_run(struct cx *cx, struct cli *cli, int *ret_status);
/* Until every process that serves has seen the last change of the directory. */
void realms_wait_noticed(void);

#endif
