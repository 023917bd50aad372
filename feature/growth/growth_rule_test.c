/* Time limits and conditions of admission, by the rule of the day. */
#include "testkit/testkit.h"

#include "growth/growth_rule.h"
#include "i18n/i18n.h"

static struct arena *arena;
static const struct profile *party, *guild;

static int setup(void **state UNUSED)
{
	arena = arena_open(16 << 20);
	ok(profile_load(arena, STR("vn-party"), &party));
	ok(profile_load(arena, STR("association"), &guild));
	return 0;
}

static int teardown(void **state UNUSED)
{
	arena_close(arena);
	return 0;
}

static day_t d(const char *iso)
{
	day_t day = DAY_NONE;

	assert_true(!*iso || day_from_iso(str_c(iso), &day));
	return day;
}

static void refuses_(const struct err *e, const char *field, int line)
{
	fails_(e, ERR_INVALID, __FILE__, line);
	same_(e->field, field, __FILE__, line);
}
#define refuses(e, field) refuses_((e), (field), __LINE__)

/* ---- limits ----------------------------------------------------------------- */

enum kind { CEREMONY, COURSE, OFFICIAL, REVIEW };

/* The days were counted apart from the program, by the calendar and the list of
 * holidays. */
static const struct {
	enum kind kind;
	const char *from, *received, *due; /* "": none */
} limits[] = {
	/* 24-QĐ/TW, 232-QĐ/TW */
	{ CEREMONY, "2021-07-29", "2021-08-02", "" },
	{ CEREMONY, "2021-07-30", "2021-08-02", "2021-09-15" },
	{ CEREMONY, "2021-12-20", "2021-12-31", "2022-02-21" },
	{ CEREMONY, "2022-01-10", "2022-01-28", "2022-03-18" },
	{ CEREMONY, "2022-03-31", "2022-04-08", "2022-05-25" },
	{ CEREMONY, "2023-01-16", "2023-01-19", "2023-03-09" },
	{ CEREMONY, "2023-04-20", "2023-04-28", "2023-06-14" },
	{ CEREMONY, "2023-08-14", "2023-08-25", "2023-10-10" },
	{ CEREMONY, "2024-01-22", "2024-02-07", "2024-03-27" },
	{ CEREMONY, "2024-02-28", "2024-02-29", "2024-04-11" },
	{ CEREMONY, "2024-04-22", "2024-04-26", "2024-06-11" },
	{ CEREMONY, "2024-08-19", "2024-08-31", "2024-10-15" },
	{ CEREMONY, "2024-12-30", "2025-01-02", "2025-02-20" },
	{ CEREMONY, "2025-01-19", "2025-01-24", "2025-03-14" },
	{ CEREMONY, "2025-01-20", "2025-01-24", "2025-03-14" },
	{ CEREMONY, "2025-03-28", "2025-04-04", "2025-05-21" },
	{ CEREMONY, "2025-06-30", "2025-07-02", "2025-08-13" },
	{ CEREMONY, "2025-06-30", "", "" },
	{ COURSE, "2021-07-29", "", "" },
	{ COURSE, "2021-07-30", "", "2026-07-30" },
	{ COURSE, "2023-05-31", "", "2028-05-31" },
	{ COURSE, "2024-02-29", "", "2029-02-28" },
	{ COURSE, "2025-01-20", "", "2030-01-20" },
	{ COURSE, "2025-06-08", "", "2030-06-08" },
	{ OFFICIAL, "2021-07-29", "", "" },
	{ REVIEW, "2021-07-29", "", "" },
	{ OFFICIAL, "2021-07-30", "", "2022-07-30" },
	{ REVIEW, "2021-07-30", "", "2022-09-13" },
	{ OFFICIAL, "2022-02-28", "", "2023-02-28" },
	{ REVIEW, "2022-02-28", "", "2023-04-11" },
	{ OFFICIAL, "2023-02-28", "", "2024-02-28" },
	{ REVIEW, "2023-02-28", "", "2024-04-10" },
	{ OFFICIAL, "2024-02-29", "", "2025-02-28" },
	{ REVIEW, "2024-02-29", "", "2025-04-14" },
	{ OFFICIAL, "2024-08-31", "", "2025-08-31" },
	{ REVIEW, "2024-08-31", "", "2025-10-14" },
	{ OFFICIAL, "2025-01-19", "", "2026-01-19" },
	{ REVIEW, "2025-01-19", "", "2026-03-09" },
	{ OFFICIAL, "2025-01-20", "", "2026-01-20" },
	{ REVIEW, "2025-01-20", "", "2026-03-10" },
	{ OFFICIAL, "2025-06-30", "", "2026-06-30" },
	{ REVIEW, "2025-06-30", "", "2026-08-11" },
	/* 294-QĐ/TW, 208-QĐ/TW */
	{ CEREMONY, "2025-07-01", "2025-07-01", "2025-08-12" },
	{ CEREMONY, "2025-07-01", "2025-07-09", "2025-08-20" },
	{ CEREMONY, "2025-07-20", "2025-07-25", "2025-09-09" },
	{ CEREMONY, "2025-07-21", "2025-08-15", "2025-09-30" },
	{ CEREMONY, "2025-08-29", "2025-08-30", "2025-10-14" },
	{ CEREMONY, "2025-12-10", "2025-12-12", "2026-01-26" },
	{ CEREMONY, "2026-01-05", "2026-01-09", "2026-02-26" },
	{ CEREMONY, "2026-01-12", "2026-02-14", "2026-04-03" },
	{ CEREMONY, "2026-02-13", "2026-02-21", "2026-04-03" },
	{ CEREMONY, "2026-03-01", "2026-03-20", "2026-05-06" },
	{ CEREMONY, "2026-03-18", "2026-04-24", "2026-06-10" },
	{ CEREMONY, "2026-06-30", "", "" },
	{ CEREMONY, "2026-07-24", "2026-07-24", "2026-09-08" },
	{ CEREMONY, "2026-07-25", "2026-07-27", "2026-09-09" },
	{ CEREMONY, "2026-07-25", "2026-08-20", "2026-10-05" },
	{ CEREMONY, "2026-07-26", "2026-08-20", "2026-09-08" },
	{ CEREMONY, "2026-07-26", "", "2026-09-08" },
	{ CEREMONY, "2026-07-27", "2026-07-27", "2026-09-09" },
	{ CEREMONY, "2026-08-14", "2026-08-20", "2026-09-29" },
	{ CEREMONY, "2026-10-12", "", "2026-11-23" },
	{ CEREMONY, "2026-10-31", "2026-11-30", "2026-12-14" },
	{ CEREMONY, "2027-01-04", "2027-02-01", "2027-02-22" },
	{ CEREMONY, "2027-12-31", "", "2028-02-11" },
	{ COURSE, "2025-06-09", "", "2030-06-09" },
	{ COURSE, "2025-06-30", "", "2030-06-30" },
	{ COURSE, "2025-08-31", "", "2030-08-31" },
	{ COURSE, "2026-02-28", "", "2031-02-28" },
	{ COURSE, "2026-03-31", "", "2031-03-31" },
	{ COURSE, "2027-01-01", "", "2032-01-01" },
	{ COURSE, "2028-02-29", "", "2033-02-28" },
	{ COURSE, "2030-12-31", "", "2035-12-31" },
	{ OFFICIAL, "2025-07-01", "", "2026-07-01" },
	{ REVIEW, "2025-07-01", "", "2026-08-12" },
	{ OFFICIAL, "2025-08-31", "", "2026-08-31" },
	{ REVIEW, "2025-08-31", "", "2026-10-14" },
	{ OFFICIAL, "2026-02-28", "", "2027-02-28" },
	{ REVIEW, "2026-02-28", "", "2027-04-09" },
	{ OFFICIAL, "2026-05-19", "", "2027-05-19" },
	{ REVIEW, "2026-05-19", "", "2027-06-30" },
	{ OFFICIAL, "2027-02-28", "", "2028-02-28" },
	{ REVIEW, "2027-02-28", "", "2028-04-10" },
	{ OFFICIAL, "2028-02-29", "", "2029-02-28" },
	{ REVIEW, "2028-02-29", "", "2029-04-11" },
	{ OFFICIAL, "2027-03-01", "", "2028-03-01" },
	{ REVIEW, "2027-03-01", "", "2028-04-12" },
	{ OFFICIAL, "2026-12-31", "", "2027-12-31" },
	{ REVIEW, "2026-12-31", "", "2028-02-11" },
	{ OFFICIAL, "2026-09-02", "", "2027-09-02" },
	{ REVIEW, "2026-09-02", "", "2027-10-15" },
};

