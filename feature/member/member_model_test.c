/* The rules of members. */
#include "testkit/testkit.h"

#include "base/buf.h"
#include "member/member_model.h"

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
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

static void refuses_(const struct err *e, enum err_code code, const char *field,
		     int line)
{
	fails_(e, code, __FILE__, line);
	same_(e->field, field, __FILE__, line);
}
#define refuses(e, code, field) refuses_((e), (code), (field), __LINE__)

/* ---- moves that the code names ------------------------------------------ */

static void moves_are_there(void **state UNUSED)
{
	const struct profile *const all[] = { party, guild };
	const struct str in[] = { MEMBER_REGISTER, MEMBER_ADMITTED,
				  MEMBER_CAME_IN };
	const struct str out[] = { MEMBER_WENT_OUT, MEMBER_DIED };
	const struct str stay[] = { MEMBER_AWAY, MEMBER_BACK };

	for (int i = 0; i < N_ELEMENTS(all); i++) {
		for (int k = 0; k < N_ELEMENTS(in); k++)
			assert_true(profile_term_is(
				profile_term(all[i], "move", in[k]), "in"));
		for (int k = 0; k < N_ELEMENTS(out); k++)
			assert_true(profile_term_is(
				profile_term(all[i], "move", out[k]), "out"));
		for (int k = 0; k < N_ELEMENTS(stay); k++)
			assert_true(profile_term_is(profile_term(all[i], "move",
								 stay[k]),
						    "temporary"));
		assert_true(profile_term_is(
			profile_term(all[i], "move", MEMBER_WITHIN), "within"));
		assert_true(profile_term_is(profile_term(all[i], "move",
							 MEMBER_OFFICIAL),
					    "state"));
	}
}

/* ---- values ------------------------------------------------------------- */

static void clean(const char *field, const char *typed, const char *want)
{
	struct str value;
	struct err *e = member_value_clean(
		arena, party,
		&(struct member_value){ str_c(field), str_c(typed) }, &value);

	if (!want) {
		refuses(e, ERR_INVALID, field);
		return;
	}
	ok(e);
	same(value, want);
}

static void values(void **state UNUSED)
{
	char longer[202];

	memset(longer, 'a', sizeof(longer) - 1);
	longer[201] = 0;
	clean("national_id", "079 088.012-482", "079088012482");
	clean("national_id", "07908801248", NULL);
	clean("national_id", "07908801248x", NULL);
	clean("phone", "(+84) 912 345 678", "+84912345678");
	clean("phone", "0912345678", "0912345678");
	clean("phone", "12345678", NULL);
	clean("phone", "1234567890123456", NULL);
	clean("phone", "+", NULL);
	clean("email", " a@b.vn ", "a@b.vn");
	clean("email", "@b.vn", NULL);
	clean("email", "a@b", NULL);
	clean("email", "a@b.", NULL);
	clean("email", "a@.vn", NULL);
	clean("email", "a@b@c.vn", NULL);
	clean("email", "a x@b.vn", NULL);
	clean("theory", "advanced", "advanced");
	clean("theory", "cao cấp", NULL);
	clean("workplace", "  Báo  X ", "Báo X");
	clean("workplace", " ", NULL);
	clean("workplace", longer, NULL);
	clean("nothing", "x", NULL);
	assert_true(member_has_choices(party, STR("theory")));
	assert_false(member_has_choices(party, STR("phone")));
}

static void titles(void **state UNUSED)
{
	struct member_value v = { STR("theory"), STR("advanced") };

	same(member_value_title(party, &v, LANG_VI), "Cao cấp");
	same(member_value_title(party, &v, LANG_EN), "Advanced");
	v.value = STR("khác");
	same(member_value_title(party, &v, LANG_EN), "khác");
	assert_string_equal(member_sex_title(STR("m")), "Male");
	assert_string_equal(member_sex_title(STR("f")), "Female");
	assert_null(member_sex_title(STR("x")));
}

