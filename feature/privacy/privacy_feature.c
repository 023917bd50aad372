/* Personal data: the table of contents. */
#include "privacy/privacy_priv.h"

#include "base/perm.h"
#include "db/db.h"
#include "privacy/privacy_panel_priv.h"
#include "view/person.h"

enum { MINUTES = 60 };

static bool is_officer(struct cx *cx)
{
	return cx->actor.org_is_root;
}

static const struct feature_menu menu[] = {
	{ .key = "privacy",
	  .title = N_("Personal data"),
	  .href = "/privacy",
	  .perm = PERM_DATA_PROTECT,
	  .order = 47,
	  .shown = is_officer },
};

static const struct feature_panel panels[] = {
	{ .where = "record", .show = privacy_own_panel },
	{ .where = "account", .show = privacy_own_panel },
	{ .where = "member", .show = privacy_member_panel },
};

static struct err *remind_run(struct cx *cx, const struct job *j UNUSED)
{
	return privacy_remind(cx);
}

static struct err *due_run(struct cx *cx, const struct job *j UNUSED)
{
	int64_t found;

	return privacy_due_find(cx, &found);
}

/* The list first: it is what a restored backup is told. */
static struct err *scrub_run(struct cx *cx, const struct job *j UNUSED)
{
	struct err *err = privacy_file_ledger(cx);

	return err ? err : store_scrub(cx);
}

/* … and a database that was put back by hand forgets again. */
static struct err *ledger_run(struct cx *cx, const struct job *j UNUSED)
{
	bool known;
	int64_t n;
	struct err *err = privacy_replay(cx, STR_NULL, &known, &n);

	return err ? err : privacy_file_ledger(cx);
}

static const struct job_kind jobs[] = {
	{ .name = "privacy.remind",
	  .title = N_("Reminders of requests and breaches"),
	  .run = remind_run,
	  .every_minutes = MINUTES },
	{ .name = "privacy.due",
	  .title = N_("List records whose time is over"),
	  .run = due_run,
	  .nightly = true,
	  .removes = true },
	{ .name = PRIVACY_SCRUB_JOB,
	  .title = N_("Leave nothing of what was erased in the files"),
	  .run = scrub_run },
	{ .name = "privacy.ledger",
	  .title = N_("Bring the list of the erased up to date"),
	  .run = ledger_run,
	  .every_minutes = MINUTES },
};

static const struct privacy_hook privacy = { .tell = privacy_person_tell,
					     .erase = privacy_person_erase };

static const struct route_table *const tables[] = {
	&privacy_own_routes,	&privacy_request_routes,
	&privacy_breach_routes, &privacy_record_routes,
	&privacy_member_routes, &privacy_candidate_routes,
};

const struct feature privacy_feature = {
	.name = "privacy",
	.tables = tables,
	.n_tables = (int)N_ELEMENTS(tables),
	.command_table = &privacy_commands,
	.jobs = jobs,
	.n_jobs = (int)N_ELEMENTS(jobs),
	.menu = menu,
	.n_menu = (int)N_ELEMENTS(menu),
	.panels = panels,
	.n_panels = (int)N_ELEMENTS(panels),
	.privacy = &privacy,
};
