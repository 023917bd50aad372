/* What the digest says of people on the way to admission. */
#include "account/account.h"
#include "growth/growth.h"
#include "i18n/i18n.h"
#include "work/work_letter.h"

enum { SOON = 30 }; /* days */

/* One kind, when the first of its days is near or gone. */
static struct err *kind_put(struct cx *cx, enum growth_due_kind k, int64_t n,
			    const struct work_letter *l,
			    struct letter_section *s)
{
	struct growth_due_ask ask = { .scope = growth_scope(cx),
				      .on = cx->today,
				      .kinds = 1u << k,
				      .limit = 1 };
	struct growth_due_page first = { 0 };
	struct err *err = growth_due_read(cx, &ask, &first);
	struct str people;

	if (err || !first.n || first.p->due == DAY_NONE ||
	    first.p->due > cx->today + SOON)
		return err;
	people = fmt_int(cx->arena, l->lang, n);
	s->n += n;
	*vec_push(cx->arena, &s->items) = (struct letter_item){
		.title = tr(l->lang, growth_due_title(k)),
		.note = tr_format(
			cx->arena,
			tr_n(l->lang, N_("{0} person; the first: {1}"),
			     N_("{0} people; the first: {1}"), (int)n),
			(const struct str[]){
				people, letter_due(cx, l->lang, first.p->due) },
			2),
		.href = str_fmt(cx->arena, "%.*s/growth/due?kind=%s",
				STR_ARG(l->site), growth_due_key(k))
	};
	return NULL;
}

static struct err *seat_put(struct cx *cx, struct work_letter *l, bool only)
{
	struct growth_due_ask ask = { .scope = growth_scope(cx),
				      .on = cx->today };
	int64_t n[N_GROWTH_DUE] = { 0 };
	struct letter_section s = {
		.title = tr(l->lang, N_("Growth of the membership")),
		.all = str_cat(cx->arena, l->site, STR("/growth/due"))
	};
	struct err *err = growth_due_count(cx, &ask, n);

	for (int k = 0; !err && k < N_GROWTH_DUE; k++)
		if (n[k])
			err = kind_put(cx, (enum growth_due_kind)k, n[k], l,
				       &s);
	if (err || !s.items.n)
		return err;
	if (!only)
		s.title = tr_fmt(cx->arena, l->lang, N_("{0}: {1}"), s.title,
				 cx->actor.org_name);
	*vec_push(cx->arena, &l->sections) = s;
	return NULL;
}

struct err *work_letter_growth(struct cx *cx, int64_t user,
			       struct work_letter *l)
{
	struct account_actors seats = { 0 };
	struct cx as = *cx;
	struct err *err = account_actors(cx, user, &seats);

	as.lang = l->lang;
	for (ptrdiff_t i = 0; !err && i < seats.n; i++) {
		as.actor = seats.p[i];
		if (cx_may(&as, PERM_GROWTH_MANAGE))
			err = seat_put(&as, l, seats.n == 1);
	}
	return err;
}
