/*
 * Turns what the annex reader found into the lines of an import. Names are
 * looked up here once; a name that could mean several organisations stays a
 * name, and the preview asks.
 */
#include "work/work_import_read.h"

#include "base/err.h"
#include "base/utf8.h"
#include "db/db.h"
#include "work/work_annex.h"
#include "work/work_annex_priv.h"
#include "work/work_words.h"

enum { TEXT_MOST = 64 * 1024, EXAMPLE_MOST = 80, NUMBER_MOST = 40 };

/* ---- names ---- */

/* Annexes name the same few organisations over and over. */
struct known {
	struct str name;
	int64_t id; /* DB_NULL: none, or several */
};
struct names {
	struct arena *arena;
	const struct work_orgs *orgs;
	struct {
		struct known *p;
		ptrdiff_t n, cap;
	} known;
};

static int64_t name_find(struct names *names, struct str name)
{
	struct work_lead lead;
	struct known *k;

	for (ptrdiff_t i = 0; i < names->known.n; i++)
		if (str_eq(names->known.p[i].name, name))
			return names->known.p[i].id;
	lead = work_lead_match(names->arena, names->orgs, name);
	k = vec_push(names->arena, &names->known);
	k->name = name;
	k->id = lead.match == MATCH_ONE ? lead.org->id : DB_NULL;
	return k->id;
}

static void put_joined(struct buf *b, const char *mark, struct str s)
{
	if (b->n)
		buf_mem(b, mark, (ptrdiff_t)strlen(mark));
	buf_str(b, s);
}

static void put_id(struct buf *b, int64_t id)
{
	if (b->n)
		buf_char(b, ',');
	buf_i64(b, id);
}

/* True when a name is written as the organisation is. */
static bool is_its_name(struct names *names, struct str name,
			const struct work_org *org)
{
	struct str fold = text_fold(names->arena, name);

	return str_eq(fold, text_fold(names->arena, org->name)) ||
	       (org->short_name.n &&
		str_eq(fold, text_fold(names->arena, org->short_name)));
}

/* "Văn phòng⏎Đảng ủy": a narrow column breaks one name in two. It is one when
 * the whole is an organisation's name, or matches one while its halves aren't
 * both organisations; `text` is the cell on one line, so what any other mark
 * separates isn't found in it. */
static bool is_one_name(struct names *names, struct str text, struct str a,
			struct str b, struct str *ret_whole)
{
	struct str whole =
		str_cat(names->arena, str_cat(names->arena, a, STR(" ")), b);
	struct work_lead lead;

	if (str_find(text, whole, 0) < 0)
		return false;
	lead = work_lead_match(names->arena, names->orgs, whole);
	if (lead.match != MATCH_ONE)
		return false;
	*ret_whole = whole;
	return is_its_name(names, whole, lead.org) ||
	       name_find(names, a) == DB_NULL || name_find(names, b) == DB_NULL;
}

static struct strs names_whole(struct names *names, struct str text,
			       const struct strs *parts)
{
	struct strs r = { 0 };

	for (ptrdiff_t i = 0; i < parts->n; i++) {
		struct str *last = r.n ? &r.p[r.n - 1] : NULL;

		if (!last ||
		    !is_one_name(names, text, *last, parts->p[i], last))
			*vec_push(names->arena, &r) = parts->p[i];
	}
	return r;
}

static void people_fill(struct names *names, const struct work_annex_row *r,
			struct work_import_line *l)
{
	struct buf lead = buf_init(names->arena, TEXT_MOST);
	struct buf with = buf_init(names->arena, TEXT_MOST);
	struct buf left = buf_init(names->arena, TEXT_MOST);
	struct strs leads = names_whole(names, r->lead_text, &r->lead);
	struct strs withs = names_whole(names, r->with_text, &r->with);

	l->lead = DB_NULL;
	for (ptrdiff_t i = 0; i < leads.n; i++) {
		int64_t id = name_find(names, leads.p[i]);

		put_joined(&lead, "\n", leads.p[i]);
		if (leads.n == 1)
			l->lead = id;
		else if (id != DB_NULL)
			put_id(&with, id);
	}
	for (ptrdiff_t i = 0; i < withs.n; i++) {
		int64_t id = name_find(names, withs.p[i]);

		if (id != DB_NULL)
			put_id(&with, id);
		else
			put_joined(&left, "; ", withs.p[i]);
	}
	l->lead_names = buf_view(&lead);
	l->with_orgs = buf_view(&with);
	l->with_left = buf_view(&left);
}

/* ---- lines ---- */

