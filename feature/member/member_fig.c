/* Building a page of figures, and the files of the same tables. */
#include "member/member_fig.h"

#include "base/perm.h"
#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"
#include "member/member_listed.h"
#include "member/member_stat_query.h"
#include "member/member_stat_tmpl.h"
#include "org/org.h"
#include "view/site.h"

/* ---- what is asked for --------------------------------------------------------- */

struct err *fig_day_read(struct cx *cx, struct req *rq)
{
	day_t day = req_day(rq, "as_at");

	if (req_faults(rq))
		return req_faults(rq);
	if (day == DAY_NONE || day == cx->today)
		return NULL;
	if (day > cx->today)
		return err_at(
			err_new(cx->arena, ERR_INVALID,
				N_("{0} hasn't come yet; ask for today or "
				   "a day before it."),
				fmt_day(cx->arena, day)),
			STR("as_at"));
	cx->today = cx->as_at = day;
	cx->past = true;
	return NULL;
}

struct err *fig_org_read(struct cx *cx, struct req *rq, struct fig_ask *ret_ask)
{
	int64_t org = req_int(rq, "org");
	struct org root;
	bool within = true;
	struct err *err = org_get_root(cx, &root, &within);

	if (!err && !within)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("The realm has no organisation yet."));
	if (!err && cx->actor.alone)
		err = err_new(cx->arena, ERR_DENIED,
			      N_("Figures count an organisation with all below "
				 "it; your role is for the organisation "
				 "alone."));
	if (err)
		return err;
	*ret_ask = (struct fig_ask){ .scope = cx->actor.org_is_root ||
							      !cx->actor.org
						      ? root.id
						      : cx->actor.org };
	ret_ask->org = org == DB_NULL ? ret_ask->scope : org;
	if (ret_ask->scope != root.id)
		err = org_is_within(cx, ret_ask->scope, ret_ask->org, &within);
	if (!err && !within)
		err = err_new(cx->arena, ERR_NOT_FOUND,
			      N_("There is no such organisation."));
	return err;
}

/* ---- addresses ------------------------------------------------------------------ */

struct str fig_href(struct cx *cx, const char *path, const struct fig_ask *ask,
		    struct str more)
{
	struct buf b = buf_init(cx->arena, 4096);

	buf_fmt(&b, "%s?org=%lld", path, (long long)ask->org);
	if (cx->past)
		buf_fmt(&b, "&as_at=%.*s",
			STR_ARG(day_iso(cx->arena, cx->as_at)));
	buf_str(&b, more);
	return buf_view(&b);
}

struct str fig_with(struct cx *cx, struct str href, const char *name,
		    struct str value)
{
	ptrdiff_t at = str_find_char(href, '?');

	return str_cat(cx->arena, str_sub(href, 0, at),
		       query_with(cx->arena, str_sub(href, at + 1, href.n),
				  str_c(name), value));
}

static void tab_add(struct cx *cx, struct fig_view *x, const char *title,
		    const char *path, const struct fig_ask *ask)
{
	*vec_push(cx->arena, &x->tabs) =
		(struct fig_tab){ tr(cx->lang, title),
				  fig_href(cx, path, ask, STR("")), false };
}