static void births(void **state UNUSED)
{
	static const struct {
		const char *text, *iso, *part, *back;
	} is[] = {
		{ "1988-05-19", "1988-05-19", "", "19/05/1988" },
		{ "19/5/1988", "1988-05-19", "", "19/05/1988" },
		{ "05/1988", "1988-05-01", "month", "05/1988" },
		{ "1988", "1988-01-01", "year", "1988" },
	};
	static const char *const not [] = { "",	       "88",
					    "13/1988", "1/1/1/1988",
					    "x/1988",  "31/6/1988",
					    "19/5/88", "99999999999/1988" };
	struct str part;
	day_t day;

	for (int i = 0; i < N_ELEMENTS(is); i++) {
		assert_true(member_birth_read(str_c(is[i].text), &day, &part));
		assert_int_equal(day, d(is[i].iso));
		assert_true(str_eq(part, str_c(is[i].part)));
		same(member_birth_text(arena, day, part), is[i].back);
	}
	for (int i = 0; i < N_ELEMENTS(not ); i++)
		assert_false(member_birth_read(str_c(not [i]), &day, &part));
	assert_null(member_birth_text(arena, DAY_NONE, STR("year")).p);
}

static void masks(void **state UNUSED)
{
	struct member_value v = { STR("phone"), STR("0912345417") };

	same(member_mask(arena, party, &v), "09•• ••• 417");
	v.value = STR("123");
	same(member_mask(arena, party, &v), "••••");
	v = (struct member_value){ STR("card"), STR("12345190") };
	same(member_mask(arena, party, &v), "•••• 5190");
	same(member_mask_tail(arena, member_tail(STR("079088012482"))),
	     "••• ••• ••• 482");
	same(member_tail(STR("ấy")), "ấy");
}

/* ---- a new person ------------------------------------------------------- */

static struct member_new thu(void)
{
	return (struct member_new){ .name = STR("Đặng Hạ Thư"),
				    .sex = STR("f"),
				    .birth = d("1988-05-19"),
				    .org = 3,
				    .from = d("2022-09-05"),
				    .how = MEMBER_CAME_IN,
				    .sent_on = d("2022-08-20"),
				    .admitted = d("2014-02-03"),
				    .official = d("2015-02-03"),
				    .state_from = DAY_NONE };
}

static struct err *check(const struct member_new *in)
{
	return member_new_check(arena, party, in, d("2026-10-14"));
}

static void new_person(void **state UNUSED)
{
	char longer[102];
	struct member_new in = thu();
	struct member_value bad = { STR("email"), STR("x") };

	memset(longer, 'a', sizeof(longer) - 1);
	longer[101] = 0;
	ok(check(&in));
	in.name = STR("");
	refuses(check(&in), ERR_INVALID, "name");
	in.name = str_c(longer);
	refuses(check(&in), ERR_INVALID, "name");
	in = thu();
	in.sex = STR("x");
	refuses(check(&in), ERR_INVALID, "sex");
	in = thu();
	in.how = MEMBER_WITHIN;
	refuses(check(&in), ERR_INVALID, "how");
	in = thu();
	in.basis = str_fmt(arena, "%s%s", longer, longer);
	refuses(check(&in), ERR_INVALID, "basis");
	in = thu();
	in.birth = d("2014-02-03");
	refuses(check(&in), ERR_INVALID, "birth");
	in = thu();
	in.birth = d("2026-10-15");
	in.admitted = in.official = DAY_NONE;
	refuses(check(&in), ERR_INVALID, "birth");
	in = thu();
	in.official = d("2014-02-02");
	refuses(check(&in), ERR_INVALID, "official");
	in.admitted = DAY_NONE;
	in.birth = d("2014-02-02");
	refuses(check(&in), ERR_INVALID, "official");
	in = thu();
	in.from = d("2014-02-02");
	refuses(check(&in), ERR_INVALID, "from");
	in.from = DAY_NONE;
	ok(check(&in));
	in.admitted = DAY_NONE;
	refuses(check(&in), ERR_INVALID, "from");
	in = thu();
	in.value = &bad;
	in.n_values = 1;
	refuses(check(&in), ERR_INVALID, "email");
}

