/* Fuzzer: the escapers of templates; parsed again, the original comes back. */
#include "view/view.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
	if (!good)
		abort();
}

/* References as a browser resolves them; control characters are U+FFFD on
 * both sides. */
static struct str html_parse(struct arena *a, struct str s)
{
	static const struct {
		struct str ref;
		char c;
	} refs[] = { { STR_INIT("&amp;"), '&' },
		     { STR_INIT("&lt;"), '<' },
		     { STR_INIT("&gt;"), '>' },
		     { STR_INIT("&quot;"), '"' },
		     { STR_INIT("&#39;"), '\'' } };
	struct buf b = buf_init(a, s.n + 1);
	ptrdiff_t k;

	for (ptrdiff_t i = 0; i < s.n;) {
		must(!memchr("<>\"'", s.p[i], 4));
		for (k = 0; s.p[i] == '&' && k < N_ELEMENTS(refs); k++)
			if (str_starts(str_sub(s, i, s.n), refs[k].ref))
				break;
		if (s.p[i] != '&') {
			buf_char(&b, s.p[i++]);
			continue;
		}
		must(k < N_ELEMENTS(refs));
		buf_char(&b, refs[k].c);
		i += refs[k].ref.n;
	}
	return buf_view(&b);
}

static struct str controls_replaced(struct arena *a, struct str s)
{
	struct buf b = buf_init(a, s.n * 3 + 1);

	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 32 && c != '\t' && c != '\n') || c == 127)
			buf_lit(&b, "\xef\xbf\xbd");
		else
			buf_char(&b, s.p[i]);
	}
	return buf_view(&b);
}

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

static bool is_plain(char c)
{
	char low = (char)(c | 32);

	return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') ||
	       memchr("-_.~", c, 4);
}

static struct str url_parse(struct arena *a, struct str s)
{
	struct buf b = buf_init(a, s.n + 1);

	for (ptrdiff_t i = 0; i < s.n; i++) {
		if (s.p[i] != '%') {
			must(is_plain(s.p[i]));
			buf_char(&b, s.p[i]);
			continue;
		}
		must(i + 2 < s.n && hex(s.p[i + 1]) >= 0 &&
		     hex(s.p[i + 2]) >= 0);
		buf_char(&b, (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2])));
		i += 2;
	}
	return buf_view(&b);
}

/* A whole address leads to our own pages or has a known scheme. */
static void url_check(struct str s)
{
	must(s.n && !memchr(s.p, '"', (size_t)s.n) &&
	     !memchr(s.p, '<', (size_t)s.n) && !memchr(s.p, '\\', (size_t)s.n));
	for (ptrdiff_t i = 0; i < s.n; i++)
		must(s.p[i] > 32 && s.p[i] < 127);
	if (s.p[0] == '/')
		must(!str_starts(s, STR("//")));
	else
		must(s.p[0] == '?' || s.p[0] == '#' || (s.p[0] | 32) == 'h' ||
		     (s.p[0] | 32) == 'm' || (s.p[0] | 32) == 't');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_open(64 << 20);
	struct str s = { (const char *)data, (ptrdiff_t)size };
	struct buf b = buf_init(a, (ptrdiff_t)size * 6 + 16);
	struct view v = { .out = &b, .arena = a };

	view_text(&v, s);
	must(str_eq(html_parse(a, buf_view(&b)), controls_replaced(a, s)));
	buf_clear(&b);
	view_url_part(&v, s);
	must(str_eq(url_parse(a, buf_view(&b)), s));
	buf_clear(&b);
	view_url(&v, s);
	url_check(buf_view(&b));
	must(!b.full);
	arena_close(a);
	return 0;
}
