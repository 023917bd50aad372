/* Members: the table of contents. */
#include "member/member.h"

#include "i18n/i18n.h"
#include "job/job.h"
#include "member/member_import_priv.h"
#include "member/member_column.h"
#include "member/member_page_priv.h"
#include "member/member_priv.h"
#include "member/member_register_cli.h"
#include "member/member_reorg.h"
#include "member/member_search.h"
#include "member/member_stat_page.h"
#include "view/person.h"

/* Whether a record is one's own. */
static bool has_record(struct cx *cx)
{
	int64_t own = 0;

	return !member_of(cx, cx->actor.id, &own) && own;
}

static const struct feature_menu menu[] = {
	{ .key = "members",
	  .title = N_("Members"),
	  .href = "/members",
	  .perm = PERM_MEMBER_VIEW,
	  .order = 35 },
	{ .key = "record",
	  .title = N_("My record"),
	  .href = "/me/record",
	  .perm = PERM_SIGNED_IN,
	  .order = 37,
	  .few = true,
	  .shown = has_record },
};

static const struct feature_panel panels[] = {
	{ .where = "org", .show = member_org_panel },
	{ .where = "reorg", .show = member_split_panel },
};

static const struct job_kind jobs[] = {
	{ .name = "member.import",
	  .title = N_("Write a register of members"),
	  .run = member_import_job },
};

static const struct feature_search searches[] = {
	{ .title = N_("People"),
	  .order = 10,
	  .perm = PERM_MEMBER_VIEW,
	  .find = member_search_find },
};

static const struct privacy_hook privacy = { .tell = member_person_tell,
					     .ready = member_person_ready,
					     .erase = member_person_erase };

static const struct route_table *const tables[] = {
	&member_page_routes,  &member_edit_routes,   &member_move_routes,
	&member_own_routes,   &member_list_routes,   &member_export_routes,
	&member_stat_routes,  &member_flow_routes,   &member_due_routes,
	&member_split_routes, &member_import_routes, &member_sheet_routes,
};

const struct feature member_feature = {
	.name = "member",
	.tables = tables,
	.n_tables = (int)N_ELEMENTS(tables),
	.menu = menu,
	.n_menu = (int)N_ELEMENTS(menu),
	.panels = panels,
	.n_panels = (int)N_ELEMENTS(panels),
	.commands = member_stat_commands,
	.n_commands = MEMBER_N_STAT_COMMANDS,
	.command_table = &member_check_commands,
	.more_commands = &member_import_commands,
	.jobs = jobs,
	.n_jobs = (int)N_ELEMENTS(jobs),
	.reorg = &member_reorg,
	.privacy = &privacy,
	.org_columns = member_org_columns,
	.n_org_columns = MEMBER_N_ORG_COLUMNS,
	.searches = searches,
	.n_searches = (int)N_ELEMENTS(searches),
};
