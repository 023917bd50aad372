/* One indicator in one period: the target, divided among those below, its
 * history, what was reported, and the files. */
#include "indicator/indicator_page_priv.h"

#include "base/perm.h"
#include "i18n/i18n.h"
#include "indicator/indicator_tmpl.h"
#include "member/member.h"

/* Between reading and showing. */
struct one {
	struct cx *cx;
	struct req *rq;
	const struct goal_ask *ask;
	const struct goal_typed *typed;
	struct goal_one *x;
	struct target_org_row own;
	struct target_children_rows below;
	ptrdiff_t n; /* of `org`: the own one first, then those below */
	int64_t *org;
	struct target_now *now, *last;
	struct indicator_whole *value, *last_value;
	struct target_gap gap;
	int64_t *weight, *proposal; /* of those below; NULL: no rule */
};

static struct str text(const struct one *o, int64_t v)
{
	return indicator_text(o->cx->arena, o->cx->lang, &o->ask->i, v);
}

/* ---- reading ------------------------------------------------------------- */

static struct err *orgs_read(struct one *o)
{
	struct cx *cx = o->cx;
	struct err *e = indicator_org(cx, o->ask->org, cx->today, &o->own);

	/* whose role is for one alone sees that one */
	if (!e && (cx->actor.org_is_root || !cx->actor.alone))
		e = target_children(cx->db,
				    &(struct target_children_in){
					    .org = o->ask->org,
					    .day = cx->today },
				    &o->below);
	if (e)
		return e;
	o->n = o->below.n + 1;
	o->org = arena_new(cx->arena, int64_t, o->n);
	o->org[0] = o->ask->org;
	for (ptrdiff_t k = 0; k < o->below.n; k++)
		o->org[k + 1] = o->below.p[k].org;
	return NULL;
}

static struct err *figures_read(struct one *o)
{
	struct cx *cx = o->cx;
	struct target_ask at = { .code = o->ask->i.code,
				 .period = o->ask->period,
				 .on = cx->today,
				 .org = o->org,
				 .n = o->n },
			  before = at, own = at;
	day_t days[2];
	struct err *e;

	before.period = indicator_period_name(cx->arena, o->ask->i.period,
					      o->ask->year - 1, o->ask->part);
	own.n = 1;
	o->now = arena_new(cx->arena, struct target_now, o->n);
	o->last = arena_new(cx->arena, struct target_now, o->n);
	o->value = arena_new(cx->arena, struct indicator_whole, o->n);
	o->last_value = arena_new(cx->arena, struct indicator_whole, o->n);
	e = indicator_days(cx, &o->ask->i, before.period, days);
	if (!e)
		e = target_at(cx, &at, o->now);
	if (!e)
		e = indicator_at(cx, &at, o->value);
	if (!e)
		e = target_gaps_at(cx, &own, &o->gap);
	before.on = MIN(days[1], cx->today);
	if (!e)
		e = target_at(cx, &before, o->last);
	return e ? e : indicator_at(cx, &before, o->last_value);
}

/* ---- proposals ----------------------------------------------------------- */

static const struct rule {
	const char *key, *title;
} rules[] = {
	{ "hand", N_("by hand") },
	{ "share", N_("members") },
	{ "young", N_("young members") },
	{ "source", N_("people proposed last year") },
	{ "equal", N_("equal parts") },
};

/* What can be reckoned: sources only where somebody knows them. */
static bool rule_is_known(const struct one *o, struct str by)
{
	const struct indicator_source *s = indicator_source_of(&o->ask->i);

	if (str_eq(by, STR("source")))
		return s && s->weights;
	for (int k = 0; k < N_ELEMENTS(rules); k++)
		if (str_eq(by, str_c(rules[k].key)))
			return true;
	return false;
}

/* Those of the base's day; before it has come, today's. */
static struct err *members_weigh(struct one *o)
{
	struct cx *cx = o->cx;
	day_t base = indicator_base_day(cx, &o->ask->i, o->ask->period);

	return member_weights(
		cx,
		&(struct member_weigh){
			.org = o->ask->org,
			.on = base == DAY_NONE ? cx->today
					       : MIN(base, cx->today),
			.structure = cx->today,
			.young = str_eq(o->ask->by, STR("young")) },
		&o->org[1], o->below.n, o->weight);
}

static struct err *weights_read(struct one *o)
{
	struct str by = o->ask->by;
	const struct indicator_source *s = indicator_source_of(&o->ask->i);

