/* Keys and cells of a list that comes back as a workbook. */
#include "sheet/sheet.h"

#include "base/utf8.h"
#include "i18n/i18n.h"

bool sheet_column_find(const struct sheet_columns *cols, struct str key,
		       int *ret_col)
{
	for (ptrdiff_t c = 0; c < cols->n; c++)
		if (str_eq(key, str_c(cols->p[c].key))) {
			*ret_col = (int)c;
			return true;
		}
	return false;
}

const char *sheet_key_title(void)
{
	return N_("Row key");
}

/* ---- keys -------------------------------------------------------------- */

enum { CHECK = 6, KEY_MOST = 400 };

static void digits64(uint64_t h, char *c, int n)
{
	static const char digit[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz+~";

	h ^= h >> 32; /* the upper half mixes better */
	for (int i = 0; i < n; i++, h >>= 6)
		c[i] = digit[h & 63];
}

struct sheet_digest sheet_digest(struct str plain)
{
	struct sheet_digest d;

	digits64(str_hash(plain), d.c, SHEET_DIGEST);
	return d;
}

bool sheet_digest_eq(struct sheet_digest a, struct sheet_digest b)
{
	return memcmp(a.c, b.c, SHEET_DIGEST) == 0;
}

struct str sheet_digest_str(struct arena *a, struct sheet_digest d)
{
	return str_dup(a, (struct str){ d.c, SHEET_DIGEST });
}

static void check_of(struct str realm, struct str body, char check[CHECK])
{
	uint64_t h = str_hash(body);

	digits64(h * 31 + str_hash(realm), check, CHECK);
}

struct str sheet_key_write(struct arena *a, struct str realm,
			   const struct sheet_key *k)
{
	struct buf b = buf_init(a, KEY_MOST);
	char check[CHECK];

	assert(k->n <= SHEET_COLS_MOST);
	buf_fmt(&b, "%ld.%ld.", (long)k->id, (long)k->rev);
	for (ptrdiff_t c = 0; c < k->n; c++)
		buf_mem(&b, k->was[c].c, SHEET_DIGEST);
	check_of(realm, buf_view(&b), check);
	buf_char(&b, '.');
	buf_mem(&b, check, CHECK);
	return buf_view(&b);
}

bool sheet_key_read(struct arena *a, struct str realm, struct str text,
		    ptrdiff_t n, struct sheet_key *ret_key)
{
	struct str rest = text, id = str_cut(&rest, '.'),
		   rev = str_cut(&rest, '.'), was = str_cut(&rest, '.');
	struct sheet_key k = { .n = n };
	struct sheet_digest *d;
	char check[CHECK];

	if (!rest.p || rest.n != CHECK || was.n != n * SHEET_DIGEST ||
	    !str_to_i64(id, &k.id) || !str_to_i64(rev, &k.rev))
		return false;
	check_of(realm, str_sub(text, 0, text.n - CHECK - 1), check);
	if (memcmp(check, rest.p, CHECK) != 0)
		return false;
	k.was = d = arena_new(a, struct sheet_digest, n);
	memcpy(d, was.p, (size_t)was.n);
	*ret_key = k;
	return true;
}

struct str sheet_plain(struct arena *a, enum doc_col_kind kind,
		       const struct sheet_val *v)
{
	switch (kind) {
	case COL_DAY:
		return v->day == DAY_NONE ? STR("") : day_iso(a, v->day);
	case COL_INT:
	case COL_TENTHS:
	case COL_THOUSANDTHS:
		return v->n == INT64_MIN ? STR("")
					 : str_fmt(a, "%ld", (long)v->n);
	case COL_TEXT:
		break;
	}
	return v->text.p ? text_clean(a, v->text) : STR("");
}

/* ---- cells ------------------------------------------------------------- */

static const struct {
	const char *key, *why;
} faults[N_CELL_FAULT] = {
	[CELL_GOOD] = { "", "" },
	[CELL_FORMULA] = { "formula",
			   N_("The cell computes its value with a formula; "
			      "paste the value itself.") },
	[CELL_MERGED] = { "merged", N_("The cell is merged with others; undo "
				       "the merging and fill each cell.") },
	[CELL_NUMBER_FOR_WORDS] = { "number",
				    N_("The cell holds the number {0} where "
				       "words belong; write it as text.") },
	[CELL_DAY_FOR_WORDS] = { "day", N_("Excel made the day {0} of the "
					   "cell; set its format to text and "
					   "type it again.") },
	[CELL_NOT_NUMBER] = { "no_number",
			      N_("“{0}” isn't a whole number from 0 to 100.") },
	[CELL_NOT_COUNT] = { "no_count",
			     N_("“{0}” isn't a whole number such as 12.") },
	[CELL_NUMBER_FOR_DAY] = { "number_day",
				  N_("The cell holds the number {0} where a "
				     "day belongs, such as 30/06/2026.") },
	[CELL_NOT_DAY] = { "no_day",
			   N_("“{0}” isn't a day such as 30/06/2026.") },
	[CELL_NO_SUCH_DAY] = { "bad_day", N_("No calendar has the day {0}.") },
};

const char *sheet_fault_why(enum sheet_fault f)
{
	return faults[f].why;
}

const char *sheet_fault_key(enum sheet_fault f)
{
	return faults[f].key;
}

enum sheet_fault sheet_fault_from_key(struct str key)
{
	for (int f = CELL_GOOD + 1; f < N_CELL_FAULT; f++)
		if (str_eq(key, str_c(faults[f].key)))
			return (enum sheet_fault)f;
	return CELL_GOOD;
}

/* "45", "45%", "45,0": people write a share in many ways. */
static enum sheet_fault number_read(struct arena *a, int64_t most,
				    struct str *text)
{
	struct str s = *text;
	ptrdiff_t point;
	int64_t n;

	if (!most && str_ends(s, STR("%")))
		s = str_trim(str_sub(s, 0, s.n - 1));
	point = MAX(str_find_char(s, '.'), str_find_char(s, ','));
	if (point > 0 && str_eq(str_sub(s, point + 1, s.n), STR("0")))
		s = str_sub(s, 0, point);
	if (!str_to_i64(s, &n) || n < 0 || n > (most ? most : 100))
		return most ? CELL_NOT_COUNT : CELL_NOT_NUMBER;
	*text = str_fmt(a, "%ld", (long)n);
	return CELL_GOOD;
}

/* Three numbers around / - or . ; the year is the one of four digits. */
static enum sheet_fault day_read(struct arena *a, struct str *text)
{
	struct str rest = *text;
	char sep = str_find_char(rest, '/') >= 0   ? '/'
		   : str_find_char(rest, '-') >= 0 ? '-'
						   : '.';
	bool year_first = str_find_char(rest, sep) == 4;
	int64_t n[3];
	day_t day;

	for (int i = 0; i < 3; i++) {
		struct str part = str_trim(str_cut(&rest, sep));
		bool year = i == (year_first ? 0 : 2);

		if (!str_to_i64(part, &n[i]) || n[i] < 0 ||
		    part.n > (year ? 4 : 2) || (year && part.n != 4))
			return CELL_NOT_DAY;
	}
	if (rest.p)
		return CELL_NOT_DAY;
	if (!day_from_ymd((int)n[year_first ? 0 : 2], (int)n[1],
			  (int)n[year_first ? 2 : 0], &day))
		return CELL_NO_SUCH_DAY;
	*text = day_iso(a, day);
	return CELL_GOOD;
}

static enum sheet_fault words_read(struct arena *a,
				   const struct sheet_column *col,
				   const struct doc_cell *c, struct str *text)
{
	day_t day;

	/* "2.4" becomes a number, a typed deadline a day: both are meant */
	if (c->is_number && !col->takes_number)
		return CELL_NUMBER_FOR_WORDS;
	if (!c->is_date)
		return CELL_GOOD;
	if (!col->takes_day)
		return CELL_DAY_FOR_WORDS;
	if (day_from_iso(*text, &day))
		*text = fmt_day(a, day);
	return CELL_GOOD;
}

struct sheet_typed sheet_typed_read(struct arena *a,
				    const struct sheet_column *col,
				    const struct doc_cell *c)
{
	struct sheet_typed r = { .plain = c ? text_clean(a, c->text) : STR(""),
				 .text = STR("") };

	if (!c)
		return r;
	switch (col->kind) {
	case COL_DAY:
		if (c->is_number)
			r.fault = CELL_NUMBER_FOR_DAY;
		else if (r.plain.n)
			r.fault = day_read(a, &r.plain);
		break;
	case COL_INT:
	case COL_TENTHS:
	case COL_THOUSANDTHS:
		if (r.plain.n)
			r.fault = number_read(a, col->most, &r.plain);
		break;
	case COL_TEXT:
		r.fault = words_read(a, col, c, &r.plain);
		break;
	}
	r.text = col->lines ? c->text : r.plain;
	if (c->is_formula)
		r.fault = CELL_FORMULA;
	if (c->span > 1 || c->merged_up)
		r.fault = CELL_MERGED;
	return r;
}
