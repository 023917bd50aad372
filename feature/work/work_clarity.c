/* What makes a task clear, by the words of the profile. */
#include "work/work_clarity.h"

#include "base/err.h"
#include "base/utf8.h"
#include "profile/profile_words.h"
#include "work/work_lex.h"

static struct work_clarity *missing(struct work_clarity *c, enum work_need k,
				    const char *why, const char *hint)
{
	c->missing[k] = true;
	c->why[k] = why;
	c->hint[k] = hint;
	c->n_missing++;
	return c;
}

/* Behind a word of length n and its space. */
static struct str after_word(struct str s, ptrdiff_t n)
{
	return str_sub(s, n + 1, s.n);
}

static bool says_nothing(const struct profile *p, struct str folded)
{
	return folded.n == 0 || profile_is(&p->placeholders, folded);
}

static void check_work(struct arena *a, const struct profile *p,
		       const struct work_claim *f, struct work_clarity *c)
{
	static const char *const hint =
		N_("Begin with an action, for example “rà soát”, “lập”, "
		   "“ban hành”, and say what is done to what.");
	struct str s = text_fold(a, f->work);
	ptrdiff_t n;

	if (f->work_confirmed)
		return;
	if (says_nothing(p, s)) {
		missing(c, NEED_WORK, N_("The work isn't named."), hint);
		return;
	}
	while ((n = profile_begins(&p->adverbs, s)) > 0 && n < s.n &&
	       profile_begins(&p->verbs, s) <= n &&
	       profile_begins(&p->slogans, s) <= n)
		s = after_word(s, n);
	n = profile_begins(&p->slogans, s);
	if (n > 0 && n >= profile_begins(&p->verbs, s))
		missing(c, NEED_WORK,
			N_("The work is a slogan, not an action."), hint);
	else if (profile_begins(&p->verbs, s) <= profile_begins(&p->adverbs, s))
		missing(c, NEED_WORK,
			N_("The work doesn't begin with an action."), hint);
}

bool work_lead_is_vague(struct arena *a, const struct profile *p,
			struct str name)
{
	struct str s = text_fold(a, name);
	struct work_lex lx = work_lex(a, name);

	return work_marked_at(a, &p->vague_leads, &lx, 0) > 0 ||
	       profile_is(&p->vague_leads_exact, s) ||
	       profile_finishes(&p->vague_tails, s) > 0 || says_nothing(p, s);
}

static void check_person(struct arena *a, const struct profile *p,
			 const struct work_claim *f, struct work_clarity *c)
{
	if (f->lead.n == 0)
		missing(c, NEED_PERSON, N_("Nobody leads."),
			N_("Name the one unit or person who answers for it."));
	else if (f->lead.n > 1)
		missing(c, NEED_PERSON, N_("More than one leads."),
			N_("Leave one lead; the others cooperate."));
	else if (work_lead_is_vague(a, p, f->lead.p[0]))
		missing(c, NEED_PERSON, N_("The lead names no one."),
			N_("Name one unit, or split the task by unit."));
}

static void check_progress(const struct work_claim *f, struct work_clarity *c)
{
	static const char *const hint =
		N_("Write a day, a month, a quarter, or how often.");

	if (f->due != DUE_NONE)
		return;
	missing(c, NEED_PROGRESS,
		f->due_fault ? N_("The deadline can't be right.")
			     : N_("There is no deadline that can be followed."),
		hint);
}

/* "một", "các", "bản", figures: what may stand before a product's noun. */
static struct str product_core(struct str s)
{
	while (s.n && s.p[0] >= '0' && s.p[0] <= '9') {
		ptrdiff_t at = str_find_char(s, ' ');

		if (at < 0)
			return s;
		s = str_sub(s, at + 1, s.n);
	}
	return s;
}

static void check_product(struct arena *a, const struct profile *p,
			  const struct work_claim *f, struct work_clarity *c)
{
	static const char *const hint =
		N_("Name a document, a number with its unit, or a state that "
		   "can be seen, and how it will be shown.");
	struct str s = product_core(text_fold(a, f->product));

	if (says_nothing(p, s)) {
		missing(c, NEED_PRODUCT, N_("There is no product."), hint);
		return;
	}
	if (work_quantity(a, p, f->product) != WORK_NO_QUANTITY ||
	    profile_begins(&p->products, s) > profile_begins(&p->slogans, s))
		return;
	if (profile_holds(&p->slogans, s))
		missing(c, NEED_PRODUCT,
			N_("The product is a slogan: nobody could see it."),
			hint);
	else if (!profile_holds(&p->products, s) &&
		 !profile_holds(&p->states, s))
		missing(c, NEED_PRODUCT,
			N_("The product isn't something that can be shown."),
			hint);
}

