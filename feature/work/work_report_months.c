/*
 * The ends of the months in a report. A day that is over never changes, so what
 * was read of it for the whole committee is kept while the program runs: with
 * 100,000 tasks a month takes a quarter of a second.
 */
#include "work/work_report_priv.h"

#include <pthread.h>

#include "db/db.h"
#include "work/work_past.h"
#include "work/work_query.h"
#include "work/work_summary.h"

enum { KNOWN = 512 };

/* ---- what is known already ---------------------------------------------- */

struct known {
	uint64_t store;
	int64_t programme, year;
	struct report_month month;
};

static struct {
	pthread_mutex_t lock;
	struct known p[KNOWN];
	unsigned n; /* written so far; the oldest goes first */
} known = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* An act that began before midnight may still come: a day is over when another
 * one lies between. What people of a unit see depends on who cooperates now. */
static bool lasts(const struct cx *cx, day_t on)
{
	return cx->actor.org_is_root && on + 1 < day_of_instant(cx->now);
}

static bool known_take(const struct cx *cx, const struct report *r, day_t on,
		       struct report_month *ret_month)
{
	uint64_t store = store_serial(cx->store);
	bool found = false;

	pthread_mutex_lock(&known.lock);
	for (unsigned i = 0; i < MIN(known.n, KNOWN) && !found; i++) {
		const struct known *k = &known.p[i];

		found = k->store == store && k->month.on == on &&
			k->programme == r->programme && k->year == r->year;
		if (found)
			*ret_month = k->month;
	}
	pthread_mutex_unlock(&known.lock);
	return found;
}

static void known_put(const struct cx *cx, const struct report *r,
		      const struct report_month *month)
{
	pthread_mutex_lock(&known.lock);
	known.p[known.n++ % KNOWN] =
		(struct known){ store_serial(cx->store), r->programme, r->year,
				*month };
	pthread_mutex_unlock(&known.lock);
}

/* ---- reading ---------------------------------------------------------------- */

static struct report_month month_now(const struct tally_sum *s, day_t on)
{
	return (struct report_month){ .on = on,
				      .issued = s->issued,
				      .done = s->state[WORK_DONE],
				      .late = s->state[WORK_DONE_LATE],
				      .overdue = s->state[WORK_OVERDUE] };
}

static struct err *month_read(struct cx *cx, const struct report *r, day_t on,
			      struct report_month *ret_month)
{
	struct tally_states_in in = { .today = on,
				      .soon = on + work_soon_days(cx),
				      .as_at = on };
	struct tally_states_rows rows;
	struct tally_sum s = { 0 };
	struct err *err;

	if (lasts(cx, on) && known_take(cx, r, on, ret_month))
		return NULL;
	REPORT_IN(TALLY_STATES, r, in);
	in.root = cx->actor.org_is_root;
	in.until = day_begin(on + 1);
	err = tally_states(cx->db, &in, &rows);
	if (err)
		return err;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		s.state[rows.p[i].state] = rows.p[i].n;
		if (rows.p[i].state != WORK_DRAFT &&
		    rows.p[i].state != WORK_WITHDRAWN)
			s.issued += rows.p[i].n;
	}
	*ret_month = month_now(&s, on);
	if (lasts(cx, on))
		known_put(cx, r, ret_month);
	return NULL;
}

static day_t month_end(day_t day)
{
	struct ymd d = day_ymd(day);

	return day_month_end(d.y, d.m);
}

/* Each month's end that has passed, the last point is today; of a longer
 * programme the newest months. */
struct err *report_months_read(struct cx *cx, struct report *r)
{
	day_t last = MIN(cx->today, r->to), on;
	day_t first = day_add_months(month_end(last), 1 - REPORT_MONTHS_MOST);
	struct err *err = NULL;

	first = MAX(first, r->from);
	for (on = month_end(first); on < last && !err; on = month_end(on + 1))
		err = month_read(cx, r, on, vec_push(cx->arena, &r->months));
	if (err || last < r->from)
		return err;
	if (last == cx->today)
		*vec_push(cx->arena, &r->months) = month_now(&r->all, last);
	else
		err = month_read(cx, r, last, vec_push(cx->arena, &r->months));
	return err;
}
