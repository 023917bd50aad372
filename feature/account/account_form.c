/* Filling the forms of accounts. */
#include "account/account_form.h"

#include "account/account_model.h"
#include "account/account_query.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/site.h"

void line_fault(struct cx *cx, struct account_line *line,
		const struct err *faults)
{
	line->fault = view_fault_of(cx, faults, str_c(line->name));
}

void select_fault(struct cx *cx, struct account_select *s,
		  const struct err *faults)
{
	s->fault = view_fault_of(cx, faults, str_c(s->name));
}

struct account_line line_email(struct cx *cx, struct str value)
{
	return (struct account_line){
		.name = "email",
		.type = "email",
		.autocomplete = "username",
		.label = tr(cx->lang, N_("E-mail address")),
		.value = value,
	};
}

struct account_line line_password(struct cx *cx, const char *name,
				  const char *autocomplete, const char *label)
{
	return (struct account_line){
		.name = name,
		.type = "password",
		.autocomplete = autocomplete,
		.label = tr(cx->lang, label),
	};
}

struct account_line line_code(struct cx *cx)
{
	return (struct account_line){
		.name = "code",
		.type = "text",
		.autocomplete = "one-time-code",
		.label = tr(cx->lang, N_("Code")),
		.hint = tr(cx->lang, N_("six digits of the app, or a recovery "
					"code")),
		.value = STR(""),
	};
}

struct account_line line_text(struct cx *cx, const char *name,
			      const char *label, struct str value)
{
	return (struct account_line){
		.name = name,
		.type = "text",
		.autocomplete = "off",
		.label = tr(cx->lang, label),
		.value = value,
	};
}

struct account_line line_day(struct cx *cx, const char *name, const char *label,
			     const char *hint)
{
	struct account_line line = line_text(cx, name, label, STR(""));

	line.hint = tr(cx->lang, hint);
	return line;
}

void select_add(struct cx *cx, struct account_select *s, struct str value,
		struct str title, struct str chosen)
{
	*vec_push(cx->arena, &s->choices) = (struct account_choice){
		.value = value,
		.title = title,
		.chosen = str_eq(value, chosen),
	};
}

void select_set(struct account_select *s, struct str chosen)
{
	for (ptrdiff_t i = 0; i < s->choices.n; i++)
		s->choices.p[i].chosen = str_eq(s->choices.p[i].value, chosen);
}

struct account_select select_reach(struct cx *cx, struct str chosen)
{
	struct account_select s = { .name = "reach",
				    .label = tr(cx->lang, N_("Reaches")) };

	select_add(cx, &s, STR("below"),
		   tr(cx->lang, N_("the organisation and those below it")),
		   chosen);
	select_add(cx, &s, STR("alone"),
		   tr(cx->lang, N_("the organisation alone")), chosen);
	return s;
}

struct account_select select_role(struct cx *cx, struct str chosen)
{
	struct account_select s = { .name = "role",
				    .label = tr(cx->lang, N_("Role")) };

	for (ptrdiff_t i = 0; i < cx->profile->n_roles; i++) {
		const struct profile_role *r = &cx->profile->role[i];

		select_add(cx, &s, r->code, cx->lang == LANG_VI ? r->vi : r->en,
			   chosen);
	}
	return s;
}

struct err *select_org(struct cx *cx, int64_t chosen,
		       struct account_select *ret_select)
{
	struct account_select s = { .name = "org",
				    .label = tr(cx->lang, N_("Organisation")) };
	struct user_orgs_in in = { .today = cx->today };
	struct str now = str_fmt(cx->arena, "%lld", (long long)chosen);
	struct user_orgs_rows rows;
	struct err *e;

	e = user_orgs(cx->db, &in, &rows);
	if (e)
		return e;
	if (!rows.n)
		select_add(cx, &s, STR("0"),
			   tr(cx->lang, N_("The whole committee")), now);
	for (ptrdiff_t i = 0; i < rows.n; i++)
		select_add(cx, &s,
			   str_fmt(cx->arena, "%lld", (long long)rows.p[i].id),
			   rows.p[i].name, now);
	*ret_select = s;
	return NULL;
}

bool is_mendable(const struct err *e)
{
	return e->code == ERR_INVALID || e->code == ERR_CONFLICT;
}

void form_refused(struct cx *cx, struct req *rq, struct reply *rp,
		  struct err *e)
{
	int64_t wait_s;

	e->detail = str_fmt(cx->arena, "%.*s%sfrom %.*s", STR_ARG(e->detail),
			    e->detail.n ? " " : "", STR_ARG(req_address(rq)));
	rp->why = e;

	rp->status = e->code == ERR_OFTEN    ? 429
		     : e->code == ERR_DENIED ? 403
		     : e->code == ERR_BUSY   ? 503
					     : 422;
	if (e->code == ERR_OFTEN && str_to_i64(e->arg[0], &wait_s))
		rp->wait_s = (int)wait_s;
}
