/*
 * "My work": what waits for the person who looks. A task stands in exactly
 * one section. A unit sees what it leads; the office what waits for it.
 */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_adjust_priv.h"
#include "work/work_list.h"
#include "work/work_mine_tmpl.h"
#include "work/work_mine_view.h"
#include "work/work_query.h"
#include "work/work_share.h"
#include "work/work_talk.h"
#include "work/work_split_query.h"
#include "work/work_task_priv.h"
#include "work/work_task_query.h"
#include "work/work_view_query.h"

enum { READ_MOST = 400, DO_ROWS = 20, OTHER_ROWS = 8, RECENT_DAYS = 30 };

enum part { TO_DO, ACCEPT, OVERDUE, RETURNED, WAITING, RECENT, N_PART };

static const struct {
	const char *id, *title, *rail, *none, *soon;
	const char *state; /* of the list behind "See all of them" */
} parts[N_PART] = {
	[TO_DO] = { "todo", N_("To do"), N_("Nearest deadline first."),
		    N_("Nothing is left to do."),
		    N_("Accepted tasks are shown here."), "open" },
	[ACCEPT] = { "accept", N_("To accept"),
		     N_("Newly issued; accept it, or open it to hand it "
			"back."),
		     N_("Nothing waits to be accepted."),
		     N_("Newly issued tasks are shown here."), "open" },
	[OVERDUE] = { "overdue", N_("Overdue"), NULL, N_("Nothing is overdue."),
		      NULL, "overdue" },
	[RETURNED] = { "returned", N_("Sent back to you"),
		       N_("The office asks for more before it verifies."),
		       N_("Nothing was returned."), NULL, "open" },
	[WAITING] = { "waiting", N_("Waiting for verification"),
		      N_("The office looks at the product."),
		      N_("Nothing waits for the office."), NULL, "waiting" },
	[RECENT] = { "recent", N_("Done lately"), N_("In the last 30 days."),
		     N_("Nothing was verified in the last 30 days."), NULL,
		     "finished" },
};

struct mine {
	struct cx *cx;
	struct mine_view *x;
	struct mine_section part[N_PART];
	struct task_returned_rows returned;
	struct task_reminded_rows reminded;
	day_t next; /* nearest day that comes, or DAY_NONE */
};

/* ---- one line ------------------------------------------------------------------ */

static struct str title_of(struct cx *cx, struct str number, struct str work)
{
	return number.n ? str_fmt(cx->arena, "%.*s %.*s", STR_ARG(number),
				  STR_ARG(work))
			: work;
}

static struct str due_words(struct cx *cx, day_t due, struct str text)
{
	if (due == DAY_NONE)
		return text;
	return tr_fmt(cx->arena, cx->lang, N_("due {0}"),
		      fmt_day(cx->arena, due));
}

/* Room for one more line; NULL when the section is full (then the rest is
 * behind its link). */
static struct mine_item *line_add(struct mine *m, enum part p)
{
	ptrdiff_t most = p == TO_DO ? DO_ROWS : OTHER_ROWS;

	if (m->part[p].items.n < most)
		return vec_push(m->cx->arena, &m->part[p].items);
	m->part[p].all =
		str_fmt(m->cx->arena, "/tasks?state=%s", parts[p].state);
	return NULL;
}

static const struct task_returned_row *returned_find(const struct mine *m,
						     int64_t id)
{
	for (ptrdiff_t i = 0; i < m->returned.n; i++)
		if (m->returned.p[i].id == id)
			return &m->returned.p[i];
	return NULL;
}

/* ---- the unit's sections --------------------------------------------------------- */

static enum part part_of(const struct mine *m, const struct task_mine_row *t)
{
	if (t->submitted_on != DAY_NONE)
		return WAITING;
	if (t->accepted_on == DAY_NONE && t->paused_on == DAY_NONE)
		return ACCEPT;
	if (returned_find(m, t->id))
		return RETURNED;
	return t->state == WORK_OVERDUE ? OVERDUE : TO_DO;
}

static struct str note_of(const struct mine *m, const struct task_mine_row *t,
			  enum part p)
{
	struct cx *cx = m->cx;

	if (p == RETURNED)
		return tr_fmt(cx->arena, cx->lang, N_("{0}: {1}"),
			      returned_find(m, t->id)->actor_name,
			      returned_find(m, t->id)->body);
	if (p == ACCEPT)
		return tr_fmt(cx->arena, cx->lang, N_("Issued on {0}. {1}"),
			      fmt_day(cx->arena, t->issued_on), t->product);
	return tr_fmt(cx->arena, cx->lang, N_("{0}% of: {1}"),
		      fmt_int(cx->arena, cx->lang, t->percent), t->product);
}

