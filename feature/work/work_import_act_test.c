/* The acts of the annex import. */
#include "work/work_carry_act.h"
#include "work/test/work_import_kit.h"

#include "audit/audit.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "org/org.h"
#include "work/work_import_query.h"
#include "work/work_import_state.h"
#include "work/work_period_query.h"
#include "work/work_query.h"

enum { ARENA = 512 << 20 };

#define KIT                                                                    \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct import_kit k;                                                   \
	struct work_import_made made UNUSED = { 0 };                           \
	import_kit_open(&k, a)

static struct work_import_state state(struct import_kit *k, int64_t id)
{
	struct work_import_state s;

	ok(work_import_state(&k->cx, id, NULL, 0, &s));
	return s;
}

static struct err *confirm(struct import_kit *k, int64_t id, bool all,
			   struct work_import_made *made)
{
	return work_import_confirm(
		&k->cx,
		&(struct work_import_deed){
			.id = id, .rev = import_kit_rev(k, id), .all = all },
		made);
}

static struct work_import_mend nothing(int64_t n)
{
	return (struct work_import_mend){ .n = n,
					  .lead = DB_NULL,
					  .take = -1,
					  .work_ok = -1,
					  .product_ok = -1 };
}

static struct str said(struct import_kit *k, const struct err *err)
{
	return tr_err(k->cx.arena, LANG_EN, err);
}

/* ---- staging ---- */

static void staged_rows_are_judged(void **state_ UNUSED)
{
	struct work_import_state s;
	const struct work_import_row *r;
	KIT;

	s = state(&k, import_kit_stage(&k, ANNEX_FIVE));
	assert_int_equal(s.n_tasks, 5);
	assert_int_equal(s.n_clear, 2);
	assert_int_equal(s.n_mend, 3);
	assert_int_equal(s.missing[NEED_PERSON], 1);
	assert_int_equal(s.missing[NEED_PROGRESS], 1);
	assert_int_equal(s.missing[NEED_PRODUCT], 1);
	assert_int_equal(s.missing[NEED_WORK], 0);
	r = work_import_row(&s, 1);
	assert_int_equal(r->lead, k.office);
	assert_int_equal(r->words.n_with, 1);
	assert_int_equal(r->words.with[0], k.organiser);
	r = work_import_row(&s, 3);
	assert_true(r->lead == DB_NULL);
	same(r->r.with_left, "Sở Tài chính");
	assert_null(work_import_row(&s, 0));
	assert_null(work_import_row(&s, 6));
	assert_int_equal(import_kit_tasks(&k), 0);
	kit_close(&k.cx);
}

static void groups_and_notes(void **state_ UNUSED)
{
	struct work_import_state s;
	KIT;

	s = state(
		&k,
		import_kit_stage(
			&k, ANNEX_HEAD
			"I,Công tác tư tưởng,,,,\n"
			"1,Ban hành quy định,Ban Tổ chức,,30/11/2026,Quy định\n"
			",Ghi chú: số liệu tạm tính,,,,\n"));
	assert_int_equal(s.n_tasks, 1);
	assert_int_equal(s.n_skipped, 1);
	same(s.rows.p[0].r.grp, "I. Công tác tư tưởng");
	ok(confirm(&k, s.i.id, false, &made));
	assert_int_equal(made.tasks, 1);
	kit_close(&k.cx);
}

/* A narrow column breaks a name; two names stay two. */
static void names_over_two_lines(void **state_ UNUSED)
{
	static const struct {
		const char *cell, *names;
		bool one;
	} t[] = {
		{ "Văn phòng\nĐảng ủy", "Văn phòng Đảng ủy", true },
		{ "Ban Tổ chức\nVăn phòng Đảng ủy",
		  "Ban Tổ chức\nVăn phòng Đảng ủy", false },
		{ "Ban Tổ chức\nVăn phòng\nĐảng ủy",
		  "Ban Tổ chức\nVăn phòng Đảng ủy", false },
		/* another mark than a line break always separates */
		{ "Văn phòng; Đảng ủy", "Văn phòng\nĐảng ủy", false },
	};
	struct work_import_state s;
	KIT;

	for (int i = 0; i < N_ELEMENTS(t); i++) {
		s = state(&k, import_kit_stage(
				      &k, str_fmt(a,
						  ANNEX_HEAD
						  "1,Ban hành quy định,\"%s\",,"
						  "30/11/2026,Quy định\n",
						  t[i].cell)
						  .p));
		assert_int_equal(s.rows.n, 1);
		same(s.rows.p[0].r.lead_names, t[i].names);
		assert_int_equal(s.rows.p[0].lead == k.office, t[i].one);
	}
	kit_close(&k.cx);
}

