/* Acts on members: adding, facts, moves, posts, papers. */
#include "member/test/member_kit.h"

/* ---- adding ------------------------------------------------------------- */

static void add(void **state UNUSED)
{
	struct member_by_id_row r;
	TOWN;

	r = row(&t);
	same(r.name, "Đặng Hạ Thư");
	same(r.name_fold, "dang ha thu");
	same(r.state, "official");
	assert_int_equal(r.org, t.one);
	assert_int_equal(r.rev, 1);
	assert_int_equal(r.admitted_on, d("2014-02-03"));
	same(history(&t), "Chi bộ Một in> 2022-09-05-;\n"
			  "probationary admitted 2014-02-03-2015-02-03;"
			  "official made_official 2015-02-03-;\n");
	same(facts(&t),
	     "Đặng Hạ Thư 2022-09-05-;\n"
	     "phone=0912345417 2022-09-05-;theory=intermediate 2022-09-05-;\n"
	     "ethnicity… 2022-09-05-;national_id…482 2022-09-05-;");
	same(event(&t).kind, "member.add");
	assert_int_equal(event(&t).id, r.event);
	assert_true(says(event(&t).after, "••• ••• ••• 482"));
	assert_true(says(event(&t).after, "09•• ••• 417"));
	assert_false(says(event(&t).after, "012482"));
	assert_false(says(event(&t).after, "kinh"));
	kit_close(cx);
}

static void add_refused(void **state UNUSED)
{
	struct member_new in;
	struct member_value other = { STR("national_id"), STR("079088012483") };
	int64_t id;
	TOWN;

	in = thu(&t);
	refuses(member_add(cx, &in, true, &id), ERR_CONFLICT, "national_id");
	in.value = &other;
	in.n_values = 1;
	refuses(member_add(cx, &in, false, &id), ERR_CONFLICT, "sure");
	in.org = 99;
	refuses(member_add(cx, &in, true, &id), ERR_INVALID, "org");
	in.org = t.one;
	in.name = STR("");
	refuses(member_add(cx, &in, true, &id), ERR_INVALID, "name");
	in = thu(&t);
	in.value = &other;
	in.n_values = 1;
	as(&t, t.secretary);
	fails(member_add(cx, &in, true, &id), ERR_DENIED);
	as(&t, t.office);
	ok(member_add(cx, &in, true, &id));
	assert_int_not_equal(id, t.thu);
	kit_close(cx);
}

/* The same form twice is one person. */
static void add_twice(void **state UNUSED)
{
	struct member_new in;
	int64_t id, again;
	TOWN;

	in = thu(&t);
	in.name = STR("Lê An");
	in.n_values = 0;
	cx->key = STR("form-1");
	ok(member_add(cx, &in, false, &id));
	ok(member_add(cx, &in, false, &again));
	assert_int_equal(id, again);
	kit_close(cx);
}

struct bulk {
	struct member_lock lock;
	const struct town *t;
	int n;
};

static struct err *bulk_tx(struct cx *cx, void *arg)
{
	struct bulk *b = arg;
	struct err *err = NULL;
	int64_t id;

	for (int i = 0; i < b->n && !err; i++) {
		struct arena_mark mark = arena_mark(cx->arena);
		struct member_value v = { STR("national_id"),
					  str_fmt(cx->arena, "%012d", i) };
		struct member_new in = thu(b->t);

		in.name = str_fmt(cx->arena, "Người %d", i);
		in.value = &v;
		in.n_values = 1;
		err = member_put(cx, &b->lock, &in, 1, &id);
		arena_rewind(cx->arena, mark);
	}
	return err;
}

/* Many in one act; each is found by number. */
static void add_many(void **state UNUSED)
{
	struct bulk b = { .n = 200 };
	struct member_value v = { STR("national_id"), STR("000000000123") };
	struct str name;
	int64_t id;
	TOWN;

	b.t = &t;
	ok(member_lock_ready(cx, &b.lock));
	ok(db_tx(cx, bulk_tx, &b));
	ok(member_find_by_secret(cx, &b.lock, &v, &id, &name));
	same(name, "Người 123");
	v.value = STR("000000000200");
	ok(member_find_by_secret(cx, &b.lock, &v, &id, &name));
	assert_int_equal(id, 0);
	kit_close(cx);
}

/* ---- facts -------------------------------------------------------------- */

