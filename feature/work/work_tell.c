/*
 * Telling people inside an act: who hears of it in the list of notices, and
 * whether a letter says it at once or in the digest. The mark of a notice is
 * what it was told for, so an act that runs again tells nobody twice.
 */
#include "work/work_notice.h"

#include "db/db.h"
#include "job/job.h"
#include "work/work_notice_query.h"

enum { SETTLE_MS = 30 * 1000 }; /* several acts go into one letter */

/* What is told. */
struct tell {
	enum work_notice kind;
	int64_t task, mark; /* of the act, or of the comment */
};

static struct str mark_of(struct cx *cx, int64_t mark)
{
	return str_fmt(cx->arena, "%lld", (long long)mark);
}

/* The bit that says whether it waits for the digest; 0: it never does. */
static int64_t bit_of(enum work_notice k)
{
	return work_notice_waits(k) ? (int64_t)k : 0;
}

static struct err *letters_ask(struct cx *cx)
{
	return job_ask(cx, "work.notice", STR_NULL, STR("now"),
		       cx->now + SETTLE_MS);
}

/* The statements that tell differ in whom, and take the same. */
#define TELL_IN(name, t)                                                       \
	(&(struct name##_in){ .task = (t)->task,                               \
			      .kind = str_c(work_notice_key((t)->kind)),       \
			      .bit = bit_of((t)->kind),                        \
			      .mark = mark_of(cx, (t)->mark),                  \
			      .actor = cx->actor.id,                           \
			      .now = cx->now,                                  \
			      .today = cx->today })

/* Who reports for the lead, or for the nearest organisation above it. */
static struct err *lead_tell(struct cx *cx, struct tell t)
{
	int64_t n = 0;
	struct err *err = notice_lead(cx->db, TELL_IN(notice_lead, &t), &n);

	return err || !n ? err : letters_ask(cx);
}

/* The same of each cooperating organisation; `fresh`: only of those that
 * weren't told yet that they cooperate. */
static struct err *with_tell(struct cx *cx, struct tell t, bool fresh)
{
	struct notice_with_in *in = TELL_IN(notice_with, &t);
	int64_t n = 0;
	struct err *err;

	in->with = fresh ? NOTICE_WITH_WITH_FRESH : 0u;
	err = notice_with(cx->db, in, &n);
	return err || !n ? err : letters_ask(cx);
}

/* Who decides about the task: the office and the leaders, of a part who gave
 * it. */
static struct err *issuer_tell(struct cx *cx, struct tell t)
{
	struct notice_child_row row = { .child = STR_NULL };
	int64_t n = 0;
	bool found;
	struct err *err =
		notice_child(cx->db, &(struct notice_child_in){ t.task }, &row,
			     &found);

	if (!err && str_eq(row.child, STR("part")))
		err = notice_giver(cx->db, TELL_IN(notice_giver, &t), &n);
	else if (!err)
		err = notice_office(cx->db, TELL_IN(notice_office, &t), &n);
	return err || !n ? err : letters_ask(cx);
}

/* What was asked before and is decided by what was just done. */
static struct err *settle(struct cx *cx, int64_t task)
{
	return notice_settle(cx->db,
			     &(struct notice_settle_in){ .task = task,
							 .now = cx->now },
			     NULL);
}

/* ---- deeds --------------------------------------------------------------------- */

static struct err *issued_tell(struct cx *cx, int64_t task, int64_t act)
{
	struct err *err =
		lead_tell(cx, (struct tell){ WORK_NOTICE_ISSUED, task, act });

	return err ? err
		   : with_tell(cx, (struct tell){ WORK_NOTICE_WITH, task, act },
			       false);
}

