/*
 * What becomes of the people in the pipeline until the end of a year: how long
 * each stage takes and how many pass it, from the stages' own history, and how
 * many will be admitted, with a range. Pure: no SQL, no HTTP, no clock, no
 * chance that the seed doesn't give.
 *
 * Method, in the order of the code (doc/forecast.md has it for people):
 *  - a stage's waiting time ends by passing or by leaving (competing risks); who
 *    still waits counts for as long as he or she has waited, and no longer
 *    (Kaplan and Meier 1958, Aalen and Johansen 1978); who had waited before the
 *    window counts from then on (delayed entry);
 *  - the shape of a stage over the days waited is one for all units; its level
 *    moves: it drifts a little, and may jump. A filter over a table of levels
 *    follows it (Kitagawa 1987), for several degrees of restlessness at once,
 *    each weighed by how well it foresaw what came (multi-process models: West
 *    and Harrison 1997, chapter 12; Gamma-Poisson filters with a discount, Smith
 *    and Miller 1986, take too long behind a jump);
 *  - a unit's own pace is drawn towards the whole's by what it has shown so far
 *    (empirical Bayes, Clayton and Kaldor 1987);
 *  - simulation: levels, their ways ahead and paces are drawn, the people are
 *    moved through the stages in steps of days, and each one's fate is left to
 *    chance.
 */
#ifndef RV_GROWTH_FORECAST_H
#define RV_GROWTH_FORECAST_H

#include "base/arena.h"
#include "base/date.h"

enum {
	GROWTH_STAGES_MOST = 12,
	GROWTH_MONTHS_MOST = 13,
	GROWTH_RUNS_MOST = 100000
};

/* One person's way: the day on which each stage was entered, [n_stages] the
 * day of admission; DAY_NONE: not so far, or skipped. */
struct growth_way {
	int unit;
	day_t entered[GROWTH_STAGES_MOST + 1];
	day_t left; /* the pipeline without admission, or DAY_NONE */
};
struct growth_ways {
	struct growth_way *p;
	ptrdiff_t n, cap;
};

/* What is asked. Whatever happened behind `today` is not looked at. */
struct growth_ask {
	const struct growth_ways *ways;
	int n_stages, n_units;
	int n_counted; /* units whose admissions are asked for, the first; the
			* others only teach. 0: all */
	/* admissions of (today, until] are forecast, of 366 days at most */
	day_t today, until;
	int runs; /* fewer than five forecast nothing */
	uint64_t seed;
};

/* 80 of 100 runs lie from low to high. */
struct growth_range {
	double mean;
	int low, high;
};

/* A stage as its history shows it on that day. */
struct growth_stage {
	int entered, passed, left, waiting; /* people, ever */
	/* as the last year shows it (two, while it shows few): of those who
	 * pass, half have after so many days; -1: nobody has */
	int median;
	double share; /* of those who enter, how many pass in the end */
	double level; /* pace of now by that of the whole window */
};

struct growth_forecast {
	day_t today, until;
	int n_stages;
	int n_months; /* calendar months from today's to until's */
	/* more admissions by the end of each month than there are today */
	struct growth_range month[GROWTH_MONTHS_MOST];
	struct growth_range all;
	struct growth_range *unit; /* [n_units] */
	struct growth_stage stage[GROWTH_STAGES_MOST];
	/* [stage * (n_steps + 1) + t]: the chance to be admitted by `until` of
	 * somebody who enters the stage t steps from today */
	double *chance;
	int n_steps, step_days;
	const struct growth_model *model;
};

/* Never fails; with nobody in the pipeline all is 0. The result lives in the
 * arena. */
void growth_forecast(struct arena *a, const struct growth_ask *ask,
		     struct growth_forecast *ret);

/* More admissions until `until` on average if the stages went so many times as
 * fast as now ([n_stages], 1: as now; NULL: all are): each day's chance to pass
 * is so many times as high. */
double growth_if(struct arena *a, const struct growth_forecast *f,
		 const double *pace);
/* How many times as fast a stage must go for half of those who pass it to have
 * passed in `share` (above 0) of the days that it takes now; for growth_if().
 * Between 0.05 and 20. */
double growth_pace_for(const struct growth_forecast *f, int stage,
		       double share);

/* ---- what a target takes ------------------------------------------------------- */

/* The chance to be admitted by `until` of who enters a stage on a day from
 * today on; stage n_stages is the admission itself: 1. 0 behind `until`. */
double growth_chance(const struct growth_forecast *f, int stage, day_t on);
/* How many people beyond those of the forecast must enter a stage on a day so
 * that `target` (more than today) are admitted on average; who must finish a
 * stage enters the next one. */
enum { GROWTH_NEED_MOST = 1000000 };
struct growth_need {
	int people; /* 0: none; -1: no number up to GROWTH_NEED_MOST is enough */
	double chance; /* of each one of them */
};
void growth_need(const struct growth_forecast *f, int stage, day_t on,
		 double target, struct growth_need *ret);
/* The last day on which who enters the stage has at least that chance (0 to 1,
 * above 0); DAY_NONE: not even today. */
day_t growth_last_day(const struct growth_forecast *f, int stage,
		      double chance);

/* ---- how forecasts would have fared -------------------------------------------- */

/* A forecast made on a day as if nothing later were known, and what came. */
struct growth_back_row {
	day_t on;
	int so_far;		   /* admitted in the year by then */
	int more;		   /* and from then to its end */
	struct growth_range range; /* what the forecast gave for `more` */
	bool within;		   /* `more` lay in the range */
	double error;		   /* the mean less `more` */
	/* so_far by the days passed times the year's, less what came; not on
	 * the day before the year */
	bool has_naive;
	double naive_error;
};
enum { GROWTH_BACK_MOST = 12 };
struct growth_back {
	int n, within; /* rows, and those within */
	struct growth_back_row row[GROWTH_BACK_MOST];
	/* mean distance from what came, over the rows that have both */
	double off, naive_off;
};
/* The forecast of ask->today; the ways must be known to ask->until, the end of
 * a year. */
void growth_back_one(struct arena *a, const struct growth_ask *ask,
		     struct growth_back_row *ret);
/* Forecasts of the year that ask->until ends, made on the day before it and on
 * the last day of each month but the last; no row while ask->today, until when
 * the ways are known, lies before ask->until. */
void growth_back(struct arena *a, const struct growth_ask *ask,
		 struct growth_back *ret);

#endif
