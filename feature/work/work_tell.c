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

/* Who reports for the lead, or for the nearest organisation above it. */
static struct err *lead_tell(struct cx *cx, struct tell t)
{
	int64_t n = 0;
	struct err *err =
		notice_lead(cx->db,
			    &(struct notice_lead_in){
				    .task = t.task,
				    .kind = str_c(work_notice_key(t.kind)),
				    .bit = bit_of(t.kind),
				    .mark = mark_of(cx, t.mark),
				    .actor = cx->actor.id,
				    .now = cx->now,
				    .today = cx->today },
			    &n);

	return err || !n ? err : letters_ask(cx);
}

struct err *work_notice_deed(struct cx *cx, const struct work_deed *d,
			     int64_t act)
{
	struct tell t = { .task = d->task, .mark = act };

	switch (d->what) {
	case WORK_DO_ISSUE:
		t.kind = WORK_NOTICE_ISSUED;
		return lead_tell(cx, t);
	case WORK_DO_RETURN:
		t.kind = WORK_NOTICE_RETURNED;
		return lead_tell(cx, t);
	default:
		return NULL;
	}
}

struct err *work_notice_reminded(struct cx *cx, int64_t task, int64_t act)
{
	return lead_tell(cx, (struct tell){ WORK_NOTICE_REMIND, task, act });
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
