/*
 * The search of the header: tasks of the reader's scope, documents,
 * organisations. Marks may be left out; what has the marks as typed comes
 * first.
 */
#include "base/utf8.h"
#include "i18n/i18n.h"
#include "profile/profile.h"
#include "view/site.h"
#include "work/work_page.h"
#include "work/work_search_query.h"
#include "work/work_search_tmpl.h"
#include "work/work_search_view.h"

enum {
	READ_MOST = 200, /* rows that are ranked */
	TASKS_MOST = 30, /* 50 results in all */
	DOCUMENTS_MOST = 10,
	ORGS_MOST = 10,
};

static const struct field search_fields[] = {
	{ .name = "q", .label = N_("Word to look for"), .kind = FIELD_LINE },
};

/* What is looked for, in the forms that are compared. */
struct search {
	struct str q, fold, same;
};

static struct search_hit *hit_add(struct cx *cx, const struct search *s,
				  struct search_hits *hits, struct str text)
{
	struct search_hit *h = vec_push(cx->arena, hits);

	h->text = text;
	h->exact = str_find(text_same_key(cx->arena, text), s->same, 0) >= 0;
	return h;
}

/* Exact ones first, otherwise in their order; at most `most`. */
static void hits_rank(struct cx *cx, struct search_hits *hits, ptrdiff_t most)
{
	struct search_hits out = { .more = hits->n > most };

	for (int exact = 1; exact >= 0; exact--)
		for (ptrdiff_t i = 0; i < hits->n && out.n < most; i++)
			if (hits->p[i].exact == exact)
				*vec_push(cx->arena, &out) = hits->p[i];
	*hits = out;
}

static struct str joined(struct cx *cx, struct str a, struct str b)
{
	if (!a.n || !b.n)
		return a.n ? a : b;
	return str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(a), STR_ARG(b));
}

static struct err *tasks_find(struct cx *cx, const struct search *s,
			      struct search_view *x)
{
	struct task_search_in in = { .q = s->fold,
				     .number = s->q,
				     .scope = cx->actor.org,
				     .limit = READ_MOST,
				     .with = cx->actor.org_is_root
						     ? 0u
						     : TASK_SEARCH_WITH_SCOPE };
	struct task_search_rows rows;
	struct err *err = task_search(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct task_search_row *r = &rows.p[i];
		struct str text = !r->number.n ? r->work
					       : str_fmt(cx->arena, "%.*s %.*s",
							 STR_ARG(r->number),
							 STR_ARG(r->work));
		struct search_hit *h = hit_add(cx, s, &x->tasks, text);
		struct str due = fmt_day(cx->arena, r->due_on);

		h->href = str_fmt(cx->arena, "/task/%ld", (long)r->id);
		h->note = joined(cx, r->code, r->lead_name);
		if (due.n)
			h->note = joined(cx, h->note,
					 tr_fmt(cx->arena, cx->lang,
						N_("due {0}"), due));
	}
	hits_rank(cx, &x->tasks, TASKS_MOST);
	return err;
}

static struct err *documents_find(struct cx *cx, const struct search *s,
				  struct search_view *x)
{
	struct search_document_rows rows;
	struct err *err =
		search_document(cx->db,
				&(struct search_document_in){
					.q = s->fold, .limit = READ_MOST },
				&rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct search_document_row *r = &rows.p[i];
		struct search_hit *h =
			hit_add(cx, s, &x->documents,
				str_fmt(cx->arena, "%.*s %.*s",
					STR_ARG(r->code), STR_ARG(r->title)));

		h->href = str_fmt(cx->arena, "/document/%ld", (long)r->id);
		h->note = joined(cx, r->issuer_name,
				 fmt_day(cx->arena, r->issued_on));
	}
	hits_rank(cx, &x->documents, DOCUMENTS_MOST);
	return err;
}

static struct err *orgs_find(struct cx *cx, const struct search *s,
			     struct search_view *x)
{
	struct search_org_rows rows;
	struct err *err;

	if (!cx_may(cx, PERM_ORG_VIEW))
		return NULL;
	err = search_org(cx->db,
			 &(struct search_org_in){ .q = s->fold,
						  .today = cx->today,
						  .limit = READ_MOST },
			 &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct search_hit *h = hit_add(cx, s, &x->orgs, rows.p[i].name);

		h->href = str_fmt(cx->arena, "/org/%ld", (long)rows.p[i].id);
		h->note = profile_kind_title(cx->profile, rows.p[i].kind,
					     cx->lang);
	}
	hits_rank(cx, &x->orgs, ORGS_MOST);
	return err;
}

static struct err *search_fill(struct cx *cx, struct search_view *x)
{
	struct search s = { .q = x->q,
			    .fold = text_fold(cx->arena, x->q),
			    .same = text_same_key(cx->arena, x->q) };
	struct err *err;

	x->asked = s.fold.n > 0;
	if (!x->asked)
		return NULL;
	err = tasks_find(cx, &s, x);
	if (!err)
		err = documents_find(cx, &s, x);
	if (!err)
		err = orgs_find(cx, &s, x);
	x->nothing = !x->tasks.n && !x->documents.n && !x->orgs.n;
	x->none = (struct empty_state){
		.title = tr_fmt(cx->arena, cx->lang,
				N_("Nothing was found for \"{0}\"."), x->q),
		.text = tr(cx->lang,
			   N_("Looked through the texts and numbers "
			      "of the tasks that you may see, numbers and "
			      "titles of "
			      "documents, and names of organisations. Try "
			      "fewer or "
			      "other words; marks may be left out."))
	};
	return err;
}

static struct err *search_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view v;
	struct search_view x = { .page = &page, .q = req_str(rq, "q") };
	struct err *err = search_fill(cx, &x);

	if (!err)
		err = page_begin(cx, rq, rp,
				 &(struct page_ask){
					 .title = tr(cx->lang, N_("Search")) },
				 &page, &v);
	if (err)
		return err;
	page.find = x.q;
	work_search_html(&v, &x);
	return NULL;
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/search",
	  .perm = PERM_WORK_VIEW,
	  .page = search_page,
	  ROUTE_FIELDS(search_fields) },
};

const struct route_table work_search_routes = { routes,
						(int)N_ELEMENTS(routes) };
