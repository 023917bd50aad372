/*
 * Lists of tasks that an older program kept in tables of their own (0033) come
 * to the engine's (0070) with their numbers, and so do what a reorganisation
 * noted of them and lists of members that were there.
 */
#include "testkit/testkit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "db/db.h"
#include "db/db_priv.h"
#include "sheet/edited_query.h"
#include "work/test/work_by_hand.h"

enum { STEP = 70, NOW = 1000 };

BY_HAND(noted, "select ref from work_reorg where kind = 'sheet'");

static const char *const before[] = {
	"insert into org (id, kind, name, short_name, name_fold, sort, "
	"position, "
	"from_on, rev) values (3, 'dang_bo', 'A', 'A', 'a', %s, 1, "
	"'2025-01-01', 1)",
	"insert into file (id, name, media, sha256, size, stored_at, "
	"stored_by) "
	"values (5, 'a.xlsx', 'x', 'abc', 1, 1, 1)",
	"insert into document (id, kind, number, term, code, code_fold, "
	"issuer, "
	"issued_on, title, title_fold, made_at, made_by, rev) values (1, "
	"'CTr', "
	"1, '2025', '1', '1', 3, '2025-01-01', 'A', 'a', 1, 1, 1)",
	"insert into programme (id, document, title, year, from_on, to_on, "
	"owner, made_at, made_by, rev) values (1, 1, 'A', 2026, '2026-01-01', "
	"'2026-12-31', 3, 1, 1, 1)",
	"insert into task (id, programme, position, number, work, work_fold, "
	"work_confirmed, lead_text, with_text, deadline_text, deadline_kind, "
	"product, product_confirmed, missing, percent, made_at, rev) values "
	"(11, 1, 1, '1', 'Lập', 'lap', 0, '', '', '', 'none', '', 0, 0, 0, 1, "
	"4)",
	/* taken over, taken back, and one that waits */
	"insert into work_sheet (id, file, file_name, sha256, lang, list, "
	"exported_on, lines, notices, org, made_at, made_by, made_name, "
	"confirmed_at, undone_at, rev) values (2, 5, 'a.xlsx', 'abc', 'vi', "
	"'Nhiệm vụ', '2026-10-01', 9, '', 3, 20, 1, 'B', 30, 40, 3), "
	"(9, 5, 'b.xlsx', 'abd', 'en', 'Tasks', null, 9, '0\t4\tC', 3, 50, 1, "
	"'B', null, null, 1)",
	"insert into work_sheet_task (sheet, n, sheet_row, task, is_rev, "
	"was_words, was_ok) values (2, 1, 4, 11, 4, 21, 3), (2, 2, 5, 11, "
	"null, "
	"null, null), (9, 1, 6, 11, null, null, null)",
	"insert into work_sheet_cell (sheet, n, col, value, base, fault, seen, "
	"was) values (2, 1, 'work', 'Việc mới', 'abc', '', 'xyz', 'Việc cũ'), "
	"(9, 1, 'due', '31/6/2026', 'abd', 'bad_day', null, null)",
	/* lists of members, one with the number of one of them */
	"insert into edited_list (subject, file, file_name, sha256, lang, "
	"list, lines, notices, reason, org, made_at, made_by, made_name) "
	"values "
	"('member', 5, 'm.xlsx', 'abe', 'vi', '', 1, '', '', 3, 10, 1, "
	"'B'), "
	"('member', 5, 'n.xlsx', 'abf', 'vi', '', 1, '', '', 3, 10, 1, 'B')",
	"insert into work_reorg (event, kind, ref, was, is_now) values "
	"(1, 'sheet', 9, 3, 3), (1, 'view', 9, 3, 3)",
};

static struct store *store_old(struct arena *a)
{
	struct db_config c = { .create = true, .path = getenv("ROVIEC_PG") };
	struct store *s;
	int n = 0;

	if (c.path) {
		c.schema = str_fmt(a, "step%ld", (long)getpid()).p;
		setenv("ROVIEC_KEYS", kit_folder(a), 1);
	} else {
		c.path = str_fmt(a, "%s/realm.db", kit_folder(a)).p;
	}
	while (n < db_n_migrations && db_migrations[n].number < STEP)
		n++;
	ok(store_open(a, &c, &s));
	ok(store_migrate_list(s, a, NOW, db_migrations, n));
	return s;
}

