/*
 * The figures of a pipeline on a day: how far its people are, who was admitted
 * when, what is to be expected. Read and reckoned once, then kept while nothing
 * of it changes.
 */
#ifndef RV_GROWTH_FIGURE_H
#define RV_GROWTH_FIGURE_H

#include "base/cx.h"
#include "growth/growth_forecast.h"
#include "growth/growth_stage.h"

enum { GROWTH_YEAR = 12, GROWTH_SOURCES_MOST = 16 };

/* A step of the way: the first is the proposal, the last the admission. */
struct growth_row {
	struct str code;
	int reached; /* of this year's people: admitted in it, or on the way */
	int waiting; /* for this step: they have reached the one before */
	int median;  /* days from the step before, of the last two years; -1 */
	int usual;   /* what the profile asks, in days; 0: nothing */
};
struct growth_unit {
	int64_t org;
	struct str name;
	int admitted;			 /* in the year, so far */
	int open;			 /* on the way */
	struct growth_range more;	 /* to come until the end of the year */
	int waiting[GROWTH_STAGES_MOST]; /* for step k + 1 */
};
/* What would help most. */
struct growth_neck {
	int step; /* the slow one; -1: none is slower than usual */
	int median, usual;
	double instead; /* admissions of the year if it took the usual days */
};

struct growth_figures {
	int64_t org; /* whose: it and those below */
	day_t day, from, until;
	int year;
	int n_rows; /* of the way, at most GROWTH_STAGES_MOST + 1 */
	struct growth_row row[GROWTH_STAGES_MOST + 1];
	/* admitted by the end of each month, of the year (up to the day) and of
	 * the one before */
	int admitted[GROWTH_YEAR], before[GROWTH_YEAR];
	int n_months; /* of `admitted`: the last one may not be over */
	int so_far, year_before;
	int left; /* the pipeline in this year, without admission */
	int source[GROWTH_SOURCES_MOST]; /* on the way, by the profile's list */
	struct growth_unit *unit;	 /* directly below, and `org` itself */
	int n_units;
	/* more admissions by the end of each month to come; [0] is the day's */
	int n_ahead;
	struct growth_range ahead[GROWTH_MONTHS_MOST], all;
	struct growth_neck neck;
	/* [step * (n_steps + 1) + t]: see growth_forecast.h */
	double *chance;
	int n_steps, step_days;
};

/* Of an organisation and those below it, on the day that the context looks at
 * (cx->as_at of a page about the past), for the year of that day. Unreckoned
 * years, and an organisation without people, give zeros. */
struct err *growth_figures(struct cx *cx, int64_t org,
			   struct growth_figures *ret) MUST_USE;
/* … for another year's end: `day` lies in the year. */
struct err *growth_figures_at(struct cx *cx, int64_t org, day_t day,
			      struct growth_figures *ret) MUST_USE;

/* How the forecasts of a year would have fared, as it is known today; no rows
 * while the year isn't over. */
struct err *growth_past(struct cx *cx, int64_t org, int year,
			struct growth_back *ret) MUST_USE;

/* The pipeline of all, as the forecast reads it; people of `org` and below are
 * of the units [0, n_counted), all others of the last. */
struct growth_pipeline {
	struct growth_ways ways;
	int *source;   /* [ways.n] */
	int64_t *orgs; /* [n_counted] */
	struct str *names;
	int n_counted, n_units;
	struct growth_stages stages;
};
struct err *growth_pipeline_read(struct cx *cx, int64_t org, day_t day,
				 struct growth_pipeline *ret) MUST_USE;

#endif
