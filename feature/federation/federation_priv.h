/* What the files of this feature share. */
#ifndef RV_FEDERATION_PRIV_H
#define RV_FEDERATION_PRIV_H

#include "view/feature.h"

#define FED_SEND_JOB "federation.send"

extern const struct route_table federation_routes;
extern const struct command_table federation_commands;

/* Whether the realm has ever had a relation: then the menu has the page. */
bool fed_is_used(struct cx *cx);

#endif
