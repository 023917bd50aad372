/* What a report says; shared by the page and both files. */
#include "work/work_report_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_effect.h"

static struct str number(struct cx *cx, int64_t n)
{
	return fmt_int(cx->arena, cx->lang, n);
}

struct str report_percent(struct cx *cx, int64_t tenths)
{
	if (tenths < 0)
		return STR("–");
	return str_cat(cx->arena, fmt_tenths(cx->arena, cx->lang, tenths),
		       STR("%"));
}

struct str report_title(struct cx *cx, const struct report *r)
{
	if (!r->programme)
		return tr_fmt(cx->arena, cx->lang,
			      N_("on the state of the programmes of {0}"),
			      str_fmt(cx->arena, "%ld", (long)r->year));
	return tr_fmt(cx->arena, cx->lang, N_("on the state of {0} (No. {1})"),
		      r->title, r->code);
}

/* ---- the sentence ----------------------------------------------------------- */

static struct str on_time_text(struct cx *cx, const struct report *r)
{
	int64_t approved = tally_share(&r->all, TALLY_APPROVED);
	int64_t original = tally_share(&r->all, TALLY_ORIGINAL);
	struct str worst = STR_NULL;

	if (approved < 0 && original < 0)
		return tr(cx->lang, N_("No deadline has come yet."));
	for (ptrdiff_t i = 0; r->worst && i < r->causes.n; i++)
		if (str_eq(r->causes.p[i].sum.code, r->worst->code))
			worst = r->causes.p[i].title;
	if (!worst.n)
		return tr_fmt(cx->arena, cx->lang,
			      N_("On time against the approved deadlines: {0}, "
				 "against the original ones: {1}."),
			      report_percent(cx, approved),
			      report_percent(cx, original));
	return tr_fmt(cx->arena, cx->lang,
		      N_("On time against the approved deadlines: {0}, against "
			 "the original ones: {1}; most delays come from: {2}."),
		      report_percent(cx, approved),
		      report_percent(cx, original), worst);
}

struct report_says report_say(struct cx *cx, const struct report *r)
{
	const struct tally_sum *s = &r->all;
	int64_t overdue = s->state[WORK_OVERDUE];
	struct report_says say = { .rest = on_time_text(cx, r) };

	if (!s->issued) {
		say.done = tr(cx->lang, N_("No task has been issued yet."));
		say.rest = STR_NULL;
		return say;
	}
	say.done = tr_fmt(cx->arena, cx->lang,
			  N_("{0} of {1} issued tasks are verified as done "
			     "({2})."),
			  number(cx, s->done), number(cx, s->issued),
			  report_percent(cx, work_share(s->done, s->issued)));
	if (overdue)
		say.red = tr_format(
			cx->arena,
			tr_n(cx->lang, N_("{0} task is open and overdue."),
			     N_("{0} tasks are open and overdue."), overdue),
			(struct str[]){ number(cx, overdue) }, 1);
	return say;
}

/* ---- clarities ------------------------------------------------------ */

const char *report_clarity(int i)
{
	static const char *const title[] = { N_("Work"), N_("Person"),
					     N_("Progress"), N_("Product") };

	return title[i];
}

/* ---- effect ------------------------------------------------------------------- */

static struct str with_unit(struct cx *cx, int64_t value, struct str unit)
{
	struct str v = effect_text(cx->arena, cx->lang, value);
	/* a no-break space, but none before a per cent sign */
	struct str gap = str_eq(unit, STR("%")) ? STR("") : STR("\xc2\xa0");

	return str_cat(cx->arena, str_cat(cx->arena, v, gap), unit);
}

struct str report_aim(struct cx *cx, const struct effect_report_row *e)
{
	struct str to = with_unit(cx, e->target, e->unit);

	if (e->baseline == DB_NULL)
		return tr_fmt(cx->arena, cx->lang, N_("to {0}"), to);
	return tr_fmt(cx->arena, cx->lang, N_("from {0} to {1}"),
		      effect_text(cx->arena, cx->lang, e->baseline), to);
}

struct str report_value(struct cx *cx, const struct effect_report_row *e)
{
	return e->value == DB_NULL ? STR_NULL
				   : with_unit(cx, e->value, e->unit);
}

struct str report_share(struct cx *cx, const struct report_effect *e)
{
	if (e->share == EFFECT_NONE)
		return STR_NULL;
	return str_cat(cx->arena, fmt_tenths(cx->arena, cx->lang, e->share),
		       STR("%"));
}