static void fill(struct cx *cx)
{
	const char *blob = getenv("ROVIEC_PG") ? "'\\x00'" : "x'00'";
	for (ptrdiff_t i = 0; i < N_ELEMENTS(before); i++) {
		struct str sql = str_c(before[i]);
		ptrdiff_t at = str_find(sql, STR("%s"), 0);

		if (at >= 0)
			sql = str_fmt(cx->arena, "%.*s%s%s", (int)at, sql.p,
				      blob, sql.p + at + 2);
		kit_sql(cx, str_to_c(cx->arena, sql));
	}
}

static struct edited_by_num_row list(struct cx *cx, const char *subject,
				     int64_t num)
{
	struct edited_by_num_row r;
	bool found;

	ok(edited_by_num(cx->db,
			 &(struct edited_by_num_in){ .subject = str_c(subject),
						     .num = num },
			 &r, &found));
	assert_true(found);
	return r;
}

static void lists_are_the_same(struct cx *cx)
{
	struct edited_by_num_row s = list(cx, "task", 2);
	struct edited_rows_rows rows;
	struct edited_cells_rows cells;

	same(s.file_name, "a.xlsx");
	same(s.lang, "vi");
	assert_int_equal(s.confirmed_at, 30);
	assert_int_equal(s.undone_at, 40);
	assert_int_equal(s.from_on, DAY_NONE);
	ok(edited_rows(cx->db, &(struct edited_rows_in){ .list = s.id },
		       &rows));
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.p[0].row_id, 11);
	assert_int_equal(rows.p[0].is_rev, 4);
	assert_int_equal(rows.p[0].was / 4, 21);
	assert_int_equal(rows.p[0].was & 3, 3);
	assert_int_equal(rows.p[1].is_rev, DB_NULL);
	assert_int_equal(rows.p[1].was, DB_NULL);
	ok(edited_cells(cx->db, &(struct edited_cells_in){ .list = s.id },
			&cells));
	assert_int_equal(cells.n, 1);
	same(cells.p[0].col, "work");
	same(cells.p[0].value, "Việc mới");
	same(cells.p[0].seen, "xyz");
	same(cells.p[0].was, "Việc cũ");
	s = list(cx, "task", 9);
	same(s.file_name, "b.xlsx");
	assert_int_equal(s.confirmed_at, DB_NULL);
	same(s.notices, "0\t4\tC");
	same(list(cx, "member", 1).file_name, "m.xlsx");
	same(list(cx, "member", 2).file_name, "n.xlsx");
}

/* What a reorganisation noted leads to the same list. */
static void notes_lead_there(struct cx *cx)
{
	struct db_stmt *st;
	bool more;

	ok(db_stmt_get(cx->db, &noted, 0, 0, &st));
	ok(db_step(st, &more));
	assert_true(more);
	assert_int_equal(db_col_i64(st, 0), list(cx, "task", 9).id);
	db_stmt_done(st);
}

static struct err *insert_tx(struct cx *cx, void *arg)
{
	struct edited_num_row row;
	bool found;
	int64_t id;
	struct err *err = edited_insert(
		cx->db,
		&(struct edited_insert_in){ .subject = str_c((const char *)arg),
					    .file = 5,
					    .file_name = STR("z"),
					    .sha256 = STR("z"),
					    .lang = STR("vi"),
					    .list = STR(""),
					    .exported_on = DAY_NONE,
					    .notices = STR(""),
					    .from_on = DAY_NONE,
					    .reason = STR(""),
					    .org = 3,
					    .made_name = STR("B") },
		&id);

	if (!err)
		err = edited_num(cx->db, &(struct edited_num_in){ .id = id },
				 &row, &found);
	if (!err)
		same(list(cx, arg, row.num).file_name, "z");
	return err;
}

/* The next one of each subject has the next number of its own. */
static void numbers_go_on(struct cx *cx)
{
	ok(db_tx(cx, insert_tx, (char[]){ "task" }));
	ok(db_tx(cx, insert_tx, (char[]){ "member" }));
	ok(db_tx(cx, insert_tx, (char[]){ "org" }));
	same(list(cx, "task", 10).file_name, "z");
	same(list(cx, "member", 3).file_name, "z");
	same(list(cx, "org", 1).file_name, "z");
}

static void one_engine_for_all(void **state UNUSED)
{
	CLEANUP(arena_closep) struct arena *a = arena_open(64 << 20);
	struct cx cx = kit_cx(a);

	cx.store = store_old(a);
	fill(&cx);
	ok(store_migrate(cx.store, a, NOW, NULL, NULL));
	cx.db = store_reader(cx.store, a);
	lists_are_the_same(&cx);
	notes_lead_there(&cx);
	numbers_go_on(&cx);
	store_return(cx.db);
	store_close(cx.store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_engine_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
