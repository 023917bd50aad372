/* Looks words of the profile up in folded texts, and names without what may be
 * left out of them. Pure. */
#include "profile/profile_words.h"

#include "base/buf.h"
#include "base/utf8.h"

ptrdiff_t profile_begins(const struct strs *list, struct str folded)
{
	ptrdiff_t best = 0;

	for (ptrdiff_t i = 0; i < list->n; i++) {
		struct str w = list->p[i];

		if (w.n > best && w.n <= folded.n &&
		    (w.n == folded.n || folded.p[w.n] == ' ') &&
		    memcmp(w.p, folded.p, (size_t)w.n) == 0)
			best = w.n;
	}
	return best;
}

ptrdiff_t profile_finishes(const struct strs *list, struct str folded)
{
	ptrdiff_t best = 0;

	for (ptrdiff_t i = 0; i < list->n; i++) {
		struct str w = list->p[i];
		ptrdiff_t at = folded.n - w.n;

		if (w.n > best && at >= 0 &&
		    (at == 0 || folded.p[at - 1] == ' ') &&
		    memcmp(w.p, folded.p + at, (size_t)w.n) == 0)
			best = w.n;
	}
	return best;
}

ptrdiff_t profile_holds(const struct strs *list, struct str folded)
{
	ptrdiff_t best = 0;

	for (ptrdiff_t at = 0; at < folded.n; at++) {
		struct str rest = str_sub(folded, at, folded.n);
		ptrdiff_t n = 0;

		if (at == 0 || folded.p[at - 1] == ' ')
			n = profile_begins(list, rest);
		best = MAX(best, n);
	}
	return best;
}

bool profile_is(const struct strs *list, struct str folded)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i], folded))
			return true;
	return false;
}

struct str profile_expand(struct arena *a, const struct profile *p,
			  struct str fold)
{
	struct buf b = buf_init(a, 1000);

	while (fold.p) {
		struct str word = str_cut(&fold, ' ');

		for (ptrdiff_t i = 0; i < p->n_abbrevs; i++)
			if (str_eq(p->abbrev[i].shorter, word)) {
				word = text_fold(a, p->abbrev[i].longer);
				break;
			}
		if (b.n)
			buf_char(&b, ' ');
		buf_str(&b, word);
	}
	return str_dup(a, buf_view(&b));
}

struct str profile_core(const struct profile *p, struct str fold)
{
	ptrdiff_t n = profile_begins(&p->lead_prefixes, fold);

	if (n && n < fold.n)
		fold = str_sub(fold, n + 1, fold.n);
	n = profile_finishes(&p->lead_suffixes, fold);
	if (n && n < fold.n)
		fold = str_sub(fold, 0, fold.n - n - 1);
	return fold;
}
