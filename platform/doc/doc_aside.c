/*
 * Texts that stand beside a document's flow: headers, footers, text boxes,
 * watermarks. No table is looked for in them, but stamps of secrecy stand
 * there more often than anywhere else.
 */
#include "doc/doc_priv.h"

enum { MAX_PARTS = 200 };

static void aside_flush(struct aside *x)
{
	struct str text = reader_text(x->r, buf_view(&x->text));

	buf_clear(&x->text);
	if (text.n)
		*(struct str *)vec_push(x->r->a, &x->r->asides) = text;
}

void aside_init(struct aside *x, struct reader *r)
{
	*x = (struct aside){ .r = r };
	x->text = buf_init(r->a, r->max.cell);
}

void aside_add(struct reader *r, struct str raw)
{
	struct str text = reader_text(r, raw);

	if (text.n)
		*(struct str *)vec_push(r->a, &r->asides) = text;
}

void aside_open(void *ctx, const char *name, const char **attr)
{
	struct aside *x = ctx;

	if (xml_is(name, "t"))
		x->in_t = true;
	else if (xml_is(name, "p"))
		aside_flush(x);
	else if (xml_is(name, "br") || xml_is(name, "tab"))
		buf_char(&x->text, '\n');
	else if (xml_is(name, "textpath")) /* a watermark's letters */
		aside_add(x->r, str_c(xml_attr(attr, "string")));
}

void aside_close(void *ctx, const char *name)
{
	struct aside *x = ctx;

	if (xml_is(name, "t"))
		x->in_t = false;
	else if (xml_is(name, "p"))
		aside_flush(x);
}

void aside_text(void *ctx, const char *p, int n)
{
	struct aside *x = ctx;

	if (x->in_t)
		buf_mem(&x->text, p, n);
}

struct err *doc_aside_read(struct reader *r, struct str part)
{
	static const struct xml_sax sax = { .open = aside_open,
					    .close = aside_close,
					    .text = aside_text };
	struct aside x;
	struct err *e;

	aside_init(&x, r);
	e = doc_xml_part(r, part, &sax, &x);
	if (!e)
		aside_flush(&x);
	return e;
}

struct err *doc_asides_read(struct reader *r, struct str part,
			    const struct rels *rels, const char *type_end)
{
	struct err *e = NULL;
	int n = 0;

	for (ptrdiff_t i = 0; !e && i < rels->n && n < MAX_PARTS; i++) {
		struct str name;

		if (!str_ends(rels->p[i].type, str_c(type_end)) ||
		    rels->p[i].is_external)
			continue;
		name = doc_zip_beside(r->a, part, rels->p[i].target);
		if (doc_zip_has(r, name))
			e = doc_aside_read(r, name);
		n++;
	}
	return e;
}
