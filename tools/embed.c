/*
 * Puts files into the program (run at build time, never shipped):
 *   embed --plain SYMBOL -o FILE.c [NAME=]FILE…    struct embedded SYMBOL[]
 *   embed --assets SYMBOL -o FILE.c [NAME=]FILE…   struct asset SYMBOL[]
 * Both also define `const int SYMBOL_n`. An asset's path holds the hash of
 * its content, so it may be cached for ever; a style sheet names another
 * asset of the same command line as url(asset:NAME).
 */
#include "base/buf.h"

#include <stdio.h>

#include <zlib.h>

enum {
	FILE_LIMIT = 16 << 20,
	OUT_LIMIT = 256 << 20,
	FILES_MOST = 256,
	LINE_BYTES = 64, /* of a file on one line of output */
};

struct item {
	struct str name; /* as the program asks for it */
	struct str file; /* on the disk, relative to where we run */
	struct str bytes;
	struct str gzip; /* absent: not smaller */
	struct str path; /* with the hash; assets only */
	const char *type;
};

struct items {
	struct item *p;
	ptrdiff_t n, cap;
};

static const struct {
	const char *ending, *type;
} types[] = {
	{ ".css", "text/css; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".png", "image/png" },
	{ ".ico", "image/x-icon" },
	{ ".woff2", "font/woff2" },
	{ ".txt", "text/plain; charset=utf-8" },
	{ ".json", "application/json" },
	{ ".webmanifest", "application/manifest+json" },
};

static bool say(const char *what, struct str name)
{
	fprintf(stderr, "embed: %s: %.*s\n", what, STR_ARG(name));
	return false;
}

static bool file_read(struct arena *a, struct str path, struct str *ret_bytes)
{
	struct buf b = buf_init(a, FILE_LIMIT);
	FILE *f = fopen(str_to_c(a, path), "rb");
	char part[8192];
	size_t n;

	if (!f)
		return say("cannot be read", path);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_mem(&b, part, (ptrdiff_t)n);
	fclose(f);
	if (b.full)
		return say("is too large", path);
	*ret_bytes = buf_view(&b);
	return true;
}

/* Where the last `parts` parts of a path begin. */
static ptrdiff_t path_tail(struct str path, int parts)
{
	for (ptrdiff_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/' && --parts == 0)
			return i;
	return 0;
}

/* "NAME=FILE", or the file's own name (its last `parts` parts). */
static bool item_open(struct arena *a, const char *arg, int parts,
		      struct item *ret_item)
{
	struct str s = str_c(arg);
	ptrdiff_t eq = str_find_char(s, '=');
	struct str file = eq < 0 ? s : str_sub(s, eq + 1, s.n);
	struct str bytes;

	if (!file_read(a, file, &bytes))
		return false;
	*ret_item = (struct item){
		.name = eq < 0 ? str_sub(s, path_tail(s, parts), s.n)
			       : str_sub(s, 0, eq),
		.file = file,
		.bytes = bytes,
	};
	return true;
}

static bool item_gzip(struct arena *a, struct item *it)
{
	z_stream z = { 0 };
	uLong most;
	unsigned char *out;
	bool done;

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return say("cannot be compressed", it->file);
	most = deflateBound(&z, (uLong)it->bytes.n);
	out = arena_new(a, unsigned char, (ptrdiff_t)most);
	z.next_in = (z_const Bytef *)(uintptr_t)it->bytes.p;
	z.avail_in = (uInt)it->bytes.n;
	z.next_out = out;
	z.avail_out = (uInt)most;
	done = deflate(&z, Z_FINISH) == Z_STREAM_END;
	if (done && (ptrdiff_t)z.total_out < it->bytes.n)
		it->gzip = (struct str){ (char *)out, (ptrdiff_t)z.total_out };
	deflateEnd(&z);
	return done || say("cannot be compressed", it->file);
}

/* Type and path; the bytes must be the final ones. */
static bool item_address(struct arena *a, struct item *it)
{
	uint64_t h = str_hash(it->bytes);

	for (ptrdiff_t i = 0; i < N_ELEMENTS(types); i++) {
		struct str end = str_c(types[i].ending);

		if (!str_ends(it->name, end))
			continue;
		it->type = types[i].type;
		it->path = str_fmt(a, "/a/%.*s.%08x%s",
				   (int)(it->name.n - end.n), it->name.p,
				   (unsigned)(h ^ h >> 32), types[i].ending);
		return item_gzip(a, it);
	}
	return say("has an ending without a content type", it->name);
}

static const struct item *item_find(const struct items *v, struct str name)
{
	for (ptrdiff_t i = 0; i < v->n; i++)
		if (str_eq(v->p[i].name, name))
			return &v->p[i];
	return NULL;
}

/* Replaces each url(asset:NAME) of a style sheet by the asset's path. */
static bool css_link(struct arena *a, const struct items *v, struct item *css)
{
	struct buf b = buf_init(a, FILE_LIMIT);
	struct str s = css->bytes, mark = STR("url(asset:");
	ptrdiff_t at = 0, next;

	while ((next = str_find(s, mark, at)) >= 0) {
		struct str rest = str_sub(s, next + mark.n, s.n);
		ptrdiff_t end = str_find_char(rest, ')');
		struct str name = str_sub(rest, 0, end < 0 ? 0 : end);
		const struct item *it = item_find(v, name);

		if (!it || !it->path.p)
			return say("names an asset that isn't here", name);
		buf_str(&b, str_sub(s, at, next));
		buf_lit(&b, "url(");
		buf_str(&b, it->path);
		at = next + mark.n + end;
	}
	buf_str(&b, str_sub(s, at, s.n));
	css->bytes = buf_view(&b);
	return true;
}

/* Style sheets last: their paths depend on the others'. */
static bool assets_address(struct arena *a, struct items *v)
{
	for (int css = 0; css < 2; css++)
		for (ptrdiff_t i = 0; i < v->n; i++) {
			struct item *it = &v->p[i];

			if (str_ends(it->name, STR(".css")) != (css == 1))
				continue;
			if (css && !css_link(a, v, it))
				return false;
			if (!item_address(a, it))
				return false;
		}
	return true;
}

/* A C string literal: octal for all that isn't plain, so that no byte needs
 * to be thought about (trigraphs, digits behind an escape, UTF-8). */
static void put_literal(struct buf *b, struct str s)
{
	buf_char(b, '"');
	for (ptrdiff_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (i > 0 && i % LINE_BYTES == 0)
			buf_lit(b, "\"\n\t\"");
		if (c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '?')
			buf_char(b, (char)c);
		else
			buf_fmt(b, "\\%03o", c);
	}
	buf_char(b, '"');
}

static void put_plain(struct buf *b, const struct items *v, struct str symbol)
{
	buf_lit(b, "#include \"base/embed.h\"\n\n");
	buf_fmt(b, "extern const struct embedded %.*s[];\n", STR_ARG(symbol));
	buf_fmt(b, "extern const int %.*s_n;\n", STR_ARG(symbol));
	buf_fmt(b, "const struct embedded %.*s[] = {\n", STR_ARG(symbol));
	for (ptrdiff_t i = 0; i < v->n; i++) {
		buf_lit(b, "\t{ ");
		put_literal(b, v->p[i].name);
		buf_lit(b, ", { ");
		put_literal(b, v->p[i].bytes);
		buf_fmt(b, ", %td } },\n", v->p[i].bytes.n);
	}
}

static void put_bytes(struct buf *b, const char *prefix, ptrdiff_t k,
		      struct str s)
{
	if (!s.p)
		return;
	buf_fmt(b, "static const unsigned char %s%td[] =\n\t", prefix, k);
	put_literal(b, s);
	buf_lit(b, ";\n");
}

static void put_assets(struct buf *b, const struct items *v, struct str symbol)
{
	buf_lit(b, "#include \"http/http.h\"\n\n");
	for (ptrdiff_t i = 0; i < v->n; i++) {
		put_bytes(b, "bytes", i, v->p[i].bytes);
		put_bytes(b, "gzip", i, v->p[i].gzip);
	}
	buf_fmt(b, "extern const struct asset %.*s[];\n", STR_ARG(symbol));
	buf_fmt(b, "extern const int %.*s_n;\n", STR_ARG(symbol));
	buf_fmt(b, "const struct asset %.*s[] = {\n", STR_ARG(symbol));
	for (ptrdiff_t i = 0; i < v->n; i++) {
		const struct item *it = &v->p[i];

		buf_lit(b, "\t{ .path = ");
		put_literal(b, it->path);
		buf_lit(b, ", .name = ");
		put_literal(b, it->name);
		buf_fmt(b, ",\n\t  .type = \"%s\",\n", it->type);
		buf_fmt(b, "\t  .bytes = bytes%td, .n_bytes = %td,\n", i,
			it->bytes.n);
		if (it->gzip.p)
			buf_fmt(b, "\t  .gzip = gzip%td, .n_gzip = %td,\n", i,
				it->gzip.n);
		buf_lit(b, "\t},\n");
	}
}

static bool file_write(struct arena *a, struct str path, const struct buf *b)
{
	FILE *f = fopen(str_to_c(a, path), "wb");
	bool good;

	if (!f || b->full) {
		if (f)
			fclose(f);
		return say("cannot be written", path);
	}
	good = fwrite(b->p, 1, (size_t)b->n, f) == (size_t)b->n;
	return (fclose(f) == 0 && good) || say("cannot be written", path);
}

/* argv: embed MODE SYMBOL -o OUT FILES… */
static bool embed(struct arena *a, int argc, char **argv)
{
	struct buf b = buf_init(a, OUT_LIMIT);
	bool assets = argc > 1 && strcmp(argv[1], "--assets") == 0;
	struct items v = { 0 };

	if (argc < 6 || (!assets && strcmp(argv[1], "--plain") != 0) ||
	    strcmp(argv[3], "-o") != 0 || argc > FILES_MOST)
		return say("usage", STR("embed --plain|--assets SYMBOL "
					"-o FILE.c [NAME=]FILE…"));
	for (int i = 5; i < argc; i++) {
		struct item it;

		if (!item_open(a, argv[i], assets ? 1 : 2, &it))
			return false;
		if (item_find(&v, it.name))
			return say("is named twice", it.name);
		*vec_push(a, &v) = it;
	}
	if (assets && !assets_address(a, &v))
		return false;
	buf_lit(&b, "/* Made by tools/embed; not to be edited. */\n");
	(assets ? put_assets : put_plain)(&b, &v, str_c(argv[2]));
	buf_fmt(&b, "};\nconst int %s_n = %td;\n", argv[2], v.n);
	return file_write(a, str_c(argv[4]), &b);
}

int main(int argc, char **argv)
{
	struct arena *a = arena_open((ptrdiff_t)1 << 30);
	bool good = embed(a, argc, argv);

	arena_close(a);
	return good ? 0 : 1;
}
