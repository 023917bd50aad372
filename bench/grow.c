/*
 * Makes the folder of bench/fill.c larger, for what must hold at scale. No part
 * of the product; it writes behind the acts' back, because a hundred thousand
 * lives would take minutes.
 *
 *	bench-grow tasks DIR TIMES	each task TIMES times, counted anew
 *	bench-grow orgs DIR		50,000 organisations in 6 levels with
 *					their counts; prints what the overview
 *					and the tree ask for them, in
 *					milliseconds
 *	bench-grow roles DIR ORG	200 people with roles at an organisation
 *	bench-grow own DIR ORG EMAIL	two roles of one's own at all others
 */
#include "base/std.h"

#include "bench.h"

#include "account/account.h"
#include "db/db.h"
#include "org/org_find.h"
#include "org/org_past_query.h"
#include "org/org_tally.h"
#include "org/org_tree.h"
#include "work/work_count.h"
#include "work/work_summary.h"

enum {
	LEVELS = 6,
	ORGS = 50000,
	PROGRAMME = 1,
	DAYS = 250, /* different deadlines */
	EACH = 3,   /* tasks of an organisation */
	ROUNDS = 200,
};
/* How many stand directly below one of each level. */
static const int wide[LEVELS] = { 63, 10, 8, 3, 2, 1 };

/* A statement with up to six numbers. */
struct line {
	struct db_query query;
	struct db_part part;
};
#define LINE(text)                                                             \
	{                                                                      \
		.part = {.sql = (text), .opt = -1, .order = -1 }               \
	}

static struct err *run(struct cx *cx, struct line *l, const int64_t *v, int n)
{
	struct db_stmt *st;
	bool more;
	struct err *err;

	l->query = (struct db_query){ .name = "bench",
				      .part = &l->part,
				      .n_parts = 1,
				      .types = "iiiiii",
				      .n_params = n,
				      .writes = true,
				      .scan = true };
	err = db_stmt_get(cx->db, &l->query, 0, 0, &st);
	if (err)
		return err;
	for (int i = 0; i < n; i++)
		db_bind_i64(st, i + 1, v[i]);
	err = db_step(st, &more);
	db_stmt_done(st);
	return err;
}

/* ---- tasks --------------------------------------------------------------------- */

static struct line copy_task = LINE(
	"insert into task (id, programme, section, position, number, work,"
	" work_fold, work_confirmed, lead, lead_text, with_text, deadline_text,"
	" deadline_kind, due_on, start_on, product, product_confirmed, "
	"quantity,"
	" missing, issued_on, accepted_on, submitted_on, done_on, closed_on,"
	" paused_on, withdrawn_on, percent, reported_on, last_text,"
	" last_difficulty, last_cause, last_ask, made_at, rev, base_on,"
	" base_due_on, extensions, words)"
	" select id + ?1, programme, section, position, number, work,"
	" work_fold, work_confirmed, lead, lead_text, with_text, deadline_text,"
	" deadline_kind, due_on, start_on, product, product_confirmed, "
	"quantity,"
	" missing, issued_on, accepted_on, submitted_on, done_on, closed_on,"
	" paused_on, withdrawn_on, percent, reported_on, last_text,"
	" last_difficulty, last_cause, last_ask, made_at, rev, base_on,"
	" base_due_on, extensions, words from task where id <= ?2");
static struct line copy_with =
	LINE("insert into task_org (task, org)"
	     " select task + ?1, org from task_org where task <= ?2");

struct times {
	int64_t tasks;
	int from;
};

static struct err *copy_tx(struct cx *cx, void *arg)
{
	const struct times *t = arg;
	const int64_t v[] = { t->from * t->tasks, t->tasks };
	struct err *err = run(cx, &copy_task, v, 2);

	return err ? err : run(cx, &copy_with, v, 2);
}

static void tasks_grow(struct cx *cx, int times)
{
	struct times t = { .tasks = 5000 };

	for (t.from = 1; t.from < times; t.from++)
		stop_on(db_tx(cx, copy_tx, &t));
	stop_on(work_count_rebuild(cx));
}

/* ---- organisations ------------------------------------------------------------------ */