	if (str_eq(by, STR("share")) || str_eq(by, STR("young")))
		return members_weigh(o);
	if (str_eq(by, STR("source")))
		return s->weights(o->cx, "source", o->ask->year - 1,
				  &(struct indicator_orgs){ &o->org[1],
							    o->below.n },
				  o->weight);
	for (ptrdiff_t k = 0; k < o->below.n; k++)
		o->weight[k] = 1;
	return NULL;
}

static struct err *proposal_read(struct one *o)
{
	struct arena *a = o->cx->arena;
	struct indicator_part *part;
	int64_t over;
	struct err *e;

	if (!o->ask->by.n || str_eq(o->ask->by, STR("hand")) ||
	    !rule_is_known(o, o->ask->by))
		return NULL;
	o->weight = arena_new(a, int64_t, o->below.n);
	o->proposal = arena_new(a, int64_t, o->below.n);
	part = arena_new(a, struct indicator_part, o->below.n);
	e = weights_read(o);
	if (e)
		return e;
	for (ptrdiff_t k = 0; k < o->below.n; k++)
		part[k] = (struct indicator_part){ .weight = o->weight[k],
						   .fixed = INDICATOR_OPEN };
	indicator_allot(o->now[0].value, part, o->below.n, &over);
	for (ptrdiff_t k = 0; k < o->below.n; k++)
		o->proposal[k] = part[k].gets;
	return NULL;
}

/* ---- the table ----------------------------------------------------------- */

static struct str typed_of(const struct one *o, int64_t org)
{
	struct str suffix, value;
	int64_t id;

	for (int k = 0; req_family(o->rq, "part.*", k, &suffix, &value); k++)
		if (str_to_i64(suffix, &id) && id == org)
			return value;
	return STR("");
}

/* What the field of a part shows, and what it comes to. */
static struct str field_fill(const struct one *o, ptrdiff_t k, int64_t *ret_n)
{
	const struct target_now *t = &o->now[k + 1];
	struct str typed;

	*ret_n = 0;
	if (o->typed->form == GOAL_DIVIDING) {
		int64_t n = 0;

		typed = typed_of(o, o->org[k + 1]);
		if (typed.n &&
		    !indicator_number(o->cx->arena, typed, o->ask->i.digits,
				      o->cx->lang == LANG_VI, &n))
			*ret_n = n;
		/* one that isn't named keeps what it has */
		if (!typed.n)
			*ret_n = t->value;
		return typed;
	}
	if (o->proposal)
		*ret_n = o->proposal[k];
	else
		*ret_n = t->value;
	return o->proposal || t->id ? text(o, *ret_n) : STR("");
}

static struct str note_of(const struct one *o, const struct target_now *t)
{
	if (t->times < 2)
		return STR_NULL;
	return tr_fmt(o->cx->arena, o->cx->lang, N_("adjusted {0}: {1}"),
		      fmt_day(o->cx->arena, t->from),
		      t->reason.n ? t->reason : t->basis);
}

/* The same as numbers, for files. */
static void nums_fill(const struct one *o, ptrdiff_t k, int64_t num[GOAL_NUMS])
{
	const struct target_now *t = &o->now[k], *was = &o->last[k];
	int64_t n;

	for (int i = 0; i < GOAL_NUMS; i++)
		num[i] = DB_NULL;
	if (was->id)
		num[0] = was->value;
	if (indicator_read(o->ask->i.rollup, o->last_value[k].value, &n))
		num[1] = n;
	if (t->id) {
		num[2] = t->first_value;
		num[3] = t->value;
		num[4] = t->high;
	}
	if (indicator_read(o->ask->i.rollup, o->value[k].value, &n))
		num[5] = n;
}

static void part_fill(struct one *o, ptrdiff_t k, struct goal_part *p)
{
	struct cx *cx = o->cx;
	const struct target_now *t = &o->now[k + 1], *was = &o->last[k + 1];
	struct goal_ask there = *o->ask;

	there.org = o->org[k + 1];
	*p = (struct goal_part){
		.org = there.org,
		.name = o->below.p[k].short_name,
		.href = goal_href(cx, &there, ""),
		.note = note_of(o, t),
		.keeps = t->value,
		.last_value = goal_value_text(cx, &o->ask->i,
					      &o->last_value[k + 1].value),
		.reached =
			goal_value_text(cx, &o->ask->i, &o->value[k + 1].value),
	};
	nums_fill(o, k + 1, p->num);
	if (was->id)
		p->last_target =
			goal_span_text(cx, &o->ask->i, was->value, was->high);
	if (t->id) {
		p->first = goal_span_text(cx, &o->ask->i, t->first_value,
					  t->first_high);
		p->now = goal_span_text(cx, &o->ask->i, t->value, t->high);
	}
	if (o->weight) {
		p->weight = fmt_int(cx->arena, cx->lang, o->weight[k]);
		p->proposal = text(o, o->proposal[k]);
	}
	if (o->typed->form == GOAL_DIVIDING)
		p->bad = view_fault_of(cx, o->typed->faults,
				       str_fmt(cx->arena, "part.%lld",
					       (long long)p->org));
}

