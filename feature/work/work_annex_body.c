/*
 * The rows of an annex: first collected as they stand (merged cells hold for
 * the rows below), then judged with the whole table known: which are groups,
 * which are tasks, which go on with the row above.
 */
#include "work/work_annex_priv.h"

#include <ctype.h>

#include "base/err.h"
#include "base/utf8.h"
#include "profile/profile_words.h"
#include "work/work_lex.h"

enum { NUMBER_MOST = 12 }; /* bytes of a row's number */

/* How a row is numbered. */
enum style {
	STYLE_NONE,
	STYLE_ROMAN,
	STYLE_UPPER,
	STYLE_ARABIC,
	STYLE_DOTTED, /* 1.1 */
	STYLE_DEEP,   /* 1.1.1 */
	STYLE_LOWER,
	STYLE_OTHER,
	N_STYLE
};

struct raw {
	struct str text[N_ACOL];
	enum style style;
	bool only_work; /* nothing but number and work */
	bool wide;	/* one cell over the other columns */
	bool loud;	/* bold or capitals */
	int table, line;
};

struct annex_body {
	struct arena *arena;
	const struct profile *p;
	struct work_annex *x;
	struct {
		struct raw *p;
		ptrdiff_t n, cap;
	} raws;
	struct str above[N_ACOL];
	int line; /* last row with a text; 0: an empty one came since */
};

/* ---- numbers --------------------------------------------------------------- */
static struct str number_trim(struct str s)
{
	s = str_trim(s);
	while (s.n && strchr(".,: ", s.p[s.n - 1]))
		s = str_sub(s, 0, s.n - 1);
	return s;
}

static enum style style_of(struct arena *a, struct str number)
{
	struct str f = text_fold(a, number);
	int dots = 0;

	if (!f.n)
		return STYLE_NONE;
	for (ptrdiff_t i = 0; i < f.n; i++)
		dots += f.p[i] == ' ';
	if (isdigit((unsigned char)f.p[0]))
		return dots == 0   ? STYLE_ARABIC
		       : dots == 1 ? STYLE_DOTTED
				   : STYLE_DEEP;
	if (dots)
		return STYLE_OTHER;
	if (islower((unsigned char)number.p[0]))
		return f.n == 1 ? STYLE_LOWER : STYLE_OTHER;
	if (work_roman(f))
		return STYLE_ROMAN;
	return f.n == 1 ? STYLE_UPPER : STYLE_OTHER;
}

/* "1.2. Rà soát" → "1.2", the work keeps the rest; "" when there is none. */
struct str annex_number_split(struct arena *a, struct str *work)
{
	struct str s = *work, number;
	ptrdiff_t n = 0, digits;

	while (n < s.n && n < NUMBER_MOST &&
	       (isalnum((unsigned char)s.p[n]) || s.p[n] == '.'))
		n++;
	if (n == 0 || n >= s.n)
		return STR("");
	number = str_sub(s, 0, n);
	if (s.p[n] == ')')
		n++;
	else if (number.p[number.n - 1] != '.' &&
		 (str_find_char(number, '.') < 0))
		return STR("");
	if (n >= s.n || s.p[n] != ' ')
		return STR("");
	for (digits = 0; digits < number.n; digits++)
		if (isalpha((unsigned char)number.p[digits]) &&
		    style_of(a, number_trim(number)) == STYLE_OTHER)
			return STR("");
	*work = str_trim(str_sub(s, n, s.n));
	return str_sub(s, 0, n);
}

/* "- Rà soát" → "Rà soát" */
static struct str bullet_trim(struct str s)
{
	for (;;) {
		s = str_trim(s);
		if (s.n > 1 && strchr("-+*", s.p[0]))
			s = str_sub(s, 1, s.n);
		else if (str_starts(s, STR("–")) || str_starts(s, STR("•")) ||
			 str_starts(s, STR("—")))
			s = str_sub(s, 3, s.n);
		else
			return s;
	}
}

