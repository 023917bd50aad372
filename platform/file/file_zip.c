/*
 * Looks at the directory of a zip archive: names and flags, and the few small
 * parts that say what kind of document it is. Nothing else is unpacked.
 */
#include "file/file_priv.h"

#include <zlib.h>

enum {
	END_SIZE = 22,
	ENTRY_SIZE = 46,
	LOCAL_SIZE = 30,
	COMMENT_MOST = 65535,
	ENTRIES_MOST = 2000,
	PART_MOST = 1 << 20,
	STORED = 0,
	DEFLATED = 8,
};

struct entry {
	struct str name;
	unsigned flags, method;
	ptrdiff_t packed, local;
};

static unsigned u16(struct str s, ptrdiff_t at)
{
	const unsigned char *p = (const unsigned char *)s.p + at;

	return (unsigned)p[0] | (unsigned)p[1] << 8;
}

static ptrdiff_t u32(struct str s, ptrdiff_t at)
{
	return (ptrdiff_t)u16(s, at) | (ptrdiff_t)u16(s, at + 2) << 16;
}

/* Where the directory's end record stands, or -1. */
static ptrdiff_t end_find(struct str z)
{
	ptrdiff_t lowest = MAX(0, z.n - END_SIZE - COMMENT_MOST);

	for (ptrdiff_t at = z.n - END_SIZE; at >= lowest; at--)
		if (u32(z, at) == 0x06054b50 &&
		    at + END_SIZE + (ptrdiff_t)u16(z, at + 20) == z.n)
			return at;
	return -1;
}

/* Raw deflate, at most PART_MOST bytes; absent when it does not unpack. */
static struct str part_inflate(struct arena *a, struct str packed)
{
	char *out = arena_new(a, char, PART_MOST);
	z_stream zs = {
		.next_in = (z_const Bytef *)(uintptr_t)packed.p,
		.avail_in = (uInt)packed.n,
		.next_out = (Bytef *)out,
		.avail_out = PART_MOST,
	};
	int rc;

	if (inflateInit2(&zs, -MAX_WBITS) != Z_OK)
		return STR_NULL;
	rc = inflate(&zs, Z_FINISH);
	inflateEnd(&zs);
	if (rc != Z_STREAM_END)
		return STR_NULL;
	return (struct str){ out, (ptrdiff_t)zs.total_out };
}

static struct str part_read(struct arena *a, struct str z,
			    const struct entry *e)
{
	ptrdiff_t at;
	struct str packed;

	if (e->local < 0 || e->local > z.n - LOCAL_SIZE ||
	    u32(z, e->local) != 0x04034b50)
		return STR_NULL;
	at = e->local + LOCAL_SIZE + (ptrdiff_t)u16(z, e->local + 26) +
	     (ptrdiff_t)u16(z, e->local + 28);
	if (at > z.n || e->packed > z.n - at || e->packed > PART_MOST)
		return STR_NULL;
	packed = str_sub(z, at, at + e->packed);
	if (e->method == STORED)
		return packed;
	return e->method == DEFLATED ? part_inflate(a, packed) : STR_NULL;
}

static bool entry_read(struct str z, ptrdiff_t *at, ptrdiff_t end,
		       struct entry *ret_e)
{
	ptrdiff_t n;

	if (*at > end - ENTRY_SIZE || u32(z, *at) != 0x02014b50)
		return false;
	n = (ptrdiff_t)u16(z, *at + 28);
	if (n > end - *at - ENTRY_SIZE)
		return false;
	*ret_e = (struct entry){
		.name = str_sub(z, *at + ENTRY_SIZE, *at + ENTRY_SIZE + n),
		.flags = u16(z, *at + 8),
		.method = u16(z, *at + 10),
		.packed = u32(z, *at + 20),
		.local = u32(z, *at + 42),
	};
	*at += ENTRY_SIZE + n + (ptrdiff_t)u16(z, *at + 30) +
	       (ptrdiff_t)u16(z, *at + 32);
	return true;
}

static void entry_look(struct arena *a, struct str z, const struct entry *e,
		       struct zip_look *look)
{
	if (e->flags & 1)
		look->locked = true;
	if (str_ends(e->name, STR("vbaProject.bin")) ||
	    str_starts(e->name, STR("Basic/")) ||
	    str_starts(e->name, STR("Scripts/")))
		look->macro = true;
	if (str_eq(e->name, STR("word/document.xml")))
		look->word = true;
	if (str_eq(e->name, STR("xl/workbook.xml")))
		look->sheet = true;
	if (str_eq(e->name, STR("[Content_Types].xml")))
		look->types = part_read(a, z, e);
	if (str_eq(e->name, STR("META-INF/manifest.xml")))
		look->manifest = part_read(a, z, e);
	if (str_eq(e->name, STR("mimetype")))
		look->mimetype = part_read(a, z, e);
}

bool zip_look_at(struct arena *a, struct str bytes, struct zip_look *ret_look)
{
	struct zip_look look = { 0 };
	ptrdiff_t end, at;
	struct entry e;
	unsigned n;

	if (bytes.n < END_SIZE || !str_starts(bytes, STR("PK\3\4")))
		return false;
	end = end_find(bytes);
	if (end < 0)
		return false;
	n = u16(bytes, end + 10);
	at = u32(bytes, end + 16);
	if (n == 0 || n > ENTRIES_MOST)
		return false;
	for (unsigned i = 0; i < n; i++) {
		if (!entry_read(bytes, &at, end, &e))
			return false;
		entry_look(a, bytes, &e, &look);
	}
	*ret_look = look;
	return true;
}
