/*
 * Finds the register among a document's tables and has it read: the one with
 * the most headings that are known, then the longest.
 */
#include "member/member_map.h"
#include "member/member_register_priv.h"

#include "base/err.h"
#include "base/utf8.h"

enum { SHEETS_MOST = 300, SEEN_MOST = 8, SHARED_MOST = 256 << 20 };

static const struct {
	const char *code, *title;
	enum reg_col col;
} fields[N_MF] = {
	[MF_CARD] = { "card", N_("Membership card"), RC_CARD },
	[MF_NAME] = { "name", N_("Full name"), RC_NAME },
	[MF_BIRTH] = { "birth", N_("Date of birth"), RC_BIRTH },
	[MF_SEX] = { "sex", N_("Sex"), RC_SEX },
	[MF_ETHNICITY] = { "ethnicity", N_("Ethnicity"), RC_ETHNICITY },
	[MF_NATIONAL_ID] = { "national_id", N_("Identification number"),
			     RC_NATIONAL_ID },
	[MF_ADMITTED_ON] = { "admitted_on", N_("Day of admission"),
			     RC_ADMITTED_ON },
	[MF_OFFICIAL_ON] = { "official_on", N_("Day of becoming official"),
			     RC_OFFICIAL_ON },
	[MF_CELL] = { "cell", N_("Cell"), RC_CELL },
	[MF_UNIT] = { "unit", N_("Unit of the member"), RC_UNIT },
	[MF_POST] = { "post", N_("Position in the organisation"), RC_POST },
	[MF_JOB] = { "job", N_("Occupation"), RC_JOB },
	[MF_EDUCATION] = { "education", N_("General education"), RC_EDUCATION },
	[MF_EXPERTISE] = { "expertise", N_("Professional qualification"),
			   RC_EXPERTISE },
	[MF_THEORY] = { "theory", N_("Political theory"), RC_THEORY },
	[MF_PHONE] = { "phone", N_("Telephone"), RC_PHONE },
	[MF_EMAIL] = { "email", N_("Member's e-mail"), RC_EMAIL },
	[MF_NOTE] = { "note", N_("Note in the register"), RC_NOTE },
	[MF_SHEET] = { "sheet", N_("The whole register"), N_RC },
};

const char *member_field_code(enum member_field f)
{
	return fields[f].code;
}

enum member_field member_field_of(struct str code)
{
	for (int f = 0; f < MF_SHEET; f++)
		if (str_eq(code, str_c(fields[f].code)))
			return (enum member_field)f;
	return MF_SHEET;
}

const char *member_field_title(enum member_field f)
{
	return fields[f].title;
}

struct str reg_place(struct arena *a, int col, int row)
{
	char text[8];
	int i = (int)sizeof(text);

	if (col < 0)
		return STR("");
	for (int n = col + 1; n > 0 && i > 0; n = (n - 1) / 26)
		text[--i] = (char)('A' + (n - 1) % 26);
	return str_fmt(a, "%.*s%d", (int)sizeof(text) - i, text + i, row);
}

struct str member_register_cell(struct arena *a,
				const struct member_register *r,
				const struct member_row *row,
				enum member_field f)
{
	int at = f == MF_UNIT && row->unit_row	 ? row->unit_row
		 : f == MF_CELL && row->cell_row ? row->cell_row
						 : row->row;

	/* a group's name stands in a row of its own: in its first column */
	return reg_place(a, at != row->row ? 0 : r->col[f], at);
}

/* ---- which table ---------------------------------------------------------------- */
struct found {
	struct reg_head head;
	ptrdiff_t rows;
};

static int tables_find(struct arena *a, const struct reg_words *w,
		       const struct doc *d, struct found found[SHEETS_MOST])
{
	int n = 0, left = REG_HEAD_TEXTS;

	for (ptrdiff_t i = 0; i < d->n_tables && n < SHEETS_MOST; i++) {
		struct found f;

		if (!reg_head_find(a, w, &d->table[i], &left, &f.head))
			continue;
		f.head.table = (int)i;
		f.rows = d->table[i].n_rows - f.head.body;
		found[n++] = f;
	}
	return n;
}

static bool is_better(const struct found *x, const struct found *y)
{
	if ((x->rows > 0) != (y->rows > 0))
		return x->rows > 0;
	if (x->head.n_kinds != y->head.n_kinds)
		return x->head.n_kinds > y->head.n_kinds;
	return x->rows > y->rows;
}

static struct str sheets_seen(struct arena *a, const struct doc *d)
{
	struct buf b = buf_init(a, 1000);

	for (ptrdiff_t i = 0; i < MIN(d->n_tables, SEEN_MOST); i++) {
		if (i)
			buf_lit(&b, ", ");
		buf_str(&b,
			d->table[i].title.n
				? utf8_cut(text_clean(a, d->table[i].title), 60)
				: str_fmt(a, "%td", i + 1));
	}
	return buf_view(&b);
}

static struct err *none_found(struct arena *a, const struct doc *d)
{
	if (d->n_tables == 0)
		return err_new(a, ERR_INVALID,
			       N_("The document has no table; a register is a "
				  "table with the headings “Họ và tên”, “Ngày "
				  "sinh”, “Ngày vào Đảng”."));
	return err_new(a, ERR_INVALID,
		       N_("No table of the file ({0}) is a register: a heading "
			  "row with “Họ và tên”, one of “Ngày sinh”, “Số "
			  "CCCD”, “Số thẻ”, “Ngày vào Đảng”, and one more is "
			  "needed."),
		       sheets_seen(a, d));
}

