/* The embedded profiles, and what the reader refuses. */
#include "testkit/testkit.h"

#include "profile/profile_priv.h"

static struct arena *arena;

static day_t day(const char *iso)
{
	day_t d = 0;

	assert_true(day_from_iso(str_c(iso), &d));
	return d;
}

static const struct profile *party(void)
{
	const struct profile *p = NULL;

	ok(profile_load(arena, STR("vn-party"), &p));
	return p;
}

static bool has(struct strs v, const char *word)
{
	for (ptrdiff_t i = 0; i < v.n; i++)
		if (str_eq(v.p[i], str_c(word)))
			return true;
	return false;
}

static void test_party(void **state UNUSED)
{
	const struct profile *p = party();

	same(p->name, "vn-party");
	assert_int_equal(p->lang, LANG_VI);
	same(profile_kind_title(p, STR("chi_bo"), LANG_VI), "Chi bộ");
	same(profile_kind_title(p, STR("chi_bo"), LANG_EN), "Party cell");
	same(profile_kind_title(p, STR("xyz"), LANG_EN), "xyz");
	same(profile_doc_type_title(p, STR("NQ"), LANG_VI), "Nghị quyết");
	same(profile_doc_type_title(p, STR("NQ"), LANG_EN), "Resolution");
	same(profile_doc_type_title(p, STR("?"), LANG_EN), "?");
	same(profile_cause_title(p, STR("kinh_phi"), LANG_VI), "Kinh phí");
	same(profile_cause_title(p, STR("khac"), LANG_EN), "Other");
	same(profile_cause_title(p, STR("?"), LANG_EN), "?");
	assert_true(has(p->verbs, "ra soat"));
	assert_true(has(p->slogans, "nang cao"));
	assert_true(has(p->vague_leads, "các"));
	assert_true(has(p->heads_with, "co quan phoi hop"));
	assert_true(has(p->org_heads, "văn phòng"));
	assert_true(p->n_words > 50);
}

static void test_every_list_is_used(void **state UNUSED)
{
	const struct profile *p = party();
	const struct strs *v = &p->verbs;

	/* the lists of words lie behind each other in the struct */
	for (; v <= &p->lead_suffixes; v++)
		assert_true(v->n > 0);
}

static void test_rules_by_day(void **state UNUSED)
{
	const struct profile *p = party();
	struct str charter = STR("charter_guidance");

	same(profile_rule(p, charter, day("2025-06-30")), "232");
	same(profile_rule(p, charter, day("2025-07-01")), "294");
	same(profile_rule(p, charter, day("2026-07-25")), "20");
	same(profile_rule(p, charter, day("2026-07-26")), "208");
	same(profile_rule(p, STR("inspection_rule"), day("2026-04-11")), "21");
	same(profile_rule_row(p, charter, day("2026-07-26"))->basis,
	     "208-QĐ/TW");
	assert_null(profile_rule_row(p, charter, day("2000-01-01")));
	same(profile_rule(p, STR("fee_rule"), day("2026-02-01")), "01");
	assert_null(profile_rule(p, STR("course_valid"), day("2020-01-01")).p);
	assert_int_equal(profile_rule_int(p, STR("probation"),
					  day("2026-01-01"), 0),
			 12);
	assert_int_equal(profile_rule_int(p, STR("vote_share"),
					  day("2026-01-01"), -1),
			 -1);
}

static void test_holidays(void **state UNUSED)
{
	struct holidays h = party()->holidays;

	assert_false(day_is_working(day("2026-02-17"), h));
	assert_false(day_is_working(day("2026-04-27"), h));
	assert_true(day_is_working(day("2026-04-28"), h));
	assert_int_equal(day_next_working(day("2026-04-30"), h),
			 day("2026-05-04"));
	/* a Saturday for the Monday before the feast */
	assert_false(day_is_working(day("2026-08-31"), h));
	assert_true(day_is_working(day("2026-08-22"), h));
	assert_false(day_is_working(day("2026-08-29"), h));
}

