/*
 * Tables of plain text: RFC 4180 with the separators that offices use, in
 * UTF-8, UTF-16, Windows-1258, or one of the old Vietnamese encodings.
 */
#include "doc/doc_priv.h"

#include "doc/csv_guard.h"

enum { SAMPLE = 64 * 1024 };

/* ---- encodings --------------------------------------------------------------- */
static uint32_t unit_at(struct str s, ptrdiff_t i, bool big)
{
	uint32_t a = (unsigned char)s.p[i], b = (unsigned char)s.p[i + 1];

	return big ? a << 8 | b : b << 8 | a;
}

/* False when a surrogate stands alone. */
static bool from_utf16(struct arena *a, struct str s, bool big,
		       struct str *ret_text)
{
	struct buf b = buf_init(a, s.n * 2 + 1);
	char c[4];

	for (ptrdiff_t i = 0; i + 1 < s.n; i += 2) {
		uint32_t cp = unit_at(s, i, big);

		if (cp >= 0xDC00 && cp <= 0xDFFF)
			return false;
		if (cp >= 0xD800 && cp <= 0xDBFF) {
			uint32_t low = i + 3 < s.n ? unit_at(s, i + 2, big) : 0;

			if (low < 0xDC00 || low > 0xDFFF)
				return false;
			cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
			i += 2;
		}
		buf_mem(&b, c, utf8_put(c, cp));
	}
	*ret_text = buf_view(&b);
	return s.n % 2 == 0;
}

/* The signs of Windows-1252 between 0x80 and 0x9F; 0: none. */
static const uint16_t windows_1252[32] = {
	0x20AC, 0,	0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,	0x017D, 0,
	0,	0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,	0x017E, 0x0178,
};

static struct str from_1252(struct arena *a, struct str s)
{
	struct buf b = buf_init(a, s.n * 3 + 1);
	char c[4];

	for (ptrdiff_t i = 0; i < s.n; i++) {
		uint32_t cp = (unsigned char)s.p[i];

		if (cp >= 0x80 && cp <= 0x9F && windows_1252[cp - 0x80])
			cp = windows_1252[cp - 0x80];
		buf_mem(&b, c, utf8_put(c, cp));
	}
	return buf_view(&b);
}

static struct err *bad_line(struct reader *r, struct str bytes)
{
	int line = 1;
	struct str rest = bytes;

	while (rest.p) {
		struct str one = str_cut(&rest, '\n');

		if (!utf8_valid(one))
			break;
		line++;
	}
	return doc_fault(r->a, FAULT_ENCODING, doc_number(r->a, line));
}

/* Where Windows-1258 isn't Windows-1252. */
static const struct {
	unsigned char byte;
	uint16_t cp;
} windows_1258[] = {
	{ 0xC3, 0x0102 }, { 0xCC, 0x0300 }, { 0xD0, 0x0110 }, { 0xD2, 0x0309 },
	{ 0xD5, 0x01A0 }, { 0xDD, 0x01AF }, { 0xDE, 0x0303 }, { 0xE3, 0x0103 },
	{ 0xEC, 0x0301 }, { 0xF0, 0x0111 }, { 0xF2, 0x0323 }, { 0xF5, 0x01A1 },
	{ 0xFD, 0x01B0 }, { 0xFE, 0x20AB },
};

static uint32_t of_1258(unsigned char byte)
{
	for (ptrdiff_t k = 0; k < N_ELEMENTS(windows_1258); k++)
		if (windows_1258[k].byte == byte)
			return windows_1258[k].cp;
	return byte >= 0x80 && byte <= 0x9F ? windows_1252[byte - 0x80] : byte;
}

static bool is_tone(uint32_t cp)
{
	return cp >= 0x0300 && cp <= 0x0323;
}

static bool is_vowel(uint32_t cp)
{
	static const char plain[] = "aeiouyAEIOUY";
	static const uint16_t marked[] = { 0xC2,  0xCA,	 0xD4,	0xE2,
					   0xEA,  0xF4,	 0x102, 0x103,
					   0x1A0, 0x1A1, 0x1AF, 0x1B0 };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(marked); i++)
		if (marked[i] == cp)
			return true;
	return cp && cp < 0x80 && strchr(plain, (int)cp);
}

