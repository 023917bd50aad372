/*
 * Streaming XML: names without prefixes, no DTD, limited depth. Nothing is
 * kept; a part of any size needs the same memory.
 */
#include "doc/doc_priv.h"

#include <expat.h>

enum { CHUNK = 64 * 1024 };

struct xml {
	struct reader *r;
	const struct xml_sax *sax;
	void *ctx;
	XML_Parser parser;
	int depth;
};

static const char *local_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

static bool stopped(struct xml *x)
{
	if (!x->r->err)
		return false;
	XML_StopParser(x->parser, XML_FALSE);
	return true;
}

static void XMLCALL on_open(void *ctx, const char *name, const char **attr)
{
	struct xml *x = ctx;

	if (++x->depth > MAX_DEPTH)
		reader_fail(x->r, doc_fault(x->r->a, FAULT_DEEP));
	if (stopped(x))
		return;
	x->sax->open(x->ctx, local_name(name), attr);
	stopped(x);
}

static void XMLCALL on_close(void *ctx, const char *name)
{
	struct xml *x = ctx;

	x->depth--;
	if (stopped(x))
		return;
	if (x->sax->close)
		x->sax->close(x->ctx, local_name(name));
	stopped(x);
}

static void XMLCALL on_text(void *ctx, const char *p, int n)
{
	struct xml *x = ctx;

	if (x->r->err)
		return;
	x->sax->text(x->ctx, p, n);
	stopped(x);
}

static void XMLCALL on_doctype(void *ctx, const char *name, const char *sys,
			       const char *pub, int has_subset)
{
	struct xml *x = ctx;

	(void)name, (void)sys, (void)pub, (void)has_subset;
	reader_fail(x->r, doc_fault(x->r->a, FAULT_DTD));
	stopped(x);
}

static void parser_freep(XML_Parser *p)
{
	if (*p)
		XML_ParserFree(*p);
}

static XML_Parser parser_new(struct xml *x)
{
	XML_Parser p = XML_ParserCreate(NULL);

	if (!p)
		abort(); /* out of memory, as in an arena */
	XML_SetUserData(p, x);
	XML_SetElementHandler(p, on_open, on_close);
	if (x->sax->text)
		XML_SetCharacterDataHandler(p, on_text);
	XML_SetStartDoctypeDeclHandler(p, on_doctype);
	XML_SetParamEntityParsing(p, XML_PARAM_ENTITY_PARSING_NEVER);
	x->parser = p;
	return p;
}

static struct err *xml_error(struct xml *x, struct str part)
{
	struct err *e;

	if (x->r->err)
		return x->r->err;
	e = doc_fault(x->r->a, FAULT_DAMAGED,
		      str_fmt(x->r->a, "%.*s:%lu", STR_ARG(part),
			      XML_GetCurrentLineNumber(x->parser)));
	reader_fail(x->r, e);
	return err_detail(x->r->a, e, "%s",
			  XML_ErrorString(XML_GetErrorCode(x->parser)));
}

/* Counts what comes out of the package and stops a bomb. */
static struct err *unpacked_add(struct reader *r, ptrdiff_t part_n,
				ptrdiff_t packed, ptrdiff_t n)
{
	r->unpacked += n;
	if (r->unpacked > r->max.unpacked ||
	    (part_n > RATIO_FROM && part_n / MAX_RATIO > packed))
		return doc_fault(r->a, FAULT_BOMB);
	return NULL;
}

static struct err *part_check(struct reader *r, struct str part,
			      const zip_stat_t *st)
{
	if (st->encryption_method != ZIP_EM_NONE)
		return doc_fault(r->a, FAULT_LOCKED);
	if (st->comp_method != ZIP_CM_STORE &&
	    st->comp_method != ZIP_CM_DEFLATE)
		return err_detail(r->a, doc_fault(r->a, FAULT_METHOD),
				  "%.*s: method %d", STR_ARG(part),
				  (int)st->comp_method);
	if (st->size > (zip_uint64_t)r->max.unpacked)
		return doc_fault(r->a, FAULT_BOMB);
	return NULL;
}

static void file_closep(zip_file_t **f)
{
	if (*f)
		zip_fclose(*f);
}

