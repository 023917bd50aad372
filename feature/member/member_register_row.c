/*
 * The rows of a register: which of them are people, which name the unit of
 * those below, and which are sums, notes and signatures; and the values of
 * the people.
 */
#include "member/member_register_priv.h"

#include "base/err.h"
#include "base/utf8.h"
#include "profile/profile_words.h"

enum {
	GROUP_MOST = 200,
	FILLED_LEAST = 3,
	NO_WORD_MOST = 60,
	DIGITS_LEAST = 4,
	FACTS_SURE = 3,
	MONTHS_LEAST = 2
};

/* A row laid out by grid column. */
struct line {
	const struct doc_row *row;
	const struct doc_cell *at[REG_COLS];
	const struct doc_cell *first; /* with a text, other than its number */
	int n_texts;
	struct str number, name;
	int filled; /* known columns with a text */
	int facts;  /* … that say who a member is, with enough digits */
};

/* The column of each text of a member. */
static const enum reg_col text_cols[N_MF_TEXT] = {
	[MF_CARD] = RC_CARD,	       [MF_NAME] = RC_NAME,
	[MF_ETHNICITY] = RC_ETHNICITY, [MF_NATIONAL_ID] = RC_NATIONAL_ID,
	[MF_CELL] = RC_CELL,	       [MF_UNIT] = RC_UNIT,
	[MF_POST] = RC_POST,	       [MF_JOB] = RC_JOB,
	[MF_EDUCATION] = RC_EDUCATION, [MF_EXPERTISE] = RC_EXPERTISE,
	[MF_THEORY] = RC_THEORY,       [MF_PHONE] = RC_PHONE,
	[MF_EMAIL] = RC_EMAIL,	       [MF_NOTE] = RC_NOTE,
};
static const enum reg_col day_cols[N_MF_DAY] = { RC_BIRTH, RC_ADMITTED_ON,
						 RC_OFFICIAL_ON };

/* ---- cells ------------------------------------------------------------------- */
static const struct doc_cell *cell_of(const struct reg *r, const struct line *l,
				      enum reg_col c)
{
	int col = r->head.col[c];

	return col < 0 || col >= REG_COLS ? NULL : l->at[col];
}

/* One line of text; cells come clean but for their line breaks. */
static struct str one_line(struct arena *a, struct str s)
{
	return str_find_char(s, '\n') < 0 ? s : text_clean(a, s);
}

static struct str cell_text(const struct reg *r, const struct line *l,
			    enum reg_col c)
{
	const struct doc_cell *cell = cell_of(r, l, c);

	return cell ? one_line(r->a, cell->text) : STR("");
}

static bool is_figure(const struct reg *r, const struct doc_cell *c)
{
	return c->is_number || r->csv;
}

/* The texts of all columns that a heading covers. */
static struct str span_text(const struct reg *r, const struct line *l,
			    enum reg_col c, struct str between)
{
	struct str all = cell_text(r, l, c);
	int from = r->head.col[c];

	for (int k = from + 1; from >= 0 && k < from + r->head.span[c]; k++) {
		const struct doc_cell *cell = k < REG_COLS ? l->at[k] : NULL;

		if (!cell || cell == l->at[k - 1] || !cell->text.n)
			continue;
		if (all.n)
			all = str_cat(r->a, all, between);
		all = str_cat(r->a, all, one_line(r->a, cell->text));
	}
	return all;
}

static struct str name_text(const struct reg *r, const struct line *l)
{
	struct str front, last;

	if (r->head.col[RC_NAME] >= 0 && r->head.col[RC_NAME_FRONT] < 0 &&
	    r->head.col[RC_NAME_LAST] < 0)
		return span_text(r, l, RC_NAME, STR(" "));
	front = r->head.col[RC_NAME_FRONT] >= 0
			? span_text(r, l, RC_NAME_FRONT, STR(" "))
			: span_text(r, l, RC_NAME, STR(" "));
	last = span_text(r, l, RC_NAME_LAST, STR(" "));
	if (!front.n || !last.n)
		return front.n ? front : last;
	return str_cat(r->a, str_cat(r->a, front, STR(" ")), last);
}

