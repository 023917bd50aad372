/* What is due of people in the pipeline: see growth_due.h. */
#include "growth/growth_due.h"

#include <stdlib.h>

#include "db/db.h"
#include "growth/growth_due_query.h"
#include "i18n/i18n.h"

enum {
	COURSE_DAYS = 90, /* before a certificate lapses */
	AGE_MONTHS = 6,	  /* before somebody is too old */
	NOTICE_DAYS = 60, /* before a probation ends, without a rule */
};

const char *growth_due_title(enum growth_due_kind kind)
{
	static const char *const title[N_GROWTH_DUE] = {
		[GROWTH_DUE_CEREMONY] = N_("Ceremony of admission"),
		[GROWTH_DUE_COURSE] = N_("Certificate lapses"),
		[GROWTH_DUE_AGE] = N_("Age of admission ends"),
		[GROWTH_DUE_STAGE] = N_("Longer than usual in a stage"),
		[GROWTH_DUE_REVIEW] = N_("Review at the end of a probation"),
	};

	return title[kind];
}

const char *growth_due_key(enum growth_due_kind kind)
{
	static const char *const key[N_GROWTH_DUE] = {
		[GROWTH_DUE_CEREMONY] = "ceremony",
		[GROWTH_DUE_COURSE] = "course",
		[GROWTH_DUE_AGE] = "age",
		[GROWTH_DUE_STAGE] = "stage",
		[GROWTH_DUE_REVIEW] = "review",
	};

	return key[kind];
}

/* ---- pure ------------------------------------------------------------------------ */

int growth_stage_days(const struct profile_term *stage)
{
	struct str rest = stage ? stage->marks : STR_NULL, lead = STR("limit");

	while (rest.n) {
		struct str word = str_trim(str_cut(&rest, ' '));
		int64_t n;

		if (str_starts(word, lead) &&
		    str_to_i64(str_sub(word, lead.n, word.n), &n) && n > 0 &&
		    n < 10000)
			return (int)n;
	}
	return 0;
}

static day_t month_end(int y, int m)
{
	day_t first;

	y += m > 12;
	m -= m > 12 ? 12 : 0;
	if (!day_from_ymd(y + (m == 12), m == 12 ? 1 : m + 1, 1, &first))
		return DAY_NONE;
	return first - 1;
}

static int number_of(const struct profile_rule *r)
{
	int64_t n;

	return r && str_to_i64(r->value, &n) && n > 0 && n < 10000 ? (int)n : 0;
}

struct growth_limit growth_age_limit(const struct profile *p, day_t birth,
				     struct str part, day_t on)
{
	struct growth_limit l = {
		DAY_NONE, profile_rule_row(p, STR("admit_age_max"), on)
	};
	struct ymd b;

	if (birth == DAY_NONE || !number_of(l.rule))
		return l;
	b = day_ymd(birth);
	if (str_eq(part, STR("year")))
		b.m = 1;
	l.due = month_end(b.y + number_of(l.rule), b.m);
	return l;
}

/* ---- the lists ---------------------------------------------------------------------- */

struct due {
	struct cx *cx;
	const struct growth_due_ask *ask;
	struct growth_stages stages;
	int vote, made; /* places of the vote and of the decision, or -1 */
	ptrdiff_t most; /* rows of a list */
	struct growth_due_page all;
};

static int stage_with(const struct growth_stages *s, const char *mark)
{
	for (int i = 0; i < s->n; i++)
		if (profile_term_is(s->term[i], mark))
			return i;
	return -1;
}

static struct str code_at(const struct due *d, int at)
{
	return at < 0 ? STR("") : d->stages.term[at]->code;
}

static bool wants(const struct due *d, enum growth_due_kind kind)
{
	return !d->ask->kinds || (d->ask->kinds & (1u << kind));
}

static void row_add(struct due *d, const struct growth_due_row *row)
{
	struct growth_due_row *r = vec_push(d->cx->arena, &d->all);

	*r = *row;
	r->left = r->due == DAY_NONE ? 0 : (int)(r->due - d->ask->on);
}

/* What the rows of all lists have in common; by one of the same names. */
#define ROW_OF(k, r)                                                           \
	{                                                                      \
		.kind = (k), .candidate = (r)->id, .name = (r)->name,          \
		.org = (r)->org, .org_name = (r)->org_name,                    \
		.stage = (r)->stage, .actor = (r)->org,                        \
		.actor_name = (r)->org_name, .due = DAY_NONE                   \
	}

