/*
 * Periods of the demo's recurring tasks: made as they begin, handed in by the
 * lead about when they are due, verified by the office some days later. Every
 * seventh comes late, and one that is due today is still open, as it happens.
 */
#include "app/app_demo.h"

#include "db/db.h"
#include "work/work_period_act.h"
#include "work/work_period_query.h"

enum { VERIFY_DAYS = 3, LATE_DAYS = 5, READ_MOST = 100 };

static const struct demo_user *user_of(const struct demo *d, int64_t org)
{
	for (ptrdiff_t i = 0; i < d->users.n; i++)
		if (d->users.p[i].actor.org == org)
			return &d->users.p[i];
	return NULL;
}

static struct err *hand_in(struct cx *cx, const struct demo *d,
			   const struct period_open_list_row *p,
			   const struct demo_user *office, day_t day)
{
	const struct demo_user *u = user_of(d, p->lead);
	struct cx c = demo_as(cx, d, u ? &u->actor : &office->actor, day, 1);
	bool late = day > p->due_on;
	struct work_deed deed = {
		.task = p->id,
		.what = WORK_DO_SUBMIT,
		.report = { .percent = 100,
			    .body = late ? STR("Đã hoàn thành, chậm so với "
					       "hạn của kỳ.")
					 : STR("Đã hoàn thành sản phẩm của "
					       "kỳ."),
			    .difficulty = STR(""),
			    .cause = late ? STR("du_lieu") : STR(""),
			    .ask = STR("none") }
	};

	return work_do(&c, &deed, NULL);
}

static struct err *verify(struct cx *cx, const struct demo *d, int64_t task,
			  const struct demo_user *office, day_t day)
{
	struct cx c = demo_as(cx, d, &office->actor, day, 2);

	return work_do(
		&c, &(struct work_deed){ .task = task, .what = WORK_DO_VERIFY },
		NULL);
}

static struct err *period_step(struct cx *cx, const struct demo *d,
			       const struct period_open_list_row *p,
			       const struct demo_user *office, day_t day)
{
	day_t ready = p->due_on + (p->id % 7 == 3 ? LATE_DAYS : -1);

	if (p->submitted_on != DAY_NONE)
		return day >= p->submitted_on + VERIFY_DAYS
			       ? verify(cx, d, p->id, office, day)
			       : NULL;
	return day >= ready && ready < d->today ? hand_in(cx, d, p, office, day)
						: NULL;
}

struct err *demo_periods(struct cx *cx, const struct demo *d,
			 const struct demo_user *office, day_t day)
{
	struct cx system = demo_as(cx, d, NULL, day, 0);
	struct period_open_list_rows rows;
	struct err *err = work_periods_make(&system, NULL);

	if (!err)
		err = period_open_list(cx->db,
				       &(struct period_open_list_in){
					       .limit = READ_MOST },
				       &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = period_step(cx, d, &rows.p[i], office, day);
	return err;
}
