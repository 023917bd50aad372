/* Targets and reports: every act, and what each says of bad input. */
#include "indicator/test/indicator_kit.h"

#include "account/account.h"
#include "db/db.h"
#include "i18n/i18n.h"
#include "indicator/indicator_priv.h"
#include "member/member.h"
#include "view/feature.h"

/* ---- what the tests compute with ----------------------------------------- */

static int64_t reached_by[200]; /* by organisation */

static struct err *reached(struct cx *cx UNUSED,
			   const struct indicator_span *what, int64_t *ret)
{
	for (ptrdiff_t i = 0; i < what->n; i++)
		ret[i] = what->to < what->from ? -1 : reached_by[what->org[i]];
	return NULL;
}

static const struct indicator_source source = { .code = "growth",
						.reached = reached };
static const struct feature computing = { .name = "growth",
					  .indicator = &source };

#define COMMITTEE                                                              \
	CLEANUP(arena_closep) struct arena *a = arena_open(256 << 20);         \
	struct cx c, *cx = &c;                                                 \
	committee_open(a, cx)

static void committee_open(struct arena *a, struct cx *cx)
{
	static const struct feature *const features[] = { &member_feature,
							  &indicator_feature,
							  &computing };

	indicator_kit_open(a, cx);
	features_set(features, N_ELEMENTS(features));
	for (int i = 0; i < N_ELEMENTS(reached_by); i++)
		reached_by[i] = 0;
	kit_day(cx, "2025-02-10");
}

static void refuses_(const struct err *e, enum err_code code, const char *field,
		     int line)
{
	fails_(e, code, __FILE__, line);
	same_(e->field, field, __FILE__, line);
}
#define refuses(e, code, field) refuses_((e), (code), (field), __LINE__)

static day_t d(const char *iso)
{
	day_t day;

	assert_true(day_from_iso(str_c(iso), &day));
	return day;
}

static struct target_now now_on(struct cx *cx, int64_t org, const char *on)
{
	struct target_now t;

	ok(target_at(cx,
		     &(struct target_ask){ STR(INDICATOR_ADMISSIONS),
					   STR("2025"), d(on), &org, 1 },
		     &t));
	return t;
}

static struct target_gap gap_on(struct cx *cx, int64_t org, const char *on)
{
	struct target_gap g;

	ok(target_gaps_at(cx,
			  &(struct target_ask){ STR(INDICATOR_ADMISSIONS),
						STR("2025"), d(on), &org, 1 },
			  &g));
	return g;
}

static struct err *set(struct cx *cx, int64_t org, int64_t value)
{
	struct target_new in = indicator_kit_target(org, "2025", value);

	return target_set(cx, &in);
}

static struct err *adjust(struct cx *cx, int64_t org, int64_t value)
{
	struct target_new in = indicator_kit_target(org, "2025", value);

	in.reason = STR("tình hình thay đổi");
	return target_adjust(cx, &in);
}

static struct target_allotment halves(const struct target_part *part,
				      ptrdiff_t n)
{
	return (struct target_allotment){ .code = STR(INDICATOR_ADMISSIONS),
					  .period = STR("2025"),
					  .org = 1,
					  .part = part,
					  .n = n,
					  .by = STR("share"),
					  .base_on = KIT_FIRST_DAY - 1,
					  .basis = STR("6-KH/ĐU"),
					  .on = DAY_NONE };
}

static int64_t user(struct cx *cx, const char *email, const char *role,
		    int64_t where)
{
	int64_t id;

	ok(account_ensure(cx,
			  &(struct account_new){ .email = str_c(email),
						 .name = str_c(email),
						 .role = role,
						 .org = where },
			  &id));
	return id;
}

static void as(struct cx *cx, int64_t who)
{
	bool good;

	cx->actor = (struct actor){ .id = ACTOR_SYSTEM };
	if (who)
		ok(account_actor(cx, who, &cx->actor, &good));
}

/* ---- one's own ----------------------------------------------------------- */

