/* People on their way to admission: every act, and the records that begin. */
#include "member/test/member_kit.h"

#include "growth/growth.h"
#include "growth/growth_query.h"
#include "i18n/i18n.h"
#include "member/member_secret.h"
#include "setting/setting_seal.h"

static struct growth_new an(struct town *t)
{
	return (struct growth_new){ .name = STR(" LÊ  VĂN AN "),
				    .sex = STR("m"),
				    .birth = d("1996-03-05"),
				    .work = STR("Tòa án"),
				    .org = t->one,
				    .source = STR("youth"),
				    .proposer = STR("Đoàn Thanh niên Tòa án"),
				    .consent = d("2025-01-06"),
				    .on = d("2025-01-10") };
}

static struct candidate_by_id_row person(struct town *t, int64_t id)
{
	struct candidate_by_id_row c;
	bool found;

	ok(candidate_by_id(t->cx.db, &(struct candidate_by_id_in){ id }, &c,
			   &found));
	assert_true(found);
	return c;
}

static struct err *step_(struct town *t, int64_t id, const char *stage,
			 const char *on, int64_t *ret_member)
{
	bool vote = str_eq(str_c(stage), STR("voted"));
	struct growth_step_new in = { .stage = str_c(stage),
				      .on = d(on),
				      .basis = STR("12-QĐ/ĐU"),
				      .base = vote ? 9 : DB_NULL,
				      .yes = vote ? 8 : DB_NULL };

	return growth_step(&t->cx, id, 0, &in, ret_member);
}

static struct err *step(struct town *t, int64_t id, const char *stage,
			const char *on)
{
	int64_t member;

	return step_(t, id, stage, on, &member);
}

static void steps_to_decision(struct town *t, int64_t id)
{
	ok(step(t, id, "course", "2025-06-30"));
	ok(step(t, id, "file", "2025-08-20"));
	ok(step(t, id, "checked", "2025-11-20"));
	ok(step(t, id, "voted", "2025-12-08"));
	ok(step(t, id, "decision", "2026-01-12"));
}

static struct audit_row newest(struct town *t, int64_t id)
{
	struct audit_rows rows;

	ok(account_history(&t->cx, "candidate", id, 1, &rows));
	assert_int_equal(rows.n, 1);
	return rows.p[0];
}

/* ---- the whole way --------------------------------------------------------------- */

static void the_whole_way(void **state UNUSED)
{
	struct growth_new in;
	struct candidate_by_id_row c;
	struct member_by_id_row m;
	struct growth_path path;
	int64_t id, member = 0;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	in.national_id = STR("079 096 000 111");
	ok(growth_propose(cx, &in, false, &id));
	c = person(&t, id);
	same(c.name, "Lê Văn An");
	same(c.stage, "proposed");
	same(c.state, "open");
	same(newest(&t, id).kind, "growth.propose");
	/* sealed, and never in the trail */
	assert_true(says(newest(&t, id).after, "111"));
	assert_false(says(newest(&t, id).after, "079096000111"));
	steps_to_decision(&t, id);
	same(person(&t, id).stage, "decision");
	ok(step_(&t, id, "ceremony", "2026-02-03", &member));
	assert_true(member > 0);
	c = person(&t, id);
	same(c.state, "admitted");
	assert_int_equal(c.member, member);
	/* nothing was typed twice */
	t.thu = member;
	m = row(&t);
	same(m.name, "Lê Văn An");
	same(m.state, "probationary");
	assert_int_equal(m.org, t.one);
	assert_int_equal(m.admitted_on, d("2026-01-12"));
	/* membership from the decision, probation from the ceremony */
	same(history(&t), "Chi bộ Một admitted> 2026-02-03-;\n"
			  "probationary admitted 2026-02-03-;\n");
	assert_true(says(facts(&t), "national_id…111"));
	assert_true(says(facts(&t), "workplace=Tòa án"));
	same(newest(&t, id).kind, "growth.step");
	ok(growth_path_read(cx, id, &path));
	assert_int_equal(path.last, 7);
	/* what follows is recorded there */
	fails(step(&t, id, "received", "2026-02-03"), ERR_CONFLICT);
	fails(growth_step_back(cx, id, 0, STR("nhầm")), ERR_CONFLICT);
	fails(growth_leave(cx, id, 0,
			   &(struct growth_exit){ STR("other"), cx->today,
						  STR("") }),
	      ERR_CONFLICT);
	kit_close(cx);
}

