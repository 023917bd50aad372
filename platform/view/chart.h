/*
 * Charts: the scale of an axis, places in a box, labels that don't cover each
 * other, bars that fill a row; and what chart_svg() (chart.tmpl) draws. A page
 * has each chart twice, since text keeps its size on a phone.
 */
#ifndef RV_VIEW_CHART_H
#define RV_VIEW_CHART_H

#include "base/cx.h"

/* ---- numbers: pure ------------------------------------------------------- */

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

/* ---- what is drawn: places are texts, as SVG wants them ----------------- */
struct chart_text {
	struct str x, y, text;
	const char *css;
};
struct chart_line {
	struct str d;
	const char *css;
};
struct chart {
	struct str box;
	struct {
		struct chart_line *p;
		ptrdiff_t n, cap;
	} lines;
	struct {
		struct chart_text *p;
		ptrdiff_t n, cap;
	} ticks, months, labels;
	struct {
		struct chart_text *p; /* places only */
		ptrdiff_t n, cap;
	} dots;
};

/* ---- a plot over months -------------------------------------------------- */

/* Edges of the plot inside its box, in the box's units. */
struct chart_size {
	const char *box;
	int left, right, top, bottom;
	int month_step; /* every so many months have a name */
};
struct chart_plot {
	struct cx *cx;
	const struct chart_size *size;
	int first, months; /* chart_month() of the first, and how many */
	int64_t highest;   /* of the axis: chart_top() */
};
/* Months since the year 0. */
int chart_month(day_t day);
/* Where a day and a value lie, in tenths of the box's units: whole numbers are
 * exact enough. A day lies at its end, so the 31st of a month is its border. */
int chart_x(const struct chart_plot *p, day_t on);
int chart_y(const struct chart_plot *p, int64_t value);
/* Lines of the axis with their figures, and names of months. */
void chart_axis(const struct chart_plot *p, struct chart *c);

struct chart_point {
	day_t on; /* DAY_NONE: the plot's left edge */
	int64_t value;
};
/* A line through points; `area`: closed. */
void chart_line_add(const struct chart_plot *p, struct chart *c,
		    const char *css, const struct chart_point *point, int n);
void chart_area_add(const struct chart_plot *p, struct chart *c,
		    const char *css, const struct chart_point *point, int n);
void chart_dot_add(const struct chart_plot *p, struct chart *c, const char *css,
		   struct chart_point at);
/* A name beside a point, so many tenths right of and below it. */
void chart_text_add(const struct chart_plot *p, struct chart *c,
		    struct chart_text text, struct chart_point at,
		    const int right_and_down[2]);

enum { CHART_NAMES_MOST = 16 };
struct chart_name {
	struct str text;
	const char *css;
	int64_t value; /* at the height of which it stands */
};
/* Names of lines behind a day, from top to bottom, none on another. */
void chart_names_add(const struct chart_plot *p, struct chart *c, day_t behind,
		     const struct chart_name *name, int n);

#endif
