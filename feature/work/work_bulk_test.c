/*
 * Many tasks at once: the rule of reminders, the act (one transaction, an
 * event a task and one for the whole, once for one key), the page between.
 */
#include "work/test/work_kit.h"

#include "audit/audit.h"
#include "account/account.h"
#include "db/db.h"
#include "doc/doc.h"
#include "i18n/i18n.h"
#include "work/work_bulk.h"
#include "work/work_page.h"
#include "work/work_query.h"
#include "work/work_view_query.h"

static struct arena *arena;
static struct work_kit kit;

static const struct route_table *const tables[] = {
	&work_programme_routes, &work_list_routes, &work_bulk_routes,
	&work_task_routes,	&work_mine_routes, NULL
};

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

static struct reply get(enum kit_user who, const char *path)
{
	return work_kit_get(&kit, who, path, kit.programme);
}

static const struct work_bulk_kind *kind(const char *key)
{
	for (int i = 0; i < work_bulk_n_kinds; i++)
		if (!strcmp(work_bulk_kinds[i].key, key))
			return &work_bulk_kinds[i];
	return NULL;
}

static struct work_chosen all_tasks(void)
{
	struct work_chosen c = { 0 };

	for (int t = 0; t < N_KIT_TASK; t++)
		*vec_push(arena, &c) = kit.task[t];
	return c;
}

static struct err *bulk(enum kit_user who, const char *key, const char *form,
			const struct work_bulk_ask *ask,
			struct work_bulk_result *ret)
{
	struct cx cx = work_kit_as(&kit, who);
	struct work_chosen c = all_tasks();

	cx.key = str_c(form);
	return work_bulk(&cx, kind(key), &c, ask, ret);
}

