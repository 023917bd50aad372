/* A list of members that goes out as a workbook and comes back. */
#include "work/test/work_kit.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "doc/doc.h"
#include "member/member_act.h"
#include "member/member_page_priv.h"
#include "member/member_query.h"
#include "member/member_sheet.h"
#include "member/member_span.h"
#include "sheet/edited_priv.h"

enum { ARENA = 256 << 20, PEOPLE = 12 };

static const struct route_table *const tables[] = {
	&member_list_routes, &member_export_routes, &member_sheet_routes, NULL
};

struct place {
	struct work_kit kit;
	int64_t who[PEOPLE];
	struct cx cx; /* the office's */
	struct sheet_columns cols;
	struct sheet_now row[PEOPLE];
};

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

static void person(struct place *p, int i)
{
	static const struct member_value values[] = {
		{ STR_INIT("national_id"), STR_INIT("") },
		{ STR_INIT("phone"), STR_INIT("0912345417") },
		{ STR_INIT("workplace"), STR_INIT("Sở Nội vụ") },
		{ STR_INIT("theory"), STR_INIT("intermediate") },
	};
	struct arena *a = p->kit.cx.arena;
	struct member_value v[N_ELEMENTS(values)];
	struct member_new in = {
		.name = str_fmt(a, "Nguyễn Văn %c", 'A' + i),
		.sex = STR("m"),
		.birth = d("1988-05-19") + i,
		.org = p->kit.unit[i % 2 ? UNIT_OFFICE : UNIT_PEOPLE],
		.from = d("2025-09-05"),
		.how = STR("in"),
		.sent_on = DAY_NONE,
		.admitted = d("2014-02-03"),
		.official = d("2015-02-03"),
		.state_from = DAY_NONE,
		.value = v,
		.n_values = N_ELEMENTS(v)
	};

	memcpy(v, values, sizeof(v));
	v[0].value = str_fmt(a, "0790880124%02d", i);
	ok(member_add(&p->kit.cx, &in, false, &p->who[i]));
}

static void now_read(struct place *p)
{
	for (int i = 0; i < PEOPLE; i++)
		p->row[i] = (struct sheet_now){
			.id = p->who[i],
			.plain = arena_new(p->cx.arena, struct str, p->cols.n)
		};
	ok(member_sheet_now(&p->cx, LANG_VI, &p->cols, p->row, PEOPLE));
}

static void place_open(struct arena *a, struct place *p)
{
	work_kit_found(a, tables, "2025-01-01", &p->kit);
	kit_day(&p->kit.cx, "2026-10-14");
	work_kit_go_on(&p->kit);
	for (int i = 0; i < PEOPLE; i++)
		person(p, i);
	p->cx = work_kit_as(&p->kit, USER_OFFICE);
	ok(member_sheet_columns(&p->cx, LANG_VI, &p->cols));
	now_read(p);
}

#define PLACE                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct place p;                                                        \
	struct work_kit *k UNUSED = &p.kit;                                    \
	place_open(a, &p)

static int col(struct place *p, const char *key)
{
	int c;

	assert_true(sheet_column_find(&p->cols, str_c(key), &c));
	return c;
}

/* ---- a workbook as somebody edits it -------------------------------------- */

/* What is typed into a cell before the file is sent. */
struct typing {
	int who;
	const char *col, *text;
};

/* The list with edits; its columns stand the other way round, the rows too. */
static struct str book(struct place *p, const struct typing *t, int n)
{
	struct arena *a = p->cx.arena;
	struct sheet_col head[1 + SHEET_COLS_MOST] = { 0 };
	struct xlsx *x;
	struct str realm, bytes;
	ptrdiff_t cols = p->cols.n;

