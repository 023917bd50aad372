/*
 * Reads a workbook that came back. Columns are found by their headings,
 * wherever they stand; rows by their keys, in whatever order.
 */
#include "sheet/sheet.h"

#include "base/utf8.h"
#include "i18n/i18n.h"

enum {
	NO_COL = -1,
	N_COL = SHEET_COLS_MOST + 1,
	HEAD_LEAST = 3, /* headings that make a row the row of headings */
	WORDS_MOST = 120,
	SHUFFLED_LEAST = 3,
};

/* ---- the hidden sheet --------------------------------------------------- */

void sheet_mark(struct arena *a, struct xlsx *x, const struct sheet_marks *m)
{
	xlsx_mark(x, STR("layout"), str_fmt(a, "%ld", (long)m->layout));
	xlsx_mark(x, STR("subject"), m->subject);
	xlsx_mark(x, STR("realm"), m->realm);
	xlsx_mark(x, STR("lang"), lang_code(m->lang));
	xlsx_mark(x, STR("day"), day_iso(a, m->day));
	xlsx_mark(x, STR("list"), m->filter);
}

static struct str mark_of(const struct doc_table *t, struct str name)
{
	for (ptrdiff_t i = 0; i < t->n_rows; i++) {
		const struct doc_row *r = &t->row[i];

		if (r->n_cells > 1 && r->cell[0].col == 0 &&
		    r->cell[1].col == 1 && str_eq(r->cell[0].text, name))
			return r->cell[1].text;
	}
	return STR("");
}

static struct err *other_list(struct arena *a)
{
	return err_new(a, ERR_INVALID,
		       N_("This workbook is a list of something else; send it "
			  "back where it was downloaded."));
}

struct err *sheet_marks_read(struct arena *a, const struct doc *d,
			     const struct sheet_marks *want,
			     struct sheet_marks *m)
{
	const struct doc_table *t = NULL;
	enum lang lang = LANG_VI;

	if (d->kind != DOC_XLSX)
		return err_new(a, ERR_INVALID,
			       N_("A list comes back only as the .xlsx file "
				  "that was downloaded; other kinds of files "
				  "hold no keys."));
	for (ptrdiff_t i = 0; i < d->n_tables; i++)
		if (d->table[i].is_hidden &&
		    str_eq(d->table[i].title, STR(XLSX_HIDDEN)))
			t = &d->table[i];
	if (!t || !str_to_i64(mark_of(t, STR("layout")), &m->layout) ||
	    !lang_from_code(mark_of(t, STR("lang")), &lang))
		return err_new(a, ERR_INVALID,
			       N_("This workbook isn't a list that was "
				  "downloaded here, or its hidden sheet was "
				  "removed; download the list again and make "
				  "the changes in that file."));
	m->lang = lang;
	m->realm = mark_of(t, STR("realm"));
	m->subject = mark_of(t, STR("subject"));
	if (!str_eq(m->realm, want->realm))
		return err_new(a, ERR_INVALID,
			       N_("This list was downloaded from another "
				  "system; send it back there, or download "
				  "the list here."));
	/* files of earlier versions say nothing: they are of tasks */
	if (m->subject.n ? !str_eq(m->subject, want->subject)
			 : !str_eq(want->subject, STR("task")))
		return other_list(a);
	if (m->layout != want->layout)
		return err_new(a, ERR_INVALID,
			       N_("This list was downloaded from another "
				  "version of the program, whose columns mean "
				  "something else; download it again."));
	m->filter = mark_of(t, STR("list"));
	if (!day_from_iso(mark_of(t, STR("day")), &m->day))
		m->day = DAY_NONE;
	return NULL;
}

/* ---- headings ------------------------------------------------------------ */

struct head {
	const struct doc_table *table;
	ptrdiff_t row;	  /* index; the tasks stand below it */
	int at[N_COL];	  /* column of the sheet, or NO_COL */
	int twice;	  /* a heading that stands over two columns */
	int16_t *meaning; /* by column of the sheet: 1 + column, 0: none */
};

/* The key stands beside the columns of the list, behind them in arrays. */
static struct str title_of(const struct sheet_columns *cols, enum lang lang,
			   ptrdiff_t col)
{
	return col == cols->n ? tr(lang, sheet_key_title())
			      : cols->p[col].title;
}