/* "I. Công tác tư tưởng – 1. Học tập": inner titles alone repeat. */
static struct str group_of(struct arena *a, const struct work_annex_row *r)
{
	struct buf b = buf_init(a, TEXT_MOST);

	for (ptrdiff_t i = 0; i < r->groups.n; i++)
		put_joined(&b, " – ", r->groups.p[i]);
	return b.n ? buf_view(&b) : r->group.n ? r->group : STR("");
}

static struct str or_empty(struct str s)
{
	return s.p ? s : STR("");
}

static void rows_fill(struct names *names, const struct work_annex *x,
		      struct work_import_draft *d)
{
	for (ptrdiff_t i = 0; i < x->rows.n; i++) {
		const struct work_annex_row *r = &x->rows.p[i];
		struct work_import_line *l = vec_push(names->arena, &d->lines);

		l->n = r->n;
		l->sheet_row = r->line;
		l->group = group_of(names->arena, r);
		l->number = or_empty(r->number);
		l->work = or_empty(r->work);
		l->lead_text = or_empty(r->lead_text);
		l->with_text = or_empty(r->with_text);
		l->deadline = or_empty(r->due.text);
		l->product = or_empty(r->product);
		l->note = or_empty(r->note);
		people_fill(names, r, l);
	}
}

static void skips_fill(struct arena *a, const struct work_annex *x,
		       struct work_import_draft *d)
{
	for (ptrdiff_t i = 0; i < x->skips.n; i++) {
		const struct work_annex_skip *s = &x->skips.p[i];

		*vec_push(a, &d->lines) = (struct work_import_line){
			.n = (int)(x->rows.n + i + 1),
			.sheet_row = s->line,
			.group = STR(""),
			.number = STR(""),
			.work = utf8_cut(or_empty(s->text), 300),
			.lead_text = STR(""),
			.lead_names = STR(""),
			.lead = DB_NULL,
			.with_text = STR(""),
			.with_orgs = STR(""),
			.with_left = STR(""),
			.deadline = STR(""),
			.product = STR(""),
			.note = STR(""),
			.skipped = str_c(s->why),
		};
	}
}

/* ---- limits ---- */

static struct err *too_long(struct arena *a, const struct work_import_line *l,
			    struct str text, int most)
{
	ptrdiff_t n = utf8_length(text);

	if (n <= most)
		return NULL;
	return err_new(a, ERR_LIMIT,
		       N_("Row {0} of the file has a cell of {1} characters "
			  "(“{2}…”); at most {3} are taken: shorten it in the "
			  "file, or attach the long text later."),
		       str_fmt(a, "%d", l->sheet_row), str_fmt(a, "%td", n),
		       utf8_cut(text, 40), str_fmt(a, "%d", most));
}

static struct err *line_check(struct arena *a, const struct work_import_line *l)
{
	const struct {
		struct str text;
		int most;
	} limit[] = {
		{ l->work, WORK_WORDS_MOST },
		{ l->product, WORK_WORDS_MOST },
		{ l->with_text, WORK_WORDS_MOST },
		{ l->note, WORK_WORDS_MOST },
		{ l->lead_text, WORK_TITLE_MOST },
		{ l->deadline, WORK_TITLE_MOST },
		{ l->group, WORK_TITLE_MOST },
		{ l->number, NUMBER_MOST },
	};

	for (ptrdiff_t i = 0; i < N_ELEMENTS(limit); i++) {
		struct err *err = too_long(a, l, limit[i].text, limit[i].most);

		if (err)
			return err;
	}
	return NULL;
}

static struct err *draft_check(struct arena *a, const struct work_annex *x,
			       const struct work_import_draft *d)
{
	struct err *err = NULL;

	if (!x->rows.n)
		return err_new(
			a, ERR_INVALID,
			N_("The annex has its headings but no task below "
			   "them; choose the file that has the tasks."));
	if (x->rows.n > WORK_IMPORT_ROWS)
		return err_new(a, ERR_LIMIT,
			       N_("The annex has {0} rows; at most {1} are "
				  "taken at once: split the file."),
			       str_fmt(a, "%td", x->rows.n),
			       str_fmt(a, "%d", WORK_IMPORT_ROWS));
	for (ptrdiff_t i = 0; i < d->lines.n && !err; i++)
		err = line_check(a, &d->lines.p[i]);
	return err;
}

/* ---- columns ---- */

