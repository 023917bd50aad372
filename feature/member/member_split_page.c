/* Pages of a split person by person: boxes, and the panel of a decision. */
#include "member/member_page_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_listed.h"
#include "member/member_split.h"
#include "member/member_split_query.h"
#include "member/member_split_tmpl.h"

struct splitting {
	struct reorg_splits all;
	const struct reorg_split *split;
	int64_t decision;
	struct str q;
};

static struct str split_path(struct cx *cx, int64_t decision, int64_t step)
{
	return str_fmt(cx->arena, "/reorg/%lld/step/%lld/people",
		       (long long)decision, (long long)step);
}

static struct err *chosen_count(struct cx *cx, int64_t step, int64_t *ret_n)
{
	struct member_split_count_row row = { .n = 0 };
	bool found;
	struct err *err = member_split_count(
		cx->db, &(struct member_split_count_in){ .step = step }, &row,
		&found);

	*ret_n = row.n;
	return err;
}

/* ---- the boxes ---------------------------------------------------------- */

static void lines_add(struct cx *cx,
		      const struct member_split_people_rows *rows,
		      struct member_split_view *x)
{
	for (ptrdiff_t i = 0; i < MIN(rows->n, MEMBER_SPLIT_MOST); i++) {
		const struct member_split_people_row *r = &rows->p[i];

		*vec_push(cx->arena, &x->lines) = (struct member_split_line){
			.id = r->member,
			.name = r->name,
			.birth = member_birth_text(cx->arena, r->birth,
						   r->birth_part),
			.state = profile_term_title(cx->profile, "state",
						    r->state, cx->lang),
			.chosen = r->chosen,
			.stays = r->stays,
		};
	}
	if (rows->n > MEMBER_SPLIT_MOST)
		x->more =
			tr_fmt(cx->arena, cx->lang,
			       N_("Only the first {0} stand here: filter by "
				  "a word to see the others. Who isn't "
				  "listed stays as chosen before."),
			       fmt_int(cx->arena, cx->lang, MEMBER_SPLIT_MOST));
}

static struct err *people_fill(struct cx *cx, const struct splitting *s,
			       struct member_split_view *x)
{
	struct member_split_people_in in = {
		.step = s->split->step,
		.org = s->split->org,
		.day = member_split_day(cx, &s->all),
		.q = text_fold(cx->arena, s->q),
		.limit = MEMBER_SPLIT_MOST + 1,
		.with = s->q.n ? MEMBER_SPLIT_PEOPLE_WITH_Q : 0
	};
	struct member_split_people_rows rows;
	struct member_ids ids = { 0 };
	struct err *err = member_split_people(cx->db, &in, &rows);

	if (!err)
		lines_add(cx, &rows, x);
	for (ptrdiff_t i = 0; !err && i < x->lines.n; i++)
		*vec_push(cx->arena, &ids) = x->lines.p[i].id;
	if (!err)
		err = member_listed(cx, LISTED_SPLIT, &ids);
	x->day = fmt_day(cx->arena, in.day);
	x->none.title =
		s->q.n ? tr(cx->lang, N_("Nobody there has this word in the "
					 "name."))
		       : tr(cx->lang, N_("Nobody belongs to it itself on "
					 "that day."));
	return err ? err : chosen_count(cx, s->split->step, &x->chosen);
}

static struct crumbs crumbs_of(struct cx *cx, const struct splitting *s)
{
	struct crumbs c = { 0 };

	*vec_push(cx->arena, &c) =
		(struct crumb){ .text = tr(cx->lang, N_("Reorganisation")),
				.href = STR("/reorg") };
	*vec_push(cx->arena, &c) =
		(struct crumb){ .text = s->all.title,
				.href = str_fmt(cx->arena, "/reorg/%lld",
						(long long)s->decision) };
	*vec_push(cx->arena, &c) =
		(struct crumb){ .text = tr(cx->lang, N_("Who goes along")) };
	return c;
}

static struct err *people_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct err *faults)
{
	struct splitting s = { .decision = req_path_id(rq, "id"),
			       .q = req_str(rq, "q") };
	struct member_sheet sheet;
	struct member_split_view x = { .page = &sheet.page,
				       .keys = view_keys(cx, rq),
				       .faults = view_faults(cx, faults),
				       .decision = s.decision,
				       .step = req_path_id(rq, "step"),
				       .q = s.q };
	struct err *err =
		member_split_find(cx, s.decision, x.step, &s.all, &s.split);