/* The office chased it, and nothing was reported since. */
static struct str chased_of(const struct mine *m, int64_t id)
{
	struct cx *cx = m->cx;

	for (ptrdiff_t i = 0; i < m->reminded.n; i++) {
		const struct task_reminded_row *r = &m->reminded.p[i];

		if (r->id == id)
			return tr_fmt(cx->arena, cx->lang,
				      N_("Reminded on {0} by {1}: {2}"),
				      fmt_day(cx->arena, r->on_day),
				      r->actor_name, r->body);
	}
	return STR_NULL;
}

static void unit_add(struct mine *m, const struct task_mine_row *t)
{
	struct cx *cx = m->cx;
	enum part p = part_of(m, t);
	struct mine_item *i = line_add(m, p);

	if (t->due_on != DAY_NONE && t->due_on >= cx->today &&
	    t->submitted_on == DAY_NONE && t->paused_on == DAY_NONE &&
	    (m->next == DAY_NONE || t->due_on < m->next))
		m->next = t->due_on;
	if (!i)
		return;
	*i = (struct mine_item){
		.id = t->id,
		.title = title_of(cx, t->number, t->work),
		.note = note_of(m, t, p),
		.chased = chased_of(m, t->id),
		.status = work_status_of(cx, (enum work_state)t->state,
					 t->due_on),
		.when = due_words(cx, t->due_on, t->deadline_text),
		.accept = p == ACCEPT ? req_new_key(cx) : STR_NULL
	};
}

static struct err *recent_fill(struct mine *m)
{
	struct cx *cx = m->cx;
	struct task_recent_done_rows rows;
	struct err *err = task_recent_done(
		cx->db,
		&(struct task_recent_done_in){ .scope = cx_scope(cx),
					       .since = cx->today - RECENT_DAYS,
					       .limit = OTHER_ROWS + 1 },
		&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct task_recent_done_row *t = &rows.p[i];
		day_t ready = t->submitted_on == DAY_NONE ? t->done_on
							  : t->submitted_on;
		bool late = t->due_on != DAY_NONE && ready > t->due_on;
		struct mine_item *to = line_add(m, RECENT);

		if (!to)
			break;
		*to = (struct mine_item){
			.id = t->id,
			.title = title_of(cx, t->number, t->work),
			.note = tr_fmt(cx->arena, cx->lang,
				       N_("Verified on {0}"),
				       fmt_day(cx->arena, t->done_on)),
			.status = work_status_of(
				cx, late ? WORK_DONE_LATE : WORK_DONE,
				t->due_on)
		};
	}
	return err;
}

/* The empty text: what will stand here, and the next date when one is known. */
static void section_close(struct mine *m, enum part p)
{
	struct mine_section *s = &m->part[p];
	struct cx *cx = m->cx;
	enum lang l = cx->lang;

	s->id = str_c(parts[p].id);
	s->title = tr(l, parts[p].title);
	s->rail = parts[p].rail ? tr(l, parts[p].rail) : STR_NULL;
	s->none.title = tr(l, parts[p].none);
	if (parts[p].soon)
		s->none.text = tr(l, parts[p].soon);
	if (p == OVERDUE && m->next != DAY_NONE)
		s->none.text =
			tr_fmt(cx->arena, l, N_("The next deadline is {0}."),
			       fmt_day(cx->arena, m->next));
	*vec_push(cx->arena, &m->x->sections) = *s;
}

/* ---- parts that the unit gave to others ---------------------------------------- */

static struct str given_note(struct cx *cx, const struct part_waiting_row *t)
{
	if (t->issued_on == DAY_NONE && t->back_why.n)
		return tr_fmt(cx->arena, cx->lang, N_("Handed back: {0}"),
			      t->back_why);
	if (t->submitted_on == DAY_NONE && t->last_difficulty.n)
		return tr_fmt(cx->arena, cx->lang, N_("{0}: {1}"), t->lead_name,
			      t->last_difficulty);
	return t->lead_name;
}

static struct status given_status(struct cx *cx,
				  const struct part_waiting_row *t)
{
	struct status s = { .mark = MARK_AMBER };

	if (t->submitted_on != DAY_NONE)
		return work_status_of(cx, WORK_WAITING, t->due_on);
	if (t->issued_on != DAY_NONE) {
		s.text = tr(cx->lang, N_("Help is needed"));
	} else if (t->missing) {
		s.mark = MARK_GAP;
		s.text = tr(cx->lang, N_("mend it"));
		s.href = str_fmt(cx->arena, "/task/%ld/edit", (long)t->id);
	} else {
		s.mark = MARK_NONE;
		s.text = tr(cx->lang, N_("Not issued"));
	}
	return s;
}

