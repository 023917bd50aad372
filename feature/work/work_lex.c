/* Words and numbers of short texts. Knows no Vietnamese: words are data. */
#include "work/work_lex.h"

#include "base/utf8.h"

static bool is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

static bool is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
	return cp >= 0xC0 && cp != 0xD7 && cp != 0xF7 &&
	       !(cp >= 0x2000 && cp <= 0x2BFF) && cp < 0x3000;
}

static bool is_dash(uint32_t cp)
{
	return cp == '-' || (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212;
}

/* What the gap is after one more code point that is no word. */
static char gap_join(char gap, uint32_t cp)
{
	if (gap != 0 && gap != ' ' && gap != '\n')
		return gap;
	if (cp == '\n')
		return '\n';
	if (cp == ' ' || cp == '\t' || cp == 0xA0)
		return gap ? gap : ' ';
	if (is_dash(cp))
		return '-';
	return cp < 0x80 ? (char)cp : '?';
}

static void number_set(struct work_tok *t)
{
	struct str s = t->text;

	while (s.n > 1 && s.p[0] == '0')
		s = str_sub(s, 1, s.n);
	t->key = t->fold = s;
	if (s.n > 15 || !str_to_i64(s, &t->num))
		t->num = INT64_MAX;
}

static void word_set(struct arena *a, struct work_tok *t, bool ascii)
{
	t->num = -1;
	t->fold = text_fold(a, t->text);
	t->key = ascii ? t->fold : text_same_key(a, t->text);
}

struct work_lex work_lex(struct arena *a, struct str text)
{
	struct work_lex lx = { .text = text };
	ptrdiff_t at = 0;
	char gap = 0;

	while (at < text.n) {
		ptrdiff_t from = at, end;
		uint32_t cp = utf8_next(text, &at);
		bool digit = is_digit(cp), ascii = cp < 0x80;
		struct work_tok *t;

		if (!digit && !is_letter(cp)) {
			gap = gap_join(gap, cp);
			continue;
		}
		for (end = at; at < text.n; end = at) {
			cp = utf8_next(text, &at);
			if (digit ? !is_digit(cp) : !is_letter(cp))
				break;
			ascii &= cp < 0x80;
		}
		at = end;
		t = vec_push(a, &lx);
		t->text = str_sub(text, from, end);
		t->off = from;
		t->gap = gap;
		gap = 0;
		lx.marked |= !ascii;
		if (digit)
			number_set(t);
		else
			word_set(a, t, ascii);
	}
	return lx;
}

struct work_phrase work_phrase(struct str key, struct str fold)
{
	struct work_phrase ph = { 0 };

	while (key.p && fold.p && ph.n < N_ELEMENTS(ph.key)) {
		ph.key[ph.n] = str_cut(&key, ' ');
		ph.fold[ph.n++] = str_cut(&fold, ' ');
	}
	if (key.p || fold.p)
		ph.n = 0;
	return ph;
}

int work_phrase_at(const struct work_phrase *ph, const struct work_lex *lx,
		   ptrdiff_t at)
{
	if (!ph->n || at + ph->n > lx->n)
		return 0;
	for (int i = 0; i < ph->n; i++) {
		const struct work_tok *t = &lx->p[at + i];

		if (i > 0 && t->gap != ' ' && t->gap != 0)
			return 0;
		if (lx->marked ? !str_eq(t->key, ph->key[i])
			       : !str_eq(t->fold, ph->fold[i]))
			return 0;
	}
	return ph->n;
}

struct work_looses work_looses(struct arena *a, const struct strs *list)
{
	struct work_looses v = { arena_new(a, struct work_loose, list->n + 1),
				 list->n };

	for (ptrdiff_t i = 0; i < list->n; i++) {
		struct work_lex lx = work_lex(a, list->p[i]);

		v.p[i].n = (int)MIN(lx.n, N_ELEMENTS(v.p[i].word));
		for (int k = 0; k < v.p[i].n; k++)
			v.p[i].word[k] = lx.p[k].fold;
	}
	return v;
}

ptrdiff_t work_loose_at(const struct work_looses *v, const struct work_lex *lx,
			ptrdiff_t at)
{
	ptrdiff_t best = 0;

	for (ptrdiff_t i = 0; i < v->n; i++) {
		const struct work_loose *l = &v->p[i];
		int n = 0;

		/* "Các đơn vị (phối hợp)": a bracket parts label and name */
		while (n < l->n && at + n < lx->n &&
		       (!n || lx->p[at + n].gap != '(') &&
		       str_eq(l->word[n], lx->p[at + n].fold))
			n++;
		if (n == l->n && n > best)
			best = n;
	}
	return best;
}

/* How many tokens at `at` are the words of a key; 0: they aren't. */
static ptrdiff_t key_at(struct arena *a, struct str key,
			const struct work_lex *lx, ptrdiff_t at)
{
	ptrdiff_t n = 0;

	while (key.p) {
		struct str word = str_cut(&key, ' ');
		const struct work_tok *t = &lx->p[at + n];

		if (at + n >= lx->n ||
		    !(lx->marked ? str_eq(t->key, word)
				 : str_eq(t->fold, text_fold(a, word))))
			return 0;
		n++;
	}
	return n;
}

ptrdiff_t work_marked_at(struct arena *a, const struct strs *keys,
			 const struct work_lex *lx, ptrdiff_t at)
{
	struct arena_mark mark = arena_mark(a);
	ptrdiff_t best = 0;

	for (ptrdiff_t i = 0; i < keys->n; i++)
		best = MAX(best, key_at(a, keys->p[i], lx, at));
	arena_rewind(a, mark);
	return best;
}

int work_roman(struct str fold)
{
	static const char *const roman[] = {
		"i",	"ii",  "iii",  "iv",	"v",   "vi",   "vii",
		"viii", "ix",  "x",    "xi",	"xii", "xiii", "xiv",
		"xv",	"xvi", "xvii", "xviii", "xix", "xx",
	};

	for (int i = 0; i < N_ELEMENTS(roman); i++)
		if (str_eq(fold, str_c(roman[i])))
			return i + 1;
	return 0;
}