	ok(audit_origin(&p->cx, &realm));
	ok(xlsx_begin(a, &x));
	for (ptrdiff_t c = 0; c < cols; c++)
		head[cols - 1 - c] =
			(struct sheet_col){ .title = p->cols.p[c].title,
					    .width = 10 };
	head[cols] =
		(struct sheet_col){ .title = tr(LANG_VI, sheet_key_title()),
				    .width = 5 };
	ok(xlsx_sheet(x, STR("x"), STR("x"), head, (int)cols + 1));
	for (int i = PEOPLE - 1; i >= 0; i--) {
		struct sheet_val val[1 + SHEET_COLS_MOST] = { 0 };
		struct sheet_digest was[SHEET_COLS_MOST];

		for (ptrdiff_t c = 0; c < cols; c++) {
			struct str plain = p->row[i].plain[c];

			plain = plain.p ? plain : STR("");
			was[c] = sheet_digest(plain);
			for (int e = 0; e < n; e++)
				if (t[e].who == i && col(p, t[e].col) == c)
					plain = str_c(t[e].text);
			val[cols - 1 - c].text = plain;
		}
		val[cols].text = sheet_key_write(a, realm,
						 &(struct sheet_key){
							 .id = p->row[i].id,
							 .rev = p->row[i].rev,
							 .was = was,
							 .n = cols });
		ok(xlsx_row(x, val));
	}
	sheet_mark(a, x,
		   &(struct sheet_marks){ .layout = MEMBER_SHEET_LAYOUT,
					  .subject = STR("member"),
					  .realm = realm,
					  .lang = LANG_VI,
					  .day = p->cx.today,
					  .filter = STR("Đảng viên") });
	ok(xlsx_end(x, &bytes));
	return bytes;
}

static struct err *stage(struct place *p, struct str bytes, const char *from,
			 int64_t *ret_id)
{
	return sheet_stage(&p->cx, &member_sheet,
			   &(struct sheet_upload){ .name = STR("a.xlsx"),
						   .bytes = bytes,
						   .from = from ? d(from)
								: DAY_NONE,
						   .reason = STR("rà soát"),
						   .here = true },
			   ret_id);
}

static struct edited_state state(struct place *p, int64_t id)
{
	struct edited_state s;

	ok(edited_state_read(&p->cx, &member_sheet, id, &s));
	return s;
}

static const struct typing typed[] = {
	{ 0, "name", "Nguyễn Văn Anh" }, { 0, "workplace", "Báo" },
	{ 1, "theory", "Cao cấp" },	 { 1, "sex", "Nữ" },
	{ 2, "birth", "1988" },		 { 2, "workplace", "" },
	{ 3, "email", "a@b.vn" },
};
static const struct sheet_verdicts nothing = { 0 };

static struct str plain(struct place *p, int who, const char *key)
{
	struct str s = p->row[who].plain[col(p, key)];

	return s.p ? s : STR("");
}

/* Seven cells, two rows of them twice: seven differences, seven changes. */
static void there_and_back(void **state_ UNUSED)
{
	struct edited_state s;
	int64_t id;
	PLACE;

	ok(stage(&p, book(&p, typed, N_ELEMENTS(typed)), "2026-03-01", &id));
	s = state(&p, id);
	assert_int_equal(s.cells, N_ELEMENTS(typed));
	assert_int_equal(s.take, N_ELEMENTS(typed));
	assert_int_equal(s.rows, 4);
	ok(sheet_settle(&p.cx, &member_sheet, id, &nothing, true));
	now_read(&p);
	for (int i = 0; i < N_ELEMENTS(typed); i++)
		same(plain(&p, typed[i].who, typed[i].col), typed[i].text);
	/* twice is refused */
	fails(sheet_settle(&p.cx, &member_sheet, id, &nothing, true),
	      ERR_CONFLICT);
	ok(sheet_back(&p.cx, &member_sheet, id));
	now_read(&p);
	same(plain(&p, 0, "name"), "Nguyễn Văn A");
	same(plain(&p, 0, "workplace"), "Sở Nội vụ");
	same(plain(&p, 1, "theory"), "Trung cấp");
	same(plain(&p, 1, "sex"), "Nam");
	same(plain(&p, 2, "birth"), "21/05/1988");
	same(plain(&p, 2, "workplace"), "Sở Nội vụ");
	same(plain(&p, 3, "email"), "");
	fails(sheet_back(&p.cx, &member_sheet, id), ERR_CONFLICT);
	work_kit_close(k);
}