#define ID   "cast(?1 as bigint)"
#define WORD "cast(" ID " as text)"
static struct line add_org = LINE(
	"insert into org (id, parent, kind, name, short_name, name_fold, sort,"
	" position, from_on, rev)"
	" select " ID ", o.id, case when cast(?3 as bigint) = 0 then"
	" 'dang_bo_co_so' when ?3 = 1 then 'dang_bo_bo_phan'"
	" when ?3 = 2 then 'chi_bo' else 'to_dang' end,"
	" 'Đơn vị ' || " WORD ", 'Đơn vị ' || " WORD ", 'don vi ' || " WORD
	", o.sort, " ID ", o.from_on, 1 from org o where o.id = ?2");
static struct line add_name = LINE(
	"insert into org_name (org, kind, name, short_name, from_on, event)"
	" select o.id, o.kind, o.name, o.short_name, o.from_on, 1"
	" from org o where o.id = ?1");
static struct line add_place =
	LINE("insert into org_place (org, parent, from_on, event)"
	     " select o.id, o.parent, o.from_on, 1 from org o where o.id = ?1");
static struct line add_reach =
	LINE("insert into org_reach (ancestor, descendant, depth, from_on)"
	     " select c.ancestor, c.descendant, c.depth, o.from_on"
	     " from org_closure c join org o on o.id = c.descendant"
	     " where c.descendant = ?1");
static struct line add_word = LINE("insert into org_word (word, org)"
				   " select 'don vi ' || " WORD ", " ID
				   " union all select 'vi ' || " WORD ", " ID
				   " union all select " WORD ", " ID);
static struct line add_up =
	LINE("insert into org_closure (ancestor, descendant, depth)"
	     " select c.ancestor, " ID ", c.depth + 1 from org_closure c"
	     " where c.descendant = ?2");
static struct line add_self =
	LINE("insert into org_closure (ancestor, descendant, depth)"
	     " select o.id, o.id, 0 from org o where o.id = ?1");
static struct line clear_counts = LINE("delete from task_count");
static struct line clear_days = LINE("delete from task_count_due");
/* what each organisation leads itself, put where nothing else is: programme
 * -1; then each row is added up to all that stand above */
static struct line own_count = LINE(
	"insert into task_count (org, section, programme, phase, n, unclear,"
	" miss_work, miss_person, miss_progress, miss_product, accepted, "
	"asking)"
	" values (?1, 0, -1, ?2, ?3, 0, 0, 0, 0, 0, ?3, 0)");
static struct line own_day = LINE(
	"insert into task_count_due (org, section, programme, phase, due_on,"
	" start_on, n) values (?1, 0, -1, 2, ?2, '0001-01-01', 1)"
	" on conflict (org, section, programme, phase, due_on, start_on)"
	" do update set n = task_count_due.n + 1");
static struct line sum_counts = LINE(
	"insert into task_count (org, section, programme, phase, n, unclear,"
	" miss_work, miss_person, miss_progress, miss_product, accepted, "
	"asking)"
	" select c.ancestor, 0, ?1, t.phase, sum(t.n), 0, 0, 0, 0, 0,"
	" sum(t.accepted), 0 from task_count t"
	" join org_closure c on c.descendant = t.org where t.programme = -1"
	" group by c.ancestor, t.phase");
static struct line sum_days = LINE(
	"insert into task_count_due (org, section, programme, phase, due_on,"
	" start_on, n)"
	" select c.ancestor, 0, ?1, t.phase, t.due_on, t.start_on, sum(t.n)"
	" from task_count_due t join org_closure c on c.descendant = t.org"
	" where t.programme = -1 group by c.ancestor, t.phase, t.due_on, "
	"t.start_on");
static struct line drop_own = LINE("delete from task_count"
				   " where programme = -1");
static struct line drop_days = LINE("delete from task_count_due"
				    " where programme = -1");

struct tree {
	int64_t next;
	int made;
	day_t today;
};

static struct err *day_put(struct cx *cx, int64_t org, day_t due)
{
	struct db_stmt *st;
	bool more;
	struct err *err;

	own_day.query = (struct db_query){ .name = "bench",
					   .part = &own_day.part,
					   .n_parts = 1,
					   .types = "id",
					   .n_params = 2,
					   .writes = true,
					   .scan = true };
	err = db_stmt_get(cx->db, &own_day.query, 0, 0, &st);
	if (err)
		return err;
	db_bind_i64(st, 1, org);
	db_bind_day(st, 2, due);
	err = db_step(st, &more);
	db_stmt_done(st);
	return err;
}

