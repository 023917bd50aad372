/* Defining indicators, reporting values, and what all acts begin with. */
#include "indicator/indicator_act.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "i18n/i18n.h"
#include "indicator/indicator_priv.h"
#include "org/org.h"
#include "profile/profile.h"

enum { CODE_MOST = 40 };

static struct err *fault(struct cx *cx, const char *field, const char *msgid)
{
	return err_at(err_new(cx->arena, ERR_INVALID, msgid), str_c(field));
}

/* ---- what all acts begin with -------------------------------------------- */

static struct err *may_at_all(struct cx *cx)
{
	if (cx->actor.id == ACTOR_SYSTEM || cx_may(cx, PERM_TARGET_MANAGE))
		return NULL;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Only who keeps the targets of an organisation may "
			  "change them."));
}

struct err *indicator_may(struct cx *cx, int64_t org, bool own)
{
	bool within = true;
	struct err *e = may_at_all(cx);

	if (e || cx->actor.id == ACTOR_SYSTEM || cx->actor.org_is_root)
		return e;
	e = org_is_within(cx, cx_scope(cx), org, &within);
	if (!e && !within)
		e = err_at(err_new(cx->arena, ERR_NOT_FOUND,
				   N_("There is no such organisation: choose "
				      "one from the list.")),
			   STR("org"));
	if (!e && !own && org == cx->actor.org)
		e = err_new(cx->arena, ERR_DENIED,
			    N_("The target of one's own organisation is set "
			       "by the one above it."));
	return e;
}

struct err *indicator_org(struct cx *cx, int64_t org, day_t on,
			  struct target_org_row *ret_org)
{
	bool found;
	struct err *e =
		target_org(cx->db,
			   &(struct target_org_in){ .org = org, .day = on },
			   ret_org, &found);

	if (e || found)
		return e;
	return err_at(err_new(cx->arena, ERR_INVALID,
			      N_("There was no such organisation on {0}."),
			      fmt_day(cx->arena, on)),
		      STR("org"));
}

struct err *indicator_text_check(struct cx *cx, struct str text,
				 const char *field, const char *missing)
{
	if (!text.n)
		return missing ? fault(cx, field, missing) : NULL;
	return utf8_length(text) <= INDICATOR_TEXT_MOST
		       ? NULL
		       : fault(cx, field,
			       N_("This is longer than 1,000 characters."));
}

struct err *indicator_tell(struct cx *cx, const struct audit_event *ev,
			   int64_t event)
{
	int64_t got = 0;
	struct err *e = audit_write(cx, ev, &got);

	assert(e || got == event);
	return e;
}

static struct err *next_event(struct cx *cx, int64_t *ret_event)
{
	struct err *e = audit_last(cx, ret_event);

	if (!e)
		(*ret_event)++;
	return e;
}

/* ---- definitions --------------------------------------------------------- */

static const char *const rollups[] = { [ROLLUP_SUM] = "sum",
				       [ROLLUP_MEAN] = "mean",
				       [ROLLUP_RATIO] = "ratio",
				       [ROLLUP_NONE] = "none" };

static struct err *row_insert(struct cx *cx, const struct indicator *i,
			      int64_t event, int64_t *ret_id)
{
	return indicator_insert(
		cx->db,
		&(struct indicator_insert_in){
			.code = i->code,
			.name = i->name,
			.unit = i->unit,
			.better = i->up ? STR("up") : STR("down"),
			.source = i->source,
			.period = str_c(indicator_period_key(i->period)),
			.rollup = str_c(rollups[i->rollup]),
			.digits = i->digits,
			.base_rule = text_or_null(i->base_rule),
			.event = event },
		ret_id);
}

struct err *indicator_take(struct cx *cx, struct str code,
			   struct indicator *ret_i, int64_t *ret_event)
{
	struct err *e = next_event(cx, ret_event);

	if (!e)
		e = indicator_find(cx, code, ret_i);
	if (e || ret_i->id)
		return e;
	return row_insert(cx, ret_i, *ret_event, &ret_i->id);
}

struct defining {
	struct indicator is;
	bool of_profile;
	int64_t id;
};

static struct err *define_tx(struct cx *cx, void *arg)
{
	struct defining *x = arg;
	struct indicator_by_code_row row;
	struct buf after = audit_obj(cx);
	bool seen, found;
	int64_t event;
	struct err *e = audit_seen(cx, "indicator.define", &seen, &x->id);

