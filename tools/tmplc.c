/*
 * tmplc: compiles HTML with holes to C functions (doc/tmplc.md). This file
 * reads directives and writes C; tmplc_html.c knows what a value at a place
 * of the HTML means; tmplc_expr.c reads the expressions inside holes.
 * The first fault ends the program with file, line and reason.
 */
#include "tmplc_html.h"
#include "tmplc_expr.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

enum { TEXT_MOST = 1 << 20, DEPTH_MOST = 32, OUT_MOST = 16 << 20 };

enum block_kind { BLOCK_TEMPLATE, BLOCK_IF, BLOCK_FOR };

/* An open {% template %}, {% if %} or {% for %}. */
struct block {
	enum block_kind kind;
	int line;
	struct html_ctx begin;	/* where its branches begin */
	struct html_ctx joined; /* where the branches so far end */
	bool has_joined, has_else;
	struct str list; /* of a for: name of its variable */
};

struct compiler {
	struct arena *arena;
	const char *file; /* as given, for messages and #line */
	struct str src;
	ptrdiff_t at;
	int line;     /* of `at` */
	int out_line; /* that the C compiler believes in */
	struct html_ctx html;
	struct block block[DEPTH_MOST];
	int depth;
	struct buf lit; /* literal bytes not written yet */
	struct buf code, head, includes;
};

static NORETURN COLD void refuse(const struct compiler *c, const char *why)
{
	fprintf(stderr, "%s:%d: error: %s\n", c->file, c->line, why);
	exit(1);
}

/* ---- writing C ----------------------------------------------------------- */

static void put_indent(struct compiler *c)
{
	for (int i = 0; i < c->depth; i++)
		buf_char(&c->code, '\t');
}

/* The next C line belongs to the template's current line. */
static void put_line(struct compiler *c)
{
	if (c->out_line != c->line)
		buf_fmt(&c->code, "#line %d \"%s\"\n", c->line, c->file);
	c->out_line = c->line;
	put_indent(c);
}

/* Ends a C line. */
static void put_end(struct compiler *c)
{
	buf_char(&c->code, '\n');
	c->out_line++;
}

static void put_literal_char(struct buf *b, char ch)
{
	switch (ch) {
	case '"':
	case '\\':
		buf_char(b, '\\');
		buf_char(b, ch);
		break;
	case '\n':
		buf_lit(b, "\\n");
		break;
	case '\t':
		buf_lit(b, "\\t");
		break;
	default:
		if ((unsigned char)ch < 0x20 || ch == 0x7f)
			buf_fmt(b, "\\%03o", (unsigned)ch);
		else
			buf_char(b, ch);
	}
}

/* Writes the literal text that has gathered, one call for all of it. */
static void put_lit(struct compiler *c)
{
	struct str s = buf_view(&c->lit);

	if (!s.n)
		return;
	put_indent(c);
	buf_lit(&c->code, "view_lit(v, \"");
	for (ptrdiff_t i = 0; i < s.n; i++) {
		put_literal_char(&c->code, s.p[i]);
		if (s.p[i] != '\n' || i + 1 == s.n)
			continue;
		buf_lit(&c->code, "\"");
		put_end(c);
		put_indent(c);
		buf_lit(&c->code, "\t\"");
	}
	buf_fmt(&c->code, "\", %td);", s.n);
	put_end(c);
	buf_clear(&c->lit);
}

/* ---- HTML and values ------------------------------------------------------ */

static void take_char(struct compiler *c)
{
	char ch = c->src.p[c->at];
	bool at_address = c->html.state == HTML_VALUE &&
			  c->html.attr == HTML_URL && !c->html.begun;
	const char *why;

	if (ch == '\0')
		refuse(c, "a NUL byte");
	if (!c->depth) {
		if (ch != ' ' && ch != '\t' && ch != '\n' && ch != '\r')
			refuse(c, "text outside a template");
	} else {
		why = html_feed(&c->html, ch);
		if (why)
			refuse(c, why);
		if (ch == '/' && at_address) {
			put_lit(c);
			put_indent(c);
			buf_lit(&c->code, "view_prefix(v);");
			put_end(c);
		}
		buf_char(&c->lit, ch);
	}
	if (ch == '\n')
		c->line++;
	c->at++;
}

