/*
 * A deadline's text as items: words of the profile that mean something,
 * numbers, the rest.
 */
#include "work/work_due_priv.h"

static const struct {
	const char *list;
	enum due_mean mean;
	int arg;
} meanings[] = {
	{ "day", M_DAY, 0 },
	{ "week", M_WEEK, 0 },
	{ "month", M_MONTH, 0 },
	{ "quarter", M_QUARTER, 0 },
	{ "year", M_YEAR, 0 },
	{ "whole", M_WHOLE, 0 },
	{ "vague", M_VAGUE, 0 },
	{ "half_1", M_PART, PART_HALF_1 },
	{ "half_2", M_PART, PART_HALF_2 },
	{ "first_3", M_PART, PART_FIRST_3 },
	{ "first_9", M_PART, PART_FIRST_9 },
	{ "last_3", M_PART, PART_LAST_3 },
	{ "from", M_FROM, 0 },
	{ "to", M_TO, 0 },
	{ "and", M_AND, 0 },
	{ "before", M_BEFORE, 0 },
	{ "after", M_AFTER, 0 },
	{ "working", M_WORKING, 0 },
	{ "every", M_EVERY, 0 },
	{ "every_day", M_EVERY_UNIT, UNIT_DAY },
	{ "every_week", M_EVERY_UNIT, UNIT_WEEK },
	{ "every_month", M_EVERY_UNIT, UNIT_MONTH },
	{ "every_quarter", M_EVERY_UNIT, UNIT_QUARTER },
	{ "every_half", M_EVERY_UNIT, UNIT_HALF },
	{ "every_year", M_EVERY_UNIT, UNIT_YEAR },
	{ "periodic", M_PERIODIC, 0 },
	{ "times", M_TIMES, 0 },
	{ "one", M_ONE, 0 },
	{ "continuous", M_CONTINUOUS, 0 },
	{ "request", M_REQUEST, 0 },
	{ "term", M_TERM, 0 },
	{ "onward", M_ONWARD, 0 },
};

struct entry {
	struct work_phrase ph;
	enum due_mean mean;
	int arg;
	int next; /* of the same first letter, shorter or equal; -1: none */
};

struct work_deadline_words {
	struct entry *p;
	ptrdiff_t n, cap;
	int head[256]; /* by the first byte of the folded phrase */
	const struct profile *profile;
};

/* ---- words ---------------------------------------------------------------- */
static void entry_add(struct arena *a, struct work_deadline_words *w,
		      const struct profile_word *pw, enum due_mean mean,
		      int arg)
{
	struct work_phrase ph = work_phrase(pw->key, pw->fold);
	struct entry *e;
	int *link;

	if (!ph.n)
		return;
	e = vec_push(a, w);
	link = &w->head[(unsigned char)ph.fold[0].p[0]];
	while (*link >= 0 && w->p[*link].ph.n >= ph.n)
		link = &w->p[*link].next;
	e->ph = ph;
	e->mean = mean;
	e->arg = arg;
	e->next = *link;
	*link = (int)w->n - 1;
}

static void word_compile(struct arena *a, struct work_deadline_words *w,
			 const struct profile_word *pw)
{
	struct str name = STR("name_"), count = STR("n_");
	int64_t k;

	if (str_starts(pw->list, name) &&
	    str_to_i64(str_sub(pw->list, name.n, pw->list.n), &k))
		entry_add(a, w, pw, M_NAME, (int)k);
	else if (str_starts(pw->list, count) &&
		 str_to_i64(str_sub(pw->list, count.n, pw->list.n), &k))
		entry_add(a, w, pw, M_COUNT, (int)k);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(meanings); i++)
		if (str_eq(pw->list, str_c(meanings[i].list)))
			entry_add(a, w, pw, meanings[i].mean, meanings[i].arg);
}

struct work_deadline_words *work_deadline_words(struct arena *a,
						const struct profile *p)
{
	struct work_deadline_words *w =
		arena_new(a, struct work_deadline_words, 1);

	for (ptrdiff_t i = 0; i < N_ELEMENTS(w->head); i++)
		w->head[i] = -1;
	w->profile = p;
	for (ptrdiff_t i = 0; i < p->n_words; i++)
		word_compile(a, w, &p->word[i]);
	return w;
}