static void test_association(void **state UNUSED)
{
	const struct profile *p = NULL;

	ok(profile_load(arena, STR("association"), &p));
	assert_int_equal(p->lang, LANG_EN);
	assert_true(has(p->verbs, "draft"));
	assert_true(p->n_abbrevs > 0);
}

#define DATA_HEAD "code,vi,en,why_vi,why_en,basis,class,keep,seen,holds\n"

/* Every field of a person has a row of the register of data. */
static void test_data(void **state UNUSED)
{
	static const char *const names[] = { "vn-party", "association" };

	for (int k = 0; k < N_ELEMENTS(names); k++) {
		const struct profile_term *t = NULL;
		const struct profile_datum *d;
		const struct profile *p;

		ok(profile_load(arena, str_c(names[k]), &p));
		while ((t = profile_term_next(p, "field", t)))
			if (!profile_datum_of(p, STR("field"), t->code))
				fail_msg(
					"%s: no row of data.csv holds field.%s",
					names[k], str_to_c(arena, t->code));
		d = profile_datum_of(p, STR("field"), STR("national_id"));
		same(d->class, "protected");
		same(d->keep, "member");
		assert_true(d->keep_n > 0);
		d = profile_datum_of(p, STR("member_name"), STR("whatever"));
		same(d->code, "name");
		assert_null(profile_datum_of(p, STR("member"), STR("no")));
		for (ptrdiff_t i = 0; i < p->n_data; i++) {
			d = &p->datum[i];
			assert_true(d->vi.n && d->en.n && d->why_vi.n &&
				    d->why_en.n && d->basis.n && d->seen.n);
		}
		same(profile_rule(p, STR("data_request"), day("2026-10-14")),
		     "2");
		same(profile_rule(p, STR("data_breach"), day("2026-10-14")),
		     "72");
	}
}

static void refuse(const char *file, const char *text, const char *detail)
{
	struct embedded f = { file, str_c(text) };
	const struct profile *p = NULL;
	struct err *e = profile_parse(arena, STR("x"), &f, 1, &p);

	fails(e, ERR_INTERNAL);
	same(e->detail, detail);
	assert_null(p);
}

/* Every move leads to a state that is there, and is one of the ways there are;
 * every office goes with kinds that are there. */
static void test_terms(void **state UNUSED)
{
	static const char *const names[] = { "vn-party", "association" };

	for (int k = 0; k < N_ELEMENTS(names); k++) {
		const struct profile *p;
		const struct profile_term *t = NULL;
		int n = 0;

		ok(profile_load(arena, str_c(names[k]), &p));
		while ((t = profile_term_next(p, "move", t))) {
			n++;
			assert_true(profile_term_is(t, "in") +
					    profile_term_is(t, "out") +
					    profile_term_is(t, "within") +
					    profile_term_is(t, "state") +
					    profile_term_is(t, "temporary") ==
				    1);
			for (struct str rest = t->with; rest.n;)
				assert_non_null(profile_term(
					p, "state", str_cut(&rest, ' ')));
		}
		assert_true(n > 10);
		while ((t = profile_term_next(p, "office", t)))
			for (struct str rest = t->with; rest.p;) {
				struct str kind = str_cut(&rest, ' ');

				assert_false(str_eq(
					kind,
					profile_kind_title(p, kind, LANG_VI)));
				assert_true(profile_term_with(t, kind));
			}
		assert_false(profile_term_with(t, STR("chi_bo")));
	}
}

static void test_term_titles(void **state UNUSED)
{
	const struct profile *p;

	ok(profile_load(arena, STR("vn-party"), &p));
	same(profile_term_title(p, "state", STR("official"), LANG_VI),
	     "Chính thức");
	same(profile_term_title(p, "state", STR("official"), LANG_EN), "Full");
	same(profile_term_title(p, "state", STR("x"), LANG_EN), "x");
	assert_null(profile_term(p, "states", STR("official")));
	assert_false(profile_term_is(profile_term(p, "state", STR("official")),
				     "count"));
	refuse("x/terms.csv", "a,b,c,d,e,f,g\na,b,c,d,e,f,g\n",
	       "x/terms.csv:2: the order is no number");
	refuse("x/terms.csv",
	       "a,b,c,d,e,f,g\na,b,c,d,e,f,1\nb,b,c,d,e,f,1\n"
	       "a,c,c,d,e,f,1\n",
	       "x/terms.csv:4: the list was left before");
	assert_int_equal(profile_list(p, STR("theory"))->n, 4);
	assert_null(profile_list(p, STR("theories")));
}

