/* Time limits and conditions of admission: see growth_rule.h. */
#include "growth/growth_rule.h"

#include "i18n/i18n.h"

static const struct profile_rule *rule_on(const struct profile *p,
					  const char *code, day_t on)
{
	return on == DAY_NONE ? NULL : profile_rule_row(p, str_c(code), on);
}

static int number_of(const struct profile_rule *r, int otherwise)
{
	int64_t n;

	return r && str_to_i64(r->value, &n) && n >= 0 && n < 10000 ? (int)n
								    : otherwise;
}

struct str growth_basis(struct arena *a, const struct profile_rule *r)
{
	return r && r->basis.n ? str_fmt(a, " (%.*s)", STR_ARG(r->basis))
			       : STR("");
}

/* ---- limits -------------------------------------------------------------------- */

/* So many months behind a day. */
static struct growth_limit months_behind(const struct profile *p,
					 const char *code, day_t from)
{
	struct growth_limit l = { DAY_NONE, rule_on(p, code, from) };
	int n = number_of(l.rule, 0);

	if (n > 0)
		l.due = day_add_months(from, n);
	return l;
}

struct growth_limit growth_course_limit(const struct profile *p, day_t issued)
{
	return months_behind(p, "course_valid", issued);
}

struct growth_limit growth_ceremony_limit(const struct profile *p, day_t made,
					  day_t received)
{
	struct growth_limit l = { DAY_NONE, rule_on(p, "ceremony_days", made) };
	const struct profile_rule *runs = rule_on(p, "ceremony_from", made);
	bool issue = runs && str_eq(runs->value, STR("issue"));
	day_t from = issue ? made : received;

	if (l.rule && from != DAY_NONE)
		l.due = day_add_working(from, number_of(l.rule, 0),
					p->holidays);
	return l;
}

struct growth_limit growth_probation_limit(const struct profile *p,
					   day_t ceremony)
{
	return months_behind(p, "probation", ceremony);
}

struct growth_limit growth_review_limit(const struct profile *p, day_t ceremony)
{
	day_t end = growth_probation_limit(p, ceremony).due;
	struct growth_limit l = { DAY_NONE,
				  rule_on(p, "official_review", end) };

	if (l.rule)
		l.due = day_add_working(end, number_of(l.rule, 0), p->holidays);
	return l;
}

/* ---- age ------------------------------------------------------------------------- */

int growth_age_months(day_t birth, day_t on)
{
	struct ymd b = day_ymd(birth), o = day_ymd(on);

	return (o.y - b.y) * 12 + o.m - b.m;
}

static struct err *too(struct arena *a, const char *msgid, int years,
		       const struct profile_rule *r)
{
	return err_at(err_new(a, ERR_INVALID, msgid, str_fmt(a, "%d", years),
			      growth_basis(a, r)),
		      STR("birth"));
}

struct err *growth_age_check(struct arena *a, const struct profile *p,
			     day_t birth, struct str part, day_t on)
{
	const struct profile_rule *least = rule_on(p, "admit_age_min", on);
	const struct profile_rule *most = rule_on(p, "admit_age_max", on);
	int young = number_of(least, 0), old = number_of(most, 200);
	int months = growth_age_months(birth, on);
	/* of a birth known by its year only the youngest that it can be */
	int spread = str_eq(part, STR("year")) ? 11 : 0;

	if (spread)
		months = (day_ymd(on).y - day_ymd(birth).y - 1) * 12 +
			 day_ymd(on).m;
	if (months + spread < young * 12)
		return too(a,
			   N_("Younger than {0} on the day of the cell's "
			      "review{1}: wait, or correct the day of birth."),
			   young, least);
	if (months > old * 12)
		return too(a,
			   N_("Older than {0} on the day of the cell's "
			      "review{1}: nobody older is admitted; correct "
			      "the day of birth if it is wrong."),
			   old, most);
	if (months < young * 12)
		return too(a,
			   N_("Only the year of birth is known, and whether "
			      "{0} is reached depends on the month{1}: write "
			      "down the month."),
			   young, least);
	if (months + spread > old * 12)
		return too(a,
			   N_("Only the year of birth is known, and whether "
			      "{0} is past depends on the month{1}: write "
			      "down the month."),
			   old, most);
	return NULL;
}

/* ---- certificate -------------------------------------------------------------------- */

