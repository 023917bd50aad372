/* A split person by person: the boxes, the act, what takes effect. */
#include "work/test/work_kit.h"

#include "audit/audit.h"
#include "base/utf8.h"
#include "db/db.h"
#include "member/member_act.h"
#include "member/member_page_priv.h"
#include "member/member_query.h"
#include "member/member_split.h"
#include "member/member_split_query.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "org/org_reorg_page.h"

enum { ARENA = 128 << 20, PEOPLE = 4 };

static const struct route_table *const tables[] = { &member_split_routes,
						    &org_reorg_routes,
						    &org_step_routes, NULL };

/* Four people of UNIT_OFFICE; a draft that splits it. */
struct place {
	struct work_kit kit;
	const struct feature *features[2];
	int64_t who[PEOPLE], decision, step;
};

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

static const char *const names[PEOPLE] = { "Đặng Hạ Thư", "Lê Văn Đức",
					   "Nguyễn An", "Trần Ngọc Ân" };

static int64_t person(struct work_kit *k, const char *name, int64_t org)
{
	struct member_new in = { .name = str_c(name),
				 .sex = STR("f"),
				 .birth = d("1988-05-19"),
				 .org = org,
				 .from = d("2025-09-05"),
				 .how = STR("in"),
				 .sent_on = DAY_NONE,
				 .admitted = d("2014-02-03"),
				 .official = d("2015-02-03"),
				 .state_from = DAY_NONE };
	int64_t id;

	ok(member_add(&k->cx, &in, false, &id));
	return id;
}

static int64_t split_add(struct place *p, const char *name, bool ends)
{
	struct org_step s = { .kind = STEP_SPLIT,
			      .org = p->kit.unit[UNIT_OFFICE],
			      .parent = p->kit.root,
			      .org_kind = STR("chi_bo"),
			      .name = str_c(name),
			      .ends = ends };
	int64_t id;

	ok(step_add(&p->kit.cx, p->decision, &s, &id));
	return id;
}

static void place_open(struct arena *a, struct place *p)
{
	struct cx *cx = &p->kit.cx;

	work_kit_found(a, tables, "2025-01-01", &p->kit);
	p->features[0] = &member_feature;
	features_set(p->features, 1);
	p->kit.feature.panels = member_feature.panels;
	p->kit.feature.n_panels = member_feature.n_panels;
	kit_day(cx, "2026-10-14");
	work_kit_go_on(&p->kit);
	for (int i = 0; i < PEOPLE; i++)
		p->who[i] = person(&p->kit, names[i], p->kit.unit[UNIT_OFFICE]);
	ok(decision_make(cx,
			 &(struct org_decision_new){
				 .number = STR("8-QĐ/ĐU"),
				 .title = STR("Tách chi bộ"),
				 .signer = STR("Bí thư"),
				 .signed_on = d("2026-10-01"),
				 .effective_on = d("2026-10-10") },
			 &p->decision));
	p->step = split_add(p, "Chi bộ mới", false);
}

#define PLACE                                                                  \
	CLEANUP(arena_closep) struct arena *a = arena_open(ARENA);             \
	struct place p;                                                        \
	struct work_kit *k UNUSED = &p.kit;                                    \
	struct reply r UNUSED;                                                 \
	place_open(a, &p)

static void place_close(struct place *p)
{
	features_set(NULL, 0);
	work_kit_close(&p->kit);
}

static const char *path(struct place *p)
{
	return str_fmt(p->kit.cx.arena, "/reorg/%ld/step/%ld/people",
		       (long)p->decision, (long)p->step)
		.p;
}

static struct reply choose(struct place *p, const char *fields)
{
	return work_kit_post(&p->kit, USER_OFFICE, path(p), 0, fields);
}

static const char *box(struct place *p, const char *before, int who)
{
	return str_fmt(p->kit.cx.arena, "%s&who=%ld", before, (long)p->who[who])
		.p;
}

/* One letter a person: is chosen or isn't. */
static struct str chosen(struct place *p)
{
	struct cx *cx = &p->kit.cx;
	struct member_split_people_rows rows;
	struct buf b = buf_init(cx->arena, 100);

