/* The page of a person's calendars, and the calendars themselves. */
#include "work/work_page.h"

#include "i18n/i18n.h"
#include "mail/mail.h"
#include "view/site.h"
#include "work/work_feed.h"
#include "work/work_feed_tmpl.h"
#include "work/work_feed_view.h"
#include "work/work_list_priv.h"

/* What the page was asked to show. */
struct shown {
	int64_t view;	  /* chosen; 0: the unit's open tasks */
	struct str token; /* of the address just made, or absent */
	struct str named; /* … of this calendar */
	const struct err *faults;
};

/* The whole address when the administrator has given the site's. */
static struct err *address_fill(struct cx *cx, const struct shown *s,
				struct feeds_view *x)
{
	struct mail_config mail;
	struct err *err = mail_config_get(cx, &mail);

	if (err)
		return err;
	x->whole = mail.site.n > 0;
	x->address = str_fmt(cx->arena, "%.*s/calendar/%.*s.ics",
			     STR_ARG(mail.site), STR_ARG(s->token));
	x->named =
		tr_fmt(cx->arena, cx->lang, N_("Address of “{0}”"), s->named);
	return NULL;
}

static struct str place_of(struct cx *cx, const struct work_feed *f)
{
	if (f->view == WORK_FEED_GROWTH)
		return tr(cx->lang, N_("People on the way to admission"));
	if (!f->view)
		return tr(cx->lang, N_("Open tasks of your organisation"));
	if (f->of_programme)
		return tr_fmt(cx->arena, cx->lang, N_("Saved view of {0}"),
			      f->code);
	return tr(cx->lang, N_("Saved view of all tasks"));
}

static struct err *feeds_fill(struct cx *cx, struct feeds_view *x)
{
	struct work_feeds feeds;
	struct err *err = work_feed_list(cx, &feeds);

	for (ptrdiff_t i = 0; !err && i < feeds.n; i++) {
		const struct work_feed *f = &feeds.p[i];

		*vec_push(cx->arena, &x->feeds) =
			(struct feed_item){ .id = f->id,
					    .name = f->name,
					    .place = place_of(cx, f),
					    .made = fmt_instant(cx->arena,
								f->made_at),
					    .key = req_new_key(cx) };
	}
	return err;
}

static struct err *views_fill(struct cx *cx, int64_t chosen,
			      struct feeds_view *x)
{
	struct str now = str_fmt(cx->arena, "%lld", (long long)chosen);
	struct work_views views;
	struct err *err = work_views_all(cx, &views);

	if (err)
		return err;
	work_choice_add(cx, &x->views, STR("0"),
			tr(cx->lang, N_("Open tasks of your organisation")),
			now);
	if (cx_may(cx, PERM_GROWTH_VIEW))
		work_choice_add(cx, &x->views,
				str_fmt(cx->arena, "%d", WORK_FEED_GROWTH),
				tr(cx->lang, N_("What falls due of people on "
						"the way to admission")),
				now);
	for (ptrdiff_t i = 0; i < views.n; i++) {
		const struct work_view *w = &views.p[i];
		struct str title = w->name;

		if (w->code.n)
			title = tr_fmt(cx->arena, cx->lang, N_("{0} ({1})"),
				       w->name, w->code);
		work_choice_add(cx, &x->views,
				str_fmt(cx->arena, "%lld", (long long)w->id),
				title, now);
	}
	return NULL;
}

static void crumbs_fill(struct cx *cx, struct str here, struct crumbs *c)
{
	*vec_push(cx->arena, c) =
		(struct crumb){ tr(cx->lang, N_("Your account")),
				STR("/account") };
	*vec_push(cx->arena, c) = (struct crumb){ .text = here };
}

