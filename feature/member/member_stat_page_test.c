/*
 * Pages, files and the command of statistics over one small history: two
 * units, of which one is merged into a cell of the other; the structure of
 * another day; lists of what is due.
 */
#include "member/test/member_stat_kit.h"
#include "work/test/work_kit.h"

#include <stdio.h>
#include <unistd.h>

#include "account/account_act.h"
#include "account/account_query.h"
#include "db/db.h"
#include "member/member.h"
#include "member/member_due.h"
#include "member/member_move_stat.h"
#include "member/member_query.h"
#include "member/member_reorg_query.h"
#include "member/member_span.h"
#include "member/member_stat_kit_query.h"
#include "member/member_stat_page.h"
#include "org/org.h"

enum { OUT_MOST = 20000, PEOPLE = 14 };
#define GOLDEN "../../member/golden/"

static struct arena *arena;
static struct work_kit kit;
static struct stat_kit sk;
static const struct route_table *const tables[] = { &member_stat_routes,
						    &member_flow_routes,
						    &member_due_routes, NULL };
static int64_t base, press, cell, person[PEOPLE];
static char out[OUT_MOST];

/* ---- the history ----------------------------------------------------------------- */

static void org_known(int64_t id, const char *kind, int64_t parent)
{
	*vec_push(arena, &sk.orgs) =
		(struct sk_org){ id, kind, STR("-"), sk_iso("2025-08-01"),
				 DAY_NONE };
	*vec_push(arena, &sk.places) =
		(struct sk_place){ id, parent, sk_iso("2025-08-01"), DAY_NONE };
}

static void tree(struct stat_kit *k, void *arg)
{
	day_t on = sk_iso("2025-08-01");

	(void)arg;
	base = sk_org_add(k, kit.root, "dang_bo_co_so", "Đảng bộ Dân vận", on);
	sk_org_code(k, base, "01", on);
	press = sk_org_add(k, kit.root, "chi_bo_co_so", "Chi bộ Báo", on);
	sk_org_code(k, press, "02", on);
	cell = sk_org_add(k, base, "chi_bo", "Chi bộ Tuyên truyền", on);
	sk_tree_write(k);
}

static void home(struct stat_kit *k, int64_t m, int64_t org, const char *how,
		 const char *on)
{
	sk_row_add(k, (struct sk_row){ .member = m,
				       .kind = SK_HOME,
				       .org = org,
				       .from = sk_iso(on),
				       .how = how });
}

static void state(struct stat_kit *k, int64_t m, const char *code,
		  const char *how, const char *on)
{
	sk_row_add(k, (struct sk_row){ .member = m,
				       .kind = SK_STATE,
				       .value = code,
				       .from = sk_iso(on),
				       .how = how });
}

/* Ends what is open of a kind. */
static void end(struct stat_kit *k, int64_t m, enum sk_kind kind,
		const char *how, const char *on)
{
	struct sk_row *r = sk_row_on(k, m, kind, NULL, sk_iso(on) - 1);

	assert_non_null(r);
	sk_row_end(k, r, sk_iso(on), how);
}

static void people(struct stat_kit *k, void *arg)
{
	static const char *const education[] = { "Đại học", "Thạc sĩ" };

	(void)arg;
	for (int i = 0; i < PEOPLE; i++) {
		person[i] = sk_person_add(k, i % 3 ? "f" : "m",
					  sk_iso("1955-06-15") + 1300 * i,
					  sk_iso("1986-09-02") + 1100 * i);
		home(k, person[i],
		     i < 6    ? cell
		     : i < 11 ? press
			      : base,
		     "register", "2025-08-01");
		state(k, person[i], i == 13 ? "probationary" : "official",
		      "register", i == 13 ? "2025-08-01" : "2025-08-02");
		sk_row_add(k, (struct sk_row){ .member = person[i],
					       .kind = SK_FACT,
					       .field = "education",
					       .value = education[i % 2],
					       .from = sk_iso("2025-08-01") });
	}
}

