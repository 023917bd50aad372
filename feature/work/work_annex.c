/*
 * Finds the annex among a document's tables (letterheads and signatures are
 * tables too), joins what page breaks split, refuses what is classified.
 */
#include "work/work_annex_priv.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "profile/profile_words.h"
#include "work/work_lex.h"
#include "work/work_secret.h"

enum {
	HEAD_ROWS = 200, /* how far down headings are looked for */
	ANNEXES_MOST = 20,
	TITLE_PARAS = 40,
};

struct found {
	struct annex_head head;
	ptrdiff_t last; /* table with which it ends */
};

/* ---- classified ----------------------------------------------------------- */
static bool line_is_secret(struct arena *a, const struct profile *p,
			   struct str text)
{
	while (text.p) {
		struct str line = str_cut(&text, '\n');

		if (line.n <= 60 && work_stamp_words(a, p, text_fold(a, line)))
			return true;
	}
	return false;
}

/* A stamp stands near the top: in the first paragraphs, in a page's header,
 * in a text box, or in the tables and rows before the annex. */
static bool is_secret(struct arena *a, const struct profile *p,
		      const struct doc *d, const struct annex_head *h)
{
	ptrdiff_t tables = h ? h->table + 1 : d->n_tables;

	for (ptrdiff_t i = 0; i < MIN(d->n_paras, TITLE_PARAS); i++)
		if (line_is_secret(a, p, d->para[i]))
			return true;
	for (ptrdiff_t i = 0; i < d->n_asides; i++)
		if (line_is_secret(a, p, d->aside[i]))
			return true;
	for (ptrdiff_t t = 0; t < tables; t++) {
		const struct doc_table *tab = &d->table[t];
		ptrdiff_t rows = h && t == h->table ? h->row : tab->n_rows;

		for (ptrdiff_t r = 0; r < MIN(rows, TITLE_PARAS); r++)
			for (ptrdiff_t c = 0; c < tab->row[r].n_cells; c++)
				if (line_is_secret(a, p,
						   tab->row[r].cell[c].text))
					return true;
	}
	return false;
}

/* ---- the year --------------------------------------------------------------- */
/* "năm 2026", but not the year of a day; 0: none. */
static int year_in(struct arena *a, const struct profile *p, struct str text)
{
	struct work_lex lx = work_lex(a, text);

	for (ptrdiff_t i = 1; i < lx.n; i++) {
		const struct work_tok *t = &lx.p[i];
		bool year = false, day = false;

		if (t->num < 1990 || t->num > 2100 || t->text.n != 4)
			continue;
		for (ptrdiff_t k = 0; k < p->n_words; k++) {
			year |= str_eq(p->word[k].list, STR("year")) &&
				str_eq(p->word[k].fold, t[-1].fold);
			day |= i > 2 && str_eq(p->word[k].list, STR("month")) &&
			       str_eq(p->word[k].fold, t[-3].fold);
		}
		if (year && !day)
			return (int)t->num;
	}
	return 0;
}

static int year_of(struct arena *a, const struct profile *p,
		   const struct doc *d, const struct annex_head *h)
{
	const struct doc_table *t = &d->table[h->table];
	int y = year_in(a, p, t->title);

	for (ptrdiff_t r = 0; !y && r < h->row; r++)
		for (ptrdiff_t c = 0; !y && c < t->row[r].n_cells; c++)
			y = year_in(a, p, t->row[r].cell[c].text);
	for (ptrdiff_t i = 0; !y && i < MIN(d->n_paras, TITLE_PARAS); i++)
		y = year_in(a, p, d->para[i]);
	return y;
}

/* ---- which tables -------------------------------------------------------------- */
/* The first number below headings, "" when there is none. */
static struct str first_number(const struct doc_table *t,
			       const struct annex_head *h, ptrdiff_t from)
{
	for (ptrdiff_t r = from; r < t->n_rows; r++) {
		const struct doc_cell *c =
			h->col[ACOL_NUMBER] < 0
				? NULL
				: annex_cell(&t->row[r], h->col[ACOL_NUMBER]);

		if (c && c->text.n)
			return str_trim(c->text);
	}
	return STR("");
}