static struct err *feeds_show(struct cx *cx, struct req *rq, struct reply *rp,
			      const struct shown *s)
{
	struct str title = tr(cx->lang, N_("Tasks in your calendar"));
	struct page page;
	struct view v;
	struct feeds_view x = { .page = &page,
				.keys = view_keys(cx, rq),
				.faults = view_faults(cx, s->faults) };
	struct err *err = feeds_fill(cx, &x);

	if (!err)
		err = views_fill(cx, s->view, &x);
	if (!err && s->token.n)
		err = address_fill(cx, s, &x);
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = title,
						     .menu = "account",
						     .n_errors =
							     (int)x.faults.n },
				 &page, &v);
	if (err)
		return err;
	crumbs_fill(cx, title, &x.crumbs);
	rp->no_etag = true;
	feeds_html(&v, &x);
	return NULL;
}

static int64_t view_asked(struct req *rq)
{
	int64_t view = req_int(rq, "view");

	return view == DB_NULL ? 0 : view;
}

static struct err *feeds_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shown s = { .view = view_asked(rq) };
	struct work_view view;
	struct err *err = req_faults(rq);

	if (!err && s.view > 0)
		err = work_view_see(cx, s.view, &view);
	return err ? err : feeds_show(cx, rq, rp, &s);
}

/* The name of the newest calendar, which was just made. */
static struct err *named_newest(struct cx *cx, struct shown *s)
{
	struct work_feeds feeds;
	struct err *err = work_feed_list(cx, &feeds);

	if (!err && feeds.n)
		s->named = feeds.p[feeds.n - 1].name;
	return err;
}

static struct err *made_show(struct cx *cx, struct req *rq, struct reply *rp,
			     struct shown *s, struct err *err)
{
	if (err && err->code == ERR_CONFLICT) {
		rp->status = 422;
		s->faults = err;
		return feeds_show(cx, rq, rp, s);
	}
	if (!err && s->token.n)
		err = named_newest(cx, s);
	return err ? err : feeds_show(cx, rq, rp, s);
}

static struct err *feeds_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shown s = { .view = view_asked(rq) };
	struct err *err = req_faults(rq);

	if (!err)
		err = work_feed_make(cx, s.view, &s.token);
	return made_show(cx, rq, rp, &s, err);
}

static struct err *renew_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shown s = { 0 };
	struct err *err = work_feed_renew(cx, req_path_id(rq, "id"), &s.token);

	return made_show(cx, rq, rp, &s, err);
}

static struct err *revoke_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *err = work_feed_revoke(cx, req_path_id(rq, "id"));

	return err ? err : reply_redirect(rp, STR("/account/calendar"));
}

/* "/calendar/TOKEN.ics": whoever knows it may read it. */
static struct err *feed_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct str token = req_path_word(rq, "token");
	struct cx own = *cx;
	struct work_feed_open o;
	struct err *err;

	if (str_ends(token, STR(".ics")))
		token.n -= 4;
	err = work_feed_open(&own, token, &o);
	if (err)
		return err;
	rp->type = "text/calendar; charset=utf-8";
	return o.growth ? work_calendar_growth(&own, &o.calendar, &rp->body)
			: work_calendar_put(&own, &o.filter, &o.calendar,
					    &rp->body);
}

static const struct field view_fields[] = {
	{ .name = "view",
	  .label = N_("Which tasks"),
	  .kind = FIELD_INT,
	  .min = WORK_FEED_GROWTH },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/account/calendar",
	  .perm = PERM_WORK_VIEW,
	  .page = feeds_get,
	  ROUTE_FIELDS(view_fields) },
	{ .method = POST,
	  .path = "/account/calendar",
	  .perm = PERM_WORK_VIEW,
	  .page = feeds_post,
	  ROUTE_FIELDS(view_fields) },
	{ .method = POST,
	  .path = "/account/calendar/:id/renew",
	  .perm = PERM_WORK_VIEW,
	  .page = renew_post },
	{ .method = POST,
	  .path = "/account/calendar/:id/revoke",
	  .perm = PERM_WORK_VIEW,
	  .page = revoke_post },
	{ .method = GET,
	  .path = "/calendar/::token",
	  .perm = PERM_PUBLIC,
	  .page = feed_page,
	  .slow = true },
};

const struct route_table work_feed_routes = { routes, (int)N_ELEMENTS(routes) };