/* Whose place has nothing below it sees no list of a place that has. */
static void alone_is_another_place(void **state_ UNUSED)
{
	struct edited_by_num_row list;
	struct edited_newest_rows newest;
	struct edited_newest_in in = { .subject = STR("member"), .limit = 9 };
	int64_t id;
	PLACE;

	ok(stage(&p, book(&p, typed, N_ELEMENTS(typed)), NULL, &id));
	ok(edited_get(&p.cx, &member_sheet, id, &list));
	in.org = p.cx.actor.org;
	ok(edited_newest(p.cx.db, &in, &newest));
	assert_int_equal(newest.n, 1);
	p.cx.actor.alone = true;
	fails(edited_get(&p.cx, &member_sheet, id, &list), ERR_NOT_FOUND);
	in.with = EDITED_NEWEST_WITH_ALONE;
	ok(edited_newest(p.cx.db, &in, &newest));
	assert_int_equal(newest.n, 0);
	work_kit_close(k);
}

/* Corrections: the day stays as it was; undone to the same row. */
static void corrections(void **state_ UNUSED)
{
	struct member_facts_rows facts;
	int64_t id;
	PLACE;

	ok(stage(&p, book(&p, typed, N_ELEMENTS(typed)), NULL, &id));
	ok(sheet_settle(&p.cx, &member_sheet, id, &nothing, true));
	ok(member_facts(p.cx.db, &(struct member_facts_in){ p.who[0] },
			&facts));
	for (ptrdiff_t i = 0; i < facts.n; i++)
		assert_int_equal(facts.p[i].from_on, d("2025-09-05"));
	ok(sheet_back(&p.cx, &member_sheet, id));
	now_read(&p);
	same(plain(&p, 0, "workplace"), "Sở Nội vụ");
	same(plain(&p, 1, "theory"), "Trung cấp");
	work_kit_close(k);
}

/* ---- days of the record, moves ---------------------------------------------- */

/* All lines of everybody that count. */
static struct str lines(struct place *p)
{
	struct buf b = buf_init(p->cx.arena, 64 * 1024);
	struct reply r = work_kit_get(&p->kit, USER_OFFICE, "/members.csv", 0);
	int64_t wrong;

	buf_str(&b, work_kit_body(p->cx.arena, &r));
	for (int i = 0; i < PEOPLE; i++) {
		struct member_states_rows states;
		struct member_ins_rows ins;
		struct member_names_rows names;

		ok(member_states(p->cx.db,
				 &(struct member_states_in){ p->who[i] },
				 &states));
		ok(member_ins(p->cx.db, &(struct member_ins_in){ p->who[i] },
			      &ins));
		ok(member_names(p->cx.db,
				&(struct member_names_in){ p->who[i] },
				&names));
		for (ptrdiff_t k = 0; k < states.n; k++)
			buf_fmt(&b, "%.*s %d %d\n", STR_ARG(states.p[k].state),
				states.p[k].from_on, states.p[k].to_on);
		for (ptrdiff_t k = 0; k < ins.n; k++)
			buf_fmt(&b, "%ld %d %d\n", (long)ins.p[k].org,
				ins.p[k].from_on, ins.p[k].to_on);
		for (ptrdiff_t k = 0; k < names.n; k++)
			buf_fmt(&b, "%.*s %d %d\n", STR_ARG(names.p[k].name),
				names.p[k].from_on, names.p[k].to_on);
	}
	assert_false(b.full);
	ok(member_span_check(&p->cx, &wrong));
	assert_int_equal(wrong, 0);
	return buf_view(&b);
}