/* How many columns of the list a row names. */
static int head_try(struct arena *a, const struct doc_row *r,
		    const struct strs *fold, struct head *h)
{
	int n = 0;

	h->twice = NO_COL;
	for (int c = 0; c < N_COL; c++)
		h->at[c] = NO_COL;
	for (ptrdiff_t i = 0; i < r->n_cells; i++) {
		struct str text = text_fold(a, r->cell[i].text);

		for (int c = 0; c < fold->n; c++) {
			if (!text.n || !str_eq(text, fold->p[c]))
				continue;
			if (h->at[c] != NO_COL)
				h->twice = c;
			else
				n++;
			h->at[c] = r->cell[i].col;
		}
	}
	return n;
}

static int head_best(struct arena *a, const struct doc *d,
		     const struct strs *fold, struct head *ret_head)
{
	struct head h;
	int best = 0;

	for (ptrdiff_t t = 0; t < d->n_tables; t++) {
		for (ptrdiff_t i = 0;
		     !d->table[t].is_hidden && i < d->table[t].n_rows; i++) {
			struct arena_mark mark = arena_mark(a);
			int n = head_try(a, &d->table[t].row[i], fold, &h);

			arena_rewind(a, mark);
			if (n <= best)
				continue;
			best = n;
			*ret_head = h;
			ret_head->table = &d->table[t];
			ret_head->row = i;
		}
	}
	return best;
}

/* Whether a column without a known heading holds something. */
static bool holds_text(const struct head *h, int at)
{
	for (ptrdiff_t i = h->row + 1; i < h->table->n_rows; i++) {
		const struct doc_row *r = &h->table->row[i];

		for (ptrdiff_t k = 0; k < r->n_cells; k++)
			if (r->cell[k].col == at && r->cell[k].text.n)
				return true;
	}
	return false;
}

/* A heading that was typed over hides its column, and what was edited there
 * would be lost without a word: the column still stands beside its neighbour.
 */
static int head_hidden(const struct head *h, int n)
{
	for (int c = 0; c < n; c++) {
		int left = h->at[c ? c - 1 : n];
		int right = c + 1 < n ? h->at[c + 1] : NO_COL;

		if (h->at[c] != NO_COL)
			continue;
		if (left != NO_COL && left + 1 < h->table->n_cols &&
		    !h->meaning[left + 1] && holds_text(h, left + 1))
			return c;
		if (right > 0 && !h->meaning[right - 1] &&
		    holds_text(h, right - 1))
			return c;
	}
	return NO_COL;
}

static struct err *head_check(struct arena *a, const struct sheet_columns *cols,
			      enum lang lang, struct head *h)
{
	ptrdiff_t key = cols->n;
	int hidden;

	if (h->twice != NO_COL)
		return err_new(a, ERR_INVALID,
			       N_("The heading “{0}” stands over two columns; "
				  "remove the one that was added."),
			       title_of(cols, lang, h->twice));
	if (h->at[key] == NO_COL)
		return err_new(a, ERR_INVALID,
			       N_("The column “{0}” isn't there, so no row can "
				  "be matched with what it is about; download "
				  "the list again and make the changes in that "
				  "file."),
			       title_of(cols, lang, key));
	h->meaning = arena_new(a, int16_t, h->table->n_cols + 1);
	for (ptrdiff_t c = 0; c <= key; c++)
		if (h->at[c] != NO_COL)
			h->meaning[h->at[c]] = (int16_t)(c + 1);
	hidden = head_hidden(h, (int)key);
	if (hidden != NO_COL)
		return err_new(
			a, ERR_INVALID,
			N_("The heading “{0}” was changed, so its column "
			   "can't be compared; put the heading back as "
			   "it was downloaded."),
			title_of(cols, lang, hidden));
	return NULL;
}

static struct err *head_find(struct arena *a, const struct doc *d,
			     const struct sheet_columns *cols, enum lang lang,
			     struct head *h)
{
	struct strs fold = { 0 };

