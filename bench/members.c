/*
 * Statistics of members at scale: fills the folder of a fresh realm (roviec
 * init) with organisations in six levels and people, behind the acts' back,
 * and prints what the statistics of an organisation cost, beside a ceiling:
 * the same library reading the same index with nothing to do but add up the
 * lengths.
 *
 *	bench-members DIR PEOPLE ORGS
 */
#include "base/std.h"

#include "bench.h"

#include <sqlite3.h>

#include "db/db.h"
#include "member/member_due.h"
#include "member/member_move_stat.h"
#include "member/member_stat.h"

enum { LEVELS = 6, FIRST = 1000, ROUNDS = 15, AT_ONCE = 500, LARGE = 1000 };
/* How many stand directly below one of each level, in a committee and in all. */
static const int wide[2][LEVELS] = { { 19, 4, 5 }, { 63, 10, 8, 3, 2, 1 } };

static struct arena *memory;

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

/* ---- organisations ------------------------------------------------------------- */

static struct line add_org = LINE(
	"insert into org (id, parent, kind, name, short_name, name_fold, sort,"
	" position, from_on, rev) values (?1, ?2, 'chi_bo', 'Tổ chức ' || ?1,"
	" 'Tổ chức ' || ?1, 'to chuc', x'00', ?1, '2020-01-01', 1)");
static struct line add_name = LINE(
	"insert into org_name (org, kind, name, short_name, from_on, event)"
	" values (?1, 'chi_bo', 'Tổ chức ' || ?1, 'Tổ chức ' || ?1,"
	" '2020-01-01', 1)");
static struct line add_place =
	LINE("insert into org_place (org, parent, from_on, event)"
	     " values (?1, ?2, '2020-01-01', 1)");
static struct line add_reach = LINE(
	"insert into org_reach (ancestor, descendant, depth, from_on)"
	" select r.ancestor, ?1, r.depth + 1, '2020-01-01' from org_reach r"
	" where r.descendant = ?2 union all select ?1, ?1, 0, '2020-01-01'");
static struct line root_old =
	LINE("update org_reach set from_on = '2020-01-01' where ancestor = ?1");
static struct line name_old =
	LINE("update org_name set from_on = '2020-01-01' where org = ?1");

struct tree {
	int64_t next, root;
	int64_t sample[3]; /* one of each of the upper levels */
	const int *wide;
	int made, most;
	struct {
		int64_t *p;
		ptrdiff_t n, cap;
	} leaf;
};

static struct err *org_put(struct cx *cx, struct tree *t, int64_t parent,
			   int64_t *ret_id)
{
	const int64_t v[] = { t->next++, parent };
	struct err *err = run(cx, &add_org, v, 2);

	t->made++;
	*ret_id = v[0];
	if (!err)
		err = run(cx, &add_name, v, 1);
	if (!err)
		err = run(cx, &add_place, v, 2);
	return err ? err : run(cx, &add_reach, v, 2);
}

static struct err *orgs_put(struct cx *cx, struct tree *t, int64_t parent,
			    int level)
{
	int64_t id;
	struct err *err = NULL;

	for (int i = 0; !err && i < t->wide[level] && t->made < t->most; i++) {
		err = org_put(cx, t, parent, &id);
		if (level < 3 && !i)
			t->sample[level] = id;
		if (!err && level + 1 < LEVELS && t->wide[level + 1])
			err = orgs_put(cx, t, id, level + 1);
		else if (!err)
			*vec_push(memory, &t->leaf) = id;
	}
	return err;
}

static struct err *orgs_tx(struct cx *cx, void *arg)
{
	struct tree *t = arg;
	const int64_t root[] = { t->root };
	struct err *err = run(cx, &root_old, root, 1);

	if (!err)
		err = run(cx, &name_old, root, 1);
	return err ? err : orgs_put(cx, t, t->root, 0);
}

/* ---- people ---------------------------------------------------------------------- */

/* ?1 first id, ?2 last id, ?3 their organisation. One in eight was elsewhere
 * until a few years ago, so there are older spans to step over. */
#define IDS                                                                    \
	"with recursive i(n) as (select ?1 union all select n + 1 from i"      \
	" where n < ?2) "
