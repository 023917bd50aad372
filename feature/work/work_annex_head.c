/* Finds the headings of an annex, in any order, in one or two rows. */
#include "work/work_annex_priv.h"

#include "base/utf8.h"
#include "profile/profile_words.h"
#include "work/work_lex.h"

enum {
	HEAD_MOST = 120,   /* bytes of a folded heading */
	STRONG_MOST = 60,  /* … in which one word decides */
	HEAD_WHOLE = 1000, /* score of a heading that is a whole word */
};
/* How surely a heading names its column. */
enum sure { SURE_PART, SURE_WHOLE, SURE_LABEL };

const struct doc_cell *annex_cell(const struct doc_row *r, int col)
{
	for (ptrdiff_t i = 0; i < r->n_cells; i++)
		if (r->cell[i].col <= col &&
		    col < r->cell[i].col + MAX(r->cell[i].span, 1))
			return &r->cell[i];
	return NULL;
}

static const struct strs *heads_of(const struct profile *p, enum annex_col c)
{
	switch (c) {
	case ACOL_NUMBER:
		return &p->heads_number;
	case ACOL_WORK:
		return &p->heads_work;
	case ACOL_LEAD:
		return &p->heads_lead;
	case ACOL_WITH:
		return &p->heads_with;
	case ACOL_DEADLINE:
		return &p->heads_deadline;
	case ACOL_PRODUCT:
		return &p->heads_product;
	case ACOL_NOTE:
		return &p->heads_note;
	case ACOL_LEADER:
		return &p->heads_leader;
	default:
		return &p->heads_group;
	}
}

/* How well a folded heading names a column: a whole heading counts more than
 * one that only holds the words; 0: not at all. */
static ptrdiff_t head_score(const struct profile *p, struct str folded,
			    enum annex_col c)
{
	const struct strs *list = heads_of(p, c);
	ptrdiff_t n = profile_holds(list, folded);

	if (profile_is(list, folded))
		return HEAD_WHOLE + folded.n;
	/* the words must be a good part of it: a sentence is no heading */
	if (c == ACOL_NUMBER || n * 3 < folded.n)
		return 0;
	return n + (profile_begins(list, folded) == n);
}

/* Does the first word of the list stand in it? */
static bool holds_first(const struct strs *list, struct str folded)
{
	struct strs one = { list->p, MIN(list->n, 1), 1 };

	return profile_holds(&one, folded) > 0;
}

/* The column that a heading names, and how surely; N_ACOL: none. */
static enum annex_col head_kind(const struct profile *p, struct str folded,
				enum sure *ret_sure)
{
	enum annex_col best = N_ACOL;
	ptrdiff_t most = 0;
	bool leads =
		folded.n <= STRONG_MOST && holds_first(&p->lead_labels, folded);

	*ret_sure = SURE_PART;
	if (!folded.n || folded.n > HEAD_MOST)
		return N_ACOL;
	for (int c = 0; c < N_ACOL; c++) {
		ptrdiff_t n = head_score(p, folded, (enum annex_col)c);

		if (n > most) {
			most = n;
			best = (enum annex_col)c;
		}
	}
	/* these words decide, whatever stands around them */
	if (most < HEAD_WHOLE && folded.n <= STRONG_MOST) {
		if (profile_holds(&p->heads_with, folded) && !leads)
			best = ACOL_WITH;
		else if (leads) /* "chủ trì, phối hợp": a column for both */
			best = ACOL_LEAD;
	}
	if (best == ACOL_LEAD && leads)
		*ret_sure = SURE_LABEL;
	else if (most >= HEAD_WHOLE)
		*ret_sure = SURE_WHOLE;
	return best;
}

/* The same for a heading below another that it may complete: "Thời gian" over
 * "Bắt đầu | Hoàn thành", "Phân công" over "Chính | Phối hợp". */
static enum annex_col head_below(struct arena *a, const struct profile *p,
				 struct str above, struct str folded,
				 enum sure *ret_sure)
{
	enum annex_col kind = head_kind(p, folded, ret_sure);

	if (kind == N_ACOL && above.n && folded.n)
		kind = head_kind(
			p, str_cat(a, str_cat(a, above, STR(" ")), folded),
			ret_sure);
	return kind;
}

