/*
 * The clarity gate (domain.md section 4): clear work, a clear person, clear
 * progress, a concrete product. Pure: texts and the profile's words go in,
 * what is missing comes out, with a reason and a suggestion as messages.
 */
#ifndef RV_WORK_CLARITY_H
#define RV_WORK_CLARITY_H

#include "work/work_deadline.h"

enum work_need { NEED_WORK, NEED_PERSON, NEED_PROGRESS, NEED_PRODUCT, N_NEED };

struct work_claim {
	struct str work;
	struct strs lead; /* names, split (work_lead.h) */
	enum work_due due;
	const char *due_fault; /* of the deadline, or NULL */
	struct str product;
	bool work_confirmed; /* a person said that this is work */
};

struct work_clarity {
	bool missing[N_NEED];
	const char *why[N_NEED];  /* message; NULL when not missing */
	const char *hint[N_NEED]; /* what would make it clear */
	int n_missing;
};

struct work_clarity work_clarity(struct arena *a, const struct profile *p,
				 const struct work_claim *f);

/* Code in the API: "work", "person", "progress", "product". */
const char *work_need_code(enum work_need need);
/* The word for people: "clear work", … (message). */
const char *work_need_title(enum work_need need);

enum { WORK_NO_QUANTITY = -1 };
/* The number of a product in thousandths: "12 bản tóm tắt" gives 12000,
 * "3,5 %" 3500; WORK_NO_QUANTITY: none. Years, dates, numbers of documents
 * and lengths of time are no quantities. */
int64_t work_quantity(struct arena *a, const struct profile *p,
		      struct str product);

/* True for a name that names no one ("các cấp ủy"). */
bool work_lead_is_vague(struct arena *a, const struct profile *p,
			struct str name);

#endif
