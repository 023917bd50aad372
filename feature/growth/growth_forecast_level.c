/*
 * How fast a stage goes, followed through time: see growth_forecast_priv.h. The
 * filter is a table (Kitagawa 1987): for each level from a tenth to ten times
 * the usual, how likely it is by what was seen so far. Each period the table
 * is smeared (levels drift), mixed with what any stage may do (levels jump),
 * and multiplied by how well each level explains the events seen.
 */
#include <math.h>
#include <string.h>

#include "growth/growth_forecast_priv.h"

/* A level's logarithm by its place in the table, and what is thought of it
 * before anything was seen and behind a jump: around the usual. */
enum { MIDDLE = LEVELS / 2 };
static const double WIDE = 0.7, CELL = 0.05;

/* How restless levels may be: the drift of a month and the risk of a jump in a
 * month. Which holds is not assumed but weighed: each has a table of its own,
 * and counts for as much as it foresaw what came (West and Harrison 1997,
 * chapter 12: multi-process models). */
static const struct temper {
	double drift, jump;
} tempers[TEMPERS] = {
	{ 0.01, 0.01 }, { 0.01, 0.03 }, { 0.01, 0.1 },	{ 0.06, 0.01 },
	{ 0.06, 0.03 }, { 0.06, 0.1 },	{ 0.15, 0.01 }, { 0.15, 0.03 },
	{ 0.15, 0.1 },	{ 0.3, 0.01 },	{ 0.3, 0.03 },	{ 0.3, 0.1 },
};
static const double PERIODS_A_MONTH = 30.4 / PERIOD;

static double at(int g)
{
	return CELL * (g - MIDDLE);
}

static double bell(double x, double sd)
{
	return exp(-0.5 * x * x / (sd * sd));
}

static void usual(double *ret)
{
	double sum = 0;

	for (int g = 0; g < LEVELS; g++)
		sum += ret[g] = bell(at(g), WIDE);
	for (int g = 0; g < LEVELS; g++)
		ret[g] /= sum;
}

/* Where a level drifts to in a period: by[k] of it k cells up, and as much
 * down. */
struct drift {
	int far;
	double by[LEVELS];
};

static void drift_of(const struct temper *t, struct drift *ret)
{
	double sd = t->drift / sqrt(PERIODS_A_MONTH), sum = 0;

	*ret = (struct drift){ .far = (int)ceil(4 * sd / CELL) };
	if (sd < 0.7 * CELL) {
		/* what drifts less than a cell keeps its variance */
		ret->far = 1;
		ret->by[1] = 0.5 * sd * sd / (CELL * CELL);
		ret->by[0] = 1 - 2 * ret->by[1];
		return;
	}
	for (int k = -ret->far; k <= ret->far; k++)
		sum += bell(k * CELL, sd);
	for (int k = 0; k <= ret->far; k++)
		ret->by[k] = bell(k * CELL, sd) / sum;
}

/* A period goes by. What would leave the table stays at its edge. */
static void smear(const struct drift *d, double jump, const double *fresh,
		  double *p)
{
	double wide[3 * LEVELS] = { 0 }, *to = wide + LEVELS;

	for (int k = -d->far; k <= d->far; k++)
		for (int g = 0; g < LEVELS; g++)
			to[g + k] += p[g] * d->by[k < 0 ? -k : k];
	for (int k = 1; k <= d->far; k++) {
		to[0] += to[-k];
		to[LEVELS - 1] += to[LEVELS - 1 + k];
	}
	for (int g = 0; g < LEVELS; g++)
		p[g] = (1 - jump) * to[g] + jump * fresh[g];
}

/* How well each level explains that so many events were seen where e were
 * expected of level 1: Poisson's likelihood, the best being 1. Returns that
 * one's logarithm, without what is the same for all. */
static double explain(double o, double e, double *ret)
{
	double most = -INFINITY;

	for (int g = 0; g < LEVELS; g++) {
		ret[g] = o * at(g) - e * exp(at(g));
		most = ret[g] > most ? ret[g] : most;
	}
	for (int g = 0; g < LEVELS; g++)
		ret[g] = exp(ret[g] - most);
	return most;
}

/* The table by what was seen (Bayes); how well it foresaw that, in logs. */
static double learn(const double *fit, double *p)
{
	double sum = 0;

	for (int g = 0; g < LEVELS; g++)
		sum += p[g] *= fit[g];
	for (int g = 0; g < LEVELS; g++)
		p[g] /= sum;
	return log(sum);
}

/* From the oldest period to the newest, a table for each temper; adds to
 * score[] how well each foresaw them. Periods before anything could happen say
 * nothing. */
static void follow(const struct growth_series *x, double (*p)[LEVELS],
		   double *score)
{
	double fresh[LEVELS], fit[LEVELS], most = 0;
	struct drift drift[TEMPERS];
	bool begun = false;

	usual(fresh);
	for (int k = 0; k < TEMPERS; k++) {
		drift_of(&tempers[k], &drift[k]);
		memcpy(p[k], fresh, sizeof(fresh));
	}
	for (int m = PERIODS - 1; m >= 0; m--) {
		if (x->e[m] > 0)
			most = explain(x->o[m], x->e[m], fit);
		for (int k = 0; k < TEMPERS; k++) {
			if (begun)
				smear(&drift[k],
				      tempers[k].jump / PERIODS_A_MONTH, fresh,
				      p[k]);
			if (x->e[m] > 0)
				score[k] += most + learn(fit, p[k]);
		}
		begun = begun || x->e[m] > 0;
	}
}

void growth_levels(const struct growth_series *x, int n,
		   struct growth_levels *ret)
{
	double score[TEMPERS] = { 0 }, most = -INFINITY, sum = 0;

	for (int s = 0; s < n; s++)
		follow(&x[s], ret->p[s], score);
	for (int k = 0; k < TEMPERS; k++)
		most = score[k] > most ? score[k] : most;
	for (int k = 0; k < TEMPERS; k++)
		sum += ret->weight[k] = exp(score[k] - most);
	for (int k = 0; k < TEMPERS; k++)
		ret->weight[k] /= sum;
	for (int s = 0; s < n; s++) {
		ret->mean[s] = 0;
		for (int k = 0; k < TEMPERS; k++)
			for (int g = 0; g < LEVELS; g++)
				ret->mean[s] += ret->weight[k] *
						ret->p[s][k][g] * exp(at(g));
	}
}

int growth_temper_draw(struct chance *c, const struct growth_levels *l)
{
	return chance_pick(c, l->weight, TEMPERS);
}

void growth_level_draw(struct chance *c, const struct growth_levels *l,
		       const int series_and_temper[2], double *ret)
{
	const struct temper *t = &tempers[series_and_temper[1]];
	const double *p = l->p[series_and_temper[0]][series_and_temper[1]];
	double sd = t->drift / sqrt(PERIODS_A_MONTH), most = at(LEVELS - 1);
	double now = at(chance_pick(c, p, LEVELS)) +
		     CELL * (chance_uniform(c) - 0.5);

	for (int k = 0; k < AHEAD; k++) {
		if (chance_uniform(c) < t->jump / PERIODS_A_MONTH)
			now = WIDE * chance_normal(c);
		else
			now += sd * chance_normal(c);
		now = now > most ? most : now < -most ? -most : now;
		ret[k] = exp(now);
	}
}
