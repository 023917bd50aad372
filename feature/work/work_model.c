/* Rules of tasks. Tables first, then the small functions that read them. */
#include "work/work_model.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "profile/profile.h"

/* ---- states ------------------------------------------------------------- */

static const struct {
	const char *key, *title;
	enum work_mark mark;
} states[N_WORK_STATE] = {
	[WORK_DRAFT] = { "draft", N_("Not issued"), WORK_MARK_NOT_YET },
	[WORK_NOT_STARTED] = { "not_started", N_("Not started"),
			       WORK_MARK_NOT_YET },
	[WORK_RUNNING] = { "running", N_("Under way"), WORK_MARK_GREEN },
	[WORK_NO_DEADLINE] = { "no_deadline", N_("Under way, no deadline"),
			       WORK_MARK_GREEN },
	[WORK_SOON] = { "soon", N_("Due soon"), WORK_MARK_AMBER },
	[WORK_OVERDUE] = { "overdue", N_("Overdue"), WORK_MARK_RED },
	[WORK_WAITING] = { "waiting", N_("Waiting for verification"),
			   WORK_MARK_GREEN },
	[WORK_DONE] = { "done", N_("Done on time"), WORK_MARK_DONE },
	[WORK_DONE_LATE] = { "done_late", N_("Done late"), WORK_MARK_DONE },
	[WORK_PAUSED] = { "paused", N_("Paused"), WORK_MARK_NOT_YET },
	[WORK_WITHDRAWN] = { "withdrawn", N_("Withdrawn"), WORK_MARK_GONE },
};

static const struct {
	const char *key, *css, *title;
} marks[N_WORK_MARK] = {
	[WORK_MARK_RED] = { "red", "red", N_("Red") },
	[WORK_MARK_AMBER] = { "at_risk", "amb", N_("At risk") },
	[WORK_MARK_GREEN] = { "on_track", "grn", N_("On track") },
	[WORK_MARK_NOT_YET] = { "not_due", "non", N_("Not due") },
	[WORK_MARK_DONE] = { "finished", "don", N_("Done") },
	[WORK_MARK_GONE] = { "gone", "non", N_("Withdrawn") },
};

/* The day has come (DAY_NONE is smaller than every day, so ask first). */
static bool by(day_t what, day_t on)
{
	return what != DAY_NONE && what <= on;
}

static bool late_when_done(const struct work_facts *f)
{
	day_t ready = f->submitted != DAY_NONE ? f->submitted : f->done;

	return f->due != DAY_NONE && ready > f->due;
}

static enum work_state open_state(const struct work_facts *f, day_t on,
				  int soon_days)
{
	bool begun = by(f->accepted, on) || f->percent > 0;

	if (f->due != DAY_NONE && on > f->due)
		return WORK_OVERDUE;
	if (f->due != DAY_NONE && f->due - on <= soon_days)
		return WORK_SOON;
	if (!begun || (f->start != DAY_NONE && f->start > on))
		return WORK_NOT_STARTED;
	return f->due == DAY_NONE ? WORK_NO_DEADLINE : WORK_RUNNING;
}

enum work_state work_state_on(const struct work_facts *f, day_t on,
			      int soon_days)
{
	if (by(f->withdrawn, on))
		return WORK_WITHDRAWN;
	if (by(f->done, on))
		return late_when_done(f) ? WORK_DONE_LATE : WORK_DONE;
	if (!by(f->issued, on))
		return WORK_DRAFT;
	if (by(f->paused, on))
		return WORK_PAUSED;
	if (by(f->submitted, on))
		return WORK_WAITING;
	return open_state(f, on, soon_days);
}

/* ---- phases --------------------------------------------------------------- */

static const struct {
	enum work_state rest;
	bool due, set;
} phases[N_WORK_PHASE] = {
	[PHASE_DRAFT] = { WORK_DRAFT, false, false },
	[PHASE_ISSUED] = { WORK_NOT_STARTED, true, false },
	[PHASE_BEGUN] = { WORK_RUNNING, true, false },
	[PHASE_BEGUN_FREE] = { WORK_NO_DEADLINE, false, false },
	[PHASE_SET] = { WORK_RUNNING, true, true },
	[PHASE_SET_FREE] = { WORK_NO_DEADLINE, false, true },
	[PHASE_WAITING] = { WORK_WAITING, false, false },
	[PHASE_DONE] = { WORK_DONE, false, false },
	[PHASE_DONE_LATE] = { WORK_DONE_LATE, false, false },
	[PHASE_PAUSED] = { WORK_PAUSED, false, false },
	[PHASE_WITHDRAWN] = { WORK_WITHDRAWN, false, false },
};

