/* How many members organisations have, as weights for whoever divides. */
#include "member/member.h"

#include "member/member_stat.h"

struct err *member_weights(struct cx *cx, const struct member_weigh *w,
			   const int64_t *below, ptrdiff_t n, int64_t *ret)
{
	struct member_stat s;
	struct err *e = member_stat_read(
		cx,
		&(struct stat_ask){
			.org = w->org, .on = w->on, .structure = w->structure },
		&s);

	for (ptrdiff_t i = 0; !e && i < n; i++) {
		ret[i] = 0;
		for (ptrdiff_t k = 0; k < s.by_unit.n; k++)
			if (s.by_unit.p[k].id == below[i])
				ret[i] = w->young ? s.by_unit.p[k].young
						  : s.by_unit.p[k].n;
	}
	return e;
}

struct err *member_counted(struct cx *cx, const struct member_weigh *w,
			   int64_t *ret_n)
{
	struct member_stat s;
	struct err *e;

	if (w->structure == w->on)
		return member_stat_count(cx, w->org, w->on, ret_n);
	e = member_stat_read(cx,
			     &(struct stat_ask){ .org = w->org,
						 .on = w->on,
						 .structure = w->structure },
			     &s);
	if (!e)
		*ret_n = s.members;
	return e;
}