static void sums_fill(struct one *o, int64_t typed)
{
	struct cx *cx = o->cx;
	struct goal_sums *s = &o->x->sums;
	int64_t weight = 0, proposal = 0, last = 0, first = 0, now = 0, left;
	bool form = o->x->may_divide;

	for (ptrdiff_t k = 0; k < o->below.n; k++) {
		weight += o->weight ? o->weight[k] : 0;
		proposal += o->proposal ? o->proposal[k] : 0;
		last += o->last[k + 1].value;
		first += o->now[k + 1].first_value;
		now += o->now[k + 1].value;
	}
	left = (form ? typed : now) - o->now[0].value;
	*s = (struct goal_sums){
		.weight = fmt_int(cx->arena, cx->lang, weight),
		.proposal = text(o, proposal),
		.last_target = text(o, last),
		.first = text(o, first),
		.now = text(o, now),
		.typed = text(o, typed),
		.left = text(o, left),
		.off = left != 0,
		.last_value = goal_value_text(cx, &o->ask->i,
					      &o->last_value[0].value),
		.reached = goal_value_text(cx, &o->ask->i, &o->value[0].value),
	};
}

static void rules_fill(struct one *o)
{
	struct cx *cx = o->cx;

	for (int k = 0; k < N_ELEMENTS(rules); k++) {
		struct str key = str_c(rules[k].key);

		if (rule_is_known(o, key))
			*vec_push(cx->arena, &o->x->rules) =
				(struct goal_tab){ tr(cx->lang, rules[k].title),
						   key,
						   str_eq(key, o->ask->by) };
	}
}

static void words_fill(struct one *o)
{
	struct cx *cx = o->cx;
	struct goal_one *x = o->x;
	const struct err *faults = o->typed->faults;

	for (ptrdiff_t k = 1; k < o->n; k++)
		x->ask_reason = x->ask_reason || o->now[k].id;
	if (o->typed->form != GOAL_DIVIDING)
		return;
	x->gap = req_typed(o->rq, "gap");
	x->basis = req_typed(o->rq, "basis");
	x->reason = req_typed(o->rq, "reason");
	x->bad_gap = view_fault_of(cx, faults, STR("gap"));
	x->bad_basis = view_fault_of(cx, faults, STR("basis"));
	x->bad_reason = view_fault_of(cx, faults, STR("reason"));
	x->ask_sure = view_fault_of(cx, faults, STR("sure")).n > 0;
}

static void parts_fill(struct one *o)
{
	struct goal_one *x = o->x;
	int64_t sum = 0;

	x->has_parts = o->below.n > 0 && o->now[0].id;
	if (!x->has_parts)
		return;
	x->may_divide =
		goal_may_divide(o->cx) && o->cx->today <= o->ask->days[1];
	x->has_weights = o->weight != NULL;
	x->by = o->ask->by.n ? o->ask->by : STR("hand");
	x->plain = !o->ask->i.digits;
	x->whole = o->now[0].value;
	x->whole_text = text(o, x->whole);
	x->gap_words = o->gap.reason;
	for (ptrdiff_t k = 0; k < o->below.n; k++) {
		struct goal_part *p = vec_push(o->cx->arena, &x->parts);
		int64_t n;

		part_fill(o, k, p);
		p->typed = field_fill(o, k, &n);
		sum += n;
	}
	rules_fill(o);
	words_fill(o);
	sums_fill(o, sum);
}

/* ---- the own target ------------------------------------------------------ */

