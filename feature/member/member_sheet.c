/* Members as rows of a workbook that goes out and comes back: columns, what
 * stands in them now, what a changed cell becomes. */
#include "member/member_sheet_priv.h"

#include "base/perm.h"
#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "member/member_page_priv.h"
#include "member/member_sheet_query.h"

static const struct {
	const char *key, *title;
	int width;
	enum doc_col_kind kind;
	const char *fixed; /* why it isn't taken from a sheet, or NULL */
} fixed[N_FIXED] = {
	[NAME] = { "name", N_("Name"), 28, COL_TEXT, NULL },
	[BIRTH] = { "birth", N_("Born"), 12, COL_TEXT, NULL },
	[SEX] = { "sex", N_("Sex"), 8, COL_TEXT, NULL },
	[ORG] = { "org", N_("Organisation"), 40, COL_TEXT, NULL },
	[STATE] = { "state", N_("State"), 20, COL_TEXT,
		    N_("A state is changed by a move, on the record's "
		       "page.") },
	[ADMITTED] = { "admitted_on", N_("Day of admission"), 12, COL_DAY,
		       NULL },
	[OFFICIAL] = { "official_on", N_("Full member since"), 12, COL_DAY,
		       NULL },
	[YEARS] = { "years", N_("Years"), 8, COL_INT,
		    N_("The years follow from the days of admission.") },
};

const char *member_sheet_fixed(int c)
{
	return fixed[c].fixed;
}

/* ---- columns ------------------------------------------------------------- */

static struct str term_title(const struct profile_term *t, enum lang lang)
{
	return lang == LANG_EN ? t->en : t->vi;
}

static const struct strs *term_choices(struct cx *cx, const char *list,
				       enum lang lang)
{
	struct strs *s = arena_new(cx->arena, struct strs, 1);
	const struct profile_term *t = NULL;

	while ((t = profile_term_next(cx->profile, list, t)))
		*vec_push(cx->arena, s) = term_title(t, lang);
	return s;
}

static const struct strs *sex_choices(struct cx *cx, enum lang lang)
{
	struct strs *s = arena_new(cx->arena, struct strs, 1);

	*vec_push(cx->arena, s) = tr(lang, member_sex_title(STR("f")));
	*vec_push(cx->arena, s) = tr(lang, member_sex_title(STR("m")));
	return s;
}

static const char *note_of(int c)
{
	if (fixed[c].fixed)
		return fixed[c].fixed;
	if (c == ORG)
		return N_("The name of another organisation is a move within, "
			  "since the day that you give when you send the file "
			  "back.");
	return c == NAME ? N_("A change counts since the day that you give "
			      "when you send the file back.")
			 : N_("A change here is a correction.");
}

static void fixed_add(struct cx *cx, enum lang lang, struct sheet_columns *cols)
{
	for (int c = 0; c < N_FIXED; c++) {
		struct sheet_column *col = vec_push(cx->arena, cols);

		*col = (struct sheet_column){
			.key = fixed[c].key,
			.title = tr(lang, fixed[c].title),
			.width = fixed[c].width,
			.kind = fixed[c].kind,
			/* a year alone is a number, a birth a day */
			.takes_number = c == BIRTH,
			.takes_day = c == BIRTH,
			.note = tr(lang, note_of(c)),
		};
		if (c == SEX)
			col->choices = sex_choices(cx, lang);
	}
}

/* Numbers that a mask hides on the page don't leave in a file. */
static bool leaves(const struct profile_term *t)
{
	return !profile_term_is(t, "protected") &&
	       !profile_term_is(t, "masked");
}

struct err *member_sheet_columns(struct cx *cx, enum lang lang,
				 struct sheet_columns *ret)
{
	const struct profile_term *t = NULL;
	struct str total = tr(lang, N_("Rows: {0}"));

	*ret = (struct sheet_columns){
		.main = NAME,
		.total = str_sub(total, 0, MAX(str_find_char(total, '{'), 1))
	};
	fixed_add(cx, lang, ret);
	while ((t = profile_term_next(cx->profile, "field", t))) {
		struct sheet_column *col;

		if (!leaves(t) || ret->n == SHEET_COLS_MOST)
			continue;
		col = vec_push(cx->arena, ret);
		*col = (struct sheet_column){
			.key = str_to_c(cx->arena, t->code),
			.title = term_title(t, lang),
			.width = 22,
			.takes_number = true,
			.note = tr(lang, N_("A change counts since the day "
					    "that you give when you send the "
					    "file back.")),
		};
		if (member_has_choices(cx->profile, t->code))
			col->choices = term_choices(cx, col->key, lang);
	}
	return NULL;
}

/* ---- rows ---------------------------------------------------------------- */

struct range {
	int64_t low, high;
};

static struct range range_of(const struct sheet_now *row, ptrdiff_t n)
{
	struct range r = { INT64_MAX, 0 };

	for (ptrdiff_t i = 0; i < n; i++) {
		r.low = MIN(r.low, row[i].id);
		r.high = MAX(r.high, row[i].id);
	}
	return r;
}

static void fixed_fill(struct cx *cx, enum lang lang,
		       const struct member_sheet_rows_row *r,
		       struct sheet_now *row)
{
	int years = member_party_age(cx->profile, r->admitted_on,
				     r->official_on, cx->today);
	const char *sex = member_sex_title(r->sex);

