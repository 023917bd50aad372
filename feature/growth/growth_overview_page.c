/* /growth: how far the year is, what it will come to, and why. */
#include "growth/growth_page_priv.h"

#include <math.h>

#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_tmpl.h"
#include "i18n/i18n.h"

struct show {
	struct cx *cx;
	const struct growth_shown *s;
	struct growth_overview *x;
};

static struct str number(const struct show *w, int64_t n)
{
	return fmt_int(w->cx->arena, w->cx->lang, n);
}

/* "62.5": places in a bar of 100. */
static struct str place(const struct show *w, int64_t part, int64_t whole)
{
	int64_t tenths = whole > 0 ? part * 1000 / whole : 0;

	tenths = MIN(MAX(tenths, 0), 1000);
	return str_fmt(w->cx->arena, "%lld.%lld", (long long)tenths / 10,
		       (long long)tenths % 10);
}

static struct str percent(const struct show *w, int64_t part, int64_t whole)
{
	return whole > 0 ? str_fmt(w->cx->arena, "%lld%%",
				   (long long)((part * 200 + whole) /
					       (2 * whole)))
			 : STR_NULL;
}

/* ---- the sentence ------------------------------------------------------------- */

static void sentence_fill(const struct show *w)
{
	struct cx *cx = w->cx;
	const struct growth_shown *s = w->s;
	struct str part[] = {
		growth_say_reached(cx, &s->f, &s->target),
		growth_say_ahead(cx, &s->f, &s->target),
		growth_say_instead(cx, &s->f),
		growth_say_need(cx, &s->f, &s->target),
	};
	struct buf b = buf_init(cx->arena, 4096);
	int first = 0;

	if (growth_is_behind(&s->f, &s->target))
		w->x->red = part[first++];
	for (int i = first; i < (int)N_ELEMENTS(part); i++) {
		if (!part[i].n)
			continue;
		if (buf_view(&b).n)
			buf_char(&b, ' ');
		buf_str(&b, part[i]);
	}
	w->x->rest = buf_view(&b);
}

static struct str target_note(const struct show *w)
{
	struct cx *cx = w->cx;
	const struct growth_target *t = &w->s->target;
	struct str low, high, base;

	if (!t->there)
		return tr(cx->lang, N_("No target is set for this year yet."));
	low = number(w, t->low);
	high = number(w, t->high);
	base = tr_fmt(cx->arena, cx->lang, N_("{0} ({1})"), number(w, t->base),
		      fmt_day(cx->arena, t->base_on));
	if (t->base != DB_NULL && t->base > 0)
		return tr_fmt(cx->arena, cx->lang,
			      t->high > t->low
				      ? N_("Target by {5}: {0} to {1} people, "
					   "{2} to {3} of {4} members.")
				      : N_("Target by {5}: {0} people, {2} of "
					   "{4} members."),
			      low, high, growth_target_name(cx, t, t->low),
			      growth_target_name(cx, t, t->high), base,
			      t->basis);
	return tr_fmt(cx->arena, cx->lang,
		      t->high > t->low ? N_("Target by {2}: {0} to {1} people.")
				       : N_("Target by {2}: {0} people."),
		      low, high, t->basis);
}

/* ---- months --------------------------------------------------------------------- */

static struct str level_at(const struct show *w, int64_t target, int month)
{
	return number(w, (target * (month + 1) * 2 + GROWTH_YEAR) /
				 (2 * GROWTH_YEAR));
}

/* "130 (125–136)" */
static struct str ahead_at(const struct show *w, int month)
{
	const struct growth_figures *f = &w->s->f;
	int k = month - (day_ymd(f->day).m - 1);
	const struct growth_range *r;

	if (k < 0 || k >= f->n_ahead)
		return STR_NULL;
	r = &f->ahead[k];
	return tr_fmt(w->cx->arena, w->cx->lang, N_("{0} ({1}–{2})"),
		      number(w, f->so_far + llround(r->mean)),
		      number(w, f->so_far + r->low),
		      number(w, f->so_far + r->high));
}