static void bad_files_leave_nothing(void **state_ UNUSED)
{
	struct import_list_rows rows;
	struct buf b;
	KIT;

	b = buf_init(a, 1 << 20);
	fails(import_kit_refused(&k, "a,b\n1,2\n"), ERR_INVALID);
	fails(import_kit_refused(&k, ANNEX_HEAD), ERR_INVALID);
	fails(import_kit_refused(&k, "TUYỆT MẬT\n" ANNEX_FIVE),
	      ERR_UNSUPPORTED);
	buf_lit(&b, ANNEX_HEAD "1,Rà soát ");
	for (int i = 0; i < 10000; i++)
		buf_char(&b, 'a');
	buf_lit(&b, ",Ban Tổ chức,,30/11/2026,Báo cáo\n");
	same(said(&k, import_kit_refused(&k, str_to_c(a, buf_view(&b)))),
	     "Row 2 of the file has a cell of 10008 characters (“Rà soát "
	     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…”); at most 3000 are taken: "
	     "shorten it in the file, or attach the long text later.");
	ok(import_list(k.cx.db,
		       &(struct import_list_in){ .programme = k.programme },
		       &rows));
	assert_int_equal(rows.n, 0);
	kit_close(&k.cx);
}

/* 5,000 rows are taken, one more is not. */
static void as_many_as_allowed(void **state_ UNUSED)
{
	struct work_import_state s;
	struct buf b;
	int64_t id;
	KIT;

	b = buf_init(a, 4 << 20);
	buf_lit(&b, ANNEX_HEAD);
	for (int i = 1; i <= 5000; i++)
		buf_fmt(&b,
			"%d,Rà soát việc số %d,Ban Tổ chức,,30/11/2026,"
			"Báo cáo\n",
			i, i);
	id = import_kit_stage(&k, str_to_c(a, buf_view(&b)));
	s = state(&k, id);
	assert_int_equal(s.n_clear, 5000);
	buf_lit(&b, "5001,Rà soát,Ban Tổ chức,,30/11/2026,Báo cáo\n");
	fails(import_kit_refused(&k, str_to_c(a, buf_view(&b))), ERR_LIMIT);
	kit_close(&k.cx);
}

static void closed_or_absent_programme(void **state_ UNUSED)
{
	KIT;

	ok(work_close(&k.cx, &(struct work_close){
				     .ask = { .programme = k.programme } }));
	fails(import_kit_refused(&k, ANNEX_FIVE), ERR_CONFLICT);
	k.programme = 99;
	fails(import_kit_refused(&k, ANNEX_FIVE), ERR_NOT_FOUND);
	k.cx.actor.perms = 0;
	fails(import_kit_refused(&k, ANNEX_FIVE), ERR_DENIED);
	fails(work_import_choose(&k.cx, 1, 1), ERR_DENIED);
	fails(work_import_mend(&k.cx, 1, 1, NULL, 0), ERR_DENIED);
	fails(work_import_drop(&k.cx, 1), ERR_DENIED);
	fails(work_import_undo(&k.cx, 1, &(int){ 0 }, &(int){ 0 }), ERR_DENIED);
	fails(work_import_confirm(&k.cx, &(struct work_import_deed){ .id = 1 },
				  &made),
	      ERR_DENIED);
	k.cx.actor.perms = UINT64_MAX;
	fails(work_import_drop(&k.cx, 1), ERR_NOT_FOUND);
	fails(work_import_mend(&k.cx, 1, 1, NULL, 0), ERR_NOT_FOUND);
	fails(work_import_undo(&k.cx, 1, &(int){ 0 }, &(int){ 0 }),
	      ERR_NOT_FOUND);
	kit_close(&k.cx);
}

/* ---- mending ---- */

