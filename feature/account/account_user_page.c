/* The pages of whoever manages accounts. */
#include "account/account_act.h"

#include "account/account_form.h"
#include "account/account_limits.h"
#include "account/account_page_priv.h"
#include "account/account_query.h"
#include "account/account_users_tmpl.h"
#include "auth/auth_second.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/site.h"

enum { PER_PAGE = 50 };

/* A page and what its template writes to. */
struct sheet {
	struct page page;
	struct view view;
};

static struct err *begin(struct cx *cx, struct req *rq, struct reply *rp,
			 struct page_ask ask, struct sheet *ret_sheet)
{
	ask.menu = "users";
	rp->no_etag = true;
	return page_begin(cx, rq, rp, &ask, &ret_sheet->page, &ret_sheet->view);
}

static struct crumbs crumbs(struct cx *cx, struct str href, struct str text)
{
	struct crumbs c = { 0 };

	*vec_push(cx->arena, &c) =
		(struct crumb){ .text = tr(cx->lang, N_("Users")),
				.href = STR("/users") };
	*vec_push(cx->arena, &c) = (struct crumb){ .text = text, .href = href };
	return c;
}

static struct str user_path(struct cx *cx, int64_t id)
{
	return str_fmt(cx->arena, "/user/%lld", (long long)id);
}

/* ---- list --------------------------------------------------------------------- */

static struct err *users_fill(struct cx *cx, struct req *rq,
			      struct users_view *x)
{
	int64_t page = req_int(rq, "page");
	struct user_list_in in = { .limit = PER_PAGE };
	struct user_list_rows rows;
	struct user_count_row count;
	struct err *e;
	bool found;

	e = user_count(cx->db, &count, &found);
	if (e)
		return e;
	x->total = count.n;
	x->pager = pager_make(cx->arena, req_query(rq),
			      page == DB_NULL ? 1 : page, PER_PAGE, count.n);
	in.offset = MAX(x->pager.from - 1, 0);
	e = user_list(cx->db, &in, &rows);
	if (e)
		return e;
	for (ptrdiff_t i = 0; i < rows.n; i++)
		*vec_push(cx->arena, &x->rows) = (struct user_row_view){
			.id = rows.p[i].id,
			.name = rows.p[i].name,
			.email = rows.p[i].email,
			.post = rows.p[i].post,
			.disabled = rows.p[i].disabled_on != DAY_NONE,
		};
	return NULL;
}

struct err *account_users_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct sheet sheet;
	struct users_view x = { .page = &sheet.page };
	struct page_ask ask = { .title = tr(cx->lang, N_("Users")) };
	struct err *e = users_fill(cx, rq, &x);

	if (!e)
		e = begin(cx, rq, rp, ask, &sheet);
	if (!e)
		account_users_html(&sheet.view, &x);
	return e;
}

/* ---- a link that was just made ---------------------------------------------------- */

static struct err *link_show(struct cx *cx, struct req *rq, struct reply *rp,
			     int64_t user, struct str token)
{
	struct sheet sheet;
	struct user_link_view x = { .page = &sheet.page, .id = user };
	struct page_ask ask = { .title = tr(cx->lang, N_("Sign-in link")) };
	struct err *e = account_name(cx, user, &x.name);

	if (e)
		return e;
	x.crumbs = crumbs(cx, user_path(cx, user), x.name);
	if (token.p)
		x.path = str_cat(cx->arena, STR("/sign-in/link/"), token);
	x.until = fmt_instant(cx->arena, cx->now + LINK_LIFE_MS);
	e = begin(cx, rq, rp, ask, &sheet);
	if (!e)
		account_new_link_html(&sheet.view, &x);
	return e;
}

/* ---- adding ------------------------------------------------------------------------ */

struct add_typed {
	struct str email, name, post, role;
	int64_t org;
};

static struct err *add_show(struct cx *cx, struct req *rq, struct reply *rp,
			    const struct add_typed *t, const struct err *faults)
{
	struct sheet sheet;
	struct user_add_view x = {
		.page = &sheet.page,
		.crumbs = crumbs(cx, STR_NULL, tr(cx->lang, N_("Add a user"))),
		.keys = view_keys(cx, rq),
		.faults = view_faults(cx, faults),
		.email = line_email(cx, t->email),
		.name = line_text(cx, "name", N_("Name"), t->name),
		.post = line_text(cx, "post", N_("Position held"), t->post),
		.role = select_role(cx, t->role),
	};
	struct page_ask ask = { .title = tr(cx->lang, N_("Add a user")),
				.n_errors = (int)x.faults.n };
	struct err *e = select_org(cx, t->org, &x.org);

	if (!e)
		e = begin(cx, rq, rp, ask, &sheet);
	if (e)
		return e;
	x.email.autocomplete = "off";
	line_fault(cx, &x.email, faults);
	line_fault(cx, &x.name, faults);
	line_fault(cx, &x.post, faults);
	select_fault(cx, &x.role, faults);
	select_fault(cx, &x.org, faults);
	account_add_html(&sheet.view, &x);
	return NULL;
}

