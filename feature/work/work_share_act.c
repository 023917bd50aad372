/*
 * Asking for a share, delivering it, taking or returning it, no longer asking:
 * one transaction and one event each, and a step in the task's history.
 * Attachments are evidence with their organisation; the lead checks them by
 * taking or returning what they came with.
 */
#include "work/work_share.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "file/file.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "work/work_notice.h"
#include "work/work_share_query.h"
#include "work/work_task_priv.h"
#include "work/work_write_query.h"

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such share, or it isn't yours to "
			  "see."));
}

/* `org` DB_NULL: nobody's. */
static struct err *ours(struct cx *cx, int64_t org, bool *ret_ours)
{
	*ret_ours = false;
	if (org == DB_NULL)
		return NULL;
	return org_is_within(cx, cx_scope(cx), org, ret_ours);
}

/* A step of a share, and the same in the task's history: "Ban Tổ chức: …".
 * Behind everything else, since it keeps what the task's row says. */
struct step {
	enum work_share_do what;
	int64_t share, task, event, org_id;
	struct str org, text;
};

/* The other side is told. */
static struct err *step_tell(struct cx *cx, const struct step *s, int64_t act)
{
	if (s->what == SHARE_DELIVER)
		return work_notice_delivered(cx, s->task, act);
	return work_notice_share(cx, s->task, act, s->org_id);
}

static struct err *step_keep(struct cx *cx, const struct step *s,
			     int64_t *ret_act)
{
	struct str body = str_fmt(cx->arena, "%.*s: %.*s", STR_ARG(s->org),
				  STR_ARG(s->text));
	struct err *err =
		task_act_insert(cx->db,
				&(struct task_act_insert_in){
					.task = s->task,
					.kind = str_c(work_share_act(s->what)),
					.at = cx->now,
					.on_day = cx->today,
					.actor = cx->actor.id,
					.actor_name = cx->actor.name,
					.percent = DB_NULL,
					.body = body,
					.event = s->event,
					.adjust = DB_NULL },
				ret_act);

	if (!err)
		err = share_step_insert(
			cx->db,
			&(struct share_step_insert_in){
				.share = s->share,
				.task = s->task,
				.act = *ret_act,
				.kind = str_c(work_share_key(s->what)),
				.on_day = cx->today,
				.name = cx->actor.name,
				.body = s->text },
			NULL);
	return err ? err : step_tell(cx, s, *ret_act);
}

/* ---- asking ----------------------------------------------------------------------- */

struct ask_io {
	const struct work_share_new *in;
	int64_t id;
};

static struct err *ask_may(struct cx *cx, const struct task_by_id_row *t)
{
	struct work_share_side side = { 0 };
	struct work_facts f = work_task_facts(t);
	struct share_count_row count;
	bool found;
	struct err *err = ours(cx, t->lead, &side.lead);

	if (err)
		return err;
	if (!work_share_allowed(SHARE_ASK, cx, side))
		return err_new(cx->arena, ERR_DENIED,
			       N_("Only the lead unit or the office asks for "
				  "shares."));
	err = work_share_check(cx->arena, SHARE_ASK, NULL, &f);
	if (!err)
		err = share_count(cx->db,
				  &(struct share_count_in){ .task = t->id },
				  &count, &found);
	if (!err && count.n >= SHARES_MOST)
		err = err_new(cx->arena, ERR_LIMIT,
			      N_("A task has at most 50 shares; make several "
				 "tasks of it."));
	return err;
}

/* All faults of the form at once; *ret_org is the organisation's name. */
static struct err *ask_check(struct cx *cx, const struct work_share_new *in,
			     day_t task_due, struct str *ret_org)
{
	struct share_org_row org;
	bool found;
	struct err *faults = NULL, *rest;
	struct err *err = share_org(cx->db,
				    &(struct share_org_in){ .task = in->task,
							    .org = in->org },
				    &org, &found);

	if (err)
		return err;
	if (!found)
		faults = err_at(err_new(cx->arena, ERR_INVALID,
					N_("Choose one of the cooperating "
					   "organisations.")),
				STR("share_org"));
	rest = work_share_ask_check(cx->arena, in->work, in->due, task_due,
				    cx->today);
	if (rest)
		err_add(&faults, rest);
	if (found)
		*ret_org = org.name;
	return faults;
}