	for (ptrdiff_t c = 0; c <= cols->n; c++)
		*vec_push(a, &fold) = text_fold(a, title_of(cols, lang, c));
	if (head_best(a, d, &fold, h) < HEAD_LEAST)
		return err_new(a, ERR_INVALID,
			       N_("The row of headings isn't there or was "
				  "changed; put it back as it was downloaded: "
				  "“{0}”, “{1}”, “{2}” and so on."),
			       title_of(cols, lang, cols->n),
			       title_of(cols, lang, 0),
			       title_of(cols, lang, 1));
	return head_check(a, cols, lang, h);
}

/* ---- rows ------------------------------------------------------------------ */

struct reading {
	struct arena *a;
	const struct sheet_columns *cols;
	struct head head;
	struct sheet_draft *d;
	ptrdiff_t broken;
	int64_t *slot; /* ids that were met: a table by hash */
	uint64_t mask;
	struct {
		struct sheet_digest *p; /* of the main column as it went out */
		ptrdiff_t n, cap;
	} mains;
};

/* The cells of a row by their meaning; a merged cell covers several. */
static int row_cells(const struct reading *r, const struct doc_row *row,
		     const struct doc_cell *cell[N_COL])
{
	int full = 0;

	memset(cell, 0, N_COL * sizeof(*cell));
	for (ptrdiff_t i = 0; i < row->n_cells; i++) {
		const struct doc_cell *c = &row->cell[i];
		int to = MIN(c->col + c->span, r->head.table->n_cols);

		for (int col = c->col; col < to; col++)
			if (r->head.meaning[col])
				cell[r->head.meaning[col] - 1] = c;
		full += c->text.n > 0 && r->head.meaning[c->col] > 0;
	}
	return full;
}

/* False: the row was met before. */
static bool id_new(struct reading *r, int64_t id)
{
	uint64_t at = ((uint64_t)id * 0x9E3779B97F4A7C15u >> 20) & r->mask;

	while (r->slot[at] && r->slot[at] != id)
		at = (at + 1) & r->mask;
	if (r->slot[at])
		return false;
	r->slot[at] = id;
	return true;
}

static void notice_add(struct reading *r, enum sheet_note note,
		       const struct doc_row *row,
		       const struct doc_cell *const cell[N_COL])
{
	struct str words =
		cell[r->cols->main] ? cell[r->cols->main]->text : STR("");

	for (int c = 0; !words.n && c < r->cols->n; c++)
		if (cell[c])
			words = cell[c]->text;
	*vec_push(r->a, &r->d->notices) = (struct sheet_notice){
		note, row->number, text_clean(r->a, utf8_cut(words, WORDS_MOST))
	};
}

static void edits_read(struct reading *r, const struct doc_row *row,
		       const struct sheet_key *key,
		       const struct doc_cell *const cell[N_COL])
{
	struct sheet_line line = { .row = row->number,
				   .key = *key,
				   .from = r->d->edits.n };

	for (int c = 0; c < r->cols->n; c++) {
		struct sheet_typed got;

		if (r->head.at[c] == NO_COL)
			continue;
		got = sheet_typed_read(r->a, &r->cols->p[c], cell[c]);
		if (sheet_digest_eq(sheet_digest(got.plain), key->was[c]))
			continue;
		*vec_push(r->a, &r->d->edits) =
			(struct sheet_edit){ .col = c,
					     .text = got.text,
					     .fault = got.fault,
					     .was = key->was[c] };
		line.n++;
	}
	if (line.n)
		*vec_push(r->a, &r->d->lines) = line;
}

/* A line of totals or other text below the list. */
static bool is_aside(const struct reading *r,
		     const struct doc_cell *const cell[N_COL], int full)
{
	if (full != 1)
		return full == 0;
	for (int c = 0; c < r->cols->n; c++)
		if (cell[c] && cell[c]->text.n)
			return c != r->cols->main ||
			       str_starts(cell[c]->text, r->cols->total);
	return true;
}