static void set_and_adjusted(void **state UNUSED)
{
	struct target_new in;
	struct target_now t;
	COMMITTEE;

	in = indicator_kit_target(1, "2025", 40);
	in.high = 50;
	assert_int_equal(now_on(cx, 1, "2025-02-10").id, 0);
	ok(target_set(cx, &in));
	t = now_on(cx, 1, "2025-02-10");
	assert_true(t.id > 0);
	assert_int_equal(t.value, 40);
	assert_int_equal(t.high, 50);
	assert_int_equal(t.base, 1000);
	same(t.by, TARGET_OWN);
	same(t.basis, "5-KH/ĐU");
	assert_int_equal(t.times, 1);
	/* absent before, not 0 */
	assert_int_equal(now_on(cx, 1, "2025-02-09").id, 0);
	refuses(target_set(cx, &in), ERR_CONFLICT, "value");
	kit_day(cx, "2025-07-01");
	ok(adjust(cx, 1, 44));
	t = now_on(cx, 1, "2025-07-01");
	assert_int_equal(t.value, 44);
	assert_int_equal(t.high, DB_NULL);
	assert_int_equal(t.first_value, 40);
	assert_int_equal(t.first_high, 50);
	assert_int_equal(t.times, 2);
	/* the base stays when it isn't said */
	assert_int_equal(t.base, 1000);
	same(t.reason, "tình hình thay đổi");
	assert_int_equal(now_on(cx, 1, "2025-06-30").value, 40);
	kit_close(cx);
}

static void bad_targets(void **state UNUSED)
{
	struct target_new in;
	struct err *e;
	COMMITTEE;

	in = indicator_kit_target(1, "2025", -1);
	in.basis = STR("  ");
	in.base_on = DAY_NONE;
	e = target_set(cx, &in);
	refuses(e, ERR_INVALID, "value");
	same(e->next->field, "base_on");
	same(e->next->next->field, "basis");
	in = indicator_kit_target(1, "2025", 40);
	in.high = 39;
	refuses(target_set(cx, &in), ERR_INVALID, "high");
	in = indicator_kit_target(1, "2025", 40);
	in.base = -5;
	refuses(target_set(cx, &in), ERR_INVALID, "base");
	in = indicator_kit_target(1, "2025-Q1", 40);
	refuses(target_set(cx, &in), ERR_INVALID, "period");
	in = indicator_kit_target(999, "2025", 40);
	refuses(target_set(cx, &in), ERR_INVALID, "org");
	in = indicator_kit_target(1, "2025", 40);
	in.code = STR("nothing");
	refuses(target_set(cx, &in), ERR_NOT_FOUND, "indicator");
	in = indicator_kit_target(1, "2025", 40);
	in.on = cx->today + 1;
	refuses(target_set(cx, &in), ERR_INVALID, "on");
	in.on = DAY_NONE;
	in.basis = str_fmt(cx->arena, "%01500d", 1);
	refuses(target_set(cx, &in), ERR_INVALID, "basis");
	refuses(adjust(cx, 1, 40), ERR_CONFLICT, "value");
	ok(set(cx, 1, 40));
	refuses(adjust(cx, 1, 40), ERR_INVALID, "value");
	in = indicator_kit_target(1, "2025", 41);
	refuses(target_adjust(cx, &in), ERR_INVALID, "reason");
	in.reason = STR("vì");
	in.on = cx->today - 1;
	refuses(target_adjust(cx, &in), ERR_INVALID, "on");
	/* what a year was to reach doesn't change behind it */
	kit_day(cx, "2026-01-02");
	in.on = DAY_NONE;
	refuses(target_adjust(cx, &in), ERR_INVALID, "on");
	kit_close(cx);
}