static struct growth_limit limit_of(int i)
{
	day_t from = d(limits[i].from);

	switch (limits[i].kind) {
	case CEREMONY:
		return growth_ceremony_limit(party, from,
					     d(limits[i].received));
	case COURSE:
		return growth_course_limit(party, from);
	case OFFICIAL:
		return growth_probation_limit(party, from);
	case REVIEW:
		return growth_review_limit(party, from);
	}
	return (struct growth_limit){ 0 };
}

static void every_limit(void **state UNUSED)
{
	for (int i = 0; i < N_ELEMENTS(limits); i++) {
		struct growth_limit l = limit_of(i);

		if (l.due != d(limits[i].due))
			fail_msg("limit %d from %s: %s, not %s", i,
				 limits[i].from,
				 l.due == DAY_NONE
					 ? "none"
					 : str_to_c(arena,
						    day_iso(arena, l.due)),
				 limits[i].due);
		assert_true(l.due == DAY_NONE || l.rule);
	}
}

/* The two generations of the rule name their own basis. */
static void basis_of_the_day(void **state UNUSED)
{
	same(growth_basis(arena, growth_ceremony_limit(party, d("2026-07-25"),
						       d("2026-07-30"))
					 .rule),
	     " (294-QĐ/TW)");
	same(growth_basis(arena, growth_ceremony_limit(party, d("2026-07-26"),
						       d("2026-07-30"))
					 .rule),
	     " (208-QĐ/TW)");
	same(growth_basis(arena, NULL), "");
	same(growth_basis(arena, growth_ceremony_limit(party, d("2025-01-19"),
						       d("2025-01-24"))
					 .rule),
	     " (24-QĐ/TW)");
	same(growth_basis(arena, growth_ceremony_limit(party, d("2025-01-20"),
						       d("2025-01-24"))
					 .rule),
	     " (232-QĐ/TW)");
	/* a review that falls under a later rule is judged by that one */
	same(growth_basis(arena,
			  growth_review_limit(party, d("2024-07-01")).rule),
	     " (294-QĐ/TW)");
}

