/* Texts of a workbook: shared strings, inline strings, runs with fonts. */
#include "doc/doc_priv.h"

void rich_start(struct rich *x)
{
	struct reader *r = x->r;

	if (!x->text.arena) {
		x->text = buf_init(r->a, r->max.cell);
		x->run = buf_init(r->a, r->max.cell);
	}
	buf_clear(&x->text);
	buf_clear(&x->run);
	x->font = (struct font){ 0 };
	x->legacy = (struct font){ 0 };
	x->lead = 0;
	x->in_t = x->in_rph = false;
}

/* A first run without a font has the cell's, which in such a text is nearly
 * always the other runs'; so it waits for them. */
static void run_flush(struct rich *x)
{
	if (!x->font.is_set && x->text.n == x->lead)
		x->lead += x->run.n;
	if (x->run.n)
		buf_str(&x->text, font_text(x->r, x->font, buf_view(&x->run)));
	if (x->run.full)
		x->text.full = true;
	buf_clear(&x->run);
}

void rich_open(struct rich *x, const char *name, const char **attr)
{
	if (xml_is(name, "t")) {
		x->in_t = !x->in_rph;
	} else if (xml_is(name, "r")) {
		run_flush(x);
		x->font = (struct font){ 0 };
	} else if (xml_is(name, "rFont")) {
		x->font = font_of(xml_attr(attr, "val"));
		if (x->font.legacy != LEGACY_NONE)
			x->legacy = x->font;
	} else if (xml_is(name, "rPh")) {
		x->in_rph = true;
	}
}

void rich_close(struct rich *x, const char *name)
{
	if (xml_is(name, "t"))
		x->in_t = false;
	else if (xml_is(name, "r"))
		run_flush(x);
	else if (xml_is(name, "rPh"))
		x->in_rph = false;
}

void rich_text(struct rich *x, const char *p, int n)
{
	if (x->in_t)
		buf_mem(&x->run, p, n);
}

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

/* Excel writes characters that XML cannot hold as _x000D_. */
bool sheet_escape_at(struct str s, ptrdiff_t i, uint32_t *ret_cp)
{
	uint32_t cp = 0;

	if (i + 7 > s.n || s.p[i] != '_' || s.p[i + 1] != 'x' ||
	    s.p[i + 6] != '_')
		return false;
	for (int k = 2; k < 6; k++) {
		int d = hex_digit(s.p[i + k]);

		if (d < 0)
			return false;
		cp = cp << 4 | (uint32_t)d;
	}
	if (cp >= 0xD800 && cp <= 0xDFFF)
		return false;
	*ret_cp = cp;
	return true;
}

static struct str unescape(struct arena *a, struct str s)
{
	struct buf b;

	if (str_find(s, STR("_x"), 0) < 0)
		return s;
	b = buf_init(a, s.n);
	for (ptrdiff_t i = 0; i < s.n; i++) {
		uint32_t cp;
		char c[4];

		if (!sheet_escape_at(s, i, &cp)) {
			buf_char(&b, s.p[i]);
			continue;
		}
		if (cp)
			buf_mem(&b, c, utf8_put(c, cp));
		i += 6;
	}
	return buf_view(&b);
}

struct shared rich_end(struct rich *x)
{
	struct shared s = { 0 };
	struct str all;

	run_flush(x);
	all = buf_view(&x->text);
	s.is_done = x->legacy.legacy != LEGACY_NONE;
	if (s.is_done && x->lead)
		all = str_cat(x->r->a,
			      font_text(x->r, x->legacy,
					str_sub(all, 0, x->lead)),
			      str_sub(all, x->lead, all.n));
	s.text = str_dup(x->r->a, unescape(x->r->a, all));
	return s;
}

/* ---- sharedStrings.xml ------------------------------------------------------- */
struct strings_ctx {
	struct rich rich;
	struct shareds s;
	bool in_si, may_clean;
};

static void strings_open(void *ctx, const char *name, const char **attr)
{
	struct strings_ctx *c = ctx;

	if (c->in_si) {
		rich_open(&c->rich, name, attr);
	} else if (xml_is(name, "si")) {
		c->in_si = true;
		rich_start(&c->rich);
	}
}

static void string_add(struct strings_ctx *c)
{
	struct reader *r = c->rich.r;
	struct shared got = rich_end(&c->rich);

	if (c->s.n >= MAX_STRINGS) {
		reader_fail(r, doc_fault(r->a, FAULT_STRINGS,
					 doc_number(r->a, MAX_STRINGS)));
		return;
	}
	if (c->rich.text.full)
		reader_fail(r,
			    doc_fault(r->a, FAULT_CELL, STR("sharedStrings")));
	if (c->may_clean || got.is_done) {
		got.text = reader_text(r, got.text);
		got.is_clean = true;
	} else {
		reader_count(r, got.text.n);
	}
	*(struct shared *)vec_push(r->a, &c->s) = got;
}

static void strings_close(void *ctx, const char *name)
{
	struct strings_ctx *c = ctx;

	if (c->in_si && xml_is(name, "si")) {
		c->in_si = false;
		string_add(c);
	} else if (c->in_si) {
		rich_close(&c->rich, name);
	}
}

static void strings_text(void *ctx, const char *p, int n)
{
	struct strings_ctx *c = ctx;

	if (c->in_si)
		rich_text(&c->rich, p, n);
}

static const struct xml_sax strings_sax = { .open = strings_open,
					    .close = strings_close,
					    .text = strings_text };

/* Text in an old font must not be cleaned before it is converted: its letters
 * stand where Unicode has invisible signs. */
static bool has_legacy(const struct cell_styles *s)
{
	for (ptrdiff_t i = 0; i < s->n; i++)
		if (s->p[i].font.legacy != LEGACY_NONE)
			return true;
	return false;
}

struct err *sheet_strings_read(struct xlsx_book *b, struct str part)
{
	struct strings_ctx c = { .rich = { .r = b->r } };
	struct err *e;

	c.may_clean = !has_legacy(&b->styles);
	e = doc_xml_part(b->r, part, &strings_sax, &c);
	b->strings = c.s;
	return e;
}

struct err *sheet_strings_read_xml(struct xlsx_book *b, struct str xml)
{
	struct strings_ctx c = { .rich = { .r = b->r } };
	struct err *e;

	c.may_clean = !has_legacy(&b->styles);
	e = doc_xml_bytes(b->r, xml, &strings_sax, &c);
	b->strings = c.s;
	return e;
}
