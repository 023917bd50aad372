/*
 * Rules of splitting: the lead of a task gives parts of it to organisations at
 * or below its own, with weights. A part is a task of its own; its lead does
 * the work, who gave it issues and verifies it, and the roll-up of the parts
 * stands beside the percent that the lead of the whole reports.
 * Pure: no SQL, no HTTP, no clock. (domain.md 4)
 */
#ifndef RV_WORK_SPLIT_MODEL_H
#define RV_WORK_SPLIT_MODEL_H

#include "work/work_model.h"

enum {
	WORK_PARTS_MOST = 50, /* of one task */
	WORK_WEIGHT_MOST = 1000,
};

/* A part as the roll-up sees it. */
struct work_part {
	int64_t weight, percent;
	bool done, withdrawn;
};
struct work_rollup {
	int64_t part;	 /* sum of weight × percent, in hundredths */
	int64_t whole;	 /* sum of weights */
	int64_t percent; /* rounded half up */
	int64_t open;	 /* neither done nor withdrawn */
};
/* Adds the parts up: done counts 100, withdrawn doesn't count at all. False
 * when the weights add to nothing, and so nothing can be shared. */
bool work_rollup(const struct work_part *p, ptrdiff_t n,
		 struct work_rollup *ret) MUST_USE;

/* The task that is split, or that the part stands below. */
struct work_split_frame {
	struct work_facts facts;
	bool programme_closed;
	bool comes_back; /* recurring, continuous …: its day is a period's */
	day_t end;	 /* no part is due later; DAY_NONE: no limit */
	int depth;	 /* parts above it: 0 for a whole task */
	int depth_most;	 /* of the profile's rule */
	int have;	 /* parts that it has */
};
/* May it get `more` parts now? ERR_CONFLICT when its state says no. */
struct err *work_split_check(struct arena *a, const struct work_split_frame *f,
			     int more);
/* A part's deadline, as understood, against the task above; fault of the field
 * "deadline". */
struct err *work_part_due_check(struct arena *a,
				const struct work_split_frame *f, day_t due,
				bool comes_back);
/* One weight, fault of the field "weight"; DB_NULL: none was given. */
struct err *work_weight_check(struct arena *a, int64_t weight);
/* Submitting, verifying and closing over open parts needs a reason. */
bool work_do_over_parts(enum work_do d);
struct err *work_over_parts_check(struct arena *a, enum work_do d, int64_t open,
				  struct str reason);

#endif