static void own_fill(struct one *o)
{
	struct cx *cx = o->cx;
	struct goal_one *x = o->x;
	const struct target_now *t = &o->now[0];
	const struct err *faults = o->typed->faults;

	x->may_set =
		goal_may_set(cx, o->ask->org) && cx->today <= o->ask->days[1];
	x->has_own = t->id != 0;
	if (o->typed->form == GOAL_OWN) {
		x->own_value = req_typed(o->rq, "value");
		x->own_high = req_typed(o->rq, "high");
		x->own_basis = req_typed(o->rq, "own_basis");
		x->own_reason = req_typed(o->rq, "own_reason");
		x->bad_value = view_fault_of(cx, faults, STR("value"));
		x->bad_high = view_fault_of(cx, faults, STR("high"));
		x->bad_own_basis = view_fault_of(cx, faults, STR("own_basis"));
		x->bad_own_reason =
			view_fault_of(cx, faults, STR("own_reason"));
		x->own_sure = view_fault_of(cx, faults, STR("own_sure")).n > 0;
	} else if (t->id) {
		x->own_value = text(o, t->value);
		x->own_high = t->high == DB_NULL ? STR("") : text(o, t->high);
	}
}

static struct str how_text(struct cx *cx, struct str by)
{
	if (str_eq(by, STR(TARGET_REORG)))
		return tr(cx->lang, N_("by a decision about organisations"));
	if (str_eq(by, STR(TARGET_OWN)))
		return tr(cx->lang, N_("set for itself"));
	for (int k = 0; k < N_ELEMENTS(rules); k++)
		if (str_eq(by, str_c(rules[k].key)))
			return tr_fmt(cx->arena, cx->lang, N_("divided: {0}"),
				      tr(cx->lang, rules[k].title));
	return by;
}

static struct err *history_fill(struct one *o)
{
	struct cx *cx = o->cx;
	struct target_history_rows rows;
	struct err *e;

	if (!o->ask->i.id)
		return NULL;
	e = target_history(cx->db,
			   &(struct target_history_in){
				   .indicator = o->ask->i.id,
				   .period = o->ask->period,
				   .org = o->ask->org },
			   &rows);
	for (ptrdiff_t k = 0; !e && k < rows.n; k++) {
		const struct target_history_row *r = &rows.p[k];
		struct goal_past *p;

		if (r->from_on > cx->today)
			continue;
		p = vec_push(cx->arena, &o->x->history);
		*p = (struct goal_past){
			.id = r->id,
			.from = fmt_day(cx->arena, r->from_on),
			.value = goal_span_text(cx, &o->ask->i, r->value,
						r->high),
			.rate = goal_rate_text(cx,
					       &(struct target_now){
						       .value = r->value,
						       .high = r->high,
						       .base = r->base,
						       .base_on = r->base_on }),
			.how = how_text(cx, r->divided_by),
			.basis = r->basis,
			.reason = r->reason,
			.voided = r->voided_by != DB_NULL,
			.in_force = r->id == o->now[0].id,
			.first = r->voided_by == DB_NULL &&
				 r->from_on == o->now[0].first_from &&
				 r->value == o->now[0].first_value,
		};
		p->may_void = !p->voided && goal_may_set(cx, o->ask->org) &&
			      !str_eq(r->divided_by, STR(TARGET_REORG));
	}
	return e;
}

/* ---- reports ------------------------------------------------------------- */

static void report_typed(struct one *o)
{
	struct cx *cx = o->cx;
	struct goal_one *x = o->x;
	const struct err *faults = o->typed->faults;

	if (o->typed->form != GOAL_REPORT)
		return;
	x->n = req_typed(o->rq, "n");
	x->of = req_typed(o->rq, "of");
	x->note = req_typed(o->rq, "note");
	x->bad_n = view_fault_of(cx, faults, STR("n"));
	x->bad_of = view_fault_of(cx, faults, STR("of"));
	x->bad_note = view_fault_of(cx, faults, STR("note"));
}

static struct str said_text(struct cx *cx, const struct indicator *i,
			    const struct value_of_row *r)
{
	if (!r->applies)
		return tr(cx->lang, N_("doesn't apply"));
	if (i->rollup == ROLLUP_RATIO)
		return tr_fmt(cx->arena, cx->lang, N_("{0} out of {1}"),
			      fmt_int(cx->arena, cx->lang, r->n),
			      fmt_int(cx->arena, cx->lang, r->of_n));
	return indicator_text(cx->arena, cx->lang, i, r->n);
}

static struct err *said_fill(struct one *o)
{
	struct cx *cx = o->cx;
	struct goal_one *x = o->x;
	struct value_of_rows rows = { 0 };
	struct err *e = NULL;

