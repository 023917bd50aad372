/* An Excel workbook: its sheets in order, the hidden ones only counted unless
 * they are asked for. */
#include "doc/doc_priv.h"

enum { MAX_SHEETS = 255 };

struct sheet_ref {
	struct str name, id;
	bool is_hidden;
};
struct sheet_refs {
	struct sheet_ref *p;
	ptrdiff_t n, cap;
};

struct book_ctx {
	struct reader *r;
	struct sheet_refs sheets;
	bool is_1904;
};

static bool is_true(const char *v)
{
	return v && (xml_is(v, "1") || xml_is(v, "true"));
}

static void book_open(void *ctx, const char *name, const char **attr)
{
	struct book_ctx *c = ctx;
	const char *state = xml_attr(attr, "state");
	bool hidden = state && !xml_is(state, "visible");
	struct sheet_ref *s;

	if (xml_is(name, "workbookPr"))
		c->is_1904 = is_true(xml_attr(attr, "date1904"));
	if (!xml_is(name, "sheet"))
		return;
	c->r->hidden_sheets += hidden;
	if ((hidden && !c->r->max.whole) || c->sheets.n >= MAX_SHEETS)
		return;
	s = vec_push(c->r->a, &c->sheets);
	s->name = text_clean(c->r->a, str_c(xml_attr(attr, "name")));
	s->id = str_dup(c->r->a, str_c(xml_attr(attr, "id")));
	s->is_hidden = hidden;
}

/* Styles and strings, where the workbook has them. */
static struct err *book_parts(struct xlsx_book *b, struct str part,
			      const struct rels *rels)
{
	struct reader *r = b->r;
	struct str styles = doc_rels_of_type(rels, "/styles");
	struct str strings = doc_rels_of_type(rels, "/sharedStrings");
	struct err *e = NULL;

	styles = doc_zip_beside(r->a, part, styles.p ? styles : STR("-"));
	strings = doc_zip_beside(r->a, part, strings.p ? strings : STR("-"));
	if (doc_zip_has(r, styles))
		e = sheet_styles_read(r, styles, &b->styles);
	if (!e && doc_zip_has(r, strings))
		e = sheet_strings_read(b, strings);
	return e;
}

static bool is_worksheet(const struct rels *rels, struct str id)
{
	for (ptrdiff_t i = 0; i < rels->n; i++)
		if (str_eq(rels->p[i].id, id))
			return str_ends(rels->p[i].type, STR("/worksheet"));
	return true; /* its absence is reported by who looks for it */
}

static struct err *book_sheet(struct xlsx_book *b, struct str part,
			      const struct rels *rels,
			      const struct sheet_ref *s)
{
	struct str target = doc_rels_target(rels, s->id);
	struct err *e;

	if (!is_worksheet(rels, s->id))
		return NULL; /* a chart on a sheet of its own */
	if (!target.p)
		return doc_fault(b->r->a, FAULT_NO_PART, s->name);
	target = doc_zip_beside(b->r->a, part, target);
	e = doc_sheet_read(b, target, s->name);
	if (e)
		return e;
	b->r->tables.p[b->r->tables.n - 1].is_hidden = s->is_hidden;
	return doc_sheet_asides(b, target);
}

struct err *doc_xlsx_read(struct reader *r, struct str part)
{
	static const struct xml_sax sax = { .open = book_open };
	struct book_ctx c = { .r = r };
	struct xlsx_book b = { .r = r };
	struct rels rels = { 0 };
	struct err *e = doc_xml_part(r, part, &sax, &c);

	if (!e)
		e = doc_rels_read(r, doc_zip_rels(r->a, part), &rels);
	b.is_1904 = c.is_1904;
	if (!e)
		e = book_parts(&b, part, &rels);
	for (ptrdiff_t i = 0; !e && i < c.sheets.n; i++)
		e = book_sheet(&b, part, &rels, &c.sheets.p[i]);
	return e;
}