/* Some done, some waiting, the others due within the year: one in ten late. */
static struct err *counts_put(struct cx *cx, const struct tree *t, int64_t org)
{
	const int64_t done[] = { org, PHASE_DONE, 4 };
	const int64_t waiting[] = { org, PHASE_WAITING, 1 };
	const int64_t begun[] = { org, PHASE_BEGUN, EACH };
	struct err *err = run(cx, &own_count, done, 3);

	if (!err)
		err = run(cx, &own_count, waiting, 3);
	if (!err)
		err = run(cx, &own_count, begun, 3);
	for (int i = 0; !err && i < EACH; i++)
		err = day_put(cx, org,
			      t->today - DAYS / 10 +
				      (day_t)((org * 7 + i * 83) % DAYS));
	return err;
}

static struct err *org_put(struct cx *cx, struct tree *t, int64_t parent,
			   int level)
{
	struct err *err = NULL;

	for (int i = 0;
	     !err && level < LEVELS && i < wide[level] && t->made < ORGS; i++) {
		const int64_t v[] = { t->next++, parent, level };

		t->made++;
		err = run(cx, &add_org, v, 3);
		if (!err)
			err = run(cx, &add_up, v, 2);
		if (!err)
			err = run(cx, &add_self, v, 1);
		if (!err)
			err = run(cx, &add_name, v, 1);
		if (!err)
			err = run(cx, &add_place, v, 1);
		if (!err)
			err = run(cx, &add_reach, v, 1);
		if (!err)
			err = run(cx, &add_word, v, 1);
		if (!err)
			err = counts_put(cx, t, v[0]);
		if (!err)
			err = org_put(cx, t, v[0], level + 1);
	}
	return err;
}

static struct err *orgs_tx(struct cx *cx, void *arg)
{
	const int64_t programme[] = { PROGRAMME };
	struct err *err = run(cx, &clear_counts, NULL, 0);

	if (!err)
		err = run(cx, &clear_days, NULL, 0);
	if (!err)
		err = org_put(cx, arg, 1, 0);
	if (!err)
		err = run(cx, &sum_counts, programme, 1);
	if (!err)
		err = run(cx, &sum_days, programme, 1);
	if (!err)
		err = run(cx, &drop_own, NULL, 0);
	if (!err)
		err = run(cx, &drop_days, NULL, 0);
	return err ? err : org_tally_rebuild(cx);
}

static double cpu_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static double wall_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

/* The units' table and the figures of the whole, as the overview asks. */
static void overview_time(struct cx *cx, int made)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct work_pick pick = { .programme = PROGRAMME };
	struct work_cells all, units;
	double begin = cpu_now();

	for (int i = 0; i < ROUNDS; i++) {
		arena_rewind(cx->arena, mark);
		stop_on(work_cells_of(cx, &pick, &all));
		stop_on(work_cells_units(cx, PROGRAMME, &units));
	}
	begin = (cpu_now() - begin) / ROUNDS;
	if (work_cells_sum(&all, &pick).n != work_cells_sum(&units, &pick).n ||
	    work_cells_sum(&all, &pick).state[WORK_OVERDUE] !=
		    work_cells_sum(&units, &pick).state[WORK_OVERDUE]) {
		fprintf(stderr, "bench-grow: the units aren't the whole\n");
		exit(1);
	}
	printf("orgs %d\ntasks %lld\noverview_ms %.3f\n", made,
	       (long long)work_cells_sum(&all, &pick).n, begin);
}