/* A letter that Vietnamese has, or a sign. */
static bool is_ours(uint32_t cp)
{
	static const uint16_t marked[] = { 0xC0, 0xC1, 0xC8, 0xC9, 0xCD, 0xD3,
					   0xD9, 0xDA, 0xE0, 0xE1, 0xE8, 0xE9,
					   0xED, 0xF3, 0xF9, 0xFA };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(marked); i++)
		if (marked[i] == cp)
			return true;
	return cp < 0xC0 || cp > 0x1FF || cp == 0x110 || cp == 0x111 ||
	       is_vowel(cp);
}

/* Windows-1258, as a Vietnamese Excel saves "CSV": a tone is a byte of its
 * own behind its vowel, which no other encoding comes near to. False: it is
 * another. */
static bool from_1258(struct arena *a, struct str s, struct str *ret_text)
{
	struct buf b = buf_init(a, s.n * 3 + 1);
	uint32_t was = 0;
	ptrdiff_t tones = 0;
	char c[4];

	for (ptrdiff_t i = 0; i < s.n; i++) {
		uint32_t cp = of_1258((unsigned char)s.p[i]);

		if (!cp || (is_tone(cp) ? !is_vowel(was) : !is_ours(cp)))
			return false;
		tones += is_tone(cp);
		was = cp;
		buf_mem(&b, c, utf8_put(c, cp));
	}
	*ret_text = buf_view(&b);
	return tones > 0;
}

static struct err *decode_old(struct reader *r, struct str bytes,
			      struct str *ret_text)
{
	struct str text = from_1252(r->a, bytes);
	enum legacy from = legacy_of_text(utf8_cut(text, SAMPLE));

	if (from_1258(r->a, bytes, ret_text))
		return NULL;
	/* Neither valid UTF-8 nor clearly an old encoding: a guess would
	 * spoil names silently. */
	if (from == LEGACY_NONE)
		return bad_line(r, bytes);
	r->was_legacy = true;
	*ret_text = legacy_to_unicode(r->a, from, false, text);
	return NULL;
}

/* UTF-16 without the mark at its beginning: of Latin letters one byte in two
 * is zero, the first of each or the second; the others hardly ever are
 * (U+0300). */
static bool is_bare_utf16(struct str bytes, bool *ret_big)
{
	ptrdiff_t zero[2] = { 0 }, n = MIN(bytes.n, SAMPLE);

	for (ptrdiff_t i = 0; i < n; i++)
		zero[i & 1] += !bytes.p[i];
	*ret_big = zero[0] > zero[1];
	return bytes.n % 2 == 0 && zero[*ret_big] * 8 < zero[!*ret_big] &&
	       zero[!*ret_big] * 4 > n;
}

static struct err *decode(struct reader *r, struct str bytes,
			  struct str *ret_text)
{
	bool big;

	if (str_starts(bytes, STR("\xEF\xBB\xBF")))
		bytes = str_sub(bytes, 3, bytes.n);
	else if (str_starts(bytes, STR("\xFF\xFE")) ||
		 str_starts(bytes, STR("\xFE\xFF")))
		return from_utf16(r->a, str_sub(bytes, 2, bytes.n),
				  bytes.p[0] == '\xFE', ret_text)
			       ? NULL
			       : doc_fault(r->a, FAULT_NOT_CSV);
	else if (is_bare_utf16(bytes, &big) &&
		 from_utf16(r->a, bytes, big, ret_text))
		return NULL;
	if (memchr(bytes.p, '\0', (size_t)bytes.n))
		return doc_fault(r->a, FAULT_NOT_CSV);
	if (!utf8_valid(bytes))
		return decode_old(r, bytes, ret_text);
	*ret_text = bytes;
	return NULL;
}

/* ---- separator ------------------------------------------------------------------ */
/* The one that the first lines have most often outside of quotes. */
static char separator_of(struct str text)
{
	static const char marks[] = { ',', ';', '\t' };
	int count[3] = { 0 };
	bool quoted = false;
	int lines = 0, best = 0;

	for (ptrdiff_t i = 0; i < MIN(text.n, SAMPLE) && lines < 20; i++) {
		if (text.p[i] == '"')
			quoted = !quoted;
		for (int k = 0; k < 3 && !quoted; k++)
			count[k] += text.p[i] == marks[k];
		lines += !quoted && text.p[i] == '\n';
	}
	for (int k = 1; k < 3; k++)
		if (count[k] > count[best])
			best = k;
	return marks[best];
}

