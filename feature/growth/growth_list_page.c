/* /growth/people: who is on the way, where, how far; also as files. */
#include "growth/growth_page_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "doc/doc.h"
#include "growth/growth.h"
#include "growth/growth_list_tmpl.h"
#include "growth/growth_query.h"
#include "i18n/i18n.h"
#include "member/member.h"

enum { PAGE_ROWS = 50, FILE_ROWS = 1000 };

/* ---- conditions ----------------------------------------------------------------- */

static const struct field fields[] = {
	{ .name = "q", .label = N_("Word in the name"), .kind = FIELD_LINE },
	{ .name = "org",
	  .label = N_("Organisation"),
	  .kind = FIELD_INT,
	  .min = 0 },
	{ .name = "stage", .label = N_("Stage reached"), .kind = FIELD_WORD },
	{ .name = "source", .label = N_("Source"), .kind = FIELD_WORD },
	{ .name = "state", .label = N_("State"), .kind = FIELD_WORD },
	{ .name = "page",
	  .label = N_("Page"),
	  .kind = FIELD_INT,
	  .min = 1,
	  .max = 100000 },
};

static const struct {
	const char *code, *title;
} states[] = {
	{ "open", N_("on the way") },
	{ "admitted", N_("admitted") },
	{ "left", N_("left") },
	{ "any", N_("any") },
};

struct filter {
	struct str q, stage, source, state;
	int64_t org, page;
};

static struct err *filter_read(struct cx *cx, struct req *rq,
			       struct filter *ret)
{
	int64_t org, page;

	if (req_faults(rq))
		return req_faults(rq);
	org = req_int(rq, "org");
	page = req_int(rq, "page");
	*ret = (struct filter){ .q = req_str(rq, "q"),
				.stage = req_str(rq, "stage"),
				.source = req_str(rq, "source"),
				.state = req_str(rq, "state"),
				.org = org == DB_NULL ? 0 : org,
				.page = page == DB_NULL ? 1 : page };
	if (!ret->state.n)
		ret->state = STR("open");
	if (ret->q.n)
		ret->q = text_clean(cx->arena, ret->q);
	return NULL;
}

/* Who sees the whole asks without a scope. */
static struct candidate_list_in list_in(struct cx *cx, const struct filter *f)
{
	struct candidate_list_in in = { .scope = growth_scope(cx),
					.org = f->org,
					.stage = f->stage,
					.source = f->source,
					.state = f->state,
					.limit = PAGE_ROWS };

	if (f->q.n)
		in.q = str_fmt(cx->arena, "%%%.*s%%",
			       STR_ARG(text_fold(cx->arena, f->q)));
	in.with =
		(in.scope ? CANDIDATE_LIST_WITH_SCOPE : 0u) |
		(f->org ? CANDIDATE_LIST_WITH_ORG : 0u) |
		(f->q.n ? CANDIDATE_LIST_WITH_Q : 0u) |
		(f->stage.n ? CANDIDATE_LIST_WITH_STAGE : 0u) |
		(f->source.n ? CANDIDATE_LIST_WITH_SOURCE : 0u) |
		(str_eq(f->state, STR("any")) ? 0u : CANDIDATE_LIST_WITH_STATE);
	return in;
}

static struct err *count_read(struct cx *cx, const struct filter *f,
			      int64_t *ret_n)
{
	struct candidate_list_in by = list_in(cx, f);
	struct candidate_list_count_in in = { .scope = by.scope,
					      .org = by.org,
					      .q = by.q,
					      .state = by.state,
					      .stage = by.stage,
					      .source = by.source,
					      .with = by.with };
	struct candidate_list_count_row row = { 0 };
	bool found;
	struct err *err = candidate_list_count(cx->db, &in, &row, &found);

	*ret_n = err ? 0 : row.n;
	return err;
}

/* ---- lines ------------------------------------------------------------------------ */

static struct str state_title(struct cx *cx, struct str code)
{
	if (str_eq(code, STR("erased")))
		return tr(cx->lang, N_("erased"));
	for (size_t i = 0; i < N_ELEMENTS(states); i++)
		if (str_eq(code, str_c(states[i].code)))
			return tr(cx->lang, states[i].title);
	return code;
}

static struct growth_line line_of(struct cx *cx,
				  const struct candidate_list_row *r)
{
	struct growth_line l = {
		.id = r->id,
		.name = r->name,
		.org = r->org_name,
		.source = profile_term_title(cx->profile, "source", r->source,
					     cx->lang),
		.stage = growth_step_title(cx, r->stage),
		.on = r->stage_on,
	};

	if (growth_may_personal(cx))
		l.birth = member_birth_text(cx->arena, r->birth,
					    r->birth_part.p ? r->birth_part
							    : STR(""));
	if (!str_eq(r->state, STR("open")))
		l.state = state_title(cx, r->state);
	return l;
}

