/* Waiting times with two ways out: see growth_curve.h. */
#include "growth/growth_curve.h"

#include <stdlib.h>

static int by_days(const void *a, const void *b)
{
	const struct growth_stay *x = a, *y = b;

	return (x->days > y->days) - (x->days < y->days);
}

static int by_number(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Of day d those are looked at who are seen by then and not gone before. */
void growth_curve(struct arena *a, const struct growth_stays *stays,
		  struct growth_curve *ret)
{
	struct growth_stay *s = arena_new(a, struct growth_stay, stays->n + 1);
	int *from = arena_new(a, int, stays->n + 1);
	struct growth_point at = { .waits = 1 };
	ptrdiff_t seen = 0;

	*ret = (struct growth_curve){ 0 };
	for (ptrdiff_t i = 0; i < stays->n; i++) {
		s[i] = stays->p[i];
		from[i] = s[i].from;
	}
	qsort(s, (size_t)stays->n, sizeof(*s), by_days);
	qsort(from, (size_t)stays->n, sizeof(*from), by_number);
	for (ptrdiff_t i = 0, k; i < stays->n; i = k) {
		double gone[N_GROWTH_END] = { 0 };

		for (k = i; k < stays->n && s[k].days == s[i].days; k++)
			gone[s[k].end]++;
		while (seen < stays->n && from[seen] <= s[i].days)
			seen++;
		if (gone[GROWTH_PASSED] + gone[GROWTH_LEFT] > 0) {
			double each = at.waits / (double)(seen - i);

			at.days = s[i].days;
			at.passed += each * gone[GROWTH_PASSED];
			at.left += each * gone[GROWTH_LEFT];
			at.waits = 1 - at.passed - at.left;
			*vec_push(a, ret) = at;
		}
	}
}

int growth_curve_days(const struct growth_curve *c, double share)
{
	double all = c->n ? c->p[c->n - 1].passed : 0;

	for (ptrdiff_t i = 0; all > 0 && i < c->n; i++)
		if (c->p[i].passed >= share * all)
			return c->p[i].days;
	return -1;
}

double growth_curve_share(const struct growth_curve *c)
{
	const struct growth_point *end = c->n ? &c->p[c->n - 1] : NULL;

	return end ? end->passed / (end->passed + end->left) : 0;
}
