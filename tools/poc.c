/*
 * Catalogues to C (doc/poc.md): collects the marked texts of sources and
 * templates, reads the .po files, checks the one against the other and
 * writes const tables for platform/i18n. Whatever is wrong is said with file
 * and line, all of it, and then nothing is written.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "i18n/po_table.h"

#include <ctype.h>
#include <dirent.h>
#include <sys/stat.h>

enum { MEMORY_MOST = 256 << 20, FILE_MOST = 8 << 20, OUT_MOST = 64 << 20 };

struct place {
	const char *file;
	int line;
};

/* An entry of a catalogue. */
struct entry {
	struct str id, plural, form[PO_FORMS];
	int n_forms;
	bool fuzzy;
	struct place at;
};
struct entries {
	struct entry *p;
	ptrdiff_t n, cap;
};

/* A marked text of the sources. */
struct text {
	struct str id, plural; /* plural is absent for most */
	struct place at;
	const struct entry *in[N_LANG]; /* its translations */
};
struct texts {
	struct text *p;
	ptrdiff_t n, cap;
};

struct poc {
	struct arena *arena;
	struct texts texts;
	struct entries entries[N_LANG];
	struct strs sources, catalogues[N_LANG];
	const char *out;
	bool lenient;
	int errors, missing, unused;
};

static const struct {
	const char *code, *suffix;
	enum po_rule rule;
	const char *missing; /* every text needs a translation, or NULL */
} langs[N_LANG] = {
	[LANG_VI] = { "vi", ".vi.po", PO_SAME, "no Vietnamese translation" },
	[LANG_EN] = { "en", ".en.po", PO_ONE, NULL },
};

/* "FILE:LINE: what", then the text that it is about and another place. */
static void complain_both(struct poc *p, struct place at, const char *what,
			  struct str about, struct place other)
{
	p->errors++;
	fprintf(stderr, "%s:%d: %s", at.file, at.line, what);
	if (about.p)
		fprintf(stderr, ": \"%.*s\"", STR_ARG(about));
	if (other.file)
		fprintf(stderr, " (%s:%d)", other.file, other.line);
	fputc('\n', stderr);
}

static void complain(struct poc *p, struct place at, const char *what,
		     struct str about)
{
	complain_both(p, at, what, about, (struct place){ 0 });
}

/* ---- files --------------------------------------------------------------- */

static bool file_read(struct arena *a, const char *path, struct str *ret_s)
{
	char part[65536];
	struct buf b = buf_init(a, FILE_MOST);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		return false;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_mem(&b, part, (ptrdiff_t)n);
	fclose(f);
	*ret_s = buf_view(&b);
	return !b.full;
}

