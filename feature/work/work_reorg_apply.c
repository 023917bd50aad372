/*
 * A decision ends organisations: what they lead, cooperate in, owe and own goes
 * to the heir; without one each open task is a choice that people make. What
 * is finished stays where it was done.
 */
#include "work/work_reorg_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "work/work_adjust_act.h"
#include "work/work_query.h"
#include "work/work_reorg_query.h"
#include "work/work_share.h"
#include "work/work_split_act.h"
#include "work/work_write_query.h"

enum {
	CHAIN_MOST = 40,
	ASKS_MOST = 200, /* more tasks are one choice */
	TWINS_MOST = 100,
	TELL_LEAD = 1,
	TELL_WITH = 2,
};

struct run {
	struct cx cx;	    /* of its acts */
	struct cx *cx_seen; /* of whoever looks: language of notes */
	struct reorg *r;
	struct str why, cause;
};

static struct str say_n(const struct run *run, int64_t n)
{
	return fmt_int(run->cx.arena, run->cx_seen->lang, n);
}

static struct err *name_of(struct run *run, int64_t org, struct str *ret_name)
{
	struct moved_name_row row = { .name = STR("") };
	bool found;
	struct err *err = moved_name(run->cx.db,
				     &(struct moved_name_in){
					     .org = org, .day = run->r->on },
				     &row, &found);

	*ret_name = row.name;
	return err;
}

/* ---- who takes it over --------------------------------------------------- */

static const struct reorg_end *end_of(const struct reorg *r, int64_t org)
{
	for (ptrdiff_t i = 0; i < r->ends.n; i++)
		if (r->ends.p[i].org == org)
			return &r->ends.p[i];
	return NULL;
}

/* An heir may end in the same decision; 0: there is none at last. */
static int64_t heir_of(const struct reorg *r, const struct reorg_end *e)
{
	int64_t heir = e->heir;

	for (int i = 0; heir && i < CHAIN_MOST; i++) {
		e = end_of(r, heir);
		if (!e)
			return heir;
		heir = e->heir;
	}
	return 0;
}

struct choices {
	struct reorg_option *p;
	ptrdiff_t n, cap;
};

static struct err *choice_add(struct run *run, struct choices *c, int64_t org)
{
	struct str value = str_fmt(run->cx.arena, "%lld", (long long)org);
	struct str name;
	struct err *err;

	for (ptrdiff_t i = 0; i < c->n; i++)
		if (str_eq(c->p[i].value, value))
			return NULL;
	err = name_of(run, org, &name);
	if (!err)
		*vec_push(run->cx.arena, c) =
			(struct reorg_option){ .value = value, .text = name };
	return err;
}

/* Where its people go, also through others that end. */
static struct err *choices_of_people(struct run *run, int64_t org, int deep,
				     struct choices *c)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < run->r->flows.n && deep < CHAIN_MOST;
	     i++) {
		const struct reorg_flow *f = &run->r->flows.p[i];

		if (f->from != org || !f->to)
			continue;
		err = end_of(run->r, f->to)
			      ? choices_of_people(run, f->to, deep + 1, c)
			      : choice_add(run, c, f->to);
	}
	return err;
}

/* The nearest above it that is still there; 0: none. */
static struct err *above_of(struct run *run, int64_t org, int64_t *ret_above)
{
	struct moved_above_row row;
	bool found;
	struct err *err =
		moved_above(run->cx.db,
			    &(struct moved_above_in){
				    .org = org, .before = run->r->on - 1 },
			    &row, &found);

	*ret_above = !err && found ? row.ancestor : 0;
	return err;
}

static struct err *choices_make(struct run *run, int64_t org, struct choices *c)
{
	int64_t above;
	struct err *err = choices_of_people(run, org, 0, c);

	if (!err)
		err = above_of(run, org, &above);
	if (!err && above)
		err = choice_add(run, c, above);
	if (!err)
		*vec_push(run->cx.arena, c) = (struct reorg_option){
			.value = STR("withdraw"),
			.text = tr(run->cx_seen->lang,
				   N_("Nobody: it is withdrawn"))
		};
	return err;
}