	x->reported = str_eq(o->ask->i.source, STR(INDICATOR_REPORTED));
	if (!x->reported)
		return NULL;
	x->is_ratio = o->ask->i.rollup == ROLLUP_RATIO;
	x->may_report = !cx->past && cx_may(cx, PERM_TARGET_MANAGE);
	report_typed(o);
	if (o->value[0].absent + o->value[0].not_due)
		x->rest = tr_format(
			cx->arena,
			tr_n(cx->lang, N_("{0} organisation hasn't reported."),
			     N_("{0} organisations haven't reported."),
			     o->value[0].absent + o->value[0].not_due),
			(const struct str[]){ fmt_int(
				cx->arena, cx->lang,
				o->value[0].absent + o->value[0].not_due) },
			1);
	if (o->ask->i.id)
		e = value_of(cx->db,
			     &(struct value_of_in){ .indicator = o->ask->i.id,
						    .period = o->ask->period,
						    .org = o->ask->org },
			     &rows);
	for (ptrdiff_t k = 0; !e && k < rows.n; k++)
		if (rows.p[k].on_day <= cx->today)
			*vec_push(cx->arena, &x->said) = (struct goal_said){
				.id = rows.p[k].id,
				.on = fmt_day(cx->arena, rows.p[k].on_day),
				.value = said_text(cx, &o->ask->i, &rows.p[k]),
				.note = rows.p[k].note,
				.voided = rows.p[k].voided_by != DB_NULL,
				.may_void = x->may_report &&
					    rows.p[k].voided_by == DB_NULL,
			};
	return e;
}

/* ---- the head ------------------------------------------------------------ */

static void lead_fill(struct one *o)
{
	struct cx *cx = o->cx;
	const struct target_now *t = &o->now[0];
	const struct indicator_value *v = &o->value[0].value;
	struct status s = goal_status(cx, o->ask, t, v);
	struct str value = goal_value_text(cx, &o->ask->i, v),
		   day = fmt_day(cx->arena, cx->today);
	int64_t off = t->value;

	for (ptrdiff_t k = 1; k < o->n; k++)
		off -= o->now[k].value;
	if (!t->id) {
		o->x->lead = tr_fmt(cx->arena, cx->lang,
				    N_("There is no target yet. Reached by "
				       "{0}: {1}."),
				    day, value);
		return;
	}
	o->x->lead = tr_fmt(
		cx->arena, cx->lang,
		N_("Target: {0} {1}. Reached by {2}: {3}; due by then: {4}. "
		   "{5}."),
		goal_span_text(cx, &o->ask->i, t->value, t->high),
		o->ask->i.unit, day, value,
		text(o, goal_due(cx, o->ask, t->value)), s.text);
	o->x->sub = goal_rate_text(cx, t);
	if (off != o->gap.gap && o->below.n)
		o->x->red = tr(cx->lang, N_("It isn't divided yet."));
}

static struct err *crumbs_fill(struct one *o)
{
	struct cx *cx = o->cx;
	struct target_path_rows path;
	struct goal_ask up = *o->ask;
	bool below = false;
	struct err *e =
		target_path(cx->db,
			    &(struct target_path_in){ .org = o->ask->org,
						      .day = cx->today },
			    &path);

	*vec_push(cx->arena, &o->x->crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Targets")),
				.href = STR("/targets") };
	for (ptrdiff_t k = 0; !e && k < path.n; k++) {
		below = below || path.p[k].id == o->ask->scope;
		up.org = path.p[k].id;
		if (below)
			*vec_push(cx->arena, &o->x->crumbs) = (struct crumb){
				.text = path.p[k].short_name,
				.href = up.org == o->ask->org
						? STR_NULL
						: goal_href(cx, &up, "")
			};
	}
	return e;
}

static void tabs_fill(struct one *o)
{
	struct cx *cx = o->cx;
	struct goal_ask to = *o->ask;
	int now = day_ymd(cx->today).y;

	for (int year = MIN(o->ask->year, now - 1);
	     year <= MAX(o->ask->year, now + 1); year++) {
		to.year = year;
		*vec_push(cx->arena, &o->x->years) =
			(struct goal_tab){ str_fmt(cx->arena, "%d", year),
					   goal_href(cx, &to, ""),
					   year == o->ask->year };
	}
	to.year = o->ask->year;
	for (int part = 1; o->ask->i.period != PERIOD_YEAR &&
			   part <= indicator_period_parts(o->ask->i.period);
	     part++) {
		to.part = part;
		*vec_push(cx->arena, &o->x->parts_of_year) = (struct goal_tab){
			indicator_period_text(
				cx, o->ask->i.period,
				indicator_period_name(cx->arena,
						      o->ask->i.period, to.year,
						      part)),
			goal_href(cx, &to, ""), part == o->ask->part
		};
	}
}

