/*
 * The values of a register as people and spreadsheets write them: days,
 * identification numbers, cards, telephones. What is meant beyond doubt is
 * read; nothing is guessed silently.
 */
#include "member/member_register_priv.h"

#include "base/utf8.h"

enum {
	YEAR_FIRST = 1850,
	YEAR_LAST = 2150,
	SERIAL_FIRST = 10000, /* 18/5/1927; below, a year is meant */
	SERIAL_LAST = 91679,
	SERIAL_1970 = 25569,
	ID_DIGITS = 12,
	CARD_DIGITS = 8, /* "58.719830" */
	PARTS_MOST = 3,
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool all_digits(struct str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

static struct str zeros_before(struct arena *a, struct str s, int digits)
{
	return s.n >= digits ? s
			     : str_fmt(a, "%0*d%.*s", (int)(digits - s.n), 0,
				       STR_ARG(s));
}

/* ---- days ---------------------------------------------------------------------- */
/* The numbers of a day as they stand: "1/2/1980", "ngày 1 tháng 2 năm 1980". */
struct parts {
	int v[PARTS_MOST];
	ptrdiff_t digits[PARTS_MOST];
	int n;
};

static enum reg_read day_make(int y, int m, int d, struct member_day *ret_day)
{
	struct member_day r = { .precise = PRECISE_DAY };

	if (y < YEAR_FIRST || y > YEAR_LAST || m > 12)
		return READ_IMPOSSIBLE;
	if (d == 0) { /* "00/05/1957", "5/1957", "1957" */
		r.precise = m ? PRECISE_MONTH : PRECISE_YEAR;
		m = MAX(m, 1);
		d = 1;
	}
	if (!day_from_ymd(y, m, d, &r.day))
		return READ_IMPOSSIBLE;
	*ret_day = r;
	return READ_WELL;
}

/* Two digits mean the latest year that is possible. */
static int year_of(int y, ptrdiff_t digits, int youngest, struct reg_day *day)
{
	if (digits != 2)
		return y;
	day->guessed_century = true;
	return 2000 + y <= youngest ? 2000 + y : 1900 + y;
}

/* "01021980" and "19800201": whichever of both is a day. */
static enum reg_read day_compact(struct str s, struct member_day *ret_day)
{
	int v = 0;

	for (ptrdiff_t i = 0; i < s.n; i++)
		v = v * 10 + (s.p[i] - '0');
	if (day_make(v / 10000, v / 100 % 100, v % 100, ret_day) == READ_WELL &&
	    ret_day->precise == PRECISE_DAY)
		return READ_WELL;
	if (day_make(v % 10000, v / 10000 % 100, v / 1000000, ret_day) ==
		    READ_WELL &&
	    ret_day->precise == PRECISE_DAY)
		return READ_WELL;
	return READ_IMPOSSIBLE;
}

/* A figure: a year, a spreadsheet's serial, or a day without marks. */
static enum reg_read day_of_figure(struct str s, bool is_number,
				   struct member_day *ret_day)
{
	struct str whole = s;
	int64_t v;

	whole = str_cut(&s, '.');
	if (whole.n > 8 || (s.p && !all_digits(s)) || !str_to_i64(whole, &v))
		return READ_NOT;
	if (whole.n == 4 && !s.p)
		return v < 1000 ? READ_NOT : day_make((int)v, 0, 0, ret_day);
	if (whole.n >= 7 && !s.p)
		return day_compact(whole, ret_day);
	if (!is_number || v < SERIAL_FIRST || v > SERIAL_LAST)
		return READ_NOT; /* "1980.02" is no serial */
	ret_day->day = (day_t)(v - SERIAL_1970);
	ret_day->precise = PRECISE_DAY;
	return READ_WELL;
}

/* Without the time of the day: "1980-02-01 00:00:00", "…T00:00:00Z". */
static struct str time_cut(struct str s)
{
	ptrdiff_t at = str_find_char(s, ':');

	if (at < 0)
		return s;
	while (at > 0 && is_digit(s.p[at - 1]))
		at--;
	if (at > 0 && (s.p[at - 1] == ' ' || s.p[at - 1] == 'T'))
		return str_trim(str_sub(s, 0, at - 1));
	return s;
}

/* "Feb" of a spreadsheet's own format; 0: none. */
static int month_named(struct str word)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int m = 0; m < 12 && word.n >= 3; m++)
		if (str_eq_nocase(str_sub(word, 0, 3),
				  (struct str){ names + m * 3, 3 }))
			return m + 1;
	return 0;
}

