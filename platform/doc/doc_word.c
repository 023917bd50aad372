/* Word's styles.xml and numbering.xml, as far as a table needs them. */
#include "doc/doc_priv.h"

enum { MAX_STYLES = 8192, MAX_BASED = 16 };

/* ---- styles --------------------------------------------------------------- */
struct styles_ctx {
	struct reader *r;
	struct word_styles s;
	struct word_style *now; /* in w:style */
	bool in_defaults, in_rpr, in_table_part;
};

static void style_begin(struct styles_ctx *c, const char **attr)
{
	const char *type = xml_attr(attr, "type");
	const char *is_default = xml_attr(attr, "default");

	if (c->s.n >= MAX_STYLES)
		return;
	c->now = vec_push(c->r->a, &c->s);
	c->now->id = str_dup(c->r->a, str_c(xml_attr(attr, "styleId")));
	c->now->bold = c->now->vanish = -1;
	c->now->num = c->now->level = -1;
	c->now->is_default =
		type && xml_is(type, "paragraph") && is_default &&
		(xml_is(is_default, "1") || xml_is(is_default, "true"));
}

static bool fonts_get(const char **attr, struct font *ret_font)
{
	const char *name = xml_attr(attr, "hAnsi");

	if (!name)
		name = xml_attr(attr, "ascii");
	if (name)
		*ret_font = font_of(name);
	else if (xml_attr(attr, "hAnsiTheme") || xml_attr(attr, "asciiTheme"))
		*ret_font = (struct font){ .is_set = true };
	else
		return false;
	return true;
}

static void style_property(struct styles_ctx *c, const char *name,
			   const char **attr)
{
	struct word_style *s = c->now;

	if (xml_is(name, "basedOn"))
		s->based_on = str_dup(c->r->a, str_c(xml_attr(attr, "val")));
	else if (xml_is(name, "numId"))
		s->num = xml_attr_int(attr, "val", -1);
	else if (xml_is(name, "ilvl"))
		s->level = xml_attr_int(attr, "val", 0);
	else if (xml_is(name, "b"))
		s->bold = xml_attr_on(attr);
	else if (xml_is(name, "vanish"))
		s->vanish = xml_attr_on(attr);
	else if (xml_is(name, "rFonts"))
		(void)fonts_get(attr, &s->font);
}

static void styles_open(void *ctx, const char *name, const char **attr)
{
	struct styles_ctx *c = ctx;

	if (xml_is(name, "docDefaults"))
		c->in_defaults = true;
	else if (xml_is(name, "style"))
		style_begin(c, attr);
	else if (xml_is(name, "tblStylePr"))
		c->in_table_part = true;
	else if (c->in_defaults && xml_is(name, "rFonts"))
		(void)fonts_get(attr, &c->s.font);
	else if (c->now && !c->in_table_part)
		style_property(c, name, attr);
}

static void styles_close(void *ctx, const char *name)
{
	struct styles_ctx *c = ctx;

	if (xml_is(name, "docDefaults"))
		c->in_defaults = false;
	else if (xml_is(name, "style"))
		c->now = NULL;
	else if (xml_is(name, "tblStylePr"))
		c->in_table_part = false;
}

struct err *word_styles_read(struct reader *r, struct str part,
			     struct word_styles *ret_styles)
{
	static const struct xml_sax sax = { .open = styles_open,
					    .close = styles_close };
	struct styles_ctx c = { .r = r };
	struct err *e = doc_xml_part(r, part, &sax, &c);

	if (!e)
		*ret_styles = c.s;
	return e;
}

static const struct word_style *style_find(const struct word_styles *s,
					   struct str id)
{
	for (ptrdiff_t i = 0; i < s->n; i++)
		if (id.p ? str_eq(s->p[i].id, id) : s->p[i].is_default)
			return &s->p[i];
	return NULL;
}

struct word_style word_style_get(const struct word_styles *s, struct str id)
{
	const struct word_style *at = style_find(s, id);
	struct word_style got = {
		.bold = -1, .vanish = -1, .num = -1, .level = -1
	};

	for (int i = 0; at && i < MAX_BASED; i++) {
		if (got.bold < 0)
			got.bold = at->bold;
		if (got.vanish < 0)
			got.vanish = at->vanish;
		if (got.num < 0)
			got.num = at->num;
		if (got.level < 0)
			got.level = at->level;
		if (!got.font.is_set)
			got.font = at->font;
		at = at->based_on.p ? style_find(s, at->based_on) : NULL;
	}
	return got;
}

/* ---- numbers ----------------------------------------------------------------- */
struct lists_ctx {
	struct reader *r;
	struct word_lists l;
	struct word_list *list;
	struct word_num *num;
	int level;
};

static void list_begin(struct lists_ctx *c, const char **attr)
{
	c->num = NULL;
	c->level = -1;
	c->list = NULL;
	if (c->l.lists.n >= MAX_NUMS)
		return;
	c->list = vec_push(c->r->a, &c->l.lists);
	c->list->id = xml_attr_int(attr, "abstractNumId", -1);
}

static void num_begin(struct lists_ctx *c, const char **attr)
{
	c->list = NULL;
	c->level = -1;
	c->num = NULL;
	if (c->l.nums.n >= MAX_NUMS)
		return;
	c->num = vec_push(c->r->a, &c->l.nums);
	c->num->id = xml_attr_int(attr, "numId", -1);
	c->num->list = -1;
	for (int i = 0; i < NUM_LEVELS; i++)
		c->num->start[i] = -1;
}

static int level_of(const char **attr)
{
	int level = xml_attr_int(attr, "ilvl", -1);

	return level < 0 || level >= NUM_LEVELS ? -1 : level;
}