/* Who gave parts verifies them, and issues what came back. Units that never
 * split a task don't see the section. */
static struct err *given_fill(struct mine *m)
{
	struct cx *cx = m->cx;
	struct mine_section *s;
	struct part_waiting_rows rows;
	struct err *err =
		part_waiting(cx->db,
			     &(struct part_waiting_in){ .scope = cx_scope(cx),
							.limit = DO_ROWS },
			     &rows);

	if (err || !rows.n)
		return err;
	s = vec_push(cx->arena, &m->x->sections);
	s->id = STR("given");
	s->title = tr(cx->lang, N_("Parts that wait for your unit"));
	s->rail = tr(cx->lang, N_("You gave them: verify what is submitted, "
				  "issue what came back."));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct part_waiting_row *t = &rows.p[i];

		*vec_push(cx->arena, &s->items) = (struct mine_item){
			.id = t->id,
			.title = title_of(cx, t->number, t->work),
			.note = given_note(cx, t),
			.status = given_status(cx, t),
			.when = due_words(cx, t->due_on, STR_NULL)
		};
	}
	return NULL;
}

static struct err *unit_fill(struct mine *m)
{
	struct cx *cx = m->cx;
	struct task_mine_rows rows;
	struct err *err = task_returned(
		cx->db, &(struct task_returned_in){ .scope = cx_scope(cx) },
		&m->returned);

	if (!err)
		err = task_reminded(cx->db,
				    &(struct task_reminded_in){
					    .scope = cx_scope(cx) },
				    &m->reminded);
	if (!err)
		err = task_mine(cx->db,
				&(struct task_mine_in){
					.scope = cx_scope(cx),
					.today = cx->today,
					.soon = cx->today + work_soon_days(cx),
					.limit = READ_MOST },
				&rows);
	/* what is paused can't be done now: behind the rest */
	for (int paused = 0; !err && paused < 2; paused++)
		for (ptrdiff_t i = 0; i < rows.n; i++)
			if ((rows.p[i].paused_on != DAY_NONE) == paused)
				unit_add(m, &rows.p[i]);
	if (!err)
		err = recent_fill(m);
	if (!err)
		err = given_fill(m);
	if (!err && !work_is_office(cx))
		err = work_adjust_mine(cx, m->x);
	for (int p = 0; !err && p < N_PART; p++)
		section_close(m, (enum part)p);
	return err;
}

/* ---- the office's sections --------------------------------------------------------- */

static struct mine_section *office_section(struct cx *cx, struct mine_view *x,
					   const char *id, const char *title,
					   const char *none)
{
	struct mine_section *s = vec_push(cx->arena, &x->sections);

	s->id = str_c(id);
	s->title = tr(cx->lang, title);
	s->none.title = tr(cx->lang, none);
	return s;
}

static struct err *verify_fill(struct cx *cx, struct mine_view *x)
{
	struct mine_section *s =
		office_section(cx, x, "verify", N_("To verify"),
			       N_("Nothing waits to be verified."));
	struct task_waiting_rows rows;
	struct err *err =
		task_waiting(cx->db,
			     &(struct task_waiting_in){ .limit = DO_ROWS + 1 },
			     &rows);

	s->rail = tr(cx->lang, N_("Longest waiting first."));
	s->none.text = tr(cx->lang, N_("Tasks that units submit as done are "
				       "shown here."));
	for (ptrdiff_t i = 0; !err && i < MIN(rows.n, DO_ROWS); i++) {
		const struct task_waiting_row *t = &rows.p[i];

		*vec_push(cx->arena, &s->items) = (struct mine_item){
			.id = t->id,
			.title = title_of(cx, t->number, t->work),
			.note = t->lead_name,
			.status = work_status_of(cx, WORK_WAITING, t->due_on),
			.when = tr_fmt(cx->arena, cx->lang,
				       N_("submitted on {0}"),
				       fmt_day(cx->arena, t->submitted_on))
		};
	}
	if (!err && rows.n > DO_ROWS)
		s->all = STR("/tasks?state=waiting");
	return err;
}