/* Less than what is there: a sentence, and a way to mean it. */
static void below_what_is_reached(void **state UNUSED)
{
	struct target_part part[] = { { 2, 10, DB_NULL }, { 7, 10, DB_NULL } };
	struct target_allotment all = halves(part, 2);
	struct target_new in;
	struct err *e;
	COMMITTEE;

	reached_by[1] = 12;
	reached_by[7] = 11;
	in = indicator_kit_target(1, "2025", 11);
	e = target_set(cx, &in);
	refuses(e, ERR_CONFLICT, "sure");
	same(tr_err(cx->arena, LANG_EN, e),
	     "“Gốc” has reached 12 already, and the target says 11. Correct "
	     "it, or save again if it is meant so.");
	in.value = 20;
	ok(target_set(cx, &in));
	e = target_allot(cx, &all);
	refuses(e, ERR_CONFLICT, "sure");
	same(e->arg[0], "Đảng bộ 1");
	all.sure = true;
	ok(target_allot(cx, &all));
	in = indicator_kit_target(1, "2025", 5);
	in.reason = STR("cấp trên giảm");
	refuses(target_adjust(cx, &in), ERR_CONFLICT, "sure");
	in.sure = true;
	ok(target_adjust(cx, &in));
	/* its parts come to more now, and that is said */
	assert_int_equal(gap_on(cx, 1, "2025-02-10").gap, -15);
	same(gap_on(cx, 1, "2025-02-10").reason, "cấp trên giảm");
	kit_close(cx);
}

/* ---- dividing ------------------------------------------------------------ */

static void divided_up(void **state UNUSED)
{
	struct target_part part[] = {
		{ 2, 10, 20 }, { 7, 9, 20 }, { 12, 9, 20 }, { 17, 12, 20 }
	};
	struct target_allotment all = halves(part, 4);
	struct target_new in;
	struct target_now t;
	COMMITTEE;

	refuses(target_allot(cx, &all), ERR_CONFLICT, "value");
	in = indicator_kit_target(1, "2025", 40);
	in.high = 50;
	ok(target_set(cx, &in));
	ok(target_allot(cx, &all));
	t = now_on(cx, 2, "2025-02-10");
	assert_int_equal(t.value, 10);
	assert_int_equal(t.base, 20);
	same(t.by, "share");
	same(t.basis, "6-KH/ĐU");
	/* the span's ten more: 2,5 2,25 2,25 3 */
	assert_int_equal(t.high, 13);
	assert_int_equal(now_on(cx, 7, "2025-02-10").high, 11);
	assert_int_equal(now_on(cx, 12, "2025-02-10").high, 11);
	assert_int_equal(now_on(cx, 17, "2025-02-10").high, 15);
	assert_int_equal(gap_on(cx, 1, "2025-02-10").gap, 0);
	/* again, with a reason, and only what changes is written */
	part[0].value = 12;
	part[3].value = 10;
	kit_day(cx, "2025-08-01");
	refuses(target_allot(cx, &all), ERR_INVALID, "reason");
	all.reason = STR("giữa năm");
	ok(target_allot(cx, &all));
	t = now_on(cx, 2, "2025-08-01");
	assert_int_equal(t.value, 12);
	assert_int_equal(t.first_value, 10);
	same(t.reason, "giữa năm");
	assert_int_equal(now_on(cx, 2, "2025-07-31").value, 10);
	assert_int_equal(now_on(cx, 12, "2025-08-01").times, 1);
	kit_close(cx);
}