static struct err *ask_write(struct cx *cx, struct ask_io *io, struct str org)
{
	const struct work_share_new *in = io->in;
	struct buf after = audit_obj(cx);
	int64_t event, act;
	struct err *err = share_insert(cx->db,
				       &(struct share_insert_in){
					       .task = in->task,
					       .org = in->org,
					       .work = in->work,
					       .due_on = in->due,
					       .asked_on = cx->today,
					       .asked_name = cx->actor.name },
				       &io->id);

	audit_int(&after, "task", in->task);
	audit_int(&after, "org", in->org);
	audit_str(&after, "work", in->work);
	audit_day(cx, &after, "due", in->due);
	if (!err)
		err = audit_write(cx,
				  &(struct audit_event){
					  .kind = work_share_event(SHARE_ASK),
					  .subject_kind = "share",
					  .subject = io->id,
					  .after = audit_end(&after) },
				  &event);
	return err ? err
		   : step_keep(cx,
			       &(struct step){ .what = SHARE_ASK,
					       .share = io->id,
					       .task = in->task,
					       .event = event,
					       .org_id = in->org,
					       .org = org,
					       .text = in->work },
			       &act);
}

static struct err *ask_tx(struct cx *cx, void *arg)
{
	struct ask_io *io = arg;
	struct task_by_id_row t;
	struct str org = STR("");
	bool seen;
	struct err *err =
		audit_seen(cx, work_share_event(SHARE_ASK), &seen, &io->id);

	if (err || seen)
		return err;
	err = work_task_see(cx, io->in->task, &t);
	if (!err)
		err = ask_may(cx, &t);
	if (!err)
		err = ask_check(cx, io->in, t.due_on, &org);
	return err ? err : ask_write(cx, io, org);
}

struct err *work_share_ask(struct cx *cx, const struct work_share_new *in,
			   int64_t *ret_id)
{
	struct ask_io io = { .in = in };
	struct err *err = db_tx(cx, ask_tx, &io);

	if (!err)
		*ret_id = io.id;
	return err;
}

/* ---- the other steps ---------------------------------------------------------------- */

struct step_io {
	const struct work_share_deed *in;
	int64_t task;
};

static struct err *text_check(struct cx *cx, const struct work_share_deed *d)
{
	bool deliver = d->what == SHARE_DELIVER;
	struct str field = deliver ? STR("delivered") : STR("reason");

	if (!deliver && !work_share_needs_reason(d->what))
		return NULL;
	if (!d->text.n)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      deliver ? N_("Say what you deliver.")
					      : N_("Give the reason in a "
						   "sentence; the "
						   "organisation reads it.")),
			      field);
	if (utf8_length(d->text) > WORK_TEXT_MOST)
		return err_at(
			err_new(cx->arena, ERR_LIMIT,
				N_("The text is longer than {0} "
				   "characters; shorten it or attach a "
				   "file."),
				fmt_int(cx->arena, cx->lang, WORK_TEXT_MOST)),
			field);
	if (d->n_files > WORK_FILES_MOST)
		return err_at(
			err_new(cx->arena, ERR_LIMIT,
				N_("At most {0} files come with one delivery."),
				str_fmt(cx->arena, "%d", WORK_FILES_MOST)),
			STR("attached"));
	return NULL;
}

static struct work_share_facts facts_of(const struct share_by_id_row *s)
{
	return (struct work_share_facts){ .due = s->due_on,
					  .delivered = s->delivered_on,
					  .returned = s->returned_on,
					  .taken = s->taken_on,
					  .dropped = s->dropped_on };
}

/* Everything that could refuse the step, before anything is written. */
static struct err *step_check(struct cx *cx, const struct work_share_deed *d,
			      const struct share_by_id_row *s)
{
	struct work_share_facts f = facts_of(s);
	struct work_share_side side;
	struct task_by_id_row t;
	struct work_facts task;
	struct err *err = work_task_see(cx, s->task, &t);

	if (err)
		return err->code == ERR_NOT_FOUND ? gone(cx) : err;
	err = ours(cx, t.lead, &side.lead);
	if (!err)
		err = ours(cx, s->org, &side.owes);
	if (err)
		return err;
	if (!work_share_allowed(d->what, cx, side))
		return err_new(cx->arena, ERR_DENIED,
			       d->what == SHARE_DELIVER
				       ? N_("Only the organisation that owes "
					    "the share delivers it.")
				       : N_("Only the lead unit or the office "
					    "takes and returns shares."));
	task = work_task_facts(&t);
	err = work_share_check(cx->arena, d->what, &f, &task);
	return err ? err : text_check(cx, d);
}

