/* A list of organisations that goes out as a workbook and comes back. */
#include "work/test/work_sheet_kit.h"

#include "base/utf8.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org_amend.h"
#include "org/org_page_priv.h"
#include "org/org_reorg.h"
#include "org/org_sheet.h"
#include "org/org_tally.h"
#include "profile/profile.h"
#include "sheet/edited_priv.h"

enum { ARENA = 512 << 20 };

static const struct route_table *const tables[] = { &org_tree_routes,
						    &org_one_routes,
						    &org_export_routes,
						    &org_sheet_routes, NULL };

struct place {
	struct work_kit kit;
	struct cx cx; /* the office's */
	int64_t a, b; /* two cells below the same organisation */
};

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

static int64_t cell_make(struct place *p, const char *name, const char *code)
{
	int64_t id;

	ok(org_add(&p->kit.cx,
		   &(struct org_new){ .parent = p->kit.unit[UNIT_PEOPLE],
				      .kind = STR("chi_bo"),
				      .code = str_c(code),
				      .name = str_c(name),
				      .from = d("2025-03-01") },
		   &id));
	return id;
}

static void place_open(struct arena *a, struct place *p)
{
	work_kit_found(a, tables, "2025-01-01", &p->kit);
	kit_day(&p->kit.cx, "2026-10-14");
	work_kit_go_on(&p->kit);
	p->a = cell_make(p, "Chi bộ Tài vụ", "01.002");
	p->b = cell_make(p, "Chi bộ Kế toán", "01.003");
	p->cx = work_kit_as(&p->kit, USER_OFFICE);
}

#define PLACE                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct place p;                                                        \
	struct work_kit *k UNUSED = &p.kit;                                    \
	place_open(a, &p)

static struct doc *book(struct place *p)
{
	return sheet_kit_open(&p->kit, USER_OFFICE, "/org/export.xlsx");
}

static void type(struct place *p, struct doc *doc, int64_t org,
		 const char *title, const char *text)
{
	struct doc_cell *c =
		sheet_kit_cell(&p->kit, doc,
			       sheet_kit_row_of(&p->kit, doc, org), title);

	c->text = str_c(text);
	c->is_date = c->is_number = false;
}

static int64_t stage(struct place *p, struct doc *doc, const char *from)
{
	int64_t id;

	ok(sheet_stage(&p->cx, &org_sheet,
		       &(struct sheet_upload){
			       .name = STR("a.xlsx"),
			       .bytes = sheet_kit_save(p->cx.arena, doc),
			       .from = from ? d(from) : DAY_NONE,
			       .reason = STR("rà soát"),
			       .here = true },
		       &id));
	return id;
}

static struct edited_state state(struct place *p, int64_t id)
{
	struct edited_state s;

	ok(edited_state_read(&p->cx, &org_sheet, id, &s));
	return s;
}

struct found {
	const struct sheet_cell *c;
	const struct edited_cells_row *kept;
};

static struct found find(const struct edited_state *s, int64_t org,
			 const char *col)
{
	for (ptrdiff_t i = 0; i < s->groups.n; i++) {
		const struct edited_group *g = &s->groups.p[i];

		for (ptrdiff_t c = 0; c < g->row.n; c++)
			if (g->r.row_id == org &&
			    !strcmp(g->row.cell[c].col->key, col))
				return (struct found){ &g->row.cell[c],
						       &g->kept[c] };
	}
	fail_msg("no changed cell %s of %ld", col, (long)org);
	return (struct found){ 0 };
}

static const struct sheet_cell *cell(const struct edited_state *s, int64_t org,
				     const char *col)
{
	return find(s, org, col).c;
}

static int64_t event_of(const struct edited_state *s, int64_t org,
			const char *col)
{
	return find(s, org, col).kept->event;
}

static const struct sheet_verdicts nothing = { 0 };

