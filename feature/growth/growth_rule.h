/*
 * The time limits and conditions between introduction and full membership, as
 * the profile's rules.csv has them on a day. Pure: no SQL, no HTTP, no clock.
 *
 * Which day's rule counts: of a limit, the rule in force on the day from which
 * it runs (the day that the decision was made, the ceremony, the certificate);
 * of a condition, the rule on the day of the act that it is asked at. So a past
 * act is always judged by the rule of its own day.
 */
#ifndef RV_GROWTH_RULE_H
#define RV_GROWTH_RULE_H

#include "base/err.h"
#include "profile/profile.h"

/* A day by which something must have happened, and the rule that says so. */
struct growth_limit {
	day_t due;			 /* the last good day; DAY_NONE: none */
	const struct profile_rule *rule; /* NULL when the profile has none */
};

/* The last day on which a certificate of the awareness class counts. */
struct growth_limit growth_course_limit(const struct profile *p, day_t issued);
/* The last day for the ceremony: so many working days behind the decision's
 * issue or its receipt, as the rule `ceremony_from` says of the day on which it
 * was made. No limit yet when it runs from a receipt that isn't known. */
struct growth_limit growth_ceremony_limit(const struct profile *p, day_t made,
					  day_t received);
/* The day from which full membership counts, however late the review is: the
 * probation's months behind the ceremony. */
struct growth_limit growth_probation_limit(const struct profile *p,
					   day_t ceremony);
/* The last day for the cell's review: working days behind that one. */
struct growth_limit growth_review_limit(const struct profile *p,
					day_t ceremony);

/* How old, in months, somebody born on a day is on another. */
int growth_age_months(day_t birth, day_t on);
/* May somebody of this birth (known as `part` says: "month", "year" or absent)
 * be reviewed on that day? ERR_INVALID at "birth" with the rule; of a year at
 * the border: that the day must be known. */
struct err *growth_age_check(struct arena *a, const struct profile *p,
			     day_t birth, struct str part, day_t on);
/* ERR_INVALID at "course_on": the certificate's days are over on that day, or
 * there is none (DAY_NONE). */
struct err *growth_course_check(struct arena *a, const struct profile *p,
				day_t issued, day_t on);

struct growth_vote {
	int64_t base; /* full members who count */
	int64_t yes;
	day_t on;
};
/* More votes than people: ERR_INVALID at "yes"; nobody to vote: at "base". */
struct err *growth_vote_check(struct arena *a, const struct growth_vote *v);
/* Whether that is enough by the rule of the day; without a rule more than half.
 */
bool growth_vote_carries(const struct profile *p, const struct growth_vote *v);
/* How many are enough of a base on a day. */
int64_t growth_vote_least(const struct profile *p, int64_t base, day_t on);

/* Days of one admission; DAY_NONE: not so far. */
struct growth_days {
	day_t reviewed; /* the cell's vote */
	day_t made;	/* the decision */
	day_t received;
	day_t ceremony;
};
/* Each day not before the one that it stands on, none behind today; all faults
 * with `field` reviewed_on, made_on, received_on, ceremony_on. */
struct err *growth_days_check(struct arena *a, const struct growth_days *d,
			      day_t today);
/* Has somebody who left on a day waited long enough to be admitted again?
 * ERR_INVALID at "made_on". */
struct err *growth_again_check(struct arena *a, const struct profile *p,
			       day_t left, day_t made);

/* "294-QĐ/TW" as it stands behind a sentence: " (294-QĐ/TW)"; empty when the
 * rule names no basis. */
struct str growth_basis(struct arena *a, const struct profile_rule *r);

#endif