static struct err *files_write(struct cx *cx, const struct work_share_deed *d,
			       const struct share_by_id_row *s, int64_t act)
{
	for (int i = 0; i < d->n_files; i++) {
		struct attachment_next_version_row v;
		struct file_info info;
		bool found;
		struct err *err = file_put(cx, d->files[i].name,
					   d->files[i].bytes, &info);

		if (!err)
			err = attachment_next_version(
				cx->db,
				&(struct attachment_next_version_in){
					.task = s->task,
					.org = s->org,
					.name = info.name },
				&v, &found);
		if (!err)
			err = attachment_insert(cx->db,
						&(struct attachment_insert_in){
							.task = s->task,
							.act = act,
							.file = info.id,
							.name = info.name,
							.version = v.version,
							.at = cx->now,
							.actor = cx->actor.id,
							.actor_name =
								cx->actor.name,
							.org = s->org,
							.share = s->id },
						NULL);
		if (err)
			return err_at(err, STR("attached"));
	}
	return NULL;
}

static struct err *row_write(struct cx *cx, const struct work_share_deed *d,
			     const struct share_by_id_row *s)
{
	struct work_share_facts f = facts_of(s);
	struct err *err;

	work_share_apply(d->what, &f, cx->today);
	if (d->what == SHARE_DELIVER)
		err = share_deliver(cx->db, &(struct share_deliver_in){
						    .id = s->id,
						    .rev = s->rev,
						    .day = f.delivered,
						    .name = cx->actor.name,
						    .text = d->text });
	else
		err = share_answer(cx->db,
				   &(struct share_answer_in){
					   .id = s->id,
					   .rev = s->rev,
					   .returned_on = f.returned,
					   .taken_on = f.taken,
					   .dropped_on = f.dropped,
					   .answer = d->text.n ? d->text
							       : STR_NULL,
					   .name = cx->actor.name });
	return err;
}

static struct err *step_event(struct cx *cx, const struct work_share_deed *d,
			      const struct share_by_id_row *s,
			      int64_t *ret_event)
{
	struct buf after = audit_obj(cx);

	audit_int(&after, "task", s->task);
	if (d->what == SHARE_DELIVER) {
		audit_str(&after, "text", d->text);
		audit_int(&after, "files", d->n_files);
	}
	audit_day(cx, &after, "on", cx->today);
	return audit_write(cx,
			   &(struct audit_event){
				   .kind = work_share_event(d->what),
				   .subject_kind = "share",
				   .subject = s->id,
				   .after = audit_end(&after),
				   .reason = work_share_needs_reason(d->what)
						     ? d->text
						     : STR_NULL },
			   ret_event);
}

static struct err *step_write(struct cx *cx, const struct work_share_deed *d,
			      const struct share_by_id_row *s)
{
	struct step step = { .what = d->what,
			     .share = s->id,
			     .task = s->task,
			     .org_id = s->org,
			     .org = s->org_name,
			     .text = d->what == SHARE_TAKE ? s->work
							   : d->text };
	int64_t act;
	struct err *err = row_write(cx, d, s);

	if (!err)
		err = step_event(cx, d, s, &step.event);
	if (!err)
		err = step_keep(cx, &step, &act);
	if (!err && (d->what == SHARE_TAKE || d->what == SHARE_RETURN))
		err = attachment_check(cx->db,
				       &(struct attachment_check_in){
					       .share = s->id,
					       .day = cx->today,
					       .who = cx->actor.name,
					       .good = d->what == SHARE_TAKE },
				       NULL);
	return err ? err : files_write(cx, d, s, act);
}

static struct err *step_tx(struct cx *cx, void *arg)
{
	struct step_io *io = arg;
	struct share_by_id_row s;
	int64_t subject;
	bool seen, found;
	struct err *err =
		audit_seen(cx, work_share_event(io->in->what), &seen, &subject);

	if (!err)
		err = share_by_id(
			cx->db, &(struct share_by_id_in){ .id = io->in->share },
			&s, &found);
	if (!err && !found)
		err = gone(cx);
	if (err)
		return err;
	io->task = s.task;
	if (seen)
		return NULL;
	err = step_check(cx, io->in, &s);
	return err ? err : step_write(cx, io->in, &s);
}

struct err *work_share_do(struct cx *cx, const struct work_share_deed *in,
			  int64_t *ret_task)
{
	struct step_io io = { .in = in };
	struct err *err = db_tx(cx, step_tx, &io);

	if (!err)
		*ret_task = io.task;
	return err;
}
