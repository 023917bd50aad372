/* The overview's sentences and figures. */
#include "work/work_overview_priv.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "work/work_past.h"
#include "profile/profile.h"

enum { NAME_CUT = 90, WORK_CUT = 130, WHY_CUT = 170, LEVEL = 90 };

static struct str number(struct cx *cx, int64_t n, bool first)
{
	const char *word = overview_number_word(n, first);

	return word ? tr(cx->lang, word) : fmt_int(cx->arena, cx->lang, n);
}

static struct str days_text(struct cx *cx, day_t due)
{
	return fmt_int(cx->arena, cx->lang, cx->today - due);
}

/* The beginning, cut at a word, with an ellipsis when something is left. */
static struct str cut(struct cx *cx, struct str s, ptrdiff_t most)
{
	struct str c = utf8_cut(s, most);
	ptrdiff_t n = c.n;

	if (c.n == s.n)
		return s;
	while (n > c.n / 2 && c.p[n - 1] != ' ')
		n--;
	return str_cat(cx->arena, str_trim(str_sub(c, 0, n)), STR("…"));
}

static struct str numbered(struct cx *cx, struct str nr, struct str work)
{
	if (!nr.n)
		return cut(cx, work, NAME_CUT);
	return str_fmt(cx->arena, "%.*s %.*s", STR_ARG(nr),
		       STR_ARG(cut(cx, work, NAME_CUT)));
}

/* A translated text with its one argument. */
static struct str with(struct cx *cx, struct str text, struct str arg)
{
	return tr_format(cx->arena, text, &arg, 1);
}

struct str overview_work(struct cx *cx, struct str work)
{
	return cut(cx, work, WORK_CUT);
}

struct str overview_words_of(struct cx *cx, struct str words)
{
	return cut(cx, words, WHY_CUT);
}

/* ---- the lead sentence ------------------------------------------------------ */

/* "two tasks need your decision, one waits for verification"; `first`: the
 * sentence begins here. */
static struct str need_text(struct cx *cx, const struct overview_facts *f,
			    bool first)
{
	enum lang l = cx->lang;
	struct str ask = with(cx,
			      tr_n(l, "{0} task needs your decision",
				   "{0} tasks need your decision", f->asking),
			      number(cx, f->asking, first));
	struct str verify =
		with(cx,
		     tr_n(l, "{0} task waits for verification",
			  "{0} tasks wait for verification", f->waiting),
		     number(cx, f->waiting, first && !f->asking));

	if (!f->waiting)
		return tr_fmt(cx->arena, l, N_("{0}."), ask);
	if (!f->asking)
		return tr_fmt(cx->arena, l, N_("{0}."), verify);
	return tr_fmt(cx->arena, l, N_("{0}, {1}."), ask, verify);
}

static struct str worst_text(struct cx *cx, const struct overview_facts *f,
			     const struct overview_red_row *w)
{
	struct str what = numbered(cx, w->number, w->work);

	if (f->red == 1)
		return tr_fmt(cx->arena, cx->lang,
			      N_("It is {0}: overdue by {1} days."), what,
			      days_text(cx, w->due_on));
	return tr_fmt(cx->arena, cx->lang,
		      N_("The worst is {0}: overdue by {1} days."), what,
		      days_text(cx, w->due_on));
}

static struct str red_text(struct cx *cx, const struct overview_facts *f)
{
	return with(cx,
		    tr_n(cx->lang, "{0} task is red,", "{0} tasks are red,",
			 f->red),
		    number(cx, f->red, true));
}

static struct str calm_text(struct cx *cx, const struct overview_facts *f,
			    int64_t done)
{
	return tr_fmt(cx->arena, cx->lang,
		      N_("No task is red and none waits for you. {0} of {1} "
			 "issued tasks are done."),
		      fmt_int(cx->arena, cx->lang, done),
		      fmt_int(cx->arena, cx->lang, f->issued));
}

void overview_say(struct cx *cx, const struct overview_facts *f,
		  const struct overview_red_row *worst, int64_t done,
		  struct overview_view *x)
{
	enum overview_tone tone = overview_tone_of(f);
	struct str rest = STR_NULL;

