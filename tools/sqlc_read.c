/* First pass of sqlc: the headers and parts of a file of named queries. */
#include "sqlc.h"

#include <stdarg.h>

static const char *const type_word[] = {
	[TYPE_INT] = "int",	    [TYPE_BOOL] = "bool", [TYPE_DAY] = "day",
	[TYPE_INSTANT] = "instant", [TYPE_TEXT] = "text", [TYPE_BLOB] = "blob",
	[TYPE_REAL] = "real",
};

static const char *const kind_word[] = {
	[KIND_ONE] = "one",   [KIND_MANY] = "many", [KIND_EACH] = "each",
	[KIND_EXEC] = "exec", [KIND_ROW] = "row",   [KIND_ID] = "id",
};

/* Words that C or the generated struct has for itself. */
static const char *const taken[] = {
	"auto",	    "bool",	"break",    "case",	"char",	  "const",
	"continue", "default",	"do",	    "double",	"else",	  "enum",
	"extern",   "float",	"for",	    "goto",	"if",	  "inline",
	"int",	    "long",	"register", "restrict", "return", "short",
	"signed",   "sizeof",	"static",   "struct",	"switch", "typedef",
	"union",    "unsigned", "void",	    "volatile", "while",  "asm",
	"typeof",   "with",	"unix",	    "linux",
};

void sqlc_bad(struct sqlc *c, const struct source *s, const char *at,
	      const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	int line = 1;

	if (at && s && (at < s->text.p || at > s->text.p + s->text.n))
		at = c->at;
	for (const char *p = s ? s->text.p : NULL; at && p && p < at; p++)
		line += *p == '\n';
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_fmt(&c->log, "%s:%d: %s\n", s ? s->path : "sqlc", line, text);
	c->n_bad++;
}

enum field_type sqlc_type(struct str word)
{
	for (int i = TYPE_INT; i < (int)N_ELEMENTS(type_word); i++)
		if (str_eq(word, str_c(type_word[i])))
			return (enum field_type)i;
	return TYPE_NONE;
}

enum field_type sqlc_decltype(const char *word)
{
	struct str w = str_c(word);

	if (str_eq(w, STR("identity")) || str_eq(w, STR("bigint")))
		return TYPE_INT;
	/* SQLite gives its own types back in capitals */
	for (int i = TYPE_INT; i < (int)N_ELEMENTS(type_word); i++)
		if (str_eq_nocase(w, str_c(type_word[i])))
			return (enum field_type)i;
	return TYPE_NONE;
}

struct field *sqlc_field(const struct fields *f, struct str name)
{
	for (ptrdiff_t i = 0; i < f->n; i++)
		if (str_eq(f->p[i].name, name))
			return &f->p[i];
	return NULL;
}

bool sqlc_name_ok(struct str s)
{
	if (!s.n || s.n > 60 || s.p[0] < 'a' || s.p[0] > 'z')
		return false;
	for (ptrdiff_t i = 0; i < s.n; i++)
		if ((s.p[i] < 'a' || s.p[i] > 'z') && s.p[i] != '_' &&
		    (s.p[i] < '0' || s.p[i] > '9'))
			return false;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(taken); i++)
		if (str_eq(s, str_c(taken[i])))
			return false;
	return true;
}

/* ---- header lines ----------------------------------------------------------- */
/* "-- in: a int, b text": adds the fields. */
static void fields_read(struct sqlc *c, struct query *q, struct fields *f,
			struct str list)
{
	while (list.p) {
		struct str one = str_trim(str_cut(&list, ','));
		struct str name = str_cut(&one, ' ');
		enum field_type type = sqlc_type(str_trim(one));
		struct field *fresh;

		if (!name.n && !list.p)
			return;
		if (!sqlc_name_ok(name))
			sqlc_bad(c, q->src, name.p,
				 "\"%.*s\" cannot be a name in C",
				 STR_ARG(name));
		else if (type == TYPE_NONE)
			sqlc_bad(c, q->src, name.p,
				 "%.*s needs a type: int, bool, day, instant, "
				 "text, blob or real",
				 STR_ARG(name));
		else if (sqlc_field(f, name))
			sqlc_bad(c, q->src, name.p, "%.*s stands there twice",
				 STR_ARG(name));
		fresh = vec_push(c->a, f);
		fresh->name = name;
		fresh->type = type;
	}
}

