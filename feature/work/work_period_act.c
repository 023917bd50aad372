/* Acts on periods: the occurrences of a series, days that come later. */
#include "work/work_period_act.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_adjust_act.h"
#include "work/work_count.h"
#include "work/work_past.h"
#include "work/work_period_query.h"
#include "work/work_query.h"
#include "work/work_write_query.h"

enum { SERIES_PAGE = 200, REQUEST_DAYS = 10 };

/* ---- the series ---------------------------------------------------------------- */

static enum work_unit continuous_unit(struct cx *cx)
{
	struct str word =
		profile_rule(cx->profile, STR("continuous_period"), cx->today);
	enum work_unit u = work_unit_of_code(word);

	return u == UNIT_NONE ? UNIT_QUARTER : u;
}

/* A series in the frame of its programme, without what was written for single
 * years. */
static struct work_series series_with(struct cx *cx,
				      const struct task_by_id_row *t,
				      const struct work_deadline *d)
{
	struct str word =
		profile_rule(cx->profile, STR("term_milestone"), cx->today);
	struct ymd end = day_ymd(t->to_on);
	struct work_series s = { .deadline = *d,
				 .continuous = continuous_unit(cx),
				 .from = t->from_on,
				 .to = t->to_on,
				 .month = 12,
				 .day = 31 };

	if (str_eq(word, STR("programme")))
		s.month = end.m, s.day = end.d;
	else if (!work_month_day(word, &s.month, &s.day))
		s.month = 12, s.day = 31;
	/* a term is longer than the programme of one year */
	if (d->kind == DUE_TERM && d->due != DAY_NONE)
		s.to = d->due;
	return s;
}

struct err *work_series_fits(struct cx *cx, const struct task_by_id_row *t,
			     const struct work_deadline *d)
{
	struct work_series s = series_with(cx, t, d);
	struct err *err = work_has_periods(d->kind)
				  ? work_series_check(cx->arena, &s, cx->today)
				  : NULL;

	return err ? err_at(err, STR("deadline")) : NULL;
}

struct err *work_series_of(struct cx *cx, const struct task_by_id_row *t,
			   struct work_series *ret_s)
{
	const struct work_deadline_words *words =
		work_deadline_words(cx->arena, cx->profile);
	struct work_deadline d =
		work_deadline_parse(cx->arena, words, t->deadline_text,
				    (int)t->year);
	struct milestone_list_rows rows = { 0 };
	struct err *err = NULL;

	*ret_s = series_with(cx, t, &d);
	if (d.kind == DUE_TERM)
		err = milestone_list(cx->db,
				     &(struct milestone_list_in){
					     .task = t->id,
					     .until = work_past_until(cx) },
				     &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &ret_s->own) =
			(struct work_milestone){ .year = (int)rows.p[i].year,
						 .on = rows.p[i].on_day,
						 .target = rows.p[i].target };
	return err;
}

struct str work_period_title(struct cx *cx, const struct work_series *s,
			     day_t rule)
{
	enum lang l = cx->profile->lang;
	struct ymd d = day_ymd(rule);
	struct str y = str_fmt(cx->arena, "%d", d.y);

	if (s->deadline.kind == DUE_TERM)
		return tr_fmt(cx->arena, l,
			      rule == s->to ? N_("Milestone {0}, the end")
					    : N_("Milestone {0}"),
			      y);
	switch (work_period_unit(s)) {
	case UNIT_MONTH:
		return tr_fmt(cx->arena, l, N_("Month {0}/{1}"),
			      str_fmt(cx->arena, "%d", d.m), y);
	case UNIT_QUARTER:
		return fmt_quarter(cx->arena, l, d.y, day_quarter(rule));
	case UNIT_HALF:
		return tr_fmt(cx->arena, l,
			      d.m <= 6 ? N_("First half of {0}")
				       : N_("Second half of {0}"),
			      y);
	case UNIT_YEAR:
		return tr_fmt(cx->arena, l, N_("Year {0}"), y);
	case UNIT_NONE:
	case UNIT_DAY:
	case UNIT_WEEK:
		break;
	}
	return tr_fmt(cx->arena, l, N_("Period up to {0}"),
		      fmt_day(cx->arena, rule));
}

