/* Fixing the baseline of a programme, comparing with it. */
#include "work/work_baseline_act.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_carry_priv.h"
#include "work/work_past.h"

/* ---- fixing it ------------------------------------------------------------------ */

struct set_io {
	int64_t programme;
	const struct work_baseline_ask *ask;
};

static struct err *set_check(struct cx *cx, const struct set_io *io)
{
	struct programme_by_id_row p;
	struct baseline_newest_row newest = { .day = DAY_NONE };
	struct baseline_first_row first;
	bool found;
	struct err *err = programme_by_id(
		cx->db, &(struct programme_by_id_in){ .id = io->programme }, &p,
		&found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such programme."));
	if (!err && p.closed_on != DAY_NONE)
		err = err_new(cx->arena, ERR_CONFLICT,
			      N_("The programme is closed; its tasks stay as "
				 "they are."));
	if (!err)
		err = baseline_newest(cx->db,
				      &(struct baseline_newest_in){
					      .programme = io->programme,
					      .as_at = cx->today },
				      &newest, &found);
	if (!err && !found)
		newest.day = DAY_NONE;
	if (!err)
		err = baseline_first(cx->db,
				     &(struct baseline_first_in){
					     .programme = io->programme },
				     &first, &found);
	return err ? err
		   : work_baseline_check(cx->arena, io->ask, cx->today,
					 first.day, newest.day);
}

static struct err *set_tx(struct cx *cx, void *arg)
{
	const struct set_io *io = arg;
	struct buf after = audit_obj(cx);
	struct str note = io->ask->note.n ? io->ask->note : STR("");
	int64_t id;
	bool seen;
	struct err *err = audit_seen(cx, "programme.baseline", &seen, &id);

	if (err || seen)
		return err;
	err = work_form_office(cx);
	if (!err)
		err = set_check(cx, io);
	if (!err)
		err = baseline_insert(cx->db,
				      &(struct baseline_insert_in){
					      .programme = io->programme,
					      .day = io->ask->day,
					      .note = note,
					      .on_day = cx->today,
					      .at = cx->now,
					      .actor = cx->actor.id,
					      .actor_name = cx->actor.name },
				      &id);
	if (err)
		return err;
	audit_day(cx, &after, "day", io->ask->day);
	return audit_write(cx,
			   &(struct audit_event){ .kind = "programme.baseline",
						  .subject_kind = "programme",
						  .subject = io->programme,
						  .after = audit_end(&after),
						  .reason = note },
			   NULL);
}

struct err *work_baseline_set(struct cx *cx, int64_t programme,
			      const struct work_baseline_ask *ask)
{
	return db_tx(cx, set_tx, &(struct set_io){ programme, ask });
}

/* ---- comparing -------------------------------------------------------------------- */

static struct work_planned was_of(const struct baseline_pairs_row *t)
{
	return (struct work_planned){ .issued = t->was_issued_on,
				      .withdrawn = t->was_withdrawn_on,
				      .due = t->was_due_on,
				      .deadline = t->was_deadline,
				      .work = t->was_work,
				      .product = t->was_product,
				      .lead = t->was_lead };
}

static struct work_planned is_of(const struct baseline_pairs_row *t)
{
	return (struct work_planned){ .issued = t->issued_on,
				      .withdrawn = t->withdrawn_on,
				      .due = t->due_on,
				      .deadline = t->deadline_text,
				      .work = t->work,
				      .product = t->product,
				      .lead = t->lead };
}

static void pair_add(struct cx *cx, const struct baseline_pairs_row *t,
		     struct work_drifts *d)
{
	struct work_planned was = was_of(t), is = is_of(t);
	unsigned drift = work_drift_of(&was, &is);
	bool planned = work_is_planned(&was);

	d->planned += planned;
	d->same += planned && !drift;
	for (int k = 0; k < N_DRIFT; k++)
		d->count[k] += drift >> k & 1;
	if (drift)
		*vec_push(cx->arena, d) = (struct work_drifted){ drift, t };
}

struct err *work_drifts_get(struct cx *cx, int64_t programme, day_t day,
			    struct work_drifts *ret_drifts)
{
	struct work_drifts d = { 0 };
	struct baseline_pairs_rows rows;
	struct err *err =
		baseline_pairs(cx->db,
			       &(struct baseline_pairs_in){
				       .programme = programme,
				       .day = day,
				       WORK_PAST_IN(BASELINE_PAIRS_WITH_PAST) },
			       &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		pair_add(cx, &rows.p[i], &d);
	if (!err)
		*ret_drifts = d;
	return err;
}