/* A profile without these rules limits nothing. */
static void no_rule_no_limit(void **state UNUSED)
{
	day_t on = d("2026-08-01");

	assert_int_equal(growth_ceremony_limit(guild, on, on).due, DAY_NONE);
	assert_int_equal(growth_course_limit(guild, on).due, DAY_NONE);
	assert_int_equal(growth_probation_limit(guild, on).due, DAY_NONE);
	assert_int_equal(growth_review_limit(guild, on).due, DAY_NONE);
	assert_int_equal(growth_ceremony_limit(party, DAY_NONE, on).due,
			 DAY_NONE);
	ok(growth_age_check(arena, guild, d("1900-01-01"), STR_NULL, on));
	ok(growth_age_check(arena, guild, on, STR_NULL, on));
	ok(growth_course_check(arena, guild, d("2000-01-01"), on));
	ok(growth_again_check(arena, guild, on, on));
	assert_int_equal(growth_vote_least(guild, 9, on), 5);
	assert_int_equal(growth_vote_least(guild, 10, on), 6);
}

/* ---- age ---------------------------------------------------------------------- */

static void age_by_month(void **state UNUSED)
{
	static const struct {
		const char *birth, *part, *on;
		bool good;
	} is[] = {
		{ "2008-03-31", "", "2026-03-01", true },
		{ "2008-04-01", "", "2026-03-31", false },
		{ "2008-02-29", "", "2026-02-01", true },
		{ "1966-03-01", "", "2026-03-31", true },
		{ "1966-02-28", "", "2026-03-01", false },
		{ "1965-12-31", "", "2026-01-01", false },
		{ "1966-01-01", "", "2026-01-31", true },
		{ "1990-06-15", "", "2026-06-15", true },
		{ "2008-03-01", "month", "2026-03-31", true },
		{ "2008-04-01", "month", "2026-03-31", false },
		{ "1966-03-01", "month", "2026-03-31", true },
		{ "1966-02-01", "month", "2026-03-01", false },
		{ "1990-01-01", "year", "2026-03-01", true },
		{ "2008-01-01", "year", "2026-12-01", true },
		{ "2008-01-01", "year", "2026-11-30", false },
		{ "2009-01-01", "year", "2026-12-31", false },
		{ "1966-01-01", "year", "2026-01-31", true },
		{ "1966-01-01", "year", "2026-02-01", false },
		{ "1965-01-01", "year", "2026-01-31", false },
		{ "2003-07-31", "", "2021-07-30", true },
		{ "2003-08-01", "", "2021-07-30", false },
		{ "2003-08-01", "", "2021-07-29", true },
		{ "1961-07-01", "", "2021-07-30", true },
		{ "1961-06-30", "", "2021-07-30", false },
		{ "2006-02-28", "", "2024-02-29", true },
		{ "2006-03-01", "", "2024-02-29", false },
		{ "2007-01-31", "", "2025-01-19", true },
		{ "1965-01-31", "", "2025-01-20", true },
		{ "1964-12-31", "", "2025-01-20", false },
	};

	for (int i = 0; i < N_ELEMENTS(is); i++) {
		struct err *e =
			growth_age_check(arena, party, d(is[i].birth),
					 str_c(is[i].part), d(is[i].on));

		if (!e != is[i].good)
			fail_msg("age %d: %s on %s", i, is[i].birth, is[i].on);
		if (e)
			refuses(e, "birth");
	}
	assert_int_equal(growth_age_months(d("2000-01-31"), d("2000-02-01")),
			 1);
	/* before the rule nothing is known to be wrong */
	ok(growth_age_check(arena, party, d("1900-01-01"), STR_NULL,
			    d("2019-06-30")));
}

