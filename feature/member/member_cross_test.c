/*
 * What people do and what a decision does to their organisations, across each
 * other: a move behind the day of a merger, a stay in what is handed over, an
 * office that ended with an organisation, and what is taken back then.
 */
#include "member/test/member_kit.h"

#include "i18n/i18n.h"
#include "member/member.h"
#include "member/member_list.h"
#include "org/org.h"
#include "org/org_reorg.h"
#include "view/feature.h"

static struct err *decide(struct town *t, const char *on,
			  const struct org_step *s, int64_t *ret_id)
{
	struct cx c = t->cx;
	struct org_decision dec;
	int64_t id, step;
	struct err *err;
	bool found;

	c.actor = (struct actor){ .id = ACTOR_SYSTEM };
	c.db = store_reader(c.store, c.arena);
	ok(decision_make(&c,
			 &(struct org_decision_new){ .number = STR("5-QĐ/ĐU"),
						     .title = STR("Sắp xếp"),
						     .signer = STR("Bí thư"),
						     .signed_on =
							     d("2022-12-31"),
						     .effective_on = d(on) },
			 &id));
	ok(step_add(&c, id, s, &step));
	/* nobody leads it yet, if that is asked */
	ok(choice_set(&c, id,
		      str_fmt(c.arena, "member.head.%lld", (long long)step),
		      STR("none")));
	ok(decision_find(&c, id, &dec, &found));
	err = decision_approve(&c, id, dec.rev);
	store_return(c.db);
	*ret_id = id;
	return err;
}

static int64_t decided(struct town *t, const char *on, const struct org_step *s)
{
	int64_t id;

	ok(decide(t, on, s, &id));
	return id;
}

static struct err *undo(struct town *t, int64_t decision)
{
	return decision_undo(&t->cx, decision, STR("nhầm"));
}

static void features_open(void)
{
	static const struct feature *const features[] = { &member_feature };

	features_set(features, 1);
}

/* Who only stays there for a time keeps state and offices at home. */
static void guest_stays_a_member(void **state UNUSED)
{
	TOWN;
	struct str was;
	int64_t id;

	ok(post(&t, t.one, "bi_thu", "2023-01-01"));
	ok(move(&t, "away", t.two, "2024-01-01"));
	was = history(&t);
	assert_int_equal(row(&t).away, t.two);
	id = decided(&t, "2025-01-01",
		     &(struct org_step){ .kind = STEP_HAND_OVER,
					 .org = t.two,
					 .body = STR("Đảng ủy khác") });
	assert_int_equal(row(&t).org, t.one);
	assert_int_equal(row(&t).away, DB_NULL);
	same(history(&t),
	     "Chi bộ Một in> 2022-09-05-;"
	     "~Chi bộ Hai away>handed_over 2024-01-01-2025-01-01;\n"
	     "probationary admitted 2014-02-03-2015-02-03;"
	     "official made_official 2015-02-03-;\n"
	     "bi_thu 2023-01-01-;");
	ok(undo(&t, id));
	same(history(&t), str_to_c(a, was));
	kit_close(cx);
}

/* … and a stay that ends because it is home now comes back. */
static void stay_comes_back(void **state UNUSED)
{
	TOWN;
	int64_t id, sources[] = { t.two };

	ok(move(&t, "away", t.two, "2024-01-01"));
	id = decided(&t, "2025-01-01",
		     &(struct org_step){ .kind = STEP_MERGE_INTO,
					 .heir = t.one,
					 .source = sources,
					 .n_sources = 1 });
	assert_int_equal(row(&t).away, DB_NULL);
	ok(undo(&t, id));
	assert_int_equal(row(&t).away, t.two);
	kit_close(cx);
}

/* Home and stay go into the same: it is home, whichever comes first. */
static void home_and_stay_merge(void **state UNUSED)
{
	TOWN;
	int64_t id, sources[] = { t.one, t.two };
	struct str was;

	ok(move(&t, "within", t.two, "2023-06-01"));
	ok(move(&t, "away", t.one, "2024-01-01"));
	was = history(&t);
	id = decided(&t, "2025-01-01",
		     &(struct org_step){ .kind = STEP_MERGE_NEW,
					 .parent = t.root,
					 .org_kind = STR("chi_bo"),
					 .name = STR("Chi bộ Mới"),
					 .source = sources,
					 .n_sources = 2 });
	same(history(&t), "Chi bộ Một in>within 2022-09-05-2023-06-01;"
			  "Chi bộ Hai within>reorganised 2023-06-01-2025-01-01;"
			  "~Chi bộ Một away>reorganised 2024-01-01-2025-01-01;"
			  "Chi bộ Mới reorganised> 2025-01-01-;\n"
			  "probationary admitted 2014-02-03-2015-02-03;"
			  "official made_official 2015-02-03-;\n");
	assert_int_equal(row(&t).away, DB_NULL);
	ok(undo(&t, id));
	same(history(&t), str_to_c(a, was));
	assert_int_equal(row(&t).away, t.one);
	kit_close(cx);
}