static void level_property(struct lists_ctx *c, const char *name,
			   const char **attr)
{
	struct word_level *v = &c->list->level[c->level];

	v->is_set = true;
	if (xml_is(name, "start"))
		v->start = xml_attr_int(attr, "val", 1);
	else if (xml_is(name, "numFmt"))
		v->format = str_dup(c->r->a, str_c(xml_attr(attr, "val")));
	else if (xml_is(name, "lvlText"))
		v->text = str_dup(c->r->a, str_c(xml_attr(attr, "val")));
}

static void lists_open(void *ctx, const char *name, const char **attr)
{
	struct lists_ctx *c = ctx;

	if (xml_is(name, "abstractNum"))
		list_begin(c, attr);
	else if (xml_is(name, "num"))
		num_begin(c, attr);
	else if (xml_is(name, "lvl") || xml_is(name, "lvlOverride"))
		c->level = level_of(attr);
	else if (c->list && c->level >= 0)
		level_property(c, name, attr);
	else if (c->num && xml_is(name, "abstractNumId"))
		c->num->list = xml_attr_int(attr, "val", -1);
	else if (c->num && c->level >= 0 && xml_is(name, "startOverride"))
		c->num->start[c->level] = xml_attr_int(attr, "val", 1);
}

struct err *word_lists_read(struct reader *r, struct str part,
			    struct word_lists *ret_lists)
{
	static const struct xml_sax sax = { .open = lists_open };
	struct lists_ctx c = { .r = r, .level = -1 };
	struct err *e = doc_xml_part(r, part, &sax, &c);

	if (!e)
		*ret_lists = c.l;
	return e;
}

static void put_roman(struct buf *b, int n, bool upper)
{
	static const struct {
		int value;
		const char *low, *up;
	} part[] = {
		{ 1000, "m", "M" },  { 900, "cm", "CM" }, { 500, "d", "D" },
		{ 400, "cd", "CD" }, { 100, "c", "C" },	  { 90, "xc", "XC" },
		{ 50, "l", "L" },    { 40, "xl", "XL" },  { 10, "x", "X" },
		{ 9, "ix", "IX" },   { 5, "v", "V" },	  { 4, "iv", "IV" },
		{ 1, "i", "I" },
	};

	n = MIN(n, 4999);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(part); i++)
		for (; n >= part[i].value; n -= part[i].value)
			buf_str(b, str_c(upper ? part[i].up : part[i].low));
}

/* a … z, aa, bb, … as Word counts */
static void put_letter(struct buf *b, int n, bool upper)
{
	int times = (MIN(n, 26 * 20) - 1) / 26 + 1;

	for (int i = 0; n > 0 && i < times; i++)
		buf_char(b, (char)((upper ? 'A' : 'a') + (n - 1) % 26));
}

static void put_count(struct buf *b, struct str format, int n)
{
	if (str_eq(format, STR("upperRoman")))
		put_roman(b, n, true);
	else if (str_eq(format, STR("lowerRoman")))
		put_roman(b, n, false);
	else if (str_eq(format, STR("upperLetter")))
		put_letter(b, n, true);
	else if (str_eq(format, STR("lowerLetter")))
		put_letter(b, n, false);
	else if (str_eq(format, STR("decimalZero")))
		buf_fmt(b, "%02d", n);
	else
		buf_i64(b, n);
}

static struct word_num *num_find(struct word_lists *l, int id)
{
	for (ptrdiff_t i = 0; i < l->nums.n; i++)
		if (l->nums.p[i].id == id)
			return &l->nums.p[i];
	return NULL;
}

static struct word_list *list_find(struct word_lists *l, int id)
{
	for (ptrdiff_t i = 0; i < l->lists.n; i++)
		if (l->lists.p[i].id == id)
			return &l->lists.p[i];
	return NULL;
}

static int start_of(const struct word_list *list, int level)
{
	return list->level[level].is_set ? list->level[level].start : 1;
}

/* Numberings that share a list count on together, unless one says where it
 * starts. */
static void list_count(struct word_list *list, struct word_num *num, int level)
{
	for (int i = 0; !num->begun && i < NUM_LEVELS; i++)
		if (num->start[i] >= 0) {
			list->used[i] = true;
			list->count[i] = num->start[i] - 1;
		}
	num->begun = true;
	for (int i = 0; i < level; i++)
		if (!list->used[i]) {
			list->used[i] = true;
			list->count[i] = start_of(list, i);
		}
	if (!list->used[level])
		list->count[level] = start_of(list, level) - 1;
	list->used[level] = true;
	if (list->count[level] < INT32_MAX)
		list->count[level]++;
	for (int i = level + 1; i < NUM_LEVELS; i++)
		list->used[i] = false;
}

struct str word_lists_next(struct arena *a, struct word_lists *l, int num_id,
			   int level)
{
	struct word_num *num = num_find(l, num_id);
	struct word_list *list = num ? list_find(l, num->list) : NULL;
	struct buf b = buf_init(a, 200);
	struct str text;

	if (!list || level < 0 || level >= NUM_LEVELS)
		return STR("");
	list_count(list, num, level);
	if (str_eq(list->level[level].format, STR("bullet")) ||
	    str_eq(list->level[level].format, STR("none")))
		return STR("");
	text = list->level[level].text;
	for (ptrdiff_t i = 0; i < text.n; i++) {
		char c = i + 1 < text.n ? text.p[i + 1] : '\0';

		if (text.p[i] != '%' || c < '1' || c > '9') {
			buf_char(&b, text.p[i]);
			continue;
		}
		put_count(&b, list->level[c - '1'].format,
			  list->count[c - '1']);
		i++;
	}
	return buf_view(&b);
}