struct err *fig_frame(struct cx *cx, const struct fig_ask *ask,
		      const char *current, struct fig_view *x)
{
	struct stat_path_rows path;
	struct fig_ask up = *ask;
	bool below = false;
	struct err *err = stat_path(
		cx->db,
		&(struct stat_path_in){ .org = ask->org, .on_day = cx->today },
		&path);

	if (err)
		return err;
	*vec_push(cx->arena, &x->crumbs) =
		(struct crumb){ .text = tr(cx->lang, N_("Members")),
				.href = fig_href(cx, "/members", ask,
						 STR("")) };
	for (ptrdiff_t i = 0; i < path.n; i++) {
		below |= path.p[i].id == ask->scope;
		up.org = path.p[i].id;
		if (below)
			*vec_push(cx->arena, &x->crumbs) = (struct crumb){
				.text = path.p[i].short_name,
				.href = up.org == ask->org
						? STR_NULL
						: fig_href(cx, current, &up,
							   STR(""))
			};
	}
	tab_add(cx, x, N_("Statistics"), "/members/stats", ask);
	tab_add(cx, x, N_("Movements"), "/members/moves", ask);
	if (cx_may(cx, PERM_MEMBER_PERSONAL))
		tab_add(cx, x, N_("To be done"), "/members/due", ask);
	for (ptrdiff_t i = 0; i < x->tabs.n; i++)
		x->tabs.p[i].current =
			str_starts(x->tabs.p[i].href, str_c(current));
	return NULL;
}

/* ---- tables ---------------------------------------------------------------------- */

struct fig_table *fig_table(struct cx *cx, struct fig_view *x, const char *id,
			    const char *title)
{
	struct fig_table *t = vec_push(cx->arena, &x->tables);

	t->id = str_c(id);
	t->title = tr(cx->lang, title);
	return t;
}

void fig_head(struct cx *cx, struct fig_table *t, const char *title,
	      bool number)
{
	assert(t->n_heads < FIG_CELLS);
	t->head[t->n_heads++] =
		(struct fig_head){ tr(cx->lang, title), number };
}

struct fig_row *fig_row(struct cx *cx, struct fig_table *t, struct str title)
{
	struct fig_row *r = vec_push(cx->arena, &t->rows);

	r->title = title;
	return r;
}

struct fig_cell fig_int(struct cx *cx, int64_t n, struct str href)
{
	return (struct fig_cell){ .text = fmt_int(cx->arena, cx->lang, n),
				  .href = n ? href : STR_NULL,
				  .n = n };
}

struct fig_cell fig_text(struct str text)
{
	return (struct fig_cell){ .text = text, .n = DB_NULL };
}

struct fig_cell fig_share(struct cx *cx, int64_t n, int64_t of)
{
	int64_t tenths = of ? (n * 1000 + of / 2) / of : 0;

	if (!of)
		return fig_text(STR("–"));
	return fig_text(
		str_fmt(cx->arena, "%.*s%%",
			STR_ARG(fmt_tenths(cx->arena, cx->lang, tenths))));
}

/* "02-03 05-19" as "3/2, 19/5" */
static struct str days_words(struct cx *cx, struct str value)
{
	struct buf b = buf_init(cx->arena, 1000);

	while (value.p) {
		struct str word = str_cut(&value, ' ');
		int64_t m, d;

		if (word.n != 5 || !str_to_i64(str_sub(word, 0, 2), &m) ||
		    !str_to_i64(str_sub(word, 3, 5), &d))
			continue;
		if (b.n)
			buf_lit(&b, ", ");
		buf_fmt(&b, "%d/%d", (int)d, (int)m);
	}
	return buf_view(&b);
}

/* How a number of a rule is said; absent: it stands alone. */
static struct str unit_words(enum lang lang, struct str unit, int64_t n)
{
	if (str_eq(unit, STR("days")))
		return tr_n(lang, N_("{0} day"), N_("{0} days"), n);
	if (str_eq(unit, STR("working_days")))
		return tr_n(lang, N_("{0} working day"), N_("{0} working days"),
			    n);
	if (str_eq(unit, STR("months")))
		return tr_n(lang, N_("{0} month"), N_("{0} months"), n);
	if (str_eq(unit, STR("years")))
		return tr_n(lang, N_("{0} year"), N_("{0} years"), n);
	if (str_eq(unit, STR("people")))
		return tr_n(lang, N_("{0} person"), N_("{0} people"), n);
	return STR_NULL;
}

static struct str rule_words(struct cx *cx, const struct profile_rule *r)
{
	struct str words;
	int64_t n = 0;