static enum work_phase begun_phase(const struct work_facts *f)
{
	if (f->start == DAY_NONE)
		return f->due == DAY_NONE ? PHASE_BEGUN_FREE : PHASE_BEGUN;
	return f->due == DAY_NONE ? PHASE_SET_FREE : PHASE_SET;
}

enum work_phase work_phase_of(const struct work_facts *f)
{
	if (f->withdrawn != DAY_NONE)
		return PHASE_WITHDRAWN;
	if (f->done != DAY_NONE)
		return late_when_done(f) ? PHASE_DONE_LATE : PHASE_DONE;
	if (f->issued == DAY_NONE)
		return PHASE_DRAFT;
	if (f->paused != DAY_NONE)
		return PHASE_PAUSED;
	if (f->submitted != DAY_NONE)
		return PHASE_WAITING;
	if (f->accepted == DAY_NONE && !f->percent)
		return PHASE_ISSUED;
	return begun_phase(f);
}

enum work_state work_phase_rest(enum work_phase p)
{
	return phases[p].rest;
}

bool work_phase_is_due(enum work_phase p)
{
	return phases[p].due;
}

bool work_phase_is_set(enum work_phase p)
{
	return phases[p].set;
}

enum work_state work_phase_state(enum work_phase p, day_t due, day_t start,
				 day_t on, int soon_days)
{
	if (phases[p].due && due != DAY_NONE && on > due)
		return WORK_OVERDUE;
	if (phases[p].due && due != DAY_NONE && due - on <= soon_days)
		return WORK_SOON;
	if (phases[p].set && start != DAY_NONE && start > on)
		return WORK_NOT_STARTED;
	return phases[p].rest;
}

int work_days_late(const struct work_facts *f, day_t on)
{
	enum work_state s = work_state_on(f, on, 0);

	return s == WORK_OVERDUE ? on - f->due : 0;
}

const char *work_state_title(enum work_state s)
{
	return states[s].title;
}

const char *work_state_key(enum work_state s)
{
	return states[s].key;
}

bool work_state_from_key(struct str key, enum work_state *ret_state)
{
	for (int i = 0; i < N_WORK_STATE; i++) {
		if (str_eq(key, str_c(states[i].key))) {
			*ret_state = (enum work_state)i;
			return true;
		}
	}
	return false;
}

enum work_mark work_mark_of(enum work_state s)
{
	return states[s].mark;
}

const char *work_mark_class(enum work_mark m)
{
	return marks[m].css;
}

const char *work_mark_title(enum work_mark m)
{
	return marks[m].title;
}

const char *work_mark_key(enum work_mark m)
{
	return marks[m].key;
}

/* ---- what can be done ------------------------------------------------------ */

enum who { ISSUER, LEAD };

/* Conditions on the facts; all named ones must hold. */
enum need {
	IS_DRAFT = 1, /* not issued */
	IS_OPEN = 2,  /* issued, not done, not withdrawn */
	NOT_PAUSED = 4,
	IS_PAUSED = 8,
	NOT_ACCEPTED = 16,
	IS_ACCEPTED = 32,
	NOT_SUBMITTED = 64,
	IS_SUBMITTED = 128,
	IS_DONE = 256,
	NOT_CLOSED = 512,
	NOT_DONE = 1024,
	NOT_WITHDRAWN = 2048,
};

