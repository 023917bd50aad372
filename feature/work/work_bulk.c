/* Acts on many tasks: the kinds, the choice, the one transaction. */
#include "work/work_bulk.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_act.h"
#include "work/work_adjust_act.h"
#include "work/work_notice.h"
#include "work/work_task_priv.h"
#include "work/work_view_query.h"
#include "work/work_words.h"
#include "work/work_write_query.h"

/* ---- the kinds ---------------------------------------------------------------- */

static struct err *remind_fits(struct cx *cx, const struct task_by_id_row *t)
{
	struct work_facts f = work_task_facts(t);

	return work_remind_check(cx->arena, &f, cx->today);
}

static struct err *task_read(struct cx *cx, int64_t id,
			     struct task_by_id_row *ret_task)
{
	bool found;
	struct err *err =
		task_by_id(cx->db,
			   &(struct task_by_id_in){ .id = id,
						    .today = cx->today,
						    .soon = cx->today },
			   ret_task, &found);

	if (!err && !found)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such task, or it isn't yours to "
				 "see."));
	return err;
}

static struct err *remind_run(struct cx *cx, int64_t task,
			      const struct work_bulk_ask *ask)
{
	struct task_by_id_row t;
	int64_t event, act;
	struct err *err = task_read(cx, task, &t);

	if (!err)
		err = work_remind_text_check(cx->arena, ask->text);
	if (!err)
		err = remind_fits(cx, &t);
	if (!err)
		err = audit_write(cx,
				  &(struct audit_event){ .kind = "task.remind",
							 .subject_kind = "task",
							 .subject = task,
							 .reason = ask->text },
				  &event);
	if (err)
		return err;
	err = task_act_insert(cx->db,
			      &(struct task_act_insert_in){
				      .task = task,
				      .kind = STR("remind"),
				      .at = cx->now,
				      .on_day = cx->today,
				      .actor = cx->actor.id,
				      .actor_name = cx->actor.name,
				      .percent = DB_NULL,
				      .body = ask->text,
				      .event = event,
				      .adjust = DB_NULL },
			      &act);
	return err ? err : work_notice_reminded(cx, task, act);
}

static struct err *issue_fits(struct cx *cx, const struct task_by_id_row *t)
{
	struct work_facts f = work_task_facts(t);

	return work_do_check(cx->arena, WORK_DO_ISSUE, &f, t->missing);
}

static struct err *issue_run(struct cx *cx, int64_t task,
			     const struct work_bulk_ask *ask)
{
	(void)ask;
	return work_do(
		cx, &(struct work_deed){ .task = task, .what = WORK_DO_ISSUE },
		NULL);
}

static struct err *adjust_fits(struct cx *cx, const struct task_by_id_row *t)
{
	struct work_adjust_task at = {
		.facts = work_task_facts(t),
		.programme_end = t->to_on,
		.programme_closed = t->programme_closed_on != DAY_NONE
	};

	return work_adjust_open_check(cx->arena, &at);
}

static struct err *extend_run(struct cx *cx, int64_t task,
			      const struct work_bulk_ask *ask)
{
	return work_adjust(cx,
			   &(struct work_adjust_new){ .task = task,
						      .kind = ADJUST_EXTENSION,
						      .cause = ask->cause,
						      .body = ask->text,
						      .deadline = ask->deadline,
						      .lead = DB_NULL,
						      .ready = ask->ready },
			   NULL);
}

static struct err *reassign_run(struct cx *cx, int64_t task,
				const struct work_bulk_ask *ask)
{
	return work_adjust(cx,
			   &(struct work_adjust_new){ .task = task,
						      .kind = ADJUST_LEAD,
						      .cause = ask->cause,
						      .body = ask->text,
						      .lead = ask->lead,
						      .ready = ask->ready },
			   NULL);
}

static struct err *export_fits(struct cx *cx, const struct task_by_id_row *t)
{
	(void)cx;
	(void)t;
	return NULL;
}

const struct work_bulk_kind work_bulk_kinds[] = {
	{ .key = "remind",
	  .title = N_("Remind"),
	  .confirm = N_("Send the reminder"),
	  .done = N_("Reminded: {0}. Left as they were: {1}."),
	  .fields = BULK_TEXT,
	  .office = true,
	  .fits = remind_fits,
	  .run = remind_run },
	{ .key = "extend",
	  .title = N_("Change the deadline"),
	  .confirm = N_("Set the new deadline"),
	  .done = N_("With a new deadline: {0}. Left as they were: {1}."),
	  .fields = BULK_DEADLINE | BULK_CAUSE | BULK_TEXT,
	  .office = true,
	  .fits = adjust_fits,
	  .run = extend_run },
	{ .key = "reassign",
	  .title = N_("Give to another unit"),
	  .confirm = N_("Set the new lead unit"),
	  .done = N_("With a new lead unit: {0}. Left as they were: {1}."),
	  .fields = BULK_LEAD | BULK_CAUSE | BULK_TEXT,
	  .office = true,
	  .fits = adjust_fits,
	  .run = reassign_run },
	{ .key = "issue",
	  .title = N_("Issue"),
	  .confirm = N_("Issue them"),
	  .done = N_("Issued: {0}. Left as they were: {1}."),
	  .office = true,
	  .fits = issue_fits,
	  .run = issue_run },
	{ .key = "export",
	  .title = N_("Export to Excel"),
	  .confirm = N_("Download the .xlsx"),
	  .done = "",
	  .fits = export_fits },
};
const int work_bulk_n_kinds = (int)N_ELEMENTS(work_bulk_kinds);

