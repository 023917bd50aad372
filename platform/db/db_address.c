/* Addresses of servers: what they look like, and how people may see them. */
#include "db/db.h"

#include "base/buf.h"

bool db_is_address(struct str data)
{
	return str_starts(data, STR("postgresql://")) ||
	       str_starts(data, STR("postgres://"));
}

/* The part between the two slashes and the path: NAME:PASSWORD@HOST. An at
 * sign may stand in a password that was not encoded, so the last one counts. */
static void authority_put(struct buf *b, struct str part)
{
	ptrdiff_t at = part.n, colon = str_find_char(part, ':');

	while (at > 0 && part.p[at - 1] != '@')
		at--;
	if (at && colon >= 0 && colon < at - 1) {
		buf_str(b, str_sub(part, 0, colon + 1));
		buf_lit(b, "***");
		part = str_sub(part, at - 1, part.n);
	}
	buf_str(b, part);
}

static void settings_put(struct buf *b, struct str rest)
{
	struct str one, name;

	for (char before = '?'; rest.p; before = '&') {
		one = str_cut(&rest, '&');
		name = one;
		name = str_cut(&name, '=');
		buf_char(b, before);
		if (str_find(name, STR("pass"), 0) >= 0) {
			buf_str(b, name);
			buf_lit(b, "=***");
		} else {
			buf_str(b, one);
		}
	}
}

struct str db_address_shown(struct arena *a, struct str data)
{
	struct buf b = buf_init(a, 4 * data.n + 16);
	ptrdiff_t from, end;
	struct str rest = data;

	if (!db_is_address(data))
		return data;
	from = str_find(data, STR("//"), 0) + 2;
	buf_str(&b, str_sub(data, 0, from));
	/* a question mark, or a slash, may stand in a password too */
	end = data.n;
	while (end > from && data.p[end - 1] != '@')
		end--;
	rest = str_sub(data, MAX(end, from), data.n);
	for (ptrdiff_t i = 0; i <= rest.n; i++)
		if (i == rest.n || rest.p[i] == '/' || rest.p[i] == '?') {
			end = rest.p + i - data.p;
			break;
		}
	authority_put(&b, str_sub(data, from, end));
	rest = str_sub(data, end, data.n);
	if (str_find_char(rest, '?') < 0) {
		buf_str(&b, rest);
		return buf_view(&b);
	}
	buf_str(&b, str_cut(&rest, '?'));
	settings_put(&b, rest);
	return buf_view(&b);
}