/* A heading per grid column, folded; the lower row's words win. */
struct heads {
	struct str text[ANNEX_COLS];
	struct str
		above[ANNEX_COLS]; /* over several columns, this among them */
	enum annex_col kind[ANNEX_COLS];
	enum sure sure[ANNEX_COLS];
	int n_cols;
	int n_kinds; /* different ones */
	bool has[N_ACOL];
};

static void heads_row(struct arena *a, const struct doc_row *r, struct heads *h)
{
	for (ptrdiff_t i = 0; i < r->n_cells; i++) {
		const struct doc_cell *c = &r->cell[i];
		struct str f = c->merged_up ? STR("") : text_fold(a, c->text);

		for (int k = c->col; k < c->col + MAX(c->span, 1); k++) {
			if (k >= ANNEX_COLS)
				break;
			h->n_cols = MAX(h->n_cols, k + 1);
			if (f.n)
				h->text[k] = f;
			if (c->span > 1)
				h->above[k] = f;
		}
	}
}

static void heads_judge(struct arena *a, const struct profile *p,
			struct heads *h)
{
	h->n_kinds = 0;
	memset(h->has, 0, sizeof(h->has));
	for (int k = 0; k < h->n_cols; k++) {
		h->kind[k] =
			head_below(a, p, h->above[k], h->text[k], &h->sure[k]);
		if (h->kind[k] != N_ACOL && !h->has[h->kind[k]]) {
			h->has[h->kind[k]] = true;
			h->n_kinds++;
		}
	}
}

static bool heads_enough(const struct heads *h)
{
	return h->has[ACOL_WORK] && h->has[ACOL_LEAD] + h->has[ACOL_WITH] +
						    h->has[ACOL_DEADLINE] +
						    h->has[ACOL_PRODUCT] >=
					    2;
}

/* Whether a row goes on with the headings above it: every text in it names a
 * column, and it names one at least. */
static bool heads_continue(struct arena *a, const struct profile *p,
			   const struct doc_row *r, const struct heads *above)
{
	int named = 0, texts = 0;
	bool under = false, completes = false;

	for (ptrdiff_t i = 0; i < r->n_cells; i++) {
		const struct doc_cell *c = &r->cell[i];
		struct str f = text_fold(a, c->text);
		enum annex_col k;
		enum sure sure;

		if (c->merged_up || !f.n)
			continue;
		texts++;
		k = head_below(a, p,
			       c->col < ANNEX_COLS ? above->above[c->col]
						   : STR(""),
			       f, &sure);
		named += k != N_ACOL;
		completes |= c->col < ANNEX_COLS &&
			     (above->above[c->col].n || !above->text[c->col].n);
		/* an empty or shared heading above is what it completes */
		under |= c->col < ANNEX_COLS && k != N_ACOL &&
			 (!above->text[c->col].n || above->kind[c->col] != k ||
			  !str_eq(above->text[c->col], f));
	}
	/* "I. Nhiệm vụ trọng tâm" alone below a whole heading: a group */
	return named > 0 && named * 2 > texts && under &&
	       (texts > 1 || completes);
}

/* "(1) (2) (3)", "A B 1 2": numbers of columns. */
static bool is_column_numbers(struct arena *a, const struct doc_row *r)
{
	int texts = 0;

	for (ptrdiff_t i = 0; i < r->n_cells; i++) {
		struct str f = text_fold(a, r->cell[i].text);

		if (!f.n)
			continue;
		if (f.n > 2)
			return false;
		texts++;
	}
	return texts >= 3;
}

bool annex_is_column_numbers(const struct doc_row *r)
{
	int n = 0;

	for (ptrdiff_t i = 0; i < r->n_cells; i++) {
		struct str s = str_trim(r->cell[i].text);
		int64_t v;

		if (!s.n)
			continue;
		if (s.n > 2 && s.p[0] == '(' && s.p[s.n - 1] == ')')
			s = str_sub(s, 1, s.n - 1);
		if (!str_to_i64(s, &v) || v != ++n)
			return false;
	}
	return n >= 4;
}

