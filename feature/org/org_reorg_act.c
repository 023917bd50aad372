/*
 * A decision is previewed, approved, takes effect on its day, is taken back.
 * The day comes by itself: org_settle() stands before whatever is read or done
 * on a day, so nobody ever sees the day without it.
 */
#include "org/org_reorg_run.h"

#include <pthread.h>
#include <string.h>

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_reorg_query.h"
#include "profile/profile.h"
#include "view/feature.h"

enum { SLOTS = 16 };

static struct err *event_put(struct cx *cx, const char *kind,
			     const struct org_decision *d, struct str reason,
			     int64_t *ret_event)
{
	struct buf after = audit_obj(cx);

	audit_str(&after, "number", d->is.number);
	audit_str(&after, "title", d->is.title);
	audit_day(cx, &after, "effective_on", d->is.effective_on);
	return audit_write(cx,
			   &(struct audit_event){ .kind = kind,
						  .subject_kind = "decision",
						  .subject = d->id,
						  .after = audit_end(&after),
						  .reason = reason },
			   ret_event);
}

static struct err *found_or(struct cx *cx, int64_t id, struct org_decision *d)
{
	bool found;
	struct err *err = decision_find(cx, id, d, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such decision."));
	return err;
}

/* ---- effect ----------------------------------------------------------------------- */

/* Nothing undecided, nothing in the way. */
static struct err *open_points(struct cx *cx, const struct reorg *r)
{
	if (r->blocks.n)
		return err_new(cx->arena, ERR_CONFLICT, N_("{0}"),
			       r->blocks.p[0]);
	for (ptrdiff_t i = 0; i < r->asks.n; i++)
		if (!r->asks.p[i].answer.p)
			return err_new(cx->arena, ERR_CONFLICT,
				       N_("This is still undecided: {0}"),
				       r->asks.p[i].text);
	return NULL;
}

/* The act's second event; a form's key names only the first. */
static struct err *apply(struct cx *cx, const struct org_decision *d)
{
	struct reorg_run run = { .decision = d };
	struct cx own = *cx;
	struct err *err;

	own.key = STR_NULL;
	err = event_put(&own, "org.reorganise", d, STR_NULL, &run.r.event);
	if (!err && !d->n_steps)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("The decision has no step: say what it "
				 "changes."));
	if (!err)
		err = reorg_run(&own, &run);
	if (!err)
		err = open_points(cx, &run.r);
	if (!err)
		err = reorg_decision_applied(
			cx->db, &(struct reorg_decision_applied_in){
					.id = d->id,
					.at = cx->now,
					.event = run.r.event });
	return err;
}

/* ---- preview ----------------------------------------------------------------------- */

struct previewing {
	const struct org_decision *d;
	struct reorg_preview *out;
	bool done; /* it got to its end, where it is taken back */
};

/* Ends with an error in any case, so that nothing of it is kept. */
static struct err *preview_tx(struct cx *cx, void *arg)
{
	struct previewing *io = arg;
	struct reorg_run run = { .decision = io->d,
				 .preview = io->out,
				 .r = { .trial = true } };
	struct reorg_units_on_row units;
	struct org root;
	bool found = false;
	struct err *err;

	*io->out = (struct reorg_preview){ 0 };
	io->done = false;
	err = org_get_root(cx, &root, &found);
	io->out->whole_before.org = io->out->whole_after.org = root.id;
	io->out->whole_before.name = io->out->whole_after.name = root.name;
	if (!err)
		err = reorg_count(cx, root.id, io->d->is.effective_on,
				  &io->out->whole_before.figures);
	if (!err)
		err = event_put(cx, "org.reorganise", io->d, STR_NULL,
				&run.r.event);
	if (!err)
		err = reorg_run(cx, &run);
	io->out->run = run.r;
	if (!err)
		err = reorg_count(cx, root.id, io->d->is.effective_on,
				  &io->out->whole_after.figures);
	if (!err)
		err = reorg_units_on(cx->db,
				     &(struct reorg_units_on_in){
					     .org = root.id, .day = run.r.on },
				     &units, &found);
	if (err)
		return err;
	io->out->units_after = units.n;
	io->done = true;
	return err_new(cx->arena, ERR_CONFLICT, N_("A preview isn't kept."));
}

struct err *decision_preview(struct cx *cx, const struct org_decision *d,
			     struct reorg_preview *ret_preview)
{
	struct previewing io = { .d = d, .out = ret_preview };
	struct cx own = *cx;
	struct err *err;

