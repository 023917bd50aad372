/* The page of the realm's sign-in: limits of sessions, what is asked for. */
#include "account/account_limits.h"

#include "account/account_form.h"
#include "account/account_limits_tmpl.h"
#include "account/account_page_priv.h"
#include "i18n/i18n.h"
#include "view/site.h"

enum { MINUTE_MS = 60 * 1000 };

static struct account_line minutes(struct cx *cx, struct req *rq,
				   const char *name, const char *label,
				   int64_t ms)
{
	bool posted = req_method(rq) == POST;
	struct str value = posted ? req_typed(rq, name)
				  : str_fmt(cx->arena, "%lld",
					    (long long)(ms / MINUTE_MS));
	struct account_line l =
		line_text(cx, name, label, value.p ? value : STR(""));

	l.hint = tr_fmt(cx->arena, cx->lang, N_("minutes, {0} to {1}"),
			str_fmt(cx->arena, "%d", SESSION_MINUTES_LEAST),
			str_fmt(cx->arena, "%d", SESSION_MINUTES_MOST));
	return l;
}

static struct account_select choice(struct cx *cx, const char *name,
				    const char *label, const char *yes, bool on)
{
	struct str is = on ? STR("1") : STR("0");
	struct account_select s = { .name = name,
				    .label = tr(cx->lang, label) };

	select_add(cx, &s, STR("1"), tr(cx->lang, yes), is);
	select_add(cx, &s, STR("0"), tr(cx->lang, N_("no")), is);
	return s;
}

static struct account_select second_choice(struct cx *cx, enum second_for is)
{
	static const char *const title[N_SECOND_FOR] = {
		[SECOND_NOBODY] = N_("nobody"),
		[SECOND_ADMIN] = N_("whoever manages accounts"),
		[SECOND_OTHERS] = N_("whoever sees other people's data"),
	};
	struct account_select s = {
		.name = "second",
		.label = tr(cx->lang, N_("Who needs a second factor")),
	};

	for (enum second_for w = 0; w < N_SECOND_FOR; w++)
		select_add(cx, &s, str_c(second_for_word(w)),
			   tr(cx->lang, title[w]), str_c(second_for_word(is)));
	return s;
}

static void lines_fill(struct cx *cx, struct req *rq, struct limits_view *x,
		       const struct account_limits *is)
{
	const struct session_limits *l = &is->session;
	struct str most = req_method(rq) == POST ? req_typed(rq, "most")
						 : str_fmt(cx->arena, "%lld",
							   (long long)l->most);

	x->idle = minutes(cx, rq, "idle", N_("Ends without use after"),
			  l->idle_ms);
	x->life = minutes(cx, rq, "life", N_("Ends in any case after"),
			  l->life_ms);
	x->idle_manager =
		minutes(cx, rq, "idle_manager", N_("Ends without use after"),
			l->idle_manager_ms);
	x->life_manager =
		minutes(cx, rq, "life_manager", N_("Ends in any case after"),
			l->life_manager_ms);
	x->most = line_text(cx, "most", N_("Sessions of a person at once"),
			    most.p ? most : STR(""));
	x->most.hint = tr_fmt(cx->arena, cx->lang,
			      N_("1 to {0}; the oldest ends when there is one "
				 "more"),
			      str_fmt(cx->arena, "%d", SESSION_NUMBER_MOST));
	x->stepup = choice(
		cx, "stepup", N_("Ask once more before acts of weight"),
		N_("yes, when the last proof is older than five minutes"),
		is->stepup);
	x->second = second_choice(cx, is->second);
}

static struct err *limits_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct account_limits *is,
			       const struct err *faults)
{
	struct page page;
	struct view v;
	struct limits_view x = { .page = &page,
				 .keys = view_keys(cx, rq),
				 .faults = view_faults(cx, faults) };
	struct page_ask ask = { .title = tr(cx->lang,
					    N_("Sign-in and sessions")),
				.menu = "users",
				.n_errors = (int)x.faults.n };
	struct err *e = page_begin(cx, rq, rp, &ask, &page, &v);

	if (e)
		return e;
	lines_fill(cx, rq, &x, is);
	line_fault(cx, &x.idle, faults);
	line_fault(cx, &x.life, faults);
	line_fault(cx, &x.idle_manager, faults);
	line_fault(cx, &x.life_manager, faults);
	line_fault(cx, &x.most, faults);
	*vec_push(cx->arena, &x.crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Users")),
				.href = STR("/users") };
	*vec_push(cx->arena, &x.crumbs) = (struct crumb){ .text = ask.title };
	if (!faults && req_method(rq) == GET && req_flag(rq, "done"))
		x.done = tr(cx->lang, N_("Done: it was saved."));
	rp->no_etag = true;
	account_limits_html(&v, &x);
	return NULL;
}

struct err *account_sign_settings_get(struct cx *cx, struct req *rq,
				      struct reply *rp)
{
	struct account_limits is;
	struct err *e = account_limits_get(cx, &is);

	return e ? e : limits_show(cx, rq, rp, &is, req_faults(rq));
}

struct err *account_sign_settings_post(struct cx *cx, struct req *rq,
				       struct reply *rp)
{
	struct account_limits to = {
		.stepup = str_eq(req_str(rq, "stepup"), STR("1")),
		.second = second_for_read(req_str(rq, "second")),
	};
	struct err *e = req_faults(rq);

	if (!e) {
		to.session = (struct session_limits){
			.idle_ms = req_int(rq, "idle") * MINUTE_MS,
			.life_ms = req_int(rq, "life") * MINUTE_MS,
			.idle_manager_ms =
				req_int(rq, "idle_manager") * MINUTE_MS,
			.life_manager_ms =
				req_int(rq, "life_manager") * MINUTE_MS,
			.most = req_int(rq, "most"),
		};
		e = account_limits_put(cx, &to);
	}
	if (e && is_mendable(e)) {
		rp->status = 422;
		return limits_show(cx, rq, rp, &to, e);
	}
	return e ? e : reply_redirect(rp, STR("/settings/sign-in?done=1"));
}

struct err *account_everybody_end_post(struct cx *cx, struct req *rq UNUSED,
				       struct reply *rp)
{
	struct err *e = account_sessions_end_of(cx, 0);

	return e ? e : reply_redirect(rp, STR("/settings/sign-in?done=1"));
}
