/*
 * Setting, dividing and adjusting targets. After each act the explained gap of
 * the organisation and of the one above it says what the sums say.
 */
#include "indicator/indicator_act.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "indicator/indicator_priv.h"

static struct err *fault(struct cx *cx, const char *field, const char *msgid)
{
	return err_at(err_new(cx->arena, ERR_INVALID, msgid), str_c(field));
}

/* ---- checks -------------------------------------------------------------- */

/* Between taking and writing. */
struct held {
	struct indicator i;
	struct str period;
	day_t days[2], on;
	int64_t event;
	struct target_org_row org;
	struct book book;
};

static struct err *value_check(struct cx *cx, int64_t value, int64_t high,
			       const char *field)
{
	if (value < 0 || value > INDICATOR_VALUE_MOST)
		return fault(cx, field,
			     N_("A target is a number from 0 to "
				"1,000,000,000,000."));
	if (high != DB_NULL && (high < value || high > INDICATOR_VALUE_MOST))
		return fault(cx, "high",
			     N_("The upper end of a span can't be below its "
				"lower end."));
	return NULL;
}

static struct err *base_check(struct cx *cx, int64_t base, day_t base_on)
{
	if (base != DB_NULL && (base < 0 || base > INDICATOR_VALUE_MOST))
		return fault(cx, "base",
			     N_("The base of a rate is a number from 0 on."));
	if (base != DB_NULL && base_on == DAY_NONE)
		return fault(cx, "base_on",
			     N_("Write down the day on which the base was "
				"counted."));
	return NULL;
}

/* `last`: of the row that it replaces, or DAY_NONE. */
static struct err *on_check(struct cx *cx, const struct held *h, day_t last)
{
	if (h->on > h->days[1])
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("The period ended on {0}: what was to "
					 "be reached in it doesn't change "
					 "afterwards."),
				      fmt_day(cx->arena, h->days[1])),
			      STR("on"));
	if (h->on > cx->today)
		return fault(cx, "on",
			     N_("This day hasn't come yet: write it down when "
				"it has."));
	if (last != DAY_NONE && h->on < last)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("What it replaces is in force since "
					 "{0}: choose that day or a later "
					 "one."),
				      fmt_day(cx->arena, last)),
			      STR("on"));
	return NULL;
}

/* A change of a past day stays in force from then on: not of one that has ended
 * since, which has nothing more to reach. */
static struct err *still_check(struct cx *cx, const struct held *h, int64_t org)
{
	struct target_org_row then, now;
	bool found;
	struct err *e;

	if (h->on >= cx->today)
		return NULL;
	e = indicator_org(cx, org, h->on, &then);
	if (!e)
		e = target_org(cx->db,
			       &(struct target_org_in){ org, cx->today }, &now,
			       &found);
	if (e || found)
		return e;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("“{0}” has ended since: its targets stay as "
				 "they were."),
			      then.short_name),
		      STR("org"));
}

/* Nobody sets less than what is there already, unless it is meant so. */
static struct err *reached_check(struct cx *cx, const struct held *h,
				 const struct target_part *part, ptrdiff_t n)
{
	int64_t *org = arena_new(cx->arena, int64_t, n),
		*reached = arena_new(cx->arena, int64_t, n);
	struct target_ask ask = {
		.period = h->period, .on = cx->today, .org = org, .n = n
	};
	struct err *e;

	for (ptrdiff_t k = 0; k < n; k++)
		org[k] = part[k].org;
	e = indicator_reach_read(cx, &h->i, &ask, reached);
	for (ptrdiff_t k = 0; !e && k < n; k++) {
		struct target_org_row o = { .org = 0 };

		if (part[k].value >= reached[k])
			continue;
		e = indicator_org(cx, org[k], h->on, &o);
		if (e)
			return e;
		return err_at(
			err_new(cx->arena, ERR_CONFLICT,
				N_("“{0}” has reached {1} already, and the "
				   "target says {2}. Correct it, or save again "
				   "if it is meant so."),
				o.short_name,
				indicator_text(cx->arena, cx->lang, &h->i,
					       reached[k]),
				indicator_text(cx->arena, cx->lang, &h->i,
					       part[k].value)),
			STR("sure"));
	}
	return e;
}

