/* Choosing who goes along with a split: the act, and what the decision says. */
#include "member/member_split.h"

#include "audit/audit.h"
#include "base/perm.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member.h"
#include "member/member_split_query.h"

enum { NAMED_MOST = 10 }; /* people who are named in a note */

day_t member_split_day(const struct cx *cx, const struct reorg_splits *all)
{
	return all->on == DAY_NONE ? cx->today : all->on;
}

struct err *member_split_find(struct cx *cx, int64_t decision, int64_t step,
			      struct reorg_splits *ret_all,
			      const struct reorg_split **ret_split)
{
	bool seen = false;
	struct err *err = org_splits(cx, decision, ret_all);

	*ret_split = NULL;
	for (ptrdiff_t i = 0; !err && i < ret_all->n; i++)
		if (ret_all->p[i].step == step)
			*ret_split = &ret_all->p[i];
	if (!err && *ret_split)
		err = member_org_is_seen(cx, (*ret_split)->org, &seen);
	if (!err && !seen)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("The decision has no such step, or people "
				 "aren't chosen for it."));
	return err;
}

/* ---- the act ------------------------------------------------------------ */

struct choosing {
	const struct member_split *in;
	struct buf came, gone; /* ids, for the event */
	int64_t n_came, n_gone;
};

static bool is_named(const struct member_split *in, int64_t member)
{
	for (ptrdiff_t i = 0; i < in->n; i++)
		if (in->member[i] == member)
			return true;
	return in->all;
}

static void id_say(struct buf *b, int64_t id)
{
	if (b->n)
		buf_lit(b, " ");
	buf_i64(b, id);
}

static struct err *one_set(struct cx *cx, struct choosing *io,
			   const struct member_split_people_row *p)
{
	bool want = is_named(io->in, p->member);
	int64_t step = io->in->step;

	if (want == p->chosen)
		return NULL;
	id_say(want ? &io->came : &io->gone, p->member);
	io->n_came += want;
	io->n_gone += !want;
	if (want)
		return member_split_add(cx->db,
					&(struct member_split_add_in){
						.step = step,
						.member = p->member },
					NULL);
	return member_split_take(cx->db,
				 &(struct member_split_take_in){
					 .step = step, .member = p->member },
				 NULL);
}

static struct err *all_set(struct cx *cx, struct choosing *io,
			   const struct reorg_split *s, day_t on)
{
	struct member_split_people_in ask = {
		.step = s->step,
		.org = s->org,
		.day = on,
		.q = text_fold(cx->arena, io->in->q),
		/* who didn't fit on the page wasn't there to be ticked */
		.limit = io->in->all ? INT32_MAX : MEMBER_SPLIT_MOST,
		.with = io->in->q.n ? MEMBER_SPLIT_PEOPLE_WITH_Q : 0
	};
	struct member_split_people_rows rows;
	struct err *err = member_split_people(cx->db, &ask, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		/* at home and for a time at once is one person */
		if (i && rows.p[i].member == rows.p[i - 1].member)
			continue;
		err = one_set(cx, io, &rows.p[i]);
	}
	return err;
}

static struct err *choose_event(struct cx *cx, struct choosing *io)
{
	struct buf after = audit_obj(cx);

	audit_int(&after, "step", io->in->step);
	audit_int(&after, "chosen", io->n_came);
	audit_int(&after, "dropped", io->n_gone);
	audit_str(&after, "came", buf_view(&io->came));
	audit_str(&after, "gone", buf_view(&io->gone));
	return audit_write(cx,
			   &(struct audit_event){ .kind = "decision.people",
						  .subject_kind = "decision",
						  .subject = io->in->decision,
						  .after = audit_end(&after) },
			   NULL);
}

static struct err *choose_tx(struct cx *cx, void *arg)
{
	struct choosing *io = arg;
	struct reorg_splits all;
	const struct reorg_split *s;
	int64_t seen_id;
	bool seen;
	struct err *err = audit_seen(cx, "decision.people", &seen, &seen_id);

	if (err || seen)
		return err;
	io->came = buf_init(cx->arena, 1 << 20);
	io->gone = buf_init(cx->arena, 1 << 20);
	io->n_came = io->n_gone = 0;
	err = member_split_find(cx, io->in->decision, io->in->step, &all, &s);
	if (!err && !all.draft)
		err = err_new(
			cx->arena, ERR_CONFLICT,
			N_("The decision is approved; only a draft can be "
			   "changed."));
	if (!err)
		err = all_set(cx, io, s, member_split_day(cx, &all));
	return err ? err : choose_event(cx, io);
}

struct err *member_split_choose(struct cx *cx, const struct member_split *in)
{
	struct choosing io = { .in = in };

	if (cx->actor.id != ACTOR_SYSTEM && !cx_may(cx, PERM_MEMBER_MANAGE))
		return err_new(cx->arena, ERR_DENIED,
			       N_("Only who keeps the records of members may "
				  "change them."));
	return db_tx(cx, choose_tx, &io);
}

/* ---- what becomes of the choice ----------------------------------------- */

struct err *member_split_unstep(struct cx *cx, int64_t step)
{
	return member_split_clear(
		cx->db, &(struct member_split_clear_in){ .step = step }, NULL);
}

struct err *member_split_note(struct cx *cx, struct reorg *r,
			      const struct reorg_flow *f)
{
	struct member_split_lost_rows rows;
	struct buf names = buf_init(cx->arena, 1 << 14);
	struct err *err = member_split_lost(cx->db,
					    &(struct member_split_lost_in){
						    .step = f->step,
						    .org = f->from,
						    .day = r->on,
						    .limit = NAMED_MOST + 1 },
					    &rows);

	if (err || !rows.n)
		return err;
	for (ptrdiff_t i = 0; i < MIN(rows.n, NAMED_MOST); i++) {
		if (i)
			buf_lit(&names, ", ");
		buf_str(&names, rows.p[i].name);
	}
	if (rows.n > NAMED_MOST)
		buf_lit(&names, "…");
	*vec_push(cx->arena, &r->notes) = tr_fmt(
		cx->arena, cx->lang,
		N_("Chosen to go along, but not there any more by then: {0}. "
		   "They stay where they are."),
		buf_view(&names));
	return NULL;
}
