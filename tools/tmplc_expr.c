/* The C inside a template's holes: see tmplc_expr.h. */
#include "tmplc_expr.h"

#include "base/buf.h"

enum { C_MOST = 1 << 16, ARGS_MOST = 8 };

static bool is_word(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	       (ch >= '0' && ch <= '9') || ch == '_';
}

bool is_identifier(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_word(s.p[i]))
			return false;
	return s.n && !(s.p[0] >= '0' && s.p[0] <= '9');
}

/* Behind the string or character that begins at `i`; -1: it doesn't end. */
static ptrdiff_t quote_end(struct str e, ptrdiff_t i)
{
	char quote = e.p[i++];

	for (; i < e.n; i++) {
		if (e.p[i] == '\\')
			i++;
		else if (e.p[i] == quote)
			return i + 1;
	}
	return -1;
}

static bool is_quote(char ch)
{
	return ch == '"' || ch == '\'';
}

/* Behind the element at i: a string, a bracket with all inside, or one
 * character; -1 when a bracket or string doesn't end. */
static ptrdiff_t skip(struct str e, ptrdiff_t i)
{
	char close = e.p[i] == '(' ? ')' : ']';

	if (is_quote(e.p[i]))
		return quote_end(e, i);
	if (e.p[i] == ')' || e.p[i] == ']')
		return -1;
	if (e.p[i] != '(' && e.p[i] != '[')
		return i + 1;
	for (i++; i >= 0 && i < e.n;) {
		if (e.p[i] == close)
			return i + 1;
		i = skip(e, i);
	}
	return -1;
}

ptrdiff_t call_end(struct str e, ptrdiff_t open)
{
	return open >= 0 && open < e.n && e.p[open] == '(' ? skip(e, open) : -1;
}

struct str expr_cut(struct str *rest)
{
	struct str all = *rest;

	for (ptrdiff_t i = 0; i >= 0 && i < all.n; i = skip(all, i)) {
		if (all.p[i] != ',')
			continue;
		*rest = str_sub(all, i + 1, all.n);
		return str_sub(all, 0, i);
	}
	*rest = STR_NULL;
	return all;
}

/* "=" at i: only == != <= >= are comparisons. */
static bool is_comparison(struct str e, ptrdiff_t i)
{
	char before = i ? e.p[i - 1] : '\0';
	char more = i > 1 ? e.p[i - 2] : '\0';

	if (i + 1 < e.n && e.p[i + 1] == '=')
		return before != '=';
	if (before == '=')
		return more != '=' && more != '<' && more != '>';
	return before == '!' ||
	       ((before == '<' || before == '>') && more != before);
}

static bool is_pair(struct str e, ptrdiff_t i, char one, char two)
{
	return e.p[i] == one && i + 1 < e.n && e.p[i + 1] == two;
}

const char *expr_check(struct str e)
{
	if (!str_trim(e).n)
		return "an expression is missing";
	for (ptrdiff_t i = 0; i < e.n; i = skip(e, i))
		if (skip(e, i) < 0)
			return "a bracket or quote isn't matched";
	for (ptrdiff_t i = 0; i < e.n; i++) {
		char ch = e.p[i];

		if (is_quote(ch)) {
			i = quote_end(e, i) - 1;
			continue;
		}
		if ((unsigned char)ch >= 0x80 || strchr(";{}#\\`@$", ch))
			return "something that no expression holds";
		if (is_pair(e, i, '+', '+') || is_pair(e, i, '-', '-') ||
		    (ch == '=' && !is_comparison(e, i)))
			return "an assignment: templates change nothing";
		if (is_pair(e, i, '/', '/') || is_pair(e, i, '/', '*'))
			return "a C comment: write {# … #}";
	}
	return NULL;
}

/* One past the highest {k} of a text; -1 for a {k} beyond what we allow. */
static int places(struct str text)
{
	int most = 0;

	for (ptrdiff_t i = 0; i + 2 < text.n; i++)
		if (text.p[i] == '{' && text.p[i + 1] >= '0' &&
		    text.p[i + 1] <= '9' && text.p[i + 2] == '}')
			most = MAX(most, text.p[i + 1] - '0' + 1);
	return most <= ARGS_MOST ? most : -1;
}

static bool is_one_string(struct str e)
{
	return e.n >= 2 && e.p[0] == '"' && quote_end(e, 0) == e.n;
}

static const char *value_c(struct arena *a, struct str e, int depth,
			   struct str *ret_c);

/* Appends ", VIEW_ARG(v, x)" for each of the arguments. */
static const char *put_args(struct buf *b, struct str args, int depth,
			    int *ret_n)
{
	int n = 0;

	for (; args.p; n++) {
		struct str part = str_trim(expr_cut(&args)), c = STR_NULL;
		const char *why = value_c(b->arena, part, depth, &c);

		if (why)
			return why;
		buf_fmt(b, "%sVIEW_ARG(v, %.*s)", n ? ", " : "", STR_ARG(c));
	}
	*ret_n = n;
	return n <= ARGS_MOST ? NULL : "too many arguments";
}

/* _("text", arguments…) */
static const char *text_c(struct arena *a, struct str args, int depth,
			  struct str *ret_c)
{
	struct buf b = buf_init(a, C_MOST);
	struct str text = str_trim(expr_cut(&args));
	const char *why;
	int n = 0;