static struct err *table_choose(struct reg *r, struct str *ret_others)
{
	struct found *found = arena_new(r->a, struct found, SHEETS_MOST);
	int n = tables_find(r->a, r->w, r->doc, found), best = -1;
	struct buf others = buf_init(r->a, 1000);

	if (!n)
		return none_found(r->a, r->doc);
	for (int i = 0; i < n; i++) {
		struct str title = r->doc->table[found[i].head.table].title;

		if (r->ask->sheet.p) {
			if (str_eq(text_fold(r->a, title),
				   text_fold(r->a, r->ask->sheet)))
				best = i;
		} else if (best < 0 || is_better(&found[i], &found[best])) {
			best = i;
		}
	}
	if (best < 0)
		return err_new(r->a, ERR_NOT_FOUND,
			       N_("No sheet “{0}” holds a register; the file's "
				  "sheets are: {1}."),
			       r->ask->sheet, sheets_seen(r->a, r->doc));
	for (int i = 0; i < n; i++) {
		if (i == best || found[i].rows <= 0)
			continue;
		if (others.n)
			buf_lit(&others, ", ");
		buf_str(&others, r->doc->table[found[i].head.table].title);
	}
	*ret_others = buf_view(&others);
	r->head = found[best].head;
	r->t = &r->doc->table[r->head.table];
	return NULL;
}

/* ---- reading ---------------------------------------------------------------------- */
static void columns_set(struct reg *r)
{
	const struct reg_head *h = &r->head;
	int *col = r->out->col;

	for (int k = 0; k < REG_COLS; k++)
		r->kind[k] = N_RC;
	for (int c = 0; c < N_RC; c++)
		for (int k = h->col[c]; k >= 0 && k < h->col[c] + h->span[c];
		     k++)
			if (k < REG_COLS)
				r->kind[k] = (enum reg_col)c;
	for (int f = 0; f < N_MF; f++)
		col[f] = fields[f].col == N_RC ? -1 : h->col[fields[f].col];
	if (col[MF_NAME] < 0)
		col[MF_NAME] = h->col[RC_NAME_FRONT];
	if (col[MF_BIRTH] < 0)
		col[MF_BIRTH] = h->col[RC_MALE];
	if (col[MF_SEX] < 0)
		col[MF_SEX] = h->col[RC_MALE];
	if (col[MF_UNIT] < 0)
		col[MF_UNIT] = h->col[RC_CELL];
}

struct err *member_register_read(struct arena *a, const struct profile *p,
				 const struct doc *d,
				 const struct member_ask *ask,
				 struct member_register **ret_reg)
{
	struct reg r = { .a = a, .doc = d, .ask = ask };
	struct str others = STR("");
	struct err *e;

	r.w = reg_words(a, p);
	if (!r.w)
		return err_new(a, ERR_INTERNAL,
			       N_("The profile “{0}” names a field of the "
				  "register that isn't known."),
			       p->name);
	e = table_choose(&r, &others);
	if (e)
		return e;
	r.out = arena_new(a, struct member_register, 1);
	r.out->sheet = text_clean(a, r.t->title);
	r.out->table = r.head.table;
	r.out->head_row = r.head.number;
	r.csv = d->kind != DOC_XLSX;
	if (ask->units)
		r.units = reg_units(a, p, ask->units);
	columns_set(&r);
	e = reg_rows_read(&r);
	if (e)
		return e;
	reg_rules_table(&r, others);
	reg_rules_all(&r);
	*ret_reg = r.out;
	return NULL;
}

/* ---- keeping ---------------------------------------------------------------------- */

/* A text that many people share, or one's own. */
static struct str shared(struct arena *a, struct arena *own,
			 struct member_map *m, struct strs *kept,
			 struct str text)
{
	const int *known = member_map_find(m, text);

	if (known)
		return kept->p[*known];
	*vec_push(own, kept) = str_dup(a, text);
	*member_map_take(own, m, kept->p[kept->n - 1], 0) = (int)kept->n - 1;
	return kept->p[kept->n - 1];
}

static bool is_own(enum member_field f)
{
	return f == MF_NAME || f == MF_NATIONAL_ID || f == MF_CARD ||
	       f == MF_PHONE || f == MF_EMAIL || f == MF_NOTE;
}

void member_register_keep(struct arena *a, struct member_register *r)
{
	/* only needed while it is built */
	CLEANUP(arena_closep) struct arena *own = arena_open(SHARED_MOST);
	struct member_map map = { 0 };
	struct strs kept = { 0 };

	r->sheet = str_dup(a, r->sheet);
	for (ptrdiff_t i = 0; i < r->titles.n; i++)
		r->titles.p[i] = str_dup(a, r->titles.p[i]);
	for (ptrdiff_t i = 0; i < r->rows.n; i++)
		for (int f = 0; f < N_MF_TEXT; f++) {
			struct str *t = &r->rows.p[i].text[f];

			if (!t->n)
				*t = STR("");
			else if (is_own((enum member_field)f))
				*t = str_dup(a, *t);
			else
				*t = shared(a, own, &map, &kept, *t);
		}
	for (ptrdiff_t i = 0; i < r->faults.n; i++) {
		struct member_fault *f = &r->faults.p[i];

		f->text = f->text.n ? str_dup(a, f->text) : STR("");
		f->cell = f->cell.n ? str_dup(a, f->cell) : STR("");
		for (int k = 0; k < (int)N_ELEMENTS(f->arg); k++)
			f->arg[k] = str_dup(a, f->arg[k]);
	}
}