/* ---- collecting -------------------------------------------------------------- */
static bool is_loud(struct arena *a, const struct doc_cell *c)
{
	bool letters = false;

	if (c->bold)
		return true;
	for (ptrdiff_t at = 0; at < c->text.n;) {
		ptrdiff_t from = at;
		uint32_t cp = utf8_next(c->text, &at);
		struct str one = str_sub(c->text, from, at);

		if (cp < 0x80
			    ? islower((int)cp) != 0
			    : cp >= 0xC0 && str_eq(text_same_key(a, one), one))
			return false;
		letters |= cp >= 'A' && cp <= 'Z';
	}
	return letters;
}

/* A spreadsheet's day as official documents write it: a 0 before days below
 * 10 and before January and February only (05/01/2026, 15/9/2026). */
static struct str deadline_text(struct arena *a, const struct doc_cell *c)
{
	day_t day = DAY_NONE;
	int64_t serial;
	struct ymd d;

	if (c->is_number && str_to_i64(c->text, &serial) && serial > 36525 &&
	    serial < 73051)
		day = (day_t)(serial - 25569);
	else if (!c->is_date || !day_from_iso(str_sub(c->text, 0, 10), &day))
		return c->text;
	d = day_ymd(day);
	return str_fmt(a, d.m < 3 ? "%02d/%02d/%d" : "%02d/%d/%d", d.d, d.m,
		       d.y);
}

/* The row's own texts; merged cells take what stands above. */
struct taken {
	struct raw raw;
	bool up[N_ACOL];
	int own; /* columns with a text of their own */
};

static struct str cell_take(struct annex_body *b, struct taken *t, int c,
			    const struct doc_cell *cell)
{
	struct arena *a = b->arena;

	if (!cell)
		return STR("");
	if (cell->merged_up) {
		t->up[c] = true;
		return b->above[c];
	}
	if (c == ACOL_DEADLINE)
		return text_clean(a, deadline_text(a, cell));
	if (c == ACOL_LEAD || c == ACOL_WITH)
		return text_clean_lines(a, cell->text);
	return text_clean(a, cell->text);
}

static bool cell_is_wide(const struct doc_cell *c, const struct annex_head *h)
{
	int covered = 0;

	for (int k = ACOL_LEAD; k <= ACOL_PRODUCT; k++)
		covered += h->col[k] >= c->col &&
			   h->col[k] < c->col + MAX(c->span, 1);
	return covered > 0 && h->col[ACOL_WORK] >= 0 &&
	       c->col <= h->col[ACOL_WORK];
}

/* One cell over the number and the work: a group, a note, a signature. */
static bool cell_joins_number(const struct doc_cell *c,
			      const struct annex_head *h)
{
	return h->col[ACOL_NUMBER] >= c->col &&
	       h->col[ACOL_WORK] < c->col + MAX(c->span, 1);
}

static void row_take(struct annex_body *b, const struct annex_head *h,
		     const struct doc_row *r, struct taken *t)
{
	const struct doc_cell *seen = NULL;

	memset(t, 0, sizeof(*t));
	for (int c = 0; c < N_ACOL; c++)
		t->raw.text[c] = STR("");
	for (int c = 0; c < N_ACOL; c++) {
		const struct doc_cell *cell =
			h->col[c] < 0 ? NULL : annex_cell(r, h->col[c]);

		/* a cell over several columns speaks once, as the work */
		if (cell && cell == seen)
			continue;
		if (cell && cell->span > 1 &&
		    (cell_is_wide(cell, h) || cell_joins_number(cell, h))) {
			seen = cell;
			t->raw.wide |=
				cell->text.n > 0 && cell_is_wide(cell, h);
			t->raw.loud |= is_loud(b->arena, cell);
			t->raw.text[ACOL_WORK] =
				text_clean(b->arena, cell->text);
			continue;
		}
		if (c == ACOL_WORK && t->raw.text[c].n)
			continue;
		t->raw.text[c] = cell_take(b, t, c, cell);
		if (c == ACOL_WORK && cell)
			t->raw.loud = is_loud(b->arena, cell);
	}
	for (int c = 0; c < N_ACOL; c++)
		t->own += t->raw.text[c].n > 0 && !t->up[c];
	t->raw.line = r->number;
	t->raw.table = h->table;
}

