/* The table of contents of this feature. */
#include "work/work.h"

#include "work/work_notice.h"
#include "work/work_page.h"
#include "work/work_period_act.h"
#include "work/work_person.h"
#include "work/work_reorg.h"

static const struct feature_menu menu[] = {
	{ .key = "overview",
	  .title = N_("Overview"),
	  .href = "/overview",
	  .perm = PERM_OVERVIEW_VIEW,
	  .order = 10 },
	{ .key = "mine",
	  .title = N_("My work"),
	  .href = "/mine",
	  .perm = PERM_WORK_VIEW,
	  .order = 15,
	  .few = true },
	{ .key = "work",
	  .title = N_("Programmes, tasks"),
	  .href = "/programmes",
	  .perm = PERM_WORK_VIEW,
	  .order = 20,
	  .few = true },
	{ .key = "document",
	  .title = N_("Documents"),
	  .href = "/documents",
	  .perm = PERM_WORK_VIEW,
	  .order = 30,
	  .few = true },
};

static const struct feature_panel panels[] = {
	{ .where = "org", .show = work_org_panel },
	{ .where = "account", .show = work_account_panel },
	{ .where = "handover", .show = work_leave_panel },
};

static const struct feature_search searches[] = {
	{ .title = N_("Tasks"),
	  .order = 30,
	  .perm = PERM_WORK_VIEW,
	  .most = 30,
	  .reads_much = work_search_is_much,
	  .find = work_search_tasks },
	{ .title = N_("Documents"),
	  .order = 40,
	  .perm = PERM_WORK_VIEW,
	  .find = work_search_documents },
};

/* Pages stand in several files; their tables are gathered by pointer, since
 * only the linker knows their sizes. */
static const struct route_table *const tables[] = {
	&work_overview_routes,	&work_programme_routes, &work_list_routes,
	&work_shape_routes,	&work_bulk_routes,	&work_task_routes,
	&work_mine_routes,	&work_import_routes,	&work_document_routes,
	&work_adjust_routes,	&work_period_routes,	&work_talk_routes,
	&work_share_routes,	&work_carry_routes,	&work_close_routes,
	&work_source_routes,	&work_notice_routes,	&work_choice_routes,
	&work_report_routes,	&work_effect_routes,	&work_sheet_routes,
	&work_split_routes,	&work_baseline_routes,	&work_feed_routes,
	&work_milestone_routes,
};

static struct err *periods_run(struct cx *cx, const struct job *j)
{
	(void)j;
	return work_periods_make(cx, NULL);
}

static const struct job_kind jobs[] = {
	{ .name = "work.periods",
	  .title = N_("Periods of recurring tasks"),
	  .run = periods_run,
	  .every_minutes = 30 },
	{ .name = "work.notice",
	  .title = N_("Reminders, digests and news about tasks"),
	  .run = work_notice_run,
	  .every_minutes = 5 },
	{ .name = "work.notice.sweep",
	  .title = N_("Remove notices older than 400 days"),
	  .run = work_notice_sweep,
	  .removes = true,
	  .every_minutes = 24 * 60 },
};

const struct feature work_feature = {
	.name = "work",
	.tables = tables,
	.n_tables = (int)N_ELEMENTS(tables),
	.command_table = &work_commands,
	.jobs = jobs,
	.n_jobs = (int)N_ELEMENTS(jobs),
	.menu = menu,
	.n_menu = (int)N_ELEMENTS(menu),
	.searches = searches,
	.n_searches = (int)N_ELEMENTS(searches),
	.panels = panels,
	.n_panels = (int)N_ELEMENTS(panels),
	.reorg = &work_reorg,
	.hand_over = work_hand_over,
	.privacy = &work_privacy,
};