	if (tone == TONE_NO_TASKS)
		rest = tr(cx->lang, N_("There is no task in this programme "
				       "yet."));
	else if (tone == TONE_NOT_ISSUED)
		rest = tr_fmt(cx->arena, cx->lang,
			      N_("No task has been issued yet; drafts: {0}."),
			      fmt_int(cx->arena, cx->lang, f->tasks));
	else if (tone == TONE_CALM)
		rest = calm_text(cx, f, done);
	else if (tone == TONE_NEED)
		rest = tr_fmt(cx->arena, cx->lang, N_("No task is red. {0}"),
			      need_text(cx, f, true));
	else if (tone == TONE_RED)
		rest = tr(cx->lang, N_("none needs your decision."));
	else
		rest = need_text(cx, f, false);
	x->lead_rest = rest;
	if (tone != TONE_RED && tone != TONE_RED_NEED)
		return;
	x->lead_red = red_text(cx, f);
	if (worst)
		x->lead_rest = str_fmt(cx->arena, "%.*s %.*s", STR_ARG(rest),
				       STR_ARG(worst_text(cx, f, worst)));
}

/* ---- one red task -------------------------------------------------------------- */

static struct str why_text(struct cx *cx, const struct overview_red_row *r,
			   enum overview_why why)
{
	switch (why) {
	case WHY_NOT_ACCEPTED:
		return tr(cx->lang, N_("The lead hasn't accepted it yet."));
	case WHY_NOT_REPORTED:
		return tr(cx->lang, N_("No report yet."));
	case WHY_DIFFICULTY:
		return cut(cx, r->last_difficulty, WHY_CUT);
	case WHY_CAUSE:
		return tr_fmt(cx->arena, cx->lang, N_("Cause: {0}."),
			      profile_cause_title(cx->profile, r->last_cause,
						  cx->lang));
	case WHY_TEXT:
		break;
	}
	return cut(cx, r->last_text, WHY_CUT);
}

static struct str late_text(struct cx *cx, day_t due)
{
	return with(cx,
		    tr_n(cx->lang, "Overdue by {0} day", "Overdue by {0} days",
			 cx->today - due),
		    days_text(cx, due));
}

struct overview_task overview_red_line(struct cx *cx,
				       const struct overview_red_row *r)
{
	struct overview_red_facts f = { .accepted = r->accepted_on,
					.reported = r->reported_on,
					.submitted = DAY_NONE,
					.difficulty = r->last_difficulty,
					.cause = r->last_cause,
					.text = r->last_text,
					.ask = r->last_ask };
	enum overview_why why = overview_why_of(&f);
	struct overview_task t = { .id = r->id,
				   .number = r->number,
				   .work = overview_work(cx, r->work),
				   .lead = r->lead_name,
				   .late = late_text(cx, r->due_on),
				   .why = why_text(cx, r, why),
				   .help = overview_ask_of(&f) == ASK_HELP };

	if (why != WHY_NOT_ACCEPTED)
		t.percent = fmt_int(cx->arena, cx->lang, r->percent);
	if (r->reported_on != DAY_NONE)
		t.since = fmt_day(cx->arena, r->reported_on);
	return t;
}

struct str overview_red_short(struct cx *cx, const struct overview_red_row *r)
{
	struct str what = r->number.n ? r->number : cut(cx, r->work, 40);

	return tr_fmt(cx->arena, cx->lang, N_("Task {0} overdue by {1} days"),
		      what, days_text(cx, r->due_on));
}

/* ---- figures --------------------------------------------------------------------- */

struct str overview_list(struct cx *cx, int64_t programme, const char *query,
			 int64_t lead)
{
	struct str s = str_fmt(cx->arena, "/programme/%ld%s%s", (long)programme,
			       *query ? "?" : "", query);

	if (lead)
		s = str_fmt(cx->arena, "%.*s&lead=%ld", STR_ARG(s), (long)lead);
	return work_past_href(cx, s);
}

int64_t overview_on_time(const struct work_sum *s)
{
	int64_t judged = s->state[WORK_DONE] + s->state[WORK_DONE_LATE] +
			 s->state[WORK_OVERDUE];

	return judged ? work_share(s->state[WORK_DONE], judged) : -1;
}

struct str overview_percent(struct cx *cx, int64_t tenths)
{
	return str_cat(cx->arena, fmt_tenths(cx->arena, cx->lang, tenths),
		       STR("%"));
}

