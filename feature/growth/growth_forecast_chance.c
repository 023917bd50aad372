/* Chance that the seed gives: see growth_forecast_priv.h. */
#include <math.h>

#include "growth/growth_forecast_priv.h"

static uint64_t turned(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

/* xoshiro256++ (Blackman and Vigna 2019), seeded by splitmix64. */
static uint64_t chance_next(struct chance *c)
{
	uint64_t *s = c->s, ret = turned(s[0] + s[3], 23) + s[0];
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = turned(s[3], 45);
	return ret;
}

struct chance chance_from(uint64_t seed)
{
	struct chance c;

	for (int i = 0; i < 4; i++) {
		uint64_t z = seed += 0x9e3779b97f4a7c15;

		z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
		z = (z ^ z >> 27) * 0x94d049bb133111eb;
		c.s[i] = z ^ z >> 31;
	}
	return c;
}

double chance_uniform(struct chance *c)
{
	return ((double)(chance_next(c) >> 11) + 0.5) * 0x1p-53;
}

double chance_normal(struct chance *c)
{
	return sqrt(-2 * log(chance_uniform(c))) *
	       cos(2 * M_PI * chance_uniform(c));
}

/* Of shape a, scale 1 (Marsaglia and Tsang 2000). */
double chance_gamma(struct chance *c, double a)
{
	double d, k;

	if (a <= 0)
		return 0;
	if (a < 1)
		return chance_gamma(c, a + 1) * pow(chance_uniform(c), 1 / a);
	d = a - 1.0 / 3;
	k = 1 / sqrt(9 * d);
	for (;;) {
		double x = chance_normal(c), v = 1 + k * x;

		v = v * v * v;
		if (v > 0 && log(chance_uniform(c)) <
				     0.5 * x * x + d - d * v + d * log(v))
			return d * v;
	}
}

/* From 0 upwards while what has been passed is less than a uniform number; of
 * many by the normal distribution. */
int chance_binomial(struct chance *c, int n, double p)
{
	double mean = n * p, u, is, sum;
	int k = 0;

	if (n <= 0 || p <= 0)
		return 0;
	if (p >= 1)
		return n;
	if (p > 0.5)
		return n - chance_binomial(c, n, 1 - p);
	if (mean > 30) {
		double x = mean + sqrt(mean * (1 - p)) * chance_normal(c);

		return x < 0 ? 0 : x > n ? n : (int)lround(x);
	}
	u = chance_uniform(c);
	is = sum = pow(1 - p, n);
	while (sum < u && k < n) {
		is *= (double)(n - k) / (k + 1) * p / (1 - p);
		sum += is;
		k++;
	}
	return k;
}

int chance_pick(struct chance *c, const double *weight, int n)
{
	double u = 0;
	int i = 0;

	for (int k = 0; k < n; k++)
		u += weight[k];
	u *= chance_uniform(c);
	while (i < n - 1 && (u -= weight[i]) > 0)
		i++;
	return i;
}
