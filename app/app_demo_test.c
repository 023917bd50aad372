/* The reference committee: whole, true to its figures, the same each time. */
#include "app/app_demo.h"

#include "testkit/testkit.h"

#include "account/account_act.h"
#include "audit/audit.h"
#include "auth/auth.h"
#include "db/db.h"
#include "federation/federation_model.h"
#include "federation/federation_query.h"
#include "file/file.h"
#include "org/org.h"
#include "work/work_adjust_model.h"
#include "work/work_adjust_query.h"
#include "work/work_deadline.h"
#include "work/work_document_query.h"
#include "work/work_evidence_query.h"
#include "work/work_query.h"
#include "work/work_share_model.h"
#include "work/work_share_query.h"
#include "work/work_summary.h"
#include "work/work_talk_query.h"

static bool second_asked; /* a second factor is asked for */

enum {
	REFERENCE_CELLS = 312,
	REFERENCE_TASKS = 64 + 3, /* three of a conclusion in May */
	CLOSED_TASKS = 40,	  /* done; */
	OPEN_TASKS = 4,		  /* open on the closing day */
};

static const struct demo_ask usual = { DEMO_MEMBERS, DEMO_SEED };
/* where it isn't about how many members there are */
static const struct demo_ask small = { 600, DEMO_SEED };

static struct cx realm_on(const char *iso)
{
	struct cx cx = kit_realm(arena_open(512 << 20));

	kit_day(&cx, iso);
	return cx;
}

static char name_kept[128];
static struct str usual_name; /* of the first user */

static void leave(struct cx *cx)
{
	struct arena *a = cx->arena;

	kit_close(cx);
	arena_close(a);
}

/* ---- figures ------------------------------------------------------------------ */

static struct task_facts {
	int64_t id, programme, state, missing;
	struct str kind;
	struct work_facts f;
} tasks[256];
static int n_tasks;