/* A person alone, and what others do before the merger. */
static void acts(struct stat_kit *k, void *arg)
{
	(void)arg;
	/* one joins, one leaves, one moves by herself, one is away */
	home(k,
	     sk_person_add(k, "f", sk_iso("2000-02-29"), sk_iso("2025-11-07")),
	     cell, "admitted", "2025-11-07");
	state(k, k->people.p[PEOPLE].id, "probationary", "admitted",
	      "2025-11-07");
	end(k, person[0], SK_HOME, "died", "2025-12-24");
	end(k, person[0], SK_STATE, "died", "2025-12-24");
	end(k, person[10], SK_HOME, "within", "2026-01-05");
	home(k, person[10], base, "within", "2026-01-05");
	end(k, person[1], SK_STATE, NULL, "2026-01-10");
	state(k, person[1], "exempt", "exempted", "2026-01-10");
	sk_row_add(k, (struct sk_row){ .member = person[2],
				       .kind = SK_STAY,
				       .org = press,
				       .from = sk_iso("2025-08-20"),
				       .how = "away" });
}

/* The press cell goes into the other cell; one of its members elsewhere. */
static void merge(struct stat_kit *k, void *arg)
{
	int64_t decision = sk_decision(k, sk_iso("2026-02-03"));
	struct sk_row moved = { .from = sk_iso("2026-02-03"),
				.decision = decision };

	(void)arg;
	end(k, person[2], SK_STAY, "back", "2026-02-03");
	for (int i = 6; i < 10; i++) {
		end(k, person[i], SK_HOME, "reorganised", "2026-02-03");
		sk_row_add(k, (struct sk_row){ .member = person[i],
					       .kind = SK_HOME,
					       .org = i == 9 ? base : cell,
					       .from = sk_iso("2026-02-03"),
					       .how = "reorganised",
					       .decision = decision });
	}
	sk_lineage(k, press, cell, 1000, &moved);
	sk_org_end(k, press, sk_iso("2026-02-03"));
	sk_tree_write(k);
}

/* Later: papers of one are sent away and nobody takes them. */
static void later(struct stat_kit *k, void *arg)
{
	(void)arg;
	end(k, person[12], SK_HOME, "within", "2026-03-01");
	sk_row_add(k, (struct sk_row){ .member = person[12],
				       .kind = SK_HOME,
				       .org = base,
				       .from = sk_iso("2026-03-01"),
				       .sent = sk_iso("2026-06-01"),
				       .how = "within" });
	sk_row_add(k, (struct sk_row){ .member = person[3],
				       .kind = SK_STAY,
				       .org = base,
				       .from = sk_iso("2025-09-01"),
				       .how = "away" });
	end(k, person[8], SK_HOME, "out", "2026-05-01");
	end(k, person[8], SK_STATE, "out", "2026-05-01");
}

static int setup(void **data)
{
	(void)data;
	arena = arena_open(1 << 30);
	work_kit_found(arena, tables, "2025-08-01", &kit);
	sk = (struct stat_kit){ .cx = kit.cx };
	org_known(kit.root, "dang_bo", 0);
	for (int i = 0; i < N_KIT_UNIT; i++)
		org_known(kit.unit[i], "van_phong",
			  i == UNIT_CELL ? kit.unit[UNIT_OFFICE] : kit.root);
	sk_act(&sk, tree, NULL);
	sk_act(&sk, people, NULL);
	sk_act(&sk, acts, NULL);
	sk_act(&sk, merge, NULL);
	sk_act(&sk, later, NULL);
	kit_day(&kit.cx, "2026-10-14");
	work_kit_go_on(&kit);
	sk.cx = kit.cx;
	return 0;
}

static int teardown(void **data)
{
	(void)data;
	work_kit_close(&kit);
	arena_close(arena);
	return 0;
}

/* ---- pages ------------------------------------------------------------------------- */

