/* What the comments of a task show: on its page and in "My work". */
#include "work/work_talk.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_mine_view.h"
#include "work/work_past.h"
#include "work/work_talk_query.h"
#include "work/work_task_priv.h"

enum { PAGE_ROWS = 10, MINE_ROWS = 8, MINE_CHARS = 200, CLOCK_CHARS = 5 };

/* "edited 14:05"; with its day when that is another one. */
static struct str edited_of(struct cx *cx, int64_t at, int64_t edited_at)
{
	struct str when = fmt_instant(cx->arena, edited_at);

	if (day_of_instant(at) == day_of_instant(edited_at))
		when = str_sub(when, when.n - CLOCK_CHARS, when.n);
	return tr_fmt(cx->arena, cx->lang, N_("edited {0}"), when);
}

struct talk_item work_talk_item(struct cx *cx, const struct talk_list_row *r)
{
	struct talk_item i = { .id = r->id,
			       .who = r->actor_name,
			       .org = r->org_name,
			       .when = fmt_instant(cx->arena, r->at),
			       .iso = instant_iso(cx->arena, r->at) };

	if (r->removed_at != DB_NULL) {
		i.removed = tr_fmt(cx->arena, cx->lang,
				   N_("removed by {0} on {1}"), r->removed_name,
				   fmt_instant(cx->arena, r->removed_at));
		return i;
	}
	i.body = r->body;
	if (r->edited_at != DB_NULL)
		i.edited = edited_of(cx, r->at, r->edited_at);
	if (cx->past)
		return i;
	if (work_talk_may_edit(cx, r->actor, r->at, work_talk_hours(cx)))
		i.deed = tr(cx->lang, N_("Edit or remove"));
	else if (work_talk_may_remove(cx, r->actor))
		i.deed = tr(cx->lang, N_("Remove"));
	if (r->mention != DB_NULL) {
		i.mention = r->mention;
		i.key = req_new_key(cx);
	}
	return i;
}

/* On a past day a comment says what it said then. */
static struct err *words_back(struct cx *cx, struct talk_list_row *r)
{
	int64_t until = work_past_until(cx);
	struct talk_old_list_rows old;
	struct err *err;

	if (!cx->past || r->edited_at == DB_NULL || r->edited_at < until)
		return NULL;
	err = talk_old_list(cx->db, &(struct talk_old_list_in){ .talk = r->id },
			    &old);
	for (ptrdiff_t i = 0; !err && i < old.n; i++) {
		const struct talk_old_list_row *o = &old.p[i];

		if (o->from_at >= until)
			continue;
		r->body = o->body;
		r->edited_at = o->from_at == r->at ? DB_NULL : o->from_at;
		break;
	}
	return err;
}

struct err *work_talk_items(struct cx *cx, int64_t task, int64_t limit,
			    int64_t offset, struct talk_items *ret)
{
	struct talk_list_rows rows;
	struct err *err =
		talk_list(cx->db,
			  &(struct talk_list_in){ .task = task,
						  .person = cx->actor.id,
						  .until = work_past_until(cx),
						  .limit = limit,
						  .offset = offset },
			  &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		err = words_back(cx, &rows.p[i]);
		*vec_push(cx->arena, ret) = work_talk_item(cx, &rows.p[i]);
	}
	return err;
}

struct err *work_talk_choices(struct cx *cx, int64_t task, int64_t chosen,
			      struct work_choices *ret)
{
	struct talk_people people;
	struct err *err = work_talk_people(cx, task, &people);

	*vec_push(cx->arena, ret) =
		(struct work_choice){ .value = STR(""),
				      .title = tr(cx->lang, N_("Nobody")) };
	for (ptrdiff_t i = 0; !err && i < people.n; i++) {
		const struct talk_person *p = &people.p[i];

		if (p->id == cx->actor.id)
			continue;
		*vec_push(cx->arena, ret) = (struct work_choice){
			.value = str_fmt(cx->arena, "%ld", (long)p->id),
			.title = p->post.n ? str_fmt(cx->arena, "%.*s, %.*s",
						     STR_ARG(p->name),
						     STR_ARG(p->post))
					   : p->name,
			.chosen = p->id == chosen
		};
	}
	return err;
}