bool work_bulk_may(const struct cx *cx, const struct work_bulk_kind *k)
{
	return !k->office || work_is_office(cx);
}

const struct work_bulk_kind *work_bulk_kind(const struct cx *cx, struct str key)
{
	for (int i = 0; i < work_bulk_n_kinds; i++)
		if (str_eq(key, str_c(work_bulk_kinds[i].key)) &&
		    work_bulk_may(cx, &work_bulk_kinds[i]))
			return &work_bulk_kinds[i];
	return NULL;
}

/* ---- what is chosen -------------------------------------------------------------- */

static struct err *too_many(struct cx *cx)
{
	return err_new(cx->arena, ERR_LIMIT,
		       N_("More than {0} tasks fit; narrow the list by a "
			  "condition, then choose again."),
		       fmt_int(cx->arena, cx->lang, WORK_BULK_MOST));
}

/* Also what is sent when nothing was ticked. */
static struct err *nothing(struct cx *cx)
{
	return err_new(cx->arena, ERR_INVALID,
		       N_("Nothing was chosen: tick tasks in the list, then "
			  "press the button again."));
}

static struct err *all_read(struct cx *cx, const struct work_filter *f,
			    struct work_chosen *c)
{
	struct task_pick_in in = work_filter_pick(cx, f);
	struct task_pick_rows rows;
	struct err *err;

	in.limit = WORK_BULK_MOST + 1;
	err = task_pick(cx->db, &in, &rows);
	if (err)
		return err;
	if (rows.n > WORK_BULK_MOST)
		return too_many(cx);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		*vec_push(cx->arena, c) = rows.p[i].id;
	return NULL;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* In order and each once. */
static void chosen_sort(struct work_chosen *c)
{
	ptrdiff_t n = 0;

	if (c->n)
		qsort(c->p, (size_t)c->n, sizeof(*c->p), by_id);
	for (ptrdiff_t i = 0; i < c->n; i++)
		if (!n || c->p[n - 1] != c->p[i])
			c->p[n++] = c->p[i];
	c->n = n;
}

struct err *work_chosen_read(struct cx *cx, struct req *rq,
			     const struct work_filter *f,
			     struct work_chosen *ret_chosen)
{
	struct work_chosen c = { .all = req_flag(rq, "all") };
	struct err *err = c.all ? all_read(cx, f, &c) : NULL;

	if (err)
		return err;
	for (int k = 0; !c.all && k <= WORK_BULK_MOST; k++) {
		struct str s = req_nth(rq, "task", k);
		int64_t id;

		if (!s.p || !str_to_i64(s, &id))
			break;
		*vec_push(cx->arena, &c) = id;
	}
	if (c.n > WORK_BULK_MOST)
		return too_many(cx);
	chosen_sort(&c);
	*ret_chosen = c;
	return c.n ? NULL : nothing(cx);
}

struct str work_chosen_mark(struct arena *a, const struct work_chosen *c)
{
	struct str bytes = { (const char *)c->p,
			     c->n * (ptrdiff_t)sizeof(*c->p) };

	return str_fmt(a, "%llx", (unsigned long long)str_hash(bytes));
}

/* ---- the act ------------------------------------------------------------------------ */

struct io {
	const struct work_bulk_kind *kind;
	const struct work_chosen *chosen;
	const struct work_bulk_ask *ask;
	struct work_bulk_result r;
	struct err *first;	       /* why the first one was left */
	struct work_bulk_lefts *lefts; /* of a try, or NULL */
};

/* What a person can mend, or what another's act made impossible. */
static bool is_left(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_CONFLICT ||
	       e->code == ERR_NOT_FOUND || e->code == ERR_LIMIT;
}

/* The tasks one by one; the memory of each is given back. */
static struct err *each_run(struct cx *cx, struct io *io)
{
	for (ptrdiff_t i = 0; i < io->chosen->n; i++) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct err *err = io->kind->run(cx, io->chosen->p[i], io->ask);

		if (err && !is_left(err))
			return err;
		if (err)
			io->r.left++;
		else
			io->r.done++;
		if (err && io->lefts)
			*vec_push(cx->arena, io->lefts) =
				(struct work_bulk_left){
					io->chosen->p[i],
					tr_err(cx->arena, cx->lang, err)
				};
		else if (err && !io->first)
			io->first = err;
		else
			arena_rewind(cx->arena, mark);
	}
	return NULL;
}

