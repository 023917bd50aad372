/* The child, its walls, and what the parent believes. */
#include "doc/doc_kit_fixture.h"

#include <sys/resource.h>

static struct arena *arena;

static int fresh(void **state)
{
	(void)state;
	arena = arena_open(256 << 20);
	return 0;
}

static int done(void **state)
{
	(void)state;
	arena_closep(&arena);
	return 0;
}

static struct doc *fixture(const char *name)
{
	const char *path = kit_fixture(arena, name);
	struct doc *d = NULL;

	if (!path)
		skip();
	ok(doc_read(arena, str_c(name), kit_file(arena, path), NULL, &d));
	return d;
}

static void test_annex_docx(void **state)
{
	struct doc *d = fixture("annex/plain.docx");

	(void)state;
	assert_int_equal(d->kind, DOC_DOCX);
	assert_true(d->n_tables >= 2);
	same(d->table[0].row[0].cell[1].text, "ĐẢNG CỘNG SẢN VIỆT NAM");
	assert_true(d->table[0].row[0].cell[1].bold);
	same(d->table[1].title,
	     "Phân công nhiệm vụ thực hiện Chương trình hành động năm 2026");
	assert_int_equal(d->table[1].n_cols, 6);
	assert_true(d->table[1].row[0].is_header);
	same(d->table[1].row[1].cell[1].text, "Công tác chính trị, tư tưởng");
	assert_int_equal(d->table[1].row[1].cell[1].span, 5);
	same(d->table[1].row[2].cell[2].text, "Ban Tuyên giáo và Dân vận");
	assert_false(d->had_changes);
	assert_false(d->was_legacy);
}

static void test_annex_xlsx(void **state)
{
	struct doc *d = fixture("annex/plain.xlsx");
	const struct doc_row *row;

	(void)state;
	assert_int_equal(d->kind, DOC_XLSX);
	assert_int_equal(d->n_tables, 1);
	same(d->table[0].title, "Phụ lục");
	row = &d->table[0].row[9];
	assert_int_equal(row->number, 10);
	assert_true(row->cell[4].is_date);
	same(row->cell[4].text, "2026-01-15");
	assert_true(row->cell[0].is_number);
}

static void test_other_fixtures(void **state)
{
	struct doc *d = fixture("annex/two-header-rows.docx");

	(void)state;
	assert_true(d->n_tables >= 1);
	d = fixture("annex/other-order.xlsx");
	assert_true(d->table[0].n_rows > 10);
	d = fixture("members/register.xlsx");
	assert_true(d->table[0].n_rows >= 6196);
	d = fixture("ledger/ledger-2025.xlsx");
	assert_true(d->table[0].n_rows > 300);
}

static void test_not_an_annex(void **state)
{
	const char *path = kit_fixture(arena, "annex/not-an-annex.docx");
	struct doc *d = NULL;
	struct err *e;

	(void)state;
	if (!path)
		skip();
	e = doc_read(arena, STR("not-an-annex.docx"), kit_file(arena, path),
		     NULL, &d);
	fails(e, ERR_INVALID);
	assert_int_equal(doc_fault_of(e), FAULT_TRUNCATED);
	assert_null(d);
}

static void test_child_faults(void **state)
{
	struct doc_limits small = { .rows = 2 };
	struct doc_limits tiny = { .bytes = 10 };
	struct doc *d = NULL;
	struct err *e;

	(void)state;
	e = doc_read(arena, STR("a.csv"), STR("a\nb\nc\n"), &small, &d);
	fails(e, ERR_LIMIT);
	assert_int_equal(doc_fault_of(e), FAULT_ROWS);
	same(e->arg[0], "2");
	e = doc_read(arena, STR("a.csv"), STR(""), NULL, &d);
	assert_int_equal(doc_fault_of(e), FAULT_EMPTY);
	e = doc_read(arena, STR("a.csv"), STR("12345678901"), &tiny, &d);
	assert_int_equal(doc_fault_of(e), FAULT_BIG);
	assert_null(d);
	ok(doc_read(arena, STR("a.csv"), STR("a;b\n1;2\n"), NULL, &d));
	same(show_table(arena, &d->table[0]), "1: a | b |\n2: 1 | 2 |");
}

static void test_walls(void **state)
{
	(void)state;
	/* the harness itself: a harmless act succeeds */
	assert_false(doc_probe_stopped(arena, PROBE_NONE));
	assert_true(doc_probe_stopped(arena, PROBE_SOCKET));
	assert_true(doc_probe_stopped(arena, PROBE_OPEN));
	assert_true(doc_probe_stopped(arena, PROBE_EXEC));
	assert_true(doc_probe_stopped(arena, PROBE_FORK));
	assert_true(doc_probe_stopped(arena, PROBE_WRITE));
	assert_true(doc_probe_stopped(arena, PROBE_CODE));
	if (!RV_ASAN)
		assert_true(doc_probe_stopped(arena, PROBE_MEMORY));
}

static struct err *run_fails(const struct doc_request *q)
{
	struct str wire;
	struct err *e = doc_child_run(arena, q, STR(""), STR(""), &wire);

	assert_non_null(e);
	return e;
}

static struct doc_request probe_of(enum doc_probe probe)
{
	struct doc_request q = { .probe = probe };

	memcpy(q.magic, doc_request_magic, sizeof(q.magic));
	return q;
}

static enum doc_fault probe_fault(enum doc_probe probe)
{
	struct doc_request q = probe_of(probe);

