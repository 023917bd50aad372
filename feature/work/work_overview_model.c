/* What the overview says and how it sorts. */
#include "work/work_overview_model.h"

#include "base/err.h"

enum { RISK_POINTS = 100 }; /* tenths of a per cent */

static const char *const words[][2] = {
	{ N_("one"), N_("One") },     { N_("two"), N_("Two") },
	{ N_("three"), N_("Three") }, { N_("four"), N_("Four") },
	{ N_("five"), N_("Five") },   { N_("six"), N_("Six") },
	{ N_("seven"), N_("Seven") }, { N_("eight"), N_("Eight") },
	{ N_("nine"), N_("Nine") },   { N_("ten"), N_("Ten") },
};

const char *overview_number_word(int64_t n, bool first)
{
	return n >= 1 && n <= N_ELEMENTS(words) ? words[n - 1][first] : NULL;
}

enum overview_tone overview_tone_of(const struct overview_facts *f)
{
	bool need = f->asking > 0 || f->waiting > 0;

	if (!f->tasks)
		return TONE_NO_TASKS;
	if (!f->issued)
		return TONE_NOT_ISSUED;
	if (f->red)
		return need ? TONE_RED_NEED : TONE_RED;
	return need ? TONE_NEED : TONE_CALM;
}

enum overview_why overview_why_of(const struct overview_red_facts *f)
{
	if (f->accepted == DAY_NONE)
		return WHY_NOT_ACCEPTED;
	if (f->reported == DAY_NONE)
		return WHY_NOT_REPORTED;
	if (f->difficulty.n)
		return WHY_DIFFICULTY;
	return f->cause.n ? WHY_CAUSE : WHY_TEXT;
}

enum overview_ask overview_ask_of(const struct overview_red_facts *f)
{
	if (f->submitted != DAY_NONE)
		return ASK_VERIFY;
	return str_eq(f->ask, STR("help")) ? ASK_HELP : ASK_NONE;
}

enum overview_verdict overview_judge(int64_t share, int64_t level,
				     int64_t whole)
{
	if (whole <= 0)
		return VERDICT_NONE;
	if (share >= level)
		return VERDICT_GOOD;
	return share >= level - RISK_POINTS ? VERDICT_RISK : VERDICT_RED;
}

int64_t overview_elapsed(day_t from, day_t to, day_t on)
{
	int64_t all = (int64_t)to - from + 1;
	int64_t gone = (int64_t)on - from + 1;

	if (from == DAY_NONE || to == DAY_NONE || gone <= 0)
		return 0;
	return gone >= all ? 1000 : (gone * 2000 + all) / (2 * all);
}

bool overview_before(const struct overview_need *a,
		     const struct overview_need *b)
{
	/* nothing finished yet is no fault */
	int64_t share_a = a->on_time < 0 ? 1000 : a->on_time;
	int64_t share_b = b->on_time < 0 ? 1000 : b->on_time;

	if (a->overdue != b->overdue)
		return a->overdue > b->overdue;
	if (a->days_late != b->days_late)
		return a->days_late > b->days_late;
	if (a->soon != b->soon)
		return a->soon > b->soon;
	if (share_a != share_b)
		return share_a < share_b;
	if (a->waiting != b->waiting)
		return a->waiting > b->waiting;
	return a->position < b->position;
}