/* What pages of the tree ask for, one after the other. */
static void tree_time(struct cx *cx)
{
	static const struct {
		const char *name, *to, *q;
		int64_t open, top;
	} page[] = {
		{ "first", NULL, NULL, 0, 0 },
		{ "branch", NULL, NULL, 1000, 0 },
		{ "top", NULL, NULL, 0, 1000 },
		{ "cells", "cell", NULL, 0, 0 },
		{ "find", NULL, "don vi 20", 0, 0 },
	};

	for (int p = 0; p < N_ELEMENTS(page); p++) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct org_tree_ask ask = {
			.look = { .day = cx->today },
			.page = 1,
			.top = page[p].top,
			.to = page[p].to ? str_c(page[p].to) : STR_NULL,
			.open = { .id = { page[p].open }, .n = 1 },
			.cells = org_kinds_of(cx->profile, STR("cell")),
		};
		struct org_find_ask find = { .q = page[p].q ? str_c(page[p].q)
							    : STR_NULL,
					     .day = cx->today,
					     .most = 50 };
		double begin = wall_now();
		ptrdiff_t lines = 0;

		ask.levels = org_kinds_of(cx->profile, ask.to);
		for (int i = 0; i < ROUNDS; i++) {
			struct org_kinds_on_in kinds = { .org = 1,
							 .day = cx->today };
			struct org_days_around_in around = { .day = cx->today };
			struct org_kinds_on_rows rows;
			struct org_days_around_row days;
			struct org_founds found;
			struct org_tree tree;
			bool some;

			arena_rewind(cx->arena, mark);
			if (find.q.n) {
				stop_on(org_find_read(cx, &find, &found));
				lines = found.n;
				continue;
			}
			stop_on(org_tree_read(cx, &ask, &tree));
			stop_on(org_kinds_on(cx->db, &kinds, &rows));
			stop_on(org_days_around(cx->db, &around, &days, &some));
			lines = tree.nodes.n;
		}
		printf("tree_%s_ms %.3f lines %d\n", page[p].name,
		       (wall_now() - begin) / ROUNDS, (int)lines);
	}
}

static void orgs_grow(struct cx *cx)
{
	struct tree t = { .next = 1000, .today = cx->today };

	stop_on(db_tx(cx, orgs_tx, &t));
	overview_time(cx, t.made);
	tree_time(cx);
}

/* ---- roles ------------------------------------------------------------------ */

enum { PEOPLE = 200 };

static const char *const roles[] = { "secretary", "leader", "unit_staff" };

static void role_give(struct cx *cx, struct str email, const char *role,
		      int64_t org)
{
	int64_t user;

	stop_on(account_ensure(cx,
			       &(struct account_new){
				       .email = email,
				       .name = STR("Nguyễn Thị Minh Khai"),
				       .role = role,
				       .org = org,
				       .lang = STR("vi") },
			       &user));
}

static void roles_grow(struct cx *cx, int64_t org)
{
	for (int i = 0; i < PEOPLE; i++)
		role_give(cx, str_fmt(cx->arena, "person%d@bench.example", i),
			  roles[i % N_ELEMENTS(roles)], org);
}

static void own_grow(struct cx *cx, int64_t org, struct str email)
{
	struct orgs all;
	struct org root;
	bool found;

	stop_on(org_get_root(cx, &root, &found));
	stop_on(org_list_below(cx, root.id, &all));
	for (ptrdiff_t i = 0; i < all.n; i++)
		for (int r = 0;
		     r < 2 && all.p[i].id != root.id && all.p[i].id != org; r++)
			role_give(cx, email, roles[r], all.p[i].id);
}

int main(int argc, char **argv)
{
	struct arena *a CLEANUP(arena_closep) = arena_open(1 << 30);
	struct cx cx = bench_cx(a);
	int64_t times;

	if (argc == 4 && !strcmp(argv[1], "tasks") &&
	    str_to_i64(str_c(argv[3]), &times) && times > 0 && times < 1000) {
		stop_on(realm_open(&cx, str_c(argv[2]), false));
		tasks_grow(&cx, (int)times);
	} else if (argc == 4 && !strcmp(argv[1], "roles") &&
		   str_to_i64(str_c(argv[3]), &times)) {
		stop_on(realm_open(&cx, str_c(argv[2]), false));
		roles_grow(&cx, times);
	} else if (argc == 5 && !strcmp(argv[1], "own") &&
		   str_to_i64(str_c(argv[3]), &times)) {
		stop_on(realm_open(&cx, str_c(argv[2]), false));
		own_grow(&cx, times, str_c(argv[4]));
	} else if (argc == 3 && !strcmp(argv[1], "orgs")) {
		stop_on(realm_open(&cx, str_c(argv[2]), false));
		orgs_grow(&cx);
	} else {
		fprintf(stderr, "usage: bench-grow tasks DIR TIMES\n"
				"       bench-grow orgs DIR\n"
				"       bench-grow roles DIR ORG\n"
				"       bench-grow own DIR ORG EMAIL\n");
		return 2;
	}
	realm_close(&cx);
	return 0;
}
