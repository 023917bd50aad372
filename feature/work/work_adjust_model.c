/* Rules of the adjustment ledger. */
#include "work/work_adjust_model.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"

static const struct {
	const char *key, *title;
} kinds[N_ADJUST] = {
	[ADJUST_EXTENSION] = { "extension", N_("Another deadline") },
	[ADJUST_SCOPE] = { "scope", N_("Other work") },
	[ADJUST_LEAD] = { "lead", N_("Another lead unit") },
	[ADJUST_PRODUCT] = { "product", N_("Another product") },
	[ADJUST_WITHDRAWAL] = { "withdrawal", N_("Withdrawal of the task") },
};

const char *work_adjust_key(enum work_adjust k)
{
	return kinds[k].key;
}

bool work_adjust_from_key(struct str key, enum work_adjust *ret_k)
{
	for (int i = 0; i < N_ADJUST; i++) {
		if (str_eq(key, str_c(kinds[i].key))) {
			*ret_k = (enum work_adjust)i;
			return true;
		}
	}
	return false;
}

const char *work_adjust_title(enum work_adjust k)
{
	return kinds[k].title;
}

struct err *work_adjust_open_check(struct arena *a,
				   const struct work_adjust_task *t)
{
	const struct work_facts *f = &t->facts;

	if (t->programme_closed)
		return err_new(a, ERR_CONFLICT,
			       N_("The programme is closed; its tasks stay as "
				  "they are."));
	if (f->issued == DAY_NONE)
		return err_new(a, ERR_CONFLICT,
			       N_("The task isn't issued yet; the office "
				  "changes its draft directly."));
	if (f->done != DAY_NONE || f->withdrawn != DAY_NONE)
		return err_new(a, ERR_CONFLICT,
			       N_("The task is finished or withdrawn, so "
				  "nothing about it is adjusted any more."));
	return NULL;
}

static void fault(struct arena *a, struct err **faults, const char *text,
		  const char *field)
{
	err_add(faults, err_at(err_new(a, ERR_INVALID, text), str_c(field)));
}

static bool cause_known(const struct profile *p, struct str code)
{
	for (ptrdiff_t i = 0; i < p->n_causes; i++)
		if (str_eq(p->cause[i].code, code))
			return true;
	return false;
}

/* Cause and reason, and the field that the reason stands in. */
struct why {
	struct str cause, text;
	const char *field;
};

static void why_check(struct arena *a, const struct profile *p,
		      const struct why *w, struct err **faults)
{
	if (!cause_known(p, w->cause))
		fault(a, faults, N_("Choose the cause from the list."),
		      "cause");
	if (!w->text.n)
		fault(a, faults,
		      N_("Say why, in a sentence; who decides reads it."),
		      w->field);
	else if (utf8_length(w->text) > WORK_TEXT_MOST)
		fault(a, faults,
		      N_("The reason is longer than 4,000 characters."),
		      w->field);
}

static void deadline_check(struct arena *a, const struct work_adjust_task *t,
			   const struct work_adjust_ask *ask,
			   struct err **faults)
{
	struct err *e = NULL;

	if (!ask->deadline.n)
		fault(a, faults,
		      N_("Write the new deadline, for example 30/9/2026 or "
			 "Quý III/2026."),
		      "deadline");
	else if (ask->deadline_fault)
		e = err_new(a, ERR_INVALID, ask->deadline_fault, ask->deadline);
	else if (ask->comes_back)
		return;
	else if (ask->due == DAY_NONE)
		e = err_new(a, ERR_INVALID,
			    N_("“{0}” names no day: the new deadline needs "
			       "one, for example 30/9/2026."),
			    ask->deadline);
	else if (t->facts.due != DAY_NONE && ask->due <= t->facts.due)
		e = err_new(a, ERR_INVALID,
			    N_("{0} isn't after the present deadline {1}."),
			    fmt_day(a, ask->due), fmt_day(a, t->facts.due));
	else if (t->facts.due == DAY_NONE && ask->due < ask->asked_on)
		e = err_new(a, ERR_INVALID,
			    N_("{0} is over; the task had no day so far, so "
			       "give one from today on."),
			    fmt_day(a, ask->due));
	else if (t->programme_end != DAY_NONE && ask->due > t->programme_end)
		e = err_new(a, ERR_INVALID,
			    N_("{0} lies after the end of the programme, "
			       "{1}; carry the task over instead."),
			    fmt_day(a, ask->due), fmt_day(a, t->programme_end));
	if (e)
		err_add(faults, err_at(e, STR("deadline")));
}

