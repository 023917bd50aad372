/*
 * The package around a .docx or .xlsx: what it is, and why another file is
 * refused. Entries are only looked up by name; nothing is ever unpacked.
 */
#include "doc/doc_priv.h"

void doc_zip_closep(zip_t **zip)
{
	if (*zip)
		zip_discard(*zip);
	*zip = NULL;
}

bool doc_zip_has(struct reader *r, struct str part)
{
	return zip_name_locate(r->zip, str_to_c(r->a, part), ZIP_FL_NOCASE) >=
	       0;
}

static ptrdiff_t last_slash(struct str part)
{
	ptrdiff_t i = part.n;

	while (i > 0 && part.p[i - 1] != '/')
		i--;
	return i;
}

struct str doc_zip_beside(struct arena *a, struct str part, struct str target)
{
	struct str folder = str_sub(part, 0, last_slash(part));

	if (str_starts(target, STR("/")))
		return str_sub(target, 1, target.n);
	while (str_starts(target, STR("../"))) {
		target = str_sub(target, 3, target.n);
		folder = str_sub(folder, 0, MAX(folder.n - 1, 0));
		folder = str_sub(folder, 0, last_slash(folder));
	}
	if (str_starts(target, STR("./")))
		target = str_sub(target, 2, target.n);
	return str_cat(a, folder, target);
}

struct str doc_zip_rels(struct arena *a, struct str part)
{
	ptrdiff_t i = last_slash(part);

	return str_fmt(a, "%.*s_rels/%.*s.rels", STR_ARG(str_sub(part, 0, i)),
		       STR_ARG(str_sub(part, i, part.n)));
}

/* ---- files that are no zip ------------------------------------------------- */
/* Does an ASCII name stand in the file as UTF-16, as OLE folders have it? */
static bool has_wide(struct str bytes, const char *name)
{
	char wide[64];
	size_t n = strlen(name);

	assert(n * 2 <= sizeof(wide));
	for (size_t i = 0; i < n; i++) {
		wide[2 * i] = name[i];
		wide[2 * i + 1] = '\0';
	}
	return memmem(bytes.p, (size_t)bytes.n, wide, n * 2) != NULL;
}

static bool name_ends(struct str name, struct str ending)
{
	return name.n >= ending.n &&
	       str_eq_nocase(str_sub(name, name.n - ending.n, name.n), ending);
}

static enum doc_fault fault_of_ole(struct str name, struct str bytes)
{
	if (has_wide(bytes, "EncryptedPackage"))
		return FAULT_LOCKED;
	if (has_wide(bytes, "WordDocument") || name_ends(name, STR(".doc")))
		return FAULT_OLD_DOC;
	if (has_wide(bytes, "Workbook") || name_ends(name, STR(".xls")))
		return FAULT_OLD_XLS;
	return FAULT_OLD_OFFICE;
}

static const struct {
	struct str ending;
	enum doc_fault fault;
} endings[] = {
	{ STR_INIT(".docx"), FAULT_NOT_DOCX },
	{ STR_INIT(".xlsx"), FAULT_NOT_XLSX },
	{ STR_INIT(".csv"), FAULT_NOT_CSV },
	{ STR_INIT(".tsv"), FAULT_NOT_CSV },
	{ STR_INIT(".txt"), FAULT_NOT_CSV },
	{ STR_INIT(".doc"), FAULT_OLD_DOC },
	{ STR_INIT(".rtf"), FAULT_OLD_DOC },
	{ STR_INIT(".xls"), FAULT_OLD_XLS },
	{ STR_INIT(".xlsb"), FAULT_XLSB },
	{ STR_INIT(".docm"), FAULT_MACRO },
	{ STR_INIT(".xlsm"), FAULT_MACRO },
	{ STR_INIT(".odt"), FAULT_ODT },
	{ STR_INIT(".ods"), FAULT_ODS },
	{ STR_INIT(".pdf"), FAULT_PDF },
};

struct err *doc_refuse(struct arena *a, struct str name, struct str bytes)
{
	if (str_starts(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return doc_fault(a, fault_of_ole(name, bytes));
	if (str_starts(bytes, STR("%PDF")))
		return doc_fault(a, FAULT_PDF);
	if (str_starts(bytes, STR("{\\rtf")))
		return doc_fault(a, FAULT_OLD_DOC);
	for (ptrdiff_t i = 0; i < N_ELEMENTS(endings); i++)
		if (name_ends(name, endings[i].ending))
			return doc_fault(a, endings[i].fault);
	return doc_fault(a, FAULT_KIND);
}

/* ---- what the package is ----------------------------------------------------- */
struct types_ctx {
	struct str part; /* wanted: "/word/document.xml" */
	struct reader *r;
	struct str main;     /* its content type */
	struct str fallback; /* by its ending */
	bool has_macro;
};

static void types_open(void *ctx, const char *name, const char **attr)
{
	struct types_ctx *c = ctx;
	struct str type = str_c(xml_attr(attr, "ContentType"));
	struct str part = str_c(xml_attr(attr, "PartName"));
	struct str ending = str_c(xml_attr(attr, "Extension"));

	if (str_find(type, STR("macroEnabled"), 0) >= 0 ||
	    str_find(type, STR("vbaProject"), 0) >= 0)
		c->has_macro = true;
	if (xml_is(name, "Override") && str_eq_nocase(part, c->part))
		c->main = str_dup(c->r->a, type);
	if (xml_is(name, "Default") && str_eq_nocase(ending, STR("xml")))
		c->fallback = str_dup(c->r->a, type);
}

static bool has_vba(zip_t *zip)
{
	zip_int64_t n = zip_get_num_entries(zip, 0);

	for (zip_int64_t i = 0; i < n; i++) {
		const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);

		if (name && name_ends(str_c(name), STR("vbaProject.bin")))
			return true;
	}
	return false;
}

static struct err *refuse_type(struct reader *r, const struct types_ctx *c)
{
	if (str_find(c->main, STR("sheet.binary"), 0) >= 0)
		return doc_fault(r->a, FAULT_XLSB);
	if (c->has_macro || has_vba(r->zip))
		return doc_fault(r->a, FAULT_MACRO);
	return NULL;
}

static struct err *kind_of(struct reader *r, struct str part,
			   enum doc_kind *ret_kind)
{
	static const struct xml_sax sax = { .open = types_open };
	struct types_ctx c = { .r = r, .part = str_cat(r->a, STR("/"), part) };
	struct err *e = doc_xml_part(r, STR("[Content_Types].xml"), &sax, &c);

