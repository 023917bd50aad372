/* What was replayed, as tasks on a day and as figures of a day. */
#include "work/test/work_oracle_priv.h"

#include "db/db.h"

enum { SOON_DAYS = 14 };

/* ---- a task on a day --------------------------------------------------- */

static bool by(day_t what, day_t on)
{
	return what != DAY_NONE && what <= on;
}

/* What ended comes before what goes on, and a task that waits or rests isn't
 * late (domain.md 4). The last day is still in time. */
static enum work_state state_of(const struct task *t, day_t on)
{
	const struct words *w = oracle_words(t);
	day_t ready = t->submitted == DAY_NONE ? t->done : t->submitted;
	int left = t->due == DAY_NONE ? INT16_MAX : t->due - on;

	if (by(t->withdrawn, on))
		return WORK_WITHDRAWN;
	if (by(t->done, on))
		return t->due != DAY_NONE && t->due < ready ? WORK_DONE_LATE
							    : WORK_DONE;
	if (!by(t->issued, on))
		return WORK_DRAFT;
	if (by(t->paused, on))
		return WORK_PAUSED;
	if (by(t->submitted, on))
		return WORK_WAITING;
	if (left < 0)
		return WORK_OVERDUE;
	if (left <= SOON_DAYS)
		return WORK_SOON;
	if (!by(t->accepted, on) && !t->percent)
		return WORK_NOT_STARTED;
	if (w->start != DAY_NONE && w->start > on)
		return WORK_NOT_STARTED;
	return t->due == DAY_NONE ? WORK_NO_DEADLINE : WORK_RUNNING;
}

/* On time, by hand (work_adjust_model.h, domain.md 4): what is done is good
 * when it was submitted by its day, the day itself included, else late; what
 * is open is late once its day is over. The rest isn't judged: a draft, what
 * is paused or waits for the office, what was withdrawn. Without a day
 * nothing is late. */
static enum oracle_timing timing_of(enum work_state s, day_t ready, day_t due,
				    day_t on)
{
	bool over = due != DAY_NONE;

	switch (s) {
	case WORK_DONE:
	case WORK_DONE_LATE:
		return over && ready > due ? ORACLE_LATE : ORACLE_GOOD;
	case WORK_NOT_STARTED:
	case WORK_RUNNING:
	case WORK_NO_DEADLINE:
	case WORK_SOON:
	case WORK_OVERDUE:
		return over && on > due ? ORACLE_LATE : ORACLE_OPEN;
	default:
		return ORACLE_OPEN;
	}
}

/* A task that comes back is judged by its periods, a part by its task. */
static bool rated(const struct oracle *o, const struct task *t)
{
	if (t->place == ORACLE_PERIOD)
		return o->tasks.p[t->parent].place != ORACLE_PART;
	return t->place == ORACLE_WHOLE && !oracle_comes_back(t);
}

static uint8_t bits_of(const struct task *t)
{
	return (uint8_t)((t->issued != DAY_NONE) * ORACLE_ISSUED |
			 (t->accepted != DAY_NONE) * ORACLE_ACCEPTED |
			 (t->submitted != DAY_NONE) * ORACLE_SUBMITTED |
			 (t->done != DAY_NONE) * ORACLE_DONE |
			 (t->closed != DAY_NONE) * ORACLE_CLOSED |
			 (t->paused != DAY_NONE) * ORACLE_PAUSED |
			 (t->withdrawn != DAY_NONE) * ORACLE_WITHDRAWN);
}