/* A ceremony is for whoever has a decision: with or without its receipt. */
static bool is_decided(const struct due *d, int at)
{
	return d->made >= 0 && at >= d->made &&
	       !profile_term_is(d->stages.term[at], "ceremony");
}

/* The next stage that has usual days, behind one on the way; -1: none. */
static int next_limited(const struct due *d, int at)
{
	for (int i = at + 1; i <= d->made; i++)
		if (growth_stage_days(d->stages.term[i]))
			return i;
	return -1;
}

/* Since when people are in a stage who are due; DAY_NONE: nobody is. */
static day_t waiting_until(const struct due *d, int at)
{
	int next;

	if (is_decided(d, at))
		return wants(d, GROWTH_DUE_CEREMONY) ? d->ask->on : DAY_NONE;
	next = next_limited(d, at);
	if (next < 0 || !wants(d, GROWTH_DUE_STAGE))
		return DAY_NONE;
	return d->ask->on - growth_stage_days(d->stages.term[next]) - 1;
}

static void ceremony_add(struct due *d, int at,
			 const struct growth_due_waiting_row *r)
{
	struct growth_due_row row = ROW_OF(GROWTH_DUE_CEREMONY, r);
	day_t received = at == d->made ? DAY_NONE : r->stage_on;
	struct growth_limit l =
		growth_ceremony_limit(d->cx->profile, r->made_on, received);

	row.since = r->stage_on;
	row.due = l.due;
	row.rule = l.rule;
	row_add(d, &row);
}

static void stage_add(struct due *d, int at,
		      const struct growth_due_waiting_row *r)
{
	struct growth_due_row row = ROW_OF(GROWTH_DUE_STAGE, r);
	int next = next_limited(d, at);

	row.since = r->stage_on;
	row.due = r->stage_on + growth_stage_days(d->stages.term[next]);
	/* the decision is made above */
	if (next == d->made && r->above != DB_NULL) {
		row.actor = r->above;
		row.actor_name = r->above_name;
	}
	row_add(d, &row);
}

static struct err *waiting_read(struct due *d)
{
	struct err *e = NULL;

	for (int i = 0; !e && i < d->stages.n; i++) {
		struct growth_due_waiting_in in = {
			.scope = d->ask->scope,
			.stage = d->stages.term[i]->code,
			.latest = waiting_until(d, i),
			.made = code_at(d, d->made),
			.limit = d->most,
			.with = d->ask->scope ? GROWTH_DUE_WAITING_WITH_SCOPE
					      : 0
		};
		struct growth_due_waiting_rows rows;

		if (in.latest == DAY_NONE)
			continue;
		e = growth_due_waiting(d->cx->db, &in, &rows);
		for (ptrdiff_t k = 0; !e && k < rows.n; k++)
			if (is_decided(d, i))
				ceremony_add(d, i, &rows.p[k]);
			else
				stage_add(d, i, &rows.p[k]);
	}
	return e;
}

/* The fewest months that a certificate ever counted; 0: no rule. */
static int course_months(const struct profile *p)
{
	int least = 0;

	for (ptrdiff_t i = 0; i < p->n_rules; i++) {
		int n = str_eq(p->rule[i].code, STR("course_valid"))
				? number_of(&p->rule[i])
				: 0;

		if (n && (!least || n < least))
			least = n;
	}
	return least;
}

/* The last day of a certificate that lapses within the time; DAY_NONE: no rule.
 * Months back may lead past it: the one of 29 February lapses on the 28th. */
static day_t course_until(const struct due *d)
{
	int months = course_months(d->cx->profile);
	day_t last = d->ask->on + COURSE_DAYS, issued;

	if (!months || d->vote < 0 || !wants(d, GROWTH_DUE_COURSE))
		return DAY_NONE;
	issued = day_add_months(last, -months) + 3;
	while (day_add_months(issued, months) > last)
		issued--;
	return issued;
}

static struct err *course_read(struct due *d)
{
	struct growth_due_course_in in = {
		.scope = d->ask->scope,
		.latest = course_until(d),
		.vote = code_at(d, d->vote),
		.limit = d->most,
		.with = d->ask->scope ? GROWTH_DUE_COURSE_WITH_SCOPE : 0
	};
	struct growth_due_course_rows rows = { 0 };
	struct err *e = in.latest == DAY_NONE
				? NULL
				: growth_due_course(d->cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		struct growth_due_row row =
			ROW_OF(GROWTH_DUE_COURSE, &rows.p[i]);
		struct growth_limit l =
			growth_course_limit(d->cx->profile,
					    rows.p[i].course_on);

		if (l.due == DAY_NONE || l.due > d->ask->on + COURSE_DAYS)
			continue;
		row.since = rows.p[i].course_on;
		row.due = l.due;
		row.rule = l.rule;
		row_add(d, &row);
	}
	return e;
}

