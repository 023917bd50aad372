/* The page of one's seats: sitting down in another, who acts for whom. */
#include "account/account_seat.h"

#include "account/account_act.h"
#include "account/account_form.h"
#include "account/account_page_priv.h"
#include "account/account_seat_tmpl.h"
#include "account/account_seat_view.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/site.h"

enum { LENDINGS_MOST = 50, ROLES_MOST = 12 };

/* ---- words --------------------------------------------------------------------- */

static bool is_of_seat(const struct user_actor_row *r, const struct seat *s)
{
	int64_t scope = r->scope == DB_NULL ? 0 : r->scope;
	int64_t lender = r->lender == DB_NULL ? 0 : r->lender;

	return lender == s->lender &&
	       (scope == s->scope || (scope == 0 && r->at_root && s->at_root));
}

/* "Secretary of an organisation, Leader" */
static struct str roles_words(struct cx *cx, const struct account_seats *all,
			      const struct seat *s)
{
	struct buf b = buf_init(cx->arena, 2000);
	struct str last = STR_NULL;

	for (ptrdiff_t i = 0, n = 0; i < all->rows.n && n < ROLES_MOST; i++) {
		const struct user_actor_row *r = &all->rows.p[i];

		if (!is_of_seat(r, s) || str_eq(r->role, last))
			continue;
		if (n++)
			buf_lit(&b, ", ");
		buf_str(&b, profile_role_title(cx->profile, r->role, cx->lang));
		last = r->role;
	}
	return buf_view(&b);
}

static struct str place_words(struct cx *cx, const struct seat *s,
			      const struct user_actor_row *r)
{
	if (!s->scope)
		return tr(cx->lang, N_("The whole committee"));
	return s->scope > 0
		       ? r->org_name
		       : tr_fmt(cx->arena, cx->lang,
				N_("{0}, without those below it"), r->org_name);
}

static struct str what_words(struct cx *cx, struct str what)
{
	if (str_eq(what, STR("work")))
		return tr(cx->lang, N_("tasks only"));
	if (str_eq(what, STR("member")))
		return tr(cx->lang, N_("members only"));
	return tr(cx->lang, N_("everything that can be lent"));
}

/* ---- filling ------------------------------------------------------------------- */

static void seats_fill(struct cx *cx, const struct account_seats *all,
		       struct seat_page_view *x)
{
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const struct seat *s = &all->p[i];
		const struct user_actor_row *r = &all->rows.p[s->grant];

		*vec_push(cx->arena, &x->seats) = (struct seat_view){
			.scope = s->scope,
			.lender = s->lender,
			.roles = roles_words(cx, all, s),
			.place = place_words(cx, s, r),
			.whose = s->lender ? r->lender_name : STR_NULL,
			.until = s->lender ? r->lent_to - 1 : DAY_NONE,
			.here = s->scope == cx_scope(cx) &&
				s->lender == cx->actor.lender,
		};
	}
}

struct err *account_lendings(struct cx *cx, int64_t user,
			     struct lendings *ret_list)
{
	struct lendings list = { 0 };
	struct delegation_list_rows rows;
	struct err *e = delegation_list(cx->db,
					&(struct delegation_list_in){
						.user_id = user,
						.limit = LENDINGS_MOST },
					&rows);

	for (ptrdiff_t i = 0; !e && i < rows.n; i++) {
		const struct delegation_list_row *r = &rows.p[i];
		bool over = r->ended_on != DAY_NONE || r->to_on <= cx->today;

		*vec_push(cx->arena, &list) = (struct lending_view){
			.id = r->id,
			.from_name = r->user_name,
			.to_name = r->to_name,
			.place = r->scope == DB_NULL
					 ? tr(cx->lang, N_("everywhere"))
				 : r->org_name.p
					 ? r->org_name
					 : tr(cx->lang,
					      N_("The whole committee")),
			.what = what_words(cx, r->what),
			.reason = r->reason,
			.from = r->from_on,
			.to = r->to_on - 1,
			.ended = r->ended_on,
			.ends = !over,
		};
	}
	if (!e)
		*ret_list = list;
	return e;
}

static struct account_select select_scope(struct cx *cx,
					  const struct account_seats *all)
{
	struct account_select s = { .name = "scope",
				    .label = tr(cx->lang, N_("Where")) };

	select_add(cx, &s, STR(""), tr(cx->lang, N_("everywhere")), STR(""));
	for (ptrdiff_t i = 0; i < all->n; i++)
		if (!all->p[i].lender)
			select_add(cx, &s,
				   str_fmt(cx->arena, "%lld",
					   (long long)all->p[i].scope),
				   place_words(cx, &all->p[i],
					       &all->rows.p[all->p[i].grant]),
				   STR(""));
	return s;
}