static void facts_change(void **state UNUSED)
{
	TOWN;

	ok(change(&t, "name", "Đặng Thị Thư", "2024-01-02"));
	same(row(&t).name, "Đặng Thị Thư");
	assert_int_equal(row(&t).rev, 2);
	same(event(&t).kind, "member.change");
	assert_true(says(event(&t).before, "Đặng Hạ Thư"));
	ok(change(&t, "theory", "advanced", "2024-01-02"));
	ok(change(&t, "phone", "", "2024-01-03"));
	ok(change(&t, "workplace", "Báo", "2020-01-03"));
	ok(change(&t, "national_id", "079088012999", "2025-01-01"));
	assert_true(says(event(&t).before, "••• ••• ••• 482"));
	assert_false(says(event(&t).after, "012999"));
	same(facts(&t),
	     "Đặng Hạ Thư 2022-09-05-2024-01-02;Đặng Thị Thư 2024-01-02-;\n"
	     "phone=0912345417 2022-09-05-2024-01-03;"
	     "theory=intermediate 2022-09-05-2024-01-02;"
	     "theory=advanced 2024-01-02-;workplace=Báo 2020-01-03-;\n"
	     "ethnicity… 2022-09-05-;"
	     "national_id…482 2022-09-05-2025-01-01;"
	     "national_id…999 2025-01-01-;");
	refuses(change(&t, "theory", "elementary", "2024-01-02"), ERR_CONFLICT,
		"from");
	refuses(change(&t, "theory", "elementary", "2026-10-15"), ERR_INVALID,
		"from");
	refuses(change(&t, "theory", "x", "2025-01-02"), ERR_INVALID, "value");
	refuses(change(&t, "name", "", "2025-01-02"), ERR_INVALID, "value");
	refuses(change(&t, "birth", "1988", "2025-01-02"), ERR_INVALID,
		"value");
	kit_close(cx);
}

static void facts_correct(void **state UNUSED)
{
	TOWN;

	ok(change(&t, "theory", "advanced", "2024-01-02"));
	ok(correct(&t, "theory", "bachelor", NULL));
	same(event(&t).kind, "member.correct");
	ok(correct(&t, "theory", "bachelor", "2024-03-04"));
	ok(correct(&t, "name", "Đặng Hà Thư", NULL));
	same(row(&t).name, "Đặng Hà Thư");
	ok(correct(&t, "national_id", "079088012483", NULL));
	ok(correct(&t, "ethnicity", "", NULL));
	ok(correct(&t, "union", "Công đoàn", NULL)); /* never written down */
	same(facts(&t),
	     "Đặng Hà Thư 2022-09-05-;\n"
	     "phone=0912345417 2022-09-05-;"
	     "theory=intermediate 2022-09-05-2024-03-04;"
	     "theory=bachelor 2024-03-04-;union=Công đoàn 2026-10-14-;\n"
	     "national_id…483 2022-09-05-;");
	refuses(correct(&t, "theory", "bachelor", "2022-09-05"), ERR_CONFLICT,
		"from");
	refuses(correct(&t, "name", "", NULL), ERR_INVALID, "value");
	kit_close(cx);
}

/* A line of the past, by its number. */
static void line_correct(void **state UNUSED)
{
	struct member_facts_rows f;
	struct member_edit in;
	TOWN;

	ok(change(&t, "theory", "advanced", "2024-01-02"));
	ok(member_facts(cx->db, &(struct member_facts_in){ t.thu }, &f));
	in = edit(&t, "theory", "elementary", NULL);
	in.line = f.p[1].id;
	ok(member_correct(cx, &in));
	assert_true(says(facts(&t), "theory=elementary 2022-09-05-2024-01-02;"
				    "theory=advanced 2024-01-02-;"));
	in.rev = row(&t).rev;
	refuses(member_correct(cx, &in), ERR_CONFLICT, "line");
	kit_close(cx);
}