/* ---- one task ------------------------------------------------------------ */

static struct err *keep(struct run *run, int64_t task)
{
	return moved_keep(run->cx.db,
			  &(struct moved_keep_in){ .event = run->r->event,
						   .task = task },
			  NULL);
}

/* It may have fallen with the task above it meanwhile. */
static struct err *task_open(struct run *run, int64_t task,
			     struct task_by_id_row *ret_t, bool *ret_open)
{
	struct err *err =
		task_by_id(run->cx.db,
			   &(struct task_by_id_in){ .id = task,
						    .today = run->cx.today,
						    .soon = run->cx.today },
			   ret_t, ret_open);

	if (!err && *ret_open)
		*ret_open = ret_t->done_on == DAY_NONE &&
			    ret_t->withdrawn_on == DAY_NONE;
	return err;
}

static struct err *task_move(struct run *run, const struct moved_tasks_row *t,
			     int64_t to)
{
	struct task_by_id_row row;
	bool open;
	struct err *err = task_open(run, t->id, &row, &open);

	if (err || !open)
		return err;
	err = keep(run, t->id);
	if (!err)
		err = work_adjust_decided(&run->cx,
					  &(struct work_adjust_new){
						  .task = t->id,
						  .kind = ADJUST_LEAD,
						  .cause = run->cause,
						  .body = run->why,
						  .lead = to },
					  run->r->event);
	if (err || !t->waits)
		return err;
	return moved_tell(run->cx.db,
			  &(struct moved_tell_in){ .event = run->r->event,
						   .task = t->id,
						   .who = TELL_LEAD },
			  NULL);
}

static struct err *task_withdraw(struct run *run, int64_t task, struct str why)
{
	struct work_deed deed = { .task = task,
				  .what = WORK_DO_WITHDRAW,
				  .reason = why };
	struct work_adjust_new in = { .task = task,
				      .kind = ADJUST_WITHDRAWAL,
				      .cause = run->cause,
				      .body = why,
				      .lead = DB_NULL };
	/* its parts fall by deeds of the same */
	struct cx own = run->cx;
	struct task_by_id_row row;
	int64_t act;
	bool open;
	struct err *err = task_open(run, task, &row, &open);

	if (err || !open)
		return err;
	err = keep(run, task);
	if (err)
		return err;
	return row.issued_on == DAY_NONE
		       ? work_deed_do(&own, &deed, &act)
		       : work_adjust_decided(&own, &in, run->r->event);
}

/* ---- the tasks of an organisation ---------------------------------------- */

static struct str task_label(struct run *run, struct str number,
			     struct str work)
{
	return number.n ? str_fmt(run->cx.arena, "%.*s %.*s", STR_ARG(number),
				  STR_ARG(work))
			: work;
}

static struct err *to_heir(struct run *run, int64_t heir,
			   const struct moved_tasks_rows *rows)
{
	int64_t n = 0;
	struct str name;
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < rows->n; i++) {
		n += !str_eq(rows->p[i].child, STR("period"));
		err = task_move(run, &rows->p[i], heir);
	}
	if (!err && n)
		err = name_of(run, heir, &name);
	if (!err && n)
		*vec_push(run->cx.arena, &run->r->notes) =
			tr_fmt(run->cx.arena, run->cx_seen->lang,
			       N_("{0} open tasks go to {1}."), say_n(run, n),
			       name);
	return err;
}

struct asking {
	int64_t org;
	struct str name;
	struct choices choices;
	struct str all; /* the answer for all of them */
	bool many;
};

static struct err *ask_all(struct run *run, struct asking *a, int64_t n)
{
	struct reorg_ask ask = {
		.key = str_fmt(run->cx.arena, "work.tasks.%lld",
			       (long long)a->org),
		.text = tr_fmt(run->cx.arena, run->cx_seen->lang,
			       N_("Who takes over the {0} open tasks of {1}?"),
			       say_n(run, n), a->name),
		.option = a->choices.p,
		.n_options = a->choices.n
	};

	return reorg_asked(&run->cx, run->r, &ask, &a->all);
}