/* Events about tasks of this kind. */
static int64_t events(const char *subject, int64_t id, const char *what)
{
	struct audit_rows rows;
	int64_t n = 0;

	ok(account_history(&kit.cx, subject, id, 100, &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		n += str_eq(rows.p[i].kind, str_c(what));
	return n;
}

static int64_t task_events(const char *what)
{
	int64_t n = 0;

	for (int t = 0; t < N_KIT_TASK; t++)
		n += events("task", kit.task[t], what);
	return n;
}

/* ---- rules ----------------------------------------------------------------------- */

static const struct work_facts to_do = { .issued = 100,
					 .accepted = DAY_NONE,
					 .submitted = DAY_NONE,
					 .done = DAY_NONE,
					 .closed = DAY_NONE,
					 .paused = DAY_NONE,
					 .withdrawn = DAY_NONE,
					 .due = DAY_NONE,
					 .start = DAY_NONE };

static void who_has_it_to_do_is_reminded(void **state)
{
	struct work_facts f = to_do;
	day_t *const ends[] = { &f.submitted, &f.done, &f.paused,
				&f.withdrawn };

	(void)state;
	assert_null(work_remind_check(arena, &f, 100));
	assert_non_null(work_remind_check(arena, &f, 99));
	f.issued = DAY_NONE;
	assert_non_null(work_remind_check(arena, &f, 100));
	for (ptrdiff_t i = 0; i < N_ELEMENTS(ends); i++) {
		f = to_do;
		*ends[i] = 101;
		assert_non_null(work_remind_check(arena, &f, 200));
	}
	assert_null(work_remind_text_check(arena, STR("Báo cáo ngay.")));
	assert_non_null(work_remind_text_check(arena, STR("")));
	assert_int_equal(work_remind_text_check(arena,
						str_fmt(arena, "%01001d", 0))
				 ->code,
			 ERR_LIMIT);
}

/* ---- the act ------------------------------------------------------------------------ */

static void reminded_once_with_an_event_each(void **state)
{
	struct work_bulk_ask ask = { .text = STR("Báo cáo trước 20/10."),
				     .lead = DB_NULL };
	struct work_bulk_result r, again;
	int64_t rev = work_kit_rev(&kit, TASK_LATE);

	(void)state;
	ok(bulk(USER_OFFICE, "remind", "bulk-0001", &ask, &r));
	/* issued, running, late, soon, returned, other */
	assert_int_equal(r.done, 6);
	assert_int_equal(r.left, N_KIT_TASK - 6);
	assert_int_equal(task_events("task.remind"), 6);
	assert_int_equal(events("bulk", r.id, "task.bulk"), 1);
	ok(bulk(USER_OFFICE, "remind", "bulk-0001", &ask, &again));
	assert_memory_equal(&r, &again, sizeof(r));
	assert_int_equal(task_events("task.remind"), 6);
	/* it changes no day of a task */
	assert_int_equal(work_kit_rev(&kit, TASK_LATE), rev);
}

static void refusals_leave_nothing(void **state)
{
	struct work_bulk_ask ask = { .text = STR(""), .lead = DB_NULL };
	struct work_bulk_result r = { .id = -7 };
	struct err *e = bulk(USER_OFFICE, "remind", "bulk-0002", &ask, &r);

	(void)state;
	/* why not, beside its field */
	assert_true(e && e->code == ERR_INVALID &&
		    str_eq(e->field, STR("body")));
	ask.text = STR("Báo cáo.");
	assert_int_equal(bulk(USER_LEAD, "remind", "bulk-0003", &ask, &r)->code,
			 ERR_DENIED);
	assert_int_equal(
		bulk(USER_OFFICE, "export", "bulk-0004", &ask, &r)->code,
		ERR_DENIED);
	assert_int_equal(r.id, -7);
	assert_int_equal(task_events("task.remind"), 0);
	assert_int_equal(events("bulk", 1, "task.bulk"), 0);
	/* a key that was used for something else */
	ok(bulk(USER_OFFICE, "issue", "bulk-0005", &ask, &r));
	assert_int_equal(r.done, 1);
	assert_int_equal(task_events("task.issue"), 12);
}

static day_t due_of(enum kit_task t)
{
	struct task_by_id_row row;
	bool found;

	ok(task_by_id(kit.cx.db,
		      &(struct task_by_id_in){ .id = kit.task[t],
					       .today = kit.cx.today,
					       .soon = kit.cx.today },
		      &row, &found));
	return row.due_on;
}

static void extended_and_reassigned(void **state)
{
	struct work_bulk_ask ask = { .text = STR("Chờ số liệu của cấp trên."),
				     .deadline = STR("15/12/2026"),
				     .cause = STR("he_thong"),
				     .lead = DB_NULL };
	struct work_bulk_result r;
	struct reply rp;
	day_t day;

	(void)state;
	assert_true(day_from_iso(STR("2026-12-15"), &day));
	ok(bulk(USER_OFFICE, "extend", "bulk-0010", &ask, &r));
	assert_true(r.done > 0 && r.left > 0);
	assert_int_equal(due_of(TASK_LATE), day);
	/* done and draft stay as they were */
	assert_true(due_of(TASK_DONE) < day && due_of(TASK_CLEAR) < day);
	ask.lead = kit.unit[UNIT_PRESS];
	ok(bulk(USER_OFFICE, "reassign", "bulk-0011", &ask, &r));
	rp = work_kit_get(&kit, USER_OFFICE, "/tasks?state=open&lead=%ld",
			  kit.unit[UNIT_PRESS]);
	assert_true(work_kit_says(&rp, "Số hóa hồ sơ"));
}

/* The act may run again: what it couldn't do is said once. */
static void tried_again(void **state)
{
	struct work_bulk_ask ask = { .text = STR("Chờ số liệu của cấp trên."),
				     .deadline = STR("15/12/2026"),
				     .cause = STR("he_thong"),
				     .lead = DB_NULL };
	struct work_chosen c = all_tasks();
	struct work_bulk_lefts left;
	struct work_bulk_result r;
	struct cx cx;

	(void)state;
	kit_twice(&kit.cx);
	cx = work_kit_as(&kit, USER_OFFICE);
	ok(work_bulk_try(&cx, kind("extend"), &c, &ask, &left));
	ok(bulk(USER_OFFICE, "extend", "bulk-0012", &ask, &r));
	assert_int_equal(left.n, r.left);
	assert_int_equal(r.done + r.left, N_KIT_TASK);
}

/* ---- the page between ------------------------------------------------------------------- */

static const char *mark_in(const struct reply *rp)
{
	struct str s = buf_view(&rp->body);
	ptrdiff_t at = str_find(s, STR("name=\"mark\" value=\""), 0);
	struct str rest = str_sub(s, at + 19, s.n);

	assert_true(at > 0);
	return str_to_c(arena, str_cut(&rest, '"'));
}

static void ticked_looked_at_and_done(void **state)
{
	struct reply rp;
	const char *two =
		str_fmt(arena,
			"/programme/%%ld/bulk?do=remind&task=%ld&"
			"task=%ld",
			(long)kit.task[TASK_LATE], (long)kit.task[TASK_DONE])
			.p;

	(void)state;
	rp = get(USER_OFFICE, two);
	assert_int_equal(rp.status, 200);
	assert_true(work_kit_says(&rp, "Đã chọn 2 nhiệm vụ; làm được với 1."));
	assert_true(work_kit_says(
		&rp, "1 nhiệm vụ giữ nguyên: Nhiệm vụ đã hoàn thành."));
	const char *form = str_fmt(arena, "do=remind&task=%ld&task=%ld&mark=%s",
				   (long)kit.task[TASK_LATE],
				   (long)kit.task[TASK_DONE], mark_in(&rp))
				   .p;
	/* no text: the form comes back, nothing is sent */
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/bulk",
			   kit.programme,
			   str_fmt(arena, "key=page-0001&body=&%s", form).p);
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "href=\"#body\""));
	rp = work_kit_post(
		&kit, USER_OFFICE, "/programme/%ld/bulk", kit.programme,
		str_fmt(arena, "key=page-0002&body=B%%C3%%A1o+c%%C3%%A1o&%s",
			form)
			.p);
	assert_int_equal(rp.status, 303);
	rp = work_kit_get(&kit, USER_OFFICE, str_to_c(arena, rp.location), 0);
	assert_true(work_kit_says(&rp, "Đã nhắc: 1. Giữ nguyên: 1."));
	assert_false(work_kit_says(&rp, "bulk=1"));
	/* the unit reads it where it works, and in the history */
	rp = get(USER_LEAD, "/mine");
	assert_true(work_kit_says(
		&rp, "Ngày 14/10/2026, đồng chí Mai Đình Thước nhắc: Báo cáo"));
	rp = work_kit_get(&kit, USER_LEAD, "/task/%ld", kit.task[TASK_LATE]);
	assert_true(work_kit_says(&rp, "<p>Nhắc việc: Báo cáo</p>"));
}

