/*
 * The search of the header, over all that features registered
 * (struct feature_search). Each gives what the person may see; marks may be
 * left out, and what has them as typed comes first.
 */
#include "view/site_search.h"

#include "base/utf8.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "view/site_search_tmpl.h"

enum { HITS_USUAL = 10, ALONE_LEAST = 4, DIGITS_LEAST = 9 };

static const struct field search_fields[] = {
	{ .name = "q", .label = N_("Word to look for"), .kind = FIELD_LINE },
	{ .name = "part", .label = N_("Only the list"), .kind = FIELD_FLAG },
};

/* Exact ones first, otherwise as they came; at most `most`. */
static void hits_rank(struct cx *cx, struct feature_hits *hits, ptrdiff_t most)
{
	struct feature_hits out = { .more = hits->more || hits->n > most,
				    .all = hits->all };

	for (int exact = 1; exact >= 0; exact--)
		for (ptrdiff_t i = 0; i < hits->n && out.n < most; i++)
			if (hits->p[i].exact == exact)
				*vec_push(cx->arena, &out) = hits->p[i];
	*hits = out;
}

static struct err *group_add(struct cx *cx, const struct feature_search *s,
			     struct feature_find what, struct search_view *x)
{
	struct search_group g = { .title = tr(cx->lang, s->title),
				  .order = s->order };
	ptrdiff_t at = x->groups.n;
	struct err *err;

	what.most = s->most ? s->most : HITS_USUAL;
	err = s->find(cx, &what, &g.hits);
	if (err || !g.hits.n)
		return err;
	hits_rank(cx, &g.hits, what.most);
	vec_push(cx->arena, &x->groups);
	x->total += g.hits.n;
	for (; at > 0 && x->groups.p[at - 1].order > g.order; at--)
		x->groups.p[at] = x->groups.p[at - 1];
	x->groups.p[at] = g;
	return NULL;
}

/* What the button looks through, and one's typing doesn't. */
static struct err *left_out_add(struct cx *cx, const struct feature_search *s,
				struct search_view *x, bool *ret_out)
{
	struct str title = tr(cx->lang, s->title);
	struct err *err = NULL;

	*ret_out = false;
	if (s->reads_much)
		err = s->reads_much(cx, ret_out);
	if (err || !*ret_out)
		return err;
	x->left_out = x->left_out.n
			      ? str_fmt(cx->arena, "%.*s, %.*s",
					STR_ARG(x->left_out), STR_ARG(title))
			      : title;
	x->href = str_cat(cx->arena, STR("/search"),
			  query_with(cx->arena, STR_NULL, STR("q"), x->q));
	return NULL;
}

/* `part`: while one types. */
static struct err *groups_fill(struct cx *cx, bool part, struct search_view *x)
{
	const struct site *site = site_get();
	struct feature_find what = { .q = x->q,
				     .fold = text_fold(cx->arena, x->q),
				     .same = text_same_key(cx->arena, x->q) };
	struct err *err = NULL;

	x->asked = what.fold.n > 0;
	for (int f = 0; x->asked && f < site->n_features; f++) {
		const struct feature *of = site->features[f];

		for (int i = 0; !err && i < of->n_searches; i++) {
			const struct feature_search *s = &of->searches[i];
			bool out = false;

			if (!cx_may(cx, (int)s->perm))
				continue;
			if (part)
				err = left_out_add(cx, s, x, &out);
			if (!err && !out)
				err = group_add(cx, s, what, x);
		}
	}
	x->none = (struct empty_state){
		.title = tr_fmt(cx->arena, cx->lang,
				N_("Nothing was found for \"{0}\"."), x->q),
		.text = tr(cx->lang,
			   N_("Looked through names, texts, numbers and codes "
			      "of all that you may see. Try fewer or other "
			      "words; marks may be left out."))
	};
	return err;
}

bool site_finds(struct cx *cx)
{
	if (cx->actor.id <= 0 || cx->actor.few)
		return false;
	for (int f = 0; f < site_get()->n_features; f++) {
		const struct feature *of = site_get()->features[f];

		for (int i = 0; i < of->n_searches; i++)
			if (cx_may(cx, (int)of->searches[i].perm))
				return true;
	}
	return false;
}

/* Somebody's number, as of an identity card, alone or among words: it stays out
 * of addresses, which are kept in histories. */
static bool is_personal(struct str q)
{
	bool alone = true;
	int digits = 0;

	for (ptrdiff_t i = 0; i < q.n; i++) {
		bool digit = q.p[i] >= '0' && q.p[i] <= '9';

		alone = alone &&
			(digit || str_find_char(STR(" .-"), q.p[i]) >= 0);
		digits += digit;
	}
	return digits >= (alone ? ALONE_LEAST : DIGITS_LEAST);
}

static struct err *search_show(struct cx *cx, struct req *rq, struct reply *rp,
			       bool part)
{
	struct page page;
	struct view v;
	struct search_view x = { .page = &page, .q = req_str(rq, "q") };
	struct err *err = NULL;

	if (req_method(rq) == GET && is_personal(x.q))
		x.unsaid = true;
	else
		err = groups_fill(cx, part, &x);
	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){
					 .title = tr(cx->lang, N_("Search")) },
				 &page, &v);
	if (err)
		return err;
	page.find = x.q;
	if (part)
		site_found_html(&v, &x);
	else
		site_search_html(&v, &x);
	return NULL;
}

static struct err *search_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	return search_show(cx, rq, rp, req_flag(rq, "part"));
}

/* Words go on to an address that can be kept; a number is answered here. */
static struct err *search_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct str q = req_str(rq, "q");

	if (is_personal(q))
		return search_show(cx, rq, rp, false);
	if (!q.n)
		return reply_redirect(rp, STR("/search"));
	return reply_redirect(
		rp, str_cat(cx->arena, STR("/search"),
			    query_with(cx->arena, STR_NULL, STR("q"), q)));
}

/* whom a number finds is written down: on a worker */
static const struct route routes[] = {
	{ .method = POST,
	  .path = "/search",
	  .perm = PERM_SIGNED_IN,
	  .page = search_post,
	  .fields = search_fields,
	  .n_fields = 1 },
	{ .method = GET,
	  .path = "/search",
	  .perm = PERM_SIGNED_IN,
	  .page = search_page,
	  .slow = true,
	  ROUTE_FIELDS(search_fields) },
};

const struct route_table site_search_routes = { routes,
						(int)N_ELEMENTS(routes) };
