/*
 * Pipelines by chance whose course is known to the end: what a forecast made in
 * the middle of the year can be compared with. For tests and bench/growth.
 */
#ifndef RV_GROWTH_WORLD_H
#define RV_GROWTH_WORLD_H

#include "growth/growth_forecast.h"

enum { GROWTH_WORLD_STAGES = 5 };

/* A pipeline. Waiting times are log-normal; people leave by a constant risk;
 * units differ; levels wander from month to month. */
struct growth_world {
	double per_month; /* new people */
	int units;
	int past;			    /* days known before the year */
	double median[GROWTH_WORLD_STAGES]; /* days */
	double sigma;			    /* of the waiting times */
	double drop;			    /* how many leave a stage */
	double wander;			    /* of a stage's level in a month */
	double unit_sigma;		    /* of the units' paces */
	double trend; /* of new people in a month of the year */
	/* from a day of the year on a stage goes so many times as fast, -1:
	 * none does; the next one too; to another day; leaving too */
	int change_stage, change_on, change_until;
	double change;
	bool change_two;
	double change_leave;
	/* the last stage but one and the last end together, each so many days;
	 * 0: on any day */
	int batch;
};

enum growth_regime {
	GROWTH_STEADY,
	GROWTH_SMALL,
	GROWTH_LARGE,
	GROWTH_NEW,
	GROWTH_WANDERS,
	GROWTH_SLOWER,
	GROWTH_FASTER,
	GROWTH_TWO_SLOWER,
	GROWTH_PAUSE,
	GROWTH_MORE_LEAVE,
	GROWTH_TREND,
	GROWTH_SHORT,
	GROWTH_BATCHES,
	N_GROWTH_REGIME
};
extern const char *const growth_regimes[N_GROWTH_REGIME];
/* One of the regime; all its figures are drawn within what it allows. */
struct growth_world growth_world_of(enum growth_regime regime, uint64_t seed);
/* Small, and always the same. */
extern const struct growth_world growth_world_small;

/* Everybody from so many days before 2025 to its end. */
struct growth_ways growth_world(struct arena *a, const struct growth_world *w,
				uint64_t seed);

/* How forecasts fared. */
struct growth_score {
	int n, within, below, above; /* the outcome, of the range */
	double off, naive_off, bias; /* sums of people */
	double width, outcome;
};
/* Forecasts of one world made on 30/1, 31/3, 30/6 and 30/9/2025. */
enum { N_GROWTH_WORLD_DAYS = 4 };
extern const int growth_world_days[N_GROWTH_WORLD_DAYS];
/* What could be known of a change: nothing yet, two months of it at most, or
 * more (or there is none). */
enum { GROWTH_AHEAD, GROWTH_FRESH, GROWTH_KNOWN, N_GROWTH_SINCE };
int growth_world_since(const struct growth_world *w, int day);
void growth_score_add(struct growth_score *to, const struct growth_score *of);
/* ret[N_GROWTH_WORLD_DAYS] */
void growth_world_score(const struct growth_world *w, uint64_t seed, int runs,
			struct growth_score *ret);

#endif