/* Whether the first text of a column is a number of the list. */
static bool column_counts(struct arena *a, const struct doc_table *t,
			  ptrdiff_t from, int col)
{
	for (ptrdiff_t i = from; i < t->n_rows; i++) {
		const struct doc_cell *c = annex_cell(&t->row[i], col);
		struct str f = c ? text_fold(a, c->text) : STR("");

		if (f.n && c->span == 1)
			return (f.p[0] >= '0' && f.p[0] <= '9') ||
			       work_roman(f) || f.n == 1;
	}
	return false;
}

/* Which columns are what: of two with the same meaning the surer one, "Cơ
 * quan chủ trì" before "Cơ quan thẩm định". */
static void head_fill(struct arena *a, const struct doc_table *t,
		      const struct heads *h, struct annex_head *head)
{
	for (int c = 0; c < N_ACOL; c++)
		head->col[c] = -1;
	for (int k = 0; k < h->n_cols; k++) {
		enum annex_col c = h->kind[k];
		int before = c == N_ACOL ? 0 : head->col[c];

		if (c != N_ACOL &&
		    (before < 0 ||
		     (c >= ACOL_LEAD && h->sure[k] > h->sure[before])))
			head->col[c] = k;
	}
	/* "Nhiệm vụ | Mục": a number behind the work counts, or is none */
	if (head->col[ACOL_NUMBER] > head->col[ACOL_WORK] &&
	    !column_counts(a, t, head->body, head->col[ACOL_NUMBER]))
		head->col[ACOL_NUMBER] = -1;
	/* numbers without a heading, or below "#" */
	for (int k = 0; head->col[ACOL_NUMBER] < 0 && k < head->col[ACOL_WORK];
	     k++)
		if (!h->text[k].n && column_counts(a, t, head->body, k))
			head->col[ACOL_NUMBER] = k;
	/* someone answers for it: a leader's column when there is no other */
	if (head->col[ACOL_LEAD] < 0 && head->col[ACOL_WITH] < 0) {
		head->col[ACOL_LEAD] = head->col[ACOL_LEADER];
		head->col[ACOL_LEADER] = -1;
	}
}

/* Most texts of a first heading row name a column: a task's row does not,
 * even when headings follow it on the next page. */
static bool mostly_heads(struct arena *a, const struct profile *p,
			 const struct doc_row *r)
{
	int texts = 0, named = 0;

	for (ptrdiff_t i = 0; i < r->n_cells; i++) {
		struct str f = text_fold(a, r->cell[i].text);

		enum sure sure;

		texts += f.n > 0;
		named += head_kind(p, f, &sure) != N_ACOL;
	}
	return named * 2 > texts;
}

static bool head_at(struct arena *a, const struct profile *p,
		    const struct doc_table *t, ptrdiff_t row,
		    struct annex_head *ret)
{
	struct heads one = { 0 }, two;
	struct annex_head head = { .row = row, .body = row + 1 };

	heads_row(a, &t->row[row], &one);
	heads_judge(a, p, &one);
	if (!one.n_kinds || !mostly_heads(a, p, &t->row[row]))
		return false;
	two = one;
	if (row + 1 < t->n_rows &&
	    heads_continue(a, p, &t->row[row + 1], &one)) {
		heads_row(a, &t->row[row + 1], &two);
		heads_judge(a, p, &two);
		if (heads_enough(&two)) {
			one = two;
			head.body++;
		}
	}
	if (!heads_enough(&one) || one.n_kinds < 3)
		return false;
	for (int k = 0; k < one.n_cols; k++)
		head.text = str_cat(a, str_cat(a, head.text, STR("|")),
				    one.text[k]);
	if (head.body < t->n_rows && is_column_numbers(a, &t->row[head.body]))
		head.body++;
	head_fill(a, t, &one, &head);
	*ret = head;
	return true;
}

bool annex_head_find(struct arena *a, const struct profile *p,
		     const struct doc_table *t, ptrdiff_t from,
		     struct annex_head *ret_head)
{
	for (ptrdiff_t i = from; i < t->n_rows; i++)
		if (head_at(a, p, t, i, ret_head))
			return true;
	return false;
}