/* ---- certificate ---------------------------------------------------------------- */

static void certificate(void **state UNUSED)
{
	struct err *e;

	ok(growth_course_check(arena, party, d("2025-06-30"), d("2030-06-30")));
	e = growth_course_check(arena, party, d("2025-06-30"), d("2030-07-01"));
	refuses(e, "course_on");
	same(tr_err(arena, LANG_EN, e),
	     "The certificate of the awareness class of 30/06/2025 counted "
	     "until 30/06/2030 (06-HD/TW): a new class is needed; correct the "
	     "day if it is wrong.");
	refuses(growth_course_check(arena, party, DAY_NONE, d("2026-01-01")),
		"course_on");
}

/* ---- votes -------------------------------------------------------------------------- */

static void votes(void **state UNUSED)
{
	static const struct {
		int base, least;
	} is[] = { { 1, 1 },   { 2, 2 },   { 3, 2 },   { 4, 3 },
		   { 5, 4 },   { 6, 4 },   { 7, 5 },   { 17, 12 },
		   { 18, 12 }, { 19, 13 }, { 30, 20 }, { 100, 67 } };
	struct growth_vote v = { .on = d("2026-10-14") };

	for (int i = 0; i < N_ELEMENTS(is); i++) {
		assert_int_equal(growth_vote_least(party, is[i].base, v.on),
				 is[i].least);
		v.base = is[i].base;
		v.yes = is[i].least;
		ok(growth_vote_check(arena, &v));
		assert_true(growth_vote_carries(party, &v));
		v.yes--;
		assert_false(growth_vote_carries(party, &v));
	}
	v = (struct growth_vote){ .base = 9, .yes = 10, .on = v.on };
	refuses(growth_vote_check(arena, &v), "yes");
	v.yes = -1;
	refuses(growth_vote_check(arena, &v), "yes");
	v = (struct growth_vote){ .base = 0, .on = v.on };
	refuses(growth_vote_check(arena, &v), "base");
}

/* ---- days ---------------------------------------------------------------------------- */

static void days_in_order(void **state UNUSED)
{
	day_t today = d("2026-10-14");
	struct growth_days is = { d("2026-08-03"), d("2026-08-20"),
				  d("2026-08-25"), d("2026-09-02") };
	struct err *e;

	ok(growth_days_check(arena, &is, today));
	ok(growth_days_check(arena,
			     &(struct growth_days){ DAY_NONE, DAY_NONE,
						    DAY_NONE, DAY_NONE },
			     today));
	is.ceremony = d("2026-08-19");
	refuses(growth_days_check(arena, &is, today), "ceremony_on");
	is.ceremony = today + 1;
	refuses(growth_days_check(arena, &is, today), "ceremony_on");
	is.ceremony = DAY_NONE;
	is.received = d("2026-08-19");
	refuses(growth_days_check(arena, &is, today), "received_on");
	is.received = DAY_NONE;
	is.made = d("2026-08-02");
	refuses(growth_days_check(arena, &is, today), "made_on");
	is.made = DAY_NONE;
	is.ceremony = d("2026-09-02");
	refuses(growth_days_check(arena, &is, today), "ceremony_on");
	/* all faults at once */
	is = (struct growth_days){ today + 1, d("2026-08-20"), d("2026-08-19"),
				   d("2026-08-18") };
	e = growth_days_check(arena, &is, today);
	refuses(e, "reviewed_on");
	same(e->next->field, "made_on");
	same(e->next->next->field, "received_on");
	same(e->next->next->next->field, "ceremony_on");
}

static void admitted_again(void **state UNUSED)
{
	refuses(growth_again_check(arena, party, d("2023-08-01"),
				   d("2026-07-31")),
		"made_on");
	ok(growth_again_check(arena, party, d("2023-08-01"), d("2026-08-01")));
	refuses(growth_again_check(arena, party, d("2026-01-01"),
				   d("2026-07-25")),
		"made_on");
	refuses(growth_again_check(arena, party, d("2019-02-28"),
				   d("2022-02-27")),
		"made_on");
	ok(growth_again_check(arena, party, d("2019-02-28"), d("2022-02-28")));
	/* before the oldest rule nothing is known */
	ok(growth_again_check(arena, party, d("2021-01-01"), d("2021-07-29")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_limit),
		cmocka_unit_test(basis_of_the_day),
		cmocka_unit_test(no_rule_no_limit),
		cmocka_unit_test(age_by_month),
		cmocka_unit_test(certificate),
		cmocka_unit_test(votes),
		cmocka_unit_test(days_in_order),
		cmocka_unit_test(admitted_again),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
