/* Keys, cells and gates of a list that comes back. */
#include "testkit/testkit.h"

#include "work/work_sheet_model.h"

static struct arena *arena;

static bool key_read(struct str realm, struct str text, struct sheet_key *ret)
{
	return sheet_key_read(arena, realm, text, N_LINE_COL, ret);
}

static struct sheet_typed typed_read(enum line_col col,
				     const struct doc_cell *c)
{
	struct sheet_columns cols;

	work_sheet_columns(arena, LANG_VI, &cols);
	return sheet_typed_read(arena, &cols.p[col], c);
}

static int fresh(void **state)
{
	(void)state;
	arena = arena_open(16 << 20);
	return 0;
}

static int done(void **state)
{
	(void)state;
	arena_closep(&arena);
	return 0;
}

/* ---- keys ------------------------------------------------------------------ */

static struct str some_key(struct str realm)
{
	struct sheet_val val[N_LINE_COL] = { 0 };
	struct work_line line = { .task = 57, .rev = 3 };

	val[WCOL_WORK].text = STR("Xây dựng  kế hoạch");
	val[WCOL_DUE].day = 20500;
	val[WCOL_PERCENT].n = 40;
	val[WCOL_DONE].day = DAY_NONE;
	return work_sheet_key(arena, realm, &line, val);
}

static void a_key_says_what_was_written(void **state)
{
	struct str text = some_key(STR("abc"));
	struct sheet_key back;

	(void)state;
	assert_true(str_starts(text, STR("57.3.")));
	assert_true(key_read(STR("abc"), text, &back));
	assert_int_equal(back.id, 57);
	assert_int_equal(back.rev, 3);
	/* white space isn't a change; another word is */
	assert_true(sheet_digest_eq(back.was[WCOL_WORK],
				    sheet_digest(STR("Xây dựng kế hoạch"))));
	assert_false(sheet_digest_eq(back.was[WCOL_WORK],
				     sheet_digest(STR("Xây dựng kế hoach"))));
	assert_true(sheet_digest_eq(back.was[WCOL_PERCENT],
				    sheet_digest(STR("40"))));
	assert_true(sheet_digest_eq(back.was[WCOL_DUE],
				    sheet_digest(STR("2026-02-16"))));
	assert_true(
		sheet_digest_eq(back.was[WCOL_DONE], sheet_digest(STR(""))));
}

static void a_touched_or_foreign_key_is_noticed(void **state)
{
	struct str text = some_key(STR("abc"));
	struct sheet_key back;

	(void)state;
	assert_false(key_read(STR("abd"), text, &back));
	assert_false(key_read(STR("abc"), STR(""), &back));
	assert_false(key_read(STR("abc"), STR("57.3"), &back));
	assert_false(key_read(STR("abc"), str_sub(text, 0, text.n - 1), &back));
	assert_false(
		key_read(STR("abc"), str_cat(arena, text, STR("x")), &back));
	for (ptrdiff_t i = 0; i < text.n; i++) {
		char *bad = str_to_c(arena, text);

		bad[i] = bad[i] == '7' ? '8' : '7';
		assert_false(key_read(STR("abc"), str_c(bad), &back));
	}
}

/* ---- cells ------------------------------------------------------------------ */

static struct sheet_typed type(enum line_col col, struct doc_cell c,
			       const char *text)
{
	c.text = str_c(text);
	c.span = c.span ? c.span : 1;
	return typed_read(col, &c);
}

#define PLAIN                                                                  \
	(struct doc_cell)                                                      \
	{                                                                      \
		.span = 1                                                      \
	}
#define NUMBER                                                                 \
	(struct doc_cell)                                                      \
	{                                                                      \
		.is_number = true                                              \
	}
#define DAY                                                                    \
	(struct doc_cell)                                                      \
	{                                                                      \
		.is_date = true                                                \
	}

static void reads(enum line_col col, struct doc_cell c, const char *text,
		  const char *plain)
{
	struct sheet_typed t = type(col, c, text);

	assert_int_equal(t.fault, CELL_GOOD);
	same(t.plain, plain);
}

static void cells_are_understood(void **state)
{
	(void)state;
	reads(WCOL_WORK, PLAIN, " Lập  kế hoạch ", "Lập kế hoạch");
	reads(WCOL_NUMBER, NUMBER, "2.4", "2.4");
	reads(WCOL_DEADLINE, DAY, "2026-06-30", "30/06/2026");
	reads(WCOL_DUE, DAY, "2026-06-30", "2026-06-30");
	reads(WCOL_DUE, PLAIN, "30/6/2026", "2026-06-30");
	reads(WCOL_DUE, PLAIN, "30-06-2026", "2026-06-30");
	reads(WCOL_DUE, PLAIN, "30.6.2026", "2026-06-30");
	reads(WCOL_DUE, PLAIN, "2026-06-30", "2026-06-30");
	reads(WCOL_DUE, PLAIN, "", "");
	reads(WCOL_PERCENT, NUMBER, "45", "45");
	reads(WCOL_PERCENT, PLAIN, "45", "45");
	reads(WCOL_PERCENT, PLAIN, "45 %", "45");
	reads(WCOL_PERCENT, PLAIN, "45,0", "45");
	same(typed_read(WCOL_RESULT, NULL).plain, "");
	/* lines of a result stay */
	same(type(WCOL_RESULT, PLAIN, "Một.\nHai.").text, "Một.\nHai.");
	same(type(WCOL_RESULT, PLAIN, "Một.\nHai.").plain, "Một. Hai.");
}