/* ---- the page ------------------------------------------------------------------------ */

static void chip_add(struct cx *cx, struct req *rq, struct chips *chips,
		     const char *field, struct str text)
{
	struct str query =
		query_with(cx->arena, req_query(rq), str_c(field), STR_NULL);

	*vec_push(cx->arena, chips) = (struct chip){
		.text = text,
		.href = str_cat(cx->arena, STR("/growth/people"),
				query_with(cx->arena, query, STR("page"),
					   STR_NULL))
	};
}

static void chips_fill(struct cx *cx, struct req *rq, const struct filter *f,
		       struct growth_list_view *x)
{
	struct str n = fmt_int(cx->arena, cx->lang, x->pager.total);

	x->chips.count = tr_format(cx->arena,
				   tr_n(cx->lang, N_("{0} person."),
					N_("{0} people."), x->pager.total),
				   &n, 1);
	if (f->q.n)
		chip_add(cx, rq, &x->chips, "q", f->q);
	if (f->org && form_chosen(&x->orgs).n)
		chip_add(cx, rq, &x->chips, "org", form_chosen(&x->orgs));
	if (f->stage.n)
		chip_add(cx, rq, &x->chips, "stage",
			 growth_step_title(cx, f->stage));
	if (f->source.n)
		chip_add(cx, rq, &x->chips, "source",
			 profile_term_title(cx->profile, "source", f->source,
					    cx->lang));
	if (!str_eq(f->state, STR("open")))
		chip_add(cx, rq, &x->chips, "state", state_title(cx, f->state));
	x->chips.clear = STR("/growth/people");
}

static struct err *choices_fill(struct cx *cx, const struct filter *f,
				struct growth_list_view *x)
{
	struct str any = tr(cx->lang, N_("any"));

	form_choose(cx, &x->stages, STR(""), any, f->stage);
	form_choose_terms(cx, &x->stages, "stage", f->stage);
	form_choose(cx, &x->sources, STR(""), any, f->source);
	form_choose_terms(cx, &x->sources, "source", f->source);
	for (size_t i = 0; i < N_ELEMENTS(states); i++)
		form_choose(cx, &x->states, str_c(states[i].code),
			    tr(cx->lang, states[i].title), f->state);
	form_choose(cx, &x->orgs, STR("0"), any, STR_NULL);
	return growth_choose_orgs(cx, &x->orgs, f->org);
}

static struct err *list_fill(struct cx *cx, struct req *rq,
			     const struct filter *f, struct growth_list_view *x)
{
	struct candidate_list_in in = list_in(cx, f);
	struct candidate_list_rows rows = { 0 };
	struct str query =
		query_with(cx->arena, req_query(rq), STR("page"), STR_NULL);
	int64_t total;
	struct err *err = count_read(cx, f, &total);

	x->pager =
		pager_make(cx->arena, req_query(rq), f->page, PAGE_ROWS, total);
	in.offset = MAX(x->pager.from - 1, 0);
	if (!err && total)
		err = candidate_list(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		*vec_push(cx->arena, &x->lines) = line_of(cx, &rows.p[i]);
	if (!err)
		err = choices_fill(cx, f, x);
	if (err)
		return err;
	chips_fill(cx, rq, f, x);
	x->q = f->q;
	x->xlsx = str_cat(cx->arena, STR("/growth/people.xlsx"), query);
	x->csv = str_cat(cx->arena, STR("/growth/people.csv"), query);
	x->may_add = cx_may(cx, PERM_GROWTH_MANAGE);
	return NULL;
}

static struct err *list_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct page page;
	struct view view;
	struct growth_list_view x = {
		.page = &page,
		.none = { .title = tr(cx->lang, N_("Nobody fits.")),
			  .text = tr(cx->lang,
				     N_("People appear here once they are "
					"proposed.")) },
	};
	struct filter f;
	struct err *err = filter_read(cx, rq, &f);

	if (!err)
		err = list_fill(cx, rq, &f, &x);
	rp->no_etag = true;
	if (!err)
		err = page_begin(
			cx, rq, rp,
			&(struct page_ask){
				.title = tr(cx->lang, N_("People on the way")),
				.menu = "growth" },
			&page, &view);
	if (!err)
		growth_list_html(&view, &x);
	return err;
}

/* ---- files --------------------------------------------------------------------------- */