static struct oracle_row row_of(const struct oracle *o, const struct task *t,
				day_t on)
{
	const struct words *w = oracle_words(t);
	day_t ready = t->submitted == DAY_NONE ? t->done : t->submitted;
	day_t base = t->based ? t->base_due : t->due;
	enum work_state s = state_of(t, on);

	return (struct oracle_row){
		.programme = t->programme,
		.section = w->section,
		.lead = w->lead,
		.parent = t->parent,
		.due = t->due,
		.start = w->start,
		.place = (uint8_t)t->place,
		.state = (uint8_t)s,
		.percent = (uint8_t)t->percent,
		.missing = (uint8_t)w->missing,
		.kind = (uint8_t)w->kind,
		.is = bits_of(t),
		.accepted = by(t->accepted, on) && !by(t->withdrawn, on),
		.asking = t->asking,
		.deadline = w->deadline,
		.work = w->work,
		.product = w->product,
		.rated = rated(o, t),
		.timing = (uint8_t)timing_of(s, ready, t->due, on),
		.base = (uint8_t)timing_of(s, ready, base, on)
	};
}

struct oracle_day oracle_day(const struct oracle *o, struct arena *a, day_t on)
{
	struct oracle_row *row =
		arena_new(a, struct oracle_row, o->tasks.n + 1);

	for (ptrdiff_t i = 1; i < o->tasks.n; i++)
		if (o->tasks.p[i].there)
			row[i] = row_of(o, &o->tasks.p[i], on);
	return (struct oracle_day){ .on = on, .row = row, .n = o->tasks.n };
}

/* ---- figures ----------------------------------------------------------- */

bool oracle_leads(const struct oracle *o, int64_t org, int64_t lead)
{
	while (lead != DB_NULL && lead && lead != org)
		lead = o->above.p[lead];
	return lead == org;
}

static bool picked(const struct oracle *o, const struct work_pick *k,
		   const struct oracle_row *r)
{
	return (!k->programme || k->programme == r->programme) &&
	       (!k->section || k->section == r->section) &&
	       (!k->lead || oracle_leads(o, k->lead, r->lead));
}

static void sum_add(struct work_sum *s, const struct oracle_row *r)
{
	/* red: late; at risk: soon; green: goes on; done; or nothing due yet */
	static const enum work_mark mark[N_WORK_STATE] = {
		[WORK_DRAFT] = WORK_MARK_NOT_YET,
		[WORK_NOT_STARTED] = WORK_MARK_NOT_YET,
		[WORK_RUNNING] = WORK_MARK_GREEN,
		[WORK_NO_DEADLINE] = WORK_MARK_GREEN,
		[WORK_SOON] = WORK_MARK_AMBER,
		[WORK_OVERDUE] = WORK_MARK_RED,
		[WORK_WAITING] = WORK_MARK_GREEN,
		[WORK_DONE] = WORK_MARK_DONE,
		[WORK_DONE_LATE] = WORK_MARK_DONE,
		[WORK_PAUSED] = WORK_MARK_NOT_YET,
		[WORK_WITHDRAWN] = WORK_MARK_GONE,
	};

	s->n++;
	s->unclear += r->missing != 0;
	s->accepted += r->accepted;
	s->asking += r->asking;
	for (int k = 0; k < 4; k++)
		s->missing[k] += r->missing >> k & 1;
	s->state[r->state]++;
	s->mark[mark[r->state]]++;
}

struct work_sum oracle_sum(const struct oracle *o, const struct oracle_day *d,
			   const struct work_pick *pick)
{
	struct work_sum s = { 0 };

	for (int64_t i = 0; i < d->n; i++)
		if (d->row[i].place == ORACLE_WHOLE &&
		    picked(o, pick, &d->row[i]))
			sum_add(&s, &d->row[i]);
	return s;
}

/* By task: people of the unit see it. */
static bool *sees(const struct oracle *o, struct arena *a,
		  const struct oracle_day *d, int64_t unit)
{
	bool *seen = arena_new(a, bool, d->n + 1);

	for (int64_t i = 0; i < d->n; i++)
		seen[i] = d->row[i].place != ORACLE_GONE &&
			  oracle_leads(o, unit, d->row[i].lead);
	for (ptrdiff_t i = 0; i < o->help.n; i++)
		if (o->help.p[i].task < d->n &&
		    oracle_leads(o, unit, o->help.p[i].org))
			seen[o->help.p[i].task] = true;
	for (int64_t i = 0; i < d->n; i++)
		if (!(d->row[i].is & ORACLE_ISSUED))
			seen[i] = false;
	return seen;
}

