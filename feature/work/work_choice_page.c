/* What a person sets below the account: letters and their hour. */
#include "work/work_page.h"

#include "account/account.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "mail/mail.h"
#include "view/site.h"
#include "work/work_notice.h"
#include "work/work_notice_query.h"
#include "work/work_notice_tmpl.h"
#include "work/work_notice_view.h"

static const char *const days[] = {
	N_("every day"), N_("Monday"), N_("Tuesday"),  N_("Wednesday"),
	N_("Thursday"),	 N_("Friday"), N_("Saturday"), N_("Sunday"),
};
static const char *const hints[N_WORK_NOTICE] = {
	[WORK_NOTICE_ISSUED] = N_("At once."),
	[WORK_NOTICE_RETURNED] = N_("At once."),
	[WORK_NOTICE_OVERDUE] = N_("Once, on the day after the deadline."),
	[WORK_NOTICE_DUE] = N_("Seven days and one day before."),
	[WORK_NOTICE_DIGEST] = N_("All that you have to do, in one letter."),
};

static struct str hour_text(struct cx *cx, int64_t hour)
{
	return str_fmt(cx->arena, "%d:00", (int)hour);
}

static struct crumbs crumbs_of(struct cx *cx, struct str here)
{
	struct crumbs c = { 0 };

	*vec_push(cx->arena, &c) =
		(struct crumb){ tr(cx->lang, N_("Your account")),
				STR("/account") };
	*vec_push(cx->arena, &c) = (struct crumb){ .text = here };
	return c;
}

/* ---- letters -------------------------------------------------------------------- */

static void choice_fill(struct cx *cx, const struct notice_choice *c,
			struct choice_view *x)
{
	for (int k = 0; k < N_WORK_NOTICE; k++)
		*vec_push(cx->arena, &x->kinds) = (struct choice_kind){
			.key = work_notice_key((enum work_notice)k),
			.title = tr(cx->lang,
				    work_notice_title((enum work_notice)k)),
			.hint = tr(cx->lang, hints[k]),
			.on = !(c->off >> k & 1)
		};
	for (int d = 1; d <= N_ELEMENTS(days); d++)
		*vec_push(cx->arena, &x->days) = (struct choice_value){
			.value = d % N_ELEMENTS(days),
			.title = tr(cx->lang, days[d % N_ELEMENTS(days)]),
			.chosen = c->day == d % N_ELEMENTS(days)
		};
	for (int h = 0; h < 24; h++)
		*vec_push(cx->arena, &x->hours) =
			(struct choice_value){ .value = h,
					       .title = hour_text(cx, h),
					       .chosen = c->hour == h };
}

static struct err *choice_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct notice_choice *typed,
			       const struct err *faults)
{
	struct page page;
	struct view v;
	struct choice_view x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.faults = view_faults(cx, faults),
		.day_fault = view_fault_of(cx, faults, STR("day")),
		.hour_fault = view_fault_of(cx, faults, STR("hour")),
	};
	struct str title = tr(cx->lang, N_("Which letters you get"));
	struct notice_choice c;
	struct mail_config mail;
	struct reader_by_id_row me;
	bool found = false;
	struct err *err = work_choice_get(cx, cx->actor.id, &c);

	if (!err)
		err = mail_config_get(cx, &mail);
	if (!err)
		err = reader_by_id(cx->db,
				   &(struct reader_by_id_in){ cx->actor.id },
				   &me, &found);
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){ .title = title,
						     .menu = "account",
						     .n_errors =
							     (int)x.faults.n },
				 &page, &v);
	if (err)
		return err;
	x.crumbs = crumbs_of(cx, title);
	x.mails = mail.host.n > 0;
	x.email = found ? me.email : STR("");
	x.done = !faults && req_method(rq) == GET && req_flag(rq, "done");
	choice_fill(cx, typed ? typed : &c, &x);
	rp->no_etag = true;
	choice_html(&v, &x);
	return NULL;
}

static struct err *choice_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return choice_show(cx, rq, rp, NULL, req_faults(rq));
}

static struct err *choice_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct notice_choice c = { .day = req_int(rq, "day"),
				   .hour = req_int(rq, "hour") };
	struct err *err = req_faults(rq);

	for (int k = 0; k < N_WORK_NOTICE; k++)
		if (!req_flag(rq, work_notice_key((enum work_notice)k)))
			c.off |= 1LL << k;
	if (!err)
		err = work_choice_put(cx, &c);
	if (err && err->code == ERR_INVALID) {
		rp->status = 422;
		return choice_show(cx, rq, rp, &c, err);
	}
	return err ? err : reply_redirect(rp, STR("/account/notices?done=1"));
}

/* ---- on the page of the account ------------------------------------------------------- */

static struct str letters_text(struct cx *cx, const struct notice_choice *c)
{
	if (c->off >> WORK_NOTICE_DIGEST & 1)
		return tr(cx->lang, N_("No digest."));
	return tr_fmt(cx->arena, cx->lang, N_("A digest: {0}, {1}."),
		      tr(cx->lang, days[c->day]), hour_text(cx, c->hour));
}

struct err *work_account_panel(struct cx *cx, int64_t user, struct view *v)
{
	struct account_panel_view x = { 0 };
	struct feed_list_rows feeds;
	struct notice_choice c;
	struct err *err;

	if (!cx_may(cx, PERM_WORK_VIEW))
		return NULL;
	err = work_notice_unread(cx, &x.unread);
	if (!err)
		err = work_choice_get(cx, user, &c);
	if (!err)
		err = feed_list(cx->db, &(struct feed_list_in){ user }, &feeds);
	if (err)
		return err;
	x.letters = letters_text(cx, &c);
	x.feeds = feeds.n;
	account_panel_html(v, &x);
	return NULL;
}

static const struct field done_fields[] = {
	{ .name = "done", .label = N_("Done"), .kind = FIELD_FLAG },
};
#define FIELD_KIND(key)                                                        \
	{                                                                      \
		.name = key, .label = N_("Letters"), .kind = FIELD_FLAG        \
	}
static const struct field choice_fields[] = {
	FIELD_KIND("issued"),
	FIELD_KIND("returned"),
	FIELD_KIND("overdue"),
	FIELD_KIND("due"),
	FIELD_KIND("digest"),
	{ .name = "day",
	  .label = N_("Day of the digest"),
	  .kind = FIELD_INT,
	  .required = true,
	  .max = 7 },
	{ .name = "hour",
	  .label = N_("Hour"),
	  .kind = FIELD_INT,
	  .required = true,
	  .max = 23 },
};

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/account/notices",
	  .perm = PERM_WORK_VIEW,
	  .page = choice_get,
	  ROUTE_FIELDS(done_fields) },
	{ .method = POST,
	  .path = "/account/notices",
	  .perm = PERM_WORK_VIEW,
	  .page = choice_post,
	  ROUTE_FIELDS(choice_fields) },
};

const struct route_table work_choice_routes = { routes,
						(int)N_ELEMENTS(routes) };