	ok(member_split_people(cx->db,
			       &(struct member_split_people_in){
				       .step = p->step,
				       .org = p->kit.unit[UNIT_OFFICE],
				       .day = d("2026-10-10"),
				       .limit = 100 },
			       &rows));
	for (ptrdiff_t i = 0; i < rows.n; i++)
		buf_str(&b, rows.p[i].chosen ? STR("x") : STR("-"));
	return buf_view(&b);
}

static int64_t events(struct work_kit *k)
{
	int64_t last;

	ok(audit_last(&k->cx, &last));
	return last;
}

static int64_t home(struct work_kit *k, int64_t member)
{
	struct member_by_id_row row;
	bool found;

	ok(member_by_id(k->cx.db, &(struct member_by_id_in){ member }, &row,
			&found));
	return row.org;
}

static struct str hidden(struct arena *a, struct str s)
{
	static const char *const before[] = { "/reorg/", "/step/", "value=\"",
					      "id=\"m", "labelledby=\"m" };
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

static void golden_one(struct work_kit *k, const struct reply *rp,
		       const char *name)
{
	struct arena *a = k->cx.arena;
	struct str body = work_kit_body(a, rp);
	ptrdiff_t from = str_find(body, STR("<main"), 0);
	ptrdiff_t to = str_find(body, STR("</main>"), 0);

	assert_int_equal(rp->status, 200);
	assert_true(from >= 0 && to > from);
	kit_golden(a,
		   str_fmt(a, "feature/member/golden/member_split_%s.html",
			   name)
			   .p,
		   hidden(a, str_sub(body, from, to)));
}

static void page(void **state UNUSED)
{
	PLACE;

	assert_int_equal(choose(&p, box(&p, "q=", 1)).status, 303);
	r = work_kit_get(k, USER_OFFICE, path(&p), 0);
	golden_one(k, &r, "people.vi");
	r = work_kit_get_en(k, USER_OFFICE, path(&p), 0);
	golden_one(k, &r, "people.en");
	/* by a word, with or without marks */
	r = work_kit_get(k, USER_OFFICE, str_fmt(a, "%s?q=ngoc", path(&p)).p,
			 0);
	assert_true(work_kit_says(&r, "Trần Ngọc Ân"));
	assert_false(work_kit_says(&r, "Nguyễn An"));
	r = work_kit_get(k, USER_OFFICE,
			 str_fmt(a, "%s?q=kh%%C3%%B4ng", path(&p)).p, 0);
	assert_true(work_kit_says(&r, "Không ai ở đó có từ này"));
	/* who manages no organisations doesn't get there */
	r = work_kit_get(k, USER_LEADER, path(&p), 0);
	assert_int_equal(r.status, 404);
	place_close(&p);
}

static void act(void **state UNUSED)
{
	int64_t before;
	PLACE;

	same(chosen(&p), "----");
	before = events(k);
	r = choose(&p, box(&p, box(&p, "q=", 0), 2));
	assert_int_equal(r.status, 303);
	assert_int_equal(events(k), before + 1);
	same(chosen(&p), "x--x"); /* An, Ân, Đức, Thư: by the given name */
	/* of those with the word only; the others stay chosen */
	r = choose(&p, "q=nguyen");
	assert_int_equal(r.status, 303);
	same(chosen(&p), "---x");
	r = choose(&p, "q=&all=1");
	same(chosen(&p), "xxxx");
	r = choose(&p, "q=");
	same(chosen(&p), "----");
	/* an unknown person is nobody of it */
	r = choose(&p, "q=&who=999999");
	assert_int_equal(r.status, 303);
	same(chosen(&p), "----");
	place_close(&p);
}

/* Chosen people go, the others stay; the page says how many were chosen. */
static void effect(void **state UNUSED)
{
	struct org_decision dec;
	struct cx cx;
	bool found;
	PLACE;

	assert_int_equal(choose(&p, box(&p, box(&p, "q=", 0), 3)).status, 303);
	r = work_kit_get(k, USER_OFFICE, "/reorg/%ld", p.decision);
	assert_true(work_kit_says(&r, "đã chọn 2 đảng viên"));
	assert_true(work_kit_says(&r, "/people\">"));
	assert_true(work_kit_says(&r, "Hồ sơ của 2 đảng viên"));
	cx = work_kit_as(k, USER_OFFICE);
	ok(decision_find(&cx, p.decision, &dec, &found));
	ok(decision_approve(&cx, p.decision, dec.rev));
	ok(decision_find(&cx, p.decision, &dec, &found));
	assert_int_equal(home(k, p.who[0]), dec.step[0].made);
	assert_int_equal(home(k, p.who[1]), k->unit[UNIT_OFFICE]);
	assert_int_equal(home(k, p.who[2]), k->unit[UNIT_OFFICE]);
	assert_int_equal(home(k, p.who[3]), dec.step[0].made);
	/* over: it says so, and nothing can be chosen */
	r = work_kit_get(k, USER_OFFICE, "/reorg/%ld", p.decision);
	assert_true(work_kit_says(&r, "<b>đã chọn 2 đảng viên</b>"));
	assert_int_equal(choose(&p, "q=&all=1").status, 409);
	assert_int_equal(work_kit_get(k, USER_OFFICE, path(&p), 0).status, 409);
	ok(decision_undo(&cx, p.decision, STR("nhầm")));
	assert_int_equal(home(k, p.who[0]), k->unit[UNIT_OFFICE]);
	place_close(&p);
}

/* Somebody left before the day: the decision says who. */
static void gone(void **state UNUSED)
{
	struct member_by_id_row row;
	bool found;
	PLACE;

	assert_int_equal(choose(&p, box(&p, box(&p, "q=", 0), 1)).status, 303);
	r = work_kit_get(k, USER_OFFICE, "/reorg/%ld", p.decision);
	assert_false(work_kit_says(&r, "không còn ở tổ chức này"));
	ok(member_by_id(k->cx.db, &(struct member_by_id_in){ p.who[1] }, &row,
			&found));
	ok(member_move(&k->cx,
		       &(struct member_move){ .member = p.who[1],
					      .rev = row.rev,
					      .how = STR("within"),
					      .org = k->unit[UNIT_PEOPLE],
					      .on = d("2026-10-05"),
					      .sent_on = DAY_NONE }));
	r = work_kit_get(k, USER_OFFICE, "/reorg/%ld", p.decision);
	assert_true(work_kit_says(&r, "không còn ở tổ chức này: Lê Văn Đức."));
	assert_true(work_kit_says(&r, "Hồ sơ của 1 đảng viên"));
	place_close(&p);
}

/* A step goes with its choice; one whose old organisation ends has none. */
static void step_gone(void **state UNUSED)
{
	struct member_split_count_row n;
	int64_t rest;
	bool found;
	PLACE;

	assert_int_equal(choose(&p, "q=&all=1").status, 303);
	/* another decision doesn't take it out */
	fails(step_remove(&k->cx, p.decision + 1, p.step), ERR_NOT_FOUND);
	same(chosen(&p), "xxxx");
	ok(step_remove(&k->cx, p.decision, p.step));
	ok(member_split_count(k->cx.db,
			      &(struct member_split_count_in){ p.step }, &n,
			      &found));
	assert_int_equal(n.n, 0);
	assert_int_equal(work_kit_get(k, USER_OFFICE, path(&p), 0).status, 404);
	rest = p.step = split_add(&p, "Chi bộ kế tục", true);
	assert_true(rest > 0);
	assert_int_equal(work_kit_get(k, USER_OFFICE, path(&p), 0).status, 404);
	r = work_kit_get(k, USER_OFFICE, "/reorg/%ld", p.decision);
	assert_int_equal(r.status, 200);
	assert_false(work_kit_says(&r, "/people"));
	place_close(&p);
}

/* The table's limit: a box for each of the most. */
static void many(void **state UNUSED)
{
	struct buf b;
	PLACE;

	b = buf_init(a, 1 << 18);
	buf_lit(&b, "q=");
	for (int i = 0; i < MEMBER_SPLIT_MOST; i++) {
		buf_lit(&b, "&who=");
		buf_i64(&b, i + 1);
	}
	r = choose(&p, str_to_c(a, buf_view(&b)));
	assert_int_equal(r.status, 303);
	same(chosen(&p), "xxxx");
	place_close(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page),	     cmocka_unit_test(act),
		cmocka_unit_test(effect),    cmocka_unit_test(gone),
		cmocka_unit_test(step_gone), cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