struct work_sum oracle_seen(const struct oracle *o, struct arena *a,
			    const struct oracle_day *d,
			    const struct work_pick *pick, int64_t unit)
{
	const bool *seen = sees(o, a, d, unit);
	struct work_sum s = { 0 };

	for (int64_t i = 0; i < d->n; i++) {
		const struct oracle_row *r = &d->row[i];

		if (seen[i] && picked(o, pick, r) &&
		    (r->place == ORACLE_WHOLE ||
		     (r->place == ORACLE_PART && !seen[r->parent])))
			sum_add(&s, r);
	}
	s.accepted = s.asking = 0;
	return s;
}

struct oracle_rates oracle_rates(const struct oracle *o,
				 const struct oracle_day *d,
				 const struct work_pick *pick)
{
	struct oracle_rates s = { 0 };

	for (int64_t i = 0; i < d->n; i++) {
		const struct oracle_row *r = &d->row[i];

		if (r->place == ORACLE_GONE || !r->rated || !picked(o, pick, r))
			continue;
		s.good += r->timing == ORACLE_GOOD;
		s.judged += r->timing != ORACLE_OPEN;
		s.base_good += r->base == ORACLE_GOOD;
		s.base_judged += r->base != ORACLE_OPEN;
	}
	return s;
}

/* Those of whole tasks, by where the task stands on the day. */
struct oracle_causes oracle_causes(const struct oracle *o,
				   const struct oracle_day *d,
				   const struct work_pick *pick)
{
	struct oracle_causes c = { { 0 } };

	for (ptrdiff_t i = 0; i < o->extensions.n; i++) {
		const struct extension *x = &o->extensions.p[i];
		const struct oracle_row *r = &d->row[x->task];

		if (x->on <= d->on && x->task < d->n &&
		    r->place == ORACLE_WHOLE && picked(o, pick, r))
			c.n[x->cause]++;
	}
	return c;
}

/* Issued and not withdrawn. */
static bool planned(const struct oracle_row *r, int64_t programme)
{
	return r->place == ORACLE_WHOLE && r->programme == programme &&
	       (r->is & ORACLE_ISSUED) && !(r->is & ORACLE_WITHDRAWN);
}

/* The same words are the same deadline, and so is the same day. */
static void drift_add(struct oracle_drifts *s, const struct oracle_row *was,
		      const struct oracle_row *is)
{
	bool due = was->deadline != is->deadline &&
		   (was->due == DAY_NONE || was->due != is->due);
	bool lead = was->lead != is->lead, work = was->work != is->work;
	bool product = was->product != is->product;

	s->deadline += due;
	s->lead += lead;
	s->work += work;
	s->product += product;
	s->same += !due && !lead && !work && !product;
}

struct oracle_drifts oracle_drifts(const struct oracle_day *was,
				   const struct oracle_day *is,
				   int64_t programme)
{
	static const struct oracle_row none;
	struct oracle_drifts s = { 0 };

	for (int64_t i = 0; i < is->n; i++) {
		const struct oracle_row *a = i < was->n ? &was->row[i] : &none;
		const struct oracle_row *b = &is->row[i];
		bool before = planned(a, programme);

		/* taken back: it was never there; a part is its task's */
		if (b->place != ORACLE_WHOLE)
			continue;
		s.planned += before;
		if (before && planned(b, programme))
			drift_add(&s, a, b);
		else if (before)
			s.gone++;
		else
			s.added += planned(b, programme);
	}
	return s;
}

int64_t oracle_acted(const struct oracle *o)
{
	return o->n_acted;
}