static struct err *part_stream(struct xml *x, struct str part, zip_file_t *f,
			       ptrdiff_t packed)
{
	ptrdiff_t total = 0;
	struct err *e;

	for (;;) {
		void *room = XML_GetBuffer(x->parser, CHUNK);
		zip_int64_t n = zip_fread(f, room, CHUNK);

		if (n < 0)
			return doc_fault(x->r->a, FAULT_DAMAGED, part);
		total += n;
		e = unpacked_add(x->r, total, packed, n);
		if (e)
			return e;
		if (XML_ParseBuffer(x->parser, (int)n, n == 0) != XML_STATUS_OK)
			return xml_error(x, part);
		if (n == 0)
			return x->r->err;
	}
}

struct err *doc_xml_part(struct reader *r, struct str part,
			 const struct xml_sax *sax, void *ctx)
{
	struct xml x = { .r = r, .sax = sax, .ctx = ctx };
	CLEANUP(parser_freep) XML_Parser p = NULL;
	CLEANUP(file_closep) zip_file_t *f = NULL;
	zip_int64_t at =
		zip_name_locate(r->zip, str_to_c(r->a, part), ZIP_FL_NOCASE);
	zip_stat_t st;
	struct err *e;

	if (at < 0)
		return doc_fault(r->a, FAULT_NO_PART, part);
	if (zip_stat_index(r->zip, (zip_uint64_t)at, 0, &st))
		return doc_fault(r->a, FAULT_DAMAGED, part);
	e = part_check(r, part, &st);
	if (e)
		return e;
	f = zip_fopen_index(r->zip, (zip_uint64_t)at, 0);
	if (!f)
		return doc_fault(r->a, FAULT_DAMAGED, part);
	p = parser_new(&x);
	return part_stream(&x, part, f, (ptrdiff_t)st.comp_size);
}

struct err *doc_xml_bytes(struct reader *r, struct str xml,
			  const struct xml_sax *sax, void *ctx)
{
	struct xml x = { .r = r, .sax = sax, .ctx = ctx };
	CLEANUP(parser_freep) XML_Parser p = parser_new(&x);

	assert(xml.n < INT32_MAX);
	if (XML_Parse(p, xml.p, (int)xml.n, 1) != XML_STATUS_OK)
		return xml_error(&x, STR("xml"));
	return r->err;
}

const char *xml_attr(const char **attr, const char *name)
{
	for (; attr[0]; attr += 2)
		if (xml_is(local_name(attr[0]), name))
			return attr[1];
	return NULL;
}

int xml_attr_int(const char **attr, const char *name, int otherwise)
{
	int64_t v;

	if (!str_to_i64(str_trim(str_c(xml_attr(attr, name))), &v) ||
	    v < INT32_MIN || v > INT32_MAX)
		return otherwise;
	return (int)v;
}

bool xml_attr_on(const char **attr)
{
	struct str v = str_c(xml_attr(attr, "val"));

	return !(str_eq(v, STR("0")) || str_eq(v, STR("false")) ||
		 str_eq(v, STR("off")) || str_eq(v, STR("none")));
}

/* ---- relationships ------------------------------------------------------- */
struct rels_ctx {
	struct reader *r;
	struct rels rels;
};

static void rels_open(void *ctx, const char *name, const char **attr)
{
	struct rels_ctx *c = ctx;
	struct rel *rel;

	if (!xml_is(name, "Relationship") || c->rels.n >= MAX_NUMS)
		return;
	rel = vec_push(c->r->a, &c->rels);
	rel->id = str_dup(c->r->a, str_c(xml_attr(attr, "Id")));
	rel->type = str_dup(c->r->a, str_c(xml_attr(attr, "Type")));
	rel->target = str_dup(c->r->a, str_c(xml_attr(attr, "Target")));
	rel->is_external = str_eq_nocase(str_c(xml_attr(attr, "TargetMode")),
					 STR("External"));
}

struct err *doc_rels_read(struct reader *r, struct str part,
			  struct rels *ret_rels)
{
	static const struct xml_sax sax = { .open = rels_open };
	struct rels_ctx c = { .r = r };
	struct err *e = doc_xml_part(r, part, &sax, &c);

	if (!e)
		*ret_rels = c.rels;
	return e;
}

struct str doc_rels_target(const struct rels *rels, struct str id)
{
	for (ptrdiff_t i = 0; i < rels->n; i++)
		if (str_eq(rels->p[i].id, id) && !rels->p[i].is_external)
			return rels->p[i].target;
	return STR_NULL;
}

struct str doc_rels_of_type(const struct rels *rels, const char *type_end)
{
	for (ptrdiff_t i = 0; i < rels->n; i++)
		if (str_ends(rels->p[i].type, str_c(type_end)) &&
		    !rels->p[i].is_external)
			return rels->p[i].target;
	return STR_NULL;
}