static struct err *head_fill(struct one *o)
{
	struct cx *cx = o->cx;
	struct goal_one *x = o->x;

	x->heading = tr_fmt(
		cx->arena, cx->lang, N_("{0} {1}: {2}"), o->ask->i.name,
		indicator_period_text(cx, o->ask->i.period, o->ask->period),
		o->own.name);
	x->own_name = o->own.short_name;
	nums_fill(o, 0, x->own);
	x->path = str_fmt(cx->arena, "/targets/%.*s", STR_ARG(o->ask->i.code));
	x->org = o->ask->org;
	x->year = o->ask->year;
	x->part = o->ask->part;
	x->keys = view_keys(cx, o->rq);
	x->faults = view_faults(cx, o->typed->faults);
	x->xlsx = goal_href(cx, o->ask, "/table.xlsx");
	x->csv = goal_href(cx, o->ask, "/table.csv");
	lead_fill(o);
	tabs_fill(o);
	return crumbs_fill(o);
}

static struct err *one_fill(struct one *o)
{
	struct err *e = orgs_read(o);

	if (!e)
		e = figures_read(o);
	if (!e)
		e = proposal_read(o);
	if (!e)
		e = head_fill(o);
	if (e)
		return e;
	parts_fill(o);
	own_fill(o);
	e = history_fill(o);
	return e ? e : said_fill(o);
}

struct err *goal_fill(struct cx *cx, struct req *rq, const struct goal_ask *ask,
		      const struct goal_typed *typed, struct goal_one *x)
{
	struct one o = {
		.cx = cx, .rq = rq, .ask = ask, .typed = typed, .x = x
	};

	return one_fill(&o);
}

struct err *goal_show(struct cx *cx, struct req *rq, struct reply *rp,
		      const struct goal_ask *ask,
		      const struct goal_typed *typed)
{
	struct page page;
	struct view v;
	struct goal_one x = { .page = &page };
	struct err *e = goal_fill(cx, rq, ask, typed, &x);

	if (!e)
		e = page_begin(cx, rq, rp,
			       &(struct page_ask){ .title = x.heading,
						   .menu = "targets",
						   .n_errors = (int)x.faults.n,
						   .dated = true },
			       &page, &v);
	if (!e)
		goal_one_html(&v, &x);
	return e;
}

/* ---- requests ------------------------------------------------------------ */

static struct err *day_read(struct cx *cx, struct req *rq)
{
	day_t day = req_day(rq, "as_at");
	struct err *e = req_faults(rq);

	if (e || day == DAY_NONE || day == cx->today)
		return e;
	if (day > cx->today)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("{0} hasn't come yet; ask for today or "
				   "a day before it."),
				fmt_day(cx->arena, day)),
			STR("as_at"));
	cx->today = cx->as_at = day;
	cx->past = true;
	return NULL;
}

struct err *goal_look_read(struct cx *cx, struct req *rq, struct goal_ask *ask)
{
	struct err *e = day_read(cx, rq);

	if (!e)
		e = goal_ask_read(cx, rq, ask);
	if (!e)
		ask->by = req_str(rq, "by");
	return e;
}

static struct err *one_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct goal_ask ask;
	struct err *e = goal_look_read(cx, rq, &ask);

	return e ? e
		 : goal_show(cx, rq, rp, &ask,
			     &(struct goal_typed){ .form = GOAL_NO_FORM });
}

/* ---- routes -------------------------------------------------------------- */

static const struct field fields[] = {
	GOAL_WHERE_FIELDS,
	{ .name = "by", .label = N_("Divide by"), .kind = FIELD_WORD },
	{ .name = "as_at", .label = N_("Day"), .kind = FIELD_DAY },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/targets/::code",
	  .perm = PERM_TARGET_VIEW,
	  .page = one_get,
	  ROUTE_FIELDS(fields) },
	{ .method = GET,
	  .path = "/targets/::code/table.xlsx",
	  .perm = PERM_TARGET_VIEW,
	  .page = goal_xlsx,
	  ROUTE_FIELDS(fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/targets/::code/table.csv",
	  .perm = PERM_TARGET_VIEW,
	  .page = goal_csv,
	  ROUTE_FIELDS(fields),
	  .slow = true },
};
const struct route_table indicator_one_routes = { routes,
						  (int)N_ELEMENTS(routes) };