/* Whoever keeps a cell's pipeline brings a member about, and no other way. */
static void by_the_secretary(void **state UNUSED)
{
	struct growth_new in;
	int64_t id, member;
	TOWN;

	as(&t, t.secretary);
	in = an(&t);
	ok(growth_propose(cx, &in, false, &id));
	steps_to_decision(&t, id);
	ok(step_(&t, id, "ceremony", "2026-02-03", &member));
	in.org = t.two;
	in.name = STR("Người Khác");
	refuses(growth_propose(cx, &in, false, &id), ERR_INVALID, "org");
	kit_close(cx);
}

/* ---- proposing ------------------------------------------------------------------------ */

static void proposal_refused(void **state UNUSED)
{
	struct growth_new in, bad;
	struct err *e;
	int64_t id;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	bad = (struct growth_new){ .org = t.one,
				   .birth = DAY_NONE,
				   .sex = STR("x"),
				   .consent = DAY_NONE,
				   .on = DAY_NONE };
	e = growth_propose(cx, &bad, false, &id);
	refuses(e, ERR_INVALID, "name");
	same(e->next->field, "birth");
	same(e->next->next->field, "on");
	same(e->next->next->next->field, "consent");
	same(e->next->next->next->next->field, "sex");
	same(e->next->next->next->next->next->field, "source");
	same(e->next->next->next->next->next->next->field, "proposer");
	bad = in;
	bad.national_id = STR("123");
	refuses(growth_propose(cx, &bad, false, &id), ERR_INVALID,
		"national_id");
	bad = in;
	bad.consent = cx->today + 1;
	refuses(growth_propose(cx, &bad, false, &id), ERR_INVALID, "consent");
	bad = in;
	bad.on = cx->today + 1;
	refuses(growth_propose(cx, &bad, false, &id), ERR_INVALID, "on");
	bad = in;
	bad.birth = cx->today;
	refuses(growth_propose(cx, &bad, false, &id), ERR_INVALID, "birth");
	bad = in;
	bad.org = 999;
	refuses(growth_propose(cx, &bad, false, &id), ERR_INVALID, "org");
	bad = in;
	bad.on = cx->today - 9001;
	bad.consent = bad.on;
	bad.birth = bad.on - 9000;
	/* proposed before the organisation was put on record */
	ok(growth_propose(cx, &bad, false, &id));
	assert_int_equal(kit_number(cx, "select count(*) from candidate_in i "
					"join org o on o.id = i.org "
					"where i.from_on = o.from_on"),
			 1);
	/* who may not */
	as(&t, user(&t, "dv@dn.vn", "member", t.one));
	fails(growth_propose(cx, &in, false, &id), ERR_DENIED);
	kit_close(cx);
}

/* Two who are one person: by number never, by name and birth unless it is sure. */
static void twins(void **state UNUSED)
{
	struct growth_new in, other;
	struct member_value number = { STR("national_id"),
				       STR("079096000333") };
	struct member_new m;
	int64_t id, two, member;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	in.national_id = STR("079096000111");
	ok(growth_propose(cx, &in, false, &id));
	other = in;
	other.org = t.two;
	refuses(growth_propose(cx, &other, true, &two), ERR_CONFLICT,
		"national_id");
	other.national_id = STR_NULL;
	other.name = STR("Le van an");
	refuses(growth_propose(cx, &other, false, &two), ERR_CONFLICT, "sure");
	ok(growth_propose(cx, &other, true, &two));
	/* among the members */
	m = thu(&t);
	m.name = STR("Trần Bình");
	m.birth = d("1990-01-02");
	m.value = &number;
	m.n_values = 1;
	ok(member_add(cx, &m, false, &member));
	other.name = STR("Trần Bình");
	other.birth = d("1990-01-02");
	refuses(growth_propose(cx, &other, false, &two), ERR_CONFLICT, "sure");
	other.national_id = STR("079096000333");
	refuses(growth_propose(cx, &other, true, &two), ERR_CONFLICT,
		"national_id");
	kit_close(cx);
}