static void pages_are_golden(void **data)
{
	(void)data;
	work_kit_golden(&kit, USER_LEADER, "/members/stats", 0,
			GOLDEN "member_stat_now");
	work_kit_golden(&kit, USER_LEADER, "/members/stats?as_at=2025-12-31", 0,
			GOLDEN "member_stat_then");
	work_kit_golden(&kit, USER_LEADER,
			"/members/stats?as_at=2025-12-31&structure=today", 0,
			GOLDEN "member_stat_restated");
	work_kit_golden(&kit, USER_LEADER,
			"/members/moves?from=2025-08-31&to=2026-05-31", 0,
			GOLDEN "member_moves");
	work_kit_golden(&kit, USER_LEADER,
			"/members/moves/list?from=2025-08-31&to=2026-05-31&"
			"way=out",
			0, GOLDEN "member_moves_who");
	work_kit_golden(&kit, USER_LEADER,
			"/members/stats/list?as_at=2025-12-31&by=age&"
			"code=31-40",
			0, GOLDEN "member_stat_who");
	work_kit_golden(&kit, USER_LEADER, "/members/due?as_at=2026-10-01", 0,
			GOLDEN "member_due");
}

static void nobody_sees_beyond_the_own_scope(void **data)
{
	struct reply rp;

	(void)data;
	rp = work_kit_get(&kit, USER_CELL, "/members/stats?org=%ld",
			  (long)kit.root);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_CELL, "/members/moves?org=%ld",
			  (long)base);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get(&kit, USER_CELL, "/members/due?org=%ld", (long)base);
	assert_int_equal(rp.status, 404);
	rp = work_kit_get_en(&kit, USER_CELL, "/members/stats", 0);
	assert_int_equal(rp.status, 200);
	assert_true(work_kit_says(&rp, "no members are on record"));
	rp = work_kit_get(&kit, USER_LEADER, "/members/stats?org=%ld", 99999L);
	assert_int_equal(rp.status, 404);
}

static void a_day_to_come_is_refused(void **data)
{
	static const char *const path[] = {
		"/members/stats?as_at=2026-10-15",
		"/members/due?as_at=2026-10-15",
		"/members/moves?to=2026-10-15",
		"/members/moves?from=2026-10-15&to=2026-10-01",
		"/members/stats?structure=yesterday",
		"/members/moves/list?way=up",
		"/members/stats/list?by=shoe",
		"/members/due?list=shoe",
		"/members/due/list?by=shoe",
		"/members/due/list",
	};

	(void)data;
	for (ptrdiff_t i = 0; i < N_ELEMENTS(path); i++) {
		struct reply rp = work_kit_get(&kit, USER_LEADER, path[i], 0);

		assert_int_equal(rp.status, 400);
	}
}

static void files_hold_the_same_figures(void **data)
{
	struct reply rp;

	(void)data;
	rp = work_kit_get_en(&kit, USER_LEADER,
			     "/members/stats.csv?as_at=2025-12-31", 0);
	assert_true(work_kit_says(&rp, "\"Đảng bộ Dân vận\",9,"));
	assert_true(work_kit_says(&rp, "\"Chi bộ Báo\",5,"));
	rp = work_kit_get_en(&kit, USER_LEADER,
			     "/members/moves.csv?from=2025-08-31&to=2026-05-31",
			     0);
	assert_true(work_kit_says(&rp, ",14,1,2,13,\"adds up\""));
	rp = work_kit_get_en(&kit, USER_LEADER,
			     "/members/stats/list.csv?as_at=2025-12-31&"
			     "by=education&code=Th%E1%BA%A1c%20s%C4%A9",
			     0);
	assert_true(work_kit_says(&rp, "By education: Thạc sĩ: 7 members."));
	rp = work_kit_get_en(&kit, USER_LEADER,
			     "/members/moves/list.csv?from=2025-08-31&"
			     "to=2026-05-31&way=in&code=reorganised&org=%ld",
			     (long)base);
	assert_true(work_kit_says(&rp, ": 4 members."));
	assert_true(work_kit_says(&rp, "\"Chi bộ Báo\",\"Đảng bộ Dân vận\""));
	rp = work_kit_get(&kit, USER_LEADER, "/members/stats.xlsx", 0);
	assert_true(rp.body.n > 2000 && !memcmp(rp.body.p, "PK", 2));
	rp = work_kit_get(&kit, USER_LEADER, "/members/due.xlsx", 0);
	assert_true(rp.body.n > 2000 && !memcmp(rp.body.p, "PK", 2));
	rp = work_kit_get(&kit, USER_LEADER, "/members/moves.xlsx", 0);
	assert_true(rp.body.n > 2000 && !memcmp(rp.body.p, "PK", 2));
	rp = work_kit_get_en(&kit, USER_LEADER, "/members/due.csv", 0);
	assert_true(work_kit_says(&rp, "Chi bộ Tuyên truyền"));
}