enum { COLS = 7 };
static const struct {
	const char *title;
	double width;
	enum doc_col_kind kind;
} cols[COLS] = {
	{ N_("Name"), 28, COL_TEXT },	       { N_("Born"), 12, COL_TEXT },
	{ N_("Organisation"), 34, COL_TEXT },  { N_("Source"), 18, COL_TEXT },
	{ N_("Stage reached"), 34, COL_TEXT }, { N_("on"), 12, COL_DAY },
	{ N_("State"), 14, COL_TEXT },
};

static struct sheet_val text_val(struct str s)
{
	return (struct sheet_val){ .text = s, .n = DB_NULL, .day = DAY_NONE };
}

static void row_of(struct cx *cx, const struct growth_line *l,
		   struct sheet_val *ret)
{
	ret[0] = text_val(l->name);
	ret[1] = text_val(l->birth);
	ret[2] = text_val(l->org);
	ret[3] = text_val(l->source);
	ret[4] = text_val(l->stage);
	ret[5] = (struct sheet_val){ .n = DB_NULL, .day = l->on };
	ret[6] = text_val(l->state.n ? l->state
				     : tr(cx->lang, N_("on the way")));
}

/* Portion by portion, so that a list of any length fits. */
typedef struct err *row_fn(struct cx *cx, const struct growth_line *l,
			   void *to);

static struct err *rows_each(struct cx *cx, const struct filter *f, row_fn *put,
			     void *to)
{
	struct candidate_list_in in = list_in(cx, f);
	struct candidate_list_rows rows;
	struct err *err;

	in.limit = FILE_ROWS;
	do {
		rows = (struct candidate_list_rows){ 0 };
		err = candidate_list(cx->db, &in, &rows);
		for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
			struct growth_line l = line_of(cx, &rows.p[i]);

			err = put(cx, &l, to);
		}
		in.offset += rows.n;
	} while (!err && rows.n == FILE_ROWS);
	return err;
}

static struct err *xlsx_put(struct cx *cx, const struct growth_line *l,
			    void *to)
{
	struct sheet_val val[COLS];

	row_of(cx, l, val);
	return xlsx_row(to, val);
}

static struct err *xlsx_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct str title = tr(cx->lang, N_("People on the way"));
	CLEANUP(xlsx_dropp) struct xlsx *x = NULL;
	struct sheet_col col[COLS];
	struct filter f;
	struct err *err = filter_read(cx, rq, &f);

	for (int i = 0; i < COLS; i++)
		col[i] = (struct sheet_col){ .title = tr(cx->lang,
							 cols[i].title),
					     .width = cols[i].width,
					     .kind = cols[i].kind };
	if (!err)
		err = xlsx_begin(cx->arena, &x);
	if (!err)
		err = xlsx_sheet(x, title, title, col, COLS);
	if (!err)
		err = rows_each(cx, &f, xlsx_put, x);
	return err ? err : growth_xlsx_send(cx, rp, title, x);
}

static struct err *csv_put(struct cx *cx, const struct growth_line *l, void *to)
{
	struct sheet_val val[COLS];

	row_of(cx, l, val);
	for (int i = 0; i < COLS; i++)
		csv_cell(to,
			 cols[i].kind == COL_DAY
				 ? day_iso(cx->arena, val[i].day)
				 : val[i].text,
			 i == 0);
	csv_end(to);
	return NULL;
}

static struct err *csv_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct filter f;
	struct err *err = filter_read(cx, rq, &f);

	if (err)
		return err;
	rp->type = "text/csv; charset=utf-8";
	buf_lit(&rp->body, "\xef\xbb\xbf"); /* so that Excel reads UTF-8 */
	for (int i = 0; i < COLS; i++)
		csv_cell(&rp->body, tr(cx->lang, cols[i].title), i == 0);
	csv_end(&rp->body);
	err = rows_each(cx, &f, csv_put, &rp->body);
	if (!err)
		growth_download(cx, rp, tr(cx->lang, N_("People on the way")),
				"csv");
	return err;
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/growth/people",
	  .perm = PERM_GROWTH_VIEW,
	  .page = list_get,
	  ROUTE_FIELDS(fields) },
	{ .method = GET,
	  .path = "/growth/people.xlsx",
	  .perm = PERM_GROWTH_VIEW,
	  .page = xlsx_get,
	  ROUTE_FIELDS(fields),
	  .slow = true,
	  .fresh = true },
	{ .method = GET,
	  .path = "/growth/people.csv",
	  .perm = PERM_GROWTH_VIEW,
	  .page = csv_get,
	  ROUTE_FIELDS(fields),
	  .slow = true,
	  .fresh = true },
};
const struct route_table growth_list_routes = { routes,
						(int)N_ELEMENTS(routes) };