static void months_fill(const struct show *w)
{
	struct cx *cx = w->cx;
	struct growth_overview *x = w->x;
	const struct growth_figures *f = &w->s->f;
	const struct growth_target *t = &w->s->target;

	x->this_year = str_fmt(cx->arena, "%d", f->year);
	x->year_before = str_fmt(cx->arena, "%d", f->year - 1);
	x->low_title = tr_fmt(cx->arena, cx->lang, N_("Target {0}"),
			      growth_target_name(cx, t, t->low));
	x->high_title = tr_fmt(cx->arena, cx->lang, N_("Target {0}"),
			       growth_target_name(cx, t, t->high));
	for (int k = 0; k < GROWTH_YEAR; k++) {
		struct growth_month_line *m = vec_push(cx->arena, &x->months);
		bool now = k == f->n_months - 1 &&
			   f->day < day_month_end(f->year, k + 1);

		m->month = str_fmt(cx->arena, "%02d/%d", k + 1, f->year);
		if (k < f->n_months)
			m->year = number(w, f->admitted[k]);
		if (now)
			m->year = tr_fmt(cx->arena, cx->lang, N_("{0} by {1}"),
					 m->year, fmt_day(cx->arena, f->day));
		m->ahead = ahead_at(w, k);
		m->low = level_at(w, t->low, k);
		m->high = level_at(w, t->high, k);
		m->before = number(w, f->before[k]);
	}
}

static struct str says(const struct show *w)
{
	struct cx *cx = w->cx;
	const struct growth_figures *f = &w->s->f;

	return tr_fmt(cx->arena, cx->lang,
		      N_("Admissions of {0}, counted up: {1} {2} In {3}: {4}."),
		      str_fmt(cx->arena, "%d", f->year),
		      growth_say_reached(cx, f, &w->s->target),
		      growth_say_ahead(cx, f, &w->s->target),
		      str_fmt(cx->arena, "%d", f->year - 1),
		      number(w, f->year_before));
}

/* ---- how it comes about --------------------------------------------------------- */

static void how_fill(const struct show *w)
{
	struct cx *cx = w->cx;
	const struct growth_figures *f = &w->s->f;

	if (!f->n_ahead)
		return;
	for (int s = f->n_rows - 2; s >= 0; s--) {
		double each = f->chance[(ptrdiff_t)s * (f->n_steps + 1)];
		int n = f->row[s + 1].waiting;

		if (!n)
			continue;
		*vec_push(cx->arena, &w->x->how) = tr_fmt(
			cx->arena, cx->lang,
			N_("{0} wait for “{1}”; of those who begin to wait for "
			   "it today {2} of 100 are admitted by the end of the "
			   "year."),
			number(w, n), growth_step_title(cx, f->row[s + 1].code),
			number(w, llround(each * 100)));
	}
	*vec_push(cx->arena, &w->x->how) = tr(
		cx->lang,
		N_("Waiting times and passing rates are those of the last 24 "
		   "months, the newest counting most; who still waits counts "
		   "for the time waited so far. The year is played through "
		   "10,000 times; in 8 of 10 the outcome lies in the range. "
		   "Nobody is judged by it: it knows days, not people."));
}

/* ---- steps ------------------------------------------------------------------------ */

static struct str waiting_href(const struct show *w, int row)
{
	struct str more;

	if (w->cx->past)
		return STR_NULL;
	more = str_fmt(w->cx->arena, "&stage=%.*s",
		       STR_ARG(w->s->f.row[row - 1].code));
	return growth_href(w->cx, "/growth/people", w->s->is.org.id, more);
}