static void days_correct(void **state UNUSED)
{
	TOWN;

	ok(correct(&t, "birth", "1987", NULL));
	same(row(&t).birth_part, "year");
	ok(correct(&t, "sex", "m", NULL));
	same(row(&t).sex, "m");
	ok(correct(&t, "sex", "", NULL));
	assert_null(row(&t).sex.p);
	ok(correct(&t, "admitted_on", "2014-02-10", NULL));
	ok(correct(&t, "official_on", "10/02/2015", NULL));
	same(history(&t), "Chi bộ Một in> 2022-09-05-;\n"
			  "probationary admitted 2014-02-10-2015-02-10;"
			  "official made_official 2015-02-10-;\n");
	assert_int_equal(row(&t).official_on, d("2015-02-10"));
	refuses(correct(&t, "birth", "x", NULL), ERR_INVALID, "value");
	refuses(correct(&t, "birth", "2014-02-10", NULL), ERR_INVALID, "value");
	refuses(correct(&t, "sex", "x", NULL), ERR_INVALID, "value");
	refuses(correct(&t, "admitted_on", "2014", NULL), ERR_INVALID, "value");
	refuses(correct(&t, "admitted_on", "2023-01-01", NULL), ERR_CONFLICT,
		"from");
	refuses(correct(&t, "official_on", "2014-02-10", NULL), ERR_CONFLICT,
		"from");
	kit_close(cx);
}

/* Who belongs here since the admission does so since the right day. */
static void admission_correct(void **state UNUSED)
{
	struct member_new in;
	TOWN;

	in = thu(&t);
	in.name = STR("Lê An");
	in.n_values = 0;
	in.how = MEMBER_ADMITTED;
	in.admitted = in.from = d("2026-02-03");
	in.official = DAY_NONE;
	ok(member_add(cx, &in, false, &t.thu));
	ok(correct(&t, "admitted_on", "2026-02-05", NULL));
	same(history(&t), "Chi bộ Một admitted> 2026-02-05-;\n"
			  "probationary admitted 2026-02-05-;\n");
	refuses(correct(&t, "official_on", "2026-05-05", NULL), ERR_CONFLICT,
		"value");
	kit_close(cx);
}

/* Two people write at the same time: the second hears it. */
static void rev_conflict(void **state UNUSED)
{
	struct member_edit mine, theirs;
	TOWN;

	mine = edit(&t, "theory", "advanced", "2024-01-02");
	theirs = edit(&t, "workplace", "Báo", "2024-01-02");
	ok(member_change(cx, &theirs));
	refuses(member_change(cx, &mine), ERR_CONFLICT, "rev");
	mine.rev = row(&t).rev;
	ok(member_change(cx, &mine));
	mine.rev = MEMBER_ANY_REV;
	mine.from++;
	ok(member_change(cx, &mine));
	kit_close(cx);
}

/* ---- moves -------------------------------------------------------------- */

static void moves(void **state UNUSED)
{
	TOWN;

	ok(move(&t, "away", t.two, "2023-01-01"));
	assert_int_equal(row(&t).away, t.two);
	ok(move(&t, "back", 0, "2023-06-01"));
	assert_int_equal(row(&t).away, DB_NULL);
	ok(move(&t, "away", t.two, "2023-07-01"));
	ok(move(&t, "within", t.two, "2024-01-01"));
	assert_int_equal(row(&t).org, t.two);
	assert_int_equal(row(&t).away, DB_NULL);
	ok(post(&t, t.two, "bi_thu", "2024-02-01"));
	ok(move(&t, "suspended", 0, "2024-03-01"));
	ok(move(&t, "resumed", 0, "2024-04-01"));
	same(row(&t).state, "official");
	ok(move(&t, "out", 0, "2025-01-01"));
	assert_int_equal(row(&t).org, DB_NULL);
	same(row(&t).state, "transferred");
	ok(move(&t, "in", t.one, "2026-01-01"));
	same(row(&t).state, "official");
	same(history(&t), "Chi bộ Một in>within 2022-09-05-2024-01-01;"
			  "~Chi bộ Hai away>back 2023-01-01-2023-06-01;"
			  "~Chi bộ Hai away>within 2023-07-01-2024-01-01;"
			  "Chi bộ Hai within>out 2024-01-01-2025-01-01;"
			  "Chi bộ Một in> 2026-01-01-;\n"
			  "probationary admitted 2014-02-03-2015-02-03;"
			  "official made_official 2015-02-03-2024-03-01;"
			  "suspended suspended 2024-03-01-2024-04-01;"
			  "official resumed 2024-04-01-2025-01-01;"
			  "transferred out 2025-01-01-2026-01-01;"
			  "official in 2026-01-01-;\n"
			  "bi_thu 2024-02-01-2025-01-01;");
	kit_close(cx);
}

