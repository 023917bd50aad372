/*
 * Sort keys in the order of the Vietnamese dictionary, one tone a word. A key
 * is itself valid UTF-8 without NUL, so a TEXT column in byte order holds it:
 *   key  = version word*
 *   word = (letter | number | other)+ END tone
 */
#include "base/buf.h"
#include "base/viet_priv.h"

#include <utf8proc.h>

enum {
	VERSION = '1',
	WORD_END = 0x02,
	TONE_FIRST = 0x03,
	NUMBER = 0x10, /* then the count of digits, then the digits */
	LETTER_FIRST = 0x20,
	DIGITS_MOST = 0x7f,
	WEIGHT_DD = 6,
};

/* a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z */
static const char weight_ascii[26] = { 0,  3,  4,  5,  7,  9,  10, 11, 12,
				       13, 14, 15, 16, 17, 18, 21, 22, 23,
				       24, 25, 26, 28, 29, 30, 31, 32 };
static const char weight_vowel[N_VOWELS] = {
	[V_A] = 0,   [V_AW] = 1, [V_AA] = 2,  [V_E] = 7,
	[V_EE] = 8,  [V_I] = 12, [V_O] = 18,  [V_OO] = 19,
	[V_OW] = 20, [V_U] = 26, [V_UW] = 27, [V_Y] = 31,
};

static bool is_digit(struct viet_item t)
{
	return t.cp >= '0' && t.cp <= '9';
}

/* The ASCII letter below a foreign one's marks, or 0. */
static uint32_t base_of(uint32_t cp)
{
	utf8proc_int32_t part[32];
	int boundary = 0;

	if (cp >= 0x80 &&
	    utf8proc_decompose_char((utf8proc_int32_t)cp, part, 32,
				    UTF8PROC_DECOMPOSE, &boundary) > 0)
		cp = (uint32_t)part[0];
	return cp >= 'a' && cp <= 'z' ? cp : 0;
}

static bool is_letter(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'a' && cp <= 'z';
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return true;
	default:
		return false;
	}
}

/* Letter, number or nothing that counts; marks count as nothing. */
static bool is_break(struct viet_item t)
{
	return t.vowel == V_NONE && !is_digit(t) && !is_letter(t.cp) &&
	       (t.cp < 0x300 || t.cp > 0x36f);
}

static void key_letter(struct buf *key, struct viet_item t)
{
	uint32_t base = t.vowel == V_NONE ? base_of(t.cp) : 0;
	char bytes[4];

	if (t.vowel != V_NONE)
		buf_char(key, (char)(LETTER_FIRST + weight_vowel[t.vowel]));
	else if (t.cp == 0x111)
		buf_char(key, LETTER_FIRST + WEIGHT_DD);
	else if (base)
		buf_char(key, (char)(LETTER_FIRST + weight_ascii[base - 'a']));
	else if (is_letter(t.cp)) /* other scripts come behind */
		buf_mem(key, bytes, utf8_put(bytes, t.cp));
}

/* A number by its value; returns the items it took. */
static ptrdiff_t key_number(struct buf *key, const struct viet_item *t,
			    ptrdiff_t n)
{
	ptrdiff_t from = 0, to = 0;

	while (to < n && is_digit(t[to]))
		to++;
	while (from < to - 1 && t[from].cp == '0')
		from++;
	buf_char(key, NUMBER);
	buf_char(key, (char)MIN(to - from, DIGITS_MOST));
	for (ptrdiff_t i = from; i < MIN(to, from + DIGITS_MOST); i++)
		buf_char(key, (char)t[i].cp);
	return to;
}

static void key_word(struct buf *key, const struct viet_item *t, ptrdiff_t n)
{
	enum viet_tone tone = TONE_NGANG;
	ptrdiff_t before = key->n, i = 0;

	while (i < n) {
		if (tone == TONE_NGANG)
			tone = t[i].tone;
		if (is_digit(t[i]))
			i += key_number(key, t + i, n - i);
		else
			key_letter(key, t[i++]);
	}
	if (key->n == before)
		return;
	buf_char(key, WORD_END);
	buf_char(key, (char)(TONE_FIRST + (int)tone));
}

static struct buf key_start(struct arena *a, struct viet_items t)
{
	/* a digit alone is the longest: number, count, digit, end, tone */
	struct buf key = buf_init(a, t.n * 6 + 1);

	buf_char(&key, VERSION);
	return key;
}

/* The word that begins at `from`; *ret_next is where the next one begins. */
static ptrdiff_t word_end(struct viet_items t, ptrdiff_t from)
{
	while (from < t.n && t.p[from].cp != ' ')
		from++;
	return from;
}

struct str name_sort_key(struct arena *a, struct str name)
{
	struct viet_items t = viet_items(a, text_clean(a, name));
	struct buf key = key_start(a, t);
	ptrdiff_t family = word_end(t, 0), given = t.n;

	while (given > 0 && t.p[given - 1].cp != ' ')
		given--;
	key_word(&key, t.p + given, t.n - given);
	if (given == 0)
		return buf_view(&key);
	key_word(&key, t.p, family);
	for (ptrdiff_t from = family + 1; from < given;) {
		ptrdiff_t to = word_end(t, from);

		key_word(&key, t.p + from, to - from);
		from = to + 1;
	}
	return buf_view(&key);
}

struct str text_sort_key(struct arena *a, struct str s)
{
	struct viet_items t = viet_items(a, text_clean(a, s));
	struct buf key = key_start(a, t);
	ptrdiff_t from = 0;

	for (ptrdiff_t i = 0; i <= t.n; i++) {
		if (i < t.n && !is_break(t.p[i]))
			continue;
		key_word(&key, t.p + from, i - from);
		from = i + 1;
	}
	return buf_view(&key);
}