static int digits_of(struct str s)
{
	int n = 0;

	for (ptrdiff_t i = 0; i < s.n; i++)
		n += s.p[i] >= '0' && s.p[i] <= '9';
	return n;
}

static bool has_digit(struct str s)
{
	return digits_of(s) > 0;
}

static bool tells_member(enum reg_col c)
{
	return c == RC_BIRTH || c == RC_NATIONAL_ID || c == RC_CARD ||
	       c == RC_ADMITTED_ON || c == RC_OFFICIAL_ON || c == RC_MALE ||
	       c == RC_FEMALE;
}

static void line_lay(struct reg *r, const struct doc_row *row, struct line *l)
{
	const struct doc_cell *number;

	memset(l, 0, sizeof(*l));
	l->row = row;
	for (ptrdiff_t i = 0; i < row->n_cells; i++) {
		const struct doc_cell *c = &row->cell[i];
		int to = MIN(c->col + MAX(c->span, 1), (int)REG_COLS);

		for (int k = c->col;
		     k < to && (k == c->col || r->kind[k] == r->kind[c->col]);
		     k++)
			l->at[k] = c;
		l->n_texts += c->text.n > 0;
	}
	number = cell_of(r, l, RC_NUMBER);
	for (ptrdiff_t i = 0; i < row->n_cells && !l->first; i++)
		if (row->cell[i].text.n && &row->cell[i] != number)
			l->first = &row->cell[i];
	if (!l->first && number && number->text.n)
		l->first = number;
	l->number = cell_text(r, l, RC_NUMBER);
	l->name = name_text(r, l);
	for (int c = 0; c < N_RC; c++) {
		const struct doc_cell *cell = cell_of(r, l, (enum reg_col)c);

		if (!cell || !cell->text.n || c == RC_NUMBER || c == RC_OTHER)
			continue;
		l->filled++;
		l->facts += tells_member((enum reg_col)c) &&
			    digits_of(cell->text) >= DIGITS_LEAST;
	}
}

/* ---- who is a person -------------------------------------------------------------- */
/* "Tổng cộng", "Nơi nhận", "Bí thư": no member, and the end of a list. */
static bool is_end(const struct reg *r, struct str text)
{
	const struct profile *p = r->w->profile;
	struct arena_mark mark = arena_mark(r->a);
	struct str key;
	bool end;

	if (!text.n || text.n > GROUP_MOST)
		return false;
	/* with their marks: "Tống" is a name, "tổng" a sum */
	key = text_same_key(r->a, text);
	end = profile_begins(&r->w->word[RW_NOT_PERSON], key) ||
	      profile_begins(&p->notes, key) ||
	      profile_begins(&p->ends, text_fold(r->a, text));
	arena_rewind(r->a, mark);
	return end;
}

/* The headings once more, on the next page. */
static bool looks_heading(const struct reg *r, const struct line *l)
{
	int named = 0;

	if (l->name.n && l->name.n <= NO_WORD_MOST &&
	    str_eq(text_fold(r->a, l->name), r->head.name))
		return true;
	if (reg_is_column_numbers(r->a, l->row))
		return true;
	if (l->facts || l->n_texts < 2)
		return false;
	for (ptrdiff_t i = 0; i < l->row->n_cells; i++) {
		struct str s = l->row->cell[i].text;

		named += s.n && reg_head_kind(r->w, text_fold(r->a, s),
					      text_same_key(r->a, s)) != N_RC;
	}
	/* a second heading row: no name in it, or one that is a heading */
	return named == l->n_texts ||
	       (!l->name.n && named * 3 >= l->n_texts * 2);
}

static bool is_heading(const struct reg *r, const struct line *l)
{
	struct arena_mark mark = arena_mark(r->a);
	bool heading = looks_heading(r, l);

	arena_rewind(r->a, mark);
	return heading;
}

static bool is_org(const struct reg *r, struct str text)
{
	struct str fold = text_fold(r->a, text);
	struct str key = text_same_key(r->a, text);

	return profile_begins(&r->w->word[RW_CELL_HEADS], fold) ||
	       profile_begins(&r->w->profile->org_heads, key) ||
	       (r->units && reg_units_find(r->a, r->units, text) >= 0);
}