static bool is_day_word(const struct profile *p, struct str key)
{
	for (ptrdiff_t i = 0; i < p->n_words; i++) {
		struct str list = p->word[i].list;

		if ((str_eq(list, STR("day")) || str_eq(list, STR("month")) ||
		     str_eq(list, STR("year"))) &&
		    str_eq(p->word[i].key, key))
			return true;
	}
	return false;
}

static bool part_add(struct parts *x, int v, ptrdiff_t digits)
{
	if (x->n == PARTS_MOST || digits > 4)
		return false;
	x->v[x->n] = v;
	x->digits[x->n++] = digits;
	return true;
}

static bool is_mark(char c)
{
	return strchr(" /-.,\\_'", c) != NULL;
}

/* Bytes of a dash or of an ellipsis at s[i]; 0: something else. */
static ptrdiff_t long_mark(struct str s, ptrdiff_t i)
{
	static const char *const marks[] = { "–", "—", "−", "‐", "‑", "…" };

	for (ptrdiff_t k = 0; k < N_ELEMENTS(marks); k++)
		if (str_starts(str_sub(s, i, s.n), str_c(marks[k])))
			return str_c(marks[k]).n;
	return 0;
}

static bool word_take(struct arena *a, const struct profile *p, struct str word,
		      struct parts *x)
{
	int m = month_named(word);

	if (m && x->n == 1)
		return part_add(x, m, 2);
	return is_day_word(p, text_same_key(a, word));
}

/* False when something stands there that belongs to no day. */
static bool parts_take(struct arena *a, const struct profile *p, struct str s,
		       struct parts *x)
{
	for (ptrdiff_t i = 0; i < s.n;) {
		ptrdiff_t from = i, mark = long_mark(s, i);
		int v = 0;

		if (mark || is_mark(s.p[i])) {
			i += MAX(mark, 1);
			continue;
		}
		while (i < s.n && is_digit(s.p[i]) && i - from < 5)
			v = v * 10 + (s.p[i++] - '0');
		if (i > from) {
			if (!part_add(x, v, i - from))
				return false;
			continue;
		}
		while (i < s.n && !is_digit(s.p[i]) && !is_mark(s.p[i]))
			i++;
		if (!word_take(a, p, str_sub(s, from, i), x))
			return false;
	}
	return x->n > 0;
}

static enum reg_read day_of_parts(const struct parts *x, int youngest,
				  struct reg_day *day)
{
	int last = x->n - 1, y;
	struct member_day swapped;
	enum reg_read r;

	if (x->n == 1)
		return x->digits[0] == 4 ? day_make(x->v[0], 0, 0, &day->day)
					 : READ_NOT;
	if (x->digits[0] == 4) /* 1980-02-01, 1980-02 */
		return x->digits[1] > 2 || x->digits[last] > 2
			       ? READ_NOT
			       : day_make(x->v[0], x->v[1],
					  x->n == 3 ? x->v[2] : 0, &day->day);
	if (x->digits[0] > 2 || (x->n == 3 && x->digits[1] > 2) ||
	    (x->digits[last] != 4 && x->digits[last] != 2))
		return READ_NOT;
	y = year_of(x->v[last], x->digits[last], youngest, day);
	r = day_make(y, x->v[last - 1], x->n == 3 ? x->v[0] : 0, &day->day);
	/* "06/14/1998": those of its column that could be both would be read
	 * wrongly, so it isn't turned round silently */
	if (r == READ_IMPOSSIBLE && x->n == 3 &&
	    day_make(y, x->v[0], x->v[1], &swapped) == READ_WELL &&
	    swapped.precise == PRECISE_DAY)
		return READ_SWAPPED;
	return r;
}

enum reg_read reg_day_read(struct arena *a, const struct profile *p,
			   struct str text, bool is_number, int youngest,
			   struct reg_day *ret_day)
{
	struct str s = time_cut(str_trim(text));
	struct parts x = { .n = 0 };
	struct reg_day day = { .day.day = DAY_NONE };
	enum reg_read r;

	while (s.n && strchr("'.,;", s.p[s.n - 1]))
		s = str_sub(s, 0, s.n - 1);
	while (s.n && s.p[0] == '\'')
		s = str_sub(s, 1, s.n);
	*ret_day = day;
	if (!s.n)
		return READ_EMPTY;
	if (all_digits(s) || is_number)
		r = day_of_figure(s, is_number, &day.day);
	else
		r = READ_NOT;
	if (r == READ_NOT && parts_take(a, p, s, &x))
		r = day_of_parts(&x, youngest, &day);
	if (r == READ_WELL)
		*ret_day = day;
	return r;
}

