/*
 * What waits for somebody who leaves: "My work" of each of their seats. The
 * person sees the tasks; whoever gives the duties on sees how many there are.
 */
#include "work/work_page.h"

#include "account/account.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "work/work_leave_tmpl.h"
#include "work/work_mine_view.h"
#include "work/work_talk_query.h"

enum { LONG = 8 }; /* a list that may go on behind its end */

/* A line of somebody else's list has no buttons. */
static void place_add(struct cx *cx, bool own, struct leave_place *place,
		      const struct mine_section *from)
{
	struct mine_section *s;

	/* what was done lately waits for nobody */
	if (!from->items.n || str_eq(from->id, STR("recent")))
		return;
	s = vec_push(cx->arena, &place->sections);
	*s = *from;
	if (!own && str_eq(from->id, STR("mentions")))
		s->title = tr(cx->lang, N_("Comments that name this person"));
	/* beside the title: how many */
	s->rail = fmt_int(cx->arena, cx->lang, from->items.n);
	if ((from->all.n || from->more.n) && from->items.n >= LONG)
		s->rail =
			tr_fmt(cx->arena, cx->lang, N_("{0} or more"), s->rail);
	s->all = STR_NULL;
	for (ptrdiff_t i = 0; i < s->items.n; i++) {
		s->items.p[i].accept = STR_NULL;
		s->items.p[i].mention = 0;
	}
}

static struct err *place_fill(struct cx *cx, const struct actor *who,
			      struct leave_place *ret_place)
{
	struct cx as = *cx;
	struct mine_view x = { 0 };
	struct err *err;

	as.actor = *who;
	err = work_mine_fill(&as, &x);
	if (err)
		return err;
	ret_place->name = who->org_name.n
				  ? who->org_name
				  : tr(cx->lang, N_("The whole committee"));
	for (ptrdiff_t i = 0; i < x.sections.n; i++)
		place_add(cx, who->id == cx->actor.id, ret_place,
			  &x.sections.p[i]);
	return NULL;
}

struct err *work_leave_panel(struct cx *cx, int64_t user, struct view *v)
{
	struct work_leave_view x = {
		.open = user == cx->actor.id ||
			(cx_may(cx, PERM_WORK_VIEW) && cx->actor.org_is_root),
	};
	struct account_actors all;
	struct err *err = account_actors(cx, user, &all);
	bool any = false;

	for (ptrdiff_t i = 0; !err && i < all.n; i++) {
		struct leave_place place = { 0 };

		if (!(all.p[i].perms & PERM_BIT(PERM_WORK_VIEW)))
			continue;
		err = place_fill(cx, &all.p[i], &place);
		if (place.sections.n)
			*vec_push(cx->arena, &x.places) = place;
		any = true;
	}
	if (!err && any)
		work_leave_html(v, &x);
	return err;
}

struct err *work_hand_over(struct cx *cx, int64_t from, int64_t to)
{
	return mention_pass(cx->db,
			    &(struct mention_pass_in){ .from = from, .to = to },
			    NULL);
}