static void test_unknown_profile(void **state UNUSED)
{
	const struct profile *p = NULL;
	struct err *e = profile_load(arena, STR("vn"), &p);

	fails(e, ERR_NOT_FOUND);
	same(e->arg[1], "vn-party, association");
	assert_null(p);
}

static void test_faults(void **state UNUSED)
{
	refuse("x/kinds.csv", "code,vi,en,order\na,b,c,d\n",
	       "x/kinds.csv:2: the order is no number");
	refuse("x/kinds.csv", "code,vi\n",
	       "x/kinds.csv:1: another number of columns in the heading");
	refuse("x/causes.csv", "code,vi,en\na,b\n",
	       "x/causes.csv:2: another number of columns");
	refuse("x/causes.csv", "code,vi,en\na,b,c,d,e,f,g,h,i,j,k\n",
	       "x/causes.csv:2: too many columns");
	refuse("x/rules.csv", "a,b,c,d,e,f,g\na,1,,2026-02-30,,,\n",
	       "x/rules.csv:2: a day is wrong");
	refuse("x/holidays.csv", "a,b,c,d\nx,,,\n",
	       "x/holidays.csv:2: a day is wrong");
	refuse("x/holidays.csv", "a,b,c,d\n2026-01-02,,,\n\n2026-01-02,,,\n",
	       "x/holidays.csv:4: days must ascend");
	refuse("x/holidays.csv", "a,b,c,d\n2026-01-02,,2026-01-09,\n",
	       "x/holidays.csv:2: what is worked instead is a Saturday or "
	       "Sunday");
	refuse("x/holidays.csv", "a,b,c,d\n2026-01-02,,x,\n",
	       "x/holidays.csv:2: what is worked instead is a Saturday or "
	       "Sunday");
	refuse("x/holidays.csv",
	       "a,b,c,d\n2026-01-02,,2026-01-10,\n2026-01-05,,2026-01-10,\n",
	       "x/holidays.csv:3: days worked instead must ascend");
	refuse("x/words.csv", "a,b\nverb,x\n",
	       "x/words.csv:2: an unknown list");
	refuse("x/data.csv", DATA_HEAD "a,a,a,b,b,c,secret,days+1,self,t.*\n",
	       "x/data.csv:2: an unknown class");
	refuse("x/data.csv", DATA_HEAD "a,a,a,b,b,c,ordinary,days,self,t.*\n",
	       "x/data.csv:2: how long it is kept can't be read");
	refuse("x/data.csv", DATA_HEAD "a,a,a,b,b,c,ordinary,moon+1,self,t.*\n",
	       "x/data.csv:2: how long it is kept can't be read");
}

static void test_quotes(void **state UNUSED)
{
	struct embedded f = {
		"x/causes.csv",
		STR_INIT("code,vi,en\na,\"b, \"\"c\"\"\",\"d\"\n"),
	};
	const struct profile *p = NULL;

	ok(profile_parse(arena, STR("x"), &f, 1, &p));
	same(p->cause[0].vi, "b, \"c\"");
	same(p->cause[0].en, "d");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_party),
		cmocka_unit_test(test_every_list_is_used),
		cmocka_unit_test(test_rules_by_day),
		cmocka_unit_test(test_holidays),
		cmocka_unit_test(test_association),
		cmocka_unit_test(test_terms),
		cmocka_unit_test(test_data),
		cmocka_unit_test(test_term_titles),
		cmocka_unit_test(test_unknown_profile),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_quotes),
	};
	int failed;

	arena = arena_open(64 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_close(arena);
	return failed;
}