static void days_and_moves(void **state_ UNUSED)
{
	const struct typing wants[] = {
		{ 0, "name", "Nguyễn Văn Anh" },
		{ 0, "org", NULL }, /* that of the next one */
		{ 0, "admitted_on", "03/01/2014" },
		{ 0, "official_on", "04/03/2015" },
		{ 1, "official_on", "2015-01-31" },
		{ 2, "admitted_on", "2013-12-30" },
	};
	struct typing t[N_ELEMENTS(wants)];
	struct edited_state s;
	struct str before, after;
	int64_t id;
	PLACE;

	memcpy(t, wants, sizeof(t));
	t[1].text = str_to_c(a, p.row[1].plain[col(&p, "org")]);
	before = lines(&p);
	ok(stage(&p, book(&p, t, N_ELEMENTS(t)), "2026-03-01", &id));
	s = state(&p, id);
	assert_int_equal(s.cells, N_ELEMENTS(t));
	assert_int_equal(s.refused, 0);
	assert_int_equal(s.take, N_ELEMENTS(t));
	ok(sheet_settle(&p.cx, &member_sheet, id, &nothing, true));
	now_read(&p);
	same(plain(&p, 0, "org"), t[1].text);
	same(plain(&p, 0, "admitted_on"), "2014-01-03");
	same(plain(&p, 0, "official_on"), "2015-03-04");
	same(plain(&p, 1, "official_on"), "2015-01-31");
	after = lines(&p);
	assert_false(str_eq(after, before));
	ok(sheet_back(&p.cx, &member_sheet, id));
	assert_true(str_eq(lines(&p), before));
	/* once more, as if nothing had been */
	now_read(&p);
	ok(stage(&p, book(&p, t, N_ELEMENTS(t)), "2026-03-01", &id));
	ok(sheet_settle(&p.cx, &member_sheet, id, &nothing, true));
	assert_true(str_eq(lines(&p), after));
	work_kit_close(k);
}

static const struct sheet_cell *only(const struct edited_state *s)
{
	assert_int_equal(s->groups.n, 1);
	assert_int_equal(s->groups.p[0].row.n, 1);
	return &s->groups.p[0].row.cell[0];
}

static void days_and_moves_refused(void **state_ UNUSED)
{
	static const struct {
		const char *col, *text, *from, *says;
	} bad[] = {
		{ "admitted_on", "", NULL, "thiếu ngày" },
		{ "admitted_on", "2027-01-01", NULL, "tương lai" },
		{ "admitted_on", "1980-01-01", NULL, "sinh" },
		{ "official_on", "2014-01-01", NULL, "ngày sau đó" },
		{ "official_on", "không", NULL, "không" },
		{ "org", "Chi bộ Mặt trăng", "2026-03-01", "không có tổ chức" },
		{ "org", "", "2026-03-01", "không có tổ chức" },
		{ "org", "", NULL, "chuyển sinh hoạt" },
		{ "years", "3", NULL, "ngày" },
	};
	struct str other;
	struct edited_state s;
	struct typing t = { 0, "org", NULL };
	int64_t id;
	PLACE;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(bad); i++) {
		t = (struct typing){ 0, bad[i].col, bad[i].text };
		ok(stage(&p, book(&p, &t, 1), bad[i].from, &id));
		s = state(&p, id);
		assert_int_equal(s.take, 0);
		if (str_find(text_fold(a, only(&s)->why),
			     text_fold(a, str_c(bad[i].says)), 0) < 0)
			fail_msg("%s: %.*s", bad[i].text,
				 STR_ARG(only(&s)->why));
	}
	/* each would do alone: not together, and not before the birth */
	ok(stage(&p,
		 book(&p,
		      (struct typing[]){ { 0, "admitted_on", "01/12/2014" },
					 { 0, "official_on", "01/06/2014" },
					 { 1, "birth", "2015" } },
		      3),
		 NULL, &id));
	s = state(&p, id);
	assert_int_equal(s.cells, 3);
	assert_int_equal(s.refused, 3);
	/* a move on the very day on which the person came, or as a mistake */
	other = p.row[1].plain[col(&p, "org")];
	t = (struct typing){ 0, "org", str_to_c(a, other) };
	ok(stage(&p, book(&p, &t, 1), "2025-09-05", &id));
	s = state(&p, id);
	assert_true(only(&s)->why.n > 0);
	ok(stage(&p, book(&p, &t, 1), NULL, &id));
	s = state(&p, id);
	assert_true(only(&s)->why.n > 0);
	work_kit_close(k);
}