/* Strings, and structs that begin with one. */
static int by_text(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

static void file_add(struct poc *p, struct str path)
{
	if (str_ends(path, STR("_test.c")))
		return;
	if (str_ends(path, STR(".c")) || str_ends(path, STR(".h")) ||
	    str_ends(path, STR(".tmpl")))
		*vec_push(p->arena, &p->sources) = path;
	for (int l = 0; l < N_LANG; l++)
		if (str_ends(path, str_c(langs[l].suffix)))
			*vec_push(p->arena, &p->catalogues[l]) = path;
}

static void scan_dir(struct poc *p, const char *dir)
{
	struct strs names = { 0 };
	struct dirent *e;
	struct stat st;
	DIR *d = opendir(dir);

	if (!d) {
		complain(p, (struct place){ dir, 0 }, "cannot be read",
			 STR_NULL);
		return;
	}
	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			*vec_push(p->arena, &names) =
				str_dup(p->arena, str_c(e->d_name));
	closedir(d);
	if (names.n)
		qsort(names.p, (size_t)names.n, sizeof(*names.p), by_text);
	for (ptrdiff_t i = 0; i < names.n; i++) {
		struct str path =
			str_fmt(p->arena, "%s/%.*s", dir, STR_ARG(names.p[i]));

		if (stat(path.p, &st) != 0)
			continue;
		if (!S_ISDIR(st.st_mode))
			file_add(p, path);
		else if (!str_eq(names.p[i], STR("test")))
			scan_dir(p, path.p);
	}
}

/* ---- C tokens ------------------------------------------------------------ */

struct lex {
	struct poc *poc;
	struct str s;
	ptrdiff_t at;
	struct place place;
};

static char lex_char(const struct lex *l, ptrdiff_t ahead)
{
	return l->at + ahead < l->s.n ? l->s.p[l->at + ahead] : 0;
}

static void lex_skip(struct lex *l, ptrdiff_t n)
{
	for (; n > 0 && l->at < l->s.n; n--)
		if (l->s.p[l->at++] == '\n')
			l->place.line++;
}

/* To the end of `what`, or of the file. */
static void lex_skip_to(struct lex *l, struct str what)
{
	ptrdiff_t end = str_find(l->s, what, l->at);

	lex_skip(l, end < 0 ? l->s.n : end + what.n - l->at);
}

static void lex_blank(struct lex *l)
{
	for (;;) {
		char c = lex_char(l, 0), next = lex_char(l, 1);

		if (c == '/' && next == '*')
			lex_skip_to(l, STR("*/"));
		else if (c == '/' && next == '/')
			lex_skip_to(l, STR("\n"));
		else if (isspace((unsigned char)c) ||
			 (c == '\\' && next == '\n'))
			lex_skip(l, 1);
		else
			return;
	}
}

static void lex_escape(struct lex *l, struct buf *b)
{
	static const char from[] = "nt\"'\\", to[] = "\n\t\"'\\";
	const char *k = strchr(from, lex_char(l, 1));

	if (k && *k)
		buf_char(b, to[k - from]);
	else
		complain(l->poc, l->place, "an escape that no text needs",
			 str_sub(l->s, l->at, l->at + 2));
	lex_skip(l, 2);
}

/* One quoted string or character constant into b; false when it is open. */
static bool lex_quoted(struct lex *l, struct buf *b)
{
	char quote = lex_char(l, 0), c;

	lex_skip(l, 1);
	while ((c = lex_char(l, 0)) && c != '\n') {
		if (c == quote) {
			lex_skip(l, 1);
			return true;
		}
		if (c == '\\' && b) {
			lex_escape(l, b);
			continue;
		}
		if (b)
			buf_char(b, c);
		lex_skip(l, c == '\\' ? 2 : 1);
	}
	return false;
}

/* A string literal and its neighbours "a" "b"; false when none is here. */
static bool lex_literal(struct lex *l, struct str *ret_s)
{
	struct buf b = buf_init(l->poc->arena, FILE_MOST);

	if (lex_char(l, 0) != '"')
		return false;
	while (lex_char(l, 0) == '"') {
		if (!lex_quoted(l, &b)) {
			complain(l->poc, l->place, "a quote is not closed",
				 STR_NULL);
			break;
		}
		lex_blank(l);
	}
	*ret_s = buf_view(&b);
	return true;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static struct str lex_word(struct lex *l)
{
	ptrdiff_t from = l->at;

	while (is_word(lex_char(l, 0)))
		l->at++;
	return str_sub(l->s, from, l->at);
}

/* ---- marked texts -------------------------------------------------------- */

static uint32_t placeholders(struct str s)
{
	uint32_t set = 0;

	for (ptrdiff_t at = 0; (at = str_find(s, STR("{"), at)) >= 0; at++) {
		ptrdiff_t end = at + 1;
		int k = 0;

		while (end < s.n && end < at + 3 && s.p[end] >= '0' &&
		       s.p[end] <= '9')
			k = k * 10 + (s.p[end++] - '0');
		if (end > at + 1 && end < s.n && s.p[end] == '}' && k < 32)
			set |= 1u << k;
	}
	return set;
}

static void text_add(struct lex *l, struct place at, struct str id,
		     struct str plural)
{
	if (!id.n)
		complain(l->poc, at, "an empty text", id);
	else if (plural.p && placeholders(id) & ~placeholders(plural))
		complain(l->poc, at, "the plural lacks a {…} of the singular",
			 id);
	else
		*vec_push(l->poc->arena, &l->poc->texts) =
			(struct text){ .id = id, .plural = plural, .at = at };
}

/* Behind "(" of N_( or _(. */
static void mark_one(struct lex *l)
{
	struct place at = l->place;
	struct str id;

	lex_blank(l);
	if (lex_literal(l, &id))
		text_add(l, at, id, STR_NULL);
	else
		complain(l->poc, at, "only a literal can be marked", STR_NULL);
}

/* Behind "(" of _n( or tr_n(: the first two literals; a declaration or a
 * call with variables has none. */
static void mark_two(struct lex *l, bool must)
{
	struct place at = l->place;
	struct str id[2] = { 0 };
	int n = 0, depth = 1;

	while (n < 2 && depth && l->at < l->s.n) {
		lex_blank(l);
		if (lex_literal(l, &id[n])) {
			n++;
			continue;
		}
		depth += lex_char(l, 0) == '(';
		depth -= lex_char(l, 0) == ')';
		lex_skip(l, 1);
	}
	if (n == 2)
		text_add(l, at, id[0], id[1]);
	else if (n == 1 || must)
		complain(l->poc, at, "a plural needs two literals", STR_NULL);
}

/* A word; `defined` says that "define" stood before it. */
static void lex_mark(struct lex *l, struct str word, bool defined)
{
	bool one = str_eq(word, STR("_")) || str_eq(word, STR("N_"));
	bool two = str_eq(word, STR("_n"));
	bool may = str_eq(word, STR("tr_n")) || str_eq(word, STR("view_tr_n"));

	if ((!one && !two && !may) || defined)
		return;
	lex_blank(l);
	if (lex_char(l, 0) != '(')
		return;
	lex_skip(l, 1);
	if (one)
		mark_one(l);
	else
		mark_two(l, two);
}

/* All marked texts up to `stop`, or to the file's end. */
static void scan_c(struct lex *l, struct str stop)
{
	struct str word = STR_NULL, before;

	while (lex_blank(l), l->at < l->s.n) {
		char c = lex_char(l, 0);

		if (stop.n && str_starts(str_sub(l->s, l->at, l->s.n), stop))
			return;
		if (c == '"' || c == '\'') {
			(void)lex_quoted(l, NULL);
		} else if (is_word(c)) {
			before = word;
			word = lex_word(l);
			lex_mark(l, word, str_eq(before, STR("define")));
		} else {
			lex_skip(l, 1);
		}
	}
}

static void scan_template(struct lex *l)
{
	while (l->at < l->s.n) {
		char next = lex_char(l, 1);

		if (lex_char(l, 0) == '{' && next == '#') {
			lex_skip_to(l, STR("#}"));
		} else if (lex_char(l, 0) == '{' &&
			   (next == '{' || next == '%')) {
			lex_skip(l, 2);
			scan_c(l, next == '{' ? STR("}}") : STR("%}"));
		} else {
			lex_skip(l, 1);
		}
	}
}

static bool lex_open(struct poc *p, struct str path, struct lex *ret_l)
{
	struct place place = { str_to_c(p->arena, path), 1 };
	struct str s;

	if (!file_read(p->arena, place.file, &s) || !utf8_valid(s)) {
		complain(p, place, "cannot be read as UTF-8", STR_NULL);
		return false;
	}
	*ret_l = (struct lex){ .poc = p, .s = s, .place = place };
	return true;
}

static void scan_source(struct poc *p, struct str path)
{
	struct lex l;

	if (!lex_open(p, path, &l))
		return;
	if (str_ends(path, STR(".tmpl")))
		scan_template(&l);
	else
		scan_c(&l, STR(""));
}

/* Sorts the texts and keeps each once. */
static void texts_join(struct poc *p)
{
	struct texts *t = &p->texts;
	ptrdiff_t n = 0;

	if (!t->n)
		return;
	qsort(t->p, (size_t)t->n, sizeof(*t->p), by_text);
	for (ptrdiff_t i = 1; i < t->n; i++) {
		struct text *kept = &t->p[n], *x = &t->p[i];

		if (!str_eq(kept->id, x->id))
			t->p[++n] = *x;
		else if (!kept->plural.p)
			kept->plural = x->plural;
		else if (x->plural.p && !str_eq(kept->plural, x->plural))
			complain_both(p, x->at, "another plural elsewhere",
				      x->id, kept->at);
	}
	t->n = n + 1;
	if (t->n >= UINT16_MAX)
		complain(p, t->p[n].at, "too many texts", STR_NULL);
}

/* ---- catalogues ---------------------------------------------------------- */

/* The header's plural rule must be the one that tr_n() knows. */
static void header_check(struct poc *p, enum lang lang, const struct entry *e)
{
	struct str head = e->form[0];
	ptrdiff_t at = str_find(head, STR("nplurals="), 0);
	char want = langs[lang].rule == PO_SAME ? '1' : '2';

	if (at >= 0 && (at + 9 >= head.n || head.p[at + 9] != want))
		complain(p, e->at, "nplurals is not the language's", head);
}

/* Where the words of a line go: NULL when its beginning is unknown. */
static struct str *entry_field(struct entry *e, struct lex *line)
{
	struct str word = lex_word(line);

	if (str_eq(word, STR("msgid")))
		return &e->id;
	if (str_eq(word, STR("msgid_plural")))
		return &e->plural;
	if (!str_eq(word, STR("msgstr")))
		return NULL;
	if (lex_char(line, 0) != '[') {
		e->n_forms = 1;
		return &e->form[0];
	}
	if (e->n_forms == PO_FORMS || lex_char(line, 1) != '0' + e->n_forms ||
	    lex_char(line, 2) != ']')
		return NULL;
	lex_skip(line, 3);
	return &e->form[e->n_forms++];
}

/* A line of a catalogue: keyword and string, or a string that goes on. */
static void entry_line(struct entry *e, struct str **field, struct lex *line)
{
	struct str words;

	if (lex_char(line, 0) != '"') {
		*field = entry_field(e, line);
		if (*field && (*field)->p)
			*field = NULL; /* stood here before */
	}
	lex_blank(line);
	if (!*field || !lex_literal(line, &words) || line->at < line->s.n) {
		complain(line->poc, line->place, "no line of a catalogue",
			 line->s);
		return;
	}
	**field =
		(*field)->p ? str_cat(line->poc->arena, **field, words) : words;
}

static void entry_end(struct poc *p, enum lang lang, struct entry *e)
{
	if (!e->id.p)
		return;
	if (!e->id.n)
		header_check(p, lang, e);
	else
		*vec_push(p->arena, &p->entries[lang]) = *e;
	*e = (struct entry){ 0 };
}

static void catalogue_read(struct poc *p, enum lang lang, struct str path)
{
	struct entry e = { 0 };
	struct str *field = NULL, rest;
	struct lex l, line;
	bool fuzzy = false;

	if (!lex_open(p, path, &l))
		return;
	for (rest = l.s; rest.p; l.place.line++) {
		line = l;
		line.s = str_trim(str_cut(&rest, '\n'));
		if (str_starts(line.s, STR("#,")))
			fuzzy |= str_find(line.s, STR("fuzzy"), 0) >= 0;
		if (!line.s.n || line.s.p[0] == '#')
			continue;
		if (str_starts(line.s, STR("msgid "))) {
			entry_end(p, lang, &e);
			e.at = l.place;
			e.fuzzy = fuzzy;
			fuzzy = false;
		}
		entry_line(&e, &field, &line);
	}
	entry_end(p, lang, &e);
}

/* ---- the one against the other ------------------------------------------- */

/* The mark at a text's end that a translation must keep. */
static struct str end_mark(struct str s)
{
	static const struct str marks[] = {
		STR_INIT("…"), STR_INIT("."), STR_INIT(":"), STR_INIT("?"),
		STR_INIT("!"), STR_INIT(";"), STR_INIT(","),
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(marks); i++)
		if (str_ends(s, marks[i]))
			return marks[i];
	return STR("");
}

/* Sorts the entries and keeps each once; catalogues must agree. */
static void entries_join(struct poc *p, enum lang lang)
{
	struct entries *v = &p->entries[lang];
	ptrdiff_t n = 0;

	if (!v->n)
		return;
	qsort(v->p, (size_t)v->n, sizeof(*v->p), by_text);
	for (ptrdiff_t i = 1; i < v->n; i++) {
		const struct entry *kept = &v->p[n], *x = &v->p[i];

		if (!str_eq(kept->id, x->id))
			v->p[++n] = *x;
		else if (!str_eq(kept->form[0], x->form[0]) ||
			 !str_eq(kept->form[1], x->form[1]))
			complain_both(p, x->at, "another translation elsewhere",
				      x->id, kept->at);
	}
	v->n = n + 1;
}

static void form_check(struct poc *p, const struct text *t,
		       const struct entry *e, int i)
{
	struct str form = e->form[i];
	struct str source = t->plural.p ? t->plural : t->id;
	uint32_t set = placeholders(form);
	bool single = t->plural.p && e->n_forms > 1 && i == 0;

	if (!str_eq(text_nfc(p->arena, form), form))
		complain(p, e->at, "a translation that is not NFC", t->id);
	if (set != placeholders(source) &&
	    !(single && set == placeholders(t->id)))
		complain(p, e->at, "the translation has other {…}", t->id);
	if (!str_eq(end_mark(form), end_mark(source)))
		complain(p, e->at, "the translation ends in another mark",
			 t->id);
}

static void entry_check(struct poc *p, enum lang lang, const struct text *t,
			const struct entry *e)
{
	int forms = t->plural.p && langs[lang].rule == PO_ONE ? 2 : 1;

	if (e->fuzzy)
		complain(p, e->at, "a fuzzy translation", t->id);
	if (!str_eq(e->plural, t->plural))
		complain_both(p, e->at, "the source has another plural", t->id,
			      t->at);
	if (e->n_forms != forms)
		complain(p, e->at,
			 forms == 1 ? "one msgstr is needed"
				    : "two msgstr are needed",
			 t->id);
	for (int i = 0; i < e->n_forms; i++) {
		if (e->form[i].n)
			form_check(p, t, e, i);
		else
			complain(p, e->at, "an empty msgstr", t->id);
	}
}

static void lang_check(struct poc *p, enum lang lang)
{
	struct texts *t = &p->texts;
	struct entries *v = &p->entries[lang];
	ptrdiff_t i = 0, k = 0;

	while (i < t->n || k < v->n) {
		struct text *x = i < t->n ? &t->p[i] : NULL;
		const struct entry *e = k < v->n ? &v->p[k] : NULL;
		int c = !x ? 1 : !e ? -1 : str_cmp(x->id, e->id);

		if (c < 0 && langs[lang].missing && !p->lenient)
			complain(p, x->at, langs[lang].missing, x->id);
		if (c > 0 && !p->lenient)
			complain(p, e->at, "unused, no source has it", e->id);
		p->missing += c < 0 && langs[lang].missing != NULL;
		p->unused += c > 0;
		if (c == 0) {
			entry_check(p, lang, x, e);
			x->in[lang] = e;
		}
		i += c <= 0;
		k += c >= 0;
	}
}

/* ---- the tables ----------------------------------------------------------- */

static void put_literal(struct buf *b, struct str s)
{
	buf_lit(b, "\tSTR_INIT(\"");
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\' || c == '?')
			buf_fmt(b, "\\%c", c);
		else if (c < ' ' || c == 0x7f)
			buf_fmt(b, "\\%03o", c);
		else
			buf_char(b, (char)c);
	}
	buf_lit(b, "\"),\n");
}

static void put_lang(struct buf *b, const struct poc *p, enum lang lang)
{
	buf_fmt(b, "static const struct po_text text_%s[] = {\n",
		langs[lang].code);
	for (ptrdiff_t i = 0; i < p->texts.n; i++) {
		const struct entry *e = p->texts.p[i].in[lang];

		buf_lit(b, "\t{ {\n");
		for (int k = 0; e && k < e->n_forms; k++)
			put_literal(b, e->form[k]);
		if (!e)
			buf_lit(b, "\t{ NULL, 0 },\n");
		buf_lit(b, "\t} },\n");
	}
	buf_lit(b, "\t{ { { NULL, 0 } } },\n};\n\n");
}

/* Open addressing, at most half full; returns the mask. */
static uint32_t put_slots(struct buf *b, const struct poc *p)
{
	uint32_t size = 2;
	uint16_t *slot;

	while ((ptrdiff_t)size < p->texts.n * 2)
		size *= 2;
	slot = arena_new(p->arena, uint16_t, size);
	for (ptrdiff_t i = 0; i < p->texts.n; i++) {
		uint32_t at = (uint32_t)str_hash(p->texts.p[i].id);

		for (at &= size - 1; slot[at];)
			at = (at + 1) & (size - 1);
		slot[at] = (uint16_t)(i + 1);
	}
	buf_lit(b, "static const uint16_t slot[] = {\n");
	for (uint32_t i = 0; i < size; i++)
		buf_fmt(b, i % 8 == 7 ? "\t%d,\n" : "\t%d,", slot[i]);
	buf_lit(b, "\n};\n\n");
	return size - 1;
}

static void put_all(struct buf *b, const struct poc *p)
{
	uint32_t mask;

	buf_lit(b, "/* Made by tools/poc from the catalogues; not to be "
		   "edited. */\n#include \"i18n/po_table.h\"\n\n");
	buf_lit(b, "static const struct str id[] = {\n");
	for (ptrdiff_t i = 0; i < p->texts.n; i++)
		put_literal(b, p->texts.p[i].id);
	buf_lit(b, "\t{ NULL, 0 },\n};\n\n");
	for (int l = 0; l < N_LANG; l++)
		put_lang(b, p, (enum lang)l);
	mask = put_slots(b, p);
	buf_fmt(b,
		"const struct po_table po_table = {\n\t.n = %td,\n"
		"\t.id = id,\n\t.mask = %u,\n\t.slot = slot,\n"
		"\t.text = { text_%s, text_%s },\n"
		"\t.rule = { %d, %d },\n};\n",
		p->texts.n, mask, langs[0].code, langs[1].code,
		(int)langs[0].rule, (int)langs[1].rule);
}

/* Leaves the file alone when nothing changed, so nothing is built anew. */
static bool out_write(const struct poc *p, struct str now)
{
	struct str before = STR_NULL,
		   fresh = str_fmt(p->arena, "%s.new", p->out);
	bool good;
	FILE *f;

	if (file_read(p->arena, p->out, &before) && str_eq(before, now))
		return true;
	f = fopen(fresh.p, "wb");
	if (!f)
		return false;
	good = fwrite(now.p, 1, (size_t)now.n, f) == (size_t)now.n;
	good &= fclose(f) == 0;
	return good && rename(fresh.p, p->out) == 0;
}

/* ---- the command ----------------------------------------------------------- */

static bool take_args(struct poc *p, int argc, char **argv)
{
	struct stat st;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--lenient"))
			p->lenient = true;
		else if (!strcmp(argv[i], "-o") && i + 1 < argc)
			p->out = argv[++i];
		else if (!strcmp(argv[i], "--scan"))
			continue; /* what follows is scanned anyway */
		else if (argv[i][0] == '-')
			return false;
		else if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
			scan_dir(p, argv[i]);
		else
			file_add(p, str_c(argv[i]));
	}
	return p->out != NULL;
}

