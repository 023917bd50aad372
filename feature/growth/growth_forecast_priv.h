/*
 * The parts of a forecast: what history says (growth_estimate.c), how fast each
 * stage goes (growth_forecast_level.c), how people move on
 * (growth_forecast_run.c), what may come of it (growth_forecast.c), and chance
 * (growth_forecast_chance.c).
 */
#ifndef RV_GROWTH_FORECAST_PRIV_H
#define RV_GROWTH_FORECAST_PRIV_H

#include "growth/growth_forecast.h"

enum {
	STEP = 5,     /* days that the simulation moves on at a time */
	BINS = 96,    /* of waiting, a step each; the last has no end */
	PERIOD = 15,  /* days for which a stage has one level */
	PERIODS = 48, /* of history */
	AHEAD = 366 / PERIOD + 2, /* periods to come */
	STEPS_MOST = 75,	  /* 366 days and a little */
	YEAR = 365 / PERIOD	  /* periods that units are judged by */
};

/* ---- chance -------------------------------------------------------------------- */

struct chance {
	uint64_t s[4];
};
struct chance chance_from(uint64_t seed);
/* In (0, 1). */
double chance_uniform(struct chance *c);
double chance_normal(struct chance *c);
/* Of shape a and scale 1; 0 when a is. */
double chance_gamma(struct chance *c, double a);
/* How many of n. */
int chance_binomial(struct chance *c, int n, double p);
/* One of n by their weights. */
int chance_pick(struct chance *c, const double *weight, int n);

/* ---- levels ---------------------------------------------------------------------- */

enum { TEMPERS = 12, LEVELS = 97 };

/* Events of each period and those expected at level 1; [0] is the newest. */
struct growth_series {
	double o[PERIODS], e[PERIODS];
};
/* What is known now of several series that are equally restless. */
struct growth_levels {
	double weight[TEMPERS];			       /* adds up to 1 */
	double p[GROWTH_STAGES_MOST][TEMPERS][LEVELS]; /* each adds up to 1 */
	double mean[GROWTH_STAGES_MOST];
};

void growth_levels(const struct growth_series *x, int n,
		   struct growth_levels *ret);
/* One way how they may go on: how restless first, then each one's level in the
 * AHEAD periods to come. */
int growth_temper_draw(struct chance *c, const struct growth_levels *l);
void growth_level_draw(struct chance *c, const struct growth_levels *l,
		       const int series_and_temper[2], double *ret);

/* ---- what history says ----------------------------------------------------------- */

/* What is known of a rate by the events seen and those expected: mean a / b. */
struct gamma {
	double a, b;
};

struct growth_model {
	int n_stages, n_units, n_counted, n_steps;
	double last; /* how much of the last step lies before the end */
	/* chance to pass and to leave in a step by the steps waited */
	double (*pass)[BINS], (*leave)[BINS];
	struct growth_levels *passes, *leaves; /* of each stage */
	struct growth_levels *arrives;	       /* one series: all units */
	double arrival;	    /* new people a period, at level 1 */
	struct gamma *pace; /* [unit]: its own, in all stages */
	double *share;	    /* [unit]: of the new people */
	/* who waits now: [unit * n_stages + stage][steps waited] */
	double (*waiting)[BINS];
};

/* The steps that so many days are. */
int growth_steps(int days);
/* The day on which a way's stage ended, and how, as far as `today` shows. */
struct growth_stop {
	day_t on; /* today when it goes on */
	int next; /* the stage entered then; n_stages: admitted; -1: none */
	bool left;
};
/* False when the stage wasn't entered by then. */
bool growth_stop(const struct growth_way *w, const struct growth_ask *ask,
		 int stage, struct growth_stop *ret);

void growth_estimate(struct arena *a, const struct growth_ask *ask,
		     struct growth_model *ret);

/* ---- how people move on ------------------------------------------------------------ */

/* Paces for which people are moved; a unit's lies between two of them. */
enum { PACES = 5 };

/* Levels of each period to come. */
struct growth_path {
	double pass[GROWTH_STAGES_MOST][AHEAD];
	double leave[GROWTH_STAGES_MOST][AHEAD];
	double arrive[AHEAD]; /* new people of a period */
};
/* Everything as it goes now; `pace`: times as fast, or NULL. */
void growth_path_mean(const struct growth_model *m, const double *pace,
		      struct growth_path *ret);
void growth_path_draw(struct chance *c, const struct growth_model *m,
		      struct growth_path *ret);

/* People by stage and steps waited, and their part of the new ones. */
struct growth_crowd {
	double at[GROWTH_STAGES_MOST][BINS];
	double share;
};
/* How much of a unit of a pace goes with each of PACES. */
void growth_pace_parts(double pace, double *ret);
double growth_pace(int k);
/* Admissions of each step of people who are `pace` times as fast; the crowd is
 * used up. */
void growth_crowd_run(const struct growth_model *m,
		      const struct growth_path *path, double pace,
		      struct growth_crowd *c, double *ret_step);
/* The chance to be admitted in the steps that are left by stage and steps
 * waited, and ret_entering[stage * (n_steps + 1) + t] of who enters a stage
 * after t steps. */
void growth_chances(const struct growth_model *m,
		    const struct growth_path *path, double pace,
		    double (*ret_now)[BINS], double *ret_entering);

#endif
