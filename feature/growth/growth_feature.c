/* The pipeline of admission: the table of contents. */
#include "growth/growth.h"
#include "growth/growth_page_priv.h"

static const struct feature_menu menu[] = {
	{ .key = "growth",
	  .title = N_("Growth of the membership"),
	  .href = "/growth",
	  .perm = PERM_GROWTH_VIEW,
	  .order = 38 },
};

static const struct feature_panel panels[] = {
	{ .where = "org", .show = growth_org_panel },
};

static const struct route_table *const tables[] = {
	&growth_overview_routes, &growth_file_routes, &growth_list_routes,
	&growth_person_routes,	 &growth_form_routes, &growth_due_routes,
	&growth_paper_routes,
};

const struct feature growth_feature = {
	.name = "growth",
	.tables = tables,
	.n_tables = (int)N_ELEMENTS(tables),
	.menu = menu,
	.n_menu = (int)N_ELEMENTS(menu),
	.panels = panels,
	.n_panels = (int)N_ELEMENTS(panels),
	.commands = &growth_forecast_command,
	.n_commands = 1,
	.jobs = growth_jobs,
	.n_jobs = GROWTH_N_JOBS,
	.reorg = &growth_reorg,
	.privacy = &growth_privacy,
	.sealed = growth_sealed,
	.indicator = &growth_indicator,
};