/* Who went from one source to the other behind the day belongs to the heir
 * throughout. */
static void moved_between_sources(void **state UNUSED)
{
	TOWN;
	int64_t id, sources[] = { t.one, t.two };
	struct str was;

	ok(move(&t, "within", t.two, "2024-06-01"));
	was = history(&t);
	id = decided(&t, "2024-01-01",
		     &(struct org_step){ .kind = STEP_MERGE_NEW,
					 .parent = t.root,
					 .org_kind = STR("chi_bo"),
					 .name = STR("Chi bộ Mới"),
					 .source = sources,
					 .n_sources = 2 });
	same(history(&t), "Chi bộ Một in>reorganised 2022-09-05-2024-01-01;"
			  "Chi bộ Mới reorganised>within 2024-01-01-2024-06-01;"
			  "Chi bộ Mới within> 2024-06-01-;\n"
			  "probationary admitted 2014-02-03-2015-02-03;"
			  "official made_official 2015-02-03-;\n");
	ok(undo(&t, id));
	same(history(&t), str_to_c(a, was));
	kit_close(cx);
}

static void merge_two(struct town *t, const char *on)
{
	int64_t sources[] = { t->two };

	decided(t, on,
		&(struct org_step){ .kind = STEP_MERGE_INTO,
				    .heir = t->one,
				    .source = sources,
				    .n_sources = 1 });
}

/* Nobody comes to stay in what has ended since. */
static void nobody_into_what_ended(void **state UNUSED)
{
	TOWN;
	struct member_new in = thu(&t);
	int64_t id;

	merge_two(&t, "2025-01-01");
	refuses(move(&t, "within", t.two, "2024-06-01"), ERR_INVALID, "org");
	refuses(move(&t, "away", t.two, "2024-06-01"), ERR_INVALID, "org");
	refuses(post(&t, t.two, "bi_thu", "2024-06-01"), ERR_INVALID, "org");
	in.name = STR("Người Khác");
	in.org = t.two;
	in.n_values = 0;
	in.from = d("2024-06-01");
	refuses(member_add(cx, &in, false, &id), ERR_INVALID, "org");
	/* an office that ended before is history */
	ok(member_post_add(cx, &(struct member_post){ .member = t.thu,
						      .rev = row(&t).rev,
						      .org = t.two,
						      .office = STR("bi_thu"),
						      .from = d("2024-01-01"),
						      .to = d("2024-06-01") }));
	refuses(member_post_add(cx,
				&(struct member_post){ .member = t.thu,
						       .rev = row(&t).rev,
						       .org = t.two,
						       .office = STR("bi_thu"),
						       .from = d("2024-07-01"),
						       .to = d("2025-02-01") }),
		ERR_INVALID, "org");
	kit_close(cx);
}

/* A move isn't taken back into what has ended since. */
static void not_back_into_what_ended(void **state UNUSED)
{
	TOWN;
	struct member_edit which;
	int64_t first;

	ok(move(&t, "within", t.two, "2024-01-01"));
	ok(move(&t, "within", t.one, "2024-06-01"));
	first = event(&t).id;
	merge_two(&t, "2025-01-01");
	which = edit(&t, "", "", NULL);
	fails(member_take_back(cx, &which, first), ERR_CONFLICT);
	assert_int_equal(row(&t).org, t.one);
	kit_close(cx);
}

/* The right day of an admission lies behind the day on which the organisation
 * came to be. */
static void no_home_before_it_is_there(void **state UNUSED)
{
	TOWN;
	struct member_new in = thu(&t);

	in.name = STR("Người Mới");
	in.how = STR("admitted");
	in.from = DAY_NONE;
	in.admitted = d("2022-01-01");
	in.official = DAY_NONE;
	in.n_values = 0;
	ok(member_add(cx, &in, false, &t.thu));
	refuses(correct(&t, "admitted_on", "01/01/2001", NULL), ERR_INVALID,
		"value");
	ok(correct(&t, "admitted_on", "01/01/2021", NULL));
	/* the name, too: a list of a day between shows it */
	same(facts(&t), "Người Mới 2021-01-01-;\n\n");
	kit_close(cx);
}

/* An office that a decision ended doesn't come back to somebody who left. */
static void no_office_of_who_left(void **state UNUSED)
{
	TOWN;
	int64_t id, sources[] = { t.two };

	ok(post(&t, t.two, "bi_thu", "2024-01-01"));
	id = decided(&t, "2025-01-01",
		     &(struct org_step){ .kind = STEP_MERGE_INTO,
					 .heir = t.one,
					 .source = sources,
					 .n_sources = 1 });
	ok(move(&t, "died", 0, "2025-06-01"));
	fails(undo(&t, id), ERR_CONFLICT);
	kit_close(cx);
}