	if (str_eq(r->unit, STR("month_day")))
		return days_words(cx, r->value);
	if (!str_to_i64(r->value, &n))
		n = 2; /* several */
	words = unit_words(cx->lang, r->unit, n);
	return words.p ? tr_format(cx->arena, words, &r->value, 1) : r->value;
}

struct str fig_basis(struct cx *cx, const char *rule)
{
	const struct profile_rule *r =
		profile_rule_row(cx->profile, str_c(rule), cx->today);

	if (!r)
		return STR("");
	if (r->basis.n)
		return tr_fmt(cx->arena, cx->lang,
			      N_("Rule: {0} ({1}, in force from {2})."),
			      rule_words(cx, r), r->basis,
			      fmt_day(cx->arena, r->from));
	return tr_fmt(cx->arena, cx->lang, N_("Rule: {0} (from {1})."),
		      rule_words(cx, r), fmt_day(cx->arena, r->from));
}

/* ---- files ------------------------------------------------------------------------ */

static void csv_row(struct buf *b, const struct fig_table *t,
		    const struct fig_row *r)
{
	csv_cell(b, r->title, true);
	for (int i = 0; i < t->n_heads; i++) {
		if (t->head[i].number && r->cell[i].n != DB_NULL) {
			buf_char(b, ',');
			buf_i64(b, r->cell[i].n);
		} else {
			csv_cell(b, r->cell[i].text, false);
		}
	}
	csv_end(b);
}

static void csv_table(struct buf *b, const struct fig_table *t)
{
	csv_end(b);
	csv_cell(b, t->title, true);
	csv_end(b);
	csv_cell(b, t->first, true);
	for (int i = 0; i < t->n_heads; i++)
		csv_cell(b, t->head[i].title, false);
	csv_end(b);
	for (ptrdiff_t i = 0; i < t->rows.n; i++)
		csv_row(b, t, &t->rows.p[i]);
	if (t->has_total)
		csv_row(b, t, &t->total);
}

static void csv_write(struct reply *rp, const struct fig_view *x)
{
	rp->type = "text/csv; charset=utf-8";
	buf_lit(&rp->body, "\xef\xbb\xbf"); /* so that Excel reads UTF-8 */
	csv_cell(&rp->body, x->heading, true);
	csv_end(&rp->body);
	csv_cell(&rp->body, x->lead, true);
	csv_end(&rp->body);
	if (x->wrong.n) {
		csv_cell(&rp->body, x->wrong, true);
		csv_end(&rp->body);
	}
	for (ptrdiff_t i = 0; i < x->tables.n; i++)
		csv_table(&rp->body, &x->tables.p[i]);
}

static struct err *xlsx_put(struct xlsx *w, const struct fig_table *t,
			    const struct fig_row *r)
{
	struct sheet_val val[FIG_CELLS + 1];

	val[0] = (struct sheet_val){ .text = r->title,
				     .n = DB_NULL,
				     .day = DAY_NONE };
	for (int i = 0; i < t->n_heads; i++)
		val[i + 1] = (struct sheet_val){ .text = r->cell[i].text,
						 .n = r->cell[i].n,
						 .day = DAY_NONE };
	return xlsx_row(w, val);
}

static struct err *xlsx_table(struct cx *cx, const struct fig_view *x,
			      struct xlsx *w, const struct fig_table *t)
{
	struct sheet_col col[FIG_CELLS + 1] = {
		{ .title = t->first, .width = 44, .kind = COL_TEXT }
	};
	struct err *err;

