/*
 * What is right for a row by itself, for all rows together, and for the table
 * as a whole. An error keeps a row from being taken as it is, a warning asks
 * to look at it.
 */
#include "member/member_register_priv.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/utf8.h"

enum { ADULT = 18, PROBATION_MONTHS = 24, OLDEST = 110, UNREAD_MOST = 600 };

static const struct member_day *day_of(const struct member_row *row,
				       enum member_field f)
{
	return &row->day[f - MF_BIRTH];
}

static bool is_said(const struct member_row *row, enum member_field f)
{
	return row->said >> f & 1;
}

/* A day as a person writes it, as far as it is known. */
static struct str day_words(struct arena *a, const struct member_day *d)
{
	struct ymd t = day_ymd(d->day);

	if (d->precise == PRECISE_YEAR)
		return str_fmt(a, "%d", t.y);
	if (d->precise == PRECISE_MONTH)
		return str_fmt(a, "%d/%d", t.m, t.y);
	return str_fmt(a, "%02d/%02d/%d", t.d, t.m, t.y);
}

/* A fault about a day that could be read. */
static struct member_fault *day_fault(struct reg *r,
				      const struct member_row *row,
				      enum member_field f, const char *code,
				      const char *why)
{
	struct member_fault *x = reg_fault(r, row, f, code, why);

	if (!x->text.n)
		x->text = day_words(r->a, day_of(row, f));
	return x;
}

/* ---- a row by itself ---------------------------------------------------------- */
static void days_judge(struct reg *r, const struct member_row *row)
{
	const struct member_day *birth = day_of(row, MF_BIRTH);
	const struct member_day *in = day_of(row, MF_ADMITTED_ON);
	const struct member_day *full = day_of(row, MF_OFFICIAL_ON);
	struct member_fault *x;

	for (int f = MF_BIRTH; f <= MF_OFFICIAL_ON; f++) {
		const struct member_day *d = &row->day[f - MF_BIRTH];

		if (d->day == DAY_NONE || d->day <= r->ask->today)
			continue;
		x = day_fault(r, row, (enum member_field)f, "future_date",
			      N_("This day is still to come (today is {1})."));
		x->is_error = true;
		x->arg[0] =
			day_words(r->a,
				  &(struct member_day){ .day = r->ask->today });
	}
	if (in->day != DAY_NONE && full->day != DAY_NONE &&
	    reg_day_last(*full) < in->day) {
		x = day_fault(r, row, MF_OFFICIAL_ON,
			      "official_before_admission",
			      N_("The day of becoming official lies before "
				 "the day of admission, {1}."));
		x->is_error = true;
		x->arg[0] = day_words(r->a, in);
	}
	if (birth->day != DAY_NONE && in->day != DAY_NONE &&
	    in->day <= r->ask->today &&
	    reg_day_last(*in) < day_add_months(birth->day, ADULT * 12)) {
		x = day_fault(r, row, MF_ADMITTED_ON, "young",
			      N_("Younger than 18 on the day of admission: "
				 "born {1}."));
		x->arg[0] = day_words(r->a, birth);
	}
	if (birth->day != DAY_NONE &&
	    day_add_months(birth->day, OLDEST * 12) < r->ask->today)
		(void)day_fault(r, row, MF_BIRTH, "old",
				N_("This would be more than 110 years ago."));
	if (in->day != DAY_NONE && !is_said(row, MF_OFFICIAL_ON) &&
	    day_add_months(reg_day_last(*in), PROBATION_MONTHS) <
		    r->ask->today) {
		x = reg_fault(r, row, MF_OFFICIAL_ON, "official_missing",
			      N_("Admitted on {1} and not yet official?"));
		x->arg[0] = day_words(r->a, in);
	}
}

/* What the identification number says against the rest of the row. */
static void id_judge(struct reg *r, const struct member_row *row)
{
	struct str id = row->text[MF_NATIONAL_ID];
	const struct member_day *birth = day_of(row, MF_BIRTH);
	enum member_sex sex;
	struct member_fault *x;
	int year;

	if (!reg_id_says(id, &sex, &year))
		return;
	if (row->sex != SEX_UNKNOWN && row->sex != sex)
		(void)reg_fault(r, row, MF_NATIONAL_ID, "id_sex",
				sex == SEX_MALE
					? N_("The number is a man's, the row "
					     "says a woman.")
					: N_("The number is a woman's, the "
					     "row says a man."));
	if (birth->day != DAY_NONE && day_ymd(birth->day).y != year) {
		x = reg_fault(r, row, MF_NATIONAL_ID, "id_birth",
			      N_("The number says born in {1}, the row says "
				 "{2}."));
		x->arg[0] = str_fmt(r->a, "%d", year);
		x->arg[1] = day_words(r->a, birth);
	}
}