static struct err *typed_fill(struct cx *cx, int64_t task,
			      const struct talk_typed *y, struct talk_view *x)
{
	x->said = y->said;
	x->fault = view_fault_of(cx, y->faults, STR("said"));
	x->bad_mention = view_fault_of(cx, y->faults, STR("mention"));
	if (!y->choose && !y->mention && !work_mention_any(y->said))
		return NULL;
	return work_talk_choices(cx, task, y->mention, &x->people);
}

struct err *work_talk_fill(struct cx *cx, const struct task_by_id_row *t,
			   const struct talk_typed *typed, struct talk_view *x)
{
	struct work_facts f = work_task_facts(t);
	struct err *err = t->has & WORK_HAS_TALK
				  ? work_talk_items(cx, t->id, PAGE_ROWS + 1, 0,
						    &x->items)
				  : NULL;

	if (err)
		return err;
	x->task = t->id;
	if (x->items.n > PAGE_ROWS) {
		x->items.n = PAGE_ROWS;
		x->all = work_past_href(cx, str_fmt(cx->arena, "/task/%ld/talk",
						    (long)t->id));
	}
	x->none.title = tr(cx->lang, N_("No comments yet."));
	x->may_write = !cx->past && work_talk_writes(cx) && work_talk_fits(&f);
	if (!x->may_write)
		return NULL;
	x->keys.key = req_new_key(cx);
	return typed ? typed_fill(cx, t->id, typed, x) : NULL;
}

/* ---- "My work" -------------------------------------------------------------------- */

static struct mine_item mention_item(struct cx *cx,
				     const struct mention_list_row *m)
{
	struct str said = utf8_cut(m->body, MINE_CHARS);

	if (said.n < m->body.n)
		said = str_cat(cx->arena, said, STR("…"));
	return (struct mine_item){
		.id = m->task,
		.title = m->number.n
				 ? str_fmt(cx->arena, "%.*s %.*s",
					   STR_ARG(m->number), STR_ARG(m->work))
				 : m->work,
		.note = tr_fmt(cx->arena, cx->lang, N_("{0}: {1}"),
			       m->actor_name, said),
		.status = { .mark = MARK_AMBER,
			    .text = tr(cx->lang, N_("not read yet")) },
		.when = fmt_instant(cx->arena, m->at),
		.mention = m->id,
		.open = req_new_key(cx)
	};
}

struct err *work_talk_mine(struct cx *cx, struct mine_view *x)
{
	struct mention_list_in in = { .person = cx->actor.id,
				      .scope = cx_scope(cx),
				      .limit = MINE_ROWS + 1,
				      .with = MENTION_LIST_WITH_PERSON };
	struct mention_list_rows rows;
	struct mine_section *s;
	struct err *err;

	if (!work_is_office(cx) && !cx->actor.org_is_root)
		in.with |= MENTION_LIST_WITH_SCOPE;
	err = mention_list(cx->db, &in, &rows);
	if (err || !rows.n)
		return err;
	s = vec_push(cx->arena, &x->sections);
	s->id = STR("mentions");
	s->title = tr(cx->lang, N_("You were mentioned"));
	s->rail = tr(cx->lang,
		     N_("Newest first. A comment that you have read, or "
			"answered, leaves this list."));
	for (ptrdiff_t i = 0; i < MIN(rows.n, MINE_ROWS); i++)
		*vec_push(cx->arena, &s->items) = mention_item(cx, &rows.p[i]);
	if (rows.n > MINE_ROWS)
		s->more = tr(cx->lang, N_("Older ones come up when these are "
					  "read."));
	return NULL;
}