/* Every task as it stands, the newest programme first. */
static void tasks_load(struct cx *cx)
{
	struct task_list_rows rows;

	n_tasks = 0;
	ok(task_list(cx->db,
		     &(struct task_list_in){ .today = cx->today,
					     .soon = cx->today +
						     work_soon_days(cx),
					     .limit = N_ELEMENTS(tasks),
					     .with = TASK_LIST_WITH_WHOLE },
		     &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++) {
		struct task_by_id_row t;
		bool found;

		ok(task_by_id(cx->db,
			      &(struct task_by_id_in){
				      .id = rows.p[i].id,
				      .today = cx->today,
				      .soon = cx->today + work_soon_days(cx) },
			      &t, &found));
		assert_true(found);
		tasks[n_tasks++] =
			(struct task_facts){ .id = t.id,
					     .programme = t.year,
					     .state = t.state,
					     .missing = t.missing,
					     .kind = t.deadline_kind,
					     .f = { .issued = t.issued_on,
						    .accepted = t.accepted_on,
						    .submitted = t.submitted_on,
						    .done = t.done_on,
						    .closed = t.closed_on,
						    .paused = t.paused_on,
						    .withdrawn = t.withdrawn_on,
						    .due = t.due_on,
						    .start = t.start_on,
						    .percent = t.percent } };
	}
}

static int count_state(int year, enum work_state s)
{
	int n = 0;

	for (int i = 0; i < n_tasks; i++)
		n += tasks[i].programme == year && tasks[i].state == (int)s;
	return n;
}

static void counts_are_those_of_the_reference(struct cx *cx,
					      const struct demo *d)
{
	struct orgs all, top;
	struct org root;
	bool found;
	int cells = 0;

	ok(org_get_root(cx, &root, &found));
	assert_true(found);
	ok(org_list_top(cx, 0, &top));
	assert_int_equal(top.n, 1 + 19);
	ok(org_list_below(cx, root.id, &all));
	for (ptrdiff_t i = 0; i < all.n; i++)
		cells += str_eq(all.p[i].kind, STR("chi_bo"));
	assert_int_equal(cells, REFERENCE_CELLS);
	assert_int_equal(d->cells, REFERENCE_CELLS);
	assert_int_equal(d->tasks, REFERENCE_TASKS + CLOSED_TASKS + OPEN_TASKS);
}

static void every_state_and_kind_is_there(void)
{
	int64_t missing = 0;
	int running = 0;

	for (enum work_state s = 0; s < N_WORK_STATE; s++)
		if (!count_state(2026, s))
			fail_msg("no task is %s", work_state_key(s));
	for (enum work_due k = 0; k < N_DUE; k++) {
		bool there = false;

		for (int i = 0; i < n_tasks; i++)
			there |= tasks[i].programme == 2026 &&
				 str_eq(tasks[i].kind, str_c(work_due_code(k)));
		if (!there)
			fail_msg("no deadline of kind %s", work_due_code(k));
	}
	for (int i = 0; i < n_tasks; i++) {
		running += tasks[i].programme == 2026;
		missing |= tasks[i].missing;
		/* the gate held: what is unclear was never issued */
		assert_true(!tasks[i].missing || tasks[i].f.issued == DAY_NONE);
	}
	assert_int_equal(running, REFERENCE_TASKS);
	assert_int_equal(missing, WORK_MISS_ALL);
}

static void closed_year_is_all_done(void)
{
	int on_time = count_state(2025, WORK_DONE);
	int late = count_state(2025, WORK_DONE_LATE);

	assert_int_equal(on_time + late, CLOSED_TASKS);
	assert_int_equal(count_state(2025, WORK_WITHDRAWN), OPEN_TASKS);
	assert_in_range(late, 3, 8);
}

static void figures_equal_hand_counts(struct cx *cx)
{
	struct work_cells cells;
	struct work_sum sum;
	int64_t by_hand[N_WORK_STATE] = { 0 }, unclear = 0;

	for (int i = 0; i < n_tasks; i++) {
		by_hand[work_state_on(&tasks[i].f, cx->today,
				      work_soon_days(cx))]++;
		unclear += tasks[i].missing != 0;
	}
	ok(work_cells_get(cx, &cells));
	sum = work_cells_sum(&cells, &(struct work_pick){ 0 });
	assert_int_equal(sum.n, n_tasks);
	assert_int_equal(sum.unclear, unclear);
	for (int s = 0; s < N_WORK_STATE; s++)
		assert_int_equal(sum.state[s], by_hand[s]);
	assert_int_equal(sum.mark[WORK_MARK_RED], 5);
	assert_int_equal(sum.mark[WORK_MARK_AMBER], 7);
}

static void trail_and_files_are_whole(struct cx *cx)
{
	struct err *findings = NULL;
	int64_t events;

	ok(audit_verify(cx, &events, &findings));
	assert_null(findings);
	assert_in_range(events, 700, 9000);
	ok(file_check_all(cx, &findings));
	assert_null(findings);
}

static void everybody_printed_can_sign_in(struct cx *cx, const struct demo *d)
{
	const struct account_place at = { .agent = STR("test"),
					  .address = STR("127.0.0.1") };
	static const char *const all[] = { ROLE_ADMIN, ROLE_LEADER, ROLE_OFFICE,
					   ROLE_SECRETARY };
	unsigned roles = 0;
	int shown = 0;

	for (ptrdiff_t i = 0; i < d->users.n; i++) {
		const struct demo_user *u = &d->users.p[i];
		struct str token;

		if (!u->shown)
			continue;
		shown++;
		for (int r = 0; r < N_ELEMENTS(all); r++)
			roles |= strcmp(u->in.role, all[r]) ? 0u : 1u << r;
		assert_true(u->in.password.n >= 15);
		ok(account_sign_in(cx, u->in.email, u->in.password, &at, &token,
				   &second_asked));
		assert_true(str_starts(u->link, STR("/sign-in/link/")));
	}
	assert_int_equal(roles, 0xf);
	assert_in_range(shown, 8, 10);
}

static void evidence_is_checked_refused_and_new(struct cx *cx)
{
	int good = 0, bad = 0, fresh = 0;

	for (int i = 0; i < n_tasks; i++) {
		int64_t task = tasks[i].id;
		struct evidence_list_rows rows;

		ok(evidence_list(cx->db,
				 &(struct evidence_list_in){
					 .task = task, .until = INT64_MAX },
				 &rows));
		for (ptrdiff_t k = 0; k < rows.n; k++) {
			bool seen = rows.p[k].checked_on != DAY_NONE;

			good += seen && rows.p[k].checked_ok;
			bad += seen && !rows.p[k].checked_ok;
			fresh += !seen;
		}
	}
	assert_true(good > 40);
	assert_true(bad >= 1);
	assert_true(fresh >= 5);
}

static void people_talk_and_owe(struct cx *cx)
{
	bool there[N_SHARE_STATE] = { 0 };
	struct mention_list_rows unseen;
	int said = 0, edited = 0;

	for (int i = 0; i < n_tasks; i++) {
		int64_t task = tasks[i].id;
		struct share_list_rows rows;
		struct talk_list_rows talk;

		ok(share_list(cx->db,
			      &(struct share_list_in){ .task = task,
						       .limit = 50 },
			      &rows));
		for (ptrdiff_t k = 0; k < rows.n; k++) {
			struct work_share_facts f = { rows.p[k].due_on,
						      rows.p[k].delivered_on,
						      rows.p[k].returned_on,
						      rows.p[k].taken_on,
						      rows.p[k].dropped_on };

			there[work_share_state_on(&f, cx->today)] = true;
		}
		ok(talk_list(cx->db,
			     &(struct talk_list_in){ .task = task,
						     .until = INT64_MAX,
						     .limit = 50 },
			     &talk));
		said += (int)talk.n;
		for (ptrdiff_t k = 0; k < talk.n; k++)
			edited += talk.p[k].edited_at != DB_NULL;
	}
	assert_true(there[SHARE_OWED]);
	assert_true(there[SHARE_OVERDUE]);
	assert_true(there[SHARE_WAITING]);
	assert_true(there[SHARE_TAKEN]);
	assert_in_range(said, 8, 40);
	assert_int_equal(edited, 1);
	ok(mention_list(cx->db, &(struct mention_list_in){ .limit = 50 },
			&unseen));
	assert_in_range(unseen.n, 2, 12);
}

static void requests_are_decided(struct cx *cx)
{
	int kinds[N_ADJUST] = { 0 }, waiting = 0, approved = 0, refused = 0;

	for (int i = 0; i < n_tasks; i++) {
		struct adjust_list_rows rows;

		ok(adjust_list(cx->db,
			       &(struct adjust_list_in){ .task = tasks[i].id,
							 .as_at = cx->today },
			       &rows));
		for (ptrdiff_t k = 0; k < rows.n; k++) {
			enum work_adjust kind;

			assert_true(
				work_adjust_from_key(rows.p[k].kind, &kind));
			kinds[kind]++;
			waiting += !rows.p[k].verdict.p;
			approved += str_eq(rows.p[k].verdict, STR("approved"));
			refused += str_eq(rows.p[k].verdict, STR("refused"));
		}
	}
	for (int i = 0; i < N_ADJUST; i++)
		assert_true(kinds[i] > 0);
	assert_int_equal(waiting, 1);
	assert_true(approved >= 4);
	assert_true(refused >= 2);
}

/* Three committees below; two sent all of the last three months. */
static void reports_came_from_below(struct cx *cx)
{
	struct fed_peer_list_rows peers;
	struct fed_in_list_rows rows;
	ptrdiff_t n = 0, whole = 0;

	ok(fed_peer_list(cx->db, &(struct fed_peer_list_in){ .today = 0 },
			 &peers));
	assert_int_equal(peers.n, 3);
	for (ptrdiff_t i = 0; i < peers.n; i++) {
		ok(fed_in_list(cx->db,
			       &(struct fed_in_list_in){ .peer = peers.p[i].id,
							 .limit = 10 },
			       &rows));
		n += rows.n;
		whole += str_eq(rows.p[0].period, STR("2026-09"));
		for (ptrdiff_t k = 0; k < rows.n; k++) {
			struct fed_report r;
			struct work_figures f;

			ok(fed_report_read(cx->arena, rows.p[k].payload, &r));
			f = fed_report_sum(&r);
			assert_int_equal(f.state[WORK_RUNNING] +
						 f.state[WORK_WAITING] +
						 f.judged,
					 f.tasks);
		}
	}
	assert_int_equal(n, 8);
	assert_int_equal(whole, 2);
}

/* ---- the same each time ---------------------------------------------------------- */

/* All but tokens, hashes and the bytes of office files. Statements are kept
 * by the address of their query: each needs its own. */
#define AND	      "||' '||"
#define MAYBE(column) "coalesce(" column " || '', '')"
#define DUMP(columns, table)                                                   \
	{                                                                      \
		.sql = "select " columns " from " table " order by id",        \
		.opt = -1, .order = -1                                         \
	}
static const struct db_part dump_part[] = {
	DUMP("id" AND "name" AND "short_name" AND MAYBE("parent") AND "kind" AND
								      "from_on",
	     "org"),
	DUMP("id" AND "email" AND "name" AND "post" AND "(password is null)",
	     "user_account"),
	DUMP("id" AND "user_id" AND "role" AND "org_id" AND "from_on",
	     "user_grant"),
	DUMP("id" AND "code" AND "title" AND "issued_on", "document"),
	DUMP("id" AND "title" AND MAYBE("closed_on"), "programme"),
	DUMP("id" AND "number" AND "work" AND "product" AND
	     "deadline_text" AND MAYBE("due_on") AND
	     "percent" AND MAYBE("submitted_on") AND MAYBE("done_on")
		     AND MAYBE("last_text"),
	     "task"),
	DUMP("id" AND "task" AND "kind" AND "at" AND
	     "actor_name" AND MAYBE("body"),
	     "task_act"),
	DUMP("id" AND "task" AND "name" AND "at" AND MAYBE("checked_on"),
	     "evidence"),
	DUMP("id" AND "task" AND "at" AND "actor_name" AND
	     "body" AND MAYBE("edited_at"),
	     "talk"),
	DUMP("id" AND "task" AND "kind" AND "body" AND
	     "asked_on" AND MAYBE("verdict"),
	     "task_adjust"),
	DUMP("id" AND "talk" AND "person" AND MAYBE("seen_at"), "mention"),
	DUMP("id" AND "task" AND "org" AND "work" AND MAYBE("due_on")
		     AND MAYBE("delivered_text") AND MAYBE("taken_on"),
	     "share"),
};
static struct db_query dump_query[N_ELEMENTS(dump_part)];

static struct str dump_all(struct cx *cx)
{
	struct buf b = buf_init(cx->arena, 16 << 20);
	struct db_stmt *st;
	bool more;

	for (ptrdiff_t i = 0; i < N_ELEMENTS(dump_part); i++) {
		dump_query[i] = (struct db_query){ .name = "dump",
						   .part = &dump_part[i],
						   .n_parts = 1,
						   .scan = true };
		ok(db_stmt_get(cx->db, &dump_query[i], 0, 0, &st));
		ok(db_step(st, &more));
		while (more) {
			buf_str(&b, db_col_peek(st, 0));
			buf_char(&b, '\n');
			ok(db_step(st, &more));
		}
		db_stmt_done(st);
	}
	assert_false(b.full);
	return buf_view(&b);
}

static void is_true_to_the_reference(void **state)
{
	struct cx cx = realm_on("2026-10-14");
	struct demo d, again;

	(void)state;
	ok(demo_make(&cx, &usual, &d));
	assert_true(d.users.p[0].in.name.n < (ptrdiff_t)sizeof(name_kept));
	memcpy(name_kept, d.users.p[0].in.name.p,
	       (size_t)d.users.p[0].in.name.n);
	usual_name = (struct str){ name_kept, d.users.p[0].in.name.n };
	tasks_load(&cx);
	assert_true(str_find(dump_all(&cx), STR("Kết nạp 186 đảng"), 0) > 0);
	counts_are_those_of_the_reference(&cx, &d);
	every_state_and_kind_is_there();
	closed_year_is_all_done();
	figures_equal_hand_counts(&cx);
	trail_and_files_are_whole(&cx);
	evidence_is_checked_refused_and_new(&cx);
	people_talk_and_owe(&cx);
	requests_are_decided(&cx);
	reports_came_from_below(&cx);
	fails(demo_make(&cx, &usual, &again), ERR_CONFLICT);
	everybody_printed_can_sign_in(&cx, &d);
	leave(&cx);
}

static void is_the_same_for_a_seed(void **state)
{
	struct cx one = realm_on("2026-10-14"), two = realm_on("2026-10-14");
	struct demo d, e;

	(void)state;
	ok(demo_make(&one, &small, &d));
	ok(demo_make(&two, &small, &e));
	assert_true(dump_all(&one).n > 50000);
	assert_true(str_eq(dump_all(&one), dump_all(&two)));
	for (ptrdiff_t i = 0; i < d.users.n; i++)
		if (d.users.p[i].shown)
			assert_true(str_eq(d.users.p[i].in.password,
					   e.users.p[i].in.password));
	leave(&one);
	leave(&two);
}

/* ---- other days ------------------------------------------------------------------- */

static void window_check(struct cx *cx, day_t on)
{
	int red = 0, amber = 0;

	for (int i = 0; i < n_tasks; i++) {
		enum work_state s =
			work_state_on(&tasks[i].f, on, work_soon_days(cx));

		if (tasks[i].programme != 2026)
			continue;
		red += work_mark_of(s) == WORK_MARK_RED;
		amber += work_mark_of(s) == WORK_MARK_AMBER;
	}
	if (red < 4 || red > 6 || amber < 3 || amber > 10)
		fail_msg("on %.*s %d red, %d at risk",
			 STR_ARG(day_iso(cx->arena, on)), red, amber);
}

/* From October to the end of the year it looks like a real autumn. */
static void has_about_five_red_and_seven_at_risk(void **state)
{
	struct cx cx = realm_on("2026-12-31");
	struct demo d;
	day_t first;

	(void)state;
	assert_true(day_from_iso(STR("2026-10-14"), &first));
	ok(demo_make(&cx, &small, &d));
	tasks_load(&cx);
	for (day_t on = first; on <= cx.today; on++)
		window_check(&cx, on);
	leave(&cx);
}

/* Also: another seed gives other people, another size other targets. */
static void moves_with_the_calendar(void **state)
{
	const struct demo_ask other = { 1000, 2 };
	struct cx cx = realm_on("2028-02-20");
	struct programme_list_rows rows;
	struct demo d;
	struct str all;
	ptrdiff_t people;

	(void)state;
	ok(demo_make(&cx, &other, &d));
	ok(programme_list(cx.db, &rows));
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.p[0].year, 2028);
	assert_int_equal(rows.p[1].year, 2027);
	assert_true(rows.p[0].closed_on == DAY_NONE);
	assert_true(rows.p[1].closed_on != DAY_NONE);
	assert_int_equal(rows.p[1].done, CLOSED_TASKS);
	all = dump_all(&cx);
	assert_true(str_find(all, STR("Kết nạp 30 đảng viên"), 0) > 0);
	/* but what became of organisations has the days of the reference case */
	people = str_find(all, STR("quan-tri@"), 0);
	assert_true(people > 0);
	assert_true(str_find(all, STR("2026"), people) < 0);
	assert_false(str_eq(d.users.p[0].in.name, usual_name));
	leave(&cx);
}