static struct err *held_take(struct cx *cx, struct str code, int64_t org,
			     struct held *h)
{
	struct err *e = indicator_take(cx, code, &h->i, &h->event);

	if (!e)
		e = indicator_days(cx, &h->i, h->period, h->days);
	if (!e)
		e = indicator_org(cx, org, h->on, &h->org);
	if (!e)
		e = book_read(cx, h->i.id, h->period, 0, &h->book);
	return e;
}

/* ---- writing ------------------------------------------------------------- */

static struct err *row_put(struct cx *cx, const struct held *h,
			   const struct target_new *in, struct str by)
{
	return target_insert(
		cx->db,
		&(struct target_insert_in){
			.indicator = h->i.id,
			.org = in->org,
			.period = h->period,
			.value = in->value,
			.high = in->high == in->value ? DB_NULL : in->high,
			.base = in->base,
			.base_on = in->base == DB_NULL ? DAY_NONE : in->base_on,
			.divided_by = by,
			.basis = in->basis,
			.reason = text_or_null(in->reason),
			.from_on = h->on,
			.made_at = cx->now,
			.event = h->event },
		NULL);
}

struct whose {
	int64_t *p;
	ptrdiff_t n, cap;
};

static void whose_add(struct cx *cx, struct whose *w, int64_t org)
{
	for (ptrdiff_t k = 0; k < w->n; k++)
		if (w->p[k] == org)
			return;
	*vec_push(cx->arena, w) = org;
}

/* One whose target changes, and whoever it counts for: also where it has moved
 * since the day of the change. */
static struct err *whose_take(struct cx *cx, const struct held *h, int64_t org,
			      struct whose *w)
{
	struct target_above_rows above;
	struct err *e =
		target_above(cx->db, &(struct target_above_in){ org, h->on },
			     &above);

	whose_add(cx, w, org);
	for (ptrdiff_t k = 0; !e && k < above.n; k++)
		whose_add(cx, w, above.p[k].parent);
	return e;
}

/* The sums of the organisation, of each part that was given, and of those
 * above them. */
static struct err *gaps_follow(struct cx *cx, const struct held *h,
			       const struct indicator_orgs *parts,
			       struct str why)
{
	struct gap_redo g = { .reason = why, .from = h->on, .event = h->event };
	struct whose w = { 0 };
	struct book b;
	struct err *e = book_read(cx, h->i.id, h->period, 0, &b);

	if (!e)
		e = whose_take(cx, h, h->org.org, &w);
	for (ptrdiff_t k = 0; !e && parts && k < parts->n; k++)
		e = whose_take(cx, h, parts->org[k], &w);
	for (ptrdiff_t k = 0; !e && k < w.n; k++) {
		g.org = w.p[k];
		e = target_gap_redo(cx, &b, &g);
	}
	return e;
}

static struct err *one_tell(struct cx *cx, const struct held *h,
			    const struct target_new *in, const char *kind)
{
	struct buf before = audit_obj(cx), after = audit_obj(cx);
	const struct target_rows_row *was = book_last(&h->book, in->org);

	if (was) {
		audit_int(&before, "value", was->value);
		audit_int(&before, "high", was->high);
	}
	audit_str(&after, "period", h->period);
	audit_int(&after, "org", in->org);
	audit_int(&after, "value", in->value);
	audit_int(&after, "high", in->high);
	audit_str(&after, "basis", in->basis);
	audit_day(cx, &after, "on", h->on);
	return indicator_tell(cx,
			      &(struct audit_event){
				      .kind = kind,
				      .subject_kind = "indicator",
				      .subject = h->i.id,
				      .before = was ? audit_end(&before)
						    : STR_NULL,
				      .after = audit_end(&after),
				      .reason = text_or_null(in->reason) },
			      h->event);
}

static struct err *one_write(struct cx *cx, const struct held *h,
			     const struct target_new *in, const char *kind)
{
	struct err *e = row_put(cx, h, in, STR(TARGET_OWN));

	if (!e)
		e = gaps_follow(cx, h, NULL,
				in->reason.n ? in->reason : in->basis);
	return e ? e : one_tell(cx, h, in, kind);
}