static void steps_fill(const struct show *w)
{
	struct cx *cx = w->cx;
	const struct growth_figures *f = &w->s->f;

	for (int k = 0; k < f->n_rows; k++) {
		const struct growth_row *r = &f->row[k];
		struct growth_step_line *l = vec_push(cx->arena, &w->x->steps);

		*l = (struct growth_step_line){
			.title = growth_step_title(cx, r->code),
			.reached = r->reached,
			.waiting = r->waiting,
			.bar = place(w, r->reached, f->row[0].reached),
			.first = k == 0,
		};
		if (k == 0)
			continue;
		l->share = percent(w, r->reached, f->row[k - 1].reached);
		l->waiting_href = waiting_href(w, k);
		l->median = r->median >= 0 ? number(w, r->median) : STR("–");
		l->usual = r->usual ? number(w, r->usual) : STR("–");
		l->slow = r->usual && r->median > r->usual;
	}
	w->x->neck = growth_say_neck(cx, f);
	if (f->neck.step < 0)
		return;
	w->x->neck_href = waiting_href(w, f->neck.step);
	w->x->neck_link = tr_fmt(cx->arena, cx->lang, N_("Open the {0}"),
				 number(w, f->row[f->neck.step].waiting));
}

static void sources_fill(const struct show *w)
{
	struct cx *cx = w->cx;
	const struct profile_term *t = NULL;
	struct buf b = buf_init(cx->arena, 4096);

	for (int i = 0; i < GROWTH_SOURCES_MOST &&
			(t = profile_term_next(cx->profile, "source", t));
	     i++) {
		if (i)
			buf_lit(&b, ", ");
		buf_str(&b, cx->lang == LANG_EN ? t->en : t->vi);
		buf_char(&b, ' ');
		buf_str(&b, number(w, w->s->f.source[i]));
	}
	w->x->sources = tr_fmt(cx->arena, cx->lang,
			       N_("On the way, by source: {0}."), buf_view(&b));
}

/* ---- units -------------------------------------------------------------------------- */

/* The level of the day in tenths of a per cent. */
static int64_t level_of(const struct growth_figures *f)
{
	return ((int64_t)f->day - f->from + 1) * 1000 /
	       (f->until - f->from + 1);
}

static void bar_fill(const struct show *w, int64_t reached, int64_t target,
		     struct growth_unit_line *l)
{
	int64_t level = level_of(&w->s->f);
	int64_t share = target > 0 ? reached * 1000 / target : 1000;

	l->bar = place(w, reached, target > 0 ? target : MAX(reached, 1));
	l->red = share * 10 < level * 6;
	l->amber = !l->red && share < level;
}

static void diff_fill(const struct show *w, int64_t diff,
		      struct growth_unit_line *l)
{
	if (diff == DB_NULL)
		return;
	l->diff = growth_signed(w->cx, diff);
	l->short_by = diff < -1;
	l->just = diff == -1;
}

static void line_fill(const struct show *w, const struct growth_target *t,
		      int64_t reached, int64_t end, struct growth_unit_line *l)
{
	l->reached = number(w, reached);
	l->ahead = number(w, end);
	if (!t->there)
		return;
	l->reached = str_fmt(w->cx->arena, "%.*s/%.*s", STR_ARG(l->reached),
			     STR_ARG(number(w, t->low)));
	bar_fill(w, reached, t->low, l);
	diff_fill(w, end - t->low, l);
}

static int waiting_of(const struct growth_figures *f,
		      const struct growth_unit *u)
{
	return f->neck.step < 0 ? u->open : u->waiting[f->neck.step - 1];
}

static void unit_add(const struct show *w, int unit)
{
	const struct growth_figures *f = &w->s->f;
	const struct growth_unit *u = &f->unit[unit];
	bool own = u->org == f->org;
	struct growth_unit_line *l;

	if (own && !u->admitted && !u->open)
		return;
	l = vec_push(w->cx->arena, &w->x->units);
	*l = (struct growth_unit_line){ 0 };
	l->name = own ? tr(w->cx->lang, N_("itself, in no unit")) : u->name;
	if (!own)
		l->href = growth_href(w->cx, "/growth", u->org, STR(""));
	l->waiting = number(w, waiting_of(f, u));
	line_fill(w, &w->s->unit[unit], u->admitted,
		  u->admitted + llround(u->more.mean), l);
}