/* What can't be taken says why; what changed here too isn't taken unasked. */
static void refused(void **state_ UNUSED)
{
	static const struct typing wrong[] = {
		{ 0, "org", "Nơi khác" },    { 0, "name", "" },
		{ 1, "theory", "Siêu cấp" }, { 1, "birth", "31/02/1980" },
		{ 2, "email", "không" },     { 3, "workplace", "Báo" },
		{ 4, "workplace", "Báo" },
	};
	struct member_edit other = { .field = STR("workplace"),
				     .value = STR("Đài"),
				     .from = d("2026-02-01") };
	struct edited_state s;
	struct str bytes;
	int64_t id;
	PLACE;

	bytes = book(&p, wrong, N_ELEMENTS(wrong));
	other.member = p.who[3];
	ok(member_change(&p.cx, &other));
	ok(stage(&p, bytes, "2026-03-01", &id));
	s = state(&p, id);
	assert_int_equal(s.cells, N_ELEMENTS(wrong));
	assert_int_equal(s.refused, 5);
	assert_int_equal(s.conflicts, 1);
	assert_int_equal(s.take, 1);
	/* before the value that stands there began */
	ok(stage(&p, bytes, "2025-01-10", &id));
	s = state(&p, id);
	assert_int_equal(s.take, 0);
	fails(sheet_settle(&p.cx, &member_sheet, id, &nothing, true),
	      ERR_INVALID);
	ok(sheet_put_away(&p.cx, &member_sheet, id));
	fails(stage(&p, bytes, "2027-01-01", &id), ERR_INVALID);
	work_kit_close(k);
}

/* A person who was changed afterwards stays as he or she is. */
static void moved_since(void **state_ UNUSED)
{
	struct member_edit later = { .field = STR("email"),
				     .value = STR("x@y.vn"),
				     .from = d("2026-04-01") };
	int64_t id;
	PLACE;

	ok(stage(&p, book(&p, typed, N_ELEMENTS(typed)), "2026-03-01", &id));
	ok(sheet_settle(&p.cx, &member_sheet, id, &nothing, true));
	later.member = p.who[0];
	ok(member_change(&p.cx, &later));
	ok(sheet_back(&p.cx, &member_sheet, id));
	now_read(&p);
	same(plain(&p, 0, "workplace"), "Báo");
	same(plain(&p, 1, "theory"), "Trung cấp");
	work_kit_close(k);
}

/* Nothing that a mask hides stands in the file; a unit's secretary, who keeps
 * no records, gets a file without keys. */
static void what_leaves(void **state_ UNUSED)
{
	int c;
	struct doc *doc;
	struct reply r;
	struct str body;
	PLACE;

	assert_false(sheet_column_find(&p.cols, STR("phone"), &c));
	assert_false(sheet_column_find(&p.cols, STR("card"), &c));
	assert_false(sheet_column_find(&p.cols, STR("national_id"), &c));
	assert_false(sheet_column_find(&p.cols, STR("ethnicity"), &c));
	r = work_kit_get(k, USER_OFFICE, "/members.xlsx", 0);
	assert_int_equal(r.status, 200);
	body = work_kit_body(a, &r);
	ok(doc_read_here(a, STR("a.xlsx"), body,
			 &(struct doc_limits){ .whole = true, .rows = 100 },
			 &doc));
	assert_true(doc->n_tables == 2 || doc->n_tables == 3);
	r = work_kit_get(k, USER_LEADER, "/members.xlsx", 0);
	assert_int_equal(r.status, 200);
	body = work_kit_body(a, &r);
	ok(doc_read_here(a, STR("a.xlsx"), body,
			 &(struct doc_limits){ .whole = true, .rows = 100 },
			 &doc));
	assert_int_equal(doc->n_tables, 1);
	assert_int_equal(
		work_kit_get(k, USER_LEADER, "/members/sheet", 0).status, 403);
	work_kit_close(k);
}

