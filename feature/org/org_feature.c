/* Organisations: the table of contents. */
#include "org/org.h"

#include "i18n/i18n.h"
#include "org/org_cli_priv.h"
#include "org/org_page_priv.h"
#include "org/org_reorg_page.h"

static const struct route_table *const tables[] = {
	&org_tree_routes,  &org_one_routes,  &org_export_routes,
	&org_reorg_routes, &org_step_routes, &org_sheet_routes,
};

static const struct feature_menu menu[] = {
	{ .key = "org",
	  .title = N_("Organisations"),
	  .href = "/org",
	  .perm = PERM_ORG_VIEW,
	  .order = 40 },
};

static const struct feature_search searches[] = {
	{ .title = N_("Organisations"),
	  .order = 20,
	  .perm = PERM_ORG_VIEW,
	  .find = org_search_find },
};

const struct feature org_feature = {
	.name = "org",
	.tables = tables,
	.n_tables = (int)N_ELEMENTS(tables),
	.commands = org_commands,
	.n_commands = ORG_N_COMMANDS,
	.menu = menu,
	.n_menu = (int)N_ELEMENTS(menu),
	.searches = searches,
	.n_searches = (int)N_ELEMENTS(searches),
};
