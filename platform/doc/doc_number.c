/*
 * Numbers of a worksheet: formats, serial days, plain decimals. Pure. No
 * locale is ever set in this program, so strtod() and printf() use the point.
 */
#include "doc/doc_priv.h"

#include <math.h>

#include "base/date.h"

enum {
	SERIAL_LAST = 2958465,	/* 31/12/9999 */
	SERIAL_FALSE_LEAP = 60, /* 29/2/1900, which never was */
	EPOCH_1904 = -24107,	/* 1904-01-01 in days since 1970 */
	EPOCH_1900 = -25567,	/* 1900-01-01 */
	MAX_PLACES = 15,	/* digits that a double holds */
};

/* ---- formats --------------------------------------------------------------- */
struct shows {
	bool day, time, percent, other;
	bool d, m, y; /* day, with which parts */
	int zeros;
};

/* Looks at one character outside of quotes and brackets. */
static void shows_char(struct shows *x, char c)
{
	switch (c | 0x20) {
	case 'd':
		x->day = x->d = true;
		return;
	case 'y':
		x->day = x->y = true;
		return;
	case 'm': /* month or minute: with hours it is a time */
		x->day = x->day || !x->time;
		x->m = true;
		return;
	case 'h':
	case 's':
		x->time = true;
		return;
	default:
		break;
	}
	if (c == '%')
		x->percent = true;
	else if (c == '0')
		x->zeros++;
	else
		x->other = true;
}

static ptrdiff_t after(struct str code, ptrdiff_t i, char end)
{
	while (i < code.n && code.p[i] != end)
		i++;
	return i;
}

/* The first section only: it is the one for positive numbers. */
static struct shows shows_of(struct str code)
{
	struct shows x = { 0 };

	for (ptrdiff_t i = 0; i < code.n && code.p[i] != ';'; i++) {
		switch (code.p[i]) {
		case '"':
			i = after(code, i + 1, '"');
			break;
		case '[':
			if (i + 1 < code.n &&
			    memchr("hHmMsS", code.p[i + 1], 6))
				x.time = true;
			i = after(code, i + 1, ']');
			break;
		case '\\':
		case '_':
		case '*':
			i++;
			break;
		default:
			shows_char(&x, code.p[i]);
		}
	}
	return x;
}

enum cell_format cell_format_of_code(struct str code, int *ret_zeros)
{
	struct shows x;

	if (str_eq_nocase(code, STR("General")) ||
	    str_eq_nocase(code, STR("Standard")))
		return FMT_PLAIN;
	x = shows_of(code);
	if (x.time && !x.day)
		return FMT_TIME;
	/* "3/2026" typed into a cell becomes a day that shows its month */
	if (x.day && !x.d && x.y && !x.time)
		return x.m ? FMT_MONTH : FMT_YEAR;
	if (x.day)
		return FMT_DATE;
	if (x.percent)
		return FMT_PERCENT;
	if (x.zeros > 1 && !x.other) {
		*ret_zeros = MIN(x.zeros, 30);
		return FMT_ZEROS;
	}
	return FMT_PLAIN;
}

/* ---- days -------------------------------------------------------------------- */
bool serial_iso(struct arena *a, double serial, bool is_1904,
		struct str *ret_iso)
{
	int n;

	if (!(serial >= (is_1904 ? 0 : 1)) || serial >= SERIAL_LAST + 1.0)
		return false;
	n = (int)floor(serial + 1e-6);
	if (is_1904) {
		*ret_iso = day_iso(a, EPOCH_1904 + n);
		return n <= SERIAL_LAST - 1462;
	}
	if (n == SERIAL_FALSE_LEAP)
		*ret_iso = STR("1900-02-29");
	else
		*ret_iso = day_iso(a, EPOCH_1900 + n - 1 -
					      (n > SERIAL_FALSE_LEAP));
	return n <= SERIAL_LAST;
}

static struct str time_text(struct arena *a, double serial)
{
	int minutes = (int)floor((serial - floor(serial)) * 24 * 60 + 0.5);

	minutes = MIN(minutes, 24 * 60 - 1);
	return str_fmt(a, "%02d:%02d", minutes / 60, minutes % 60);
}

/* "2026-07-01" → "7/2026", as documents write it: 01/2026, 02/2026. */
static struct str month_text(struct arena *a, struct str iso)
{
	struct str month = str_sub(iso, 5, 7);

	if (month.p[0] == '0' && month.p[1] > '2')
		month = str_sub(month, 1, 2);
	return str_fmt(a, "%.*s/%.*s", STR_ARG(month),
		       STR_ARG(str_sub(iso, 0, 4)));
}