static void parts_that_dont_add_up(void **state UNUSED)
{
	struct target_part part[] = { { 2, 10, 20 }, { 7, 9, 20 } };
	struct target_allotment all = halves(part, 2);
	struct err *e;
	COMMITTEE;

	ok(set(cx, 1, 40));
	e = target_allot(cx, &all);
	refuses(e, ERR_INVALID, "gap");
	same(tr_err(cx->arena, LANG_EN, e),
	     "The parts add up to 19, which is 21 less than the target of 40: "
	     "correct them, or say why.");
	part[0].value = 40;
	e = target_allot(cx, &all);
	refuses(e, ERR_INVALID, "gap");
	same(tr_err(cx->arena, LANG_VI, e),
	     "Các phần cộng lại là 49, vượt 9 so với chỉ tiêu 40: hãy sửa, "
	     "hoặc nêu lý do.");
	assert_int_equal(now_on(cx, 2, "2025-02-10").id, 0);
	part[0].value = 10;
	all.gap = STR("hai đơn vị mới lập");
	ok(target_allot(cx, &all));
	assert_int_equal(gap_on(cx, 1, "2025-02-10").gap, 21);
	same(gap_on(cx, 1, "2025-02-10").reason, "hai đơn vị mới lập");
	/* the path to mend it: the others get theirs */
	part[0] = (struct target_part){ 12, 11, DB_NULL };
	part[1] = (struct target_part){ 17, 10, DB_NULL };
	all.gap = STR("");
	ok(target_allot(cx, &all));
	assert_int_equal(gap_on(cx, 1, "2025-02-10").gap, 0);
	assert_null(gap_on(cx, 1, "2025-02-10").reason.p);
	kit_close(cx);
}

static void bad_parts(void **state UNUSED)
{
	struct target_part part[] = { { 2, -1, 20 },
				      { 3, 10, 20 },
				      { 7, 10, -2 },
				      { 12, 5, 20 },
				      { 12, 5, 20 } };
	struct target_allotment all = halves(part, N_ELEMENTS(part));
	struct err *e;
	COMMITTEE;

	ok(set(cx, 1, 40));
	e = target_allot(cx, &all);
	refuses(e, ERR_INVALID, "part.2");
	same(e->next->field, "part.3"); /* a cell isn't directly below */
	same(e->next->next->field, "part.7");
	same(e->next->next->next->field, "part.12");
	assert_null(e->next->next->next->next);
	all.n = 0;
	refuses(target_allot(cx, &all), ERR_INVALID, "part");
	all.n = TARGET_PARTS_MOST + 1;
	refuses(target_allot(cx, &all), ERR_INVALID, "part");
	part[0] = (struct target_part){ 2, 40, DB_NULL };
	all = halves(part, 1);
	all.by = STR("mood");
	all.basis = STR("");
	e = target_allot(cx, &all);
	refuses(e, ERR_INVALID, "by");
	same(e->next->field, "basis");
	kit_close(cx);
}

/* Who was given a target divides it; a change above is a gap below. */
static void levels(void **state UNUSED)
{
	struct target_part part[] = { { 2, 30, DB_NULL }, { 7, 10, DB_NULL } },
			   cell[] = { { 3, 20, DB_NULL }, { 4, 10, DB_NULL } };
	struct target_allotment all = halves(part, 2);
	COMMITTEE;

	ok(set(cx, 1, 40));
	ok(target_allot(cx, &all));
	all.org = 2;
	all.part = cell;
	ok(target_allot(cx, &all));
	kit_day(cx, "2025-06-02");
	all.org = 1;
	all.part = part;
	part[0].value = 25;
	part[1].value = 15;
	all.reason = STR("chia lại");
	ok(target_allot(cx, &all));
	assert_int_equal(gap_on(cx, 1, "2025-06-02").gap, 0);
	assert_int_equal(gap_on(cx, 2, "2025-06-02").gap, -5);
	assert_int_equal(gap_on(cx, 2, "2025-06-01").gap, 0);
	/* adjusting one changes the sum above */
	ok(adjust(cx, 7, 18));
	assert_int_equal(gap_on(cx, 1, "2025-06-02").gap, -3);
	kit_close(cx);
}

/* ---- what was wrong ------------------------------------------------------ */