static void skip_add(struct annex_body *b, const struct taken *t,
		     struct str text, const char *why)
{
	*vec_push(b->arena, &b->x->skips) = (struct work_annex_skip){
		.table = t->raw.table,
		.line = t->raw.line,
		.text = text,
		.why = why,
	};
}

/* All texts of a row, for people. */
static struct str row_text(struct arena *a, const struct doc_row *r)
{
	struct str s = STR("");

	for (ptrdiff_t i = 0; i < r->n_cells; i++) {
		struct str c = text_clean(a, r->cell[i].text);

		if (c.n && s.n)
			s = str_cat(a, s, STR(" | "));
		s = str_cat(a, s, c);
	}
	return s;
}

/* Adds to the row before what a page break or a list of leads cut off. */
static void raw_append(struct annex_body *b, const struct taken *t)
{
	struct raw *last = &b->raws.p[b->raws.n - 1];

	for (int c = ACOL_WORK; c < N_ACOL; c++) {
		bool lines = c == ACOL_LEAD || c == ACOL_WITH;
		struct str own = t->raw.text[c];

		if (!own.n || t->up[c])
			continue;
		if (last->text[c].n)
			own = str_cat(b->arena, lines ? STR("\n") : STR(" "),
				      own);
		last->text[c] = str_cat(b->arena, last->text[c], own);
		last->only_work &= c == ACOL_WORK || c == ACOL_GROUP;
	}
}

static bool starts_lower(struct arena *a, struct str s)
{
	ptrdiff_t at = 0;
	uint32_t cp;

	if (!s.n)
		return false;
	cp = utf8_next(s, &at);
	if (cp < 0x80)
		return islower((int)cp) != 0;
	return cp >= 0xC0 && cp < 0x2000 &&
	       str_eq(text_same_key(a, str_sub(s, 0, at)), str_sub(s, 0, at));
}

/* Whether the row goes on with the one before. */
static bool goes_on(struct annex_body *b, const struct taken *t)
{
	const struct str *x = t->raw.text;

	if (!b->raws.n || b->raws.p[b->raws.n - 1].wide || t->raw.wide)
		return false;
	if (b->raws.p[b->raws.n - 1].table != t->raw.table && x[ACOL_WORK].n &&
	    !starts_lower(b->arena, x[ACOL_WORK]))
		return false;
	if (t->up[ACOL_WORK] && x[ACOL_WORK].n)
		return !(x[ACOL_PRODUCT].n && !t->up[ACOL_PRODUCT]) &&
		       !(x[ACOL_DEADLINE].n && !t->up[ACOL_DEADLINE]);
	if (x[ACOL_NUMBER].n && !t->up[ACOL_NUMBER])
		return false;
	return !x[ACOL_WORK].n ||
	       (starts_lower(b->arena, x[ACOL_WORK]) &&
		!annex_number_split(b->arena, &(struct str){ x[ACOL_WORK].p,
							     x[ACOL_WORK].n })
			 .n);
}

/* "I. Công tác tổ chức" in the number's cell, with nothing beside it. */
static void number_to_work(struct annex_body *b, struct raw *r)
{
	struct str work = r->text[ACOL_NUMBER];
	struct str number = annex_number_split(b->arena, &work);

	if (r->text[ACOL_WORK].n || (!number.n && work.n <= NUMBER_MOST))
		return;
	r->text[ACOL_WORK] = work;
	r->text[ACOL_NUMBER] = number;
}

