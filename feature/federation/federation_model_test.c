/* Periods, addresses, what a report says and how it is signed. */
#include "federation/federation_model.h"

#include "testkit/testkit.h"

#include "base/buf.h"

static struct arena *a;

static int setup(void **state)
{
	(void)state;
	a = arena_open(64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_close(a);
	return 0;
}

static day_t day(const char *iso)
{
	day_t d;

	assert_true(day_from_iso(str_c(iso), &d));
	return d;
}

static void roles_have_keys(void **state)
{
	enum fed_role r;

	(void)state;
	for (int i = 0; i < N_FED_ROLE; i++) {
		assert_true(fed_role_from_key(
			str_c(fed_role_key((enum fed_role)i)), &r));
		assert_int_equal(r, i);
		assert_non_null(fed_role_title(r));
	}
	assert_false(fed_role_from_key(STR("sister"), &r));
}

static void periods_are_months(void **state)
{
	struct fed_period p = fed_period_of(a, day("2028-02-10"));

	(void)state;
	same(p.key, "2028-02");
	assert_int_equal(p.first, day("2028-02-01"));
	assert_int_equal(p.last, day("2028-02-29"));
	p = fed_period_before(a, day("2027-01-31"));
	same(p.key, "2026-12");
	assert_int_equal(p.last, day("2026-12-31"));
	assert_true(fed_period_read(STR("2026-11"), &p));
	assert_int_equal(p.first, day("2026-11-01"));
	assert_int_equal(p.last, day("2026-11-30"));
	assert_false(fed_period_read(STR("2026-13"), &p));
	assert_false(fed_period_read(STR("2026-1"), &p));
	assert_false(fed_period_read(STR("2026/11"), &p));
}

static void addresses(void **state)
{
	static const struct {
		const char *typed, *url;
	} good[] = {
		{ "https://tw.example.vn",
		  "https://tw.example.vn/federation/inbox" },
		{ "https://tw.example.vn/",
		  "https://tw.example.vn/federation/inbox" },
		{ "https://tw.example.vn:8443/r/thanh-uy",
		  "https://tw.example.vn:8443/r/thanh-uy/federation/inbox" },
		{ "http://127.0.0.1:8080/r/a",
		  "http://127.0.0.1:8080/r/a/federation/inbox" },
		{ "http://localhost", "http://localhost/federation/inbox" },
		{ "http://[::1]:80", "http://[::1]:80/federation/inbox" },
	};
	static const char *const bad[] = {
		"",
		"tw.example.vn",
		"ftp://tw.example.vn",
		"https://",
		"https://a b",
		"https://u@tw.example.vn",
		"https://tw.example.vn/x",
		"https://tw.example.vn/r/",
		"https://tw.example.vn/r/A",
		"https://tw.example.vn/r/a/b",
		"https://tw.example.vn/r/a?x",
		"http://tw.example.vn",
		"http://127.0.0.1.example.vn",
		"http://localhosts",
		"realm:A",
		"realm:a/b",
		"realm:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};
	struct fed_address to;

	(void)state;
	for (int i = 0; i < N_ELEMENTS(good); i++) {
		ok(fed_address_read(a, str_c(good[i].typed), &to));
		assert_false(to.here);
		same(to.url, good[i].url);
	}
	for (int i = 0; i < N_ELEMENTS(bad); i++)
		fails(fed_address_read(a, str_c(bad[i]), &to), ERR_INVALID);
	ok(fed_address_read(a, STR("realm:quan-1"), &to));
	assert_true(to.here);
	same(to.realm, "quan-1");
	ok(fed_address_read(a, STR("realm:"), &to));
	assert_true(to.here && !to.realm.n);
}

static void patience_grows_to_six_hours(void **state)
{
	int64_t before = 0;

	(void)state;
	assert_int_equal(fed_back_off(1), 60 * 1000);
	assert_int_equal(fed_back_off(2), 120 * 1000);
	for (int i = 1; i < 40; i++) {
		int64_t ms = fed_back_off(i);

		assert_true(ms >= before && ms <= 6 * 3600 * 1000);
		before = ms;
	}
	assert_int_equal(before, 6 * 3600 * 1000);
}

static void stamps_are_a_day_off_at_most(void **state)
{
	const int64_t now = 1800000000;

	(void)state;
	assert_true(fed_stamp_ok(now, now * 1000));
	assert_true(fed_stamp_ok(now - 86400, now * 1000));
	assert_true(fed_stamp_ok(now + 86400, now * 1000));
	assert_false(fed_stamp_ok(now - 86401, now * 1000));
	assert_false(fed_stamp_ok(now + 86401, now * 1000));
	assert_false(fed_stamp_ok(INT64_MIN, now * 1000));
	assert_false(fed_stamp_ok(INT64_MAX, now * 1000));
}

/* ---- reports ------------------------------------------------------------- */

static struct fed_report report(void)
{
	struct fed_report r = { .realm = STR("Đảng bộ \"Quận 1\""),
				.to = STR("whpk_x"),
				.kind = STR(FED_KIND_STATUS),
				.period = STR("2026-11"),
				.version = 3,
				.as_of = day("2026-11-14") };

	*vec_push(a, &r.figures) =
		(struct work_figures){ .code = STR("01-CTr/ĐU"),
				       .title = STR("Chương trình năm 2026"),
				       .year = 2026,
				       .tasks = 16,
				       .done = 5,
				       .late = 2,
				       .overdue = 1,
				       .kept = 5,
				       .judged = 8,
				       .base_kept = 4,
				       .base_judged = 8,
				       .state = { 3, 1, 4, [7] = 5, 2 } };
	*vec_push(a, &r.figures) =
		(struct work_figures){ .code = STR("02"),
				       .title = STR("Khác"),
				       .year = 2025,
				       .tasks = 4,
				       .done = 4,
				       .kept = 3,
				       .judged = 4,
				       .base_kept = 2,
				       .base_judged = 4,
				       .state = { [7] = 4 } };
	return r;
}

static void a_report_comes_back(void **state)
{
	struct fed_report r = report(), back;
	struct str text = fed_report_write(a, &r);
	struct work_figures sum;

	(void)state;
	ok(fed_report_read(a, text, &back));
	same(back.realm, "Đảng bộ \"Quận 1\"");
	same(back.to, "whpk_x");
	same(back.period, "2026-11");
	assert_int_equal(back.version, 3);
	assert_int_equal(back.as_of, r.as_of);
	assert_int_equal(back.figures.n, 2);
	same(back.figures.p[0].code, "01-CTr/ĐU");
	assert_int_equal(back.figures.p[0].state[2], 4);
	assert_true(str_eq(fed_report_write(a, &back), text));
	sum = fed_report_sum(&back);
	assert_int_equal(sum.tasks, 20);
	assert_int_equal(sum.done, 9);
	assert_int_equal(sum.late, 2);
	assert_int_equal(sum.overdue, 1);
	assert_int_equal(sum.kept, 8);
	assert_int_equal(sum.judged, 12);
	assert_int_equal(sum.base_kept, 6);
	assert_int_equal(sum.base_judged, 12);
	assert_int_equal(sum.state[7], 9);
	/* what isn't there stays there */
	assert_true(str_find(text, STR("null"), 0) < 0);
	r.figures.n = 0;
	r.realm = STR_NULL;
	fails(fed_report_read(a, fed_report_write(a, &r), &back), ERR_INVALID);
}

/* The text with one piece replaced. */
static struct str with(const char *from, const char *to)
{
	struct fed_report r = report();
	struct str text = fed_report_write(a, &r);
	ptrdiff_t at = str_find(text, str_c(from), 0);

	assert_true(at >= 0);
	return str_fmt(a, "%.*s%s%.*s", (int)at, text.p, to,
		       STR_ARG(str_sub(text, at + str_c(from).n, text.n)));
}

static void impossible_reports_are_refused(void **state)
{
	static const struct {
		const char *from, *to, *named;
	} bad[] = {
		{ "\"late\":2", "\"late\":-2", "late" },
		{ "\"late\":2", "\"late\":2.5", "late" },
		{ "\"late\":2", "\"late\":\"2\"", "late" },
		{ "\"late\":2", "\"late\":12", "tasks" },
		{ "\"tasks\":16", "\"tasks\":1000000001", "tasks" },
		{ "\"tasks\":16,", "", "tasks" },
		{ "[5,8]", "[9,8]", "approved" },
		{ "[5,8]", "[5]", "approved" },
		{ "[5,8]", "7", "approved" },
		{ "[4,8]", "[-1,8]", "original" },
		{ "\"states\":{", "\"staten\":{", "draft" },
		{ "\"code\":\"01-CTr/ĐU\"", "\"code\":\"\"", "code" },
		{ "\"code\":\"01-CTr/ĐU\"", "\"code\":7", "code" },
		{ "\"kind\":\"status\"", "\"kind\":\"rows\"", "kind" },
		{ "\"layout\":1", "\"layout\":0", "layout" },
		{ "\"layout\":1", "\"layout\":2", "layout" },
		{ "\"version\":3", "\"version\":0", "version" },
		{ "\"version\":3", "\"version\":1001", "version" },
		{ "\"period\":\"2026-11\"", "\"period\":\"2026-12\"",
		  "period" },
		{ "\"period\":\"2026-11\"", "\"period\":\"2026-10\"",
		  "period" },
		{ "\"period\":\"2026-11\"", "\"period\":\"2026\"", "period" },
		{ "2026-11-14", "2026-11-31", "period" },
		{ "\"figures\":[", "\"figurez\":[", "figures" },
	};
	struct fed_report r = report(), back;
	struct err *err;
	struct str deep = { arena_new(a, char, 5000), 5000 };

	(void)state;
	for (int i = 0; i < N_ELEMENTS(bad); i++) {
		err = fed_report_read(a, with(bad[i].from, bad[i].to), &back);
		fails(err, ERR_INVALID);
		same(err->arg[0], bad[i].named);
	}
	fails(fed_report_read(a, STR(""), &back), ERR_INVALID);
	fails(fed_report_read(a, STR("[]"), &back), ERR_INVALID);
	fails(fed_report_read(a, with("{", "{\"late\":1,\"late\":1,"), &back),
	      ERR_INVALID);
	fails(fed_report_read(a, with("Quận", "Qu\xe1n"), &back), ERR_INVALID);
	memset((char *)(uintptr_t)deep.p, '[', 5000);
	fails(fed_report_read(a, deep, &back), ERR_INVALID);
	while (r.figures.n <= FED_PROGRAMMES_MOST)
		*vec_push(a, &r.figures) = r.figures.p[0];
	fails(fed_report_read(a, fed_report_write(a, &r), &back), ERR_INVALID);
	deep.n = FED_PAYLOAD_MOST + 1;
	deep.p = arena_new(a, char, deep.n);
	fails(fed_report_read(a, deep, &back), ERR_LIMIT);
}

/* The longest words that a report may have still fit. */
static void the_largest_report_fits(void **state)
{
	struct fed_report r = report(), back;
	struct buf b = buf_init(a, 1000);
	struct work_figures f = r.figures.p[0];

	(void)state;
	for (int i = 0; i < FED_NAME_MOST; i++)
		buf_lit(&b, "ộ");
	f.code = f.title = buf_view(&b);
	r.figures.n = 0;
	for (int i = 0; i < FED_PROGRAMMES_MOST; i++)
		*vec_push(a, &r.figures) = f;
	ok(fed_report_read(a, fed_report_write(a, &r), &back));
	assert_int_equal(back.figures.n, FED_PROGRAMMES_MOST);
	buf_lit(&b, "ộ");
	r.figures.p[0].title = buf_view(&b);
	fails(fed_report_read(a, fed_report_write(a, &r), &back), ERR_INVALID);
}

static void only_what_says_more_differs(void **state)
{
	struct fed_report r = report();
	struct str was = fed_report_write(a, &r);

	(void)state;
	/* a later day or version alone says nothing new … */
	r.version = 4;
	r.as_of = day("2026-11-20");
	assert_false(fed_report_differs(a, &r, day("2026-11-14"), was));
	/* … the end of the month does, once */
	r.as_of = day("2026-11-30");
	assert_true(fed_report_differs(a, &r, day("2026-11-14"), was));
	assert_false(fed_report_differs(a, &r, day("2026-11-30"), was));
	r.figures.p[1].state[7]++;
	assert_true(fed_report_differs(a, &r, day("2026-11-30"), was));
	assert_true(fed_report_differs(a, &r, day("2026-11-30"), STR("{}")));
}

/* ---- signing --------------------------------------------------------------- */

static void what_is_signed_is_known(void **state)
{
	struct str open, secret, other, ignored;
	struct fed_letter l = { .id = STR("msg_1"),
				.stamp = 1800000000,
				.payload = STR("{\"a\":\"Đ\"}") },
			  x;

	(void)state;
	fed_key_make(a, &open, &secret);
	fed_key_make(a, &other, &ignored);
	assert_false(str_eq(open, other));
	ok(fed_key_check(a, open));
	l.key = open;
	assert_true(fed_sign(a, secret, &l));
	assert_true(str_starts(l.signature, STR("v1a,")));
	assert_true(fed_is_signed(a, &l));
	x = l;
	x.key = other;
	assert_false(fed_is_signed(a, &x));
	x = l;
	x.stamp++;
	assert_false(fed_is_signed(a, &x));
	x = l;
	x.id = STR("msg_2");
	assert_false(fed_is_signed(a, &x));
	x = l;
	x.payload = STR("{\"a\":\"D\"}");
	assert_false(fed_is_signed(a, &x));
	/* of several signatures one is enough */
	x = l;
	x.signature = str_fmt(a, "v1,aaaa v1a,AAAA %.*s", STR_ARG(l.signature));
	assert_true(fed_is_signed(a, &x));
	x.signature = STR("");
	assert_false(fed_is_signed(a, &x));
	x.key = STR("whpk_");
	assert_false(fed_is_signed(a, &x));
}

/* A signature that OpenSSL made with the seed 0, 1 … 31. */
static void others_sign_the_same_way(void **state)
{
	static const char sign[] =
		"v1a,aO+Uan5BxyRf+/Nf32u2pqaf4r37KkC7m5hK94fS/ZOW+WB6Q5SAits4"
		"Xx9MUKNHThj3NE/vaMQqcMzctcyfAA==";
	struct fed_letter l = {
		.key = STR("whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="),
		.id = STR("msg_1"),
		.stamp = 1800000000,
		.payload = STR("{\"a\":\"Đ\"}"),
		.signature = str_c(sign)
	};

	(void)state;
	assert_true(fed_is_signed(a, &l));
	assert_true(
		fed_sign(a,
			 STR("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8D"
			     "oQe/884Qvh1w3RjnS8CZZ+TWMJulDV8d3IZkElUxuA=="),
			 &l));
	same(l.signature, sign);
}

static void bad_keys_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"whpk_",
		"whpk_AAAA",
		"whsk_8S/9amk32cDbagWan0mh4kRRF9mgjgeVqOeur4I67hc=",
		"8S/9amk32cDbagWan0mh4kRRF9mgjgeVqOeur4I67hc=",
		"whpk_8S/9amk32cDbagWan0mh4kRRF9mgjgeVqOeur4I67hc=x",
		"whpk_8S/9amk32cDbagWan0mh4kRRF9mgjgeVqOeur4I67h!=",
	};
	struct fed_letter l = { .id = STR("i"), .payload = STR("p") };
	struct str much = { arena_new(a, char, 1000), 1000 };

	(void)state;
	for (int i = 0; i < N_ELEMENTS(bad); i++)
		fails(fed_key_check(a, str_c(bad[i])), ERR_INVALID);
	memset((char *)(uintptr_t)much.p, 'A', 1000);
	fails(fed_key_check(a, str_cat(a, STR("whpk_"), much)), ERR_INVALID);
	assert_false(fed_sign(a, STR("AAAA"), &l));
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(roles_have_keys),
		cmocka_unit_test(periods_are_months),
		cmocka_unit_test(addresses),
		cmocka_unit_test(patience_grows_to_six_hours),
		cmocka_unit_test(stamps_are_a_day_off_at_most),
		cmocka_unit_test(a_report_comes_back),
		cmocka_unit_test(impossible_reports_are_refused),
		cmocka_unit_test(the_largest_report_fits),
		cmocka_unit_test(only_what_says_more_differs),
		cmocka_unit_test(what_is_signed_is_known),
		cmocka_unit_test(others_sign_the_same_way),
		cmocka_unit_test(bad_keys_are_refused),
	};

	return cmocka_run_group_tests(all, setup, teardown);
}