day_t reg_day_last(struct member_day d)
{
	struct ymd t;

	if (d.day == DAY_NONE || d.precise == PRECISE_DAY)
		return d.day;
	t = day_ymd(d.day);
	return day_month_end(t.y, d.precise == PRECISE_YEAR ? 12 : t.m);
}

/* ---- identification numbers -------------------------------------------------------- */
/* Without a figure's ".0" at the end. */
static struct str point_cut(struct str s)
{
	ptrdiff_t at = str_find_char(s, '.');

	if (at < 8 || s.n - at > 3 || !all_digits(str_sub(s, 0, at)))
		return s;
	for (ptrdiff_t i = at + 1; i < s.n; i++)
		if (s.p[i] != '0')
			return s;
	return str_sub(s, 0, at);
}

/* "79160026681.5": a figure that is no number of anything. */
static bool has_fraction(struct str s)
{
	ptrdiff_t at = str_find_char(s, '.');

	return at >= 8 && all_digits(str_sub(s, 0, at)) &&
	       all_digits(str_sub(s, at + 1, s.n));
}

static bool is_shortened(struct str s)
{
	ptrdiff_t at = str_find(s, STR("E+"), 0);

	return at > 0 && is_digit(s.p[0]);
}

/* "CCCD: 079…": without the word before it. One letter is no word: "O79…" is
 * a wrong number. */
static struct str word_cut(struct str text)
{
	ptrdiff_t at = 0, letters = 0;

	for (; at < text.n && !is_digit(text.p[at]); at++)
		letters += (unsigned char)text.p[at] >= 'A';
	return at < text.n && letters > 1 ? str_sub(text, at, text.n) : text;
}

enum reg_read reg_id_read(struct arena *a, struct str text, bool is_number,
			  struct reg_id *ret_id)
{
	struct buf b = buf_init(a, text.n + 1);
	struct reg_id id = { .shortened = is_shortened(text) };

	*ret_id = id;
	if (text.n == ID_DIGITS && all_digits(text)) {
		ret_id->digits = text; /* as nearly all of them stand */
		return str_starts(text, STR("000")) ? READ_NOT : READ_WELL;
	}
	text = word_cut(text);
	if (is_number)
		text = point_cut(text);
	id.has_letters = is_number && has_fraction(text);
	for (ptrdiff_t i = 0; i < text.n; i++) {
		if (is_digit(text.p[i]))
			buf_char(&b, text.p[i]);
		else if (!strchr(" .-,'/", text.p[i]))
			id.has_letters = true;
	}
	id.digits = buf_view(&b);
	if (!id.digits.n && !id.has_letters)
		return READ_EMPTY;
	/* a figure has no zeros before it: where one stands, none was lost */
	if (!id.has_letters && id.digits.n >= ID_DIGITS - 2 &&
	    id.digits.n < ID_DIGITS && id.digits.p[0] != '0') {
		id.restored = true;
		id.by_guess = !is_number;
		id.digits = zeros_before(a, id.digits, ID_DIGITS);
	}
	*ret_id = id;
	return id.has_letters || id.shortened || id.digits.n != ID_DIGITS ||
			       str_starts(id.digits, STR("000"))
		       ? READ_NOT
		       : READ_WELL;
}

bool reg_id_says(struct str digits, enum member_sex *ret_sex, int *ret_year)
{
	int century;

	if (digits.n != ID_DIGITS || !all_digits(digits))
		return false;
	century = digits.p[3] - '0';
	*ret_sex = century % 2 ? SEX_FEMALE : SEX_MALE;
	*ret_year = 1900 + century / 2 * 100 + (digits.p[4] - '0') * 10 +
		    (digits.p[5] - '0');
	return true;
}

/* ---- which stands first ---------------------------------------------------------------- */
/* The three numbers of "31/12/1980"; false: it isn't written so. */
static bool three_numbers(struct str text, struct str ret_part[3])
{
	struct str rest = text;
	char sep = 0;

	for (ptrdiff_t i = 0; i < text.n && !sep; i++)
		if (!is_digit(text.p[i]))
			sep = text.p[i];
	if (!sep || !strchr("/-.", sep))
		return false;
	for (int k = 0; k < 3; k++) {
		if (!rest.p)
			return false;
		ret_part[k] = str_trim(str_cut(&rest, sep));
		if (!ret_part[k].n || !all_digits(ret_part[k]))
			return false;
	}
	return !rest.p && ret_part[0].n <= 2 && ret_part[1].n <= 2 &&
	       (ret_part[2].n == 4 || ret_part[2].n == 2);
}