static void mended_rows_are_clear(void **state_ UNUSED)
{
	struct work_import_mend m[3];
	struct work_import_state s;
	int64_t id;
	KIT;

	id = import_kit_stage(&k, ANNEX_FIVE);
	for (int i = 0; i < 3; i++)
		m[i] = nothing(i + 3);
	m[0].lead = k.organiser;
	m[1].deadline = STR("30/06/2027");
	m[2].product = STR("01 báo cáo");
	ok(work_import_mend(&k.cx, id, 1, m, 3));
	s = state(&k, id);
	assert_int_equal(s.n_clear, 5);
	assert_int_equal(s.n_mend, 0);
	/* what the file says stays beside it */
	same(s.rows.p[3].r.deadline_text, "31/06/2027");
	same(s.rows.p[3].r.new_deadline, "30/06/2027");
	/* and comes back when the field is emptied */
	m[1].deadline = STR("");
	m[0].lead = 0;
	ok(work_import_mend(&k.cx, id, 2, m, 3));
	s = state(&k, id);
	assert_null(s.rows.p[3].r.new_deadline.p);
	assert_int_equal(s.n_mend, 2);
	kit_close(&k.cx);
}

static void confirmations_of_a_person(void **state_ UNUSED)
{
	struct work_import_mend m;
	struct work_import_state s;
	int64_t id;
	KIT;

	id = import_kit_stage(
		&k, ANNEX_HEAD
		"1,Nâng cao nhận thức,Ban Tổ chức,,30/11/2026,Sự đồng thuận\n");
	s = state(&k, id);
	assert_int_equal(s.missing[NEED_WORK], 1);
	assert_int_equal(s.missing[NEED_PRODUCT], 1);
	m = nothing(1);
	m.work_ok = m.product_ok = 1;
	ok(work_import_mend(&k.cx, id, 1, &m, 1));
	assert_int_equal(state(&k, id).n_clear, 1);
	m.take = 0;
	m.work = STR("Rà soát nhận thức");
	ok(work_import_mend(&k.cx, id, 2, &m, 1));
	s = state(&k, id);
	assert_int_equal(s.n_left, 1);
	same(s.rows.p[0].words.work, "Rà soát nhận thức");
	kit_close(&k.cx);
}

static void mending_meets_another(void **state_ UNUSED)
{
	struct work_import_mend m;
	int64_t id;
	KIT;

	id = import_kit_stage(&k, ANNEX_FIVE);
	m = nothing(3);
	m.lead = k.organiser;
	ok(work_import_mend(&k.cx, id, 1, &m, 1));
	m.lead = k.office;
	fails(work_import_mend(&k.cx, id, 1, &m, 1), ERR_CONFLICT);
	assert_int_equal(state(&k, id).rows.p[2].lead, k.organiser);
	m.lead = 4711;
	fails(work_import_mend(&k.cx, id, 2, &m, 1), ERR_INVALID);
	assert_int_equal(import_kit_rev(&k, id), 2);
	/* a row that isn't there is nothing to mend */
	m = nothing(77);
	ok(work_import_mend(&k.cx, id, 2, &m, 1));
	kit_close(&k.cx);
}

static void why_and_hints(void **state_ UNUSED)
{
	struct work_import_state s;
	struct work_orgs *orgs;
	struct str hint[2];
	KIT;

	k.cx.lang = LANG_EN;
	s = state(
		&k,
		import_kit_stage(
			&k, ANNEX_HEAD
			"1,Rà soát,Các đơn vị,,31/06/2027,Nâng cao nhận thức\n"
			"2,Rà soát báo cáo,Phòng Quản trị,,đúng lúc,\n"
			"3,Nâng cao nhận thức,\"Ban Tổ chức; Văn phòng Đảng "
			"ủy\",,,\n"
			"4,Rà soát,,,30/06/2026,Báo cáo\n"
			"5,,Ban Tổ chức,,30/06/2026,Báo cáo\n"));
	ok(work_import_orgs(&k.cx, &orgs));
#define WHY(n, need) work_import_why(&k.cx, work_import_row(&s, n), need, orgs)
	same(WHY(1, NEED_PERSON),
	     "One lead unit is needed; “Các đơn vị” names no one");
	same(WHY(2, NEED_PERSON), "No unit is called “Phòng Quản trị”");
	same(WHY(3, NEED_PERSON),
	     "One lead unit is needed; the file names several: “Ban Tổ chức; "
	     "Văn phòng Đảng ủy”");
	same(WHY(4, NEED_PERSON), "A lead unit is needed; the file names none");
	same(WHY(2, NEED_PROGRESS),
	     "A day is needed; “đúng lúc” can't be followed");
	same(WHY(3, NEED_PROGRESS),
	     "A deadline is needed; the file names none");
	same(WHY(1, NEED_PRODUCT),
	     "A product that can be shown is needed; “Nâng cao nhận thức” "
	     "isn't one");
	same(WHY(3, NEED_PRODUCT), "A product is needed; the file names none");
	same(WHY(3, NEED_WORK),
	     "An action is needed; “Nâng cao nhận thức” isn't one yet");
	assert_true(WHY(1, NEED_PROGRESS).n > 0);
#define HINTS(n, need)                                                         \
	work_import_hints(&k.cx, &s, work_import_row(&s, n), need, hint, 2)
	assert_int_equal(HINTS(1, NEED_PROGRESS), 1);
	same(hint[0], "30/06/2027");
	assert_int_equal(HINTS(2, NEED_PROGRESS), 2);
	same(hint[0], "31/12/2026");
	assert_int_equal(HINTS(2, NEED_PRODUCT), 2);
	same(hint[0], "01 báo cáo");
	assert_int_equal(HINTS(3, NEED_WORK), 0);
	/* the two leads cooperate; whoever is chosen leads */
	assert_int_equal(work_import_row(&s, 3)->words.n_with, 2);
	kit_close(&k.cx);
}

