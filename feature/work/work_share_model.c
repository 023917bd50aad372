/* Shares of cooperating organisations. Tables first. */
#include "work/work_share_model.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "i18n/i18n.h"

static const struct {
	const char *title;
	enum work_mark mark;
} states[N_SHARE_STATE] = {
	[SHARE_OWED] = { N_("Owed"), WORK_MARK_NOT_YET },
	[SHARE_OVERDUE] = { N_("Overdue"), WORK_MARK_RED },
	[SHARE_RETURNED] = { N_("Sent back"), WORK_MARK_AMBER },
	[SHARE_WAITING] = { N_("Delivered"), WORK_MARK_GREEN },
	[SHARE_TAKEN] = { N_("Taken"), WORK_MARK_DONE },
	[SHARE_TAKEN_LATE] = { N_("Taken, late"), WORK_MARK_DONE },
	[SHARE_DROPPED] = { N_("No longer asked"), WORK_MARK_GONE },
};

static const struct {
	const char *key, *event, *act, *done;
	bool reason;
} deeds[N_SHARE_DO] = {
	[SHARE_ASK] = { "ask", "share.ask", "share_ask", N_("Share asked"),
			false },
	[SHARE_DELIVER] = { "deliver", "share.deliver", "share_deliver",
			    N_("Share delivered"), false },
	[SHARE_TAKE] = { "take", "share.take", "share_take", N_("Share taken"),
			 false },
	[SHARE_RETURN] = { "return", "share.return", "share_return",
			   N_("Share returned"), true },
	[SHARE_DROP] = { "drop", "share.drop", "share_drop",
			 N_("Share no longer asked"), true },
};

static bool late(const struct work_share_facts *f, day_t day)
{
	return f->due != DAY_NONE && day > f->due;
}

enum work_share_state work_share_state_on(const struct work_share_facts *f,
					  day_t on)
{
	if (f->dropped != DAY_NONE)
		return SHARE_DROPPED;
	if (f->taken != DAY_NONE)
		return late(f, f->delivered) ? SHARE_TAKEN_LATE : SHARE_TAKEN;
	if (f->delivered != DAY_NONE && f->returned == DAY_NONE)
		return SHARE_WAITING;
	if (late(f, on))
		return SHARE_OVERDUE;
	return f->returned != DAY_NONE ? SHARE_RETURNED : SHARE_OWED;
}

const char *work_share_state_title(enum work_share_state s)
{
	return states[s].title;
}

enum work_mark work_share_mark(enum work_share_state s)
{
	return states[s].mark;
}

const char *work_share_key(enum work_share_do d)
{
	return deeds[d].key;
}

bool work_share_from_key(struct str key, enum work_share_do *ret_do)
{
	for (int d = 0; d < N_SHARE_DO; d++) {
		if (str_eq(key, str_c(deeds[d].key))) {
			*ret_do = (enum work_share_do)d;
			return true;
		}
	}
	return false;
}

const char *work_share_event(enum work_share_do d)
{
	return deeds[d].event;
}

const char *work_share_act(enum work_share_do d)
{
	return deeds[d].act;
}

const char *work_share_done(struct str act)
{
	for (int d = 0; d < N_SHARE_DO; d++)
		if (str_eq(act, str_c(deeds[d].act)))
			return deeds[d].done;
	return NULL;
}

bool work_share_needs_reason(enum work_share_do d)
{
	return deeds[d].reason;
}

bool work_share_allowed(enum work_share_do d, const struct cx *cx,
			struct work_share_side side)
{
	if (d == SHARE_DELIVER)
		return side.owes && cx_may(cx, PERM_WORK_REPORT);
	return work_is_office(cx) ||
	       (side.lead && cx_may(cx, PERM_WORK_REPORT));
}

bool work_share_open(const struct work_facts *t)
{
	return t->issued != DAY_NONE && t->done == DAY_NONE &&
	       t->closed == DAY_NONE && t->withdrawn == DAY_NONE;
}

static const char *refused(enum work_share_do d,
			   const struct work_share_facts *f)
{
	enum work_share_state s = work_share_state_on(f, DAY_NONE);

	if (s == SHARE_TAKEN || s == SHARE_TAKEN_LATE)
		return N_("The share was taken already; nothing is owed any "
			  "more.");
	if (s == SHARE_DROPPED)
		return N_("The share is no longer asked for.");
	if (d == SHARE_DELIVER && s == SHARE_WAITING)
		return N_("The share is delivered already; the lead unit looks "
			  "at it.");
	if ((d == SHARE_TAKE || d == SHARE_RETURN) && s != SHARE_WAITING)
		return N_("Nothing is delivered that could be taken or "
			  "returned.");
	return NULL;
}

struct err *work_share_check(struct arena *a, enum work_share_do d,
			     const struct work_share_facts *f,
			     const struct work_facts *task)
{
	const char *why = NULL;

	if (!work_share_open(task))
		why = N_("Shares are asked for and delivered while the task is "
			 "issued and not done.");
	else if (d != SHARE_ASK)
		why = refused(d, f);
	return why ? err_new(a, ERR_CONFLICT, why) : NULL;
}

void work_share_apply(enum work_share_do d, struct work_share_facts *f,
		      day_t on)
{
	switch (d) {
	case SHARE_DELIVER:
		f->delivered = on;
		f->returned = DAY_NONE;
		break;
	case SHARE_TAKE:
		f->taken = on;
		break;
	case SHARE_RETURN:
		f->returned = on;
		break;
	case SHARE_DROP:
		f->dropped = on;
		break;
	case SHARE_ASK:
	case N_SHARE_DO:
		break;
	}
}

struct err *work_share_ask_check(struct arena *a, struct str work, day_t due,
				 day_t task_due, day_t on)
{
	struct err *faults = NULL;

	if (!work.n)
		err_add(&faults, err_at(err_new(a, ERR_INVALID,
						N_("Say what the organisation "
						   "owes.")),
					STR("share_what")));
	else if (utf8_length(work) > WORK_TITLE_MOST)
		err_add(&faults,
			err_at(err_new(a, ERR_LIMIT,
				       N_("What is owed takes more than 1,000 "
					  "characters; shorten it.")),
			       STR("share_what")));
	if (due != DAY_NONE && due < on)
		err_add(&faults,
			err_at(err_new(a, ERR_INVALID,
				       N_("{0} is over; give a day from today "
					  "on, or none."),
				       fmt_day(a, due)),
			       STR("share_due")));
	/* of a late task every day that is left is behind its own */
	else if (due != DAY_NONE && task_due != DAY_NONE && task_due >= on &&
		 due > task_due)
		err_add(&faults,
			err_at(err_new(a, ERR_INVALID,
				       N_("The task itself is due on {0}; give "
					  "a day until then."),
				       fmt_day(a, task_due)),
			       STR("share_due")));
	return faults;
}