static void taken_back(void **state UNUSED)
{
	struct target_part part[] = { { 2, 30, DB_NULL }, { 7, 10, DB_NULL } };
	struct target_allotment all = halves(part, 2);
	int64_t id;
	COMMITTEE;

	ok(set(cx, 1, 40));
	ok(target_allot(cx, &all));
	kit_day(cx, "2025-06-02");
	ok(adjust(cx, 2, 35));
	assert_int_equal(gap_on(cx, 1, "2025-06-02").gap, -5);
	id = now_on(cx, 2, "2025-06-02").id;
	refuses(target_void(cx, id, STR(" ")), ERR_INVALID, "reason");
	ok(target_void(cx, id, STR("nhập nhầm đơn vị")));
	assert_int_equal(now_on(cx, 2, "2025-06-02").value, 30);
	assert_int_equal(gap_on(cx, 1, "2025-06-02").gap, 0);
	fails(target_void(cx, id, STR("lần nữa")), ERR_NOT_FOUND);
	fails(target_void(cx, 9999, STR("không có")), ERR_NOT_FOUND);
	/* the baseline, too, when it never was right */
	ok(target_void(cx, now_on(cx, 2, "2025-06-02").id, STR("nhầm")));
	assert_int_equal(now_on(cx, 2, "2025-06-02").id, 0);
	assert_int_equal(gap_on(cx, 1, "2025-06-02").gap, 30);
	ok(set(cx, 2, 30));
	kit_close(cx);
}

static void once_only(void **state UNUSED)
{
	struct target_part part[] = { { 2, 30, DB_NULL }, { 7, 10, DB_NULL } };
	struct target_allotment all = halves(part, 2);
	struct target_new in;
	COMMITTEE;

	cx->key = STR("khóa-1");
	ok(set(cx, 1, 40));
	ok(set(cx, 1, 40));
	cx->key = STR("khóa-2");
	ok(target_allot(cx, &all));
	ok(target_allot(cx, &all));
	cx->key = STR("khóa-3");
	in = indicator_kit_target(2, "2025", 31);
	in.reason = STR("vì");
	ok(target_adjust(cx, &in));
	ok(target_adjust(cx, &in));
	assert_int_equal(kit_number(cx, "select count(*) from "
					"indicator_target"),
			 4);
	assert_int_equal(now_on(cx, 2, "2025-02-10").times, 2);
	kit_close(cx);
}

/* ---- who may ------------------------------------------------------------- */

static void who_may(void **state UNUSED)
{
	struct target_part part[] = { { 3, 2, DB_NULL } };
	struct target_allotment all = halves(part, 1);
	int64_t office, secretary, staff, id;
	COMMITTEE;

	office = user(cx, "vp@dn.vn", "office", 1);
	secretary = user(cx, "bt@dn.vn", "secretary", 2);
	staff = user(cx, "cb@dn.vn", "unit_staff", 2);
	as(cx, secretary);
	/* the superior's target for oneself isn't one's to change */
	fails(set(cx, 2, 5), ERR_DENIED);
	as(cx, office);
	ok(set(cx, 1, 40));
	ok(set(cx, 2, 5));
	as(cx, secretary);
	fails(adjust(cx, 2, 1), ERR_DENIED);
	fails(target_void(cx, now_on(cx, 2, "2025-02-10").id, STR("nhầm")),
	      ERR_DENIED);
	refuses(set(cx, 7, 1), ERR_NOT_FOUND, "org");
	/* … to divide it is */
	all.org = 2;
	all.gap = STR("chi bộ khác chia sau");
	/* … but not by who is there for that one organisation alone */
	cx->actor.alone = true;
	fails(target_allot(cx, &all), ERR_DENIED);
	cx->actor.alone = false;
	ok(target_allot(cx, &all));
	ok(set(cx, 4, 3));
	fails(indicator_define(cx,
			       &(struct indicator_new){ .code = STR("x"),
							.name = STR("x"),
							.unit = STR("x") },
			       &id),
	      ERR_DENIED);
	as(cx, staff);
	fails(set(cx, 5, 1), ERR_DENIED);
	kit_close(cx);
}

/* ---- definitions and reports --------------------------------------------- */

static int64_t define(struct cx *cx, const char *code,
		      enum indicator_rollup rollup)
{
	int64_t id;

