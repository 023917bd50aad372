/* The list of targets: /targets, and the words that its pages share. */
#include "indicator/indicator_page_priv.h"

#include "base/perm.h"
#include "i18n/i18n.h"
#include "indicator/indicator_act.h"
#include "indicator/indicator_tmpl.h"
#include "member/member.h"
#include "org/org.h"

/* ---- what is asked for --------------------------------------------------- */

struct err *goal_org_read(struct cx *cx, int64_t org, int64_t *ret_org,
			  int64_t *ret_scope)
{
	struct org root;
	bool found, within = true;
	struct err *e = org_get_root(cx, &root, &found);

	if (!e && !found)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("The realm has no organisation yet."));
	if (e)
		return e;
	*ret_scope = cx->actor.org_is_root || !cx->actor.org ? root.id
							     : cx->actor.org;
	*ret_org = org == DB_NULL ? *ret_scope : org;
	if (cx->actor.org && !cx->actor.org_is_root)
		e = org_is_within(cx, cx_scope(cx), *ret_org, &within);
	if (!e && !within)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("There is no such organisation."));
	return e;
}

struct err *goal_ask_read(struct cx *cx, struct req *rq,
			  struct goal_ask *ret_ask)
{
	int64_t year = req_int(rq, "year"), part = req_int(rq, "part");
	int now = day_ymd(cx->today).y;
	struct err *e = req_faults(rq);

	*ret_ask = (struct goal_ask){ .by = STR_NULL };
	if (!e)
		e = indicator_find(cx, req_path_word(rq, "code"), &ret_ask->i);
	if (!e)
		e = goal_org_read(cx, req_int(rq, "org"), &ret_ask->org,
				  &ret_ask->scope);
	if (e)
		return e;
	ret_ask->year = year == DB_NULL ? now : (int)year;
	ret_ask->part =
		part != DB_NULL ? (int)part
		: ret_ask->year == now
			? indicator_period_part(ret_ask->i.period, cx->today)
			: 1;
	ret_ask->part =
		MIN(ret_ask->part, indicator_period_parts(ret_ask->i.period));
	ret_ask->period = indicator_period_name(cx->arena, ret_ask->i.period,
						ret_ask->year, ret_ask->part);
	return indicator_days(cx, &ret_ask->i, ret_ask->period, ret_ask->days);
}

struct str goal_href(struct cx *cx, const struct goal_ask *ask,
		     const char *more)
{
	struct str at = STR("");

	if (cx->past)
		at = str_fmt(cx->arena, "&as_at=%.*s",
			     STR_ARG(day_iso(cx->arena, cx->as_at)));
	return str_fmt(cx->arena,
		       "/targets/%.*s%s?org=%lld&year=%d&part=%d%.*s",
		       STR_ARG(ask->i.code), more, (long long)ask->org,
		       ask->year, ask->part, STR_ARG(at));
}

/* ---- who may ------------------------------------------------------------- */

bool goal_may_divide(const struct cx *cx)
{
	return !cx->past && cx_may(cx, PERM_TARGET_MANAGE) &&
	       (cx->actor.org_is_root || !cx->actor.alone);
}

bool goal_may_set(const struct cx *cx, int64_t org)
{
	return goal_may_divide(cx) &&
	       (cx->actor.org_is_root || org != cx->actor.org);
}

struct err *goal_bases(struct cx *cx, const struct goal_ask *ask,
		       const struct indicator_orgs *below, int64_t *ret_own,
		       int64_t *ret)
{
	struct member_weigh w = { .org = ask->org,
				  .on = indicator_base_day(cx, &ask->i,
							   ask->period),
				  .structure = cx->today };
	struct err *e;

	*ret_own = DB_NULL;
	for (ptrdiff_t k = 0; k < below->n; k++)
		ret[k] = DB_NULL;
	if (w.on == DAY_NONE || w.on > cx->today)
		return NULL;
	e = member_counted(cx, &w, ret_own);
	if (!e && below->n)
		e = member_weights(cx, &w, below->org, below->n, ret);
	return e;
}