static void take_value(struct compiler *c, struct str hole)
{
	static const char *const writer[] = {
		[HOLE_TEXT] = "view_put",
		[HOLE_ATTR] = "view_put_attr",
		[HOLE_URL] = "view_put_url",
		[HOLE_URL_PART] = "view_put_url_part",
	};
	enum html_hole how = HOLE_TEXT;
	struct value value = { 0 };
	const char *why;

	if (!c->depth)
		refuse(c, "a value outside a template");
	why = html_value(&c->html, &how);
	if (!why)
		why = value_read(c->arena, hole, &value);
	if (!why && value.raw &&
	    (how != HOLE_TEXT || c->html.state != HTML_TEXT))
		why = "| raw outside text";
	if (why)
		refuse(c, why);
	put_lit(c);
	put_line(c);
	buf_fmt(&c->code, "%s(v, %.*s);", value.raw ? "view_html" : writer[how],
		STR_ARG(value.c));
	put_end(c);
}

/* ---- directives ------------------------------------------------------------ */

static struct block *top(struct compiler *c)
{
	if (!c->depth)
		refuse(c, "a directive outside a template");
	return &c->block[c->depth - 1];
}

/* Text before a directive is complete: in C and in HTML. */
static void seam(struct compiler *c)
{
	const char *why = html_seam(&c->html);

	if (why)
		refuse(c, why);
	put_lit(c);
}

static void open_block(struct compiler *c, enum block_kind kind)
{
	if (c->depth == DEPTH_MOST)
		refuse(c, "blocks are nested too deeply");
	c->block[c->depth++] = (struct block){ .kind = kind,
					       .line = c->line,
					       .begin = c->html };
}

static NORETURN COLD void refuse_ends(const struct compiler *c,
				      const struct block *b,
				      const struct html_ctx *x,
				      const struct html_ctx *y)
{
	refuse(c, str_fmt(c->arena,
			  "%s of line %d ends in another place than %s: "
			  "%s, not %s",
			  b->kind == BLOCK_IF ? "a branch of the if"
					      : "the body of the for",
			  b->line,
			  b->kind == BLOCK_IF ? "the others" : "it begins",
			  html_place(x), html_place(y))
			  .p);
}

/* The current branch ends here. */
static void join_branch(struct compiler *c, struct block *b)
{
	struct html_ctx again = b->begin;

	/* a loop's body must be right behind itself, too */
	if (b->kind == BLOCK_FOR && !b->has_else &&
	    (!html_join(&again, &c->html) || again.state != b->begin.state))
		refuse_ends(c, b, &c->html, &b->begin);
	if (!b->has_joined)
		b->joined = c->html;
	else if (!html_join(&b->joined, &c->html))
		refuse_ends(c, b, &c->html, &b->joined);
	b->has_joined = true;
}

static struct str checked(struct compiler *c, struct str expr)
{
	const char *why = expr_check(expr);

	if (why)
		refuse(c, why);
	return expr;
}

static void do_include(struct compiler *c, struct str arg)
{
	if (c->depth)
		refuse(c, "an include inside a template");
	if (arg.n < 3 || arg.p[0] != '"' ||
	    str_find_char(str_sub(arg, 1, arg.n), '"') != arg.n - 2)
		refuse(c, "an include is written {% include \"file.h\" %}");
	buf_fmt(&c->includes, "#include %.*s\n", STR_ARG(arg));
}

static void do_template(struct compiler *c, struct str arg)
{
	ptrdiff_t open = str_find_char(arg, '(');
	struct str name = str_trim(str_sub(arg, 0, open));
	struct str rest = open < 0 ? STR_NULL : str_sub(arg, open, arg.n);
	struct str args;

	if (c->depth)
		refuse(c, "a template inside a template: is an {% end %} "
			  "missing?");
	if (open < 0 || !is_identifier(name) || call_end(rest, 0) != rest.n)
		refuse(c, "a template is written "
			  "{% template name(const struct x *x) %}");
	args = str_trim(str_sub(rest, 1, rest.n - 1));
	if (expr_check(str_cat(c->arena, STR("f"), rest)))
		refuse(c, "the parameters are not C");
	c->html = (struct html_ctx){ .state = HTML_TEXT };
	buf_fmt(&c->head, "void %.*s(struct view *v%s%.*s);\n", STR_ARG(name),
		args.n ? ", " : "", STR_ARG(args));
	buf_char(&c->code, '\n');
	c->out_line++;
	put_line(c);
	buf_fmt(&c->code, "void %.*s(struct view *v%s%.*s)", STR_ARG(name),
		args.n ? ", " : "", STR_ARG(args));
	put_end(c);
	buf_lit(&c->code, "{");
	put_end(c);
	open_block(c, BLOCK_TEMPLATE);
}