	ok(indicator_define(cx,
			    &(struct indicator_new){
				    .code = str_c(code),
				    .name = STR("Chi bộ họp đúng kỳ"),
				    .unit = STR("%"),
				    .up = true,
				    .period = PERIOD_QUARTER,
				    .rollup = rollup },
			    &id));
	return id;
}

static void defined(void **state UNUSED)
{
	struct indicator_new bad = { .code = STR("9x"), .digits = 7 };
	struct indicators list;
	struct indicator i;
	struct err *e;
	int64_t id, again;
	COMMITTEE;

	e = indicator_define(cx, &bad, &id);
	refuses(e, ERR_INVALID, "code");
	same(e->next->field, "name");
	same(e->next->next->field, "unit");
	same(e->next->next->next->field, "digits");
	id = define(cx, "meetings", ROLLUP_RATIO);
	bad = (struct indicator_new){ .code = STR("meetings"),
				      .name = STR("x"),
				      .unit = STR("x") };
	refuses(indicator_define(cx, &bad, &again), ERR_CONFLICT, "code");
	bad.code = STR(INDICATOR_ADMISSIONS);
	refuses(indicator_define(cx, &bad, &again), ERR_CONFLICT, "code");
	ok(indicator_find(cx, STR("meetings"), &i));
	assert_int_equal(i.id, id);
	assert_int_equal(i.digits, 2);
	assert_int_equal(i.period, PERIOD_QUARTER);
	/* one of the profile is there before anything was recorded of it */
	ok(indicator_list(cx, &list));
	assert_int_equal(list.n, 2);
	same(list.p[0].code, INDICATOR_ADMISSIONS);
	same(list.p[0].name, "Kết nạp đảng viên");
	same(list.p[0].unit, "người");
	assert_int_equal(list.p[0].id, 0);
	assert_int_equal(indicator_base_day(cx, &list.p[0], STR("2026")),
			 d("2025-12-31"));
	assert_int_equal(indicator_base_day(cx, &i, STR("2026-Q1")), DAY_NONE);
	ok(indicator_ensure(cx, STR(INDICATOR_ADMISSIONS), &id));
	ok(indicator_ensure(cx, STR(INDICATOR_ADMISSIONS), &again));
	assert_true(id > 0 && id == again);
	kit_close(cx);
}

static struct err *say(struct cx *cx, int64_t org, int64_t n, int64_t of)
{
	return indicator_report(cx, &(struct indicator_said){
					    .code = STR("meetings"),
					    .period = STR("2025-Q1"),
					    .org = org,
					    .applies = n >= 0,
					    .n = n,
					    .of = of,
					    .note = n < 0 ? STR("mới lập")
							  : STR(""),
					    .on = DAY_NONE });
}

static struct indicator_whole whole_on(struct cx *cx, int64_t org,
				       const char *on)
{
	struct indicator_whole w;

	ok(indicator_at(cx,
			&(struct target_ask){ STR("meetings"), STR("2025-Q1"),
					      d(on), &org, 1 },
			&w));
	return w;
}