int reg_day_order(struct str text)
{
	struct str part[3];
	int64_t n[2];

	if (!three_numbers(text, part) || !str_to_i64(part[0], &n[0]) ||
	    !str_to_i64(part[1], &n[1]) || (n[0] > 12) == (n[1] > 12))
		return 0;
	return n[0] > 12 ? 1 : -1;
}

struct str reg_day_turned(struct arena *a, struct str text)
{
	struct str part[3];

	return three_numbers(text, part)
		       ? str_fmt(a, "%.*s/%.*s/%.*s", STR_ARG(part[1]),
				 STR_ARG(part[0]), STR_ARG(part[2]))
		       : text;
}

/* ---- cards, telephones, addresses ----------------------------------------------------- */
struct str reg_card_read(struct arena *a, struct str text, bool is_number)
{
	ptrdiff_t at = str_find_char(text, '.');
	struct str whole = str_sub(text, 0, at < 0 ? text.n : at);

	if (!is_number || !all_digits(whole))
		return text;
	if (at < 0)
		return text.n == CARD_DIGITS - 1
			       ? zeros_before(a, text, CARD_DIGITS)
		       : text.n >= ID_DIGITS - 2
			       ? zeros_before(a, text, ID_DIGITS)
			       : text;
	if (whole.n > 2 || text.n - at - 1 > CARD_DIGITS - 2 ||
	    !all_digits(str_sub(text, at + 1, text.n)))
		return text;
	whole = zeros_before(a, whole, 2);
	text = str_fmt(a, "%.*s%.*s", STR_ARG(whole),
		       STR_ARG(str_sub(text, at, text.n)));
	while (text.n < CARD_DIGITS + 1)
		text = str_cat(a, text, STR("0"));
	return text;
}

struct str reg_card_key(struct arena *a, struct str card)
{
	struct str fold = text_fold(a, card);
	struct buf b = buf_init(a, fold.n + 1);

	for (ptrdiff_t i = 0; i < fold.n; i++)
		if (fold.p[i] != ' ')
			buf_char(&b, fold.p[i]);
	return buf_view(&b);
}

/* Digits of one number, "" when it isn't one number. */
static struct str phone_digits(struct arena *a, struct str text)
{
	struct buf b = buf_init(a, text.n + 1);

	for (ptrdiff_t i = 0; i < text.n; i++) {
		if (is_digit(text.p[i]))
			buf_char(&b, text.p[i]);
		else if (!strchr(" .-()'", text.p[i]) &&
			 !(text.p[i] == '+' && i == 0))
			return STR("");
	}
	return buf_view(&b);
}

struct str reg_phone_read(struct arena *a, struct str text, bool is_number)
{
	struct str d;

	if (text.n == 10 && all_digits(text))
		return text;
	d = phone_digits(a, is_number ? point_cut(text) : text);
	if (!d.n)
		return text;
	if (d.n >= 11 && str_starts(d, STR("84")))
		return str_cat(a, STR("0"), str_sub(d, 2, d.n));
	/* nine digits: the zero before them was lost */
	return d.n == 9 && d.p[0] != '0' ? zeros_before(a, d, 10) : d;
}

bool reg_phone_fits(struct str phone)
{
	int digits = 0, numbers = 0;

	for (ptrdiff_t i = 0; i <= phone.n; i++) {
		char c = i < phone.n ? phone.p[i] : ';';

		if (is_digit(c)) {
			digits++;
		} else if (strchr(";,/", c) && digits) {
			if (digits < 8 || digits > 15)
				return false;
			numbers++;
			digits = 0;
		} else if (!strchr(" .-()+;,/", c)) {
			return false;
		}
	}
	return numbers > 0;
}

bool reg_email_fits(struct str email)
{
	ptrdiff_t at = str_find_char(email, '@');

	return at > 0 && str_find_char(email, ' ') < 0 &&
	       str_find(email, STR("@"), at + 1) < 0 &&
	       str_find(email, STR("."), at + 2) > 0 &&
	       email.p[email.n - 1] != '.';
}