/* Only a number and a name: the next one of a list, and no unit. */
static bool is_next(struct reg *r, const struct line *l)
{
	int64_t n;

	return str_to_i64(l->number, &n) && n == r->last + 1 &&
	       !is_org(r, l->name);
}

/* A sum's first text may stand anywhere but where it would be a value: "Bí
 * thư" is a post in its own column. */
static bool begins_end(const struct reg *r, const struct line *l)
{
	static const enum reg_col places[] = {
		N_RC, RC_OTHER, RC_NUMBER, RC_NAME, RC_CARD, RC_NAME_FRONT
	};
	int col = l->first ? l->first->col : REG_COLS;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(places) && col < REG_COLS; i++)
		if (r->kind[col] == places[i])
			return is_end(r, one_line(r->a, l->first->text));
	return false;
}

static bool is_person(struct reg *r, const struct line *l)
{
	if (l->facts >= FACTS_SURE)
		return true;
	if (is_end(r, l->number) || is_end(r, l->name) || begins_end(r, l)) {
		r->ended = true;
		return false;
	}
	if (l->facts && (l->name.n || l->filled >= FILLED_LEAST))
		return true;
	if (r->ended || !l->name.n)
		return false;
	return l->filled >= FILLED_LEAST ? !is_org(r, l->name) : is_next(r, l);
}

/* ---- groups ------------------------------------------------------------------------ */
/* "II. Đảng bộ A (35 đảng viên)" → "Đảng bộ A". */
static struct str group_name(struct arena *a, struct str s)
{
	ptrdiff_t cut = str_find_char(s, '('), n = 0;

	if (cut < 0)
		cut = str_find_char(s, ':');
	if (cut > 0)
		s = str_trim(str_sub(s, 0, cut));
	while (n < s.n && n < 6 && strchr("0123456789.IVXLC", s.p[n]))
		n++;
	if (n > 0 && n < s.n &&
	    (strchr("./)-", s.p[n - 1]) || strchr("/)-", s.p[n])))
		s = str_sub(s, n, s.n);
	while (s.n && strchr("./)- ", s.p[0]))
		s = str_sub(s, 1, s.n);
	return text_clean(a, s);
}

/* A row that names the unit or the cell of those below it. */
static void group_take(struct reg *r, const struct line *l)
{
	struct str text, name;

	if (!l->first || l->first->text.n > GROUP_MOST)
		return;
	text = one_line(r->a, l->first->text);
	name = group_name(r->a, text);
	if (!name.n || is_end(r, text) || !is_org(r, name))
		return;
	if (profile_begins(&r->w->word[RW_CELL_HEADS], text_fold(r->a, name))) {
		r->cell = name;
		r->cell_row = l->row->number;
		return;
	}
	r->unit = name;
	r->unit_row = l->row->number;
	r->cell = STR_NULL;
	r->ended = false;
}

/* ---- values -------------------------------------------------------------------------- */
/* What stands in the sheet, before anything was put right. A day cell holds no
 * text: it is shown as it is read. */
static struct str raw_text(const struct reg *r, const struct member_row *row,
			   enum member_field f)
{
	ptrdiff_t lo = r->head.body, hi = r->t->n_rows;
	const struct doc_cell *c;

	while (lo < hi) {
		ptrdiff_t mid = lo + (hi - lo) / 2;

		if (r->t->row[mid].number < row->row)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == r->t->n_rows || r->out->col[f] < 0)
		return STR_NULL;
	c = reg_cell(&r->t->row[lo], r->out->col[f]);
	return c && c->text.n && !c->is_date ? one_line(r->a, c->text)
					     : STR_NULL;
}

