/* Pages about a past day. */
#include "work/work_past.h"

#include "i18n/i18n.h"

struct err *work_past_read(struct cx *cx, struct req *rq)
{
	day_t day = req_day(rq, "as_at");
	struct str structure = req_str(rq, "structure");

	if (req_faults(rq))
		return req_faults(rq);
	cx->then = str_eq(structure, STR("then"));
	if (structure.n && !cx->then)
		return err_at(err_new(cx->arena, ERR_INVALID,
				      N_("The organisations are today's, or "
					 "those of the day: \"then\".")),
			      STR("structure"));
	if (day == DAY_NONE || day == cx->today)
		return NULL;
	if (day > cx->today)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("{0} hasn't come yet; ask for today or "
				   "a day before it."),
				fmt_day(cx->arena, day)),
			STR("as_at"));
	cx->today = cx->as_at = day;
	cx->past = true;
	return NULL;
}

struct str work_past_href(struct cx *cx, struct str href)
{
	bool has_query = str_find_char(href, '?') >= 0;

	if (!cx->past)
		return href;
	return str_fmt(cx->arena, "%.*s%sas_at=%.*s%s", STR_ARG(href),
		       has_query ? "&" : "?",
		       STR_ARG(day_iso(cx->arena, cx->as_at)),
		       cx->then ? "&structure=then" : "");
}

bool work_is_then(const struct cx *cx)
{
	return cx->past && cx->then;
}

int64_t work_past_until(const struct cx *cx)
{
	return day_begin(cx->as_at + 1);
}
