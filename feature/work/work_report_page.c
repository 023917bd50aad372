/*
 * The report on a programme (/programme/5/report) and on all programmes of a
 * year (/report?year=2026), as a page and as files.
 */
#include "work/work_page.h"

#include "db/db.h"
#include "i18n/i18n.h"
#include "view/site.h"
#include "work/work_carry_act.h"
#include "work/work_past.h"
#include "work/work_document_query.h"
#include "work/work_query.h"
#include "work/work_report_priv.h"
#include "work/work_report_tmpl.h"
#include "work/work_report_view.h"
#include "work/work_structure.h"

/* ---- what is asked for ------------------------------------------------------- */

/* The year of the address, else that of the newest programme that has begun,
 * else the calendar's. */
static struct err *year_choose(struct cx *cx, struct req *rq, int64_t *ret_year)
{
	int64_t asked = req_int(rq, "year");
	struct programme_current_row p;
	bool found;
	struct err *err;

	if (asked != DB_NULL) {
		*ret_year = asked;
		return NULL;
	}
	err = programme_current(
		cx->db, &(struct programme_current_in){ .today = cx->today },
		&p, &found);
	if (!err)
		*ret_year = found ? p.year : day_ymd(cx->today).y;
	return err;
}

static struct err *year_read(struct cx *cx, struct req *rq, struct report *r)
{
	struct report_ask ask = { 0 };
	struct err *err = work_past_read(cx, rq);

	if (!err)
		err = year_choose(cx, rq, &ask.year);
	return err ? err : report_read(cx, &ask, r);
}

static struct err *programme_read(struct cx *cx, struct req *rq,
				  struct report *r)
{
	struct report_ask ask = { .programme = req_path_id(rq, "id") };
	struct err *err = work_past_read(cx, rq);

	if (!err)
		err = work_close_look(cx, ask.programme);
	return err ? err : report_read(cx, &ask, r);
}

/* ---- the page ------------------------------------------------------------------ */

static struct err *show(struct cx *cx, struct req *rq, struct reply *rp,
			const struct report *r, struct report_view *x)
{
	int64_t no = req_int(rq, "page");
	struct page page;
	struct view v;
	struct err *err;

	x->page = &page;
	report_fill(cx, r, no == DB_NULL ? 1 : no, x);
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x->heading,
					     .menu = "work",
					     .dated = true },
			 &page, &v);
	if (!err)
		err = work_structure_page(cx, rq, &page);
	if (!err)
		work_report_html(&v, x);
	return err;
}

static void crumbs_fill(struct cx *cx, const struct report *r, struct crumbs *c)
{
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Programmes")),
				.href = STR("/programmes") };
	if (r->programme)
		*vec_push(cx->arena, c) = (struct crumb){
			.text = r->code,
			.href = work_past_href(cx, str_fmt(cx->arena,
							   "/programme/%ld",
							   (long)r->programme))
		};
	*vec_push(cx->arena, c) =
		(struct crumb){ .text = tr(cx->lang, N_("Report")) };
}

static struct err *programme_page(struct cx *cx, struct req *rq,
				  struct reply *rp)
{
	struct report_view x = { 0 };
	struct report r;
	struct err *err = programme_read(cx, rq, &r);

	if (err)
		return err;
	crumbs_fill(cx, &r, &x.crumbs);
	return show(cx, rq, rp, &r, &x);
}

/* Years that have a programme; they come sorted. */
static struct err *years_fill(struct cx *cx, int64_t chosen,
			      struct report_view *x)
{
	struct programme_list_rows rows;
	struct err *err = programme_list(cx->db, &rows);

	for (ptrdiff_t i = 0; !err && i < rows.n; i++)
		if (!i || rows.p[i].year != rows.p[i - 1].year)
			*vec_push(cx->arena,
				  &x->years) = (struct report_choice){
				str_fmt(cx->arena, "%ld", (long)rows.p[i].year),
				rows.p[i].year == chosen
			};
	return err;
}

static struct err *year_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct report_view x = { 0 };
	struct report r;
	struct err *err = year_read(cx, rq, &r);

	if (!err)
		err = years_fill(cx, r.year, &x);
	if (err)
		return err;
	crumbs_fill(cx, &r, &x.crumbs);
	return show(cx, rq, rp, &r, &x);
}

/* ---- files ---------------------------------------------------------------------- */

static struct err *programme_xlsx(struct cx *cx, struct req *rq,
				  struct reply *rp)
{
	struct report r;
	struct err *err = programme_read(cx, rq, &r);

	return err ? err : report_xlsx(cx, &r, rp);
}

static struct err *programme_docx(struct cx *cx, struct req *rq,
				  struct reply *rp)
{
	struct report r;
	struct err *err = programme_read(cx, rq, &r);

	return err ? err : report_docx(cx, &r, rp);
}

static struct err *year_xlsx(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct report r;
	struct err *err = year_read(cx, rq, &r);

	return err ? err : report_xlsx(cx, &r, rp);
}

static struct err *year_docx(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct report r;
	struct err *err = year_read(cx, rq, &r);

	return err ? err : report_docx(cx, &r, rp);
}

/* ---- routes --------------------------------------------------------------------- */

#define PAGE_FIELD                                                             \
	{                                                                      \
		.name = "page", .label = N_("Page"), .kind = FIELD_INT,        \
		.min = 1, .max = 100000                                        \
	}
#define YEAR_FIELD                                                             \
	{                                                                      \
		.name = "year", .label = N_("Year"), .kind = FIELD_INT,        \
		.min = 1900, .max = 9999                                       \
	}
static const struct field page_fields[] = { PAGE_FIELD, WORK_PAST_FIELD };
static const struct field file_fields[] = { WORK_PAST_FIELD };
static const struct field year_fields[] = { PAGE_FIELD, YEAR_FIELD,
					    WORK_PAST_FIELD };
static const struct field year_file_fields[] = { YEAR_FIELD, WORK_PAST_FIELD };

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/programme/:id/report",
	  .perm = PERM_WORK_VIEW,
	  .page = programme_page,
	  ROUTE_FIELDS(page_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/programme/:id/report.xlsx",
	  .perm = PERM_WORK_VIEW,
	  .page = programme_xlsx,
	  ROUTE_FIELDS(file_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/programme/:id/state.docx",
	  .perm = PERM_WORK_VIEW,
	  .page = programme_docx,
	  ROUTE_FIELDS(file_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/report",
	  .perm = PERM_WORK_VIEW,
	  .page = year_page,
	  ROUTE_FIELDS(year_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/report.xlsx",
	  .perm = PERM_WORK_VIEW,
	  .page = year_xlsx,
	  ROUTE_FIELDS(year_file_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/report.docx",
	  .perm = PERM_WORK_VIEW,
	  .page = year_docx,
	  ROUTE_FIELDS(year_file_fields),
	  .slow = true },
};
const struct route_table work_report_routes = { routes,
						(int)N_ELEMENTS(routes) };