static struct err *series_get(struct cx *cx, int64_t id,
			      struct task_by_id_row *ret_t)
{
	bool found;
	struct err *err =
		task_by_id(cx->db,
			   &(struct task_by_id_in){ .id = id,
						    .today = cx->today,
						    .soon = cx->today },
			   ret_t, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such task, or it isn't yours to "
				 "see."));
	return err;
}

day_t work_period_day(struct cx *cx, day_t rule)
{
	enum work_weekend w = work_weekend_of(
		profile_rule(cx->profile, STR("period_weekend"), cx->today));

	return work_period_due(rule, w, cx->profile->holidays);
}

/* ---- making ------------------------------------------------------------------------ */

static struct err *version_write(struct cx *cx, int64_t task)
{
	int64_t words;
	struct err *err =
		task_words_insert(cx->db,
				  &(struct task_words_insert_in){
					  .task = task, .from_on = cx->today },
				  &words);

	return err ? err
		   : task_set_version(cx->db,
				      &(struct task_set_version_in){
					      .id = task, .words = words },
				      NULL);
}

/* Events are one an act: a period's own names its series. */
static struct err *period_write(struct cx *cx, const struct task_by_id_row *t,
				const struct work_series *s, day_t rule,
				int64_t *ret_event)
{
	day_t due = work_period_day(cx, rule);
	const struct work_milestone *m =
		s->deadline.kind == DUE_TERM
			? work_milestone_of(s, day_ymd(rule).y)
			: NULL;
	struct buf after = audit_obj(cx);
	int64_t id;
	struct err *err = period_insert(
		cx->db,
		&(struct period_insert_in){
			.series = t->id,
			.deadline_text = work_period_title(cx, s, rule),
			.product = m ? m->target : STR(""),
			.due_on = due,
			.rule_on = rule,
			.at = cx->now,
			.day = cx->today },
		&id);

	if (!err)
		err = period_with_insert(cx->db,
					 &(struct period_with_insert_in){
						 .series = t->id,
						 .period = id },
					 NULL);
	if (!err)
		err = version_write(cx, id);
	if (err)
		return err;
	audit_int(&after, "series", t->id);
	audit_day(cx, &after, "rule", rule);
	audit_day(cx, &after, "due", due);
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "task.period",
						 .subject_kind = "task",
						 .subject = id,
						 .after = audit_end(&after) },
			  ret_event);
	if (err)
		return err;
	return task_act_insert(cx->db,
			       &(struct task_act_insert_in){
				       .task = id,
				       .kind = STR("period"),
				       .at = cx->now,
				       .on_day = cx->today,
				       .actor = ACTOR_SYSTEM,
				       .actor_name = STR(""),
				       .percent = DB_NULL,
				       .event = *ret_event },
			       NULL);
}

/* The next period in which something can be done: one that falls due before it
 * begins, a Saturday alone or a Sunday on which the series was issued, isn't. */
static day_t period_after(struct cx *cx, const struct work_series *s,
			  day_t rule)
{
	day_t begins = rule + 1;

	do
		rule = work_period_next(s, rule);
	while (rule != DAY_NONE && work_period_day(cx, rule) < begins);
	return rule;
}

day_t work_series_first(struct cx *cx, const struct task_by_id_row *t,
			const struct work_deadline *d)
{
	struct work_series s = series_with(cx, t, d);
	day_t rule = period_after(cx, &s, cx->today - 1);

	return rule == DAY_NONE ? DAY_NONE : work_period_day(cx, rule);
}

/* Every period up to the one that runs on the day. The first is the one that
 * runs on the day `from`; DAY_NONE: on the day of issue. */
static struct err *series_make(struct cx *cx, int64_t series, day_t from,
			       int *ret_made)
{
	struct task_by_id_row t;
	struct period_last_row last;
	struct work_series s;
	bool found;
	int64_t event = DB_NULL;
	int made = 0;
	day_t rule;
	struct err *err = series_get(cx, series, &t);

	if (!err)
		err = period_last(cx->db,
				  &(struct period_last_in){ .series = series },
				  &last, &found);
	if (!err)
		err = work_series_of(cx, &t, &s);
	if (err)
		return err;
	rule = last.rule_on != DAY_NONE ? last.rule_on
	       : from != DAY_NONE	? from - 1
					: t.issued_on - 1;
	while (!err && made < WORK_PERIODS_MOST && rule < cx->today) {
		rule = period_after(cx, &s, rule);
		if (rule == DAY_NONE)
			break;
		err = period_write(cx, &t, &s, rule, &event);
		made++;
	}
	if (!err && made)
		err = work_series_follow(cx, series, event);
	*ret_made += made;
	return err;
}