/* Who came or went on behind the day doesn't leave with the organisation: that
 * is to be cleared first. Who left for good behind it left with it. */
static void handed_over_behind_moves(void **state UNUSED)
{
	TOWN;
	const struct org_step one = { .kind = STEP_HAND_OVER,
				      .org = t.one,
				      .body = STR("Đảng ủy khác") };
	const struct org_step two = { .kind = STEP_HAND_OVER,
				      .org = t.two,
				      .body = STR("Đảng ủy khác") };
	struct str was;
	int64_t id;

	ok(move(&t, "within", t.two, "2024-06-01"));
	was = history(&t);
	fails(decide(&t, "2024-01-01", &one, &id), ERR_CONFLICT);
	fails(decide(&t, "2024-01-01", &two, &id), ERR_CONFLICT);
	same(history(&t), str_to_c(a, was));
	ok(decide(&t, "2024-07-01", &one, &id));
	same(history(&t), str_to_c(a, was));
	ok(undo(&t, id));
	ok(move(&t, "died", 0, "2025-01-01"));
	was = history(&t);
	ok(decide(&t, "2024-07-01", &two, &id));
	same(row(&t).state, "transferred");
	ok(undo(&t, id));
	same(history(&t), str_to_c(a, was));
	same(row(&t).state, "died");
	kit_close(cx);
}

/* A form's key shows one field of one person, not whatever is asked with it. */
static void one_showing_a_key(void **state UNUSED)
{
	TOWN;
	struct member_edit which = { .member = t.thu,
				     .field = STR("national_id"),
				     .reason = STR("để đối chiếu") };
	struct str value;

	cx->key = STR("key-1");
	ok(member_show(cx, &which, &value));
	same(value, "079088012482");
	value = STR("");
	ok(member_show(cx, &which, &value)); /* the same form again */
	same(value, "079088012482");
	which.reason = STR("lý do khác");
	fails(member_show(cx, &which, &value), ERR_CONFLICT);
	which.reason = STR("để đối chiếu");
	which.field = STR("phone");
	fails(member_show(cx, &which, &value), ERR_CONFLICT);
	kit_close(cx);
}

static int64_t seen_on(struct town *t, const char *day)
{
	struct member_filter all = { .page = 1 };
	struct cx c = t->cx;
	int64_t n;

	c.db = store_reader(c.store, c.arena);
	c.today = c.as_at = d(day);
	c.past = true;
	ok(member_filter_count(&c, &all, &n));
	store_return(c.db);
	return n;
}

/* Who may see a past day is asked of today: an heir sees the people whom it
 * took over as they were before; who gave a cell away sees it no more. */
static void rights_on_past_days_are_todays(void **state UNUSED)
{
	TOWN;
	int64_t first, moved, giver;

	features_open();
	first = user(&t, "bt2@dn.vn", ROLE_SECRETARY, t.two);
	giver = decided(&t, "2023-01-01",
			&(struct org_step){ .kind = STEP_MOVE,
					    .org = t.one,
					    .parent = t.two });
	as(&t, first);
	assert_int_equal(seen_on(&t, "2022-12-01"), 1);
	assert_int_equal(seen_on(&t, "2023-02-01"), 1);
	as(&t, 0);
	moved = decided(&t, "2023-06-01",
			&(struct org_step){ .kind = STEP_MOVE,
					    .org = t.one,
					    .parent = t.root });
	as(&t, first);
	assert_int_equal(seen_on(&t, "2023-02-01"), 0);
	as(&t, 0);
	ok(undo(&t, moved));
	as(&t, first);
	assert_int_equal(seen_on(&t, "2022-12-01"), 1);
	as(&t, 0);
	ok(undo(&t, giver));
	as(&t, first);
	assert_int_equal(seen_on(&t, "2022-12-01"), 0);
	/* not of the other cell, which holds nobody */
	as(&t, t.secretary);
	assert_int_equal(seen_on(&t, "2022-12-01"), 1);
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rights_on_past_days_are_todays),
		cmocka_unit_test(guest_stays_a_member),
		cmocka_unit_test(stay_comes_back),
		cmocka_unit_test(home_and_stay_merge),
		cmocka_unit_test(moved_between_sources),
		cmocka_unit_test(nobody_into_what_ended),
		cmocka_unit_test(not_back_into_what_ended),
		cmocka_unit_test(no_home_before_it_is_there),
		cmocka_unit_test(no_office_of_who_left),
		cmocka_unit_test(handed_over_behind_moves),
		cmocka_unit_test(one_showing_a_key),
	};

	features_open();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