struct err *account_add_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return add_show(cx, rq, rp,
			&(struct add_typed){ .role = STR("office") },
			req_faults(rq));
}

struct err *account_add_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct add_typed t = {
		.email = req_typed(rq, "email"),
		.name = req_typed(rq, "name"),
		.post = req_typed(rq, "post"),
		.role = req_typed(rq, "role"),
		.org = req_int(rq, "org"),
	};
	struct account_new in = {
		.email = req_str(rq, "email"),
		.name = req_str(rq, "name"),
		.post = req_str(rq, "post"),
		.org = t.org,
		.role = str_to_c(cx->arena, req_str(rq, "role")),
	};
	struct err *e = req_faults(rq);
	struct str token;
	int64_t user;

	if (!e)
		e = account_add(cx, &in, &user, &token);
	if (e && is_mendable(e)) {
		rp->status = 422;
		return add_show(cx, rq, rp, &t, e);
	}
	return e ? e : link_show(cx, rq, rp, user, token);
}

/* ---- one user ------------------------------------------------------------------------ */

static struct err *grants_put(struct cx *cx, struct user_view *x)
{
	struct user_grants_in in = { .user_id = x->id };
	struct user_grants_rows rows;
	struct err *e = user_grants(cx->db, &in, &rows);

	if (e)
		return e;
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		const struct user_grants_row *r = &rows.p[i];
		bool over = r->to_on != DAY_NONE && r->to_on <= cx->today;

		*vec_push(cx->arena, &x->grants) = (struct user_grant_view){
			.id = r->id,
			.role = profile_role_title(cx->profile, r->role,
						   cx->lang),
			.org = r->org_name.p ? r->org_name
					     : tr(cx->lang,
						  N_("The whole committee")),
			.alone = r->scope != DB_NULL && r->scope < 0,
			.from = r->from_on,
			/* people count the last day in */
			.to = r->to_on == DAY_NONE ? DAY_NONE : r->to_on - 1,
			.never = r->to_on == r->from_on,
			.by = r->by_name.p ? r->by_name
					   : tr(cx->lang, N_("The system")),
			.reason = r->reason,
			.over = over,
			.ends = !over && !x->self,
		};
	}
	return NULL;
}

static struct err *user_fill(struct cx *cx, struct user_view *x)
{
	struct user_by_id_in in = { .id = x->id };
	struct user_by_id_row u;
	struct account_reset asked;
	struct second second;
	struct err *e;
	bool found;

	e = user_by_id(cx->db, &in, &u, &found);
	if (!e && !found)
		e = err_new(cx->arena, ERR_NOT_FOUND,
			    N_("There is no such user."));
	if (e)
		return e;
	x->name = u.name;
	x->email = u.email;
	x->post = u.post;
	x->disabled_on = u.disabled_on;
	x->disabled = u.disabled_on != DAY_NONE;
	x->self = x->id == cx->actor.id;
	x->reason = line_text(cx, "reason", N_("Reason"), STR(""));
	e = second_get(cx, x->id, &second);
	if (e)
		return e;
	x->second = second.on;
	e = account_reset_asked(cx, x->id, &asked);
	if (e)
		return e;
	if (asked.by) {
		x->reset_by = asked.by_name;
		x->reset_why = asked.reason;
		x->reset_at = asked.at;
		x->reset_own = asked.by == cx->actor.id;
	}
	x->role = select_role(cx, STR_NULL);
	x->reach = select_reach(cx, STR_NULL);
	x->from = line_day(cx, "from", N_("First day"),
			   N_("such as 31/12/2026; empty: from today on"));
	x->to = line_day(cx, "to", N_("Last day"),
			 N_("counted in; empty: until it is ended"));
	x->why = line_text(cx, "why", N_("Why"), STR(""));
	e = select_org(cx, 0, &x->org);
	return e ? e : grants_put(cx, x);
}

