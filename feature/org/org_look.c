/* The day that a page of organisations looks at. */
#include "org/org_look.h"

#include "i18n/i18n.h"
#include "org/org_past_query.h"
#include "view/site.h"

struct err *org_look_read(struct cx *cx, struct req *rq,
			  struct org_look *ret_look)
{
	struct org_look look = { .day = cx->today };
	day_t day = req_day(rq, "as_at");

	for (struct err *e = req_faults(rq); e; e = e->next)
		if (!str_eq(e->field, STR("as_at")))
			return req_faults(rq);
	look.fault = req_faults(rq);
	look.typed = req_typed(rq, "as_at");
	if (!look.fault && day != DAY_NONE && day != cx->today) {
		look.day = day;
		look.iso = day_iso(cx->arena, day);
		if (day < cx->today) {
			cx->today = cx->as_at = day;
			cx->past = true;
		}
	}
	*ret_look = look;
	return NULL;
}

static struct str on_day(struct cx *cx, struct str href, struct str iso)
{
	bool has_query = str_find_char(href, '?') >= 0;

	return str_fmt(cx->arena, "%.*s%sas_at=%.*s", STR_ARG(href),
		       has_query ? "&" : "?", STR_ARG(iso));
}

struct str org_look_href(struct cx *cx, const struct org_look *look,
			 struct str href)
{
	return look->iso.n ? on_day(cx, href, look->iso) : href;
}

struct str org_look_page(struct cx *cx, const struct org_look *look,
			 int64_t org)
{
	return org_look_href(cx, look,
			     str_fmt(cx->arena, "/org/%lld", (long long)org));
}

struct err *org_look_ahead(struct cx *cx, const struct org_look *look)
{
	struct err *err = org_days_around_ahead(
		cx->db, &(struct org_days_around_in){ .day = look->day });

	if (err || cx->past || !look->iso.n)
		return err;
	return org_decisions_ahead_ahead(
		cx->db, &(struct org_decisions_ahead_in){ .day = look->day });
}

static struct org_day_link link_to(struct cx *cx, struct str here, day_t day)
{
	if (day == DAY_NONE)
		return (struct org_day_link){ 0 };
	return (struct org_day_link){ fmt_day(cx->arena, day),
				      on_day(cx, here,
					     day_iso(cx->arena, day)) };
}

/* A day that hasn't come: what is decided for it, but not yet in force. */
static struct err *ahead_fill(struct cx *cx, const struct org_look *look,
			      struct org_look_view *x)
{
	struct org_decisions_ahead_row row;
	bool found;
	struct err *err = org_decisions_ahead(
		cx->db, &(struct org_decisions_ahead_in){ .day = look->day },
		&row, &found);

	if (err)
		return err;
	x->decisions = row.n;
	x->note = tr_fmt(cx->arena, cx->lang,
			 N_("{0} hasn't come yet: as it will be by what is in "
			    "force until today."),
			 fmt_day(cx->arena, look->day));
	return NULL;
}

struct err *org_look_fill(struct cx *cx, const struct org_look *look,
			  struct str here, struct org_look_view *ret_x)
{
	struct org_days_around_in in = { .day = look->day };
	struct org_look_view x = { .day = fmt_day(cx->arena, look->day),
				   .today = here };
	struct org_days_around_row days;
	bool found;
	struct err *err = org_days_around(cx->db, &in, &days, &found);

	if (err)
		return err;
	x.before = link_to(cx, here, days.before);
	x.behind = link_to(cx, here, days.behind);
	x.typed = look->fault ? look->typed : x.day;
	if (look->fault)
		x.errors = view_faults(cx, look->fault);
	if (cx->past)
		x.note =
			tr_fmt(cx->arena, cx->lang,
			       N_("As it was on {0}, by what is recorded until "
				  "today."),
			       x.day);
	else if (look->iso.n)
		err = ahead_fill(cx, look, &x);
	*ret_x = x;
	return err;
}
