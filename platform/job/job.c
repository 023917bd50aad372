/*
 * The queue: a job is leased in one short transaction, runs outside of it,
 * and its end is written in another. A process that dies in between leaves a
 * lease that runs out; so a job may run twice and must bear it.
 */
#include "job/job_priv.h"

#include "db/db.h"
#include "job/job_query.h"

static const char every[] = "every";

static struct err *ask_act(struct cx *cx, void *arg)
{
	return job_insert(cx->db, arg, NULL);
}

struct err *job_ask(struct cx *cx, const char *kind, struct str arg,
		    struct str once, int64_t not_before)
{
	struct job_insert_in in = {
		.kind = str_c(kind),
		.arg = arg.p ? arg : STR(""),
		.once = once,
		.not_before = MAX(not_before, cx->now),
		.now = cx->now,
	};

	return db_tx(cx, ask_act, &in);
}

int64_t job_back_off(int attempt)
{
	int64_t ms = JOB_BACK_OFF_MS;

	for (int i = 1; i < attempt && ms < JOB_BACK_OFF_MOST_MS; i++)
		ms *= 2;
	return MIN(ms, JOB_BACK_OFF_MOST_MS);
}

bool job_clock_odd(int64_t then, int64_t now, int64_t passed)
{
	int64_t jump = now - then - passed;

	return jump > JOB_DAY_MS || jump < -JOB_DAY_MS;
}

/* ---- lease ------------------------------------------------------------- */
struct leasing {
	const struct job_kind *kind;
	struct job job;
	bool found;
};

static int attempts_most(const struct job_kind *k)
{
	return k->most_attempts > 0 ? k->most_attempts : JOB_ATTEMPTS;
}

static struct err *lease_act(struct cx *cx, void *arg)
{
	struct leasing *l = arg;
	struct job_next_in in = { .kind = str_c(l->kind->name),
				  .now = cx->now,
				  .beyond = cx->now + 2 * JOB_LEASE_MS };
	struct job_lease_in lease = { .until = cx->now + JOB_LEASE_MS };
	struct job_next_row row;
	int64_t changed = 0;
	struct err *e = job_next(cx->db, &in, &row, &l->found);

	if (e || !l->found)
		return e;
	lease.id = row.id;
	lease.attempt = row.attempt;
	e = job_lease(cx->db, &lease, &changed);
	l->found = changed == 1;
	l->job = (struct job){
		.id = row.id,
		.kind = in.kind,
		.arg = row.arg,
		.attempt = (int)row.attempt + 1,
	};
	return e;
}

/* ---- end ----------------------------------------------------------------- */
struct ending {
	const struct job_kind *kind;
	const struct job *job;
	const struct err *why; /* NULL: it went well */
};

static bool comes_again(const struct job_kind *k)
{
	return k->nightly || k->every_minutes > 0;
}

/* When it is to run again after it ran now. */
static int64_t next_of(const struct job_kind *k, int64_t now)
{
	int64_t night = day_begin(day_of_instant(now)) + JOB_NIGHT_MS;

	if (!k->nightly)
		return now + (int64_t)k->every_minutes * 60 * 1000;
	return night > now ? night : night + JOB_DAY_MS;
}

static struct err *plan_next(struct cx *cx, const struct job_kind *k)
{
	if (!comes_again(k))
		return NULL;
	return job_ask(cx, k->name, STR_NULL, str_c(every),
		       next_of(k, cx->now));
}

/* A clock that was ahead has put the next run far away: it is due. */
static struct err *far_act(struct cx *cx, void *arg)
{
	return job_far_fetch(cx->db, arg, NULL);
}

static struct err *far_fetch(struct cx *cx, const struct job_kind *k)
{
	struct job_far_in in = { .kind = str_c(k->name), .once = str_c(every) };
	struct job_far_fetch_in fetch = { .now = cx->now };
	struct job_far_row row;
	bool found = false;
	struct err *e;

	if (!comes_again(k))
		return NULL;
	in.latest = MAX(next_of(k, cx->now), cx->now + JOB_BACK_OFF_MOST_MS);
	e = job_far(cx->db, &in, &row, &found);
	fetch.id = row.id;
	return e || !found ? e : db_tx(cx, far_act, &fetch);
}