/* "name :kind" or "name @postgres" */
static void name_read(struct sqlc *c, struct query *q, struct str line)
{
	struct str rest = line;
	struct str mark;

	q->name = str_cut(&rest, ' ');
	q->at = line.p;
	mark = str_trim(rest);
	if (!sqlc_name_ok(q->name))
		sqlc_bad(c, q->src, q->at, "\"%.*s\" cannot be a name in C",
			 STR_ARG(q->name));
	if (str_eq(mark, STR("@postgres"))) {
		q->postgres = true;
		return;
	}
	for (int i = 0; i < (int)N_ELEMENTS(kind_word); i++)
		if (mark.n && mark.p[0] == ':' &&
		    str_eq(str_sub(mark, 1, mark.n), str_c(kind_word[i]))) {
			q->kind = (enum query_kind)i;
			return;
		}
	sqlc_bad(c, q->src, q->at,
		 "%.*s needs its kind: :one, :many, :each, :exec, :row, :id "
		 "or @postgres",
		 STR_ARG(q->name));
}

static bool mark_is(struct str line, struct str word)
{
	return str_eq(line, word) ||
	       (str_starts(line, word) && line.p[word.n] == ':');
}

/* One `-- …` line behind the name. */
static void header_read(struct sqlc *c, struct query *q, struct str line)
{
	if (str_starts(line, STR("in:")))
		fields_read(c, q, &q->in, str_trim(str_sub(line, 3, line.n)));
	else if (str_starts(line, STR("out:")))
		fields_read(c, q, &q->out, str_trim(str_sub(line, 4, line.n)));
	else if (mark_is(line, STR("scan")))
		q->scan = true;
	else if (mark_is(line, STR("like")))
		q->like = true;
	else if (mark_is(line, STR("ahead")))
		q->ahead = true;
	else
		*vec_push(c->a, &q->comment) = line;
}

/* ---- parts ------------------------------------------------------------------- */
struct reader {
	struct sqlc *c;
	struct query *q;
	struct buf text; /* of the current part */
	int opt, order;
	bool unless; /* of [!name: … ] */
	bool inside; /* of [ … ] */
};

/* The number of a name in a list of at most SQLC_MOST; adds it. -1: full. */
static int name_number(struct reader *r, struct strs *list, struct str name)
{
	for (ptrdiff_t i = 0; i < list->n; i++)
		if (str_eq(list->p[i], name))
			return (int)i;
	if (list->n == SQLC_MOST) {
		sqlc_bad(r->c, r->q->src, name.p,
			 "%.*s has more than %d optional parts or orders",
			 STR_ARG(r->q->name), SQLC_MOST);
		return -1;
	}
	*vec_push(r->c->a, list) = name;
	return (int)list->n - 1;
}

static void part_end(struct reader *r)
{
	struct str text;

	buf_char(&r->text, ' '); /* the parts stand side by side */
	text = buf_view(&r->text);
	if (str_trim(text).n)
		*vec_push(r->c->a, &r->q->part) =
			(struct part){ text, r->opt, r->order, r->unless };
	r->text = buf_init(r->c->a, SQLC_TEXT_MOST);
	r->opt = -1;
	r->order = -1;
	r->unless = false;
}

/* Behind "[": `name:`, `!name:` or `order name:`. The scanner would take ":" and the
 * next word for a parameter, therefore this looks at the bytes. */
static void part_begin(struct reader *r, struct str sql, ptrdiff_t *at)
{
	struct str rest = str_sub(sql, *at, sql.n);
	ptrdiff_t colon = str_find_char(rest, ':');
	struct str head = str_trim(str_sub(rest, 0, MAX(colon, 0)));
	bool order = str_starts(head, STR("order "));
	bool unless = str_starts(head, STR("!"));

	part_end(r);
	r->inside = true;
	r->unless = unless;
	if (order || unless)
		head = str_trim(str_sub(head, order ? 6 : 1, head.n));
	if (colon < 0 || !sqlc_name_ok(head)) {
		sqlc_bad(r->c, r->q->src, rest.p,
			 "a part begins with [name: [!name: or [order name:");
		return;
	}
	*at += colon + 1;
	if (order)
		r->order = name_number(r, &r->q->order, head);
	else
		r->opt = name_number(r, &r->q->opt, head);
}

static void param_read(struct reader *r, struct sql_token t)
{
	struct str name = str_sub(t.text, 1, t.text.n);
	struct field *f = sqlc_field(&r->q->in, name);

	if (!f) {
		sqlc_bad(r->c, r->q->src, t.text.p,
			 ":%.*s is not in \"-- in:\" of %.*s", STR_ARG(name),
			 STR_ARG(r->q->name));
		return;
	}
	f->used = true;
	if (r->opt >= 0 && r->unless)
		f->unless |= 1u << r->opt;
	else if (r->opt >= 0)
		f->opts |= 1u << r->opt;
	else if (r->order >= 0)
		f->orders |= 1u << r->order;
	else
		f->always = true;
	buf_fmt(&r->text, "?%d", (int)(f - r->q->in.p) + 1);
}

