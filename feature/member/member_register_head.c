/*
 * Finds the headings of a register, in any order, in one to three rows. What
 * the headings say is the profile's (register.csv).
 */
#include "member/member_register_priv.h"

#include "base/utf8.h"
#include "profile/profile_words.h"

enum {
	HEAD_MOST = 120,   /* bytes of a folded heading */
	HEAD_WHOLE = 1000, /* score of a heading that is one of the words */
	TEXT_MOST = 400,   /* … of one with its marks */
	HEAD_LINES = 3,
	KINDS_LEAST = 3,
};

static const char *const head_codes[N_RC] = {
	[RC_NUMBER] = "number",
	[RC_CARD] = "card",
	[RC_NAME] = "name",
	[RC_NAME_FRONT] = "name_front",
	[RC_NAME_LAST] = "name_last",
	[RC_BIRTH] = "birth",
	[RC_SEX] = "sex",
	[RC_MALE] = "male",
	[RC_FEMALE] = "female",
	[RC_ETHNICITY] = "ethnicity",
	[RC_RELIGION] = "religion",
	[RC_NATIONAL_ID] = "national_id",
	[RC_ADMITTED_ON] = "admitted_on",
	[RC_OFFICIAL_ON] = "official_on",
	[RC_CELL] = "cell",
	[RC_UNIT] = "unit",
	[RC_POST] = "post",
	[RC_JOB] = "job",
	[RC_EDUCATION] = "education",
	[RC_EXPERTISE] = "expertise",
	[RC_THEORY] = "theory",
	[RC_PHONE] = "phone",
	[RC_EMAIL] = "email",
	[RC_NOTE] = "note",
	[RC_OTHER] = "other",
};
static const char *const word_codes[N_RW] = {
	[RW_IS_MALE] = "is_male",
	[RW_IS_FEMALE] = "is_female",
	[RW_IS_MARKED] = "is_marked",
	[RW_NOT_OFFICIAL] = "not_official",
	[RW_NOTHING] = "nothing",
	[RW_NOT_PERSON] = "not_person",
	[RW_CELL_HEADS] = "cell_heads",
	[RW_AS_AT] = "as_at",
	[RW_DITTO] = "ditto",
	[RW_AT_UNIT] = "office_at_unit",
	[RW_AT_CELL] = "office_at_cell",
	[RW_NO_OFFICE] = "office_none",
};

/* ---- words ----------------------------------------------------------------- */
static bool word_put(struct arena *a, struct reg_words *w,
		     const struct profile_word *word)
{
	for (int c = 0; c < N_RC; c++)
		if (str_eq(word->list, str_c(head_codes[c]))) {
			*vec_push(a, &w->head[c]) = word->fold;
			*vec_push(a, &w->head_key[c]) = word->key;
			return true;
		}
	for (int c = 0; c < N_RW; c++)
		if (str_eq(word->list, str_c(word_codes[c]))) {
			/* "nam" is a man, "năm" a year; a mark has no fold */
			*vec_push(a, &w->word[c]) =
				reg_word_is_key((enum reg_word)c) ? word->key
								  : word->fold;
			return true;
		}
	/* "office.CODE": what an office is called (member_import_title.c) */
	return str_starts(word->list, STR("office.")) &&
	       profile_term(w->profile, "office",
			    str_sub(word->list, 7, word->list.n));
}

struct reg_words *reg_words(struct arena *a, const struct profile *p)
{
	struct reg_words *w = arena_new(a, struct reg_words, 1);

	w->profile = p;
	for (ptrdiff_t i = 0; i < p->n_regs; i++)
		if (!word_put(a, w, &p->reg[i]))
			return NULL;
	return w;
}

/* ---- one heading --------------------------------------------------------------- */
/* How well a heading names a column; 0: not at all. */
static ptrdiff_t head_score(const struct reg_words *w, struct str fold,
			    struct str key, enum reg_col c)
{
	ptrdiff_t n;

	if (c == RC_MALE || c == RC_FEMALE)
		return profile_is(&w->head_key[c], key) ? HEAD_WHOLE : 0;
	if (profile_is(&w->head[c], fold))
		return HEAD_WHOLE + fold.n;
	if (c == RC_NUMBER || c == RC_NAME_FRONT || c == RC_NAME_LAST)
		return 0;
	if (c == RC_OTHER)
		return profile_begins(&w->head[c], fold);
	n = profile_holds(&w->head[c], fold);
	/* the words must be a good part of it: a sentence is no heading */
	return n >= 4 && n * 3 >= fold.n ? n : 0;
}

enum reg_col reg_head_kind(const struct reg_words *w, struct str fold,
			   struct str key)
{
	enum reg_col best = N_RC;
	ptrdiff_t most = 0, other;