/* Every figure of movements opens a list of as many people. */
static void figures_of_movements_open_their_people(void **data)
{
	struct moves_ask ask = { .org = base,
				 .after = sk_iso("2025-08-31"),
				 .until = sk_iso("2026-05-31") };
	struct member_moves m;
	struct move_people who;
	const struct move_codes *list[N_MOVE_WAY] = { &m.whole.in, &m.whole.out,
						      &m.whole.other };
	int64_t seen = 0;

	(void)data;
	ok(member_moves_read(&kit.cx, &ask, &m));
	for (int w = 0; w < N_MOVE_WAY; w++) {
		for (ptrdiff_t i = 0; i < list[w]->n; i++) {
			ok(member_moves_people(&kit.cx, &ask, (enum move_way)w,
					       list[w]->p[i].code, &who));
			assert_int_equal(who.n, list[w]->p[i].n);
			assert_true(who.p[0].name.n > 0);
			seen += who.n;
		}
		ok(member_moves_people(&kit.cx, &ask, (enum move_way)w,
				       STR_NULL, &who));
		assert_int_equal(who.n, move_codes_sum(list[w]));
	}
	assert_int_equal(seen, 6 + 2 + 3);
}

/* ---- the structure of another day -------------------------------------------------- */

static int64_t unit_of(const struct member_stat *s, int64_t org)
{
	for (ptrdiff_t i = 0; i < s->by_unit.n; i++)
		if (s->by_unit.p[i].id == org)
			return s->by_unit.p[i].n;
	return -1;
}

static void people_go_where_they_were_moved(void **data)
{
	struct stat_ask ask = { .org = base,
				.on = sk_iso("2026-01-31"),
				.structure = sk_iso("2026-10-14") };
	struct member_stat s;

	(void)data;
	ok(member_stat_read(&kit.cx, &ask, &s));
	/* 5 + 1 of the cell, 3 of its own, 4 of the press */
	assert_int_equal(s.members, 6 + 4 + 4);
	assert_int_equal(unit_of(&s, cell), 6 + 3);
	/* person 9 was put into the base itself, 10 went there alone before */
	assert_int_equal(s.direct, 5);
	ask.on = sk_iso("2025-12-31");
	ok(member_stat_read(&kit.cx, &ask, &s));
	/* person 10 stood in the press cell then: she goes where it went */
	assert_int_equal(unit_of(&s, cell), 6 + 4);
	assert_int_equal(s.direct, 4);
	assert_int_equal(s.outside, 0);
}

/* ---- what is due -------------------------------------------------------------------- */

/* Each figure of a cell is made by so many people. */
static void figures_have_people(const struct member_due *d)
{
	struct due_people who;

	for (ptrdiff_t i = 0; i < d->cells.n; i++) {
		const struct due_cell *c = &d->cells.p[i];
		const int64_t n[N_DUE_VOTE] = { c->official, c->exempt, c->away,
						c->base };

		for (int k = 0; k < N_DUE_VOTE; k++) {
			ok(member_due_voters(&kit.cx, c->id, d->on,
					     (enum due_vote)k, &who));
			assert_int_equal(who.n, n[k]);
		}
	}
	ok(member_due_voters(&kit.cx, d->cells.p[1].id, d->on, DUE_EXEMPT,
			     &who));
	assert_int_equal(who.p[0].member, person[1]);
	ok(member_due_voters(&kit.cx, d->cells.p[1].id, d->on, DUE_AWAY, &who));
	assert_int_equal(who.p[0].member, person[3]);
}

