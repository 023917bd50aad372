/*
 * What a list that comes back is read as: rows and columns wherever they
 * stand, rows that are only noticed, and files that are refused in one
 * sentence.
 */
#include "work/test/work_sheet_kit.h"

#include "audit/audit.h"
#include "i18n/i18n.h"
#include "work/work_page.h"
#include "work/work_sheet_model.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = { &work_list_routes, NULL };

static int setup(void **state)
{
	(void)state;
	arena = arena_open(1 << 30);
	work_kit_open(arena, tables, &kit);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

static struct doc *list_of(enum kit_user who)
{
	return sheet_kit_open(&kit, who, "/tasks.xlsx");
}

static struct sheet_draft drafted(const struct doc *d)
{
	struct sheet_draft draft;
	struct str realm;

	ok(audit_origin(&kit.cx, &realm));
	ok(sheet_kit_read(arena, d, realm, &draft));
	return draft;
}

/* Moves a column: the cells of the two change places. */
static void columns_swap(struct doc_table *t, int a, int b)
{
	for (ptrdiff_t r = 0; r < t->n_rows; r++) {
		struct doc_row *row = &t->row[r];

		for (ptrdiff_t i = 0; i < row->n_cells; i++) {
			if (row->cell[i].col == a)
				row->cell[i].col = (uint16_t)b;
			else if (row->cell[i].col == b)
				row->cell[i].col = (uint16_t)a;
		}
		for (ptrdiff_t i = 1; i < row->n_cells; i++)
			for (ptrdiff_t k = i;
			     k > 0 && row->cell[k].col < row->cell[k - 1].col;
			     k--) {
				struct doc_cell x = row->cell[k];

				row->cell[k] = row->cell[k - 1];
				row->cell[k - 1] = x;
			}
	}
}

static void rows_reverse(struct doc_table *t, ptrdiff_t from, ptrdiff_t to)
{
	for (; from < to; from++, to--) {
		struct doc_row x = t->row[from];

		t->row[from] = t->row[to];
		t->row[to] = x;
		t->row[to].number = t->row[from].number;
		t->row[from].number = x.number;
	}
}

static void order_and_place_dont_matter(void **state)
{
	struct doc *d = list_of(USER_OFFICE);
	struct doc_table *t = sheet_kit_table(d);
	struct sheet_draft draft;

	(void)state;
	sheet_kit_type(&kit, d, TASK_CLEAR, WCOL_NUMBER, "1.20");
	columns_swap(t, 0, 9);
	columns_swap(t, 4, 17);
	rows_reverse(t, 2, t->n_rows - 2);
	/* the list was moved down, three rows were deleted */
	t->row += 3;
	t->n_rows -= 3;
	t->row[0] = t->row[-2];
	for (ptrdiff_t r = 0; r < t->n_rows; r++)
		t->row[r].number = 10 + (int)r;
	draft = drafted(d);
	assert_int_equal(draft.rows, N_KIT_TASK - 2);
	assert_int_equal(draft.lines.n, 1);
	assert_int_equal(draft.edits.n, 1);
	assert_int_equal(draft.edits.p[0].col, WCOL_NUMBER);
	same(draft.edits.p[0].text, "1.20");
}

static void other_rows_are_only_noticed(void **state)
{
	struct doc *d = list_of(USER_OFFICE);
	struct doc_row *a = sheet_kit_row(&kit, d, TASK_CLEAR);
	struct doc_row *b = sheet_kit_row(&kit, d, TASK_VAGUE);
	struct doc_row *c = sheet_kit_row(&kit, d, TASK_SOON);
	struct doc_row *e = sheet_kit_row(&kit, d, TASK_LATE);
	struct sheet_draft draft;

	(void)state;
	sheet_kit_cell(&kit, d, a, N_("Row key"))->text = STR("");
	sheet_kit_cell(&kit, d, b, N_("Row key"))->text = STR("7.1.abc");
	sheet_kit_cell(&kit, d, c, N_("Row key"))->text =
		sheet_kit_cell(&kit, d, sheet_kit_row(&kit, d, TASK_ISSUED),
			       N_("Row key"))
			->text;
	/* emptied instead of deleted */
	e->cell[0] = *sheet_kit_cell(&kit, d, e, N_("Row key"));
	e->n_cells = 1;
	draft = drafted(d);
	assert_int_equal(draft.rows, N_KIT_TASK - 4);
	assert_int_equal(draft.lines.n, 0);
	assert_int_equal(draft.notices.n, 3);
	for (ptrdiff_t i = 0; i < 3; i++) {
		const struct sheet_notice *n = &draft.notices.p[i];

		if (n->note == NOTE_NEW)
			same(n->words, "Xây dựng kế hoạch tuyên truyền năm "
				       "2027");
		assert_true(n->row > 2);
	}
}

/* ---- bad files ------------------------------------------------------------------------------- */

static struct str mistake(struct doc *d, enum err_code code)
{
	struct sheet_draft draft;
	struct str realm;
	struct err *err;

	ok(audit_origin(&kit.cx, &realm));
	err = sheet_kit_read(arena, d, realm, &draft);
	fails(err, code);
	return tr_err(arena, LANG_EN, err);
}

#define SAYS(text, what) assert_true(str_find(text, STR(what), 0) >= 0)

static struct doc_table *hidden(struct doc *d)
{
	for (ptrdiff_t i = 0; i < d->n_tables; i++)
		if (d->table[i].is_hidden)
			return &d->table[i];
	return NULL;
}

static void mark_set(struct doc *d, const char *name, const char *value)
{
	struct doc_table *t = hidden(d);

	for (ptrdiff_t r = 0; r < t->n_rows; r++)
		if (str_eq(t->row[r].cell[0].text, str_c(name)))
			t->row[r].cell[1].text = str_c(value);
}

static struct doc_row *head_row(struct doc *d)
{
	struct doc_table *t = sheet_kit_table(d);

	for (ptrdiff_t r = 0; r < t->n_rows; r++)
		if (t->row[r].n_cells > N_LINE_COL)
			return &t->row[r];
	return NULL;
}

static void strangers_are_refused(void **state)
{
	struct doc *d = list_of(USER_OFFICE);

	(void)state;
	mark_set(d, "realm", "1234");
	SAYS(mistake(d, ERR_INVALID), "another system");
	d = list_of(USER_OFFICE);
	mark_set(d, "layout", "9");
	SAYS(mistake(d, ERR_INVALID), "another version");
	mark_set(d, "layout", "x");
	SAYS(mistake(d, ERR_INVALID), "isn't a list");
	d = list_of(USER_OFFICE);
	hidden(d)->title = STR("Sheet2");
	SAYS(mistake(d, ERR_INVALID), "hidden sheet was removed");
	d = list_of(USER_OFFICE);
	d->kind = DOC_CSV;
	SAYS(mistake(d, ERR_INVALID), "only as the .xlsx");
}

static void destroyed_lists_are_refused(void **state)
{
	struct doc *d = list_of(USER_OFFICE);
	struct doc_table *t = sheet_kit_table(d);

	(void)state;
	head_row(d)->n_cells = 2;
	SAYS(mistake(d, ERR_INVALID), "row of headings");
	d = list_of(USER_OFFICE);
	sheet_kit_cell(&kit, d, head_row(d), N_("Row key"))->text = STR("A");
	SAYS(mistake(d, ERR_INVALID), "isn't there, so no row");
	d = list_of(USER_OFFICE);
	sheet_kit_cell(&kit, d, head_row(d), N_("Result"))->text =
		tr(LANG_VI, N_("Work"));
	SAYS(mistake(d, ERR_INVALID), "stands over two columns");
	/* typed over or emptied: what was edited below would be lost */
	d = list_of(USER_OFFICE);
	sheet_kit_cell(&kit, d, head_row(d), N_("Work"))->text = STR("Task");
	SAYS(mistake(d, ERR_INVALID), "was changed, so its column");
	d = list_of(USER_OFFICE);
	sheet_kit_cell(&kit, d, head_row(d), N_("Product"))->text = STR("");
	SAYS(mistake(d, ERR_INVALID), "was changed, so its column");
	d = list_of(USER_OFFICE);
	t = sheet_kit_table(d);
	for (ptrdiff_t r = 2; r < t->n_rows - 1; r++)
		sheet_kit_cell(&kit, d, &t->row[r], N_("Row key"))->text =
			STR("1.1.x");
	SAYS(mistake(d, ERR_INVALID), "was changed: the keys of 13 rows");
	for (ptrdiff_t r = 2; r < t->n_rows - 1; r++)
		t->row[r].n_cells = 0;
	SAYS(mistake(d, ERR_INVALID), "No row of the file has a key");
	d = list_of(USER_OFFICE);
	sheet_kit_cell(&kit, d, head_row(d), N_("Row key"))->span = 1;
	sheet_kit_row(&kit, d, TASK_CLEAR)->cell[0].span = 2;
	assert_int_equal(drafted(d).notices.n, 1);
}

/* The column of works is sorted alone: each stands beside another's key. */
static void a_column_that_moved_alone_is_noticed(void **state)
{
	struct doc *d = list_of(USER_OFFICE);
	struct doc_cell *first = NULL, *last = NULL;
	struct str kept = STR("");

	(void)state;
	for (int t = 0; t < N_KIT_TASK; t++) {
		struct doc_row *row = sheet_kit_row(&kit, d, (enum kit_task)t);

		last = sheet_kit_cell(&kit, d, row, N_("Work"));
		if (first)
			first->text = last->text;
		else
			kept = last->text;
		first = last;
	}
	last->text = kept;
	SAYS(mistake(d, ERR_INVALID), "doesn't belong to its key");
}

static void too_many_rows_are_refused(void **state)
{
	struct doc *d = list_of(USER_OFFICE);
	struct doc_table *t = sheet_kit_table(d);
	struct doc_row *row = arena_new(arena, struct doc_row, SHEET_ROWS + 3);
	const struct sheet_digest none[N_LINE_COL] = { 0 };
	struct str realm;

	(void)state;
	ok(audit_origin(&kit.cx, &realm));
	row[0] = t->row[1];
	for (int i = 1; i <= SHEET_ROWS + 1; i++) {
		struct sheet_key k = {
			.id = 100000 + i, .rev = 1, .was = none, .n = N_LINE_COL
		};
		struct doc_cell *c = arena_new(arena, struct doc_cell, 2);

		c[0] = (struct doc_cell){
			.text = sheet_key_write(arena, realm, &k), .span = 1
		};
		c[1] = (struct doc_cell){ .text = STR("x"),
					  .col = 1,
					  .span = 1 };
		row[i] = (struct doc_row){ .cell = c,
					   .n_cells = 2,
					   .number = 10 + i };
	}
	t->row = row;
	t->n_rows = SHEET_ROWS + 2;
	SAYS(mistake(d, ERR_LIMIT), "has 20001 rows; at most 20000");
	t->n_rows = SHEET_ROWS + 1;
	assert_int_equal(drafted(d).rows, SHEET_ROWS);
}

/* What was then known can't come back today. */
static void lists_of_past_days_have_no_keys(void **state)
{
	struct reply rp = work_kit_get(&kit, USER_OFFICE,
				       "/tasks.xlsx?as_at=2026-09-01", 0);
	const struct doc_limits whole = { .whole = true };
	struct doc *d;

	(void)state;
	assert_int_equal(rp.status, 200);
	ok(doc_read_here(arena, STR("list.xlsx"), buf_view(&rp.body), &whole,
			 &d));
	assert_null(hidden(d));
	SAYS(mistake(d, ERR_INVALID), "isn't a list");
}

int main(void)
{
/* none of them changes anything */
#define T(f) cmocka_unit_test(f)
	const struct CMUnitTest all[] = {
		T(order_and_place_dont_matter),
		T(other_rows_are_only_noticed),
		T(strangers_are_refused),
		T(destroyed_lists_are_refused),
		T(a_column_that_moved_alone_is_noticed),
		T(too_many_rows_are_refused),
		T(lists_of_past_days_have_no_keys),
	};

	return cmocka_run_group_tests(all, setup, teardown);
}