static struct err *one_check(struct cx *cx, const struct held *h,
			     const struct target_new *in)
{
	struct err *faults = value_check(cx, in->value, in->high, "value");

	err_add(&faults, base_check(cx, in->base, in->base_on));
	err_add(&faults, indicator_text_check(
				 cx, in->basis, "basis",
				 N_("Write down the number of the decision.")));
	if (!faults)
		faults = still_check(cx, h, in->org);
	if (faults || in->sure)
		return faults;
	return reached_check(
		cx, h,
		&(struct target_part){ .org = in->org, .value = in->value }, 1);
}

static struct target_new cleaned(struct cx *cx, const struct target_new *in)
{
	struct target_new x = *in;

	x.basis = text_clean(cx->arena, in->basis);
	x.reason = text_clean(cx->arena, in->reason);
	return x;
}

static struct held held_of(const struct cx *cx, struct str period, day_t on)
{
	return (struct held){ .period = period,
			      .on = on == DAY_NONE ? cx->today : on };
}

/* ---- the baseline -------------------------------------------------------- */

static struct err *set_tx(struct cx *cx, void *arg)
{
	const struct target_new *in = arg;
	struct held h = held_of(cx, in->period, in->on);
	bool seen;
	struct err *e = audit_seen(cx, "target.set", &seen, NULL);

	if (e || seen)
		return e;
	e = indicator_may(cx, in->org, false);
	if (!e)
		e = held_take(cx, in->code, in->org, &h);
	if (!e && book_last(&h.book, in->org))
		e = err_at(err_new(cx->arena, ERR_CONFLICT,
				   N_("“{0}” has a target for {1} already: "
				      "adjust it, and say why."),
				   h.org.short_name,
				   indicator_period_text(cx, h.i.period,
							 h.period)),
			   STR("value"));
	if (!e)
		e = on_check(cx, &h, DAY_NONE);
	if (!e)
		e = one_check(cx, &h, in);
	return e ? e : one_write(cx, &h, in, "target.set");
}

struct err *target_set(struct cx *cx, const struct target_new *in)
{
	struct target_new x = cleaned(cx, in);

	return db_tx(cx, set_tx, &x);
}

/* ---- adjusting ----------------------------------------------------------- */

static struct err *adjust_check(struct cx *cx, const struct held *h,
				const struct target_rows_row *was,
				struct target_new *in)
{
	struct err *e = on_check(cx, h, was->from_on);

	if (in->base == DB_NULL) {
		in->base = was->base;
		in->base_on = was->base_on;
	}
	if (!e)
		e = indicator_text_check(
			cx, in->reason, "reason",
			N_("Say why the target changes: the baseline stays "
			   "beside it."));
	if (!e)
		e = one_check(cx, h, in);
	if (!e && in->value == was->value && in->high == was->high &&
	    in->base == was->base)
		e = fault(cx, "value",
			  N_("This is the target that is in force."));
	return e;
}

static struct err *adjust_tx(struct cx *cx, void *arg)
{
	struct target_new in = *(const struct target_new *)arg;
	struct held h = held_of(cx, in.period, in.on);
	const struct target_rows_row *was = NULL;
	bool seen;
	struct err *e = audit_seen(cx, "target.adjust", &seen, NULL);

	if (e || seen)
		return e;
	e = indicator_may(cx, in.org, false);
	if (!e)
		e = held_take(cx, in.code, in.org, &h);
	if (!e)
		was = book_last(&h.book, in.org);
	if (!e && !was)
		e = err_at(err_new(cx->arena, ERR_CONFLICT,
				   N_("“{0}” has no target for {1} yet: set it "
				      "first."),
				   h.org.short_name,
				   indicator_period_text(cx, h.i.period,
							 h.period)),
			   STR("value"));
	if (!e)
		e = adjust_check(cx, &h, was, &in);
	return e ? e : one_write(cx, &h, &in, "target.adjust");
}

struct err *target_adjust(struct cx *cx, const struct target_new *in)
{
	struct target_new x = cleaned(cx, in);

	if (x.high == x.value)
		x.high = DB_NULL;
	return db_tx(cx, adjust_tx, &x);
}

/* ---- dividing ------------------------------------------------------------ */