/* What was typed into the form of a role stays there. */
static void typed_put(struct req *rq, struct user_view *x)
{
	struct account_line *const line[] = { &x->from, &x->to, &x->why };

	for (int i = 0; i < N_ELEMENTS(line); i++)
		line[i]->value = req_typed(rq, line[i]->name);
	select_set(&x->role, req_typed(rq, "role"));
	select_set(&x->org, req_typed(rq, "org"));
	select_set(&x->reach, req_typed(rq, "reach"));
}

static struct err *user_show(struct cx *cx, struct req *rq, struct reply *rp,
			     const struct err *faults, bool typed)
{
	struct sheet sheet;
	struct user_view x = {
		.page = &sheet.page,
		.id = req_path_id(rq, "id"),
		.keys = view_keys(cx, rq),
		.faults = view_faults(cx, faults),
	};
	struct page_ask ask = { .n_errors = (int)x.faults.n };
	struct err *e = user_fill(cx, &x);

	if (e)
		return e;
	ask.title = x.name;
	x.crumbs = crumbs(cx, STR_NULL, x.name);
	e = begin(cx, rq, rp, ask, &sheet);
	if (e)
		return e;
	select_fault(cx, &x.role, faults);
	select_fault(cx, &x.org, faults);
	if (typed)
		typed_put(rq, &x);
	line_fault(cx, &x.from, faults);
	line_fault(cx, &x.to, faults);
	line_fault(cx, &x.why, faults);
	line_fault(cx, &x.reason, faults);
	account_user_html(&sheet.view, &x);
	return NULL;
}

struct err *account_user_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return user_show(cx, rq, rp, req_faults(rq), false);
}

/* Back to the user's page, with the faults when there are any. */
static struct err *user_done(struct cx *cx, struct req *rq, struct reply *rp,
			     struct err *e)
{
	if (e && (is_mendable(e) || e->code == ERR_DENIED)) {
		rp->status = 422;
		return user_show(cx, rq, rp, e, false);
	}
	return e ? e : reply_redirect(rp, user_path(cx, req_path_id(rq, "id")));
}

struct err *account_user_link_post(struct cx *cx, struct req *rq,
				   struct reply *rp)
{
	int64_t user = req_path_id(rq, "id");
	struct str token;
	struct err *e = account_link_make(cx, user, &token);

	return e ? user_done(cx, rq, rp, e)
		 : link_show(cx, rq, rp, user, token);
}

struct err *account_user_sessions_post(struct cx *cx, struct req *rq,
				       struct reply *rp)
{
	return user_done(cx, rq, rp,
			 account_sessions_end_of(cx, req_path_id(rq, "id")));
}

struct err *account_user_second_post(struct cx *cx, struct req *rq,
				     struct reply *rp)
{
	struct err *e = req_faults(rq);
	bool done;

	if (!e)
		e = account_second_reset(cx, req_path_id(rq, "id"),
					 req_str(rq, "reason"), &done);
	return user_done(cx, rq, rp, e);
}

struct err *account_user_enable_post(struct cx *cx, struct req *rq,
				     struct reply *rp)
{
	return user_done(cx, rq, rp,
			 account_enable(cx, req_path_id(rq, "id"), STR_NULL));
}

/* The role as it was typed; a last day counts in. */
struct err *account_user_grant_post(struct cx *cx, struct req *rq,
				    struct reply *rp)
{
	struct err *e = req_faults(rq);
	day_t from = req_day(rq, "from"), to = req_day(rq, "to");
	struct account_role in = {
		.role = req_str(rq, "role"),
		.org = req_int(rq, "org"),
		.alone = str_eq(req_str(rq, "reach"), STR("alone")),
		.from = from == DAY_NONE ? cx->today : from,
		.to = to == DAY_NONE ? DAY_NONE : to + 1,
		.reason = req_str(rq, "why"),
	};

	if (!e)
		e = account_role_give(cx, req_path_id(rq, "id"), &in);
	if (e && is_mendable(e)) {
		rp->status = 422;
		return user_show(cx, rq, rp, e, true);
	}
	return user_done(cx, rq, rp, e);
}

struct err *account_user_grant_end_post(struct cx *cx, struct req *rq,
					struct reply *rp)
{
	struct err *e =
		account_grant_end(cx, req_path_id(rq, "grant"), STR_NULL);

	/* nobody else does it: hand it over, or say why not */
	if (e && e->code == ERR_CONFLICT && e->field.n)
		return account_leave_told(cx, rq, rp, e);
	return user_done(cx, rq, rp, e);
}