struct member_fault *reg_fault(struct reg *r, const struct member_row *row,
			       enum member_field f, const char *code,
			       const char *why)
{
	bool changed = f == MF_NATIONAL_ID || f == MF_CARD || f == MF_PHONE ||
		       (f >= MF_BIRTH && f <= MF_OFFICIAL_ON);
	struct str raw = changed ? raw_text(r, row, f) : STR_NULL;
	struct member_fault *x = vec_push(r->a, &r->out->faults);

	x->row = row->row;
	x->field = f;
	x->code = code;
	x->why = why;
	x->cell = member_register_cell(r->a, r->out, row, f);
	x->text = raw.p ? raw : f < N_MF_TEXT ? row->text[f] : STR("");
	return x;
}

/* Is a text one of the words? What is made to compare is given back: a
 * register has a million cells. */
static bool is_word(const struct reg *r, enum reg_word list, struct str s)
{
	struct arena_mark mark = arena_mark(r->a);
	struct str k = reg_word_is_key(list) ? text_same_key(r->a, s)
					     : text_fold(r->a, s);
	bool is = profile_is(&r->w->word[list], k) ||
		  (list == RW_NOTHING && !k.n);

	arena_rewind(r->a, mark);
	return is;
}

/* "chưa có", "không", "-": an empty cell in words. */
static bool is_nothing(const struct reg *r, struct str s)
{
	if (!s.n || s.n > NO_WORD_MOST || has_digit(s))
		return !s.n;
	return is_word(r, RW_NOTHING, s);
}

/* Of several columns under one heading the first with something in it. */
static const struct doc_cell *first_cell(const struct reg *r,
					 const struct line *l, enum reg_col c)
{
	int from = r->head.col[c];

	for (int k = from; from >= 0 && k < from + r->head.span[c]; k++)
		if (k < REG_COLS && l->at[k] && l->at[k]->text.n)
			return l->at[k];
	return cell_of(r, l, c);
}

/* The birth date may stand in the column of the sex. */
static const struct doc_cell *birth_cell(const struct reg *r,
					 const struct line *l)
{
	static const enum reg_col cols[] = { RC_BIRTH, RC_MALE, RC_FEMALE };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(cols); i++) {
		const struct doc_cell *c = cell_of(r, l, cols[i]);

		if (c && (i == 0 ? c->text.n > 0
				 : digits_of(c->text) >= DIGITS_LEAST))
			return c;
	}
	return NULL;
}

/* A day's text: of its column, or of three for day, month and year. */
static struct str day_text(const struct reg *r, const struct line *l,
			   enum reg_col c, const struct doc_cell **ret_cell)
{
	const struct doc_cell *cell =
		c == RC_BIRTH ? birth_cell(r, l) : first_cell(r, l, c);

	*ret_cell = cell;
	if (r->head.span[c] == 3 && cell && cell == cell_of(r, l, c) &&
	    cell->text.n <= 2) {
		*ret_cell = NULL;
		return span_text(r, l, c, STR("/"));
	}
	return cell ? one_line(r->a, cell->text) : STR("");
}

/* What is wrong with a day, and what had to be guessed. */
static void day_faults(struct reg *r, struct member_row *row, int k,
		       enum reg_read read, const struct reg_day *day)
{
	enum member_field f = (enum member_field)(MF_BIRTH + k);
	struct member_fault *x;

	if (read == READ_WELL && !day->guessed_century &&
	    day->day.precise == PRECISE_DAY)
		return;
	if (read == READ_WELL && day->day.precise != PRECISE_DAY)
		x = reg_fault(r, row, f, "date_partial",
			      day->day.precise == PRECISE_YEAR
				      ? N_("Only the year is given; the day "
					   "and the month are unknown.")
				      : N_("Only the month is given; the day "
					   "is unknown."));
	else if (read == READ_WELL)
		x = reg_fault(r, row, f, "year_short",
			      N_("The year has two digits; it was read as "
				 "{1}."));
	else if (read == READ_SWAPPED)
		x = reg_fault(r, row, f, "date_invalid",
			      N_("The month stands first; write it as "
				 "day/month/year, in the whole column."));
	else if (read == READ_IMPOSSIBLE)
		x = reg_fault(r, row, f, "date_invalid",
			      N_("No calendar has this day; write the right "
				 "one as day/month/year."));
	else
		x = reg_fault(r, row, f, "date_invalid",
			      N_("This can't be read as a day; write it as "
				 "day/month/year, for example 31/12/1980."));
	x->is_error = read != READ_WELL;
	if (day->guessed_century && day->day.day != DAY_NONE)
		x->arg[0] = str_fmt(r->a, "%d", day_ymd(day->day.day).y);
}