static void raw_number(struct annex_body *b, struct raw *r)
{
	number_to_work(b, r);
	if (!r->text[ACOL_NUMBER].n)
		r->text[ACOL_NUMBER] =
			annex_number_split(b->arena, &r->text[ACOL_WORK]);
	r->text[ACOL_NUMBER] = number_trim(r->text[ACOL_NUMBER]);
	r->text[ACOL_WORK] = bullet_trim(r->text[ACOL_WORK]);
	r->style = style_of(b->arena, r->text[ACOL_NUMBER]);
}

/* One row; false: the table ends here. */
static bool row_add(struct annex_body *b, const struct annex_head *h,
		    const struct doc_row *r)
{
	struct taken t;
	struct work_lex lx;
	struct str all, fold;
	bool numbered, apart;

	row_take(b, h, r, &t);
	if (!t.own) {
		b->line = 0;
		return true;
	}
	apart = b->raws.n && b->line != r->number - 1;
	b->line = r->number;
	numbered = t.raw.text[ACOL_NUMBER].n > 0 &&
		   style_of(b->arena, number_trim(t.raw.text[ACOL_NUMBER])) !=
			   STYLE_OTHER;
	if (!numbered || t.own == 1) {
		all = row_text(b->arena, r);
		fold = text_fold(b->arena, all);
		if (profile_begins(&b->p->ends, fold)) {
			skip_add(b, &t, all, N_("The table ends here."));
			return false;
		}
		lx = work_lex(b->arena, all);
		if (work_marked_at(b->arena, &b->p->notes, &lx, 0)) {
			skip_add(b, &t, all, N_("A note or a sum, no task."));
			return true;
		}
	}
	/* names below an empty row: who signs, not who leads */
	if (apart && !t.raw.text[ACOL_WORK].n && !t.raw.text[ACOL_NUMBER].n &&
	    b->raws.p[b->raws.n - 1].table == t.raw.table) {
		skip_add(b, &t, row_text(b->arena, r),
			 N_("A note or a sum, no task."));
		b->line = 0;
		return true;
	}
	if (goes_on(b, &t)) {
		raw_append(b, &t);
	} else {
		t.raw.only_work = true;
		for (int c = ACOL_LEAD; c <= ACOL_LEADER; c++)
			t.raw.only_work &= !t.raw.text[c].n;
		raw_number(b, &t.raw);
		*vec_push(b->arena, &b->raws) = t.raw;
	}
	for (int c = 0; c < N_ACOL; c++)
		if (!t.up[c])
			b->above[c] = t.raw.text[c];
	return true;
}

/* The headings once more, as at the top of a page. */
static bool is_heading(struct annex_body *b, const struct doc_table *t,
		       const struct annex_head *h, ptrdiff_t i,
		       ptrdiff_t *ret_next)
{
	const struct doc_cell *c = annex_cell(&t->row[i], h->col[ACOL_WORK]);
	struct annex_head again;

	if (!c || c->merged_up || !c->text.n || c->text.n > 100 ||
	    !profile_holds(&b->p->heads_work, text_fold(b->arena, c->text)) ||
	    !annex_head_find(b->arena, b->p,
			     &(struct doc_table){ .row = t->row,
						  .n_rows =
							  MIN(i + 3, t->n_rows),
						  .n_cols = t->n_cols },
			     i, &again) ||
	    again.row != i)
		return false;
	*ret_next = again.body;
	return true;
}

struct annex_body *annex_body_open(struct arena *a, const struct profile *p,
				   struct work_annex *x)
{
	struct annex_body *b = arena_new(a, struct annex_body, 1);

	b->arena = a;
	b->p = p;
	b->x = x;
	return b;
}

void annex_body_group(struct annex_body *b, int table, struct str number,
		      struct str title)
{
	struct raw r = { .only_work = true, .wide = true, .table = table };

