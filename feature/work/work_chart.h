/*
 * Where things stand in a chart: the scale of its axis, labels that don't
 * cover each other, bars that fill a row. Pure.
 */
#ifndef RV_WORK_CHART_H
#define RV_WORK_CHART_H

#include <stddef.h>
#include <stdint.h>

/* Distance of the axis lines: 1, 2 or 5 times a power of ten, so that at most
 * five lines reach `most`. */
int64_t chart_step(int64_t most);
/* The highest line: `most` rounded up to the step; never 0. */
int64_t chart_top(int64_t most);
/* Moves places down or up until each is `gap` from the next and all lie in
 * [first, last]; the order stays. n at most 16. */
void chart_spread(int *place, int n, int gap, int first, int last);
/* Widths of `part` in a bar of `width`, by their shares; they fill it. */
void chart_fill(const int64_t *part, int n, int width, int *ret_width);

#endif