	if (!fold.n || fold.n > HEAD_MOST)
		return N_RC;
	for (int c = 0; c < RC_OTHER; c++) {
		ptrdiff_t n = head_score(w, fold, key, (enum reg_col)c);

		if (n > most) {
			most = n;
			best = (enum reg_col)c;
		}
	}
	/* "Nơi cấp căn cước công dân" is about the place: what a heading
	 * begins with decides, unless more of it is another column's name */
	other = head_score(w, fold, key, RC_OTHER);
	if (other && most < HEAD_WHOLE &&
	    (best == N_RC || profile_begins(&w->head[best], fold) <= other))
		return RC_OTHER;
	return other > most ? RC_OTHER : best;
}

/* A heading as it is looked up: without what stands in brackets when that
 * leaves something. */
struct label {
	struct str fold, key;
};

static struct label label_of(struct arena *a, struct str text)
{
	return (struct label){ text_fold(a, text), text_same_key(a, text) };
}

static struct str bracket_cut(struct str text)
{
	ptrdiff_t at = str_find_char(text, '(');

	return at > 0 ? str_trim(str_sub(text, 0, at)) : text;
}

/* The column that a text names, and whether it is its very name. */
static enum reg_col text_kind(struct arena *a, const struct reg_words *w,
			      struct str text, bool *ret_sure)
{
	struct str tries[2] = { text, bracket_cut(text) };
	enum reg_col kind = N_RC;

	*ret_sure = false;
	for (int i = 0; i < 2 && !*ret_sure; i++) {
		struct label l = label_of(a, text_clean(a, tries[i]));
		enum reg_col k = reg_head_kind(w, l.fold, l.key);

		if (k == N_RC)
			continue;
		*ret_sure = profile_is(&w->head[k], l.fold);
		if (kind == N_RC || *ret_sure)
			kind = k;
	}
	return kind;
}

/* ---- rows of headings ------------------------------------------------------------ */
/* What stands over each grid column. */
struct heads {
	struct str text[REG_COLS];
	struct str above[REG_COLS]; /* the shared heading above it */
	bool wide[REG_COLS];	    /* stands over several columns */
	enum reg_col kind[REG_COLS];
	bool sure[REG_COLS];
	int n_cols;
	int n_kinds, n_texts, n_named;
	bool has[N_RC];
};

static enum reg_col kind_below(struct arena *a, const struct reg_words *w,
			       struct str above, struct str text,
			       bool *ret_sure)
{
	enum reg_col kind = text_kind(a, w, text, ret_sure);

	if (kind == N_RC && above.n && text.n)
		kind = text_kind(a, w,
				 str_cat(a, str_cat(a, above, STR(" ")), text),
				 ret_sure);
	return kind;
}

/* The heading over several columns under which a column stands; where cells
 * aren't merged it is the next on the left. "": none. */
static struct str over(const struct heads *h, int k)
{
	bool open = h->wide[k] || !h->text[k].n ||
		    (k + 1 < h->n_cols && !h->text[k + 1].n);

	while (open && k >= 0 && !h->text[k].n)
		k--;
	return open && k >= 0 ? h->text[k] : STR("");
}

static void heads_row(const struct doc_row *r, struct heads *h)
{
	struct heads was = *h;

	for (ptrdiff_t i = 0; i < r->n_cells; i++) {
		const struct doc_cell *c = &r->cell[i];
		struct str text = c->merged_up ? STR("") : str_trim(c->text);
		int to = MIN(c->col + MAX(c->span, 1), (int)REG_COLS);

		for (int k = c->col; k < to && text.n; k++) {
			h->n_cols = MAX(h->n_cols, k + 1);
			h->above[k] = over(&was, k);
			h->text[k] = text;
			h->wide[k] = c->span > 1;
		}
	}
}

static void heads_judge(struct arena *a, const struct reg_words *w,
			struct heads *h)
{
	h->n_kinds = h->n_texts = h->n_named = 0;
	memset(h->has, 0, sizeof(h->has));
	for (int k = 0; k < h->n_cols; k++) {
		enum reg_col c =
			kind_below(a, w, h->above[k], h->text[k], &h->sure[k]);

		h->kind[k] = c;
		h->n_texts += h->text[k].n > 0;
		h->n_named += c != N_RC;
		if (c == N_RC || h->has[c])
			continue;
		h->has[c] = true;
		h->n_kinds += c != RC_OTHER && c != RC_NUMBER && c != RC_NOTE;
	}
}

/* Enough to be a register: names, and what is only said of members. */
static bool heads_enough(const struct heads *h)
{
	bool names = h->has[RC_NAME] ||
		     (h->has[RC_NAME_FRONT] && h->has[RC_NAME_LAST]);
	int facts = h->has[RC_BIRTH] + h->has[RC_NATIONAL_ID] +
		    h->has[RC_CARD] + h->has[RC_ADMITTED_ON] +
		    h->has[RC_OFFICIAL_ON] +
		    (h->has[RC_MALE] && h->has[RC_FEMALE]);

	return names && facts && h->n_kinds >= KINDS_LEAST &&
	       h->n_named * 2 >= h->n_texts;
}