	assert(!cx->in_tx); /* what is tried must be taken back */
	own.key = STR_NULL;
	err = db_tx_large(&own, preview_tx, &io);
	assert(err);
	if (io.done)
		return NULL;
	if (err->code != ERR_CONFLICT && err->code != ERR_INVALID &&
	    err->code != ERR_NOT_FOUND && err->code != ERR_LIMIT)
		return err;
	ret_preview->fault = err;
	return NULL;
}

/* ---- approval ------------------------------------------------------------------------- */

struct approving {
	int64_t id, rev;
	struct str why;
};

static struct err *approve_tx(struct cx *cx, void *arg)
{
	const struct approving *io = arg;
	struct org_decision d;
	int64_t seen_id;
	bool seen;
	struct err *err = audit_seen(cx, "decision.approve", &seen, &seen_id);

	if (err || seen)
		return err;
	err = found_or(cx, io->id, &d);
	if (!err && d.state != DECISION_DRAFT)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("The decision isn't a draft any more."));
	if (!err && d.rev != io->rev)
		err = err_new(
			cx->arena, ERR_CONFLICT,
			N_("Somebody changed the decision meanwhile; look "
			   "at it again."));
	if (!err)
		err = decision_ready(cx->arena, &d.is, cx->today);
	if (!err)
		err = event_put(cx, "decision.approve", &d, STR_NULL, NULL);
	if (!err)
		err = reorg_decision_approve(
			cx->db, &(struct reorg_decision_approve_in){
					.id = d.id,
					.at = cx->now,
					.by = cx->actor.id });
	if (!err && d.is.effective_on <= cx->today)
		err = apply(cx, &d);
	return err;
}

/* One whose day lies ahead is tried first: it must be complete today. */
static struct err *ahead_check(struct cx *cx, int64_t id)
{
	struct org_decision d;
	struct reorg_preview preview;
	struct err *err = found_or(cx, id, &d);

	if (err || d.state != DECISION_DRAFT || d.is.effective_on <= cx->today)
		return err;
	err = decision_preview(cx, &d, &preview);
	if (!err)
		err = preview.fault;
	if (!err && !d.n_steps)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("The decision has no step: say what it "
				 "changes."));
	return err ? err : open_points(cx, &preview.run);
}

struct err *decision_approve(struct cx *cx, int64_t id, int64_t rev)
{
	struct approving io = { .id = id, .rev = rev };
	struct err *err = ahead_check(cx, id);

	return err ? err : db_tx_large(cx, approve_tx, &io);
}

static struct err *reopen(struct cx *cx, const struct org_decision *d,
			  struct str why)
{
	struct err *err = event_put(cx, "decision.reopen", d, why, NULL);

	return err ? err
		   : reorg_decision_reopen(cx->db,
					   &(struct reorg_decision_reopen_in){
						   .id = d->id, .why = why });
}

static struct err *reopen_tx(struct cx *cx, void *arg)
{
	const struct approving *io = arg;
	struct org_decision d;
	int64_t seen_id;
	bool seen;
	struct err *err = audit_seen(cx, "decision.reopen", &seen, &seen_id);

	if (err || seen)
		return err;
	err = found_or(cx, io->id, &d);
	if (!err && d.state != DECISION_WAITING)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("Only an approved decision that waits for its "
				 "day goes back to a draft."));
	return err ? err : reopen(cx, &d, io->why);
}

struct err *decision_reopen(struct cx *cx, int64_t id)
{
	struct approving io = { .id = id };

	return db_tx(cx, reopen_tx, &io);
}

/* ---- its day ----------------------------------------------------------------------------- */

static struct err *settle_tx(struct cx *cx, void *arg)
{
	struct approving *io = arg;
	struct org_decision d;
	struct err *err = found_or(cx, io->id, &d);

	/* another process may have been faster */
	if (err || d.state != DECISION_WAITING)
		return err;
	io->rev = d.rev;
	return apply(cx, &d);
}

/* … or found that it can't be, and somebody has mended it by now. */
static struct err *late_tx(struct cx *cx, void *arg)
{
	const struct approving *io = arg;
	struct org_decision d;
	struct err *err = found_or(cx, io->id, &d);

	if (err || d.state != DECISION_WAITING || d.rev != io->rev)
		return err;
	return reopen(cx, &d, io->why);
}

/* What can't take effect is a draft again, with the reason: the day goes on. */
static struct err *settle_one(struct cx *cx, int64_t id)
{
	struct approving io = { .id = id };
	struct err *err = db_tx_large(cx, settle_tx, &io);