static void new_state(void **state UNUSED)
{
	struct member_new in = thu();

	in.state = STR("exempt");
	refuses(check(&in), ERR_INVALID, "state_from");
	in.state_from = d("2014-06-01");
	refuses(check(&in), ERR_INVALID, "state_from");
	in.state_from = d("2024-06-01");
	ok(check(&in));
	in.official = DAY_NONE;
	ok(check(&in));
	in.state = STR("expelled");
	refuses(check(&in), ERR_INVALID, "state");
}

static void spans_are(const struct member_new *in, const char *want)
{
	struct member_span s[MEMBER_SPANS_MOST];
	struct buf b = buf_init(arena, 1000);
	int n = member_new_states(party, in, s);

	for (int i = 0; i < n; i++)
		buf_fmt(&b, "%.*s %.*s %.*s-%.*s;", STR_ARG(s[i].state),
			STR_ARG(s[i].how), STR_ARG(day_iso(arena, s[i].from)),
			STR_ARG(day_iso(arena, s[i].to)));
	same(buf_view(&b), want);
}

static void new_states(void **state UNUSED)
{
	struct member_new in = thu();

	spans_are(&in, "probationary admitted 2014-02-03-2015-02-03;"
		       "official made_official 2015-02-03-;");
	in.state = STR("exempt");
	in.state_from = d("2024-06-01");
	spans_are(&in, "probationary admitted 2014-02-03-2015-02-03;"
		       "official made_official 2015-02-03-2024-06-01;"
		       "exempt exempted 2024-06-01-;");
	in.state_from = d("2015-02-03");
	spans_are(&in, "probationary admitted 2014-02-03-2015-02-03;"
		       "exempt exempted 2015-02-03-;");
	in = thu();
	in.official = in.admitted;
	spans_are(&in, "official made_official 2014-02-03-;");
	in = thu();
	in.official = DAY_NONE;
	spans_are(&in, "probationary admitted 2014-02-03-;");
	in.admitted = DAY_NONE;
	spans_are(&in, "probationary in 2022-09-05-;");
	in.official = d("2020-01-02");
	spans_are(&in, "official made_official 2020-01-02-;");
	in = thu();
	in.how = STR("readmitted");
	spans_are(&in, "probationary readmitted 2014-02-03-2015-02-03;"
		       "official made_official 2015-02-03-;");
	/* admitted here: probation begins with the ceremony */
	in.official = DAY_NONE;
	spans_are(&in, "probationary readmitted 2022-09-05-;");
	in.official = d("2023-09-05");
	spans_are(&in, "probationary readmitted 2022-09-05-2023-09-05;"
		       "official made_official 2023-09-05-;");
	in.official = d("2015-02-03");
	in.how = STR("restored");
	spans_are(&in, "official restored 2014-02-03-;");
	in = thu();
	in.official = DAY_NONE;
	in.state = STR("probationary"); /* no state move leads to it alone */
	in.state_from = in.admitted;
	spans_are(&in, "probationary resumed 2014-02-03-;");
	in.state = STR("elsewhere");
	spans_are(&in, "elsewhere in 2014-02-03-;");
}

/* ---- dated lines -------------------------------------------------------- */

static void lines(void **state UNUSED)
{
	struct member_line l[] = { { 1, d("2020-01-01"), d("2022-01-01") },
				   { 2, d("2022-01-01"), DAY_NONE } };
	struct member_lines all = { l, 2, 2 };
	day_t today = d("2026-10-14");

	ok(member_change_check(arena, NULL, d("2000-01-01"), today));
	ok(member_change_check(arena, &l[1], d("2022-01-02"), today));
	refuses(member_change_check(arena, &l[1], l[1].from, today),
		ERR_CONFLICT, "from");
	refuses(member_change_check(arena, &l[1], today + 1, today),
		ERR_INVALID, "from");
	refuses(member_change_check(arena, &l[1], DAY_NONE, today), ERR_INVALID,
		"from");
	ok(member_correct_check(arena, &all, 0, d("2019-01-01"), today));
	ok(member_correct_check(arena, &all, 1, d("2020-01-02"), today));
	refuses(member_correct_check(arena, &all, 0, l[0].to, today),
		ERR_CONFLICT, "from");
	refuses(member_correct_check(arena, &all, 1, l[0].from, today),
		ERR_CONFLICT, "from");
	refuses(member_correct_check(arena, &all, 1, today + 1, today),
		ERR_INVALID, "from");
}

