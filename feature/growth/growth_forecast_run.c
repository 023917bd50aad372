/* How people move through the stages: see growth_forecast_priv.h. */
#include <math.h>
#include <string.h>

#include "growth/growth_forecast_priv.h"

/* ---- the levels of one way how it may go ------------------------------------------- */

void growth_path_mean(const struct growth_model *m, const double *pace,
		      struct growth_path *ret)
{
	for (int k = 0; k < AHEAD; k++) {
		for (int s = 0; s < m->n_stages; s++) {
			ret->pass[s][k] =
				m->passes->mean[s] * (pace ? pace[s] : 1);
			ret->leave[s][k] = m->leaves->mean[s];
		}
		ret->arrive[k] = m->arrival * m->arrives->mean[0];
	}
}

void growth_path_draw(struct chance *c, const struct growth_model *m,
		      struct growth_path *ret)
{
	int pass = growth_temper_draw(c, m->passes);
	int leave = growth_temper_draw(c, m->leaves);
	int arrive = growth_temper_draw(c, m->arrives);

	for (int s = 0; s < m->n_stages; s++) {
		growth_level_draw(c, m->passes, (int[]){ s, pass },
				  ret->pass[s]);
		growth_level_draw(c, m->leaves, (int[]){ s, leave },
				  ret->leave[s]);
	}
	growth_level_draw(c, m->arrives, (int[]){ 0, arrive }, ret->arrive);
	for (int k = 0; k < AHEAD; k++)
		ret->arrive[k] *= m->arrival;
}

/* ---- paces ------------------------------------------------------------------------- */

double growth_pace(int k)
{
	return exp(0.3 * (k - PACES / 2));
}

void growth_pace_parts(double pace, double *ret)
{
	int k = 0;
	double part;

	memset(ret, 0, sizeof(*ret) * PACES);
	while (k < PACES - 2 && growth_pace(k + 1) < pace)
		k++;
	part = (pace - growth_pace(k)) / (growth_pace(k + 1) - growth_pace(k));
	part = part < 0 ? 0 : part > 1 ? 1 : part;
	ret[k] = 1 - part;
	ret[k + 1] = part;
}

/* ---- one step ------------------------------------------------------------------------ */

/* The chance to pass and to stay in a step of a stage's period, by the steps
 * waited, as far as somebody waits. */
struct odds {
	int bins; /* a multiple of four */
	double pass[BINS], stay[BINS];
};
enum { STEPS = PERIOD / STEP };

/* Where people are or can be before the next period. */
static int bins_used(const double *at)
{
	int n = BINS;

	while (n > 0 && at[n - 1] <= 0)
		n--;
	n = (n + STEPS + 4) / 4 * 4;
	return n < BINS ? n : BINS;
}

static void odds_of(const struct growth_model *m, int s, double pass,
		    double leave, struct odds *ret)
{
	for (int q = 0; q < ret->bins; q++) {
		double p = m->pass[s][q] * pass;
		double l = m->leave[s][q] * leave;
		double on;

		p = p < 0.95 ? p : 0.95;
		on = 1 - p - l;
		ret->pass[q] = p;
		ret->stay[q] = on > 0 ? on : 0;
	}
}

/* Everybody in a stage moves on by a step; who passes is returned. */
static double step(const struct odds *o, double *at)
{
	double gone[4] = { 0 }, stay[BINS];
	int n = o->bins;

	/* four at a time: so compilers see what vectors can do */
	for (int q = 0; q < n; q += 4) {
		for (int k = 0; k < 4; k++)
			gone[k] += at[q + k] * o->pass[q + k];
		for (int k = 0; k < 4; k++)
			stay[q + k] = at[q + k] * o->stay[q + k];
	}
	at[0] = 0;
	memcpy(at + 1, stay, sizeof(*at) * (size_t)(n - 1));
	at[n - 1] += stay[n - 1];
	return gone[0] + gone[1] + gone[2] + gone[3];
}

void growth_crowd_run(const struct growth_model *m,
		      const struct growth_path *path, double pace,
		      struct growth_crowd *c, double *ret_step)
{
	int n = m->n_stages;
	struct odds odds[GROWTH_STAGES_MOST];

	for (int t = 0; t < m->n_steps; t++) {
		int k = t * STEP / PERIOD;

		for (int s = 0; t % STEPS == 0 && s < n; s++) {
			odds[s].bins = bins_used(c->at[s]);
			odds_of(m, s, path->pass[s][k] * pace,
				path->leave[s][k], &odds[s]);
		}
		/* from the end: nobody passes two stages in a step */
		for (int s = n - 1; s >= 0; s--) {
			double gone = step(&odds[s], c->at[s]);

			if (s == n - 1)
				ret_step[t] = gone;
			else
				c->at[s + 1][0] += gone;
		}
		c->at[0][0] += path->arrive[k] * c->share * STEP / PERIOD;
	}
	if (m->n_steps)
		ret_step[m->n_steps - 1] *= m->last;
}

void growth_chances(const struct growth_model *m,
		    const struct growth_path *path, double pace,
		    double (*ret_now)[BINS], double *ret_entering)
{
	int n = m->n_steps;
	struct odds odds = { .bins = BINS };

	memset(ret_now, 0, sizeof(*ret_now) * (size_t)m->n_stages);
	for (int t = n; t >= 0; t--) {
		int k = (t - 1) * STEP / PERIOD;

		for (int s = 0; s < m->n_stages; s++)
			ret_entering[s * (n + 1) + t] = ret_now[s][0];
		/* upwards: who passes is in the next stage a step later */
		for (int s = 0; t > 0 && s < m->n_stages; s++) {
			bool last = s == m->n_stages - 1;
			double end = t == n ? m->last : 1;
			double on = last ? end : ret_now[s + 1][0];
			double *v = ret_now[s];

			odds_of(m, s, path->pass[s][k] * pace,
				path->leave[s][k], &odds);
			for (int q = 0; q < BINS; q++)
				v[q] = odds.pass[q] * on +
				       odds.stay[q] *
					       v[q + 1 < BINS ? q + 1 : q];
		}
	}
}