	for (int c = 0; c < N_ACOL; c++)
		r.text[c] = STR("");
	r.text[ACOL_NUMBER] = number;
	r.text[ACOL_WORK] = title;
	raw_number(b, &r);
	*vec_push(b->arena, &b->raws) = r;
	b->line = 0;
}

void annex_body_table(struct annex_body *b, const struct doc_table *t,
		      const struct annex_head *h, ptrdiff_t from)
{
	for (ptrdiff_t i = from; i < t->n_rows; i++) {
		ptrdiff_t next;

		while (i < t->n_rows && is_heading(b, t, h, i, &next))
			i = next;
		if (i >= t->n_rows || annex_is_column_numbers(&t->row[i]))
			continue;
		if (!row_add(b, h, &t->row[i]))
			break;
	}
}

/* ---- judging ------------------------------------------------------------------ */
/* Does the next number lie below this one: "1" and "1.1"? */
static bool number_below(struct str number, struct str next)
{
	return number.n && next.n > number.n + 1 && str_starts(next, number) &&
	       next.p[number.n] == '.';
}

/* Nothing is due and nothing is made: a title, or a task that lacks both. */
static bool is_bare(const struct raw *r)
{
	return !r->text[ACOL_DEADLINE].n && !r->text[ACOL_PRODUCT].n;
}

/* How many rows of a style there are, and how many that aren't bare. */
struct counts {
	int full[N_STYLE], real[N_STYLE];
};

/* A group whose row names who leads all of it: bare, and what follows lies
 * below it, by its number or since its style is one of bare rows alone. */
static bool is_led_group(const struct raw *r, const struct raw *next,
			 const struct counts *n)
{
	if (!next || !is_bare(r) || r->style == STYLE_NONE)
		return false;
	if (number_below(r->text[ACOL_NUMBER], next->text[ACOL_NUMBER]) ||
	    (next->style == STYLE_LOWER && r->style != STYLE_LOWER))
		return true;
	return (r->style == STYLE_ROMAN || r->style == STYLE_UPPER) &&
	       !n->real[r->style] && next->style != r->style &&
	       n->real[next->style] > 0;
}

static bool is_group(struct annex_body *b, ptrdiff_t i, const struct counts *n)
{
	const struct raw *r = &b->raws.p[i];
	const struct raw *next = i + 1 < b->raws.n ? r + 1 : NULL;
	const int *full = n->full;
	int numbered = 0;

	if (!r->only_work)
		return is_led_group(r, next, n);
	if (r->wide)
		return true;
	for (int s = STYLE_NONE + 1; s < N_STYLE; s++)
		numbered += full[s];
	if (r->style == STYLE_NONE)
		return r->loud || numbered > 0;
	if (next &&
	    (number_below(r->text[ACOL_NUMBER], next->text[ACOL_NUMBER])))
		return true;
	/* "1 …" with "a) …" below it */
	if (next && next->style == STYLE_LOWER && r->style != STYLE_LOWER)
		return true;
	return numbered + full[STYLE_NONE] > 0 && !full[r->style];
}

struct group {
	struct str text;
	struct str lead; /* of its rows that name none, or empty */
	enum style style;
	int rank;
	bool wide; /* stands over the columns: it may hold its own style */
};

struct groups {
	struct group at[16];
	int n;
	int rank[N_STYLE]; /* order in which the styles first appeared */
	int n_ranks;
};

static void group_open(struct arena *a, struct groups *g, const struct raw *r)
{
	struct str number = r->text[ACOL_NUMBER], text = r->text[ACOL_WORK];
	int rank;

	if (number.n)
		text = str_fmt(a, "%.*s%s %.*s", STR_ARG(number),
			       str_ends(number, STR(")")) ? "" : ".",
			       STR_ARG(text));
	if (!g->rank[r->style])
		g->rank[r->style] = ++g->n_ranks;
	rank = g->rank[r->style];
	while (g->n && g->at[g->n - 1].rank >= rank)
		g->n--;
	if (g->n == N_ELEMENTS(g->at))
		g->n--;
	g->at[g->n++] = (struct group){ text, r->text[ACOL_LEAD], r->style,
					rank, r->wide };
}

