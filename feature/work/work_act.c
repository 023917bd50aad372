/*
 * The life of a task: issue, accept, hand back, report, submit, verify,
 * return, close, pause, resume, withdraw. What each may do and when stands in
 * work_model.c; here it becomes one transaction with one event.
 */
#include "work/work_act.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "file/file.h"
#include "profile/profile.h"
#include "work/work_count.h"
#include "work/work_evidence_query.h"
#include "work/work_notice.h"
#include "work/work_period_act.h"
#include "work/work_query.h"
#include "work/work_write_query.h"
#include "work/work_split_act.h"

struct deed_io {
	const struct work_deed *deed;
	int64_t act;
};

static struct err *gone(struct cx *cx)
{
	return err_new(cx->arena, ERR_NOT_FOUND,
		       N_("There is no such task, or it isn't yours to see."));
}

static struct work_facts facts_of(const struct task_by_id_row *t)
{
	return WORK_FACTS_OF(t);
}

static struct err *reason_check(struct cx *cx, const struct work_deed *d)
{
	if (work_do_needs_reason(d->what) && !d->reason.n)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("Give the reason in a sentence; the "
					 "other side "
					 "reads it.")),
			      STR("reason"));
	if (utf8_length(d->reason) > WORK_TEXT_MOST)
		return err_at(err_new(cx->arena, ERR_LIMIT,
				      N_("The reason is longer than 4,000 "
					 "characters.")),
			      STR("reason"));
	return NULL;
}

static bool is_report(const struct work_deed *d)
{
	return d->what == WORK_DO_REPORT || d->what == WORK_DO_SUBMIT;
}

static struct err *series_check(struct cx *cx, const struct work_deed *d,
				const struct task_by_id_row *t)
{
	struct work_series s;
	struct err *err;

	if (d->what != WORK_DO_ISSUE ||
	    !work_has_periods(work_due_of_code(t->deadline_kind)))
		return NULL;
	/* periods begin as long as the programme runs */
	if (t->programme_closed_on != DAY_NONE)
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("The programme is closed, so no period of "
				  "this task would begin: carry it into "
				  "another programme."));
	err = work_series_of(cx, t, &s);
	return err ? err : work_series_check(cx->arena, &s, cx->today);
}

/* Everything that could refuse the deed, before anything is written. */
static struct err *deed_check(struct cx *cx, const struct work_deed *d,
			      const struct task_by_id_row *t, int64_t *ret_open)
{
	struct work_facts f = facts_of(t);
	struct work_who who;
	struct err *err = work_who_of(cx, t, &who);

	if (err)
		return err;
	if (!work_do_allowed(d->what, cx, who.lead, who.issuer))
		return gone(cx);
	err = work_do_check(cx->arena, d->what, &f, t->missing);
	if (!err)
		err = reason_check(cx, d);
	if (!err)
		err = series_check(cx, d, t);
	if (!err)
		err = work_parts_check(cx, d, t, ret_open);
	if (err)
		return err;
	if (d->n_files > WORK_FILES_MOST)
		return err_at(
			err_new(cx->arena, ERR_LIMIT,
				N_("At most {0} files come with one report."),
				str_fmt(cx->arena, "%d", WORK_FILES_MOST)),
			STR("files"));
	if (is_report(d))
		err = work_report_check(cx->arena, cx->profile, &d->report, &f,
					cx->today);
	return err;
}

static struct err *days_write(struct cx *cx, int64_t task, int64_t rev,
			      const struct work_facts *f)
{
	return task_set_days(cx->db, &(struct task_set_days_in){
					     .id = task,
					     .rev = rev,
					     .issued_on = f->issued,
					     .accepted_on = f->accepted,
					     .submitted_on = f->submitted,
					     .done_on = f->done,
					     .closed_on = f->closed,
					     .paused_on = f->paused,
					     .withdrawn_on = f->withdrawn,
					     .percent = f->percent });
}

static struct err *report_write(struct cx *cx, const struct work_deed *d,
				int64_t rev, int64_t percent)
{
	const struct work_report *r = &d->report;

	return task_set_report(cx->db, &(struct task_set_report_in){
					       .id = d->task,
					       .rev = rev,
					       .percent = percent,
					       .reported_on = cx->today,
					       .last_text = r->body,
					       .last_difficulty = r->difficulty,
					       .last_cause = r->cause,
					       .last_ask = r->ask });
}

/* The task's row; a report alone changes no day. */
static struct err *row_write(struct cx *cx, const struct work_deed *d,
			     int64_t rev, const struct work_facts *is)
{
	struct work_count was;
	struct err *err = work_count_take(cx, d->task, &was);

	if (!err && is_report(d))
		err = report_write(cx, d, rev++, is->percent);
	if (!err && d->what != WORK_DO_REPORT)
		err = days_write(cx, d->task, rev, is);
	if (!err && d->what == WORK_DO_ISSUE)
		err = task_set_base(cx->db,
				    &(struct task_set_base_in){
					    .id = d->task, .day = cx->today },
				    NULL);
	if (!err)
		err = audit_ahead(cx);
	return err ? err : work_count_move(cx, d->task, &was);
}

