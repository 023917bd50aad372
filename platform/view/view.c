/*
 * What compiled templates call: escapers and values. The escapers copy runs
 * of plain bytes at once, since a list page is mostly plain text.
 */
#include "view/view.h"

enum {
	TEXT_MOST = 1 << 20, /* of a text with its arguments */
	LANES = 16,	     /* bytes that are looked at together */
};

/* How a byte is written; 0: as it is. */
enum {
	BYTE_AMP = 1,
	BYTE_LT,
	BYTE_GT,
	BYTE_QUOT,
	BYTE_APOS,
	BYTE_BAD,
};

static const unsigned char text_byte[256] = {
	[0x00 ... 0x08] = BYTE_BAD,
	[0x0b ... 0x1f] = BYTE_BAD,
	[0x7f] = BYTE_BAD,
	['&'] = BYTE_AMP,
	['<'] = BYTE_LT,
	['>'] = BYTE_GT,
	['"'] = BYTE_QUOT,
	['\''] = BYTE_APOS,
};

static const struct str text_ref[] = {
	[BYTE_AMP] = STR_INIT("&amp;"),	 [BYTE_LT] = STR_INIT("&lt;"),
	[BYTE_GT] = STR_INIT("&gt;"),	 [BYTE_QUOT] = STR_INIT("&quot;"),
	[BYTE_APOS] = STR_INIT("&#39;"), [BYTE_BAD] = STR_INIT("\xef\xbf\xbd"),
};

/* Whether one of sixteen bytes may have to be written in another way. */
static bool maybe_not_plain(const char *p)
{
	typedef unsigned char lanes __attribute__((vector_size(LANES)));
	typedef uint64_t halves __attribute__((vector_size(LANES)));
	halves any;
	lanes c;

	memcpy(&c, p, sizeof(c));
	any = (halves)((c < ' ') | (c == '&') | (c == '<') | (c == '>') |
		       (c == '"') | (c == '\'') | (c == 0x7f));
	return any[0] | any[1];
}

/* Where the next byte that can't stay as it is stands, from i on; sixteen
 * bytes a step, since nearly all can. */
static ptrdiff_t text_run(struct str s, ptrdiff_t i)
{
	const unsigned char *p = (const unsigned char *)s.p;

	while (i + LANES <= s.n && !maybe_not_plain(s.p + i))
		i += LANES;
	if (s.n >= LANES && i + LANES > s.n &&
	    !maybe_not_plain(s.p + s.n - LANES))
		return s.n;
	while (i < s.n && !text_byte[p[i]])
		i++;
	return i;
}

void view_text(struct view *v, struct str s)
{
	for (ptrdiff_t from = 0; from < s.n; from++) {
		ptrdiff_t to = text_run(s, from);

		buf_mem(v->out, s.p + from, to - from);
		if (to == s.n)
			return;
		buf_str(v->out, text_ref[text_byte[(unsigned char)s.p[to]]]);
		from = to;
	}
}

/* Bytes that need no %XX: in a component, and also in a whole URL. */
enum { IN_PART = 1, IN_URL = 2 };

static const unsigned char url_byte[256] = {
	['A' ... 'Z'] = IN_PART, ['a' ... 'z'] = IN_PART,
	['0' ... '9'] = IN_PART, ['-'] = IN_PART,
	['_'] = IN_PART,	 ['.'] = IN_PART,
	['~'] = IN_PART,	 ['!'] = IN_URL,
	['#'] = IN_URL,		 ['$'] = IN_URL,
	['%'] = IN_URL,		 ['('] = IN_URL,
	[')'] = IN_URL,		 ['*'] = IN_URL,
	['+'] = IN_URL,		 [','] = IN_URL,
	['/'] = IN_URL,		 [':'] = IN_URL,
	[';'] = IN_URL,		 ['='] = IN_URL,
	['?'] = IN_URL,		 ['@'] = IN_URL,
};

/* Bytes of the given kinds as they are, "&" of a whole URL as &amp;, all
 * others as %XX. */