static struct line add_member = LINE(
	"insert into member (id, name, name_fold, sort, sex, birth, org, state,"
	" admitted_on, event, rev) " IDS
	"select n, 'Người ' || n, 'nguoi ' || n, x'00',"
	" case n % 3 when 0 then 'f' else 'm' end,"
	" date('1945-01-01', (n * 7919 % 20000) || ' days'), ?3, 'official',"
	" date('1975-01-01', (n * 104729 % 18000) || ' days'), 1, 1 from i");
static struct line add_in = LINE(
	"insert into member_in (member, org, temporary, from_on, how, "
	"event) " IDS "select n, ?3, 0, '2020-01-01', 'register', 1 from i");
static struct line add_state = LINE(
	"insert into member_state (member, state, from_on, how, event) " IDS
	"select n, case n % 12 when 0 then 'probationary' else 'official' end,"
	" '2020-01-01', 'register', 1 from i");
static struct line add_span =
	LINE("insert into member_span (member, from_on, to_on, org, state, sex,"
	     " birth, admitted_on, education, expertise, theory, occupation)"
	     " select m.id, '2020-01-01',"
	     " case m.id % 8 when 0 then '2023-05-01' end, ?3, s.state, m.sex,"
	     " m.birth, m.admitted_on,"
	     " 'upper_secondary',"
	     " case m.id % 4 when 0 then 'Thạc sĩ' else 'Đại học' end,"
	     " case m.id % 3 when 0 then 'Cao cấp' else 'Trung cấp' end,"
	     " 'Nghề ' || (m.id * 31 % 60)"
	     " from member m join member_state s on s.member = m.id"
	     " where m.id >= ?1 and m.id <= ?2");
static struct line add_later = LINE(
	"insert into member_span select member, '2023-05-01', null, org, state,"
	" sex, birth, admitted_on, education, expertise, theory, occupation"
	" from member_span where member >= ?1 and member <= ?2"
	" and to_on is not null and ?3 > 0");

struct people {
	const struct tree *t;
	int64_t each, extra; /* people of a leaf; leaves with one more */
	ptrdiff_t leaf;	     /* the next */
	int64_t next;
};

static struct err *leaf_fill(struct cx *cx, struct people *p)
{
	int64_t n = p->each + (p->leaf < p->extra);
	const int64_t v[] = { p->next, p->next + n - 1, p->t->leaf.p[p->leaf] };
	struct line *const all[] = { &add_member, &add_in, &add_state,
				     &add_span, &add_later };
	struct err *err = NULL;

	p->leaf++;
	p->next += n;
	for (ptrdiff_t i = 0; n && !err && i < N_ELEMENTS(all); i++)
		err = run(cx, all[i], v, 3);
	return err;
}

static struct err *people_tx(struct cx *cx, void *arg)
{
	struct people *p = arg;
	struct err *err = NULL;

	for (int i = 0; !err && i < AT_ONCE && p->leaf < p->t->leaf.n; i++)
		err = leaf_fill(cx, p);
	return err;
}

static void people_put(struct cx *cx, const struct tree *t, int64_t people)
{
	struct people p = { .t = t,
			    .each = people / t->leaf.n,
			    .extra = people % t->leaf.n,
			    .next = 1 };

	while (p.leaf < t->leaf.n)
		stop_on(db_tx_large(cx, people_tx, &p));
}

/* ---- what it costs ------------------------------------------------------------------ */

static double cpu_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1000 + (double)t.tv_nsec / 1e6;
}

static int double_order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof(*v), double_order);
	return v[n / 2];
}

static const char ceiling_sql[] =
	"select count(*), sum(length(s.state) + length(s.sex) +"
	" length(s.birth) + length(s.admitted_on) + length(s.education) +"
	" length(s.theory) + length(s.occupation))"
	" from org_reach r join member_span s on s.org = r.descendant"
	" where r.ancestor = ?1 and r.from_on <= ?2"
	" and (r.to_on is null or r.to_on > ?2)"
	" and s.from_on <= ?2 and (s.to_on is null or s.to_on > ?2)";