static struct str page(struct place *p, const char *path, int64_t n)
{
	struct reply r = work_kit_get(&p->kit, USER_OFFICE, path, n);

	assert_int_equal(r.status, 200);
	return str_dup(p->cx.arena, work_kit_body(p->cx.arena, &r));
}

/* All that the tree, its past and a page of it say. */
static struct str all(struct place *p)
{
	struct arena *a = p->cx.arena;
	struct str s = page(p, "/org/export.csv", 0);
	int64_t wrong;

	s = str_cat(a, s, page(p, "/org/export.csv?as_at=2025-06-01", 0));
	s = str_cat(a, s, page(p, "/org/export.csv?as_at=2026-09-30", 0));
	s = str_cat(a, s, page(p, "/org?to=cell", 0));
	s = str_cat(a, s, page(p, "/org/%ld", p->a));
	s = str_cat(a, s, page(p, "/org/%ld", p->b));
	ok(org_tally_check(&p->cx, &wrong));
	assert_int_equal(wrong, 0);
	return s;
}

static struct org is_now(struct place *p, int64_t id)
{
	struct org o;
	bool found;

	ok(org_find(&p->cx, id, &o, &found));
	assert_true(found);
	return o;
}

static struct str kind_title(struct place *p, const char *code)
{
	return profile_kind_title(p->cx.profile, str_c(code), LANG_VI);
}

/* ---- corrections ----------------------------------------------------------- */

static void corrected(struct place *p, struct doc *doc)
{
	type(p, doc, p->a, N_("Name of the organisation"), "Chi bộ Văn phòng");
	type(p, doc, p->a, N_("Short name"), "CB Văn phòng");
	type(p, doc, p->a, N_("Code"), "01.009");
	type(p, doc, p->b, N_("Kind"),
	     str_to_c(p->cx.arena, kind_title(p, "to_dang")));
	type(p, doc, p->b, N_("Code"), "");
	type(p, doc, p->b, N_("Order"), "1");
}

/* Six cells of two rows: six differences, two acts; then all as it was. */
static void there_and_back(void **state_ UNUSED)
{
	struct edited_state s;
	struct str before;
	struct doc *doc;
	int64_t id;
	PLACE;

	before = all(&p);
	doc = book(&p);
	corrected(&p, doc);
	id = stage(&p, doc, NULL);
	s = state(&p, id);
	assert_int_equal(s.cells, 6);
	assert_int_equal(s.take, 6);
	assert_int_equal(s.rows, 2);
	assert_true(str_eq(all(&p), before));
	ok(sheet_settle(&p.cx, &org_sheet, id, &nothing, true));
	same(is_now(&p, p.a).name, "Chi bộ Văn phòng");
	same(is_now(&p, p.a).short_name, "CB Văn phòng");
	same(is_now(&p, p.a).code, "01.009");
	same(is_now(&p, p.b).kind, "to_dang");
	assert_int_equal(is_now(&p, p.b).code.n, 0);
	/* it never counted: the past says so too, from the first day on */
	assert_true(str_find(page(&p, "/org/export.csv?as_at=2025-06-01", 0),
			     STR("Chi bộ Văn phòng"), 0) > 0);
	assert_int_equal(str_find(all(&p), STR("Chi bộ Tài vụ"), 0), -1);
	fails(sheet_settle(&p.cx, &org_sheet, id, &nothing, true),
	      ERR_CONFLICT);
	ok(sheet_back(&p.cx, &org_sheet, id));
	assert_true(str_eq(all(&p), before));
	fails(sheet_back(&p.cx, &org_sheet, id), ERR_CONFLICT);
	work_kit_close(k);
}

/* Sisters stand in the order that the list gives them. */
static bool a_is_first(struct place *p)
{
	struct str csv = page(p, "/org/export.csv", 0);
	ptrdiff_t a = str_find(csv, STR("Chi bộ Tài vụ"), 0);
	ptrdiff_t b = str_find(csv, STR("Chi bộ Kế toán"), 0);

	assert_true(a > 0 && b > 0);
	return a < b;
}