static const char *left_in(const struct reply *rp)
{
	struct str s = buf_view(&rp->body);
	ptrdiff_t at = str_find(s, STR("name=\"left\" value=\""), 0);
	struct str rest = str_sub(s, at + 19, s.n);

	assert_true(at > 0);
	return str_to_c(arena, str_cut(&rest, '"'));
}

/* The preview can't know the day yet: the form comes back once and says which
 * tasks don't take it, then it is done for the others. */
static void left_is_said_before(void **state)
{
	day_t later = due_of(TASK_SOON), before = due_of(TASK_LATE);
	const char *tasks =
		str_fmt(arena, "do=extend&task=%ld&task=%ld",
			(long)kit.task[TASK_LATE], (long)kit.task[TASK_SOON])
			.p;
	struct reply rp =
		get(USER_OFFICE,
		    str_fmt(arena, "/programme/%%ld/bulk?%s", tasks).p);
	const char *form =
		str_fmt(arena,
			"%s&mark=%s&to_deadline=%.*s&to_cause=he_thong&body=x",
			tasks, mark_in(&rp), STR_ARG(fmt_day(arena, later)))
			.p;

	(void)state;
	assert_true(later > before);
	assert_true(work_kit_says(&rp, "Đã chọn 2 nhiệm vụ; làm được với 2."));
	assert_string_equal(left_in(&rp), "");
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/bulk",
			   kit.programme,
			   str_fmt(arena, "key=page-0021&%s&left=", form).p);
	assert_int_equal(rp.status, 409);
	assert_true(work_kit_says(&rp, "Có nhiệm vụ không đổi được"));
	assert_true(work_kit_says(&rp, "làm được với 1."));
	assert_true(work_kit_says(&rp, "1 nhiệm vụ giữ nguyên: "));
	/* what was typed stands there, nothing was done */
	assert_true(work_kit_says(&rp, ">x</textarea>"));
	assert_int_equal(due_of(TASK_LATE), before);
	assert_int_equal(task_events("task.adjust"), 0);
	rp = work_kit_post(
		&kit, USER_OFFICE, "/programme/%ld/bulk", kit.programme,
		str_fmt(arena, "key=page-0022&%s&left=%s", form, left_in(&rp))
			.p);
	assert_int_equal(rp.status, 303);
	assert_int_equal(due_of(TASK_LATE), later);
	assert_int_equal(due_of(TASK_SOON), later);
	assert_int_equal(task_events("task.adjust"), 1);
	/* none takes it: the reason, as before */
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/bulk",
			   kit.programme,
			   str_fmt(arena, "key=page-0023&%s&left=", form).p);
	assert_int_equal(rp.status, 422);
}

