/* The tree of a day as a file: one line an organisation, from top to bottom. */
#include "org/org_page_priv.h"

#include "base/utf8.h"
#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"
#include "org/org_look.h"
#include "org/org_past_query.h"
#include "org/org_sheet.h"
#include "profile/profile.h"

enum {
	COL_ID,
	COL_LEVEL,
	COL_CODE,
	COL_NAME,
	COL_SHORT,
	COL_KIND,
	COL_ABOVE,
	COL_FROM,
	COL_TO,
	N_COL
};
static const struct {
	const char *title;
	double width;
	enum doc_col_kind kind;
} cols[N_COL] = {
	[COL_ID] = { N_("Number"), 8, COL_INT },
	[COL_LEVEL] = { N_("Level"), 6, COL_INT },
	[COL_CODE] = { N_("Code"), 18, COL_TEXT },
	[COL_NAME] = { N_("Name of the organisation"), 60, COL_TEXT },
	[COL_SHORT] = { N_("Short name"), 30, COL_TEXT },
	[COL_KIND] = { N_("Kind"), 24, COL_TEXT },
	[COL_ABOVE] = { N_("Above"), 40, COL_TEXT },
	[COL_FROM] = { N_("From"), 12, COL_DAY },
	[COL_TO] = { N_("Until"), 12, COL_DAY },
};

static const struct field export_fields[] = { ORG_LOOK_FIELD };

/* ---- in the order of the tree ---------------------------------------------------- */

/* Rows come level by level; each is linked to the next below the same. */
struct order {
	const struct org_all_on_rows *rows;
	ptrdiff_t *row_of;		/* by id */
	ptrdiff_t *first, *next, *last; /* -1: none */
	int64_t most;			/* highest id */
};

static void order_make(struct cx *cx, const struct org_all_on_rows *rows,
		       struct order *o)
{
	*o = (struct order){ .rows = rows };
	for (ptrdiff_t i = 0; i < rows->n; i++)
		o->most = MAX(o->most, rows->p[i].id);
	o->row_of = arena_new(cx->arena, ptrdiff_t, o->most + 1);
	o->first = arena_new(cx->arena, ptrdiff_t, rows->n);
	o->next = arena_new(cx->arena, ptrdiff_t, rows->n);
	o->last = arena_new(cx->arena, ptrdiff_t, rows->n);
	for (ptrdiff_t i = 0; i < rows->n; i++) {
		int64_t parent = rows->p[i].parent;
		ptrdiff_t at;

		o->first[i] = o->next[i] = o->last[i] = -1;
		o->row_of[rows->p[i].id] = i;
		if (!i || parent == DB_NULL || parent > o->most)
			continue;
		at = o->row_of[parent];
		if (o->last[at] < 0)
			o->first[at] = i;
		else
			o->next[o->last[at]] = i;
		o->last[at] = i;
	}
}

/* The row behind this one from top to bottom; -1 at the end. */
static ptrdiff_t order_next(const struct order *o, ptrdiff_t at)
{
	if (o->first[at] >= 0)
		return o->first[at];
	while (at && o->next[at] < 0)
		at = o->row_of[o->rows->p[at].parent];
	return at ? o->next[at] : -1;
}

/* ---- the file ------------------------------------------------------------------------ */

static void vals_of(struct cx *cx, const struct order *o, ptrdiff_t at,
		    struct sheet_val *val)
{
	const struct org_all_on_row *r = &o->rows->p[at];

	val[COL_ID].n = r->id;
	val[COL_LEVEL].n = r->depth;
	val[COL_CODE].text = r->code;
	val[COL_NAME].text = r->name;
	val[COL_SHORT].text = r->short_name;
	val[COL_KIND].text = profile_kind_title(cx->profile, r->kind, cx->lang);
	val[COL_ABOVE].text =
		at ? o->rows->p[o->row_of[r->parent]].name : STR("");
	val[COL_FROM].day = r->from_on;
	val[COL_TO].day = r->to_on;
}

static struct err *rows_read(struct cx *cx, const struct org_look *look,
			     struct org_all_on_rows *rows)
{
	struct org_root_on_in in = { .day = look->day };
	struct org_root_on_row root;
	bool found;
	struct err *err = org_root_on(cx->db, &in, &root, &found);

	*rows = (struct org_all_on_rows){ 0 };
	if (err || !found)
		return err;
	return org_all_on(cx->db,
			  &(struct org_all_on_in){ .day = look->day,
						   .root = root.id },
			  rows);
}

static struct str heading(struct cx *cx, const struct org_look *look)
{
	return tr_fmt(cx->arena, cx->lang, N_("Organisations on {0}"),
		      fmt_day(cx->arena, look->day));
}

static struct str file_name(struct cx *cx, const struct org_look *look,
			    const char *ending)
{
	return tr_fmt(cx->arena, cx->lang, N_("organisations {0}.{1}"),
		      day_iso(cx->arena, look->day), str_c(ending));
}