	if (!e)
		e = refuse_type(r, &c);
	if (e)
		return e;
	if (!c.main.p)
		c.main = c.fallback;
	if (str_find(c.main, STR("wordprocessingml"), 0) >= 0)
		*ret_kind = DOC_DOCX;
	else if (str_find(c.main, STR("spreadsheetml"), 0) >= 0)
		*ret_kind = DOC_XLSX;
	else
		return doc_fault(r->a, FAULT_KIND);
	return NULL;
}

static struct err *refuse_open_document(struct reader *r)
{
	char type[80];
	zip_file_t *f = zip_fopen(r->zip, "mimetype", 0);
	zip_int64_t n = f ? zip_fread(f, type, sizeof(type)) : 0;
	struct str s = { type, MAX((ptrdiff_t)n, 0) };

	if (f)
		zip_fclose(f);
	if (!str_starts(s, STR("application/vnd.oasis.opendocument")))
		return NULL;
	if (str_find(s, STR("spreadsheet"), 0) >= 0)
		return doc_fault(r->a, FAULT_ODS);
	if (str_find(s, STR("text"), 0) >= 0)
		return doc_fault(r->a, FAULT_ODT);
	return doc_fault(r->a, FAULT_KIND);
}

static struct err *main_part(struct reader *r, struct str *ret_part)
{
	struct rels rels;
	struct str target = STR_NULL;
	struct err *e;

	if (!doc_zip_has(r, STR("[Content_Types].xml")))
		return doc_fault(r->a, FAULT_KIND);
	if (doc_zip_has(r, STR("_rels/.rels"))) {
		e = doc_rels_read(r, STR("_rels/.rels"), &rels);
		if (e)
			return e;
		target = doc_rels_of_type(&rels, "/officeDocument");
	}
	if (target.p)
		*ret_part = doc_zip_beside(r->a, STR(""), target);
	else if (doc_zip_has(r, STR("word/document.xml")))
		*ret_part = STR("word/document.xml");
	else if (doc_zip_has(r, STR("xl/workbook.xml")))
		*ret_part = STR("xl/workbook.xml");
	else
		return doc_fault(r->a, FAULT_KIND);
	return NULL;
}

/* What all parts say that they unpack to: a bomb is refused even where nobody
 * would unpack it, since the file goes on to others. */
static ptrdiff_t all_unpacked(struct reader *r)
{
	zip_int64_t n = zip_get_num_entries(r->zip, 0);
	zip_uint64_t sum = 0, most = PTRDIFF_MAX;

	for (zip_int64_t i = 0; i < n; i++) {
		zip_stat_t st;

		if (zip_stat_index(r->zip, (zip_uint64_t)i, 0, &st) ||
		    !(st.valid & ZIP_STAT_SIZE))
			continue;
		sum = st.size > most - sum ? most : sum + st.size;
	}
	return (ptrdiff_t)sum;
}

static struct err *package_open(struct reader *r, struct str bytes)
{
	zip_error_t why;
	zip_source_t *src;

	zip_error_init(&why);
	src = zip_source_buffer_create(bytes.p, (zip_uint64_t)bytes.n, 0, &why);
	if (src)
		r->zip = zip_open_from_source(src, ZIP_RDONLY, &why);
	if (!r->zip && src)
		zip_source_free(src);
	zip_error_fini(&why);
	if (!r->zip)
		return doc_fault(r->a, FAULT_TRUNCATED);
	if (zip_get_num_entries(r->zip, 0) > r->max.entries)
		return doc_fault(r->a, FAULT_ENTRIES,
				 doc_number(r->a, r->max.entries));
	return all_unpacked(r) > MAX(r->max.unpacked, bytes.n * MAX_RATIO)
		       ? doc_fault(r->a, FAULT_BOMB)
		       : NULL;
}

struct err *doc_zip_open(struct reader *r, struct str bytes,
			 enum doc_kind *ret_kind, struct str *ret_part)
{
	struct err *e = package_open(r, bytes);

	if (!e)
		e = refuse_open_document(r);
	if (!e)
		e = main_part(r, ret_part);
	if (!e)
		e = kind_of(r, *ret_part, ret_kind);
	return e;
}