static void moves_refused(void **state UNUSED)
{
	TOWN;

	refuses(move(&t, "within", t.one, "2024-01-01"), ERR_CONFLICT, "org");
	refuses(move(&t, "within", 99, "2024-01-01"), ERR_INVALID, "org");
	refuses(move(&t, "within", t.two, "2022-09-05"), ERR_CONFLICT, "on");
	refuses(move(&t, "made_official", 0, "2024-01-01"), ERR_CONFLICT,
		"how");
	refuses(member_move(cx, &(struct member_move){ .member = t.thu,
						       .how = STR("within"),
						       .org = t.two,
						       .on = d("2024-01-01"),
						       .sent_on = d("2024-01-"
								    "02") }),
		ERR_INVALID, "sent_on");
	ok(move(&t, "died", 0, "2024-01-01"));
	refuses(move(&t, "restored", t.one, "2024-01-02"), ERR_CONFLICT, "how");
	refuses(post(&t, t.one, "bi_thu", "2024-02-01"), ERR_CONFLICT, "");
	as(&t, t.secretary);
	fails(move(&t, "within", t.two, "2024-01-01"), ERR_NOT_FOUND);
	kit_close(cx);
}

/* Earlier than the rule: said once, done when it is meant. */
static void move_warns(void **state UNUSED)
{
	struct member_new in;
	struct member_move m = { .how = MEMBER_OFFICIAL,
				 .on = d("2026-10-01"),
				 .sent_on = DAY_NONE };
	TOWN;

	in = thu(&t);
	in.name = STR("Lê An");
	in.n_values = 0;
	in.how = MEMBER_ADMITTED;
	in.admitted = in.from = d("2026-02-03");
	in.official = DAY_NONE;
	ok(member_add(cx, &in, false, &t.thu));
	m.member = t.thu;
	refuses(member_move(cx, &m), ERR_INVALID, "sure");
	m.sure = true;
	ok(member_move(cx, &m));
	assert_int_equal(row(&t).official_on, d("2026-10-01"));
	/* begins anew */
	ok(move(&t, "removed", 0, "2026-10-02"));
	m = (struct member_move){ .member = t.thu,
				  .how = STR("readmitted"),
				  .org = t.two,
				  .on = d("2026-10-03"),
				  .sent_on = DAY_NONE,
				  .sure = true };
	ok(member_move(cx, &m));
	same(row(&t).state, "probationary");
	assert_int_equal(row(&t).admitted_on, d("2026-10-03"));
	assert_int_equal(row(&t).official_on, DAY_NONE);
	kit_close(cx);
}

static struct err *take_back(struct town *t, int64_t event_id)
{
	return member_take_back(&t->cx,
				&(struct member_edit){ .member = t->thu,
						       .rev = row(t).rev,
						       .reason = STR("nhầm") },
				event_id);
}

static void moves_taken_back(void **state UNUSED)
{
	struct str before;
	int64_t posted, gone;
	TOWN;

	ok(post(&t, t.one, "bi_thu", "2024-01-01"));
	posted = event(&t).id;
	ok(move(&t, "away", t.two, "2024-02-01"));
	before = history(&t);
	ok(move(&t, "expelled", 0, "2025-01-01"));
	gone = event(&t).id;
	fails(take_back(&t, posted), ERR_CONFLICT);
	ok(take_back(&t, gone));
	assert_true(str_eq(before, history(&t)));
	same(row(&t).state, "official");
	assert_int_equal(row(&t).org, t.one);
	assert_int_equal(row(&t).away, t.two);
	assert_int_equal(row(&t).official_on, d("2015-02-03"));
	same(event(&t).kind, "member.take_back");
	same(event(&t).reason, "nhầm");
	ok(take_back(&t, posted));
	assert_false(says(history(&t), "bi_thu"));
	/* not what made the person, and not another's */
	fails(take_back(&t, row(&t).event), ERR_INVALID);
	fails(take_back(&t, 1), ERR_INVALID);
	kit_close(cx);
}