static void do_if(struct compiler *c, struct str cond)
{
	(void)top(c);
	seam(c);
	put_line(c);
	buf_fmt(&c->code, "if (%.*s) {", STR_ARG(checked(c, cond)));
	put_end(c);
	open_block(c, BLOCK_IF);
}

/* {% else %} of both, {% elif %}. */
static void do_else(struct compiler *c, bool elif, struct str cond)
{
	struct block *b = top(c);

	if (b->kind == BLOCK_TEMPLATE || (elif && b->kind == BLOCK_FOR))
		refuse(c, elif ? "elif without if" : "else without if or for");
	if (b->has_else)
		refuse(c, elif ? "elif behind else" : "a second else");
	if (!elif && cond.n)
		refuse(c, "else with a condition: write elif");
	seam(c);
	join_branch(c, b);
	c->html = b->begin;
	b->has_else = !elif;
	c->depth--;
	put_line(c);
	if (b->kind == BLOCK_FOR)
		buf_fmt(&c->code, "} if (!%.*s_all) {", STR_ARG(b->list));
	else if (elif)
		buf_fmt(&c->code, "} else if (%.*s) {",
			STR_ARG(checked(c, cond)));
	else
		buf_lit(&c->code, "} else {");
	put_end(c);
	c->depth++;
}

/* The loop's head: everything on one C line, so that compiler messages show
 * the template's line. */
static void put_for(struct compiler *c, struct str name, struct str list,
		    struct str count)
{
	const char *o = str_to_c(c->arena, name);
	const char *e = str_to_c(c->arena, list);
	const char *n = count.p ? str_to_c(c->arena, count) : e;

	put_line(c);
	if (count.p)
		buf_fmt(&c->code,
			"{ __auto_type %s_list = (%s); "
			"__auto_type %s_all = (%s); ",
			o, e, o, n);
	else
		buf_fmt(&c->code,
			"{ __auto_type %s_list = (%s).p; "
			"__auto_type %s_all = (%s).n; ",
			o, e, o, n);
	buf_fmt(&c->code,
		"for (__typeof__(%s_all + 0) %s_i = 0; %s_i < %s_all; %s_i++) "
		"{ __auto_type %s = &%s_list[%s_i]; "
		"const bool %s_first = %s_i == 0, %s_last = %s_i + 1 == "
		"%s_all; "
		"(void)%s; (void)%s_first; (void)%s_last;",
		o, o, o, o, o, o, o, o, o, o, o, o, o, o, o, o);
	put_end(c);
}

static void do_for(struct compiler *c, struct str arg)
{
	ptrdiff_t in = str_find(arg, STR(" in "), 0);
	struct str name = str_trim(str_sub(arg, 0, MAX(in, 0)));
	struct str list = str_trim(str_sub(arg, in + 4, arg.n)), count;

	(void)top(c);
	if (in < 0 || !is_identifier(name))
		refuse(c, "a loop is written {% for x in list %}");
	count = list;
	list = str_trim(expr_cut(&count));
	count = str_trim(count);
	seam(c);
	put_for(c, name, checked(c, list), count.p ? checked(c, count) : count);
	open_block(c, BLOCK_FOR);
	top(c)->list = name;
}

static void do_render(struct compiler *c, struct str arg)
{
	ptrdiff_t open = str_find_char(arg, '(');
	struct str name = str_trim(str_sub(arg, 0, open));
	struct str args;

	(void)top(c);
	if (open < 0 || !is_identifier(name) || call_end(arg, open) != arg.n)
		refuse(c, "another template is written "
			  "{% render name(argument) %}");
	if (c->html.state != HTML_TEXT)
		refuse(c, "render outside text");
	args = str_trim(str_sub(arg, open + 1, arg.n - 1));
	put_lit(c);
	put_line(c);
	if (args.n)
		buf_fmt(&c->code, "%.*s(v, %.*s);", STR_ARG(name),
			STR_ARG(checked(c, args)));
	else
		buf_fmt(&c->code, "%.*s(v);", STR_ARG(name));
	put_end(c);
}