struct err *work_period_begin(struct cx *cx, int64_t series, int64_t event)
{
	struct str key = cx->key;
	struct err *err;
	int made = 0;

	cx->key = STR_NULL; /* it belongs to the act that issues */
	err = series_make(cx, series, cx->today, &made);
	/* none is left to begin: what the words say isn't its day either */
	if (!err && !made)
		err = work_series_follow(cx, series, event);
	cx->key = key;
	return err;
}

/* The entry that keeps the series' day for every later look back at this one;
 * the history doesn't show it. */
static struct err *follow_write(struct cx *cx, int64_t series, int64_t event)
{
	return task_act_insert(cx->db,
			       &(struct task_act_insert_in){
				       .task = series,
				       .kind = STR("follow"),
				       .at = cx->now,
				       .on_day = cx->today,
				       .actor = ACTOR_SYSTEM,
				       .actor_name = STR(""),
				       .percent = DB_NULL,
				       .event = event },
			       NULL);
}

/* Of a term the next milestone stands for the whole, also between two of
 * them; other series wait for their next period without a day. */
static struct err *term_day(struct cx *cx, int64_t series, day_t last,
			    day_t *ret_due)
{
	struct task_by_id_row t;
	struct work_series s;
	day_t rule;
	struct err *err = series_get(cx, series, &t);

	if (!err)
		err = work_series_of(cx, &t, &s);
	if (err || s.deadline.kind != DUE_TERM)
		return err;
	rule = work_period_next(&s, last);
	if (rule != DAY_NONE)
		*ret_due = work_period_day(cx, rule);
	return NULL;
}

struct err *work_series_follow(struct cx *cx, int64_t series, int64_t event)
{
	struct series_day_row d;
	struct work_count was;
	bool found;
	struct err *err =
		series_day(cx->db, &(struct series_day_in){ .series = series },
			   &d, &found);

	/* what has ended keeps the day by which it was judged */
	if (err || !found || d.ended)
		return err;
	if (d.due_on == DAY_NONE && d.last_on != DAY_NONE)
		err = term_day(cx, series, d.last_on, &d.due_on);
	if (err || d.due_on == d.was_on)
		return err;
	err = work_count_take(cx, series, &was);
	if (!err)
		err = series_set_day(cx->db,
				     &(struct series_set_day_in){
					     .id = series, .due_on = d.due_on },
				     NULL);
	if (!err)
		err = work_count_move(cx, series, &was);
	return err || event == DB_NULL ? err : follow_write(cx, series, event);
}

/* ---- the end of a series ------------------------------------------------------ */

/* The entry in the history of the periods that an act on the series moved. */
static struct period_act_insert_in period_act(struct cx *cx, int64_t series,
					      int64_t event)
{
	return (struct period_act_insert_in){ .series = series,
					      .at = cx->now,
					      .day = cx->today,
					      .actor = cx->actor.id,
					      .actor_name = cx->actor.name,
					      .event = event };
}

static struct err *periods_accept(struct cx *cx, int64_t series, int64_t event)
{
	struct period_act_insert_in act = period_act(cx, series, event);
	struct err *err =
		period_accept(cx->db,
			      &(struct period_accept_in){ .series = series,
							  .day = cx->today },
			      NULL);

	act.kind = str_c(work_do_key(WORK_DO_ACCEPT));
	act.with = PERIOD_ACT_INSERT_WITH_ACCEPT;
	return err ? err : period_act_insert(cx->db, &act, NULL);
}

struct err *work_series_end(struct cx *cx, const struct work_series_end *in)
{
	struct period_act_insert_in act = period_act(cx, in->series, in->event);
	struct err *err = period_end(
		cx->db,
		&(struct period_end_in){
			.series = in->series,
			.day = cx->today,
			.with = in->but_submitted
					? PERIOD_END_WITH_BUT_SUBMITTED
					: 0 },
		NULL);

	act.kind = str_c(
		work_do_key(in->back ? WORK_DO_HAND_BACK : WORK_DO_WITHDRAW));
	act.body = in->why;
	act.with = PERIOD_ACT_INSERT_WITH_END;
	return err ? err : period_act_insert(cx->db, &act, NULL);
}

