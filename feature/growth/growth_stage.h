/*
 * The stages of the profile, in their order: what may follow what. Pure: no
 * SQL, no HTTP, no clock.
 */
#ifndef RV_GROWTH_STAGE_H
#define RV_GROWTH_STAGE_H

#include "growth/growth_rule.h"

enum { GROWTH_STAGE_MOST = 16, GROWTH_BASIS_MOST = 200 };

/* The stages of the profile's list `stage`: the way up to admission, then what
 * follows it until the record of a member begins. */
struct growth_stages {
	const struct profile_term *term[GROWTH_STAGE_MOST];
	int n;	 /* all */
	int way; /* up to and with the one that is the admission */
};
void growth_stages(const struct profile *p, struct growth_stages *ret);
/* Its place, or -1. */
int growth_stage_at(const struct growth_stages *s, struct str code);

/* How far a person has come: the day of each stage, or DAY_NONE. */
struct growth_path {
	day_t on[GROWTH_STAGE_MOST];
	int last; /* the furthest that was reached; -1: none */
};

/* A stage that is to be written down. */
struct growth_step_new {
	struct str stage;
	day_t on;
	struct str basis;  /* number of the decision, of the certificate */
	int64_t base, yes; /* of a vote; else DB_NULL */
};
/* What the order of stages says: it is the next one (or one that may be left
 * out lies between), not before the one that it stands on, not behind today.
 * Faults have `field` stage, on, basis, base, yes. The rules of the day (age,
 * certificate, vote) are asked by growth_step_rules(). */
struct err *growth_step_check(struct arena *a, const struct profile *p,
			      const struct growth_path *is,
			      const struct growth_step_new *in, day_t today);
struct growth_person {
	day_t birth;
	struct str birth_part;
};
struct err *growth_step_rules(struct arena *a, const struct profile *p,
			      const struct growth_person *who,
			      const struct growth_path *is,
			      const struct growth_step_new *in);

#endif
