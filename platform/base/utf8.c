/*
 * UTF-8 at the border, cleaning and NFC. Plain ASCII and text that is
 * already composed takes the short way; the library is asked for the rest.
 */
#include "base/utf8.h"

#include <utf8proc.h>

static const uint64_t HIGH_BITS = UINT64_C(0x8080808080808080);

/* Offset of the first byte at or after `at` that isn't ASCII, or s.n. */
static ptrdiff_t skip_ascii(struct str s, ptrdiff_t at)
{
	uint64_t word;

	for (; s.n - at >= 8; at += 8) {
		memcpy(&word, s.p + at, 8);
		if (word & HIGH_BITS)
			break;
	}
	while (at < s.n && !(s.p[at] & 0x80))
		at++;
	return at;
}

static bool is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/* Bytes of the well-formed sequence at p (at most n bytes), 0 if none. */
static int sequence(const unsigned char *p, ptrdiff_t n)
{
	if (p[0] < 0xc2 || p[0] > 0xf4 || n < 2 || !is_tail(p[1]))
		return 0;
	if (p[0] < 0xe0)
		return 2;
	if (n < 3 || !is_tail(p[2]) || (p[0] == 0xe0 && p[1] < 0xa0) ||
	    (p[0] == 0xed && p[1] > 0x9f))
		return 0;
	if (p[0] < 0xf0)
		return 3;
	if (n < 4 || !is_tail(p[3]) || (p[0] == 0xf0 && p[1] < 0x90) ||
	    (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return 4;
}

bool utf8_valid(struct str s)
{
	ptrdiff_t at = skip_ascii(s, 0);

	while (at < s.n) {
		int n = sequence((const unsigned char *)s.p + at, s.n - at);

		if (!n)
			return false;
		at = skip_ascii(s, at + n);
	}
	return true;
}

ptrdiff_t utf8_length(struct str s)
{
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < s.n; i++)
		n += !is_tail((unsigned char)s.p[i]);
	return n;
}

uint32_t utf8_next(struct str s, ptrdiff_t *at)
{
	const unsigned char *p = (const unsigned char *)s.p + *at;
	int more = (p[0] >= 0xc0) + (p[0] >= 0xe0) + (p[0] >= 0xf0);
	uint32_t cp = more ? p[0] & (0x3fu >> more) : p[0];

	assert(*at + more < s.n);
	for (int i = 1; i <= more; i++)
		cp = cp << 6 | (p[i] & 0x3fu);
	*at += more + 1;
	return cp;
}

int utf8_put(char out[4], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

struct str utf8_cut(struct str s, ptrdiff_t n)
{
	ptrdiff_t at = 0;

	while (n-- > 0 && at < s.n)
		(void)utf8_next(s, &at);
	return str_sub(s, 0, at);
}

/* Code points that NFC neither changes nor joins to the one before: Latin
 * up to U+02FF, composed Vietnamese, the usual punctuation, ₫. */
static bool is_composed(uint32_t cp)
{
	return cp < 0x300 || (cp >= 0x1ea0 && cp <= 0x1ef9) ||
	       (cp >= 0x2010 && cp <= 0x2027) || cp == 0x20ab;
}

static bool needs_nfc(struct str s)
{
	ptrdiff_t at = skip_ascii(s, 0);

	while (at < s.n) {
		if (!is_composed(utf8_next(s, &at)))
			return true;
		at = skip_ascii(s, at);
	}
	return false;
}

struct str text_nfc(struct arena *a, struct str s)
{
	utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	utf8proc_int32_t *cps;
	utf8proc_ssize_t n;

	if (!needs_nfc(s))
		return s;
	n = utf8proc_decompose((const utf8proc_uint8_t *)s.p, s.n, NULL, 0,
			       how);
	assert(n > 0);
	cps = arena_new(a, utf8proc_int32_t, n + 1);
	n = utf8proc_decompose((const utf8proc_uint8_t *)s.p, s.n, cps, n, how);
	n = utf8proc_reencode(cps, n, how);
	return (struct str){ (const char *)cps, n };
}

enum cleaned { C_KEEP, C_SPACE, C_BREAK, C_DROP };

/* What becomes of a code point from U+0080 on. */
static enum cleaned clean_wide(uint32_t cp)
{
	switch (cp) {
	case 0x85:
	case 0x2028:
	case 0x2029:
		return C_BREAK;
	case 0xa0:
	case 0x1680:
	case 0x202f:
	case 0x205f:
	case 0x3000:
		return C_SPACE;
	case 0xad:   /* soft hyphen */
	case 0x61c:  /* Arabic letter mark */
	case 0x180e: /* Mongolian vowel separator */
	case 0xfeff: /* byte order mark */
		return C_DROP;
	default:
		break;
	}
	if (cp >= 0x2000 && cp <= 0x200a)
		return C_SPACE;
	if (cp < 0xa0 || (cp >= 0x200b && cp <= 0x200f) ||
	    (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2060 && cp <= 0x206f) ||
	    (cp >= 0xfff0 && cp <= 0xfffb) ||
	    (cp >= 0xe0000 && cp <= 0xe007f) || (cp & 0xfffe) == 0xfffe)
		return C_DROP;
	return C_KEEP;
}

static enum cleaned clean_cp(uint32_t cp)
{
	if (cp > ' ' && cp < 0x7f)
		return C_KEEP;
	if (cp >= 0x80)
		return clean_wide(cp);
	if (cp == '\n' || cp == '\r' || cp == '\v' || cp == '\f')
		return C_BREAK;
	return cp == ' ' || cp == '\t' ? C_SPACE : C_DROP;
}

/* Nothing to clean: printable ASCII, single spaces, none at the ends. */
static bool is_clean_ascii(struct str s)
{
	char before = ' ';

	for (ptrdiff_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c < ' ' || c == 0x7f || (c == ' ' && before == ' '))
			return false;
		before = c;
	}
	return s.n == 0 || before != ' ';
}

/* The white space before the next kept code point. */
struct gap {
	bool space;
	int breaks;
};

static int put_gap(char *out, struct gap *g, bool at_start)
{
	int n = 0;

	if (!at_start) {
		for (int i = 0; i < g->breaks; i++)
			out[n++] = '\n';
		if (!n && g->space)
			out[n++] = ' ';
	}
	*g = (struct gap){ 0 };
	return n;
}

static void widen_gap(struct gap *g, enum cleaned what, bool lines, bool crlf)
{
	if (what == C_BREAK && lines) {
		if (!crlf)
			g->breaks = MIN(g->breaks + 1, 2);
	} else {
		g->space = true;
	}
}

static struct str clean(struct arena *a, struct str s, bool lines)
{
	/* no code point grows, gaps are no longer than what they stand for */
	char *out = arena_new(a, char, s.n + 1);
	struct gap gap = { 0 };
	ptrdiff_t at = 0, n = 0;
	uint32_t cp = 0, before;

	while (at < s.n) {
		enum cleaned what;

		before = cp;
		cp = utf8_next(s, &at);
		what = clean_cp(cp);
		if (what == C_DROP)
			continue;
		if (what != C_KEEP) {
			widen_gap(&gap, what, lines,
				  before == '\r' && cp == '\n');
			continue;
		}
		if (cp >= 0xff01 && cp <= 0xff5e) /* full-width ASCII */
			cp -= 0xff01 - '!';
		n += put_gap(out + n, &gap, n == 0);
		n += utf8_put(out + n, cp);
	}
	return text_nfc(a, (struct str){ out, n });
}

struct str text_clean(struct arena *a, struct str s)
{
	return is_clean_ascii(s) ? str_dup(a, s) : clean(a, s, false);
}

struct str text_clean_lines(struct arena *a, struct str s)
{
	return is_clean_ascii(s) ? str_dup(a, s) : clean(a, s, true);
}

bool text_begin_words(struct str name, struct str words)
{
	while (words.n) {
		struct str one = str_cut(&words, ' '), rest = name;
		bool found = false;

		while (rest.p && !found)
			found = str_starts(str_cut(&rest, ' '), one);
		if (!found)
			return false;
	}
	return true;
}
