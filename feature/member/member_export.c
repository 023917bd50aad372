/*
 * The list of members as a file: the same conditions, order and rows, with
 * their number inside. Masked and protected fields aren't in it. Whoever keeps
 * the records gets a workbook that can come back: with a key beside each row.
 */
#include "member/member_page_priv.h"

#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"
#include "member/member_list.h"
#include "member/member_listed.h"
#include "member/member_sheet.h"

enum { CHUNK_LEAST = 32 * 1024 };

enum column {
	COL_NAME,
	COL_BIRTH,
	COL_SEX,
	COL_ORG,
	COL_STATE,
	COL_ADMITTED,
	COL_OFFICIAL,
	COL_YEARS,
	N_COL
};
static const struct {
	const char *title;
	int width;
	enum doc_col_kind kind;
} columns[N_COL] = {
	[COL_NAME] = { N_("Name"), 28, COL_TEXT },
	[COL_BIRTH] = { N_("Born"), 12, COL_TEXT },
	[COL_SEX] = { N_("Sex"), 8, COL_TEXT },
	[COL_ORG] = { N_("Organisation"), 40, COL_TEXT },
	[COL_STATE] = { N_("State"), 20, COL_TEXT },
	[COL_ADMITTED] = { N_("Day of admission"), 12, COL_DAY },
	[COL_OFFICIAL] = { N_("Full member since"), 12, COL_DAY },
	[COL_YEARS] = { N_("Years"), 8, COL_INT },
};

static void cells(struct cx *cx, const struct member_list_row *r,
		  struct sheet_val val[N_COL])
{
	int years = member_party_age(cx->profile, r->admitted_on,
				     r->official_on, cx->today);
	const char *sex = member_sex_title(r->sex);

	val[COL_NAME].text = r->name;
	val[COL_BIRTH].text =
		member_birth_text(cx->arena, r->birth, r->birth_part);
	val[COL_SEX].text = sex ? tr(cx->lang, sex) : STR("");
	val[COL_ORG].text = r->org_name;
	val[COL_STATE].text =
		profile_term_title(cx->profile, "state", r->state, cx->lang);
	val[COL_ADMITTED].day = r->admitted_on;
	val[COL_OFFICIAL].day = r->official_on;
	val[COL_YEARS].n = years < 0 ? DB_NULL : years;
}

static struct str rows_words(struct cx *cx, int64_t rows)
{
	return tr_fmt(cx->arena, cx->lang, N_("Rows: {0}"),
		      fmt_int(cx->arena, cx->lang, rows));
}

static struct str file_name(struct cx *cx, const char *ending)
{
	return tr_fmt(cx->arena, cx->lang, N_("members {0}.{1}"),
		      day_iso(cx->arena, cx->today), str_c(ending));
}

/* ---- csv: streamed ------------------------------------------------------ */

struct stream {
	struct cx cx; /* own copy: outlives the page function */
	struct member_walk walk;
	int64_t rows;
	bool begun, ended;
};

static void csv_row(struct stream *s, const struct member_list_row *r,
		    struct buf *b)
{
	struct sheet_val val[N_COL] = { 0 };
	struct str text;

	cells(&s->cx, r, val);
	for (int c = 0; c < N_COL; c++) {
		text = val[c].text;
		if (columns[c].kind == COL_DAY)
			text = day_iso(s->cx.arena, val[c].day);
		else if (columns[c].kind == COL_INT && val[c].n != DB_NULL)
			text = str_fmt(s->cx.arena, "%lld",
				       (long long)val[c].n);
		csv_cell(b, text.p ? text : STR(""), c == 0);
	}
	csv_end(b);
	s->rows++;
}

static void csv_head(struct stream *s, struct buf *b)
{
	buf_lit(b, "\xef\xbb\xbf"); /* so that Excel reads UTF-8 */
	for (int c = 0; c < N_COL; c++)
		csv_cell(b, tr(s->cx.lang, columns[c].title), c == 0);
	csv_end(b);
	s->begun = true;
}

static struct err *csv_more(void *state, struct buf *chunk)
{
	struct stream *s = state;
	struct member_list_row row;
	bool more = true;
	struct err *err = NULL;

	if (!s->begun)
		csv_head(s, chunk);
	while (!s->ended && !err && chunk->n < CHUNK_LEAST) {
		err = member_walk_next(&s->walk, &row, &more);
		if (err)
			break;
		if (more) {
			csv_row(s, &row, chunk);
			continue;
		}
		s->ended = true;
		csv_cell(chunk, rows_words(&s->cx, s->rows), true);
		csv_end(chunk);
	}
	return err;
}

static void csv_stop(void *state)
{
	struct stream *s = state;

	member_walk_close(&s->walk);
}

/* Before a file is made: all whom it will hold. */
static struct err *listed_all(struct cx *cx, const struct member_filter *f)
{
	struct member_ids ids = { 0 };
	struct member_walk walk;
	struct member_list_row row;
	bool more = true;
	struct err *err = member_walk_open(cx, f, &walk);

