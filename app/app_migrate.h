/* `migrate`, over all realms of an installation. */
#ifndef RV_APP_MIGRATE_H
#define RV_APP_MIGRATE_H

#include "cli/cli.h"

struct err *migrate_run(struct cx *cx, struct cli *cli, int *ret_status);

#endif