/* Born until the end of a month. */
static day_t age_until(const struct due *d)
{
	int years =
		number_of(profile_rule_row(d->cx->profile, STR("admit_age_max"),
					   d->ask->on));
	struct ymd far = day_ymd(day_add_months(d->ask->on, AGE_MONTHS));

	return years && d->vote >= 0 && wants(d, GROWTH_DUE_AGE)
		       ? month_end(far.y - years, far.m)
		       : DAY_NONE;
}

static struct err *age_read(struct due *d)
{
	struct growth_due_age_in in = {
		.scope = d->ask->scope,
		.latest = age_until(d),
		.vote = code_at(d, d->vote),
		.limit = d->most,
		.with = d->ask->scope ? GROWTH_DUE_AGE_WITH_SCOPE : 0
	};
	struct growth_due_age_rows rows = { 0 };
	struct err *e = in.latest == DAY_NONE
				? NULL
				: growth_due_age(d->cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		const struct growth_due_age_row *r = &rows.p[i];
		struct growth_due_row row = ROW_OF(GROWTH_DUE_AGE, r);
		struct growth_limit l = growth_age_limit(
			d->cx->profile, r->birth,
			r->birth_part.p ? r->birth_part : STR(""), d->ask->on);

		row.since = r->birth;
		row.due = l.due;
		row.rule = l.rule;
		row_add(d, &row);
	}
	return e;
}

/* ---- probation ------------------------------------------------------------------------ */

static day_t review_until(const struct due *d)
{
	const struct profile *p = d->cx->profile;
	int months =
		number_of(profile_rule_row(p, STR("probation"), d->ask->on));
	int64_t notice = profile_rule_int(p, STR("probation_notice"),
					  d->ask->on, NOTICE_DAYS);

	return months && wants(d, GROWTH_DUE_REVIEW)
		       ? day_add_months(d->ask->on + (day_t)notice, -months)
		       : DAY_NONE;
}

static void review_add(struct due *d, const struct growth_due_review_row *r)
{
	struct growth_due_row row = ROW_OF(GROWTH_DUE_REVIEW, r);
	struct growth_limit l = growth_review_limit(d->cx->profile, r->from_on);

	row.candidate = r->candidate == DB_NULL ? 0 : r->candidate;
	row.member = r->id;
	row.stage = r->stage.p ? r->stage : STR("");
	row.since = r->from_on;
	row.due = l.due;
	row.rule = l.rule;
	row_add(d, &row);
}

static const struct profile_term *probation_state(const struct profile *p)
{
	const struct profile_term *t = NULL;

	while ((t = profile_term_next(p, "state", t)))
		if (profile_term_is(t, "probation"))
			return t;
	return NULL;
}

static struct err *review_read(struct due *d)
{
	const struct profile_term *t = probation_state(d->cx->profile);
	struct growth_due_review_in in = {
		.scope = d->ask->scope,
		.latest = review_until(d),
		.limit = d->most,
		.with = d->ask->scope ? GROWTH_DUE_REVIEW_WITH_SCOPE : 0
	};
	struct growth_due_review_rows rows = { 0 };
	struct err *e;

	if (!t || in.latest == DAY_NONE)
		return NULL;
	in.state = t->code;
	e = growth_due_review(d->cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !e && i < rows.n; i++)
		review_add(d, &rows.p[i]);
	return e;
}

/* ---- the page ---------------------------------------------------------------------------- */