static struct err *ask_one(struct run *run, const struct asking *a,
			   const struct moved_tasks_row *t,
			   struct str *ret_answer)
{
	struct reorg_ask ask = {
		.key = str_fmt(run->cx.arena, "work.task.%lld",
			       (long long)t->id),
		.text = tr_fmt(run->cx.arena, run->cx_seen->lang,
			       N_("Who takes over the task “{0}” of {1}?"),
			       task_label(run, t->number, t->work), a->name),
		.option = a->choices.p,
		.n_options = a->choices.n
	};

	*ret_answer = a->all;
	return a->many ? NULL : reorg_asked(&run->cx, run->r, &ask, ret_answer);
}

/* A period that goes with its series has that one's answer. */
static struct str answer_of(const struct moved_tasks_rows *rows,
			    const struct str *answers, ptrdiff_t i)
{
	if (!rows->p[i].follows)
		return answers[i];
	for (ptrdiff_t k = 0; k < rows->n; k++)
		if (rows->p[k].id == rows->p[i].parent)
			return answers[k];
	return STR_NULL;
}

static struct err *answers_do(struct run *run,
			      const struct moved_tasks_rows *rows,
			      const struct str *answers)
{
	struct err *err = NULL;
	int64_t to;

	for (ptrdiff_t i = 0; !err && i < rows->n; i++)
		if (str_eq(answer_of(rows, answers, i), STR("withdraw")))
			err = task_withdraw(run, rows->p[i].id, run->why);
	for (ptrdiff_t i = 0; !err && i < rows->n; i++)
		if (str_to_i64(answer_of(rows, answers, i), &to))
			err = task_move(run, &rows->p[i], to);
	return err;
}

static struct err *to_chosen(struct run *run, int64_t org,
			     const struct moved_tasks_rows *rows)
{
	struct str *answers = arena_new(run->cx.arena, struct str, rows->n);
	struct asking a = { .org = org, .all = STR_NULL };
	int64_t n = 0;
	struct err *err;

	for (ptrdiff_t i = 0; i < rows->n; i++)
		n += !rows->p[i].follows;
	if (!n)
		return NULL;
	a.many = n > ASKS_MOST;
	err = name_of(run, org, &a.name);
	if (!err)
		err = choices_make(run, org, &a.choices);
	if (!err && a.many)
		err = ask_all(run, &a, n);
	for (ptrdiff_t i = 0; !err && i < rows->n; i++)
		if (!rows->p[i].follows)
			err = ask_one(run, &a, &rows->p[i], &answers[i]);
	return err ? err : answers_do(run, rows, answers);
}

static struct err *tasks_apply(struct run *run, const struct reorg_end *e)
{
	int64_t heir = heir_of(run->r, e);
	struct moved_tasks_rows rows;
	struct err *err =
		moved_tasks(run->cx.db,
			    &(struct moved_tasks_in){ .org = e->org }, &rows);

	if (err || !rows.n)
		return err;
	return heir ? to_heir(run, heir, &rows) : to_chosen(run, e->org, &rows);
}

/* ---- cooperation --------------------------------------------------------- */

static struct err *with_entry(struct run *run, int64_t task, struct str body)
{
	struct err *err = keep(run, task);

	if (!err)
		err = moved_touch(run->cx.db,
				  &(struct moved_touch_in){ .task = task });
	if (err)
		return err;
	return task_act_insert(run->cx.db,
			       &(struct task_act_insert_in){
				       .task = task,
				       .kind = str_c(work_do_key(WORK_DO_EDIT)),
				       .at = run->cx.now,
				       .on_day = run->cx.today,
				       .actor = run->cx.actor.id,
				       .actor_name = run->cx.actor.name,
				       .percent = DB_NULL,
				       .body = body,
				       .event = run->r->event,
				       .adjust = DB_NULL },
			       NULL);
}

static struct str with_body(struct run *run, struct str was, struct str is)
{
	struct arena *a = run->cx.arena;
	enum lang l = run->cx.profile->lang;