	if (!err || (err->code != ERR_CONFLICT && err->code != ERR_INVALID &&
		     err->code != ERR_NOT_FOUND && err->code != ERR_LIMIT))
		return err;
	io.why = tr_err(cx->arena, cx->profile->lang, err);
	return db_tx(cx, late_tx, &io);
}

/* The next day on which something waits, as of a commit. */
static struct {
	uint64_t serial, generation;
	day_t next;
} known[SLOTS];
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;

static bool next_take(const struct cx *cx, uint64_t generation, day_t *ret_next)
{
	uint64_t serial = store_serial(cx->store);
	bool good;

	pthread_mutex_lock(&known_lock);
	good = known[serial % SLOTS].serial == serial &&
	       known[serial % SLOTS].generation == generation;
	*ret_next = known[serial % SLOTS].next;
	pthread_mutex_unlock(&known_lock);
	return good;
}

static void next_put(const struct cx *cx, uint64_t generation, day_t next)
{
	uint64_t serial = store_serial(cx->store);

	pthread_mutex_lock(&known_lock);
	known[serial % SLOTS].serial = serial;
	known[serial % SLOTS].generation = generation;
	known[serial % SLOTS].next = next;
	pthread_mutex_unlock(&known_lock);
}

static struct err *next_find(struct cx *cx, day_t *ret_next)
{
	uint64_t generation = db_generation(cx->db);
	struct reorg_decision_next_row row;
	bool found;
	struct err *err;

	if (next_take(cx, generation, ret_next))
		return NULL;
	err = reorg_decision_next(cx->db, &row, &found);
	if (err)
		return err;
	*ret_next = found ? row.effective_on : DAY_NONE;
	next_put(cx, generation, *ret_next);
	return NULL;
}

struct err *org_settle(struct cx *cx)
{
	struct cx own = *cx;
	day_t next;
	bool found = true;
	struct err *err = next_find(cx, &next);

	if (err || next == DAY_NONE || next > cx->today)
		return err;
	own.actor = (struct actor){ .id = ACTOR_SYSTEM };
	own.on_behalf = 0;
	own.key = STR_NULL;
	while (!err && found) {
		struct reorg_decision_due_row row;

		err = reorg_decision_due(cx->db,
					 &(struct reorg_decision_due_in){
						 .today = cx->today },
					 &row, &found);
		if (!err && found)
			err = settle_one(&own, row.id);
	}
	return err;
}

/* ---- taking it back -------------------------------------------------------------------------- */

static struct err *upon_find(struct cx *cx, const struct reorg_undo *u,
			     const struct org_touched *touched,
			     struct str *ret_why)
{
	struct err *err = NULL;
	int n;
	const struct feature *const *list = features_get(&n);

	*ret_why = STR_NULL;
	for (ptrdiff_t i = 0; !err && !ret_why->p && i < touched->n; i++) {
		struct reorg_decision_upon_row later;
		struct reorg_rows_upon_row row;
		bool found;

		err = reorg_decision_upon(cx->db,
					  &(struct reorg_decision_upon_in){
						  .org = touched->p[i],
						  .event = u->event },
					  &later, &found);
		if (!err && found) {
			*ret_why = tr_fmt(cx->arena, cx->lang,
					  N_("The decision {0} took effect "
					     "later on the same "
					     "organisations."),
					  later.number);
			continue;
		}
		if (!err)
			err = reorg_rows_upon(cx->db,
					      &(struct reorg_rows_upon_in){
						      .org = touched->p[i],
						      .event = u->event },
					      &row, &found);
		if (!err && found)
			*ret_why = tr(cx->lang,
				      N_("One of its organisations was changed "
					 "later."));
	}
	for (int i = 0; !err && !ret_why->p && i < n; i++)
		if (list[i]->reorg && list[i]->reorg->upon)
			err = list[i]->reorg->upon(cx, u, ret_why);
	return err;
}

/* Whose later changes stand in the way: also those that the steps only name,
 * since people came from them. */
static void named_touch(struct cx *cx, const struct org_decision *d,
			struct org_touched *t)
{
	for (ptrdiff_t i = 0; i < d->n_steps; i++) {
		const struct org_step *s = &d->step[i];

		if (s->org > 0)
			org_touch(cx, t, s->org);
		if (s->heir > 0)
			org_touch(cx, t, s->heir);
		for (ptrdiff_t k = 0; k < s->n_sources; k++)
			if (s->source[k] > 0)
				org_touch(cx, t, s->source[k]);
	}
}

