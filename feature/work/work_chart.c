/* Geometry of charts, in whole numbers. */
#include "work/work_chart.h"

#include <assert.h>
#include <stdbool.h>

enum { LINES_MOST = 5, PLACES_MOST = 16 };

int64_t chart_step(int64_t most)
{
	int64_t step = 1;

	for (int k = 0; step * LINES_MOST < most; k++)
		step = k % 3 == 1 ? step / 2 * 5 : step * 2;
	return step;
}

int64_t chart_top(int64_t most)
{
	int64_t step = chart_step(most);

	return most < 1 ? 1 : (most + step - 1) / step * step;
}

/* Indices by place; equal places keep their order. */
static void order(const int *place, int n, int *ret_at)
{
	for (int i = 0; i < n; i++) {
		int k = i;

		for (; k > 0 && place[ret_at[k - 1]] > place[i]; k--)
			ret_at[k] = ret_at[k - 1];
		ret_at[k] = i;
	}
}

void chart_spread(int *place, int n, int gap, int first, int last)
{
	int at[PLACES_MOST];

	assert(n <= PLACES_MOST);
	order(place, n, at);
	for (int i = 0; i < n; i++) {
		int least = i ? place[at[i - 1]] + gap : first;

		if (place[at[i]] < least)
			place[at[i]] = least;
	}
	for (int i = n - 1; i >= 0; i--) {
		int most = i == n - 1 ? last : place[at[i + 1]] - gap;

		if (place[at[i]] > most)
			place[at[i]] = most;
	}
}

void chart_fill(const int64_t *part, int n, int width, int *ret_width)
{
	int64_t sum = 0, done = 0;
	int end = 0;

	for (int i = 0; i < n; i++)
		sum += part[i];
	for (int i = 0; i < n; i++) {
		int to;

		done += part[i];
		to = sum ? (int)(done * width / sum) : 0;
		ret_width[i] = to - end;
		end = to;
	}
}