static void a_key_counts_once(void **state UNUSED)
{
	struct growth_new in;
	int64_t id, again, member;
	struct growth_step_new course = { .stage = STR("course"),
					  .on = d("2025-06-30"),
					  .base = DB_NULL,
					  .yes = DB_NULL };
	TOWN;

	as(&t, t.office);
	in = an(&t);
	cx->key = STR("once");
	ok(growth_propose(cx, &in, false, &id));
	ok(growth_propose(cx, &in, false, &again));
	assert_int_equal(id, again);
	cx->key = STR("twice");
	ok(growth_step(cx, id, 1, &course, &member));
	ok(growth_step(cx, id, 1, &course, &member));
	cx->key = STR_NULL;
	/* somebody else was faster */
	refuses(growth_step(cx, id, 1, &course, &member), ERR_CONFLICT, "rev");
	kit_close(cx);
}

/* ---- stages ------------------------------------------------------------------------------ */

static void stages_in_order(void **state UNUSED)
{
	struct growth_new in;
	struct growth_step_new vote = { .stage = STR("voted"),
					.on = d("2025-12-08"),
					.base = 9,
					.yes = 10 };
	int64_t id, member;
	struct err *e;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	ok(growth_propose(cx, &in, false, &id));
	refuses(step(&t, id, "file", "2025-08-20"), ERR_INVALID, "stage");
	refuses(step(&t, id, "nothing", "2025-08-20"), ERR_INVALID, "stage");
	refuses(step(&t, id, "proposed", "2025-08-20"), ERR_INVALID, "stage");
	/* a certificate may be older than the introduction */
	ok(step(&t, id, "course", "2024-12-01"));
	refuses(step(&t, id, "course", "2025-06-30"), ERR_INVALID, "stage");
	ok(step(&t, id, "file", "2025-08-20"));
	refuses(step(&t, id, "checked", "2025-08-19"), ERR_INVALID, "on");
	ok(step(&t, id, "checked", "2025-11-20"));
	refuses(growth_step(cx, id, 0, &vote, &member), ERR_INVALID, "yes");
	vote.base = 0;
	refuses(growth_step(cx, id, 0, &vote, &member), ERR_INVALID, "base");
	vote.base = 9;
	vote.yes = 5;
	e = growth_step(cx, id, 0, &vote, &member);
	refuses(e, ERR_INVALID, "yes");
	same(tr_err(a, LANG_EN, e),
	     "5 of 9 votes aren't enough: 6 are needed (294-QĐ/TW). If the "
	     "figures are right, the person leaves the pipeline by the vote.");
	vote.yes = 6;
	ok(growth_step(cx, id, 0, &vote, &member));
	refuses(step(&t, id, "ceremony", "2026-02-03"), ERR_INVALID, "stage");
	ok(step(&t, id, "decision", "2026-01-12"));
	refuses(step(&t, id, "ceremony", "2026-01-11"), ERR_INVALID, "on");
	ok(step(&t, id, "received", "2026-01-20"));
	/* the ceremony stands on the decision, not on its receipt */
	refuses(step(&t, id, "ceremony", "2026-01-11"), ERR_INVALID, "on");
	ok(step(&t, id, "ceremony", "2026-01-19"));
	kit_close(cx);
}