static void the_order(void **state_ UNUSED)
{
	struct doc *doc;
	int64_t id;
	PLACE;

	assert_true(a_is_first(&p));
	doc = book(&p);
	type(&p, doc, p.a, N_("Order"), "9");
	id = stage(&p, doc, "2026-09-01");
	ok(sheet_settle(&p.cx, &org_sheet, id, &nothing, true));
	assert_false(a_is_first(&p));
	ok(sheet_back(&p.cx, &org_sheet, id));
	assert_true(a_is_first(&p));
	work_kit_close(k);
}

/* ---- changes from a day on --------------------------------------------------- */

static void since_a_day(void **state_ UNUSED)
{
	struct edited_state s;
	struct str before, past;
	struct doc *doc;
	int64_t id;
	PLACE;

	before = all(&p);
	doc = book(&p);
	corrected(&p, doc);
	id = stage(&p, doc, "2026-09-01");
	s = state(&p, id);
	/* another name, another kind: those are decisions */
	assert_int_equal(s.refused, 2);
	assert_true(str_find(cell(&s, p.a, "name")->why, STR("Sắp xếp"), 0) >
		    0);
	assert_true(cell(&s, p.b, "kind")->why.n > 0);
	assert_int_equal(s.take, 4);
	ok(sheet_settle(&p.cx, &org_sheet, id, &nothing, true));
	same(is_now(&p, p.a).name, "Chi bộ Tài vụ");
	same(is_now(&p, p.a).code, "01.009");
	past = page(&p, "/org/export.csv?as_at=2026-08-31", 0);
	assert_true(str_find(past, STR("01.002"), 0) > 0);
	assert_int_equal(str_find(past, STR("CB Văn phòng"), 0), -1);
	past = page(&p, "/org/export.csv?as_at=2026-09-01", 0);
	assert_true(str_find(past, STR("01.009"), 0) > 0);
	assert_true(str_find(past, STR("CB Văn phòng"), 0) > 0);
	ok(sheet_back(&p.cx, &org_sheet, id));
	assert_true(str_eq(all(&p), before));
	/* before there was anything to change */
	doc = book(&p);
	corrected(&p, doc);
	s = state(&p, stage(&p, doc, "2025-02-01"));
	assert_int_equal(s.take, 1); /* the order has no day */
	work_kit_close(k);
}

/* ---- what isn't taken ------------------------------------------------------- */

static void refused(void **state_ UNUSED)
{
	static const struct {
		const char *title, *col, *text, *says;
	} bad[] = {
		{ N_("Above"), "above", "Nơi khác", "Sắp xếp" },
		{ N_("Level"), "level", "7", "cấp trên" },
		{ N_("Number"), "id", "7", "không thay đổi" },
		{ N_("From"), "from", "01/02/2025", "lịch sử" },
		{ N_("Name of the organisation"), "name", "", "cần có tên" },
		{ N_("Name of the organisation"), "name", "CHI BỘ KẾ TOÁN",
		  "đã có" },
		{ N_("Code"), "code", "01.003", "01.003" },
		{ N_("Short name"), "short", "", "tên ngắn" },
		{ N_("Kind"), "kind", "Tỉnh ủy mặt trăng", "danh sách" },
		{ N_("Order"), "order", "0", "9999" },
		{ N_("Order"), "order", "1,5", "số nguyên" },
		{ N_("Order"), "order", "10000", "số nguyên" },
	};
	PLACE;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++) {
		struct arena_mark mark = arena_mark(a);
		struct doc *doc = book(&p);
		struct edited_state s;
		struct str why;

		type(&p, doc, p.a, bad[i].title, bad[i].text);
		s = state(&p, stage(&p, doc, NULL));
		assert_int_equal(s.cells, 1);
		why = cell(&s, p.a, bad[i].col)->why;
		if (s.refused != 1 ||
		    str_find(text_fold(a, why),
			     text_fold(a, str_c(bad[i].says)), 0) < 0)
			fail_msg("%s: %.*s", bad[i].text, STR_ARG(why));
		arena_rewind(a, mark);
	}
	work_kit_close(k);
}