static struct err *end_write(struct cx *cx, const struct ending *end,
			     struct str error)
{
	const struct job *j = end->job;

	if (!end->why)
		return job_done(cx->db,
				&(struct job_done_in){ .id = j->id,
						       .attempt = j->attempt },
				NULL);
	if (j->attempt >= attempts_most(end->kind))
		return job_give_up(cx->db,
				   &(struct job_give_up_in){ .id = j->id,
							     .attempt =
								     j->attempt,
							     .at = cx->now,
							     .error = error },
				   NULL);
	return job_retry(cx->db,
			 &(struct job_retry_in){ .id = j->id,
						 .attempt = j->attempt,
						 .at = cx->now +
						       job_back_off(j->attempt),
						 .error = error },
			 NULL);
}

static struct err *end_act(struct cx *cx, void *arg)
{
	const struct ending *end = arg;
	bool over = !end->why || end->job->attempt >= attempts_most(end->kind);
	struct str error = STR_NULL;
	struct err *e;

	if (end->why)
		error = str_fmt(cx->arena, "%s (%.*s)", end->why->msgid,
				STR_ARG(end->why->detail));
	e = end_write(cx, end, error);
	if (!e)
		e = job_kind_note(cx->db,
				  &(struct job_kind_note_in){
					  .kind = str_c(end->kind->name),
					  .run_at = cx->now,
					  .ok_at = end->why ? DB_NULL : cx->now,
					  .error = error },
				  NULL);
	if (!e && over)
		e = plan_next(cx, end->kind);
	return e;
}

/* A job that died with its process too often is not tried again. */
static struct err *job_run_one(struct cx *cx, const struct leasing *l)
{
	struct ending end = { .kind = l->kind, .job = &l->job };

	if (l->job.attempt > attempts_most(l->kind))
		end.why = err_new(cx->arena, ERR_INTERNAL,
				  N_("The job was broken off too often."));
	else
		end.why = l->kind->run(cx, &l->job);
	return db_tx(cx, end_act, &end);
}

struct err *job_round(struct cx *cx, const struct job_set *set, int *ret_ran)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct leasing l;
	struct err *e = NULL;
	int ran = 0;

	for (int i = 0; !e && i < set->n; i++) {
		if (set->odd_clock && set->kind[i]->removes)
			continue;
		e = far_fetch(cx, set->kind[i]);
		l = (struct leasing){ .kind = set->kind[i], .found = true };
		while (!e && l.found && !(set->stop && *set->stop)) {
			e = db_tx(cx, lease_act, &l);
			if (e || !l.found)
				break;
			e = job_run_one(cx, &l);
			if (!e) /* memory is a job's, not a round's */
				arena_rewind(cx->arena, mark);
			ran++;
		}
	}
	*ret_ran = ran;
	return e;
}

struct err *job_due(struct cx *cx, int64_t *ret_due)
{
	struct job_due_first_row row;
	bool found;
	struct err *e = job_due_first(cx->db, &row, &found);

	*ret_due = !e && found ? row.at : JOB_NEVER;
	return e;
}

struct err *job_plan(struct cx *cx, const struct job_set *set)
{
	struct err *e = NULL;

	for (int i = 0; !e && i < set->n; i++)
		if (comes_again(set->kind[i]))
			e = job_ask(cx, set->kind[i]->name, STR_NULL,
				    str_c(every), 0);
	return e;
}

struct err *job_run_due(struct cx *cx, const struct job_kind *const *kinds,
			int n_kinds, int *ret_ran)
{
	struct job_set set = { .kind = kinds, .n = n_kinds };
	int ran = 0;
	struct err *e = job_round(cx, &set, &ran);

	if (ret_ran)
		*ret_ran = ran;
	return e;
}

struct err *job_last(struct cx *cx, const char *kind, struct job_last *ret_last,
		     bool *ret_found)
{
	struct job_kind_last_row row;
	struct err *e =
		job_kind_last(cx->db,
			      &(struct job_kind_last_in){ .kind = str_c(kind) },
			      &row, ret_found);

	if (!e && *ret_found)
		*ret_last = (struct job_last){ .run_at = row.last_run_at,
					       .ok_at = row.last_ok_at,
					       .error = row.last_error };
	return e;
}