/* ---- confirming ---- */

static void clear_rows_alone(void **state_ UNUSED)
{
	struct work_import_state s;
	int64_t id;
	KIT;

	id = import_kit_stage(&k, ANNEX_FIVE);
	ok(confirm(&k, id, false, &made));
	assert_int_equal(made.tasks, 2);
	assert_int_equal(made.clear, 2);
	assert_int_equal(made.issued, 0);
	assert_int_equal(import_kit_tasks(&k), 2);
	s = state(&k, id);
	assert_true(s.rows.p[0].r.task != DB_NULL);
	assert_true(s.rows.p[2].r.task == DB_NULL);
	/* a second press changes nothing */
	fails(confirm(&k, id, false, &made), ERR_CONFLICT);
	assert_int_equal(import_kit_tasks(&k), 2);
	fails(work_import_drop(&k.cx, id), ERR_CONFLICT);
	fails(work_import_choose(&k.cx, id, 1), ERR_CONFLICT);
	kit_close(&k.cx);
}

static void all_rows_as_drafts(void **state_ UNUSED)
{
	struct import_tasks_rows tasks;
	int64_t id;
	KIT;

	k.cx.key = STR("khoa-1");
	id = import_kit_stage(&k, ANNEX_FIVE);
	/* the same form again is the same import */
	assert_int_equal(import_kit_stage(&k, ANNEX_FIVE), id);
	k.cx.key = STR("khoa-2");
	ok(work_import_confirm(
		&k.cx,
		&(struct work_import_deed){
			.id = id, .rev = 1, .all = true, .issue = true },
		&made));
	assert_int_equal(made.tasks, 5);
	assert_int_equal(made.clear, 2);
	assert_int_equal(made.issued, 2);
	ok(work_import_confirm(&k.cx,
			       &(struct work_import_deed){
				       .id = id, .rev = 1, .all = true },
			       &made));
	assert_int_equal(import_kit_tasks(&k), 5);
	ok(import_tasks(k.cx.db, &(struct import_tasks_in){ .import = id },
			&tasks));
	assert_int_equal(tasks.p[0].issued_on, k.cx.today);
	assert_int_equal(tasks.p[2].issued_on, DAY_NONE);
	assert_int_equal(tasks.p[2].missing, WORK_MISS_PERSON);
	kit_close(&k.cx);
}

static void the_last_page_comes_along(void **state_ UNUSED)
{
	struct work_import_mend m;
	int64_t id;
	KIT;

	id = import_kit_stage(&k, ANNEX_FIVE);
	m = nothing(3);
	m.lead = k.school;
	ok(work_import_confirm(
		&k.cx,
		&(struct work_import_deed){
			.id = id, .rev = 1, .mend = &m, .n_mends = 1 },
		&made));
	assert_int_equal(made.tasks, 3);
	kit_close(&k.cx);
}