/* The rules of the day of the cell's review. */
static void rules_of_the_review(void **state UNUSED)
{
	struct growth_new in;
	int64_t id;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	in.birth = d("2008-01-31");
	ok(growth_propose(cx, &in, false, &id));
	ok(step(&t, id, "course", "2025-06-30"));
	ok(step(&t, id, "file", "2025-08-20"));
	ok(step(&t, id, "checked", "2025-11-20"));
	refuses(step(&t, id, "voted", "2025-12-08"), ERR_INVALID, "birth");
	ok(step(&t, id, "voted", "2026-01-05"));
	in = an(&t);
	in.name = STR("Cao Tuổi");
	in.birth = d("1965-11-30");
	ok(growth_propose(cx, &in, false, &id));
	ok(step(&t, id, "course", "2025-06-30"));
	ok(step(&t, id, "file", "2025-08-20"));
	ok(step(&t, id, "checked", "2025-11-20"));
	refuses(step(&t, id, "voted", "2025-12-08"), ERR_INVALID, "birth");
	ok(step(&t, id, "voted", "2025-11-30"));
	kit_close(cx);
}

static void taken_back(void **state UNUSED)
{
	struct growth_new in;
	struct growth_path path;
	int64_t id;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	ok(growth_propose(cx, &in, false, &id));
	fails(growth_step_back(cx, id, 0, STR("nhầm")), ERR_CONFLICT);
	ok(step(&t, id, "course", "2025-06-30"));
	ok(step(&t, id, "file", "2025-08-20"));
	refuses(growth_step_back(cx, id, 0, STR(" ")), ERR_INVALID, "reason");
	ok(growth_step_back(cx, id, 0, STR("nhập nhầm người")));
	same(person(&t, id).stage, "course");
	assert_int_equal(person(&t, id).stage_on, d("2025-06-30"));
	same(newest(&t, id).reason, "nhập nhầm người");
	ok(growth_path_read(cx, id, &path));
	assert_int_equal(path.last, 1);
	/* and goes on again */
	ok(step(&t, id, "file", "2025-08-21"));
	kit_close(cx);
}

/* ---- corrections, moves, leaving ------------------------------------------------------------ */

static void corrected(void **state UNUSED)
{
	struct growth_new in;
	struct candidate_secrets_rows sealed;
	int64_t id, other;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	ok(growth_propose(cx, &in, false, &id));
	in.name = STR("Lê Văn Ân");
	in.national_id = STR("079096000111");
	in.source = STR("women");
	ok(growth_edit(cx, id, 0, &in));
	same(person(&t, id).name, "Lê Văn Ân");
	same(person(&t, id).source, "women");
	ok(candidate_secrets(cx->db, &(struct candidate_secrets_in){ id },
			     &sealed));
	assert_int_equal(sealed.n, 1);
	same(sealed.p[0].tail, "111");
	in.national_id = STR("079096000222");
	ok(growth_edit(cx, id, 0, &in));
	ok(candidate_secrets(cx->db, &(struct candidate_secrets_in){ id },
			     &sealed));
	assert_int_equal(sealed.n, 1);
	same(sealed.p[0].tail, "222");
	/* who corrects something else doesn't type it again: it stays */
	in.national_id = STR("");
	in.work = STR("Viện Kiểm sát");
	ok(growth_edit(cx, id, 0, &in));
	ok(candidate_secrets(cx->db, &(struct candidate_secrets_in){ id },
			     &sealed));
	assert_int_equal(sealed.n, 1);
	same(sealed.p[0].tail, "222");
	/* the first number is free again */
	in.name = STR("Người Khác");
	in.national_id = STR("079096000111");
	ok(growth_propose(cx, &in, false, &other));
	in.national_id = STR("079096000222");
	refuses(growth_edit(cx, other, 0, &in), ERR_CONFLICT, "national_id");
	in.source = STR("x");
	refuses(growth_edit(cx, id, 0, &in), ERR_INVALID, "source");
	kit_close(cx);
}

static void moved(void **state UNUSED)
{
	struct growth_new in;
	struct growth_move to = { .on = d("2025-09-01"),
				  .basis = STR("Giấy giới thiệu 7") };
	int64_t id;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	ok(growth_propose(cx, &in, false, &id));
	to.org = t.one;
	refuses(growth_transfer(cx, id, 0, &to), ERR_INVALID, "org");
	to.org = t.two;
	to.on = d("2025-01-10");
	refuses(growth_transfer(cx, id, 0, &to), ERR_INVALID, "on");
	to.on = d("2025-09-01");
	ok(growth_transfer(cx, id, 0, &to));
	assert_int_equal(person(&t, id).org, t.two);
	/* out of the secretary's sight */
	as(&t, t.secretary);
	fails(step(&t, id, "course", "2025-06-30"), ERR_NOT_FOUND);
	kit_close(cx);
}