static void text_check(struct arena *a, struct str was, struct str is,
		       const char *field, struct err **faults)
{
	if (!is.n)
		fault(a, faults, N_("Write what it is to be from now on."),
		      field);
	else if (str_eq(was, is))
		fault(a, faults,
		      N_("This is what it says already; write what is to "
			 "change."),
		      field);
	else if (utf8_length(is) > WORK_TITLE_MOST * 3)
		fault(a, faults,
		      N_("The text is longer than 3,000 characters."), field);
}

static void change_check(struct arena *a, const struct work_adjust_task *t,
			 const struct work_adjust_ask *ask, struct err **faults)
{
	switch (ask->kind) {
	case ADJUST_EXTENSION:
		deadline_check(a, t, ask, faults);
		break;
	case ADJUST_SCOPE:
		text_check(a, t->work, ask->work, "work", faults);
		break;
	case ADJUST_PRODUCT:
		text_check(a, t->product, ask->product, "product", faults);
		break;
	case ADJUST_LEAD:
		if (ask->lead == DB_NULL)
			fault(a, faults, N_("Choose the new lead unit."),
			      "lead");
		else if (ask->lead == t->lead)
			fault(a, faults,
			      N_("This unit leads the task already; choose "
				 "another one."),
			      "lead");
		break;
	case ADJUST_WITHDRAWAL:
	case N_ADJUST:
		break;
	}
}

/* The field in which a new unclear text stands. */
static const char *const text_field[N_ADJUST] = {
	[ADJUST_EXTENSION] = "deadline", [ADJUST_SCOPE] = "work",
	[ADJUST_LEAD] = "lead",		 [ADJUST_PRODUCT] = "product",
	[ADJUST_WITHDRAWAL] = "body",
};

struct err *work_adjust_check(struct arena *a, const struct profile *p,
			      const struct work_adjust_task *t,
			      const struct work_adjust_ask *ask)
{
	struct err *faults = work_adjust_open_check(a, t);

	if (faults)
		return faults;
	if (t->open >> ask->kind & 1)
		return err_new(a, ERR_CONFLICT,
			       N_("The same was asked for already and isn't "
				  "decided yet."));
	change_check(a, t, ask, &faults);
	if (!faults && ask->unclear)
		fault(a, &faults,
		      N_("An issued task must stay clear: work, person, "
			 "progress and product."),
		      text_field[ask->kind]);
	why_check(a, p, &(struct why){ ask->cause, ask->body, "body" },
		  &faults);
	return faults;
}

uint64_t work_adjust_differs(const struct work_adjust_words *was,
			     const struct work_adjust_words *is)
{
	return (str_eq(was->deadline, is->deadline)
			? 0
			: UINT64_C(1) << ADJUST_EXTENSION) |
	       (str_eq(was->work, is->work) ? 0 : UINT64_C(1) << ADJUST_SCOPE) |
	       (was->lead == is->lead ? 0 : UINT64_C(1) << ADJUST_LEAD) |
	       (str_eq(was->product, is->product)
			? 0
			: UINT64_C(1) << ADJUST_PRODUCT);
}

struct err *work_adjust_why_check(struct arena *a, const struct profile *p,
				  struct str cause, struct str reason)
{
	struct err *faults = NULL;

	why_check(a, p, &(struct why){ cause, reason, "reason" }, &faults);
	return faults;
}

enum work_timing work_timing(const struct work_facts *f, day_t due, day_t on)
{
	day_t ready = f->submitted != DAY_NONE ? f->submitted : f->done;
	enum work_state s = work_state_on(f, on, 0);

	if (s == WORK_DONE || s == WORK_DONE_LATE)
		return due != DAY_NONE && ready > due ? TIMING_LATE
						      : TIMING_GOOD;
	if (s == WORK_DRAFT || s == WORK_PAUSED || s == WORK_WAITING ||
	    s == WORK_WITHDRAWN)
		return TIMING_NONE;
	return due != DAY_NONE && due < on ? TIMING_LATE : TIMING_NONE;
}

day_t work_base_due(day_t base_on, day_t base_due, day_t due)
{
	return base_on == DAY_NONE ? due : base_due;
}
