/*
 * What kind of file somebody gave us: by its ending, the first bytes and the
 * structure, which have to agree. The browser's word does not count.
 */
#include "file/file_priv.h"

struct kind;
typedef struct err *kind_check(struct arena *a, const struct kind *k,
			       struct str name, struct str bytes);

struct kind {
	struct str ending;
	struct str media;
	struct str magic;  /* at the start; absent: none */
	kind_check *check; /* may be NULL */
};

static struct err *other_content(struct arena *a, const struct kind *k,
				 struct str name)
{
	return err_new(a, ERR_UNSUPPORTED,
		       N_("The file {0} is not a real .{1} file; please save "
			  "it again in that format."),
		       name, k->ending);
}

static struct err *pdf_check(struct arena *a, const struct kind *k,
			     struct str name, struct str bytes)
{
	static const struct str active[] = {
		STR_INIT("/JavaScript"),
		STR_INIT("/Launch"),
		STR_INIT("/EmbeddedFile"),
	};

	if (str_find(bytes, STR("%%EOF"), MAX(0, bytes.n - 2048)) < 0)
		return other_content(a, k, name);
	for (int i = 0; i < N_ELEMENTS(active); i++)
		if (str_find(bytes, active[i], 0) >= 0)
			return err_new(a, ERR_UNSUPPORTED,
				       N_("The file {0} holds a program or "
					  "another file; please print it to a "
					  "plain PDF first."),
				       name);
	return NULL;
}

static struct err *macro_err(struct arena *a, struct str name)
{
	return err_new(a, ERR_UNSUPPORTED,
		       N_("The file {0} holds macros; please save it without "
			  "macros."),
		       name);
}

static struct err *locked_err(struct arena *a, struct str name)
{
	return err_new(a, ERR_UNSUPPORTED,
		       N_("The file {0} is protected by a password or saved in "
			  "an old format; please save it unprotected as .docx "
			  "or .xlsx."),
		       name);
}

static bool is_kind(const struct kind *k, const struct zip_look *look)
{
	if (str_eq(k->ending, STR("docx")))
		return look->word && look->types.p;
	if (str_eq(k->ending, STR("xlsx")))
		return look->sheet && look->types.p;
	return look->manifest.p && str_eq(look->mimetype, k->media);
}

static struct err *office_check(struct arena *a, const struct kind *k,
				struct str name, struct str bytes)
{
	struct zip_look look;

	if (str_starts(bytes, STR("\xD0\xCF\x11\xE0")))
		return locked_err(a, name);
	if (!zip_look_at(a, bytes, &look))
		return other_content(a, k, name);
	if (look.locked ||
	    str_find(look.manifest, STR("encryption-data"), 0) >= 0)
		return locked_err(a, name);
	if (look.macro || str_find(look.types, STR("macroEnabled"), 0) >= 0)
		return macro_err(a, name);
	return is_kind(k, &look) ? NULL : other_content(a, k, name);
}

/* Any encoding, but text: no zero bytes, except those of UTF-16. */
static struct err *text_check(struct arena *a, const struct kind *k,
			      struct str name, struct str bytes)
{
	bool wide = str_starts(bytes, STR("\xFF\xFE")) ||
		    str_starts(bytes, STR("\xFE\xFF"));

	if (!wide && memchr(bytes.p, 0, (size_t)bytes.n))
		return other_content(a, k, name);
	return NULL;
}

static struct err *png_check(struct arena *a, const struct kind *k,
			     struct str name, struct str bytes)
{
	return str_find(bytes, STR("IEND"), 8) > 0 ? NULL
						   : other_content(a, k, name);
}

#define OOXML "application/vnd.openxmlformats-officedocument."
#define ODF   "application/vnd.oasis.opendocument."
static const struct kind kinds[] = {
	{ STR_INIT("pdf"), STR_INIT("application/pdf"), STR_INIT("%PDF-"),
	  pdf_check },
	{ STR_INIT("docx"),
	  STR_INIT(OOXML "wordprocessingml.document"),
	  { NULL, 0 },
	  office_check },
	{ STR_INIT("xlsx"),
	  STR_INIT(OOXML "spreadsheetml.sheet"),
	  { NULL, 0 },
	  office_check },
	{ STR_INIT("odt"), STR_INIT(ODF "text"), { NULL, 0 }, office_check },
	{ STR_INIT("ods"),
	  STR_INIT(ODF "spreadsheet"),
	  { NULL, 0 },
	  office_check },
	{ STR_INIT("png"), STR_INIT("image/png"), STR_INIT("\x89PNG\r\n\x1a\n"),
	  png_check },
	{ STR_INIT("jpg"), STR_INIT("image/jpeg"), STR_INIT("\xFF\xD8\xFF"),
	  NULL },
	{ STR_INIT("jpeg"), STR_INIT("image/jpeg"), STR_INIT("\xFF\xD8\xFF"),
	  NULL },
	{ STR_INIT("csv"), STR_INIT("text/csv"), { NULL, 0 }, text_check },
	{ STR_INIT("txt"), STR_INIT("text/plain"), { NULL, 0 }, text_check },
};

static const struct kind *kind_find(struct str name)
{
	ptrdiff_t dot = name.n - 1;

	while (dot >= 0 && name.p[dot] != '.')
		dot--;
	for (int i = 0; dot >= 0 && i < N_ELEMENTS(kinds); i++)
		if (str_eq_nocase(str_sub(name, dot + 1, name.n),
				  kinds[i].ending))
			return &kinds[i];
	return NULL;
}

struct err *file_examine(struct arena *a, struct str name, struct str bytes,
			 struct str *ret_media)
{
	const struct kind *k = kind_find(name);
	struct str shown = file_clean_name(a, name);
	struct err *e = NULL;

	if (!k)
		return err_new(a, ERR_UNSUPPORTED,
			       N_("The file {0} is of a kind that is not "
				  "accepted; please give pdf, docx, xlsx, odt, "
				  "ods, png, jpg, csv or txt."),
			       shown);
	if (bytes.n == 0)
		return err_new(a, ERR_INVALID, N_("The file {0} is empty."),
			       shown);
	if (bytes.n > FILE_MOST)
		return err_new(a, ERR_LIMIT,
			       N_("The file {0} is larger than 20 MB; please "
				  "give a smaller one."),
			       shown);
	if (k->magic.p && !str_starts(bytes, k->magic))
		return other_content(a, k, shown);
	if (k->check)
		e = k->check(a, k, shown, bytes);
	if (!e)
		*ret_media = k->media;
	return e;
}
