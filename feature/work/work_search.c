/*
 * What the search over everything finds here: tasks of the reader's scope,
 * and documents.
 */
#include "base/utf8.h"
#include "i18n/i18n.h"
#include "view/view_part.h"
#include "work/work_page.h"
#include "work/work_search_query.h"

enum {
	READ_MOST = 200, /* rows that are ranked */
	TYPED_MOST =
		5000, /* tasks that are looked through as one types: 3 ms */
};

static struct feature_hit *hit_add(struct cx *cx,
				   const struct feature_find *what,
				   struct feature_hits *hits, struct str text)
{
	struct feature_hit *h = vec_push(cx->arena, hits);

	h->text = text;
	h->exact = str_find(text_same_key(cx->arena, text), what->same, 0) >= 0;
	return h;
}

static struct str joined(struct cx *cx, struct str a, struct str b)
{
	if (!a.n || !b.n)
		return a.n ? a : b;
	return str_fmt(cx->arena, "%.*s, %.*s", STR_ARG(a), STR_ARG(b));
}

struct err *work_search_is_much(struct cx *cx, bool *ret_much)
{
	struct task_search_size_row row;
	bool found;
	struct err *err = task_search_size(cx->db, &row, &found);

	*ret_much = !err && found && row.most > TYPED_MOST;
	return err;
}

struct err *work_search_tasks(struct cx *cx, const struct feature_find *what,
			      struct feature_hits *ret_hits)
{
	struct task_search_in in = { .q = what->fold,
				     .number = what->q,
				     .scope = cx_scope(cx),
				     .limit = READ_MOST,
				     .with = cx->actor.org_is_root
						     ? 0u
						     : TASK_SEARCH_WITH_SCOPE };
	struct task_search_rows rows;
	struct feature_hits hits = { 0 };
	struct err *err = task_search(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct task_search_row *r = &rows.p[i];
		struct str text = !r->number.n ? r->work
					       : str_fmt(cx->arena, "%.*s %.*s",
							 STR_ARG(r->number),
							 STR_ARG(r->work));
		struct feature_hit *h = hit_add(cx, what, &hits, text);
		struct str due = fmt_day(cx->arena, r->due_on);

		h->href = str_fmt(cx->arena, "/task/%ld", (long)r->id);
		h->note = joined(cx, r->code, r->lead_name);
		if (due.n)
			h->note = joined(cx, h->note,
					 tr_fmt(cx->arena, cx->lang,
						N_("due {0}"), due));
	}
	hits.all = str_cat(cx->arena, STR("/tasks"),
			   query_with(cx->arena, STR_NULL, STR("q"), what->q));
	*ret_hits = hits;
	return err;
}

struct err *work_search_documents(struct cx *cx,
				  const struct feature_find *what,
				  struct feature_hits *ret_hits)
{
	struct search_document_in in = { .q = what->fold, .limit = READ_MOST };
	struct search_document_rows rows;
	struct feature_hits hits = { 0 };
	struct err *err = search_document(cx->db, &in, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		const struct search_document_row *r = &rows.p[i];
		struct feature_hit *h =
			hit_add(cx, what, &hits,
				str_fmt(cx->arena, "%.*s %.*s",
					STR_ARG(r->code), STR_ARG(r->title)));

		h->href = str_fmt(cx->arena, "/document/%ld", (long)r->id);
		h->note = joined(cx, r->issuer_name,
				 fmt_day(cx->arena, r->issued_on));
	}
	*ret_hits = hits;
	return err;
}