static double ceiling(const char *file, int64_t org, const char *on, int rounds)
{
	double took[ROUNDS];
	sqlite3_stmt *st;
	sqlite3 *h;

	if (sqlite3_open_v2(file, &h, SQLITE_OPEN_READONLY, NULL) ||
	    sqlite3_exec(h, "pragma cache_size = -2000000", NULL, NULL, NULL) ||
	    sqlite3_prepare_v2(h, ceiling_sql, -1, &st, NULL)) {
		fprintf(stderr, "bench-members: %s\n", sqlite3_errmsg(h));
		exit(1);
	}
	for (int i = 0; i < rounds; i++) {
		double begin = cpu_now();

		sqlite3_bind_int64(st, 1, org);
		sqlite3_bind_text(st, 2, on, -1, SQLITE_STATIC);
		if (sqlite3_step(st) != SQLITE_ROW)
			exit(1);
		sqlite3_reset(st);
		took[i] = cpu_now() - begin;
	}
	sqlite3_finalize(st);
	sqlite3_close(h);
	return median(took, rounds);
}

static double stat_time(struct cx *cx, int64_t org, int rounds,
			struct member_stat *ret_stat)
{
	struct arena_mark mark = arena_mark(cx->arena);
	double took[ROUNDS];

	for (int i = 0; i < rounds; i++) {
		double begin = cpu_now();

		arena_rewind(cx->arena, mark);
		stop_on(member_stat_read(cx,
					 &(struct stat_ask){ .org = org,
							     .on = cx->today,
							     .structure =
								     DAY_NONE },
					 ret_stat));
		took[i] = cpu_now() - begin;
	}
	return median(took, rounds);
}

static void show(struct cx *cx, const char *file, const char *what, int64_t org)
{
	struct arena_mark mark = arena_mark(cx->arena);
	const char *on = str_to_c(memory, day_iso(memory, cx->today));
	struct member_stat s;
	struct member_moves m;
	double first = cpu_now(), ours, best, moves;
	int rounds = ROUNDS;

	(void)stat_time(cx, org, 1, &s);
	first = cpu_now() - first;
	if (s.members > 500000)
		rounds = 3;
	ours = stat_time(cx, org, rounds, &s);
	best = ceiling(file, org, on, rounds);
	moves = cpu_now();
	if (s.members <= 100000)
		stop_on(member_moves_read(cx,
					  &(struct moves_ask){
						  .org = org,
						  .after = cx->today - 365,
						  .until = cx->today },
					  &m));
	moves = cpu_now() - moves;
	printf("%-8s %9lld members  first %9.2f ms  then %9.2f ms  "
	       "ceiling %9.2f ms  ratio %5.2f  movements of a year %.2f ms\n",
	       what, (long long)s.members, first, ours, best, ours / best,
	       moves);
	fflush(stdout);
	arena_rewind(cx->arena, mark);
}

static void grow(struct cx *cx, struct tree *t, int64_t people)
{
	stop_on(db_tx_large(cx, orgs_tx, t));
	people_put(cx, t, people);
	printf("organisations %d, cells %td, people %lld\n", t->made, t->leaf.n,
	       (long long)people);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct tree t = { .next = FIRST, .root = 1 };
	struct cx cx;
	int64_t people, orgs;

	memory = arena_open((ptrdiff_t)8 << 30);
	cx = bench_cx(memory);
	if (argc != 4 || !str_to_i64(str_c(argv[2]), &people) ||
	    !str_to_i64(str_c(argv[3]), &orgs) || orgs < 30) {
		fprintf(stderr, "usage: bench-members DIR PEOPLE ORGS\n");
		return 2;
	}
	t.most = (int)orgs;
	t.wide = wide[orgs > LARGE];
	stop_on(realm_open(&cx, str_c(argv[1]), false));
	grow(&cx, &t, people);
	show(&cx, store_path(cx.store), "cell", t.leaf.p[0]);
	show(&cx, store_path(cx.store), "level 3", t.sample[2]);
	show(&cx, store_path(cx.store), "level 2", t.sample[1]);
	show(&cx, store_path(cx.store), "level 1", t.sample[0]);
	show(&cx, store_path(cx.store), "all", t.root);
	realm_close(&cx);
	arena_close(memory);
	return 0;
}