static void put_url(struct view *v, struct str s, int kinds)
{
	static const char hex[] = "0123456789ABCDEF";
	ptrdiff_t from = 0;

	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (url_byte[c] & kinds)
			continue;
		buf_mem(v->out, s.p + from, i - from);
		if (c == '&' && (kinds & IN_URL))
			buf_lit(v->out, "&amp;");
		else
			buf_mem(v->out,
				(char[]){ '%', hex[c >> 4], hex[c & 15] }, 3);
		from = i + 1;
	}
	if (from < s.n)
		buf_mem(v->out, s.p + from, s.n - from);
}

void view_url_part(struct view *v, struct str s)
{
	put_url(v, s, IN_PART);
}

/* Begins with the scheme, in any case of its letters. */
static bool has_scheme(struct str s, struct str scheme)
{
	return s.n > scheme.n && str_eq_nocase(str_sub(s, 0, scheme.n), scheme);
}

/* An address that cannot run a script and cannot leave our site unseen. A
 * backslash or control character is no way around: they are written %XX. */
static bool is_safe(struct str s)
{
	if (!s.n)
		return false;
	if (s.p[0] == '/')
		return s.n == 1 || s.p[1] != '/';
	return s.p[0] == '?' || s.p[0] == '#' ||
	       has_scheme(s, STR("http://")) ||
	       has_scheme(s, STR("https://")) ||
	       has_scheme(s, STR("mailto:")) || has_scheme(s, STR("tel:"));
}

void view_url(struct view *v, struct str s)
{
	if (!is_safe(s)) {
		buf_char(v->out, '#');
		return;
	}
	if (s.p[0] == '/' && !str_starts(s, STR("/a/")))
		view_prefix(v);
	put_url(v, s, IN_PART | IN_URL);
}

void view_int(struct view *v, int64_t n)
{
	/* most figures of a page are small: no memory, no grouping */
	if (n >= 0 && n < 1000)
		buf_i64(v->out, n);
	else
		buf_str(v->out, fmt_int(v->arena, v->lang, n));
}

void view_plain_int(struct view *v, int64_t n)
{
	buf_i64(v->out, n);
}

void view_html(struct view *v, struct html h)
{
	buf_str(v->out, h.s);
}

void view_text_c(struct view *v, const char *s)
{
	view_text(v, str_c(s));
}

void view_url_part_c(struct view *v, const char *s)
{
	view_url_part(v, str_c(s));
}

void view_url_c(struct view *v, const char *s)
{
	view_url(v, str_c(s));
}

/* ---- words and figures --------------------------------------------------- */

struct str view_tr(const struct view *v, const char *msgid)
{
	return tr(v->lang, msgid);
}

struct str view_tr_n(const struct view *v, const char *one, const char *many,
		     int64_t n)
{
	return tr_n(v->lang, one, many, n);
}

struct str view_trf(struct view *v, struct str text, const struct str *args,
		    int n_args)
{
	struct buf b = buf_init(v->arena, TEXT_MOST);

	tr_put(&b, text, args, n_args);
	return buf_view(&b);
}

struct str view_arg_str(struct view *v, struct str s)
{
	(void)v;
	return s;
}

struct str view_arg_c(struct view *v, const char *s)
{
	(void)v;
	return str_c(s);
}

struct str view_arg_i(struct view *v, int n)
{
	return fmt_int(v->arena, v->lang, n);
}

struct str view_arg_l(struct view *v, long n)
{
	return fmt_int(v->arena, v->lang, n);
}

struct str view_arg_ll(struct view *v, long long n)
{
	return fmt_int(v->arena, v->lang, n);
}

struct str view_day(struct view *v, day_t d)
{
	return fmt_day(v->arena, d);
}

struct str view_day_iso(struct view *v, day_t d)
{
	return day_iso(v->arena, d);
}

struct str view_instant(struct view *v, int64_t ms)
{
	return fmt_instant(v->arena, ms);
}

struct str view_tenths(struct view *v, int64_t t)
{
	return fmt_tenths(v->arena, v->lang, t);
}

struct str view_bytes(struct view *v, int64_t n)
{
	return fmt_bytes(v->arena, v->lang, n);
}