/* All that fit, not only the ticked; other tasks by now are shown first. */
static void all_that_fit(void **state)
{
	struct reply rp = get(USER_OFFICE,
			      "/programme/%ld/bulk?do=issue&all=1&state=draft");
	const char *form = str_fmt(arena, "do=issue&all=1&state=draft&mark=%s",
				   mark_in(&rp))
				   .p;

	(void)state;
	assert_true(work_kit_says(&rp, "Đã chọn 2 nhiệm vụ; làm được với 1."));
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/bulk",
			   kit.programme,
			   str_fmt(arena, "key=page-0011&%s0", form).p);
	assert_int_equal(rp.status, 409);
	assert_true(work_kit_says(&rp, "Nay có nhiệm vụ khác khớp điều kiện"));
	rp = work_kit_post(&kit, USER_OFFICE, "/programme/%ld/bulk",
			   kit.programme,
			   str_fmt(arena, "key=page-0012&%s", form).p);
	assert_int_equal(rp.status, 303);
	assert_true(str_find(rp.location, STR("?state=draft&bulk="), 0) > 0);
	assert_int_equal(events("task", kit.task[TASK_CLEAR], "task.issue"), 1);
}

static void refused_choices(void **state)
{
	struct reply rp = get(USER_OFFICE, "/tasks/bulk?do=remind");

	(void)state;
	assert_int_equal(rp.status, 422);
	assert_true(work_kit_says(&rp, "Chưa chọn nhiệm vụ nào"));
	rp = work_kit_post(&kit, USER_OFFICE, "/tasks/bulk", 0,
			   "key=page-0021&do=remind&body=x&mark=0");
	assert_int_equal(rp.status, 422);
	assert_int_equal(get(USER_OFFICE, "/tasks/bulk?do=burn&task=1").status,
			 404);
	assert_int_equal(get(USER_LEAD, "/tasks/bulk?do=issue&task=1").status,
			 404);
	rp = work_kit_post(&kit, USER_LEAD, "/tasks/bulk", 0,
			   "key=page-0022&do=remind&task=1&body=x&mark=0");
	assert_int_equal(rp.status, 403);
	/* a past day's list only shows: nothing may be dated back */
	assert_int_equal(get(USER_OFFICE,
			     "/tasks/bulk?do=remind&task=3&as_at=2026-06-30")
				 .status,
			 409);
	rp = work_kit_post(&kit, USER_OFFICE, "/tasks/bulk", 0,
			   "key=page-0023&do=remind&task=3&body=x&mark=0&"
			   "as_at=2026-06-30");
	assert_int_equal(rp.status, 409);
	assert_int_equal(task_events("task.remind"), 0);
	/* somebody else's act says nothing here */
	rp = get(USER_LEAD, "/tasks?bulk=1");
	assert_false(work_kit_says(&rp, "Đã nhắc"));
}

static void golden_pages(void **state)
{
	const char *path =
		str_fmt(arena,
			"/programme/%%ld/bulk?do=extend&task=%ld&"
			"task=%ld",
			(long)kit.task[TASK_LATE], (long)kit.task[TASK_CLEAR])
			.p;

	(void)state;
	work_kit_golden(&kit, USER_OFFICE, path, kit.programme, "bulk_extend");
	work_kit_golden(&kit, USER_OFFICE,
			"/tasks/bulk?do=reassign&all=1&state=open", 0,
			"bulk_reassign");
	work_kit_golden(&kit, USER_LEAD,
			"/tasks/bulk?do=export&all=1&state=open", 0,
			"bulk_export");
}

/* A unit's file holds what it may see, whatever numbers are asked for. */
static void chosen_as_a_file(void **state)
{
	const char *path =
		str_fmt(arena, "/tasks/chosen.xlsx?task=%ld&task=%ld",
			(long)kit.task[TASK_LATE], (long)kit.task[TASK_OTHER])
			.p;
	static const struct {
		enum kit_user who;
		int rows;
	} try[] = { { USER_OFFICE, 2 }, { USER_LEAD, 1 } };

	(void)state;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(try); i++) {
		struct reply rp = get(try[i].who, path);
		struct doc *d;

		assert_int_equal(rp.status, 200);
		ok(doc_read_here(arena, STR("a.xlsx"), buf_view(&rp.body), NULL,
				 &d));
		/* heading, head, rows, note */
		assert_true(d->n_tables > 0);
		int64_t n = 0;

		for (ptrdiff_t r = 0; r < d->table[0].n_rows; r++)
			for (ptrdiff_t c = 0; c < d->table[0].row[r].n_cells;
			     c++)
				n += str_starts(d->table[0].row[r].cell[c].text,
						STR("12-CTr"));
		assert_int_equal(n, try[i].rows);
	}
	assert_int_equal(get(USER_OFFICE, "/tasks/chosen.xlsx").status, 400);
}

int main(void)
{
	const struct CMUnitTest all[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(who_has_it_to_do_is_reminded),
		T(reminded_once_with_an_event_each),
		T(refusals_leave_nothing),
		T(extended_and_reassigned),
		T(ticked_looked_at_and_done),
		T(tried_again),
		T(left_is_said_before),
		T(all_that_fit),
		T(refused_choices),
		T(golden_pages),
		T(chosen_as_a_file),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