/* A name once only. */
static void names_once(struct strs *v)
{
	ptrdiff_t n = 0;

	for (ptrdiff_t i = 0; i < v->n; i++) {
		bool seen = false;

		for (ptrdiff_t k = 0; k < n; k++)
			seen |= str_eq(v->p[k], v->p[i]);
		if (!seen)
			v->p[n++] = v->p[i];
	}
	v->n = n;
}

/* "2 …" behind "1" with "1.1", "1.2": it stands beside that group, not in it. */
static void group_leave(struct groups *g, const struct raw *r)
{
	for (int k = 0; r->style != STYLE_NONE && k < g->n; k++)
		if (g->at[k].style == r->style && !g->at[k].wide)
			g->n = k;
}

/* Who leads: the row's own, else the innermost group's that names one. */
static struct str lead_of(const struct groups *g, const struct raw *r)
{
	if (r->text[ACOL_LEAD].n)
		return r->text[ACOL_LEAD];
	for (int k = g->n; k-- > 0;)
		if (g->at[k].lead.n)
			return g->at[k].lead;
	return r->text[ACOL_LEAD];
}

struct readers {
	const struct work_deadline_words *deadline;
	const struct work_lead_words *lead;
};

static void row_parse(struct annex_body *b, const struct readers *w,
		      const struct groups *g, const struct raw *r)
{
	struct arena *a = b->arena;
	struct work_annex_row *row = vec_push(a, &b->x->rows);
	struct str lead = lead_of(g, r);
	struct work_claim facts;

	row->n = (int)b->x->rows.n;
	row->group = g->n ? g->at[g->n - 1].text : r->text[ACOL_GROUP];
	for (int k = 0; k < g->n; k++)
		*vec_push(a, &row->groups) = g->at[k].text;
	row->number = r->text[ACOL_NUMBER];
	row->work = r->text[ACOL_WORK];
	row->lead_text = text_clean(a, lead);
	row->with_text = text_clean(a, r->text[ACOL_WITH]);
	work_lead_read(a, w->lead, lead, &row->lead, &row->with);
	work_lead_read(a, w->lead, r->text[ACOL_WITH], &row->with, &row->with);
	names_once(&row->lead);
	names_once(&row->with);
	row->due = work_deadline_parse(a, w->deadline, r->text[ACOL_DEADLINE],
				       b->x->year);
	row->product = r->text[ACOL_PRODUCT];
	row->quantity = work_quantity(a, b->p, row->product);
	row->leader = r->text[ACOL_LEADER];
	row->note = r->text[ACOL_NOTE];
	row->table = r->table;
	row->line = r->line;
	facts = (struct work_claim){
		.work = row->work,
		.lead = row->lead,
		.due = row->due.kind,
		.due_fault = row->due.fault,
		.product = row->product,
	};
	row->clarity = work_clarity(a, b->p, &facts);
	b->x->n_clear += row->clarity.n_missing == 0;
}

void annex_body_close(struct annex_body *b)
{
	struct readers w = { work_deadline_words(b->arena, b->p),
			     work_lead_words(b->arena, b->p) };
	struct groups g = { .n = 0 };
	struct counts n = { { 0 }, { 0 } };

	for (ptrdiff_t i = 0; i < b->raws.n; i++) {
		n.full[b->raws.p[i].style] += !b->raws.p[i].only_work;
		n.real[b->raws.p[i].style] += !is_bare(&b->raws.p[i]);
	}
	for (ptrdiff_t i = 0; i < b->raws.n; i++) {
		if (is_group(b, i, &n)) {
			group_open(b->arena, &g, &b->raws.p[i]);
			continue;
		}
		group_leave(&g, &b->raws.p[i]);
		row_parse(b, &w, &g, &b->raws.p[i]);
	}
}