/* Of each list its beginning, and all of it alone. */
static void lists_are_folded(void **data)
{
	struct reply rp;

	(void)data;
	rp = work_kit_get_en(&kit, USER_LEADER,
			     "/members/due?as_at=2026-10-01&list=stay", 0);
	assert_int_equal(rp.status, 200);
	assert_true(work_kit_says(&rp, "All lists"));
	assert_true(work_kit_says(&rp, "id=\"h-stay\""));
	assert_false(work_kit_says(&rp, "id=\"h-votes\""));
	assert_true(work_kit_says(&rp, "list=votes\">Who votes in a cell: 2"));
	rp = work_kit_get_en(&kit, USER_LEADER,
			     "/members/due.csv?as_at=2026-10-01&list=votes", 0);
	assert_true(work_kit_says(&rp, "Who votes in a cell"));
	assert_false(work_kit_says(&rp, "Probation ends"));
	rp = work_kit_get_en(
		&kit, USER_LEADER,
		"/members/due/list?as_at=2026-10-01&by=base&org=%ld",
		(long)kit.unit[UNIT_PRESS]);
	assert_int_equal(rp.status, 200);
	work_kit_golden(&kit, USER_LEADER,
			"/members/due/list?as_at=2026-10-01&by=exempt", 0,
			GOLDEN "member_due_who");
	rp = work_kit_get_en(&kit, USER_LEADER,
			     "/members/due/list.csv?as_at=2026-10-01&by=away",
			     0);
	assert_true(work_kit_says(&rp, "Away: 1 member."));
	rp = work_kit_get(&kit, USER_LEADER, "/members/due/list.xlsx?by=base",
			  0);
	assert_true(rp.body.n > 2000 && !memcmp(rp.body.p, "PK", 2));
	rp = work_kit_get(&kit, USER_CELL,
			  "/members/due/list?by=official&org=%ld", (long)base);
	assert_int_equal(rp.status, 404);
}

static void lists_of_what_is_due(void **data)
{
	struct member_due d;

	(void)data;
	ok(member_due_read(&kit.cx, kit.root, sk_iso("2026-10-01"), &d));
	/* since 1/8/2025 and since 7/11/2025 */
	assert_int_equal(d.probation.n, 2);
	assert_int_equal(d.probation.p[0].member, person[13]);
	assert_int_equal(d.probation.p[0].until, sk_iso("2026-08-01"));
	assert_int_equal(d.probation.p[1].until, sk_iso("2026-11-07"));
	assert_true(d.probation.p[0].late && !d.probation.p[1].late);
	assert_int_equal(d.transfers.n, 1);
	assert_int_equal(d.transfers.p[0].member, person[12]);
	assert_int_equal(d.stays.n, 1);
	assert_int_equal(d.stays.p[0].member, person[3]);
	/* the cell: persons 1 (exempt) to 7, one of them away */
	assert_int_equal(d.cells.n, 2);
	assert_int_equal(d.cells.p[1].official, 7);
	assert_int_equal(d.cells.p[1].exempt, 1);
	assert_int_equal(d.cells.p[1].away, 1);
	assert_int_equal(d.cells.p[1].base, 5);
	figures_have_people(&d);
	/* the other one has nobody */
	assert_int_equal(d.cells.p[0].base, 0);
	assert_int_equal(d.n_few, 1);
	/* admitted on 2/9/1986: 40 years on 2/9/2026, the round of that day;
	 * but he died */
	ok(member_due_read(&kit.cx, kit.root, sk_iso("2025-08-20"), &d));
	assert_int_equal(d.round, sk_iso("2025-09-02"));
	assert_int_equal(d.emblem.n, 0);
}