static void left_and_back(void **state UNUSED)
{
	struct growth_new in;
	struct growth_exit out = { .cause = STR("unwilling"),
				   .on = d("2025-09-01"),
				   .note = STR("đi học xa") };
	int64_t id;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	ok(growth_propose(cx, &in, false, &id));
	fails(growth_return(cx, id, 0, cx->today), ERR_CONFLICT);
	out.on = d("2025-01-09");
	refuses(growth_leave(cx, id, 0, &out), ERR_INVALID, "on");
	out.on = d("2025-09-01");
	out.cause = STR("x");
	refuses(growth_leave(cx, id, 0, &out), ERR_INVALID, "cause");
	out.cause = STR("unwilling");
	ok(growth_leave(cx, id, 0, &out));
	same(person(&t, id).state, "left");
	fails(step(&t, id, "course", "2025-09-30"), ERR_CONFLICT);
	fails(growth_leave(cx, id, 0, &out), ERR_CONFLICT);
	refuses(growth_return(cx, id, 0, d("2025-08-31")), ERR_INVALID, "on");
	ok(growth_return(cx, id, 0, d("2025-10-01")));
	same(person(&t, id).state, "open");
	/* nothing happens in the days between */
	out.on = d("2025-09-15");
	refuses(growth_leave(cx, id, 0, &out), ERR_INVALID, "on");
	ok(step(&t, id, "course", "2025-10-30"));
	ok(growth_step_back(cx, id, 0, STR("nhầm")));
	/* but a certificate may be older than all of it, and nobody waits longer
	 * since then for it */
	ok(step(&t, id, "course", "2023-05-15"));
	assert_int_equal(person(&t, id).stage_on, d("2025-01-10"));
	assert_int_equal(person(&t, id).course_on, d("2023-05-15"));
	refuses(step(&t, id, "file", "2025-01-09"), ERR_INVALID, "on");
	refuses(step(&t, id, "file", "2025-09-15"), ERR_INVALID, "on");
	ok(step(&t, id, "file", "2025-10-01"));
	ok(growth_step_back(cx, id, 0, STR("nhầm")));
	assert_int_equal(person(&t, id).stage_on, d("2025-01-10"));
	kit_close(cx);
}

/* Who left one pipeline isn't "there already", and who was a member is admitted
 * again in that record. */
static void numbers_of_others(void **state UNUSED)
{
	struct growth_new in;
	struct growth_exit out = { .cause = STR("moved"),
				   .on = d("2025-09-01") };
	struct err *e;
	int64_t id;
	TOWN;

	as(&t, t.office);
	in = an(&t);
	in.national_id = STR("079096000111");
	ok(growth_propose(cx, &in, false, &id));
	in.name = STR("Trần Khác");
	in.org = t.two;
	e = growth_propose(cx, &in, false, &id);
	refuses(e, ERR_CONFLICT, "national_id");
	assert_true(says(tr_err(a, LANG_EN, e), "is in the pipeline of"));
	ok(growth_leave(cx, id, 0, &out));
	e = growth_propose(cx, &in, false, &id);
	refuses(e, ERR_CONFLICT, "national_id");
	assert_true(says(tr_err(a, LANG_EN, e), "left the pipeline of"));
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_way),
		cmocka_unit_test(by_the_secretary),
		cmocka_unit_test(proposal_refused),
		cmocka_unit_test(twins),
		cmocka_unit_test(a_key_counts_once),
		cmocka_unit_test(stages_in_order),
		cmocka_unit_test(rules_of_the_review),
		cmocka_unit_test(taken_back),
		cmocka_unit_test(corrected),
		cmocka_unit_test(moved),
		cmocka_unit_test(left_and_back),
		cmocka_unit_test(numbers_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