static void day_read(struct reg *r, const struct line *l,
		     struct member_row *row, int k)
{
	const struct doc_cell *cell;
	struct str text = day_text(r, l, day_cols[k], &cell);
	int youngest = day_ymd(r->ask->today).y - (k == 0 ? 14 : 0);
	struct str written = text;
	struct reg_day day = { .day = { DAY_NONE, PRECISE_DAY } };
	enum reg_read read;
	ptrdiff_t was = r->out->faults.n;

	row->day[k] = day.day;
	if (is_nothing(r, text) ||
	    (k == MF_OFFICIAL_ON - MF_BIRTH && text.n <= NO_WORD_MOST &&
	     !has_digit(text) && is_word(r, RW_NOT_OFFICIAL, text)))
		return;
	row->said |= 1U << (MF_BIRTH + k);
	if (r->month_first[k] && cell && !cell->is_date)
		text = reg_day_turned(r->a, text);
	if (cell && cell->is_date && day_from_iso(text, &day.day.day))
		read = READ_WELL;
	else
		read = reg_day_read(r->a, r->w->profile, text,
				    cell && is_figure(r, cell), youngest, &day);
	row->day[k] = day.day;
	day_faults(r, row, k, read, &day);
	for (; was < r->out->faults.n; was++) {
		r->out->faults.p[was].text = written;
		if (cell)
			r->out->faults.p[was].cell =
				reg_place(r->a, cell->col, row->row);
	}
}

static void sex_read(struct reg *r, const struct line *l,
		     struct member_row *row)
{
	struct str text = cell_text(r, l, RC_SEX);
	struct member_fault *x;

	for (int i = 0; i < 2; i++) {
		struct str s = cell_text(r, l, i ? RC_FEMALE : RC_MALE);
		bool mark = s.n && s.n < 16 && is_word(r, RW_IS_MARKED, s);

		/* the birth date may stand there */
		if (mark || digits_of(s) >= DIGITS_LEAST) {
			row->sex = i ? SEX_FEMALE : SEX_MALE;
			row->said |= 1U << MF_SEX;
		}
	}
	if (row->sex != SEX_UNKNOWN || is_nothing(r, text))
		return;
	row->said |= 1U << MF_SEX;
	if (is_word(r, RW_IS_MALE, text)) {
		row->sex = SEX_MALE;
	} else if (is_word(r, RW_IS_FEMALE, text)) {
		row->sex = SEX_FEMALE;
	} else {
		x = reg_fault(r, row, MF_SEX, "word_unknown",
			      N_("This is neither word for a sex; it is left "
				 "open."));
		x->text = text;
	}
}

/* Marks, or a word for them, that mean what stands above. */
static bool is_ditto(const struct reg *r, struct str s)
{
	static const struct str signs[] = { STR_INIT("\""), STR_INIT("\"\""),
					    STR_INIT("''"), STR_INIT("”"),
					    STR_INIT("“"),  STR_INIT("〃") };

	while (s.n && strchr("- ", s.p[0]))
		s = str_sub(s, 1, s.n);
	while (s.n && strchr("- ", s.p[s.n - 1]))
		s.n--;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(signs); i++)
		if (str_eq(s, signs[i]))
			return true;
	return s.n && s.n <= NO_WORD_MOST && is_word(r, RW_DITTO, s);
}

/* Vertically merged cells hold their text in the first row only. */
static struct str unit_text(struct reg *r, const struct line *l, enum reg_col c,
			    struct str *carry)
{
	const struct doc_cell *cell = cell_of(r, l, c);

	if (cell &&
	    ((cell->merged_up && !cell->text.n) || is_ditto(r, cell->text)))
		return *carry;
	*carry = span_text(r, l, c, STR(", "));
	return *carry;
}