/* Absent, zero, not applicable and not due are four things. */
static void reported(void **state UNUSED)
{
	struct indicator_whole w;
	int64_t id;
	COMMITTEE;

	define(cx, "meetings", ROLLUP_RATIO);
	assert_int_equal(whole_on(cx, 1, "2025-02-10").value.is,
			 INDICATOR_NOT_DUE);
	ok(say(cx, 3, 2, 3));
	ok(say(cx, 4, 0, 3));
	ok(say(cx, 5, -1, DB_NULL));
	w = whole_on(cx, 2, "2025-02-10");
	assert_int_equal(w.value.is, INDICATOR_GIVEN);
	assert_int_equal(w.value.n, 2);
	assert_int_equal(w.value.of, 6);
	assert_int_equal(w.given, 2);
	assert_int_equal(w.not_due, 1); /* cell 6 */
	w = whole_on(cx, 5, "2025-02-10");
	assert_int_equal(w.value.is, INDICATOR_NOT_APPLICABLE);
	w = whole_on(cx, 4, "2025-02-10");
	assert_int_equal(w.value.is, INDICATOR_GIVEN);
	assert_int_equal(w.value.n, 0);
	assert_int_equal(whole_on(cx, 6, "2025-03-30").value.is,
			 INDICATOR_NOT_DUE);
	assert_int_equal(whole_on(cx, 6, "2025-03-31").value.is,
			 INDICATOR_ABSENT);
	assert_int_equal(whole_on(cx, 1, "2025-03-31").absent, 13);
	/* a later report counts from its day on */
	kit_day(cx, "2025-03-20");
	ok(say(cx, 3, 3, 3));
	assert_int_equal(whole_on(cx, 3, "2025-03-20").value.n, 3);
	assert_int_equal(whole_on(cx, 3, "2025-03-19").value.n, 2);
	id = kit_number(cx, "select max(id) from indicator_value");
	refuses(indicator_unreport(cx, id, STR("")), ERR_INVALID, "reason");
	ok(indicator_unreport(cx, id, STR("nhầm chi bộ")));
	assert_int_equal(whole_on(cx, 3, "2025-03-20").value.n, 2);
	fails(indicator_unreport(cx, id, STR("nhầm")), ERR_NOT_FOUND);
	kit_close(cx);
}

static void means_and_own_values(void **state UNUSED)
{
	struct indicator_whole w;
	COMMITTEE;

	define(cx, "meetings", ROLLUP_MEAN);
	ok(say(cx, 3, 80, 3));
	ok(say(cx, 4, 50, 1));
	w = whole_on(cx, 2, "2025-02-10");
	assert_int_equal(w.value.n, 73);
	/* the unit itself says something besides */
	ok(say(cx, 2, 73, DB_NULL));
	assert_int_equal(whole_on(cx, 2, "2025-02-10").given, 3);
	kit_close(cx);
}

/* Through several levels a mean is rounded once: (1 + 2 + 3 + 3) / 4, not of the
 * unit's 2 by halves. */
static void means_of_means(void **state UNUSED)
{
	COMMITTEE;

	define(cx, "meetings", ROLLUP_MEAN);
	ok(say(cx, 3, 1, 1));
	ok(say(cx, 4, 2, 1));
	ok(say(cx, 7, 3, 2));
	assert_int_equal(whole_on(cx, 2, "2025-02-10").value.n, 2);
	assert_int_equal(whole_on(cx, 1, "2025-02-10").value.n, 2);
	assert_int_equal(whole_on(cx, 1, "2025-02-10").given, 3);
	kit_close(cx);
}

static void each_its_own(void **state UNUSED)
{
	COMMITTEE;

	define(cx, "meetings", ROLLUP_NONE);
	ok(say(cx, 3, 80, DB_NULL));
	assert_int_equal(whole_on(cx, 3, "2025-02-10").value.n, 80);
	assert_int_equal(whole_on(cx, 2, "2025-02-10").value.is,
			 INDICATOR_NOT_DUE);
	kit_close(cx);
}

static void bad_reports(void **state UNUSED)
{
	struct indicator_said in = { .code = STR("meetings"),
				     .period = STR("2025-Q1"),
				     .org = 3,
				     .applies = true,
				     .n = -1,
				     .of = DB_NULL,
				     .on = DAY_NONE };
	struct err *e;
	COMMITTEE;

	define(cx, "meetings", ROLLUP_RATIO);
	e = indicator_report(cx, &in);
	refuses(e, ERR_INVALID, "n");
	same(e->next->field, "of");
	in.n = 1;
	in.of = -1;
	refuses(indicator_report(cx, &in), ERR_INVALID, "of");
	in.of = 1;
	in.applies = false;
	refuses(indicator_report(cx, &in), ERR_INVALID, "note");
	in.applies = true;
	in.on = cx->today + 1;
	refuses(indicator_report(cx, &in), ERR_INVALID, "on");
	in.on = d("2024-12-31");
	refuses(indicator_report(cx, &in), ERR_INVALID, "on");
	in.on = DAY_NONE;
	in.org = 999;
	refuses(indicator_report(cx, &in), ERR_INVALID, "org");
	in.org = 3;
	in.period = STR("2025");
	refuses(indicator_report(cx, &in), ERR_INVALID, "period");
	/* what is computed isn't reported */
	in.code = STR(INDICATOR_ADMISSIONS);
	fails(indicator_report(cx, &in), ERR_CONFLICT);
	kit_close(cx);
}