static struct err *event_write(struct cx *cx, const struct work_deed *d,
			       const struct work_facts *was,
			       const struct work_facts *is, int64_t *ret_event)
{
	struct buf before = audit_obj(cx), after = audit_obj(cx);

	if (was->percent != is->percent) {
		audit_int(&before, "percent", was->percent);
		audit_int(&after, "percent", is->percent);
	}
	if (d->report.body.n)
		audit_str(&after, "body", d->report.body);
	if (d->report.difficulty.n) {
		audit_str(&after, "difficulty", d->report.difficulty);
		audit_str(&after, "cause", d->report.cause);
	}
	if (d->n_files)
		audit_int(&after, "files", d->n_files);
	audit_day(cx, &after, "on", cx->today);
	return audit_write(cx,
			   &(struct audit_event){
				   .kind = work_do_event(d->what),
				   .subject_kind = "task",
				   .subject = d->task,
				   .before = audit_end(&before),
				   .after = audit_end(&after),
				   .reason = d->reason },
			   ret_event);
}

static struct err *evidence_write(struct cx *cx, const struct work_deed *d,
				  int64_t act)
{
	for (int i = 0; i < d->n_files; i++) {
		struct evidence_next_version_row v;
		struct file_info info;
		int64_t id;
		bool found;
		struct err *err = file_put(cx, d->files[i].name,
					   d->files[i].bytes, &info);

		if (!err)
			err = evidence_next_version(
				cx->db,
				&(struct evidence_next_version_in){
					.task = d->task, .name = info.name },
				&v, &found);
		if (!err)
			err = evidence_insert(cx->db,
					      &(struct evidence_insert_in){
						      .task = d->task,
						      .act = act,
						      .file = info.id,
						      .name = info.name,
						      .version = v.version,
						      .at = cx->now,
						      .actor = cx->actor.id,
						      .actor_name =
							      cx->actor.name },
					      &id);
		if (err)
			return err_at(err, STR("files"));
	}
	return NULL;
}

/* Why a deed went on over open parts stands in an entry of its own. */
static struct str act_body(const struct work_deed *d)
{
	if (is_report(d))
		return d->report.body;
	return work_do_over_parts(d->what) ? STR_NULL : d->reason;
}

static struct err *act_write(struct cx *cx, const struct work_deed *d,
			     const struct work_facts *is, int64_t event,
			     int64_t *ret_act)
{
	const struct work_report *r = &d->report;
	bool report = is_report(d);

	return task_act_insert(cx->db,
			       &(struct task_act_insert_in){
				       .task = d->task,
				       .kind = str_c(work_do_key(d->what)),
				       .at = cx->now,
				       .on_day = cx->today,
				       .actor = cx->actor.id,
				       .actor_name = cx->actor.name,
				       .percent =
					       report ? is->percent : DB_NULL,
				       .body = act_body(d),
				       .difficulty = r->difficulty,
				       .cause = r->cause,
				       .ask = r->ask,
				       .event = event },
			       ret_act);
}

/* What the deed means for the periods of a series, or for the series that the
 * task is a period of. A report moves neither. */
static struct err *periods_write(struct cx *cx, const struct work_deed *d,
				 const struct task_by_id_row *t, int64_t event)
{
	bool series = work_has_periods(work_due_of_code(t->deadline_kind));
	struct err *err = NULL;

	if (d->what == WORK_DO_REPORT)
		return NULL;
	if (str_eq(t->child, STR("period")))
		return work_series_follow(cx, t->parent, event);
	if (!series)
		return NULL;
	err = work_periods_move(cx, d, event);
	if (!err && d->what == WORK_DO_ISSUE)
		err = work_period_begin(cx, d->task, event);
	return err;
}

/* What else falls or moves with the task. */
static struct err *below_write(struct cx *cx, const struct work_deed *d,
			       const struct task_by_id_row *t, int64_t event)
{
	struct err *err = periods_write(cx, d, t, event);

	if (!err && d->what == WORK_DO_WITHDRAW)
		err = work_parts_end(cx, d->task, d->reason);
	if (!err && d->what == WORK_DO_CLOSE)
		err = work_parts_close(cx, d);
	return err;
}

static struct task_by_id_in task_in(const struct cx *cx, int64_t task)
{
	return (struct task_by_id_in){ .id = task,
				       .today = cx->today,
				       .soon = cx->today };
}

/* What it reads first. */
static struct err *deed_ahead(struct cx *cx, const struct work_deed *d)
{
	struct task_by_id_in in = task_in(cx, d->task);
	struct err *err = task_by_id_ahead(cx->db, &in);

	return err ? err : work_count_ahead(cx, d->task);
}

