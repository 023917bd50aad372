/*
 * Who leads, who cooperates: splits the text of a cell into names and finds
 * the organisations that they mean. Pure. A doubt is given back as a list to
 * choose from; it is never decided here.
 */
#ifndef RV_WORK_LEAD_H
#define RV_WORK_LEAD_H

#include "profile/profile.h"

/* The profile's words, made ready once for many texts. */
struct work_lead_words;
struct work_lead_words *work_lead_words(struct arena *a,
					const struct profile *p);

/* "Chủ trì: X; phối hợp: Y, Z" → lead {X}, with {Y, Z}; a cell without such
 * words is all lead. The text may have several lines. */
void work_lead_read(struct arena *a, const struct work_lead_words *w,
		    struct str text, struct strs *lead, struct strs *with);
/* Names of a text without such words, added to *names. */
void work_lead_split(struct arena *a, const struct work_lead_words *w,
		     struct str text, struct strs *names);

struct work_org {
	int64_t id;
	struct str name;
	struct str short_name; /* or absent */
};

enum work_match { MATCH_NONE, MATCH_ONE, MATCH_DOUBT };
struct work_lead {
	enum work_match match;
	const struct work_org *org;	 /* MATCH_ONE */
	const struct work_org *doubt[8]; /* MATCH_DOUBT: the best first */
	int n_doubts;
};

struct work_orgs;
/* Makes a list of organisations ready for many names; keeps `org`. */
struct work_orgs *work_orgs(struct arena *a, const struct profile *p,
			    const struct work_org *org, ptrdiff_t n);
struct work_lead work_lead_match(struct arena *a, const struct work_orgs *o,
				 struct str name);

/* What became of one that ended. */
struct work_heir {
	day_t ended;
	int64_t heir;	 /* 0: nobody took it over */
	struct str name; /* of the heir */
};
/* Organisations that ended, known beside the living; heir[i] belongs to the
 * i-th of `ended`. They are never matched. */
void work_orgs_ended(struct work_orgs *o, const struct work_orgs *ended,
		     const struct work_heir *heir);
/* Which of these a name means that matches none of the living; NULL: none, or
 * a doubt. */
const struct work_heir *
work_lead_ended(struct arena *a, const struct work_orgs *o, struct str name);

#endif