struct dividing {
	const struct target_allotment *in;
	struct held h;
	const struct target_rows_row *whole; /* what is divided */
	struct target_children_rows children;
	int64_t *high;	  /* of each part, or DB_NULL */
	int64_t *changed; /* who got another target */
	ptrdiff_t n_changed;
	int64_t sum;  /* of all parts, also those that keep theirs */
	bool changes; /* a part had another target */
};

static struct str part_field(struct cx *cx, int64_t org)
{
	return str_fmt(cx->arena, "part.%lld", (long long)org);
}

static bool is_child(const struct dividing *x, int64_t org)
{
	for (ptrdiff_t k = 0; k < x->children.n; k++)
		if (x->children.p[k].org == org)
			return true;
	return false;
}

static const struct target_part *part_of(const struct target_allotment *in,
					 int64_t org)
{
	for (ptrdiff_t k = 0; k < in->n; k++)
		if (in->part[k].org == org)
			return &in->part[k];
	return NULL;
}

static struct err *part_check(struct cx *cx, struct dividing *x,
			      const struct target_part *p)
{
	const struct target_rows_row *was = book_last(&x->h.book, p->org);
	struct str field = part_field(cx, p->org);
	struct err *e = value_check(cx, p->value, DB_NULL, "");

	if (!e)
		e = base_check(cx, p->base, x->in->base_on);
	if (!e && was)
		e = on_check(cx, &x->h, was->from_on);
	if (!e && !is_child(x, p->org))
		e = err_new(cx->arena, ERR_INVALID,
			    N_("Only organisations directly below “{0}” get a "
			       "part of its target."),
			    x->h.org.short_name);
	if (!e)
		e = still_check(cx, &x->h, p->org);
	if (!e && part_of(x->in, p->org) != p)
		e = err_new(cx->arena, ERR_INVALID,
			    N_("An organisation is named twice."));
	return e ? err_at(e, field) : NULL;
}

static struct err *parts_check(struct cx *cx, struct dividing *x)
{
	const struct target_allotment *in = x->in;
	struct err *faults = NULL;

	if (!in->n)
		return fault(cx, "part",
			     N_("Nothing is divided: write down at least one "
				"part."));
	if (in->n > TARGET_PARTS_MOST)
		return fault(cx, "part",
			     N_("These are more than 2,000 parts."));
	for (ptrdiff_t k = 0; k < in->n; k++)
		err_add(&faults, part_check(cx, x, &in->part[k]));
	if (!faults && !in->sure)
		faults = reached_check(cx, &x->h, in->part, in->n);
	return faults;
}

/* What all parts come to, and whether one had another target. */
static void parts_sum(struct dividing *x)
{
	for (ptrdiff_t k = 0; k < x->children.n; k++) {
		int64_t org = x->children.p[k].org;
		const struct target_part *p = part_of(x->in, org);
		const struct target_rows_row *was =
			book_at(&x->h.book, org, x->h.on);

		x->sum += p ? p->value : was ? was->value : 0;
		x->changes = x->changes || (p && was && was->value != p->value);
	}
}

/* What the span has above its lower end goes to the parts by their size. */
static void highs_divide(struct cx *cx, struct dividing *x)
{
	const struct target_allotment *in = x->in;
	struct indicator_part *part =
		arena_new(cx->arena, struct indicator_part, in->n);
	int64_t over;

	x->high = arena_new(cx->arena, int64_t, in->n);
	for (ptrdiff_t k = 0; k < in->n; k++) {
		part[k] = (struct indicator_part){ .weight = in->part[k].value,
						   .fixed = INDICATOR_OPEN };
		x->high[k] = DB_NULL;
	}
	if (x->whole->high == DB_NULL)
		return;
	indicator_allot(x->whole->high - x->whole->value, part, in->n, &over);
	for (ptrdiff_t k = 0; k < in->n; k++)
		x->high[k] = in->part[k].value + part[k].gets;
}

static struct err *sum_check(struct cx *cx, const struct dividing *x)
{
	int64_t gap = x->whole->value - x->sum;
	struct str sum = indicator_text(cx->arena, cx->lang, &x->h.i, x->sum),
		   whole = indicator_text(cx->arena, cx->lang, &x->h.i,
					  x->whole->value),
		   off = indicator_text(cx->arena, cx->lang, &x->h.i,
					gap < 0 ? -gap : gap);