	if (e || seen)
		return e;
	e = indicator_by_code(cx->db,
			      &(struct indicator_by_code_in){ x->is.code },
			      &row, &found);
	if (!e && found && x->of_profile) {
		x->id = row.id;
		return NULL;
	}
	if (!e &&
	    (found || (!x->of_profile &&
		       profile_term(cx->profile, "indicator", x->is.code))))
		e = err_at(err_new(cx->arena, ERR_CONFLICT,
				   N_("There is an indicator of this code "
				      "already.")),
			   STR("code"));
	if (!e)
		e = next_event(cx, &event);
	if (!e)
		e = row_insert(cx, &x->is, event, &x->id);
	if (e)
		return e;
	audit_str(&after, "code", x->is.code);
	audit_str(&after, "name", x->is.name);
	audit_str(&after, "unit", x->is.unit);
	audit_str(&after, "rollup", str_c(rollups[x->is.rollup]));
	return indicator_tell(cx,
			      &(struct audit_event){
				      .kind = "indicator.define",
				      .subject_kind = "indicator",
				      .subject = x->id,
				      .after = audit_end(&after) },
			      event);
}

static bool code_is_good(struct str code)
{
	for (ptrdiff_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		bool letter = c >= 'a' && c <= 'z';

		if (!letter && (!i || ((c < '0' || c > '9') && c != '_')))
			return false;
	}
	return code.n > 0 && code.n <= CODE_MOST;
}

static struct err *define_check(struct cx *cx, const struct indicator_new *in)
{
	struct err *faults = NULL;

	if (!code_is_good(in->code))
		err_add(&faults,
			fault(cx, "code",
			      N_("A code is made of up to 40 letters from a to "
				 "z, digits and “_”, a letter first.")));
	if (!in->name.n)
		err_add(&faults,
			fault(cx, "name", N_("Write down what is counted.")));
	if (utf8_length(in->name) > INDICATOR_NAME_MOST)
		err_add(&faults,
			fault(cx, "name",
			      N_("This is longer than 200 characters.")));
	if (!in->unit.n || utf8_length(in->unit) > INDICATOR_NAME_MOST)
		err_add(&faults, fault(cx, "unit",
				       N_("Write down the unit, in up to 200 "
					  "characters.")));
	if (in->digits < 0 || in->digits > INDICATOR_DIGITS_MOST)
		err_add(&faults, fault(cx, "digits",
				       N_("There are up to three decimals.")));
	return faults;
}

/* Only where all below it is one's own: it is everybody's then. */
static struct err *define_may(struct cx *cx)
{
	struct err *e = may_at_all(cx);

	if (e || cx->actor.id == ACTOR_SYSTEM || cx->actor.org_is_root)
		return e;
	return err_new(cx->arena, ERR_DENIED,
		       N_("Indicators are defined for the whole committee."));
}

struct err *indicator_define(struct cx *cx, const struct indicator_new *in,
			     int64_t *ret_id)
{
	struct defining x = { .is = { .code = in->code,
				      .name = text_clean(cx->arena, in->name),
				      .unit = text_clean(cx->arena, in->unit),
				      .up = in->up,
				      .source = STR(INDICATOR_REPORTED),
				      .period = in->period,
				      .rollup = in->rollup,
				      .digits = in->digits } };
	struct err *e = define_may(cx);

	/* a rate is kept in hundredths of a percent */
	if (x.is.rollup == ROLLUP_RATIO)
		x.is.digits = 2;
	if (!e)
		e = define_check(cx, in);
	if (!e)
		e = db_tx(cx, define_tx, &x);
	if (!e)
		*ret_id = x.id;
	return e;
}

struct err *indicator_ensure(struct cx *cx, struct str code, int64_t *ret_id)
{
	struct cx own = *cx;
	struct defining x = { .of_profile = true };
	struct err *e = indicator_find(cx, code, &x.is);

	if (e)
		return e;
	x.id = x.is.id;
	own.lang = cx->profile->lang;
	if (!x.id)
		e = define_may(cx);
	if (!e && !x.id)
		e = indicator_find(&own, code, &x.is);
	if (!e && !x.id)
		e = db_tx(cx, define_tx, &x);
	if (!e)
		*ret_id = x.id;
	return e;
}

/* ---- reporting ----------------------------------------------------------- */

static struct err *said_check(struct cx *cx, const struct indicator *i,
			      const struct indicator_said *in)
{
	struct err *faults = NULL;

	if (in->applies && (in->n < 0 || in->n > INDICATOR_VALUE_MOST))
		err_add(&faults, fault(cx, "n",
				       N_("Write down a number from 0 "
					  "on.")));
	if (in->applies && i->rollup == ROLLUP_RATIO && in->of == DB_NULL)
		err_add(&faults,
			fault(cx, "of",
			      N_("Write down what the number is of: rates are "
				 "rolled up by both.")));
	if (in->applies && in->of != DB_NULL &&
	    (in->of < 0 || in->of > INDICATOR_VALUE_MOST))
		err_add(&faults, fault(cx, "of",
				       N_("Write down a number from "
					  "0 on.")));
	if (!in->applies && !in->note.n)
		err_add(&faults, fault(cx, "note",
				       N_("Say why it doesn't apply to the "
					  "organisation.")));
	err_add(&faults, indicator_text_check(cx, in->note, "note", NULL));
	return faults;
}