static bool has_digit(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

/* Whether two of a row's first texts name columns. *left: so many texts may
 * still be looked at, since sheets without headings cost most. */
static bool row_named(struct arena *a, const struct reg_words *w,
		      const struct doc_row *r, int *left)
{
	int n = 0;

	for (ptrdiff_t i = 0; i < r->n_cells && n < 2; i++) {
		const struct doc_cell *c = &r->cell[i];
		bool sure;

		if (!c->text.n || c->merged_up || c->is_number || c->is_date ||
		    c->text.n > TEXT_MOST || c->col >= REG_COLS)
			continue;
		if (--*left < 0)
			return false;
		n += text_kind(a, w, c->text, &sure) != N_RC;
	}
	return n == 2;
}

/* Whether a row goes on with the headings above it: its texts name columns,
 * some of them under a heading that is shared or empty. */
static bool heads_continue(struct arena *a, const struct reg_words *w,
			   const struct doc_row *r, const struct heads *h)
{
	int named = 0, texts = 0;
	bool under = false;

	for (ptrdiff_t i = 0; i < r->n_cells; i++) {
		const struct doc_cell *c = &r->cell[i];
		bool sure, is_name;
		enum reg_col kind;

		if (c->merged_up || !c->text.n || c->col >= REG_COLS)
			continue;
		if (c->is_number || c->is_date)
			return false;
		is_name = h->kind[c->col] == RC_NAME ||
			  h->kind[c->col] == RC_NAME_FRONT;
		kind = kind_below(a, w, is_name ? STR("") : over(h, c->col),
				  c->text, &sure);
		if (kind == N_RC && is_name)
			return false; /* a person's */
		texts++;
		if (kind == N_RC || has_digit(c->text))
			continue;
		named++;
		under |= h->kind[c->col] != kind;
	}
	return texts > 1 && under && named * 3 >= texts * 2;
}

bool reg_is_column_numbers(struct arena *a, const struct doc_row *r)
{
	int texts = 0;

	for (ptrdiff_t i = 0; i < r->n_cells; i++) {
		struct str f = text_fold(a, r->cell[i].text);

		if (f.n > 2)
			return false;
		texts += f.n > 0;
	}
	return texts >= 3;
}

/* Columns side by side with the same meaning are one: a name in two cells. Of
 * others the first counts, or the one that bears the very name. */
static void head_fill(const struct heads *h, struct reg_head *head)
{
	bool sure[N_RC] = { false };

	for (int c = 0; c < N_RC; c++)
		head->col[c] = -1;
	for (int k = 0; k < h->n_cols; k++) {
		enum reg_col c = h->kind[k];

		if (c == N_RC)
			continue;
		if (head->col[c] >= 0 && head->col[c] + head->span[c] == k &&
		    sure[c] == h->sure[k]) {
			head->span[c]++;
		} else if (head->col[c] < 0 || (h->sure[k] && !sure[c])) {
			head->col[c] = k;
			head->span[c] = 1;
			sure[c] = h->sure[k];
		}
	}
}

static bool head_at(struct arena *a, const struct reg_words *w,
		    const struct doc_table *t, ptrdiff_t row,
		    struct reg_head *ret)
{
	struct heads h = { 0 };
	struct reg_head head = { .row = row, .body = row + 1 };
	int name;

	heads_row(&t->row[row], &h);
	heads_judge(a, w, &h);
	while (head.body < t->n_rows && head.body < row + HEAD_LINES &&
	       heads_continue(a, w, &t->row[head.body], &h)) {
		heads_row(&t->row[head.body++], &h);
		heads_judge(a, w, &h);
	}
	if (!heads_enough(&h))
		return false;
	head.number = t->row[head.body - 1].number;
	if (head.body < t->n_rows &&
	    reg_is_column_numbers(a, &t->row[head.body]))
		head.body++;
	head_fill(&h, &head);
	name = head.col[RC_NAME] >= 0 ? head.col[RC_NAME]
				      : head.col[RC_NAME_FRONT];
	head.name = text_fold(a, h.text[name]);
	head.n_kinds = h.n_kinds;
	*ret = head;
	return true;
}

bool reg_head_find(struct arena *a, const struct reg_words *w,
		   const struct doc_table *t, int *left,
		   struct reg_head *ret_head)
{
	for (ptrdiff_t i = 0; i < MIN(t->n_rows, REG_HEAD_ROWS); i++) {
		struct arena_mark mark = arena_mark(a);
		bool named = row_named(a, w, &t->row[i], left);

		arena_rewind(a, mark);
		if (named && head_at(a, w, t, i, ret_head))
			return true;
	}
	return false;
}

const struct doc_cell *reg_cell(const struct doc_row *r, int col)
{
	for (ptrdiff_t i = 0; i < r->n_cells; i++)
		if (r->cell[i].col <= col &&
		    col < r->cell[i].col + MAX(r->cell[i].span, 1))
			return &r->cell[i];
	return NULL;
}
