/* The trail: the table of contents. */
#include "trail/trail.h"

#include "audit/audit_trail.h"
#include "trail/trail_page_priv.h"
#include "trail/trail_priv.h"
#include "trail/trail_witness.h"

enum { SIGN_MINUTES = 5, DAY_MINUTES = 24 * 60 };

/* A witness that is away doesn't keep the trail from being signed. */
static struct err *sign_run(struct cx *cx, const struct job *j UNUSED)
{
	struct err *err = trail_sign(cx);

	return err ? err : trail_witness_ask(cx);
}

static struct err *thin_run(struct cx *cx, const struct job *j UNUSED)
{
	int64_t dropped;

	return trail_thin(cx, &dropped);
}

static const struct job_kind jobs[] = {
	{ .name = TRAIL_SIGN_JOB,
	  .title = N_("Sign the trail of events"),
	  .run = sign_run,
	  .every_minutes = SIGN_MINUTES,
	  .most_attempts = 1 },
	{ .name = "trail.thin",
	  .title = N_("Thin out old checkpoints of the trail"),
	  .run = thin_run,
	  .every_minutes = DAY_MINUTES,
	  .most_attempts = 1 },
};

static bool menu_shown(struct cx *cx)
{
	return trail_may(cx);
}

static const struct feature_menu menu[] = {
	{ .key = "trail",
	  .title = N_("Trail"),
	  .href = "/trail",
	  .perm = PERM_TRAIL_VIEW,
	  .order = 90,
	  .shown = menu_shown },
};

static const struct route_table *const tables[] = {
	&trail_list_routes,
	&trail_event_routes,
};

const struct feature trail_feature = {
	.name = "trail",
	.tables = tables,
	.n_tables = (int)N_ELEMENTS(tables),
	.command_table = &trail_commands,
	.more_commands = &witness_commands,
	.jobs = jobs,
	.n_jobs = (int)N_ELEMENTS(jobs),
	.menu = menu,
	.n_menu = (int)N_ELEMENTS(menu),
};
