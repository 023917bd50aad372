/* Reports between committees: the table of contents. */
#include "federation/federation.h"

#include <pthread.h>

#include "db/db.h"
#include "federation/federation_act.h"
#include "federation/federation_priv.h"
#include "federation/federation_query.h"

/* ---- whether the menu has it -------------------------------------------------- */

/* Every page asks; kept until the next commit. Realms of one remainder take
 * turns. */
enum { KNOWN = 64, MINUTES = 60 };
static struct known {
	uint64_t generation;
	bool used;
} known[KNOWN];
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;

bool fed_is_used(struct cx *cx)
{
	struct known *k = &known[store_serial(cx->store) % KNOWN], is;
	/* read before the row: a commit between makes it stale at once */
	uint64_t generation = db_generation(cx->db);
	struct fed_peer_any_row row;
	bool found = false;

	pthread_mutex_lock(&known_lock);
	is = *k;
	pthread_mutex_unlock(&known_lock);
	if (!cx->actor.org_is_root)
		return false;
	if (is.generation == generation)
		return is.used;
	if (fed_peer_any(cx->db, &row, &found))
		return false; /* a page is worth more than its menu */
	pthread_mutex_lock(&known_lock);
	*k = (struct known){ generation, found };
	pthread_mutex_unlock(&known_lock);
	return found;
}

/* ---- tables ---------------------------------------------------------------------- */

static struct err *make_run(struct cx *cx, const struct job *j UNUSED)
{
	return fed_make_ended(cx);
}

static struct err *send_run(struct cx *cx, const struct job *j UNUSED)
{
	int64_t next;
	struct err *err = fed_send(cx, &next);

	if (err || next == DB_NULL)
		return err;
	return job_ask(cx, FED_SEND_JOB, STR_NULL, STR("again"), next);
}

static const struct job_kind jobs[] = {
	{ .name = "federation.make",
	  .title = N_("Reports of the month that ended"),
	  .run = make_run,
	  .every_minutes = MINUTES },
	{ .name = FED_SEND_JOB,
	  .title = N_("Send reports to the committee above"),
	  .run = send_run,
	  .every_minutes = MINUTES },
};

static const struct feature_menu menu[] = {
	{ .key = "federation",
	  .title = N_("Reports between levels"),
	  .href = "/federation",
	  .perm = PERM_OVERVIEW_VIEW,
	  .order = 45,
	  .shown = fed_is_used },
};

static const struct route_table *const tables[] = { &federation_routes };

const struct feature federation_feature = {
	.name = "federation",
	.tables = tables,
	.n_tables = (int)N_ELEMENTS(tables),
	.command_table = &federation_commands,
	.jobs = jobs,
	.n_jobs = (int)N_ELEMENTS(jobs),
	.menu = menu,
	.n_menu = (int)N_ELEMENTS(menu),
};