struct err *work_notice_deed(struct cx *cx, const struct work_deed *d,
			     int64_t act)
{
	struct tell lead = { WORK_NOTICE_DECISION, d->task, act };
	struct tell issuer = { WORK_NOTICE_REQUEST, d->task, act };
	struct err *err = settle(cx, d->task);

	if (err)
		return err;
	switch (d->what) {
	case WORK_DO_ISSUE:
		return issued_tell(cx, d->task, act);
	case WORK_DO_RETURN:
		lead.kind = WORK_NOTICE_RETURNED;
		return lead_tell(cx, lead);
	case WORK_DO_VERIFY:
	case WORK_DO_PAUSE:
	case WORK_DO_RESUME:
	case WORK_DO_WITHDRAW:
		return lead_tell(cx, lead);
	case WORK_DO_SUBMIT:
	case WORK_DO_HAND_BACK:
		return issuer_tell(cx, issuer);
	case WORK_DO_REPORT:
		return str_eq(d->report.ask, STR("help"))
			       ? issuer_tell(cx, issuer)
			       : NULL;
	case WORK_DO_EDIT:
	case WORK_DO_ACCEPT:
	case WORK_DO_CLOSE:
	case N_WORK_DO:
		break;
	}
	return NULL;
}

struct err *work_notice_reminded(struct cx *cx, int64_t task, int64_t act)
{
	return lead_tell(cx, (struct tell){ WORK_NOTICE_REMIND, task, act });
}

/* ---- adjustments, words ----------------------------------------------------------- */

struct err *work_notice_adjust(struct cx *cx, int64_t task, int64_t act,
			       enum work_told what, bool given)
{
	struct err *err = settle(cx, task);

	if (err || what == WORK_TOLD_DROPPED)
		return err;
	if (what == WORK_TOLD_ASKED)
		return issuer_tell(cx, (struct tell){ WORK_NOTICE_REQUEST, task,
						      act });
	/* another lead is to accept it like a task that was just issued */
	return lead_tell(cx, (struct tell){ given ? WORK_NOTICE_ISSUED
						  : WORK_NOTICE_DECISION,
					    task, act });
}

struct err *work_notice_moved(struct cx *cx, int64_t task, int64_t act)
{
	return lead_tell(cx, (struct tell){ WORK_NOTICE_ISSUED, task, act });
}

struct err *work_notice_joined(struct cx *cx, int64_t task, int64_t act)
{
	return with_tell(cx, (struct tell){ WORK_NOTICE_WITH, task, act },
			 true);
}

/* ---- shares ------------------------------------------------------------------------ */

struct err *work_notice_share(struct cx *cx, int64_t task, int64_t act,
			      int64_t org)
{
	struct tell t = { WORK_NOTICE_WITH, task, act };
	struct notice_org_in *in = TELL_IN(notice_org, &t);
	int64_t n = 0;
	struct err *err;

	in->org = org;
	err = notice_org(cx->db, in, &n);
	return err || !n ? err : letters_ask(cx);
}

struct err *work_notice_delivered(struct cx *cx, int64_t task, int64_t act)
{
	return lead_tell(cx, (struct tell){ WORK_NOTICE_WITH, task, act });
}

/* ---- mentions ----------------------------------------------------------------- */

struct err *work_notice_mention(struct cx *cx, int64_t task, int64_t talk,
				int64_t person)
{
	enum work_notice k = WORK_NOTICE_MENTION;
	int64_t n = 0;
	struct err *err;

	if (person == cx->actor.id)
		return NULL;
	err = notice_person(cx->db,
			    &(struct notice_person_in){
				    .user_id = person,
				    .task = task,
				    .kind = str_c(work_notice_key(k)),
				    .bit = bit_of(k),
				    .mark = mark_of(cx, talk),
				    .now = cx->now },
			    &n);
	return err || !n ? err : letters_ask(cx);
}

struct err *work_notice_mention_seen(struct cx *cx, int64_t task, int64_t talk)
{
	return notice_mention_read(cx->db,
				   &(struct notice_mention_read_in){
					   .user_id = cx->actor.id,
					   .task = task,
					   .mark = talk ? mark_of(cx, talk)
							: STR(""),
					   .now = cx->now },
				   NULL);
}

struct err *work_notice_mention_gone(struct cx *cx, int64_t task, int64_t talk)
{
	return notice_mention_drop(cx->db,
				   &(struct notice_mention_drop_in){
					   .task = task,
					   .mark = mark_of(cx, talk) },
				   NULL);
}