/* ---- pages ---------------------------------------------------------------- */

static struct str hidden(struct arena *a, struct str s)
{
	static const char *const before[] = { "/sheet/", "/member/" };
	struct buf b = buf_init(a, 1 << 20);

	while (s.n) {
		ptrdiff_t skip = 0;

		for (int i = 0; i < N_ELEMENTS(before) && !skip; i++)
			if (str_starts(s, str_c(before[i])))
				skip = (ptrdiff_t)strlen(before[i]);
		buf_str(&b, str_sub(s, 0, skip ? skip : 1));
		s = str_sub(s, skip ? skip : 1, s.n);
		if (skip && s.n && s.p[0] >= '0' && s.p[0] <= '9')
			buf_lit(&b, "~");
		while (skip && s.n && s.p[0] >= '0' && s.p[0] <= '9')
			s = str_sub(s, 1, s.n);
	}
	return buf_view(&b);
}

static void golden(struct work_kit *k, const char *path, int64_t id,
		   const char *name)
{
	struct arena *a = k->cx.arena;

	for (int en = 0; en < 2; en++) {
		struct reply r = en ? work_kit_get_en(k, USER_OFFICE, path, id)
				    : work_kit_get(k, USER_OFFICE, path, id);
		struct str body = work_kit_body(a, &r);
		ptrdiff_t from = str_find(body, STR("<main"), 0);
		ptrdiff_t to = str_find(body, STR("</main>"), 0);

		assert_int_equal(r.status, 200);
		assert_true(from >= 0 && to > from);
		kit_golden(a,
			   str_fmt(a,
				   "feature/member/golden/member_sheet_%s.%s"
				   ".html",
				   name, en ? "en" : "vi")
				   .p,
			   hidden(a, str_sub(body, from, to)));
	}
}

static void pages(void **state_ UNUSED)
{
	struct edited_state s;
	struct reply r;
	int64_t id;
	PLACE;

	golden(k, "/members/sheet", 0, "form");
	r = work_kit_post(k, USER_OFFICE, "/members/sheet", 0, "how=change");
	assert_int_equal(r.status, 422);
	assert_true(work_kit_says(&r, "Hãy chọn tệp .xlsx đã sửa."));
	ok(stage(&p, book(&p, typed, N_ELEMENTS(typed)), "2026-03-01", &id));
	golden(k, "/members/sheet/%ld", id, "compare");
	/* one is rejected, the rest is taken */
	r = work_kit_post(k, USER_OFFICE, "/members/sheet/%ld", id,
			  "page=1&do=save&cell=1.email");
	assert_int_equal(r.status, 303);
	s = state(&p, id);
	assert_int_equal(s.take, N_ELEMENTS(typed) - 1);
	r = work_kit_post(k, USER_OFFICE, "/members/sheet/%ld", id,
			  "page=1&do=confirm");
	assert_int_equal(r.status, 303);
	golden(k, "/members/sheet/%ld", id, "done");
	r = work_kit_post(k, USER_OFFICE, "/members/sheet/%ld/undo", id, "");
	assert_int_equal(r.status, 303);
	r = work_kit_get(k, USER_OFFICE, "/members/sheet/%ld", id);
	assert_true(work_kit_says(&r, "Đã hoàn lại các thay đổi"));
	r = work_kit_get(k, USER_LEADER, "/members/sheet/%ld", id);
	assert_true(r.status == 403 || r.status == 404);
	work_kit_close(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(alone_is_another_place),
		cmocka_unit_test(corrections),
		cmocka_unit_test(refused),
		cmocka_unit_test(moved_since),
		cmocka_unit_test(what_leaves),
		cmocka_unit_test(pages),
		cmocka_unit_test(days_and_moves),
		cmocka_unit_test(days_and_moves_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