struct str overview_percent_short(struct cx *cx, int64_t tenths)
{
	if (tenths % 10)
		return overview_percent(cx, tenths);
	return str_fmt(cx->arena, "%ld%%", (long)(tenths / 10));
}

int64_t overview_on_time_level(struct cx *cx)
{
	return 10 * profile_rule_int(cx->profile, STR("on_time_required"),
				     cx->today, LEVEL);
}

/* 805 → "80.5", as SVG wants it. */
static struct str svg_number(struct cx *cx, int64_t tenths)
{
	return str_fmt(cx->arena, "%ld.%ld", (long)(tenths / 10),
		       (long)(tenths % 10));
}

static struct status verdict_status(struct cx *cx, enum overview_verdict v)
{
	static const struct {
		enum mark mark;
		const char *text;
	} say[] = {
		[VERDICT_NONE] = { MARK_NONE, N_("Nothing to judge yet") },
		[VERDICT_GOOD] = { MARK_GREEN, N_("On track") },
		[VERDICT_RISK] = { MARK_AMBER, N_("At risk") },
		[VERDICT_RED] = { MARK_RED, N_("Below the level") },
	};

	return (struct status){ .mark = say[v].mark,
				.text = tr(cx->lang, say[v].text) };
}

struct figure_ask {
	const char *title;
	const char *basis; /* N_("{0}/{1} …") */
	int64_t part, whole;
	int64_t level;		/* tenths */
	const char *level_text; /* N_("required {0}") */
	const char *query;	/* of the list that makes it */
};

static void figure_add(struct cx *cx, const struct figure_ask *a,
		       struct overview_view *x)
{
	int64_t share = work_share(a->part, a->whole);
	enum overview_verdict v = overview_judge(share, a->level, a->whole);
	struct overview_figure *f = vec_push(cx->arena, &x->figures);

	f->title = tr(cx->lang, a->title);
	f->href = overview_list(cx, x->id, a->query, 0);
	f->basis = tr_fmt(cx->arena, cx->lang, a->basis,
			  fmt_int(cx->arena, cx->lang, a->part),
			  fmt_int(cx->arena, cx->lang, a->whole));
	f->verdict = verdict_status(cx, v);
	f->risk = v == VERDICT_RISK;
	f->red = v == VERDICT_RED;
	f->share = STR("–");
	if (v == VERDICT_NONE)
		return;
	f->share = overview_percent(cx, share);
	f->bar = svg_number(cx, share);
	f->tick = svg_number(cx, a->level);
	f->level = tr_fmt(cx->arena, cx->lang, a->level_text,
			  overview_percent_short(cx, a->level));
}

static int64_t rule_level(struct cx *cx, struct str code)
{
	return 10 * profile_rule_int(cx->profile, code, cx->today, LEVEL);
}

void overview_figures(struct cx *cx, const struct work_sum *s,
		      const struct overview_programmes_row *p,
		      struct overview_view *x)
{
	int64_t done = s->state[WORK_DONE] + s->state[WORK_DONE_LATE];
	int64_t issued = s->n - s->state[WORK_DRAFT] - s->state[WORK_WITHDRAWN];

	figure_add(cx,
		   &(struct figure_ask){
			   N_("Finished on time"),
			   N_("{0}/{1} finished or overdue tasks"),
			   s->state[WORK_DONE], done + s->state[WORK_OVERDUE],
			   overview_on_time_level(cx), N_("required {0}"),
			   "state=done" },
		   x);
	figure_add(cx,
		   &(struct figure_ask){ N_("All four clarities"),
					 N_("{0}/{1} tasks"), s->n - s->unclear,
					 s->n,
					 rule_level(cx, STR("clear_required")),
					 N_("required {0}"), "missing=any" },
		   x);
	figure_add(cx,
		   &(struct figure_ask){
			   N_("Product verified"), N_("{0}/{1} issued tasks"),
			   done, issued,
			   overview_elapsed(p->from_on, p->to_on, cx->today),
			   N_("mark of today {0}"), "state=finished" },
		   x);
	figure_add(cx,
		   &(struct figure_ask){
			   N_("Accepted by the lead"),
			   N_("{0}/{1} issued tasks"), s->accepted, issued,
			   rule_level(cx, STR("accepted_required")),
			   N_("required {0}"), "state=open" },
		   x);
}