static void do_end(struct compiler *c, struct str arg)
{
	struct block *b;

	if (!c->depth)
		refuse(c, "an {% end %} too many");
	if (arg.n)
		refuse(c, "end stands alone");
	b = top(c);
	if (b->kind == BLOCK_TEMPLATE) {
		if (c->html.state != HTML_TEXT)
			refuse(c, str_fmt(c->arena,
					  "the template of line %d ends "
					  "inside %s",
					  b->line, html_place(&c->html))
					  .p);
		put_lit(c);
	} else {
		seam(c);
		join_branch(c, b);
		/* nothing at all is a branch, too */
		if (!b->has_else && !html_join(&b->joined, &b->begin))
			refuse_ends(c, b, &b->joined, &b->begin);
		c->html = b->joined;
	}
	c->depth--;
	put_indent(c);
	/* a for is a block with its names, and the loop or `if` in it */
	buf_fmt(&c->code, "%s", b->kind == BLOCK_FOR ? "} }" : "}");
	put_end(c);
}

static void take_directive(struct compiler *c, struct str text)
{
	ptrdiff_t n = 0;
	struct str word, arg;

	while (n < text.n && text.p[n] >= 'a' && text.p[n] <= 'z')
		n++;
	word = str_sub(text, 0, n);
	arg = str_trim(str_sub(text, n, text.n));
	if (str_eq(word, STR("include")))
		do_include(c, arg);
	else if (str_eq(word, STR("template")))
		do_template(c, arg);
	else if (str_eq(word, STR("if")))
		do_if(c, arg);
	else if (str_eq(word, STR("elif")))
		do_else(c, true, arg);
	else if (str_eq(word, STR("else")))
		do_else(c, false, arg);
	else if (str_eq(word, STR("for")))
		do_for(c, arg);
	else if (str_eq(word, STR("render")))
		do_render(c, arg);
	else if (str_eq(word, STR("end")))
		do_end(c, arg);
	else
		refuse(c,
		       str_fmt(c->arena, "unknown {%% %.*s %%}", STR_ARG(word))
			       .p);
}

/* ---- the source -------------------------------------------------------------- */

/* Which hole begins at `at`: '{', '%', '#', or 0. */
static char opener(struct str src, ptrdiff_t at)
{
	char ch = at + 1 < src.n && src.p[at] == '{' ? src.p[at + 1] : '\0';

	return ch == '{' || ch == '%' || ch == '#' ? ch : '\0';
}

/* Behind the hole that begins at `at`, or -1. Strings in it are skipped. */
static ptrdiff_t hole_end(struct str src, ptrdiff_t at)
{
	char kind = opener(src, at), close = kind == '{' ? '}' : kind;
	bool quoted = false;

	for (ptrdiff_t i = at + 2; i + 1 < src.n; i++) {
		if (kind != '#' && quoted && src.p[i] == '\\')
			i++;
		else if (kind != '#' && src.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && src.p[i] == close && src.p[i + 1] == '}')
			return i + 2;
	}
	return -1;
}

static void take_hole(struct compiler *c)
{
	char kind = opener(c->src, c->at);
	ptrdiff_t end = hole_end(c->src, c->at);
	struct str text;

	if (end < 0)
		refuse(c, kind == '{'	? "}} is missing"
			  : kind == '%' ? "%} is missing"
					: "#} is missing");
	text = str_trim(str_sub(c->src, c->at + 2, end - 2));
	if (kind == '{')
		take_value(c, text);
	else if (kind == '%')
		take_directive(c, text);
	for (; c->at < end; c->at++)
		if (c->src.p[c->at] == '\n')
			c->line++;
}

/* End of the line that begins at `at` (behind its line break) when it holds
 * only directives and comments; -1 when it holds anything else. */
static ptrdiff_t line_of_directives(struct str src, ptrdiff_t at)
{
	bool any = false;

	while (at >= 0 && at < src.n) {
		char kind = opener(src, at);

		if (kind == '%' || kind == '#') {
			at = hole_end(src, at);
			any = true;
		} else if (src.p[at] == '\n') {
			return any ? at + 1 : -1;
		} else if (src.p[at] == ' ' || src.p[at] == '\t') {
			at++;
		} else {
			return -1;
		}
	}
	return any ? at : -1;
}

