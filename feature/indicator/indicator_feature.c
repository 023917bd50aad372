/* Indicators: the table of contents. */
#include "indicator/indicator.h"

#include "i18n/i18n.h"
#include "indicator/indicator_page_priv.h"
#include "indicator/indicator_reorg.h"

static const struct feature_menu menu[] = {
	{ .key = "targets",
	  .title = N_("Targets"),
	  .href = "/targets",
	  .perm = PERM_TARGET_VIEW,
	  .order = 36 },
};

static const struct route_table *const tables[] = {
	&indicator_list_routes,
	&indicator_one_routes,
	&indicator_form_routes,
};

const struct feature indicator_feature = {
	.name = "indicator",
	.tables = tables,
	.n_tables = (int)N_ELEMENTS(tables),
	.menu = menu,
	.n_menu = (int)N_ELEMENTS(menu),
	.reorg = &indicator_reorg,
};