	if (!gap || x->in->gap.n)
		return NULL;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      gap > 0 ? N_("The parts add up to {0}, which is "
					   "{1} less than the target of {2}: "
					   "correct them, or say why.")
				      : N_("The parts add up to {0}, which is "
					   "{1} more than the target of {2}: "
					   "correct them, or say why."),
			      sum, off, whole),
		      STR("gap"));
}

static struct err *words_check(struct cx *cx, const struct dividing *x)
{
	static const char *const rules[] = { "share", "young", "source",
					     "equal", "hand" };
	const struct target_allotment *in = x->in;
	struct err *faults = NULL;
	bool known = false;

	for (int k = 0; k < N_ELEMENTS(rules); k++)
		known = known || str_eq(in->by, str_c(rules[k]));
	if (!known)
		err_add(&faults,
			fault(cx, "by", N_("Choose one from the list.")));
	err_add(&faults, indicator_text_check(
				 cx, in->basis, "basis",
				 N_("Write down the number of the decision.")));
	err_add(&faults,
		indicator_text_check(
			cx, in->reason, "reason",
			x->changes ? N_("Say why targets change: the baseline "
					"stays beside them.")
				   : NULL));
	err_add(&faults, indicator_text_check(cx, in->gap, "gap", NULL));
	return faults;
}

static struct err *parts_write(struct cx *cx, struct dividing *x,
			       struct buf *told)
{
	const struct target_allotment *in = x->in;
	struct err *e = NULL;

	x->changed = arena_new(cx->arena, int64_t, in->n);
	for (ptrdiff_t k = 0; !e && k < in->n; k++) {
		const struct target_part *p = &in->part[k];
		const struct target_rows_row *was =
			book_at(&x->h.book, p->org, x->h.on);
		struct target_new row = { .org = p->org,
					  .value = p->value,
					  .high = x->high[k],
					  .base = p->base,
					  .base_on = in->base_on,
					  .basis = in->basis,
					  .reason =
						  was ? in->reason : STR_NULL };

		if (row.base == DB_NULL && was) {
			row.base = was->base;
			row.base_on = was->base_on;
		}
		if (was && was->value == row.value && was->base == row.base &&
		    (was->high == row.high ||
		     (was->high == DB_NULL && row.high == row.value)))
			continue;
		buf_fmt(told, "%s%lld=%lld", told->n ? " " : "",
			(long long)p->org, (long long)p->value);
		x->changed[x->n_changed++] = p->org;
		e = row_put(cx, &x->h, &row, in->by);
	}
	return e;
}

static struct err *allot_write(struct cx *cx, struct dividing *x)
{
	const struct target_allotment *in = x->in;
	struct buf told = buf_init(cx->arena, 100000), after = audit_obj(cx);
	struct err *e;

	highs_divide(cx, x);
	e = parts_write(cx, x, &told);
	if (!e)
		e = gaps_follow(cx, &x->h,
				&(struct indicator_orgs){ x->changed,
							  x->n_changed },
				in->gap.n ? in->gap : in->basis);
	if (e)
		return e;
	audit_str(&after, "period", x->h.period);
	audit_int(&after, "org", in->org);
	audit_str(&after, "parts", buf_view(&told));
	audit_int(&after, "gap", x->whole->value - x->sum);
	audit_str(&after, "by", in->by);
	audit_str(&after, "basis", in->basis);
	audit_day(cx, &after, "on", x->h.on);
	return indicator_tell(
		cx,
		&(struct audit_event){
			.kind = "target.allot",
			.subject_kind = "indicator",
			.subject = x->h.i.id,
			.after = audit_end(&after),
			.reason = text_or_null(in->gap.n ? in->gap
							 : in->reason) },
		x->h.event);
}

static struct err *allot_check(struct cx *cx, struct dividing *x)
{
	struct err *e = on_check(cx, &x->h, DAY_NONE);

	x->whole = book_at(&x->h.book, x->in->org, x->h.on);
	if (!e && !x->whole)
		e = err_at(err_new(cx->arena, ERR_CONFLICT,
				   N_("“{0}” has no target for {1} yet: set it "
				      "first."),
				   x->h.org.short_name,
				   indicator_period_text(cx, x->h.i.period,
							 x->h.period)),
			   STR("value"));
	if (!e)
		e = target_children(cx->db,
				    &(struct target_children_in){
					    .org = x->in->org, .day = x->h.on },
				    &x->children);
	if (!e)
		e = parts_check(cx, x);
	if (e)
		return e;
	parts_sum(x);
	e = words_check(cx, x);
	return e ? e : sum_check(cx, x);
}