static void computed(void **state UNUSED)
{
	int64_t org[] = { 1, 2 };
	struct target_ask ask = { STR(INDICATOR_ADMISSIONS), STR("2025"),
				  d("2025-02-10"), org, 2 };
	struct indicator_whole w[2];
	COMMITTEE;

	reached_by[1] = 7;
	ok(indicator_at(cx, &ask, w));
	assert_int_equal(w[0].value.n, 7);
	assert_int_equal(w[1].value.is, INDICATOR_GIVEN);
	assert_int_equal(w[1].value.n, 0);
	ask.period = STR("2026");
	ok(indicator_at(cx, &ask, w));
	assert_int_equal(w[0].value.is, INDICATOR_NOT_DUE);
	kit_close(cx);
}

/* ---- weights ------------------------------------------------------------- */

static void weights(void **state UNUSED)
{
	int64_t below[] = { 2, 7, 3 }, n[3], all;
	struct member_weigh w = { .org = 1 };
	COMMITTEE;

	w.on = w.structure = cx->today;
	ok(member_weights(cx, &w, below, 3, n));
	assert_int_equal(n[0], 20);
	assert_int_equal(n[1], 20);
	assert_int_equal(n[2], 0); /* doesn't stand directly below */
	ok(member_counted(cx, &w, &all));
	assert_int_equal(all, 80);
	w.on = d("2025-01-05");
	ok(member_counted(cx, &w, &all));
	assert_int_equal(all, 80);
	w.young = true;
	ok(member_weights(cx, &w, below, 3, n));
	assert_int_equal(n[0], 0); /* nobody's birth is known */
	/* full years: 30 that day, and 31 */
	kit_sql(cx, "update member_span set birth = '1994-01-06' where org = "
		    "3");
	kit_sql(cx, "update member_span set birth = '1994-01-05' where org = "
		    "4");
	ok(member_weights(cx, &w, below, 3, n));
	assert_int_equal(n[0], KIT_PEOPLE);
	kit_close(cx);
}

static void words(void **state UNUSED)
{
	struct indicator i = { .digits = 2 };
	COMMITTEE;

	same(indicator_text(a, LANG_VI, &i, 2850), "28,50");
	same(indicator_text(a, LANG_EN, &i, 285000), "2,850");
	same(indicator_text(a, LANG_VI, &i, -5), "−0,05");
	same(indicator_period_text(cx, PERIOD_YEAR, STR("2026")), "2026");
	same(indicator_period_text(cx, PERIOD_HALF, STR("2026-H2")),
	     "6 tháng cuối năm 2026");
	same(indicator_period_text(cx, PERIOD_MONTH, STR("2026-03")), "3/2026");
	same(indicator_period_text(cx, PERIOD_QUARTER, STR("?")), "?");
	kit_close(cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_and_adjusted),
		cmocka_unit_test(bad_targets),
		cmocka_unit_test(below_what_is_reached),
		cmocka_unit_test(divided_up),
		cmocka_unit_test(parts_that_dont_add_up),
		cmocka_unit_test(bad_parts),
		cmocka_unit_test(levels),
		cmocka_unit_test(taken_back),
		cmocka_unit_test(once_only),
		cmocka_unit_test(who_may),
		cmocka_unit_test(defined),
		cmocka_unit_test(reported),
		cmocka_unit_test(means_and_own_values),
		cmocka_unit_test(means_of_means),
		cmocka_unit_test(each_its_own),
		cmocka_unit_test(bad_reports),
		cmocka_unit_test(computed),
		cmocka_unit_test(weights),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