	return is.p ? tr_fmt(a, l, N_("{0} – {1} cooperates instead of {2}."),
			     run->why, is, was)
		    : tr_fmt(a, l, N_("{0} – {1} doesn't cooperate any more."),
			     run->why, was);
}

static struct err *with_entries(struct run *run, int64_t org, int64_t heir)
{
	struct moved_with_list_rows rows;
	struct str was, is = STR_NULL;
	int64_t event = run->r->event;
	struct err *err = moved_with_list(run->cx.db,
					  &(struct moved_with_list_in){
						  .event = event, .org = org },
					  &rows);

	if (!err && rows.n)
		err = name_of(run, org, &was);
	if (!err && rows.n && heir)
		err = name_of(run, heir, &is);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct moved_with_list_row *w = &rows.p[i];
		bool goes_on = w->is_now != DB_NULL;

		err = with_entry(run, w->ref,
				 with_body(run, was, goes_on ? is : STR_NULL));
		if (!err && w->waits)
			err = moved_tell(run->cx.db,
					 &(struct moved_tell_in){
						 .event = event,
						 .task = w->ref,
						 .who = TELL_WITH },
					 NULL);
	}
	if (!err && rows.n && heir)
		*vec_push(run->cx.arena, &run->r->notes) = tr_fmt(
			run->cx.arena, run->cx_seen->lang,
			N_("{0} open tasks: {1} cooperates instead of {2}."),
			say_n(run, rows.n), is, was);
	return err;
}

/* `leads`: an heir doesn't cooperate where it leads by now. */
static struct err *with_apply(struct run *run, int64_t org, int64_t heir,
			      bool leads)
{
	struct db *db = run->cx.db;
	int64_t event = run->r->event;
	struct err *err =
		moved_with(db,
			   &(struct moved_with_in){
				   .event = event,
				   .org = org,
				   .heir = heir ? heir : DB_NULL,
				   .with = leads ? MOVED_WITH_WITH_LEADS : 0 },
			   NULL);

	if (!err)
		err = moved_with_put(db,
				     &(struct moved_with_put_in){
					     .event = event, .org = org },
				     NULL);
	if (!err)
		err = moved_with_drop(db,
				      &(struct moved_with_drop_in){
					      .event = event, .org = org },
				      NULL);
	return err || leads ? err : with_entries(run, org, heir);
}

/* ---- shares -------------------------------------------------------------- */

/* The step of one that fell away, and the same in the task's history. */
static struct err *share_fell(struct run *run, struct str name, int64_t share,
			      int64_t task)
{
	int64_t act;
	struct err *err = keep(run, task);

	if (!err)
		err = task_act_insert(
			run->cx.db,
			&(struct task_act_insert_in){
				.task = task,
				.kind = str_c(work_share_act(SHARE_DROP)),
				.at = run->cx.now,
				.on_day = run->cx.today,
				.actor = run->cx.actor.id,
				.actor_name = run->cx.actor.name,
				.percent = DB_NULL,
				.body = str_fmt(run->cx.arena, "%.*s: %.*s",
						STR_ARG(name),
						STR_ARG(run->why)),
				.event = run->r->event,
				.adjust = DB_NULL },
			&act);
	if (err)
		return err;
	return moved_share_step(
		run->cx.db,
		&(struct moved_share_step_in){
			.share = share,
			.task = task,
			.act = act,
			.kind = str_c(work_share_key(SHARE_DROP)),
			.day = run->cx.today,
			.name = run->cx.actor.name,
			.body = run->why },
		NULL);
}

static struct err *shares_drop(struct run *run, int64_t org)
{
	struct moved_share_list_rows rows;
	struct str name = STR("");
	int64_t event = run->r->event;
	struct err *err = moved_share_drop(run->cx.db,
					   &(struct moved_share_drop_in){
						   .event = event,
						   .org = org,
						   .day = run->cx.today,
						   .why = run->why,
						   .name = run->cx.actor.name },
					   NULL);

	if (!err)
		err = moved_share_list(run->cx.db,
				       &(struct moved_share_list_in){
					       .event = event, .org = org },
				       &rows);
	if (!err && rows.n)
		err = name_of(run, org, &name);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		err = share_fell(run, name, rows.p[i].ref, rows.p[i].task);
	return err;
}