static void unit_judge(struct reg *r, struct member_row *row)
{
	struct member_fault *x;

	if (!r->units || !row->text[MF_UNIT].n)
		return;
	row->unit = reg_units_find(r->a, r->units, row->text[MF_UNIT]);
	if (row->unit >= 0)
		return;
	x = reg_fault(r, row, MF_UNIT, "unit_unknown",
		      row->unit == -1
			      ? N_("This unit isn't in the list of units; "
				   "write it as it stands there.")
			      : N_("Several units of the list could be meant; "
				   "write the whole name."));
	x->is_error = true;
	row->unit = -1;
}

void reg_rules_row(struct reg *r, struct member_row *row)
{
	days_judge(r, row);
	id_judge(r, row);
	unit_judge(r, row);
	if (row->text[MF_PHONE].n && !reg_phone_fits(row->text[MF_PHONE]))
		(void)reg_fault(r, row, MF_PHONE, "phone_invalid",
				N_("This is no telephone number."));
	if (row->text[MF_EMAIL].n && !reg_email_fits(row->text[MF_EMAIL]))
		(void)reg_fault(r, row, MF_EMAIL, "email_invalid",
				N_("This is no e-mail address."));
}

/* ---- all rows together ----------------------------------------------------------- */
static struct str key_of(struct arena *a, const struct member_row *row,
			 enum member_field f)
{
	struct str s = row->text[f], key;

	if (f == MF_NATIONAL_ID)
		return s.n == 12 ? s : STR("");
	if (f == MF_CARD)
		return reg_card_key(a, s);
	if (!s.n || day_of(row, MF_BIRTH)->day == DAY_NONE)
		return STR("");
	key = text_same_key(a, s);
	return str_fmt(a, "%.*s %d", STR_ARG(key), day_of(row, MF_BIRTH)->day);
}

/* Which row had a key first: open addressing, at most half full. The keys
 * aren't kept: equal hashes have them made again. */
struct first {
	int row; /* its place + 1; 0: free */
	uint32_t hash;
};
struct firsts {
	const struct member_row *row;
	enum member_field field;
	struct first *slot;
	uint64_t mask;
};

static struct firsts firsts_make(struct reg *r, enum member_field f)
{
	struct firsts x = { r->out->rows.p, f, NULL, 64 };

	while (x.mask < (uint64_t)r->out->rows.n * 2)
		x.mask *= 2;
	x.slot = arena_new(r->a, struct first, (ptrdiff_t)x.mask);
	x.mask--;
	return x;
}

/* The row that had the key first; -1: this is it, or it has none. */
static ptrdiff_t firsts_put(struct firsts *x, struct arena *a, ptrdiff_t i)
{
	struct arena_mark mark = arena_mark(a);
	struct str key = key_of(a, &x->row[i], x->field);
	uint64_t h = str_hash(key);
	uint32_t hash = (uint32_t)(h >> 32);
	ptrdiff_t first = -1;

	for (; key.n; h++) {
		struct first *s = &x->slot[h & x->mask];

		if (!s->row) {
			*s = (struct first){ (int)i + 1, hash };
			break;
		}
		if (s->hash == hash &&
		    str_eq(key_of(a, &x->row[s->row - 1], x->field), key)) {
			first = s->row - 1;
			break;
		}
	}
	arena_rewind(a, mark);
	return first;
}

static void same_put(struct reg *r, enum member_field f, ptrdiff_t first,
		     ptrdiff_t i)
{
	const struct member_row *was = &r->out->rows.p[first];
	const struct member_row *row = &r->out->rows.p[i];
	bool both = key_of(r->a, row, MF_NATIONAL_ID).n &&
		    key_of(r->a, was, MF_NATIONAL_ID).n;
	struct member_fault *x;

	if (f == MF_NAME && both)
		return; /* two people, or the number is repeated anyway */
	/* once a row: the number is what counts */
	if (f == MF_CARD && both &&
	    str_eq(row->text[MF_NATIONAL_ID], was->text[MF_NATIONAL_ID]))
		return;
	x = reg_fault(r, row, f, f == MF_NAME ? "same_person" : "duplicate",
		      f == MF_NAME
			      ? N_("Name and date of birth are those of row "
				   "{1}: the same person?")
			      : N_("This already stands in row {1}."));
	x->is_error = f != MF_NAME;
	x->arg[0] = str_fmt(r->a, "%d", was->row);
}

static void repeats_find(struct reg *r)
{
	static const enum member_field fields[] = { MF_NATIONAL_ID, MF_CARD,
						    MF_NAME };

	for (ptrdiff_t k = 0; k < N_ELEMENTS(fields); k++) {
		struct firsts x = firsts_make(r, fields[k]);

		for (ptrdiff_t i = 0; i < r->out->rows.n; i++) {
			ptrdiff_t first = firsts_put(&x, r->a, i);

			if (first >= 0)
				same_put(r, fields[k], first, i);
		}
	}
}

/* A fact that the register holds, but not for this row. The number is a
 * warning, since not everybody has one. */