static void punct_read(struct reader *r, struct sql_token t, ptrdiff_t *at)
{
	char ch = t.text.p[0];

	if (ch == '[' && !r->inside) {
		part_begin(r, r->q->sql, at);
	} else if (ch == ']' && r->inside) {
		part_end(r);
		r->inside = false;
	} else if (ch == '[' || ch == ']') {
		sqlc_bad(r->c, r->q->src, t.text.p,
			 "parts do not nest, and each [ has its ]");
	} else if (ch == '?' || ch == '@' || ch == '$') {
		sqlc_bad(r->c, r->q->src, t.text.p,
			 "a parameter is written :name, not %c", ch);
	} else {
		buf_str(&r->text, t.text);
	}
}

static void parts_read(struct sqlc *c, struct query *q)
{
	struct reader r = { .c = c, .q = q, .opt = -1, .order = -1 };
	struct sql_token t;
	ptrdiff_t at = 0;

	r.text = buf_init(c->a, SQLC_TEXT_MOST);
	while ((t = sql_next(q->sql, &at)).kind != SQL_END) {
		if (t.kind == SQL_PARAM)
			param_read(&r, t);
		else if (t.kind == SQL_PUNCT)
			punct_read(&r, t, &at);
		else if (t.kind == SQL_COMMENT)
			buf_char(&r.text, ' ');
		else
			buf_str(&r.text, t.text);
	}
	if (r.inside)
		sqlc_bad(c, q->src, q->at, "%.*s: a [ has no ]",
			 STR_ARG(q->name));
	part_end(&r);
	for (ptrdiff_t i = 0; i < q->in.n; i++)
		if (!q->in.p[i].used)
			sqlc_bad(c, q->src, q->in.p[i].name.p,
				 "%.*s does not use :%.*s", STR_ARG(q->name),
				 STR_ARG(q->in.p[i].name));
}

/* ---- statements ----------------------------------------------------------------- */
/* The query of this name for all engines; NULL when there is none. */
static struct query *find(struct sqlc *c, struct str name, bool postgres)
{
	for (ptrdiff_t i = 0; i < c->query.n; i++)
		if (str_eq(c->query.p[i].name, name) &&
		    c->query.p[i].postgres == postgres)
			return &c->query.p[i];
	return NULL;
}

/* A second text takes its shape from the first. */
static void postgres_read(struct sqlc *c, struct query *q)
{
	const struct query *base = find(c, q->name, false);

	if (!base) {
		sqlc_bad(
			c, q->src, q->at,
			"%.*s @postgres stands behind the text for all engines",
			STR_ARG(q->name));
		return;
	}
	if (q->in.n || q->out.n) {
		sqlc_bad(c, q->src, q->at,
			 "%.*s @postgres takes \"-- in:\" and \"-- out:\" "
			 "from the first text",
			 STR_ARG(q->name));
		return;
	}
	q->kind = base->kind;
	q->writes = base->writes;
	for (ptrdiff_t i = 0; i < base->in.n; i++) {
		struct field *f = vec_push(c->a, &q->in);

		f->name = base->in.p[i].name;
		f->type = base->in.p[i].type;
	}
	for (ptrdiff_t i = 0; i < base->opt.n; i++)
		*vec_push(c->a, &q->opt) = base->opt.p[i];
	for (ptrdiff_t i = 0; i < base->order.n; i++)
		*vec_push(c->a, &q->order) = base->order.p[i];
	parts_read(c, q);
	if (q->opt.n != base->opt.n || q->order.n != base->order.n)
		sqlc_bad(c, q->src, q->at,
			 "%.*s @postgres has a part that the first text lacks",
			 STR_ARG(q->name));
}

/* A comment that begins the next thing. */
static bool is_start(struct sql_token t)
{
	return t.kind == SQL_COMMENT && (str_starts(t.text, STR("-- name:")) ||
					 str_starts(t.text, STR("-- let:")));
}

/* The text up to its `;`; false when it has none. */
static bool statement_read(struct sqlc *c, const struct source *src,
			   struct str name, ptrdiff_t *at, struct str *ret_text)
{
	struct str text = src->text;
	ptrdiff_t from = *at;
	struct sql_token t;

	for (;;) {
		t = sql_next(text, at);
		if (t.kind == SQL_END || t.kind == SQL_BAD || is_start(t))
			break;
		if (!sql_is(t, ";"))
			continue;
		*ret_text = str_trim(str_sub(text, from, t.text.p - text.p));
		return true;
	}
	sqlc_bad(c, src, name.p,
		 t.kind == SQL_BAD ? "%.*s: a quote is not closed"
				   : "%.*s does not end with ;",
		 STR_ARG(name));
	*at = t.text.p - text.p + (t.kind == SQL_BAD ? t.text.n : 0);
	return false;
}