static void units_fill(const struct show *w)
{
	struct cx *cx = w->cx;
	const struct growth_figures *f = &w->s->f;
	int *order = growth_units_sorted(cx, w->s);
	struct growth_unit_line *total = &w->x->total;

	w->x->n_units = f->n_units - 1;
	for (int i = 0; i < f->n_units; i++)
		unit_add(w, order[i]);
	total->name = w->s->is.org.short_name;
	total->waiting =
		number(w, f->neck.step < 0 ? f->row[0].reached - f->so_far
					   : f->row[f->neck.step].waiting);
	line_fill(w, &w->s->target, f->so_far, growth_say_end(f), total);
	w->x->level =
		str_cat(cx->arena, fmt_tenths(cx->arena, cx->lang, level_of(f)),
			STR("%"));
	w->x->level_tick = place(w, level_of(f), 1000);
	w->x->waiting_title =
		f->neck.step < 0
			? tr(cx->lang, N_("On the way"))
			: tr_fmt(cx->arena, cx->lang, N_("Wait for “{0}”"),
				 growth_step_title(cx,
						   f->row[f->neck.step].code));
}

/* ---- the page ---------------------------------------------------------------------- */

static void overview_fill(const struct show *w)
{
	struct cx *cx = w->cx;
	struct growth_overview *x = w->x;
	const struct growth_shown *s = w->s;
	struct str year = str_fmt(cx->arena, "%d", s->f.year);

	x->crumbs = growth_crumbs(cx, &s->is, STR(""));
	x->heading = tr_fmt(cx->arena, cx->lang,
			    N_("Growth of the membership in {0}"), year);
	if (!s->is.is_all)
		x->sub = s->is.org.name;
	x->org = str_fmt(cx->arena, "%lld", (long long)s->is.org.id);
	x->as_at = cx->past ? day_iso(cx->arena, cx->as_at) : STR_NULL;
	x->may_add = cx_may(cx, PERM_GROWTH_MANAGE) && !cx->past;
	x->has_target = s->target.there;
	x->has_high = s->target.there && s->target.high > s->target.low;
	x->target_note = target_note(w);
	if (cx_may(cx, PERM_TARGET_VIEW) && !cx->past)
		x->target_href =
			str_fmt(cx->arena, "/targets/%s?org=%lld&year=%d",
				INDICATOR_ADMISSIONS, (long long)s->is.org.id,
				s->f.year);
	x->wide = growth_chart(cx, s, false);
	x->small = growth_chart(cx, s, true);
	x->says = says(w);
	sentence_fill(w);
	months_fill(w);
	how_fill(w);
	steps_fill(w);
	sources_fill(w);
	units_fill(w);
}

static struct err *overview_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view view;
	struct growth_overview x = { .page = &page };
	struct growth_asked is = { 0 };
	struct growth_shown s;
	struct show w = { cx, &s, &x };
	struct page_ask ask = { .menu = "growth", .dated = true };
	struct err *err = growth_asked_read(cx, rq, &is);

	if (!err)
		err = growth_shown_read(cx, &is, &s);
	if (err)
		return err;
	overview_fill(&w);
	ask.title = x.heading;
	err = page_begin(cx, rq, rp, &ask, &page, &view);
	if (!err)
		growth_overview_html(&view, &x);
	return err;
}

/* a forecast that isn't kept yet takes up to a second: on a worker */
static const struct field fields[] = { GROWTH_ORG_FIELD, GROWTH_DAY_FIELD };
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/growth",
	  .perm = PERM_GROWTH_VIEW,
	  .page = overview_get,
	  ROUTE_FIELDS(fields),
	  .slow = true },
};
const struct route_table growth_overview_routes = { routes,
						    (int)N_ELEMENTS(routes) };