static void gaps_find(struct reg *r)
{
	static const enum member_field fields[] = { MF_NAME, MF_BIRTH,
						    MF_ADMITTED_ON, MF_UNIT,
						    MF_NATIONAL_ID };

	for (ptrdiff_t i = 0; i < r->out->rows.n; i++)
		for (ptrdiff_t k = 0; k < N_ELEMENTS(fields); k++) {
			const struct member_row *row = &r->out->rows.p[i];
			struct member_fault *x;

			if (is_said(row, fields[k]) ||
			    (k > 0 && !(r->said >> fields[k] & 1)))
				continue;
			x = reg_fault(r, row, fields[k], "required",
				      N_("{1} is missing."));
			x->titled = true;
			x->is_error = fields[k] != MF_NATIONAL_ID;
		}
}

static int fault_cmp(const void *a, const void *b)
{
	const struct member_fault *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	return strcmp(x->code, y->code);
}

void reg_rules_all(struct reg *r)
{
	struct member_register *out = r->out;
	ptrdiff_t row = 0;

	repeats_find(r);
	gaps_find(r);
	if (out->faults.n)
		qsort(out->faults.p, (size_t)out->faults.n,
		      sizeof(*out->faults.p), fault_cmp);
	for (ptrdiff_t i = 0; i < out->faults.n; i++) {
		out->n_errors += out->faults.p[i].is_error;
		while (row < out->rows.n &&
		       out->rows.p[row].row < out->faults.p[i].row)
			row++;
		if (out->faults.p[i].is_error)
			out->rows.p[row].is_faulty = true;
	}
	for (ptrdiff_t i = 0; i < out->rows.n; i++)
		out->n_ok += !out->rows.p[i].is_faulty;
}

/* ---- the table -------------------------------------------------------------------- */
static struct member_fault *table_say(struct reg *r, const char *code,
				      const char *why, struct str text)
{
	struct member_row head = { .row = r->out->head_row };
	struct member_fault *x = reg_fault(r, &head, MF_SHEET, code, why);

	x->text = text;
	return x;
}

static void number_say(struct reg *r, const char *code, const char *why,
		       ptrdiff_t n)
{
	if (n)
		(void)table_say(r, code, why, str_fmt(r->a, "%td", n));
}

static void gaps_say(struct reg *r)
{
	static const enum member_field fields[] = { MF_BIRTH, MF_NATIONAL_ID,
						    MF_ADMITTED_ON, MF_UNIT };

	for (ptrdiff_t i = 0; i < N_ELEMENTS(fields); i++) {
		struct member_fault *x;

		if (r->said >> fields[i] & 1)
			continue;
		x = table_say(r, "column_missing",
			      N_("The register doesn't say “{1}”: there is no "
				 "such column, or nothing is in it."),
			      STR(""));
		x->field = fields[i];
		x->titled = true;
	}
}

static void orders_say(struct reg *r)
{
	for (int k = 0; k < N_MF_DAY; k++) {
		struct member_fault *x;

		if (!r->month_first[k])
			continue;
		x = table_say(r, "month_first",
			      N_("In the whole column “{1}” the month stands "
				 "first; it was read so."),
			      STR(""));
		x->field = (enum member_field)(MF_BIRTH + k);
		x->titled = true;
	}
}

/* Columns whose headings are known to say what isn't held, or aren't known. */
static void unread_say(struct reg *r)
{
	struct buf b = buf_init(r->a, UNREAD_MOST);
	const struct doc_row *row = &r->t->row[r->head.body - 1];

	while (row->number > r->head.number)
		row--;
	for (ptrdiff_t i = 0; i < row->n_cells; i++) {
		int k = row->cell[i].col;
		struct str text = text_clean(r->a, row->cell[i].text);

		if (k >= REG_COLS || !text.n)
			continue;
		if (r->kind[k] == RC_RELIGION)
			(void)table_say(r, "not_held",
					N_("“{0}” isn't held by this program, "
					   "so the column isn't read."),
					text);
		if (r->kind[k] != RC_OTHER && r->kind[k] != N_RC)
			continue;
		if (b.n)
			buf_lit(&b, ", ");
		buf_str(&b, text);
	}
	if (b.n)
		(void)table_say(r, "columns_unread",
				N_("These columns aren't read: {0}."),
				buf_view(&b));
}

void reg_rules_table(struct reg *r, struct str others)
{
	if (others.n)
		(void)table_say(r, "sheets_unread",
				N_("Other sheets hold registers, too, and "
				   "were not read: {0}."),
				others);
	number_say(r, "hidden_rows", N_("Hidden rows were not read: {0}."),
		   r->t->hidden_rows);
	number_say(r, "hidden_columns",
		   N_("Hidden columns were not read: {0}."), r->t->hidden_cols);
	number_say(r, "hidden_sheets", N_("Hidden sheets were not read: {0}."),
		   r->doc->hidden_sheets);
	number_say(r, "zeros_restored",
		   N_("Identification numbers whose zeros at the beginning "
		      "were lost and are put back: {0}."),
		   r->n_zeros);
	gaps_say(r);
	orders_say(r);
	unread_say(r);
}
