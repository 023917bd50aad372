/*
 * Names and values of query strings, urlencoded forms and cookies. Strict:
 * what cannot be read in exactly one way is refused, nothing is guessed.
 */
#include "http/http_priv.h"

#include "base/utf8.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* The byte at *at of s, decoded; -1 when it isn't one. */
static int byte_next(struct str s, ptrdiff_t *at, bool plus)
{
	char c = s.p[(*at)++];
	int high, low;

	if (c == '+' && plus)
		return ' ';
	if (c != '%')
		return (unsigned char)c > 0x20 && (unsigned char)c < 0x7f ? c
									  : -1;
	if (s.n - *at < 2)
		return -1;
	high = hex_digit(s.p[(*at)++]);
	low = hex_digit(s.p[(*at)++]);
	if (high < 0 || low < 0 || high + low == 0)
		return -1;
	return high * 16 + low;
}

bool form_decode(struct arena *a, struct str s, bool plus, struct str *ret_s)
{
	char *p = arena_new(a, char, s.n + 1);
	ptrdiff_t n = 0;
	int c;

	for (ptrdiff_t at = 0; at < s.n; n++) {
		c = byte_next(s, &at, plus);
		if (c < 0)
			return false;
		p[n] = (char)c;
	}
	if (!utf8_valid((struct str){ p, n }))
		return false;
	*ret_s = (struct str){ p, n };
	return true;
}

static struct err *form_bad(struct arena *a)
{
	return err_new(a, ERR_INVALID,
		       N_("The request has characters that are not written as "
			  "a form writes them."));
}

struct err *form_parse(struct arena *a, struct str text, struct pairs *pairs)
{
	struct str rest = text.n ? text : STR_NULL;

	while (rest.p) {
		struct str value = str_cut(&rest, '&');
		struct str name = str_cut(&value, '=');
		struct pair *p;

		if (!value.p || !name.n)
			return form_bad(a);
		if (pairs->n == PAIRS_MOST)
			return err_new(a, ERR_LIMIT,
				       N_("The form has too many fields."));
		p = vec_push(a, pairs);
		if (!form_decode(a, name, true, &p->name) ||
		    !form_decode(a, value, true, &p->value))
			return form_bad(a);
	}
	return NULL;
}

struct str cookie_find(struct str cookies, struct str name)
{
	struct str rest = cookies.n <= 4096 ? cookies : STR_NULL;
	struct str found = STR_NULL;

	while (rest.p) {
		struct str value = str_trim(str_cut(&rest, ';'));
		struct str key = str_cut(&value, '=');

		if (!value.p || !str_eq(key, name))
			continue;
		/* two of a name: somebody put one in, so neither counts */
		if (found.p)
			return STR_NULL;
		found = value;
	}
	return found;
}