	if (!is_one_string(text))
		return "_() takes one text in quotes";
	why = put_args(&b, args, depth + 1, &n);
	if (why)
		return why;
	if (places(text) != n)
		return "the text's {0} {1} … and the arguments differ";
	*ret_c = n ? str_fmt(a,
			     "view_trf(v, view_tr(v, %.*s), "
			     "(const struct str[]){ %.*s }, %d)",
			     STR_ARG(text), STR_ARG(buf_view(&b)), n)
		   : str_fmt(a, "view_tr(v, %.*s)", STR_ARG(text));
	return NULL;
}

/* _n("one", "many", n, arguments…) */
static const char *plural_c(struct arena *a, struct str args, int depth,
			    struct str *ret_c)
{
	struct buf b = buf_init(a, C_MOST);
	struct str one = str_trim(expr_cut(&args));
	struct str many = str_trim(expr_cut(&args));
	struct str all = args, number = str_trim(expr_cut(&args));
	const char *why;
	int n = 0;

	if (!is_one_string(one) || !is_one_string(many) || !number.n)
		return "_n() takes two texts in quotes and a number";
	why = expr_check(number);
	if (!why)
		why = put_args(&b, all, depth + 1, &n);
	if (why)
		return why;
	if (places(many) != n || places(one) > n)
		return "the texts' {0} {1} … and the arguments differ";
	*ret_c = str_fmt(a,
			 "view_trf(v, view_tr_n(v, %.*s, %.*s, %.*s), "
			 "(const struct str[]){ %.*s }, %d)",
			 STR_ARG(one), STR_ARG(many), STR_ARG(number),
			 STR_ARG(buf_view(&b)), n);
	return NULL;
}

/* day(x) and the like. */
static const char *figure_c(struct arena *a, struct str name, struct str args,
			    struct str *ret_c)
{
	static const struct str known[] = {
		STR_INIT("day"),    STR_INIT("day_iso"), STR_INIT("instant"),
		STR_INIT("tenths"), STR_INIT("bytes"),
	};
	struct str rest = args;
	const char *why;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(known); i++) {
		if (!str_eq(name, known[i]))
			continue;
		(void)expr_cut(&rest);
		why = expr_check(args);
		if (why)
			return why;
		if (rest.p)
			return "one argument is enough here";
		*ret_c = str_fmt(a, "view_%.*s(v, %.*s)", STR_ARG(name),
				 STR_ARG(args));
		return NULL;
	}
	return str_fmt(a, "unknown function %.*s()", STR_ARG(name)).p;
}

/* The name of a function that a plain expression calls, or absent. */
static struct str called(struct str e)
{
	for (ptrdiff_t i = 0; i < e.n; i++) {
		ptrdiff_t end = i, open;

		if (is_quote(e.p[i])) {
			i = quote_end(e, i) - 1;
			continue;
		}
		while (end < e.n && is_word(e.p[end]))
			end++;
		for (open = end; open < e.n && e.p[open] == ' ';)
			open++;
		if (end > i && open < e.n && e.p[open] == '(')
			return str_sub(e, i, end);
		i = MAX(i, end - 1);
	}
	return STR_NULL;
}

static const char *value_c(struct arena *a, struct str e, int depth,
			   struct str *ret_c)
{
	ptrdiff_t open = str_find_char(e, '(');
	struct str name = str_trim(str_sub(e, 0, open)), args;
	const char *why = expr_check(e);

	if (why)
		return why;
	if (open < 0 || !is_identifier(name) || call_end(e, open) != e.n) {
		struct str call = called(e), rest = e;

		(void)expr_cut(&rest);
		if (rest.p)
			return "one value only: \",\" is not expected here";
		if (call.p)
			return str_fmt(a,
				       "a call of %.*s() inside an "
				       "expression: a value is one call or "
				       "one expression",
				       STR_ARG(call))
				.p;
		*ret_c = e;
		return NULL;
	}
	if (depth > 2)
		return "calls are nested too deeply";
	args = str_trim(str_sub(e, open + 1, e.n - 1));
	if (str_eq(name, STR("_")))
		return text_c(a, args, depth, ret_c);
	if (str_eq(name, STR("_n")))
		return plural_c(a, args, depth, ret_c);
	return figure_c(a, name, args, ret_c);
}

/* Cuts a "| filter" off *e; absent when there is none. */
static struct str filter_cut(struct str *e)
{
	for (ptrdiff_t i = 0; i >= 0 && i < e->n; i = skip(*e, i)) {
		struct str filter;

		if (is_pair(*e, i, '|', '|')) {
			i++;
			continue;
		}
		if (e->p[i] != '|')
			continue;
		filter = str_trim(str_sub(*e, i + 1, e->n));
		*e = str_trim(str_sub(*e, 0, i));
		return filter;
	}
	return STR_NULL;
}

const char *value_read(struct arena *a, struct str hole,
		       struct value *ret_value)
{
	struct str filter = filter_cut(&hole), c = STR_NULL;
	const char *why;

	if (filter.p && !str_eq(filter, STR("raw")))
		return str_fmt(a, "unknown filter | %.*s", STR_ARG(filter)).p;
	why = value_c(a, hole, 0, &c);
	if (why)
		return why;
	*ret_value = (struct value){ .c = c, .raw = filter.p != NULL };
	return NULL;
}