static void begins_a_year_late_in_january(void **state)
{
	day_t day;

	(void)state;
	assert_true(day_from_iso(STR("2027-01-20"), &day));
	assert_int_equal(demo_year(day), 2026);
	assert_true(day_from_iso(STR("2027-02-15"), &day));
	assert_int_equal(demo_year(day), 2027);
}

static void fills_words_in(void **state)
{
	const struct demo_words w = { 2026, 6196, STR("2025-2030") };
	struct arena *a = arena_open(1 << 20);

	(void)state;
	same(demo_fill(a, &w, STR("{p}, {y}, {f}; {t}")),
	     "2025, 2026, 2027; 2025-2030");
	same(demo_fill(a, &w, STR("{m} {m3} {m4} {m2.5} {m0.25}")),
	     "6.196 186 248 155 15");
	same(demo_fill(a, &w, STR("{1-8} {n} {m101} {m1.234} {mx} {")),
	     "{1-8} {n} {m101} {m1.234} {mx} {");
	arena_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_true_to_the_reference),
		cmocka_unit_test(is_the_same_for_a_seed),
		cmocka_unit_test(has_about_five_red_and_seven_at_risk),
		cmocka_unit_test(moves_with_the_calendar),
		cmocka_unit_test(begins_a_year_late_in_january),
		cmocka_unit_test(fills_words_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