static struct err *allot_tx(struct cx *cx, void *arg)
{
	const struct target_allotment *in = arg;
	struct dividing x = { .in = in, .h = held_of(cx, in->period, in->on) };
	bool seen;
	struct err *e = audit_seen(cx, "target.allot", &seen, NULL);

	if (e || seen)
		return e;
	/* what is divided is one's own, too; the parts stand below it */
	e = indicator_may(cx, in->org, true);
	if (!e && cx->actor.alone && cx->actor.id != ACTOR_SYSTEM)
		e = err_new(cx->arena, ERR_DENIED,
			    N_("Your role is for the organisation alone: a "
			       "target is divided by who answers for those "
			       "below it, too."));
	if (!e)
		e = held_take(cx, in->code, in->org, &x.h);
	if (!e)
		e = allot_check(cx, &x);
	return e ? e : allot_write(cx, &x);
}

struct err *target_allot(struct cx *cx, const struct target_allotment *in)
{
	struct target_allotment x = *in;

	x.basis = text_clean(cx->arena, in->basis);
	x.reason = text_clean(cx->arena, in->reason);
	x.gap = text_clean(cx->arena, in->gap);
	return db_tx(cx, allot_tx, &x);
}

/* ---- what was wrong ------------------------------------------------------ */

struct voiding {
	int64_t id;
	struct str reason;
};

static struct err *void_write(struct cx *cx, const struct voiding *x,
			      const struct target_by_id_row *row,
			      struct held *h)
{
	struct buf before = audit_obj(cx);
	struct err *e =
		target_drop(cx->db,
			    &(struct target_drop_in){ x->id, h->event });

	if (!e)
		e = gaps_follow(cx, h, NULL, x->reason);
	if (e)
		return e;
	audit_str(&before, "period", row->period);
	audit_int(&before, "org", row->org);
	audit_int(&before, "value", row->value);
	audit_day(cx, &before, "on", row->from_on);
	return indicator_tell(cx,
			      &(struct audit_event){
				      .kind = "target.void",
				      .subject_kind = "indicator",
				      .subject = row->indicator,
				      .before = audit_end(&before),
				      .reason = x->reason },
			      h->event);
}

static struct err *void_check(struct cx *cx, const struct target_by_id_row *row,
			      bool found)
{
	if (!found || row->voided_by != DB_NULL)
		return err_new(cx->arena, ERR_NOT_FOUND,
			       N_("There is no such target, or it was taken "
				  "back already."));
	if (str_eq(row->divided_by, STR(TARGET_REORG)))
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("A decision about organisations set this "
				  "target: take that decision back, or adjust "
				  "the target."));
	return NULL;
}

static struct err *void_tx(struct cx *cx, void *arg)
{
	const struct voiding *x = arg;
	struct target_by_id_row row;
	struct held h = { .event = 0 };
	bool seen, found;
	struct err *e = audit_seen(cx, "target.void", &seen, NULL);

	if (e || seen)
		return e;
	e = target_by_id(cx->db, &(struct target_by_id_in){ x->id }, &row,
			 &found);
	if (!e)
		e = void_check(cx, &row, found);
	if (!e)
		e = indicator_may(cx, row.org, false);
	if (!e)
		e = audit_last(cx, &h.event);
	if (!e)
		e = indicator_org(cx, row.org, row.from_on, &h.org);
	if (e)
		return e;
	h.event++;
	h.i.id = row.indicator;
	h.period = row.period;
	h.on = row.from_on;
	/* what it replaced would be in force again */
	e = still_check(cx, &h, row.org);
	return e ? e : void_write(cx, x, &row, &h);
}

struct err *target_void(struct cx *cx, int64_t id, struct str reason)
{
	struct voiding x = { id, text_clean(cx->arena, reason) };
	struct err *e = indicator_text_check(cx, x.reason, "reason",
					     N_("Say what was wrong."));

	return e ? e : db_tx(cx, void_tx, &x);
}