/* Behind "{": puts the named text in; *at moves behind "}". */
static void let_put(struct sqlc *c, const struct source *src, struct str text,
		    ptrdiff_t *at, struct buf *out);

/* The text with every {name} filled in. */
static void expand(struct sqlc *c, const struct source *src, struct str text,
		   struct buf *out)
{
	struct sql_token t;
	ptrdiff_t at = 0;

	while ((t = sql_next(text, &at)).kind != SQL_END)
		if (sql_is(t, "{"))
			let_put(c, src, text, &at, out);
		else if (t.kind == SQL_COMMENT)
			buf_char(out, ' ');
		else
			buf_str(out, t.text);
}

static void let_put(struct sqlc *c, const struct source *src, struct str text,
		    ptrdiff_t *at, struct buf *out)
{
	struct str rest = str_sub(text, *at, text.n);
	struct str name = str_sub(rest, 0, MAX(str_find_char(rest, '}'), 0));

	for (ptrdiff_t i = 0; i < c->let.n; i++) {
		struct let *let = &c->let.p[i];

		if (!str_eq(let->name, name) || let->busy)
			continue;
		*at += name.n + 1;
		let->busy = true;
		expand(c, src, let->text, out);
		let->busy = false;
		return;
	}
	sqlc_bad(c, src, rest.p, "no \"-- let: %.*s\" stands above",
		 STR_ARG(str_sub(name, 0, 60)));
}

/* Behind "-- let:": a name, and the text up to `;`. */
static void let_read(struct sqlc *c, const struct source *src, struct str name,
		     ptrdiff_t *at)
{
	struct let let = { .name = name };

	c->at = name.p;
	for (ptrdiff_t i = 0; i < c->let.n; i++)
		if (str_eq(c->let.p[i].name, name))
			sqlc_bad(c, src, name.p, "%.*s stands there twice",
				 STR_ARG(name));
	if (!sqlc_name_ok(name))
		sqlc_bad(c, src, name.p, "-- let: needs a name");
	if (statement_read(c, src, name, at, &let.text))
		*vec_push(c->a, &c->let) = let;
}

/* The comment lines behind a name; leaves *at before the statement. */
static void headers_read(struct sqlc *c, struct query *q, ptrdiff_t *at)
{
	struct sql_token t;
	ptrdiff_t next = *at;

	for (;;) {
		t = sql_next(q->src->text, &next);
		if (t.kind == SQL_COMMENT && str_starts(t.text, STR("--")) &&
		    !is_start(t))
			header_read(c, q,
				    str_trim(str_sub(t.text, 2, t.text.n)));
		else if (t.kind != SQL_SPACE)
			return;
		*at = next;
	}
}

/* Behind a "-- name:" comment: its headers, then the statement. */
static void query_read(struct sqlc *c, const struct source *src,
		       struct str name, ptrdiff_t *at)
{
	struct query q = { .src = src };
	struct buf full = buf_init(c->a, SQLC_TEXT_MOST);
	struct str text;
	int before = c->n_bad;

	c->at = name.p;
	name_read(c, &q, name);
	if (find(c, q.name, q.postgres))
		sqlc_bad(c, src, q.at, "%.*s stands there twice",
			 STR_ARG(q.name));
	headers_read(c, &q, at);
	if (!statement_read(c, src, q.name, at, &text))
		return;
	q.sql = text; /* kept when it can be: messages then know the line */
	if (str_find_char(text, '{') >= 0) {
		expand(c, src, text, &full);
		q.sql = str_trim(buf_view(&full));
	}
	if (q.postgres)
		postgres_read(c, &q);
	else
		parts_read(c, &q);
	if (!q.part.n)
		sqlc_bad(c, src, q.at, "%.*s has no text", STR_ARG(q.name));
	if (c->n_bad == before)
		*vec_push(c->a, &c->query) = q;
}

void sqlc_read(struct sqlc *c, const struct source *src)
{
	struct sql_token t;
	ptrdiff_t at = 0;

	while ((t = sql_next(src->text, &at)).kind != SQL_END) {
		if (is_start(t) && str_starts(t.text, STR("-- let:"))) {
			let_read(c, src, str_trim(str_sub(t.text, 7, t.text.n)),
				 &at);
		} else if (is_start(t)) {
			query_read(c, src,
				   str_trim(str_sub(t.text, 8, t.text.n)), &at);
		} else if (t.kind != SQL_SPACE && t.kind != SQL_COMMENT) {
			sqlc_bad(c, src, t.text.p,
				 "a statement without \"-- name:\"; one "
				 "statement stands under a name");
			while (t.kind != SQL_END && !sql_is(t, ";"))
				t = sql_next(src->text, &at);
		}
	}
}
