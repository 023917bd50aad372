/* /candidate/:id/papers: the checklist of the file. */
#include "growth/growth_page_priv.h"

#include "db/db.h"
#include "growth/growth.h"
#include "growth/growth_care.h"
#include "growth/growth_person_tmpl.h"
#include "growth/growth_query.h"
#include "i18n/i18n.h"

/* What was ticked and typed of a paper. */
static struct growth_paper paper_typed(struct req *rq, struct str paper)
{
	struct growth_paper p = { .paper = paper, .place = STR("") };
	struct str suffix, value;

	for (int k = 0; req_family(rq, "paper.*", k, &suffix, &value); k++)
		if (str_eq(suffix, paper))
			p.present = str_eq(value, STR("1"));
	for (int k = 0; req_family(rq, "place.*", k, &suffix, &value); k++)
		if (str_eq(suffix, paper))
			p.place = value;
	return p;
}

static void lines_fill(struct cx *cx, struct req *rq, const struct err *faults,
		       const struct growth_papers *list,
		       struct growth_papers_view *x)
{
	for (ptrdiff_t i = 0; i < list->n; i++) {
		const struct growth_paper_line *l = &list->p[i];
		struct growth_paper_typed *t = vec_push(cx->arena, &x->papers);
		struct growth_paper p = { .paper = l->term->code,
					  .present = l->present,
					  .place = l->place };

		if (req_method(rq) == POST)
			p = paper_typed(rq, l->term->code);
		*t = (struct growth_paper_typed){
			.code = p.paper,
			.title =
				cx->lang == LANG_EN ? l->term->en : l->term->vi,
			.place = p.place,
			.fault = view_fault_of(cx, faults, p.paper),
			.needed = l->needed,
			.present = p.present,
		};
	}
}

static struct err *papers_show(struct cx *cx, struct req *rq, struct reply *rp,
			       const struct err *faults)
{
	struct page page;
	struct view view;
	struct growth_papers_view x = { .page = &page,
					.keys = view_keys(cx, rq),
					.faults = view_faults(cx, faults) };
	struct candidate_by_id_row c;
	struct growth_papers list;
	struct form f = { .title = tr(cx->lang, N_("Papers")),
			  .action = STR("/papers") };
	struct err *err = growth_form_begin(cx, rq, &f, &c);

	if (!err)
		err = growth_papers_read(cx, c.id, &list);
	if (err)
		return err;
	x.id = c.id;
	x.rev = c.rev;
	x.name = c.name;
	x.crumbs = f.crumbs;
	lines_fill(cx, rq, faults, &list, &x);
	if (faults)
		rp->status = form_is_behind(faults) ? 409 : 422;
	rp->no_etag = true;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = f.title,
					     .menu = "growth",
					     .n_errors = (int)x.faults.n },
			 &page, &view);
	if (!err)
		growth_papers_html(&view, &x);
	return err;
}

static struct err *papers_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	return papers_show(cx, rq, rp, req_faults(rq));
}

static struct err *papers_post(struct cx *cx, struct req *rq, struct reply *rp)
{
	const struct profile_term *t = NULL;
	struct {
		struct growth_paper *p;
		ptrdiff_t n, cap;
	} papers = { 0 };
	struct growth_checklist in = { .candidate = req_path_id(rq, "id"),
				       .rev = req_int(rq, "rev") };
	struct err *err = req_faults(rq);

	while ((t = profile_term_next(cx->profile, "file_paper", t)))
		*vec_push(cx->arena, &papers) = paper_typed(rq, t->code);
	in.p = papers.p;
	in.n = papers.n;
	if (!err)
		err = growth_papers_set(cx, &in);
	if (err && form_is_mendable(err))
		return papers_show(cx, rq, rp, err);
	return err ? err : growth_person_go(cx, rp, in.candidate);
}

static const struct field papers_fields[] = {
	{ .name = "rev", .label = N_("Version"), .kind = FIELD_INT },
	{ .name = "paper.*",
	  .label = N_("Paper in the file"),
	  .kind = FIELD_FLAG },
	{ .name = "place.*",
	  .label = N_("Where it is kept"),
	  .kind = FIELD_LINE },
};
static const struct route routes[] = {
	{ .method = GET,
	  .path = "/candidate/:id/papers",
	  .perm = PERM_GROWTH_MANAGE,
	  .page = papers_get },
	{ .method = POST,
	  .path = "/candidate/:id/papers",
	  .perm = PERM_GROWTH_MANAGE,
	  .page = papers_post,
	  ROUTE_FIELDS(papers_fields) },
};
const struct route_table growth_paper_routes = { routes,
						 (int)N_ELEMENTS(routes) };