static void check_all(struct poc *p)
{
	for (ptrdiff_t i = 0; i < p->sources.n; i++)
		scan_source(p, p->sources.p[i]);
	texts_join(p);
	for (int l = 0; l < N_LANG; l++) {
		for (ptrdiff_t i = 0; i < p->catalogues[l].n; i++)
			catalogue_read(p, (enum lang)l, p->catalogues[l].p[i]);
		entries_join(p, (enum lang)l);
		lang_check(p, (enum lang)l);
	}
}

int main(int argc, char **argv)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(MEMORY_MOST);
	struct poc p = { .arena = a };
	struct buf b = buf_init(a, OUT_MOST);

	if (!take_args(&p, argc, argv)) {
		fputs("usage: poc -o FILE.c [--lenient] --scan DIR|FILE...\n",
		      stderr);
		return 2;
	}
	check_all(&p);
	if (p.errors) {
		fprintf(stderr, "poc: %d to mend\n", p.errors);
		return 1;
	}
	if (p.missing || p.unused)
		fprintf(stderr, "poc: %d texts not translated, %d unused\n",
			p.missing, p.unused);
	put_all(&b, &p);
	if (b.full || !out_write(&p, buf_view(&b))) {
		fprintf(stderr, "poc: %s cannot be written\n", p.out);
		return 1;
	}
	return 0;
}
