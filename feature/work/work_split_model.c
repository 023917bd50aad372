/* Rules of splitting. */
#include "work/work_split_model.h"

#include "i18n/i18n.h"

bool work_rollup(const struct work_part *p, ptrdiff_t n,
		 struct work_rollup *ret)
{
	struct work_rollup r = { 0 };

	for (ptrdiff_t i = 0; i < n; i++) {
		if (p[i].withdrawn)
			continue;
		r.whole += p[i].weight;
		r.part += p[i].weight * (p[i].done ? 100 : p[i].percent);
		r.open += !p[i].done;
	}
	if (r.whole > 0)
		r.percent = (2 * r.part + r.whole) / (2 * r.whole);
	*ret = r;
	return r.whole > 0;
}

static struct err *state_check(struct arena *a,
			       const struct work_split_frame *f)
{
	const struct work_facts *t = &f->facts;

	if (f->programme_closed)
		return err_new(a, ERR_CONFLICT,
			       N_("The programme is closed; its tasks stay as "
				  "they are."));
	if (t->issued == DAY_NONE)
		return err_new(a, ERR_CONFLICT,
			       N_("The task is a draft: it gets parts once it "
				  "is issued and accepted."));
	if (t->submitted != DAY_NONE || t->done != DAY_NONE ||
	    t->paused != DAY_NONE || t->withdrawn != DAY_NONE)
		return err_new(a, ERR_CONFLICT,
			       N_("A task that is submitted, paused, done or "
				  "withdrawn gets no more parts."));
	if (t->accepted == DAY_NONE)
		return err_new(a, ERR_CONFLICT,
			       N_("Accept the task first, then give parts of "
				  "it to others."));
	return NULL;
}

struct err *work_split_check(struct arena *a, const struct work_split_frame *f,
			     int more)
{
	struct err *err = state_check(a, f);

	if (err)
		return err;
	if (f->depth >= f->depth_most)
		return err_new(
			a, ERR_CONFLICT,
			N_("A task is split over at most {0} levels, and "
			   "this part stands on the last one."),
			str_fmt(a, "%d", f->depth_most));
	if (more < 1)
		return err_at(err_new(a, ERR_INVALID,
				      N_("Fill in at least one row: what is to "
					 "be done, and by whom.")),
			      STR("work.1"));
	if (f->have + more > WORK_PARTS_MOST)
		return err_new(a, ERR_LIMIT,
			       N_("A task has at most {0} parts; with these it "
				  "would have {1}."),
			       str_fmt(a, "%d", WORK_PARTS_MOST),
			       str_fmt(a, "%d", f->have + more));
	return NULL;
}

struct err *work_part_due_check(struct arena *a,
				const struct work_split_frame *f, day_t due,
				bool comes_back)
{
	struct err *e = NULL;

	if (f->end == DAY_NONE)
		return NULL;
	if (comes_back && !f->comes_back)
		e = err_new(a, ERR_INVALID,
			    N_("The task above is due on {0}, so a part of it "
			       "needs a day, not a deadline that comes back."),
			    fmt_day(a, f->end));
	else if (!comes_back && due != DAY_NONE && due > f->end)
		e = err_new(a, ERR_INVALID,
			    f->comes_back
				    ? N_("{0} lies after the end of the "
					 "programme, {1}.")
				    : N_("{0} lies after the deadline of the "
					 "task above, {1}."),
			    fmt_day(a, due), fmt_day(a, f->end));
	return e ? err_at(e, STR("deadline")) : NULL;
}

struct err *work_weight_check(struct arena *a, int64_t weight)
{
	if (weight >= 1 && weight <= WORK_WEIGHT_MOST)
		return NULL;
	return err_at(err_new(a, ERR_INVALID,
			      weight == 0
				      ? N_("A weight of 0 adds to nothing; "
					   "write a whole number from 1 to "
					   "1,000.")
				      : N_("The weight is a whole number from "
					   "1 to 1,000.")),
		      STR("weight"));
}

bool work_do_over_parts(enum work_do d)
{
	return d == WORK_DO_SUBMIT || d == WORK_DO_VERIFY || d == WORK_DO_CLOSE;
}

struct err *work_over_parts_check(struct arena *a, enum work_do d, int64_t open,
				  struct str reason)
{
	if (!work_do_over_parts(d) || !open || reason.n)
		return NULL;
	return err_at(err_new(a, ERR_INVALID,
			      N_("Parts that aren't finished: {0}. Say why the "
				 "task goes on without them."),
			      str_fmt(a, "%ld", (long)open)),
		      STR("reason"));
}