/* Whatever goes wrong, no part of it stays. */
static void nothing_half(void **state_ UNUSED)
{
	struct work_import_mend m;
	struct work_import_state s;
	int64_t id, events, after;
	struct err *findings;
	KIT;

	id = import_kit_stage(&k, ANNEX_FIVE);
	ok(audit_verify(&k.cx, &events, &findings));
	m = nothing(5);
	/* mended in the same step, longer than a task may be */
	m.deadline = str_c(memset(arena_new(a, char, 2001), 'x', 2000));
	fails(work_import_confirm(&k.cx,
				  &(struct work_import_deed){ .id = id,
							      .rev = 1,
							      .all = true,
							      .mend = &m,
							      .n_mends = 1 },
				  &made),
	      ERR_LIMIT);
	s = state(&k, id);
	assert_int_equal(import_kit_tasks(&k), 0);
	assert_null(s.rows.p[4].r.new_deadline.p);
	assert_true(s.i.confirmed_at == DB_NULL);
	ok(audit_verify(&k.cx, &after, &findings));
	assert_int_equal(after, events);
	fails(work_import_confirm(
		      &k.cx, &(struct work_import_deed){ .id = id, .rev = 9 },
		      &made),
	      ERR_CONFLICT);
	kit_close(&k.cx);
}

static void nothing_chosen(void **state_ UNUSED)
{
	struct work_import_mend m[5];
	int64_t id;
	KIT;

	id = import_kit_stage(&k, ANNEX_FIVE);
	for (int i = 0; i < 5; i++) {
		m[i] = nothing(i + 1);
		m[i].take = 0;
	}
	fails(work_import_confirm(&k.cx,
				  &(struct work_import_deed){ .id = id,
							      .rev = 1,
							      .all = true,
							      .mend = m,
							      .n_mends = 5 },
				  &made),
	      ERR_INVALID);
	kit_close(&k.cx);
}

static void the_same_file_twice(void **state_ UNUSED)
{
	struct work_import_deed d = { .all = true };
	struct work_import_state s;
	KIT;

	ok(confirm(&k, import_kit_stage(&k, ANNEX_FIVE), true, &made));
	d.id = import_kit_stage(&k, ANNEX_FIVE);
	d.rev = 1;
	s = state(&k, d.id);
	/* the programme has all of them: none is taken by itself */
	assert_int_equal(s.n_twins, 5);
	assert_int_equal(s.n_clear, 0);
	d.twins = true;
	fails(work_import_confirm(&k.cx, &d, &made), ERR_INVALID);
	d.again = true;
	d.twins = false;
	fails(work_import_confirm(&k.cx, &d, &made), ERR_INVALID);
	d.twins = true;
	ok(work_import_confirm(&k.cx, &d, &made));
	assert_int_equal(made.tasks, 5);
	assert_int_equal(import_kit_tasks(&k), 10);
	kit_close(&k.cx);
}

/* ---- undoing ---- */

static void undone_where_nothing_moved(void **state_ UNUSED)
{
	struct import_tasks_rows tasks;
	int voided, kept;
	int64_t id;
	KIT;

	id = import_kit_stage(&k, ANNEX_FIVE);
	fails(work_import_undo(&k.cx, id, &voided, &kept), ERR_CONFLICT);
	ok(work_import_confirm(
		&k.cx,
		&(struct work_import_deed){
			.id = id, .rev = 1, .all = true, .issue = true },
		&made));
	ok(import_tasks(k.cx.db, &(struct import_tasks_in){ .import = id },
			&tasks));
	ok(work_do(&k.cx,
		   &(struct work_deed){ .task = tasks.p[0].id,
					.what = WORK_DO_ACCEPT },
		   NULL));
	kit_day(&k.cx, "2026-10-21");
	ok(work_import_undo(&k.cx, id, &voided, &kept));
	assert_int_equal(voided, 4);
	assert_int_equal(kept, 1);
	assert_int_equal(import_kit_tasks(&k), 1);
	fails(work_import_undo(&k.cx, id, &voided, &kept), ERR_CONFLICT);
	/* its bytes no longer count as imported */
	id = import_kit_stage(&k, ANNEX_FIVE);
	ok(confirm(&k, id, true, &made));
	assert_int_equal(made.tasks, 4);
	kit_close(&k.cx);
}

/* A task that comes back and was issued with the import has periods: they go
 * with it, and don't count as "moved". */
