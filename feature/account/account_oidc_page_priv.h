/* The sign-in service's tables, for account_feature.c. */
#ifndef RV_ACCOUNT_OIDC_PAGE_PRIV_H
#define RV_ACCOUNT_OIDC_PAGE_PRIV_H

#include "view/feature.h"

extern const struct route_table account_oidc_routes; /* account_oidc_page.c */
extern const struct route_table account_oidc_settings_routes;
extern const struct command_table account_oidc_commands;
struct err *account_oidc_panel(struct cx *cx, int64_t subject,
			       struct view *v) MUST_USE;

#endif