static struct err *shares_apply(struct run *run, int64_t org, int64_t heir,
				bool leads)
{
	int64_t event = run->r->event;
	struct err *err = moved_share(
		run->cx.db,
		&(struct moved_share_in){ .event = event,
					  .org = org,
					  .heir = heir ? heir : DB_NULL,
					  .with = leads ? MOVED_SHARE_WITH_LEADS
							: 0 },
		NULL);

	if (!err && heir)
		err = moved_share_put(
			run->cx.db,
			&(struct moved_share_put_in){
				.event = event, .org = org, .heir = heir },
			NULL);
	return err ? err : shares_drop(run, org);
}

/* ---- requests, sheets, programmes ---------------------------------------- */

static struct err *rest_note(struct run *run, const char *kind,
			     const char *text, int64_t org, struct str name)
{
	struct moved_rest_count_row row;
	bool found;
	struct err *err = moved_rest_count(run->cx.db,
					   &(struct moved_rest_count_in){
						   .event = run->r->event,
						   .kind = str_c(kind),
						   .org = org },
					   &row, &found);

	if (!err && row.n)
		*vec_push(run->cx.arena, &run->r->notes) =
			tr_fmt(run->cx.arena, run->cx_seen->lang, text,
			       say_n(run, row.n), name);
	return err;
}

static struct err *rest_set(struct run *run, int64_t org, int64_t holder,
			    int64_t lead)
{
	struct db *db = run->cx.db;
	int64_t event = run->r->event;
	struct err *err =
		moved_sheet_set(db,
				&(struct moved_sheet_set_in){ .event = event,
							      .org = org,
							      .is = holder },
				NULL);

	if (!err)
		err = moved_owner_set(
			db,
			&(struct moved_owner_set_in){
				.event = event, .org = org, .is = holder },
			NULL);
	if (!err)
		err = moved_row_set(db,
				    &(struct moved_row_set_in){ .event = event,
								.org = org,
								.is = lead },
				    NULL);
	if (!err)
		err = moved_row_new_set(
			db,
			&(struct moved_row_new_set_in){
				.event = event, .org = org, .is = lead },
			NULL);
	return err;
}

/* What waits and is no duty goes to who stands above, when there is no heir. */
static struct err *rest_apply(struct run *run, int64_t org, int64_t heir)
{
	int64_t holder = heir, event = run->r->event;
	struct str name;
	struct err *err = moved_asked(run->cx.db,
				      &(struct moved_asked_in){
					      .event = event,
					      .org = org,
					      .heir = heir ? heir : DB_NULL },
				      NULL);

	if (!err && !holder)
		err = above_of(run, org, &holder);
	if (err || !holder)
		return err;
	err = moved_rest(run->cx.db,
			 &(struct moved_rest_in){
				 .event = event, .org = org, .heir = holder },
			 NULL);
	if (!err)
		err = rest_set(run, org, holder, heir ? heir : DB_NULL);
	if (!err)
		err = name_of(run, holder, &name);
	if (!err)
		err = rest_note(run, "owner",
				N_("{0} programmes belong to {1} from now on."),
				org, name);
	if (!err)
		err = rest_note(run, "sheet",
				N_("{0} lists that came back go on with {1}."),
				org, name);
	return err;
}

/* Requests that ask for what is done by now, or for what is no more. */
static struct err *asked_apply(struct run *run)
{
	int64_t event = run->r->event;
	struct db *db = run->cx.db;
	struct err *err =
		moved_asked_met(db, &(struct moved_asked_met_in){ event },
				NULL);

	if (!err)
		err = moved_asked_put(db, &(struct moved_asked_put_in){ event },
				      NULL);
	if (!err)
		err = moved_asked_drop(db,
				       &(struct moved_asked_drop_in){
					       .event = event,
					       .why = run->why,
					       .at = run->cx.now,
					       .day = run->cx.today,
					       .actor = run->cx.actor.id,
					       .name = run->cx.actor.name },
				       NULL);
	return err;
}