static const struct {
	const char *key, *event, *done;
	enum who who;
	unsigned need;
	bool reason;
	const char *refused; /* when the state doesn't fit */
} deeds[N_WORK_DO] = {
	[WORK_DO_EDIT] = { "edit", "task.edit", N_("Changed"), ISSUER,
			   NOT_DONE | NOT_WITHDRAWN | NOT_SUBMITTED, false,
			   N_("A task that is submitted, done or withdrawn "
			      "can't be "
			      "changed.") },
	[WORK_DO_ISSUE] = { "issue", "task.issue", N_("Issued"), ISSUER,
			    IS_DRAFT | NOT_WITHDRAWN, false,
			    N_("The task was issued already.") },
	[WORK_DO_ACCEPT] = { "accept", "task.accept", N_("Accepted"), LEAD,
			     IS_OPEN | NOT_ACCEPTED | NOT_PAUSED, false,
			     N_("Only an issued task that nobody accepted yet "
				"can be "
				"accepted.") },
	[WORK_DO_HAND_BACK] = { "hand_back", "task.hand_back",
				N_("Handed back"), LEAD,
				IS_OPEN | NOT_SUBMITTED | NOT_PAUSED, true,
				N_("Only an open task can be handed back.") },
	[WORK_DO_REPORT] = { "report", "task.report", N_("Reported"), LEAD,
			     IS_OPEN | IS_ACCEPTED | NOT_SUBMITTED | NOT_PAUSED,
			     false,
			     N_("Accept the task first; a submitted or paused "
				"task takes "
				"no report.") },
	[WORK_DO_SUBMIT] = { "submit", "task.submit", N_("Submitted as done"),
			     LEAD,
			     IS_OPEN | IS_ACCEPTED | NOT_SUBMITTED | NOT_PAUSED,
			     false,
			     N_("Only an accepted, open task can be "
				"submitted.") },
	[WORK_DO_VERIFY] = { "verify", "task.verify", N_("Verified"), ISSUER,
			     IS_OPEN | IS_SUBMITTED, false,
			     N_("Only a submitted task can be verified.") },
	[WORK_DO_RETURN] = { "return", "task.return", N_("Returned"), ISSUER,
			     IS_OPEN | IS_SUBMITTED, true,
			     N_("Only a submitted task can be returned.") },
	[WORK_DO_CLOSE] = { "close", "task.close", N_("Closed"), ISSUER,
			    IS_DONE | NOT_CLOSED, false,
			    N_("Only a verified task can be closed.") },
	[WORK_DO_PAUSE] = { "pause", "task.pause", N_("Paused"), ISSUER,
			    IS_OPEN | NOT_PAUSED | NOT_SUBMITTED, true,
			    N_("Only an open task can be paused.") },
	[WORK_DO_RESUME] = { "resume", "task.resume", N_("Resumed"), ISSUER,
			     IS_OPEN | IS_PAUSED, false,
			     N_("Only a paused task can be resumed.") },
	[WORK_DO_WITHDRAW] = { "withdraw", "task.withdraw",
			       N_("Task withdrawn"), ISSUER,
			       NOT_DONE | NOT_WITHDRAWN, true,
			       N_("A finished or withdrawn task can't be "
				  "withdrawn.") },
};

const char *work_do_key(enum work_do d)
{
	return deeds[d].key;
}

const char *work_do_event(enum work_do d)
{
	return deeds[d].event;
}

const char *work_do_done(enum work_do d)
{
	return deeds[d].done;
}

bool work_do_from_key(struct str key, enum work_do *ret_do)
{
	for (int i = 0; i < N_WORK_DO; i++) {
		if (str_eq(key, str_c(deeds[i].key))) {
			*ret_do = (enum work_do)i;
			return true;
		}
	}
	return false;
}

/* The conditions that hold for these facts. */
static unsigned holds(const struct work_facts *f)
{
	bool issued = f->issued != DAY_NONE, done = f->done != DAY_NONE;
	bool withdrawn = f->withdrawn != DAY_NONE;

	return (issued ? 0u : IS_DRAFT) |
	       (issued && !done && !withdrawn ? IS_OPEN : 0u) |
	       (f->paused != DAY_NONE ? IS_PAUSED : NOT_PAUSED) |
	       (f->accepted != DAY_NONE ? IS_ACCEPTED : NOT_ACCEPTED) |
	       (f->submitted != DAY_NONE ? IS_SUBMITTED : NOT_SUBMITTED) |
	       (done ? IS_DONE : NOT_DONE) |
	       (f->closed != DAY_NONE ? 0u : NOT_CLOSED) |
	       (withdrawn ? 0u : NOT_WITHDRAWN);
}

bool work_do_fits(enum work_do d, const struct work_facts *f, int64_t missing)
{
	if (d == WORK_DO_ISSUE && missing)
		return false;
	return (deeds[d].need & ~holds(f)) == 0;
}

bool work_is_office(const struct cx *cx)
{
	return cx_may(cx, PERM_WORK_MANAGE) && cx->actor.org_is_root;
}

bool work_do_of_lead(enum work_do d)
{
	return deeds[d].who == LEAD;
}

