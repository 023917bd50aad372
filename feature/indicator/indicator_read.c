/* Definitions, days, and values as at any day. */
#include "indicator/indicator_priv.h"

#include <stdlib.h>

#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/feature.h"

/* ---- definitions --------------------------------------------------------- */

static struct str title_of(enum lang lang, const struct profile_term *t)
{
	return lang == LANG_VI ? t->vi : t->en;
}

static enum indicator_rollup rollup_of(struct str word)
{
	return str_eq(word, STR("mean"))    ? ROLLUP_MEAN
	       : str_eq(word, STR("ratio")) ? ROLLUP_RATIO
	       : str_eq(word, STR("none"))  ? ROLLUP_NONE
					    : ROLLUP_SUM;
}

/* One of the profile: its marks are better, period and roll-up, and it goes
 * with its source, the rule of its base's day and its unit. */
static struct indicator from_term(struct cx *cx, const struct profile_term *t)
{
	struct str with = t->with, source = str_cut(&with, ' '),
		   base = str_cut(&with, ' '), unit = str_cut(&with, ' ');
	struct indicator i = {
		.code = t->code,
		.name = title_of(cx->lang, t),
		.unit = profile_term_title(cx->profile, "indicator_unit", unit,
					   cx->lang),
		.up = profile_term_is(t, "up"),
		.source = source,
		.base_rule = base.n ? base : STR_NULL,
	};
	struct str marks = t->marks;

	while (marks.p) {
		struct str word = str_cut(&marks, ' ');

		if (indicator_period_from_key(word, &i.period))
			continue;
		if (rollup_of(word) != ROLLUP_SUM)
			i.rollup = rollup_of(word);
	}
	return i;
}

static struct indicator from_row(const struct indicator_by_code_row *r)
{
	struct indicator i = { .id = r->id,
			       .code = r->code,
			       .name = r->name,
			       .unit = r->unit,
			       .up = str_eq(r->better, STR("up")),
			       .source = r->source,
			       .rollup = rollup_of(r->rollup),
			       .digits = (int)r->digits,
			       .base_rule = r->base_rule };
	bool known = indicator_period_from_key(r->period, &i.period);

	assert(known);
	return i;
}

struct err *indicator_find(struct cx *cx, struct str code,
			   struct indicator *ret)
{
	const struct profile_term *t =
		profile_term(cx->profile, "indicator", code);
	struct indicator_by_code_row row;
	bool found;
	struct err *e = indicator_by_code(
		cx->db, &(struct indicator_by_code_in){ .code = code }, &row,
		&found);

	if (e)
		return e;
	if (!found && !t)
		return err_at(err_new(cx->arena, ERR_NOT_FOUND,
				      N_("There is no indicator “{0}”."), code),
			      STR("indicator"));
	*ret = found ? from_row(&row) : from_term(cx, t);
	if (t) { /* its words are the profile's */
		struct indicator words = from_term(cx, t);

		ret->name = words.name;
		ret->unit = words.unit;
	}
	return NULL;
}

struct err *indicator_list(struct cx *cx, struct indicators *ret_list)
{
	const struct profile_term *t = NULL;
	struct indicator_all_rows rows;
	struct err *e = indicator_all(cx->db, &rows);

	*ret_list = (struct indicators){ 0 };
	while (!e && (t = profile_term_next(cx->profile, "indicator", t)))
		e = indicator_find(cx, t->code, vec_push(cx->arena, ret_list));
	for (ptrdiff_t i = 0; !e && i < rows.n; i++)
		if (!profile_term(cx->profile, "indicator", rows.p[i].code))
			e = indicator_find(cx, rows.p[i].code,
					   vec_push(cx->arena, ret_list));
	return e;
}

day_t indicator_base_day(const struct cx *cx, const struct indicator *i,
			 struct str period)
{
	day_t days[2], day;
	struct str rule;
	int64_t m, d;

	if (!i->base_rule.n || !indicator_period_days(i->period, period, days))
		return DAY_NONE;
	rule = profile_rule(cx->profile, i->base_rule, days[0]);
	if (rule.n != 5 || !str_to_i64(str_sub(rule, 0, 2), &m) ||
	    !str_to_i64(str_sub(rule, 3, 5), &d) ||
	    !day_from_ymd(day_ymd(days[0]).y - 1, (int)m, (int)d, &day))
		return DAY_NONE;
	return day;
}

/* ---- who computes -------------------------------------------------------- */

const struct indicator_source *indicator_source_of(const struct indicator *i)
{
	int n;
	const struct feature *const *list = features_get(&n);

	for (int k = 0; k < n; k++)
		if (list[k]->indicator &&
		    str_eq(i->source, str_c(list[k]->indicator->code)))
			return list[k]->indicator;
	return NULL;
}