/* ---- decimals ------------------------------------------------------------------ */
static bool is_digits(struct str s)
{
	ptrdiff_t i = s.n && s.p[0] == '-';

	if (i == s.n)
		return false;
	for (; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

static bool parse(struct str v, double *ret_d)
{
	char text[64];
	char *end;
	double d;

	if (!v.n || v.n >= (ptrdiff_t)sizeof(text))
		return false;
	for (ptrdiff_t i = 0; i < v.n; i++)
		if (!memchr("0123456789+-.eE", v.p[i], 15))
			return false;
	memcpy(text, v.p, (size_t)v.n);
	text[v.n] = '\0';
	d = strtod(text, &end);
	if (end != text + v.n || !isfinite(d))
		return false;
	*ret_d = d;
	return true;
}

/* digits, and where their point stands: 123, 1 → "12.3"? no: "1.23" is 1 */
static void put_places(struct buf *b, const char *digits, int n, int point)
{
	if (point <= 0) {
		buf_lit(b, "0.");
		for (int i = point; i < 0; i++)
			buf_char(b, '0');
		buf_mem(b, digits, n);
		return;
	}
	for (int i = 0; i < MAX(n, point); i++) {
		if (i == point)
			buf_char(b, '.');
		buf_char(b, i < n ? digits[i] : '0');
	}
}

/* Fifteen digits are what a spreadsheet shows: they drop the artefacts. */
static struct str decimal(struct arena *a, double d)
{
	char text[40];
	char digits[MAX_PLACES];
	struct buf b = buf_init(a, 400);
	int n = 0, exp;

	if (d == 0)
		return STR("0");
	snprintf(text, sizeof(text), "%.*e", MAX_PLACES - 1, fabs(d));
	digits[n++] = text[0];
	for (const char *p = text + 2; *p != 'e'; p++)
		digits[n++] = *p;
	exp = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
	while (n > 1 && digits[n - 1] == '0')
		n--;
	if (d < 0)
		buf_char(&b, '-');
	put_places(&b, digits, n, exp + 1);
	return buf_view(&b);
}

struct str number_plain(struct arena *a, struct str v)
{
	double d;

	v = str_trim(v);
	/* other programs write more digits than a double holds: keep them */
	if (is_digits(v) && v.n <= 18)
		return v;
	return parse(v, &d) ? decimal(a, d) : v;
}

static struct str padded(struct arena *a, struct str v, int zeros)
{
	struct buf b = buf_init(a, 64);

	for (ptrdiff_t i = v.n; i < zeros; i++)
		buf_char(&b, '0');
	buf_str(&b, v);
	return buf_view(&b);
}

/* A day of which the format shows a month or a year only: what was typed was
 * the month when it is the first; any other day was meant as a day. */
static void month_cell(const struct xlsx_book *b, struct doc_cell *c, double d,
		       enum cell_format f)
{
	struct str first = f == FMT_MONTH ? STR("-01") : STR("-01-01");

	c->is_date = serial_iso(b->r->a, d, b->is_1904, &c->text);
	c->is_number = !c->is_date;
	if (!c->is_date || !str_ends(c->text, first))
		return;
	c->text = f == FMT_MONTH ? month_text(b->r->a, c->text)
				 : str_sub(c->text, 0, 4);
	c->is_date = false;
}

void number_cell(const struct xlsx_book *b, struct doc_cell *c, struct str v,
		 const struct cell_style *s)
{
	struct arena *a = b->r->a;
	enum cell_format f = s ? s->format : FMT_PLAIN;
	double d = 0;
	bool is_number = parse(str_trim(v), &d);

	c->text = number_plain(a, v);
	c->is_number = is_number;
	if (!is_number)
		return;
	if (f == FMT_TIME && d >= 0 && d < 1) {
		c->text = time_text(a, d);
		c->is_number = false;
	} else if (f == FMT_DATE || f == FMT_TIME) {
		c->is_date = serial_iso(a, d, b->is_1904, &c->text);
		c->is_number = !c->is_date;
	} else if (f == FMT_MONTH || f == FMT_YEAR) {
		month_cell(b, c, d, f);
	} else if (f == FMT_PERCENT) {
		c->text = str_cat(a, decimal(a, d * 100), STR("%"));
		c->is_number = false;
	} else if (f == FMT_ZEROS && d >= 0 && is_digits(c->text) &&
		   c->text.n < s->zeros) {
		c->text = padded(a, c->text, s->zeros);
		c->is_number = false;
	}
}

/* ---- references ------------------------------------------------------------------ */
bool cell_ref(const char *ref, int *ret_col, int *ret_row)
{
	int col = 0, row = 0;
	const char *p = ref;

	for (; *p >= 'A' && *p <= 'Z' && col <= MAX_COLS; p++)
		col = col * 26 + (*p - 'A' + 1);
	if (col == 0 || col > MAX_COLS)
		return false;
	for (; *p >= '0' && *p <= '9' && row <= 1048576; p++)
		row = row * 10 + (*p - '0');
	if (*p || row == 0 || row > 1048576)
		return false;
	*ret_col = col - 1;
	*ret_row = row;
	return true;
}

struct str col_name(struct arena *a, int col)
{
	char text[8];
	int i = (int)sizeof(text);

	for (int n = col + 1; n > 0 && i > 0; n = (n - 1) / 26)
		text[--i] = (char)('A' + (n - 1) % 26);
	return str_dup(a, (struct str){ text + i, (int)sizeof(text) - i });
}

/* ---- styles.xml ------------------------------------------------------------------- */
enum { MAX_FORMATS = 4096, MAX_XFS = 65536 };

struct code {
	int id;
	enum cell_format format;
	int zeros;
};
struct sheet_font {
	struct font font;
	bool bold;
};
struct styles_ctx {
	struct reader *r;
	struct {
		struct code *p;
		ptrdiff_t n, cap;
	} codes;
	struct {
		struct sheet_font *p;
		ptrdiff_t n, cap;
	} fonts;
	struct cell_styles xfs;
	bool in_fonts, in_xfs;
};

static bool between(int id, int from, int to)
{
	return id >= from && id <= to;
}

static enum cell_format builtin(int id)
{
	if (between(id, 18, 21) || between(id, 45, 47))
		return FMT_TIME;
	if (id == 17)
		return FMT_MONTH;
	if (between(id, 14, 22) || between(id, 27, 36) || between(id, 50, 58))
		return FMT_DATE;
	return id == 9 || id == 10 ? FMT_PERCENT : FMT_PLAIN;
}

static void xf_add(struct styles_ctx *c, const char **attr)
{
	int id = xml_attr_int(attr, "numFmtId", 0);
	int font = xml_attr_int(attr, "fontId", 0);
	struct cell_style *s;

	if (c->xfs.n >= MAX_XFS)
		return;
	s = vec_push(c->r->a, &c->xfs);
	s->format = builtin(id);
	for (ptrdiff_t i = 0; i < c->codes.n; i++)
		if (c->codes.p[i].id == id) {
			s->format = c->codes.p[i].format;
			s->zeros = c->codes.p[i].zeros;
		}
	if (font >= 0 && font < c->fonts.n) {
		s->font = c->fonts.p[font].font;
		s->bold = c->fonts.p[font].bold;
	}
}

static void code_add(struct styles_ctx *c, const char **attr)
{
	struct code *k;

	if (c->codes.n >= MAX_FORMATS)
		return;
	k = vec_push(c->r->a, &c->codes);
	k->id = xml_attr_int(attr, "numFmtId", -1);
	k->format = cell_format_of_code(str_c(xml_attr(attr, "formatCode")),
					&k->zeros);
}

static void styles_open(void *ctx, const char *name, const char **attr)
{
	struct styles_ctx *c = ctx;
	struct sheet_font *f = c->fonts.n ? &c->fonts.p[c->fonts.n - 1] : NULL;

	if (xml_is(name, "numFmt"))
		code_add(c, attr);
	else if (xml_is(name, "fonts"))
		c->in_fonts = true;
	else if (xml_is(name, "cellXfs"))
		c->in_xfs = true;
	else if (c->in_xfs && xml_is(name, "xf"))
		xf_add(c, attr);
	else if (!c->in_fonts)
		return;
	else if (xml_is(name, "font") && c->fonts.n < MAX_FORMATS)
		(void)vec_push(c->r->a, &c->fonts);
	else if (f && xml_is(name, "b"))
		f->bold = xml_attr_on(attr);
	else if (f && xml_is(name, "name"))
		f->font = font_of(xml_attr(attr, "val"));
}

static void styles_close(void *ctx, const char *name)
{
	struct styles_ctx *c = ctx;

	if (xml_is(name, "fonts"))
		c->in_fonts = false;
	else if (xml_is(name, "cellXfs"))
		c->in_xfs = false;
}

struct err *sheet_styles_read(struct reader *r, struct str part,
			      struct cell_styles *ret_styles)
{
	static const struct xml_sax sax = { .open = styles_open,
					    .close = styles_close };
	struct styles_ctx c = { .r = r };
	struct err *e = doc_xml_part(r, part, &sax, &c);

	if (!e)
		*ret_styles = c.xfs;
	return e;
}
