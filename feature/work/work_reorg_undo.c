/*
 * Taking back what a decision about organisations did to tasks. Rows get back
 * what they said; an entry in each task's history keeps that, the ledger's
 * rows don't count from the day on, and nobody is told any more.
 */
#include "work/work_reorg_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_reorg_query.h"
#include "work/work_share.h"

/* ---- what was built upon it ---------------------------------------------- */

struct err *work_reorg_upon(struct cx *cx, const struct reorg_undo *u,
			    struct str *ret_why)
{
	struct moved_upon_row row;
	struct moved_upon_rest_row rest;
	struct moved_upon_ended_row ended;
	struct moved_upon_made_row made;
	bool found;
	struct err *err =
		moved_upon(cx->db, &(struct moved_upon_in){ u->event }, &row,
			   &found);

	if (!err && found)
		*ret_why = tr_fmt(cx->arena, cx->lang,
				  N_("The task “{0} {1}”, which it moved, was "
				     "changed later."),
				  row.number, row.work);
	if (err || found)
		return err;
	err = moved_upon_rest(cx->db, &(struct moved_upon_rest_in){ u->event },
			      &rest, &found);
	if (!err && found)
		*ret_why = tr(cx->lang,
			      N_("A share or a request that it moved was "
				 "changed later."));
	if (err || found)
		return err;
	err = moved_upon_ended(cx->db,
			       &(struct moved_upon_ended_in){ u->event },
			       &ended, &found);
	if (!err && found)
		*ret_why = tr(cx->lang,
			      N_("A task that it moved names an organisation "
				 "that ended later."));
	if (err || found)
		return err;
	err = moved_upon_made(cx->db, &(struct moved_upon_made_in){ u->event },
			      &made, &found);
	if (!err && found)
		*ret_why = tr(cx->lang,
			      N_("A task was given to an organisation that it "
				 "made."));
	return err;
}

/* ---- back ---------------------------------------------------------------- */

static struct err *notices_back(struct cx *cx, int64_t event)
{
	struct moved_acts_rows rows;
	struct err *err =
		moved_acts(cx->db, &(struct moved_acts_in){ event }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = moved_undo_notice(
			cx->db,
			&(struct moved_undo_notice_in){
				.task = rows.p[i].task,
				.mark = str_fmt(cx->arena, "%lld",
						(long long)rows.p[i].is_act) },
			NULL);
	return err;
}

static struct err *tasks_back(struct cx *cx, const struct reorg_undo *u,
			      struct str why)
{
	struct db *db = cx->db;
	struct err *err = notices_back(cx, u->event);

	if (!err)
		err = moved_undo_tasks(
			db, &(struct moved_undo_tasks_in){ u->event }, NULL);
	if (!err)
		err = moved_undo_acts(db,
				      &(struct moved_undo_acts_in){
					      .event = u->event,
					      .undo = u->undo,
					      .at = cx->now,
					      .day = cx->today,
					      .actor = cx->actor.id,
					      .name = cx->actor.name,
					      .body = why },
				      NULL);
	if (!err)
		err = moved_undo_ledger(db,
					&(struct moved_undo_ledger_in){
						.event = u->event,
						.day = cx->today },
					NULL);
	return err;
}

/* A share that is asked for again says so in a step of its own. */
static struct err *shares_back(struct cx *cx, const struct reorg_undo *u)
{
	struct moved_undo_share_list_rows rows;
	struct err *err = moved_undo_share_list(
		cx->db, &(struct moved_undo_share_list_in){ u->event }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = moved_share_step(
			cx->db,
			&(struct moved_share_step_in){
				.share = rows.p[i].ref,
				.task = rows.p[i].task,
				.act = rows.p[i].act,
				.kind = str_c(work_share_key(SHARE_ASK)),
				.day = cx->today,
				.name = cx->actor.name,
				.body = rows.p[i].work },
			NULL);
	if (!err)
		err = moved_undo_share_back(
			cx->db, &(struct moved_undo_share_back_in){ u->event },
			NULL);
	if (!err)
		err = moved_undo_share(
			cx->db, &(struct moved_undo_share_in){ u->event },
			NULL);
	return err;
}

static struct err *with_back(struct cx *cx, const struct reorg_undo *u)
{
	struct err *err = moved_undo_with_made(
		cx->db, &(struct moved_undo_with_made_in){ u->event }, NULL);

	if (!err)
		err = moved_undo_with(
			cx->db, &(struct moved_undo_with_in){ u->event }, NULL);
	if (!err)
		err = moved_undo_asked(
			cx->db, &(struct moved_undo_asked_in){ u->event },
			NULL);
	return err;
}

static struct err *rest_back_one(struct cx *cx, int64_t event, int64_t org)
{
	struct db *db = cx->db;
	struct err *err =
		moved_sheet_set(db,
				&(struct moved_sheet_set_in){
					.event = event, .org = org, .is = org },
				NULL);

	if (!err)
		err = moved_owner_set(
			db,
			&(struct moved_owner_set_in){
				.event = event, .org = org, .is = org },
			NULL);
	if (!err)
		err = moved_row_set(db,
				    &(struct moved_row_set_in){ .event = event,
								.org = org,
								.is = org },
				    NULL);
	if (!err)
		err = moved_row_new_set(
			db,
			&(struct moved_row_new_set_in){
				.event = event, .org = org, .is = org },
			NULL);
	return err;
}

static struct err *rest_back(struct cx *cx, const struct reorg_undo *u)
{
	struct moved_rest_list_rows rows;
	struct err *err = moved_rest_list(
		cx->db, &(struct moved_rest_list_in){ u->event }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = rest_back_one(cx, u->event, rows.p[i].was);
	return err;
}

struct err *work_reorg_undo(struct cx *cx, const struct reorg_undo *u)
{
	struct cx own = work_reorg_cx(cx);
	struct str words, number;
	struct err *err = work_reorg_words(cx, u->decision, &words, &number);

	if (!err)
		err = tasks_back(&own, u,
				 tr_fmt(cx->arena, cx->profile->lang,
					N_("The decision {0} was taken back."),
					number));
	if (!err)
		err = with_back(&own, u);
	if (!err)
		err = shares_back(&own, u);
	if (!err)
		err = rest_back(&own, u);
	if (err)
		return err;
	return moved_undone(cx->db,
			    &(struct moved_undone_in){ .event = u->event,
						       .undo = u->undo },
			    NULL);
}