struct err *indicator_days(struct cx *cx, const struct indicator *i,
			   struct str period, day_t ret_days[2])
{
	if (indicator_period_days(i->period, period, ret_days))
		return NULL;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("“{0}” isn't a period of this indicator."),
			      period),
		      STR("period"));
}

struct err *indicator_reach_read(struct cx *cx, const struct indicator *i,
				 const struct target_ask *ask, int64_t *ret)
{
	const struct indicator_source *s = indicator_source_of(i);
	day_t days[2];
	struct err *e = indicator_days(cx, i, ask->period, days);

	for (ptrdiff_t k = 0; k < ask->n; k++)
		ret[k] = 0;
	if (e || !s || ask->on < days[0] || !ask->n)
		return e;
	return s->reached(cx,
			  &(struct indicator_span){
				  .org = ask->org,
				  .n = ask->n,
				  .from = days[0],
				  .to = MIN(ask->on, days[1]) },
			  ret);
}

/* ---- values -------------------------------------------------------------- */

struct node {
	int64_t org, parent;
	bool said; /* it reported something */
	struct indicator_value own, whole;
	struct {
		struct indicator_value *p;
		ptrdiff_t n, cap;
	} parts;
	int absent, not_due, given; /* of reports at or below it */
};
struct forest {
	struct node *p;
	ptrdiff_t n, cap;
	ptrdiff_t *by_org; /* places, in the order of numbers */
};

static int by_number(const void *x, const void *y, void *arg)
{
	const struct forest *f = arg;
	int64_t a = f->p[*(const ptrdiff_t *)x].org,
		b = f->p[*(const ptrdiff_t *)y].org;

	return (a > b) - (a < b);
}

static void forest_sort(struct cx *cx, struct forest *f)
{
	f->by_org = arena_new(cx->arena, ptrdiff_t, f->n);
	for (ptrdiff_t i = 0; i < f->n; i++)
		f->by_org[i] = i;
	if (f->n)
		qsort_r(f->by_org, (size_t)f->n, sizeof(*f->by_org), by_number,
			f);
}

static struct node *node_of(const struct forest *f, int64_t org)
{
	ptrdiff_t low = 0, high = f->n;

	while (low < high) {
		ptrdiff_t mid = low + (high - low) / 2;

		if (f->p[f->by_org[mid]].org < org)
			low = mid + 1;
		else
			high = mid;
	}
	return low < f->n && f->p[f->by_org[low]].org == org
		       ? &f->p[f->by_org[low]]
		       : NULL;
}

/* An organisation that says something itself has that, besides what those below
 * it say; one that has nobody below it and says nothing is absent, or not due. */
static void node_roll(struct cx *cx, const struct indicator *i, struct node *n)
{
	if (i->rollup == ROLLUP_NONE || (!n->said && !n->parts.n)) {
		n->whole = n->own;
		n->absent = n->own.is == INDICATOR_ABSENT;
		n->not_due = n->own.is == INDICATOR_NOT_DUE;
		n->given = n->own.is == INDICATOR_GIVEN;
		return;
	}
	if (n->said)
		*vec_push(cx->arena, &n->parts) = n->own;
	n->given += n->said && n->own.is == INDICATOR_GIVEN;
	n->whole = indicator_roll(i->rollup, n->parts.p, n->parts.n).value;
}

/* Of a mean the parts themselves go up, so that nothing is rounded between. */
static void node_give(struct cx *cx, const struct indicator *i,
		      const struct node *n, struct node *up)
{
	bool apart = i->rollup == ROLLUP_MEAN && n->parts.n;

	for (ptrdiff_t k = 0; apart && k < n->parts.n; k++)
		*vec_push(cx->arena, &up->parts) = n->parts.p[k];
	if (!apart)
		*vec_push(cx->arena, &up->parts) = n->whole;
	up->absent += n->absent;
	up->not_due += n->not_due;
	up->given += n->given;
}

/* What is read, and whose tree. */
struct reading {
	const struct indicator *i;
	const struct target_ask *ask;
	int64_t scope;
	day_t tree;
};

/* The tree of a day, with what each said itself. */
static struct err *forest_read(struct cx *cx, const struct reading *x,
			       struct forest *f)
{
	struct target_tree_rows tree;
	struct value_rows_rows rows;
	struct err *e = target_tree(cx->db,
				    &(struct target_tree_in){ .scope = x->scope,
							      .day = x->tree },
				    &tree);

	if (!e)
		e = value_rows(cx->db,
			       &(struct value_rows_in){ .indicator = x->i->id,
							.period =
								x->ask->period,
							.scope = x->scope,
							.day = x->tree,
							.known = x->ask->on },
			       &rows);
	if (e)
		return e;
	for (ptrdiff_t k = 0; k < tree.n; k++)
		*vec_push(cx->arena, f) =
			(struct node){ .org = tree.p[k].org,
				       .parent = tree.p[k].parent };
	forest_sort(cx, f);
	for (ptrdiff_t k = 0; k < rows.n; k++) {
		const struct value_rows_row *r = &rows.p[k];
		struct node *n = node_of(f, r->org);

		assert(n);
		n->said = true;
		n->own = (struct indicator_value){
			.is = r->applies ? INDICATOR_GIVEN
					 : INDICATOR_NOT_APPLICABLE,
			.n = r->applies ? r->n : 0,
			.of = r->of_n == DB_NULL ? 1 : r->of_n
		};
	}
	return NULL;
}