static bool begins_anew(struct arena *a, struct str number)
{
	struct str f = text_fold(a, number);

	return str_eq(f, STR("1")) || str_eq(f, STR("i")) ||
	       str_eq(f, STR("a")) || str_eq(f, STR("01")) ||
	       str_eq(f, STR("1 1"));
}

/* The number before a table's title: "II" of "II. Công tác kiểm tra"; *title
 * keeps the rest. "" when there is none. */
static struct str title_number(struct arena *a, struct str *title)
{
	*title = text_clean(a, *title);
	return annex_number_split(a, title);
}

/* "II. …" above a table with the same headings: another group of one annex,
 * even when its tasks begin at 1 again. */
static bool titles_group(struct arena *a, const struct profile *p,
			 struct str title)
{
	struct str number = title_number(a, &title);

	return number.n && !begins_anew(a, number) &&
	       !profile_begins(&p->annex_titles, text_fold(a, title));
}

/* Whether a table with the same headings goes on with the annex before it. */
static bool same_annex(struct arena *a, const struct profile *p,
		       const struct doc *d, const struct found *f,
		       const struct annex_head *h)
{
	const struct doc_table *t = &d->table[h->table];
	struct str title = text_fold(a, t->title);
	bool anew = begins_anew(a, first_number(t, h, h->body));
	bool titled = title.n &&
		      !str_eq(title, text_fold(a, d->table[f->last].title));

	if (!str_eq(h->text, f->head.text))
		return false;
	if (d->kind == DOC_DOCX && titled && titles_group(a, p, t->title))
		return true;
	if (d->kind != DOC_DOCX || titled)
		return !anew && !profile_begins(&p->annex_titles, title);
	return !anew || !titled;
}

/* A table without headings that goes on below a page break. */
static bool bare_goes_on(struct arena *a, const struct doc *d,
			 const struct found *f, ptrdiff_t table)
{
	const struct doc_table *t = &d->table[table];
	const struct annex_head *h = &f->head;

	return d->kind == DOC_DOCX && f->last == table - 1 &&
	       t->n_cols == d->table[h->table].n_cols && t->n_cols >= 4 &&
	       (str_empty(t->title) ||
		str_eq(t->title, d->table[f->last].title)) &&
	       first_number(t, h, 0).n > 0 &&
	       !begins_anew(a, first_number(t, h, 0));
}

static int annexes_find(struct arena *a, const struct profile *p,
			const struct doc *d, struct found found[ANNEXES_MOST])
{
	int n = 0;

	for (ptrdiff_t i = 0; i < d->n_tables; i++) {
		struct doc_table t = d->table[i];
		struct annex_head h;

		t.n_rows = MIN(t.n_rows, HEAD_ROWS);
		if (!annex_head_find(a, p, &t, 0, &h)) {
			if (n && bare_goes_on(a, d, &found[n - 1], i))
				found[n - 1].last = i;
			continue;
		}
		h.table = (int)i;
		if (n && same_annex(a, p, d, &found[n - 1], &h))
			found[n - 1].last = i;
		else if (n < ANNEXES_MOST)
			found[n++] = (struct found){ h, i };
	}
	return n;
}

/* ---- errors ------------------------------------------------------------------------ */
static struct str table_name(struct arena *a, const struct doc *d, ptrdiff_t i)
{
	struct str title = text_clean(a, d->table[i].title);

	if (title.n)
		return str_fmt(a, "%td. %.*s", i + 1,
			       STR_ARG(utf8_cut(title, 60)));
	return str_fmt(a, "%td.", i + 1);
}

static struct err *none_found(struct arena *a, const struct doc *d)
{
	struct buf seen = buf_init(a, 4000);