struct err *work_series_keep(struct cx *cx, const struct task_by_id_row *t,
			     enum work_due is)
{
	if (t->issued_on == DAY_NONE || !work_has_periods(is) ||
	    str_eq(t->child, STR("period")))
		return NULL;
	/* new words don't touch the periods that exist; its day is theirs */
	if (work_has_periods(work_due_of_code(t->deadline_kind)))
		return work_series_follow(cx, t->id, DB_NULL);
	return work_period_begin(cx, t->id, DB_NULL);
}

struct err *work_series_after(struct cx *cx, const struct task_by_id_row *t,
			      enum work_due is, int64_t event)
{
	if (str_eq(t->child, STR("period")))
		return work_series_follow(cx, t->parent, event);
	if (!work_has_periods(work_due_of_code(t->deadline_kind)) ||
	    work_has_periods(is))
		return NULL;
	return work_series_end(
		cx,
		&(struct work_series_end){
			.series = t->id,
			.event = event,
			.why = tr(cx->profile->lang,
				  N_("The deadline of the task doesn't come "
				     "back any more.")),
			.but_submitted = true });
}

struct err *work_periods_move(struct cx *cx, const struct work_deed *d,
			      int64_t event)
{
	struct work_series_end end = { .series = d->task,
				       .event = event,
				       .why = d->reason };
	enum lang l = cx->profile->lang;

	switch (d->what) {
	case WORK_DO_ACCEPT:
		return periods_accept(cx, d->task, event);
	case WORK_DO_HAND_BACK:
		end.back = true;
		break;
	case WORK_DO_WITHDRAW:
		break;
	case WORK_DO_VERIFY:
		end.why = tr(l, N_("The task as a whole was verified."));
		/* what was delivered in time isn't thrown away */
		end.but_submitted = true;
		break;
	case WORK_DO_CLOSE:
		end.why = tr(l, N_("The task as a whole was closed."));
		break;
	default:
		return NULL;
	}
	return work_series_end(cx, &end);
}

struct err *work_series_void(struct cx *cx, int64_t series, struct str why)
{
	struct period_void_list_rows rows;
	struct str key = cx->key;
	struct err *err = period_void_list(
		cx->db, &(struct period_void_list_in){ .series = series },
		&rows);

	if (!err && rows.n)
		err = period_void(cx->db,
				  &(struct period_void_in){ .series = series,
							    .at = cx->now },
				  NULL);
	cx->key = STR_NULL; /* it belongs to the act that takes back */
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct buf after = audit_obj(cx);

		audit_str(&after, "why", why);
		err = audit_write(cx,
				  &(struct audit_event){
					  .kind = "task.void",
					  .subject_kind = "task",
					  .subject = rows.p[i].id,
					  .after = audit_end(&after) },
				  NULL);
	}
	cx->key = key;
	return err;
}

/* ---- all series ------------------------------------------------------------------ */

struct make_io {
	int64_t after, last;
	int made, seen;
};

static struct err *make_tx(struct cx *cx, void *arg)
{
	struct make_io *io = arg;
	struct series_open_rows rows;
	struct err *err =
		series_open(cx->db,
			    &(struct series_open_in){ .after = io->after,
						      .limit = SERIES_PAGE },
			    &rows);

	io->made = io->seen = 0;
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct arena_mark mark = arena_mark(cx->arena);

		err = series_make(cx, rows.p[i].id, DAY_NONE, &io->made);
		if (!err)
			arena_rewind(cx->arena, mark);
		io->seen++;
	}
	if (!err && rows.n)
		io->last = rows.p[rows.n - 1].id;
	return err;
}

struct err *work_periods_make(struct cx *cx, int *ret_made)
{
	struct make_io io = { .seen = SERIES_PAGE };
	int made = 0;

	while (io.seen == SERIES_PAGE) {
		struct err *err = db_tx(cx, make_tx, &io);

		if (err)
			return err;
		made += io.made;
		io.after = io.last; /* not inside of it, it may run again */
	}
	if (ret_made)
		*ret_made = made;
	return NULL;
}

/* ---- days that come later ------------------------------------------------------------ */

struct event_io {
	const struct work_event_day *in;
	struct task_by_id_row t;
	day_t due;
};

