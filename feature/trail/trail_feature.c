/* The trail: the table of contents. */
#include "trail/trail.h"

#include "audit/audit_trail.h"
#include "trail/trail_priv.h"

enum { SIGN_MINUTES = 5 };

static struct err *sign_run(struct cx *cx, const struct job *j UNUSED)
{
	return trail_sign(cx);
}

static const struct job_kind jobs[] = {
	{ .name = TRAIL_SIGN_JOB,
	  .title = N_("Sign the trail of events"),
	  .run = sign_run,
	  .every_minutes = SIGN_MINUTES,
	  .most_attempts = 1 },
};

const struct feature trail_feature = {
	.name = "trail",
	.command_table = &trail_commands,
	.more_commands = &witness_commands,
	.jobs = jobs,
	.n_jobs = (int)N_ELEMENTS(jobs),
};