static struct err *asking_fill(struct cx *cx, struct mine_view *x)
{
	struct mine_section *s =
		office_section(cx, x, "asking", N_("Asking for help"),
			       N_("No unit asks for help."));
	struct task_asking_rows rows;
	struct err *err = task_asking(
		cx->db, &(struct task_asking_in){ .limit = OTHER_ROWS }, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct task_asking_row *t = &rows.p[i];

		*vec_push(cx->arena, &s->items) = (struct mine_item){
			.id = t->id,
			.title = title_of(cx, t->number, t->work),
			.note = t->last_difficulty.n
					? tr_fmt(cx->arena, cx->lang,
						 N_("{0}: {1}"), t->lead_name,
						 t->last_difficulty)
					: t->lead_name,
			.status = { .mark = MARK_AMBER,
				    .text = tr(cx->lang,
					       N_("Help is needed")) },
			.when = due_words(cx, t->due_on, STR_NULL)
		};
	}
	return err;
}

static struct str missing_words(struct cx *cx, int64_t missing)
{
	struct strs list = work_task_missing(cx, missing);
	struct str all = STR("");

	for (ptrdiff_t i = 0; i < list.n; i++)
		all = i ? str_fmt(cx->arena, "%.*s; %.*s", STR_ARG(all),
				  STR_ARG(list.p[i]))
			: list.p[i];
	return all;
}

static struct err *unclear_fill(struct cx *cx, struct mine_view *x)
{
	struct mine_section *s =
		office_section(cx, x, "unclear", N_("Drafts that aren't clear"),
			       N_("Every draft is clear."));
	struct task_unclear_rows rows;
	struct err *err = task_unclear(
		cx->db, &(struct task_unclear_in){ .limit = OTHER_ROWS + 1 },
		&rows);

	s->rail = tr(cx->lang, N_("They can't be issued yet."));
	for (ptrdiff_t i = 0; !err && i < MIN(rows.n, OTHER_ROWS); i++) {
		const struct task_unclear_row *t = &rows.p[i];

		*vec_push(cx->arena, &s->items) = (struct mine_item){
			.id = t->id,
			.title = title_of(cx, t->number, t->work),
			.note = missing_words(cx, t->missing),
			.status = { .mark = MARK_GAP,
				    .text = tr(cx->lang, N_("mend it")),
				    .href = str_fmt(cx->arena, "/task/%ld/edit",
						    (long)t->id) },
			.when = t->code
		};
	}
	if (!err && rows.n > OTHER_ROWS)
		s->all = STR("/tasks?missing=any");
	return err;
}

static struct err *office_fill(struct cx *cx, struct mine_view *x)
{
	struct err *err = verify_fill(cx, x);

	if (!err)
		err = work_adjust_mine(cx, x);
	if (!err)
		err = asking_fill(cx, x);
	return err ? err : unclear_fill(cx, x);
}

/* ---- the page ------------------------------------------------------------------------ */

/* "Secretary of Branch 2. Wednesday, 14/10/2026" */
static struct str sub_of(struct cx *cx)
{
	struct str day = fmt_day_long(cx->arena, cx->lang, cx->today);
	struct str who = cx->actor.post.n ? cx->actor.post : cx->actor.org_name;

	return who.n ? str_fmt(cx->arena, "%.*s. %.*s", STR_ARG(who),
			       STR_ARG(day))
		     : day;
}

struct err *work_mine_fill(struct cx *cx, struct mine_view *x)
{
	struct mine m = { .cx = cx, .x = x, .next = DAY_NONE };
	struct err *err = work_talk_mine(cx, x);

	if (!err && work_is_office(cx))
		err = office_fill(cx, x);
	if (!err && cx_may(cx, PERM_WORK_REPORT))
		err = work_share_mine(cx, x);
	if (!err && cx_may(cx, PERM_WORK_REPORT))
		err = unit_fill(&m);
	return err;
}

static struct err *mine_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct mine_view x = {
		.page = &page,
		.sub = sub_of(cx),
		.keys = { .csrf = req_csrf(rq) },
		.nothing = { .title =
				     tr(cx->lang, N_("Nothing waits for you.")),
			     .text = tr(cx->lang, N_("Your role reads: see the "
						     "programmes and their "
						     "tasks.")) },
	};
	struct err *err = work_notice_unread(cx, &x.unread);

	if (!err)
		err = work_mine_fill(cx, &x);
	if (err)
		return err;
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){
				 .title = tr(cx->lang, N_("My work")),
				 .menu = "mine" },
			 &page, &v);
	if (!err)
		mine_html(&v, &x);
	return err;
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/mine",
	  .perm = PERM_WORK_VIEW,
	  .page = mine_page },
};

const struct route_table work_mine_routes = { routes, (int)N_ELEMENTS(routes) };