static void texts_read(struct reg *r, const struct line *l,
		       struct member_row *row, struct str carry[2])
{
	for (int f = 0; f < N_MF_TEXT; f++) {
		enum reg_col c = text_cols[f];
		const struct doc_cell *cell = first_cell(r, l, c);
		bool figure = cell && is_figure(r, cell);
		struct str s = cell ? one_line(r->a, cell->text) : STR("");

		if (f == MF_NAME)
			s = text_name_case(r->a, l->name);
		else if (f == MF_CELL || f == MF_UNIT)
			s = unit_text(r, l, c, &carry[f == MF_UNIT]);
		else if (f != MF_CARD && f != MF_NATIONAL_ID && f != MF_PHONE &&
			 f != MF_EMAIL && r->head.span[c] > 1)
			s = span_text(r, l, c, STR(", "));
		if (is_nothing(r, s))
			s = STR("");
		if (f == MF_CARD && s.n)
			s = reg_card_read(r->a, s, figure);
		if (f == MF_PHONE && s.n)
			s = reg_phone_read(r->a, s, figure);
		row->text[f] = s;
		if (s.n)
			row->said |= 1U << f;
	}
}

/* The unit and the cell of the group rows above fill empty cells. */
static void group_fill(const struct reg *r, struct member_row *row)
{
	if (!row->text[MF_UNIT].n && r->unit.n) {
		row->text[MF_UNIT] = r->unit;
		row->said |= 1U << MF_UNIT;
		row->unit_row = r->unit_row;
	}
	if (!row->text[MF_CELL].n && r->cell.n) {
		row->text[MF_CELL] = r->cell;
		row->said |= 1U << MF_CELL;
		row->cell_row = r->cell_row;
	}
	/* a register of one unit says it above the headings */
	if (!row->text[MF_UNIT].n && r->head.col[RC_UNIT] < 0 && r->title.n) {
		row->text[MF_UNIT] = r->title;
		row->unit_row = r->title_row;
		row->said |= 1U << MF_UNIT;
	}
	/* a register of cells only: they are the units */
	if (!row->text[MF_UNIT].n && r->head.col[RC_UNIT] < 0 &&
	    row->text[MF_CELL].n) {
		row->text[MF_UNIT] = row->text[MF_CELL];
		row->unit_row = row->cell_row;
		row->said |= 1U << MF_UNIT;
	}
}

static void id_faults(struct reg *r, struct member_row *row,
		      const struct reg_id *id)
{
	struct member_fault *x;

	if (id->shortened)
		x = reg_fault(r, row, MF_NATIONAL_ID, "id_invalid",
			      N_("A spreadsheet has shortened the number, its "
				 "last digits are gone; type it again as "
				 "text."));
	else if (id->has_letters)
		x = reg_fault(r, row, MF_NATIONAL_ID, "id_invalid",
			      N_("An identification number has 12 digits and "
				 "nothing else."));
	else if (id->digits.n == 12)
		x = reg_fault(r, row, MF_NATIONAL_ID, "id_invalid",
			      N_("No identification number begins so; write "
				 "the one that stands on the card."));
	else
		x = reg_fault(r, row, MF_NATIONAL_ID, "id_invalid",
			      N_("An identification number has 12 digits, "
				 "this one has {1}."));
	x->is_error = true;
	x->arg[0] = str_fmt(r->a, "%td", id->digits.n);
}

/* Zeros that nothing but the digits speaks for are put back only when the
 * number then says the year of birth, and the sex, that the row says. */
static bool id_agrees(const struct member_row *row, struct str digits)
{
	enum member_sex sex;
	int year;

	return reg_id_says(digits, &sex, &year) &&
	       row->day[0].day != DAY_NONE &&
	       day_ymd(row->day[0].day).y == year &&
	       (row->sex == SEX_UNKNOWN || row->sex == sex);
}