/* From the first day of the period on, and not ahead. */
static struct err *said_on_check(struct cx *cx, const struct indicator *i,
				 const struct indicator_said *in)
{
	day_t days[2];
	struct err *e = indicator_days(cx, i, in->period, days);

	if (!e && in->on > cx->today)
		e = fault(cx, "on",
			  N_("This day hasn't come yet: write it "
			     "down when it has."));
	if (!e && in->on < days[0])
		e = err_at(err_new(cx->arena, ERR_INVALID,
				   N_("The period begins on {0}: choose that "
				      "day or a later one."),
				   fmt_day(cx->arena, days[0])),
			   STR("on"));
	return e;
}

static struct err *report_write(struct cx *cx, const struct indicator *i,
				const struct indicator_said *in, int64_t event)
{
	struct buf after = audit_obj(cx);
	struct err *e =
		value_insert(cx->db,
			     &(struct value_insert_in){
				     .indicator = i->id,
				     .org = in->org,
				     .period = in->period,
				     .applies = in->applies,
				     .n = in->applies ? in->n : DB_NULL,
				     .of_n = in->applies ? in->of : DB_NULL,
				     .note = text_or_null(in->note),
				     .on_day = in->on,
				     .event = event },
			     NULL);

	if (e)
		return e;
	audit_str(&after, "period", in->period);
	audit_int(&after, "org", in->org);
	audit_int(&after, "n", in->applies ? in->n : DB_NULL);
	audit_int(&after, "of", in->applies ? in->of : DB_NULL);
	audit_day(cx, &after, "on", in->on);
	return indicator_tell(cx,
			      &(struct audit_event){
				      .kind = "indicator.report",
				      .subject_kind = "indicator",
				      .subject = i->id,
				      .after = audit_end(&after) },
			      event);
}

static struct err *report_tx(struct cx *cx, void *arg)
{
	const struct indicator_said *in = arg;
	struct indicator i;
	struct target_org_row org;
	int64_t event;
	bool seen;
	struct err *e = audit_seen(cx, "indicator.report", &seen, NULL);

	if (e || seen)
		return e;
	e = indicator_may(cx, in->org, true);
	if (!e)
		e = indicator_take(cx, in->code, &i, &event);
	if (!e && !str_eq(i.source, STR(INDICATOR_REPORTED)))
		e = err_new(cx->arena, ERR_CONFLICT,
			    N_("This indicator is computed, so nothing is "
			       "reported for it: correct what it is computed "
			       "of."));
	if (!e)
		e = said_check(cx, &i, in);
	if (!e)
		e = said_on_check(cx, &i, in);
	if (!e)
		e = indicator_org(cx, in->org, in->on, &org);
	return e ? e : report_write(cx, &i, in, event);
}

struct err *indicator_report(struct cx *cx, const struct indicator_said *in)
{
	struct indicator_said said = *in;

	said.note = text_clean(cx->arena, in->note);
	if (said.on == DAY_NONE)
		said.on = cx->today;
	return db_tx(cx, report_tx, &said);
}

/* ---- taking a report back ------------------------------------------------ */

struct voiding {
	int64_t id;
	struct str reason;
};

static struct err *unreport_tx(struct cx *cx, void *arg)
{
	const struct voiding *x = arg;
	struct value_by_id_row row;
	int64_t event;
	bool seen, found;
	struct err *e = audit_seen(cx, "indicator.unreport", &seen, NULL);

	if (e || seen)
		return e;
	e = value_by_id(cx->db, &(struct value_by_id_in){ x->id }, &row,
			&found);
	if (!e && (!found || row.voided_by != DB_NULL))
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("There is no such report, or it was taken back "
			       "already."));
	if (!e)
		e = indicator_may(cx, row.org, true);
	if (!e)
		e = next_event(cx, &event);
	if (!e)
		e = value_void(cx->db, &(struct value_void_in){ x->id, event });
	if (e)
		return e;
	return indicator_tell(cx,
			      &(struct audit_event){
				      .kind = "indicator.unreport",
				      .subject_kind = "indicator",
				      .subject = row.indicator,
				      .reason = x->reason },
			      event);
}

struct err *indicator_unreport(struct cx *cx, int64_t id, struct str reason)
{
	struct voiding x = { id, text_clean(cx->arena, reason) };
	struct err *e = indicator_text_check(cx, x.reason, "reason",
					     N_("Say what was wrong."));

	return e ? e : db_tx(cx, unreport_tx, &x);
}