/* ---- words --------------------------------------------------------------- */

struct str goal_value_text(struct cx *cx, const struct indicator *i,
			   const struct indicator_value *v)
{
	int64_t n;

	if (indicator_read(i->rollup, *v, &n))
		return indicator_text(cx->arena, cx->lang, i, n);
	if (v->is == INDICATOR_NOT_DUE)
		return tr(cx->lang, N_("not due yet"));
	if (v->is == INDICATOR_NOT_APPLICABLE)
		return tr(cx->lang, N_("doesn't apply"));
	return tr(cx->lang, N_("not reported"));
}

/* Sums grow with the days; a mean or a rate is asked for as it is. */
int64_t goal_due(const struct cx *cx, const struct goal_ask *ask,
		 int64_t target)
{
	if (ask->i.rollup != ROLLUP_SUM)
		return target;
	return indicator_due(ask->i.up, target, ask->days, cx->today);
}

static struct status status_of(struct cx *cx, enum mark mark, const char *msgid,
			       struct str n)
{
	return (struct status){ .mark = mark,
				.text = tr_fmt(cx->arena, cx->lang, msgid, n) };
}

struct status goal_status(struct cx *cx, const struct goal_ask *ask,
			  const struct target_now *t,
			  const struct indicator_value *v)
{
	int64_t n, due = goal_due(cx, ask, t->value), off;
	bool over = cx->today > ask->days[1];
	struct str words;

	if (!t->id)
		return status_of(cx, MARK_NONE, N_("No target"), STR(""));
	if (!indicator_read(ask->i.rollup, *v, &n))
		return status_of(
			cx, v->is == INDICATOR_ABSENT ? MARK_AMBER : MARK_NONE,
			N_("Nothing to compare"), STR(""));
	if (indicator_reached(ask->i.up, n, t->value) && (ask->i.up || over))
		return status_of(cx, MARK_DONE, N_("Reached"), STR(""));
	if (!over && indicator_reached(ask->i.up, n, due))
		return status_of(cx, MARK_GREEN, N_("On track"), STR(""));
	off = ask->i.up ? due - n : n - due;
	words = indicator_text(cx->arena, cx->lang, &ask->i, off);
	if (over)
		return status_of(cx, MARK_RED, N_("Missed by {0}"), words);
	return status_of(cx, MARK_AMBER,
			 ask->i.up ? N_("{0} less than is due")
				   : N_("{0} more than is due"),
			 words);
}

struct str goal_span_text(struct cx *cx, const struct indicator *i,
			  int64_t value, int64_t high)
{
	struct str low = indicator_text(cx->arena, cx->lang, i, value);

	if (high == DB_NULL || high == value)
		return low;
	return str_fmt(cx->arena, "%.*s–%.*s", STR_ARG(low),
		       STR_ARG(indicator_text(cx->arena, cx->lang, i, high)));
}

static struct str percent(struct cx *cx, int64_t n, int64_t base)
{
	return fmt_tenths(cx->arena, cx->lang, (n * 1000 + base / 2) / base);
}

struct str goal_rate_text(struct cx *cx, const struct target_now *t)
{
	struct str rate;

	if (t->base == DB_NULL || t->base <= 0)
		return STR_NULL;
	rate = percent(cx, t->value, t->base);
	if (t->high != DB_NULL)
		rate = str_fmt(cx->arena, "%.*s–%.*s", STR_ARG(rate),
			       STR_ARG(percent(cx, t->high, t->base)));
	return tr_fmt(cx->arena, cx->lang, N_("{0}% of {1} members on {2}"),
		      rate, fmt_int(cx->arena, cx->lang, t->base),
		      fmt_day(cx->arena, t->base_on));
}

/* ---- the list ------------------------------------------------------------ */

static struct err *line_fill(struct cx *cx, struct goal_ask *ask,
			     struct goal_line *l)
{
	struct target_ask at = { .code = ask->i.code,
				 .period = ask->period,
				 .on = cx->today,
				 .org = &ask->org,
				 .n = 1 };
	struct indicator_whole w;
	struct target_now t;
	struct err *e = target_at(cx, &at, &t);