/* A code that it freed may be somebody's by now. */
static struct err *codes_check(struct cx *cx, const struct reorg_undo *u)
{
	struct reorg_undo_code_taken_row row;
	bool found;
	struct err *err = reorg_undo_code_taken(
		cx->db, &(struct reorg_undo_code_taken_in){ u->event }, &row,
		&found);

	if (err || !found)
		return err;
	if (row.number.n)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The code {0}, which “{1}” had, was given to "
				  "“{2}” by the decision {3}: take that "
				  "decision back first."),
			       row.code, row.was, row.holder, row.number);
	return err_new(cx->arena, ERR_CONFLICT,
		       N_("The code {0}, which “{1}” had, was given to “{2}”: "
			  "let a decision move “{2}” with another code "
			  "first."),
		       row.code, row.was, row.holder);
}

static struct err *rows_undo(struct cx *cx, const struct reorg_undo *u)
{
	struct err *err = org_dated_undo(cx, u->event, u->undo);

	if (!err)
		err = reorg_undo_lineage(cx->db,
					 &(struct reorg_undo_lineage_in){
						 .event = u->event,
						 .undo = u->undo },
					 NULL);
	return err;
}

static struct err *hooks_undo(struct cx *cx, const struct reorg_undo *u)
{
	struct err *err = NULL;
	int n;
	const struct feature *const *list = features_get(&n);

	for (int i = n - 1; !err && i >= 0; i--)
		if (list[i]->reorg && list[i]->reorg->undo)
			err = list[i]->reorg->undo(cx, u);
	return err;
}

static struct err *undo_all(struct cx *cx, const struct reorg_undo *u,
			    const struct reorg_undo_touched_rows *touched)
{
	struct org_dating dating = { .event = u->undo, .on = u->on };
	struct reorg_undo_named_rows named;
	struct err *err = reorg_undo_named(
		cx->db, &(struct reorg_undo_named_in){ .event = u->event },
		&named);

	for (ptrdiff_t i = 0; !err && i < named.n; i++)
		org_touch(cx, &dating.named, named.p[i].org);
	if (!err)
		err = hooks_undo(cx, u);

	for (ptrdiff_t i = 0; i < touched->n; i++) {
		org_touch(cx, &dating.touched, touched->p[i].org);
		org_touch(cx, &dating.moved, touched->p[i].org);
	}
	if (!err)
		err = rows_undo(cx, u);
	if (!err)
		err = org_dated_reach(cx, &dating);
	if (!err)
		err = org_dated_check(cx, &dating);
	if (!err)
		err = org_dated_view(cx, &dating);
	return err ? err : reorg_behind(cx);
}

static struct err *undo_tx(struct cx *cx, void *arg)
{
	const struct approving *io = arg;
	struct reorg_undo_touched_rows touched;
	struct org_decision d;
	struct reorg_undo u;
	struct org_touched named = { 0 };
	struct str why;
	int64_t seen_id;
	bool seen;
	struct err *err = audit_seen(cx, "org.undo", &seen, &seen_id);

	if (err || seen)
		return err;
	err = found_or(cx, io->id, &d);
	if (!err && d.state != DECISION_DONE)
		err = err_new(
			cx->arena, ERR_CONFLICT,
			N_("The decision hasn't taken effect, so there is "
			   "nothing to take back."));
	if (err)
		return err;
	u = (struct reorg_undo){ .decision = d.id,
				 .event = d.event,
				 .on = d.is.effective_on };
	err = reorg_undo_touched(
		cx->db, &(struct reorg_undo_touched_in){ .event = d.event },
		&touched);
	for (ptrdiff_t i = 0; !err && i < touched.n; i++)
		org_touch(cx, &named, touched.p[i].org);
	named_touch(cx, &d, &named);
	if (!err)
		err = upon_find(cx, &u, &named, &why);
	if (!err && why.p)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("It can't be taken back any more: {0} A new "
				 "decision is needed."),
			      why);
	if (!err)
		err = codes_check(cx, &u);
	if (!err)
		err = event_put(cx, "org.undo", &d, io->why, &u.undo);
	if (!err)
		err = undo_all(cx, &u, &touched);
	if (!err)
		err = reorg_decision_undone(cx->db,
					    &(struct reorg_decision_undone_in){
						    .id = d.id,
						    .at = cx->now,
						    .by = cx->actor.id,
						    .event = u.undo,
						    .why = io->why });
	return err;
}

struct err *decision_undo(struct cx *cx, int64_t id, struct str why)
{
	struct approving io = { .id = id, .why = why };

	if (!why.n)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Say why it is taken back.")),
			      STR("why"));
	return db_tx_large(cx, undo_tx, &io);
}