static struct err *whole_write(struct cx *cx, struct io *io)
{
	struct buf after = audit_obj(cx);
	struct err *err = bulk_insert(cx->db,
				      &(struct bulk_insert_in){
					      .kind = str_c(io->kind->key),
					      .at = cx->now,
					      .on_day = cx->today,
					      .actor = cx->actor.id,
					      .actor_name = cx->actor.name,
					      .chosen = io->chosen->n,
					      .done = io->r.done,
					      .body = io->ask->text },
				      &io->r.id);

	audit_str(&after, "kind", str_c(io->kind->key));
	audit_int(&after, "chosen", io->chosen->n);
	audit_int(&after, "done", io->r.done);
	return err ? err
		   : audit_write(cx,
				 &(struct audit_event){
					 .kind = "task.bulk",
					 .subject_kind = "bulk",
					 .subject = io->r.id,
					 .after = audit_end(&after),
					 .reason = io->ask->text },
				 NULL);
}

static struct err *before_read(struct cx *cx, int64_t id, struct io *io)
{
	struct bulk_by_id_row b;
	bool found;
	struct err *err =
		bulk_by_id(cx->db, &(struct bulk_by_id_in){ .id = id }, &b,
			   &found);

	if (!err && found)
		io->r = (struct work_bulk_result){ b.id, b.done,
						   b.chosen - b.done };
	return err;
}

static struct err *bulk_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	struct cx each = *cx;
	int64_t subject;
	bool seen;
	struct err *err = audit_seen(cx, "task.bulk", &seen, &subject);

	if (!err && seen)
		return before_read(cx, subject, io);
	if (err)
		return err;
	io->r = (struct work_bulk_result){ 0 };
	io->first = NULL;
	each.key = STR_NULL; /* the event of the whole carries it */
	err = each_run(&each, io);
	if (!err && !io->r.done)
		err = io->first;
	return err ? err : whole_write(cx, io);
}

/* What ends a try, so that nothing of it stays. */
static struct err tried;

static struct err *try_tx(struct cx *cx, void *arg)
{
	struct io *io = arg;
	struct cx each = *cx;
	struct err *err;

	each.key = STR_NULL;
	*io->lefts = (struct work_bulk_lefts){ 0 };
	err = each_run(&each, io);
	return err ? err : &tried;
}

static struct err *tasks_run(struct cx *cx, db_tx_fn *fn, struct io *io)
{
	const struct work_bulk_kind *kind = io->kind;
	struct work_bulk_ask with = *io->ask;
	struct work_words_ready ready;

	if (!kind->run || !work_bulk_may(cx, kind))
		return err_new(cx->arena, ERR_DENIED,
			       N_("Your role doesn't do this with many "
				  "tasks."));
	assert(io->chosen->n > 0);
	if (kind->fields & BULK_CAUSE) {
		ready = work_words_ready(cx);
		with.ready = &ready;
	}
	io->ask = &with;
	return db_tx_large(cx, fn, io);
}

struct err *work_bulk(struct cx *cx, const struct work_bulk_kind *kind,
		      const struct work_chosen *chosen,
		      const struct work_bulk_ask *ask,
		      struct work_bulk_result *ret_result)
{
	struct io io = { .kind = kind, .chosen = chosen, .ask = ask };
	struct err *err = tasks_run(cx, bulk_tx, &io);

	if (!err)
		*ret_result = io.r;
	return err;
}

struct err *work_bulk_try(struct cx *cx, const struct work_bulk_kind *kind,
			  const struct work_chosen *chosen,
			  const struct work_bulk_ask *ask,
			  struct work_bulk_lefts *ret_left)
{
	struct work_bulk_lefts lefts = { 0 };
	struct io io = {
		.kind = kind, .chosen = chosen, .ask = ask, .lefts = &lefts
	};
	struct err *err = tasks_run(cx, try_tx, &io);

	if (err != &tried)
		return err;
	*ret_left = lefts;
	return NULL;
}

struct err *work_bulk_words(struct cx *cx, int64_t id, struct str *ret_words)
{
	struct bulk_by_id_row b;
	bool found;
	struct err *err =
		bulk_by_id(cx->db, &(struct bulk_by_id_in){ .id = id }, &b,
			   &found);

	*ret_words = STR_NULL;
	if (err || !found || b.actor != cx->actor.id)
		return err;
	for (int i = 0; i < work_bulk_n_kinds; i++)
		if (str_eq(b.kind, str_c(work_bulk_kinds[i].key)))
			*ret_words =
				tr_fmt(cx->arena, cx->lang,
				       work_bulk_kinds[i].done,
				       fmt_int(cx->arena, cx->lang, b.done),
				       fmt_int(cx->arena, cx->lang,
					       b.chosen - b.done));
	return NULL;
}
