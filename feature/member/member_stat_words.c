/* The sentence that carries the answer. */
#include "member/member_stat.h"

#include "i18n/i18n.h"

static struct str people(struct cx *cx, int64_t n)
{
	return tr_format(
		cx->arena,
		tr_n(cx->lang, N_("{0} member"), N_("{0} members"), n),
		(const struct str[]){ fmt_int(cx->arena, cx->lang, n) }, 1);
}

/* Of all counted states. */
static struct str states(struct cx *cx, const struct member_stat *s)
{
	const struct stat_values *list = &s->by[STAT_STATE];
	struct buf b = buf_init(cx->arena, 4096);

	for (ptrdiff_t i = 0; i < list->n; i++) {
		if (!list->p[i].n)
			continue;
		if (b.n)
			buf_lit(&b, ", ");
		buf_str(&b, list->p[i].title);
		buf_char(&b, ' ');
		buf_str(&b, fmt_int(cx->arena, cx->lang, list->p[i].n));
	}
	return buf_view(&b);
}

struct str member_stat_sentence(struct cx *cx, const struct member_stat *s)
{
	struct str units = fmt_int(cx->arena, cx->lang, s->units);
	struct str first = tr_fmt(cx->arena, cx->lang,
				  N_("On {0} {1} had {2} in {3} units directly "
				     "below."),
				  fmt_day(cx->arena, s->on), s->org.name,
				  people(cx, s->members), units);

	if (!s->members)
		first = tr_fmt(cx->arena, cx->lang,
			       N_("On {0} no members are on record in {1}."),
			       fmt_day(cx->arena, s->on), s->org.name);
	else if (!s->units)
		first = tr_fmt(cx->arena, cx->lang, N_("On {0} {1} had {2}."),
			       fmt_day(cx->arena, s->on), s->org.name,
			       people(cx, s->members));
	if (s->members)
		first = str_fmt(cx->arena, "%.*s %.*s.", STR_ARG(first),
				STR_ARG(states(cx, s)));
	if (s->restated)
		first = str_fmt(
			cx->arena, "%.*s %.*s", STR_ARG(first),
			STR_ARG(tr_fmt(cx->arena, cx->lang,
				       N_("The people are those of that day, "
					  "the organisations those of {0}."),
				       fmt_day(cx->arena, s->structure))));
	return first;
}