/* ---- moves -------------------------------------------------------------- */

static struct member_standing stands(const char *state)
{
	static const struct str had[] = { STR_INIT("suspended"),
					  STR_INIT("official"),
					  STR_INIT("probationary") };

	return (struct member_standing){
		.state = str_c(state),
		.since = d("2020-03-04"),
		.had = had,
		.n_had = N_ELEMENTS(had),
		.admitted = d("2014-02-03"),
		.official = d("2015-02-03"),
		.org = 3,
		.org_since = d("2022-09-05"),
		.away_since = DAY_NONE,
	};
}

/* Which moves may follow. */
static void may(const struct member_standing *is, const char *want)
{
	const struct profile_term *t = NULL;
	struct buf b = buf_init(arena, 1000);

	while ((t = profile_term_next(party, "move", t)))
		if (!member_move_check(arena, party, is, t->code))
			buf_fmt(&b, "%.*s ", STR_ARG(t->code));
	same(buf_view(&b), want);
}

static void moves(void **state UNUSED)
{
	struct member_standing is = stands("official");

	may(&is, "within reorganised exempted suspended away out handed_over "
		 "removed expelled resigned died ");
	is.away = 4;
	may(&is, "within reorganised exempted suspended back out handed_over "
		 "removed expelled resigned died ");
	is = stands("probationary");
	may(&is, "within reorganised made_official suspended away out "
		 "handed_over removed expelled resigned died ");
	is = stands("suspended");
	may(&is, "within reorganised exempted resumed away out handed_over "
		 "removed expelled resigned died ");
	is = stands("exempt");
	may(&is, "within reorganised suspended resumed away out handed_over "
		 "removed expelled resigned died ");
	is = stands("transferred");
	may(&is, "in received ");
	is = stands("expelled");
	may(&is, "readmitted restored ");
	is = stands("died");
	may(&is, "");
	refuses(member_move_check(arena, party, &is, STR("nothing")),
		ERR_CONFLICT, "how");
}

static void moves_lead(void **state UNUSED)
{
	struct member_standing is = stands("suspended");

	same(member_move_state(party, &is, STR("died")), "died");
	same(member_move_state(party, &is, STR("resumed")), "official");
	assert_null(member_move_state(party, &is, STR("within")).p);
	assert_null(member_move_state(party, &is, STR("nothing")).p);
	is.had++, is.n_had--;
	same(member_move_state(party, &is, MEMBER_CAME_IN), "official");
	is.had++, is.n_had--;
	same(member_move_state(party, &is, STR("resumed")), "probationary");
	is.n_had = 0;
	same(member_move_state(party, &is, STR("resumed")), "official");
	same(member_move_state(party, &is, MEMBER_CAME_IN), "probationary");
	assert_true(member_is_admission(party, STR("readmitted")));
	assert_false(member_is_admission(party, STR("restored")));
	assert_false(member_is_admission(party, MEMBER_CAME_IN));
	assert_true(member_is_official(party, STR("exempt")));
	assert_false(member_is_official(party, STR("died")));
	assert_true(member_is_counted(guild, STR("honorary")));
}

static struct err *on(const struct member_standing *is, const char *how,
		      const char *iso)
{
	return member_move_day(arena, party, is, str_c(how),
			       (day_t[]){ d(iso), d("2026-10-14") });
}