static const struct {
	enum annex_col col;
	const char *meaning;
} columns[] = {
	{ ACOL_NUMBER, N_("Number") },	   { ACOL_WORK, N_("Work") },
	{ ACOL_LEAD, N_("Person") },	   { ACOL_WITH, N_("Cooperating") },
	{ ACOL_DEADLINE, N_("Progress") }, { ACOL_PRODUCT, N_("Product") },
	{ ACOL_NOTE, N_("Note") },
};

/* The lowest text of the heading rows over a column. */
static struct str heading_of(struct arena *a, const struct doc_table *t,
			     const struct annex_head *h, int col)
{
	struct str text = STR("");

	for (ptrdiff_t r = h->row; r < h->body; r++) {
		const struct doc_cell *c = annex_cell(&t->row[r], col);
		struct str s = c ? text_clean(a, c->text) : STR("");

		if (s.n > 3 || (s.n && !text.n))
			text = s;
	}
	return text;
}

static struct str example_of(const struct work_import_line *l,
			     enum annex_col col)
{
	const struct str by[] = {
		[ACOL_NUMBER] = l->number,     [ACOL_WORK] = l->work,
		[ACOL_LEAD] = l->lead_text,    [ACOL_WITH] = l->with_text,
		[ACOL_DEADLINE] = l->deadline, [ACOL_PRODUCT] = l->product,
		[ACOL_NOTE] = l->note,
	};

	return by[col];
}

static void columns_fill(struct arena *a, const struct profile *p,
			 const struct doc *doc, const struct work_annex *x,
			 struct work_import_draft *d)
{
	const struct doc_table *t = &doc->table[x->rows.p[0].table];
	struct buf b = buf_init(a, TEXT_MOST);
	struct annex_head h;

	d->columns = STR("");
	if (!annex_head_find(a, p, t, 0, &h))
		return;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(columns); i++) {
		int col = h.col[columns[i].col];

		if (col < 0)
			continue;
		put_joined(&b, "\n", heading_of(a, t, &h, col));
		buf_fmt(&b, "\t%s\t", columns[i].meaning);
		buf_str(&b, utf8_cut(example_of(&d->lines.p[0], columns[i].col),
				     EXAMPLE_MOST));
	}
	d->columns = buf_view(&b);
}

/* `x`: the annex, or NULL while a person has yet to choose it. */
static struct str notices_of(struct arena *a, const struct doc *d,
			     const struct work_annex *x)
{
	struct buf b = buf_init(a, 200);

	if (d->was_legacy)
		put_joined(&b, " ", STR("legacy"));
	if (d->had_changes)
		put_joined(&b, " ", STR("changes"));
	if (d->hidden_sheets)
		put_joined(&b, " ", str_fmt(a, "hidden:%d", d->hidden_sheets));
	if (x && x->hidden_rows)
		put_joined(&b, " ", str_fmt(a, "rows:%d", x->hidden_rows));
	if (x && x->hidden_cols)
		put_joined(&b, " ", str_fmt(a, "cols:%d", x->hidden_cols));
	return buf_view(&b);
}

static struct str titles_of(struct arena *a, const struct strs *titles)
{
	struct buf b = buf_init(a, TEXT_MOST);

	for (ptrdiff_t i = 0; i < titles->n; i++) {
		if (i)
			buf_char(&b, '\n');
		buf_str(&b, utf8_cut(titles->p[i], 200));
	}
	return buf_view(&b);
}

struct err *work_import_read(struct arena *a, const struct profile *p,
			     const struct doc *d,
			     const struct work_import_ask *ask,
			     struct work_import_draft *ret_draft)
{
	struct names names = { .arena = a, .orgs = ask->orgs };
	struct work_import_draft draft = { .choice = MAX(ask->which, 1) };
	struct work_annex *x;
	struct strs titles;
	bool several;
	struct err *err;

	work_annex_list(a, p, d, &titles);
	several = titles.n > 1 && ask->which < 1;
	/* the first is read even so: it tells what is refused anyway */
	err = work_annex_read(a, p, d,
			      &(struct work_annex_ask){
				      .year = ask->year,
				      .today = ask->today,
				      .which = several ? 1 : ask->which },
			      &x);
	if (err)
		return err;
	draft.annexes = titles_of(a, &titles);
	draft.notices = notices_of(a, d, several ? NULL : x);
	draft.columns = STR("");
	if (several) {
		draft.choice = 0;
		*ret_draft = draft;
		return NULL;
	}
	rows_fill(&names, x, &draft);
	skips_fill(a, x, &draft);
	err = draft_check(a, x, &draft);
	if (err)
		return err;
	columns_fill(a, p, d, x, &draft);
	*ret_draft = draft;
	return NULL;
}