struct err *growth_course_check(struct arena *a, const struct profile *p,
				day_t issued, day_t on)
{
	struct growth_limit l = growth_course_limit(p, issued);
	struct err *e = NULL;

	if (issued == DAY_NONE)
		e = err_new(a, ERR_INVALID,
			    N_("There is no certificate of the awareness "
			       "class: write down the day of its issue."));
	else if (l.due != DAY_NONE && on > l.due)
		e = err_new(a, ERR_INVALID,
			    N_("The certificate of the awareness class of {0} "
			       "counted until {1}{2}: a new class is needed; "
			       "correct the day if it is wrong."),
			    fmt_day(a, issued), fmt_day(a, l.due),
			    growth_basis(a, l.rule));
	return e ? err_at(e, STR("course_on")) : NULL;
}

/* ---- votes ---------------------------------------------------------------------------- */

struct err *growth_vote_check(struct arena *a, const struct growth_vote *v)
{
	if (v->base < 1)
		return err_at(err_new(a, ERR_INVALID,
				      N_("Nobody could vote: write down how "
					 "many full members count.")),
			      STR("base"));
	if (v->yes < 0 || v->yes > v->base)
		return err_at(err_new(a, ERR_INVALID,
				      N_("{0} votes of {1} members who count: "
					 "there can't be more votes than "
					 "members."),
				      str_fmt(a, "%lld", (long long)v->yes),
				      str_fmt(a, "%lld", (long long)v->base)),
			      STR("yes"));
	return NULL;
}

/* "2/3" */
static bool share_read(const struct profile_rule *r, int64_t *ret_over,
		       int64_t *ret_under)
{
	struct str rest = r ? r->value : STR_NULL, over;

	if (!rest.p)
		return false;
	over = str_cut(&rest, '/');
	return str_to_i64(over, ret_over) && rest.p &&
	       str_to_i64(rest, ret_under) && *ret_over > 0 &&
	       *ret_under >= *ret_over;
}

int64_t growth_vote_least(const struct profile *p, int64_t base, day_t on)
{
	int64_t over, under;

	if (!share_read(rule_on(p, "vote_share", on), &over, &under))
		return base / 2 + 1;
	return (base * over + under - 1) / under;
}

bool growth_vote_carries(const struct profile *p, const struct growth_vote *v)
{
	return v->yes >= growth_vote_least(p, v->base, v->on);
}

/* ---- days ------------------------------------------------------------------------------ */

struct err *growth_days_check(struct arena *a, const struct growth_days *d,
			      day_t today)
{
	const struct {
		const char *field;
		day_t on, after;
		const char *early;
	} step[] = {
		{ "reviewed_on", d->reviewed, DAY_NONE, NULL },
		{ "made_on", d->made, d->reviewed,
		  N_("The decision can't be older than the cell's vote of {0}: "
		     "correct one of the two days.") },
		{ "received_on", d->received, d->made,
		  N_("The decision can't be received before it was made on "
		     "{0}: "
		     "correct one of the two days.") },
		{ "ceremony_on", d->ceremony, d->made,
		  N_("The ceremony can't be before the decision of {0}: "
		     "correct one of the two days.") },
	};
	struct err *faults = NULL;

	for (int i = 0; i < N_ELEMENTS(step); i++) {
		struct err *e = NULL;

		if (step[i].on == DAY_NONE)
			continue;
		if (step[i].on > today)
			e = err_new(a, ERR_INVALID,
				    N_("This day hasn't come yet: write it "
				       "down when it has."));
		else if (step[i].after != DAY_NONE &&
			 step[i].on < step[i].after)
			e = err_new(a, ERR_INVALID, step[i].early,
				    fmt_day(a, step[i].after));
		if (e)
			err_add(&faults, err_at(e, str_c(step[i].field)));
	}
	if (d->ceremony != DAY_NONE && d->made == DAY_NONE)
		err_add(&faults,
			err_at(err_new(a, ERR_INVALID,
				       N_("There is no decision yet: write it "
					  "down before the ceremony.")),
			       STR("ceremony_on")));
	return faults;
}

struct err *growth_again_check(struct arena *a, const struct profile *p,
			       day_t left, day_t made)
{
	const struct profile_rule *r = rule_on(p, "readmission", made);
	int months = number_of(r, 0);

	if (!months || made >= day_add_months(left, months))
		return NULL;
	return err_at(err_new(a, ERR_INVALID,
			      N_("Left on {0}: admission again is possible "
				 "from {1}{2}."),
			      fmt_day(a, left),
			      fmt_day(a, day_add_months(left, months)),
			      growth_basis(a, r)),
		      STR("made_on"));
}