	if (!e)
		e = indicator_at(cx, &at, &w);
	if (e)
		return e;
	*l = (struct goal_line){
		.name = ask->i.name,
		.unit = ask->i.unit,
		.href = goal_href(cx, ask, ""),
		.period = indicator_period_text(cx, ask->i.period, ask->period),
		.value = goal_value_text(cx, &ask->i, &w.value),
		.status = goal_status(cx, ask, &t, &w.value),
	};
	if (!t.id)
		return NULL;
	l->target = goal_span_text(cx, &ask->i, t.value, t.high);
	l->rate = goal_rate_text(cx, &t);
	l->due = indicator_text(cx->arena, cx->lang, &ask->i,
				goal_due(cx, ask, t.value));
	return NULL;
}

static struct str list_lead(struct cx *cx, const struct goal_list *x)
{
	int64_t behind = 0, with = 0;

	for (ptrdiff_t i = 0; i < x->lines.n; i++) {
		const struct goal_line *l = &x->lines.p[i];

		with += l->target.n > 0;
		behind += l->status.mark == MARK_AMBER ||
			  l->status.mark == MARK_RED;
	}
	if (!with)
		return tr(cx->lang, N_("No target has been set yet."));
	if (!behind)
		return tr(cx->lang, N_("All targets are on track today."));
	return tr_format(
		cx->arena,
		tr_n(cx->lang,
		     N_("{0} target is behind what is due "
			"today."),
		     N_("{0} targets are behind what is due today."), behind),
		(const struct str[]){ fmt_int(cx->arena, cx->lang, behind) },
		1);
}

static void choice(struct cx *cx, struct goal_tabs *t, const char *value,
		   const char *msgid, struct str now)
{
	*vec_push(cx->arena, t) =
		(struct goal_tab){ tr(cx->lang, msgid), str_c(value),
				   str_eq(now, str_c(value)) };
}

static void define_fill(struct cx *cx, struct req *rq, const struct err *faults,
			struct goal_list *x)
{
	struct str better = STR_NULL, period = STR_NULL, rollup = STR_NULL;

	if (faults) {
		x->faults = view_faults(cx, faults);
		x->code = req_typed(rq, "code");
		x->name = req_typed(rq, "name");
		x->unit = req_typed(rq, "unit");
		x->digits = req_typed(rq, "digits");
		x->bad_code = view_fault_of(cx, faults, STR("code"));
		x->bad_name = view_fault_of(cx, faults, STR("name"));
		x->bad_unit = view_fault_of(cx, faults, STR("unit"));
		x->bad_digits = view_fault_of(cx, faults, STR("digits"));
		better = req_typed(rq, "better");
		period = req_typed(rq, "period");
		rollup = req_typed(rq, "rollup");
	}
	choice(cx, &x->better, "up", N_("more"), better);
	choice(cx, &x->better, "down", N_("less"), better);
	choice(cx, &x->period, "year", N_("year"), period);
	choice(cx, &x->period, "half", N_("half of a year"), period);
	choice(cx, &x->period, "quarter", N_("quarter"), period);
	choice(cx, &x->period, "month", N_("month"), period);
	choice(cx, &x->rollup, "sum", N_("the parts add up"), rollup);
	choice(cx, &x->rollup, "mean", N_("weighted mean"), rollup);
	choice(cx, &x->rollup, "ratio", N_("rate of two numbers, in percent"),
	       rollup);
	choice(cx, &x->rollup, "none", N_("each has its own"), rollup);
}

static struct err *lines_fill(struct cx *cx, int64_t org, int64_t scope,
			      struct goal_list *x)
{
	struct indicators list;
	struct err *e = indicator_list(cx, &list);

