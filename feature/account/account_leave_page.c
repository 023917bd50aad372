/* The page of handing over: what a person answers for, and who does next. */
#include "account/account_leave.h"

#include "account/account_form.h"
#include "account/account_leave_tmpl.h"
#include "account/account_leave_view.h"
#include "account/account_page_priv.h"
#include "account/account_query.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/site.h"

/* Which of the two forms was sent. */
static bool is_sent(const struct req *rq, const char *form)
{
	return req_method(rq) == POST && str_ends(req_path(rq), str_c(form));
}

/* Everything is chosen until somebody chose. */
static bool is_chosen(const struct req *rq, int64_t grant)
{
	int64_t one;

	if (!is_sent(rq, "/handover"))
		return true;
	for (int k = 0; str_to_i64(req_nth(rq, "duty", k), &one); k++)
		if (one == grant)
			return true;
	return false;
}

static struct err *duties_fill(struct cx *cx, struct req *rq,
			       struct leave_view *x)
{
	struct account_duties list;
	struct err *e = account_duties(cx, x->id, &list);

	for (ptrdiff_t i = 0; !e && i < list.n; i++) {
		const struct account_duty *d = &list.p[i];

		*vec_push(cx->arena, &x->duties) = (struct duty_view){
			.grant = d->grant,
			.role = profile_role_title(cx->profile, d->role,
						   cx->lang),
			.place = d->place,
			.from = d->from,
			/* people count the last day in */
			.to = d->to == DAY_NONE ? DAY_NONE : d->to - 1,
			.sole = d->sole,
			.awaited = d->awaited,
			.chosen = is_chosen(rq, d->grant),
			.others = d->others,
		};
		x->sole += d->sole;
	}
	return e;
}

static void form_fill(struct cx *cx, struct req *rq, const struct err *faults,
		      struct leave_view *x)
{
	struct account_line *const line[] = { &x->to, &x->from, &x->why,
					      &x->reason };

	x->to = line_text(cx, "to", N_("E-mail address of who comes after"),
			  STR(""));
	x->to.type = "email";
	x->to.hint = tr(cx->lang, N_("empty: the place is left vacant"));
	x->from = line_day(cx, "from", N_("First day"),
			   N_("such as 31/12/2026; empty: from today on"));
	x->why = line_text(cx, "why", N_("Why"), STR(""));
	x->reason = line_text(cx, "reason", N_("Reason"), STR(""));
	x->duty_fault = view_fault_of(cx, faults, STR("duty"));
	for (int i = 0; i < N_ELEMENTS(line); i++) {
		if (is_sent(rq,
			    line[i] == &x->reason ? "/disable" : "/handover"))
			line[i]->value = req_typed(rq, line[i]->name);
		line_fault(cx, line[i], faults);
	}
}

static void crumbs_put(struct cx *cx, struct leave_view *x, struct str title)
{
	struct crumb *c = vec_push(cx->arena, &x->crumbs);

	if (x->own) {
		*c = (struct crumb){ .text = tr(cx->lang, N_("Your account")),
				     .href = STR("/account") };
	} else {
		*c = (struct crumb){ .text = tr(cx->lang, N_("Users")),
				     .href = STR("/users") };
		*vec_push(cx->arena, &x->crumbs) = (struct crumb){
			.text = x->name,
			.href = str_fmt(cx->arena, "/user/%lld",
					(long long)x->id),
		};
	}
	*vec_push(cx->arena, &x->crumbs) = (struct crumb){ .text = title };
}

static struct err *leave_fill(struct cx *cx, struct req *rq,
			      const struct err *faults, struct leave_view *x)
{
	struct user_by_id_row u;
	struct err *e = account_user_row(cx, x->id, &u);

	if (e)
		return e;
	x->name = u.name;
	x->email = u.email;
	x->post = u.post;
	x->disabled = u.disabled_on != DAY_NONE;
	form_fill(cx, rq, faults, x);
	e = duties_fill(cx, rq, x);
	return e ? e : account_lendings(cx, x->id, &x->lendings);
}

static struct err *leave_show(struct cx *cx, struct req *rq, struct reply *rp,
			      int64_t user, const struct err *faults)
{
	struct page page;
	struct view v;
	struct leave_view x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.faults = view_faults(cx, faults),
		.id = user,
		.own = user == cx->actor.id,
		.done = req_method(rq) == GET && req_flag(rq, "done"),
	};
	struct page_ask ask = { .title = tr(cx->lang, N_("Handover")),
				.menu = x.own ? "account" : "users",
				.n_errors = (int)x.faults.n };
	struct err *e = leave_fill(cx, rq, faults, &x);

	if (e)
		return e;
	crumbs_put(cx, &x, ask.title);
	rp->no_etag = true;
	e = page_begin(cx, rq, rp, &ask, &page, &v);
	if (e)
		return e;
	account_leave_top_html(&v, &x);
	e = site_panels(cx, "handover", user, &v);
	if (!e)
		account_leave_rest_html(&v, &x);
	return e;
}

struct err *account_leave_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return leave_show(cx, rq, rp, req_path_id(rq, "id"), NULL);
}

struct err *account_own_leave_get(struct cx *cx, struct req *rq,
				  struct reply *rp)
{
	if (cx->actor.bare)
		return reply_redirect(rp, STR("/account/second"));
	return leave_show(cx, rq, rp, cx->actor.id, NULL);
}

struct err *account_leave_told(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct err *fault)
{
	rp->status = 422;
	return leave_show(cx, rq, rp, req_path_id(rq, "id"), fault);
}

/* Back to the page, or to the user's when nothing is left to say. */
static struct err *leave_done(struct cx *cx, struct req *rq, struct reply *rp,
			      struct err *e, const char *rest)
{
	int64_t user = req_path_id(rq, "id");

	if (e && (is_mendable(e) || e->code == ERR_DENIED))
		return account_leave_told(cx, rq, rp, e);
	return e ? e
		 : reply_redirect(rp, str_fmt(cx->arena, "/user/%lld%s",
					      (long long)user, rest));
}

struct err *account_leave_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *e = req_faults(rq);
	day_t from = req_day(rq, "from");
	struct account_handing in = {
		.to = req_str(rq, "to"),
		.from = from == DAY_NONE ? cx->today : from,
		.reason = req_str(rq, "why"),
	};
	int64_t id;

	while (in.n < HANDED_MOST && str_to_i64(req_nth(rq, "duty", in.n), &id))
		in.grant[in.n++] = id;
	if (!e)
		e = account_hand_over(cx, req_path_id(rq, "id"), &in);
	return leave_done(cx, rq, rp, e, "/handover?done=1");
}

struct err *account_user_disable_post(struct cx *cx, struct req *rq,
				      struct reply *rp)
{
	struct err *e = req_faults(rq);

	if (!e)
		e = account_disable(cx, req_path_id(rq, "id"),
				    req_str(rq, "reason"));
	return leave_done(cx, rq, rp, e, "");
}