static void take_all(struct compiler *c)
{
	bool line_begins = true;

	while (c->at < c->src.n) {
		ptrdiff_t end =
			line_begins ? line_of_directives(c->src, c->at) : -1;

		line_begins = true;
		while (c->at < end) {
			if (opener(c->src, c->at))
				take_hole(c);
			else if (c->src.p[c->at++] == '\n')
				c->line++;
		}
		if (end >= 0)
			continue;
		line_begins = c->src.p[c->at] == '\n';
		if (opener(c->src, c->at))
			take_hole(c);
		else
			take_char(c);
	}
	if (c->depth) {
		c->line = c->block[c->depth - 1].line;
		refuse(c, "an {% end %} is missing for this");
	}
}

/* ---- files ---------------------------------------------------------------------- */

static struct str file_read(struct arena *a, const char *path)
{
	struct buf b = buf_init(a, TEXT_MOST);
	FILE *f = fopen(path, "rb");
	char part[4096];
	size_t n;

	if (!f) {
		fprintf(stderr, "tmplc: cannot read %s\n", path);
		exit(1);
	}
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_mem(&b, part, (ptrdiff_t)n);
	fclose(f);
	if (b.full) {
		fprintf(stderr, "tmplc: %s is too long\n", path);
		exit(1);
	}
	return buf_view(&b);
}

static void file_write(const char *path, struct str text)
{
	FILE *f = fopen(path, "wb");
	bool good = f && fwrite(text.p, 1, (size_t)text.n, f) == (size_t)text.n;

	if (!f || fclose(f) || !good) {
		fprintf(stderr, "tmplc: cannot write %s\n", path);
		exit(1);
	}
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void write_header(struct compiler *c, const char *path)
{
	struct buf b = buf_init(c->arena, OUT_MOST);
	struct str guard = str_fmt(c->arena, "RV_TMPLC_%s", base_name(path));
	char *g = str_to_c(c->arena, guard);

	for (ptrdiff_t i = 0; i < guard.n; i++) {
		if (g[i] >= 'a' && g[i] <= 'z')
			g[i] = (char)(g[i] - 32);
		else if (!(g[i] >= 'A' && g[i] <= 'Z') &&
			 !(g[i] >= '0' && g[i] <= '9'))
			g[i] = '_';
	}
	buf_fmt(&b, "/* Made by tmplc from %s; changes will be lost. */\n",
		base_name(c->file));
	buf_fmt(&b, "#ifndef %s\n#define %s\n\n#include \"view/view.h\"\n", g,
		g);
	buf_str(&b, buf_view(&c->includes));
	buf_char(&b, '\n');
	buf_str(&b, buf_view(&c->head));
	buf_lit(&b, "\n#endif\n");
	file_write(path, buf_view(&b));
}

static void write_code(struct compiler *c, const char *path, const char *header)
{
	struct buf b = buf_init(c->arena, OUT_MOST);

	buf_fmt(&b, "/* Made by tmplc from %s; changes will be lost. */\n",
		base_name(c->file));
	buf_fmt(&b, "#include \"%s\"\n\n", base_name(header));
	/* a template needn't use all that it is given */
	buf_lit(&b, "#pragma GCC diagnostic ignored "
		    "\"-Wunused-parameter\"\n");
	buf_str(&b, buf_view(&c->code));
	file_write(path, buf_view(&b));
}

int main(int argc, char **argv)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(256 << 20);
	const char *in = NULL, *out = NULL, *header = NULL;
	struct compiler *c = arena_new(a, struct compiler, 1);

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-o") && i + 1 < argc)
			out = argv[++i];
		else if (!strcmp(argv[i], "-H") && i + 1 < argc)
			header = argv[++i];
		else
			in = in ? "" : argv[i];
	}
	if (!in || !*in || !out || !header) {
		fprintf(stderr, "usage: tmplc FILE.tmpl -o FILE.c -H FILE.h\n");
		return 2;
	}
	c->arena = a;
	c->file = in;
	c->src = file_read(a, in);
	c->line = 1;
	c->lit = buf_init(a, TEXT_MOST);
	c->code = buf_init(a, OUT_MOST);
	c->head = buf_init(a, OUT_MOST);
	c->includes = buf_init(a, OUT_MOST);
	take_all(c);
	write_code(c, out, header);
	write_header(c, header);
	return 0;
}
