/* The list of members, and an organisation's members on its page. */
#include "member/member_page_priv.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_list.h"
#include "member/member_listed.h"
#include "member/member_list_tmpl.h"

/* ---- lines -------------------------------------------------------------- */

static struct str age_of(struct cx *cx, const struct member_list_row *r)
{
	int years = member_party_age(cx->profile, r->admitted_on,
				     r->official_on, cx->today);

	return years < 0 ? STR_NULL : fmt_int(cx->arena, cx->lang, years);
}

static void lines_add(struct cx *cx, const struct member_list_rows *rows,
		      struct member_list_view *x)
{
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		const struct member_list_row *r = &rows->p[i];

		*vec_push(cx->arena, &x->lines) = (struct member_list_line){
			.id = r->id,
			.name = r->name,
			.birth = member_birth_text(cx->arena, r->birth,
						   r->birth_part),
			.org_id = r->org,
			.org = r->org_name,
			.away = r->away_name,
			.state = profile_term_title(cx->profile, "state",
						    r->state, cx->lang),
			.admitted = r->admitted_on,
			.age = age_of(cx, r),
		};
	}
}

/* ---- the applied conditions --------------------------------------------- */

static void chip_add(struct cx *cx, struct req *rq, struct chips *chips,
		     const char *field, struct str text)
{
	struct str query =
		query_with(cx->arena, req_query(rq), str_c(field), STR_NULL);

	*vec_push(cx->arena, chips) = (struct chip){
		.text = text,
		.href = str_cat(cx->arena, STR("/members"),
				query_with(cx->arena, query, STR("page"),
					   STR_NULL))
	};
}

static struct str chosen_title(const struct form_choices *c)
{
	for (ptrdiff_t i = 0; i < c->n; i++)
		if (c->p[i].chosen)
			return c->p[i].title;
	return STR_NULL;
}

static void chips_fill(struct cx *cx, struct req *rq,
		       const struct member_filter *f,
		       struct member_list_view *x)
{
	struct str n = fmt_int(cx->arena, cx->lang, x->pager.total);

	x->chips.count = tr_format(cx->arena,
				   tr_n(cx->lang, N_("One member."),
					N_("{0} members."), x->pager.total),
				   &n, 1);
	if (f->q.n)
		chip_add(cx, rq, &x->chips, "q", f->q);
	if (f->org && chosen_title(&x->orgs).n)
		chip_add(cx, rq, &x->chips, "org", chosen_title(&x->orgs));
	if (f->state.n)
		chip_add(cx, rq, &x->chips, "state",
			 profile_term_title(cx->profile, "state", f->state,
					    cx->lang));
	if (f->sex.n && member_sex_title(f->sex))
		chip_add(cx, rq, &x->chips, "sex",
			 tr(cx->lang, member_sex_title(f->sex)));
	x->chips.clear = STR("/members");
}

static struct err *choices_fill(struct cx *cx, const struct member_filter *f,
				struct member_list_view *x)
{
	struct str any = tr(cx->lang, N_("any"));

	form_choose(cx, &x->states, STR(""), any, f->state);
	form_choose_terms(cx, &x->states, "state", f->state);
	form_choose(cx, &x->sexes, STR(""), any, f->sex);
	form_choose(cx, &x->sexes, STR("f"),
		    tr(cx->lang, member_sex_title(STR("f"))), f->sex);
	form_choose(cx, &x->sexes, STR("m"),
		    tr(cx->lang, member_sex_title(STR("m"))), f->sex);
	form_choose(cx, &x->orgs, STR("0"), any, STR_NULL);
	return member_choose_orgs(cx, &x->orgs, f->org);
}

/* ---- the page ----------------------------------------------------------- */

static struct err *list_fill(struct cx *cx, struct req *rq,
			     const struct member_filter *f,
			     struct member_list_view *x)
{
	struct member_list_rows rows;
	struct member_ids ids = { 0 };
	int64_t total = 0;
	struct str query =
		query_with(cx->arena, req_query(rq), STR("page"), STR_NULL);
	struct err *err = member_filter_count(cx, f, &total);