static struct account_select select_what(struct cx *cx)
{
	static const char *const words[] = { "all", "work", "member" };
	struct account_select s = {
		.name = "what", .label = tr(cx->lang, N_("What they may do"))
	};

	for (int i = 0; i < N_ELEMENTS(words); i++)
		select_add(cx, &s, str_c(words[i]),
			   what_words(cx, str_c(words[i])), STR("all"));
	return s;
}

static void form_fill(struct cx *cx, struct req *rq,
		      const struct account_seats *all, const struct err *faults,
		      struct seat_page_view *x)
{
	struct account_line *const line[] = { &x->to, &x->from, &x->last,
					      &x->reason };

	x->to = line_text(cx, "to", N_("Their e-mail address"), STR(""));
	x->to.type = "email";
	x->from = line_day(cx, "from", N_("First day"),
			   N_("such as 31/12/2026; empty: from today on"));
	x->last = line_day(cx, "last", N_("Last day"),
			   N_("counted in; a year later at most"));
	x->reason = line_text(cx, "reason", N_("Why"), STR(""));
	x->scope = select_scope(cx, all);
	x->what = select_what(cx);
	for (int i = 0; i < N_ELEMENTS(line); i++) {
		if (req_method(rq) == POST)
			line[i]->value = req_typed(rq, line[i]->name);
		line_fault(cx, line[i], faults);
	}
	if (req_method(rq) == POST) {
		select_set(&x->scope, req_typed(rq, "scope"));
		select_set(&x->what, req_typed(rq, "what"));
	}
	select_fault(cx, &x->scope, faults);
	select_fault(cx, &x->what, faults);
}

static struct err *seat_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults)
{
	struct page page;
	struct view v;
	struct seat_page_view x = {
		.page = &page,
		.keys = view_keys(cx, rq),
		.faults = view_faults(cx, faults),
		.next = req_method(rq) == GET ? req_typed(rq, "next")
					      : STR_NULL,
	};
	struct page_ask ask = { .title = tr(cx->lang, N_("Your roles")),
				.menu = "account",
				.n_errors = (int)x.faults.n };
	struct account_seats all;
	struct err *e = account_seats(cx, cx->actor.id, &all);

	if (!e)
		e = account_lendings(cx, cx->actor.id, &x.lendings);
	if (e)
		return e;
	seats_fill(cx, &all, &x);
	x.lends = !cx->actor.lender;
	form_fill(cx, rq, &all, faults, &x);
	*vec_push(cx->arena, &x.crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Your account")),
				.href = STR("/account") };
	*vec_push(cx->arena, &x.crumbs) = (struct crumb){ .text = ask.title };
	rp->no_etag = true;
	e = page_begin(cx, rq, rp, &ask, &page, &v);
	if (!e)
		account_seat_html(&v, &x);
	return e;
}

/* ---- pages --------------------------------------------------------------------- */

struct err *account_seat_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return seat_show(cx, rq, rp, req_faults(rq));
}

struct err *account_sit_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	int64_t lender = req_int(rq, "for");
	struct str next = req_str(rq, "next");
	struct err *e = req_faults(rq);

	if (!e)
		e = account_sit(cx, req_int(rq, "scope"),
				lender == DB_NULL ? 0 : lender);
	if (e)
		return e;
	return reply_redirect(rp, next.p && next_ok(next) ? next : STR("/"));
}

struct err *account_lend_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct err *e = req_faults(rq);
	day_t from = req_day(rq, "from"), last = req_day(rq, "last");
	struct account_lending in = {
		.to = req_str(rq, "to"),
		.scope = req_int(rq, "scope"),
		.what = req_str(rq, "what"),
		.from = from == DAY_NONE ? cx->today : from,
		.to_on = last == DAY_NONE ? DAY_NONE : last + 1,
		.reason = req_str(rq, "reason"),
	};
	int64_t id;

	if (!e)
		e = account_lend(cx, &in, &id);
	if (e && (is_mendable(e) || e->code == ERR_DENIED)) {
		rp->status = 422;
		return seat_show(cx, rq, rp, e);
	}
	return e ? e : reply_redirect(rp, STR("/account/seat"));
}

struct err *account_lend_end_post(struct cx *cx, struct req *rq,
				  struct reply *rp)
{
	struct err *e = account_lend_end(cx, req_path_id(rq, "id"));

	return e ? e : reply_redirect(rp, STR("/account/seat"));
}