	if (!err && !cx_may(cx, PERM_MEMBER_MANAGE))
		err = err_new(cx->arena, ERR_DENIED,
			      N_("Only who keeps the records of members may "
				 "change them."));
	if (!err && !s.all.draft)
		err = err_new(
			cx->arena, ERR_CONFLICT,
			N_("The decision is approved; only a draft can be "
			   "changed."));
	if (!err)
		err = people_fill(cx, &s, &x);
	if (err)
		return err;
	x.org = s.split->org_name;
	x.to = s.split->to_name;
	x.path = split_path(cx, s.decision, x.step);
	x.crumbs = crumbs_of(cx, &s);
	if (faults)
		rp->status = 422;
	err = member_begin(cx, rq, rp,
			   (struct page_ask){
				   .title = tr(cx->lang, N_("Who goes along")),
				   .menu = "org",
				   .n_errors = (int)x.faults.n },
			   &sheet);
	if (!err)
		member_split_html(&sheet.view, &x);
	return err;
}

static struct err *people_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return people_show(cx, rq, rp, req_faults(rq));
}

static struct err *people_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct {
		int64_t *p;
		ptrdiff_t n, cap;
	} who = { 0 };
	struct member_split in = { .decision = req_path_id(rq, "id"),
				   .step = req_path_id(rq, "step"),
				   .q = req_str(rq, "q"),
				   .all = req_flag(rq, "all") };
	struct err *err = req_faults(rq);
	struct str text;
	int64_t id;

	for (int k = 0; (text = req_nth(rq, "who", k)).p; k++)
		if (str_to_i64(text, &id))
			*vec_push(cx->arena, &who) = id;
	in.member = who.p;
	in.n = who.n;
	if (err)
		return people_show(cx, rq, rp, err);
	err = member_split_choose(cx, &in);
	return err ? err
		   : reply_redirect(rp, str_fmt(cx->arena, "/reorg/%lld",
						(long long)in.decision));
}

/* ---- on the decision's page --------------------------------------------- */

struct err *member_split_panel(struct cx *cx, int64_t decision, struct view *v)
{
	bool may =
		cx_may(cx, PERM_MEMBER_MANAGE) && cx_may(cx, PERM_ORG_MANAGE);
	struct member_split_items x = { 0 };
	struct reorg_splits all;
	struct err *err = org_splits(cx, decision, &all);

	for (ptrdiff_t i = 0; !err && i < all.n; i++) {
		const struct reorg_split *s = &all.p[i];
		struct member_split_item *item;
		bool seen;

		err = member_org_is_seen(cx, s->org, &seen);
		if (err || !seen)
			continue;
		item = vec_push(cx->arena, &x);
		*item = (struct member_split_item){ .org = s->org_name,
						    .to = s->to_name };
		if (may && all.draft)
			item->href = split_path(cx, decision, s->step);
		err = chosen_count(cx, s->step, &item->chosen);
	}
	if (!err && x.n)
		member_split_panel_html(v, &x);
	return err;
}

static const struct field get_fields[] = {
	{ .name = "q", .label = N_("Word in the name"), .kind = FIELD_LINE },
};
static const struct field post_fields[] = {
	{ .name = "q", .label = N_("Word in the name"), .kind = FIELD_LINE },
	{ .name = "all", .label = N_("Everybody"), .kind = FIELD_FLAG },
	{ .name = "who",
	  .label = N_("Goes along"),
	  .kind = FIELD_INT,
	  .many = true,
	  .min = 1 },
};
/* who manages organisations and keeps the records: the act asks for the
 * second */
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/reorg/:id/step/:step/people",
	  .perm = PERM_ORG_MANAGE,
	  .page = people_get,
	  ROUTE_FIELDS(get_fields),
	  .slow = true },
	{ .method = POST,
	  .path = "/reorg/:id/step/:step/people",
	  .perm = PERM_ORG_MANAGE,
	  .page = people_post,
	  ROUTE_FIELDS(post_fields) },
};
const struct route_table member_split_routes = { routes,
						 (int)N_ELEMENTS(routes) };