	for (ptrdiff_t k = 0; !e && k < list.n; k++) {
		struct goal_ask ask = { .i = list.p[k],
					.org = org,
					.scope = scope,
					.year = day_ymd(cx->today).y };

		ask.part = indicator_period_part(ask.i.period, cx->today);
		ask.period = indicator_period_name(cx->arena, ask.i.period,
						   ask.year, ask.part);
		e = indicator_days(cx, &ask.i, ask.period, ask.days);
		if (!e)
			e = line_fill(cx, &ask, vec_push(cx->arena, &x->lines));
	}
	return e;
}

static struct err *list_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct page page;
	struct view v;
	struct goal_list x = { .page = &page, .keys = view_keys(cx, rq) };
	struct target_org_row own;
	int64_t org, scope;
	struct err *e = goal_org_read(cx, DB_NULL, &org, &scope);

	if (!e)
		e = indicator_org(cx, org, cx->today, &own);
	if (!e)
		e = lines_fill(cx, org, scope, &x);
	if (e)
		return e;
	x.heading = tr_fmt(cx->arena, cx->lang, N_("Targets of {0}"), own.name);
	x.lead = list_lead(cx, &x);
	x.none =
		(struct empty_state){ .title = tr(cx->lang, N_("There is no "
							       "indicator.")) };
	x.may_define = !cx->past && cx_may(cx, PERM_TARGET_MANAGE) &&
		       cx->actor.org_is_root;
	define_fill(cx, rq, faults, &x);
	e = page_begin(cx, rq, rp,
		       &(struct page_ask){ .title = x.heading,
					   .menu = "targets",
					   .n_errors = (int)x.faults.n },
		       &page, &v);
	if (!e)
		goal_list_html(&v, &x);
	return e;
}

static struct err *list_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return list_show(cx, rq, rp, NULL);
}

static enum indicator_rollup rollup_read(struct str word)
{
	return str_eq(word, STR("mean"))    ? ROLLUP_MEAN
	       : str_eq(word, STR("ratio")) ? ROLLUP_RATIO
	       : str_eq(word, STR("none"))  ? ROLLUP_NONE
					    : ROLLUP_SUM;
}

static struct err *define_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct indicator_new in = {
		.code = req_str(rq, "code"),
		.name = req_str(rq, "name"),
		.unit = req_str(rq, "unit"),
		.up = !str_eq(req_str(rq, "better"), STR("down")),
		.rollup = rollup_read(req_str(rq, "rollup"))
	};
	int64_t digits = req_int(rq, "digits"), id;
	struct err *e = req_faults(rq);

	if (!indicator_period_from_key(req_str(rq, "period"), &in.period))
		in.period = PERIOD_YEAR;
	in.digits = digits == DB_NULL ? 0 : (int)digits;
	if (!e)
		e = indicator_define(cx, &in, &id);
	if (!e)
		return reply_redirect(rp, STR("/targets"));
	if (e->code != ERR_INVALID && e->code != ERR_CONFLICT)
		return e;
	rp->status = e->code == ERR_CONFLICT ? 409 : 422;
	return list_show(cx, rq, rp, e);
}

/* ---- routes -------------------------------------------------------------- */

static const struct field define_fields[] = {
	{ .name = "code", .label = N_("Code"), .kind = FIELD_LINE, .max = 100 },
	{ .name = "name", .label = N_("Name"), .kind = FIELD_LINE },
	{ .name = "unit", .label = N_("Unit of measure"), .kind = FIELD_LINE },
	{ .name = "better", .label = N_("What is better"), .kind = FIELD_WORD },
	{ .name = "period", .label = N_("Period"), .kind = FIELD_WORD },
	{ .name = "rollup",
	  .label = N_("How it is rolled up"),
	  .kind = FIELD_WORD },
	{ .name = "digits",
	  .label = N_("Decimals"),
	  .kind = FIELD_INT,
	  .max = INDICATOR_DIGITS_MOST },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/targets",
	  .perm = PERM_TARGET_VIEW,
	  .page = list_get },
	{ .method = POST,
	  .path = "/targets/define",
	  .perm = PERM_TARGET_MANAGE,
	  .page = define_post,
	  ROUTE_FIELDS(define_fields) },
};
const struct route_table indicator_list_routes = { routes,
						   (int)N_ELEMENTS(routes) };