	if (d->n_tables == 0)
		return err_new(a, ERR_INVALID,
			       N_("The document has no table; an annex is a "
				  "table with the headings “Nội dung nhiệm "
				  "vụ”, “Cơ quan chủ trì”, “Thời gian hoàn "
				  "thành”, “Sản phẩm”."));
	for (ptrdiff_t i = 0; i < MIN(d->n_tables, 8); i++) {
		if (i)
			buf_lit(&seen, "; ");
		buf_str(&seen, table_name(a, d, i));
	}
	return err_new(a, ERR_INVALID,
		       N_("None of the document's tables ({0}) is an annex: a "
			  "heading row with “Nội dung nhiệm vụ” and two of "
			  "“Cơ quan chủ trì”, “Cơ quan phối hợp”, “Thời gian "
			  "hoàn thành”, “Sản phẩm” is needed."),
		       buf_view(&seen));
}

static struct err *several_found(struct arena *a, const struct doc *d,
				 const struct found *f, int n)
{
	struct buf list = buf_init(a, 4000);

	for (int i = 0; i < n; i++) {
		struct str title =
			text_clean(a, d->table[f[i].head.table].title);

		buf_fmt(&list, "%s%d) %.*s", i ? "; " : "", i + 1,
			STR_ARG(utf8_cut(title, 60)));
	}
	return err_new(a, ERR_INVALID,
		       N_("The document holds {0} annexes: {1}; say which one "
			  "by its number."),
		       str_fmt(a, "%d", n), buf_view(&list));
}

void work_annex_list(struct arena *a, const struct profile *p,
		     const struct doc *d, struct strs *ret_titles)
{
	struct found found[ANNEXES_MOST];
	int n = annexes_find(a, p, d, found);

	*ret_titles = (struct strs){ 0 };
	for (int i = 0; i < n; i++)
		*vec_push(a, ret_titles) =
			text_clean(a, d->table[found[i].head.table].title);
}

/* A numbered title above one of several tables opens a group, unless it is
 * that of the table before, which a page break cut in two. */
static void title_open(struct arena *a, struct annex_body *b,
		       const struct doc *d, const struct found *f, ptrdiff_t i)
{
	struct str title = d->table[i].title, rest = title;
	struct str number = title_number(a, &rest);

	if (number.n &&
	    (i == f->head.table || !str_eq(title, d->table[i - 1].title)))
		annex_body_group(b, (int)i, number, rest);
}

struct err *work_annex_read(struct arena *a, const struct profile *p,
			    const struct doc *d,
			    const struct work_annex_ask *ask,
			    struct work_annex **ret_annex)
{
	struct found found[ANNEXES_MOST];
	int n = annexes_find(a, p, d, found);
	const struct found *f;
	struct work_annex *x;
	struct annex_body *b;

	if (is_secret(a, p, d, n ? &found[0].head : NULL))
		return err_new(a, ERR_UNSUPPORTED,
			       N_("The document bears a secrecy stamp, so it "
				  "isn't read; classified documents stay "
				  "outside this program."));
	if (n == 0)
		return none_found(a, d);
	if (ask->which > n || (n > 1 && ask->which < 1))
		return several_found(a, d, found, n);
	f = &found[MAX(ask->which, 1) - 1];
	x = arena_new(a, struct work_annex, 1);
	x->title = text_clean(a, d->table[f->head.table].title);
	x->year = ask->year;
	if (!x->year)
		x->year = year_of(a, p, d, &f->head);
	if (!x->year)
		x->year = day_ymd(ask->today).y;
	b = annex_body_open(a, p, x);
	for (ptrdiff_t i = f->head.table; i <= f->last; i++) {
		struct annex_head h = f->head;
		ptrdiff_t from = 0;

		if (f->last > f->head.table && d->kind == DOC_DOCX)
			title_open(a, b, d, f, i);

		if (annex_head_find(a, p, &d->table[i], 0, &h))
			from = h.body;
		h.table = (int)i;
		x->hidden_rows += d->table[i].hidden_rows;
		x->hidden_cols += d->table[i].hidden_cols;
		annex_body_table(b, &d->table[i], &h, from);
	}
	annex_body_close(b);
	*ret_annex = x;
	return NULL;
}