	return (enum doc_fault)doc_fault_of(run_fails(&q));
}

static void test_child_ends_badly(void **state)
{
	(void)state;
	assert_int_equal(probe_fault(PROBE_CRASH), FAULT_CRASH);
	assert_int_equal(probe_fault(PROBE_LIE), FAULT_CRASH);
	assert_int_equal(probe_fault(PROBE_HANG), FAULT_SLOW);
}

/* Standard input that isn't a whole request is not looked at any further. */
static void test_child_refuses_requests(void **state)
{
	struct doc_request q = probe_of(PROBE_NONE);
	struct str wire;
	struct err *e;

	(void)state;
	ok(doc_child_run(arena, &q, STR(""), STR(""), &wire));
	q.bytes_n = 1; /* more than there is */
	e = run_fails(&q);
	assert_int_equal(doc_fault_of(e), FAULT_CRASH);
	/* ended by itself with CHILD_BROKEN, not by a signal */
	same(e->detail, "the document child ended with status 0x300");
	q = probe_of(PROBE_NONE);
	q.magic[0] = 'X';
	same(run_fails(&q)->detail,
	     "the document child ended with status 0x300");
}

static void test_no_descriptors_left(void **state)
{
	struct rlimit l, few;
	struct str wire;
	struct doc_request q = { .probe = PROBE_NONE };

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &l), 0);
	few = l;
	few.rlim_cur = 0;
	setrlimit(RLIMIT_NOFILE, &few);
	struct err *e = doc_child_run(arena, &q, STR(""), STR(""), &wire);
	setrlimit(RLIMIT_NOFILE, &l);
	fails(e, ERR_BUSY);
}

/* ---- the wire ---------------------------------------------------------------- */
static struct str sample_wire(void)
{
	struct doc *d = read_doc(
		arena, "a.docx",
		make_docx_header(
			arena,
			"<w:p><w:r><w:t>Đầu</w:t></w:r></w:p><w:tbl><w:tr>"
			"<w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>"
			"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>x</w:t></w:r>"
			"</w:p></w:tc></w:tr></w:tbl>",
			"<w:p><w:r><w:t>Bên</w:t></w:r></w:p>"));

	d->table[0].hidden_rows = 300;
	d->table[0].hidden_cols = 2;
	return doc_wire_put(arena, NULL, NULL, d);
}

static void test_wire_round(void **state)
{
	struct doc *d = NULL;

	(void)state;
	ok(doc_wire_get(arena, sample_wire(), NULL, &d));
	same(d->para[0], "Đầu");
	same(d->aside[0], "Bên");
	same(d->table[0].title, "Đầu");
	same(show_table(arena, &d->table[0]), "1: *x >2 |");
	assert_int_equal(d->table[0].n_cols, 2);
	assert_int_equal(d->table[0].hidden_rows, 300);
	assert_int_equal(d->table[0].hidden_cols, 2);
}

static void test_wire_fault(void **state)
{
	struct err *e =
		err_detail(arena, doc_fault(arena, FAULT_CELL, STR("B5")),
			   "why");
	struct err *foreign = err_new(arena, ERR_DB, "another");
	struct doc *d = NULL;
	struct err *got =
		doc_wire_get(arena, doc_wire_put(arena, NULL, e, NULL), NULL,
			     &d);

	(void)state;
	fails(got, ERR_LIMIT);
	assert_int_equal(doc_fault_of(got), FAULT_CELL);
	same(got->arg[0], "B5");
	same(got->detail, "why");
	got = doc_wire_get(arena, doc_wire_put(arena, NULL, foreign, NULL),
			   NULL, &d);
	assert_int_equal(doc_fault_of(got), FAULT_CRASH);
}

/* Every beginning of a good answer, and every changed byte of it, is either
 * refused or a document that keeps the rules. */
static void test_wire_broken(void **state)
{
	struct str good = sample_wire();
	struct doc_limits few = { .rows = 1 };

	(void)state;
	for (ptrdiff_t n = 0; n < good.n; n++) {
		struct doc *d = NULL;

		assert_int_equal(doc_fault_of(doc_wire_get(
					 arena, str_sub(good, 0, n), NULL, &d)),
				 FAULT_CRASH);
	}
	for (ptrdiff_t i = 0; i < good.n; i++) {
		char *bad = str_to_c(arena, good);

		for (int c = 0; c < 256; c++) {
			struct doc *d = NULL;
			struct err *e;

			bad[i] = (char)c;
			e = doc_wire_get(arena, (struct str){ bad, good.n },
					 &few, &d);
			assert_true(e ? !d : d && d->n_tables <= 1);
		}
	}
}

static void test_main_is_not_a_child(void **state)
{
	char *argv[] = { (char[]){ "roviec" }, (char[]){ "serve" }, NULL };

	(void)state;
	assert_int_equal(doc_child_main(2, argv), -1);
	assert_int_equal(doc_child_main(1, argv), -1);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest all[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, fresh, done)
		T(test_annex_docx),
		T(test_annex_xlsx),
		T(test_other_fixtures),
		T(test_not_an_annex),
		T(test_child_faults),
		T(test_walls),
		T(test_child_ends_badly),
		T(test_no_descriptors_left),
		T(test_child_refuses_requests),
		T(test_wire_round),
		T(test_wire_fault),
		T(test_wire_broken),
		T(test_main_is_not_a_child),
	};
	int child = doc_child_main(argc, argv);

	if (child >= 0)
		return child;
	return cmocka_run_group_tests(all, NULL, NULL);
}