static int before(const void *one, const void *other)
{
	const struct growth_due_row *a = one, *b = other;
	int64_t x = a->candidate ? a->candidate : a->member;
	int64_t y = b->candidate ? b->candidate : b->member;

	if ((a->due == DAY_NONE) != (b->due == DAY_NONE))
		return a->due == DAY_NONE ? 1 : -1;
	if (a->due != b->due)
		return a->due < b->due ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void due_begin(struct cx *cx, const struct growth_due_ask *ask,
		      struct due *d)
{
	*d = (struct due){ .cx = cx,
			   .ask = ask,
			   .most = ask->offset + ask->limit + 1 };
	growth_stages(cx->profile, &d->stages);
	d->vote = stage_with(&d->stages, "vote");
	d->made = stage_with(&d->stages, "admission");
}

struct err *growth_due_read(struct cx *cx, const struct growth_due_ask *ask,
			    struct growth_due_page *ret_page)
{
	struct growth_due_page page = { 0 };
	struct due d;
	struct err *e;

	due_begin(cx, ask, &d);
	e = waiting_read(&d);
	if (!e)
		e = course_read(&d);
	if (!e)
		e = age_read(&d);
	if (!e)
		e = review_read(&d);
	if (e)
		return e;
	if (d.all.n)
		qsort(d.all.p, (size_t)d.all.n, sizeof(*d.all.p), before);
	page.more = d.all.n > ask->offset + ask->limit;
	page.p = d.all.p + MIN(ask->offset, d.all.n);
	page.n = page.cap =
		MIN(ask->limit, d.all.n - MIN(ask->offset, d.all.n));
	*ret_page = page;
	return NULL;
}

/* ---- how many ------------------------------------------------------------------------------ */

static struct err *waiting_count(const struct due *d, int64_t *ret_n)
{
	struct err *e = NULL;

	for (int i = 0; !e && i < d->stages.n; i++) {
		struct growth_due_waiting_n_in in = {
			.scope = d->ask->scope,
			.stage = d->stages.term[i]->code,
			.latest = waiting_until(d, i),
			.with = d->ask->scope ? GROWTH_DUE_WAITING_N_WITH_SCOPE
					      : 0
		};
		struct growth_due_waiting_n_row row = { .n = 0 };
		bool found;

		if (in.latest == DAY_NONE)
			continue;
		e = growth_due_waiting_n(d->cx->db, &in, &row, &found);
		ret_n[is_decided(d, i) ? GROWTH_DUE_CEREMONY
				       : GROWTH_DUE_STAGE] += row.n;
	}
	return e;
}

static struct err *course_count(const struct due *d, int64_t *ret_n)
{
	struct growth_due_course_n_in in = {
		.scope = d->ask->scope,
		.latest = course_until(d),
		.vote = code_at(d, d->vote),
		.with = d->ask->scope ? GROWTH_DUE_COURSE_N_WITH_SCOPE : 0
	};
	struct growth_due_course_n_row row = { .n = 0 };
	bool found;
	struct err *e =
		in.latest == DAY_NONE
			? NULL
			: growth_due_course_n(d->cx->db, &in, &row, &found);

	*ret_n = row.n;
	return e;
}

static struct err *age_count(const struct due *d, int64_t *ret_n)
{
	struct growth_due_age_n_in in = {
		.scope = d->ask->scope,
		.latest = age_until(d),
		.vote = code_at(d, d->vote),
		.with = d->ask->scope ? GROWTH_DUE_AGE_N_WITH_SCOPE : 0
	};
	struct growth_due_age_n_row row = { .n = 0 };
	bool found;
	struct err *e = in.latest == DAY_NONE ? NULL
					      : growth_due_age_n(d->cx->db, &in,
								 &row, &found);

	*ret_n = row.n;
	return e;
}

static struct err *review_count(const struct due *d, int64_t *ret_n)
{
	const struct profile_term *t = probation_state(d->cx->profile);
	struct growth_due_review_n_in in = {
		.scope = d->ask->scope,
		.latest = review_until(d),
		.with = d->ask->scope ? GROWTH_DUE_REVIEW_N_WITH_SCOPE : 0
	};
	struct growth_due_review_n_row row = { .n = 0 };
	bool found;
	struct err *e = NULL;

	if (t && in.latest != DAY_NONE) {
		in.state = t->code;
		e = growth_due_review_n(d->cx->db, &in, &row, &found);
	}
	*ret_n = row.n;
	return e;
}

struct err *growth_due_count(struct cx *cx, const struct growth_due_ask *ask,
			     int64_t ret_n[N_GROWTH_DUE])
{
	struct due d;
	struct err *e;

	for (int i = 0; i < N_GROWTH_DUE; i++)
		ret_n[i] = 0;
	due_begin(cx, ask, &d);
	e = waiting_count(&d, ret_n);
	if (!e)
		e = course_count(&d, &ret_n[GROWTH_DUE_COURSE]);
	if (!e)
		e = age_count(&d, &ret_n[GROWTH_DUE_AGE]);
	return e ? e : review_count(&d, &ret_n[GROWTH_DUE_REVIEW]);
}