	row->there = true;
	row->rev = r->rev;
	row->title = r->name;
	row->note = r->org_name;
	row->href = str_fmt(cx->arena, "/member/%lld", (long long)r->id);
	row->plain[NAME] = text_clean(cx->arena, r->name);
	row->plain[BIRTH] =
		member_birth_text(cx->arena, r->birth, r->birth_part);
	row->plain[SEX] = sex ? tr(lang, sex) : STR("");
	row->plain[ORG] =
		text_clean(cx->arena, r->org_name.p ? r->org_name : STR(""));
	row->plain[STATE] =
		profile_term_title(cx->profile, "state", r->state, lang);
	if (r->admitted_on != DAY_NONE)
		row->plain[ADMITTED] = day_iso(cx->arena, r->admitted_on);
	if (r->official_on != DAY_NONE)
		row->plain[OFFICIAL] = day_iso(cx->arena, r->official_on);
	if (years >= 0)
		row->plain[YEARS] = str_fmt(cx->arena, "%d", years);
}

/* By id: rows come in the order of the file. */
static int by_id(const void *x, const void *y)
{
	const struct sheet_now *a = *(struct sheet_now *const *)x,
			       *b = *(struct sheet_now *const *)y;

	return (a->id > b->id) - (a->id < b->id);
}

struct merging {
	struct sheet_now **row; /* by id */
	ptrdiff_t n, at;
};

/* The row of this id, or NULL; ids are asked for in their order. */
static struct sheet_now *merge_to(struct merging *m, int64_t id)
{
	while (m->at < m->n && m->row[m->at]->id < id)
		m->at++;
	return m->at < m->n && m->row[m->at]->id == id ? m->row[m->at] : NULL;
}

static void fact_fill(struct cx *cx, enum lang lang,
		      const struct sheet_columns *cols,
		      const struct member_sheet_facts_row *f,
		      struct sheet_now *row)
{
	struct member_value v = { f->field, f->value };
	day_t *from = row->own;
	int c;

	if (!sheet_column_find(cols, f->field, &c) || c < N_FIXED)
		return;
	row->plain[c] = text_clean(cx->arena,
				   member_value_title(cx->profile, &v, lang));
	from[c] = f->from_on;
}

static struct err *facts_fill(struct cx *cx, enum lang lang,
			      const struct sheet_columns *cols,
			      const struct range *range, struct merging *m)
{
	struct member_sheet_facts_rows facts;
	struct member_sheet_names_rows names;
	struct sheet_now *row;
	struct err *err = member_sheet_facts(cx->db,
					     &(struct member_sheet_facts_in){
						     .low = range->low,
						     .high = range->high },
					     &facts);

	m->at = 0;
	for (ptrdiff_t i = 0; !err && i < facts.n; i++)
		if ((row = merge_to(m, facts.p[i].member)) && row->there)
			fact_fill(cx, lang, cols, &facts.p[i], row);
	if (!err)
		err = member_sheet_names(cx->db,
					 &(struct member_sheet_names_in){
						 .low = range->low,
						 .high = range->high },
					 &names);
	m->at = 0;
	for (ptrdiff_t i = 0; !err && i < names.n; i++)
		if ((row = merge_to(m, names.p[i].member)))
			((day_t *)row->own)[NAME] = names.p[i].from_on;
	return err;
}

struct err *member_sheet_now(struct cx *cx, enum lang lang,
			     const struct sheet_columns *cols,
			     struct sheet_now *row, ptrdiff_t n)
{
	struct merging m = { .n = n };
	struct range range = range_of(row, n);
	struct member_sheet_rows_in in = { .scope = member_scope(cx),
					   .low = range.low,
					   .high = range.high };
	struct member_sheet_rows_rows rows;
	struct err *err;

	m.row = arena_new(cx->arena, struct sheet_now *, n + 1);
	for (ptrdiff_t i = 0; i < n; i++) {
		day_t *from = arena_new(cx->arena, day_t, cols->n);

		for (ptrdiff_t c = 0; c < cols->n; c++)
			from[c] = DAY_NONE;
		row[i].own = from;
		m.row[i] = &row[i];
	}
	if (n > 1)
		qsort(m.row, (size_t)n, sizeof(*m.row), by_id);
	in.with = in.scope ? MEMBER_SHEET_ROWS_WITH_SCOPE : 0;
	err = member_sheet_rows(cx->db, &in, &rows);
	for (ptrdiff_t i = 0; !err && i < rows.n; i++) {
		struct sheet_now *r = merge_to(&m, rows.p[i].id);

		if (r)
			fixed_fill(cx, lang, &rows.p[i], r);
	}
	return err ? err : facts_fill(cx, lang, cols, &range, &m);
}

static bool may(const struct cx *cx)
{
	return cx_may(cx, PERM_MEMBER_MANAGE);
}

const struct sheet_subject member_sheet = {
	.name = "member",
	.path = "/members/sheet",
	.list = "/members",
	.menu = "members",
	.title = N_("Members"),
	.trail = "edited",
	.layout = MEMBER_SHEET_LAYOUT,
	.dated = true,
	.may = may,
	.columns = member_sheet_columns,
	.begin = member_sheet_begin,
	.now = member_sheet_now,
	.check = member_sheet_check,
	.agree = member_sheet_agree,
	.take = member_sheet_take,
	.back = member_sheet_back,
};