static void row_read(struct reading *r, const struct doc_row *row)
{
	const struct doc_cell *cell[N_COL];
	int full = row_cells(r, row, cell);
	struct str text =
		cell[r->cols->n] ? str_trim(cell[r->cols->n]->text) : STR("");
	struct sheet_key key;

	if (!text.n) {
		if (!is_aside(r, cell, full))
			notice_add(r, NOTE_NEW, row, cell);
		return;
	}
	if (cell[r->cols->n]->span > 1 || cell[r->cols->n]->merged_up ||
	    !sheet_key_read(r->a, r->d->marks.realm, text, r->cols->n, &key)) {
		r->broken++;
		notice_add(r, NOTE_BROKEN, row, cell);
		return;
	}
	if (full == 1)
		return; /* emptied instead of deleted */
	if (!id_new(r, key.id)) {
		notice_add(r, NOTE_TWICE, row, cell);
		return;
	}
	r->d->rows++;
	*vec_push(r->a, &r->mains) = key.was[r->cols->main];
	edits_read(r, row, &key, cell);
}

/* ---- what doesn't fit together ----------------------------------------------- */

static int digest_cmp(const void *x, const void *y)
{
	return memcmp(x, y, sizeof(struct sheet_digest));
}

/* A column that was sorted alone: what stands beside a key went out beside
 * another one. */
static struct err *shuffled_check(struct reading *r)
{
	ptrdiff_t edited = 0, strange = 0;
	int row = 0;

	if (r->mains.n > 1)
		qsort(r->mains.p, (size_t)r->mains.n, sizeof(*r->mains.p),
		      digest_cmp);
	for (ptrdiff_t i = 0; i < r->d->lines.n; i++) {
		const struct sheet_line *l = &r->d->lines.p[i];

		for (ptrdiff_t k = l->from; k < l->from + l->n; k++) {
			const struct sheet_edit *e = &r->d->edits.p[k];
			struct sheet_digest now = sheet_digest(e->text);

			if (e->col != r->cols->main || !e->text.n)
				continue;
			edited++;
			if (!bsearch(&now, r->mains.p, (size_t)r->mains.n,
				     sizeof(now), digest_cmp))
				continue;
			strange++;
			row = row ? row : l->row;
		}
	}
	if (strange < SHUFFLED_LEAST || strange * 2 < edited)
		return NULL;
	return err_new(r->a, ERR_INVALID,
		       N_("In row {0} and others “{1}” doesn't belong to its "
			  "key: one column was sorted or moved without the "
			  "others. Undo that, or download the list again."),
		       str_fmt(r->a, "%d", row),
		       r->cols->p[r->cols->main].title);
}

static struct err *rows_check(struct reading *r)
{
	ptrdiff_t n = r->d->rows;

	if (n > SHEET_ROWS)
		return err_new(r->a, ERR_LIMIT,
			       N_("The list has {0} rows; at most {1} are "
				  "taken at once: download a part of it by a "
				  "filter."),
			       str_fmt(r->a, "%td", n),
			       str_fmt(r->a, "%d", SHEET_ROWS));
	if (r->broken && r->broken >= n)
		return err_new(r->a, ERR_INVALID,
			       N_("The column “{0}” was changed: the keys of "
				  "{1} rows say nothing; download the list "
				  "again and make the changes in that file."),
			       tr(r->d->marks.lang, sheet_key_title()),
			       str_fmt(r->a, "%td", r->broken));
	if (!n)
		return err_new(r->a, ERR_INVALID,
			       N_("No row of the file has a key, so there is "
				  "nothing to compare; choose the file that "
				  "was downloaded."));
	return shuffled_check(r);
}

static void rows_read(struct reading *r)
{
	const struct doc_table *t = r->head.table;
	ptrdiff_t size = 16;

	while (size < t->n_rows * 2)
		size *= 2;
	r->slot = arena_new(r->a, int64_t, size);
	r->mask = (uint64_t)size - 1;
	for (ptrdiff_t i = r->head.row + 1; i < t->n_rows; i++)
		row_read(r, &t->row[i]);
}

struct err *sheet_read(struct arena *a, const struct doc *d,
		       const struct sheet_columns *cols,
		       struct sheet_draft *draft)
{
	struct reading r = { .a = a, .d = draft, .cols = cols };
	struct err *err;

	assert(cols->n <= SHEET_COLS_MOST);
	err = head_find(a, d, cols, draft->marks.lang, &r.head);
	if (err)
		return err;
	rows_read(&r);
	return rows_check(&r);
}