/* What was changed again stays; what was built upon isn't taken back. */
static void built_upon(void **state_ UNUSED)
{
	struct org_amend again = { .from = DAY_NONE, .code = STR("01.100") };
	struct edited_state s;
	struct doc *doc;
	int64_t id, event;
	PLACE;

	doc = book(&p);
	corrected(&p, doc);
	id = stage(&p, doc, NULL);
	ok(sheet_settle(&p.cx, &org_sheet, id, &nothing, true));
	s = state(&p, id);
	event = event_of(&s, p.a, "code");
	assert_int_equal(event, event_of(&s, p.a, "name"));
	again.org = p.a;
	ok(org_amend(&p.cx, &again, &id));
	fails(org_amend_back(&p.cx, p.a, event, 0), ERR_CONFLICT);
	fails(org_amend_back(&p.cx, p.b, event, 0), ERR_INVALID);
	ok(sheet_back(&p.cx, &org_sheet, s.s.num));
	same(is_now(&p, p.a).name, "Chi bộ Văn phòng");
	same(is_now(&p, p.b).kind, "chi_bo");
	same(is_now(&p, p.b).code, "01.003");
	/* nothing differs: no event */
	ok(org_amend(&p.cx, &again, &id));
	assert_int_equal(id, 0);
	work_kit_close(k);
}

/* A decision whose organisation got another code since stays, in words. */
static void a_decision_below_it(void **state_ UNUSED)
{
	struct org_amend later = { .from = DAY_NONE, .code = STR("01.200") };
	struct org_decision_new in = { .number = STR("1-QĐ/ĐU"),
				       .title = STR("Chuyển chi bộ"),
				       .signer = STR("Bí thư") };
	struct org_step step = { .kind = STEP_MOVE, .code = STR("02.001") };
	struct org_decision dec;
	struct err *err;
	int64_t id, event;
	bool found;
	PLACE;

	in.signed_on = in.effective_on = d("2026-06-01");
	step.org = later.org = p.a;
	step.parent = p.kit.unit[UNIT_OFFICE];
	ok(decision_make(&p.cx, &in, &id));
	ok(step_add(&p.cx, id, &step, &event));
	ok(decision_find(&p.cx, id, &dec, &found));
	ok(decision_approve(&p.cx, id, dec.rev));
	same(is_now(&p, p.a).code, "02.001");
	ok(org_amend(&p.cx, &later, &event));
	err = decision_undo(&p.cx, id, STR("nhầm"));
	fails(err, ERR_CONFLICT);
	ok(org_amend_back(&p.cx, p.a, event, 0));
	ok(decision_undo(&p.cx, id, STR("nhầm")));
	same(is_now(&p, p.a).code, "01.002");
	work_kit_close(k);
}

/* ---- who, and which day ------------------------------------------------------- */

static ptrdiff_t sheets(struct place *p, enum kit_user who, const char *path)
{
	return sheet_kit_open(&p->kit, who, path)->n_tables;
}

static void who_gets_keys(void **state_ UNUSED)
{
	struct reply r;
	PLACE;

	/* the list, its drop-downs, its marks */
	assert_true(sheets(&p, USER_OFFICE, "/org/export.xlsx") >= 2);
	assert_int_equal(sheets(&p, USER_OFFICE,
				"/org/export.xlsx?as_at=2026-01-01"),
			 1);
	assert_int_equal(sheets(&p, USER_LEADER, "/org/export.xlsx"), 1);
	r = work_kit_get(k, USER_OFFICE, "/org", 0);
	assert_true(work_kit_says(&r, "href=\"/org/sheet\""));
	r = work_kit_get(k, USER_OFFICE, "/org?as_at=2026-01-01", 0);
	assert_false(work_kit_says(&r, "href=\"/org/sheet\""));
	r = work_kit_get(k, USER_LEADER, "/org", 0);
	assert_false(work_kit_says(&r, "href=\"/org/sheet\""));
	assert_int_equal(work_kit_get(k, USER_LEADER, "/org/sheet", 0).status,
			 403);
	work_kit_close(k);
}