static void emblems_of_a_round(void **data)
{
	struct str years = STR("30 40 45"), rounds = STR("02-03 05-19 09-02");
	day_t before, round;

	(void)data;
	assert_true(due_round(rounds, sk_iso("2026-05-20"), &round, &before));
	assert_int_equal(round, sk_iso("2026-09-02"));
	assert_int_equal(before, sk_iso("2026-05-19"));
	assert_true(due_round(rounds, sk_iso("2026-09-02"), &round, &before));
	assert_int_equal(round, sk_iso("2026-09-02"));
	assert_true(due_round(rounds, sk_iso("2026-12-31"), &round, &before));
	assert_int_equal(round, sk_iso("2027-02-03"));
	assert_int_equal(before, sk_iso("2026-09-02"));
	assert_false(
		due_round(STR("soon"), sk_iso("2026-12-31"), &round, &before));
	before = sk_iso("2026-05-19");
	round = sk_iso("2026-09-02");
	assert_int_equal(due_emblem_years(years, sk_iso("1986-09-02"), before,
					  round),
			 40);
	assert_int_equal(due_emblem_years(years, sk_iso("1996-05-20"), before,
					  round),
			 30);
	assert_int_equal(due_emblem_years(years, sk_iso("1996-05-19"), before,
					  round),
			 0);
	assert_int_equal(due_emblem_years(years, sk_iso("1986-09-03"), before,
					  round),
			 0);
}

/* ---- the command ---------------------------------------------------------------------- */

static struct err *open_realm(struct cx *cx, struct str data UNUSED,
			      bool create UNUSED)
{
	cx->store = kit.cx.store;
	cx->profile = kit.cx.profile;
	cx->db = store_reader(cx->store, cx->arena);
	cx->today = kit.cx.today;
	return NULL;
}

static void close_realm(struct cx *cx)
{
	store_return(cx->db);
}

/* Runs words that end at '|'; both outputs go to `out`. */
static int run(const char *line)
{
	const struct command *list[] = { member_stat_commands };
	const int counts[] = { MEMBER_N_STAT_COMMANDS };
	struct cli_env env = { .program = "roviec",
			       .about = "test",
			       .tables = list,
			       .n_table = counts,
			       .n_tables = 1,
			       .open = open_realm,
			       .close = close_realm,
			       .lang = LANG_EN };
	static char text[500];
	char *argv[30] = { text };
	int argc = 1, status, keep[2] = { dup(1), dup(2) };
	FILE *f = tmpfile();

	assert_non_null(f);
	(void)snprintf(text, sizeof(text), "roviec|members|%s", line);
	for (char *p = text; *p; p++)
		if (*p == '|') {
			*p = 0;
			argv[argc++] = p + 1;
		}
	fflush(stdout);
	dup2(fileno(f), 1);
	dup2(fileno(f), 2);
	status = cli_main(&env, argc, argv);
	fflush(stdout);
	dup2(keep[0], 1);
	dup2(keep[1], 2);
	close(keep[0]);
	close(keep[1]);
	rewind(f);
	out[fread(out, 1, sizeof(out) - 1, f)] = 0;
	fclose(f);
	return status;
}

static void the_command_says_them(void **data)
{
	(void)data;
	assert_int_equal(run("stats|--data|x|--as-at|2025-12-31|--format|json"),
			 0);
	kit_golden(arena, "feature/member/golden/member_stat.json", str_c(out));
	assert_int_equal(run("stats|--data|x|--as-at|2026-05-31|--from|"
			     "2025-08-31|--format|json"),
			 0);
	kit_golden(arena, "feature/member/golden/member_stat_moves.json",
		   str_c(out));
	assert_int_equal(run("stats|--data|x|--as-at|2025-12-31|--structure|"
			     "today|--from|2025-08-31"),
			 0);
	kit_golden(arena, "feature/member/golden/member_stat.txt", str_c(out));
}

static void the_command_refuses(void **data)
{
	(void)data;
	assert_int_equal(run("stats|--data|x|--format|xml"), 1);
	assert_non_null(strstr(out, "--format must be text or json, not xml."));
	assert_int_equal(run("stats|--data|x|--structure|past"), 1);
	assert_non_null(strstr(out, "--structure must be today, not past."));
	assert_int_equal(run("stats|--data|x|--as-at|2099-01-01"), 1);
	assert_non_null(strstr(out, "01/01/2099 hasn't come yet"));
}

static void wrong_spans(struct stat_kit *k, void *arg)
{
	(void)arg;
	/* a row that nobody tells the spans of */
	home(k, sk_person_add(k, "m", DAY_NONE, DAY_NONE), base, "in",
	     "2026-09-01");
	state(k, k->people.p[k->people.n - 1].id, "official", "in",
	      "2026-09-01");
}

