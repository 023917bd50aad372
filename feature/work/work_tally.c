/* Sums of a report. */
#include "work/work_tally.h"

#include <stdlib.h>

int64_t tally_share(const struct tally_sum *s, enum tally_against against)
{
	int64_t judged = s->kept[against] + s->missed[against];

	return judged ? work_share(s->kept[against], judged) : -1;
}

/* ---- adding -------------------------------------------------------------- */

static bool is_done(enum work_state s)
{
	return s == WORK_DONE || s == WORK_DONE_LATE;
}

static void judge(struct tally_sum *s, enum tally_against against,
		  enum work_timing k)
{
	s->kept[against] += k == TIMING_GOOD;
	s->missed[against] += k == TIMING_LATE;
}

static void count(struct tally_sum *s, const struct tally_task *t)
{
	bool issued = t->state != WORK_DRAFT && t->state != WORK_WITHDRAWN;

	s->n++;
	s->issued += issued;
	s->done += is_done(t->state);
	s->open += issued && !is_done(t->state);
	s->state[t->state]++;
	s->unclear += t->missing != 0;
	for (int i = 0; i < 4; i++)
		s->missing[i] += t->missing >> i & 1;
	s->extended += t->extensions > 0;
	s->extensions += t->extensions;
}

static void sum_add(struct tally_sum *s, const struct tally_task *t, day_t on)
{
	day_t base = work_base_due(t->base_on, t->base, t->facts.due);

	if (t->counted)
		count(s, t);
	if (!t->rated)
		return;
	judge(s, TALLY_APPROVED, work_timing(&t->facts, t->facts.due, on));
	judge(s, TALLY_ORIGINAL, work_timing(&t->facts, base, on));
}

static struct tally_sum *line_of(struct arena *a, struct tally_lines *list,
				 int64_t id)
{
	struct tally_line *l;

	for (ptrdiff_t i = 0; i < list->n; i++)
		if (list->p[i].id == id)
			return &list->p[i].sum;
	l = vec_push(a, list);
	*l = (struct tally_line){ .id = id };
	return &l->sum;
}

static struct tally_cause *cause_of(struct arena *a, struct tally_causes *list,
				    struct str code)
{
	struct tally_cause *c;

	for (ptrdiff_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i].code, code))
			return &list->p[i];
	c = vec_push(a, list);
	*c = (struct tally_cause){ .code = str_dup(a, code) };
	return c;
}

void tally_add(struct arena *a, struct tally *t, const struct tally_task *task,
	       day_t on)
{
	sum_add(&t->all, task, on);
	sum_add(line_of(a, &t->groups, task->group), task, on);
	sum_add(line_of(a, &t->leads, task->lead), task, on);
	if (!task->counted)
		return;
	if (task->state == WORK_OVERDUE)
		cause_of(a, &t->causes, task->cause)->overdue++;
	if (task->state == WORK_DONE_LATE)
		cause_of(a, &t->causes, task->cause)->late++;
}

void tally_extend(struct arena *a, struct tally *t, struct str cause,
		  int64_t times, int64_t tasks)
{
	struct tally_cause *c = cause_of(a, &t->causes, cause);

	c->extensions += times;
	c->extended += tasks;
}

/* ---- together -------------------------------------------------------------- */

static void sum_put(struct tally_sum *to, const struct tally_sum *s)
{
	to->n += s->n;
	to->issued += s->issued;
	to->open += s->open;
	to->done += s->done;
	to->unclear += s->unclear;
	to->extended += s->extended;
	to->extensions += s->extensions;
	for (int i = 0; i < N_WORK_STATE; i++)
		to->state[i] += s->state[i];
	for (int i = 0; i < N_ELEMENTS(s->missing); i++)
		to->missing[i] += s->missing[i];
	for (int i = 0; i < N_TALLY_AGAINST; i++) {
		to->kept[i] += s->kept[i];
		to->missed[i] += s->missed[i];
	}
}

static ptrdiff_t line_at(const struct tally_lines *list, int64_t id)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (list->p[i].id == id)
			return i;
	return -1;
}

void tally_lead_as(struct tally *t, int64_t lead, int64_t as)
{
	ptrdiff_t from = line_at(&t->leads, lead), to = line_at(&t->leads, as);

	if (from < 0 || lead == as)
		return;
	if (to < 0) {
		t->leads.p[from].id = as;
		return;
	}
	sum_put(&t->leads.p[to].sum, &t->leads.p[from].sum);
	t->leads.p[from] = t->leads.p[--t->leads.n];
}

/* ---- order --------------------------------------------------------------- */

static int more(int64_t a, int64_t b)
{
	return a > b ? -1 : a < b;
}

static int by_need(const void *x, const void *y)
{
	const struct tally_line *a = x, *b = y;
	const struct tally_sum *s = &a->sum, *t = &b->sum;
	int k = more(s->state[WORK_OVERDUE], t->state[WORK_OVERDUE]);

	if (!k)
		k = more(s->missed[TALLY_APPROVED], t->missed[TALLY_APPROVED]);
	if (!k)
		k = more(s->n, t->n);
	return k ? k : -more(a->id, b->id);
}

static int64_t held_up(const struct tally_cause *c)
{
	return c->overdue + c->late + c->extensions;
}

static int by_weight(const void *x, const void *y)
{
	const struct tally_cause *a = x, *b = y;
	int k = more(b->code.n == 0, a->code.n == 0); /* none given: last */

	if (!k)
		k = more(held_up(a), held_up(b));
	return k ? k : str_cmp(a->code, b->code);
}

void tally_sort(struct tally *t)
{
	if (t->leads.n)
		qsort(t->leads.p, (size_t)t->leads.n, sizeof(*t->leads.p),
		      by_need);
	if (t->causes.n)
		qsort(t->causes.p, (size_t)t->causes.n, sizeof(*t->causes.p),
		      by_weight);
}

const struct tally_cause *tally_worst(const struct tally *t)
{
	const struct tally_cause *worst = NULL;
	bool shared = false;

	for (ptrdiff_t i = 0; i < t->causes.n; i++) {
		const struct tally_cause *c = &t->causes.p[i];
		int64_t n = c->overdue + c->late;

		if (!c->code.n || !n)
			continue;
		if (!worst || n > worst->overdue + worst->late) {
			worst = c;
			shared = false;
		} else if (n == worst->overdue + worst->late) {
			shared = true;
		}
	}
	return shared ? NULL : worst;
}