/* ---- cells ---------------------------------------------------------------------- */
struct csv {
	struct reader *r;
	struct str text;
	ptrdiff_t at;
	char sep;
	int line;
	struct buf cell;
	struct doc_rows rows;
	int number; /* of the row, as a spreadsheet would count */
};

/* Behind an opening quote up to behind the closing one. */
static void quoted_read(struct csv *c)
{
	int from = c->line;

	while (c->at < c->text.n) {
		char ch = c->text.p[c->at++];

		if (ch == '"') {
			if (c->at == c->text.n || c->text.p[c->at] != '"')
				return;
			c->at++;
		}
		c->line += ch == '\n';
		buf_char(&c->cell, ch);
	}
	reader_fail(c->r,
		    doc_fault(c->r->a, FAULT_QUOTE, doc_number(c->r->a, from)));
}

static bool at_cell_end(const struct csv *c)
{
	char ch;

	if (c->at >= c->text.n)
		return true;
	ch = c->text.p[c->at];
	return ch == c->sep || ch == '\n' || ch == '\r';
}

static void cell_read(struct csv *c, int col)
{
	struct doc_cell *cell;
	struct str s;

	buf_clear(&c->cell);
	if (c->at < c->text.n && c->text.p[c->at] == '"') {
		c->at++;
		quoted_read(c);
	}
	while (!at_cell_end(c))
		buf_char(&c->cell, c->text.p[c->at++]);
	if (c->cell.full)
		reader_fail(c->r,
			    doc_fault(c->r->a, FAULT_CELL,
				      str_fmt(c->r->a, "%.*s%d",
					      STR_ARG(col_name(c->r->a, col)),
					      c->number)));
	s = csv_unguard(buf_view(&c->cell));
	cell = reader_cell(c->r);
	cell->col = (uint16_t)col;
	cell->text = reader_text(c->r, s);
}

static void line_end_skip(struct csv *c)
{
	if (c->at < c->text.n && c->text.p[c->at] == '\r')
		c->at++;
	if (c->at < c->text.n && c->text.p[c->at] == '\n')
		c->at++;
	c->line++;
}

static void row_read(struct csv *c)
{
	bool is_empty = true;

	c->number++;
	c->r->cells.n = 0;
	for (int col = 0; !c->r->err; col++) {
		if (col >= MAX_COLS)
			reader_fail(c->r,
				    doc_fault(c->r->a, FAULT_CELLS,
					      doc_number(c->r->a,
							 c->r->max.cells)));
		cell_read(c, col);
		if (c->at >= c->text.n || c->text.p[c->at] != c->sep)
			break;
		c->at++;
	}
	line_end_skip(c);
	for (ptrdiff_t i = 0; i < c->r->cells.n; i++)
		is_empty = is_empty && !c->r->cells.p[i].text.n;
	if (is_empty)
		c->r->n_cells -= c->r->cells.n;
	else if (!c->r->err)
		(void)reader_row(c->r, &c->rows, c->number);
}

/* Excel's own first line "sep=;". */
static void sep_line(struct csv *c)
{
	if (!str_starts(c->text, STR("sep=")) || c->text.n < 5)
		return;
	/* a byte of a longer letter would cut letters in two */
	if ((unsigned char)c->text.p[4] > 0x7E ||
	    strchr("\"\r\n", c->text.p[4]))
		return;
	c->sep = c->text.p[4];
	c->at = 5;
	line_end_skip(c);
}

struct err *doc_csv_read(struct reader *r, struct str bytes)
{
	struct csv c = { .r = r, .line = 1 };
	struct err *e = decode(r, bytes, &c.text);

	if (e)
		return e;
	if (!str_trim(c.text).n)
		return doc_fault(r->a, FAULT_EMPTY);
	c.sep = separator_of(c.text);
	c.cell = buf_init(r->a, r->max.cell);
	sep_line(&c);
	while (c.at < c.text.n && !r->err)
		row_read(&c);
	if (!r->err)
		reader_table(r, STR(""), c.rows);
	return r->err;
}