static struct err *untold_tx(struct cx *cx, void *arg)
{
	struct stat_kit k = sk;

	(void)arg;
	k.in = cx;
	k.event = 9999;
	wrong_spans(&k, NULL);
	return NULL;
}

static void what_was_forgotten_is_found_and_mended(void **data)
{
	int64_t wrong;

	(void)data;
	ok(member_span_check(&kit.cx, &wrong));
	assert_int_equal(wrong, 0);
	ok(db_tx(&kit.cx, untold_tx, NULL));
	ok(member_span_check(&kit.cx, &wrong));
	assert_int_equal(wrong, 1);
	assert_int_equal(run("recount|--data|x"), 0);
	assert_non_null(strstr(out, "counted wrongly: 1"));
	ok(member_span_check(&kit.cx, &wrong));
	assert_int_equal(wrong, 0);
	assert_int_equal(run("recount|--data|x"), 0);
	assert_non_null(strstr(out, "nothing was changed"));
}

/* USER_CELL is the secretary of the cell; today's columns of two of the press,
 * which stands below the cell today. */
static struct err *cells_own_tx(struct cx *in, void *arg)
{
	static const int who[] = { 6, 9 };
	struct user_grants_rows had;
	struct err *err = user_grants(
		in->db, &(struct user_grants_in){ kit.user[USER_CELL] }, &had);

	(void)arg;
	for (ptrdiff_t i = 0; !err && i < had.n; i++)
		err = account_grant_end(in, had.p[i].id, STR("test"));
	if (!err)
		err = account_grant(in, kit.user[USER_CELL], ROLE_SECRETARY,
				    cell, STR("test"));
	if (!err)
		err = skq_closure(in->db,
				  &(struct skq_closure_in){ cell, press, 1 },
				  NULL);
	for (ptrdiff_t i = 0; !err && i < N_ELEMENTS(who); i++)
		err = member_reorg_today_of(in->db,
					    &(struct member_reorg_today_of_in){
						    .member = person[who[i]],
						    .day = in->today },
					    NULL);
	return err;
}

/* The press is an heir's of the cell: whoever went elsewhere from it isn't the
 * cell's to see, though the figure of that day counts them. */
static void who_went_elsewhere_is_not_named(void **data)
{
	struct member_by_id_row went, stayed;
	struct reply rp;
	bool found;

	(void)data;
	ok(db_tx(&kit.cx, cells_own_tx, NULL));
	ok(member_by_id(kit.cx.db, &(struct member_by_id_in){ person[9] },
			&went, &found));
	ok(member_by_id(kit.cx.db, &(struct member_by_id_in){ person[6] },
			&stayed, &found));
	rp = work_kit_get_en(&kit, USER_CELL,
			     "/members/stats/list.csv?as_at=2025-12-31&org=%ld",
			     (long)press);
	assert_int_equal(rp.status, 200);
	assert_true(work_kit_says(&rp, "5 members."));
	assert_true(work_kit_says(&rp, str_to_c(arena, stayed.name)));
	assert_false(work_kit_says(&rp, str_to_c(arena, went.name)));
	assert_true(work_kit_says(&rp, "(belongs elsewhere now)"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_golden),
		cmocka_unit_test(nobody_sees_beyond_the_own_scope),
		cmocka_unit_test(a_day_to_come_is_refused),
		cmocka_unit_test(files_hold_the_same_figures),
		cmocka_unit_test(figures_of_movements_open_their_people),
		cmocka_unit_test(people_go_where_they_were_moved),
		cmocka_unit_test(lists_of_what_is_due),
		cmocka_unit_test(lists_are_folded),
		cmocka_unit_test(emblems_of_a_round),
		cmocka_unit_test(the_command_says_them),
		cmocka_unit_test(the_command_refuses),
		cmocka_unit_test(what_was_forgotten_is_found_and_mended),
		cmocka_unit_test(who_went_elsewhere_is_not_named),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