/* What came later stands on what came before. */
static void take_back_in_order(void **state UNUSED)
{
	int64_t first, second;
	TOWN;

	ok(move(&t, "within", t.two, "2024-01-01"));
	first = event(&t).id;
	ok(move(&t, "within", t.one, "2025-01-01"));
	second = event(&t).id;
	fails(take_back(&t, first), ERR_CONFLICT);
	ok(take_back(&t, second));
	ok(take_back(&t, first));
	same(history(&t), "Chi bộ Một in> 2022-09-05-;\n"
			  "probationary admitted 2014-02-03-2015-02-03;"
			  "official made_official 2015-02-03-;\n");
	kit_close(cx);
}

/* ---- posts -------------------------------------------------------------- */

static void posts(void **state UNUSED)
{
	struct member_new in;
	int64_t first;
	struct err *e;
	TOWN;

	first = t.thu;
	ok(post(&t, t.one, "bi_thu", "2024-01-01"));
	refuses(post(&t, t.one, "bi_thu", "2025-01-01"), ERR_CONFLICT,
		"office");
	refuses(post(&t, t.one, "uv_btv", "2024-01-01"), ERR_INVALID, "office");
	refuses(post(&t, t.one, "x", "2024-01-01"), ERR_INVALID, "office");
	ok(post(&t, t.one, "cap_uy_vien", "2024-01-01"));
	refuses(post(&t, t.one, "cap_uy_vien", "2025-01-01"), ERR_CONFLICT,
		"office");
	in = thu(&t);
	in.name = STR("Lê An");
	in.n_values = 0;
	ok(member_add(cx, &in, false, &t.thu));
	e = post(&t, t.one, "bi_thu", "2025-01-01");
	refuses(e, ERR_CONFLICT, "office");
	same(e->arg[0], "Đặng Hạ Thư");
	ok(post(&t, t.one, "cap_uy_vien", "2024-01-01")); /* many hold it */
	t.thu = first;
	{
		struct member_posts_rows p;
		int64_t id;

		ok(member_posts(cx->db, &(struct member_posts_in){ first },
				&p));
		id = p.p[0].id;
		refuses(member_post_close(cx, id, row(&t).rev, d("2024-01-01")),
			ERR_CONFLICT, "on");
		ok(member_post_close(cx, id, row(&t).rev, d("2025-01-01")));
		refuses(member_post_close(cx, id, row(&t).rev, d("2025-01-02")),
			ERR_CONFLICT, "on");
		fails(member_post_close(cx, 999, 0, d("2025-01-02")),
		      ERR_NOT_FOUND);
	}
	ok(post(&t, t.one, "bi_thu", "2025-01-01"));
	kit_close(cx);
}

static void papers(void **state UNUSED)
{
	const struct member_paper p[] = {
		{ STR("application"), true, STR(" Tủ 3 ") },
		{ STR("background"), false, STR_NULL },
	};
	struct member_paper bad = { STR("x"), true, STR_NULL };
	struct member_checklist in = { .p = p, .n = N_ELEMENTS(p) };
	struct member_papers_rows rows;
	int64_t rev;
	TOWN;

	in.member = t.thu;
	ok(member_papers_set(cx, &in));
	ok(member_papers(cx->db, &(struct member_papers_in){ t.thu }, &rows));
	assert_int_equal(rows.n, 1);
	same(rows.p[0].place, "Tủ 3");
	rev = row(&t).rev;
	ok(member_papers_set(cx, &in)); /* nothing new */
	assert_int_equal(row(&t).rev, rev);
	in.p = &bad;
	in.n = 1;
	refuses(member_papers_set(cx, &in), ERR_INVALID, "x");
	bad = (struct member_paper){ STR("application"), false, STR_NULL };
	ok(member_papers_set(cx, &in));
	ok(member_papers(cx->db, &(struct member_papers_in){ t.thu }, &rows));
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.p[0].present, 0);
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(add),
		cmocka_unit_test(add_refused),
		cmocka_unit_test(add_twice),
		cmocka_unit_test(add_many),
		cmocka_unit_test(facts_change),
		cmocka_unit_test(facts_correct),
		cmocka_unit_test(line_correct),
		cmocka_unit_test(days_correct),
		cmocka_unit_test(admission_correct),
		cmocka_unit_test(rev_conflict),
		cmocka_unit_test(moves),
		cmocka_unit_test(moves_refused),
		cmocka_unit_test(move_warns),
		cmocka_unit_test(moves_taken_back),
		cmocka_unit_test(take_back_in_order),
		cmocka_unit_test(posts),
		cmocka_unit_test(papers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
