/* Commands and pages of statistics, for the feature's table of contents. */
#ifndef RV_MEMBER_STAT_PAGE_H
#define RV_MEMBER_STAT_PAGE_H

#include "view/feature.h"

enum { MEMBER_N_STAT_COMMANDS = 2 };
extern const struct command member_stat_commands[MEMBER_N_STAT_COMMANDS];
extern const struct route_table member_stat_routes, member_flow_routes,
	member_due_routes;

#endif