static const struct entry *entry_at(const struct due_reading *r, ptrdiff_t tok,
				    bool count)
{
	const struct work_deadline_words *w = r->words;
	struct str fold = r->lx.p[tok].fold;
	int k = fold.n ? w->head[(unsigned char)fold.p[0]] : -1;

	for (; k >= 0; k = w->p[k].next)
		if ((w->p[k].mean == M_COUNT) == count &&
		    work_phrase_at(&w->p[k].ph, &r->lx, tok))
			return &w->p[k];
	return NULL;
}

bool due_also_means(const struct due_reading *r, ptrdiff_t tok,
		    enum due_mean mean)
{
	const struct work_deadline_words *w = r->words;
	struct str fold = r->lx.p[tok].fold;
	int k = fold.n ? w->head[(unsigned char)fold.p[0]] : -1;

	for (; k >= 0; k = w->p[k].next)
		if (w->p[k].mean == mean &&
		    work_phrase_at(&w->p[k].ph, &r->lx, tok))
			return true;
	return false;
}

/* "QuýII", "QIV": the quarter in a token that begins with the word; 0: none. */
static int glued_quarter(const struct due_reading *r, const struct work_tok *t)
{
	const struct work_deadline_words *w = r->words;
	int k = t->fold.n ? w->head[(unsigned char)t->fold.p[0]] : -1;

	for (; k >= 0; k = w->p[k].next) {
		const struct entry *e = &w->p[k];

		if (e->mean == M_QUARTER && e->ph.n == 1 &&
		    str_starts(t->fold, e->ph.fold[0]) &&
		    work_roman(str_sub(t->fold, e->ph.fold[0].n, t->fold.n)))
			return work_roman(
				str_sub(t->fold, e->ph.fold[0].n, t->fold.n));
	}
	return 0;
}

void due_items_make(struct arena *a, struct due_reading *r)
{
	r->item = arena_new(a, struct due_item, MAX(r->lx.n, 1) * 2);
	for (ptrdiff_t tok = 0; tok < r->lx.n;) {
		const struct work_tok *t = &r->lx.p[tok];
		const struct entry *e = entry_at(r, tok, false);
		struct due_item *it = &r->item[r->n++];

		*it = (struct due_item){
			.tok = tok, .n = 1, .gap = t->gap, .num = t->num
		};
		if (t->num >= 0) {
			it->mean = M_NUM;
			it->digits = t->text.n;
		}
		if (e && (t->num < 0 || e->ph.n > 1)) {
			it->mean = e->mean;
			it->arg = e->arg;
			it->n = e->ph.n;
		} else if (t->num < 0 && glued_quarter(r, t)) {
			it->mean = M_QUARTER;
			r->item[r->n++] =
				(struct due_item){ .mean = M_NUM,
						   .num = glued_quarter(r, t),
						   .digits = 1,
						   .tok = tok,
						   .n = 1 };
		}
		tok += it->n;
	}
}

enum due_mean due_mean_at(const struct due_reading *r, ptrdiff_t i)
{
	return i >= 0 && i < r->n ? r->item[i].mean : M_WORD;
}

bool due_num_at(const struct due_reading *r, ptrdiff_t i)
{
	return due_mean_at(r, i) == M_NUM;
}

bool due_is_year(const struct due_reading *r, ptrdiff_t i)
{
	return due_num_at(r, i) && r->item[i].digits == 4 &&
	       r->item[i].num >= 1990 && r->item[i].num <= 2100;
}

/* A number, Roman number or number word at item i, *ret_end behind it; 0:
 * none. "Quý một lần" counts times, not quarters. */
int due_count_at(const struct due_reading *r, ptrdiff_t i, ptrdiff_t *ret_end)
{
	const struct entry *e;
	int n = 0;

	*ret_end = i + 1;
	if (i >= r->n || due_mean_at(r, i + 1) == M_TIMES)
		return 0;
	if (due_num_at(r, i))
		return r->item[i].digits <= 2 ? (int)r->item[i].num : 0;
	n = work_roman(r->lx.p[r->item[i].tok].fold);
	if (n || r->item[i].gap != ' ')
		return n;
	if (due_mean_at(r, i) == M_YEAR && due_is_year(r, i + 1))
		return 0;
	e = entry_at(r, r->item[i].tok, true);
	if (!e)
		return 0;
	/* number words are items of one token each */
	for (int k = 1; k < e->ph.n; k++)
		if (i + k >= r->n || r->item[i + k].n != 1)
			return 0;
	*ret_end = i + e->ph.n;
	return e->arg;
}

const struct profile *due_profile(const struct work_deadline_words *w)
{
	return w->profile;
}