	if (err)
		return err;
	while (!err) {
		struct arena_mark mark = arena_mark(cx->arena);

		err = member_walk_next(&walk, &row, &more);
		if (err || !more)
			break;
		arena_rewind(cx->arena, mark);
		*vec_push(cx->arena, &ids) = row.id;
	}
	member_walk_close(&walk);
	return err ? err : member_listed(cx, LISTED_FILE, &ids);
}

static struct err *csv_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct stream *s = arena_new(rp->arena, struct stream, 1);
	struct member_filter f;
	struct err *err = member_filter_read(cx, rq, &f);

	if (!err)
		err = listed_all(cx, &f);
	if (err)
		return err;
	s->cx = *cx;
	s->cx.arena = rp->arena;
	err = member_walk_open(&s->cx, &f, &s->walk);
	if (err)
		return err;
	rp->type = "text/csv; charset=utf-8";
	rp->download = file_name(&s->cx, "csv");
	rp->stream = csv_more;
	rp->stream_end = csv_stop;
	rp->stream_state = s;
	return NULL;
}

/* ---- xlsx --------------------------------------------------------------- */

static struct err *xlsx_lines(struct cx *cx, const struct member_filter *f,
			      struct xlsx *x, int64_t *ret_rows)
{
	struct member_walk walk;
	struct member_list_row row;
	bool more = true;
	struct err *err = member_walk_open(cx, f, &walk);

	if (err)
		return err;
	while (!err) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct sheet_val val[N_COL] = { 0 };

		err = member_walk_next(&walk, &row, &more);
		if (err || !more)
			break;
		cells(cx, &row, val);
		err = xlsx_row(x, val);
		++*ret_rows;
		if (!err)
			arena_rewind(cx->arena, mark);
	}
	member_walk_close(&walk);
	return err;
}

static struct err *xlsx_fill(struct cx *cx, const struct member_filter *f,
			     struct xlsx *x)
{
	struct sheet_col col[N_COL] = { 0 };
	struct str title = tr(cx->lang, N_("Members"));
	int64_t rows = 0;
	struct err *err;

	for (int c = 0; c < N_COL; c++)
		col[c] = (struct sheet_col){ .title = tr(cx->lang,
							 columns[c].title),
					     .width = columns[c].width,
					     .kind = columns[c].kind };
	err = xlsx_sheet(x, title,
			 tr_fmt(cx->arena, cx->lang, N_("Members on {0}"),
				fmt_day(cx->arena, cx->today)),
			 col, N_COL);
	if (!err)
		err = xlsx_lines(cx, f, x, &rows);
	return err ? err : xlsx_note(x, rows_words(cx, rows));
}

/* ---- one that comes back ------------------------------------------------- */

static struct err *rows_collect(struct cx *cx, const struct member_filter *f,
				struct sheet_ids *rows)
{
	struct member_walk walk;
	struct member_list_row row;
	bool more = true;
	struct err *err = member_walk_open(cx, f, &walk);

	if (err)
		return err;
	while (!err) {
		struct arena_mark mark = arena_mark(cx->arena);

		err = member_walk_next(&walk, &row, &more);
		if (err || !more)
			break;
		arena_rewind(cx->arena, mark);
		*vec_push(cx->arena, rows) = row.id;
	}
	member_walk_close(&walk);
	return err;
}

static struct err *book_fill(struct cx *cx, const struct member_filter *f,
			     struct xlsx *x)
{
	struct sheet_book b = {
		.name = tr(cx->lang, N_("Members")),
		.heading = tr_fmt(cx->arena, cx->lang, N_("Members on {0}"),
				  fmt_day(cx->arena, cx->today)),
		.key_note = N_("Says which member the row is, for sending the "
			       "file back. Don't change or remove it; rows "
			       "may be sorted, filtered and deleted."),
	};
	struct err *err = rows_collect(cx, f, &b.rows);

	return err ? err : sheet_book(cx, x, &member_sheet, &b);
}

static struct err *xlsx_get(struct cx *cx, struct req *rq, struct reply *rp)
{
	struct xlsx *x CLEANUP(xlsx_dropp) = NULL;
	struct member_filter f;
	struct str bytes;
	struct err *err = member_filter_read(cx, rq, &f);

	if (!err)
		err = listed_all(cx, &f);
	if (!err)
		err = xlsx_begin(cx->arena, &x);
	if (!err)
		err = cx->past || !member_sheet.may(cx) ? xlsx_fill(cx, &f, x)
							: book_fill(cx, &f, x);
	if (!err)
		err = xlsx_end(x, &bytes);
	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "spreadsheetml.sheet";
	rp->download = file_name(cx, "xlsx");
	buf_str(&rp->body, bytes);
	return NULL;
}

static const struct route routes[] = {
	{ .method = GET,
	  .path = "/members.csv",
	  .perm = PERM_MEMBER_VIEW,
	  .page = csv_get,
	  ROUTE_FIELDS(member_list_fields),
	  .slow = true,
	  .fresh = true },
	{ .method = GET,
	  .path = "/members.xlsx",
	  .perm = PERM_MEMBER_VIEW,
	  .page = xlsx_get,
	  ROUTE_FIELDS(member_list_fields),
	  .slow = true,
	  .fresh = true },
};
const struct route_table member_export_routes = { routes,
						  (int)N_ELEMENTS(routes) };