static struct str total(struct cx *cx, ptrdiff_t n)
{
	return tr_fmt(cx->arena, cx->lang, N_("Rows: {0}"),
		      fmt_int(cx->arena, cx->lang, n));
}

static struct err *xlsx_fill(struct cx *cx, const struct org_look *look,
			     const struct order *o, struct xlsx *x)
{
	struct sheet_col col[N_COL] = { 0 };
	struct err *err;

	for (int c = 0; c < N_COL; c++)
		col[c] = (struct sheet_col){ .title = tr(cx->lang,
							 cols[c].title),
					     .width = cols[c].width,
					     .kind = cols[c].kind };
	err = xlsx_sheet(x, tr(cx->lang, N_("Organisations")),
			 heading(cx, look), col, N_COL);
	for (ptrdiff_t at = o->rows->n ? 0 : -1; !err && at >= 0;
	     at = order_next(o, at)) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct sheet_val val[N_COL] = { 0 };

		vals_of(cx, o, at, val);
		err = xlsx_row(x, val);
		if (!err)
			arena_rewind(cx->arena, mark);
	}
	return err ? err : xlsx_note(x, total(cx, o->rows->n));
}

/* Who may change organisations gets today's as a list that can come back. */
static struct err *book_fill(struct cx *cx, const struct org_look *look,
			     const struct order *o, struct xlsx *x)
{
	struct sheet_book b = {
		.name = tr(cx->lang, N_("Organisations")),
		.heading = heading(cx, look),
		.key_note = N_("Says which organisation the row is, for "
			       "sending the file back. Don't change or remove "
			       "it; rows may be sorted, filtered and deleted."),
	};

	for (ptrdiff_t at = o->rows->n ? 0 : -1; at >= 0;
	     at = order_next(o, at))
		*vec_push(cx->arena, &b.rows) = o->rows->p[at].id;
	return sheet_book(cx, x, &org_sheet, &b);
}

static struct err *xlsx_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct org_look look;
	struct org_all_on_rows rows;
	struct order o;
	struct str bytes;
	struct err *err = org_look_read(cx, rq, &look);

	if (!err && look.fault)
		err = look.fault;
	if (!err)
		err = rows_read(cx, &look, &rows);
	if (err)
		return err;
	order_make(cx, &rows, &o);
	err = xlsx_begin(cx->arena, &x);
	if (!err)
		err = org_sheet_may(cx, &look) ? book_fill(cx, &look, &o, x)
					       : xlsx_fill(cx, &look, &o, x);
	if (!err)
		err = xlsx_end(x, &bytes);
	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "spreadsheetml.sheet";
	rp->download = file_name(cx, &look, "xlsx");
	buf_str(&rp->body, bytes);
	return NULL;
}

static void csv_line(struct cx *cx, const struct order *o, ptrdiff_t at,
		     struct buf *b)
{
	struct sheet_val val[N_COL] = { 0 };
	char iso[DAY_ISO];

	vals_of(cx, o, at, val);
	for (int c = 0; c < N_COL; c++) {
		struct str text = val[c].text;

		if (cols[c].kind == COL_DAY)
			text = day_write(val[c].day, iso)
				       ? (struct str){ iso, DAY_ISO }
				       : STR("");
		if (cols[c].kind != COL_INT) {
			csv_cell(b, text, c == 0);
			continue;
		}
		if (c)
			buf_char(b, ',');
		buf_i64(b, val[c].n);
	}
	csv_end(b);
}

static struct err *csv_page(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct org_look look;
	struct org_all_on_rows rows;
	struct order o;
	struct err *err = org_look_read(cx, rq, &look);

	if (!err && look.fault)
		err = look.fault;
	if (!err)
		err = rows_read(cx, &look, &rows);
	if (err)
		return err;
	order_make(cx, &rows, &o);
	buf_lit(&rp->body, "\xef\xbb\xbf"); /* so that Excel reads UTF-8 */
	for (int c = 0; c < N_COL; c++)
		csv_cell(&rp->body, tr(cx->lang, cols[c].title), c == 0);
	csv_end(&rp->body);
	for (ptrdiff_t at = rows.n ? 0 : -1; at >= 0; at = order_next(&o, at))
		csv_line(cx, &o, at, &rp->body);
	csv_cell(&rp->body, total(cx, rows.n), true);
	csv_end(&rp->body);
	rp->type = "text/csv; charset=utf-8";
	rp->download = file_name(cx, &look, "csv");
	return NULL;
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/org/export.xlsx",
	  .perm = PERM_ORG_VIEW,
	  .page = xlsx_page,
	  ROUTE_FIELDS(export_fields),
	  .slow = true },
	{ .method = GET,
	  .path = "/org/export.csv",
	  .perm = PERM_ORG_VIEW,
	  .page = csv_page,
	  ROUTE_FIELDS(export_fields),
	  .slow = true },
};

const struct route_table org_export_routes = { routes,
					       (int)N_ELEMENTS(routes) };