struct err *work_deed_do(struct cx *cx, const struct work_deed *d,
			 int64_t *ret_act)
{
	struct task_by_id_in in = task_in(cx, d->task);
	struct task_by_id_row t;
	struct work_facts was, is;
	int64_t event, open = 0;
	bool found;
	struct err *err = deed_ahead(cx, d);

	if (!err)
		err = task_by_id(cx->db, &in, &t, &found);
	if (err)
		return err;
	if (!found)
		return gone(cx);
	err = deed_check(cx, d, &t, &open);
	if (err)
		return err;
	was = is = facts_of(&t);
	work_do_apply(d->what, &is, cx->today, d->report.percent);
	err = row_write(cx, d, t.rev, &is);
	if (!err)
		err = event_write(cx, d, &was, &is, &event);
	if (!err && open)
		err = work_parts_note(cx, d, event);
	if (!err)
		err = act_write(cx, d, &is, event, ret_act);
	if (!err)
		err = below_write(cx, d, &t, event);
	if (!err)
		err = evidence_write(cx, d, *ret_act);
	return err ? err : work_notice_deed(cx, d, *ret_act);
}

static struct err *deed_tx(struct cx *cx, void *arg)
{
	struct deed_io *io = arg;
	int64_t subject;
	bool seen;
	struct err *err = deed_ahead(cx, io->deed);

	if (!err)
		err = audit_seen(cx, work_do_event(io->deed->what), &seen,
				 &subject);
	if (err || seen)
		return err;
	return work_deed_do(cx, io->deed, &io->act);
}

struct err *work_do(struct cx *cx, const struct work_deed *deed,
		    int64_t *ret_act)
{
	struct deed_io io = { .deed = deed, .act = DB_NULL };
	/* as in work_adjust(): no savepoint for one of many */
	struct err *err = cx->in_tx && !deed->n_files ? deed_tx(cx, &io)
						      : db_tx(cx, deed_tx, &io);

	if (!err && ret_act)
		*ret_act = io.act;
	return err;
}

/* ---- many at once ------------------------------------------------------------ */

struct issue_io {
	const int64_t *ids;
	int n, issued, left;
};

static struct err *issue_tx(struct cx *cx, void *arg)
{
	struct issue_io *io = arg;
	struct str key = cx->key;
	struct err *err = NULL;
	int64_t subject;
	bool seen;

	io->issued = io->left = 0;
	err = audit_seen(cx, "task.issue", &seen, &subject);
	if (err || seen)
		return err;
	for (int i = 0; i < io->n && !err; i++) {
		struct work_deed d = { .task = io->ids[i],
				       .what = WORK_DO_ISSUE };
		int64_t act;

		err = work_deed_do(cx, &d, &act);
		if (err &&
		    (err->code == ERR_INVALID || err->code == ERR_CONFLICT)) {
			io->left++;
			err = NULL;
			continue;
		}
		io->issued++;
		cx->key = STR_NULL; /* the first event alone carries the key */
	}
	cx->key = key;
	return err;
}

struct err *work_issue_many(struct cx *cx, const int64_t *ids, int n,
			    int *ret_issued, int *ret_left)
{
	struct issue_io io = { .ids = ids, .n = n };
	struct err *err = db_tx_large(cx, issue_tx, &io);

	if (err)
		return err;
	*ret_issued = io.issued;
	*ret_left = io.left;
	return NULL;
}

/* ---- evidence ------------------------------------------------------------------ */

struct check_io {
	int64_t evidence;
	bool good;
};

static struct err *issuer_only(struct cx *cx, int64_t task)
{
	struct task_by_id_row t;
	bool found, issuer = false;
	struct err *err =
		task_by_id(cx->db,
			   &(struct task_by_id_in){ .id = task,
						    .today = cx->today,
						    .soon = cx->today },
			   &t, &found);

	if (!err && found)
		err = work_is_issuer(cx, t.parent, t.parent_lead, &issuer);
	return !err && !issuer ? gone(cx) : err;
}

static struct err *check_tx(struct cx *cx, void *arg)
{
	const struct check_io *io = arg;
	struct evidence_by_id_row e;
	struct buf after = audit_obj(cx);
	int64_t subject, event;
	bool seen, found;
	struct err *err = audit_seen(cx, "evidence.check", &seen, &subject);

	if (err || seen)
		return err;
	err = evidence_by_id(cx->db,
			     &(struct evidence_by_id_in){ .id = io->evidence },
			     &e, &found);
	if (err)
		return err;
	err = found ? issuer_only(cx, e.task) : gone(cx);
	if (err)
		return err;
	err = evidence_check(cx->db,
			     &(struct evidence_check_in){ .id = e.id,
							  .day = cx->today,
							  .who = cx->actor.name,
							  .good = io->good },
			     NULL);
	audit_int(&after, "good", io->good);
	audit_int(&after, "task", e.task);
	if (!err)
		err = audit_write(cx,
				  &(struct audit_event){
					  .kind = "evidence.check",
					  .subject_kind = "evidence",
					  .subject = e.id,
					  .after = audit_end(&after) },
				  &event);
	return err;
}

struct err *work_evidence_check(struct cx *cx, int64_t evidence, bool good)
{
	return db_tx(cx, check_tx, &(struct check_io){ evidence, good });
}
