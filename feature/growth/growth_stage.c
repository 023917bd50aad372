/* Which stage may follow which: see growth_stage.h. */
#include "growth/growth_stage.h"

#include "base/utf8.h"
#include "growth/growth_forecast.h"
#include "i18n/i18n.h"

void growth_stages(const struct profile *p, struct growth_stages *ret)
{
	const struct profile_term *t = NULL;
	struct growth_stages s = { .n = 0 };

	while (s.n < GROWTH_STAGE_MOST &&
	       (t = profile_term_next(p, "stage", t))) {
		s.term[s.n++] = t;
		if (profile_term_is(t, "admission") &&
		    s.n <= GROWTH_STAGES_MOST + 1)
			s.way = s.n;
	}
	*ret = s;
}

int growth_stage_at(const struct growth_stages *s, struct str code)
{
	for (int i = 0; i < s->n; i++)
		if (str_eq(s->term[i]->code, code))
			return i;
	return -1;
}

static struct err *fault(struct arena *a, const char *field, const char *msgid)
{
	return err_at(err_new(a, ERR_INVALID, msgid), str_c(field));
}

/* A receipt needn't be written down. */
static bool may_miss(const struct growth_stages *s, int at)
{
	return profile_term_is(s->term[at], "receipt");
}

static struct err *order_check(struct arena *a, const struct profile *p,
			       const struct growth_stages *s,
			       const struct growth_path *is, int at)
{
	int next = is->last + 1;

	if (at < 0)
		return fault(a, "stage", N_("Choose a stage from the list."));
	if (is->on[at] != DAY_NONE || at < next)
		return fault(a, "stage",
			     N_("This stage was reached already, or lies "
				"before one that was: take the later one back "
				"first."));
	while (next < at && may_miss(s, next))
		next++;
	if (next == at)
		return NULL;
	return err_at(err_new(a, ERR_INVALID,
			      N_("“{0}” comes first: write that down before."),
			      profile_term_title(p, "stage",
						 s->term[next]->code, p->lang)),
		      STR("stage"));
}

/* A certificate may be older than the introduction. */
static struct err *day_check(struct arena *a, const struct growth_stages *s,
			     const struct growth_path *is,
			     const struct growth_step_new *in, day_t today)
{
	int at = growth_stage_at(s, in->stage);
	int last = is->last;
	day_t least = DAY_NONE;

	if (in->on == DAY_NONE)
		return fault(a, "on", N_("Write down the day."));
	if (in->on > today)
		return fault(a, "on",
			     N_("This day hasn't come yet: write it down when "
				"it has."));
	/* a day of receipt doesn't hold up the ceremony */
	if (last > 0 && may_miss(s, last))
		last--;
	/* a certificate may be older than the introduction, which counts then */
	for (int i = 0; i <= last; i++)
		least = MAX(least, is->on[i]);
	if (least == DAY_NONE || in->on >= least ||
	    profile_term_is(s->term[at], "course"))
		return NULL;
	return err_at(err_new(a, ERR_INVALID,
			      profile_term_is(s->term[at], "ceremony")
				      ? N_("The ceremony can't be before the "
					   "decision of {0}: correct one of "
					   "the two days.")
				      : N_("This can't be before {0}, when the "
					   "stage before it was reached: "
					   "correct one of the two days."),
			      fmt_day(a, least)),
		      STR("on"));
}

struct err *growth_step_check(struct arena *a, const struct profile *p,
			      const struct growth_path *is,
			      const struct growth_step_new *in, day_t today)
{
	struct err *faults = NULL, *e;
	struct growth_stages s;
	int at;

	growth_stages(p, &s);
	at = growth_stage_at(&s, in->stage);
	e = order_check(a, p, &s, is, at);
	if (e)
		return e;
	err_add(&faults, day_check(a, &s, is, in, today));
	if (profile_term_is(s.term[at], "admission") && !in->basis.n)
		err_add(&faults,
			fault(a, "basis",
			      N_("Write down the number of the decision.")));
	if (utf8_length(in->basis) > GROWTH_BASIS_MOST)
		err_add(&faults, fault(a, "basis",
				       N_("This is longer than 200 "
					  "characters.")));
	if (profile_term_is(s.term[at], "vote"))
		err_add(&faults, growth_vote_check(a, &(struct growth_vote){
							      in->base, in->yes,
							      in->on }));
	return faults;
}

static struct err *vote_rules(struct arena *a, const struct profile *p,
			      const struct growth_step_new *in)
{
	const struct growth_vote v = { in->base, in->yes, in->on };
	const struct profile_rule *r =
		profile_rule_row(p, STR("vote_share"), in->on);

	if (growth_vote_carries(p, &v))
		return NULL;
	return err_at(
		err_new(a, ERR_INVALID,
			N_("{0} of {1} votes aren't enough: {2} are "
			   "needed{3}. If the figures are right, the "
			   "person leaves the pipeline by the vote."),
			str_fmt(a, "%lld", (long long)v.yes),
			str_fmt(a, "%lld", (long long)v.base),
			str_fmt(a, "%lld",
				(long long)growth_vote_least(p, v.base, v.on)),
			growth_basis(a, r)),
		STR("yes"));
}

struct err *growth_step_rules(struct arena *a, const struct profile *p,
			      const struct growth_person *who,
			      const struct growth_path *is,
			      const struct growth_step_new *in)
{
	const struct profile_term *t = profile_term(p, "stage", in->stage);
	struct err *faults = NULL;
	struct growth_stages s;
	day_t course = DAY_NONE;

	if (!profile_term_is(t, "vote"))
		return NULL;
	growth_stages(p, &s);
	for (int i = 0; i < s.n; i++)
		if (profile_term_is(s.term[i], "course"))
			course = is->on[i];
	err_add(&faults, growth_course_check(a, p, course, in->on));
	err_add(&faults,
		growth_age_check(a, p, who->birth, who->birth_part, in->on));
	err_add(&faults, vote_rules(a, p, in));
	return faults;
}
