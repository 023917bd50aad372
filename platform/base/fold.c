/*
 * Keys for search and for exact comparison. Vietnamese letters come from our
 * own table; the library is asked only for other scripts and rare letters.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "base/viet_priv.h"

#include <utf8proc.h>

/* Decompositions have at most 18 code points, of 4 bytes at most. */
enum { PARTS_MOST = 32, GROWTH_MOST = 4 * PARTS_MOST };

/* The key so far; a space is owed until the next word comes. */
struct fold {
	struct buf out;
	bool space;
};

static void fold_put(struct fold *f, const char *p, int n)
{
	if (f->space && f->out.n)
		buf_char(&f->out, ' ');
	f->space = false;
	buf_mem(&f->out, p, n);
}

static void fold_char(struct fold *f, char c)
{
	if (f->space || f->out.n == f->out.cap)
		fold_put(f, &c, 1);
	else
		f->out.p[f->out.n++] = c;
}

/* A decomposed, case-folded code point that isn't ASCII. */
static void fold_part(struct fold *f, uint32_t cp)
{
	char bytes[4];

	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		fold_put(f, bytes, utf8_put(bytes, cp));
		break;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CN:
		break; /* marks and what nobody sees */
	default:
		f->space = true;
	}
}

static void fold_ascii(struct fold *f, char c)
{
	if (c >= 'A' && c <= 'Z')
		fold_char(f, (char)(c + 32));
	else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		fold_char(f, c);
	else if ((c >= ' ' && c < 0x7f) || (c >= '\t' && c <= '\r'))
		f->space = true;
}

static void fold_other(struct fold *f, uint32_t cp)
{
	utf8proc_int32_t part[PARTS_MOST];
	utf8proc_ssize_t n;
	int boundary = 0;

	n = utf8proc_decompose_char((utf8proc_int32_t)cp, part, PARTS_MOST,
				    UTF8PROC_STABLE | UTF8PROC_COMPAT |
					    UTF8PROC_DECOMPOSE |
					    UTF8PROC_CASEFOLD,
				    &boundary);
	assert(n <= PARTS_MOST);
	for (utf8proc_ssize_t i = 0; i < n; i++) {
		uint32_t c = (uint32_t)part[i];

		if (c < 0x80)
			fold_ascii(f, (char)c);
		else if (viet_dd(c) == 0x111)
			fold_char(f, 'd');
		else
			fold_part(f, c);
	}
}

static void fold_wide(struct fold *f, uint32_t cp)
{
	struct viet_letter letter = viet_split(cp);

	if (letter.vowel != V_NONE)
		fold_char(f, viet_base(letter.vowel));
	else if (viet_dd(cp) == 0x111)
		fold_char(f, 'd');
	else if (cp == 0x85 || cp == 0xa0)
		f->space = true;
	else if (cp < 0x300 || cp > 0x36f)
		fold_other(f, cp);
}

struct str text_fold(struct arena *a, struct str s)
{
	struct fold f = { .out = buf_init(a, s.n * GROWTH_MOST + 1) };
	ptrdiff_t at = 0;

	if (!s.p)
		return s;
	f.out.p = arena_new(a, char, s.n + 1);
	f.out.cap = s.n;
	while (at < s.n) {
		if (s.p[at] & 0x80)
			fold_wide(&f, utf8_next(s, &at));
		else
			fold_ascii(&f, s.p[at++]);
	}
	assert(!f.out.full);
	return buf_view(&f.out);
}

bool text_fold_has(struct str folded, struct str folded_needle)
{
	return str_find(folded, folded_needle, 0) >= 0;
}

/* Moves the tone of a run of vowels to its last shaped vowel, or its last
 * one. Two tones in a run are no Vietnamese: they stay. */
static void tone_settle(struct viet_item *run, ptrdiff_t n)
{
	enum viet_tone tone = TONE_NGANG;
	ptrdiff_t to = -1;

	for (ptrdiff_t i = 0; i < n; i++) {
		if (run[i].tone == TONE_NGANG)
			continue;
		if (tone != TONE_NGANG)
			return;
		tone = run[i].tone;
	}
	for (ptrdiff_t i = n - 1; i >= 0; i--) {
		run[i].tone = TONE_NGANG;
		if (to < 0 && viet_shaped(run[i].vowel))
			to = i;
	}
	if (to < 0)
		to = n - 1;
	run[to].tone = tone;
}

static struct str items_text(struct arena *a, struct viet_items t)
{
	char *out = arena_new(a, char, t.n * 4 + 1);
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < t.n; i++) {
		struct viet_letter letter = { .vowel = t.p[i].vowel,
					      .tone = t.p[i].tone };

		n += utf8_put(out + n, letter.vowel == V_NONE
					       ? t.p[i].cp
					       : viet_join(letter));
	}
	return text_nfc(a, (struct str){ out, n });
}

/* s in lower case when it is all ASCII, else absent. */
static struct str ascii_lower(struct arena *a, struct str s)
{
	char *out = arena_new(a, char, s.n + 1);

	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (s.p[i] & 0x80)
			return STR_NULL;
		out[i] = (char)viet_lower((uint32_t)s.p[i]);
	}
	return (struct str){ out, s.n };
}

struct str text_same_key(struct arena *a, struct str s)
{
	struct str clean = text_clean(a, s), plain;
	struct viet_items t;
	ptrdiff_t from = 0;

	if (!clean.p)
		return clean;
	plain = ascii_lower(a, clean);
	if (plain.p)
		return plain;
	t = viet_items(a, clean);
	for (ptrdiff_t i = 0; i <= t.n; i++) {
		if (i < t.n && t.p[i].vowel != V_NONE)
			continue;
		if (i > from)
			tone_settle(t.p + from, i - from);
		from = i + 1;
	}
	return items_text(a, t);
}

struct str text_name_case(struct arena *a, struct str name)
{
	struct buf out = buf_init(a, name.n * 2 + 1);
	bool small = false, capital = false, first = true;
	ptrdiff_t at = 0;
	char bytes[4];

	while (at < name.n) {
		uint32_t cp = utf8_next(name, &at);

		small = small || viet_upper(cp) != cp;
		capital = capital || viet_lower(cp) != cp;
	}
	if (small == capital)
		return name;
	for (at = 0; at < name.n;) {
		uint32_t cp = utf8_next(name, &at);

		cp = first ? viet_upper(cp) : viet_lower(cp);
		buf_str(&out, (struct str){ bytes, utf8_put(bytes, cp) });
		first = cp == ' ' || cp == '-' || cp == '\'';
	}
	return buf_view(&out);
}