static void move_days(void **state UNUSED)
{
	struct member_standing is = stands("official");

	ok(on(&is, "exempted", "2020-03-05"));
	refuses(on(&is, "exempted", "2020-03-04"), ERR_CONFLICT, "on");
	refuses(on(&is, "exempted", "2026-10-15"), ERR_INVALID, "on");
	ok(on(&is, "within", "2022-09-06"));
	refuses(on(&is, "within", "2022-09-05"), ERR_CONFLICT, "on");
	refuses(on(&is, "removed", "2022-09-05"), ERR_CONFLICT, "on");
	ok(on(&is, "away", "2022-09-05"));
	refuses(on(&is, "away", "2022-09-04"), ERR_CONFLICT, "on");
	is.away = 4;
	is.away_since = d("2023-01-01");
	ok(on(&is, "back", "2023-01-02"));
	refuses(on(&is, "back", "2023-01-01"), ERR_CONFLICT, "on");
	refuses(on(&is, "died", "2023-01-01"), ERR_CONFLICT, "on");
	is = stands("transferred");
	is.org = 0;
	ok(on(&is, "in", "2020-03-05"));
}

static void warnings(void **state UNUSED)
{
	struct member_standing is = stands("probationary");
	struct err *e;

	is.admitted = d("2026-01-10");
	e = member_move_warn(arena, party, &is, MEMBER_OFFICIAL,
			     d("2026-12-10"));
	refuses(e, ERR_INVALID, "sure");
	same(e->arg[0], "12");
	same(e->arg[1], "10/01/2026");
	assert_null(member_move_warn(arena, party, &is, MEMBER_OFFICIAL,
				     d("2027-01-10")));
	/* no rule on that day, no day to count from, another move */
	assert_null(member_move_warn(arena, party, &is, MEMBER_OFFICIAL,
				     d("2020-01-10")));
	is.admitted = DAY_NONE;
	assert_null(member_move_warn(arena, party, &is, MEMBER_OFFICIAL,
				     d("2026-12-10")));
	assert_null(member_move_warn(arena, party, &is, MEMBER_WITHIN,
				     d("2026-12-10")));
	is = stands("removed");
	is.since = d("2025-01-01");
	refuses(member_move_warn(arena, party, &is, STR("readmitted"),
				 d("2026-09-01")),
		ERR_INVALID, "sure");
	assert_null(member_move_warn(arena, party, &is, STR("readmitted"),
				     d("2028-01-01")));
}

/* ---- party age ---------------------------------------------------------- */

static void party_age(void **state UNUSED)
{
	day_t in = d("2014-02-03"), full = d("2015-02-03");

	assert_int_equal(member_party_age(party, in, full, d("2026-02-02")),
			 11);
	assert_int_equal(member_party_age(party, in, full, d("2026-02-03")),
			 12);
	assert_int_equal(member_party_age(party, in, full, d("2026-01-31")),
			 11);
	assert_int_equal(
		member_party_age(party, DAY_NONE, full, d("2026-02-03")), -1);
	assert_int_equal(member_party_age(party, in, full, d("2014-02-02")),
			 -1);
	/* no rule: the admission */
	assert_int_equal(member_party_age(guild, in, full, d("2026-02-03")),
			 12);
}

/* A profile that counts from full membership. */
static void party_age_by_rule(void **state UNUSED)
{
	struct profile_rule rule = { .code = STR("party_age_from"),
				     .value = STR("official"),
				     .from = d("2000-01-01"),
				     .to = DAY_NONE };
	struct profile p = { .rule = &rule, .n_rules = 1 };

	assert_int_equal(member_party_age(&p, d("2014-02-03"), d("2015-02-03"),
					  d("2026-02-03")),
			 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(moves_are_there),
		cmocka_unit_test(values),
		cmocka_unit_test(titles),
		cmocka_unit_test(births),
		cmocka_unit_test(masks),
		cmocka_unit_test(new_person),
		cmocka_unit_test(new_state),
		cmocka_unit_test(new_states),
		cmocka_unit_test(lines),
		cmocka_unit_test(moves),
		cmocka_unit_test(moves_lead),
		cmocka_unit_test(move_days),
		cmocka_unit_test(warnings),
		cmocka_unit_test(party_age),
		cmocka_unit_test(party_age_by_rule),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
