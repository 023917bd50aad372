/*
 * Named pieces of SQL: `-- let: NAME`, lines, `;` alone on a line; `{NAME}`
 * in later text stands for them. Done on the text before it is parsed; line
 * breaks of a piece become spaces and its own lines become empty, so that
 * line numbers in messages stay right.
 */
#include "sqlc.h"

struct let {
	struct str name;
	struct str text; /* one line */
};
struct lets {
	struct let *p;
	ptrdiff_t n, cap;
};

static void expand_line(struct sqlc *c, const struct source *src,
			const struct lets *lets, struct str line, struct buf *b)
{
	for (;;) {
		ptrdiff_t open = str_find_char(line, '{'), close;
		struct str name;
		ptrdiff_t i;

		if (open < 0)
			break;
		close = str_find(line, STR("}"), open);
		if (close < 0)
			break;
		name = str_sub(line, open + 1, close);
		for (i = 0; i < lets->n; i++)
			if (str_eq(lets->p[i].name, name))
				break;
		if (i == lets->n) {
			sqlc_bad(c, src, line.p + open,
				 "no `-- let: %.*s` stands above",
				 STR_ARG(name));
			break;
		}
		buf_str(b, str_sub(line, 0, open));
		buf_str(b, lets->p[i].text);
		line = str_sub(line, close + 1, line.n);
	}
	buf_str(b, line);
}

static struct str without_comment(struct str line)
{
	ptrdiff_t at = str_find(line, STR("--"), 0);

	return at < 0 ? line : str_sub(line, 0, at);
}

void sqlc_expand(struct sqlc *c, struct source *src)
{
	struct buf all = buf_init(c->a, 4 * SQLC_TEXT_MOST);
	struct buf piece = buf_init(c->a, SQLC_TEXT_MOST);
	struct str rest = src->text;
	struct lets lets = { 0 };
	struct str name = STR_NULL;

	while (rest.p) {
		struct str line = str_cut(&rest, '\n');

		if (!name.p && str_starts(line, STR("-- let:"))) {
			name = str_trim(str_sub(line, 7, line.n));
			piece = buf_init(c->a, SQLC_TEXT_MOST);
		} else if (name.p && str_eq(str_trim(line), STR(";"))) {
			*vec_push(c->a, &lets) =
				(struct let){ name, buf_view(&piece) };
			name = STR_NULL;
		} else if (name.p) {
			expand_line(c, src, &lets, without_comment(line),
				    &piece);
			buf_char(&piece, ' ');
		} else {
			expand_line(c, src, &lets, line, &all);
		}
		if (rest.p)
			buf_char(&all, '\n');
	}
	if (name.p)
		sqlc_bad(c, src, name.p, "`-- let: %.*s` has no end: a line "
			 "with `;` alone", STR_ARG(name));
	src->text = buf_view(&all);
}