	for (int i = 0; i < t->n_heads; i++)
		col[i + 1] = (struct sheet_col){ .title = t->head[i].title,
						 .width = 16,
						 .kind = t->head[i].number
								 ? COL_INT
								 : COL_TEXT };
	err = xlsx_sheet(w, t->title, x->heading, col, t->n_heads + 1);
	for (ptrdiff_t i = 0; i < t->rows.n && !err; i++)
		err = xlsx_put(w, t, &t->rows.p[i]);
	if (!err && t->has_total)
		err = xlsx_put(w, t, &t->total);
	if (!err)
		err = xlsx_note(w,
				str_fmt(cx->arena, "%.*s %.*s",
					STR_ARG(x->lead), STR_ARG(x->wrong)));
	return err;
}

static struct err *xlsx_write(struct cx *cx, struct reply *rp,
			      const struct fig_view *x)
{
	struct xlsx *w CLEANUP(xlsx_dropp) = NULL;
	struct str bytes;
	struct err *err = xlsx_begin(cx->arena, &w);

	for (ptrdiff_t i = 0; i < x->tables.n && !err; i++)
		err = xlsx_table(cx, x, w, &x->tables.p[i]);
	if (!err)
		err = xlsx_end(w, &bytes);
	if (err)
		return err;
	rp->type = "application/vnd.openxmlformats-officedocument."
		   "spreadsheetml.sheet";
	buf_str(&rp->body, bytes);
	return NULL;
}

/* A page shows so many rows of a table; the files have all. */
static void tables_cut(struct fig_view *x)
{
	int64_t most = x->rows_most ? x->rows_most : FIG_ROWS_MOST;

	for (ptrdiff_t i = 0; i < x->tables.n; i++) {
		struct fig_table *t = &x->tables.p[i];

		if (t->rows.n <= most)
			continue;
		t->more = t->rows.n - most;
		t->rows.n = most;
	}
}

/* The page of the only table that is asked for. */
static void table_page(struct cx *cx, struct req *rq, struct fig_view *x)
{
	struct fig_rows *rows = &x->tables.p[0].rows;

	x->pager = pager_make(cx->arena, req_query(rq), x->page_no,
			      FIG_PAGE_ROWS, rows->n);
	if (!rows->n)
		return;
	rows->p += x->pager.from - 1;
	rows->n = x->pager.to - x->pager.from + 1;
}

/* Who is named there reads that they were. */
static struct err *named(struct cx *cx, const struct fig_view *x,
			 enum fig_form form)
{
	struct member_ids ids = { 0 };

	for (ptrdiff_t t = 0; t < x->tables.n; t++)
		for (ptrdiff_t i = 0; i < x->tables.p[t].rows.n; i++)
			if (x->tables.p[t].rows.p[i].member)
				*vec_push(cx->arena, &ids) =
					x->tables.p[t].rows.p[i].member;
	return member_listed(
		cx, form == FIG_PAGE ? LISTED_FIGURE : LISTED_FIGURE_FILE,
		&ids);
}

struct err *fig_send(struct cx *cx, struct req *rq, struct reply *rp,
		     struct fig_view *x, enum fig_form form)
{
	struct page page;
	struct view v;
	struct err *err = NULL;

	if (form != FIG_PAGE)
		err = named(cx, x, form);
	if (err)
		return err;
	if (form != FIG_PAGE)
		rp->download = tr_fmt(cx->arena, cx->lang,
				      N_("statistics of members {0}.{1}"),
				      day_iso(cx->arena, cx->today),
				      str_c(form == FIG_CSV ? "csv" : "xlsx"));
	if (form == FIG_CSV) {
		csv_write(rp, x);
		return NULL;
	}
	if (form == FIG_XLSX)
		return xlsx_write(cx, rp, x);
	x->page = &page;
	if (x->page_no)
		table_page(cx, rq, x);
	else
		tables_cut(x);
	err = named(cx, x, form);
	if (err)
		return err;
	err = page_begin(cx, rq, rp,
			 &(struct page_ask){ .title = x->heading,
					     .menu = "members",
					     .n_errors = (int)x->faults.n,
					     .dated = !x->undated },
			 &page, &v);
	if (!err)
		member_fig_html(&v, x);
	return err;
}