static struct err *at_field(struct cx *cx, const char *text, const char *field)
{
	return err_at(err_new(cx->arena, ERR_INVALID, text), str_c(field));
}

/* A request without a day gets the rule's: from a weekend to Monday. */
static day_t request_due(struct cx *cx, day_t asked)
{
	int64_t n = profile_rule_int(cx->profile, STR("default_deadline"),
				     asked, REQUEST_DAYS);

	return work_period_due(asked + (day_t)n, WEEKEND_AFTER,
			       cx->profile->holidays);
}

static struct err *event_check(struct cx *cx, struct event_io *io)
{
	const struct work_event_day *in = io->in;
	struct work_series s;
	enum work_due kind;
	struct err *err = work_series_of(cx, &io->t, &s);

	if (err)
		return err;
	kind = s.deadline.kind;
	if (io->t.issued_on == DAY_NONE || io->t.done_on != DAY_NONE ||
	    io->t.withdrawn_on != DAY_NONE || !work_waits_for_day(kind))
		return err_new(cx->arena, ERR_CONFLICT,
			       N_("This task doesn't wait for the day of an "
				  "event or request."));
	if (in->event == DAY_NONE)
		return at_field(cx, N_("Enter the day, for example 5/10/2026."),
				"event");
	if (in->event > cx->today)
		return at_field(cx,
				N_("The day hasn't come yet; enter it once the "
				   "event took place."),
				"event");
	if (in->event < io->t.from_on)
		return at_field(cx,
				N_("The day lies before the programme's "
				   "begin."),
				"event");
	io->due = kind == DUE_RELATIVE
			  ? work_deadline_after(&s.deadline, in->event,
						cx->profile->holidays)
		  : in->due != DAY_NONE ? in->due
					: request_due(cx, in->event);
	if (io->due == DAY_NONE || io->due < in->event)
		return at_field(cx,
				N_("The deadline lies before the event; check "
				   "both days."),
				kind == DUE_RELATIVE ? "event" : "due");
	return NULL;
}

static struct err *event_write(struct cx *cx, const struct event_io *io)
{
	struct buf before = audit_obj(cx), after = audit_obj(cx);
	int64_t event;
	struct err *err;

	audit_day(cx, &before, "due", io->t.due_on);
	audit_day(cx, &after, "event", io->in->event);
	audit_day(cx, &after, "due", io->due);
	err = audit_write(cx,
			  &(struct audit_event){ .kind = "task.event",
						 .subject_kind = "task",
						 .subject = io->t.id,
						 .before = audit_end(&before),
						 .after = audit_end(&after),
						 .reason = io->in->note },
			  &event);
	if (!err)
		err = task_act_insert(cx->db,
				      &(struct task_act_insert_in){
					      .task = io->t.id,
					      .kind = STR("event"),
					      .at = cx->now,
					      .on_day = cx->today,
					      .actor = cx->actor.id,
					      .actor_name = cx->actor.name,
					      .percent = DB_NULL,
					      .body = io->in->note,
					      .event = event },
				      NULL);
	if (err || !str_eq(io->t.child, STR("period")))
		return err;
	return work_series_follow(cx, io->t.parent, event);
}

static struct err *event_tx(struct cx *cx, void *arg)
{
	struct event_io *io = arg;
	struct work_count was;
	int64_t subject;
	bool seen, issuer;
	struct err *err = audit_seen(cx, "task.event", &seen, &subject);

	if (err || seen)
		return err;
	err = series_get(cx, io->in->task, &io->t);
	if (!err)
		err = work_is_issuer(cx, io->t.parent, io->t.parent_lead,
				     &issuer);
	if (!err && !issuer)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such task, or it isn't yours to "
				 "see."));
	if (!err)
		err = event_check(cx, io);
	if (!err)
		err = work_count_take(cx, io->t.id, &was);
	if (err)
		return err;
	err = task_set_event_day(cx->db, &(struct task_set_event_day_in){
						 .id = io->t.id,
						 .rev = io->t.rev,
						 .event_on = io->in->event,
						 .due_on = io->due });
	if (!err)
		err = work_count_move(cx, io->t.id, &was);
	return err ? err : event_write(cx, io);
}

struct err *work_event_day(struct cx *cx, const struct work_event_day *in)
{
	struct event_io io = { .in = in };

	return db_tx(cx, event_tx, &io);
}