static void refuses(enum line_col col, struct doc_cell c, const char *text,
		    enum sheet_fault fault)
{
	assert_int_equal(type(col, c, text).fault, fault);
}

static void bad_cells_say_why(void **state)
{
	struct doc_cell formula = { .is_formula = true };
	struct doc_cell wide = { .span = 2 }, up = { .merged_up = true };

	(void)state;
	refuses(WCOL_WORK, formula, "A", CELL_FORMULA);
	refuses(WCOL_WORK, wide, "A", CELL_MERGED);
	refuses(WCOL_LEAD, up, "", CELL_MERGED);
	refuses(WCOL_WORK, NUMBER, "12", CELL_NUMBER_FOR_WORDS);
	refuses(WCOL_DEADLINE, NUMBER, "46000", CELL_NUMBER_FOR_WORDS);
	refuses(WCOL_NUMBER, DAY, "2026-04-02", CELL_DAY_FOR_WORDS);
	refuses(WCOL_PERCENT, NUMBER, "45.5", CELL_NOT_NUMBER);
	refuses(WCOL_PERCENT, PLAIN, "101", CELL_NOT_NUMBER);
	refuses(WCOL_PERCENT, PLAIN, "-1", CELL_NOT_NUMBER);
	refuses(WCOL_PERCENT, PLAIN, "nửa", CELL_NOT_NUMBER);
	refuses(WCOL_DUE, NUMBER, "46000", CELL_NUMBER_FOR_DAY);
	refuses(WCOL_DUE, PLAIN, "quý II", CELL_NOT_DAY);
	refuses(WCOL_DUE, PLAIN, "6/2026", CELL_NOT_DAY);
	refuses(WCOL_DUE, PLAIN, "30/6/26", CELL_NOT_DAY);
	refuses(WCOL_DUE, PLAIN, "1/2/2026/3", CELL_NOT_DAY);
	refuses(WCOL_DUE, PLAIN, "31/6/2026", CELL_NO_SUCH_DAY);
	for (int f = CELL_GOOD + 1; f < N_CELL_FAULT; f++) {
		enum sheet_fault x = (enum sheet_fault)f;

		assert_int_equal(
			sheet_fault_from_key(str_c(sheet_fault_key(x))), f);
		assert_true(*sheet_fault_why(x));
	}
	assert_int_equal(sheet_fault_from_key(STR("")), CELL_GOOD);
	assert_int_equal(sheet_fault_from_key(STR("what")), CELL_GOOD);
}

/* ---- gates -------------------------------------------------------------------- */

static const struct work_facts draft = { .issued = DAY_NONE,
					 .accepted = DAY_NONE,
					 .submitted = DAY_NONE,
					 .done = DAY_NONE,
					 .closed = DAY_NONE,
					 .paused = DAY_NONE,
					 .withdrawn = DAY_NONE,
					 .due = DAY_NONE,
					 .start = DAY_NONE };

static bool opens(enum line_col col, const struct work_facts *f,
		  struct work_sheet_who who)
{
	return !work_sheet_gate(arena, col, f, &who);
}

static void who_may_change_what(void **state)
{
	const struct work_sheet_who office = { .office = true },
				    unit = { .reports = true }, none = { 0 };
	struct work_facts issued = draft, running, sent;

	(void)state;
	issued.issued = 100;
	running = issued;
	running.accepted = 101;
	sent = running;
	sent.submitted = 102;
	for (int c = 0; c < N_LINE_COL; c++) {
		enum line_col col = (enum line_col)c;
		bool report = line_col_is_report(col);
		bool fixed = col == WCOL_CODE || col == WCOL_WITH ||
			     col == WCOL_REPORTED || col == WCOL_SUBMITTED ||
			     col == WCOL_DONE || col == WCOL_MISSING;
		bool kept = col == WCOL_WORK || col == WCOL_LEAD ||
			    col == WCOL_DEADLINE || col == WCOL_DUE ||
			    col == WCOL_PRODUCT;

		assert_true(*line_col_note(col));
		assert_int_equal(opens(col, &draft, office), !report && !fixed);
		/* the ledger keeps the words of what was issued */
		assert_int_equal(opens(col, &issued, office),
				 !report && !fixed && !kept);
		assert_false(opens(col, &sent, office));
		assert_false(opens(col, &issued, unit)); /* not accepted */
		assert_int_equal(opens(col, &running, unit), report);
		assert_false(opens(col, &sent, unit));
		assert_false(opens(col, &running, none));
	}
}

static void columns_have_keys(void **state)
{
	enum line_col back;

	(void)state;
	for (int c = 0; c < N_LINE_COL; c++) {
		assert_true(line_col_from_key(
			str_c(line_col_key((enum line_col)c)), &back));
		assert_int_equal(back, c);
	}
	assert_false(line_col_from_key(STR("salary"), &back));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)
	const struct CMUnitTest all[] = {
		T(a_key_says_what_was_written),
		T(a_touched_or_foreign_key_is_noticed),
		T(cells_are_understood),
		T(bad_cells_say_why),
		T(who_may_change_what),
		T(columns_have_keys),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
