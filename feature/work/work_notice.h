/*
 * What people are told about tasks: in the list /notices, by letter at once
 * or in a digest, each person as chosen.
 */
#ifndef RV_WORK_NOTICE_H
#define RV_WORK_NOTICE_H

#include "job/job.h"
#include "work/work_act.h"

/* The numbers are bits of notice_choice.off and .soon. */
enum work_notice {
	WORK_NOTICE_ISSUED,
	WORK_NOTICE_RETURNED,
	WORK_NOTICE_OVERDUE,
	WORK_NOTICE_DUE,
	WORK_NOTICE_DIGEST, /* a letter only */
	/* these wait for the digest unless a person wants them at once */
	WORK_NOTICE_MENTION,
	WORK_NOTICE_REMIND,
	WORK_NOTICE_WITH,     /* to cooperating units */
	WORK_NOTICE_REQUEST,  /* to who decides about the task */
	WORK_NOTICE_DECISION, /* to the lead */
	N_WORK_NOTICE
};
enum { WORK_NOTICE_ALL = (1 << N_WORK_NOTICE) - 1 };
const char *work_notice_key(enum work_notice k);
bool work_notice_from_key(struct str key, enum work_notice *ret_kind) MUST_USE;
/* "Newly issued tasks", for choosing; catalogue id */
const char *work_notice_title(enum work_notice k);
/* "Newly issued", of one task */
const char *work_notice_word(enum work_notice k);
/* … by what was done: "To verify", "Paused"; NULL: nothing more exact. */
const char *work_notice_act(enum work_notice k, struct str act);
/* "/task/5#talk-7": where it stands */
struct str work_notice_place(struct arena *a, enum work_notice k, int64_t task,
			     struct str mark, struct str act);
/* "Phan Hạ Nguyên: …", its beginning */
struct str work_notice_said(struct arena *a, enum lang lang, struct str who,
			    struct str said);
/* The digest tells them one by one, not by the state of the tasks. */
static inline bool work_notice_waits(enum work_notice k)
{
	return k > WORK_NOTICE_DIGEST;
}

/* ---- told inside an act (work_tell.c) ------------------------------------- */
/* Nobody is told of what they did themselves. */

/* Behind the deed: the lead is told what was issued, returned or decided,
 * cooperating units what was issued, who decides what was submitted, handed
 * back or needs help. */
struct err *work_notice_deed(struct cx *cx, const struct work_deed *d,
			     int64_t act) MUST_USE;
/* Behind an entry of the ledger. `given`: the task has got another lead. */
enum work_told { WORK_TOLD_ASKED, WORK_TOLD_DECIDED, WORK_TOLD_DROPPED };
struct err *work_notice_adjust(struct cx *cx, int64_t task, int64_t act,
			       enum work_told what, bool given) MUST_USE;
/* A reorganisation gave the task another lead. */
struct err *work_notice_moved(struct cx *cx, int64_t task,
			      int64_t act) MUST_USE;
/* Units that cooperate in an issued task from now on. */
struct err *work_notice_joined(struct cx *cx, int64_t task,
			       int64_t act) MUST_USE;
/* A step of a share: to the organisation that owes it, or to the lead. */
struct err *work_notice_share(struct cx *cx, int64_t task, int64_t act,
			      int64_t org) MUST_USE;
struct err *work_notice_delivered(struct cx *cx, int64_t task,
				  int64_t act) MUST_USE;
/* The lead: that the office chases it. */
struct err *work_notice_reminded(struct cx *cx, int64_t task,
				 int64_t act) MUST_USE;
/* A person that a comment names: once a comment. */
struct err *work_notice_mention(struct cx *cx, int64_t task, int64_t talk,
				int64_t person) MUST_USE;
/* The actor saw where a comment (0: any of the task) named them. */
struct err *work_notice_mention_seen(struct cx *cx, int64_t task,
				     int64_t talk) MUST_USE;
/* The comment was removed: nobody is told of it any more. */
struct err *work_notice_mention_gone(struct cx *cx, int64_t task,
				     int64_t talk) MUST_USE;

/* Reminders of those whose hour it is, that they weren't given yet. */
struct err *work_notice_remind(struct cx *cx, int hour) MUST_USE;
int work_notice_hour(const struct cx *cx); /* local hour of now */

/* ---- what a person chose -------------------------------------------------- */
struct notice_choice {
	int64_t off;  /* bits of enum work_notice: no letter */
	int64_t soon; /* … of those that would wait for the digest: at once */
	int64_t day;  /* of the digest: 1 Monday … 7 Sunday, 0 every day */
	int64_t hour; /* 0 … 23: of digest and reminders */
};
/* When a letter says it. What doesn't wait for the digest stands there by its
 * state anyway, so it is never WHEN_NEVER. */
enum work_when { WHEN_ONCE, WHEN_DIGEST, WHEN_NEVER, N_WORK_WHEN };
const char *work_when_key(enum work_when w);
bool work_when_from_key(struct str key, enum work_when *ret_when) MUST_USE;
enum work_when work_choice_when(const struct notice_choice *c,
				enum work_notice k);
void work_choice_set(struct notice_choice *c, enum work_notice k,
		     enum work_when w);
struct err *work_choice_get(struct cx *cx, int64_t user,
			    struct notice_choice *ret_choice) MUST_USE;
/* The actor's own: an act. */
struct err *work_choice_put(struct cx *cx,
			    const struct notice_choice *c) MUST_USE;
/* What the profile says when nobody chose. */
struct notice_choice work_choice_usual(const struct cx *cx);

/* ---- letters end without signing in --------------------------------------- */
struct work_stop {
	int64_t user, bits;
};
/* The secret of these links; made when it isn't there: inside an act. */
struct err *work_stop_secret(struct cx *cx, struct str *ret_secret) MUST_USE;
struct str work_stop_token(struct arena *a, struct str secret,
			   struct work_stop s);
/* ERR_NOT_FOUND for a token that isn't ours. */
struct err *work_stop_read(struct cx *cx, struct str token,
			   struct work_stop *ret_stop) MUST_USE;
/* Ends letters of these kinds: an act. */
struct err *work_stop_do(struct cx *cx, struct work_stop s) MUST_USE;

/* Jobs: reminders, digests and news; old notices go. */
struct err *work_notice_run(struct cx *cx, const struct job *j) MUST_USE;
struct err *work_notice_sweep(struct cx *cx, const struct job *j) MUST_USE;

#endif