static void id_read(struct reg *r, const struct line *l, struct member_row *row)
{
	const struct doc_cell *cell = first_cell(r, l, RC_NATIONAL_ID);
	struct str text = row->text[MF_NATIONAL_ID];
	struct reg_id id;
	enum reg_read read;

	if (!text.n)
		return;
	read = reg_id_read(r->a, text, cell && is_figure(r, cell), &id);
	if (read == READ_WELL && id.by_guess && !id_agrees(row, id.digits)) {
		read = READ_NOT;
		id.digits = str_sub(id.digits, id.digits.n - 11, id.digits.n);
		if (id.digits.p[0] == '0')
			id.digits = str_sub(id.digits, 1, id.digits.n);
	}
	if (read == READ_WELL) {
		row->text[MF_NATIONAL_ID] = id.digits;
		r->n_zeros += id.restored;
		return;
	}
	id_faults(r, row, &id);
}

static struct err *person_read(struct reg *r, const struct line *l,
			       struct str carry[2])
{
	struct member_row *row;
	int64_t n;

	if (r->out->rows.n == MEMBER_ROWS_MOST)
		return err_new(r->a, ERR_LIMIT,
			       N_("The register has more than {0} people; "
				  "divide it into several files."),
			       str_fmt(r->a, "%d", MEMBER_ROWS_MOST));
	row = vec_push(r->a, &r->out->rows);
	row->row = l->row->number;
	row->unit = -1;
	texts_read(r, l, row, carry);
	group_fill(r, row);
	for (int k = 0; k < N_MF_DAY; k++)
		day_read(r, l, row, k);
	sex_read(r, l, row);
	id_read(r, l, row);
	reg_rules_row(r, row);
	r->said |= row->said;
	r->ended = false;
	r->last = str_to_i64(l->number, &n) ? n : r->last + 1;
	return NULL;
}

/* A column whose days all could have the month first, and some can't have it
 * second: a spreadsheet of another country wrote it. */
static void orders_find(struct reg *r)
{
	for (int k = 0; k < N_MF_DAY; k++) {
		int col = r->head.col[day_cols[k]], months = 0;
		bool day = false;

		if (col < 0 || r->head.span[day_cols[k]] > 1)
			continue;
		for (ptrdiff_t i = r->head.body; i < r->t->n_rows && !day;
		     i++) {
			const struct doc_cell *c = reg_cell(&r->t->row[i], col);
			int order = c && !c->is_number && !c->is_date
					    ? reg_day_order(c->text)
					    : 0;

			day = order > 0;
			months += order < 0;
		}
		r->month_first[k] = !day && months >= MONTHS_LEAST;
	}
}

/* The organisations that the lines above the headings name. */
static void titles_read(struct reg *r)
{
	for (ptrdiff_t i = 0; i < r->head.row; i++) {
		const struct doc_row *row = &r->t->row[i];

		for (ptrdiff_t k = 0; k < row->n_cells; k++) {
			struct str text = one_line(r->a, row->cell[k].text);
			struct str name;

			if (!text.n || text.n > GROUP_MOST || is_end(r, text))
				continue;
			name = group_name(r->a, text);
			if (!name.n || !is_org(r, name))
				continue;
			*vec_push(r->a, &r->out->titles) = name;
			if (!r->units ||
			    reg_units_find(r->a, r->units, name) < 0)
				continue;
			r->title = name;
			r->title_row = row->number;
		}
	}
}

struct err *reg_rows_read(struct reg *r)
{
	struct str carry[2] = { STR(""), STR("") };
	struct err *e = NULL;

	orders_find(r);
	titles_read(r);

	/* a list that grows by copies would hold them twice */
	r->out->rows.cap = MIN(MAX(r->t->n_rows - r->head.body, 1),
			       (ptrdiff_t)MEMBER_ROWS_MOST);
	r->out->rows.p = arena_new(r->a, struct member_row, r->out->rows.cap);
	for (ptrdiff_t i = r->head.body; !e && i < r->t->n_rows; i++) {
		struct line l;

		line_lay(r, &r->t->row[i], &l);
		if (!l.n_texts)
			continue;
		if (is_heading(r, &l)) {
			r->out->n_skipped++;
		} else if (is_person(r, &l)) {
			e = person_read(r, &l, carry);
		} else {
			r->out->n_skipped++;
			group_take(r, &l);
		}
	}
	return e;
}