/* ---- pages ---------------------------------------------------------------------- */

static struct str upload(struct place *p, struct doc *doc, const char *how)
{
	struct reply r = work_kit_send(
		&p->kit, USER_OFFICE, "/org/sheet", 0,
		(const struct kit_part[]){
			{ "file", "a.xlsx", sheet_kit_save(p->cx.arena, doc) },
			{ "how", NULL, str_c(how) },
			{ 0 } });

	assert_int_equal(r.status, 303);
	return r.location;
}

static void golden(struct place *p, const char *path, int64_t id,
		   const char *name)
{
	struct arena *a = p->cx.arena;

	for (int en = 0; en < 2; en++) {
		struct reply r = (en ? work_kit_get_en : work_kit_get)(
			&p->kit, USER_OFFICE, path, id);
		struct str body = work_kit_body(a, &r);
		ptrdiff_t from = str_find(body, STR("<main"), 0);
		ptrdiff_t to = str_find(body, STR("</main>"), 0);

		assert_int_equal(r.status, 200);
		assert_true(from >= 0 && to > from);
		kit_golden(a,
			   str_fmt(a, "feature/org/golden/org_sheet_%s.%s.html",
				   name, en ? "en" : "vi")
				   .p,
			   str_sub(body, from, to));
	}
}

static void pages(void **state_ UNUSED)
{
	struct doc *doc;
	struct reply r;
	struct str at;
	int64_t id;
	PLACE;

	golden(&p, "/org/sheet", 0, "form");
	doc = book(&p);
	corrected(&p, doc);
	type(&p, doc, p.b, N_("Above"), "Nơi khác");
	at = upload(&p, doc, "correct");
	assert_true(str_starts(at, STR("/org/sheet/")));
	assert_true(str_to_i64(str_sub(at, 11, at.n), &id));
	golden(&p, "/org/sheet/%ld", id, "compare");
	/* one is rejected, the rest is taken */
	r = work_kit_post(k, USER_OFFICE, "/org/sheet/%ld", id,
			  "page=1&do=save&cell=1.short");
	assert_int_equal(r.status, 303);
	r = work_kit_post(k, USER_OFFICE, "/org/sheet/%ld", id,
			  "page=1&do=confirm");
	assert_int_equal(r.status, 303);
	same(is_now(&p, p.a).name, "Chi bộ Văn phòng");
	same(is_now(&p, p.a).short_name, "Chi bộ Tài vụ");
	golden(&p, "/org/sheet/%ld", id, "done");
	r = work_kit_post(k, USER_OFFICE, "/org/sheet/%ld/undo", id, "");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/org/sheet/%ld", id);
	assert_true(work_kit_says(&r, "Đã hoàn lại các thay đổi"));
	same(is_now(&p, p.a).name, "Chi bộ Tài vụ");
	r = work_kit_get(k, USER_LEADER, "/org/sheet/%ld", id);
	assert_int_equal(r.status, 404);
	work_kit_close(k);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(the_order),
		cmocka_unit_test(since_a_day),
		cmocka_unit_test(refused),
		cmocka_unit_test(built_upon),
		cmocka_unit_test(a_decision_below_it),
		cmocka_unit_test(who_gets_keys),
		cmocka_unit_test(pages),
	};
	int child = doc_child_main(argc, argv);

	if (child >= 0)
		return child;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