static void undone_with_its_periods(void **state_ UNUSED)
{
	struct period_list_rows rows;
	struct import_tasks_rows tasks;
	int voided, kept;
	int64_t id;
	KIT;

	id = import_kit_stage(&k, ANNEX_HEAD "1,Ban hành bản tin,Ban Tổ chức,,"
					     "Hằng tháng,12 bản tin\n");
	ok(work_import_confirm(&k.cx,
			       &(struct work_import_deed){
				       .id = id,
				       .rev = import_kit_rev(&k, id),
				       .issue = true },
			       &made));
	assert_int_equal(made.issued, 1);
	ok(import_tasks(k.cx.db, &(struct import_tasks_in){ .import = id },
			&tasks));
	assert_int_equal(tasks.n, 1);
	ok(period_list(k.cx.db,
		       &(struct period_list_in){ .series = tasks.p[0].id,
						 .today = k.cx.today,
						 .soon = k.cx.today,
						 .limit = 10 },
		       &rows));
	assert_int_equal(rows.n, 1);
	ok(work_import_undo(&k.cx, id, &voided, &kept));
	assert_int_equal(voided, 1);
	assert_int_equal(kept, 0);
	assert_int_equal(import_kit_tasks(&k), 0);
	ok(period_list(k.cx.db,
		       &(struct period_list_in){ .series = tasks.p[0].id,
						 .today = k.cx.today,
						 .soon = k.cx.today,
						 .limit = 10 },
		       &rows));
	assert_int_equal(rows.n, 0);
	kit_close(&k.cx);
}

static void too_late_to_undo(void **state_ UNUSED)
{
	int voided, kept;
	int64_t id;
	KIT;

	id = import_kit_stage(&k, ANNEX_FIVE);
	ok(confirm(&k, id, true, &made));
	kit_day(&k.cx, "2026-10-22");
	fails(work_import_undo(&k.cx, id, &voided, &kept), ERR_CONFLICT);
	assert_int_equal(import_kit_tasks(&k), 5);
	kit_close(&k.cx);
}

static void undone_once_by_one_form(void **state_ UNUSED)
{
	int voided, kept;
	int64_t id;
	KIT;

	id = import_kit_stage(&k, ANNEX_FIVE);
	ok(confirm(&k, id, false, &made));
	k.cx.key = STR("khoa");
	ok(work_import_undo(&k.cx, id, &voided, &kept));
	ok(work_import_undo(&k.cx, id, &voided, &kept));
	assert_int_equal(import_kit_tasks(&k), 0);
	kit_close(&k.cx);
}

static void dropped(void **state_ UNUSED)
{
	int64_t id;
	KIT;

	id = import_kit_stage(&k, ANNEX_FIVE);
	k.cx.key = STR("khoa");
	ok(work_import_drop(&k.cx, id));
	ok(work_import_drop(&k.cx, id));
	k.cx.key = STR_NULL;
	fails(work_import_drop(&k.cx, id), ERR_CONFLICT);
	fails(confirm(&k, id, true, &made), ERR_CONFLICT);
	fails(work_import_choose(&k.cx, id, 0), ERR_CONFLICT);
	kit_close(&k.cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(staged_rows_are_judged),
		cmocka_unit_test(groups_and_notes),
		cmocka_unit_test(names_over_two_lines),
		cmocka_unit_test(bad_files_leave_nothing),
		cmocka_unit_test(as_many_as_allowed),
		cmocka_unit_test(closed_or_absent_programme),
		cmocka_unit_test(mended_rows_are_clear),
		cmocka_unit_test(confirmations_of_a_person),
		cmocka_unit_test(mending_meets_another),
		cmocka_unit_test(why_and_hints),
		cmocka_unit_test(clear_rows_alone),
		cmocka_unit_test(all_rows_as_drafts),
		cmocka_unit_test(the_last_page_comes_along),
		cmocka_unit_test(nothing_half),
		cmocka_unit_test(nothing_chosen),
		cmocka_unit_test(the_same_file_twice),
		cmocka_unit_test(undone_where_nothing_moved),
		cmocka_unit_test(undone_with_its_periods),
		cmocka_unit_test(too_late_to_undo),
		cmocka_unit_test(undone_once_by_one_form),
		cmocka_unit_test(dropped),
	};

	return cmocka_run_group_tests(tests, import_kit_setup, NULL);
}