/* ---- two that say the same ----------------------------------------------- */

static struct err *twin_ask(struct run *run, const struct moved_twins_row *t,
			    struct str *ret_answer)
{
	enum lang l = run->cx_seen->lang;
	struct reorg_option option[] = {
		{ STR("keep"), tr(l, N_("Keep both")) },
		{ STR("merge"),
		  tr(l, N_("Go on with one: the other is withdrawn")) },
	};
	struct reorg_ask ask = {
		.key = str_fmt(run->cx.arena, "work.same.%lld.%lld",
			       (long long)MIN(t->id, t->other),
			       (long long)MAX(t->id, t->other)),
		.text = tr_fmt(run->cx.arena, l,
			       N_("Two tasks of one lead say the same: {0} and "
				  "{1} “{2}”. Keep both?"),
			       t->number, t->other_number, t->work),
		.option = arena_new(run->cx.arena, struct reorg_option, 2),
		.n_options = 2
	};

	memcpy(ask.option, option, sizeof(option));
	return reorg_asked(&run->cx, run->r, &ask, ret_answer);
}

/* The one that is further on goes on, of equal ones the older. */
static struct err *twin_merge(struct run *run, const struct moved_twins_row *t)
{
	bool other_stays = t->other_percent > t->percent ||
			   (t->other_percent == t->percent && t->other < t->id);
	struct str stays =
		task_label(run, other_stays ? t->other_number : t->number,
			   t->work);

	return task_withdraw(run, other_stays ? t->id : t->other,
			     tr_fmt(run->cx.arena, run->cx.profile->lang,
				    N_("{0} – it goes on as the task “{1}”."),
				    run->why, stays));
}

static struct err *twins_apply(struct run *run)
{
	struct moved_twins_rows rows;
	struct err *err =
		moved_twins(run->cx.db,
			    &(struct moved_twins_in){ .event = run->r->event,
						      .limit = TWINS_MOST },
			    &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct str answer;

		err = twin_ask(run, &rows.p[i], &answer);
		if (!err && str_eq(answer, STR("merge")))
			err = twin_merge(run, &rows.p[i]);
	}
	return err;
}

/* ---- all of it ----------------------------------------------------------- */

static struct err *heirs_apply(struct run *run)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < run->r->ends.n; i++) {
		int64_t heir = heir_of(run->r, &run->r->ends.p[i]);

		if (!heir)
			continue;
		err = shares_apply(run, heir, heir, true);
		if (!err)
			err = with_apply(run, heir, heir, true);
	}
	return err;
}

static struct err *ends_apply(struct run *run)
{
	struct err *err = NULL;

	for (ptrdiff_t i = 0; !err && i < run->r->ends.n; i++)
		err = tasks_apply(run, &run->r->ends.p[i]);
	for (ptrdiff_t i = 0; !err && i < run->r->ends.n; i++) {
		const struct reorg_end *e = &run->r->ends.p[i];
		int64_t heir = heir_of(run->r, e);

		err = shares_apply(run, e->org, heir, false);
		if (!err)
			err = with_apply(run, e->org, heir, false);
		if (!err)
			err = rest_apply(run, e->org, heir);
	}
	return err ? err : heirs_apply(run);
}

struct err *work_reorg_apply(struct cx *cx, struct reorg *r)
{
	struct run run = { .cx = work_reorg_cx(cx), .cx_seen = cx, .r = r };
	struct str number;
	struct err *err;

	if (!r->ends.n)
		return NULL;
	run.cause = profile_rule(cx->profile, STR("reorganisation_cause"),
				 cx->today);
	err = work_reorg_words(cx, r->decision, &run.why, &number);
	if (!err)
		err = ends_apply(&run);
	if (!err)
		err = twins_apply(&run);
	if (!err)
		err = asked_apply(&run);
	if (!err)
		err = moved_mark(cx->db, &(struct moved_mark_in){ r->event },
				 NULL);
	if (!err)
		err = moved_same(cx->db, &(struct moved_same_in){ r->event },
				 NULL);
	return err;
}
