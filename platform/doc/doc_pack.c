/* Writing packages: XML text, and a zip in memory. */
#include "doc/doc_priv.h"

enum { DOS_DAY = 1 << 5 | 1 }; /* 1/1/1980: the day zip files begin with */

/* XML 1.0 holds no control characters but three, and no U+FFFE, U+FFFF. */
static bool is_xml_char(uint32_t cp)
{
	return cp >= ' ' ? cp != 0xFFFE && cp != 0xFFFF
			 : cp == '\n' || cp == '\t';
}

struct str doc_xml_clean(struct arena *a, struct str s)
{
	struct buf b = buf_init(a, s.n + 1);

	for (ptrdiff_t at = 0; at < s.n;) {
		ptrdiff_t from = at;

		if (is_xml_char(utf8_next(s, &at)))
			buf_str(&b, str_sub(s, from, at));
	}
	return buf_view(&b);
}

void doc_xml_put(struct buf *b, struct str s)
{
	for (ptrdiff_t at = 0; at < s.n;) {
		ptrdiff_t from = at;
		uint32_t cp = utf8_next(s, &at);

		if (!is_xml_char(cp))
			continue;
		if (cp == '&')
			buf_lit(b, "&amp;");
		else if (cp == '<')
			buf_lit(b, "&lt;");
		else if (cp == '>')
			buf_lit(b, "&gt;");
		else if (cp == '"')
			buf_lit(b, "&quot;");
		else
			buf_str(b, str_sub(s, from, at));
	}
}

static bool part_add(zip_t *zip, const struct part *part)
{
	zip_source_t *src = zip_source_buffer(zip, part->bytes.p,
					      (zip_uint64_t)part->bytes.n, 0);
	char name[200];
	zip_int64_t i;

	assert(part->name.n < (ptrdiff_t)sizeof(name));
	memcpy(name, part->name.p, (size_t)part->name.n);
	name[part->name.n] = '\0';
	i = src ? zip_file_add(zip, name, src, 0) : -1;
	if (i < 0) {
		if (src)
			zip_source_free(src);
		return false;
	}
	return zip_file_set_dostime(zip, (zip_uint64_t)i, 0, DOS_DAY, 0) == 0;
}

static bool source_read(struct arena *a, zip_source_t *src,
			struct str *ret_bytes)
{
	zip_int64_t n;
	char *p;
	bool ok;

	if (zip_source_open(src))
		return false;
	ok = zip_source_seek(src, 0, SEEK_END) == 0;
	n = ok ? zip_source_tell(src) : -1;
	ok = n >= 0 && zip_source_seek(src, 0, SEEK_SET) == 0;
	p = arena_new(a, char, ok ? n : 0);
	ok = ok && zip_source_read(src, p, (zip_uint64_t)n) == n;
	zip_source_close(src);
	if (ok)
		*ret_bytes = (struct str){ p, n };
	return ok;
}

static bool pack(struct arena *a, zip_source_t *src, const struct part *part,
		 int n, struct str *ret_bytes)
{
	zip_t *zip = zip_open_from_source(src, ZIP_TRUNCATE, NULL);

	if (!zip)
		return false;
	zip_source_keep(src);
	for (int i = 0; i < n; i++)
		if (!part_add(zip, &part[i])) {
			zip_discard(zip);
			return false;
		}
	if (zip_close(zip)) {
		zip_discard(zip);
		return false;
	}
	return source_read(a, src, ret_bytes);
}

struct err *doc_zip_pack(struct arena *a, const struct part *part, int n,
			 struct str *ret_bytes)
{
	zip_source_t *src = zip_source_buffer_create(NULL, 0, 0, NULL);
	bool ok = src && pack(a, src, part, n, ret_bytes);

	if (src)
		zip_source_free(src);
	return ok ? NULL
		  : err_new(a, ERR_IO,
			    N_("The document can't be packed; try again in a "
			       "moment."));
}
