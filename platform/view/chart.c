/* Geometry of charts, in whole numbers. */
#include "view/chart.h"

#include "i18n/i18n.h"

enum { LINES_MOST = 5, LABEL_GAP = 20, AXIS_CHARS = 8 };

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
	int at[CHART_NAMES_MOST];

	assert(n <= CHART_NAMES_MOST);
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

/* ---- a plot over months -------------------------------------------------- */

static struct str month_name(const struct cx *cx, int month)
{
	static const char *const name[] = {
		N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"),
		N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
		N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
	};

	return tr(cx->lang, name[month % 12]);
}

int chart_month(day_t day)
{
	struct ymd d = day_ymd(day);

	return d.y * 12 + d.m - 1;
}

int chart_x(const struct chart_plot *p, day_t on)
{
	struct ymd d = day_ymd(on);
	int days = day_ymd(day_month_end(d.y, d.m)).d;
	int wide = (p->size->right - p->size->left) * 10;
	int at = (chart_month(on) - p->first) * days + d.d;

	return p->size->left * 10 +
	       (int)((int64_t)wide * at / (p->months * days));
}

int chart_y(const struct chart_plot *p, int64_t value)
{
	int high = (p->size->bottom - p->size->top) * 10;

	return p->size->bottom * 10 - (int)(high * value / p->highest);
}

static struct str place(struct cx *cx, int tenths)
{
	return str_fmt(cx->arena, "%d.%d", tenths / 10, tenths % 10);
}

static struct chart_text text_at(struct cx *cx, int x, int y, struct str text)
{
	return (struct chart_text){
		.x = place(cx, x), .y = place(cx, y), .text = text, .css = ""
	};
}

void chart_axis(const struct chart_plot *p, struct chart *c)
{
	const struct chart_size *z = p->size;
	int64_t step = chart_step(p->highest);
	int wide = (z->right - z->left) * 10;

	for (int64_t v = 0; v <= p->highest; v += step) {
		int y = chart_y(p, v);

		*vec_push(p->cx->arena, &c->lines) = (struct chart_line){
			.d = str_fmt(p->cx->arena, "M%d %.*sH%d", z->left,
				     STR_ARG(place(p->cx, y)), z->right),
			.css = "ax"
		};
		*vec_push(p->cx->arena, &c->ticks) =
			text_at(p->cx, (z->left - AXIS_CHARS) * 10, y + 50,
				fmt_int(p->cx->arena, p->cx->lang, v));
	}
	for (int m = 0; m < p->months; m += z->month_step)
		*vec_push(p->cx->arena, &c->months) = text_at(
			p->cx,
			z->left * 10 + wide * (2 * m + 1) / (2 * p->months),
			(z->bottom + 28) * 10, month_name(p->cx, p->first + m));
}

static int point_x(const struct chart_plot *p, struct chart_point at)
{
	return at.on == DAY_NONE ? p->size->left * 10 : chart_x(p, at.on);
}

static void path_add(const struct chart_plot *p, struct chart *c,
		     const char *css, const struct chart_point *point, int n)
{
	struct buf b = buf_init(p->cx->arena, 4096);

	for (int i = 0; i < n; i++) {
		buf_char(&b, i ? 'L' : 'M');
		buf_str(&b, place(p->cx, point_x(p, point[i])));
		buf_char(&b, ' ');
		buf_str(&b, place(p->cx, chart_y(p, point[i].value)));
	}
	*vec_push(p->cx->arena, &c->lines) =
		(struct chart_line){ buf_view(&b), css };
}

void chart_line_add(const struct chart_plot *p, struct chart *c,
		    const char *css, const struct chart_point *point, int n)
{
	path_add(p, c, css, point, n);
}

void chart_area_add(const struct chart_plot *p, struct chart *c,
		    const char *css, const struct chart_point *point, int n)
{
	path_add(p, c, css, point, n);
	c->lines.p[c->lines.n - 1].d =
		str_cat(p->cx->arena, c->lines.p[c->lines.n - 1].d, STR("Z"));
}

void chart_dot_add(const struct chart_plot *p, struct chart *c, const char *css,
		   struct chart_point at)
{
	struct chart_text t =
		text_at(p->cx, point_x(p, at), chart_y(p, at.value), STR(""));

	t.css = css;
	*vec_push(p->cx->arena, &c->dots) = t;
}

void chart_text_add(const struct chart_plot *p, struct chart *c,
		    struct chart_text text, struct chart_point at,
		    const int right_and_down[2])
{
	struct chart_text t =
		text_at(p->cx, point_x(p, at) + right_and_down[0],
			chart_y(p, at.value) + right_and_down[1], text.text);

	t.css = text.css;
	*vec_push(p->cx->arena, &c->labels) = t;
}

void chart_names_add(const struct chart_plot *p, struct chart *c, day_t behind,
		     const struct chart_name *name, int n)
{
	int at[CHART_NAMES_MOST];

	assert(n <= CHART_NAMES_MOST);
	for (int k = 0; k < n; k++)
		at[k] = chart_y(p, name[k].value) / 10 + 5;
	chart_spread(at, n, LABEL_GAP, p->size->top, p->size->bottom + 5);
	for (int k = 0; k < n; k++) {
		struct chart_text t = text_at(p->cx, chart_x(p, behind) + 100,
					      at[k] * 10, name[k].text);

		t.css = name[k].css;
		*vec_push(p->cx->arena, &c->labels) = t;
	}
}
