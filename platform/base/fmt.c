/* Formats text: the usual conversions by hand. */
#include "base/fmt.h"

#include <stdio.h>

enum { DIGITS = 20 };

struct out {
	char *to;
	int n, room;
};

static bool put(struct out *o, const char *p, ptrdiff_t n)
{
	if (n >= o->room - o->n)
		return false;
	if (n)
		memcpy(o->to + o->n, p, (size_t)n);
	o->n += (int)n;
	return true;
}

static bool put_int(struct out *o, long long v)
{
	unsigned long long u =
		v < 0 ? 0 - (unsigned long long)v : (unsigned long long)v;
	char text[DIGITS], *p = text + DIGITS;

	do {
		*--p = (char)('0' + u % 10);
	} while (u /= 10);
	if (v < 0)
		*--p = '-';
	return put(o, p, text + DIGITS - p);
}

static bool put_text(struct out *o, const char *s, int most)
{
	if (!s)
		return false;
	return put(o, s,
		   (ptrdiff_t)(most < 0 ? strlen(s)
					: strnlen(s, (size_t)most)));
}

/* One conversion; *fmt stands behind the "%". False: not one of ours. */
static bool convert(struct out *o, const char **fmt, va_list *ap)
{
	const char *f = *fmt;
	int longs = 0, most = -1;

	if (f[0] == '.' && f[1] == '*' && f[2] == 's') {
		most = va_arg(*ap, int);
		*fmt = f + 3;
		return most >= 0 && put_text(o, va_arg(*ap, char *), most);
	}
	while (*f == 'l' && longs < 2)
		f++, longs++;
	*fmt = f + 1;
	if (*f == 'd')
		return put_int(o, longs == 0   ? va_arg(*ap, int)
				  : longs == 1 ? va_arg(*ap, long)
					       : va_arg(*ap, long long));
	if (longs)
		return false;
	if (*f == 's')
		return put_text(o, va_arg(*ap, char *), most);
	return *f == '%' && put(o, "%", 1);
}

static bool by_hand(struct out *o, const char *fmt, va_list *ap)
{
	for (;;) {
		const char *end = strchr(fmt, '%');

		if (!end)
			return put(o, fmt, (ptrdiff_t)strlen(fmt));
		if (!put(o, fmt, end - fmt))
			return false;
		fmt = end + 1;
		if (!convert(o, &fmt, ap))
			return false;
	}
}

int fmt_text(char *to, int room, const char *fmt, va_list ap)
{
	struct out o = { .to = to, .room = room };
	va_list mine;
	bool done;

	va_copy(mine, ap);
	done = by_hand(&o, fmt, &mine);
	va_end(mine);
	if (!done)
		return vsnprintf(to, (size_t)room, fmt, ap);
	to[o.n] = 0;
	return o.n;
}