static struct err *reported_read(struct cx *cx, const struct indicator *i,
				 const struct target_ask *ask, int64_t org,
				 struct indicator_whole *ret)
{
	struct reading x = { i, ask, org, ask->on };
	struct forest f = { 0 };
	day_t days[2] = { ask->on, ask->on };
	enum indicator_is silent;
	struct err *e = indicator_days(cx, i, ask->period, days);

	/* of a period that is over those count who stood there at its end */
	x.tree = MIN(ask->on, days[1]);
	if (!e)
		e = forest_read(cx, &x, &f);
	if (!e && !f.n) { /* it came later */
		x.tree = ask->on;
		e = forest_read(cx, &x, &f);
	}
	if (e)
		return e;
	silent = ask->on < days[1] ? INDICATOR_NOT_DUE : INDICATOR_ABSENT;
	for (ptrdiff_t k = 0; k < f.n; k++) {
		struct node *n = &f.p[k],
			    *up = n->org == org ? NULL : node_of(&f, n->parent);

		if (!n->said)
			n->own.is = silent;
		node_roll(cx, i, n);
		if (up)
			node_give(cx, i, n, up);
		else /* the deepest come first, so this one is the last */
			*ret = (struct indicator_whole){ n->whole, n->given,
							 n->absent,
							 n->not_due };
	}
	return NULL;
}

static struct err *computed_read(struct cx *cx, const struct indicator *i,
				 const struct target_ask *ask,
				 struct indicator_whole *ret)
{
	int64_t *n = arena_new(cx->arena, int64_t, ask->n);
	day_t days[2];
	struct err *e = indicator_days(cx, i, ask->period, days);

	if (!e)
		e = indicator_reach_read(cx, i, ask, n);
	for (ptrdiff_t k = 0; !e && k < ask->n; k++)
		if (ask->on < days[0])
			ret[k] = (struct indicator_whole){
				.value.is = INDICATOR_NOT_DUE, .not_due = 1
			};
		else
			ret[k] = (struct indicator_whole){
				.value = { INDICATOR_GIVEN, n[k], 0 },
				.given = 1
			};
	return e;
}

struct err *indicator_at(struct cx *cx, const struct target_ask *ask,
			 struct indicator_whole *ret)
{
	struct indicator i;
	struct err *e = indicator_find(cx, ask->code, &i);

	for (ptrdiff_t k = 0; k < ask->n; k++)
		ret[k] = (struct indicator_whole){ 0 };
	if (e || !ask->n)
		return e;
	if (indicator_source_of(&i))
		return computed_read(cx, &i, ask, ret);
	for (ptrdiff_t k = 0; !e && k < ask->n; k++)
		e = reported_read(cx, &i, ask, ask->org[k], &ret[k]);
	return e;
}

/* ---- words --------------------------------------------------------------- */

struct str indicator_text(struct arena *a, enum lang lang,
			  const struct indicator *i, int64_t v)
{
	int64_t scale = 1, part;
	struct str whole;

	for (int k = 0; k < i->digits; k++)
		scale *= 10;
	whole = fmt_int(a, lang, v / scale);
	part = v < 0 ? -(v % scale) : v % scale;
	if (v < 0 && v > -scale)
		whole = str_cat(a, STR("−"), whole);
	return part ? str_fmt(a, "%.*s%c%0*lld", STR_ARG(whole),
			      lang == LANG_VI ? ',' : '.', i->digits,
			      (long long)part)
		    : whole;
}

struct str indicator_period_text(struct cx *cx, enum indicator_period p,
				 struct str period)
{
	day_t days[2];
	struct ymd first;
	struct str year, month;

	if (!indicator_period_days(p, period, days))
		return period;
	first = day_ymd(days[0]);
	year = str_fmt(cx->arena, "%d", first.y);
	month = str_fmt(cx->arena, "%d", first.m);
	switch (p) {
	case PERIOD_HALF:
		return tr_fmt(cx->arena, cx->lang,
			      first.m == 1 ? N_("first half of {0}")
					   : N_("second half of {0}"),
			      year);
	case PERIOD_QUARTER:
		return fmt_quarter(cx->arena, cx->lang, first.y,
				   indicator_period_part(p, days[0]));
	case PERIOD_MONTH:
		return str_fmt(cx->arena, "%.*s/%.*s", STR_ARG(month),
			       STR_ARG(year));
	case PERIOD_YEAR:
	case N_PERIOD:
		break;
	}
	return year;
}
