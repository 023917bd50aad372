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
static const char *const when_titles[N_WORK_WHEN] = {
	[WHEN_ONCE] = N_("At once"),
	[WHEN_DIGEST] = N_("In the digest"),
	[WHEN_NEVER] = N_("Never"),
};

/* In the order of the page. */
static const struct {
	enum work_notice kind;
	const char *hint;
	bool reports; /* only for who reports for an organisation */
} kinds[] = {
	{ WORK_NOTICE_REQUEST,
	  N_("Results to verify, requests, tasks handed back, calls for "
	     "help."),
	  false },
	{ WORK_NOTICE_MENTION, N_("Somebody means you: “@” and your name."),
	  false },
	{ WORK_NOTICE_ISSUED, N_("Your organisation is to lead them."), true },
	{ WORK_NOTICE_RETURNED, N_("With what is still missing."), true },
	{ WORK_NOTICE_DUE, N_("Seven days and one day before."), true },
	{ WORK_NOTICE_OVERDUE, N_("Once, on the day after the deadline."),
	  true },
	{ WORK_NOTICE_REMIND, N_("Its words to a unit that is late or silent."),
	  true },
	{ WORK_NOTICE_DECISION,
	  N_("Verified, adjusted, refused, paused, withdrawn."), true },
	{ WORK_NOTICE_WITH,
	  N_("Tasks in which your organisation cooperates, and shares."),
	  true },
};
enum { NO_DIGEST = 8 }; /* behind the days of the week */

static bool is_offered(const struct cx *cx, ptrdiff_t i)
{
	return !kinds[i].reports || cx_may(cx, PERM_WORK_REPORT);
}

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

/* What was typed, or what is chosen. */
struct shown {
	struct notice_choice c;
	const struct err *faults;
};

static void kinds_fill(struct cx *cx, const struct shown *s,
		       struct choice_view *x)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(kinds); i++) {
		enum work_notice k = kinds[i].kind;
		const char *key = work_notice_key(k);
		struct choice_kind *to;

		if (!is_offered(cx, i))
			continue;
		to = vec_push(cx->arena, &x->kinds);
		*to = (struct choice_kind){
			.key = key,
			.title = tr(cx->lang, work_notice_title(k)),
			.hint = tr(cx->lang, kinds[i].hint),
			.fault = view_fault_of(cx, s->faults, str_c(key)),
			.n = work_notice_waits(k) ? N_WORK_WHEN : WHEN_NEVER
		};
		for (int w = 0; w < to->n; w++)
			to->when[w] = (struct choice_when){
				.key = work_when_key((enum work_when)w),
				.title = tr(cx->lang, when_titles[w]),
				.chosen = (int)work_choice_when(&s->c, k) == w
			};
	}
}

static void choice_fill(struct cx *cx, const struct shown *s,
			struct choice_view *x)
{
	bool none = s->c.off >> WORK_NOTICE_DIGEST & 1;

	kinds_fill(cx, s, x);
	for (int d = 1; d <= N_ELEMENTS(days); d++)
		*vec_push(cx->arena, &x->days) = (struct choice_value){
			.value = d % N_ELEMENTS(days),
			.title = tr(cx->lang, days[d % N_ELEMENTS(days)]),
			.chosen = !none && s->c.day == d % N_ELEMENTS(days)
		};
	*vec_push(cx->arena, &x->days) =
		(struct choice_value){ .value = NO_DIGEST,
				       .title = tr(cx->lang, N_("no digest")),
				       .chosen = none };
	for (int h = 0; h < 24; h++)
		*vec_push(cx->arena, &x->hours) =
			(struct choice_value){ .value = h,
					       .title = hour_text(cx, h),
					       .chosen = s->c.hour == h };
}

static struct err *choice_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct shown *s)
{
	struct page page;
	struct view v;
	struct choice_view x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.faults = view_faults(cx, s->faults),
		.day_fault = view_fault_of(cx, s->faults, STR("day")),
		.hour_fault = view_fault_of(cx, s->faults, STR("hour")),
	};
	struct str title = tr(cx->lang, N_("Which letters you get"));
	struct mail_config mail;
	struct reader_by_id_row me;
	bool found = false;
	struct err *err = mail_config_get(cx, &mail);

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
	x.done = !s->faults && req_method(rq) == GET && req_flag(rq, "done");
	choice_fill(cx, s, &x);
	rp->no_etag = true;
	choice_html(&v, &x);
	return NULL;
}

static struct err *choice_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shown s = { .faults = req_faults(rq) };
	struct err *err = work_choice_get(cx, cx->actor.id, &s.c);

	return err ? err : choice_show(cx, rq, rp, &s);
}

/* Of the kinds that the page shows; others stay as they are. */
static void kinds_read(struct cx *cx, struct req *rq, struct notice_choice *c,
		       struct err **faults)
{
	for (ptrdiff_t i = 0; i < N_ELEMENTS(kinds); i++) {
		const char *key = work_notice_key(kinds[i].kind);
		enum work_when w;

		if (!is_offered(cx, i))
			continue;
		if (work_when_from_key(req_str(rq, key), &w))
			work_choice_set(c, kinds[i].kind, w);
		else
			err_add(faults,
				err_at(err_new(cx->arena, ERR_INVALID,
					       N_("Choose when a letter is "
						  "sent.")),
				       str_c(key)));
	}
}

static void day_read(struct req *rq, struct notice_choice *c)
{
	int64_t day = req_int(rq, "day");

	c->off &= ~(INT64_C(1) << WORK_NOTICE_DIGEST);
	if (day == NO_DIGEST)
		c->off |= INT64_C(1) << WORK_NOTICE_DIGEST;
	else
		c->day = day;
}

static struct err *choice_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct shown s = { 0 };
	struct err *bad = req_faults(rq);
	struct err *err = work_choice_get(cx, cx->actor.id, &s.c);

	if (err)
		return err;
	s.c.hour = req_int(rq, "hour");
	day_read(rq, &s.c);
	kinds_read(cx, rq, &s.c, &bad);
	if (!bad)
		bad = work_choice_put(cx, &s.c);
	if (!bad)
		return reply_redirect(rp, STR("/account/notices?done=1"));
	if (bad->code != ERR_INVALID)
		return bad;
	s.faults = bad;
	rp->status = 422;
	return choice_show(cx, rq, rp, &s);
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
		.name = key, .label = N_("Letters"), .kind = FIELD_WORD        \
	}
static const struct field choice_fields[] = {
	FIELD_KIND("issued"),
	FIELD_KIND("returned"),
	FIELD_KIND("overdue"),
	FIELD_KIND("due"),
	FIELD_KIND("mention"),
	FIELD_KIND("remind"),
	FIELD_KIND("with"),
	FIELD_KIND("request"),
	FIELD_KIND("decision"),
	{ .name = "day",
	  .label = N_("Day of the digest"),
	  .kind = FIELD_INT,
	  .required = true,
	  .max = NO_DIGEST },
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