bool work_do_allowed(enum work_do d, const struct cx *cx, bool is_lead,
		     bool is_issuer)
{
	if (deeds[d].who == ISSUER)
		return is_issuer;
	return is_lead && cx_may(cx, d == WORK_DO_REPORT ? PERM_WORK_REPORT
							 : PERM_WORK_ANSWER);
}

bool work_do_needs_reason(enum work_do d)
{
	return deeds[d].reason;
}

struct err *work_do_check(struct arena *a, enum work_do d,
			  const struct work_facts *f, int64_t missing)
{
	if (deeds[d].need & ~holds(f))
		return err_new(a, ERR_CONFLICT, deeds[d].refused);
	if (d == WORK_DO_ISSUE && missing)
		return err_new(a, ERR_INVALID,
			       N_("A task is issued only when work, person, "
				  "progress and product are all clear."));
	return NULL;
}

void work_do_apply(enum work_do d, struct work_facts *f, day_t on,
		   int64_t percent)
{
	switch (d) {
	case WORK_DO_ISSUE:
		f->issued = on;
		break;
	case WORK_DO_ACCEPT:
		f->accepted = on;
		break;
	case WORK_DO_HAND_BACK:
		f->issued = f->accepted = DAY_NONE;
		break;
	case WORK_DO_REPORT:
		f->percent = percent;
		break;
	case WORK_DO_SUBMIT:
		f->submitted = on;
		f->percent = 100;
		break;
	case WORK_DO_RETURN:
		f->submitted = DAY_NONE;
		f->percent = MIN(f->percent, 99);
		break;
	case WORK_DO_VERIFY:
		f->done = on;
		break;
	case WORK_DO_CLOSE:
		f->closed = on;
		break;
	case WORK_DO_PAUSE:
		f->paused = on;
		break;
	case WORK_DO_RESUME:
		f->paused = DAY_NONE;
		break;
	case WORK_DO_WITHDRAW:
		f->withdrawn = on;
		break;
	case WORK_DO_EDIT:
	case N_WORK_DO:
		break;
	}
}

/* ---- reports ---------------------------------------------------------------- */

static bool cause_known(const struct profile *p, struct str code)
{
	for (ptrdiff_t i = 0; i < p->n_causes; i++)
		if (str_eq(p->cause[i].code, code))
			return true;
	return false;
}

static void fault(struct arena *a, struct err **faults, const char *text,
		  struct str field)
{
	err_add(faults, err_at(err_new(a, ERR_INVALID, text), field));
}

struct err *work_report_check(struct arena *a, const struct profile *p,
			      const struct work_report *r,
			      const struct work_facts *f, day_t on)
{
	struct err *faults = NULL;
	bool late = work_days_late(f, on) > 0;

	if (r->percent < 0 || r->percent > 100)
		fault(a, &faults,
		      N_("The percentage is a whole number from 0 "
			 "to 100."),
		      STR("percent"));
	if (!r->body.n)
		fault(a, &faults,
		      N_("Say in two or three sentences what was "
			 "reached."),
		      STR("body"));
	else if (utf8_length(r->body) > WORK_TEXT_MOST)
		fault(a, &faults,
		      N_("The result is longer than 4,000 "
			 "characters; attach a file instead."),
		      STR("body"));
	if (utf8_length(r->difficulty) > WORK_TEXT_MOST)
		fault(a, &faults,
		      N_("The difficulty is longer than 4,000 "
			 "characters; attach a file instead."),
		      STR("difficulty"));
	if (r->cause.n && !cause_known(p, r->cause))
		fault(a, &faults, N_("Choose the cause from the list."),
		      STR("cause"));
	if (!r->cause.n && r->difficulty.n)
		fault(a, &faults,
		      N_("A difficulty needs its cause; choose one "
			 "from the list."),
		      STR("cause"));
	else if (!r->cause.n && late && r->percent < 100)
		fault(a, &faults,
		      N_("The task is overdue: choose the cause "
			 "of the delay."),
		      STR("cause"));
	if (r->ask.n && !str_eq(r->ask, STR("none")) &&
	    !str_eq(r->ask, STR("help")))
		fault(a, &faults, N_("Choose whether help is needed."),
		      STR("ask"));
	return faults;
}

int64_t work_share(int64_t part, int64_t whole)
{
	return whole > 0 ? (part * 2000 + whole) / (2 * whole) : 0;
}