	x->pager = pager_make(cx->arena, req_query(rq), f->page,
			      MEMBER_PAGE_ROWS, total);
	if (!err)
		err = member_filter_rows(cx, f, MAX(x->pager.from - 1, 0),
					 total, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &ids) = rows.p[i].id;
	if (!err)
		err = member_listed(cx, LISTED_MEMBERS, &ids);
	if (err)
		return err;
	lines_add(cx, &rows, x);
	x->q = f->q;
	x->xlsx = str_cat(cx->arena, STR("/members.xlsx"), query);
	x->csv = str_cat(cx->arena, STR("/members.csv"), query);
	if (cx->past) {
		x->as_at = day_iso(cx->arena, cx->as_at);
		x->caption = fmt_day(cx->arena, cx->as_at);
	}
	x->may_add = cx_may(cx, PERM_MEMBER_MANAGE) && !cx->past;
	x->may_decide = x->may_add;
	x->alone = cx->actor.alone;
	err = choices_fill(cx, f, x);
	if (!err)
		chips_fill(cx, rq, f, x);
	return err;
}

static struct err *list_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct member_sheet sheet;
	struct member_list_view x = {
		.page = &sheet.page,
		.none = { .title = tr(cx->lang, N_("No member fits.")),
			  .text = tr(cx->lang,
				     N_("Members appear here once they are "
					"added.")) },
	};
	struct member_filter f;
	struct err *err = member_filter_read(cx, rq, &f);

	if (!err)
		err = list_fill(cx, rq, &f, &x);
	if (!err)
		err = member_begin(cx, rq, rp,
				   (struct page_ask){
					   .title = tr(cx->lang, N_("Members")),
					   .dated = true },
				   &sheet);
	if (!err)
		member_list_html(&sheet.view, &x);
	return err;
}

/* what it shows of whom is written down: on a worker */
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/members",
	  .perm = PERM_MEMBER_VIEW,
	  .page = list_get,
	  ROUTE_FIELDS(member_list_fields),
	  .slow = true },
};
const struct route_table member_list_routes = { routes,
						(int)N_ELEMENTS(routes) };

/* ---- on the page of an organisation ------------------------------------- */

static day_t vacant_since(const struct member_org_left_rows *left,
			  struct str office)
{
	for (ptrdiff_t i = 0; i < left->n; i++)
		if (str_eq(left->p[i].office, office))
			return left->p[i].to_on;
	return DAY_NONE;
}

/* Everyone who holds the office; a vacant one has a line too when somebody
 * should hold it, or did. */
static void office_add(struct cx *cx, const struct profile_term *t,
		       const struct member_org_posts_rows *held,
		       const struct member_org_left_rows *left,
		       struct member_panel *x)
{
	struct str title = cx->lang == LANG_EN ? t->en : t->vi;
	day_t since = vacant_since(left, t->code);
	bool any = false;

	for (ptrdiff_t i = 0; i < held->n; i++) {
		if (!str_eq(held->p[i].office, t->code))
			continue;
		any = true;
		*vec_push(cx->arena, &x->offices) = (struct member_office_line){
			.office = title,
			.name = held->p[i].name,
			.member = held->p[i].member,
			.since = held->p[i].from_on
		};
	}
	if (!any && (profile_term_is(t, "one") || since != DAY_NONE))
		*vec_push(cx->arena, &x->offices) =
			(struct member_office_line){ .office = title,
						     .since = since };
}

static struct err *offices_fill(struct cx *cx, struct str kind,
				struct member_panel *x)
{
	const struct profile_term *t = NULL;
	struct member_org_posts_rows held;
	struct member_org_left_rows left;
	struct err *err =
		member_org_posts(cx->db,
				 &(struct member_org_posts_in){
					 .org = x->org, .today = cx->today },
				 &held);

	if (!err)
		err = member_org_left(cx->db,
				      &(struct member_org_left_in){
					      .org = x->org,
					      .today = cx->today },
				      &left);
	while (!err && (t = profile_term_next(cx->profile, "office", t)))
		if (profile_term_with(t, kind))
			office_add(cx, t, &held, &left, x);
	return err;
}

struct err *member_org_panel(struct cx *cx, int64_t org, struct view *v)
{
	struct member_panel x = { .org = org };
	struct member_org_count_row count;
	struct member_org_row row;
	bool seen, found;
	struct err *err = member_org_is_seen(cx, org, &seen);

	if (err || !seen)
		return err;
	err = member_org(cx->db, &(struct member_org_in){ .id = org }, &row,
			 &found);
	if (!err)
		err = member_org_count(
			cx->db, &(struct member_org_count_in){ .org = org },
			&count, &seen);
	if (!err && found)
		err = offices_fill(cx, row.kind, &x);
	if (err)
		return err;
	x.total = count.n;
	member_panel_html(v, &x);
	return NULL;
}
