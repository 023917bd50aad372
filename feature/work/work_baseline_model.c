/* Rules of baselines. */
#include "work/work_baseline_model.h"

#include "base/utf8.h"
#include "i18n/i18n.h"

static const struct {
	const char *key, *title;
} drifts[N_DRIFT] = {
	[DRIFT_ADDED] = { "added", N_("Added") },
	[DRIFT_GONE] = { "gone", N_("Withdrawn") },
	[DRIFT_DEADLINE] = { "deadline", N_("Another deadline") },
	[DRIFT_LEAD] = { "lead", N_("Another lead unit") },
	[DRIFT_WORK] = { "work", N_("Another wording of the work") },
	[DRIFT_PRODUCT] = { "product", N_("Another product") },
};

const char *work_drift_key(enum work_drift d)
{
	return drifts[d].key;
}

const char *work_drift_title(enum work_drift d)
{
	return drifts[d].title;
}

bool work_drift_from_key(struct str key, enum work_drift *ret_drift)
{
	for (int d = 0; d < N_DRIFT; d++) {
		if (str_eq(key, str_c(drifts[d].key))) {
			*ret_drift = (enum work_drift)d;
			return true;
		}
	}
	return false;
}

bool work_is_planned(const struct work_planned *t)
{
	return t->issued != DAY_NONE && t->withdrawn == DAY_NONE;
}

/* The same words are the same plan, whatever day they have come to by a new
 * period or an event; and so are other words for the same day. */
static bool same_deadline(const struct work_planned *a,
			  const struct work_planned *b)
{
	return str_eq(a->deadline, b->deadline) ||
	       (a->due != DAY_NONE && a->due == b->due);
}

unsigned work_drift_of(const struct work_planned *was,
		       const struct work_planned *is)
{
	bool before = work_is_planned(was), now = work_is_planned(is);
	unsigned d = 0;

	if (!before || !now)
		return before ? 1u << DRIFT_GONE : now ? 1u << DRIFT_ADDED : 0;
	d |= same_deadline(was, is) ? 0 : 1u << DRIFT_DEADLINE;
	d |= was->lead == is->lead ? 0 : 1u << DRIFT_LEAD;
	d |= str_eq(was->work, is->work) ? 0 : 1u << DRIFT_WORK;
	d |= str_eq(was->product, is->product) ? 0 : 1u << DRIFT_PRODUCT;
	return d;
}

static struct err *day_check(struct arena *a, day_t day, day_t today,
			     day_t first)
{
	if (day == DAY_NONE)
		return err_new(a, ERR_INVALID,
			       N_("Enter the day whose plan is the baseline, "
				  "such as 15/1/2026."));
	if (day > today)
		return err_new(a, ERR_INVALID,
			       N_("{0} hasn't come yet; the plan of that day "
				  "isn't known."),
			       fmt_day(a, day));
	if (first == DAY_NONE)
		return err_new(a, ERR_INVALID,
			       N_("Nothing of the programme is issued yet; "
				  "issue its tasks first."));
	if (day < first)
		return err_new(a, ERR_INVALID,
			       N_("On {0} nothing of the programme was issued "
				  "yet; choose a day from {1} on."),
			       fmt_day(a, day), fmt_day(a, first));
	return NULL;
}

struct err *work_baseline_check(struct arena *a,
				const struct work_baseline_ask *ask,
				day_t today, day_t first, day_t last)
{
	struct err *err = day_check(a, ask->day, today, first), *faults = NULL;

	if (!err && ask->day == last)
		err = err_new(a, ERR_CONFLICT,
			      N_("The plan of {0} is the baseline already."),
			      fmt_day(a, last));
	if (err)
		err_add(&faults, err_at(err, STR("day")));
	if (utf8_length(ask->note) > WORK_BASELINE_NOTE)
		err_add(&faults,
			err_at(err_new(a, ERR_LIMIT,
				       N_("The note is longer than {0} "
					  "characters; shorten it."),
				       str_fmt(a, "%d", WORK_BASELINE_NOTE)),
			       STR("note")));
	return faults;
}