struct work_clarity work_clarity(struct arena *a, const struct profile *p,
				 const struct work_claim *f)
{
	struct work_clarity c = { 0 };
	struct arena_mark mark = arena_mark(a);

	check_work(a, p, f, &c);
	check_person(a, p, f, &c);
	check_progress(f, &c);
	check_product(a, p, f, &c);
	arena_rewind(a, mark);
	return c;
}

static const struct {
	const char *code, *title;
} needs[] = {
	[NEED_WORK] = { "work", N_("clear work") },
	[NEED_PERSON] = { "person", N_("clear person") },
	[NEED_PROGRESS] = { "progress", N_("clear progress") },
	[NEED_PRODUCT] = { "product", N_("concrete product") },
};

const char *work_need_code(enum work_need need)
{
	return needs[need].code;
}

const char *work_need_title(enum work_need need)
{
	return needs[need].title;
}

/* ---- quantities ------------------------------------------------------------ */
/* The folded words before token i, as far as four reach. */
static struct str words_before(struct arena *a, const struct work_lex *lx,
			       ptrdiff_t i)
{
	ptrdiff_t from = MAX(i - 4, 0);
	struct str s = STR("");

	for (ptrdiff_t k = from; k < i; k++) {
		if (k > from)
			s = str_cat(a, s, STR(" "));
		s = str_cat(a, s, lx->p[k].fold);
	}
	return s;
}

/* "15/3", "1.200", "3-4": two figures with nothing but a mark between. */
static bool figures_joined(const struct work_lex *lx, ptrdiff_t i)
{
	const struct work_tok *t = &lx->p[i];

	if (i < 1 || i >= lx->n || t->num < 0 || t[-1].num < 0 || !t->gap)
		return false;
	return t->gap == '-' || (strchr("/.,", t->gap) &&
				 t->off == t[-1].off + t[-1].text.n + 1);
}

/* "1.200", "98,5", "10": the value from token i; *ret_end behind it. False
 * when it belongs to a date, a fraction or a document's number. */
static bool figure_value(const struct work_lex *lx, ptrdiff_t i, int64_t *ret_v,
			 ptrdiff_t *ret_end)
{
	int64_t v = lx->p[i].num;
	ptrdiff_t k = i + 1;

	if (v > 1000000000)
		return false;
	for (; figures_joined(lx, k) && lx->p[k].gap == '.' &&
	       lx->p[k].text.n == 3 && v <= 1000000000;
	     k++)
		v = v * 1000 + lx->p[k].num;
	v *= 1000;
	if (figures_joined(lx, k) && lx->p[k].gap == ',' &&
	    lx->p[k].off == lx->p[k - 1].off + lx->p[k - 1].text.n + 1 &&
	    lx->p[k].text.n <= 3) {
		int64_t part = lx->p[k].num;

		for (ptrdiff_t n = lx->p[k].text.n; n < 3; n++)
			part *= 10;
		v += part;
		k++;
	}
	/* "3-4 cuộc": the lower; "15/3", "15-3-2026": no quantity */
	if (figures_joined(lx, k) && lx->p[k].gap == '-' &&
	    !figures_joined(lx, k + 1) && lx->p[k].text.n < 4)
		k++;
	if (figures_joined(lx, k))
		return false;
	*ret_v = v;
	*ret_end = k;
	return true;
}

static bool is_quantity(struct arena *a, const struct profile *p,
			const struct work_lex *lx, ptrdiff_t i, ptrdiff_t end)
{
	const struct work_tok *t = &lx->p[i];
	struct str before = words_before(a, lx, i);

	/* "QR2", "57-NQ", "COVID-19", a year */
	if ((i > 0 && (t->gap == 0 || t->gap == '-' || t->gap == '/') &&
	     lx->p[i - 1].num < 0) ||
	    (end == i + 1 && t->text.n == 4 && t->num >= 1990 &&
	     t->num <= 2100))
		return false;
	if (end < lx->n && lx->p[end].num < 0 &&
	    (lx->p[end].gap == '-' || lx->p[end].gap == '/'))
		return false;
	if (end < lx->n && lx->p[end].gap == ' ' &&
	    profile_is(&p->not_quantity_units, lx->p[end].fold))
		return false;
	return t->gap == ':' || t->gap == '(' ||
	       profile_finishes(&p->quantity_periods, before) ||
	       !profile_finishes(&p->not_quantity, before);
}

int64_t work_quantity(struct arena *a, const struct profile *p,
		      struct str product)
{
	struct arena_mark mark = arena_mark(a);
	struct work_lex lx = work_lex(a, product);
	int64_t found = WORK_NO_QUANTITY;

	for (ptrdiff_t i = 0; i < lx.n && found == WORK_NO_QUANTITY; i++) {
		ptrdiff_t end = i + 1;
		int64_t v;

		if (lx.p[i].num < 0 || figures_joined(&lx, i))
			continue;
		if (figure_value(&lx, i, &v, &end) &&
		    is_quantity(a, p, &lx, i, end))
			found = v;
	}
	arena_rewind(a, mark);
	return found;
}
